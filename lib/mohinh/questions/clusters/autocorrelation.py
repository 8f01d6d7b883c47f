"""Moran's I of all communes; local Moran and Getis-Ord Gi* of each, by `esda`."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from mohinh.questions.clusters.permutations import draws_needed, global_draws, local_p, two_sided
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
    """Moran's I: 1 where neighbours are alike, `expected` (just below 0) where they are as by
    chance. `z`, `z_p`: by the formula for randomisation; `p`: two-sided, by `draws` orders.
    `pattern`: "alike" or "unlike" where `p` is at most the level."""

    i: float
    expected: float
    z: float
    z_p: float
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
    moran, local = _statistics(scores, weights, level=level, seed=seed)
    return Clusters(own.join(rates).join(local), moran, weights, level, blank, seed, None)


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
    import esda

    graph, values = esda_weights(weights), scores.to_numpy()
    links, draws = weights.links, draws_needed(len(values), level=level)
    moran = _global(esda.Moran(values, graph, permutations=0), values, weights, draws, level, seed)
    local = esda.Moran_Local(values, graph, permutations=0)
    star = gi_star(scores, weights)
    table = pd.DataFrame({"score": scores, "neighbours_count": weights.neighbours_count})
    seeds = np.random.SeedSequence(seed).generate_state(2)
    table["local_i"] = local.Is
    table["local_p"] = local_p(values, links, draws=draws, seed=seeds[0], with_own=False)
    table["kind"] = np.where(_found(table["local_p"], level), _quadrant(local.q), "none")
    table["gi_z"] = star
    table["gi_p"] = local_p(values, links, draws=draws, seed=seeds[1], with_own=True)
    side = np.where(table["gi_z"].gt(0), "hot", "cold")
    table["spot"] = np.where(_found(table["gi_p"], level), side, "none")
    return moran, table


def gi_star(values: pd.Series, weights: Weights) -> np.ndarray:
    """Getis-Ord Gi* of each commune, in standard deviations (Getis and Ord 1996, formula 14.3)."""
    import esda

    # It does not change when a number is added to all, but esda divides by the sum of the values,
    # which is about 0 for scores.
    positive = (values - values.min() + 1).to_numpy()
    graph = esda_weights(weights, with_own=True)
    return esda.G_Local(positive, graph, transform="B", star=None, permutations=0).Zs


def esda_weights(weights: Weights, *, with_own: bool = False) -> Any:
    """The neighbours as a `libpysal` W, communes in the order of `codes`.

    `with_own` makes each commune one of its own neighbours, as Gi* needs it.
    """
    from libpysal.weights import W

    links = weights.links + sparse.eye_array(len(weights.codes)) if with_own else weights.links
    links = links.tocsr()
    near = {
        code: [weights.codes[other] for other in links.indices[start:end]]
        for code, start, end in zip(weights.codes, links.indptr, links.indptr[1:], strict=False)
    }
    return W(near, id_order=list(weights.codes), silence_warnings=True)


def _global(
    found: Any, scores: np.ndarray, weights: Weights, draws: int, level: float, seed: int
) -> Global:
    away = scores - scores.mean()
    dealt = global_draws(away, weights.links, draws=draws, seed=seed) / (away**2).sum()
    p = two_sided(found.I, dealt)
    pattern: Pattern = "none" if p > level else "alike" if found.I > found.EI else "unlike"
    values = (float(value) for value in (found.I, found.EI, found.z_rand, found.p_rand, p))
    return Global(*values, draws, pattern)


def _found(p: pd.Series, level: float) -> np.ndarray:
    """Which p-values pass the false discovery rate (Benjamini and Hochberg)."""
    from esda import fdr

    values = p.to_numpy()
    return values <= fdr(values, level)


def _quadrant(places: np.ndarray) -> np.ndarray:
    """esda counts quadrants of the Moran scatter plot from the upper right, against the clock."""
    names = np.array(["", "high-high", "low-high", "low-low", "high-low"])
    return names[places]
