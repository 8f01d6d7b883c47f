"""Siting by hand, by brute force, by law, by known truth, and beside spopt's optima."""

import re
from dataclasses import replace
from io import StringIO
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from mohinh.pages import figures, sentences, style
from mohinh.pages.sentences.evidence import CAUSAL_WORDS, locked
from mohinh.questions import siting
from mohinh.questions.siting import solving
from mohinh.questions.siting.choice import Setting
from mohinh.words.errors import CannotPlace, InvalidTable, UnknownName, VintageMismatch
from mohinh.words.terms import MODEL_GROUPS, Period

SEEDS = range(5)
# Optima are of gains on a grid of a hundred-thousandth of the largest.
GRID = 1e-4


def province(*, count: int = 12, communes: int = 5, seed: int = 0) -> pd.DataFrame:
    """Open areas, and as many served ones, in communes of two districts; `Need.table`'s columns."""
    rng = np.random.default_rng(seed)
    commune = rng.integers(0, communes, 2 * count)
    district = np.where(commune % 2, "Đông", "Tây")
    return pd.DataFrame(
        {
            "commune_code": [f"{n:05d}" for n in commune],
            "district_name": district,
            "households_count": rng.integers(50, 400, 2 * count),
            "status": np.where(np.arange(2 * count) % 2, "served", "open"),
            "cases": rng.gamma(4, 0.25, 2 * count),
            "people": 1.0,
            "gap": rng.uniform(1, 2, 2 * count),
            "place": np.where(rng.random(2 * count) < 0.3, 2.0, 1.0),
            "year_count": pd.array(rng.poisson(3, 2 * count), dtype="Int64"),
            "before_count": pd.array(rng.poisson(3, 2 * count), dtype="Int64"),
        },
        index=pd.Index([f"{n:03d}" for n in range(2 * count)], name="area_id"),
    ).assign(is_border_or_island=lambda table: table["place"].eq(2.0))


def need_of(table: pd.DataFrame) -> siting.Need:
    first, last = pd.Timestamp("2020-01-01"), pd.Timestamp("2022-12-01")
    return siting.Need(table, 0.007, 1e-5, first, last)


def distances(communes: int = 5, *, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(100 + seed)
    return siting.commune_distances(
        pd.DataFrame(
            {
                "commune_code": [f"{n:05d}" for n in range(communes)],
                "label_lon": rng.uniform(108, 108.3, communes),
                "label_lat": rng.uniform(11, 11.3, communes),
            }
        )
    )


def scarce(table: pd.DataFrame) -> pd.DataFrame:
    """The same with points in the first commune only; elsewhere nobody knows."""
    is_far = table["status"].eq("served") & table["commune_code"].ne("00000")
    return table.assign(status=table["status"].mask(is_far, "unknown"))


def by_force(table, score, *, points, worth, floors=(), cost=None, budget=None) -> float:
    """The most that any allowed set of open areas is worth; −1 where none is allowed."""
    own = table[table["status"].eq("open")]
    best = -1.0
    for size in range(points + 1):
        for chosen in combinations(own.index, size):
            there = own.loc[list(chosen)]
            if any(int(floor.members(there).sum()) < floor.least for floor in floors):
                continue
            if cost is not None and cost[list(chosen)].sum() > budget:
                continue
            best = max(best, worth(list(chosen)))
    return best


# By brute force ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_choice_is_that_of_trying_every_set_of_twelve_areas(seed):
    table = province(seed=seed)
    score = need_of(table).score(siting.Weights())
    floors = (
        siting.Floor("district_name", "Đông", 2),
        siting.Floor("is_border_or_island", True, 1),
    )
    found = siting.choose(table, score, points=4, floors=floors)
    most = by_force(table, score, points=4, worth=lambda c: score[c].sum(), floors=floors)
    assert found.gain == pytest.approx(most, rel=GRID)
    assert score[list(found.chosen)].sum() == pytest.approx(found.gain)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_budget_is_spent_as_well_as_trying_every_set_would(seed):
    table = province(seed=seed)
    score = need_of(table).score(siting.Weights())
    rng = np.random.default_rng(seed)
    cost = pd.Series(rng.integers(30, 90, len(table)) * 1e6, index=table.index)
    found = siting.choose(table, score, budget_vnd=2e8, cost_vnd=cost)
    most = by_force(table, score, points=7, worth=lambda c: score[c].sum(), cost=cost, budget=2e8)
    assert found.gain == pytest.approx(most, rel=GRID)
    assert found.cost_vnd == cost[list(found.chosen)].sum() <= 2e8


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("reach", ["within", "nearest"])
def test_reach_by_distance_is_that_of_trying_every_set(seed, reach):
    table = province(communes=9, seed=seed)
    table.loc[table.index[4:], "status"] = "open"
    table = table.head(16).assign(status=lambda t: t["status"].where(t.index < "013", "unknown"))
    km = distances(9, seed=seed)
    score = need_of(table).score(siting.Weights())
    need = score.groupby(table["commune_code"]).sum()
    near = km.loc[need.index, need.index]
    served = table.loc[table["status"].eq("served"), "commune_code"].unique()

    def worth(chosen):
        new = table.loc[chosen, "commune_code"].unique()
        now = near[served].min(axis=1)
        if reach == "within":
            is_new = now.gt(8) & (near[new].min(axis=1).le(8) if len(new) else False)
            return float(need[is_new].sum())
        then = near[[*served, *new]].min(axis=1)
        return float((need * (now - then)).sum())

    found = siting.choose(table, score, points=3, reach=reach, reach_km=8, distances=km)
    most = by_force(table, score, points=3, worth=worth)
    assert found.gain == pytest.approx(most, rel=GRID, abs=1e-9)
    assert worth(list(found.chosen)) == pytest.approx(found.gain)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_set_of_areas_lies_above_the_frontier(seed):
    table = province(seed=seed)
    score = need_of(table).score(siting.Weights())
    found = siting.frontier(table, score, region="district_name", points=4).table
    for chosen in combinations(table.index[table["status"].eq("open")], 4):
        place = siting.place_of(chosen, table, score, region="district_name")
        level = found[found["least_share"].ge(place["least_share"] - 1e-9)]
        assert level["share"].max() >= place["share"] - 1e-9


# By reference --------------------------------------------------------------------------------


def spread(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Areas of unknown state and open ones, by plain arithmetic; distances of their communes."""
    n = np.arange(count)
    table = pd.DataFrame(
        {
            "commune_code": [f"{k:05d}" for k in n * 7 % 20],
            "households_count": 50 + n * 37 % 211,
            "status": np.where(n % 3, "open", "unknown"),
        },
        index=pd.Index([f"{k:03d}" for k in n], name="area_id"),
    )
    k = np.arange(20)
    polygons = pd.DataFrame(
        {
            "commune_code": [f"{n:05d}" for n in k],
            "label_lon": 108 + (k * 13 % 20) / 50,
            "label_lat": 11 + (k * 11 % 20) / 60,
        }
    )
    return table, siting.commune_distances(polygons)


SPOPT_COVERED = 6112.0
SPOPT_MEDIAN = 68563.36450735769


def test_the_optima_are_those_of_spopt():
    """spopt 0.7.0, `MCLP` (8 km) and `PMedian`, 4 of the 40 open among 60 areas, by HiGHS."""
    table, km = spread(60)
    score = table["households_count"].astype("float64")
    covered = siting.choose(table, score, points=4, reach="within", reach_km=8, distances=km)
    assert covered.gain == pytest.approx(SPOPT_COVERED)
    median = siting.choose(table, score, points=4, reach="nearest", distances=km)
    assert median.whole.sum() - median.gain == pytest.approx(SPOPT_MEDIAN, rel=GRID)


# By law --------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000), points=st.integers(1, 11))
def test_more_points_never_reach_less(seed, points):
    table = province(seed=seed)
    score = need_of(table).score(siting.Weights())
    fewer, more = (siting.choose(table, score, points=n) for n in (points, points + 1))
    assert more.gain >= fewer.gain * (1 - GRID)
    assert set(fewer.chosen) <= set(more.chosen)


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 10_000), least=st.integers(0, 3),
    reach=st.sampled_from(["area", "within", "nearest"]),
)  # fmt: skip
def test_floors_hold_whatever_is_reached(seed, least, reach):
    table = scarce(province(seed=seed))
    score = need_of(table).score(siting.Weights())
    asked = siting.floors_for(table, region="district_name", per_region=least, remote=1)
    floors = siting.lowered(asked, table[table["status"].eq("open")]).floors
    found = siting.choose(
        table, score, points=8, floors=floors, reach=reach, reach_km=5, distances=distances()
    )
    there = table.loc[list(found.chosen)]
    assert there["status"].eq("open").all()
    assert len(there) <= 8
    for floor in floors:
        assert int(floor.members(there).sum()) >= floor.least


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000), reach=st.sampled_from(["area", "within", "nearest"]))
def test_the_order_of_the_rows_changes_nothing(seed, reach):
    table = scarce(province(seed=seed))
    score = need_of(table).score(siting.Weights())
    km = distances()
    mixed = table.sample(frac=1, random_state=seed)
    limits = {"points": 4, "reach": reach, "reach_km": 5, "distances": km}
    one = siting.choose(table, score, **limits)
    other = siting.choose(mixed, score.reindex(mixed.index), **limits)
    assert one.chosen == other.chosen


def test_among_areas_that_are_alike_the_first_by_code_are_taken():
    table = province().assign(households_count=100, commune_code="00000", district_name="Đông")
    score = table["households_count"].where(table["status"].eq("open"), 0.0).astype("float64")
    table["is_border_or_island"] = False
    assert siting.choose(table, score, points=3).chosen == ("000", "002", "004")
    assert siting.by_count(
        need_of(table.assign(year_count=1)), score, points=3
    ).chosen == ("000", "002", "004")  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_the_frontier_starts_at_the_best_plan_and_only_falls(seed):
    table = province(count=40, seed=seed)
    score = need_of(table).score(siting.Weights())
    found = siting.frontier(table, score, region="district_name", points=10)
    best = siting.choose(table, score, points=10)
    assert found.table["share"].iloc[0] == pytest.approx(best.share, rel=GRID)
    assert found.table["share"].is_monotonic_decreasing
    assert found.table["least_share"].is_monotonic_increasing
    assert found.price >= 0


# Need, by hand -------------------------------------------------------------------------------


AREAS = """
area_id commune_code district_name households_count is_border is_island is_urban
a1      22915        Tây           100              0         0         1
a2      22915        Tây           300              0         0         1
a3      22918        Tây           200              1         0         0
a4      23005        Đông          400              0         0         0
a5      23005        Đông          -                0         0         0
a6      23005        Đông          250              0         0         0
"""
POINTS = """
point_id setting area_id model_group status  started_on ended_on
p1       area    a1      tu_quan     active  2018-05-01 -
p2       area    a4      camera      unknown -          -
p3       area    a3      tu_quan     retired 2018-05-01 2022-03-01
"""


def typed(text: str) -> pd.DataFrame:
    frame = pd.read_csv(StringIO(text), sep=r"\s+", dtype="str", na_values=["-"])
    for name in frame.columns:
        if name.endswith("_on"):
            frame[name] = pd.to_datetime(frame[name])
        if name.endswith("_count"):
            frame[name] = frame[name].astype("Int64")
        if name.startswith("is_"):
            frame[name] = frame[name].eq("1").astype("boolean")
    return frame


def reports(cases: dict[str, list[int]]) -> pd.DataFrame:
    """Cases of theft by area and year (2021, 2022), all in January; every month reported."""
    months = pd.date_range("2021-01-01", "2022-12-01", freq="MS", unit="us")
    rows = [
        (area, month, years[month.year - 2021] if month.month == 1 else 0, 0, 0)
        for area, years in cases.items()
        for month in months
    ]
    names = [f"incident_{kind}_count" for kind in ("theft", "violence", "drugs")]
    frame = pd.DataFrame(rows, columns=["area_id", "month", *names])
    return frame.astype(dict.fromkeys(names, "Int64"))


CASES = {"a1": [2, 1], "a2": [9, 3], "a3": [0, 0], "a4": [4, 4], "a5": [1, 1], "a6": [2, 2]}


def small_need(**options) -> siting.Need:
    return siting.find_need(
        typed(AREAS), typed(POINTS), reports(CASES), period=Period.parse("2022"), years=2, **options
    )


def test_an_area_is_open_only_where_that_and_its_households_are_known():
    assert small_need().table["status"].to_dict() == {
        "a1": "served", "a2": "open", "a3": "open", "a4": "unknown", "a5": "no_households",
        "a6": "open",
    }  # fmt: skip


def test_of_a_group_all_areas_without_that_group_are_open():
    own = small_need(model_group="camera").table["status"]
    assert own["a1"] == "open"
    assert own["a4"] == "unknown"


def test_an_area_that_nobody_said_anything_of_is_to_be_asked_first():
    activity = reports({area: years for area, years in CASES.items() if area != "a6"})
    need = siting.find_need(
        typed(AREAS), typed(POINTS), activity, period=Period.parse("2022"), complete_from=0.5
    )
    assert need.table.loc["a6", "status"] == "silent"
    assert need.table.loc["a6", "cases"] == 1


def test_the_components_of_need_are_those_counted_by_hand():
    """Commune 22915: 300 of 400 households without; a3 lies on the border; cases of two years."""
    own = small_need().table
    assert own.loc["a2", "gap"] == pytest.approx(1.75)
    assert own.loc["a3", ["gap", "place"]].tolist() == [2, 2]
    assert own.loc["a6", "place"] == 1
    assert own["before_count"].isna().to_dict()["a5"]
    assert own["before_count"].drop("a5").to_dict() == {
        "a1": 2, "a2": 9, "a3": 0, "a4": 4, "a6": 2,
    }  # fmt: skip
    assert own.loc["a2", "year_count"] == 3
    assert small_need().mean_rate == pytest.approx(27 / 2 / 1250)


def test_need_is_households_times_what_is_weighed():
    need = small_need()
    people = need.score(siting.Weights(cases=0, people=1, gap=0, place=0))
    assert people[["a2", "a3", "a6"]].tolist() == [300, 200, 250]
    assert people["a1"] == 0
    assert pd.isna(people["a5"])
    place = need.score(siting.Weights(cases=0, people=1, gap=0, place=1))
    assert place["a3"] == 200 * 1.5


def test_a_plan_goes_to_the_border_where_the_place_is_weighed_and_to_people_where_they_are():
    need = small_need()
    for weights, area in (
        (siting.Weights(cases=0, people=1, gap=0, place=0), "a2"),
        (siting.Weights(cases=0, people=0, gap=0, place=1), "a3"),
    ):
        assert siting.choose(need.table, need.score(weights), points=1).chosen == (area,)


def test_a_rate_of_few_households_is_drawn_to_the_province(demo):
    need = siting.find_need(demo.areas, demo.points, demo.activity, period=Period.parse("2022"))
    raw = need.table["year_count"].astype("Float64") / need.table["households_count"]
    raw = (raw / need.mean_rate).astype("float64")
    assert need.table["cases"].std() < 0.7 * raw.std()
    assert need.table["cases"].gt(0).all()


def test_a_fit_multiplies_and_areas_without_one_count_as_one():
    need = need_of(province())
    plain = need.score(siting.Weights())
    fit = pd.Series({"000": 1.5})
    assert need.score(siting.Weights(), fit=fit)["000"] == pytest.approx(1.5 * plain["000"])
    assert need.score(siting.Weights(), fit=fit)["002"] == plain["002"]


# By known truth ------------------------------------------------------------------------------


def test_areas_that_stood_high_by_chance_alone_fall_back():
    rng = np.random.default_rng(1)
    table = province(count=400, communes=40)
    table["before_count"] = pd.array(rng.poisson(3, 800), dtype="Int64")
    table["year_count"] = pd.array(rng.poisson(3, 800), dtype="Int64")
    found = siting.fall_back(need_of(table), points=40)
    assert found.areas_count == 40
    assert found.after_count / 40 == pytest.approx(3, abs=0.8)  # 3 standard errors of 40 counts
    assert found.before_count / 40 > 5
    assert found.rest_after_count > found.rest_before_count


def test_an_area_that_towers_over_all_is_chosen_in_every_draw():
    table = province(count=30)
    table.loc["000", ["households_count", "cases"]] = [5000, 3.0]
    found = siting.robustness(need_of(table), weights=siting.Weights(), points=5, draws=40)
    assert found.share["000"] == 1
    assert found.chosen_count.sum() == 40 * 5
    assert found.steady(("000",)) == 1


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    need, weights = need_of(province(count=30)), siting.Weights()
    one, two, other = (
        siting.robustness(need, weights=weights, points=8, draws=30, seed=seed).chosen_count
        for seed in (1, 1, 2)
    )
    assert one.equals(two)
    assert not one.sort_index().equals(other.sort_index())


def test_a_weight_of_zero_stays_zero_in_every_draw():
    table = province(count=30)
    weights = siting.Weights(cases=0, people=1, gap=0, place=0)
    found = siting.robustness(need_of(table), weights=weights, points=5, draws=10)
    assert set(found.share) == {0.0, 1.0}


# Fit -----------------------------------------------------------------------------------------


def fits(**rows: tuple[str, int, float]) -> siting.Fits:
    table = pd.DataFrame(
        [
            (kind, group, grade, "insufficient", ratio)
            for group, (kind, grade, ratio) in rows.items()
        ],
        columns=["kind", "group", "grade", "verdict", "ratio"],
    )
    fit = (2 - table["ratio"]).where(table["grade"].ge(3), 1.0)
    return siting.Fits(table.assign(fit=fit).set_index(["kind", "group"]), ("is_island",))


class _Rating:
    def __init__(self, group, grade, ratio, own=None):
        self.group, self.grade, self.verdict = group, grade, "insufficient"
        self.shrunken = None if ratio is None else type("S", (), {"ratio": ratio})
        self.estimate = type("E", (), {"ratio": ratio if own is None else own})


class _Evidence:
    def __init__(self, *ratings):
        self.ratings = ratings


def test_below_grade_three_the_fit_is_neutral_however_low_the_ratio():
    rated = {
        "is_urban": _Evidence(
            _Rating("all", 4, 0.5), _Rating("camera", 2, 0.3), _Rating("lien_gia", 3, 0.8),
            _Rating("tu_quan", 3, None), _Rating("nghe_nghiep", 3, 1.2),
        )
    }  # fmt: skip
    found = siting.fits_of(rated)
    assert found.table["fit"].round(9).to_dict() == {
        ("is_urban", "camera"): 1.0, ("is_urban", "lien_gia"): 1.2, ("is_urban", "tu_quan"): 1.0,
        ("is_urban", "nghe_nghiep"): 0.8,
    }  # fmt: skip
    assert found.groups("is_urban") == ("lien_gia",)
    assert not found.is_neutral
    assert found.unrated == ("is_island", "is_border", "other")


def test_a_ratio_below_one_that_is_borrowed_from_other_groups_is_no_fit():
    found = siting.fits_of({"is_urban": _Evidence(_Rating("camera", 3, 0.9, own=1.03))})
    assert found.table["fit"].tolist() == [1.0]
    assert found.groups("is_urban") == ()


def test_an_area_has_the_best_fit_of_its_kind_or_that_of_the_group_asked_for():
    found = fits(camera=("is_urban", 3, 0.8), lien_gia=("is_urban", 3, 1.1))
    kinds = pd.Series({"a": "is_urban", "b": "other"})
    assert found.best(kinds).round(9).to_dict() == {"a": 1.2, "b": 1.0}
    assert found.best(kinds, model_group="lien_gia").round(9).to_dict() == {"a": 0.9, "b": 1.0}


def test_nothing_rated_is_neutral_everywhere():
    found = siting.fits_of({})
    assert found.is_neutral
    assert found.best(pd.Series({"a": "other"})).to_dict() == {"a": 1.0}


def test_an_area_of_two_kinds_is_of_the_first():
    areas = pd.DataFrame(
        {
            "area_id": ["b", "a"],
            "is_island": pd.array([True, False], dtype="boolean"),
            "is_border": pd.array([False, pd.NA], dtype="boolean"),
            "is_urban": pd.array([True, pd.NA], dtype="boolean"),
        }
    )
    assert siting.kind_of_place(areas).to_dict() == {"a": "other", "b": "is_island"}


# Guards --------------------------------------------------------------------------------------


def scored() -> tuple[pd.DataFrame, pd.Series]:
    table = province()
    return table, need_of(table).score(siting.Weights())


def test_a_floor_above_the_number_of_candidates_is_refused_by_name():
    table, score = scored()
    with pytest.raises(CannotPlace, match=r"district_name='Đông'.*open areas.*least 40") as refused:
        siting.choose(table, score, points=50, floors=[siting.Floor("district_name", "Đông", 40)])
    assert refused.value.reason == "too_few_candidates"


def test_floors_that_ask_for_more_than_there_are_points_are_refused():
    table, score = scored()
    floors = siting.floors_for(table, region="district_name", per_region=2)
    with pytest.raises(CannotPlace, match=r"together 4 new points, found 3") as refused:
        siting.choose(table, score, points=3, floors=floors)
    assert refused.value.reason == "too_few_points"


def test_floors_across_columns_that_cannot_be_met_together_are_refused():
    table, score = scored()
    table = table.assign(is_border_or_island=table["district_name"].eq("Đông"))
    floors = [siting.Floor("district_name", "Tây", 2), siting.Floor("is_border_or_island", True, 2)]
    with pytest.raises(CannotPlace, match="no choice that meets all floors"):
        siting.choose(table, score, points=3, floors=floors)


def test_no_open_area_and_too_little_money_are_refused():
    table, score = scored()
    with pytest.raises(CannotPlace) as refused:
        siting.choose(table.assign(status="served"), score * 0, points=3)
    assert refused.value.reason == "no_candidates"
    with pytest.raises(CannotPlace, match="cheapest") as refused:
        siting.choose(table, score, budget_vnd=1e6, cost_vnd=2e6)
    assert refused.value.reason == "too_little_money"
    with pytest.raises(CannotPlace, match="no open area"):
        siting.frontier(table.assign(status="served"), score, region="district_name", points=3)


def test_a_notebooks_texts_are_read_as_what_they_say():
    assert siting.read_limit("20") == {"points": 20}
    assert siting.read_limit("2000 at 80") == {"budget_vnd": 2000, "cost_vnd": 80}
    assert siting.read_reach("area") == {"reach": "area"}
    assert siting.read_reach("5 km") == {"reach": "within", "reach_km": 5.0}
    assert siting.read_weights("cases 0.4, gap 1") == siting.Weights(0.4, 0, 1, 0)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (siting.read_limit, "twenty"), (siting.read_limit, "-3"), (siting.read_reach, "5"),
        (siting.read_weights, "cases"), (siting.read_weights, "cases 1, cases 2"),
        (siting.read_weights, "fame 1"),
    ],
)  # fmt: skip
def test_a_text_that_says_nothing_is_refused_with_an_example(read, text):
    with pytest.raises(UnknownName, match="expected"):
        read(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "neither points nor budget_vnd"),
        ({"points": 0}, "points: found 0"),
        ({"points": 3, "budget_vnd": 1e6}, "go together"),
        ({"budget_vnd": 1e6, "cost_vnd": 0}, "cost above 0"),
        ({"points": 3, "reach": "within"}, "distances are needed"),
    ],
)
def test_limits_that_do_not_fit_are_refused(arguments, message):
    table, score = scored()
    with pytest.raises(InvalidTable, match=message):
        siting.choose(table, score, **arguments)


def test_other_slips_are_refused():
    table, score = scored()
    with pytest.raises(InvalidTable, match="one number for each area"):
        siting.choose(table, score.iloc[:5], points=3)
    with pytest.raises(InvalidTable, match="expected 0 or more"):
        siting.choose(table, score - 1000, points=3)
    with pytest.raises(VintageMismatch, match="same vintage"):
        siting.choose(table, score, points=3, reach="nearest", distances=distances(2))
    with pytest.raises(InvalidTable, match="numbers from 0"):
        siting.Weights(cases=-1)
    with pytest.raises(InvalidTable, match="numbers from 0"):
        siting.Weights(0, 0, 0, 0)
    with pytest.raises(InvalidTable, match="draws=0"):
        siting.robustness(need_of(table), weights=siting.Weights(), points=3, draws=0)
    with pytest.raises(InvalidTable, match="expected 0 or more"):
        siting.floors_for(table, region="district_name", per_region=-1)
    with pytest.raises(InvalidTable, match="no column 'huyen'"):
        siting.floors_for(table, region="huyen")
    with pytest.raises(InvalidTable, match="expected 1 or more"):
        siting.frontier(table, score, region="district_name", points=0)


def test_years_and_polygons_that_do_not_fit_are_refused():
    with pytest.raises(InvalidTable, match="years=0"):
        siting.find_need(
            typed(AREAS), typed(POINTS), reports(CASES), period=Period.parse("2022"), years=0
        )
    polygons = pd.DataFrame({"commune_code": ["1", "1"], "label_lon": 108.0, "label_lat": 11.0})
    with pytest.raises(InvalidTable, match="twice"):
        siting.commune_distances(polygons)
    with pytest.raises(InvalidTable, match="label point is missing"):
        siting.commune_distances(polygons.assign(commune_code=["1", "2"], label_lon=np.nan))


def test_a_degree_of_latitude_is_111_kilometres():
    polygons = pd.DataFrame(
        {"commune_code": ["1", "2"], "label_lon": 108.0, "label_lat": [11.0, 12.0]}
    )
    assert siting.commune_distances(polygons).loc["1", "2"] == pytest.approx(111.2, abs=0.1)


def test_reached_by_hand_is_what_the_programme_counts():
    table = scarce(province())
    score = need_of(table).score(siting.Weights())
    setting = Setting.of(table, points=3, reach="nearest", distances=distances())
    program = setting.programme(score)
    chosen = solving.best(program)
    assert program.reached(np.zeros(len(chosen))).sum() == 0
    assert program.gained(chosen).sum() == pytest.approx(
        siting.choose(table, score, points=3, reach="nearest", distances=distances()).gain
    )


# Proposal and page ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def proposal(demo):
    need = siting.find_need(demo.areas, demo.points, demo.activity, period=Period.parse("2022"))
    return siting.propose(need, region=demo.region, points=20, per_region=1, remote=1, draws=5)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_says_it_is_a_proposal_and_never_a_causal_word(proposal, lang):
    said = [
        getattr(sentences.siting, name)(proposal, lang=lang)
        for name in ("answer", "left_out", "need_said", "floors_said", "beside", "fall_back",
                     "robust", "frontier_said", "frontier_title", "robust_title", "map_title")
    ]  # fmt: skip
    said.append(sentences.siting.reach_said(proposal, is_schematic=True, lang=lang))
    assert all(said)
    for text in said:
        assert locked(text, grade=3, lang=lang) == text
    word = "không phải chỉ thị" if lang == "vi" else "not an order"
    assert word in said[0]
    assert CAUSAL_WORDS[lang]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_table_holds_a_count_of_cases_or_what_it_could_be_worked_out_from(proposal, demo, lang):
    names = demo.communes.set_index("commune_code")["commune_name"]
    kinds = siting.kind_of_place(demo.areas)
    table = sentences.siting.area_table(proposal, siting.fits_of({}), kinds, names, lang=lang)
    assert list(table.frame["area_id"]) == sorted(proposal.plan.chosen)
    hidden = {"cases", "year_count", "before_count", "score", "gap"}
    assert not hidden & set(table.frame.columns)
    region = sentences.siting.region_table(proposal, lang=lang).frame
    assert region["chosen_count"].sum() == 20
    assert region["by_count_count"].sum() == 20


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_parts_of_the_need_are_whole_per_cent_and_the_same_in_text_table_and_figure(proposal, lang):
    for name in ("answer", "beside", "frontier_said", "frontier_title"):
        said = getattr(sentences.siting, name)(proposal, lang=lang)
        assert not re.search(r"\d[,.]\d+(\u00a0%|%| điểm| percentage)", said), said
    shown = sentences.siting.region_table(proposal, lang=lang).printed()
    parts = shown[shown.columns[3]].tolist()
    assert all(re.fullmatch(r"\d+(\u00a0%|%)", part) for part in parts)
    least = min(int(re.match(r"\d+", part)[0]) for part in parts)
    (_, place), _ = sentences.siting.frontier_plans(proposal, lang=lang)
    assert place["least_share"] == least / 100
    assert style.percent(place["least_share"], lang, 0) in sentences.siting.frontier_said(
        proposal, lang=lang
    )
    curve = sentences.siting.frontier_curve(proposal)
    assert (curve * 100).round(9).mod(1).eq(0).all(axis=None)
    ends = proposal.frontier.table.iloc[[0, -1]]
    assert (curve.iloc[[0, -1]].to_numpy() == ends[curve.columns].round(2).to_numpy()).all()


def test_the_drawn_frontier_keeps_both_ends_and_leaves_out_what_only_rounding_sets_lower(proposal):
    plans = pd.DataFrame(
        {
            "least_share": [0.001, 0.052, 0.089, 0.093, 0.094, 0.12],
            "share": [0.184, 0.183, 0.182, 0.181, 0.164, 0.14],
        }
    )
    found = replace(proposal, frontier=replace(proposal.frontier, table=plans))
    assert sentences.siting.frontier_curve(found).to_numpy().tolist() == [
        [0.0, 0.18], [0.09, 0.18], [0.12, 0.14],
    ]  # fmt: skip


def test_places_of_no_kind_are_called_other_places():
    found = fits(lien_gia=("other", 3, 0.8))
    for lang, words in (("vi", "địa bàn loại khác: "), ("en", "other places: ")):
        assert words in sentences.siting.fit_said(found, lang=lang)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_fit_is_said_to_lack_evidence_or_to_have_it(lang):
    neutral = sentences.siting.fit_said(siting.fits_of({}), lang=lang)
    assert ("không nêu nhóm" if lang == "vi" else "not enough evidence") in neutral
    found = fits(camera=("is_urban", 3, 0.8), lien_gia=("is_urban", 2, 0.5))
    known = sentences.siting.fit_said(found, lang=lang)
    assert MODEL_GROUPS["camera"][lang == "en"] in known
    assert MODEL_GROUPS["lien_gia"][lang == "en"] not in known
    assert len(sentences.siting.fit_table(found, lang=lang).frame) == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "reason", ["too_few_points", "too_little_money", "no_candidates", "all_reached"]
)
def test_a_plan_that_cannot_be_made_says_why_and_draws_nothing(demo, proposal, lang, reason):
    need = proposal.need
    asked = {"points": 3, "per_region": 1}
    if reason == "too_little_money":
        asked = {"budget_vnd": 1, "cost_vnd": 2}
    if reason == "no_candidates":
        need = siting.Need(
            need.table.assign(status="served"), 0.007, 0.0, need.first_month, need.last_month
        )
        asked = {"points": 3}
    if reason == "all_reached":
        asked = {"points": 3, "reach": "within", "reach_km": 1e4, "distances": _apart(need.table)}
    found = siting.propose(need, region=demo.region, draws=2, **asked)
    assert found.refusal == reason
    assert sentences.siting.answer(found, lang=lang)
    assert found.refusal_detail
    names = demo.communes.set_index("commune_code")["commune_name"]
    kinds = siting.kind_of_place(demo.areas)
    for name in ("beside", "fall_back", "robust", "frontier_said"):
        assert getattr(sentences.siting, name)(found, lang=lang) == ""
    assert sentences.siting.frontier_curve(found).empty
    assert sentences.siting.map_values(found).eq(0).all()
    table = sentences.siting.area_table(found, siting.fits_of({}), kinds, names, lang=lang)
    assert table.frame.empty
    assert len(sentences.siting.robust_rows(found, names, lang=lang)) == 1


def test_a_lowered_floor_is_said_by_name(proposal, demo):
    found = siting.propose(proposal.need, region=demo.region, points=80, per_region=6, draws=1)
    assert "Huyện Phú Quí" in sentences.siting.floors_said(found, lang="vi")
    assert "from 6 to 4" in sentences.siting.floors_said(found, lang="en")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("reach", ["within", "nearest"])
def test_a_distance_is_said_to_be_rough(proposal, lang, reach):
    other = siting.propose(
        proposal.need, region=proposal.region, points=2, reach=reach, reach_km=0.5, draws=1,
        distances=_apart(proposal.need.table),
    )  # fmt: skip
    text = sentences.siting.reach_said(other, is_schematic=True, lang=lang)
    assert ("sơ đồ" if lang == "vi" else "schematic") in text
    assert sentences.siting.answer(other, lang=lang)


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    codes = pd.Index(sorted(table["commune_code"].unique()), name="commune_code")
    place = np.arange(len(codes), dtype="float64")
    return pd.DataFrame(np.abs(place[:, None] - place) * 3, index=codes, columns=codes)


def test_the_frontier_is_drawn_with_both_plans_and_refuses_what_is_no_share(proposal, demo):
    notes = sentences.report.notes(demo, Period.parse("2022"), lang="en")
    words = sentences.siting.frontier_words(proposal, lang="en")
    curve = sentences.siting.frontier_curve(proposal)
    plans = sentences.siting.frontier_plans(proposal, lang="en")
    common = {"x": "least_share", "y": "share", "title": "T", "notes": notes, "lang": "en"}
    fig, ax = style.figure(18, 11)
    figures.frontier(ax, curve, plans=plans, **common, **words)
    drawn = [line for line in ax.lines if line.get_gid() == "plan"]
    assert len(drawn) == 2
    line = next(line for line in ax.lines if line.get_gid() == "frontier")
    assert line.get_xydata().shape == (len(curve), 2)
    # Between two plans stands what the more even one reaches: no plan is drawn above the line.
    assert line.get_drawstyle() == "steps-pre"
    for _, plan in plans:
        assert (
            plan["share"] <= curve.loc[curve["least_share"].ge(plan["least_share"]), "share"].max()
        )
    plt.close(fig)
    fig, ax = style.figure(18, 11)
    with pytest.raises(InvalidTable, match="share in"):
        figures.frontier(ax, curve.assign(share=2.0), **common, **words)
    with pytest.raises(InvalidTable, match="no column"):
        figures.frontier(ax, curve.drop(columns="share"), **common, **words)
    with pytest.raises(InvalidTable, match="at most 2"):
        figures.frontier(ax, curve, plans=[*plans, *plans], **common, **words)
    figures.frontier(ax, curve.iloc[:0], **common, **words)
    plt.close(fig)
