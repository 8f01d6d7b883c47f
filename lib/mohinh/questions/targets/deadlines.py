"""Deadlines: how a target stood on the day it was due, where that day is over.

What is dated can be counted on that day: points on each day, sessions at the end of each month,
reported progress at the end of each quarter. Registrations are of a whole year, without a day.
Between two such days what only grows is bounded by both: met before is met, not met after is not
met. Else it cannot be said how the target stood when it was due.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from mohinh.questions.targets import measures
from mohinh.questions.targets.counting import count, judge, of_province
from mohinh.questions.targets.measures import Records
from mohinh.tables.plans import Measure, Plan, Target

COLUMNS = (
    "due_done", "due_total", "due_unknown", "due_share", "due_short", "due_standing",
    "due_counted", "outcome",
)  # fmt: skip
OUTCOMES = ("in_time", "late", "undated", "not_met", "unknown")

# What was there on one day need not be there on a later one.
_STATES = ("effective_model",)
_BY_STANDING = {
    None: {"met": "in_time", "not_met": "not_met", "unknown": "unknown"},
    "met": dict.fromkeys(("met", "not_met", "unknown"), "in_time"),
    "not_met": {"met": "late", "not_met": "not_met", "unknown": "unknown"},
    "unknown": {"met": "undated", "not_met": "unknown", "unknown": "unknown"},
}


def at_deadline(
    plan: Plan,
    target: Target,
    measure: Measure,
    records: Records,
    *,
    standing: str,
    on: date,
) -> dict[str, Any]:
    """How a target stood when it was due, and what came of it by a day; keys are `COLUMNS`.

    `standing` is that of the day `on`. All but `outcome` is missing where the deadline is not over
    before that day; the counts also where nothing is dated on the deadline itself.
    """
    due = target.deadline.of(on.year)
    found = dict.fromkeys(COLUMNS, pd.NA) | {"due_counted": ()}
    if due >= on:
        return found | {"outcome": outcome(standing, None)}
    bases = {
        level: measures.basis(records, level, measure, on=due, closes=plan.closes(level))
        for level in target.levels
    }
    stops = [_stops(basis, due, on) for basis in bases.values()]
    first = None if None in (early := [stop[0] for stop in stops]) else min(early)
    last = max(stop[1] for stop in stops)
    rows = {
        day: _row(plan, target, measure, records, day) for day in {first, last} if day is not None
    }
    if first == last == due:
        own = rows[due]
        found |= {f"due_{name}": own[name] for name in ("done", "total", "unknown", "short")}
        found |= {"due_share": own["share"], "due_counted": tuple(bases.items())}
    then = _standing(rows, first, last, standing, grows=_grows(measure))
    return found | {"due_standing": then, "outcome": outcome(standing, then)}


def outcome(standing: str, then: str | None) -> str:
    """One of `OUTCOMES`, from how a target stands and how it stood when due (None: not over).

    `in_time` and `late`: met by the deadline, or only after it; `undated`: met, but by when cannot
    be said; `not_met`, `unknown`.
    """
    return _BY_STANDING[then][standing]


def _standing(
    rows: Mapping[date, Mapping[str, Any]],
    first: date | None,
    last: date,
    now: str,
    *,
    grows: bool,
) -> str:
    before = "unknown" if first is None else rows[first]["standing"]
    if first == last and before != "unknown":
        return before
    if grows and before == "met":
        return "met"
    if grows and "not_met" in (rows[last]["standing"], now):
        return "not_met"
    return "unknown"


def _grows(measure: Measure) -> bool:
    """Whether a share can only rise within the year: not where it is of those registered so far."""
    return measure.of == "eligible" and measure.indicator not in _STATES


def _row(
    plan: Plan, target: Target, measure: Measure, records: Records, day: date
) -> dict[str, Any]:
    counted, _ = count(plan, target, measure, records, on=day)
    return of_province(target, judge(counted, target.threshold, is_strict=target.is_strict))[0]


def _stops(basis: measures.Basis, due: date, on: date) -> tuple[date | None, date]:
    """The last day up to a deadline, and the first from it, on which such data can be counted."""
    if basis == "points":
        return due, due
    if basis == "registrations":
        return None, on
    span = 1 if basis == "sessions" else 3
    before = _ends(due.replace(day=1), span)
    return (due, due) if _is_end(due, span) else (before, min(_next_end(due, span), on))


def _is_end(day: date, span: int) -> bool:
    return (day + timedelta(days=1)).day == 1 and day.month % span == 0


def _ends(first: date, span: int) -> date | None:
    """The last end of a span of so many months before the month that begins on a day."""
    months = (first.month - 1) // span * span
    return date(first.year, months + 1, 1) - timedelta(days=1) if months else None


def _next_end(day: date, span: int) -> date:
    months = -(-day.month // span) * span
    return date(day.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)
