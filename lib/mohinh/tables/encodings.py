"""Encodings: text typed in TCVN3 or VNI fonts, or UTF-8 read in another encoding, as Unicode.

Such fonts show Vietnamese letters in the places of others: in TCVN3 (ABC, fonts `.Vn…`) `Phường`
is stored as `Ph­êng`, in VNI (fonts `VNI-…`) as `Phöôøng`. A word alone can often be read both
ways (`Mòi` is a word, and `Mũi` in TCVN3), so a whole column is judged: its words must be no
Vietnamese as they stand, and Vietnamese once decoded. A column in Unicode is left alone.

TCVN3 has no capitals with tone marks: fonts whose name ends in H show all letters as capitals.
Capitals are put back where the rest of the word or name shows them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Any, Literal

Encoding = Literal["unicode", "tcvn3", "vni", "mojibake"]
Fonts = str | Sequence[str]

# Share of a column's marked words that must be Vietnamese once decoded; less where the font says
# which encoding it is.
ENOUGH, ENOUGH_WITH_FONT = 0.8, 0.5
_MOST_JUDGED = 2000

# TCVN 5712:1993 (VN3), bytes A1–FE; the bytes in between stand for nothing.
_TCVN3_BYTES = (
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
_TCVN3: Mapping[str, str] = MappingProxyType(
    {
        chr(first + place): letter
        for first, letters in _TCVN3_BYTES
        for place, letter in enumerate(letters)
    }
)
_TCVN3_CODES = str.maketrans(dict(_TCVN3))
_TO_TCVN3 = {letter: code for code, letter in _TCVN3.items()}

# VNI-Windows: a letter, then a sign for tone and shape; some letters have a place of their own.
_VNI_TONES = MappingProxyType(
    {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
)
_VNI_SHAPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"\u0306": ("ê", "èéúüë"), "\u0302": ("â", "àáåãä")}
)
_VNI_ALONE = MappingProxyType(
    {"ơ": "ô", "ư": "ö", "đ": "ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
)
_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _vni_table() -> dict[str, str]:
    """Letter of Unicode → its signs in VNI, small and capital."""
    table = dict(_VNI_ALONE)
    for base, tone in product("aeouy", ["", *_TONES]):
        table.setdefault(_compose(base, tone), base + _VNI_TONES.get(tone, ""))
    for base, tone in product("ơư", _TONES):
        table[_compose(base, tone)] = _VNI_ALONE[base] + _VNI_TONES[tone]
    for (base, shape), tone in product(
        [("a", "\u0306"), *zip("aeo", "\u0302" * 3, strict=True)], ["", *_TONES]
    ):
        plain, toned = _VNI_SHAPES[shape]
        sign = plain if not tone else toned[_TONES.index(tone)]
        table[_compose(base, shape + tone)] = base + sign
    table = {letter: signs for letter, signs in table.items() if letter != signs or letter in "ìí"}
    return table | {letter.upper(): signs.upper() for letter, signs in table.items()}


def _compose(base: str, marks: str) -> str:
    return unicodedata.normalize("NFC", base + marks)


_TO_VNI = _vni_table()
_VNI = {signs: letter for letter, signs in _TO_VNI.items()}
# A capital may be followed by a small sign: typists change case in the middle of a letter.
_VNI |= {
    signs[0] + signs[1].lower(): letter
    for letter, signs in _TO_VNI.items()
    if len(signs) == 2 and signs[0].isupper()
}
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_UNICODE_ONLY = re.compile(r"[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9\u0300-\u0323]")
# What no Vietnamese text in Unicode holds; without it nothing can be told. Ã, hard space: à.
_STRANGE = re.compile(
    r"[^\x00-\x7f\u00a0ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9"
    r"\u0300-\u0323\u200b-\u200f\u2010-\u2015‘’“”…•\u202f\ufeff]|Ã\u00a0"
)
_MARKED = re.compile(r"[^\x00-\x7f]")
_SPLIT = re.compile(r"[\s!-&(-/:-@\[-`{-~0-9]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A column in Unicode.

    raw : the cells as they came
    values : the cells in Unicode; what is no text is unchanged
    encoding : what the column was in; `unicode` where nothing was done
    share : share of the words with marks that are Vietnamese in that encoding (0–1; 1 without any)
    rows : places of the cells that were changed
    doubtful : places of cells that could not be decoded, or look like another encoding than the
        rest of the column; they are unchanged, and a person must look
    """

    raw: list[Any]
    values: list[Any]
    encoding: Encoding
    share: float
    rows: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


def encoding_of_font(font: str) -> Encoding | None:
    """What a font's name says of the text in it: `.VnTime` → tcvn3, `VNI-Times` → vni.

    >>> encoding_of_font(".VnTimeH"), encoding_of_font("Times New Roman")
    ('tcvn3', None)
    """
    name = font.strip().lower()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith(("vni-", "vni ")) else None


def is_capital_font(font: str) -> bool:
    """Whether a font shows every letter as a capital: `.VnTimeH`, `.VnArialH`."""
    return font.strip().lower().startswith(".vn") and font.strip().endswith("H")


def decode_column(raw: Sequence[Any], *, fonts: Fonts = "") -> Decoded:
    """The column in Unicode.

    `fonts` is the font of the column, or one for each cell; it makes an encoding likelier but
    decides nothing. Where some cells hold letters that only Unicode has, nothing is decoded, and
    cells that look like another encoding are `doubtful`.
    """
    texts = {cell for cell in raw if isinstance(cell, str) and not cell.isascii()}
    if not _STRANGE.search("\n".join(texts)):
        return _plain(raw, texts, fonts)
    if any(map(_UNICODE_ONLY.search, texts)):
        return _mixed(raw, texts)
    encoding, share = _judge(texts, fonts)
    if encoding == "unicode":
        return Decoded(list(raw), list(raw), "unicode", share)
    return _apply(raw, encoding, share, fonts)


def _plain(raw: Sequence[Any], texts: set[str], fonts: Fonts) -> Decoded:
    """A column that reads as it stands; doubtful where an old font would show it otherwise.

    `Sôn La` in a VNI font is Sơn La. Letters that only Unicode has, in any cell of that font,
    settle the doubt.
    """
    by_cell = [fonts] * len(raw) if isinstance(fonts, str) else fonts
    kinds = {font: encoding_of_font(font) for font in set(by_cell)}
    if not any(kinds.values()):
        return Decoded(list(raw), list(raw), "unicode", 1.0)
    doubtful: list[int] = []
    for font, kind in kinds.items():
        rows = [n for n, cell in enumerate(raw) if cell in texts and by_cell[n] == font]
        if kind and not any(_UNICODE_ONLY.search(raw[n]) for n in rows):
            doubtful += [n for n in rows if _READERS[kind](raw[n]) != raw[n]]
    return Decoded(list(raw), list(raw), "unicode", 1.0, doubtful=tuple(sorted(doubtful)))


def _mixed(raw: Sequence[Any], texts: set[str]) -> Decoded:
    """A column with Unicode in it: never decoded; what looks otherwise is doubtful."""
    others = {text for text in texts if _STRANGE.search(text) and not _UNICODE_ONLY.search(text)}
    strange = {text for text in others if _judge([text], "")[0] != "unicode"}
    doubtful = tuple(
        row for row, cell in enumerate(raw) if isinstance(cell, str) and cell in strange
    )
    return Decoded(list(raw), list(raw), "unicode", 1.0, doubtful=doubtful)


def _judge(texts: Iterable[str], fonts: Fonts) -> tuple[Encoding, float]:
    """The encoding in which the words are Vietnamese, and the share of them that are."""
    sample = sorted(texts)[:_MOST_JUDGED]
    names = {fonts} if isinstance(fonts, str) else set(fonts)
    hinted = {encoding_of_font(font) for font in names}
    if not _marked_words(sample):
        return "unicode", 1.0
    as_is = _share(sample)
    best: tuple[Encoding, float] = ("unicode", as_is)
    for encoding, read in _READERS.items():
        decoded = [read(text) for text in sample]
        known = [text for text in decoded if text is not None]
        share = _share(known, _words_count(sample, encoding)) * len(known) / len(sample)
        enough = ENOUGH_WITH_FONT if encoding in hinted else ENOUGH
        if share >= enough and share > best[1] and as_is <= share - 0.25:
            best = (encoding, share)
    return best


def _words_count(sample: list[str], encoding: Encoding) -> int | None:
    """How many marked words there are before decoding; mojibake splits words, so not for it."""
    return None if encoding == "mojibake" else len(_marked_words(sample))


def _marked_words(texts: Iterable[str]) -> list[str]:
    words = (word for text in texts for word in _SPLIT.split(text))
    return [word for word in words if _MARKED.search(word) and any(map(str.isalpha, word))]


def _share(texts: Iterable[str], count: int | None = None) -> float:
    """Share of the words with marks that are Vietnamese syllables."""
    words = _marked_words(texts)
    total = max(len(words), count or 0)
    return sum(map(is_syllable, words)) / total if total else 0.0


def _apply(raw: Sequence[Any], encoding: Encoding, share: float, fonts: Fonts) -> Decoded:
    values, rows, doubtful = list(raw), [], []
    for row, cell in enumerate(raw):
        if not isinstance(cell, str) or (cell.isascii() and not _capitals(fonts, row)):
            continue
        text = _READERS[encoding](cell)
        if text is None or _is_spoilt(cell, text, encoding):
            doubtful.append(row)
            continue
        if encoding == "tcvn3":
            text = text.upper() if _capitals(fonts, row) else _with_capitals(text)
        if text != cell:
            values[row] = text
            rows.append(row)
    return Decoded(list(raw), values, encoding, share, tuple(rows), tuple(doubtful))


def _is_spoilt(cell: str, text: str, encoding: Encoding) -> bool:
    """Whether a cell was Vietnamese as it stood, and is not once decoded: it was in Unicode."""
    if encoding == "mojibake" or _STRANGE.search(cell):
        return False
    return _share([cell]) == 1 and _share([text]) < 1


def _capitals(fonts: Fonts, row: int) -> bool:
    return is_capital_font(fonts if isinstance(fonts, str) else fonts[row])


def decode(text: str, encoding: Encoding, *, is_capital: bool = False) -> str | None:
    """A text in Unicode; None where it is no text in that encoding.

    `is_capital` is for fonts that show every letter as a capital.

    >>> decode("X· An Qu¶ng H÷u", "tcvn3"), decode("Phöôøng Muõi Neù", "vni")
    ('Xã An Quảng Hữu', 'Phường Mũi Né')
    """
    if encoding == "unicode":
        return unicodedata.normalize("NFC", text)
    found = _READERS[encoding](text)
    if found is None or encoding != "tcvn3":
        return found
    return found.upper() if is_capital else _with_capitals(found)


def encode(text: str, encoding: Encoding) -> str:
    """A Unicode text as such a font stores it; for tests and for showing what was meant.

    TCVN3 has no capitals with tone marks: they become small letters.
    """
    text = unicodedata.normalize("NFC", text)
    if encoding == "tcvn3":
        return "".join(_TO_TCVN3.get(c, _TO_TCVN3.get(c.lower(), c)) for c in text)
    if encoding == "vni":
        return "".join(_TO_VNI.get(char, char) for char in text)
    if encoding == "mojibake":
        return "".join(_CP1252.get(byte, chr(byte)) for byte in text.encode())
    return text


def _from_tcvn3(text: str) -> str:
    # Some readers give the micro sign as the Greek letter.
    return text.replace("\u03bc", "\u00b5").translate(_TCVN3_CODES)


def _from_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda found: _VNI[found[0]], unicodedata.normalize("NFC", text))


_CP1252 = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TO_CP1252 = {char: byte for byte, char in _CP1252.items()}


def _from_mojibake(text: str) -> str | None:
    """UTF-8 that was read as cp1252 or Latin-1, read again; None where bytes are lost."""
    codes = [_TO_CP1252.get(char, ord(char)) for char in text]
    if max(codes, default=0) > 0xFF:
        return None
    try:
        return unicodedata.normalize("NFC", bytes(codes).decode())
    except UnicodeDecodeError:
        return None


_READERS: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"mojibake": _from_mojibake, "tcvn3": _from_tcvn3, "vni": _from_vni}
)


# --- capitals --------------------------------------------------------------------------------

# A font of capitals shows small letters as capitals; letters with tones are always stored small.
_SMALL = frozenset(filter(str.islower, _TCVN3.values()))
_NO_CAPITAL = _SMALL - frozenset("ăâêôơưđ")
_CASE_IN_DOUBT = re.compile(
    rf"(?<![^\W\d_])[{''.join(_NO_CAPITAL)}]|"
    rf"[A-ZĂÂÊÔƠƯĐ][{''.join(_SMALL)}]*[A-ZĂÂÊÔƠƯĐ]"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def _with_capitals(text: str) -> str:
    """Capitals that TCVN3 cannot store, put back.

    A word whose other letters are capitals becomes all capitals; so does a whole text whose other
    letters are. A small first letter with a tone becomes a capital in a name: where the nearest
    word without such a doubt has a capital.
    """
    if not _CASE_IN_DOUBT.search(text):
        return text
    words = list(_WORD.finditer(text))
    shown = [_shown(word[0]) for word in words]
    capital = [len(known) > 1 and all(map(str.isupper, known)) for known in shown]
    sure = [_is_capital(word[0]) for word in words]
    if all(map(str.isupper, "".join(shown))) and (any(sure) or sum(capital) > 1):
        return text.upper()
    letters = list(text)
    for place, word in enumerate(words):
        if sure[place]:
            letters[word.start() : word.end()] = word[0].upper()
        elif word[0][0] in _NO_CAPITAL and _is_in_name(words, place):
            letters[word.start()] = word[0][0].upper()
    return "".join(letters)


def _shown(word: str) -> str:
    """The letters of a word that are stored in their case whatever the font."""
    return "".join(char for char in word if char not in _SMALL)


def _is_capital(word: str) -> bool:
    """Whether a capital stands after a letter without case, as in MòI; NÐ (Né) shows nothing."""
    known = _shown(word)
    first = next((place for place, char in enumerate(word) if char in _SMALL), len(word))
    return bool(known) and all(map(str.isupper, known)) and bool(_shown(word[first:]))


def _is_in_name(words: list[re.Match], place: int) -> bool:
    """Whether the next word, or the last one before, begins with a capital."""
    after = [word[0][0] for word in words[place + 1 :] if word[0][0] not in _NO_CAPITAL]
    before = [word[0][0] for word in words[:place] if word[0][0] not in _NO_CAPITAL]
    near = after[:1] or before[-1:]
    return near[0].isupper() if near else len(words) == 1


# --- syllables -------------------------------------------------------------------------------

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x kr br pl kl gl"
_OPEN = (
    "a ai ao au ay âu ây e eo ê êu i ia iu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua uây ui uê "
    "uôi uơ uy uya uyu ư ưa ưi ươi ươu ưu y yêu iêu â ă"
)
_NASAL = (
    "am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh iêm iên iêng im in inh oam oan oang "
    "oanh oăm oăn oăng oen om on ong oong ôm ôn ông ơm ơn ơng uân uâng uênh um un ung uôm uôn uông "
    "uyên uynh ưm ưn ưng ươm ươn ương yêm yên yêng"
)
# Syllables that end in a stop bear only two of the six tones; k ends names from other languages.
_STOPPED = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt iêc iêp iêt ich ip it oac oach oap oat oăc "
    "oăt oc oet op ot ôc ôp ôt ơp ơt uât uc uêch uôc uôt up ut uych uyêt uyt ưc ươc ươp ươt ưt "
    "yêt ak ăk âk ek êk ik ok ôk ơk uk ưk iêk"
)
_RHYMES = "|".join(sorted(f"{_OPEN} {_NASAL}".split(), key=len, reverse=True))
_STOPS = "|".join(sorted(_STOPPED.split(), key=len, reverse=True))
_ONSET = "|".join(sorted(_ONSETS.split(), key=len, reverse=True))
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_RHYMES})")
_STOPPED_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_STOPS})")
_TONE = re.compile(f"[{_TONES}]")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word, or each part of one with an apostrophe, can be a syllable of Vietnamese.

    >>> is_syllable("Phường"), is_syllable("Phöôøng"), is_syllable("tæ")
    (True, False, False)
    """
    parts = unicodedata.normalize("NFC", word).lower().replace("’", "'").strip("'").split("'")
    return all(map(_is_part, parts))


def _is_part(word: str) -> bool:
    spelled = unicodedata.normalize("NFD", word)
    tones = _TONE.findall(spelled)
    plain = unicodedata.normalize("NFC", _TONE.sub("", spelled))
    if len(tones) > 1:
        return False
    if _SYLLABLE.fullmatch(plain):
        return True
    stopped = not tones or tones[0] in "\u0301\u0323"
    return stopped and bool(_STOPPED_SYLLABLE.fullmatch(plain))
