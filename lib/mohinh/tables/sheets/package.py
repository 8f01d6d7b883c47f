"""The package that an .xlsx file is: looked at before any reader opens it.

A regular file, of the kind its name says, not too large packed or unpacked, without macros,
entities or repeated parts, and no sheet wider or longer than a form can be: readers make room for
the whole rectangle, and one cell at XFD1048576 would end the program.

On the way, the cells that readers give as blank although something stands in them are noted:
formula errors (#DIV/0!) and formulas that no program has calculated yet.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from typing import Literal
from xml.etree import ElementTree

from mohinh.words.errors import UnreadableFile

MOST_BYTES = 50 * 2**20
MOST_UNPACKED_BYTES = 600 * 2**20
# Sheets shrink to a tenth; a part that shrinks to less than a three-hundredth is no sheet of ours.
MOST_RATIO = 300
MOST_PARTS = 2_000
MOST_COLUMNS = 300
MOST_ROWS = 500_000
MOST_CELLS = 20_000_000
_CHUNK_BYTES = 4 * 2**20
_MOST_ROW_BYTES = 32 * 2**20

# Row (from 1) and column (from 0) of a cell → why it is lost: a code of `tables.quality`.
Lost = Mapping[tuple[int, int], Literal["error_value", "no_result"]]

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]*)""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]+)([0-9]+)""")
_IS_ERROR = re.compile(rb"""(?:^|\s)t\s*=\s*["']e["']""")
_IS_TEXT = re.compile(rb"""(?:^|\s)t\s*=\s*["']str["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")


def guard(path: Path) -> dict[str, Lost]:
    """Refuse what is not an ordinary workbook; the lost cells of each sheet.

    Raises `UnreadableFile` that says what is the matter and what to do.
    """
    _guard_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _guard_parts(path.name, archive)
            return {
                sheet: _guard_sheet(f"{path.name}, sheet {number}", archive, part)
                for number, (sheet, part) in enumerate(_sheet_parts(archive, parts), 1)
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError) as fault:
        kind = type(fault).__name__
        raise UnreadableFile(
            f"{path.name}: damaged, or not a workbook ({kind}); save it as .xlsx again"
        ) from None
    except (NotImplementedError, RuntimeError):  # zip encryption, unknown compression
        raise UnreadableFile(
            f"{path.name}: packed in a way no spreadsheet program packs; save it as .xlsx again"
        ) from None


def _guard_file(path: Path) -> None:
    try:
        about = path.lstat()
    except OSError:
        raise UnreadableFile(f"{path}: no such file") from None
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableFile(f"{path.name}: not an ordinary file (folder, link or device)")
    if about.st_size == 0:
        raise UnreadableFile(f"{path.name}: the file is empty (0 bytes); save it again and resend")
    if about.st_size > MOST_BYTES:
        size = about.st_size // 2**20
        raise UnreadableFile(
            f"{path.name}: {size} MiB, more than the {MOST_BYTES // 2**20} allowed"
        )
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            f"{path.name}: has a password, or is an old .xls; save it as .xlsx without a password"
        )
    if not start.startswith(b"PK"):
        raise UnreadableFile(f"{path.name}: is not an .xlsx workbook; save it as .xlsx in Excel")


def _guard_parts(name: str, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name as readers compare them: small letters, forward slashes."""
    infos = archive.infolist()
    parts = {info.filename.replace("\\", "/").casefold(): info for info in infos}
    if len(infos) > MOST_PARTS or len(parts) != len(infos):
        raise UnreadableFile(f"{name}: too many or repeated parts; save it again")
    if sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES:
        raise UnreadableFile(f"{name}: unpacks to more than {MOST_UNPACKED_BYTES // 2**20} MiB")
    for info in infos:
        if info.file_size > max(2**20, MOST_RATIO * info.compress_size):
            raise UnreadableFile(f"{name}: a part unpacks to {MOST_RATIO} times its size or more")
    if any("vbaproject" in part for part in parts):
        raise UnreadableFile(f"{name}: holds macros; save it as .xlsx without macros")
    for part, info in parts.items():
        if part.endswith((".xml", ".rels")):
            with archive.open(info) as stream:
                _guard_text(name, stream.read(4096), is_start=True)
    return parts


def _guard_text(name: str, text: bytes, *, is_start: bool = False) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise UnreadableFile(f"{name}: holds XML entities, which no spreadsheet program writes")
    if is_start and b"\x00" in text:
        raise UnreadableFile(f"{name}: XML not in UTF-8; save it as .xlsx again")


def _sheet_parts(
    archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]
) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Each sheet's name and its part, found as readers find it."""
    names = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if any(name not in parts for name in names):
        raise zipfile.BadZipFile
    book, relations = (_small_xml(archive, parts[name]) for name in names)
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


def _small_xml(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> ElementTree.Element:
    text = archive.read(info) if info.file_size <= _CHUNK_BYTES else b""
    _guard_text(info.filename, text)
    return ElementTree.fromstring(text)


def _guard_sheet(place: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Lost:
    last_row, last_column = 0, 0
    lost: dict = {}
    for text in _whole_rows(place, archive, info):
        _guard_text(place, text)
        references = _REFERENCE.findall(text)
        letters = {letter for letter, _ in references}
        numbers = {number for _, number in references}
        if b"" in numbers or max(map(len, letters | numbers), default=0) > 8:
            raise UnreadableFile(f"{place}: cells without a proper place; save it again")
        last_row = max([last_row, *map(int, numbers)])
        last_column = max([last_column, *map(_column_number, letters)])
        _guard_extent(place, last_row, last_column)
        lost |= _lost_cells(text)
    return lost


def _guard_extent(place: str, rows: int, columns: int) -> None:
    if columns > MOST_COLUMNS or rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise UnreadableFile(
            f"{place}: cells as far as row {rows}, column {columns}; at most {MOST_ROWS} rows, "
            f"{MOST_COLUMNS} columns, {MOST_CELLS} cells. Delete what lies beyond the data"
        )


def _whole_rows(place: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text of a sheet piece by piece, each ending with a whole row."""
    rest = b""
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            rest += chunk
            end = rest.rfind(b"</row>") + 6
            if end > 5:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > _MOST_ROW_BYTES:
                raise UnreadableFile(f"{place}: a single row of more than 32 MiB")
    yield rest


def _column_number(letters: bytes) -> int:
    """`A` → 1, `Z` → 26, `AA` → 27; no letters, as on a row, → 0."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _lost_cells(text: bytes) -> dict:
    """Cells of a piece of a sheet with an error, or a formula without a result."""
    if not (b'"e"' in text or b"'e'" in text or _FORMULA.search(text)):
        return {}
    lost = {}
    for found in _CELL.finditer(text):
        attributes, content = found[1], found[2] or b""
        place = _PLACE.search(attributes)
        if place is None:
            continue
        key = int(place[2]), _column_number(place[1]) - 1
        if _IS_ERROR.search(attributes):
            lost[key] = "error_value"
        elif _FORMULA.search(content) and not (
            _VALUE.search(content) or _IS_TEXT.search(attributes)
        ):
            lost[key] = "no_result"
    return lost
