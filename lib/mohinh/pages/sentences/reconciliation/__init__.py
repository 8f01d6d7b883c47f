"""Sentences on published figures: what was printed, what the microdata give, what not to do.

Takes rows of `questions.reconciliation` and of `tables.published` as they are; computes nothing.

| module | what it does |
|---|---|
| `words` | labels of outcomes, qualifiers, definitions and reasons |
| `figures` | one figure, alone and beside the microdata |
| `crossing` | published figures beside each other |
| `traps` | what must not be read from them |
| `tables` | the first sentences and the tables of a province |
"""

from mohinh.pages.sentences.reconciliation.crossing import (
    CROSS_OUTCOMES,
    CROSS_REASONS,
    CROSS_SCOPES,
    KINDS,
    cross_headline,
    cross_reason,
    cross_table,
    elsewhere_table,
    urgency,
)
from mohinh.pages.sentences.reconciliation.figures import (
    definition,
    measured_text,
    period_text,
    published_text,
    reason,
    reconciliation,
)
from mohinh.pages.sentences.reconciliation.tables import (
    headline,
    opening,
    report_table,
    source_table,
    source_text,
    standing,
    table,
    trap_table,
)
from mohinh.pages.sentences.reconciliation.traps import TRAPS, trap
from mohinh.pages.sentences.reconciliation.words import DEFINITIONS, OUTCOMES, REASONS

__all__ = [
    "CROSS_OUTCOMES",
    "CROSS_REASONS",
    "CROSS_SCOPES",
    "DEFINITIONS",
    "KINDS",
    "OUTCOMES",
    "REASONS",
    "TRAPS",
    "cross_headline",
    "cross_reason",
    "cross_table",
    "definition",
    "elsewhere_table",
    "headline",
    "measured_text",
    "opening",
    "period_text",
    "published_text",
    "reason",
    "reconciliation",
    "report_table",
    "source_table",
    "source_text",
    "standing",
    "table",
    "trap",
    "trap_table",
    "urgency",
]
