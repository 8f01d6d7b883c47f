"""Heaps: texts that no cell of a form holds: as long as a book, or marks heaped upon one letter.

Bringing marks into their order takes the square of their number: ten thousand upon one letter take
seconds, and a file can hold thousands of such letters. They are refused before texts are compared.
"""

import unicodedata
from collections.abc import Iterable

import numpy as np

from mohinh.words.errors import UnreadableFile

MOST_CHARACTERS = 32_767  # as in Excel
_HARMLESS = 200  # a text of so many characters is never looked at
_MOST_MARKS = 16
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
        block = text[start : start + _BLOCK]
        signs = set(block)
        codes = np.frombuffer(block.encode("utf-32-le", "surrogatepass"), np.uint32)
        if unseen := [ord(sign) for sign in signs if unicodedata.category(sign) == "Cf"]:
            codes = codes[~np.isin(codes, unseen)]
        is_mark = np.isin(codes, [ord(sign) for sign in signs if unicodedata.combining(sign)])
        ends = np.concatenate(([-1 - open_heap], np.flatnonzero(~is_mark), [len(is_mark)]))
        heaps = np.diff(ends) - 1
        longest, open_heap = max(longest, int(heaps.max())), int(heaps[-1])
    return longest
