"""Events: what happened to a type or a point, when, and the state that follows.

An event table has one row per event: `type_id`, `point_id` (missing where it is the type's),
`event`, and the first and last day on which it can have happened (`first_on`, `last_on`: the same
where the day is known, the ends of the year where only that is, missing where nobody said).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
import pandas as pd

from mohinh.words.terms import IN_FORCE

# launched      the type was announced
# proposed      nothing is in force yet
# piloted       began on trial
# started       began, or went on after the trial or a suspension
# reviewed      sơ kết or tổng kết
# recognised    by a level of government
# suspended, retired   no longer in force; retired for good
# seen_active   in force by its status, on the day of the workbook
# seen_unknown  its status says that nobody knows
Event = Literal[
    "launched", "proposed", "piloted", "started", "reviewed", "recognised", "suspended", "retired",
    "seen_active", "seen_unknown",
]  # fmt: skip
EVENTS: tuple[Event, ...] = get_args(Event)
OPENING: tuple[Event, ...] = ("piloted", "started")
CLOSING: tuple[Event, ...] = ("suspended", "retired")
LifeState = Literal["active", "pilot", "unknown", "suspended", "retired", "proposed", "none"]
# In the order in which a type takes the state of its points.
LIFE_STATES: tuple[LifeState, ...] = get_args(LifeState)
_STATE_AFTER: Mapping[Event, LifeState] = MappingProxyType(
    {"piloted": "pilot", "started": "active", "suspended": "suspended", "retired": "retired"}
)


def events_of(types: pd.DataFrame, points: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """The event table that the sheets of types and points carry.

    Parameters
    ----------
    types, points : tables of `tables.schemas`
    as_of : the last day that the workbook spans; statuses are of that day

    A point that ended is retired, unless its status says suspended. A recognition is known by its
    year. Only the last review of a point is in the sheets: earlier ones are not known. Rows by
    type, point and date.
    """
    status = points["status"]
    ends = points["ended_on"]
    has_ended = ends.notna() | status.isin(CLOSING)
    in_force = status.isin(IN_FORCE) & ends.le(pd.Timestamp(as_of))
    is_pilot, is_proposed = status.eq("pilot"), status.eq("proposed")
    parts = [
        _events("launched", types.assign(point_id=None), types["launched_on"]),
        _events("proposed", points[is_proposed], None),
        _events("piloted", points[is_pilot], points["started_on"]),
        _events("started", points[~is_pilot & ~is_proposed], points["started_on"]),
        _events("reviewed", points[points["reviewed_on"].notna()], points["reviewed_on"]),
        _recognitions(points[points["recognition_level"].notna()]),
        _events("suspended", points[has_ended & status.eq("suspended")], ends),
        _events("retired", points[has_ended & ~status.eq("suspended")], ends),
        _events("seen_active", points[in_force], pd.Series(pd.Timestamp(as_of), points.index)),
        _events("seen_unknown", points[status.eq("unknown")], None),
    ]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return whole.sort_values(["type_id", "point_id", "first_on"], kind="stable", ignore_index=True)


def _events(event: Event, rows: pd.DataFrame, days: pd.Series | None) -> pd.DataFrame:
    on = pd.Series(pd.NaT, rows.index) if days is None else days.reindex(rows.index)
    return _table(event, rows, on, on)


def _recognitions(points: pd.DataFrame) -> pd.DataFrame:
    year = points["recognised_year"].astype("str")
    ends = (pd.to_datetime(year + day, errors="coerce") for day in ("-01-01", "-12-31"))
    return _table("recognised", points, *ends)


def _table(event: Event, rows: pd.DataFrame, first: pd.Series, last: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "type_id": rows["type_id"].astype("str"),
            "point_id": rows["point_id"].astype("str"),
            "event": event,
            "first_on": first.astype("datetime64[us]"),
            "last_on": last.astype("datetime64[us]"),
        }
    )


def point_states(events: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """The state of each point on a day, by the last of its events up to then.

    Returns index `point_id` with `type_id` and `state` (a code of `LIFE_STATES`). An end without a
    date counts as come to pass, a beginning without one leaves the point `unknown`, `none` is a
    point that has not begun. Reviews and recognitions change no state.
    """
    own = events[events["point_id"].notna()]
    points = own.drop_duplicates("point_id").set_index("point_id")[["type_id"]]
    moves = own[own["event"].isin(_STATE_AFTER)]
    past = moves[moves["last_on"].le(pd.Timestamp(on))].sort_values("last_on", kind="stable")
    last = past.drop_duplicates("point_id", keep="last").set_index("point_id")["event"]
    state = last.map(_STATE_AFTER).reindex(points.index).to_numpy(object)
    undated = moves[moves["first_on"].isna()]
    is_open = pd.isna(state) & _names(points, undated, OPENING)
    state[is_open] = "unknown"
    doubtful = own[own["event"].eq("seen_unknown")]
    is_in_force = np.isin(state.astype("str"), ["active", "pilot", "unknown"])
    known_end = _names(points, moves[moves["first_on"].notna()], CLOSING)
    state[is_in_force & ~known_end & _names(points, doubtful, EVENTS)] = "unknown"
    for closing in CLOSING:
        state[is_in_force & _names(points, undated, (closing,))] = closing
    state[pd.isna(state) & _names(points, own, ("proposed",))] = "proposed"
    return points.assign(state=pd.Series(state, points.index, dtype="str").fillna("none"))


def _names(points: pd.DataFrame, events: pd.DataFrame, kinds: tuple[Event, ...]) -> np.ndarray:
    """Which points have one of these events."""
    return points.index.isin(events.loc[events["event"].isin(kinds), "point_id"])


def type_states(types: pd.DataFrame, states: pd.DataFrame) -> pd.Series:
    """The state of each type: that of its points which comes first in `LIFE_STATES`.

    Index `type_id`; a type without any point is `none`. `states` is `point_states`.
    """
    rank = states["state"].map({name: place for place, name in enumerate(LIFE_STATES)})
    best = rank.groupby(states["type_id"]).min().reindex(types["type_id"])
    names = best.map(dict(enumerate(LIFE_STATES))).fillna("none").astype("str")
    return names.rename("state").rename_axis("type_id")


def state_counts(points: pd.DataFrame, states: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Points by a column of `points` and state; one column per state, and `points_count`.

    `states` is `point_states`. The most points first.
    """
    state = points["point_id"].map(states["state"]).fillna("none")
    table = pd.crosstab(points[by].to_numpy(), state.to_numpy())
    table = table.reindex(columns=list(LIFE_STATES), fill_value=0)
    table = table.assign(points_count=table.sum(axis=1)).rename_axis(by)
    return table.sort_values("points_count", ascending=False, kind="stable")
