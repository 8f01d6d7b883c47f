"""Raw tables: what a layout makes of the sheets of a form, with the origin of every cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from mohinh.tables.cells import Repeated
from mohinh.tables.layouts.header import cell_text
from mohinh.tables.layouts.spec import Target
from mohinh.tables.sheets import Sheet

_PLACES = "rows", "columns"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value comes from: sheet, row and column as the sheet shows them, the text there.

    A value that the layout itself states has no sheet, row 0 and no letter.
    """

    sheet: str
    row: int
    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class RawColumn:
    """The cells of one column, and the row (in the grid of its sheet) and column of each.

    A row of −1: the layout states the value. Where cells repeat, as keys do beside months across,
    `cells` is a `Repeated` that keeps each once.
    """

    cells: Sequence[Any]
    rows: np.ndarray
    columns: np.ndarray

    def take(self, places: np.ndarray) -> "RawColumn":
        """The cells in these rows, in this order; each is kept once."""
        cells = self.cells
        if isinstance(cells, Repeated):
            taken = Repeated(cells.kept, cells.places[places])
        else:
            taken = Repeated(cells, places.astype(np.int32))
        return RawColumn(taken, self.rows[places], self.columns[places])


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of the national form, not yet read: cells as the form holds them.

    Blank is not reported; a dash is 0 or blank only where the layout says so. `sheets` holds the
    sheets that it was taken from, `sheet_of` the place of each row's sheet in them.
    """

    name: str
    columns: Mapping[str, RawColumn]
    sheets: tuple[Sheet, ...]
    sheet_of: np.ndarray

    def __len__(self) -> int:
        return len(self.sheet_of)

    @property
    def headings(self) -> dict[str, str]:
        """Column → its heading in the national form."""
        return {name: Target(self.name, name).described.header for name in self.columns}

    def origin(self, row: int, column: str) -> Cell:
        """Where a cell comes from; `row` counts the table's rows from 0."""
        raw = self.columns[column]
        place, letter = int(raw.rows[row]), int(raw.columns[row])
        if place < 0:
            return Cell("", 0, "", str(raw.cells[row]))
        sheet = self.sheets[self.sheet_of[row]]
        if letter < 0:
            return Cell(sheet.name, 0, "", sheet.name)
        line = sheet.top if place == 0 else sheet.rows[place - 1]
        return Cell(
            sheet.name, sheet.first_row - 1 + place, sheet.letter(letter), cell_text(line[letter])
        )

    def frame(self) -> pd.DataFrame:
        """The cells under the national form's headings, every column of dtype object."""
        headings = self.headings
        return pd.DataFrame(
            {
                headings[name]: pd.Series(list(raw.cells), dtype=object)
                for name, raw in self.columns.items()
            }
        )


@dataclass(slots=True)
class Part:
    """Rows that one sheet gives to one table."""

    sheet: Sheet
    columns: dict[str, RawColumn]
    length: int

    def keep(self, kept: np.ndarray) -> "Part":
        """The part with these rows only."""
        places = np.flatnonzero(kept)
        columns = {name: raw.take(places) for name, raw in self.columns.items()}
        return Part(self.sheet, columns, len(places))


def put_together(name: str, parts: Sequence[Part]) -> RawTable:
    """One table from the parts of all sheets; a column that a sheet lacks is blank there."""
    names = list(dict.fromkeys(chain.from_iterable(part.columns for part in parts)))
    columns = {}
    for column in names:
        found = [part.columns.get(column) or _blank(part.length) for part in parts]
        columns[column] = found[0] if len(found) == 1 else _one_after_another(found)
    sheet_of = np.repeat(np.arange(len(parts), dtype=np.int16), [part.length for part in parts])
    return RawTable(name, columns, tuple(part.sheet for part in parts), sheet_of)


def _one_after_another(found: Sequence[RawColumn]) -> RawColumn:
    rows, columns = (np.concatenate([getattr(raw, name) for raw in found]) for name in _PLACES)
    if not any(isinstance(raw.cells, Repeated) for raw in found):
        return RawColumn(list(chain.from_iterable(raw.cells for raw in found)), rows, columns)
    kept: list[Any] = []
    at = []
    for raw in found:
        cells = raw.cells
        if not isinstance(cells, Repeated):
            cells = Repeated(cells, np.arange(len(cells), dtype=np.int32))
        at.append(cells.places + len(kept))
        kept += cells.kept
    return RawColumn(Repeated(kept, np.concatenate(at)), rows, columns)


def _blank(length: int) -> RawColumn:
    return stated("", length)


def stated(value: Any, length: int, *, row: int = -1, column: int = -1) -> RawColumn:
    """The same value in every row: from one cell (a title), or stated by the layout."""
    cells = Repeated([value], np.zeros(length, np.int32))
    return RawColumn(cells, np.full(length, row, np.int32), np.full(length, column, np.int32))


def unrepeated(parts: Sequence[Part]) -> tuple[list[Part], int]:
    """The parts without rows that are equal to an earlier one, and how many those were."""
    seen: set[tuple] = set()
    result, dropped = [], 0
    for part in parts:
        kept = np.ones(part.length, bool)
        for row, cells in enumerate(
            zip(*(raw.cells for raw in part.columns.values()), strict=True)
        ):
            key = tuple(map(cell_text, cells))
            kept[row] = key not in seen
            seen.add(key)
        dropped += int((~kept).sum())
        result.append(part if kept.all() else part.keep(kept))
    return result, dropped
