"""Checklist: the first sheet of a marked copy: what was found, how grave, where, what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from mohinh.tables.marking.marks import COLOURS, HIDDEN, SEVERITIES, Severity
from mohinh.words.terms import Label, Lang, say

NAME: Label = ("Kết quả kiểm tra", "Check results")

_TODO: Label = (
    "Xin sửa các ô được tô màu trong tệp gốc rồi gửi lại tệp gốc; để con trỏ vào ô có góc đỏ sẽ "
    "hiện chú thích. Bản này chỉ để xem: công thức đã được thay bằng giá trị.",
    "Please correct the coloured cells in your own file and send that file again; rest the pointer "
    "on a cell with a red corner to read its comment. This copy is only to be looked at: formulas "
    "were replaced by their values.",
)
_NOTHING: Label = ("Không có gì phải sửa.", "There is nothing to correct.")
_MEANINGS: Mapping[Severity, Label] = MappingProxyType(
    {
        "error": (
            "Phải sửa: ô, dòng hoặc trang này chưa được nhập.",
            "Must be corrected: the cell, row or sheet was not taken.",
        ),
        "warning": ("Cần xem lại.", "Is to be looked at."),
        "note": ("Để biết, không cần làm gì.", "For information; nothing to do."),
    }
)
_HIDDEN_MEANING: Label = (
    "Dữ liệu cá nhân, đã che ở bản này. Xin xóa khỏi tệp gốc.",
    "Personal data, hidden in this copy. Please remove them from your own file.",
)
_LEGEND: tuple[Label, ...] = (("Số", "Count"), ("Màu", "Colour"), ("Ý nghĩa", "Meaning"))
_HEADINGS: tuple[Label, ...] = (
    ("STT", "No."),
    ("Mức", "Severity"),
    ("Trang", "Sheet"),
    ("Ô", "Cell"),
    ("Nội dung", "What is the matter"),
)
_WIDTHS = (7, 12, 22, 26, 78)  # characters
_FONT_POINTS, _LINE_POINTS = 10, 15.5
_LETTERS_OF_WIDTH = 1.1  # a width is counted in digits, which are wider than letters
_INK, _LINE, _HEAD = "#1F1F1F", "#BFBFBF", "#E4E9EE"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; `sheet` and `place` as the reader of the copy sees them."""

    severity: Severity
    sheet: str
    place: str
    text: str


def write_checklist(
    book: Any,
    sheet: Any,
    lines: Sequence[Line],
    *,
    file_name: str,
    hidden_count: int,
    remarks: Sequence[str],
    lang: Lang,
) -> None:
    """Write the sheet of an xlsxwriter workbook: title, what to do, colours, counts, the list."""
    forms = {key: book.add_format(look) for key, look in _looks().items()}
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    title = f"{say(NAME, lang)}: {file_name}"
    todo = say(_TODO, lang) if lines else say(_NOTHING, lang)
    row = _write_across(sheet, 0, [(title, forms["title"]), (todo, forms["plain"])])
    row = _write_legend(sheet, row + 1, lines, forms, hidden_count=hidden_count, lang=lang)
    row = _write_across(sheet, row + 1, [(text, forms["plain"]) for text in remarks])
    head = row + 1 if remarks else row
    _write_list(sheet, head, lines, forms, lang)
    _set_page(sheet, head=head)


def count(number: int, lang: Lang) -> str:
    """A whole number as the reader writes it."""
    return f"{number:,}".replace(",", "." if lang == "vi" else ",")


def _looks() -> dict[str, dict[str, Any]]:
    base = {"font_name": "Arial", "font_size": _FONT_POINTS, "font_color": _INK, "valign": "top"}
    box = base | {"border": 1, "border_color": _LINE, "text_wrap": True}
    severities = {
        key: box | {"bg_color": colour, "bold": True, "font_color": "#000000"}
        for key, colour in COLOURS.items()
    }
    return severities | {
        "title": base | {"bold": True, "font_size": 14, "text_wrap": True},
        "plain": base | {"text_wrap": True},
        "head": box | {"bold": True, "bg_color": _HEAD},
        "box": box,
        "number": box | {"num_format": "#,##0", "align": "center"},
    }


def _write_across(sheet: Any, row: int, texts: Sequence[tuple[str, Any]]) -> int:
    """Texts over the whole width, one below the other; the row after them."""
    for text, form in texts:
        size = form.font_size / _FONT_POINTS
        a_line = sum(_WIDTHS) * _LETTERS_OF_WIDTH / size
        sheet.set_row(row, _LINE_POINTS * size * (1 + int(len(text) / a_line)))
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", form)
        sheet.write_string(row, 0, text, form)
        row += 1
    return row


def _write_legend(
    sheet: Any,
    row: int,
    lines: Sequence[Line],
    forms: Mapping[str, Any],
    *,
    hidden_count: int,
    lang: Lang,
) -> int:
    counts = Counter(line.severity for line in lines)
    entries = [
        (counts[key], say(SEVERITIES[key], lang), key, say(_MEANINGS[key], lang)) for key in COLOURS
    ]
    if hidden_count:
        entries.append((hidden_count, HIDDEN, "box", say(_HIDDEN_MEANING, lang)))
    for column, heading in enumerate(_LEGEND):
        sheet.write_string(row, column, say(heading, lang), forms["head"])
    sheet.merge_range(row, 2, row, 4, "", forms["head"])
    sheet.write_string(row, 2, say(_LEGEND[2], lang), forms["head"])
    for number, label, form, meaning in entries:
        row += 1
        sheet.write_number(row, 0, number, forms["number"])
        sheet.write_string(row, 1, label, forms[form])
        sheet.merge_range(row, 2, row, 4, "", forms["box"])
        sheet.write_string(row, 2, meaning, forms["box"])
    return row + 1


def _write_list(
    sheet: Any, row: int, lines: Sequence[Line], forms: Mapping[str, Any], lang: Lang
) -> None:
    for column, heading in enumerate(_HEADINGS):
        sheet.write_string(row, column, say(heading, lang), forms["head"])
    for number, line in enumerate(lines, 1):
        at = row + number
        sheet.set_row(at, _points(line))
        sheet.write_number(at, 0, number, forms["number"])
        sheet.write_string(at, 1, say(SEVERITIES[line.severity], lang), forms[line.severity])
        for column, text in enumerate((line.sheet, line.place, line.text), 2):
            sheet.write_string(at, column, text, forms["box"])
    if lines:
        sheet.autofilter(row, 0, row + len(lines), len(_HEADINGS) - 1)


def _points(line: Line) -> float:
    """The height of a line: not every spreadsheet program finds it by itself."""
    texts = zip((line.sheet, line.place, line.text), _WIDTHS[2:], strict=True)
    rows = max(
        1,
        *(
            sum(1 + int(len(part) / (width * _LETTERS_OF_WIDTH)) for part in text.splitlines())
            for text, width in texts
        ),
    )
    return min(_LINE_POINTS * rows, 409.0)


def _set_page(sheet: Any, *, head: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.repeat_rows(head)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
