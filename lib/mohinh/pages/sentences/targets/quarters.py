"""Trend and forecast, in words."""

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import row_sources
from mohinh.pages.sentences.targets.words import headings, name_of
from mohinh.pages.style import number
from mohinh.tables.plans import Plan
from mohinh.words.terms import QUARTERS, Label, Lang, say


def trend_rows(rows: pd.DataFrame, plan: Plan, *, year: int, most: int = 4) -> pd.DataFrame:
    """The lines of the trend chart: the targets furthest below their threshold at the last quarter,
    of those on which something was done by two quarters' ends.

    Columns `time` (2023-Q1), `target`, `share`.
    """
    if rows.empty:
        return pd.DataFrame(columns=["time", "target", "share"])
    named = {target.id: target for target in plan.targets}
    begun = rows["target"].map(rows["share"].gt(0).groupby(rows["target"]).sum()).ge(2)
    rows = rows[begun]
    last = rows.sort_values("quarter").drop_duplicates("target", keep="last").set_index("target")
    gap = pd.Series({name: float(named[name].threshold) for name in last.index}) - last["share"]
    kept = gap.sort_values(ascending=False, kind="stable").index[:most]
    own = rows[rows["target"].isin(kept)]
    return pd.DataFrame(
        {"time": [f"{year}-Q{quarter}" for quarter in own["quarter"]], "target": own["target"],
         "share": own["share"]}
    )  # fmt: skip


def trend_title(lines: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """The claim above the trend chart."""
    many = lines["target"].nunique()
    count = number(many, lang)
    if lang == "vi":
        return f"{count} chỉ tiêu có số liệu quý còn cách mức của kế hoạch xa nhất"
    if many == 1:
        return "The target with quarterly figures that is furthest below its threshold"
    return f"The {count} targets with quarterly figures that are furthest below their threshold"


def trend_measure(*, lang: Lang) -> str:
    """What the lines of the trend chart are a share of."""
    measure: Label = (
        "Tỷ lệ đã thực hiện, cộng dồn đến cuối mỗi quý",
        "Share done, from the start of the year to the end of each quarter",
    )
    return say(measure, lang)


def trend_key(lines: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """What the ids of the chart's lines stand for; what there is to say where there is none."""
    if lines.empty:
        return say(
            (
                "Không có số liệu theo quý nên không có xu hướng và dự báo.",
                "No quarterly figures, so there is no trend and no forecast.",
            ),
            lang,
        )
    named = {target.id: target for target in plan.targets}
    ids = list(dict.fromkeys(lines["target"]))
    return "; ".join(f"{name} – {name_of(named[name], lang)}" for name in ids) + "."


def forecast_table(
    forecast: pd.DataFrame,
    ends: pd.Series | None,
    quarters: pd.DataFrame,
    plan: Plan,
    *,
    known: int,
    year: int,
    lang: Lang,
) -> ReportTable:
    """The year's end as it looked after so many quarters; beside it, where known, as it came.

    `quarters` is the first frame of `targets.quarterly`.
    """
    then = quarters[quarters["quarter"].eq(known)].set_index("target", drop=False)
    named = {target.id: target for target in plan.targets}
    names = ["target", "name", "done", "total", "needed", "expected", "range", "chance"]
    frame = forecast.assign(
        name=[name_of(named[name], lang) for name in forecast["target"]],
        range=[
            f"{number(low, lang)}–{number(high, lang)}"
            for low, high in zip(forecast["low"], forecast["high"], strict=True)
        ],
    )
    if ends is not None:
        frame["end"] = frame["target"].map(ends).astype("Int64")
        names.append("end")
    quarter = say(QUARTERS[f"Q{known}"], lang)
    title = (f"Dự báo cuối năm từ hết {quarter}", f"The year's end as forecast after {quarter}")
    note = (
        "Dự báo giả định tốc độ của quý cuối giữ nguyên; không biết trước đợt cao điểm, thời hạn.",
        "The forecast lets the pace of the last quarter go on; it knows no campaign, no deadline.",
    )
    formats = dict.fromkeys(["done", "total", "needed", "expected", "end"], "count")
    return ReportTable(
        say(title, lang), frame[names], headings(names, lang), lang,
        formats | {"chance": "chance"}, note=say(note, lang),
        sources=row_sources(then.loc[frame["target"]], year=year),
    )  # fmt: skip


def forecast_check(forecast: pd.DataFrame, ends: pd.Series | None, *, lang: Lang) -> str:
    """How many of the intervals held what came; empty where the year is not over."""
    if ends is None or forecast.empty:
        return ""
    came = forecast["target"].map(ends)
    held = number(int((came.ge(forecast["low"]) & came.le(forecast["high"])).sum()), lang)
    total = number(len(forecast), lang)
    if lang == "vi":
        return f"Đối chiếu với quý IV: {held} trên {total} khoảng dự báo chứa kết quả thực tế."
    return f"Against quarter 4 as it came: {held} of {total} intervals held the result."
