"""Heaping: numbers that end in 0 or 5 more often than chance lets them, as in Whipple's index.

Of the five numbers around each multiple of five (8 to 12, 13 to 17, …) one ends in 0 or 5. Where a
quantity varies smoothly, a fifth of what falls there does too, whether it rises or falls. Source:
United Nations, *Methods of appraisal of quality of basic data for population estimates*, 1955.
"""

from collections.abc import Mapping

import pandas as pd
from scipy.special import betaincinv

CHANCE = 0.2
_FROM = 8  # the first of five numbers around 10
_VALUES_LEAST = 50


def heaping(values: Mapping[str, pd.Series], *, level: float = 0.95) -> pd.DataFrame:
    """Share of numbers ending in 0 or 5, of those from 8 on.

    `values` : whole numbers by name; missing ones are left out. Returns index `quantity` and
    columns `heaped_count`, `values_count`, `share`, `low`, `high` (exact binomial interval),
    `chance` (always `CHANCE`) and `why` no share is given: `too_few_values` (under 50), else blank.
    """
    rows = [_heaped(numbers.dropna(), level) for numbers in values.values()]
    return pd.DataFrame(rows, index=pd.Index(values, name="quantity"))


def _heaped(numbers: pd.Series, level: float) -> dict[str, object]:
    asked = numbers[numbers.ge(_FROM)].astype("int64")
    heaped, count = int(asked.mod(5).eq(0).sum()), len(asked)
    row = {"heaped_count": heaped, "values_count": count}
    nothing = dict.fromkeys(("share", "low", "high"), float("nan"))
    if count < _VALUES_LEAST:
        return row | nothing | {"chance": CHANCE, "why": "too_few_values"}
    low, high = _exact_interval(heaped, count, level)
    share = heaped / count
    return row | {"share": share, "low": low, "high": high, "chance": CHANCE, "why": ""}


def _exact_interval(count: int, of: int, level: float) -> tuple[float, float]:
    """Of a share (Clopper and Pearson 1934, Biometrika 26: 404–413)."""
    tail = (1 - level) / 2
    low = betaincinv(count, of - count + 1, tail) if count else 0.0
    high = betaincinv(count + 1, of - count, 1 - tail) if count < of else 1.0
    return float(low), float(high)
