"""Privacy: what is refused at the door without being repeated, and what small counts reveal."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.tables import privacy, quality, sheets, store, units
from mohinh.tables.privacy import SMALLEST, forbidden_header, personal_cell, scan, suppress
from mohinh.tables.schemas import KIND_NAMES, WORKBOOK_TABLES
from mohinh.words import terms

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


@pytest.mark.parametrize("header", ["Số hộ", "Số dân", "Số đối tượng", "Tin báo", "Tuyến đường"])
def test_counts_of_people_are_no_personal_data(header):
    assert not forbidden_header(header)


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


def places(cells, **options):
    return [finding.row for finding in scan("S", "C", cells, first_row=2, **options)]


def test_one_secret_among_many_clean_cells_is_placed():
    assert places(["Khu 1", "Khu 2", "0912345678", "", "Khu 3"]) == [4]
    assert places([1.0, 2.0, 79200001234.0, ""]) == [4]


def test_at_most_ten_places_are_named():
    assert places(["0912345678"] * 40) == list(range(2, 12))


def test_a_list_of_names_is_recognised_even_without_middle_names_or_diacritics():
    people = ["Nguyễn Minh Anh", "tran quoc bao", "LÊ HỒNG PHÚC", "Khu 1"]
    assert places(people) == [2, 3, 4]
    assert places(people, may_list_names=False) == []
    assert places(["Nguyễn Minh Anh", "Khu 1", "Khu 2", "Khu 3"]) == []  # one name: not recognised


def test_nine_digits_are_money_until_most_of_the_column_looks_like_people():
    amounts = [120_000_000.0, 115_500_000.0, "250000000", 123_456_789.0]
    assert places(amounts, is_money=True) == []
    assert places([912345678.0, 338123456.0, 905111222.0], is_money=True) == [2, 3, 4]
    assert places([5_000_000.0, 79200001234.0], is_money=True) == [3]
    assert places(["0912345678"], is_money=True) == [2]


@pytest.mark.parametrize("vintage", terms.VINTAGES)
@pytest.mark.parametrize("column", ["commune_name", "commune_full_name", "province_name"])
def test_no_list_of_communes_is_taken_for_a_list_of_persons(vintage, column):
    table = units.geography(vintage)
    assert not [name for name in table[column] if not privacy.repeatable(name)]
    for _, names in table.groupby("province_code")[column]:
        assert places(names.tolist()) == []


def test_the_demo_raises_no_alarm(demo):
    for table in WORKBOOK_TABLES:
        frame = getattr(demo, table.name)
        for column in table.typed_columns:
            cells = [float(c) if isinstance(c, int) else c for c in frame[column.name].tolist()]
            kind = {"is_money": column.kind == "money", "may_list_names": not column.choices}
            assert places(cells, **kind) == [], column.name


# At the door ------------------------------------------------------------------------------------


def everything_said(path):
    """Every word that the program could print about a workbook."""
    reading = store.read(path)
    assert reading.tables is None
    assert any(finding.code == "personal_data" for finding in reading.findings)
    said = [repr(reading.findings)]
    for lang in ("vi", "en"):
        said += [finding.say(lang) for finding in reading.findings]
        said.append(quality.table(reading.findings, lang).to_json(force_ascii=False))
        said.append(store.keeping._refusal(path.name, reading, lang))
    return "\n".join(said)


@pytest.mark.parametrize(
    ("place", "value", "shown"),
    [
        ("Địa bàn!B3", "Tổ ông Nguyễn Minh Quý", "row 3, “Tên địa bàn”"),
        ("Địa bàn!E4", "Trần Văn Quý", "row 4, “Tên xã”"),
        ("Địa bàn!F3", 79200001234, "row 3, “Số hộ”"),
        ("Địa bàn!F3", "079 200 001 234", "row 3, “Số hộ”"),
        ("Địa bàn!A5", "0912345678", "row 5, “Mã địa bàn”"),
        ("Địa bàn!A9", "Người lập: Nguyễn Minh Quý", "row 9"),
        ("Loại mô hình!B2", "Gọi 0912 345 678", "row 2, “Tên mô hình”"),
        ("Điểm mô hình!L2", 79200001234, "row 2, “Kinh phí ngân sách”"),
        ("Hoạt động!D4", 912345678, "row 4, “Tin báo”"),
        ("Hoạt động!L1", "Nguyễn Văn Quý", "row 1, “L”"),
        ("Hoạt động!L1", "Họ tên", "row 1, “Họ tên”"),
        ("Hoạt động!L6", "0912345678", "row 6, “L”"),
        ("Hoạt động!B3", "Nguyễn Minh Quý", "row 3, “Tháng”"),
        ("Thông tin!B1", "Nguyễn Văn Quý", "“B”"),
        ("Thông tin!A12", "Liên hệ: 0912345678", "row 12, “A”"),
    ],
)
def test_personal_data_is_refused_with_its_place_and_never_repeated(
    small_workbook, place, value, shown
):
    sheet, cell = place.split("!")

    def change(book):
        book[sheet][cell] = value

    said = everything_said(small_workbook(change))
    assert shown in said
    for secret in ("Quý", "079 200", "79200001234", "912345678", "912 345"):
        assert secret not in said


def test_a_sheet_or_column_named_after_a_person_is_not_repeated(small_workbook):
    def change(book):
        book.create_sheet("Nguyễn Văn Quý")["A1"] = "x"

    said = everything_said(small_workbook(change))
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
