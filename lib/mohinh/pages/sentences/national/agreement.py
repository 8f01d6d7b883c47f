"""Do the provinces agree? The forest plot's rows, what all say together, one province left out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mohinh.pages.figures.forest import Pooled
from mohinh.pages.sentences.national.words import (
    Agreement,
    ends,
    group_name,
    heading,
    label_of,
    listed,
    names_of,
    ok,
    reason,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, limit, number, percent
from mohinh.tables.reports import Reports
from mohinh.words.terms import Label, Lang, say

_REFUSALS: dict[str, Label] = {
    "one_province": (
        "Chỉ một tỉnh có kết quả dùng được, nên không có phân tích gộp: kết quả dưới đây là của "
        "riêng tỉnh đó và không nói gì về các tỉnh khác.",
        "Only one province has a result that can be used, so there is no meta-analysis: what "
        "follows is that province's own and says nothing of others.",
    ),
    "no_province": (
        "Chưa có tỉnh nào có kết quả dùng được, nên không có phân tích gộp.",
        "No province has a result that can be used, so there is no meta-analysis.",
    ),
}

_SHORT: dict[str, Label] = {
    "one_province": ("chỉ một tỉnh có kết quả dùng được", "one province only"),
    "no_province": ("chưa tỉnh nào có kết quả dùng được", "no province has a usable result"),
}


def forest_rows(agreement: Agreement, reports: Reports, *, lang: Lang) -> pd.DataFrame:
    """One row per province with a result for the group, in the order of the codes."""
    table, names = agreement.provinces, names_of(reports, lang)
    return pd.DataFrame(
        {
            "province_name": label_of(names, list(table.index)),
            "ratio": table["ratio"],
            "low": table["low"],
            "high": table["high"],
            "weight": table["weight"],
            "why": [reason(code, lang) for code in table["left_out"]],
        },
        index=table.index,
    )


def pooled(agreement: Agreement) -> Pooled | None:
    """All provinces together, for the forest plot; None where there is no meta-analysis."""
    if agreement.found is None:
        return None
    names = ("estimate", "low", "high", "prediction_low", "prediction_high")
    return Pooled(*(agreement.ratio(name) for name in names))  # type: ignore[arg-type]


def measure(*, lang: Lang) -> str:
    """What the ratio is."""
    text: Label = (
        "số vụ ghi nhận / dự kiến ở nơi áp dụng",
        "cases seen / expected where models came",
    )
    return say(text, lang)


def forest_title(agreement: Agreement, *, lang: Lang) -> str:
    """The claim: the ratio of all together with its interval; or that there is none."""
    group = group_name(agreement.model_group, lang)
    if agreement.found is None:
        text = (f"{group}: chưa đủ tỉnh để gộp", f"{group}: too few provinces to put together")
        return ok(say(text, lang), lang)
    count = number(agreement.found.studies_count, lang)
    ratio = number(agreement.ratio("estimate"), lang, 2)
    joint = "đến" if lang == "vi" else "to"
    low, high = (limit(agreement.ratio(name), lang) for name in ("low", "high"))
    if lang == "vi":
        return ok(
            f"{group}: gộp {count} tỉnh, số vụ bằng {ratio} lần dự kiến ({low} {joint} {high})",
            lang,
        )
    return ok(
        f"{group}: over {count} provinces, {ratio} times the cases expected ({low} {joint} {high})",
        lang,
    )


def agreement(found: Agreement, *, lang: Lang) -> str:
    """All together with the interval, how much provinces differ, where the next may lie."""
    if found.refusal is not None:
        return ok(say(_REFUSALS[found.refusal], lang), lang)
    whole = found.found
    count, level = number(whole.studies_count, lang), percent(whole.level, lang, 0)
    ratio = number(found.ratio("estimate"), lang, 2)
    inner = ends(found.ratio("low"), found.ratio("high"), lang)
    outer = ends(found.ratio("prediction_low"), found.ratio("prediction_high"), lang)
    i2 = percent(whole.heterogeneity.i2, lang, 0)
    if lang == "vi":
        text = (
            f"Gộp {count} tỉnh, số vụ ghi nhận bằng {ratio} lần số dự kiến (khoảng tin cậy "
            f"{level}: {inner}). Ở tỉnh tiếp theo giống các tỉnh này, tỷ số thật có thể nằm trong "
            f"{outer}; I² = {i2} là phần biến thiên giữa các tỉnh ngoài sai số của từng tỉnh."
        )
    else:
        text = (
            f"Over {count} provinces, cases seen were {ratio} times those expected ({level} "
            f"interval: {inner}). In a further province like these the true ratio may lie within "
            f"{outer}; I² = {i2} is the part of the variation that lies between provinces, beyond "
            "the error of each."
        )
    more = (_few(whole.studies_count, lang), _alike(whole, lang), _mixed(found, lang))
    return ok(" ".join(filter(None, (text, *more))), lang)


def _few(count: int, lang: Lang) -> str:
    if count >= 5:
        return ""
    text: Label = (
        "Với ít tỉnh như vậy, cả hai khoảng và I² đều rất không chắc chắn.",
        "With so few provinces both intervals and I² are very unsure.",
    )
    return say(text, lang)


def _alike(whole: Any, lang: Lang) -> str:
    """What an estimate of no differences does not mean."""
    if whole.heterogeneity.tau2 > 0:
        return ""
    text: Label = (
        "Ước lượng không thấy các tỉnh khác nhau ngoài sai số; điều đó không chứng tỏ các tỉnh như "
        "nhau, và khoảng dự đoán khi đó thường quá hẹp.",
        "No differences between provinces were found beyond their errors; that is no proof that "
        "they are alike, and the prediction interval is then often too narrow.",
    )
    return say(text, lang)


def _mixed(found: Agreement, lang: Lang) -> str:
    """That the next province may lie on the other side of 1, where it may."""
    low, high = found.ratio("prediction_low"), found.ratio("prediction_high")
    inner = found.ratio("low"), found.ratio("high")
    is_apart = inner[1] < 1 or inner[0] > 1  # type: ignore[operator]
    if low is None or high is None or not (is_apart and low < 1 < high):
        return ""
    text: Label = (
        "Trung bình khác 1, nhưng ở một tỉnh cụ thể thì cả hai phía của 1 đều có thể.",
        "The mean differs from 1, but in any one province either side of 1 is possible.",
    )
    return say(text, lang)


def left_out(found: Agreement, reports: Reports, *, lang: Lang) -> str:
    """Which provinces take no part, and why; empty where all do."""
    names = names_of(reports, lang)
    parts = [
        f"{names.get(code, code)} ({reason(why, lang)})" for code, why in found.left_out.items()
    ]
    if not parts:
        return ""
    text: Label = ("Không gộp: {}.", "Not put together: {}.")
    return ok(say(text, lang).format(listed(parts, lang, most=12)), lang)


def group_rows(found: Sequence[Agreement], *, lang: Lang) -> pd.DataFrame:
    """Every model group over the provinces, for the chart of ratios; all together first."""
    rows = [
        {
            "group": group_name(each.model_group, lang),
            "mark": "main" if each.model_group == "all" else "part",
            "ratio": each.ratio("estimate"),
            "low": each.ratio("low"),
            "high": each.ratio("high"),
            "provinces": number(len(each.used), lang),
            "why": _why_not(each, lang),
        }
        for each in found
    ]
    columns = ["group", "mark", "ratio", "low", "high", "provinces", "why"]
    kinds = dict.fromkeys(("ratio", "low", "high"), "Float64")
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _why_not(found: Agreement, lang: Lang) -> str | None:
    """Why a group is not put together, in a few words; None where it is."""
    if found.refusal is None:
        return None
    return say(_SHORT[found.refusal], lang)


def groups_title(found: Sequence[Agreement], *, lang: Lang) -> str:
    """The claim above the groups' chart: of how many the interval leaves out 1."""
    groups = [each for each in found if each.model_group != "all" and each.found is not None]
    apart = sum(each.ratio("high") < 1 or each.ratio("low") > 1 for each in groups)  # type: ignore[operator]
    if not groups:
        text = ("Chưa nhóm nào có đủ tỉnh để gộp", "No group has enough provinces to put together")
        return ok(say(text, lang), lang)
    counts = number(apart, lang), number(len(groups), lang)
    if lang == "vi":
        return ok(f"Ở {counts[0]} trên {counts[1]} nhóm, khoảng tin cậy không chứa 1", lang)
    return ok(f"In {counts[0]} of {counts[1]} groups the interval leaves out 1", lang)


def provinces_heading(*, lang: Lang) -> str:
    """Heading of the column that says over how many provinces."""
    return heading(["provinces_count"], lang)["provinces_count"]


def group_table(found: Sequence[Agreement], *, lang: Lang) -> ReportTable:
    """Every model group over the provinces, one row each."""
    rows = [_group_row(each, lang) for each in found]
    names = ["group", "provinces_count", "ratio", "ends", "prediction", "i2", "tau", "why"]
    frame = pd.DataFrame(rows, columns=names)
    formats = {"provinces_count": "count", "ratio": "ratio", "i2": "chance", "tau": "ratio"}
    title = say(("Các nhóm mô hình qua các tỉnh", "Model groups over the provinces"), lang)
    note: Label = (
        "τ là độ lệch chuẩn của lôgarit tỷ số thật giữa các tỉnh. Nhóm ghép từ ít tỉnh có khoảng "
        "rất rộng; không xếp hạng các nhóm có khoảng chồng nhau.",
        "τ is the standard deviation of the true log ratios between provinces. Groups from few "
        "provinces have very wide intervals; groups whose intervals overlap are not ranked.",
    )
    formats["i2"] = "share"
    return ReportTable(title, frame, heading(names, lang), lang, formats, say(note, lang))


def _group_row(found: Agreement, lang: Lang) -> dict[str, object]:
    row: dict[str, object] = {
        "group": group_name(found.model_group, lang),
        "provinces_count": len(found.used),
    }
    if found.found is None:
        return row | {"ends": DASH, "prediction": DASH, "why": _why_not(found, lang)}
    spread = found.found.heterogeneity
    return row | {
        "ratio": found.ratio("estimate"),
        "ends": ends(found.ratio("low"), found.ratio("high"), lang),
        "prediction": ends(found.ratio("prediction_low"), found.ratio("prediction_high"), lang),
        "i2": spread.i2,
        "tau": spread.tau2**0.5,
    }


def without_each(found: Agreement, reports: Reports, *, lang: Lang) -> str:
    """How far the result hangs on one province; that none can be left out, for two."""
    ratios = found.without_each
    if ratios is None:
        text: Label = (
            "Với ít hơn ba tỉnh, không thể thử bỏ từng tỉnh.",
            "With fewer than three provinces none can be left out to see.",
        )
        return "" if found.found is None else ok(say(text, lang), lang)
    low, high = ratios["ratio"].min(), ratios["ratio"].max()
    span = f"{limit(low, lang)}–{limit(high, lang)}"
    holds = (ratios["high"].lt(1)).all() or (ratios["low"].gt(1)).all()
    most = (ratios["ratio"] - float(found.ratio("estimate") or 0)).abs().idxmax()
    name = names_of(reports, lang).get(most, most)
    if lang == "vi":
        side = (
            "khoảng tin cậy lần nào cũng nằm cùng một phía của 1"
            if holds
            else "khoảng tin cậy không phải lần nào cũng nằm cùng một phía của 1"
        )
        return ok(
            f"Bỏ lần lượt từng tỉnh, tỷ số chung nằm trong {span}; {side}. Thay đổi nhiều nhất khi "
            f"bỏ {name}.",
            lang,
        )
    side = (
        "every time the interval lies on one side of 1"
        if holds
        else "the interval does not lie on one side of 1 every time"
    )
    return ok(
        f"Leaving out each province in turn, the ratio lies within {span}; {side}. It moves most "
        f"without {name}.",
        lang,
    )


def without_table(found: Agreement, reports: Reports, *, lang: Lang) -> ReportTable:
    """All together without each province in turn; no row for fewer than three."""
    names, ratios = names_of(reports, lang), found.without_each
    if ratios is None:
        ratios = pd.DataFrame(columns=["ratio", "low", "high", "i2"], dtype="float64")
    frame = pd.DataFrame(
        {
            "left_out": label_of(names, list(ratios.index)),
            "ratio": ratios["ratio"],
            "ends": [
                ends(low, high, lang)
                for low, high in ratios[["low", "high"]].itertuples(index=False)
            ],
            "i2": ratios["i2"],
        }
    )
    title = say(("Khi bỏ lần lượt từng tỉnh", "Without each province in turn"), lang)
    columns = ["left_out", "ratio", "ends", "i2"]
    formats = {"ratio": "ratio", "i2": "share"}
    return ReportTable(
        title, frame, heading(columns, lang), lang, formats, most=70, is_folded=len(frame) > 12
    )  # fmt: skip
