"""Land of the provinces around, pale behind a map: it never widens the frame, and has no values."""

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from mohinh.pages import style
from mohinh.pages.maps.ink import outlines
from mohinh.pages.maps.land import CRS
from mohinh.words.errors import InvalidTable

_REACH = 1.5  # of the longer side: so far a page of any usual shape can show land around
_MARGIN = 0.02  # of the width: so far beyond the frame, where no line along a cut is seen
_COLUMNS = {"province_name", "geometry"}


def surroundings(
    around: gpd.GeoDataFrame | None, part: gpd.GeoDataFrame
) -> gpd.GeoDataFrame | None:
    """The land around `part` in the CRS of `part`, as far as a page can show it; None for none.

    Raises `InvalidTable` for another CRS than EPSG:4326, or without a column.
    """
    if around is None:
        return None
    absent = _COLUMNS - set(around.columns)
    if around.crs != CRS or absent:
        raise InvalidTable(
            f"around: found {around.crs} and no column {', '.join(sorted(absent)) or 'missing'}; "
            f"expected {CRS} and {', '.join(sorted(_COLUMNS))}. Take it from "
            "boundaries.provinces_around"
        )
    west, south, east, north = part.to_crs(CRS).total_bounds
    reach = _REACH * max(east - west, north - south)
    square = (west - reach, south - reach, east + reach, north + reach)
    return _cut(around, square).to_crs(part.crs)


def lay_behind(ax: Axes, around: gpd.GeoDataFrame | None) -> None:
    """Draw what of the land around lies within the limits of the axes (metres)."""
    if around is None:
        return
    shapes = in_sight(ax, around, margin=_MARGIN).geometry.to_numpy()
    if len(shapes):
        drawn = PathCollection(
            outlines(shapes), facecolors=style.AROUND, edgecolors=style.PAPER,
            linewidths=style.DISTRICT_LINE_PT, gid="around", zorder=1,
        )  # fmt: skip
        ax.add_collection(drawn, autolim=False)


def in_sight(ax: Axes, around: gpd.GeoDataFrame, *, margin: float = 0.0) -> gpd.GeoDataFrame:
    """The land around cut to the limits of the axes, and a share `margin` of their width more."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    margin *= east - west
    return _cut(around, (west - margin, south - margin, east + margin, north + margin))


def _cut(around: gpd.GeoDataFrame, square: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    cut = shapely.clip_by_rect(around.geometry.to_numpy(), *square)
    is_land = shapely.area(cut) > 0
    return gpd.GeoDataFrame(
        {"province_name": around["province_name"].to_numpy()[is_land]},
        geometry=cut[is_land],
        crs=around.crs,
    )
