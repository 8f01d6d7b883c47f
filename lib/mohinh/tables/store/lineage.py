"""Lineage: the cell that every value of an imported table comes from.

Beside each table lies `<table>.origin.parquet` with one row per accepted row: `sheet` (a number in
the list of sheets), `row`, and for each column the number of the column in the sheet (from 0).
A column whose values stand in another row (a title, a header, a merged range) has its own rows;
−1 says that no cell holds the value: the layout states it. The files themselves are kept beside the
tables, so that the text of the cell can be shown as it was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mohinh.tables import cells
from mohinh.tables.layouts import RawTable
from mohinh.tables.schemas import Column, Table
from mohinh.tables.sheets import Workbook, read_workbook
from mohinh.tables.store.breaches import row_numbers


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where the rows of a table come from.

    `places`: int32, one row per row of the table: `sheet` (place in `sheets`), `row` (the number
    that the sheet shows), `<column>.column` (from 0), and `<column>.row` where it is another row.
    `sheets`: file and sheet names.
    """

    places: pd.DataFrame
    sheets: tuple[tuple[str, str], ...]


def lineage_of(raw: RawTable, rows: pd.Index) -> Lineage:
    """The lineage of the rows of a raw table that were accepted."""
    # All rows as they are, where none was refused: a copy of each column takes its time.
    kept = slice(None) if len(rows) == len(raw) else rows.to_numpy()
    sheet_of = raw.sheet_of[kept]
    tops = _of_sheets([sheet.first_row - 1 for sheet in raw.sheets], sheet_of)
    lefts = _of_sheets([sheet.first_column for sheet in raw.sheets], sheet_of)
    numbers = row_numbers(raw)[kept]
    places = {"sheet": sheet_of.astype(np.int32), "row": numbers}
    for name, column in raw.columns.items():
        places[f"{name}.column"] = _shown(column.columns[kept], lefts)
        shown = _shown(column.rows[kept], tops)
        if not np.array_equal(shown, numbers):
            places[f"{name}.row"] = shown
    sheets = tuple((sheet.file_name, sheet.name) for sheet in raw.sheets)
    return Lineage(pd.DataFrame(places, copy=False), sheets)


def _of_sheets(starts: Sequence[int], sheet_of: np.ndarray) -> np.ndarray | np.int32:
    """Where the sheet of each row starts; one number where all are of one sheet."""
    if len(starts) == 1:
        return np.int32(starts[0])
    return np.array(starts, np.int32)[sheet_of]


def _shown(places: np.ndarray, starts: np.ndarray | np.int32) -> np.ndarray:
    """Rows or columns as the sheet numbers them; −1 stays."""
    if np.isscalar(starts) and starts == 0:
        return places
    found = places + starts
    if len(places) and places.min() < 0:
        found[places < 0] = -1
    return found


def cells_of(
    table: Table,
    frame: pd.DataFrame,
    lineage: Lineage,
    kept: Mapping[str, Path],
    *,
    rows: Sequence[int],
    columns: Sequence[str],
) -> pd.DataFrame:
    """The cells that values of an imported table come from, one row per value, all text.

    `rows` are places in `frame`; `kept` the files by name. Columns `table, file, sheet, cell,
    heading, sent` (the text of the cell, as it was sent) and `read` (the value); derived columns
    and those that no cell holds are left out. Raises `UnreadableFile` where a file is gone.
    """
    own = [column for column in table.typed_columns if column.name in columns]
    found = [
        _cell(table, column, lineage, row, frame[column.name].iloc[row], kept)
        for row in rows
        for column in own
        if f"{column.name}.column" in lineage.places
    ]
    names = ["table", "file", "sheet", "cell", "heading", "sent", "read"]
    return pd.DataFrame([cell for cell in found if cell], columns=names, dtype="str")


def _cell(
    table: Table,
    column: Column,
    lineage: Lineage,
    row: int,
    value: Any,
    kept: Mapping[str, Path],
) -> tuple[str, ...] | None:
    place = lineage.places.iloc[row]
    number = int(place.get(f"{column.name}.row", place["row"]))
    letter = int(place[f"{column.name}.column"])
    if number < 0 or letter < 0:
        return None
    file, name = lineage.sheets[place["sheet"]]
    sheet = _book(kept[file]).sheets[name]
    sent = sheet.grid[number - sheet.first_row + 1][letter - sheet.first_column]
    cell = f"{sheet.letter(letter - sheet.first_column)}{number}"
    read = "" if pd.isna(value) else cells.show(value)
    return table.sheet, file, name, cell, column.header, cells.show(sent), read


@lru_cache(maxsize=4)
def _book(path: Path) -> Workbook:
    return read_workbook(path)
