"""Periods: quarters, months, parts of a year, years; deadlines."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from mohinh.tables.cells.dates import (
    FIRST_YEAR,
    MONTH_NUMBERS,
    MONTH_TEXT,
    ONE_MONTH,
    WORDS,
    YEAR_END,
    date,
    moment,
    month_number,
)
from mohinh.tables.cells.results import (
    BLANK,
    Cell,
    as_float,
    bare,
    clean,
    is_blank,
    refused,
    review,
)
from mohinh.words.terms import Label

_PERIOD: Label = (
    "kỳ báo cáo, ví dụ quý 1/2023, 6 tháng đầu năm 2023, năm 2023",
    "a period, such as quý 1/2023, 6 tháng đầu năm 2023, năm 2023",
)
_DEADLINE: Label = ("thời hạn, ví dụ trước ngày 10-12", "a deadline, such as trước ngày 10-12")


@dataclass(frozen=True, slots=True)
class Span:
    """A reporting period, both ends counted in.

    code : 2023, 2023-Q1, 2023-H1, 2023-09; any other span 2023-01/2023-09
    is_cumulative : counts from January on (6 tháng, 9 tháng): it holds its quarters and months,
        and must never be added to them
    """

    code: str
    start: dt.date
    end: dt.date
    is_cumulative: bool = False


def span(year: int, first: int, last: int, *, is_cumulative: bool = False) -> Span:
    """The months `first` to `last` of a year."""
    codes = {(1, 12): "", (1, 6): "-H1", (7, 12): "-H2"}
    codes |= {(q * 3 - 2, q * 3): f"-Q{q}" for q in range(1, 5)}
    codes |= {(m, m): f"-{m:02d}" for m in range(1, 13)}
    code = f"{year}{codes.get((first, last), '')}"
    if (first, last) not in codes or (is_cumulative and (first, last) == (1, 3)):
        code = f"{year}-{first:02d}/{year}-{last:02d}"
    end = dt.date(year, last, calendar.monthrange(year, last)[1])
    return Span(code, dt.date(year, first, 1), end, is_cumulative)


_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "nhat": 1, "hai": 2, "ba": 3, "tu": 4,
             "bon": 4, "1": 1, "2": 2, "3": 3, "4": 4}  # fmt: skip
_QUARTER = "|".join(sorted(_QUARTERS, key=len, reverse=True))
_TO = r" ?(?:-|den|,|va|\+) ?"
_MONTHS = re.compile(
    rf"(?:tu )?(?:thang|t) ?\.?(?P<first>{ONE_MONTH}){_TO}(?:het )?(?:thang|t)? ?"
    rf"(?P<last>{ONE_MONTH}){YEAR_END}"
)
_QUARTER_TEXT = re.compile(rf"(?:quy|qui|q) ?\.?(?P<first>{_QUARTER}){YEAR_END}")
_QUARTER_RANGE = re.compile(
    rf"(?:quy|qui|q) ?\.?(?P<first>{_QUARTER}){_TO}(?:quy|qui|q)? ?(?P<last>{_QUARTER}){YEAR_END}"
)
_QUARTER_CODE = re.compile(r"(?P<year>(?:19|20)[0-9]{2}) ?[-/]? ?q(?:uy)? ?(?P<first>[1-4])")
_QUARTER_PATTERNS = (_QUARTER_TEXT, _QUARTER_RANGE, _QUARTER_CODE)
_CUMULATIVE = re.compile(
    rf"(?P<months>1[0-2]|0?[1-9]|{WORDS}) ?(?:thang|t)(?P<part> dau nam| cuoi nam)?{YEAR_END}"
)
_WHOLE_YEAR = re.compile(r"(?:ca )?(?:nam )?(?P<year>(?:19|20)[0-9]{2})")
_YEARS = re.compile(
    r"(?:giai doan )?(?:tu )?(?:nam )?(?P<first>(?:19|20)[0-9]{2})"
    r" ?(?:-|den) ?(?:nam )?(?P<last>(?:19|20)[0-9]{2})"
)
_DAYS = re.compile(r"(?:tu )?(?:ngay )?(?P<first>\S+) (?:den|-) (?:het )?(?:ngay )?(?P<last>\S+)")
_LEAD = re.compile(r"^(?:(?:ky bao cao|bao cao|so lieu|luy ke|ky) ?:? ?)+")
_UNTIL = re.compile(
    r"(?:nam (?P<year>[0-9]{4}) ?[(,;]? ?)?(?:luy ke |tinh )?den (?:het )?(?:ngay )?"
    r"(?P<last>[0-9/.-]+)"
)


def period(raw: Any, *, year: int | None = None) -> Cell:
    """A reporting period as a `Span`: Quý I/2023, 6 tháng đầu năm 2023, tháng 3/2023, năm 2023.

    `year` is that of the sheet, for a cell that says none; without it such a cell is for review.

    >>> period("QI/2023").value.code, period("9 tháng 2023").value.is_cumulative
    ('2023-Q1', True)
    """
    if is_blank(raw):
        return BLANK
    if isinstance(raw, dt.datetime | dt.date):
        value = span(raw.year, raw.month, raw.month)
        note = ("Excel đã đổi ô này thành ngày", "Excel turned this cell into a date")
        return review(value, _PERIOD, note, "damaged", proposals=[value.code], code="damaged")
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return refused(_PERIOD)
    if not isinstance(raw, str):
        raw = str(int(raw)) if as_float(raw).is_integer() else ""
    text, marks = clean(raw)
    if "quỹ" in text.lower():
        return refused(_PERIOD)
    said = bare(text).strip("()[]:;. ")
    found = _period(_LEAD.sub("", said), year)
    if found is None:
        return _until(said)
    if isinstance(found, Span):
        in_range = found.start.year >= FIRST_YEAR and found.start <= found.end
        return Cell(found, marks=marks) if in_range else refused(_PERIOD)
    note = ("kỳ báo cáo thiếu năm", "the period lacks its year")
    return review(None, _PERIOD, note, "no_year")


def _until(text: str) -> Cell:
    """`năm 2022 (tính đến 25/10/2022)` is a part of a year; where it begins, a person must say."""
    found = _UNTIL.fullmatch(text)
    last = date(found["last"]) if found else Cell(state="refused")
    if not found or last.state != "ok" or int(found["year"] or last.value.year) != last.value.year:
        return refused(_PERIOD)
    start, end = dt.date(last.value.year, 1, 1), last.value.date()
    likely = Span(f"{start}/{end}", start, end, is_cumulative=True)
    note = ("chưa hết năm; kỳ tính từ ngày nào?", "part of a year; from which day on?")
    return review(likely, _PERIOD, note, "part_year", proposals=[likely.code])


def _period(text: str, year: int | None) -> Span | bool | None:
    """The span; False where the year is missing; None where the text names no period."""
    several = _several_years_or_days(text)
    if several:
        return several
    for pattern in (
        _WHOLE_YEAR, _QUARTER_CODE, _QUARTER_TEXT, _QUARTER_RANGE, MONTH_NUMBERS, MONTH_TEXT,
        _MONTHS, _CUMULATIVE,
    ):  # fmt: skip
        if found := pattern.fullmatch(text):
            said_year = found.groupdict().get("iso") or found["year"] or year
            return bool(said_year) and _span(found, int(said_year))
    return None


def _span(found: re.Match, year: int) -> Span | None:
    part = found.groupdict()
    if found.re is _WHOLE_YEAR:
        return span(year, 1, 12)
    if found.re is _CUMULATIVE:
        months = month_number(part["months"])
        if part["part"] == " cuoi nam":
            return span(year, 13 - months, 12)
        return span(year, 1, months, is_cumulative=months < 12)
    if found.re in _QUARTER_PATTERNS:
        first = _QUARTERS[part["first"]]
        last = _QUARTERS[part.get("last") or part["first"]]
        if first > last:
            return None
        return span(year, 3 * first - 2, 3 * last, is_cumulative=first == 1 < last < 4)
    first = month_number(part["first"] or part["last"])
    last = month_number(part.get("last") or part["first"])
    if not 1 <= first <= last <= 12:
        return None
    return span(year, first, last, is_cumulative=first == 1 < last < 12)


def _several_years_or_days(text: str) -> Span | None:
    if found := _YEARS.fullmatch(text):
        first, last = int(found["first"]), int(found["last"])
        end = dt.date(last, 12, 31)
        return Span(f"{first}/{last}", dt.date(first, 1, 1), end) if first < last else None
    if found := _DAYS.fullmatch(text):
        ends = [date(part) for part in (found["first"], found["last"])]
        if all(cell.state == "ok" for cell in ends) and ends[0].value <= ends[1].value:
            first, last = (cell.value.date() for cell in ends)
            return Span(f"{first}/{last}", first, last)
    return None


# --- deadlines -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day before which, or by which, something is due; each year where `year` is None."""

    month: int
    day: int
    year: int | None = None
    is_strict: bool = True

    @property
    def code(self) -> str:
        """--12-10, or 2023-12-10."""
        head = "-" if self.year is None else f"{self.year}"
        return f"{head}-{self.month:02d}-{self.day:02d}"

    def holds(self, day: dt.date) -> bool:
        """Whether a day of its year is in time; `trước ngày` leaves out the day itself."""
        due = (self.month, self.day) if self.year is None else (self.year, self.month, self.day)
        found = (day.month, day.day) if self.year is None else (day.year, day.month, day.day)
        return found < due if self.is_strict else found <= due


_BEFORE = r"(?P<strict>truoc)|cham nhat(?: la)?|muon nhat(?: la)?|den(?: het)?|het|khong qua"
_DUE = re.compile(
    rf"(?:{_BEFORE}) (?:ngay )?(?P<day>[0-9]{{1,2}})(?: ?[/.-] ?| thang )(?P<month>[0-9]{{1,2}})"
    r"(?:(?: ?[/.-] ?|,? nam )(?P<year>[0-9]{4}))?(?: (?:hang|moi) nam)?"
)


def deadline(raw: Any) -> Cell:
    """A deadline: `trước ngày 10-12` is any day before 10 December (strictly), each year.

    >>> deadline("trước ngày 10-12").value.code
    '--12-10'
    """
    if is_blank(raw):
        return BLANK
    if not isinstance(raw, str):
        return refused(_DEADLINE)
    found = _DUE.fullmatch(bare(clean(raw)[0]))
    if not found or moment(found["year"] or 2000, found["month"], found["day"]) is None:
        return refused(_DEADLINE)
    year = int(found["year"]) if found["year"] else None
    return Cell(Deadline(int(found["month"]), int(found["day"]), year, bool(found["strict"])))
