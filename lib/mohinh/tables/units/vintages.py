"""The tables of the package `vietnamadminunits` as they are read, one per vintage.

Only its tables are read. Its parser matches old addresses to wrong units without a word, and its
converter may call a web service; neither is imported.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from mohinh.words.errors import UnknownName
from mohinh.words.terms import VINTAGES, Vintage
from mohinh.words.text import capital, slug, tidy

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
        "provinceLon": "province_lon",
        "provinceLat": "province_lat",
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
def all_communes(vintage: Vintage) -> pd.DataFrame:
    """The shared table of `geography`; not to be changed."""
    return _read(vintage)


@cache
def communes_of(vintage: Vintage, province_code: str) -> pd.DataFrame:
    """The rows of `all_communes` of one province, in a tenth of the time."""
    return _read(vintage, province_code=province_code)


@cache
def province_names(vintage: Vintage) -> pd.DataFrame:
    """One row per province, in the order of their codes: code, name, full name."""
    columns = ["province_code", "province_name", "province_full_name"]
    table = _tidied(_queried(check_vintage(vintage), columns, "GROUP BY provinceCode"))
    return table.sort_values("province_code", ignore_index=True)


def _read(vintage: Vintage, *, province_code: str = "") -> pd.DataFrame:
    names = list(_COLUMNS[check_vintage(vintage)].values())
    which = "WHERE provinceCode = ?" if province_code else ""
    table = _queried(vintage, names, which, (province_code,) if province_code else ())
    if vintage == "2025-06":
        table = _islands_as_communes(table)
    else:
        table = table.assign(district_code=pd.NA, district_name=pd.NA)
    table = _tidied(table)
    table["commune_kind"] = table["commune_kind"].str.lower()
    table.insert(0, "vintage", vintage)
    return table.sort_values(["province_code", "commune_code"], ignore_index=True)


def _queried(
    vintage: Vintage, columns: Sequence[str], which: str, values: tuple[str, ...] = ()
) -> pd.DataFrame:
    uri = f"{_package_file('dataset.db').as_uri()}?mode=ro&immutable=1"
    told = {name: said for said, name in _COLUMNS[vintage].items()}
    query = f"SELECT {', '.join(told[name] for name in columns)} FROM {_SOURCE[vintage]} {which}"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        return pd.read_sql_query(query, database, params=values).set_axis(columns, axis=1)


def _tidied(table: pd.DataFrame) -> pd.DataFrame:
    """The table with tidy names, of which most stand in many rows; one begins with a small letter
    in the source (é Tòng)."""
    for name in [column for column in table.columns if column.endswith("_name")]:
        tidied = {text: capital(tidy(text)) for text in table[name].dropna().unique()}
        table[name] = table[name].map(tidied) if tidied else table[name]
    return table


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
    table = all_communes(vintage)
    grouped = table.groupby(["province_code", "province_name", "province_full_name"], sort=True)
    counts = grouped.agg(
        districts_count=("district_code", "nunique"), communes_count=("commune_code", "nunique")
    ).reset_index()
    counts.insert(1, "slug", counts["province_name"].map(slug))
    return counts


def geography(vintage: Vintage) -> pd.DataFrame:
    """Every commune with what a schematic map needs: points, boxes and declared areas as given.

    The geocoded points and boxes hold errors; `tables.boundaries` repairs them.
    """
    return all_communes(vintage).copy()


@cache
def converter() -> dict:
    """The package's conversion of 2025-06 to 2025-07, by its own keys of names."""
    return json.loads(_package_file("converter_2025.json").read_text(encoding="utf-8"))
