"""Sheets: the form that is written, and what is refused before a workbook is opened."""

import io
import os
import re
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hostile
from mohinh.tables import sheets, store
from mohinh.tables.schemas import WORKBOOK_TABLES
from mohinh.tables.sheets import (
    delimited,
    extent,
    halves,
    heaps,
    look,
    lost,
    opendocument,
    package,
    trial,
)
from mohinh.tables.sheets.markup import Markup
from mohinh.tables.sheets.styles import how_shown
from mohinh.words.errors import UnreadableFile
from mohinh.words.places import DATA
from writers import (
    KINDS,
    Fault,
    Grid,
    biff_stream,
    compound_file,
    csv_text,
    ods_content,
    record,
    write,
    write_csv,
    write_ods,
    write_xls,
)

EVIL = [
    "=HYPERLINK(1)",
    "@cmd",
    "http://example.com",
    "+1",
    "-2",
    "mailto:x",
    "=1+1",
    "internal:A1",
]


def parts_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(path: Path, parts: dict[str, bytes], *, extra=()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *extra]:
            archive.writestr(name, content)
    return path


# The form ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return store.make_template(tmp_path_factory.mktemp("form") / "blank.xlsx")


def test_the_blank_form_has_every_sheet_and_heading(blank):
    book = openpyxl.load_workbook(blank)
    names = [sheets.INFO_SHEET, *(table.sheet for table in WORKBOOK_TABLES), sheets.LEGEND_SHEET]
    assert book.sheetnames == names
    for table in WORKBOOK_TABLES:
        headers = [cell.value for cell in book[table.sheet][1]]
        assert headers == [column.header for column in table.typed_columns]
        assert book[table.sheet].max_row == 1
    assert [row[0].value for row in book[sheets.INFO_SHEET]["A1:A6"]] == list(sheets.INFO_KEYS)


def listed(book, rule):
    if rule.formula1.startswith('"'):
        return rule.formula1.strip('"').split(",")
    name = rule.formula1.removeprefix("=")
    ((sheet, cells),) = book.defined_names[name].destinations
    return [cell.value for (cell,) in book[sheet][cells]]


def test_columns_of_choices_offer_exactly_the_labels_that_are_read_back(blank):
    book = openpyxl.load_workbook(blank)
    for table in WORKBOOK_TABLES:
        rules = {
            str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
            for rule in book[table.sheet].data_validations.dataValidation
        }
        for place, column in enumerate(table.typed_columns):
            rule = rules.get(openpyxl.utils.get_column_letter(place + 1))
            if column.choices:
                assert listed(book, rule) == [label[0] for label in column.choices.values()]
                assert str(rule.sqref).endswith("2001")
            elif column.kind == "flag":
                assert listed(book, rule) == ["Có", "Không"]
            elif column.kind in ("count", "money"):
                assert (rule.type, rule.operator, rule.formula1) == (
                    "whole", "greaterThanOrEqual", "0",
                )  # fmt: skip


def test_the_vintage_is_chosen_from_a_list_that_is_read_back(blank, small_workbook):
    rules = openpyxl.load_workbook(blank)[sheets.INFO_SHEET].data_validations.dataValidation
    (offered,) = (rule.formula1.strip('"').split(",") for rule in rules if "2025" in rule.formula1)
    assert [text[:7] for text in offered] == ["2025-06", "2025-07"]
    reading = store.read(small_workbook(info={"vintage": offered[0]}))
    assert reading.province.vintage == "2025-06"


def test_the_committed_blank_form_is_the_one_written_today(blank):
    committed = DATA / "templates" / "mau-nhap-lieu.xlsx"
    assert parts_of(committed) == parts_of(blank)


def test_the_same_content_gives_the_same_bytes(tmp_path, small_tables):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for path in (first, second):
        sheets.write_workbook(path, info={}, tables=small_tables, rows_with_lists=20)
    assert first.read_bytes() == second.read_bytes()


def test_text_never_becomes_a_formula_or_a_link(small_workbook, small_tables):
    table = small_tables["areas"]
    table["area_name"] = EVIL[: len(table)]
    small_tables["model_types"]["type_name"] = EVIL[-len(small_tables["model_types"]) :]
    path = small_workbook()
    for name, content in parts_of(path).items():
        assert not re.search(rb"<f[ >/]|<hyperlink", content), name
        assert b"hyperlink" not in content, name
    found = store.read(path).tables
    assert found["areas"]["area_name"].tolist() == table["area_name"].tolist()
    assert found["model_types"]["type_name"].tolist() == EVIL[-4:]


def test_blank_cells_stay_blank_and_zeros_stay_zeros(small_workbook):
    sheet = openpyxl.load_workbook(small_workbook())["Địa bàn"]
    assert [cell.value for (cell,) in sheet["F2:F7"]] == [100, 200, None, 0, 150, 90]


# Reading ----------------------------------------------------------------------------------------


def test_a_workbook_is_read_with_its_headings_rows_and_information(small_workbook):
    book = sheets.read_workbook(small_workbook())
    areas = book.sheet("DIA BAN")
    assert areas.headers[:2] == ("Mã địa bàn", "Tên địa bàn")
    assert (areas.first_row, len(areas.rows)) == (2, 6)
    assert book.info["province"] == "Bình Thuận"
    assert book.sheet("Nothing") is None


def test_places_are_those_that_the_sheet_shows_when_the_form_was_moved(small_workbook):
    def change(book):
        book["Địa bàn"].insert_rows(1, amount=3)
        book["Địa bàn"].insert_cols(1, amount=2)

    areas = sheets.read_workbook(small_workbook(change)).sheet("Địa bàn")
    assert (areas.first_row, areas.letter(0), areas.letter(24)) == (5, "C", "AA")
    assert areas.headers[0] == "Mã địa bàn"


def test_trailing_blank_rows_are_left_out(small_workbook):
    def change(book):
        for row in range(20, 40):
            book["Địa bàn"].cell(row, 1).value = " "

    assert len(sheets.read_workbook(small_workbook(change)).sheet("Địa bàn").rows) == 6


def test_lost_cells_are_noted_with_row_and_column(small_workbook):
    def change(book):
        sheet = book["Hoạt động"]
        sheet["D2"], sheet["E3"], sheet["F4"] = "=1+1", "#DIV/0!", "=1/0"

    book = sheets.read_workbook(small_workbook(change))
    assert book.sheet("Hoạt động").lost == {
        (2, 3): "no_result", (3, 4): "error_value", (4, 5): "no_result",
    }  # fmt: skip


# The guard --------------------------------------------------------------------------------------


def refused(path, words, *, seconds=5):
    start = time.perf_counter()
    with pytest.raises(UnreadableFile, match=words) as error:
        sheets.read_workbook(path)
    assert time.perf_counter() - start < seconds
    assert error.value.exit_code == 2
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 bytes"),
        (b"Ma,Ten\n1,A\n", "not an .xlsx"),
        (b"<html><table></table></html>", "not an .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"PK\x03\x04 and then nothing of a zip", "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_by_what_it_is(tmp_path, content, words):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert "a.xlsx" in refused(path, words)


def test_what_is_no_file_is_refused_without_being_opened(tmp_path, small_workbook):
    refused(tmp_path / "none.xlsx", "no such file")
    refused(tmp_path, "not an ordinary file")
    os.mkfifo(tmp_path / "pipe.xlsx")
    refused(tmp_path / "pipe.xlsx", "not an ordinary file")
    (tmp_path / "link.xlsx").symlink_to(small_workbook())
    refused(tmp_path / "link.xlsx", "not an ordinary file")
    (tmp_path / "loop.xlsx").symlink_to(tmp_path / "loop.xlsx")
    refused(tmp_path / "loop.xlsx", "not an ordinary file")
    (tmp_path / "zero.xlsx").symlink_to("/dev/zero")
    refused(tmp_path / "zero.xlsx", "not an ordinary file")


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as stream:
        stream.truncate(look.MOST_BYTES + 2**20)
    refused(path, "51 MiB, more than the 50 allowed")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_truncated_workbook_is_refused(small_workbook, share):
    path = small_workbook()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    refused(path, "damaged")


def test_a_flipped_byte_is_refused_or_changes_nothing(small_workbook):
    path = small_workbook()
    whole = bytearray(path.read_bytes())
    right = sheets.read_workbook(path).sheet("Địa bàn").rows
    for place in range(40, len(whole), 997):
        broken = whole.copy()
        broken[place] ^= 0x10
        path.write_bytes(broken)
        try:
            found = sheets.read_workbook(path).sheet("Địa bàn")
        except UnreadableFile:
            continue
        assert found is None or found.rows == right


def test_macros_and_repeated_or_countless_parts_are_refused(small_workbook):
    path = small_workbook()
    parts = parts_of(path)
    refused(repack(path, parts, extra=[("xl/vbaProject.bin", b"x")]), "macros")
    with pytest.warns(UserWarning, match="Duplicate name"):
        repack(path, parts, extra=[("xl/workbook.xml", parts["xl/workbook.xml"])])
    refused(path, "repeated parts")
    refused(repack(path, parts, extra=[("XL\\Workbook.xml", b"")]), "repeated parts")
    refused(repack(path, parts, extra=[(f"x/{n}", b"") for n in range(2001)]), "too many")


def test_a_bomb_is_refused_by_its_headers(small_workbook):
    path = small_workbook()
    parts = parts_of(path)
    refused(repack(path, parts, extra=[("xl/big.xml", bytes(40 * 2**20))]), "300 times")
    name = b"xl/styles.xml"
    whole = bytearray(repack(path, parts).read_bytes())
    entry = whole.rfind(b"PK\x01\x02", 0, whole.rfind(name))  # its place in the directory
    whole[entry + 24 : entry + 28] = (2**30).to_bytes(4, "little")
    path.write_bytes(whole)
    refused(path, "600 MiB")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (b'<row r="3"><c r="XFD3"><v>1</v></c></row>', "column 16384"),
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "row 1048576, column 16384"),
        (b"<row r='9999999'><c r='A9999999'><v>1</v></c></row>", "row 9999999"),
        (b'<row r="99999999999"><c><v>1</v></c></row>', "without a proper place"),
        (b'<row r="400000"><c r="IV400000"><v>1</v></c></row>', "at most 500000 rows"),
        (b'<row r="3"><c r = "zz3"><v>1</v></c></row>', "column 702"),
        (b'<row r="3"><c r="$XFD$3"><v>1</v></c></row>', "without a proper place"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>", "entities"),
    ],
)
def test_a_sheet_with_far_cells_or_entities_is_refused(small_workbook, cell, words):
    path = small_workbook()
    parts = parts_of(path)
    name = "xl/worksheets/sheet3.xml"
    text = re.sub(rb"<dimension[^>]*/>", b"", parts[name])
    parts[name] = text.replace(b"</sheetData>", cell + b"</sheetData>")
    said = refused(repack(path, parts), words)
    assert "sheet 3" in said or words == "entities"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/sharedStrings.xml", "docProps/core.xml"])
def test_entities_anywhere_are_refused(small_workbook, name):
    path = small_workbook()
    parts = parts_of(path)
    head, _, rest = parts[name].partition(b"?>")
    parts[name] = head + b'?><!DOCTYPE x SYSTEM "file:///etc/hostname">' + rest
    refused(repack(path, parts), "entities")
    parts[name] = parts_of(small_workbook())[name].decode().encode("utf-16")
    refused(repack(path, parts), "UTF-8")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    refused(repack(tmp_path / "a.xlsx", {"word/document.xml": b"<w/>"}), "not a workbook")
    refused(
        repack(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<w", "xl/_rels/workbook.xml.rels": b""}),
        "not a workbook",
    )


def test_a_row_without_end_is_refused(small_workbook, monkeypatch):
    monkeypatch.setattr(package, "_CHUNK_BYTES", 2**16)
    monkeypatch.setattr(package, "_MOST_ROW_BYTES", 2**18)
    path = small_workbook()
    parts = parts_of(path)
    filler = os.urandom(2**18).hex().encode()
    parts["xl/worksheets/sheet3.xml"] = b"<worksheet><sheetData><row>" + filler
    refused(repack(path, parts), "single row")


def test_cells_are_noted_whatever_the_quotes():
    text = b"""<row r='1'><c r='A1' t='e'><v>#REF!</v></c><c r="B1"><f>1</f><v>2</v></c>
        <c r="AA1"><f>1</f><v/></c><c r="AB1" t="str"><f>1</f><v></v></c><c r="AC1"/></row>"""
    assert lost.lost_cells(text) == {(1, 0): "error_value", (1, 26): "no_result"}


def test_the_guard_lets_the_demo_pass_quickly():
    start = time.perf_counter()
    lost = sheets.guard(DATA / "demo" / "binh-thuan.xlsx").lost
    assert time.perf_counter() - start < 5
    assert set(lost) > {table.sheet for table in WORKBOOK_TABLES}
    assert not any(lost.values())


# Every kind of file ------------------------------------------------------------------------------

SMALL = {
    "Tờ 1": Grid(
        [
            [None, None, None],
            ["Biểu số 01 – năm 2022", None, None],
            ["Mã", "Tên", "Số"],
            ["a", "Thôn Đắk Rơ", 10.0],
            ["b", "Thôn; “2”, 'x'\ty", 10.5],
            ["c", None, 0.0],
        ],
        merged=[(1, 0, 1, 2)],
    )
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_content_is_read_alike_from_every_kind_of_file(tmp_path, kind):
    (sheet,) = sheets.read_workbook(write(tmp_path / f"a.{kind}", SMALL)).sheets.values()
    assert [[csv_text(cell) for cell in row] for row in sheet.grid] == [
        [csv_text(cell) for cell in row] for row in SMALL["Tờ 1"].rows[1:]
    ]
    assert (sheet.first_row, sheet.letter(2)) == (3, "C")
    assert sheet.ranges == (() if kind == "csv" else ((2, 0, 2, 2),))
    assert sheet.name == ("a" if kind == "csv" else "Tờ 1")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_formula_errors_and_hidden_sheets_are_noted_in_every_kind_of_file(tmp_path, kind):
    content = {
        "A": Grid([["x", "y"], ["1", Fault()], [2.0, "z"]]),
        "B": Grid([["x"], [1.0]], hidden=True),
    }
    book = sheets.read_workbook(write(tmp_path / f"a.{kind}", content))
    assert book.sheets["A"].lost == {(2, 1): "error_value"}
    assert [sheet.is_hidden for sheet in book.sheets.values()] == [False, True]


def test_hidden_rows_and_links_to_other_files_are_noted(tmp_path):
    book = openpyxl.Workbook()
    for row in range(1, 5):
        book.active.cell(row, 1, row)
    book.active.row_dimensions[3].hidden = True
    book.save(path := tmp_path / "a.xlsx")
    parts = parts_of(path)
    repack(path, parts, extra=[("xl/externalLinks/externalLink1.xml", b"<externalLink/>")])
    found = sheets.read_workbook(path)
    assert found.has_links
    assert found.sheets["Sheet"].hidden_rows == (3,)


def test_a_formula_without_a_result_is_noted_in_an_ods(tmp_path):
    content = ods_content({"A": Grid([["x"], [1.0]])}).replace(
        ' office:value-type="float" office:value="1.0"', ' table:formula="of:=1+1"'
    )
    write_ods(tmp_path / "a.ods", {}, content=content)
    assert sheets.guard(tmp_path / "a.ods").lost == {"A": {(2, 0): "no_result"}}


def styled_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    cells = (("A1", "Tªn", None), ("A2", "Hµ", None), ("B2", 10.0, "#,##0.000"), ("C2", 0.35, "0%"))
    cells += (("D2", 15600.0, "#,##0,"), ("E2", 12.0, "#,##0.00"), ("F2", 10.5, '0.0" %o"'))
    for place, value, number_format in cells:
        sheet[place] = value
        sheet[place].number_format = number_format or "General"
    sheet["A2"].font = openpyxl.styles.Font(name=".VnTime")
    book.save(path)
    return path


def test_a_number_that_the_sheet_shows_otherwise_is_told_from_a_plain_one(tmp_path):
    sheet = sheets.read_workbook(styled_book(tmp_path / "a.xlsx")).sheets["Sheet"]
    kinds = [type(cell).__name__ for cell in sheet.rows[0]]
    assert kinds == ["str", "Thousandths", "Percent", "Scaled", "float", "float"]
    assert sheet.rows[0][1:] == [10.0, 0.35, 15600.0, 12.0, 10.5]


def test_the_cells_of_old_fonts_are_known(tmp_path):
    sheet = sheets.read_workbook(styled_book(tmp_path / "a.xlsx")).sheets["Sheet"]
    rows, columns = np.array([0, 1, 1]), np.array([0, 0, 1])
    assert sheet.fonts_at(rows, columns).tolist() == ["", ".VnTime", ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb'(<c r="B2") (s="[0-9]+") t="n"', rb'\1 t="n" \2'),  # attributes in another order
        (rb'<c r="B2" (s="[0-9]+")', rb"<c   r='B2' \1"),  # not as programs write
    ],
)
def test_styles_are_seen_however_the_cell_is_written(tmp_path, old, new):
    path = styled_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    name = "xl/worksheets/sheet1.xml"
    changed = re.sub(old, new, parts[name])
    assert changed != parts[name]
    repack(path, parts | {name: changed})
    assert type(sheets.read_workbook(path).sheets["Sheet"].rows[0][1]).__name__ == "Thousandths"


def test_a_style_of_all_cells_without_one_of_their_own_counts_too(tmp_path):
    path = styled_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    fonts = parts["xl/styles.xml"].replace(b'val="Calibri"', b'val=".VnTime"')
    repack(path, parts | {"xl/styles.xml": fonts})
    sheet = sheets.read_workbook(path).sheets["Sheet"]
    assert sheet.fonts_at(np.array([0]), np.array([0])).tolist() == [".VnTime"]


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("General", None), ("0", None), ("#,##0", None), ("#,##0.00", None), ("0.0000", None),
        ("0.0##", None), ('0" %"', None), (r"0\%", None), ("dd/mm/yyyy", None), ("0;-0.000", None),
        ("0.000", "thousandths"), ("_(* #,##0.000_)", "thousandths"),
        ("0.000;[Red]-0.000", "thousandths"),
        ("0%", "percent"), ("0.00%", "percent"), ("#,##0,", "scaled"), ("0.0,,", "scaled"),
    ],
)  # fmt: skip
def test_a_format_tells_whether_it_shows_another_number(code, how):
    assert how_shown(code) == how


def test_styles_beyond_all_measure_are_refused(tmp_path):
    path = styled_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    many = b"".join(
        b'<numFmt numFmtId="%d" formatCode="0&quot;%d&quot;"/>' % (n, n)
        for n in range(200, 420_000)
    )
    repack(
        path,
        parts
        | {
            "xl/styles.xml": parts["xl/styles.xml"].replace(
                b"<fonts", b"<numFmts>" + many + b"</numFmts><fonts", 1
            )
        },
    )
    with pytest.raises(UnreadableFile, match="styles"):
        sheets.read_workbook(path)


# Delimited text ---------------------------------------------------------------------------------

LINES = [["Mã", "Tên xã", "Số"], ["1", "Đắk Hà, “phường”", "1.042"], ["2", 'a "b"\nc; d', ""]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_unicode_encoding_and_with_every_delimiter(
    tmp_path, delimiter, encoding
):
    write_csv(tmp_path / "a.csv", {"": Grid(LINES)}, delimiter=delimiter, encoding=encoding)
    assert sheets.read_workbook(tmp_path / "a.csv").sheets["a"].grid == [
        tuple(LINES[0]),
        *LINES[1:],
    ]


def as_typed(letter: str) -> str:
    """A letter as Windows-1258 has it: â, ă, ê, ô, ơ, ư, đ whole, other marks after the letter."""
    pieces = unicodedata.normalize("NFD", letter)
    shape = unicodedata.normalize(
        "NFC", "".join(p for p in pieces if p in "\u0302\u0306\u031b" or p.isalpha())
    )
    tone = "".join(p for p in pieces[1:] if p not in "\u0302\u0306\u031b")
    return shape + tone if pieces[0].isalpha() else letter


def test_text_in_windows_1258_is_read_and_older_encodings_are_kept_for_later(tmp_path):
    name = "Phường Mũi Né, xã Đức Hạnh, tỉnh Bình Thuận"
    typed = "".join(map(as_typed, name))
    (tmp_path / "a.csv").write_bytes(f"STT;Tên\n1;{typed}\n".encode("cp1258"))
    assert sheets.read_workbook(tmp_path / "a.csv").sheets["a"].rows == [["1", name]]
    tcvn3 = b"Ph\xad\xeang M\xf2i N\xd0, x\xb7 \xa7\xf8c H\xb9nh"
    (tmp_path / "b.csv").write_bytes(b"M;T\n1;" + tcvn3 + b"\x81\n")
    kept = "Ph\u00adêng Mòi NÐ, x· §øc H¹nh\x81"
    assert sheets.read_workbook(tmp_path / "b.csv").sheets["b"].rows == [["1", kept]]


def test_a_line_that_names_the_delimiter_is_believed(tmp_path):
    (tmp_path / "a.csv").write_text("sep=|\nMã|Tên; tên\n1|a;b\n", encoding="utf-8")
    assert sheets.read_workbook(tmp_path / "a.csv").sheets["a"].rows == [["1", "a;b"]]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"<html><table>", "no text but a web page"),
        ("a.csv", b"PK\x03\x04", "no text but a packed file"),
        ("a.csv", b"a;b\n\x00\x01\x02\x03\x04\x05" * 40, "not text"),
        ("a.csv", b"a;" * 400 + b"\n", "line 1: more than 300 columns"),
        ("a.csv", b'x;"' + b"a" * 200_000 + b'"\n', "line 1: not a table of text"),
        ("a.csv", b"\xff\xfe\x41", "damaged UTF-16"),
        ("a.xls", b"<html><table>", "is not an .xls workbook but a web page"),
        ("a.ods", b"%PDF-1.7", "is not an .ods workbook but a PDF"),
        ("a.xlsx", b"Ma;Ten\n", "is not an .xlsx workbook but text"),
        ("a.docx", b"PK\x03\x04", "unknown kind; expected .xlsx"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_than_its_name_is_refused_by_what_it_is(
    tmp_path, name, content, words
):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, words)


def test_text_with_more_cells_than_a_form_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "MOST_CELLS", 100)
    (tmp_path / "a.csv").write_text("1;2\n" * 60)
    refused(tmp_path / "a.csv", "line 51: more than .* 100 cells")


# Old workbooks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("streams", "words"),
    [
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, "has a password"),
        ({"WordDocument": b"x"}, "a Word document"),
        ({"Other": b"x"}, "no workbook"),
        ({"Workbook": biff_stream(SMALL), "_VBA_PROJECT": b"x"}, "macros"),
        ({"Workbook": biff_stream(SMALL, after_bof=record(0x2F, bytes(6)))}, "has a password"),
        ({"Workbook": biff_stream(SMALL, before_eof=record(0x0203, b"\1\0\xff\xff" + bytes(10)))},
         "sheet 1: cells as far as row 6, column 65536"),
        ({"Workbook": b""}, "damaged"),
    ],
)  # fmt: skip
def test_a_compound_file_that_is_no_open_workbook_is_refused_by_what_it_is(
    tmp_path, streams, words
):
    (tmp_path / "a.xls").write_bytes(compound_file(streams))
    refused(tmp_path / "a.xls", words)


def test_an_encrypted_workbook_is_told_from_an_old_one_whatever_its_name(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(compound_file({"EncryptedPackage": b"x"}))
    assert "password" in refused(tmp_path / "a.xlsx", "old .xls, or has a password")


def test_a_damaged_old_workbook_is_refused_or_read_but_never_ends_the_program(tmp_path):
    write_xls(path := tmp_path / "a.xls", SMALL)
    whole = path.read_bytes()
    path.write_bytes(whole[:700])
    refused(path, "damaged|can be read")
    looped = bytearray(whole)
    looped[512 + 8 : 512 + 12] = (2).to_bytes(4, "little")  # the third sector follows itself
    path.write_bytes(looped)
    refused(path, "damaged|can be read")


# Open documents ---------------------------------------------------------------------------------


def test_an_open_document_that_unfolds_into_too_much_is_refused(tmp_path):
    cell = '<table:table-cell office:value-type="float" office:value="1"'
    plain = ods_content({"A": Grid([["x"], [1.0]])})
    wide = plain.replace(cell[:17], cell[:17] + ' table:number-columns-repeated="16384"', 1)
    write_ods(tmp_path / "a.ods", {}, content=wide)
    refused(tmp_path / "a.ods", "column 16384")
    long = plain.replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="900000">'
    )
    write_ods(tmp_path / "a.ods", {}, content=long)
    refused(tmp_path / "a.ods", "cells as far as row 900000")
    odd = plain.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="x">', 1)
    write_ods(tmp_path / "a.ods", {}, content=odd)
    refused(tmp_path / "a.ods", "repetition")


@pytest.mark.parametrize(
    ("content", "extra", "words"),
    [
        ("", {"Basic/Standard/Module1.xml": "x"}, "macros"),
        ("", {"META-INF/manifest.xml": "<a><encryption-data/></a>"}, "password"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', {}, "entities"),
        ("<a>" + " " * 5000 + "<!ENTITY", {}, "entities"),
        ("<a><b></a>", {}, "damaged"),
    ],
)
def test_an_open_document_with_macros_a_password_or_entities_is_refused(
    tmp_path, content, extra, words
):
    write_ods(tmp_path / "a.ods", SMALL, content=content, extra=extra)
    refused(tmp_path / "a.ods", words)


def test_a_packed_file_that_is_no_open_document_is_refused(tmp_path):
    refused(repack(tmp_path / "a.ods", {"a.txt": b"x"}), "is no .ods workbook")


# What reading takes -----------------------------------------------------------------------------


def sheet_with(path: Path, rows: bytes, *, shared: bytes | None = None) -> Path:
    """A workbook whose only sheet has these rows, written as they are."""
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.save(path)
    parts = parts_of(path)
    text = re.sub(rb"<dimension[^>]*/>", b"", parts["xl/worksheets/sheet1.xml"])
    text = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", text)
    parts["xl/worksheets/sheet1.xml"] = text
    if shared is not None:
        parts["xl/sharedStrings.xml"] = shared
    return repack(path, parts)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (b'<row r="1"><c><v>1</v></c></row>', "without a proper place"),
        (b"""<row r="1"><c x=' r="A1"'><v>1</v></c></row>""", "without a proper place"),
        (b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>9</v></c></row>', "two in one place"),
        (b"<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>9</v></c></row>", "two in one place"),
        (b'<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>9</v></c></row>',
         "out of order"),
        (b'<row r="9999999"><c r="A1"><v>1</v></c></row>', "row 9999999"),
        (b'<row r="x"><c r="A1"/></row>', "without a proper place"),
        (b'<row r="1"><c r="A1"><v>1</v></c></row><!-- </sheetData> --><row r="2"><c r="XFD2"/>'
         b"</row>", "column 16384"),
    ],
)  # fmt: skip
def test_cells_that_hide_where_they_stand_are_refused(tmp_path, rows, words):
    refused(sheet_with(tmp_path / "a.xlsx", rows), words)


def test_a_sheet_not_written_as_usual_is_read_all_the_same(tmp_path):
    rows = b"""<row r='1'><c t='n' r='A1'><v>7</v></c><c r = 'B1'><v>8</v></c></row>"""
    (sheet,) = sheets.read_workbook(sheet_with(tmp_path / "a.xlsx", rows)).sheets.values()
    assert sheet.top == (7, 8)


def test_blank_formatted_rows_to_the_end_of_a_sheet_do_no_harm(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>7</v></c></row>' + b"".join(
        b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(2, 1_048_577)
    )
    (sheet,) = sheets.read_workbook(sheet_with(tmp_path / "a.xlsx", rows)).sheets.values()
    assert (sheet.top, sheet.rows) == ((7,), [])


def test_one_long_text_in_many_cells_is_refused_before_it_fills_the_memory(tmp_path):
    text = os.urandom(200_000).hex().encode()
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 20_001)
    )
    path = sheet_with(tmp_path / "a.xlsx", rows, shared=shared + text + b"</t></si></sst>")
    refused(path, "more than 700 MiB of memory", seconds=30)


def test_a_reading_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "MOST_SECONDS", 1e-6)
    write_xls(tmp_path / "a.xls", SMALL)
    refused(tmp_path / "a.xls", "takes more than")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on processor time there")
def test_time_is_that_of_the_processor_so_that_a_busy_machine_refuses_nothing(
    tmp_path, monkeypatch
):
    write_xls(tmp_path / "a.xls", SMALL)
    monkeypatch.setattr(trial, "MOST_SECONDS", 1)
    read = trial._READ
    waits = read.replace("import python_calamine", "import python_calamine, time; time.sleep(1.5)")
    monkeypatch.setattr(trial, "_READ", waits)
    trial.try_reading(tmp_path / "a.xls")
    works = read.replace("import python_calamine", "while True: pass")
    monkeypatch.setattr(trial, "_READ", works)
    with pytest.raises(UnreadableFile, match="takes more than 1 seconds"):
        trial.try_reading(tmp_path / "a.xls")


def test_a_reading_that_fails_on_trial_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK no zip")
    with pytest.raises(UnreadableFile, match="not a workbook that can be read"):
        trial.try_reading(tmp_path / "a.xlsx")


def test_an_unusual_sheet_that_is_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(extent, "MOST_UNUSUAL_BYTES", 100)
    rows = b"<row r='1'><c r='A1'><v>7</v></c></row>" * 5
    refused(sheet_with(tmp_path / "a.xlsx", rows), "not written as spreadsheet programs write")


# Hostile files ----------------------------------------------------------------------------------

HARMLESS = {
    "xml_long_tag", "dimension_to_the_last_cell", "a_million_blank_rows", "a_million_blank_cells",
    "most_cells_that_are_allowed", "most_texts_that_are_allowed", "own_texts_without_a_kind",
    "one_long_text_repeated", "one_long_text_repeated_in_disguise", "many_long_texts",
    "wide_letters_in_long_texts", "formulas_without_results", "countless_merged_ranges",
    "five_thousand_sheets", "nearly_two_thousand_sheets", "evil_names_and_values",
    "links_to_other_files", "countless_styles", "countless_blank_texts", "ods_countless_tags",
    "xls_countless_empty_records", "xls_countless_cells", "xls_countless_errors",
    "xls_one_long_text_repeated", "ods_most_cells_that_are_allowed",
    "ods_long_tag", "ods_deep",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in hostile.FILES if not name.startswith("csv")])
def test_a_hostile_file_is_refused_in_words_or_harmless(tmp_path, name):
    hostile.FILES[name](tmp_path / name, 4_000)
    (path,) = tmp_path.iterdir()
    start = time.perf_counter()
    if name in HARMLESS:
        sheets.read_workbook(path)
    else:
        refused(path, path.name)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("name", [name for name in hostile.FILES if name.startswith("csv")])
def test_hostile_text_is_refused_in_words_or_harmless(tmp_path, name):
    hostile.FILES[name](tmp_path / name, 4_000)
    (path,) = tmp_path.iterdir()
    if name in ("csv_one_line_of_cells", "csv_commas", "csv_zeros", "csv_loose_marks"):
        refused(path, path.name)
    else:
        sheets.read_workbook(path)


def test_names_and_values_that_look_like_commands_stay_what_they_are(tmp_path):
    hostile.FILES["evil_names_and_values"](tmp_path / "a", 0)
    book = sheets.read_workbook(tmp_path / "a.xlsx")
    assert {"=HYPERLINK(1)", "../../x"} <= set(book.sheets)
    values = [row[0] for row in book.sheets["CON"].grid]
    assert "<script>alert(1)</script>" in values
    assert "=cmd|' /C calc'!A0" in values


def test_an_archive_with_a_comment_or_something_before_it_is_refused(tmp_path):
    hostile.book(tmp_path / "a.xlsx", [hostile.ROW])
    content = (tmp_path / "a.xlsx").read_bytes()
    assert sheets.read_workbook(tmp_path / "a.xlsx").sheets["Tờ 1"].top == (1,)
    (tmp_path / "b.xlsx").write_bytes(content[:-2] + b"\4\0abcd")
    refused(tmp_path / "b.xlsx", "no spreadsheet program packs")
    (tmp_path / "c.xlsx").write_bytes(b"PK" + content)
    refused(tmp_path / "c.xlsx", "no spreadsheet program packs")
    (tmp_path / "d.xlsx").write_bytes(b"PK")
    refused(tmp_path / "d.xlsx", "damaged")


def test_an_archive_whose_parts_begin_before_it_is_refused(tmp_path):
    hostile.book(tmp_path / "a.xlsx", [hostile.ROW])
    content = bytearray((tmp_path / "a.xlsx").read_bytes())
    entry = content.rfind(b"PK\1\2")
    content[entry + 42 : entry + 46] = b"\xff" * 4
    (tmp_path / "a.xlsx").write_bytes(content)
    refused(tmp_path / "a.xlsx", "damaged")


def test_xml_that_hides_its_beginning_is_refused(tmp_path):
    start = hostile._XML + " " * 5000
    styles = f'{start}<styleSheet xmlns="{hostile._MAIN}"/>'
    hostile.book(tmp_path / "a.xlsx", [hostile.ROW], xl__styles_xml=styles)
    refused(tmp_path / "a.xlsx", "does not begin as usual")


def test_two_sheets_in_one_part_or_of_one_name_are_refused(tmp_path):
    hostile.FILES["sheets_of_one_part"](tmp_path / "a", 1_000)
    refused(tmp_path / "a.xlsx", "two sheets in one")


def test_sheets_that_are_large_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(look, "MOST_CELLS", 20_000)
    hostile.FILES["nearly_two_thousand_sheets"](tmp_path / "a", 900)
    refused(tmp_path / "a.xlsx", "sheets have [0-9]+ cells together; at most 20000")


@pytest.mark.parametrize("name", ["formulas_without_results", "xls_countless_errors"])
def test_countless_lost_cells_are_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(look, "MOST_LOST", 20)
    hostile.FILES[name](tmp_path / name, 2_000)
    (path,) = tmp_path.iterdir()
    refused(path, "more than 20 cells with an error, or a formula without a result")


def test_an_open_document_of_countless_or_endless_tags_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(opendocument, "MOST_TAGS", 50)
    hostile.FILES["ods_countless_tags"](tmp_path / "a", 2_000)
    refused(tmp_path / "a.ods", "more than 50 tags")
    monkeypatch.setattr(opendocument, "MOST_TAGS", 10**6)
    monkeypatch.setattr(opendocument, "_CHUNK_BYTES", 2**10)
    monkeypatch.setattr(opendocument, "_MOST_TAG_BYTES", 2**12)
    hostile.FILES["ods_long_tag"](tmp_path / "a", 2 * 2**20)
    refused(tmp_path / "a.ods", "a tag of more than 0 MiB")


def test_a_line_as_long_as_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "MOST_LINE_CHARACTERS", 1_000)
    (tmp_path / "a.csv").write_text("a;b\n" * 900 + "1;2" * 400)
    refused(tmp_path / "a.csv", "line 9[0-9]+: more than 1000 characters in one line")
    (tmp_path / "b.csv").write_bytes(b"a;b\r" * 900)
    assert len(sheets.read_workbook(tmp_path / "b.csv").sheets["b"].rows) == 899


# Tags, all at once ------------------------------------------------------------------------------


def test_numbers_are_read_eight_bytes_at_a_time():
    text = b'"1" "1048576" "007" "" "12345678" "1x" "9'
    starts = [n + 1 for n in range(len(text)) if text[n : n + 1] == b'"'][::2]
    values, ends, are_numbers = Markup(text).numbers(np.array(starts))
    assert values[are_numbers].tolist() == [1, 1048576, 7]
    assert are_numbers.tolist() == [True, True, True, False, False, False, False]
    assert [text[start:end] for start, end in zip(starts[:3], ends, strict=False)] == [
        b"1", b"1048576", b"007",
    ]  # fmt: skip


CELL = st.tuples(
    st.sampled_from(["", ' s="3"', ' s="4"', ' s="12345"', ' s="1234567"']),
    st.sampled_from(["", ' t="n"', ' t="s"', ' t="str"', ' t="e"', ' t="b"', " t='s'"]),
    st.sampled_from(["/>", "><v>1</v></c>", "><f>1</f><v>2</v></c>", "><f>1</f></c>", "></c>"]),
)


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.lists(st.tuples(st.integers(1, 40), CELL), max_size=6)),
        max_size=8,
    ),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_sheet_is_measured_all_at_once_as_tag_by_tag(rows, is_odd):
    """Both ways find the same rectangle and styles, and the quick one no more texts."""
    text, row = "", 0
    for step, cells in rows:
        row, column, inside = row + step, 0, ""
        for further, (style, kind, rest) in cells:
            column += further
            letters = openpyxl.utils.get_column_letter(column)
            inside += f'<c r="{letters}{row}"{style}{kind}{rest}'
        text += f'<row r="{row}" spans="1:2">{inside}</row>'
    whole = f"<worksheet><sheetData>{text}</sheetData></worksheet>".encode()
    watched = np.arange(12346) % 2 == is_odd
    quick = extent.Extent(watched=watched)
    cells = extent.measure("x", whole, quick)
    slow = extent.measure_slowly("x", io.BytesIO(whole), len(whole), watched)
    assert cells is not None
    places = ("rows", "columns", "cells", "last")
    assert [getattr(quick, p) for p in places] == [getattr(slow, p) for p in places]
    texts = len(re.findall(r"""t=['"](?:s|str)['"]""", text))
    assert texts <= quick.texts <= slow.texts
    assert lost.lost_cells(b"".join(cells)) == lost.lost_cells(whole)
    found = [(seen.styled.places.tolist(), seen.styled.numbers.tolist()) for seen in (quick, slow)]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "rows",
    [
        b'<x:row r="1"><x:c r="A1"/></x:row>',
        b'<row r="1"><c  r="A1"/></row>',
        b'<row r="1"><c r="a1"/></row>',
        b'<row r="1"><c r="A0"/></row>',
        b'<row spans="1:2" r="1"></row>',
        b'<row r="1"><cc r="A1"/></row>',
        b'</sheetData><row r="1"><c r="A1"/></row>',
    ],
)
def test_a_sheet_written_otherwise_is_not_measured_all_at_once(rows):
    assert extent.measure("x", b"<sheetData>" + rows, extent.Extent()) is None


def test_a_colon_in_a_text_is_no_prefix_of_a_tag():
    text = b'<row r="1"><c r="A1" t="inlineStr"><is><t>so:c :row</t></is></c></row>'
    seen = extent.Extent()
    assert extent.measure("x", text, seen) == []
    assert seen.texts == 1


def test_texts_of_their_own_are_weighed_whatever_kind_is_said():
    for text in (b"<is><t>" + b"x" * 500 + b"</t></is>", b"<v>" + b"x" * 500 + b"</v>"):
        seen = extent.Extent()
        extent.measure("x", b'<row r="1"><c r="A1">' + text + b"</c></row>", seen)
        assert seen.bytes_needed(0) > 5 * 450


# Heaps of marks, endless texts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Thôn Đắk", 0),
        (unicodedata.normalize("NFD", "ắ"), 2),
        ("a" + "\u0323\u0302" * 5 + "b" + "\u0323" * 3, 10),
        ("\u0323\u200b\u0302\ufeff\u0323", 3),
        ("", 0),
    ],
)
def test_marks_upon_one_letter_are_counted(monkeypatch, text, count):
    assert heaps._longest_heap(text) == count
    for size in (1, 2, 3):
        monkeypatch.setattr(heaps, "_BLOCK", size)
        assert heaps._longest_heap(text) == count


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0, 1])
def test_marks_heaped_upon_one_letter_are_refused_wherever_they_stand(tmp_path, kind, place):
    rows = [["Mã", "Tên"], ["a", "b"]]
    rows[place][1] = "a" + "\u0323\u0302" * 8_000
    path = write(tmp_path / f"a.{kind}", {"x": Grid(rows)})
    said = refused(path, "more than 16 marks upon one letter")
    assert kind == "csv" or f"row {place + 1}" in said


def test_a_name_of_a_sheet_heaped_with_marks_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    sheet = b"".join(hostile.sheet_xml([hostile.ROW]))
    hostile.pack(path, hostile.parts_of_book({"a" + "\u0323\u0302" * 200: sheet}))
    refused(path, "name of a sheet: more than 16 marks")


def test_a_cell_as_long_as_a_book_is_refused(tmp_path):
    row = b'<row r="1"><c r="A1" t="str"><v>' + b"x" * 32_768 + b"</v></c></row>"
    refused(
        sheet_with(tmp_path / "a.xlsx", row), "row 1: a cell of 32768 characters; at most 32767"
    )
    row = row.replace(b"xx", b"x", 1)
    assert sheets.read_workbook(sheet_with(tmp_path / "a.xlsx", row))


# A large sheet is read as two -------------------------------------------------------------------


@pytest.fixture
def small_is_large(monkeypatch):
    """Sheets of any size are read as two, cut after a few rows."""
    monkeypatch.setattr(halves, "LEAST_BYTES", 0)
    monkeypatch.setattr(package, "_CHUNK_BYTES", 2**9)


def as_two(path: Path) -> dict[str, halves.Halves]:
    return halves.read_halves(path, sheets.guard(path).cuts)


GRIDS = st.lists(
    st.lists(st.sampled_from([None, None, 1.5, "Khu phố 1", "", "-"]), min_size=3, max_size=3),
    min_size=30,
    max_size=60,
)


@given(
    rows=GRIDS,
    blank=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    one_sided=st.sampled_from([None, 0, 2]),
)
@settings(max_examples=25, deadline=None)
def test_a_sheet_read_as_two_is_the_sheet_read_as_one(tmp_path_factory, rows, blank, one_sided):
    path = tmp_path_factory.mktemp("halves") / "form.xlsx"
    for row in rows[slice(*sorted(blank))]:
        row[:] = [None] * 3
    for row in rows[len(rows) // 2 :] if one_sided is not None else ():
        row[one_sided] = None
    write(path, {"Biểu": Grid([["Xã", "Số vụ", "Ghi chú"], *rows], merged=[(0, 0, 1, 0)])})
    with pytest.MonkeyPatch.context() as patch:
        whole = sheets.read_workbook(path)
        patch.setattr(halves, "LEAST_BYTES", 0)
        patch.setattr(package, "_CHUNK_BYTES", 2**9)
        assert sheets.read_workbook(path) == whole


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([[7.0, "a"], *([["", ""]] * 40)], [[7.0, "a"]]),
        ([*([["", ""]] * 40), [7.0, "a"]], [[7.0, "a"]]),
        ([["", ""]] * 40, []),
    ],
    ids=["nothing below", "nothing above", "nothing at all"],
)
def test_a_half_without_any_cell_adds_nothing(tmp_path, small_is_large, rows, read):
    path = write(tmp_path / "form.xlsx", {"Biểu": Grid(rows)})
    assert [half.to_python() for half in as_two(path).values()] == [read] * halves.may_cut(1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<!-- <row --><sheetData>"),
        (b"<sheetData>", b"<mergeCells/><sheetData>"),
        (b"<sheetData>", b"<sheetData >"),
        (b"</sheetData>", b"</sheetData><mergeCells><other/></mergeCells>"),
        (b"</row>", b"</row >"),
        (b'<row r="4"', b'</sheetData><sheetData><row r="4"'),
    ],
)
def test_a_sheet_that_two_readers_might_read_otherwise_is_read_by_one(
    tmp_path, small_is_large, old, new
):
    path = write(tmp_path / "form.xlsx", {"Biểu": Grid([[n, "xã"] for n in range(40)])})
    assert bool(sheets.guard(path).cuts) == halves.may_cut(1)
    parts = parts_of(path)
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(old, new)
    assert not sheets.guard(repack(path, parts)).cuts


def test_texts_that_both_halves_would_keep_are_not_kept_twice(
    tmp_path, small_is_large, monkeypatch
):
    path = write(tmp_path / "form.xlsx", {"Biểu": Grid([[n, "xã"] for n in range(40)])})
    monkeypatch.setattr(halves, "_MOST_OTHER_BYTES", 100)
    assert as_two(path) == {}
    assert len(sheets.read_workbook(path).sheets["Biểu"].rows) == 39


def test_a_workbook_that_takes_much_memory_is_read_as_one(tmp_path, small_is_large, monkeypatch):
    path = write(tmp_path / "form.xlsx", {"Biểu": Grid([[n, "xã"] for n in range(40)])})
    monkeypatch.setattr(package, "SAFE_BYTES", 10)
    assert not sheets.guard(path).cuts
