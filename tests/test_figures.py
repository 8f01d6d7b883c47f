"""Charts by what they contain: bars, broken lines, hatched cells, and the words beside them."""

import io
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from mohinh.pages import figures, style
from mohinh.words.errors import InvalidTable, UnknownName

NOTES = style.Notes("năm 2022", "2025-06", "báo cáo", True, False, 124)
WORDS = {"title": "Phan Thiết đứng đầu", "notes": NOTES}
DISTRICTS = pd.DataFrame(
    [
        ("Thành phố Phan Thiết", 0.9, 0.85, 0.94, 900, 1000),
        ("Huyện Tuy Phong", 0.5, 0.4, 0.6, 50, 1200),
        ("Huyện Đức Linh", None, None, None, None, 80),
        ("Huyện Phú Quý", 0.0, 0.0, 0.2, 0, 10),
    ],
    columns=["name", "share", "low", "high", "count", "of"],
)
COLUMNS = {"label": "name", "value": "share", "count": "count", "of": "of"}


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def shares(table=DISTRICTS, *, lang="vi", **options):
    fig, ax = style.figure(16, 10)
    figures.shares(ax, table, **(COLUMNS | WORDS | {"lang": lang} | options))
    return fig, ax


def series(table, *, lang="vi", **options):
    fig, ax = style.figure(16, 10)
    figures.series(ax, table, time="time", value="share", lang=lang, **(WORDS | options))
    return fig, ax


def grid(table, *, lang="vi", size=(16, 10)):
    fig, ax = style.figure(*size)
    figures.missing_grid(ax, table, lang=lang, **WORDS)
    return fig, ax


def years(*values, start=2018, **columns):
    codes = [str(start + place) for place in range(len(values))]
    return pd.DataFrame({"time": codes, "share": values, **columns}).astype({"share": "float64"})


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def is_inside_page(fig):
    fig.draw_without_rendering()
    page = fig.bbox
    boxes = [text.get_window_extent() for text in fig.findobj(Text) if text.get_text()]
    return all(
        page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        for box in boxes
    )


# Shares --------------------------------------------------------------------------------------


def test_bars_stand_in_the_order_given_from_top_to_bottom():
    _, ax = shares()
    bars = [bar for bar in ax.patches if bar.get_gid() == "share"]
    assert [bar.get_width() for bar in bars] == [0.9, 0.5, 0.0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(DISTRICTS["name"])
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert ax.get_xlim() == (0, 1)


def test_count_and_total_stand_beside_each_bar_as_the_reader_writes_them():
    _, ax = shares()
    assert texts(ax, "count") == ["900 / 1.000", "50 / 1.200", "– / 80", "0 / 10"]
    _, ax = shares(lang="en")
    assert texts(ax, "count")[1] == "50 / 1,200"
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0%", "25%", "50%", "75%", "100%"]


def test_a_missing_share_is_a_hatched_bar_with_words_and_zero_is_not():
    _, ax = shares()
    (missing,) = [bar for bar in ax.patches if bar.get_gid() == "missing"]
    assert missing.get_hatch() == style.MISSING["vi"].hatch
    assert missing.get_y() < 2 < missing.get_y() + missing.get_height()
    assert "chưa báo cáo" in [text.get_text() for text in ax.texts]


def test_intervals_are_drawn_where_they_are_given():
    fig, ax = shares(low="low", high="high", interval="nếu tính cả")
    (whiskers,) = [drawn for drawn in ax.collections if drawn.get_gid() == "interval"]
    ends = [segment[:, 0].tolist() for segment in whiskers.get_segments() if len(segment)]
    assert [0.85, 0.94] in ends
    assert any("vạch: nếu tính cả" in text.get_text() for text in fig.texts)
    fig, ax = shares()
    assert not [drawn for drawn in ax.collections if drawn.get_gid() == "interval"]
    assert not any("vạch" in text.get_text() for text in fig.texts)


def test_title_measure_period_badge_and_footer_stand_on_a_chart():
    fig, _ = shares(measure="Khu dân cư có mô hình")
    written = {text.get_gid(): text.get_text() for text in fig.texts}
    assert written["title"] == "Phan Thiết đứng đầu"
    assert written["subtitle"] == "Khu dân cư có mô hình · năm 2022"
    assert "DỮ LIỆU GIẢ LẬP" in written["made-up"]
    assert not any("Ranh giới" in text.get_text() for text in fig.texts)


def test_labels_from_data_are_never_mathematics_nor_hidden():
    table = DISTRICTS.assign(name=["_ẩn", "$a$", "x_1^2", r"\alpha"])
    fig, ax = shares(table)
    ticks = ax.get_yticklabels()
    assert [tick.get_text() for tick in ticks] == list(table["name"])
    assert not any(tick.get_parse_math() for tick in ticks)
    fig.canvas.draw()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_long_names_stay_on_the_page(lang):
    long = DISTRICTS.assign(name="Mô hình tự quản về an ninh trật tự ở khu vực giáp ranh ba huyện")
    fig, _ = shares(long, lang=lang, low="low", high="high")
    assert is_inside_page(fig)


def test_a_chart_refuses_percentages_and_absent_columns_and_empty_tables():
    with pytest.raises(InvalidTable, match=r"'share', row 0: found 90, expected a share"):
        shares(DISTRICTS.assign(share=[90, 50, 1, 0]))
    with pytest.raises(InvalidTable, match="no column 'of'; found name, share"):
        shares(DISTRICTS.drop(columns="of"))
    with pytest.raises(InvalidTable, match="no rows"):
        shares(DISTRICTS.iloc[:0])
    with pytest.raises(InvalidTable, match="both low= and high="):
        shares(low="low")


# Series --------------------------------------------------------------------------------------


def test_a_line_is_broken_and_hatched_where_nothing_was_reported():
    _, ax = series(years(0.2, None, 0.4, 0.5))
    (line,) = [line for line in ax.lines if line.get_gid() == "series"]
    assert np.isnan(line.get_ydata()).tolist() == [False, True, False, False]
    (span,) = [patch for patch in ax.patches if patch.get_gid() == "missing"]
    assert span.get_hatch() == style.MISSING["vi"].hatch
    assert (span.get_x(), span.get_width()) == (0.5, 1.0)


def test_a_period_without_a_row_is_as_missing_as_one_without_a_value():
    _, ax = series(years(0.2, 0.3, 0.4, 0.5).drop(1))
    (line,) = [line for line in ax.lines if line.get_gid() == "series"]
    assert np.isnan(line.get_ydata()).tolist() == [False, True, False, False]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2018", "2019", "2020", "2021"]


def test_time_runs_forward_whatever_the_order_of_the_rows():
    _, ax = series(years(0.1, 0.2, 0.3).iloc[::-1])
    (line,) = [line for line in ax.lines if line.get_gid() == "series"]
    assert line.get_ydata().tolist() == [0.1, 0.2, 0.3]


@pytest.mark.parametrize(
    ("codes", "lang", "expected"),
    [
        (["2021-12", "2022-01", "2022-02"], "vi", ["12\n2021", "1\n2022", "2"]),
        (["2021-12", "2022-01", "2022-02"], "en", ["Dec\n2021", "Jan\n2022", "Feb"]),
        (["2021-Q4", "2022-Q1", "2022-Q2"], "vi", ["quý IV\n2021", "quý I\n2022", "quý II"]),
        (["2021-Q4", "2022-Q1", "2022-Q2"], "en", ["Q4\n2021", "Q1\n2022", "Q2"]),
    ],
)
def test_months_and_quarters_name_their_year_once(codes, lang, expected):
    table = pd.DataFrame({"time": codes, "share": [0.1, 0.2, 0.3]})
    _, ax = series(table, lang=lang)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == expected


def test_the_scale_starts_at_zero_and_holds_the_interval():
    _, ax = series(years(0.1, 0.2, low=[0.05, 0.1], high=[0.2, 0.3]), low="low", high="high")
    assert ax.get_ylim() == (0, 0.5)
    _, ax = series(years(0.01, 0.02))
    assert ax.get_ylim() == (0, 0.1)


def test_groups_are_lines_named_at_their_end_without_overlap():
    table = pd.concat(
        [years(0.2, 0.30).assign(area="$A$"), years(0.1, 0.301).assign(area="Đức Linh")]
    )
    fig, ax = series(table, group="area")
    assert len([line for line in ax.lines if line.get_gid() == "series"]) == 2
    names = [text for text in ax.texts if text.get_gid() == "series-name"]
    assert [name.get_text() for name in names] == ["$A$", "Đức Linh"]
    assert not names[0].get_parse_math()
    one, two = (name.get_window_extent() for name in names)
    assert not one.overlaps(two)
    assert is_inside_page(fig)


def test_names_of_lines_that_end_high_stay_below_the_top_of_the_scale():
    ends = {"A": 0.99, "B": 0.985, "C": 0.98, "D": 0.975}
    table = pd.concat([years(0.2, end).assign(area=name) for name, end in ends.items()])
    _, ax = series(table, group="area")
    names = [text for text in ax.texts if text.get_gid() == "series-name"]
    assert [name.get_text() for name in names] == ["D", "C", "B", "A"]
    heights = [name.get_position()[1] for name in names]
    assert max(heights) <= ax.get_ylim()[1] + 1e-9
    boxes = [name.get_window_extent() for name in names]
    assert not any(one.overlaps(other) for one, other in pairwise(boxes))


def test_long_names_of_lines_are_broken_and_neither_overlap_nor_leave_the_page():
    long = "Đăng ký đạt “An toàn về ANTT” (cơ quan, doanh nghiệp, nhà trường)"
    table = pd.concat(
        [years(0.2, 0.9 + n / 100).assign(target=f"T00{n} – {long}") for n in range(4)]
    )
    fig, ax = series(table, group="target")
    names = [text for text in ax.texts if text.get_gid() == "series-name"]
    assert all("\n" in name.get_text() for name in names)
    assert [name.get_text().replace("\n", " ")[:4] for name in names] == [
        "T000", "T001", "T002", "T003",
    ]  # fmt: skip
    boxes = [name.get_window_extent() for name in names]
    assert not any(one.overlaps(other) for one, other in pairwise(boxes))
    assert is_inside_page(fig)


def test_a_series_that_was_never_reported_is_all_hatched():
    _, ax = series(years(None, None))
    assert len([patch for patch in ax.patches if patch.get_gid() == "missing"]) == 2


def test_a_series_refuses_what_it_cannot_order():
    with pytest.raises(InvalidTable, match="1 and 12 months"):
        series(pd.DataFrame({"time": ["2021", "2022-01"], "share": [0.1, 0.2]}))
    with pytest.raises(InvalidTable, match="period 2021 found twice"):
        series(pd.DataFrame({"time": ["2021", "2021"], "share": [0.1, 0.2]}))
    with pytest.raises(UnknownName, match="period 'mai'"):
        series(pd.DataFrame({"time": ["mai"], "share": [0.1]}))
    many = pd.concat([years(0.1).assign(area=str(place)) for place in range(7)])
    with pytest.raises(InvalidTable, match="7 groups; at most 6"):
        series(many, group="area")


# Grid ----------------------------------------------------------------------------------------

MONTHS = ["2022-01", "2022-02", "2022-03"]
REPORTS = pd.DataFrame(
    [[1.0, 0.5, 0.0], [None, 0.99, 1.0]], index=["Huyện A", "Huyện A"], columns=MONTHS
)


def cells(ax):
    """Class of each cell by (column, row), read back from the rectangles."""
    found = {}
    for drawn in ax.collections:
        for path in drawn.get_paths():
            column, row = path.get_extents().get_points().mean(axis=0)
            found[int(column), int(row)] = drawn.get_gid()
    return found


def test_each_cell_has_the_class_of_its_share_and_none_expected_is_hatched():
    _, ax = grid(REPORTS)
    assert cells(ax) == {
        (0, 0): "class-4", (1, 0): "class-2", (2, 0): "zero",
        (0, 1): "none-expected", (1, 1): "class-3", (2, 1): "class-4",
    }  # fmt: skip
    hatches = {drawn.get_gid(): drawn.get_hatch() for drawn in ax.collections}
    assert hatches["none-expected"]
    assert not hatches["zero"]


def test_the_legend_counts_cells_and_keeps_empty_classes():
    _, ax = grid(REPORTS, lang="en")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "0% (1)", "over 0% – under 50% (0)", "50% – under 80% (1)", "80% – under 100% (1)",
        "100% (2)", "no report expected (1)",
    ]  # fmt: skip
    _, ax = grid(REPORTS.fillna(1.0))
    assert not any("không phải nộp" in text.get_text() for text in ax.get_legend().get_texts())


def test_rows_run_from_top_to_bottom_and_all_stay_on_the_page():
    fig, ax = grid(REPORTS)
    assert ax.get_ylim() == (1.5, -0.5)
    assert ax.get_legend().get_window_extent().x0 > ax.bbox.x1
    assert is_inside_page(fig)


def test_names_are_thinned_where_a_hundred_rows_have_no_room():
    many = pd.DataFrame(1.0, index=[f"_Xã {place}" for place in range(150)], columns=MONTHS)
    _, ax = grid(many)
    ticks = [tick for tick in ax.get_yticklabels() if tick.get_text()]
    assert 20 < len(ticks) < 150
    assert ticks[0].get_text() == "_Xã 0"
    boxes = [tick.get_window_extent() for tick in ticks]
    assert not any(one.overlaps(two) for one, two in pairwise(boxes))


def test_an_empty_grid_is_refused():
    with pytest.raises(InvalidTable, match="no rows"):
        grid(REPORTS.iloc[:0])


# The same picture ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_chart_drawn_twice_is_the_same_file(kind):
    def saved():
        out = io.BytesIO()
        fig, _ = shares(low="low", high="high")
        with style.look():
            fig.savefig(out, format=kind, metadata=style.FIGURE_METADATA[kind])
        return out.getvalue()

    assert saved() == saved()


def test_the_given_table_is_not_changed():
    before = DISTRICTS.copy()
    shares(low="low", high="high")
    table = years(0.1, None, 0.2)
    unchanged = table.copy()
    series(table)
    pd.testing.assert_frame_equal(DISTRICTS, before)
    pd.testing.assert_frame_equal(table, unchanged)


# Ratios ------------------------------------------------------------------------------------------

GROUPS = pd.DataFrame(
    [
        ("Mọi nhóm", 0.87, 0.78, 0.98, 3988, 4558.4, None, "main", 0.86),
        ("Camera an ninh", 0.71, 0.59, 0.85, 642, 905.6, None, "part", 0.75),
        ("Nhóm nhỏ", None, None, None, None, None, "số quá nhỏ", "part", None),
        ("Nhóm rộng", 1.5, 0.1, 9.0, 20, 13.3, None, "aside", None),
    ],
    columns=["name", "ratio", "low", "high", "seen", "due", "why", "mark", "truth"],
)
LEGEND = {"main": "tất cả", "part": "từng nhóm", "aside": "để xem", "truth": "giá trị thật"}


def forest(table=GROUPS, *, lang="vi", **options):
    fig, ax = style.figure(18, 9)
    options = {"mark": "mark", "why": "why", "legend": LEGEND} | options
    figures.ratios(ax, table, label="name", **WORDS, lang=lang, **options)
    return fig, ax


def drawn(ax, gid):
    return [line for line in ax.lines if line.get_gid() == gid]


def test_ratios_stand_in_order_beside_a_line_at_one():
    _, ax = forest()
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(GROUPS["name"])
    (one,) = drawn(ax, "as-expected")
    assert set(one.get_xdata()) == {1.0}
    places = [(line.get_xdata()[0], line.get_ydata()[0]) for line in drawn(ax, "ratio")]
    assert places == [(0.87, 0), (0.71, 1), (1.5, 3)]
    assert ax.get_xscale() == "log"


def test_a_row_without_an_interval_has_no_mark_and_says_why():
    _, ax = forest()
    (words,) = [text for text in ax.texts if text.get_gid() == "no-interval"]
    assert (words.get_text(), words.get_position()[1]) == ("số quá nhỏ", 2)


def test_an_interval_that_runs_off_the_scale_ends_in_an_arrow():
    _, ax = forest()
    arrows = [(line.get_marker(), line.get_ydata()[0]) for line in drawn(ax, "off-scale")]
    assert arrows == [("<", 3), (">", 3)]
    assert ax.get_xlim() == (0.25, 4.0)


def test_ratio_and_counts_are_printed_beside_each_row():
    _, ax = forest(count="seen", of="due")
    beside = texts(ax, "count")
    assert "0,71 (0,59–0,85)" in beside
    assert "642 / 906" in beside
    assert beside.count("–") == 2
    _, ax = forest(count="seen", of="due", lang="en")
    assert "3,988 / 4,558" in texts(ax, "count")


def test_the_truth_is_drawn_and_named_only_where_it_is_known():
    _, ax = forest(truth="truth")
    assert [line.get_xdata()[0] for line in drawn(ax, "truth")] == [0.86, 0.75]
    assert "giá trị thật" in [text.get_text() for text in ax.get_legend().get_texts()]
    _, ax = forest(GROUPS.assign(truth=None), truth="truth")
    assert not drawn(ax, "truth")
    assert "giá trị thật" not in [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_long_labels_of_ratios_stay_on_the_page(lang):
    long = GROUPS.assign(name="Nơi áp dụng; nơi lân cận có trong nhóm so sánh của cả tỉnh")
    fig, _ = forest(long, lang=lang, count="seen", of="due", truth="truth", heading="Cùng kết luận",
                    beside="why")  # fmt: skip
    assert is_inside_page(fig)


def test_a_chart_of_ratios_refuses_what_is_no_ratio():
    with pytest.raises(InvalidTable, match=r"'low', row 1: found -0\.2, expected a ratio"):
        forest(GROUPS.assign(low=[0.7, -0.2, None, 0.1]))
    with pytest.raises(InvalidTable, match="found 'first'; expected some of main, part, aside"):
        forest(GROUPS.assign(mark="first"))
    with pytest.raises(InvalidTable, match="no column 'why'"):
        forest(GROUPS.drop(columns="why"))


# Months since adoption ---------------------------------------------------------------------------


def bins(**changes):
    first = np.arange(-24, 36, 3)
    table = pd.DataFrame(
        {"first": first, "last": first + 2, "ratio": 0.9, "low": 0.8, "high": 1.0,
         "band_low": 0.7, "band_high": 1.2, "is_before": first < 0,
         "is_donut": (first < 0) & (first >= -12)}
    )  # fmt: skip
    return table.assign(**changes)


def event(table, *, lang="vi", **options):
    fig, ax = style.figure(18, 10)
    figures.event_time(ax, table, **WORDS, lang=lang, **options)
    return fig, ax


def test_months_have_a_point_an_interval_and_a_band_and_the_donut_is_shaded():
    _, ax = event(bins())
    (points,) = drawn(ax, "ratio")
    assert points.get_xdata().tolist() == (np.arange(-24, 36, 3) + 1.5).tolist()
    (donut,) = [patch for patch in ax.patches if patch.get_gid() == "donut"]
    assert (donut.get_x(), donut.get_width()) == (-12, 12)
    (band,) = [c for c in ax.collections if c.get_gid() == "band"]
    assert len(band.get_paths()) == 20
    assert [tick.get_text() for tick in ax.get_xticklabels()][:3] == ["−24", "−18", "−12"]


def test_a_bin_without_an_interval_is_hatched_and_said():
    gone = bins()["first"].eq(3)
    table = bins(**{name: bins()[name].mask(gone) for name in ("ratio", "low", "high")})
    fig, ax = event(table)
    (hatched,) = [c for c in ax.collections if c.get_gid() == "too-few"]
    assert hatched.get_hatch()
    assert len(drawn(ax, "ratio")[0].get_xdata()) == 19
    assert any("quá ít số liệu" in text.get_text() for text in fig.texts)
    fig, _ = event(bins())
    assert not any("quá ít số liệu" in text.get_text() for text in fig.texts)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_chart_of_months_stays_on_the_page(lang):
    fig, _ = event(bins(), lang=lang, remarks=["ghi chú"])
    assert is_inside_page(fig)
    fig, _ = event(bins(is_donut=False), lang=lang, every="quarter")
    assert is_inside_page(fig)
