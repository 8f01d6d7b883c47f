"""Store: what a workbook's rows become, what is refused, what is kept and loaded."""

import json
import unicodedata
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from mohinh.tables import privacy, sheets, store, units
from mohinh.tables.schemas import DTYPES, WORKBOOK_TABLES
from mohinh.words.errors import InvalidTable, NoData, UnknownName, UnreadableFile
from mohinh.words.terms import Period


@pytest.fixture
def imported(tmp_path, monkeypatch):
    folder = tmp_path / "imported"
    monkeypatch.setattr(store.keeping, "IMPORTED", folder)
    return folder


@pytest.fixture
def own_demo(tmp_path, monkeypatch):
    """A demo folder and a cache of this test alone."""
    monkeypatch.setattr(store.keeping, "DEMO", tmp_path / "demo")
    monkeypatch.setattr(store.keeping, "CACHE", tmp_path / "cache")
    return tmp_path / "demo"


def found(path, **options):
    """Findings of a workbook: code, sheet, row, column."""
    reading = store.read(path, **options)
    return [(f.code, f.sheet, f.row, f.column) for f in reading.findings]


def put(**cells):
    """A change of single cells: `put(HD_D3=5)` puts 5 into D3 of the sheet `Hoạt động`."""
    names = {
        "DB": "Địa bàn", "LM": "Loại mô hình", "DM": "Điểm mô hình",
        "HD": "Hoạt động", "DK": "Đăng ký, phân loại", "TT": "Thông tin",
    }  # fmt: skip

    def change(book):
        for place, value in cells.items():
            sheet, cell = place.split("_")
            book[names[sheet]][cell] = value

    return change


# A right workbook -------------------------------------------------------------------------------


def test_a_right_workbook_gives_its_tables_and_no_finding(small_workbook, small_tables):
    reading = store.read(small_workbook())
    assert reading.findings == ()
    for table in WORKBOOK_TABLES:
        typed = [column.name for column in table.typed_columns]
        pd.testing.assert_frame_equal(
            reading.tables[table.name][typed], small_tables[table.name], obj=table.name
        )
    assert reading.origin.is_made_up
    assert (reading.origin.first_month, reading.origin.last_month) == ("2022-01", "2022-12")


def test_rows_that_are_struck_through_are_told_and_taken(small_workbook):
    def strike(book):
        for cell in ("B3", "C3", "A5"):
            book["Địa bàn"][cell].font = Font(strike=True)

    reading = store.read(small_workbook(strike))
    (finding,) = reading.findings
    assert (finding.code, finding.sheet, finding.row, finding.found) == (
        "struck_rows", "Địa bàn", 3, "2",
    )  # fmt: skip
    assert len(reading.tables["areas"]) == reading.received["areas"]


def test_derived_columns_come_from_the_communes_and_the_types(small_workbook):
    tables = store.read(small_workbook()).tables
    assert set(tables["areas"]["district_name"]) == {"Thành phố Phan Thiết"}
    assert tables["areas"]["is_urban"].all()
    assert tables["points"]["model_group"].tolist() == [
        "tu_quan", "tu_quan", "camera", "tieng_keng", "camera", "truong_hoc",
    ]  # fmt: skip


@st.composite
def workbooks(draw):
    """Random tables that fit together, of one province."""
    communes = ["22915", "22918", "22921"]
    text = st.text(
        alphabet=st.sampled_from("abcxyzđĐêộ 09=@+-.:/'\"&;#%[]()_"), min_size=1, max_size=12
    ).map(lambda s: "T" + " ".join(s.split()))
    count = st.one_of(st.none(), st.integers(0, 100_000))
    flag = st.one_of(st.none(), st.booleans())
    day = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
    size = draw(st.integers(1, 4))
    ids = [f"A-{n}" for n in range(size)]
    areas = pd.DataFrame(
        {
            "area_id": ids,
            "area_name": draw(st.lists(text, min_size=size, max_size=size)),
            "commune_code": draw(st.lists(st.sampled_from(communes), min_size=size, max_size=size)),
            "households_count": draw(st.lists(count, min_size=size, max_size=size)),
            "is_border": draw(st.lists(flag, min_size=size, max_size=size)),
        }
    )
    types = pd.DataFrame(
        {"type_id": ["T.1"], "type_name": [draw(text)], "model_group": ["camera"],
         "launched_on": [draw(day)]}
    )  # fmt: skip
    tips = draw(st.lists(count, min_size=size, max_size=size))
    activity = pd.DataFrame(
        {
            "area_id": ids,
            "month": [datetime(2022, draw(st.integers(1, 12)), 1) for _ in ids],
            "tips_count": tips,
            "useful_tips_count": tips,
        }
    )
    scores = pd.DataFrame(
        {"level": ["commune"], "unit_id": ["22915"], "year": [2022],
         "score": [draw(st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 10)))]}
    )  # fmt: skip
    drawn = {"areas": areas, "model_types": types, "activity": activity, "registrations": scores}
    return {
        table.name: pd.DataFrame(
            {
                column.name: pd.Series(
                    drawn.get(table.name, pd.DataFrame()).get(column.name), dtype="object"
                ).reindex(range(len(drawn.get(table.name, ())))).astype(DTYPES[column.kind])
                for column in table.typed_columns
            }
        )
        for table in WORKBOOK_TABLES
    }  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables=workbooks())
def test_what_is_written_is_read_back_the_same(tmp_path_factory, tables):
    path = tmp_path_factory.getbasetemp() / "round-trip.xlsx"
    info = {
        "province": "Bình Thuận",
        "vintage": "2025-06",
        "first_month": "01/2022",
        "last_month": "12/2022",
    }
    sheets.write_workbook(path, info=info, tables=tables, rows_with_lists=5)
    reading = store.read(path)
    assert reading.findings == ()
    for table in WORKBOOK_TABLES:
        typed = [column.name for column in table.typed_columns]
        pd.testing.assert_frame_equal(
            reading.tables[table.name][typed], tables[table.name], obj=table.name
        )


# Spellings that are accepted --------------------------------------------------------------------


@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"  {text} ",
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("Số", "So"),
    ],
)
def test_headings_and_sheet_names_are_known_in_other_spellings(small_workbook, spell):
    def change(book):
        for table in WORKBOOK_TABLES:
            for cell in book[table.sheet][1]:
                cell.value = spell(cell.value)
            sheet, book[table.sheet].title = book[table.sheet], "other"  # openpyxl: no two alike
            sheet.title = spell(table.sheet).strip()

    assert store.read(small_workbook(change)).findings == ()


def test_order_of_sheets_and_columns_blank_rows_and_moved_forms_do_not_matter(small_workbook):
    plain = store.read(small_workbook()).tables

    def change(book):
        book.move_sheet("Hoạt động", -4)
        sheet = book["Địa bàn"]
        sheet.move_range("A1:A7", cols=12)
        sheet.delete_cols(1)
        sheet.insert_rows(4, amount=2)
        sheet.insert_rows(1, amount=3)
        sheet["B40"] = "  "

    reading = store.read(small_workbook(change))
    assert reading.findings == ()
    for name, frame in plain.items():
        pd.testing.assert_frame_equal(reading.tables[name], frame)


@pytest.mark.parametrize(
    "name", ["Mũi Né", "Phường Mũi Né", "P. Mũi Né", "mui ne", "P.Mũi Né", "MŨI NÉ"]
)
def test_a_commune_is_known_with_the_word_for_its_kind_and_without(small_workbook, name):
    assert found(small_workbook(put(DB_E2=name))) == []


# What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (put(HD_D3=10.349), ("damaged", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3=datetime(2022, 10, 10)), ("damaged", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3=True), ("damaged", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3=-1), ("wrong_cell", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3=1e12), ("wrong_cell", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3="không"), ("read_as", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3="=1+1"), ("no_result", "Hoạt động", 3, "Tin báo")),
        (put(HD_D3="#DIV/0!"), ("error_value", "Hoạt động", 3, "Tin báo")),
        (put(HD_A3="=A2"), ("no_result", "Hoạt động", 3, "Mã địa bàn")),
        (put(HD_B3="cuối năm"), ("wrong_cell", "Hoạt động", 3, "Tháng")),
        (put(HD_B3=datetime(2021, 12, 1)), ("outside_span", "Hoạt động", 3, "Tháng")),
        (put(HD_A3=None), ("blank", "Hoạt động", 3, "Mã địa bàn")),
        (put(HD_A3="22915-09"), ("unknown_reference", "Hoạt động", 3, "Mã địa bàn")),
        (put(HD_B3=datetime(2022, 1, 1)), ("duplicate", "Hoạt động", 3, "Mã địa bàn, Tháng")),
        (put(HD_E5=3), ("more_than_whole", "Hoạt động", 5, "Tin có giá trị")),
        (put(HD_A14="Tổng cộng", HD_D14=16), ("totals_row", "Hoạt động", 14, "")),
        (put(HD_C14="TỔNG SỐ", HD_D14=16), ("totals_row", "Hoạt động", 14, "")),
        (put(HD_L1="Ghi chú"), ("strange_column", "Hoạt động", 1, "Ghi chú")),
        (put(HD_L5="một dòng"), ("strange_column", "Hoạt động", 1, "L")),
        (put(HD_L1="TIN BÁO"), ("repeated_column", "Hoạt động", 1, "TIN BÁO")),
        (put(DB_A3="22915-01"), ("duplicate", "Địa bàn", 3, "Mã địa bàn")),
        (put(DB_D3="22936x"), ("wrong_cell", "Địa bàn", 3, "Mã xã")),
        (put(DB_D3=2291), ("wrong_cell", "Địa bàn", 3, "Mã xã")),
        (put(DB_D3="00001"), ("unknown_commune", "Địa bàn", 3, "Mã xã")),
        (put(DB_D3="497"), ("unknown_commune", "Địa bàn", 3, "Mã xã")),
        (put(DB_E3="Hàm Tiến"), ("other_name", "Địa bàn", 3, "Tên xã")),
        (put(DB_E3="Xã Né"), ("other_name", "Địa bàn", 3, "Tên xã")),
        (put(LM_C3="Camera giám sát"), ("wrong_cell", "Loại mô hình", 3, "Nhóm mô hình")),
        (put(DM_B3="L9"), ("unknown_reference", "Điểm mô hình", 3, "Mã loại")),
        (put(DM_D3=None), ("area_without_id", "Điểm mô hình", 3, "Mã địa bàn")),
        (put(DM_E3="22918"), ("other_commune", "Điểm mô hình", 3, "Mã xã")),
        (put(DM_G3="01/01/2018"), ("ends_before_start", "Điểm mô hình", 3, "Ngày kết thúc")),
        (put(DM_F3="05/01/2023", DM_G3=None), ("starts_later", "Điểm mô hình", 3, "Ngày bắt đầu")),
        (put(DM_H3="Thanh loại"), ("retired_without_end", "Điểm mô hình", 3, "Ngày kết thúc")),
        (put(DK_B2="x"), ("unknown_reference", "Đăng ký, phân loại", 2, "Mã đơn vị")),
        (put(DK_E4=5), ("more_than_whole", "Đăng ký, phân loại", 4, "Số đăng ký")),
        (put(TT_B1="Sơn Ka"), ("wrong_info", "Thông tin", None, "Tỉnh")),
        (put(TT_B2="2024"), ("wrong_info", "Thông tin", None, "Hệ đơn vị hành chính")),
        (put(TT_B3=None), ("wrong_info", "Thông tin", None, "Từ tháng")),
        (put(TT_B4="cuối năm"), ("wrong_info", "Thông tin", None, "Đến tháng")),
        (put(TT_B4="12/2021"), ("wrong_info", "Thông tin", None, "Đến tháng")),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_place_and_said_in_both_languages(
    small_workbook, change, finding
):
    reading = store.read(small_workbook(change))
    assert finding in [(f.code, f.sheet, f.row, f.column) for f in reading.findings]
    stops_file = finding[0] in ("strange_column", "repeated_column", "wrong_info")
    assert (reading.tables is None) == stops_file
    for said in reading.findings:
        assert said.say("vi") != said.say("en")


def test_one_fault_is_one_finding(small_workbook):
    assert len(found(small_workbook(put(HD_D3=10.349)))) == 1
    assert len(found(small_workbook(put(HD_A14="Tổng cộng", HD_D14=16)))) == 1
    assert len(found(small_workbook(put(HD_A3="=A2")))) == 1


def test_two_faults_are_both_reported(small_workbook):
    codes = found(small_workbook(put(HD_D3=10.349, DB_D2="x", LM_C2="?")))
    assert [code for code, *_ in codes][:3] == ["wrong_cell", "wrong_cell", "damaged"]


def test_rows_are_those_of_the_sheet_when_the_form_was_moved(small_workbook):
    def change(book):
        book["Hoạt động"]["D3"] = "x"
        book["Hoạt động"].insert_rows(3, amount=2)
        book["Hoạt động"].insert_rows(1, amount=4)

    assert found(small_workbook(change)) == [("review", "Hoạt động", 9, "Tin báo")]


def test_a_value_in_a_merged_range_is_not_spread_nor_the_rest_taken_for_blank(small_workbook):
    def change(book):
        book["Hoạt động"].merge_cells("D4:D6")

    assert found(small_workbook(change)) == [("merged_cells", "Hoạt động", 4, "Tin báo")]


@pytest.mark.parametrize("table", WORKBOOK_TABLES, ids=lambda table: table.name)
def test_a_missing_sheet_or_column_is_named(small_workbook, table):
    def without_sheet(book):
        del book[table.sheet]

    def without_column(book):
        book[table.sheet].delete_cols(2)

    assert ("no_sheet", table.sheet, None, "") in found(small_workbook(without_sheet))
    header = table.typed_columns[1].header
    assert ("no_column", table.sheet, 1, header) in found(small_workbook(without_column))


def first_form(book, *, at: int = 14):
    """The sheet of points as the first version of the form had it: without contributors."""
    sheet = book["Điểm mô hình"]
    assert sheet.cell(1, at).value == "Số tổ chức, cá nhân, hộ đóng góp"
    sheet.delete_cols(at)


def test_a_sheet_of_the_first_form_is_read_with_the_later_column_blank(small_workbook):
    reading = store.read(small_workbook(first_form))
    assert reading.findings == ()
    points = reading.tables["points"]
    assert points["contributors_count"].isna().all()
    assert str(points["contributors_count"].dtype) == "Int64"
    assert points["point_id"].notna().all()


def test_totals_under_a_sheet_of_the_first_form_are_kept_out(small_workbook):
    def change(book):
        first_form(book)
        book["Điểm mô hình"].append(["Tổng cộng"])

    assert [code for code, *_ in found(small_workbook(change))] == ["totals_row"]


def test_a_sheet_of_the_first_form_under_another_name_is_known_by_its_headings(small_workbook):
    def change(book):
        first_form(book)
        book["Điểm mô hình"].title = "Trang 3"

    reading = store.read(small_workbook(change))
    assert len(reading.tables["points"]) == reading.received["points"] > 0


def test_numbers_of_contributors_are_read_and_a_list_of_names_is_not(small_workbook):
    points = store.read(small_workbook(put(DM_N2=12, DM_N3=0))).tables["points"]
    assert points["contributors_count"].tolist()[:3] == [12, 0, pd.NA]
    named = found(small_workbook(put(DM_N2="Nguyễn Văn An; Trần Thị Bình")))
    assert "personal_data" in [code for code, *_ in named]


def test_sheets_too_many_are_noted_and_twins_refused(small_workbook):
    def change(book):
        book.create_sheet("Biểu đồ")
        book.create_sheet("hoat dong")

    assert found(small_workbook(change)) == [
        ("repeated_sheet", "hoat dong", None, ""), ("strange_sheet", "Biểu đồ", None, ""),
    ]  # fmt: skip


def test_without_an_information_sheet_or_any_row_nothing_is_taken(small_workbook, tmp_path):
    def change(book):
        del book["Thông tin"]

    assert found(small_workbook(change)) == [("no_sheet", "Thông tin", None, "")]
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    assert found(tmp_path / "empty.xlsx") == [("no_layout", "", None, "")]

    def emptied(book):
        for table in WORKBOOK_TABLES:
            book[table.sheet].delete_rows(2, 50)

    assert found(small_workbook(emptied)) == [("no_rows", "Địa bàn", None, "")]


def test_the_blank_form_sent_back_blank_says_what_to_fill_in(tmp_path):
    path = store.make_template(tmp_path / "blank.xlsx")
    assert {column for *_, column in found(path)} == {
        "Hệ đơn vị hành chính", "Từ tháng", "Đến tháng", "",
    }  # fmt: skip


def test_codes_of_the_other_vintage_are_refused_where_the_province_has_no_such_code(
    small_workbook,
):
    old = set(units.communes(units.find_province("Bình Thuận"))["commune_code"])
    new = units.communes(units.find_province("Lâm Đồng", "2025-07"))["commune_code"]
    strange = next(code for code in new if code not in old)
    (finding,) = (
        f for f in store.read(small_workbook(put(DB_D2=strange))).findings if f.sheet == "Địa bàn"
    )
    assert finding.expected == (
        "một trong 121 xã của Bình Thuận (2025-06)",
        "one of the 121 communes of Bình Thuận (2025-06)",
    )


def test_a_commune_code_that_excel_made_a_number_never_becomes_another_code(small_workbook):
    changes = put(TT_B1="Sơn La", DB_D2=3820, DB_D3=22915)
    codes = found(small_workbook(changes))
    assert ("wrong_cell", "Địa bàn", 2, "Mã xã") in codes  # 3820 is not taken for 03820
    assert ("unknown_commune", "Địa bàn", 3, "Mã xã") in codes
    assert found(small_workbook(put(DB_D2=22915))) == []  # nothing was lost: the same code


# What the caller asks for -----------------------------------------------------------------------


def test_province_and_vintage_of_the_caller_must_be_those_of_the_workbook(small_workbook):
    path = small_workbook()
    assert found(path, province="binh thuan", vintage="2025-06") == []
    assert found(path, province="Sơn La") == [("wrong_info", "Thông tin", None, "Tỉnh")]
    assert found(path, province="Lâm Đồng", vintage="2025-07") == [
        ("wrong_info", "Thông tin", None, "Hệ đơn vị hành chính")
    ]


def test_a_province_that_the_caller_misspelt_is_no_fault_of_the_workbook(small_workbook):
    with pytest.raises(UnknownName, match="Hà Nội"):
        store.read(small_workbook(), province="Hà Lội")
    with pytest.raises(UnknownName, match="Lâm Đồng"):
        store.read(small_workbook(), province="Bình Thuận", vintage="2025-07")


def test_a_province_misspelt_in_the_workbook_is_answered_with_the_nearest(small_workbook):
    (finding,) = store.read(small_workbook(info={"province": "Bình Thuậm"})).findings
    assert finding.found == "Bình Thuậm"
    assert finding.expected[0] == "một tỉnh của hệ 2025-06, ví dụ Bình Thuận"
    assert finding.expected[1] == "a province of vintage 2025-06, such as Bình Thuận"


@pytest.mark.parametrize(
    ("said", "month"), [("2022-01", "2022-01"), ("01/2022", "2022-01"), ("1-2022", "2022-01")]
)
def test_months_of_the_information_sheet_are_kept_in_one_spelling(small_workbook, said, month):
    reading = store.read(small_workbook(info={"first_month": said}))
    assert reading.origin.first_month == month


def test_months_that_excel_made_dates_are_read(small_workbook):
    path = small_workbook(put(TT_B2="2025-06", TT_B3=datetime(2022, 1, 1)))
    assert store.read(path).origin.first_month == "2022-01"


# Keeping and loading ----------------------------------------------------------------------------


def test_nothing_is_kept_where_an_error_stops_the_file(small_workbook, imported):
    with pytest.raises(InvalidTable) as error:
        store.import_files(small_workbook(put(HD_L1="Ghi chú")))
    assert "1 lỗi, chưa nhập gì" in str(error.value)
    assert "ô L1" in str(error.value)
    assert not imported.exists()
    with pytest.raises(InvalidTable, match="1 errors, nothing was imported"):
        store.import_files(small_workbook(put(HD_L1="Ghi chú")), lang="en")


def test_many_errors_are_counted_and_eight_listed(small_workbook, imported):
    change = put(**{f"DB_D{row}": "x" for row in range(2, 7)}, HD_L1="Ghi chú")
    with pytest.raises(InvalidTable, match=r"… và [0-9]+ lỗi nữa") as error:
        store.import_files(small_workbook(change))
    assert len(str(error.value).splitlines()) == 10


def test_an_import_is_loaded_with_the_same_tables_kinds_and_findings(small_workbook, imported):
    reading, folder = store.import_files(small_workbook(put(DB_E2="Hàm Tiến")))
    assert folder.parent == imported / "binh-thuan"
    data = store.load("Bình Thuận")
    for table in WORKBOOK_TABLES:
        pd.testing.assert_frame_equal(getattr(data, table.name), reading.tables[table.name])
    assert data.findings == reading.findings
    assert [finding.code for finding in data.findings] == ["other_name"]
    assert data.origin == reading.origin
    assert data.rows == {"areas": 6, "model_types": 4, "points": 6, "activity": 12,
                         "registrations": 3}  # fmt: skip
    assert store.what_there_is(data.province) == "imported"


def test_a_second_import_takes_the_place_of_the_first(small_workbook, imported):
    _, first = store.import_files(small_workbook())
    _, second = store.import_files(small_workbook(put(DB_F2=777)))
    assert not first.exists()
    assert store.load("Bình Thuận").areas.loc[0, "households_count"] == 777
    assert sorted(path.name for path in second.parent.iterdir()) == [second.name, "2025-06.json"]


def other_import(root, first, last, *, elsewhere=()):
    """The pointer of an import of Lâm Đồng, in units of 2025-07."""
    pointer = root / "lam-dong" / "2025-07.json"
    pointer.parent.mkdir(parents=True, exist_ok=True)
    origin = {"first_month": first, "last_month": last, "months_elsewhere": elsewhere}
    pointer.write_text(json.dumps({"origin": origin}), encoding="utf-8")
    return pointer


def elsewhere_of(path):
    store.import_files(path)
    return list(store.load("Bình Thuận").origin.months_elsewhere)


def test_the_import_that_comes_second_keeps_the_months_of_both_vintages_to_the_whole(
    small_workbook, imported
):
    span = {"first_month": "2021-11", "last_month": "2022-02"}
    assert elsewhere_of(small_workbook(info=span)) == []
    other_import(imported, "2022-01", "2023-12")
    assert elsewhere_of(small_workbook(info=span)) == ["2022-01", "2022-02"]


def test_the_import_that_came_first_goes_on_showing_its_months(small_workbook, imported):
    other_import(imported, "2021-12", "2023-12", elsewhere=["2021-12", "2022-01"])
    span = {"first_month": "2021-11", "last_month": "2022-02"}
    assert elsewhere_of(small_workbook(info=span)) == ["2022-02"]


def test_an_import_that_cannot_be_read_may_have_shown_every_month(small_workbook, imported):
    other_import(imported, "2022-01", "2023-12").write_text("{", encoding="utf-8")
    span = {"first_month": "2021-11", "last_month": "2021-12"}
    assert elsewhere_of(small_workbook(info=span)) == ["2021-11", "2021-12"]


def test_a_failed_import_leaves_the_one_before(small_workbook, imported, monkeypatch):
    _, first = store.import_files(small_workbook())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.keeping.files, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        store.import_files(small_workbook(put(DB_F2=777)))
    assert store.load("Bình Thuận").areas.loc[0, "households_count"] == 100
    assert sorted(path.name for path in first.parent.iterdir()) == [first.name, "2025-06.json"]


def test_a_kept_file_with_a_flipped_byte_is_refused(small_workbook, imported):
    _, folder = store.import_files(small_workbook())
    file = folder / "activity.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"activity\.parquet was changed.*import the workbook"):
        store.load("Bình Thuận")
    file.unlink()
    with pytest.raises(UnreadableFile, match="changed or lost"):
        store.load("Bình Thuận")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"folder": 1, "tables": {}}'])
def test_a_damaged_pointer_is_refused(small_workbook, imported, content):
    _, folder = store.import_files(small_workbook())
    (folder.parent / "2025-06.json").write_text(content)
    with pytest.raises(UnreadableFile, match=r"2025-06\.json is damaged; import"):
        store.load("Bình Thuận")


def test_tables_of_another_version_are_refused(small_workbook, imported):
    _, folder = store.import_files(small_workbook())
    file = folder / "areas.parquet"
    pd.read_parquet(file).drop(columns="is_urban").to_parquet(file)
    pointer = folder.parent / "2025-06.json"
    content = json.loads(pointer.read_text())
    content["prints"]["areas.parquet"] = store.keeping.files.sha256(file)
    pointer.write_text(json.dumps(content))
    with pytest.raises(UnreadableFile, match="another version"):
        store.load("Bình Thuận")


def test_loading_without_data_says_what_to_do(imported, own_demo):
    with pytest.raises(NoData) as error:
        store.load("Sơn La", vintage="2025-07")
    assert "no data for Sơn La (2025-07)" in str(error.value)
    assert "mohinh import WORKBOOK --province son-la" in str(error.value)
    assert "mohinh demo --province son-la --vintage 2025-07" in str(error.value)
    assert store.what_there_is(units.find_province("Sơn La")) == ""


def demo_from(path, own_demo):
    own_demo.mkdir(exist_ok=True)
    (own_demo / "binh-thuan.xlsx").write_bytes(path.read_bytes())


def test_the_demo_is_read_once_and_again_when_workbook_or_code_changed(
    small_workbook, imported, own_demo, monkeypatch
):
    reads = []
    read = store.read
    monkeypatch.setattr(store.keeping, "read", lambda *a, **k: reads.append(a) or read(*a, **k))
    demo_from(small_workbook(), own_demo)
    first = store.load("Bình Thuận")
    again = store.load("Bình Thuận")
    assert len(reads) == 1
    pd.testing.assert_frame_equal(first.areas, again.areas)
    assert store.what_there_is(first.province) == "made-up"
    demo_from(small_workbook(put(DB_F2=777)), own_demo)
    assert store.load("Bình Thuận").areas.loc[0, "households_count"] == 777
    assert len(reads) == 2
    monkeypatch.setattr(store.keeping, "_code_print", lambda: "other code")
    store.load("Bình Thuận")
    assert len(reads) == 3


def test_a_damaged_cache_is_made_again(small_workbook, imported, own_demo):
    demo_from(small_workbook(), own_demo)
    store.load("Bình Thuận")
    (pointer,) = store.keeping.CACHE.glob("demo/binh-thuan/*.json")
    pointer.write_text("{")
    assert len(store.load("Bình Thuận").areas) == 6
    for file in store.keeping.CACHE.glob("demo/binh-thuan/*/areas.parquet"):
        file.write_bytes(b"x")
    assert len(store.load("Bình Thuận").areas) == 6


def test_a_cache_that_cannot_be_written_is_no_error(
    small_workbook, imported, own_demo, monkeypatch, tmp_path
):
    demo_from(small_workbook(), own_demo)
    (tmp_path / "a file").write_text("no folder")
    monkeypatch.setattr(store.keeping, "CACHE", tmp_path / "a file")
    assert len(store.load("Bình Thuận").areas) == 6


def test_a_demo_that_is_wrong_says_so(small_workbook, imported, own_demo):
    demo_from(small_workbook(put(HD_L1="Ghi chú")), own_demo)
    with pytest.raises(InvalidTable, match="ô L1"):
        store.load("Bình Thuận")


@pytest.mark.parametrize("period", ["2022", "2022-Q1", "2022-12"])
def test_a_period_inside_the_span_passes(demo, period):
    store.check_period(demo, Period.parse(period))


@pytest.mark.parametrize("period", ["2016", "2023", "2023-01", "2016-12"])
def test_a_period_outside_the_span_is_refused(demo, period):
    with pytest.raises(NoData, match="spans 2017-01 to 2022-12"):
        store.check_period(demo, Period.parse(period))


def test_the_region_is_the_district_before_july_2025_and_the_kind_of_commune_since(
    small_workbook, imported
):
    assert store.load("Bình Thuận").region == "district_name"
    communes = units.communes(units.find_province("Lâm Đồng", "2025-07"))
    code, name = communes.loc[0, ["commune_code", "commune_name"]]
    cells = {f"DB_D{row}": code for row in range(2, 8)} | {
        f"DB_E{row}": name for row in range(2, 8)
    }
    cells |= {f"DM_E{row}": code for row in range(2, 8)} | {"DK_B3": code, "DK_B4": code}
    path = small_workbook(put(**cells), info={"province": "Lâm Đồng", "vintage": "2025-07"})
    store.import_files(path)
    data = store.load("Lâm Đồng", vintage="2025-07")
    assert data.region == "commune_kind"
    assert data.areas["district_name"].isna().all()


def test_no_finding_holds_anything_personal(small_workbook):
    change = put(HD_D3="0912345678", DB_B3="Nguyễn Văn Quý", LM_B2="079200001234")
    for finding in store.read(small_workbook(change)).findings:
        assert privacy.repeatable(finding.found)


# The truth of made-up data --------------------------------------------------------------------


def test_the_truth_is_given_for_the_made_up_data_that_it_belongs_to(demo):
    truth = store.load_truth(demo)
    assert truth.index.tolist()[-1] == "all"
    assert truth.loc["all", "with_count"] == pytest.approx(truth["with_count"].iloc[:-1].sum())
    assert truth["ratio"].between(0.5, 1.0).all()


def test_part_of_the_months_and_real_data_and_other_files_have_no_known_truth(demo):
    assert store.load_truth(demo, until=date(2022, 12, 31)) is not None
    assert store.load_truth(demo, until=date(2019, 12, 31)) is None
    assert store.load_truth(replace(demo, origin=replace(demo.origin, is_made_up=False))) is None
    assert store.load_truth(replace(demo, origin=replace(demo.origin, sha256="0" * 64))) is None


def test_a_damaged_truth_is_said(demo, own_demo):
    path = store.make_demo_workbook(demo.province)
    data = store.load("Bình Thuận")
    assert store.load_truth(data) is not None
    path.with_suffix(".truth.json").write_text("{}")
    with pytest.raises(UnreadableFile, match="mohinh demo --province binh-thuan"):
        store.load_truth(data)
