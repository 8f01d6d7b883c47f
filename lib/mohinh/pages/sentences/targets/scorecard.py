"""The scorecard and who lags, in words."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from mohinh.pages.sentences.report import Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import lag_sources, row_sources
from mohinh.pages.sentences.targets.words import (
    headings,
    is_small_count,
    levels_of,
    name_of,
    opened,
    printed,
    slack_text,
    threshold_of,
)
from mohinh.pages.style import date_text, number
from mohinh.tables.plans import JudgedYear, Plan
from mohinh.words.terms import TARGET_LEVELS, Label, Lang, say

_STANDINGS: Mapping[str, Label] = MappingProxyType(
    {
        "met": ("đạt", "met"),
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
        "no_data": ("không có số liệu về chỉ tiêu này", "the data say nothing about it"),
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
    if lang == "vi":
        return (
            f"Kế hoạch: {plan.title[0]} ({counts[0]} chỉ tiêu, {counts[1]} tiêu chí xã điển hình, "
            f"{counts[2]} giải pháp khắc phục)."
        )
    return (
        f"Plan: {plan.title[1]} ({counts[0]} targets, {counts[1]} criteria of exemplary communes, "
        f"{counts[2]} remedies)."
    )


def answer(rows: pd.DataFrame, plan: Plan, *, province: str, lang: Lang) -> str:
    """The answer first: how many targets are met, and where the readings of a text part."""
    if rows.empty:
        text = (
            "Kế hoạch này không có chỉ tiêu bằng số.", "This plan has no target in numbers."
        )  # fmt: skip
        return say(text, lang)
    kinds = rows.groupby("target", sort=False)["standing"].agg(lambda s: tuple(dict.fromkeys(s)))
    parted = kinds.index[kinds.map(len).gt(1)]
    alone = kinds[kinds.map(len).eq(1)].map(lambda kind: kind[0])
    met, not_met, unknown = (
        number(int(alone.eq(kind).sum()), lang) for kind in ("met", "not_met", "unknown")
    )
    total = number(len(kinds), lang)
    if plan.is_national:
        return _of_communes(met, not_met, unknown, total, province=province, lang=lang)
    if lang == "vi":
        text = (
            f"{province}: {met} trên {total} chỉ tiêu đạt, {not_met} chưa đạt, {unknown} chưa nói "
            "được vì thiếu số liệu"
        )
        more = f"; {len(parted)} chỉ tiêu tùy cách hiểu câu chữ ({', '.join(parted)})"
        return text + (more if len(parted) else "") + "."
    text = (
        f"{province}: {met} of {total} targets are met, {not_met} are not, {unknown} cannot be said"
    )
    more = f"; {len(parted)} depend on how the text is read ({', '.join(parted)})"
    return text + (more if len(parted) else "") + "."


def _of_communes(
    met: str, not_met: str, unknown: str, total: str, *, province: str, lang: Lang
) -> str:
    """The answer where the province has no plan on file: standards of communes, not its targets."""
    if lang == "vi":
        return (
            f"Chưa có tệp kế hoạch của {province}; đối chiếu với tiêu chuẩn chung áp dụng cho từng "
            f"xã (không phải chỉ tiêu của tỉnh): {met} trên {total} tiêu chuẩn được mọi xã đạt, "
            f"{not_met} chưa, {unknown} chưa nói được vì thiếu số liệu."
        )
    return (
        f"No plan of {province} is on file; beside the common standards of each commune (no target "
        f"of the province): {met} of {total} standards are met in every commune, {not_met} are "
        f"not, {unknown} cannot be said."
    )


def urgency(rows: pd.DataFrame) -> Urgency:
    """`act` where a target is not met after its deadline, `look` where one cannot be judged."""
    own = rows[rows["reading"].eq(1)]
    if (own["standing"].eq("not_met") & own["is_due"].astype("bool")).any():
        return "act"
    return "look" if own["standing"].eq("unknown").any() else "know"


def closest(rows: pd.DataFrame, plan: Plan, *, lang: Lang, most: int = 5) -> str:
    """The targets that the fewest units keep from being met, and how many those are."""
    own = rows[rows["standing"].eq("not_met") & rows["reading"].eq(1)]
    own = own.sort_values("short", kind="stable").head(most)
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
    frame["standing"] = frame["standing"].map(lambda kind: say(_STANDINGS[kind], lang))
    frame["deadline"] = [
        date_text(day, lang) + ("" if is_due else say((" (chưa đến)", " (not yet)"), lang))
        for day, is_due in zip(rows["deadline"], rows["is_due"], strict=True)
    ]
    names = ["target", "name", "reading", "threshold_text", "done", "total", "unknown", "share"]
    names += ["needed", "slack", "standing", "deadline", "source"]
    formats = dict.fromkeys(["done", "total", "unknown", "needed"], "count") | {"share": "share"}
    idle = {"source"} if len(set(frame["source"])) == 1 else set()
    is_known = rows["unknown"].eq(0).fillna(False) | rows["total"].isna()
    idle |= {"unknown"} if is_known.all() else set()
    idle |= {"reading"} if rows["readings"].eq(1).all() else set()
    shown = [name for name in names if name not in idle]
    return ReportTable(
        say(("Chỉ tiêu của kế hoạch", "Targets of the plan"), lang),
        frame[names], headings(shown, lang), lang, formats,
        note=_notes(plan, frame["source"], year, lang), sources=row_sources(rows, year=year),
        once=("name",),
    )  # fmt: skip


def _notes(plan: Plan, sources: pd.Series, year: int, lang: Lang) -> str:
    """What the plan remarks, with the targets that it is about; years that are not the calendar's;
    the source, where all share it."""
    remarks: dict[str, list[str]] = {}
    for target in plan.targets:
        if target.note[0]:
            remarks.setdefault(say(target.note, lang), []).append(target.id)
    said = [f"{', '.join(ids)}: {text}" for text, ids in remarks.items()]
    said += [_year_said(one, year, lang) for one in plan.years]
    if len(set(sources)) == 1:
        said.append(f"{say(('Nguồn', 'Source'), lang)}: {sources.iloc[0]}.")
    return " ".join(said)


def _year_said(judged: JudgedYear, year: int, lang: Lang) -> str:
    first, last = (date_text(day, lang) for day in judged.span(year))
    units = opened(say(TARGET_LEVELS[judged.level], lang))
    if lang == "vi":
        return f"{units}: năm xét từ {first} đến {last} ({judged.source})."
    return f"{units}: judged for the year from {first} to {last} ({judged.source})."


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
    return frame[["group", "name", "share", "threshold", "standing", "counts", "slack"]]


def chart_title(rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart of targets; one that depends on the reading does not count."""
    met = rows["standing"].eq("met").groupby(rows["target"]).all()
    count, total = number(int(met.sum()), lang), number(len(met), lang)
    if lang == "vi":
        return f"{count} trên {total} chỉ tiêu đạt mức của kế hoạch, hiểu theo cách nào cũng vậy"
    return f"{count} of {total} targets reach the plan's threshold, however it is read"


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
    return ReportTable(title, frame, headings(list(frame.columns), lang), lang)


def map_title(by_commune: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the map."""
    judged = by_commune.dropna(subset=["missed_count"])
    none = number(int(judged["missed_count"].eq(0).sum()), lang)
    total = number(len(judged), lang)
    if lang == "vi":
        return f"{none} trên {total} đơn vị cấp xã, tính riêng, đạt mọi chỉ tiêu đánh giá được"
    return f"{none} of {total} communes, counted alone, meet every target that can be judged"


def map_alt(by_commune: pd.DataFrame, names: pd.Series, *, lang: Lang, most: int = 6) -> str:
    """What the map shows, for readers who cannot see it; empty where there is no map."""
    worst = by_commune["missed_count"].dropna()
    if worst.empty:
        return ""
    worst = worst[worst.gt(0)].sort_values(ascending=False, kind="stable").head(most)
    listed = "; ".join(f"{names[code]} {number(count, lang)}" for code, count in worst.items())
    missing = int(by_commune["missed_count"].isna().sum())
    if lang == "vi":
        text = f"Nhiều chỉ tiêu chưa đạt nhất khi tính riêng: {listed or 'không xã nào'}."
        return text + (f" {missing} xã không đánh giá được." if missing else "")
    text = f"Most targets missed when counted alone: {listed or 'none'}."
    return text + (f" {missing} communes cannot be judged." if missing else "")


def map_labels(by_commune: pd.DataFrame, *, most: int = 6) -> list[str]:
    """Codes of the communes that the map names: those that miss most, the most first."""
    worst = by_commune["missed_count"].dropna().sort_values(ascending=False, kind="stable")
    return worst[worst.gt(0)].index[:most].tolist()


def lag_table(
    lagging: pd.DataFrame, rows: pd.DataFrame, plan: Plan, communes: pd.DataFrame,
    areas: pd.DataFrame, *, year: int, lang: Lang,
) -> ReportTable:  # fmt: skip
    """Districts in which units are short of a target that the province does not meet.

    `lagging` is `targets.lagging` of the scorecard whose rows are `rows`.
    """
    named = {target.id: target for target in plan.targets}
    names = ["target", "name", "district_name", "done", "total", "share", "short", "places_count"]
    levels = lagging["target"].map(lambda name: named[name].levels)
    shown = lagging[~is_small_count(lagging.assign(levels=levels))] if len(lagging) else lagging
    frame = shown.assign(
        name=[name_of(named[name], lang) for name in shown["target"]],
        share=shown["done"] / shown["total"].where(shown["total"].gt(0)),
    )[names]
    formats = dict.fromkeys(["done", "total", "short", "places_count"], "count")
    return ReportTable(
        say(("Nơi còn thiếu, theo huyện", "Who is short, by district"), lang),
        frame, headings(names, lang), lang, formats | {"share": "share"}, is_folded=True,
        sources=lag_sources(shown, rows, communes, areas, year=year),
        note=say(
            (
                "“Còn thiếu” là số đơn vị huyện cần thêm nếu tính riêng, không phải chỉ tiêu của "
                "huyện.",
                "“Short by” is what the district lacks when counted alone; it is no target of the "
                "district.",
            ),
            lang,
        ),
    )  # fmt: skip
