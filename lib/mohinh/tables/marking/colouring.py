"""Colouring: one sheet of a marked copy: its values as they stand, its colours, its comments."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from mohinh.tables.cells import is_blank, show
from mohinh.tables.marking.attire import Style
from mohinh.tables.marking.dress import Dress
from mohinh.tables.marking.marks import (
    COLOURS,
    HIDDEN,
    SEVERITIES,
    Mark,
    Place,
    Severity,
    Spots,
    gravest,
    value_at,
    words_of,
)
from mohinh.tables.sheets.look import Range
from mohinh.tables.sheets.reading import Sheet
from mohinh.words.terms import Label, Lang, say

# Excel becomes slow with more.
MOST_COMMENTS = 2_000  # of a sheet
TEXT_CHARACTERS = 32_767  # of a cell

_COMMENT_CHARACTERS = 1_500
_COMMENT_PIXELS, _COMMENT_LINE_PIXELS, _COMMENT_LETTERS = 330, 16, 46  # of a line
_WIDEST, _NARROWEST, _SAMPLE_ROWS = 40, 9, 200  # letters, letters, rows
_LETTER_PIXELS = 7
_LINE_POINTS, _MOST_POINTS = 15.0, 409.0
_A4 = 9

_ERROR_VALUE: Label = ("#LỖI!", "#ERROR!")
_MORE: Label = ("… (xem danh sách ở trang đầu)", "… (see the list in the first sheet)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet to be written: what it holds, its name in the copy, its marks, its look.

    `ranges`: merged ranges that are written, by each place that they cover.
    """

    sheet: Sheet
    title: str
    spots: Spots
    dress: Dress | None
    ranges: Mapping[Place, Range]


class Forms:
    """The formats of the copy: each style with each colour is made once."""

    def __init__(self, book: xlsxwriter.Workbook, styles: Sequence[Style]):
        self._book = book
        self._styles = styles
        self._made: dict[tuple, Any] = {}

    def form(
        self,
        style: int | None,
        value: Any,
        severity: Severity | None,
        *,
        is_hidden: bool = False,
        is_wrapped: bool = False,
    ) -> Any:
        """The format for a value in a style of the source (None: it has none)."""
        shown = "" if is_hidden else _date_format(value)
        key = style, shown, severity, is_hidden, is_wrapped
        if key not in self._made:
            self._made[key] = self._book.add_format(self._look(*key))
        return self._made[key]

    def _look(
        self,
        style: int | None,
        shown: str,
        severity: Severity | None,
        is_hidden: bool,
        is_wrapped: bool,
    ) -> dict[str, Any]:
        look = dict(self._styles[style]) if style is not None and style < len(self._styles) else {}
        if is_hidden:
            look.pop("num_format", None)
        if shown and "num_format" not in look:
            look["num_format"] = shown
        if is_wrapped:
            look |= {"text_wrap": True, "valign": "top"}
        if severity:
            look.pop("fg_color", None)
            look |= {"pattern": 1, "bg_color": COLOURS[severity], "font_color": "#000000"}
        return look


def _date_format(value: Any) -> str:
    if isinstance(value, datetime) and value.time() != time(0):
        return "dd/mm/yyyy hh:mm"
    if isinstance(value, date):
        return "dd/mm/yyyy"
    if isinstance(value, time):
        return "hh:mm"
    return "[h]:mm" if isinstance(value, timedelta) else ""


def write_leaf(sheet: Any, leaf: Leaf, forms: Forms, lang: Lang) -> int:
    """Write one sheet into an xlsxwriter worksheet that is still empty; how many cells it hides."""
    if leaf.dress:
        _dress(sheet, leaf.dress)
    else:
        _fit(sheet, leaf)
    _hide(sheet, leaf)
    _write_comments(sheet, leaf, lang)  # first: a long sheet takes none for rows already written
    for first, left, last, right in sorted(set(leaf.ranges.values())):
        sheet.merge_range(first - 1, left, last - 1, right, "")
    hidden = sum(
        _write_cell(sheet, leaf, place, value, forms) for place, value in _cells(leaf, lang)
    )
    if leaf.spots.coloured:
        sheet.set_tab_color(COLOURS[gravest(leaf.spots.coloured.values())])
    return hidden


def _cells(leaf: Leaf, lang: Lang) -> Iterator[tuple[Place, Any]]:
    """Row by row, the places to be written and their values; None where only a look is.

    What stands under a merged range is not carried: nobody sees it.
    """
    top, left = leaf.sheet.first_row - 1, leaf.sheet.first_column
    grid = leaf.sheet.grid
    looks = _columns_to_show(leaf, last=top + len(grid) - 1)
    faults = _faults(leaf, lang)
    for row in sorted({*range(top, top + len(grid)), *looks, *faults}):
        values = grid[row - top] if 0 <= row - top < len(grid) else ()
        cells: dict[int, Any] = dict.fromkeys(looks.get(row, ()))
        cells |= {left + n: value for n, value in enumerate(values) if not is_blank(value)}
        cells |= faults.get(row, {})
        for column in sorted(cells):
            place = row, column
            covered = leaf.ranges.get(place)
            is_under = covered is not None and covered[:2] != place
            yield place, None if is_under else cells[column]


def _columns_to_show(leaf: Leaf, *, last: int) -> dict[int, set[int]]:
    """Row → columns of the cells that show a look or a colour, whether or not they are filled."""
    columns: dict[int, set[int]] = {}
    for row, column in leaf.spots.coloured:
        columns.setdefault(row, set()).add(column)
    last = max(last, *columns) if columns else last
    for row, styles in (leaf.dress.styles if leaf.dress else {}).items():
        if row <= last:
            columns.setdefault(row, set()).update(styles)
    return columns


def _faults(leaf: Leaf, lang: Lang) -> dict[int, dict[int, str]]:
    """Row → column → the error that a formula shows there."""
    left = leaf.sheet.first_column
    lost = {
        (row, left + place): say(_ERROR_VALUE, lang)
        for (row, place), why in leaf.sheet.lost.items()
        if why == "error_value"
    }
    faults: dict[int, dict[int, str]] = {}
    for (row, column), text in (lost | (leaf.dress.faults if leaf.dress else {})).items():
        faults.setdefault(row, {})[column] = text
    return faults


def _write_cell(sheet: Any, leaf: Leaf, place: Place, value: Any, forms: Forms) -> bool:
    """Write one cell; whether its value was hidden."""
    row, column = place
    style = leaf.dress.styles.get(row, {}).get(column) if leaf.dress else None
    is_hidden = value is not None and leaf.spots.hides(place, value)
    is_wrapped = _is_wrapped(leaf, place, value)
    form = forms.form(
        style, value, leaf.spots.coloured.get(place), is_hidden=is_hidden, is_wrapped=is_wrapped
    )
    _write_value(sheet, row - 1, column, HIDDEN if is_hidden else value, form)
    return is_hidden


def _write_value(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, form)
    elif isinstance(value, time | timedelta) or _is_countable(value):
        sheet.write_datetime(row, column, value, form)
    else:
        text = show(value) if isinstance(value, date) else str(value)
        sheet.write_string(row, column, cut(text, TEXT_CHARACTERS), form)


def _is_countable(value: Any) -> bool:
    """Whether it is a date that Excel counts: from 1900 on."""
    return isinstance(value, date) and value.year >= 1900


def _dress(sheet: Any, dress: Dress) -> None:
    """Widths, heights, what is frozen, grid and paper as in the source."""
    for first, last, width, _ in dress.columns:
        if width is not None:
            sheet.set_column_pixels(first, last, round(width * _LETTER_PIXELS))
    for row, height in dress.heights.items():
        sheet.set_row(row - 1, height)
    if any(dress.frozen):
        sheet.freeze_panes(*dress.frozen)
    if not dress.has_grid:
        sheet.hide_gridlines(2)
    if dress.is_landscape is not False:
        sheet.set_landscape()
    sheet.set_paper(dress.paper)
    sheet.fit_to_pages(1, 0)


def _fit(sheet: Any, leaf: Leaf) -> None:
    """Columns as wide as the texts that have no room beside them, rows as high as what is wrapped.

    Not every spreadsheet program finds the height of a row by itself.
    """
    source, left = leaf.sheet, leaf.sheet.first_column
    for place in range(len(source.headers)):
        lengths = [
            len(show(row[place]))
            for row in source.grid[:_SAMPLE_ROWS]
            if place + 1 == len(row) or not is_blank(row[place + 1])
        ]
        width = min(max([_NARROWEST, *lengths]) + 1, _WIDEST)
        sheet.set_column(left + place, left + place, width)
    for row, values in enumerate(source.grid, source.first_row - 1):
        longest = max(
            (len(v) for n, v in enumerate(values) if _is_wrapped(leaf, (row, left + n), v)),
            default=0,
        )
        if longest:
            sheet.set_row(row - 1, min(_LINE_POINTS * -(-longest // _WIDEST), _MOST_POINTS))
    sheet.hide_gridlines(0)  # prints them too
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _is_wrapped(leaf: Leaf, place: Place, value: Any) -> bool:
    """Whether a text is longer than its column and has no room beside it."""
    if leaf.dress or not isinstance(value, str) or len(value) <= _WIDEST or place in leaf.ranges:
        return False
    return not is_blank(value_at(leaf.sheet, (place[0], place[1] + 1)))


def _hide(sheet: Any, leaf: Leaf) -> None:
    """Rows and columns that the source hides stay so, but for those with a mark."""
    marked_rows = {row for row, _ in leaf.spots.coloured}
    marked_columns = {column for _, column in leaf.spots.coloured}
    heights = leaf.dress.heights if leaf.dress else {}
    for row in {*leaf.sheet.hidden_rows, *(leaf.dress.hidden_rows if leaf.dress else ())}:
        if row not in marked_rows:
            sheet.set_row(row - 1, heights.get(row), None, {"hidden": True})
    for first, last, width, is_hidden in leaf.dress.columns if leaf.dress else ():
        pixels = round((width or _NARROWEST) * _LETTER_PIXELS)
        for column in range(first, last + 1) if is_hidden else ():
            if column not in marked_columns:
                sheet.set_column_pixels(column, column, pixels, None, {"hidden": True})


def _write_comments(sheet: Any, leaf: Leaf, lang: Lang) -> None:
    """A comment on each marked cell; where they are too many, on the gravest and first."""
    places = sorted(
        leaf.spots.marks,
        key=lambda place: (list(SEVERITIES).index(leaf.spots.coloured[place]), place),
    )
    for row, column in places[:MOST_COMMENTS]:
        text = _comment(leaf, leaf.spots.marks[row, column], lang)
        lines = sum(1 + len(line) // _COMMENT_LETTERS for line in text.splitlines())
        box = {"width": _COMMENT_PIXELS, "height": _COMMENT_LINE_PIXELS * (lines + 1)}
        sheet.write_comment(row - 1, column, text, {"author": "mohinh", "font_size": 9} | box)


def _comment(leaf: Leaf, marks: Sequence[Mark], lang: Lang) -> str:
    said = [
        f"{say(SEVERITIES[mark.severity], lang)}: {words_of(mark, leaf.sheet, leaf.spots)}"
        for mark in marks
    ]
    text = "\n".join(dict.fromkeys(said))
    if len(text) <= _COMMENT_CHARACTERS:
        return text
    return f"{text[:_COMMENT_CHARACTERS]}\n{say(_MORE, lang)}"


def cut(text: str, most: int) -> str:
    """The text as far as Excel counts that many characters: some letters count as two."""
    if 2 * len(text) <= most:
        return text
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
