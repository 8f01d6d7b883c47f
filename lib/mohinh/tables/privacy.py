"""Privacy: refuses personal data at the door; hides small counts before anything leaves.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP bind the handling of personal data. The first line of
defence is that a workbook has a known form: a column that is not in the form is refused. This
module is the second line, for what is typed into a known column. A finding names the place, never
the value.

Counts about people, tips or cases below `SMALLEST` are hidden, with a second cell where a total
would give them away. Zero is published: it says that nobody was concerned.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from mohinh.tables import units
from mohinh.tables.quality import Finding
from mohinh.words.terms import VINTAGES
from mohinh.words.text import fold, tidy

SMALLEST = 5

_FORBIDDEN_HEADERS = re.compile(
    r"\b(ho (va )?ten|hoten|ho ten dem|ten (chu ho|nguoi|doi tuong|nan nhan|bi hai|can bo)|"
    r"nguoi (lap|ky|dai dien|lien he|nghien|dung dau)|chu ho|"
    r"ngay( thang)?( nam)? sinh|nam sinh|sinh ngay|sinh nam|tuoi|dob|"
    r"cccd|cmnd|cmtnd|cmt|can cuoc|chung minh|ho chieu|dinh danh|mst ca nhan|"
    r"(so )?dien thoai|sdt|so dt|dt|di dong|zalo|facebook|phone|email|so tai khoan|"
    r"dia chi|so nha|noi o|cho o|thuong tru|tam tru|que quan|ho khau|"
    r"bien so|bks|bhyt|bhxh|nghe nghiep ca nhan|hoc van|gioi tinh|tien an|tien su|"
    r"dan toc|ton giao|tin nguong|ethnicity|religion|(?<!so )doi tuong|co so bi mat)\b"
)
# Citizens' numbers have twelve digits and begin with 0; older ones had nine.
_IDENTITY = re.compile(
    r"(?<!\d)(?<!\d[.,/])(?:0\d\d[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}|\d{12}|\d{9})(?![.,/]?\d)"
)
_PHONE = re.compile(
    r"(?<!\d)(?:\(?\+?84\)?|0)[ .]?[35789]\d(?:[ .]?\d){7}(?!\d)|"
    r"(?<!\d)0[35789]\d{1,2}-\d{3}-\d{3,4}(?!\d)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
# Marks of secrecy, with diacritics and without: the folded words alone would hit ordinary ones.
_SECRET = re.compile(
    r"\b(tối mật|tuyệt mật|lưu hành nội bộ|toi mat|tuyet mat|luu hanh noi bo)\b|"
    r"^(độ mật|do mat)\b|^mật$"
)
_FAMILIES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ"),
    *("Hồ", "Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Lương", "Trương", "Cao", "Lâm", "Đào"),
    *("Chu", "Quách", "Thái", "Triệu", "Vương", "Nghiêm", "Kiều", "Lưu", "Mạc", "Phùng", "Tăng"),
    *("Thạch", "Lò", "Lường"),
)
_FAMILY_NAMES = frozenset({name.casefold() for name in _FAMILIES} | set(map(fold, _FAMILIES)))
_ANY_FAMILY = "|".join([*_FAMILIES, *map(str.upper, _FAMILIES)])
# “Đô thị văn minh” is no Đỗ Thị: the middle name counts only with the family's own diacritics.
_MIDDLE_NAME = re.compile(
    rf"(?:{_ANY_FAMILY}) (?:Văn|Thị|VĂN|THỊ)(?: \w+){{1,2}}|"
    r"(?i:nguyen|tran|pham|hoang|huynh|phan|vu|vo|dang|bui|ngo|duong|le) (?i:van|thi)(?: \w+){1,2}"
)
_ADDRESSED = re.compile(
    r"\b(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị|[đĐ]ồng chí|đ/c|[nN]gười \w+|[tT]rưởng \w+|[tT]ổ trưởng|"
    rf"[hH]ọ (?:và )?tên)(?: ?:)? (?:{_ANY_FAMILY}) (\w)"
)


def forbidden_header(header: str) -> bool:
    """Whether a column heading asks for something about a person."""
    return bool(_FORBIDDEN_HEADERS.search(fold(header)))


def personal_cell(cell: Any) -> bool:
    """Whether a cell holds an identity number, phone, mail address, full name or mark of secrecy.

    A number counts when it has the length of an identity or phone number (its leading zero lost)
    and is not round; a name, when it has a family name and Văn or Thị, or follows ông, bà …
    """
    if isinstance(cell, float | int):
        return _identifying_number(cell)
    if not isinstance(cell, str) or len(cell) < 3:
        return False
    if _PHONE.search(cell) or _IDENTITY.search(cell) or _EMAIL.search(cell):
        return True
    text = tidy(cell)
    return bool(_SECRET.search(text.casefold())) or _full_name(text)


def _identifying_number(cell: float, *, least: float = 1e8) -> bool:
    return least <= cell < 1e12 and cell % 1000 != 0 and float(cell).is_integer()


def _full_name(text: str) -> bool:
    found = _ADDRESSED.search(text)
    if found and found[1].isupper():
        return True
    return bool(_MIDDLE_NAME.fullmatch(text)) and fold(text) not in _place_names()


def _person_name(cell: Any) -> bool:
    words = tidy(cell).casefold().split() if isinstance(cell, str) else []
    alike = 2 < len(words) <= 5 and words[0] in _FAMILY_NAMES and all(map(str.isalpha, words))
    return alike and fold(cell) not in _place_names()


@cache
def _place_names() -> frozenset[str]:
    """Folded names of communes, districts and provinces of both vintages; 1,300 look like names."""
    columns = ["commune_name", "commune_full_name", "district_name", "province_name"]
    tables = [units.geography(vintage)[columns] for vintage in VINTAGES]
    names = {name for table in tables for column in columns for name in table[column].dropna()}
    return frozenset(map(fold, names))


def repeatable(found: str) -> bool:
    """Whether a refused cell may be quoted: nothing in it looks like a person or what identifies
    one."""
    digits = found.removesuffix(".0")
    if len(digits) > 8 and digits.isascii() and digits.isdigit() and int(digits) % 1000:
        return False
    return not personal_cell(found) and not _person_name(found)


def scan(
    sheet: str,
    column: str,
    cells: Sequence[Any],
    *,
    first_row: int,
    may_list_names: bool = True,
    is_money: bool = False,
) -> list[Finding]:
    """Findings of personal data in one column; at most ten places are named.

    A column in which at least three cells, and half of those filled, look like names of persons is
    a list of persons (`may_list_names` is False for columns of fixed choices, whose labels can look
    alike). One name alone among others is recognised only by a middle name or a form of address:
    commune and model names look alike. In a column of money (`is_money`) nine digits can be an
    amount; they count where most of the column looks so.
    """
    # Codes repeat thousands of times, and most numbers are small: look at each thing once.
    distinct: set[Any] = {cell for cell in cells if isinstance(cell, str)}
    distinct |= {cell for cell in cells if isinstance(cell, float) and cell >= 1e8}
    personal = _personal_money(distinct) if is_money else set(filter(personal_cell, distinct))
    if not personal and may_list_names:
        personal = _listed(cells, set(filter(_person_name, distinct)))
    if not personal:
        return []
    places = [row for row, cell in enumerate(cells) if cell in personal]
    return [Finding("personal_data", sheet, first_row + row, column) for row in places[:10]]


def _listed(cells: Sequence[Any], named: set[str]) -> set[str]:
    """The cells that look like names, where they are three or more and half of those filled."""
    if not named:
        return set()
    filled = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    count = sum(cell in named for cell in filled)
    return named if count >= 3 and 2 * count >= len(filled) else set()


def _personal_money(distinct: set[Any]) -> set[Any]:
    texts = {cell for cell in distinct if isinstance(cell, str)}
    digits = {cell for cell in texts if cell.isdecimal() and not cell.startswith("0")}
    amounts = {cell: float(cell) for cell in (distinct - texts) | digits}
    # A citizen's number loses its leading zero as a number: ten or eleven digits are left.
    long = {cell for cell, amount in amounts.items() if _identifying_number(amount, least=1e9)}
    short = {cell for cell, amount in amounts.items() if _identifying_number(amount)} - long
    most = len(short) >= 3 and len(short) >= 0.8 * len(amounts)
    return set(filter(personal_cell, texts - digits)) | long | (short if most else set())


def is_small(count: float | None) -> bool:
    """Whether a count about people is too small to publish: from 1 to `SMALLEST` − 1."""
    return bool(not pd.isna(count) and 0 < count < SMALLEST)


def suppress(
    counts: pd.DataFrame, *, columns: Iterable[str], total_is_known: bool = True
) -> pd.DataFrame:
    """The table with small counts hidden.

    A count from 1 to `SMALLEST` − 1 becomes missing. Where the column's total is published as well
    (`total_is_known`), the hidden cells' sum follows from it; the next smallest cells are hidden
    too until each hidden cell could take `SMALLEST` values or more, given that none is zero. Where
    all counts are hidden and that is still not so, the total itself must not be published. Adds
    `<column>_hidden` (bool) for each column. The caller's table is unchanged.
    """
    result = counts.copy()
    for column in columns:
        values = counts[column].astype("Int64")
        hidden = (values.gt(0) & values.lt(SMALLEST)).fillna(False).to_numpy(bool)
        if total_is_known and hidden.any():
            hidden = _complement(values.fillna(0).to_numpy(int), hidden)
        result[column] = values.mask(hidden)
        result[f"{column}_hidden"] = hidden
    return result


def _complement(values: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    # k hidden cells of 1 or more with a known sum leave each of them sum − k + 1 values. Twice
    # SMALLEST, less the two, allows for a reader who knows that some of them are small.
    hidden = hidden.copy()
    for place in np.argsort(values, kind="stable"):
        if hidden.sum() > 1 and (values[hidden] - 1).sum() >= 2 * (SMALLEST - 1):
            break
        if values[place] > 0:
            hidden[place] = True
    return hidden
