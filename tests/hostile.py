"""Hostile files, each in any size: what a careless or ill-meant sender can put at the door.

`FILES` holds name → writer; a writer takes a path and about how many bytes the file is to have.
Small ones are for the tests, those of 50 MB for `benchmarks/intake_hostile.py`. What is large
before it is packed is packed no better than 1:250, as a worse ratio alone is a reason to refuse.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from writers import Grid, biff_stream, compound_file, record, write_ods, write_xls

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a0 SYSTEM "file:///etc/hostname">]>'
_MOST_UNPACKED = 500 * 2**20
_PIECE = 2**20

Part = bytes | str | Iterable[bytes]
FILES: dict[str, Callable[[Path, int], None]] = {}


def hostile(make: Callable[[Path, int], None]) -> Callable[[Path, int], None]:
    FILES[make.__name__] = make
    return make


def noise(size: int, seed: int = 1) -> bytes:
    """Letters that hardly shrink."""
    return random.Random(seed).randbytes(size // 2 + 1).hex().encode()[:size]


def sheet_xml(rows: Iterable[bytes], *, before: bytes = b"", after: bytes = b"") -> Iterator[bytes]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'.encode()
    yield before + b"<sheetData>"
    yield from rows
    yield b"</sheetData>" + after + b"</worksheet>"


def parts_of_book(sheets: dict[str, Part], **others: Part) -> dict[str, Part]:
    """The parts of an .xlsx with these sheets; `others` add parts (`_` is `.`, `__` is `/`)."""
    numbers = range(1, len(sheets) + 1)
    entries = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, sheets, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, Part] = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    for n, content in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = content
    return parts | {name.replace("__", "/").replace("_", "."): x for name, x in others.items()}


def pack(path: Path, parts: dict[str, Part], *, method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            with archive.open(name, "w") as stream:
                for piece in [content] if isinstance(content, bytes | str) else content:
                    stream.write(piece.encode() if isinstance(piece, str) else piece)


def spread(piece: bytes, size: int) -> Iterator[bytes]:
    """Equal pieces, and among them as much noise in comments as keeps the packed size at `size`."""
    total = min(size * 200, _MOST_UNPACKED)
    blocks = total // _PIECE + 1
    for number in range(blocks):
        yield piece * (total // blocks // len(piece))
        yield b"<!--" + noise(int(size * 1.5 / blocks), number) + b"-->"


def book(path: Path, rows: Iterable[bytes], **others: Part) -> None:
    pack(path, parts_of_book({"Tờ 1": sheet_xml(rows)}, **others))


ROW = b'<row r="1"><c r="A1"><v>1</v></c></row>'

# Archives ---------------------------------------------------------------------------------------


@hostile
def zip_of_zeros(path: Path, size: int) -> None:
    pack(
        path.with_suffix(".xlsx"),
        parts_of_book({"a": iter([bytes(_PIECE)] * min(size // 1000, 1500))}),
    )


@hostile
def zip_in_zip(path: Path, size: int) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(min(size, 10**7) * 20))
    middle = inner.getvalue()
    pack(path.with_suffix(".xlsx"), {f"{n}.zip": middle for n in range(size // len(middle) + 1)})


@hostile
def zip_many_members(path: Path, size: int) -> None:
    with zipfile.ZipFile(path.with_suffix(".xlsx"), "w") as archive:
        for n in range(min(size // 110, 2**16 - 1)):
            archive.writestr(str(n), b"")


@hostile
def zip_huge_directory(path: Path, size: int) -> None:
    """A directory of a million entries that all point to one part."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a", b"x")
    content = whole.getvalue()
    start = content.index(b"PK\1\2")
    entry, end = content[start : content.index(b"PK\5\6")], content[content.index(b"PK\5\6") :]
    count = size // len(entry)
    end = bytearray(end)
    end[8:16] = struct.pack("<HHI", count % 2**16, count % 2**16, count * len(entry))
    path.with_suffix(".xlsx").write_bytes(content[:start] + entry * count + bytes(end))


@hostile
def zip_overlapping(path: Path, size: int) -> None:
    """Many sheets whose entries of the directory share one packed part."""
    whole = io.BytesIO()
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 9000))
    names = [f"Tờ {n}" for n in range(1, 1500)]
    text = b"".join(sheet_xml([rows]))
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of_book(dict.fromkeys(names, b"")).items():
            kept = text if name.endswith("/sheet1.xml") else content
            archive.writestr(name, kept if isinstance(kept, bytes | str) else b"")
        first = archive.getinfo("xl/worksheets/sheet1.xml")
        for info in archive.infolist():
            if "worksheets" in info.filename:
                info.header_offset, info.CRC = first.header_offset, first.CRC
                info.file_size, info.compress_size = first.file_size, first.compress_size
                info.compress_type = first.compress_type
        archive._didModify = True
    path.with_suffix(".xlsx").write_bytes(whole.getvalue())


@hostile
def zip_with_lzma(path: Path, size: int) -> None:
    rows = [b'<row r="1"><c r="A1" t="str"><v>' + noise(min(size, 10**6)) + b"</v></c></row>"]
    parts = parts_of_book({"a": sheet_xml(rows)})
    pack(path.with_suffix(".xlsx"), parts, method=zipfile.ZIP_LZMA)


@hostile
def zip_with_two_directories(path: Path, size: int) -> None:
    """A harmless archive, then a second one inside the comment of the first."""
    one, two = io.BytesIO(), io.BytesIO()
    pack_into(one, parts_of_book({"a": b"".join(sheet_xml([ROW]))}))
    pack_into(two, parts_of_book({"b": b"".join(sheet_xml([ROW.replace(b"A1", b"XFD1")]))}))
    first, second = bytearray(one.getvalue()), two.getvalue()
    first[-2:] = struct.pack("<H", len(second))
    path.with_suffix(".xlsx").write_bytes(bytes(first) + second)


def pack_into(stream: io.BytesIO, parts: dict[str, Part]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content if isinstance(content, bytes | str) else b"")


# XML --------------------------------------------------------------------------------------------


def _with_entities(name: str, head: str, part: str, where: str) -> None:
    def make(path: Path, size: int) -> None:
        parts = parts_of_book({"a": b"".join(sheet_xml([ROW]))})
        parts["xl/sharedStrings.xml"] = f'{_XML}<sst xmlns="{_MAIN}"><si><t>x</t></si></sst>'
        parts["xl/styles.xml"] = f'{_XML}<styleSheet xmlns="{_MAIN}"></styleSheet>'
        parts["docProps/core.xml"] = f"{_XML}<core>x</core>"
        text = parts[part]
        text = text.decode() if isinstance(text, bytes) else str(text)
        parts[part] = text.replace(_XML, _XML + " " * (size // 10) + head).replace(where, "&a9;", 1)
        pack(path.with_suffix(".xlsx"), parts)

    FILES[name] = make


_with_entities("xml_laughs_in_texts", _LAUGHS, "xl/sharedStrings.xml", ">x<")
_with_entities("xml_laughs_in_sheet", _LAUGHS, "xl/worksheets/sheet1.xml", "<v>1</v>")
_with_entities("xml_laughs_in_book", _LAUGHS, "xl/workbook.xml", "</sheets>")
_with_entities("xml_outside_in_styles", _OUTSIDE, "xl/styles.xml", "></styleSheet>")
_with_entities("xml_outside_in_types", _OUTSIDE, "[Content_Types].xml", "></Types>")
_with_entities("xml_outside_in_relations", _OUTSIDE, "xl/_rels/workbook.xml.rels", "/>")
_with_entities("xml_outside_in_properties", _OUTSIDE, "docProps/core.xml", ">x<")


@hostile
def xml_deep(path: Path, size: int) -> None:
    depth = min(size * 3, 2**25)
    rows = [b'<row r="1"><c r="A1">', b"<x>" * depth, b"</x>" * depth, b"</c></row>"]
    book(path.with_suffix(".xlsx"), rows)


@hostile
def xml_long_tag(path: Path, size: int) -> None:
    tag = b'<row r="1" x="' + noise(int(size * 1.7)) + b'"><c r="A1"><v>1</v></c></row>'
    book(path.with_suffix(".xlsx"), [tag])


# Sheets of .xlsx --------------------------------------------------------------------------------


@hostile
def dimension_to_the_last_cell(path: Path, size: int) -> None:
    before = b'<dimension ref="A1:XFD1048576"/>'
    pack(path.with_suffix(".xlsx"), parts_of_book({"a": sheet_xml([ROW], before=before)}))


@hostile
def one_far_cell(path: Path, size: int) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    book(path.with_suffix(".xlsx"), [ROW, far])


@hostile
def a_million_blank_rows(path: Path, size: int) -> None:
    count = min(2**20, size)
    rows = (b'<row r="%d" s="1" customFormat="1" ht="15"/>' % n for n in range(2, count + 1))
    book(path.with_suffix(".xlsx"), [ROW, *rows])


@hostile
def a_million_blank_cells(path: Path, size: int) -> None:
    count = min(2**20, size // 10)
    rows = (b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2, count + 1))
    book(path.with_suffix(".xlsx"), [ROW, *rows])


def _cells(n: int, columns: int, cell: bytes) -> bytes:
    letters = [
        chr(65 + k) if k < 26 else chr(64 + k // 26) + chr(65 + k % 26) for k in range(columns)
    ]
    cells = b"".join(cell % (f"{letter}{n}".encode()) for letter in letters)
    return b'<row r="%d">' % n + cells + b"</row>"


@hostile
def most_cells_that_are_allowed(path: Path, size: int) -> None:
    rows = min(299_999, size // 100)
    cells = (_cells(n, 20, b'<c r="%s"><v>7</v></c>') for n in range(1, rows + 1))
    book(path.with_suffix(".xlsx"), cells)


@hostile
def most_texts_that_are_allowed(path: Path, size: int) -> None:
    rows = min(299_999, size // 100)
    cells = (_cells(n, 20, b'<c r="%s" t="s"><v>0</v></c>') for n in range(1, rows + 1))
    shared = f'{_XML}<sst xmlns="{_MAIN}"><si><t>Thôn Đắk Rơ {"x" * 40}</t></si></sst>'
    book(path.with_suffix(".xlsx"), cells, xl__sharedStrings_xml=shared)


@hostile
def own_texts_without_a_kind(path: Path, size: int) -> None:
    text = b"<v>" + b"thon " * 9 + b"</v></c>"
    rows = min(299_999, size // 100)
    cells = (_cells(n, 16, b'<c r="%s">' + text) for n in range(1, rows + 1))
    book(path.with_suffix(".xlsx"), cells)


@hostile
def one_long_text_repeated(path: Path, size: int) -> None:
    shared = [f'{_XML}<sst xmlns="{_MAIN}"><si><t>'.encode(), noise(min(size, 2**20) * 3 // 2)]
    rows = min(499_999, size // 40)
    cells = (b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, rows))
    book(path.with_suffix(".xlsx"), cells, xl__sharedStrings_xml=[*shared, b"</t></si></sst>"])


@hostile
def one_long_text_repeated_in_disguise(path: Path, size: int) -> None:
    shared = [f'{_XML}<sst xmlns="{_MAIN}"><si><t>'.encode(), noise(min(size, 2**20) * 3 // 2)]
    rows = min(499_999, size // 40)
    cells = (b'<row r="%d"><c r="A%d" t=\'s\'><v>0</v></c></row>' % (n, n) for n in range(1, rows))
    book(path.with_suffix(".xlsx"), cells, xl__sharedStrings_xml=[*shared, b"</t></si></sst>"])


@hostile
def many_long_texts(path: Path, size: int) -> None:
    count = size * 17 // 10 // 32_000 + 1
    head = f'{_XML}<sst xmlns="{_MAIN}">'.encode()
    shared = (b"<si><t>" + noise(32_000, n) + b"</t></si>" for n in range(count))
    cells = (
        b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, n - 1) for n in range(1, count)
    )
    parts = [head, *shared, b"</sst>"]
    book(path.with_suffix(".xlsx"), cells, xl__sharedStrings_xml=parts)


@hostile
def wide_letters_in_long_texts(path: Path, size: int) -> None:
    """One sign beyond the first plane makes Python keep four bytes for every letter."""
    rows = size * 17 // 10 // 32_000 + 1
    cells = (
        b'<row r="%d"><c r="A%d" t="str"><v>%s\xf0\x9f\x98\x80</v></c></row>'
        % (n, n, noise(32_000, n))
        for n in range(1, rows + 1)
    )
    book(path.with_suffix(".xlsx"), cells)


@hostile
def countless_blank_texts(path: Path, size: int) -> None:
    head = f'{_XML}<sst xmlns="{_MAIN}">'.encode()
    shared = spread(b"<si/>", size)
    book(path.with_suffix(".xlsx"), [ROW], xl__sharedStrings_xml=[head, *shared, b"</sst>"])


@hostile
def countless_styles(path: Path, size: int) -> None:
    head = f'{_XML}<styleSheet xmlns="{_MAIN}"><cellXfs>'.encode()
    styles = spread(b'<xf numFmtId="14"/>', size)
    tail = b"</cellXfs></styleSheet>"
    book(path.with_suffix(".xlsx"), [ROW], xl__styles_xml=[head, *styles, tail])


@hostile
def formulas_without_results(path: Path, size: int) -> None:
    rows = min(299_999, size // 100)
    cells = (_cells(n, 20, b'<c r="%s"><f>1</f></c>') for n in range(1, rows + 1))
    book(path.with_suffix(".xlsx"), cells)


@hostile
def countless_merged_ranges(path: Path, size: int) -> None:
    ranges = b"".join(
        b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, min(size // 8, 900_000))
    )
    after = b"<mergeCells>" + ranges + b"</mergeCells>"
    pack(path.with_suffix(".xlsx"), parts_of_book({"a": sheet_xml([ROW], after=after)}))


@hostile
def five_thousand_sheets(path: Path, size: int) -> None:
    count = min(5_000, size // 100)
    pack(
        path.with_suffix(".xlsx"),
        parts_of_book({f"Tờ {n}": b"".join(sheet_xml([ROW])) for n in range(count)}),
    )


@hostile
def nearly_two_thousand_sheets(path: Path, size: int) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="KA%d"><v>1</v></c></row>' % (n, n) for n in (1, min(20_000, size // 50))
    )
    count = min(1_990, size // 100)
    pack(
        path.with_suffix(".xlsx"),
        parts_of_book({f"Tờ {n}": b"".join(sheet_xml([rows])) for n in range(count)}),
    )


@hostile
def sheets_of_one_part(path: Path, size: int) -> None:
    """Many sheets that are all the same part, wide and long."""
    count = min(1_990, size // 100)
    parts = parts_of_book({f"Tờ {n}": b"" for n in range(count)})
    rows = b'<row r="1"><c r="A1"/></row><row r="300"><c r="KA300"><v>1</v></c></row>'
    kept = {name: part for name, part in parts.items() if "worksheets/" not in name}
    kept["xl/worksheets/sheet1.xml"] = b"".join(sheet_xml([rows]))
    relations = str(kept["xl/_rels/workbook.xml.rels"])
    for n in range(2, count + 1):
        relations = relations.replace(f"worksheets/sheet{n}.xml", "worksheets/sheet1.xml")
    kept["xl/_rels/workbook.xml.rels"] = relations
    pack(path.with_suffix(".xlsx"), kept)


@hostile
def evil_names_and_values(path: Path, size: int) -> None:
    evil = ["=HYPERLINK(1)", "../../x", "{=1}", "@SUM(1)", "a'b!c", "CON", "%s%n", "𝕏" * 31]
    texts = [*evil, "&lt;script&gt;alert(1)&lt;/script&gt;", "=cmd|' /C calc'!A0", "\u202egpj.exe"]
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, text in enumerate(texts, 1)
    ).encode()
    sheets: dict[str, Part] = {name: b"".join(sheet_xml([cells])) for name in evil}
    pack(path.with_suffix(".xlsx"), parts_of_book(sheets))


@hostile
def macros_renamed(path: Path, size: int) -> None:
    book(path.with_suffix(".xlsx"), [ROW], xl__vbaProject_bin=noise(size))


@hostile
def links_to_other_files(path: Path, size: int) -> None:
    row = b'<row r="1"><c r="A1"><f>[1]x!A1</f><v>7</v></c></row>'
    link = f'{_XML}<externalLink xmlns="{_MAIN}"/>'
    book(path.with_suffix(".xlsx"), [row], xl__externalLinks__externalLink1_xml=link)


@hostile
def password(path: Path, size: int) -> None:
    content = compound_file({"EncryptionInfo": bytes(300), "EncryptedPackage": noise(size)})
    path.with_suffix(".xlsx").write_bytes(content)


# Old workbooks ----------------------------------------------------------------------------------


def _old(rows: int, columns: int = 4) -> dict[str, Grid]:
    return {"a": Grid([[f"x{n}", *range(columns - 1)] for n in range(max(1, rows))])}


@hostile
def xls_chain_that_bites_its_tail(path: Path, size: int) -> None:
    write_xls(path.with_suffix(".xls"), _old(min(size // 100, 3000)))
    content = bytearray(path.with_suffix(".xls").read_bytes())
    (sector,) = struct.unpack_from("<I", content, 76)
    for place in range(512 * (sector + 1), 512 * (sector + 2) - 4, 4):
        (following,) = struct.unpack_from("<I", content, place)
        if following < 2**20:
            content[place : place + 4] = struct.pack("<I", max(0, following - 2))
    path.with_suffix(".xls").write_bytes(bytes(content))


@hostile
def xls_noise_behind_the_header(path: Path, size: int) -> None:
    write_xls(path.with_suffix(".xls"), _old(10))
    content = path.with_suffix(".xls").read_bytes()[:512]
    path.with_suffix(".xls").write_bytes(content + random.Random(1).randbytes(size))


def _xls_of_records(path: Path, records: bytes) -> None:
    stream = biff_stream(_old(2), before_eof=records)
    path.with_suffix(".xls").write_bytes(compound_file({"Workbook": stream}))


@hostile
def xls_countless_empty_records(path: Path, size: int) -> None:
    _xls_of_records(path, record(0x0099, b"") * (size // 4))


@hostile
def xls_countless_cells(path: Path, size: int) -> None:
    cells = b"".join(
        record(0x0203, struct.pack("<HHHd", n % 65536, n // 65536, 0, n))
        for n in range(min(size // 18, 65536 * 40))
    )
    _xls_of_records(path, cells)


@hostile
def xls_far_cell(path: Path, size: int) -> None:
    _xls_of_records(path, record(0x0203, struct.pack("<HHHd", 65535, 255, 0, 1)))


@hostile
def xls_countless_errors(path: Path, size: int) -> None:
    cells = b"".join(
        record(0x0205, struct.pack("<HHHBB", n % 65536, n // 65536, 0, 7, 1))
        for n in range(min(size // 12, 65536 * 40))
    )
    _xls_of_records(path, cells)


@hostile
def xls_one_long_text_repeated(path: Path, size: int) -> None:
    text = struct.pack("<HB", 8000, 0) + b"x" * 8000
    table = record(0x00FC, struct.pack("<II", 1, 1) + text)
    cells = b"".join(
        record(0x00FD, struct.pack("<HHHI", n % 65536, n // 65536, 0, 0)) for n in range(size // 14)
    )
    stream = biff_stream(_old(2), before_eof=cells, after_bof=table)
    path.with_suffix(".xls").write_bytes(compound_file({"Workbook": stream}))


@hostile
def xls_password(path: Path, size: int) -> None:
    write_xls(path.with_suffix(".xls"), _old(9), after_bof=record(0x002F, bytes(54)))


# OpenDocument -----------------------------------------------------------------------------------


def _content(rows: str) -> str:
    from writers import ods_content

    text = ods_content({"a": Grid([["x"]])})
    return text.replace("<table:table-row>", rows + "<table:table-row>", 1)


def _ods(path: Path, pieces: Iterable[bytes]) -> None:
    """An .ods whose first rows are these."""
    whole = path.with_suffix(".ods")
    write_ods(whole, {"a": Grid([["x"]])})
    with zipfile.ZipFile(whole) as archive:
        parts: dict[str, Part] = {name: archive.read(name) for name in archive.namelist()}
    head, mark, tail = _content("<split/>").encode().partition(b"<split/>")
    assert mark
    parts["content.xml"] = [head, *pieces, tail]
    pack(whole, parts)


_VALUE = b'office:value-type="float" office:value="7"'


@hostile
def ods_repeated_values(path: Path, size: int) -> None:
    row = b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    _ods(path, [row + b'table:number-columns-repeated="16384" ' + _VALUE + b"/></table:table-row>"])


@hostile
def ods_repeated_blanks(path: Path, size: int) -> None:
    row = b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    _ods(path, [row + b'table:number-columns-repeated="16384"/></table:table-row>'])


@hostile
def ods_value_behind_blanks(path: Path, size: int) -> None:
    row = b'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
    _ods(path, [row + b"<table:table-cell " + _VALUE + b"/></table:table-row>"])


@hostile
def ods_most_cells_that_are_allowed(path: Path, size: int) -> None:
    cell = b"<table:table-cell " + _VALUE + b' table:number-columns-repeated="20"/>'
    row = b'<table:table-row table:number-rows-repeated="%d">' % min(299_000, size)
    _ods(path, [row + cell + b"</table:table-row>"])


@hostile
def ods_long_text_repeated(path: Path, size: int) -> None:
    text = (
        b'<table:table-cell office:value-type="string" table:number-columns-repeated="200"><text:p>'
    )
    row = b'<table:table-row table:number-rows-repeated="%d">' % min(5_000, size)
    _ods(
        path,
        [row, text, noise(min(size, 2**20)), b"</text:p></table:table-cell></table:table-row>"],
    )


@hostile
def ods_countless_tags(path: Path, size: int) -> None:
    row = b"<table:table-row><table:table-cell/></table:table-row>"
    _ods(path, spread(row, size))


@hostile
def ods_long_tag(path: Path, size: int) -> None:
    tag = b'<table:table-row x="'
    _ods(path, [tag, *(noise(_PIECE, n) for n in range(size * 17 // 10 // _PIECE)), b'"/>'])


@hostile
def ods_deep(path: Path, size: int) -> None:
    depth = min(size, 2**24)
    cell = b'<table:table-row><table:table-cell office:value-type="string">'
    spans = [b"<text:p>" * depth, b"x", b"</text:p>" * depth]
    _ods(path, [cell, *spans, b"</table:table-cell></table:table-row>"])


# Text -------------------------------------------------------------------------------------------


def _text(name: str, make: Callable[[int], bytes]) -> None:
    FILES[name] = lambda path, size: path.with_suffix(".csv").write_bytes(make(size)) and None


_text("csv_one_line_of_letters", noise)
_text("csv_one_line_of_cells", lambda size: b"1;" * (size // 2))
_text("csv_commas", lambda size: b"," * size)
_text("csv_line_ends", lambda size: b"\n" * size)
_text("csv_carriage_returns", lambda size: b"\r" * size)
_text("csv_commas_in_lines", lambda size: (b"," * 11 + b"\n") * (size // 12))
_text("csv_zeros", lambda size: b"a;b\n" + bytes(size))
_text("csv_open_quote", lambda size: b'a;b\n1;"' + b"x;1\n" * (size // 4))
_text("csv_quotes", lambda size: b'"' * size)
_text("csv_utf16_without_a_mark", lambda size: ("tên;số\n" * (size // 14)).encode("utf-16-le"))
_text("csv_wide_letters", lambda size: ("\U0001f600" + "a;1\n" * (size // 4)).encode())
_text("csv_loose_marks", lambda size: ("a" + "\u0323\u0302" * (size // 4)).encode())
_text("csv_noise", lambda size: random.Random(1).randbytes(size).replace(b"\0", b"\1"))
_text("csv_old_letters", lambda size: b"Ph\xad\xeang;12\n" * (size // 10))
_text("csv_different_words", lambda size: b"\n".join(noise(60, n) for n in range(size // 61)))
_text(
    "csv_ordinary",
    lambda size: (
        b"ma;ten;so\n"
        + b"".join(b"%d;Khu pho %d;%d\n" % (n, n, n) for n in range(min(size // 30, 400_000)))
    ),
)
