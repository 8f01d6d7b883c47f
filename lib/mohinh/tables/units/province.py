"""Provinces: found by any spelling, their communes, and the province that came after."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from mohinh.tables.units.vintages import (
    all_communes,
    check_vintage,
    communes_of,
    converter,
    province_names,
)
from mohinh.words.errors import UnknownName
from mohinh.words.terms import Vintage
from mohinh.words.text import distance, fold, slug

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
    return communes_of(province.vintage, province.code)[columns].copy()


@cache
def _spellings(vintage: Vintage) -> dict[str, tuple[Province, ...]]:
    """The provinces by the folded names by which they are found."""
    found: dict[str, tuple[Province, ...]] = {}
    for row in province_names(vintage).itertuples():
        place = Province(row.province_code, row.province_name, row.province_full_name, vintage)
        short = fold(place.name)
        keys = {short, short.replace(" ", ""), fold(place.full_name), *_ALIASES.get(short, ())}
        for key in keys:
            found[key] = (*found.get(key, ()), place)
    return found


def places_named(text: str, vintage: Vintage) -> list[Province]:
    """The provinces of a vintage that bear the name in any spelling, or the code."""
    wanted, known = fold(text), _spellings(vintage)
    if wanted.isdigit():
        every = {place for places in known.values() for place in places}
        return [place for place in every if place.code == wanted.zfill(2)]
    keys = {wanted, wanted.replace(" ", ""), _without_unit_word(wanted)}
    return list(dict.fromkeys(place for key in keys for place in known.get(key, ())))


def find_province(text: str, vintage: Vintage = "2025-06") -> Province:
    """The province that the text names: any spelling, `binh-thuan`, `TP. Hồ Chí Minh`, or a code.

    Raises `UnknownName` with the nearest right names; a name that a later or earlier vintage knows
    is said to belong there.
    """
    hits = places_named(str(text), check_vintage(vintage))
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
    elsewhere = [] if fold(text).isdigit() else places_named(text, other)
    if elsewhere:
        name = elsewhere[0].name
        now = ", ".join(succession(name)) if vintage == "2025-07" else ""
        part = f"; since July 2025 it is part of {now} (--province {now!r})" if now else ""
        return f"{name} is no province of vintage {vintage}{part}; it is one of vintage {other}"
    hint = " or ".join(nearest(text, vintage))
    return f"no province {text!r} in vintage {vintage}. Did you mean {hint}? All: mohinh provinces"


def nearest(text: str, vintage: Vintage) -> list[str]:
    """The province whose name is one letter away, or else the three nearest."""
    names, wanted = province_names(vintage)["province_name"], _without_unit_word(fold(text))
    near = names.map(lambda name: distance(wanted, fold(name))).sort_values(kind="stable")
    return names[near.index[: 3 if near.iloc[0] > 1 else 1]].tolist()


def _without_unit_word(key: str) -> str:
    word = next((word for word in _UNIT_WORDS if key.startswith(word)), "")
    return key.removeprefix(word)


def succession(province_name: str) -> list[str]:
    """Names of the 2025-07 provinces that took in a province of 2025-06.

    >>> succession("Bình Thuận")
    ['Lâm Đồng']
    """
    old = all_communes("2025-06")
    key = old.loc[old["province_name"].eq(province_name), "province_key"].iloc[0]
    new = all_communes("2025-07").drop_duplicates("province_key").set_index("province_key")
    parts = converter()["DICT_PROVINCE"]
    return [new.loc[name, "province_name"] for name, olds in parts.items() if key in olds]
