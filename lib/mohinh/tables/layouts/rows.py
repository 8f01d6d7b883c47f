"""Rows of a sheet: data, heads of groups, totals, the footer.

A total is known by its label, and a row without any label by its arithmetic (`totals`). Totals and
heads of groups are kept out of the data: their numbers would count twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal

import numpy as np

from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.grid import Grid
from mohinh.tables.layouts.header import Header, key_of
from mohinh.tables.layouts.spec import GroupRule, Layout
from mohinh.words.text import tidy

_MARK = {
    "roman": re.compile(r"([IVXL]{1,6})(?:\s*[.\-–:)/]\s*|\s+|$)(.*)"),
    "letter": re.compile(r"([A-ZĐ])(?:\s*[.\-–:)/]\s*|\s+|$)(.*)"),
}
_START = itemgetter(slice(2))
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
Kind = Literal["data", "group", "total", "footer", "blank"]


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The head of a group: its place in the grid, level from 0 (outermost), mark and label."""

    row: int
    level: int
    mark: str
    label: str
    place: int


@dataclass(slots=True)
class Rows:
    """The rows below the header, as places in the grid."""

    data: list[int] = field(default_factory=list)
    groups: list[GroupHead] = field(default_factory=list)
    totals: list[tuple[int, bool]] = field(default_factory=list)  # place, whether a grand total
    footer: list[int] = field(default_factory=list)
    blank: int = 0


def sort_rows(grid: Grid, header: Header, layout: Layout) -> Rows:
    """Each row below the header by what it is."""
    rows, ordinal = Rows(), header.ordinal
    measures = measures_of(header, layout)
    seen = _Sequence(layout.groups)
    is_data = _plainly_data(grid, header, measures, layout)
    for place in np.flatnonzero(~is_data).tolist():
        if place < header.data:
            continue
        row = grid[place]
        first = next((n for n, cell in enumerate(row) if not is_blank(cell)), None)
        if first is None:
            rows.blank += 1
        elif head := seen.head(row, place, first, ordinal):
            rows.groups.append(head)
        elif (is_grand := _total(row, first, ordinal, layout)) is not None:
            rows.totals.append((place, is_grand))
        elif _is_footer(row, measures, layout):
            rows.footer = [n for n in range(place, len(grid)) if not _is_blank_row(grid[n])]
            rows.blank += len(grid) - place - len(rows.footer)
            is_data[place:] = False
            break
        else:
            is_data[place] = True
    rows.data = np.flatnonzero(is_data).tolist()
    return rows


def _plainly_data(
    grid: Grid, header: Header, measures: Sequence[int], layout: Layout
) -> np.ndarray:
    """Which rows of the grid can be nothing but data, seen at a glance, as most rows can.

    Such a row is numbered, or no form has groups; it holds a number; its first texts begin like no
    total.
    """
    numbers = [header.ordinal] if layout.groups else []
    numbers += measures[:1]
    is_plain, has_text = (np.zeros(len(grid), bool) for _ in range(2))
    if not measures or None in numbers:
        return is_plain
    is_plain[header.data :] = True
    for place in numbers:
        is_plain &= ~np.isnan(grid.values[place])
    below = range(header.data, len(grid))
    for place in range(min(3, len(grid.values))):
        if not np.isnan(grid.values[place, header.data :]).any():
            continue
        cells = grid.cells(place, below)
        if set(map(type, cells)) == {str}:
            starts = list(map(_START, cells))
        else:
            starts = [_START(cell) if cell.__class__ is str else None for cell in cells]
        doubtful = {text for text in set(starts) if text is not None and _is_doubtful(text, layout)}
        if doubtful:
            is_plain[header.data :] &= [text not in doubtful for text in starts]
        has_text[header.data :] |= [text is not None for text in starts]
    return is_plain & has_text


def _is_doubtful(start: str, layout: Layout) -> bool:
    return not start[:1].isalnum() or key_of(start) in layout.total_starts


def measures_of(header: Header, layout: Layout) -> list[int]:
    """Places of the columns with numbers that add up."""
    single = [p for rule, p in header.places.items() if layout.columns[rule].is_summed]
    return single + [c.place for c in header.across if layout.columns[c.rule].is_summed]


def _is_blank_row(row: Sequence[Any]) -> bool:
    return all(map(is_blank, row))


# Heads of groups --------------------------------------------------------------------------------


class _Sequence:
    """Marks of groups run on (I, II, III …), which tells the mark X. from the word X. (xã)."""

    def __init__(self, rules: Sequence[GroupRule]):
        self._rules = rules
        self._last = [0] * len(rules)

    def head(
        self, row: Sequence[Any], place: int, first: int, ordinal: int | None
    ) -> GroupHead | None:
        if not self._rules or not isinstance(row[first], str):
            return None
        heads = []
        for level, rule in enumerate(self._rules):
            found = _marked(rule, row, first, ordinal)
            if found is None:
                continue
            number = _number(rule, found[0])
            follows = rule.mark == "label" or number in (self._last[level] + 1, 1)
            if follows or (first == ordinal and not found[2]):
                heads.append((not follows, level, number, found))
        if not heads:
            return None
        _, level, number, (mark, label, _, at) = min(heads, key=lambda head: head[:2])
        self._last[level:] = [number] + [0] * (len(self._rules) - level - 1)
        strip = self._rules[level].strip
        return GroupHead(place, level, mark, strip.sub("", label) if strip else label, at)


def _marked(
    rule: GroupRule, row: Sequence[Any], first: int, ordinal: int | None
) -> tuple[str, str, bool, int] | None:
    """Mark, label, whether both stand in one cell, and the label's column."""
    text = tidy(row[first])
    if rule.mark == "label":
        is_numbered = ordinal is not None and not is_blank(row[ordinal])
        if is_numbered or rule.pattern is None or not rule.pattern.search(text):
            return None
        return "", text, True, first
    found = _MARK[rule.mark].fullmatch(text)
    if not found:
        return None
    mark, label = found.groups()
    if label:
        # A mark and label in a column of names needs its stop: “I. Huyện …”, not “I Ha”.
        has_stop = not text[len(mark)].isspace()
        return (mark, label, True, first) if has_stop or first == ordinal else None
    after = next((n for n in range(first + 1, len(row)) if not is_blank(row[n])), None)
    if after is None or not isinstance(row[after], str):
        return None
    return mark, tidy(row[after]), False, after


def _number(rule: GroupRule, mark: str) -> int:
    if rule.mark == "letter":
        return _LETTERS.find(mark) + 1 if mark != "Đ" else 0
    values = [_DIGITS[letter] for letter in mark] if rule.mark == "roman" else []
    following = [*values[1:], 0][: len(values)]
    return sum(-v if v < n else v for v, n in zip(values, following, strict=True))


# Totals and the footer --------------------------------------------------------------------------


def _total(row: Sequence[Any], first: int, ordinal: int | None, layout: Layout) -> bool | None:
    """Whether the row is a grand total; None where it is no total at all."""
    cell = row[first]
    if first == ordinal and not (isinstance(cell, str) and len(cell) > 3):
        cell = next((c for c in row[first + 1 :] if isinstance(c, str) and c.strip()), "")
    if not isinstance(cell, str) or key_of(cell.lstrip()[:2]) not in layout.total_starts:
        return None
    text = key_of(cell)
    if layout.grand_totals.fullmatch(text):
        return True
    return False if layout.sub_totals.fullmatch(text) else None


def _is_footer(row: Sequence[Any], measures: Sequence[int], layout: Layout) -> bool:
    if any(not is_blank(row[place]) for place in measures if not isinstance(row[place], str)):
        return False
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    return any(layout.footers.fullmatch(key_of(text)) for text in texts)


def group_of(rows: Rows, level: int) -> list[GroupHead | None]:
    """For each row of data the open group of a level; None before the first, or where an outer
    group has begun since."""
    heads = {head.row: head for head in rows.groups}
    opened: GroupHead | None = None
    found: list[GroupHead | None] = []
    for place in sorted([*heads, *rows.data]):
        head = heads.get(place)
        if head is None:
            found.append(opened)
        elif head.level <= level:
            opened = head if head.level == level else None
    return found
