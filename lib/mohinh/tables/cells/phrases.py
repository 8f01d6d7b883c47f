"""Phrases: `trên 15.000 người`, `15,6 tỷ đồng`, `741(1)` taken apart; nothing is judged here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from mohinh.tables.cells.numerals import leading_numeral
from mohinh.tables.cells.results import bare

Style = Literal["plain", "grouped", "commas", "one_comma", "decimal", "words"]
Qualifier = Literal["exact", "nearly", "about", "over", "at_least", "under", "at_most"]

QUALIFIERS: Mapping[str, Qualifier] = MappingProxyType(
    {
        "gan": "nearly", "tren": "over", "hon": "over", "qua": "over", ">": "over",
        "khoang": "about", "khoang chung": "about", "chung": "about", "xap xi": "about",
        "uoc": "about", "uoc tinh": "about", "uoc khoang": "about", "~": "about", "≈": "about",
        "it nhat": "at_least", "toi thieu": "at_least", "khong duoi": "at_least",
        "tu": "at_least", "≥": "at_least", ">=": "at_least", "duoi": "under", "chua den": "under",
        "chua toi": "under", "<": "under", "toi da": "at_most", "nhieu nhat": "at_most",
        "khong qua": "at_most", "≤": "at_most", "<=": "at_most",
    }
)  # fmt: skip
_SUFFIXES: Mapping[str, Qualifier] = MappingProxyType(
    {"tro len": "at_least", "tro xuong": "at_most"}
)
SCALES = MappingProxyType(
    {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000, "k": 1000}
)
_SCALE_WORDS = MappingProxyType({"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6})
MONEY_UNITS = frozenset({"dong", "d", "vnd", "viet nam dong", "dong viet nam"})

# What is counted in the sheets seen; without diacritics → how it is written.
_COUNTED = (
    *("mô hình", "điểm", "tổ", "nhóm", "đội", "câu lạc bộ", "cụm", "loại", "loại hình", "dạng"),
    *("hộ", "hộ gia đình", "gia đình", "người", "thành viên", "hội viên", "đoàn viên", "cán bộ"),
    *("đồng chí", "quần chúng", "cá nhân", "tập thể", "đối tượng", "vụ", "vụ việc", "cuộc"),
    *("buổi", "lượt", "lượt người", "tin", "tin báo", "nguồn tin", "hồ sơ", "camera", "văn bản"),
    *("kế hoạch", "tài liệu", "bài", "bộ", "cái", "chiếc", "lớp", "giải", "bằng khen", "giấy khen"),
    *("xã", "phường", "thị trấn", "đặc khu", "huyện", "tỉnh", "thôn", "bản", "ấp", "khóm", "làng"),
    *("khu phố", "tổ dân phố", "khu dân cư", "khu", "địa bàn", "địa bàn dân cư", "địa phương"),
    *("đơn vị", "cơ quan", "doanh nghiệp", "trường", "nhà trường", "trường học", "cơ sở"),
    *("tổ chức", "dòng họ", "chi hội"),
)
MEASURES = frozenset(("km", "km2", "ha", "m", "phần trăm", "điểm phần trăm"))
UNITS: Mapping[str, str] = MappingProxyType(
    {bare(unit): unit for unit in (*_COUNTED, *MEASURES)}
    | {"mh": "mô hình", "clb": "câu lạc bộ", "d/c": "đồng chí", "dc": "đồng chí", "đ/c": "đồng chí"}
)
# Words for the same unit, so that a column of persons takes “thành viên”.
_SAME = {
    "hộ gia đình": "hộ", "gia đình": "hộ", "vụ việc": "vụ", "tin báo": "tin", "nguồn tin": "tin",
    "thành viên": "người", "hội viên": "người", "đồng chí": "người", "cán bộ": "người",
    "đoàn viên": "người", "quần chúng": "người", "cá nhân": "người", "lượt người": "lượt",
    "cuộc": "buổi", "nhà trường": "trường", "trường học": "trường", "khu dân cư": "địa bàn",
    "địa bàn dân cư": "địa bàn",
}  # fmt: skip

# Longer cells hold sentences, and no number that could be told from them.
MOST_CHARACTERS = 200
DIGITS = r"[0-9]+(?:[.,][0-9]+| [0-9]{3}(?![0-9]))*"
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)")
_POINT = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)\.([0-9]+)")
_FOOTNOTE = r"\([0-9a-z]{1,2}\)|\[[0-9a-z]{1,2}\]|\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|[†‡]"
_BEFORE = "|".join(sorted(map(re.escape, QUALIFIERS), key=len, reverse=True))
_PHRASE = re.compile(
    rf"(?:(?P<qualifier>{_BEFORE}) ?)?(?P<number>{DIGITS})(?: ?(?P<note>{_FOOTNOTE}))?"
    rf"(?: ?(?P<scale>{'|'.join(SCALES)})(?![a-z0-9]))?(?: (?P<half>ruoi))?"
    r"(?:(?P<gap> ?)(?P<unit>km2|(?!tro (?:len|xuong))[^0-9 ]*[a-z][^0-9]*?))?"
    r"(?: (?P<suffix>tro len|tro xuong))?"
    rf"(?: ?(?P<late>{_FOOTNOTE}))?"
)
_FULL_STOP = re.compile(r"(?<=[^\W\d_]) ?[.;,]$")
_TOKEN = re.compile(rf"(?<![\w.,])(?:{DIGITS})(?!\w|[.,][0-9])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how it was written: only some ways of writing leave one reading."""

    value: Decimal
    style: Style


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number with what stands around it. `unit` is the known unit's name, or what was written
    (`has_known_unit` is then False)."""

    number: Number
    qualifier: Qualifier = "exact"
    scale: int = 1
    unit: str = ""
    has_known_unit: bool = True
    footnote: str = ""


def number(text: str) -> Number | None:
    """Digits with marks between them; None where they are grouped in no way that is in use.

    >>> number("10.349").value, number("10.34").style, number("10,349").style, number("1.00.0")
    (Decimal('10349'), 'decimal', 'one_comma', None)
    """
    if text.isascii() and text.isdigit():
        return Number(Decimal(text), "plain")
    if _GROUPED.fullmatch(text):
        return Number(Decimal(text.replace(".", "").replace(" ", "")), "grouped")
    if _COMMAS.fullmatch(text):
        many = text.count(",") > 1
        return Number(Decimal(text.replace(",", "")), "commas" if many else "one_comma")
    for pattern in (_DECIMAL, _POINT):
        if found := pattern.fullmatch(text):
            whole = re.sub(r"[.,]", "", found[1])
            return Number(Decimal(f"{whole}.{found[2]}"), "decimal")
    return None


def phrase(text: str) -> Phrase | None:
    """The parts of a text that holds one number, in digits or words; None for any other text."""
    if len(text) > MOST_CHARACTERS:
        return None
    text = _FULL_STOP.sub("", text)
    plain = bare(text)
    found = _PHRASE.fullmatch(plain)
    if not found:
        return _word_phrase(text)
    value = number(found["number"])
    if value is None:
        return None
    if found["half"]:
        value = Number(value.value + Decimal("0.5"), "decimal")
    unit = found["unit"] or ""
    if unit and unit not in (*UNITS, *MONEY_UNITS) and not found["gap"]:
        return None
    before = QUALIFIERS.get(found["qualifier"] or "", "exact")
    return Phrase(
        value,
        _SUFFIXES.get(found["suffix"] or "", before),
        SCALES.get(found["scale"] or "", 1),
        UNITS.get(unit, unit),
        unit in UNITS or not unit,
        found["note"] or found["late"] or "",
    )


def _word_phrase(text: str) -> Phrase | None:
    """A number in words with or without a unit: tám mô hình. Ba Tơ is no ba tổ."""
    words = text.lower().split(" ")
    found = leading_numeral(words)
    if found is None:
        return None
    value, rest = Decimal(found[0]), words[found[1] :]
    scale = _SCALE_WORDS.get(rest[0], 1) if rest else 1
    rest = rest[scale != 1 :]
    if scale != 1 and rest[:1] == ["rưỡi"]:
        value, rest = value + Decimal("0.5"), rest[1:]
    unit = " ".join(rest)
    is_known = not unit or unit in UNITS.values()
    return Phrase(Number(value, "words"), scale=scale, unit=unit, has_known_unit=is_known)


def numbers_in(text: str) -> list[Number]:
    """Every number that stands by itself in a text."""
    found = (number(token) for token in _TOKEN.findall(text[:MOST_CHARACTERS]))
    return [value for value in found if value is not None]


def same_unit(found: str, declared: str) -> bool:
    """Whether a unit found in a cell is that of its column; a column of unknown unit takes any."""
    wanted = UNITS.get(bare(declared), declared)
    if wanted in ("", "đơn vị") or found in ("", "đơn vị"):
        return True
    return _SAME.get(found, found) == _SAME.get(wanted, wanted)
