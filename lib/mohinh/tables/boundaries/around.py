"""Land of the provinces around one, to be drawn pale behind its map: outlines only, no communes.

From a file or fetched source it is the communes of the other provinces merged, once per file; for
the schematic map it is drawn from the same points and boxes on a wider, coarser grid. Both are kept
in the user's cache. Other countries are in no layer: their land stays blank, as the sea does.
"""

from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables import files, units
from mohinh.tables.boundaries import coverage, drawing
from mohinh.tables.boundaries.files import in_degrees, read, sound
from mohinh.tables.boundaries.layer import CRS, from_cache, keep_in_cache
from mohinh.tables.boundaries.matching import polygon_keys
from mohinh.tables.boundaries.partition import NONE, Grid, claim, grid_over, outlines, tidy
from mohinh.tables.boundaries.sites import BOX, successors
from mohinh.words import places
from mohinh.words.errors import UnknownName, UnreadableFile

# Part of the cache's file names: a change of what is made here or in `drawing` takes the next one.
ALGORITHM = 1

COLUMNS = ["province_code", "province_name", "geometry"]
TOLERANCE_METRES = 200.0
_REACH = 1.1  # of a province's longer side, from its middle: what a page can show around it
_PIXELS = 1_000_000
_SMALLEST_PIXEL_KM = 0.05
_CRUMB_SHARE = 0.3
_UNDERLAP_PIXELS = 6  # so far the land around runs under the province, that no gap shows


def of_file(path: Path, province: units.Province) -> gpd.GeoDataFrame:
    """The other provinces of a file of boundaries near one; no rows where it has only the one.

    Rows whose province is not known in the vintage are left out. Raises `UnreadableFile` as
    `from_file` does.
    """
    fingerprint = files.sha256(path) if path.is_file() else ""
    name = f"around-v{ALGORITHM}-{province.vintage}-{fingerprint[:16]}.parquet"
    cached = places.CACHE / "boundaries" / name
    table = _kept(cached)
    if table is None:
        table = _merged(in_degrees(read(path), path), province, path)
        keep_in_cache(table, cached)
    square = shapely.box(*_square(province))
    others = table[table["province_code"].ne(province.code)]
    near = others.set_geometry(sound(shapely.intersection(others.geometry.to_numpy(), square)))
    return near[~near.is_empty].set_crs(CRS).reset_index(drop=True)


def schematic(province: units.Province) -> gpd.GeoDataFrame:
    """The provinces around one on the schematic map, as far as a page of usual shape shows them."""
    name = f"around-v{ALGORITHM}-{drawing.ALGORITHM}-{province.vintage}_{province.code}.parquet"
    cached = places.CACHE / "schematic" / name
    table = _kept(cached)
    if table is None:
        table = _drawn(province)
        keep_in_cache(table, cached)
    return table


def _kept(file: Path) -> gpd.GeoDataFrame | None:
    """The cached layer; None where there is none, or where the file is not what was written."""
    table = from_cache(file)
    return table if table is not None and list(table.columns) == COLUMNS else None


def _layer(shapes: dict[str, shapely.Geometry], province: units.Province) -> gpd.GeoDataFrame:
    """Outlines by the code of the province as a table with names."""
    names = units.provinces(province.vintage).set_index("province_code")["province_name"]
    codes = sorted(shapes)
    table = {"province_code": codes, "province_name": [names[code] for code in codes]}
    outlines = [shapes[code] for code in codes]
    return gpd.GeoDataFrame(table, geometry=outlines, crs=CRS, columns=COLUMNS)


def _merged(table: gpd.GeoDataFrame, province: units.Province, path: Path) -> gpd.GeoDataFrame:
    rows = polygon_keys(table, path)
    of_row = _provinces(rows, province)
    groups = {str(code): table.geometry[rows.index[of_row.eq(code)]] for code in of_row.unique()}
    groups.pop("", None)
    merged = np.array([_union(group.to_numpy()) for group in groups.values()], dtype=object)
    with suppress(UnreadableFile):
        merged = coverage.simplify(coverage.clean(merged), tolerance_metres=TOLERANCE_METRES)
    return _layer(dict(zip(groups, merged, strict=True)), province)


def _provinces(rows: pd.DataFrame, province: units.Province) -> pd.Series:
    """The code of each polygon's province, by its name, else its code, else its commune's code."""
    communes = units.geography(province.vintage)
    by_commune = communes.set_index(communes["commune_code"].str.lstrip("0"))["province_code"]
    for column in ("province", "province_code"):
        found = rows[column].map({text: _code(text, province) for text in rows[column].unique()})
        if found.ne("").any():
            return found
    return rows["code_key"].map(by_commune).fillna("")


def _code(text: str, province: units.Province) -> str:
    if not text:
        return ""
    try:
        return units.find_province(text, province.vintage).code
    except UnknownName:
        return ""


def _union(shapes: np.ndarray) -> shapely.Geometry:
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(sound(shapes))


def _drawn(province: units.Province) -> gpd.GeoDataFrame:
    """The layer from the sites whose boxes reach into a square round the province's mainland."""
    square = _square(province)
    scale = drawing.kilometres(np.array([square[1], square[3]]))
    grid = grid_over(square[None] * np.tile(scale, 2), _PIXELS, _SMALLEST_PIXEL_KM)
    present = drawing.reaching(grid, scale).reset_index(drop=True)
    points = present[["lon", "lat"]].to_numpy() * scale
    boxes = present[BOX].to_numpy() * np.tile(scale, 2)
    labels, distance = claim(points, boxes, grid)
    labels = drawing.cut_to_area(labels, distance, present, grid)
    labels = tidy(labels, crumb_share=_CRUMB_SHARE)
    place, codes = pd.factorize(_home(present, province))
    return _layer(_outlined(np.append(place, NONE)[labels], codes, province, grid, scale), province)


def _outlined(
    labels: np.ndarray,
    codes: np.ndarray,
    province: units.Province,
    grid: Grid,
    scale: np.ndarray,
) -> dict[str, shapely.Geometry]:
    """Outlines of the others, a little of the province's own land given to them."""
    from scipy import ndimage

    own = np.flatnonzero(codes == province.code)
    others = np.setdiff1d(np.arange(len(codes)), own)
    away, (rows, columns) = ndimage.distance_transform_edt(
        ~np.isin(labels, others), return_indices=True
    )
    is_lent = np.isin(labels, own) & (away <= _UNDERLAP_PIXELS)
    labels = np.where(is_lent, labels[rows, columns], labels)
    shapes = outlines(labels, others, grid)
    degrees = shapely.transform(np.array(list(shapes.values())), lambda km: km / scale)
    return dict(zip(codes[list(shapes)].tolist(), degrees, strict=True))


def _square(province: units.Province) -> np.ndarray:
    """West, south, east, north in degrees; far islands do not count."""
    parts = drawing.parts_of(province)
    group = drawing.joined_groups(parts)
    main = parts[group == np.bincount(group).argmax()]
    (west, south), (east, north) = main[["west", "south"]].min(), main[["east", "north"]].max()
    across, high = east - west, north - south
    scale = drawing.kilometres(np.array([south, north]))
    reach = _REACH * max(across * scale[0], high * scale[1]) / scale
    middle = np.array([west + across / 2, south + high / 2])
    return np.concatenate([middle - reach, middle + reach])


def _home(present: pd.DataFrame, province: units.Province) -> pd.Series:
    """The code of the province that each site belongs to in the vintage."""
    if province.vintage == "2025-06":
        return present["province_code"]
    return present["successor"].map(successors()["province_code"])
