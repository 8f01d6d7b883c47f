"""Who and which months lie outside what chance allows."""

from dataclasses import replace
from typing import Any

import pandas as pd

from mohinh.pages.sentences.rates.words import (
    PER,
    SMALL_NOTE,
    STANDINGS,
    headings,
    masked,
    sizes_said,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, percent
from mohinh.tables import privacy
from mohinh.tables.privacy import Withheld
from mohinh.words.terms import Label, Lang, say

# Months drawn before the period; the limits rest on all that there are.
_MONTHS_BEFORE = 24
_LIMITS = ("expected_rate", "low_95", "high_95", "low_998", "high_998")
_CAUSE: Label = (
    "Nằm ngoài giới hạn không nói lên nguyên nhân: có thể do cách ghi nhận.",
    "Lying outside does not tell a cause; it may be the recording.",
)


# The funnel ------------------------------------------------------------------------------------


def funnel_rows(found: Any, hidden: Withheld, names: pd.Series) -> pd.DataFrame:
    """The places that are drawn, with their names; those of small counts are left out."""
    is_hidden = hidden.rows.reindex(found.table.index, fill_value=False)
    table = found.table[~is_hidden]
    return table.assign(commune_name=[names[code] for code in table.index])


def funnel_title(found: Any, rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the funnel: how many of the communes shown lie far outside."""
    if found.refusal is not None:
        return say(("Chưa có gì để so sánh", "There is nothing to compare"), lang)
    total, far = len(rows), replace(found, table=rows).beyond["998"]
    counts = number(far, lang), number(total, lang)
    if lang == "vi":
        if far:
            return f"{counts[0]} trên {counts[1]} đơn vị cấp xã nằm ngoài giới hạn 99,8 %"
        return f"Không đơn vị nào trong {counts[1]} đơn vị cấp xã nằm ngoài giới hạn 99,8 %"
    if far:
        verb = "lies" if far == 1 else "lie"
        return f"{counts[0]} of {counts[1]} communes {verb} outside the 99.8% limits"
    return f"None of {counts[1]} communes lies outside the 99.8% limits"


def funnel_said(found: Any, rows: pd.DataFrame, *, lang: Lang) -> str:
    """How many of those shown lie outside, beside how many would by chance; who is far outside."""
    if found.refusal is not None:
        return say(
            (
                "Chưa đủ đơn vị cấp xã có vụ việc để so sánh với nhau.",
                "There are too few communes with cases to be compared.",
            ),
            lang,
        )
    far = rows.loc[rows["standing"].str.endswith("_998")]
    named = ", ".join(
        f"{row.commune_name} ({say(STANDINGS[row.standing], lang)})" for row in far.itertuples()
    )
    out = say(("Ngoài giới hạn 99,8 %", "Outside the 99.8% limits"), lang)
    names = f"{out}: {named}." if named else ""
    shown = replace(found, table=rows)
    parts = (_beyond(shown, lang), names, _spread(found, lang), say(_CAUSE, lang))
    return " ".join(part for part in parts if part)


def _beyond(found: Any, lang: Lang) -> str:
    """How many lie outside, beside how many would by chance."""
    total = number(len(found.table), lang)
    beyond = {name: number(count, lang) for name, count in found.beyond.items()}
    chance = {name: number(count, lang, 1) for name, count in found.by_chance.items()}
    if lang == "vi":
        seen = (
            f"{beyond['95']} trên {total} đơn vị cấp xã được nêu nằm ngoài giới hạn 95 %, trong đó "
            f"{beyond['998']} ngoài giới hạn 99,8 %"
        )
        none = f"Không đơn vị nào trong {total} đơn vị cấp xã được nêu nằm ngoài giới hạn 95 %"
        return (
            f"{seen if found.beyond['95'] else none}; nếu chỉ do ngẫu nhiên thì trung bình tối đa "
            f"{chance['95']} và {chance['998']} đơn vị ngoài giới hạn 95 % và 99,8 %."
        )
    verb = "lies" if found.beyond["95"] == 1 else "lie"
    seen = (
        f"{beyond['95']} of the {total} communes shown {verb} outside the 95% limits, "
        f"{beyond['998']} outside the 99.8% limits"
    )
    none = f"None of the {total} communes shown lies outside the 95% limits"
    return (
        f"{seen if found.beyond['95'] else none}; by chance alone it would be at most "
        f"{chance['95']} and {chance['998']} on average."
    )


def _spread(found: Any, lang: Lang) -> str:
    times = number(found.found_dispersion, lang, 2)
    if found.dispersion > 1:
        if lang == "vi":
            return (
                f"Các xã khác nhau nhiều hơn mức ngẫu nhiên (độ phân tán {times}); giới hạn đã "
                "được nới rộng tương ứng."
            )
        return (
            f"Communes differ by more than chance throughout (dispersion {times}); the limits are "
            "widened by it."
        )
    if lang == "vi":
        return f"Độ phân tán là {times} (1 là mức ngẫu nhiên); giới hạn không nới rộng."
    return f"The dispersion is {times} (1 is chance); the limits are not widened."


def funnel_remarks(found: Any, rows: pd.DataFrame, *, lang: Lang) -> list[str]:
    """What the funnel does not draw."""
    count = len(found.table) - len(rows)
    if not count:
        return []
    if lang == "vi":
        return [
            f"Không vẽ {number(count, lang)} đơn vị có số quá nhỏ, kể cả khi nằm ngoài giới hạn"
        ]
    return [
        f"Not drawn: {number(count, lang)} communes of small counts, also if outside the limits"
    ]


def funnel_table(found: Any, rows: pd.DataFrame, counted: Any, *, lang: Lang) -> ReportTable:
    """The communes outside the 95 % limits, farthest first."""
    order = {name: place for place, name in enumerate(("above_998", "below_998", "above_95"))}
    out = rows[rows["standing"].ne("as_expected")]
    out = out.assign(order=out["standing"].map(order).fillna(len(order)))
    out = out.sort_values(["order", "rate"], ascending=[True, False], kind="stable").reset_index()
    out["standing"] = [say(STANDINGS[name], lang) for name in out["standing"]]
    words = headings(
        ("commune_code", "commune_name", "incident_count", "exposure_years", "rate", "standing"),
        counted, lang,
    )  # fmt: skip
    formats = {"incident_count": "count", "exposure_years": "count", "rate": "rate"}
    title = say(("Đơn vị cấp xã nằm ngoài giới hạn 95 %", "Communes outside the 95% limits"), lang)
    has_hidden = len(found.table) > len(rows)
    return ReportTable(
        title, out[list(words)], words, lang, formats,  # type: ignore[arg-type]
        note=say(SMALL_NOTE, lang) if has_hidden else "",
    )  # fmt: skip


def chart_sizes(counted: Any, *, lang: Lang) -> str:
    """What the width of the funnel is."""
    return sizes_said(counted, lang)


# The control chart -----------------------------------------------------------------------------


def month_rows(chart: Any, withheld: privacy.WithheldTimes) -> pd.DataFrame:
    """The months that are drawn: the period and two years before; small counts hidden.

    A month of a small count loses its numbers, and with it others (`times`). Where
    a month that the limits rest on is hidden, no month has limits.
    """
    table = chart.table
    is_hidden = withheld.months.reindex(table.index, fill_value=False)
    without = is_hidden | bool((is_hidden & ~table["is_judged"]).any())
    shown = masked(masked(table, is_hidden, ["incident_count", "rate"]), without, _LIMITS)
    shown = shown.assign(
        standing=table["standing"].mask(without, ""), is_complete=table["is_complete"]
    )
    first = table.index[table["is_judged"]].min()
    return shown[shown.index >= first - pd.DateOffset(months=_MONTHS_BEFORE)]


def _has_hidden(rows: pd.DataFrame) -> bool:
    own = rows[rows["is_judged"] & rows["is_complete"]]
    return bool(own[["rate", "expected_rate"]].isna().any(axis=None))


def control_title(chart: Any, rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the control chart; `rows` are `month_rows`."""
    if chart.refusal is not None or chart.judged.empty:
        return say(("Chưa có giới hạn cho từng tháng", "No limits for single months yet"), lang)
    if _has_hidden(rows):
        return say(("Số vụ từng tháng, trừ những số quá nhỏ", "Months, without small counts"), lang)
    count, total = chart.beyond["95"], number(len(chart.judged), lang)
    if len(chart.judged) == 1:
        side = ("ngoài", "outside") if count else ("trong", "within")
        vi = f"Tháng này nằm {side[0]} giới hạn 95 %"
        return say((vi, f"The month lies {side[1]} the 95% limits"), lang)
    if lang == "vi":
        if count:
            return f"{number(count, lang)} trong {total} tháng nằm ngoài giới hạn 95 %"
        return f"Không tháng nào trong {total} tháng nằm ngoài giới hạn 95 %"
    if count:
        verb = "lies" if count == 1 else "lie"
        return f"{number(count, lang)} of {total} months {verb} outside the 95% limits"
    return f"None of {total} months lies outside the 95% limits"


def control_said(chart: Any, rows: pd.DataFrame, *, lang: Lang) -> str:
    """What the months are compared with, which lie outside, how many lie lower."""
    if chart.refusal is not None or chart.judged.empty:
        return _no_limits(chart, lang)
    if _has_hidden(rows):
        return say(SMALL_NOTE, lang)
    judged = chart.judged
    out = rows[rows["standing"].str.startswith(("above", "below"))]
    named = ", ".join(
        f"{row.Index:%m/%Y} ({say(STANDINGS[row.standing], lang)})" for row in out.itertuples()
    )
    first, last = chart.before
    span = f"{first:%m/%Y}–{last:%m/%Y}"
    what = {
        "same_months": ("cùng tháng của ba năm trước", "the same month of the three years before"),
        "all_months": ("các tháng trước", "the months before"),
    }[chart.basis]
    chance = number(chart.by_chance, lang, 1)
    if lang == "vi":
        text = f"Mỗi tháng được so với {what[0]} ({span}). {_lower(chart, len(judged), lang)}"
        text += f"; ngoài giới hạn: {named}" if named else "; không tháng nào ngoài giới hạn 95 %"
        rest = f"Nếu chỉ do ngẫu nhiên thì trung bình khoảng {chance} tháng ngoài giới hạn 95 %."
    else:
        text = f"Each month is compared with {what[1]} ({span}). {_lower(chart, len(judged), lang)}"
        text += f"; outside the limits: {named}" if named else "; none lies outside the 95% limits"
        rest = f"Chance alone would put about {chance} months outside the 95% limits."
    return f"{text}. {rest} {_wider(chart, lang)}".strip()


def _lower(chart: Any, total: int, lang: Lang) -> str:
    """How many of the months lie below what is expected."""
    if total == 1:
        is_lower = chart.lower_count == 1
        vi = "Tháng này thấp hơn mức dự kiến" if is_lower else "Tháng này không thấp hơn dự kiến"
        en = "The month lies below what is expected" if is_lower else "The month lies no lower"
        return say((vi, en), lang)
    counts = number(chart.lower_count, lang), number(total, lang)
    if lang == "vi":
        return f"{counts[0]} trong {counts[1]} tháng thấp hơn mức dự kiến"
    return f"{counts[0]} of {counts[1]} months lie below what is expected"


def _wider(chart: Any, lang: Lang) -> str:
    if chart.dispersion <= 1:
        return ""
    times = number(chart.dispersion, lang, 2)
    if lang == "vi":
        return (
            f"Các tháng trước đó đã dao động hơn mức ngẫu nhiên (độ phân tán {times}), nên giới "
            "hạn rộng hơn tương ứng."
        )
    return (
        f"Months varied by more than chance already before (dispersion {times}); the limits are "
        "wider by that."
    )


def _no_limits(chart: Any, lang: Lang) -> str:
    count = number(chart.months_before_count, lang)
    if chart.refusal == "no_cases_before":
        return say(
            (
                "Các tháng trước không có vụ nào nên không lập được giới hạn.",
                "No case was recorded in the months before, so there are no limits.",
            ),
            lang,
        )
    if chart.refusal == "too_few_months":
        return say(
            (
                f"Trước kỳ này chỉ có {count} tháng đủ báo cáo; cần ít nhất 12 tháng để lập giới "
                "hạn.",
                f"Only {count} complete months precede the period; limits need 12 or more.",
            ),
            lang,
        )
    return say(
        ("Không tháng nào trong kỳ đủ báo cáo.", "No month of the period is complete."), lang
    )


def control_table(chart: Any, rows: pd.DataFrame, counted: Any, *, lang: Lang) -> ReportTable:
    """The months of the period with their limits, as printed."""
    own = rows[rows["is_judged"]].reset_index()
    share = counted.months["share"].reindex(own["month"]).to_numpy()
    gone = say(("thiếu báo cáo, không tính", "too few reports, left out"), lang)
    told = [
        gone if not complete else say(STANDINGS[name], lang) if name in STANDINGS else ""
        for name, complete in zip(own["standing"], own["is_complete"], strict=True)
    ]
    frame = own.assign(
        month=[f"{month:%m/%Y}" for month in own["month"]], share=share, standing=told
    )
    rates = ("rate", "expected_rate", "low_95", "high_95")
    words = headings(("month", "share", "incident_count", *rates, "standing"), counted, lang)
    formats = {"incident_count": "count", "share": "share"} | dict.fromkeys(rates, "rate")
    unit = say(PER[counted.per], lang)
    title = say((f"Từng tháng trong kỳ ({unit})", f"Month by month ({unit})"), lang)
    hides = own["is_complete"] & own["rate"].isna()
    return ReportTable(
        title, frame[list(words)], words, lang, formats,  # type: ignore[arg-type]
        note=say(SMALL_NOTE, lang) if hides.any() else "",
    )  # fmt: skip


def left_out_word(counted: Any, *, lang: Lang) -> str:
    """What the shaded months are, for the legend."""
    share = percent(counted.complete_from, lang, 0)
    return say(
        (f"dưới {share} số báo cáo, không tính", f"under {share} of reports, left out"), lang
    )
