"""Evidence: what may be said of a model group, and what is proposed.

For one outcome, each group's `Dossier` (estimate, all checks, spillover, quality of the data) gives
*facts*; the rule table (`tables.rulings`) turns them into a grade from 0 to 4, a verdict and, with
what is known of other outcomes, a proposed decision. Nothing is typed in by hand, and nothing here
says that a group does not work: where no difference was found, what could have been found is said
with it.

assessment  a panel asked everything that a rating needs
dossier     what is known of one group on one outcome
facts       the dossier as yes, no or not known
side        groups side by side: shrunken estimates, rank intervals
rating      grade and verdict of every group
decision    the proposed decision, with its reasons
tidy        what a report leaves of effects for others
"""

from mohinh.questions.evidence.assessment import (
    Assessment,
    Mechanisms,
    assess,
    rate_mechanisms,
)
from mohinh.questions.evidence.decision import Proposal, propose
from mohinh.questions.evidence.dossier import Aim, Basis, DataQuality, Dossier, data_quality
from mohinh.questions.evidence.rating import Evidence, Rating, rate
from mohinh.questions.evidence.side import Shrunken, rank_intervals
from mohinh.questions.evidence.tidy import tidy_effects

__all__ = [
    "Aim",
    "Assessment",
    "Basis",
    "DataQuality",
    "Dossier",
    "Evidence",
    "Mechanisms",
    "Proposal",
    "Rating",
    "Shrunken",
    "assess",
    "data_quality",
    "propose",
    "rank_intervals",
    "rate",
    "rate_mechanisms",
    "tidy_effects",
]
