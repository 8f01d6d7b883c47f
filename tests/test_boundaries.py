"""Boundaries: the schematic layer is whole and the same each time; a file is believed by halves."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.tables import units
from mohinh.tables.boundaries import Boundaries, drawing, from_file, load, matching, schematic
from mohinh.tables.boundaries.layer import COLUMNS, UNMATCHED_COLUMNS, polygon_rows
from mohinh.tables.boundaries.partition import Grid, claim, grid_over, outlines, plant, tidy, trim
from mohinh.tables.boundaries.sites import sites, successors
from mohinh.words import places
from mohinh.words.errors import UnknownName, UnreadableFile, VintageMismatch

SHARED = Path(__file__).parents[2] / "shared" / "data" / "boundaries"
REAL = {
    "2025-06": SHARED / "communes_2024.parquet",
    "2025-07": SHARED / "communes_2025_map100m.parquet",
}
needs_shared = pytest.mark.skipif(
    not all(file.is_file() for file in REAL.values()),
    reason="the reference boundaries are not handed out with the project",
)

BINH_THUAN = units.find_province("Bình Thuận")
LAM_DONG = units.find_province("Lâm Đồng", "2025-07")
KHANH_HOA = units.find_province("Khánh Hòa", "2025-07")
TRUONG_SA, PHU_QUY = "22736", "23272"


def drawn(picture: str) -> np.ndarray:
    """Labels from a picture, north on top: a is 0, b is 1, a dot is no commune."""
    lines = [line.strip() for line in picture.strip().splitlines()]
    return np.array([[ord(char) - ord("a") if char != "." else -1 for char in line]
                     for line in reversed(lines)], dtype=np.int32)  # fmt: skip


def picture(labels: np.ndarray) -> str:
    return "\n".join(
        "".join("." if label < 0 else chr(ord("a") + label) for label in row)
        for row in labels[::-1]
    )


def same(labels: np.ndarray, expected: str) -> bool:
    return picture(labels) == "\n".join(line.strip() for line in expected.strip().splitlines())


def unit_grid(labels: np.ndarray) -> Grid:
    return Grid(0.0, 0.0, 1.0, labels.shape[1], labels.shape[0])


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Few pixels for speed, and a cache folder of the test's own."""
    monkeypatch.setattr(drawing, "_PIXELS", 20_000)
    monkeypatch.setattr(places, "CACHE", tmp_path / "cache")
    return tmp_path


@pytest.fixture(scope="module")
def binh_thuan() -> Boundaries:
    return schematic(BINH_THUAN, cache=False)


@pytest.fixture(scope="module")
def lam_dong() -> Boundaries:
    return schematic(LAM_DONG, cache=False)


@pytest.fixture(scope="module")
def khanh_hoa() -> Boundaries:
    return schematic(KHANH_HOA, cache=False)


# By hand: pixels.


def test_a_commune_alone_fills_its_box_but_for_the_corners():
    points, boxes = np.array([[5.0, 5.0]]), np.array([[0.0, 0.0, 10.0, 10.0]])
    labels, distance = claim(points, boxes, Grid(0.0, 0.0, 1.0, 10, 10))
    assert labels[5, 0] == labels[0, 5] == 0
    assert labels[0, 0] == labels[9, 9] == -1
    assert distance[5, 5] < distance[5, 0] < 1


def test_two_communes_meet_halfway_between_their_points():
    points = np.array([[2.0, 2.0], [6.0, 2.0]])
    boxes = np.array([[0.0, 0.0, 5.0, 4.0], [3.0, 0.0, 8.0, 4.0]])
    labels, _ = claim(points, boxes, Grid(0.0, 0.0, 1.0, 8, 4))
    assert labels[2].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_enclosed_pixels_and_crumbs_go_to_the_nearest_commune():
    labels = drawn("""
        aaaabbbb
        aa.abbab
        aaaabbbb
    """)
    assert same(
        tidy(labels, crumb_share=0.3),
        """
        aaaabbbb
        aaaabbbb
        aaaabbbb
        """,
    )


def test_a_crumb_alone_in_the_sea_goes_and_an_island_of_size_stays():
    labels = drawn("""
        aaa........a
        aaa.........
        aaa.........
        aaa.........
        aaa.........
        aaa.........
        aaa......bbb
        aaa......bbb
    """)
    assert same(
        tidy(labels, crumb_share=0.3),
        """
        aaa.........
        aaa.........
        aaa.........
        aaa.........
        aaa.........
        aaa.........
        aaa......bbb
        aaa......bbb
        """,
    )


def test_trimming_keeps_the_nearest_pixels_of_a_group():
    labels = drawn("aaabb")
    distance = np.array([[0.9, 0.1, 0.2, 0.3, 0.8]])
    one_group = trim(labels, distance, np.array([0, 0]), np.array([3.0]))
    assert same(one_group, ".aab.")
    no_limit = trim(labels, distance, np.array([0, 1]), np.array([np.inf, 1.0]))
    assert same(no_limit, "aaab.")


def test_a_commune_that_lost_every_pixel_gets_a_square_at_its_point():
    labels = np.zeros((9, 9), dtype=np.int32)
    planted = plant(labels, {0: (4.5, 4.5), 1: (4.5, 4.5)}, unit_grid(labels))
    assert (planted == 1).sum() == 9
    assert (planted[3:6, 3:6] == 1).all()


def test_no_commune_is_planted_away():
    labels = np.zeros((9, 9), dtype=np.int32)
    planted = plant(labels, dict.fromkeys(range(4), (4.5, 4.5)), unit_grid(labels))
    assert np.bincount(planted.ravel()).min() >= 9


def test_the_outline_of_a_label_has_its_pixels_and_its_hole():
    labels = drawn("""
        aaaaaaaa
        aaaaaaaa
        aabbbbaa
        aabbbbaa
        aaaaaaaa
        aaaaaaaa
    """)
    shapes = outlines(labels, np.array([0]), unit_grid(labels))
    assert list(shapes) == [0]
    assert len(shapes[0].interiors) == 1
    # Simplification may move borders by 2.5 pixels but keeps the shape.
    assert shapes[0].area == pytest.approx(40, abs=10)


# By law: pixels.


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_outlines_are_a_valid_coverage_with_every_label(seed: int, labels_count: int):
    labels = np.random.default_rng(seed).integers(-1, labels_count, (7, 9)).astype(np.int32)
    shapes = outlines(labels, np.arange(labels_count), unit_grid(labels))
    assert sorted(shapes) == sorted(set(labels[labels >= 0].tolist()))
    assert shapely.coverage_is_valid(list(shapes.values()))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_commune_leaves_its_box(seed: int):
    random = np.random.default_rng(seed)
    corner, size = random.uniform(0, 20, (6, 2)), random.uniform(1, 9, (6, 2))
    boxes = np.c_[corner, corner + size]
    grid = grid_over(boxes, 900, 0.1)
    labels, _ = claim(corner + size * random.uniform(0, 1, (6, 2)), boxes, grid)
    rows, columns = np.nonzero(labels >= 0)
    west, south, east, north = boxes[labels[rows, columns]].T
    margin = grid.pixel_km
    assert (grid.x[columns] >= west - margin).all()
    assert (grid.x[columns] <= east + margin).all()
    assert (grid.y[rows] >= south - margin).all()
    assert (grid.y[rows] <= north + margin).all()


# By known truth: sites.


def test_every_commune_has_a_site_inside_its_box():
    table = sites()
    assert len(table) == 10_040
    assert table["lon"].between(table["west"], table["east"]).all()
    assert table["lat"].between(table["south"], table["north"]).all()
    assert not table.duplicated(["lon", "lat"]).any()


def test_island_districts_lie_at_sea_and_not_on_the_mainland():
    table = sites().set_index("commune_code")
    assert table.loc["498", ["lon", "lat"]].tolist() == [111.60, 16.50]
    assert table.loc[TRUONG_SA, ["lon", "lat"]].tolist() == [111.92, 8.64]


def test_communes_geocoded_to_the_centre_of_their_province_get_their_own_place():
    table = sites().set_index("commune_code").loc[["23535", "23537", "23538"]]
    # The table has all three at 107.858 E, 14.518 N; Ia H'Drai lies in the south-west corner.
    assert table["lon"].lt(107.65).all()
    assert table["lat"].lt(14.3).all()


def test_a_successor_far_from_all_its_parts_is_moved_to_them():
    given_point = units.geography("2025-07").set_index("commune_code").loc["06757"]
    point = successors().loc["06757"]
    assert (given_point["lon"], given_point["lat"]) == (107.0250, 20.9563)
    assert point["lon"] == pytest.approx(107.9, abs=0.1)
    assert point["lat"] == pytest.approx(21.33, abs=0.1)


def test_areas_of_namesakes_and_zeros_are_not_believed():
    area = successors()["area_km2"]
    assert area.gt(0).sum() == area.notna().sum()
    assert np.isnan(area["06187"])


def test_the_declared_areas_of_bac_lieu_are_not_believed():
    bac_lieu = sites().query("province_code == '95'")["successor"]
    assert successors().loc[bac_lieu, "area_km2"].isna().all()


# By known truth: the schematic layer.


def assert_whole(boundaries: Boundaries, province: units.Province) -> None:
    communes = units.communes(province)
    polygons = boundaries.polygons
    assert list(polygons.columns) == COLUMNS
    assert polygons.crs == "EPSG:4326"
    assert polygons["commune_code"].tolist() == sorted(communes["commune_code"])
    assert set(polygons["vintage"]) == {province.vintage}
    assert set(polygons["province_code"]) == {province.code}
    shapes = polygons.geometry.to_numpy()
    assert set(polygons.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.is_valid(shapes).all()
    assert shapely.area(shapes).min() > 0
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).area == pytest.approx(shapely.area(shapes).sum())
    labels = shapely.points(polygons["label_lon"], polygons["label_lat"])
    assert shapely.contains(shapes, labels).all()


def test_every_commune_before_july_2025_has_a_polygon(binh_thuan: Boundaries):
    assert_whole(binh_thuan, BINH_THUAN)
    assert binh_thuan.kind == "schematic"
    assert binh_thuan.source.startswith("schematic")
    assert list(binh_thuan.unmatched.columns) == UNMATCHED_COLUMNS
    assert binh_thuan.unmatched.empty


def test_every_commune_since_july_2025_has_a_polygon(lam_dong: Boundaries):
    assert_whole(lam_dong, LAM_DONG)
    assert lam_dong.polygons["district_code"].isna().all()
    assert lam_dong.polygons["district_name"].isna().all()


def test_phu_quy_lies_offshore_as_three_communes(binh_thuan: Boundaries):
    island = binh_thuan.polygons[binh_thuan.polygons["district_name"].eq("Huyện Phú Quí")]
    mainland = binh_thuan.polygons.drop(island.index)
    assert len(island) == 3
    assert island["label_lon"].between(108.90, 109.00).all()
    assert island["label_lat"].between(10.48, 10.58).all()
    assert shapely.distance(island.union_all(), mainland.union_all()) > 0.5
    assert len(shapely.get_parts(island.union_all())) == 1


def test_phu_quy_is_one_commune_since_july_2025(lam_dong: Boundaries):
    row = lam_dong.polygons.set_index("commune_code").loc[PHU_QUY]
    assert row["label_lon"] == pytest.approx(108.945, abs=0.02)
    assert row["label_lat"] == pytest.approx(10.528, abs=0.03)


def test_truong_sa_is_on_the_map_at_sea(khanh_hoa: Boundaries):
    assert_whole(khanh_hoa, KHANH_HOA)
    truong_sa = khanh_hoa.polygons.set_index("commune_code").geometry[TRUONG_SA]
    assert len(truong_sa.geoms) == 3
    assert truong_sa.bounds[0] > 111


def test_a_layer_has_a_label_in_its_largest_part():
    code = units.communes(LAM_DONG)["commune_code"].iloc[0]
    small, large = shapely.box(0, 0, 1, 1), shapely.box(5, 0, 9, 4)
    outline = gpd.GeoSeries({code: shapely.MultiPolygon([small, large])}, crs="EPSG:4326")
    row = polygon_rows(LAM_DONG, outline).iloc[0]
    assert row["label_lon"] == pytest.approx(7, abs=0.05)
    assert row["label_lat"] == pytest.approx(2, abs=0.05)


def test_outlines_in_another_crs_are_refused():
    outline = gpd.GeoSeries({"24769": shapely.box(0, 0, 1, 1)}, crs="EPSG:3405")
    with pytest.raises(ValueError, match="expected EPSG:4326, found EPSG:3405"):
        polygon_rows(LAM_DONG, outline)


# The cache.


def cached_files(folder: Path) -> list[Path]:
    return sorted((folder / "cache").rglob("*"))


def test_the_cached_layer_equals_the_one_drawn(coarse: Path):
    for province in (BINH_THUAN, LAM_DONG):
        first, second = schematic(province), schematic(province)
        fresh = schematic(province, cache=False)
        for other in (second, fresh):
            pd.testing.assert_frame_equal(first.polygons, other.polygons)
        assert type(second.polygons) is gpd.GeoDataFrame
    parquet = [file.name for file in cached_files(coarse) if file.is_file()]
    version = drawing._units_version()
    assert parquet == [
        f"v{drawing.ALGORITHM}_{version}_2025-06_60.parquet",
        f"v{drawing.ALGORITHM}_{version}_2025-07_68.parquet",
    ]


def test_the_same_bytes_are_written_each_time(coarse: Path):
    schematic(BINH_THUAN)
    file = cached_files(coarse)[-1]
    first = file.read_bytes()
    file.unlink()
    schematic(BINH_THUAN)
    assert file.read_bytes() == first


@pytest.mark.parametrize("damage", ["empty", "noise", "cut", "fewer rows", "no geometry"])
def test_a_damaged_cache_file_is_drawn_again(coarse: Path, damage: str):
    whole = schematic(BINH_THUAN).polygons
    file = cached_files(coarse)[-1]
    good = file.read_bytes()
    if damage == "empty":
        file.write_bytes(b"")
    elif damage == "noise":
        file.write_bytes(b"PAR1" + bytes(range(256)) + b"PAR1")
    elif damage == "cut":
        file.write_bytes(good[: len(good) // 2])
    elif damage == "fewer rows":
        whole.iloc[1:].to_parquet(file)
    else:
        pd.DataFrame(whole.drop(columns="geometry")).to_parquet(file)
    pd.testing.assert_frame_equal(schematic(BINH_THUAN).polygons, whole)
    assert file.read_bytes() == good


def test_a_cache_folder_that_cannot_be_written_is_no_error(
    coarse: Path, monkeypatch: pytest.MonkeyPatch
):
    blocked = coarse / "a file"
    blocked.write_text("not a folder")
    monkeypatch.setattr(places, "CACHE", blocked)
    assert len(schematic(BINH_THUAN).polygons) == 121


def test_a_write_that_breaks_off_leaves_nothing_behind(
    coarse: Path, monkeypatch: pytest.MonkeyPatch
):
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", full_disk)
    assert len(schematic(BINH_THUAN).polygons) == 121
    assert [file for file in cached_files(coarse) if file.is_file()] == []


def test_without_cache_nothing_is_written(coarse: Path):
    schematic(BINH_THUAN, cache=False)
    assert cached_files(coarse) == []


def test_load_draws_by_default_and_reads_the_file_when_given(coarse: Path):
    drawn_layer = load(BINH_THUAN)
    file = coarse / "xa.parquet"
    drawn_layer.polygons.to_parquet(file)
    assert drawn_layer.kind == "schematic"
    assert load(BINH_THUAN, file=str(file)).kind == "file"


# Files.


def write(table: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_file(path)
    return path


def as_published(binh_thuan: Boundaries) -> gpd.GeoDataFrame:
    """The layer as others would publish it: their column names, full names, their province."""
    full = units.communes(BINH_THUAN).set_index("commune_code")["commune_full_name"]
    table = binh_thuan.polygons
    return gpd.GeoDataFrame(
        {
            "MaXa": table["commune_code"].astype(int),
            "TEN_XA": table["commune_code"].map(full),
            "Ten_Huyen": table["district_name"],
            "Ten_Tinh": "Tỉnh Bình Thuận",
        },
        geometry=table.geometry,
    )


@pytest.mark.parametrize("suffix", [".parquet", ".geojson", ".gpkg"])
def test_a_file_is_read_in_each_format(binh_thuan: Boundaries, tmp_path: Path, suffix: str):
    path = write(as_published(binh_thuan), tmp_path / f"xa{suffix}")
    read = from_file(path, BINH_THUAN)
    assert_whole(read, BINH_THUAN)
    assert (read.kind, read.vintage, read.source) == ("file", "2025-06", f"xa{suffix}")
    assert read.unmatched.empty
    assert shapely.equals_exact(
        read.polygons.geometry.normalize().to_numpy(),
        binh_thuan.polygons.geometry.normalize().to_numpy(),
        tolerance=1e-6,
    ).all()


def test_the_content_decides_about_the_format_not_the_suffix(
    binh_thuan: Boundaries, tmp_path: Path
):
    path = write(as_published(binh_thuan), tmp_path / "xa.parquet")
    renamed = path.rename(tmp_path / "xa.gpkg")
    assert len(from_file(renamed, BINH_THUAN).polygons) == 121


def test_another_crs_is_transformed(binh_thuan: Boundaries, tmp_path: Path):
    path = write(as_published(binh_thuan).to_crs("EPSG:3405"), tmp_path / "xa.gpkg")
    read = from_file(path, BINH_THUAN)
    assert read.polygons.total_bounds == pytest.approx(binh_thuan.polygons.total_bounds, abs=1e-5)


def test_names_alone_are_enough_where_districts_tell_namesakes_apart(
    binh_thuan: Boundaries, tmp_path: Path
):
    table = as_published(binh_thuan).drop(columns="MaXa")
    read = from_file(write(table, tmp_path / "xa.geojson"), BINH_THUAN)
    assert_whole(read, BINH_THUAN)


def test_codes_alone_are_enough(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)[["MaXa", "geometry"]]
    assert_whole(from_file(write(table, tmp_path / "xa.parquet"), BINH_THUAN), BINH_THUAN)


def test_codes_alone_of_another_vintage_are_refused(binh_thuan: Boundaries, tmp_path: Path):
    # Every code of Lâm Đồng since July 2025 was one of 2025-06, for another area.
    lands = [units.find_province(name) for name in ("Lâm Đồng", "Bình Thuận", "Đắk Nông")]
    old = pd.concat([units.communes(province) for province in lands])
    points = shapely.points(old["lon"], old["lat"])
    table = gpd.GeoDataFrame(
        {"code": old["commune_code"]}, geometry=shapely.buffer(points, 0.001), crs="EPSG:4326"
    )
    with pytest.raises(VintageMismatch, match="have codes that no commune of Lâm Đồng"):
        from_file(write(table, tmp_path / "xa.parquet"), LAM_DONG)


def test_a_national_file_is_cut_by_code_and_place_where_it_names_no_province(
    binh_thuan: Boundaries, lam_dong: Boundaries, tmp_path: Path
):
    ours = as_published(binh_thuan)[["MaXa", "TEN_XA", "geometry"]]
    neighbour = units.communes(units.find_province("Ninh Thuận"))
    far = units.communes(units.find_province("Hà Nội")).head(2)
    others = pd.concat([neighbour, far])
    boxes = shapely.buffer(shapely.points(others["lon"], others["lat"]), 0.001)
    rest = gpd.GeoDataFrame(
        {"MaXa": others["commune_code"].astype(int), "TEN_XA": others["commune_full_name"]},
        geometry=boxes,
        crs="EPSG:4326",
    )
    read = from_file(write(pd.concat([ours, rest]), tmp_path / "xa.parquet"), BINH_THUAN)
    assert_whole(read, BINH_THUAN)
    assert read.unmatched.empty


def test_a_code_whose_name_clearly_differs_is_not_trusted(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)
    first = table.index[0]
    table.loc[first, "TEN_XA"] = "Xã Hoàn Toàn Khác"
    read = from_file(write(table, tmp_path / "xa.parquet"), BINH_THUAN)
    assert len(read.polygons) == 120
    assert read.unmatched["side"].tolist() == ["commune", "polygon"]
    assert read.unmatched["code"].tolist() == ["22915", "22915"]
    assert read.unmatched["name"].tolist() == ["Phường Mũi Né", "Xã Hoàn Toàn Khác"]
    assert read.unmatched["reason"].str.contains("codes were reused").all()


def test_codes_that_were_swapped_are_put_right_by_name(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)
    table["MaXa"] = table["MaXa"].to_numpy()[::-1]
    read = from_file(write(table, tmp_path / "xa.parquet"), BINH_THUAN)
    assert read.unmatched.empty
    assert read.polygons.geometry.geom_equals(binh_thuan.polygons.geometry).all()


def test_another_spelling_of_a_name_is_the_same_commune(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)
    table["TEN_XA"] = table["TEN_XA"].str.replace("Phường ", "P. ").str.upper()
    read = from_file(write(table.drop(columns="MaXa"), tmp_path / "xa.parquet"), BINH_THUAN)
    assert read.unmatched.empty


def test_a_name_that_looks_like_a_kind_of_unit_is_a_name():
    hau_giang = units.find_province("Hậu Giang")
    communes = units.communes(hau_giang)
    xa_phien = communes["commune_name"].eq("Xà Phiên")
    rows = pd.DataFrame({"code": communes["commune_code"], "name": communes["commune_name"]})
    table = gpd.GeoDataFrame(
        rows, geometry=shapely.points(communes["lon"], communes["lat"]), crs="EPSG:4326"
    )
    matched = matching.match(
        matching.polygon_keys(table, Path("x")), matching.commune_keys(hau_giang)
    )
    assert xa_phien.sum() == 1
    assert matched.rows[xa_phien.idxmax()] == communes.loc[xa_phien, "commune_code"].iloc[0]


def test_namesakes_without_district_are_reported_and_not_guessed():
    kon_tum = units.find_province("Sơn La")
    table = gpd.GeoDataFrame(
        {"name": ["Xã Tân Hưng"]}, geometry=[shapely.Point(104, 21)], crs="EPSG:4326"
    )
    communes = matching.commune_keys(kon_tum).head(2).assign(name_key="tanhung", kind="xa")
    matched = matching.match(matching.polygon_keys(table, Path("x")), communes)
    assert matched.rows.empty
    polygon = matched.unmatched[matched.unmatched["side"].eq("polygon")].iloc[0]
    assert polygon["reason"] == "2 communes of the province have this name"


def test_compared_codes_are_unique_in_each_province():
    for vintage in ("2025-06", "2025-07"):
        table = units.geography(vintage)
        keys = table["province_code"] + " " + table["commune_code"].map(matching._code)
        assert keys.is_unique


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Phường 01", "1"),
        ("P.1", "1"),
        ("TT. Đăk Tô", "dakto"),
        ("Thị trấn N.T Phong Hải", "nongtruongphonghai"),
        ("Xã Ia H'Drai", "iahdrai"),
        (None, ""),
    ],
)
def test_names_are_compared_without_kind_marks_and_spaces(name: object, key: str):
    assert matching._key(name) == key


@pytest.mark.parametrize(
    ("code", "key"), [("00004", "4"), (4, "4"), (4.0, "4"), ("4.0", "4"), (None, ""), ("VN1", "")]
)
def test_codes_are_compared_without_leading_zeros(code: object, key: str):
    assert matching._code(code) == key


def test_rows_of_one_commune_become_one_polygon(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)
    first = table.geometry.iloc[0]
    west, south, east, north = first.bounds
    middle = (west + east) / 2
    halves = [
        first.intersection(shapely.box(west, south, middle, north)),
        first.intersection(shapely.box(middle, south, east, north)),
    ]
    twice = pd.concat([table.iloc[[0, 0]].set_geometry(halves, crs=table.crs), table.iloc[1:]])
    read = from_file(write(twice, tmp_path / "xa.parquet"), BINH_THUAN)
    assert_whole(read, BINH_THUAN)
    assert read.polygons.geometry.iloc[0].area == pytest.approx(first.area)


def test_overlaps_and_bow_ties_are_cleaned_as_one_coverage(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)
    shapes = table.geometry.to_numpy().copy()
    shapes[0] = shapes[0].buffer(0.001)
    x, y = shapes[-1].centroid.coords[0]
    bow_tie = [(x, y), (x + 0.02, y + 0.02), (x + 0.02, y), (x, y + 0.02)]
    shapes[-1] = shapely.Polygon(bow_tie)
    path = write(table.set_geometry(shapes, crs=table.crs), tmp_path / "xa.parquet")
    assert_whole(from_file(path, BINH_THUAN), BINH_THUAN)


def test_a_row_without_geometry_is_a_commune_without_polygon(
    binh_thuan: Boundaries, tmp_path: Path
):
    table = as_published(binh_thuan)
    shapes = table.geometry.to_numpy().copy()
    shapes[0] = None
    path = write(table.set_geometry(shapes, crs=table.crs), tmp_path / "xa.parquet")
    read = from_file(path, BINH_THUAN)
    assert read.unmatched[["side", "code"]].to_numpy().tolist() == [["commune", "22915"]]


def test_two_missing_communes_of_121_are_listed_and_three_are_refused(
    binh_thuan: Boundaries, tmp_path: Path
):
    table = as_published(binh_thuan)
    path = write(table.iloc[2:], tmp_path / "two.parquet")
    assert from_file(path, BINH_THUAN).unmatched["code"].tolist() == ["22915", "22918"]
    path = write(table.iloc[3:], tmp_path / "three.parquet")
    with pytest.raises(VintageMismatch, match="3 of the 121 communes of Bình Thuận") as caught:
        from_file(path, BINH_THUAN)
    message = str(caught.value)
    assert "Phường Mũi Né (22915), Phường Hàm Tiến (22918), Phường Phú Hài (22921)" in message
    assert "leave the option out for the schematic map" in message


def test_a_refusal_names_ten_communes_and_has_the_codes_of_all(
    binh_thuan: Boundaries, tmp_path: Path
):
    path = write(as_published(binh_thuan).iloc[:100], tmp_path / "xa.parquet")
    with pytest.raises(VintageMismatch, match="and 11 more") as caught:
        from_file(path, BINH_THUAN)
    message = str(caught.value)
    assert message.count("(23") == 10
    assert all(code in message for code in binh_thuan.polygons["commune_code"].iloc[100:])


def test_a_file_of_the_other_vintage_is_refused(
    binh_thuan: Boundaries, lam_dong: Boundaries, tmp_path: Path
):
    later = write(lam_dong.polygons, tmp_path / "later.parquet")
    with pytest.raises(VintageMismatch, match="in vintage 2025-06"):
        from_file(later, BINH_THUAN)
    earlier = write(binh_thuan.polygons, tmp_path / "earlier.parquet")
    with pytest.raises(VintageMismatch, match="in vintage 2025-07"):
        from_file(earlier, LAM_DONG)


# Files that are not what was asked for.


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="no such file"):
        from_file(tmp_path / "none.gpkg", BINH_THUAN)


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        from_file(tmp_path, BINH_THUAN)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b"MaXa,TenXa\n22915,x\n", "found something else"),
        (b"PAR1 and then nothing", "not a whole GeoParquet file"),
        (b"SQLite format 3\x00 and then nothing", "not a whole GeoPackage file"),
        (b'{"type": "FeatureCollection", "features": [', "not a whole GeoJSON file"),
        (b'{"a": 1}', "not a whole GeoJSON file"),
    ],
)
def test_a_file_of_another_kind_or_cut_off_is_unreadable(
    tmp_path: Path, content: bytes, message: str
):
    path = tmp_path / "xa.file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=message):
        from_file(path, BINH_THUAN)


def test_a_layer_without_rows_is_unreadable(tmp_path: Path):
    path = tmp_path / "xa.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    with pytest.raises(UnreadableFile, match="has no rows"):
        from_file(path, BINH_THUAN)


def test_a_table_without_geometry_is_unreadable(binh_thuan: Boundaries, tmp_path: Path):
    path = tmp_path / "xa.parquet"
    pd.DataFrame(as_published(binh_thuan).drop(columns="geometry")).to_parquet(path)
    with pytest.raises(UnreadableFile, match="a table without geometry"):
        from_file(path, BINH_THUAN)


def test_a_geopackage_table_without_geometry_is_unreadable(binh_thuan: Boundaries, tmp_path: Path):
    path = tmp_path / "xa.gpkg"
    pyogrio.write_dataframe(
        pd.DataFrame(as_published(binh_thuan).drop(columns="geometry")), path, layer="xa"
    )
    with pytest.raises(UnreadableFile, match="a table without geometry"):
        from_file(path, BINH_THUAN)


def test_a_geojson_whose_geometries_are_all_null_is_a_table_without_geometry(tmp_path: Path):
    path = tmp_path / "xa.geojson"
    feature = {"type": "Feature", "properties": {"MaXa": "22915"}, "geometry": None}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(UnreadableFile, match="a table without geometry"):
        from_file(path, BINH_THUAN)


def test_points_are_no_boundaries(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)
    points = table.set_geometry(table.geometry.representative_point())
    with pytest.raises(UnreadableFile, match="expected polygons of communes, found Point"):
        from_file(write(points, tmp_path / "xa.parquet"), BINH_THUAN)


def test_a_layer_without_crs_is_unreadable(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan).set_crs(None, allow_override=True)
    with pytest.raises(UnreadableFile, match=r"does not say its coordinate system.*EPSG:4326"):
        from_file(write(table, tmp_path / "xa.parquet"), BINH_THUAN)


def test_a_layer_without_codes_or_names_is_unreadable(binh_thuan: Boundaries, tmp_path: Path):
    table = as_published(binh_thuan)[["Ten_Tinh", "geometry"]]
    with pytest.raises(UnreadableFile, match=r"found Ten_Tinh\. Rename one to commune_code"):
        from_file(write(table, tmp_path / "xa.parquet"), BINH_THUAN)


def test_a_geopackage_with_several_layers_asks_which(binh_thuan: Boundaries, tmp_path: Path):
    path, table = tmp_path / "all.gpkg", as_published(binh_thuan)
    table.to_file(path, layer="communes")
    table.head(1).to_file(path, layer="other")
    with pytest.raises(UnreadableFile, match="has the layers communes, other"):
        from_file(path, BINH_THUAN)
    with pytest.raises(UnknownName, match="no layer 'xa'; found communes, other"):
        from_file(path, BINH_THUAN, layer="xa")
    read = from_file(path, BINH_THUAN, layer="communes")
    assert_whole(read, BINH_THUAN)
    assert read.source == "all.gpkg, layer communes"


# By reference: real polygons.


@needs_shared
def test_thang_hai_is_the_only_commune_of_binh_thuan_without_a_real_polygon():
    read = from_file(REAL["2025-06"], BINH_THUAN)
    without = read.unmatched[read.unmatched["side"].eq("commune")]
    assert without[["code", "name"]].to_numpy().tolist() == [["23255", "Xã Thắng Hải"]]
    assert len(read.polygons) == 120
    island = read.polygons["district_name"].eq("Huyện Phú Quí")
    assert island.sum() == 3


@needs_shared
def test_the_real_layer_since_july_2025_matches_whole_with_its_islands():
    assert_whole(from_file(REAL["2025-07"], LAM_DONG), LAM_DONG)
    read = from_file(REAL["2025-07"], KHANH_HOA)
    assert_whole(read, KHANH_HOA)
    assert TRUONG_SA in set(read.polygons["commune_code"])


@needs_shared
def test_real_layers_of_the_other_vintage_are_refused():
    with pytest.raises(VintageMismatch):
        from_file(REAL["2025-07"], BINH_THUAN)
    with pytest.raises(VintageMismatch):
        from_file(REAL["2025-06"], LAM_DONG)


@needs_shared
@pytest.mark.parametrize(("vintage", "least"), [("2025-06", 0.54), ("2025-07", 0.67)])
def test_the_schematic_layer_is_near_the_real_one(
    binh_thuan: Boundaries, lam_dong: Boundaries, vintage: str, least: float
):
    # Measured 0.556 and 0.688 (benchmarks/schematic_quality.py); below these something broke.
    layer, province = {"2025-06": (binh_thuan, BINH_THUAN), "2025-07": (lam_dong, LAM_DONG)}[
        vintage
    ]
    real = from_file(REAL[vintage], province).polygons.set_index("commune_code").geometry
    ours = layer.polygons.set_index("commune_code").geometry[real.index].to_numpy()
    both = shapely.area(shapely.intersection(ours, real.to_numpy()))
    overlap = both / (shapely.area(ours) + shapely.area(real.to_numpy()) - both)
    assert overlap.mean() > least
