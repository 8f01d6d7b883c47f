"""The life of models in words: states, signs, reviews, money, survival, the board."""

from mohinh.pages.sentences.lifecycle.board import (
    board,
    board_table,
    board_title,
    decision_findings,
)
from mohinh.pages.sentences.lifecycle.signs import (
    sign_rows,
    sign_table,
    sign_title,
    sign_words,
    signs,
    visit_table,
)
from mohinh.pages.sentences.lifecycle.states import (
    answer,
    histories,
    history_table,
    lacking,
    state_table,
)
from mohinh.pages.sentences.lifecycle.upkeep import (
    agencies,
    funding,
    funding_table,
    lead_table,
    review_rows,
    review_table,
    review_title,
    review_words,
    reviews,
    survival_curves,
    survival_table,
    survival_title,
    survival_words,
)

__all__ = [
    "agencies",
    "answer",
    "board",
    "board_table",
    "board_title",
    "decision_findings",
    "funding",
    "funding_table",
    "histories",
    "history_table",
    "lacking",
    "lead_table",
    "review_rows",
    "review_table",
    "review_title",
    "review_words",
    "reviews",
    "sign_rows",
    "sign_table",
    "sign_title",
    "sign_words",
    "signs",
    "state_table",
    "survival_curves",
    "survival_table",
    "survival_title",
    "survival_words",
    "visit_table",
]
