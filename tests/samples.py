"""The three sample forms of `data/layouts/samples/`, as provinces send them; every number made up.

`write_samples(folder)` writes the workbooks; a test compares the committed ones with these grids.
"""

from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from writers import Grid

MADE_UP = "SỐ LIỆU GIẢ, CHỈ ĐỂ MINH HỌA BIỂU MẪU"
_ = None

AREAS = Grid(
    rows=[
        ["CÔNG AN TỈNH (GIẢ ĐỊNH)", _, _, _, _, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _, _, _, _],
        ["PHÒNG XÂY DỰNG PHONG TRÀO", _, _, _, _, "Độc lập – Tự do – Hạnh phúc", _, _, _, _],
        ["Biểu số 01/KDC", _, _, _, _, _, _, _, _, _],
        ["DANH SÁCH KHU DÂN CƯ NĂM 2022", _, _, _, _, _, _, _, _, _],
        [MADE_UP, _, _, _, _, _, _, _, _, _],
        [_] * 10,
        [
            "STT", "Mã khu dân cư", "Tên khu dân cư", "Loại", "Mã xã", "Xã, phường, thị trấn",
            "Số hộ", "Nhân khẩu", "Biên giới", "Ghi chú",
        ],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
        [1, "22915-01", "Khu phố 1", "Khu phố", "22915", "P. Mũi Né", 412, 1650, "Không", _],
        [2, "22915-02", "Khu phố 2", "Khu phố", "22915", "P. Mũi Né", 388, 1507, "Không", _],
        [3, "22918-01", "Khu phố 1", "Khu phố", "22918", "P. Hàm Tiến", 290, 1174, "Không", _],
        [4, "22918-02", "Khu phố 2", "Khu phố", "22918", "P. Hàm Tiến", 0, _, "Không", "mới tách"],
        [5, "22921-01", "Khu phố 3", "Khu phố", "22921", "P. Phú Hài", "1.042", "4.165", _, _],
        ["Tổng cộng", _, _, _, _, _, 2132, 8496, _, _],
        [_] * 10,
        ["Người lập biểu", _, _, _, _, _, "…, ngày 05 tháng 01 năm 2023", _, _, _],
        ["(Ký)", _, _, _, _, _, "TRƯỞNG PHÒNG", _, _, _],
    ],
    merged=[
        (0, 0, 0, 4), (0, 5, 0, 9), (1, 0, 1, 4), (1, 5, 1, 9), (3, 0, 3, 9), (4, 0, 4, 9),
        (13, 0, 13, 5),
    ],
)  # fmt: skip

MONTHS = Grid(
    rows=[
        ["CÔNG AN TỈNH (GIẢ ĐỊNH)", *[_] * 16],
        ["Biểu số 02/TTB", *[_] * 16],
        ["KẾT QUẢ TUYÊN TRUYỀN VÀ TIẾP NHẬN TIN BÁO 6 THÁNG ĐẦU NĂM 2022", *[_] * 16],
        [MADE_UP, *[_] * 16],
        [_] * 17,
        ["STT", "Mã xã", "Đơn vị", "Số buổi tuyên truyền", *[_] * 6, "Tin báo nhận được", *[_] * 6],
        [_, _, _, *["Quý I", _, _, "Quý II", _, _, "6 tháng"] * 2],
        [_, _, _, *[f"Tháng {n}" for n in range(1, 7)], _, *[f"Tháng {n}" for n in range(1, 7)], _],
        ["A", "B", "C", *range(1, 15)],
        ["Toàn tỉnh", _, _, 5, 5, 6, 4, 6, 7, 33, 10, 6, 13, 6, 12, 8, 55],
        [1, "22915", "Phường Mũi Né", 2, 1, 2, 2, 3, 2, 12, 4, 2, 5, 3, 6, 3, 23],
        [2, "22918", "Phường Hàm Tiến", 1, 2, 1, "-", 1, 2, 7, 3, "-", 4, 1, 2, 1, 11],
        [3, "22921", "Phường Phú Hài", 1, 1, 2, 1, 1, 2, 8, 2, 3, 3, 2, 3, 4, 17],
        [4, "22924", "Phường Phú Thủy", 1, 1, 1, 1, 1, 1, 6, 1, 1, 1, _, 1, _, 4],
        [_] * 17,
        ["Ghi chú: dấu “-” là không phát sinh; ô trống là chưa báo cáo.", *[_] * 16],
        ["Nơi nhận: – Lưu: PX.", *[_] * 9, "KT. TRƯỞNG PHÒNG", *[_] * 6],
    ],
    merged=[
        (2, 0, 2, 16), (3, 0, 3, 16), (5, 0, 7, 0), (5, 1, 7, 1), (5, 2, 7, 2), (5, 3, 5, 9),
        (5, 10, 5, 16), (6, 3, 6, 5), (6, 6, 6, 8), (6, 9, 7, 9), (6, 10, 6, 12), (6, 13, 6, 15),
        (6, 16, 7, 16), (9, 0, 9, 2),
    ],
)  # fmt: skip

POINTS = Grid(
    rows=[
        ["CÔNG AN TỈNH (GIẢ ĐỊNH)", *[_] * 8],
        ["Biểu số 03/ĐMH", *[_] * 8],
        ["THỐNG KÊ ĐIỂM MÔ HÌNH (tính đến 31/12/2022)", *[_] * 8],
        [MADE_UP, *[_] * 8],
        [_, _, _, _, _, _, _, "ĐVT: triệu đồng", _],
        [
            "TT", "Mã địa bàn", "Xã, phường", "Mã xã", "Ngày bắt đầu", "Số tổ", "Thành viên",
            "Kinh phí ngân sách", "Trạng thái",
        ],
        ["I", "Camera an ninh", _, _, _, 3, 21, 45.5, _],
        [1, "22915-01", "Mũi Né", "22915", date(2020, 3, 1), 2, 14, 30.0, "Đang hoạt động"],
        [2, "22918-01", "Hàm Tiến", "22918", date(2021, 5, 19), 1, 7, 15.5, "Đang hoạt động"],
        ["II", "Tiếng kẻng, đèn an ninh", _, _, _, 4, 31, 8, _],
        [1, "22915-02", "Mũi Né", "22915", date(2019, 8, 19), 1, 9, 0, "Tạm ngừng"],
        [2, "22918-02", "Hàm Tiến", "22918", date(2018, 1, 2), 2, 12, 8, "Đang hoạt động"],
        [3, "22921-01", "Phú Hài", "22921", date(2022, 7, 10), 1, 10, _, "Thí điểm"],
        ["Tổng cộng", _, _, _, _, 7, 52, 53.5, _],
        [_] * 9,
        ["NGƯỜI LẬP BIỂU", *[_] * 5, "GIÁM ĐỐC", _, _],
    ],
    merged=[(2, 0, 2, 8), (3, 0, 3, 8), (6, 1, 6, 4), (9, 1, 9, 4), (13, 0, 13, 4)],
)  # fmt: skip

SAMPLES = {
    "dia-ban.xlsx": ("Biểu 01", AREAS, (6, 1)),
    "xa-thang.xlsx": ("Biểu 02", MONTHS, (5, 3)),
    "diem-theo-nhom.xlsx": ("Biểu 03", POINTS, (5, 1)),
}
_LINE = Border(*[Side("thin")] * 4)


def write_samples(folder: Path) -> None:
    """Write the three workbooks, with the fonts, borders and merged cells of a real form."""
    for file_name, (name, grid, (top, lines)) in SAMPLES.items():
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = name
        for row, cells in enumerate(grid.rows, 1):
            for column, value in enumerate(cells, 1):
                cell = sheet.cell(row, column, value)
                _dress(cell, row - 1, top, top + lines)
        for first, left, last, right in grid.merged:
            sheet.merge_cells(None, first + 1, left + 1, last + 1, right + 1)
        for column in range(1, len(grid.rows[0]) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 12
        book.save(folder / file_name)


def _dress(cell, row: int, top: int, data: int) -> None:
    is_head = row < data
    cell.font = Font(name="Times New Roman", size=11, bold=is_head)
    if top <= row:
        cell.alignment = Alignment(wrap_text=is_head, vertical="center")
    if is_head:
        cell.alignment = Alignment(wrap_text=row >= top, horizontal="center", vertical="center")
    if row >= top and cell.value is not None:
        cell.border = _LINE
    if isinstance(cell.value, date):
        cell.number_format = "dd/mm/yyyy"
