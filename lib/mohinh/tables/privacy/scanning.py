"""Scanning: one cell, one column; what a message may repeat.

Each different thing in a column is looked at once, and closely only where `sifting` lets it
through.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from mohinh.tables import encodings
from mohinh.tables.privacy import lexicon, marks, names, numbers
from mohinh.tables.privacy.sifting import sifted
from mohinh.tables.quality import Finding
from mohinh.words.text import tidy

_MOST_PLACES = 10
_SAMPLE = 2000
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_DIGITS = re.compile(r"\d+")


def personal_cell(cell: Any) -> bool:
    """Whether a cell holds an identity number, phone, mail address, full name or mark of secrecy.

    A number counts when it has the length of an identity or phone number (its leading zero lost)
    and is not round; a name as `names.named` says.
    """
    if isinstance(cell, float | int):
        return numbers.identifying_number(cell)
    if not isinstance(cell, str) or len(cell) < 3:
        return False
    text = _clean(cell)
    if text.isdecimal() and not text.startswith("0"):
        return _is_personal_number(text) or numbers.identifies(text)
    return _is_personal(text)


def _clean(text: str) -> str:
    return tidy(text) if text.isascii() else _plain(unicodedata.normalize("NFKC", tidy(text)))


def _plain(text: str) -> str:
    return _DASHES.sub("-", text)


def _is_personal(text: str) -> bool:
    return numbers.identifies(text) or _names_or_marks(text)


def _is_personal_number(digits: str) -> bool:
    number = float(digits)
    return (
        number < 1e12
        and (numbers.identifying_number(number) or 1e8 <= number < 1e9)
        and (number % 1000 != 0)
    )


def repeatable(found: str) -> bool:
    """Whether a refused cell may be quoted: nothing in it looks like a person or what identifies
    one."""
    if not numbers.repeatable_digits(found):
        return False
    return not personal_cell(found) and not names.looks_like_name(_clean(found))


def scan(
    sheet: str,
    column: str,
    cells: Sequence[Any],
    *,
    first_row: int,
    may_list_names: bool = True,
    is_money: bool = False,
) -> list[Finding]:
    """Findings of personal data in one column; at most ten places are named.

    A column in which at least three different texts, and half of them, look like names of persons
    is a list of persons (`may_list_names` is False for columns of fixed choices, whose labels can
    look alike). In a column of money (`is_money`) long numbers can be amounts; `numbers` says which
    count.
    """
    # Codes repeat thousands of times, and most numbers are small: look at each thing once.
    distinct = set(cells)
    texts = [cell for cell in distinct if isinstance(cell, str)]
    personal: set[Any] = set()
    digits = False
    if texts:
        lines = _unicode(texts)
        suspects = {texts[place]: _plain(line) for place, line in sifted(lines).items()}
        digits = any(map(_is_number, suspects.values()))
        personal = _personal_texts(suspects)
        if may_list_names:
            personal |= _listed(texts, lines)
    if digits or (len(texts) < len(distinct) and any(map(_is_long, distinct))):
        personal |= numbers.identifying(_numbers(distinct), is_money=is_money)
    if not personal:
        return []
    places = [row for row, cell in enumerate(cells) if cell in personal]
    return [Finding("personal_data", sheet, first_row + n, column) for n in places[:_MOST_PLACES]]


def _unicode(texts: list[str]) -> list[str]:
    """The texts, decoded where the column was typed in TCVN3 or VNI."""
    if encodings.decode_column(texts[:_SAMPLE]).encoding == "unicode":
        return texts
    return encodings.decode_column(texts).values


def _personal_texts(suspects: Mapping[str, str]) -> set[str]:
    """The texts (as typed → tidied) that hold something personal; digits alone left aside."""
    nine = {line for line in suspects.values() if len(line) == 9 and _is_digits(line)}
    codes = nine if numbers.are_area_codes(nine) else set()
    judge = cache(_names_or_marks)
    return {
        text
        for text, line in suspects.items()
        if line not in codes
        and not _is_number(line)
        and (numbers.identifies(line) or judge(_DIGITS.sub("0", line)))
    }


def _names_or_marks(text: str) -> bool:
    return marks.is_marked_secret(text) or names.named(text)


def _is_digits(line: str) -> bool:
    return line.isascii() and line.isdecimal()


def _is_number(line: str) -> bool:
    return 8 < len(line) < 13 and line[0] != "0" and _is_digits(line)


def _is_long(cell: Any) -> bool:
    return isinstance(cell, float | int) and cell >= 1e8


def _numbers(cells: Iterable[Any]) -> dict[Any, float]:
    """The numbers of a column, also those typed as text."""
    typed = {cell for cell in cells if isinstance(cell, float | int)}
    texts = {cell for cell in cells if isinstance(cell, str) and cell.isascii()}
    typed |= {cell for cell in texts if cell.isdecimal() and cell[0] != "0"}
    return {cell: float(cell) for cell in typed}


def _listed(texts: list[str], lines: list[str]) -> set[str]:
    """The texts that look like names, where they are three or more and half of all."""
    sample = lines[:_SAMPLE]
    if 4 * sum(map(_begins_like_name, sample)) < len(sample):
        return set()
    begun = [n for n, line in enumerate(lines) if _begins_like_name(line)]
    filled = sum(not text.isspace() and text != "" for text in texts)
    if len(begun) < 3 or 2 * len(begun) < filled:
        return set()
    long = {texts[n] for n in begun if names.looks_like_name(_clean(lines[n]))}
    short = {texts[n] for n in begun if names.looks_like_short_name(_clean(lines[n]))}
    if len(long) > 1 or 5 * len(short) >= 4 * filled > 16:
        long |= short
    return long if len(long) >= 3 and 2 * len(long) >= filled else set()


def _begins_like_name(text: str) -> bool:
    words = unicodedata.normalize("NFC", text).split(maxsplit=1)
    return bool(words) and words[0] in lexicon.FIRST_WORDS
