"""Exact intervals of counts, and exact limits around what is expected.

Limits are continuous in the expected count, so that a curve has no steps; at whole numbers they
decide as the exact test does: a count lies on or beyond an upper limit where the chance of so many
or more is at most `tail`, and on or below a lower limit where that of so few or fewer is.

`dispersion` φ above 1 widens them: count / φ is taken as a Poisson count with mean expected / φ, so
that its variance is φ times its mean.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from mohinh.words.errors import InvalidTable


def garwood(counts: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Exact Poisson interval of each count (Garwood 1936): `low`, `high`, same index.

    low = χ²(α/2; 2k) / 2, high = χ²(1 − α/2; 2k + 2) / 2; low is 0 for a count of 0, which has an
    upper end all the same. Missing stays missing. Raises `InvalidTable` for a negative count or a
    level outside (0, 1).
    """
    if not 0 < level < 1:
        raise InvalidTable(f"level={level!r}: expected a share between 0 and 1, such as 0.95")
    values = counts.astype("float64")
    if values.lt(0).any():
        raise InvalidTable(f"counts: found {values.min():g}, expected 0 or more")
    tail = (1 - level) / 2
    # χ²(p; 2k) / 2 is the p-quantile of a gamma distribution of shape k.
    low = special.gammaincinv(values.where(values.gt(0)), tail)
    high = special.gammaincinv(values + 1, 1 - tail)
    return pd.DataFrame({"low": low, "high": high}, index=counts.index).assign(
        low=lambda ends: ends["low"].mask(values.eq(0), 0.0)
    )


def poisson_limits(
    expected: ArrayLike, *, tail: float, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limit of a count around an expected one, `tail` beyond each.

    No lower limit (NaN) where even a count of 0 is not rare enough.
    """
    mean = np.asarray(expected, float) / dispersion
    low = np.where(np.exp(-mean) <= tail, special.pdtrik(tail, mean), np.nan)
    high = special.pdtrik(1 - tail, mean) + 1
    return low * dispersion, high * dispersion


def prediction_limits(
    before: ArrayLike, ratio: ArrayLike, *, tail: float, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of a new count, given a count `before` that is itself uncertain.

    Both are Poisson with one rate, and the new exposure is `ratio` times the one before. Given
    their sum, the new count is binomial with share ratio / (1 + ratio) (Przyborowski and Wilenski
    1940): no rate needs to be known. With much seen before, these become `poisson_limits`.
    """
    seen = np.asarray(before, float) / dispersion
    share = np.asarray(ratio, float) / (1 + np.asarray(ratio, float))
    high = special.btdtria(tail, seen + 1, share)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = special.btdtria(1 - tail, seen, share) - 1
    is_rare = (1 - share) ** seen <= tail
    return np.where(is_rare, low, np.nan) * dispersion, high * dispersion
