"""Writers for tests: the same small content as .xlsx, .xls, .ods and .csv.

Independent of the library: openpyxl for .xlsx; the other kinds put together by hand from their
published formats ([MS-CFB], [MS-XLS], OpenDocument 1.2). A cell is None, a text, a number, a date
or a `Fault`; a merged range is (first row, first column, last row, last column) from 0.
"""

import csv
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

KINDS = ("xlsx", "xls", "ods", "csv")


@dataclass(frozen=True)
class Fault:
    """A cell that holds a formula with an error (`#DIV/0!`)."""


@dataclass(frozen=True)
class Grid:
    """The content of one sheet: rows of cells, and merged ranges."""

    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


Book = Mapping[str, Grid]


def write(path: Path, book: Book) -> Path:
    """Write the book in the kind that the suffix names."""
    {".xlsx": write_xlsx, ".xls": write_xls, ".ods": write_ods, ".csv": write_csv}[path.suffix](
        path, book
    )
    return path


def write_xlsx(path: Path, book: Book) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, grid in book.items():
        sheet = workbook.create_sheet(name)
        for row, cells in enumerate(grid.rows, 1):
            for column, cell in enumerate(cells, 1):
                if isinstance(cell, Fault):
                    sheet.cell(row, column, "#DIV/0!")
                elif cell is not None:
                    sheet.cell(row, column, cell)
        for top, left, bottom, right in grid.merged:
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
        sheet.sheet_state = "hidden" if grid.hidden else "visible"
    workbook.save(path)


def write_csv(path: Path, book: Book, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> None:
    """The first sheet only: that is all that a .csv can hold."""
    stream = io.StringIO(newline="")
    rows = next(iter(book.values())).rows
    csv.writer(stream, delimiter=delimiter).writerows([[csv_text(c) for c in row] for row in rows])
    path.write_bytes(stream.getvalue().encode(encoding))


def csv_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return "#DIV/0!"
    if isinstance(cell, date | datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and not cell.is_integer():
        return str(cell).replace(".", ",")
    return str(int(cell)) if isinstance(cell, float) else str(cell)


# OpenDocument -----------------------------------------------------------------------------------

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)


def ods_content(book: Book) -> str:
    tables = "".join(_ods_table(name, grid) for name, grid in book.items())
    styles = (
        '<style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} '
        f'office:version="1.2"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def write_ods(path: Path, book: Book, *, content: str = "", extra: Mapping[str, str] = {}) -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    parts = {
        "mimetype": kind,
        "content.xml": content or ods_content(book),
        "META-INF/manifest.xml": manifest,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | dict(extra)).items():
            archive.writestr(name, text)


def _ods_table(name: str, grid: Grid) -> str:
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in grid.merged
    }
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    rows = []
    for row, cells in enumerate(grid.rows):
        places = [(row, column) for column in range(len(cells))]
        texts = [
            _ods_cell(cell, spans.get(place), place in covered)
            for cell, place in zip(cells, places, strict=True)
        ]
        rows.append(f"<table:table-row>{''.join(texts) or '<table:table-cell/>'}</table:table-row>")
    # As LibreOffice ends a sheet: the blank rest, in one repeated row.
    rows.append(
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    style = ' table:style-name="off"' if grid.hidden else ""
    return f"<table:table table:name={quoteattr(name)}{style}>{''.join(rows)}</table:table>"


def _ods_cell(cell: Any, span: tuple[int, int] | None, is_covered: bool) -> str:
    tag = "table:covered-table-cell" if is_covered else "table:table-cell"
    about = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    if cell is None:
        return f"<{tag}{about}/>"
    if isinstance(cell, Fault):
        about += ' table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        text = "#DIV/0!"
    elif isinstance(cell, date | datetime):
        about += f' office:value-type="date" office:date-value="{cell:%Y-%m-%d}"'
        text = f"{cell:%d/%m/%Y}"
    elif isinstance(cell, int | float):
        about += f' office:value-type="float" office:value="{cell!r}"'
        text = repr(cell)
    else:
        about, text = about + ' office:value-type="string"', escape(cell)
    return f"<{tag}{about}><text:p>{text}</text:p></{tag}>"


# BIFF8 in a compound file -----------------------------------------------------------------------

_FREE, _END, _FAT, _LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC


def write_xls(path: Path, book: Book, *, before_eof: bytes = b"", after_bof: bytes = b"") -> None:
    stream = biff_stream(book, before_eof=before_eof, after_bof=after_bof)
    path.write_bytes(compound_file({"Workbook": stream}))


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def biff_stream(book: Book, *, before_eof: bytes = b"", after_bof: bytes = b"") -> bytes:
    sheets = [_biff_sheet(grid, before_eof) for grid in book.values()]
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6)) + after_bof
    start += record(0x0042, struct.pack("<H", 1200))
    for number_format in (0, 14):  # General, and a date
        start += record(0x00E0, struct.pack("<HH", 0, number_format) + bytes(16))
    names = [_short_text(name) for name in book]
    position = len(start) + sum(4 + 6 + len(name) for name in names) + 4
    for name, sheet, grid in zip(names, sheets, book.values(), strict=True):
        start += record(0x0085, struct.pack("<IBB", position, int(grid.hidden), 0) + name)
        position += len(sheet)
    return start + record(0x000A, b"") + b"".join(sheets)


def _biff_sheet(grid: Grid, before_eof: bytes) -> bytes:
    width = max(map(len, grid.rows), default=0)
    out = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    out += record(0x0200, struct.pack("<IIHHH", 0, len(grid.rows), 0, width, 0))
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            out += _biff_cell(row, column, cell)
    if grid.merged:
        ranges = b"".join(
            struct.pack("<HHHH", top, bottom, left, right)
            for top, left, bottom, right in grid.merged
        )
        out += record(0x00E5, struct.pack("<H", len(grid.merged)) + ranges)
    return out + before_eof + record(0x000A, b"")


def _biff_cell(row: int, column: int, cell: Any) -> bytes:
    place = struct.pack("<HHH", row, column, int(isinstance(cell, date | datetime)))
    if cell is None:
        return b""
    if isinstance(cell, Fault):
        return record(0x0205, place + b"\x07\x01")
    if isinstance(cell, date | datetime):
        days = (date(cell.year, cell.month, cell.day) - date(1899, 12, 30)).days
        return record(0x0203, place + struct.pack("<d", days))
    if isinstance(cell, int | float):
        return record(0x0203, place + struct.pack("<d", cell))
    text = cell.encode("utf-16-le")
    return record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)


def _short_text(text: str) -> bytes:
    content = text.encode("utf-16-le")
    return struct.pack("<BB", len(content) // 2, 1) + content


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each padded to 4,096 bytes or more (no mini streams).

    Beyond 109 sectors of its table, the list of those sectors goes on in sectors of its own.
    """
    padded = {
        name: content.ljust(4096, b"\0") + bytes(-max(len(content), 4096) % 512)
        for name, content in streams.items()
    }
    directory_sectors = -(-(len(streams) + 1) // 4)
    data_sectors = sum(len(content) // 512 for content in padded.values())
    fat_sectors = list_sectors = 0
    while fat_sectors * 128 < fat_sectors + list_sectors + directory_sectors + data_sectors:
        fat_sectors += 1
        list_sectors = -(-max(0, fat_sectors - 109) // 127)
    fat = [_FAT] * fat_sectors + [_LIST] * list_sectors
    fat += _chain(len(fat), directory_sectors)
    entries, body = [_entry("Root Entry", 5, _END, 0, child=1)], b""
    for number, (name, content) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, len(fat), len(content), right=right))
        fat += _chain(len(fat), len(content) // 512)
        body += content
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    start = fat_sectors if list_sectors else _END
    directory_start = fat_sectors + list_sectors
    head += struct.pack("<II", 0, fat_sectors)
    head += struct.pack("<IIIIIII", directory_start, 0, 4096, _END, 0, start, list_sectors)
    places = [*range(fat_sectors), *[_FREE] * 109]
    head += struct.pack("<109I", *places[:109])
    table, lists = struct.pack(f"<{len(fat)}I", *fat), b""
    for n in range(list_sectors):
        further = [*places[109 + 127 * n :], *[_FREE] * 127][:127]
        following = fat_sectors + n + 1 if n + 1 < list_sectors else _END
        lists += struct.pack("<128I", *further, following)
    return head + table + lists + directory + body


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
    return text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)
