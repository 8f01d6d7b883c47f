"""The panel, built by hand from a few areas, and by law: nothing is lost without a reason."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.questions.effects import estimate_effects
from mohinh.questions.panel import build_panel
from mohinh.tables import synthetic, units
from mohinh.words.errors import InvalidTable, NoData, VintageMismatch

AREAS = """
area_id commune_code district_name households_count is_urban
a1      22915        Phan_Thiết    100              True
a2      22915        Phan_Thiết    300              True
a3      22918        Phan_Thiết    200              True
a4      23005        Bắc_Bình      -                False
a5      23005        Bắc_Bình      150              False
"""

# a1 adopts in March; a2 before the months begin; a3 has two groups, the first ends in March;
# a4 has a point of unknown day; a5 has one that was only proposed, and a school.
POINTS = """
point_id setting area_id model_group status   started_on ended_on
p1       area    a1      tu_quan     active   2020-03-17 -
p2       area    a2      camera      active   2018-01-01 -
p3       area    a3      camera      retired  2020-02-01 2020-03-15
p4       area    a3      tu_quan     retired  2020-03-01 2020-05-01
p5       area    a4      camera      active   -          -
p6       area    a5      camera      proposed 2020-02-01 -
p7       school  a5      truong_hoc  active   2020-02-01 -
"""


def table(text: str) -> pd.DataFrame:
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype="str").replace("-", None)
    for name in frame.columns:
        if name.endswith("_on"):
            frame[name] = pd.to_datetime(frame[name])
        if name.endswith("_count"):
            frame[name] = frame[name].astype("Float64").astype("Int64")
    return frame


def reports(text: str) -> pd.DataFrame:
    """Areas × months drawn as text: `2+1` is two thefts and one of violence, `-` no report,
    `2+` a report that lacks the second count."""
    rows = [line.split() for line in text.strip().splitlines()]
    cells = [
        {"area_id": area, "month": month, "cell": cell}
        for area, *values in rows[1:]
        for month, cell in zip(rows[0][1:], values, strict=True)
        if cell != "-"
    ]
    frame = pd.DataFrame(cells)
    parts = frame.pop("cell").str.split("+", expand=True).replace("", None)
    return frame.assign(
        month=pd.to_datetime(frame["month"]),
        incident_theft_count=pd.array(parts[0].astype("float64"), dtype="Int64"),
        incident_violence_count=pd.array(parts[1].astype("float64"), dtype="Int64"),
    )


ACTIVITY = """
area 2020-01 2020-02 2020-03 2020-04 2020-05 2020-06
a1   1+0     2+1     0+0     -       1+      1+1
a2   1+1     1+1     1+1     1+1     1+1     1+1
a3   1+0     1+0     1+0     1+0     1+0     1+0
a4   5+0     5+0     5+0     5+0     5+0     -
a5   0+0     0+0     0+3     0+0     0+0     0+0
"""
BOTH = ("incident_theft_count", "incident_violence_count")


def built(**options):
    return build_panel(
        table(AREAS), table(POINTS), reports(ACTIVITY), **{"outcomes": BOTH} | options
    )


def test_every_area_and_month_is_used_or_left_out_for_a_reason():
    uses = built(after_exit=1).uses
    assert uses["area_periods_count"].to_dict() == {
        "used": 4 + 2 + 1 + 6,
        "not_reported": 1,
        "outcome_missing": 1,
        "adoption_undated": 6,
        "always_treated": 6,
        "two_groups": 0,
        "after_exit": 3,
    }
    assert uses.loc["outcome_missing", "outcome_count"] == 1
    assert uses.loc["always_treated", "outcome_count"] == 12
    assert uses["area_periods_count"].sum() == 5 * 6


def test_a_row_says_when_its_area_adopted_and_how_long_ago():
    table_of = built().table
    rows = table_of[table_of["area_id"].eq("a1")]
    assert rows["period"].astype(str).tolist() == ["2020-01", "2020-02", "2020-03", "2020-06"]
    assert rows["outcome_count"].tolist() == [1, 3, 0, 2]
    assert rows["event_time"].tolist() == [-2, -1, 0, 3]
    assert rows["is_treated"].tolist() == [False, False, True, True]
    assert set(rows["adopted_period"].astype(str)) == {"2020-03"}
    assert set(rows["model_group"]) == {"tu_quan"}
    assert set(rows["commune_code"]) == {"22915"}
    never = table_of[table_of["area_id"].eq("a5")]
    assert never["adopted_period"].isna().all()
    assert never["event_time"].isna().all()
    assert not never["is_treated"].any()


def test_an_area_is_treated_until_its_first_group_ends_and_compared_again_after_all_ended():
    rows = built(after_exit=1).table.query("area_id == 'a3'")
    assert rows["period"].astype(str).tolist() == ["2020-01", "2020-02", "2020-06"]
    assert rows["is_treated"].tolist() == [False, True, False]
    assert rows["event_time"].tolist()[:2] == [-1, 0]
    assert rows["event_time"].isna().tolist() == [False, False, True]
    assert set(rows["ended_period"].astype(str)) == {"2020-03"}


@pytest.mark.parametrize("after_exit", [12, None])
def test_what_follows_an_end_can_be_left_out(after_exit):
    panel = built(after_exit=after_exit)
    assert panel.uses.loc["after_exit", "area_periods_count"] == 4
    assert panel.table.query("area_id == 'a3'")["period"].max() == pd.Period("2020-02", "M")


def test_the_group_is_the_first_ones_and_areas_with_two_can_be_dropped():
    panel = built()
    assert panel.two_groups_count == 1
    assert panel.adoptions.loc["a3", "model_group"] == "camera"
    assert panel.adoptions["groups_count"].tolist() == [1, 1, 2, 1, 0]
    dropped = built(overlap="drop")
    assert dropped.uses.loc["two_groups", "area_periods_count"] == 6
    assert "a3" not in set(dropped.table["area_id"])
    assert panel.adoptions["use"].tolist() == [
        "used", "always_treated", "used", "adoption_undated", "used",
    ]  # fmt: skip


def test_two_points_of_one_day_go_by_their_identifier():
    points = table(POINTS)
    points.loc[points["point_id"].eq("p3"), "started_on"] = pd.Timestamp("2020-03-01")
    panel = build_panel(table(AREAS), points[::-1], reports(ACTIVITY), outcomes=BOTH)
    assert panel.adoptions.loc["a3", "model_group"] == "camera"


def test_an_area_that_adopts_in_the_first_month_was_never_seen_without():
    points = table(POINTS)
    points.loc[points["point_id"].eq("p1"), "started_on"] = pd.Timestamp("2020-01-31")
    panel = build_panel(table(AREAS), points, reports(ACTIVITY), outcomes=BOTH)
    assert panel.adoptions.loc["a1", "use"] == "always_treated"


def test_an_adoption_after_the_last_month_is_not_yet():
    points = table(POINTS)
    points.loc[points["point_id"].eq("p1"), "started_on"] = pd.Timestamp("2021-01-01")
    panel = build_panel(table(AREAS), points, reports(ACTIVITY), outcomes=BOTH)
    rows = panel.table.query("area_id == 'a1'")
    assert not rows["is_treated"].any()
    assert rows["event_time"].max() == -7


def test_a_quarter_counts_where_its_three_months_do():
    panel = built(every="quarter")
    assert panel.table["period"].astype(str).unique().tolist() == ["2020Q1", "2020Q2"]
    rows = panel.table.query("area_id == 'a5'")
    assert rows["outcome_count"].tolist() == [3, 0]
    # a1 adopts in March, so in the first quarter: it is not seen without a model.
    assert panel.uses["area_periods_count"].to_dict() == {
        "used": 2,
        "not_reported": 0,
        "outcome_missing": 0,
        "adoption_undated": 2,
        "always_treated": 6,
        "two_groups": 0,
        "after_exit": 0,
    }


def test_a_quarter_that_lacks_a_month_is_not_reported():
    activity = reports(ACTIVITY)
    panel = build_panel(
        table(AREAS), table(POINTS).iloc[:0], activity, outcomes=BOTH, every="quarter"
    )
    assert panel.uses.loc["not_reported", "area_periods_count"] == 2
    assert panel.uses.loc["not_reported", "outcome_count"] == 2 + 1 + 10
    assert panel.uses["outcome_count"].sum() == activity[[*BOTH]].sum().sum()


def test_attributes_of_the_areas_come_along():
    panel = built(attributes=["is_urban"])
    assert set(panel.table["is_urban"]) == {"True", "False"}
    assert panel.table["households_count"].isna().sum() == 0


def test_the_panel_says_how_effects_are_to_read_it(demo):
    panel = build_panel(demo.areas, demo.points, demo.activity)
    effects = estimate_effects(panel.table, **panel.columns)
    assert effects.overall.units_count > 600
    assert panel.adoptions["is_status_unknown"].sum() > 0


@pytest.mark.parametrize(
    ("change", "options", "error", "message"),
    [
        ({}, {"outcomes": ("incident_arson_count",)}, InvalidTable, "no column 'incident_arson"),
        ({}, {"outcomes": ()}, InvalidTable, "name at least one count column"),
        ({}, {"attributes": ("is_border",)}, InvalidTable, "'areas' has no column 'is_border'"),
        ({"activity": reports(ACTIVITY).iloc[:0]}, {}, NoData, "nothing was reported"),
        ({"areas": table(AREAS).iloc[1:]}, {}, VintageMismatch, "1 points name areas .* 'a1'"),
        (
            {"areas": table(AREAS).iloc[1:], "points": table(POINTS).iloc[1:]},
            {},
            VintageMismatch,
            "5 reports name areas",
        ),
    ],
)
def test_tables_that_do_not_fit_are_refused(change, options, error, message):
    tables = {"areas": table(AREAS), "points": table(POINTS), "activity": reports(ACTIVITY)}
    with pytest.raises(error, match=message):
        build_panel(**tables | change, **{"outcomes": BOTH} | options)


def changed(**columns):
    """A function of a table that sets `column=(row, value)`, or the whole column."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for name, value in columns.items():
            if isinstance(value, tuple):
                kept = frame[name].astype("object")
                kept.iloc[value[0]] = value[1]
                value = kept if isinstance(value[1], str) else kept.astype(frame[name].dtype)
            frame = frame.assign(**{name: value})
        return frame

    return change


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, frame.iloc[:1]])


THEFT = "incident_theft_count"


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("activity", changed(**{THEFT: (0, -1)}), "'incident_theft_count' holds -1 in row 0"),
        ("activity", changed(**{THEFT: 1.5}), "holds 1.5 in row 0 .28 such rows.*whole numbers"),
        ("activity", changed(**{THEFT: np.inf}), "holds inf in row 0"),
        ("activity", changed(**{THEFT: "2"}), "is str: expected counts as numbers"),
        ("activity", changed(**{THEFT: True}), "is bool: expected counts as numbers"),
        ("activity", twice, "two reports of 'a1' for 2020-01"),
        ("activity", changed(month=(1, pd.Timestamp("2020-01-31"))), "two reports of 'a1'"),
        ("activity", changed(month=(0, pd.NaT)), "'month' is missing in 1 rows, first in row 0"),
        ("activity", changed(month="2020"), "'month' is given by year: expected months"),
        ("activity", changed(month=202001), "'month' is given by number: expected months"),
        ("activity", changed(month="soon"), "holds 'soon'"),
        ("activity", changed(area_id=(0, None)), "'area_id' is missing in 1 rows"),
        ("activity", lambda frame: frame.drop(columns="month"), "'activity' has no column 'month'"),
        ("areas", twice, "'areas' holds 'a1' twice"),
        ("areas", changed(commune_code=(0, None)), "'commune_code' is missing in 1 rows"),
        ("areas", changed(area_id=(0, None)), "'area_id' is missing in 1 rows"),
        ("points", lambda frame: frame.drop(columns="status"), "'points' has no column 'status'"),
        ("points", changed(started_on="2020-03-17"), "'started_on' is str: expected dates"),
    ],
)
def test_rows_that_would_give_a_wrong_count_are_refused(name, change, message):
    tables = {"areas": table(AREAS), "points": table(POINTS), "activity": reports(ACTIVITY)}
    with pytest.raises(InvalidTable, match=message):
        build_panel(**tables | {name: change(tables[name])}, outcomes=BOTH)


@pytest.mark.parametrize(
    "options",
    [{"every": "week"}, {"overlap": "last"}, {"after_exit": -1}, {"after_exit": 1.5}],
)
def test_an_option_that_is_none_is_refused(options):
    with pytest.raises(InvalidTable, match=f"{next(iter(options))}=.*expected"):
        built(**options)


@pytest.mark.parametrize(
    "month",
    [
        lambda months: months.dt.strftime("%Y-%m"),
        lambda months: months.dt.strftime("%Y-%m").astype("category"),
        lambda months: months.dt.to_period("M"),
        lambda months: months.dt.date,
        lambda months: months + pd.Timedelta(days=14),
    ],
)
@pytest.mark.parametrize("count", ["int8", "Int64", "float64", "int64[pyarrow]"])
def test_months_and_counts_of_every_kind_give_the_same_panel(month, count):
    told = reports(ACTIVITY).dropna()
    kinds = {"area_id": "category"} | dict.fromkeys(BOTH, count)
    other = told.astype(kinds).assign(month=month(told["month"])).sample(frac=1, random_state=1)
    one, two = (
        build_panel(table(AREAS), table(POINTS), activity, outcomes=BOTH)
        for activity in (told, other)
    )
    pd.testing.assert_frame_equal(one.table, two.table, check_dtype=False)
    pd.testing.assert_frame_equal(one.uses, two.uses)


def test_a_month_that_nobody_reported_is_not_reported_and_no_zero():
    activity = reports(ACTIVITY)
    panel = build_panel(
        table(AREAS), table(POINTS), activity[activity["month"].ne("2020-02-01")], outcomes=BOTH
    )
    assert panel.uses["area_periods_count"].sum() == 5 * 6
    assert not panel.table["period"].eq(pd.Period("2020-02", "M")).any()


def test_a_point_that_ended_before_it_began_has_no_known_first_day():
    points = table(POINTS)
    points.loc[points["point_id"].eq("p1"), "ended_on"] = pd.Timestamp("2020-01-01")
    panel = build_panel(table(AREAS), points, reports(ACTIVITY), outcomes=BOTH)
    assert panel.adoptions.loc["a1", "use"] == "adoption_undated"


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    every=st.sampled_from(["month", "quarter"]),
    overlap=st.sampled_from(["first", "drop"]),
    after_exit=st.sampled_from([None, 0, 3, 12]),
)
def test_counts_in_are_counts_used_and_counts_left_out(seed, every, overlap, after_exit):
    rng = np.random.default_rng(seed)
    areas = pd.DataFrame({"area_id": [f"a{n}" for n in range(8)], "commune_code": "22915"})
    areas = areas.assign(district_name="x", households_count=pd.array([100] * 8, dtype="Int64"))
    months = pd.date_range("2020-01-01", periods=12, freq="MS", unit="us")
    activity = pd.MultiIndex.from_product(
        [areas["area_id"], months], names=["area_id", "month"]
    ).to_frame(index=False)
    for column in BOTH:
        counts = pd.Series(rng.poisson(1, len(activity)), dtype="Int64")
        activity[column] = counts.mask(rng.random(len(activity)) < 0.05)
    activity = activity[rng.random(len(activity)) < 0.9].reset_index(drop=True)
    size = 10
    start = pd.Series(pd.Timestamp("2019-12-01") + pd.to_timedelta(rng.integers(0, 400, size), "D"))
    points = pd.DataFrame(
        {
            "point_id": [f"p{n}" for n in range(size)],
            "setting": "area",
            "area_id": rng.choice(areas["area_id"], size),
            "model_group": rng.choice(["camera", "tu_quan"], size),
            "status": rng.choice(["active", "retired", "proposed", "unknown"], size),
            "started_on": start.mask(rng.random(size) < 0.1),
            "ended_on": (start + pd.Timedelta(days=100)).mask(rng.random(size) < 0.6),
        }
    )
    panel = build_panel(
        areas, points, activity,
        outcomes=BOTH, every=every, overlap=overlap, after_exit=after_exit,
    )  # fmt: skip
    span = activity["month"].dt.to_period("Q" if every == "quarter" else "M")
    expected = len(areas) * len(pd.period_range(span.min(), span.max()))
    assert panel.uses["area_periods_count"].sum() == expected
    assert panel.uses["outcome_count"].sum() == activity[[*BOTH]].sum().sum()
    assert panel.uses.loc["used", "area_periods_count"] == len(panel.table)
    assert panel.uses.loc["used", "outcome_count"] == panel.table["outcome_count"].sum()
    assert not panel.table.duplicated(["area_id", "period"]).any()
    left = panel.table[panel.table["is_treated"]]
    assert left["event_time"].ge(0).all()


def test_treated_months_of_a_made_up_province_are_those_it_was_made_with():
    province = units.find_province("Bình Thuận", "2025-06")
    demo = synthetic.make_demo(province, seed=5)
    tables = demo.tables
    group = tables["model_types"].set_index("type_id")["model_group"]
    points = tables["points"].assign(model_group=tables["points"]["type_id"].map(group))
    areas = tables["areas"].assign(district_name="x")
    panel = build_panel(areas, points, tables["activity"])
    always = panel.adoptions["use"].eq("always_treated")
    for name, truth in demo.truth["groups"].items():
        own = panel.adoptions["model_group"].eq(name)
        treated = panel.table[panel.table["is_treated"] & panel.table["model_group"].eq(name)]
        before = tables["activity"]["area_id"].isin(panel.adoptions.index[own & always])
        assert len(treated) <= truth["treated_area_months"]
        assert len(treated) + before.sum() >= truth["treated_area_months"]


def test_months_after_the_last_day_asked_for_are_not_looked_at():
    until = built(until=date(2020, 3, 31), after_exit=1)
    assert until.table["period"].max() == pd.Period("2020-03", "M")
    assert until.uses["area_periods_count"].sum() == 5 * 3
    with pytest.raises(NoData):
        built(until=date(2019, 12, 31))
    empty = built(until=date(2019, 12, 31), allow_empty=True)
    assert empty.table.empty
    assert empty.uses["area_periods_count"].sum() == 0
    assert empty.adoption_years().empty


def test_years_of_adoption_say_who_was_left_to_compare():
    years = built().adoption_years()
    # a2 was there before, a4 has no day; a1 and a3 adopt in 2020, a5 does not.
    assert years.loc[2020].to_dict() == {
        "adopting_count": 2, "communes_count": 2, "waiting_count": 0, "never_count": 1,
    }  # fmt: skip


def test_an_outcome_that_nobody_reported_leaves_an_empty_panel():
    activity = reports(ACTIVITY).assign(tips_count=pd.array([pd.NA] * 28, "Int64"))
    panel = build_panel(table(AREAS), table(POINTS), activity, outcomes=["tips_count"])
    assert panel.table.empty
    assert panel.uses.loc["outcome_missing", "area_periods_count"] > 0
