"""The copy that goes back: what is shown, what is carried, and above all what is not."""

import io
import itertools
import random
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.colors import Color
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

import writers
from mohinh.tables.marking import Mark, colouring, copying
from mohinh.tables.marking import dress as dress_module
from mohinh.tables.marking.attire import number, styles_of
from mohinh.tables.marking.marks import COLOURS, HIDDEN, SEVERITIES
from mohinh.tables.sheets import Workbook, read_workbook
from mohinh.words.errors import MohinhError, UnknownName, UnreadableFile
from test_style import LEAST_DISTANCE, SIGHT, lab

SAMPLES = Path(__file__).parents[1] / "data" / "layouts" / "samples"
SECRET = "Nguyễn Thị Bí Mật"
NUMBER = 79123456789.0
LIST = "Kết quả kiểm tra"


def copy(source: Path, marks=(), *, lang="vi", name="copy.xlsx", workbook=None) -> Path:
    path = source.parent / name
    copying.write_marked_copy(
        source, workbook or read_workbook(source), list(marks), path, lang=lang
    )
    return path


def made(folder: Path, rows, *, kind="xlsx", merged=(), sheet="Biểu 1") -> Path:
    return writers.write(folder / f"source.{kind}", {sheet: writers.Grid(rows, merged)})


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fill(cell) -> str:
    return f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.patternType == "solid" else ""


def listed(path: Path, sheet=LIST) -> list[tuple]:
    """The lines of the list: severity, sheet, cell, text."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] in ("STT", "No."))
    return [row[1:5] for row in rows[head + 1 :]]


def filled(workbook: Workbook) -> dict:
    """Sheet, row and column as shown → value, of every filled cell."""
    return {
        (name, sheet.first_row - 1 + row, sheet.first_column + column): value
        for name, sheet in workbook.sheets.items()
        for row, values in enumerate(sheet.grid)
        for column, value in enumerate(values)
        if value not in ("", None)
    }


# What is carried --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dia-ban", "xa-thang", "diem-theo-nhom"])
def test_a_form_keeps_its_values_and_its_look(tmp_path, name):
    source = tmp_path / "source.xlsx"
    source.write_bytes((SAMPLES / f"{name}.xlsx").read_bytes())
    before = openpyxl.load_workbook(source).active
    after = openpyxl.load_workbook(copy(source))[before.title]
    for row in before.iter_rows():
        for cell in row:
            shown = after[cell.coordinate]
            assert shown.value == cell.value
            assert shown.number_format.lower() == cell.number_format.lower()
            assert (shown.font.name, shown.font.size, shown.font.bold) == (
                cell.font.name, cell.font.size, cell.font.bold,
            )  # fmt: skip
            assert shown.border.left.style == cell.border.left.style
            assert shown.alignment.horizontal == cell.alignment.horizontal
            assert bool(shown.alignment.wrap_text) == bool(cell.alignment.wrap_text)
    assert set(map(str, after.merged_cells.ranges)) == set(map(str, before.merged_cells.ranges))
    assert after.column_dimensions["A"].width == before.column_dimensions["A"].width


@pytest.mark.parametrize("kind", writers.KINDS)
def test_every_kind_of_file_gives_the_same_values_at_the_same_places(tmp_path, kind):
    rows = [
        [None, None, None, None],
        [None, "Tên", "Số", "Ngày"],
        [None, None, None, None],
        [None, "Mũi Né", 12.5, date(2022, 3, 1)],
        [None, "=HYPERLINK(1)", 10349, date(2022, 10, 25)],
    ]
    source = made(tmp_path, rows, kind=kind)
    before = read_workbook(source)
    after = filled(read_workbook(copy(source)))
    for place, value in filled(before).items():
        assert after[place] == value


def dressed(folder: Path) -> Path:
    """A sheet with one cell for each thing that is read of a look."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu"
    sheet["B3"] = "chữ"
    sheet["B3"].font = Font(
        name=".VnTime", size=13, italic=True, underline="double", strike=True, vertAlign="subscript"
    )
    sheet["B3"].alignment = Alignment("right", "center", 45, indent=2, shrink_to_fit=True)
    sheet["B4"] = 0.125
    sheet["B4"].number_format = "0.0%"
    sheet["B4"].fill = PatternFill("solid", Color(theme=4, tint=0.5))
    sheet["B5"] = datetime(2022, 3, 1, 14, 30)
    sheet["B6"] = time(7, 30)
    sheet["B7"] = timedelta(hours=30)
    sheet["B8"] = True
    sheet["B9"] = "chồng"
    sheet["B9"].alignment = Alignment(text_rotation=255)
    sheet["B10"] = "xuống"
    sheet["B10"].alignment = Alignment(text_rotation=135)
    sheet["B11"] = "chấm"
    sheet["B11"].fill = PatternFill("lightGrid", Color(indexed=10), Color("FF00FF00"))
    sheet["D4"].border = Border(top=Side("dashDot", Color("FF123456")))
    sheet.column_dimensions["B"].width = 23.5
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].height = 41.25
    sheet.row_dimensions[9].hidden = True
    sheet.freeze_panes = "B4"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.paperSize = 8
    book.save(folder / "source.xlsx")
    return folder / "source.xlsx"


def test_each_part_of_a_look_is_carried(tmp_path):
    sheet = openpyxl.load_workbook(copy(dressed(tmp_path)))["Biểu"]
    font, alignment = sheet["B3"].font, sheet["B3"].alignment
    assert (font.name, font.size, font.italic, font.strike) == (".VnTime", 13, True, True)
    assert (font.underline, font.vertAlign) == ("double", "subscript")
    assert (alignment.horizontal, alignment.vertical) == ("right", "center")
    assert alignment.textRotation == 45
    assert alignment.shrinkToFit
    assert sheet["B4"].number_format == "0.0%"
    assert fill(sheet["B4"]) == "#A7C0DE"  # #4F81BD of the theme, half as far from white
    assert sheet["B5"].value == datetime(2022, 3, 1, 14, 30)
    assert sheet["B6"].value == time(7, 30)
    assert sheet["B7"].value == timedelta(hours=30)
    assert sheet["B8"].value is True
    assert sheet["B9"].alignment.textRotation == 255
    assert sheet["B10"].alignment.textRotation == 135
    assert sheet["B11"].fill.patternType == "lightGrid"
    assert (sheet["B11"].fill.fgColor.rgb, sheet["B11"].fill.bgColor.rgb) == (
        "FFFF0000", "FF00FF00",
    )  # fmt: skip
    assert sheet["D4"].border.top.style == "dashDot"
    assert sheet["D4"].border.top.color.rgb == "FF123456"
    assert sheet.column_dimensions["B"].width == pytest.approx(23.5, abs=0.15)  # whole pixels
    assert sheet.row_dimensions[3].height == 41.25
    assert sheet.freeze_panes == "B4"
    assert sheet.sheet_view.showGridLines is False
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.page_setup.paperSize == 8


def test_hidden_rows_and_columns_stay_hidden_until_something_is_marked_there(tmp_path):
    source = dressed(tmp_path)
    sheet = openpyxl.load_workbook(copy(source))["Biểu"]
    assert sheet.row_dimensions[9].hidden
    assert sheet.column_dimensions["C"].hidden
    sheet = openpyxl.load_workbook(copy(source, [Mark("Biểu", 9, 2, "warning", "x")]))["Biểu"]
    assert not sheet.row_dimensions[9].hidden
    assert not sheet.column_dimensions["C"].hidden


def test_an_error_of_a_formula_is_shown_as_text_and_its_formula_is_not_carried(tmp_path):
    source = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(str(source)) as book:
        sheet = book.add_worksheet("Biểu")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 1, "=40+2", None, 42)
    shown = openpyxl.load_workbook(copy(source))["Biểu"]
    assert [cell.value for cell in shown[2]] == ["#DIV/0!", 42]
    assert shown["A2"].data_type in ("s", "e")
    ods = made(tmp_path, [["a"], [writers.Fault()]], kind="ods")
    assert openpyxl.load_workbook(copy(ods))["Biểu 1"]["A2"].value == "#LỖI!"


def test_dates_and_numbers_that_excel_cannot_count_are_kept_as_text(tmp_path):
    source = made(tmp_path, [["Ngày", "Số"], [date(1802, 5, 1), "1e999"]], kind="ods")
    book = read_workbook(source)
    book.sheets["Biểu 1"].rows[0][1] = float("inf")
    sheet = openpyxl.load_workbook(copy(source, workbook=book))["Biểu 1"]
    assert [cell.value for cell in sheet[2]] == ["01/05/1802", "inf"]


@pytest.mark.parametrize("kind", writers.KINDS)
def test_text_that_looks_like_a_formula_or_a_link_stays_text(tmp_path, kind):
    texts = ["=1+1", "+1", "-2", "@cmd", "=HYPERLINK(1)", "http://example.com", "{=1}", "<script>"]
    source = writers.write(tmp_path / f"source.{kind}", {"Biểu": writers.Grid([["a"]])})
    book = read_workbook(source)
    (sheet,) = book.sheets.values()
    sheet.rows.extend([text] for text in texts)
    path = copy(source, [Mark(sheet.name, 2, 0, "error", "=1+1")], workbook=book)
    shown = openpyxl.load_workbook(path)[sheet.name]
    assert [row[0].value for row in shown.iter_rows(min_row=2)] == texts
    assert {row[0].data_type for row in shown.iter_rows(min_row=2)} == {"s"}
    assert not any(re.search(rb"<f[ >]|<hyperlink", text) for text in parts(path).values())


# What is not carried ----------------------------------------------------------------------------


def loaded(folder: Path) -> Path:
    """A workbook with the secret in everything that a workbook can hold beside its cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu"
    sheet.append(["Xã", "Số vụ", "Tổng"])
    sheet.append(["Mũi Né", 3, "=B2*2"])
    sheet["A2"].comment = Comment(SECRET, SECRET)
    sheet["A2"].hyperlink = f"mailto:{SECRET}"
    sheet["B2"].protection = Protection(locked=False)
    sheet.oddHeader.center.text = sheet.oddFooter.left.text = SECRET
    rule = DataValidation("list", formula1=f'"{SECRET},x"', showErrorMessage=True, error=SECRET)
    rule.add("B2")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("B2", FormulaRule([f'B2="{SECRET}"'], font=Font(bold=True)))
    sheet.auto_filter.ref = "A1:C2"
    sheet.auto_filter.add_filter_column(0, [SECRET])
    book.defined_names["ten"] = DefinedName("ten", attr_text=f'"{SECRET}"')
    book.defined_names["ngoai"] = DefinedName("ngoai", attr_text=f"'[{SECRET}.xlsx]A'!$A$1")
    picture = io.BytesIO()
    Picture.new("RGB", (4, 4), "red").save(picture, "PNG")
    sheet.add_image(Image(picture), "E5")
    hidden = book.create_sheet("Ẩn")
    hidden.append(["a"])
    hidden.append([SECRET])
    hidden.sheet_state = "veryHidden"
    about = book.properties
    about.creator = about.lastModifiedBy = about.title = about.description = SECRET
    about.keywords = about.category = about.subject = SECRET
    book.save(folder / "source.xlsx")
    return folder / "source.xlsx"


def test_nothing_beside_the_cells_is_carried(tmp_path):
    source = loaded(tmp_path)
    told = [name for name, text in parts(source).items() if SECRET.encode() in text]
    assert len(told) >= 4  # the secret is there to be lost
    path = copy(source, [Mark("Biểu", 2, 1, "error", "sai")])
    for name, text in parts(path).items():
        assert SECRET.encode() not in text, name
        assert not re.search(rb"<f[ >/]|dataValidation|conditionalFormatting|hyperlink", text), name
    inside = set(parts(path))
    assert not [n for n in inside if re.search("media|external|vbaProject|drawing\\d", n)]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [LIST, "Biểu"]
    assert book.properties.creator == "mohinh"
    assert set(book.defined_names) == set()
    assert set(book["Biểu"].defined_names) == set()
    notes = [row[0] for row in book[LIST].iter_rows(values_only=True) if row[0]]
    assert "Trang bị ẩn, không có trong bản này: “Ẩn”." in notes


def is_told(path: Path, *texts: str) -> bool:
    return any(text.encode() in part for part in parts(path).values() for text in texts)


@pytest.mark.parametrize("kind", writers.KINDS)
@pytest.mark.parametrize("place", [(3, 1), (3, None), (None, 1), (None, None)])
def test_what_a_mark_hides_is_in_no_part_of_the_copy(tmp_path, kind, place):
    rows = [["Xã", "Ghi chú"], ["Mũi Né", "tốt"], ["Hàm Tiến", SECRET], ["Phú Hài", "khá"]]
    source = made(tmp_path, rows, kind=kind)
    workbook = read_workbook(source)
    (name,) = workbook.sheets
    path = copy(source, [Mark(name, *place, "error", "có dữ liệu cá nhân", True)])
    assert not is_told(path, SECRET)
    assert openpyxl.load_workbook(path)[name]["B3"].value == HIDDEN
    assert is_told(path, "Phú Hài") == (place != (None, None))
    assert is_told(path, "khá") == (place[0] is not None)


def test_a_mark_on_no_sheet_that_hides_hides_every_sheet(tmp_path):
    source = made(tmp_path, [["Xã", "Ghi chú"], ["Mũi Né", SECRET]])
    path = copy(source, [Mark("", None, None, "error", "tài liệu mật", True)])
    assert not is_told(path, SECRET, "Mũi Né")


def test_hiding_in_a_sheet_that_is_not_there_is_refused(tmp_path):
    source = made(tmp_path, [["Xã"], ["Mũi Né"]])
    with pytest.raises(UnknownName, match=r"no sheet “Biểu 9”.*found “Biểu 1”"):
        copy(source, [Mark("Biểu 9", 2, 0, "error", "x", True)])


def test_words_of_another_mark_never_repeat_what_is_hidden(tmp_path):
    rows = [["Tên", "Số", "Ghi chú"], [SECRET, NUMBER, "A5"], ["Mũi Né", 3, "tốt"]]
    source = made(tmp_path, rows)
    marks = [
        Mark("Biểu 1", 2, 0, "error", "dữ liệu cá nhân", True),
        Mark("Biểu 1", 2, 1, "error", "dữ liệu cá nhân", True),
        Mark("Biểu 1", 2, 2, "error", "dữ liệu cá nhân", True),
        Mark("Biểu 1", 2, 0, "warning", f"thấy “{SECRET}”, cần số"),
        Mark("Biểu 1", 2, 2, "warning", "thấy “A5”, cần số"),
        Mark("Biểu 1", 3, 1, "warning", f"giống “{SECRET}” và “79123456789”"),
        Mark("Biểu 1", 2, None, "note", "dòng có “A5”, không phải BA5"),
    ]
    path = copy(source, marks)
    assert not is_told(path, SECRET, "79123456789", "“A5”")
    said = [line[3] for line in listed(path)]
    assert f"thấy “{HIDDEN}”, cần số" in said
    assert f"dòng có “{HIDDEN}”, không phải BA5" in said


def test_the_same_number_or_address_is_hidden_wherever_it_stands(tmp_path):
    rows = [
        ["Ghi chú", "Số"],
        ["0912 345 678", NUMBER],
        [NUMBER, "0912 345 678"],
        ["a@b.vn", 1042],
        ["Khu phố 2", "a@b.vn"],
        ["Khu phố 2", 1042],
    ]
    marked = [(2, 0), (2, 1), (4, 0), (4, 1), (5, 0)]
    marks = [Mark("Biểu 1", *place, "error", "cá nhân", True) for place in marked]
    path = copy(made(tmp_path, rows), marks)
    sheet = openpyxl.load_workbook(path)["Biểu 1"]
    assert [cell.value for row in sheet["A2:B5"] for cell in row] == [HIDDEN] * 8
    # These stand for other things too: hidden only where they were marked.
    assert [cell.value for cell in sheet[6]] == ["Khu phố 2", 1042]
    assert not is_told(path, "0912 345 678", "79123456789", "a@b.vn")


def test_what_stands_under_a_merged_range_is_not_carried(tmp_path):
    source = made(tmp_path, [["Xã", "Số", "c"], ["Mũi Né", 1, 2], ["x", 1, 2]])
    book = openpyxl.load_workbook(source)
    book.active.merge_cells("A2:B2")
    book.save(source)
    changed = parts(source)
    inside = "xl/worksheets/sheet1.xml"
    hidden = f'<c r="B2" t="inlineStr"><is><t>{SECRET}</t></is></c>'.encode()
    changed[inside] = re.sub(rb'(<c r="A2".*?</c>)', rb"\1" + hidden, changed[inside])
    with zipfile.ZipFile(source, "w") as archive:
        for name, text in changed.items():
            archive.writestr(name, text)
    assert read_workbook(source).sheets["Biểu 1"].rows[0][1] == SECRET
    assert not is_told(copy(source), SECRET)
    path = copy(source, [Mark("Biểu 1", 2, 1, "error", "cá nhân", True)])
    assert not is_told(path, SECRET)
    assert openpyxl.load_workbook(path)["Biểu 1"]["A2"].value == HIDDEN


def test_a_hidden_value_leaves_nothing_in_its_number_format(tmp_path):
    source = made(tmp_path, [["Số"], [5]])
    book = openpyxl.load_workbook(source)
    book.active["A2"].number_format = f'0" {SECRET}"'
    book.save(source)
    assert not is_told(copy(source, [Mark("Biểu 1", 2, 0, "error", "cá nhân", True)]), SECRET)


# Where marks fall -------------------------------------------------------------------------------


def test_a_marked_cell_has_its_colour_black_text_and_one_comment_with_all_words(tmp_path):
    source = made(tmp_path, [["Xã", "Số"], ["Mũi Né", 3]])
    book = openpyxl.load_workbook(source)
    book.active["B2"].font = Font(color="FFFFFFFF", bold=True)
    book.save(source)
    marks = [Mark("Biểu 1", 2, 1, s, f"lời {n}") for n, s in enumerate(("note", "error", "note"))]
    cell = openpyxl.load_workbook(copy(source, marks))["Biểu 1"]["B2"]
    assert (cell.value, fill(cell), cell.font.color.rgb) == (3, COLOURS["error"], "FF000000")
    assert cell.font.bold
    assert cell.comment.text == "Lưu ý: lời 0\nLỗi: lời 1\nLưu ý: lời 2"
    assert cell.comment.author == "mohinh"


def test_marked_cells_of_a_long_sheet_have_their_comments_too(tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "MOST_DRESSED_CELLS", 3)
    source = made(tmp_path, [["Xã", "Số"], ["Mũi Né", 3], ["Hàm Tiến", 4], ["Phú Hài", 5]])
    marks = [Mark("Biểu 1", row, 1, "error", f"lời {row}") for row in (2, 4)]
    sheet = openpyxl.load_workbook(copy(source, marks))["Biểu 1"]
    found = [sheet.cell(row, 2).comment for row in (2, 3, 4)]
    assert [comment and comment.text for comment in found] == ["Lỗi: lời 2", None, "Lỗi: lời 4"]
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [3, 4, 5]


def test_the_mark_of_a_row_a_column_and_a_sheet_falls_on_first_filled_cells(tmp_path):
    rows = [[None, "Tên bảng", None], [None, "STT", "Xã"], [None, 1, "Mũi Né"], [None, 2, "Hải"]]
    source = made(tmp_path, rows)
    marks = [
        Mark("Biểu 1", 3, None, "warning", "dòng"),
        Mark("Biểu 1", None, 2, "note", "cột"),
        Mark("Biểu 1", None, None, "error", "trang"),
        Mark("Biểu 1", 9, 5, "note", "ngoài bảng"),
    ]
    sheet = openpyxl.load_workbook(copy(source, marks))["Biểu 1"]
    coloured = {c.coordinate: fill(c) for row in sheet.iter_rows() for c in row if fill(c)}
    assert coloured == {
        "B1": COLOURS["error"],
        "C2": COLOURS["note"],
        "B3": COLOURS["warning"],
        "C3": COLOURS["warning"],
        "F9": COLOURS["note"],
    }
    said = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert said == {
        "B1": "Lỗi: trang", "C2": "Lưu ý: cột", "B3": "Cảnh báo: dòng", "F9": "Lưu ý: ngoài bảng",
    }  # fmt: skip
    assert sheet.sheet_properties.tabColor.rgb[2:] == COLOURS["error"][1:]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_mark_of_a_merged_cell_falls_on_its_first_cell(tmp_path, kind):
    source = made(
        tmp_path,
        [["Xã", "a", "b"], ["Mũi Né", 1, 2], [None, 3, 4]],
        kind=kind,
        merged=[(1, 0, 2, 0)],
    )
    sheet = openpyxl.load_workbook(copy(source, [Mark("Biểu 1", 3, 0, "error", "gộp")]))["Biểu 1"]
    assert sheet["A2"].comment.text == "Lỗi: gộp"
    assert fill(sheet["A2"]) == COLOURS["error"]
    assert [str(found) for found in sheet.merged_cells.ranges] == ["A2:A3"]


def test_a_sheet_is_found_however_its_name_is_spelt(tmp_path):
    source = made(tmp_path, [["Xã"], ["Mũi Né"]], sheet="ĐỊA BÀN")
    path = copy(source, [Mark("Địa bàn", 2, 0, "error", "x", True)])
    assert openpyxl.load_workbook(path)["ĐỊA BÀN"]["A2"].value == HIDDEN
    assert listed(path) == [("Lỗi", "ĐỊA BÀN", "ĐỊA BÀN!A2", "x")]


def test_long_words_are_cut_in_the_comment_and_whole_in_the_list(tmp_path):
    source = made(tmp_path, [["Xã"], ["Mũi Né"]])
    path = copy(source, [Mark("Biểu 1", 2, 0, "error", "dài " * 600)])
    said = openpyxl.load_workbook(path)["Biểu 1"]["A2"].comment.text
    assert said.endswith("… (xem danh sách ở trang đầu)")
    assert len(said) < 1600
    assert len(listed(path)[0][3]) == 4 * 600 - 1


def test_merged_ranges_as_large_as_a_sheet_take_no_time(tmp_path):
    source = made(tmp_path, [["Xã", "a"], ["Mũi Né", 1]])
    changed = parts(source)
    inside = "xl/worksheets/sheet1.xml"
    text = changed[inside].decode()
    many = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 2000))
    ranges = f'<mergeCells><mergeCell ref="A1:XFD1048576"/>{many}{many}</mergeCells>'
    changed[inside] = text.replace("</sheetData>", f"</sheetData>{ranges}").encode()
    with zipfile.ZipFile(source, "w") as archive:
        for name, part in changed.items():
            archive.writestr(name, part)
    sheet = openpyxl.load_workbook(copy(source, [Mark("Biểu 1", 2, 1, "error", "x")]))["Biểu 1"]
    assert len(sheet.merged_cells.ranges) == 1999
    assert fill(sheet["A2"]) == COLOURS["error"]


# The list ---------------------------------------------------------------------------------------


def test_the_list_holds_every_mark_in_the_order_of_the_sheets(tmp_path):
    book = {"Một": writers.Grid([["a"], [1]]), "Hai": writers.Grid([["b"], [2]])}
    source = writers.write(tmp_path / "source.xlsx", book)
    marks = [
        Mark("Hai", 2, 0, "note", "h2"),
        Mark("Một", 2, 0, "warning", "m2"),
        Mark("Một", 1, 0, "error", "m1"),
        Mark("Một", None, 3, "note", "cột"),
        Mark("Ba", 4, 0, "error", "không có trang"),
        Mark("", None, None, "warning", "tệp"),
        Mark("Hai", 1, None, "note", "dòng"),
    ]
    path = copy(source, marks)
    assert listed(path) == [
        ("Cảnh báo", "", "cả tệp", "tệp"),
        ("Lỗi", "Ba", "Ba!A4", "không có trang"),
        ("Lưu ý", "Một", "Một, cột D", "cột"),
        ("Lỗi", "Một", "Một!A1", "m1"),
        ("Cảnh báo", "Một", "Một!A2", "m2"),
        ("Lưu ý", "Hai", "Hai, dòng 1", "dòng"),
        ("Lưu ý", "Hai", "Hai!A2", "h2"),
    ]
    sheet = openpyxl.load_workbook(path)[LIST]
    counts = {row[1].value: (row[0].value, fill(row[1])) for row in sheet["A5:B7"]}
    assert counts == {
        "Lỗi": (2, COLOURS["error"]),
        "Cảnh báo": (2, COLOURS["warning"]),
        "Lưu ý": (3, COLOURS["note"]),
    }
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0


def test_the_list_speaks_english_and_says_when_there_is_nothing(tmp_path):
    source = made(tmp_path, [["Xã"], ["Mũi Né"]])
    book = openpyxl.load_workbook(copy(source, lang="en"))
    assert book.sheetnames == ["Check results", "Biểu 1"]
    assert book["Check results"]["A1"].value == "Check results: source.xlsx"
    assert book["Check results"]["A2"].value == "There is nothing to correct."
    path = copy(source, [Mark("Biểu 1", 2, None, "error", "wrong")], lang="en")
    assert listed(path, "Check results") == [("Error", "Biểu 1", "Biểu 1, row 2", "wrong")]


def test_the_hidden_are_counted_in_the_list(tmp_path):
    source = made(tmp_path, [["Xã", "Tên"], ["Mũi Né", SECRET], ["Hải", "x"], ["a", None]])
    marks = [Mark("Biểu 1", row, 1, "error", "cá nhân", True) for row in (2, 3, 4)]
    rows = list(openpyxl.load_workbook(copy(source, marks))[LIST].iter_rows(values_only=True))
    assert (2, HIDDEN) in [row[:2] for row in rows]


def test_a_sheet_of_the_lists_own_name_keeps_it(tmp_path):
    names = [LIST, "kết quả kiểm tra 2", "History!"]
    source = writers.write(
        tmp_path / "source.xlsx", {name: writers.Grid([["a"], [1]]) for name in names}
    )
    assert openpyxl.load_workbook(copy(source)).sheetnames == [f"{LIST} 3", *names]


def test_names_that_excel_does_not_take_are_changed_and_stay_apart(tmp_path):
    long = "Danh sách khu dân cư, tổ dân phố năm 2022"
    names = [f"{long} a", f"{long} b", "a/b", "a?b", "'x'", "History"]
    source = writers.write(
        tmp_path / "source.ods", {name: writers.Grid([["a"], [1]]) for name in names}
    )
    path = copy(source, [Mark(f"{long} b", 2, 0, "error", "x")])
    found = openpyxl.load_workbook(path).sheetnames[1:]
    assert found == [long[:31], f"{long[:29]} 2", "a_b", "a_b 2", "x", "History 2"]
    assert listed(path)[0][2] == f"{long[:29]} 2!A2"


# Sizes ------------------------------------------------------------------------------------------


def test_more_marks_than_comments_are_coloured_and_the_list_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(colouring, "MOST_COMMENTS", 3)
    monkeypatch.setattr(copying, "MOST_COMMENTS", 3)
    source = made(tmp_path, [["Xã"], *[[n] for n in range(5)]])
    marks = [Mark("Biểu 1", n, 0, "note" if n < 5 else "error", "x") for n in range(2, 7)]
    path = copy(source, marks)
    book = openpyxl.load_workbook(path)
    cells = [book["Biểu 1"][f"A{n}"] for n in range(2, 7)]
    assert all(map(fill, cells))
    # The two errors, which stand last, and the first of three notes.
    assert [cell.comment is not None for cell in cells] == [True, False, False, True, True]
    notes = [row[0] for row in book[LIST].iter_rows(values_only=True)]
    said = "Trang “Biểu 1”: 5 ô được tô màu, 3 ô có chú thích; danh sách dưới đây có đủ."
    assert said in notes
    assert len(listed(path)) == 5


@pytest.mark.parametrize("kind", writers.KINDS)
def test_a_large_workbook_is_written_from_its_values(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(copying, "MOST_DRESSED_CELLS", 3)
    rows = [["Xã", "Ngày"], ["Mũi Né", date(2022, 3, 1)], ["Hàm Tiến", date(2022, 4, 1)]]
    source = made(tmp_path, rows, kind=kind, merged=[] if kind == "csv" else [(1, 0, 2, 0)])
    before = read_workbook(source)
    (name,) = before.sheets
    path = copy(source, [Mark(name, 3, 1, "error", "x"), Mark(name, 2, 0, "note", SECRET)])
    after = filled(read_workbook(path))
    assert all(after[place] == value for place, value in filled(before).items())
    sheet = openpyxl.load_workbook(path)[name]
    assert (fill(sheet["B3"]), sheet["B3"].comment.text) == (COLOURS["error"], "Lỗi: x")


def test_a_damaged_look_costs_the_look_and_not_the_copy(tmp_path):
    source = dressed(tmp_path)
    changed = parts(source)
    inside = "xl/styles.xml"
    broken = b'<styleSheet><fonts><font><sz val="x"/></font></fonts>'
    strange = b'<?xml version="1.0" encoding="x"?><styleSheet/>'
    for text in (b"", b"<styleSheet>", broken, strange):
        damaged = tmp_path / "damaged.xlsx"
        with zipfile.ZipFile(damaged, "w") as archive:
            for name, part in changed.items():
                archive.writestr(name, text if name == inside else part)
        book = openpyxl.load_workbook(source)
        before = read_workbook(source)
        workbook = Workbook(damaged.name, copying.files.sha256(damaged), before.sheets, {})
        sheet = openpyxl.load_workbook(copy(damaged, workbook=workbook))["Biểu"]
        assert sheet["B3"].value == book["Biểu"]["B3"].value
        assert sheet["B5"].value == datetime(2022, 3, 1, 14, 30)


def test_random_damage_of_the_parts_of_a_look_never_stops_the_reader(tmp_path):
    source = dressed(tmp_path)
    whole = parts(source)
    names = ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/theme/theme1.xml"]
    chance = random.Random(3)
    path = tmp_path / "damaged.xlsx"
    read = 0
    for _ in range(40):
        changed = dict(whole)
        name = chance.choice(names)
        text = bytearray(changed[name])
        for _ in range(chance.randint(1, 4)):
            values = [found.span(1) for found in re.finditer(rb'="([^"]*)"', text)]
            start, end = chance.choice(values)
            text[start:end] = chance.choice([b"", b"-1", b"99999999999", b"x", b"1e400", b"nan"])
        changed[name] = bytes(text)
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in changed.items():
                archive.writestr(part, content)
        found = dress_module.dresses_of(path, most_cells=1000)
        read += found is not None
        if found:
            with xlsxwriter.Workbook(str(tmp_path / "out.xlsx")) as book:
                for style in found.styles:
                    book.add_format(style)
    assert read > 25


def test_a_sheet_of_more_cells_than_asked_for_has_no_look(tmp_path):
    source = dressed(tmp_path)
    assert dress_module.dresses_of(source, most_cells=10) is None


def test_numbers_of_a_look_outside_their_bounds_are_no_numbers():
    assert [number(text, 0, 9) for text in (None, "", "x", "nan", "inf", "10", "-1")] == [None] * 7
    assert number("9", 0, 9) == 9.0


def test_a_workbook_without_styles_has_none(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        assert styles_of(archive, {}) == ()


# Files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_large", [False, True])
def test_the_same_marks_give_the_same_bytes_and_the_source_is_not_changed(
    tmp_path, monkeypatch, is_large
):
    if is_large:
        monkeypatch.setattr(copying, "MOST_DRESSED_CELLS", 3)
    source = tmp_path / "source.xlsx"
    source.write_bytes((SAMPLES / "xa-thang.xlsx").read_bytes())
    before = source.read_bytes()
    marks = [Mark("Biểu 02", n, 3, "error", f"lời {n}") for n in range(8, 14)]
    first, second = copy(source, marks, name="1.xlsx"), copy(source, marks, name="2.xlsx")
    assert first.read_bytes() == second.read_bytes()
    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.xlsx", "2.xlsx", "source.xlsx"]


def test_a_copy_never_takes_the_place_of_its_source(tmp_path):
    source = made(tmp_path, [["Xã"], ["Mũi Né"]])
    with pytest.raises(MohinhError, match="take the place of the file that was sent"):
        copy(source, name="source.xlsx")


def test_a_source_that_changed_since_it_was_read_is_refused(tmp_path):
    source = made(tmp_path, [["Xã"], ["Mũi Né"]])
    workbook = read_workbook(source)
    made(tmp_path, [["Xã"], ["Hàm Tiến"]])
    with pytest.raises(UnreadableFile, match="changed since it was read"):
        copy(source, workbook=workbook)
    assert not (tmp_path / "copy.xlsx").exists()


# Colours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_are_told_apart_by_every_reader(sight):
    for one, two in itertools.combinations(COLOURS.values(), 2):
        assert np.linalg.norm(lab(one, sight) - lab(two, sight)) > LEAST_DISTANCE


def test_colours_darken_with_severity_in_grey_print_and_black_is_read_on_each():
    lightness = [lab(colour)[0] for colour in (*COLOURS.values(), "#FFFFFF")]
    assert all(two - one > 8 for one, two in itertools.pairwise(lightness))
    assert lightness[0] > 55  # a contrast of five with black
    assert list(COLOURS) == list(SEVERITIES)


# By law -----------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.text("abđệ=+-@<&'\" 0123", max_size=12),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5),
    marked=st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(1, 8)),
            st.one_of(st.none(), st.integers(0, 4)),
            st.sampled_from(list(SEVERITIES)),
            st.booleans(),
        ),
        max_size=6,
    ),
)
def test_a_copy_says_all_marks_and_holds_all_values_but_the_hidden(tmp_path, rows, marked):
    source = made(tmp_path, [["a", "b", "c"], *rows])
    workbook = read_workbook(source)
    marks = [Mark("Biểu 1", row, column, s, "lời", hides) for row, column, s, hides in marked]
    path = copy(source, marks)
    assert len([line for line in listed(path) if line[0]]) == len(marks)
    after = filled(read_workbook(path))
    for place, value in filled(workbook).items():
        _, row, column = place
        is_hidden = any(
            hides and said_row in (None, row) and said_column in (None, column)
            for said_row, said_column, _, hides in marked
        )
        if is_hidden:
            assert after[place] == HIDDEN
        else:
            assert after.get(place) in (value, HIDDEN) or not str(value).strip()
