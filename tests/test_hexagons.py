"""Hexagons: one for each commune, all alike, none over another, near the true place."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.tables import units
from mohinh.tables.boundaries import hexagons, schematic
from mohinh.tables.boundaries.layer import REGULAR_IN
from mohinh.words.errors import InvalidTable

SHARED = Path(__file__).parents[2] / "shared" / "data" / "boundaries"
LAYER = SHARED / "communes_2025_map400m.parquet"
UTM = 32648


def layer(points: list[tuple[float, float]], side: float = 0.1) -> gpd.GeoDataFrame:
    table = pd.DataFrame(points, columns=["label_lon", "label_lat"])
    codes = [f"{code:05d}" for code in range(len(table))]
    half = side / 2
    shapes = [shapely.box(x - half, y - half, x + half, y + half) for x, y in points]
    return gpd.GeoDataFrame(table.assign(commune_code=codes), geometry=shapes, crs=4326)


def grid(columns: int, rows: int) -> gpd.GeoDataFrame:
    return layer([(105.0 + 0.1 * x, 20.0 + 0.1 * y) for y in range(rows) for x in range(columns)])


def assert_one_each(drawn: gpd.GeoDataFrame, given_table: gpd.GeoDataFrame, zone: int = UTM):
    assert drawn.index.equals(given_table.index)
    assert drawn["commune_code"].equals(given_table["commune_code"])
    assert drawn.crs == given_table.crs
    flat = drawn.geometry.to_crs(zone).to_numpy()
    assert np.allclose(shapely.area(flat), shapely.area(flat[0]), rtol=1e-6)
    assert set(shapely.get_num_coordinates(flat)) == {7}
    one, two = shapely.STRtree(flat).query(flat, predicate="intersects")
    overlaps = shapely.area(shapely.intersection(flat[one], flat[two]))[one != two]
    assert (overlaps < 1e-3 * shapely.area(flat[0])).all()


def test_a_square_of_communes_becomes_a_block_without_holes_in_the_same_order():
    table = grid(6, 6)
    drawn = hexagons(table)
    assert_one_each(drawn, table)
    block = shapely.union_all(shapely.buffer(drawn.geometry.to_crs(UTM).to_numpy(), 1.0))
    assert block.geom_type == "Polygon"
    assert len(block.interiors) == 0
    for side in ("label_lon", "label_lat"):
        assert np.corrcoef(drawn[side], table[side])[0, 1] > 0.95


def test_an_island_of_almost_no_area_has_a_hexagon_as_large_as_the_others_near_it():
    table = pd.concat([grid(5, 5), layer([(107.0, 20.2)], side=0.001)], ignore_index=True)
    drawn = hexagons(table)
    assert_one_each(drawn, table)
    (west, _, east, _) = drawn.geometry.iloc[-1].bounds
    assert west < 107.0 < east


def test_a_crowded_town_pushes_outwards_and_loses_nobody():
    town = [(105.2 + 0.004 * x, 20.2 + 0.004 * y) for y in range(5) for x in range(5)]
    table = pd.concat([grid(5, 5), layer(town, side=0.004)], ignore_index=True)
    drawn = hexagons(table)
    assert_one_each(drawn, table)
    moved = shapely.distance(_centres(drawn), _points(table))
    assert moved.max() < 40_000


def _points(table: gpd.GeoDataFrame) -> np.ndarray:
    points = gpd.GeoSeries.from_xy(table["label_lon"], table["label_lat"], crs=4326)
    return points.to_crs(UTM).to_numpy()


def _centres(drawn: gpd.GeoDataFrame) -> np.ndarray:
    return shapely.centroid(drawn.geometry.to_crs(UTM).to_numpy())


def test_the_label_point_is_the_middle_of_the_hexagon():
    drawn = hexagons(grid(4, 3))
    assert shapely.distance(_centres(drawn), _points(drawn)).max() < 1.0


@settings(deadline=None, max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=25, unique=True
    )
)
def test_any_communes_have_one_hexagon_each_and_the_same_each_time(places):
    table = layer([(105 + x / 20, 20 + y / 20) for x, y in places], side=0.05)
    drawn = hexagons(table)
    assert_one_each(drawn, table)
    assert drawn.geometry.geom_equals_exact(hexagons(table).geometry, 0).all()


def test_hexagons_are_upright_where_they_say_that_they_are_regular():
    table = schematic(units.find_province("Bình Thuận")).polygons
    drawn = hexagons(table)
    zone = drawn.attrs[REGULAR_IN]
    assert_one_each(drawn, table, zone)
    corners = shapely.get_coordinates(drawn.geometry.to_crs(zone).iloc[0])
    sides = np.abs(np.diff(corners, axis=0)).round(3)
    assert (sides[:, 0] == 0).sum() == 2


def test_another_crs_and_communes_without_a_polygon_are_refused():
    table = grid(2, 2)
    with pytest.raises(InvalidTable, match="found CRS EPSG:32648, expected EPSG:4326"):
        hexagons(table.to_crs(UTM))
    table.loc[0, "geometry"] = None
    with pytest.raises(InvalidTable, match="1 of 4 communes have no geometry"):
        hexagons(table)


@pytest.mark.skipif(not LAYER.exists(), reason="boundary layers for tests are not here")
@pytest.mark.parametrize("province", ["Lâm Đồng", "Hồ Chí Minh", "Quảng Ninh"])
def test_real_communes_stay_near_their_place(province):
    table = gpd.read_parquet(LAYER, filters=[("province_name", "==", province)])
    drawn = hexagons(table)
    assert_one_each(drawn, table, drawn.attrs[REGULAR_IN])
    width = np.sqrt(shapely.area(drawn.geometry.to_crs(UTM).iloc[0]) * 2 / np.sqrt(3))
    moved = shapely.distance(_centres(drawn), _points(table)) / width
    assert np.median(moved) < 4
