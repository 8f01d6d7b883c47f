"""Histories that cannot be: findings to be asked about, never corrected here."""

from typing import Literal

import pandas as pd

from mohinh.questions.lifecycle.events import CLOSING, OPENING, Event

# undated                   an event without a date
# before_launch             a point began, or a level recognised it, before its type was announced
# before_start              a point was reviewed or ended before it began
# after_retirement          a point was reviewed, or in force, after it was retired
# in_future                 dated after the last month of the workbook
# replicated_before_review  further points began while the first was on trial and not reviewed
History = Literal[
    "undated", "before_launch", "before_start", "after_retirement", "in_future",
    "replicated_before_review",
]  # fmt: skip
# Events that have a day; a proposal and what a status says have none to give.
_DATED: tuple[Event, ...] = (
    "launched", "piloted", "started", "recognised", "suspended", "retired",
)  # fmt: skip
# A recognition belongs to the type, whatever point it was typed at.
_NOT_OF_A_POINT = (*OPENING, "recognised")
_COLUMNS = ["finding", "type_id", "point_id", "event", "event_on", "against", "against_on"]


def impossible(events: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Everything in an event table that cannot be, or cannot be placed.

    Parameters
    ----------
    events : of `events_of`, or any table of that shape
    as_of : the last day that the workbook spans; None leaves `in_future` out

    Returns
    -------
    One row per finding: `finding` (a code of `History`), `type_id`, `point_id`, the `event` with
    `event_on`, and the event that it contradicts (`against`, `against_on`; missing for none). A day
    known as a year only contradicts nothing that lies in that year. By type, point and finding.
    """
    found = [_undated(events), *_against_start(events), _after_retirement(events)]
    found += [_before_launch(events), _replicated(events)]
    if as_of is not None:
        late = events["first_on"].gt(pd.Timestamp(as_of)) & ~events["event"].isin(CLOSING)
        found.append(_rows("in_future", events[late]))
    whole = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    return whole.sort_values(["type_id", "point_id", "finding"], kind="stable", ignore_index=True)


def _rows(
    finding: History, rows: pd.DataFrame, *, against: str = "", against_on: str = ""
) -> pd.DataFrame:
    result = rows.assign(
        finding=finding,
        event_on=rows["first_on"],
        against=rows[against] if against else "",
        against_on=rows[against_on] if against_on else pd.NaT,
    )[_COLUMNS]
    return result.astype({"event_on": "datetime64[us]", "against_on": "datetime64[us]"})


def _undated(events: pd.DataFrame) -> pd.DataFrame:
    return _rows("undated", events[events["first_on"].isna() & events["event"].isin(_DATED)])


def _first(events: pd.DataFrame, kinds: tuple[Event, ...], key: str) -> pd.DataFrame:
    """The earliest dated event of these kinds, by `key`: columns `mark`, `mark_on`."""
    own = events[events["event"].isin(kinds) & events["first_on"].notna() & events[key].notna()]
    own = own.sort_values("first_on", kind="stable").drop_duplicates(key)
    return own.set_index(key)[["event", "first_on"]].set_axis(["mark", "mark_on"], axis=1)


def _beside(events: pd.DataFrame, marks: pd.DataFrame, key: str) -> pd.DataFrame:
    return events.join(marks, on=key, how="inner")


def _against_start(events: pd.DataFrame) -> list[pd.DataFrame]:
    both = _beside(events, _first(events, OPENING, "point_id"), "point_id")
    early = both[both["last_on"].lt(both["mark_on"]) & ~both["event"].isin(_NOT_OF_A_POINT)]
    return [_rows("before_start", early, against="mark", against_on="mark_on")]


def _after_retirement(events: pd.DataFrame) -> pd.DataFrame:
    both = _beside(events, _first(events, ("retired",), "point_id"), "point_id")
    is_same_day = both["event"].eq("seen_active") & both["first_on"].ge(both["mark_on"])
    late = both[both["first_on"].gt(both["mark_on"]) | is_same_day]
    late = late[~late["event"].isin((*CLOSING, "recognised"))]
    return _rows("after_retirement", late, against="mark", against_on="mark_on")


def _before_launch(events: pd.DataFrame) -> pd.DataFrame:
    both = _beside(events, _first(events, ("launched",), "type_id"), "type_id")
    asked = both["event"].isin((*OPENING, "recognised"))
    early = both[asked & both["last_on"].lt(both["mark_on"])]
    return _rows("before_launch", early, against="mark", against_on="mark_on")


def _replicated(events: pd.DataFrame) -> pd.DataFrame:
    """The first replication of each type that began on trial, where no review came before it."""
    opened = events[events["event"].isin(OPENING) & events["first_on"].notna()]
    opened = opened[opened["point_id"].notna()].sort_values("first_on", kind="stable")
    trial = opened.drop_duplicates("type_id")
    trial = trial[trial["event"].eq("piloted")].set_index("type_id")
    trial = trial[["point_id", "event", "first_on"]].set_axis(
        ["trial_id", "mark", "mark_on"], axis=1
    )
    both = _beside(opened, trial, "type_id")
    others = both[both["point_id"].ne(both["trial_id"]) & both["first_on"].gt(both["mark_on"])]
    firsts = others.drop_duplicates("type_id")
    reviews = _first(events, ("reviewed",), "type_id")["mark_on"]
    reviewed_on = reviews.reindex(firsts["type_id"]).to_numpy()
    unreviewed = firsts[~(reviewed_on <= firsts["first_on"].to_numpy())]
    return _rows("replicated_before_review", unreviewed, against="mark", against_on="mark_on")
