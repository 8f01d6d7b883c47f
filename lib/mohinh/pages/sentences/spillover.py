"""Spillover in words: what `questions.spillover` found, as the report says it.

That nothing could be tested is said as such, never as “no spillover”.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from mohinh.pages.sentences.checks import PERIODS
from mohinh.pages.style import limit, number
from mohinh.tables import privacy
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


NOT_COMPARABLE: Mapping[str, Label] = MappingProxyType(
    {
        "no_date": (
            "không có thời điểm áp dụng nào mà cả nơi áp dụng và nơi so sánh đều có đủ báo cáo "
            "trước và sau",
            "at no date of adoption did adopting areas and areas to compare with both report "
            "throughout, before and after",
        ),
        "few_controls": (
            "nơi chưa áp dụng và không ở cạnh nơi áp dụng quá ít so với nơi áp dụng",
            "areas that neither have a model nor lie next to one are too few beside those that "
            "adopt",
        ),
        "unlike": (
            "trước khi áp dụng, số vụ bình quân một khu dân cư ở nơi áp dụng và ở nơi so sánh "
            "chênh nhau quá hai lần",
            "before adoption, cases per area were more than twice as many on one side as on the "
            "other",
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


class Moved(Protocol):
    """What the sentence needs of a weighted displacement difference."""

    difference: Any
    counts: pd.DataFrame
    not_comparable: str | None
    adopting_count: int
    treated_count: int
    ring_count: int
    before: int
    after: int
    donut: int


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
            "same": "chưa thấy chênh lệch rõ",
        }[_side(near)]
        return (
            f"Ở {units} khu dân cư lân cận chưa có mô hình, tỷ số giữa số vụ ghi nhận và số vụ dự "
            f"kiến là {interval}: {verdict}."
        )
    verdict = {
        "more": "more than expected, as if cases had moved next door",
        "fewer": "fewer than expected, as if neighbours had gained too",
        "same": "no clear difference is seen",
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
    ratio = number(estimate.ratio, lang, 2)
    low, high = limit(estimate.low, lang), limit(estimate.high, lang)
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
            f"Khi bỏ các nơi lân cận ra khỏi nhóm so sánh, tỷ số từ {before} thành {after}; "
            f"{rest}. Hai tỷ số này chỉ tính ở khu dân cư và tháng có số dự kiến theo cả hai cách, "
            "nên có thể khác tỷ số chung nêu ở trên."
        )
    rest = "no clear difference" if is_same else "the two differ clearly"
    return (
        f"Without neighbours among the areas compared with, the ratio goes from {before} to "
        f"{after}; {rest}. Both are over the areas and months that have an expectation either way, "
        "and so may differ from the ratio of all above."
    )


def rounded_counts(found: Moved) -> pd.DataFrame:
    """Cases before and after by place, as they are printed: rounded (`privacy.rounded`)."""
    return found.counts.round().apply(privacy.rounded).astype("Int64")


def displacement(found: Moved, *, every: str = "month", lang: Lang) -> str:
    """The weighted displacement difference, in cases, and of how many areas; or why there is none.

    It is worked out from the rounded counts, so that it is what a reader of their table finds by
    hand and tells no more than they do. `every` is the length of the panel's periods.
    """
    if found.not_comparable is not None:
        reason = say(NOT_COMPARABLE[found.not_comparable], lang)
        if lang == "vi":
            return f"Không đưa ra phép cộng trừ số vụ trước và sau, vì {reason}."
        return f"Cases before and after are not added and subtracted, because {reason}."
    return f"{_here(found, every, lang)} {_next_door(found, lang)} {_together(found, lang)}"


def _change(found: Moved, place: str, control: str) -> int:
    """How the cases of a place changed beside those of its control, from the rounded counts."""
    counts = rounded_counts(found)
    changes = counts["after"] - counts["before"]
    return int(changes[place] - changes[control])


def _sum(found: Moved, place: str, control: str, lang: Lang) -> str:
    """`(110 − 205) − (320 − 310) = −105`: the sum as a reader does it, with its result."""
    counts = rounded_counts(found)
    sides = [
        f"({number(counts.loc[each, 'after'], lang)} − {number(counts.loc[each, 'before'], lang)})"
        for each in (place, control)
    ]
    return f"{' − '.join(sides)} = {_signed(_change(found, place, control), lang)}"


def _here(found: Moved, every: str, lang: Lang) -> str:
    """How cases changed where models are, and in how many of the areas that was counted."""
    areas, adopting = number(found.treated_count, lang), number(found.adopting_count, lang)
    before, after = number(found.before, lang), number(found.after, lang)
    local, periods = _sum(found, "treated", "control", lang), say(PERIODS[every], lang)
    by = number(privacy.SMALLEST, lang)
    if lang == "vi":
        return (
            f"Cộng trừ số vụ để có thể kiểm tra lại bằng tay, từ các số đã làm tròn đến {by} trong "
            f"bảng số vụ trước và sau ({areas} trong {adopting} khu dân cư áp dụng, là những nơi "
            f"có đủ nơi so sánh; {after} {periods} từ khi áp dụng so với "
            f"{before} {periods}{_apart(found.donut, periods, lang)}; số âm là ít vụ hơn): so với "
            f"nơi so sánh, số vụ ở nơi có mô hình thay đổi {local}."
        )
    return (
        f"Counts added and subtracted, so that they can be checked by hand, from those of the "
        f"table of cases before and after, rounded to {by} ({areas} of {adopting} "
        f"adopting areas, those with enough areas to compare with; {after} {periods} from adoption "
        f"on beside {before} {periods}{_apart(found.donut, periods, lang)}; below zero means fewer "
        f"cases): beside the areas compared with, cases changed by {local} where models are."
    )


def _apart(donut: int, periods: str, lang: Lang) -> str:
    """How long before adoption the earlier side ends: the periods right before are left out."""
    if not donut:
        return " trước khi áp dụng" if lang == "vi" else " before it"
    gap = number(donut, lang)
    if lang == "vi":
        return f" kết thúc {gap} {periods} trước khi áp dụng"
    return f" that end {gap} {periods} before it"


def _next_door(found: Moved, lang: Lang) -> str:
    """How cases changed next to them; that there was nobody to count is said."""
    moved, is_one = found.difference, found.ring_count == 1
    areas, displaced = number(found.ring_count, lang), _sum(found, "ring", "ring_control", lang)
    change = _change(found, "ring", "ring_control")
    around = _said_ends(_ends(moved.displaced_low, moved.displaced_high, change), lang)
    if lang == "vi":
        if not found.ring_count:
            return "Không có nơi lân cận nào để đếm, nên con số này không nói gì về dịch chuyển."
        return f"Ở {areas} khu dân cư lân cận, số vụ thay đổi {displaced}{around}."
    if not found.ring_count:
        return "No neighbour could be counted, so this number says nothing of displacement."
    where = "neighbouring area" if is_one else "neighbouring areas"
    return f"In {areas} {where} they changed by {displaced}{around}."


def _together(found: Moved, lang: Lang) -> str:
    """Both together, and whether the interval leaves out 0."""
    moved = found.difference
    change = _change(found, "treated", "control") + _change(found, "ring", "ring_control")
    ends = _ends(moved.low, moved.high, change)
    total, around = _signed(change, lang), _said_ends(ends, lang)
    is_open = ends is None or ends[0] <= 0 <= ends[1]
    if lang == "vi":
        rest = ": không thấy chênh lệch rõ" if is_open else ""
        return f"Tính chung là {total} vụ{around}{rest}. Kết quả chính là các tỷ số."
    rest = ": no clear difference" if is_open else ""
    return f"In all that is {total} cases{around}{rest}. The ratios are the result."


def _signed(cases: int, lang: Lang) -> str:
    """A change in cases with its sign: `+3`, `−38`."""
    return ("+" if cases > 0 else "") + number(cases, lang)


def _ends(low: float | None, high: float | None, change: int) -> tuple[int, int] | None:
    """An interval's ends, rounded outwards as the counts are, around the rounded `change` too."""
    if low is None or high is None:
        return None
    by = privacy.SMALLEST
    return by * math.floor(min(low, change) / by), by * math.ceil(max(high, change) / by)


def _said_ends(ends: tuple[int, int] | None, lang: Lang) -> str:
    """` (từ −20 đến 5)`; empty without an interval."""
    if ends is None:
        return ""
    one, other = ("từ", "đến") if lang == "vi" else ("from", "to")
    return f" ({one} {number(ends[0], lang)} {other} {number(ends[1], lang)})"
