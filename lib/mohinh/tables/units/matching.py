"""Names in a sheet to communes: one row per name, and how sure the match is.

| how | what it says | code |
|---|---|---|
| `exact` | the name, spelling apart, inside the province and district that hold | given |
| `no_district` | the place above is missing, and only one commune there has the name | given |
| `accepted` | a person has said which commune is meant | given |
| `suggestion` | no such name; the candidates are one letter, tone, kind or place away | missing |
| `ambiguous` | several units have the name | missing |
| `abolished` | it is a commune of before; `successor` says what it became | missing |
| `not_a_unit` | a total, a group row, a district or a province | missing |
| `unknown` | nothing of that name, or one that the asked vintage does not have yet | missing |

A name is never matched silently across a difference of one letter: in this list many communes are
one letter apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from mohinh.tables.units.accepted import accepted_unit, accepted_units
from mohinh.tables.units.gazetteer import (
    Era,
    Unit,
    districts_named,
    districts_near,
    gazetteer,
    near,
    provinces_of,
)
from mohinh.tables.units.lookup import (
    Cell,
    Scope,
    any_province,
    cell_of,
    communes_in,
    counterparts,
    has_districts,
    look,
    old_provinces,
    readings,
    successors_of,
)
from mohinh.tables.units.names import DISTRICT_KINDS, Segment
from mohinh.tables.units.province import Province
from mohinh.tables.units.within import Within, base_scope
from mohinh.words.terms import Label, Vintage
from mohinh.words.text import distance, fold

How = Literal[
    "exact", "no_district", "accepted", "suggestion", "ambiguous", "abolished", "not_a_unit",
    "unknown",
]  # fmt: skip
HOWS: Mapping[How, Label] = MappingProxyType(
    {
        "exact": ("khớp", "exact"),
        "no_district": ("khớp, thiếu cấp trên", "exact, the place above is missing"),
        "accepted": ("đã được người phụ trách chấp nhận", "accepted by a person"),
        "suggestion": ("gần giống, cần người xác nhận", "near; a person must confirm"),
        "ambiguous": ("nhiều đơn vị trùng tên", "several units have the name"),
        "abolished": ("đơn vị đã giải thể hoặc sáp nhập", "abolished"),
        "not_a_unit": ("không phải xã: dòng tổng, nhóm", "no commune: a total or a group"),
        "unknown": ("không tìm thấy", "not found"),
    }
)
MATCHED: tuple[How, ...] = ("exact", "no_district", "accepted")
NOTES: Mapping[str, Label] = MappingProxyType(
    {
        "blank": ("ô trống", "blank cell"),
        "old_province": ("tên tỉnh trước 01/7/2025", "province of before July 2025"),
        "no_province": ("không có tên tỉnh", "no province given"),
        "spelling": ("khác một chữ hoặc một dấu", "one letter or tone differs"),
        "kind": ("khác loại (xã, phường, thị trấn)", "another kind of unit"),
        "elsewhere": ("có ở huyện hoặc tỉnh khác", "in another district or province"),
        "place": ("không đọc được tên huyện, tỉnh đi kèm", "the place above could not be read"),
        "district": ("tên huyện, quận, thị xã, thành phố", "name of a district"),
        "province": ("tên tỉnh", "name of a province"),
        "total": ("dòng tổng cộng hoặc dòng nhóm", "total or group row"),
        "also_district": (
            "cũng là tên huyện hoặc tỉnh; ghi rõ xã, phường, thị trấn",
            "also a district or province; write xã, phường or thị trấn",
        ),
        "several": ("nhiều đơn vị cùng tên", "several units of that name"),
        "several_before": ("nhiều đơn vị cũ cùng tên", "several units of before had that name"),
        "split": ("đã chia cho nhiều đơn vị mới", "divided among several new units"),
        "successor_unstated": ("nguồn không nêu đơn vị kế thừa", "successor not stated"),
        "later": ("chỉ có từ 01/7/2025", "exists only since July 2025"),
    }
)
COLUMNS = [
    "name", "code", "vintage", "how", "commune_name", "district_name", "province_code",
    "candidates", "successor", "note",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    how: How
    unit: Unit | None = None
    candidates: tuple[str, ...] = ()
    successor: str = ""
    note: str = ""


def match(
    names: Iterable[object],
    *,
    within: Within | Province,
    accepted: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The commune that each name means, if that is certain, and otherwise what it may mean.

    One row per name, in their order; a Series keeps its index. A name is a commune's alone or a
    whole address (`Thôn 1, xã Tân Xuân, huyện Hàm Tân, tỉnh Bình Thuận`). Columns, all text:

    - `name` as given; `vintage` asked for; `how` (a key of `HOWS`);
    - `code, commune_name` (full name)`, district_name, province_code`: missing unless matched;
    - `candidates`: codes of the asked vintage, joined by a space, the nearest first;
    - `successor`: for a commune of another vintage its successors, or itself, as `code name`
      joined by `; `; the default one first;
    - `note`: a key of `NOTES`.

    Accepted names (see `read_accepted`) are asked only where the name does not match by itself.
    Raises `UnknownName` for a province, district or vintage that is not, `InvalidTable` for
    accepted names that do not fit the units.
    """
    scope, vintage = base_scope(within)
    said = accepted_units(accepted, vintage)
    given = names if isinstance(names, pd.Series) else pd.Series(list(names), dtype="object")
    texts = ["" if pd.isna(name) else str(name) for name in given]
    answers = {text: _answer(text, vintage, scope, said) for text in dict.fromkeys(texts)}
    rows = [_row(text, vintage, answers[text]) for text in texts]
    return pd.DataFrame(rows, columns=COLUMNS, index=given.index, dtype="str")


def _row(text: str, vintage: Vintage, answer: _Answer) -> tuple[str | None, ...]:
    unit = answer.unit
    return (
        text,
        unit.code if unit else None,
        vintage,
        answer.how,
        unit.full_name if unit else None,
        unit.district_name or None if unit else None,
        unit.province_code if unit else None,
        " ".join(answer.candidates),
        answer.successor,
        answer.note,
    )


def _answer(text: str, vintage: Vintage, base: Scope, accepted: Mapping) -> _Answer:
    cell = cell_of(text)
    if not cell.parts:
        return _Answer("unknown", note="blank")
    found = look(cell, vintage, base, vintage)
    if found.is_certain:
        how: How = "exact" if found.is_pinned else "no_district"
        return _Answer(how, found.units[0], note=found.note)
    if said := accepted_unit(text, base, accepted):
        return _Answer("accepted", said)
    if found.units:
        codes = tuple(unit.code for unit in found.units)
        return _Answer("ambiguous", candidates=codes, note=found.note)
    if note := _not_a_unit(cell, base):
        return _island(cell, vintage, base) or _Answer("not_a_unit", note=note)
    return _other_era(cell, vintage, base) or _suggestion(cell, vintage, base)


def _island(cell: Cell, vintage: Vintage, base: Scope) -> _Answer | None:
    """A district without communes (Lý Sơn) in a sheet of the vintage that has no districts."""
    if vintage == "2025-06" or cell.parts[0].kind != "huyện":
        return None
    return _other_era(cell, vintage, base)


_PLACE_WORDS = "tinh|huyen|xa|quan|tp|tx|thanh pho|thi xa|thi tran|phuong|quoc"
_TOTAL = re.compile(
    rf"(?:tong|cong)(?: (?:cong|so|chung|toan|cac|i+|{_PLACE_WORDS})\b.*)?"
    rf"|toan (?:{_PLACE_WORDS})\b.*|ca (?:nuoc|tinh|huyen)|trong do|binh quan|trung binh|ghi chu"
    r"|luy ke|[ivx]{1,5}|[a-z]|\d+"
)


def _not_a_unit(cell: Cell, base: Scope) -> str:
    """Why the cell names no commune at all: the key of a note, or nothing."""
    if _TOTAL.fullmatch(fold(cell.text)):
        return "total"
    part, is_alone = cell.parts[0], len(cell.parts) == 1
    if part.kind == "tỉnh" or (is_alone and not part.kind and any_province(part)):
        return "province"
    inside = base.province_codes
    known = [unit for unit in districts_named(part) if not inside or unit.province_code in inside]
    return "district" if part.kind in DISTRICT_KINDS or (is_alone and known) else ""


def _other_era(cell: Cell, vintage: Vintage, base: Scope) -> _Answer | None:
    """A commune of before, with what it became, or one of later, with what it was made of."""
    if vintage == "2025-06":
        return _abolished(cell, vintage, "earlier", base) or _later(cell, base)
    before = base
    if base.province_codes is not None:
        before = Scope(frozenset().union(*map(old_provinces, base.province_codes)))
    return _abolished(cell, vintage, "2025-06", before) or _abolished(
        cell, vintage, "earlier", before
    )


def _abolished(cell: Cell, asked: Vintage, era: Era, base: Scope) -> _Answer | None:
    found = look(cell, era, base, asked)
    if not found.units:
        return None
    after = tuple(dict.fromkeys(pair for unit in found.units for pair in _became(unit, asked)))
    codes = tuple(code for code, vintage in after if vintage == asked)
    if len(found.units) > 1 and len(after) > 1:
        return _Answer("ambiguous", None, codes, _listed(after, asked), "several_before")
    note = "split" if len(after) > 1 else "" if after else "successor_unstated"
    return _Answer("abolished", None, codes, _listed(after, asked), note)


def _became(unit: Unit, asked: Vintage) -> tuple[tuple[str, Vintage], ...]:
    """What a unit of before went to, the default first: in the asked vintage, else in the other."""
    if not unit.successors:
        return tuple((code, "2025-07") for code in counterparts()["old_code", unit.code])
    stated = {vintage: code for code, vintage in unit.successors if code}
    if asked == "2025-07" and asked not in stated and "2025-06" in stated:
        return tuple((code, asked) for code in counterparts()["old_code", stated["2025-06"]])
    vintage = asked if asked in stated else next(iter(stated), None)
    return ((stated[vintage], vintage),) if vintage else ()


def _listed(codes: Iterable[tuple[str, Vintage]], asked: Vintage) -> str:
    """Codes and names as text; the vintage is said where it is not the one asked for."""
    return "; ".join(
        f"{code} {gazetteer(vintage).by_code[code].full_name}"
        + ("" if vintage == asked else f" ({vintage})")
        for code, vintage in codes
    )


def _later(cell: Cell, base: Scope) -> _Answer | None:
    """Where a sheet of 2025-06 names a commune that exists only since July 2025."""
    after = base
    if base.province_codes is not None:
        after = Scope(codes=frozenset().union(*map(successors_of, base.province_codes)))
    found = look(cell, "2025-07", after, "2025-06")
    if not found.is_certain:
        return None
    code = found.units[0].code
    successor = _listed([(code, "2025-07")], "2025-06")
    return _Answer("unknown", None, counterparts()["new_code", code], successor, "later")


def _suggestion(cell: Cell, vintage: Vintage, base: Scope) -> _Answer:
    """The communes that may be meant, from the sheet's place outwards; nothing is decided."""
    for parts in cell.every_parts():
        for part, after in communes_in(parts):
            for scope, note in _scopes(after, vintage, base):
                if codes := _candidates(part, scope, vintage):
                    return _Answer(
                        "suggestion", None, codes, "", note or _why(part, codes, vintage)
                    )
    return _Answer("unknown")


def _scopes(
    after: tuple[Segment, ...], vintage: Vintage, base: Scope
) -> Iterator[tuple[Scope, str]]:
    """Where to look for what may be meant: as said, as nearly said, the province, elsewhere."""
    said = [reading.scope for reading in readings(after, vintage, vintage)]
    inside = [both for scope in said if (both := base.meets(scope)) is not None]
    yield from ((scope, "") for scope in inside)
    nearly = [both for scope in _loose(after, vintage) if (both := base.meets(scope)) is not None]
    yield from ((scope, "place") for scope in nearly)
    around = [Scope(scope.province_codes) for scope in inside if scope.district_codes]
    yield from ((scope, "elsewhere") for scope in around if scope != Scope())
    if not said:
        above = [reading.scope for reading in readings(after[-1:], vintage, vintage)]
        province = next((scope for scope in above if scope.district_codes is None), Scope())
        yield base.meets(province) or base, "place"
    if said and not inside:
        yield from ((scope, "elsewhere") for scope in said)


def _loose(after: tuple[Segment, ...], vintage: Vintage) -> Iterator[Scope]:
    """Places whose district is one letter away from the one given."""
    if after and has_districts(vintage):
        codes = frozenset(unit.district_code for unit in districts_near(after[0]))
        if codes:
            yield Scope(district_codes=codes)


def _candidates(part: Segment, scope: Scope, vintage: Vintage) -> tuple[str, ...]:
    """Codes of the communes there whose name is one letter, diacritics or the kind away."""
    inside = scope.province_codes or provinces_of(vintage)
    units = near(part, vintage, inside, scope.holds)
    if part.name.plain.isdigit() and (not part.kind or scope.district_codes is None):
        return ()
    if len(units) < 2:
        return tuple(unit.code for unit in units)
    wanted = part.name.variant
    order = {unit.code: distance(unit.bare.variant, wanted) for unit in units}
    return tuple(sorted(order, key=lambda code: (order[code], code)))


def _why(part: Segment, codes: tuple[str, ...], vintage: Vintage) -> str:
    nearest = gazetteer(vintage).by_code[codes[0]]
    return "kind" if nearest.bare.variant == part.name.variant else "spelling"
