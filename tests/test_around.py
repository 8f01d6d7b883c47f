"""Land of the provinces around one: merged from a file, or drawn with the schematic layer."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mohinh.tables import boundaries, units
from mohinh.tables.boundaries import around
from mohinh.words import places
from mohinh.words.errors import NoData, UnreadableFile

BINH_THUAN = units.find_province("Bình Thuận")
NINH_THUAN = units.find_province("Ninh Thuận")
SHARED = Path(__file__).parents[2] / "shared" / "data" / "boundaries"
COMMUNES_2025 = SHARED / "communes_2025_map100m.parquet"


@pytest.fixture(scope="module")
def two_provinces() -> gpd.GeoDataFrame:
    """The communes of Bình Thuận and of Ninh Thuận, with the names of their provinces."""
    tables = [boundaries.schematic(place).polygons for place in (BINH_THUAN, NINH_THUAN)]
    table = pd.concat(tables, ignore_index=True)
    names = {BINH_THUAN.code: "Tỉnh Bình Thuận", NINH_THUAN.code: "tỉnh NINH THUẬN"}
    return table.assign(province_name=table["province_code"].map(names))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(places, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def written(table: gpd.GeoDataFrame, folder: Path) -> Path:
    path = folder / "communes.parquet"
    table.to_parquet(path)
    return path


# By hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        ["province_name", "commune_code", "commune_name"],
        ["province_code", "commune_code", "commune_name"],
        ["commune_code", "commune_name"],
    ],
)
def test_the_other_province_of_a_file_is_one_outline_by_its_name_its_code_or_its_communes(
    two_provinces, tmp_path, columns
):
    path = written(two_provinces[[*columns, "geometry"]], tmp_path)
    land = boundaries.provinces_around(BINH_THUAN, file=str(path))
    assert list(land.columns) == around.COLUMNS
    assert land["province_name"].tolist() == ["Ninh Thuận"]
    assert land.crs == 4326
    whole = shapely.union_all(
        two_provinces.geometry[two_provinces["province_code"].eq(NINH_THUAN.code)].to_numpy()
    )
    outline = land.geometry[0]
    assert shapely.intersection(outline, whole).area / whole.area > 0.99
    assert outline.area / whole.area < 1.01
    assert land.geometry.is_valid.all()


def test_a_file_of_one_province_has_no_land_around(two_provinces, tmp_path):
    one = two_provinces[two_provinces["province_code"].eq(BINH_THUAN.code)]
    assert boundaries.provinces_around(BINH_THUAN, file=str(written(one, tmp_path))).empty


def test_polygons_of_a_province_that_nobody_knows_are_left_out(two_provinces, tmp_path):
    names = two_provinces["province_name"].replace("tỉnh NINH THUẬN", "Atlantis")
    path = written(two_provinces.assign(province_name=names), tmp_path)
    assert boundaries.provinces_around(BINH_THUAN, file=str(path)).empty


def test_overlapping_communes_of_a_neighbour_are_merged_all_the_same(two_provinces, tmp_path):
    is_other = two_provinces["province_code"].eq(NINH_THUAN.code)
    shapes = two_provinces.geometry.to_numpy().copy()
    shapes[is_other] = shapely.buffer(shapes[is_other], 0.02)
    path = written(two_provinces.set_geometry(shapes, crs=4326), tmp_path)
    land = boundaries.provinces_around(BINH_THUAN, file=str(path))
    assert land["province_name"].tolist() == ["Ninh Thuận"]
    assert land.geometry.is_valid.all()


def test_provinces_far_away_are_not_among_those_around(two_provinces, tmp_path):
    is_other = two_provinces["province_code"].eq(NINH_THUAN.code)
    moved = two_provinces.geometry.where(~is_other, two_provinces.geometry.translate(0, 8))
    path = written(two_provinces.set_geometry(moved), tmp_path)
    assert boundaries.provinces_around(BINH_THUAN, file=str(path)).empty


# The cache -----------------------------------------------------------------------------------


def test_the_outlines_of_a_file_are_kept_and_made_again_where_the_kept_file_is_damaged(
    two_provinces, tmp_path, cache
):
    path = str(written(two_provinces, tmp_path))
    first = boundaries.provinces_around(BINH_THUAN, file=path)
    (kept,) = (cache / "boundaries").glob("around-*.parquet")
    pd.testing.assert_frame_equal(boundaries.provinces_around(BINH_THUAN, file=path), first)
    other = boundaries.provinces_around(NINH_THUAN, file=path)
    assert other["province_name"].tolist() == ["Bình Thuận"]
    assert len(list((cache / "boundaries").iterdir())) == 1
    kept.write_bytes(b"PAR1 damaged")
    pd.testing.assert_frame_equal(boundaries.provinces_around(BINH_THUAN, file=path), first)


def test_a_cache_that_cannot_be_written_to_costs_time_only(two_provinces, tmp_path, monkeypatch):
    blocked = tmp_path / "blocked"
    blocked.write_text("not a folder")
    monkeypatch.setattr(places, "CACHE", blocked)
    path = str(written(two_provinces, tmp_path))
    assert len(boundaries.provinces_around(BINH_THUAN, file=path)) == 1


def test_a_file_that_is_missing_and_a_source_that_is_not_fetched_are_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="no such file"):
        boundaries.provinces_around(BINH_THUAN, file=str(tmp_path / "none.parquet"))
    with pytest.raises(NoData, match="not fetched yet"):
        boundaries.provinces_around(BINH_THUAN, file=boundaries.sources.load()[0].name)


# The schematic layer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "vintage", "expected"),
    [
        ("Bình Thuận", "2025-06", {"Ninh Thuận", "Lâm Đồng", "Đồng Nai", "Bà Rịa - Vũng Tàu"}),
        ("Quảng Ninh", "2025-07", {"Hải Phòng", "Bắc Ninh", "Lạng Sơn"}),
    ],
)
def test_the_schematic_layer_has_the_neighbours_and_leaves_no_gap_to_them(name, vintage, expected):
    province = units.find_province(name, vintage)
    land = boundaries.provinces_around(province)
    assert expected < set(land["province_name"])
    assert name not in set(land["province_name"])
    own = shapely.union_all(boundaries.schematic(province).polygons.geometry.to_numpy())
    near = shapely.union_all(land.geometry.to_numpy())
    assert shapely.intersection(own, near).area < 0.25 * own.area
    border = shapely.intersection(own.boundary, shapely.buffer(near, 0.02))
    assert shapely.difference(border, shapely.buffer(near, 0.002)).length < 0.05 * border.length


def test_the_schematic_land_around_is_drawn_once_and_kept(cache, monkeypatch):
    first = boundaries.provinces_around(BINH_THUAN)
    monkeypatch.setattr(around, "_drawn", None)
    pd.testing.assert_frame_equal(boundaries.provinces_around(BINH_THUAN), first)


# By reference --------------------------------------------------------------------------------


@pytest.mark.skipif(not COMMUNES_2025.is_file(), reason="boundary layers for tests are not here")
def test_a_real_province_has_its_true_neighbours():
    lam_dong = units.find_province("Lâm Đồng", "2025-07")
    land = boundaries.provinces_around(lam_dong, file=str(COMMUNES_2025))
    assert {"Đắk Lắk", "Đồng Nai", "Khánh Hòa", "Hồ Chí Minh"} < set(land["province_name"])
    assert shapely.get_num_coordinates(land.geometry.to_numpy()).sum() < 30_000
