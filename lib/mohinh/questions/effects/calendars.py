"""Periods of every kind as whole numbers that grow with time.

Months count from year 0 (12 × year + month − 1), quarters likewise (4 × year + quarter − 1), years
are themselves; numbers stay as they are. `NEVER` stands for no period at all.
"""

import re
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.words.errors import InvalidTable, UnknownName
from mohinh.words.terms import Period

Calendar = Literal["number", "month", "quarter", "year"]

NEVER = np.iinfo(np.int64).max // 2
_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}
# Numbers without a calendar are taken for months.
PERIODS_PER_YEAR = _PER_YEAR | {"number": 12}
# Whole numbers within these, all of them, are years: nobody counts months or quarters from 1900 on.
_YEARS = 1900, 2100
_SPAN = {1: "month", 3: "quarter", 12: "year"}


def ordinals(values: pd.Series) -> tuple[np.ndarray, Calendar]:
    """Each value's place in time, `NEVER` where missing, and the calendar they are on.

    Takes whole numbers of any width, whole floats, nullable integers, datetimes (their month),
    `Period` by month, quarter or year, categories of these, and texts or objects: "2022-03",
    "2022-Q1", "2022Q1", "2022", "2022-03-17". Raises `InvalidTable` for anything else.
    """
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        places, calendar = ordinals(pd.Series(dtype.categories, name=values.name))
        codes = values.cat.codes.to_numpy()
        return np.where(codes < 0, NEVER, places[codes]), calendar
    if isinstance(dtype, pd.PeriodDtype):
        return _of_periods(values)
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _of_datetimes(values), "month"
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
        return _of_numbers(values), "number"
    if pd.api.types.is_string_dtype(dtype) or pd.api.types.is_object_dtype(dtype):
        return _of_objects(values)
    raise InvalidTable(
        f"column {values.name!r} is {dtype}: expected periods as whole numbers, dates, pandas "
        "periods, or texts such as 2022-03, 2022-Q1, 2022"
    )


def _of_periods(values: pd.Series) -> tuple[np.ndarray, Calendar]:
    frequency = str(values.dtype).removeprefix("period[").removesuffix("]")
    calendar: Calendar | None = {"M": "month", "Q": "quarter", "Y": "year"}.get(frequency[:1])
    if calendar is None:
        raise InvalidTable(
            f"column {values.name!r} holds periods of frequency {frequency}: expected months, "
            "quarters or years"
        )
    places = values.array.asi8 + 1970 * _PER_YEAR[calendar]
    return np.where(values.isna().to_numpy(), NEVER, places), calendar


def _of_datetimes(values: pd.Series) -> np.ndarray:
    if getattr(values.dtype, "tz", None) is not None:
        values = values.dt.tz_localize(None)
    months = values.to_numpy(dtype="datetime64[M]")
    return np.where(np.isnat(months), NEVER, months.astype("int64") + 1970 * 12)


def _of_numbers(values: pd.Series) -> np.ndarray:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu":
        return values.to_numpy().astype("int64", copy=False)
    floats = values.to_numpy(dtype="float64", na_value=np.nan)
    never = np.isnan(floats) | np.isposinf(floats)
    whole = np.where(never, 0.0, floats)
    odd = ~np.isfinite(whole) | (whole != np.round(whole))
    if odd.any():
        raise InvalidTable(
            f"column {values.name!r} holds {floats[odd][0]:g} ({odd.sum()} such values): expected "
            "whole numbers of periods"
        )
    return np.where(never, NEVER, whole.astype("int64"))


def _of_objects(values: pd.Series) -> tuple[np.ndarray, Calendar]:
    codes, uniques = pd.factorize(values)
    parsed = [_parsed(value, values.name) for value in uniques]
    calendars = {calendar for _, calendar in parsed}
    if len(calendars) > 1:
        examples = {calendar: value for (_, calendar), value in zip(parsed, uniques, strict=True)}
        shown = ", ".join(f"{value!s} ({calendar})" for calendar, value in examples.items())
        raise InvalidTable(
            f"column {values.name!r} mixes kinds of period: {shown}; give all in one kind"
        )
    places = np.array([place for place, _ in parsed] + [NEVER], dtype="int64")
    return places[codes], calendars.pop() if calendars else "number"


def _parsed(value: object, column: object) -> tuple[int, Calendar]:
    if isinstance(value, date | np.datetime64):
        day = pd.Timestamp(value)
        return day.year * 12 + day.month - 1, "month"
    if isinstance(value, int | float | np.integer | np.floating | pd.Period):
        places, calendar = ordinals(pd.Series([value], name=column))
        return int(places[0]), calendar
    text = re.sub(r"^(\d{4})([Qq]\d)$", r"\1-\2", str(value).strip())
    try:
        period = Period.parse(text[:7] if len(text) == 10 and text[4] == text[7] == "-" else text)
    except UnknownName:
        raise InvalidTable(
            f"column {column!r} holds {text!r}: expected periods such as 2022-03, 2022-Q1 or 2022, "
            "dates, or whole numbers"
        ) from None
    calendar = _SPAN[period.months]
    place = period.start.year * 12 + period.start.month - 1
    return place // (12 // _PER_YEAR[calendar]), calendar


def table_periods(values: pd.Series) -> tuple[np.ndarray, Calendar]:
    """`ordinals` of a table's periods, where numbers from 1900 to 2100 throughout are years."""
    places, calendar = ordinals(values)
    if calendar == "number" and len(places):
        first, last = _YEARS
        is_year = places.min() >= first and places.max() <= last
        calendar = "year" if is_year else "number"
    return places, calendar


def year_periods(given: int | None, calendar: Calendar, per_year: float | None = None) -> int:
    """How many periods: as given, or else those of one year."""
    return round(per_year or PERIODS_PER_YEAR[calendar]) if given is None else given


def on_calendar(places: np.ndarray, given: Calendar, wanted: Calendar, *, column: str):
    """Places on a coarser calendar: the quarter of a month, the year of a quarter.

    Raises `InvalidTable` where dates would have to be made up: a year beside months, a number
    beside dates. A column without any date fits every calendar.
    """
    dated = places != NEVER
    if given == wanted or not dated.any() or {given, wanted} == {"number", "year"}:
        return places
    ratio = _PER_YEAR.get(given, 0) // _PER_YEAR[wanted] if wanted in _PER_YEAR else 0
    if not ratio:
        raise InvalidTable(
            f"column {column!r} is given by {given}, the periods of the table by {wanted}: give "
            "both on one calendar, or dates beside coarser periods"
        )
    return np.where(dated, places // ratio, NEVER)


def period_name(place: int, calendar: Calendar) -> str:
    """A place in time as people write it: 2022-03, 2022-Q1, 2022, 17."""
    if calendar not in ("month", "quarter"):
        return str(place)
    year, part = divmod(int(place), _PER_YEAR[calendar])
    return f"{year}-{part + 1:02d}" if calendar == "month" else f"{year}-Q{part + 1}"
