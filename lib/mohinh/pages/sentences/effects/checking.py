"""Checks in words: rows of the charts, tables of every check of every group."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.pages.sentences import checks as check_words
from mohinh.pages.sentences.effects.words import (
    HEADINGS,
    Assessment,
    group_name,
    labels,
    ok,
    period_word,
    ratio_table,
    told,
    withheld_groups,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import SUPPRESSED, number
from mohinh.tables import privacy
from mohinh.words.terms import INCIDENTS, Lang, say
from mohinh.words.text import capital

SPECIFICATIONS = labels(
    primary=("Cách ước lượng chính", "Primary estimate"),
    other_donut=("Không so sánh {} {} trước khi áp dụng", "{} {} before adoption not compared"),
    adopters_only=("Chỉ so sánh giữa các nơi có áp dụng", "Only areas that adopt sooner or later"),
    by_part=("Biến động riêng của từng địa phương", "Each district with its own periods"),
    by_kind=("Biến động riêng của từng loại địa bàn", "Each kind of area with its own periods"),
    linear_imputation=("Ước lượng tuyến tính theo tỷ suất", "Linear fit of rates"),
    without_neighbours=("Không so với nơi lân cận", "Neighbours not compared with"),
    no_donut=("So sánh cả các tháng ngay trước", "Months just before adoption compared too"),
    group_time=("Theo nhóm và thời gian, một kỳ gốc", "Group-time, one base period"),
    sun_abraham=("Sun và Abraham, một kỳ gốc", "Sun and Abraham, one base period"),
    poisson_twfe=("Poisson hai chiều, tĩnh", "Two-way Poisson, static"),
)
_SPANS = labels(
    placebo=("Ngày áp dụng giả định, {} đến {} {} trước", "Pretended date, {} to {} {} before"),
    donut=("Ngay trước khi áp dụng (không so sánh)", "Just before adoption (not compared)"),
)
_QUIET = labels(
    failed=("có chênh lệch ở nơi không nên có", "a difference where there should be none"),
    passed=("chưa thấy chênh lệch rõ", "no clear difference"),
    unanswered=("chưa kiểm tra được", "cannot be tested"),
)
_SIGNS: Mapping[str, str] = MappingProxyType({"passed": "✓", "failed": "✗", "unanswered": "?"})
_SPECIFICATION_LEGEND = labels(
    main=("cách ước lượng chính", "primary estimate"),
    part=("được tính khi xét sự thống nhất", "counted when agreement is judged"),
    aside=(
        "không được tính: để đối chiếu, hoặc quá ít để nói",
        "not counted: for comparison, or says too little",
    ),
)
_AGREEING = labels(
    side=(
        "“Cùng hướng”: cùng phía so với 1 và mức lệch (lôgarit của tỷ số) ít nhất bằng một nửa ước "
        "lượng chính, kể cả khi khoảng tin cậy có chứa 1. Cách ước lượng có sai số lớn gấp hơn ba "
        "lần sai số của ước lượng chính thì quá ít để nói và không được tính.",
        "“Same direction”: on the same side of 1 and at least half as far from it (log of the "
        "ratio) as the primary estimate, also where the interval holds 1. One with more than three "
        "times the primary estimate's standard error says too little and is not counted.",
    ),
    one=(
        "“Cùng kết luận”: khoảng tin cậy của ước lượng chính có chứa 1, và khoảng tin cậy của cách "
        "này cũng vậy. Cách ước lượng có sai số lớn gấp hơn ba lần sai số của ước lượng chính thì "
        "quá ít để nói và không được tính.",
        "“Agrees”: the primary estimate's interval holds 1, and so does this one. One with more "
        "than three times the primary estimate's standard error says too little and is not "
        "counted.",
    ),
)


def specification_rows(found: Assessment, *, group: str = "all", lang: Lang) -> pd.DataFrame:
    """One row per way to estimate, the primary first; without counts."""
    check = found.check("specifications", group)
    columns = ["specification", "ratio", "low", "high", "agrees", "why", "mark"]
    if check is None:
        return pd.DataFrame(columns=columns)
    marks = {"primary": "main", "counted": "part", "comparison": "aside"}
    periods = period_word(found.panel, lang)
    small = check.table["observed"].map(privacy.is_small) | (group in withheld_groups(found))
    rows = []
    for row, is_hidden in zip(check.table.to_dict("records"), small, strict=True):
        label = SPECIFICATIONS.get(row["specification"], (row["specification"],) * 2)
        has = not (is_hidden or pd.isna(row["low"]))
        rows.append(
            {"specification": say(label, lang).format(number(row["donut"], lang), periods)}
            | {name: row[name] if has else None for name in ("ratio", "low", "high")}
            | {
                "agrees": _agrees(row, lang),
                "why": None if has else _why(row["no_interval"], lang, is_hidden=is_hidden),
                "mark": "aside" if _is_uncounted(row) else marks[row["role"]],
            }
        )
    table = pd.DataFrame(rows, columns=columns)
    return told(table.astype(dict.fromkeys(["ratio", "low", "high"], "Float64")))


def _is_uncounted(row: Mapping[str, Any]) -> bool:
    """Whether one that would be counted says too little to be."""
    return row["role"] == "counted" and pd.isna(row["agrees"])


def _agreeing(found: Assessment, group: str) -> str:
    """Which agreement is meant: `side` where the primary interval leaves out 1, `one` else."""
    check = found.check("specifications", group)
    if check is None or check.table.empty or pd.isna(check.table["low"].iloc[0]):
        return "one"
    primary = check.table.iloc[0]
    return "one" if primary["low"] <= 1 <= primary["high"] else "side"


def agreement_note(found: Assessment, *, group: str = "all", lang: Lang) -> str:
    """What is meant by agreeing, below the chart and the table of specifications."""
    return ok(say(_AGREEING[_agreeing(found, group)], lang), lang)


def _agrees(row: Mapping[str, Any], lang: Lang) -> str:
    if row["role"] == "primary":
        return ""
    if pd.isna(row["agrees"]):
        return say(("quá ít để nói", "says too little"), lang)
    return say(("có", "yes") if row["agrees"] else ("không", "no"), lang)


def _why(reason: object, lang: Lang, *, is_hidden: bool) -> str:
    if is_hidden:
        return SUPPRESSED[lang].label
    label = check_words.REASONS.get(str(reason), ("không ước lượng được", "cannot be estimated"))
    return say(label, lang)


def specification_title(found: Assessment, *, group: str = "all", lang: Lang) -> str:
    """The claim above the specification chart."""
    check = found.check("specifications", group)
    if check is None or check.values.get("counted_count") is None:
        return ok(say(("Chưa so sánh được", "Nothing can be compared"), lang), lang)
    agree, counted = (
        number(check.values[name], lang) for name in ("agreeing_count", "counted_count")
    )
    is_side = _agreeing(found, group) == "side"
    if lang == "vi":
        what = "cùng hướng với ước lượng chính" if is_side else "cho cùng kết luận"
        return ok(f"{agree} trong {counted} cách ước lượng khác {what}", lang)
    what = "point the same way as the primary estimate" if is_side else "agree"
    return ok(f"{agree} of {counted} other ways to estimate {what}", lang)


def agreement_heading(found: Assessment, *, group: str = "all", lang: Lang) -> str:
    """Above the column that says which estimates agree."""
    name = "same_side" if _agreeing(found, group) == "side" else "agrees"
    return say(HEADINGS[name], lang)


def specification_legend(*, lang: Lang) -> dict[str, str]:
    """What the marks of the specification chart mean."""
    return {name: say(label, lang) for name, label in _SPECIFICATION_LEGEND.items()}


def specification_table(
    found: Assessment, rows: pd.DataFrame, *, group: str = "all", lang: Lang
) -> ReportTable:
    """The ways to estimate, without counts."""
    names = ["specification", "ratio", "low", "high", "agrees"]
    table = ratio_table(("Các cách ước lượng", "Ways to estimate"), rows, names, lang)
    heading = agreement_heading(found, group=group, lang=lang)
    return replace(
        table,
        headings=dict(table.headings) | {"agrees": heading},
        note=agreement_note(found, group=group, lang=lang),
        is_folded=True,
    )


def placebo_rows(found: Assessment, *, group: str = "all", lang: Lang) -> pd.DataFrame:
    """Where no difference should be: a pretended date, kinds of case not aimed at; and the months
    just before adoption. Without counts."""
    rows = []
    is_hidden = group in withheld_groups(found)
    date, other = (found.check(name, group) for name in ("placebo_date", "placebo_outcome"))
    for row in [] if date is None else date.table.to_dict("records"):
        if row["span"] in _SPANS:
            ahead = (number(-row[end], lang) for end in ("first", "last"))
            label = say(_SPANS[row["span"]], lang).format(*ahead, period_word(found.panel, lang))
            mark = "part" if row["span"] == "placebo" else "aside"
            rows.append(_placebo_row(label, row, mark, lang, is_hidden=is_hidden))
    for row in [] if other is None else other.table.to_dict("records"):
        name = say(INCIDENTS.get(row["outcome"], (row["outcome"],) * 2), lang)
        label = say(("Ngoài mục tiêu: {}", "Not aimed at: {}"), lang).format(name)
        rows.append(_placebo_row(label, row, "part", lang, is_hidden=is_hidden))
    columns = ["what", "ratio", "low", "high", "why", "mark"]
    table = pd.DataFrame(rows, columns=columns)
    return told(table.astype(dict.fromkeys(["ratio", "low", "high"], "Float64")))


def _placebo_row(
    label: str, row: Mapping[str, Any], mark: str, lang: Lang, *, is_hidden: bool
) -> dict[str, Any]:
    is_hidden = is_hidden or privacy.is_small(row["observed"])
    has = not (is_hidden or pd.isna(row["low"]))
    numbers = {name: row[name] if has else None for name in ("ratio", "low", "high")}
    why = None if has else _why(row["no_interval"], lang, is_hidden=is_hidden)
    return {"what": label, "why": why, "mark": mark} | numbers


def placebo_title(found: Assessment, *, group: str = "all", lang: Lang) -> str:
    """The claim above the chart of placebos: what the two of them show, and how the trend before
    adoption came out, where no difference should be either."""
    quiet = [found.check(name, group) for name in ("placebo_date", "placebo_outcome")]
    trend = found.check("pre_trend", group)
    checks = [each for each in (*quiet, trend) if each is not None]
    if all(each.passed is None for each in checks):
        return ok(say(("Chưa kiểm tra được", "Nothing can be tested"), lang), lang)
    claims = []
    for outcome, label in _QUIET.items():
        alike = [each for each in quiet if each and check_words.outcome(each) == outcome]
        if alike:
            claims.append(f"{', '.join(_named(each, lang) for each in alike)}: {say(label, lang)}")
    if trend is not None:
        outcome = check_words.OUTCOMES[check_words.outcome(trend)]
        claims.append(f"{_named(trend, lang)}: {say(outcome, lang)}")
    return ok(capital("; ".join(claims)), lang)


def _named(check: Any, lang: Lang) -> str:
    """A check's name inside a sentence."""
    name = say(check_words.CHECKS[check.name], lang)
    return f"{name[0].lower()}{name[1:]}"


def placebo_legend(*, lang: Lang) -> dict[str, str]:
    """What the marks of the chart of placebos mean."""
    return {
        "part": say(("phải bằng khoảng 1", "should be about 1"), lang),
        "aside": say(("không đem so sánh", "not compared"), lang),
    }


def check_summary(found: Assessment, *, lang: Lang) -> str:
    """How many checks passed, did not, and cannot be answered, over all groups."""
    said = [check_words.outcome(each) for results in found.checks.values() for each in results]
    if not said:
        return ""
    total, groups = number(len(said), lang), number(len(found.checks), lang)
    passed, failed, unanswered = (number(said.count(name), lang) for name in check_words.OUTCOMES)
    if lang == "vi":
        text = (
            f"Trong {total} kiểm tra ({len(check_words.CHECKS)} kiểm tra cho mỗi dòng trong "
            f"{groups} dòng dưới đây): {passed} đạt, {failed} không đạt, {unanswered} chưa trả lời "
            "được."
        )
    else:
        text = (
            f"Of {total} checks ({len(check_words.CHECKS)} for each of the {groups} rows below) "
            f"{passed} passed, {failed} did not pass, {unanswered} cannot be answered."
        )
    return ok(text, lang)


def check_grid(found: Assessment, *, lang: Lang) -> ReportTable:
    """Every check of every group: passed, not passed, or cannot be answered."""
    rows = [
        {"group": group_name(group, lang)} | {each.name: _sign(each, lang) for each in results}
        for group, results in found.checks.items()
    ]
    names = {"group": say(HEADINGS["group"], lang)}
    names |= {name: say(label, lang) for name, label in check_words.CHECKS.items()}
    return ReportTable(
        title=ok(say(("Các kiểm tra theo nhóm", "Checks by group"), lang), lang),
        frame=pd.DataFrame(rows, columns=list(names)),
        headings=names,
        lang=lang,
    )


def _sign(check: Any, lang: Lang) -> str:
    """`✓ đạt`: told apart in grey print too."""
    name = check_words.outcome(check)
    return f"{_SIGNS[name]} {say(check_words.OUTCOMES[name], lang)}"


def check_table(found: Assessment, *, group: str = "all", lang: Lang) -> ReportTable:
    """Every check of one group with its sentence; small counts hidden."""
    results = found.checks.get(group, ())
    if not results:
        return ReportTable(
            title=ok(say(("Các kiểm tra", "Checks"), lang), lang),
            frame=pd.DataFrame(columns=["check", "outcome", "sentence"]),
            headings={},
            lang=lang,
        )
    hidden = {each.name for each in results if group in withheld_groups(found) or _is_few(each)}
    return check_words.check_table(
        results, every=found.panel.every, without_numbers=hidden, lang=lang
    )


def _is_few(check: Any) -> bool:
    """Whether the ratio that the sentence gives rests on a small count."""
    if check.name not in ("placebo_date", "placebo_outcome") or check.table.empty:
        return False
    return bool(check.table["observed"].map(privacy.is_small).any())


def check_tables(found: Assessment, *, lang: Lang) -> ReportTable:
    """Every check of every group with its sentence, group after group; folded on a page."""
    frames, headings, note = [], {}, ""
    for group in found.checks:
        one = check_table(found, group=group, lang=lang)
        frames.append(one.frame.assign(group=group_name(group, lang)))
        headings, note = dict(one.headings), one.note
    names = {"group": say(HEADINGS["group"], lang)} | headings
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(names))
    return ReportTable(
        title=ok(say(("Từng kiểm tra của từng nhóm", "Each check of each group"), lang), lang),
        frame=frame[list(names)],
        headings=names,
        lang=lang,
        note=note,
        most=len(frame),
        is_folded=True,
    )
