"""Halves: a large sheet of an .xlsx, read as two sheets at once.

A reader unpacks a sheet once for its cells and once more, to the end, for its merged ranges, and
lets go of Python's lock meanwhile. Here what the guard has unpacked is laid out anew in memory: cut
in two between rows, with the merged ranges in front of the cells, where they are found at once.
"""

import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

# A smaller sheet is read as quickly as it is laid out anew; a larger one would fill the memory.
LEAST_BYTES, MOST_BYTES = 4 * 2**20, 96 * 2**20
_MOST_OTHER_BYTES = 16 * 2**20  # both readers keep the texts that cells share
_SELF = Path("/proc/self/fd")
_START, _END = b"<sheetData>", b"</sheetData>"
_MERGED = re.compile(rb"<mergeCells(?:\s[^>]*)?>(?:\s*<mergeCell\s[^>]*/>)*+\s*</mergeCells>")
_NOTHING_MERGED = b"<mergeCells></mergeCells>"
_READ = (
    *("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
    *("xl/styles.xml", "xl/sharedstrings.xml"),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A sheet in two: the name of its part, and what the part would hold for either half."""

    part: str
    halves: tuple[tuple[bytes, ...], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Halves:
    """Two halves of a sheet that answer as calamine's sheet does for the whole."""

    first: python_calamine.CalamineSheet
    second: python_calamine.CalamineSheet

    @property
    def name(self) -> str:
        return self.first.name

    @property
    def start(self) -> tuple[int, int] | None:
        """Row and column (from 0) of the first cell of the rectangle that is filled."""
        starts = [half.start for half in (self.first, self.second) if half.start is not None]
        return (starts[0][0], min(column for _, column in starts)) if starts else None

    @property
    def merged_cell_ranges(self) -> Sequence[tuple[tuple[int, int], tuple[int, int]]] | None:
        return self.first.merged_cell_ranges

    def to_python(self) -> list[list[Any]]:
        """The rows from the first that is filled, all of one length."""
        filled = [half for half in (self.first, self.second) if half.start is not None]
        if not filled:
            return []
        left = min(half.start[1] for half in filled)
        right = max(half.end[1] for half in filled)
        rows: list[list[Any]] = []
        for half in filled:
            between = half.start[0] - filled[0].start[0] - len(rows)
            rows += [[""] * (right - left + 1) for _ in range(between)]
            before, behind = [""] * (half.start[1] - left), [""] * (right - half.end[1])
            read = half.to_python()
            rows += [before + row + behind for row in read] if before or behind else read
        return rows


def may_cut(size: int) -> bool:
    """Whether a sheet of so many bytes is to be read as two, on this system."""
    has_place = hasattr(os, "memfd_create") and _SELF.is_dir()
    return has_place and LEAST_BYTES <= size <= MOST_BYTES


def cut(part: str, pieces: Sequence[bytes]) -> Cut | None:
    """The sheet in two, from pieces each of which but the first begins with a row.

    None where rows may stand elsewhere than between the marks of the data, in a comment or twice.
    """
    middle = len(pieces) // 2
    if not middle or any(b"!" in piece and b"<!" in piece for piece in pieces):
        return None
    if any(b"h" in piece and _END in piece for piece in pieces[:-1]):
        return None
    head, mark, data = pieces[0].partition(_START)
    end = pieces[-1].rpartition(_END)[2]
    merged = _MERGED.search(end)
    if not mark or b"mergeCells" in head or not pieces[middle - 1].endswith(b"</row>"):
        return None
    if b"mergeCells" in (_MERGED.sub(b"", end, 1) if merged else end):
        return None
    first = (head, merged[0] if merged else _NOTHING_MERGED, _START, data, *pieces[1:middle])
    second = (head, _NOTHING_MERGED, _START, *pieces[middle:])
    return Cut(part, ((*first, _END, b"</worksheet>"), second))


def read_halves(path: Path, cuts: Mapping[str, Cut]) -> dict[str, Halves]:
    """The sheets that were cut, by name. Raises what the reader raises."""
    found = {}
    with ThreadPoolExecutor(2) as readers:
        for name, one in cuts.items():
            with zipfile.ZipFile(path) as archive:
                others = [i for i in archive.infolist() if i.filename.casefold() in _READ]
                if sum(info.file_size for info in others) > _MOST_OTHER_BYTES:
                    continue
                texts = {info.filename: (archive.read(info),) for info in others}
            books = [texts | {one.part: half} for half in one.halves]
            found[name] = Halves(*readers.map(lambda book, name=name: _read(book, name), books))
    return found


def _read(book: Mapping[str, Sequence[bytes]], name: str) -> python_calamine.CalamineSheet:
    with _in_memory(book) as place:
        return python_calamine.CalamineWorkbook.from_path(str(place)).get_sheet_by_name(name)


@contextmanager
def _in_memory(book: Mapping[str, Sequence[bytes]]) -> Iterator[Path]:
    """The path of a workbook, not packed, that is in memory only; it is gone afterwards."""
    handle = os.memfd_create("workbook")
    try:
        with os.fdopen(handle, "wb", closefd=False) as stream, zipfile.ZipFile(stream, "w") as made:
            for part, texts in book.items():
                with made.open(part, "w") as written:
                    for text in texts:
                        written.write(text)
        yield _SELF / str(handle)
    finally:
        os.close(handle)
