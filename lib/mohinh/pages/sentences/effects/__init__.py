"""Effects in words: cases seen beside cases expected, as the report says it.

Every text goes through `evidence.locked` at grade 0: no sentence and no table of this module says
that a model did something, whatever was found. Rows for charts and tables are made here too, so
that both hide the same small counts: where an observed count is from 1 to 4, or would give one
away, the row's numbers are hidden together, since a ratio and an expected count give the observed
one. Counts by bin and by specification are not printed at all, for the same reason.

words       headings, and tables that hide small counts
comparison  who is compared with whom, what was left out
groups      the answer, by group and by district
months      months since adoption
near        neighbours, beside `sentences.spillover`
checking    rows of the checks' charts, tables of every check of every group
outcomes    tips and mediations beside cases
"""

from mohinh.pages.sentences.effects.checking import (
    agreement_heading,
    agreement_note,
    check_grid,
    check_summary,
    check_table,
    check_tables,
    placebo_legend,
    placebo_rows,
    placebo_title,
    specification_legend,
    specification_rows,
    specification_table,
    specification_title,
)
from mohinh.pages.sentences.effects.comparison import (
    adoption_table,
    definitions,
    design,
    dropped,
    measure,
    notes,
    span,
    use_table,
)
from mohinh.pages.sentences.effects.groups import (
    answer,
    finding,
    group_rows,
    group_table,
    group_title,
    legend,
    no_finding,
    part_rows,
    part_table,
    part_title,
    truth,
)
from mohinh.pages.sentences.effects.months import event_remark, event_rows, event_table, event_title
from mohinh.pages.sentences.effects.near import (
    displacement_table,
    near_rows,
    near_table,
    near_title,
    neighbours,
)
from mohinh.pages.sentences.effects.outcomes import mechanism_table, recording

__all__ = [
    "adoption_table",
    "agreement_heading",
    "agreement_note",
    "answer",
    "check_grid",
    "check_summary",
    "check_table",
    "check_tables",
    "definitions",
    "design",
    "displacement_table",
    "dropped",
    "event_remark",
    "event_rows",
    "event_table",
    "event_title",
    "finding",
    "group_rows",
    "group_table",
    "group_title",
    "legend",
    "measure",
    "mechanism_table",
    "near_rows",
    "near_table",
    "near_title",
    "neighbours",
    "no_finding",
    "notes",
    "part_rows",
    "part_table",
    "part_title",
    "placebo_legend",
    "placebo_rows",
    "placebo_title",
    "recording",
    "span",
    "specification_legend",
    "specification_rows",
    "specification_table",
    "specification_title",
    "truth",
    "use_table",
]
