"""National: the form that `mohinh template` writes → raw tables, and what was found on the way.

The form is known column by column: a column that it does not have refuses the file. One table alone
may come as a text file under the form's headings.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from mohinh.tables import cells, privacy, sheets
from mohinh.tables.layouts import RawColumn, RawTable
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import AREAS, IMPORTED_TABLES, WORKBOOK_TABLES, Column, Table
from mohinh.tables.sheets import Sheet, Workbook
from mohinh.words.text import fold

_TOTALS = frozenset(("tong", "tong cong", "cong", "tong so", "toan tinh", "toan huyen", "toan xa"))


def is_national(book: Workbook) -> bool:
    """Whether a workbook is the national form, or a part of it."""
    return bool(book.info) or any(table_of(sheet) for sheet in book.sheets.values())


@cache
def _tables_by_sheet() -> Mapping[str, Table]:
    return {fold(table.sheet): table for table in IMPORTED_TABLES}


def table_of(sheet: Sheet) -> Table | None:
    """The table that a sheet holds: by its name, or by its headings where all are the table's."""
    named = _tables_by_sheet().get(fold(sheet.name))
    if named is not None:
        return named
    headings = {fold(header) for header in sheet.headers}
    for table in IMPORTED_TABLES:
        wanted = {fold(column.header): column.is_later for column in table.typed_columns}
        if headings <= wanted.keys() and all(wanted[key] for key in wanted.keys() - headings):
            return table
    return None


def read_national(book: Workbook) -> tuple[dict[str, RawTable], list[Finding]]:
    """The tables of the form. A sheet that is missing is a finding, and its table is left out."""
    tables, findings = {}, []
    by_table: dict[str, list[Sheet]] = {}
    for sheet in book.sheets.values():
        if table := table_of(sheet):
            by_table.setdefault(table.name, []).append(sheet)
    for table in IMPORTED_TABLES:
        found = by_table.get(table.name, [])
        findings += [Finding("repeated_sheet", sheet.name) for sheet in found[1:]]
        if found:
            raw, faults = _raw_table(found[0], table)
            findings += faults
            if raw is not None:
                tables[table.name] = raw
        elif book.info and table in WORKBOOK_TABLES:
            findings.append(Finding("no_sheet", table.sheet))
    return tables, findings + _strange_sheets(book)


def _strange_sheets(book: Workbook) -> list[Finding]:
    others = {fold(sheets.LEGEND_SHEET), fold(sheets.INFO_SHEET)}
    return [
        Finding("strange_sheet", name)
        for name, sheet in book.sheets.items()
        if table_of(sheet) is None and fold(name) not in others
    ]


def _raw_table(sheet: Sheet, table: Table) -> tuple[RawTable | None, list[Finding]]:
    sheet = _with_lost_rows(sheet)
    places = {fold(header): place for place, header in enumerate(sheet.headers)}
    findings = _strange_columns(sheet, table)
    rows, totals = _data_rows(sheet)
    at = np.asarray(rows, np.int32) + 1  # in the grid, whose first row is the header
    columns = {}
    for column in table.typed_columns:
        place = places.get(fold(column.header))
        if place is None and column.is_later:
            continue
        if place is None:
            findings.append(Finding("no_column", sheet.name, sheet.first_row - 1, column.header))
            continue
        raw = [sheet.rows[row][place] for row in rows]
        columns[column.name] = RawColumn(raw, at, np.full(len(rows), place, np.int32))
        findings += _marked_cells(sheet, place)
    struck = sorted(set(sheet.struck_rows) & {sheet.first_row + row for row in rows})
    if struck:
        findings.append(Finding("struck_rows", sheet.name, struck[0], found=str(len(struck))))
    if table is AREAS and not rows:
        findings.append(Finding("no_rows", sheet.name))
    if any(column.name not in columns and not column.is_later for column in table.typed_columns):
        return None, findings
    raw_table = RawTable(table.name, columns, (sheet,), np.zeros(len(rows), np.int16))
    return raw_table, findings + _check_totals(sheet, table, raw_table, totals)


def _strange_columns(sheet: Sheet, table: Table) -> list[Finding]:
    """Columns with content that the form does not have, or has once."""
    wanted = {fold(column.header) for column in table.typed_columns}
    findings, seen = [], set()
    for place, header in enumerate(sheet.headers):
        key, row, letter = fold(header), sheet.first_row - 1, sheet.letter(place)
        filled = bool(key) or not all(cells.is_blank(line[place]) for line in sheet.rows)
        if key in seen:
            findings.append(Finding("repeated_column", sheet.name, row, header, letter=letter))
        elif filled and key not in wanted:
            shown = header or letter
            findings.append(Finding("strange_column", sheet.name, row, shown, letter=letter))
        seen |= {key} & wanted
    return findings


def _with_lost_rows(sheet: Sheet) -> Sheet:
    """The sheet with the rows that look blank because all that they hold was lost."""
    last = max((row for row, _ in sheet.lost), default=0)
    missing = last - sheet.first_row - len(sheet.rows) + 1
    if missing <= 0:
        return sheet
    blank = [""] * len(sheet.headers)
    return replace(sheet, rows=[*sheet.rows, *[blank] * missing])


def _data_rows(sheet: Sheet) -> tuple[list[int], list[int]]:
    """Places of the rows that hold data, and of the rows of totals; the others are blank."""
    rows, totals = [], []
    lost = {row - sheet.first_row for row, _ in sheet.lost}
    for place, row in enumerate(sheet.rows):
        first = next((cell for cell in row if not cells.is_blank(cell)), None)
        if isinstance(first, str) and first.strip()[:1] in "TtCc" and fold(first) in _TOTALS:
            totals.append(place)
        elif first is not None or place in lost:
            rows.append(place)
    return rows, totals


def _marked_cells(sheet: Sheet, place: int) -> list[Finding]:
    """Cells of a column that were lost (a formula without result …) or are merged with others."""
    header, letter = sheet.headers[place], sheet.letter(place)
    found = [(row, why) for (row, column), why in sheet.lost.items() if column == place]
    found += [(row, "merged_cells") for row, column in sheet.merged if column == place]
    return [Finding(why, sheet.name, row, header, letter=letter) for row, why in found]


def _check_totals(sheet: Sheet, table: Table, raw: RawTable, totals: list[int]) -> list[Finding]:
    """A note for each row of totals, and where one differs from the sum of the rows above it.

    A total is of all rows above, or of those since the total before; each is right.
    """
    findings, last = [], 0
    at = next(iter(raw.columns.values())).rows - 1
    for total in totals:
        label = next(cell for cell in sheet.rows[total] if not cells.is_blank(cell))
        row = sheet.first_row + total
        findings.append(Finding("totals_row", sheet.name, row, found=cells.show(label)))
        for column in table.typed_columns:
            if column.kind in ("count", "money") and column.name in raw.columns:
                place = int(raw.columns[column.name].columns[0]) if len(raw) else 0
                findings += _check_total(sheet, column, raw, total, place, (at < total, at >= last))
        last = total
    return findings


def _check_total(
    sheet: Sheet,
    column: Column,
    raw: RawTable,
    total: int,
    place: int,
    inside: tuple[np.ndarray, np.ndarray],
) -> list[Finding]:
    above, since = inside
    stated, _ = cells.parse(column, [sheet.rows[total][place]])
    if not len(raw) or stated[0] is None:
        return []
    values, _ = cells.parse(column, list(raw.columns[column.name].cells))
    numbers = np.array([value or 0 for value in values], np.int64)
    sums = {int(numbers[above].sum()), int(numbers[above & since].sum())}
    if stated[0] in sums:
        return []
    row, letter = sheet.first_row + total, sheet.letter(place)
    wanted = " / ".join(map(str, sorted(sums)))
    return [
        Finding(
            "wrong_total",
            sheet.name,
            row,
            column.header,
            cells.show(sheet.rows[total][place]),
            (wanted, wanted),
            letter=letter,
        )
    ]


def personal_data(book: Workbook) -> list[Finding]:
    """Personal data in headings and cells of a workbook in the national form."""
    findings = []
    for sheet in book.sheets.values():
        if fold(sheet.name) == fold(sheets.LEGEND_SHEET):
            continue
        table = table_of(sheet)
        columns = {fold(c.header): c for c in table.typed_columns} if table else {}
        for place, header in enumerate(sheet.headers):
            letter = sheet.letter(place)
            if privacy.forbidden_header(header) or not privacy.repeatable(header):
                shown = header if privacy.repeatable(header) else letter
                row = sheet.first_row - 1
                findings.append(Finding("personal_data", sheet.name, row, shown, letter=letter))
            column = columns.get(fold(header))
            findings += privacy.scan(
                sheet.name,
                header if column else letter,
                [row[place] for row in sheet.rows],
                first_row=sheet.first_row,
                may_list_names=column is None or not column.choices,
                is_money=column is not None and column.kind == "money",
            )
    return findings
