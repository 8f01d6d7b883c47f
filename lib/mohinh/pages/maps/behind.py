"""Land of the provinces around, pale behind a map: it never widens the frame, and has no values."""

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from mohinh.pages import style
from mohinh.pages.maps.ink import outlines
from mohinh.pages.maps.land import CRS
from mohinh.pages.maps.room import View
from mohinh.words.errors import InvalidTable

_MARGIN = 0.02  # of the width: so far beyond the frame, where no line along a cut is seen
_COLLECTION = shapely.GeometryType.GEOMETRYCOLLECTION
_COLUMNS = {"province_name", "geometry"}


def in_sight(around: gpd.GeoDataFrame | None, view: View) -> gpd.GeoDataFrame | None:
    """The land around, cut to the frame of a view and a little more, in the CRS of the view.

    None where none is given. Raises `InvalidTable` for another CRS than EPSG:4326, or a column less
    than `province_name, geometry`.
    """
    if around is None:
        return None
    if around.crs != CRS or not set(around.columns) >= _COLUMNS:
        raise InvalidTable(
            f"around: found {around.crs} and columns {', '.join(around.columns)}; expected {CRS} "
            f"and {', '.join(sorted(_COLUMNS))}. Take it from boundaries.provinces_around"
        )
    land = around.to_crs(view.part.crs)
    (west, east), (south, north) = view.ax.get_xlim(), view.ax.get_ylim()
    margin = _MARGIN * (east - west)
    frame = shapely.box(west - margin, south - margin, east + margin, north + margin)
    # Not `clip_by_rect`: it can leave rings that touch themselves.
    cut = shapely.intersection(land.geometry.to_numpy(), frame)
    is_mixed = shapely.get_type_id(cut) == _COLLECTION
    cut[is_mixed] = shapely.buffer(cut[is_mixed], 0)
    return land.set_geometry(cut, crs=land.crs)[shapely.area(cut) > 0]


def lay_behind(ax: Axes, land: gpd.GeoDataFrame | None) -> None:
    """Draw the land around (metres, from `in_sight`) where the axes shows some of it."""
    if land is None:
        return
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    shapes = land.geometry.to_numpy()
    shapes = shapes[shapely.intersects(shapes, shapely.box(west, south, east, north))]
    if len(shapes):
        drawn = PathCollection(
            outlines(shapes), facecolors=style.AROUND, edgecolors=style.PAPER,
            linewidths=style.DISTRICT_LINE_PT, gid="around", zorder=1,
        )  # fmt: skip
        ax.add_collection(drawn, autolim=False)
