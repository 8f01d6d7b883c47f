"""Where the names of a sheet lie."""

from dataclasses import dataclass

from mohinh.tables.units import names
from mohinh.tables.units.gazetteer import Unit, district_by_code, districts_named, districts_near
from mohinh.tables.units.lookup import Scope
from mohinh.tables.units.province import Province, find_province
from mohinh.tables.units.vintages import check_vintage
from mohinh.words.errors import UnknownName
from mohinh.words.terms import Vintage


@dataclass(frozen=True, slots=True)
class Within:
    """Where the names of a sheet lie: a vintage, and if known a province and a district.

    `province` is any spelling or the code, `district` any spelling or the code (2025-06 only).
    """

    vintage: Vintage
    province: str = ""
    district: str = ""


def base_scope(within: Within | Province) -> tuple[Scope, Vintage]:
    """The units that come into question, and their vintage. Raises `UnknownName`."""
    vintage = check_vintage(within.vintage)
    if isinstance(within, Province):
        return Scope(frozenset({within.code})), vintage
    province = find_province(within.province, vintage).code if within.province else None
    inside = frozenset({province}) if province else None
    if not within.district:
        return Scope(inside), vintage
    district = _district(within, province)
    return Scope(frozenset({district.province_code}), frozenset({district.code})), vintage


def _district(within: Within, province_code: str | None) -> Unit:
    """The district in which the names lie. Raises `UnknownName`."""
    code = district_by_code().get(within.district.strip())
    part = next(iter(names.parts_of(names.clean(within.district))), None)
    hits = [code] if code else districts_named(part) if part else []
    hits = [unit for unit in hits if province_code in (None, unit.province_code)]
    if within.vintage == "2025-06" and len(hits) == 1:
        return hits[0]
    where = f" of {within.province}" if within.province else ""
    near_names = [unit.full_name for unit in districts_near(part)] if part else []
    hint = f". Did you mean {' or '.join(near_names)}?" if near_names else ""
    raise UnknownName(
        f"district {within.district!r}: expected one district{where} in vintage "
        f"{within.vintage}, found {len(hits)}{hint}"
        + ("; since July 2025 there are none" if within.vintage == "2025-07" else "")
    )
