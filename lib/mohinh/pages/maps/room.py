"""The room on a map's page: its frame, boxes for far islands and for places to be enlarged."""

from collections.abc import Iterable, Sequence
from itertools import product

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch, Rectangle

from mohinh.pages import style
from mohinh.pages.maps.land import Window, connected
from mohinh.pages.style import Box
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say

SCALE_STRIP_PT = 22.0
NAME_PT = style.text_height("", style.SMALL_PT) + 2

_TINY_PX = 10.0
_TINY_LEAST_COMMUNES = 3
_MOST_ZOOMS = 2
_LEAST_ZOOM = 1.5
_BOX_LEAST_PT = 50.0

_OTHER_SCALE: Label = ("khung riêng, tỷ lệ khác", "own box, other scale")
_ENLARGED: Label = ("phóng to", "enlarged")
_AROUND: Label = ("Quanh", "Around")


def metres_per_pt(ax: Axes) -> float:
    """Metres of land in one point of the page."""
    west, east = ax.get_xlim()
    return (east - west) / style.slot(ax).width


def frame(ax: Axes, place: Box, bounds: Iterable[float], *, strip: float = 0.0) -> None:
    """Put the axes in its place; widen the bounds until they fill it at one scale.

    `strip` points are kept free below for the scale bar.
    """
    style.put(ax, place)
    west, south, east, north = bounds
    margin = 0.02 * max(east - west, north - south)
    room = place.trim(bottom=strip)
    scale = max((east - west + 2 * margin) / room.width, (north - south + 2 * margin) / room.height)
    x, y = (west + east) / 2, (south + north) / 2
    half_width, half_height = scale * room.width / 2, scale * room.height / 2
    ax.set_xlim(x - half_width, x + half_width)
    ax.set_ylim(y - half_height - scale * (place.height - room.height), y + half_height)
    ax.set_aspect("equal", adjustable="box")
    ax.set_xticks([])
    ax.set_yticks([])
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
    districts = tiny["district_name"].dropna()
    if len(districts):
        name = districts.mode().iloc[0]
    else:
        away = np.hypot(tiny["label_x"] - x, tiny["label_y"] - y)
        name = f"{say(_AROUND, lang)} {tiny['commune_name'].iloc[int(np.argmin(away))]}"
    inside = part.geometry.intersects(shapely.box(*bounds).buffer(side))
    return Window("zoom", name, part.index[inside].to_numpy(), bounds)


def far_boxes(
    column: Box, far: Sequence[Window], *, sharers: int
) -> tuple[list[tuple[Window, Box]], Box]:
    """Boxes for the far islands from the top of the side column down, and what is left of it."""
    pitch = _BOX_LEAST_PT + NAME_PT + style.GAP_PT
    if far and column.height < pitch * len(far):
        raise InvalidTable(
            f"figure: no room for the box of {far[0].name}; {column.height:.0f} points are left "
            f"under the legend, {pitch * len(far):.0f} are needed. Make the figure higher"
        )
    share = column.height / max(1, sharers) - NAME_PT - style.GAP_PT
    height = min(column.width, max(_BOX_LEAST_PT, share))
    boxes = []
    for window in far:
        bottom = column.bottom + column.height - NAME_PT - height
        boxes.append((window, Box(column.left, bottom, column.width, height)))
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
        inside = _empty_square(ax, part, zoom, [box for box in boxes if box])
        if inside is not None and inside.height >= side:
            boxes.append(inside)
        elif side >= _BOX_LEAST_PT:
            boxes.append(beside)
            column = column.trim(bottom=side + NAME_PT + style.GAP_PT)
        else:
            boxes.append(None)
    return boxes


def _empty_square(
    ax: Axes, part: gpd.GeoDataFrame, zoom: Window, taken: Sequence[Box]
) -> Box | None:
    """The largest square of the map's place without land or another box, nearest to the zoom.

    Above it two lines are kept free for its name.
    """
    place, scale = style.slot(ax), metres_per_pt(ax)
    origin = np.array([ax.get_xlim()[0], ax.get_ylim()[0]])
    west, south, east, north = zoom.bounds
    home = (np.array([(west + east) / 2, (south + north) / 2]) - origin) / scale
    others = [shapely.box(0, 0, place.width, SCALE_STRIP_PT)]
    for box in taken:
        x, y = box.left - place.left, box.bottom - place.bottom
        others.append(shapely.box(x, y, x + box.width, y + box.height + 2 * NAME_PT))
    land = shapely.transform(part.geometry.to_numpy(), lambda points: (points - origin) / scale)
    obstacles = shapely.STRtree(np.concatenate([land, others]))
    for side in range(int(style.SIDE_COLUMN_PT), int(_BOX_LEAST_PT), -10):
        xs = np.arange(0, place.width - side, 5.0)
        ys = np.arange(0, place.height - side - 2 * NAME_PT, 5.0)
        x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
        squares = shapely.box(x - 4, y - 4, x + side + 4, y + side + 2 * NAME_PT + 4)
        blocked = obstacles.query(squares, predicate="intersects")[0]
        free = np.setdiff1d(np.arange(len(squares)), blocked)
        if len(free):
            away = np.hypot(x[free] + side / 2 - home[0], y[free] + side / 2 - home[1])
            best = free[np.argmin(away)]
            return Box(place.left + x[best], place.bottom + y[best], side, side)
    return None


def open_view(ax: Axes, window: Window, box: Box, lang: Lang) -> Axes:
    """A framed axes for the window with its name above; a zoom is tied to its place on the map."""
    view = ax.figure.add_axes(style.fractions(ax, box), label=window.kind, zorder=2)
    strip = min(SCALE_STRIP_PT, box.height / 3) if window.kind == "far" else 0.0
    frame(view, box, window.bounds, strip=strip)
    view.spines[:].set(visible=True, color=style.QUIET, linewidth=style.FRAME_LINE_PT)
    words = say(_OTHER_SCALE if window.kind == "far" else _ENLARGED, lang)
    top = box.bottom + box.height + 2
    text = style.wrap(f"{window.name} ({words})", box.width, style.SMALL_PT)
    style.write(ax, box.left, top, text, size=style.SMALL_PT, color=style.QUIET, va="bottom")
    if window.kind == "zoom":
        _tie(ax, view)
    return view


def _tie(ax: Axes, view: Axes) -> None:
    """Frame on the map what the view enlarges; a thin line leads from the one to the other."""
    (west, east), (south, north) = view.get_xlim(), view.get_ylim()
    line = {"edgecolor": style.QUIET, "linewidth": style.LEADER_LINE_PT}
    frame = Rectangle((west, south), east - west, north - south, fill=False, zorder=6, **line)
    ax.add_patch(frame)
    middles = ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0))
    starts = [(west + x * (east - west), south + y * (north - south)) for x, y in middles]
    start, end = min(
        product(starts, middles),
        key=lambda pair: np.hypot(
            *(ax.transData.transform(pair[0]) - view.transAxes.transform(pair[1]))
        ),
    )
    leader = ConnectionPatch(start, end, ax.transData, view.transAxes, zorder=1, **line)
    ax.figure.add_artist(leader)
