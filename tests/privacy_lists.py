"""Lists for measuring the privacy guard: what must pass the door and what must not.

Persons, numbers and addresses are made up: names are put together at random, citizens' numbers
are of people born in 2099, phones and papers hold runs of zeros. The syllables here were chosen
without looking at the lexicon of the guard.
"""

import random
from collections.abc import Callable, Mapping

from mohinh.words.text import fold

# --- headings --------------------------------------------------------------------------------

PERSONAL_HEADERS = (
    "Họ tên", "Họ và tên", "HỌ VÀ TÊN", "Hoten", "Họ, tên đệm và tên", "Họ tên chủ hộ",
    "Tên chủ hộ", "Tên người đại diện", "Tên đối tượng", "Tên nạn nhân", "Tên cán bộ phụ trách",
    "Tên thành viên", "Tên học sinh", "Bí danh", "Người lập", "Người lập biểu", "Người ký",
    "Người đại diện", "Người phụ trách", "Cán bộ phụ trách", "Đồng chí phụ trách",
    "Người liên hệ", "Người báo tin", "Người tố giác", "Người cung cấp tin", "Chủ hộ",
    "Quan hệ với chủ hộ", "Tổ trưởng", "Trưởng thôn", "Thân nhân", "Full name", "Surname",
    "CCCD", "Số CCCD", "CCCD/CMND", "Số CCCD hoặc CMND", "Căn cước", "Số căn cước công dân",
    "Thẻ căn cước", "CMND", "CMTND", "Số CMT", "Chứng minh nhân dân", "Giấy chứng minh",
    "Số CMND, ngày cấp, nơi cấp", "Ngày cấp CCCD", "Hộ chiếu", "Số hộ chiếu", "Passport",
    "Số định danh", "Số định danh cá nhân", "Mã định danh", "MST cá nhân", "Giấy phép lái xe",
    "Số GPLX", "Số thẻ BHYT", "BHYT", "Mã số BHXH", "Số sổ bảo hiểm xã hội", "Số hiệu CAND",
    "SĐT", "Số ĐT", "ĐT", "Số điện thoại", "Điện thoại", "Điện thoại liên hệ", "ĐTDĐ", "Di động",
    "Số di động", "Tel", "Phone", "Mobile", "Zalo", "Số Zalo", "Facebook", "Email", "E-mail",
    "Thư điện tử", "Số tài khoản", "STK", "Tài khoản ngân hàng", "Biển số", "Biển số xe", "BKS",
    "Biển kiểm soát", "Địa chỉ", "Địa chỉ thường trú", "Số nhà", "Số nhà, đường", "Nơi ở",
    "Nơi ở hiện nay", "Chỗ ở", "Nơi cư trú", "Nơi đăng ký", "Thường trú", "Tạm trú", "HKTT",
    "Hộ khẩu thường trú", "Số hộ khẩu", "Quê quán", "Nguyên quán", "Ngày sinh", "Năm sinh",
    "Ngày, tháng, năm sinh", "Ngày/tháng/năm sinh", "Nơi sinh", "Sinh năm", "DOB", "Tuổi",
    "Độ tuổi", "Giới tính", "Quốc tịch", "Nghề nghiệp", "Trình độ học vấn", "Trình độ văn hóa",
    "Chức vụ", "Cấp bậc", "Tình trạng hôn nhân", "Nhóm máu", "Dân tộc", "Dân tộc (%)",
    "Số người dân tộc thiểu số", "Thành phần dân tộc", "Hộ DTTS", "Tôn giáo", "Số tín đồ",
    "Tín ngưỡng", "Theo đạo", "Tỷ lệ theo tôn giáo", "Giáo dân", "Phật tử", "Ethnicity",
    "Religion", "Tiền án", "Tiền sự", "Tiền án, tiền sự", "Án tích", "Lý lịch", "Bệnh lý",
    "Tiền sử bệnh", "Bệnh tật", "Loại bệnh", "Tình trạng sức khỏe", "Nhiễm HIV",
    "Khuyết tật", "Tâm thần", "Người nghiện", "Tình trạng nghiện", "Nghiện ma túy", "Đối tượng",
    "Đối tượng quản lý", "Danh sách đối tượng", "Cơ sở bí mật",
)  # fmt: skip
JOINED_PERSONAL_HEADERS = (
    "Chủ hộ / Họ tên", "Chủ hộ / Năm sinh", "Thông tin / Số CCCD", "Họ và / tên",
    "Số người / Họ tên",
    "Liên hệ / Số / điện thoại", "Thành phần / Dân tộc", "Tổ tự quản / Tổ trưởng / Họ và tên",
    "Số người / Dân tộc thiểu số", "Địa bàn / Chủ hộ / SĐT",
)  # fmt: skip
BENIGN_HEADERS = (
    "STT", "TT", "Mã xã", "Tên xã", "Xã, phường, thị trấn", "Đơn vị", "Đơn vị hành chính", "Huyện",
    "Mã khu dân cư", "Tên khu dân cư", "Khu dân cư", "Thôn, bản", "Loại", "Loại địa bàn",
    "Địa bàn trọng điểm", "Biên giới", "Hải đảo", "Số hộ", "Số hộ dân", "Tổng số hộ",
    "Số hộ gia đình", "Hộ nghèo", "Số hộ cận nghèo", "Số hộ ký cam kết", "Số nhân khẩu",
    "Nhân khẩu", "Nhân khẩu thường trú", "Nhân khẩu tạm trú", "Số hộ tạm trú", "Dân số",
    "Số dân", "Mật độ dân số", "Số người", "Số người tham gia", "Số người dự",
    "Người tham dự (người)",
    "Số người cao tuổi", "Số người nghiện", "Số người nghiện ma túy có hồ sơ quản lý",
    "Số người chấp hành xong án phạt tù", "Số người có uy tín", "Số người đại diện hộ tham gia",
    "Số người dưới 18 tuổi", "Số đối tượng", "Số đối tượng bị bắt", "Tổng số đối tượng",
    "Số đối tượng có tiền án", "Đối tượng bị bắt (người)", "Đối tượng tuyên truyền",
    "Số CCCD đã cấp", "Số thẻ CCCD cấp mới", "Số căn cước đã cấp trong kỳ", "Tổng số CCCD",
    "Tỷ lệ cấp CCCD", "Thu nhận hồ sơ CCCD", "Số hồ sơ cấp căn cước", "Số CCCD / đã cấp",
    "Số tài khoản định danh đã kích hoạt", "Tài khoản định danh điện tử mức 2",
    "Số tài khoản VNeID", "Số hộ chiếu đã cấp", "Số lượt khai báo tạm trú",
    "Số thẻ BHYT đã cấp", "Tỷ lệ tham gia BHYT", "Số người tham gia BHXH",
    "Số vụ trộm cắp điện thoại", "Số vụ lừa đảo qua điện thoại", "Số nhóm Zalo", "Tên nhóm Zalo",
    "Nhóm Zalo an ninh", "Trang Facebook của Công an xã", "Camera di động", "Chốt di động",
    "Loa di động", "Số nhà trọ", "Số nhà nghỉ", "Số nhà văn hóa", "Số nhà ở", "Gắn biển số nhà",
    "Địa chỉ tin cậy", "Số địa chỉ tin cậy", "Ngày sinh hoạt câu lạc bộ", "Số ngày sinh hoạt",
    "Nơi sinh hoạt", "Số buổi sinh hoạt", "Năm học", "Năm thành lập", "Ngày ra mắt",
    "Ngày thành lập", "Ngày bắt đầu", "Ngày kết thúc", "Tháng", "Quý", "Kỳ báo cáo", "Chu kỳ",
    "Năm", "Tên mô hình", "Loại mô hình", "Nhóm mô hình", "Mã mô hình", "Tên câu lạc bộ",
    "Tên trường", "Tên cơ quan", "Tên doanh nghiệp", "Tên con đường", "Tên chủ đề",
    "Số điểm", "Số tổ", "Số tổ tự quản", "Số tổ trưởng đã tập huấn", "Thành viên",
    "Thành viên nòng cốt", "Số thành viên", "Số lượt thăm gặp gia đình",
    "Đơn vị chủ trì", "Đơn vị phụ trách", "Đoàn thể phụ trách", "Cơ quan phối hợp",
    "Kinh phí", "Kinh phí ngân sách", "Kinh phí vận động", "Tiền ăn", "Tiền điện", "Lương cán bộ",
    "Số tiền", "Quỹ an ninh", "Số buổi tuyên truyền", "Số buổi", "Số lượt người nghe",
    "Tin báo", "Số tin báo", "Tin báo nhận được", "Tin do người dân cung cấp", "Tin có giá trị",
    "Số vụ", "Số vụ việc hòa giải", "Vụ hình sự", "Phạm pháp hình sự", "Tỷ lệ khám phá",
    "Vũ khí thu giữ", "Vũ khí, vật liệu nổ", "Số vụ cháy", "Tai nạn giao thông", "Số người chết",
    "Số người bị thương", "Cao điểm tấn công tội phạm", "Đào tạo nghề", "Giáo dục nghề nghiệp",
    "Hồ sơ đã lập", "Hồ sơ giáo dục tại xã", "Mai táng phí", "Lý do", "Thái độ phục vụ",
    "Dương tính ma túy (vụ)", "Phòng, chống HIV/AIDS", "Phòng, chống dịch bệnh", "Trạm y tế",
    "Bệnh viện", "Khám chữa bệnh", "Cơ sở tôn giáo", "Số cơ sở tôn giáo",
    "Địa bàn vùng tôn giáo", "Vùng đồng bào dân tộc thiểu số", "Ban Dân tộc",
    "Ngày hội đại đoàn kết toàn dân tộc", "Trường dân tộc nội trú", "Xếp loại", "Điểm", "Kết quả",
    "Trạng thái", "Ghi chú", "Nhận xét", "Tuổi trẻ xung kích", "Hội Người cao tuổi",
    "Chia theo giới tính / Nữ", "Trong đó: nữ", "Tỷ lệ (%)", "So với cùng kỳ", "Lũy kế",
    "Diện tích (km2)", "DT tự nhiên", "Khoảng cách đến trung tâm (km)", "Kinh độ", "Vĩ độ",
    "Số camera", "Camera an ninh", "Số mắt camera", "Tuyến đường", "Chiều dài tuyến (km)",
    "Đèn chiếu sáng", "Số kẻng", "Số cổng an ninh", "Mã địa bàn", "Mã đơn vị", "Mã ĐVHC",
    "Số quyết định", "Số kế hoạch", "Cấp ra quyết định", "Ngày quyết định", "Phạm pháp / Số vụ",
    "Phạm pháp / Số đối tượng", "Quý I / Tháng 1", "Số mô hình / Khu dân cư", "Tổng số / Năm 2023",
)  # fmt: skip

# --- cells -----------------------------------------------------------------------------------

BENIGN_CELLS = (
    "22915-01", "22915-001", "KP-0001", "D0001", "BT.KDC.0012", "00001", "22915", "3.1", "II-3",
    "Khu phố 1", "Khu phố Nguyễn Du", "Khu phố Nguyễn Văn Cừ", "KP. Lê Hồng Phong", "Thôn Hồ Tôm",
    "Thôn Trần Phú", "Thôn Lê Lợi", "Ấp Bà Tám", "Ấp Ông Lang", "Xóm Ông Đồn", "Cầu Ông Lãnh",
    "Bà Rịa", "Bà Triệu", "Đường Bà Triệu", "An Bình", "Lê Lợi", "Trần Hưng Đạo", "Võ Thị Sáu",
    "Nguyễn Thị Minh Khai", "Phan Bội Châu", "Lý Thường Kiệt", "Hoàng Văn Thụ", "Đinh Tiên Hoàng",
    "Tổ dân phố Lê Quý Đôn", "Đường Nguyễn Thị Định", "Trường THCS Lê Văn Tám",
    "Trường Tiểu học Nguyễn Bá Ngọc", "THPT Phan Bội Châu", "Chợ Bà Chiểu", "Lê Xá Đông",
    "Ngô Khê Thượng", "Phan Rí Cửa", "Phan Rí Thành", "Anh Sơn", "Anh Dũng", "Mật Sơn",
    "Phường Mật Sơn", "Mật Sơn, Thanh Hóa", "Tổ tự quản về an ninh, trật tự",
    "Ánh sáng an ninh", "Camera nhân dân", "Tiếng loa an ninh", "Tiếng kẻng an ninh",
    "Đường văn minh", "Tuyến đường văn minh, đô thị sáng đẹp", "Đô thị văn minh",
    "Khu dân cư văn hóa", "Dòng họ tự quản", "Gia đình văn hóa", "Ngõ văn minh", "Hộ văn hóa",
    "duong van minh do thi", "khu dan cu van hoa", "to van dong quan chung", "dang thi cong",
    "thi tran Cho Lau", "nguoi dan tham gia", "Đồng chí Bí thư chi bộ", "đ/c Trưởng Công an xã",
    "đồng chí Chủ tịch UBND xã", "ông bà gương mẫu, con cháu thảo hiền", "bà con nhân dân",
    "Bác Hồ", "Học tập và làm theo tấm gương Hồ Chí Minh", "Chủ tịch Hồ Chí Minh",
    "Anh hùng liệt sĩ", "tiếng Anh", "phụ nữ, trẻ em Phan Thiết", "Chị em phụ nữ",
    "Câu lạc bộ Người cao tuổi",
    "Mặt trận Tổ quốc Việt Nam", "Hội Nông dân", "Đoàn Thanh niên", "Cựu chiến binh gương mẫu",
    "Công an xã Hòa Thắng", "Công an nhân dân", "Người có uy tín trong vùng đồng bào",
    "bí mật nhà nước", "mật độ dân số", "mật khẩu", "Bảo mật thông tin", "Cơ yếu, mật mã",
    "mất mật khẩu camera", "Độ mật: không", "Nuôi ong lấy mật", "Mâu thuẫn nội bộ nhân dân",
    "25/10/2022", "05.01.2023", "08.12.2022 15:30", "2023-01-05", "01/2023", "Quý I/2023",
    "6 tháng đầu năm 2022", "01/01/2023 - 31/12/2023", "2017-2022", "1.500.000", "152.340.500",
    "15.600.000.000", "120.000.000 đồng", "Kinh phí 152340500 đồng", "15,6 tỷ", "610 nghìn",
    "1.126 vụ/1.618 đối tượng", "1.042/1.165", "10 349", "72,6 %", "84.912.000.000", "gần 1.000",
    "Số 439/KH-BCĐ", "Kế hoạch số 2056/KH-UBND ngày 10/8/2021", "15/NQ-CP", "12-KH/TU",
    "124/2021/TT-BCA", "Nghị định 42/2021/NĐ-CP", "QL 1A", "ĐT 719", "Tổ 12A", "Lô 10B-2022",
    "10.933211, 108.102345", "Phát sinh năm 2019", "Học sinh năm 2015", "Vệ sinh ngày 12/3/2018",
    "An sinh năm 2017", "Kinh phí NS 2019", "Đã cấp 1.234.567 CCCD", "CCCD đã cấp: 12.345 thẻ",
    "Trộm cắp 3 điện thoại", "Điện thoại 113", "412", "0", "-", "Không", "x", "mới tách",
    "Người cao tuổi gương mẫu", "Bình Thuận", "TP. Phan Thiết", "Huyện Hàm Thuận Bắc",
    "Phường Nguyễn Cư Trinh, Quận 1", "P. Trần Quang Khải", "Cao điểm Tết Nguyên đán",
    "Hồ sơ đã lập", "HỒ SƠ ĐÃ LẬP", "Hồ Hòa Bình", "Mai Châu", "Lâm Đồng", "Thái Nguyên",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc",
    "CÔNG AN TỈNH BÌNH THUẬN", "BAN CHỈ ĐẠO PHONG TRÀO", "TRƯỞNG PHÒNG", "Người lập biểu", "(Ký)",
    "Nơi nhận:", "Tổng cộng", "ĐVT: nghìn đồng", "Phan Thiết, ngày 05 tháng 01 năm 2023",
)  # fmt: skip

# --- made-up persons ---------------------------------------------------------------------------

_FAMILIES = (
    *("Nguyễn",) * 12, *("Trần",) * 4, *("Lê",) * 3, *("Phạm",) * 3, *("Huỳnh",) * 2,
    *("Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Mai"),
    *("Trịnh", "Lương", "Trương", "Cao", "Lâm", "Đào", "Tạ", "Hà", "Châu", "Tăng", "Kiều", "Lưu"),
    *("Đoàn", "Khúc", "Bạch", "Tiêu", "Cù", "Nông", "Lò", "Thạch", "Quảng"),
)  # fmt: skip
_MIDDLES = (
    "Minh", "Quốc", "Hồng", "Thanh", "Ngọc", "Đức", "Hữu", "Công", "Xuân", "Thu", "Kim", "Bảo",
    "Gia", "Anh", "Quang", "Đình", "Bá", "Trọng", "Duy", "Tuấn", "Mỹ", "Diệu", "Thùy", "Khánh",
    "Hoài", "Phương", "Tấn", "Chí", "Nhật", "Viết", "Sỹ", "Trúc", "Cát", "Ái", "Như", "Thế",
)  # fmt: skip
_GIVEN = (
    "An", "Bình", "Cường", "Dũng", "Em", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hùng",
    "Huy", "Hương", "Khoa", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Nhung", "Oanh", "Phúc",
    "Phượng", "Quân", "Quý", "Sang", "Sơn", "Tâm", "Thảo", "Thắng", "Thịnh", "Thư", "Tiến",
    "Trang", "Tú", "Uyên", "Vân", "Vinh", "Yến", "Lượm", "Đẹt", "Nhàn", "Khuê", "Rạng", "Đua",
    "Chót", "Bưởi", "Ngân", "Duyên", "Thoại", "Kiệt", "Lụa", "Nết", "Toàn", "Trinh", "Xuyến",
)  # fmt: skip
Maker = Callable[[random.Random], str]


def plain_name(chance: random.Random) -> str:
    """A family, one or two middle names and a given name; never Văn or Thị."""
    middles = chance.sample(_MIDDLES, 1 + (chance.random() < 0.2))
    return " ".join([chance.choice(_FAMILIES), *middles, chance.choice(_GIVEN)])


def middle_name(chance: random.Random) -> str:
    """A family, Văn or Thị, and a given name."""
    middle = chance.choice(["Văn", "Thị"])
    return f"{chance.choice(_FAMILIES)} {middle} {chance.choice(_GIVEN)}"


def short_name(chance: random.Random) -> str:
    return f"{chance.choice(_FAMILIES)} {chance.choice(_GIVEN)}"


def _plain(text: str) -> str:
    return fold(text).title()


def _noted(make: Maker, pattern: str) -> Maker:
    return lambda chance: pattern.format(make(chance))


def _written(make: Maker, write: Callable[[str], str]) -> Maker:
    return lambda chance: write(make(chance))


_PROVINCES = (
    "001", "004", "010", "012", "015", "022", "025", "030", "033", "035", "038", "040", "046",
    "051", "054", "058", "060", "062", "066", "068", "072", "075", "079", "083", "086", "089",
    "092", "096",
)  # fmt: skip
_MOBILES = (
    *("032", "033", "038", "039", "052", "056", "058", "070", "076", "079", "081", "084", "086"),
    *("089", "090", "091", "093", "097", "098", "099"),
)


def citizen(chance: random.Random) -> str:
    """Twelve digits of somebody born in 2099."""
    return f"{chance.choice(_PROVINCES)}{chance.choice('23')}9900{chance.randrange(1, 10_000):04d}"


def old_identity(chance: random.Random) -> str:
    return (
        f"{chance.randrange(10, 39)}000{chance.randrange(1, 10) + 10 * chance.randrange(1000):04d}"
    )


def phone(chance: random.Random) -> str:
    digit = chance.randrange(1, 100)
    return f"{chance.choice(_MOBILES)}000{chance.randrange(100):02d}{digit:02d}"


def _grouped(make: Maker, sizes: tuple[int, ...], separator: str) -> Maker:
    def write(chance: random.Random) -> str:
        digits, parts = make(chance), []
        for size in sizes:
            parts.append(digits[:size])
            digits = digits[size:]
        return separator.join(parts)

    return write


def plate(chance: random.Random) -> str:
    digits = f"{chance.randrange(100_000):05d}"
    area, letter, number = (
        chance.randrange(11, 100),
        chance.choice("ABCDFGHKLS"),
        chance.randint(1, 9),
    )
    return chance.choice(
        [
            f"{area}-{letter}{number} {digits[:3]}.{digits[3:]}",
            f"{area}{letter}{number}-{digits[:3]}.{digits[3:]}",
            f"{area}{letter}-{digits[:3]}.{digits[3:]}",
            f"{area}{letter}-{digits}",
            f"{area}{letter}{number} {digits}",
        ]
    )


def email(chance: random.Random) -> str:
    name = fold(plain_name(chance)).replace(" ", chance.choice(["", ".", "_"]))
    return f"{name}{chance.randrange(100)}@example.{chance.choice(['com', 'vn', 'edu.vn'])}"


def insurance(chance: random.Random) -> str:
    kind, place = chance.choice(["DN", "HT", "GD", "TE"]), chance.randrange(10, 97)
    return f"{kind}{chance.randrange(1, 6)}{place}{chance.randrange(10**6):010d}"


def account(chance: random.Random) -> str:
    number = f"{chance.randrange(10**9):013d}"
    return f"{chance.choice(['STK', 'Số tài khoản', 'TK'])}: {number}"


def birth(chance: random.Random) -> str:
    year = chance.randrange(1940, 2010)
    day = f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{year}"
    return chance.choice(
        [f"sinh năm {year}", f"sinh ngày {day}", f"Ngày sinh: {day}", f"SN {year}"]
    )


# What it is and how it is spelled → how to make one up.
PERSONAL: Mapping[str, Maker] = {
    "citizen's number": citizen,
    "citizen's number, 079 200 …": _grouped(citizen, (3, 3, 3, 3), " "),
    "citizen's number, 079.200 …": _grouped(citizen, (3, 3, 3, 3), "."),
    "citizen's number, 079-200 …": _grouped(citizen, (3, 3, 3, 3), "-"),
    "citizen's number, 0792 0000 …": _grouped(citizen, (4, 4, 4), " "),
    "citizen's number, 079 2 00 …": _grouped(citizen, (3, 1, 2, 6), " "),
    "citizen's number in a note": _noted(citizen, "đã cấp CCCD {} cho người dân"),
    "CMND, nine digits alone": old_identity,
    "CMND in a note": _noted(old_identity, "CMND số {}, cấp năm 2010"),
    "mobile": phone,
    "mobile, 0912 345 678": _grouped(phone, (4, 3, 3), " "),
    "mobile, 0912.345.678": _grouped(phone, (4, 3, 3), "."),
    "mobile, 091-2345-678": _grouped(phone, (3, 4, 3), "-"),
    "mobile, +84": _written(phone, lambda digits: "+84" + digits[1:]),
    "mobile, (+84) 912 …": _written(
        phone, lambda d: f"(+84) {d[1:4]} {d[4:7]} {d[7:]}"
    ),
    "mobile, 84 in front": _written(phone, lambda digits: "84" + digits[1:]),
    "mobile in a note": _noted(phone, "Liên hệ {} để biết thêm"),
    "mail address": email,
    "number plate": plate,
    "number plate in a note": _noted(plate, "xe {} gây tai nạn"),
    "card of social insurance": insurance,
    "account after its word": account,
    "birth in a note": _noted(birth, "một người {} trú tại xã"),
    "name with Văn or Thị": middle_name,
    "name with Văn or Thị, CAPITALS": _written(middle_name, str.upper),
    "name with Văn or Thị, small letters": _written(middle_name, str.lower),
    "name with Văn or Thị, no diacritics": _written(middle_name, _plain),
    "name with Văn or Thị, small, no diacritics": _written(middle_name, fold),
    "name with Văn or Thị in a note": _noted(middle_name, "Tuyên dương {} có thành tích"),
    "name after ông, bà, đ/c …": lambda chance: (
        chance.choice(["ông ", "bà ", "anh ", "chị ", "đ/c ", "đồng chí ", "Ông ", "Bà "])
        + chance.choice([plain_name, middle_name, short_name])(chance)
    ),
    "ông, bà and name in a note": lambda chance: (
        "giao " + chance.choice(["ông ", "bà ", "đ/c "]) + plain_name(chance) + " theo dõi"
    ),
    "plain name": plain_name,
    "plain name, CAPITALS": _written(plain_name, str.upper),
    "plain name, small letters": _written(plain_name, str.lower),
    "plain name, no diacritics": _written(plain_name, _plain),
    "plain name in a note": _noted(plain_name, "Tuyên dương {} có thành tích"),
    "name of two words": short_name,
    "mark of secrecy": lambda chance: chance.choice(
        [
            "MẬT", "Mật", "TỐI MẬT", "Tối mật", "TUYỆT MẬT", "Tuyệt mật", "Độ mật: Mật", "(MẬT)",
            "Lưu hành nội bộ", "LƯU HÀNH NỘI BỘ", "Tài liệu lưu hành nội bộ", "luu hanh noi bo",
            "Toi mat", "Dấu: MẬT", "Tài liệu mật",
        ]
    ),
}  # fmt: skip
# Numbers as a sheet holds them: the zero in front is lost.
PERSONAL_NUMBERS: Mapping[str, Callable[[random.Random], float]] = {
    "citizen's number as a number": lambda chance: float(citizen(chance)),
    "CMND as a number": lambda chance: float(old_identity(chance)),
    "mobile as a number": lambda chance: float(phone(chance)),
}


def made_up(make: Callable, count: int, seed: int = 2026) -> list:
    """So many values of one kind; the same for the same seed."""
    chance = random.Random(seed)
    return [make(chance) for _ in range(count)]
