"""The package that an .xlsx file is: looked at before any reader opens it.

Not too large unpacked, without macros, entities or repeated parts, and no sheet wider or longer
than a form can be: readers make room for the whole rectangle, and one cell at XFD1048576 would end
the program.

On the way, the cells that readers give as blank although something stands in them are noted:
formula errors (#DIV/0!) and formulas that no program has calculated yet.
"""

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree
from xml.parsers import expat

from mohinh.tables.sheets.beside import Beside, page_texts, texts_beside
from mohinh.tables.sheets.extent import Extent, measure, measure_slowly
from mohinh.tables.sheets.halves import Cut, cut, may_cut
from mohinh.tables.sheets.look import Look, Lost, guard_all_cells, guard_lost
from mohinh.tables.sheets.lost import lost_cells
from mohinh.tables.sheets.styles import Styles, styles_of
from mohinh.tables.sheets.trial import SAFE_BYTES
from mohinh.words.errors import UnreadableFile

MOST_UNPACKED_BYTES = 600 * 2**20
# Sheets shrink to a tenth; a part that shrinks to less than a three-hundredth is no sheet of ours.
MOST_RATIO = 300
MOST_PARTS = 2_000
_MOST_DIRECTORY_BYTES = 2**20
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What a reader keeps of the texts that cells share (`<si/>` is one of 24 bytes), and of the rest.
_SHARED_COPIES, _OTHER_COPIES = 6, 3
_LONG_BYTES = 600
_CHUNK_BYTES = 2 * 2**20
_MOST_SMALL_BYTES = 4 * 2**20
_LARGE = {"omments": "comments", "drawing": "text boxes and drawings", "docProps": "properties"}
_MOST_STYLES_BYTES = 16 * 2**20
_MOST_ROW_BYTES = 32 * 2**20

# A wrong place inside the archive shows as an OSError or ValueError: the seek before its start.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    ElementTree.ParseError,
    expat.error,
)
# The end of an archive: mark, disks, parts, then length and start of the directory, comment.
_END = struct.Struct("<4s4H2IH")
_FIRST_ELEMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*+<[A-Za-z_]", re.DOTALL
)
_HIDDEN_ROW = re.compile(rb"""<row r="([0-9]{1,7})"[^>]*\shidden="(?:1|true)\"""")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of one sheet: its extent, its lost cells, the numbers of its hidden rows, the
    headers and footers of its pages; the sheet in two, where that is quicker to read."""

    extent: Extent
    lost: Lost
    hidden: tuple[int, ...]
    pages: tuple[Beside, ...]
    cut: Cut | None


def look_at_package(path: Path) -> Look:
    """Refuse what is not an ordinary .xlsx workbook; what was seen of it.

    Raises `UnreadableFile` that says what is the matter and what to do.
    """
    with unpacking(path) as archive:
        parts = guard_parts(path.name, archive)
        styles = _styles(path.name, archive, parts)
        seen: dict[str, _Seen] = {}
        looked_at: set[str] = set()
        places = 0
        for number, (sheet, part) in enumerate(sheet_parts(archive, parts), 1):
            if sheet in seen or part.filename in looked_at:
                raise UnreadableFile(f"{path.name}: two sheets in one; save it as .xlsx again")
            looked_at.add(part.filename)
            place = f"{path.name}, sheet {number}"
            seen[sheet] = _look_at_sheet(sheet, place, archive, part, styles)
            places += seen[sheet].extent.rows * seen[sheet].extent.columns
            guard_all_cells(path.name, places)
        beside = _beside(archive, parts)
        longest = _longest_text(archive, parts)
        needed = _bytes_needed(parts, seen.values(), longest)
    longest = max([longest, *(sheet.extent.longest_bytes for sheet in seen.values())])
    return Look(
        lost={name: sheet.lost for name, sheet in seen.items()},
        hidden_rows={name: sheet.hidden for name, sheet in seen.items()},
        styles=styles,
        styled={name: sheet.extent.styled for name, sheet in seen.items()},
        bytes_needed=needed,
        has_links=any(part.startswith("xl/externallinks/") for part in parts),
        has_long_texts=longest > _LONG_BYTES,
        beside=(*beside, *(text for sheet in seen.values() for text in sheet.pages)),
        cuts=_cuts(seen) if needed <= SAFE_BYTES else {},
    )


def _beside(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> list[Beside]:
    names = {info.filename: sheet for sheet, info in sheet_parts(archive, parts)}
    by_part = {part: names[info.filename] for part, info in parts.items() if info.filename in names}
    return texts_beside(archive, parts, by_part, lambda info: small_xml(archive, info))


def _cuts(seen: Mapping[str, _Seen]) -> dict[str, Cut]:
    return {name: sheet.cut for name, sheet in seen.items() if sheet.cut}


def _bytes_needed(parts: Mapping[str, zipfile.ZipInfo], seen: Iterable[_Seen], longest: int) -> int:
    """The most memory that reading the whole workbook takes, with shared texts so long."""
    shared = _shared(parts)
    others = [
        info
        for part, info in parts.items()
        if part.endswith((".xml", ".rels")) and "/worksheets/" not in part and info not in shared
    ]
    texts = _SHARED_COPIES * sum(info.file_size for info in shared)
    rest = _OTHER_COPIES * sum(info.file_size for info in others)
    return texts + rest + sum(sheet.extent.bytes_needed(longest) for sheet in seen)


@contextmanager
def unpacking(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive that a file is; whatever is wrong with it becomes `UnreadableFile`."""
    _guard_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGED as fault:
        kind = type(fault).__name__
        raise UnreadableFile(
            f"{path.name}: damaged, or not a workbook ({kind}); save it as .xlsx again"
        ) from None
    except (NotImplementedError, RuntimeError):  # zip encryption, unknown compression
        raise UnreadableFile(
            f"{path.name}: packed in a way no spreadsheet program packs; save it as .xlsx again"
        ) from None


def _guard_directory(path: Path) -> None:
    """Refuse an archive with a countless directory, or one where readers may find another.

    The directory ends the file, without a comment behind it: so every reader finds the same.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _END.size))
        end = stream.read()
    if len(end) < _END.size:
        raise UnreadableFile(f"{path.name}: damaged, or not a workbook; save it as .xlsx again")
    mark, *_, length, start, comment = _END.unpack(end)
    if mark != b"PK\5\6" or comment or start + length + _END.size != size:
        raise UnreadableFile(
            f"{path.name}: damaged, or packed in a way no spreadsheet program packs; save it as "
            ".xlsx again"
        )
    if length > _MOST_DIRECTORY_BYTES:
        raise UnreadableFile(f"{path.name}: too many or repeated parts; save it again")


def guard_parts(name: str, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name as readers compare them: small letters, forward slashes."""
    infos = archive.infolist()
    parts = {info.filename.replace("\\", "/").casefold(): info for info in infos}
    if len(infos) > MOST_PARTS or len(parts) != len(infos):
        raise UnreadableFile(f"{name}: too many or repeated parts; save it again")
    if any(info.compress_type not in _PACKINGS for info in infos):
        raise UnreadableFile(
            f"{name}: packed in a way no spreadsheet program packs; save it as .xlsx again"
        )
    if sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES:
        raise UnreadableFile(f"{name}: unpacks to more than {MOST_UNPACKED_BYTES // 2**20} MiB")
    for info in infos:
        if info.file_size > max(2**20, MOST_RATIO * info.compress_size):
            raise UnreadableFile(f"{name}: a part unpacks to {MOST_RATIO} times its size or more")
    if any("vbaproject" in part or part.startswith(("basic/", "scripts/")) for part in parts):
        raise UnreadableFile(f"{name}: holds macros; save it as .xlsx without macros")
    for part, info in parts.items():
        if part.endswith((".xml", ".rels")):
            with archive.open(info) as stream:
                guard_text(name, stream.read(4096), is_start=True)
    return parts


def guard_text(name: str, text: bytes, *, is_start: bool = False) -> None:
    """Refuse XML with entities, or (at its start) not in UTF-8 or without its first element."""
    # Looking for one sign that is rare goes many times as fast as looking for a word.
    if b"!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
        raise UnreadableFile(f"{name}: holds XML entities, which no spreadsheet program writes")
    if is_start and b"\x00" in text:
        raise UnreadableFile(f"{name}: XML not in UTF-8; save it as .xlsx again")
    if is_start and text and not _FIRST_ELEMENT.match(text):
        raise UnreadableFile(f"{name}: XML that does not begin as usual; save it as .xlsx again")


def _shared(parts: Mapping[str, zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [info for part, info in parts.items() if part.endswith("sharedstrings.xml")]


def _longest_text(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> int:
    """Bytes of the longest text that cells share; as many cells as there are may repeat it."""
    longest, rest = 0, 0
    for info in _shared(parts):
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                lengths = [len(text) for text in chunk.split(b"</si>")]
                lengths[0] += rest
                longest, rest = max(longest, *lengths), lengths[-1]
    return longest


def sheet_parts(
    archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]
) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Each sheet's name and its part, found as readers find it."""
    names = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if any(name not in parts for name in names):
        raise zipfile.BadZipFile
    book, relations = (small_xml(archive, parts[name]) for name in names)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        target = targets.get(_relation_id(sheet), "")
        inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        part = parts.get(normpath(inside).casefold())
        if part is not None:
            yield sheet.get("name", ""), part


def _relation_id(sheet: ElementTree.Element) -> str | None:
    # Strict workbooks use another namespace for the same attribute.
    return next((value for key, value in sheet.items() if key.endswith("}id")), None)


def small_xml(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> ElementTree.Element:
    """A part of a few MiB as XML; one with entities counts as damaged.

    Raises `UnreadableFile` for a larger one, in which personal data could not be looked for.
    """
    if info.file_size > _MOST_SMALL_BYTES:
        name = Path(archive.filename or "").name
        said = [words for part, words in _LARGE.items() if part in info.filename]
        what = said[0] if said else "other parts"
        raise UnreadableFile(
            f"{name}: {what} of {info.file_size // 2**20} MiB beside its cells, at most "
            f"{_MOST_SMALL_BYTES // 2**20}; delete them, or copy the sheet into a new workbook"
        )
    return _xml(info.filename, archive.read(info))


def _xml(name: str, text: bytes) -> ElementTree.Element:
    guard_text(name, text)
    return ElementTree.fromstring(text)


def _styles(
    file_name: str, archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]
) -> Styles:
    info = parts.get("xl/styles.xml")
    if info is None:
        return Styles()
    if info.file_size > _MOST_STYLES_BYTES:
        raise UnreadableFile(
            f"{file_name}: more than {_MOST_STYLES_BYTES // 2**20} MiB of cell styles; copy the "
            "sheet into a new workbook"
        )
    return styles_of(_xml(info.filename, archive.read(info)))


def _look_at_sheet(
    name: str, place: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, styles: Styles
) -> _Seen:
    lost: dict = {}
    hidden: list[int] = []
    pieces: list[bytes] = []
    may_be_cut = may_cut(info.file_size)
    extent, is_ordinary, text = Extent(watched=styles.watched), True, b""
    for text in _ahead(_whole_rows(place, archive, info)):
        guard_text(place, text)
        cells = measure(place, text, extent) if is_ordinary else None
        is_ordinary = cells is not None
        lost |= lost_cells(text if cells is None else b"".join(cells))
        guard_lost(place, len(lost))
        if b"h" in text and b' hidden="' in text:
            hidden += map(int, _HIDDEN_ROW.findall(text))
        if may_be_cut:
            pieces.append(text)
    if not is_ordinary:
        with archive.open(info) as stream:
            extent = measure_slowly(place, stream, info.file_size, styles.watched)
    halves = cut(info.filename, pieces) if is_ordinary else None
    return _Seen(extent, lost, tuple(hidden), tuple(page_texts(name, text)), halves)


def _whole_rows(place: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text of a sheet piece by piece; each but the first begins with a row."""
    rest = b""
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            rest += chunk
            end = rest.rfind(b"<row ")
            if end > 0:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > _MOST_ROW_BYTES:
                raise UnreadableFile(
                    f"{place}: a single row of more than {_MOST_ROW_BYTES // 2**20} MiB"
                )
    yield rest


def _ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, each next one unpacked while the one before is looked at."""
    with ThreadPoolExecutor(1) as unpacker:
        following = unpacker.submit(next, pieces, None)
        while (piece := following.result()) is not None:
            following = unpacker.submit(next, pieces, None)
            yield piece
