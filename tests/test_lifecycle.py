"""Lifecycle by hand, by law, by known truth, and beside the values of other software."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from mohinh.pages import figures, sentences, style
from mohinh.questions import coverage, lifecycle
from mohinh.questions.lifecycle.copies import _COUNTS
from mohinh.tables import schemas
from mohinh.words.errors import InvalidTable

END = date(2022, 12, 31)
EXACT = 1e-12
CLOSE = 1e-6  # kept to six digits


def events(text: str) -> pd.DataFrame:
    """`type point event day`; a dot is missing, a year is that whole year."""
    rows = []
    for line in text.strip().splitlines():
        kind, point, event, day = line.split()
        first = last = pd.NaT if day == "." else pd.Timestamp(day)
        if len(day) == 4:
            last = pd.Timestamp(f"{day}-12-31")
        rows.append((kind, None if point == "." else point, event, first, last))
    columns = ["type_id", "point_id", "event", "first_on", "last_on"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"first_on": "datetime64[us]", "last_on": "datetime64[us]"}
    )


def table(schema: schemas.Table, text: str) -> pd.DataFrame:
    """A table drawn as text: columns of the first line, the others missing; a dot is missing."""
    lines = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0]).replace(".", None)
    whole = schema.empty().reindex(range(len(frame)))
    for name in frame:
        kind = schemas.DTYPES[schema.column(name).kind]
        values = frame[name]
        if kind.startswith("datetime"):
            values = pd.to_datetime(values)
        elif kind in ("Int64", "Float64"):
            values = pd.to_numeric(values)
        whole[name] = values.astype(kind)
    return whole


POINTS = """
point_id type_id model_group setting area_id commune_code status started_on ended_on reviewed_on
P1       L1      tu_quan     area    a1      22915        active 2015-01-01 .        2022-06-30
P2       L1      tu_quan     area    a2      22915        active 2021-01-01 .        .
P3       L1      tu_quan     area    a3      22915        active 2016-01-01 .        2019-12-31
P4       L2      co_quan_dn  agency  a1      22915        active 2016-01-01 .        2023-05-01
P5       L2      tu_quan     area    a4      22915        retired 2016-01-01 2019-01-01 .
P6       L1      tu_quan     area    a4      22915        active 2022-10-01 .        .
"""


def points(text: str = POINTS) -> pd.DataFrame:
    return table(schemas.POINTS, text)


def activity(rows: dict[str, list[int | None]], *, last: str = "2022-12") -> pd.DataFrame:
    """Sessions by area and month, the last of them in `last`; None is a month without a row. The
    other counts are zero."""
    lines = []
    for area, counts in rows.items():
        months = pd.date_range(end=pd.Timestamp(last), periods=len(counts), freq="MS")
        pairs = zip(months, counts, strict=True)
        lines += [(area, month, count) for month, count in pairs if count is not None]
    frame = pd.DataFrame(lines, columns=["area_id", "month", "sessions_count"])
    for name in _COUNTS:
        if name != "sessions_count":
            frame[name] = 0
    return frame.astype({"month": "datetime64[us]"} | dict.fromkeys(_COUNTS, "Int64"))


# States ----------------------------------------------------------------------------------------

LIVES = events("""
L1 .  launched  2014-06-01
L1 A  piloted   2015-01-01
L1 A  reviewed  2016-01-01
L1 A  started   2016-03-01
L1 B  started   2017-01-01
L1 B  suspended 2018-01-01
L1 B  started   2019-01-01
L1 C  started   2017-05-01
L1 C  retired   2020-01-01
L2 D  proposed  .
L2 E  started   .
L2 F  started   2017-01-01
L2 F  retired   .
L2 G  started   2018-01-01
L2 G  seen_unknown .
""")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2014-12-31", "A none, B none, C none, D proposed, E unknown, F none, G none"),
        ("2015-06-30", "A pilot, B none, C none, D proposed, E unknown, F none, G none"),
        (
            "2018-06-30",
            "A active, B suspended, C active, D proposed, E unknown, F retired, G unknown",
        ),
        (
            "2020-06-30",
            "A active, B active, C retired, D proposed, E unknown, F retired, G unknown",
        ),
    ],
)
def test_a_point_is_in_the_state_that_its_last_dated_event_leaves_it_in(on, expected):
    states = lifecycle.point_states(LIVES, on=date.fromisoformat(on))["state"]
    assert ", ".join(f"{name} {state}" for name, state in states.items()) == expected


def test_a_type_takes_the_best_state_of_its_points_and_none_where_it_has_no_point():
    types = table(schemas.MODEL_TYPES, "type_id\nL1\nL2\nL3")
    states = lifecycle.point_states(LIVES, on=END)
    assert lifecycle.type_states(types, states).to_dict() == {
        "L1": "active", "L2": "unknown", "L3": "none",
    }  # fmt: skip


DAYS = st.none() | st.dates(date(2015, 1, 1), date(2022, 12, 31))
STATUS = st.sampled_from(["proposed", "pilot", "active", "suspended", "retired", "unknown"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(STATUS, DAYS, DAYS), min_size=1, max_size=8), DAYS.filter(bool))
def test_a_point_is_active_or_on_trial_exactly_where_coverage_counts_it(rows, on):
    frame = schemas.POINTS.empty().reindex(range(len(rows)))
    frame["point_id"] = [f"P{place}" for place in range(len(rows))]
    frame["type_id"], frame["setting"] = "L1", "area"
    frame["status"] = pd.array([row[0] for row in rows], dtype="str")
    started, ended = (pd.to_datetime(pd.Series([row[k] for row in rows])) for k in (1, 2))
    frame["started_on"] = started.astype("datetime64[us]")
    ended = ended.mask(ended < started)  # the store refuses an end before its start
    frame["ended_on"] = ended.astype("datetime64[us]")
    types = table(schemas.MODEL_TYPES, "type_id\nL1")
    found = lifecycle.point_states(lifecycle.events_of(types, frame, as_of=END), on=on)
    in_force = found["state"].reindex(frame["point_id"]).isin(["active", "pilot"]).to_list()
    assert in_force == coverage.point_states(frame, on=on).eq("active").to_list()


# Histories -------------------------------------------------------------------------------------


def kinds(found: pd.DataFrame) -> list[tuple[str, str]]:
    return [
        (row.finding, row.event if pd.isna(row.point_id) else row.point_id)
        for row in found.itertuples()
    ]


def test_a_sound_history_has_no_finding():
    sound = LIVES[LIVES["type_id"].eq("L1")]
    assert lifecycle.impossible(sound, as_of=pd.Timestamp(END)).empty


def test_replication_before_the_review_of_the_trial_is_found_once_for_the_type():
    found = lifecycle.impossible(
        events("L1 A piloted 2015-01-01\nL1 B started 2015-06-01\nL1 C started 2015-07-01")
    )
    assert kinds(found) == [("replicated_before_review", "B")]
    assert found.loc[0, "against_on"] == pd.Timestamp("2015-01-01")


@pytest.mark.parametrize(("review", "is_found"), [("2015-05-01", False), ("2015-07-01", True)])
def test_a_review_counts_where_it_came_before_the_replication(review, is_found):
    text = f"L1 A piloted 2015-01-01\nL1 A reviewed {review}\nL1 B started 2015-06-01"
    assert len(lifecycle.impossible(events(text))) == is_found


def test_a_type_that_began_without_a_trial_may_be_replicated():
    assert lifecycle.impossible(events("L1 A started 2015-01-01\nL1 B started 2015-06-01")).empty


def test_what_happens_after_retirement_is_found_and_a_suspension_may_be_followed():
    found = lifecycle.impossible(
        events("""
L1 A started   2015-01-01
L1 A retired   2018-01-01
L1 A reviewed  2019-01-01
L1 B started   2015-01-01
L1 B retired   2018-01-01
L1 B started   2018-06-01
L1 C started   2015-01-01
L1 C suspended 2018-01-01
L1 C reviewed  2019-01-01
L1 C started   2019-02-01
""")
    )
    assert kinds(found) == [("after_retirement", "A"), ("after_retirement", "B")]


def test_active_by_its_status_after_its_end_is_a_finding_of_the_workbook():
    frame = points(POINTS.replace("retired 2016", "active 2016"))
    types = table(schemas.MODEL_TYPES, "type_id launched_on\nL1 2014-01-01\nL2 2014-01-01")
    found = lifecycle.impossible(lifecycle.events_of(types, frame, as_of=END))
    assert kinds(found) == [("after_retirement", "P5")]
    assert found.loc[0, "event"] == "seen_active"


def test_an_event_without_a_date_and_one_before_its_launch_or_start_are_found():
    found = lifecycle.impossible(
        events("""
L1 . launched   2016-01-01
L1 A started    2015-01-01
L1 B started    .
L1 C started    2017-01-01
L1 C reviewed   2016-06-01
L1 C recognised 2015
L1 D started    2017-06-01
L1 D recognised 2016
L2 . launched   .
""")
    )
    assert kinds(found) == [
        ("before_launch", "A"),
        ("undated", "B"),
        ("before_launch", "C"),
        ("before_start", "C"),
        ("undated", "launched"),
    ]


def test_a_day_after_the_workbook_is_found_and_a_planned_end_is_not():
    text = "L1 A started 2023-02-01\nL1 B started 2020-01-01\nL1 B retired 2024-01-01"
    assert kinds(lifecycle.impossible(events(text), as_of=pd.Timestamp(END))) == [
        ("in_future", "A")
    ]


# Activity --------------------------------------------------------------------------------------


def test_a_point_is_silent_only_where_its_area_reported_often_enough_that_nothing_was_done():
    reports = activity(
        {
            "a1": [0] * 12,
            "a2": [0] * 7 + [None] * 5,
            "a3": [0] * 5 + [None] * 7,
            "a4": [0] * 11 + [1],
        }
    )
    found = lifecycle.point_activity(points(), reports, on=END)
    assert found["why"].to_list() == [
        "", "", "too_few_reports", "organisation", "not_in_force", "not_in_force",
    ]  # fmt: skip
    assert found["is_zero"].to_list()[:2] == [True, True]
    whole = lifecycle.zero_shares(points(), found).iloc[0]
    assert (whole["zero_count"], whole["known_count"], whole["unknown_count"]) == (2, 2, 2)
    assert whole["share"] == 1


def test_a_month_with_a_blank_is_no_zero_unless_something_was_done():
    reports = activity({"a1": [0] * 12, "a2": [1] * 6 + [0] * 6})
    reports["tips_count"] = reports["tips_count"].mask(reports["sessions_count"].eq(0))
    found = lifecycle.point_activity(points(), reports, on=END)
    assert found["why"].to_list()[:2] == ["too_few_reports", ""]
    assert found.loc[1, "reported_count"] == 6


def test_least_outside_the_window_is_refused():
    with pytest.raises(InvalidTable, match="1 to 12 months"):
        lifecycle.point_activity(points(), activity({"a1": [0]}), on=END, least=13)


def test_chance_gives_no_silent_point_where_all_are_busy():
    reports = activity({"a1": [3] * 12, "a2": [3] * 12, "a3": [3] * 12})
    found = lifecycle.point_activity(points(), reports, on=END)
    whole = lifecycle.zero_shares(points(), found).iloc[0]
    assert whole["share"] == 0
    assert whole["chance"] == pytest.approx(np.exp(-36), rel=1e-9)


# Copies ----------------------------------------------------------------------------------------


def test_the_chance_of_equal_months_is_that_of_counting_by_hand():
    # Two things in two months: 2-0, 0-2, 1-1, 1-1.
    assert lifecycle.same_by_chance(2, 2, 2) == (0.5, 0.0)
    # Two things in three months, nine ways: the first two hold 1 and 1 in two, 0 and 0 in one.
    equal, empty = lifecycle.same_by_chance(2, 3, 2)
    assert equal == pytest.approx(3 / 9, abs=EXACT)
    assert empty == pytest.approx(1 / 9, abs=EXACT)
    # Three things in three months: all the same in 6 of 27 ways.
    assert lifecycle.same_by_chance(3, 3, 3)[0] == pytest.approx(6 / 27, abs=EXACT)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 300), st.integers(2, 24), st.integers(2, 24))
def test_a_chance_is_between_that_of_empty_months_and_one(total, months, times):
    equal, empty = lifecycle.same_by_chance(total, months, min(times, months))
    assert 0 <= empty <= equal + EXACT <= 1 + 2 * EXACT


def test_pairs_of_months_on_end_are_compared_and_empty_ones_left_out():
    reports = activity({"a": [0, 0, 2, 2, None, 2, 1]})
    found = lifecycle.copied_reports(reports, on=END)
    # 0-2 differs, 2-2 equal, the gap is no pair, 2-1 differs; 0-0 is left out.
    assert (found.pairs_count, found.same_count) == (3, 1)


def test_no_report_gives_no_share():
    found = lifecycle.copied_reports(activity({"a": [1]}).iloc[:0], on=END)
    assert (found.pairs_count, found.share, found.chance) == (0, None, None)
    assert found.areas.empty


def made_up(*, areas: int, seed: int, copying: int = 0) -> pd.DataFrame:
    """Areas whose sessions and cases come by chance; the first `copying` repeat themselves."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(3, 0.6, areas)
    frame = activity({f"a{place:03d}": [0] * 12 for place in range(areas)})
    for name, rate in (("sessions_count", 1.0), ("mediations_count", 0.2), ("tips_count", 0.3)):
        counts = rng.poisson(level[:, None] * rate, (areas, 12))
        counts[:copying] = 2 if name == "sessions_count" else 1
        frame[name] = pd.array(counts.ravel(), dtype="Int64")
    return frame


def test_planted_copies_are_found_and_none_is_found_where_none_was_planted():
    # Standard error of the share without copies: about 0.006 over 2,000 pairs.
    honest = lifecycle.copied_reports(made_up(areas=200, seed=1), on=END)
    assert honest.share == pytest.approx(honest.chance, abs=0.02)
    assert not honest.areas["is_sign"].any()
    planted = lifecycle.copied_reports(made_up(areas=200, seed=1, copying=10), on=END)
    assert planted.areas.index[planted.areas["is_sign"]].to_list() == [
        f"a{place:03d}" for place in range(10)
    ]
    assert planted.share > planted.chance + 0.02


def test_planted_silence_is_found_and_nothing_else():
    rows = {f"a{place}": [0] * 12 for place in (1, 2)} | {"a3": [1] * 12}
    found = lifecycle.point_activity(points(), activity(rows), on=END)
    copied = lifecycle.copied_reports(activity({"a3": [0, 1, 2] * 4}), on=END)
    visits = lifecycle.to_visit(points(), found, copied)
    assert visits["point_id"].to_list() == ["P1", "P2"]
    assert visits["is_zero"].all()
    assert not visits["is_copied"].any()


# Heaping ---------------------------------------------------------------------------------------


def test_round_numbers_by_hand():
    numbers = pd.Series([7, 8, 9, 10, 11, 12, 15, 20, None, 3] * 10, dtype="Int64")
    row = lifecycle.heaping({"members": numbers}).loc["members"]
    assert (row["heaped_count"], row["values_count"]) == (30, 70)
    assert row["low"] < 3 / 7 < row["high"]
    assert row["chance"] == 0.2


def test_few_numbers_give_no_share_but_a_reason():
    row = lifecycle.heaping({"members": pd.Series([10] * 49, dtype="Int64")}).loc["members"]
    assert pd.isna(row["share"])
    assert row["why"] == "too_few_values"


def test_smooth_numbers_heap_as_chance_does_and_rounded_ones_are_found():
    rng = np.random.default_rng(3)
    smooth = pd.Series(np.round(rng.gamma(4, 15, 4000)).astype(int))
    rounded = smooth.where(rng.random(4000) < 0.7, (smooth / 5).round().astype(int) * 5)
    found = lifecycle.heaping({"smooth": smooth, "rounded": rounded})
    assert found.loc["smooth", "low"] < 0.2 < found.loc["smooth", "high"]
    assert found.loc["rounded", "low"] > 0.3


# Ratings ---------------------------------------------------------------------------------------

RATINGS = """
level unit_id year classification
area  a1      2022 tot
area  a2      2022 kha
area  a3      2022 tot
area  a1      2021 xuat_sac
"""


def test_areas_of_the_top_class_without_activity_are_counted_in_the_year_of_the_rating():
    ratings = table(schemas.REGISTRATIONS, RATINGS)
    # November 2021 to October 2022; what came after does not count.
    reports = activity({"a1": [0] * 12 + [5], "a3": [1] * 12, "a2": [0] * 12}, last="2022-11")
    reports = reports[~((reports["area_id"] == "a1") & (reports["month"] < "2021-11-01"))]
    found = lifecycle.top_without_activity(ratings, points(), reports, on=END)
    assert (found.year, found.top) == (2022, "tot")
    assert found.areas.loc["top", ["rated_count", "known_count", "zero_count"]].to_list() == [
        2,
        2,
        1,
    ]
    assert found.areas.loc["others", "share"] == 1


def test_a_rating_year_that_is_not_over_is_not_used():
    ratings = table(schemas.REGISTRATIONS, RATINGS)
    found = lifecycle.top_without_activity(
        ratings, points(), activity({"a1": [0] * 12}), on=date(2022, 9, 30)
    )
    assert (found.year, found.top) == (2021, "xuat_sac")


def test_without_ratings_there_is_no_top_class():
    ratings = table(schemas.REGISTRATIONS, RATINGS).iloc[:0]
    found = lifecycle.top_without_activity(ratings, points(), activity({"a1": [0]}), on=END)
    assert found.year is None
    assert found.areas["share"].isna().all()


# Reviews and upkeep ----------------------------------------------------------------------------


def test_months_since_the_last_review_count_from_the_start_where_there_was_none():
    found = lifecycle.since_review(points(), on=END)
    assert found["review"].to_list() == ["reviewed", "never", "reviewed", "later", "never"]
    assert found["months"].round().fillna(-1).to_list() == [6, 24, 36, -1, 3]
    whole = lifecycle.review_shares(found).iloc[0]
    assert (whole["overdue_12_count"], whole["overdue_24_count"]) == (2, 1)
    assert (whole["overdue_24_share"], whole["overdue_24_high"]) == (0.2, 0.4)


def test_where_a_later_review_only_is_on_record_the_share_is_said_as_a_range():
    whole = lifecycle.review_shares(lifecycle.since_review(points(), on=END))
    title = sentences.lifecycle.review_title(whole, lang="vi")
    assert title.replace("\u00a0", " ") == (
        "Từ 20,0 % đến 40,0 % trong 5 điểm đã quá 24 tháng chưa được rà soát"
    )


def test_money_rests_on_points_that_reported_both_kinds_and_a_blank_is_no_zero():
    frame = (
        points()
        .iloc[:4]
        .assign(
            budget_vnd=pd.array([10, 20, None, 0], dtype="Int64"),
            social_vnd=pd.array([30, None, 5, 0], dtype="Int64"),
        )
    )
    row = lifecycle.funding(frame).iloc[0]
    assert row["both_count"] == 2
    assert row["social_share"] == 0.75
    assert (row["contributed_count"], row["asked_count"]) == (2, 3)
    assert row["median_vnd"] == 20


GIVEN = """
point_id type_id model_group social_vnd contributors_count
P1       L1      tu_quan     5000000    10
P2       L1      tu_quan     2000000    4
P3       L1      tu_quan     .          0
P4       L1      tu_quan     3000000    .
P5       L2      tu_quan     1000000    0
P6       L3      co_quan_dn  .          .
"""


def test_contributors_are_of_points_that_said_how_many_and_a_blank_is_no_zero():
    by_type = lifecycle.contributors(points(GIVEN), by="type_id")
    assert by_type["points_count"].to_list() == [4, 1, 1]
    assert by_type["stated_count"].to_list() == [3, 1, 0]
    assert by_type["contributors_count"].to_list() == [14, 0, pd.NA]
    assert by_type["giving_count"].to_list() == [2, 0, 0]
    assert by_type.loc["L1", "giving_share"] == pytest.approx(2 / 3, abs=EXACT)
    assert by_type.loc["L1", "median_contributors"] == 4
    assert by_type.loc["L3", ["giving_share", "median_contributors"]].isna().all()


def test_none_stated_beside_money_and_some_beside_none_are_contradictions():
    frame = points(GIVEN)
    assert lifecycle.contributors(frame).iloc[0]["conflict_count"] == 1
    frame.loc[0, "social_vnd"] = 0
    assert lifecycle.contributors(frame).iloc[0]["conflict_count"] == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.none() | st.integers(0, 60)), max_size=30))
def test_types_add_up_to_all_contributors(rows):
    frame = pd.DataFrame(rows, columns=["type_id", "contributors_count"])
    frame = frame.astype({"contributors_count": "Int64"}).assign(
        social_vnd=pd.Series(pd.NA, frame.index, dtype="Int64")
    )
    whole, parts = lifecycle.contributors(frame), lifecycle.contributors(frame, by="type_id")
    for name in ("points_count", "stated_count", "contributors_count", "giving_count"):
        assert whole[name].sum() == parts[name].sum()
    shares = parts["giving_share"].dropna()
    assert shares.between(0, 1).all()
    assert len(shares) == parts["stated_count"].gt(0).sum()


def test_agencies_beyond_fire_safety_are_counted_by_points():
    frame = points().assign(setting="agency", model_group=["atgt_pccc"] * 4 + ["co_quan_dn"] * 2)
    scope = lifecycle.agency_scope(frame, on=END)
    assert scope["points_count"].to_dict() == {"atgt_pccc": 4, "co_quan_dn": 1}
    assert scope["is_beyond"].to_dict() == {"atgt_pccc": False, "co_quan_dn": True}


def test_models_are_counted_by_lead_and_a_blank_lead_is_a_row_of_its_own():
    frame = points().assign(lead=["mttq", "mttq", None, "ubnd", "ubnd", "ubnd"])
    frame["lead"] = frame["lead"].astype("str")
    since = lifecycle.since_review(frame, on=END)
    found = lifecycle.by_lead(frame, on=END, reviews=lifecycle.review_shares(since, by="lead"))
    assert found["points_count"].to_list() == [2, 2, 1]
    assert found.loc["ubnd", ["types_count", "begun_count", "ended_count"]].to_list() == [2, 1, 1]
    assert found.index.isna().sum() == 1


def test_what_is_blank_throughout_is_said_to_be_lacking():
    types = table(schemas.MODEL_TYPES, "type_id launched_on\nL1 2014-01-01")
    ratings = table(schemas.REGISTRATIONS, RATINGS).assign(classification=None)
    found = lifecycle.lacking(types, points(), activity({"a1": [1]}), ratings)
    assert set(found[4:]) == {"budget", "contributions", "contributors", "leads", "ratings"}


# Survival --------------------------------------------------------------------------------------


def followed(weeks: list[int], ended: list[bool]) -> pd.DataFrame:
    """Points that all began so long before the end of 2022; a week stands for 52 weeks of days."""
    end = pd.Timestamp(END)
    rows = points().iloc[:1].loc[[0] * len(weeks)].reset_index(drop=True)
    days = pd.to_timedelta([365.25 * week for week in weeks], unit="D").ceil("D")
    started = end - pd.Timedelta(days=20000)
    rows["started_on"] = pd.Series(started, rows.index).astype("datetime64[us]")
    stop = pd.Series(started + days).astype("datetime64[us]")
    rows["ended_on"] = stop.where(pd.Series(ended))
    rows["started_on"] = rows["started_on"].where(pd.Series(ended), end - pd.Series(days))
    return rows.astype({"started_on": "datetime64[us]"})


# Freireich et al., Blood 21 (1963): weeks of remission under 6-MP; a plus was still in remission.
REMISSION = """
6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+
"""
WEEKS = [int(week.rstrip("+")) for week in REMISSION.split()]
ENDED = [not week.endswith("+") for week in REMISSION.split()]
# Week, share, low, high: lifelines 0.30.3, KaplanMeierFitter().fit(WEEKS, ENDED).
LIFELINES = [
    (6, 0.857143, 0.619718, 0.951552),
    (10, 0.752941, 0.503200, 0.889362),
    (16, 0.627451, 0.367511, 0.804912),
    (23, 0.448179, 0.188052, 0.680143),
]


def test_survival_is_that_of_lifelines_on_a_published_table():
    (found,) = lifecycle.survival(followed(WEEKS, ENDED), on=END)
    assert (found.points_count, found.ended_count) == (21, 9)
    for week, share, low, high in LIFELINES:
        at = found.at(week + 0.01)
        assert at == pytest.approx((share, low, high), abs=CLOSE)


def test_survival_leaves_out_what_is_not_known_and_says_nothing_past_the_last_point():
    frame = points()
    frame.loc[0, "started_on"] = pd.NaT
    frame.loc[4, "ended_on"] = pd.NaT  # retired, nobody knows when
    assert lifecycle.durations(frame, on=END).index.to_list() == [1, 2, 3, 5]
    (found,) = lifecycle.survival(points(), on=END)
    assert found.at_risk(1) == 5
    assert found.at(1) == pytest.approx((1.0, 0.025 ** (1 / 5), 1.0))  # exact, none of five
    assert found.at(1, least=6) is None
    assert found.at(3.1)[0] == pytest.approx(0.75)  # three years with a leap day have passed
    assert found.at(9) is None
    assert lifecycle.survival(frame.iloc[:0], on=END) == ()


def test_a_curve_is_drawn_and_a_share_said_only_as_far_as_enough_points_were_followed():
    (found,) = lifecycle.survival(followed(WEEKS, ENDED), on=END)
    drawn = found.drawn(least=10)
    assert found.at_risk(drawn["years"].iloc[-1]) >= 10
    assert found.curve["years"].iloc[-1] > drawn["years"].iloc[-1]
    assert found.at(drawn["years"].iloc[-1] + 0.01, least=10) is None


def test_where_nothing_is_known_of_silence_no_zero_is_printed():
    silent = pd.DataFrame(
        {"zero_count": [0, 0], "known_count": [0, 9], "unknown_count": [4, 0],
         "share": [np.nan, 0.0], "chance": [np.nan, 0.0]}, index=["co_quan_dn", "tu_quan"]
    )  # fmt: skip
    printed = sentences.lifecycle.sign_table(silent, lang="vi").printed()
    assert printed["Không ghi nhận hoạt động"].tolist() == [style.DASH, "0"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=30))
def test_a_survival_curve_falls_from_one_inside_its_interval(rows):
    (found,) = lifecycle.survival(followed(*map(list, zip(*rows, strict=True))), on=END)
    share = found.curve["share"].to_numpy()
    assert share[0] == 1
    assert (np.diff(share) <= EXACT).all()
    known = found.curve.dropna()
    assert known["low"].le(known["share"] + EXACT).all()
    assert known["high"].ge(known["share"] - EXACT).all()


# The board -------------------------------------------------------------------------------------


def proposal(group: str, decision: str, grade: int = 2, verdict: str = "promising"):
    rating = SimpleNamespace(grade=grade, verdict=verdict, lacking=(), facts={})
    return SimpleNamespace(group=group, decision=decision, rating=rating, reasons=())


TYPES = """
type_id type_name model_group
L1      Tự_quản   tu_quan
L2      Cơ_quan   co_quan_dn
L3      Mới       tu_quan
"""


def board_of(frame: pd.DataFrame, reports: pd.DataFrame, proposals, **options) -> pd.DataFrame:
    types = table(schemas.MODEL_TYPES, TYPES)
    found = lifecycle.events_of(types, frame, as_of=END)
    copied = lifecycle.copied_reports(reports, on=END)
    facts = lifecycle.type_facts(
        frame,
        on=END,
        states=lifecycle.type_states(types, lifecycle.point_states(found, on=END)),
        found=lifecycle.point_activity(frame, reports, on=END),
        copied=copied,
        histories=lifecycle.impossible(found).query("finding != 'undated'"),
    )
    return lifecycle.board(types, facts, proposals, **options)


BUSY = {area: [1, 0, 2, 1] * 3 for area in ("a1", "a2", "a3", "a4")}


def test_the_board_proposes_by_evidence_where_nothing_asks_for_a_look():
    whole = board_of(points(), activity(BUSY), [proposal("tu_quan", "keep")])
    assert whole.loc["L1", "proposed"] == "keep"
    assert whole.loc["L1", "reasons"] == ("evidence",)
    assert (whole.loc["L2", "proposed"], whole.loc["L2", "reasons"]) == (
        "insufficient",
        ("not_rated",),
    )
    assert (whole.loc["L3", "proposed"], whole.loc["L3", "reasons"]) == ("clarify", ("no_point",))


def test_nothing_is_proposed_for_a_type_that_began_within_the_year():
    new = points()
    own = new["type_id"].eq("L1")
    new.loc[own, "started_on"] = pd.Timestamp(END) - pd.Timedelta(days=40)
    new.loc[own, ["reviewed_on", "ended_on"]] = pd.NaT
    new.loc[own, "status"] = "active"
    whole = board_of(new, activity(BUSY), [proposal("tu_quan", "adjust")])
    assert whole.loc["L1", "proposed"] == "insufficient"
    assert whole.loc["L1", "reasons"] == ("too_new",)
    said = sentences.lifecycle.board_table(whole, [proposal("tu_quan", "adjust")], lang="vi")
    assert "chưa đủ thời gian" in said.frame.set_index("type_id").loc["L1", "reasons"]


def test_signs_ask_for_a_review_before_replication_and_never_lead_to_retiring():
    silent = activity(BUSY | {"a1": [0] * 12})
    for decision in ("replicate", "keep", "adjust", "insufficient"):
        whole = board_of(points(), silent, [proposal("tu_quan", decision)])
        assert whole.loc["L1", "proposed"] == "review"
        assert whole.loc["L1", "reasons"] == ("silent_points", "evidence")
    whole = board_of(points(), silent, [proposal("tu_quan", "retire", 3)])
    assert whole.loc["L1", "proposed"] == "retire"


def test_long_unreviewed_types_are_to_be_reviewed():
    old = points().assign(reviewed_on=pd.NaT)
    old["reviewed_on"] = old["reviewed_on"].astype("datetime64[us]")
    whole = board_of(old, activity(BUSY), [proposal("tu_quan", "keep")])
    assert whole.loc["L2", "proposed"] == "review"
    assert whole.loc["L2", "reasons"] == ("overdue", "not_rated")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_decision_of_people_stands_over_the_proposal_and_is_shown_as_such(lang):
    taken = pd.DataFrame(
        {"decision": ["retire"], "decided_on": [pd.Timestamp("2023-03-15")],
         "body": ["Ban Chỉ đạo tỉnh"], "reason": ["trùng với mô hình khác"]},
        index=pd.Index(["L1"], name="type_id"),
    )  # fmt: skip
    proposals = [proposal("tu_quan", "replicate", 3, "reduction")]
    whole = board_of(points(), activity(BUSY), proposals, decisions=taken)
    assert whole.loc["L1", "proposed"] == "replicate"
    shown = sentences.lifecycle.board_table(whole, proposals, lang=lang).frame
    row = shown.set_index("type_id").loc["L1"]
    words = {
        "vi": "đã quyết định: thanh loại (đề xuất tính được: nhân rộng)",
        "en": "decided: retire (the rules propose: replicate)",
    }
    assert row["next"] == words[lang]
    assert "Ban Chỉ đạo tỉnh: trùng với mô hình khác" in row["reasons"]
    said = sentences.lifecycle.board(whole, proposals, lang=lang)
    assert ("1 loại" if lang == "vi" else "1 others") in said


# The demo, in words and pictures ---------------------------------------------------------------


@pytest.fixture(scope="module")
def found(demo):
    types, frame = demo.model_types, demo.points
    table_of = lifecycle.events_of(types, frame, as_of=END)
    states = lifecycle.point_states(table_of, on=END)
    seen = lifecycle.point_activity(frame, demo.activity, on=END)
    asked = frame.loc[seen["why"].eq(""), "area_id"]
    reports = demo.activity[demo.activity["area_id"].isin(asked)]
    copied = lifecycle.copied_reports(reports, on=END)
    histories = lifecycle.impossible(table_of, as_of=pd.Timestamp(END))
    facts = lifecycle.type_facts(
        frame, on=END, states=lifecycle.type_states(types, states), found=seen, copied=copied,
        histories=histories,
    )  # fmt: skip
    return SimpleNamespace(
        states=states, seen=seen, copied=copied, histories=histories,
        silent=lifecycle.zero_shares(frame, seen),
        since=lifecycle.since_review(frame, on=END),
        proposals=[proposal("tu_quan", "keep")],
        board=lifecycle.board(types, facts, [proposal("tu_quan", "keep")]),
    )  # fmt: skip


def test_the_demo_in_which_nothing_was_planted_shows_what_chance_gives(demo, found):
    assert found.copied.share == pytest.approx(found.copied.chance, abs=0.01)
    assert not found.copied.areas["is_sign"].any()
    assert found.silent.iloc[0]["share"] == pytest.approx(found.silent.iloc[0]["chance"], abs=0.005)
    heaps = lifecycle.heaping({"members": demo.points["members_count"]})
    assert heaps.loc["members", "low"] < 0.2 < heaps.loc["members", "high"]


def said_of(demo, found, lang: str) -> list[str]:
    words = sentences.lifecycle
    heaps = lifecycle.heaping({"members_count": demo.points["members_count"]})
    acclaim = lifecycle.top_without_activity(demo.registrations, demo.points, demo.activity, on=END)
    reviews = lifecycle.review_shares(found.since)
    by_group = lifecycle.review_shares(found.since, by="model_group")
    survived = lifecycle.survival(demo.points, on=END)
    active = demo.points.loc[found.since.index]
    tables = [
        words.board_table(found.board, found.proposals, lang=lang),
        words.state_table(
            lifecycle.state_counts(demo.points, found.states, by="model_group"), lang=lang
        ),
        words.history_table(found.histories, lang=lang),
        words.sign_table(
            lifecycle.zero_shares(demo.points, found.seen, by="model_group"), lang=lang
        ),
        words.review_table(by_group, lang=lang),
        words.funding_table(lifecycle.funding(active, by="model_group"), lang=lang),
        words.survival_table(
            survived, words.survival_names(demo.model_types, lang=lang), of="group", lang=lang
        ),
    ]
    printed = [text for each in tables for text in (each.title, each.note, *each.headings.values())]
    return [
        *printed,
        words.answer(found.board, found.silent, reviews, lang=lang),
        words.board(found.board, found.proposals, lang=lang),
        words.lacking(
            lifecycle.lacking(demo.model_types, demo.points, demo.activity, demo.registrations),
            lang=lang,
        ),
        words.histories(found.histories, lang=lang),
        words.signs(found.copied, acclaim, heaps, lang=lang),
        words.sign_title(found.silent, found.copied, lang=lang),
        words.review_title(reviews, lang=lang),
        words.reviews(reviews, lang=lang),
        words.survival_title(survived, lang=lang),
        words.funding(lifecycle.funding(active), lang=lang),
        words.agencies(lifecycle.agency_scope(demo.points, on=END), lang=lang),
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_said_is_in_one_language_claims_nothing_and_accuses_nobody(demo, found, lang):
    for text in said_of(demo, found, lang):
        assert sentences.evidence.locked(text, grade=0, lang=lang) == text
        assert "nan" not in text.split()
        lower = f" {text.casefold()} "
        for word in ("gian dối", "bịa", "cheat", "fake", "fraud", "falsif"):
            assert word not in lower
        other = (" the ", " points ") if lang == "vi" else (" điểm ", " mô hình ")
        assert not [word for word in other if word in lower]


@pytest.mark.parametrize(("later", "is_said"), [(0, False), (3, True)])
def test_the_interval_of_reviews_is_explained_only_where_one_is_drawn(later, is_said):
    rows = pd.DataFrame({"later_count": [0, later]})
    assert ("interval" in sentences.lifecycle.review_words(rows, lang="vi")) == is_said


def test_money_in_a_file_is_in_the_unit_that_its_column_names():
    money = pd.DataFrame(
        {"points_count": [2], "both_count": [2], "budget_vnd": [38e6], "social_vnd": [63.5e6],
         "social_share": [0.6256], "median_vnd": [10.5e6]},
        index=["tu_quan"],
    )  # fmt: skip
    row = sentences.lifecycle.funding_table(money, lang="vi").frame.iloc[0]
    assert (row["budget_million_vnd"], row["social_million_vnd"]) == (38, 63.5)
    assert row["median_million_vnd"] == 10.5


def shown_contributors(counts: dict[str, list[int | None]], *, lang="vi"):
    """The sentence and the tables by group and type, of types named `group-number`."""
    rows = [(name, count) for name, each in counts.items() for count in each]
    frame = pd.DataFrame(rows, columns=["type_id", "contributors_count"]).assign(social_vnd=pd.NA)
    frame["contributors_count"] = frame["contributors_count"].astype("Int64")
    frame["model_group"] = frame["type_id"].str.partition("-")[0]
    by_type = lifecycle.contributors(frame, by="type_id")
    groups = frame.drop_duplicates("type_id").set_index("type_id")["model_group"]
    hidden = sentences.lifecycle.hidden_contributors(by_type, groups)
    said = sentences.lifecycle.contributors(lifecycle.contributors(frame), hidden, lang=lang)
    tables = [
        sentences.lifecycle.contributor_table(
            lifecycle.contributors(frame, by=by), {name: name for name in frame[by]}, few,
            of=of, lang=lang,
        ).frame.set_index("name")
        for by, few, of in (
            ("model_group", hidden.groups, "group"), ("type_id", hidden.rows, "type"),
        )
    ]  # fmt: skip
    return said.replace("\u00a0", " "), *tables


def test_contributors_are_said_in_both_languages():
    counts = {"tu_quan-1": [10, 20, 0, None], "camera-1": [6, 30, 8]}
    said, by_group, by_type = shown_contributors(counts)
    assert said == (
        "6 trong 7 điểm có ghi số tổ chức, cá nhân, hộ đóng góp: 5 điểm (83,3 %) đã nhận đóng "
        "góp, tổng cộng khoảng 75 lượt tổ chức, cá nhân, hộ, trung vị 9,0 mỗi điểm."
    )
    assert by_group["contributors_count"].to_dict() == {"tu_quan": 30, "camera": 45}  # rounded
    assert by_type["median_contributors"].isna().all()  # of fewer than five points
    assert shown_contributors(counts, lang="en")[0] == (
        "6 of 7 points said how many contributed: 5 (83.3%) received contributions, from about 75 "
        "bodies, persons and households, 9.0 per point in the median."
    )


def test_few_contributors_are_hidden_with_what_would_give_them_away():
    counts = {"tu_quan-1": [3] * 1, "tu_quan-2": [7], "tu_quan-3": [90] * 5, "camera-1": [0]}
    said, by_group, by_type = shown_contributors(counts)
    shown = by_type["contributors_count"]
    assert shown.dropna().to_dict() == {"tu_quan-3": 450, "camera-1": 0}
    assert shown[shown.isna()].index.to_list() == ["tu_quan-1", "tu_quan-2"]
    assert by_type.loc["tu_quan-1", ["giving_count", "giving_share"]].isna().all()
    assert by_group["contributors_count"].to_dict() == {"tu_quan": 460, "camera": 0}
    assert "tổng cộng khoảng 460" in said


def test_too_few_contributors_in_all_are_not_told():
    said, by_group, by_type = shown_contributors({"tu_quan-1": [2, 0], "camera-1": [1]})
    assert said == (
        "3 trong 3 điểm có ghi số tổ chức, cá nhân, hộ đóng góp; số này quá nhỏ nên không nêu."
    )
    assert by_group["contributors_count"].isna().all()
    assert by_type["contributors_count"].isna().all()


def test_contributors_that_nobody_stated_are_not_in_the_data():
    said, by_group, _ = shown_contributors({"tu_quan-1": [None, None]}, lang="en")
    assert said == "The number of contributors is not in the data."
    assert by_group.loc["tu_quan", "stated_count"] == 0
    assert by_group.loc["tu_quan"].isna().sum() == 3


def test_contributors_that_contradict_the_money_are_said():
    found = lifecycle.contributors(points(GIVEN).assign(contributors_count=[10, 4, 0, 8, 0, 6]))
    none = SimpleNamespace(total=False)
    for lang, words in (("vi", "Ở 1 điểm"), ("en", "At 1 points")):
        assert words in sentences.lifecycle.contributors(found, none, lang=lang)


def test_nothing_in_force_is_said_and_not_drawn():
    empty = points().iloc[:0]
    since = lifecycle.since_review(empty, on=END)
    reviews = lifecycle.review_shares(since)
    assert sentences.lifecycle.review_title(reviews, lang="en") == "No point is in force"
    assert sentences.lifecycle.funding(lifecycle.funding(empty), lang="en").startswith("The mix")
    hidden = SimpleNamespace(total=False)
    none = sentences.lifecycle.contributors(lifecycle.contributors(empty), hidden, lang="en")
    assert none == "The number of contributors is not in the data."
    assert "no point in force" in sentences.lifecycle.agencies(
        lifecycle.agency_scope(empty, on=END), lang="en"
    )


NOTES = style.Notes("năm 2022", "2025-06", "tệp", True, False, 121)
SIGNS = pd.DataFrame(
    {
        "label": ["một", "hai"], "value": [0.2, np.nan], "chance": [0.1, np.nan],
        "low": [0.15, np.nan], "high": [0.27, np.nan], "count": [2, 0], "of": [10, 0],
        "why": ["", "không có trong số liệu"],
    }
)  # fmt: skip
COLUMNS = {name: name for name in SIGNS}


def drawn(frame: pd.DataFrame, **options):
    _, ax = style.figure(18, 9)
    figures.beside_chance(
        ax, frame, **COLUMNS, seen="a", expected="b", title="t", notes=NOTES, lang="vi", **options
    )
    return ax


def test_a_sign_is_drawn_beside_chance_and_one_without_a_value_says_why():
    ax = drawn(SIGNS)
    marks = {line.get_gid(): line.get_xdata()[0] for line in ax.lines if line.get_gid()}
    assert marks == {"chance": 0.1, "seen": 0.2}
    assert "không có trong số liệu" in [text.get_text() for text in ax.texts]
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("frame", "words"),
    [(SIGNS.drop(columns="why"), "no column 'why'"), (SIGNS.assign(value=20), "Give 0.5, not 50")],
)
def test_a_chart_of_signs_refuses_what_it_cannot_draw(frame, words):
    with pytest.raises(InvalidTable, match=words):
        drawn(frame)
    plt.close("all")


CURVE = pd.DataFrame(
    {"years": [0.0, 1, 3], "share": [1, 0.9, 0.8], "low": [np.nan, 0.8, 0.7],
     "high": [np.nan, 0.95, 0.9]}
)  # fmt: skip


def stepped(curves, **columns):
    _, ax = style.figure(18, 9)
    names = {"time": "years", "value": "share", "low": "low", "high": "high"} | columns
    figures.steps(ax, curves, **names, across="năm", title="t", notes=NOTES, lang="vi")
    return ax


def test_steps_draw_a_band_for_one_curve_and_names_for_several():
    one = stepped({"a": CURVE})
    assert [each.get_gid() for each in one.collections] == ["interval"]
    two = stepped({"a": CURVE, "b": CURVE.assign(share=1.0)})
    assert not two.collections
    assert [t.get_text() for t in two.texts if t.get_gid() == "series-name"] == ["a", "b"]
    plt.close("all")


@pytest.mark.parametrize(
    ("curves", "columns", "words"),
    [
        ({str(k): CURVE for k in range(7)}, {}, "at most 6"),
        ({"a": CURVE}, {"low": "least"}, "no column 'least'"),
        ({"a": CURVE.assign(share=[0.8, 0.9, 1])}, {}, "never rise"),
    ],
)
def test_a_chart_of_steps_refuses_what_it_cannot_draw(curves, columns, words):
    with pytest.raises(InvalidTable, match=words):
        stepped(curves, **columns)
    plt.close("all")


def test_no_curve_is_said_to_be_none():
    ax = stepped({})
    assert [text.get_gid() for text in ax.texts] == ["none"]
    plt.close("all")


@pytest.mark.parametrize(
    ("gave", "said"), [(3, "3 trong 5 điểm có ghi khoản này"), (5, "5 điểm có ghi khoản này đều")]
)
def test_that_all_who_reported_money_received_some_is_no_rate(gave, said):
    whole = pd.DataFrame(
        {
            "both_count": [5], "points_count": [8], "social_vnd": [4e6], "social_share": [0.4],
            "contributed_count": [gave], "asked_count": [5],
        }
    )  # fmt: skip
    assert said in sentences.lifecycle.funding(whole, lang="vi")
    assert ("all 5 points" in sentences.lifecycle.funding(whole, lang="en")) == (gave == 5)
