"""Store: the one door to the data. Files → validated tables → Parquet → `load`.

| module | what it does |
|---|---|
| `national` | the national form → raw tables |
| `incoming` | one file, in the national form or one of its own → raw tables |
| `beside` | personal data in a workbook outside its cells |
| `naming` | codes for names of communes, areas and types |
| `typed` | raw tables → frames of the schema's kinds |
| `rules` | what must hold across rows and tables |
| `breaches` | what is wrong with one row, and its place in the sheet |
| `acceptance` | which rows are taken and which are refused |
| `reading` | files → typed tables, refused rows and findings, in one pass |
| `lineage` | the cell that a value comes from |
| `keeping` | tables as Parquet, and back |
| `told` | what reports that are out showed and hid, for those that come after |
| `copies` | files with what was found shown in their cells |
| `making` | forms, made-up workbooks and the dictionary |
"""

from mohinh.tables.store.copies import write_copies
from mohinh.tables.store.keeping import (
    ProvinceData,
    check_period,
    demo_path,
    fingerprint,
    import_files,
    load,
    load_lineage,
    load_truth,
    what_there_is,
)
from mohinh.tables.store.lineage import Lineage, cells_of
from mohinh.tables.store.making import make_demo_workbook, make_dictionary, make_template
from mohinh.tables.store.reading import Origin, Reading, read
from mohinh.tables.store.told import TOLD, keep_told, load_told, told_print

__all__ = [
    "TOLD",
    "Lineage",
    "Origin",
    "ProvinceData",
    "Reading",
    "cells_of",
    "check_period",
    "demo_path",
    "fingerprint",
    "import_files",
    "keep_told",
    "load",
    "load_lineage",
    "load_told",
    "load_truth",
    "make_demo_workbook",
    "make_dictionary",
    "make_template",
    "read",
    "told_print",
    "what_there_is",
    "write_copies",
]
