"""Typed: raw tables → frames of the schema's kinds; what could not be read becomes a breach."""

from collections.abc import Collection

import pandas as pd

from mohinh.tables import cells
from mohinh.tables.layouts import RawTable
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import DTYPES, Table
from mohinh.tables.store.breaches import Breach
from mohinh.tables.store.naming import NAMED_BY


def typed(
    table: Table, raw: RawTable, *, known: Collection[tuple[int, str]] = ()
) -> tuple[pd.DataFrame, list[Breach]]:
    """The table's typed columns, one row per raw row (index from 0), and what could not be read.

    Columns that the sheet lacks are blank. `known` are cells (row, column) that something was said
    of before.
    """
    frame: dict[str, pd.Series] = {}
    breaches: list[Breach] = []
    for column in table.typed_columns:
        cell = raw.columns.get(column.name)
        if cell is None:
            frame[column.name] = pd.Series(index=range(len(raw)), dtype=DTYPES[column.kind])
            continue
        frame[column.name], faults = cells.read_column(column, cell.cells)
        breaches += [
            Breach(fault.code, table.name, fault.row, (column.name,), fault.found, fault.expected)
            for fault in faults
            if (fault.row, column.name) not in known and not _is_lost(raw, fault.row, column.name)
        ]
    return pd.DataFrame(frame, copy=False), breaches


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
