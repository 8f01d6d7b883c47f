"""Numerals: numbers written in Vietnamese words, one (một) to 999,999."""

import re
from functools import cache

from mohinh.tables.cells.results import bare

_MOST_WORDS = 12
_DIGITS = {
    1: ("một",), 2: ("hai",), 3: ("ba",), 4: ("bốn", "tư"), 5: ("năm",), 6: ("sáu",),
    7: ("bảy", "bẩy"), 8: ("tám",), 9: ("chín",),
}  # fmt: skip
# After a word for tens, some digits change their word: hai mươi mốt, hai mươi lăm.
_AFTER_TENS = _DIGITS | {1: ("mốt", "một"), 5: ("lăm", "nhăm", "năm")}
_AFTER_TEN = _DIGITS | {4: ("bốn",), 5: ("lăm", "năm")}


@cache
def _below_hundred() -> dict[str, int]:
    words = {word: digit for digit, spelled in _DIGITS.items() for word in spelled if word != "tư"}
    words["mười"] = words["một chục"] = 10
    words |= {f"mười {word}": 10 + digit for digit, all_ in _AFTER_TEN.items() for word in all_}
    for tens in range(2, 10):
        for first in _DIGITS[tens]:
            words[f"{first} mươi"] = words[f"{first} chục"] = 10 * tens
            for digit, spelled in _AFTER_TENS.items():
                words |= {f"{first} mươi {word}": 10 * tens + digit for word in spelled}
    return words


@cache
def _below_thousand() -> dict[str, int]:
    words = dict(_below_hundred())
    for hundreds, spelled in _DIGITS.items():
        for first in spelled[:1] if hundreds == 4 else spelled:
            head = f"{first} trăm"
            words[head] = 100 * hundreds
            for word, number in _below_hundred().items():
                between = (" linh ", " lẻ ") if number < 10 else (" ",)
                words |= {f"{head}{link}{word}": 100 * hundreds + number for link in between}
            words |= {f"{head}{link}tư": 100 * hundreds + 4 for link in (" linh ", " lẻ ")}
    return words


@cache
def _without_diacritics() -> dict[str, int]:
    return {bare(word): number for word, number in _below_thousand().items()}


def numeral(text: str) -> int | None:
    """The number that small letters spell; None for any other text.

    >>> numeral("hai mươi mốt"), numeral("một nghìn không trăm"), numeral("tam")
    (21, None, None)
    """
    return _value(text, _below_thousand())


def numeral_without_diacritics(text: str) -> int | None:
    """The number that letters without diacritics may spell: `nam` may be năm, or nam."""
    return _value(text, _without_diacritics())


def _value(text: str, words: dict[str, int]) -> int | None:
    for thousand in (" nghìn", " ngàn", " nghin", " ngan"):
        head, found, tail = text.partition(thousand)
        if found:
            high, low = words.get(head), _below(tail.strip(), words) if tail else 0
            return None if high is None or low is None else 1000 * high + low
    return words.get(text)


_NO_HUNDREDS = re.compile(r"(?:kh[ôo]ng tr[ăa]m (?:(linh|l[ẻe]) )?|(linh|l[ẻe]) )(.+)")


def _below(tail: str, words: dict[str, int]) -> int | None:
    """What follows nghìn: bốn trăm hai, or không trăm bốn mươi hai, linh năm."""
    found = _NO_HUNDREDS.fullmatch(tail)
    if not found:
        return words.get(tail)
    value = words.get(found[3])
    most = 9 if found[1] or found[2] else 99
    return value if value is not None and value <= most else None


def leading_numeral(words: list[str]) -> tuple[int, int] | None:
    """The number that the first words spell, and how many words that takes; the longest one."""
    for taken in range(min(len(words), _MOST_WORDS), 0, -1):
        number = numeral(" ".join(words[:taken]))
        if number is not None:
            return number, taken
    return None
