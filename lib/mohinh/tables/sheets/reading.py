"""Reading: a workbook as sheets of raw cells, with the places that the sheets themselves show."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from mohinh.tables import files
from mohinh.tables.cells import is_blank
from mohinh.tables.sheets.form import INFO_KEYS, INFO_SHEET
from mohinh.tables.sheets.package import Lost, guard
from mohinh.words.errors import UnreadableFile
from mohinh.words.text import fold, tidy


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `headers`, the data `rows` (lists of raw cells), and the number that the sheet
    shows for the first of them.

    `lost` and `merged` hold places of data cells, (row number, place in `headers`): cells that were
    read as blank although a formula stands there, and the first cell of each merged range.
    """

    name: str
    headers: tuple[str, ...]
    rows: list[list[Any]]
    first_row: int
    first_column: int
    lost: Lost
    merged: tuple[tuple[int, int], ...]

    def letter(self, place: int) -> str:
        """The letters that the sheet shows above a column."""
        number, letters = self.first_column + place + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as it was read: its sheets by name, its information sheet, its fingerprint."""

    file_name: str
    sha256: str
    sheets: Mapping[str, Sheet]
    info: Mapping[str, str]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, however it is spelt."""
        return next((s for key, s in self.sheets.items() if fold(key) == fold(name)), None)


def read_workbook(path: str | Path) -> Workbook:
    """The workbook, every sheet of it. Raises `UnreadableFile` that says why."""
    path = Path(path)
    lost = guard(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {
            name: _sheet(book.get_sheet_by_name(name), lost.get(name, {}))
            for name in book.sheet_names
        }
    except BaseException as fault:  # calamine raises a dozen unrelated classes, and Rust's panic
        if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UnreadableFile(
            f"{path.name}: not a workbook that can be read ({type(fault).__name__}); open it in a "
            "spreadsheet program and save it as .xlsx again"
        ) from None
    info = next((sheet for name, sheet in sheets.items() if fold(name) == fold(INFO_SHEET)), None)
    return Workbook(path.name, files.sha256(path), sheets, _info(info) if info else {})


def _sheet(raw: python_calamine.CalamineSheet, lost: Lost) -> Sheet:
    rows = raw.to_python()  # without the blank rows and columns before the first filled cell
    top, left = raw.start or (0, 0)
    headers = tuple(tidy(str(cell)) for cell in rows[0]) if rows else ()
    data = rows[1:]
    while data and all(is_blank(cell) for cell in data[-1]):
        data = data[:-1]
    first, last = top + 2, top + 1 + len(data)
    inside = {(row, column - left): why for (row, column), why in lost.items() if row >= first}
    ranges = raw.merged_cell_ranges or []
    merged = tuple(
        (max(start[0] + 1, first), start[1] - left)
        for start, end in ranges
        if end[0] + 1 >= first and start[0] + 1 <= last
    )
    return Sheet(raw.name, headers, data, first, left, inside, merged)


def _info(sheet: Sheet) -> dict[str, str]:
    keys = {fold(header): key for header, key in INFO_KEYS.items()}
    rows = [sheet.headers, *sheet.rows]
    pairs = [(keys.get(fold(str(row[0]))), row[1]) for row in rows if len(row) > 1]
    return {key: _info_text(value) for key, value in pairs if key and not is_blank(value)}


def _info_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m}"
    return tidy(str(value))
