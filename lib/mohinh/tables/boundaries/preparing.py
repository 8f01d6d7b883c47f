"""A fetched file → one layer: what it holds of communes, cleaned and simplified as one coverage."""

import fnmatch
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables.boundaries import coverage
from mohinh.tables.boundaries.files import in_degrees, read, sound
from mohinh.tables.boundaries.layer import CRS
from mohinh.tables.boundaries.matching import usual_columns
from mohinh.tables.boundaries.sources import Source
from mohinh.words.errors import UnreadableFile

# Part of the layer's file name: a change of what is prepared takes the next number.
ALGORITHM = 1

TOLERANCE_METRES = 20.0
_MOST_UNPACKED_BYTES = 2_000_000_000
_BROKEN_ZIP = (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError)


def prepared(file: Path, source: Source) -> gpd.GeoDataFrame:
    """The communes of a file, EPSG:4326: columns of code, name, kind, district and province as they
    are named there (`province_code` from the member's path), and the geometry.

    All communes together are cleaned (`coverage.clean`) and simplified by `TOLERANCE_METRES`. Rows
    without an area are kept without geometry.

    Raises `UnreadableFile`: no such members, no polygons, a damaged or oversized archive.
    """
    table = _unpacked(file, source) if source.members else in_degrees(read(file), file)
    kept = [*usual_columns([str(c) for c in table.columns if c != "geometry"]).values()]
    shapes = table.geometry.to_numpy().copy()
    has_area = shapely.area(shapes) > 0
    cleaned = coverage.clean(sound(shapes[has_area]))
    shapes[~has_area] = None
    shapes[has_area] = _simplified(cleaned)
    texts = pd.DataFrame(table[sorted(set(kept))]).astype("str")
    return gpd.GeoDataFrame(texts, geometry=shapes, crs=CRS)


def _simplified(shapes: np.ndarray) -> np.ndarray:
    """Simplified as one coverage; a shape that cleaning left empty becomes None."""
    is_there = ~shapely.is_empty(shapes)
    result = np.full(len(shapes), None, dtype=object)
    result[is_there] = coverage.simplify(shapes[is_there], tolerance_metres=TOLERANCE_METRES)
    return result


def _unpacked(file: Path, source: Source) -> gpd.GeoDataFrame:
    """The features of all members of a ZIP that hold communes; nothing is written to the disk."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive, file, source)
            rows = [row for member in members for row in _features(archive, member, source)]
    except _BROKEN_ZIP as fault:
        raise UnreadableFile(
            f"{file.name}: not a whole ZIP archive ({fault}); it begins with {_head(file)!r}"
        ) from None
    shapes = np.array([shape for shape, _ in rows], dtype=object)
    if len(rows) == 0 or not (shapely.area(shapes) > 0).any():
        raise UnreadableFile(f"{file.name}: {source.members} holds no polygon; expected communes")
    table = gpd.GeoDataFrame([facts for _, facts in rows], geometry=shapes, crs=CRS)
    return in_degrees(table, file)


def _members(archive: zipfile.ZipFile, file: Path, source: Source) -> list[str]:
    infos = [
        info for info in archive.infolist() if fnmatch.fnmatchcase(info.filename, source.members)
    ]
    if not infos:
        some = ", ".join(archive.namelist()[:3])
        raise UnreadableFile(
            f"{file.name}: no member {source.members}; found {some or 'nothing'} …. The publisher "
            "may have another layout by now"
        )
    unpacked = sum(info.file_size for info in infos)
    if unpacked > _MOST_UNPACKED_BYTES:
        raise UnreadableFile(
            f"{file.name}: unpacks to {unpacked:,} bytes, more than {_MOST_UNPACKED_BYTES:,}"
        )
    return sorted(info.filename for info in infos)


def _features(
    archive: zipfile.ZipFile, member: str, source: Source
) -> Iterator[tuple[shapely.Geometry, dict[str, object]]]:
    """Shape and properties of each feature of a GeoJSON member."""
    found = source.province_code.search(member) if source.province_code else None
    extra = {"province_code": found[1]} if found else {}
    try:
        content = json.loads(archive.read(member))
        for feature in content["features"]:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            yield shape, {**feature["properties"], **extra}
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as fault:
        raise UnreadableFile(f"{source.name}: {member} is not GeoJSON ({fault})") from None


def _head(file: Path) -> str:
    with file.open("rb") as stream:
        return re.sub(r"\s+", " ", stream.read(40).decode("utf-8", errors="replace"))
