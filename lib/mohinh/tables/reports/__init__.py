"""Reports: what a province's report leaves for others, and what is read from many of them.

A report's `data/` holds tidy tables in codes, the same in every language: `coverage.csv` and
`effects.csv`, small counts hidden, described in `datapackage.json`.

| module | what it does |
|---|---|
| `columns` | the tables' columns: kind, unit, meaning; every rule checked |
| `package` | what describes them, for a program that finds them |
| `reading` | a folder of reports → tables of all that hold, and why others do not |
"""

from mohinh.tables.reports.columns import (
    AREA_KINDS,
    COUNTED,
    COVERAGE,
    DTYPES,
    EFFECTS,
    TABLES,
    schema,
    typed,
)
from mohinh.tables.reports.package import FOLDER, write_package
from mohinh.tables.reports.reading import REASONS, SAMPLE, Reports, folder_named, read

__all__ = [
    "AREA_KINDS",
    "COUNTED",
    "COVERAGE",
    "DTYPES",
    "EFFECTS",
    "FOLDER",
    "REASONS",
    "SAMPLE",
    "TABLES",
    "Reports",
    "folder_named",
    "read",
    "schema",
    "typed",
    "write_package",
]
