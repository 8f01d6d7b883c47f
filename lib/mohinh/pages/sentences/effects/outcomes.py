"""Other outcomes in words: tips and mediations beside cases."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from mohinh.pages.sentences.effects.words import (
    HEADINGS,
    REFUSALS,
    group_name,
    headings,
    interval,
    ok,
)
from mohinh.pages.sentences.evidence import withheld
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH
from mohinh.words.terms import Lang, say


def mechanism_table(evidence: Sequence[Any], *, lang: Lang) -> ReportTable:
    """The ratios of cases, tips and mediations side by side, with their intervals."""
    frame = pd.DataFrame({"group": [group_name(r.group, lang) for r in evidence[0].ratings]})
    for each in evidence:
        by = {
            group_name(r.group, lang): _estimate_text(r, lang, withheld(each.ratings))
            for r in each.ratings
        }
        frame[each.outcome] = [by.get(group, DASH) for group in frame["group"]]
    title = (
        "Tỷ số của vụ việc, tin báo và hòa giải, cạnh nhau",
        "Ratios of cases, tips and mediations, side by side",
    )
    return ReportTable(
        title=ok(say(title, lang), lang),
        frame=frame,
        headings=headings(tuple(frame.columns), lang),
        lang=lang,
    )


def _estimate_text(rating: Any, lang: Lang, hidden: Collection[str]) -> str:
    found = rating.estimate
    if found is None or found.low is None or rating.group in hidden:
        return DASH
    return interval(found, lang)


def recording(mechanisms: Any, *, lang: Lang) -> str:
    """Which way recording effort would bend the answer; and outcomes that cannot be compared."""
    parts = [_bias(each, lang) for each in mechanisms.found if each.outcome == "tips"]
    for outcome, reason in mechanisms.refused.items():
        name, why = say(HEADINGS[outcome], lang), say(REFUSALS[reason], lang)
        joint = "chưa so sánh được, vì" if lang == "vi" else "cannot be compared, because"
        parts.append(f"{name}: {joint} {why}.")
    return ok(" ".join(filter(None, parts)), lang)


def _bias(tips: Any, lang: Lang) -> str:
    whole = next((r.estimate for r in tips.ratings if r.group == "all"), None)
    if whole is None or whole.low is None or "all" in withheld(tips.ratings):
        return ""
    ratio = interval(whole, lang)
    if whole.low > 1:
        return (
            f"Tin báo nhiều hơn dự kiến, tỷ số {ratio}. Nếu vì thế mà vụ việc được ghi nhận đầy "
            "đủ hơn thì tỷ số của vụ việc bị đẩy lên: mức thấp hơn dự kiến khi đó còn bị nói bớt, "
            "mức cao hơn dự kiến có thể chỉ là do ghi nhận."
            if lang == "vi"
            else f"There were more tips than expected, a ratio of {ratio}. If cases were recorded "
            "more fully for that, the ratio of cases is pushed up: fewer than expected is then "
            "understated, and more than expected may be recording alone."
        )
    if whole.high < 1:
        return (
            f"Tin báo ít hơn dự kiến, tỷ số {ratio}: số vụ thấp hơn có thể chỉ là do ghi nhận ít "
            "hơn."
            if lang == "vi"
            else f"There were fewer tips than expected, a ratio of {ratio}: fewer cases may be "
            "poorer recording alone."
        )
    return (
        f"Tin báo không khác dự kiến rõ rệt, tỷ số {ratio}; việc ghi nhận có thay đổi hay không "
        "thì chưa rõ."
        if lang == "vi"
        else f"Tips do not differ clearly from what was expected, a ratio of {ratio}; whether "
        "recording changed is not known."
    )
