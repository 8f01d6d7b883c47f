"""Marking: the copy of a file that goes back, with what was found shown in its cells.

| module | what it does |
|---|---|
| `marks` | what is to be shown at a place of a sheet, where it falls, what it hides |
| `copying` | the copy of a workbook |
| `checklist` | its first sheet: all that was found |
| `colouring` | its other sheets: fills, comments, values |
| `attire`, `dress` | how an .xlsx looks: its styles; which cell wears which, widths, paper |
"""

from mohinh.tables.marking.copying import write_marked_copy
from mohinh.tables.marking.marks import Mark

__all__ = ["Mark", "write_marked_copy"]
