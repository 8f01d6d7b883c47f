"""Plans: targets, criteria and remedies as data, `data/plans/<province>-<year>.toml`.

A *target* says how large a share of the units of a level must have done something: its measures
(two or more where the text can be read in more than one way), a threshold that must be reached
(`>=`) or exceeded (`>`), a deadline. A *criterion* is one of those that an exemplary commune must
meet, some on a scale of grades. A *remedy* answers a weakness and names who reports, by when. A new
plan is a new file; `data/plans/README.md` explains the keys.

Thresholds are fractions, never floats: 70 % of 10 is 7, not 7.000000000000001.

| module | what it does |
|---|---|
| `spec` | the parts of a plan |
| `reading` | the file → the plan, or what is wrong with it |
"""

from mohinh.tables.plans.reading import FOLDER, NATIONAL, find, load, names, parse
from mohinh.tables.plans.spec import (
    Body,
    Criterion,
    Day,
    JudgedYear,
    Measure,
    Plan,
    Remedy,
    Scale,
    Target,
)

__all__ = [
    "FOLDER",
    "NATIONAL",
    "Body",
    "Criterion",
    "Day",
    "JudgedYear",
    "Measure",
    "Plan",
    "Remedy",
    "Scale",
    "Target",
    "find",
    "load",
    "names",
    "parse",
]
