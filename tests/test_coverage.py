"""Coverage counted by hand, by law, and by known truth."""

from datetime import date
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.questions.coverage import (
    absent_communes,
    area_states,
    coverage,
    coverage_by_group,
    coverage_series,
    gaps,
    point_states,
)
from mohinh.words.errors import VintageMismatch

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
