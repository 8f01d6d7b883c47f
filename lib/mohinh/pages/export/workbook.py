"""Workbook: the tables of a report as sheets of `tables.xlsx`, none of whose text is a formula.

The first sheet has title, sources, limits and the list of tables, the second the definitions and
which CSV file each sheet is. A table without rows has no sheet.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mohinh.pages import style
from mohinh.pages.sentences.definitions import HEADINGS, SHEETS, TITLE, definitions
from mohinh.pages.sentences.report import WORDS, Front, made_up_mark
from mohinh.pages.sentences.sheets import sheet_name
from mohinh.tables import files
from mohinh.words.terms import Label, Lang, say

_WIDEST = 70  # characters of a column; longer text goes on in the next line
_DEFINED = (34, 84, 34)  # characters of term, meaning, source
_CONTENTS: Label = ("Mục lục", "Contents")
_WRAPPED = {"text_wrap": True, "valign": "top"}
_XLSX_LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "text": _WRAPPED | {"num_format": "@", "indent": 1},
        "count": {"num_format": "#,##0", "valign": "top"},
        "share": {"num_format": "0.0%", "valign": "top"},
        "rate": {"num_format": "#,##0.0", "valign": "top"},
        "ratio": {"num_format": "0.00", "valign": "top"},
        "limit": {"num_format": "0.000", "valign": "top"},
        "percent": {"num_format": "0%", "valign": "top"},
        "chance": {"num_format": "0%", "valign": "top"},
        "p": {"num_format": "0.000", "valign": "top"},
        "plain": _WRAPPED,
        "title": _WRAPPED | {"bold": True, "font_size": 13},
        "heading": _WRAPPED | {"bold": True, "bottom": 1},
        "heading_text": _WRAPPED | {"bold": True, "bottom": 1, "indent": 1},
        "heading_right": _WRAPPED | {"bold": True, "bottom": 1, "align": "right"},
        "warning": _WRAPPED | {"bold": True, "font_color": style.WARNING},
        "warning_line": {"bold": True, "font_color": style.WARNING},
        "note": _WRAPPED | {"font_color": style.QUIET},
    }
)


def write_tables(
    tables: Sequence[Mapping[str, Any]], path: Path, front: Front, *, lang: Lang
) -> None:
    """Write the workbook: contents, definitions, then a sheet for each table."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with files.replacing(path) as beside, xlsxwriter.Workbook(str(beside), options) as book:
        book.set_properties({"title": front.title, "created": datetime(2020, 1, 1)})
        forms = {name: book.add_format(look) for name, look in _XLSX_LOOKS.items()}
        _write_cover(book.add_worksheet(say(_CONTENTS, lang)), tables, front, forms, lang=lang)
        _write_definitions(book.add_worksheet(say(TITLE, lang)), tables, forms, lang=lang)
        for table in tables:
            if not table["rows"]:
                continue
            sheet = book.add_worksheet(sheet_name(table["name"], lang=lang))
            warning = made_up_mark(front.made_up) if table["is_made_up"] else ""
            _write_sheet(sheet, table["sheet"], forms, note=table["note"], warning=warning)


def _write_cover(
    sheet: Any,
    tables: Sequence[Mapping[str, Any]],
    front: Front,
    forms: Mapping[str, Any],
    *,
    lang: Lang,
) -> None:
    _for_print(sheet)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 96)
    lines = [("title", front.title), ("warning", front.made_up)]
    lines += [("plain", text) for text in (*front.sources, *front.limits)]
    for row, (form, text) in enumerate(lines):
        sheet.merge_range(row, 0, row, 1, "")
        sheet.write_string(row, 0, text, forms[form])
        sheet.set_row(row, 16 * (1 + len(text) // 115))
    for row, table in enumerate(tables, start=len(lines) + 1):
        none = "" if table["rows"] else f": {say(WORDS['none'], lang)}"
        sheet.write_string(row, 0, sheet_name(table["name"], lang=lang), forms["heading"])
        sheet.write_string(row, 1, f"{table['title']}{none}", forms["plain"])


def _write_definitions(
    sheet: Any, tables: Sequence[Mapping[str, Any]], forms: Mapping[str, Any], *, lang: Lang
) -> None:
    _for_print(sheet)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(_DEFINED):
        sheet.set_column(column, column, width)
    told = [(one.term, one.meaning, one.source) for one in definitions(lang=lang)]
    files_of = [
        (sheet_name(table["name"], lang=lang), table["title"], f"tables/{table['name']}.csv")
        for table in tables
        if table["rows"]
    ]
    heads = {0: HEADINGS, 1 + len(told): SHEETS}
    lines = [None, *told, *([None, *files_of] if files_of else [])]
    for row, texts in enumerate(lines):
        if texts is None:
            for column, heading in enumerate(heads[row]):
                sheet.write_string(row, column, say(heading, lang), forms["heading"])
            continue
        lines = max(-(-len(text) // width) for text, width in zip(texts, _DEFINED, strict=True))
        sheet.set_row(row, 16 * lines)
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, forms["plain"])


def _write_sheet(
    sheet: Any, table: Mapping[str, Any], forms: Mapping[str, Any], *, note: str, warning: str
) -> None:
    """The table from the first cell on; below it what its numbers are, and whether made up."""
    _for_print(sheet)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for row, values in enumerate(table["rows"], start=1):
        lines = max((-(-len(str(value)) // _WIDEST) for value in values), default=1)
        if lines > 1:
            sheet.set_row(row, 15 * lines)
    across = 0
    for place, (heading, kind) in enumerate(zip(table["headings"], table["formats"], strict=True)):
        texts = [_seen(row[place]) for row in table["rows"] if row[place] is not None]
        width = min(max([10, len(heading) + 2, *(len(text) + 2 for text in texts)]), _WIDEST)
        sheet.set_column(place, place, width)
        across += width
        head = "heading_text" if kind == "text" else "heading_right"
        sheet.write_string(0, place, heading, forms[head])
        for row, values in enumerate(table["rows"], start=1):
            value = values[place]
            if value is None:
                continue
            if kind == "text":
                sheet.write_string(row, place, str(value), forms[kind])
            else:
                sheet.write_number(row, place, value, forms[kind])
    below = len(table["rows"]) + 2
    if note:
        if len(table["headings"]) > 1:
            sheet.merge_range(below, 0, below, len(table["headings"]) - 1, "")
        sheet.write_string(below, 0, note, forms["note"])
        sheet.set_row(below, 15 * -(-len(note) // int(across)))
        below += 1
    if warning:
        sheet.set_tab_color(style.WARNING)
        sheet.write_string(below, 0, warning, forms["warning_line"])


def _seen(value: Any) -> str:
    """About what a cell shows of a value: a number with thousands apart and two decimals at most.

    >>> _seen(1239.916666), _seen(0.1111111)
    ('1,239.92', '0.11')
    """
    return str(value) if isinstance(value, str | int) else f"{value:,.2f}"


def _for_print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
