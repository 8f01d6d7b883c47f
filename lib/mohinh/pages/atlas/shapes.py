"""Shapes: the polygons of a province as SVG paths in whole numbers.

They are projected as maps on paper are, simplified together so that borders stay shared, and
rounded to units of which the main frame has `FRAME` on its longer side. Far islands have a frame of
their own at a scale of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from mohinh.pages.maps.ink import borders
from mohinh.pages.maps.land import land_groups

FRAME = 2000
_FAR_FRAME = 500
_AIR = 12  # units kept free around the land
_TOLERANCE = 1.2  # units: corners that span less are left out


@dataclass(frozen=True, slots=True)
class Panel:
    """A frame: its name (empty: the main one), its size in units, and paths.

    `communes`: code and path of each; `districts`, `coast`: the lines over them (none over far
    islands: a speck is all fill); `metres`: of land in a unit.
    """

    name: str
    width: int
    height: int
    communes: tuple[tuple[str, str], ...]
    districts: str
    coast: str
    metres: float


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """The panels, the main one first; `points`: each commune's label point in units of that one.

    `points` has shape (communes, 2), in the order of the table.
    """

    panels: tuple[Panel, ...]
    points: np.ndarray


def shapes(table: gpd.GeoDataFrame) -> Shapes:
    """The shapes of polygons that `maps.land.prepared` has checked (metres)."""
    main, far = land_groups(table)
    frame = _Frame.around(table.iloc[main].total_bounds, FRAME)
    panels = [_panel("", table.iloc[main], frame)]
    for window in far:
        own = _Frame.around(window.bounds, _FAR_FRAME)
        panels.append(_panel(window.name, table.iloc[window.rows], own))
    points = frame.units(table[["label_x", "label_y"]].to_numpy())
    return Shapes(tuple(panels), points)


@dataclass(frozen=True, slots=True)
class _Frame:
    """How metres become units, from the upper left corner down."""

    west: float
    north: float
    metres: float
    width: int
    height: int

    @classmethod
    def around(cls, bounds: Iterable[float], longest: int) -> "_Frame":
        west, south, east, north = bounds
        metres = max(east - west, north - south, 1.0) / (longest - 2 * _AIR)
        width, height = ((side / metres) + 2 * _AIR for side in (east - west, north - south))
        air = _AIR * metres
        return cls(west - air, north + air, metres, int(np.ceil(width)), int(np.ceil(height)))

    def units(self, metres: np.ndarray) -> np.ndarray:
        away = (metres - (self.west, self.north)) / (self.metres, -self.metres)
        return np.rint(away).astype(int)


def _panel(name: str, part: gpd.GeoDataFrame, frame: _Frame) -> Panel:
    plain = shapely.coverage_simplify(part.geometry.to_numpy(), _TOLERANCE * frame.metres)
    simple = part.set_geometry(gpd.GeoSeries(plain, index=part.index, crs=part.crs))
    paths = [_path(shapely.get_rings(shapely.get_parts(shape)), frame) for shape in plain]
    lines = ("", "")
    if not name:
        found = borders(simple, "district_code")
        lines = (_path(found.districts, frame), _path(found.coast, frame))
    communes = tuple(zip(part["commune_code"], paths, strict=True))
    return Panel(name, frame.width, frame.height, communes, *lines, frame.metres)


def _path(rings: Iterable[shapely.LinearRing], frame: _Frame) -> str:
    """Rings as one path without those too small to be seen; where all are, each is a speck."""
    lines = [frame.units(shapely.get_coordinates(ring)[:-1]) for ring in rings]
    lines = [line[np.any(line != np.roll(line, 1, axis=0), axis=1)] for line in lines]
    seen = [_ring(line) for line in lines if len(line) > 2]
    specks = [_speck(frame.units(np.array(ring.centroid.coords))[0]) for ring in rings]
    return "".join(seen or specks)


def _ring(line: np.ndarray) -> str:
    """A closed ring: its first corner, then steps, with no more signs between than are needed."""
    steps = np.diff(line, axis=0).ravel().tolist()
    text = " ".join(map(str, steps)).replace(" -", "-")
    return f"M{line[0][0]} {line[0][1]}l{text}z"


def _speck(at: np.ndarray) -> str:
    return f"M{at[0] - 1} {at[1] - 1}h2v2h-2z"
