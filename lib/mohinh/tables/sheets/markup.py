"""Markup: all tags of a piece of a sheet at once, eight bytes of each at a time.

A sheet holds millions of tags, and looking at them one by one takes longer than reading the sheet.
Eight bytes are one number here; what is asked of a tag is asked of all tags in one comparison.
"""

import numpy as np

_ENDING = 16  # zeros behind the text, so that eight bytes can be taken anywhere in it


def _each(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_ONE, _HIGH, _QUOTE, _ZERO, _TO_HIGH = map(_each, (0x01, 0x80, ord('"'), ord("0"), 0x76))
_PAIRS, _FOURS, _EIGHT = 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0xFFFFFFFF


class Markup:
    """A piece of XML: its `bytes`, the places `at` of its opening tags, their `words` of eight
    bytes. `word_at` holds the eight bytes from every place of the text."""

    def __init__(self, text: bytes):
        data = text + bytes(_ENDING)
        self.text = text
        self.bytes = np.frombuffer(data, np.uint8)
        self.word_at = np.ndarray(len(data) - 7, "<u8", data, 0, (1,))
        opening = (self.bytes[:-1] == ord("<")) & (self.bytes[1:] != ord("/"))
        self.at = np.flatnonzero(opening)
        self.words = self.word_at[self.at]

    def cut(self, start: int, end: int) -> None:
        """Keep the tags of a part of the text only."""
        inside = slice(*np.searchsorted(self.at, (start, end)))
        self.at, self.words = self.at[inside], self.words[inside]

    def begin(self, start: bytes) -> np.ndarray:
        """For each tag whether it begins so (eight bytes at most)."""
        return same(self.words, start)

    def numbers(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The whole numbers that begin at these places; where the quotes after them stand; whether
        each is a number, of seven digits at most, with a quote after it."""
        found = self.word_at[at]
        quotes = found ^ _QUOTE
        quotes = (quotes - _ONE) & ~quotes & _HIGH
        first = quotes & (~quotes + np.uint64(1))
        before = (first >> np.uint64(7)) - np.uint64(1)
        digits = (found ^ _ZERO) & before
        bits = np.bitwise_count(before)
        is_number = (bits > 0) & (first != 0) & ((digits | (digits + _TO_HIGH)) & _HIGH == 0)
        values = digits << (np.uint8(64) - bits).astype(np.uint64)
        values = (values * 10 + (values >> 8)) & _PAIRS
        values = (values * 100 + (values >> 16)) & _FOURS
        values = (values * 10000 + (values >> 32)) & _EIGHT
        return values.astype(np.int64), at + (bits >> 3), is_number


def same(words: np.ndarray, start: bytes) -> np.ndarray:
    """For each word of eight bytes whether it begins so."""
    wanted = np.uint64(int.from_bytes(start, "little"))
    return words & np.uint64((1 << 8 * len(start)) - 1) == wanted
