"""Small counts: which are hidden before a table is drawn or written, and which others with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from mohinh.tables.privacy.earlier import nothing_told

SMALLEST = 5
# What a reader may know of a hidden count at best: an interval whose ends are this far apart.
PROTECTION = SMALLEST - 1


def is_small(count: float | None) -> bool:
    """Whether a count about people is too small to publish: from 1 to `SMALLEST` − 1."""
    return bool(not pd.isna(count) and 0 < count < SMALLEST)


def is_protected(hidden: ArrayLike) -> bool:
    """Whether a reader who knows the sum of these hidden counts, each 1 or more, is left with
    enough values of each: ends twice `PROTECTION` apart, which allows for one who also knows that
    some of them are small."""
    values = np.asarray(hidden)
    return len(values) > 1 and int((values - 1).sum()) >= 2 * PROTECTION


def rounded(counts: pd.Series) -> pd.Series:
    """Counts to the nearest `SMALLEST` (halves up), for sums that grow from report to report.

    What two such sums differ by may be one area's count of a month. Zero and missing stay.
    """
    return SMALLEST * np.floor(counts.astype("Float64") / SMALLEST + 0.5)


def rounding(counts: pd.Series) -> pd.Series:
    """What a number that is proportional to a count is multiplied by, where the count is published
    `rounded`: so it tells no more than the rounded count does. 1 where the count is 0."""
    return (rounded(counts) / counts.astype("Float64")).where(counts.ne(0), 1.0)


def told_ratio(ratios: pd.Series) -> pd.Series:
    """Ratios of counts as they are published beside rounded counts: with two digits.

    Exact ones undo the rounding: the cases expected in the parts and in the whole are the counts
    divided by their ratios, and hardly two sets of whole numbers make them add up.
    """
    return ratios.astype("Float64").round(2)


def told_end(ends: pd.Series) -> pd.Series:
    """Ends of the intervals of such ratios: with two digits, or as many more, up to four, as keep
    them on their side of 1. Both ends together give the ratio, so they are no more exact."""
    exact = ends.astype("Float64")
    told = exact.round(2)
    for digits in (3, 4):
        told = told.mask(told.eq(1) & exact.ne(1), exact.round(digits))
    return told


def suppress(
    counts: pd.DataFrame, *, columns: Iterable[str], total_is_known: bool = True
) -> pd.DataFrame:
    """The table with small counts hidden.

    A count from 1 to `SMALLEST` − 1 becomes missing. Where the column's total is published as well
    (`total_is_known`), the hidden cells' sum follows from it; the next smallest cells are hidden
    too until each hidden cell could take `SMALLEST` values or more, given that none is zero. Where
    all counts are hidden and that is still not so, the total itself must not be published. Adds
    `<column>_hidden` (bool) for each column. The caller's table is unchanged.
    """
    result = counts.copy()
    for column in columns:
        values = counts[column].astype("Int64")
        hidden = (values.gt(0) & values.lt(SMALLEST)).fillna(False).to_numpy(bool)
        if total_is_known and hidden.any():
            found = values.fillna(0)
            hidden = _complement(pd.Series(hidden, values.index), found, found).to_numpy()
        result[column] = values.mask(hidden)
        result[f"{column}_hidden"] = hidden
    return result


def withheld(
    counts: pd.Series, *, is_total: ArrayLike | None = None, standing: pd.DataFrame | None = None
) -> pd.Series:
    """Which rows of a breakdown lose every number that a count could be worked out from.

    A ratio and an expected count give the observed one, and so do the cases avoided, an interval
    (its width grows as the count falls) and the sum of the other rows. So a row whose count is
    hidden by `suppress` loses them all. Where the parts cannot be protected, since all of them
    together are few, every row goes, zeros too, and the total with them.

    Parameters
    ----------
    counts : one row per part, and the totals among them; missing where there is none
    is_total : which rows are the sum of the others; None for none
    standing : what earlier reports told of each row (`Told.standing`); None for nothing. What one
        of them hid stays hidden, and what was shown as it is protects no other

    Returns
    -------
    True for the rows to hide; index of `counts`.
    """
    total = np.zeros(len(counts), bool) if is_total is None else np.asarray(is_total, bool)
    told = nothing_told(counts) if standing is None else standing
    is_hidden = counts.map(is_small) | told["was_hidden"]
    found, is_safe = _hidden_parts(_parts(counts[~total], told[~total]))
    is_hidden[~total] = found
    return is_hidden | (not is_safe)


@dataclass(frozen=True, slots=True, eq=False)
class Withheld:
    """What is hidden of a breakdown in two steps: `rows` and `groups` (True where hidden; on their
    own indexes), whether the `total` of all is hidden too, and whether any row is hidden only for
    what an earlier report told (`for_told`)."""

    rows: pd.Series
    groups: pd.Series
    total: bool
    for_told: bool = False


def withheld_within(
    counts: pd.Series,
    groups: pd.Series,
    *,
    standing: pd.DataFrame | None = None,
    of_groups: Callable[[pd.Series], pd.DataFrame] | None = None,
) -> Withheld:
    """Which rows of a breakdown are hidden where its groups' sums and the total stand beside it.

    As `withheld`, group by group: a hidden row could else be worked out from the sum of its group.
    Where a group's rows cannot be protected, its sum is hidden too, and with it that of the next
    smallest groups until it cannot be worked out from the total. All rows of such a group are
    hidden, but what a report that is out shows as it is. Where that is not to be had, all groups
    go, those of zero too, and all rows: the total, itself hidden where it is small, then tells of
    each no more than that it is not larger.

    Parameters
    ----------
    counts : one row per part; missing counts are never hidden
    groups : the group of each part, on the index of `counts`; a part without a group is one alone
    standing : what earlier reports told of each part, as for `withheld`
    of_groups : what they told of the groups, given the groups' sums
    """
    of = groups.fillna("").astype("str")
    told = nothing_told(counts) if standing is None else standing
    parts, rows, unsafe = _parts(counts, told), pd.Series(False, index=counts.index), {}
    for name, part in parts.groupby(of, sort=True):
        found, is_safe = _hidden_parts(part)
        rows[part.index], unsafe[name] = found | (not is_safe), not is_safe
    by = parts.groupby(of, sort=True)
    sums = by[["value", "unsaid", "fresh"]].sum()
    told_sums = (of_groups or nothing_told)(sums["value"])
    is_due = pd.Series(unsafe) | sums["value"].map(is_small)
    is_moved = is_due & (told_sums["has_changed"] | by["is_moved"].any())
    lost, is_safe = _hidden_parts(sums.assign(is_due=is_due, is_moved=is_moved, **told_sums))
    lost = lost | (not is_safe)
    rows = (rows | of.map(lost).astype("bool")) & counts.notna()
    if is_safe:
        rows &= told["was_hidden"] | ~told["is_known"]
    for_told = standing is not None and bool((rows & ~withheld_within(counts, groups).rows).any())
    return Withheld(rows, lost, is_small(sums["value"].sum()), for_told)


def pooled(
    counts: pd.Series, sizes: pd.Series, *, hidden: Withheld, groups: pd.Series
) -> pd.Series:
    """The counts with the hidden ones replaced by what anybody can work out of the others.

    The hidden counts of a group share their known sum by size; those of all hidden groups share
    theirs. What is estimated from the result (a mean, a variance, smoothed rates) hangs on nothing
    that is hidden. `sizes` and `groups` on the index of `counts`, `hidden` from `withheld_within`.
    """
    of, result = groups.fillna("").astype("str"), counts.astype("float64")
    is_lost = of.map(hidden.groups).astype("bool")
    rows = hidden.rows & counts.notna()
    by = [is_lost[rows], of.mask(is_lost, "")[rows]]
    sums = result[rows].groupby(by).transform("sum")
    size = sizes[rows].astype("float64")
    result[rows] = (sums * size / size.groupby(by).transform("sum")).fillna(0.0)
    return result


def _parts(counts: pd.Series, told: pd.DataFrame) -> pd.DataFrame:
    """Parts of a sum: what of each `value` reports that are out do not give away (`unsaid`), or no
    sum in them holds (`fresh`); which `is_due` to be hidden, and of these which `is_moved`, shown
    before as another count: it follows from two sums, unless what is fresh is hidden with it."""
    value = counts.round().fillna(0).astype("int64")
    is_due = value.map(is_small).astype("bool")
    unsaid = value.mask(told["is_known"], 0)
    return told.assign(
        value=value, is_due=is_due, is_moved=is_due & told["has_changed"], unsaid=unsaid,
        fresh=unsaid.mask(told["was_hidden"], 0),
    )  # fmt: skip


def _hidden_parts(parts: pd.DataFrame) -> tuple[pd.Series, bool]:
    """Which parts of a known sum are hidden, and whether that protects them."""
    could, unsaid, fresh = ~parts["is_known"], parts["unsaid"], parts["fresh"]
    hidden, is_moved = parts["is_due"] | parts["was_hidden"], bool(parts["is_moved"].any())
    if not hidden.any():
        return hidden, True
    if is_moved:
        hidden = _complement(hidden, fresh.where(could & fresh.gt(0)), parts["value"])
    hidden = _complement(hidden, unsaid.where(could), parts["value"])
    is_safe = not (parts["is_due"] & ~could).any()
    is_safe = is_safe and is_protected(unsaid[hidden & could].clip(lower=1))
    if is_moved:
        is_safe = is_safe and is_protected(fresh[hidden & could & fresh.gt(0)])
    return hidden, is_safe


def _complement(hidden: pd.Series, protecting: pd.Series, order: pd.Series) -> pd.Series:
    """The hidden ones, and the next in order whose counts (missing: none) protect them."""
    # k hidden cells of 1 or more with a known sum leave each of them sum − k + 1 values.
    hidden, counts = hidden.to_numpy(bool).copy(), protecting.to_numpy("float64")
    is_there = ~np.isnan(counts)
    for place in np.argsort(order.to_numpy(), kind="stable"):
        if is_protected(counts[hidden & is_there]):
            break
        if counts[place] > 0:
            hidden[place] = True
    return pd.Series(hidden, index=protecting.index)
