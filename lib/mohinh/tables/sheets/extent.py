"""Extent: how far the cells of a sheet reach, what they take to read, and which may be lost.

Spreadsheet programs write every cell as `<c r="A1"`. Where a piece of a sheet is written so and
only so, which its tags prove, its references are read all at once; else tag by tag.
"""

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

import numpy as np

from mohinh.tables.sheets.look import guard_extent
from mohinh.tables.sheets.markup import Markup, same
from mohinh.tables.sheets.styles import FAR, Styled
from mohinh.words.errors import UnreadableFile

# What a reader keeps of a cell, of each place of the rectangle (measured together: 65), of a text.
_CELL_BYTES, _PLACE_BYTES, _TEXT_BYTES = 30, 40, 100
_TEXT_COPIES = 5  # the reader's, and Python's with up to four bytes for each
_USUAL_CELL_BYTES = 64  # of a number with its tags
MOST_UNUSUAL_BYTES = 64 * 2**20
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_PREFIXED = re.compile(rb"<[\w.-]+:(?:c|row)[\s/>]")
_STYLE = re.compile(rb"""<c\s[^>]*?\ss\s*=\s*["']([0-9]{1,7})["']""")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_CHUNK_BYTES = 2**20


@dataclass(slots=True)
class Extent:
    """What was seen of a sheet so far: its rectangle, its cells, its last cell.

    `texts` counts cells that can hold a text, shared or their own; `own_text_bytes` is what those
    of their own can take, `longest_bytes` what one cell can. Cells with a style that is `watched`
    (by number) are kept: `places` and `styles`, an array for each piece of the sheet.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    texts: int = 0
    own_text_bytes: int = 0
    longest_bytes: int = 0
    last: int = 0
    watched: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    places: list[np.ndarray] = field(default_factory=list)
    styles: list[np.ndarray] = field(default_factory=list)

    @property
    def styled(self) -> Styled:
        nothing = np.empty(0, np.int64)
        return Styled(
            np.concatenate([nothing, *self.places]), np.concatenate([nothing, *self.styles])
        )

    def watch(self, places: np.ndarray, styles: np.ndarray) -> None:
        """Keep those of these cells that have a watched style."""
        if self.watched.any():
            seen = np.flatnonzero(styles < len(self.watched))
            seen = seen[self.watched[styles[seen]]]
            self.places.append(places[seen])
            self.styles.append(styles[seen])

    def bytes_needed(self, longest_text: int) -> int:
        """The most memory that reading the sheet takes, with shared texts of that many bytes."""
        texts = self.own_text_bytes + self.texts * longest_text
        places = self.rows * self.columns
        fixed = self.cells * _CELL_BYTES + places * _PLACE_BYTES + self.texts * _TEXT_BYTES
        return fixed + texts * _TEXT_COPIES


def column_number(letters: str) -> int:
    """`A` → 1, `Z` → 26, `AA` → 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → `A`, 26 → `Z`, 27 → `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def measure(place: str, text: bytes, extent: Extent) -> list[bytes] | None:
    """Widen the extent by a piece of a sheet; None where the piece is not written as usual.

    What comes back are the cells that readers may lose: formulas without a value, cells of unusual
    kinds. No cell can hide: each would need a tag that was counted. A decoy in a comment only
    widens the extent. Raises `UnreadableFile` where cells lie too far out, or two in one place.
    """
    markup = Markup(text)
    if not _cut_to_data(markup):
        return None
    is_cell, is_row = markup.begin(b'<c r="'), markup.begin(b'<row r="')
    if (is_cell != markup.begin(b"<c")).any() or (is_row != markup.begin(b"<row")).any():
        return None
    lines, _, are_numbers = markup.numbers(markup.at[is_row] + len(b'<row r="'))
    cells = np.flatnonzero(is_cell)
    references, quotes, are_whole = _references(markup, markup.at[cells] + len(b'<c r="'))
    if not (are_numbers.all() and are_whole.all()):
        return None
    _widen(place, extent, references, most_row=int(lines.max(initial=0)))
    return _weigh(markup, cells, references, quotes, extent)


def _cut_to_data(markup: Markup) -> bool:
    """Keep the tags inside `<sheetData>`; False where cells stand outside, or have prefixes."""
    text = markup.text
    start, end = 0, len(text)
    if b"h" in text:  # rare, and found many times as fast as a word
        start, end = max(text.find(b"<sheetData"), 0), text.find(b"</sheetData>")
        end = len(text) if end < 0 else end
    if _CELL_OR_ROW.search(text, 0, start) or _CELL_OR_ROW.search(text, end):
        return False
    markup.cut(start, end)
    colons = np.flatnonzero(markup.bytes[start:end] == ord(":")) + start
    behind = markup.bytes[colons + 1]
    may_be_prefix = (behind == ord("c")) | (behind == ord("r"))
    return not (may_be_prefix.any() and _PREFIXED.search(text))


def _references(markup: Markup, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row × `FAR` + column of references that begin at these places; where the quotes after them
    stand; whether each is whole."""
    first, second, third = (markup.bytes[at + n] - np.uint8(ord("A")) for n in range(3))
    has_second = second < 26
    has_third = has_second & (third < 26)
    column = first.astype(np.int16) + 1
    for letter, is_there in ((second, has_second), (third, has_third)):
        column = np.where(is_there, column * np.int16(26) + letter + np.int16(1), column)
    rows, quotes, are_numbers = markup.numbers(at + 1 + has_second + has_third)
    return rows * FAR + column, quotes, are_numbers & (rows > 0) & (first < 26)


def _weigh(
    markup: Markup, cells: np.ndarray, references: np.ndarray, quotes: np.ndarray, extent: Extent
) -> list[bytes]:
    """Add what the cells take; those that readers may lose. `cells` are places among the tags."""
    if not len(cells):
        return []
    begin, following = markup.at[cells], np.append(cells[1:], len(markup.at))
    end = np.append(begin[1:], len(markup.text))
    holds_text, is_unusual, styles = _kinds(markup, quotes)
    for n in np.flatnonzero(is_unusual).tolist() if extent.watched.any() else ():
        styles[n] = _style(markup.text[begin[n] : end[n]])
    extent.watch(references, styles)
    if (inline := markup.begin(b"<is")).any():
        holds_text |= _count(inline, cells, following) > 0
    extent.cells += len(cells)
    extent.texts += int(holds_text.sum())
    lengths = end - begin
    extent.own_text_bytes += int(np.maximum(lengths - _USUAL_CELL_BYTES, 0).sum())
    extent.longest_bytes = max(extent.longest_bytes, int(lengths.max()))
    if (formula := markup.begin(b"<f")).any():
        value = markup.begin(b"<v>") & (markup.bytes[markup.at + 3] != ord("<"))
        without = (_count(formula, cells, following) > 0) & (_count(value, cells, following) == 0)
        is_unusual |= without
    return [markup.text[begin[n] : end[n]] for n in np.flatnonzero(is_unusual)]


def _style(cell: bytes) -> int:
    """The style number of a cell whose attributes stand in another order."""
    found = _STYLE.match(cell)
    return int(found[1]) if found else 0


def _kinds(markup: Markup, quotes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which cells may hold a text, which are of an unusual kind, by how their tags go on; the
    numbers of their styles.

    Behind the reference come the number of a style, or nothing, and then at once the kind, or the
    end: no other kind can hide.
    """
    rest = markup.word_at[quotes + 1]
    holds_text, is_unusual = (np.zeros(len(quotes), bool) for _ in range(2))
    styles = np.zeros(len(quotes), np.int64)
    more = np.flatnonzero(~same(rest, b">"))
    styled = more[same(rest[more], b' s="')]
    numbers, ends, are_numbers = markup.numbers(quotes[styled] + 5)
    styles[styled[are_numbers]] = numbers[are_numbers]
    rest[styled[are_numbers]] = markup.word_at[ends[are_numbers] + 1]
    rest = rest[more]
    is_number = same(rest, b">") | same(rest, b"/>") | same(rest, b' t="n">')
    is_text = same(rest, b' t="s">') | same(rest, b' t="str"') | same(rest, b' t="inli')
    holds_text[more], is_unusual[more] = ~is_number, ~is_number & ~is_text
    return holds_text, is_unusual, styles


def _count(is_so: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How many tags are so from each start to its end."""
    until = np.concatenate(([0], np.cumsum(is_so)))
    return until[end] - until[start]


def _widen(place: str, extent: Extent, references: np.ndarray, *, most_row: int) -> None:
    if most_row > 2**20:
        raise UnreadableFile(f"{place}: row {most_row}; a sheet has 1048576 at most")
    if not len(references):
        return
    extent.rows = max(extent.rows, int(references.max()) // FAR)
    extent.columns = max(extent.columns, int((references % FAR).max()))
    guard_extent(place, extent.rows, extent.columns)
    if references[0] <= extent.last or (np.diff(references) <= 0).any():
        raise UnreadableFile(f"{place}: cells out of order, or two in one place; save it again")
    extent.last = int(references[-1])


def measure_slowly(place: str, stream: IO[bytes], size: int, watched: np.ndarray) -> Extent:
    """The extent of a sheet that is not written as usual, however else it may be written."""
    if size > MOST_UNUSUAL_BYTES:
        raise UnreadableFile(
            f"{place}: large, and not written as spreadsheet programs write; save it as .xlsx again"
        )
    extent = Extent(own_text_bytes=size, longest_bytes=size, watched=watched)

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
    key = row * FAR + column
    if key <= extent.last:
        raise UnreadableFile(f"{place}: cells out of order, or two in one place; save it again")
    extent.last = key
    extent.cells += 1
    extent.texts += 1
    if extent.watched.any():
        style = attributes.get("s", "0")
        number = int(style) if style.isdecimal() and len(style) < 8 else 0
        extent.watch(np.array([key]), np.array([number]))
