"""The answer, what was left out, kinds of case."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.pages.sentences.rates.words import (
    PER,
    SMALL_NOTE,
    headings,
    interval_said,
    kinds_said,
    masked,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, percent
from mohinh.tables import privacy
from mohinh.words.terms import INCIDENTS, Label, Lang, Period, say
from mohinh.words.text import capital

_REASONS: Mapping[str, Label] = MappingProxyType(
    {
        "used": ("được tính", "used"),
        "not_reported": ("chưa báo cáo", "not reported"),
        "outcome_missing": ("có báo cáo nhưng thiếu số vụ", "reported without a count of cases"),
        "month_incomplete": ("thuộc tháng thiếu báo cáo", "in a month with too few reports"),
        "no_denominator": ("ở khu dân cư chưa báo {}", "in areas that did not report their {}"),
        "zero_denominator": ("ở khu dân cư có {} bằng 0", "in areas with 0 {}"),
    }
)
_TIMES: Label = ("lượt ", "")
_SIZE: Mapping[str, Label] = MappingProxyType(
    {"households": ("số hộ", "households"), "persons": ("số dân", "residents")}
)


def answer(
    whole: pd.DataFrame,
    counted: Any,
    *,
    province: str,
    period: Period,
    lang: Lang,
    is_hidden: bool = False,
) -> str:
    """The answer first: cases and their rate, with its interval.

    `whole` is `counted.rates()`, one row. A small count is not said, nor one that `is_hidden`
    (`times`) because a month's would follow from it.
    """
    row, when = whole.iloc[0], period.say(lang)
    kinds = kinds_said(counted.outcomes, lang)
    if counted.table.empty:
        if lang == "vi":
            return f"{capital(when)}: chưa có báo cáo nào ở {province} đủ để tính tỷ suất."
        return f"In {when}, no report of {province} allows a rate."
    if is_hidden or privacy.is_small(row["incident_count"]):
        if lang == "vi":
            return f"{capital(when)}: {province} có quá ít vụ việc ({kinds}) để công bố số."
        return f"In {when}, {province} recorded too few cases ({kinds}) to be shown."
    cases, rate = number(row["incident_count"], lang), interval_said(row, lang)
    if lang == "vi":
        found, ends = rate.split(" (")
        return (
            f"{capital(when)}, các khu dân cư được tính của {province} ghi nhận {cases} vụ "
            f"({kinds}), bằng {found} {PER[counted.per][0]} (khoảng tin cậy 95 %: {ends}."
        )
    found, ends = rate.split(" (")
    return (
        f"In {when}, the areas of {province} taken into account recorded {cases} cases ({kinds}): "
        f"{found} "
        f"{PER[counted.per][1]} (95% interval {ends}."
    )


def left_out(counted: Any, *, lang: Lang) -> str:
    """How many area-months were used, and what was left out of numerator and denominator."""
    uses = counted.uses["area_months_count"]
    counts = number(uses["used"], lang), number(uses.sum(), lang)
    out = uses.drop("used")
    parts = [
        f"{number(count, lang)} {say(_TIMES, lang)}{_reason(str(reason), counted.per, lang)}"
        for reason, count in out[out.gt(0)].items()
    ]
    listed = "; ".join(parts)
    if lang == "vi":
        text = f"Tính trên {counts[0]} trong {counts[1]} lượt khu dân cư – tháng"
        rest = f"; bỏ ra khỏi cả tử số và mẫu số: {listed}" if parts else ""
        return f"{text}{rest}."
    text = f"This rests on {counts[0]} of {counts[1]} area-months"
    rest = f"; left out of numerator and denominator: {listed}" if parts else ""
    return f"{text}{rest}."


def _reason(reason: str, per: str, lang: Lang) -> str:
    return say(_REASONS[reason], lang).format(say(_SIZE[per], lang))


def months_said(counted: Any, *, lang: Lang) -> str:
    """How many months were left out because too few areas reported, and which."""
    months, share = counted.months, percent(counted.complete_from, lang, 0)
    out = months.index[~months["is_complete"]]
    total = number(len(months), lang)
    if len(months) == 1:
        return _one_month(counted, lang)
    if out.empty:
        if lang == "vi":
            return f"Cả {total} tháng đều nhận được từ {share} số báo cáo trở lên."
        return f"All {total} months received {share} of their reports or more."
    named = ", ".join(f"{month:%m/%Y}" for month in out)
    count = number(len(out), lang)
    if lang == "vi":
        return (
            f"{count} trong {total} tháng nhận được dưới {share} số báo cáo nên không tính: "
            f"{named}."
        )
    verb = "is" if len(out) == 1 else "are"
    return (
        f"{count} of {total} months received less than {share} of their reports and {verb} left "
        f"out: {named}."
    )


def _one_month(counted: Any, lang: Lang) -> str:
    row, share = counted.months.iloc[0], percent(counted.complete_from, lang, 0)
    came = percent(row["share"], lang)
    if row["is_complete"]:
        return say(
            (
                f"Tháng này nhận được {came} số báo cáo.",
                f"The month received {came} of its reports.",
            ),
            lang,
        )
    return say(
        (
            f"Tháng này chỉ nhận được {came} số báo cáo, dưới {share}, nên không tính.",
            f"The month received {came} of its reports, less than {share}, and is left out.",
        ),
        lang,
    )


def use_table(counted: Any, *, lang: Lang) -> ReportTable:
    """Every area and month once, by what became of it. Cases are not printed: few may be left."""
    frame = counted.uses.drop(columns="incident_count").reset_index()
    names = [_reason(reason, counted.per, lang) for reason in frame["reason"]]
    frame = frame.assign(reason=names)
    words = {
        "reason": say(("Khu dân cư – tháng", "Area-months"), lang),
        "area_months_count": say(("Số lượt", "Count"), lang),
        "areas_count": say(("Số khu dân cư", "Areas"), lang),
    }
    title = say(("Những gì được tính và không được tính", "What counts and what does not"), lang)
    formats = {"area_months_count": "count", "areas_count": "count"}
    return ReportTable(title, frame[list(words)], words, lang, formats)  # type: ignore[arg-type]


def kind_table(
    by_kind: pd.DataFrame, hidden: pd.Series, counted: Any, *, lang: Lang
) -> ReportTable:
    """The rate of each kind of case, with its interval; those that are `hidden` (`hidden_kinds`)
    without.

    Which kinds the cases of `counted` are of, and which not, is said below: they are not the sum
    of the rows.
    """
    frame = masked(by_kind, hidden, ["incident_count", *_NUMBERS])
    frame = frame.assign(kind=[say(INCIDENTS[kind], lang) for kind in by_kind.index])
    words = headings(("kind", "incident_count", *_NUMBERS), counted, lang)
    unit = say(PER[counted.per], lang)
    title = say((f"Theo loại vụ việc ({unit})", f"By kind of case ({unit})"), lang)
    formats = {"incident_count": "count"} | dict.fromkeys(_NUMBERS, "rate")
    small_note = say(SMALL_NOTE, lang) if frame["rate"].isna().any() else ""
    return ReportTable(
        title, frame.reset_index(drop=True)[list(words)], words, lang, formats,  # type: ignore[arg-type]
        note=" ".join(filter(None, (_of_kinds(by_kind.index, counted, lang), small_note))),
    )  # fmt: skip


def _of_kinds(kinds: pd.Index, counted: Any, lang: Lang) -> str:
    """Which of the kinds the count of the answer has, and which it has not; empty where it has them
    all."""
    columns = [f"incident_{kind}_count" for kind in kinds]
    others = [name for name in columns if name not in counted.outcomes]
    if not others:
        return ""
    own, left = kinds_said(counted.outcomes, lang), kinds_said(others, lang)
    if lang == "vi":
        return (
            f"Số vụ và tỷ suất nêu ở đầu phần gồm: {own}; không gồm: {left}. Tổng các dòng của "
            "bảng vì vậy không phải là số ấy."
        )
    return (
        f"Cases and rate at the head of the section are of: {own}; not of: {left}. So they are "
        "not the sum of the rows."
    )


_NUMBERS = ("rate", "low", "high")
