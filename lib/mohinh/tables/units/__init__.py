"""Administrative units of Viet Nam in two vintages, from the package `vietnamadminunits` (MIT).

| vintage | in force | provinces | districts | communes |
|---|---|---|---|---|
| 2025-06 | until 30 June 2025 | 63 | 696 | 10,035 |
| 2025-07 | from 1 July 2025 | 34 | none | 3,321 |

A code without its vintage is ambiguous: codes were reused for other units. A *commune* is a xã,
phường, thị trấn or đặc khu. Five island districts had no commune until 06/2025; they stand here as
one commune with the district's code, so that no island is missing from a map.

| module | what it does |
|---|---|
| `vintages` | the package's tables, one per vintage |
| `province` | provinces by any spelling, their communes |
| `names` | names taken apart and brought to keys that compare |
| `gazetteer` | which units bear a name, and which are one letter away |
| `within` | where the names of a sheet lie |
| `lookup` | one name in one list of units: which units bear it in its place |
| `accepted` | names that a person has accepted |
| `matching` | names in a sheet to communes, and how sure the match is |
| `changes` | which commune became which; results carried from one vintage to the other |
| `coordinates` | points that are known to be wrong |
"""

from mohinh.tables.units.accepted import read_accepted
from mohinh.tables.units.changes import (
    CHANGES,
    Carried,
    carry,
    crosswalk,
    kind_of_change,
    same_land,
    split_communes,
)
from mohinh.tables.units.coordinates import coordinate_flags
from mohinh.tables.units.matching import HOWS, MATCHED, NOTES, match
from mohinh.tables.units.province import Province, communes, find_province, nearest, succession
from mohinh.tables.units.vintages import check_vintage, geography, provinces
from mohinh.tables.units.within import Within

__all__ = [
    "CHANGES",
    "HOWS",
    "MATCHED",
    "NOTES",
    "Carried",
    "Province",
    "Within",
    "carry",
    "check_vintage",
    "communes",
    "coordinate_flags",
    "crosswalk",
    "find_province",
    "geography",
    "kind_of_change",
    "match",
    "nearest",
    "provinces",
    "read_accepted",
    "same_land",
    "split_communes",
    "succession",
]
