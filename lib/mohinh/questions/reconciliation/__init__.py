"""Reconciliation: do the published figures hold together, and do the microdata give them?

What is counted
---------------
`measure` counts from the microdata what a published figure counts, on a date or over months:

models                  types with an active point, in any setting
points                  active points, in any setting
groups_in_areas         model groups with an active point in a residential area
areas_with_model        residential areas with an active point
core_members            core members of the active points in residential areas
types_in_organisations  types with an active point in an agency, enterprise or school
effective_types         types judged effective by the province, with an active point
areas_replicated_to     areas where a point of such a type is active, in any setting
v05_types               types that V05 recognised in a year, whatever became of their points
districts_doing_well    districts classified in `well_classes` in the year of the date
districts_rated         districts classified in that year
useful_tips             useful tips reported in the months from `first_month` to that of the date

*Active* is `coverage.point_states`. What is not known or not reported is never counted as zero: it
stands in `missing_count`, and `most` says how high the value can be once it is known.

`reconcile` says *differ* only where definition and period are the same and nothing missing could
explain it. A different definition, another date, a part of a year beside a whole one: these are not
comparable, and are no decline. `cross_check` sets published figures beside each other: within a
document, between years, a place beside its province, a province beside the nation. `traps` lists
the figures that must never be added, divided or read without their qualifier.

| module | what it does |
|---|---|
| `measuring` | the microdata, counted as a published figure counts |
| `comparing` | each published figure beside that count |
| `crossing` | published figures beside each other |
| `traps` | readings that the figures invite and do not bear |
"""

from mohinh.questions.reconciliation.comparing import (
    OUTCOMES,
    Outcome,
    Reason,
    reconcile,
    tally,
)
from mohinh.questions.reconciliation.crossing import (
    JUMP,
    LARGE_PART,
    CrossOutcome,
    CrossReason,
    CrossScope,
    cross_check,
    cross_tally,
)
from mohinh.questions.reconciliation.measuring import (
    WELL_CLASSES,
    Overlaps,
    measure,
    overlaps,
    reference_date,
)
from mohinh.questions.reconciliation.traps import TrapCode, traps

__all__ = [
    "JUMP",
    "LARGE_PART",
    "OUTCOMES",
    "WELL_CLASSES",
    "CrossOutcome",
    "CrossReason",
    "CrossScope",
    "Outcome",
    "Overlaps",
    "Reason",
    "TrapCode",
    "cross_check",
    "cross_tally",
    "measure",
    "overlaps",
    "reconcile",
    "reference_date",
    "tally",
    "traps",
]
