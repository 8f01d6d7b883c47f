"""Boundaries as a coverage: what overlaps or gapes is mended for all polygons together."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.tables import units
from mohinh.tables.boundaries import coverage, from_file
from mohinh.words.errors import UnreadableFile, VintageMismatch

SHARED = Path(__file__).parents[2] / "shared" / "data" / "boundaries"
COMMUNES_2025 = SHARED / "communes_2025_map100m.parquet"
needs_shared = pytest.mark.skipif(
    not COMMUNES_2025.is_file(),
    reason="the reference boundaries are not handed out with the project",
)
PROVINCES_2025 = units.provinces("2025-07")["province_code"].tolist()
# The 13 special zones (đặc khu), Decision 19/2025/QĐ-TTg: province → names.
SPECIAL_ZONES = {
    "Quảng Ninh": {"Vân Đồn", "Cô Tô"},
    "Hải Phòng": {"Cát Hải", "Bạch Long Vĩ"},
    "Quảng Trị": {"Cồn Cỏ"},
    "Đà Nẵng": {"Hoàng Sa"},
    "Quảng Ngãi": {"Lý Sơn"},
    "Khánh Hòa": {"Trường Sa"},
    "Lâm Đồng": {"Phú Quý"},
    "Hồ Chí Minh": {"Côn Đảo"},
    "An Giang": {"Phú Quốc", "Thổ Châu", "Kiên Hải"},
}
METRE = 1 / 111_000  # of latitude, in degrees


def squares(gap: float = 0.0) -> np.ndarray:
    """Two squares of 0.1° beside each other at 107° E, 16° N, `gap` degrees apart."""
    return np.array([shapely.box(107, 16, 107.1, 16.1), shapely.box(107.1 + gap, 16, 107.2, 16.1)])


def with_hole(width: float) -> np.ndarray:
    """A square with a hole, and what fills the hole but for a strip of that width (degrees)."""
    west, south, east, north = 107.03, 16.03, 107.07, 16.07
    inner = west + width
    ring = [(west, south), (inner, south), (east, south), (east, north), (inner, north)]
    around = shapely.Polygon(
        shapely.box(107, 16, 107.1, 16.1).exterior.coords, [[*ring, (west, north)]]
    )
    return np.array([around, shapely.box(inner, south, east, north)])


# By hand.


def test_a_sound_coverage_comes_back_as_it_is():
    shapes = squares()
    assert coverage.clean(shapes) is shapes


def test_an_overlap_goes_to_the_smaller_polygon():
    small, large = shapely.box(107, 16, 107.1, 16.1), shapely.box(107.09, 16, 107.3, 16.1)
    cleaned = coverage.clean(np.array([large, small]))
    assert shapely.coverage_is_valid(cleaned)
    assert cleaned[1].area == pytest.approx(small.area)
    assert cleaned[0].area == pytest.approx(large.area - 0.001)


def test_a_ward_drawn_on_top_of_its_surroundings_stays_whole():
    ward, around = shapely.box(107.04, 16.04, 107.06, 16.06), shapely.box(107, 16, 107.1, 16.1)
    cleaned = coverage.clean(np.array([around, ward]))
    assert cleaned[1].area == pytest.approx(ward.area)
    assert len(cleaned[0].interiors) == 1


def test_a_strip_of_fifty_metres_between_communes_is_closed_and_a_lake_of_a_kilometre_stays():
    strip, lake = with_hole(50 * METRE), with_hole(1_000 * METRE)
    assert shapely.coverage_is_valid(strip)
    closed = coverage.clean(strip)
    assert coverage.area_km2(closed).sum() == pytest.approx(
        coverage.area_km2(np.array([shapely.box(107, 16, 107.1, 16.1)])).sum()
    )
    assert coverage.clean(lake) is lake


def test_a_polygon_that_stands_twice_comes_back_once():
    twice = np.array([squares()[0], squares()[0]])
    assert shapely.is_empty(coverage.clean(twice)).sum() == 1


def test_polygons_that_stay_at_odds_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shapely, "coverage_clean", lambda shapes, **_: shapes)
    with pytest.raises(UnreadableFile, match="2 polygons: they overlap"):
        coverage.clean(squares(-0.01))


def test_parts_of_a_commune_stay_its_parts():
    islands = shapely.MultiPolygon([squares()[0], shapely.box(109, 10, 109.1, 10.1)])
    cleaned = coverage.clean(np.array([islands, squares(-0.001)[1]]))
    assert shapely.get_num_geometries(cleaned).tolist() == [2, 1]
    assert shapely.coverage_is_valid(cleaned)


def test_neighbours_share_their_border_when_simplified():
    wave = [(107.1 + 0.00005 * (n % 2), 16 + n / 1000) for n in range(101)]
    west = shapely.Polygon([(107, 16), *wave, (107, 16.1)])
    east = shapely.Polygon([(107.2, 16.1), *reversed(wave), (107.2, 16)])
    simpler = coverage.simplify(np.array([west, east]), tolerance_metres=100)
    assert shapely.get_num_coordinates(simpler).sum() < 30
    assert shapely.coverage_is_valid(simpler)
    assert shapely.intersection(*simpler).length == pytest.approx(0.1, rel=0.01)


def test_a_small_island_survives_simplifying():
    islet = shapely.Point(112, 9).buffer(0.0001)
    assert coverage.simplify(np.array([islet]), tolerance_metres=500)[0].area > 0


# By law.


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 8))
def test_what_is_cleaned_overlaps_nowhere_and_covers_what_it_covered(seed: int, count: int):
    random = np.random.default_rng(seed)
    west, south = random.uniform(107, 107.2, count), random.uniform(16, 16.2, count)
    size = random.uniform(0.02, 0.1, (2, count))
    shapes = shapely.box(west, south, west + size[0], south + size[1])
    cleaned = coverage.clean(shapes)
    assert len(cleaned) == count
    assert shapely.coverage_is_valid(cleaned)
    before, after = shapely.union_all(shapes), shapely.union_all(cleaned)
    # Nothing is lost; what is won are strips narrower than the gap that is closed.
    assert shapely.difference(before, after).area < 1e-9
    won = shapely.get_parts(shapely.difference(after, before))
    assert all(part.buffer(-coverage.GAP_METRES * METRE).is_empty for part in won)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(102, 117.8),
    st.floats(7, 23.2),
    st.floats(0.01, 0.5),
    st.floats(0.01, 0.5),
)
def test_areas_are_geodesic_areas_to_a_thousandth(west, south, width, height):
    shape = shapely.segmentize(shapely.box(west, south, west + width, south + height), 0.01)
    geodesic = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6
    assert coverage.area_km2(np.array([shape]))[0] == pytest.approx(geodesic, rel=1e-3)


# By reference: real polygons.


@pytest.fixture(scope="module")
def real() -> gpd.GeoDataFrame:
    return gpd.read_parquet(COMMUNES_2025)


@needs_shared
@pytest.mark.parametrize("code", PROVINCES_2025)
def test_every_province_since_july_2025_has_all_its_communes(code: str):
    province = units.find_province(code, "2025-07")
    read = from_file(COMMUNES_2025, province)
    shapes = read.polygons.geometry.to_numpy()
    assert read.polygons["commune_code"].tolist() == sorted(
        units.communes(province)["commune_code"]
    )
    assert read.unmatched.empty
    assert shapely.coverage_is_valid(shapes)
    zones = read.polygons.loc[read.polygons["commune_kind"].eq("đặc khu"), "commune_name"]
    assert set(zones) == SPECIAL_ZONES.get(province.name, set())


@needs_shared
def test_communes_keep_all_their_parts_and_their_areas(real: gpd.GeoDataFrame):
    quang_ninh = units.find_province("Quảng Ninh", "2025-07")
    read = from_file(COMMUNES_2025, quang_ninh).polygons.set_index("commune_code")
    rows = real.assign(commune_code=real["commune_code"].replace("06978", "06970"))  # Ba Chẽ
    given_rows = rows.set_index("commune_code").geometry[read.index]
    parts = shapely.get_num_geometries(read.geometry.to_numpy())
    assert (parts == shapely.get_num_geometries(given_rows.to_numpy())).all()
    assert parts.max() > 50
    assert coverage.area_km2(read.geometry.to_numpy()) == pytest.approx(
        coverage.area_km2(given_rows.to_numpy()), rel=1e-6
    )


@needs_shared
def test_real_areas_are_geodesic_areas_to_a_thousandth(real: gpd.GeoDataFrame):
    shapes = real.geometry.to_numpy()
    globe = pyproj.Geod(ellps="WGS84")
    geodesic = [abs(globe.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes]
    # Measured: 0.0008 % at most.
    assert coverage.area_km2(shapes) == pytest.approx(geodesic, rel=1e-3)


@needs_shared
def test_overlaps_and_gaps_planted_in_real_polygons_are_mended(
    real: gpd.GeoDataFrame, tmp_path: Path
):
    lam_dong = units.find_province("Lâm Đồng", "2025-07")
    rows = real[real["province_code"].eq("68")].copy()
    shapes = rows.geometry.to_numpy().copy()
    shapes[3] = shapes[3].buffer(300 * METRE)
    shapes[10] = shapes[10].buffer(-20 * METRE)
    assert not shapely.coverage_is_valid(shapes)
    path = tmp_path / "planted.parquet"
    rows.set_geometry(shapes, crs=real.crs).to_parquet(path)
    mended = from_file(path, lam_dong).polygons.geometry.to_numpy()
    assert shapely.coverage_is_valid(mended)
    assert coverage.clean(mended) is mended
    before = shapely.union_all(rows.geometry.to_numpy()).area
    assert shapely.area(mended).sum() == pytest.approx(before, rel=2e-3)


@needs_shared
def test_three_of_124_missing_are_refused_with_their_codes(real: gpd.GeoDataFrame, tmp_path: Path):
    lam_dong = units.find_province("Lâm Đồng", "2025-07")
    rows = real[real["province_code"].eq("68")].sort_values("commune_code")
    path = tmp_path / "cut.parquet"
    rows.iloc[2:].to_parquet(path)
    left_out = rows["commune_code"].tolist()
    assert from_file(path, lam_dong).unmatched["code"].tolist() == left_out[:2]
    rows.iloc[3:].to_parquet(path)
    with pytest.raises(VintageMismatch, match="3 of the 124 communes of Lâm Đồng") as caught:
        from_file(path, lam_dong)
    assert all(code in str(caught.value) for code in left_out[:3])


@needs_shared
def test_a_commune_whose_polygon_stands_twice_is_reported(real: gpd.GeoDataFrame, tmp_path: Path):
    lam_dong = units.find_province("Lâm Đồng", "2025-07")
    rows = real[real["province_code"].eq("68")].copy()
    shapes = rows.geometry.to_numpy().copy()
    shapes[5] = shapes[4]
    path = tmp_path / "twice.parquet"
    rows.set_geometry(shapes, crs=real.crs).to_parquet(path)
    read = from_file(path, lam_dong)
    assert len(read.polygons) == 123
    assert read.unmatched["side"].tolist() == ["commune"]
    assert read.unmatched["reason"].str.contains("wholly on those of other communes").all()
    assert pd.Series(read.unmatched["code"]).isin(rows["commune_code"].iloc[4:6]).all()
