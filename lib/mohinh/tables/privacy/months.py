"""Months, quarters and years: which sums over time are hidden, whatever reports are made of them.

The same months are published by reports of a month, a quarter and a year, and again in a later
report as months before. So what is hidden hangs on the counts alone, not on the report; a month
hangs on no later month, so that a report that is out already is never one too many.

Where months are shown elsewhere, in units of the other vintage, all months and quarters of their
year are hidden: which of them are small in a province that is a part of this one, or has this one
for a part, is not known here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.tables.privacy.earlier import nothing_told
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


def withheld_times(
    counts: pd.Series,
    *,
    elsewhere: Iterable[str] = (),
    told: Callable[[pd.Series], pd.DataFrame] | None = None,
) -> WithheldTimes:
    """Which months, quarters and years are hidden where all of them are published somewhere.

    A small month is hidden, and the months of its year that follow until those hidden together
    cannot be worked out from their sum (`is_protected`). A quarter whose hidden months could be is
    hidden too, and so is a year whose hidden quarters would give them away.

    Parameters
    ----------
    counts : by month (first day); missing where the month is left out of all sums
    elsewhere : months (2022-01) that are shown by place in units of the other vintage
    told : what earlier reports told of counts by the code of their time (`Told.standing`); None for
        nothing. What one of them hid stays hidden, and what was shown as it is protects no other; a
        year that was told, and cannot protect a month that has changed, loses all its months
    """
    known = counts.dropna().round().astype("int64").sort_index()
    standing = told or nothing_told
    of_months = standing(known.set_axis(known.index.strftime("%Y-%m"))).set_axis(known.index)
    years = known.index.year.astype("str")
    months = pd.Series(False, index=known.index)
    for _, part in known.groupby(years):
        months[part.index] = _hidden_in_turn(part, of_months.loc[part.index])
    in_quarters = years + "-Q" + known.index.quarter.astype("str")
    quarters = _sums(known, months, in_quarters, of_months, standing)
    left = months & pd.Series(in_quarters, index=known.index).map(quarters).astype("bool")
    whole = _sums(known, left, years, of_months, standing)
    has_changed = (months & of_months["has_changed"]).groupby(years).any()
    lost = frozenset(whole.index[whole & has_changed])
    other = frozenset(month[:4] for month in elsewhere)
    return WithheldTimes(
        (months | years.isin(lost | other)).reindex(counts.index, fill_value=False),
        quarters | quarters.index.str[:4].isin(lost | other),
        whole,
        other,
    )


def _hidden_in_turn(counts: pd.Series, told: pd.DataFrame) -> np.ndarray:
    """`open_` are hidden months that do not protect each other yet; `fresh` those of them that no
    earlier sum holds, from the first one that was shown and is small now."""
    hidden, open_, fresh = np.zeros(len(counts), bool), [], []
    for place, (count, of) in enumerate(zip(counts, told.itertuples(), strict=True)):
        is_next = not of.is_known and count > 0 and bool(open_ or fresh)
        if not (is_small(count) or of.was_hidden or is_next):
            continue
        hidden[place] = True
        if not of.is_known:
            open_.append(count)
        if not (of.was_hidden or of.is_known):
            fresh += [count] if fresh or (of.has_changed and is_small(count)) else []
        open_ = [] if _protect(open_) else open_
        fresh = [] if _protect(fresh) else fresh
    return hidden


def _protect(counts: Iterable[int]) -> bool:
    return is_protected(np.maximum(np.fromiter(counts, "int64"), 1))


def _sums(
    counts: pd.Series,
    hidden: pd.Series,
    of: pd.Index,
    of_months: pd.DataFrame,
    standing: Callable[[pd.Series], pd.DataFrame],
) -> pd.Series:
    """The sums that are small themselves, were hidden, or would give hidden months away."""
    was_hidden = standing(counts.groupby(of).sum())["was_hidden"]
    return pd.Series(
        {
            name: is_small(part.sum())
            or bool(was_hidden[name])
            or not _is_safe(part[hidden[part.index]], of_months)
            for name, part in counts.groupby(of)
        },
        dtype=bool,
    )


def _is_safe(hidden: pd.Series, of_months: pd.DataFrame) -> bool:
    """Whether months hidden in a sum protect each other, and those that have changed do so without
    the ones of an earlier sum."""
    if hidden.empty:
        return True
    told = of_months.loc[hidden.index]
    is_fresh = ~(told["was_hidden"] | told["is_known"])
    has_small = bool((told["has_changed"] & hidden.map(is_small)).any())
    is_safe = _protect(hidden[~told["is_known"]])
    return is_safe and (not has_small or _protect(hidden[is_fresh]))
