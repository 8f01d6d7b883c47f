"""A boundary layer from a file that the user names: GeoParquet, GeoJSON or GeoPackage.

Communes are matched by code where the name agrees, else by name; codes were reused between
vintages, so a code alone proves nothing. What finds no partner is reported, never guessed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from mohinh.tables import units
from mohinh.tables.boundaries.layer import CRS, Boundaries, polygon_rows, unmatched_table
from mohinh.words.errors import UnknownName, UnreadableFile, VintageMismatch
from mohinh.words.text import distance, fold

Format = Literal["GeoParquet", "GeoJSON", "GeoPackage"]

# Column names in use, compared without case, diacritics, spaces and underscores; first wins.
_USUAL_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": (
        "communecode", "maxa", "maphuongxa", "wardcode", "codexa", "xacode", "macode",
        "gso2024", "gsocode", "maxagso", "adm3pcode", "code", "ma",
    ),
    "name": (
        "communename", "tenxa", "tenphuongxa", "wardname", "xaname", "commune", "ward", "xa",
        "phuongxa", "name3", "adm3vi", "namevi", "ten", "name", "tendonvi",
    ),
    "kind": ("communekind", "loai", "loaixa", "wardtype", "type", "type3", "kind"),
    "district": ("districtname", "tenhuyen", "tenquanhuyen", "huyen", "district", "name2"),
    "province": ("provincename", "tentinh", "tentinhthanh", "tinh", "province", "name1"),
    "province_code": ("provincecode", "matinh", "tinhcode", "codetinh"),
}  # fmt: skip
_UNIT_WORDS = re.compile(
    r"^(?:phuong|thi tran|dac khu|huyen dao|xa|p|tt|x|thi xa|thanh pho|quan|huyen|tinh"
    r"|tx|tp|q|h)\s+"
)
_POLYGONS = ("Polygon", "MultiPolygon")
# Where the file names no province: polygons so near the province's points may belong to it.
_MARGIN_DEGREES = 0.25
_MOST_UNMATCHED_SHARE = 0.02


def from_file(
    path: str | Path, province: units.Province, *, layer: str | None = None
) -> Boundaries:
    """The polygons of a province from a GeoParquet, GeoJSON or GeoPackage file.

    Columns of code and name are found among usual names; a file of the whole country is cut to the
    province. Another CRS is transformed to EPSG:4326. A commune in several rows becomes one row;
    overlaps and slivers are cleaned on the coverage as a whole. `layer` names the layer of a
    GeoPackage that has several.

    Raises `UnreadableFile` for a file that is missing, of another format, without rows, polygons or
    a CRS, or without columns of code and name; `UnknownName` for a layer it has not; and
    `VintageMismatch` where more than 2 % of the communes, and more than one, have no polygon.
    Fewer are listed in `unmatched`.
    """
    path = Path(path)
    table = _in_degrees(_read(path, layer), path)
    communes = _communes(province)
    rows = _cut(_rows(table, path), communes, province)
    matched = _match(rows, communes)
    _refuse_other_vintage(matched, rows, province, path)
    outlines = _outlines(table.geometry, matched.rows)
    name = path.name if layer is None else f"{path.name}, layer {layer}"
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


def _read(path: Path, layer: str | None) -> gpd.GeoDataFrame:
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


def _in_degrees(table: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
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


def _key(name: object) -> str:
    """A name as it is compared: folded, without the unit's kind, leading zeros and spaces."""
    if not isinstance(name, str):
        return ""
    return _joined(_UNIT_WORDS.sub("", fold(name)))


def _joined(folded: str) -> str:
    spelled_out = re.sub(r"\bn ?t\b", "nong truong", folded)
    return re.sub(r"\b0+(?=\d)", "", spelled_out).replace(" ", "")


def _code(value: object) -> str:
    """A code as it is compared: text without leading zeros, or nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if pd.isna(value) else str(value).strip().removesuffix(".0")
    return text.lstrip("0") if text.isdigit() else ""


def _kind(text: object) -> str:
    """The commune's kind at the start of a text: phuong, xa, thi tran, dac khu, or nothing."""
    found = re.match(r"(phuong|thi tran|dac khu|xa)\b", fold(text) if isinstance(text, str) else "")
    return found[1] if found else ""


def _usual_columns(columns: list[str]) -> dict[str, str]:
    plain = {fold(column).replace(" ", ""): column for column in reversed(columns)}
    found = {}
    for meaning, names in _USUAL_COLUMNS.items():
        present = [plain[name] for name in names if name in plain]
        if present:
            found[meaning] = present[0]
    return found


def _rows(table: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """One row per polygon: keys of code, name, kind, district and province, and a point inside."""
    columns = [column for column in table.columns if column != table.geometry.name]
    usual = _usual_columns(columns)
    if "code" not in usual and "name" not in usual:
        raise UnreadableFile(
            f"{path}: expected a column with the communes' codes or names; found "
            f"{', '.join(columns) or 'none'}. Rename one to commune_code or commune_name"
        )
    shown = {
        meaning: table[usual[meaning]] if meaning in usual else pd.Series(None, table.index, object)
        for meaning in _USUAL_COLUMNS
    }
    full_name = shown["kind"].map(_kind) + " " + shown["name"].map(_text)
    rows = pd.DataFrame(
        {
            "code": shown["code"].map(_text),
            "name": shown["name"].map(_text),
            "code_key": shown["code"].map(_code),
            "name_key": shown["name"].map(_key),
            # A name that only looks as if it began with a kind: Xà Phiên.
            "bare_key": shown["name"].map(lambda name: _joined(fold(_text(name)))),
            "kind": full_name.str.strip().map(_kind),
            "district": shown["district"].map(_key),
            "province": shown["province"].map(_key),
            "province_code": shown["province_code"].map(_code),
        },
        index=table.index,
    )
    points = table.geometry.representative_point()
    return rows.assign(lon=points.x, lat=points.y)[table.geometry.notna() & ~table.is_empty]


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _communes(province: units.Province) -> pd.DataFrame:
    table = units.communes(province)
    return table.assign(
        code_key=table["commune_code"].map(_code),
        name_key=table["commune_full_name"].map(_key),
        kind=table["commune_kind"].map(_kind),
        district=table["district_name"].map(_key),
    )


def _cut(rows: pd.DataFrame, communes: pd.DataFrame, province: units.Province) -> pd.DataFrame:
    """The polygons of the province: by its name, else its code, else by commune code and place."""
    named = rows["province"].eq(_key(province.name))
    if named.any():
        return rows[named]
    coded = rows["province_code"].eq(_code(province.code))
    if coded.any():
        return rows[coded]
    near = rows["lon"].between(
        communes["lon"].min() - _MARGIN_DEGREES, communes["lon"].max() + _MARGIN_DEGREES
    ) & rows["lat"].between(
        communes["lat"].min() - _MARGIN_DEGREES, communes["lat"].max() + _MARGIN_DEGREES
    )
    elsewhere = units.geography(province.vintage)
    elsewhere = elsewhere[elsewhere["province_code"].ne(province.code)]
    other = rows["code_key"].isin(elsewhere["commune_code"].map(_code))
    return rows[rows["code_key"].isin(communes["code_key"]) | (near & ~other)]


@dataclass(frozen=True, slots=True)
class _Match:
    """Polygon rows → commune codes (Series on the file's index), and what found no partner."""

    rows: pd.Series
    unmatched: pd.DataFrame


def _match(rows: pd.DataFrame, communes: pd.DataFrame) -> _Match:
    """Polygons to communes: by code and equal name, else by name, else by code and near name."""
    found = _by_code(rows, communes, near=False)
    found |= _by_name(*_rest(rows, communes, found))
    found |= _by_code(*_rest(rows, communes, found), near=True)
    return _Match(pd.Series(found, dtype=object), _unmatched(rows, communes, found))


def _rest(
    rows: pd.DataFrame, communes: pd.DataFrame, found: dict[int, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    without = communes[~communes["commune_code"].isin(found.values())]
    return rows.drop(index=list(found)), without


def _by_code(rows: pd.DataFrame, communes: pd.DataFrame, *, near: bool) -> dict[int, str]:
    by_code = communes.set_index("code_key")
    found = {}
    for row in rows[rows["code_key"].isin(by_code.index)].itertuples():
        commune = by_code.loc[row.code_key]
        most = max(1, len(commune["name_key"]) // 4) if near else 0
        if _differs_by(row, commune["name_key"]) <= most:
            found[row.Index] = commune["commune_code"]
    return found


def _by_name(rows: pd.DataFrame, communes: pd.DataFrame) -> dict[int, str]:
    namesakes = {row.Index: _namesakes(row, communes) for row in rows.itertuples()}
    return {
        index: same["commune_code"].iloc[0] for index, same in namesakes.items() if len(same) == 1
    }


def _differs_by(row: Any, expected: str) -> int:
    """Letters in which a polygon's name differs from a commune's; 0 where it has no name."""
    if not row.bare_key:
        return 0
    return min(distance(key, expected) for key in (row.name_key, row.bare_key))


def _namesakes(row: Any, communes: pd.DataFrame) -> pd.DataFrame:
    """The communes that a polygon's name can mean, by district and kind where these decide."""
    same = communes[communes["name_key"].isin({row.name_key, row.bare_key} - {""})]
    if row.district and communes["district"].eq(row.district).any():
        same = same[same["district"].eq(row.district)]
    of_kind = same[same["kind"].eq(row.kind)]
    return of_kind if len(of_kind) else same


def _unmatched(rows: pd.DataFrame, communes: pd.DataFrame, found: dict[int, str]) -> pd.DataFrame:
    polygons, without = _rest(rows, communes, found)
    in_file = rows.set_index("code_key")["name"].to_dict()
    in_table = communes.set_index("code_key")["commune_full_name"].to_dict()
    lines = [
        ("commune", row.commune_code, row.commune_full_name, _commune_reason(row, in_file))
        for row in without.itertuples()
    ]
    lines += [
        ("polygon", row.code, row.name, _polygon_reason(row, in_table, without))
        for row in polygons.itertuples()
    ]
    return unmatched_table(lines)


def _commune_reason(commune: Any, in_file: dict[str, str]) -> str:
    if commune.code_key in in_file:
        return f"its code is that of {in_file[commune.code_key]!r} in the file; codes were reused"
    return "no polygon in the file has its code or name"


def _polygon_reason(row: Any, in_table: dict[str, str], without: pd.DataFrame) -> str:
    namesakes = len(_namesakes(row, without))
    if namesakes > 1:
        return f"{namesakes} communes of the province have this name"
    if row.code_key in in_table:
        return f"its code is that of {in_table[row.code_key]}; codes were reused"
    return "no commune of the province has this code or name"


def _refuse_other_vintage(
    matched: _Match, rows: pd.DataFrame, province: units.Province, path: Path
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
            f"polygon: {_ten(communes)}; found {len(rows)} polygons of the province. {advice}"
        )
    if len(polygons) > most and rows["name"].eq("").all():
        raise VintageMismatch(
            f"{path}: {len(polygons)} of the {len(rows)} polygons have codes that no commune of "
            f"{vintage} has: {_ten(polygons)}. {advice}"
        )


def _ten(unmatched: pd.DataFrame) -> str:
    listed = [f"{name} ({code})".strip() for code, name in unmatched[["code", "name"]].to_numpy()]
    more = f" and {len(listed) - 10} more" if len(listed) > 10 else ""
    return ", ".join(listed[:10]) + more


def _outlines(geometry: gpd.GeoSeries, matched: pd.Series) -> gpd.GeoSeries:
    """One valid polygon per commune code: rows dissolved, the coverage cleaned as a whole."""
    shapes = gpd.GeoSeries(
        shapely.make_valid(geometry.loc[matched.index].to_numpy(), method="structure"), crs=CRS
    )
    parts = shapes.groupby(matched.to_numpy()).agg(lambda rows: shapely.union_all(rows.to_numpy()))
    whole = np.array([_polygonal(shape) for shape in parts])
    if not shapely.coverage_is_valid(whole):
        whole = shapely.coverage_clean(whole)
    return gpd.GeoSeries(whole, parts.index, crs=CRS)


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a shape without the points and lines that repairing can leave."""
    if shape.geom_type in _POLYGONS:
        return shape
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.area > 0])
