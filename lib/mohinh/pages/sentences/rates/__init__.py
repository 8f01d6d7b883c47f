"""Rates in words: what `questions.rates` found, as the report says it.

words    what a rate is of, in the reader's words; small counts and what they hide
whole    the answer, what was left out, kinds of case
places   districts and communes: tables, the map of smoothed rates
chance   who and which months lie outside what chance allows
"""

from mohinh.pages.sentences.rates.chance import (
    chart_sizes,
    control_said,
    control_table,
    control_title,
    funnel_remarks,
    funnel_rows,
    funnel_said,
    funnel_table,
    funnel_title,
    left_out_word,
    month_rows,
)
from mohinh.pages.sentences.rates.places import (
    beside_said,
    beside_title,
    commune_table,
    map_alt,
    map_labels,
    map_title,
    map_values,
    region_rows,
    region_said,
    region_table,
    region_title,
    smoothing_said,
)
from mohinh.pages.sentences.rates.whole import answer, kind_table, left_out, months_said, use_table
from mohinh.pages.sentences.rates.words import (
    as_known,
    by_time,
    chart_words,
    hidden,
    hidden_kinds,
    hidden_said,
    indicator,
    is_broken_down,
    only_by_year,
    times,
)

__all__ = [
    "answer",
    "as_known",
    "beside_said",
    "beside_title",
    "by_time",
    "chart_sizes",
    "chart_words",
    "commune_table",
    "control_said",
    "control_table",
    "control_title",
    "funnel_remarks",
    "funnel_rows",
    "funnel_said",
    "funnel_table",
    "funnel_title",
    "hidden",
    "hidden_kinds",
    "hidden_said",
    "indicator",
    "is_broken_down",
    "kind_table",
    "left_out",
    "left_out_word",
    "map_alt",
    "map_labels",
    "map_title",
    "map_values",
    "month_rows",
    "months_said",
    "only_by_year",
    "region_rows",
    "region_said",
    "region_table",
    "region_title",
    "smoothing_said",
    "times",
    "use_table",
]
