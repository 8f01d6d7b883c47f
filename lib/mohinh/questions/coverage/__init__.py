"""Coverage: where are the models, who lives within their reach, who does not.

What is counted
---------------
A residential area is *covered* on a date when at least one point with setting `area` is in force
there on that date. Points in organisations never cover an area. A point is

`active`   started, and not ended by that date; status pilot or active where no end is given
`lapsed`   ended by that date, or suspended or retired without an end date
`unknown`  no start date, or status unknown without an end date
`none`     not yet started, or only proposed

An area takes the best state among its points: active, else unknown, else lapsed, else none. An area
that nobody has said anything of is `silent`, not `none`: no point of it is on the list and, where
the table of reports is given, not one report came from it in the twelve months up to the date.
*No model* and *no report* are never one number.

*Unknown* and *silent* are neither covered nor uncovered: they make the interval of a share. `share`
and `low` count active areas only, `high` counts unknown and silent ones too. All areas of the list
are counted, so a share has no sampling error; the interval says what is not known. A denominator
that is itself a sample or an estimate brings an interval of its own (`share_of`).

Households and residents are those of covered areas; areas that did not report them leave numerator
and denominator and are counted in `unreported_areas_count`. Organisations are counted by class,
never named: their share has a lower and an upper end (`organisation_coverage`), and none at all
where nobody said how many there are.

stretches      when a point is in which state, as runs of dates; runs joined and added up
silence        areas of which nobody has said anything
counts         the one kernel: units × parts × dates, behind one date and many
shares         tables of shares: by anything, over dates, by group, type or lead organisation
organisations  points in agencies, enterprises and schools, against those that the rule binds
denominators   totals from elsewhere: vintage and year checked, sampling error carried
strength       points and core members per 1,000 households, months in force
tidy           what a report leaves of coverage for others
absences       areas without an active point, communes without a row
"""

from mohinh.questions.coverage.absences import absent_communes, gaps
from mohinh.questions.coverage.counts import (
    Counted,
    CoverageCounts,
    Sweep,
    area_states,
    counted,
    coverage_counts,
    sweep,
)
from mohinh.questions.coverage.denominators import Denominator, share_of
from mohinh.questions.coverage.organisations import organisation_coverage
from mohinh.questions.coverage.shares import (
    coverage,
    coverage_by_group,
    coverage_by_part,
    coverage_series,
    with_size_class,
)
from mohinh.questions.coverage.strength import density, months_in_force
from mohinh.questions.coverage.stretches import STATES, State, point_states
from mohinh.questions.coverage.tidy import tidy_coverage

__all__ = [
    "STATES",
    "Counted",
    "CoverageCounts",
    "Denominator",
    "State",
    "Sweep",
    "absent_communes",
    "area_states",
    "counted",
    "coverage",
    "coverage_by_group",
    "coverage_by_part",
    "coverage_counts",
    "coverage_series",
    "density",
    "gaps",
    "months_in_force",
    "organisation_coverage",
    "point_states",
    "share_of",
    "sweep",
    "tidy_coverage",
    "with_size_class",
]
