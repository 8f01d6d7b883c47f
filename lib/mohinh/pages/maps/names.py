"""Names of communes on a map: on the commune or beside it, never one over another."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from mohinh.pages import style
from mohinh.pages.maps.room import NAME_PT, metres_per_pt

# Places for a name beside its commune, in steps to the right and up, the best first.
_AROUND_POINT = (
    *((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)),
    *((0, 2), (0, -2), (1.5, 0), (-1.5, 0), (1, 2), (-1, 2), (1, -2), (-1, -2)),
)


def write_names(
    views: Sequence[tuple[Axes, gpd.GeoDataFrame]],
    table: gpd.GeoDataFrame,
    labels: Sequence[str],
    value_labels: pd.Series | None,
) -> tuple[str, ...]:
    """Name the communes, each in the box that shows it largest; returns the codes without room."""
    known = table.set_index("commune_code")
    taken: dict[Axes, list[Bbox]] = {view: [] for view, _ in views}
    main, *boxes = (view for view, _ in views)
    caption = 2 * NAME_PT * main.figure.dpi / 72
    taken[main] += [Bbox([view.bbox.p0, np.add(view.bbox.p1, (0, caption))]) for view in boxes]
    unplaced = []
    for code in labels:
        if code not in known.index:
            unplaced.append(code)
            continue
        row = known.loc[code]
        view = _largest_view(views, row["label_x"], row["label_y"])
        text = str(row["commune_name"])
        if value_labels is not None and code in value_labels.index:
            text = f"{text}\n{value_labels[code]}"
        box = _place(view, row.geometry, row["label_x"], row["label_y"], text, taken[view])
        if box is None:
            unplaced.append(code)
        else:
            taken[view].append(box)
    return tuple(unplaced)


def _largest_view(views: Sequence[tuple[Axes, gpd.GeoDataFrame]], x: float, y: float) -> Axes:
    def holds(view: Axes) -> bool:
        (west, east), (south, north) = view.get_xlim(), view.get_ylim()
        return west <= x <= east and south <= y <= north

    return min((view for view, _ in views if holds(view)), key=metres_per_pt)


def _place(
    ax: Axes, shape: shapely.Geometry, x: float, y: float, text: str, taken: Sequence[Bbox]
) -> Bbox | None:
    """Write a name on its commune, or beside it with a line to it; None where there is no room."""
    halo = [withStroke(linewidth=style.HALO_PT, foreground=style.PAPER)]
    line = {
        "arrowstyle": "-",
        "color": style.INK,
        "linewidth": style.LEADER_LINE_PT,
        "shrinkA": 0,
        "shrinkB": 0,
        "path_effects": halo,
    }
    for right, up in _label_offsets(ax, shape, text):
        name = ax.annotate(
            text, (x, y), (right, up), textcoords="offset points", size=style.SMALL_PT,
            color=style.INK, ha="center", va="center", linespacing=1.1, zorder=8,
            parse_math=False, path_effects=halo, gid="label",
            arrowprops=None if right == up == 0 else dict(line),
        )  # fmt: skip
        name.get_window_extent()  # places the text; its own box leaves the line out
        box = Text.get_window_extent(name)
        inside = ax.bbox
        is_inside = inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1)
        if is_inside and not any(box.overlaps(other) for other in taken):
            return box
        name.remove()
    return None


def _label_offsets(ax: Axes, shape: shapely.Geometry, text: str) -> list[tuple[float, float]]:
    """Where a name may stand, in points from its commune's label point, the best place first."""
    parts = shapely.get_parts(shape)
    west, south, east, north = parts[np.argmax(shapely.area(parts))].bounds
    scale = metres_per_pt(ax)
    across, high = (east - west) / scale / 2, (north - south) / scale / 2
    half_width = style.text_width(text, style.SMALL_PT) / 2
    half_height = style.text_height(text, style.SMALL_PT) / 2
    right, up = across + half_width + 4, high + half_height + 3
    around = [(x * right, y * up) for x, y in _AROUND_POINT]
    fits = across >= 0.8 * half_width and high >= 0.8 * half_height
    return [(0, 0), *around] if fits else around
