"""Which units bear a name: keys to communes and districts, and names one letter away.

A gazetteer is built once per vintage and kept. A third one, of communes abolished before June 2025,
comes from `data/published/abolished_communes.csv`: it holds only what its sources state.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

import pandas as pd

from mohinh.tables.units.names import COMMUNE_KINDS, Key, Segment, is_marked, name_key
from mohinh.tables.units.vintages import all_communes
from mohinh.words import places
from mohinh.words.terms import Vintage
from mohinh.words.text import distance

# A list of units in which a name is sought: a vintage, or the communes abolished before both.
Era = Literal["2025-06", "2025-07", "earlier"]

_FULL_NAME = re.compile(r"(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố) +(.+)", re.I)
_DIGITS = re.compile(r"\d+")
_SHORTEST = 3  # letters of a name for which one letter more or less is still likely an error


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune, or a district, of one era; `bare` is the name without the word for the kind.

    In the era `earlier`, `province_code` and `district_code` are those of 2025-06, and `successors`
    has the code in each vintage, blank where the source does not say.
    """

    code: str
    full_name: str
    kind: str
    bare: Key
    whole: Key
    province_code: str
    district_code: str
    district_name: str
    successors: tuple[tuple[str, Vintage], ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The communes of an era by code and by the three spellings of their bare names."""

    era: Era
    by_code: Mapping[str, Unit]
    toned: Mapping[str, tuple[Unit, ...]]
    variant: Mapping[str, tuple[Unit, ...]]
    plain: Mapping[str, tuple[Unit, ...]]

    def bearing(self, key: Key, *, marked: bool) -> tuple[Unit, ...]:
        """The communes of that name: letter for letter, else in another usual spelling.

        A name typed without any diacritics (`marked` false) may mean every name that it is short
        for.
        """
        if not marked:
            return self.plain.get(key.plain, ())
        return self.toned.get(key.toned) or self.variant.get(key.variant, ())


def _unit(full_name: str, **fields: Any) -> Unit:
    found = _FULL_NAME.fullmatch(full_name)
    kind, bare = (found[1].lower(), found[2]) if found else ("", full_name)
    return Unit(
        full_name=full_name, kind=kind, bare=name_key(bare), whole=name_key(full_name), **fields
    )


def _by(units: Iterable[Unit], spelling: str) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(getattr(unit.bare, spelling), []).append(unit)
    return {key: tuple(group) for key, group in found.items()}


@cache
def gazetteer(era: Era) -> Gazetteer:
    """The communes of an era. Raises nothing; without the list, `earlier` is empty."""
    units = _abolished() if era == "earlier" else _communes(era)
    return Gazetteer(
        era,
        {unit.code: unit for unit in units},
        _by(units, "toned"),
        _by(units, "variant"),
        _by(units, "plain"),
    )


def _communes(vintage: Vintage) -> list[Unit]:
    table = all_communes(vintage)
    columns = [
        "commune_full_name", "commune_code", "province_code", "district_code", "district_name"
    ]  # fmt: skip
    rows = table[columns].fillna("").itertuples(index=False, name=None)
    return [
        _unit(name, code=code, province_code=province, district_code=district, district_name=place)
        for name, code, province, district, place in rows
    ]


def _abolished() -> list[Unit]:
    path = places.DATA / "published" / "abolished_communes.csv"
    if not path.exists():
        return []
    table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    return [
        _unit(
            row.commune_full_name,
            code=f"{row.district_code}/{row.commune_full_name}",
            province_code=row.province_code,
            district_code=row.district_code,
            district_name=row.district_name,
            successors=(
                (row.successor_2025_06, "2025-06"),
                (row.successor_2025_07, "2025-07"),
            ),
        )
        for row in table.itertuples()
    ]


@cache
def district_by_code() -> Mapping[str, Unit]:
    """The districts of 2025-06, by code."""
    columns = ["district_code", "district_name", "province_code"]
    table = all_communes("2025-06")[columns].drop_duplicates()
    return {
        code: _unit(name, code=code, province_code=province, district_code=code, district_name=name)
        for code, name, province in table.itertuples(index=False, name=None)
    }


@cache
def _districts() -> Mapping[str, tuple[Unit, ...]]:
    return _by(district_by_code().values(), "plain")


@lru_cache(maxsize=20_000)
def districts_named(part: Segment) -> tuple[Unit, ...]:
    """The districts of 2025-06 that the part of an address names.

    A wrong kind is forgiven where no district of the right kind has the name: huyện Mộc Châu became
    a thị xã. A number (Quận 1) needs its word.
    """
    if part.kind in COMMUNE_KINDS or part.kind == "tỉnh":
        return ()
    hits = () if part.name.plain.isdigit() and not part.kind else _districts().get(part.name.plain)
    hits = hits or _districts().get(part.whole.plain, ())
    same = [unit for unit in hits if part.kind and unit.kind == part.kind]
    hits = tuple(same) or hits
    toned = [unit for unit in hits if unit.bare.variant == part.name.variant]
    return tuple(toned) if toned and is_marked(part.text) else hits


@lru_cache(maxsize=5_000)
def districts_near(part: Segment) -> tuple[Unit, ...]:
    """The districts whose name is one letter, or diacritics, away from the part of an address."""
    wanted = part.name.plain
    return tuple(
        unit
        for key, units in _districts().items()
        if abs(len(key) - len(wanted)) < 2 and distance(key, wanted) < 2
        for unit in units
        if _DIGITS.findall(key) == _DIGITS.findall(wanted)
    )


def _loose(key: Key) -> str:
    """The key by which nearness is judged: i and y are one letter wherever they stand."""
    return key.plain.replace("y", "i")


def _deletions(key: str) -> set[str]:
    return {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}


@cache
def _neighbourhood(era: Era, province_code: str) -> Mapping[str, tuple[tuple[str, Unit], ...]]:
    """Names of a province by what remains of them when one letter is left out.

    Two names are one edit apart only if they share a remainder, so that few pairs are compared.
    """
    found: dict[str, list[tuple[str, Unit]]] = {}
    for unit in gazetteer(era).by_code.values():
        if unit.province_code == province_code:
            for key in {_loose(unit.bare), _loose(unit.whole)}:
                for rest in _deletions(key):
                    found.setdefault(rest, []).append((key, unit))
    return {rest: tuple(pairs) for rest, pairs in found.items()}


def is_near(left: str, right: str) -> bool:
    """Whether at most one letter is added, left out, replaced or swapped with its neighbour.

    >>> is_near("muine", "minue"), is_near("muine", "mui"), is_near("muine", "muinne")
    (True, False, True)
    """
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    is_swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or is_swapped


def near(part: Segment, era: Era, provinces: Iterable[str], among: Callable) -> list[Unit]:
    """The communes `among` those asked for whose name is at most one letter away, tones aside.

    A number is never taken for a spelling error: Phường 6 is not near Phường 5.
    """
    found: dict[str, Unit] = {}
    for key in {_loose(part.name), _loose(part.whole)}:
        if len(key) < _SHORTEST:
            continue
        rests, digits = _deletions(key), _DIGITS.findall(key)
        for index in [_neighbourhood(era, province) for province in provinces]:
            pairs = [pair for rest in rests if rest in index for pair in index[rest]]
            for other, unit in pairs:
                is_new = unit.code not in found and among(unit) and is_near(key, other)
                if is_new and digits == _DIGITS.findall(other):
                    found[unit.code] = unit
    return list(found.values())


def provinces_of(era: Era) -> tuple[str, ...]:
    """The codes of the provinces that have communes in the era."""
    return tuple(dict.fromkeys(unit.province_code for unit in gazetteer(era).by_code.values()))
