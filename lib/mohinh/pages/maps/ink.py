"""What is drawn in a view of a map: fills by class, lines, the scale bar."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from mohinh.pages import style
from mohinh.pages.maps.land import is_country
from mohinh.pages.maps.room import SCALE_SHARE, metres_per_pt
from mohinh.pages.style import Swatch
from mohinh.words.terms import Lang

_ISLET_PX = 20.0
_FITTING = 1e-9  # of the area: overlaps of shapes whose borders should fit


def fill(ax: Axes, part: gpd.GeoDataFrame, states: pd.Series, swatches: Iterable[Swatch]) -> None:
    """One collection per class, named by its key; none where the class has no commune here.

    In a box of far islands the fill runs over its edge, so that a speck shows its class. On a map
    of the country communes of one class run together.
    """
    is_far = ax.get_label() == "far"
    is_seamless = is_far or is_country(part)
    keys = part["commune_code"].map(states).to_numpy()
    paths = outlines(part.geometry.to_numpy())
    for swatch in swatches:
        rows = np.flatnonzero(keys == swatch.key)
        edge = style.border_on(swatch.colour)
        width = style.SPECK_LINE_PT if is_far else style.COMMUNE_LINE_PT
        if is_far and edge == style.COMMUNE_LINE_ON_PALE:
            edge, width = style.HATCH_INK, style.LEADER_LINE_PT
        elif is_seamless:
            edge = swatch.colour
        if len(rows):
            drawn = PathCollection(
                [paths[row] for row in rows],
                facecolors=swatch.colour,
                edgecolors=style.HATCH_INK if swatch.hatch else edge,
                linewidths=width,
                hatch=swatch.hatch,
                gid=swatch.key,
                zorder=2,
            )
            ax.add_collection(drawn, autolim=False)


def hatch_over(ax: Axes, shapes: np.ndarray) -> None:
    """Dark hatching with a white edge, to be seen on every colour, over the shapes (metres)."""
    paths = outlines(shapes)
    for settings in style.UNCERTAIN_HATCH if paths else ():
        with mpl.rc_context(settings):
            drawn = PathCollection(
                paths, facecolors="none", edgecolors="none", linewidths=0, gid="uncertain",
                hatch=style.UNCERTAIN_PATTERN, zorder=3,
            )  # fmt: skip
        ax.add_collection(drawn, autolim=False)


def outlines(shapes: np.ndarray) -> list[Path]:
    """One path per shape, all its islands in it; holes run the other way round."""
    parts, owner = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    is_first = np.diff(ring, prepend=-1) > 0
    codes[is_first] = Path.MOVETO
    codes[np.roll(is_first, -1)] = Path.CLOSEPOLY
    ends = np.searchsorted(owner[part][ring], np.arange(1, len(shapes)))
    pieces = zip(np.split(points, ends), np.split(codes, ends), strict=True)
    return [Path(vertices, kinds) for vertices, kinds in pieces]


@dataclass(frozen=True, slots=True)
class Borders:
    """Rings, in metres, round the districts (none where there are none) and round the land."""

    districts: np.ndarray
    coast: np.ndarray


def borders(table: gpd.GeoDataFrame, by: str) -> Borders:
    """Rings round the communes merged by a column, and round all."""
    shapes = table.geometry.to_numpy()
    groups = table.groupby(by).indices.values()
    merged = np.array([_merged(shapes[rows]) for rows in groups], dtype=object)
    land = shapely.get_parts(_merged(shapes))
    return Borders(shapely.get_rings(shapely.get_parts(merged)), shapely.get_rings(land))


def _merged(shapes: np.ndarray) -> shapely.Geometry:
    """The union of shapes: fast where borders fit exactly, else the sum of areas gives it away."""
    area = shapely.area(shapes).sum()
    try:
        fast = shapely.coverage_union_all(shapes)
        is_whole = abs(fast.area - area) < _FITTING * area and shapely.is_valid(fast)
    except shapely.errors.GEOSException:
        is_whole = False
    return fast if is_whole else shapely.union_all(shapes)


def lines(ax: Axes, found: Borders, *, is_fine: bool) -> None:
    """District borders, then the outline of the land; thin round islets, so that fills show.

    A box of far islands has neither: a speck is all fill. On a map of the country (`is_fine`) lines
    are thinner and islets have none.
    """
    is_far = ax.get_label() == "far"
    thinner = style.FINE if is_fine else 1.0
    if not is_far:
        inner = _in_sight(ax, found.districts)
        width = style.DISTRICT_LINE_PT * thinner
        _draw_lines(ax, inner, style.DISTRICT_LINE, width, "districts")
    coast = _in_sight(ax, found.coast)
    west, south, east, north = shapely.bounds(coast).T
    pixels = np.maximum(east - west, north - south) / metres_per_pt(ax) * style.DPI / 72
    is_land = pixels >= _ISLET_PX
    _draw_lines(ax, coast[is_land], style.OUTLINE, style.OUTLINE_PT * thinner, "outline")
    if not (is_far or is_fine):
        _draw_lines(ax, coast[~is_land], style.OUTLINE, style.ISLET_LINE_PT, "islets")


def _in_sight(ax: Axes, rings: np.ndarray) -> np.ndarray:
    west, south, east, north = shapely.bounds(rings).T
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    return rings[(west <= right) & (east >= left) & (south <= top) & (north >= bottom)]


def _draw_lines(ax: Axes, rings: np.ndarray, colour: str, width: float, gid: str) -> None:
    if not len(rings):
        return
    drawn = LineCollection(
        [shapely.get_coordinates(ring) for ring in rings],
        colors=colour, linewidths=width, gid=gid, zorder=4, joinstyle="round",
    )  # fmt: skip
    ax.add_collection(drawn, autolim=False)


def scale_bar(ax: Axes, lang: Lang, *, is_rough: bool) -> None:
    """A bar of 1, 2 or 5 times a power of ten metres in the lower left corner."""
    left, bottom = ax.get_xlim()[0], ax.get_ylim()[0]
    scale = metres_per_pt(ax)
    longest = SCALE_SHARE * scale * style.slot(ax).width
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
        f"{about}{style.number(length / 1000, lang, digits)} km", (x, y), (0, 3.5),
        textcoords="offset points", size=style.SMALL_PT, color=style.QUIET, va="bottom", zorder=7,
        parse_math=False, bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
