"""A form as people leave it: what is taken, and what is said of the rest. Nothing passes unsaid."""

import openpyxl
import pytest

from mohinh.tables import store
from mohinh.tables.cells import parse
from mohinh.tables.schemas import AREAS, POINTS
from mohinh.words.places import DATA

FORM = DATA / "layouts" / "samples" / "dia-ban.xlsx"
HOUSEHOLDS = [412, 388, 290, 0, 1042]


def heading_twice(sheet):
    sheet["J7"], sheet["J9"], sheet["J10"] = "Số hộ", 1, 2


def swapped_headings(sheet):
    sheet["G7"], sheet["H7"] = "Nhân khẩu", "Số hộ"


def second_table(sheet):
    for row in range(7, 14):
        for column in range(1, 11):
            sheet.cell(row + 15, column).value = sheet.cell(row, column).value


def formula_never_calculated(sheet):
    sheet["G9"] = "=400+12"


def total_without_a_label(sheet):
    sheet["A14"] = 6


def wrong_total(sheet):
    sheet["G14"] = 2133


def hidden_row(sheet):
    sheet.row_dimensions[11].hidden = True


def blank_rows(sheet):
    sheet.insert_rows(11, 3)


def moved(sheet):
    sheet.insert_rows(1, 2)
    sheet.insert_cols(1)


# Change → accepted rows, what is said of which cell or row.
MESSY = {
    heading_twice: (0, ("same_heading", "J7")),
    swapped_headings: (1, ("more_than_whole", "H9")),
    second_table: (0, ("rows_after_footer", 24)),
    formula_never_calculated: (4, ("no_result", 9)),
    total_without_a_label: (5, ("like_total", 14)),
    wrong_total: (5, ("wrong_total", 14)),
    hidden_row: (5, ("hidden_rows", 11)),
}


def read(tmp_path, change):
    book = openpyxl.load_workbook(FORM)
    sheet = book.active
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    change(sheet)
    book.save(tmp_path / "form.xlsx")
    return store.read(tmp_path / "form.xlsx", province="Bình Thuận")


@pytest.mark.parametrize("change", MESSY)
def test_what_may_be_wrong_in_a_form_is_said_with_its_place(tmp_path, change):
    reading = read(tmp_path, change)
    accepted, (code, place) = MESSY[change]
    said = [one for one in reading.findings if one.code == code]
    assert place in {*(one.cell for one in said), *(one.row for one in said)}
    assert reading.received["areas"] - reading.refused["areas"] == accepted


@pytest.mark.parametrize("change", [blank_rows, moved])
def test_rows_and_columns_may_stand_elsewhere(tmp_path, change):
    assert read(tmp_path, change).tables["areas"]["households_count"].tolist() == HOUSEHOLDS


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [("E8", "Tháng 1", "same_heading"), ("G7", "Quý III", "other_period")],
)
def test_a_period_twice_or_below_another_quarter_refuses_the_sheet(tmp_path, cell, text, code):
    """The second of two columns would silently go before the first."""
    book = openpyxl.load_workbook(FORM.with_name("xa-thang.xlsx"))
    book.active[cell] = text
    book.save(tmp_path / "form.xlsx")
    reading = store.read(tmp_path / "form.xlsx", province="Bình Thuận")
    assert code in {one.code for one in reading.findings}
    assert reading.refused["commune_activity"] == reading.received["commune_activity"]


def test_an_amount_of_a_few_dong_is_for_review():
    """30 in a column of đồng: thirty million, as the column beside it says, or thousand."""
    values, faults = parse(POINTS.column("budget_vnd"), [30.0, "15", 0.0, "0", 1000.0, "2.000"])
    assert values == [None, None, 0, 0, 1000, 2000]
    assert [(fault.row, fault.code) for fault in faults] == [(0, "review"), (1, "review")]


@pytest.mark.parametrize("name", ["P. M?i Né", "Khu ph? 1", "?p Sóc Tro", "Xã H\ufffdng Sơn"])
def test_a_name_that_lost_its_letters_is_for_review(name):
    values, faults = parse(AREAS.column("area_name"), [name])
    assert (values, [fault.code for fault in faults]) == ([None], ["review"])


def test_a_question_is_no_lost_letter():
    assert parse(AREAS.column("area_name"), ["Thôn 1 (tách?)"])[1] == []
