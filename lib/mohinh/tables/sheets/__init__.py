"""Sheets: a file in, text and numbers by sheet and heading out; and the form written.

Interprets nothing: what a cell means is for `tables.cells`, what a row means for `tables.store`.

| module | what it does |
|---|---|
| `look` | what a guard sees of a file before any reader opens it; the limits of all kinds |
| `package`, `extent` | the guard of .xlsx; how far its cells reach |
| `lost` | formula errors, formulas without a result |
| `styles` | number formats that show other numbers, fonts of old encodings, text struck through |
| `beside` | comments, text boxes, page headers, properties: what stands in no cell |
| `compound` | the guard of .xls |
| `opendocument` | the guard of .ods |
| `delimited` | .csv: encoding, delimiter, cells |
| `halves` | a large .xlsx sheet, read as two at once |
| `trial` | a reading tried in a process of its own, where the guards cannot say what it takes |
| `heaps` | texts that no cell of a form holds |
| `markup` | the tags of a piece of XML, all at once |
| `memory` | no search for cycles, and no memory given back, while a million cells are made |
| `reading` | a file as sheets of raw cells |
| `form` | the Vietnamese workbook, blank or filled in |
"""

from mohinh.tables.sheets.beside import Beside
from mohinh.tables.sheets.form import INFO_KEYS, INFO_SHEET, LEGEND_SHEET, write_workbook
from mohinh.tables.sheets.look import Look
from mohinh.tables.sheets.memory import in_bulk
from mohinh.tables.sheets.reading import Sheet, Workbook, guard, read_workbook

__all__ = [
    "INFO_KEYS",
    "INFO_SHEET",
    "LEGEND_SHEET",
    "Beside",
    "Look",
    "Sheet",
    "Workbook",
    "guard",
    "in_bulk",
    "read_workbook",
    "write_workbook",
]
