"""Heaps: texts that no cell of a form holds: as long as a book, or marks heaped upon one letter.

Bringing marks into their order takes the square of their number: ten thousand upon one letter take
seconds, and a file can hold thousands of such letters. They are refused before texts are compared.
"""

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np

from mohinh.words.errors import UnreadableFile

MOST_CHARACTERS = 32_767  # as in Excel
_HARMLESS = 200  # a text of so many characters is never looked at
_MOST_MARKS = 16
_FIRST_MARK, _FIRST_UNSEEN = 0x300, 0xAD
# All marks and invisible signs of Unicode stand in these.
_PLANES = (range(_FIRST_UNSEEN, 0x20000), range(0xE0000, 0xE0200))
_BLOCK = 2**20


def guard_texts(place: str, texts: Iterable[object]) -> None:
    """Refuse a text among these (what is no text is passed over) that no cell of a form holds."""
    for text in texts:
        if isinstance(text, str) and len(text) > _HARMLESS:
            guard_text(place, text)


def guard_text(place: str, text: str, *, most: int = MOST_CHARACTERS) -> None:
    """Refuse a text that is too long, or in which marks are heaped upon one letter."""
    if len(text) > most:
        raise UnreadableFile(
            f"{place}: a cell of {len(text)} characters; at most {most}. Shorten it"
        )
    if not text.isascii() and _longest_heap(text) > _MOST_MARKS:
        raise UnreadableFile(
            f"{place}: more than {_MOST_MARKS} marks upon one letter; type the text again"
        )


def _longest_heap(text: str) -> int:
    """The most marks that follow on each other, however many invisible signs are between them."""
    longest, open_heap = 0, 0
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK].encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(block, np.uint32)
        if codes.max() < _FIRST_MARK:
            open_heap = 0
            continue
        marks, unseen = _signs()
        is_mark = marks[codes[~unseen[codes]]]
        letters = np.flatnonzero(~is_mark)
        ends = np.concatenate(([-1 - open_heap], letters, [len(is_mark)]))
        heaps = np.diff(ends) - 1
        longest, open_heap = max(longest, int(heaps.max())), int(heaps[-1])
    return longest


@cache
def _signs() -> tuple[np.ndarray, np.ndarray]:
    """For each code point whether it is a mark upon a letter; whether it is invisible."""
    marks, unseen = (np.zeros(sys.maxunicode + 1, bool) for _ in range(2))
    for plane in _PLANES:
        for code in plane:
            marks[code] = bool(unicodedata.combining(chr(code)))
            unseen[code] = unicodedata.category(chr(code)) == "Cf"
    return marks, unseen
