"""Columns of the tidy tables: name, kind, unit and meaning, in one place.

Names and codes are the same in every language of a report; labels are those of `words.terms`. A
blank is *not known* or *not published*, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from mohinh.words.errors import InvalidTable
from mohinh.words.terms import INCIDENTS, INDICATORS, MODEL_GROUPS, PLACE_FLAGS, VALUE_STATES, Label

Kind = Literal["string", "integer", "number", "date"]
DTYPES: Mapping[Kind, str] = MappingProxyType(
    {"string": "str", "integer": "Int64", "number": "Float64", "date": "str"}
)

_A = {"integer": "a whole number", "number": "a number"}


@dataclass(frozen=True, slots=True)
class TidyColumn:
    """One column: `meaning` is (vi, en), `unit` the unit of a number, `choices` the codes."""

    name: str
    kind: Kind
    meaning: Label
    unit: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class TidyTable:
    """One table: what a row is (vi, en), its key and its columns.

    A report without an optional one holds all the same: an older version did not leave it. The
    national page reads those that are `is_national`.
    """

    name: str
    row: Label
    key: tuple[str, ...]
    columns: tuple[TidyColumn, ...]
    is_optional: bool = False
    is_national: bool = True


LEVELS = ("province", "commune")
COUNTED = ("areas", "households", "communes")
AREA_KINDS = ("all", *PLACE_FLAGS)
GROUPS = ("all", *MODEL_GROUPS)


def _text(name: str, vi: str, en: str, choices: tuple[str, ...] = ()) -> TidyColumn:
    return TidyColumn(name, "string", (vi, en), is_required=True, choices=choices)


def _count(name: str, vi: str, en: str, unit: str = "see `counted`") -> TidyColumn:
    return TidyColumn(name, "integer", (vi, en), unit, least=0)


def _share(name: str, vi: str, en: str) -> TidyColumn:
    return TidyColumn(name, "number", (vi, en), "share, 0 to 1", least=0, most=1)


def _number(name: str, vi: str, en: str, unit: str, least: float | None = None) -> TidyColumn:
    return TidyColumn(name, "number", (vi, en), unit, least=least)


_PROVINCE = _text("province_code", "mã tỉnh, theo kỳ địa giới", "code of the province, of vintage")

COVERAGE = TidyTable(
    "coverage",
    (
        "độ phủ của một tỉnh hoặc một xã, theo đối tượng đếm, loại địa bàn và nhóm mô hình",
        "coverage of a province or commune, by what is counted, kind of area and model group",
    ),
    ("province_code", "level", "unit_code", "counted", "area_kind", "model_group"),
    (
        _PROVINCE,
        _text("level", "cấp của dòng", "level of the row", LEVELS),
        _text("unit_code", "mã tỉnh hoặc mã xã", "code of the province or commune"),
        _text("counted", "đếm cái gì", "what is counted", COUNTED),
        _text("area_kind", "loại khu dân cư; all: tất cả", "kind of area; all: every one",
              AREA_KINDS),
        _text("model_group", "nhóm mô hình; all: bất kỳ nhóm nào", "model group; all: any of them",
              GROUPS),
        TidyColumn("on", "date", ("ngày tính", "day counted on"), is_required=True),
        _count("covered_count", "số có mô hình đang hoạt động", "with an active model"),
        _count("open_count", "số chưa rõ hoặc chưa báo cáo", "unknown or silent"),
        _count("total_count", "tổng số", "all"),
        _share("share", "tỷ lệ có mô hình", "share covered"),
        _share("low", "tỷ lệ khi số chưa rõ đều không có", "share were none of the open covered"),
        _share("high", "tỷ lệ khi số chưa rõ đều có", "share were all of the open covered"),
    ),
)  # fmt: skip

EFFECTS = TidyTable(
    "effects",
    (
        "số vụ ghi nhận so với dự kiến ở các khu dân cư đã áp dụng, theo nhóm mô hình",
        "cases seen beside cases expected in areas that adopted, by model group",
    ),
    ("province_code", "model_group", "outcome"),
    (
        _PROVINCE,
        _text("model_group", "nhóm mô hình; all: mọi nhóm", "model group; all: all together",
              GROUPS),
        _text("outcome", "số vụ nào", "which cases"),
        TidyColumn("estimator", "string", ("cách ước lượng", "estimator")),
        _count("donut_months", "số tháng ngay trước khi áp dụng không so sánh",
               "months just before adoption that are not compared", "months"),
        _number("log_ratio", "lôgarit tự nhiên của tỷ số ghi nhận / dự kiến",
                "natural logarithm of seen / expected", "log"),
        _number("se", "sai số chuẩn của log_ratio", "standard error of log_ratio", "log", 0),
        _number("ratio", "tỷ số ghi nhận / dự kiến", "seen / expected", "ratio", 0),
        _number("low", "cận dưới khoảng tin cậy của tỷ số", "lower end of the ratio's interval",
                "ratio", 0),
        _number("high", "cận trên khoảng tin cậy của tỷ số", "upper end of the ratio's interval",
                "ratio", 0),
        _share("level", "mức tin cậy", "level of the interval"),
        _count("df", "bậc tự do", "degrees of freedom of t", "communes less one"),
        _count("communes_count", "số xã có khu dân cư áp dụng", "communes with adopting areas",
               "communes"),
        _count("areas_count", "số khu dân cư áp dụng", "adopting areas", "areas"),
        _count("grade", "mức căn cứ theo bảng quy tắc, 0 đến 4",
               "grade by the rule table, 0 to 4", "grade"),
        TidyColumn("verdict", "string", ("kết quả theo bảng quy tắc", "verdict by the rule table")),
        TidyColumn("why_none", "string",
                   ("vì sao không có khoảng tin cậy; trống khi có",
                    "why there is no interval; blank where there is one")),
    ),
)  # fmt: skip

COMPLETENESS = TidyTable(
    "completeness",
    (
        "báo cáo tháng phải có và đã có của một tỉnh trong kỳ",
        "monthly reports expected and received of a province in the period",
    ),
    ("province_code",),
    (
        _PROVINCE,
        _count("expected_count", "số báo cáo phải có: mỗi khu dân cư mỗi tháng một báo cáo",
               "reports expected: one of each area in each month", "reports"),
        _count("received_count", "số báo cáo đã có", "reports received", "reports"),
        _share("share", "tỷ lệ đã có", "share received"),
    ),
    is_optional=True,
)  # fmt: skip

CASES = TidyTable(
    "cases",
    (
        "số vụ ghi nhận được công bố, theo nơi, loại vụ việc và thời gian",
        "recorded cases as published, by place, kind of case and time",
    ),
    ("level", "unit_code", "case_kind", "period"),
    (
        _PROVINCE,
        _text("level", "cấp: tỉnh, huyện (hoặc loại đơn vị cấp xã), xã",
              "level: province, district (or kind of commune), commune",
              ("province", "region", "commune")),
        _text("unit_code", "mã tỉnh, tên huyện hoặc mã xã",
              "code of the province, name of the district or code of the commune"),
        _text("case_kind", "loại vụ việc; aimed: các loại mà mô hình nhằm giảm",
              "kind of case; aimed: the kinds that models aim to lower", ("aimed", *INCIDENTS)),
        _text("period", "kỳ: năm, quý hoặc tháng", "period: a year, a quarter or a month"),
        _count("incident_count", "số vụ ở các khu dân cư được tính; trống nếu không công bố",
               "cases in the areas that count; blank where it is hidden", "cases"),
        _text("state", "tình trạng: shown có số liệu, suppressed số quá nhỏ, missing chưa báo cáo",
              "shown, suppressed (small count) or missing (not reported)", tuple(VALUE_STATES)),
    ),
    is_optional=True,
    is_national=False,
)  # fmt: skip

_OF_COMMUNES = (
    _PROVINCE,
    _text("commune_code", "mã xã, theo kỳ địa giới", "code of the commune, of the vintage"),
    _text("period", "kỳ: năm, quý hoặc tháng", "period: a year, a quarter or a month"),
    _text("indicator", "chỉ số, kèm đơn vị trong tên", "indicator, its unit in its name",
          tuple(INDICATORS)),
    _number("value", "giá trị; trống nếu không công bố hoặc chưa báo cáo",
            "value; blank where it is hidden or not reported", "see `indicator`", 0),
    _number("low", "cận dưới khoảng của giá trị; trống nếu không có khoảng",
            "lower end of the value's interval; blank where it has none", "see `indicator`", 0),
    _number("high", "cận trên khoảng của giá trị; chỉ có cận dưới nghĩa là ít nhất",
            "upper end of the value's interval; a lower end alone means at least",
            "see `indicator`", 0),
    _text("state", "tình trạng: shown có số liệu, suppressed số quá nhỏ, missing chưa báo cáo",
          "shown, suppressed (small count) or missing (not reported)", tuple(VALUE_STATES)),
)  # fmt: skip


def _of_communes(name: str, vi: str, en: str) -> TidyTable:
    row = (f"{vi} của một xã trong một kỳ", f"{en} of a commune in a period")
    key = ("commune_code", "period", "indicator")
    return TidyTable(name, row, key, _OF_COMMUNES, is_optional=True, is_national=False)


COMMUNES = (
    _of_communes("communes_coverage", "độ phủ, hộ chưa có mô hình", "coverage, households without"),
    _of_communes("communes_rates", "tỷ suất vụ việc", "rates of recorded cases"),
    _of_communes("communes_targets", "chỉ tiêu chưa đạt", "targets that are not met"),
)

TABLES: Mapping[str, TidyTable] = MappingProxyType(
    {table.name: table for table in (COVERAGE, EFFECTS, COMPLETENESS, CASES, *COMMUNES)}
)


def typed(name: str, frame: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """The table with the dtypes of its columns, every rule checked.

    Raises `InvalidTable` that names `where`, row and column for an unknown, absent or repeated
    column, a value of another kind, outside its limits or codes, a blank that must not be one, and
    a key that occurs twice. Rows are counted as in the CSV, whose headings are row 1.
    """
    table = TABLES[name]
    wanted = [column.name for column in table.columns]
    if list(frame.columns) != wanted:
        raise InvalidTable(
            f"{where}, row 1: found the columns {', '.join(map(str, frame.columns))}; expected "
            f"{', '.join(wanted)}. Make the report again with this version"
        )
    columns = {column.name: _typed(column, frame[column.name], where) for column in table.columns}
    result = pd.DataFrame(columns, index=frame.index)
    twice = result.duplicated(list(table.key))
    if twice.any():
        at = int(twice.to_numpy().argmax())
        keys = ", ".join(str(result[key].iloc[at]) for key in table.key)
        raise InvalidTable(f"{where}, row {at + 2}: {keys} found twice, expected once")
    return result


def _typed(column: TidyColumn, values: pd.Series, where: str) -> pd.Series:
    found = values.astype("str").str.strip() if values.dtype == object else values
    if column.kind in ("integer", "number"):
        numbers = pd.to_numeric(found, errors="coerce")
        _refuse(column, values, numbers.isna() & values.notna(), _A[column.kind], where)
        low, high = (-float("inf") if column.least is None else column.least), column.most
        _refuse(column, values, numbers.lt(low), f"{low:g} or more", where)
        if high is not None:
            _refuse(column, values, numbers.gt(high), f"{high:g} or less", where)
        if column.kind == "integer":
            _refuse(column, values, numbers.mod(1).gt(0), "a whole number", where)
        return numbers.astype(DTYPES[column.kind])
    text = values.astype("str").where(values.notna())
    if column.is_required:
        _refuse(column, values, text.isna(), "a value", where)
    if column.choices:
        strange = text.notna() & ~text.isin(column.choices)
        _refuse(column, values, strange, f"one of {', '.join(column.choices)}", where)
    return text.astype("str")


def _refuse(
    column: TidyColumn, values: pd.Series, broken: pd.Series, expected: str, where: str
) -> None:
    wrong = broken.fillna(False).to_numpy(bool)
    if wrong.any():
        at = int(wrong.argmax())
        value = values.iloc[at]
        found = "nothing" if pd.isna(value) else repr(value) if type(value) is str else str(value)
        raise InvalidTable(
            f"{where}, row {at + 2}, column {column.name!r}: found {found}, expected {expected}"
        )


def schema(name: str) -> dict[str, Any]:
    """The table's schema in the words of Frictionless' Table Schema, with unit and both languages.

    `unit` and `description_vi` are properties of our own, which that standard allows.
    """
    table = TABLES[name]
    fields = [_field(column) for column in table.columns]
    return {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}


def _field(column: TidyColumn) -> dict[str, Any]:
    vi, en = column.meaning
    field: dict[str, Any] = {"name": column.name, "type": column.kind, "description": en}
    field |= {"description_vi": vi}
    if column.unit:
        field["unit"] = column.unit
    limits: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.choices:
        limits["enum"] = list(column.choices)
    if column.least is not None:
        limits["minimum"] = column.least
    if column.most is not None:
        limits["maximum"] = column.most
    return field | ({"constraints": limits} if limits else {})
