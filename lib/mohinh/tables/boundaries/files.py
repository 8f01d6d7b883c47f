"""A boundary layer from a file that the user names: GeoParquet, GeoJSON or GeoPackage.

Communes are matched by code where the name agrees, else by name; codes were reused between
vintages, so a code alone proves nothing. What finds no partner is reported, never guessed.
"""

from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from mohinh.tables import files, units
from mohinh.tables.boundaries import coverage
from mohinh.tables.boundaries.layer import CRS, Boundaries, polygon_rows, unmatched_table
from mohinh.tables.boundaries.matching import Match, commune_keys, cut, match, polygon_keys
from mohinh.words.errors import UnknownName, UnreadableFile, VintageMismatch

Format = Literal["GeoParquet", "GeoJSON", "GeoPackage"]

_POLYGONS = ("Polygon", "MultiPolygon")
_MOST_UNMATCHED_SHARE = 0.02


def from_file(
    path: str | Path,
    province: units.Province,
    *,
    layer: str | None = None,
    label: str = "",
) -> Boundaries:
    """The polygons of a province from a GeoParquet, GeoJSON or GeoPackage file.

    Columns of code and name are found among usual names; a file of the whole country is cut to the
    province. Another CRS is transformed to EPSG:4326. A commune in several rows becomes one row;
    overlaps and narrow gaps are cleaned on the coverage as a whole. `layer` names the layer of a
    GeoPackage that has several; `label` says what the file is, where its name does not.

    Raises `UnreadableFile` for a file that is missing, of another format, without rows, polygons or
    a CRS, or without columns of code and name; `UnknownName` for a layer it has not; and
    `VintageMismatch` where more than 2 % of the communes, and more than one, have no polygon.
    Fewer are listed in `unmatched`.
    """
    path = Path(path)
    table = in_degrees(read(path, layer), path)
    communes = commune_keys(province)
    rows = cut(polygon_keys(table, path), communes, province)
    matched = match(rows, communes)
    outlines = _outlines(table.geometry, matched.rows)
    matched = _with_covered(matched, outlines, communes)
    _refuse_other_vintage(matched, rows, province, path)
    outlines = outlines[~outlines.is_empty]
    name = label or (path.name if layer is None else f"{path.name}, layer {layer}")
    return Boundaries(
        polygon_rows(province, outlines), "file", province.vintage, name, matched.unmatched
    )


def _format(path: Path) -> Format:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise UnreadableFile(
            f"{path}: no such file. Check the path, or leave the option out for the schematic map."
        ) from None
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be opened ({error.strerror})") from error
    if head.startswith(b"PAR1"):
        return "GeoParquet"
    if head.startswith(b"SQLite format 3\x00"):
        return "GeoPackage"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "GeoJSON"
    raise UnreadableFile(
        f"{path}: expected GeoParquet, GeoJSON or GeoPackage, found something else"
        f"{' (an empty file)' if not head else ''}. Save the layer as one of these, e.g. in QGIS: "
        "Export > Save Features As"
    )


def fingerprint(path: str | Path) -> str:
    """sha256 of a file. Raises `UnreadableFile` where it is missing or of another format."""
    _format(Path(path))
    return files.sha256(Path(path))


def read(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """All rows of a file, as they are. Raises `UnreadableFile` and `UnknownName`."""
    kind = _format(path)
    try:
        if kind == "GeoParquet":
            table = gpd.read_parquet(path)
        else:
            name = _layer(path, layer) if kind == "GeoPackage" else None
            table = gpd.read_file(path, layer=name)
    except (OSError, ValueError, RuntimeError, shapely.errors.ShapelyError) as error:
        if isinstance(error, ValueError) and "geo metadata" in str(error).lower():
            raise UnreadableFile(_no_geometry(path)) from error
        raise UnreadableFile(f"{path}: not a whole {kind} file ({error})") from error
    if len(table) == 0:
        raise UnreadableFile(f"{path}: the layer has no rows; expected one per commune")
    if not isinstance(table, gpd.GeoDataFrame) or table.geometry.isna().all():
        raise UnreadableFile(_no_geometry(path))
    return table


def _no_geometry(path: Path) -> str:
    return (
        f"{path}: a table without geometry; expected polygons of communes. "
        "Export the layer with its geometry"
    )


def _layer(path: Path, layer: str | None) -> str:
    names = pyogrio.list_layers(path)[:, 0].tolist()
    listed = ", ".join(map(str, names))
    if layer is None and len(names) == 1:
        return names[0]
    if layer is None:
        raise UnreadableFile(f"{path}: has the layers {listed}. Say which one: layer=")
    if layer not in names:
        raise UnknownName(f"{path}: no layer {layer!r}; found {listed}")
    return layer


def in_degrees(table: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """The rows in EPSG:4326. Raises `UnreadableFile` without a CRS, or for other than polygons."""
    if table.crs is None:
        raise UnreadableFile(
            f"{path}: does not say its coordinate system. Set it when you save the file "
            "(EPSG:4326 for degrees; VN-2000 zones are EPSG:3405, 3406, 9205 to 9218)"
        )
    kinds = table.geometry.geom_type.dropna().unique()
    if not set(kinds) <= set(_POLYGONS):
        raise UnreadableFile(
            f"{path}: expected polygons of communes, found {', '.join(sorted(kinds))}. "
            "Name a layer of areas"
        )
    return table.to_crs(CRS).reset_index(drop=True)


def _with_covered(matched: Match, outlines: gpd.GeoSeries, communes: pd.DataFrame) -> Match:
    """The match, with the communes whose polygon lies wholly on those of others as unmatched."""
    names = communes.set_index("commune_code")["commune_full_name"]
    reason = "its polygon lies wholly on those of other communes"
    covered = outlines.index[outlines.is_empty]
    lines = unmatched_table([("commune", code, names[code], reason) for code in covered])
    return Match(matched.rows, pd.concat([matched.unmatched, lines], ignore_index=True))


def _refuse_other_vintage(
    matched: Match, rows: pd.DataFrame, province: units.Province, path: Path
) -> None:
    """Raises `VintageMismatch` for too many communes without polygon.

    Where the file has no names, only its codes can tell the vintage: then polygons without a
    commune count too.
    """
    communes_count = len(units.communes(province))
    most = max(1, _MOST_UNMATCHED_SHARE * communes_count)
    communes, polygons = (
        matched.unmatched[matched.unmatched["side"].eq(side)] for side in ("commune", "polygon")
    )
    vintage = f"{province.name} in vintage {province.vintage}"
    advice = "Name a file of this vintage, or leave the option out for the schematic map"
    if len(communes) > most:
        raise VintageMismatch(
            f"{path}: {len(communes)} of the {communes_count} communes of {vintage} have no "
            f"polygon: {_listed(communes)}; found {len(rows)} polygons of the province. {advice}"
        )
    if len(polygons) > most and rows["name"].eq("").all():
        raise VintageMismatch(
            f"{path}: {len(polygons)} of the {len(rows)} polygons have codes that no commune of "
            f"{vintage} has: {_listed(polygons)}. {advice}"
        )


def _listed(unmatched: pd.DataFrame) -> str:
    """Ten with their names, and the codes of the others."""
    first = [f"{name} ({code})".strip() for code, name in unmatched[["code", "name"]].to_numpy()]
    others = unmatched["code"].tolist()[10:]
    more = f" and {len(others)} more with the codes {' '.join(others)}" if others else ""
    return ", ".join(first[:10]) + more


def _outlines(geometry: gpd.GeoSeries, matched: pd.Series) -> gpd.GeoSeries:
    """One valid polygon per commune code: rows dissolved, the coverage cleaned as a whole."""
    shapes = gpd.GeoSeries(sound(geometry.loc[matched.index].to_numpy()), crs=CRS)
    parts = shapes.groupby(matched.to_numpy()).agg(lambda rows: shapely.union_all(rows.to_numpy()))
    return gpd.GeoSeries(coverage.clean(sound(parts.to_numpy())), parts.index, crs=CRS)


def sound(shapes: np.ndarray) -> np.ndarray:
    """The areas of each shape, valid, without the points and lines that repairing can leave."""
    valid = shapely.make_valid(shapes, method="structure")
    return np.array([_polygonal(shape) for shape in valid])


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    if shape.geom_type in _POLYGONS:
        return shape
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.area > 0])
