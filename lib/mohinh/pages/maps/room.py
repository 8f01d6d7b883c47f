"""The room on a map's page: its frame, boxes for far islands and for places to be enlarged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from mohinh.pages import style
from mohinh.pages.maps.land import Window, connected, land_groups
from mohinh.pages.style import Box
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say

SCALE_STRIP_PT = 22.0
SCALE_SHARE = 0.3  # of the width of a map: the longest scale bar
NAME_PT = style.text_height("", style.SMALL_PT) + 2

_TINY_PX = 10.0
_TINY_LEAST_COMMUNES = 3
_MOST_ZOOMS = 2
_LEAST_ZOOM = 1.5
_BOX_LEAST_PT = 50.0
_SMALL_BOX_AIR = 0.12
_SAME_SCALE_PT = 90.0  # of a box whose islands are as large as the main frame's
_CELL_PT = 8.0  # of the grid in which room for a box is looked for

_OTHER_SCALE: Label = ("khung riêng, tỷ lệ khác", "own box, other scale")
_OWN_BOX: Label = ("khung riêng", "own box")
_ENLARGED: Label = ("phóng to", "enlarged")
_AROUND: Label = ("Quanh", "Around")


@dataclass(frozen=True, slots=True)
class View:
    """An axes with the communes that it shows; `tie`: the line from a zoom to its place.

    `tie` has shape (2, 2), in points on the page; None where the view has none.
    """

    ax: Axes
    part: gpd.GeoDataFrame
    tie: np.ndarray | None = None


def on_page(ax: Axes, points: np.ndarray) -> np.ndarray:
    """Places on the page, in points, of points of the map in metres; both of shape (n, 2)."""
    box = style.slot(ax)
    origin = np.array([ax.get_xlim()[0], ax.get_ylim()[0]])
    return (points - origin) / metres_per_pt(ax) + (box.left, box.bottom)


def halo() -> list[withStroke]:
    """A pale edge around a name or a thin line, so that it is seen on dark communes too."""
    return [withStroke(linewidth=style.HALO_PT, foreground=style.PAPER)]


def metres_per_pt(ax: Axes) -> float:
    """Metres of land in one point of the page."""
    west, east = ax.get_xlim()
    return (east - west) / style.slot(ax).width


def frame(
    ax: Axes,
    place: Box,
    bounds: Iterable[float],
    *,
    strip: float = 0.0,
    air: float = 0.02,
    is_left: bool = False,
) -> None:
    """Put the axes in its place; widen the bounds until they fill it at one scale.

    `strip` points are kept free below for the scale bar, a share `air` of the longer side around.
    The land stands in the middle, or on the left.
    """
    style.put(ax, place)
    west, south, east, north = bounds
    margin = air * max(east - west, north - south)
    room = place.trim(bottom=strip)
    scale = max((east - west + 2 * margin) / room.width, (north - south + 2 * margin) / room.height)
    x, y = (west + east) / 2, (south + north) / 2
    half_width, half_height = scale * room.width / 2, scale * room.height / 2
    if is_left:
        x = west - margin + half_width
    ax.set_xlim(x - half_width, x + half_width)
    ax.set_ylim(y - half_height - scale * (place.height - room.height), y + half_height)
    ax.set_aspect("equal", adjustable="box")
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)
    ax.spines[:].set_visible(False)


def zooms(ax: Axes, part: gpd.GeoDataFrame, lang: Lang) -> list[Window]:
    """Places where three or more neighbouring communes are under ten pixels at the saved size."""
    metres_per_px = metres_per_pt(ax) * 72 / style.DPI
    is_tiny = np.sqrt(part.area.to_numpy()) < _TINY_PX * metres_per_px
    if is_tiny.sum() < _TINY_LEAST_COMMUNES:
        return []
    tiny = part[is_tiny]
    groups = connected(tiny.geometry.to_numpy(), _TINY_PX / 2 * metres_per_px)
    windows = []
    for group in sorted(groups, key=lambda found: -len(found)):
        bounds = tiny.iloc[group].total_bounds
        side = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) * 1.2
        enlarged = style.SIDE_COLUMN_PT / 72 * style.DPI * metres_per_px / side
        if len(group) >= _TINY_LEAST_COMMUNES and enlarged >= _LEAST_ZOOM:
            windows.append(_zoom(part, tiny.iloc[group], side, lang))
    return windows[:_MOST_ZOOMS]


def _zoom(part: gpd.GeoDataFrame, tiny: gpd.GeoDataFrame, side: float, lang: Lang) -> Window:
    west, south, east, north = tiny.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    bounds = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    away = np.hypot(tiny["label_x"] - x, tiny["label_y"] - y)
    districts = tiny["district_name"].fillna("")
    middle = int(np.argmin(away))
    centre = districts.iloc[middle] or tiny["commune_name"].iloc[middle]
    is_one = bool(districts.iloc[0]) and districts.nunique() == 1
    name = str(centre) if is_one else f"{say(_AROUND, lang)} {centre}"
    inside = part.geometry.intersects(shapely.box(*bounds).buffer(side))
    return Window("zoom", name, part.index[inside].to_numpy(), bounds)


def far_boxes(
    column: Box, far: Sequence[Window], *, sharers: int, most: float
) -> tuple[list[tuple[Window, Box]], Box]:
    """Boxes for the far islands from the top of the side column down, and what is left of it."""
    pitch = _BOX_LEAST_PT + NAME_PT + style.GAP_PT
    if far and column.height < pitch * len(far):
        raise InvalidTable(
            f"figure: no room for the box of {far[0].name}; {column.height:.0f} points are left "
            f"under the legend, {pitch * len(far):.0f} are needed. Make the figure higher"
        )
    share = column.height / max(1, sharers) - NAME_PT - style.GAP_PT
    width = min(column.width, most)
    height = min(width, max(_BOX_LEAST_PT, share))
    boxes = []
    for window in far:
        bottom = column.bottom + column.height - NAME_PT - height
        boxes.append((window, Box(column.left, bottom, width, height)))
        column = column.trim(top=NAME_PT + height + style.GAP_PT)
    return boxes, column


def zoom_boxes(
    ax: Axes, part: gpd.GeoDataFrame, column: Box, zooms: Sequence[Window]
) -> list[Box | None]:
    """A box for each zoom: on the empty part of the map or in the side column, the larger one."""
    boxes: list[Box | None] = []
    for zoom in zooms:
        side = min(column.width, column.height - NAME_PT)
        beside = Box(column.left, column.bottom, column.width, side)
        inside = empty_square(ax, part, zoom, [box for box in boxes if box])
        if inside is not None and inside.height >= side:
            boxes.append(inside)
        elif side >= _BOX_LEAST_PT:
            boxes.append(beside)
            column = column.trim(bottom=side + NAME_PT + style.GAP_PT)
        else:
            boxes.append(None)
    return boxes


def empty_square(
    ax: Axes, part: gpd.GeoDataFrame, window: Window, taken: Sequence[Box]
) -> Box | None:
    """The largest square of the map's place without land or another box, nearest to the window.

    Above it two lines are kept free for its name. The box of a far archipelago is east of the land
    and rather smaller than north or south of where it belongs.
    """
    place = style.slot(ax)
    west, south, east, north = window.bounds
    ((x, y),) = on_page(ax, np.array([[(west + east) / 2, (south + north) / 2]]))
    is_far = window.kind == "far"
    least_left = place.left + (place.width / 2 if is_far else 0.0)
    covered = _covered(ax, part, taken).cumsum(axis=0).cumsum(axis=1)
    covered = np.pad(covered, ((1, 0), (1, 0)))
    found: list[tuple[float, Box]] = []
    for side in range(int(style.SIDE_COLUMN_PT), int(_BOX_LEAST_PT), -10):
        rows, columns = _free(covered, side)
        left, bottom = place.left + columns * _CELL_PT + 4, place.bottom + rows * _CELL_PT + 4
        is_right = left >= least_left
        left, bottom = left[is_right], bottom[is_right]
        if len(left):
            best = np.argmin(np.hypot(left + side / 2 - x, bottom + side / 2 - y))
            aside = abs(bottom[best] + side / 2 - y) if is_far else 0.0
            found.append((side - aside, Box(float(left[best]), float(bottom[best]), side, side)))
            if not is_far:
                break
    return max(found, key=lambda scored: scored[0])[1] if found else None


def _free(covered: np.ndarray, side: float) -> tuple[np.ndarray, np.ndarray]:
    """Lowest rows and columns of the squares, with room for a name, in which nothing lies.

    `covered`: running sums of the covered cells over both axes, a row and a column of zeros first.
    """
    across, high = _cells(side + 8), _cells(side + 2 * NAME_PT + 8)
    inside = covered[high:, across:] - covered[:-high, across:]
    inside = inside - (covered[high:, :-across] - covered[:-high, :-across])
    return np.nonzero(inside == 0)


def _cells(length: float) -> int:
    return int(np.ceil(length / _CELL_PT))


def _covered(ax: Axes, part: gpd.GeoDataFrame, taken: Sequence[Box]) -> np.ndarray:
    """Which cells of the map's place hold land, the scale bar or a box; rows from the bottom up."""
    place, scale = style.slot(ax), metres_per_pt(ax)
    shape = (int(place.height / _CELL_PT), int(place.width / _CELL_PT))
    is_covered = np.zeros(shape, dtype=int)
    is_covered[: _cells(SCALE_STRIP_PT)] = 1
    y, x = np.indices(shape) * _CELL_PT * scale
    west, south = x.ravel() + ax.get_xlim()[0], y.ravel() + ax.get_ylim()[0]
    cells = shapely.box(west, south, west + _CELL_PT * scale, south + _CELL_PT * scale)
    land = shapely.STRtree(cells).query(part.geometry.to_numpy(), predicate="intersects")[1]
    is_covered.ravel()[land] = 1
    for box in taken:
        left, bottom = box.left - place.left, box.bottom - place.bottom
        rows = slice(max(0, int(bottom / _CELL_PT)), _cells(bottom + box.height + 2 * NAME_PT))
        is_covered[rows, max(0, int(left / _CELL_PT)) : _cells(left + box.width)] = 1
    return is_covered


def framed(ax: Axes, window: Window, box: Box, *, least_scale: float = 0.0) -> Axes:
    """A framed axes that shows the window, at `least_scale` metres in a point or more."""
    view = ax.figure.add_axes(style.fractions(ax, box), label=window.kind, zorder=2)
    has_strip = window.kind == "far" and has_scale(box)
    strip = min(SCALE_STRIP_PT, box.height / 3) if has_strip else 0.0
    frame(view, box, window.bounds, strip=strip, air=0.02 if has_scale(box) else _SMALL_BOX_AIR)
    if window.kind == "far" and metres_per_pt(view) < least_scale:
        (west, east), (south, north) = view.get_xlim(), view.get_ylim()
        half = np.array([-0.5, 0.5]) * least_scale
        view.set_xlim((west + east) / 2 + half * box.width)
        view.set_ylim((south + north) / 2 + half * box.height)
    view.spines[:].set(visible=True, color=style.QUIET, linewidth=style.FRAME_LINE_PT)
    return view


def is_cut(view: View, marks_pt: np.ndarray) -> np.ndarray:
    """Which marks on the label points of a view cross its edge or lie outside; widths in points."""
    reach = marks_pt / 2 * metres_per_pt(view.ax)
    x, y = view.part["label_x"].to_numpy(), view.part["label_y"].to_numpy()
    (west, east), (south, north) = view.ax.get_xlim(), view.ax.get_ylim()
    return (x - reach < west) | (x + reach > east) | (y - reach < south) | (y + reach > north)


def has_scale(box: Box) -> bool:
    """True where a box has room for a scale bar."""
    return min(box.width, box.height) >= _BOX_LEAST_PT


def province_views(
    ax: Axes,
    table: gpd.GeoDataFrame,
    place: Box,
    column: Box,
    lang: Lang,
    *,
    is_one_scale: bool,
) -> tuple[list[View], tuple[str, ...]]:
    """The main frame, boxes for far islands and for tiny communes; names of zooms without room.

    With `is_one_scale` far islands are drawn as large as on the main frame, where they fit.
    """
    main, far = land_groups(table)
    part = table.iloc[main]
    frame(ax, place, part.total_bounds, strip=SCALE_STRIP_PT)
    enlarged = zooms(ax, part, lang)
    boxes, column = far_boxes(
        column,
        far,
        sharers=len(far) + bool(enlarged),
        most=_SAME_SCALE_PT if is_one_scale else column.width,
    )
    enlarged_boxes = zoom_boxes(ax, part, column, enlarged)
    found = list(zip(enlarged, enlarged_boxes, strict=True))
    boxes += [(zoom, box) for zoom, box in found if box]
    views = [View(ax, part)]
    least = metres_per_pt(ax) if is_one_scale else 0.0
    views += [
        open_view(ax, window, box, table.iloc[window.rows], lang, least_scale=least)
        for window, box in boxes
    ]
    return views, tuple(zoom.name for zoom, box in found if box is None)


def open_view(
    ax: Axes,
    window: Window,
    box: Box,
    part: gpd.GeoDataFrame,
    lang: Lang,
    *,
    least_scale: float = 0.0,
) -> View:
    """A framed axes for the window with its name above; a zoom is tied to its place on the map.

    `least_scale`: no fewer metres in a point than this.
    """
    view = framed(ax, window, box, least_scale=least_scale)
    is_same = np.isclose(metres_per_pt(view), least_scale)
    words = say(_OWN_BOX if is_same else _OTHER_SCALE, lang)
    if window.kind == "zoom":
        words = say(_ENLARGED, lang)
    top = box.bottom + box.height + 2
    text = style.wrap(f"{window.name} ({words})", box.width, style.SMALL_PT)
    style.write(ax, box.left, top, text, size=style.SMALL_PT, color=style.QUIET, va="bottom")
    return View(view, part, _tie(ax, view) if window.kind == "zoom" else None)


def _tie(ax: Axes, view: Axes) -> np.ndarray:
    """Frame on the map what the view enlarges; a thin line leads from the one to the other.

    Returns the ends of that line, in points on the page.
    """
    (west, east), (south, north) = view.get_xlim(), view.get_ylim()
    line = {"linewidth": style.LEADER_LINE_PT, "path_effects": halo()}
    square = Rectangle(
        (west, south), east - west, north - south, fill=False, zorder=6, edgecolor=style.QUIET,
        **line,
    )  # fmt: skip
    ax.add_patch(square)
    middles = np.array([(0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0)])
    box = style.slot(view)
    starts = on_page(ax, (west, south) + middles * (east - west, north - south))
    ends = (box.left, box.bottom) + middles * (box.width, box.height)
    away = np.linalg.norm(starts[:, None] - ends, axis=2)
    start, end = np.unravel_index(np.argmin(away), away.shape)
    tie = np.array([starts[start], ends[end]])
    page = ax.figure.bbox.size * 72 / ax.figure.dpi
    x, y = (tie / page).T
    leader = Line2D(
        x, y, transform=ax.figure.transSubfigure, color=style.QUIET, zorder=1, gid="tie", **line
    )
    ax.figure.add_artist(leader)
    return tie
