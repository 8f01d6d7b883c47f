"""Published: figures that public sources print, with unit, qualifier, period and source.

What is counted
---------------
One row is one number as one source prints it. `counts` says what was counted (a group of models is
not a type, a type is not a place, a team is neither), `scope` where, `timing` whether it is the
state on the last day of the period or what happened within it. Two numbers printed as one
(`1.126/1.618`, `10/10`, `01–02`) are two rows with one `pair_id`; `pair_role` says which kind of
pair it is. `part_of` names the figure of the same source that holds this one; `place` the district,
town or commune of a figure that is not about the whole province.

A source may publish no figure at all; that is said in `sources`, and is not a zero. The texts of
the sources are not kept, the labels are our own. No figure is about anybody's ethnicity, religion
or belief, and the reader refuses one.

| module | what it does |
|---|---|
| `vocabulary` | the codes of a figure, and the numbers that a qualified number stands for |
| `reading` | the two files → tables, or what is wrong with them |
"""

from mohinh.tables.published.reading import COUNTRY, FOLDER, figures, sources, standing
from mohinh.tables.published.vocabulary import (
    ABOUT_SHARE,
    COMPARABILITY,
    COUNTS,
    KINDS,
    NEARLY_SHARE,
    PAIRS,
    SCOPES,
    TIMINGS,
    Meaning,
    Qualifier,
    Standing,
    meaning,
)

__all__ = [
    "ABOUT_SHARE",
    "COMPARABILITY",
    "COUNTRY",
    "COUNTS",
    "FOLDER",
    "KINDS",
    "NEARLY_SHARE",
    "PAIRS",
    "SCOPES",
    "TIMINGS",
    "Meaning",
    "Qualifier",
    "Standing",
    "figures",
    "meaning",
    "sources",
    "standing",
]
