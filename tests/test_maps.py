"""Maps by what they contain: classes, hatches, legend, footer, boxes, names that do not collide."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.collections import CircleCollection
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from mohinh.pages import maps, style
from mohinh.pages.maps import land as land_module
from mohinh.pages.maps.classes import subtitle
from mohinh.tables import boundaries, units
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import COUNTED, INDICATORS

SHARE = INDICATORS["area_coverage_share"]
RATE = INDICATORS["members_per_1000_households"]
BOUNDARIES = Path(__file__).parents[2] / "shared" / "data" / "boundaries"

# Each letter is a district, each square a commune of 0.1 degrees; a dot is the sea.
LAND = """
    A A A B B B
    A A A B B .
    . A A B . .
"""


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def commune(code: int, district: str, shape: shapely.Geometry) -> dict[str, object]:
    point = shapely.point_on_surface(shape)
    return {
        "commune_code": f"{code:05d}",
        "commune_name": f"Đức Thắng {code}",
        "district_code": district,
        "district_name": f"Huyện {district}",
        "commune_kind": "xã",
        "label_lon": point.x,
        "label_lat": point.y,
        "geometry": shape,
    }


def squares(drawing: str = LAND, side: float = 0.1, west: float = 107.5, north: float = 11.5):
    rows = [line.split() for line in drawing.strip().splitlines()]
    shapes = [
        (letter, shapely.box(west + x * side, north - (y + 1) * side, west + (x + 1) * side,
                             north - y * side))
        for y, line in enumerate(rows)
        for x, letter in enumerate(line)
        if letter != "."
    ]  # fmt: skip
    table = [commune(code, letter, shape) for code, (letter, shape) in enumerate(shapes, 1)]
    return gpd.GeoDataFrame(table, crs=4326)


def with_island(table: gpd.GeoDataFrame, lon: float, lat: float, name: str) -> gpd.GeoDataFrame:
    row = commune(900, "X", shapely.box(lon, lat, lon + 0.05, lat + 0.05)) | {"district_name": name}
    return pd.concat([table, gpd.GeoDataFrame([row], crs=4326)], ignore_index=True)


def with_town(table: gpd.GeoDataFrame, count: int = 4) -> gpd.GeoDataFrame:
    """The first square gives its south-east corner to tiny wards in a row."""
    side, first = 0.003, table.geometry[0]
    x, y = first.bounds[2] - side * count, first.bounds[1]
    wards = [shapely.box(x + i * side, y, x + (i + 1) * side, y + side) for i in range(count)]
    rest = table.assign(
        geometry=[shapely.difference(first, shapely.union_all(wards)), *table.geometry[1:]]
    )
    rows = [commune(800 + i, "A", ward) for i, ward in enumerate(wards)]
    return pd.concat([rest, gpd.GeoDataFrame(rows, crs=4326)], ignore_index=True)


def values_of(table: gpd.GeoDataFrame, **given: float) -> pd.Series:
    series = pd.Series(0.6, index=table["commune_code"])
    for code, value in given.items():
        series[code.strip("c")] = value
    return series


def notes(*, vintage="2025-06", made_up=False, schematic=False) -> style.Notes:
    return style.Notes("năm 2022", vintage, "báo cáo tháng 10/2022", made_up, schematic, 14)


def draw(table, values=None, *, lang="vi", size=(18, 13), indicator=SHARE, given=None, **options):
    fig, ax = style.figure(*size)
    result = maps.choropleth(
        ax, table, values_of(table) if values is None else values, indicator,
        title="Mười xã có mô hình", notes=given or notes(), lang=lang, **options,
    )  # fmt: skip
    return fig, ax, result


def fills(ax):
    return {
        drawn.get_gid(): drawn
        for drawn in ax.collections
        if drawn.get_gid() not in ("districts", "outline", "islets", "around")
    }


def legend_labels(ax) -> list[str]:
    words = [text for text in ax.figure.texts if text.get_gid() == "legend"]
    return [text.get_text().replace("\n", " ") for text in words]


def legend_parts(ax) -> list[Artist]:
    return ax.figure.findobj(lambda artist: str(artist.get_gid()).startswith("legend"))


def legend_box(ax) -> Bbox:
    return Bbox.union([part.get_window_extent() for part in legend_parts(ax)])


def footers(fig) -> str:
    return "\n".join(text.get_text() for text in fig.texts if text.get_gid() == "footer")


def view(fig, kind):
    return [ax for ax in fig.axes if ax.get_label() == kind]


def is_apart(one, two) -> bool:
    return not one.overlaps(two)


# By hand -------------------------------------------------------------------------------------


def test_every_commune_is_one_patch_of_the_class_that_its_value_has():
    table = squares()
    given = values_of(table, c00001=0.0, c00002=0.1, c00003=0.25, c00004=1.0, c00005=None)
    _, ax, result = draw(table, given)
    drawn = fills(ax)
    counts = {key: len(collection.get_paths()) for key, collection in drawn.items()}
    assert counts == {
        "zero": 1, "class-1": 1, "class-2": 1, "class-3": 9, "class-5": 1, "missing": 1,
    }  # fmt: skip
    assert tuple(drawn["class-3"].get_facecolor()[0][:3]) == to_rgb(style.SEQUENTIAL[2])
    assert result == maps.NotDrawn((), (), ())


def test_missing_is_hatched_and_zero_is_not():
    table = squares()
    _, ax, _ = draw(table, values_of(table, c00001=0.0, c00005=None))
    drawn = fills(ax)
    assert drawn["missing"].get_hatch() == style.MISSING["vi"].hatch
    assert drawn["zero"].get_hatch() is None


def test_a_commune_that_is_not_among_the_values_was_not_reported():
    table = squares()
    _, ax, _ = draw(table, values_of(table).drop(["00001", "00002"]))
    assert len(fills(ax)["missing"].get_paths()) == 2
    assert legend_labels(ax)[-1] == "chưa báo cáo (2)"


def test_legend_keeps_empty_classes_and_counts_the_communes_of_each():
    table = squares()
    given = values_of(table, c00001=0.0, c00005=None)
    _, ax, _ = draw(table, given)
    assert legend_labels(ax) == [
        "0\u00a0% (1)", "trên 0\u00a0% – dưới 25\u00a0% (0)", "25\u00a0% – dưới 50\u00a0% (0)",
        "50\u00a0% – dưới 75\u00a0% (12)", "75\u00a0% – dưới 90\u00a0% (0)",
        "từ 90\u00a0% trở lên (0)", "chưa báo cáo (1)",
    ]  # fmt: skip
    _, ax, _ = draw(table, values_of(table) * 20, lang="en", indicator=RATE)
    assert legend_labels(ax)[:3] == ["0 (0)", "over 0 – under 10 (0)", "10 – under 20 (14)"]
    assert legend_labels(ax)[-1] == "40 or more (0)"


def test_missing_stands_in_the_legend_only_where_something_is_missing():
    _, ax, _ = draw(squares())
    assert not any("chưa báo cáo" in label for label in legend_labels(ax))


def test_a_suppressed_value_is_dotted_and_never_shown_by_its_class():
    table = squares()
    hidden = pd.Series([True, False], index=["00001", "00002"])
    _, ax, _ = draw(table, values_of(table, c00001=0.95, c00002=None), suppressed=hidden, lang="en")
    assert fills(ax)["suppressed"].get_hatch() == style.SUPPRESSED["en"].hatch
    assert "class-5" not in fills(ax)
    assert legend_labels(ax)[-2:] == ["small count, not shown (1)", "not reported (1)"]


def test_a_suppressed_value_is_not_even_looked_at():
    table = squares()
    hidden = pd.Series(True, index=["00001"])
    _, ax, _ = draw(table, values_of(table, c00001=95.0), suppressed=hidden)
    assert len(fills(ax)["suppressed"].get_paths()) == 1


def test_a_value_without_polygon_is_returned_and_printed():
    table = squares()
    given = pd.concat([values_of(table), pd.Series({"23255": 0.4})])
    fig, _, result = draw(table, given)
    assert result.codes_without_polygon == ("23255",)
    assert "Không có ranh giới để vẽ (1): 23255" in footers(fig)


def test_title_subtitle_and_footer_stand_on_the_map():
    fig, _, _ = draw(squares(), given=notes(schematic=True))
    written = {text.get_gid(): text.get_text() for text in fig.texts}
    assert written["title"] == "Mười xã có mô hình"
    subtitle = written["subtitle"].replace("\n", " ")
    assert subtitle == ("Tỷ lệ khu dân cư có mô hình đang hoạt động · % khu dân cư · năm 2022")
    assert "Bản đồ sơ đồ, không đúng ranh giới" in footers(fig)
    assert "Nguồn: báo cáo tháng 10/2022" in footers(fig)
    fig, _, _ = draw(squares(), lang="en")
    assert "Boundaries are for illustration only" in footers(fig)


def test_made_up_data_wears_its_badge():
    fig, _, _ = draw(squares(), given=notes(made_up=True))
    assert any("DỮ LIỆU GIẢ LẬP" in text.get_text() for text in fig.texts)


def test_districts_are_outlined_and_a_vintage_without_districts_has_no_such_lines():
    table = squares()
    _, ax, _ = draw(table)
    lines = {drawn.get_gid(): drawn for drawn in ax.collections}
    assert len(lines["districts"].get_segments()) == 2
    assert len(lines["outline"].get_segments()) == 1
    plain = table.assign(district_code=pd.NA, district_name=pd.NA)
    _, ax, _ = draw(plain, given=notes(vintage="2025-07"))
    assert "districts" not in {drawn.get_gid() for drawn in ax.collections}


def test_districts_are_outlined_where_borders_overlap():
    table = squares()
    shifted = table.geometry.to_list()
    shifted[1] = shapely.buffer(shifted[1], 0.01)
    _, ax, _ = draw(table.assign(geometry=shifted))
    assert (
        len({drawn.get_gid(): drawn for drawn in ax.collections}["districts"].get_segments()) == 2
    )


def test_districts_are_outlined_where_a_border_has_a_node_that_its_neighbour_lacks():
    table = squares("A A\nB B")
    wide = shapely.union(table.geometry[2], table.geometry[3]).normalize().simplify(0)
    whole = table.iloc[:3].assign(geometry=[*table.geometry[:2], wide])
    _, ax, _ = draw(whole)
    lines = {drawn.get_gid(): drawn for drawn in ax.collections}
    assert len(lines["districts"].get_segments()) == 2


def test_a_pale_fill_has_grey_borders_and_a_dark_one_white():
    table = squares()
    _, ax, _ = draw(table, values_of(table, c00001=0.0))
    edges = {key: tuple(drawn.get_edgecolor()[0][:3]) for key, drawn in fills(ax).items()}
    assert edges["zero"] == to_rgb(style.COMMUNE_LINE_ON_PALE)
    assert edges["class-3"] == to_rgb(style.COMMUNE_LINE)


def test_a_hole_in_a_commune_stays_empty():
    table = squares("A A\nA A")
    ring = shapely.difference(table.geometry[0], shapely.buffer(table.geometry[0].centroid, 0.02))
    _, ax, _ = draw(table.assign(geometry=[ring, *table.geometry[1:]]))
    inner = table.to_crs(32648).geometry[0].centroid
    (drawn,) = fills(ax).values()
    first = drawn.get_paths()[0]
    codes = first.codes.tolist()
    assert codes.count(1) == 2
    rings = np.split(first.vertices, np.flatnonzero(first.codes == 1)[1:])
    windings = [shapely.is_ccw(shapely.linearrings(ring)) for ring in rings]
    assert windings[0] != windings[1]
    assert shapely.contains_xy(shapely.polygons(rings[1]), inner.x, inner.y)


# Uncertain, changed, two at once ---------------------------------------------------------------


def test_an_uncertain_value_keeps_its_colour_and_is_hatched_on_it():
    table = squares()
    uncertain = pd.Series([True, True, None], index=["00001", "00002", "00003"], dtype="object")
    given = values_of(table, c00002=None)
    _, ax, _ = draw(table, given, uncertain=uncertain, uncertain_label="dưới 10 khu")
    over = [drawn for drawn in ax.collections if drawn.get_gid() == "uncertain"]
    assert [len(drawn.get_paths()) for drawn in over] == [1, 1]
    assert {drawn.get_hatch() for drawn in over} == {style.UNCERTAIN_PATTERN}
    assert len(fills(ax)["class-3"].get_paths()) == 13
    assert legend_labels(ax)[-2:] == ["chưa báo cáo (1)", "dưới 10 khu (1)"]


def test_where_nothing_is_uncertain_the_legend_says_none():
    _, ax, _ = draw(squares(), uncertain=pd.Series(dtype="bool"), lang="en")
    assert legend_labels(ax)[-1] == "uncertain value (0)"
    assert "uncertain" not in {drawn.get_gid() for drawn in ax.collections}


def test_a_suppressed_value_is_not_said_to_be_uncertain():
    table = squares()
    flags = pd.Series(True, index=["00001"])
    _, ax, _ = draw(table, suppressed=flags, uncertain=flags)
    assert legend_labels(ax)[-1] == "giá trị kém chắc chắn (0)"


def test_a_change_is_said_in_points_with_its_sign_and_none_has_the_central_colour():
    table = squares()
    change = INDICATORS["area_coverage_change"]
    given = pd.Series(0.0, index=table["commune_code"])
    given[["00001", "00002"]] = [-0.3, 0.05]
    _, ax, _ = draw(table, given, indicator=change)
    assert legend_labels(ax) == [
        "dưới −10 (1)", "−10 đến dưới −2 (0)", "−2 đến dưới +2 (12)", "+2 đến dưới +10 (1)",
        "từ +10 trở lên (0)",
    ]  # fmt: skip
    central = fills(ax)["class-3"]
    assert tuple(central.get_facecolor()[0][:3]) == to_rgb(style.DIVERGING[2])


def draw_both(table, across, up, *, indicators=(SHARE, SHARE), lang="vi", **options):
    fig, ax = style.figure(18, 13)
    result = maps.bivariate(
        ax, table, across, up, indicators, title="Nhiều và ít", notes=notes(), lang=lang, **options
    )
    return fig, ax, result


def test_two_quantities_make_nine_cells_with_their_counts():
    table = squares()
    across = values_of(table, c00001=0.0, c00002=0.95, c00003=None)
    up = values_of(table, c00001=0.9, c00002=0.1)
    fig, ax, result = draw_both(table, across, up)
    counts = {key: len(drawn.get_paths()) for key, drawn in fills(ax).items()}
    assert counts == {"class-2-0": 1, "class-0-2": 1, "class-1-1": 11, "missing": 1}
    highest_up = fills(ax)["class-2-0"].get_facecolor()[0][:3]
    assert tuple(highest_up) == to_rgb(style.BIVARIATE[2][0])
    cells = [text.get_text() for text in fig.texts if text.get_gid() == "legend-count"]
    assert cells == ["0", "0", "1", "0", "11", "0", "1", "0", "0"]
    edges = [text.get_text() for text in fig.texts if text.get_gid() == "legend-edge"]
    assert edges == ["50\u00a0%", "90\u00a0%"] * 2
    assert legend_labels(ax) == ["chưa báo cáo (1)"]
    assert result == maps.NotDrawn((), (), ())


def test_a_commune_hidden_or_missing_in_either_quantity_is_not_coloured():
    table = squares()
    given = values_of(table)
    hidden = pd.Series(True, index=["00002"])
    _, ax, _ = draw_both(table, given, given.drop("00001"), suppressed=hidden, lang="en")
    assert legend_labels(ax) == ["small count, not shown (1)", "not reported (1)"]


def test_an_indicator_without_coarse_breaks_makes_no_map_of_two():
    table = squares()
    with pytest.raises(InvalidTable, match="no coarse breaks"):
        draw_both(table, values_of(table), values_of(table), indicators=(SHARE, RATE))


# Several times ---------------------------------------------------------------------------------


def draw_panels(table, values, *, lang="vi", size=(18, 13), **options):
    fig, ax = style.figure(*size)
    result = maps.panels(
        ax, table, values, SHARE, title="Mỗi năm thêm mô hình", notes=notes(), lang=lang, **options
    )
    return fig, ax, result


def years(table, count: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {str(2020 + i): (values_of(table) - 0.2 * i).clip(0, 1) for i in range(count)}
    )


def test_each_time_has_its_map_in_the_same_classes_and_scale():
    table = squares()
    fig, ax, result = draw_panels(table, years(table))
    views = [ax, *view(fig, "panel")]
    keys = ["class-3", "class-2", "class-1"]
    assert [set(fills(panel)) for panel in views] == [{key} for key in keys]
    assert len({np.ptp(panel.get_xlim()).round(3) for panel in views}) == 1
    titles = [text.get_text() for text in fig.texts if text.get_gid() == "panel-title"]
    assert titles == ["2020", "2021", "2022"]
    assert legend_labels(ax)[1] == "trên 0\u00a0% – dưới 25\u00a0%"
    assert result == maps.NotDrawn((), (), ())


def test_the_strip_under_a_map_counts_its_communes():
    table = squares()
    values = years(table, 2)
    values.iloc[:3, 1] = None
    fig, _, _ = draw_panels(table, values, lang="en")
    counts = [text.get_text() for text in fig.texts if text.get_gid() == "strip-count"]
    assert counts == ["14", "11", "3"]
    widths = {
        bar.get_gid(): bar.get_width()
        for bar in fig.findobj(lambda artist: str(artist.get_gid()).startswith("strip-"))
        if not isinstance(bar, Text)
    }
    assert widths["strip-missing"] / widths["strip-class-2"] == pytest.approx(3 / 11)


def test_a_time_with_hidden_counts_has_them_dotted_and_another_has_not():
    table = squares()
    hidden = pd.DataFrame({"2021": [True]}, index=["00001"])
    fig, ax, _ = draw_panels(table, years(table), suppressed=hidden)
    assert [("suppressed" in fills(panel)) for panel in (ax, *view(fig, "panel"))] == [
        False, True, False,
    ]  # fmt: skip


def test_far_islands_stand_beside_the_map_of_every_time():
    table = with_island(squares(), 112.0, 9.0, "Huyện Trường Sa")
    fig, _, _ = draw_panels(table, years(table, 2))
    boxes = view(fig, "far")
    assert len(boxes) == 2
    assert [sum(len(drawn.get_paths()) for drawn in fills(box).values()) for box in boxes] == [1, 1]


def test_no_times_too_many_times_and_several_provinces_are_refused():
    table = squares()
    with pytest.raises(InvalidTable, match="found 0 columns"):
        draw_panels(table, years(table, 0))
    with pytest.raises(InvalidTable, match="points each, 60 are needed"):
        draw_panels(table, years(table, 40))
    two = table.assign(province_code=["01"] * 7 + ["02"] * 7)
    with pytest.raises(InvalidTable, match="communes of one province"):
        draw_panels(two, years(table))


# Counts --------------------------------------------------------------------------------------

MODELS = COUNTED["active_model_count"]


def draw_counts(table, values, *, lang="vi", **options):
    fig, ax = style.figure(18, 13)
    result = maps.counts(
        ax, table, values, MODELS, title="Mô hình ở đô thị", notes=notes(), lang=lang, **options
    )
    return fig, ax, result


def circles(ax) -> CircleCollection:
    (drawn,) = [drawn for drawn in ax.collections if drawn.get_gid() == "circles"]
    return drawn


def test_a_circle_has_the_area_of_its_count_and_zero_and_missing_have_none():
    table = squares()
    given = pd.Series(20.0, index=table["commune_code"])
    given[["00001", "00002", "00003"]] = [80, 0, np.nan]
    fig, ax, result = draw_counts(table, given)
    areas = circles(ax).get_sizes()
    assert len(areas) == 12
    assert areas[0] == pytest.approx(np.pi / 4 * style.SYMBOL_PT**2)
    assert areas[0] / areas[1] == pytest.approx(4)
    assert legend_labels(ax) == ["từ 1 trở lên (12)", "0 (1)", "chưa báo cáo (1)"]
    sizes = [text.get_text() for text in fig.texts if text.get_gid() == "legend-size"]
    assert sizes == ["5", "20", "80"]
    assert result == maps.NotDrawn((), (), ())


def test_the_circle_of_a_count_in_the_legend_is_as_wide_as_on_the_map():
    table = squares()
    fig, ax, _ = draw_counts(table, pd.Series(80, index=table["commune_code"]), lang="en")
    (drawn,) = fig.findobj(lambda artist: artist.get_gid() == "legend-circle-80")
    points = drawn.get_window_extent().width * 72 / fig.dpi
    assert np.pi / 4 * points**2 == pytest.approx(circles(ax).get_sizes()[0], rel=0.02)


def test_a_hidden_count_has_no_circle():
    table = squares()
    hidden = pd.Series(True, index=table["commune_code"])
    _, ax, _ = draw_counts(table, pd.Series(2, index=table["commune_code"]), suppressed=hidden)
    assert "circles" not in {drawn.get_gid() for drawn in ax.collections}
    assert legend_labels(ax)[-1] == "số quá nhỏ, không công bố (14)"


@pytest.mark.parametrize("wrong", [-1, 0.5])
def test_a_share_or_a_negative_number_is_no_count(wrong):
    table = squares()
    given = pd.Series(3.0, index=table["commune_code"])
    given["00002"] = wrong
    with pytest.raises(InvalidTable, match=r"'00002' has .*expected a whole number"):
        draw_counts(table, given)


# The country ---------------------------------------------------------------------------------


def country(*, provinces: int = 34) -> gpd.GeoDataFrame:
    """A strip of one commune per province, one island near it, and the two archipelagos."""
    land = squares("\n".join("A B" for _ in range(17)), side=0.7, west=104.5, north=21.5)
    islands = [
        ("Phú Quý", shapely.box(106.3, 10.5, 106.4, 10.6)),
        ("Hoàng Sa", shapely.box(112.3, 16.5, 112.4, 16.6)),
        ("Trường Sa", shapely.box(114.3, 9.7, 114.4, 9.8)),
    ]
    rows = [
        commune(900 + i, "X", shape) | {"commune_name": name, "district_name": None}
        for i, (name, shape) in enumerate(islands)
    ]
    table = pd.concat([land, gpd.GeoDataFrame(rows, crs=4326)], ignore_index=True)
    codes = [f"{number % provinces:02d}" for number in range(len(table))]
    return table.assign(province_code=codes)


def test_the_country_has_its_archipelagos_in_the_sea_to_the_east_and_its_islands_in_boxes():
    fig, ax, _ = draw(country(), size=(18, 24))
    boxes = view(fig, "far")
    assert len(boxes) == 3
    words = "\n".join(text.get_text().replace("\n", " ") for text in fig.texts)
    assert "Hoàng Sa (khung riêng, tỷ lệ khác)" in words
    assert "Trường Sa (khung riêng, tỷ lệ khác)" in words
    assert "Đảo, mỗi khung một tỷ lệ\nPhú Quý" in words
    assert "không có giá trị pháp lý" in words
    extents = [box.get_window_extent() for box in boxes]
    land = shapely.transform(
        country().to_crs(land_module.COUNTRY_CRS).geometry.iloc[:-3].to_numpy(),
        ax.transData.transform,
    )
    for place, one in enumerate(extents):
        assert not shapely.intersects(land, shapely.box(*one.extents)).any()
        assert all(is_apart(one, two) for two in extents[:place])
    south, north = sorted(extents[:2], key=lambda extent: extent.y0)
    assert south.y1 < north.y0


def test_provinces_are_outlined_on_a_map_of_several():
    _, ax, _ = draw(country(), size=(18, 24))
    lines = {drawn.get_gid(): drawn for drawn in ax.collections}
    assert len(lines["districts"].get_segments()) > 30


@pytest.mark.parametrize("name", ["Hoàng Sa", "Trường Sa"])
def test_a_map_of_the_country_without_an_archipelago_is_refused(name):
    table = country()
    with pytest.raises(InvalidTable, match=f"a map of the country shows {name}"):
        draw(table[table["commune_name"].ne(name)], size=(18, 24))


def test_a_page_too_low_for_the_islands_is_refused():
    with pytest.raises(InvalidTable, match=r"no room for .*Make"):
        draw(country(), size=(18, 8))


# Hexagons ------------------------------------------------------------------------------------


def test_a_map_of_hexagons_says_so_and_has_no_scale_bar():
    table = with_island(squares(), 112.0, 9.0, "Huyện Trường Sa")
    given = replace(notes(), is_cartogram=True)
    fig, ax, _ = draw(boundaries.hexagons(table), values_of(table), given=given)
    assert "không phải bản đồ địa giới" in footers(fig)
    assert not [line for line in ax.lines if line.get_gid() == "scale-bar"]
    (box,) = view(fig, "far")
    scales = [np.ptp(each.get_xlim()) / each.get_window_extent().width for each in (ax, box)]
    assert scales[0] == pytest.approx(scales[1])
    assert "Huyện Trường Sa (khung riêng)" in [
        text.get_text().replace("\n", " ") for text in fig.texts
    ]


# Categories ----------------------------------------------------------------------------------

CLASSES = (
    maps.Category("high-high", ("cụm cao", "high cluster"), style.CLUSTERS["high-high"]),
    maps.Category("low-low", ("cụm thấp", "low cluster"), style.CLUSTERS["low-low"]),
    maps.Category("none", ("không rõ cụm", "no clear cluster"), style.CLUSTERS["none"]),
    maps.Category("alone", ("không giáp đơn vị nào", "no neighbours"), "#ffffff", "...."),
)


def draw_categories(table, values, *, lang="vi", classes=CLASSES, **options):
    fig, ax = style.figure(18, 13)
    result = maps.categories(
        ax, table, values, classes, measure="Cụm trộm cắp", title="Hai cụm ở ven biển",
        notes=notes(), lang=lang, **options,
    )  # fmt: skip
    return fig, ax, result


def test_categories_have_their_colours_hatches_and_counts():
    table = squares()
    given = pd.Series("none", index=table["commune_code"])
    given[["00001", "00002"]] = "high-high"
    given["00003"] = "alone"
    given["00004"] = None
    fig, ax, result = draw_categories(table, given)
    drawn = fills(ax)
    counts = {key: len(collection.get_paths()) for key, collection in drawn.items()}
    assert counts == {"high-high": 2, "none": 10, "alone": 1, "missing": 1}
    assert tuple(drawn["high-high"].get_facecolor()[0][:3]) == to_rgb(style.CLUSTERS["high-high"])
    assert drawn["alone"].get_hatch() == "...."
    assert legend_labels(ax) == [
        "cụm cao (2)", "cụm thấp (0)", "không rõ cụm (10)", "không giáp đơn vị nào (1)",
        "chưa báo cáo (1)",
    ]  # fmt: skip
    written = {text.get_gid(): text.get_text() for text in fig.texts}
    assert written["subtitle"] == "Cụm trộm cắp · năm 2022"
    assert written["legend-title"] == "Trong ngoặc: số đơn vị"
    assert result == maps.NotDrawn((), (), ())


def test_categories_speak_english_name_communes_and_hide_small_counts():
    table = squares()
    given = pd.Series("low-low", index=table["commune_code"])
    hidden = pd.Series(True, index=["00001"])
    _, ax, _ = draw_categories(table, given, lang="en", labels=["00002"], suppressed=hidden)
    assert legend_labels(ax)[1] == "low cluster (13)"
    assert legend_labels(ax)[-1] == "small count, not shown (1)"
    assert [name.get_text() for name in names_on(ax)] == ["Đức Thắng 2"]


def test_a_value_that_is_no_category_is_refused():
    table = squares()
    given = pd.Series("high", index=table["commune_code"])
    with pytest.raises(InvalidTable, match=r"'00001' is 'high', expected one of \['high-high'"):
        draw_categories(table, given)


@pytest.mark.parametrize("keys", [["a", "a"], ["a", "missing"], []])
def test_categories_without_a_key_of_their_own_are_refused(keys):
    table = squares()
    classes = [maps.Category(key, ("x", "x"), "#ffffff") for key in keys]
    with pytest.raises(InvalidTable, match="each with a key of its own"):
        draw_categories(table, pd.Series(dtype="str"), classes=classes)


# Land around ---------------------------------------------------------------------------------


def land_around(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Provinces by their names; where none is given, one south-east of `squares()`."""
    given = shapes or {"Lâm Đồng": shapely.box(107.8, 10.9, 108.2, 11.19)}
    return gpd.GeoDataFrame({"province_name": list(given)}, geometry=list(given.values()), crs=4326)


def land_drawn(ax) -> list[Artist]:
    return [drawn for drawn in ax.collections if drawn.get_gid() == "around"]


def provinces_on(ax) -> list[Text]:
    return [text for text in ax.texts if text.get_gid() == "province"]


def test_land_around_is_pale_behind_the_communes_and_leaves_the_frame_as_it_is():
    table = squares()
    _, alone, _ = draw(table)
    _, ax, _ = draw(table, around=land_around())
    (land,) = land_drawn(ax)
    assert tuple(land.get_facecolor()[0][:3]) == to_rgb(style.AROUND)
    assert land.get_zorder() < min(drawn.get_zorder() for drawn in ax.collections if drawn != land)
    assert (ax.get_xlim(), ax.get_ylim()) == (alone.get_xlim(), alone.get_ylim())
    assert [name.get_text() for name in provinces_on(ax)] == ["Lâm Đồng"]


@pytest.mark.parametrize("kind", ["bivariate", "categories", "counts", "panels"])
def test_every_kind_of_province_map_has_land_around(kind):
    table = squares()
    given, land = values_of(table), land_around()
    if kind == "bivariate":
        fig, _, _ = draw_both(table, given, given, around=land)
    elif kind == "categories":
        fig, _, _ = draw_categories(table, pd.Series(dtype="str"), around=land)
    elif kind == "counts":
        fig, _, _ = draw_counts(table, given.mul(10), around=land)
    else:
        fig, _, _ = draw_panels(table, years(table, 3), around=land)
    assert [len(land_drawn(ax)) for ax in fig.axes] == [1] * (3 if kind == "panels" else 1)


def test_no_land_around_and_land_out_of_sight_draw_nothing():
    for land in (None, land_around().iloc[:0], land_around(Far=shapely.box(100, 20, 101, 21))):
        _, ax, _ = draw(squares(), around=land)
        assert land_drawn(ax) == []
        assert provinces_on(ax) == []


def test_land_around_goes_into_a_zoom_and_not_into_the_box_of_a_far_island():
    table = with_island(with_town(squares("A A A A A A\nA . . A A A")), 112.0, 9.0, "X")
    corner = shapely.box(107.601, 11.3, 107.7, 11.4)
    fig, ax, _ = draw(table, around=land_around(A=corner), size=(18, 15))
    assert [len(land_drawn(box)) for box in (ax, *view(fig, "zoom"), *view(fig, "far"))] == [
        1, 1, 0,
    ]  # fmt: skip


def test_the_name_of_a_province_stands_on_its_land_clear_of_all_else():
    table = with_town(squares())
    thin = shapely.box(107.0, 11.52, 108.5, 11.54)
    wide = shapely.box(107.8, 10.9, 108.2, 11.25)
    codes = list(table["commune_code"])
    fig, ax, _ = draw(table, around=land_around(Thin=thin, Wide=wide), labels=codes)
    (name,) = provinces_on(ax)
    assert name.get_text() == "Wide"
    box = name.get_window_extent()
    others = [Text.get_window_extent(label) for label in names_on(ax)]
    others += [each.get_window_extent() for each in fig.axes[1:]]
    assert all(is_apart(box, other) for other in others)
    land = shapely.transform(table.to_crs(32648).geometry.to_numpy(), ax.transData.transform)
    assert not shapely.intersects(land, shapely.box(*box.extents)).any()


def test_land_around_in_another_crs_or_without_names_is_refused():
    with pytest.raises(InvalidTable, match=r"around: found EPSG:32648.*provinces_around"):
        draw(squares(), around=land_around().to_crs(32648))
    with pytest.raises(InvalidTable, match="expected EPSG:4326 and geometry, province_name"):
        draw(squares(), around=land_around().drop(columns="province_name"))


# The room ------------------------------------------------------------------------------------


def test_legend_and_boxes_cover_no_polygon():
    table = with_island(with_town(squares()), 115.0, 9.0, "Huyện Trường Sa")
    fig, ax, _ = draw(table, size=(18, 15))
    scale = ax.transData.transform
    land = shapely.transform(table.to_crs(32648).geometry.iloc[:-1].to_numpy(), scale)
    boxes = [ax.get_window_extent() for ax in (*view(fig, "zoom"), *view(fig, "far"))]
    boxes = [legend_box(ax), *boxes]
    assert len(boxes) == 3
    for box in boxes:
        assert not shapely.intersects(land, shapely.box(*box.extents)).any()
    assert is_apart(boxes[0], boxes[1])
    assert is_apart(boxes[0], boxes[2])
    assert is_apart(boxes[1], boxes[2])


def test_whole_land_and_the_page_are_in_sight():
    fig, ax, _ = draw(squares())
    west, south, east, north = squares().to_crs(32648).total_bounds
    assert ax.get_xlim()[0] < west < east < ax.get_xlim()[1]
    assert ax.get_ylim()[0] < south < north < ax.get_ylim()[1]
    fig.draw_without_rendering()
    page = fig.bbox
    for text in fig.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            assert page.x0 <= box.x0
            assert box.x1 <= page.x1


def test_a_near_island_stays_in_place_and_a_far_one_gets_a_named_box():
    near = with_island(squares(), 108.2, 11.1, "Huyện Phú Quý")
    fig, ax, _ = draw(near)
    assert view(fig, "far") == []
    assert sum(len(drawn.get_paths()) for drawn in fills(ax).values()) == len(near)
    far = with_island(squares(), 112.0, 9.0, "Huyện Trường Sa")
    fig, ax, _ = draw(far)
    (box,) = view(fig, "far")
    assert sum(len(drawn.get_paths()) for drawn in fills(box).values()) == 1
    assert sum(len(drawn.get_paths()) for drawn in fills(ax).values()) == len(far) - 1
    assert "Huyện Trường Sa (khung riêng, tỷ lệ khác)" in [text.get_text() for text in fig.texts]


def test_a_far_island_of_a_mainland_district_is_named_by_itself():
    table = with_island(squares(), 112.0, 9.0, "Huyện A")
    fig, _, _ = draw(table, lang="en")
    assert "Đức Thắng 900 (own box, other scale)" in [text.get_text() for text in fig.texts]


def test_the_communes_of_one_archipelago_share_a_box():
    table = with_island(squares(), 112.0, 9.0, "Huyện Trường Sa")
    second = with_island(squares("A"), 114.0, 11.0, "Huyện Trường Sa").iloc[[1]]
    table = pd.concat([table, second.assign(commune_code="00901")], ignore_index=True)
    fig, _, _ = draw(table)
    (box,) = view(fig, "far")
    assert sum(len(drawn.get_paths()) for drawn in fills(box).values()) == 2
    assert "Huyện Trường Sa (khung riêng, tỷ lệ khác)" in [text.get_text() for text in fig.texts]


def test_far_islands_are_never_left_off_even_where_there_is_no_room():
    table = with_island(squares(), 112.0, 9.0, "Huyện Trường Sa")
    with pytest.raises(InvalidTable, match="no room for the box of Huyện Trường Sa"):
        draw(table, size=(18, 7))


def test_three_tiny_neighbours_are_enlarged_and_two_are_not():
    fig, ax, _ = draw(with_town(squares(), 4))
    (box,) = view(fig, "zoom")
    assert np.diff(box.get_xlim()) < np.diff(ax.get_xlim()) / 5
    assert "Huyện A (phóng to)" in [text.get_text() for text in fig.texts]
    fig, _, _ = draw(with_town(squares(), 2))
    assert view(fig, "zoom") == []


def test_a_zoom_shows_whole_circles_only():
    table = with_town(squares(), 4)
    fig, ax, _ = draw_counts(table, pd.Series(1.0, index=table["commune_code"]))
    (box,) = view(fig, "zoom")
    slot, sizes = style.slot(box), circles(box).get_sizes()
    reach = np.sqrt(sizes[0] / np.pi) * np.diff(box.get_xlim())[0] / slot.width
    x, y = np.asarray(circles(box).get_offsets()).T
    assert len(x) < len(table) == len(circles(ax).get_offsets())
    assert (x - reach >= box.get_xlim()[0]).all()
    assert (x + reach <= box.get_xlim()[1]).all()
    assert (y - reach >= box.get_ylim()[0]).all()
    assert (y + reach <= box.get_ylim()[1]).all()


def test_a_zoom_of_several_districts_is_named_around_the_middle_one():
    table = with_town(squares(), 4)
    table.loc[table["commune_code"].eq("00800"), "district_name"] = "Huyện B"
    fig, _, _ = draw(table)
    assert "Quanh Huyện A (phóng to)" in [text.get_text() for text in fig.texts]


def test_a_zoom_without_districts_is_named_after_a_commune():
    table = with_town(squares()).assign(district_code=pd.NA, district_name=pd.NA)
    fig, _, _ = draw(table, lang="en", given=notes(vintage="2025-07"))
    assert any(text.get_text().startswith("Around Đức Thắng 80") for text in fig.texts)


def test_a_zoom_without_room_is_reported():
    table = with_town(squares("A A A A\nA A A A\nA A A A"))
    fig, _, result = draw(table, size=(11, 8))
    assert view(fig, "zoom") == []
    assert result.zooms_without_room == ("Huyện A",)


def test_scale_bar_is_as_long_as_it_says():
    _, ax, _ = draw(squares())
    (bar,) = [line for line in ax.lines if line.get_gid() == "scale-bar"]
    (words,) = [text.get_text() for text in ax.texts if text.get_text().endswith(" km")]
    assert np.ptp(bar.get_xdata()) == pytest.approx(1000 * float(words.removesuffix(" km")))
    _, ax, _ = draw(squares(), given=notes(schematic=True))
    assert any(text.get_text().startswith("≈ ") for text in ax.texts)


@pytest.mark.parametrize(("west", "epsg"), [(106.0, 32648), (108.5, 32649)])
def test_the_zone_follows_the_longitude(west, epsg):
    table = squares(west=west)
    _, ax, _ = draw(table)
    assert ax.get_xlim()[0] < table.to_crs(epsg).total_bounds[0] < ax.get_xlim()[1]


# Names ---------------------------------------------------------------------------------------


def names_on(ax) -> list[Text]:
    return [text for text in ax.texts if text.get_gid() == "label"]


def test_names_never_overlap_nor_leave_the_map():
    table = with_town(squares())
    codes = list(table["commune_code"])
    fig, _, result = draw(table, labels=codes)
    drawn = 0
    for ax in fig.axes:
        boxes = [Text.get_window_extent(name) for name in names_on(ax)]
        drawn += len(boxes)
        for place, one in enumerate(boxes):
            assert ax.bbox.x0 <= one.x0
            assert one.x1 <= ax.bbox.x1
            assert all(is_apart(one, two) for two in boxes[:place])
    assert drawn + len(result.labels_without_room) == len(codes)
    assert drawn > 5


def test_no_name_stands_on_a_leader_nor_on_the_line_to_a_box():
    table = with_town(squares("A A A A\nA A A A"), 4)
    fig, ax, _ = draw(table, labels=list(table["commune_code"]))
    fig.draw_without_rendering()
    (tie,) = fig.findobj(lambda artist: artist.get_gid() == "tie")
    segments = [tie.get_transform().transform(tie.get_xydata())]
    for drawn in ax.collections:
        if drawn.get_gid() == "leaders":
            to_pixels = drawn.get_transform()
            segments += [to_pixels.transform(segment) for segment in drawn.get_segments()]
    assert len(segments) > 1
    boxes = [shapely.box(*Text.get_window_extent(name).extents) for name in names_on(ax)]
    lines = shapely.linestrings(segments)
    assert not [box for box in boxes if shapely.crosses(lines, box.buffer(-1)).any()]


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (COUNTED["proposed_point_count"], "Proposed new points · 2023"),
        (SHARE, "Residential areas with an active model · % of residential areas · 2023"),
    ],
)
def test_the_line_under_a_title_says_no_unit_twice(measured, said):
    assert subtitle(measured, "2023", "en") == said


def test_the_line_to_a_box_has_a_halo_so_that_it_is_seen_on_dark_communes():
    fig, ax, _ = draw(with_town(squares("A A A A\nA A A A"), 4))
    (tie,) = fig.findobj(lambda artist: artist.get_gid() == "tie")
    (square,) = [patch for patch in ax.patches if patch.get_edgecolor() == to_rgba(style.QUIET)]
    assert tie.get_path_effects()
    assert square.get_path_effects()


def test_names_have_diacritics_a_halo_and_their_value():
    table = squares()
    texts = pd.Series({"00001": "72,6\u00a0%"})
    _, ax, _ = draw(table, labels=["00001"], value_labels=texts)
    (name,) = names_on(ax)
    assert name.get_text() == "Đức Thắng 1\n72,6\u00a0%"
    assert name.get_path_effects()


def test_a_tiny_commune_is_named_in_its_box():
    fig, ax, _ = draw(with_town(squares()), labels=["00801"])
    (box,) = view(fig, "zoom")
    assert len(names_on(box)) == 1
    assert names_on(ax) == []


def test_a_name_that_looks_like_mathematics_stays_as_it_is():
    table = squares()
    table.loc[0, "commune_name"] = "_$a$"
    _, ax, _ = draw(table, labels=["00001"])
    (name,) = names_on(ax)
    assert name.get_text() == "_$a$"
    assert not name.get_parse_math()


def test_a_label_of_an_unknown_commune_is_returned():
    _, _, result = draw(squares(), labels=["77777"])
    assert result.labels_without_room == ("77777",)


# Guards --------------------------------------------------------------------------------------


def test_polygons_in_another_crs_or_none_are_refused():
    with pytest.raises(InvalidTable, match="found EPSG:32648, expected EPSG:4326"):
        draw(squares().to_crs(32648))
    with pytest.raises(InvalidTable, match="found no CRS"):
        draw(squares().set_crs(None, allow_override=True))


def test_polygons_without_a_column_or_with_a_code_twice_are_refused():
    with pytest.raises(InvalidTable, match="no column label_lat, label_lon"):
        draw(squares().drop(columns=["label_lon", "label_lat"]))
    twice = squares()
    twice.loc[1, "commune_code"] = "00001"
    with pytest.raises(InvalidTable, match="'00001' found twice"):
        draw(twice, pd.Series({"00001": 0.5}))


def test_polygons_without_any_geometry_are_refused():
    table = squares("A A")
    with pytest.raises(InvalidTable, match="no commune has a geometry"):
        draw(table.assign(geometry=[None, None]).set_crs(4326), values_of(table))


def test_a_polygon_that_is_missing_counts_as_none():
    table = squares()
    table.loc[0, "geometry"] = None
    _, _, result = draw(table, values_of(table))
    assert result.codes_without_polygon == ("00001",)


def test_a_value_given_twice_is_refused():
    table = squares()
    with pytest.raises(InvalidTable, match="commune '00001' found twice"):
        draw(table, pd.concat([values_of(table), pd.Series({"00001": 0.5})]))


def test_values_of_another_vintage_are_refused():
    other = pd.Series(0.5, index=[f"{code:05d}" for code in range(50, 70)])
    with pytest.raises(VintageMismatch, match="20 of 20 communes have no polygon, '00050' first"):
        draw(squares(), other)


def test_the_given_tables_are_not_changed():
    table = squares()
    given = values_of(table, c00001=None)
    before, values_before = table.copy(), given.copy()
    draw(table, given, labels=["00001"])
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_series_equal(given, values_before)


# The same picture ----------------------------------------------------------------------------


def draw_kind(name: str):
    """Each kind of map once, with all that can stand on it."""
    table = with_island(with_town(squares("A A B")), 112.0, 9.0, "Huyện Trường Sa")
    given = values_of(table, c00001=None, c00002=0.0)
    flags = pd.Series(True, index=["00003"])
    if name == "choropleth":
        return draw(table, given, labels=["00002"], uncertain=flags, around=land_around())
    if name == "bivariate":
        return draw_both(table, given, given, labels=["00002"])
    if name == "categories":
        states = pd.Series("alone", index=table["commune_code"])
        return draw_categories(table, states, labels=["00002"])
    if name == "panels":
        return draw_panels(table, years(table))
    if name == "counts":
        return draw_counts(table, given.mul(10).round(), labels=["00002"])
    if name == "country":
        return draw(country(), size=(18, 24))
    return draw(boundaries.hexagons(table), given, given=replace(notes(), is_cartogram=True))


@pytest.mark.parametrize("file", ["png", "svg"])
@pytest.mark.parametrize(
    "kind",
    ["choropleth", "bivariate", "categories", "panels", "counts", "country", "hexagons"],
)
def test_the_same_map_drawn_twice_is_the_same_file(kind, file):
    def saved() -> bytes:
        fig, _, _ = draw_kind(kind)
        out = io.BytesIO()
        with style.look():
            fig.savefig(out, format=file, metadata=style.FIGURE_METADATA[file])
        plt.close(fig)
        return out.getvalue()

    assert saved() == saved()


@pytest.mark.parametrize(
    "kind",
    ["choropleth", "bivariate", "categories", "panels", "counts", "country", "hexagons"],
)
def test_no_words_leave_the_page_on_any_kind_of_map(kind):
    fig, _, _ = draw_kind(kind)
    for text in fig.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            assert fig.bbox.x0 <= box.x0
            assert box.x1 <= fig.bbox.x1
            assert fig.bbox.y0 <= box.y0
            assert box.y1 <= fig.bbox.y1


@pytest.mark.skipif(not BOUNDARIES.exists(), reason="boundary layers for tests are not here")
@pytest.mark.parametrize(
    ("province", "far", "zooms"),
    [("Khánh Hoà", 1, 0), ("Hồ Chí Minh", 1, 1), ("Quảng Ninh", 0, 0), ("Lâm Đồng", 0, 0)],
)
def test_real_provinces_have_the_boxes_that_they_need(province, far, zooms):
    layer = gpd.read_parquet(
        BOUNDARIES / "communes_2025_map400m.parquet",
        filters=[("province_name", "==", province)],
    )
    table = layer.assign(commune_kind=layer["type"], district_code=pd.NA, district_name=pd.NA)
    fig, ax, _ = draw(table, given=notes(vintage="2025-07"), size=(18, 15))
    assert (len(view(fig, "far")), len(view(fig, "zoom"))) == (far, zooms)
    assert legend_box(ax).x0 > ax.bbox.x1


@pytest.mark.skipif(not BOUNDARIES.exists(), reason="boundary layers for tests are not here")
def test_land_that_winds_round_a_real_province_is_grey_on_the_page():
    file = BOUNDARIES / "communes_2025_map400m.parquet"
    province = units.find_province("Hồ Chí Minh", "2025-07")
    table = boundaries.load(province, file=str(file)).polygons
    land = boundaries.provinces_around(province, file=str(file))
    fig, ax, _ = draw(table, given=notes(vintage="2025-07"), size=(18, 15), around=land)
    fig.canvas.draw()
    (name,) = [text for text in provinces_on(ax) if text.get_text() == "Đồng Nai"]
    box = name.get_window_extent()
    x, y = int(box.x0 - 4), int(box.y0)
    shown = np.asarray(fig.canvas.buffer_rgba())[::-1][y, x, :3] / 255
    assert tuple(shown) == pytest.approx(to_rgb(style.AROUND), abs=0.01)
