"""Stretches: when a point is in which state, as runs of dates.

A stretch is a unit and the half-open run [start, stop) of positions in a sorted list of dates. All
questions of coverage, for one date or for many, come down to joining stretches (where is at least
one, where are at least two at once) and adding them up (how many units on each date): sums of +1
where one starts and −1 where it stops.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.words.terms import IN_FORCE

State = Literal["active", "unknown", "silent", "lapsed", "none"]
STATES: tuple[State, ...] = ("none", "lapsed", "silent", "unknown", "active")


@dataclass(frozen=True, slots=True)
class Stretches:
    """Runs of dates of units: three int64 arrays of one length, `start` < `stop` in each."""

    unit: np.ndarray
    start: np.ndarray
    stop: np.ndarray

    @classmethod
    def of(cls, unit: np.ndarray, start: np.ndarray, stop: np.ndarray) -> "Stretches":
        """The stretches that are not empty."""
        is_real = start < stop
        return cls(*(np.asarray(part, "int64")[is_real] for part in (unit, start, stop)))

    def renamed(self, unit: np.ndarray) -> "Stretches":
        """The same runs, each of another unit."""
        return Stretches(np.asarray(unit, "int64"), self.start, self.stop)


def day_positions(dates: Sequence[date] | pd.DatetimeIndex) -> np.ndarray:
    """The dates as sorted, distinct `datetime64[D]`; a stretch counts positions in it."""
    return np.unique(np.asarray(pd.DatetimeIndex(dates), dtype="datetime64[D]"))


def point_stretches(points: pd.DataFrame, *, dates: np.ndarray) -> Mapping[State, Stretches]:
    """When each point is active, unknown and lapsed; its unit is its row. At other times: none.

    `dates` as given by `day_positions`.
    """
    started, ended = _position(points["started_on"], dates), _position(points["ended_on"], dates)
    has_start, has_end = points["started_on"].notna(), points["ended_on"].notna()
    status = points["status"]
    is_proposed = status.eq("proposed").fillna(False).to_numpy(bool)
    in_force = status.isin(IN_FORCE).to_numpy(bool)
    is_doubtful = status.eq("unknown").fillna(False).to_numpy(bool)
    knows_start, knows_end = has_start.to_numpy(bool), has_end.to_numpy(bool)
    begin = np.where(knows_start, started, 0)
    finish = np.maximum(np.where(knows_end, ended, len(dates)), begin)
    is_active = knows_start & (knows_end | in_force)
    is_unknown = ~knows_start | (~knows_end & is_doubtful)
    is_over = ~is_active & ~is_unknown
    rows = np.arange(len(points))
    return {
        "active": _chosen(rows, begin, finish, is_active & ~is_proposed),
        "unknown": _chosen(rows, begin, finish, is_unknown & ~is_proposed),
        "lapsed": _chosen(
            rows, np.where(is_over, begin, finish), np.full(len(rows), len(dates)), ~is_proposed
        ),
    }


def point_states(points: pd.DataFrame, *, on: date) -> pd.Series:
    """State of each point on a date (`active`, `unknown`, `lapsed`, `none`), on the same index."""
    states = np.full(len(points), "none", dtype=object)
    for state, stretches in point_stretches(points, dates=day_positions([on])).items():
        states[stretches.unit] = state
    return pd.Series(states, index=points.index, dtype="str", name="state")


def _position(days: pd.Series, dates: np.ndarray) -> np.ndarray:
    """Position of the first date that is not before each day; past the last for a missing day."""
    values = pd.to_datetime(days).to_numpy("datetime64[D]")
    return np.where(np.isnat(values), len(dates), np.searchsorted(dates, values, "left"))


def _chosen(rows: np.ndarray, start: np.ndarray, stop: np.ndarray, which: np.ndarray) -> Stretches:
    return Stretches.of(rows[which], start[which], stop[which])


def joined(*parts: Stretches) -> Stretches:
    """All stretches of the parts, overlapping ones as they are."""
    return Stretches(
        np.concatenate([part.unit for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.stop for part in parts]),
    )


def where_at_least(stretches: Stretches, *, least: int = 1, dates_count: int) -> Stretches:
    """When at least `least` stretches of a unit hold at once; no two of the result overlap.

    Sorts the starts and stops: O(n log n) in stretches, whatever the number of units and dates.
    """
    if not len(stretches.unit):
        return stretches
    width = dates_count + 1
    base = stretches.unit * width
    # The last bit says start or stop, so that the numbers alone are sorted.
    marks = np.concatenate([(base + stretches.start) * 2, (base + stretches.stop) * 2 + 1])
    marks.sort()
    place = marks >> 1
    depth = np.cumsum(1 - 2 * (marks & 1))
    is_last = np.concatenate([place[1:] != place[:-1], [True]])
    place, is_deep = place[is_last], depth[is_last] >= least
    was_deep = np.concatenate([[False], is_deep[:-1]])
    up, down = place[is_deep & ~was_deep], place[~is_deep & was_deep]
    return Stretches(up // width, up % width, down % width)


def added_up(
    stretches: Stretches,
    *,
    cell: np.ndarray,
    cells_count: int,
    dates_count: int,
    weight: np.ndarray | None = None,
) -> np.ndarray:
    """How much holds in each cell on each date: int64 array, cells × dates.

    `cell` and `weight` (whole numbers) are those of each stretch.
    """
    width = dates_count + 1
    size = cells_count * width
    begin, end = (
        np.bincount(cell * width + place, weights=weight, minlength=size)
        for place in (stretches.start, stretches.stop)
    )
    change = (begin - end).reshape(cells_count, width)[:, :-1]
    return np.cumsum(change, axis=1, dtype="int64" if weight is None else "float64").astype("int64")
