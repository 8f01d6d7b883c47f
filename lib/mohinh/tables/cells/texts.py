"""Texts: names, codes, remarks. Kept as written, in one spelling of Unicode."""

import re
import unicodedata
from typing import Any

from mohinh.tables.cells.numbers import TIMES
from mohinh.tables.cells.results import BLANK, Cell, accepted, is_blank, refused, review
from mohinh.words.terms import Label
from mohinh.words.text import tidy

MOST_CHARACTERS = 300
_FORBIDDEN = frozenset("<>{}`\\$")
# Eth and African D look like Đ and are typed for it.
_D = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_PLAIN = re.compile(r"[^<>{}`\\$?\ufffdÐðƉɖ\u0370-\u03ff\u0400-\u052f]{1,300}")
# Letters that a program could not write and put a question mark for: P. M?i Né.
_LOST = re.compile(r"\ufffd|[^\W\d_]\?+[^\W\d_]|(?<!\S)\?+[^\W\d_]|[^\W\d_]\?(?= ?\d)")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
# Cyrillic and Greek letters that look like Latin ones.
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеіјорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXYaeijopcyxsABEZHIKMNOPTYXo"
)
_NAME: Label = ("chữ tiếng Việt", "Vietnamese letters")


def plain_text(raw: Any, pattern: re.Pattern | None) -> str | None:
    """What `text` gives for a cell that is plainly written, without its result; else None."""
    if type(raw) is not str:
        return None
    # Printable text holds no invisible sign and no space but the ordinary one.
    easy = raw.isprintable() and unicodedata.is_normalized("NFC", raw)
    kept = " ".join(raw.split()) if easy else tidy(raw)
    fits = _PLAIN.fullmatch(kept) and kept.isprintable()
    return kept if fits and (pattern is None or pattern.fullmatch(kept)) else None


def text(raw: Any, *, pattern: str | None = None, expected: Label | None = None) -> Cell:
    """A text: NFC, one kind of space, no invisible signs, Đ as one letter.

    With a `pattern` it must fit it whole; `expected` then says in words what fits. Letters of
    another script that look Latin are for review. Raises nothing.

    >>> text("Ðắk Hà").value
    'Đắk Hà'
    """
    if is_blank(raw):
        return BLANK
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, (*TIMES, bool, float)):
        return refused(
            (
                "chữ; Excel đã đổi ô này thành số hoặc ngày",
                "text; Excel turned this cell into a number or a date",
            )
        )
    kept = tidy(str(raw))
    if _LOST.search(kept):
        note = ("mất chữ có dấu khi lưu tệp", "letters were lost when the file was saved")
        return review(None, _NAME, note, "lost_letters")
    if pattern and not re.fullmatch(pattern, kept):
        return refused(expected or _NAME)
    if any(char in _FORBIDDEN for char in kept) or not kept.isprintable():
        return refused(
            ("chữ không có các dấu < > { } ` \\ $", "text without the signs < > { } ` \\ $")
        )
    if len(kept) > MOST_CHARACTERS:
        return refused((f"tối đa {MOST_CHARACTERS} ký tự", f"at most {MOST_CHARACTERS} characters"))
    return Cell(kept) if kept.isascii() else _one_alphabet(kept)


def _one_alphabet(kept: str) -> Cell:
    latin = kept.translate(_D)
    if _FOREIGN.search(latin) and any(map(_is_mixed, latin.split())):
        likely = unicodedata.normalize("NFC", latin.translate(_ALIKE))
        note = ("chữ cái của bảng chữ khác", "letters of another alphabet")
        return review(likely, _NAME, note, "alphabet", proposals=[likely])
    if latin != kept:
        note = ("chữ Đ gõ bằng ký tự khác", "Đ typed as another letter")
        return accepted(latin, latin, note, "other_d")
    return Cell(kept)


def _is_mixed(word: str) -> bool:
    return bool(_FOREIGN.search(word)) and bool(re.search(r"[A-Za-zÀ-ỹ]", word))
