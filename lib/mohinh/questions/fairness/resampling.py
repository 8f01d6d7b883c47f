"""Communes drawn again with replacement, and the intervals that come of it."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy import special

from mohinh.questions.coverage import Counted, coverage

DRAWS = 999
SEED = 2022
LEVEL = 0.95
# With fewer communes the draws repeat each other and their spread says too little.
MIN_COMMUNES = 6
_MOST_MISSING = 0.05  # of the draws; beyond it no interval


def commune_counts(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    of: Counted = "households",
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Coverage by commune as a plain table: `commune_code`, the columns of `by`, those of
    `coverage`; communes where nothing is counted are left out."""
    table = coverage(areas, points, on=on, of=of, by=[*by, "commune_code"]).reset_index()
    return table[table["total_count"].gt(0)].reset_index(drop=True)


def drawn(
    communes_count: int, *, draws: int, seed: int, strata: np.ndarray | None = None
) -> np.ndarray:
    """How often each commune is drawn: int array, draws × communes.

    Within each stratum (a number per commune; None: one for all) as many are drawn as it has.
    """
    rng = np.random.default_rng(seed)
    strata = np.zeros(communes_count, "int64") if strata is None else strata
    times = np.zeros((draws, communes_count), "int64")
    for stratum in np.unique(strata):
        own = np.flatnonzero(strata == stratum)
        times[:, own] = rng.multinomial(len(own), np.full(len(own), 1 / len(own)), size=draws)
    return times


def percentiles(values: np.ndarray) -> tuple[float, float]:
    """The middle `LEVEL` of the draws; missing where more than 5 % of them have no value."""
    if np.isnan(values).mean() > _MOST_MISSING:
        return np.nan, np.nan
    tail = 50 * (1 - LEVEL)
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)


def widened(value: float, ends: tuple[float, float], *, communes_count: int) -> tuple[float, float]:
    """An interval of few communes, its ends further from the value.

    Drawn again, n communes spread too little by √(n / (n − 1)), and a normal tail is too short for
    Student's with n − 1 degrees.
    """
    count = max(2, communes_count)
    upper = (1 + LEVEL) / 2
    tails = special.stdtrit(count - 1, upper) / special.ndtri(upper)
    factor = tails * np.sqrt(count / (count - 1))
    low, high = (value + factor * (end - value) for end in ends)
    return float(low), float(high)


def dealt_out(group: np.ndarray, *, draws: int, seed: int) -> np.ndarray:
    """The groups of the communes in another order, by chance: int array, draws × communes."""
    rng = np.random.default_rng(seed)
    return rng.permuted(np.broadcast_to(group, (draws, len(group))), axis=1)


def by_chance(value: float, values: np.ndarray) -> tuple[float, float, float]:
    """The middle `LEVEL` of what chance gives, and how often it gives as much as the value (the
    value itself counted among the draws); missing where the value is."""
    low, high = percentiles(values)
    if np.isnan(value):
        return low, high, np.nan
    as_large = np.sum(values >= value - 1e-12) + 1
    return low, high, float(as_large / (len(values) + 1))
