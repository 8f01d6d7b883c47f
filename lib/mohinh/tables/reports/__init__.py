"""Reports: what a province's report leaves for others, and what is read from many of them.

A report's `data/` holds tidy tables in codes, the same in every language: `coverage.csv` and
`effects.csv`, small counts hidden, described in `datapackage.json`; since a later version also
`completeness.csv`, `cases.csv` with every count of cases that is shown, and what may be published
by commune: `communes_coverage.csv`, `communes_rates.csv`, `communes_targets.csv`, and
`communes.parquet` with the polygons.

| module | what it does |
|---|---|
| `columns` | the tables' columns: kind, unit, meaning; every rule checked |
| `cases` | counts of cases as rows: what was shown, and what was hidden |
| `communes` | values by commune as rows, and with the polygons as GeoParquet |
| `package` | what describes them, for a program that finds them |
| `reading` | a folder of reports → tables of all that hold, and why others do not |
| `standing` | how the report of each province stands, and what the last run said of it |
"""

from mohinh.tables.reports.cases import case_rows, read_cases
from mohinh.tables.reports.columns import (
    AREA_KINDS,
    CASES,
    COMMUNES,
    COMPLETENESS,
    COUNTED,
    COVERAGE,
    DTYPES,
    EFFECTS,
    TABLES,
    schema,
    typed,
)
from mohinh.tables.reports.communes import (
    LAYER,
    at_least,
    commune_rows,
    commune_series,
    read_communes,
    write_layer,
)
from mohinh.tables.reports.package import FOLDER, write_package
from mohinh.tables.reports.reading import REASONS, SAMPLE, Reports, folder_named, read
from mohinh.tables.reports.standing import (
    NATION,
    NOTE,
    Failure,
    Standing,
    Told,
    national_standing,
    note,
    standings,
)

__all__ = [
    "AREA_KINDS",
    "CASES",
    "COMMUNES",
    "COMPLETENESS",
    "COUNTED",
    "COVERAGE",
    "DTYPES",
    "EFFECTS",
    "FOLDER",
    "LAYER",
    "NATION",
    "NOTE",
    "REASONS",
    "SAMPLE",
    "TABLES",
    "Failure",
    "Reports",
    "Standing",
    "Told",
    "at_least",
    "case_rows",
    "commune_rows",
    "commune_series",
    "folder_named",
    "national_standing",
    "note",
    "read",
    "read_cases",
    "read_communes",
    "schema",
    "standings",
    "typed",
    "write_layer",
    "write_package",
]
