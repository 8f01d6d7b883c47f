"""Empirical Bayes: rates of small places are drawn towards the province or their neighbours.

With count O_i, exposure P_i, r_i = O_i / P_i, mean m = ΣO / ΣP and, by moments (Marshall 1991),

    A = Σ P_i (r_i − m)² / ΣP − v / P̄ ,   w_i = A / (A + v / P_i) ,   smoothed_i = m + w_i (r_i − m)

with v = m for counts (Poisson) and m (1 − m) for shares (binomial: P_i is the number of units). A
below 0 is 0: the places differ no more than by chance, and all get m. With neighbours, m and A are
those of each place with its neighbours.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse, special

from mohinh.words.errors import InvalidTable

Law = Literal["poisson", "binomial"]
_COLUMNS = ("raw", "smoothed", "weight", "towards", "low", "high")


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """Smoothed rates and what they were drawn towards.

    `table`: index of the counts; `raw` and `smoothed` (count by exposure), `weight` (0–1; how much
    of its own rate a place keeps), `towards` (what it is drawn to), `low`, `high` (counts only: the
    gamma posterior's interval with mean and variance taken as known; missing where the variance is
    0). Missing where count or exposure is missing or the exposure is 0. `mean`, `variance`: m and A
    of the whole; `variance` 0 means that chance alone explains all differences.
    """

    table: pd.DataFrame
    mean: float
    variance: float


def smoothed(
    counts: pd.Series,
    exposure: pd.Series,
    *,
    law: Law = "poisson",
    pairs: pd.DataFrame | None = None,
    level: float = 0.95,
) -> Smoothed:
    """Rates drawn towards the mean of all, or of each place and its neighbours.

    Parameters
    ----------
    counts, exposure : Series of one index, exposure in any unit (units counted, for shares)
    law : how a count varies around its expectation
    pairs : columns `unit`, `neighbour` (labels of the index), in one direction or both; None draws
        towards the mean of all. A place without neighbours keeps its own rate.

    Of fewer than two places nothing is known of differences: `variance` is 0. Raises `InvalidTable`
    for indexes that differ, negative numbers, shares above 1.
    """
    own = _given(counts, exposure, law)
    if own.empty:
        nothing = pd.DataFrame(np.nan, index=counts.index, columns=[*_COLUMNS])
        return Smoothed(nothing, np.nan, 0.0)
    count, size = (own[name].to_numpy() for name in ("count", "exposure"))
    mean, variance = (value.item() for value in _moments(count, size, law))
    if pairs is None:
        near, spread = np.full(len(own), mean), np.full(len(own), variance)
    else:
        near, spread = _moments(count, size, law, _circles(own.index, pairs))
    noise = _noise(near, law) / size
    total = spread + noise
    weight = np.divide(spread, total, out=np.zeros_like(total), where=total > 0)
    raw = count / size
    blank = np.full(len(own), np.nan)
    ends = (blank, blank) if law == "binomial" else _posterior(count, size, near, spread, level)
    columns = (raw, near + weight * (raw - near), weight, near, *ends)
    table = pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)), index=own.index)
    return Smoothed(table.reindex(counts.index), float(mean), float(variance))


def standardised(counts: pd.Series, exposure: pd.Series, *, law: Law = "poisson") -> pd.Series:
    """How far each place lies from the mean, in standard deviations of its own rate.

    (r_i − m) / √(A + v / P_i), by Assunção and Reis (1999): what `questions.clusters` permutes,
    since rates of small places vary more than those of large ones. Missing where there is no rate;
    0 everywhere where nothing varies.
    """
    own = _given(counts, exposure, law)
    count, size = (own[name].to_numpy() for name in ("count", "exposure"))
    mean, variance = (value.item() for value in _moments(count, size, law))
    spread = np.sqrt(variance + _noise(np.full(len(own), mean), law) / size)
    away = count / size - mean
    scores = np.divide(away, spread, out=np.zeros_like(away), where=spread > 0)
    return pd.Series(scores, index=own.index).reindex(counts.index).rename("score")


def _given(counts: pd.Series, exposure: pd.Series, law: Law) -> pd.DataFrame:
    if not counts.index.equals(exposure.index) or counts.index.has_duplicates:
        raise InvalidTable("counts and exposure: expected one index, each label once")
    both = pd.DataFrame({"count": counts, "exposure": exposure}).astype("float64")
    if both.lt(0).to_numpy().any():
        raise InvalidTable(f"counts and exposure: found {both.min().min():g}, expected 0 or more")
    if law == "binomial" and both["count"].gt(both["exposure"]).any():
        place = both.index[both["count"].gt(both["exposure"])][0]
        raise InvalidTable(f"{place!r}: more are counted than there are; expected a share up to 1")
    return both[both["count"].notna() & both["exposure"].gt(0)]


def _noise(mean: np.ndarray, law: Law) -> np.ndarray:
    return mean if law == "poisson" else mean * (1 - mean)


def _moments(
    count: np.ndarray, size: np.ndarray, law: Law, circles: sparse.csr_array | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """m and A of all (one value), or of each circle of places (rows of `circles`)."""
    links = sparse.csr_array(np.ones((1, len(count)))) if circles is None else circles
    exposure, members = links @ size, links @ np.ones_like(size)
    mean = (links @ count) / exposure
    rate = count / size
    square = links @ (size * rate**2) - 2 * mean * (links @ count) + mean**2 * exposure
    variance = square / exposure - _noise(mean, law) * members / exposure
    return mean, np.clip(variance, 0.0, None)


def _circles(index: pd.Index, pairs: pd.DataFrame) -> sparse.csr_array:
    """Each place with its neighbours, 0 or 1."""
    places = [index.get_indexer(pairs[name]) for name in ("unit", "neighbour")]
    known = (places[0] >= 0) & (places[1] >= 0)
    one, other = (place[known] for place in places)
    size = len(index)
    rows, columns = np.r_[one, other, range(size)], np.r_[other, one, range(size)]
    links = sparse.coo_array((np.ones(len(rows)), (rows, columns)), (size, size)).tocsr()
    links.data[:] = 1.0
    return links


def _posterior(
    count: np.ndarray, size: np.ndarray, mean: np.ndarray, variance: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Gamma prior with this mean and variance, and a Poisson count: the posterior's interval."""
    is_known = (variance > 0) & (mean > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shape, per = mean**2 / variance + count, mean / variance + size
        ends = [special.gammaincinv(shape, (1 + side * level) / 2) / per for side in (-1, 1)]
    low, high = (np.where(is_known, end, np.nan) for end in ends)
    return low, high
