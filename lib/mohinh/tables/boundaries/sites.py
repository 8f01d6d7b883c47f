"""Points and boxes of the communes of 2025-06, repaired: what the schematic layer is drawn from.

A *site* is a commune's point with the box that its polygon should span. The given points and boxes
are geocoded; these are the errors found and what is done with each:

| error | how it is seen | repair |
|---|---|---|
| geocoded to its district | box equals the district's | point of the successor of 2025-07 |
| two communes on one point | equal points | the one nearer its successor keeps it |
| point elsewhere | outside its district's box, far from its successor | the successor's point |
| successor elsewhere | far from the points of all its parts | not used |
| Hoàng Sa, Trường Sa ashore | known | constants |
| viewport or region as box | 0.0027°, or far from the spacing of points or the area | square |
| area of a namesake | same name and area in two provinces; zero | not used |
| areas of a whole province | half of them far below half the boxes (Bạc Liêu) | not used |
"""

from functools import cache

import numpy as np
import pandas as pd

from mohinh.tables import units

KM_PER_DEGREE = 111.32
BOX = ["west", "south", "east", "north"]

# Commune code → longitude, latitude in degrees of the islands Hoàng Sa, Trường Sa Lớn, Song Tử Tây
# and Sinh Tồn, which the table has on the mainland.
_ISLAND_POINTS = {
    "498": (111.60, 16.50),
    "22736": (111.92, 8.64),
    "22737": (114.33, 11.43),
    "22739": (114.33, 9.89),
}
# Side of the square that stands for each with the reefs around it, km.
_ISLAND_SIDE = 18.0

_FAR = 1.0  # distance to the successor's point, in square roots of the successor's area
_VIEWPORT = 0.0027  # side of the box a geocoder returns for a point, degrees
_SMALLEST, _LARGEST = 0.35, 5.0  # sides of a believable box, in spacings of the points
_BOX_OVER_AREA = 6.0  # a box larger than this is not the commune's
_BOX_SHARE = 0.52  # of its box, a real commune fills
_AREA_OVER_EXPECTED = 0.6  # a province's median below this: its declared areas are wrong
_NEIGHBOURS = 4  # the spacing is the mean distance to so many nearest points


def _boxes(text: pd.Series, prefix: str = "") -> pd.DataFrame:
    pattern = r"([\d.]+),([\d.]+)\s*–\s*([\d.]+),([\d.]+)"
    corners = text.str.extract(pattern).astype(float)
    corners.columns = [prefix + side for side in ("south", "west", "north", "east")]
    return corners


@cache
def _given_successors() -> pd.DataFrame:
    table = units.geography("2025-07").set_index("commune_code")
    area = table["declared_area_km2"]
    of_namesake = table.duplicated(["commune_name", "declared_area_km2"], keep=False)
    return table[["province_code", "lon", "lat"]].assign(
        area_km2=area.where((area > 0) & ~of_namesake)
    )


def _given() -> pd.DataFrame:
    communes = units.geography("2025-06")
    pairs = units.crosswalk()
    successor = pairs[pairs["is_default"]].set_index("old_code")["new_code"]
    table = communes[["commune_code", "province_code", "lon", "lat"]].assign(
        is_alone=communes["commune_code"].eq(communes["district_code"]),
        is_split=communes["commune_code"].isin(pairs.loc[pairs["is_split"], "old_code"]),
        successor=communes["commune_code"].map(successor),
    )
    table = table.join(_boxes(communes["bounds"]))
    table = table.join(_boxes(communes["district_bounds"], "district_"))
    later = _given_successors().reindex(table["successor"]).reset_index(drop=True)
    table["later_lon"], table["later_lat"] = later["lon"], later["lat"]
    table["parts"] = table["successor"].map(table["successor"].value_counts())
    table["cos"] = np.cos(np.radians(table["lat"]))
    table["is_area_believed"] = later["area_km2"].notna() & _are_areas_plausible(
        table, later["area_km2"]
    )
    area = later["area_km2"].where(table["is_area_believed"])
    return table.assign(area_km2=area.fillna(area.median()))


def _are_areas_plausible(table: pd.DataFrame, area: pd.Series) -> pd.Series:
    """Whether the declared areas of a commune's province fit the boxes of its communes."""
    width, height = table["east"] - table["west"], table["north"] - table["south"]
    box = width * height * table["cos"] * KM_PER_DEGREE**2
    expected = _BOX_SHARE * box.groupby(table["successor"]).transform("sum")
    ratio = area / expected
    return ratio.groupby(table["province_code"]).transform("median") >= _AREA_OVER_EXPECTED


def _is_district_level(table: pd.DataFrame) -> pd.Series:
    district = table[["district_" + side for side in BOX]].to_numpy()
    equal = (np.abs(table[BOX].to_numpy() - district) < 1e-6).all(axis=1)
    return pd.Series(equal, table.index) & ~table["is_alone"]


def _gap(table: pd.DataFrame) -> pd.Series:
    east = (table["lon"] - table["later_lon"]) * table["cos"]
    kilometres = np.hypot(east, table["lat"] - table["later_lat"]) * KM_PER_DEGREE
    return kilometres / np.sqrt(table["area_km2"])


def _is_successor_believed(table: pd.DataFrame, gap: pd.Series) -> pd.Series:
    nearest = gap.where(~table["is_district_level"]).groupby(table["successor"]).transform("min")
    return ~(nearest >= _FAR)


def _is_lost(table: pd.DataFrame, gap: pd.Series) -> pd.Series:
    on_one_point = table.duplicated(["lon", "lat"], keep=False)
    nearest = gap.groupby([table["lon"], table["lat"]]).transform("min")
    in_district = table["lon"].between(table["district_west"], table["district_east"]) & table[
        "lat"
    ].between(table["district_south"], table["district_north"])
    return (
        table["is_district_level"]
        | (on_one_point & gap.gt(nearest))
        | (gap.gt(1.5 * _FAR) & ~in_district)
    )


def _moved(table: pd.DataFrame) -> pd.DataFrame:
    """Points that are certainly wrong go to the successor's point or to their known place."""
    table = table.assign(is_district_level=_is_district_level(table))
    gap = _gap(table)
    believed = _is_successor_believed(table, gap)
    moved = _is_lost(table, gap) & believed
    table["lon"] = table["lon"].where(~moved, table["later_lon"])
    table["lat"] = table["lat"].where(~moved, table["later_lat"])
    table["side_km"] = np.sqrt(table["area_km2"] / table["parts"])
    for code, (lon, lat) in _ISLAND_POINTS.items():
        row = table["commune_code"].eq(code)
        table.loc[row, ["lon", "lat", "side_km"]] = lon, lat, _ISLAND_SIDE
    table["is_island_moved"] = table["commune_code"].isin(_ISLAND_POINTS)
    return table.assign(
        is_moved=moved | table["is_island_moved"], is_successor_believed=believed.to_numpy()
    )


def _spread(table: pd.DataFrame) -> pd.DataFrame:
    """Communes that share a point stand round it, half a side away."""
    point = [table["lon"].round(5), table["lat"].round(5)]
    turn = table.groupby(point).cumcount() / table.groupby(point)["lon"].transform("size")
    radius = np.where(table.duplicated(["lon", "lat"], keep=False), table["side_km"] / 2, 0.0)
    angle = 2 * np.pi * turn
    return table.assign(
        lon=table["lon"] + radius * np.cos(angle) / KM_PER_DEGREE / table["cos"],
        lat=table["lat"] + radius * np.sin(angle) / KM_PER_DEGREE,
    )


def _spacing(table: pd.DataFrame) -> np.ndarray:
    from scipy.spatial import cKDTree

    points = np.c_[table["lon"] * table["cos"], table["lat"]] * KM_PER_DEGREE
    distances, _ = cKDTree(points).query(points, k=_NEIGHBOURS + 1)
    return distances[:, 1:].mean(axis=1)


def _is_box_wrong(table: pd.DataFrame, spacing: np.ndarray) -> pd.Series:
    width, height = table["east"] - table["west"], table["north"] - table["south"]
    viewport = (width - _VIEWPORT).abs().lt(1e-4) | (height - _VIEWPORT).abs().lt(1e-4)
    wide, high = width * table["cos"] * KM_PER_DEGREE, height * KM_PER_DEGREE
    thin = np.minimum(wide, high) < _SMALLEST * spacing
    huge = np.maximum(wide, high) > _LARGEST * spacing
    overfull = (wide * high > _BOX_OVER_AREA * table["area_km2"]) & ~table["is_split"]
    inside = table["lon"].between(table["west"], table["east"]) & table["lat"].between(
        table["south"], table["north"]
    )
    wrong = (viewport | thin | huge | overfull | ~inside) & ~table["is_alone"]
    return wrong | table["is_moved"] | table["is_district_level"]


def _boxed(table: pd.DataFrame) -> pd.DataFrame:
    """Boxes that are certainly wrong become squares round the point."""
    spacing = _spacing(table)
    wrong = _is_box_wrong(table, spacing)
    by_area = np.minimum(table["side_km"], np.maximum(1.5 * spacing, 0.3))
    by_spacing = np.clip(spacing, 0.2, 2 * table["side_km"])
    side = by_area.where(table["is_moved"] | table["is_district_level"], by_spacing)
    half = side.where(~table["is_island_moved"], _ISLAND_SIDE) / 2 / KM_PER_DEGREE
    return table.assign(
        west=table["west"].where(~wrong, table["lon"] - half / table["cos"]),
        east=table["east"].where(~wrong, table["lon"] + half / table["cos"]),
        south=table["south"].where(~wrong, table["lat"] - half),
        north=table["north"].where(~wrong, table["lat"] + half),
    )


@cache
def sites() -> pd.DataFrame:
    """One row per commune of 2025-06, in the order of province and commune code.

    Columns `commune_code, province_code, successor` (the commune of 2025-07 that it mainly went
    to), `is_split` (it went to several), `lon, lat` and the box `west, south, east, north`
    (degrees, EPSG:4326); `is_successor_believed` (its point) and `is_area_believed` (its area).
    """
    table = _boxed(_spread(_moved(_given())))
    columns = ["commune_code", "province_code", "successor", "is_split", "lon", "lat", *BOX]
    return table[[*columns, "is_successor_believed", "is_area_believed"]]


@cache
def successors() -> pd.DataFrame:
    """One row per commune of 2025-07, index its code.

    Columns `province_code`, `lon, lat` (degrees; the mean of its parts where its own point is not
    believed) and `area_km2` (declared; missing where it is not believed).
    """
    table = _given_successors()
    parts = sites().groupby("successor")
    believed = parts["is_successor_believed"].first().reindex(table.index)
    means = parts[["lon", "lat"]].mean().reindex(table.index)
    doubtful = believed.eq(False)
    area_believed = parts["is_area_believed"].first().reindex(table.index).eq(True)
    return table.assign(
        area_km2=table["area_km2"].where(area_believed),
        lon=table["lon"].where(~doubtful, means["lon"]),
        lat=table["lat"].where(~doubtful, means["lat"]),
    )
