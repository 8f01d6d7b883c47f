"""Layouts: a province's own form becomes the tables of the national form, nothing twice or lost."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import samples
from mohinh.tables import layouts, sheets
from mohinh.tables.cells import Repeated
from mohinh.tables.layouts import header, periods, rows, totals
from mohinh.tables.layouts.amounts import amount, scaled
from mohinh.tables.layouts.grid import Grid as Lines
from mohinh.tables.layouts.grid import is_among
from mohinh.tables.layouts.raw import Cell
from mohinh.tables.quality import RULES
from mohinh.words.errors import UnreadableFile
from mohinh.words.places import DATA
from writers import KINDS, Fault, Grid, csv_text, write, write_xlsx

FOLDER = DATA / "layouts"
_ = None


def applied(path: Path, layout: str | layouts.Layout):
    layout = layouts.parse_layout(layout) if isinstance(layout, str) else layout
    return layouts.apply(layout, sheets.read_workbook(path))


def made(tmp_path: Path, rows, *, merged=(), name="Biểu", more=None, kind="xlsx") -> Path:
    width = max(map(len, rows))
    grid = Grid([[*row, *[_] * (width - len(row))] for row in rows], merged)
    return write(tmp_path / f"a.{kind}", {name: grid} | (more or {}))


def drawn(table) -> list[list[str]]:
    """The table as text, the way the expected ones are drawn."""
    columns = [[csv_text(cell) for cell in raw.cells] for raw in table.columns.values()]
    return [list(line) for line in zip(*columns, strict=True)]


def lines(text: str) -> list[list[str]]:
    """A table drawn as text: cells between `|`, `.` is blank."""
    found = [line.split("|") for line in text.strip().splitlines()]
    return [["" if cell.strip() == "." else cell.strip() for cell in line] for line in found]


def codes(result) -> list[str]:
    return sorted(finding.code for finding in result.findings)


# The three samples, by hand ---------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_committed_samples_are_those_written_today(name):
    sheet_name, grid, _places = samples.SAMPLES[name]
    path = FOLDER / "samples" / name
    assert path.stat().st_size < 100_000
    (sheet,) = sheets.read_workbook(path).sheets.values()
    found = [[csv_text(cell) for cell in row] for row in sheet.grid]
    wanted = [[csv_text(cell) for cell in row] for row in grid.rows]
    assert (sheet.name, found) == (sheet_name, wanted)
    assert samples.MADE_UP in found[4 if name == "dia-ban.xlsx" else 3]


EXPECTED = {
    "dia-ban.xlsx": {
        "areas": """
            22915-01 | Khu phố 1 | Khu phố | 22915 | P. Mũi Né   | 412   | 1650  | Không
            22915-02 | Khu phố 2 | Khu phố | 22915 | P. Mũi Né   | 388   | 1507  | Không
            22918-01 | Khu phố 1 | Khu phố | 22918 | P. Hàm Tiến | 290   | 1174  | Không
            22918-02 | Khu phố 2 | Khu phố | 22918 | P. Hàm Tiến | 0     | .     | Không
            22921-01 | Khu phố 3 | Khu phố | 22921 | P. Phú Hài  | 1.042 | 4.165 | .
        """
    },
    "xa-thang.xlsx": {
        "commune_activity": """
            22915 | Phường Mũi Né   | 01/2022 | 2 | 4
            22915 | Phường Mũi Né   | 02/2022 | 1 | 2
            22915 | Phường Mũi Né   | 03/2022 | 2 | 5
            22915 | Phường Mũi Né   | 04/2022 | 2 | 3
            22915 | Phường Mũi Né   | 05/2022 | 3 | 6
            22915 | Phường Mũi Né   | 06/2022 | 2 | 3
            22918 | Phường Hàm Tiến | 01/2022 | 1 | 3
            22918 | Phường Hàm Tiến | 02/2022 | 2 | 0
            22918 | Phường Hàm Tiến | 03/2022 | 1 | 4
            22918 | Phường Hàm Tiến | 04/2022 | 0 | 1
            22918 | Phường Hàm Tiến | 05/2022 | 1 | 2
            22918 | Phường Hàm Tiến | 06/2022 | 2 | 1
            22921 | Phường Phú Hài  | 01/2022 | 1 | 2
            22921 | Phường Phú Hài  | 02/2022 | 1 | 3
            22921 | Phường Phú Hài  | 03/2022 | 2 | 3
            22921 | Phường Phú Hài  | 04/2022 | 1 | 2
            22921 | Phường Phú Hài  | 05/2022 | 1 | 3
            22921 | Phường Phú Hài  | 06/2022 | 2 | 4
            22924 | Phường Phú Thủy | 01/2022 | 1 | 1
            22924 | Phường Phú Thủy | 02/2022 | 1 | 1
            22924 | Phường Phú Thủy | 03/2022 | 1 | 1
            22924 | Phường Phú Thủy | 04/2022 | 1 | .
            22924 | Phường Phú Thủy | 05/2022 | 1 | 1
            22924 | Phường Phú Thủy | 06/2022 | 1 | .
        """
    },
    "diem-theo-nhom.xlsx": {
        "model_types": """
            Camera an ninh          | Camera an ninh          | I
            Tiếng kẻng, đèn an ninh | Tiếng kẻng, đèn an ninh | II
        """,
        "points": """
            địa bàn dân cư|I |I-1 |22915-01|Mũi Né  |22915|01/03/2020|2|14|30000000|Đang hoạt động
            địa bàn dân cư|I |I-2 |22918-01|Hàm Tiến|22918|19/05/2021|1|7 |15500000|Đang hoạt động
            địa bàn dân cư|II|II-1|22915-02|Mũi Né  |22915|19/08/2019|1|9 |0       |Tạm ngừng
            địa bàn dân cư|II|II-2|22918-02|Hàm Tiến|22918|02/01/2018|2|12|8000000 |Đang hoạt động
            địa bàn dân cư|II|II-3|22921-01|Phú Hài |22921|10/07/2022|1|10|.       |Thí điểm
        """,
    },
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_reads_to_exactly_these_rows_from_every_kind_of_file(tmp_path, name, kind):
    sheet_name, grid, _places = samples.SAMPLES[name]
    path = write(tmp_path / f"a.{kind}", {sheet_name: grid})
    book = sheets.read_workbook(path)
    layout = layouts.find_layout(book)
    assert layout.file_name == name.replace(".xlsx", ".toml")
    result = layouts.apply(layout, book)
    assert {table: drawn(raw) for table, raw in result.tables.items()} == {
        table: lines(text) for table, text in EXPECTED[name].items()
    }
    assert set(codes(result)) <= {"left_out", "cumulative_column"}
    (counts,) = result.rows.values()
    assert sum(counts.values()) == len(grid.rows)


def test_the_committed_sample_gives_the_same_rows_as_its_grid():
    for name, tables in EXPECTED.items():
        book = sheets.read_workbook(FOLDER / "samples" / name)
        result = layouts.apply(layouts.find_layout(book, "Bình Thuận"), book)
        assert drawn(result.tables[min(tables)]) == lines(tables[min(tables)])


def test_every_cell_can_be_traced_to_where_it_stands():
    book = sheets.read_workbook(FOLDER / "samples" / "diem-theo-nhom.xlsx")
    points = layouts.apply(layouts.find_layout(book), book).tables["points"]
    assert points.origin(1, "budget_vnd") == Cell("Biểu 03", 9, "H", "15.5")
    assert points.origin(4, "point_id") == Cell("Biểu 03", 13, "A", "3")
    assert points.origin(4, "type_id").row == 10
    assert points.origin(0, "setting") == Cell("", 0, "", "địa bàn dân cư")
    book = sheets.read_workbook(FOLDER / "samples" / "xa-thang.xlsx")
    activity = layouts.apply(layouts.find_layout(book), book).tables["commune_activity"]
    assert activity.origin(7, "tips_count") == Cell("Biểu 02", 12, "L", "-")
    assert activity.origin(7, "month") == Cell("Biểu 02", 8, "L", "Tháng 2")
    assert activity.headings["tips_count"] == "Tin báo"
    assert list(activity.frame().columns)[-1] == "Tin báo"


def test_a_province_with_its_own_layout_gets_that_one(tmp_path):
    text = (FOLDER / "dia-ban.toml").read_text(encoding="utf-8")
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    own = 'province = "Sơn La"\n' + text
    (tmp_path / "y.toml").write_text(own, encoding="utf-8")
    book = sheets.read_workbook(FOLDER / "samples" / "dia-ban.xlsx")
    assert layouts.find_layout(book, "son la", folder=tmp_path).file_name == "y.toml"
    assert layouts.find_layout(book, "Trà Vinh", folder=tmp_path).file_name == "x.toml"
    (tmp_path / "z.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"x\.toml, z\.toml fit equally well"):
        layouts.find_layout(book, "Trà Vinh", folder=tmp_path)


def test_no_layout_is_found_for_the_national_form(small_workbook):
    assert layouts.find_layout(sheets.read_workbook(small_workbook())) is None


# A new form needs a layout and a sample, no code ------------------------------------------------

FOURTH = """
name = "Đăng ký theo xã, mỗi năm một trang"
ignore = ["Số TT"]
dash = "missing"
[sheet]
pattern = '^Năm \\d{4}$'
[header]
rows = 2
[period]
from = "sheet"
to = "registrations.year"
cumulative = false
[constants]
"registrations.level" = "khu dân cư"
[[group]]
mark = "label"
pattern = '^(Huyện|Thành phố) '
strip = '^(Huyện|Thành phố) '
to = "registrations.district_name"
[[column]]
header = "Cụm"
to = "registrations.area_name"
fill_down = "merged"
[[column]]
header = ["Xã"]
to = "registrations.commune_name"
[[column]]
header = "Khu dân cư / Tổng số"
to = "registrations.eligible_count"
[[column]]
header = "Khu dân cư / Đăng ký"
to = "registrations.registered_count"
[[column]]
header = "Khu dân cư / Đạt"
to = "registrations.attained_count"
required = false
"""


def test_a_fourth_form_is_read_by_a_layout_alone(tmp_path):
    first = [
        ["Bảng đăng ký"],
        ["Số TT", "Cụm", "Xã", "Khu dân cư"],
        [_, _, _, "Tổng số", "Đăng ký"],
        [_, "Huyện Tuy Phong"],
        [1.0, "Cụm 1", "Hòa Minh", 7.0, 7.0],
        [2.0, _, "Chí Công", 6.0, "–"],
        [_, "Thành phố Phan Thiết"],
        [1.0, "Cụm 2", "Mũi Né", 13.0, 12.0],
        [_, "Cộng", _, 13.0, 12.0],
    ]
    second = [row if row[0] != 1.0 else [*row[:3], 5.0, 5.0] for row in first[:-1]]
    more = {"Năm 2022": Grid([[*r, *[_] * (5 - len(r))] for r in second]), "Khác": Grid([["x"]])}
    path = made(tmp_path, first, merged=[(4, 1, 5, 1)], name="Năm 2021", more=more)
    result = applied(path, FOURTH)
    assert drawn(result.tables["registrations"])[:3] == lines("""
        khu dân cư | 2021 | Tuy Phong   | Cụm 1 | Hòa Minh | 7  | 7
        khu dân cư | 2021 | Tuy Phong   | Cụm 1 | Chí Công | 6  | .
        khu dân cư | 2021 | Phan Thiết  | Cụm 2 | Mũi Né   | 13 | 12
    """)
    # Without a merged range nothing is filled down.
    assert drawn(result.tables["registrations"])[4][3] == ""
    assert codes(result) == ["left_out", "left_out", "strange_sheet"]
    assert [span.year for span in result.spans.values()] == [2021, 2022]


# By law: what was written is read back ----------------------------------------------------------

numbers = st.one_of(st.none(), st.integers(0, 99_999).map(float))
few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def plus(values) -> float:
    return float(sum(value or 0 for value in values))


@few
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8), st.integers(0, 9))
def test_any_form_with_a_row_for_each_area_reads_back(tmp_path, content, titles):
    head = [["Tiêu đề"]] * titles + samples.AREAS.rows[6:8]
    body = [
        [n, f"K-{n}", f"Thôn {n}", "Thôn", "22915", "Mũi Né", a, b]
        for n, (a, b) in enumerate(content, 1)
    ]
    total = ["Tổng số", *[_] * 5, *map(plus, zip(*content, strict=True))]
    path = made(tmp_path, [*head, *body, total, ["Người lập biểu"]])
    layout = layouts.load_layout(FOLDER / "dia-ban.toml")
    result = applied(path, layout)
    areas = result.tables["areas"].columns
    assert [
        *zip(areas["households_count"].cells, areas["population_persons"].cells, strict=True)
    ] == [tuple("" if value is None else value for value in pair) for pair in content]
    assert "wrong_total" not in codes(result)


@few
@given(st.lists(st.lists(numbers, min_size=12, max_size=12), min_size=1, max_size=6), st.booleans())
def test_any_form_with_months_across_reads_back(tmp_path, content, total_first):
    def with_sums(values):
        return [*values[:6], plus(values[:6]), *values[6:], plus(values[6:])]

    body = [
        [n, f"{22900 + n}", f"Xã {n}", *with_sums(values)] for n, values in enumerate(content, 1)
    ]
    total = ["Toàn tỉnh", _, _, *with_sums([plus(c) for c in zip(*content, strict=True)])]
    head = [*samples.MONTHS.rows[:3], *samples.MONTHS.rows[5:9]]
    path = made(tmp_path, [*head, total, *body] if total_first else [*head, *body, total])
    layout = layouts.load_layout(FOLDER / "xa-thang.toml")
    result = applied(path, layout)
    assert "wrong_total" not in codes(result)
    table = result.tables.get("commune_activity")
    found = {}
    for line in drawn(table) if table else ():
        found[line[0], line[2]] = line[3:]
    for n, values in enumerate(content, 1):
        for month in range(6):
            pair = [values[month], values[month + 6]]
            wanted = (
                [csv_text(value) for value in pair] if any(v is not None for v in pair) else None
            )
            assert found.get((f"{22900 + n}", f"{month + 1:02}/2022")) == wanted


@few
@given(
    st.lists(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4), min_size=1, max_size=6)
)
def test_any_form_with_points_under_groups_reads_back(tmp_path, content):
    layout = layouts.load_layout(FOLDER / "diem-theo-nhom.toml")
    result = applied(grouped(tmp_path, content), layout)
    points = result.tables["points"].columns
    pairs = zip(points["teams_count"].cells, points["members_count"].cells, strict=True)
    flat = [pair for group in content for pair in group]
    assert [*pairs] == [tuple("" if value is None else value for value in pair) for pair in flat]
    marks = [mark for mark, group in zip(ROMANS, content, strict=False) for _pair in group]
    assert points["type_id"].cells == marks
    assert len(result.tables["model_types"]) == len(content)
    assert "wrong_total" not in codes(result)


ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def grouped(tmp_path, content, *, wrong_group: int | None = None) -> Path:
    out = [samples.POINTS.rows[4], samples.POINTS.rows[5]]
    for n, group in enumerate(content):
        sums = [plus(column) + (n == wrong_group) for column in zip(*group, strict=True)]
        out.append([ROMANS[n], f"Nhóm thứ {n}", _, _, _, *sums])
        for k, pair in enumerate(group, 1):
            out.append([k, f"22915-{k}", "Mũi Né", "22915", date(2020, 1, 1), *pair, 1.0, "x"])
    flat = [pair for group in content for pair in group]
    out.append(["Tổng cộng", *[_] * 4, *map(plus, zip(*flat, strict=True)), float(len(flat))])
    return made(tmp_path, out)


@few
@given(
    st.lists(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4), min_size=1, max_size=5),
    st.data(),
)
def test_a_wrong_sub_total_is_found_wherever_it_is_planted(tmp_path, content, data):
    group = data.draw(st.integers(0, len(content) - 1))
    layout = layouts.load_layout(FOLDER / "diem-theo-nhom.toml")
    result = applied(grouped(tmp_path, content, wrong_group=group), layout)
    wrong = [finding for finding in result.findings if finding.code == "wrong_total"]
    first = 3 + sum(map(len, content[:group])) + group
    assert [(f.row, f.column) for f in wrong] == [(first, "Số tổ"), (first, "Thành viên")]
    said = plus(a for a, _b in content[group])
    assert (wrong[0].found, wrong[0].expected[1].split(",")[0]) == (
        f"{said + 1:.0f}",
        f"{said:.0f}",
    )


def test_a_form_may_have_a_column_of_contributors(tmp_path):
    rows = [[*row, _] for row in samples.POINTS.rows[:6]]
    rows[5][-1] = "Số tổ chức, cá nhân đóng góp"
    rows += [["I", "Camera an ninh", *[_] * 8]]
    for n, many in enumerate((12, 0, _), 1):
        day = date(2020, 1, 1)
        rows.append([n, f"22915-{n}", "Mũi Né", "22915", day, 1, 7, 1.0, "Đang hoạt động", many])
    layout = layouts.load_layout(FOLDER / "diem-theo-nhom.toml")
    columns = applied(made(tmp_path, rows), layout).tables["points"].columns
    assert columns["contributors_count"].cells == [12, 0, ""]


# Totals and groups ------------------------------------------------------------------------------

PLAIN = """
name = "x"
ignore = ["STT"]
[[column]]
header = "Tên"
to = "areas.area_name"
[[column]]
header = "Hộ"
to = "areas.households_count"
[[column]]
header = "Dân"
to = "areas.population_persons"
"""
HEAD = ["STT", "Tên", "Hộ", "Dân"]


def names(result) -> list[str]:
    return result.tables["areas"].columns["area_name"].cells if result.tables else []


@pytest.mark.parametrize(
    ("label", "is_total"),
    [
        ("Tổng cộng", True), ("TỔNG SỐ", True), ("Tổng cộng (I+II)", True), ("Toàn tỉnh", True),
        ("Cộng", True), ("Cộng huyện Tuy Phong", True), ("Tô\u0309ng cộng", True),
        ("Cộng Hòa", False), ("Tổng Cọt", False), ("Toàn Thắng", False), ("Cộng đồng 3", False),
    ],
)  # fmt: skip
def test_a_total_is_known_by_its_label_and_a_commune_alike_is_not(tmp_path, label, is_total):
    path = made(tmp_path, [HEAD, [1, "A", 1.0, 2.0], [2, "B", 3.0, 5.0], [_, label, 4.0, 7.0]])
    assert (label not in names(applied(path, PLAIN))) == is_total


def test_a_total_without_a_label_is_known_by_its_arithmetic(tmp_path):
    body = [[1, "A", 1.0, 2.0], [2, "B", 3.0, 5.0]]
    result = applied(made(tmp_path, [HEAD, *body, [_, _, 4.0, 7.0]]), PLAIN)
    assert (names(result), codes(result)) == (["A", "B"], ["left_out", "unlabelled_total"])
    result = applied(made(tmp_path, [HEAD, *body, [_, _, 4.0, 8.0]]), PLAIN)
    assert names(result) == ["A", "B", ""]  # no total: the row is kept, and refused for its name


def test_a_named_row_that_equals_the_sum_of_all_others_is_pointed_at(tmp_path):
    body = [[1, "A", 1.0, 2.0], [2, "B", 3.0, 5.0], [3, "C", 0.0, 9.0], [4, "Cả xã", 4.0, 16.0]]
    result = applied(made(tmp_path, [HEAD, *body]), PLAIN)
    assert (len(names(result)), codes(result)) == (4, ["like_total"])


def test_a_total_over_cells_that_are_no_numbers_is_said_to_be_unchecked(tmp_path):
    body = [[1, "A", "khoảng 3", 2.0], [_, "Cộng", 4.0, 2.0]]
    result = applied(made(tmp_path, [HEAD, *body]), PLAIN)
    assert codes(result) == ["left_out", "unchecked_total"]


def test_sub_totals_add_up_their_own_rows_and_grand_totals_all(tmp_path):
    body = [
        [1, "A", 1.0, 2.0], [2, "B", 3.0, 5.0], [_, "Cộng xã 1", 4.0, 7.0],
        [3, "C", 1.0, 1.0], [_, "Cộng xã 2", 1.0, 2.0], [_, "Tổng cộng", 5.0, 8.0],
    ]  # fmt: skip
    result = applied(made(tmp_path, [HEAD, *body]), PLAIN)
    wrong = [finding for finding in result.findings if finding.code == "wrong_total"]
    assert [(f.row, f.column, f.found, f.expected[1]) for f in wrong] == [
        (6, "Dân", "2", "1, the sum of 1 rows")
    ]


def test_outer_and_inner_groups_label_their_own_rows(tmp_path):
    layout = (
        PLAIN
        + """
[[group]]
mark = "letter"
to = "areas.district_name"
[[group]]
mark = "roman"
strip = '^Xã '
to = "areas.commune_name"
"""
    )
    body = [
        ["A. Huyện Bắc Bình", _, 4.0, 4.0],
        ["I", "Xã Phan Rí", 3.0, 3.0], [1, "a", 1.0, 1.0], [2, "b", 2.0, 2.0],
        ["II", "Xã Sông Lũy", 1.0, 1.0], [1, "c", 1.0, 1.0],
        ["B. Huyện Tuy Phong", _, 2.0, 2.0],
        ["I", "Xã Hòa Minh", 2.0, 2.0], [1, "d", 2.0, 2.0],
    ]  # fmt: skip
    result = applied(made(tmp_path, [HEAD, *body]), layout)
    assert drawn(result.tables["areas"]) == lines("""
        Huyện Bắc Bình  | Phan Rí   | a | 1 | 1
        Huyện Bắc Bình  | Phan Rí   | b | 2 | 2
        Huyện Bắc Bình  | Sông Lũy  | c | 1 | 1
        Huyện Tuy Phong | Hòa Minh  | d | 2 | 2
    """)
    assert codes(result) == ["left_out"]


def test_the_mark_x_is_told_from_the_word_for_commune_by_its_place_in_the_row_of_marks(tmp_path):
    layout = PLAIN.replace('ignore = ["STT"]', "") + '[[group]]\nmark = "roman"\n'
    body = [["I. Nhóm", 1.0, 1.0], ["X. Hòa Thắng", 1.0, 1.0], ["I Ha", 2.0, 2.0]]
    result = applied(made(tmp_path, [["Tên", "Hộ", "Dân"], *body]), layout)
    assert names(result) == ["X. Hòa Thắng", "I Ha"]


# Footer, personal data --------------------------------------------------------------------------


def test_the_footer_is_dropped_and_searched_for_personal_data(tmp_path):
    foot = [[_], ["Người lập biểu", _, "Giám đốc"], ["Nguyễn Văn An"], ["ĐT: 0912 345 678"]]
    result = applied(made(tmp_path, [HEAD, [1, "A", 1.0, 2.0], *foot]), PLAIN)
    assert names(result) == ["A"]
    found = {(f.code, f.row, f.column) for f in result.findings}
    assert found == {("signature", 5, "A"), ("personal_data", 6, "A")}
    assert not any("An" in f.say("vi") or "0912" in f.say("en") for f in result.findings)


@pytest.mark.parametrize(
    ("top", "head", "body"),
    [
        (["Độ mật: Mật"], HEAD, [1, "A", 1.0]),
        (["Liên hệ 0912345678"], HEAD, [1, "A", 1.0]),
        (["x"], [*HEAD, "Họ và tên"], [1, "A", 1.0, 2.0, "b"]),
        (["x"], [*HEAD, "Ghi chú"], [1, "A", 1.0, 2.0, "CCCD 060123456789"]),
    ],
)
def test_personal_data_anywhere_on_a_sheet_is_found(tmp_path, top, head, body):
    result = applied(made(tmp_path, [top, head, body]), PLAIN)
    assert "personal_data" in codes(result)


def test_sheets_that_no_layout_describes_are_searched_as_well(tmp_path):
    more = {"Khác": Grid([["x"], ["0912345678"]]), "Ẩn": Grid([["y"]], hidden=True)}
    layout = PLAIN + '[sheet]\nnames = ["Biểu"]\n'
    result = applied(made(tmp_path, [HEAD, [1, "A", 1.0, 2.0]], more=more), layout)
    assert codes(result) == ["hidden_sheet", "personal_data", "strange_sheet"]


def test_numbers_below_the_signature_are_an_error(tmp_path):
    body = [[1, "A", 1.0, 2.0], ["Người lập biểu"], [1, "B", 1.0, 2.0]]
    assert "rows_after_footer" in codes(applied(made(tmp_path, [HEAD, *body]), PLAIN))


# Columns ----------------------------------------------------------------------------------------


def test_missing_unlisted_lost_and_merged_columns_are_said(tmp_path):
    result = applied(made(tmp_path, [["STT", "Tên", "Dân"], [1, "A", 2.0]]), PLAIN)
    assert codes(result) == ["no_column"]
    assert result.findings[0].found == "STT; Tên; Dân"
    assert not result.tables
    body = [[1, "A", 1.0, Fault(), "x"], [2, "B", 1.0, 2.0, _], [3, "C", _, 2.0, _]]
    path = made(tmp_path, [[*HEAD, "Lạ"], *body], merged=[(2, 2, 3, 2)])
    found = {(f.code, f.row, f.column) for f in applied(path, PLAIN).findings}
    assert found == {
        ("unlisted_column", 1, "Lạ"), ("error_value", 2, "Dân"), ("merged_cells", 3, "Hộ"),
    }  # fmt: skip


def test_the_header_is_found_wherever_it_stands_unless_it_is_said(tmp_path):
    moved = [["a"], ["b"], HEAD, [1, "A", 1.0, 2.0]]
    for said in ("", "[header]\ntitle_rows = 0\n"):
        assert names(applied(made(tmp_path, moved), PLAIN + said)) == ["A"]


def test_a_sheet_without_rows_or_a_book_without_the_sheet_is_said(tmp_path):
    assert codes(applied(made(tmp_path, [HEAD]), PLAIN)) == ["no_rows"]
    layout = PLAIN + '[sheet]\nnames = ["Biểu 9"]\n'
    assert codes(applied(made(tmp_path, [HEAD]), layout)) == ["no_sheet", "strange_sheet"]


@pytest.mark.parametrize(
    ("dash", "cells", "found"),
    [("zero", [0, 2.0], []), ("missing", ["", 2.0], []), ("review", ["-", 2.0], ["dash"])],
)
def test_a_dash_means_what_the_layout_says(tmp_path, dash, cells, found):
    path = made(tmp_path, [HEAD, [1, "A", "-", 2.0], [2, "B", 2.0, 1.0]])
    result = applied(path, f'dash = "{dash}"\n' + PLAIN)
    assert result.tables["areas"].columns["households_count"].cells == cells
    assert result.tables["areas"].origin(0, "households_count").text == "-"
    assert codes(result) == found


def test_two_rows_about_the_same_unit_are_found_where_the_layout_names_the_key(tmp_path):
    body = [[1, "Hoà Minh", 1.0, 2.0], [2, "Chí Công", 1.0, 2.0], [3, "hòa minh", 5.0, 6.0]]
    path = made(tmp_path, [HEAD, *body])
    assert codes(applied(path, PLAIN)) == []
    (finding,) = applied(path, 'key = "areas.area_name"\n' + PLAIN).findings
    assert (finding.code, finding.row, finding.expected[1]) == ("repeated_row", 4, "row 2")


def test_hidden_rows_are_taken_and_said(tmp_path):
    import openpyxl

    path = made(tmp_path, [HEAD, [1, "A", 1.0, 2.0], [2, "B", 2.0, 1.0]])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    result = applied(path, PLAIN)
    assert (names(result), codes(result)) == (["A", "B"], ["hidden_rows"])


def test_money_is_in_dong_whatever_unit_the_title_or_heading_names(tmp_path):
    layout = """
name = "x"
[unit]
to = "points.budget_vnd"
factors = {"đồng" = 1, "triệu đồng" = 1000000}
[[column]]
header = ["Kinh phí", "Kinh phí (đồng)"]
to = "points.budget_vnd"
"""
    cells = [[15.6], ["15,6"], ["1.042"], ["15,6 tỷ"], [0.0], [1.0]]
    path = made(tmp_path, [["Đơn vị tính: triệu đồng"], ["Kinh phí"], *cells])
    found = applied(path, layout).tables["points"].columns["budget_vnd"].cells
    assert found == [15_600_000, 15_600_000, 1_042_000_000, "15,6 tỷ", 0, 1_000_000]
    path = made(tmp_path, [["ĐVT: triệu đồng"], ["Kinh phí (đồng)"], [15.0]])
    assert applied(path, layout).tables["points"].columns["budget_vnd"].cells == [15]
    path = made(tmp_path, [["Kinh phí"], [15.0]])
    assert codes(applied(path, layout)) == ["no_unit"]
    default = layout.replace("[unit]", '[unit]\ndefault = "đồng"')
    assert codes(applied(path, default)) == []


# Periods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tháng 01/2022", "01/2022"), ("tháng 3 năm 2022", "03/2022"), ("T3", "03"),
        ("01/2022", "01/2022"), ("2022-10", "10/2022"), ("T12.2022", "12/2022"),
        ("Quý I/2022", "Quý I/2022"), ("Q4_2022", "Quý IV/2022"), ("Quí 2", "04 – 06"),
        ("6 tháng đầu năm 2022", "01/2022 – 06/2022"), ("9 tháng năm 2022", "01/2022 – 09/2022"),
        ("6 tháng cuối năm 2022", "07/2022 – 12/2022"), ("NĂM 2022", "2022"), ("2022", "2022"),
        ("Từ tháng 2 đến tháng 5 năm 2022", "02/2022 – 05/2022"),
        ("từ ngày 01/01/2022 đến ngày 30/6/2022", "01/2022 – 06/2022"),
        ("Lũy kế tháng 3/2022", "Quý I/2022"), (date(2022, 1, 1), "01/2022"),
        ("Cả năm", "01 – 12"), ("Tháng 13", None), ("Việt Nam", None), ("Tên", None), (5.0, None),
    ],
)  # fmt: skip
def test_periods_are_read_as_forms_write_them(text, shown):
    span = periods.read_span(text)
    assert (str(span) if span else None) == shown


def test_spans_know_their_year_and_what_they_overlap():
    quarter, half = map(periods.read_span, ("Quý II/2022", "6 tháng đầu năm 2022"))
    assert (quarter.year, quarter.months, half.overlaps(quarter)) == (2022, 3, True)
    assert periods.read_span("T3").year is None
    assert periods.read_span("T3").in_year(2021).year == 2021
    assert periods.read_cutoff("tính đến ngày 25/10/2022") == 10
    assert periods.read_cutoff("năm 2022") is None


ACROSS = """
name = "x"
[header]
rows = 2
[across]
levels = [2]
to = "activity.month"
[[column]]
header = "Mã"
to = "activity.area_id"
[[column]]
header = "Tin"
to = "activity.tips_count"
"""


def across(tmp_path, periods_, values, *, title="Năm 2022"):
    rows_ = [[title], ["Mã", "Tin"], [_, *periods_], ["a", *values]]
    return made(tmp_path, rows_)


def test_a_running_total_beside_its_parts_is_checked_and_kept_out(tmp_path):
    heads = ["Quý I", "Quý II", "6 tháng"]
    result = applied(across(tmp_path, heads, [1.0, 2.0, 3.0]), ACROSS)
    assert drawn(result.tables["activity"]) == [["a", "Quý I/2022", "1"], ["a", "Quý II/2022", "2"]]
    assert codes(result) == ["cumulative_column"]
    result = applied(across(tmp_path, heads, [1.0, 2.0, 4.0]), ACROSS)
    assert codes(result) == ["cumulative_column", "wrong_total"]


def test_a_longer_period_that_its_parts_do_not_fill_is_an_overlap(tmp_path):
    result = applied(across(tmp_path, ["Quý I", "6 tháng"], [1.0, 3.0]), ACROSS)
    assert codes(result) == ["overlap"]


def test_periods_without_a_year_are_an_error(tmp_path):
    result = applied(across(tmp_path, ["T1", "T2"], [1.0, 3.0], title="x"), ACROSS)
    assert codes(result) == ["no_period"]
    said = ACROSS + '[period]\nfrom = "layout"\nyear = 2021\n'
    result = applied(across(tmp_path, ["T1", 2.0], [1.0, _], title="x"), said)
    assert drawn(result.tables["activity"]) == [["a", "01/2021", "1"]]


def test_months_without_any_number_make_a_part_year(tmp_path):
    months = [f"Tháng {n}" for n in range(1, 13)]
    result = applied(across(tmp_path, months, [1.0] * 7), ACROSS)
    assert [(f.code, f.found) for f in result.findings] == [("part_year", "7/12")]


@pytest.mark.parametrize(
    ("title", "months", "found"),
    [
        ("9 tháng đầu năm 2022", 6, [("other_months", "A1", "01/2022 – 09/2022", "01, 02, 03")]),
        ("6 tháng đầu năm 2022", 6, []),
        ("6 tháng", 7, [("other_months", "A1", "01 – 06", "01, 02, 03")]),
        ("Quý IV/2022", 3, [("other_months", "A1", "Quý IV/2022", "01, 02, 03")]),
        ("Báo cáo tháng 3/2022", 6, []),
        ("Báo cáo tháng 9/2022", 6, [("other_months", "A1", "09/2022", "01, 02, 03")]),
        ("Năm 2022", 6, []),
        ("9 tháng đầu năm 2021", 6, []),
        ("Kèm theo Công văn ngày 9 tháng 10 năm 2022", 6, []),
    ],
)
def test_a_title_that_names_other_months_than_the_columns_is_told(tmp_path, title, months, found):
    heads = [f"Tháng {n}/2022" for n in range(1, months + 1)]
    result = applied(across(tmp_path, heads, [1.0] * months, title=title), ACROSS)
    told = [(f.code, f.cell, f.found, f.expected[1]) for f in result.findings]
    assert [(*one, words[:36]) for *one, words in told] == [
        (*one, f"the months of the columns: {words}"[:36]) for *one, words in found
    ]


def test_the_name_of_a_sheet_is_compared_with_the_months_across_as_well(tmp_path):
    layout = ACROSS + '[period]\nfrom = "sheet"\nyear = 2022\n[sheet]\neach = true\n'
    heads = [f"Tháng {n}" for n in range(1, 7)]
    rows_ = [["Mã", "Tin"], [_, *heads], ["a", *[1.0] * 6]]
    (finding,) = applied(made(tmp_path, rows_, name="9 tháng"), layout).findings
    assert (finding.code, finding.row, finding.cell) == ("other_months", None, "")


def test_findings_name_the_cell(tmp_path):
    body = [[1, "A", "-", 2.0], [2, "B", 3.0, Fault()], [_, "Cộng", 4.0, 2.0]]
    found = {f.code: f.cell for f in applied(made(tmp_path, [HEAD, *body]), PLAIN).findings}
    assert found == {"dash": "C2", "error_value": "D3", "left_out": "", "wrong_total": "C4"}
    body = [[1, "A", "khoảng 3", 2.0], [_, "Cộng", 4.0, 2.0]]
    found = {f.code: f.cell for f in applied(made(tmp_path, [HEAD, *body]), PLAIN).findings}
    assert found["unchecked_total"] == "C3"
    heads_ = ["Quý I", "Quý II", "6 tháng"]
    result = applied(across(tmp_path, heads_, [1.0, 2.0, 4.0]), ACROSS)
    assert {f.code: f.cell for f in result.findings} == {
        "cumulative_column": "D3", "wrong_total": "D4",
    }  # fmt: skip
    wrong = by_sheet(tmp_path, {"Q1": [1.0], "Q2": [3.0], "6 tháng": [9.0]}).findings
    assert {f.cell for f in wrong if f.code == "wrong_total"} == {"C2", "D2"}


def test_rows_that_are_struck_through_are_taken_and_said(tmp_path):
    import openpyxl

    path = made(tmp_path, [HEAD, [1, "A", 1.0, 2.0], [2, "B", 2.0, 1.0], [3, "C", 1.0, _]])
    book = openpyxl.load_workbook(path)
    for cell in ("B3", "D4", "F3"):  # the others hold nothing
        book.active[cell].font = openpyxl.styles.Font(strike=True)
    book.active["B2"].font = openpyxl.styles.Font(strike=False)
    book.save(path)
    result = applied(path, PLAIN)
    assert names(result) == ["A", "B", "C"]
    assert [(f.code, f.row, f.found) for f in result.findings] == [("struck_rows", 3, "1")]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (["STT", "Tên", "Hộ"], "the heading “Dân”, as in form.toml"),
        (["STT", "Tên"], ""),
        (HEAD, "the lines above it (title_marks), as in form.toml"),
    ],
)
def test_where_no_layout_fits_the_nearest_says_what_it_lacks(tmp_path, head, said):
    text = PLAIN.replace('name = "x"', 'name = "x"\ntitle_marks = ["Biểu 1"]')
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    book = sheets.read_workbook(made(tmp_path, [["Biểu số 2"], head, [1, "A", 2.0, 3.0]]))
    assert layouts.find_layout(book, folder=tmp_path) is None
    finding = layouts.no_layout(book, folder=tmp_path)
    assert (finding.code, finding.expected[1]) == ("no_layout", said)
    assert finding.row == (2 if said else None)
    other = text.replace('name = "x"', 'name = "x"\nprovince = "Sơn La"')
    (tmp_path / "form.toml").write_text(other, encoding="utf-8")
    assert layouts.no_layout(book, "Bình Thuận", folder=tmp_path).expected == ("", "")


def by_sheet(tmp_path, sheets_: dict[str, list[float]], **options) -> layouts.Applied:
    layout = PLAIN + '[sheet]\neach = true\n[period]\nfrom = "sheet"\nyear = 2022\n'
    layout = layout.replace('to = "areas.area_name"', 'to = "activity.area_id"')
    layout = layout.replace("areas.households_count", "activity.sessions_count")
    layout = layout.replace("areas.population_persons", "activity.tips_count")
    layout = layout.replace("[period]", '[period]\nto = "activity.month"')
    grids = {
        name: Grid([HEAD, *([n, f"K{n}", v, v + 1] for n, v in enumerate(values, 1))])
        for name, values in sheets_.items()
    }
    write_xlsx(tmp_path / "a.xlsx", grids)
    return applied(tmp_path / "a.xlsx", layout)


def test_sheets_by_quarter_carry_the_period_of_their_name(tmp_path):
    result = by_sheet(tmp_path, {"Q1": [1.0, 2.0], "Quý 2": [3.0, 4.0]})
    assert drawn(result.tables["activity"])[::3] == [
        ["Quý I/2022", "K1", "1", "2"], ["Quý II/2022", "K2", "4", "5"],
    ]  # fmt: skip
    assert result.tables["activity"].origin(2, "month") == Cell("Quý 2", 0, "", "Quý 2")
    assert codes(result) == []


def test_the_same_sheet_sent_twice_counts_once_and_is_an_error(tmp_path):
    result = by_sheet(tmp_path, {"Q1": [1.0, 2.0], "Q2": [1.0, 2.0]})
    assert (len(result.tables["activity"]), codes(result)) == (2, ["same_sheet"])
    assert codes(by_sheet(tmp_path, {"Q1": [1.0], "Q2": [1.5]})) == []


def test_a_sheet_of_running_totals_is_checked_against_the_others_and_kept_out(tmp_path):
    found = {"Q1": [1.0, 2.0], "Q2": [3.0, 4.0], "6 tháng": [4.0, 9.0]}
    result = by_sheet(tmp_path, found)
    assert len(result.tables["activity"]) == 4
    wrong = [(f.row, f.column, f.found) for f in result.findings if f.code == "wrong_total"]
    # Every K has tips = sessions + 1 on each sheet, so the sums are off by one there.
    assert ("cumulative_sheet" in codes(result), wrong) == (
        True,
        [(3, "Hộ", "9"), (2, "Dân", "5"), (3, "Dân", "10")],
    )


def test_sheets_whose_periods_overlap_are_an_error(tmp_path):
    result = by_sheet(tmp_path, {"Q2": [1.0], "6 tháng": [3.0]})
    assert codes(result) == ["overlap"]
    result = by_sheet(tmp_path, {"Q1": [1.0], "Quý I": [3.0]})
    assert codes(result) == ["overlap"]


def test_a_sheet_without_a_period_and_a_title_that_speaks_of_running_totals_are_said(tmp_path):
    assert codes(by_sheet(tmp_path, {"Biểu": [1.0]})) == ["no_period"]
    path = made(tmp_path, [["Số liệu lũy kế"], HEAD, [1, "A", 1.0, 2.0]])
    assert codes(applied(path, PLAIN)) == ["cumulative"]
    said = PLAIN + "[period]\ncumulative = true\n"
    result = applied(path, said)
    assert (codes(result), result.is_cumulative) == ([], True)


def test_a_year_that_was_closed_early_is_a_part_year(tmp_path):
    path = made(tmp_path, [["Năm 2022 (tính đến 25/10/2022)"], HEAD, [1, "A", 1.0, 2.0]])
    result = applied(path, PLAIN + "[period]\n")
    assert [(f.code, f.found) for f in result.findings] == [("part_year", "10/12")]


# Small parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (5.0, 5), ("10.349", 10_349), ("1.042,5", 1042.5), ("15,6", 15.6), ("1 042", 1042),
        ("gần 5", None), ("12.5", None), ("-", None), (True, None), (float("inf"), None),
        ("1e3", None), (date(2022, 1, 1), None),
    ],
)  # fmt: skip
def test_totals_are_checked_with_plain_numbers_only(cell, value):
    found = amount(cell)
    assert (found if found is None else float(found)) == value


def test_a_scaled_number_is_exact():
    assert scaled(0.1, 3) == pytest.approx(0.3, abs=0)
    assert (scaled(15.6, 10**6), scaled("x", 10), scaled(7.0, 1)) == (15_600_000, "x", 7.0)


def test_header_lines_are_filled_to_the_right_under_their_own_heading_only():
    grid = [
        ["A", "B", _, _, "C"],
        [_, "x", _, "y", _],
        [_, "1", "2", "3", _],
    ]
    joined = [header.join(levels) for levels in header.header_at(grid, 0, 3)]
    assert joined == ["A", "B / x / 1", "B / x / 2", "B / y / 3", "C"]


def test_checks_name_the_rows_that_a_total_adds_up():
    data = [1, 2, 5]
    found = totals.checks(rows.Rows(data=data, totals=[(3, False), (6, True)]))
    assert [(check.row, data[check.parts]) for check in found] == [(3, [1, 2]), (6, [1, 2, 5])]


def heads(*rows_and_levels) -> list[rows.GroupHead]:
    return [rows.GroupHead(row, level, "", "", 0) for row, level in rows_and_levels]


def test_a_head_of_a_group_stands_for_the_rows_up_to_the_next_of_its_level():
    data = [2, 4, 6, 8, 10]
    groups = heads((1, 0), (3, 1), (5, 1), (7, 0), (9, 2))
    found = totals.checks(rows.Rows(data=data, groups=groups, totals=[(11, False)]))
    assert [(check.row, data[check.parts]) for check in found] == [
        (1, [2, 4, 6]), (3, [4]), (5, [6]), (7, [8, 10]), (9, [10]), (11, [10]),
    ]  # fmt: skip


def test_countless_heads_of_groups_and_totals_take_no_time():
    groups = heads(*((2 * n, n % 3) for n in range(60_000)))
    of_all = rows.Rows(
        data=list(range(1, 120_000, 2)),
        groups=groups,
        totals=[(120_000 + n, bool(n % 2)) for n in range(20_000)],
    )
    began = time.perf_counter()
    assert len(totals.checks(of_all)) == 80_000
    assert time.perf_counter() - began < 5


def test_every_finding_has_its_rule():
    used = {
        "wrong_total", "unchecked_total", "unlabelled_total", "like_total", "left_out", "dash",
        "rows_after_footer", "repeated_row", "same_sheet", "overlap", "cumulative_column",
        "cumulative_sheet", "cumulative", "part_year", "no_period", "no_unit", "unlisted_column",
        "hidden_sheet", "hidden_rows", "other_files", "signature",
    }  # fmt: skip
    assert used <= set(RULES)


# Layout files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name =", "name ="), ""),
        (('name = "x"', "name = x"), "form.toml: not TOML: .*line 2"),
        (('name = "x"', ""), "key 'name': found nothing, expected the form's name"),
        (('name = "x"', 'name = "x"\ndash = "zeros"'),
         "line 3, key 'dash': found 'zeros', expected one of zero, missing, review"),
        (('name = "x"', 'name = "x"\nheadr = 1'), "line 3, key 'headr': .* one of the keys .*dash"),
        (("areas.households_count", "areas.household_count"),
         "line 9, key 'column#2.to': .* perhaps areas.households_count"),
        (("areas.households_count", "homes.count"), "the table one of areas, model_types"),
        (('header = "Hộ"', "header = 5"), "line 8, key 'column#2.header': found 5, expected"),
        (("[[column]]\n", "[header]\nrows = 0\n[[column]]\n"), "a whole number ≥ 1"),
        (("[[column]]\n", "[sheet]\npattern = '('\n[[column]]\n"), "a regular expression"),
        (("[[column]]\n", "[sheet]\n[[column]]\n"), "exactly one of names, pattern"),
        (("[[column]]\n", "[across]\nlevels = [0]\n[[column]]\n"), "counted from 1"),
        (("[[column]]\n", "[period]\nfrom = 'layout'\n[[column]]\n"), "'period.year'"),
        (("[[column]]\n", "[[group]]\nmark = 'label'\n[[column]]\n"), "'group#1.pattern'"),
        (("[[column]]\n", "[unit]\nto = 'points.budget_vnd'\n[[column]]\n"), "'unit.factors'"),
        (("[[column]]\n", "[constants]\n'points.x' = 'a'\n[[column]]\n"), "a column of points"),
        (('name = "x"', 'name = "x"\nonce = ["homes"]'), "names of tables"),
    ],
)  # fmt: skip
def test_a_layout_with_a_mistake_says_file_line_key_found_and_expected(tmp_path, change, said):
    path = tmp_path / "form.toml"
    path.write_text(PLAIN.replace(*change, 1), encoding="utf-8")
    if not said:
        assert layouts.load_layout(path).name == "x"
        return
    with pytest.raises(UnreadableFile, match=said) as error:
        layouts.load_layout(path)
    assert "form.toml" in str(error.value)


def test_all_mistakes_of_a_layout_are_said_at_once():
    text = 'dash = "a"\n[[column]]\nheader = "x"\nto = "areas.y"\n'
    with pytest.raises(UnreadableFile) as error:
        layouts.parse_layout(text)
    assert len(str(error.value).splitlines()) == 3


def test_a_layout_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        layouts.load_layout(tmp_path / "x.toml")
    (tmp_path / "y.toml").write_bytes(b"\xff\xff")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        layouts.load_layout(tmp_path / "y.toml")


def test_every_key_that_is_read_is_told_in_the_readme():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for key in (
        "name", "province", "vintage", "title_marks", "ignore", "key", "once", "dash",
        "names", "pattern", "each", "title_rows", "rows", "fill_right", "numbers_row", "header",
        "to", "required", "fill_down", "with_mark", "adds_up", "levels", "from",
        "year", "cumulative", "mark", "mark_to", "strip", "grand", "sub", "starts", "factors",
        "default", "note",
    ):  # fmt: skip
        assert f"`{key}`" in text, key


# Proposals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("dia-ban.xlsx",
         ["title_rows = 6\nrows = 1\nnumbers_row = true", '"areas.households_count"', "Tổng cộng"]),
        ("xa-thang.xlsx",
         ["title_rows = 5\nrows = 3\nnumbers_row = true", "levels = [2, 3]", "dash = \"review\""]),
        ("diem-theo-nhom.xlsx",
         ["title_rows = 5\nrows = 1", 'mark = "roman"   # 2 rows: I; II', '"points.budget_vnd"']),
    ],
)  # fmt: skip
def test_a_proposal_sees_header_columns_groups_and_totals(name, wanted):
    text = layouts.propose(sheets.read_workbook(FOLDER / "samples" / name))
    for part in wanted:
        assert part in text


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_proposal_becomes_a_layout_when_its_unknown_columns_are_filled_in(name):
    book = sheets.read_workbook(FOLDER / "samples" / name)
    text = layouts.propose(book)
    filled = text.replace('# to = [""]', 'to = ["points.area_name"]')
    layout = layouts.parse_layout(filled)
    result = layouts.apply(layout, book)
    assert result.tables
    assert "no_column" not in codes(result)


def test_a_proposal_repeats_nothing_about_a_person(tmp_path):
    rows_ = [["Nguyễn Văn An"], ["STT", "Họ và tên", "Số hộ"], [1, "Trần Thị Bé", 2.0]]
    text = layouts.propose(sheets.read_workbook(made(tmp_path, rows_)))
    assert "personal data" in text
    assert not any(word in text for word in ("An", "Trần", "Bé"))


def test_a_proposal_for_an_empty_workbook_says_so(tmp_path):
    assert "no sheet" in layouts.propose(sheets.read_workbook(made(tmp_path, [[_]])))


# Many cells at once -----------------------------------------------------------------------------

MIXED = st.one_of(
    st.sampled_from(["", "-", "Xã A", "xã  a", "XA A", "a\nb", "\t", "Đ", "Ⅳ", "a.b", " a ", "İ"]),
    st.sampled_from([1.0, 1.5, float("nan"), None, date(2022, 1, 2), True, 7]),
    st.text(max_size=4),
)


@given(st.lists(MIXED, max_size=8))
@settings(max_examples=150, deadline=None)
def test_many_cells_are_folded_at_once_as_one_by_one(cells):
    wanted = [header.key_of(header.cell_text(cell)) for cell in cells]
    assert header.keys_of(cells) == wanted


@given(st.lists(st.tuples(MIXED, MIXED), min_size=1, max_size=9), st.data())
@settings(max_examples=60, deadline=None)
def test_a_column_of_a_grid_is_that_of_its_rows(content, data):
    grid = Lines([list(row) for row in content])
    rows = data.draw(st.lists(st.integers(0, len(content) - 1), unique=True).map(sorted))
    for column in (0, 1):
        wanted = [content[row][column] for row in rows]
        assert list(map(repr, grid.cells(column, rows))) == list(map(repr, wanted))
        assert list(map(repr, grid.numbers(column, rows))) == list(map(repr, wanted))
    assert [row for row in range(len(content)) if is_among(row, rows)] == rows


def test_months_across_keep_each_cell_once():
    result = applied(
        FOLDER / "samples" / "xa-thang.xlsx", layouts.load_layout(FOLDER / "xa-thang.toml")
    )
    columns = result.tables["commune_activity"].columns
    assert isinstance(columns["commune_code"].cells, Repeated)
    assert len(columns["commune_code"].cells.kept) == 4
    assert len(columns["month"].cells.kept) == 6
    assert len(columns["commune_code"].cells) == len(result.tables["commune_activity"])


def test_a_row_that_cannot_be_read_hides_no_total_above_it(tmp_path):
    body = [
        [1, "A", 1.0, 2.0], [2, "B", 3.0, 5.0], [_, _, 4.0, 7.0],
        [3, "C", "x", 1.0], [4, "D", 5.0, 1.0], [_, _, 9.0, 9.0],
    ]  # fmt: skip
    result = applied(made(tmp_path, [HEAD, *body]), PLAIN)
    assert names(result) == ["A", "B", "C", "D", ""]
    assert codes(result).count("unlabelled_total") == 1


def test_countless_rows_without_a_label_take_no_time(tmp_path):
    body = [[1, "A", 1.0, 2.0], [2, "B", 3.0, 5.0], *[[_, _, 4.0, 7.0]] * 3_000]
    start = time.perf_counter()
    result = applied(made(tmp_path, [HEAD, *body]), PLAIN)
    assert time.perf_counter() - start < 10
    assert len(names(result)) == 2


def test_a_heading_that_nobody_knows_is_left_open_in_a_proposal(tmp_path):
    path = made(tmp_path, [["Mã xã", "Chỉ tiêu lạ"], ["22915", 3], ["22918", 4]])
    text = layouts.propose(sheets.read_workbook(path))
    assert 'header = ["Chỉ tiêu lạ"]\n# to = [""]   # unknown: a column of numbers' in text


def test_endless_digits_are_no_month_no_column_number_and_no_amount(tmp_path):
    digits = "1" * 5_000
    assert amount(digits) is None
    assert scaled(digits, 1_000_000) == digits
    content = [HEAD, ["(1)", "(2)", "(3)", digits], [1, "A", 1.0, 2.0]]
    result = applied(made(tmp_path, content), PLAIN + "[header]\nnumbers_row = true\n")
    assert names(result) == ["(2)", "A"]


def test_months_in_digits_are_read_in_a_header_and_endless_ones_are_not():
    assert header._span("11") == periods.Span(10, 10, has_year=False)
    assert header._span("13") is None
    assert header._span("1" * 5_000) is None
