"""The door to the data, end to end: files in; accepted and refused rows, findings, lineage out."""

import json

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mohinh.tables import cells, files, store, units
from mohinh.tables.schemas import IMPORTED_TABLES, TABLES
from mohinh.tables.store import naming
from mohinh.words.errors import InvalidTable, NoData, UnreadableFile
from mohinh.words.places import DATA
from test_store import put

SAMPLES = DATA / "layouts" / "samples"
FORMS = [SAMPLES / "dia-ban.xlsx", SAMPLES / "diem-theo-nhom.xlsx", SAMPLES / "xa-thang.xlsx"]


@pytest.fixture
def imported(tmp_path, monkeypatch):
    folder = tmp_path / "imported"
    monkeypatch.setattr(store.keeping, "IMPORTED", folder)
    return folder


def places(reading, code):
    return [(f.sheet, f.cell or f.row) for f in reading.findings if f.code == code]


def refused_rows(reading, table):
    rejected = reading.rejected()
    return [int(row) for row in rejected.loc[rejected["table"].eq(table), "row"]]


# Rows: accepted + refused = received --------------------------------------------------------------


def test_a_row_with_an_error_is_refused_and_the_others_are_accepted(small_workbook):
    reading = store.read(small_workbook(put(HD_D3="x", HD_D9=-1)))
    assert reading.received["activity"] == 12
    assert reading.refused["activity"] == 2
    assert len(reading.tables["activity"]) == 10
    assert refused_rows(reading, "Hoạt động") == [3, 9]
    assert reading.refused["areas"] == 0


def test_a_number_that_the_sheet_shows_as_another_is_refused_with_what_it_shows(small_workbook):
    def change(book):
        for place, code in (("D3", "#,##0.000"), ("D4", "0%"), ("D5", "#,##0.00")):
            book["Hoạt động"][place] = 10
            book["Hoạt động"][place].number_format = code

    reading = store.read(small_workbook(change))
    assert refused_rows(reading, "Hoạt động") == [3, 4]
    found = {f.cell: f.found for f in reading.findings if f.code == "damaged"}
    assert found == {"D3": "10.000", "D4": "1000%"}


def test_a_text_in_an_old_font_that_reads_both_ways_is_for_review(small_workbook):
    def change(book):
        book["Địa bàn"]["B2"] = "Sôn La"
        book["Địa bàn"]["B2"].font = openpyxl.styles.Font(name="VNI-Times")

    reading = store.read(small_workbook(change))
    assert places(reading, "review") == [("Địa bàn", "B2")]


def test_what_refers_to_a_refused_row_is_refused_with_it_and_says_so(small_workbook):
    reading = store.read(small_workbook(put(DB_D2="x")))  # the commune of area 22915-01
    assert refused_rows(reading, "Địa bàn") == [2]
    assert refused_rows(reading, "Điểm mô hình") == [2, 6]
    assert refused_rows(reading, "Hoạt động") == [2, 3]
    assert refused_rows(reading, "Đăng ký, phân loại") == [2]
    assert {sheet for sheet, _ in places(reading, "refused_reference")} == {
        "Điểm mô hình", "Hoạt động", "Đăng ký, phân loại",
    }  # fmt: skip
    assert places(reading, "unknown_reference") == []


def test_rejected_rows_stand_as_they_were_sent_with_the_reason(small_workbook):
    reading = store.read(small_workbook(put(HD_D3="khoảng nhiều")))
    (row,) = reading.rejected("en").to_dict("records")
    assert (row["file"], row["sheet"], row["row"]) == ("small.xlsx", "Hoạt động", "3")
    assert row["Tin báo"] == "khoảng nhiều"
    assert row["Mã địa bàn"] == "22915-01"
    assert "cell D3" in row["reasons"]
    assert "expected" in row["reasons"]


def test_rejected_csv_is_kept_beside_the_tables_without_a_live_formula(small_workbook, imported):
    path = small_workbook(put(DB_B2="=HYPERLINK(0)", DB_D3="'=1+1"))
    reading, folder = store.import_files(path)
    assert reading.refused["areas"] == 2
    text = (folder / "rejected.csv").read_text(encoding="utf-8-sig")
    kept = pd.read_csv(folder / "rejected.csv", dtype="str", keep_default_na=False)
    assert len(kept) == sum(reading.refused.values())
    assert not any(cell.startswith("=") for cell in kept.to_numpy().ravel())
    assert "=1+1" in text
    data = store.load("Bình Thuận")
    assert data.refused_count == sum(reading.refused.values())
    assert data.received["areas"] == 6
    assert data.rows["areas"] == 4


_NASTY = [None, "", "x", -1, 10.349, "10.349", "không", "=1+1", "22915-01", "22918", "99999", 1e9]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["DB", "LM", "DM", "HD", "DK"]),
            st.sampled_from("ABCDEFGH"),
            st.integers(2, 9),
            st.sampled_from(_NASTY),
        ),
        max_size=6,
    )
)
def test_whatever_stands_in_the_cells_every_row_is_accepted_or_refused(small_workbook, changes):
    cells = {f"{sheet}_{column}{row}": value for sheet, column, row, value in changes}
    reading = store.read(small_workbook(put(**cells)))
    codes = {finding.code for finding in reading.findings}
    if codes & {"nothing_left", "strange_column"}:
        assert reading.tables is None
        return
    rejected = reading.rejected()
    for name, count in reading.received.items():
        refused = rejected["table"].eq(TABLES[name].sheet).sum()
        assert len(reading.tables[name]) + refused == count
    errors = {f.sheet for f in reading.findings if f.severity == "error"}
    assert set(rejected["sheet"]) == errors


def test_rows_of_one_key_that_differ_are_all_refused_and_copies_all_but_one(small_workbook):
    def change(book):
        sheet = book["Hoạt động"]
        copy = [cell.value for cell in sheet[2]]
        sheet.append(copy)
        sheet["A5"], sheet["B5"] = sheet["A4"].value, sheet["B4"].value

    reading = store.read(small_workbook(change))
    assert places(reading, "same_row") == [("Hoạt động", "A14")]
    assert places(reading, "duplicate") == [("Hoạt động", "A4"), ("Hoạt động", "A5")]
    assert reading.refused["activity"] == 3


def test_nothing_is_imported_where_no_area_is_left(small_workbook, imported):
    path = small_workbook(put(**{f"DB_D{row}": "x" for row in range(2, 8)}))
    with pytest.raises(InvalidTable, match="không còn dòng nào"):
        store.import_files(path)
    assert not imported.exists()


# Totals -------------------------------------------------------------------------------------------


def test_a_row_of_totals_is_kept_out_and_checked_against_the_rows(small_workbook):
    right = store.read(small_workbook(put(DB_A8="Tổng cộng", DB_F8=540)))
    assert places(right, "totals_row") == [("Địa bàn", 8)]
    assert places(right, "wrong_total") == []
    assert right.received["areas"] == 6
    wrong = store.read(small_workbook(put(DB_A8="Tổng cộng", DB_F8=541)))
    assert places(wrong, "wrong_total") == [("Địa bàn", "F8")]
    (finding,) = (f for f in wrong.findings if f.code == "wrong_total")
    assert (finding.found, finding.expected[0]) == ("541", "540")
    assert wrong.tables is not None


def test_a_total_may_be_of_the_rows_since_the_one_before(small_workbook):
    def change(book):
        sheet = book["Địa bàn"]
        sheet.insert_rows(5)
        sheet["A5"], sheet["F5"] = "Cộng", 300
        sheet["A9"], sheet["F9"] = "Cộng", 240
        sheet["A10"], sheet["F10"] = "Tổng cộng", 540

    reading = store.read(small_workbook(change))
    assert len(places(reading, "totals_row")) == 3
    assert places(reading, "wrong_total") == []


# Names --------------------------------------------------------------------------------------------


def test_a_commune_named_without_its_code_is_matched_inside_the_province(small_workbook):
    reading = store.read(small_workbook(put(DB_D2=None, DB_E2="P. Mũi Né")))
    assert reading.tables["areas"]["commune_code"].iloc[0] == "22915"
    (note,) = (f for f in reading.findings if f.code == "read_as")
    assert (note.cell, note.found, note.expected[0]) == ("E2", "P. Mũi Né", "22915")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("Mũi Nè", "near_name", "22915 Phường Mũi Né"),
        ("Xã Không Có", "unknown_name", ""),
    ],
)
def test_a_name_that_is_not_certain_is_refused_with_what_may_be_meant(
    small_workbook, name, code, said
):
    reading = store.read(small_workbook(put(DB_D2=None, DB_E2=name)))
    (finding,) = (f for f in reading.findings if f.code == code)
    assert (finding.sheet, finding.row, finding.found) == ("Địa bàn", 2, name)
    assert said in finding.expected[0]
    assert not places(reading, "blank")
    assert reading.refused["areas"] == 1


def test_a_name_that_a_person_accepted_is_taken(small_workbook, tmp_path, monkeypatch):
    accepted = tmp_path / "accepted_names.csv"
    accepted.write_text("name,province,district,vintage,code\nMũi Nè,60,,2025-06,22915\n")
    monkeypatch.setattr(naming, "ACCEPTED", accepted)
    reading = store.read(small_workbook(put(DB_D2=None, DB_E2="Mũi Nè")))
    assert reading.refused["areas"] == 0
    assert reading.tables["areas"]["commune_code"].iloc[0] == "22915"


# Forms of a province's own, several files ---------------------------------------------------------


def test_the_forms_of_a_province_are_imported_together(imported):
    reading, folder = store.import_files(FORMS, province="Bình Thuận")
    assert reading.received == {
        "areas": 5, "model_types": 2, "points": 5, "commune_activity": 24,
    }  # fmt: skip
    assert sum(reading.refused.values()) == 0
    data = store.load("Bình Thuận")
    assert data.origin.is_made_up
    assert (data.origin.first_month, data.origin.last_month) == ("2022-01", "2022-06")
    assert set(data.origin.files) == {path.name for path in FORMS}
    assert data.areas["households_count"].tolist() == [412, 388, 290, 0, 1042]
    assert data.commune_activity["tips_count"].sum() > 0
    assert data.activity.empty
    assert {f.sheet for f in data.findings if f.code == "empty_table"} == {
        "Hoạt động", "Đăng ký, phân loại",
    }  # fmt: skip
    kept = sorted(path.name for path in (folder / "files").iterdir())
    assert kept == sorted(path.name for path in FORMS)


def test_one_form_alone_can_be_checked_and_not_imported(imported):
    assert not store.read(FORMS[0], province="Bình Thuận").errors
    with pytest.raises(InvalidTable, match=r"Điểm mô hình.*chưa có bảng.*cùng một lần"):
        store.import_files(FORMS[0], province="Bình Thuận")


def test_the_same_file_twice_is_read_once_and_said(tmp_path):
    again = tmp_path / "again.xlsx"
    again.write_bytes(FORMS[0].read_bytes())
    reading = store.read([FORMS[0], again], province="Bình Thuận")
    assert reading.received == {"areas": 5}
    assert [(f.file, f.found) for f in reading.findings if f.code == "same_file"] == [
        ("again.xlsx", "dia-ban.xlsx")
    ]


def test_two_different_files_of_one_name_are_refused(tmp_path):
    (tmp_path / "dia-ban.xlsx").write_bytes(FORMS[1].read_bytes())
    with pytest.raises(UnreadableFile, match=r"dia-ban\.xlsx: two different files"):
        store.read([FORMS[0], tmp_path / "dia-ban.xlsx"], province="Bình Thuận")


def test_the_same_rows_in_two_files_are_taken_once(tmp_path):
    book = openpyxl.load_workbook(FORMS[0])
    book.active["A2"] = "PHÒNG KHÁC"
    book.save(tmp_path / "other.xlsx")
    reading = store.read([FORMS[0], tmp_path / "other.xlsx"], province="Bình Thuận")
    assert reading.received == {"areas": 10}
    assert reading.refused == {"areas": 5}
    assert {(f.code, f.file) for f in reading.errors} == {("same_row", "other.xlsx")}


def test_an_error_in_one_month_across_refuses_that_month_alone(tmp_path):
    book = openpyxl.load_workbook(FORMS[2])
    book.active["E11"].value = "#DIV/0!"
    book.save(tmp_path / "wrong.xlsx")
    reading = store.read(tmp_path / "wrong.xlsx", province="Bình Thuận")
    assert [(f.code, f.cell) for f in reading.errors] == [("error_value", "E11")]
    assert reading.refused == {"commune_activity": 1}


def test_a_form_of_its_own_needs_to_be_told_the_province():
    reading = store.read(FORMS[0])
    assert [f.code for f in reading.errors] == ["no_place"]
    assert reading.tables is None


def test_a_file_that_no_layout_describes_says_how_to_make_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Một", "Hai"])
    book.active.append([1, 2])
    book.save(tmp_path / "odd.xlsx")
    (finding,) = store.read(tmp_path / "odd.xlsx", province="Bình Thuận").errors
    assert finding.code == "no_layout"
    assert "mohinh layout" in finding.say("en")


def test_a_table_of_the_national_form_may_come_as_text(small_tables, tmp_path):
    path = tmp_path / "dia_ban.csv"
    table = TABLES["areas"]
    headings = {column.name: column.header for column in table.typed_columns}
    small_tables["areas"].rename(columns=headings).to_csv(path, index=False, sep=";")
    reading = store.read(path, province="Bình Thuận")
    assert reading.received == {"areas": 6}
    assert reading.tables["areas"]["households_count"].tolist()[:2] == [100, 200]


def test_files_of_two_provinces_are_refused_together(small_workbook):
    first = small_workbook()
    other = small_workbook(info={"province": "Kon Tum"}, name="other.xlsx")
    reading = store.read([first, other])
    assert reading.tables is None
    (finding,) = (f for f in reading.findings if f.code == "wrong_info")
    assert (finding.file, finding.found) == ("other.xlsx", "Kon Tum (2025-06)")


# Lineage ------------------------------------------------------------------------------------------


def test_every_value_is_found_again_in_the_cell_that_it_came_from(imported):
    store.import_files(FORMS, province="Bình Thuận")
    data = store.load("Bình Thuận")
    lineage, kept = store.load_lineage(data, "areas")
    cells = store.cells_of(
        TABLES["areas"],
        data.areas,
        lineage,
        kept,
        rows=[4],
        columns=["area_id", "households_count"],
    )
    assert cells.to_dict("records") == [
        {
            "table": "Địa bàn", "file": "dia-ban.xlsx", "sheet": "Biểu 01", "cell": "B13",
            "heading": "Mã địa bàn", "sent": "22921-01", "read": "22921-01",
        },
        {
            "table": "Địa bàn", "file": "dia-ban.xlsx", "sheet": "Biểu 01", "cell": "G13",
            "heading": "Số hộ", "sent": "1.042", "read": "1042",
        },
    ]  # fmt: skip


@pytest.mark.parametrize("table", [table.name for table in IMPORTED_TABLES])
def test_lineage_counts_the_accepted_rows_only(small_workbook, imported, table):
    store.import_files(small_workbook(put(HD_D3="x", DB_D2="x")))
    data = store.load("Bình Thuận")
    if table not in data.received:
        assert getattr(data, table).empty
        return
    frame = getattr(data, table)
    lineage, kept = store.load_lineage(data, table)
    assert len(lineage.places) == len(frame)
    schema = TABLES[table]
    columns = [c.name for c in schema.typed_columns if c.kind == "text" and c.is_required]
    cells = store.cells_of(schema, frame, lineage, kept, rows=range(len(frame)), columns=columns)
    assert cells["sent"].tolist() == frame[columns].to_numpy().ravel().tolist()


def test_periods_across_are_traced_to_their_own_columns(imported):
    store.import_files(FORMS, province="Bình Thuận")
    data = store.load("Bình Thuận")
    lineage, kept = store.load_lineage(data, "commune_activity")
    cells = store.cells_of(
        TABLES["commune_activity"],
        data.commune_activity,
        lineage,
        kept,
        rows=range(6),
        columns=["month", "sessions_count"],
    )
    read = cells.loc[cells["heading"].ne("Tháng"), "read"].tolist()
    sent = cells.loc[cells["heading"].ne("Tháng"), "sent"].tolist()
    assert read == ["" if text == "" else text.replace("-", "0") for text in sent]
    assert cells["cell"].nunique() == len(cells)


def test_lineage_of_another_import_is_refused(small_workbook, imported):
    store.import_files(small_workbook())
    data = store.load("Bình Thuận")
    store.import_files(small_workbook(put(DB_F2=777)))
    with pytest.raises(NoData, match="import its files again"):
        store.load_lineage(data, "areas")


def test_damaged_lineage_is_refused(small_workbook, imported):
    _, folder = store.import_files(small_workbook())
    data = store.load("Bình Thuận")
    (folder / "areas.origin.parquet").write_bytes(b"x")
    with pytest.raises(UnreadableFile, match="changed or lost"):
        store.load_lineage(data, "areas")


def test_the_pointer_names_the_fingerprint_of_every_table(small_workbook, imported):
    _, folder = store.import_files(small_workbook())
    content = json.loads((folder.parent / "2025-06.json").read_text())
    for name, known in content["prints"].items():
        assert files.sha256(folder / name) == known
    assert {path.name for path in folder.glob("*.parquet")} == set(content["prints"])
    assert content["origin"]["files"] == {"small.xlsx": content["origin"]["sha256"]}
    assert units.find_province("Bình Thuận").slug == folder.parent.name


def test_a_column_in_which_nothing_can_be_read_is_told_in_short(small_workbook, monkeypatch):
    monkeypatch.setattr(store.breaches, "MOST_ALIKE", 3)
    reading = store.read(small_workbook(put(**{f"HD_D{row}": "x" for row in range(2, 14)})))
    assert len(places(reading, "review")) == 3
    (rest,) = (f for f in reading.findings if f.code == "more_alike")
    assert (rest.sheet, rest.column, rest.found) == ("Hoạt động", "Tin báo", "9 × review")
    assert reading.refused["activity"] == 12
    assert len(reading.rejected()) == 12


def test_a_file_of_cells_that_cannot_be_read_is_refused_as_a_whole(small_workbook, monkeypatch):
    monkeypatch.setattr(store.reading, "MOST_BREACHES", 5)
    path = small_workbook(put(**{f"HD_D{row}": "x" for row in range(2, 14)}))
    with pytest.raises(UnreadableFile, match=r"small\.xlsx: more than 5 cells.*Hoạt động"):
        store.read(path)


def test_listing_unreadable_cells_stops_before_it_takes_all_memory(small_workbook, monkeypatch):
    monkeypatch.setattr(cells.results, "MOST_FAULTS", 5)
    monkeypatch.setattr(store.reading, "MOST_BREACHES", 5)
    unlike = {f"HD_D{row}": f"x{row}" for row in range(2, 14)}  # each read by itself
    for changes in (unlike, dict.fromkeys(unlike, "x")):
        with pytest.raises(UnreadableFile, match=r"small\.xlsx: more than 5 cells.*Hoạt động"):
            store.read(small_workbook(put(**changes)))


def test_a_name_in_a_cell_refuses_the_file_and_everything_else_is_still_told(small_workbook):
    reading = store.read(small_workbook(put(HD_D3="Nguyễn Văn Tèo", HD_D5=-1, DB_D3="Trần Bình Y")))
    assert reading.tables is None
    assert ("Hoạt động", "D3") in places(reading, "personal_data")
    assert ("Hoạt động", "D5") in places(reading, "wrong_cell")
    said = repr(reading.findings) + "".join(f.say("vi") for f in reading.findings)
    assert "Tèo" not in said
    assert "Trần" not in said
    assert reading.rejected().empty
