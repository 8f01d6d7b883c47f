"""Layouts: a province's own form → the tables of the national form, as raw cells with origin.

A layout is a text file, `data/layouts/<name>.toml`; a new form needs one and a sample, no code.
What its keys mean is told in `data/layouts/README.md`.

| module | what it does |
|---|---|
| `keys` | the keys of a settings file, each taken once; faults by line |
| `spec` | the layout that a file describes, checked whole |
| `periods` | months, quarters, half-years and years as forms write them |
| `grid` | the rows of a sheet, and the same cells by column |
| `header` | header lines joined into headings; periods across |
| `amounts` | numbers as totals are checked with |
| `rows` | data, heads of groups, totals, footer |
| `totals` | totals against the sum of their parts |
| `taking`, `taken` | one sheet: what it gave, and what was found |
| `scanning` | personal data above, among and below the rows |
| `dating` | the period of a sheet, part-years, running totals beside their parts |
| `filling` | the cells under the national form's names |
| `raw` | raw tables with the origin of every cell |
| `between` | the same sheet twice, overlapping periods, running totals |
| `applying` | a whole workbook; which layout fits |
| `proposal` | a layout proposed by looking at a workbook |
"""

from mohinh.tables.layouts.amounts import is_dash
from mohinh.tables.layouts.applying import Applied, apply, find_layout, layouts, no_layout
from mohinh.tables.layouts.periods import Span, read_span
from mohinh.tables.layouts.proposal import propose
from mohinh.tables.layouts.raw import Cell, RawColumn, RawTable
from mohinh.tables.layouts.spec import Layout, Target, load_layout, parse_layout

__all__ = [
    "Applied",
    "Cell",
    "Layout",
    "RawColumn",
    "RawTable",
    "Span",
    "Target",
    "apply",
    "find_layout",
    "is_dash",
    "layouts",
    "load_layout",
    "no_layout",
    "parse_layout",
    "propose",
    "read_span",
]
