"""Coverage counted by hand, by law, and by known truth."""

from datetime import date
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.questions.coverage import (
    Denominator,
    absent_communes,
    area_states,
    coverage,
    coverage_by_group,
    coverage_by_part,
    coverage_series,
    density,
    gaps,
    months_in_force,
    organisation_coverage,
    point_states,
    share_of,
    with_size_class,
)
from mohinh.words.errors import InvalidTable, VintageMismatch

ON = date(2022, 12, 31)

AREAS = """
area_id area_name commune_code district_name households_count
a1      Thôn_1    22915        Phan_Thiết    100
a2      Thôn_2    22915        Phan_Thiết    300
a3      Thôn_1    22918        Phan_Thiết    200
a4      Thôn_1    23005        Bắc_Bình      400
a5      Thôn_2    23005        Bắc_Bình      -
"""

POINTS = """
point_id setting area_id model_group status    started_on ended_on
p1       area    a1      tu_quan     active    2018-05-01 -
p2       area    a1      camera      pilot     2021-05-01 -
p3       area    a2      tu_quan     retired   2018-05-01 2022-03-01
p4       area    a3      camera      unknown   2019-05-01 -
p5       area    a4      tu_quan     proposed  -          -
p6       school  a5      truong_hoc  active    2018-05-01 -
p7       area    a5      tu_quan     active    2023-01-01 -
"""


def table(text: str) -> pd.DataFrame:
    frame = pd.read_csv(StringIO(text), sep=r"\s+", dtype="str", na_values=["-"])
    for name in frame.columns:
        if name.endswith("_on"):
            frame[name] = pd.to_datetime(frame[name])
        if name.endswith("_count"):
            frame[name] = frame[name].astype("Int64")
    return frame


@pytest.fixture
def areas() -> pd.DataFrame:
    return table(AREAS)


@pytest.fixture
def points() -> pd.DataFrame:
    return table(POINTS)


def test_a_point_has_the_state_that_its_dates_and_status_give_it(points):
    states = point_states(points, on=ON)
    assert states.tolist() == ["active", "active", "lapsed", "unknown", "none", "active", "none"]
    assert states.index.equals(points.index)


@pytest.mark.parametrize(
    ("status", "start", "end", "state"),
    [
        ("active", "2022-12-31", None, "active"),
        ("active", "2023-01-01", None, "none"),
        ("active", "2020-01-01", "2022-12-31", "lapsed"),
        ("active", "2020-01-01", "2023-01-01", "active"),
        ("retired", "2020-01-01", "2023-01-01", "active"),
        ("unknown", "2020-01-01", "2023-01-01", "active"),
        ("active", None, None, "unknown"),
        ("active", None, "2021-01-01", "lapsed"),
        ("suspended", "2020-01-01", None, "lapsed"),
        ("retired", "2020-01-01", None, "lapsed"),
        ("proposed", "2020-01-01", None, "none"),
        ("unknown", "2020-01-01", None, "unknown"),
    ],
)
def test_point_states_at_their_boundaries(status, start, end, state):
    point = pd.DataFrame(
        {
            "status": [status],
            "started_on": pd.to_datetime([start]),
            "ended_on": pd.to_datetime([end]),
        }
    )
    assert point_states(point, on=ON).tolist() == [state]


def test_an_area_takes_the_best_state_of_its_points_and_organisations_do_not_cover_it(
    areas, points
):
    states = area_states(areas, points, on=ON)
    assert states["state"].to_dict() == {
        "a1": "active",
        "a2": "lapsed",
        "a3": "unknown",
        "a4": "none",
        "a5": "none",
    }
    assert states["active_groups_count"].tolist() == [2, 0, 0, 0, 0]


def test_coverage_of_the_province_by_hand(areas, points):
    row = coverage(areas, points, on=ON).iloc[0]
    assert (row["covered_count"], row["unknown_count"], row["total_count"]) == (1, 1, 5)
    assert (row["share"], row["low"], row["high"]) == (0.2, 0.2, 0.4)


def test_households_that_were_not_reported_leave_both_sides(areas, points):
    row = coverage(areas, points, on=ON, of="households").iloc[0]
    assert (row["covered_count"], row["total_count"]) == (100, 1000)
    assert row["unreported_areas_count"] == 1
    assert row["high"] == pytest.approx(0.3)


def test_a_commune_is_covered_when_one_of_its_areas_is(areas, points):
    row = coverage(areas, points, on=ON, of="communes").iloc[0]
    assert (row["covered_count"], row["unknown_count"], row["total_count"]) == (1, 1, 3)


def test_by_groups_the_rows_of_a_column_of_the_areas(areas, points):
    table_ = coverage(areas, points, on=ON, by=["district_name"])
    assert table_["share"].to_dict() == {"Bắc_Bình": 0.0, "Phan_Thiết": 1 / 3}


def test_each_model_group_is_counted_by_itself_widest_first(areas, points):
    groups = coverage_by_group(areas, points, on=date(2021, 12, 31))
    assert groups["covered_count"].to_dict() == {"tu_quan": 2, "camera": 1}


def test_a_province_without_points_is_covered_nowhere(areas, points):
    nothing = points.iloc[:0]
    assert coverage(areas, nothing, on=ON)["share"].tolist() == [0.0]
    assert coverage_by_group(areas, nothing, on=ON).empty
    assert len(gaps(areas, nothing, on=ON)) == 5


def test_a_province_without_areas_has_no_share_rather_than_zero(areas, points):
    assert coverage(areas.iloc[:0], points.iloc[:0], on=ON)["share"].isna().all()


def test_a_series_over_dates_follows_the_starts_and_ends(areas, points):
    days = [date(2017, 12, 31), date(2018, 12, 31), ON]
    assert coverage_series(areas, points, dates=days)["covered_count"].tolist() == [0, 2, 1]


def test_gaps_lists_most_households_first_and_unreported_households_last(areas, points):
    listed = gaps(areas, points, on=ON)
    assert listed["area_id"].tolist() == ["a4", "a2", "a3", "a5"]
    assert listed["state"].tolist() == ["none", "lapsed", "unknown", "none"]


def test_a_commune_without_any_area_is_absent_and_in_no_share(areas):
    communes = pd.DataFrame({"commune_code": ["22915", "22918", "22921", "23005"]})
    assert absent_communes(areas, communes)["commune_code"].tolist() == ["22921"]


def test_a_point_in_an_area_that_is_not_listed_is_refused(areas, points):
    with pytest.raises(VintageMismatch, match="'a1'"):
        coverage(areas[areas["area_id"] != "a1"], points, on=ON)


def test_the_callers_tables_are_not_changed(areas, points):
    before = areas.copy(), points.copy()
    coverage(areas, points, on=ON, of="households", by=["commune_code"])
    pd.testing.assert_frame_equal(areas, before[0])
    pd.testing.assert_frame_equal(points, before[1])


@st.composite
def provinces(draw):
    count = draw(st.integers(1, 12))
    areas = pd.DataFrame(
        {
            "area_id": [f"a{n}" for n in range(count)],
            "area_name": [f"Thôn {n}" for n in range(count)],
            "commune_code": draw(st.lists(st.sampled_from("xyz"), min_size=count, max_size=count)),
            "households_count": pd.array(
                draw(
                    st.lists(
                        st.one_of(st.none(), st.integers(0, 500)), min_size=count, max_size=count
                    )
                ),
                dtype="Int64",
            ),
        }
    )
    day = st.one_of(st.none(), st.dates(date(2016, 1, 1), date(2024, 1, 1)))
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(areas["area_id"].tolist()),
                st.sampled_from(["area", "area", "school"]),
                st.sampled_from(["tu_quan", "camera"]),
                st.sampled_from(["active", "pilot", "suspended", "retired", "unknown", "proposed"]),
                day,
                day,
            ),
            max_size=15,
        )
    )
    names = ["area_id", "setting", "model_group", "status", "started_on", "ended_on"]
    points = pd.DataFrame(rows, columns=names)
    for name in ("started_on", "ended_on"):
        points[name] = pd.to_datetime(points[name])
    return areas, points


@given(provinces())
@settings(deadline=None, max_examples=60)
def test_communes_add_up_to_the_province_and_shares_stay_between_zero_and_one(tables):
    areas, points = tables
    for of in ("areas", "households"):
        whole = coverage(areas, points, on=ON, of=of).iloc[0]
        parts = coverage(areas, points, on=ON, of=of, by=["commune_code"])
        for name in ("covered_count", "unknown_count", "total_count", "unreported_areas_count"):
            assert parts[name].sum() == whole[name]
        shares = parts[["share", "low", "high"]].dropna()
        assert shares.ge(0).all(axis=None)
        assert shares.le(1).all(axis=None)
        assert (shares["low"] <= shares["high"]).all()


@given(provinces())
@settings(deadline=None, max_examples=60)
def test_covered_areas_and_gaps_are_all_areas(tables):
    areas, points = tables
    covered = coverage(areas, points, on=ON)["covered_count"].iloc[0]
    assert covered + len(gaps(areas, points, on=ON)) == len(areas)


def test_the_demo_is_covered_as_bình_thuận_published(demo):
    row = coverage(demo.areas, demo.points, on=ON).iloc[0]
    assert row["covered_count"] == 741
    groups = coverage_by_group(demo.areas, demo.points, on=ON)
    assert len(groups) == 6


# Silence, parts, kinds ---------------------------------------------------------------------------

ACTIVITY = """
area_id month      tips_count
a1      2021-02-01 -
a2      2022-03-01 0
a4      2022-01-01 1
a5      2021-12-01 2
a5      2022-01-01 -
"""


@pytest.fixture
def activity() -> pd.DataFrame:
    frame = table(ACTIVITY)
    frame["month"] = pd.to_datetime(frame["month"])
    return frame


def test_an_area_without_points_that_sent_no_report_for_a_year_is_silent_not_without(
    areas, activity
):
    nothing = table(POINTS).iloc[:0]
    states = area_states(areas, nothing, on=ON, activity=activity)["state"]
    assert states.tolist() == ["silent", "none", "silent", "none", "silent"]
    row = coverage(areas, nothing, on=ON, activity=activity).iloc[0]
    assert (row["silent_count"], row["none_count"], row["covered_count"]) == (3, 2, 0)
    assert (row["share"], row["high"]) == (0.0, 0.6)


def test_an_area_with_a_point_is_never_silent(areas, points, activity):
    states = area_states(areas, points, on=ON, activity=activity.iloc[:0])["state"]
    assert "silent" not in set(states)
    assert "silent" not in set(area_states(areas, points, on=ON, activity=activity)["state"])


def test_nobody_is_silent_before_a_year_of_reports_nor_without_a_table_of_them(areas, activity):
    nothing = table(POINTS).iloc[:0]
    series = coverage_series(
        areas,
        nothing,
        dates=[date(2021, 12, 31), date(2022, 11, 29), date(2022, 11, 30), date(2023, 2, 28)],
        activity=activity,
    )
    assert series["silent_count"].tolist() == [0, 0, 2, 4]
    assert coverage(areas, nothing, on=ON)["silent_count"].tolist() == [0]


def test_the_five_states_are_counted_apart_and_add_up(areas, points):
    row = coverage(areas, points, on=ON).iloc[0]
    states = ["covered_count", "unknown_count", "silent_count", "lapsed_count", "none_count"]
    assert row[states].tolist() == [1, 1, 0, 1, 2]
    homes = coverage(areas, points, on=ON, of="households").iloc[0]
    assert homes[states].tolist() == [100, 200, 0, 300, 400]


def test_residents_are_counted_as_households_are(areas, points):
    people = areas.assign(population_persons=areas["households_count"] * 4)
    row = coverage(people, points, on=ON, of="residents").iloc[0]
    assert (row["covered_count"], row["total_count"], row["unreported_areas_count"]) == (
        400,
        4000,
        1,
    )


def test_two_groups_or_more_are_counted_only_where_they_are_in_force_at_once(areas, points):
    two = coverage(areas, points, on=ON, at_least=2)
    assert two["covered_count"].tolist() == [1]
    assert coverage(areas, points, on=date(2020, 1, 1), at_least=2)["covered_count"].tolist() == [0]
    more = points.assign(area_id=points["area_id"].replace({"a3": "a1"}))
    assert coverage(areas, more, on=ON, at_least=3)["covered_count"].tolist() == [0]
    twice = points.assign(model_group="camera")
    assert coverage(areas, twice, on=ON, at_least=2)["covered_count"].tolist() == [0]


def test_parts_are_counted_by_themselves_and_a_blank_is_one_of_them(areas, points):
    led = points.assign(lead=["cong_an", None, "ubnd", "ubnd", None, "ubnd", "ubnd"])
    by_lead = coverage_by_part(areas, led, on=ON, part="lead")
    assert by_lead.index.isna().sum() == 1
    assert by_lead.loc["cong_an", "covered_count"] == 1
    assert by_lead.loc[by_lead.index.isna(), "covered_count"].tolist() == [1]
    assert by_lead.loc["ubnd", ["covered_count", "unknown_count"]].tolist() == [0, 1]


def test_size_classes_are_closed_on_the_left_and_blank_without_households(areas):
    sized = with_size_class(
        areas.assign(households_count=pd.array([149, 150, 500, 0, None], dtype="Int64"))
    )
    codes = sized["size_class"].tolist()
    assert codes[:4] == ["under_150", "from_150", "from_500", "under_150"]
    assert pd.isna(codes[4])


def test_a_series_by_unit_has_every_date_and_the_change_since_the_last(areas, points):
    days = [date(2018, 12, 31), ON]
    series = coverage_series(areas, points, dates=days, by=["commune_code"])
    assert series.index.names == ["commune_code", "on"]
    assert series.loc["22915", "covered_count"].tolist() == [2, 1]
    assert series.loc["22915", "change"].tolist()[1:] == [-0.5]


def test_a_column_that_is_not_there_and_an_area_found_twice_are_refused(areas, points):
    with pytest.raises(InvalidTable, match="table 'areas': no column 'is_border'"):
        coverage(areas, points, on=ON, by=["is_border"])
    with pytest.raises(InvalidTable, match="table 'points': no column 'lead'"):
        coverage_by_part(areas, points, on=ON, part="lead")
    with pytest.raises(InvalidTable, match="'a1' found twice"):
        coverage(pd.concat([areas, areas.head(1)]), points, on=ON)


# Strength ----------------------------------------------------------------------------------------


def test_points_and_members_per_1000_households_by_hand(areas, points):
    members = points.assign(members_count=pd.array([6, None, 9, 9, 9, 9, 9], dtype="Int64"))
    row = density(areas, members, on=ON).iloc[0]
    assert (row["points_count"], row["members_count"], row["households_count"]) == (2, 6, 1000)
    assert (row["points_per_1000_households"], row["members_per_1000_households"]) == (2, 6)
    assert (row["points_without_members_count"], row["unreported_areas_count"]) == (1, 1)


def test_members_that_nobody_reported_are_missing_not_zero(areas, points):
    blank = points.assign(members_count=pd.array([None] * 7, dtype="Int64"))
    by = density(areas, blank, on=ON, by=["commune_code"])
    assert by["members_count"].isna().tolist() == [True, True, False]
    assert by.loc["23005", "members_count"] == 0


def test_months_in_force_count_month_ends_of_covered_areas_once(areas, points):
    long = months_in_force(areas, points, on=ON)
    assert long["covered_count"].tolist() == [1]
    assert long["median"].tolist() == [56]  # May 2018 to December 2022; the second point adds none
    assert months_in_force(areas, points.iloc[:0], on=ON)["median"].isna().all()


# Organisations and denominators ------------------------------------------------------------------

COMMUNES = pd.DataFrame(
    {"commune_code": ["22915", "22918", "23005"], "district_name": ["PT", "PT", "BB"]}
)
ORGANISATIONS = """
point_id setting    type_id commune_code status  started_on ended_on
o1       agency     t1      22915        active  2020-01-01 -
o2       agency     t1      22915        active  2020-01-01 -
o3       agency     t2      22915        active  2020-01-01 -
o4       agency     t2      22918        unknown 2020-01-01 -
o5       school     t1      23005        active  2020-01-01 -
o6       enterprise t1      23005        active  2020-01-01 -
"""
REGISTRATIONS = """
level      unit_id year eligible_count
agency     22915   2022 4
agency     22918   2022 1
agency     23005   2022 5
school     23005   2021 3
"""


def registrations() -> pd.DataFrame:
    frame = table(REGISTRATIONS)
    return frame.assign(year=frame["year"].astype("Int64"))


def test_the_share_of_organisations_has_two_ends(areas):
    found = organisation_coverage(table(ORGANISATIONS), registrations(), COMMUNES, on=ON)
    agency = found.loc["agency"]
    # 22915: three points, two of one type: 2 to 3 of 4 agencies. 22918: one unknown point.
    assert agency[["points_count", "unknown_points_count"]].tolist() == [3, 1]
    assert agency[["least_count", "most_count", "total_count"]].tolist() == [2, 4, 10]
    assert (agency["low"], agency["high"]) == (0.2, 0.4)


def test_without_a_denominator_or_with_that_of_another_year_no_share_is_said():
    found = organisation_coverage(table(ORGANISATIONS), registrations(), COMMUNES, on=ON)
    assert found.loc["enterprise", "why"] == "no_denominator"
    assert found.loc["school", "why"] == "other_year"
    assert found.loc[["enterprise", "school"], ["share", "low", "high"]].isna().all(axis=None)
    assert found.loc["school", "points_count"] == 1


def test_organisations_by_district_add_up_to_the_province():
    given_ = table(ORGANISATIONS), registrations(), COMMUNES
    whole = organisation_coverage(*given_, on=ON)
    parts = organisation_coverage(*given_, on=ON, by=["district_name"])
    names = ["points_count", "least_count", "most_count", "total_count"]
    summed = parts.groupby("setting")[names].sum()
    assert summed.loc["agency"].tolist() == whole.loc["agency", names].tolist()
    none = parts.loc[("BB", "agency")]
    assert (none["low"], none["high"]) == (0, 0)


def test_organisations_in_communes_of_another_vintage_are_refused():
    with pytest.raises(VintageMismatch, match="'23005' is not among the 2 communes"):
        organisation_coverage(table(ORGANISATIONS), registrations(), COMMUNES.head(2), on=ON)
    with pytest.raises(InvalidTable, match="no column 'is_urban'"):
        organisation_coverage(
            table(ORGANISATIONS), registrations(), COMMUNES, on=ON, by=["is_urban"]
        )


def census(counts, *, vintage="2025-06", year=2022, errors=None, name="commune_code"):
    index = pd.Index(["22915", "22918"], name=name)
    return Denominator(
        pd.Series(counts, index),
        vintage,
        year,
        "the census",
        None if errors is None else pd.Series(errors, index),
    )


@pytest.fixture
def homes(areas, points) -> pd.DataFrame:
    return coverage(areas, points, on=ON, of="households", by=["commune_code"])


def test_another_denominator_takes_the_place_of_the_total(homes):
    shares = share_of(homes, census([500, 400]), on=ON, vintage="2025-06")
    assert shares["share"].tolist()[:2] == [0.2, 0.0]
    assert shares["high"].tolist()[:2] == [0.2, 0.5]
    assert shares.loc["23005", ["share", "low", "high"]].isna().all()


def test_a_sampled_denominator_brings_its_interval(homes):
    shares = share_of(homes, census([500, 400], errors=[50, 40]), on=ON, vintage="2025-06")
    row = shares.loc["22915"]
    assert row["share"] == 0.2
    assert row["low"] == pytest.approx(100 / (500 + 1.959964 * 50))
    assert row["high"] == pytest.approx(100 / (500 - 1.959964 * 50))


def test_a_denominator_so_unsure_that_it_may_be_nothing_has_no_upper_end_below_one(homes):
    shares = share_of(homes, census([500, 400], errors=[300, 40]), on=ON, vintage="2025-06")
    assert shares.loc["22915", "high"] == 1.0


@pytest.mark.parametrize(
    ("denominator", "error", "said"),
    [
        (census([500, 400], vintage="2025-07"), VintageMismatch, "counted by units of 2025-07"),
        (census([500, 400], year=2019), InvalidTable, "counts of 2019, coverage on 31/12/2022"),
        (census([500, 400], name="area_id"), InvalidTable, "by area_id, coverage by commune_code"),
        (census([500, 0]), InvalidTable, "unit '22918': found count 0"),
        (census([500, 400], errors=[-1, 2]), InvalidTable, "found standard error -1"),
        (census([50, 400]), InvalidTable, "unit '22915': 50 in all, but 100 covered"),
    ],
)
def test_a_denominator_that_does_not_fit_is_refused_with_the_reason(
    homes, denominator, error, said
):
    with pytest.raises(error, match=said):
        share_of(homes, denominator, on=ON, vintage="2025-06")


# Laws --------------------------------------------------------------------------------------------


def plain(areas, points, on):
    """Each area's state by the rules of METHODS, point by point."""
    best = dict.fromkeys(areas["area_id"], 0)
    for row in points[points["setting"].eq("area")].itertuples():
        start, end = row.started_on, row.ended_on
        if row.status == "proposed" or (not pd.isna(start) and start > on):
            rank = 0
        elif not pd.isna(end) and end <= on:
            rank = 1
        elif pd.isna(start):
            rank = 3
        elif not pd.isna(end) or row.status in ("pilot", "active"):
            rank = 4
        else:
            rank = 3 if row.status == "unknown" else 1
        best[row.area_id] = max(best[row.area_id], rank)
    return best


@given(provinces(), st.lists(st.dates(date(2015, 1, 1), date(2025, 1, 1)), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_one_date_and_many_dates_give_what_the_rules_give_one_by_one(tables, days):
    areas, points = tables
    series = coverage_series(areas, points, dates=days)
    for day in days:
        ranks = list(plain(areas, points, pd.Timestamp(day)).values())
        row = series.loc[pd.Timestamp(day)]
        names = ["none_count", "lapsed_count", "silent_count", "unknown_count", "covered_count"]
        assert row[names].tolist() == [ranks.count(rank) for rank in range(5)]
        once = coverage(areas, points, on=day).iloc[0]
        assert once.tolist() == row.drop("change").tolist()


@given(provinces())
@settings(deadline=None, max_examples=60)
def test_communes_add_up_to_districts_and_those_to_the_province(tables):
    areas, points = tables
    areas = areas.assign(district_name=areas["commune_code"].map({"x": "A", "y": "A", "z": "B"}))
    names = ["covered_count", "unknown_count", "lapsed_count", "none_count", "total_count"]
    for of in ("areas", "households"):
        whole = coverage(areas, points, on=ON, of=of)[names].iloc[0]
        by_district = coverage(areas, points, on=ON, of=of, by=["district_name"])[names]
        both = coverage(areas, points, on=ON, of=of, by=["district_name", "commune_code"])[names]
        assert by_district.sum().tolist() == whole.tolist()
        pd.testing.assert_frame_equal(both.groupby("district_name").sum(), by_district)


@given(provinces())
@settings(deadline=None, max_examples=60)
def test_no_group_reaches_more_than_all_groups_and_two_groups_no_more_than_one(tables):
    areas, points = tables
    one = coverage(areas, points, on=ON)["covered_count"].iloc[0]
    two = coverage(areas, points, on=ON, at_least=2)["covered_count"].iloc[0]
    groups = coverage_by_group(areas, points, on=ON)["covered_count"]
    assert two <= one <= groups.sum()
    assert groups.max() <= one if len(groups) else one == 0
    assert groups.sum() - one >= two
