"""The cases of real sheets that were collected for intake: what stood in a cell, what it means.

The table lies beside the project and is not part of it; without it these tests are skipped. Here
are the cases of cells, encodings and ratings; the ids in `ELSEWHERE` belong to other parts.
"""

import csv
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from mohinh.tables import cells, encodings
from mohinh.tables.cells import Amount, Cell, Range, Ratio
from mohinh.tables.schemas import AREAS, Column

FILE = Path(__file__).parents[2] / "shared" / "data" / "domain" / "intake_cases.csv"
NAME = AREAS.column("area_name")
# Every count column may hold every unit here; the table does not say what its column counts.
COUNT = Column("any_count", "count", "", ("", ""))
ELSEWHERE = {
    **dict.fromkeys(("I087", "I089", "I091", "I093", "I095", "I099"), "structure of the sheet"),
    **dict.fromkeys(("I107", "I109"), "names of models"),
    **dict.fromkeys(("I113", "I115"), "privacy"),
}


def cases():
    if not FILE.is_file():
        return []
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = {case["id"]: case for case in cases()}


def raw(number):
    if number not in CASES:
        pytest.skip(f"case {number}: {FILE.name} is not beside the project")
    return CASES[number]["raw"]


def review(value, mark):
    def fits(read: Cell) -> bool:
        return (read.state, read.value) == ("review", value) and mark in read.marks

    return fits


def ok(value, *marks):
    def fits(read: Cell) -> bool:
        return (read.state, read.value) == ("ok", value) and set(marks) <= set(read.marks)

    return fits


def not_ok(read: Cell) -> bool:
    return read.state != "ok" and read.value is None


# Case → what reads it, what is expected; where the case lists several cells, all of them.
CELLS = {
    "I001": (cells.count, ok(10_349)),
    "I003": (cells.count, ok(741)),
    "I005": (cells.count, ok(10_349)),
    "I007": (cells.count, review(10_349, "comma")),
    "I009": (cells.count, review(10_340, "damaged")),
    "I013": (cells.percent, ok(72.6)),
    "I015": (cells.percent, ok(100.0)),
    "I017": (cells.ratio, ok(Ratio(1042, 1165))),
    "I019": (cells.ratio, ok(Ratio(709, 730))),
    "I021": (cells.ratio, ok(Ratio(28, 34))),
    "I023": (cells.number_range, ok(Range(1, 2))),
    "I025": (cells.amount, ok(Amount(15_000, "over"))),
    "I027": (cells.amount, ok(Amount(15, "about", "km"))),
    "I029": (cells.money, ok(15_600_000_000, "unit")),
    "I031": (cells.count, ok(8, "words")),
    "I033": (cells.count, ok(12, "unit")),
    "I035": (cells.count, not_ok),
    "I037": (cells.count, not_ok),
    "I041": (cells.count, ok(10, "fullwidth")),
    "I043": (cells.count, ok(0, "none")),
    "I045": (cells.count, review(None, "dash")),
    "I055": (cells.date, ok(datetime(2023, 2, 20))),
    "I057": (cells.date, ok(datetime(2023, 7, 6))),
    "I059": (cells.date, ok(datetime(2023, 2, 22))),
    "I061": (cells.date, ok(datetime(2023, 4, 3))),
    "I067": (lambda text: Cell(cells.period(text).value.code), ok("2023")),
    "I069": (lambda text: Cell(cells.deadline(text).value.code), ok("--12-10")),
    "I105": (cells.rating, review(None, "not_on_scale")),
    "I111": (cells.count, review(31, "unit")),
}
SEVERAL = {
    "I039": (cells.count, [review(741, "footnote")] * 2),
    "I047": (cells.count, [review(None, "tick")] * 2),
    "I049": (cells.flag, [ok(False), ok(False), ok(False, "pending"), ok(False)]),
    "I051": (cells.count, [review(None, "ditto")] * 3),
    "I101": (cells.rating, [ok("xuat_sac")] * 3),
    "I103": (cells.rating, [ok("trung_binh")] * 3),
}


@pytest.mark.parametrize("number", CELLS)
def test_the_cell_of_a_case_is_read_as_the_case_says(number):
    read, fits = CELLS[number]
    assert fits(read(raw(number))), read(raw(number))


@pytest.mark.parametrize("number", SEVERAL)
def test_every_cell_of_a_case_is_read_as_the_case_says(number):
    read, wanted = SEVERAL[number]
    found = [read(part.strip()) for part in raw(number).split(" / ")]
    assert len(found) == len(wanted)
    assert all(fits(cell) for fits, cell in zip(wanted, found, strict=True)), found


@pytest.mark.parametrize(("value", "likely"), [(10.349, 10_349), (10.35, 10_350), (10.3, 10_300)])
def test_case_i011_a_float_of_thousands_is_proposed_and_never_silent(value, likely):
    assert raw("I011") == "10.349"
    read = cells.count(value)
    assert (read.state, read.value, read.code) == ("review", likely, "damaged")
    assert f"có phải {likely}?" in read.expected[0]


def test_case_i007_a_comma_groups_thousands_beside_one_that_must():
    column = [raw("I007"), "1,234,567"]
    assert cells.count(column[0], commas_group=cells.commas_group(column)).value == 10_349


def test_case_i053_invisible_signs_are_stripped_from_a_name():
    assert cells.parse(NAME, [raw("I053")]) == (["Xã Hồng Sơn"], [])


def test_case_i061_a_day_is_flagged_beside_one_that_can_only_be_mm_dd():
    assert cells.date(raw("I061"), month_first=True).code == "mixed_dates"
    assert cells.has_month_first([raw("I061"), "12/25/2023"])


def test_case_i063_a_quarter_is_read_in_every_form():
    found = [cells.period(part) for part in raw("I063").split(", ")]
    assert [(cell.state, cell.value.code) for cell in found] == [("ok", "2023-Q1")] * 4


def test_case_i065_months_from_january_on_are_cumulative():
    found = [cells.period(part).value for part in raw("I065").split(" / ")]
    assert [span.code for span in found] == ["2023-H1", "2023-01/2023-09"]
    assert all(span.is_cumulative for span in found)


@pytest.mark.parametrize("number", ["I071", "I073", "I075", "I077", "I079", "I083"])
def test_the_encoding_of_a_case_is_found_and_decoded(number):
    found = encodings.decode_column([raw(number)])
    assert found.values == [CASES[number]["expected"]]
    assert found.encoding == ("mojibake" if number == "I083" else "tcvn3")
    assert found.raw == [raw(number)]


def test_case_i081_a_name_in_nfd_is_kept_in_nfc():
    values, faults = cells.parse(NAME, [unicodedata.normalize("NFD", raw("I081"))])
    assert values == ["Phường Mũi Né"]
    assert faults == []


def test_case_i085_eth_becomes_d_with_a_stroke_with_a_note():
    text = raw("I085").split(" (")[0]
    assert "\u00d0" in text
    values, faults = cells.parse(NAME, [text])
    assert values == ["\u0110ắk Hà"]
    assert [fault.code for fault in faults] == ["read_as"]


def test_case_i097_two_numbers_in_a_text_are_two_candidates():
    text = raw("I097").removeprefix("text “").split("”")[0]
    read = cells.count(text)
    assert (read.state, read.value) == ("review", (741, 10_349))


def test_no_case_of_cells_passes_through_a_column_of_counts_unsaid():
    """Through `parse`: a value that is not plain digits comes with a fault of its own."""
    counts = [case["raw"] for case in CASES.values() if case["column_kind"] == "count"]
    if not counts:
        pytest.skip(f"{FILE.name} is not beside the project")
    values, faults = cells.parse(COUNT, counts)
    told = {fault.row for fault in faults}
    for row, (cell, value) in enumerate(zip(counts, values, strict=True)):
        assert row in told or value == int("".join(filter(str.isdigit, cell)))


def test_every_case_belongs_to_a_test_here_or_to_another_part():
    if not CASES:
        pytest.skip(f"{FILE.name} is not beside the project")
    alone = {
        *("I007", "I011", "I053", "I061", "I063", "I065", "I071", "I073", "I075", "I077"),
        *("I079", "I081", "I083", "I085", "I097"),
    }
    assert set(CASES) == {*CELLS, *SEVERAL, *alone, *ELSEWHERE}
