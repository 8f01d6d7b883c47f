"""Totals: rows that repeat the numbers of others, checked against the sum of their parts."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.amounts import amounts, differ, show_amount
from mohinh.tables.layouts.grid import Grid
from mohinh.tables.layouts.header import Header
from mohinh.tables.layouts.rows import GroupHead, Rows, measures_of
from mohinh.tables.layouts.spec import Layout
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Check:
    """A total (a place in the grid) and which of the rows of data it adds up."""

    row: int
    parts: slice


def checks(rows: Rows) -> list[Check]:
    """Every row that repeats the numbers of others, with those others.

    A head of a group stands for the rows up to the next head of its level; a grand total for all
    rows; another total for the rows of the innermost group, or since the total before it.
    """
    heads = [head.row for head in rows.groups]
    ends = zip(heads, _ends(rows.groups), strict=True)
    result = [Check(head, _between(rows.data, head, end)) for head, end in ends]
    before = -1
    for place, is_grand in rows.totals:
        opened = bisect_left(heads, place)
        start = max(before, heads[opened - 1] if opened else -1)
        inside = slice(0, len(rows.data)) if is_grand else _between(rows.data, start, place)
        result.append(Check(place, inside))
        before = before if is_grand else place
    return result


def _ends(heads: Sequence[GroupHead]) -> list[int | None]:
    """For each head of a group the row of the head that ends it; None where none does."""
    ends: list[int | None] = [None] * len(heads)
    opened: list[int] = []
    for number, head in enumerate(heads):
        while opened and heads[opened[-1]].level >= head.level:
            ends[opened.pop()] = head.row
        opened.append(number)
    return ends


def _between(data: Sequence[int], start: int, end: int | None) -> slice:
    return slice(bisect_right(data, start), len(data) if end is None else bisect_left(data, end))


def check_totals(
    sheet: Sheet, grid: Grid, header: Header, layout: Layout, rows: Rows
) -> list[Finding]:
    """Findings of totals that differ from the sum of their parts, column by column."""
    found = []
    todo = checks(rows)
    if not todo:
        return []
    counted = sorted({*rows.data, *(check.row for check in todo)})
    data = np.array(rows.data, int)
    for place in sorted(measures_of(header, layout)):
        values = np.full(len(grid), np.nan)
        values[counted], all_read = amounts(grid.numbers(place, counted))
        parts = values[data]
        total_of = cache(lambda start, stop, parts=parts: np.nansum(parts[start:stop]))
        for check in todo:
            said, total = values[check.row], total_of(check.parts.start, check.parts.stop)
            where = (sheet.name, sheet.first_row - 1 + check.row, header.headings[place])
            letter = sheet.letter(place)
            if np.isnan(said):
                continue
            if not all_read:
                found.append(Finding("unchecked_total", *where, show_amount(said), letter=letter))
            elif differ(said, total):
                count, expected = check.parts.stop - check.parts.start, show_amount(total)
                words = f"{expected}, tổng của {count} dòng"
                english = f"{expected}, the sum of {count} rows"
                told = show_amount(said), (words, english)
                found.append(Finding("wrong_total", *where, *told, letter=letter))
    return found


def take_out_unlabelled(grid: Grid, header: Header, layout: Layout, rows: Rows) -> list[int]:
    """Rows without a label whose numbers are the sum of the rows above: moved to the totals."""
    labels = [p for rule, p in header.places.items() if not layout.columns[rule].is_summed]
    labels += [header.ordinal] if header.ordinal is not None else []
    bare = rows.data if labels else []
    if labels and bare:
        is_bare = np.isnan(grid.values[labels][:, bare]).all(axis=0)
        bare = np.asarray(bare)[is_bare].tolist()
    for place in labels:
        bare = [n for n in bare if is_blank(grid[n][place])]
    if not bare:
        return []
    labelled = sorted(set(rows.data).difference(bare))
    is_sum = _add_up_above(grid, bare, labelled, measures_of(header, layout))
    moved = [place for place, is_so in zip(bare, is_sum, strict=True) if is_so]
    rows.data = sorted(set(rows.data).difference(moved))
    rows.totals = sorted([*rows.totals, *((place, True) for place in moved)])
    return moved


def _add_up_above(
    grid: Grid, places: Sequence[int], parts: Sequence[int], measures: Sequence[int]
) -> np.ndarray:
    """For each of these rows whether every number in it is the sum of the parts above it."""
    above = np.searchsorted(parts, places)
    fits, has_numbers = above > 1, np.zeros(len(places), bool)
    for column in measures:
        cells = grid.numbers(column, parts)
        values, all_read = amounts(cells)
        sums = np.concatenate(([0.0], np.nancumsum(values)))[above]
        said = np.array([amounts([grid[place][column]])[0][0] for place in places])
        fits &= ~np.isnan(said) & ~differ(said, sums)
        has_numbers |= sums != 0
        if not all_read:
            fits &= above <= next(n for n, cell in enumerate(cells) if not amounts([cell])[1])
    return fits & has_numbers


def like_totals(grid: Grid, header: Header, layout: Layout, rows: Rows) -> list[int]:
    """Labelled rows at either end of the data whose numbers are the sum of all the others."""
    measures, data = measures_of(header, layout), rows.data
    if len(data) < 4 or len(measures) < 2:
        return []
    ends = {data[0]: data[1:], data[-1]: data[:-1]}
    return [place for place, others in ends.items() if _adds_up(grid, place, others, measures)]


def _adds_up(grid: Grid, place: int, parts: Sequence[int], measures: Sequence[int]) -> bool:
    compared = 0
    for column in measures:
        (said,), is_read = amounts([grid[place][column]])
        values, all_read = amounts(grid.numbers(column, parts))
        total = np.nansum(values)
        if not (is_read and all_read) or np.isnan(said) or differ(said, total):
            return False
        compared += bool(total)
    return compared > 0
