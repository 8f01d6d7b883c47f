"""Beside the plan: the frontier, other weights, the highest counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mohinh.pages.sentences.siting.words import REMOTE, areas, hundredths, listed, part, points
from mohinh.pages.style import number, percent
from mohinh.tables.privacy import is_small, rounded
from mohinh.words.terms import REGIONS, Lang, say

_SHOWN = 30
_PARTS = ("least_share", "share")


def beside(found: Any, *, lang: Lang) -> str:
    """What “put them where the count is highest” would choose."""
    if found.beside is None:
        return ""
    plan, other = found.plan, found.beside.other
    count = len(plan.chosen)
    both = number(found.beside.both_count, lang)
    own, theirs = (part(each["share"], lang) for each in (found.place, found.other_place))
    unmet = [
        say(REMOTE, lang) if floor.value is True else str(floor.value)
        for floor, _ in found.beside.unmet
    ]
    # In hundreds: an exact sum could tell which areas have most cases.
    homes = [number(plan.households_count, lang), number(round(other.households_count, -2), lang)]
    if lang == "vi":
        short = f"; dưới mức tối thiểu ở: {listed(unmet, lang)}" if unmet else ""
        return (
            f"Nếu đặt {points(count, lang)} ở nơi có nhiều vụ nhất trong 12 tháng qua: {both} nơi "
            f"trùng với đề xuất; khoảng {homes[1]} hộ thay vì {homes[0]}; {theirs} nhu cầu thay vì "
            f"{own}{short}."
        )
    short = f"; below the floor in: {listed(unmet, lang)}" if unmet else ""
    return (
        f"Were the {points(count, lang)} put where cases were most in the last twelve months: "
        f"{both} areas are those proposed; about {homes[1]} households instead of {homes[0]}; "
        f"{theirs} of the need instead of {own}{short}."
    )


def fall_back(found: Any, *, lang: Lang) -> str:
    """What became of those that stood highest a year before; empty where too little is known, or
    one of the four counts is small. Changes are those of the rounded counts."""
    seen = found.fall_back
    if seen is None or not seen.areas_count:
        return ""
    exact = [seen.before_count, seen.after_count, seen.rest_before_count, seen.rest_after_count]
    if any(map(is_small, exact)) or not exact[0] or not exact[2]:
        return ""
    counts = rounded(pd.Series(exact))
    before, after = (number(count, lang) for count in counts[:2])
    own, rest = (_change(counts[n + 1] / counts[n] - 1, lang) for n in (0, 2))
    if lang == "vi":
        return (
            f"Vì sao không chọn theo số vụ của một năm: {areas(seen.areas_count, lang)} chưa có mô "
            f"hình có nhiều vụ nhất trong 12 tháng trước nữa ghi nhận khoảng {before} vụ, 12 tháng "
            f"sau {after} vụ ({own}), trong khi các nơi chưa có mô hình khác {rest}. Một phần của "
            "số vụ cao là ngẫu nhiên và không lặp lại."
        )
    return (
        f"Why not by the count of one year: the {areas(seen.areas_count, lang)} without a model "
        f"that had most cases in the twelve months before the last recorded about {before}, and "
        f"{after} in the next ({own}), while the other open areas changed by {rest}. A part of a "
        "high count is chance, and does not come again."
    )


def _change(share: float, lang: Lang) -> str:
    sign = "+" if share > 0 else "\u2212" if share < 0 else ""
    return sign + percent(abs(share), lang, 0)


# Other weights ---------------------------------------------------------------------------------


def robust(found: Any, *, lang: Lang) -> str:
    """How many of the proposed areas stay when the weights change."""
    if found.robustness is None:
        return ""
    own, chosen = found.robustness, found.plan.chosen
    steady, total = number(own.steady(chosen), lang), number(len(chosen), lang)
    rivals = int(own.share.drop(list(chosen)).ge(0.2).sum())
    draws = number(own.draws, lang)
    if lang == "vi":
        return (
            f"Thay đổi trọng số {draws} lần: {steady} trong {total} nơi được chọn ở ít nhất bốn "
            f"phần năm số lần; các nơi còn lại tùy thuộc trọng số. {number(rivals, lang)} nơi "
            "ngoài đề xuất được chọn ở ít nhất một phần năm số lần."
        )
    return (
        f"Over {draws} draws of the weights, {steady} of {total} areas are chosen in at least four "
        f"of five; the others hang on the weights. {number(rivals, lang)} areas that are not "
        "proposed are chosen in at least one of five."
    )


def robust_rows(found: Any, names: pd.Series, *, lang: Lang) -> pd.DataFrame:
    """The areas chosen most often: `place`, `share`, `chosen_count`, `draws`; proposed ones marked.

    One row without a share where nothing is proposed.
    """
    if found.robustness is None:
        return pd.DataFrame(
            {"place": ["–"], "share": [float("nan")], "chosen_count": [0], "draws": [0]}
        )
    own = found.robustness
    first = own.chosen_count[own.chosen_count > 0].head(_SHOWN)
    table = found.need.table.loc[first.index]
    mark = say(("● ", "● "), lang)
    return pd.DataFrame(
        {
            "place": [
                f"{mark if area in found.plan.chosen else ''}{row['area_name']}, "
                f"{names.get(row['commune_code'], row['commune_code'])}"
                for area, row in table.iterrows()
            ],
            "share": own.share[first.index].to_numpy(),
            "chosen_count": first.to_numpy(),
            "draws": own.draws,
        }
    )


def robust_title(found: Any, *, lang: Lang) -> str:
    """The claim above the chart of other weights."""
    if found.robustness is None:
        return say(("Không có đề xuất", "Nothing is proposed"), lang)
    steady = number(found.robustness.steady(found.plan.chosen), lang)
    total = number(len(found.plan.chosen), lang)
    return say(
        (
            f"{steady} trong {total} nơi đề xuất ít phụ thuộc vào trọng số",
            f"{steady} of {total} proposed areas hang little on the weights",
        ),
        lang,
    )


def robust_words(*, lang: Lang) -> dict[str, str]:
    """What the chart of other weights measures."""
    return {
        "measure": say(
            (
                "Số lần được chọn khi rút lại trọng số · ● được đề xuất",
                "Times chosen over draws of the weights · ● proposed",
            ),
            lang,
        )
    }


# The frontier ----------------------------------------------------------------------------------


def frontier_title(found: Any, *, lang: Lang) -> str:
    """The claim above the frontier."""
    if found.frontier is None:
        return say(("Không có đề xuất", "Nothing is proposed"), lang)
    most, even = (hundredths(found.frontier.table["share"].iloc[end]) for end in (0, -1))
    price = round(100 * (most - even))
    if not price:
        return say(
            (
                "Chia đều nhất giữa các nơi hầu như không bớt nhu cầu được chọn",
                "The most even spread gives up next to nothing of the need",
            ),
            lang,
        )
    count = number(price, lang)
    if lang == "vi":
        return f"Chia đều nhất giữa các nơi thì bớt khoảng {count} điểm phần trăm nhu cầu được chọn"
    several = "" if price == 1 else "s"
    return f"The most even spread gives up about {count} percentage point{several} of the need"


def frontier_said(found: Any, *, lang: Lang) -> str:
    """The two ends of the frontier, and where the plan lies."""
    if found.frontier is None:
        return ""
    table, place = found.frontier.table, found.place
    ends = [
        (part(row["share"], lang), part(row["least_share"], lang), row["least_region"])
        for row in (table.iloc[0], table.iloc[-1])
    ]
    own = part(place["share"], lang), part(place["least_share"], lang)
    region = say(REGIONS[found.region], lang)
    if lang == "vi":
        return (
            f"Theo {region}: chọn nhiều nhất được {ends[0][0]} nhu cầu, nơi ít nhất ({ends[0][2]}) "
            f"được {ends[0][1]}; chia đều nhất được {ends[1][0]}, nơi ít nhất ({ends[1][2]}) được "
            f"{ends[1][1]}. Đề xuất, chọn được nhiều nhu cầu nhất khi giữ các mức tối thiểu: "
            f"{own[0]} và {own[1]} ({place['least_region']}). Không phương án nào với số điểm ấy "
            "cao hơn đường này; chọn phương án nào là việc của người quyết định. Các phần làm "
            "tròn đến 1\u00a0% để không lộ số vụ: phương án chênh dưới một điểm trông như nhau."
        )
    return (
        f"By {region}: the plan that reaches most has {ends[0][0]} of the need, with {ends[0][1]} "
        f"in {ends[0][2]}, which gets least; the most even one has {ends[1][0]}, with {ends[1][1]} "
        f"in {ends[1][2]}. The proposal, which reaches most under the floors: {own[0]} and "
        f"{own[1]} ({place['least_region']}). No plan of as many points lies above the line; which "
        "plan to take is for those who decide. Parts are rounded to whole per cent so that no "
        "count shows: plans less than a point apart look the same."
    )


def frontier_curve(found: Any) -> pd.DataFrame:
    """The plans of the frontier in whole per cent, from the one that reaches most to the most even;
    between the two, those that only rounding sets below another are left out. Empty where nothing
    is proposed."""
    if found.frontier is None:
        return pd.DataFrame({"least_share": [], "share": []}, dtype="float64")
    whole = found.frontier.table[list(_PARTS)].map(hundredths)
    kept = whole
    for one, other in (("share", "least_share"), ("least_share", "share")):
        kept = kept[kept[one].eq(kept.groupby(other)[one].transform("max"))]
    return whole[whole.index.isin([whole.index[0], *kept.index, whole.index[-1]])].drop_duplicates(
        ignore_index=True
    )


def frontier_plans(found: Any, *, lang: Lang) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The plans that stand beside the frontier, with their names; in whole per cent."""
    if found.frontier is None:
        return ()
    names = (("đề xuất", "proposal"), ("theo số vụ cao nhất", "by the highest count"))
    return [
        (say(name, lang), {part_: hundredths(place[part_]) for part_ in _PARTS})
        for name, place in zip(names, (found.place, found.other_place), strict=True)
    ]


def frontier_words(found: Any, *, lang: Lang) -> dict[str, str]:
    """The axes of the frontier."""
    region = say(REGIONS[found.region], lang)
    return {
        "across": say(
            (
                f"phần nhu cầu được chọn ở nơi ít nhất (theo {region})",
                f"part of the open need chosen where it is least (by {region})",
            ),
            lang,
        ),
        "up": say(("phần nhu cầu được chọn của cả tỉnh", "part of all open need chosen"), lang),
        "measure": say(
            (
                "Nhu cầu chưa được đáp ứng: số hộ nhân trọng số, làm tròn đến 1\u00a0%",
                "Open need: households times weights, rounded to whole per cent",
            ),
            lang,
        ),
    }
