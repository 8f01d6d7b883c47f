"""Names of places as people type them: taken apart, and brought to keys that compare.

A *key* has three spellings of one name, each without spaces and quotes:

| spelling | keeps | folds |
|---|---|---|
| `toned` | letters and tones | capitals, NFC and NFD, place of the tone (hoà, hòa), kinds of Đ |
| `variant` | letters and tones | also i and y (quí, quý), Đắk, Đăk, Đak, Nậm, Nặm |
| `plain` | base letters | also every diacritic |

Numbers are compared as numbers: P1, Phường 1 and Phường 01 have one key, and so has Tam Xuân I
with Tam Xuân 1. Nothing here knows which places there are.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mohinh.words.text import tidy

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_D_VARIANTS = str.maketrans("ÐðƉɖ", "Đđđđ")
_QUOTES = str.maketrans("", "", "'’‘`´ʼ′ʹ“”\"«»")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SEPARATOR = re.compile(r"[,;|\n\r\t()\[\]]+")
_ANY_SEPARATOR = re.compile(r"[,;|\n\r\t()\[\]/:\-\u2010-\u2015\u2212]+")
_FINAL_Y = re.compile(r"(qu|[^aeiouyăâêôơư]*)y")
_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10", "xi": "11", "xii": "12",
}  # fmt: skip
# Syllables of minority languages written in several ways, as letters and tone: Nặm, Nậm.
_VARIANTS = {"năm\u0323": "nâm\u0323"}
# Places whose own names hold a dash.
_DASHED = re.compile(r"\b(bà rịa|thừa thiên|phan rang|ba ria|thua thien)\s*[-–—]\s*", re.IGNORECASE)
_MARKER = re.compile(
    r"\s*(?:[-+*•–—]|\(?\d{1,3}\s*[.)/:\-–]|\(?[a-zđA-ZĐ]\)|"
    r"(?:[IVXL]+|[A-EĐG])\s*[./:)–-]?(?=\s+(?:h|q|huyện|quận|tp|tx|thị|thành|tỉnh|xã|phường|khu)\b))"
    r"\s*(?=.*[^\W\d_])",
    re.IGNORECASE,
)


_FOOTNOTE = re.compile(r"(?<=[^\W\d_]) ?[(\[]\d{1,2}[)\]]$")


class Key(NamedTuple):
    """One name in three spellings; see the module."""

    toned: str
    variant: str
    plain: str


class _Word(NamedTuple):
    lower: str
    toned: str
    variant: str
    plain: str


# Words for a kind of unit, without diacritics → the word in full and with them.
KINDS: dict[tuple[str, ...], str] = {
    ("xa",): "xã",
    ("x",): "xã",
    ("cax",): "xã",
    ("phuong",): "phường",
    ("p",): "phường",
    ("f",): "phường",
    ("cap",): "phường",
    ("thi", "tran"): "thị trấn",
    ("tt",): "thị trấn",
    ("t", "t"): "thị trấn",
    ("ttr",): "thị trấn",
    ("ttran",): "thị trấn",
    ("t", "tran"): "thị trấn",
    ("dac", "khu"): "đặc khu",
    ("dk",): "đặc khu",
    ("huyen",): "huyện",
    ("huyen", "dao"): "huyện",
    ("h",): "huyện",
    ("quan",): "quận",
    ("q",): "quận",
    ("thi", "xa"): "thị xã",
    ("tx",): "thị xã",
    ("t", "x"): "thị xã",
    ("t", "xa"): "thị xã",
    ("thanh", "pho"): "thành phố",
    ("tp",): "thành phố",
    ("t", "p"): "thành phố",
    ("tinh",): "tỉnh",
    ("t",): "tỉnh",
}
COMMUNE_KINDS = frozenset({"xã", "phường", "thị trấn", "đặc khu"})
DISTRICT_KINDS = frozenset({"huyện", "quận", "thị xã", "thành phố"})
_KIND_WORDS = {
    "xa": "xã", "phuong": "phường", "thi": "thị", "tran": "trấn", "dac": "đặc", "khu": "khu",
    "huyen": "huyện", "dao": "đảo", "quan": "quận", "thanh": "thành", "pho": "phố", "tinh": "tỉnh",
}  # fmt: skip
# What stands before a commune and is smaller: villages, quarters, streets, house numbers.
_BELOW = frozenset(
    {
        "thon", "ap", "ban", "buon", "bon", "lang", "xom", "soc", "plei", "play", "khu", "kp",
        "khom", "khoi", "to", "tdp", "kdc", "doi", "cum", "chom", "phum", "so", "duong", "ngo",
        "ngach", "hem", "lo", "nha",
    }
)  # fmt: skip
_OFFICES = (
    ("uy", "ban", "nhan", "dan"),
    ("uy", "ban", "mttq"),
    ("hoi", "dong", "nhan", "dan"),
    ("ban", "chi", "dao"),
    ("bcd",),
    ("tren", "dia", "ban"),
    ("dia", "ban"),
    ("cong", "an"),
    ("dang", "uy"),
    ("ubnd",),
    ("hdnd",),
    ("mttq",),
    ("ca",),
)
_COUNTRY = frozenset({"vietnam", "vn", "nuocvietnam"})


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of an address: `Xã Hồng Sơn` has the kind `xã` and the name `Hồng Sơn`.

    `name` is without the word for the kind, `whole` with it, since a name may begin like one (Xà
    Phiên); `kind` is empty where no such word is given. `is_below`: smaller than a commune.
    """

    text: str
    kind: str
    name: Key
    whole: Key
    is_below: bool


@lru_cache(maxsize=50_000)
def _word(token: str) -> _Word:
    """A syllable or a number in all spellings."""
    if token.isdigit():
        number = token.lstrip("0") or "0"
        return _Word(number, number, number, number)
    lower = token.lower().translate(_D_VARIANTS)
    parts = unicodedata.normalize("NFD", lower)
    letters = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    tones = "".join(sorted(c for c in parts if c in _TONES))
    plain = "".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d")
    same = _FINAL_Y.sub(r"\1i", letters) if _FINAL_Y.fullmatch(letters) else letters
    variant = "đak" if plain == "dak" else _VARIANTS.get(same + tones, same + tones)
    if _FINAL_Y.fullmatch(plain):
        return _Word(plain, letters + tones, variant, plain[:-1] + "i")
    return _Word(plain, letters + tones, variant, plain)


def _joined(words: Sequence[_Word]) -> Key:
    if words and words[-1].lower in _ROMAN and words[-1].toned == words[-1].lower:
        last = words[-1].lower
        # Vi and Xi end names of their own: Pả Vi, Pú Xi.
        if len(words) == 1 or last not in ("vi", "xi"):
            words = [*words[:-1], _word(_ROMAN[last])]
    return Key(
        "".join([word.toned for word in words]),
        "".join([word.variant for word in words]),
        "".join([word.plain for word in words]),
    )


def name_key(text: str) -> Key:
    """The key of a name as it stands in a table, word for the kind included."""
    return _joined([_word(token) for token in _WORD.findall(text.translate(_QUOTES))])


def _is_kind_word(word: _Word) -> bool:
    full = _KIND_WORDS.get(word.lower)
    return full is None or word.toned in (word.lower, _word(full).toned)


def _kind_of(words: Sequence[_Word]) -> tuple[str, int]:
    """The kind that the words begin with and how many words say so; nothing else left is none."""
    for length in (2, 1):
        kind = KINDS.get(tuple(word.lower for word in words[:length]))
        if kind and len(words) > length and all(map(_is_kind_word, words[:length])):
            is_number = words[length].lower.isdigit()
            if words[0].lower != "f" or is_number:
                return kind, length
    return "", 0


def _office(words: Sequence[_Word]) -> int:
    """How many words at the beginning name an office of the commune (UBND, Công an)."""
    for office in _OFFICES:
        length = len(office)
        if tuple(word.lower for word in words[:length]) == office and len(words) > length:
            is_safe = office != ("ca",) or _kind_of(words[length:])[1] > 0
            return length if is_safe else 0
    return 0


@lru_cache(maxsize=50_000)
def _segment(text: str) -> Segment | None:
    words = [_word(token) for token in _WORD.findall(text)]
    words = words[_office(words) :]
    if not words:
        return None
    kind, length = _kind_of(words)
    whole = _joined(words)
    name = _joined(words[length:]) if length else whole
    return Segment(text, kind, name, whole, words[0].lower in _BELOW and not kind)


def is_marked(text: str) -> bool:
    """Whether the text was typed with diacritics: one letter at least is beyond a–z."""
    return not text.isascii() and any(char.isalpha() and char > "\x7f" for char in text)


def clean(text: str) -> str:
    """The text of a cell as it is taken apart: tidy, without quotes, list marker and footnote."""
    is_tidy = text.isprintable() and unicodedata.is_normalized("NFC", text)
    text = (text if is_tidy else tidy(text)).translate(_QUOTES)
    # A mark that stood behind a quote or an invisible character now joins its letter.
    text = unicodedata.normalize("NFC", text)
    while _MARKER.match(text):
        text = _MARKER.sub("", text, count=1)
    return _FOOTNOTE.sub("", text)


def cell_key(text: str) -> str:
    """A whole cell as it is compared with the accepted names: every letter and tone counts."""
    return _joined([_word(token) for token in _WORD.findall(clean(text))]).toned


def _parts(texts: Sequence[str]) -> tuple[Segment, ...]:
    kept = [part for text in texts if text and (part := _segment(text.strip()))]
    while len(kept) > 1 and kept[-1].whole.plain in _COUNTRY:
        kept.pop()
    return tuple(kept)


# A kind of unit in the middle of a text without separators begins a new part.
_INNER_KIND = re.compile(
    r"(?<!\bthị)(?<!\bthi)\s+(?=(?:xã|phường|thị\s+trấn|đặc\s+khu|huyện|quận|thị\s+xã|thành\s+phố|tỉnh|"
    r"xa|phuong|thi\s+tran|dac\s+khu|huyen|quan|thi\s+xa|thanh\s+pho|tinh|"
    r"tp(?=hcm)|(?:tt|tx|tp|[phqx])(?:\b\.?|(?=\d)))\s*\S)",
    re.IGNORECASE,
)


def parts_of(text: str) -> tuple[Segment, ...]:
    """The parts of an address, smallest first as a rule; commas and brackets stand between.

    `text` comes from `clean`. Empty where there is no letter or digit.
    """
    return _parts(_SEPARATOR.split(text))


@lru_cache(maxsize=1_000)
def parts_at_dashes(text: str) -> tuple[tuple[Segment, ...], ...]:
    """The address parted at dashes and slashes too: at all of them, or at all but the first.

    Cam Ly - Đà Lạt is one name. Empty where there are none.
    """
    pieces = _pieces(text)
    ways = [_parts(pieces)]
    if ways[0] == parts_of(text):
        return ()
    if len(pieces) > 2:
        ways.append(_parts([f"{pieces[0]} {pieces[1]}", *pieces[2:]]))
    return tuple(ways)


@lru_cache(maxsize=1_000)
def parts_at_kinds(text: str) -> tuple[tuple[Segment, ...], ...]:
    """The address parted also where a word such as xã or huyện begins; empty where none does."""
    split = [part for piece in _pieces(text) for part in _INNER_KIND.split(piece) if part]
    way = _parts(split)
    return (way,) if way not in (parts_of(text), *parts_at_dashes(text)) else ()


def _pieces(text: str) -> list[str]:
    joined = _DASHED.sub(r"\1 ", text)
    return [piece for piece in _ANY_SEPARATOR.split(joined) if piece.strip()]
