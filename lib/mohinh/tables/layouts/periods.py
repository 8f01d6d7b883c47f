"""Periods as forms write them: tháng 01/2022, Quý I, 6 tháng đầu năm, năm 2022, Q1, T3 …

Months are counted through: year × 12 + month − 1.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mohinh.words.text import fold

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ISO_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d) (0?[1-9]|1[0-2])(?!\d)")
_MONTHS = re.compile(r"(?:tu )?thang (\d{1,2})(?: \d{4})? (?:den|toi) (?:het )?thang (\d{1,2})\b")
_DATES = re.compile(
    r"tu (?:ngay )?\d{1,2} (?:thang )?(\d{1,2})(?: (?:nam )?\d{4})? "
    r"(?:den|toi) (?:ngay )?\d{1,2} (?:thang )?(\d{1,2})\b"
)
_LENGTH = re.compile(r"\b(\d{1,2}) thang(?: (dau|cuoi))?")
_MONTH = re.compile(r"\bthang (\d{1,2})\b|^t ?(\d{1,2})(?= |$)|^(\d{1,2}) (?:19|20)\d\d$")
_QUARTER = re.compile(r"\b(?:quy|qui|q) ?(iv|i{1,3}|[1-4])(?= |$)")
# “Việt Nam” is no year.
_WHOLE_YEAR = re.compile(r"\bca nam\b|\bnam (?:19|20)\d\d\b|^(?:19|20)\d\d$")
_CUTOFF = re.compile(r"\b(?:tinh )?(?:den|toi) (?:het )?(?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2})\b")
_DAY = re.compile(r"\bngay \d")
_CUMULATIVE = re.compile(r"\b(?:luy ke|cong don)\b")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months from `first` to `last`; `has_year` is False where no year was named (year 0)."""

    first: int
    last: int
    has_year: bool = True

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def year(self) -> int | None:
        """The calendar year that it lies in; None where it lies in two, or none was named."""
        return self.first // 12 if self.has_year and self.first // 12 == self.last // 12 else None

    def in_year(self, year: int | None) -> "Span":
        """The same months of that year, where none was named."""
        if self.has_year or year is None:
            return self
        return Span(self.first + 12 * year, self.last + 12 * year)

    def overlaps(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        """As forms write it: `01/2022`, `Quý I/2022`, `2022`, else `01/2022 – 06/2022`; where no
        year was named, without one."""
        if not self.has_year:
            return f"{self.first + 1:02}" + (f" – {self.last + 1:02}" if self.months > 1 else "")
        year, month = divmod(self.first, 12)
        end_year, end_month = divmod(self.last, 12)
        if self.months == 1:
            return f"{month + 1:02}/{year:04}"
        if self.months == 12 and month == 0:
            return f"{year:04}"
        if self.months == 3 and month % 3 == 0:
            return f"Quý {('I', 'II', 'III', 'IV')[month // 3]}/{year:04}"
        return f"{month + 1:02}/{year:04} – {end_month + 1:02}/{end_year:04}"


def read_span(cell: Any) -> Span | None:
    """The months that a heading, title or sheet name speaks of; None where it speaks of none.

    A date is its month: Excel turns `01/2022` into one. A running total (lũy kế tháng 3) spans from
    January.
    """
    if isinstance(cell, datetime | date):
        return Span(*[cell.year * 12 + cell.month - 1] * 2)
    return _read(cell) if isinstance(cell, str) else None


@lru_cache(maxsize=4096)
def _read(text: str) -> Span | None:
    key = fold(text)
    iso = _ISO_MONTH.search(key)
    if iso:
        return Span(*[int(iso[1]) * 12 + int(iso[2]) - 1] * 2)
    months = _months(key)
    if months is None:
        return None
    first, last = months
    if not 1 <= first <= last <= 12:
        return None
    year = _YEAR.search(key)
    span = Span(first - 1, last - 1, has_year=False)
    if _CUMULATIVE.search(key):
        span = replace(span, first=0)
    return span.in_year(int(year[0]) if year else None)


def _months(key: str) -> tuple[int, int] | None:
    """First and last month of the year, from 1."""
    if found := _MONTHS.search(key) or _DATES.search(key):
        return int(found[1]), int(found[2])
    if found := _LENGTH.search(key):
        length = int(found[1])
        return (13 - length, 12) if found[2] == "cuoi" else (1, length)
    if found := _QUARTER.search(key):
        quarter = _QUARTERS[found[1]]
        return 3 * quarter - 2, 3 * quarter
    if found := _MONTH.search(key):
        month = int(found[1] or found[2] or found[3])
        return month, month
    return (1, 12) if _WHOLE_YEAR.search(key) else None


def read_year(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR.search(fold(text))
    return int(found[0]) if found else None


def read_cutoff(text: str) -> int | None:
    """The month (1–12) up to which a text says that it counts (tính đến ngày 25/10); or None."""
    found = _CUTOFF.search(fold(text))
    return int(found[2]) if found and 1 <= int(found[2]) <= 12 else None


def has_day(text: str) -> bool:
    """Whether a text names a day: of an order, of the end of a count."""
    return bool(_DAY.search(fold(text)))


def is_cumulative(text: str) -> bool:
    """Whether a text says that its numbers run on from the start of the year."""
    return bool(_CUMULATIVE.search(fold(text)))
