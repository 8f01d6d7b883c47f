"""Sheets: a file in, text and numbers by sheet and heading out; and the form written.

Interprets nothing: what a cell means is for `tables.cells`, what a row means for `tables.store`.

| module | what it does |
|---|---|
| `look` | what a guard sees of a file before any reader opens it; the limits of all kinds |
| `package`, `extent` | the guard of .xlsx; how far its cells reach |
| `compound` | the guard of .xls |
| `opendocument` | the guard of .ods |
| `delimited` | .csv: encoding, delimiter, cells |
| `trial` | a reading tried in a process of its own, where the guards cannot say what it takes |
| `heaps` | texts that no cell of a form holds |
| `markup` | the tags of a piece of XML, all at once |
| `memory` | no search for cycles while a million cells are made |
| `reading` | a file as sheets of raw cells |
| `formats` | number formats and fonts, for layouts that ask for them |
| `form` | the Vietnamese workbook, blank or filled in |
"""

from mohinh.tables.sheets.form import INFO_KEYS, INFO_SHEET, LEGEND_SHEET, write_workbook
from mohinh.tables.sheets.formats import Format, cell_formats
from mohinh.tables.sheets.look import Look
from mohinh.tables.sheets.memory import without_collection
from mohinh.tables.sheets.reading import Sheet, Workbook, guard, read_workbook

__all__ = [
    "INFO_KEYS",
    "INFO_SHEET",
    "LEGEND_SHEET",
    "Format",
    "Look",
    "Sheet",
    "Workbook",
    "cell_formats",
    "guard",
    "read_workbook",
    "without_collection",
    "write_workbook",
]
