"""Communes drawn again with replacement, and the intervals that come of it."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

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


def reflected(value: float, values: np.ndarray, *, least: float) -> tuple[float, float]:
    """The interval of a measure that drawing again raises: percentiles mirrored at the value.

    Measures that cannot be below `least` grow with any noise, so that the draws lie above the value
    by about as much as the value lies above the truth (the basic bootstrap interval).
    """
    low, high = percentiles(values)
    return max(least, 2 * value - high), max(least, 2 * value - low)
