"""Breaches: what is wrong with one row of a table, and the place of it in the sheet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from mohinh.tables.layouts import RawTable
from mohinh.tables.quality import RULES, Finding
from mohinh.tables.schemas import TABLES
from mohinh.words.terms import Label


@dataclass(frozen=True, slots=True)
class Breach:
    """What is to be said of one row: `row` counts the rows of the raw table from 0, `columns` are
    code names, the first of them the one to be looked at."""

    code: str
    table: str
    row: int
    columns: tuple[str, ...]
    found: str = ""
    expected: Label = ("", "")

    @property
    def is_error(self) -> bool:
        """Whether it keeps the row out."""
        return RULES[self.code].severity == "error"


# A column in which nothing can be read is one mistake, not a hundred thousand.
MOST_ALIKE = 1_000


def located(breaches: Iterable[Breach], tables: Mapping[str, RawTable]) -> list[Finding]:
    """Each breach as a finding at its place in the sheet.

    Of those of one rule in one column the first `MOST_ALIKE`, and how many more there are.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    findings = []
    last: dict[tuple[str, str, str], Finding] = {}
    for breach in breaches:
        kind = breach.code, breach.table, breach.columns[0]
        seen[kind] += 1
        if seen[kind] <= MOST_ALIKE:
            last[kind] = finding_of(breach, tables[breach.table])
            findings.append(last[kind])
    for kind, count in seen.items():
        if count > MOST_ALIKE:
            one = last[kind]
            left = f"{count - MOST_ALIKE} × {one.code}"
            findings.append(Finding("more_alike", one.sheet, None, one.column, left, file=one.file))
    return findings


def finding_of(breach: Breach, raw: RawTable) -> Finding:
    """One breach as a finding at its place in the sheet."""
    sheet, row, letter = place_of(raw, breach.row, breach.columns[0])
    header = ", ".join(TABLES[breach.table].column(name).header for name in breach.columns)
    return Finding(
        breach.code,
        sheet.name,
        row,
        header,
        breach.found,
        breach.expected,
        letter=letter,
        file=sheet.file_name,
    )


def place_of(raw: RawTable, row: int, column: str) -> tuple:
    """Sheet, row number and letter of a cell; of its row alone where no cell holds the value."""
    sheet = raw.sheets[raw.sheet_of[row]]
    cell = raw.columns.get(column)
    if cell is None or cell.rows[row] < 0:
        return sheet, row_number(raw, row), ""
    place = int(cell.columns[row])
    letter = sheet.letter(place) if place >= 0 else ""
    return sheet, sheet.first_row - 1 + int(cell.rows[row]), letter


def row_number(raw: RawTable, row: int) -> int:
    """The number that the sheet shows for a row of the table."""
    lowest = max(int(column.rows[row]) for column in raw.columns.values())
    return raw.sheets[raw.sheet_of[row]].first_row - 1 + lowest


def row_numbers(raw: RawTable) -> np.ndarray:
    """The numbers that the sheets show for the rows of the table, int32 of its length.

    Some cells of a row can stand above it: in a title, in a header, in the first row of a merged
    range; none stands below.
    """
    starts = np.array([sheet.first_row - 1 for sheet in raw.sheets], np.int32)
    rows = {id(column.rows): column.rows for column in raw.columns.values()}
    lowest = reduce(np.maximum, rows.values())
    return lowest + (starts[0] if len(starts) == 1 else starts[raw.sheet_of])
