"""Sifting: which texts of a column are worth a closer look.

A column can hold a hundred thousand different texts and hardly ever anything personal. All of them
are joined into one string, a line each; its characters are looked at as an array of codes, so that
each rule passes over the column once. A text is let through that has nine digits, looks like a
number plate, holds a sign of mail, or a word with which a name, a birthday or a mark of secrecy
begins.
"""

import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

import numpy as np

from mohinh.tables.privacy import lexicon

# Signs and ranges of signs after which a text must be mended before it is compared: other spaces,
# invisible characters, letters split from their marks, digits of full width.
_ODD = (
    *((0, 10), (11, 32), (0x7F, 0xA1), (0xAD, 0xAE), (0x300, 0x370), (0x2000, 0x2010)),
    *((0x2011, 0x2012), (0x2028, 0x2030), (0x205F, 0x2070), (0x3000, 0x3001), (0xFE00, 0x10000)),
)
_CAPITAL = "(?=[A-ZĐÀ-Ỹ])"
_CAPITAL_OR_FAMILY = "(?=[A-ZĐÀ-Ỹ:nvtplhbđ])"
# Where a closer look begins → what must follow there.
_WORDS: dict[str, str] = {
    **dict.fromkeys(("Văn ", "VĂN ", "VAN ", "THI ", "V¨n ", "ThÞ ", "Vaên ", "Thò "), ""),
    **dict.fromkeys(("Van ", "Thi ", "van ", "thi "), ""),
    "văn ": "(?!hóa|hoá|minh|phòng|bản|nghệ)",
    "Thị ": "(?!trấn|xã)",
    "THỊ ": "(?!TRẤN|XÃ|TRƯỜNG)",
    "thị ": "(?!trấn|xã|trường|sát|hành|tứ|phần)",
    **dict.fromkeys(("ông ", "Ông ", "bà ", "Bà "), _CAPITAL_OR_FAMILY),
    **dict.fromkeys(("anh ", "Anh ", "chị ", "Chị ", "cụ ", "Cụ "), _CAPITAL),
    **dict.fromkeys(("ong ", "Ong ", "ba ", "Ba ", "chi ", "Chi ", "dong chi ", "cháu "), _CAPITAL),
    **dict.fromkeys(("ÔNG ", "BÀ ", "đồng chí ", "Đồng chí ", "ĐỒNG CHÍ "), ""),
    **dict.fromkeys(("đ/c ", "Đ/c ", "Đ/C ", "d/c ", "D/c "), ""),
    **dict.fromkeys(("Ng.V", "Ng.T", "NG.V", "NG.T", "Ng. V", "Ng. T"), ""),
    **dict.fromkeys(("mật", "Mật", "MẬT", "mat", "Mat", "MAT", "nội bộ", "NỘI BỘ"), ""),
    "noi bo": "",
    **dict.fromkeys(("nguyễn ", "phạm ", "huỳnh "), ""),
    **dict.fromkeys(("sinh", "Sinh", "SINH"), "(?: [nN][gă ga]| ?:? ?[0-9])"),
    **dict.fromkeys(("SN ", "Sn ", "sn "), ":? ?19"),
    **{
        f"{family} ": r"[^\W\d_]+ [A-ZĐÀ-Ỹ]"
        for family in lexicon.SURE_WORDS | lexicon.TYPED_OTHERWISE
        if not family.islower()
    },
}  # fmt: skip


def _pattern(words: Iterable[tuple[str, str]]) -> re.Pattern:
    """Any of the words and what must follow, quick to give up at the first letter."""
    letters: dict[str, list[str]] = {}
    for word, follows in words:
        letters.setdefault(word[0], []).append(re.escape(word[1:]) + follows)
    return re.compile("|".join(f"{a}(?:{'|'.join(ends)})" for a, ends in letters.items()))


_TOGETHER = re.compile(
    r"0(?:[ .()–-]{0,3}[0-9]){9}|[0-9]{9}|84[ .()0–-]{0,4}[35789](?:[ .–-]{0,3}[0-9]){8}|"
    r"[0-9](?:[ .–-]?[0-9]){11}"
)
_PLATE = re.compile(r"[1-9][0-9][ -]?[A-Za-z][A-ZĐ1-9]?[ .-]{0,3}[0-9]{3}")
_BEGINS = _pattern(_WORDS.items())
_KEYS = 1 << 16


def _key(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> np.ndarray:
    return (first * 31 + second * 1009 + third * 32_003) % _KEYS


def _table() -> np.ndarray:
    """Which keys of three characters begin a word."""
    found = np.zeros(_KEYS, bool)
    letters = np.array([[ord(sign) for sign in word[:3]] for word in _WORDS], np.uint32)
    found[_key(*letters.T)] = True
    return found


def _odd() -> np.ndarray:
    found = np.zeros(0x110000, bool)
    for first, last in _ODD:
        found[first:last] = True
    return found


_IS_BEGINNING = _table()
_IS_ODD = _odd()


def sifted(texts: Sequence[str]) -> dict[int, str]:
    """The texts that are worth a closer look: place in the column → text, tidied."""
    whole = " " + " \n ".join(texts) + " \n"
    if whole.count("\n") != len(texts):
        whole = " " + " \n ".join(text.replace("\n", " ") for text in texts) + " \n"
    while "  " in whole:
        whole = whole.replace("  ", " ")
    codes = _codes(whole)
    if _IS_ODD[codes].any():
        whole = _mended(whole)
        codes = _codes(whole)
    ends = np.flatnonzero(codes == ord("\n"))
    is_digit = (codes - ord("0")) < 10
    hits = _digits(whole, is_digit, ends) + _plates(whole, codes, is_digit) + _words(whole, codes)
    if "@" in whole or "(at)" in whole or "[at]" in whole:
        hits += [found.start() for found in re.finditer(r"@|[(\[]at", whole)]
    places = np.unique(np.searchsorted(ends, np.array(hits, int))).tolist()
    starts = [0, *(ends + 1).tolist()] if places else []
    return {place: whole[starts[place] : starts[place + 1]].strip() for place in places}


def _codes(whole: str) -> np.ndarray:
    return np.frombuffer(whole.encode("utf-32-le", "replace"), np.uint32)


def _mended(whole: str) -> str:
    """The lines with single spaces, composed letters, ordinary digits, nothing invisible."""
    spaced = re.sub(r"[^\S\n]+", " ", normalize("NFKC", whole))
    return re.sub(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08]+", "", spaced)


def _digits(whole: str, is_digit: np.ndarray, ends: np.ndarray) -> list[int]:
    """Lines with nine digits or more that stand together as in a phone or identity number."""
    counts = np.diff(np.add.accumulate(is_digit, dtype=np.int32)[ends], prepend=0)
    rows = np.flatnonzero(counts > 8)
    spans = zip(np.append(-1, ends)[rows].tolist(), ends[rows].tolist(), strict=True)
    return [end for start, end in spans if _TOGETHER.search(whole, start + 1, end)]


def _plates(whole: str, codes: np.ndarray, is_digit: np.ndarray) -> list[int]:
    """Where two digits, a letter with or without a dash before it, and more digits stand."""
    pairs = np.flatnonzero(is_digit[1:-8] & is_digit[:-9])
    after = codes[pairs + 2]
    place = pairs + 2 + ((after == ord("-")) | (after == ord(" ")))
    letter = codes[place] | 0x20
    pairs = pairs[(letter >= ord("a")) & (letter <= ord("z"))]
    return [place for place in pairs.tolist() if _PLATE.match(whole, place)]


def _words(whole: str, codes: np.ndarray) -> list[int]:
    """Where one of the words begins, after a space, a bracket or a quotation mark."""
    starts = np.flatnonzero((codes == 32) | (codes == 40) | (codes == 34) | (codes == 0x201C))
    starts = starts[starts < len(codes) - 3]
    keys = _key(codes[starts + 1], codes[starts + 2], codes[starts + 3])
    hits = starts[_IS_BEGINNING[keys]] + 1
    return [place for place in hits.tolist() if _BEGINS.match(whole, place)]
