"""Told: a report made from corrected counts goes on hiding what an earlier one hid."""

import re
import shutil
from functools import partial

import pandas as pd
import pytest

from mohinh.pages.sentences import rates
from mohinh.runs import keys, province
from mohinh.tables import reports, store, units
from mohinh.tables.privacy import Told, withheld, withheld_times, withheld_within
from mohinh.words import places
from mohinh.words.errors import UnreadableFile
from mohinh.words.terms import Period

PLACE = units.find_province("Bình Thuận")


def told(**shown) -> Told:
    """What one report told of cells by name; None where it hid one."""
    cells = {"code": list(shown), "incident_count": pd.array([*shown.values()], "Int64")}
    return Told(pd.DataFrame(cells))


def standing(counts: pd.Series, before: Told) -> pd.DataFrame:
    return before.standing(counts, by="code")


# --- what is hidden -----------------------------------------------------------------------------


def test_a_cell_is_hidden_known_or_changed_by_what_all_reports_told_of_it():
    before = Told(pd.concat([told(a=7, b=None, c=9).cells, told(a=8, b=6, c=None).cells]))
    found = standing(pd.Series({"a": 8, "b": 6, "c": 5, "d": 4}), before)
    assert found.loc["a"].tolist() == [False, True, False]
    assert found.loc["b"].tolist() == [True, True, False]
    assert found.loc["c"].tolist() == [True, False, False]
    assert found.loc["d"].tolist() == [False, False, False]
    assert standing(pd.Series({"a": 6}), before).loc["a"].tolist() == [False, False, True]
    assert not standing(pd.Series({"a": 6}), Told()).to_numpy().any()


def test_what_was_hidden_stays_hidden_though_it_is_large_now():
    counts = pd.Series({"a": 7, "b": 12, "c": 30})
    assert not withheld(counts).any()
    found = withheld(counts, standing=standing(counts, told(a=None, b=None, c=30)))
    assert found.tolist() == [True, True, False]


def test_a_part_that_is_small_now_hides_another_that_has_changed_and_none_that_has_not():
    before = told(a=6, b=9, c=20, d=30)
    counts = pd.Series({"a": 3, "b": 9, "c": 21, "d": 30})
    assert withheld(counts).tolist() == [True, True, False, False]
    found = withheld(counts, standing=standing(counts, before))
    assert found.tolist() == [True, False, True, False]


def test_where_nothing_else_has_changed_no_part_is_shown():
    counts = pd.Series({"a": 3, "b": 9, "c": 20})
    assert withheld(counts, standing=standing(counts, told(a=6, b=9, c=20))).all()


def test_in_a_district_that_is_hidden_what_was_shown_as_it_is_stays_shown():
    counts = pd.Series({"a": 3, "b": 9, "c": 20, "d": 31, "e": 8})
    of = pd.Series([*"XXXYY"], index=counts.index)
    before = told(a=6, b=9, c=20, d=30, e=8, X=35, Y=38)
    found = withheld_within(
        counts, of, standing=standing(counts, before),
        of_groups=partial(before.standing, by="code"),
    )  # fmt: skip
    assert found.groups.tolist() == [True, True]
    assert found.rows.to_dict() == {"a": True, "b": False, "c": False, "d": True, "e": False}
    assert found.for_told
    assert not found.total


def test_a_month_that_is_small_now_is_protected_by_months_that_no_report_held():
    months = pd.date_range("2022-01", periods=6, freq="MS")
    before = told(**{"2022-01": 9, "2022-02": 6, "2022-03": 11, "2022-Q1": 26})
    found = withheld_times(
        pd.Series([9, 3, 11, 12, 8, 9], index=months), told=partial(before.standing, by="code")
    )
    assert found.months.tolist() == [False, True, False, True, False, False]
    assert found.quarters.to_dict() == {"2022-Q1": True, "2022-Q2": True}
    assert not found.years["2022"]
    alone = withheld_times(
        pd.Series([9, 3, 11], index=months[:3]), told=partial(before.standing, by="code")
    )
    assert alone.months.all()
    assert alone.quarters["2022-Q1"]
    assert alone.years["2022"]


def test_cases_by_time_are_of_months_whole_quarters_and_the_period():
    months = pd.Series([9, 3, 11, 12, 8, 9], index=pd.date_range("2022-01", periods=6, freq="MS"))
    found = rates.by_time(months, withheld_times(months), Period.parse("2022"))
    assert found["incident_count"].tolist() == [9, 3, 11, 12, 8, 9, 23, 29, 52]
    assert found.index[found["is_hidden"]].tolist() == ["2022-02", "2022-03"]
    one = rates.by_time(months[:1], withheld_times(months), Period.parse("2022-01"))
    assert one["incident_count"].to_dict() == {"2022-01": 9}
    quarter = rates.by_time(months[:3], withheld_times(months), Period.parse("2022-Q1"))
    assert quarter.index.tolist() == ["2022-01", "2022-02", "2022-03", "2022-Q1"]


def test_a_time_of_which_no_month_counts_is_missing_and_not_zero():
    none = pd.Series(
        [None] * 3, index=pd.date_range("2022-01", periods=3, freq="MS"), dtype="Int64"
    )
    for months, period in ((none, "2022-Q1"), (none[:0], "2022-Q1"), (none[:0], "2022-01")):
        found = rates.by_time(months, withheld_times(months), Period.parse(period))
        assert found["incident_count"].isna().all()
        assert found.index[-1] == period


def test_kinds_of_case_that_were_hidden_stay_hidden():
    by_kind = pd.DataFrame(
        {"incident_count": [50, 7, 40, 30]},
        index=pd.Index(["theft", "disorder", "drugs", "traffic"], name="kind"),
    )
    cells = [("theft", None), ("disorder", None), ("drugs", 40), ("traffic", None)]
    before = Told(
        pd.DataFrame(cells, columns=["case_kind", "incident_count"]).assign(
            level="province", period="2022"
        )
    )
    shown = rates.hidden_kinds(by_kind)
    assert not shown.any()
    kept = rates.hidden_kinds(by_kind, told=before, period=Period.parse("2022"))
    assert kept.tolist() == [True, True, False, True]
    other = rates.hidden_kinds(by_kind, told=before, period=Period.parse("2023"))
    assert not other.any()


# --- what is kept -------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An import of the province, as far as what reports told of it is concerned."""
    monkeypatch.setattr(places, "IMPORTED", tmp_path / "imported")
    (tmp_path / "imported" / PLACE.slug).mkdir(parents=True)
    (tmp_path / "imported" / PLACE.slug / "2025-06.json").write_text("{}")
    return tmp_path / "imported" / PLACE.slug / store.TOLD


def report_of(folder, counts: dict[str, int]):
    """A report that shows the cases of months."""
    rows = reports.case_rows(
        pd.Series(counts), [count < 5 for count in counts.values()], province_code=PLACE.code,
        unit_code=PLACE.code,
    )  # fmt: skip
    (folder / "data").mkdir(parents=True)
    rows.to_csv(folder / "data" / "cases.csv", index=False, encoding="utf-8-sig")
    return folder


def test_what_a_report_told_is_kept_and_holds_no_number_that_it_hid(kept, tmp_path):
    report = report_of(tmp_path / "one", {"2022-01": 3, "2022-02": 12})
    keep = partial(store.keep_told, PLACE, report, period="2022", data_print="a" * 64)
    assert keep() == keep()
    assert len(list(kept.iterdir())) == 1
    cells = store.load_told(PLACE).cells.set_index("period")["incident_count"]
    assert cells.isna().to_dict() == {"2022-01": True, "2022-02": False}
    assert cells["2022-02"] == 12


def test_a_report_of_made_up_data_or_without_counts_leaves_nothing(kept, tmp_path):
    (tmp_path / "none").mkdir()
    assert store.keep_told(PLACE, tmp_path / "none", period="2022", data_print="a") is None
    (kept.parent / "2025-06.json").unlink()
    report = report_of(tmp_path / "one", {"2022-01": 30})
    assert store.keep_told(PLACE, report, period="2022", data_print="a") is None
    assert not store.load_told(PLACE)


def test_only_what_reports_of_other_data_told_makes_a_result_old(kept, tmp_path):
    report = report_of(tmp_path / "one", {"2022-01": 30})
    store.keep_told(PLACE, report, period="2022", data_print="a" * 64)
    assert store.told_print(PLACE, data_print="a" * 64) == ""
    assert store.told_print(PLACE, data_print="b" * 64) != ""
    assert keys.differences({"told": ""}, {"told": "x"}) == ("told",)


def test_what_was_kept_and_is_damaged_is_said_with_what_to_do(kept, tmp_path):
    report = report_of(tmp_path / "one", {"2022-01": 30})
    path = store.keep_told(PLACE, report, period="2022", data_print="a" * 64)
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",30,", ",many,"))
    with pytest.raises(
        UnreadableFile, match=r"row 2, column 'incident_count'.*Bring the file back"
    ):
        store.load_told(PLACE)


# --- from the workbook to the second report -----------------------------------------------------

# One area of the second commune is reported wrongly low.
CASES = {"22915-01": 9, "22915-02": 3, "22915-03": 2, "22918-01": 1, "22918-02": 1, "22918-03": 1}


@pytest.fixture
def imported():
    """The folder of imports, which the next test finds empty again."""
    yield store.keeping.IMPORTED
    shutil.rmtree(store.keeping.IMPORTED / PLACE.slug, ignore_errors=True)


def import_year(small_tables, small_workbook, cases: dict[str, int]) -> None:
    """Import a year in which every area reported every month, its cases all in May."""
    months = pd.date_range("2022-01", periods=12, freq="MS")
    rows = pd.MultiIndex.from_product([cases, months], names=["area_id", "month"]).to_frame(False)
    frame = small_tables["activity"].iloc[:0].reindex(range(len(rows)))
    frame = frame.assign(area_id=rows["area_id"].astype("str"), month=rows["month"])
    names = [name for name in frame if name.startswith("incident_")]
    frame[names] = 0
    frame["incident_theft_count"] = [
        cases[area] if month.month == 5 else 0
        for area, month in zip(rows["area_id"], rows["month"], strict=True)
    ]
    types = small_tables["activity"].dtypes
    small_tables["activity"] = frame.astype({name: types[name] for name in names})
    small_tables["areas"]["households_count"] = 100
    store.import_files(small_workbook(), province=PLACE.name)


def communes_shown(folder) -> pd.Series:
    cells = reports.read_cases([folder / "data" / "cases.csv"])
    return cells[cells["level"].eq("commune")].set_index("unit_code")["incident_count"]


def said(folder) -> str:
    return re.sub(r"\s", " ", (folder / "sections" / "30_rates.json").read_text(encoding="utf-8"))


def test_a_corrected_year_does_not_give_away_what_its_first_report_hid(
    small_tables, small_workbook, imported, tmp_path
):
    """Mũi Né has 14 cases, shown in the second report; they were the same in the first one, whose
    total of 17 then gives the three of Hàm Tiến away."""
    make = partial(province.run_province, PLACE.name, period="2022", only=["30_rates"], workers=1)
    import_year(small_tables, small_workbook, CASES)
    first = make(out=tmp_path / "first")
    assert first.failed == ()
    assert communes_shown(first.folder).isna().all()
    assert "báo cáo lập từ số liệu khác" not in said(first.folder)
    assert make(out=tmp_path / "first").is_kept

    import_year(small_tables, small_workbook, CASES | {"22918-03": 9})
    trial = make(out=tmp_path / "trial", is_trial=True)
    again = make(out=tmp_path / "again")
    for report in (trial, again):
        assert communes_shown(report.folder).isna().all()
        assert "báo cáo lập từ số liệu khác" in said(report.folder)
    told = imported / PLACE.slug / store.TOLD
    assert len(list(told.iterdir())) == 2

    shutil.rmtree(told)
    alone = make(out=tmp_path / "alone")
    assert communes_shown(alone.folder).to_dict() == {"22915": 14, "22918": 11}


def test_a_report_that_shows_no_place_says_so_in_every_row():
    rows = reports.case_rows(
        pd.Series({"22915": 12, "22918": None}, dtype="Int64"), True, province_code=PLACE.code,
        level="commune", period="2022-Q1",
    )  # fmt: skip
    assert rows["state"].tolist() == ["suppressed", "suppressed"]
    assert rows["incident_count"].isna().all()
    assert rows["unit_code"].tolist() == ["22915", "22918"]
