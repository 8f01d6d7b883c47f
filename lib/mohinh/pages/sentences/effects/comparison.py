"""Design in words: who is compared with whom, what was left out."""

from dataclasses import replace

import pandas as pd

from mohinh.pages.sentences import report
from mohinh.pages.sentences.effects.words import (
    Assessment,
    Panel,
    headings,
    hidden_note,
    labels,
    ok,
    period_word,
    withheld_groups,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, Notes, number
from mohinh.tables import privacy
from mohinh.tables.definitions import Break, Standing
from mohinh.tables.schemas import ACTIVITY
from mohinh.tables.store import ProvinceData
from mohinh.words.terms import Label, Lang, Period, say

_USES = labels(
    not_reported=("không có báo cáo", "not reported"),
    outcome_missing=("báo cáo thiếu số vụ", "report without the count"),
    adoption_undated=("chưa rõ ngày bắt đầu áp dụng", "first day not known"),
    always_treated=("đã có mô hình từ đầu kỳ", "had a model from the start"),
    two_groups=("có hai nhóm mô hình", "two model groups"),
    after_exit=("sau khi mô hình ngừng", "after the model ended"),
    comparison=("đem so sánh: chưa áp dụng", "compared: no model yet"),
    treated=("sau khi áp dụng, có số dự kiến", "after adoption, with an expectation"),
    donut=("ngay trước khi áp dụng, không so sánh", "just before adoption, not compared"),
    no_control=("sau khi áp dụng, không có nơi so sánh", "after adoption, nobody to compare with"),
    no_before=("sau khi áp dụng, không có thời gian trước", "after adoption, never seen before it"),
    exposure_missing=("thiếu số hộ", "households missing"),
)
_BREAK: Label = (
    "Từ tháng {}, cách thống kê thay đổi ({}): {} (nguồn: {}).",
    "From {} on the way of counting is another ({}): {} (source: {}).",
)
_BROKEN: Label = (
    "Số vụ trước và sau mốc đó không cùng một cách đếm: kết quả so sánh qua mốc này chưa đủ căn "
    "cứ.",
    "Cases before and after that month were not counted alike: what is compared over it is not "
    "enough evidence.",
)
_VOUCHED: Label = (
    "Cách thống kê không đổi trong suốt thời gian này, theo xác nhận của: {}.",
    "Cases were counted in the same way throughout, vouched for by: {}.",
)
_NOBODY_SAID: Label = (
    "Chưa có đơn vị nào xác nhận rằng cách thống kê không đổi trong suốt thời gian này; vì vậy mức "
    "căn cứ không quá 2.",
    "Nobody has vouched that cases were counted in the same way throughout; the grade is 2 at "
    "most.",
)
_MEASURE: Label = (
    "số vụ ghi nhận so với số vụ dự kiến",
    "cases seen beside cases expected",
)


def span(panel: Panel, *, lang: Lang) -> str:
    """First and last month that are used: `01/2017 đến 12/2022`."""
    if panel.table.empty:
        return DASH
    first, last = panel.table["period"].min(), panel.table["period"].max()
    joint = "đến" if lang == "vi" else "to"
    return f"{first.start_time:%m/%Y} {joint} {last.end_time:%m/%Y}"


def notes(data: ProvinceData, period: Period, panel: Panel, *, lang: Lang) -> Notes:
    """What is printed on every chart: the panel's months in place of the report's period."""
    return replace(report.notes(data, period, lang=lang), period=span(panel, lang=lang))


def measure(*, lang: Lang) -> str:
    """What the ratio is, for the subtitle of a chart."""
    return say(_MEASURE, lang)


def design(found: Assessment, *, lang: Lang) -> str:
    """Who is compared with whom."""
    if found.refusal is not None:
        return ""
    panel, whole = found.panel, found.effects.overall
    years = panel.adoption_years()
    adopting = number(years["adopting_count"].sum(), lang)
    others = compared_with(found, lang=lang)
    total = number(panel.table["area_id"].nunique(), lang)
    donut, periods = number(whole.donut, lang), period_word(panel, lang)
    months = span(panel, lang=lang)
    if lang == "vi":
        text = (
            f"Từ {months}, {adopting} trên {total} khu dân cư bắt đầu áp dụng mô hình. Số vụ sau "
            f"khi áp dụng được so với {others}: số dự kiến là mức trước đây của chính nơi đó, nhân "
            "với biến động chung ở nơi chưa áp dụng. Mô hình thường được đặt ở nơi vừa có nhiều "
            f"vụ, nên {donut} {periods} ngay trước khi áp dụng không đem so sánh."
        )
    else:
        text = (
            f"From {months}, {adopting} of {total} areas adopted a model. Cases after adoption are "
            f"compared with {others}: expected is the area's own earlier level times the common "
            f"course of areas without a model. The {donut} {periods} just before adoption are not "
            "compared, since models tend to be placed where trouble just was."
        )
    return ok(text, lang)


def compared_with(found: Assessment, *, lang: Lang) -> str:
    """The areas that adopting ones are compared with."""
    never = int(found.panel.adoption_years()["never_count"].iloc[0])
    if lang == "vi":
        text = (
            f"{number(never, lang)} khu dân cư không áp dụng và những khu dân cư khi ấy chưa áp "
            "dụng"
            if never
            else "những khu dân cư khi ấy chưa áp dụng (không có khu dân cư nào hoàn toàn không áp "
            "dụng)"
        )
    else:
        text = (
            f"{number(never, lang)} areas that do not adopt and those that had not adopted yet"
            if never
            else "areas that had not adopted yet (every area adopts sooner or later)"
        )
    return ok(text, lang)


def dropped(found: Assessment, *, lang: Lang) -> str:
    """How much is compared, and what was left out and why; the same rows as in `use_table`."""
    uses = found.panel.uses["area_periods_count"]
    if not uses.sum():
        return ""
    rows = dict(uses.drop("used"))
    compared = uses["used"]
    if found.effects is not None:
        own = found.effects.uses["rows_count"].drop("outcome_missing", errors="ignore")
        compared = own[["comparison", "treated"]].sum()
        rows = dict(own.drop(["comparison", "treated"])) | rows
    total, used = number(uses.sum(), lang), number(compared, lang)
    left = [
        f"{number(count, lang)} {say(_USES[reason], lang)}"
        for reason, count in rows.items()
        if count
    ]
    two = found.panel.two_groups_count
    if lang == "vi":
        what = "dùng được" if found.effects is None else "dùng để so sánh"
        text = f"Trong {total} dòng khu dân cư × kỳ, {used} dòng {what}"
        text += f"; bỏ ra: {'; '.join(left)}." if left else "."
        if two:
            text += (
                f" {number(two, lang)} khu dân cư từng có hai nhóm mô hình được tính theo nhóm "
                "đầu tiên."
            )
    else:
        what = "can be used" if found.effects is None else "are used for the comparison"
        text = f"Of {total} areas × periods, {used} {what}"
        text += f"; left out: {'; '.join(left)}." if left else "."
        if two:
            text += f" {number(two, lang)} areas that had two groups count with their first."
    return ok(text, lang)


def definitions(standing: Standing, *others: Standing, lang: Lang) -> str:
    """Whether cases were counted in the same way throughout; changes of other counts before it.

    `standing` is that of the counts which the estimate rests on.
    """
    breaks = dict.fromkeys(each for found in (standing, *others) for each in found.breaks)
    parts = [_break(each, lang) for each in breaks]
    if standing.is_stable is False:
        parts.append(ok(say(_BROKEN, lang), lang))
    elif standing.is_stable is None:
        parts.append(ok(say(_NOBODY_SAID, lang), lang))
    elif standing.vouched:
        sources = "; ".join(dict.fromkeys(each.source for each in standing.vouched))
        parts.append(ok(say(_VOUCHED, lang), lang).format(sources))
    return " ".join(parts)


def _break(found: Break, lang: Lang) -> str:
    """One change; what changed and its source are quoted as they were written."""
    names = ", ".join(
        say(ACTIVITY.column(name).meaning, lang).split(";")[0] for name in found.outcomes
    )
    text = ok(say(_BREAK, lang), lang)
    return text.format(f"{found.since:%m/%Y}", names, say(found.what, lang), found.source)


def use_table(found: Assessment, *, lang: Lang) -> ReportTable:
    """Every row of the panel once, by what became of it."""
    panel_uses = found.panel.uses.drop(index="used")
    parts = [
        panel_uses.set_axis(["rows", "areas", "incidents"], axis="columns").rename_axis("use"),
    ]
    if found.effects is not None:
        own = found.effects.uses.set_axis(["rows", "areas", "incidents"], axis="columns")
        parts.insert(0, own.drop(index="outcome_missing", errors="ignore"))
    else:
        parts.insert(0, found.panel.uses.loc[["used"]].set_axis(parts[0].columns, axis="columns"))
    frame = pd.concat(parts)
    frame = frame[frame["rows"].gt(0)].rename_axis("use").reset_index()
    # The cases after adoption stand in the answer too: they cannot hide another row.
    known = frame["use"].eq("treated")
    others = privacy.suppress(frame.loc[~known, ["incidents"]], columns=["incidents"])
    hidden = others["incidents_hidden"].reindex(frame.index)
    hidden = hidden.fillna("all" in withheld_groups(found)).astype("bool")
    frame["use"] = [say(_USES.get(use, (use, use)), lang) for use in frame["use"]]
    frame["incidents"] = privacy.rounded(frame["incidents"]).astype("Int64").mask(hidden)
    names = ("use", "rows", "areas", "incidents")
    return ReportTable(
        title=ok(say(("Từng dòng được dùng vào việc gì", "What became of every row"), lang), lang),
        frame=frame,
        headings=headings(names, lang),
        lang=lang,
        formats=dict.fromkeys(names[1:], "count"),
        note=hidden_note(int(hidden.sum()), lang),
    )


def adoption_table(panel: Panel, *, lang: Lang) -> ReportTable:
    """Year by year, who adopts and who is still there to be compared with."""
    frame = panel.adoption_years().reset_index()
    frame = frame.set_axis(["year", "adopting", "communes", "waiting", "never"], axis="columns")
    frame["year"] = frame["year"].astype("str")
    return ReportTable(
        title=ok(
            say(
                ("Ai bắt đầu áp dụng, còn ai để so sánh", "Who adopts, and who is left to compare"),
                lang,
            ),
            lang,
        ),
        frame=frame,
        headings=headings(tuple(frame.columns), lang),
        lang=lang,
        formats=dict.fromkeys(frame.columns[1:], "count"),
    )
