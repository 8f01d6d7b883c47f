"""Polygons of a file ↔ communes of a province, by code where the name agrees, else by name.

Codes were reused between vintages, so a code alone proves nothing. What finds no partner is
reported, never guessed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from mohinh.tables import units
from mohinh.tables.boundaries.layer import unmatched_table
from mohinh.words.errors import UnreadableFile
from mohinh.words.text import distance, fold

# Column names in use, compared without case, diacritics, spaces and underscores; first wins.
_USUAL_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": (
        "communecode", "maxa", "maphuongxa", "wardcode", "codexa", "xacode", "macode",
        "gso2024", "gsocode", "maxagso", "adm3pcode", "code", "ma",
    ),
    "name": (
        "communename", "fullname", "tenxa", "tenphuongxa", "wardname", "xaname", "commune", "ward",
        "xa", "phuongxa", "name3", "adm3vi", "namevi", "ten", "name", "tendonvi",
    ),
    "kind": ("communekind", "loai", "loaixa", "wardtype", "type", "type3", "kind"),
    "district": ("districtname", "tenhuyen", "tenquanhuyen", "huyen", "district", "name2"),
    "province": ("provincename", "tentinh", "tentinhthanh", "tinh", "province", "name1"),
    "province_code": ("provincecode", "matinh", "tinhcode", "codetinh"),
}  # fmt: skip
_UNIT_WORDS = re.compile(
    r"^(?:phuong|thi tran|dac khu|huyen dao|xa|p|tt|x|thi xa|thanh pho|quan|huyen|tinh"
    r"|tx|tp|q|h)(?:\s+|(?=[0-9]))"
)
# Where the file names no province: polygons so near the province's points may belong to it.
_MARGIN_DEGREES = 0.25


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


def usual_columns(columns: list[str]) -> dict[str, str]:
    """Meaning (code, name, kind, district, province, province_code) → column, where found."""
    plain = {fold(column).replace(" ", ""): column for column in reversed(columns)}
    found = {}
    for meaning, names in _USUAL_COLUMNS.items():
        present = [plain[name] for name in names if name in plain]
        if present:
            found[meaning] = present[0]
    return found


def polygon_keys(table: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """One row per polygon: keys of code, name, kind, district and province, and a point inside."""
    columns = [column for column in table.columns if column != table.geometry.name]
    usual = usual_columns(columns)
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


def commune_keys(province: units.Province) -> pd.DataFrame:
    """The communes of a province, with what they are compared by: `code_key, name_key, kind,
    district`.
    """
    table = units.communes(province)
    return table.assign(
        code_key=table["commune_code"].map(_code),
        name_key=table["commune_full_name"].map(_key),
        kind=table["commune_kind"].map(_kind),
        district=table["district_name"].map(_key),
    )


def cut(rows: pd.DataFrame, communes: pd.DataFrame, province: units.Province) -> pd.DataFrame:
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
class Match:
    """Polygon rows → commune codes (Series on the file's index), and what found no partner."""

    rows: pd.Series
    unmatched: pd.DataFrame


def match(rows: pd.DataFrame, communes: pd.DataFrame) -> Match:
    """Polygons to communes: by code and equal name, else by name, else by code and near name."""
    found = _by_code(rows, communes, near=False)
    found |= _by_name(*_rest(rows, communes, found))
    found |= _by_code(*_rest(rows, communes, found), near=True)
    return Match(pd.Series(found, dtype=object), _unmatched(rows, communes, found))


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
