"""What a report leaves for others is tidy; what is read of many is whole or said to be missing."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from mohinh.pages import export
from mohinh.pages.sentences.report import Front
from mohinh.questions.coverage import tidy_coverage
from mohinh.questions.effects.results import make_estimate
from mohinh.questions.evidence import tidy_effects
from mohinh.tables import files, reports
from mohinh.words.errors import InvalidTable, NoData
from mohinh.words.terms import Period
from reports_made import coverage_row, effect_row, make_nation, write_report

YEAR = Period.parse("2022")


def write(folder: Path, code: str = "60", **options) -> Path:
    rows = {
        "coverage": [coverage_row(code, 6, 1, 8)],
        "effects": [effect_row(code, -0.2, 0.1)],
    }
    return write_report(folder, code, **(rows | options))


def read(folder: Path, **options) -> reports.Reports:
    return reports.read(folder, **({"period": YEAR, "vintage": "2025-06"} | options))


def why(found: reports.Reports) -> dict[str, str]:
    """Folder → reason, of what is in the folder."""
    there = found.missing[found.missing["folder"].ne("")]
    return there.set_index("folder")["reason"].to_dict()


def test_a_whole_report_is_taken_with_its_numbers(tmp_path):
    write(tmp_path)
    found = read(tmp_path)
    assert found.provinces["province_name"].to_dict() == {"60": "Bình Thuận"}
    assert found.coverage.loc[0, ["covered_count", "total_count", "share"]].tolist() == [6, 8, 0.75]
    assert found.effects.loc[0, "log_ratio"] == pytest.approx(-0.2)
    assert found.is_made_up


def test_every_province_without_a_report_is_listed(tmp_path):
    write(tmp_path)
    missing = read(tmp_path).missing
    assert len(missing) == 62
    assert set(missing["reason"]) == {"no_report"}
    assert "60" not in set(missing["province_code"])


def test_an_empty_folder_leaves_63_provinces_missing(tmp_path):
    found = read(tmp_path)
    assert (len(found.missing), len(found.provinces), found.is_made_up) == (63, 0, False)
    assert found.coverage.empty


def test_no_folder_is_an_error_that_says_what_was_expected(tmp_path):
    with pytest.raises(NoData, match="expected the folder of the reports"):
        read(tmp_path / "none")


@pytest.mark.parametrize(
    ("options", "reason", "detail"),
    [
        ({"period": "2021"}, "other_period", "2021"),
        ({"failed": ["40_effects"]}, "failed_notebooks", "40_effects"),
        ({"coverage": [coverage_row("60", 9, 0, 8)]}, "invalid_table", "1 or less"),
        ({"coverage": [coverage_row("62", 6, 0, 8)]}, "invalid_table", "that of the manifest"),
        ({"effects": [effect_row("60", -0.2, -0.1)]}, "invalid_table", "0 or more"),
        ({"effects": [effect_row("60", 0, 1, group="x")]}, "invalid_table", "expected one of all"),
        ({"effects": [effect_row("60", 0, 1)] * 2}, "invalid_table", "found twice"),
    ],
)
def test_a_report_that_does_not_hold_is_listed_with_its_reason(tmp_path, options, reason, detail):
    place = write(tmp_path, **options)
    found = read(tmp_path)
    row = found.missing.set_index("folder").loc[place.relative_to(tmp_path).as_posix()]
    assert (row["reason"], row["province_name"]) == (reason, "Bình Thuận")
    assert detail in row["detail"]
    assert found.provinces.empty
    assert (
        not found.missing["reason"]
        .eq("no_report")
        .where(found.missing["province_code"].eq("60"), False)
        .any()
    )


def test_a_report_of_the_other_vintage_is_not_taken(tmp_path):
    write(tmp_path, "68", vintage="2025-07")
    assert why(read(tmp_path)) == {"lam-dong-2025-07/2022": "other_vintage"}
    assert len(read(tmp_path, vintage="2025-07").provinces) == 1


def test_a_folder_without_a_manifest_did_not_end(tmp_path):
    place = write(tmp_path)
    (place / "index.html").write_text("half", encoding="utf-8")
    (place / "manifest.json").unlink()
    assert why(read(tmp_path)) == {"binh-thuan-2025-06/2022": "no_manifest"}


@pytest.mark.parametrize("text", ["{", "[]", '{"province": "x"}', '{"notebooks": null}'])
def test_a_manifest_that_cannot_be_read_is_said_to_be_so(tmp_path, text):
    place = write(tmp_path)
    (place / "manifest.json").write_text(text, encoding="utf-8")
    assert set(why(read(tmp_path)).values()) == {"unreadable_manifest"}


def test_a_code_that_the_vintage_does_not_have_is_refused(tmp_path):
    place = write(tmp_path)
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps(manifest | {"province_code": "99"})
    (place / "manifest.json").write_text(text, encoding="utf-8")
    assert set(why(read(tmp_path)).values()) == {"unknown_province"}


def test_a_table_changed_after_the_run_is_not_believed(tmp_path):
    place = write(tmp_path)
    with (place / "data" / "coverage.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert set(why(read(tmp_path)).values()) == {"changed_file"}


def test_a_report_without_tables_must_be_run_again(tmp_path):
    place = write(tmp_path)
    (place / "data" / "effects.csv").unlink()
    assert set(why(read(tmp_path)).values()) == {"no_tables"}


def test_half_built_folders_are_not_looked_at(tmp_path):
    write(tmp_path)
    (tmp_path / ".binh-thuan-x.part" / "sections").mkdir(parents=True)
    assert why(read(tmp_path)) == {}


def test_of_two_equal_reports_one_is_taken_and_nothing_is_missing(tmp_path):
    write(tmp_path)
    write(tmp_path, lang="en")
    assert read(tmp_path, lang="en").provinces["lang"].tolist() == ["en"]
    assert why(read(tmp_path)) == {}


def test_of_two_reports_that_differ_the_one_not_used_is_listed(tmp_path):
    write(tmp_path)
    write(tmp_path, lang="en", coverage=[coverage_row("60", 5, 1, 8)])
    found = read(tmp_path)
    assert found.coverage["covered_count"].tolist() == [6]
    assert why(found) == {"binh-thuan-2025-06/2022-en": "second_report"}
    assert (
        not found.missing["province_code"]
        .eq("60")
        .where(found.missing["reason"].eq("no_report"), False)
        .any()
    )


def test_provinces_stand_in_the_order_of_their_codes(tmp_path):
    make_nation(tmp_path, ["68", "01", "60"])
    assert read(tmp_path).provinces.index.tolist() == ["01", "60", "68"]


def test_the_committed_sample_holds_and_is_labelled_made_up():
    found = read(reports.folder_named(""))
    assert sorted(found.provinces["province_name"]) == [
        "Bình Thuận", "Kon Tum", "Lâm Đồng", "Đắk Nông"
    ]  # fmt: skip
    assert found.provinces["is_made_up"].all()
    assert why(found) == {}


# --- writing ---------------------------------------------------------------------------------


def frame(**others) -> pd.DataFrame:
    columns = [column.name for column in reports.COVERAGE.columns]
    return pd.DataFrame([coverage_row("60", 6, 1, 8) | others], columns=columns)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"share": 1.2}, "row 2, column 'share': found 1.2, expected 1 or less"),
        ({"covered_count": 1.5}, "expected a whole number"),
        ({"covered_count": "many"}, "found 'many', expected a whole number"),
        ({"level": "district"}, "expected one of province, commune"),
        ({"unit_code": None}, "column 'unit_code': found nothing, expected a value"),
    ],
)
def test_a_value_that_breaks_its_column_is_refused_with_row_and_column(others, expected):
    with pytest.raises(InvalidTable) as refusal:
        reports.typed("coverage", frame(**others), where="coverage.csv")
    assert expected in str(refusal.value)


def test_other_columns_are_refused():
    with pytest.raises(InvalidTable, match="Make the report again"):
        reports.typed("coverage", frame().drop(columns="share"), where="coverage.csv")


def test_a_section_leaves_its_table_and_names_it_with_its_fingerprint(tmp_path):
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.leave_out_the_rest(where=True)
    section.data(frame(), "coverage")
    section.close()
    written = json.loads((tmp_path / "sections/20_coverage.json").read_text(encoding="utf-8"))
    assert set(written["files"]) == {"data/coverage.csv"}
    text = (tmp_path / "data/coverage.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1] == "60,province,60,areas,all,all,2022-12-31,6,1,8,0.75,0.75,0.875"


def test_text_that_looks_like_a_formula_is_harmless(tmp_path):
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.data(frame(unit_code="=cmd|' /C calc'!A0"), "coverage")
    assert ",'=cmd|" in (tmp_path / "data/coverage.csv").read_text(encoding="utf-8-sig")


def test_nothing_is_written_where_no_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    export.Section("20_coverage", lang="vi").data(frame(), "coverage")
    assert list(tmp_path.iterdir()) == []


def test_the_report_describes_its_tables_as_a_package(tmp_path):
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.data(frame(), "coverage")
    section.close()
    front = Front("Tiêu đề", "GIẢ LẬP", (), ("nguồn",), "mohinh run")
    export.assemble(front, out=str(tmp_path), lang="vi")
    package = json.loads((tmp_path / "data/datapackage.json").read_text(encoding="utf-8"))
    assert package["is_made_up"] is True
    assert package["sources"] == [{"title": "nguồn"}]
    (resource,) = package["resources"]
    assert resource["path"] == "coverage.csv"
    share = next(f for f in resource["schema"]["fields"] if f["name"] == "share")
    assert share["unit"] == "share, 0 to 1"
    assert share["constraints"] == {"minimum": 0, "maximum": 1}
    assert {"description", "description_vi"} <= set(share)


def test_every_column_has_a_meaning_in_both_languages_and_every_number_a_unit():
    for table in reports.TABLES.values():
        for column in table.columns:
            assert all(column.meaning)
            assert column.unit or column.kind in ("string", "date")


# --- what the questions leave ----------------------------------------------------------------


def places() -> tuple[pd.DataFrame, pd.DataFrame]:
    # a1  urban    40 households  camera since 2020
    # a2  urban    60 households  –
    # a3  not      100 households start not known
    areas = pd.DataFrame(
        {
            "area_id": ["a1", "a2", "a3"],
            "commune_code": ["22918", "22918", "22921"],
            "households_count": pd.array([40, 60, 100], dtype="Int64"),
            "population_persons": pd.array([None] * 3, dtype="Int64"),
            "is_urban": pd.array([True, True, False], dtype="boolean"),
            "is_border": pd.array([False] * 3, dtype="boolean"),
            "is_island": pd.array([None, None, None], dtype="boolean"),
        }
    )
    points = pd.DataFrame(
        {
            "point_id": ["p1", "p3"],
            "area_id": ["a1", "a3"],
            "setting": "area",
            "model_group": ["camera", "tu_quan"],
            "type_id": ["t1", "t2"],
            "lead": "cong_an",
            "status": "active",
            "started_on": pd.to_datetime(["2020-01-01", None]).astype("datetime64[us]"),
            "ended_on": pd.to_datetime([None, None]).astype("datetime64[us]"),
        }
    )
    return areas, points


def left_by(areas: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    found = tidy_coverage(areas, points, province_code="60", on=date(2022, 12, 31))
    key = ["level", "unit_code", "counted", "area_kind", "model_group"]
    return reports.typed("coverage", found, where="here").set_index(key)


def test_coverage_is_left_as_it_is_stated():
    found = left_by(*places())
    numbers = ["covered_count", "open_count", "total_count"]
    rows = {
        ("province", "60", "areas", "all", "all"): [1, 1, 3],
        ("province", "60", "households", "all", "all"): [40, 100, 200],
        ("province", "60", "communes", "all", "all"): [1, 1, 2],
        ("province", "60", "areas", "is_urban", "all"): [1, 0, 2],
        ("province", "60", "areas", "is_border", "all"): [0, 0, 0],
        ("province", "60", "areas", "is_island", "all"): [0, 0, 0],
        ("province", "60", "areas", "all", "camera"): [1, 0, 3],
        ("commune", "22921", "areas", "all", "all"): [0, 1, 1],
    }
    for key, wanted in rows.items():
        assert found.loc[key, numbers].tolist() == wanted, key
    assert found.loc[("province", "60", "areas", "all", "all"), "high"] == pytest.approx(2 / 3)


def test_few_households_are_left_blank_and_areas_are_not():
    areas, points = places()
    areas["households_count"] = pd.array([3, 60, 100], dtype="Int64")
    found = left_by(areas, points)
    hidden = found.loc[("province", "60", "households", "all", "all")]
    assert hidden[["covered_count", "total_count", "share", "high"]].isna().all()
    assert found.loc[("province", "60", "areas", "all", "all"), "covered_count"] == 1


def assessed(observed: dict[str, float], **changes):
    """Estimates of these groups with so many cases, and ratings that go with them."""
    made = {
        group: make_estimate(
            group=group, observed=count, expected=2 * count, se=0.1, clusters=20, units=40,
            level=0.95, donut=12, design="poisson_imputation", inference="jackknife",
        )
        for group, count in observed.items()
    }  # fmt: skip
    found = SimpleNamespace(
        outcome="incidents",
        estimates=tuple(made.values()),
        refusal=None,
        panel=SimpleNamespace(every="month"),
    )
    ratings = [SimpleNamespace(group=group, grade=2, verdict="promising") for group in observed]
    return SimpleNamespace(**(vars(found) | changes)), SimpleNamespace(ratings=ratings)


def effects_left(found, rated) -> pd.DataFrame:
    left = tidy_effects(found, rated, province_code="60")
    return reports.typed("effects", left, where="here").set_index("model_group")


def test_effects_are_left_with_grade_and_verdict():
    table = effects_left(*assessed({"all": 300.0, "camera": 200.0, "tu_quan": 100.0}))
    row = table.loc["camera"]
    # As exact as on the page: exact ratios would undo the rounding of cases.
    assert row["log_ratio"] == -0.69
    assert row[["se", "df", "grade", "verdict", "donut_months"]].tolist() == [
        0.1, 19, 2, "promising", 12
    ]  # fmt: skip
    assert pd.isna(row["why_none"])


def test_a_group_with_few_cases_leaves_no_number_nor_one_that_gives_it_away():
    table = effects_left(*assessed({"all": 303.0, "camera": 300.0, "tu_quan": 3.0}))
    numbers = ["log_ratio", "se", "ratio", "low", "high", "communes_count", "areas_count"]
    assert table.loc[["camera", "tu_quan"], numbers].isna().all(axis=None)
    assert set(table.loc[["camera", "tu_quan"], "why_none"]) == {"small_count"}
    assert table.loc["all", "ratio"] == pytest.approx(0.5)


def test_where_nothing_can_be_compared_the_reason_is_left():
    found, rated = assessed({"all": 300.0}, estimates=(), refusal="no_comparison")
    assert effects_left(found, rated).loc["all", "why_none"] == "no_comparison"


def test_an_estimate_without_an_interval_says_why():
    found, rated = assessed({"all": 300.0})
    found.estimates = (replace(found.estimates[0], no_interval="few_clusters"),)
    row = effects_left(found, rated).loc["all"]
    assert row["why_none"] == "few_clusters"
    assert pd.isna(row["ratio"])


def test_completeness_may_be_missing_but_where_it_was_left_it_must_hold(tmp_path):
    about = {"coverage": [coverage_row("60", 5, 1, 10)], "effects": []}
    place = write_report(tmp_path, "60", **about)
    when = {"period": Period.parse("2022"), "vintage": "2025-06"}
    assert reports.read(tmp_path, **when).completeness.empty
    table = place / "data" / "completeness.csv"
    table.write_text("province_code,expected_count,received_count,share\n60,8,7,0.875\n")
    content = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    content["files"]["data/completeness.csv"] = files.sha256(table)
    (place / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert reports.read(tmp_path, **when).completeness["share"].tolist() == [0.875]
    table.unlink()
    found = reports.read(tmp_path, **when).missing
    assert found.loc[found["province_code"].eq("60"), "reason"].tolist() == ["no_tables"]
