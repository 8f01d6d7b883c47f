"""Targets in words: what `questions.targets` found, as the report says it."""

from mohinh.pages.sentences.targets.board import (
    board_answer,
    board_table,
    board_title,
    board_urgency,
    board_words,
)
from mohinh.pages.sentences.targets.lagging import (
    lag_table,
    map_alt,
    map_indicator,
    map_labels,
    map_title,
)
from mohinh.pages.sentences.targets.quarters import (
    forecast_check,
    forecast_table,
    no_trend,
    quarter_table,
    trend_measure,
    trend_rows,
    trend_title,
)
from mohinh.pages.sentences.targets.remedies import (
    remedy_answer,
    remedy_table,
)
from mohinh.pages.sentences.targets.scorecard import (
    answer,
    chart_rows,
    chart_title,
    chart_words,
    closest,
    findings_table,
    given,
    scorecard_table,
    urgency,
)

__all__ = [
    "answer",
    "board_answer",
    "board_table",
    "board_title",
    "board_urgency",
    "board_words",
    "chart_rows",
    "chart_title",
    "chart_words",
    "closest",
    "findings_table",
    "forecast_check",
    "forecast_table",
    "given",
    "lag_table",
    "map_alt",
    "map_indicator",
    "map_labels",
    "map_title",
    "no_trend",
    "quarter_table",
    "remedy_answer",
    "remedy_table",
    "scorecard_table",
    "trend_measure",
    "trend_rows",
    "trend_title",
    "urgency",
]
