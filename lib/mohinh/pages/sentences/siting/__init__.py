"""Where next, in words: a proposal for discussion, never an order.

Nothing here says that a model did something: fit is worded as evidence words it, and locked there.

words   labels, headings, the words of one number
plan    what is proposed, of what, by which need; what was left out; floors
fit     groups by kind of place, as far as there is evidence
beside  the frontier, other weights, the highest counts
tables  areas, regions, groups
"""

from mohinh.pages.sentences.siting.beside import (
    beside,
    fall_back,
    frontier_curve,
    frontier_plans,
    frontier_said,
    frontier_title,
    frontier_words,
    robust,
    robust_rows,
    robust_title,
    robust_words,
)
from mohinh.pages.sentences.siting.fit import fit_said, fit_table
from mohinh.pages.sentences.siting.plan import (
    answer,
    floors_said,
    left_out,
    map_labels,
    map_title,
    map_values,
    need_said,
    reach_said,
)
from mohinh.pages.sentences.siting.tables import area_table, region_table

__all__ = [
    "answer",
    "area_table",
    "beside",
    "fall_back",
    "fit_said",
    "fit_table",
    "floors_said",
    "frontier_curve",
    "frontier_plans",
    "frontier_said",
    "frontier_title",
    "frontier_words",
    "left_out",
    "map_labels",
    "map_title",
    "map_values",
    "need_said",
    "reach_said",
    "region_table",
    "robust",
    "robust_rows",
    "robust_title",
    "robust_words",
]
