"""Beside: personal data in a workbook outside its cells; words for where, never the value."""

from collections.abc import Mapping
from types import MappingProxyType

from mohinh.tables import privacy
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Beside, Workbook
from mohinh.words.terms import Label

_WHERE: Mapping[str, Label] = MappingProxyType(
    {
        "comment": ("xóa chú thích của ô", "the comment deleted"),
        "box": ("xóa hộp chữ", "the text box deleted"),
        "page": ("xóa chữ ở đầu trang, chân trang in", "the header or footer of the page cleared"),
        "name": ("xóa tên vùng ô", "the defined name deleted"),
        "property": ("xóa thuộc tính tệp, tên người soạn", "the properties of the file cleared"),
        "pivot": ("xóa bảng tổng hợp (PivotTable)", "the pivot table deleted"),
    }
)
# Where a name is that of whoever made or signed the file.
_SIGNED = ("property", "page", "box")


def beside_cells(book: Workbook) -> list[Finding]:
    """Findings of personal data in names of sheets and in texts that stand in no cell.

    A name where people sign or programs write their user is only noted: nothing of it is kept.
    """
    found = [
        Finding("personal_data", "…", expected=(f"đổi tên trang thứ {n}", f"sheet {n} renamed"))
        for n, name in enumerate(book.sheets, 1)
        if privacy.personal_cell(name)
    ]
    found += [one for text in book.beside if (one := _finding(text))]
    pivots = [text.text for text in book.beside if text.kind == "pivot"]
    if privacy.scan("", "", pivots, first_row=1):
        found.append(Finding("personal_data", expected=_WHERE["pivot"]))
    return list(dict.fromkeys(found))


def _finding(beside: Beside) -> Finding | None:
    is_signed = beside.kind in _SIGNED
    if privacy.personal_cell(beside.text):
        is_error = not (is_signed and privacy.is_only_name(beside.text))
    elif is_signed and not privacy.repeatable(beside.text):
        is_error = False
    else:
        return None
    letter = beside.cell.rstrip("0123456789")
    return Finding(
        "personal_data" if is_error else "author",
        beside.sheet,
        int(beside.cell.removeprefix(letter)) if beside.cell else None,
        expected=_WHERE[beside.kind],
        letter=letter,
    )
