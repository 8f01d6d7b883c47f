"""Names of communes on a map: on the commune or beside it, never one over another.

All places here are in points from the lower left corner of the page. A name keeps clear of other
names, of boxes that lie on the map and of every leader line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from mohinh.pages import style
from mohinh.pages.maps.room import (
    NAME_PT,
    SCALE_SHARE,
    SCALE_STRIP_PT,
    View,
    halo,
    metres_per_pt,
    on_page,
)

_LEADING = 1.15
_CLEARANCE_PT = 1.0
_PROVINCE_CLEARANCE_PT = 3.0
# Places for a name beside its commune, in steps to the right and up, the best first.
_AROUND_POINT = (
    *((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)),
    *((0, 2), (0, -2), (1.5, 0), (-1.5, 0), (1, 2), (-1, 2), (1, -2), (-1, -2)),
    *((2, 1), (-2, 1), (2, -1), (-2, -1), (2, 2), (-2, 2), (2, -2), (-2, -2), (0, 3), (0, -3)),
)


@dataclass(slots=True)
class _Taken:
    """What names keep clear of on one view, and the leaders drawn so far."""

    room: shapely.Geometry
    obstacles: list[shapely.Geometry] = field(default_factory=list)
    leaders: list[shapely.Geometry] = field(default_factory=list)

    def has_room(self, box: shapely.Geometry, leader: shapely.Geometry | None) -> bool:
        new = box if leader is None else shapely.union(box, leader)
        return bool(
            shapely.covers(self.room, box)
            and not shapely.intersects(self.obstacles, new).any()
            and not shapely.intersects(self.leaders, new).any()
        )


def write_names(
    views: Sequence[View],
    table: gpd.GeoDataFrame,
    labels: Sequence[str],
    value_labels: pd.Series | None,
    marks_pt: pd.Series | None = None,
    land: gpd.GeoDataFrame | None = None,
) -> tuple[str, ...]:
    """Name the communes, each in the box that shows it largest; returns the codes without room.

    `marks_pt` is how wide the mark on a commune's label point is, by code: no name lies on one.
    `land` is that of the provinces around in sight, named last and only where a name fits.
    """
    known = {row.commune_code: row for row in table.itertuples(index=False)}
    taken = _at_first(views)
    marks = pd.Series(dtype="float64") if marks_pt is None else marks_pt
    for view in views:
        taken[view.ax].obstacles += _discs(view, marks)
    unplaced = []
    for code in labels:
        if code not in known:
            unplaced.append(code)
            continue
        row = known[code]
        view = _largest_view(views, row.label_x, row.label_y)
        text = str(row.commune_name)
        if value_labels is not None and code in value_labels.index:
            text = f"{text}\n{value_labels[code]}"
        if not _placed(view.ax, row, text, taken[view.ax], mark_pt=float(marks.get(code, 0.0))):
            unplaced.append(code)
    for view in views:
        _draw_leaders(view.ax, taken[view.ax].leaders)
    if land is not None:
        _name_provinces(views[0], land, taken[views[0].ax])
    return tuple(unplaced)


def _at_first(views: Sequence[View]) -> dict[Axes, _Taken]:
    """The room of each view; on the main one the other views, their captions and their ties."""
    boxes = [style.slot(view.ax) for view in views]
    corners = [(box.left, box.bottom, box.left + box.width, box.bottom + box.height)
               for box in boxes]  # fmt: skip
    taken = {
        view.ax: _Taken(shapely.box(*corner)) for view, corner in zip(views, corners, strict=True)
    }
    main, *others = views
    for left, bottom, right, top in corners[1:]:
        taken[main.ax].obstacles.append(shapely.box(left, bottom, right, top + 2 * NAME_PT))
    ties = [shapely.linestrings(view.tie) for view in others if view.tie is not None]
    taken[main.ax].obstacles += ties
    return taken


def _largest_view(views: Sequence[View], x: float, y: float) -> View:
    def holds(view: View) -> bool:
        (west, east), (south, north) = view.ax.get_xlim(), view.ax.get_ylim()
        return west <= x <= east and south <= y <= north

    return min((view for view in views if holds(view)), key=lambda view: metres_per_pt(view.ax))


def _discs(view: View, marks: pd.Series) -> list[shapely.Geometry]:
    if marks.empty:
        return []
    part = view.part[view.part["commune_code"].isin(marks.index)]
    middles = on_page(view.ax, part[["label_x", "label_y"]].to_numpy())
    return list(shapely.buffer(shapely.points(middles), marks[part["commune_code"]].to_numpy() / 2))


def _placed(ax: Axes, row: Any, text: str, taken: _Taken, *, mark_pt: float) -> bool:
    """Write a name on its commune, or beside it with a line to it; False where there is no room."""
    ((x, y),) = on_page(ax, np.array([[row.label_x, row.label_y]]))
    lines = text.count("\n") + 1
    half_width = style.text_width(text, style.SMALL_PT) / 2 + _CLEARANCE_PT
    half_height = style.SMALL_PT * (1 + (lines - 1) * _LEADING * 1.2) / 2 + _CLEARANCE_PT
    for right, up in _offsets(ax, row.geometry, half_width, half_height):
        centre = (x + right, y + up)
        box = shapely.box(
            centre[0] - half_width, centre[1] - half_height,
            centre[0] + half_width, centre[1] + half_height,
        )  # fmt: skip
        mark = shapely.buffer(shapely.points(x, y), mark_pt / 2 + 0.1) if mark_pt else box
        line = shapely.difference(shapely.linestrings([(x, y), centre]), shapely.union(box, mark))
        leader = None if right == up == 0 or line.is_empty else line
        if taken.has_room(box, leader):
            _write(ax, centre, text)
            taken.obstacles.append(box)
            if leader is not None:
                taken.leaders.append(leader)
            return True
    return False


def _offsets(
    ax: Axes, shape: shapely.Geometry, half_width: float, half_height: float
) -> Iterator[tuple[float, float]]:
    """Where a name may stand, in points from its commune's label point, the best place first."""
    parts = shapely.get_parts(shape)
    west, south, east, north = parts[np.argmax(shapely.area(parts))].bounds
    scale = metres_per_pt(ax)
    across, high = (east - west) / scale / 2, (north - south) / scale / 2
    if across >= 0.8 * half_width and high >= 0.8 * half_height:
        yield 0.0, 0.0
    right, up = min(across, 2 * half_width) + half_width + 4, high + half_height + 3
    for x, y in _AROUND_POINT:
        yield x * right, y * up


def _name_provinces(view: View, land: gpd.GeoDataFrame, taken: _Taken) -> None:
    """Name the provinces around where the land in sight holds the name, clear of all else."""
    place = style.slot(view.ax)
    bar = shapely.box(
        place.left, place.bottom, place.left + SCALE_SHARE * place.width,
        place.bottom + SCALE_STRIP_PT,
    )  # fmt: skip
    for name, shape in zip(land["province_name"], land.geometry, strict=True):
        seen = shapely.transform(shape, lambda metres: on_page(view.ax, metres))
        half_width = style.text_width(name, style.SMALL_PT) / 2 + _PROVINCE_CLEARANCE_PT
        half_height = style.SMALL_PT / 2 + _PROVINCE_CLEARANCE_PT
        open_land = shapely.difference(seen, shapely.union_all(taken.obstacles))
        if open_land.is_empty:
            continue
        x, y = _widest_place(open_land, half_width / half_height)
        box = shapely.box(x - half_width, y - half_height, x + half_width, y + half_height)
        is_free = shapely.covers(seen, box) and not shapely.intersects(bar, box)
        if is_free and taken.has_room(box, None) and not _is_on(view, box):
            _write(view.ax, (x, y), name, colour=style.AROUND_INK)
            taken.obstacles.append(box)


def _widest_place(shape: shapely.Geometry, width_to_height: float) -> np.ndarray:
    """The middle of the largest ellipse of such proportions in the shape, nearly."""
    stretched = shapely.transform(shape, lambda points: points * (1.0, width_to_height))
    circle = shapely.maximum_inscribed_circle(stretched, tolerance=style.SMALL_PT)
    return shapely.get_coordinates(circle)[0] / (1.0, width_to_height)


def _is_on(view: View, box: shapely.Geometry) -> bool:
    """Whether a box on the page lies on a commune of the view."""
    place = style.slot(view.ax)
    origin = np.array([view.ax.get_xlim()[0], view.ax.get_ylim()[0]])
    metres = shapely.transform(
        box, lambda points: (points - (place.left, place.bottom)) * metres_per_pt(view.ax) + origin
    )
    return bool(shapely.intersects(view.part.geometry.to_numpy(), metres).any())


def _write(ax: Axes, centre: tuple[float, float], text: str, *, colour: str = style.INK) -> None:
    is_commune = colour == style.INK
    box = style.slot(ax)
    ax.text(
        (centre[0] - box.left) / box.width, (centre[1] - box.bottom) / box.height, text,
        transform=ax.transAxes, size=style.SMALL_PT, color=colour, ha="center", va="center",
        linespacing=_LEADING, zorder=8, parse_math=False,
        path_effects=halo() if is_commune else None, gid="label" if is_commune else "province",
    )  # fmt: skip


def _draw_leaders(ax: Axes, leaders: Sequence[shapely.Geometry]) -> None:
    if not leaders:
        return
    box = style.slot(ax)
    origin, size = (box.left, box.bottom), (box.width, box.height)
    drawn = LineCollection(
        [(shapely.get_coordinates(line) - origin) / size for line in leaders],
        transform=ax.transAxes, colors=style.INK, linewidths=style.LEADER_LINE_PT,
        path_effects=halo(), gid="leaders", zorder=7.5,
    )  # fmt: skip
    ax.add_collection(drawn, autolim=False)
