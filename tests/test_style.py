"""The look: formats by hand, classes by law, colours as a colour-blind reader or a printer sees."""

import io
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from mohinh.pages import style
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import INDICATORS, Indicator

SHARE = INDICATORS["area_coverage_share"]
CHANGE = Indicator(("Thay đổi", "Change"), ("%", "%"), (-0.1, -0.02, 0.02, 0.1))
NOTES = style.Notes("năm 2022", "2025-06", "báo cáo", False, False, 124)

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
SRGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
# CIE76 2.3 is just noticeable side by side; on a map, apart, several times as much is needed.
LEAST_DISTANCE = 15.0


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def lab(colour, sight="normal"):
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(SIGHT[sight] @ linear, 0, 1)
    ratio = SRGB_TO_XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize(
    ("value", "digits", "vi", "en"),
    [
        (10349, 0, "10.349", "10,349"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (np.float64(2.5), 0, "3", "3"),
        (np.int64(7), 0, "7", "7"),
        (-0.2, 0, "0", "0"),
        (-12, 0, "\u221212", "\u221212"),
        (float("inf"), 0, "∞", "∞"),
        (0, 0, "0", "0"),
        (None, 0, "–", "–"),
        (float("nan"), 2, "–", "–"),
        (pd.NA, 0, "–", "–"),
    ],
)
def test_number_is_written_as_the_reader_writes_it_and_missing_is_no_zero(value, digits, vi, en):
    assert style.number(value, "vi", digits) == vi
    assert style.number(value, "en", digits) == en


@pytest.mark.parametrize(
    ("share", "digits", "vi", "en"),
    [
        (0.7259, 1, "72,6\u00a0%", "72.6%"),
        (1, 0, "100\u00a0%", "100%"),
        (0.285, 0, "29\u00a0%", "29%"),
        (0, 1, "0,0\u00a0%", "0.0%"),
        (pd.NA, 1, "–", "–"),
    ],
)
def test_share_is_written_as_a_percentage(share, digits, vi, en):
    assert style.percent(share, "vi", digits) == vi
    assert style.percent(share, "en", digits) == en


def test_dates_and_months_follow_the_language():
    day = date(2022, 10, 25)
    assert style.date_text(day, "vi") == "25/10/2022"
    assert style.date_text(day, "en") == "25 October 2022"
    assert style.date_text(pd.Timestamp("2022-03-01"), "vi") == "01/03/2022"
    assert style.date_text(pd.NaT, "vi") == style.date_text(None, "en") == "–"
    assert (style.month_text(day, "vi"), style.month_text(day, "en")) == ("10", "Oct")


@pytest.mark.parametrize(
    ("vnd", "vi", "en"),
    [
        (15_600_000_000, "15,6 tỷ đồng", "15.6 billion VND"),
        (999_960_000, "1 tỷ đồng", "1 billion VND"),
        (1_250_000_000_000, "1,3 nghìn tỷ đồng", "1.3 trillion VND"),
        (2_500_000, "2,5 triệu đồng", "2.5 million VND"),
        (500_000, "500.000 đồng", "500,000 VND"),
        (0, "0 đồng", "0 VND"),
        (None, "–", "–"),
    ],
)
def test_money_is_written_in_its_largest_unit(vnd, vi, en):
    assert (style.money(vnd, "vi"), style.money(vnd, "en")) == (vi, en)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["vi", "en"]))
def test_a_written_whole_number_reads_back_as_itself(value, lang):
    written = style.number(value, lang)
    assert "-" not in written
    assert parse_decimal(written.replace(style.MINUS, "-"), locale=lang) == value


def test_an_end_of_an_interval_shows_on_which_side_of_one_it_lies():
    ends = [0.86, 0.9966, 0.99966, 1.0, 1.0041, 1.3, 0.9999999]
    written = ["0,86", "0,997", "0,9997", "1,00", "1,004", "1,30", "1,00"]
    assert [style.limit(end, "vi") for end in ends] == written
    assert style.limit(None, "vi") == style.DASH


def test_an_end_that_few_cases_put_anywhere_is_said_to_be_above_a_thousand():
    assert [style.limit(end, "vi") for end in (999.6, 1000.4, 3e41, float("inf"))] == [
        "999,60",
        *["> 1.000"] * 3,
    ]
    assert style.number(3e30, "en").startswith("3,000,000,")


def test_classes_of_a_share_start_with_zero_and_keep_every_range():
    labels = [swatch.label for swatch in style.classes(SHARE, "en")]
    assert labels == [
        "0%", "over 0% – under 25%", "25% – under 50%", "50% – under 75%", "75% – under 90%",
        "90% or more",
    ]  # fmt: skip
    assert style.classes(SHARE, "vi")[1].label == "trên 0\u00a0% – dưới 25\u00a0%"
    rate = style.classes(INDICATORS["members_per_1000_households"], "vi")
    assert rate[0].label == "0"
    assert rate[-1].label == "từ 40 trở lên"


def test_class_edges_show_the_digits_that_they_have():
    fine = Indicator(("x", "x"), ("%", "%"), (0.125, 1.0))
    assert [swatch.label for swatch in style.classes(fine, "vi")] == [
        "0\u00a0%",
        "trên 0\u00a0% – dưới 12,5\u00a0%",
        "12,5\u00a0% – dưới 100\u00a0%",
        "100\u00a0%",
    ]


def test_change_is_diverging_with_zero_in_the_centre():
    swatches = style.classes(CHANGE, "en")
    assert [swatch.colour for swatch in swatches] == list(style.DIVERGING)
    centre = style.class_of(pd.Series([0.0, -0.02, 0.02, -0.5]), CHANGE)
    assert list(centre) == ["class-3", "class-3", "class-4", "class-1"]


@pytest.mark.parametrize("breaks", [(), (0.5, 0.25), (0, 0.5), (0.2, 0.2), (-0.1, 0.1, 0.2)])
def test_breaks_that_make_no_classes_are_refused(breaks):
    odd = Indicator(("x", "x"), ("%", "%"), breaks)
    with pytest.raises(InvalidTable):
        style.classes(odd, "en")


def test_more_classes_than_colours_are_refused():
    many = Indicator(("x", "x"), ("%", "%"), (0.1, 0.2, 0.3, 0.4, 0.5))
    with pytest.raises(InvalidTable, match="6 classes"):
        style.classes(many, "en")


def test_a_value_falls_into_the_class_closed_on_its_left():
    values = pd.Series([0, 0.001, 0.25, 0.9, 1.0, None], index=list("abcdef"))
    states = style.class_of(values, SHARE)
    assert states.to_dict() == {
        "a": "zero", "b": "class-1", "c": "class-2", "d": "class-5", "e": "class-5",
        "f": "missing",
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [50.0, -0.1])
def test_a_share_outside_its_range_is_refused(wrong):
    with pytest.raises(InvalidTable, match=r"row 'b'.*shares as 0\.5"):
        style.class_of(pd.Series([0.1, wrong], index=["a", "b"]), SHARE)


def test_thirds_are_closed_on_the_left_and_missing_has_none():
    values = pd.Series([0.0, 0.5, 0.9, None], index=list("abcd"))
    assert style.third_of(values, SHARE).tolist() == [0, 1, 2, pd.NA]


@pytest.mark.parametrize("palette", [style.BIVARIATE, (style.SEQUENTIAL,), (style.DIVERGING,)])
def test_text_on_a_fill_has_the_contrast_of_readable_text(palette):
    for colour in (colour for row in palette for colour in row):
        one, two = (lab(each)[0] for each in (style.ink_on(colour), colour))
        low, high = sorted(((value + 16) / 116) ** 3 for value in (one, two))
        assert (high + 0.05) / (low + 0.05) > 4


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=30))
def test_every_value_has_exactly_one_class_and_missing_is_never_zero(values):
    series = pd.Series(values, dtype="float64")
    states = style.class_of(series, SHARE)
    known = {swatch.key for swatch in style.classes(SHARE, "vi")}
    assert set(states) <= known | {"missing"}
    assert states.eq("missing").equals(series.isna())
    assert states.eq("zero").equals(series.eq(0))


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbouring_classes_are_told_apart_by_every_reader(sight):
    for palette in ((style.ZERO, *style.SEQUENTIAL), style.DIVERGING):
        for one, two in pairwise(palette):
            assert np.linalg.norm(lab(one, sight) - lab(two, sight)) > LEAST_DISTANCE


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_colours_of_a_map_without_order_are_told_apart_by_every_reader(sight):
    nine = [colour for row in style.BIVARIATE for colour in row]
    for palette in (style.CLUSTERS.values(), nine):
        for one, two in combinations(palette, 2):
            assert np.linalg.norm(lab(one, sight) - lab(two, sight)) > LEAST_DISTANCE


def test_clusters_and_both_ways_of_two_quantities_darken_step_by_step_in_grey_print():
    rows = [list(row) for row in style.BIVARIATE]
    columns = [list(column) for column in zip(*style.BIVARIATE, strict=True)]
    for palette in (list(style.CLUSTERS.values()), *rows, *columns):
        assert all(lab(one)[0] - lab(two)[0] > 4 for one, two in pairwise(palette))


def test_a_change_up_and_the_same_change_down_differ_in_grey_print():
    lightness = [lab(colour)[0] for colour in style.DIVERGING]
    assert len(lightness) == 5
    for one, two in combinations(lightness, 2):
        assert abs(one - two) > 4


# A tritanope sees the palest class and the grey alike: missing has its hatch.
@pytest.mark.parametrize("sight", ["normal", "protanopia", "deuteranopia"])
def test_the_grey_of_missing_is_none_of_the_class_colours(sight):
    grey = lab(style.MISSING["vi"].colour, sight)
    for colour in (style.ZERO, *style.SEQUENTIAL):
        assert np.linalg.norm(lab(colour, sight) - grey) > LEAST_DISTANCE


def test_classes_darken_step_by_step_in_grey_print():
    lightness = [lab(colour)[0] for colour in (style.ZERO, *style.SEQUENTIAL)]
    assert all(one - two > 4 for one, two in pairwise(lightness))


def test_missing_suppressed_and_none_expected_are_hatched_with_words():
    for lang, words in (("vi", "chưa báo cáo"), ("en", "not reported")):
        assert style.MISSING[lang].label == words
        hatches = {style.MISSING[lang].hatch, style.SUPPRESSED[lang].hatch}
        assert len(hatches) == 2
        assert None not in hatches
        assert style.NONE_EXPECTED[lang].hatch


@given(st.lists(st.text("abcđệ", min_size=1, max_size=9), min_size=1, max_size=25))
def test_wrapped_text_keeps_its_words_and_fits(words):
    text = " ".join(words)
    wrapped = style.wrap(text, 60, 8)
    assert wrapped.replace("\n", " ") == text
    for line in wrapped.split("\n"):
        assert " " not in line or style.text_width(line, 8) <= 60


def test_wrapping_never_parts_a_number_from_its_percent_sign():
    assert "72,6\u00a0%" in style.wrap("tăng lên 72,6\u00a0% số hộ", 30, 8)


def test_footer_says_source_units_and_boundaries():
    lines = style.footer_lines(NOTES, "vi", is_map=True, remarks=["thiếu 1 xã"])
    assert lines[0] == "Nguồn: báo cáo"
    assert "trước 01/7/2025 (63 tỉnh) · 124 xã, phường, thị trấn" in lines[1]
    assert lines[2].startswith("Ranh giới chỉ có tính minh họa")
    assert lines[-1] == "thiếu 1 xã"


def test_footer_of_a_schematic_map_says_so_and_of_a_chart_says_nothing_of_borders():
    schematic = style.Notes("2022", "2025-07", "x", False, True, 3321)
    lines = style.footer_lines(schematic, "en", is_map=True)
    assert lines[1:] == [
        "Administrative units: from 1 July 2025 (34 provinces) · 3,321 communes",
        "Schematic map, not true boundaries",
    ]
    assert len(style.footer_lines(schematic, "en", is_map=False)) == 2


def test_page_keeps_title_body_and_footer_apart_and_inside_the_page():
    fig, ax = style.figure(12, 10)
    body = style.furnish(
        ax, title="Một nhận định dài " * 8, subtitle="Đơn vị", notes=NOTES, lang="vi"
    )
    points = 72 / fig.dpi
    for text in fig.texts:
        box = text.get_window_extent()
        assert box.x0 * points >= style.MARGIN_PT - 1
        assert box.x1 * points <= 12 / 2.54 * 72 - style.MARGIN_PT + 1
        is_above = box.y0 * points >= body.bottom + body.height
        is_below = box.y1 * points <= body.bottom
        assert is_above or is_below


def test_made_up_data_wears_a_badge_and_other_data_none():
    made_up = style.Notes("2022", "2025-06", "x", True, False, 124)
    for lang, words in (("vi", "DỮ LIỆU GIẢ LẬP"), ("en", "MADE-UP MICRODATA")):
        fig, ax = style.figure()
        style.furnish(ax, title="t", subtitle="s", notes=made_up, lang=lang)
        (badge,) = [text for text in fig.texts if text.get_gid() == "made-up"]
        assert words in badge.get_text()
        assert badge.get_bbox_patch().get_facecolor()[:3] == to_rgb(style.WARNING)
    fig, ax = style.figure()
    style.furnish(ax, title="t", subtitle="s", notes=NOTES, lang="vi")
    assert all(text.get_gid() != "made-up" for text in fig.texts)


def test_legend_shows_labels_with_underscores_and_dollars_as_they_are():
    _, ax = style.figure()
    swatches = [style.Swatch("a", "_ẩn", "#ffffff"), style.Swatch("b", "$x^2$", "#000000", "//")]
    legend = style.legend(ax, swatches, title="$t$", box=style.slot(ax))
    assert [text.get_text() for text in legend.get_texts()] == ["_ẩn", "$x^2$"]
    assert not any(text.get_parse_math() for text in (*legend.get_texts(), legend.get_title()))
    assert [patch.get_hatch() for patch in legend.get_patches()] == [None, "//"]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_page_saved_twice_is_the_same_file(kind):
    def saved():
        fig, ax = style.figure(6, 5)
        style.furnish(ax, title="Đà Nẵng", subtitle="s", notes=NOTES, lang="vi")
        out = io.BytesIO()
        with style.look():
            fig.savefig(out, format=kind, metadata=style.FIGURE_METADATA[kind])
        return out.getvalue()

    assert saved() == saved()


def test_a_higher_chart_is_asked_for_more_rows():
    assert style.height_cm(20) > style.height_cm(5)


@pytest.mark.parametrize(
    ("share", "vi", "en"),
    [
        (0.876, "88\u00a0%", "88%"),
        (0.9999, "> 99\u00a0%", "> 99%"),
        (1.0, "> 99\u00a0%", "> 99%"),
        (0.002, "< 1\u00a0%", "< 1%"),
        (None, "–", "–"),
    ],
)
def test_a_probability_is_never_printed_as_certain(share, vi, en):
    assert (style.chance(share, "vi"), style.chance(share, "en")) == (vi, en)


def test_classes_of_a_count_are_whole_numbers():
    missed = INDICATORS["targets_missed_count"]
    assert [one.label for one in style.classes(missed, "vi")] == [
        "0", "1", "2–3", "4–5", "từ 6 trở lên",
    ]  # fmt: skip
    assert style.classes(missed, "en")[-1].label == "6 or more"


@pytest.mark.parametrize("breaks", [(1, 3), (2.5, 4)])
def test_breaks_of_a_count_that_leave_a_class_empty_or_broken_are_refused(breaks):
    odd = replace(INDICATORS["targets_missed_count"], breaks=breaks)
    with pytest.raises(InvalidTable, match="whole numbers from 2"):
        style.classes(odd, "vi")
