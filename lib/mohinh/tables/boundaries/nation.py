"""The provinces of a vintage on one schematic layer, in pieces: the mainland and each island group.

Drawn from the same sites as the communes (`drawing`), but at the scale of the country, so that a
national map needs no layer of every commune. Some seconds; then it is in the cache.
"""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables import units
from mohinh.tables.boundaries.drawing import ALGORITHM, joined_groups
from mohinh.tables.boundaries.layer import CRS, from_cache, keep_in_cache
from mohinh.tables.boundaries.partition import claim, grid_over, outlines, plant, tidy
from mohinh.tables.boundaries.sites import BOX, KM_PER_DEGREE, sites
from mohinh.words import places
from mohinh.words.terms import Vintage

COLUMNS = ["piece_code", "province_code", "province_name", "piece_name", "is_island", "geometry"]
_PIXELS = 900_000  # over the mainland: pixels of about a kilometre
_ISLAND_PIXELS = 40_000
_SMALLEST_PIXEL_KM = 0.1
_CRUMB_SHARE = 0.02  # of a province's largest piece; smaller ones go to their neighbours
_DECIMALS = 4  # of a degree: 10 m


def provinces(vintage: Vintage, *, cache: bool = True) -> gpd.GeoDataFrame:
    """Stylised polygons of all provinces of a vintage, one row per piece.

    Columns: `piece_code` (text, unique), `province_code, province_name`, `piece_name` (the
    province, or the island), `is_island` (True for island districts) and
    `geometry` (EPSG:4326). Every province has a piece; Hoàng Sa and Trường Sa are among them. For
    drawing only: measure nothing on it.
    """
    file = places.CACHE / "schematic" / f"nation_v{ALGORITHM}_{vintage}.parquet"
    table = _cached(file, vintage) if cache else None
    if table is None:
        table = _draw(vintage)
        if cache:
            keep_in_cache(table, file)
    return table


def _cached(file: Path, vintage: Vintage) -> gpd.GeoDataFrame | None:
    table = from_cache(file)
    if table is None:
        return None
    expected = set(units.provinces(vintage)["province_code"])
    is_whole = list(table.columns) == COLUMNS and set(table["province_code"]) == expected
    return table if is_whole and not table.geometry.isna().any() else None


def _draw(vintage: Vintage) -> gpd.GeoDataFrame:
    table = _members(vintage)
    group = joined_groups(table)
    mainland = int(np.bincount(group).argmax())
    ashore = set(table.loc[group == mainland, "district_code"])
    rows = [
        piece
        for number in np.unique(group).tolist()
        for piece in _pieces(table[group == number], ashore, is_main=number == mainland)
    ]
    found = pd.DataFrame(rows, columns=["province_code", "district_code", "piece_name", "geometry"])
    joined = found.groupby(["province_code", "district_code"], sort=True).agg(
        piece_name=("piece_name", lambda names: ", ".join(dict.fromkeys(names))),
        geometry=("geometry", lambda shapes: shapely.union_all(list(shapes))),
    )
    frame = joined.reset_index()
    names = units.provinces(vintage).set_index("province_code")["province_name"]
    frame["province_name"] = frame["province_code"].map(names)
    frame["is_island"] = frame["district_code"].ne("")
    frame["piece_name"] = frame["piece_name"].where(frame["is_island"], frame["province_name"])
    frame["piece_code"] = frame["province_code"] + "-" + frame["district_code"]
    frame = frame.sort_values(["is_island", "piece_code"], ignore_index=True)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)[COLUMNS]


def _members(vintage: Vintage) -> pd.DataFrame:
    """The sites with their province, district, and what an island of theirs is called."""
    table = sites().copy()
    old = units.geography("2025-06").set_index("commune_code")
    table["district_code"] = table["commune_code"].map(old["district_code"])
    table["called"] = table["commune_code"].map(old["district_name"]).map(_short)
    if vintage == "2025-07":
        new = units.geography("2025-07").set_index("commune_code")
        table["province_code"] = table["successor"].map(new["province_code"])
        table["called"] = table["successor"].map(new["commune_name"])
    return table


def _short(district: str) -> str:
    return district.removeprefix("Huyện ").removeprefix("Thành phố ")


def _pieces(
    members: pd.DataFrame, ashore: set[str], *, is_main: bool
) -> Iterator[tuple[str, str, str, shapely.Geometry]]:
    """Province, island district (blank for the mainland and islets of districts that are ashore),
    what the part of the group is called, and its outline in degrees."""
    scale = KM_PER_DEGREE * np.array([np.cos(np.radians(members["lat"].median())), 1.0])
    boxes = members[BOX].to_numpy() * np.tile(scale, 2)
    grid = grid_over(boxes, _PIXELS if is_main else _ISLAND_PIXELS, _SMALLEST_PIXEL_KM)
    points = members[["lon", "lat"]].to_numpy() * scale
    labels, _ = claim(points, boxes, grid)
    number, codes = pd.factorize(members["province_code"], sort=True)
    of_province = np.append(number, -1).astype(labels.dtype)[labels]
    of_province = tidy(of_province, crumb_share=_CRUMB_SHARE)
    middles = {at: tuple(points[number == at].mean(axis=0)) for at in range(len(codes))}
    of_province = plant(of_province, middles, grid)
    for at, shape in outlines(of_province, np.arange(len(codes)), grid).items():
        own = members[number == at]
        called = ", ".join(dict.fromkeys(own["called"].astype("str")))
        district = own["district_code"].iloc[0]
        part = "" if is_main or district in ashore else district
        outline = shapely.transform(shape, lambda km: np.round(km / scale, _DECIMALS))
        yield codes[at], part, called, outline
