"""Administrative units of Viet Nam in two vintages, from the package `vietnamadminunits` (MIT).

| vintage | in force | provinces | districts | communes |
|---|---|---|---|---|
| 2025-06 | until 30 June 2025 | 63 | 705 with communes or alone | 10,035 |
| 2025-07 | from 1 July 2025 | 34 | none | 3,321 |

A code without its vintage is ambiguous: codes were reused for other units. A *commune* is a xã,
phường, thị trấn or đặc khu. Five island districts had no commune until 06/2025; they stand here as
one commune with the district's code, so that no island is missing from a map.

Only the package's tables are read. Its parser matches old addresses to wrong units without a word,
and its converter may call a web service; neither is imported.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from mohinh.words.errors import UnknownName
from mohinh.words.terms import VINTAGES, Vintage
from mohinh.words.text import distance, fold, slug, tidy

_COLUMNS = {
    "2025-06": {
        "provinceCode": "province_code",
        "province": "province_full_name",
        "provinceShort": "province_name",
        "districtCode": "district_code",
        "district": "district_name",
        "districtKey": "district_key",
        "provinceKey": "province_key",
        "wardKey": "commune_key",
        "wardCode": "commune_code",
        "ward": "commune_full_name",
        "wardShort": "commune_name",
        "wardType": "commune_kind",
        "wardLon": "lon",
        "wardLat": "lat",
        "wardBounds": "bounds",
        "districtLon": "district_lon",
        "districtLat": "district_lat",
        "districtBounds": "district_bounds",
    },
    "2025-07": {
        "provinceCode": "province_code",
        "province": "province_full_name",
        "provinceShort": "province_name",
        "provinceKey": "province_key",
        "wardKey": "commune_key",
        "wardCode": "commune_code",
        "ward": "commune_full_name",
        "wardShort": "commune_name",
        "wardType": "commune_kind",
        "wardLon": "lon",
        "wardLat": "lat",
        "wardAreaKm2": "declared_area_km2",
    },
}
_SOURCE = {"2025-06": "admin_units_legacy", "2025-07": "admin_units"}
_UNIT_WORDS = ("thanh pho ", "tinh ", "tp ", "t ")


@dataclass(frozen=True, slots=True)
class Province:
    """A province of one vintage. `code` is two digits of text, `slug` its name in file names."""

    code: str
    name: str
    full_name: str
    vintage: Vintage

    @property
    def slug(self) -> str:
        return slug(self.name)


def _package_file(name: str) -> Path:
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package vietnamadminunits is not installed: make setup")
    return Path(spec.origin).parent / "data" / name


def check_vintage(vintage: str) -> Vintage:
    """The vintage itself, or `UnknownName` with the list of vintages."""
    if vintage not in VINTAGES:
        raise UnknownName(f"vintage {vintage!r}: expected one of {', '.join(VINTAGES)}")
    return vintage  # type: ignore[return-value]


@cache
def _all_communes(vintage: Vintage) -> pd.DataFrame:
    columns = _COLUMNS[check_vintage(vintage)]
    uri = f"{_package_file('dataset.db').as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        query = f"SELECT {', '.join(columns)} FROM {_SOURCE[vintage]}"
        table = pd.read_sql_query(query, database).rename(columns=columns)
    if vintage == "2025-06":
        table = _islands_as_communes(table)
    else:
        table = table.assign(district_code=pd.NA, district_name=pd.NA)
    names = [column for column in table.columns if column.endswith("_name")]
    table[names] = table[names].map(tidy, na_action="ignore")
    table["commune_kind"] = table["commune_kind"].str.lower()
    table.insert(0, "vintage", vintage)
    return table.sort_values(["province_code", "commune_code"], ignore_index=True)


def _islands_as_communes(table: pd.DataFrame) -> pd.DataFrame:
    alone = table["commune_code"].isna() | table["commune_code"].eq("")
    as_district = {
        "commune_code": "district_code",
        "commune_full_name": "district_name",
        "lon": "district_lon",
        "lat": "district_lat",
        "bounds": "district_bounds",
    }
    for column, source in as_district.items():
        table.loc[alone, column] = table.loc[alone, source]
    table.loc[alone, "commune_name"] = table.loc[alone, "district_name"].str.replace(
        "Huyện ", "", regex=False
    )
    table.loc[alone, "commune_kind"] = "huyện đảo"
    return table


def provinces(vintage: Vintage = "2025-06") -> pd.DataFrame:
    """One row per province: code, name, full name, slug, number of districts and communes."""
    table = _all_communes(vintage)
    grouped = table.groupby(["province_code", "province_name", "province_full_name"], sort=True)
    counts = grouped.agg(
        districts_count=("district_code", "nunique"), communes_count=("commune_code", "nunique")
    ).reset_index()
    counts.insert(1, "slug", counts["province_name"].map(slug))
    return counts


def communes(province: Province) -> pd.DataFrame:
    """The communes of a province, one row each, in the order of their codes.

    Columns: `vintage, province_code, province_name, district_code, district_name, commune_code,
    commune_name, commune_full_name, commune_kind, lon, lat` (degrees, EPSG:4326). The district
    columns are missing in the vintage without districts.
    """
    columns = [
        "vintage", "province_code", "province_name", "district_code", "district_name",
        "commune_code", "commune_name", "commune_full_name", "commune_kind", "lon", "lat",
    ]  # fmt: skip
    table = _all_communes(province.vintage)
    return table.loc[table["province_code"].eq(province.code), columns].reset_index(drop=True)


def geography(vintage: Vintage) -> pd.DataFrame:
    """Every commune with what a schematic map needs: points, boxes and declared areas as given.

    The geocoded points and boxes hold errors; `tables.boundaries` repairs them.
    """
    return _all_communes(vintage).copy()


@cache
def _spellings(vintage: Vintage) -> tuple[tuple[Province, frozenset[str]], ...]:
    """Every province with the folded names by which it is found."""
    found = []
    for row in provinces(vintage).itertuples():
        place = Province(row.province_code, row.province_name, row.province_full_name, vintage)
        short = fold(place.name)
        keys = {short, short.replace(" ", ""), fold(place.full_name), *_ALIASES.get(short, ())}
        found.append((place, frozenset(keys)))
    return tuple(found)


def _places(text: str, vintage: Vintage) -> list[Province]:
    """The provinces of a vintage that bear the name, or the code."""
    wanted = fold(text)
    if wanted.isdigit():
        return [place for place, _ in _spellings(vintage) if place.code == wanted.zfill(2)]
    keys = {wanted, wanted.replace(" ", ""), _without_unit_word(wanted)}
    return [place for place, names in _spellings(vintage) if keys & names]


def find_province(text: str, vintage: Vintage = "2025-06") -> Province:
    """The province that the text names: any spelling, `binh-thuan`, `TP. Hồ Chí Minh`, or a code.

    Raises `UnknownName` with the nearest right names; a name that a later or earlier vintage knows
    is said to belong there.
    """
    hits = _places(str(text), check_vintage(vintage))
    if len(hits) == 1:
        return hits[0]
    raise UnknownName(_unknown_province(str(text), vintage))


# Names people use that no table lists; folded name of the province → folded names in use.
_ALIASES = {
    "ho chi minh": {"hcm", "tphcm", "tp hcm", "sai gon", "saigon"},
    "ha noi": {"hn", "thu do ha noi"},
    "ba ria vung tau": {"brvt", "br vt", "vung tau"},
    "thua thien hue": {"hue", "tth"},
    "hue": {"thua thien hue"},
    "dak lak": {"dac lac", "daklak"},
    "dak nong": {"dac nong"},
}


def _unknown_province(text: str, vintage: Vintage) -> str:
    other: Vintage = "2025-07" if vintage == "2025-06" else "2025-06"
    elsewhere = [] if fold(text).isdigit() else _places(text, other)
    if elsewhere:
        name = elsewhere[0].name
        now = ", ".join(succession(name)) if vintage == "2025-07" else ""
        part = f"; since July 2025 it is part of {now} (--province {now!r})" if now else ""
        return f"{name} is no province of vintage {vintage}{part}; it is one of vintage {other}"
    hint = " or ".join(nearest(text, vintage))
    return f"no province {text!r} in vintage {vintage}. Did you mean {hint}? All: mohinh provinces"


def nearest(text: str, vintage: Vintage) -> list[str]:
    """The province whose name is one letter away, or else the three nearest."""
    names, wanted = provinces(vintage)["province_name"], _without_unit_word(fold(text))
    near = names.map(lambda name: distance(wanted, fold(name))).sort_values(kind="stable")
    return names[near.index[: 3 if near.iloc[0] > 1 else 1]].tolist()


def _without_unit_word(key: str) -> str:
    word = next((word for word in _UNIT_WORDS if key.startswith(word)), "")
    return key.removeprefix(word)


@cache
def _converter() -> dict:
    return json.loads(_package_file("converter_2025.json").read_text(encoding="utf-8"))


def succession(province_name: str) -> list[str]:
    """Names of the 2025-07 provinces that took in a province of 2025-06.

    >>> succession("Bình Thuận")
    ['Lâm Đồng']
    """
    old = _all_communes("2025-06")
    key = old.loc[old["province_name"].eq(province_name), "province_key"].iloc[0]
    new = _all_communes("2025-07").drop_duplicates("province_key").set_index("province_key")
    parts = _converter()["DICT_PROVINCE"]
    return [new.loc[name, "province_name"] for name, olds in parts.items() if key in olds]


@cache
def crosswalk() -> pd.DataFrame:
    """Communes of 2025-06 to communes of 2025-07, one row per pair.

    Columns: `old_code, new_code, is_split` (the old commune went to several) and `is_default`
    (the successor that the official conversion names first; True where there is only one).
    """
    old, new = _all_communes("2025-06"), _all_communes("2025-07")
    old_code = dict(
        zip(
            old["province_key"] + "_" + old["district_key"] + "_" + old["commune_key"].fillna(""),
            old["commune_code"],
            strict=True,
        )
    )
    new_code = dict(
        zip(new["province_key"] + "_" + new["commune_key"], new["commune_code"], strict=True)
    )
    rows = []
    for province, merged in _converter()["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for name, parts in merged.items():
            rows += [(part, f"{province}_{name}", False, True) for part in parts]
    for province, divided in _converter()["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, targets in divided.items():
            rows += [
                (part, f"{province}_{target['newWardKey']}", True, bool(target["isDefaultNewWard"]))
                for target in targets
            ]
    table = pd.DataFrame(rows, columns=["old_code", "new_code", "is_split", "is_default"])
    table["old_code"] = table["old_code"].map(old_code)
    table["new_code"] = table["new_code"].map(new_code)
    return table.sort_values(["old_code", "new_code"], ignore_index=True)
