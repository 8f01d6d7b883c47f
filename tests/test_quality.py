"""Quality: findings in two languages; reports expected and received."""

import json

import pandas as pd
import pytest

from mohinh.tables import quality
from mohinh.tables.quality import RULES, Finding
from mohinh.words.terms import Period

AREAS = pd.DataFrame({"area_id": ["a", "b", "c"], "commune_code": ["1", "1", "2"]})
ACTIVITY = pd.DataFrame(
    [
        ("a", "2022-01-01", 0, None),
        ("a", "2022-02-01", 3, 1),
        ("b", "2022-01-01", None, None),  # a row without any number is no report
        ("b", "2021-12-01", 5, 5),  # before the period
        ("c", "2022-03-01", None, 0),
    ],
    columns=["area_id", "month", "tips_count", "incident_theft_count"],
).astype({"tips_count": "Int64", "incident_theft_count": "Int64", "month": "datetime64[us]"})
QUARTER = Period.parse("2022-Q1")


def test_a_finding_says_place_found_expected_and_what_to_do():
    finding = Finding("damaged", "Hoạt động", 7, "Tin báo", "10.349", ("số nguyên", "a number"))
    assert finding.say("vi") == (
        "trang “Hoạt động”, dòng 7, “Tin báo”: số có thể bị Excel làm sai; thấy “10.349”, cần "
        "số nguyên. Gõ lại số, đặt cột ở dạng số nguyên rồi nhập lại."
    )
    assert finding.say("en") == (
        "sheet “Hoạt động”, row 7, “Tin báo”: number perhaps damaged by Excel; found “10.349”, "
        "expected a number. Type the number again in a cell formatted as a whole number."
    )
    assert finding.severity == "error"


def test_a_finding_of_one_cell_names_it_as_the_sheet_shows_it():
    finding = Finding("blank", "Địa bàn", 14, "Số hộ", letter="D", file="a.xlsx")
    assert finding.cell == "D14"
    assert finding.where("vi") == "a.xlsx, trang “Địa bàn”, ô D14, “Số hộ”"
    assert finding.where("en") == "a.xlsx, sheet “Địa bàn”, cell D14, “Số hộ”"


def test_a_finding_without_a_place_or_a_value_says_the_rest():
    assert Finding("no_sheet", "Địa bàn").say("en") == (
        "sheet “Địa bàn”: sheet is missing. Use the form in data/templates."
    )
    assert Finding("blank", "", None, "", "").say("vi").startswith("ô bắt buộc bỏ trống. Sửa")


@pytest.mark.parametrize("code", RULES)
def test_every_rule_speaks_both_languages_and_says_what_to_do(code):
    rule = RULES[code]
    vi, en = (Finding(code, "S", 1, "C", "x", ("một", "one")).say(lang) for lang in ("vi", "en"))
    assert rule.what[0] in vi
    assert rule.todo[0] in vi
    assert "cần một" in vi
    assert rule.what[1] in en
    assert rule.todo[1] in en
    assert "expected one" in en
    assert rule.what[0] != rule.what[1]
    assert all(text.endswith(".") for text in rule.todo)


@pytest.mark.parametrize(("lang", "word"), [("vi", "số"), ("en", "a number")])
def test_findings_as_a_table_are_said_in_the_language_asked_for(lang, word):
    found = quality.table([Finding("damaged", "S", 7, "C", "1.5", ("số", "a number"))], lang)
    assert found["expected"].tolist() == [word]
    assert found["row"].dtype == "Int64"
    record = json.loads(found.to_json(orient="records", force_ascii=False))[0]
    assert record["expected"] == word
    assert record["row"] == 7
    assert record["severity"] == "error"


def test_no_findings_are_an_empty_table_with_the_same_columns():
    empty = quality.table([])
    assert empty.empty
    assert list(empty.columns)[:4] == ["severity", "code", "file", "sheet"]


def test_reports_are_counted_by_commune_and_month():
    found = quality.received(AREAS, ACTIVITY, period=QUARTER).reset_index()
    rows = [(r.commune_code, r.month.month, r.expected_count, r.received_count)
            for r in found.itertuples()]  # fmt: skip
    assert rows == [
        ("1", 1, 2, 1), ("1", 2, 2, 1), ("1", 3, 2, 0),
        ("2", 1, 1, 0), ("2", 2, 1, 0), ("2", 3, 1, 1),
    ]  # fmt: skip
    assert found["share"].tolist() == [0.5, 0.5, 0, 0, 0, 1]


def test_an_area_whose_rows_hold_no_number_is_silent():
    assert quality.silent_areas(AREAS, ACTIVITY, period=QUARTER)["area_id"].tolist() == ["b"]
    before = Period.parse("2021")
    assert quality.silent_areas(AREAS, ACTIVITY, period=before)["area_id"].tolist() == ["a", "c"]


def test_what_is_left_of_completeness_is_the_sum_of_what_was_expected_and_came():
    found = quality.received(AREAS, ACTIVITY, period=QUARTER)
    row = quality.tidy_received(found, province_code="60").iloc[0]
    assert row["province_code"] == "60"
    assert row["expected_count"] == found["expected_count"].sum()
    assert row["share"] == row["received_count"] / row["expected_count"]
    none = quality.tidy_received(found.iloc[:0], province_code="60").iloc[0]
    assert (none["expected_count"], none["share"]) == (0, None)


def test_received_and_silent_agree_on_the_demo(demo):
    when = Period.parse("2022")
    reports = quality.received(demo.areas, demo.activity, period=when, by="area_id")
    none = reports.groupby("area_id")["received_count"].sum().eq(0)
    silent = quality.silent_areas(demo.areas, demo.activity, period=when)
    assert sorted(none.index[none]) == sorted(silent["area_id"])
    assert len(silent) == 6
    assert reports["share"].between(0, 1).all()
    assert reports["expected_count"].sum() == 12 * len(demo.areas)


def test_blank_cells_are_counted_by_column():
    found = quality.blanks({"activity": ACTIVITY, "areas": AREAS})
    assert found.to_dict("records") == [
        {"table": "activity", "column": "tips_count", "blank_count": 2, "rows_count": 5,
         "share": 0.4},
        {"table": "activity", "column": "incident_theft_count", "blank_count": 2,
         "rows_count": 5, "share": 0.4},
    ]  # fmt: skip
