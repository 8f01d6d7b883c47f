"""Coverage in words: what `questions.coverage` and `questions.fairness` found.

answer    the answer first: how much is covered, how much is not known
places    where: the map, the districts
parts     which models: groups, types, lead organisations, settings
time      when: growth, months in force, points and members per 1,000 households
equity    for whom: kinds of area, districts, order of communes, former need
gaps      who is without
tables    tables of shares; `equity_tables` those of fairness
"""

from mohinh.pages.sentences.coverage.answer import absent, answer, reach
from mohinh.pages.sentences.coverage.equity import (
    concentration,
    concentration_title,
    concentration_words,
    disparity,
    kind_title,
    kind_words,
    kinds,
    size_classes,
    targeting,
    targeting_title,
    targeting_words,
)
from mohinh.pages.sentences.coverage.equity_tables import (
    disparity_table,
    fifth_table,
    gap_list_table,
    kind_chart,
    kind_table,
)
from mohinh.pages.sentences.coverage.gaps import gap_list, gaps
from mohinh.pages.sentences.coverage.parts import (
    group_title,
    groups,
    leads,
    settings,
    several,
    types,
)
from mohinh.pages.sentences.coverage.places import (
    chart_words,
    hexagon_title,
    map_alt,
    map_labels,
    map_title,
    region_title,
    regions,
    uncertain_label,
    unmatched,
)
from mohinh.pages.sentences.coverage.tables import (
    commune_table,
    gap_table,
    group_table,
    lead_table,
    region_table,
    setting_table,
    size_table,
    strength_table,
    type_table,
)
from mohinh.pages.sentences.coverage.time import (
    growth,
    hidden_members,
    members_alt,
    members_title,
    panels_title,
    series_title,
    strength,
)

__all__ = [
    "absent",
    "answer",
    "chart_words",
    "commune_table",
    "concentration",
    "concentration_title",
    "concentration_words",
    "disparity",
    "disparity_table",
    "fifth_table",
    "gap_list",
    "gap_list_table",
    "gap_table",
    "gaps",
    "group_table",
    "group_title",
    "groups",
    "growth",
    "hexagon_title",
    "hidden_members",
    "kind_chart",
    "kind_table",
    "kind_title",
    "kind_words",
    "kinds",
    "lead_table",
    "leads",
    "map_alt",
    "map_labels",
    "map_title",
    "members_alt",
    "members_title",
    "panels_title",
    "reach",
    "region_table",
    "region_title",
    "regions",
    "series_title",
    "setting_table",
    "settings",
    "several",
    "size_classes",
    "size_table",
    "strength",
    "strength_table",
    "targeting",
    "targeting_title",
    "targeting_words",
    "type_table",
    "types",
    "uncertain_label",
    "unmatched",
]
