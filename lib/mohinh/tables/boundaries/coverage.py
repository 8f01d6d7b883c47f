"""Polygons as one coverage: cleaned and simplified together; areas in an equal-area projection.

Never polygon by polygon: neighbours would then no longer share their border.
"""

import numpy as np
import pyproj
import shapely

from mohinh.tables.boundaries.layer import CRS
from mohinh.words.errors import UnreadableFile

# Albers, chosen for Việt Nam: areas within 0.002 % of geodesic ones.
EQUAL_AREA = "+proj=aea +lat_1=10.5 +lat_2=21.5 +lat_0=16 +lon_0=107 +datum=WGS84 +units=m"

# A strip between communes that is narrower is a fault of drawing: borders run in the middle of
# rivers, and lakes without a commune are wider.
GAP_METRES = 100.0
_METRES_PER_DEGREE = 111_320.0


def clean(shapes: np.ndarray) -> np.ndarray:
    """The shapes (Polygon or MultiPolygon, EPSG:4326) without overlaps and narrow gaps.

    Same length and order. What two shapes claim goes to the smaller one, so that a ward drawn on
    top of its surroundings stays; a gap narrower than `GAP_METRES` goes to the neighbour with the
    longest border. A valid coverage without such gaps is returned as it is. A shape that lies
    wholly on smaller ones comes back empty.

    Raises `UnreadableFile` where they cannot be made a coverage.
    """
    if shapely.coverage_is_valid(shapes) and not _has_narrow_gap(shapes):
        return shapes
    metres = _metres(shapes)
    # GEOS compares coordinates that are not numbers on the way, now and then: a flag, no result.
    with np.errstate(invalid="ignore"):
        cleaned = shapely.coverage_clean(
            _scaled(shapes, metres), gap_width=GAP_METRES, merge_strategy="min_area"
        )
    cleaned = _scaled(cleaned, 1 / metres)
    if not shapely.coverage_is_valid(cleaned):
        raise UnreadableFile(
            f"{len(shapes)} polygons: they overlap so that no common borders can be found. Mend "
            "the layer in a GIS (QGIS: Vector > Geometry Tools > Check Validity), or take another"
        )
    return cleaned


def simplify(shapes: np.ndarray, *, tolerance_metres: float) -> np.ndarray:
    """The shapes (EPSG:4326, a valid coverage) with fewer vertices; borders stay shared.

    Corners that span a triangle smaller than the tolerance squared are left out (Visvalingam and
    Whyatt); no shape vanishes.
    """
    metres = _metres(shapes)
    return _scaled(shapely.coverage_simplify(_scaled(shapes, metres), tolerance_metres), 1 / metres)


def area_km2(shapes: np.ndarray) -> np.ndarray:
    """Areas in km² of shapes in EPSG:4326, in an equal-area projection."""
    turn = pyproj.Transformer.from_crs(CRS, EQUAL_AREA, always_xy=True).transform
    return shapely.area(shapely.transform(shapes, turn, interleaved=False)) / 1e6


def _metres(shapes: np.ndarray) -> np.ndarray:
    """Metres of a degree of longitude and of latitude in the middle of the shapes.

    Degrees are stretched, not projected, to clean and to simplify: straight edges stay straight, so
    that a vertex on a neighbour's edge stays on it.
    """
    _, south, _, north = shapely.total_bounds(shapes)
    return _METRES_PER_DEGREE * np.array([np.cos(np.radians((south + north) / 2)), 1.0])


def _scaled(shapes: np.ndarray, factors: np.ndarray) -> np.ndarray:
    return shapely.transform(shapes, lambda degrees: degrees * factors)


def _has_narrow_gap(shapes: np.ndarray) -> bool:
    whole = shapely.get_parts(shapely.coverage_union_all(shapes))
    rings = [ring for part in whole for ring in part.interiors]
    if not rings:
        return False
    holes = _scaled(shapely.polygons(rings), _metres(shapes))
    return bool(shapely.is_empty(shapely.buffer(holes, -GAP_METRES / 2)).any())
