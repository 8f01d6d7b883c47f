"""The nation in words: provinces side by side, whether they agree, what is missing.

No sentence here says that a model did something, and none ranks provinces. What is made up is
marked by province.

words        names of provinces, notes, headings
together     what came in, the answer, the map, what is missing and why
agreement    forest plot, all together, one province left out
differences  moderators and the funnel, with their cautions
restating    results of the former provinces in the new units
"""

from mohinh.pages.sentences.national.agreement import (
    agreement,
    forest_rows,
    forest_title,
    group_rows,
    group_table,
    groups_title,
    left_out,
    measure,
    pooled,
    provinces_heading,
    without_each,
    without_table,
)
from mohinh.pages.sentences.national.differences import (
    funnel,
    funnel_title,
    moderator_table,
    moderators,
)
from mohinh.pages.sentences.national.restating import (
    bounds_table,
    change_table,
    new_notes,
    remark,
    restated,
    restated_rows,
    restated_table,
    restated_title,
)
from mohinh.pages.sentences.national.together import (
    answer,
    banner,
    front,
    given,
    grades,
    map_labels,
    map_title,
    missing,
    missing_table,
    order_note,
    side_rows,
    side_table,
    side_title,
    who,
)
from mohinh.pages.sentences.national.words import ends, made_up_remark, names_of, notes

__all__ = [
    "agreement",
    "answer",
    "banner",
    "bounds_table",
    "change_table",
    "ends",
    "forest_rows",
    "forest_title",
    "front",
    "funnel",
    "funnel_title",
    "given",
    "grades",
    "group_rows",
    "group_table",
    "groups_title",
    "left_out",
    "made_up_remark",
    "map_labels",
    "map_title",
    "measure",
    "missing",
    "missing_table",
    "moderator_table",
    "moderators",
    "names_of",
    "new_notes",
    "notes",
    "order_note",
    "pooled",
    "provinces_heading",
    "remark",
    "restated",
    "restated_rows",
    "restated_table",
    "restated_title",
    "side_rows",
    "side_table",
    "side_title",
    "who",
    "without_each",
    "without_table",
]
