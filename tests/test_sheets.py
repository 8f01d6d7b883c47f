"""Sheets: the form that is written, and what is refused before a workbook is opened."""

import os
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from mohinh.tables import sheets, store
from mohinh.tables.schemas import WORKBOOK_TABLES
from mohinh.tables.sheets import package
from mohinh.words.errors import UnreadableFile
from mohinh.words.places import DATA

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


def refused(path, words):
    start = time.perf_counter()
    with pytest.raises(UnreadableFile, match=words) as error:
        sheets.read_workbook(path)
    assert time.perf_counter() - start < 5
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
        stream.truncate(package.MOST_BYTES + 2**20)
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


def test_a_row_without_end_is_refused(small_workbook):
    path = small_workbook()
    parts = parts_of(path)
    filler = os.urandom(2**16).hex().encode() * 270
    parts["xl/worksheets/sheet3.xml"] = b"<worksheet><sheetData><row>" + filler
    refused(repack(path, parts), "single row")


def test_cells_are_noted_whatever_the_quotes():
    text = b"""<row r='1'><c r='A1' t='e'><v>#REF!</v></c><c r="B1"><f>1</f><v>2</v></c>
        <c r="AA1"><f>1</f><v/></c><c r="AB1" t="str"><f>1</f><v></v></c><c r="AC1"/></row>"""
    assert package._lost_cells(text) == {(1, 0): "error_value", (1, 26): "no_result"}


def test_the_guard_lets_the_demo_pass_quickly():
    start = time.perf_counter()
    lost = sheets.guard(DATA / "demo" / "binh-thuan.xlsx")
    assert time.perf_counter() - start < 5
    assert set(lost) > {table.sheet for table in WORKBOOK_TABLES}
    assert not any(lost.values())
