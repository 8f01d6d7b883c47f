"""One cell of a sheet → one value, a value for review, or a refusal. Knows kinds, not tables.

Vietnamese sheets: a dot groups thousands (`10.349`), a comma is the decimal mark. A cell that can
be read in two ways is never read in one: it goes to review with the likely value named. Nothing is
rounded; a blank cell is missing, never zero.

| module | what it does |
|---|---|
| `results` | the result of one cell; how it is quoted |
| `shown` | numbers that their sheet shows otherwise than they are |
| `numerals` | numbers in words |
| `phrases` | a number with its qualifier, unit and footnote, taken apart |
| `numbers` | counts |
| `shares` | percentages, scores, ratios, pairs of counts, ranges |
| `amounts` | qualified amounts, money |
| `dates` | days, months, years |
| `periods` | quarters, cumulative parts of a year, deadlines |
| `choices` | lists, ratings, yes and no |
| `texts` | names, codes, remarks |
| `many` | numbers as an array, repeated cells kept once |
| `column` | a column of the national form |
"""

from mohinh.tables.cells.amounts import amount, money
from mohinh.tables.cells.choices import choice, flag, rating
from mohinh.tables.cells.column import commas_group, parse, read_column, repeated, to_series
from mohinh.tables.cells.dates import date, has_month_first, looks_swapped, month, year
from mohinh.tables.cells.many import Numbers, Repeated
from mohinh.tables.cells.numbers import Ratio, count
from mohinh.tables.cells.periods import Deadline, Span, deadline, period, span
from mohinh.tables.cells.results import (
    MOST_FAULTS,
    Cell,
    Dash,
    Fault,
    State,
    TooManyFaults,
    few,
    is_blank,
    show,
)
from mohinh.tables.cells.shares import Amount, Range, number_range, pair, percent, ratio, score
from mohinh.tables.cells.shown import HOW, Shown
from mohinh.tables.cells.texts import MOST_CHARACTERS, text

__all__ = [
    "HOW",
    "MOST_CHARACTERS",
    "MOST_FAULTS",
    "Amount",
    "Cell",
    "Dash",
    "Deadline",
    "Fault",
    "Numbers",
    "Range",
    "Ratio",
    "Repeated",
    "Shown",
    "Span",
    "State",
    "TooManyFaults",
    "amount",
    "choice",
    "commas_group",
    "count",
    "date",
    "deadline",
    "few",
    "flag",
    "has_month_first",
    "is_blank",
    "looks_swapped",
    "money",
    "month",
    "number_range",
    "pair",
    "parse",
    "percent",
    "period",
    "rating",
    "ratio",
    "read_column",
    "repeated",
    "score",
    "show",
    "span",
    "text",
    "to_series",
    "year",
]
