"""Every table: its columns with kind, unit, meaning and limits. The one place that says so.

From here come the validation (pandera), the blank workbook (`sheets.write_workbook`) and the data
dictionary (`data_dictionary`, written to `data/README.md`).

A blank cell means *not reported*; it is never zero. Identifiers are text. There is no table about
persons, and no column about anybody's ethnicity, religion or belief: people appear as totals of a
team or an area only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from mohinh.tables.ordering import are_in_order, starts
from mohinh.words import terms
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label

if TYPE_CHECKING:
    import pandera.pandas as pa

Kind = Literal["text", "choice", "count", "money", "score", "year", "month", "date", "flag"]

DTYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "str",
        "choice": "str",
        "count": "Int64",
        "money": "Int64",
        "score": "Float64",
        "year": "Int64",
        "month": "datetime64[us]",
        "date": "datetime64[us]",
        "flag": "boolean",
    }
)
KIND_NAMES: Mapping[Kind, Label] = MappingProxyType(
    {
        "text": ("chữ", "text"),
        "choice": ("chọn trong danh sách", "one of a list"),
        "count": ("số nguyên ≥ 0", "whole number ≥ 0"),
        "money": ("đồng, số nguyên ≥ 0", "VND, whole number ≥ 0"),
        "score": ("điểm 0–100", "points 0–100"),
        "year": ("năm", "year"),
        "month": ("tháng (mm/yyyy)", "month"),
        "date": ("ngày (dd/mm/yyyy)", "date"),
        "flag": ("có / không", "yes / no"),
    }
)

COMMUNE_CODE = r"\d{5}|\d{3}"
# Counts above these are typing errors: no commune of the 2019 census reached a million people,
# no area-month a thousand cases.
MOST = MappingProxyType(
    {"money": 10**12, "population_persons": 10**6, "households_count": 3 * 10**5}
)
MOST_COUNT = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `header` heads it in the workbook, `meaning` is (vi, en), `choices` code → label.

    `is_derived` columns are filled in by `tables.store` from other tables, not typed by anybody.
    `is_later` columns came after the first version of the form: a sheet without one is read as a
    sheet where it is blank.
    """

    name: str
    kind: Kind
    header: str
    meaning: Label
    unit: str = ""
    is_required: bool = False
    is_derived: bool = False
    is_later: bool = False
    choices: Mapping[str, Label] | None = None
    pattern: str | None = None

    def check(self) -> "pa.Column":
        """The pandera column: dtype, missing or not, limits."""
        import pandera.pandas as pa

        checks = []
        if self.choices:
            checks.append(pa.Check.isin(list(self.choices)))
        if self.pattern:
            checks.append(_matching(self.pattern))
        if self.kind in ("count", "money"):
            most = MOST.get(self.name, MOST.get(self.kind, MOST_COUNT))
            checks.append(pa.Check.in_range(0, most))
        if self.kind == "score":
            checks.append(pa.Check.in_range(0, 100))
        if self.kind == "year":
            checks.append(pa.Check.in_range(1990, 2100))
        return pa.Column(
            DTYPES[self.kind],
            checks=checks,
            nullable=not self.is_required,
            title=self.header,
            description=self.meaning[1],
        )


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `name`, its `sheet` in the workbook, what a row is, its key and columns."""

    name: str
    sheet: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def typed_columns(self) -> tuple[Column, ...]:
        """The columns that stand in the workbook."""
        return tuple(column for column in self.columns if not column.is_derived)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def schema(self, *, is_in_order: bool = False) -> "pa.DataFrameSchema":
        """The pandera schema: these columns and no other, in this order, key unique.

        `is_in_order`: the rows follow each other by their key, so that none can repeat another.
        """
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {column.name: column.check() for column in self.columns},
            unique=None if is_in_order else list(self.key),
            strict=True,
            ordered=True,
            name=self.name,
        )

    def empty(self) -> pd.DataFrame:
        """The table without rows, every column of its dtype."""
        return pd.DataFrame(
            {column.name: pd.Series(dtype=DTYPES[column.kind]) for column in self.columns}
        )


def _id(name: str, header: str, meaning: Label, **options) -> Column:
    return Column(name, "text", header, meaning, pattern=r"[\w./-]{1,40}", **options)


def _commune(meaning: Label) -> Column:
    return Column("commune_code", "text", "Mã xã", meaning, is_required=True, pattern=COMMUNE_CODE)


AREAS = Table(
    "areas",
    "Địa bàn",
    "a residential area (khu dân cư: thôn, bản, ấp, khu phố, tổ dân phố …)",
    ("area_id",),
    (
        _id(
            "area_id",
            "Mã địa bàn",
            ("mã riêng của địa bàn trong tỉnh", "the area's own code in the province"),
            is_required=True,
        ),
        Column(
            "area_name",
            "text",
            "Tên địa bàn",
            ("tên thường gọi", "name as people know it"),
            is_required=True,
        ),
        Column(
            "area_type",
            "choice",
            "Loại",
            ("tên loại hình của địa bàn", "what the area is called"),
            choices=terms.AREA_TYPES,
        ),
        _commune(
            (
                "xã chứa địa bàn, theo hệ đơn vị hành chính của tệp",
                "commune it lies in, of the workbook's vintage",
            )
        ),
        Column(
            "commune_name", "text", "Tên xã", ("để đối chiếu với mã xã", "checked against the code")
        ),
        Column(
            "households_count",
            "count",
            "Số hộ",
            ("số hộ cuối kỳ", "households at the end of the period"),
            "hộ",
        ),
        Column(
            "population_persons", "count", "Số dân", ("tổng số dân", "residents, a total"), "người"
        ),
        Column(
            "is_border", "flag", "Biên giới", ("thuộc xã biên giới", "lies in a border commune")
        ),
        Column("is_island", "flag", "Hải đảo", ("nằm trên đảo", "lies on an island")),
        Column(
            "is_priority",
            "flag",
            "Trọng điểm",
            ("tỉnh xác định là địa bàn trọng điểm", "listed by the province as a priority area"),
        ),
        Column(
            "is_urban",
            "flag",
            "",
            ("thuộc phường hoặc thị trấn", "lies in a phường or thị trấn"),
            is_derived=True,
        ),
        Column(
            "district_name",
            "text",
            "",
            ("huyện của xã; không còn từ tháng 7/2025", "its district; none since July 2025"),
            is_derived=True,
        ),
        Column(
            "commune_kind",
            "text",
            "",
            ("loại đơn vị của xã", "kind of its commune: xã, phường, thị trấn, đặc khu"),
            is_derived=True,
        ),
    ),
)

MODEL_TYPES = Table(
    "model_types",
    "Loại mô hình",
    "a type of model (mô hình, dạng mô hình) by its name",
    ("type_id",),
    (
        _id(
            "type_id",
            "Mã loại",
            ("mã riêng của loại mô hình trong tỉnh", "the type's code in the province"),
            is_required=True,
        ),
        Column(
            "type_name",
            "text",
            "Tên mô hình",
            ("tên khi ra mắt", "name as announced"),
            is_required=True,
        ),
        Column(
            "model_group",
            "choice",
            "Nhóm mô hình",
            ("nhóm mà loại mô hình thuộc về", "group that the type belongs to"),
            is_required=True,
            choices=terms.MODEL_GROUPS,
        ),
        Column(
            "launched_on",
            "date",
            "Ngày ra mắt",
            ("ngày ra mắt lần đầu", "when the type was first launched"),
        ),
        Column(
            "is_judged_effective",
            "flag",
            "Được đánh giá hiệu quả",
            (
                "theo đánh giá của tỉnh; không phải tác động đo được",
                "the province's own judgement; not a measured effect",
            ),
        ),
    ),
)

POINTS = Table(
    "points",
    "Điểm mô hình",
    "a point (điểm): one area or one organisation that applies a type of model",
    ("point_id",),
    (
        _id(
            "point_id",
            "Mã điểm",
            ("mã riêng của điểm trong tỉnh", "the point's code in the province"),
            is_required=True,
        ),
        _id(
            "type_id",
            "Mã loại",
            ("mã trong trang “Loại mô hình”", "type of model, from the sheet of types"),
            is_required=True,
        ),
        Column(
            "setting",
            "choice",
            "Nơi áp dụng",
            (
                "địa bàn, hoặc loại cơ quan (không ghi tên)",
                "area, or class of organisation (never its name)",
            ),
            is_required=True,
            choices=terms.SETTINGS,
        ),
        _id(
            "area_id",
            "Mã địa bàn",
            (
                "địa bàn nơi đặt; bắt buộc khi nơi áp dụng là địa bàn dân cư",
                "area where it is; required where the setting is area",
            ),
        ),
        _commune(("xã nơi đặt", "commune where it is")),
        Column(
            "started_on", "date", "Ngày bắt đầu", ("ngày đầu tiên hoạt động", "first day in force")
        ),
        Column(
            "ended_on",
            "date",
            "Ngày kết thúc",
            ("ngày đầu tiên không còn hoạt động", "first day no longer in force"),
        ),
        Column(
            "status",
            "choice",
            "Trạng thái",
            ("trạng thái khi lập tệp", "state when the workbook was filled in"),
            is_required=True,
            choices=terms.STATUSES,
        ),
        Column(
            "teams_count",
            "count",
            "Số tổ",
            ("số tổ trong điểm", "teams (tổ) inside the point"),
            "tổ",
        ),
        Column(
            "members_count",
            "count",
            "Thành viên nòng cốt",
            ("tổng số thành viên nòng cốt", "core members, a total"),
            "người",
        ),
        Column(
            "lead",
            "choice",
            "Đơn vị chủ trì",
            ("đơn vị chủ trì", "lead organisation"),
            choices=terms.LEADS,
        ),
        Column(
            "budget_vnd",
            "money",
            "Kinh phí ngân sách",
            ("kinh phí ngân sách, lũy kế", "budget money, to date"),
            "đồng",
        ),
        Column(
            "social_vnd",
            "money",
            "Kinh phí xã hội hóa",
            ("kinh phí đóng góp, lũy kế", "contributed money, to date"),
            "đồng",
        ),
        Column(
            "contributors_count",
            "count",
            "Số tổ chức, cá nhân, hộ đóng góp",
            (
                "số đã đóng góp kinh phí, lũy kế; chỉ ghi số, không ghi tên, mỗi nơi tính một lần",
                "bodies, persons and households that gave money, to date, each once; never a name",
            ),
            "tổ chức, cá nhân, hộ",
            is_later=True,
        ),
        Column(
            "reviewed_on",
            "date",
            "Ngày sơ kết gần nhất",
            ("lần sơ kết, tổng kết gần nhất", "last review (sơ kết, tổng kết)"),
        ),
        Column(
            "recognition_level",
            "choice",
            "Cấp công nhận",
            ("cấp công nhận cao nhất", "highest level that recognised it"),
            choices=terms.RECOGNITIONS,
        ),
        Column(
            "recognised_year",
            "year",
            "Năm công nhận",
            ("năm được cấp đó công nhận", "year of that recognition"),
        ),
        Column(
            "model_group",
            "choice",
            "",
            ("nhóm của loại mô hình", "group of its type"),
            is_required=True,
            is_derived=True,
            choices=terms.MODEL_GROUPS,
        ),
    ),
)

_COUNTS_OF_A_MONTH = (
    Column(
        "sessions_count",
        "count",
        "Buổi sinh hoạt, tuyên truyền",
        ("số buổi đã tổ chức", "sessions held"),
        "buổi",
    ),
    Column("tips_count", "count", "Tin báo", ("số tin báo nhận được", "tips received"), "tin"),
    Column(
        "useful_tips_count",
        "count",
        "Tin có giá trị",
        ("trong đó số tin có giá trị", "tips of use, among them"),
        "tin",
    ),
    *(
        Column(
            f"incident_{kind}_count",
            "count",
            f"Số vụ {label[0]}",
            (
                f"số vụ {label[0]} ghi nhận; tăng cả khi ghi nhận kỹ hơn",
                f"recorded cases of {label[1]}; rises with recording effort too",
            ),
            "vụ",
        )
        for kind, label in terms.INCIDENTS.items()
    ),
    Column(
        "mediations_count",
        "count",
        "Số vụ hòa giải",
        ("số vụ việc hòa giải", "disputes mediated"),
        "vụ",
    ),
)

ACTIVITY = Table(
    "activity",
    "Hoạt động",
    "a residential area in a month; a month without a row was not reported",
    ("area_id", "month"),
    (
        _id("area_id", "Mã địa bàn", ("địa bàn báo cáo", "area that reports"), is_required=True),
        Column(
            "month", "month", "Tháng", ("tháng báo cáo", "first day of the month"), is_required=True
        ),
        *_COUNTS_OF_A_MONTH,
    ),
)

COMMUNE_ACTIVITY = Table(
    "commune_activity",
    "Hoạt động theo xã",
    "a commune in a month, where a province counts by commune; never added to the areas' counts",
    ("commune_code", "month"),
    (
        _commune(("xã báo cáo", "commune that reports")),
        Column(
            "commune_name", "text", "Tên xã", ("để đối chiếu với mã xã", "checked against the code")
        ),
        Column(
            "month", "month", "Tháng", ("tháng báo cáo", "first day of the month"), is_required=True
        ),
        *_COUNTS_OF_A_MONTH,
    ),
)

REGISTRATIONS = Table(
    "registrations",
    "Đăng ký, phân loại",
    "a unit in a year: registered for and attained “An toàn về ANTT”, and how it was classified; "
    "organisations are counted by class and commune, never named",
    ("level", "unit_id", "year"),
    (
        Column(
            "level",
            "choice",
            "Cấp",
            ("loại đơn vị", "what the unit is"),
            is_required=True,
            choices=terms.LEVELS,
        ),
        _id(
            "unit_id",
            "Mã đơn vị",
            (
                "mã địa bàn; mã xã; mã huyện; với cơ quan, doanh nghiệp, nhà trường là mã xã",
                "area code; commune code; district code; for organisations the commune's code",
            ),
            is_required=True,
        ),
        Column(
            "year",
            "year",
            "Năm",
            ("với địa bàn: từ 01/11 năm trước đến 31/10", "area year: 1 Nov before to 31 Oct"),
            is_required=True,
        ),
        Column(
            "eligible_count",
            "count",
            "Số đơn vị thuộc diện",
            ("số đơn vị thuộc diện áp dụng", "units the rule binds"),
            "đơn vị",
        ),
        Column(
            "registered_count",
            "count",
            "Số đăng ký",
            ("số đơn vị đăng ký", "units that registered"),
            "đơn vị",
        ),
        Column(
            "attained_count",
            "count",
            "Số đạt",
            ("số đơn vị được công nhận", "units recognised"),
            "đơn vị",
        ),
        Column(
            "fair_count",
            "count",
            "Số đạt Khá trở lên",
            ("số đơn vị xếp loại Khá trở lên", "classified Khá or better"),
            "đơn vị",
        ),
        Column(
            "classification",
            "choice",
            "Phân loại",
            ("xếp loại của một đơn vị", "class of a single unit"),
            choices=terms.CLASSIFICATIONS,
        ),
        Column("self_score", "score", "Tự chấm điểm", ("điểm tự chấm", "own score"), "điểm"),
        Column("score", "score", "Điểm thẩm định", ("điểm thẩm định", "reviewed score"), "điểm"),
    ),
)

_PLAN_YEAR = Column(
    "year", "year", "Năm", ("năm của kế hoạch", "year of the plan"), is_required=True
)
_QUARTER = Column(
    "quarter",
    "choice",
    "Quý",
    ("lũy kế từ đầu năm đến hết quý", "from the start of the year to the end of the quarter"),
    is_required=True,
    choices=terms.QUARTERS,
)

PROGRESS = Table(
    "progress",
    "Tiến độ chỉ tiêu",
    "what a unit has done for one indicator of a plan by the end of a quarter, in all since the "
    "start of the year; optional",
    ("target_level", "unit_id", "indicator", "year", "quarter"),
    (
        Column(
            "target_level",
            "choice",
            "Cấp chỉ tiêu",
            ("loại đơn vị được đếm", "what is counted"),
            is_required=True,
            choices=terms.TARGET_LEVELS,
        ),
        _id(
            "unit_id",
            "Mã đơn vị báo cáo",
            ("mã xã; mã huyện; mã tỉnh", "commune, district or province that reports"),
            is_required=True,
        ),
        _id(
            "indicator",
            "Mã chỉ tiêu",
            ("mã trong tệp kế hoạch (data/plans)", "as the plan's file names it (data/plans)"),
            is_required=True,
        ),
        _PLAN_YEAR,
        _QUARTER,
        Column(
            "total_count",
            "count",
            "Tổng số thuộc diện",
            ("số đơn vị (hoặc người) thuộc diện", "units, or people, that the target binds"),
        ),
        Column(
            "done_count",
            "count",
            "Số đã thực hiện",
            ("trong đó số đã thực hiện", "those of them that have done it"),
        ),
    ),
)

CRITERIA = Table(
    "criteria",
    "Tiêu chí xã điển hình",
    "one criterion of an exemplary commune at the end of a quarter; optional",
    ("commune_code", "criterion", "year", "quarter"),
    (
        _commune(("xã được chọn xây dựng điển hình", "commune chosen to become exemplary")),
        Column(
            "commune_name", "text", "Tên xã", ("để đối chiếu với mã xã", "checked against the code")
        ),
        _id(
            "criterion",
            "Mã tiêu chí",
            ("mã trong tệp kế hoạch (data/plans)", "as the plan's file names it (data/plans)"),
            is_required=True,
        ),
        _PLAN_YEAR,
        _QUARTER,
        Column(
            "state",
            "choice",
            "Kết quả",
            ("bỏ trống nếu tiêu chí có thang mức", "blank where the criterion has a scale"),
            choices=terms.CRITERION_STATES,
        ),
        Column(
            "grade",
            "text",
            "Mức đạt",
            ("mức theo thang của kế hoạch", "grade on the scale that the plan names"),
        ),
    ),
)

REMEDIES = Table(
    "remedies",
    "Báo cáo khắc phục",
    "the yearly report of one body on one remedy of a plan; optional",
    ("remedy", "body", "unit_id", "year"),
    (
        _id(
            "remedy",
            "Mã giải pháp",
            ("mã trong tệp kế hoạch (data/plans)", "as the plan's file names it (data/plans)"),
            is_required=True,
        ),
        _id(
            "body",
            "Loại cơ quan",
            ("loại cơ quan theo tệp kế hoạch", "class of body, as the plan's file names it"),
            is_required=True,
        ),
        _id(
            "unit_id",
            "Mã nơi báo cáo",
            ("mã huyện, hoặc mã tỉnh", "district or province of the body"),
            is_required=True,
        ),
        _PLAN_YEAR,
        Column("reported_on", "date", "Ngày báo cáo", ("ngày gửi báo cáo", "when it was sent")),
        Column(
            "is_done",
            "flag",
            "Đã hoàn thành",
            ("cơ quan tự đánh giá", "the body's own judgement"),
        ),
    ),
)

UNITS = Table(
    "units",
    "",
    "a commune (xã, phường, thị trấn, đặc khu) of one vintage; from `vietnamadminunits`",
    ("vintage", "commune_code"),
    (
        Column(
            "vintage",
            "choice",
            "",
            ("hệ đơn vị hành chính", "units in force"),
            is_required=True,
            choices=terms.VINTAGES,
        ),
        Column(
            "province_code", "text", "", ("tỉnh", "province"), is_required=True, pattern=r"\d{2}"
        ),
        Column(
            "province_name", "text", "", ("tên ngắn của tỉnh", "its short name"), is_required=True
        ),
        Column(
            "district_code",
            "text",
            "",
            ("huyện; không còn từ tháng 7/2025", "district; none since July 2025"),
            pattern=r"\d{3}",
        ),
        Column("district_name", "text", "", ("tên đầy đủ của huyện", "its full name")),
        Column(
            "commune_code",
            "text",
            "",
            (
                "năm chữ số; ba chữ số với huyện đảo không có xã",
                "five digits; three for an island district that had no commune",
            ),
            is_required=True,
            pattern=COMMUNE_CODE,
        ),
        Column("commune_name", "text", "", ("tên ngắn", "short name"), is_required=True),
        Column(
            "commune_full_name", "text", "", ("tên đầy đủ", "name with its kind"), is_required=True
        ),
        Column(
            "commune_kind",
            "text",
            "",
            (
                "xã, phường, thị trấn, đặc khu, huyện đảo",
                "xã, phường, thị trấn, đặc khu, huyện đảo",
            ),
        ),
    ),
)

# The sheets of the national form in their order; a table may name rows of an earlier one.
WORKBOOK_TABLES = (AREAS, MODEL_TYPES, POINTS, ACTIVITY, REGISTRATIONS)
# Sheets that a province with a plan of its own adds; nothing is said where they are missing.
PLAN_TABLES = (PROGRESS, CRITERIA, REMEDIES)
# Counts by commune are not asked for; some provinces' own forms have them instead.
IMPORTED_TABLES = (*WORKBOOK_TABLES, COMMUNE_ACTIVITY, *PLAN_TABLES)
TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (UNITS, *IMPORTED_TABLES)}
)


def validate(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame unchanged, or `InvalidTable` with every breach: column, row of the frame, value.

    The last gate before a table is kept. Cells are judged one by one, with their place in the
    workbook, by `tables.store`.
    """
    from pandera.errors import SchemaErrors

    try:
        schema = table.schema(is_in_order=_has_keys_in_order(table, frame))
        return schema.validate(frame, lazy=True, inplace=True)  # nothing is changed: no copy either
    except SchemaErrors as error:
        cases = error.failure_cases
        lines = [
            f"  {case.column or table.name}, row {case.index}: "
            f"found {_plain(case.failure_case)!r}, expected {case.check}"
            for case in cases.head(10).itertuples()
        ]
        more = f"\n  … and {len(cases) - 10} more" if len(cases) > 10 else ""
        raise InvalidTable(
            f"table {table.name!r} breaks its schema:\n" + "\n".join(lines) + more
        ) from None


def _has_keys_in_order(table: Table, frame: pd.DataFrame) -> bool:
    keys = [table.column(name) for name in table.key]
    are_typed = all(str(frame.dtypes.get(key.name)) == DTYPES[key.kind] for key in keys)
    return are_typed and are_in_order(frame[list(table.key)])


def _matching(pattern: str) -> "pa.Check":
    """The check that texts fit a pattern; one that stands in rows on end is looked at once."""
    import pandera.pandas as pa

    def fits(values: pd.Series) -> pd.Series:
        begins = starts(values)
        found = values[begins].str.fullmatch(pattern).to_numpy(bool)
        return pd.Series(found[np.cumsum(begins) - 1], index=values.index)

    return pa.Check(fits, name="str_matches", error=f"str_matches('{pattern}')")


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def data_dictionary() -> str:
    """The data dictionary as Markdown: every table, every column."""
    lines = [
        "# Data dictionary",
        "",
        "Written by `mohinh dictionary` from `mohinh.tables.schemas`; do not edit.",
        "",
        "A blank cell means *not reported*, never zero. Identifiers are text. No table is about a"
        " person.",
        "",
    ]
    for table in TABLES.values():
        sheet = f", sheet “{table.sheet}”" if table.sheet else ""
        lines += [f"## `{table.name}`{sheet}", "", f"One row: {table.row}."]
        lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
        lines += [
            "| column | heading | kind | unit | required | meaning |",
            "|---|---|---|---|---|---|",
        ]
        for column in table.columns:
            header = column.header or ("(derived)" if column.is_derived else "")
            lines.append(
                f"| `{column.name}` | {header} | {KIND_NAMES[column.kind][1]} | {column.unit} | "
                f"{'yes' if column.is_required else ''} | {column.meaning[1]} |"
            )
        lines.append("")
        for column in table.columns:
            if column.choices and column.choices is not terms.VINTAGES:
                listed = ", ".join(
                    f"`{code}` {label[0]} ({label[1]})" for code, label in column.choices.items()
                )
                lines += [f"- `{column.name}`: {listed}"]
        lines.append("")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"
