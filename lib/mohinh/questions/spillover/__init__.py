"""Spillover: or did it move next door?

What is counted
---------------
An untreated unit is *exposed* from the first period in which one of its neighbours is treated, for
good. A cell is *clean* before its own unit's adoption (less the donut) and before any exposure.
Exposed cells are a second treatment: they are compared with clean cells, as treated cells are.
Where coverage is so wide that no clean cell is left, the answer is that it cannot be tested, never
that there is none.

exposure      since when a unit's neighbours are treated
estimate      treated and exposed cells in one fit; what changes without exposed controls
displacement  the weighted displacement difference of counts, for lay readers

Who is next to whom comes from `questions.neighbours`, and is handed on from here.
"""

from mohinh.questions.neighbours import (
    Rings,
    area_rings,
    contiguous_pairs,
    matrix_pairs,
    rings,
)
from mohinh.questions.spillover.displacement import (
    DisplacementDifference,
    NotComparable,
    PanelDisplacement,
    displacement_in_panel,
    weighted_displacement_difference,
)
from mohinh.questions.spillover.estimate import (
    GroupSpillover,
    NotTestable,
    Spillover,
    estimate_spillover,
)
from mohinh.questions.spillover.exposure import sources_of

__all__ = [
    "DisplacementDifference",
    "GroupSpillover",
    "NotComparable",
    "NotTestable",
    "PanelDisplacement",
    "Rings",
    "Spillover",
    "area_rings",
    "contiguous_pairs",
    "displacement_in_panel",
    "estimate_spillover",
    "matrix_pairs",
    "rings",
    "sources_of",
    "weighted_displacement_difference",
]
