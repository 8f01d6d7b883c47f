"""Grid: the rows of a sheet, and the same cells by column."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from mohinh.tables.cells import Numbers
from mohinh.tables.sheets import Sheet

Lines = Sequence[Sequence[Any]]


class Grid(list[Sequence[Any]]):
    """The rows of a sheet from the first filled one on, all of one length.

    Cells lie row by row in memory, and going down a column costs many times as much as going along
    the rows: the numbers of all columns are taken in one go.
    """

    def __init__(self, rows: Lines = ()):
        super().__init__(rows)
        self._known_cells: dict[tuple[int, int, int], list[Any]] = {}
        self._known_numbers: dict[tuple[int, int, int], Numbers] = {}

    @classmethod
    def of(cls, sheet: Sheet) -> "Grid":
        return cls(sheet.grid)

    @cached_property
    def values(self) -> np.ndarray:
        """Every cell as a number, NaN where it is none: one line for each column."""
        cells = [c if c.__class__ is float else np.nan for row in self for c in row]
        cells_by_row = np.fromiter(cells, float, len(cells)).reshape(len(self), -1)
        return np.ascontiguousarray(cells_by_row.T)

    def cells(self, column: int, rows: Sequence[int]) -> Sequence[Any]:
        """The cells of a column in some rows, which are numbered upwards."""
        if not _follow_on(rows):
            return [self[row][column] for row in rows]
        key = column, rows[0], rows[-1]
        if key not in self._known_cells:
            self._known_cells[key] = [row[column] for row in self[rows[0] : rows[-1] + 1]]
        return self._known_cells[key]

    def numbers(self, column: int, rows: Sequence[int]) -> Numbers:
        """The same of a column of numbers."""
        if not _follow_on(rows):
            return self._numbers(self.values[column, np.asarray(rows, int)], column, rows)
        key = column, rows[0], rows[-1]
        if key not in self._known_numbers:
            values = self.values[column, rows[0] : rows[-1] + 1]
            self._known_numbers[key] = self._numbers(values, column, rows)
        return self._known_numbers[key]

    def _numbers(self, values: np.ndarray, column: int, rows: Sequence[int]) -> Numbers:
        others = np.flatnonzero(np.isnan(values)).tolist()
        return Numbers(values, {n: self[rows[n]][column] for n in others})


def _follow_on(rows: Sequence[int]) -> bool:
    return bool(rows) and rows[-1] - rows[0] + 1 == len(rows)


def is_among(row: int, rows: Sequence[int]) -> bool:
    """Whether a row is one of some, which are numbered upwards."""
    place = bisect_left(rows, row)
    return place < len(rows) and rows[place] == row
