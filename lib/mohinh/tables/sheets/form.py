"""The form: the Vietnamese workbook that is sent out, written blank or filled in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from mohinh.tables import files
from mohinh.tables.schemas import KIND_NAMES, PLAN_TABLES, WORKBOOK_TABLES, Column, Table
from mohinh.words.terms import VINTAGES

if TYPE_CHECKING:
    import xlsxwriter

INFO_SHEET = "Thông tin"
LEGEND_SHEET = "Chú giải"
FORM_VERSION = "2"

# Headings of the information sheet → what they are called in code.
INFO_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "Tỉnh": "province",
        "Hệ đơn vị hành chính": "vintage",
        "Từ tháng": "first_month",
        "Đến tháng": "last_month",
        "Dữ liệu giả lập": "is_made_up",
        "Phiên bản mẫu": "form_version",
    }
)
_INFO_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "vintage": tuple(f"{code}: {label[0]}" for code, label in VINTAGES.items()),
        "is_made_up": ("Có", "Không"),
    }
)


def write_workbook(
    path: str | Path,
    *,
    info: Mapping[str, str],
    tables: Mapping[str, pd.DataFrame] | None = None,
    rows_with_lists: int = 2_000,
) -> None:
    """Write the Vietnamese workbook: blank without `tables`, else filled with them.

    One sheet per table (those of `PLAN_TABLES` only where `tables` has them) with Vietnamese
    headings, lists to choose from, a sheet of information (keys
    of `INFO_KEYS`) and a legend. The same content gives the same bytes. Text is never a formula.
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with files.replacing(Path(path)) as beside, xlsxwriter.Workbook(str(beside), options) as book:
        book.set_properties({"title": "mohinh", "created": datetime(2020, 1, 1)})
        formats = _formats(book)
        _write_info(book, formats, info)
        written = (*WORKBOOK_TABLES, *(t for t in PLAN_TABLES if t.name in (tables or {})))
        for table in written:
            frame = (tables or {}).get(table.name, table.empty())
            _write_table(book, formats, table, frame, max(rows_with_lists, len(frame)))
        _write_legend(book, formats, written)


def _formats(book: "xlsxwriter.Workbook") -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 10}
    head = base | {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    return {
        "plain": book.add_format(base),
        "bold": book.add_format(base | {"bold": True}),
        "note": book.add_format(base | {"italic": True, "font_color": "#9C2A00"}),
        "wrap": book.add_format(base | {"text_wrap": True, "valign": "top"}),
        "required": book.add_format(head | {"bg_color": "#F6D8A8"}),
        "optional": book.add_format(head | {"bg_color": "#DCE6EE"}),
        "text": book.add_format(base | {"num_format": "@"}),
        "whole": book.add_format(base | {"num_format": "#,##0"}),
        "score": book.add_format(base | {"num_format": "0.0"}),
        "year": book.add_format(base | {"num_format": "0"}),
        "date": book.add_format(base | {"num_format": "dd/mm/yyyy"}),
        "month": book.add_format(base | {"num_format": "mm/yyyy"}),
    }


_CELL_FORMATS = MappingProxyType(
    {
        "text": "text",
        "choice": "plain",
        "count": "whole",
        "money": "whole",
        "score": "score",
        "year": "year",
        "month": "month",
        "date": "date",
        "flag": "plain",
    }
)


def _write_info(book: "xlsxwriter.Workbook", formats: dict, info: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(INFO_SHEET)
    sheet.set_column(0, 0, 26, formats["bold"])
    sheet.set_column(1, 1, 60, formats["text"])
    for row, (header, key) in enumerate(INFO_KEYS.items()):
        value = FORM_VERSION if key == "form_version" else info.get(key, "")
        sheet.write_string(row, 0, header, formats["bold"])
        # As text: Excel turns 2025-06 typed into a plain cell into a date.
        sheet.write_string(row, 1, value, formats["text"])
        if key in _INFO_CHOICES:
            rule = {"validate": "list", "source": list(_INFO_CHOICES[key])}
            sheet.data_validation(row, 1, row, 1, rule)
    notes = [
        "Ô để trống nghĩa là chưa báo cáo; số 0 nghĩa là không có.",
        "Không ghi họ tên, ngày sinh, số giấy tờ, điện thoại hay bất kỳ thông tin cá nhân nào.",
        "Tháng ghi dạng mm/yyyy, ví dụ 01/2022.",
        "Cột nền vàng là bắt buộc. Ý nghĩa từng cột ở trang “Chú giải”.",
    ]
    if info.get("is_made_up") == "Có":
        notes.insert(0, "DỮ LIỆU GIẢ LẬP: mọi dòng trong tệp này đều do máy tạo ra.")
    for row, note in enumerate(notes, start=len(INFO_KEYS) + 1):
        sheet.write_string(row, 0, note, formats["note"])


def _write_table(
    book: "xlsxwriter.Workbook", formats: dict, table: Table, frame: pd.DataFrame, rows: int
) -> None:
    sheet = book.add_worksheet(table.sheet)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 34)
    for place, column in enumerate(table.typed_columns):
        kind = "required" if column.is_required else "optional"
        sheet.set_column(place, place, max(11, min(26, len(column.header) + 3)))
        sheet.write_string(0, place, column.header, formats[kind])
        sheet.write_comment(0, place, f"{column.meaning[0]} ({KIND_NAMES[column.kind][0]})")
        rule = _entry_rule(column)
        if rule:
            sheet.data_validation(1, place, rows, place, rule)
        _write_cells(sheet, formats[_CELL_FORMATS[column.kind]], place, column, frame[column.name])
    sheet.autofilter(0, 0, max(1, len(frame)), len(table.typed_columns) - 1)


def _write_cells(sheet: Any, form: Any, place: int, column: Column, values: pd.Series) -> None:
    labels = {code: label[0] for code, label in (column.choices or {}).items()}
    for row, value in enumerate(values.tolist(), start=1):
        if value is None or value is pd.NA or value is pd.NaT or value != value:
            continue
        if column.kind in ("date", "month"):
            sheet.write_datetime(row, place, value.to_pydatetime(), form)
        elif column.kind in ("count", "money", "score", "year"):
            sheet.write_number(row, place, value, form)
        elif column.kind == "flag":
            sheet.write_string(row, place, "Có" if value else "Không", form)
        else:
            sheet.write_string(row, place, labels.get(value, value), form)


def _entry_rule(column: Column) -> dict[str, Any] | None:
    stop = {"error_title": "Sai giá trị", "error_message": KIND_NAMES[column.kind][0]}
    if column.kind == "choice":
        listed = [label[0] for label in (column.choices or {}).values()]
        # Excel takes a list of at most 255 characters and splits it at commas.
        if sum(map(len, listed)) + len(listed) > 255 or any("," in text for text in listed):
            name = column.name
            return {"validate": "list", "source": f"={_list_name(name)}"} | stop
        return {"validate": "list", "source": listed} | stop
    if column.kind == "flag":
        return {"validate": "list", "source": ["Có", "Không"]} | stop
    if column.kind in ("count", "money"):
        return {"validate": "integer", "criteria": ">=", "value": 0} | stop
    return None


def _list_name(column: str) -> str:
    return f"ds_{column}"


def _write_legend(book: "xlsxwriter.Workbook", formats: dict, written: Sequence[Table]) -> None:
    sheet = book.add_worksheet(LEGEND_SHEET)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 56)
    sheet.set_column(3, 4, 24)
    sheet.freeze_panes(1, 0)
    for place, header in enumerate(("Trang", "Cột", "Ý nghĩa", "Cách ghi", "Giá trị chọn")):
        sheet.write_string(0, place, header, formats["optional"])
    row = 1
    named: set[str] = set()
    for table in written:
        for column in table.typed_columns:
            texts = (table.sheet, column.header, column.meaning[0], KIND_NAMES[column.kind][0])
            for place, text in enumerate(texts):
                sheet.write_string(row, place, text, formats["wrap"])
            labels = [label[0] for label in (column.choices or {}).values()]
            for offset, label in enumerate(labels):
                sheet.write_string(row + offset, 4, label, formats["wrap"])
            if labels and column.name not in named:
                named.add(column.name)
                book.define_name(
                    _list_name(column.name),
                    f"='{LEGEND_SHEET}'!$E${row + 1}:$E${row + len(labels)}",
                )
            row += max(1, len(labels))
