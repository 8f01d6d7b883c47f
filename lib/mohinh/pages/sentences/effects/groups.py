"""The answer in words, by group and by district."""

from dataclasses import replace
from typing import Any

import pandas as pd

from mohinh.pages.sentences import evidence
from mohinh.pages.sentences.effects.comparison import compared_with
from mohinh.pages.sentences.effects.words import (
    REFUSALS,
    Assessment,
    estimate_row,
    group_name,
    hide,
    labels,
    ok,
    ratio_table,
    seen_and_due,
    withheld_groups,
    withhold,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import limit, number, percent
from mohinh.words.terms import REGIONS, Label, Lang, Region, say
from mohinh.words.text import capital

_LEGEND = labels(
    main=("mọi nhóm cùng nhau", "all groups together"),
    part=("từng nhóm", "each group"),
    truth=(
        "giá trị thật, chỉ biết được vì dữ liệu là giả lập",
        "true value, known only because the data are made up",
    ),
)


def answer(found: Assessment, *, lang: Lang) -> str:
    """The answer first: seen and expected, all groups together; or why it cannot be given."""
    if found.refusal is not None:
        reason = say(REFUSALS[found.refusal], lang)
        text = (
            f"Chưa so sánh được số vụ trước và sau khi áp dụng mô hình, vì {reason}. Điều này nói "
            "về dữ liệu, không phải về mô hình."
            if lang == "vi"
            else f"Cases before and after models came cannot be compared, because {reason}. That "
            "speaks of the data, not of the models."
        )
        return ok(text, lang)
    whole = found.estimates[0]
    areas, communes = number(whole.units_count, lang), number(whole.clusters_count, lang)
    if whole.group in withheld_groups(found):
        text = (
            "Số vụ ghi nhận sau khi áp dụng quá nhỏ, không công bố."
            if lang == "vi"
            else "Too few cases were seen after adoption to be published."
        )
        return ok(text, lang)
    seen, due = (number(cases, lang) for cases in seen_and_due(whole))
    if lang == "vi":
        text = (
            f"Ở {areas} khu dân cư của {communes} đơn vị cấp xã, sau khi áp dụng mô hình ghi nhận "
            f"khoảng {seen} vụ; nếu biến động như nơi chưa áp dụng thì dự kiến {due} vụ"
        )
        rest = f": tỷ số {_ratio_at(whole, lang)}, {_side(whole, lang)}." if whole.low else "."
    else:
        text = (
            f"In {areas} areas of {communes} communes, about {seen} cases were seen after a model "
            f"came; {due} would be expected had they moved like areas without one"
        )
        rest = f": a ratio of {_ratio_at(whole, lang)}, {_side(whole, lang)}." if whole.low else "."
    return ok(text + rest, lang)


def _ratio_at(e: Any, lang: Lang) -> str:
    """`0,79 (khoảng tin cậy 95 %: 0,72 đến 0,86)`."""
    name, joint = ("khoảng tin cậy", "đến") if lang == "vi" else ("interval", "to")
    ratio, low, high = number(e.ratio, lang, 2), limit(e.low, lang), limit(e.high, lang)
    level = percent(e.level, lang, 0)
    name = f"{name} {level}" if lang == "vi" else f"{level} {name}"
    return f"{ratio} ({name}: {low} {joint} {high})"


def finding(found: Assessment, rating: Any, *, lang: Lang) -> str:
    """The finding of the report's front page: what it is called, the estimate with its interval,
    who is compared, the grade; or why nothing can be said. `rating` is that of all groups."""
    if found.refusal is not None or "all" in withheld_groups(found):
        return answer(found, lang=lang)
    whole = found.estimates[0]
    called, others = evidence.headline(rating, lang=lang), compared_with(found, lang=lang)
    areas, level = number(whole.units_count, lang), percent(whole.level, lang, 0)
    if whole.low is None:
        estimate = say(("dữ liệu không cho khoảng tin cậy", "the data give no interval"), lang)
    elif lang == "vi":
        estimate = (
            f"số vụ ghi nhận bằng {number(whole.ratio, lang, 2)} lần số dự kiến (khoảng tin cậy "
            f"{level}: {limit(whole.low, lang)} đến {limit(whole.high, lang)})"
        )
    else:
        estimate = (
            f"cases seen were {number(whole.ratio, lang, 2)} times those expected ({level} "
            f"interval: {limit(whole.low, lang)} to {limit(whole.high, lang)})"
        )
    if lang == "vi":
        text = (
            f"Số vụ sau khi áp dụng mô hình: {called}. Ở {areas} khu dân cư áp dụng, {estimate}, "
            f"khi so với {others}."
        )
    else:
        text = (
            f"Cases after models came: {called}. In {areas} areas that adopted, {estimate}, "
            f"compared with {others}."
        )
    return ok(f"{text} {evidence.grade(rating, lang=lang)}", lang)


def no_finding(*, lang: Lang) -> str:
    """What the front page says where the notebook on effects did not come to its end, or was not
    run together with it."""
    text: Label = (
        "Số vụ sau khi áp dụng mô hình so với dự kiến: chưa có kết quả ở đây, vì sổ tay 40_effects "
        "chưa chạy xong hoặc không chạy cùng lần này.",
        "Cases after models came, beside those expected: no result here, because the notebook "
        "40_effects did not come to its end or was not run together with this one.",
    )
    return ok(say(text, lang), lang)


def _side(found: Any, lang: Lang) -> str:
    """On which side of 1 the interval lies."""
    if found.high < 1:
        return say(("thấp hơn dự kiến", "fewer than expected"), lang)
    if found.low > 1:
        return say(("cao hơn dự kiến", "more than expected"), lang)
    return say(
        ("khoảng tin cậy có chứa 1, chưa thấy chênh lệch rõ", "the interval holds 1, no clear"
         " difference"),
        lang,
    )  # fmt: skip


def group_rows(found: Assessment, *, truth: pd.DataFrame | None = None, lang: Lang) -> pd.DataFrame:
    """One row per group, all together first, for the chart and the table; small counts hidden.

    `truth` is `store.load_truth`: the ratio that made-up data were made with.
    """
    known = {} if truth is None else truth["ratio"].to_dict()
    rows = [
        estimate_row(group_name(e.group, lang), e, lang)
        | {"mark": "main" if e.group == "all" else "part", "truth": known.get(e.group)}
        for e in found.estimates
    ]
    return hide(rows, "group", lang)


def part_rows(found: Assessment, *, lang: Lang) -> pd.DataFrame:
    """One row per district, all groups together, the lowest ratio first; small counts hidden."""
    parts = sorted(found.parts, key=lambda part: part.ratio or 0)
    rows = [estimate_row(part.by[0][1], part, lang) | {"mark": "part"} for part in parts]
    table = hide(rows, "group", lang)
    if "all" in withheld_groups(found):
        table = withhold(table, lang)
    return table.rename(columns={"group": "part"})


def group_table(rows: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The groups' ratios, seen and expected cases."""
    names = ["group", "ratio", "low", "high", "p_holm", "observed", "expected", "fewer", "per_1000"]
    names += ["communes", "areas"]
    if "truth" in rows and rows["truth"].notna().any():
        names.insert(4, "truth")
    return ratio_table(
        ("Số vụ ghi nhận và dự kiến theo nhóm mô hình", "Cases seen and expected by model group"),
        rows,
        names,
        lang,
    )


def part_table(rows: pd.DataFrame, *, region: Region, lang: Lang) -> ReportTable:
    """The districts' (or kinds of commune's) ratios, seen and expected cases."""
    names = ["part", "ratio", "low", "high", "observed", "expected", "communes", "areas"]
    by = REGIONS[region]
    title = (f"Số vụ ghi nhận và dự kiến theo {by[0]}", f"Cases seen and expected by {by[1]}")
    table = ratio_table(title, rows, names, lang)
    own = say(by, lang)
    return replace(table, headings=dict(table.headings) | {"part": capital(own)})


def legend(*, lang: Lang) -> dict[str, str]:
    """What the marks of the groups' chart mean."""
    return {name: say(label, lang) for name, label in _LEGEND.items()}


def group_title(found: Assessment, *, lang: Lang) -> str:
    """The claim above the groups' chart: how many are clearly below or above, after adjusting, and
    where changing places at random does not say that chance may give as much."""
    groups = found.estimates[1:]
    clear = [e for e in groups if _is_clear(found, e)]
    fall = sum(e.ratio < 1 for e in clear)
    rise = len(clear) - fall
    if found.refusal is not None:
        text = ("Chưa so sánh được", "Nothing can be compared")
        return ok(say(text, lang), lang)
    count, few, more = (number(n, lang) for n in (len(groups), fall, rise))
    if lang == "vi":
        claims = [f"{few} nhóm có số vụ thấp hơn dự kiến rõ rệt"] if fall else []
        claims += [f"{more} nhóm cao hơn rõ rệt"] if rise else []
        text = f"Trong {count} nhóm, {' và '.join(claims)}" if claims else (
            f"Trong {count} nhóm, không nhóm nào khác dự kiến rõ rệt sau khi điều chỉnh"
        )  # fmt: skip
    else:
        claims = [f"{few} saw clearly fewer cases than expected"] if fall else []
        claims += [f"{more} clearly more"] if rise else []
        text = f"Of {count} groups, {' and '.join(claims)}" if claims else (
            f"Of {count} groups, none differs clearly from what was expected, after adjusting"
        )  # fmt: skip
    return ok(text, lang)


def _is_clear(found: Assessment, e: Any) -> bool:
    chance = found.check("randomisation", e.group)
    is_rare = chance is None or chance.passed is not False
    return is_rare and e.p_holm is not None and e.p_holm < 1 - e.level


def part_title(rows: pd.DataFrame, *, region: Region, lang: Lang) -> str:
    """The claim above the districts' (or kinds of commune's) chart."""
    known = rows.dropna(subset=["low"])
    apart = int((known["high"].lt(1) | known["low"].gt(1)).sum())
    count, some = number(len(known), lang), number(apart, lang)
    name = {"district_name": "districts", "commune_kind": "kinds of commune"}[region]
    if not apart:
        text = (
            f"Ở cả {count} {REGIONS[region][0]}, khoảng tin cậy đều chứa 1",
            f"In all {count} {name} the interval holds 1",
        )
        return ok(say(text, lang), lang)
    if lang == "vi":
        return ok(f"Ở {some} trên {count} {REGIONS[region][0]}, khoảng tin cậy không chứa 1", lang)
    return ok(f"In {some} of {count} {name}, the interval leaves out 1", lang)


def truth(rows: pd.DataFrame, *, lang: Lang) -> str:
    """Beside made-up data: how many intervals hold the truth, and which do not; empty for real
    data."""
    known = rows[rows["truth"].notna() & rows["low"].notna() & rows["mark"].eq("part")]
    if known.empty:
        return ""
    inside = known["low"].le(known["truth"]) & known["truth"].le(known["high"])
    held, count = number(inside.sum(), lang), number(len(known), lang)
    missed = ", ".join(
        f"{name} ({number(value, lang, 2)})"
        for name, value in known.loc[~inside, ["group", "truth"]].itertuples(index=False)
    )
    if lang == "vi":
        outside = f"; không nằm trong đó: {missed}" if missed else ""
        text = (
            f"Tỷ số thật đã dùng để tạo dữ liệu nằm trong khoảng tin cậy ở {held} trên {count} "
            f"nhóm{outside}. Chỉ có thể đối chiếu như vậy vì dữ liệu là giả lập: với số liệu thật "
            "không ai biết giá trị thật."
        )
    else:
        outside = f"; outside: {missed}" if missed else ""
        text = (
            f"The true ratio that the data were made with lies inside the interval of {held} of "
            f"{count} groups{outside}. This can be shown only because the data are made up: of "
            "real data nobody knows the truth."
        )
    return ok(text, lang)
