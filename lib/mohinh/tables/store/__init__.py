"""Store: the one door to the data. Workbook → validated tables → Parquet → `load`.

| module | what it does |
|---|---|
| `reading` | a workbook → typed tables and findings, in one pass |
| `rules` | what must hold across rows and tables |
| `keeping` | tables as Parquet, and back; made-up provinces; forms and dictionary written |
"""

from mohinh.tables.store.keeping import (
    ProvinceData,
    check_period,
    demo_path,
    import_workbook,
    load,
    make_demo_workbook,
    make_dictionary,
    make_template,
    what_there_is,
)
from mohinh.tables.store.reading import Origin, Reading, read

__all__ = [
    "Origin",
    "ProvinceData",
    "Reading",
    "check_period",
    "demo_path",
    "import_workbook",
    "load",
    "make_demo_workbook",
    "make_dictionary",
    "make_template",
    "read",
    "what_there_is",
]
