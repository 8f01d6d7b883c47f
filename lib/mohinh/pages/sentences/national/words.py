"""What the sentences of the nation share: protocols, names of provinces, notes, headings."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from mohinh.pages.sentences import checks as check_words
from mohinh.pages.sentences.effects.words import REFUSALS, group_name, ok
from mohinh.pages.style import DASH, Notes, limit, number
from mohinh.tables.reports import Reports
from mohinh.words.terms import Label, Lang, say

__all__ = [
    "HEADINGS", "WHY", "Agreement", "ends", "group_name", "heading", "label_of", "listed",
    "made_up_remark", "names_of", "notes", "ok", "reason",
]  # fmt: skip


class Agreement(Protocol):
    """What the sentences need of a model group over the provinces."""

    model_group: str
    provinces: pd.DataFrame
    found: Any
    without_each: pd.DataFrame | None
    refusal: str | None

    @property
    def used(self) -> pd.DataFrame: ...

    @property
    def left_out(self) -> Mapping[str, str]: ...

    def ratio(self, name: str) -> float | None: ...


WHY: Mapping[str, Label] = MappingProxyType(
    {
        "few_communes": (
            "quá ít xã áp dụng để tin vào sai số chuẩn",
            "too few adopting communes to trust the standard error",
        ),
        "small_count": ("số quá nhỏ, không công bố", "small count, not shown"),
        "not_estimated": ("chưa ước lượng được", "not estimated"),
        "part_missing": (
            "thiếu kết quả của tỉnh cũ",
            "a former province has no result",
        ),
        "few_provinces": ("ít hơn 10 tỉnh", "fewer than 10 provinces"),
        "all_alike": ("mọi tỉnh như nhau", "all provinces are alike"),
        "no_report": ("không có báo cáo", "no report"),
    }
)
HEADINGS: Mapping[str, Label] = MappingProxyType(
    {
        "province_name": ("Tỉnh, thành phố", "Province"),
        "covered_count": ("Khu dân cư có mô hình", "Areas with a model"),
        "total_count": ("Tổng số khu dân cư", "All areas"),
        "share": ("Tỷ lệ", "Share"),
        "share_low": ("từ", "from"),
        "share_high": ("đến", "to"),
        "high": ("đến", "to"),
        "ratio": ("Tỷ số ghi nhận / dự kiến", "Ratio seen / expected"),
        "low": ("từ", "from"),
        "ends": ("Khoảng tin cậy", "Interval"),
        "prediction": ("Khoảng dự đoán cho tỉnh tiếp theo", "Where the next province may lie"),
        "communes_count": ("Xã áp dụng", "Adopting communes"),
        "grade": ("Mức căn cứ", "Grade"),
        "why": ("Vì sao không có", "Why there is none"),
        "group": ("Nhóm mô hình", "Model group"),
        "provinces_count": ("Số tỉnh", "Provinces"),
        "i2": ("I²", "I²"),
        "tau": ("τ", "τ"),
        "left_out": ("Bỏ tỉnh", "Without"),
        "moderator": ("Đặc điểm của tỉnh", "What differs between provinces"),
        "p": ("p", "p"),
        "r2": ("R²", "R²"),
        "folder": ("Thư mục", "Folder"),
        "reason": ("Lý do", "Reason"),
        "detail": ("Chi tiết", "Detail"),
        "change": ("Thay đổi", "Change"),
        "parts": ("Từ các tỉnh cũ", "From the former provinces"),
        "reported": ("Có báo cáo", "Reported"),
        "communes": ("Số xã mới", "New communes"),
        "bounded": ("Chỉ có cận", "Bounds only"),
        "commune_full_name": ("Xã, phường mới", "New commune"),
        "least": ("Ít nhất", "Least"),
        "most": ("Nhiều nhất", "Most"),
        "split_parts_count": ("Xã cũ bị chia tách", "Divided former communes"),
    }
)
_MADE_UP: Label = (
    "Dữ liệu giả lập (không phải số liệu thật) của: {}",
    "Made-up data (not real figures) of: {}",
)
_ALL_MADE_UP: Label = ("mọi tỉnh có báo cáo", "all provinces with a report")
_MARK: Label = ("giả lập", "made up")
_SOURCE: Label = (
    "bảng dữ liệu mà {} báo cáo tỉnh để lại",
    "tables that {} provincial reports left",
)


def heading(names: Sequence[str], lang: Lang) -> dict[str, str]:
    """Headings of these columns."""
    return {name: say(HEADINGS[name], lang) for name in names}


def reason(code: object, lang: Lang) -> str | None:
    """Why there is no interval, in words; None for none."""
    if code is None or pd.isna(code) or code == "":  # type: ignore[call-overload]
        return None
    for known in (WHY, check_words.REASONS, REFUSALS):
        if code in known:
            return say(known[str(code)], lang)
    return str(code)


def names_of(reports: Reports, lang: Lang) -> pd.Series:
    """Name of each province taken, index its code; the made-up ones marked where not all are."""
    provinces = reports.provinces
    is_mixed = not provinces["is_made_up"].all()
    mark = f" ({say(_MARK, lang)})"
    names = [
        f"{name}{mark}" if is_mixed and is_made_up else str(name)
        for name, is_made_up in provinces[["province_name", "is_made_up"]].itertuples(index=False)
    ]
    return pd.Series(names, index=provinces.index, dtype="str")


def made_up_remark(reports: Reports, lang: Lang) -> list[str]:
    """The footer line on which provinces are made up; none where none is."""
    made_up = reports.provinces["is_made_up"]
    if not made_up.any():
        return []
    of = say(_ALL_MADE_UP, lang)
    if not made_up.all():
        of = ", ".join(reports.provinces.loc[made_up, "province_name"])
    return [say(_MADE_UP, lang).format(of)]


def notes(reports: Reports, *, lang: Lang) -> Notes:
    """What is printed on every figure of the nation."""
    here, period = len(reports.provinces), reports.period.say(lang)
    return Notes(
        period=period,
        vintage=reports.vintage,
        source=say(_SOURCE, lang).format(number(here, lang)),
        is_made_up=reports.is_made_up,
        is_schematic=True,
        communes_count=0,
        provinces=(here, reports.expected_count),
    )


def ends(low: float | None, high: float | None, lang: Lang) -> str:
    """`0,72–0,86`, or a dash."""
    if low is None or high is None or pd.isna(low):
        return DASH
    return f"{limit(low, lang)}–{limit(high, lang)}"


def listed(names: Sequence[str], lang: Lang, *, most: int = 6) -> str:
    """Names, and how many more there are."""
    shown = ", ".join(names[:most])
    left = len(names) - most
    if left <= 0:
        return shown
    return shown + say((" và {} tỉnh nữa", " and {} more"), lang).format(number(left, lang))


def label_of(names: pd.Series, codes: Sequence[str]) -> list[str]:
    """Names of these codes."""
    return [str(names.get(code, code)) for code in codes]
