"""Who lags: the map of communes, the table of districts, in words."""

from dataclasses import replace

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import lag_sources
from mohinh.pages.sentences.targets.words import (
    are_people,
    headings,
    name_of,
    people_said,
    rounded_people,
)
from mohinh.pages.style import number
from mohinh.tables import privacy
from mohinh.tables.plans import Plan
from mohinh.words.terms import INDICATORS, Indicator, Label, Lang, say


def map_title(by_commune: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """The claim above the map."""
    judged = by_commune.dropna(subset=["missed_count"])
    none = number(int(judged["missed_count"].eq(0).sum()), lang)
    total = number(len(judged), lang)
    what = say(_counted_things(plan), lang)
    if lang == "vi":
        return f"{none} trên {total} đơn vị cấp xã, tính riêng, đạt mọi {what} đánh giá được"
    return f"{none} of {total} communes, counted alone, meet all {what} that can be judged"


def _counted_things(plan: Plan) -> Label:
    return ("tiêu chuẩn", "standards") if plan.is_national else ("chỉ tiêu", "targets")


def map_indicator(plan: Plan) -> Indicator:
    """What the map counts: targets of the plan, or standards where the province has none."""
    own = INDICATORS["targets_missed_count"]
    if not plan.is_national:
        return own
    return replace(own, label=_STANDARDS_MISSED, unit=("tiêu chuẩn", "standards"))


_STANDARDS_MISSED: Label = (
    "Số tiêu chuẩn chung chưa đạt, tính riêng trong xã",
    "Common standards that the commune does not meet",
)


def map_alt(
    by_commune: pd.DataFrame, names: pd.Series, plan: Plan, *, lang: Lang, most: int = 6
) -> str:
    """What the map shows, for readers who cannot see it; empty where there is no map.

    Communes that miss as many as one beyond the list are counted, not named.
    """
    missed = by_commune["missed_count"].dropna()
    if missed.empty:
        return ""
    what = say(_counted_things(plan), lang)
    worst = missed.loc[map_labels(by_commune, most=most)]
    items = [f"{names[code]} {number(count, lang)}" for code, count in worst.items()]
    tied = missed[missed.gt(0) & ~missed.index.isin(worst.index)]
    if len(worst) < most and len(tied):
        top = tied.max()
        many, count = (number(int(one), lang) for one in (tied.eq(top).sum(), top))
        both = (f"{many} xã cùng thiếu {count}", f"{many} communes miss {count} each")
        items.append(say(both, lang))
    listed = "; ".join(items)
    left = int(by_commune["missed_count"].isna().sum())
    if lang == "vi":
        text = f"Chưa đạt nhiều {what} nhất, tính riêng từng xã: {listed or 'không xã nào'}."
        return text + (f" {left} xã không đánh giá được." if left else "")
    text = f"Most {what} missed when counted alone: {listed or 'none'}."
    return text + (f" {left} communes cannot be judged." if left else "")


def map_labels(by_commune: pd.DataFrame, *, most: int = 6) -> list[str]:
    """Codes of the communes that the map names: those that miss most, the most first; none of those
    that miss as many as one that there is no room for."""
    missed = by_commune["missed_count"].dropna()
    worst = missed[missed.gt(0)].sort_values(ascending=False, kind="stable")
    if len(worst) > most:
        worst = worst[worst.gt(worst.iloc[most])]
    return worst.index.tolist()


def _withheld(lagging: pd.DataFrame) -> pd.Series:
    """Districts whose numbers, were people counted, would give a small count away: their own, or
    one that follows from the province's."""
    hidden = pd.Series(False, index=lagging.index)
    for _, own in lagging.groupby("target"):
        for counts in (own["done"], own["total"] - own["done"], own["short"]):
            hidden[own.index] |= privacy.withheld(counts)
    return hidden


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
    of = lagging.assign(levels=levels)
    is_people = are_people(of)
    shown = rounded_people(lagging, is_people, ("done", "total", "short"))
    shown = shown[~(is_people & _withheld(lagging))] if len(lagging) else lagging
    frame = shown.assign(
        name=[name_of(named[name], lang) for name in shown["target"]],
        share=shown["done"] / shown["total"].where(shown["total"].gt(0)),
    )[names]
    formats = dict.fromkeys(["done", "total", "short", "places_count"], "count")
    return ReportTable(
        say(("Nơi còn thiếu, theo huyện", "Who is short, by district"), lang),
        frame, headings(names, lang, plan=plan), lang, formats | {"share": "share"},
        is_folded=True, is_of_bodies=True,
        sources=lag_sources(shown, rows, communes, areas, year=year),
        note=f"{say(_ALONE, lang)} {people_said(of, lang)}".strip(),
    )  # fmt: skip


_ALONE: Label = (
    "“Còn thiếu” là số đơn vị huyện cần thêm nếu tính riêng, không phải chỉ tiêu của huyện.",
    "“Short by” is what the district lacks when counted alone; it is no target of the district.",
)
