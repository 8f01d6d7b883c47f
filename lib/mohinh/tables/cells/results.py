"""Results: what reading one cell gives; how a cell is quoted; blank cells."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from mohinh.tables.cells.shown import Shown
from mohinh.words.terms import Label
from mohinh.words.text import tidy

State = Literal["ok", "review", "refused"]
Dash = Literal["zero", "missing", "review"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was read.

    value : what it means where `state` is ok (None: blank, not reported); the likely value, or a
        tuple of candidates, where a person must confirm it; None where it was refused
    state : ok; review (nothing may be taken over without a person); refused
    code : a rule of `tables.quality`; blank for a cell that is plainly written
    note : why, (vi, en)
    expected : what should stand in the cell, (vi, en)
    marks : one word for each rule that was used, such as `fullwidth`, `unit`, `footnote`
    """

    value: Any = None
    state: State = "ok"
    code: str = ""
    note: Label = ("", "")
    expected: Label = ("", "")
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to be said of a cell: `row` counts the data rows from 0; `code` names a rule of
    `tables.quality`; `expected` is (vi, en). Where the rule is a note, the cell has its value."""

    row: int
    code: str
    found: str
    expected: Label


BLANK = Cell()
MOST_FAULTS = 300_000


class TooManyFaults(Exception):
    """More than `MOST_FAULTS` cells or rows cannot be taken."""


def few(faults: Sized) -> None:
    """Raise `TooManyFaults` where there are: listing millions takes minutes and gigabytes."""
    if len(faults) > MOST_FAULTS:
        raise TooManyFaults


def accepted(value: Any, said: str | Label, note: Label, *marks: str) -> Cell:
    """A value that is sure, though not plainly written; `said` is how it is written plainly."""
    expected = (said, said) if isinstance(said, str) else said
    return Cell(value, "ok", "read_as", note, expected, marks)


def review(
    value: Any,
    kind: Label,
    note: Label,
    *marks: str,
    proposals: Iterable[Any] = (),
    code: str = "review",
) -> Cell:
    """A likely value, or several, that a person must confirm."""
    return Cell(value, "review", code, note, ask(kind, proposals), marks)


def refused(expected: Label, code: str = "wrong_cell", note: Label = ("", "")) -> Cell:
    """A cell without a likely value."""
    return Cell(None, "refused", code, note, expected)


def ask(kind: Label, proposals: Iterable[Any]) -> Label:
    """What should stand there, with the likely values as a question.

    A number as long as an identity or phone number is never repeated.
    """
    said = [_said(value) for value in proposals if _repeatable(value)]
    if not said:
        return kind
    return f"{kind[0]}; có phải {' hay '.join(said)}?", f"{kind[1]}; is it {' or '.join(said)}?"


def _said(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _repeatable(value: Any) -> bool:
    digits = re.sub(r"\D", "", str(value))
    return len(digits) < 9 or digits.endswith("000")


def is_blank(raw: Any) -> bool:
    """Whether a raw cell holds nothing: empty, only spaces, or a missing value."""
    if isinstance(raw, str):
        return not raw or (not raw[0].isalnum() and not tidy(raw))
    return raw is None or (isinstance(raw, float) and math.isnan(raw))


def show(raw: Any) -> str:
    """A raw cell as it is quoted in a finding: at most 60 characters, no control characters."""
    if isinstance(raw, datetime | date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, Shown):
        raw = raw.shown
    elif isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = "".join(char for char in tidy(str(raw)) if char.isprintable())
    return text if len(text) <= 60 else text[:59] + "…"


def dashed_word(text: str, dash: Dash, expected: Label) -> Cell | None:
    """A dash where no number belongs: missing by the sheet's rule, or for review; never zero."""
    if not re.fullmatch(r"[-_]{1,3}", text):
        return None
    if dash == "missing":
        note = ("dấu “-” theo quy ước của trang", "“-” by the rule of the sheet")
        return accepted(None, ("để trống", "blank"), note, "dash")
    note = ("trang không nói “-” là gì", "the sheet does not say what “-” means")
    return review(None, expected, note, "dash")


def as_float(raw: float) -> float:
    """A number as a float; infinite where it is too large for one."""
    try:
        return float(raw)
    except OverflowError:
        return math.inf


_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2044\u2215", "/")
    | {"₫": "đ", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"}
)
_D = str.maketrans("đĐðÐɖƉ", "dDdDdD")


def clean(raw: str) -> tuple[str, tuple[str, ...]]:
    """Text with ordinary spaces, dashes and digits; marked `fullwidth` where it had wide ones.

    Raised digits stay: they are footnotes, and 741¹ is not 7411.
    """
    if raw.isascii():
        return " ".join(raw.split()), ()
    narrow = raw.translate(_FULLWIDTH)
    return tidy(narrow).translate(_SIGNS), ("fullwidth",) if narrow != raw else ()


def bare(text: str) -> str:
    """Small letters without diacritics, one for one: places in it are places in the text."""
    if text.isascii():
        return text.lower()
    letters = (unicodedata.normalize("NFD", char)[0] for char in text.translate(_D))
    return "".join(char.lower()[:1] for char in letters)
