"""Naming: codes for the names that a form gives where the national form wants codes.

A commune's name is matched inside its province, and inside its district where one is given; an
area's and a type's name among those of the same import. A name that is not certain is a breach.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mohinh.tables import cells, units
from mohinh.tables.layouts import RawColumn, RawTable
from mohinh.tables.schemas import REGISTRATIONS
from mohinh.tables.store.breaches import Breach
from mohinh.tables.units import Province
from mohinh.words.places import DATA
from mohinh.words.terms import Label
from mohinh.words.text import fold

# Column of codes → column of names that can stand for it.
NAMED_BY: Mapping[str, str] = MappingProxyType(
    {
        "commune_code": "commune_name",
        "area_id": "area_name",
        "type_id": "type_name",
        "unit_id": "unit_name",
    }
)
_RULES = MappingProxyType(
    {
        "suggestion": "near_name",
        "ambiguous": "ambiguous_name",
        "abolished": "abolished_name",
        "not_a_unit": "unknown_name",
        "unknown": "unknown_name",
    }
)
ACCEPTED = DATA / "accepted_names.csv"
_LEVEL = REGISTRATIONS.column("level")
Finder = Callable[[list[int]], Iterable[tuple[int, str | Breach]]]


def fill_codes(
    tables: Mapping[str, RawTable], place: Province
) -> tuple[dict[str, RawTable], list[Breach]]:
    """The tables with codes where a name stood alone and is certain, and what was not.

    A code found by a name is said with a note; cells that hold a code are left as they are.
    """
    filled, breaches = dict(tables), []

    def fill(table: str, column: str, find: Finder) -> None:
        raw = filled[table]
        rows = _open_rows(raw, column)
        if not rows:
            return
        found = dict(find(rows))
        filled[table] = _with_codes(raw, column, found)
        breaches.extend(_told(raw, column, found))

    for name in filled:
        fill(name, "commune_code", lambda rows, name=name: _communes(filled[name], rows, place))
    for name in [name for name in ("points", "activity") if name in filled]:
        fill(name, "area_id", lambda rows, name=name: _areas(filled, name, rows))
    if "points" in filled:
        fill("points", "type_id", lambda rows: _types(filled, rows))
    if "registrations" in filled:
        fill("registrations", "unit_id", lambda rows: _registered(filled, rows, place))
    return filled, breaches


def _open_rows(raw: RawTable, column: str) -> list[int]:
    """Rows that have a name and no code."""
    names = raw.columns.get(NAMED_BY[column])
    if names is None:
        return []
    codes = raw.columns.get(column)
    if codes is not None and not any(map(cells.is_blank, set(codes.cells))):
        return []
    return [
        row
        for row, name in enumerate(names.cells)
        if not cells.is_blank(name) and (codes is None or cells.is_blank(codes.cells[row]))
    ]


def _with_codes(raw: RawTable, column: str, found: Mapping[int, str | Breach]) -> RawTable:
    """The table with the codes; each comes from the cell of its name."""
    names = raw.columns[NAMED_BY[column]]
    before = raw.columns.get(column)
    values: list[Any] = list(before.cells) if before else [""] * len(raw)
    rows = (before or names).rows.copy()
    places = (before or names).columns.copy()
    for row, code in found.items():
        if isinstance(code, str):
            values[row], rows[row], places[row] = code, names.rows[row], names.columns[row]
    return replace(raw, columns=raw.columns | {column: RawColumn(values, rows, places)})


def _told(raw: RawTable, column: str, found: Mapping[int, str | Breach]) -> list[Breach]:
    """The breaches; and a note for each code that was found, where the sheet has a column of codes
    (a form without one gives names throughout)."""
    has_codes = column in raw.columns
    notes = [
        Breach("read_as", raw.name, row, (column,), _name(raw, column, row), (code, code))
        for row, code in found.items()
        if isinstance(code, str) and has_codes
    ]
    return notes + [code for code in found.values() if isinstance(code, Breach)]


def _name(raw: RawTable, column: str, row: int) -> str:
    return cells.show(raw.columns[NAMED_BY[column]].cells[row])


# Communes ---------------------------------------------------------------------------------------


def _communes(
    raw: RawTable, rows: list[int], place: Province
) -> Iterable[tuple[int, str | Breach]]:
    names, districts = raw.columns["commune_name"].cells, raw.columns.get("district_name")
    above = districts.cells if districts else [""] * len(raw)
    addresses = [
        str(names[row]) if cells.is_blank(above[row]) else f"{names[row]}, {above[row]}"
        for row in rows
    ]
    return _matched(raw, rows, addresses, "commune_code", place)


def _matched(
    raw: RawTable, rows: list[int], addresses: list[str], column: str, place: Province
) -> Iterable[tuple[int, str | Breach]]:
    matches = units.match(addresses, within=place, accepted=units.read_accepted(ACCEPTED))
    full_names = units.communes(place).set_index("commune_code")["commune_full_name"]
    for row, match in zip(rows, matches.itertuples(), strict=True):
        if match.how not in _RULES:
            yield row, match.code
            continue
        listed = match.successor or "; ".join(
            f"{code} {full_names.get(code, '')}".strip() for code in match.candidates.split()
        )
        expected = _expected(listed, match.note)
        found = _name(raw, column, row)
        yield row, Breach(_RULES[match.how], raw.name, row, (column,), found, expected)


def _expected(listed: str, note: str) -> Label:
    why = units.NOTES.get(note, ("", ""))
    return tuple(" – ".join(filter(None, (listed, text))) for text in why)  # type: ignore[return-value]


# Areas, types, registered units -----------------------------------------------------------------


def _areas(
    tables: Mapping[str, RawTable], table: str, rows: list[int]
) -> Iterable[tuple[int, str | Breach]]:
    raw = tables[table]
    known = _index(tables.get("areas"), "area_name", "area_id")
    communes = raw.columns.get("commune_code")
    for row in rows:
        commune = str(communes.cells[row]).strip() if communes else None
        hits = known.get(fold(_name(raw, "area_id", row)), ())
        codes = {code for code, home in hits if commune in (None, home)}
        yield row, _only(raw, row, "area_id", codes)


def _types(tables: Mapping[str, RawTable], rows: list[int]) -> Iterable[tuple[int, str | Breach]]:
    raw = tables["points"]
    known = _index(tables.get("model_types"), "type_name", "type_id")
    for row in rows:
        codes = {code for code, _ in known.get(fold(_name(raw, "type_id", row)), ())}
        yield row, _only(raw, row, "type_id", codes)


def _index(raw: RawTable | None, name: str, code: str) -> dict[str, list[tuple[str, str]]]:
    """Folded name → codes, each with the commune it lies in (blank where there is none)."""
    found: dict[str, list[tuple[str, str]]] = {}
    if raw is None or not {name, code} <= set(raw.columns):
        return found
    homes = raw.columns["commune_code"].cells if "commune_code" in raw.columns else [""] * len(raw)
    for said, own, home in zip(
        raw.columns[name].cells, raw.columns[code].cells, homes, strict=True
    ):
        found.setdefault(fold(str(said)), []).append((str(own).strip(), str(home).strip()))
    return found


def _only(raw: RawTable, row: int, column: str, codes: set[str]) -> str | Breach:
    if len(codes) == 1:
        return next(iter(codes))
    code = "ambiguous_name" if codes else "unknown_name"
    listed = "; ".join(sorted(codes)[:5])
    return Breach(code, raw.name, row, (column,), _name(raw, column, row), (listed, listed))


def _registered(
    tables: Mapping[str, RawTable], rows: list[int], place: Province
) -> Iterable[tuple[int, str | Breach]]:
    """The code of an area, of a district or, for every other level, of a commune."""
    raw = tables["registrations"]
    levels = raw.columns.get("level")
    said, _ = cells.parse(_LEVEL, list(levels.cells)) if levels else ([None] * len(raw), [])
    areas = _index(tables.get("areas"), "area_name", "area_id")
    districts = _districts(place)
    communes = [row for row in rows if said[row] not in ("area", "district")]
    names = [str(raw.columns["unit_name"].cells[row]) for row in communes]
    yield from _matched(raw, communes, names, "unit_id", place)
    for row in rows:
        key = fold(_name(raw, "unit_id", row))
        if said[row] == "area":
            yield row, _only(raw, row, "unit_id", {code for code, _ in areas.get(key, ())})
        elif said[row] == "district":
            yield row, _only(raw, row, "unit_id", districts.get(key, set()))


def _districts(place: Province) -> dict[str, set[str]]:
    """Folded full name → code of each district."""
    known = units.communes(place)[["district_name", "district_code"]].dropna()
    return {fold(name): {code} for name, code in known.itertuples(index=False)}
