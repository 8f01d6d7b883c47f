"""Numbers: counts, and what every cell of numbers may hold instead of one.

A dot groups thousands, a comma is the decimal mark. Excel set to English reads `10.349` as the
number 10.349 and `10/10` as a date; the likely value is then proposed, never taken. Nothing is
rounded and no number is picked out of a text.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from mohinh.tables.cells import phrases
from mohinh.tables.cells.dates import ENGLISH_MONTHS
from mohinh.tables.cells.numerals import numeral_without_diacritics
from mohinh.tables.cells.phrases import Phrase
from mohinh.tables.cells.results import (
    BLANK,
    Cell,
    Dash,
    accepted,
    bare,
    clean,
    is_blank,
    refused,
    review,
)
from mohinh.tables.cells.shown import Percent, Scaled, Shown
from mohinh.tables.schemas import MOST_COUNT
from mohinh.words.terms import Label

TIMES = (datetime, date, time, timedelta)

_WHOLE: Label = ("số nguyên ≥ 0", "a whole number ≥ 0")
_WHOLE_OR_BLANK: Label = (
    "số nguyên ≥ 0, hoặc để trống nếu chưa báo cáo",
    "a whole number ≥ 0, or blank where not reported",
)
DAMAGED: Label = ("Excel đã đổi số hoặc ngày trong ô", "Excel changed the number in the cell")

_NONE = frozenset(("không", "không có", "không phát sinh", "khong", "khong co", "khong phat sinh"))
_MISSING = re.compile(
    r"(khong|chua|ko|k)( co)?( so lieu| thong tin| bao cao| thong ke| ro| xac dinh| ap dung)|"
    r"chua co|chua phat sinh|chua|ko|k|n/?a|kxd|null|nan|none|trong|[.…/\\*]+|- -|\?+|mat|thieu"
)
_TICKS = frozenset(("x", "v", "✓", "✔", "√", "☑", "co", "dat"))
_DITTO = re.compile(r"nt|n/t|nhu tren|-?[\"”“″〃']+-?|'{2}|tuong tu|nhu tren\.?|-nt-")
_VAGUE = re.compile(r"(mot (so|vai|it)|vai|nhieu|cac|hang (chuc|tram|nghin|ngan))\b.*")
_EXCEL_DATE = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[ t]00:00(?::00)?)?|"
    rf"(?P<day>[0-9]{{1,2}})-(?:thg ?(?P<thg>[0-9]{{1,2}})|(?P<name>{'|'.join(ENGLISH_MONTHS)}))"
)
MARKS_ONLY = re.compile(r"[0-9., ]+")
_MOST_DIGITS = 30
# Negative numbers, as accountants write them too; changes; dates; powers of ten.
_NO_COUNT = re.compile(r"\(?[-+]? ?[0-9., ]+-?\)?|[0-9]+(?:[/.-][0-9]+){2}|[0-9.,]+[eE][-+]?[0-9]+")
SLASHED = re.compile(rf"({phrases.DIGITS}) ?/ ?({phrases.DIGITS})(?: ([^0-9]+))?")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A count of a count, as in 709/730; kept as two numbers."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


# --- what every number may be ----------------------------------------------------------------


def damaged_time(raw: Any, expected: Label) -> Cell | None:
    """A date, time or yes/no where a number belongs: `10/10` that Excel took for a date."""
    found = date_of(raw)
    if found:
        both = (Ratio(found.day, found.month), Ratio(found.month, found.day))
        likely = both[:1] if found.day == found.month else both
        return review(
            both[0], expected, DAMAGED, "damaged", "date", proposals=likely, code="damaged"
        )
    if isinstance(raw, time | timedelta | bool):
        return refused(
            (
                f"{expected[0]}; Excel đã đổi ô này thành ngày hoặc có/không",
                f"{expected[1]}; Excel turned this cell into a date or yes/no",
            ),
            "damaged",
        )
    return None


def date_of(raw: Any) -> date | None:
    """The date that a cell holds, or shows as Excel writes one: 2022-10-10 00:00:00, 10-Thg10."""
    if isinstance(raw, datetime | date) or not isinstance(raw, str):
        return raw if isinstance(raw, datetime | date) else None
    found = _EXCEL_DATE.fullmatch(bare(clean(raw)[0]))
    if not found:
        return None
    named = ENGLISH_MONTHS.index(found["name"]) + 1 if found["name"] else None
    month = named or int(found["m"] or found["thg"])
    try:
        return date(int(found["y"] or 2000), month, int(found["d"] or found["day"]))
    except ValueError:
        return None


def formula(text: str) -> Cell | None:
    """A formula that was never calculated, or the mark of one that failed."""
    if text.startswith("=") and len(text) > 1:
        return refused(("kết quả của công thức", "the formula's result"), "no_result")
    if re.fullmatch(r"#[A-Z/0!?]+", text):
        return refused(("một số", "a number"), "error_value")
    return None


def dashed(text: str, dash: Dash, expected: Label) -> Cell | None:
    """A cell that holds only a dash, by the sheet's own rule; what "-" means differs by sheet."""
    if not re.fullmatch(r"[-_]{1,3}", text):
        return None
    note = ("dấu “-” theo quy ước của trang", "“-” by the rule of the sheet")
    if dash == "zero":
        return accepted(0, "0", note, "dash")
    if dash == "missing":
        return accepted(None, ("để trống", "blank"), note, "dash")
    return review(
        None,
        (
            f"{expected[0]}; “-” là 0 hay không có số liệu?",
            f"{expected[1]}; is “-” zero or missing?",
        ),
        ("trang không nói “-” là gì", "the sheet does not say what “-” means"),
        "dash",
    )


def without_number(text: str, expected: Label) -> Cell | None:
    """Words that stand in cells of numbers: không, chưa báo cáo, x, nt."""
    plain = bare(text)
    if text.lower().rstrip(" .;") in _NONE:
        return accepted(0, "0", ("“Không” là 0", "“Không” is zero"), "none")
    if _MISSING.fullmatch(plain):
        note = ("có vẻ là không có số liệu", "seems to mean not reported")
        return review(None, expected, note, "missing")
    if plain in _TICKS:
        note = ("dấu đánh ở cột số đếm", "a tick in a column of numbers")
        return review(None, expected, note, "tick")
    if _DITTO.fullmatch(plain):
        note = ("“như trên”: không tự điền", "ditto: never filled in")
        return review(None, expected, note, "ditto")
    if _VAGUE.fullmatch(plain):
        return refused(expected, note=("không phải một số", "not a number"))
    return None


def plain(value: Decimal) -> int | float:
    """The number as Python holds it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


# --- counts ----------------------------------------------------------------------------------


def count(
    raw: Any,
    *,
    most: int = MOST_COUNT,
    unit: str = "",
    dash: Dash = "review",
    commas_group: bool = False,
) -> Cell:
    """A whole number from 0 to `most`.

    `unit` is the column's; a cell with another known unit is for review. `dash` is what "-" means
    in this sheet. `commas_group` says that the column holds a number such as 1,234,567, so that
    10,349 is no decimal. Blank is missing; `Không` is zero.

    >>> count("10.349").value, count(10.349).state, count(10.35).expected[1]
    (10349, 'review', 'a whole number ≥ 0; is it 10350?')
    """
    if is_blank(raw):
        return BLANK
    if damaged := damaged_time(raw, _WHOLE):
        return damaged
    if not isinstance(raw, str):
        return whole_number(raw, most)
    text, marks = clean(raw)
    if text.isascii() and text.isdigit():
        return _bounded(int(text[:_MOST_DIGITS]), most, marks)
    special = formula(text) or dashed(text, dash, _WHOLE) or without_number(text, _WHOLE_OR_BLANK)
    if special or (special := _nearly_digits(text, most)):
        return special
    parts = phrases.phrase(text)
    if parts is not None:
        return _count_of_phrase(parts, most, unit, marks, commas_group=commas_group)
    return count_of_text(text, most)


_LETTERS_LIKE_DIGITS = str.maketrans("oOlI", "0011")
_NEARLY_DIGITS = re.compile(
    r"([oO]|[0-9]*[oOlI][oOlI0-9]*[0-9][oOlI0-9]*|[0-9]+[oOlI]+)|([0-9]+)[.,;:]"
)


def _nearly_digits(text: str, most: int) -> Cell | None:
    """Letters typed for digits (1O, l2, o), or a full stop behind a number: for review."""
    found = _NEARLY_DIGITS.fullmatch(text)
    if not found or len(text) > _MOST_DIGITS:
        return None
    value = int((found[1] or found[2]).translate(_LETTERS_LIKE_DIGITS))
    note = ("chữ hoặc dấu lẫn trong số", "letters or marks among the digits")
    likely = [value] if value <= most else []
    return review(value if likely else None, _WHOLE, note, "candidates", proposals=likely)


def whole_number(raw: float, most: int) -> Cell:
    """A number cell; one that is not whole may have lost its grouping: 10.35 was 10.350."""
    if isinstance(raw, int):
        return _bounded(raw, most, ())
    if not math.isfinite(raw):
        return refused(_WHOLE)
    if isinstance(raw, Shown) and _is_misleading(raw):
        likely = [value for value in raw.likely() if value <= most]
        return review(None, _WHOLE, raw.note, "format", proposals=likely, code="damaged")
    if float(raw).is_integer():
        return _bounded(int(raw), most, ())
    thousand = round(raw * 1000)
    if raw > 0 and math.isclose(raw * 1000, thousand):
        likely = [thousand] if thousand <= most else []
        value = thousand if likely else None
        return review(value, _WHOLE, DAMAGED, "damaged", proposals=likely, code="damaged")
    return refused(_WHOLE, "damaged", DAMAGED)


def _is_misleading(raw: Shown) -> bool:
    """Whether what the sheet shows may be what is meant; 0 is 0 however it is shown."""
    return raw > 0 and (raw.is_integer() or isinstance(raw, Percent | Scaled))


def _bounded(value: int, most: int, marks: tuple[str, ...]) -> Cell:
    if not 0 <= value <= most:
        return refused((f"số nguyên từ 0 đến {most}", f"a whole number from 0 to {most}"))
    if marks:
        return accepted(value, str(value), ("chữ số toàn khổ", "fullwidth digits"), *marks)
    return Cell(value)


def _count_of_phrase(
    parts: Phrase, most: int, unit: str, marks: tuple[str, ...], *, commas_group: bool
) -> Cell:
    value = parts.number.value * parts.scale
    if value > most:
        return refused((f"số nguyên từ 0 đến {most}", f"a whole number from 0 to {most}"))
    if value != value.to_integral_value() or (parts.number.style == "decimal" and parts.scale == 1):
        return _decimal_count(parts, most)
    number, doubt = int(value), _doubt(parts, unit, commas_group=commas_group)
    if doubt:
        return review(number, _WHOLE, doubt[1], doubt[0], *marks, proposals=[number])
    if parts.number.style == "commas" or (parts.number.style == "one_comma" and commas_group):
        marks = (*marks, "comma_thousands")
    if parts.number.style == "words":
        marks = (*marks, "words")
    if parts.unit:
        marks = (*marks, "unit")
    if not marks:
        return Cell(number)
    return accepted(number, str(number), ("đọc theo quy tắc", "read by a rule"), *marks)


def _decimal_count(parts: Phrase, most: int) -> Cell:
    """A count with decimals: damaged thousands are likely, 12,0 is likely 12."""
    value = parts.number.value * parts.scale
    thousand = parts.number.value * 1000
    whole = value == value.to_integral_value()
    likely = [int(value)] if whole else []
    if parts.scale == 1 and not whole and thousand == thousand.to_integral_value() <= most:
        likely = [int(thousand)]
    note = ("số đếm không có phần thập phân", "a count has no decimals")
    proposed = likely[0] if likely else None
    return review(proposed, _WHOLE, note, "damaged", proposals=likely, code="damaged")


def _doubt(parts: Phrase, unit: str, *, commas_group: bool) -> tuple[str, Label] | None:
    """Why a person must look at a count, and the mark for it."""
    if parts.footnote:
        return "footnote", ("có dấu chú thích", "carries the mark of a footnote")
    if parts.qualifier != "exact":
        return "qualifier", ("không phải số chính xác", "not an exact number")
    if parts.scale != 1:
        return "scale", ("số đã làm tròn đến nghìn, triệu", "rounded to thousands or millions")
    if parts.number.style == "one_comma" and not commas_group:
        return "comma", (
            "dấu phẩy là phân cách nghìn hay thập phân?",
            "does the comma group thousands, or mark decimals?",
        )
    if not parts.has_known_unit or parts.unit in phrases.MEASURES:
        return "unit", ("đơn vị lạ trong ô", "an unknown unit in the cell")
    if not phrases.same_unit(parts.unit, unit):
        return "unit", (f"đơn vị của cột là {unit}", f"the column counts {unit}")
    return None


def count_of_text(text: str, most: int) -> Cell:
    """Anything else: several numbers are candidates, none is picked."""
    if MARKS_ONLY.fullmatch(text) or _NO_COUNT.fullmatch(text):
        return refused(_WHOLE_OR_BLANK)
    likely = numeral_without_diacritics(bare(text))
    if likely is not None:
        note = ("số viết bằng chữ không dấu", "a number in words without diacritics")
        return review(likely, _WHOLE, note, "words", proposals=[likely])
    slashed = two_counts(SLASHED, text)
    if slashed:
        note = ("tử số/mẫu số ở cột số đếm", "a ratio in a column of counts")
        return review(Ratio(*slashed), _WHOLE, note, "ratio", proposals=[Ratio(*slashed)])
    found = tuple(plain(number.value) for number in phrases.numbers_in(text))
    if not found or any(value > most for value in found):
        return refused(_WHOLE_OR_BLANK)
    note = ("có chữ hoặc nhiều số trong một ô", "words or several numbers in one cell")
    value = found if len(found) > 1 else found[0]
    return review(value, _WHOLE, note, "candidates", proposals=found)


def two_counts(pattern: re.Pattern, text: str) -> tuple[int, int] | None:
    """Two whole numbers with a known unit, or none, after them."""
    if len(text) > phrases.MOST_CHARACTERS:
        return None
    found = pattern.fullmatch(bare(text))
    if not found or (found[3] and found[3] not in phrases.UNITS):
        return None
    numbers = [phrases.number(part) for part in found.groups()[:2]]
    if any(number is None or number.style not in ("plain", "grouped") for number in numbers):
        return None
    return int(numbers[0].value), int(numbers[1].value)  # type: ignore[union-attr]


def not_in_form(text: str, expected: Label) -> Cell:
    """What is to be said of a text that holds no pair: its numbers as candidates."""
    found = tuple(plain(number.value) for number in phrases.numbers_in(text))
    if not found or (MARKS_ONLY.fullmatch(text) and len(found) > 1):
        return refused(expected)
    note = ("không đúng dạng của cột", "not in the form of this column")
    return review(found if len(found) > 1 else found[0], expected, note, "candidates")
