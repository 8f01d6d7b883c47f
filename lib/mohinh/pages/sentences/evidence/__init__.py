"""Evidence in words: grade, verdict and proposed decision, as the report says them.

Words that say a model did something are locked: below `rulings.CAUSAL_GRADE` no sentence and no
table of this package leaves it with one in it (`locked`), whoever wrote it. That no difference was
found is never worded as “does not work”, at any grade.

words      labels of grades, verdicts, decisions; what is needed of a rating; one number
lock       the words that are locked
facts      facts of the rule table as they were found
verdicts   verdict, grade, checks not passed, possible ranks of a group
decisions  the proposed decision and its reasons
tables     both as tables; which groups are hidden
"""

from mohinh.pages.sentences.evidence.decisions import decision, proposed
from mohinh.pages.sentences.evidence.facts import FACTS, phrase
from mohinh.pages.sentences.evidence.lock import CAUSAL_WORDS, NEVER_WORDS, locked
from mohinh.pages.sentences.evidence.tables import decision_table, evidence_table, withheld
from mohinh.pages.sentences.evidence.verdicts import (
    answer,
    concludes,
    grade,
    headline,
    ranking,
    verdict,
)
from mohinh.pages.sentences.evidence.words import (
    DECISIONS,
    FOR_NOW,
    GRADES,
    HIDDEN_NOTE,
    VERDICTS,
    Proposal,
    Rating,
)

__all__ = [
    "CAUSAL_WORDS",
    "DECISIONS",
    "FACTS",
    "FOR_NOW",
    "GRADES",
    "HIDDEN_NOTE",
    "NEVER_WORDS",
    "VERDICTS",
    "Proposal",
    "Rating",
    "answer",
    "concludes",
    "decision",
    "decision_table",
    "evidence_table",
    "grade",
    "headline",
    "locked",
    "phrase",
    "proposed",
    "ranking",
    "verdict",
    "withheld",
]
