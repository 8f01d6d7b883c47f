"""Fairness: do models reach kinds of area alike, and do they lean to where need was?

Measures are those of health-inequality monitoring (WHO's HEAT toolkit), with coverage as the
indicator and households or areas as the population. More coverage is taken for better: whether an
area needs a model is not asked.

The intervals. All areas are counted, so nothing was sampled. The interval says how far a figure
would move if other communes of the same kind had stood there: communes are drawn again with
replacement (`resampling`), since models come commune by commune. Measures that are above zero for
chance alone, those among districts, stand beside what chance gives when communes are dealt out to
districts. All of it is seeded, and missing below `MIN_COMMUNES` communes. None of it is a claim
about why coverage differs.

resampling     communes drawn again or dealt out; intervals
disparities    difference, ratio, attributable risk, mean difference, disparity, Theil: of districts
kinds          border, island, urban, priority beside all others: difference and ratio
concentration  concentration curve and index along any order of communes
need           recorded cases before, beside the coverage that came after
gap_list       communes by households without, and how stable their place is
"""

from mohinh.questions.fairness.concentration import Concentration, concentration
from mohinh.questions.fairness.disparities import (
    MEASURES,
    Decomposition,
    disparities,
    summary_measures,
    theil_decomposition,
)
from mohinh.questions.fairness.gap_list import GapList, gap_list
from mohinh.questions.fairness.kinds import kind_differences
from mohinh.questions.fairness.need import (
    Targeting,
    base_period,
    former_need,
    need_fifths,
    targeting,
)
from mohinh.questions.fairness.resampling import DRAWS, MIN_COMMUNES, commune_counts

__all__ = [
    "DRAWS",
    "MEASURES",
    "MIN_COMMUNES",
    "Concentration",
    "Decomposition",
    "GapList",
    "Targeting",
    "base_period",
    "commune_counts",
    "concentration",
    "disparities",
    "former_need",
    "gap_list",
    "kind_differences",
    "need_fifths",
    "summary_measures",
    "targeting",
    "theil_decomposition",
]
