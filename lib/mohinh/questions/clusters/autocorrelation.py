"""Are communes alike their neighbours: all of them together, and each by itself."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.clusters.permutations import (
    draws_needed,
    false_discovery,
    global_draws,
    local_p,
    two_sided,
)
from mohinh.questions.clusters.statistics import gi_star, local_moran, mean_of_neighbours, moran
from mohinh.questions.clusters.weights import Islands, Weights, commune_weights
from mohinh.questions.rates.smoothing import Law, smoothed, standardised
from mohinh.tables.boundaries import Boundaries
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Vintage

Kind = Literal["high-high", "low-low", "high-low", "low-high", "none"]
Spot = Literal["hot", "cold", "none"]
Refusal = Literal["too_few", "no_cases", "no_variation"]
Pattern = Literal["alike", "unlike", "none"]
KINDS: tuple[Kind, ...] = ("high-high", "low-low", "high-low", "low-high", "none")

# Below this, dealing the values out anew tells little about single communes.
LEAST_COMMUNES = 20
_COLUMNS = (
    "count", "exposure", "raw", "smoothed", "score", "neighbours_count", "local_i", "local_p",
    "kind", "gi_z", "gi_p", "spot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Global:
    """Moran's I: near 1 where neighbours are alike, `expected` (just below 0) where they are as by
    chance. `z`: in standard deviations under randomisation; `p`: two-sided, by `draws` orders.
    `pattern`: "alike" or "unlike" where `p` is at most the level."""

    i: float
    expected: float
    z: float
    p: float
    draws: int
    pattern: Pattern


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """What lies together.

    Attributes
    ----------
    table : one row per commune with a value and a place in `weights`, index the code, sorted.
        `count`, `exposure`, `raw`, `smoothed` (towards the mean of all), `score` (standard
        deviations from the mean), `neighbours_count`; `local_i`, `local_p` and `kind` (local
        Moran: high among high, low among low, high among low, low among high, none where its p
        does not pass the false discovery rate); `gi_z`, `gi_p` and `spot` (Gi*: hot, cold, none)
    moran : of all; None where refused
    weights : who is next to whom
    level : of the false discovery rate and of Moran's I
    without_value : communes given without a count or exposure, or with an exposure of 0
    seed : of the draws
    refusal : "too_few" communes, "no_cases", "no_variation"; the table then has no statistics
    """

    table: pd.DataFrame
    moran: Global | None
    weights: Weights
    level: float
    without_value: tuple[str, ...]
    seed: int
    refusal: Refusal | None


def find_clusters(
    counts: pd.Series,
    exposure: pd.Series,
    shape: Boundaries,
    *,
    vintage: Vintage,
    law: Law = "poisson",
    islands: Islands = "nearest",
    level: float = 0.05,
    seed: int = 2022,
) -> Clusters:
    """Whether communes are alike their neighbours, and where high or low ones lie together.

    Parameters
    ----------
    counts, exposure : by commune code; a rate is their quotient (a share with `law="binomial"`)
    shape, vintage, islands : see `commune_weights`
    level : of Moran's test, and the false discovery rate of local results
    seed : the same seed gives the same p-values, in whatever order the communes come

    Raises `InvalidTable` for indexes that differ or a level outside (0, 1), `VintageMismatch` for
    boundaries of another vintage.
    """
    if not 0 < level < 1:
        raise InvalidTable(f"level={level!r}: expected a share between 0 and 1, such as 0.05")
    if not counts.index.equals(exposure.index):
        raise InvalidTable("counts and exposure: expected one index, each commune once")
    known = counts.notna() & exposure.gt(0).fillna(False).astype(bool)
    blank = tuple(sorted(counts.index[~known]))
    weights = commune_weights(counts.index[known], shape, vintage=vintage, islands=islands)
    codes = pd.Index(weights.codes, name=counts.index.name)
    own = pd.DataFrame({"count": counts, "exposure": exposure}).astype("float64").loc[codes]
    refusal = _refusal(own, law)
    if refusal is not None:
        table = own.reindex(columns=[*_COLUMNS]).assign(kind="none", spot="none")
        return Clusters(table, None, weights, level, blank, seed, refusal)
    rates = smoothed(own["count"], own["exposure"], law=law).table[["raw", "smoothed"]]
    scores = standardised(own["count"], own["exposure"], law=law)
    whole, local = _statistics(scores, weights, level=level, seed=seed)
    return Clusters(own.join(rates).join(local), whole, weights, level, blank, seed, None)


def _refusal(own: pd.DataFrame, law: Law) -> Refusal | None:
    if len(own) < LEAST_COMMUNES:
        return "too_few"
    if not own["count"].sum():
        return "no_cases"
    scores = standardised(own["count"], own["exposure"], law=law)
    return "no_variation" if np.allclose(scores, scores.iloc[0]) else None


def _statistics(
    scores: pd.Series, weights: Weights, *, level: float, seed: int
) -> tuple[Global, pd.DataFrame]:
    values, links, draws = scores.to_numpy(), weights.links, draws_needed(len(scores), level=level)
    seeds = np.random.SeedSequence(seed).generate_state(3)
    away = values - values.mean()
    table = pd.DataFrame({"score": scores, "neighbours_count": weights.neighbours_count})
    table["local_i"] = local_moran(values, links)
    table["local_p"] = local_p(values, links, draws=draws, seed=seeds[0], with_own=False)
    is_named = false_discovery(table["local_p"].to_numpy(), level=level)
    table["kind"] = np.where(is_named, _quadrant(away, mean_of_neighbours(away, links)), "none")
    table["gi_z"] = gi_star(values, links)
    table["gi_p"] = local_p(values, links, draws=draws, seed=seeds[1], with_own=True)
    is_spot = false_discovery(table["gi_p"].to_numpy(), level=level)
    side = np.where(table["gi_z"].gt(0), "hot", "cold")
    table["spot"] = np.where(is_spot, side, "none")
    dealt = global_draws(away, links, draws=draws, seed=seeds[2]) / (away**2).sum()
    i, expected, deviation = moran(values, links)
    p = two_sided(i, dealt)
    pattern: Pattern = "none" if p > level else "alike" if i > expected else "unlike"
    return Global(i, expected, (i - expected) / deviation, p, draws, pattern), table


def _quadrant(own: np.ndarray, near: np.ndarray) -> np.ndarray:
    sides = [np.where(value > 0, "high", "low").astype(object) for value in (own, near)]
    return sides[0] + "-" + sides[1]
