"""Targets in whole units: slack by hand for each target of Kon Tum's plan, and what is missing."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from mohinh.pages import figures, sentences, style
from mohinh.pages.sentences.targets.words import slack_text
from mohinh.questions import targets
from mohinh.tables import plans, schemas, units
from mohinh.tables.schemas import TABLES
from mohinh.words.errors import InvalidTable

YEAR_END = date(2023, 12, 31)
KON_TUM = units.find_province("Kon Tum")
PLAN = plans.find(KON_TUM, year=2023)
TRA_VINH = plans.find(units.find_province("Trà Vinh"), year=2023)
NATIONAL = plans.load(plans.FOLDER / "national.toml")
CODES = [f"000{n:02d}" for n in range(10)]
NOTES = style.Notes("năm 2023", "2025-06", "tệp", True, False, 10)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def table(name, rows):
    """A table of the schema from some of its columns; the others are blank."""
    schema = TABLES[name]
    frame = pd.DataFrame(rows)
    made = schema.empty().reindex(range(len(frame)))
    for column in schema.columns:
        if column.name in frame:
            values = frame[column.name].astype("object")
            made[column.name] = values.astype(schemas.DTYPES[column.kind])
    return made


def registered(level, eligible, registered, attained, fair):
    """Organisations: all in the first commune, none in the others."""
    counts = [eligible, registered, attained, fair]
    names = ["eligible_count", "registered_count", "attained_count", "fair_count"]
    return [
        {"level": level, "unit_id": code, "year": 2023}
        | dict(zip(names, counts if code == CODES[0] else [0] * 4, strict=True))
        for code in CODES
    ]


def singles(level, codes, registered, attained, fair):
    """Units of their own: the first so many registered, attained, are Khá or better."""
    return [
        {
            "level": level, "unit_id": code, "year": 2023, "eligible_count": 1,
            "registered_count": int(n < registered), "attained_count": int(n < attained),
            "fair_count": int(n < fair),
        }
        for n, code in enumerate(codes)
    ]  # fmt: skip


def progress(level, indicator, units_, done, total=1, quarter="Q4"):
    """So many done in the first unit (of single units: in the first so many), zero elsewhere."""
    many = total != 1
    return [
        {
            "target_level": level, "unit_id": code, "indicator": indicator, "year": 2023,
            "quarter": quarter,
            "total_count": (total if n == 0 else 0) if many else 1,
            "done_count": (done if n == 0 else 0) if many else int(n < done),
        }
        for n, code in enumerate(units_)
    ]  # fmt: skip


def records(**changes):
    """Ten communes in two districts, twenty areas; counts that can be followed by hand."""
    communes = pd.DataFrame(
        {
            "commune_code": CODES,
            "commune_name": [f"Xã {n}" for n in range(10)],
            "commune_full_name": [f"Xã {n}" for n in range(10)],
            "district_code": ["608"] * 4 + ["610"] * 6,
            "district_name": ["Thành phố Kon Tum"] * 4 + ["Huyện Đắk Glei"] * 6,
        }
    )
    areas = [{"area_id": f"{c}-{n}", "commune_code": c} for c in CODES for n in (1, 2)]
    ids = [area["area_id"] for area in areas]
    regs = [
        *singles("area", ids, 19, 16, 19), *singles("commune", CODES, 10, 8, 10),
        *registered("agency", 7, 7, 6, 6), *registered("enterprise", 10, 7, 5, 9),
        *registered("school", 5, 4, 4, 5),
    ]  # fmt: skip
    moves = [
        *progress("commune", "plan_issued", CODES, 9),
        *progress("agency", "plan_issued", CODES, 7, 7),
        *progress("enterprise", "plan_issued", CODES, 8, 10),
        *progress("school", "plan_issued", CODES, 5, 5),
        *progress("staff", "briefed", ["608", "610"], 995, 1000),
        *progress("district", "exemplary_commune", ["608", "610"], 1),
        *progress("district", "model_ward_police", ["608"], 1),
        *progress("district", "model_report", ["608", "610"], 2),
        *progress("school", "outreach_once", CODES, 5, 5),
        *progress("school", "outreach_twice", CODES, 3, 5),
    ]
    held = [2, 2, 2, 3, 2, 2, 1, 1, 1, 0]
    activity = [
        {"area_id": area, "month": pd.Timestamp(2023, month, 1), "sessions_count": 0}
        for area in ids
        for month in range(1, 13)
    ]
    for n, sessions in enumerate(held):
        activity[24 * n]["sessions_count"] = sessions
    points = [
        {"point_id": f"D{n}", "type_id": "OLD", "setting": "area", "commune_code": code,
         "started_on": pd.Timestamp("2020-01-01"), "status": "active"}
        for n, code in enumerate(CODES[:7])
    ]  # fmt: skip
    new = {"setting": "area", "status": "active", "started_on": pd.Timestamp("2023-05-01")}
    points += [
        {"point_id": "N1", "type_id": "NEW", "commune_code": CODES[0]} | new,
        {"point_id": "N2", "type_id": "PLAIN", "commune_code": CODES[9]} | new,
    ]
    launched = pd.Timestamp("2015-01-01"), pd.Timestamp("2023-04-01")
    types = [
        {"type_id": name, "launched_on": launched[is_new], "is_judged_effective": is_judged}
        for name, is_new, is_judged in (("OLD", 0, True), ("NEW", 1, False), ("PLAIN", 0, False))
    ]
    made = {
        "areas": table("areas", areas), "registrations": table("registrations", regs),
        "progress": table("progress", moves), "activity": table("activity", activity),
        "points": table("points", points), "model_types": table("model_types", types),
        "commune_activity": TABLES["commune_activity"].empty(),
        "criteria": TABLES["criteria"].empty(), "remedies": TABLES["remedies"].empty(),
    }  # fmt: skip
    return SimpleNamespace(**{"province": KON_TUM, "communes": communes} | made | changes)


@pytest.fixture(scope="module")
def whole():
    return records()


@pytest.fixture(scope="module")
def card(whole):
    return targets.scorecard(PLAN, whole, on=YEAR_END)


def row_of(card, target, reading=1):
    rows = card.rows
    return rows[rows["target"].eq(target) & rows["reading"].eq(reading)].iloc[0]


def one_target(text, **changes):
    target = next(one for one in PLAN.targets if one.id == text)
    return replace(PLAN, targets=(replace(target, **changes),))


# Whole numbers, by hand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "percent", "is_strict", "expected"),
    [
        (10, 80, True, 9),
        (10, 80, False, 8),
        (10, 95, True, 10),
        (102, 80, True, 82),
        (102, 95, True, 97),
        (25, 70, False, 18),  # 64 % is 16 of 25: fails, needs 18
        (10, 70, False, 7),  # 0.7 * 10 as floats is 7.000000000000001 upwards
        (100, 55, False, 55),
        (30, 10, False, 3),
        (0, 100, False, 0),
        (7, 100, False, 7),
        (3, 0, True, 1),
    ],
)
def test_how_many_of_n_a_threshold_takes(total, percent, is_strict, expected):
    assert targets.needed(total, Fraction(percent, 100), is_strict=is_strict) == expected


def test_16_of_25_areas_fail_70_percent_and_18_meet_it():
    share = Fraction(70, 100)
    assert not targets.meets(16, 25, share, is_strict=False)
    assert targets.slack(16, 25, share, is_strict=False) == -2
    assert targets.meets(18, 25, share, is_strict=False)


# By law -----------------------------------------------------------------------------------------

SHARES = st.fractions(0, 1, max_denominator=1000)


@given(st.integers(1, 5000), SHARES, st.booleans())
def test_needed_is_the_least_number_that_meets_the_threshold(total, share, is_strict):
    least = targets.needed(total, share, is_strict=is_strict)

    def holds(done):
        return Fraction(done, total) > share if is_strict else Fraction(done, total) >= share

    assert holds(least)
    assert least == 0 or not holds(least - 1)


@given(st.integers(0, 500), st.integers(1, 500), SHARES, st.booleans())
def test_slack_more_units_meet_it_and_one_less_does_not(done, total, share, is_strict):
    gap = targets.slack(done, total, share, is_strict=is_strict)
    options = {"is_strict": is_strict}
    assert targets.meets(done, total, share, **options) == (gap >= 0)
    if gap < 0:
        assert targets.meets(done - gap, total, share, **options)
        assert not targets.meets(done - gap - 1, total, share, **options)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), SHARES, st.booleans())
def test_what_is_said_holds_whatever_the_unknown_units_did(done, left, unknown, share, is_strict):
    total = done + left + unknown
    frame = pd.DataFrame(
        {"done": [done], "total": [total], "unknown": [unknown]}, index=["x"]
    ).astype("Int64")
    standing = targets.judge(frame, share, is_strict=is_strict)["standing"].iloc[0]
    ends = (
        {targets.meets(done + more, total, share, is_strict=is_strict) for more in (0, unknown)}
        if total
        else set()
    )
    expected = {frozenset({True}): "met", frozenset({False}): "not_met"}
    assert standing == expected.get(frozenset(ends), "unknown")


# Every target of plan 439/KH-BCĐ, by hand ---------------------------------------------------------

BY_HAND = [
    # target, reading, done, total, needed, short, standing
    ("T001", 1, 9, 10, 10, 1, "not_met"),
    ("T002", 1, 7, 7, 7, 0, "met"),
    ("T003", 1, 8, 10, 10, 2, "not_met"),
    ("T004", 1, 5, 5, 5, 0, "met"),
    ("T005", 1, 995, 1000, 1000, 5, "not_met"),
    ("T006", 1, 19, 20, 20, 1, "not_met"),
    ("T007", 1, 10, 10, 10, 0, "met"),
    ("T008", 1, 7, 7, 7, 0, "met"),
    ("T009", 1, 4, 5, 5, 1, "not_met"),
    ("T010", 1, 7, 10, 7, 0, "met"),
    ("T011", 1, 16, 20, 17, 1, "not_met"),
    ("T011", 2, 16, 19, 16, 0, "met"),
    ("T012", 1, 8, 10, 9, 1, "not_met"),
    ("T012", 2, 8, 10, 9, 1, "not_met"),
    ("T013", 1, 6, 7, 6, 0, "met"),
    ("T013", 2, 6, 7, 6, 0, "met"),
    ("T014", 1, 4, 5, 5, 1, "not_met"),
    ("T014", 2, 4, 4, 4, 0, "met"),
    ("T015", 1, 5, 7, 5, 0, "met"),
    ("T015", 2, 5, 10, 8, 3, "not_met"),
    ("T016", 1, 19, 20, 20, 1, "not_met"),
    ("T017", 1, 10, 10, 10, 0, "met"),
    ("T018", 1, 6, 7, 7, 1, "not_met"),
    ("T019", 1, 9, 10, 10, 1, "not_met"),
    ("T020", 1, 5, 5, 5, 0, "met"),
    ("T021", 1, 1, 2, 2, 1, "not_met"),
    ("T022", 1, 1, 1, 1, 0, "met"),
    ("T023", 1, 1, 2, 2, 1, "not_met"),
    ("T023", 2, 2, 2, 2, 0, "met"),
    ("T024", 1, 7, 10, 10, 3, "not_met"),
    ("T025", 1, 9, 10, 10, 1, "not_met"),
    ("T025", 2, 6, 10, 10, 4, "not_met"),
    ("T026", 1, 5, 5, 5, 0, "met"),
    ("T026", 2, 3, 5, 5, 2, "not_met"),
    ("T027", 1, 2, 2, 2, 0, "met"),
]


@pytest.mark.parametrize(
    ("target", "reading", "done", "total", "needed", "short", "standing"), BY_HAND
)
def test_a_target_of_kon_tum(card, target, reading, done, total, needed, short, standing):
    row = row_of(card, target, reading)
    found = (row.done, row.total, row.needed, row.short, row.standing)
    assert found == (done, total, needed, short, standing)


def test_all_targets_of_kon_tum_are_counted_here_in_every_reading(card):
    assert len(card.rows) == len(BY_HAND)
    assert card.findings.empty


def test_a_unit_that_is_named_is_the_only_one_counted(card):
    assert row_of(card, "T022").total == 1


# The circular: in each commune of its own ---------------------------------------------------------


def test_the_circular_holds_in_each_commune_on_its_pooled_units(whole):
    rows = targets.scorecard(NATIONAL, whole, on=YEAR_END).rows.set_index("target")
    # The last area is not registered; the first commune lacks 3 enterprises and 1 school.
    assert tuple(rows.loc["TT124-1", ["done", "total", "short"]]) == (8, 10, 2)
    # Areas 17 to 20 are not recognised: the last two communes; in the first, 6+5+4+2 of 24 are.
    places = targets.scorecard(NATIONAL, whole, on=YEAR_END).places
    first = places[places["target"].eq("TT124-2") & places["place"].eq(CODES[0])].iloc[0]
    assert (first.done, first.total, first.needed, first.standing) == (17, 24, 17, "met")
    assert tuple(rows.loc["TT124-2", ["done", "short"]]) == (8, 2)
    assert tuple(rows.loc["TT124-3", ["done", "short"]]) == (7, 3)


# What is missing ----------------------------------------------------------------------------------


def without(frame, **where):
    keep = pd.Series(False, index=frame.index)
    for column, value in where.items():
        keep |= ~frame[column].eq(value).fillna(False)
    return frame[keep]


def test_areas_are_judged_for_the_year_that_ends_in_october(whole):
    assert NATIONAL.closes("area") == plans.Day(10, 31)
    assert NATIONAL.closes("school") == plans.Day(12, 31)
    for on, counted in ((date(2023, 10, 30), "progress"), (date(2023, 10, 31), "registrations")):
        rows = targets.scorecard(NATIONAL, whole, on=on).rows.set_index("target")
        assert dict(rows.loc["TT124-1", "counted"])["area"] == counted
        assert dict(rows.loc["TT124-1", "counted"])["school"] == "progress"
    rows = targets.scorecard(PLAN, whole, on=date(2023, 10, 31)).rows.set_index("target")
    assert (rows.loc["T016", "done"], rows.loc["T016", "standing"]) == (19, "not_met")
    card = targets.scorecard(NATIONAL, whole, on=YEAR_END)
    said = sentences.targets.scorecard_table(card.rows, NATIONAL, year=2023, lang="vi").note
    assert "Khu dân cư: năm xét từ 01/11/2022 đến 31/10/2023 (Thông tư 124/2021/TT-BCA" in said


def test_a_commune_that_is_silent_about_its_schools_leaves_the_target_open(whole):
    table_ = whole.registrations
    silent = ~(table_["level"].eq("school") & table_["unit_id"].eq(CODES[5]))
    card = targets.scorecard(PLAN, records(registrations=table_[silent]), on=YEAR_END)
    row = row_of(card, "T020")
    assert row.standing == "unknown"
    assert pd.isna(row.unknown)
    assert set(card.findings.loc[card.findings["target"].eq("T020"), "code"]) == {"not_reported"}


def test_a_single_unit_that_is_silent_counts_as_one_that_may_have_done_it(whole):
    table_ = whole.registrations
    lost = ~(table_["level"].eq("commune") & table_["unit_id"].eq(CODES[9]))
    card = targets.scorecard(PLAN, records(registrations=table_[lost]), on=YEAR_END)
    assert tuple(row_of(card, "T012")[["done", "total", "unknown"]]) == (8, 10, 1)
    assert row_of(card, "T012").standing == "unknown"  # 8 done, 9 needed, one not known
    assert row_of(card, "T017").standing == "unknown"
    assert row_of(card, "T001").standing == "not_met"  # from another table


def test_a_blank_count_is_not_zero(whole):
    table_ = whole.registrations.copy()
    cell = table_["level"].eq("agency") & table_["unit_id"].eq(CODES[0])
    table_.loc[cell, "fair_count"] = pd.NA
    card = targets.scorecard(PLAN, records(registrations=table_), on=YEAR_END)
    assert tuple(row_of(card, "T018")[["done", "total", "unknown", "standing"]]) == (
        0, 7, 7, "unknown",
    )  # fmt: skip


def test_a_denominator_of_zero_is_a_finding_and_no_standing(whole):
    table_ = whole.registrations.copy()
    cells = table_["level"].eq("enterprise")
    counts = ["eligible_count", "registered_count", "attained_count", "fair_count"]
    table_.loc[cells, counts] = 0
    card = targets.scorecard(PLAN, records(registrations=table_), on=YEAR_END)
    row = row_of(card, "T019")
    assert row.standing == "unknown"
    assert row.total == 0
    assert np.isnan(row.share)
    assert "zero_total" in set(card.findings.loc[card.findings["target"].eq("T019"), "code"])
    sentences.targets.scorecard_table(card.rows, PLAN, year=2023, lang="vi").printed()


def test_a_kind_of_unit_that_the_data_lack_is_a_finding(whole):
    flat = whole.communes.assign(district_code=None, district_name=None)
    made = records(communes=flat)
    card = targets.scorecard(one_target("T023"), made, on=YEAR_END)
    assert set(card.findings["code"]) == {"no_units"}
    assert card.rows["standing"].tolist() == ["unknown", "unknown"]


def test_an_indicator_that_nobody_reported_is_a_finding():
    plan = one_target("T001", measures=(plans.Measure("flags"),))
    card = targets.scorecard(plan, records(), on=YEAR_END)
    assert card.findings["code"].tolist() == ["no_data"]
    printed = sentences.targets.findings_table(card.findings, plan, lang="en").printed()
    assert printed["What"].tolist() == ["the data say nothing about it"]


def test_a_unit_that_the_province_does_not_have_is_a_finding():
    card = targets.scorecard(one_target("T022", units=("Huyện Không Có",)), records(), on=YEAR_END)
    assert card.findings["code"].tolist() == ["no_such_unit"]
    assert card.rows["standing"].tolist() == ["unknown"]


def test_more_done_than_there_are_is_a_finding_and_no_standing(whole):
    table_ = whole.registrations.copy()
    cell = table_["level"].eq("school") & table_["unit_id"].eq(CODES[0])
    table_.loc[cell, "attained_count"] = 5  # 4 registered
    card = targets.scorecard(PLAN, records(registrations=table_), on=YEAR_END)
    found = card.findings[card.findings["target"].eq("T014")]
    assert "more_than_whole" in set(found.loc[found["reading"].eq(2), "code"])
    assert row_of(card, "T014", 2).standing == "unknown"
    assert row_of(card, "T014", 1).standing == "met"


def test_recognition_is_not_judged_before_the_year_is_over(whole):
    card = targets.scorecard(PLAN, whole, on=date(2023, 9, 30))
    assert row_of(card, "T012").standing == "unknown"
    assert not row_of(card, "T012").is_due
    codes = card.findings.set_index("target")["code"]
    assert set(codes[["T011", "T012", "T020"]]) == {"not_over"}
    printed = sentences.targets.scorecard_table(card.rows, PLAN, year=2023, lang="vi").printed()
    assert "Nguồn" not in printed  # one source for all: said once, below the table


def test_a_commune_without_sessions_in_a_month_that_was_not_reported_may_have_held_one(whole):
    months = whole.activity["month"].dt.month
    quiet = whole.activity["area_id"].eq(f"{CODES[9]}-1") & months.eq(7)
    card = targets.scorecard(PLAN, records(activity=whole.activity[~quiet]), on=YEAR_END)
    assert tuple(row_of(card, "T025")[["done", "unknown", "standing"]]) == (9, 1, "unknown")


def test_a_communes_own_count_of_sessions_stands_before_that_of_its_areas(whole):
    own = [
        {"commune_code": CODES[9], "month": pd.Timestamp(2023, month, 1), "sessions_count": 1}
        for month in range(1, 13)
    ]
    made = records(commune_activity=table("commune_activity", own))
    assert row_of(targets.scorecard(PLAN, made, on=YEAR_END), "T025").done == 10


def test_progress_of_an_earlier_quarter_is_a_lower_end(whole):
    rows = whole.progress.copy()
    cell = rows["indicator"].eq("plan_issued") & rows["target_level"].eq("agency")
    rows.loc[cell & rows["unit_id"].eq(CODES[0]), ["quarter", "done_count"]] = ["Q2", 3]
    card = targets.scorecard(PLAN, records(progress=rows), on=YEAR_END)
    assert tuple(row_of(card, "T002")[["done", "total", "unknown"]]) == (3, 7, 4)
    assert row_of(card, "T002").standing == "unknown"


# Deadlines that are over --------------------------------------------------------------------------


def enterprises_by_quarter(*done, total=10):
    """Of ten enterprises in the first commune, so many registered by the end of each quarter."""
    moves = [
        one
        for quarter, count in enumerate(done, 1)
        for one in progress("enterprise", "registered", CODES, count, total, f"Q{quarter}")
    ]
    return records(progress=table("progress", moves))


@pytest.mark.parametrize(
    ("first_quarter", "then", "outcome"),
    [(7, "met", "in_time"), (6, "not_met", "late"), (None, "unknown", "undated")],
)
def test_a_target_met_at_the_end_was_met_in_time_late_or_by_a_day_unknown(
    first_quarter, then, outcome
):
    made = records() if first_quarter is None else enterprises_by_quarter(first_quarter, 7, 7, 7)
    row = row_of(targets.scorecard(PLAN, made, on=YEAR_END), "T010")
    assert (row.done, row.total, row.standing) == (7, 10, "met")
    assert (row.due_standing, row.outcome) == (then, outcome)
    if first_quarter is None:
        assert pd.isna(row.due_done)
    else:
        assert (row.due_done, row.due_total, row.due_short) == (
            first_quarter, 10, 7 - first_quarter,
        )  # fmt: skip


def test_what_is_short_at_its_deadline_is_said_beside_what_is_short_now():
    made = enterprises_by_quarter(5, 6, 6, 7)
    card = targets.scorecard(PLAN, made, on=date(2023, 9, 30))
    row = row_of(card, "T010")
    assert (row.short, row.due_short, row.outcome) == (1, 2, "not_met")
    for lang, said in (
        ("vi", "5 (50,0\u00a0%), thiếu 2"),
        ("en", "5 (50.0%), 2 short"),
    ):
        shown = sentences.targets.scorecard_table(card.rows, PLAN, year=2023, lang=lang)
        line = shown.printed().set_index(shown.headings["target"]).loc["T010"]
        assert line[shown.headings["at_deadline"]] == said
    late = targets.scorecard(PLAN, enterprises_by_quarter(5, 6, 6, 7), on=YEAR_END)
    said = sentences.targets.answer(late.rows, PLAN, province="Kon Tum", lang="vi")
    assert "1 đạt sau hạn (T010)" in said


def test_what_was_not_met_at_the_end_was_not_met_at_the_deadline_where_it_only_grows(card):
    assert tuple(row_of(card, "T006")[["due_standing", "outcome"]]) == ("not_met", "not_met")
    # Of those registered so far the share may have been higher before.
    plan = one_target(
        "T011", deadline=plans.Day(6, 30), measures=(plans.Measure("fair", "registered"),),
        levels=("school",), threshold=Fraction(1), comparator=">=",
    )  # fmt: skip
    table_ = records().registrations
    table_.loc[table_["level"].eq("school"), "fair_count"] = table_["registered_count"] - 1
    row = row_of(targets.scorecard(plan, records(registrations=table_), on=YEAR_END), "T011")
    assert tuple(row[["standing", "due_standing", "outcome"]]) == ("not_met", "unknown", "unknown")


@pytest.mark.parametrize(
    ("day", "then"),
    [((3, 31), "not_met"), ((5, 15), "unknown"), ((6, 30), "met"), ((8, 1), "met")],
)
def test_between_two_reports_what_only_grows_is_bounded_by_both(day, then):
    made = enterprises_by_quarter(6, 7, 7, 7)
    plan = one_target("T010", deadline=plans.Day(*day))
    row = row_of(targets.scorecard(plan, made, on=YEAR_END), "T010")
    assert row.due_standing == then
    assert pd.isna(row.due_done) == (day in ((5, 15), (8, 1)))


def test_sessions_are_counted_to_the_end_of_a_month_and_points_to_the_day(whole):
    for reading, done in ((1, 9), (2, 6)):  # all sessions of the helper are held in January
        plan = one_target("T025", deadline=plans.Day(2, 28), threshold=Fraction(6, 10))
        row = row_of(targets.scorecard(plan, whole, on=YEAR_END), "T025", reading)
        assert (row.due_done, row.due_standing) == (done, "met")
    plan = one_target("T023", deadline=plans.Day(4, 30))
    row = row_of(targets.scorecard(plan, whole, on=YEAR_END), "T023", 2)
    assert (row.due_done, row.outcome) == (0, "late")  # both points started on 1 May
    plan = one_target("T023", deadline=plans.Day(5, 1))
    assert row_of(targets.scorecard(plan, whole, on=YEAR_END), "T023", 2).outcome == "in_time"


def test_what_is_due_on_the_last_day_or_later_has_no_other_standing(card):
    own = card.rows[card.rows["deadline"].ge(YEAR_END)]
    assert len(own) == len(BY_HAND) - 5
    assert own["due_standing"].isna().all()
    assert own["outcome"].eq(own["standing"].replace("met", "in_time")).all()


def test_no_forecast_for_a_target_whose_deadline_is_over():
    _, cells = targets.quarterly(PLAN, enterprises_by_quarter(5, 6, 6, 7), on=YEAR_END)
    plan = one_target("T010")
    assert targets.forecast(plan, cells, known=3, on=YEAR_END).empty
    assert targets.forecast(plan, cells, known=1, on=date(2023, 3, 31)).empty
    later = one_target("T010", deadline=plans.Day(11, 29))
    assert targets.forecast(later, cells, known=3, on=YEAR_END).empty
    assert len(targets.forecast(later, cells, known=2, on=date(2023, 6, 30))) == 1
    last = one_target("T010", deadline=plans.Day(12, 31))
    assert len(targets.forecast(last, cells, known=3, on=YEAR_END)) == 1


def test_few_people_are_not_counted_at_a_deadline_either():
    people = [
        one | {"quarter": quarter}
        for quarter, done in (("Q1", 998), ("Q4", 900))
        for one in progress("staff", "briefed", ["608", "610"], done, 1000)
    ]
    plan = one_target("T005", deadline=plans.Day(3, 31))
    card = targets.scorecard(plan, records(progress=table("progress", people)), on=YEAR_END)
    shown = sentences.targets.scorecard_table(card.rows, plan, year=2023, lang="vi").printed()
    assert shown["Khi đến hạn"].tolist() == [style.DASH]
    assert sentences.targets.chart_rows(card.rows, plan, lang="vi")["due_share"].isna().all()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_few_people_are_left_out_of_shares_sentences_and_lines(lang):
    """A share to many digits gives the count away: 1,998 of 2,000."""
    people = [
        one | {"quarter": quarter}
        for quarter, done in (("Q1", 900), ("Q2", 1_500), ("Q4", 1_998))
        for one in progress("staff", "briefed", ["608", "610"], done, 2_000)
    ]
    plan, made = one_target("T005"), records(progress=table("progress", people))
    card = targets.scorecard(plan, made, on=YEAR_END)
    assert card.rows["short"].tolist() == [2]
    frame = sentences.targets.scorecard_table(card.rows, plan, year=2023, lang=lang).frame
    assert frame[["done", "total", "share", "needed"]].isna().all(axis=None)
    assert sentences.targets.chart_rows(card.rows, plan, lang=lang)["share"].isna().all()
    assert sentences.targets.closest(card.rows, plan, lang=lang) == ""
    quarters, _ = targets.quarterly(plan, made, on=YEAR_END)
    assert sentences.targets.trend_rows(quarters, plan, year=2023, lang=lang).empty


def test_people_are_counted_to_the_nearest_five():
    people = progress("staff", "briefed", ["608", "610"], 1_493, 1_502)
    plan, made = one_target("T005"), records(progress=table("progress", people))
    card = targets.scorecard(plan, made, on=YEAR_END)
    shown = sentences.targets.scorecard_table(card.rows, plan, year=2023, lang="vi")
    row = shown.frame.iloc[0]
    assert (row["done"], row["total"]) == (1_495, 1_500)
    assert row["share"] == 1_495 / 1_500
    assert row["slack"] == "còn thiếu 10"
    assert "làm tròn đến 5" in shown.note


def test_what_was_counted_at_the_deadline_is_traced_as_well():
    made = enterprises_by_quarter(6, 7, 7, 7)
    rows = targets.scorecard(PLAN, made, on=YEAR_END).rows
    shown = sentences.targets.scorecard_table(rows, PLAN, year=2023, lang="vi")
    at = shown.frame["target"].tolist().index("T010")
    assert {source.table for source in shown.sources[at]} == {"registrations", "progress"}


# Who lags -----------------------------------------------------------------------------------------


def test_districts_that_are_short_are_listed_with_their_gap(card, whole):
    found = targets.lagging(card, PLAN, whole.communes).set_index(["target", "district_code"])
    assert tuple(found.loc[("T001", "610"), ["done", "total", "short"]]) == (5, 6, 1)
    assert ("T001", "608") not in found.index
    assert found.loc[("T024", "610"), "short"] == 3
    assert "T010" not in found.index.get_level_values("target")
    # > 95 % of 12 areas takes all 12; the district has 11, since the last area is not Khá.
    assert tuple(found.loc[("T016", "610"), ["done", "total", "short", "places_count"]]) == (
        11, 12, 1, 1,
    )  # fmt: skip


def test_districts_that_report_as_one_have_no_count_of_communes():
    people = [
        one | {"unit_id": unit}
        for unit in ("608", "610")
        for one in progress("staff", "briefed", ["608"], 12, total=20)
    ]
    made = records(progress=table("progress", people))
    card = targets.scorecard(one_target("T005"), made, on=YEAR_END)
    found = targets.lagging(card, one_target("T005"), made.communes)
    assert found["short"].tolist() == [8, 8]
    assert found["places_count"].isna().all()


def test_communes_are_counted_where_the_target_must_hold_in_each(whole):
    card = targets.scorecard(NATIONAL, whole, on=YEAR_END)
    found = targets.lagging(card, NATIONAL, whole.communes).set_index(["target", "district_code"])
    assert tuple(found.loc[("TT124-3", "610"), ["done", "total", "short"]]) == (3, 6, 3)
    assert ("TT124-3", "608") not in found.index


def test_without_districts_the_gap_is_that_of_all(whole):
    flat = whole.communes.assign(district_code=None, district_name=None)
    made = records(communes=flat)
    card = targets.scorecard(PLAN, made, on=YEAR_END)
    found = targets.lagging(card, PLAN, flat).set_index("target")
    assert tuple(found.loc["T024", ["done", "total", "short"]]) == (7, 10, 3)
    sentences.targets.lag_table(
        found.reset_index(), card.rows, PLAN, flat, whole.areas, year=2023, lang="vi"
    ).printed()


def test_a_commune_is_counted_alone(card, whole):
    found = targets.by_commune(card, whole.communes)
    # The last one: plan, one area, itself not recognised, effective model, sessions …
    last = card.places[
        card.places["place"].eq(CODES[9])
        & card.places["reading"].eq(1)
        & card.places["standing"].eq("not_met")
    ]
    assert found.loc[CODES[9], "missed_count"] == len(last)
    assert {"T001", "T006", "T012", "T024", "T025"} <= set(last["target"])
    assert found["missed_count"].notna().all()


@pytest.mark.parametrize(
    ("target", "tables"),
    [("T019", {"registrations"}), ("T001", {"progress"}), ("T025", {"activity",
     "commune_activity"}), ("T024", {"points", "model_types"})],
)  # fmt: skip
def test_each_row_of_the_scorecard_names_the_rows_that_it_is_counted_from(card, target, tables):
    shown = sentences.targets.scorecard_table(card.rows, PLAN, year=2023, lang="vi")
    at = shown.frame["target"].tolist().index(target)
    assert {source.table for source in shown.sources[at]} == tables


def test_a_district_that_lags_is_traced_to_its_own_communes_only(card, whole):
    lagging = targets.lagging(card, PLAN, whole.communes)
    shown = sentences.targets.lag_table(
        lagging, card.rows, PLAN, whole.communes, whole.areas, year=2023, lang="vi"
    )
    for (_, row), sources in zip(lagging.iterrows(), shown.sources, strict=True):
        inside = whole.communes["district_code"].eq(row["district_code"])
        own = set(whole.communes.loc[inside, "commune_code"])
        areas = set(whole.areas.loc[whole.areas["commune_code"].isin(own), "area_id"])
        for source in sources:
            if "unit_id" in source.where:
                assert set(source.where["unit_id"]) <= own | areas | {row["district_code"]}


def test_a_target_that_is_not_met_after_its_deadline_is_pressing(card):
    assert sentences.targets.urgency(card.rows) == "act"
    later = card.rows.assign(is_due=False, standing="unknown", outcome="unknown")
    assert sentences.targets.urgency(later) == "look"
    met = card.rows.assign(standing="met", outcome="in_time")
    assert sentences.targets.urgency(met) == "know"
    assert sentences.targets.urgency(met.assign(outcome="late")) == "look"
    assert sentences.targets.urgency(card.rows.iloc[:0]) == "know"


@pytest.mark.parametrize(
    ("standing", "expected"),
    [(["pass", "fail"], "act"), (["pass", "at_risk"], "look"), (["pass"], "know"), ([], "know")],
)
def test_a_chosen_commune_that_fails_is_pressing(standing, expected):
    communes = pd.DataFrame({"standing": pd.Series(standing, dtype="str")})
    assert sentences.targets.board_urgency(communes) == expected


# Quarters and forecast ----------------------------------------------------------------------------


def running(done_by_quarter, *, sizes):
    """Progress of schools in each commune, by the end of each quarter."""
    return [
        {
            "target_level": "school", "unit_id": code, "indicator": "plan_issued", "year": 2023,
            "quarter": f"Q{quarter}", "total_count": size, "done_count": done[n],
        }
        for quarter, done in enumerate(done_by_quarter, 1)
        for n, (code, size) in enumerate(zip(CODES, sizes, strict=True))
    ]  # fmt: skip


def test_quarters_are_those_that_are_over():
    moves = running([[1] * 10, [2] * 10, [3] * 10], sizes=[4] * 10)
    made = records(progress=table("progress", moves))
    rows, _ = targets.quarterly(one_target("T004"), made, on=date(2023, 8, 15))
    assert rows["quarter"].tolist() == [1, 2]
    assert rows["done"].tolist() == [10, 20]


def test_no_trend_of_what_is_judged_once_a_year(whole):
    rows, cells = targets.quarterly(one_target("T016"), whole, on=YEAR_END)
    assert rows.empty
    assert targets.forecast(one_target("T016"), cells, known=3, on=YEAR_END).empty


def test_the_forecast_holds_the_end_about_as_often_as_it_says():
    rng, plan = np.random.default_rng(7), one_target("T004")
    sizes, held = np.full(10, 12), []
    for seed in range(60):
        done, course = np.zeros(10, int), []
        for _ in range(4):
            done = done + rng.binomial(sizes - done, 0.4)
            course.append(done.tolist())
        made = records(progress=table("progress", running(course, sizes=sizes)))
        _, cells = targets.quarterly(plan, made, on=YEAR_END)
        found = targets.forecast(plan, cells, known=3, on=YEAR_END, seed=seed, draws=400).iloc[0]
        held.append(found["low"] <= sum(course[3]) <= found["high"])
    assert np.mean(held) > 0.75  # 0.9 less three binomial standard errors


def test_no_forecast_where_nothing_was_done_yet():
    made = records(progress=table("progress", running([[0] * 10] * 3, sizes=[4] * 10)))
    _, cells = targets.quarterly(one_target("T004"), made, on=date(2023, 9, 30))
    assert targets.forecast(one_target("T004"), cells, known=3, on=YEAR_END).empty


def test_places_not_known_by_then_widen_the_forecast_upwards():
    moves = running([[1] * 10, [2] * 10, [3] * 10], sizes=[4] * 10)
    moves = [one for one in moves if not (one["unit_id"] == CODES[0] and one["quarter"] == "Q3")]
    made = records(progress=table("progress", moves))
    _, cells = targets.quarterly(one_target("T004"), made, on=date(2023, 9, 30))
    found = targets.forecast(one_target("T004"), cells, known=3, on=YEAR_END).iloc[0]
    assert found["total"] == 40
    assert found["done"] == 27  # of the nine communes that reported
    assert 27 <= found["low"] <= 36
    assert 31 <= found["high"] <= 40  # the four schools of the tenth may all have done it
    assert found["chance"] == 0  # 36 schools at most where 40 are needed
    assert found["chance_high"] > 0


def test_a_place_that_began_to_report_late_counts_as_it_is_now():
    """In the forecast and in the table of quarters alike; only its pace is not known."""
    moves = running([[1] * 10, [2] * 10, [3] * 10], sizes=[4] * 10)
    first = {"Q1", "Q2"}
    moves = [m for m in moves if not (m["unit_id"] == CODES[0] and m["quarter"] in first)]
    made = records(progress=table("progress", moves))
    rows, cells = targets.quarterly(one_target("T004"), made, on=date(2023, 9, 30))
    found = targets.forecast(one_target("T004"), cells, known=3, on=YEAR_END).iloc[0]
    assert found["done"] == rows["done"].iloc[-1] == 30
    assert found["chance"] == found["chance_high"]


def test_a_forecast_of_what_was_complete_already_is_not_counted_as_right():
    forecast = pd.DataFrame(
        {"target": ["A", "B", "C"], "done": [5, 3, 3], "total": [5, 9, 9], "low": [5, 4, 4],
         "high": [5, 6, 6]}
    )  # fmt: skip
    ends = pd.Series({"A": 5, "B": 5, "C": 9})
    said = sentences.targets.forecast_check(forecast, ends, lang="vi")
    assert "1 trên 2 khoảng" in said
    assert sentences.targets.forecast_check(forecast[:1], ends, lang="vi") == ""


def test_the_trend_leaves_out_what_was_done_at_once_and_says_so():
    moves = running([[1] * 10, [2] * 10, [3] * 10], sizes=[4] * 10)
    at_once = [
        one | {"indicator": "briefed", "target_level": "staff", "total_count": 100,
               "done_count": 50 if one["quarter"] == "Q3" else 0}
        for one in moves
    ]  # fmt: skip
    made = records(progress=table("progress", [*moves, *at_once]))
    rows, _ = targets.quarterly(PLAN, made, on=date(2023, 9, 30))
    lines = sentences.targets.trend_rows(rows, PLAN, year=2023, lang="vi")
    assert "T004" in set(lines["target"])
    assert "T005" not in set(lines["target"])
    note = sentences.targets.quarter_table(rows, PLAN, year=2023, lang="vi").note
    assert "T005" in note
    assert "T004" not in note


def test_the_title_of_the_trend_does_not_call_targets_short_that_are_met():
    moves = running([[2] * 10, [3] * 10, [4] * 10], sizes=[4] * 10)
    agencies = [one | {"target_level": "agency"} for one in moves]
    made = records(progress=table("progress", [*moves, *agencies]))
    plan = replace(PLAN, targets=tuple(t for t in PLAN.targets if t.id in ("T002", "T004")))
    rows, _ = targets.quarterly(plan, made, on=date(2023, 9, 30))
    lines = sentences.targets.trend_rows(rows, plan, year=2023, lang="vi")
    assert set(lines["target"]) == {"T002", "T004"}
    title = sentences.targets.trend_title(lines, plan, lang="vi")
    assert "còn cách" not in title
    assert "đều đã đạt" in title


def test_the_table_of_quarters_has_every_target_with_a_trend():
    moves = running([[1] * 10, [2] * 10, [3] * 10, [4] * 10], sizes=[4] * 10)
    made = records(progress=table("progress", moves))
    rows, _ = targets.quarterly(PLAN, made, on=YEAR_END)
    printed = sentences.targets.quarter_table(rows, PLAN, year=2023, lang="vi").printed()
    assert set(printed["Mã"]) == set(rows["target"])
    line = printed[printed["Mã"].eq("T004")].iloc[0]
    assert line[["Quý I", "Quý II", "Quý III", "Quý IV"]].tolist() == [
        "25,0\u00a0%", "50,0\u00a0%", "75,0\u00a0%", "100,0\u00a0%",
    ]  # fmt: skip


def test_few_people_are_in_no_table_of_quarters_or_forecasts():
    people = [
        one | {"target_level": "staff", "indicator": "briefed", "unit_id": unit, "quarter": quarter,
               "total_count": 20, "done_count": done}
        for unit in ("608", "610")
        for quarter, done in (("Q1", 1), ("Q2", 2), ("Q3", 12), ("Q4", 14))
        for one in progress("staff", "briefed", ["608"], 0)[:1]
    ]  # fmt: skip
    made = records(progress=table("progress", people))
    plan = one_target("T005")
    rows, cells = targets.quarterly(plan, made, on=YEAR_END)
    assert rows["done"].tolist() == [2, 4, 24, 28]
    printed = sentences.targets.quarter_table(rows, plan, year=2023, lang="vi").printed()
    assert printed[["Quý I", "Quý II"]].eq(style.DASH).all(axis=None)
    found = targets.forecast(plan, cells, known=3, on=YEAR_END)
    assert len(found) == 1
    said = sentences.targets.forecast_table(found, None, rows, plan, known=3, year=2023, lang="vi")
    assert said.frame.empty


def test_a_single_trend_is_said_with_its_last_share():
    moves = running([[1] * 10, [2] * 10, [3] * 10, [4] * 10], sizes=[4] * 10)
    plan = one_target("T004")
    rows, _ = targets.quarterly(plan, records(progress=table("progress", moves)), on=YEAR_END)
    lines = sentences.targets.trend_rows(rows, plan, year=2023, lang="vi")
    assert set(lines["name"]) == {"T004 – Ban hành chương trình, kế hoạch năm (cơ sở giáo dục)"}
    assert sentences.targets.no_trend(lines, plan, lang="vi") == ""
    none = lines.head(0)
    assert sentences.targets.no_trend(none, plan, lang="en").startswith("No quarterly figures")
    assert sentences.targets.no_trend(none, replace(plan, targets=()), lang="vi") == ""
    said = sentences.targets.trend_title(lines, plan, lang="vi")
    assert said == "Ban hành chương trình, kế hoạch năm: 100,0\u00a0% ở cuối quý IV"


# Exemplary communes -------------------------------------------------------------------------------

POLICE = ("order", "movement", "force")
GRADES = {
    "party": "Hoàn thành tốt nhiệm vụ",
    "people_committee": "Tập thể lao động tiên tiến",
    "organisations": "Khá",
}


def reported(quarter, *, states=("met", "met", "met"), grades=None, code="C1"):
    rows = [
        {"commune_code": code, "criterion": name, "year": 2023, "quarter": quarter, "state": state}
        for name, state in zip(POLICE, states, strict=True)
        if state
    ]
    return rows + [
        {"commune_code": code, "criterion": n, "year": 2023, "quarter": quarter, "grade": grade}
        for n, grade in (grades or {}).items()
    ]


def standing(rows, on):
    return targets.board(TRA_VINH, table("criteria", rows), on=on).communes["standing"].iloc[0]


@pytest.mark.parametrize(
    ("rows", "on", "expected"),
    [
        (reported("Q4", grades=GRADES), YEAR_END, "pass"),
        (reported("Q4", grades=GRADES | {"party": "Hoàn thành nhiệm vụ"}), YEAR_END, "fail"),
        (reported("Q4", grades=GRADES | {"organisations": "Xuất sắc"}), YEAR_END, "pass"),
        (reported("Q4", grades=GRADES | {"organisations": " khá "}), YEAR_END, "pass"),
        (reported("Q4", grades=GRADES | {"organisations": "Rất khá"}), YEAR_END, "unknown"),
        (reported("Q4"), YEAR_END, "unknown"),
        (reported("Q4", states=("met", "open", "met"), grades=GRADES), YEAR_END, "fail"),
        (reported("Q3"), date(2023, 9, 30), "on_track"),
        (reported("Q3", states=("met", "met", "open")), date(2023, 9, 30), "at_risk"),
        (reported("Q2", states=("met", "met", "open")), date(2023, 6, 30), "on_track"),
        (reported("Q2", states=("met", "lost", "open")), date(2023, 6, 30), "fail"),
        (reported("Q2", states=("met", None, "open")), date(2023, 6, 30), "unknown"),
    ],
)
def test_a_commune_on_the_board(rows, on, expected):
    assert standing(rows, on) == expected


def test_criteria_and_grades_that_the_plan_lacks_are_told():
    rows = reported("Q4", grades=GRADES | {"organisations": "Rất khá"})
    rows.append({"commune_code": "C1", "criterion": "x", "year": 2023, "quarter": "Q4"})
    board = targets.board(TRA_VINH, table("criteria", rows), on=YEAR_END)
    assert board.strange["criterion"].tolist() == ["organisations", "x"]
    said = sentences.targets.board_answer(board.communes, board.strange, TRA_VINH, lang="vi")
    assert "2 dòng có tiêu chí hoặc mức không có trong kế hoạch" in said


def test_without_data_nobody_passes_or_fails():
    board = targets.board(TRA_VINH, TABLES["criteria"].empty(), on=YEAR_END)
    assert board.communes.empty
    for lang, words in (("vi", "chưa nói được"), ("en", "cannot be said")):
        assert words in sentences.targets.board_answer(
            board.communes, board.strange, TRA_VINH, lang=lang
        )


# Remedies -----------------------------------------------------------------------------------------


def tracked(rows, on=YEAR_END):
    communes = records().communes
    return targets.tracker(PLAN, table("remedies", rows), communes, KON_TUM, on=on)


def report(body="huyen_uy", unit="608", on="2023-12-01", remedy="KP1"):
    return {
        "remedy": remedy, "body": body, "unit_id": unit, "year": 2023,
        "reported_on": pd.Timestamp(on) if on else pd.NaT, "is_done": True,
    }  # fmt: skip


def test_a_report_on_the_tenth_of_december_is_late():
    rows = [report(on="2023-12-09"), report(unit="610", on="2023-12-10")]
    own = tracked(rows).set_index(["remedy", "body"]).loc[("KP1", "huyen_uy")]
    assert tuple(own[["expected", "on_time", "late", "overdue", "state"]]) == (
        2, 1, 1, 0, "complete",
    )  # fmt: skip


def test_what_did_not_come_is_overdue_after_the_deadline_and_awaited_before():
    for on, overdue, awaited in ((YEAR_END, 1, 0), (date(2023, 12, 9), 0, 1)):
        own = tracked([report()], on).set_index(["remedy", "body"]).loc[("KP1", "huyen_uy")]
        assert tuple(own[["overdue", "awaited"]]) == (overdue, awaited)


def test_a_district_whose_report_is_overdue_is_named():
    found = tracked([report()])
    own = found.set_index(["remedy", "body"]).loc[("KP1", "huyen_uy")]
    assert own["overdue_units"] == ("610",)
    whole = sentences.targets.remedy_table(
        found, PLAN, records().communes, year=2023, lang="vi"
    ).printed()
    line = whole[whole["Mã"].eq("KP1") & whole["Cơ quan"].eq("Huyện ủy, thành ủy (phối hợp)")].iloc[
        0
    ]
    assert line["Tình trạng"] == "quá hạn: Huyện Đắk Glei"
    assert whole["Khuyết điểm"].eq("").sum() == len(whole) - 5  # said once for each remedy


def test_nobody_is_overdue_where_nothing_was_recorded():
    found = tracked([])
    assert set(found["state"]) == {"no_data"}
    assert found["overdue"].isna().all()
    assert "chưa nói được" in sentences.targets.remedy_answer(found, PLAN, lang="vi")
    communes = records().communes
    sentences.targets.remedy_table(found, PLAN, communes, year=2023, lang="en").printed()


def test_a_report_without_a_date_came_but_is_not_called_in_time():
    own = tracked([report(on=None)]).set_index(["remedy", "body"]).loc[("KP1", "huyen_uy")]
    assert tuple(own[["on_time", "late", "undated", "overdue"]]) == (0, 0, 1, 1)


# In words and pictures ----------------------------------------------------------------------------


def test_the_answer_counts_each_target_once_and_names_those_that_depend_on_the_reading(card):
    said = sentences.targets.answer(card.rows, PLAN, province="Kon Tum", lang="vi")
    assert said == (
        "Kon Tum: 7 trên 27 chỉ tiêu đạt trong hạn, 3 đạt nhưng chưa nói được có trong hạn không "
        "(T007, T008, T010), 12 chưa đạt; 5 chỉ tiêu tùy cách hiểu câu chữ (T011, T014, T015, "
        "T023, T026)."
    )
    none = card.rows.assign(outcome="unknown")
    said = sentences.targets.answer(none, PLAN, province="Kon Tum", lang="vi")
    assert said.endswith("0 chưa đạt, 27 chưa nói được vì thiếu số liệu.")
    one = card.rows[card.rows["target"].isin(["T006", "T015"])]
    said = sentences.targets.answer(one, PLAN, province="Kon Tum", lang="en")
    assert said.endswith("; 1 depends on how the text is read (T015).")


def test_the_common_standard_is_not_called_a_target_of_the_province(card):
    common = replace(PLAN, province="", year=None)
    said = {
        lang: sentences.targets.answer(card.rows, common, province="Sơn La", lang=lang)
        for lang in ("vi", "en")
    }
    assert said["vi"].startswith("Chưa có tệp kế hoạch của Sơn La; đối chiếu với tiêu chuẩn chung")
    assert "không phải chỉ tiêu của tỉnh" in said["vi"]
    assert said["en"].startswith("No plan of Sơn La is on file")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_where_the_province_has_no_plan_nothing_is_called_a_plan_or_a_target_of_it(whole, lang):
    card = targets.scorecard(NATIONAL, whole, on=YEAR_END)
    by_commune = targets.by_commune(card, whole.communes)
    quarters, _ = targets.quarterly(NATIONAL, whole, on=YEAR_END)
    lines = sentences.targets.trend_rows(quarters, NATIONAL, year=2023, lang=lang)
    table_ = sentences.targets.scorecard_table(card.rows, NATIONAL, year=2023, lang=lang)
    indicator = sentences.targets.map_indicator(NATIONAL)
    said = [
        sentences.targets.given(NATIONAL, lang=lang), table_.title, *table_.headings.values(),
        sentences.targets.chart_title(card.rows, NATIONAL, lang=lang),
        *sentences.targets.chart_words(NATIONAL, lang=lang).values(),
        sentences.targets.map_title(by_commune, NATIONAL, lang=lang),
        sentences.targets.map_alt(by_commune, pd.Series(dict.fromkeys(CODES, "A")), NATIONAL,
                                  lang=lang),
        sentences.targets.trend_title(lines.iloc[[-1, -1]], NATIONAL, lang=lang),
        indicator.label[lang == "en"], indicator.unit[lang == "en"],
    ]  # fmt: skip
    for text in said:
        for word in ("chỉ tiêu", "kế hoạch", "target", "plan"):
            assert word not in text.casefold(), text
    assert "hiểu theo cách nào" not in said[5]
    none = table("remedies", [])
    tracked_ = targets.tracker(NATIONAL, none, whole.communes, KON_TUM, on=YEAR_END)
    empty = targets.board(NATIONAL, TABLES["criteria"].empty(), on=YEAR_END).communes
    for text in (
        sentences.targets.remedy_answer(tracked_, NATIONAL, lang=lang),
        sentences.targets.board_answer(empty, empty, NATIONAL, lang=lang),
    ):
        assert ("Chưa có tệp kế hoạch của tỉnh", "No plan of the province")[lang == "en"] in text


def test_effective_in_the_standard_is_said_to_be_a_judgement():
    card = targets.scorecard(NATIONAL, records(), on=YEAR_END)
    note = sentences.targets.scorecard_table(card.rows, NATIONAL, year=2023, lang="vi").note
    assert "TT124-3: Chuẩn của từng xã, không phải chỉ tiêu của tỉnh. Hiệu quả theo đánh" in note


@pytest.mark.parametrize("plan", [PLAN, NATIONAL])
def test_sources_in_english_have_no_vietnamese_words_but_the_documents_names(whole, plan):
    rows = targets.scorecard(plan, whole, on=YEAR_END).rows
    note = sentences.targets.scorecard_table(rows, plan, year=2023, lang="en").note
    for word in ("Kế hoạch", "Thông tư", "Điều", "thời hạn", "Quyết định", "ngày"):
        assert word not in note


def test_readings_are_spoken_of_only_where_there_are_several(card):
    once = card.rows[card.rows["readings"].eq(1)]
    for lang, words in (("vi", "cách nào"), ("en", "however")):
        assert words in sentences.targets.chart_title(card.rows, PLAN, lang=lang)
        assert words not in sentences.targets.chart_title(once, PLAN, lang=lang)


def test_tables_of_real_bodies_with_made_up_failings_say_so_in_their_title(card, whole):
    found = targets.tracker(PLAN, table("remedies", []), whole.communes, KON_TUM, on=YEAR_END)
    for lang, mark in (("vi", " (dữ liệu giả lập)"), ("en", " (made-up data)")):
        shown = sentences.targets.remedy_table(found, PLAN, whole.communes, year=2023, lang=lang)
        assert shown.entitled(is_made_up=True) == shown.title + mark
        assert shown.entitled(is_made_up=False) == shown.title
        scored = sentences.targets.scorecard_table(card.rows, PLAN, year=2023, lang=lang)
        assert scored.entitled(is_made_up=True).endswith(mark)


def test_the_board_says_what_communes_were_chosen_for_and_what_they_meet():
    short = reported("Q4", code="C2", states=("met", "open", "met"), grades=GRADES)
    rows = [*reported("Q4", grades=GRADES), *short]
    found = targets.board(TRA_VINH, table("criteria", rows), on=YEAR_END)
    said = [
        sentences.targets.board_answer(found.communes, found.strange, TRA_VINH, lang=lang)
        for lang in ("vi", "en")
    ]
    assert said == [
        "2 đơn vị cấp xã được chọn xây dựng xã điển hình: 1 đạt đủ 6 tiêu chí, 1 không đạt đủ.",
        "2 communes chosen to become exemplary: 1 meets all 6 criteria, 1 does not.",
    ]
    failing = found.communes[found.communes["standing"].eq("fail")]
    said = sentences.targets.board_answer(failing, found.strange, TRA_VINH, lang="vi")
    assert said.endswith("1 không đạt đủ 6 tiêu chí.")


def test_a_plan_without_targets_has_no_map_and_says_nothing_of_one():
    none = pd.DataFrame({"missed_count": pd.array([None, None], dtype="Int64")}, index=["1", "2"])
    assert sentences.targets.map_alt(none, pd.Series(dtype="str"), PLAN, lang="vi") == ""


@pytest.mark.parametrize(
    ("missed", "listed", "labels"),
    [
        ([2] * 8 + [1, 0], "8 xã cùng thiếu 2", []),
        ([5, 4] + [3] * 6 + [0] * 2, "A0 5; A1 4; 6 xã cùng thiếu 3", ["0", "1"]),
        ([3, 2, 1] + [0] * 7, "A0 3; A1 2; A2 1", ["0", "1", "2"]),
        ([6] * 6 + [1] * 4, "A0 6; A1 6; A2 6; A3 6; A4 6; A5 6", ["0", "1", "2", "3", "4", "5"]),
        ([0] * 10, "không xã nào", []),
    ],
)
def test_communes_that_miss_alike_beyond_the_list_are_counted_not_named(missed, listed, labels):
    index = [str(place) for place in range(10)]
    found = pd.DataFrame({"missed_count": pd.array(missed, dtype="Int64")}, index=index)
    names = pd.Series([f"A{code}" for code in index], index=index)
    said = sentences.targets.map_alt(found, names, PLAN, lang="vi")
    assert said == f"Chưa đạt nhiều chỉ tiêu nhất, tính riêng từng xã: {listed}."
    assert sentences.targets.map_labels(found) == labels


def test_slack_is_said_in_units():
    row = {"needed": 9, "short": 3, "spare": 0, "unknown": 0}
    assert slack_text(row, "vi") == "còn thiếu 3"
    assert slack_text(row | {"unknown": 2}, "en") == "3 more, 2 not known"
    assert slack_text(row | {"short": 0}, "vi") == "vừa đủ"
    assert slack_text(row | {"short": 0, "spare": 4}, "en") == "4 to spare"


@pytest.mark.parametrize("done", [4, 997])
def test_few_people_are_not_counted_on_the_page(whole, done):
    rows = whole.progress.copy()
    rows.loc[rows["indicator"].eq("briefed") & rows["unit_id"].eq("608"), "done_count"] = done
    card = targets.scorecard(PLAN, records(progress=rows), on=YEAR_END)
    printed = sentences.targets.scorecard_table(card.rows, PLAN, year=2023, lang="vi").printed()
    line = printed[printed["Mã"].eq("T005")].iloc[0]
    assert line["Số đạt"] == style.DASH
    assert line["So với mức cần"] == style.DASH


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_chart_draws_a_bar_and_a_threshold_for_each_row(card, lang):
    rows = sentences.targets.chart_rows(card.rows, PLAN, lang=lang)
    _, ax = style.figure(18, 30)
    figures.targets(ax, rows, title="x", notes=NOTES, lang=lang, line="y", measure="z")
    bars = [patch for patch in ax.patches if patch.get_gid() in targets.OUTCOMES]
    assert len(bars) == len(rows)
    rings = [line for line in ax.lines if line.get_gid() == "at-deadline"]
    assert len(rings) == rows["due_share"].notna().sum()
    assert len([line for line in ax.lines if line.get_gid() == "threshold"]) == len(rows)


def test_the_chart_refuses_a_standing_that_it_does_not_know(card):
    rows = sentences.targets.chart_rows(card.rows, PLAN, lang="vi").assign(outcome="ok")
    _, ax = style.figure(18, 30)
    with pytest.raises(InvalidTable, match="in_time, late, undated, not_met, unknown"):
        figures.targets(ax, rows, title="x", notes=NOTES, lang="vi", line="y", measure="z")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_board_draws_a_cell_for_each_criterion_and_quarter(lang):
    rows = reported("Q3", states=("met", "open", "lost")) + reported("Q3", code="C2")
    board = targets.board(TRA_VINH, table("criteria", rows), on=date(2023, 9, 30))
    names = pd.Series({"C1": "Xã A", "C2": "Xã B"})
    words = sentences.targets.board_words(board.communes, TRA_VINH, names, lang=lang)
    _, ax = style.figure(18, 10)
    figures.criteria(ax, board.cells, **words, title="x", notes=NOTES, lang=lang)
    states = ("met", "open", "lost", "pending", "unknown")
    assert len([patch for patch in ax.patches if patch.get_gid() in states]) == 2 * 6 * 3
    listed = sentences.targets.board_table(board, TRA_VINH, names, year=2023, lang=lang).printed()
    assert len(listed) == 2
    _, ax = style.figure(18, 10)
    with pytest.raises(InvalidTable, match="met, open, lost"):
        figures.criteria(
            ax, board.cells.assign(state="x"), **words, title="x", notes=NOTES, lang=lang
        )


def test_communes_of_one_name_are_told_apart_by_their_district():
    communes = pd.DataFrame(
        {
            "commune_code": ["1", "2", "3"],
            "commune_name": ["Phường 1", "Phường 1", "Long Toàn"],
            "district_name": ["Thành phố Trà Vinh", "Thị xã Duyên Hải", "Thị xã Duyên Hải"],
        }
    )
    assert sentences.report.commune_names(communes).tolist() == [
        "Phường 1, Thành phố Trà Vinh", "Phường 1, Thị xã Duyên Hải", "Long Toàn",
    ]  # fmt: skip
