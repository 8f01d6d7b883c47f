"""The map that a reader can ask: its layers, its controls, and what it says of a commune."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from mohinh.pages.style import number, percent
from mohinh.words.terms import VALUE_STATES, Label, Lang, say

WORDS: Mapping[str, Label] = MappingProxyType(
    {
        "heading": ("Bản đồ tra cứu theo xã", "Map to look up communes"),
        "static": (
            "Bản đồ tra cứu cần trình duyệt chạy được mã lệnh có sẵn trong trang này. Các hình bản "
            "đồ ở những phần dưới đây có cùng số liệu:",
            "The map to look up communes needs a browser that runs the script in this page. The "
            "pictures of maps in the sections below show the same figures:",
        ),
        "layer": ("Lớp số liệu", "Layer"),
        "time": ("Thời điểm", "Time"),
        "find": ("Tìm xã hoặc huyện, gõ có dấu hay không dấu", "Find a commune or district"),
        "found": ("Xã tìm thấy", "Communes found"),
        "none_found": ("Không có xã nào khớp.", "No commune matches."),
        "more_found": ("Còn {} nơi nữa, hãy gõ thêm chữ.", "{} more: type on."),
        "map": ("Bản đồ các xã", "Map of the communes"),
        "hint": (
            "Đưa chuột, chạm vào một xã, hoặc chọn bản đồ rồi dùng các phím mũi tên để đọc số "
            "liệu.",
            "Point at a commune, tap it, or choose the map and use the arrow keys to read its "
            "figures.",
        ),
        "legend": ("Chú giải", "Legend"),
        "closer": ("Phóng to", "Zoom in"),
        "farther": ("Thu nhỏ", "Zoom out"),
        "whole": ("Cả tỉnh", "Whole province"),
        "other_scale": ("khung riêng, tỷ lệ khác", "own box, other scale"),
        "no_polygon": ("không có ranh giới để vẽ", "no boundary to draw"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """A layer: its name in addresses, its name for readers, the indicators it may show.

    The first indicator that there is is shown. `uncertain`: what the hatch means, None for none.
    """

    id: str
    kind: Literal["share", "rate", "width", "count"]
    name: Label
    indicators: tuple[str, ...]
    uncertain: Label | None = None


_UNITS = ("per_1000_households", "per_10000_persons")
THEMES = (
    Theme(
        "do-phu", "share", ("Độ phủ của mô hình", "Coverage"), ("area_coverage_share",),
        ("có nơi chưa rõ, tỷ lệ có thể cao hơn", "not all known, may be higher"),
    ),
    Theme(
        "ty-suat", "rate", ("Tỷ suất vụ việc", "Rate of cases"),
        tuple(f"incident_rate_{unit}" for unit in _UNITS),
    ),
    Theme(
        "do-chac-chan", "width", ("Độ chắc chắn của tỷ suất", "How sure the rate is"),
        tuple(f"incident_interval_width_{unit}" for unit in _UNITS),
    ),
    Theme(
        "chi-tieu", "count", ("Chỉ tiêu chưa đạt", "Targets not met"), ("targets_missed_count",)
    ),
    Theme(
        "chua-co", "count", ("Hộ ở nơi chưa có mô hình", "Households without"),
        ("households_without_count",),
        ("có nơi chưa báo số hộ, có thể nhiều hơn", "some did not report, may be more"),
    ),
)  # fmt: skip


def beside(indicator: str) -> str:
    """The indicator whose rows are said beside those of another; itself where there is none."""
    for unit in _UNITS:
        if indicator.endswith(unit) and indicator != f"raw_incident_rate_{unit}":
            return f"raw_incident_rate_{unit}"
    return indicator


def uncertain(theme: Theme, rows: pd.DataFrame) -> pd.Series | None:
    """Which values may be higher than they are shown; None for a layer without a hatch."""
    if theme.uncertain is None:
        return None
    is_open = rows["high"].isna() & rows["low"].notna()
    return (rows["high"].gt(rows["low"]).fillna(False) | is_open).astype(bool)


def texts(
    theme: Theme, rows: pd.DataFrame, raw: pd.DataFrame, *, lang: Lang
) -> list[tuple[str, str]]:
    """Of each commune its value and what is said of it; `raw`: rows of the rate as it was counted.

    Where there is no value, the state stands in its place.
    """
    pairs = zip(rows.itertuples(), raw.itertuples(), strict=True)
    return [_text(theme, row, unsmoothed, lang) for row, unsmoothed in pairs]


def _text(theme: Theme, row: object, raw: object, lang: Lang) -> tuple[str, str]:
    state = "missing" if pd.isna(row.state) else str(row.state)
    if state != "shown":
        return say(VALUE_STATES[state], lang), ""
    if theme.kind == "share":
        return percent(row.value, lang), _share_detail(row, lang)
    if theme.kind in ("rate", "width"):
        return number(row.value, lang, 1), _rate_detail(raw, lang)
    if not pd.isna(row.low):
        return number(row.value, lang), say(("ít nhất, có nơi chưa báo", "at least"), lang)
    return number(row.value, lang), ""


def _share_detail(row: object, lang: Lang) -> str:
    if pd.isna(row.high) or not row.high > row.low:
        return ""
    high = percent(row.high, lang)
    return say((f"có thể đến {high}: có nơi chưa rõ", f"up to {high}: not all is known"), lang)


def _rate_detail(raw: object, lang: Lang) -> str:
    if pd.isna(raw.value):
        return ""
    value, low, high = (number(one, lang, 1) for one in (raw.value, raw.low, raw.high))
    if lang == "vi":
        return f"chưa làm trơn: {value}; khoảng tin cậy 95\u00a0% từ {low} đến {high}"
    return f"not smoothed: {value}; 95% interval {low} to {high}"


def region(district: object, kind: object) -> str:
    """Where a commune lies: its district, or since there are none what kind of commune it is."""
    return str(kind) if pd.isna(district) or not str(district) else str(district)


def scale_length(metres: float) -> int:
    """The longest of 1, 2, 5, 10 … kilometres that is no longer than this, in metres; least one."""
    steps: Sequence[int] = [step * 10**power for power in range(3, 7) for step in (1, 2, 5)]
    return max((step for step in steps if step <= metres), default=steps[0])
