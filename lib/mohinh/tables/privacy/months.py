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
        nothing. What one of them hid stays hidden, and what was shown as it is protects no other;
        where a month that has changed cannot be protected, all months of its year are hidden
    """
    known = counts.dropna().round().astype("int64").sort_index()
    standing = told or nothing_told
    of_months = standing(known.set_axis(known.index.strftime("%Y-%m"))).set_axis(known.index)
    years = known.index.year.astype("str")
    hidden = pd.Series(False, index=known.index)
    for _, part in known.groupby(years):
        hidden[part.index] = _hidden_in_turn(part, of_months.loc[part.index])
    months = of_months.assign(count=known, hidden=hidden)
    in_quarters = pd.Series(years + "-Q" + known.index.quarter.astype("str"), index=known.index)
    quarters = _sums(months, in_quarters, standing)
    left = hidden & in_quarters.map(quarters["hidden"])
    whole = _sums(months.assign(hidden=left), pd.Series(years, index=known.index), standing)
    of_years = quarters.groupby(quarters.index.str[:4])
    lost = frozenset(year for year, own in of_years if not _is_safe_again(own))
    other = frozenset(month[:4] for month in elsewhere)
    return WithheldTimes(
        (hidden | years.isin(lost | other)).reindex(counts.index, fill_value=False),
        quarters["hidden"] | quarters.index.str[:4].isin(lost | other),
        whole["hidden"],
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
    months: pd.DataFrame, of: pd.Series, standing: Callable[[pd.Series], pd.DataFrame]
) -> pd.DataFrame:
    """Sums of months: which are `hidden`, being small themselves, hidden before, or because hidden
    months would follow from them; `is_due` without those hidden before.

    `has_moved` are those due whose sum, or a month that is small now, was shown as another count;
    `fresh` is the count of their hidden months that no earlier sum holds.
    """
    sums = standing(months["count"].groupby(of).sum())
    fresh = months["count"].where(_is_fresh(months) & months["hidden"], 0).groupby(of).sum()
    due = pd.Series({name: _is_due(part) for name, part in months.groupby(of)}, dtype=bool)
    is_small_now = months["has_changed"] & months["count"].map(is_small)
    has_moved = due & (sums["has_changed"] | is_small_now.groupby(of).any())
    return sums.assign(
        is_due=due, hidden=due | sums["was_hidden"], has_moved=has_moved, fresh=fresh
    )


def _is_fresh(months: pd.DataFrame) -> pd.Series:
    return ~(months["was_hidden"] | months["is_known"])


def _is_due(months: pd.DataFrame) -> bool:
    """Whether the sum of these months is small, or gives hidden ones away: those of them that have
    changed must protect each other without those that an earlier sum holds."""
    hidden = months[months["hidden"]]
    if is_small(months["count"].sum()) or hidden.empty:
        return is_small(months["count"].sum())
    has_moved = bool((hidden["has_changed"] & hidden["count"].map(is_small)).any())
    is_safe = _protect(hidden.loc[~hidden["is_known"], "count"])
    return not (is_safe and (not has_moved or _protect(hidden.loc[_is_fresh(hidden), "count"])))


def _is_safe_again(quarters: pd.DataFrame) -> bool:
    """Whether a year's quarters that are hidden for what has changed protect each other, beside the
    sums that were told before."""
    if (quarters["is_due"] & quarters["is_known"]).any():
        return False
    fresh = quarters.loc[quarters["hidden"], "fresh"]
    return not quarters["has_moved"].any() or _protect(fresh[fresh.gt(0)])
