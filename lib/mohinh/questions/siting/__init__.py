"""Siting: given so many new points, or so much money, which areas could come next?

A proposal for discussion, never an order. What is weighed is said with it:

*need*    of an open area, in households: its households times a weighted mean of four numbers that
          are all near 1 (rate of cases, smoothed; people; gap in its commune; border or island).
          Never last year's count: an area that stood high by chance falls back by itself.
*reach*   who is reached by a new point: the households of its own area; or those of all areas whose
          commune lies within a distance; or everybody, the nearer the better. Areas have no place
          of their own: distance is that between the label points of communes.
*fit*     groups seen with fewer cases than expected in areas of the same kind, at grade 3 or above;
          below that there is not enough evidence, and the fit is neutral for all.
*floors*  at least so many points in each district, and in border and island areas.

What is chosen is the best there is, not a good one: an integer programme solved by HiGHS.

need        open areas and what their need is made of
similar     groups rated within each kind of place; the fit that follows
distances   between label points of communes, in kilometres
floors      at least so many points here; what cannot be met
choice      the best areas within a number, a budget and floors
solving     the integer programmes
frontier    what is given up so that no district is left behind
robustness  how often an area is chosen when the weights change
comparison  beside “where the count is highest”, and what became of the highest a year later
asking      limits, reach and weights as a notebook says them
proposal    all of it at once, or why nothing can be proposed
"""

from mohinh.questions.siting.asking import read_limit, read_reach, read_weights
from mohinh.questions.siting.choice import Choice, choose
from mohinh.questions.siting.comparison import Comparison, FallBack, by_count, compare, fall_back
from mohinh.questions.siting.distances import commune_distances
from mohinh.questions.siting.floors import Floor, Lowered, floors_for, lowered
from mohinh.questions.siting.frontier import Frontier, frontier, place_of, region_shares
from mohinh.questions.siting.need import COMPONENTS, Need, Weights, find_need
from mohinh.questions.siting.proposal import Proposal, propose
from mohinh.questions.siting.robustness import Robustness, robustness
from mohinh.questions.siting.similar import Fits, fits_of, kind_of_place, rate_by_kind

__all__ = [
    "COMPONENTS",
    "Choice",
    "Comparison",
    "FallBack",
    "Fits",
    "Floor",
    "Frontier",
    "Lowered",
    "Need",
    "Proposal",
    "Robustness",
    "Weights",
    "by_count",
    "choose",
    "commune_distances",
    "compare",
    "fall_back",
    "find_need",
    "fits_of",
    "floors_for",
    "frontier",
    "kind_of_place",
    "lowered",
    "place_of",
    "propose",
    "rate_by_kind",
    "read_limit",
    "read_reach",
    "read_weights",
    "region_shares",
    "robustness",
]
