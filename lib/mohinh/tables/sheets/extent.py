"""Extent: how far the cells of a sheet reach, and what they will take to read.

Spreadsheet programs write every cell as `<c r="A1"`. Where a piece of a sheet is written so and
only so, which counting its tags proves, its references are read all at once; else tag by tag.
"""

import re
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

import numpy as np

from mohinh.tables.sheets.look import guard_extent
from mohinh.words.errors import UnreadableFile

# What a reader keeps of a cell, and of each place of the rectangle; measured together: 65.
_CELL_BYTES, _PLACE_BYTES = 30, 40
_TEXT_COPIES = 3  # the reader's, and Python's with up to two bytes for each
MOST_UNUSUAL_BYTES = 64 * 2**20
_FAR = 2**15  # more columns than any sheet has
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_CHUNK_BYTES = 2**20


@dataclass(slots=True)
class Extent:
    """What was seen of a sheet so far: its rectangle, its cells, its last cell."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    shared_texts: int = 0
    own_text_bytes: int = 0
    last: int = 0

    def bytes_needed(self, longest_text: int) -> int:
        """The most memory that reading the sheet takes, with shared texts of that many bytes."""
        texts = self.own_text_bytes + self.shared_texts * longest_text
        places = self.rows * self.columns
        return self.cells * _CELL_BYTES + places * _PLACE_BYTES + texts * _TEXT_COPIES


def column_number(letters: str) -> int:
    """`A` → 1, `Z` → 26, `AA` → 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def measure(place: str, text: bytes, extent: Extent) -> bool:
    """Widen the extent by a piece of a sheet; False where the piece is not written as usual.

    No cell can hide: each would need a tag that was counted. A decoy in a comment only widens the
    extent. Raises `UnreadableFile` where cells lie too far out, or two in one place.
    """
    start, end = max(text.find(b"<sheetData"), 0), text.find(b"</sheetData>")
    end = len(text) if end < 0 else end
    if _CELL_OR_ROW.search(text, 0, start) or _CELL_OR_ROW.search(text, end):
        return False
    data = text[start:end] + bytes(16)
    cells, rows = data.count(b'<c r="'), data.count(b'<row r="')
    if data.count(b"<c") != cells or data.count(b"<row") != rows:
        return False
    if b":c" in data or b":row" in data:
        return False
    raw = np.frombuffer(data, np.uint8)
    tags = np.flatnonzero(raw == ord("<"))
    tags = tags[tags < len(raw) - 16]
    first = raw[tags + 1]
    row_tags = tags[(first == ord("r")) & (raw[tags + 2] == ord("o"))]
    lines, is_whole = _references(raw, row_tags + 8, letters=0)
    references, are_whole = _references(raw, tags[first == ord("c")] + 6, letters=3)
    if not (is_whole and are_whole):
        return False
    _widen(place, extent, references, most_row=int(lines.max(initial=0)) // _FAR)
    extent.cells += cells
    extent.shared_texts += data.count(b' t="s"')
    if b'"inlineStr"' in data or b'"str"' in data:
        extent.own_text_bytes += len(data)
    return True


def _references(raw: np.ndarray, at: np.ndarray, *, letters: int) -> tuple[np.ndarray, bool]:
    """Row × `_FAR` + column of references that begin at these places; whether all are whole."""
    column = np.zeros(len(at), np.int64)
    row = np.zeros(len(at), np.int64)
    for _ in range(letters):
        byte = raw[at]
        is_letter = (byte >= ord("A")) & (byte <= ord("Z"))
        column = np.where(is_letter, column * 26 + byte - 64, column)
        at = at + is_letter
    for _ in range(7):
        byte = raw[at]
        is_digit = (byte >= ord("0")) & (byte <= ord("9"))
        if not is_digit.any():
            break
        row = np.where(is_digit, row * 10 + byte - 48, row)
        at = at + is_digit
    ends = raw[at] == ord('"')
    are_whole = bool(ends.all() and (row > 0).all() and (letters == 0 or (column > 0).all()))
    # A column beyond the last that a sheet can have must not run into the row's digits.
    return row * _FAR + np.minimum(column, _FAR - 1), are_whole


def _widen(place: str, extent: Extent, references: np.ndarray, *, most_row: int) -> None:
    if most_row > 2**20:
        raise UnreadableFile(f"{place}: row {most_row}; a sheet has 1048576 at most")
    if not len(references):
        return
    extent.rows = max(extent.rows, int(references.max()) // _FAR)
    extent.columns = max(extent.columns, int((references % _FAR).max()))
    guard_extent(place, extent.rows, extent.columns)
    if references[0] <= extent.last or (np.diff(references) <= 0).any():
        raise UnreadableFile(f"{place}: cells out of order, or two in one place; save it again")
    extent.last = int(references[-1])


def measure_slowly(place: str, stream: IO[bytes], size: int) -> Extent:
    """The extent of a sheet that is not written as usual, however else it may be written."""
    if size > MOST_UNUSUAL_BYTES:
        raise UnreadableFile(
            f"{place}: large, and not written as spreadsheet programs write; save it as .xlsx again"
        )
    extent = Extent(own_text_bytes=size)

    def start(name: str, attributes: dict[str, Any]) -> None:
        local = name.rpartition(":")[2]
        if local in ("c", "row"):
            _widen_by_tag(place, extent, local, attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    while chunk := stream.read(_CHUNK_BYTES):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return extent


def _widen_by_tag(place: str, extent: Extent, tag: str, attributes: dict[str, str]) -> None:
    said = attributes.get("r")
    if tag == "row":
        if said is not None and not (said.isdecimal() and len(said) <= 7):
            raise UnreadableFile(f"{place}: rows without a proper place; save it again")
        row = int(said) if said else 0
        _widen(place, extent, np.empty(0, np.int64), most_row=row)
        return
    found = _REFERENCE.fullmatch(said or "")
    if not found:
        raise UnreadableFile(f"{place}: cells without a proper place; save it again")
    row, column = int(found[2]), column_number(found[1])
    extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
    guard_extent(place, extent.rows, extent.columns)
    key = row * _FAR + column
    if key <= extent.last:
        raise UnreadableFile(f"{place}: cells out of order, or two in one place; save it again")
    extent.last = key
    extent.cells += 1
    extent.shared_texts += attributes.get("t") == "s"
