"""Columns: repeated cells and numbers are read at once, and as they are read one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.tables import cells
from mohinh.tables.cells import Numbers, Repeated
from mohinh.tables.schemas import TABLES

COUNT = TABLES["activity"].column("sessions_count")
AREA = TABLES["activity"].column("area_id")
MONTH = TABLES["activity"].column("month")
NAME = TABLES["areas"].column("area_name")
POPULATION = TABLES["areas"].column("population_persons")

CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "-",
            "1.042",
            "1,5",
            "x",
            "22915-01",
            " a",
            "a b",
            "Thôn Đắk Rơ",
            "2022-03",
            "<b>",
        ]
    ),
    st.sampled_from([0.0, 7.0, -1.0, 0.5, 1e9, float("nan"), float("inf"), 3, True, None]),
    st.floats(0, 100).map(lambda number: float(int(number))),
)


def same(series: pd.Series, values: list, column) -> None:
    pd.testing.assert_series_equal(series, cells.to_series(column, values))


@given(st.lists(CELLS, max_size=12), st.data())
@settings(max_examples=150, deadline=None)
def test_a_column_is_read_at_once_as_it_is_cell_by_cell(kept, data):
    """Repeated or not, as an array or as a list: the same values and the same faults."""
    column = data.draw(st.sampled_from([COUNT, AREA, MONTH, NAME, POPULATION]))
    dash = data.draw(st.sampled_from(["zero", "missing", "review"]))
    index = st.integers(0, len(kept) - 1)
    places = data.draw(st.lists(index, max_size=20)) if kept else []
    repeated = Repeated(Numbers.of(kept), np.array(places, np.int32))
    plain = [kept[place] for place in places]
    for raw, shown in ((repeated, plain), (Numbers.of(kept), kept), (kept, kept)):
        # What other cells of the column are decides on some: all must be there.
        if shown is plain and len(set(places)) < len(kept):
            continue
        values, faults = cells.parse(column, list(shown), dash=dash)
        series, found = cells.read_column(column, raw, dash=dash)
        assert found == faults
        assert cells.parse(column, raw, dash=dash) == (values, faults)
        same(series, values, column)


def test_a_blank_key_is_told_for_every_row_that_repeats_it():
    raw = Repeated(["22915-01", ""], np.repeat([0, 1], 3))
    series, faults = cells.read_column(AREA, raw)
    assert series.isna().tolist() == [False] * 3 + [True] * 3
    assert [(fault.row, fault.code) for fault in faults] == [
        (3, "blank"),
        (4, "blank"),
        (5, "blank"),
    ]


def test_numbers_keep_every_cell():
    plain = [1.0, "", "-", 2.5, None, True, 3]
    numbers = Numbers.of(plain)
    assert list(numbers) == plain
    assert [type(cell) for cell in numbers] == list(map(type, plain))
    assert (numbers[0], numbers[-1], numbers[1:3], len(numbers)) == (1.0, 3, ["", "-"], 7)
    assert numbers == plain
    assert list(Numbers.joined([numbers, Numbers.of([4.0, "x"])])) == [*plain, 4.0, "x"]
    assert Numbers.of(numbers) is numbers


def test_repeated_cells_are_a_sequence():
    raw = Repeated(["a", "b"], np.array([0, 0, 1, 0]))
    assert (list(raw), len(raw), raw[2], raw[-1]) == (["a", "a", "b", "a"], 4, "b", "a")
    assert raw[1:3] == ["a", "b"]
    with pytest.raises(IndexError):
        raw[4]


@pytest.mark.parametrize(
    "kept",
    [
        ["22915-01", "22915-02"],
        ["22915-01", "22915 02"],
        ["22915-01", ""],
        ["22915-01 22915-02"],
        ["a\tb"],
        ["a\nb"],
        ["x" * 41],
        ["$1"],
        ["é"],
        [" 1"],
        [1.0, "2"],
        [],
    ],
)
def test_codes_that_need_no_tidying_are_taken_as_they_stand_and_no_others(kept):
    values, faults = cells.parse(AREA, kept)
    one_by_one = [cells.parse(AREA, [cell]) for cell in kept]
    assert values == [value for found, _ in one_by_one for value in found]
    assert len(faults) == sum(len(found) for _, found in one_by_one)
