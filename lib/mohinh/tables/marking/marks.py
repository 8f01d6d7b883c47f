"""Marks: what is to be shown at a place of a sheet; on which cells that falls, what it hides.

A mark knows no rule and no layout: whoever found something says where, how grave, and in which
words. What a mark hides is never carried into a copy, and never repeated in the words of another.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from mohinh.tables.cells import is_blank, show
from mohinh.tables.sheets.look import Range
from mohinh.tables.sheets.reading import Sheet, Workbook
from mohinh.words.errors import UnknownName
from mohinh.words.terms import Label
from mohinh.words.text import tidy

Severity = Literal["error", "warning", "note"]
Place = tuple[int, int]

# From the gravest. The colours differ in lightness too, for grey print; black is read on each.
SEVERITIES: Mapping[Severity, Label] = MappingProxyType(
    {
        "error": ("Lỗi", "Error"),
        "warning": ("Cảnh báo", "Warning"),
        "note": ("Lưu ý", "Note"),
    }
)
COLOURS: Mapping[Severity, str] = MappingProxyType(
    {"error": "#E56F35", "warning": "#F2C12E", "note": "#CBE4F5"}
)
HIDDEN = "▇▇▇"

# Shorter values also stand for other things: only the words of their own row leave them out.
_LEAST_TELLING_CHARACTERS = 6
# Numbers of persons, accounts and telephones; a name may also be the name of a place.
_LEAST_TELLING_DIGITS = 9
# A range that is merged over more cells is no heading of a form.
_MOST_MERGED_CELLS = 10_000
_MOST_COVERED_CELLS = 200_000
_GRAVENESS = {severity: place for place, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be shown: `row` as the sheet numbers it (from 1), `column` from 0 (A).

    Without a column the mark is on the row, without a row on the column, without both on the sheet;
    with an empty `sheet`, on the workbook. `text` is the words of the comment. `hides`: what stands
    there is personal data and is not carried.
    """

    sheet: str
    row: int | None
    column: int | None
    severity: Severity
    text: str
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the marks of one sheet fall. A place is a row (from 1) and a column (from 0).

    `marks`: places with a comment; `coloured`: those, and others that only show the colour;
    `ranges`: merged ranges by each place that they cover. The rest says what is hidden: cells,
    rows, columns, all; `numbers` wherever they stand; `texts` in the words of every mark.
    """

    marks: Mapping[Place, Sequence[Mark]]
    coloured: Mapping[Place, Severity]
    ranges: Mapping[Place, Range]
    cells: frozenset[Place]
    rows: frozenset[int]
    columns: frozenset[int]
    is_all: bool
    numbers: frozenset[str]
    texts: frozenset[str]

    def hides(self, place: Place, value: Any) -> bool:
        """Whether the value at a place must not be carried."""
        row, column = place
        if self.is_all or place in self.cells or row in self.rows or column in self.columns:
            return True
        return bool(self.numbers) and not self.numbers.isdisjoint(_texts(value))


def gravest(severities: Iterable[Severity]) -> Severity:
    """The gravest of some severities."""
    return min(severities, key=_GRAVENESS.__getitem__)


def spots_of(workbook: Workbook, marks: Iterable[Mark]) -> dict[str, Spots]:
    """Where marks fall in each sheet of the workbook; marks on no sheet fall nowhere.

    Raises `UnknownName` where personal data are to be hidden in a sheet that is not there.
    """
    by_sheet: dict[str, list[Mark]] = {name: [] for name in workbook.sheets}
    is_all = False
    for mark in marks:
        sheet = sheet_of(workbook, mark)
        if sheet is not None:
            by_sheet[sheet.name].append(mark)
        elif mark.hides and mark.sheet:
            found = ", ".join(f"“{name}”" for name in workbook.sheets)
            raise UnknownName(
                f"{workbook.file_name}: no sheet “{mark.sheet}”, where personal data are to be "
                f"hidden; found {found}. Mark a sheet of this workbook"
            )
        is_all = is_all or (mark.hides and not mark.sheet)
    texts = _telling_texts(workbook, by_sheet)
    return {
        name: _spots(workbook.sheets[name], found, texts, is_all=is_all)
        for name, found in by_sheet.items()
    }


def sheet_of(workbook: Workbook, mark: Mark) -> Sheet | None:
    """The sheet that a mark is on, however the mark spells it."""
    return workbook.sheets.get(mark.sheet) or workbook.sheet(mark.sheet)


def words_of(mark: Mark, sheet: Sheet | None, spots: Spots | None) -> str:
    """The words of a mark without anything that is hidden; its lines stay lines."""
    lines = (tidy(line) for line in mark.text.splitlines())
    text = "\n".join("".join(filter(str.isprintable, line)) for line in lines if line)
    if sheet is None or spots is None:
        return text
    secrets = {secret for secret in spots.texts if secret in text}
    secrets |= _hidden_texts(sheet, spots, mark)
    for secret in sorted(secrets, key=len, reverse=True):
        text = _without(text, secret)
    return text


def _without(text: str, secret: str) -> str:
    if len(secret) >= _LEAST_TELLING_CHARACTERS:
        return text.replace(secret, HIDDEN)
    return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, text)


def _hidden_texts(sheet: Sheet, spots: Spots, mark: Mark) -> set[str]:
    """What is hidden at the mark's own cell, or in its own row."""
    if mark.row is None:
        return set()
    left = sheet.first_column
    row = range(left, left + len(sheet.headers))
    columns = row if mark.column is None else [mark.column]
    places = [(mark.row, column) for column in columns]
    values = [(place, value_at(sheet, place)) for place in places]
    return {text for place, value in values if spots.hides(place, value) for text in _texts(value)}


def value_at(sheet: Sheet, place: Place) -> Any:
    """The raw cell at a place (row from 1, column from 0); None outside the sheet's cells."""
    line, within = place[0] - (sheet.first_row - 1), place[1] - sheet.first_column
    grid_row = _row(sheet, line)
    return grid_row[within] if 0 <= within < len(grid_row) else None


def _row(sheet: Sheet, line: int) -> Sequence[Any]:
    if line == 0:
        return sheet.top
    return sheet.rows[line - 1] if 1 <= line <= len(sheet.rows) else ()


def _texts(value: Any) -> set[str]:
    """The texts as which a value may be quoted."""
    return set() if is_blank(value) else {tidy(str(value)), show(value)}


def _telling_texts(workbook: Workbook, by_sheet: Mapping[str, list[Mark]]) -> frozenset[str]:
    """Values of the single cells that are hidden, where they are long enough to tell a person."""
    found: set[str] = set()
    for name, marks in by_sheet.items():
        for mark in marks:
            if mark.hides and mark.row is not None and mark.column is not None:
                found |= _texts(value_at(workbook.sheets[name], (mark.row, mark.column)))
    return frozenset(text for text in found if len(text) >= _LEAST_TELLING_CHARACTERS)


def _is_number_or_address(text: str) -> bool:
    return "@" in text or sum(map(str.isdigit, text)) >= _LEAST_TELLING_DIGITS


def _spots(sheet: Sheet, marks: Sequence[Mark], texts: frozenset[str], *, is_all: bool) -> Spots:
    ranges = _covered(sheet)
    at: dict[Place, list[Mark]] = {}
    coloured: dict[Place, Severity] = {}
    for mark in marks:
        places = _places(sheet, mark, ranges)
        if places:
            at.setdefault(places[0], []).append(mark)
        for place in places:
            coloured[place] = gravest((mark.severity, coloured.get(place, mark.severity)))
    hiding = [mark for mark in marks if mark.hides]
    cells = {(m.row, m.column) for m in hiding if m.row is not None and m.column is not None}
    return Spots(
        marks=at,
        coloured=coloured,
        ranges=ranges,
        cells=frozenset(cells | {_first(place, ranges) for place in cells}),
        rows=frozenset(m.row for m in hiding if m.row is not None and m.column is None),
        columns=frozenset(m.column for m in hiding if m.row is None and m.column is not None),
        is_all=is_all or any(m.row is None and m.column is None for m in hiding),
        numbers=frozenset(filter(_is_number_or_address, texts)),
        texts=texts,
    )


def _covered(sheet: Sheet) -> dict[Place, Range]:
    """Every place of each merged range (rows from 1, columns from 0) → the range.

    Ranges that overlap another, or are larger than a heading, are left out.
    """
    covered: dict[Place, Range] = {}
    for first, start, last, end in sheet.ranges:
        left, right = start + sheet.first_column, end + sheet.first_column
        size = (last - first + 1) * (right - left + 1)
        if not 1 < size <= _MOST_MERGED_CELLS or len(covered) + size > _MOST_COVERED_CELLS:
            continue
        if first < 1 or left < 0 or last > 1_048_576 or right > 16_383:
            continue
        places = [(r, c) for r in range(first, last + 1) for c in range(left, right + 1)]
        if covered.keys().isdisjoint(places):
            covered |= dict.fromkeys(places, (first, left, last, right))
    return covered


def _first(place: Place, ranges: Mapping[Place, Range]) -> Place:
    found = ranges.get(place)
    return (found[0], found[1]) if found else place


def _places(sheet: Sheet, mark: Mark, ranges: Mapping[Place, Range]) -> list[Place]:
    """The cell of the mark; of a row the first two filled ones; of a column or a sheet the first.

    A heading or a name often stands beside a number that says nothing. Nothing for a place that no
    sheet has.
    """
    top, left = sheet.first_row - 1, sheet.first_column
    if mark.row is not None and mark.column is not None:
        places = [(mark.row, mark.column)]
    elif mark.row is not None:
        filled = [n for n, v in enumerate(_row(sheet, mark.row - top)) if not is_blank(v)]
        places = [(mark.row, left + n) for n in filled[:2] or [0]]
    elif mark.column is not None:
        within = mark.column - left
        rows = (n for n, row in enumerate(sheet.grid) if _is_filled(row, within))
        places = [(top + next(rows, 0), mark.column)]
    else:
        filled = [n for n, value in enumerate(sheet.top) if not is_blank(value)]
        places = [(max(top, 1), left + (filled or [0])[0])]
    inside = [(r, c) for r, c in places if 1 <= r <= 1_048_576 and 0 <= c <= 16_383]
    return list(dict.fromkeys(_first(place, ranges) for place in inside))


def _is_filled(row: Sequence[Any], place: int) -> bool:
    return 0 <= place < len(row) and not is_blank(row[place])
