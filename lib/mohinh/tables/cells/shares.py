"""Shares: percentages, ratios, pairs of counts, ranges, scores. Nothing is ever divided."""

import math
import re
from dataclasses import dataclass
from typing import Any

from mohinh.tables.cells import phrases
from mohinh.tables.cells.numbers import (
    DAMAGED,
    SLASHED,
    TIMES,
    Ratio,
    damaged_time,
    dashed,
    date_of,
    formula,
    not_in_form,
    two_counts,
    without_number,
)
from mohinh.tables.cells.phrases import Phrase, Qualifier
from mohinh.tables.cells.results import (
    BLANK,
    Cell,
    Dash,
    accepted,
    as_float,
    clean,
    is_blank,
    refused,
    review,
)
from mohinh.tables.cells.shown import Percent, Scaled
from mohinh.words.terms import Label

_PERCENT: Label = ("tỷ lệ từ 0 đến 100 %", "a percentage from 0 to 100")
_SCORE: Label = ("điểm từ 0 đến 100", "points from 0 to 100")
_RATIO: Label = ("tử số/mẫu số, ví dụ 709/730", "numerator/denominator, such as 709/730")
_PAIR: Label = (
    "hai số có đơn vị, ví dụ 1.126 vụ/1.618 đối tượng",
    "two counts with units, such as 1.126 vụ/1.618 đối tượng",
)
_RANGE: Label = ("khoảng, ví dụ 1 - 2", "a range, such as 1 - 2")
_DASHED = re.compile(rf"(?:tu )?({phrases.DIGITS}) ?(?:-|÷|den) ?({phrases.DIGITS})(?: ([^0-9]+))?")
_HALVES = re.compile(r" ?(?:/|,(?= )|;| - | với | và ) ?", re.IGNORECASE)
_POINTS = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)( ?(?:điểm|đ))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its qualifier (`over` is strict: trên 80) and the unit written beside it."""

    value: int | float
    qualifier: Qualifier = "exact"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both counted in."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


def score(raw: Any, *, dash: Dash = "review") -> Cell:
    """Points from 0 to 100: 72,6 and 72.6 are the same; 0.726 shown as 72,6 % is 72.6."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, Percent):
        return percent(raw)
    if isinstance(raw, Scaled):
        return review(None, _SCORE, raw.note, "format")
    if isinstance(raw, (*TIMES, bool)):
        return refused(_SCORE)
    marks: tuple[str, ...] = ()
    if isinstance(raw, str):
        text, marks = clean(raw)
        if found := dashed(text, dash, _SCORE):
            return found
        points = _POINTS.fullmatch(text)
        if not points:
            return formula(text) or refused(_SCORE)
        raw, marks = points[1].replace(",", "."), (*marks, *(["unit"] if points[2] else []))
    value = float(raw) if isinstance(raw, str) else as_float(raw)
    if not 0 <= value <= 100:
        return refused(_SCORE)
    said = ("đọc theo quy tắc", "read by a rule")
    return accepted(value, f"{value:g}", said, *marks) if marks else Cell(value)


def percent(raw: Any, *, is_fraction: bool | None = None, dash: Dash = "review") -> Cell:
    """A percentage in points: 72,6 and 72.6 and 72,6 % are all 72.6.

    `is_fraction` says whether number cells are formatted as % (0.726 shown as 72,6 %; a `Percent`
    says so itself); where that is not known, a number up to 1 is for review.

    >>> percent("72,6 %").value, percent(0.726, is_fraction=True).value, percent(0.726).state
    (72.6, 72.6, 'review')
    """
    if is_blank(raw):
        return BLANK
    if damaged := damaged_time(raw, _PERCENT):
        return damaged
    if not isinstance(raw, str):
        is_fraction = True if isinstance(raw, Percent) else is_fraction
        return _percent_number(float(as_float(raw)), is_fraction=is_fraction)
    text, marks = clean(raw)
    special = formula(text) or dashed(text, dash, _PERCENT) or without_number(text, _PERCENT)
    if special and "none" in special.marks:
        note = ("“Không”: 0 % hay không tính tỷ lệ?", "“Không”: zero, or no percentage at all?")
        return review(0.0, _PERCENT, note, "none", proposals=[0.0])
    if special:
        return special
    pair = two_counts(SLASHED, text)
    if pair:
        note = ("tử số/mẫu số ở cột tỷ lệ", "a ratio in a column of percentages")
        return review(Ratio(*pair), _PERCENT, note, "ratio")
    return _percent_text(text, marks)


def _percent_number(value: float, *, is_fraction: bool | None) -> Cell:
    points = round(value * 100, 10) if is_fraction else value
    if not (math.isfinite(points) and points >= 0):
        return refused(_PERCENT)
    if points > 100:
        return _over_hundred(points)
    if is_fraction is None and 0 < value <= 1:
        both = (round(value * 100, 10), value)
        note = ("tỷ lệ phần trăm hay phần của một?", "a percentage, or a share of one?")
        return review(both[0], _PERCENT, note, "fraction", proposals=both)
    return Cell(points)


def _has_three_decimals(text: str) -> bool:
    return bool(re.search(r"[., ][0-9]{3}(?![0-9])", text))


def _over_hundred(points: float) -> Cell:
    note = ("lớn hơn 100 %", "more than 100 %")
    return review(points, _PERCENT, note, "over_one", proposals=[points])


def _percent_text(text: str, marks: tuple[str, ...]) -> Cell:
    bared = re.sub(r" ?(%|phần trăm)", "", text, count=1)
    parts = phrases.phrase(bared)
    if parts is None or parts.scale != 1 or parts.unit or parts.number.style == "words":
        return refused(_PERCENT)
    value = float(parts.number.value)
    if parts.number.style == "one_comma" and bared != text:
        value /= 1000  # no percentage has grouped thousands: 72,654 % has three decimals
    elif _has_three_decimals(bared):
        note = ("ba số lẻ hay phân cách nghìn?", "three decimals, or grouped thousands?")
        return review(None, _PERCENT, note, "comma")
    if value > 100:
        return _over_hundred(value)
    if parts.qualifier != "exact" or parts.footnote:
        note = ("không phải số chính xác", "not an exact number")
        return review(Amount(value, parts.qualifier, "%"), _PERCENT, note, "qualifier")
    if bared == text and 0 < value <= 1:
        return _percent_number(value, is_fraction=None)
    if marks:
        return accepted(value, str(value), ("chữ số toàn khổ", "fullwidth digits"), *marks)
    return Cell(value)


def ratio(raw: Any, *, dash: Dash = "review") -> Cell:
    """A count of a count: `1.042/1.165` is 1042 of 1165. Never divided.

    A pair of two different things (1.126 vụ/1.618 đối tượng) is no ratio; nor is a numerator
    larger than its denominator taken without a person.

    >>> ratio("1.042/1.165").value
    Ratio(numerator=1042, denominator=1165)
    """
    if is_blank(raw):
        return BLANK
    if damaged := damaged_time(raw, _RATIO):
        return damaged
    text, marks = clean(str(raw)) if isinstance(raw, str) else (str(raw), ())
    special = formula(text) or dashed(text, dash, _RATIO)
    if special:
        return special
    found = two_counts(SLASHED, text)
    if found is None:
        return not_in_form(text, _RATIO)
    value = Ratio(*found)
    if value.numerator > value.denominator or value.denominator == 0:
        note = ("tử số lớn hơn mẫu số", "the numerator is larger than the denominator")
        return review(value, _RATIO, note, "over_one", proposals=[value])
    has_unit = not text[-1].isdigit()
    if marks or has_unit:
        said = ("đọc theo quy tắc", "read by a rule")
        return accepted(value, str(value), said, *marks, *(["unit"] if has_unit else []))
    return Cell(value)


def pair(raw: Any, *, dash: Dash = "review") -> Cell:
    """Two counts of different things, as `1.126 vụ/1.618 đối tượng`: never divided, never added.

    >>> pair("1.126 vụ/1.618 đối tượng").value[1]
    Amount(value=1618, qualifier='exact', unit='đối tượng')
    """
    if is_blank(raw):
        return BLANK
    if damaged := damaged_time(raw, _PAIR):
        return damaged
    text = clean(raw)[0] if isinstance(raw, str) else str(raw)
    special = formula(text) or dashed(text, dash, _PAIR)
    if special:
        return special
    halves = [phrases.phrase(part) for part in _HALVES.split(text)]
    if len(halves) != 2 or not all(half and _is_count(half) for half in halves):
        return not_in_form(text, _PAIR)
    amounts = tuple(Amount(int(half.number.value), "exact", half.unit) for half in halves)
    if not all(amount.unit for amount in amounts) or amounts[0].unit == amounts[1].unit:
        note = ("hai số cần hai đơn vị khác nhau", "two counts need two different units")
        return review(amounts, _PAIR, note, "unit")
    return Cell(amounts)


def _is_count(parts: Phrase) -> bool:
    plain = parts.number.style in ("plain", "grouped", "commas", "words") and parts.scale == 1
    return plain and parts.has_known_unit and parts.qualifier == "exact" and not parts.footnote


def number_range(raw: Any, *, dash: Dash = "review") -> Cell:
    """From one whole number to another: `1 - 2`, `01-02`, `từ 1 đến 2`; both ends count.

    >>> number_range("01-02").value
    Range(low=1, high=2)
    """
    if is_blank(raw):
        return BLANK
    found = date_of(raw)
    if found:
        likely = Range(*sorted((found.day, found.month)))
        return review(likely, _RANGE, DAMAGED, "damaged", proposals=[likely], code="damaged")
    if damaged := damaged_time(raw, _RANGE):
        return damaged
    text = clean(raw)[0] if isinstance(raw, str) else str(raw)
    special = formula(text) or dashed(text, dash, _RANGE)
    if special:
        return special
    found = two_counts(_DASHED, text)
    if found is None:
        return not_in_form(text, _RANGE)
    if found[0] > found[1]:
        note = ("số đầu lớn hơn số cuối", "the first number is larger than the last")
        return review(Range(*sorted(found)), _RANGE, note, "candidates", proposals=found)
    return Cell(Range(*found))
