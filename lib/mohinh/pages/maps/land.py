"""Polygons checked and in metres; which of them lie on the main frame, which are far islands."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables.boundaries.layer import REGULAR_IN
from mohinh.words.errors import InvalidTable, VintageMismatch

CRS = "EPSG:4326"
COUNTRY_CRS = "+proj=aea +lat_1=10.5 +lat_2=21.5 +lat_0=16 +lon_0=107 +datum=WGS84 +units=m"
_ZONE_BORDER_DEG = 108.0
# Degrees west, south, east, north; the two archipelagos lie within, no other land of the country.
_ARCHIPELAGOS = {
    "Hoàng Sa": (110.9, 15.0, 113.5, 17.6),
    "Trường Sa": (111.0, 6.0, 118.5, 12.2),
}
_WHOLE_COUNTRY = 30  # provinces; fewer are a part of it
_COLUMNS = {
    "commune_code", "commune_name", "district_code", "district_name", "commune_kind",
    "label_lon", "label_lat",
}  # fmt: skip

# Above this share of values without a polygon the polygons are of another vintage or province; real
# boundaries of a vintage miss at most 4 % of a province's communes.
_MOST_WITHOUT_POLYGON = 0.2
# Islands further off than this share of the mainland's longer side get a box of their own: Phú Quý
# (0.42 of it) stays in place, Bạch Long Vĩ (0.74) and all further ones do not.
_FAR_SHARE = 0.6
_ARCHIPELAGO_M = 400_000.0  # Trường Sa's communes lie up to 300 km apart and share a box
_TOUCHING_M = 500.0


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map in a box of its own: its name, its communes (by position), its bounds."""

    kind: Literal["far", "zoom"]
    name: str
    rows: np.ndarray
    bounds: tuple[float, float, float, float]


def is_country(polygons: gpd.GeoDataFrame) -> bool:
    """True where the polygons are of more than one province; `province_code` may be absent."""
    return "province_code" in polygons and len(polygons["province_code"].dropna().unique()) > 1


def _check_archipelagos(polygons: gpd.GeoDataFrame) -> None:
    """Refuse a map of the whole country without Hoàng Sa or Trường Sa (EPSG:4326)."""
    if polygons["province_code"].nunique() < _WHOLE_COUNTRY:
        return
    shapes = polygons.geometry.to_numpy()
    for name, bounds in _ARCHIPELAGOS.items():
        if not shapely.intersects(shapes, shapely.box(*bounds)).any():
            raise InvalidTable(
                f"polygons: a map of the country shows {name}; found no polygon in {bounds} "
                "(degrees west, south, east, north). Take a layer that has it"
            )


def prepared(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Polygons checked, in metres of the map's CRS, with `label_x, label_y` and a plain index."""
    faults = []
    if polygons.crs is None or polygons.crs != CRS:
        found = "no CRS" if polygons.crs is None else polygons.crs.to_string()
        faults.append(f"found {found}, expected {CRS} (to_crs(4326) turns them)")
    absent = _COLUMNS - set(polygons.columns)
    if absent:
        faults.append(f"no column {', '.join(sorted(absent))}")
    elif polygons["commune_code"].duplicated().any():
        twice = polygons.loc[polygons["commune_code"].duplicated(), "commune_code"].iloc[0]
        faults.append(f"commune_code {twice!r} found twice; expected one row per commune")
    if faults:
        raise InvalidTable(f"polygons: {'; '.join(faults)}. Take them from tables.boundaries")
    drawable = polygons[~(polygons.geometry.isna() | polygons.geometry.is_empty)]
    if drawable.empty:
        raise InvalidTable("polygons: no commune has a geometry. Take them from tables.boundaries")
    zone: int | str = 32648 if drawable["label_lon"].median() < _ZONE_BORDER_DEG else 32649
    zone = polygons.attrs.get(REGULAR_IN, zone)
    if is_country(drawable):
        _check_archipelagos(drawable)
        zone = COUNTRY_CRS
    points = gpd.points_from_xy(drawable["label_lon"], drawable["label_lat"], crs=CRS).to_crs(zone)
    flat = drawable.to_crs(zone).assign(label_x=points.x, label_y=points.y)
    return flat.reset_index(drop=True)


def connected(shapes: np.ndarray, distance: float) -> list[np.ndarray]:
    """Positions of the shapes that hang together within a distance, the largest area first."""
    west, south, east, north = shapely.bounds(shapes).T
    reach = shapely.box(west - distance, south - distance, east + distance, north + distance)
    near, other = shapely.STRtree(shapes).query(reach)
    is_once = near < other
    group = np.arange(len(shapes))
    for one, two in zip(near[is_once].tolist(), other[is_once].tolist(), strict=True):
        if group[one] != group[two] and shapely.dwithin(shapes[one], shapes[two], distance):
            group[group == group[two]] = group[one]
    parts = [np.flatnonzero(group == start) for start in np.unique(group)]
    return sorted(parts, key=lambda rows: (-shapely.area(shapes[rows]).sum(), rows[0]))


def land_groups(table: gpd.GeoDataFrame) -> tuple[np.ndarray, list[Window]]:
    """Positions of the communes on the main frame, and the island groups too far away for it."""
    shapes = table.geometry.to_numpy()
    mainland, *others = connected(shapes, _TOUCHING_M)
    land = shapely.convex_hull(shapely.geometrycollections(shapes[mainland]))
    west, south, east, north = land.bounds
    reach = _FAR_SHARE * max(east - west, north - south)
    islands = [shapely.geometrycollections(shapes[rows]) for rows in others]
    is_far = [shapely.distance(island, land) > reach for island in islands]
    near = [rows for rows, far in zip(others, is_far, strict=True) if not far]
    away = [rows for rows, far in zip(others, is_far, strict=True) if far]
    distant = np.array([islands[place] for place in np.flatnonzero(is_far)], dtype=object)
    groups = connected(distant, _ARCHIPELAGO_M)
    windows = []
    for group in groups:
        rows = np.sort(np.concatenate([away[place] for place in group]))
        bounds = tuple(shapely.total_bounds(shapes[rows]))
        windows.append(Window("far", group_name(table, rows), rows, bounds))
    return np.sort(np.concatenate([mainland, *near])), windows


def group_name(table: gpd.GeoDataFrame, rows: np.ndarray) -> str:
    """The district, where the group is a whole district; else the names of its communes."""
    district = table["district_name"].iloc[rows[0]]
    whole = np.flatnonzero(table["district_name"].eq(district).fillna(False))
    if np.array_equal(whole, rows):
        return str(district)
    return ", ".join(table["commune_name"].iloc[rows])


def matched(
    table: gpd.GeoDataFrame, values: pd.Series, suppressed: pd.Series | None = None
) -> tuple[pd.Series, pd.Series, list[str]]:
    """Values in the order of the polygons, which of them are hidden, and codes without a polygon.

    Both series have the commune codes of `table` as their index; a hidden value is missing.
    """
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()][0]
        raise InvalidTable(f"values: commune {twice!r} found twice; expected one value per commune")
    codes = pd.Index(table["commune_code"])
    lost = sorted(values.index.difference(codes))
    if len(lost) > _MOST_WITHOUT_POLYGON * len(values):
        raise VintageMismatch(
            f"values: {len(lost)} of {len(values)} communes have no polygon, {lost[0]!r} first. "
            "Take polygons of the same province and vintage as the values"
        )
    is_hidden = pd.Series(False, index=codes)
    if suppressed is not None:
        is_hidden = suppressed.reindex(codes).eq(True).fillna(False).astype(bool)
    return values.reindex(codes).mask(is_hidden), is_hidden, lost
