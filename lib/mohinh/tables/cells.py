"""One cell of a sheet → one value, or what is wrong with it. Knows kinds, not tables.

Vietnamese sheets: a dot groups thousands (`10.349`), a comma is the decimal mark. Excel set to
English reads `10.349` as 10.349 and `10/10` as a date, so a count that is not whole, or arrives as
a date, is refused with the likely value named; nothing is ever rounded. A blank cell is missing.
"""

import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.tables.schemas import DTYPES, KIND_NAMES, MOST, MOST_COUNT, Column
from mohinh.words.terms import Label
from mohinh.words.text import fold, tidy

MOST_CHARACTERS = 300
_GROUPED = re.compile(r"[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})")
_FLAGS = MappingProxyType({"co": True, "x": True, "yes": True, "khong": False, "no": False})
_FORBIDDEN = frozenset("<>{}`\\$")
_TIMES = (datetime, date, time, timedelta)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: `row` counts the data rows from 0; `code` names a rule of
    `tables.quality`; `expected` is (vi, en)."""

    row: int
    code: str
    found: str
    expected: Label


class _Refused(Exception):
    def __init__(self, vi: str, en: str, code: str = "wrong_cell"):
        self.expected: Label = (vi, en)
        self.code = code


def is_blank(raw: Any) -> bool:
    """Whether a raw cell holds nothing: empty, only spaces, or a missing value."""
    if isinstance(raw, str):
        return not raw or (not raw[0].isalnum() and not tidy(raw))
    return raw is None or (isinstance(raw, float) and math.isnan(raw))


def parse(column: Column, raw: list[Any]) -> tuple[list[Any], list[Fault]]:
    """The values of a column (None where blank or refused), and what was refused and why."""
    most = _most(column)
    values = _whole_floats(raw, most) if column.kind in ("count", "money") else [None] * len(raw)
    choices = _choice_keys(column) if column.choices else {}
    known: dict[Hashable, Any] = {}
    faults: list[Fault] = []
    for row, cell in enumerate(raw):
        if values[row] is not None:
            continue
        # Equal cells of equal type mean the same; codes and months occur thousands of times.
        key = (cell.__class__, cell)
        if key not in known:
            known[key] = _read(column, cell, choices)
        if isinstance(known[key], _Refused):
            refusal = known[key]
            faults.append(Fault(row, refusal.code, show(cell), refusal.expected))
        else:
            values[row] = known[key]
    return values, faults


def _whole_floats(raw: list[Any], most: int) -> list[int | None]:
    """Whole numbers within the limits; None for every other cell."""
    # A float is what readers give for every number; most cells end here.
    return [
        int(cell) if type(cell) is float and 0 <= cell <= most and cell.is_integer() else None
        for cell in raw
    ]


def _read(column: Column, cell: Any, choices: Mapping[str, str]) -> Any:
    """The value, None where blank, or the refusal itself."""
    if is_blank(cell):
        return _Refused(*KIND_NAMES[column.kind], "blank") if column.is_required else None
    try:
        return _READERS[column.kind](column, cell, choices)
    except _Refused as refusal:
        return refusal


def _most(column: Column) -> int:
    return MOST.get(column.name, MOST.get(column.kind, MOST_COUNT))


def to_series(column: Column, values: list[Any]) -> pd.Series:
    """Parsed values as a pandas column of the schema's dtype."""
    return pd.Series(values, dtype="object").astype(DTYPES[column.kind])


def show(raw: Any) -> str:
    """A raw cell as it is quoted in a finding: at most 60 characters, no control characters."""
    if isinstance(raw, datetime | date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = "".join(char for char in tidy(str(raw)) if char.isprintable())
    return text if len(text) <= 60 else text[:59] + "…"


def _choice_keys(column: Column) -> dict[str, str]:
    keys = {}
    for code, label in (column.choices or {}).items():
        keys |= {fold(code): code, fold(label[1]): code, fold(label[0]): code}
    return keys


def _text(column: Column, cell: Any, _: Mapping) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, (*_TIMES, bool, float)):
        raise _Refused(
            "chữ; Excel đã đổi ô này thành số hoặc ngày",
            "text; Excel turned this cell into a number or a date",
        )
    text = tidy(str(cell))
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise _Refused(*_pattern_words(column))
    if any(char in _FORBIDDEN for char in text) or not text.isprintable():
        raise _Refused(
            "chữ không có các dấu < > { } ` \\ $", "text without the signs < > { } ` \\ $"
        )
    if len(text) > MOST_CHARACTERS:
        raise _Refused(f"tối đa {MOST_CHARACTERS} ký tự", f"at most {MOST_CHARACTERS} characters")
    return text


def _pattern_words(column: Column) -> Label:
    if column.name == "commune_code":
        return (
            "mã xã năm chữ số, ví dụ 22915 (giữ số 0 ở đầu)",
            "a commune code of five digits, such as 22915 (keep a zero in front)",
        )
    return (
        "mã gồm chữ, số và . / - _, tối đa 40 ký tự",
        "a code of letters, digits and . / - _, at most 40 characters",
    )


def _choice(column: Column, cell: Any, choices: Mapping[str, str]) -> str:
    code = choices.get(fold(str(cell)))
    if code is None:
        labels = list((column.choices or {}).values())
        raise _Refused(
            "một trong: " + "; ".join(vi for vi, _ in labels),
            "one of: " + "; ".join(f"{vi} ({en})" for vi, en in labels),
        )
    return code


def _whole(column: Column, cell: Any, _: Mapping) -> int:
    if isinstance(cell, (*_TIMES, bool)):
        raise _Refused(
            "số nguyên ≥ 0; Excel đã đổi ô này thành ngày hoặc có/không",
            "a whole number ≥ 0; Excel turned this cell into a date or yes/no",
            "damaged",
        )
    if isinstance(cell, str):
        text = tidy(cell)
        if not (text.isascii() and text.isdigit()) and not _GROUPED.fullmatch(text):
            raise _Refused(
                "số nguyên ≥ 0, hoặc để trống nếu chưa báo cáo",
                "a whole number ≥ 0, or blank where not reported",
            )
        number = int(re.sub(r"\D", "", text))
    else:
        number = _whole_number(cell)
    most = _most(column)
    if not 0 <= number <= most:
        raise _Refused(f"số nguyên từ 0 đến {most}", f"a whole number from 0 to {most}")
    return number


def _whole_number(cell: float) -> int:
    if not math.isfinite(cell):
        raise _Refused("số nguyên ≥ 0", "a whole number ≥ 0")
    if float(cell).is_integer():
        return int(cell)
    thousand = round(cell * 1000)
    if cell > 0 and math.isclose(cell * 1000, thousand):
        hint = f"; có phải {thousand}?", f"; is it {thousand}?"
    else:
        hint = "", ""
    raise _Refused(f"số nguyên ≥ 0{hint[0]}", f"a whole number ≥ 0{hint[1]}", "damaged")


def _score(_: Column, cell: Any, __: Mapping) -> float:
    refusal = _Refused("điểm từ 0 đến 100", "points from 0 to 100")
    if isinstance(cell, (*_TIMES, bool)):
        raise refusal
    if isinstance(cell, str):
        if not _DECIMAL.fullmatch(tidy(cell)):
            raise refusal
        cell = tidy(cell).replace(",", ".")
    if not 0 <= float(cell) <= 100:
        raise refusal
    return float(cell)


def _year(_: Column, cell: Any, __: Mapping) -> int:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else tidy(str(cell))
    if not re.fullmatch(r"(?:199|20[0-9])[0-9]", text):
        raise _Refused("năm, ví dụ 2022", "a year, such as 2022")
    return int(text)


_DAY_WORDS: Label = (
    "ngày dạng dd/mm/yyyy từ năm 1990, ví dụ 25/10/2022",
    "a date dd/mm/yyyy since 1990, such as 25/10/2022",
)
_MONTH_WORDS: Label = (
    "tháng dạng mm/yyyy từ năm 1990, ví dụ 10/2022",
    "a month mm/yyyy since 1990, such as 10/2022",
)


def _date(_: Column, cell: Any, __: Mapping) -> datetime:
    if isinstance(cell, datetime | date):
        return _moment(cell.year, cell.month, cell.day, _DAY_WORDS)
    found = _DATE.fullmatch(tidy(cell)) if isinstance(cell, str) else None
    if not found:
        raise _Refused(*_DAY_WORDS)
    day, month, year, iso_year, iso_month, iso_day = found.groups()
    return _moment(year or iso_year, month or iso_month, day or iso_day, _DAY_WORDS)


def _month(_: Column, cell: Any, __: Mapping) -> datetime:
    if isinstance(cell, datetime | date):
        return _moment(cell.year, cell.month, 1, _MONTH_WORDS)
    found = _MONTH.fullmatch(tidy(cell)) if isinstance(cell, str) else None
    if not found:
        raise _Refused(*_MONTH_WORDS)
    month, year, iso_year, iso_month = found.groups()
    return _moment(year or iso_year, month or iso_month, 1, _MONTH_WORDS)


def _moment(year: str | int, month: str | int, day: str | int, expected: Label) -> datetime:
    try:
        moment = datetime(int(year), int(month), int(day))
    except ValueError:
        raise _Refused(*expected) from None
    if not 1990 <= moment.year <= 2100:
        raise _Refused(*expected)
    return moment


def _flag(_: Column, cell: Any, __: Mapping) -> bool:
    if isinstance(cell, bool):
        return cell
    value = _FLAGS.get(fold(str(cell)))
    if value is None:
        raise _Refused("Có hoặc Không", "Có (yes) or Không (no)")
    return value


_READERS = MappingProxyType(
    {
        "text": _text,
        "choice": _choice,
        "count": _whole,
        "money": _whole,
        "score": _score,
        "year": _year,
        "month": _month,
        "date": _date,
        "flag": _flag,
    }
)
