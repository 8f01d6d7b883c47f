"""The schematic layer of a province, drawn from the sites of its communes, cached."""

from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables import units
from mohinh.tables.boundaries.layer import (
    COLUMNS,
    CRS,
    TEXT_COLUMNS,
    Boundaries,
    from_cache,
    keep_in_cache,
    polygon_rows,
    unmatched_table,
)
from mohinh.tables.boundaries.partition import (
    NONE,
    Grid,
    claim,
    grid_over,
    outlines,
    plant,
    tidy,
    trim,
)
from mohinh.tables.boundaries.sites import BOX, KM_PER_DEGREE, sites, successors
from mohinh.words import places

# Part of the cache key: a change to sites, partition or this module takes the next number.
ALGORITHM = 1

_PIXELS = 1_000_000  # per grid
_SMALLEST_PIXEL_KM = 0.03
_JOINED_DEGREES = 0.02  # boxes nearer than this share a grid
_CRUMB_SHARE = 0.3  # of a commune of 2025-06
_PART_SHARE = 0.1  # of a commune of 2025-07, which may be islands
_AREA_OVER_DECLARED = 1.3  # a shape at a coast is cut to so much of its declared area
_LEAST_KEPT = 0.3  # but keeps this share of its pixels, for declared areas can be wrong
_DECIMALS = 6  # of a degree: 0.1 m


def schematic(province: units.Province, *, cache: bool = True) -> Boundaries:
    """Stylised polygons of all communes of a province; every commune has one.

    **Compute no area, distance or spatial lag beyond contiguity from them**, and say "schematic"
    on every figure: coasts are rounded, thin communes become blobs, islands are lumps.

    Against real polygons (mean intersection over union, F1 of the pairs of neighbours; means of
    provinces; `benchmarks/schematic_quality.py --all`): 0.60 and 0.87 over the 63 provinces of
    2025-06 (lowest 0.51), 0.70 and 0.94 over the 34 of 2025-07 (lowest 0.61, Quảng Ninh, where
    islands are lumps and bays fill up).

    With `cache` the layer is read from and written to the cache folder; a damaged file is drawn
    again, a folder that cannot be written to is no error.
    """
    polygons = _cached(province) if cache else None
    if polygons is None:
        polygons = polygon_rows(province, _draw(province))
        if cache:
            keep_in_cache(polygons, _cache_file(province))
    source = f"schematic, drawn from the points and boxes of vietnamadminunits {_units_version()}"
    return Boundaries(polygons, "schematic", province.vintage, source, unmatched_table([]))


def _units_version() -> str:
    return version("vietnamadminunits")


def _cache_file(province: units.Province) -> Path:
    name = f"v{ALGORITHM}_{_units_version()}_{province.vintage}_{province.code}.parquet"
    return places.CACHE / "schematic" / name


def _cached(province: units.Province) -> gpd.GeoDataFrame | None:
    """The cached layer; None where there is none, or where the file is not what was written."""
    table = from_cache(_cache_file(province))
    if table is None:
        return None
    expected = units.communes(province)["commune_code"]
    is_whole = (
        list(table.columns) == COLUMNS
        and table["commune_code"].tolist() == sorted(expected)
        and not table.geometry.isna().any()
    )
    if not is_whole:
        return None
    table[TEXT_COLUMNS] = table[TEXT_COLUMNS].astype("str")
    return table


def parts_of(province: units.Province) -> pd.DataFrame:
    """The sites that make up the province."""
    table = sites()
    if province.vintage == "2025-06":
        return table[table["province_code"].eq(province.code)]
    later = successors()
    codes = later.index[later["province_code"].eq(province.code)]
    pairs = units.crosswalk()
    return table[table["commune_code"].isin(pairs.loc[pairs["new_code"].isin(codes), "old_code"])]


def joined_groups(parts: pd.DataFrame) -> np.ndarray:
    """The detached group of each site: sites whose boxes touch, or nearly, are one group."""
    boxes = shapely.box(*(parts[BOX].to_numpy() + _JOINED_DEGREES / 2 * np.array([-1, -1, 1, 1])).T)
    islands = shapely.get_parts(shapely.union_all(boxes))
    site, group = shapely.STRtree(islands).query(boxes, predicate="intersects")
    of_site = np.empty(len(parts), dtype=int)
    of_site[site] = group
    return of_site


def _draw(province: units.Province) -> gpd.GeoSeries:
    """Outlines of all communes of the province, index the code, EPSG:4326."""
    parts = parts_of(province)
    group = joined_groups(parts)
    home = _homes(province, parts, group)
    pieces: dict[str, list[shapely.Geometry]] = {}
    for number in np.unique(group):
        here = [code for code, place in home.items() if place == number]
        drawn = _draw_group(province, parts[group == number], parts.index, here)
        for code, shape in drawn.items():
            pieces.setdefault(code, []).append(shape)
    shapes = {code: shapely.union_all(found) for code, found in sorted(pieces.items())}
    return gpd.GeoSeries(shapes, crs=CRS)


def _homes(province: units.Province, parts: pd.DataFrame, group: np.ndarray) -> dict[str, int]:
    """The group in which each commune of the province must have a piece."""
    of_site = dict(zip(parts["commune_code"], group.tolist(), strict=True))
    if province.vintage == "2025-06":
        return of_site
    pairs = units.crosswalk().sort_values("is_default", kind="stable")
    later = successors()
    pairs = pairs[pairs["new_code"].map(later["province_code"]).eq(province.code)]
    return {
        new: of_site[old] for old, new in zip(pairs["old_code"], pairs["new_code"], strict=True)
    }


def _draw_group(
    province: units.Province, members: pd.DataFrame, own: pd.Index, wanted: list[str]
) -> dict[str, shapely.Geometry]:
    """Outlines (degrees) of the communes of one detached group; neighbours compete for the land."""
    scale = kilometres(members["lat"].to_numpy())
    grid = grid_over(members[BOX].to_numpy() * np.tile(scale, 2), _PIXELS, _SMALLEST_PIXEL_KM)
    present = _present(members, own, grid, scale)
    points = present[["lon", "lat"]].to_numpy() * scale
    labels, distance = claim(points, present[BOX].to_numpy() * np.tile(scale, 2), grid)
    labels = cut_to_area(labels, distance, present, grid)
    labels = tidy(labels, crumb_share=_CRUMB_SHARE)
    if province.vintage == "2025-06":
        codes, at = present["commune_code"].to_numpy(), points
    else:
        later = successors()
        codes, at = later.index.to_numpy(), later[["lon", "lat"]].to_numpy() * scale
        labels = _handed_over(labels, present, at, grid)
        labels = tidy(labels, crumb_share=_PART_SHARE)
    row = {code: number for number, code in enumerate(codes)}
    labels = plant(labels, {row[code]: tuple(at[row[code]]) for code in sorted(wanted)}, grid)
    shapes = outlines(labels, _drawn(province, members, row), grid)
    degrees = shapely.transform(
        np.array(list(shapes.values())), lambda km: np.round(km / scale, _DECIMALS)
    )
    return dict(zip((codes[label] for label in shapes), degrees, strict=True))


def kilometres(lats: np.ndarray) -> np.ndarray:
    """Kilometres of a degree of longitude and of latitude at the median of the latitudes."""
    return KM_PER_DEGREE * np.array([np.cos(np.radians(np.median(lats))), 1.0])


def _present(members: pd.DataFrame, own: pd.Index, grid: Grid, scale: np.ndarray) -> pd.DataFrame:
    """The members, and the sites of other provinces whose box reaches into the grid."""
    table = reaching(grid, scale)
    return table[~table.index.isin(own) | table.index.isin(members.index)]


def reaching(grid: Grid, scale: np.ndarray) -> pd.DataFrame:
    """The sites whose box reaches into the grid."""
    table = sites()
    east = (grid.west + grid.columns * grid.pixel_km) / scale[0]
    north = (grid.south + grid.rows * grid.pixel_km) / scale[1]
    reaches = (
        table["east"].gt(grid.west / scale[0])
        & table["west"].lt(east)
        & table["north"].gt(grid.south / scale[1])
        & table["south"].lt(north)
    )
    return table[reaches]


def cut_to_area(
    labels: np.ndarray, distance: np.ndarray, present: pd.DataFrame, grid: Grid
) -> np.ndarray:
    """Labels cut to the declared areas of their successors; what lies inland is filled again."""
    group, codes = pd.factorize(present["successor"])
    area = successors()["area_km2"].reindex(codes).to_numpy()
    found = np.bincount(group[labels[labels >= 0]], minlength=len(codes))
    most = np.maximum(_AREA_OVER_DECLARED * area / grid.pixel_km**2, _LEAST_KEPT * found)
    most[np.isnan(area)] = np.inf
    most[group[present["is_split"].to_numpy()]] = np.inf
    return trim(labels, distance, group, most)


def _handed_over(
    labels: np.ndarray, present: pd.DataFrame, at: np.ndarray, grid: Grid
) -> np.ndarray:
    """Labels of 2025-06 as row numbers of `successors()`.

    A pixel of a divided commune goes to the successor with the least distance over the square root
    of its area.
    """
    later = successors()
    row = pd.Series(np.arange(len(later)), later.index)
    of_site = np.append(row[present["successor"]].to_numpy(), NONE)
    handed = of_site[labels]
    area = later["area_km2"].fillna(later["area_km2"].median())
    width = np.sqrt(area.to_numpy())
    x, y = grid.x, grid.y
    targets_of = units.crosswalk().groupby("old_code")["new_code"]
    for label in np.flatnonzero(present["is_split"]):
        targets = row[targets_of.get_group(present["commune_code"].iloc[label])].to_numpy()
        rows, columns = np.nonzero(labels == label)
        apart = np.hypot(x[columns, None] - at[targets, 0], y[rows, None] - at[targets, 1])
        handed[rows, columns] = targets[(apart / width[targets]).argmin(axis=1)]
    return handed


def _drawn(province: units.Province, members: pd.DataFrame, row: dict[str, int]) -> np.ndarray:
    if province.vintage == "2025-06":
        return np.array([row[code] for code in members["commune_code"]])
    codes = successors()["province_code"].eq(province.code)
    return np.flatnonzero(codes)
