"""Months, quarters and years: which sums over time are hidden, whatever reports are made of them.

The same months are published by reports of a month, a quarter and a year, and again in a later
report as months before. So what is hidden hangs on the counts alone, not on the report; a month
hangs on no later month, so that a report that is out already is never one too many.

Where months are shown elsewhere, in units of the other vintage, all months and quarters of their
year are hidden: which of them are small in a province that is a part of this one, or has this one
for a part, is not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.tables.privacy.small import is_protected, is_small
from mohinh.words.terms import Period


@dataclass(frozen=True, slots=True, eq=False)
class WithheldTimes:
    """What is hidden: `months` (True where hidden, index first day), `quarters` and `years` by
    their own code (`2022-Q3`, `2022`), only those with a month that is known; `elsewhere`: the
    years that are shown by place in units of the other vintage."""

    months: pd.Series
    quarters: pd.Series
    years: pd.Series
    elsewhere: frozenset[str] = frozenset()

    def holds(self, period: Period) -> bool:
        """Whether the period's own sum is hidden."""
        if period.months == 1:
            return bool(self.months.get(pd.Timestamp(period.start), False))
        found = self.quarters if period.months == 3 else self.years
        return bool(found.get(period.code, False))

    def is_elsewhere(self, period: Period) -> bool:
        """Whether the period's year is shown by place in units of the other vintage."""
        return str(period.start.year) in self.elsewhere


def withheld_times(counts: pd.Series, *, elsewhere: Iterable[str] = ()) -> WithheldTimes:
    """Which months, quarters and years are hidden where all of them are published somewhere.

    A small month is hidden, and the months of its year that follow until those hidden together
    cannot be worked out from their sum (`is_protected`). A quarter whose hidden months could be is
    hidden too, and so is a year whose hidden quarters would give them away.

    Parameters
    ----------
    counts : by month (first day); missing where the month is left out of all sums
    elsewhere : months (2022-01) that are shown by place in units of the other vintage
    """
    known = counts.dropna().round().astype("int64").sort_index()
    years = known.index.year.astype("str")
    months = pd.Series(False, index=known.index)
    for _, part in known.groupby(years):
        months[part.index] = _hidden_in_turn(part.to_numpy())
    in_quarters = years + "-Q" + known.index.quarter.astype("str")
    quarters = _sums(known, months, in_quarters)
    left = months & pd.Series(in_quarters, index=known.index).map(quarters).astype("bool")
    other = frozenset(month[:4] for month in elsewhere)
    return WithheldTimes(
        (months | years.isin(other)).reindex(counts.index, fill_value=False),
        quarters | quarters.index.str[:4].isin(other),
        _sums(known, left, years),
        other,
    )


def _hidden_in_turn(counts: np.ndarray) -> np.ndarray:
    hidden, open_ = np.zeros(len(counts), bool), []
    for place, count in enumerate(counts):
        if is_small(count) or (open_ and count > 0):
            hidden[place] = True
            open_.append(count)
        if is_protected(np.array(open_)):
            open_ = []
    return hidden


def _sums(counts: pd.Series, hidden: pd.Series, of: pd.Index) -> pd.Series:
    """The sums that are small themselves, or would give hidden months away."""
    return pd.Series(
        {
            name: is_small(part.sum())
            or (bool(hidden[part.index].any()) and not is_protected(part[hidden[part.index]]))
            for name, part in counts.groupby(of)
        },
        dtype=bool,
    )
