"""What is drawn in a view of a map: fills by class, lines, the scale bar."""

from collections.abc import Iterable
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from mohinh.pages import style
from mohinh.pages.maps.room import metres_per_pt
from mohinh.pages.style import Swatch
from mohinh.words.terms import Lang

_ISLET_PX = 20.0


def fill(ax: Axes, part: gpd.GeoDataFrame, states: pd.Series, swatches: Iterable[Swatch]) -> None:
    """One collection per class, named by its key; none where the class has no commune here.

    In a box of far islands the fill runs over its edge, so that a speck shows its class.
    """
    is_far = ax.get_label() == "far"
    width = style.SPECK_LINE_PT if is_far else style.COMMUNE_LINE_PT
    keys = part["commune_code"].map(states)
    for swatch in swatches:
        shapes = part.geometry[keys.eq(swatch.key)]
        edge = swatch.colour if is_far else style.COMMUNE_LINE
        if len(shapes):
            drawn = PatchCollection(
                [_patch(shape) for shape in shapes],
                facecolor=swatch.colour,
                edgecolor=style.HATCH_INK if swatch.hatch else edge,
                linewidth=width,
                hatch=swatch.hatch,
                gid=swatch.key,
                zorder=2,
            )
            ax.add_collection(drawn, autolim=False)


def _patch(shape: shapely.Geometry) -> PathPatch:
    """One patch per commune, all its islands in it; holes run the other way round."""
    parts = shapely.get_parts(shapely.orient_polygons(shape))
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return PathPatch(
        Path.make_compound_path(*[Path(shapely.get_coordinates(ring)) for ring in rings])
    )


def lines(ax: Axes, part: gpd.GeoDataFrame) -> None:
    """District borders, then the outline of the land; thin round islets, so that fills show.

    A box of far islands has neither: a speck is all fill.
    """
    is_far = ax.get_label() == "far"
    if part["district_code"].notna().any() and not is_far:
        borders = _rings(part, "district_code")
        _draw_lines(ax, borders, style.DISTRICT_LINE, style.DISTRICT_LINE_PT, "districts")
    coast = _rings(part, None)
    west, south, east, north = shapely.bounds(coast).T
    pixels = np.maximum(east - west, north - south) / metres_per_pt(ax) * style.DPI / 72
    is_land = pixels >= _ISLET_PX
    is_islet = ~is_land & (not is_far)
    _draw_lines(ax, coast[is_land], style.OUTLINE, style.OUTLINE_PT, "outline")
    _draw_lines(ax, coast[is_islet], style.OUTLINE, style.ISLET_LINE_PT, "islets")


def _rings(part: gpd.GeoDataFrame, by: str | None) -> np.ndarray:
    """Rings round the communes merged by a column, or all; fast where borders fit exactly."""
    shapes = part.geometry.to_numpy()
    merge = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    groups = [np.arange(len(part))] if by is None else part.groupby(by).indices.values()
    merged = np.array([merge(shapes[rows]) for rows in groups])
    return shapely.get_rings(shapely.get_parts(merged))


def _draw_lines(ax: Axes, rings: np.ndarray, colour: str, width: float, gid: str) -> None:
    lines = LineCollection(
        [shapely.get_coordinates(ring) for ring in rings],
        colors=colour, linewidths=width, gid=gid, zorder=4, joinstyle="round",
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)


def scale_bar(ax: Axes, lang: Lang, *, is_rough: bool) -> None:
    """A bar of 1, 2 or 5 times a power of ten metres in the lower left corner."""
    left, bottom = ax.get_xlim()[0], ax.get_ylim()[0]
    scale = metres_per_pt(ax)
    longest = 0.3 * scale * style.slot(ax).width
    steps = [step * 10.0**power for power, step in product(range(7), (1, 2, 5))]
    length = max((step for step in steps if step <= longest), default=steps[0])
    halo = [withStroke(linewidth=style.HALO_PT + style.WHISKER_PT, foreground=style.PAPER)]
    x, y = left + 6 * scale, bottom + 6 * scale
    ax.add_line(
        Line2D(
            [x, x + length], [y, y], color=style.QUIET, linewidth=style.WHISKER_PT, zorder=7,
            solid_capstyle="butt", gid="scale-bar", path_effects=halo,
        )
    )  # fmt: skip
    about = "≈ " if is_rough else ""
    digits = 0 if length >= 1000 else 1
    ax.annotate(
        f"{about}{style.number(length / 1000, lang, digits)} km", (x, y), (0, 2),
        textcoords="offset points", size=style.SMALL_PT, color=style.QUIET, va="bottom", zorder=7,
        parse_math=False, path_effects=halo,
    )  # fmt: skip
