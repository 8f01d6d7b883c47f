"""Fairness by hand on five communes, by law, and by known truth."""

from datetime import date
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.questions.fairness import (
    MEASURES,
    base_period,
    commune_counts,
    concentration,
    disparities,
    former_need,
    gap_list,
    kind_differences,
    need_fifths,
    summary_measures,
    targeting,
    theil_decomposition,
)
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Period

ON = date(2022, 12, 31)

# Five communes of 100 households: shares 0.2, 0.4, 0.6, 0.8, 1.0, mean 0.6.
FIVE = pd.DataFrame(
    {
        "commune_code": [*"abcde"],
        "district_name": ["N", "N", "S", "S", "S"],
        "covered_count": [20, 40, 60, 80, 100],
        "total_count": [100] * 5,
        "income": [1, 2, 3, 4, 5],
    }
)


def table(text: str) -> pd.DataFrame:
    frame = pd.read_csv(StringIO(text), sep=r"\s+", dtype="str", na_values=["-"])
    for name in frame.columns:
        if name.endswith("_on") or name == "month":
            frame[name] = pd.to_datetime(frame[name])
        if name.endswith("_count"):
            frame[name] = frame[name].astype("Int64")
        if name.startswith("is_"):
            frame[name] = frame[name].map({"yes": True, "no": False}).astype("boolean")
    return frame


# The measures ------------------------------------------------------------------------------------


def test_the_measures_of_five_equal_communes_by_hand():
    found = summary_measures(np.array([0.2, 0.4, 0.6, 0.8, 1.0]), np.full(5, 100.0))
    assert found["difference"] == pytest.approx(0.8)
    assert found["ratio"] == pytest.approx(5)
    assert found["attributable_risk"] == pytest.approx(0.4)  # 1.0 − 0.6
    assert found["attributable_share"] == pytest.approx(2 / 3)
    assert found["mean_difference"] == pytest.approx(0.24)  # (0.4 + 0.2 + 0 + 0.2 + 0.4) / 5
    assert found["index_of_disparity"] == pytest.approx(0.4)
    # y/μ = 1/3, 2/3, 1, 4/3, 5/3: (−0.36620 − 0.27031 + 0 + 0.38358 + 0.85138) / 5
    assert found["theil"] == pytest.approx(0.11969, abs=5e-6)


def test_the_measures_weigh_groups_by_their_population_as_published():
    """Schlotheuber and Hosseinpoor 2022 (IJERPH 19:3697), worked for p = 0.5, 0.3, 0.2 and
    y = 0.9, 0.6, 0.3: μ = 0.69."""
    found = summary_measures(np.array([0.9, 0.6, 0.3]), np.array([500.0, 300, 200]))
    assert found["difference"] == pytest.approx(0.6)
    assert found["ratio"] == pytest.approx(3)
    assert found["attributable_risk"] == pytest.approx(0.21)
    assert found["attributable_share"] == pytest.approx(0.21 / 0.69)
    assert found["mean_difference"] == pytest.approx(0.5 * 0.21 + 0.3 * 0.09 + 0.2 * 0.39)
    assert found["index_of_disparity"] == pytest.approx(0.21 / 0.69)
    # 0.652174 × 0.265703 − 0.260870 × 0.139762 − 0.086957 × 0.832909
    assert found["theil"] == pytest.approx(0.064398, abs=5e-6)


def test_a_group_without_population_and_a_share_of_zero_are_no_numbers_of_their_own():
    found = summary_measures(np.array([0.5, 0.0, 0.9]), np.array([100.0, 100, 0]))
    assert found["difference"] == pytest.approx(0.5)
    assert np.isnan(found["ratio"])
    assert found["theil"] == pytest.approx(np.log(2))
    nothing = summary_measures(np.array([0.0, 0.0]), np.array([1.0, 1]))
    assert np.isnan([nothing["attributable_share"], nothing["mean_difference"]]).all()
    assert np.isnan(nothing["theil"])


shares = st.lists(
    st.tuples(st.integers(0, 100), st.integers(1, 400)), min_size=2, max_size=8
).filter(lambda rows: any(covered for covered, _ in rows))


@given(shares, st.integers(2, 5))
@settings(deadline=None, max_examples=80)
def test_measures_are_never_below_none_and_do_not_change_with_the_size_of_the_country(rows, times):
    share = np.array([covered / 100 for covered, _ in rows])
    people = np.array([float(count) for _, count in rows])
    found, again = summary_measures(share, people), summary_measures(share, times * people)
    for name in MEASURES:
        assert np.isnan(found[name]) or found[name] >= (1 if name == "ratio" else 0) - 1e-12
        assert found[name] == pytest.approx(again[name], nan_ok=True)
    assert found["mean_difference"] <= found["difference"] + 1e-12


@given(shares)
@settings(deadline=None, max_examples=80)
def test_equal_shares_are_no_inequality(rows):
    people = np.array([float(count) for _, count in rows])
    found = summary_measures(np.full(len(rows), 0.4), people)
    for name, value in found.items():
        assert value == pytest.approx(1 if name == "ratio" else 0, abs=1e-12)


# Districts ---------------------------------------------------------------------------------------


def test_districts_have_the_shares_of_their_communes_together():
    found = disparities(FIVE, by="district_name")["value"]
    assert found["difference"] == pytest.approx(0.5)  # 0.8 − 0.3
    assert found["attributable_risk"] == pytest.approx(0.2)
    assert found["mean_difference"] == pytest.approx(0.4 * 0.3 + 0.6 * 0.2)


def test_theil_is_divided_between_and_within_by_hand():
    parts = theil_decomposition(FIVE, by="district_name")
    assert parts.total == pytest.approx(0.11969, abs=5e-6)
    # 0.4 × 0.5 × ln 0.5 + 0.6 × 4/3 × ln 4/3
    assert parts.between == pytest.approx(0.4 * 0.5 * np.log(0.5) + 0.8 * np.log(4 / 3))
    assert parts.within == pytest.approx(parts.total - parts.between)
    assert parts.groups.loc["N", "theil"] == pytest.approx(
        (2 / 3 * np.log(2 / 3) + 4 / 3 * np.log(4 / 3)) / 2
    )
    assert np.isnan(parts.chance_low)  # five communes are too few


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from("xyz")), min_size=2, max_size=12))
@settings(deadline=None, max_examples=80)
def test_between_and_within_are_the_whole(rows):
    communes = pd.DataFrame(
        {
            "covered_count": [covered for covered, _ in rows],
            "total_count": 50 + np.arange(len(rows)),
            "region": [region for _, region in rows],
        }
    )
    parts = theil_decomposition(communes, by="region", draws=9)
    if communes["covered_count"].sum() == 0:
        assert np.isnan(parts.total)
    else:
        assert parts.total == pytest.approx(parts.between + parts.within, abs=1e-12)
        assert parts.groups["contribution"].ge(-1e-12).all()


def made_communes(rng, *, spread: float, count: int = 80) -> pd.DataFrame:
    """Communes in eight districts whose mean shares run over `spread` around 0.6."""
    district = np.arange(count) % 8
    mean = 0.6 + spread * np.linspace(-1, 1, 8)[district]
    total = rng.integers(500, 4000, count)
    covered = np.round(rng.beta(3 * mean, 3 * (1 - mean)) * total).astype(int)
    return pd.DataFrame(
        {"district_name": district.astype(str), "covered_count": covered, "total_count": total}
    )


def test_districts_that_do_not_differ_are_seldom_said_to_and_those_that_do_are_seen():
    rng = np.random.default_rng(3)
    none, much = [], []
    for seed in range(120):
        for spread, kept in ((0.0, none), (0.3, much)):
            communes = made_communes(rng, spread=spread)
            found = disparities(communes, by="district_name", draws=99, seed=seed)
            kept.append(found.loc["mean_difference", "p"] < 0.05)
    assert np.mean(none) <= 0.11  # 5 % and three standard errors of 120 draws
    assert np.mean(much) >= 0.9


def test_without_communes_or_with_one_district_chance_has_no_say():
    empty = disparities(FIVE.iloc[:0], by="district_name")
    assert empty.isna().all(axis=None)
    assert list(empty.index) == list(MEASURES)
    one = disparities(FIVE.assign(district_name="N"), by="district_name")
    assert one["p"].isna().all()
    assert one.loc["difference", "value"] == 0
    assert np.isnan(theil_decomposition(FIVE.iloc[:0], by="district_name").total)
    with pytest.raises(InvalidTable, match="no column 'commune_kind'"):
        disparities(FIVE, by="commune_kind")


# Concentration -----------------------------------------------------------------------------------


def test_the_concentration_index_by_hand():
    found = concentration(FIVE, rank="income")
    # s = 1/15 … 5/15, R = 0.1, 0.3, 0.5, 0.7, 0.9: 2 × 1.9/3 − 1
    assert found.index == pytest.approx(2 * 1.9 / 3 - 1)
    assert found.erreygers == pytest.approx(4 * 0.6 * found.index)
    assert found.curve["covered_share"].tolist() == pytest.approx([0, 1 / 15, 0.2, 0.4, 2 / 3, 1])
    assert found.curve["population_share"].tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert np.isnan(found.low)  # five communes are too few


def test_the_other_order_turns_the_sign_and_one_rank_for_all_is_none():
    turned = concentration(FIVE.assign(income=-FIVE["income"]), rank="income")
    assert turned.index == pytest.approx(1 - 2 * 1.9 / 3)
    level = concentration(FIVE.assign(income=1), rank="income")
    assert level.index == pytest.approx(0)
    assert len(level.curve) == 2


def test_a_curve_of_nothing_says_why_and_a_column_that_is_not_there_is_refused():
    none = concentration(FIVE.assign(covered_count=0), rank="income")
    assert none.why == "nothing_covered"
    assert none.curve.empty
    with pytest.raises(InvalidTable, match="no column 'wealth'"):
        concentration(FIVE, rank="wealth")


def test_the_interval_of_the_index_holds_the_truth_about_as_often_as_it_says():
    def made(rng, count):
        rank = rng.random(count)
        mean = 0.3 + 0.5 * rank
        total = rng.integers(500, 4000, count)
        covered = rng.beta(4 * mean, 4 * (1 - mean)) * total
        return pd.DataFrame({"rank": rank, "covered_count": covered, "total_count": total})

    truth = concentration(made(np.random.default_rng(1), 100_000), rank="rank", draws=1).index
    rng = np.random.default_rng(2)
    found = [concentration(made(rng, 40), rank="rank", draws=199, seed=n) for n in range(150)]
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert held >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 150)


# Kinds of area -----------------------------------------------------------------------------------

AREAS = """
area_id area_name commune_code households_count is_urban is_border is_island
a1      T1        c1           100              yes      no        no
a2      T2        c1           200              yes      no        no
a3      T3        c1           300              no       no        no
a4      T4        c2           400              no       no        no
a5      T5        c2           -                no       -         no
"""
POINTS = """
point_id setting area_id model_group status  started_on ended_on
p1       area    a1      tu_quan     active  2018-05-01 -
p2       area    a3      tu_quan     active  2018-05-01 -
p3       area    a4      camera      unknown 2019-05-01 -
"""


def test_a_kind_beside_the_others_by_hand():
    found = kind_differences(table(AREAS), table(POINTS), on=ON, flags=["is_urban"])
    row = found.loc["is_urban"]
    assert (row["inside_share"], row["outside_share"]) == (1 / 2, 1 / 3)
    assert row["difference"] == pytest.approx(1 / 6)
    assert row["ratio"] == pytest.approx(1.5)
    assert row["why"] == "few_communes"
    assert np.isnan(row["difference_low"])


def test_a_kind_that_no_area_is_of_or_that_was_not_said_has_no_difference():
    flags = ["is_island", "is_border"]
    found = kind_differences(table(AREAS), table(POINTS), on=ON, flags=flags)
    assert found["why"].tolist() == ["none_inside", "none_inside"]
    assert found["blank_count"].tolist() == [0, 1]
    assert found.loc["is_border", "outside_count"] == 4  # the blank area is on neither side
    everywhere = table(AREAS).assign(is_island=pd.array([True] * 5, dtype="boolean"))
    all_of_it = kind_differences(everywhere, table(POINTS), on=ON, flags=["is_island"])
    assert all_of_it["why"].tolist() == ["none_outside"]


def test_communes_cannot_be_counted_by_kind():
    with pytest.raises(InvalidTable, match="found of='communes'"):
        kind_differences(table(AREAS), table(POINTS), on=ON, of="communes")


def made_province(rng, *, communes: int, gap: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first half of the communes urban, their chance of a model higher by `gap`."""
    sizes = rng.integers(4, 12, communes)
    commune = np.repeat(np.arange(communes), sizes)
    is_urban = commune < communes // 2
    mean = 0.6 + gap * (np.arange(communes) < communes // 2)
    chance = rng.beta(3 * mean, 3 * (1 - mean))[commune]
    ids = np.array([f"a{n}" for n in range(len(commune))])
    areas = pd.DataFrame(
        {
            "area_id": ids,
            "area_name": ids,
            "commune_code": commune.astype(str),
            "is_urban": pd.array(is_urban, dtype="boolean"),
            "households_count": pd.array(rng.integers(50, 600, len(ids)), dtype="Int64"),
        }
    )
    own = ids[rng.random(len(ids)) < chance]
    points = pd.DataFrame({"area_id": own, "setting": "area", "status": "active"}).assign(
        model_group="camera", started_on=pd.Timestamp("2018-01-01"), ended_on=pd.NaT
    )
    return areas, points


@pytest.mark.parametrize(("communes", "gap"), [(14, 0.0), (60, 0.2)])
def test_the_interval_of_a_difference_holds_the_truth_about_as_often_as_it_says(communes, gap):
    rng = np.random.default_rng(communes)
    held = []
    for seed in range(100):
        areas, points = made_province(rng, communes=communes, gap=gap)
        found = kind_differences(areas, points, on=ON, flags=["is_urban"], draws=199, seed=seed)
        row = found.iloc[0]
        held.append(row["difference_low"] <= gap <= row["difference_high"])
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 100)


def test_areas_of_unknown_state_widen_the_interval_on_both_sides():
    areas, points = made_province(np.random.default_rng(5), communes=40, gap=0.1)
    lost = points.assign(status=np.where(np.arange(len(points)) % 5 == 0, "unknown", "active"))
    known = points[lost["status"].eq("active")]
    sure = kind_differences(areas, known, on=ON, flags=["is_urban"]).iloc[0]
    unsure = kind_differences(areas, lost, on=ON, flags=["is_urban"]).iloc[0]
    assert unsure["difference"] == sure["difference"]
    assert unsure["difference_low"] < sure["difference_low"]
    assert unsure["difference_high"] > sure["difference_high"]


# Need before -------------------------------------------------------------------------------------

REPORTS = """
area_id month      incident_theft_count incident_violence_count incident_drugs_count
a1      2017-01-01 9                    0                       0
a2      2017-01-01 1                    0                       0
a2      2017-02-01 1                    1                       1
a3      2017-03-01 0                    0                       0
a4      2017-03-01 2                    -                       0
a4      2017-04-01 0                    1                       0
a4      2018-04-01 8                    8                       8
"""
BASE = Period.parse("2017")
LATER = """
point_id setting area_id model_group status started_on ended_on
p1       area    a1      tu_quan     active 2016-05-01 -
p2       area    a2      tu_quan     active 2019-05-01 -
p3       area    a3      tu_quan     unknown 2019-05-01 -
"""


def need() -> pd.DataFrame:
    return former_need(table(AREAS), table(LATER), table(REPORTS), base=BASE, on=ON)


def test_need_is_counted_where_there_was_no_model_and_in_months_reported_in_full():
    found = need().set_index("commune_code")
    # c1: a2 (200 households, 2 months, 4 cases) and a3 (300, 1 month, none); a1 had a model.
    assert found.loc["c1", ["total_count", "covered_count", "cases_count"]].tolist() == [
        500,
        200,
        4,
    ]
    assert found.loc["c1", "household_years"] == pytest.approx((400 + 300) / 12)
    assert found.loc["c1", "rate_per_1000"] == pytest.approx(1000 * 4 / (700 / 12))
    # c2: a4 with the one month in which all kinds were reported; a5 has no households.
    assert found.loc["c2", ["total_count", "cases_count", "left_out_count"]].tolist() == [400, 1, 1]


def test_new_coverage_in_the_commune_with_the_higher_rate_leans_to_it():
    found = targeting(need())
    # Highest rate first: 5/9 of the households have all of the new coverage.
    # The curve is read at tenths: where its corner lies, at 5/9, is not to be seen.
    tenths = np.linspace(0, 1, 11)
    assert found.curve["population_share"].tolist() == pytest.approx(tenths.tolist())
    assert found.curve["covered_share"].tolist() == pytest.approx(
        np.minimum(1, tenths * 9 / 5).tolist()
    )
    assert found.index == pytest.approx(1 - 5 / 9)
    assert found.first_share == pytest.approx(0.2 * 9 / 5)
    fifths = need_fifths(need())
    assert fifths["share"].tolist() == [0.4, 0.0]
    assert fifths.index.tolist() == [2, 4]


def test_without_reports_or_without_new_coverage_need_has_no_answer_and_says_why():
    silent = former_need(table(AREAS), table(LATER), table(REPORTS).iloc[:0], base=BASE, on=ON)
    assert targeting(silent).why == "no_reports"
    nobody = former_need(table(AREAS), table(LATER).head(1), table(REPORTS), base=BASE, on=ON)
    assert targeting(nobody).why == "nothing_new"
    no_base = former_need(table(AREAS), table(LATER), table(REPORTS), base=None, on=ON)
    assert no_base.empty
    assert targeting(no_base).why == "no_reports"
    assert need_fifths(no_base).empty


def test_a_base_that_does_not_end_before_the_date_is_refused():
    with pytest.raises(InvalidTable, match="ends on 31/12/2022, coverage is asked for"):
        former_need(table(AREAS), table(LATER), table(REPORTS), base=Period.parse("2022"), on=ON)


@pytest.mark.parametrize(
    ("first", "on", "base"),
    [
        ("2017-01", date(2022, 12, 31), "2017"),
        ("2017-05", date(2017, 12, 31), "2017-Q2"),
        ("2017-01", date(2017, 2, 28), "2017-01"),
        ("2017-01", date(2017, 1, 31), None),
        ("", date(2022, 12, 31), None),
    ],
)
def test_the_base_is_the_first_year_of_reports_or_what_there_is_of_it(first, on, base):
    found = base_period(first, on=on)
    assert (found.code if found else None) == base


# The list of gaps --------------------------------------------------------------------------------


def test_the_list_is_ordered_by_households_without_and_counts_what_is_not_known():
    found = gap_list(table(AREAS), table(POINTS), on=ON, first=1).communes
    assert found["commune_code"].tolist() == ["c2", "c1"]
    assert found["households_without"].tolist() == [400, 200]
    assert found["open_count"].tolist() == [2, 1]
    assert found["unknown_count"].tolist() == [1, 0]
    assert found["blank_count"].tolist() == [1, 0]


def test_the_stability_is_that_of_the_seed_and_sums_to_the_length_of_the_list():
    areas, points = made_province(np.random.default_rng(8), communes=30, gap=0.0)
    one = gap_list(areas, points, on=ON, first=5, draws=200, seed=4)
    again = gap_list(areas, points, on=ON, first=5, draws=200, seed=4)
    pd.testing.assert_frame_equal(one.communes, again.communes)
    assert one.communes["stability"].between(0, 1).all()
    assert one.communes["stability"].sum() <= 5 + 1e-9
    assert (one.communes["place_low"] <= one.communes["place_high"]).all()


def test_a_commune_far_ahead_of_the_others_keeps_its_place_and_equal_ones_do_not():
    areas = pd.DataFrame(
        {
            "area_id": [f"a{n}" for n in range(40)],
            "area_name": "T",
            "commune_code": np.repeat([*"abcdefgh"], 5),
            "households_count": pd.array([5000] * 5 + [100, 200, 300, 400, 500] * 7, dtype="Int64"),
        }
    )
    nothing = table(POINTS).iloc[:0]
    found = gap_list(areas, nothing, on=ON, first=2).communes.set_index("commune_code")
    assert found.loc["a", "stability"] == 1.0
    assert found.loc["b":, "stability"].max() < 0.5


def test_a_province_without_gaps_has_an_empty_list():
    areas = table(AREAS)
    points = pd.DataFrame({"area_id": areas["area_id"], "setting": "area"}).assign(
        status="active",
        model_group="camera",
        started_on=pd.Timestamp("2018-01-01"),
        ended_on=pd.NaT,
    )
    found = gap_list(areas, points, on=ON)
    assert found.communes.empty
    assert found.steady_count == 0


def test_the_demo_leans_nowhere_that_it_was_not_made_to(demo):
    communes = commune_counts(demo.areas, demo.points, on=ON, by=[demo.region])
    assert communes["total_count"].gt(0).all()
    assert disparities(communes, by=demo.region).loc["mean_difference", "p"] > 0.05
