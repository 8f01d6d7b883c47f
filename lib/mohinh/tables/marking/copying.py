"""Marking: the copy of a workbook that goes back: cells coloured, a comment on each, a list first.

Written anew from the values that were read; of an .xlsx that is not too large, with the form's own
look. Formulas, macros, links, rules, pictures, other people's comments, document properties and
hidden sheets are never carried, because nothing is carried that is not named here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from mohinh.tables import files
from mohinh.tables.marking import checklist
from mohinh.tables.marking.colouring import (
    MOST_COMMENTS,
    TEXT_CHARACTERS,
    Forms,
    Leaf,
    cut,
    write_leaf,
)
from mohinh.tables.marking.dress import Dresses, dresses_of
from mohinh.tables.marking.marks import Mark, Spots, sheet_of, spots_of, words_of
from mohinh.tables.sheets.look import kind_of
from mohinh.tables.sheets.reading import Sheet, Workbook
from mohinh.words.errors import MohinhError, UnreadableFile
from mohinh.words.terms import Label, Lang, say

# A larger workbook is written row by row, from its values only.
MOST_DRESSED_CELLS = 200_000
_TITLE_CHARACTERS = 31
_FONT = {"font_name": "Arial", "font_size": 10}
# Bordered blank cells of a form may be as many as its filled ones.
_MOST_LOOKS = 2

_VALUES_ONLY: Label = (
    "Bản này chỉ giữ giá trị các ô, không giữ cách trình bày của tệp gốc.",
    "This copy holds the values of the cells only, not the look of the file.",
)
_LEFT_OUT: Label = ("Trang bị ẩn, không có trong bản này: {}.", "Hidden, not in this copy: {}.")
_NOT_ALL: Label = (
    "Trang {}: {} ô được tô màu, {} ô có chú thích; danh sách dưới đây có đủ.",
    "Sheet {}: {} cells are coloured, {} of them have a comment; the list below holds all.",
)
_ROW: Label = ("{}, dòng {}", "{}, row {}")
_COLUMN: Label = ("{}, cột {}", "{}, column {}")
_WHOLE_FILE: Label = ("cả tệp", "the whole file")


def write_marked_copy(
    source: Path, workbook: Workbook, marks: Sequence[Mark], path: Path, *, lang: Lang
) -> None:
    """Write an .xlsx of the workbook with what was found shown in its cells.

    `workbook` is what was read from `source`, which is not changed. The same workbook and marks
    give the same bytes. Raises `UnreadableFile` where the source is no longer what was read,
    `UnknownName` where a mark hides something in a sheet that is not there.
    """
    _guard_files(source, workbook, path)
    spots = spots_of(workbook, marks)
    is_large = _size(workbook) > MOST_DRESSED_CELLS
    dresses = _dresses(source, is_large=is_large)
    shown = {name: sheet for name, sheet in workbook.sheets.items() if not sheet.is_hidden}
    titles = _titles(list(shown))
    leaves = [
        _leaf(sheet, titles[name], spots[name], dresses, is_large=is_large)
        for name, sheet in shown.items()
    ]
    first = _free(say(checklist.NAME, lang), {title.casefold() for title in titles.values()})
    with (
        files.replacing(path) as beside,
        xlsxwriter.Workbook(str(beside), _options(dresses, is_large=is_large)) as book,
    ):
        created = datetime(2020, 1, 1)
        book.set_properties({"title": first, "author": "mohinh", "created": created})
        front = book.add_worksheet(first)
        forms = Forms(book, dresses.styles if dresses else ())
        hidden = [write_leaf(book.add_worksheet(leaf.title), leaf, forms, lang) for leaf in leaves]
        checklist.write_checklist(
            book,
            front,
            _lines(workbook, marks, spots, titles, lang),
            file_name=workbook.file_name,
            hidden_count=sum(hidden),
            remarks=_remarks(workbook, leaves, lang),
            lang=lang,
        )


def _guard_files(source: Path, workbook: Workbook, path: Path) -> None:
    if path.exists() and path.samefile(source):
        raise MohinhError(
            f"{path.name}: the copy would take the place of the file that was sent; expected "
            "another name. Name another file"
        )
    if files.sha256(source) != workbook.sha256:
        raise UnreadableFile(
            f"{source.name}: changed since it was read; expected the same file. Check it again"
        )


def _size(workbook: Workbook) -> int:
    return sum(len(sheet.grid) * len(sheet.headers) for sheet in workbook.sheets.values())


def _dresses(source: Path, *, is_large: bool) -> Dresses | None:
    if is_large or kind_of(source) != "xlsx":
        return None
    return dresses_of(source, most_cells=_MOST_LOOKS * MOST_DRESSED_CELLS)


def _leaf(
    sheet: Sheet, title: str, spots: Spots, dresses: Dresses | None, *, is_large: bool
) -> Leaf:
    dress = dresses.sheets.get(sheet.name) if dresses else None
    # Written row by row, a range would reach into rows that are not there yet.
    return Leaf(sheet, title, spots, dress, {} if is_large else spots.ranges)


def _options(dresses: Dresses | None, *, is_large: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": is_large,
        "in_memory": not is_large,
    }
    # Widths of columns are counted in characters of the first style's font.
    usual = dresses.styles[0] if dresses and dresses.styles else {}
    font = {key: usual.get(key, ours) for key, ours in _FONT.items()}
    return options | {"default_format_properties": font}


# Names ------------------------------------------------------------------------------------------


def _titles(names: Sequence[str]) -> dict[str, str]:
    """Name of each sheet → its name in the copy; another only where Excel takes no such name."""
    titles: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("'") or "Sheet"
        titles[name] = _free(plain, {title.casefold() for title in titles.values()})
    return titles


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number where it is taken; no longer than a name may be."""
    number, title = 1, cut(name, _TITLE_CHARACTERS)
    while title.casefold() in {*taken, "history"}:  # Excel keeps that one for itself
        number += 1
        tail = f" {number}"
        title = cut(name, _TITLE_CHARACTERS - len(tail)) + tail
    return title


# The list ---------------------------------------------------------------------------------------


def _lines(
    workbook: Workbook,
    marks: Sequence[Mark],
    spots: Mapping[str, Spots],
    titles: Mapping[str, str],
    lang: Lang,
) -> list[checklist.Line]:
    """The marks in the order of sheets, rows and columns; what has no place comes first."""
    order = {name: place for place, name in enumerate(workbook.sheets)}
    found: list[tuple[tuple[int, int, int], checklist.Line]] = []
    for mark in marks:
        sheet = sheet_of(workbook, mark)
        name = sheet.name if sheet else mark.sheet
        title = titles.get(name, name)
        column = -1 if mark.column is None else mark.column
        key = order.get(name, -1), mark.row or 0, column
        text = cut(words_of(mark, sheet, spots.get(name)), TEXT_CHARACTERS)
        line = checklist.Line(mark.severity, title, _place(mark, title, lang), text)
        found.append((key, line))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _place(mark: Mark, title: str, lang: Lang) -> str:
    if mark.row is None and mark.column is None:
        return title or say(_WHOLE_FILE, lang)
    if mark.column is None:
        return say(_ROW, lang).format(title, mark.row)
    letters = xl_col_to_name(mark.column)
    if mark.row is None:
        return say(_COLUMN, lang).format(title, letters)
    return f"{title}!{letters}{mark.row}"


def _remarks(workbook: Workbook, leaves: Sequence[Leaf], lang: Lang) -> list[str]:
    remarks = []
    if any(leaf.dress is None for leaf in leaves):
        remarks.append(say(_VALUES_ONLY, lang))
    hidden = [f"“{name}”" for name, sheet in workbook.sheets.items() if sheet.is_hidden]
    if hidden:
        remarks.append(say(_LEFT_OUT, lang).format(", ".join(hidden)))
    for leaf in leaves:
        if len(leaf.spots.marks) > MOST_COMMENTS:
            counts = len(leaf.spots.coloured), MOST_COMMENTS
            shown = (checklist.count(number, lang) for number in counts)
            remarks.append(say(_NOT_ALL, lang).format(f"“{leaf.title}”", *shown))
    return remarks
