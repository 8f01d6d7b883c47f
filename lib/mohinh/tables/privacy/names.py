"""Names of persons: one for sure, or what looks like one and counts in a list.

Communes and villages bear names like persons (An Bình, Lê Lợi, Trần Hưng Đạo). So a name counts
alone only with Văn or Thị, after a form of address, or where a common family is followed by two or
three given names; never where it is that of a commune, district, province or well-known street, or
follows a word for a place.
"""

import re
from functools import cache

from mohinh.tables import encodings, units
from mohinh.tables.privacy import lexicon
from mohinh.words.terms import VINTAGES
from mohinh.words.text import fold

_ANY_FAMILY = "|".join(
    sorted({*lexicon.FAMILIES, *map(str.upper, lexicon.FAMILIES)}, key=len, reverse=True)
)
_NEVER_WORDS = frozenset(
    (
        *("nguyễn", "trần", "phạm", "huỳnh", "võ", "vũ", "bùi", "đặng", "đỗ", "ngô", "lê", "hoàng"),
        *("phan", "nguyen", "tran", "pham", "hoang", "huynh", "vu", "vo", "bui", "trinh"),
    )
)
_SURE_FAMILY = "|".join(sorted(lexicon.SURE_WORDS, key=len, reverse=True))
_MIDDLES = ("Văn", "Thị", "VĂN", "THỊ", "văn", "thị", "Van", "Thi", "VAN", "THI", "van", "thi")
_ORDINARY_MIDDLES = frozenset(map(str.casefold, _MIDDLES))
_MIDDLE = re.compile(rf"(?<!\w)(\w+) ({'|'.join(_MIDDLES)}) (?=(\w+)((?: \w+)?))")
_HONORIFIC = re.compile(
    r"(?<!\w)(?:(?:[ôÔ]ng|[bB]à(?! Triệu)|[aA]nh|[cC]hị|[cC]ụ|[đĐ]ồng chí|[đĐ]/c|ÔNG|"
    rf"ĐỒNG CHÍ|Đ/C|BÀ(?! TRIỆU)|[cC]háu) ?:? ?(?:{_ANY_FAMILY}) (\w)|"
    r"(?:ông|bà|đồng chí|đ/c) (?:nguyễn|trần|lê|phạm|huỳnh|phan|võ|vũ|đặng|bùi|ngô|trịnh)\b|"
    r"(?:[oO]ng|[bB]a|[aA]nh|[cC]hi|[dD]ong chi|[dD]/c) "
    r"(?:Nguyen|Tran|Le|Pham|Hoang|Huynh|Phan|Vu|Vo|Dang|Bui|Do|Ngo|Duong) [A-Z])"
)
_GIVEN_ONLY = re.compile(r"(?:(?<=\W)|^)(?:ông|bà|anh|chị|đồng chí|đ/c) ([^\W\d_]\w+)")
_ROLE = re.compile(
    r"(?<!\w)(?:[nN]gười \w+|NGƯỜI \w+|[tT]rưởng \w+|[pP]hó \w+|[tT]ổ trưởng|[bB]í thư|[cC]hủ \w+|"
    r"[hH]ọ (?:và )?tên|[lL]ập (?:biểu|bảng)|[kK]ý tên|[lL]iên hệ|[lL][hH]|[gG]ặp|[hH]ộ|"
    r"[gG]ia đình|[đĐ]ối tượng|[nN]ạn nhân|[bB]ị can|[cC]án bộ|[vV]ợ|[cC]hồng|"
    r"[tT]hượng \w+|[đĐ]ại \w+|[tT]rung \w+|[tT]hiếu \w+) ?[:\-–]? ?"
    rf"((?:{_SURE_FAMILY})(?: [^\W\d_]+){{1,4}})"
)
_SHORT = re.compile(r"(?<!\w)N[Gg]\. ?[VvTt](?:\.|ăn|hị|ĂN|HỊ) ?[A-ZĐÀ-Ỹ]\w+")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_IN_PARTS = re.compile(r"[,;:()\[\]/+&–—\n.]| - ")
_ONLY_UNICODE = re.compile(r"[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9\u0300-\u0323]")
_LATIN = re.compile(r"[\u00a1-\u00ff]")
_BEFORE_NO_NAME = frozenset(("tiếng", "vương", "quốc", "nước"))
# Villages are divided: Lê Xá Đông, Ngô Khê Thượng.
_ENDS_OF_PLACES = frozenset(
    ("thượng", "hạ", "nội", "ngoại", "trong", "ngoài", "trên", "dưới", "giữa", "một")
)
_PARTS_OF_PLACES = _ENDS_OF_PLACES | {"xá", "đông", "tây", "bắc", "hai", "ba", "bốn"}


def named(text: str) -> bool:
    """Whether a tidied text surely names a person, alone or among other words.

    >>> named("giao cho ông Lê Minh"), named("Khu phố Nguyễn Văn Cừ")
    (True, False)
    """
    if _names_somebody(text):
        return True
    if not _LATIN.search(text) or _ONLY_UNICODE.search(text):
        return False
    return any(_names_somebody(other) for other in _decoded(text))


def _names_somebody(text: str) -> bool:
    rules = (_is_addressed, _has_middle_name, _has_full_name, _SHORT.search)
    return any(rule(text) for rule in rules)


def _decoded(text: str) -> list[str]:
    found = (encodings.decode(text, "tcvn3"), encodings.decode(text, "vni"))
    return [other for other in found if other and other != text]


def _is_addressed(text: str) -> bool:
    for found in _HONORIFIC.finditer(text):
        if found[1] is None or found[1].isupper():
            return True
    for found in _GIVEN_ONLY.finditer(text):
        word = found[1]
        is_name = word[0].isupper() and word[1:].islower() and word.casefold() in lexicon.GIVEN
        before = text[: found.start()].strip().rpartition(" ")[2].casefold()
        if not is_name or before in _BEFORE_NO_NAME or word.casefold() in lexicon.OFFICES:
            continue
        if not _follows_place(text[: found.start()], text):
            return True
    return not lexicon.SURE_WORDS.isdisjoint(_WORDS.findall(text)) and any(
        found[1].split()[1][0].isupper() and not _begins_with_place(found[1].split())
        for found in _ROLE.finditer(text)
    )


def _has_middle_name(text: str) -> bool:
    """Whether the text holds a family, Văn or Thị, and a given name."""
    for found in _MIDDLE.finditer(text):
        family, middle, given, more = found.groups()
        if not _is_family_before(family, middle, given):
            continue
        if found.start() and _follows_place(text[: found.start()], text):
            continue
        if not _begins_with_place([family, middle, given, *more.split()], least=3):
            return True
    return False


def _is_family_before(family: str, middle: str, given: str) -> bool:
    """Whether family, middle and given name are typed alike and make no ordinary phrase."""
    ordinary = given.casefold() in lexicon.NOT_GIVEN and family.casefold() not in _NEVER_WORDS
    if middle in ("Văn", "Thị"):
        return bool(family in lexicon.FAMILIES and given[0].isupper())
    if middle in ("VĂN", "THỊ"):
        return family.casefold() in lexicon.FAMILIES_TYPED_SMALL and not ordinary
    if middle in ("văn", "thị"):
        return family in lexicon.FAMILIES_TYPED_SMALL and not ordinary
    alike = family.casefold() in lexicon.FAMILIES_PLAIN and family.isascii() and given.isascii()
    if middle.istitle() and given.istitle() and family.istitle():
        return alike
    return alike and not ordinary


def _has_full_name(text: str) -> bool:
    """Whether a common family is followed by two or three given names, in capitals or titled.

    Typed small, or titled without diacritics, such a name must fill the cell.
    """
    words = text.split()
    if words and words[0] in lexicon.TYPED_OTHERWISE and 2 < len(words) < 5:
        titled = all(map(str.istitle, words))
        return (titled if text.isascii() else text.islower()) and _is_alike(words, text)
    return any(map(_is_full_name_in, _IN_PARTS.split(text)))


def _is_full_name_in(part: str) -> bool:
    words = part.split()
    if len(words) < 3 or lexicon.SURE_WORDS.isdisjoint(words):
        return False
    if part.isupper():
        return len(words) < 5 and words[0] in lexicon.SURE_WORDS and _is_full_name(words)
    starts = [place for place, word in enumerate(words[:-2]) if word in lexicon.SURE_WORDS]
    return any(
        _is_full_name(_titled(words[start:]))
        and not (start and _follows_place(" ".join(words[:start]), part))
        for start in starts
    )


def _titled(words: list[str]) -> list[str]:
    """The words up to the first that is no titled word."""
    for place, word in enumerate(words):
        if not (word.isalpha() and word[0].isupper() and (word[1:].islower() or len(word) == 1)):
            return words[:place]
    return words


def _is_full_name(words: list[str]) -> bool:
    rest = [word.casefold() for word in words[1:]]
    if not 2 <= len(rest) <= 3 or rest[-1] in _PARTS_OF_PLACES or rest[0] == "xá":
        return False
    unknown = sum(word not in lexicon.GIVEN for word in rest)
    most = words[0] in lexicon.FAMILIES_ONLY
    return unknown <= most and not _begins_with_place(words)


def _begins_with_place(words: list[str], *, least: int = 2) -> bool:
    """Whether the first words, `least` or more, are the name of a unit or a well-known street."""
    keys = {fold(" ".join(words[:count])) for count in range(least, len(words) + 1)}
    return not keys.isdisjoint(lexicon.FAMOUS) or not keys.isdisjoint(place_names())


def _follows_place(before: str, text: str) -> bool:
    """Whether the words before a name say that it is a place's, or are the number of a house."""
    last = re.split(r"[ .(“\"]", before.rstrip(" ."))[-1].casefold()
    if last.isdigit():
        return not before.endswith(". ")
    words = lexicon.BEFORE_PLACE_PLAIN if text.isascii() else lexicon.BEFORE_PLACE
    return last in words


def looks_like_name(text: str) -> bool:
    """Whether a tidied text of three to five words could be a person's name; wider than `named`."""
    words = text.split()
    return 2 < len(words) <= 5 and _is_alike(words, text)


def looks_like_short_name(text: str) -> bool:
    """Whether a tidied text of two words could be a person's name."""
    words = text.split()
    return len(words) == 2 and _is_alike(words, text)


def may_begin_name(text: str) -> bool:
    """Whether the first word of a text is a family's name."""
    return text.partition(" ")[0].casefold() in lexicon.FAMILY_WORDS


def _is_alike(words: list[str], text: str) -> bool:
    if not may_begin_name(text) or not all(map(_is_word, words)):
        return False
    rest = [word.casefold() for word in words[1:]]
    if rest[0] == "xá" or (len(rest) > 1 and rest[-1] in _ENDS_OF_PLACES):
        return False
    if not all(word[0].isupper() for word in words) or text.isupper() or text.isascii():
        given = lexicon.GIVEN_PLAIN if text.isascii() else lexicon.GIVEN
        if rest[0] in _ORDINARY_MIDDLES and not lexicon.NOT_GIVEN.isdisjoint(rest[1:2]):
            return False
        if not given.issuperset(rest):
            return False
    key = fold(text)
    return key not in place_names() and key not in lexicon.FAMOUS


def _is_word(word: str) -> bool:
    return bool(_WORDS.fullmatch(word)) or (len(word) < 4 and word[:1].isupper())


@cache
def place_names() -> frozenset[str]:
    """Folded names of communes, districts and provinces of both vintages; 1,300 look like names."""
    columns = ["commune_name", "commune_full_name", "district_name", "province_name"]
    tables = [units.geography(vintage)[columns] for vintage in VINTAGES]
    names = {name for table in tables for column in columns for name in table[column].dropna()}
    return frozenset(map(fold, names))
