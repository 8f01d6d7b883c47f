"""Personal data outside the cells, and headings as people may type them."""

import csv
import zipfile
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from mohinh.tables import store
from mohinh.tables.privacy import forbidden_header, personal_cell, scan
from mohinh.tables.sheets import beside, package
from mohinh.tables.sheets.opendocument import look_at_opendocument
from mohinh.words.errors import PersonalData, UnreadableFile
from writers import Grid, write_ods

NAME, PHONE = "Nguyễn Văn Thử", "0900 000 001"
HEADINGS = Path(__file__).parent / "headings_seen.csv"


def comment(book, text, by="Tran Van Thu"):
    book.worksheets[1]["B3"].comment = Comment(text, by)


def footer(book, text):
    book.worksheets[1].oddFooter.left.text = text


def box_of_properties(book, **said):
    for key, value in said.items():
        setattr(book.properties, key, value)


CHANGES = {
    "comment": (lambda book: comment(book, f"hỏi ông {NAME}, {PHONE}"), "personal_data"),
    "comment by a person": (
        lambda book: comment(book, "Tran Van Thu:\nsố đến tháng 9"),
        "author",
    ),
    "footer": (lambda book: footer(book, f"Người lập: {NAME}"), "author"),
    "footer with a phone": (lambda book: footer(book, f"ĐT {PHONE}"), "personal_data"),
    "mark of secrecy": (lambda book: footer(book, "TỐI MẬT"), "personal_data"),
    "author": (lambda book: box_of_properties(book, creator=NAME), "author"),
    "keywords": (lambda book: box_of_properties(book, keywords="Mật"), "personal_data"),
    "defined name": (
        lambda book: book.defined_names.add(DefinedName("x", attr_text=f'"{PHONE}"')),
        "personal_data",
    ),
    "name of a sheet": (lambda book: book.create_sheet(NAME), "personal_data"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_person_outside_the_cells_is_found_and_never_repeated(small_workbook, change):
    made, code = CHANGES[change]
    findings = store.read(small_workbook(made)).findings
    said = [one for one in findings if one.code in ("personal_data", "author")]
    assert code in {one.code for one in said}
    assert code == "personal_data" or "personal_data" not in {one.code for one in said}
    words = " ".join(one.say(lang) for one in findings for lang in ("vi", "en"))
    assert not any(value in words for value in (NAME, PHONE, "Tran Van Thu"))


def test_an_ordinary_workbook_has_nothing_beside_its_cells(small_workbook):
    findings = store.read(small_workbook()).findings
    assert not {one.code for one in findings} & {"personal_data", "author"}


def test_a_comment_in_an_ods_workbook_is_found(tmp_path):
    note = f"<office:annotation><dc:creator>{NAME}</dc:creator><text:p>{PHONE}</text:p>"
    cell = f'<table:table-cell office:value-type="string">{note}</office:annotation>'
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" '
        'xmlns:text="x" xmlns:dc="d"><office:body><office:spreadsheet><table:table '
        f'table:name="A"><table:table-row>{cell}<text:p>STT</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    meta = f'<m xmlns:dc="d"><dc:creator>{NAME}</dc:creator></m>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("meta.xml", meta)
    beside = look_at_opendocument(tmp_path / "a.ods").beside
    assert {(one.kind, one.text, one.sheet) for one in beside} == {
        ("comment", PHONE, "A"),
        ("property", NAME, ""),
    }


def test_a_comment_in_an_ods_workbook_names_its_cell(tmp_path):
    path = write_ods_with_comment(tmp_path / "a.ods")
    assert [one.cell for one in look_at_opendocument(path).beside] == ["C3"]


def write_ods_with_comment(path: Path) -> Path:
    note = f"<office:annotation><text:p>{PHONE}</text:p></office:annotation>"
    write_ods(path, {"Biểu": Grid([["a", "b", "c"], ["a", "b", "c"], ["a", "b", "ghi"]])})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace("<text:p>ghi", f"{note}<text:p>ghi")
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_more_comments_than_can_be_looked_through_are_refused_as_such(small_workbook, monkeypatch):
    path = small_workbook(lambda book: comment(book, "đã xem " * 3_000))
    store.read(path)
    monkeypatch.setattr(package, "_MOST_SMALL_BYTES", 15_000)
    with pytest.raises(UnreadableFile, match="comments of 0 MiB beside its cells, at most 0; del"):
        store.read(path)


def test_a_pivot_table_that_keeps_too_much_is_refused(small_workbook, monkeypatch):
    path = small_workbook()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/pivotCache/pivotCacheRecords1.xml", "<r><s v='Khu phố 1'/></r>")
    store.read(path)
    monkeypatch.setattr(beside, "_MOST_PIVOT_BYTES", 10)
    with pytest.raises(UnreadableFile, match="delete the pivot table"):
        store.read(path)


@pytest.mark.parametrize("name", [NAME, f"Bieu 02 {PHONE}", "Bao_cao_Nguyễn_Văn_Thử"])
def test_a_file_with_a_person_in_its_name_is_refused_without_the_name(small_workbook, name):
    paths = [small_workbook(), small_workbook(name=f"{name}.xlsx")]
    with pytest.raises(PersonalData, match="file 2 of 2: its name looks like") as raised:
        store.read(paths)
    assert name not in str(raised.value)


@pytest.mark.parametrize("name", ["Trần Văn Thời", "Biểu 02 20221025", "Xã Võ Thị Sáu"])
def test_a_file_named_after_a_place_is_read(small_workbook, name):
    assert store.read(small_workbook(name=f"{name}.xlsx")).tables is not None


def headings():
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize(("heading", "is_personal"), headings())
def test_a_heading_is_refused_or_let_through_as_decided(heading, is_personal):
    assert forbidden_header(heading) == (is_personal == "yes")


@pytest.mark.parametrize(
    "cells",
    [
        ["Sùng A Thử", "Mùa A Mẫu", "Vàng A Giả"],
        ["A Thử", "A Mẫu", "Y Giả", "A Tạm", "Y Bịa"],
        ["Kim Thị Sa Thử", "Thạch Sô Mẫu", "Kim Sa Giả"],
        ["Cà Văn Thử", "Lèo Văn Mẫu", "Tòng Thị Giả"],
    ],
)
def test_a_list_of_names_of_the_peoples_of_these_provinces_is_found(cells):
    assert scan("S", "C", cells, first_row=2)


@pytest.mark.parametrize(
    "cells", [["A Tiêng", "A Nông", "A Vương"], ["Kim Đồng", "Kim Ngọc", "Kim Bình", "Tổ 4"]]
)
def test_names_of_places_that_begin_alike_are_let_through(cells):
    assert not scan("S", "C", cells, first_row=2)


@pytest.mark.parametrize("text", ["M Ậ T", "T Ố I  M Ậ T", "NguyÔn V¨n Thö", "09 0000 0001"])
def test_spaced_marks_and_names_in_old_fonts_are_seen_in_one_cell(text):
    assert personal_cell(text)
