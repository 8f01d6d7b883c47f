"""Header lines: found, filled to the right, joined into one heading for each column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.grid import Lines
from mohinh.tables.layouts.periods import Span, read_span, read_year
from mohinh.tables.layouts.spec import ColumnRule, Layout
from mohinh.words.text import fold, tidy

# Titles of a form end within its first rows.
MOST_TITLE_ROWS = 30
ORDINALS = frozenset(("stt", "tt", "so tt", "so thu tu", "s tt"))
# Each ASCII sign as it is compared: a small letter, a digit, the end of a line or a space.
_FOLDED = bytes(
    ord(chr(code).lower()) if code < 128 and (chr(code).isalnum() or code == 10) else 32
    for code in range(256)
)
_SUMS = frozenset(("cong", "tong", "tong cong", "tong so", "luy ke", "cong don"))

key_of = lru_cache(maxsize=2**16)(fold)


@dataclass(frozen=True, slots=True)
class Across:
    """A column that holds one period of a measure; `is_sum` where other columns hold its parts."""

    place: int
    rule: int
    span: Span
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: its first row and the first row of data (places in the grid), the
    joined heading of every column, the column of each rule of the layout, periods across."""

    top: int
    data: int
    headings: tuple[str, ...]
    places: dict[int, int]
    across: tuple[Across, ...]
    ordinal: int | None

    def missing(self, layout: Layout) -> list[ColumnRule]:
        """Required columns of the layout that the sheet does not have."""
        found = set(self.places) | {column.rule for column in self.across}
        return [r for n, r in enumerate(layout.columns) if r.is_required and n not in found]


def cell_text(cell: Any) -> str:
    """A cell of a title or header as text: `1.0` → `1`, a date → `01/2022`."""
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%m/%Y}"
    return tidy(str(cell))


def keys_of(cells: Sequence[Any]) -> list[str]:
    """`key_of(cell_text(cell))` of many cells.

    Most are ASCII and of one line, and are folded as one text: ten times as fast as one by one.
    """
    texts = [cell if cell.__class__ is str else cell_text(cell) for cell in cells]
    joined = "\n".join(texts)
    if joined.isascii() and joined.count("\n") == max(len(texts) - 1, 0):
        folded = joined.encode().translate(_FOLDED).decode()
        keys = folded.split("\n") if texts else []
        return [" ".join(text.split()) for text in keys] if _has_more_spaces(folded) else keys
    known = {text: key_of(text) for text in set(texts)}
    return [known[text] for text in texts]


def _has_more_spaces(folded: str) -> bool:
    """Whether a space stands at either end of a line, or beside another."""
    lines = f"\n{folded}\n"
    return any(signs in lines for signs in ("  ", " \n", "\n "))


def find_header(grid: Lines, layout: Layout) -> Header | None:
    """The header with the most of the layout's columns; None where no column is found.

    With `title_rows` it is looked for there first, and elsewhere only where columns are missing.
    """
    if not grid:
        return None
    last = min(MOST_TITLE_ROWS, len(grid) - layout.header_rows) + 1
    said = layout.title_rows
    if said is not None and said < last:
        header = _read(grid, layout, said)
        if not header.missing(layout):
            return header
    found = [_read(grid, layout, top) for top in range(last)]
    best = max(found, key=lambda h: (len(h.places) + len(h.across), -h.top), default=None)
    return best if best and (best.places or best.across) else None


def header_at(grid: Lines, top: int, lines: int, *, fills_right: bool = True) -> list[list[str]]:
    """The texts of header lines, by column: one text for each line, blanks filled to the right.

    A text fills the blanks to its right as far as the line above it stays the same; the last line
    is not filled.
    """
    rows = [[cell_text(cell) for cell in row] for row in grid[top : top + lines]]
    if fills_right:
        for level, row in enumerate(rows[:-1]):
            for place in range(1, len(row)):
                above = all(rows[up][place] == rows[up][place - 1] for up in range(level))
                below = any(rows[down][place] for down in range(level + 1, lines))
                if not row[place] and above and below:
                    row[place] = row[place - 1]
    return [list(levels) for levels in zip(*rows, strict=True)]


def join(levels: Sequence[str]) -> str:
    """Header lines as one heading: `Số mô hình / Khu dân cư`; a repeated line stands once."""
    kept: list[str] = []
    for text in levels:
        if text and (not kept or key_of(kept[-1]) != key_of(text)):
            kept.append(text)
    return " / ".join(kept)


def _read(grid: Lines, layout: Layout, top: int) -> Header:
    lines = layout.header_rows
    columns = header_at(grid, top, lines, fills_right=layout.fills_right)
    headings = tuple(map(join, columns))
    known = {key_of(text): n for n, rule in enumerate(layout.columns) for text in rule.headers}
    places: dict[int, int] = {}
    across: list[Across] = []
    for place, levels in enumerate(columns):
        column = _across(place, levels, layout, known)
        rule = known.get(key_of(headings[place]))
        if column is not None:
            across.append(column)
        elif rule is not None:
            places.setdefault(rule, place)
    data = top + lines
    if layout.has_numbers_row and data < len(grid) and _is_numbers_row(grid[data]):
        data += 1
    ordinal = next((n for n, text in enumerate(headings) if key_of(text) in ORDINALS), None)
    return Header(top, data, headings, places, _with_sums(across), ordinal)


def _across(
    place: int, levels: Sequence[str], layout: Layout, known: dict[str, int]
) -> Across | None:
    """The column as a period of a measure; None where its lines name neither."""
    if not layout.across_levels:
        return None
    said = {level for level in layout.across_levels if level <= len(levels)}
    texts = [levels[level - 1] for level in sorted(said)]
    spans = [span for text in texts if (span := _span(text))]
    rest = [text for level, text in enumerate(levels, 1) if level not in said]
    rule = known.get(key_of(join(rest)))
    is_sum = any(key_of(text) in _SUMS for text in texts)
    if rule is None or not (spans or is_sum):
        return None
    span = min(spans, key=lambda span: span.months) if spans else Span(0, 11, has_year=False)
    year = next((year for text in levels if (year := read_year(text))), None)
    return Across(place, rule, span.in_year(year))


def _span(text: str) -> Span | None:
    if _is_short_number(text) and 1 <= int(text) <= 12:
        return Span(int(text) - 1, int(text) - 1, has_year=False)
    return read_span(text)


def _with_sums(columns: list[Across]) -> tuple[Across, ...]:
    """The columns; a longer period that shorter ones of the same measure fill is their sum."""
    result = []
    for column in columns:
        others = [c for c in columns if c.rule == column.rule and c is not column]
        inside = [c for c in others if c.span.months < column.span.months]
        is_sum = any(c.span.overlaps(column.span) for c in inside)
        result.append(Across(column.place, column.rule, column.span, is_sum))
    return tuple(result)


def _is_short_number(text: str) -> bool:
    return len(text) <= 4 and text.isdecimal()


def _is_numbers_row(row: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2 3."""
    texts = [cell_text(cell).strip("()[] ") for cell in row]
    filled = [text for text in texts if text]
    numbers = [int(text) for text in filled if _is_short_number(text)]
    rest = [text for text in filled if not _is_short_number(text)]
    counted = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    formulas = all(len(text) == 1 or "=" in text or "+" in text for text in rest)
    return counted and formulas and len(numbers) >= 2
