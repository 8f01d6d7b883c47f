"""Silence: areas of which nobody has said anything, told from areas without a model."""

import numpy as np
import pandas as pd

from mohinh.questions.coverage.stretches import Stretches, where_at_least

HEARD_MONTHS = 12  # an area is silent after a year without a report


def silence(
    areas: pd.DataFrame, place: np.ndarray, activity: pd.DataFrame | None, days: np.ndarray
) -> Stretches:
    """When an area without any point had sent no report for `HEARD_MONTHS`; its unit is its row.

    Never before that many months have passed since the first of which any report came.
    """
    nothing = Stretches(*(np.zeros(0, "int64") for _ in range(3)))
    if activity is None or activity.empty:
        return nothing
    without = np.ones(len(areas), bool)
    without[place] = False
    counts = [name for name in activity.columns if name.endswith("_count")]
    came = activity[activity[counts].notna().any(axis=1)]
    row = pd.Index(areas["area_id"]).get_indexer(came["area_id"])
    is_own = (row >= 0) & without[row]
    month = came["month"].to_numpy("datetime64[M]")
    if not len(month):
        return nothing
    last_of_first = (month.min() + HEARD_MONTHS).astype("datetime64[D]") - 1
    first = np.searchsorted(days, last_of_first)
    heard = Stretches.of(
        row[is_own],
        np.searchsorted(days, month[is_own].astype("datetime64[D]")),
        np.searchsorted(days, (month[is_own] + HEARD_MONTHS).astype("datetime64[D]")),
    )
    return _complement(
        where_at_least(heard, dates_count=len(days)), np.flatnonzero(without), first, len(days)
    )


def _complement(runs: Stretches, units: np.ndarray, first: int, last: int) -> Stretches:
    """The dates from `first` to before `last` on which a unit has no run; runs do not overlap."""
    # A run takes away one from a unit that holds once throughout: what is left is its complement.
    starts = np.concatenate([np.full(len(units), first), np.maximum(runs.stop, first)])
    order = np.lexsort((starts, np.concatenate([units, runs.unit])))
    unit = np.concatenate([units, runs.unit])[order]
    ends = np.concatenate([runs.start, np.full(len(units), last)])
    ends = ends[np.lexsort((ends, np.concatenate([runs.unit, units])))]
    return Stretches.of(unit, starts[order], ends)
