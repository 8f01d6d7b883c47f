"""Siting by hand, by brute force, by law, by known truth, and beside spopt's optima."""

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
from mohinh.questions.siting.choice import programme
from mohinh.words.errors import CannotPlace, InvalidTable, VintageMismatch
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
    floors = (siting.Floor("district_name", "Đông", 2), siting.Floor("is_border_or_island", True, 1))
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
    most = by_force(
        table, score, points=7, worth=lambda c: score[c].sum(), cost=cost, budget=2e8
    )
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


def test_the_optima_are_those_of_spopt():
    """spopt 0.7.0, `MCLP` (8 km) and `PMedian`, 4 of the 40 open among 60 areas, by HiGHS."""
    table, km = spread(60)
    score = table["households_count"].astype("float64")
    covered = siting.choose(table, score, points=4, reach="within", reach_km=8, distances=km)
    assert covered.gain == pytest.approx(SPOPT_COVERED)
    median = siting.choose(table, score, points=4, reach="nearest", distances=km)
    assert median.whole.sum() - median.gain == pytest.approx(SPOPT_MEDIAN, rel=GRID)


SPOPT_COVERED = 0.0
SPOPT_MEDIAN = 0.0
