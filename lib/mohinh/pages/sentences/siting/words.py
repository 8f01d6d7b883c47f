"""Labels of siting, and small words."""

from collections.abc import Mapping
from types import MappingProxyType

from mohinh.pages.style import number, percent
from mohinh.words.terms import Label, Lang, say

COMPONENTS: Mapping[str, Label] = MappingProxyType(
    {
        "cases": ("tỷ suất vụ việc đã làm trơn", "smoothed rate of cases"),
        "people": ("số hộ", "households"),
        "gap": ("phần hộ của xã ở nơi chưa có mô hình", "share of the commune without a model"),
        "place": ("biên giới, hải đảo", "border or island"),
    }
)
KINDS: Mapping[str, Label] = MappingProxyType(
    {
        "is_island": ("hải đảo", "island"),
        "is_border": ("biên giới", "border"),
        "is_urban": ("đô thị", "urban"),
        "other": ("khác", "other"),
    }
)
STATES: Mapping[str, Label] = MappingProxyType(
    {"none": ("chưa có", "none yet"), "lapsed": ("đã ngừng", "lapsed")}
)
REMOTE: Label = ("khu dân cư biên giới, hải đảo", "border and island areas")


def hundredths(share: float) -> float:
    """A part of the need as it may be published: need is made of counts of cases, and exact parts
    of few areas would give them away."""
    return round(float(share), 2)


def part(share: float, lang: Lang) -> str:
    """The same in words: whole per cent."""
    return percent(hundredths(share), lang, 0)


def areas(count: int, lang: Lang) -> str:
    """So many residential areas."""
    if lang == "vi":
        return f"{number(count, lang)} khu dân cư"
    return f"{number(count, lang) if count else 'no'} residential area{'' if count == 1 else 's'}"


def points(count: int, lang: Lang) -> str:
    """So many new points."""
    if lang == "vi":
        return f"{number(count, lang)} điểm mới"
    return f"{number(count, lang)} new point{'' if count == 1 else 's'}"


def listed(names: list[str], lang: Lang, *, most: int = 6) -> str:
    """`A, B, C and 3 more`."""
    head = ", ".join(names[:most])
    left = len(names) - most
    if left <= 0:
        return head
    return head + say((f" và {left} nơi nữa", f" and {left} more"), lang)
