"""Spillover in words: what `questions.spillover` found, as the report says it.

That nothing could be tested is said as such, never as “no spillover”.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from mohinh.pages.style import number
from mohinh.words.terms import Label, Lang, say

REASONS: Mapping[str, Label] = MappingProxyType(
    {
        "no_neighbours": (
            "không biết nơi nào giáp nơi nào",
            "it is not known which areas are next to each other",
        ),
        "no_exposed": (
            "không có nơi nào chưa có mô hình mà lại ở cạnh nơi đã có",
            "no area without a model lies next to one that has it",
        ),
        "no_clean_before": (
            "các nơi lân cận không có thời gian nào trước khi bên cạnh có mô hình",
            "the neighbours were not seen before a model came next door",
        ),
        "no_clean_control": (
            "không còn nơi nào vừa chưa có mô hình vừa không ở cạnh nơi đã có",
            "no area is left that neither has a model nor lies next to one",
        ),
    }
)


class Near(Protocol):
    """What the sentences need of one group's result."""

    not_testable: str | None
    near: Any
    net: Any
    usual: Any
    direct: Any
    change: float | None
    change_low: float | None
    change_high: float | None


class Difference(Protocol):
    """What the sentence needs of a weighted displacement difference."""

    local: float
    displaced: float
    total: float
    low: float | None
    high: float | None


def answer(found: Near, *, lang: Lang) -> str:
    """Whether cases moved to the neighbours, as far as the data can tell."""
    if found.not_testable is not None:
        reason = say(REASONS[found.not_testable], lang)
        if lang == "vi":
            return (
                f"Chưa kiểm tra được vụ việc có chuyển sang nơi lân cận hay không, vì {reason}. "
                "Điều này không có nghĩa là không có dịch chuyển."
            )
        return (
            f"Whether cases moved next door cannot be tested, because {reason}. That does not mean "
            "that none did."
        )
    near = found.near
    if near.no_interval is not None:
        if lang == "vi":
            return (
                "Ở nơi lân cận chưa có mô hình, dữ liệu quá ít để tính khoảng tin cậy; chưa nói "
                "được là có dịch chuyển hay không."
            )
        return (
            "There are too few data on neighbours without a model for an interval; whether cases "
            "moved next door is not known."
        )
    return f"{_ring(near, lang)} {_net(found.net, lang)}".strip()


def _ring(near: Any, lang: Lang) -> str:
    interval = _interval(near, lang)
    units = number(near.units_count, lang)
    if lang == "vi":
        verdict = {
            "more": "cao hơn dự kiến, phù hợp với việc dịch chuyển sang nơi lân cận",
            "fewer": "thấp hơn dự kiến, phù hợp với việc nơi lân cận cũng được lợi",
            "same": "không thấy chênh lệch",
        }[_side(near)]
        return (
            f"Ở {units} khu dân cư lân cận chưa có mô hình, tỷ số giữa số vụ ghi nhận và số vụ dự "
            f"kiến là {interval}: {verdict}."
        )
    verdict = {
        "more": "more than expected, as if cases had moved next door",
        "fewer": "fewer than expected, as if neighbours had gained too",
        "same": "no difference is seen",
    }[_side(near)]
    return (
        f"In {units} neighbouring areas without a model the ratio of observed to expected cases is "
        f"{interval}: {verdict}."
    )


def _net(net: Any, lang: Lang) -> str:
    if net is None or net.no_interval is not None:
        return ""
    interval = _interval(net, lang)
    if lang == "vi":
        return f"Tính chung nơi có mô hình và nơi lân cận, tỷ số là {interval}."
    return f"Areas with a model and their neighbours together have a ratio of {interval}."


def _side(estimate: Any) -> str:
    if estimate.low > 1:
        return "more"
    return "fewer" if estimate.high < 1 else "same"


def _interval(estimate: Any, lang: Lang) -> str:
    ratio, low, high = (
        number(value, lang, 2) for value in (estimate.ratio, estimate.low, estimate.high)
    )
    joint = "đến" if lang == "vi" else "to"
    return f"{ratio} ({low} {joint} {high})"


def controls(found: Near, *, lang: Lang) -> str:
    """What changes when neighbours leave the control group; empty where it cannot be said."""
    usual, direct = found.usual, found.direct
    if found.change_low is None or usual is None or direct is None:
        return ""
    before, after = (number(each.ratio, lang, 2) for each in (usual, direct))
    is_same = found.change_low <= 0 <= found.change_high
    if lang == "vi":
        rest = "không khác biệt rõ" if is_same else "hai kết quả khác nhau rõ"
        return (
            f"Khi bỏ các nơi lân cận ra khỏi nhóm so sánh, tỷ số từ {before} thành {after}; {rest}."
        )
    rest = "no clear difference" if is_same else "the two differ clearly"
    return (
        f"Without neighbours among the areas compared with, the ratio goes from {before} to "
        f"{after}; {rest}."
    )


def displacement(found: Difference, *, lang: Lang) -> str:
    """The weighted displacement difference, in cases."""
    local, moved, total, low, high = (
        number(value, lang)
        for value in (found.local, found.displaced, found.total, found.low, found.high)
    )
    if lang == "vi":
        return (
            f"So với nơi so sánh, số vụ thay đổi {local} ở nơi có mô hình và {moved} ở nơi lân "
            f"cận, cộng lại là {total} vụ (từ {low} đến {high}; số âm là ít vụ hơn). Phép tính này "
            "chỉ cộng trừ số vụ để có thể kiểm tra lại bằng tay; kết quả chính là các tỷ số."
        )
    return (
        f"Beside the areas compared with, cases changed by {local} where models are and by {moved} "
        f"next to them, {total} together ({low} to {high}; below zero means fewer cases). This "
        "adds and subtracts counts, so that it can be checked by hand; the ratios are the result."
    )
