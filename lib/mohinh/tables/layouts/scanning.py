"""Scanning: personal data above, among and below the rows of a form. Values are never repeated."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mohinh.tables import privacy
from mohinh.tables.layouts.grid import Grid
from mohinh.tables.layouts.header import Header, cell_text, key_of
from mohinh.tables.layouts.spec import Layout
from mohinh.tables.layouts.taken import Taken, row_number
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Sheet

_LEAST = 1e8  # a number of fewer digits identifies nobody
_SHORT = 3


def scan_titles(sheet: Sheet, titles: Grid, header: Header | None = None) -> list[Finding]:
    """Findings of personal data above the data: names, numbers, marks of secrecy, headings."""
    found = [
        Finding("personal_data", sheet.name, row_number(sheet, place), sheet.letter(column))
        for place, row in enumerate(titles)
        for column, cell in enumerate(row)
        if privacy.personal_cell(cell)
    ]
    for column, heading in enumerate(header.headings if header else ()):
        if privacy.forbidden_header(heading):
            row = row_number(sheet, header.data - 1) if header else None
            found.append(Finding("personal_data", sheet.name, row, sheet.letter(column)))
    return found


def scan_sheet(sheet: Sheet) -> list[Finding]:
    """Findings of personal data anywhere on a sheet that no layout describes."""
    found = scan_titles(sheet, [sheet.top])
    for column in range(len(sheet.headers)):
        cells = [row[column] for row in sheet.rows]
        letter = sheet.letter(column)
        found += privacy.scan(sheet.name, letter, cells, first_row=sheet.first_row)
    return found


def scan(taken: Taken, grid: Grid, layout: Layout) -> list[Finding]:
    """Personal data among the data rows, in every column, and in the footer.

    A name under a signature is dropped with it and only noted; a number that identifies anybody
    refuses the file wherever it stands.
    """
    sheet, rows, header = taken.sheet, taken.rows, taken.header
    if header is None:
        return []
    found = []
    kinds = {place: layout.columns[rule].to for rule, place in header.places.items()}
    between = range(header.data, rows.footer[0] if rows.footer else len(grid))
    for column in range(len(header.headings)):
        if _is_of_small_numbers(grid, column, between):
            continue
        described = [target.described for target in kinds.get(column, ())]
        found += privacy.scan(
            sheet.name,
            sheet.letter(column),
            grid.cells(column, between),
            first_row=row_number(sheet, header.data),
            may_list_names=not any(one.choices for one in described),
            is_money=any(one.kind == "money" for one in described),
        )
    for place in rows.footer:
        for column, cell in enumerate(grid[place]):
            found += _footer_finding(sheet, place, column, cell)
    return found


def _is_of_small_numbers(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    """Whether a column holds small numbers, and beside them at most marks of one or two letters.

    Most columns do, and a sheet holds a million such cells; nobody is known by them.
    """
    is_number = ~np.isnan(grid.values[column, rows[0] : rows[-1] + 1]) if rows else np.empty(0)
    if 2 * np.count_nonzero(is_number) < len(rows):
        return False
    numbers = grid.numbers(column, rows)
    return not (numbers.values >= _LEAST).any() and all(
        cell.__class__ is str and len(cell) < _SHORT for cell in numbers.others.values()
    )


def _footer_finding(sheet: Sheet, place: int, column: int, cell: Any) -> list[Finding]:
    where = (sheet.name, row_number(sheet, place), sheet.letter(column))
    if privacy.personal_cell(cell):
        is_name = isinstance(cell, str) and not any(map(str.isdigit, cell)) and "@" not in cell
        secret = isinstance(cell, str) and key_of(cell) in ("mat", "toi mat", "tuyet mat")
        return [Finding("signature" if is_name and not secret else "personal_data", *where)]
    return [] if privacy.repeatable(cell_text(cell)) else [Finding("signature", *where)]
