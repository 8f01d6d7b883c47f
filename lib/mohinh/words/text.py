"""Vietnamese text: a spelling to keep, one to compare, one for file names; how far two differ."""

import re
import unicodedata

# Ð (eth), Ɖ (African D) and their small forms stand for Đ in sheets typed with foreign keyboards.
_D_VARIANTS = str.maketrans({"Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Ɖ": "D", "ɖ": "d"})
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Text as it is kept: NFC, every kind of space folded to one, invisible characters gone.

    >>> tidy(" Binh\\u00a0 Thua\\u0323\\u0302n ")
    'Binh Thuận'
    """
    if text.isascii():  # most cells, and much faster
        return " ".join(text.split())
    visible = text
    if not text.isprintable():  # as invisible characters and foreign spaces are not
        visible = "".join(c for c in text if unicodedata.category(c) != "Cf" or c.isspace())
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def fold(text: str) -> str:
    """Text as it is compared: no diacritics, small letters, digits; all else becomes one space.

    Tone marks drop out, so hòa and hoà fold to the same key; so do Đắk, Đăk and Đak.

    >>> fold("TP. Phan Thiết – Bình Thuận")
    'tp phan thiet binh thuan'
    """
    plain = unicodedata.normalize("NFKD", _DASHES.sub("-", tidy(text)).translate(_D_VARIANTS))
    letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def alphabetical(text: str) -> tuple[list[int], list[int]]:
    """A key that puts text in the order of a Vietnamese dictionary: letters first (Đ after D, Ơ
    after O), then tones, from none over huyền, hỏi, ngã and sắc to nặng.

    >>> sorted(["Tuy Phong", "Đức Linh", "Hàm Tân", "Tánh Linh", "Hàm Thuận"], key=alphabetical)
    ['Đức Linh', 'Hàm Tân', 'Hàm Thuận', 'Tánh Linh', 'Tuy Phong']
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFD", tidy(text).lower()):
        if char in _TONES:
            tones[-1:] = [1 + _TONES.index(char)]
        elif unicodedata.combining(char) and letters:
            known = _ALPHABET.find(unicodedata.normalize("NFC", _ALPHABET[letters[-1]] + char))
            letters[-1] = max(letters[-1], known)
        else:
            place = _ALPHABET.find(char)
            letters.append(place if place >= 0 else len(_ALPHABET) + ord(char))
            tones.append(0)
    return letters, tones


def capital(text: str) -> str:
    """Text with its first letter large and all others as they are: quý IV → Quý IV."""
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """Text as it stands in a file name: `Bình Thuận` → `binh-thuan`."""
    return fold(text).replace(" ", "-")


def distance(left: str, right: str) -> int:
    """Edits (insert, delete, replace, swap of neighbours) that turn one string into the other."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i] + [0] * len(right)
        for j, b in enumerate(right, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            swapped = i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b
            if swapped:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
