"""One name in one list of units: which units bear it, in the place that cell and sheet give.

Nothing is guessed here: a name matches letter for letter (spelling apart), or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from mohinh.tables.units import names
from mohinh.tables.units.changes import crosswalk
from mohinh.tables.units.gazetteer import Era, Unit, districts_named, gazetteer
from mohinh.tables.units.names import COMMUNE_KINDS, Segment
from mohinh.tables.units.province import Province, places_named
from mohinh.tables.units.vintages import provinces
from mohinh.words.terms import VINTAGES, Vintage


@dataclass(frozen=True, slots=True)
class Scope:
    """Units that come into question; None: every one."""

    province_codes: frozenset[str] | None = None
    district_codes: frozenset[str] | None = None
    codes: frozenset[str] | None = None

    def holds(self, unit: Unit) -> bool:
        return (
            (self.province_codes is None or unit.province_code in self.province_codes)
            and (self.district_codes is None or unit.district_code in self.district_codes)
            and (self.codes is None or unit.code in self.codes)
        )

    def meets(self, other: "Scope") -> "Scope | None":
        """What lies in both, or None if the sets that are given share nothing."""
        pairs = (
            (self.province_codes, other.province_codes),
            (self.district_codes, other.district_codes),
            (self.codes, other.codes),
        )
        both = [b if a is None else a if b is None else a & b for a, b in pairs]
        return None if any(part is not None and not part for part in both) else Scope(*both)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the places after a name; `is_pinned`: they leave no place above open."""

    scope: Scope
    is_pinned: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The units that bear a name in its place; `is_certain`: one, and nothing else is meant."""

    units: tuple[Unit, ...] = ()
    is_certain: bool = False
    is_pinned: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A name taken apart in the likeliest way."""

    text: str
    is_marked: bool
    parts: tuple[Segment, ...]

    def every_parts(self) -> Iterator[tuple[Segment, ...]]:
        """Every way to take it apart, the likeliest first."""
        yield self.parts
        yield from names.parts_at_dashes(self.text)
        yield from names.parts_at_kinds(self.text)


def cell_of(text: str) -> Cell:
    """The text of a cell, cleaned and taken apart."""
    cleaned = names.clean(text)
    return Cell(cleaned, names.is_marked(cleaned), names.parts_of(cleaned))


def communes_in(parts: tuple[Segment, ...]) -> Iterator[tuple[Segment, tuple[Segment, ...]]]:
    """Each part that may be the commune, with the places after it.

    What stands before it must be smaller than a commune; where it says that it is a commune, it is
    enough that nothing before it is known as a commune, district or province.
    """
    for i, part in enumerate(parts):
        says_so = part.kind in COMMUNE_KINDS
        if all(other.is_below or (says_so and not _is_known(other)) for other in parts[:i]):
            yield part, parts[i + 1 :]


@lru_cache(maxsize=50_000)
def _is_known(part: Segment) -> bool:
    is_unit = bool(part.kind) and not part.is_below
    return is_unit or bool(districts_named(part)) or any_province(part)


def _bearing(part: Segment, marked: bool, era: Era) -> list[Unit]:
    """The communes that the part names, in every place; a given kind must be theirs."""
    book = gazetteer(era)
    found = []
    if part.kind in COMMUNE_KINDS or part.kind == "huyện":
        hits = book.bearing(part.name, marked=marked)
        found = [unit for unit in hits if unit.kind == part.kind]
    # Without the word a number alone is no name.
    if not part.whole.plain.isdigit():
        found += book.bearing(part.whole, marked=marked)
    return found


@lru_cache(maxsize=50_000)
def readings(after: tuple[Segment, ...], era: Era, asked: Vintage) -> tuple[Reading, ...]:
    """The ways to read what stands after a name: nothing, a province, a district, or both."""
    if not after:
        return (Reading(Scope(), is_pinned=False),)
    if len(after) == 1:
        districts = _districts(after[0], None) if has_districts(era) else []
        return (*_provinces(after[0], era, asked), *districts)
    if len(after) == 2 and has_districts(era):
        district, province = after
        return tuple(
            reading
            for place in _provinces(province, era, asked)
            for reading in _districts(district, place.scope.province_codes)
        )
    return ()


def _provinces(part: Segment, era: Era, asked: Vintage) -> Iterator[Reading]:
    """The part of an address as a province of the era, or as the one before or after it."""
    if part.kind in ("huyện", "thị xã", "quận") or part.whole.plain.isdigit():
        return
    new, old = (fit(places_named(part.text, vintage), part) for vintage in ("2025-07", "2025-06"))
    if era != "2025-07":
        codes = {place.code for place in old}
        if asked == "2025-07":
            codes = codes.union(*(old_provinces(place.code) for place in new))
        if codes:
            yield Reading(Scope(frozenset(codes)), is_pinned=False)
    elif new:
        yield Reading(Scope(frozenset({new[0].code})), is_pinned=True)
    elif old:
        yield Reading(Scope(codes=successors_of(old[0].code)), True, "old_province")


def fit(found: list[Province], part: Segment) -> list[Province]:
    """Provinces that may be meant: TP Trà Vinh is no province, since Trà Vinh is a tỉnh."""
    is_city = part.kind == "thành phố"
    return [place for place in found if not is_city or place.full_name.startswith("Thành phố")]


def has_districts(era: Era) -> bool:
    """Whether a province of the era is divided into districts."""
    return era != "2025-07"


@cache
def successors_of(province_code: str) -> frozenset[str]:
    """Codes of the communes of 2025-07 that have a part in a province of 2025-06."""
    old = [
        unit.code
        for unit in gazetteer("2025-06").by_code.values()
        if unit.province_code == province_code
    ]
    return frozenset(code for part in old for code in counterparts()["old_code", part])


@cache
def old_provinces(province_code: str) -> frozenset[str]:
    """Codes of the provinces of 2025-06 that went into a province of 2025-07."""
    old = gazetteer("2025-06").by_code
    return frozenset(
        old[part].province_code
        for unit in gazetteer("2025-07").by_code.values()
        if unit.province_code == province_code
        for part in counterparts()["new_code", unit.code]
    )


def _districts(part: Segment, province_codes: frozenset[str] | None) -> list[Reading]:
    """The part of an address as a district; typed with diacritics it must bear the right ones."""
    spelled = {part.name.variant, part.whole.variant}
    codes = frozenset(
        unit.district_code
        for unit in districts_named(part)
        if (province_codes is None or unit.province_code in province_codes)
        and (not names.is_marked(part.text) or unit.bare.variant in spelled)
    )
    return [Reading(Scope(province_codes, codes), is_pinned=True)] if codes else []


def look(cell: Cell, era: Era, base: Scope, asked: Vintage) -> Found:
    """The units that the cell names: the first way to read it that is certain, else the first."""
    doubtful = Found()
    for part, after in _ways(cell):
        bearing = _bearing(part, cell.is_marked, era)
        found = (
            _in_place(bearing, part, readings(after, era, asked), base, era) if bearing else Found()
        )
        if found.is_certain:
            return found
        doubtful = doubtful if doubtful.units else found
    return doubtful


def _ways(cell: Cell) -> Iterator[tuple[Segment, tuple[Segment, ...]]]:
    """A commune and its places: smallest first, else largest first (Trà Vinh - Tân Sơn)."""
    for parts in cell.every_parts():
        yield from communes_in(parts)
    for parts in cell.every_parts():
        if 1 < len(parts) < 4:
            yield parts[-1], parts[-2::-1]


def _in_place(
    bearing: list[Unit], part: Segment, readings: tuple[Reading, ...], base: Scope, era: Era
) -> Found:
    """Those of the units that lie where the cell and the sheet say."""
    hits: dict[str, tuple[Unit, Reading]] = {}
    for reading in readings:
        for unit in bearing:
            is_there = base.holds(unit) and reading.scope.holds(unit)
            if is_there and (unit.code not in hits or reading.is_pinned):
                hits[unit.code] = unit, reading
    units = tuple(unit for unit, _ in hits.values())
    if len(units) != 1:
        return Found(units, note="several")
    reading = hits[units[0].code][1]
    is_pinned = reading.is_pinned or base.district_codes is not None
    is_pinned |= not has_districts(era) and base.province_codes is not None
    is_pinned |= units[0].code == units[0].district_code
    is_anywhere = base == Scope() == reading.scope
    is_alone = reading.scope == Scope() and base.district_codes is None
    if (is_alone or not is_pinned) and _is_place(part, units[0], era, is_anywhere):
        return Found(units, note="also_district")
    return Found(units, True, is_pinned, "no_province" if is_anywhere else reading.note)


def _is_place(part: Segment, unit: Unit, era: Era, is_anywhere: bool) -> bool:
    """Whether the bare name is as well that of a district or province that may be meant."""
    if part.kind or unit.code == unit.district_code:
        return False
    same = districts_named(part) if has_districts(era) else ()
    if is_anywhere:
        return bool(same) or any_province(part)
    is_province = _province_keys(era).get(unit.province_code) == part.whole.plain
    return is_province or any(place.province_code == unit.province_code for place in same)


@cache
def _province_keys(era: Era) -> Mapping[str, str]:
    table = provinces("2025-07" if era == "2025-07" else "2025-06")
    return {
        code: names.name_key(name).plain
        for code, name in zip(table["province_code"], table["province_name"], strict=True)
    }


def any_province(part: Segment) -> bool:
    """Whether the part is the name of a province of either vintage."""
    if part.kind in COMMUNE_KINDS or part.whole.plain.isdigit():
        return False
    return any(fit(places_named(part.text, vintage), part) for vintage in VINTAGES)


@cache
def counterparts() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Successors of every old code and parts of every new code, the default pairs first."""
    table = crosswalk().sort_values("is_default", ascending=False, kind="stable")
    found: dict[tuple[str, str], list[str]] = {}
    for old, new in zip(table["old_code"], table["new_code"], strict=True):
        found.setdefault(("old_code", old), []).append(new)
        found.setdefault(("new_code", new), []).append(old)
    return {key: tuple(codes) for key, codes in found.items()}
