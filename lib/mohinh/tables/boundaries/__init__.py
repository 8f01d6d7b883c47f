"""Commune polygons of a province in one vintage: schematic, from a file, or fetched when asked for.

A *polygon* is one commune (xã, phường, thị trấn, đặc khu), islands included, in EPSG:4326; it may
have several parts. No boundary file comes with the project: the schematic layer is drawn at run
time from the points and boxes of `vietnamadminunits` and kept in the user's cache folder. Nothing
is fetched unless the user asks (`mohinh boundaries get`).

| module | what it does |
|---|---|
| `layer` | the result type; rows, labels and their order |
| `sites` | points and boxes of communes, repaired |
| `partition` | pixels of a grid to communes, and back to polygons |
| `drawing` | the schematic layer of a province, cached |
| `coverage` | polygons cleaned and simplified together; areas |
| `matching` | polygons of a file ↔ communes, by code and name |
| `hexagons` | one hexagon per commune, all of one size |
| `files` | a layer from a file that the user names |
| `sources` | the list of public layers, `data/boundary_sources.toml` |
| `download` | one file from the network, resumed |
| `preparing` | a fetched file → a layer |
| `fetched` | what was fetched and accepted, in the cache |
"""

from mohinh.tables.boundaries import fetched, sources
from mohinh.tables.boundaries.coverage import area_km2
from mohinh.tables.boundaries.drawing import schematic
from mohinh.tables.boundaries.fetched import resolve
from mohinh.tables.boundaries.files import fingerprint, from_file
from mohinh.tables.boundaries.hexagons import hexagons
from mohinh.tables.boundaries.layer import Boundaries
from mohinh.tables.units import Province
from mohinh.words.errors import VintageMismatch

__all__ = [
    "Boundaries",
    "area_km2",
    "fetched",
    "from_file",
    "hexagons",
    "load",
    "resolve",
    "schematic",
    "sha256",
    "sources",
]


def sha256(file: str) -> str:
    """Fingerprint of a file of boundaries, or of a fetched source as it came.

    Raises `UnreadableFile` for a file that is missing, `NoData` for a source that is not fetched.
    """
    source = fetched.named(file)
    return fingerprint(file) if source is None else fetched.usable(source).sha256


def load(province: Province, *, file: str | None = None) -> Boundaries:
    """The boundaries of a province: from the file or fetched source that is named, else schematic.

    Raises what `from_file` raises; `NoData` for a source that is not fetched, `VintageMismatch` for
    one of another vintage; `schematic` raises nothing for a province of `tables.units`.
    """
    if file is None:
        return schematic(province)
    source = fetched.named(file)
    if source is None:
        return from_file(file, province)
    if source.vintage != province.vintage:
        raise VintageMismatch(
            f"{source.name}: has communes of vintage {source.vintage}, expected those of "
            f"{province.vintage}. Run with --vintage {source.vintage}, or take another source "
            "(mohinh boundaries list)"
        )
    layer = fetched.layer(fetched.usable(source))
    return from_file(layer, province, label=f"{source.title} ({source.name})")
