"""Heaps: texts that no cell of a form holds: as long as a book, or marks heaped upon one letter.

Bringing marks into their order takes the square of their number: ten thousand upon one letter take
seconds, and a file can hold thousands of such letters. They are refused before texts are compared.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

from mohinh.words.errors import UnreadableFile

MOST_CHARACTERS = 32_767  # as in Excel
_HARMLESS = 200  # a text of so many characters is never looked at
_MOST_MARKS = 16


def guard_texts(place: str, texts: Iterable[object]) -> None:
    """Refuse a text among these (what is no text is passed over) that no cell of a form holds."""
    for text in texts:
        if text.__class__ is str and len(text) > _HARMLESS:  # type: ignore[arg-type]
            guard_text(place, str(text))


def guard_text(place: str, text: str, *, most: int = MOST_CHARACTERS) -> None:
    """Refuse a text that is too long, or in which marks are heaped upon one letter."""
    if len(text) > most:
        raise UnreadableFile(
            f"{place}: a cell of {len(text)} characters; at most {most}. Shorten it"
        )
    if not text.isascii() and _heap().search(text):
        raise UnreadableFile(
            f"{place}: more than {_MOST_MARKS} marks upon one letter; type the text again"
        )


@cache
def _heap() -> re.Pattern[str]:
    """Marks in a row, however many invisible signs are between them."""
    marks, unseen = [], []
    for code in range(0x300, sys.maxunicode + 1):
        sign = chr(code)
        if unicodedata.combining(sign):
            marks.append(sign)
        elif unicodedata.category(sign) == "Cf":
            unseen.append(sign)
    between = f"[\\xad{''.join(unseen)}]*"
    return re.compile(f"(?:[{''.join(marks)}]{between}){{{_MOST_MARKS + 1}}}")
