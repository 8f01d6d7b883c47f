"""Privacy: what is refused at the door without being repeated, and what small counts reveal.

Rates are measured here with few trials and limits; `benchmarks/privacy_rates.py` has many.
"""

import csv
import json
import random
import unicodedata
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.tables import encodings, privacy, quality, sheets, store, units
from mohinh.tables.privacy import (
    SMALLEST,
    forbidden_header,
    personal_cell,
    rounded,
    rounding,
    scan,
    suppress,
    withheld,
    withheld_times,
    withheld_within,
)
from mohinh.tables.schemas import KIND_NAMES, WORKBOOK_TABLES
from mohinh.words import terms
from mohinh.words.terms import Period
from mohinh.words.text import fold
from privacy_lists import (
    BENIGN_CELLS,
    BENIGN_HEADERS,
    JOINED_PERSONAL_HEADERS,
    PERSONAL,
    PERSONAL_HEADERS,
    PERSONAL_NUMBERS,
    made_up,
)

SHARED = Path(__file__).parents[2] / "shared" / "data" / "domain"
ALL_PERSONAL_HEADERS = (*PERSONAL_HEADERS, *JOINED_PERSONAL_HEADERS)


def places(cells, **options):
    return [finding.row for finding in scan("S", "C", cells, first_row=2, **options)]


def unmarked(header):
    return " / ".join(map(fold, header.split(" / ")))


# Headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Họ tên", "Họ và tên", "HỌ VÀ TÊN", "ho ten", "Hoten", "Tên chủ hộ", "Người lập",
        "Người đại diện", "CCCD", "Số CCCD", "CMND", "CMTND", "Số CMT", "Căn cước", "Hộ chiếu",
        "SĐT", "Số ĐT", "ĐT", "Số điện thoại", "so dien thoai", "Di động", "Zalo", "Email",
        "Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh", "Tuổi", "Địa chỉ", "Số nhà", "Nơi ở",
        "Thường trú", "Quê quán", "Dân tộc", "Dân  tộc (%)", "Tôn giáo", "ton_giao", "Tín ngưỡng",
        "Tiền án", "Tiền sự", "Giới tính", "Biển số xe", "Số tài khoản", "Đối tượng",
        "Cơ sở bí mật", "Ho\u0323 te\u0302n",
    ],
)  # fmt: skip
def test_a_heading_that_asks_for_a_person_is_recognised(header):
    assert forbidden_header(header)


def test_no_heading_or_label_of_the_form_is_taken_for_personal_data():
    texts = [*sheets.INFO_KEYS, sheets.INFO_SHEET, sheets.LEGEND_SHEET]
    for table in WORKBOOK_TABLES:
        texts += [table.sheet, *(column.header for column in table.typed_columns)]
        for column in table.typed_columns:
            texts += [column.meaning[0], *KIND_NAMES[column.kind]]
            texts += [label[0] for label in (column.choices or {}).values()]
    for text in texts:
        assert not forbidden_header(text), text
        assert privacy.repeatable(text), text


@pytest.mark.parametrize("header", ALL_PERSONAL_HEADERS)
def test_a_heading_about_a_person_is_refused_in_every_spelling(header):
    assert forbidden_header(header)
    assert forbidden_header(header.upper())
    for encoding in ("tcvn3", "vni", "mojibake"):
        assert forbidden_header(encodings.encode(header, encoding)), encoding


def test_a_heading_about_a_person_is_refused_without_diacritics():
    missed = {header for header in ALL_PERSONAL_HEADERS if not forbidden_header(unmarked(header))}
    # “DT” is also an area, “so tin do” also a number of tips.
    assert missed == {"ĐT", "Số tín đồ"}


@pytest.mark.parametrize("header", BENIGN_HEADERS)
def test_an_ordinary_heading_and_a_count_of_people_are_let_through(header):
    assert not forbidden_header(header)
    assert privacy.repeatable(header)
    assert not forbidden_header(unmarked(header)) or header == "Tiền ăn"
    for encoding in ("tcvn3", "vni", "mojibake"):
        assert not forbidden_header(encodings.encode(header, encoding)), encoding


@pytest.mark.parametrize(
    ("header", "personal"),
    [
        ("Số CCCD", True), ("Số CCCD đã cấp", False), ("Số CCCD được cấp ngày", True),
        ("Số nhà", True), ("Số nhà trọ", False), ("Số người", False), ("Người nghiện", True),
        ("Số người nghiện", False), ("Đối tượng", True), ("Đối tượng (người)", False),
        ("Họ tên (người)", True), ("Họ tên người được cấp CCCD", True), ("Tiền án", True),
        ("Tiền ăn", False), ("Số người / Họ tên", True), ("Đối tượng / Số lượng", False),
        ("Tổng số người theo tôn giáo", True), ("Cơ sở tôn giáo", False),
    ],
)  # fmt: skip
def test_a_count_is_told_from_what_it_counts(header, personal):
    assert forbidden_header(header) is personal


# Cells ------------------------------------------------------------------------------------------

SECRETS = [
    "079200001234", "079 200 001 234", "079.200.001.234", "CCCD 079200001234.", "123456789",
    "CMND: 123456789, cấp năm 2010", "0912345678", "0912.345.678", "0912 345 678",
    "0912-345-678", "+84912345678", "(+84) 912 345 678", "84912345678", "lh: 0338123456.",
    "an.nguyen@example.com", "Nguyễn Văn An", "NGUYỄN THỊ BÌNH", "Tran Thi Be",
    "ông Lê Minh", "bà Phạm Hoa phụ trách",
]  # fmt: skip
MARKS = ["MẬT", "Tối mật", "TUYỆT MẬT", "Độ mật: A", "Lưu hành nội bộ", "luu hanh noi bo"]
NUMBERS = [79200001234.0, 1200001234.0, 123456789012.0, 912345678.0, 338123456.0]


@pytest.mark.parametrize("cell", [*SECRETS, *MARKS, *NUMBERS])
def test_a_cell_with_a_person_or_a_mark_of_secrecy_is_recognised(cell):
    assert personal_cell(cell)
    assert not privacy.repeatable(str(cell))


@pytest.mark.parametrize(
    "cell",
    [
        "22915-01", "Khu phố Nguyễn Văn Cừ", "Đô thị văn minh", "Mắt thần", "Mắt", "Bình Thuận",
        "25/10/2022", "1.500.000", "120.000.000 đồng", "Tổ 5, ấp 3", "Camera 2022 – mẫu 12",
        "Người cao tuổi gương mẫu", "bà cao tuổi", "Võ Thị Sáu", "D0001", "", None, 10_349.0,
        120_000_000.0, 1_500_500.0, True,
    ],
)  # fmt: skip
def test_an_ordinary_cell_is_not(cell):
    assert not personal_cell(cell)


def test_one_secret_among_many_clean_cells_is_placed():
    assert places(["Khu 1", "Khu 2", "0912345678", "", "Khu 3"]) == [4]
    assert places([1.0, 2.0, 79200001234.0, ""]) == [4]


def test_at_most_ten_places_are_named():
    assert places(["0912345678"] * 40) == list(range(2, 12))


def test_a_list_of_names_is_recognised_even_without_middle_names_or_diacritics():
    people = ["Nguyễn Minh Anh", "tran quoc bao", "LÊ HỒNG PHÚC", "Khu 1"]
    assert places(people) == [2, 3, 4]
    assert places(["Lê Minh Anh", "Đỗ Ka", "lê hoa"], may_list_names=False) == [2]
    assert places(["tran quoc bao", "Khu 1", "Khu 2", "Khu 3"]) == []  # one such name is not seen


def test_nine_digits_are_money_until_most_of_the_column_looks_like_people():
    amounts = [120_000_000.0, 115_500_000.0, "250000000", 123_456_789.0]
    assert places(amounts, is_money=True) == []
    assert places([912345678.0, 338123456.0, 905111222.0], is_money=True) == [2, 3, 4]
    assert places([5_000_000.0, 79200001234.0], is_money=True) == [3]
    assert places(["0912345678"], is_money=True) == [2]


@pytest.mark.parametrize(
    "name", ["Đinh Văn Tèo", "giao bà Hạnh", "Ng.V.An", "HỒ THỊ NĂM", "ông Ba"]
)
def test_a_name_is_known_by_its_middle_or_by_how_it_is_addressed(name):
    assert personal_cell(name)
    assert places(["Khu 1", name, "Khu 2", "Khu 3"]) == [3]


def test_names_are_listed_however_their_letters_are_stored():
    names = made_up(PERSONAL["plain name, small letters"], 40)
    split = [unicodedata.normalize("NFD", name) for name in names]
    assert len(places(split)) == len(places([f" {name} " for name in names])) == 10


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_names_in_an_old_encoding_are_recognised(encoding):
    people = [encodings.encode(name, encoding) for name in made_up(PERSONAL["plain name"], 30)]
    assert len(places(people)) == 10
    one = encodings.encode("Trần Thị Bưởi", encoding)
    assert places(["Khu 1", one, "Khu 2"]) == [3]


@pytest.mark.parametrize(
    "cells",
    [
        ["Nguye\u0302\u0303n Va\u0306n An"], ["Nguyễn\u00a0Văn An"], ["Nguyễn  Văn\tAn"],
        ["0912\u00a0345\u202f678"], ["０９１２３４５６７８"], ["Gọi\n0912345678\nnhé"],
        ["09\u200b12345678"], ["079–200–001–234"],
    ],
)  # fmt: skip
def test_odd_spaces_and_signs_hide_nothing(cells):
    assert places(["Khu 1", *cells, "Khu 2"]) == [3]
    assert personal_cell(cells[0])
    assert not privacy.repeatable(cells[0])


def test_dates_times_flags_and_blanks_are_nothing_personal():
    cells = [
        None,
        "",
        "  ",
        True,
        False,
        date(1985, 3, 1),
        datetime(1985, 3, 1, 10, 5),
        float("nan"),
    ]
    assert places(cells) == []
    assert not any(map(personal_cell, cells))


# Numbers in a column ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # a long number among counts, among round amounts, among amounts to the last đồng
        ([12.0, 30.0, 912345678.0], [4]),
        ([12e6, 30e6, 912345678.0], []),
        ([12e6, 30e6, 79300001234.0], [4]),
        ([12_345_678.0, 30_111_222.0, 79300001234.0], []),
        # a sum of amounts to the last đồng, and the people of the country
        ([152_340_567.0, 98_765_432.0, 1_250_000_111.0, 1_501_106_110.0], []),
        ([1_230_393.0, 3_141_592.0, 100_309_209.0], []),
        # most of a column
        ([123456789.0, 234567891.0, 345678912.0, 5.0], [2, 3, 4]),
        (["123456789", "Khu 1"], [2]),
        (["1200001234", "79300001234", "60200009876"], [2, 3, 4]),
        # codes of areas that begin with those of communes
        (["229150001", "229150002", "229180011"], []),
        (["000010001", "000010002", "000040011"], []),
        ([229150001.0, 229150002.0, 229180011.0], []),
    ],
)
def test_long_numbers_count_by_what_stands_around_them(cells, found):
    assert places(cells) == found


def test_papers_in_a_column_of_money_count_only_by_their_shape():
    assert places(made_up(PERSONAL_NUMBERS["CMND as a number"], 40), is_money=True) == []
    for kind in ("citizen's number as a number", "mobile as a number"):
        assert len(places(made_up(PERSONAL_NUMBERS[kind], 40), is_money=True)) == 10


# Rates ------------------------------------------------------------------------------------------

CLEAN = [f"Khu phố {number}" for number in range(1, 40)]
# Kind → the least share of single cells that must be found; all the others: 99 %.
WEAK = {
    "birth in a note": 0.9,
    "name with Văn or Thị, CAPITALS": 0.95,
    "name with Văn or Thị, small letters": 0.95,
    "name with Văn or Thị, small, no diacritics": 0.9,
    "plain name": 0.6,
    "plain name, CAPITALS": 0.6,
    "plain name in a note": 0.6,
    "plain name, small letters": 0.2,
    "plain name, no diacritics": 0.2,
    "name of two words": 0,
}


@pytest.mark.parametrize("kind", PERSONAL)
def test_what_is_made_up_about_persons_is_found(kind):
    values = made_up(PERSONAL[kind], 200)
    share = sum(map(personal_cell, values)) / len(values)
    assert share >= WEAK.get(kind, 0.99)
    among = sum(bool(places([*CLEAN, value])) for value in values) / len(values)
    assert among >= share - 0.01
    for first in range(0, 200, 40):
        assert places(values[first : first + 40])


@pytest.mark.parametrize("kind", PERSONAL)
def test_the_look_at_a_whole_column_finds_what_the_look_at_a_cell_finds(kind):
    values = made_up(PERSONAL[kind], 100, seed=7)
    alone = [value for value in values if personal_cell(value)]
    assert [value for value in alone if not places([value])] == []


@pytest.mark.parametrize("cell", BENIGN_CELLS)
def test_an_ordinary_cell_raises_no_alarm(cell):
    assert not personal_cell(cell)
    assert places([cell]) == []


def test_no_column_of_ordinary_cells_raises_an_alarm():
    chance = random.Random(1)
    for _ in range(50):
        assert places(chance.sample(BENIGN_CELLS, 40)) == []


@pytest.mark.parametrize("vintage", terms.VINTAGES)
@pytest.mark.parametrize(
    "column", ["commune_name", "commune_full_name", "district_name", "province_name"]
)
def test_no_list_of_units_is_taken_for_a_list_of_persons(vintage, column):
    table = units.geography(vintage)
    names = table[column].dropna()
    assert not [name for name in names.unique() if not privacy.repeatable(name)]
    for place in ("district_code", "province_code"):
        for _, found in names.groupby(table[place]):
            assert places(found.tolist()) == []


def test_no_published_figure_raises_an_alarm():
    folder = Path(__file__).parents[1] / "data" / "published"
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            columns = list(zip(*csv.reader(lines), strict=True))
        for header, *cells in columns:
            assert not forbidden_header(header), (file.name, header)
            assert places(cells) == [], (file.name, header)


def test_no_sample_and_no_demo_raises_an_alarm():
    data = Path(__file__).parents[1] / "data"
    files = [*data.glob("layouts/samples/*.xlsx"), *data.glob("demo/*.xlsx")]
    assert len(files) > 3
    for file in files:
        for sheet in sheets.read_workbook(file).sheets.values():
            assert [cell for cell in sheet.headers if forbidden_header(cell)] == []
            for column in zip(*sheet.rows, strict=True):
                money = {"is_money": any("Kinh phí" in header for header in sheet.headers)}
                assert places(column, **money) == [], (file.name, sheet.name)


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("models_named.csv", "model_name_vi"), ("model_groups.csv", "group_vi"),
        ("model_groups.csv", "aliases_seen"), ("published_figures.csv", "indicator_vi"),
        ("other_provinces.csv", "indicator_vi"), ("targets.csv", "indicator"),
        ("indicators.csv", "indicator"), ("name_forms.csv", "input"),
    ],
)  # fmt: skip
def test_no_name_of_a_model_or_indicator_raises_an_alarm(file, column):
    path = SHARED / file
    if not path.is_file():
        pytest.skip(f"{file} is not beside the project")
    with path.open(encoding="utf-8", newline="") as lines:
        values = [row[column] for row in csv.DictReader(lines)]
    assert [value for value in values if personal_cell(value)] == []
    assert places(values) == []


def test_case_i113_is_refused():
    path = SHARED / "intake_cases.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the project")
    with path.open(encoding="utf-8", newline="") as lines:
        cases = {case["id"]: case["raw"] for case in csv.DictReader(lines)}
    for cell in cases["I113"].split(" / "):
        assert personal_cell(cell)
        assert places(["Khu 1", cell]) == [3]
    assert not personal_cell(cases["I115"])  # a small count: hidden when published, no person


def test_the_demo_raises_no_alarm(demo):
    for table in WORKBOOK_TABLES:
        frame = getattr(demo, table.name)
        for column in table.typed_columns:
            cells = [float(c) if isinstance(c, int) else c for c in frame[column.name].tolist()]
            kind = {"is_money": column.kind == "money", "may_list_names": not column.choices}
            assert places(cells, **kind) == [], column.name


@pytest.mark.parametrize("kind", PERSONAL)
def test_a_finding_never_holds_the_value(kind):
    for value in made_up(PERSONAL[kind], 40, seed=3):
        for finding in scan("S", "C", [*CLEAN, value], first_row=2):
            said = [repr(finding), finding.say("vi"), finding.say("en")]
            said.append(quality.table([finding], "vi").to_json(force_ascii=False))
            assert not any(value in text for text in said)
        if personal_cell(value):
            assert not privacy.repeatable(value)


# At the door ------------------------------------------------------------------------------------


def everything_said(path):
    """Where personal data were found, and every word that could be printed about a workbook."""
    reading = store.read(path)
    assert reading.tables is None
    assert any(finding.code == "personal_data" for finding in reading.findings)
    found = {
        (finding.row, finding.column)
        for finding in reading.findings
        if finding.code == "personal_data"
    }
    said = [repr(reading.findings)]
    for lang in ("vi", "en"):
        said += [finding.say(lang) for finding in reading.findings]
        said.append(quality.table(reading.findings, lang).to_json(force_ascii=False))
        said.append(store.keeping._refusal(reading, lang))
    return found, "\n".join(said)


@pytest.mark.parametrize(
    ("place", "value", "shown"),
    [
        ("Địa bàn!B3", "Tổ ông Nguyễn Minh Quý", (3, "Tên địa bàn")),
        ("Địa bàn!E4", "Trần Văn Quý", (4, "Tên xã")),
        ("Địa bàn!F3", 79200001234, (3, "Số hộ")),
        ("Địa bàn!F3", "079 200 001 234", (3, "Số hộ")),
        ("Địa bàn!A5", "0912345678", (5, "Mã địa bàn")),
        ("Địa bàn!A9", "Người lập: Nguyễn Minh Quý", (9, "Mã địa bàn")),
        ("Loại mô hình!B2", "Gọi 0912 345 678", (2, "Tên mô hình")),
        ("Điểm mô hình!L2", 79200001234, (2, "Kinh phí ngân sách")),
        ("Hoạt động!D4", 912345678, (4, "Tin báo")),
        ("Hoạt động!L1", "Nguyễn Văn Quý", (1, "L")),
        ("Hoạt động!L1", "Họ tên", (1, "Họ tên")),
        ("Hoạt động!L6", "0912345678", (6, "L")),
        ("Hoạt động!B3", "Nguyễn Minh Quý", (3, "Tháng")),
        ("Thông tin!B1", "Nguyễn Văn Quý", (1, "B")),
        ("Thông tin!A12", "Liên hệ: 0912345678", (12, "A")),
    ],
)
def test_personal_data_is_refused_with_its_place_and_never_repeated(
    small_workbook, place, value, shown
):
    sheet, cell = place.split("!")

    def change(book):
        book[sheet][cell] = value

    found, said = everything_said(small_workbook(change))
    assert shown in found
    for secret in ("Quý", "079 200", "79200001234", "912345678", "912 345"):
        assert secret not in said


def test_a_sheet_or_column_named_after_a_person_is_not_repeated(small_workbook):
    def change(book):
        book.create_sheet("Nguyễn Văn Quý")["A1"] = "x"

    _, said = everything_said(small_workbook(change))
    assert "Quý" not in said
    json.dumps(said)


# Small counts -----------------------------------------------------------------------------------

COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=1, max_size=12)


def hide(values, **options):
    counts = pd.DataFrame(
        {"n": pd.array(values, dtype="Int64")}, index=list("abcdefghijkl")[: len(values)]
    )
    return suppress(counts, columns=["n"], **options)


def test_counts_from_one_to_four_are_hidden_zero_and_five_are_shown():
    found = hide([0, 1, 4, 5, 6, None], total_is_known=False)
    assert found["n_hidden"].tolist() == [False, True, True, False, False, False]
    assert found["n"].isna().tolist() == [False, True, True, False, False, True]
    assert found["n"].dtype == "Int64"


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ([3, 20, 9], [True, False, True]),  # one hidden cell would follow from the total
        ([4, 4, 20], [True, True, True]),  # two that add up to 8 nearly would
        ([1] * 10 + [20], [True] * 11),  # ten that add up to 10 are all ones
        ([0, 0, 0], [False] * 3),
        ([5, 6, 7], [False] * 3),
        ([3, 0, 0], [True, False, False]),  # nothing left to hide
        ([4, 4, 4, 50], [True, True, True, False]),
        ([2, None, 8, 9], [True, False, True, False]),
    ],
)
def test_with_a_known_total_the_next_smallest_cells_are_hidden_too(values, hidden):
    assert hide(values)["n_hidden"].tolist() == hidden


def test_every_column_is_treated_alone_and_the_rest_is_kept():
    counts = pd.DataFrame({"name": ["x", "y"], "a": [3, 9], "b": [7, 8]}, index=[5, 5])
    before = counts.copy()
    found = suppress(counts, columns=["a", "b"])
    pd.testing.assert_frame_equal(counts, before)
    assert found.index.tolist() == [5, 5]
    assert found["a_hidden"].tolist() == [True, True]
    assert found["b_hidden"].tolist() == [False, False]
    assert found["name"].tolist() == ["x", "y"]


@given(COUNTS)
def test_no_small_count_is_shown_and_no_shown_count_is_changed(values):
    found = hide(values)
    shown = found["n"].dropna()
    assert not shown.between(1, SMALLEST - 1).any()
    for value, after, hidden in zip(values, found["n"], found["n_hidden"], strict=True):
        assert hidden == (value is not None and pd.isna(after))
        assert hidden or value is None or after == value
        assert not (hidden and value == 0)


@given(COUNTS)
def test_the_total_and_the_shown_cells_leave_every_hidden_cell_many_values(values):
    found = hide(values)
    hidden = found["n_hidden"].to_numpy()
    if not hidden.any():
        return
    total = sum(value or 0 for value in values)
    rest = total - int(found["n"].sum())
    # Each hidden cell is at least one; the others leave it 1 … rest − (k − 1).
    choices = rest - int(hidden.sum()) + 1
    everything_hidden = all(h or not v for v, h in zip(values, hidden, strict=True))
    assert choices >= SMALLEST or everything_hidden
    assert hidden.sum() > 1 or everything_hidden


@given(COUNTS)
def test_hiding_costs_no_cell_that_was_not_needed(values):
    found = hide(values)["n_hidden"].to_numpy()
    numbers = np.array([value or 0 for value in values])
    extra = np.flatnonzero(found & (numbers >= SMALLEST))
    if len(extra):
        fewer = found.copy()
        fewer[extra[np.argmax(numbers[extra])]] = False
        slack = int((numbers[fewer] - 1).sum())
        assert fewer.sum() < 2 or slack < 2 * (SMALLEST - 1)


def test_a_cell_of_thousands_of_digits_is_judged_like_any_other():
    assert not privacy.repeatable("1" * 5_000)
    assert privacy.repeatable("1" + "0" * 5_000)


# --- rows that lose every number -------------------------------------------------------------


def test_a_row_of_a_small_count_goes_with_a_second_one_and_the_total_stays():
    counts = pd.Series({"all": 533.0, "a": 3.0, "b": 30.0, "c": 500.0})
    assert withheld(counts, is_total=counts.index == "all").tolist() == [False, True, True, False]


def test_where_the_parts_cannot_be_protected_everything_goes_zeros_too():
    counts = pd.Series({"all": 7.0, "a": 3.0, "b": 4.0, "c": 0.0})
    assert withheld(counts, is_total=counts.index == "all").all()


def test_a_part_that_is_not_known_or_zero_is_not_hidden_by_itself():
    assert not withheld(pd.Series([None, 0.0, 40.0])).any()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_a_hidden_row_could_hold_nine_counts_or_more_for_who_knows_the_sum(counts):
    parts = pd.Series(counts, dtype="float64")
    table = pd.concat([pd.Series([parts.sum()]), parts], ignore_index=True)
    hidden = withheld(table, is_total=table.index == 0)
    assert not table[~hidden].between(1, SMALLEST - 1).any()
    if not hidden.all() and hidden[1:].any():
        behind = table[1:][hidden[1:]]
        assert behind.sum() - len(behind) + 1 >= 2 * SMALLEST - 1


def test_a_row_of_a_group_is_hidden_with_another_of_its_group():
    counts = pd.Series([3, 30, 20, 40, 50], index=[*"abcde"])
    found = withheld_within(counts, pd.Series([*"XXXYY"], index=[*"abcde"]))
    assert found.rows.tolist() == [True, False, True, False, False]
    assert not found.groups.any()
    assert not found.total


def test_a_group_that_cannot_be_protected_goes_with_the_smallest_other():
    counts = pd.Series([2, 1, 9, 8, 40, 50], index=[*"abcdef"])
    found = withheld_within(counts, pd.Series([*"XXYYZZ"], index=[*"abcdef"]))
    assert found.groups.to_dict() == {"X": True, "Y": True, "Z": False}
    assert found.rows.tolist() == [True, True, True, True, False, False]
    assert not found.total


def test_where_all_is_small_the_total_is_hidden_too():
    counts = pd.Series([1, 2, 0], index=[*"abc"])
    found = withheld_within(counts, pd.Series([*"XYY"], index=[*"abc"]))
    assert found.total
    assert found.groups.all()


def test_what_was_not_reported_is_not_hidden_and_a_part_without_a_group_is_one_alone():
    counts = pd.Series([None, 30.0, 25.0], index=[*"abc"])
    found = withheld_within(counts, pd.Series(["X", "X", None], index=[*"abc"]))
    assert not found.rows.any()
    assert not found.total


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("XYZ")), min_size=1, max_size=12))
def test_no_published_sum_gives_a_small_count_of_a_group_away(rows):
    counts = pd.Series([count for count, _ in rows])
    groups = pd.Series([group for _, group in rows])
    found = withheld_within(counts, groups)
    assert found.rows[counts.between(1, 4)].all()
    for name, part in counts.groupby(groups):
        gone = part[found.rows[part.index]]
        if found.groups[name] or gone.empty:
            continue
        assert len(gone) > 1
        assert (gone - 1).sum() >= 8
    gone = counts.groupby(groups).sum()[found.groups]
    assert found.groups.all() or gone.empty or (len(gone) > 1 and (gone - 1).sum() >= 8)
    assert found.total == (0 < counts.sum() < 5)


# --- over time ----------------------------------------------------------------------------------


def monthly_counts(*counts) -> pd.Series:
    return pd.Series(counts, index=pd.date_range("2022-01", periods=len(counts), freq="MS"))


def test_a_small_month_hides_the_next_ones_until_they_protect_each_other():
    found = withheld_times(monthly_counts(20, 3, 9, 20, 20, 20))
    assert found.months.tolist() == [False, True, True, False, False, False]
    assert not found.quarters.any()
    assert not found.years.any()


def test_a_quarter_whose_only_hidden_month_is_its_last_is_hidden_with_the_next():
    found = withheld_times(monthly_counts(20, 20, 3, 9, 20, 20, *[20] * 6))
    assert found.months.to_numpy().nonzero()[0].tolist() == [2, 3]
    assert found.quarters.to_dict() == {
        "2022-Q1": True, "2022-Q2": True, "2022-Q3": False, "2022-Q4": False,
    }  # fmt: skip
    assert not found.holds(Period.parse("2022"))
    assert found.holds(Period.parse("2022-Q1"))
    assert found.holds(Period.parse("2022-03"))
    assert not found.holds(Period.parse("2022-05"))


def test_a_small_last_month_hides_its_year_and_one_left_out_counts_nowhere():
    found = withheld_times(monthly_counts(*[20] * 10, None, 3))
    assert found.months.to_numpy().nonzero()[0].tolist() == [11]
    assert found.holds(Period.parse("2022-Q4"))
    assert found.holds(Period.parse("2022"))


def test_growing_sums_are_rounded_to_five_and_what_goes_with_them_too():
    counts = pd.Series([0, 5, 7, 8, 12.0, None])
    assert rounded(counts).tolist()[:5] == [0, 5, 5, 10, 10]
    assert rounded(counts).isna().tolist() == [False] * 5 + [True]
    rates = counts / 1000 * rounding(counts)
    assert rates.tolist()[:5] == pytest.approx([0, 0.005, 0.005, 0.01, 0.01])
