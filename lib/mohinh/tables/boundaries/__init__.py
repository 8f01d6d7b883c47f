"""Commune polygons of a province in one vintage: schematic by default, real from a file.

A *polygon* is one commune (xã, phường, thị trấn, đặc khu), islands included, in EPSG:4326; it may
have several parts. No boundary file comes with the project: the schematic layer is drawn at run
time from the points and boxes of `vietnamadminunits` and kept in the user's cache folder.

| module | what it does |
|---|---|
| `layer` | the result type; rows, labels and their order |
| `sites` | points and boxes of communes, repaired |
| `partition` | pixels of a grid to communes, and back to polygons |
| `drawing` | the schematic layer of a province, cached |
| `hexagons` | one hexagon per commune, all of one size |
| `files` | a layer from a file that the user names |
"""

from mohinh.tables.boundaries.drawing import schematic
from mohinh.tables.boundaries.files import from_file
from mohinh.tables.boundaries.hexagons import hexagons
from mohinh.tables.boundaries.layer import Boundaries
from mohinh.tables.units import Province

__all__ = ["Boundaries", "from_file", "hexagons", "load", "schematic"]


def load(province: Province, *, file: str | None = None) -> Boundaries:
    """The boundaries of a province: from the file where one is named, else schematic.

    Raises what `from_file` raises; `schematic` raises nothing for a province of `tables.units`.
    """
    return schematic(province) if file is None else from_file(file, province)
