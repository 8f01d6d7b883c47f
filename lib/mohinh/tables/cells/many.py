"""Many cells at once: numbers as an array, and repeated cells kept once.

A form with months across repeats each key twelve times: `Repeated` keeps such cells once, and they
are read once. `Numbers` keeps numbers as an array, and they are read all at once. Both are
sequences of raw cells like a list of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np


class Numbers(Sequence[Any]):
    """Cells of which most are numbers: `values` as an array, `others` by row.

    Where a cell is no number its value is NaN.
    """

    __slots__ = ("others", "values")

    def __init__(self, values: np.ndarray, others: Mapping[int, Any]):
        self.values, self.others = values, others

    @classmethod
    def of(cls, cells: Sequence[Any]) -> "Numbers":
        if isinstance(cells, cls):
            return cells
        values = np.array([c if c.__class__ is float else np.nan for c in cells], float)
        return cls(values, {n: cells[n] for n in np.flatnonzero(np.isnan(values)).tolist()})

    @classmethod
    def joined(cls, columns: Sequence["Numbers"]) -> "Numbers":
        """The cells of columns, one column after another."""
        others, start = {}, 0
        for column in columns:
            others |= {start + row: cell for row, cell in column.others.items()}
            start += len(column)
        return cls(np.concatenate([column.values for column in columns]), others)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return list(self)[row]
        row = int(row) + (len(self) if row < 0 else 0)
        return self.others[row] if row in self.others else float(self.values[row])

    def __iter__(self) -> Iterator[Any]:
        cells = self.values.tolist()
        for row, cell in self.others.items():
            cells[row] = cell
        return iter(cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class Repeated(Sequence[Any]):
    """Cells by row of which many are the same one: row n holds `kept[places[n]]`."""

    __slots__ = ("kept", "places")

    def __init__(self, kept: Sequence[Any], places: np.ndarray):
        self.kept, self.places = kept, places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, row: Any) -> Any:
        found = self.places[row]
        return Repeated(self.kept, found) if isinstance(row, slice) else self.kept[found]

    def __iter__(self) -> Iterator[Any]:
        return map(list(self.kept).__getitem__, self.places.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
