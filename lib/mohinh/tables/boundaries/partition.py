"""Pixels of a grid to communes, and the pixels of a commune to its polygon.

Lengths are km in a local plane; a *label* is a row number of the sites, -1 is no commune. Arrays of
labels have the shape (rows, columns), row 0 in the south.
"""

from dataclasses import dataclass

import numpy as np
import shapely

NONE = -1
_POWER = 3  # between ellipse (2) and rectangle (∞): the roundness of a real commune
_ROUNDS = 3
_STRETCH = 1.6  # at most, per side and round
_POINT_MARGIN = 0.15  # a point stays so far from the sides of its box, as a share of the box
_CLOSED_PIXELS = 2  # gaps between communes up to twice so wide are closed
_PIXELS_PLANTED = 9  # a commune that lost everything gets so many pixels at its point
_TOLERANCE_PIXELS = 2.5  # of the simplification


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of square pixels: its south-west corner, side of a pixel (km), columns and rows."""

    west: float
    south: float
    pixel_km: float
    columns: int
    rows: int

    @property
    def x(self) -> np.ndarray:
        """Centres of the columns, km."""
        return self.west + (np.arange(self.columns) + 0.5) * self.pixel_km

    @property
    def y(self) -> np.ndarray:
        """Centres of the rows, km."""
        return self.south + (np.arange(self.rows) + 0.5) * self.pixel_km


def grid_over(boxes: np.ndarray, pixels: int, smallest_km: float) -> Grid:
    """A grid of about so many pixels over boxes (n × 4: west, south, east, north) and a margin."""
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    side = max(float(np.sqrt((east - west) * (north - south) / pixels)), smallest_km)
    margin = 4 * side
    columns = int(np.ceil((east - west + 2 * margin) / side))
    rows = int(np.ceil((north - south + 2 * margin) / side))
    return Grid(float(west - margin), float(south - margin), side, columns, rows)


def _windows(boxes: np.ndarray, grid: Grid) -> list[tuple[slice, slice]]:
    low = (boxes[:, :2] - [grid.west, grid.south]) / grid.pixel_km
    high = (boxes[:, 2:] - [grid.west, grid.south]) / grid.pixel_km
    shape = [grid.columns, grid.rows]
    start = np.clip(np.floor(low), 0, shape).astype(int)
    stop = np.clip(np.ceil(high), 0, shape).astype(int)
    return [
        (slice(j, below), slice(i, right))
        for (i, j), (right, below) in zip(start, stop, strict=True)
    ]


def _nearest(
    points: np.ndarray, reach: np.ndarray, windows: list[tuple[slice, slice]], grid: Grid
) -> tuple[np.ndarray, np.ndarray]:
    """Label of the site with the least distance ≤ 1 per pixel, and that distance (to the power)."""
    labels = np.full((grid.rows, grid.columns), NONE, dtype=np.int32)
    least = np.ones(labels.shape, dtype=np.float32)
    x, y = grid.x, grid.y
    for label, (rows, columns) in enumerate(windows):
        east, north = x[columns] - points[label, 0], y[rows] - points[label, 1]
        west_reach, south_reach, east_reach, north_reach = reach[label]
        across = (np.abs(east) / np.where(east < 0, west_reach, east_reach)) ** _POWER
        along = (np.abs(north) / np.where(north < 0, south_reach, north_reach)) ** _POWER
        distance = (along[:, None] + across[None, :]).astype(np.float32)
        nearer = distance < least[rows, columns]
        least[rows, columns][nearer] = distance[nearer]
        labels[rows, columns][nearer] = label
    return labels, least


def _stretched(
    reach: np.ndarray, wanted: np.ndarray, points: np.ndarray, labels: np.ndarray, grid: Grid
) -> np.ndarray:
    """Reaches made longer where the pixels won do not yet span the box."""
    from scipy import ndimage

    longer = reach * 1.3
    for label, window in enumerate(ndimage.find_objects(labels + 1, len(points))):
        if window is None:
            continue
        rows, columns = window
        x, y = points[label]
        won = np.array(
            [
                x - (grid.west + columns.start * grid.pixel_km),
                y - (grid.south + rows.start * grid.pixel_km),
                grid.west + columns.stop * grid.pixel_km - x,
                grid.south + rows.stop * grid.pixel_km - y,
            ]
        )
        missing = wanted[label] / np.maximum(won, grid.pixel_km / 2)
        longer[label] = reach[label] * np.clip(missing, 1.0, _STRETCH)
    return longer


def claim(points: np.ndarray, boxes: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel to the site with the least box-normalised L3 distance from the point, if ≤ 1.

    `points` n × 2 and `boxes` n × 4 (west, south, east, north) in km. Returns labels and distances
    (cubed), both (rows, columns). A distance of 1 lies on the box; after each of three rounds the
    reach grows towards the sides that the pixels won do not span. Nothing lies outside its box.
    """
    size = boxes[:, 2:] - boxes[:, :2]
    inner = _POINT_MARGIN * size
    points = np.clip(points, boxes[:, :2] + inner, boxes[:, 2:] - inner)
    wanted = np.c_[points - boxes[:, :2], boxes[:, 2:] - points]
    windows = _windows(boxes, grid)
    reach = wanted
    labels, least = _nearest(points, reach, windows, grid)
    for _ in range(_ROUNDS):
        reach = _stretched(reach, wanted, points, labels, grid)
        labels, least = _nearest(points, reach, windows, grid)
    return labels, least


def trim(
    labels: np.ndarray, distance: np.ndarray, group: np.ndarray, most: np.ndarray
) -> np.ndarray:
    """Labels without the farthest pixels of groups that hold too many.

    `group` is the group of each label, `most` the largest number of pixels of each group
    (infinity: no limit). A group keeps its nearest pixels.
    """
    pixels = np.flatnonzero(labels >= 0)
    groups = group[labels.ravel()[pixels]]
    order = np.lexsort((distance.ravel()[pixels], groups))
    ordered = groups[order]
    rank = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    trimmed = labels.copy()
    trimmed.ravel()[pixels[order[rank >= most[ordered]]]] = NONE
    return trimmed


def tidy(labels: np.ndarray, *, crumb_share: float) -> np.ndarray:
    """Labels without crumbs and holes.

    A crumb is a piece smaller than `crumb_share` of the label's largest piece. Enclosed pixels
    without a commune, narrow gaps and crumbs go to the nearest commune; crumbs that lie alone in
    the sea go.
    """
    from scipy import ndimage

    kept = np.full_like(labels, NONE)
    for label, window in enumerate(ndimage.find_objects(labels + 1)):
        if window is None:
            continue
        pieces, _ = ndimage.label(labels[window] == label)
        sizes = np.bincount(pieces.ravel())
        sizes[0] = 0
        kept[window][(sizes >= crumb_share * sizes.max())[pieces] & (pieces > 0)] = label
    land, _ = ndimage.label(_filled(labels >= 0))
    inhabited = np.isin(land, np.unique(land[kept >= 0])) & (land > 0)
    rows, columns = ndimage.distance_transform_edt(
        kept < 0, return_distances=False, return_indices=True
    )
    return np.where(inhabited, kept[rows, columns], NONE)


def _filled(land: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    margin = _CLOSED_PIXELS + 1
    closed = ndimage.binary_closing(np.pad(land, margin), iterations=_CLOSED_PIXELS)
    return ndimage.binary_fill_holes(closed[margin:-margin, margin:-margin] | land)


def plant(labels: np.ndarray, wanted: dict[int, tuple[float, float]], grid: Grid) -> np.ndarray:
    """Labels where each wanted label has pixels: those without get a few at their point (km).

    Pixels come from the sea or from labels that hold more than twice what is planted.
    """
    planted = labels.copy()
    for label, (east, north) in wanted.items():
        if (planted == label).any():
            continue
        sizes = np.bincount(planted.ravel() + 1)
        can_give = sizes > 2 * _PIXELS_PLANTED
        can_give[0] = True
        apart = np.hypot(grid.y[:, None] - north, grid.x[None, :] - east)
        apart[~can_give[planted + 1]] = np.inf
        nearest = np.argsort(apart, axis=None, kind="stable")[:_PIXELS_PLANTED]
        planted.ravel()[nearest] = label
    return planted


def outlines(labels: np.ndarray, drawn: np.ndarray, grid: Grid) -> dict[int, shapely.Geometry]:
    """The polygon (km) of each label in `drawn` that has pixels: a valid, simplified coverage."""
    shown = np.pad(np.where(np.isin(labels, drawn), labels, NONE), 1, constant_values=NONE)
    faces = shapely.get_parts(shapely.polygonize(_pixel_edges(shown)))
    inside = np.floor(shapely.get_coordinates(shapely.point_on_surface(faces))).astype(int)
    owner = shown[inside[:, 1] + 1, inside[:, 0] + 1]
    found = np.unique(owner[owner >= 0])
    shapes = np.array([shapely.coverage_union_all(faces[owner == label]) for label in found])
    smooth = shapely.coverage_simplify(shapes, _TOLERANCE_PIXELS)
    corner = np.array([grid.west, grid.south])
    placed = shapely.transform(smooth, lambda pixels: pixels * grid.pixel_km + corner)
    return dict(zip(found.tolist(), placed, strict=True))


def _pixel_edges(shown: np.ndarray) -> np.ndarray:
    """Edges between unlike pixels, in pixel units; `shown` has a margin of one pixel."""
    row, column = np.nonzero(shown[1:, :] != shown[:-1, :])
    flat = np.stack([np.c_[column - 1, row], np.c_[column, row]], axis=1)
    row, column = np.nonzero(shown[:, 1:] != shown[:, :-1])
    upright = np.stack([np.c_[column, row - 1], np.c_[column, row]], axis=1)
    return shapely.linestrings(np.concatenate([flat, upright]).astype(float))
