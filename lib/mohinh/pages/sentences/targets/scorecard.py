"""The scorecard, in words."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from mohinh.pages.sentences.report import Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import row_sources
from mohinh.pages.sentences.targets.words import (
    STANDINGS,
    headings,
    levels_of,
    name_of,
    people_said,
    printed,
    slack_text,
    threshold_of,
    told,
)
from mohinh.pages.style import date_text, number
from mohinh.tables.plans import JudgedYear, Plan
from mohinh.words.terms import TARGET_LEVELS, Label, Lang, say
from mohinh.words.text import capital

_OUTCOMES: Mapping[str, Label] = MappingProxyType(
    {
        "in_time": ("đạt trong hạn", "met by its deadline"),
        "late": ("đạt sau hạn", "met after its deadline"),
        "undated": (
            "đạt, chưa nói được có trong hạn không",
            "met; by its deadline cannot be said",
        ),
        "not_met": ("chưa đạt", "not met"),
        "unknown": ("chưa nói được", "cannot be said"),
    }
)
_FINDINGS: Mapping[str, Label] = MappingProxyType(
    {
        "no_units": ("số liệu không có loại đơn vị này", "the data have no such units"),
        "not_over": (
            "chưa hết năm xét, nên chưa đánh giá",
            "the year is not over, so it is not judged yet",
        ),
        "no_data": ("không có số liệu về nội dung này", "the data say nothing about it"),
        "zero_total": ("không có đơn vị nào thuộc diện (mẫu số 0)", "no unit is bound: of zero"),
        "not_reported": ("{} nơi chưa báo cáo số đơn vị", "{} places did not say how many"),
        "more_than_whole": (
            "ở {} nơi, số đã thực hiện lớn hơn tổng số",
            "in {} places more have done it than there are",
        ),
        "no_such_unit": ("{} đơn vị nêu tên không có trong tỉnh", "{} named units do not exist"),
    }
)


def given(plan: Plan, *, lang: Lang) -> str:
    """Which plan is looked at, and how much it holds."""
    counts = [number(len(part), lang) for part in (plan.targets, plan.criteria, plan.remedies)]
    if plan.is_national:
        return say(
            (
                f"Đối chiếu với: {plan.title[0]}, gồm {counts[0]} tiêu chuẩn chung.",
                f"Compared with: {plan.title[1]}, {counts[0]} common standards.",
            ),
            lang,
        )
    parts: tuple[Label, ...] = (
        ("chỉ tiêu", "targets"),
        ("tiêu chí xã điển hình", "criteria of exemplary communes"),
        ("giải pháp khắc phục", "remedies"),
    )
    held = ", ".join(
        f"{count} {say(part, lang)}"
        for count, part in zip(counts, parts, strict=True)
        if count != "0"
    )
    return f"{say(('Kế hoạch', 'Plan'), lang)}: {say(plan.title, lang)} ({held})."


def answer(rows: pd.DataFrame, plan: Plan, *, province: str, lang: Lang) -> str:
    """The answer first: how many targets are met, and where the readings of a text part."""
    if rows.empty:
        text = (
            "Kế hoạch này không có chỉ tiêu bằng số.", "This plan has no target in numbers."
        )  # fmt: skip
        return say(text, lang)
    came = _came(rows)
    parted = _of_kind(came, "parted")
    in_time, not_met, unsaid = (
        number(len(_of_kind(came, kind)), lang) for kind in ("in_time", "not_met", "unknown")
    )
    unknown = ""
    if unsaid != "0":
        no_data = (f", {unsaid} chưa nói được vì thiếu số liệu", f", {unsaid} cannot be said")
        unknown = say(no_data, lang)
    total = number(len(came), lang)
    after = _after_deadline(came, lang)
    if plan.is_national:
        text = _of_communes(in_time, total, after, not_met, unknown, province=province, lang=lang)
    elif lang == "vi":
        text = (
            f"{province}: {in_time} trên {total} chỉ tiêu đạt trong hạn{after}, {not_met} chưa "
            f"đạt{unknown}"
        )
    else:
        text = (
            f"{province}: {in_time} of {total} targets {_are(in_time)} met by their "
            f"deadline{after}, {not_met} {_are(not_met)} not met{unknown}"
        )
    if parted:
        several = "s" if len(parted) == 1 else ""
        more = (
            f"; {len(parted)} chỉ tiêu tùy cách hiểu câu chữ ({', '.join(parted)})",
            f"; {len(parted)} depend{several} on how the text is read ({', '.join(parted)})",
        )
        text += say(more, lang)
    return text + "."


def _came(rows: pd.DataFrame) -> pd.Series:
    """What came of each target; `parted` where its readings do not agree."""
    kinds = rows.groupby("target", sort=False)["outcome"].agg(lambda s: tuple(dict.fromkeys(s)))
    return kinds.map(lambda kind: kind[0] if len(kind) == 1 else "parted")


def _of_kind(came: pd.Series, kind: str) -> list[str]:
    return came.index[came.eq(kind)].tolist()


def _are(count: str) -> str:
    return "is" if count == "1" else "are"


def _after_deadline(came: pd.Series, lang: Lang) -> str:
    """Targets met only after their deadline, or by a day that nobody can tell; empty where none."""
    late, undated = (_of_kind(came, kind) for kind in ("late", "undated"))
    texts: list[Label] = []
    if late:
        count, ids = number(len(late), lang), ", ".join(late)
        texts.append((f"{count} đạt sau hạn ({ids})", f"{count} only after it ({ids})"))
    if undated:
        count, ids = number(len(undated), lang), ", ".join(undated)
        texts.append(
            (
                f"{count} đạt nhưng chưa nói được có trong hạn không ({ids})",
                f"{count} met, but by the deadline cannot be said ({ids})",
            )
        )
    return "".join(f", {say(text, lang)}" for text in texts)


def _of_communes(
    in_time: str, total: str, after: str, not_met: str, unknown: str, *, province: str, lang: Lang
) -> str:
    """The answer where the province has no plan on file: standards of communes, not its targets."""
    if lang == "vi":
        return (
            f"Chưa có tệp kế hoạch của {province}; đối chiếu với tiêu chuẩn chung áp dụng cho từng "
            f"xã (không phải chỉ tiêu của tỉnh): {in_time} trên {total} tiêu chuẩn được mọi xã đạt "
            f"trong hạn{after}, {not_met} chưa{unknown}"
        )
    return (
        f"No plan of {province} is on file; beside the common standards of each commune (no target "
        f"of the province): {in_time} of {total} standards {_are(in_time)} met by the deadline in "
        f"every commune{after}, {not_met} {_are(not_met)} not{unknown}"
    )


def urgency(rows: pd.DataFrame) -> Urgency:
    """`act` where a target is not met after its deadline; `look` where one was met too late, or
    cannot be judged."""
    own = rows[rows["reading"].eq(1)]
    if (own["standing"].eq("not_met") & own["is_due"].astype("bool")).any():
        return "act"
    return "look" if own["outcome"].isin(["late", "undated", "unknown"]).any() else "know"


def closest(rows: pd.DataFrame, plan: Plan, *, lang: Lang, most: int = 5) -> str:
    """The targets that the fewest units keep from being met, and how many those are."""
    own = told(rows[rows["standing"].eq("not_met") & rows["reading"].eq(1)])
    own = own[own["short"].notna()].sort_values("short", kind="stable").head(most)
    if own.empty:
        return ""
    named = {target.id: target for target in plan.targets}
    items = [
        f"{name_of(named[row.target], lang)}: {slack_text(row._asdict(), lang)}"
        for row in own.itertuples()
    ]
    head = "Gần đạt nhất – " if lang == "vi" else "Nearest to being met – "
    return head + "; ".join(items) + "."


def scorecard_table(rows: pd.DataFrame, plan: Plan, *, year: int, lang: Lang) -> ReportTable:
    """Every target in every reading: value, threshold, standing, slack, deadline, source."""
    frame = printed(rows, plan, lang)
    frame["standing"] = frame["standing"].map(lambda kind: say(STANDINGS[kind], lang))
    frame["outcome"] = frame["outcome"].map(lambda kind: say(_OUTCOMES[kind], lang))
    frame["deadline"] = [
        date_text(day, lang) + ("" if is_due else say((" (chưa đến)", " (not yet)"), lang))
        for day, is_due in zip(rows["deadline"], rows["is_due"], strict=True)
    ]
    names = ["target", "name", "reading", "threshold_text", "done", "total", "unknown", "share"]
    names += ["needed", "slack", "deadline", "at_deadline", "standing", "outcome", "source"]
    formats = dict.fromkeys(["done", "total", "unknown", "needed"], "count") | {"share": "share"}
    idle = {"source"} if len(set(frame["source"])) == 1 else set()
    is_known = rows["unknown"].eq(0).fillna(False) | rows["total"].isna()
    idle |= {"unknown"} if is_known.all() else set()
    idle |= {"reading"} if rows["readings"].eq(1).all() else set()
    has_past = rows["due_standing"].notna().any()
    idle |= {"standing", "needed"} if has_past else {"at_deadline", "outcome"}
    kept = ["needed", "due_done", "due_total"] if has_past else []
    shown = [name for name in names if name not in idle]
    title = ("Chỉ tiêu của kế hoạch", "Targets of the plan")
    if plan.is_national:
        title = ("Tiêu chuẩn chung của xã", "Common standards of communes")
    return ReportTable(
        say(title, lang), frame[[*names, "due_done", "due_total"]],
        headings(shown, lang, plan=plan), lang, formats, kept=headings(kept, lang),
        note=_notes(plan, rows, frame["source"], year, lang), sources=row_sources(rows, year=year),
        once=("name",), is_of_bodies=True, is_whole=True,
    )  # fmt: skip


_TWO_DAYS: Label = (
    "Số đạt, tỷ lệ và số còn thiếu tính đến cuối kỳ báo cáo; “Khi đến hạn” là tình hình đúng ngày "
    "hết hạn, nếu số liệu có ghi thời gian.",
    "Done, share and what is needed are of the end of the period; “At its deadline” is how it "
    "stood on that day, as far as the data are dated.",
)


def _notes(plan: Plan, rows: pd.DataFrame, sources: pd.Series, year: int, lang: Lang) -> str:
    """What the plan remarks, with the targets that it is about; years that are not the calendar's;
    of which day the columns are, where deadlines are over; the source, where all share it."""
    remarks: dict[str, list[str]] = {}
    for target in plan.targets:
        if target.note[0]:
            remarks.setdefault(say(target.note, lang), []).append(target.id)
    said = [f"{', '.join(ids)}: {text}" for text, ids in remarks.items()]
    said += [_year_said(one, year, lang) for one in plan.years]
    if rows["due_standing"].notna().any():
        said.append(say(_TWO_DAYS, lang))
    said += filter(None, [people_said(rows, lang)])
    if len(set(sources)) == 1:
        said.append(f"{say(('Nguồn', 'Source'), lang)}: {sources.iloc[0]}.")
    return " ".join(said)


def _year_said(judged: JudgedYear, year: int, lang: Lang) -> str:
    first, last = (date_text(day, lang) for day in judged.span(year))
    units = capital(say(TARGET_LEVELS[judged.level], lang))
    if lang == "vi":
        return f"{units}: năm xét từ {first} đến {last} ({say(judged.source, lang)})."
    return f"{units}: judged for the year from {first} to {last} ({say(judged.source, lang)})."


def chart_rows(rows: pd.DataFrame, plan: Plan, *, lang: Lang) -> pd.DataFrame:
    """The rows that the chart draws, with their words: the columns of `figures.targets`."""
    named = {target.id: target for target in plan.targets}
    frame = printed(rows, plan, lang)
    more = [f" – {reading}" if reading else "" for reading in frame["reading"]]
    levels = [levels_of(named[name], lang) for name in frame["target"]]
    frame["name"] = [
        f"{name} · {level}{text}"
        for name, level, text in zip(frame["target"], levels, more, strict=True)
    ]
    frame["group"] = [
        f"{say(named[name].label, lang)}: {threshold_of(named[name], lang)}"
        for name in frame["target"]
    ]
    columns = ["group", "name", "share", "threshold", "outcome", "due_share", "counts", "slack"]
    return frame[columns].astype({"due_share": "Float64"})


def chart_title(rows: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """The claim above the chart of targets; one that depends on the reading does not count."""
    came = _came(rows)
    count, total = number(len(_of_kind(came, "in_time")), lang), number(len(came), lang)
    if plan.is_national:
        texts = (
            f"{count} trên {total} tiêu chuẩn chung được mọi xã đạt trong hạn",
            f"{count} of {total} common standards are met by the deadline in every commune",
        )
    else:
        texts = (
            f"{count} trên {total} chỉ tiêu đạt trong hạn",
            f"{count} of {total} targets are met by their deadline",
        )
    if rows["readings"].gt(1).any():
        more = (", hiểu theo cách nào cũng vậy", ", however the text is read")
        return say(texts, lang) + say(more, lang)
    return say(texts, lang)


def chart_words(plan: Plan, *, lang: Lang) -> dict[str, str]:
    """What the bars measure, and what the line across each is called."""
    line: Label = ("mức của kế hoạch", "the plan's threshold")
    measure: Label = ("Tỷ lệ đã thực hiện", "Share done")
    if plan.is_national:
        line = ("mức cần đạt: mọi xã", "what is asked for: all communes")
        measure = ("Số xã đạt tiêu chuẩn, % số xã", "Communes that meet the standard, % of all")
    return {"line": say(line, lang), "measure": say(measure, lang)}


def findings_table(findings: pd.DataFrame, plan: Plan, *, lang: Lang) -> ReportTable:
    """What keeps targets from being judged, or from being judged well."""
    named = {target.id: target for target in plan.targets}
    frame = pd.DataFrame(
        {
            "target": findings["target"],
            "name": [name_of(named[name], lang) for name in findings["target"]],
            "what": [
                say(_FINDINGS[code], lang).format(number(count, lang))
                for code, count in zip(findings["code"], findings["count"], strict=True)
            ],
        }
    ).drop_duplicates()
    title = say(("Vì sao chưa nói được", "Why something cannot be said"), lang)
    return ReportTable(title, frame, headings(list(frame.columns), lang, plan=plan), lang)
