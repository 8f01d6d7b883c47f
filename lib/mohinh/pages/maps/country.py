"""The country on one page: islands in boxes, Hoàng Sa and Trường Sa on every map."""

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.land import Window, connected, group_name
from mohinh.pages.maps.room import (
    NAME_PT,
    SCALE_STRIP_PT,
    View,
    empty_square,
    frame,
    framed,
    open_view,
)
from mohinh.pages.style import Box
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say
from mohinh.words.text import fold

_FAR_M = 150_000.0  # beyond every island but those of the two archipelagos
_ARCHIPELAGO_M = 400_000.0
_NEIGHBOURS_M = 5_000.0  # islands so near to each other share a box
_ISLAND_KIND = "đặc khu"
_TOUCHING_M = 200.0
_COLUMNS = 3
_MOST_PT = 42.0
_LEAST_PT = 20.0

_ISLANDS: Label = ("Đảo, mỗi khung một tỷ lệ", "Islands, each box its own scale")


def country_views(
    ax: Axes, table: gpd.GeoDataFrame, place: Box, column: Box, lang: Lang
) -> list[View]:
    """The main frame, a box in the sea for each far archipelago, small boxes for other islands."""
    main, far, near = _groups(table)
    part = table.iloc[main]
    frame(ax, place, part.total_bounds, strip=SCALE_STRIP_PT, is_left=True)
    small = _small_boxes(ax, table, near, column, lang)
    views = [View(ax, part)]
    taken: list[Box] = []
    for window in sorted(far, key=lambda window: window.bounds[1]):
        box = empty_square(ax, part, window, taken)
        if box is None:
            raise InvalidTable(f"figure: no room for the box of {window.name}. Make it larger")
        taken.append(box)
        views.append(open_view(ax, window, box, table.iloc[window.rows], lang))
    return views + small


def _groups(table: gpd.GeoDataFrame) -> tuple[np.ndarray, list[Window], list[Window]]:
    """Rows of the main frame; far archipelagos; islands that are on the main frame as well.

    Islands are all land apart from the largest, and special zones (đặc khu), bridged or not.
    """
    shapes = table.geometry.to_numpy()
    mainland, *others = connected(shapes, _TOUCHING_M)
    land = shapely.convex_hull(shapely.geometrycollections(shapes[mainland]))
    zones = np.flatnonzero(table["commune_kind"].map(fold).eq(fold(_ISLAND_KIND)))
    others += [np.array([zone]) for zone in zones if zone in mainland]
    islands = np.array([shapely.geometrycollections(shapes[rows]) for rows in others], dtype=object)
    is_far = shapely.distance(islands, land) > _FAR_M
    far = _windows(table, islands, others, np.flatnonzero(is_far), _ARCHIPELAGO_M)
    near = _windows(table, islands, others, np.flatnonzero(~is_far), _NEIGHBOURS_M)
    away = np.concatenate([window.rows for window in far]) if far else np.array([], dtype=int)
    near.sort(key=lambda window: -window.bounds[3])
    return np.setdiff1d(np.arange(len(table)), away), far, near


def _windows(
    table: gpd.GeoDataFrame,
    islands: np.ndarray,
    rows_of: list[np.ndarray],
    which: np.ndarray,
    distance: float,
) -> list[Window]:
    windows = []
    for group in connected(islands[which], distance):
        rows = np.sort(np.concatenate([rows_of[place] for place in which[group]]))
        bounds = tuple(shapely.total_bounds(table.geometry.to_numpy()[rows]))
        windows.append(Window("far", group_name(table, rows), rows, bounds))
    return windows


def _small_boxes(
    ax: Axes, table: gpd.GeoDataFrame, windows: list[Window], column: Box, lang: Lang
) -> list[View]:
    """Boxes without scale bars, three in a row, from the top of the column down."""
    if not windows:
        return []
    top = column.bottom + column.height
    style.write(ax, column.left, top, say(_ISLANDS, lang), size=style.SMALL_PT, weight="bold")
    top -= NAME_PT + 2
    wide = (column.width - (_COLUMNS - 1) * style.GAP_PT) / _COLUMNS
    names = [style.wrap(window.name, wide, style.SMALL_PT) for window in windows]
    rows = [range(at, min(at + _COLUMNS, len(names))) for at in range(0, len(names), _COLUMNS)]
    captions = [max(style.text_height(names[at], style.SMALL_PT) for at in row) for row in rows]
    room = (top - column.bottom - sum(captions)) / len(rows) - style.GAP_PT
    if room < _LEAST_PT:
        raise InvalidTable(
            f"figure: no room for {len(windows)} islands; {room:.0f} points of height are left for "
            f"each box, {_LEAST_PT:.0f} are needed. Make the figure higher"
        )
    side = min(_MOST_PT, wide, room)
    views = []
    for row, caption in zip(rows, captions, strict=True):
        top -= caption
        for place, at in enumerate(row):
            box = Box(column.left + place * (wide + style.GAP_PT), top - side, wide, side)
            view = framed(ax, windows[at], box)
            style.write(
                ax, box.left, top + 1, names[at], size=style.SMALL_PT, color=style.QUIET,
                va="bottom",
            )  # fmt: skip
            views.append(View(view, table.iloc[windows[at].rows]))
        top -= side + style.GAP_PT
    return views
