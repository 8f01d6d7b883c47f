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


def kinds(**changes) -> pd.DataFrame:
    row = {
        "inside_share": 0.857, "outside_share": 0.821, "difference": 0.036,
        "difference_low": -0.108, "difference_high": 0.161, "ratio": 1.04, "ratio_low": 0.88,
        "ratio_high": 1.21, "why": "",
    }  # fmt: skip
    return pd.DataFrame([row | changes], index=pd.Index(["is_urban"], name="kind"))


def test_a_difference_between_kinds_is_claimed_only_where_its_interval_leaves_zero_out():
    say = sentences.coverage
    unclear = say.kinds(kinds(), lang="vi")
    assert unclear == (
        f"Tỷ lệ khu dân cư có mô hình, theo loại địa bàn. Khu dân cư đô thị: 85,7{NBSP}%, nơi khác "
        f"82,1{NBSP}%, chênh +3,6 điểm phần trăm (từ −10,8 đến +16,1), tỷ số 1,04 (0,88 đến 1,21); "
        "chưa thấy khác biệt rõ."
    )
    assert "chưa thấy" not in say.kinds(kinds(difference_low=0.01), lang="vi")
    assert say.kind_title(kinds(), lang="en").startswith("No kind of area")
    assert "urban" in say.kind_title(kinds(difference_low=0.01), lang="en")
    none = kinds(why="none_inside", difference=None, difference_low=None)
    assert say.kinds(none, lang="en").endswith("Urban areas: the workbook has no such area.")


def test_silent_areas_are_told_from_unknown_ones_and_both_are_in_the_highest_share():
    silent = PROVINCE.assign(silent_count=3)
    text = sentences.coverage.answer(silent, province="X", on=ON, lang="vi")
    assert "14 khu dân cư chưa rõ tình trạng và 3 khu dân cư không có điểm nào" in text
    only = silent.assign(unknown_count=0)
    text = sentences.coverage.answer(only, province="X", on=ON, lang="en")
    assert "; 3 areas with no point sent no report for a year, and with them" in text


def test_organisations_without_a_denominator_have_points_and_no_share():
    table = pd.DataFrame(
        {
            "points_count": [33, 12, 5],
            "total_count": [375, None, None],
            "low": [0.08, None, None],
            "high": [0.085, None, None],
            "why": ["", "no_denominator", "other_year"],
        },
        index=pd.Index(["agency", "enterprise", "school"], name="setting"),
    )
    text = sentences.coverage.settings(table, lang="vi")
    assert f"cơ quan: 33 điểm, 8,0{NBSP}% đến 8,5{NBSP}% trong 375 đơn vị" in text
    assert "doanh nghiệp: 12 điểm, không nói được tỷ lệ vì tệp không có tổng số" in text
    assert "tổng số đơn vị chỉ có của năm khác" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_said_of_fairness_is_in_one_language_and_claims_no_intent(demo, lang):
    from mohinh.questions import coverage, fairness

    say, base = sentences.coverage, Period.parse("2017")
    areas, points = demo.areas, demo.points
    communes = fairness.commune_counts(areas, points, on=ON, by=["district_name"])
    need = fairness.former_need(areas, points, demo.activity, base=base, on=ON)
    found = fairness.kind_differences(areas, points, on=ON, draws=50)
    texts = [
        say.targeting(fairness.targeting(need, draws=50), base=base, lang=lang),
        say.concentration(fairness.concentration(communes, rank="total_count"), lang=lang),
        say.kinds(found, lang=lang),
        say.disparity(
            fairness.disparities(communes, by="district_name", draws=50),
            fairness.theil_decomposition(communes, by="district_name", draws=50),
            by="district_name",
            lang=lang,
        ),
        say.strength(
            coverage.density(areas, points, on=ON),
            coverage.months_in_force(areas, points, on=ON),
            lang=lang,
        ),
        *say.kind_table(found, lang=lang).headings.values(),
        *say.fifth_table(fairness.need_fifths(need), lang=lang).headings.values(),
    ]
    text = " ".join(texts)
    if lang == "vi":
        assert not re.search(r"\b(?:the|of|areas|households|share|ratio|index)\b", text)
        assert "không cho biết địa bàn được chọn vì lẽ gì" in text
    else:
        assert not re.search(r"\b(?:khu|dân|cư|hộ|xã|điểm|chỉ|số)\b", text.split("Huyện")[0])
        assert "does not tell why places were chosen" in text
    assert "nan" not in text


def test_rates_of_few_cases_and_few_members_are_not_printed():
    fifths = pd.DataFrame(
        {
            "communes_count": 1,
            "total_count": 100,
            "cases_count": [3, 40, 30, 20, 10],
            "rate_per_1000": [30.0, 400, 300, 200, 100],
            "covered_count": 50,
            "share": 0.5,
        },
        index=pd.RangeIndex(1, 6, name="fifth"),
    )
    frame = sentences.coverage.fifth_table(fifths, lang="vi").frame
    assert frame["rate_per_1000"].isna().tolist() == [True, False, False, False, True]
    assert "cases_count" not in frame
