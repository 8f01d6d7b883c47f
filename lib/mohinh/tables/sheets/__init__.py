"""Sheets: a workbook in, text and numbers by sheet and heading out; and the form written.

Interprets nothing: what a cell means is for `tables.cells`, what a row means for `tables.store`.

| module | what it does |
|---|---|
| `package` | looks at a file before any reader opens it; finds cells that readers lose |
| `reading` | a workbook as sheets of raw cells |
| `form` | the Vietnamese workbook, blank or filled in |
"""

from mohinh.tables.sheets.form import INFO_KEYS, INFO_SHEET, LEGEND_SHEET, write_workbook
from mohinh.tables.sheets.package import guard
from mohinh.tables.sheets.reading import Sheet, Workbook, read_workbook

__all__ = [
    "INFO_KEYS",
    "INFO_SHEET",
    "LEGEND_SHEET",
    "Sheet",
    "Workbook",
    "guard",
    "read_workbook",
    "write_workbook",
]
