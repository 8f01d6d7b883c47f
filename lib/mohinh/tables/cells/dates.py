"""Dates: days, months, years. The day always comes before the month."""

import datetime as dt
import math
import re
from typing import Any

from mohinh.tables.cells.results import (
    BLANK,
    Cell,
    Dash,
    accepted,
    as_float,
    bare,
    clean,
    dashed_word,
    is_blank,
    refused,
    review,
)
from mohinh.words.terms import Label

FIRST_YEAR, LAST_YEAR = 1990, 2100
_MOST_CHARACTERS = 200
# Days since 30 December 1899, as Excel counts them.
_SERIAL_ORIGIN = dt.datetime(1899, 12, 30)

_DAY: Label = (
    "ngày dạng dd/mm/yyyy từ năm 1990, ví dụ 25/10/2022",
    "a date dd/mm/yyyy since 1990, such as 25/10/2022",
)
_MONTH: Label = (
    "tháng dạng mm/yyyy từ năm 1990, ví dụ 10/2022",
    "a month mm/yyyy since 1990, such as 10/2022",
)
_YEAR: Label = ("năm, ví dụ 2022", "a year, such as 2022")
_BY_RULE: Label = ("đọc theo quy tắc", "read by a rule")

_D, _M, _Y = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})", r"(?P<year>[0-9]{4})"
_CLOCK = r"(?P<clock>[ t][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_SEP = r" ?[/.-] ?"
_NUMERIC = re.compile(rf"{_D}{_SEP}{_M}{_SEP}(?P<year>[0-9]{{4}}|[0-9]{{2}}){_CLOCK}")
_ISO = re.compile(rf"{_Y}[-/.]{_M}[-/.]{_D}{_CLOCK}")
_LONG = re.compile(
    rf"(?:m[uo]ng )?{_D} thang (?P<month>[0-9]{{1,2}}|[a-z]+(?: [a-z]+)?)(?:,? nam|,) {_Y}"
)
# As Excel shows days: 20-thg 2-2023, 20-Feb-2023.
_SHOWN = re.compile(rf"{_D}[ -](?:thg ?(?P<thg>[0-9]{{1,2}})|(?P<month>[a-z]{{3}}))[ -]{_Y}")
_PLACE = re.compile(r"(?:[^0-9,]{2,40}, ?)?ngay (?:m[uo]ng )?")
_TOKEN = re.compile(r"(?<![0-9/.-])[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}(?![0-9/.-]*[0-9])")
_PART = re.compile(
    r"[0-9]{1,2}[/.-][0-9]{1,2}|"
    r"(?:quy|qui|q) ?\.?(?:[1-4]|iv|i{1,3})(?: ?[/,.-]? ?(?:nam )?[0-9]{4})?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])")
MONTH_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
ENGLISH_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
YEAR_END = r"(?:(?: ?[/,.-] ?| )?(?:cua )?(?:nam )?(?P<year>(?:19|20)[0-9]{2}))?"
WORDS = "|".join(sorted(MONTH_WORDS, key=len, reverse=True))
ONE_MONTH = rf"1[0-2]|0?[1-9]|{WORDS}"
MONTH_TEXT = re.compile(rf"(?:thang|t) ?\.?(?P<first>{ONE_MONTH}){YEAR_END}")
MONTH_NUMBERS = re.compile(
    r"(?P<first>[0-9]{1,2}) ?[/.-] ?(?P<year>[0-9]{4})|(?P<iso>[0-9]{4})[-/](?P<last>[0-9]{1,2})"
)


def moment(year: Any, month: Any, day: Any) -> dt.datetime | None:
    """The day; None where there is none such, or its year lies outside 1990–2100."""
    try:
        found = dt.datetime(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def said(day: dt.date) -> str:
    """A day as it is written in Vietnam: 25/10/2022."""
    return f"{day:%d/%m/%Y}"


def date(
    raw: Any, *, month_first: bool = False, swapped: bool = False, dash: Dash = "review"
) -> Cell:
    """A day, as a `datetime` at midnight: 20/2/2023, 6-07-2023, ngày 22 tháng 02 năm 2023, ISO.

    The day comes first, always. `month_first` says that the column holds a text that can only be
    mm/dd, `swapped` that its date cells look as if Excel had exchanged day and month; cells that
    this makes doubtful are for review. So are year numbers of two digits, and numbers that may be
    Excel's count of days.

    >>> str(date("ngày 22 tháng 02 năm 2023").value), date("20/2/23").state
    ('2023-02-22 00:00:00', 'review')
    """
    if is_blank(raw):
        return BLANK
    if isinstance(raw, dt.datetime | dt.date):
        return _with_clock(_date_cell(raw, swapped=swapped), raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return refused(_DAY)
    if not isinstance(raw, str):
        return _serial(as_float(raw))
    text, marks = clean(raw)
    if found := dashed_word(text, dash, _DAY):
        return found
    return _date_text(bare(text), marks, month_first=month_first)


def _date_cell(raw: dt.date, *, swapped: bool) -> Cell:
    day = moment(raw.year, raw.month, raw.day)
    if day is None:
        return refused(_DAY)
    other = moment(raw.year, raw.day, raw.month)
    if swapped and other and other != day:
        note = ("Excel có thể đã đổi chỗ ngày và tháng", "Excel may have swapped day and month")
        both = said(other), said(day)
        return review(day, _DAY, note, "swapped", proposals=both, code="mixed_dates")
    return Cell(day)


def _with_clock(read: Cell, raw: dt.date) -> Cell:
    """The day of a cell that also holds an hour, with a note that the hour is left out."""
    if read.state != "ok" or not isinstance(raw, dt.datetime) or raw.time() == dt.time():
        return read
    return accepted(read.value, said(read.value), _BY_RULE, "clock")


def _serial(raw: float) -> Cell:
    """A bare number in a column of dates: days since 1900, or yyyymmdd."""
    if not math.isfinite(raw):
        return refused(_DAY)
    compact = _COMPACT.fullmatch(str(int(raw))) if raw.is_integer() else None
    if compact:
        day = moment(compact["year"], compact["month"], compact["day"])
    else:
        day = _SERIAL_ORIGIN + dt.timedelta(days=int(raw)) if 0 < raw < 10**5 else None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return refused(_DAY)
    note = ("số ngày theo cách đếm của Excel?", "a day as Excel counts them?")
    return review(day, _DAY, note, "serial", proposals=[said(day)])


def _date_text(text: str, marks: tuple[str, ...], *, month_first: bool) -> Cell:
    placed = _PLACE.match(text)
    rest = text[placed.end() :] if placed else text
    found = _NUMERIC.fullmatch(rest) or _ISO.fullmatch(rest)
    if found is None:
        found = _LONG.fullmatch(rest) or _SHOWN.fullmatch(rest)
        marks += ("long_form",) if found else ()
    if found is None:
        return _no_date(rest)
    year, month, day = found["year"], _month_of(found), found["day"]
    if len(year) == 2:
        return _short_year(year, month, day)
    value = moment(year, month, day)
    if value is None:
        return _impossible(year, month, day)
    is_numeric = found.re is _NUMERIC
    if is_numeric and month_first and (other := moment(year, day, month)) and other != value:
        note = ("cột có cả ngày kiểu mm/dd", "the column also holds dates mm/dd")
        both = said(value), said(other)
        return review(value, _DAY, note, "mixed", proposals=both, code="mixed_dates")
    marks += ("place",) if placed and placed[0] != "ngay " else ()
    if found.groupdict().get("clock"):
        marks += ("clock",)
    return accepted(value, said(value), _BY_RULE, *marks) if marks else Cell(value)


def _month_of(found: re.Match) -> int:
    if found.re is not _SHOWN:
        return month_number(found["month"])
    if found["thg"]:
        return int(found["thg"])
    return ENGLISH_MONTHS.index(found["month"]) + 1 if found["month"] in ENGLISH_MONTHS else 0


def month_number(word: str) -> int:
    """The month that digits or bare letters name; 0 for none."""
    if word.isdigit():
        return int(word)
    return MONTH_WORDS.get(word, 0)


def _short_year(year: str, month: int, day: str) -> Cell:
    full = int(year) + (1900 if int(year) >= FIRST_YEAR % 100 else 2000)
    value = moment(full, month, day)
    if value is None:
        return refused(_DAY)
    note = ("năm chỉ có hai chữ số", "the year has two digits only")
    return review(value, _DAY, note, "short_year", proposals=[said(value)])


def _impossible(year: str, month: int, day: str) -> Cell:
    """No such day; with a month above 12 it may have been written mm/dd."""
    other = moment(year, day, month) if month > 12 else None
    if other is None:
        return refused(_DAY)
    note = ("chỉ đúng nếu viết kiểu mm/dd", "a date only if written mm/dd")
    return review(other, _DAY, note, "month_first", proposals=[said(other)], code="mixed_dates")


def _no_date(text: str) -> Cell:
    if _COMPACT.fullmatch(text) or re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        return _serial(float(text))
    if month(text).state == "ok" or year(text).state == "ok" or _PART.fullmatch(text):
        note = ("thiếu ngày, tháng hoặc năm", "the day, the month or the year is missing")
        return review(None, _DAY, note, "part")
    return _dates_in(text)


def _dates_in(text: str) -> Cell:
    """Days among other words or marks are proposed, none is picked."""
    parts = [re.split(r"[/.-]", found[0]) for found in _TOKEN.finditer(text[:_MOST_CHARACTERS])]
    days = [day for part in parts if (day := moment(part[2], part[1], part[0]))]
    if not days or len(days) < len(parts):
        return refused(_DAY)
    note = ("có chữ hoặc dấu bên ngày", "words or marks beside the day")
    proposals = [said(day) for day in days]
    return review(
        days[0] if len(days) == 1 else None, _DAY, note, "candidates", proposals=proposals
    )


def has_month_first(raw: list[Any]) -> bool:
    """Whether a column holds a text that can only be mm/dd/yyyy, such as 10/25/2022."""
    for cell in set(filter(lambda cell: isinstance(cell, str), raw)):
        found = _NUMERIC.fullmatch(clean(cell)[0].lower())
        if found and int(found["day"]) <= 12 < int(found["month"]) <= 31:
            return True
    return False


def looks_swapped(raw: list[Any]) -> bool:
    """Whether Excel seems to have read dd/mm as mm/dd where it could, and left the rest as text.

    Then every date cell has a day up to 12, and the texts have days above 12. Three date cells
    are the least that is called a pattern.
    """
    days = [cell.day for cell in raw if isinstance(cell, dt.date)]
    if len(days) < 3 or max(days) > 12:
        return False
    texts = (clean(cell)[0].lower() for cell in {c for c in raw if isinstance(c, str)})
    found = (_NUMERIC.fullmatch(text) for text in texts)
    days_of_texts = [int(match["day"]) for match in found if match]
    return bool(days_of_texts) and min(days_of_texts) > 12


def month(raw: Any, *, dash: Dash = "review") -> Cell:
    """A month, as its first day: 10/2022, 2022-10, tháng 10 năm 2022, T10/2022."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, dt.datetime | dt.date):
        return _month_of_day(raw)
    if not isinstance(raw, str):
        return _damaged_month(raw)
    text, marks = clean(raw)
    if found := dashed_word(text, dash, _MONTH):
        return found
    found, plain = MONTH_NUMBERS.fullmatch(text), True
    if not found:
        found, plain = MONTH_TEXT.fullmatch(bare(text)), False
    if not found or not (found["year"] or plain):
        return refused(_MONTH)
    groups = found.groupdict()
    number = month_number(groups["first"] or groups["last"])
    first = moment(groups["year"] or groups["iso"], number, 1)
    if first is None:
        return refused(_MONTH)
    if plain and not marks:
        return Cell(first)
    return accepted(first, f"{first:%m/%Y}", _BY_RULE, *(marks or ("long_form",)))


def _month_of_day(raw: dt.date) -> Cell:
    """The month of a date cell: 3/2022 became 1 March; 3/22 became 22 March of the year of typing.

    A day that is no year up to that one, as the last of most months, is a day.
    """
    first = moment(raw.year, raw.month, 1)
    if first is None:
        return refused(_MONTH)
    if raw.day == 1:
        return Cell(first)
    if 2000 + raw.day > raw.year:
        return accepted(first, f"{first:%m/%Y}", _BY_RULE, "day")
    both = [f"{day:%m/%Y}" for day in (first, moment(2000 + raw.day, raw.month, 1)) if day]
    note = ("ô chứa một ngày, không phải tháng", "a day stands where a month belongs")
    return review(first, _MONTH, note, "damaged", proposals=both, code="damaged")


def _damaged_month(raw: Any) -> Cell:
    """A number where a month belongs: 3.2022 that Excel took for a number, or a count of days."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 < as_float(raw) < 1e5:
        return refused(_MONTH)
    number, fraction = divmod(round(raw * 10_000), 10_000)
    first = moment(fraction, number, 1) if math.isclose(number + fraction / 10_000, raw) else None
    if first is None and (day := _serial(as_float(raw)).value):
        first = moment(day.year, day.month, 1)
    if first is None:
        return refused(_MONTH)
    note = ("Excel đã đổi tháng thành số", "Excel turned the month into a number")
    return review(first, _MONTH, note, "damaged", proposals=[f"{first:%m/%Y}"], code="damaged")


def _damaged_year(raw: Any) -> int:
    """2022 where a cell holds 2.022, as text or number; else 0."""
    text = str(raw).strip() if isinstance(raw, str | float) else ""
    found = re.fullmatch(r"([12])\.([0-9]{1,3})", text)
    number = int(found[1] + found[2].ljust(3, "0")) if found else 0
    return number if FIRST_YEAR <= number < LAST_YEAR else 0


def year(raw: Any, *, dash: Dash = "review") -> Cell:
    """A year from 1990 to 2099: 2022, năm 2022."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, dt.date) or (damaged := _damaged_year(raw)):
        likely = raw.year if isinstance(raw, dt.date) else damaged
        note = ("Excel đã đổi năm trong ô", "Excel changed the year in the cell")
        return review(likely, _YEAR, note, "damaged", proposals=[likely], code="damaged")
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return refused(_YEAR)
    whole = isinstance(raw, str) or as_float(raw).is_integer()
    text, marks = clean(raw if isinstance(raw, str) else str(int(raw))) if whole else ("", ())
    if found := dashed_word(text, dash, _YEAR):
        return found
    found = re.fullmatch(r"(nam )?(199[0-9]|20[0-9]{2})", bare(text))
    if not found:
        return refused(_YEAR)
    marks += ("long_form",) if found[1] else ()
    return accepted(int(found[2]), found[2], _BY_RULE, *marks) if marks else Cell(int(found[2]))
