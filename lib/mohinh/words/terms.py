"""The field's words as types: vintages, periods, groups of models, settings, kinds of case.

Labels are pairs (vi, en). Sources and legal terms: GLOSSARY.md.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from mohinh.words.errors import UnknownName

Lang = Literal["vi", "en"]
Label = tuple[str, str]


def say(label: Label, lang: Lang) -> str:
    """The label in the language asked for."""
    return label[0] if lang == "vi" else label[1]


def _labels(**pairs: Label) -> Mapping[str, Label]:
    return MappingProxyType(pairs)


# A vintage is the set of administrative units in force; part of every unit's identity.
VINTAGES: Mapping[str, Label] = MappingProxyType(
    {
        "2025-06": ("trước 01/7/2025 (63 tỉnh)", "before 1 July 2025 (63 provinces)"),
        "2025-07": ("từ 01/7/2025 (34 tỉnh)", "from 1 July 2025 (34 provinces)"),
    }
)
Vintage = Literal["2025-06", "2025-07"]

# What divides a province: districts until June 2025, kinds of commune since.
Region = Literal["district_name", "commune_kind"]
REGIONS = _labels(
    district_name=("huyện, thị xã, thành phố", "district"),
    commune_kind=("loại đơn vị cấp xã", "kind of commune"),
)

SETTINGS = _labels(
    area=("địa bàn dân cư", "residential area"),
    agency=("cơ quan", "agency"),
    enterprise=("doanh nghiệp", "enterprise"),
    school=("nhà trường", "school"),
)

# Groups of models (nhóm mô hình). A group names what is done, never who lives there.
MODEL_GROUPS = _labels(
    tu_quan=("Tự quản, tự phòng", "Self-management"),
    lien_gia=("Liên gia tự quản", "Household groups"),
    camera=("Camera an ninh", "Security cameras"),
    tieng_keng=("Tiếng kẻng, đèn an ninh", "Security bells and lights"),
    khong_ma_tuy=("Không ma túy, không tệ nạn", "Drug-free areas"),
    nghe_nghiep=("Nghề nghiệp, tàu thuyền", "Occupations, fishing crews"),
    cum_lien_ket=("Cụm liên kết, giáp ranh", "Linked border clusters"),
    dong_ho=("Dòng họ tự quản", "Extended families"),
    tai_hoa_nhap=("Giúp đỡ tái hòa nhập", "Reintegration support"),
    nha_tro=("Nhà trọ tự quản", "Boarding houses"),
    doan_the=("Đoàn thể phụ trách", "Mass organisations"),
    bien_gioi=("Biên giới, mốc giới", "Border markers"),
    atgt_pccc=("Giao thông, phòng cháy", "Road and fire safety"),
    truong_hoc=("Trường học an toàn", "Safe schools"),
    co_quan_dn=("Cơ quan, doanh nghiệp an toàn", "Safe workplaces"),
    so_hoa=("Số hóa, mạng xã hội", "Digital and social media"),
    khac=("Nhóm khác", "Other group"),
)

AREA_TYPES = _labels(
    thon=("thôn", "village"),
    khu_pho=("khu phố", "quarter"),
    to_dan_pho=("tổ dân phố", "street group"),
    ban=("bản", "ban"),
    ap=("ấp", "ap"),
    khom=("khóm", "khom"),
    lang=("làng", "lang"),
    khac=("khác", "other"),
)

# Kinds of area asked about with by=; flags, since one area can be several.
AREA_FLAGS = _labels(
    is_border=("biên giới", "border"),
    is_island=("hải đảo", "island"),
    is_urban=("đô thị", "urban"),
    is_priority=("trọng điểm", "priority"),
)
# Flags that say what kind of place an area is. Priority is not one: areas get it for their cases.
PLACE_FLAGS = ("is_urban", "is_border", "is_island")

# How large a residential area is, in households; the inner edges, each class closed on the left.
SIZE_CLASSES = _labels(
    under_150=("dưới 150 hộ", "under 150 households"),
    from_150=("150–299 hộ", "150–299 households"),
    from_300=("300–499 hộ", "300–499 households"),
    from_500=("từ 500 hộ", "500 households and more"),
)
SIZE_BREAKS = (150, 300, 500)
# What tells the points of an area apart: columns of the table of points.
Part = Literal["model_group", "type_id", "lead"]

STATUSES = _labels(
    proposed=("đề xuất", "proposed"),
    pilot=("thí điểm", "pilot"),
    active=("đang hoạt động", "active"),
    suspended=("tạm ngừng", "suspended"),
    retired=("thanh loại", "retired"),
    unknown=("chưa rõ", "unknown"),
)
IN_FORCE = ("pilot", "active")

LEADS = _labels(
    cong_an=("Công an", "Police"),
    ubnd=("Ủy ban nhân dân", "People's Committee"),
    mttq=("Mặt trận Tổ quốc", "Fatherland Front"),
    phu_nu=("Hội Liên hiệp Phụ nữ", "Women's Union"),
    thanh_nien=("Đoàn Thanh niên", "Youth Union"),
    nong_dan=("Hội Nông dân", "Farmers' Union"),
    cuu_chien_binh=("Hội Cựu chiến binh", "Veterans' Association"),
    cong_doan=("Công đoàn", "Trade Union"),
    nha_truong=("Nhà trường", "School"),
    khac=("Tổ chức khác", "Other organisation"),
)

RECOGNITIONS = _labels(
    commune=("cấp xã", "commune"),
    district=("cấp huyện", "district"),
    province=("cấp tỉnh", "province"),
    v05=("Cục V05, Bộ Công an", "V05, Ministry of Public Security"),
)

# What a person in charge decides on a type of model (data/decisions/).
TYPE_DECISIONS = _labels(
    replicate=("nhân rộng", "replicate"),
    keep=("duy trì", "keep"),
    adjust=("điều chỉnh", "adjust"),
    review=("rà soát", "review"),
    suspend=("tạm ngừng", "suspend"),
    retire=("thanh loại", "retire"),
)

LEVELS = _labels(
    area=("khu dân cư", "residential areas"),
    commune=("xã, phường, thị trấn", "communes"),
    district=("huyện, thị xã, thành phố", "districts"),
    agency=("cơ quan", "agencies"),
    enterprise=("doanh nghiệp", "enterprises"),
    school=("cơ sở giáo dục", "schools"),
)

# What a target of a plan can be about: units that register, and people counted as totals.
TARGET_LEVELS = MappingProxyType(
    {
        **LEVELS,
        "staff": ("cán bộ, đoàn viên, hội viên, học sinh", "staff, members and pupils"),
        "province": ("toàn tỉnh", "the province"),
    }
)
QUARTERS = _labels(
    Q1=("quý I", "quarter 1"),
    Q2=("quý II", "quarter 2"),
    Q3=("quý III", "quarter 3"),
    Q4=("quý IV", "quarter 4"),
)
CRITERION_STATES = _labels(
    met=("đã đạt", "met"),
    open=("chưa đạt", "open"),
    lost=("không thể đạt trong năm", "out of reach this year"),
)

# Scales differ by province. Xuất sắc, Khá and Trung bình are those of Decision 510/QĐ-BCA-V05 as
# seen in use; Tốt and Yếu occur elsewhere.
CLASSIFICATIONS = _labels(
    xuat_sac=("Xuất sắc", "Excellent"),
    tot=("Tốt", "Good"),
    kha=("Khá", "Fair"),
    trung_binh=("Trung bình", "Average"),
    yeu=("Yếu", "Weak"),
)

INCIDENTS = _labels(
    theft=("trộm cắp", "theft"),
    violence=("gây rối, cố ý gây thương tích", "disorder and violence"),
    drugs=("ma túy", "drugs"),
    fraud=("lừa đảo qua mạng", "online fraud"),
)
# Kinds that models in residential areas aim to lower. The others come from elsewhere: where they
# change with adoption, something else than the models is at work (a placebo outcome).
AIMED_AT = ("theft", "violence", "drugs")
NOT_AIMED_AT = ("fraud",)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantity that is mapped: its label, unit and class breaks, the same for all provinces.

    `breaks` are the inner edges: n breaks make n + 1 classes, each closed on the left. `coarse` are
    the two inner edges of the three classes on a map of two quantities, where there is one. With
    `is_count` all values are whole numbers, and so are the classes: `2–3`, not `2 – under 4`.
    """

    label: Label
    unit: Label
    breaks: tuple[float, ...]
    coarse: tuple[float, float] | None = None
    is_count: bool = False


INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        "area_coverage_share": Indicator(
            (
                "Tỷ lệ khu dân cư có mô hình đang hoạt động",
                "Residential areas with an active model",
            ),
            ("% khu dân cư", "% of residential areas"),
            (0.25, 0.5, 0.75, 0.9),
            coarse=(0.5, 0.9),
        ),
        "household_coverage_share": Indicator(
            ("Tỷ lệ hộ ở khu dân cư có mô hình", "Households in areas with an active model"),
            ("% số hộ", "% of households"),
            (0.25, 0.5, 0.75, 0.9),
            coarse=(0.5, 0.9),
        ),
        "area_coverage_change": Indicator(
            (
                "Thay đổi tỷ lệ khu dân cư có mô hình đang hoạt động",
                "Change in the share of residential areas with an active model",
            ),
            ("điểm phần trăm", "percentage points"),
            (-0.1, -0.02, 0.02, 0.1),
        ),
        "members_per_1000_households": Indicator(
            ("Thành viên nòng cốt", "Core members"),
            ("người trên 1.000 hộ", "per 1,000 households"),
            (10, 20, 30, 40),
        ),
        "incident_rate_per_1000_households": Indicator(
            ("Tỷ suất vụ việc, đã làm trơn", "Rate of recorded cases, smoothed"),
            ("vụ trên 1.000 hộ một năm", "cases per 1,000 households and year"),
            (2, 4, 6, 8),
            coarse=(4, 8),
        ),
        "incident_rate_per_10000_persons": Indicator(
            ("Tỷ suất vụ việc, đã làm trơn", "Rate of recorded cases, smoothed"),
            ("vụ trên 10.000 dân một năm", "cases per 10,000 residents and year"),
            (5, 10, 15, 20),
            coarse=(10, 20),
        ),
        "raw_incident_rate_per_1000_households": Indicator(
            ("Tỷ suất vụ việc, chưa làm trơn", "Rate of recorded cases, not smoothed"),
            ("vụ trên 1.000 hộ một năm", "cases per 1,000 households and year"),
            (2, 4, 6, 8),
        ),
        "raw_incident_rate_per_10000_persons": Indicator(
            ("Tỷ suất vụ việc, chưa làm trơn", "Rate of recorded cases, not smoothed"),
            ("vụ trên 10.000 dân một năm", "cases per 10,000 residents and year"),
            (5, 10, 15, 20),
        ),
        "incident_interval_width_per_1000_households": Indicator(
            (
                "Độ rộng khoảng tin cậy 95 % của tỷ suất chưa làm trơn",
                "Width of the 95% interval of the rate that is not smoothed",
            ),
            ("vụ trên 1.000 hộ một năm", "cases per 1,000 households and year"),
            (3, 6, 9, 12),
        ),
        "incident_interval_width_per_10000_persons": Indicator(
            (
                "Độ rộng khoảng tin cậy 95 % của tỷ suất chưa làm trơn",
                "Width of the 95% interval of the rate that is not smoothed",
            ),
            ("vụ trên 10.000 dân một năm", "cases per 10,000 residents and year"),
            (8, 15, 22, 30),
        ),
        "households_without_count": Indicator(
            (
                "Số hộ ở khu dân cư chưa có hoặc chưa rõ có mô hình",
                "Households in areas without an active model, or of unknown state",
            ),
            ("hộ", "households"),
            (250, 500, 1000, 2000),
            is_count=True,
        ),
        "targets_missed_count": Indicator(
            (
                "Số chỉ tiêu chưa đạt nếu tính riêng trong xã",
                "Targets not met where the commune is counted alone",
            ),
            ("chỉ tiêu", "targets"),
            (2, 4, 6),
            is_count=True,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of things, mapped by circles: its label, unit and the circles of the legend.

    `sizes` rise; a count is a circle of its share of the largest one's area, in every province.
    """

    label: Label
    unit: Label
    sizes: tuple[int, ...]


COUNTED: Mapping[str, Counted] = MappingProxyType(
    {
        "active_model_count": Counted(
            ("Số mô hình đang hoạt động", "Active models"), ("mô hình", "models"), (5, 20, 80)
        ),
        "proposed_point_count": Counted(
            ("Số điểm mới được đề xuất", "Proposed new points"), ("điểm", "points"), (1, 3, 10)
        ),
    }
)

# What is known of a published value of a commune: it is shown, hidden since the count behind it is
# small, or missing since nothing was reported.
VALUE_STATES = _labels(
    shown=("có số liệu", "shown"),
    suppressed=("số quá nhỏ, không công bố", "small count, not shown"),
    missing=("chưa báo cáo", "not reported"),
)

_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A year (`2022`), quarter (`2022-Q3`) or month (`2022-09`); `code` is that text."""

    code: str
    start: date
    end: date

    @classmethod
    def parse(cls, text: str | int) -> "Period":
        """The period that the text names. Raises `UnknownName` for any other text."""
        code = str(text).strip().upper()
        found = _PERIOD.fullmatch(code)
        if not found:
            raise UnknownName(
                f"period {str(text)!r}: expected a year (2022), a quarter (2022-Q3) "
                "or a month (2022-09)"
            )
        year = int(found["year"])
        first, last = 1, 12
        if found["quarter"]:
            last = 3 * int(found["quarter"])
            first = last - 2
        elif found["month"]:
            first = last = int(found["month"])
        end_day = calendar.monthrange(year, last)[1]
        return cls(code, date(year, first, 1), date(year, last, end_day))

    @property
    def months(self) -> int:
        """How many calendar months it spans: 12, 3 or 1."""
        return self.end.month - self.start.month + 1

    def say(self, lang: Lang) -> str:
        """The period in words: `năm 2022`, `quý III/2022`, `tháng 9/2022`."""
        year = self.start.year
        if self.months == 12:
            return f"năm {year}" if lang == "vi" else f"{year}"
        if self.months == 3:
            quarter = self.end.month // 3
            name = say(QUARTERS[f"Q{quarter}"], lang)
            return f"{name}/{year}" if lang == "vi" else f"{year} Q{quarter}"
        month = self.start.month
        return f"tháng {month}/{year}" if lang == "vi" else f"{calendar.month_name[month]} {year}"
