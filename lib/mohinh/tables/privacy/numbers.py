"""Numbers that identify a person: in a text, alone in a cell, or by most of a column.

Twelve digits are a citizen's number, with the code of a province in front; nine an older one.
Mobile phones, mail addresses, number plates and cards of social insurance are known by their
shape, accounts and landlines by the word before them. As a number such a thing has lost its
leading zero and looks like money: there the rest of the column decides.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from mohinh.tables import units

# Twelve digits in the groups in which people type them, the same separator throughout.
_CITIZEN = re.compile(
    r"(?<!\d)(?<!\d[.,/-])(?:0\d{11}|0\d\d([ .-])\d{3}\1\d{3}\1\d{3}|0\d{3}([ .-])\d{4}\2\d{4}|"
    r"0\d\d([ .-])\d\3\d\d\3\d{6}|0\d\d[ .-]\d{9}|0\d{5}[ .-]\d{6})(?![.,/-]?\d)"
)
_UNIT = r"(?! ?(?:đ|₫|đồng|dong|vnd|vnđ|usd|tỷ|triệu|nghìn|người|hộ|lượt|m2|m3|km|kg|ha)\b)"
_NINE = re.compile(rf"(?<![\w.,/-])(?<!\d )\d{{9}}(?! ?\d|[\w/]|[.,-]\d){_UNIT}", re.IGNORECASE)
_MONEY = re.compile(r"kinh phí|số tiền|trị giá|tổng|kinh phi|so tien|tri gia|tong", re.IGNORECASE)
# Mobile prefixes, those of before 2018 (01…) included; not 02…, which are landlines of offices.
_MOBILE = r"(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)"
_BODY = r"(?:[ .\-]{0,3}\d){7}(?!\d)"
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:\(?0{_MOBILE}\d?\)?{_BODY}|\(?0{_MOBILE}\)?{_BODY}|"
    rf"\(?(?:\+|00)84\)?[ .-]{{0,3}}(?:\(0\))?0?[ .-]?{_MOBILE}{_BODY}|"
    rf"84(?:[ -]?){_MOBILE}(?:[ -]?\d){{7}}(?!\d){_UNIT}|"
    r"01(?:2\d|6[2-9]|86|88|99)(?:[ .\-]{0,3}\d){7}(?!\d))"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:\.\w+)*\.[^\W\d_]\w+")
# 86-B1 123.45, 51F-123.45, 86B1-12345; four digits only where letter and dash leave no doubt.
_PLATE = re.compile(
    r"(?<![\w/.,-])[1-9]\d[ -]?(?:"
    r"(?:[A-HK-NPR-VX-Z][1-9]?|[A-HK-NPR-VX-ZĐ]{2}|[a-hk-npr-vx-z][1-9])[ .-]{0,3}\d{3}[ .]?\d\d|"
    r"[A-HK-NPR-VX-Z][1-9]?-(?!(?:19|20)\d\d)\d{4})(?![\w/]|[.,]\d)"
)
_INSURANCE = re.compile(r"(?<![\w-])[A-Z]{2}[ -]?[1-5][ -]?\d\d[ -]?(?:[ .-]?\d){10}(?![\w-])")
_KEYWORD = re.compile(
    r"(?<!\w)(?:cccd|cmnd|cmtnd|cmt|căn cước|can cuoc|chứng minh|chung minh|hộ chiếu|ho chieu|"
    r"passport|định danh|dinh danh|sđt|sdt|đt|tel|phone|điện thoại|dien thoai|di động|zalo|bhxh|"
    r"bhyt|stk|tài khoản|tai khoan|tk|gplx)(?!\w)\D{0,25}?(\w{0,2}\d(?:[ .-]?\d){6,})",
    re.IGNORECASE,
)
# “phát sinh năm 2019”, “học sinh năm 2020” are nobody's birth.
_NO_BIRTH = "".join(
    rf"(?<!\b{word} )"
    for word in (
        *("an", "vệ", "ve", "phát", "phat", "học", "hoc", "dân", "dan", "thí", "thi", "hy", "nảy"),
        *("tái", "tai", "thai", "hộ", "ho", "mưu", "muu", "khai", "môi", "moi", "quần", "quan"),
    )
)
_BORN = re.compile(
    rf"(?<!\w)(?:{_NO_BIRTH}sinh(?: ngày| năm| ngay| nam)+|(?:ngày|năm|ngay|nam) sinh) ?:?\s?"
    r"(?:\d{1,2}[ /.-]+){0,2}(?:19[2-9]\d|20[01]\d)\b|(?<!\w)sn ?:?\s?19[2-9]\d\b",
    re.IGNORECASE,
)
_BIRTH_WORD = re.compile(r"[sS][iI][nN][hH]|[sS][nN]")
_EIGHT = re.compile(r"[0-9](?:\D{0,3}[0-9]){7}")
_DIGIT = re.compile(r"\d")
_AT = ("@", "(at)", "[at]")
_LEAST = 1e8
_MOST = 1e12


def identifies(text: str) -> bool:
    """Whether a tidied text holds what identifies a person."""
    if any(sign in text for sign in _AT) and _EMAIL.search(text):
        return True
    if not _DIGIT.search(text):
        return False
    if _BIRTH_WORD.search(text) and _BORN.search(text):
        return True
    if _PLATE.search(text):
        return True
    if not _EIGHT.search(text):
        return False
    found = _KEYWORD.search(text)
    if found and sum(map(str.isdigit, found[1])) > 7:
        return True
    if _PHONE.search(text) or _INSURANCE.search(text):
        return True
    return _is_citizen_text(text) or _has_nine(text)


def _is_citizen_text(text: str) -> bool:
    found = [re.sub(r"\D", "", match[0]) for match in _CITIZEN.finditer(text)]
    if any(_has_citizen_shape(digits) for digits in found):
        return True
    whole = text.strip(" '.;")
    return len(whole) == 12 and whole.isdecimal() and int(whole) % 1000 != 0


def _has_nine(text: str) -> bool:
    found = _NINE.search(text)
    return bool(found) and int(found[0]) % 1000 != 0 and not _MONEY.search(text)


@cache
def _province_codes() -> frozenset[str]:
    return frozenset("0" + code for code in units.geography("2025-06")["province_code"].unique())


@cache
def _commune_codes() -> frozenset[str]:
    return frozenset(units.geography("2025-06")["commune_code"])


def is_citizen(number: float) -> bool:
    """Whether a whole number can be a citizen's: province's code, then century and sex (0–3)."""
    return int(number) % 1000 != 0 and _has_citizen_shape(f"{int(number):012d}")


def _has_citizen_shape(digits: str) -> bool:
    return digits[:3] in _province_codes() and digits[3] in "0123"


def is_mobile(number: float) -> bool:
    """Whether a whole number can be a mobile phone without its zero, or with 84 before it."""
    digits = str(int(number)).removeprefix("84").rjust(9)
    return bool(re.fullmatch(_MOBILE + r"\d{7}", digits)) and int(number) % 100 != 0


def _is_long(number: float) -> bool:
    whole = _LEAST <= number < _MOST and float(number).is_integer()
    return whole and number % 1000 != 0


def identifying_number(number: float) -> bool:
    """Whether a number alone, without a column around it, is of a person."""
    if not _is_long(number):
        return False
    return number >= 1e11 or is_citizen(number) or is_mobile(number)


def repeatable_digits(text: str) -> bool:
    """Whether digits may be repeated: fewer than nine, or round."""
    digits = text.removesuffix(".0").replace(" ", "")
    return not (len(digits) > 8 and digits.isdecimal() and not digits.endswith("000"))


def identifying(numbers: Mapping[object, float], *, is_money: bool) -> set[object]:
    """Which numbers of a column (cell → number) are of persons.

    Sums of counts or of round amounts are small or round: a long number that is neither is no
    count and no amount. In a column of money, of amounts above a million or of amounts to the last
    đồng, it counts only where four fifths of the column look so, or where it is a citizen's among
    round amounts.
    """
    long = {cell: number for cell, number in numbers.items() if _is_long(number)}
    if not long or are_area_codes(f"{n:.0f}" for n in long.values() if n < 1e9):
        return set()
    others = [number for cell, number in numbers.items() if cell not in long]
    found = _by_most(long, len(numbers), is_money=is_money)
    amounts = is_money or any(number >= 1e6 for number in others)
    if any(number >= 1e5 and number % 1000 for number in others):
        return found
    if amounts:
        return found | {cell for cell, n in long.items() if n >= 1e9 and identifying_number(n)}
    if any(0 < number < 1e6 for number in others):
        return set(long)
    found |= {cell for cell in long if isinstance(cell, str) and long[cell] < 1e9}
    return found | {cell for cell, number in long.items() if identifying_number(number)}


def _by_most(long: Mapping[object, float], count: int, *, is_money: bool) -> set[object]:
    """The long numbers where they are three or more, four fifths of the column and of one kind."""
    kinds = [is_citizen, is_mobile]
    if not is_money:
        kinds.append(_has_nine_digits)
    for is_kind in kinds:
        found = {cell for cell, number in long.items() if is_kind(number)}
        if len(found) >= 3 and len(found) >= 0.8 * count:
            return set(long)
    return set()


def _has_nine_digits(number: float) -> bool:
    return number < 1e9


def are_area_codes(digits: Iterable[str]) -> bool:
    """Whether numbers of nine digits begin with communes' codes: they count areas, not persons."""
    starts = [text[:5] for text in digits]
    return len(starts) >= 3 and sum(map(_commune_codes().__contains__, starts)) >= 0.9 * len(starts)
