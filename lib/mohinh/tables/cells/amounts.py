"""Amounts: numbers with a qualifier and a unit, and money. Nothing is rounded."""

import math
import re
from decimal import Decimal
from typing import Any

from mohinh.tables.cells import phrases
from mohinh.tables.cells.numbers import (
    DAMAGED,
    count_of_text,
    damaged_time,
    dashed,
    formula,
    not_in_form,
    plain,
    whole_number,
    without_number,
)
from mohinh.tables.cells.phrases import MONEY_UNITS, Phrase
from mohinh.tables.cells.results import (
    BLANK,
    Cell,
    Dash,
    accepted,
    as_float,
    bare,
    clean,
    is_blank,
    refused,
    review,
)
from mohinh.tables.cells.shares import Amount
from mohinh.tables.cells.shown import Shown
from mohinh.tables.schemas import MOST
from mohinh.words.terms import Label

# Đồng; nothing that an office pays costs less.
LEAST_MONEY = 1000
_AMOUNT: Label = ("một số, ví dụ trên 15.000", "one number, such as trên 15.000")
_MONEY: Label = ("số tiền bằng đồng", "an amount in VND")


def amount(raw: Any, *, dash: Dash = "review") -> Cell:
    """A number with its qualifier and unit kept: `trên 15.000`, `khoảng 15km`.

    >>> amount("khoảng 15km").value
    Amount(value=15, qualifier='about', unit='km')
    """
    if is_blank(raw):
        return BLANK
    if damaged := damaged_time(raw, _AMOUNT):
        return damaged
    if not isinstance(raw, str):
        value = as_float(raw)
        known = value >= 0 and value.is_integer()
        return Cell(Amount(int(raw))) if known else _amount_number(value)
    text, marks = clean(raw)
    special = formula(text) or dashed(text, dash, _AMOUNT) or without_number(text, _AMOUNT)
    if special:
        return special
    parts = phrases.phrase(text)
    if parts is None:
        return not_in_form(text, _AMOUNT)
    if parts.scale != 1 and bare(parts.unit) in MONEY_UNITS:
        parts = Phrase(parts.number, parts.qualifier, parts.scale, "VND")
    value = Amount(plain(parts.number.value * parts.scale), parts.qualifier, parts.unit)
    if parts.number.style == "one_comma" or parts.footnote or not parts.has_known_unit:
        note = ("có dấu phẩy, chú thích hoặc đơn vị lạ", "a comma, footnote or unknown unit")
        return review(value, _AMOUNT, note, "candidates", proposals=[value.value])
    return Cell(value, marks=marks)


def _amount_number(raw: float) -> Cell:
    if not math.isfinite(raw) or raw < 0:
        return refused(_AMOUNT)
    thousand = round(raw * 1000)
    likely = [thousand] if math.isclose(raw * 1000, thousand) else []
    return review(Amount(raw), _AMOUNT, DAMAGED, "damaged", proposals=[raw, *likely])


def money(raw: Any, *, scale: int = 1, most: int = MOST["money"], dash: Dash = "review") -> Cell:
    """An amount of money in VND: `15,6 tỷ đồng`, `610 nghìn`, `1.500.000 đ`.

    `scale` is the unit that the sheet declares for bare numbers (10**6 for triệu đồng); a unit in
    the cell goes before it. Nothing is rounded: parts of a đồng are for review.

    >>> money("15,6 tỷ đồng").value, money("1.500", scale=10**6).value
    (15600000000, 1500000000)
    """
    if is_blank(raw):
        return BLANK
    if damaged := damaged_time(raw, _MONEY):
        return damaged
    if not isinstance(raw, str):
        return _money_number(raw, scale, most)
    text, marks = clean(raw)
    special = formula(text) or dashed(text, dash, _MONEY) or without_number(text, _MONEY)
    if special:
        return special
    parts = phrases.phrase(text) or _compound_money(text)
    if parts is None:
        found = count_of_text(text, most)
        return found if found.state == "refused" else review(None, _MONEY, found.note, *found.marks)
    return _money_of_phrase(parts, scale, most, marks)


def is_few(read: Cell) -> bool:
    """Whether a cell was read as some đồng, but fewer than anything costs."""
    return read.state == "ok" and read.value is not None and 0 < read.value < LEAST_MONEY


def few_dong(value: int) -> Cell:
    """An amount too small to be paid: 30 in a column of đồng is likely 30 triệu, or 30 nghìn."""
    note = ("số tiền quá nhỏ; đơn vị là nghìn hay triệu?", "too small; thousands, or millions?")
    likely = (value * 10**6, value * 1000)
    return review(None, _MONEY, note, "small", proposals=likely)


def _money_number(raw: float, scale: int, most: int) -> Cell:
    """A number cell; in a column of triệu or tỷ decimals are usual, but three may be a group."""
    if isinstance(raw, Shown):
        return whole_number(raw, most)
    if scale == 1 or isinstance(raw, int) or not math.isfinite(raw) or raw.is_integer():
        read = whole_number(raw * scale, most)
        return few_dong(read.value) if is_few(read) else read
    value = Decimal(str(raw)) * scale
    three = round(raw, 2) != raw
    if value < 0 or value > most or value != value.to_integral_value():
        return refused(_MONEY)
    if three:
        both = (int(value), int(value) * 1000)
        return review(both, _MONEY, DAMAGED, "damaged", proposals=both, code="damaged")
    return Cell(int(value))


def _compound_money(text: str) -> Phrase | None:
    """`1 tỷ 200 triệu đồng`: parts from large to small, each with its own word."""
    if len(text) > phrases.MOST_CHARACTERS:
        return None
    pieces = re.findall(rf"({phrases.DIGITS}) ?([^0-9]+?)(?= [0-9]|$)", text)
    parts = [phrases.phrase(f"{digits} {words.strip()}") for digits, words in pieces]
    if len(parts) < 2 or "".join(a + b for a, b in pieces).replace(" ", "") != text.replace(
        " ", ""
    ):
        return None
    scales = [part.scale if part else 0 for part in parts]
    sound = all(part and part.number.style in ("plain", "grouped") for part in parts)
    if not sound or scales != sorted(set(scales), reverse=True) or scales[0] == 1:
        return None
    if any(part.unit for part in parts[:-1]):
        return None
    total = sum(part.number.value * part.scale for part in parts)
    return Phrase(phrases.Number(Decimal(total), "plain"), "exact", 1, parts[-1].unit or "đồng")


def _money_of_phrase(parts: Phrase, scale: int, most: int, marks: tuple[str, ...]) -> Cell:
    unit, has_word = bare(parts.unit), parts.scale != 1 or bool(parts.unit)
    value = parts.number.value * (parts.scale if has_word else scale)
    if parts.number.style == "one_comma":
        return _two_readings(value, most)
    if value > most:
        return refused((f"số tiền từ 0 đến {most} đồng", f"from 0 to {most} VND"))
    doubt: Label | None = None
    if parts.qualifier != "exact" or parts.footnote:
        doubt = ("không phải số chính xác", "not an exact number")
    elif unit and unit not in MONEY_UNITS:
        doubt = ("đơn vị không phải tiền", "the unit is not money")
    elif _is_damaged_money(parts, scale):
        doubt = ("dấu chấm, phẩy có hai cách đọc", "the mark can be read in two ways")
    if doubt or value != value.to_integral_value():
        doubt = doubt or ("lẻ dưới một đồng", "parts of a đồng")
        whole = [int(value)] if value == value.to_integral_value() else []
        return review(whole[0] if whole else None, _MONEY, doubt, "candidates", proposals=whole)
    if 0 < value < LEAST_MONEY:
        return few_dong(int(value))
    marks += ("unit",) if has_word else ()
    marks += ("comma_thousands",) if parts.number.style == "commas" else ()
    marks += ("words",) if parts.number.style == "words" else ()
    if not marks:
        return Cell(int(value))
    return accepted(int(value), str(int(value)), ("đọc theo quy tắc", "read by a rule"), *marks)


def _two_readings(value: Decimal, most: int) -> Cell:
    """1,500 tỷ: the comma marks decimals, or groups thousands."""
    both = [reading for reading in (value / 1000, value) if reading <= most]
    likely = tuple(int(reading) for reading in both if reading == reading.to_integral_value())
    note = ("dấu phẩy có hai cách đọc", "the comma can be read in two ways")
    return review(likely, _MONEY, note, "comma", proposals=likely)


def _is_damaged_money(parts: Phrase, scale: int) -> bool:
    """Decimals without a word such as triệu: grouped thousands that lost a zero are likely."""
    return parts.number.style == "decimal" and parts.scale == 1 and scale == 1
