"""Sentences say what the table says, in one language, with its number formats."""

import re
from datetime import date

import pandas as pd
import pytest

from mohinh.pages import sentences
from mohinh.pages.sentences import report
from mohinh.tables import quality
from mohinh.words.terms import Period

ON = date(2022, 12, 31)
NBSP = "\u00a0"


def shares(*rows, index=None) -> pd.DataFrame:
    columns = ["covered_count", "unknown_count", "total_count", "share", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns, index=index)
    return frame.assign(silent_count=0, lapsed_count=0, none_count=0, unreported_areas_count=0)


PROVINCE = shares((1741, 14, 2093, 1741 / 2093, 1741 / 2093, 1755 / 2093))


def test_the_answer_gives_count_share_and_the_highest_possible_share():
    vi = sentences.coverage.answer(PROVINCE, province="Bình Thuận", on=ON, lang="vi")
    assert vi == (
        "Đến ngày 31/12/2022, 1.741 trên 2.093 khu dân cư của Bình Thuận (83,2\u00a0%) có ít nhất "
        "một mô hình đang hoạt động; 14 khu dân cư chưa rõ tình trạng, nếu tính cả thì tỷ lệ là "
        "83,9\u00a0%."
    )
    en = sentences.coverage.answer(PROVINCE, province="Bình Thuận", on=ON, lang="en")
    assert en == (
        "On 31 December 2022, 1,741 of 2,093 residential areas of Bình Thuận (83.2%) had at least "
        "one active model; the state of 14 areas is not known, and with them the share would be "
        "83.9%."
    )


def test_nothing_is_said_of_unknown_areas_where_there_are_none():
    known = PROVINCE.assign(unknown_count=0)
    assert "chưa rõ" not in sentences.coverage.answer(known, province="X", on=ON, lang="vi")


def regions(*rows) -> pd.DataFrame:
    names = pd.Index(["A", "B", "C"][: len(rows)], name="district_name")
    return shares(*((0, 0, 0, share, share, high) for share, high in rows), index=names)


def test_a_district_is_named_only_where_no_other_could_share_its_place():
    clear = sentences.coverage.regions(regions((0.9, 0.9), (0.5, 0.6), (0.1, 0.2)), lang="vi")
    assert clear == f"Theo huyện, thị xã, thành phố, tỷ lệ từ 10,0{NBSP}% (C) đến 90,0{NBSP}% (A)."
    near = sentences.coverage.regions(regions((0.9, 0.9), (0.8, 0.95), (0.1, 0.2)), lang="vi")
    assert "(A)" not in near
    assert "(C)" in near
    assert "không xếp hạng" in near


def test_the_map_title_counts_communes_below_half_and_leaves_out_unreported_ones():
    frame = shares((1, 0, 4, 0.25, 0.25, 0.25), (3, 0, 4, 0.75, 0.75, 0.75), (0, 0, 0, *[None] * 3))
    title = sentences.coverage.map_title(frame, lang="vi")
    assert title.startswith("Ở 1 trên 2 đơn vị cấp xã")


def test_the_map_title_gives_a_range_where_areas_of_unknown_state_decide():
    frame = shares((1, 2, 4, 0.25, 0.25, 0.75), (1, 0, 4, 0.25, 0.25, 0.25))
    assert sentences.coverage.map_title(frame, lang="vi").startswith("Ở 1 đến 2 trên 2")


def test_a_commune_that_may_have_a_model_is_not_said_to_have_none():
    frame = shares((0, 0, 4, 0, 0, 0), (0, 1, 4, 0, 0, 0.25), (4, 0, 4, 1, 1, 1), index=[*"abc"])
    names = pd.Series({"a": "An", "b": "Bình", "c": "Cát"})
    alt = sentences.coverage.map_alt(frame, names, lang="vi")
    assert "chưa có mô hình: An; chưa rõ có hay không: Bình." in alt


def test_communes_without_any_area_in_the_workbook_are_named():
    communes = pd.DataFrame({"commune_name": ["Mũi Né", "Phú Hài"]})
    text = sentences.coverage.absent(communes, lang="vi")
    assert "2 đơn vị cấp xã" in text
    assert "Mũi Né, Phú Hài" in text
    assert sentences.coverage.absent(communes.iloc[:0], lang="vi") == ""
    many = pd.DataFrame({"commune_name": [f"Xã {n}" for n in range(20)]})
    assert sentences.coverage.absent(many, lang="vi").endswith("Xã 11 và 8 đơn vị khác.")
    assert sentences.coverage.absent(many, lang="en").endswith("Xã 11 and 8 others.")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "không nhận được báo cáo tháng nào"), ("en", "no monthly report of any area")],
)
def test_a_period_without_any_report_is_said_to_have_none(demo, lang, said):
    period = Period.parse("2022-Q1")
    none = quality.received(demo.areas, demo.activity.iloc[:0], period=period)
    assert said in sentences.quality.answer(none, period=period, lang=lang)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_vietnamese_text_holds_no_english_word_and_the_reverse(demo, lang):
    from mohinh.questions import coverage

    when = Period.parse("2022")
    by_region = coverage.coverage(demo.areas, demo.points, on=ON, by=["district_name"])
    by_commune = coverage.coverage(demo.areas, demo.points, on=ON, by=["commune_code"])
    by_group = coverage.coverage_by_group(demo.areas, demo.points, on=ON)
    names = demo.communes.set_index("commune_code")["commune_name"]
    received = quality.received(demo.areas, demo.activity, period=when, by="district_name")
    silent = quality.silent_areas(demo.areas, demo.activity, period=when)
    open_areas = coverage.gaps(demo.areas, demo.points, on=ON)
    front = report.front(demo, when, boundaries_file="", lang=lang)
    say = sentences.coverage
    texts = [
        say.answer(PROVINCE, province="Bình Thuận", on=ON, lang=lang),
        say.reach(PROVINCE, PROVINCE, lang=lang),
        say.map_title(by_commune, lang=lang),
        say.map_alt(by_commune, names, lang=lang),
        say.regions(by_region, lang=lang),
        say.region_title(by_region, lang=lang),
        say.groups(by_group, lang=lang),
        say.group_title(by_group, lang=lang),
        say.gaps(open_areas, names, lang=lang),
        *say.region_table(by_region, lang=lang).headings.values(),
        *say.group_table(by_group, lang=lang).printed().astype(str).to_numpy().ravel(),
        *say.gap_table(open_areas, names, lang=lang).headings.values(),
        sentences.quality.answer(received, period=when, lang=lang),
        sentences.quality.silence(silent, received, lang=lang),
        sentences.quality.grid_title(received, lang=lang),
        sentences.quality.intake(66759, 12, demo.findings, lang=lang),
        report.given(demo, lang=lang) if lang == "vi" else "",
        front.title,
        front.made_up,
        *front.limits,
        *(front.sources if lang == "en" else ()),
        *[label[lang == "en"] for label in (*report.WORDS.values(), *report.SECTIONS.values())],
    ]
    text = " ".join(texts)
    english = r"\b(the|of|with|areas?|communes?|models?|households?|reports?|and|is|are|share)\b"
    vietnamese = r"\b(khu dân cư|mô hình|tỷ lệ|huyện|hộ|báo cáo|không|được)\b"
    wrong = english if lang == "vi" else vietnamese
    assert re.findall(wrong, text, re.I) == []


def test_limits_name_the_schematic_map_only_where_it_is_one():
    drawn = report.limits(is_schematic=True, vintage="2025-06", lang="vi")
    true = report.limits(is_schematic=False, vintage="2025-06", lang="vi")
    assert len(drawn) == len(true) + 1
    assert "sơ đồ" in drawn[-1]


def test_the_command_to_rerun_names_no_folder(demo):
    front = report.front(
        demo, Period.parse("2022"), boundaries_file="/home/someone/x.parquet", lang="vi"
    )
    assert front.rerun.endswith("--boundaries x.parquet")
    assert "someone" not in " ".join([front.rerun, *front.sources])
