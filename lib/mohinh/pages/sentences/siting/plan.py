"""What is proposed, of what, by which need; what was left out; floors."""

from typing import Any

import pandas as pd

from mohinh.pages.sentences.siting.words import COMPONENTS, REMOTE, areas, part, points
from mohinh.pages.style import month_text, number, percent
from mohinh.words.terms import Label, Lang, say

_GAINED: dict[str, Label] = {
    "area": ("nhu cầu của các nơi chưa có mô hình", "of the need of areas without a model"),
    "within": (
        "nhu cầu hiện chưa nằm trong phạm vi của điểm nào",
        "of the need that no point reaches yet",
    ),
    "nearest": (
        "khoảng cách (theo nhu cầu) đến điểm gần nhất được rút ngắn",
        "of the distance to the nearest point, weighed by need, is saved",
    ),
}


def answer(found: Any, *, lang: Lang) -> str:
    """The answer first: how many areas, of how many open ones, with how much of the need."""
    if found.refusal is not None:
        return _refused(found, lang)
    plan, total = found.plan, len(found.need.candidates)
    homes, share = number(plan.households_count, lang), part(plan.share, lang)
    gained = f"{share} {say(_GAINED[found.reach], lang)}"
    names = found.need.table.loc[list(plan.chosen), "commune_code"].nunique()
    if lang == "vi":
        return (
            f"Đề xuất để thảo luận, không phải chỉ thị: {areas(len(plan.chosen), lang)} "
            f"(trong {number(total, lang)} nơi chưa có mô hình đang hoạt động), thuộc "
            f"{number(names, lang)} đơn vị cấp xã, có {homes} hộ; {gained} "
            "(cách tính nêu dưới đây)."
        )
    commune = "commune" if names == 1 else "communes"
    return (
        f"A proposal for discussion, not an order: {areas(len(plan.chosen), lang)} (of "
        f"{number(total, lang)} without an active model) in {number(names, lang)} {commune}, with "
        f"{homes} households; {gained} (as reckoned below)."
    )


def _refused(found: Any, lang: Lang) -> str:
    total = number(len(found.need.candidates), lang)
    asked = number(sum(floor.least for floor in found.floors.floors), lang)
    texts: dict[str, Label] = {
        "no_candidates": (
            "Không có khu dân cư nào để đề xuất: mọi nơi đã báo số hộ đều có mô hình đang hoạt "
            "động hoặc chưa rõ tình trạng.",
            "No area can be proposed: every area with known households has an active model, or "
            "its state is not known.",
        ),
        "too_few_points": (
            f"Không lập được đề xuất: các mức tối thiểu cần tới {asked} điểm, nhiều hơn số điểm "
            f"hoặc kinh phí cho phép ({total} nơi chưa có mô hình). Hãy tăng số điểm hoặc hạ mức "
            "tối thiểu.",
            f"No proposal can be made: the floors ask for up to {asked} points, more than the "
            f"number or the budget allows ({total} open areas). Place more points or lower the "
            "floors.",
        ),
        "all_reached": (
            "Không có gì để đề xuất: mọi hộ có nhu cầu đã nằm trong phạm vi của một điểm.",
            "Nothing is proposed: every household in need is within reach of a point already.",
        ),
        "too_little_money": (
            "Không lập được đề xuất: kinh phí không đủ cho một điểm.",
            "No proposal can be made: the budget does not pay for one point.",
        ),
    }
    return say(texts[found.refusal], lang)


def need_said(found: Any, *, lang: Lang) -> str:
    """What need is made of, with the weights, and from which months the rate is."""
    need = found.need
    parts = "; ".join(
        f"{percent(share, lang, 0)} {say(COMPONENTS[name], lang)}"
        for name, share in found.weights.shares().items()
        if share > 0
    )
    first, last = _month(need.first_month, lang), _month(need.last_month, lang)
    if lang == "vi":
        same = (
            " Trong các tháng đó, các khu dân cư không khác nhau hơn mức ngẫu nhiên nên đều nhận "
            "tỷ suất chung."
        )
        return (
            f"Nhu cầu của một nơi là số hộ nhân với trung bình có trọng số của các thành phần: "
            f"{parts}. Trọng số là lựa chọn của người lập kế hoạch, không rút ra từ số liệu. Tỷ "
            f"suất tính từ {first} đến {last}, được kéo về mức chung của tỉnh khi số hộ ít; không "
            f"dùng số vụ thô của một năm.{same if need.variance == 0 else ''}"
        )
    same = " In these months areas differ no more than by chance, so all have the province's rate."
    return (
        f"Need of an area is its households times a weighted mean of: {parts}. Weights are a "
        f"choice of those who plan and do not follow from data. The rate is of {first} to {last}, "
        f"drawn to that of the province where households are few; never the raw count of a year."
        f"{same if need.variance == 0 else ''}"
    )


def _month(day: pd.Timestamp, lang: Lang) -> str:
    return f"{day:%m/%Y}" if lang == "vi" else f"{month_text(day, lang)} {day.year}"


def reach_said(found: Any, *, is_schematic: bool, lang: Lang) -> str:
    """Whom a new point is taken to reach."""
    if found.reach == "area":
        return say(
            (
                "Một điểm mới được coi là phục vụ số hộ của chính khu dân cư đó.",
                "A new point is taken to reach the households of its own area.",
            ),
            lang,
        )
    rough = say(
        (
            " (đường thẳng giữa các điểm đặt tên xã, vì khu dân cư không có tọa độ"
            + ("; bản đồ sơ đồ nên chỉ gần đúng)" if is_schematic else ")"),
            " (straight lines between the label points of communes, since areas have no place of "
            "their own" + ("; the map is schematic, so this is rough)" if is_schematic else ")"),
        ),
        lang,
    )
    km = number(found.reach_km, lang, 0 if found.reach_km % 1 == 0 else 1)
    texts: dict[str, Label] = {
        "within": (
            f"Một điểm mới được coi là phục vụ mọi hộ trong phạm vi {km} km{rough}.",
            f"A new point is taken to reach all households within {km} km{rough}.",
        ),
        "nearest": (
            f"Điểm mới được đặt sao cho khoảng cách đến điểm gần nhất, tính theo nhu cầu, ngắn "
            f"nhất{rough}.",
            "New points are placed so that the distance to the nearest point, weighed by need, is "
            f"shortest{rough}.",
        ),
    }
    return say(texts[found.reach], lang)


def left_out(found: Any, *, lang: Lang) -> str:
    """Areas that could not be proposed because something is not known; empty where none."""
    counts = found.need.table["status"].value_counts()
    words: dict[str, Label] = {
        "unknown": ("chưa rõ có mô hình hay không", "whose state is not known"),
        "silent": ("không có điểm và không báo cáo nào", "without a point and without any report"),
        "no_households": ("chưa báo số hộ", "without a household count"),
    }
    parts = [
        f"{number(counts[status], lang)} {say(label, lang)}"
        for status, label in words.items()
        if counts.get(status, 0)
    ]
    if not parts:
        return ""
    if lang == "vi":
        return f"Không được xét vì thiếu thông tin, cần hỏi trước: {'; '.join(parts)}."
    return f"Not considered because something is missing, to be asked first: {'; '.join(parts)}."


def floors_said(found: Any, *, lang: Lang) -> str:
    """The floors that were set, those that had to be lowered, and whether the border has any."""
    parts = [_set(found, lang)]
    for floor, there in found.floors.changed:
        name = say(REMOTE, lang) if floor.value is True else str(floor.value)
        parts.append(_lowered(name, floor.least, there, lang))
    if not found.need.table["is_border_or_island"].any():
        parts.append(
            say(
                (
                    "Danh sách không ghi khu dân cư nào là biên giới hay hải đảo, nên thành phần "
                    "ấy không có tác dụng.",
                    "The list marks no area as border or island, so that part has no effect.",
                ),
                lang,
            )
        )
    return " ".join(filter(None, parts))


def _lowered(name: str, least: int, there: int, lang: Lang) -> str:
    if not there:
        none: Label = (
            f"{name}: không còn khu dân cư nào chưa có mô hình, nên không đặt mức tối thiểu.",
            f"{name}: no open area is left, so no floor is set.",
        )
        return say(none, lang)
    fewer: Label = (
        f"{name}: có {areas(there, lang)} chưa có mô hình, nên mức tối thiểu hạ từ {least} xuống "
        f"{there}.",
        f"{name}: {areas(there, lang)} open, so the floor is lowered from {least} to {there}.",
    )
    return say(fewer, lang)


def _set(found: Any, lang: Lang) -> str:
    floors = found.floors.floors
    regions = [floor for floor in floors if floor.column == found.region]
    remote = [floor for floor in floors if floor.value is True]
    if not floors:
        return say(("Không đặt mức tối thiểu.", "No floor is set."), lang)
    texts = []
    if regions:
        least = max(floor.least for floor in regions)
        texts.append(
            f"ít nhất {points(least, lang)} ở mỗi nơi trong {len(regions)} "
            + say(_REGIONS[found.region], "vi")
            if lang == "vi"
            else f"at least {points(least, lang)} in each of {len(regions)} "
            + say(_REGIONS[found.region], "en")
        )
    if remote:
        least = points(remote[0].least, lang)
        texts.append(
            f"ít nhất {least} ở {say(REMOTE, lang)}"
            if lang == "vi"
            else f"at least {least} in {say(REMOTE, lang)}"
        )
    return say(("Mức tối thiểu: ", "Floors: "), lang) + "; ".join(texts) + "."


_REGIONS: dict[str, Label] = {
    "district_name": ("huyện, thị xã, thành phố", "districts"),
    "commune_kind": ("loại đơn vị cấp xã", "kinds of commune"),
}


# The map ---------------------------------------------------------------------------------------


def map_values(found: Any) -> pd.Series:
    """New points by commune; 0 for communes of the list that get none."""
    table = found.need.table
    counts = table.loc[list(found.plan.chosen), "commune_code"].value_counts()
    codes = pd.Index(sorted(table["commune_code"].unique()), name="commune_code")
    return counts.reindex(codes, fill_value=0).astype("int64")


def map_title(found: Any, *, lang: Lang) -> str:
    """The claim above the map."""
    values = map_values(found)
    count, communes = len(found.plan.chosen), int(values.gt(0).sum())
    if lang == "vi":
        return f"Đề xuất thảo luận: {points(count, lang)} ở {number(communes, lang)} đơn vị cấp xã"
    where = "commune" if communes == 1 else "communes"
    return f"For discussion: {points(count, lang)} in {number(communes, lang)} {where}"


def map_labels(found: Any) -> list[str]:
    """Codes of the communes that the map names: those with most new points."""
    values = map_values(found)
    return values[values > 0].sort_values(ascending=False, kind="stable").index.tolist()
