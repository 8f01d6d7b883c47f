"""Lifecycle: which models live, which are long unreviewed or show signs of formalism, what next.

Signs (no activity, reports that repeat themselves, round numbers, a top class without activity)
are places to look, never findings against anybody: each stands beside what chance gives. Points in
organisations have no reports of activity, so nothing is said of theirs. What the sheets lack
(earlier reviews, dated pilots) is said to be lacking.

events     dated events of types and points, and the state that follows
histories  histories that cannot be
silence    points in force without any recorded activity
copies     reports that repeat the one before
heaping    numbers that end in 0 or 5
acclaim    areas of the top class without activity
reviews    months since the last review
upkeep     who pays, how many give, who leads, what agencies do beyond fire safety
survival   how many points are in force after so many years
lacking    what the sheets lack
board      each type with its evidence, upkeep, proposal and decision
"""

from mohinh.questions.lifecycle.acclaim import Acclaim, top_without_activity
from mohinh.questions.lifecycle.board import (
    Proposed,
    Reason,
    TypeFacts,
    board,
    to_visit,
    type_facts,
)
from mohinh.questions.lifecycle.copies import Copies, copied_reports, same_by_chance
from mohinh.questions.lifecycle.events import (
    LIFE_STATES,
    Event,
    LifeState,
    events_of,
    point_states,
    state_counts,
    type_states,
)
from mohinh.questions.lifecycle.heaping import heaping
from mohinh.questions.lifecycle.histories import History, impossible
from mohinh.questions.lifecycle.lacking import Lacking, lacking
from mohinh.questions.lifecycle.reviews import OVERDUE_MONTHS, review_shares, since_review
from mohinh.questions.lifecycle.silence import point_activity, zero_shares
from mohinh.questions.lifecycle.survival import Survival, durations, survival
from mohinh.questions.lifecycle.upkeep import agency_scope, by_lead, contributors, funding

__all__ = [
    "LIFE_STATES",
    "OVERDUE_MONTHS",
    "Acclaim",
    "Copies",
    "Event",
    "History",
    "Lacking",
    "LifeState",
    "Proposed",
    "Reason",
    "Survival",
    "TypeFacts",
    "agency_scope",
    "board",
    "by_lead",
    "contributors",
    "copied_reports",
    "durations",
    "events_of",
    "funding",
    "heaping",
    "impossible",
    "lacking",
    "point_activity",
    "point_states",
    "review_shares",
    "same_by_chance",
    "since_review",
    "state_counts",
    "survival",
    "to_visit",
    "top_without_activity",
    "type_facts",
    "type_states",
    "zero_shares",
]
