"""Labels of grades, verdicts and decisions; what the sentences need of a rating; one number."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from mohinh.pages.style import DASH, limit, number
from mohinh.tables.rulings import Fact
from mohinh.words.terms import INCIDENTS, MODEL_GROUPS, Label, Lang, say
from mohinh.words.text import capital


class Rating(Protocol):
    """What the sentences need of a rating."""

    group: str
    outcome: str
    aim: str
    grade: int
    verdict: str
    estimate: Any
    shrunken: Any
    chance_wished: float | None
    rank_low: int | None
    rank_high: int | None
    ranked_count: int
    detectable_ratio: float | None
    facts: Mapping[Fact, bool | None]
    lacking: Sequence[Fact]
    failed: Sequence[str]

    def met(self, dimension: Any) -> tuple[int, int]: ...


class Proposal(Protocol):
    """What the sentences need of a proposed decision."""

    group: str
    decision: str
    rating: Any
    reasons: Sequence[tuple[Fact, bool | None]]


def labels(**pairs: Label) -> Mapping[str, Label]:
    """Code → (vi, en), not to be changed."""
    return MappingProxyType(pairs)


GRADES: Mapping[int, Label] = MappingProxyType(
    {
        0: ("không có dữ liệu dùng được", "no usable data"),
        1: ("chỉ có trước và sau", "before and after only"),
        2: (
            "có nơi so sánh, chưa qua đủ các kiểm tra bắt buộc",
            "compared, not all required checks passed",
        ),
        3: ("có nơi so sánh, qua các kiểm tra bắt buộc", "compared, required checks passed"),
        4: (
            "như mức 3, và thấy lại ở nơi khác hoặc thứ tự áp dụng theo bốc thăm",
            "as 3, and found again elsewhere or timed by lot",
        ),
    }
)


VERDICTS = labels(
    reduction=("phù hợp với việc giảm", "consistent with a reduction"),
    promising=("có triển vọng", "promising"),
    no_difference=("không thấy chênh lệch", "no difference found"),
    increase=("phù hợp với việc tăng", "consistent with an increase"),
    insufficient=("chưa đủ căn cứ", "not enough evidence"),
)


DECISIONS = labels(
    replicate=("nhân rộng", "replicate"),
    keep=("duy trì", "keep"),
    adjust=("điều chỉnh", "adjust"),
    retire=("xem xét thanh loại", "consider retiring"),
    insufficient=("thu thập thêm căn cứ", "gather more evidence"),
)


# The same decisions where the result itself is not evidence enough to rest on.
FOR_NOW = labels(
    keep=(
        "tạm duy trì và thu thập thêm căn cứ",
        "keep for now and gather more evidence",
    ),
    adjust=(
        "xem xét điều chỉnh và thu thập thêm căn cứ",
        "consider adjusting and gather more evidence",
    ),
)


_OUTCOMES: Mapping[str, Label] = MappingProxyType(
    dict(INCIDENTS)
    | {
        "incidents": ("vụ việc", "recorded cases"),
        "tips": ("tin báo", "tips"),
        "useful_tips": ("tin có giá trị", "useful tips"),
        "mediations": ("vụ hòa giải", "mediations"),
    }
)


_ALL: Label = ("mọi nhóm mô hình", "all model groups")


HIDDEN_NOTE: Label = (
    "Số từ 1 đến 4 và các số làm lộ chúng không được công bố.",
    "Counts from 1 to 4, and what would give them away, are not published.",
)


CONCLUDING_GRADE = 3


def group_name(group: str, lang: Lang) -> str:
    """The group in words, small letters; of a code that is not known, the code."""
    return say(MODEL_GROUPS.get(group, _ALL if group == "all" else (group, group)), lang)


def group_title(group: str, lang: Lang) -> str:
    """The group at the head of a sentence."""
    return capital(group_name(group, lang))


def outcome_name(outcome: str, lang: Lang) -> str:
    """What is counted, in words."""
    return say(_OUTCOMES.get(outcome, (outcome, outcome)), lang)


def ranks_text(rating: Rating, lang: Lang) -> str:
    """`2 đến 4`; a dash where the group is not ranked."""
    if rating.rank_low is None:
        return DASH
    low, high = number(rating.rank_low, lang), number(rating.rank_high, lang)
    joint = "đến" if lang == "vi" else "to"
    return low if low == high else f"{low} {joint} {high}"


def interval_text(found: Any, lang: Lang) -> str:
    """`0,79 (0,72 đến 0,86)`; without an interval the ratio is not printed."""
    if found.low is None:
        return DASH
    ratio, low, high = number(found.ratio, lang, 2), limit(found.low, lang), limit(found.high, lang)
    joint = "đến" if lang == "vi" else "to"
    return f"{ratio} ({low} {joint} {high})"
