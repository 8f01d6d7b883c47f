"""One cell: what it becomes, or why it is refused. Nothing is rounded, nothing guessed."""

import unicodedata
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.tables import cells
from mohinh.tables.schemas import ACTIVITY, AREAS, DTYPES, POINTS, REGISTRATIONS

TIPS, MONTH = ACTIVITY.column("tips_count"), ACTIVITY.column("month")
MONEY, STATUS = POINTS.column("budget_vnd"), POINTS.column("status")
DAY, COMMUNE = POINTS.column("started_on"), POINTS.column("commune_code")
NAME, FLAG, CODE = (AREAS.column(n) for n in ("area_name", "is_border", "area_id"))
SCORE, YEAR = REGISTRATIONS.column("score"), REGISTRATIONS.column("year")


def one(column, cell):
    values, faults = cells.parse(column, [cell])
    assert (values[0] is None) or not faults
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
        (MONTH, date(2022, 10, 25), datetime(2022, 10, 1)),
        (MONTH, "10/2022", datetime(2022, 10, 1)),
        (MONTH, "2022-10", datetime(2022, 10, 1)),
        (DAY, "25/10/2022", datetime(2022, 10, 25)),
        (DAY, "1-2-2025", datetime(2025, 2, 1)),  # the day comes first
        (DAY, "2022-10-25", datetime(2022, 10, 25)),
        (DAY, datetime(2022, 10, 25, 13, 5), datetime(2022, 10, 25)),
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
        (TIPS, "-", "wrong_cell"),
        (TIPS, "không", "wrong_cell"),
        (TIPS, "10.34", "wrong_cell"),
        (TIPS, "10,349", "wrong_cell"),
        (TIPS, "1.000 000", "wrong_cell"),
        (TIPS, "1e3", "wrong_cell"),
        (TIPS, "1_000", "wrong_cell"),
        (TIPS, "７", "wrong_cell"),
        (TIPS, "12/30", "wrong_cell"),
        (TIPS, "trên 15", "wrong_cell"),
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
        (YEAR, date(2022, 1, 1), "wrong_cell"),
        (YEAR, 2022.5, "wrong_cell"),
        (MONTH, 44835.0, "wrong_cell"),
        (MONTH, "13/2022", "wrong_cell"),
        (MONTH, "quý 1/2022", "wrong_cell"),
        (DAY, 45688.0, "wrong_cell"),
        (DAY, "31/02/2022", "wrong_cell"),
        (DAY, "10/25/2022", "wrong_cell"),
        (DAY, "25/10/22", "wrong_cell"),
        (DAY, datetime(1899, 12, 31), "wrong_cell"),
        (DAY, date(2101, 1, 1), "wrong_cell"),
        (DAY, time(0, 0), "wrong_cell"),
        (DAY, True, "wrong_cell"),
        (STATUS, "tốt", "wrong_cell"),
        (STATUS, 1.0, "wrong_cell"),
        (FLAG, "2", "wrong_cell"),
        (FLAG, 1.0, "wrong_cell"),
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
    assert values == [True, None, None, True, False, None]
    assert [fault.row for fault in faults] == [1, 2, 5]


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
