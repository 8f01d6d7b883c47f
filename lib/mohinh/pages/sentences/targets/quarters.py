"""Trend and forecast, in words."""

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import row_sources
from mohinh.pages.sentences.targets.words import (
    are_people,
    headings,
    is_small_count,
    name_of,
    people_said,
    rounded_people,
    threshold_of,
    told,
)
from mohinh.pages.style import chance, number, percent
from mohinh.tables.plans import Plan
from mohinh.words.terms import QUARTERS, Label, Lang, say
from mohinh.words.text import capital


def trend_rows(
    rows: pd.DataFrame, plan: Plan, *, year: int, most: int = 4, lang: Lang
) -> pd.DataFrame:
    """The lines of the trend chart: of the targets with results in several quarters, those furthest
    below their threshold at the last; where none is below, those the least above.

    Columns `time` (2023-Q1), `target`, `name` (with its id, as the tables have it), `share`,
    `is_short` (below the threshold at the last quarter).
    """
    if rows.empty:
        return pd.DataFrame(columns=["time", "target", "name", "share", "is_short"])
    named = {target.id: target for target in plan.targets}
    rows = told(rows[~rows["target"].isin(_at_once(rows))])
    rows = rows[~rows["target"].isin(rows.loc[rows["share"].isna(), "target"])]
    last = rows.sort_values("quarter").drop_duplicates("target", keep="last").set_index("target")
    gap = pd.Series({name: float(named[name].threshold) for name in last.index}) - last["share"]
    is_short = last["short"].gt(0).fillna(False)
    gap = gap[is_short] if is_short.any() else gap
    kept = gap.sort_values(ascending=False, kind="stable").index[:most]
    own = rows[rows["target"].isin(kept)]
    return pd.DataFrame(
        {"time": [f"{year}-Q{quarter}" for quarter in own["quarter"]], "target": own["target"],
         "name": [f"{name} – {name_of(named[name], lang)}" for name in own["target"]],
         "share": own["share"], "is_short": own["target"].map(is_short)}
    )  # fmt: skip


def _at_once(rows: pd.DataFrame) -> list[str]:
    """Targets of which nothing was done at all quarters' ends but one, or at all: no line."""
    many = rows["share"].gt(0).groupby(rows["target"], sort=False).sum()
    return many.index[many.lt(2)].tolist()


def trend_title(lines: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """The claim above the trend chart."""
    many = lines["target"].nunique()
    if many == 1:
        return _only_title(lines.iloc[-1], plan, lang)
    count = number(many, lang)
    if not lines["is_short"].any():
        what = ("tiêu chuẩn", "standards") if plan.is_national else ("chỉ tiêu", "targets")
        if lang == "vi":
            return (
                f"Mọi {what[0]} có kết quả qua nhiều quý đều đã đạt; {count} {what[0]} sát mức nhất"
            )
        return f"All {what[1]} with results in several quarters are met; the {count} closest"
    if lang == "vi":
        words = ("tiêu chuẩn", "tiêu chuẩn") if plan.is_national else ("chỉ tiêu", "kế hoạch")
        return f"{count} {words[0]} có kết quả qua nhiều quý còn cách mức của {words[1]} xa nhất"
    what = "standards" if plan.is_national else "targets"
    return f"Of the {what} with results in several quarters, the {count} furthest below threshold"


def _only_title(line: pd.Series, plan: Plan, lang: Lang) -> str:
    """The claim where a single target has a trend: how far it was at the last quarter's end."""
    target = next(one for one in plan.targets if one.id == line["target"])
    quarter = say(QUARTERS[line["time"].rpartition("-")[2]], lang)
    share = percent(line["share"], lang)
    if lang == "vi":
        return f"{target.label[0]}: {share} ở cuối {quarter}"
    return f"{target.label[1]}: {share} at the end of {quarter}"


def quarter_table(rows: pd.DataFrame, plan: Plan, *, year: int, lang: Lang) -> ReportTable:
    """The share done by the end of each quarter, of every target that was counted at two or more.

    `rows` is the first frame of `targets.quarterly`; small counts about people are blank.
    """
    named = {target.id: target for target in plan.targets}
    wide = told(rows).pivot_table(
        index="target", columns="quarter", values="share", aggfunc="first", dropna=False
    )
    wide = wide.reindex([name for name in named if name in wide.index])
    wide.columns = [f"quarter_{quarter}" for quarter in wide.columns]
    titles = {
        name: capital(say(QUARTERS[f"Q{name[-1]}"], lang)) for name in wide.columns
    }  # fmt: skip
    frame = wide.reset_index().assign(
        name=[name_of(named[name], lang) for name in wide.index],
        threshold_text=[threshold_of(named[name], lang) for name in wide.index],
    )
    names = ["target", "name", "threshold_text"]
    last = rows.sort_values("quarter").drop_duplicates("target", keep="last").set_index("target")
    title = ("Tỷ lệ đã thực hiện đến cuối mỗi quý", "Share done by the end of each quarter")
    return ReportTable(
        say(title, lang), frame[[*names, *titles]], headings(names, lang, plan=plan) | titles,
        lang, dict.fromkeys(titles, "share"), is_of_bodies=True,
        sources=row_sources(last.loc[wide.index].reset_index(), year=year),
        note=" ".join(filter(None, (
            say(_first_readings(_no_line(rows), wide.index.to_series(), plan), lang).strip(),
            people_said(rows, lang),
        ))),
    )  # fmt: skip


def _no_line(rows: pd.DataFrame) -> Label:
    """Which targets the chart leaves out; empty where it leaves out none."""
    names = ", ".join(_at_once(rows))
    if not names:
        return "", ""
    return (
        f"Hình không vẽ {names}: mới có kết quả ở nhiều nhất một quý. 0,0\u00a0% nghĩa là có số "
        "liệu và chưa nơi nào hoàn thành.",
        f"The chart leaves out {names}: something was done in one quarter at most. 0.0% means "
        "that there are figures and nothing was done yet.",
    )


def trend_measure(*, lang: Lang) -> str:
    """What the lines of the trend chart are a share of."""
    measure: Label = (
        "Tỷ lệ đã thực hiện, cộng dồn đến cuối mỗi quý",
        "Share done, from the start of the year to the end of each quarter",
    )
    return say(measure, lang)


def no_trend(lines: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """What there is to say where targets have no trend; empty where they have one, and where the
    plan has no target."""
    if len(lines) or not plan.targets:
        return ""
    return say(
        (
            "Không có số liệu theo quý nên không có xu hướng và dự báo.",
            "No quarterly figures, so there is no trend and no forecast.",
        ),
        lang,
    )


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

    `quarters` is the first frame of `targets.quarterly`. A target that counts few people is left
    out.
    """
    few = set(quarters.loc[is_small_count(quarters), "target"])
    forecast = forecast[~forecast["target"].isin(few)]
    is_people = forecast["target"].isin(quarters.loc[are_people(quarters), "target"])
    counts = ("done", "total", "needed", "expected", "low", "high")
    forecast = rounded_people(forecast, is_people, counts)
    shown = quarters[quarters["target"].isin(forecast["target"])]
    then = quarters[quarters["quarter"].eq(known)].set_index("target", drop=False)
    named = {target.id: target for target in plan.targets}
    names = ["target", "name", "done", "total", "needed", "expected", "range", "chance_said"]
    frame = forecast.assign(
        name=[name_of(named[name], lang) for name in forecast["target"]],
        range=[
            f"{number(low, lang)}–{number(high, lang)}"
            for low, high in zip(forecast["low"], forecast["high"], strict=True)
        ],
        chance_said=[
            _chance(low, high, lang)
            for low, high in zip(forecast["chance"], forecast["chance_high"], strict=True)
        ],
    )
    if ends is not None:
        frame["end"] = frame["target"].map(ends).astype("Int64")
        frame = rounded_people(frame, is_people, ["end"])
        names.append("end")
    quarter = say(QUARTERS[f"Q{known}"], lang)
    title = (
        f"Dự báo kết quả cuối năm, dựa trên số liệu đến hết {quarter}",
        f"The year's end as forecast after {quarter}",
    )
    note = (
        "Dự báo giả định tốc độ của quý cuối giữ nguyên; không biết trước đợt cao điểm, thời hạn. "
        "Không dự báo cho chỉ tiêu đã hết hạn, xét một lần vào cuối năm, hoặc chưa nơi nào thực "
        "hiện.",
        "The forecast lets the pace of the last quarter go on; it knows no campaign, no deadline. "
        "None is made for a target whose deadline is over, that is judged once at the year's end, "
        "or of which nothing was done yet.",
    )
    two: Label = (
        " Khả năng ghi hai số: nếu nơi chưa rõ chưa thực hiện, và nếu đã thực hiện.",
        " Two chances: if places that are not known have not done it, and if they have.",
    )
    has_two = frame["chance"].lt(frame["chance_high"]).any()
    note = tuple(text + more if has_two else text for text, more in zip(note, two, strict=True))
    note = _first_readings(note, frame["target"], plan)
    formats = dict.fromkeys(["done", "total", "needed", "expected", "end"], "count")
    return ReportTable(
        say(title, lang), frame[[*names, "chance", "chance_high"]],
        headings(names, lang, plan=plan), lang, formats, is_of_bodies=True,
        note=f"{say(note, lang)} {people_said(shown, lang)}".strip(),
        sources=row_sources(then.loc[frame["target"]], year=year),
    )  # fmt: skip


def _first_readings(note: Label, targets: pd.Series, plan: Plan) -> Label:
    """The note, and which targets are counted by their first reading only."""
    several = [one.id for one in plan.targets if len(one.measures) > 1 and one.id in set(targets)]
    if not several:
        return note
    ids = ", ".join(several)
    return (f"{note[0]} {ids}: tính theo cách hiểu 1.", f"{note[1]} {ids}: by reading 1.")


def _chance(low: float, high: float, lang: Lang) -> str:
    """The chance to meet a target; its two ends, where some places are not known."""
    ends = list(dict.fromkeys([chance(low, lang), chance(high, lang)]))
    return say((" đến ", " to "), lang).join(ends)


def forecast_check(forecast: pd.DataFrame, ends: pd.Series | None, *, lang: Lang) -> str:
    """How many of the intervals held what came, of targets that were not complete yet; empty where
    the year is not over."""
    open_ = forecast[forecast["done"].lt(forecast["total"])]
    if ends is None or open_.empty:
        return ""
    came = open_["target"].map(ends)
    held = number(int((came.ge(open_["low"]) & came.le(open_["high"])).sum()), lang)
    total = number(len(open_), lang)
    if lang == "vi":
        return (
            f"Đối chiếu với quý IV: {held} trên {total} khoảng dự báo chứa kết quả thực tế (không "
            "kể chỉ tiêu đã hoàn thành khi dự báo)."
        )
    return (
        f"Against quarter 4 as it came: {held} of {total} intervals held the result (targets that "
        "were complete when the forecast was made are not counted)."
    )
