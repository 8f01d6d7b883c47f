"""The boundary layer of a province: one row per commune that has a polygon."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables import files, units
from mohinh.words.terms import Vintage

CRS = "EPSG:4326"
TEXT_COLUMNS = [
    "vintage", "province_code", "district_code", "district_name",
    "commune_code", "commune_name", "commune_kind",
]  # fmt: skip
COLUMNS = [*TEXT_COLUMNS, "label_lon", "label_lat", "geometry"]
# In `attrs` of polygons that are regular in one UTM zone: its EPSG code.
REGULAR_IN = "regular_in_epsg"
UNMATCHED_COLUMNS = ["side", "code", "name", "reason"]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Polygons of a province's communes, and what found no partner.

    `polygons`: one row per commune with a polygon, in the order of the codes. Columns `vintage,
    province_code, district_code, district_name, commune_code, commune_name, commune_kind` (text;
    the district columns are missing in 2025-07), `label_lon, label_lat` (degrees; the point
    farthest from the border of the largest part) and `geometry` (Polygon or MultiPolygon,
    EPSG:4326, a valid coverage: no overlaps, shared borders equal).

    `unmatched`: one row per commune without a polygon and per polygon of the province without a
    commune. Columns `side` (`commune` or `polygon`), `code`, `name`, `reason` (text).
    """

    polygons: gpd.GeoDataFrame
    kind: Literal["schematic", "file"]
    vintage: Vintage
    source: str
    unmatched: pd.DataFrame


def unmatched_table(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Rows (side, code, name, reason) as the table `unmatched`; no rows make an empty table."""
    return pd.DataFrame(rows, columns=UNMATCHED_COLUMNS).astype("str")


def _label_point(geometry: shapely.Geometry) -> tuple[float, float]:
    parts = shapely.get_parts(geometry)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    tolerance = np.sqrt(largest.area) / 100
    centre = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=tolerance), 0)
    return float(shapely.get_x(centre)), float(shapely.get_y(centre))


def polygon_rows(province: units.Province, outlines: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """The table `polygons` from outlines whose index is the commune code.

    Raises `ValueError` for outlines in another CRS than EPSG:4326.
    """
    if outlines.crs is None or not outlines.crs.equals(CRS):
        raise ValueError(f"outlines: expected {CRS}, found {outlines.crs}")
    communes = units.communes(province)
    rows = communes[communes["commune_code"].isin(outlines.index)].sort_values("commune_code")
    geometry = outlines.reindex(rows["commune_code"]).to_numpy()
    points = [_label_point(shape) for shape in geometry]
    table = rows[TEXT_COLUMNS].astype("str").reset_index(drop=True)
    table[["label_lon", "label_lat"]] = np.asarray(points, dtype=float).reshape(-1, 2)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=CRS)[COLUMNS]


def keep_in_cache(table: gpd.GeoDataFrame, file: Path) -> None:
    """Keep a layer that was made; a cache that cannot be written costs time, nothing else."""
    with suppress(OSError), files.replacing(file) as beside:
        table.to_parquet(beside)


def from_cache(file: Path) -> gpd.GeoDataFrame | None:
    """A layer that was kept; None where there is none, or where the file is damaged.

    geopandas would take ten times as long: it makes the coordinate system anew from its full text.
    """
    try:
        table = pd.read_parquet(file)
        geometry = shapely.from_wkb(table["geometry"].to_numpy())
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError):
        return None
    return gpd.GeoDataFrame(table, geometry=geometry, crs=CRS)
