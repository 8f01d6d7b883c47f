"""One cell: what it becomes, or why it is refused. Nothing is rounded, nothing guessed."""

import unicodedata
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.tables import cells, encodings
from mohinh.tables.cells import Amount, Range, Ratio
from mohinh.tables.quality import RULES
from mohinh.tables.schemas import ACTIVITY, AREAS, DTYPES, POINTS, REGISTRATIONS

TIPS, MONTH = ACTIVITY.column("tips_count"), ACTIVITY.column("month")
MONEY, STATUS = POINTS.column("budget_vnd"), POINTS.column("status")
DAY, COMMUNE = POINTS.column("started_on"), POINTS.column("commune_code")
NAME, FLAG, CODE = (AREAS.column(n) for n in ("area_name", "is_border", "area_id"))
CLASS = REGISTRATIONS.column("classification")
SCORE, YEAR = REGISTRATIONS.column("score"), REGISTRATIONS.column("year")


def one(column, cell):
    values, faults = cells.parse(column, [cell])
    assert (values[0] is None) or all(RULES[fault.code].severity == "note" for fault in faults)
    return faults[0] if faults else values[0]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (TIPS, 5.0, 5),
        (TIPS, 0.0, 0),
        (TIPS, 5, 5),
        (TIPS, "5", 5),
        (TIPS, "10.349", 10_349),
        (TIPS, "10 349", 10_349),
        (TIPS, "10\u00a0349", 10_349),
        (TIPS, "10\u202f349", 10_349),
        (MONEY, "1.500.000", 1_500_000),
        (MONEY, 1e12, 10**12),
        (SCORE, 72.6, 72.6),
        (SCORE, "72,6", 72.6),
        (SCORE, "100", 100.0),
        (YEAR, 2022.0, 2022),
        (YEAR, "2022", 2022),
        (MONTH, datetime(2022, 10, 1), datetime(2022, 10, 1)),
        (MONTH, "10/2022", datetime(2022, 10, 1)),
        (MONTH, "2022-10", datetime(2022, 10, 1)),
        (DAY, "25/10/2022", datetime(2022, 10, 25)),
        (DAY, "1-2-2025", datetime(2025, 2, 1)),  # the day comes first
        (DAY, "2022-10-25", datetime(2022, 10, 25)),
        (STATUS, "Đang hoạt động", "active"),
        (STATUS, unicodedata.normalize("NFD", "đang hoạt động"), "active"),
        (STATUS, "dang hoat dong", "active"),
        (STATUS, "active", "active"),
        (FLAG, "Có", True),
        (FLAG, "khong", False),
        (FLAG, "x", True),
        (FLAG, True, True),
        (NAME, unicodedata.normalize("NFD", " Khu  phố 1 "), "Khu phố 1"),
        (NAME, 5.0, "5"),
        (NAME, "NA", "NA"),
        (NAME, "=HYPERLINK(1)", "=HYPERLINK(1)"),
        (COMMUNE, 22915.0, "22915"),
        (COMMUNE, "03820", "03820"),
    ],
)
def test_a_cell_becomes_its_value(column, cell, value):
    found = one(column, cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("cell", ["", " ", "\u00a0", "\u200b", None, float("nan")])
def test_a_blank_cell_is_missing_never_zero_and_a_finding_where_required(cell):
    assert cells.is_blank(cell)
    assert one(TIPS, cell) is None
    assert one(CODE, cell).code == "blank"


@pytest.mark.parametrize("cell", ["0", 0.0, "-", "x", "không", "NA", False])
def test_what_is_written_is_not_blank(cell):
    assert not cells.is_blank(cell)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (TIPS, 10.349, "damaged"),
        (TIPS, 12.5, "damaged"),
        (TIPS, 3.0000001, "damaged"),
        (TIPS, date(2022, 10, 10), "damaged"),
        (TIPS, datetime(2022, 10, 10), "damaged"),
        (TIPS, time(3, 4), "damaged"),
        (TIPS, timedelta(days=3), "damaged"),
        (TIPS, True, "damaged"),
        (TIPS, -1.0, "wrong_cell"),
        (TIPS, 1e12, "wrong_cell"),
        (TIPS, float("inf"), "wrong_cell"),
        (TIPS, "-5", "wrong_cell"),
        (TIPS, "1.000 000", "wrong_cell"),
        (TIPS, "1e3", "wrong_cell"),
        (TIPS, "1_000", "wrong_cell"),
        (TIPS, "-", "review"),
        (TIPS, "10.34", "damaged"),
        (TIPS, "0.349", "damaged"),
        (TIPS, "10,349", "review"),
        (TIPS, "12/30", "review"),
        (TIPS, "trên 15", "review"),
        (TIPS, "(3)", "wrong_cell"),
        (TIPS, "3-", "wrong_cell"),
        (TIPS, "7A", "wrong_cell"),
        (TIPS, "12 hộ", "review"),  # the column counts tips
        (TIPS, "=SUM(D5:D20)", "no_result"),
        (TIPS, "#REF!", "error_value"),
        (MONEY, 1e12 + 1, "wrong_cell"),
        (MONEY, -1.0, "wrong_cell"),
        (SCORE, 100.5, "wrong_cell"),
        (SCORE, -0.1, "wrong_cell"),
        (SCORE, "nan", "wrong_cell"),
        (SCORE, "1_0", "wrong_cell"),
        (SCORE, float("inf"), "wrong_cell"),
        (SCORE, True, "wrong_cell"),
        (SCORE, date(2022, 1, 1), "wrong_cell"),
        (YEAR, 22.0, "wrong_cell"),
        (YEAR, date(2022, 1, 1), "damaged"),
        (MONTH, date(2026, 3, 22), "damaged"),  # 3/22, taken for a day of the year of typing
        (YEAR, 2022.5, "wrong_cell"),
        (MONTH, 44835.0, "damaged"),
        (MONTH, "13/2022", "wrong_cell"),
        (MONTH, "quý 1/2022", "wrong_cell"),
        (DAY, 45688.0, "review"),
        (DAY, "10/25/2022", "mixed_dates"),
        (DAY, "25/10/22", "review"),
        (DAY, "31/02/2022", "wrong_cell"),
        (DAY, datetime(1899, 12, 31), "wrong_cell"),
        (DAY, date(2101, 1, 1), "wrong_cell"),
        (DAY, time(0, 0), "wrong_cell"),
        (DAY, True, "wrong_cell"),
        (STATUS, "tốt", "wrong_cell"),
        (STATUS, 1.0, "wrong_cell"),
        (FLAG, "2", "wrong_cell"),
        (FLAG, 2.0, "wrong_cell"),
        (FLAG, "-", "review"),
        (NAME, 10.349, "wrong_cell"),
        (NAME, date(2022, 10, 10), "wrong_cell"),
        (NAME, time(3, 4), "wrong_cell"),
        (NAME, True, "wrong_cell"),
        (NAME, "{{ 7*7 }}", "wrong_cell"),
        (NAME, "<b>", "wrong_cell"),
        (NAME, "a\\b", "wrong_cell"),
        (NAME, "$x$", "wrong_cell"),
        (NAME, "a\x07b", "wrong_cell"),
        (NAME, "\ud800", "wrong_cell"),
        (NAME, "a" * 301, "wrong_cell"),
        (COMMUNE, 3820.0, "wrong_cell"),
        (COMMUNE, "3820", "wrong_cell"),
        (COMMUNE, 22915.5, "wrong_cell"),
        (CODE, "a b", "wrong_cell"),
        (CODE, "x" * 41, "wrong_cell"),
    ],
)
def test_any_other_cell_is_refused_and_said_in_two_languages(column, cell, code):
    fault = one(column, cell)
    assert isinstance(fault, cells.Fault)
    assert fault.code == code
    assert fault.found or cell == "\ud800"
    assert len(fault.found) <= 60
    vi, en = fault.expected
    assert vi
    assert en
    assert vi != en


@pytest.mark.parametrize(("cell", "likely"), [(10.349, 10349), (10.35, 10350), (1.5, 1500)])
def test_a_count_that_excel_broke_is_named_but_not_used(cell, likely):
    fault = one(TIPS, cell)
    assert fault.expected == (
        f"số nguyên ≥ 0; có phải {likely}?",
        f"a whole number ≥ 0; is it {likely}?",
    )


def test_a_code_that_lost_its_zero_is_told_to_keep_it():
    assert "giữ số 0" in one(COMMUNE, 3820.0).expected[0]
    assert one(COMMUNE, 3820.0).found == "3820"


def test_equal_cells_of_different_kinds_are_not_confused():
    values, faults = cells.parse(FLAG, [True, 1.0, 1, "x", False, 0.0])
    assert values == [True, True, True, True, False, False]
    assert [fault.row for fault in faults] == [1, 2, 5]
    assert {fault.code for fault in faults} == {"read_as"}


def test_every_fault_has_its_own_row():
    values, faults = cells.parse(TIPS, ["x", 1.0, "x", "", -1.0])
    assert values == [None, 1, None, None, None]
    assert [fault.row for fault in faults] == [0, 2, 4]


def test_what_is_quoted_is_short_and_printable():
    assert cells.show("a\x00\u200bb") == "ab"
    assert cells.show(datetime(2022, 10, 25)) == "25/10/2022"
    assert cells.show(-1.0) == "-1"
    assert len(cells.show("x" * 500)) == 60


@pytest.mark.parametrize("column", [TIPS, MONEY, SCORE, YEAR, MONTH, DAY, STATUS, FLAG, NAME])
def test_a_parsed_column_has_the_dtype_of_the_schema(column):
    series = cells.to_series(column, [None, None])
    assert series.dtype == DTYPES[column.kind]
    assert series.isna().all()


@given(st.integers(0, 100_000))
def test_a_count_reads_the_same_as_number_text_and_grouped_text(number):
    grouped = f"{number:,}".replace(",", ".")
    assert cells.parse(TIPS, [float(number), str(number), grouped])[0] == [number] * 3


@given(
    st.lists(
        st.one_of(st.floats(), st.text(max_size=12), st.integers(), st.none(), st.booleans()),
        max_size=6,
    )
)
def test_no_cell_breaks_the_reader_and_no_count_is_anything_but_whole(raw):
    for column in (TIPS, MONEY, SCORE, YEAR, MONTH, DAY, STATUS, FLAG, NAME, COMMUNE):
        values, faults = cells.parse(column, raw)
        assert len(values) == len(raw)
        refused = {fault.row for fault in faults}
        for row, (cell, value) in enumerate(zip(raw, values, strict=True)):
            if value is None:
                assert row in refused or cells.is_blank(cell)
            elif column is TIPS:
                assert type(value) is int
                assert 0 <= value <= 100_000
        if column not in (NAME, COMMUNE) or all(isinstance(v, str) for v in values):
            pd.testing.assert_index_equal(
                cells.to_series(column, values).index, pd.RangeIndex(len(raw))
            )


# --- values that are read by a rule, with a note ----------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "value", "said"),
    [
        (TIPS, "７", 7, "7"),
        (TIPS, "không", 0, "0"),
        (TIPS, "không phát sinh", 0, "0"),
        (TIPS, "12 tin", 12, "12"),
        (TIPS, "12 nguồn tin", 12, "12"),
        (TIPS, "tám", 8, "8"),
        (TIPS, "hai mươi mốt tin", 21, "21"),
        (MONEY, "15,6 tỷ đồng", 15_600_000_000, "15600000000"),
        (MONEY, "1 tỷ 200 triệu", 1_200_000_000, "1200000000"),
        (SCORE, "72,6 điểm", 72.6, "72.6"),
        (YEAR, "năm 2022", 2022, "2022"),
        (MONTH, "tháng 10 năm 2022", datetime(2022, 10, 1), "10/2022"),
        (MONTH, date(2022, 10, 31), datetime(2022, 10, 1), "10/2022"),
        (DAY, "ngày 22 tháng 02 năm 2023", datetime(2023, 2, 22), "22/02/2023"),
        (CLASS, "X.sắc", "xuat_sac", "Xuất sắc"),
        (FLAG, "chưa đạt", False, "Không (chưa)"),
        (FLAG, "1", True, "Có"),
        (NAME, "Ðắk Hà", "Đắk Hà", "Đắk Hà"),
    ],
)
def test_a_value_read_by_a_rule_comes_with_a_note_that_says_it(column, cell, value, said):
    values, faults = cells.parse(column, [cell])
    assert values == [value]
    assert type(values[0]) is type(value)
    assert [(fault.code, fault.expected[0]) for fault in faults] == [("read_as", said)]


@pytest.mark.parametrize(("dash", "values"), [("zero", [0]), ("missing", [None])])
def test_a_dash_is_what_the_sheet_says_it_is(dash, values):
    found, faults = cells.parse(TIPS, ["-"], dash=dash)
    assert found == values
    assert [fault.code for fault in faults] == ["read_as"]


@pytest.mark.parametrize("column", [MONTH, DAY, YEAR, FLAG, CLASS])
def test_a_dash_is_never_zero_where_no_number_belongs(column):
    assert [fault.code for fault in cells.parse(column, ["-"], dash="zero")[1]] in (
        ["review"],
        ["wrong_cell"],
    )


def test_a_dash_that_means_missing_does_not_fill_a_required_column():
    values, faults = cells.parse(MONTH, ["-"], dash="missing")
    assert values == [None]
    assert [fault.code for fault in faults] == ["blank"]


# --- values for review -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value", "mark"),
    [
        ("741(1)", 741, "footnote"),
        ("741*", 741, "footnote"),
        ("741¹", 741, "footnote"),  # never 7411
        ("12 foo", 12, "unit"),
        ("12 km", 12, "unit"),
        ("31 mô hình “Tự quản về ANTT”", 31, "unit"),
        ("gần 500", 500, "qualifier"),
        ("trên 15.000 người", 15_000, "qualifier"),
        ("500 trở lên", 500, "qualifier"),
        ("610 nghìn", 610_000, "scale"),
        ("10,349", 10_349, "comma"),
        ("12,0", 12, "damaged"),
        (10.35, 10_350, "damaged"),
        (10.3, 10_300, "damaged"),
        (datetime(2023, 10, 10), Ratio(10, 10), "damaged"),
        (datetime(2023, 5, 3), Ratio(3, 5), "damaged"),
        ("2022-10-10 00:00:00", Ratio(10, 10), "damaged"),  # a date cell of a CSV file
        ("3-Thg5", Ratio(3, 5), "damaged"),
        ("28/34", Ratio(28, 34), "ratio"),
        ("1.126 vụ/1.618 đối tượng", (1126, 1618), "candidates"),
        ("741 địa bàn dân cư với 10.349 thành viên", (741, 10_349), "candidates"),
        ("nam", 5, "words"),  # năm without diacritics, or nam
        ("x", None, "tick"),
        ("nt", None, "ditto"),
        ('"', None, "ditto"),
        ("như trên", None, "ditto"),
        ("chưa có số liệu", None, "missing"),
        ("Ba Tơ", 3, "unit"),  # a district, not ba tổ
    ],
)
def test_a_doubtful_count_is_proposed_and_never_taken(cell, value, mark):
    read = cells.count(cell, most=10**6)
    assert (read.state, read.value) == ("review", value)
    assert mark in read.marks
    assert all(read.note)
    assert cells.parse(TIPS, [cell])[0] == [None]


@pytest.mark.parametrize("cell", ["CCCD 012345678901", "0912345678 ông A", "012345678901 12"])
def test_what_may_be_an_identity_number_is_never_repeated_as_a_proposal(cell):
    for reader in (cells.count, cells.money, cells.amount, cells.ratio, cells.percent):
        said = " ".join(reader(cell).expected + reader(cell).note)
        assert "912345678" not in said
        assert "12345678901" not in said


def test_a_comma_groups_thousands_only_where_the_column_shows_it():
    alone, faults = cells.parse(TIPS, ["10,349", "5"])
    assert alone == [None, 5]
    assert [fault.code for fault in faults] == ["review"]
    beside, faults = cells.parse(MONEY, ["1,500,000"])
    assert beside == [1_500_000]
    assert [fault.code for fault in faults] == ["read_as"]
    assert cells.commas_group(["10,349", "1,234,567"])
    assert not cells.commas_group(["10,349", "1,234,567", "1.234"])
    assert cells.count("10,349", commas_group=True).value == 10_349


def test_a_day_of_a_column_with_mm_dd_in_it_is_for_review():
    raw = ["03/04/2023", "10/25/2022", "25/04/2023", "04/04/2023", "2023-03-04"]
    values, faults = cells.parse(DAY, raw)
    assert values == [
        None, None, datetime(2023, 4, 25), datetime(2023, 4, 4), datetime(2023, 3, 4),
    ]  # fmt: skip
    assert [(fault.row, fault.code) for fault in faults] == [(0, "mixed_dates"), (1, "mixed_dates")]
    assert "03/04/2023 hay 04/03/2023" in faults[0].expected[0]


def test_dates_that_excel_seems_to_have_swapped_are_for_review():
    """Excel set to English turned 03/04 into 4 March and left 25/04 as text."""
    turned = [datetime(2023, 3, 4), datetime(2023, 1, 12), datetime(2023, 5, 5)]
    values, faults = cells.parse(DAY, [*turned, "25/04/2023"])
    assert values == [None, None, turned[2], datetime(2023, 4, 25)]
    assert {fault.code for fault in faults} == {"mixed_dates"}
    assert cells.parse(DAY, turned)[1] == []
    assert cells.parse(DAY, [*turned, datetime(2023, 4, 25), "25/04/2023"])[1] == []


# --- other kinds -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [("72,6", 72.6), ("72.6", 72.6), ("72,6%", 72.6), ("72,6 %", 72.6), ("100", 100.0),
     (72.6, 72.6), (0, 0.0), ("0,5 %", 0.5), ("72,654 %", 72.654), ("", None)],
)  # fmt: skip
def test_a_percentage_is_in_points(raw, value):
    assert cells.percent(raw).value == value
    assert cells.percent(raw).state == "ok"


@pytest.mark.parametrize(
    "raw", [0.726, 1.0, "0,5", "1.042", "105 %", 105.0, "709/730", "trên 80 %", date(2023, 7, 12)]
)
def test_a_doubtful_percentage_is_for_review(raw):
    assert cells.percent(raw).state == "review"


def test_a_share_of_one_is_a_percentage_where_the_cell_is_formatted_so():
    assert cells.percent(0.726, is_fraction=True).value == 72.6
    assert cells.percent(0.726, is_fraction=False).value == 0.726
    assert cells.percent("-3").state == cells.percent(float("inf")).state == "refused"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1.042/1.165", Ratio(1042, 1165)), ("709 / 730", Ratio(709, 730)),
     ("28/34", Ratio(28, 34)), ("10/10 địa phương", Ratio(10, 10))],
)  # fmt: skip
def test_a_ratio_keeps_its_two_numbers(raw, value):
    assert cells.ratio(raw).value == value
    assert cells.ratio(raw).state == "ok"


@pytest.mark.parametrize(
    "raw", ["730/709", "0/0", "5", "1.126 vụ/1.618 đối tượng", "1,042/1,165", date(2023, 10, 10)]
)
def test_what_is_no_sound_ratio_is_for_review(raw):
    assert cells.ratio(raw).state == "review"


def test_a_pair_is_two_counts_with_their_units_and_is_never_divided():
    read = cells.pair("1.126 vụ/1.618 đối tượng")
    assert read.value == (Amount(1126, "exact", "vụ"), Amount(1618, "exact", "đối tượng"))
    assert cells.pair("1.126/1.618").state == cells.pair("5 vụ/6 vụ").state == "review"


@pytest.mark.parametrize("raw", ["1 - 2", "01-02", "1–2", "từ 1 đến 2", "1-2 buổi"])
def test_a_range_has_two_ends(raw):
    assert cells.number_range(raw).value == Range(1, 2)


@pytest.mark.parametrize("raw", ["2 - 1", "5", date(2023, 2, 1)])
def test_a_doubtful_range_is_for_review(raw):
    assert cells.number_range(raw).state == "review"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("trên 15.000", Amount(15_000, "over")), ("khoảng 15km", Amount(15, "about", "km")),
     ("gần 500 hộ", Amount(500, "nearly", "hộ")), ("hơn 20", Amount(20, "over")),
     ("ít nhất 01 mô hình", Amount(1, "at_least", "mô hình")), ("dưới 5", Amount(5, "under")),
     ("không quá 3", Amount(3, "at_most")), ("15,6 tỷ đồng", Amount(15_600_000_000, unit="VND")),
     (15.0, Amount(15))],
)  # fmt: skip
def test_an_amount_keeps_its_qualifier_and_unit(raw, value):
    assert cells.amount(raw).value == value
    assert cells.amount(raw).state == "ok"


@pytest.mark.parametrize(
    ("raw", "scale", "value"),
    [("15,6 tỷ đồng", 1, 15_600_000_000), ("610 nghìn", 1, 610_000), ("1.500.000 đ", 1, 1_500_000),
     ("2 triệu rưỡi", 1, 2_500_000), ("1.500", 10**6, 1_500_000_000), (15.6, 10**6, 15_600_000),
     ("2 tỷ", 10**6, 2_000_000_000), (3.0, 10**6, 3_000_000), ("không", 1, 0)],
)  # fmt: skip
def test_money_is_in_vnd_by_the_unit_of_the_cell_or_the_sheet(raw, scale, value):
    assert cells.money(raw, scale=scale).value == value
    assert cells.money(raw, scale=scale).state == "ok"


@pytest.mark.parametrize(
    ("raw", "scale"),
    [("1,500 tỷ", 1), (10.349, 1), (10.349, 10**6), ("12 người", 1), ("gần 2 tỷ", 1),
     ("1.234,5", 1), ("3 triệu và 5 buổi", 1)],
)  # fmt: skip
def test_doubtful_money_is_for_review(raw, scale):
    assert cells.money(raw, scale=scale).state == "review"


@pytest.mark.parametrize(
    ("text", "code", "is_cumulative"),
    [
        ("Quý I/2023", "2023-Q1", False), ("quý 1-2023", "2023-Q1", False),
        ("QI/2023", "2023-Q1", False), ("Q1 2023", "2023-Q1", False),
        ("Quí IV năm 2023", "2023-Q4", False), ("2023-Q2", "2023-Q2", False),
        ("6 tháng đầu năm 2023", "2023-H1", True), ("9 tháng 2023", "2023-01/2023-09", True),
        ("3 tháng đầu năm 2023", "2023-01/2023-03", True), ("6T/2023", "2023-H1", True),
        ("6 tháng cuối năm 2023", "2023-H2", False), ("12 tháng năm 2023", "2023", False),
        ("năm 2023", "2023", False), ("2023", "2023", False), ("tháng 3/2023", "2023-03", False),
        ("T3/2023", "2023-03", False), ("tháng tư năm 2023", "2023-04", False),
        ("từ tháng 1 đến tháng 6 năm 2023", "2023-H1", True),
        ("Kỳ báo cáo: Quý I/2023", "2023-Q1", False), ("giai đoạn 2017-2022", "2017/2022", False),
        ("từ 15/12/2022 đến 14/6/2023", "2022-12-15/2023-06-14", False),
        ("15/12/2022 - 14/6/2023", "2022-12-15/2023-06-14", False),
    ],
)  # fmt: skip
def test_a_period_is_a_span_that_says_whether_it_is_cumulative(text, code, is_cumulative):
    found = cells.period(text).value
    assert (found.code, found.is_cumulative) == (code, is_cumulative)
    assert found.start <= found.end


@pytest.mark.parametrize("text", ["quý I", "6 tháng đầu năm", "tháng 3"])
def test_a_period_without_a_year_takes_that_of_the_sheet_or_is_for_review(text):
    assert cells.period(text).state == "review"
    assert cells.period(text, year=2023).value.start.year == 2023


@pytest.mark.parametrize("raw", ["quý 5/2023", "13/2023", "Quỹ 1/2023", "abc", 10.5, True])
def test_what_is_no_period_is_refused(raw):
    assert cells.period(raw).state == "refused"


def test_before_a_day_leaves_out_the_day_itself():
    strict, loose = cells.deadline("trước ngày 10-12"), cells.deadline("chậm nhất ngày 10/12")
    assert strict.value.code == "--12-10"
    assert strict.value.holds(date(2023, 12, 9))
    assert not strict.value.holds(date(2023, 12, 10))
    assert loose.value.holds(date(2023, 12, 10))
    dated = cells.deadline("trước ngày 10 tháng 12 năm 2023").value
    assert dated.code == "2023-12-10"
    assert not dated.holds(date(2024, 1, 1))
    assert cells.deadline("trước ngày 31/02").state == cells.deadline("10-12").state == "refused"


SCALE = {"a": ("Xuất sắc", "Excellent"), "b": ("Khá", "Fair"), "c": ("Trung bình", "Average")}


@pytest.mark.parametrize(
    ("raw", "code"),
    [("Xuất sắc", "a"), ("XS", "a"), ("X.sắc", "a"), ("X. sắc", "a"), ("TB", "c"),
     ("T.bình", "c"), ("TRUNG BÌNH", "c"), ("Xếp loại: Khá", "b")],
)  # fmt: skip
def test_a_rating_is_found_by_its_name_or_abbreviation(raw, code):
    assert cells.rating(raw, SCALE).value == code


@pytest.mark.parametrize("raw", ["Giỏi", "Tốt", "K", "chưa xếp loại", "-"])
def test_a_rating_that_is_not_on_the_scale_is_for_review(raw):
    read = cells.rating(raw, SCALE)
    assert (read.state, read.value) == ("review", None)
    assert "Trung bình" in read.expected[0]


def test_a_province_may_have_abbreviations_of_its_own():
    assert cells.rating("Hạng 1", SCALE, aliases={"hạng 1": "a"}).value == "a"


def test_letters_of_another_alphabet_in_a_name_are_for_review():
    assert cells.text("Хã Hồng").value == "Xã Hồng"
    assert one(NAME, "Хã Hồng").code == "review"


def test_a_column_in_an_old_font_is_decoded_with_a_note_for_each_cell():
    raw = [encodings.encode(name, "tcvn3") for name in ("Xã An Quảng Hữu", "Thôn Bình Lâm")]
    values, faults = cells.parse(NAME, [*raw, "Ea Kly"])
    assert values == ["Xã An Quảng Hữu", "Thôn Bình Lâm", "Ea Kly"]
    assert [(fault.row, fault.code) for fault in faults] == [(0, "decoded"), (1, "decoded")]
    assert faults[0].expected[0] == "Xã An Quảng Hữu"


def test_a_cell_in_an_old_font_within_a_unicode_column_is_for_review():
    raw = ["Xã An Quảng Hữu", encodings.encode("Thôn Bình Lâm", "tcvn3")]
    values, faults = cells.parse(NAME, raw)
    assert values == ["Xã An Quảng Hữu", None]
    assert [(fault.row, fault.code) for fault in faults] == [(1, "review")]


# --- by law ----------------------------------------------------------------------------------


@given(st.integers(0, 10**7))
def test_every_number_reads_back_from_every_way_it_is_written(number):
    grouped = f"{number:,}"
    for text in (
        str(number), grouped.replace(",", "."), grouped.replace(",", " "),
        grouped.replace(",", "\u00a0"), grouped.replace(",", "\u202f"), f" {number}\u200b",
    ):  # fmt: skip
        assert cells.count(text, most=10**7) == cells.Cell(number)
    damaged = number / 1000
    if not damaged.is_integer():
        assert cells.count(damaged, most=10**7).value == number
        assert cells.count(damaged, most=10**7).state == "review"


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back_from_every_way_it_is_written(day):
    moment = datetime(day.year, day.month, day.day)
    for text in (
        f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}", day.isoformat(), f"{day.isoformat()} 00:00:00",
        f"ngày {day:%d} tháng {day:%m} năm {day.year}", f"ngày {day:%d/%m/%Y}",
        f"Kon Tum, ngày {day.day} tháng {day.month} năm {day.year}",
    ):  # fmt: skip
        read = cells.date(text)
        assert (read.value, read.state) == (moment, "ok")
    serial = float((day - date(1899, 12, 30)).days)
    assert (cells.date(serial).value, cells.date(serial).state) == (moment, "review")


READERS = [
    cells.count, cells.percent, cells.ratio, cells.pair, cells.number_range, cells.amount,
    cells.money, cells.score, cells.date, cells.month, cells.year, cells.period, cells.deadline,
    cells.rating, cells.flag, cells.text,
]  # fmt: skip
MESSY = st.text(
    st.sampled_from("0123456789.,-/()% *xXđĐtỷriệunghàmbốư\u00a0\u00ad\u200b¹２=#+<>"), max_size=16
)
ANY_CELL = st.one_of(
    MESSY, st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(),
    st.datetimes(), st.dates(), st.times(), st.timedeltas(),
)  # fmt: skip


@given(ANY_CELL)
def test_no_reader_ever_raises_and_each_says_the_same_twice(raw):
    for reader in READERS:
        read = reader(raw)
        assert reader(raw) == read
        assert (read.state == "ok") == (not read.code or RULES[read.code].severity == "note")
        assert (read.value is None) or read.state != "refused"
        assert read.code in RULES or (read.code == "" and read.state == "ok")
        if read.state != "ok":
            assert all(read.expected)


@given(st.one_of(MESSY, st.text(max_size=20)))
def test_no_text_becomes_a_number_unless_a_rule_says_so(text):
    read = cells.count(text, most=10**18)
    if read.state != "ok" or read.value is None:
        return
    if not read.code:  # plain digits, in groups of three where they are grouped
        assert read.value == int("".join(char for char in text if char in "0123456789"))
        seen = {char for char in text if not char.isspace() and unicodedata.category(char) != "Cf"}
        assert seen <= set("0123456789.")
    else:
        assert set(read.marks) & {"fullwidth", "none", "unit", "words", "comma_thousands"}


@pytest.mark.parametrize(
    "raw", ["9" * 5000, "1." * 5000, "1 " + "a" * 40_000, "(" * 9000, "6 t" * 9000]
)
def test_a_hostile_cell_is_refused_at_once(raw):
    for reader in READERS:
        assert reader(raw).state in ("refused", "review")


# Numbers that the sheet shows otherwise ---------------------------------------------------------

PERCENT, THOUSANDTHS, SCALED = (cells.HOW[how] for how in ("percent", "thousandths", "scaled"))


@pytest.mark.parametrize("column", [TIPS, MONEY])
@pytest.mark.parametrize(
    ("cell", "found", "likely"),
    [
        (THOUSANDTHS(10), "10.000", "10 or 10000?"),
        (THOUSANDTHS(10.5), "10.500", "10500?"),
        (PERCENT(1), "100%", ""),
        (PERCENT(0.35), "35%", ""),
        (SCALED(15600), "15600", "15600?"),
    ],
)
def test_a_count_that_is_shown_as_another_number_goes_to_review(column, cell, found, likely):
    values, (fault,) = cells.read_column(column, [cell, 7000.0])
    assert values.isna().tolist() == [True, False]
    assert (fault.code, fault.found) == ("damaged", found)
    assert fault.expected[1].endswith(likely)


def test_zero_is_zero_however_it_is_shown():
    values, faults = cells.read_column(TIPS, [THOUSANDTHS(0), PERCENT(0), SCALED(0)])
    assert values.tolist() == [0, 0, 0]
    assert faults == []


def test_points_shown_as_a_percentage_are_that_percentage():
    assert one(SCORE, PERCENT(0.726)) == 72.6
    assert one(SCORE, THOUSANDTHS(72.6)) == 72.6
    assert one(SCORE, PERCENT(1.2)).code == "review"
    assert one(SCORE, SCALED(72.0)).code == "review"
    assert cells.percent(PERCENT(0.005)).value == 0.5
