"""What provinces differ in besides, and small studies: words of caution before numbers."""

from typing import Any, Protocol

import pandas as pd

from mohinh.pages.sentences.national.words import ends, heading, ok, reason
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, probability
from mohinh.words.terms import Label, Lang, say

_MODERATORS: dict[str, Label] = {
    "coverage_share": ("Tỷ lệ khu dân cư có mô hình", "Share of areas with a model"),
    "is_urban": ("Tỷ lệ khu dân cư ở đô thị", "Share of areas that are urban"),
    "is_border": ("Tỷ lệ khu dân cư ở biên giới", "Share of areas at the border"),
    "is_island": ("Tỷ lệ khu dân cư ở hải đảo", "Share of areas on islands"),
}


class SmallStudies(Protocol):
    """What the sentences need of the funnel."""

    provinces: pd.DataFrame
    centre: float
    regression: Any


def moderator_table(found: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The moderators one by one, a ratio per ten points of per cent more."""
    frame = pd.DataFrame(
        {
            "moderator": [say(_MODERATORS[name], lang) for name in found.index],
            "provinces_count": found["provinces_count"].to_numpy(),
            "ratio": found["ratio"].to_numpy(),
            "ends": [
                ends(low, high, lang)
                for low, high in found[["low", "high"]].itertuples(index=False)
            ],
            "p": found["p"].to_numpy(),
            "r2": found["r2"].to_numpy(),
            "why": [reason(code, lang) for code in found["why_none"]],
        }
    )
    names = list(frame.columns)
    headings = heading(names, lang)
    headings["ratio"] = say(
        ("Tỷ số của tỷ số, khi cao hơn 10 điểm phần trăm", "Ratio of ratios, per 10 points more"),
        lang,
    )
    formats = {"provinces_count": "count", "ratio": "ratio", "p": "p", "r2": "share"}
    title = say(("Các tỉnh khác nhau ở điểm nào", "What provinces differ in"), lang)
    return ReportTable(title, frame, headings, lang, formats)


def moderators(found: pd.DataFrame, *, lang: Lang) -> str:
    """What may be read from the slopes; or that there are too few provinces."""
    tried = found[found["why_none"].eq("")]
    if tried.empty:
        text: Label = (
            "Chưa xem xét đặc điểm của tỉnh: cần từ 10 tỉnh khác nhau trở lên, nếu ít hơn thì độ "
            "dốc phần lớn chỉ là ngẫu nhiên.",
            "What provinces differ in is not looked at: that needs ten or more that differ; with "
            "fewer a slope is mostly chance.",
        )
        return ok(say(text, lang), lang)
    clear = int((tried["high"].lt(1) | tried["low"].gt(1)).sum())
    counts = number(clear, lang), number(len(tried), lang)
    if lang == "vi":
        return ok(
            f"Trong {counts[1]} đặc điểm được xem xét, {counts[0]} có khoảng tin cậy không chứa 1. "
            "Đó là quan hệ giữa các tỉnh, không phải điều sẽ xảy ra nếu thay đổi đặc điểm đó; xem "
            "nhiều đặc điểm thì có cái nổi lên do ngẫu nhiên.",
            lang,
        )
    return ok(
        f"Of {counts[1]} things looked at, {counts[0]} have an interval that leaves out 1. These "
        "are associations between provinces, not what would happen if the thing were changed; "
        "where many are looked at, some stand out by chance.",
        lang,
    )


def funnel_title(found: SmallStudies, *, lang: Lang) -> str:
    """The claim above the funnel."""
    slope = None if found.regression is None else found.regression.slope
    if slope is None or slope.low <= 0 <= slope.high:
        text: Label = (
            "Không thấy tỉnh kém chắc chắn lệch hẳn về một phía",
            "Less sure provinces are not seen to lie to one side",
        )
    else:
        text = (
            "Các tỉnh kém chắc chắn lệch về một phía",
            "Less sure provinces lie to one side",
        )
    return ok(say(text, lang), lang)


def funnel(found: SmallStudies | None, *, lang: Lang) -> str:
    """What the funnel may and may not be read for; or that there is none."""
    if found is None:
        text: Label = (
            "Biểu đồ phễu chỉ vẽ khi có từ 10 tỉnh trở lên; ít hơn thì hình dạng không nói lên gì.",
            "A funnel is drawn from ten provinces on; with fewer its shape says nothing.",
        )
        return ok(say(text, lang), lang)
    caution: Label = (
        "Lệch có thể do ngẫu nhiên, do tỉnh nhỏ khác tỉnh lớn, hoặc do kết quả không gửi về; biểu "
        "đồ không phân biệt được. Không lệch cũng không chứng tỏ là không thiếu kết quả nào.",
        "A lean can be chance, small provinces that differ from large ones, or results that never "
        "came in; the picture cannot tell which. No lean is no proof that none is missing.",
    )
    if found.regression is None:
        return ok(say(caution, lang), lang)
    p = probability(found.regression.slope.p, lang)
    sign = p if p.startswith("<") else f"= {p}"
    test: Label = (
        f"Hồi quy theo sai số chuẩn (kiểu Egger): p {sign}.",
        f"Regression on the standard error (Egger's kind): p {sign}.",
    )
    return ok(f"{say(test, lang)} {say(caution, lang)}", lang)
