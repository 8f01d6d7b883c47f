"""The compound file that an old .xls is ([MS-CFB], [MS-XLS]): looked at before any reader opens it.

A workbook with a password lies in the same wrapping, whatever its kind; so do Word's old documents.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mohinh.tables.sheets.look import Look, guard_extent, guard_lost
from mohinh.words.errors import UnreadableFile

_END_OF_CHAIN = 0xFFFFFFFA  # this and above are marks, not sectors
_FOLDER, _STREAM, _ROOT = 1, 2, 5
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _ROW = 0x0809, 0x000A, 0x002F, 0x0085, 0x0208
_FORMULA, _BOOLEAN_OR_ERROR = 0x0006, 0x0205
# NUMBER, RK, MULRK, LABEL, LABELSST, RSTRING, FORMULA, BOOLERR: all begin with row and column.
_CELLS = frozenset((0x0203, 0x027E, 0x00BD, 0x0204, 0x00FD, 0x00D6, _FORMULA, _BOOLEAN_OR_ERROR))
_IS_HIDDEN = 0x20


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the directory: a stream or folder, its first sector, its size in bytes."""

    name: str
    kind: int
    start: int
    size: int


def look_at_compound(path: Path) -> Look:
    """Refuse what is not an ordinary .xls workbook; what was seen of it.

    Raises `UnreadableFile` that says what is the matter and what to do.
    """
    try:
        return _look(path.name, path.read_bytes())
    except (struct.error, IndexError, ValueError) as fault:
        raise UnreadableFile(
            f"{path.name}: damaged, or not a workbook ({type(fault).__name__}); save it as .xlsx "
            "again"
        ) from None


def _look(name: str, content: bytes) -> Look:
    entries, book = _workbook_stream(name, content)
    if any("vba" in entry.casefold() for entry in entries):
        raise UnreadableFile(f"{name}: holds macros; save it as .xlsx without macros")
    lost, hidden = {}, {}
    for number, (sheet, start) in enumerate(_sheets(name, book), 1):
        lost[sheet], hidden[sheet] = _look_at_sheet(f"{name}, sheet {number}", book, start)
    if not lost:  # a workbook has one sheet at least
        raise ValueError
    return Look(lost=lost, hidden_rows=hidden)


# The compound file ------------------------------------------------------------------------------


def _workbook_stream(name: str, content: bytes) -> tuple[Mapping[str, _Entry], bytes]:
    """The directory by name, and the bytes of the workbook."""
    (size_power,) = struct.unpack_from("<H", content, 30)
    if size_power not in (9, 12):
        raise ValueError
    size = 2**size_power
    fat = _fat(content, size)
    (first_directory,) = struct.unpack_from("<I", content, 48)
    entries = {
        entry.name: entry
        for entry in _directory(_chained(content, fat, first_directory, size))
        if entry.kind in (_FOLDER, _STREAM, _ROOT)
    }
    if "EncryptedPackage" in entries:
        raise UnreadableFile(f"{name}: has a password; save it as .xlsx without a password")
    book = entries.get("Workbook") or entries.get("Book")
    if book is None:
        what = "a Word document" if "WordDocument" in entries else "no workbook"
        raise UnreadableFile(f"{name}: is {what}; save the table as .xlsx in a spreadsheet program")
    cutoff, first_mini = struct.unpack_from("<II", content, 56)
    if book.size >= cutoff:
        return entries, _chained(content, fat, book.start, size)[: book.size]
    root = next(entry for entry in entries.values() if entry.kind == _ROOT)
    small = _numbers(_chained(content, fat, first_mini, size))
    inside = _chained(content, fat, root.start, size)
    return entries, _chained(inside, small, book.start, 64, header=0)[: book.size]


def _fat(content: bytes, size: int) -> tuple[int, ...]:
    sectors = [n for n in struct.unpack_from("<109I", content, 76) if n < _END_OF_CHAIN]
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        if following >= _END_OF_CHAIN:
            break
        more = _numbers(_sector(content, following, size, header=size))
        sectors += [n for n in more[:-1] if n < _END_OF_CHAIN]
        following = more[-1]
    if len(sectors) > len(content) // size:
        raise ValueError
    return _numbers(b"".join(_sector(content, n, size, header=size) for n in sectors))


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _sector(content: bytes, number: int, size: int, *, header: int) -> bytes:
    start = header + number * size
    if start >= len(content):
        raise ValueError
    return content[start : start + size]


def _chained(
    content: bytes, fat: tuple[int, ...], start: int, size: int, *, header: int | None = None
) -> bytes:
    pieces, number = [], start
    while number < _END_OF_CHAIN:
        pieces.append(_sector(content, number, size, header=size if header is None else header))
        if len(pieces) > len(fat):  # a chain that bites its tail
            raise ValueError
        number = fat[number]
    return b"".join(pieces)


def _directory(content: bytes) -> Iterator[_Entry]:
    for place in range(0, len(content) - 127, 128):
        length, kind = struct.unpack_from("<HB", content, place + 64)
        start, size = struct.unpack_from("<II", content, place + 116)
        text = content[place : place + max(0, min(length, 64) - 2)]
        yield _Entry(text.decode("utf-16-le", "replace"), kind, start, size)


# The workbook inside ----------------------------------------------------------------------------


def _records(book: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place of the content, and its length, of each record up to the end of a substream."""
    depth, place = 0, start
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, place + 4, length
        if depth <= 0:
            return
        place += 4 + length


def _sheets(name: str, book: bytes) -> list[tuple[str, int]]:
    """Each sheet's name, and where in the stream it begins."""
    sheets = []
    (version,) = struct.unpack_from("<H", book, 4)
    for kind, place, length in _records(book, 0):
        if kind == _FILEPASS:
            raise UnreadableFile(f"{name}: has a password; save it as .xlsx without a password")
        if kind == _BOUNDSHEET:
            start, _, count = struct.unpack_from("<IHB", book, place)
            text = book[place + 7 : place + length]
            sheets.append((_sheet_name(text, count, version), start))
    return sheets


def _sheet_name(text: bytes, count: int, version: int) -> str:
    if version < 0x0600:
        return text[:count].decode("cp1252", "replace")
    wide = text[:1] == b"\x01"
    return text[1 : 1 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _look_at_sheet(place: str, book: bytes, start: int) -> tuple[dict, tuple[int, ...]]:
    lost: dict = {}
    hidden: list[int] = []
    rows = columns = 0
    for kind, at, length in _records(book, start):
        if kind == _ROW and length >= 16:
            (row,), (options,) = struct.unpack_from("<H", book, at), book[at + 12 : at + 13]
            hidden += [row + 1] if options & _IS_HIDDEN else []
        if kind not in _CELLS or length < 6:
            continue
        row, column = struct.unpack_from("<HH", book, at)
        rows, columns = max(rows, row + 1), max(columns, column + 1)
        if _is_error(kind, book[at + 6 : at + length]):
            lost[row + 1, column] = "error_value"
            guard_lost(place, len(lost))
    guard_extent(place, rows, columns)
    return lost, tuple(hidden)


def _is_error(kind: int, value: bytes) -> bool:
    if kind == _BOOLEAN_OR_ERROR:
        return value[1:2] == b"\x01"
    return kind == _FORMULA and value[6:8] == b"\xff\xff" and value[:1] == b"\x02"
