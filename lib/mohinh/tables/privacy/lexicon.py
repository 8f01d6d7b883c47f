"""Words about names: families, given names, streets named after people, what precedes a place.

The lists name nobody: they hold the syllables of which names are made.
"""

from mohinh.words.text import fold

# Families that alone, before two given names, make a name; other words than these are rare.
FAMILIES_SURE = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ"),
    *("Ngô", "Dương", "Đinh", "Trịnh", "Trương", "Đào", "Phùng", "Tạ", "Triệu", "Quách", "Doãn"),
    *("Nghiêm", "Lương", "Tô", "Lý"),
)
# Families that are also ordinary words, or rarer: they count before Văn or Thị, and in lists.
FAMILIES = (
    *FAMILIES_SURE,
    *("Hồ", "Mai", "Cao", "Lâm", "Chu", "Thái", "Vương", "Kiều", "Lưu", "Mạc", "Tăng", "Thạch"),
    *("Lò", "Lường", "Đoàn", "Hà", "Nông", "Tôn", "Từ", "La", "Giang", "Châu", "Văn", "Ông"),
    *(
        "Khúc",
        "Quảng",
        "Quan",
        "Thân",
        "Bế",
        "Hứa",
        "Vi",
        "Lô",
        "Lữ",
        "Kha",
        "Ma",
        "Mạnh",
        "Viên",
        "Ninh",
        "Bạch",
    ),
    *("Cù", "Cung", "Diệp", "Đàm", "Đồng", "Đậu", "Giáp", "Hàn", "Khổng", "La", "Lại", "Lã"),
    *("Liêu", "Lục", "Lều", "Mã", "Mẫn", "Ngọc", "Nhữ", "Ong", "Phí", "Phó", "Thẩm", "Thi"),
    *("Tiêu", "Tống", "Trang", "Ung", "Uông", "Vưu", "Âu", "Ân", "Biện", "Cấn", "Cầm", "Quàng"),
    *("Tòng", "Giàng", "Sùng", "Vàng", "Thào", "Hạng", "Lầu", "Mùa", "Hầu", "Lù", "Xồng", "Và"),
    *("Siu", "Ksor", "Rmah", "Kpă", "Nay", "Rơ", "Điểu", "Alăng", "Zơrâm", "Bling", "Coor"),
)
# No families where typed small: “đồng văn hóa”, “và thị trấn”.
_ALSO_WORDS = ("Đồng", "Ông", "Văn", "Thi", "Ngọc", "Quan", "La", "Và", "Mạnh")

FAMILY_WORDS = frozenset(map(str.casefold, FAMILIES)) | frozenset(map(fold, FAMILIES))
FIRST_WORDS = frozenset(
    spelled
    for family in FAMILIES
    for word in (family, fold(family))
    for spelled in (word.casefold(), word.capitalize(), word.upper())
)
FAMILIES_TYPED_SMALL = frozenset(
    family.casefold() for family in FAMILIES if family not in _ALSO_WORDS
)
# Families that are no other word at all: one of their given names may be unknown.
FAMILIES_ONLY = frozenset(("Nguyễn", "NGUYỄN", "Phạm", "PHẠM", "Huỳnh", "HUỲNH", "Trần", "TRẦN"))
# The same where they are typed otherwise and fill a cell with their given names.
TYPED_OTHERWISE = frozenset(("nguyễn", "phạm", "huỳnh", "Nguyen", "Pham", "Huynh", "Tran"))
SURE_WORDS = frozenset(FAMILIES_SURE) | frozenset(map(str.upper, FAMILIES_SURE))
FAMILIES_PLAIN = frozenset(map(fold, FAMILIES_TYPED_SMALL)) - {"thi", "van", "dong", "vi", "thai"}

_GIVEN_WORDS = """
an ân anh ánh ảnh âu ba bá bắc bách bạch bằng băng bảo bé bền bích biên bình bính bông bửu ca cẩm
can cảnh cao cát căn cần cẩn châu chánh chấn chi chí chiến chín chinh chính chung chúc chương
chuyên công cơ cúc cư cường cương dạ dân danh dao dần dậu di diễm diên diện diễn diệp diệu doanh
dư duẩn dục dung dũng duy duyên dương dự dưỡng đa đại đàm đan đào đạo đạt đăng đằng đắc điềm điền
điệp điều điểu định đình đính đoan đoàn đô đông đồng độ đức đượm được én gấm gái gia giang giao
giáp giàu giỏi hà hạ hải hàn hán hân hào hảo hạnh hành hằng hậu hiên hiến hiền hiển hiện hiệp hiếu
hiệu hinh hoa hoà hòa hoá hóa hoài hoan hoàn hoàng hoành hoạt hòe hồ hồi hồng học hợi hợp huân
huấn huê huệ hùng huy huyên huyền huynh hưng hương hường hưởng hướng hữu hy hỷ ích kết kha khả
khai khải khang khanh khánh khắc khiêm khiết khoa khoát khoan khôi khôn khuê khương khuyên kiên
kiệt kiều kiểu kim kính kỳ kỷ la lạc lai lài lam lâm lan lang lành lăng lân lập lê lễ lệ liêm liên
liễu liệu lĩnh linh loan long lộc lợi luân luận luật luyến luyện lực lương lượng lưu lựu ly lý mai
mạnh mãnh mẫn mận mậu mây mến mẹo mi miên minh mơ mùi mười mùng mừng mưu mỹ my na nam năm năng nga
ngà ngát ngân nghi nghĩa nghiêm nghiệp ngoan ngoãn ngọ ngọc ngôn nguyên nguyện nguyễn nguyệt nhã
nhạc nhạn nhàn nhân nhẫn nhất nhật nhi nhiên nhiệm nho nhỏ nhơn như nhu nhuận nhung nhựt niệm ninh
nở nụ nữ oanh pha phác phán phát phấn phi phong phòng phổ phú phúc phụng phước phương phượng quan
quán quang quảng quân quế quốc quý quyên quyền quyến quyết quỳnh sa san sang sáng sanh sáu sâm sen
siêng sinh sĩ son song sơn soạn sương sự sửu sỹ tài tâm tân tấn tây tạo tèo thạc thạch thái tham
thanh thành thánh thạnh thảo thạo thắm thăng thắng thân thận thập thất thế thể thêm thi thì thìn
thiên thiền thiện thiết thiệp thiệu thịnh thoa thoan thoại thọ thông thống thơ thơm thới thời thu
thuấn thuần thuận thuật thục thuý thúy thùy thuỳ thủy thuỷ thuyên thuyền thuyết thư thứ thực
thương thường thưởng thượng thy tiên tiến tiền tiếp tiệp tiết tiễn tín tình tỉnh tĩnh toan toàn
toán toản toại tôn tốt trà trác trạch tràng trang trâm trân trấn trì trị trí triển triết triều
triệu trinh trình trọng trung trúc trường trưởng trực tú tuân tuấn tuế tuệ tùng tuy tuyên tuyến
tuyền tuyển tuyết tư từ tự tường tưởng tươi tý tỵ uy uyên uyển ưng ước út vân văn thị vạn vang
vàng vẹn vi vị viên viễn viết việt vĩ vịnh vinh vĩnh vọng vũ vui vương vượng vy xinh xoan xuân
xuyên xuyến xuyết yên yến ý
"""
GIVEN = frozenset(_GIVEN_WORDS.split())
GIVEN_PLAIN = frozenset(map(fold, GIVEN))

# Names of streets, wards, schools and villages that are those of well-known people.
FAMOUS = frozenset(
    map(
        fold,
        (
            *("Nguyễn Trung Trực", "Nguyễn Công Trứ", "Nguyễn Tri Phương", "Nguyễn Đình Chiểu"),
            *("Nguyễn Thị Minh Khai", "Nguyễn Văn Cừ", "Nguyễn Văn Linh", "Nguyễn Văn Trỗi"),
            *("Nguyễn Chí Thanh", "Nguyễn Hữu Cảnh", "Nguyễn Hữu Thọ", "Nguyễn Lương Bằng"),
            *("Nguyễn Thái Học", "Nguyễn Thái Bình", "Nguyễn Bỉnh Khiêm", "Nguyễn Tất Thành"),
            *("Nguyễn Sinh Sắc", "Nguyễn Sinh Cung", "Nguyễn Ái Quốc", "Nguyễn Viết Xuân"),
            *("Nguyễn Khuyến", "Nguyễn Thượng Hiền", "Nguyễn Trường Tộ", "Nguyễn Phong Sắc"),
            *("Nguyễn Huy Tưởng", "Nguyễn Thị Định", "Nguyễn Văn Bé", "Nguyễn Bá Ngọc"),
            *("Nguyễn Đức Cảnh", "Nguyễn Cư Trinh", "Nguyễn Thiện Thuật", "Nguyễn Trọng Tuyển"),
            *("Nguyễn Hữu Huân", "Nguyễn Đình Thi", "Nguyễn Phúc Chu", "Nguyễn Đức Thuận"),
            *("Nguyễn Thông", "Nguyễn Văn Tố", "Nguyễn Hội", "Nguyễn Văn Tạo", "Nguyễn Văn Lượng"),
            *("Trần Hưng Đạo", "Trần Quang Khải", "Trần Quốc Toản", "Trần Nhân Tông"),
            *("Trần Quang Diệu", "Trần Nhật Duật", "Trần Thái Tông", "Trần Đại Nghĩa"),
            *("Trần Cao Vân", "Trần Văn Ơn", "Trần Khánh Dư", "Trần Nguyên Hãn", "Trần Khát Chân"),
            *("Trần Thủ Độ", "Trần Bình Trọng", "Trần Huy Liệu", "Trần Quý Cáp", "Trần Đăng Ninh"),
            *("Trần Văn Giàu", "Trần Duy Hưng", "Trần Anh Tông", "Trần Thánh Tông", "Trần Phú"),
            *("Lê Hồng Phong", "Lê Thánh Tông", "Lê Thánh Tôn", "Lê Quý Đôn", "Lê Đại Hành"),
            *("Lê Văn Tám", "Lê Văn Sỹ", "Lê Thị Hồng Gấm", "Lê Thị Riêng", "Lê Đức Thọ"),
            *("Lê Hữu Trác", "Lê Trọng Tấn", "Lê Văn Duyệt", "Lê Văn Lương", "Lê Văn Việt"),
            *("Lê Thanh Nghị", "Lê Ngọc Hân", "Lê Chân", "Lê Lợi", "Lê Duẩn", "Lê Lai"),
            *("Phan Bội Châu", "Phan Châu Trinh", "Phan Chu Trinh", "Phan Đình Phùng"),
            *("Phan Đình Giót", "Phan Huy Chú", "Phan Đăng Lưu", "Phan Văn Trị", "Phan Xích Long"),
            *("Phan Văn Hớn", "Phan Huy Ích", "Phạm Ngũ Lão", "Phạm Ngọc Thạch", "Phạm Văn Đồng"),
            *("Phạm Hồng Thái", "Phạm Văn Chiêu", "Phạm Hùng", "Phạm Thế Hiển", "Phạm Văn Hai"),
            *("Hoàng Hoa Thám", "Hoàng Văn Thụ", "Hoàng Quốc Việt", "Hoàng Diệu", "Hoàng Đạo Thúy"),
            *("Hoàng Văn Thái", "Hoàng Minh Giám", "Huỳnh Thúc Kháng", "Huỳnh Văn Bánh"),
            *("Huỳnh Tấn Phát", "Hồ Chí Minh", "Hồ Xuân Hương", "Hồ Tùng Mậu", "Hồ Quý Ly"),
            *("Võ Thị Sáu", "Võ Văn Kiệt", "Võ Nguyên Giáp", "Võ Văn Tần", "Võ Văn Ngân"),
            *("Võ Chí Công", "Võ Trường Toản", "Võ Văn Dũng", "Võ Hữu"),
            *("Đặng Thùy Trâm", "Đặng Văn Ngữ", "Đặng Thai Mai", "Đặng Tiến Đông", "Đặng Văn Bi"),
            *("Bùi Thị Xuân", "Bùi Xuân Phái", "Bùi Hữu Nghĩa", "Bùi Đình Túy", "Bùi Viện"),
            *("Đinh Tiên Hoàng", "Đinh Bộ Lĩnh", "Đinh Công Tráng", "Đỗ Xuân Hợp", "Đỗ Nhuận"),
            *("Đỗ Đức Dục", "Ngô Gia Tự", "Ngô Thì Nhậm", "Ngô Quyền", "Ngô Sĩ Liên", "Ngô Tất Tố"),
            *("Dương Quảng Hàm", "Dương Đình Nghệ", "Dương Bá Trạc", "Dương Văn An"),
            *("Lý Thường Kiệt", "Lý Thái Tổ", "Lý Nam Đế", "Lý Tự Trọng", "Lý Công Uẩn"),
            *("Lý Thánh Tông", "Lý Nhân Tông", "Lý Thái Tông", "Mai Thúc Loan", "Mai Hắc Đế"),
            *("Trương Định", "Trương Hán Siêu", "Trương Vĩnh Ký", "Trương Công Định"),
            *("Trương Văn Ly", "Trương Quyền", "Tô Hiến Thành", "Tô Hiệu", "Tô Vĩnh Diện"),
            *("Lương Thế Vinh", "Lương Văn Can", "Lương Đình Của", "Lương Ngọc Quyến"),
            *("Phùng Hưng", "Phùng Khắc Khoan", "Phùng Chí Kiên", "Tạ Quang Bửu", "Tạ Uyên"),
            *("Triệu Quang Phục", "Triệu Thị Trinh", "Triệu Việt Vương", "Đào Duy Từ"),
            *("Đào Duy Anh", "Đào Tấn", "Đoàn Thị Điểm", "Cao Bá Quát", "Cao Thắng", "Cao Lỗ"),
            *("Chu Văn An", "Hà Huy Tập", "Hà Huy Giáp", "Tôn Đức Thắng", "Tôn Thất Thuyết"),
            *("Tôn Thất Tùng", "Châu Văn Liêm", "Văn Tiến Dũng", "Văn Cao", "Ông Ích Khiêm"),
            *("Tống Duy Tân", "Từ Văn Tư", "Thái Phiên", "Khúc Thừa Dụ", "La Văn Cầu"),
        ),
    )
)

# Words after which a name is that of a place, a street or a house.
_BEFORE_PLACE_WORDS = """
xã phường p x tt trấn huyện h quận q tỉnh tp phố đường đ thôn ấp bản buôn bon plei làng xóm khóm
tổ kp kdc tdp tdc khu cụm chợ cầu trường thpt thcs th ptdt học mầm non mẫu giáo viện phum sóc chùa
đình đền miếu nhà thờ cổng quảng đại ngã tư kcn ccn bãi biển bến hẻm ngõ ngách kiệt sông suối kênh
rạch hồ núi đèo đảo hòn vịnh mũi lộ tuyến ql hàng tòa block lô số đảng tiểu lữ ubnd cảng ga bay
trạm phong trào giải quỹ tên mang hiệu vía tâm ty giồng ông bà rạp bệnh nghiệp nông lâm vườn đồng
thưởng trại đội
"""
BEFORE_PLACE = frozenset(_BEFORE_PLACE_WORDS.split())
BEFORE_PLACE_PLAIN = frozenset(map(fold, BEFORE_PLACE))
# Third words after Văn or Thị that make an ordinary phrase of it: đường văn minh, cao thị trường.
_NOT_GIVEN_WORDS = """
hoa hoá hóa minh phong phòng ban bản kien kiện nghe nghệ hoc học de đề dong động ho tran trấn xa
xã truong trường sat sát hanh hành dua đua tu tứ giac giác phan phần dan dân cong công luc lực uy
ủy ngan nuoc vien viên thu thư
"""
NOT_GIVEN = frozenset(_NOT_GIVEN_WORDS.split())
# Who is addressed by an office and not by a name: đồng chí Bí thư.
_OFFICES_WORDS = """
bí chủ trưởng phó giám đại thượng trung thiếu thứ tổ công hội ủy uỷ cán lãnh chỉ đội hạ chính cục
tham bộ ban phòng thường phụ đảng huyện xã tỉnh phường khu thành chi em hùng
"""
OFFICES = frozenset(_OFFICES_WORDS.split())
