"""Typed: raw tables → frames of the schema's kinds; what could not be read becomes a breach."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mohinh.tables import cells
from mohinh.tables.layouts import RawTable
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import DTYPES, Column, Table
from mohinh.tables.store.breaches import Breach
from mohinh.tables.store.naming import NAMED_BY

Read = tuple[pd.Series, list[cells.Fault]]


def typed(
    table: Table,
    raw: RawTable,
    *,
    known: Collection[tuple[int, str]] = (),
    before: dict[tuple, Read] | None = None,
) -> tuple[pd.DataFrame, list[Breach]]:
    """The table's typed columns, one row per raw row (index from 0), and what could not be read.

    Columns that the sheet lacks are blank. `known` are cells (row, column) that something was said
    of before; `before` keeps what was read of cells that stand in several tables, as keys do.
    """
    before = {} if before is None else before
    frame: dict[str, pd.Series] = {}
    breaches: list[Breach] = []
    for column in table.typed_columns:
        cell = raw.columns.get(column.name)
        if cell is None:
            frame[column.name] = _blank(DTYPES[column.kind], len(raw))
            continue
        fonts = _fonts(column, raw)
        frame[column.name], faults = _read(column, cell.cells, fonts, before)
        breaches += [
            Breach(fault.code, table.name, fault.row, (column.name,), fault.found, fault.expected)
            for fault in faults
            if (fault.row, column.name) not in known and not _is_lost(raw, fault.row, column.name)
        ]
    return pd.DataFrame(frame, copy=False), breaches


def _read(
    column: Column, raw: Sequence[Any], fonts: list[str] | str, before: dict[tuple, Read]
) -> Read:
    if column.kind != "text" or fonts:
        return cells.read_column(column, raw, fonts=fonts)
    kept = raw.kept if isinstance(raw, cells.Repeated) else raw
    key = id(kept), column.pattern, column.is_required
    if key not in before:
        before[key] = cells.read_column(column, kept)
    return cells.repeated(before[key], raw.places) if kept is not raw else before[key]


def _blank(dtype: str, length: int) -> pd.Series:
    # Counts by the arrays they consist of: pandas fills a blank column value by value.
    if dtype == "Int64":
        numbers = np.zeros(length, np.int64)
        return pd.Series(pd.arrays.IntegerArray(numbers, np.ones(length, bool)), copy=False)
    return pd.Series(index=range(length), dtype=dtype)


def _fonts(column: Column, raw: RawTable) -> list[str] | str:
    """The old font of each cell of words; blank where there is none, and for numbers and codes."""
    is_of_words = column.kind in ("text", "choice", "flag") and not column.pattern
    if not is_of_words or not any(sheet.fonts for sheet in raw.sheets):
        return ""
    cell = raw.columns[column.name]
    fonts = np.full(len(raw), "", object)
    for number, sheet in enumerate(raw.sheets):
        rows = np.flatnonzero((raw.sheet_of == number) & (cell.rows >= 0))
        fonts[rows] = sheet.fonts_at(cell.rows[rows], cell.columns[rows])
    return fonts.tolist() if fonts.any() else ""


def _is_lost(raw: RawTable, row: int, column: str) -> bool:
    """Whether the cell was said to be lost already: a formula without a result, an error value."""
    cell, sheet = raw.columns[column], raw.sheets[raw.sheet_of[row]]
    place = sheet.first_row - 1 + int(cell.rows[row]), int(cell.columns[row])
    return place in sheet.lost


def missing_columns(table: Table, raw: RawTable) -> list[Finding]:
    """Required columns that neither the sheet nor a column of names gives."""
    absent = [
        column
        for column in table.typed_columns
        if column.is_required
        and column.name not in raw.columns
        and NAMED_BY.get(column.name) not in raw.columns
    ]
    sheet = raw.sheets[0]
    return [
        Finding("no_column", sheet.name, None, column.header, file=sheet.file_name)
        for column in absent
    ]


def empty(table: Table) -> pd.DataFrame:
    """The table's typed columns without rows."""
    return table.empty()[[column.name for column in table.typed_columns]]
