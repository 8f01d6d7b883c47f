"""The answer in words, by group and by district."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from mohinh.pages.sentences import evidence, report
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

_WHICH = labels(
    all=("nhóm", "groups"), shown=("nhóm được công bố số", "groups whose ratio is shown")
)
# Where the checks stand by name.
_SECTION = report.SECTIONS["40_effects"]


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
    return ok(f"{text} {evidence.grade(rating, where=_SECTION, lang=lang)}", lang)


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
    """One row per district, all groups together, the lowest ratio first; small counts hidden, and
    their rows last."""
    rows = [estimate_row(part.by[0][1], part, lang) | {"mark": "part"} for part in found.parts]
    table = hide(rows, "group", lang)
    if "all" in withheld_groups(found):
        table = withhold(table, lang)
    if len(table):
        # Amid the others a hidden row would tell between which of them its ratio lies.
        table = table.sort_values(["is_hidden", "ratio", "group"], ignore_index=True)
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


def group_title(found: Assessment, ratings: Sequence[Any], *, lang: Lang) -> str:
    """The claim above the groups' chart: how many of the intervals shown lie below or above 1, how
    many still do after adjusting, and of how many groups that is evidence enough to conclude.

    `ratings` are those of the evidence table.
    """
    if found.refusal is not None:
        return ok(say(("Chưa so sánh được", "Nothing can be compared"), lang), lang)
    groups, hidden = found.estimates[1:], withheld_groups(found)
    shown = [e for e in groups if e.low is not None and e.group not in hidden]
    own = [each for each in ratings if each.group != "all"]
    concluded = sum(evidence.concludes(each) for each in own)
    promising = sum(each.verdict == "promising" for each in own)
    which = "shown" if len(shown) < len(groups) else "all"
    return ok(f"{_intervals(shown, which, lang)}; {_concluded(concluded, promising, lang)}", lang)


def _intervals(shown: Sequence[Any], which: str, lang: Lang) -> str:
    """How many intervals lie below 1 and above it, of how many that are shown."""
    sides = [e.high < 1 for e in shown if e.high < 1 or e.low > 1]
    count, groups = number(len(shown), lang), say(_WHICH[which], lang)
    if not shown:
        return say(("Chưa công bố số của nhóm nào", "No group's ratio is shown"), lang)
    if not sides:
        text: Label = (
            f"Trong {count} {groups}, không nhóm nào có khoảng tin cậy nằm hẳn về một phía của 1",
            f"Of {count} {groups}, none has an interval wholly on one side of 1",
        )
        return say(text, lang)
    below, above = sum(sides), len(sides) - sum(sides)
    labelled = [(below, ("nằm dưới 1", "below 1")), (above, ("nằm trên 1", "above 1"))]
    claims = [f"{number(n, lang)} {say(label, lang)}" for n, label in labelled if n]
    joint = say((" và ", " and "), lang).join(claims)
    text = (
        f"Khoảng tin cậy của {count} {groups}: {joint}{_adjusted(shown, lang)}",
        f"Intervals of {count} {groups}: {joint}{_adjusted(shown, lang)}",
    )
    return say(text, lang)


def _adjusted(shown: Sequence[Any], lang: Lang) -> str:
    """How many of them do after adjusting for how many groups there are."""
    clear = sum(e.p_holm is not None and e.p_holm < 1 - e.level for e in shown)
    text: Label = (
        f" ({number(clear, lang)} sau khi điều chỉnh theo số nhóm)",
        f" ({number(clear, lang)} after adjusting for the number of groups)",
    )
    return say(text, lang)


def _concluded(count: int, promising: int, lang: Lang) -> str:
    """Of how many groups there is evidence enough, and how many are called promising, which is no
    conclusion."""
    text: Label = (
        "chưa nhóm nào đủ căn cứ để kết luận",
        "for none is there enough evidence to conclude",
    )
    if count:
        text = ("{} nhóm đủ căn cứ để kết luận", "for {} there is enough evidence to conclude")
    said = say(text, lang).format(number(count, lang))
    if not promising:
        return said
    return f"{said}, {number(promising, lang)} {say(evidence.VERDICTS['promising'], lang)}"


def part_title(rows: pd.DataFrame, *, region: Region, lang: Lang) -> str:
    """The claim above the districts' (or kinds of commune's) chart: how many intervals leave out 1,
    beside how many would by chance alone."""
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
    chance = number(known["by_chance"].sum(), lang, 1)
    if lang == "vi":
        text = (
            f"Ở {some} trên {count} {REGIONS[region][0]}, khoảng tin cậy không chứa 1; nếu chỉ do "
            f"ngẫu nhiên thì trung bình khoảng {chance}"
        )
        return ok(text, lang)
    text = (
        f"In {some} of {count} {name} the interval leaves out 1; by chance alone about {chance} "
        "would on average"
    )
    return ok(text, lang)


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
