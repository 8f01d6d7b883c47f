"""National: what do the provinces say together? Reports of many provinces put side by side.

Everything comes from what the provinces' reports left (`tables.reports`): nothing is estimated anew
from microdata. A province without a usable report is missing, never zero, and sums are of those
that reported. Provinces are kept in the order of their codes: where intervals overlap, an order by
size would say more than is known.

together    coverage and effects side by side; sums of the provinces that reported
agreement   a model group over the provinces: random effects, prediction interval, one left out
differences what provinces with higher and lower ratios have besides: moderators, small studies
restating   results of the old units in the new ones, and how sure that is
figures     what the reports add up to, for figures that were published
"""

from mohinh.questions.national.agreement import Agreement, agreements, of_group
from mohinh.questions.national.differences import SmallStudies, moderators, small_studies
from mohinh.questions.national.figures import measured
from mohinh.questions.national.restating import Restated, restate
from mohinh.questions.national.together import side_by_side, sums

__all__ = [
    "Agreement",
    "Restated",
    "SmallStudies",
    "agreements",
    "measured",
    "moderators",
    "of_group",
    "restate",
    "side_by_side",
    "small_studies",
    "sums",
]
