"""Which models: by group, type, lead organisation and setting; two groups and more."""

import pandas as pd

from mohinh.pages.style import number, percent
from mohinh.words.terms import LEADS, MODEL_GROUPS, SETTINGS, Label, Lang, say


def groups(by_group: pd.DataFrame, *, lang: Lang) -> str:
    """The widest and the narrowest model group. Groups overlap, which is said."""
    if by_group.empty:
        return "Chưa có nhóm mô hình nào." if lang == "vi" else "There is no model group."
    wide, narrow = by_group.iloc[0], by_group.iloc[-1]
    names = [say(MODEL_GROUPS[row.name], lang) for row in (wide, narrow)]
    counts = [number(row["covered_count"], lang) for row in (wide, narrow)]
    total = number(len(by_group), lang)
    if lang == "vi":
        return (
            f"Có {total} nhóm mô hình ở khu dân cư; rộng nhất là “{names[0]}” ({counts[0]} khu dân "
            f"cư), hẹp nhất là “{names[1]}” ({counts[1]}). Một khu dân cư có thể thuộc hai nhóm "
            "nên không cộng các nhóm."
        )
    return (
        f"There are {total} model groups in residential areas; the widest is “{names[0]}” "
        f"({counts[0]} areas), the narrowest “{names[1]}” ({counts[1]}). An area can carry two "
        "groups, so groups are not added up."
    )


def group_title(by_group: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart of groups: the widest one and how far it reaches."""
    group, share = say(MODEL_GROUPS[by_group.index[0]], lang), by_group["share"].iloc[0]
    if lang == "vi":
        return f"Nhóm “{group}” rộng nhất, có ở {percent(share, lang)} khu dân cư"
    return f"“{group}” is the widest group, in {percent(share, lang)} of the areas"


def types(by_type: pd.DataFrame, names: pd.Series, *, lang: Lang) -> str:
    """How many types are in force in areas, the widest of them, and how many are in force nowhere.

    `by_type` is `coverage_by_part(…, part="type_id")`, `names` the types' names by code.
    """
    living = by_type[by_type["covered_count"].gt(0)]
    if living.empty:
        return (
            "Không có loại mô hình nào đang hoạt động ở khu dân cư."
            if lang == "vi"
            else "No type of model is in force in any residential area."
        )
    count, idle = number(len(living), lang), len(by_type) - len(living)
    name, most = names[living.index[0]], number(living["covered_count"].iloc[0], lang)
    if lang == "vi":
        text = f"{count} loại mô hình đang có ở khu dân cư; loại rộng nhất là “{name}” ({most} nơi)"
        return text + (f"; {number(idle, lang)} loại không còn ở nơi nào." if idle else ".")
    text = f"{count} types of model are in force in areas; the widest is “{name}” ({most} areas)"
    return text + (
        f"; {number(idle, lang)} {'is' if idle == 1 else 'are'} in force nowhere." if idle else "."
    )


def leads(by_lead: pd.DataFrame, *, lang: Lang) -> str:
    """The lead organisation that reaches most areas, and how many areas did not name theirs."""
    named = by_lead[by_lead.index.notna() & by_lead["covered_count"].gt(0)]
    blank = by_lead.loc[by_lead.index.isna(), "covered_count"].sum()
    areas = number(blank, lang)
    if named.empty:
        return (
            "Tệp không ghi đơn vị chủ trì của điểm mô hình nào đang hoạt động."
            if lang == "vi"
            else "The workbook names the lead organisation of no active point."
        )
    lead, row = say(LEADS[named.index[0]], lang), named.iloc[0]
    count, share = number(row["covered_count"], lang), percent(row["share"], lang)
    if lang == "vi":
        text = f"Đơn vị chủ trì có mặt rộng nhất là {lead}: {count} khu dân cư ({share})"
        return text + (f"; {areas} khu dân cư có điểm không ghi đơn vị." if blank else ".")
    text = f"The lead organisation with the widest reach is the {lead}: {count} areas ({share})"
    return text + (f"; {areas} areas have a point without one." if blank else ".")


_WHY: dict[str, Label] = {
    "no_denominator": (
        "không nói được tỷ lệ vì tệp không có tổng số đơn vị thuộc diện",
        "no share can be said: the workbook does not say how many there are",
    ),
    "other_year": (
        "không nói được tỷ lệ vì tổng số đơn vị chỉ có của năm khác",
        "no share can be said: how many there are is known for another year only",
    ),
    "none_bound": ("không có đơn vị nào thuộc diện", "the rule binds none"),
}


def settings(organisations: pd.DataFrame, *, lang: Lang) -> str:
    """Points in organisations, and the share of organisations with one where it can be said.

    `organisations` is `organisation_coverage` of the whole province, index `setting`.
    """
    parts = []
    for setting, row in organisations.iterrows():
        name, points = say(SETTINGS[setting], lang), number(row["points_count"], lang)
        if row["why"]:
            said = say(_WHY[row["why"]], lang)
        else:
            low, high = (percent(row[end], lang) for end in ("low", "high"))
            total = number(row["total_count"], lang)
            span = low if low == high else f"{low}{say((' đến ', ' to '), lang)}{high}"
            said = say((f"{span} trong {total} đơn vị", f"{span} of {total}"), lang)
        parts.append(f"{name}: {say((f'{points} điểm', f'{points} points'), lang)}, {said}")
    text = "; ".join(parts)
    if lang == "vi":
        return f"Ngoài khu dân cư – {text}. Một đơn vị có thể có hai điểm nên tỷ lệ là một khoảng."
    return (
        f"Outside residential areas – {text}. One organisation can have two points, so that a "
        "share is a range."
    )


def several(two: pd.DataFrame, *, lang: Lang) -> str:
    """Areas with two model groups or more; `two` is `coverage(…, at_least=2)`, one row."""
    row = two.iloc[0]
    count, share = number(row["covered_count"], lang), percent(row["share"], lang)
    if lang == "vi":
        return f"{count} khu dân cư ({share}) có từ hai nhóm mô hình trở lên."
    return f"{count} areas ({share}) have two model groups or more."
