"""Formats: number formats and fonts of cells, read only for layouts that ask for them.

An unexpected format tells that Excel changed a cell (`10/10` typed becomes a date); a font tells
that a column was typed in TCVN3 or VNI. Only .xlsx files tell either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl

MOST_CELLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell is shown: its number format (`General`, `#,##0` …) and its font's name."""

    number_format: str
    font: str


def cell_formats(path: Path, sheet: str) -> Mapping[tuple[int, int], Format]:
    """Row (from 1) and column (from 0) → format, for the first `MOST_CELLS` cells of a sheet.

    Cells with the commonest format `General` in the workbook's own font are left out. The file must
    have passed the guard.
    """
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        usual = _usual(book)
        found: dict[tuple[int, int], Format] = {}
        formats: dict[int, Format] = {}
        seen = 0
        for row in book[sheet].iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                style = cell._style_id
                if style not in formats:
                    formats[style] = Format(cell.number_format, cell.font.name or "")
                if formats[style] != usual:
                    found[cell.row, cell.column - 1] = formats[style]
            seen += len(row)
            if seen >= MOST_CELLS:
                break
    finally:
        book.close()
    return found


def _usual(book: openpyxl.Workbook) -> Format:
    return Format("General", (book._fonts[0].name if book._fonts else "") or "")
