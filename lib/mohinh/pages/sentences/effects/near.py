"""Neighbours in words: rows and tables beside `sentences.spillover`."""

from typing import Any

import pandas as pd

from mohinh.pages.sentences import spillover
from mohinh.pages.sentences.checks import PERIODS
from mohinh.pages.sentences.effects.words import (
    Assessment,
    estimate_row,
    headings,
    hidden_note,
    hide,
    labels,
    ok,
    ratio_table,
    withheld_groups,
    withhold,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number
from mohinh.tables import privacy
from mohinh.words.terms import Label, Lang, say

_SETS = labels(
    usual=(
        "Nơi áp dụng; nơi lân cận có trong nhóm so sánh",
        "Adopting areas; neighbours among those compared with",
    ),
    direct=(
        "Nơi áp dụng; không so với nơi lân cận",
        "Adopting areas; neighbours not compared with",
    ),
    ring_1=("Nơi lân cận chưa áp dụng (cùng xã)", "Neighbours without a model (same commune)"),
    ring_2=(
        "Nơi lân cận chưa áp dụng (xã giáp ranh)",
        "Neighbours without a model (next commune)",
    ),
    net=("Nơi áp dụng và nơi lân cận", "Adopting areas and neighbours together"),
)
_PLACES = labels(
    treated=("Nơi áp dụng", "Adopting areas"),
    control=("Nơi so sánh với nơi áp dụng", "Compared with adopting areas"),
    ring=("Nơi lân cận chưa áp dụng", "Neighbours without a model"),
    ring_control=("Nơi so sánh với nơi lân cận", "Compared with neighbours"),
)

_FEW: Label = (
    "Số vụ ở nơi lân cận quá nhỏ, không công bố.",
    "Too few cases were seen among neighbours to be published.",
)


def near_rows(found: Assessment, *, lang: Lang) -> pd.DataFrame:
    """Adopting areas, their neighbours, and both together, all groups; small counts hidden."""
    moved = None if found.spillover is None else found.spillover.overall
    if moved is None:
        return hide([], "set", lang)
    sets = {"usual": moved.usual, "direct": moved.direct}
    sets |= {ring.group: ring for ring in moved.rings} | {"net": moved.net}
    rows = [
        estimate_row(say(_SETS.get(name, (name, name)), lang), e, lang)
        | {"mark": "main" if name == "usual" else "part"}
        for name, e in sets.items()
        if e is not None
    ]
    table = pd.DataFrame(rows, columns=[*rows[0]]) if rows else hide([], "group", lang)
    where = pd.Series(is_withheld(found), index=table.index)
    table = withhold(table, lang, where=where)
    return table.rename(columns={"group": "set"})


def is_withheld(found: Assessment) -> bool:
    """Whether no number about neighbours is published.

    Adopting areas and neighbours add up, and the areas compared here are most of all that adopt: a
    small count, or one that two of the sums differ by, hides them all.
    """
    moved = None if found.spillover is None else found.spillover.overall
    if moved is None:
        return False
    sums = [e.observed for e in (moved.usual, moved.direct, *moved.rings, moved.net) if e]
    whole = found.estimates[0].observed
    apart = [abs(whole - each.observed) for each in (moved.usual, moved.direct) if each]
    is_small = any(map(privacy.is_small, (*sums, *apart)))
    return is_small or "all" in withheld_groups(found)


def near_title(found: Assessment, *, lang: Lang) -> str:
    """The claim above the chart of neighbours."""
    moved = None if found.spillover is None else found.spillover.overall
    if moved is None or moved.not_testable is not None or not moved.has_interval:
        text: Label = (
            "Chưa biết vụ việc có chuyển sang nơi lân cận hay không",
            "Whether cases moved next door is not known",
        )
    elif moved.near.low > 1:
        text = (
            "Ở nơi lân cận chưa áp dụng, số vụ cao hơn dự kiến",
            "Neighbours without a model saw more cases than expected",
        )
    elif moved.near.high < 1:
        text = (
            "Ở nơi lân cận chưa áp dụng, số vụ cũng thấp hơn dự kiến",
            "Neighbours without a model saw fewer cases than expected too",
        )
    else:
        text = (
            "Ở nơi lân cận chưa áp dụng, chưa thấy chênh lệch rõ",
            "Neighbours without a model show no clear difference",
        )
    return ok(say(text, lang), lang)


def neighbours(found: Assessment, *, lang: Lang) -> str:
    """Whether cases moved next door, and what changes without neighbours in the comparison."""
    if found.spillover is None:
        return ""
    if is_withheld(found):
        return ok(say(_FEW, lang), lang)
    moved = found.spillover.overall
    parts = [spillover.answer(moved, lang=lang), spillover.controls(moved, lang=lang)]
    if found.displacement is not None and not _small_places(found).any():
        every = found.panel.every
        parts.append(spillover.displacement(found.displacement, every=every, lang=lang))
    return ok(" ".join(filter(None, parts)), lang)


def _small_places(found: Assessment) -> pd.Series:
    """Places with a small count before or after; all of them where no sum is published."""
    counts = found.displacement.counts.round()
    small = counts.map(privacy.is_small).any(axis=1)
    return small | ("all" in withheld_groups(found))


def near_table(rows: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Adopting areas and neighbours."""
    names = ["set", "ratio", "low", "high", "observed", "expected", "communes", "areas"]
    title = ("Nơi áp dụng và nơi lân cận", "Adopting areas and their neighbours")
    return ratio_table(title, rows, names, lang)


def displacement_table(found: Assessment, *, lang: Lang) -> ReportTable:
    """Counts before and after, here and next door, as the weighted displacement difference takes
    them; the scaled counts of controls are rounded. Small counts hide their row."""
    moved = found.displacement
    frame = pd.DataFrame(columns=["set", "before", "after"])
    title = (
        "Số vụ trước và sau, ở nơi áp dụng và nơi lân cận",
        "Cases before and after, where models came and next door",
    )
    notes = []
    if moved is not None and moved.cohorts_count:
        small = _small_places(found)
        frame = spillover.rounded_counts(moved).mask(small).reset_index(names="set")
        frame["set"] = [say(_PLACES[place], lang) for place in frame["set"]]
        title = _counted_title(moved, found.panel.every)
        notes = [_scaled(moved, lang), hidden_note(int(small.sum()), lang)]
    names = ("set", "before", "after")
    return ReportTable(
        title=ok(say(title, lang), lang),
        frame=frame,
        headings=headings(names, lang),
        lang=lang,
        formats=dict.fromkeys(names[1:], "count"),
        note=ok(" ".join(filter(None, notes)), lang),
    )


def _counted_title(moved: Any, every: str) -> Label:
    vi, en = (say(PERIODS[every], lang) for lang in ("vi", "en"))
    apart = ("", "")
    if moved.donut:
        apart = (
            f" (kết thúc {moved.donut} {vi} trước khi áp dụng)",
            f" (that end {moved.donut} {en} before adoption)",
        )
    return (
        f"Số vụ {moved.before} {vi} trước{apart[0]} và {moved.after} {vi} sau, ở nơi áp dụng và "
        "nơi lân cận",
        f"Cases {moved.before} {en} before{apart[1]} and {moved.after} after, where models came "
        "and next door",
    )


def _scaled(moved: Any, lang: Lang) -> str:
    """Of which areas the counts are, and that those of controls are scaled."""
    areas, adopting = number(moved.treated_count, lang), number(moved.adopting_count, lang)
    if lang == "vi":
        return (
            f"Của {areas} trong {adopting} khu dân cư áp dụng, là những nơi có đủ nơi so sánh. Số "
            "vụ ở nơi so sánh được quy về cùng số khu dân cư với nơi được so."
        )
    return (
        f"Of {areas} of {adopting} adopting areas, those with enough areas to compare with. Counts "
        "of the areas compared with are scaled to as many areas as they are compared with."
    )
