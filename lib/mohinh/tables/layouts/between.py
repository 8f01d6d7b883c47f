"""Between sheets: the same sheet twice, overlapping periods, a running total beside its parts."""

from collections.abc import Sequence

import numpy as np

from mohinh.tables.layouts.amounts import amounts, differ, show_amount
from mohinh.tables.layouts.header import cell_text, key_of, keys_of
from mohinh.tables.layouts.rows import group_of
from mohinh.tables.layouts.spec import Layout
from mohinh.tables.layouts.taken import Taken
from mohinh.tables.quality import Finding


def compare(sheets: Sequence[Taken], layout: Layout) -> list[Finding]:
    """Findings that take more than one sheet; sheets that repeat others lose their parts."""
    filled = [taken for taken in sheets if taken.header is not None and taken.rows.data]
    return _same(filled, layout) + _periods(filled, layout) + _repeated_keys(filled, layout)


def _same(sheets: Sequence[Taken], layout: Layout) -> list[Finding]:
    """Sheets with the same rows as an earlier one. Sheets without any number are not compared."""
    if len(sheets) < 2:
        return []
    seen: dict[int, str] = {}
    found = []
    for taken in sheets:
        grid = taken.grid
        if not _has_numbers(taken, layout):
            continue
        content = hash(tuple(tuple(map(cell_text, grid[row])) for row in taken.rows.data))
        if content in seen:
            first = seen[content]
            found.append(Finding("same_sheet", taken.sheet.name, found=first))
            taken.parts = {}
        seen.setdefault(content, taken.sheet.name)
    return found


def _has_numbers(taken: Taken, layout: Layout) -> bool:
    return any(
        bool(np.nansum(amounts(taken.grid.numbers(place, taken.rows.data))[0]))
        for place in _measures(taken, layout).values()
    )


def _measures(taken: Taken, layout: Layout) -> dict[int, int]:
    """Rule → column, for columns with numbers that add up."""
    places = taken.header.places if taken.header else {}
    return {rule: place for rule, place in places.items() if layout.columns[rule].is_summed}


def _periods(sheets: Sequence[Taken], layout: Layout) -> list[Finding]:
    """Sheets whose periods overlap; one that others fill whole is checked against them, and kept
    out."""
    if layout.period is None or layout.across_levels:
        return []
    dated = [taken for taken in sheets if taken.parts and taken.span and taken.span.has_year]
    found = []
    for taken in sorted(dated, key=lambda one: -one.span.months if one.span else 0):
        others = [o for o in dated if o is not taken and o.parts]
        inside = [o for o in others if _within(o, taken)]
        crossing = [o for o in others if o not in inside and _overlap(o, taken)]
        parts = _cover(taken, inside)
        if inside and parts:
            names = ", ".join(part.sheet.name for part in parts)
            found.append(Finding("cumulative_sheet", taken.sheet.name, found=names))
            found += _wrong_sums(taken, parts, layout)
            taken.parts = {}
        elif inside or any(dated.index(o) < dated.index(taken) for o in crossing):
            names = ", ".join(other.sheet.name for other in (*inside, *crossing))
            found.append(Finding("overlap", taken.sheet.name, found=names))
    return found


def _within(inner: Taken, outer: Taken) -> bool:
    a, b = inner.span, outer.span
    return bool(a and b and b.first <= a.first <= a.last <= b.last and a.months < b.months)


def _overlap(one: Taken, other: Taken) -> bool:
    return bool(one.span and other.span and one.span.overlaps(other.span))


def _cover(whole: Taken, inside: Sequence[Taken]) -> list[Taken]:
    """Sheets that fill a longer period without gap or overlap; none where they do not."""
    if whole.span is None:
        return []
    parts, month = [], whole.span.first
    while month <= whole.span.last:
        fitting = [part for part in inside if part.span and part.span.first == month]
        if not fitting:
            return []
        longest = max(fitting, key=lambda part: part.span.months if part.span else 0)
        parts.append(longest)
        month = longest.span.last + 1 if longest.span else month + 1
    return parts


def _wrong_sums(whole: Taken, parts: Sequence[Taken], layout: Layout) -> list[Finding]:
    """Numbers of a running total that differ from the sum of its parts, by unit and measure."""
    found = []
    sheet, header = whole.sheet, whole.header
    for rule, place in _measures(whole, layout).items():
        sums: dict[tuple[str, ...], float] = {}
        for part in parts:
            for unit, value in _by_unit(part, layout, rule).items():
                sums[unit] = sums.get(unit, 0.0) + value
        values = _by_unit(whole, layout, rule)
        rows = dict(zip(_units(whole, layout), whole.rows.data, strict=True))
        for unit, value in values.items():
            total = sums.get(unit, 0.0)
            if differ(value, total) and header is not None:
                where = (sheet.name, sheet.first_row - 1 + rows[unit], header.headings[place])
                expected = (show_amount(total),) * 2
                found.append(
                    Finding(
                        "wrong_total",
                        *where,
                        show_amount(value),
                        expected,
                        letter=sheet.letter(place),
                    )
                )
    return found


def _units(taken: Taken, layout: Layout) -> list[tuple[str, ...]]:
    """What each row is about: its key where the layout names one, else all that does not add up."""
    keys = _keys(taken, layout)
    return list(zip(*keys, strict=True)) if keys else [()] * len(taken.rows.data)


def _keys(taken: Taken, layout: Layout) -> list[list[str]]:
    """The same, column by column."""
    places = taken.header.places if taken.header else {}
    named = [
        place
        for rule, place in sorted(places.items())
        if (set(layout.columns[rule].to) & set(layout.key))
        or (not layout.key and not layout.columns[rule].is_summed)
    ]
    return [keys_of(taken.grid.cells(place, taken.rows.data)) for place in named]


def _by_unit(taken: Taken, layout: Layout, rule: int) -> dict[tuple[str, ...], float]:
    place = taken.header.places.get(rule) if taken.header else None
    if place is None:
        return {}
    values, _ = amounts(taken.grid.numbers(place, taken.rows.data))
    units = zip(_units(taken, layout), values, strict=True)
    return {unit: float(value) for unit, value in units if not np.isnan(value)}


def _repeated_keys(sheets: Sequence[Taken], layout: Layout) -> list[Finding]:
    """Rows of one sheet about the same unit, where the layout names the key."""
    found = []
    for taken in sheets if layout.key else ():
        seen: dict[tuple[str, ...], int] = {}
        places = taken.header.places if taken.header else {}
        headings = [
            taken.header.headings[place]
            for rule, place in sorted(places.items())
            if taken.header and set(layout.columns[rule].to) & set(layout.key)
        ]
        # A column without equal cells is enough, and most sheets have one.
        keys = _keys(taken, layout)
        if any(len(set(column)) == len(column) for column in keys):
            continue
        units = _grouped_units(taken, layout)
        for unit, row in zip(units, taken.rows.data, strict=True):
            if not any(unit):
                continue
            if unit in seen:
                first = taken.sheet.first_row - 1 + seen[unit]
                where = (taken.sheet.name, taken.sheet.first_row - 1 + row, ", ".join(headings))
                found.append(
                    Finding("repeated_row", *where, expected=(f"dòng {first}", f"row {first}"))
                )
            seen.setdefault(unit, row)
    return found


def _grouped_units(taken: Taken, layout: Layout) -> list[tuple[str, ...]]:
    """What each row is about, with the labels of its groups that belong to the key."""
    units = _units(taken, layout)
    for level, rule in enumerate(layout.groups):
        if set(rule.to) & set(layout.key):
            heads = group_of(taken.rows, level)
            labels = ["" if head is None else key_of(head.label) for head in heads]
            units = [(label, *unit) for label, unit in zip(labels, units, strict=True)]
    return units
