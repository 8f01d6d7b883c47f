"""Reviews, leads, agencies and survival in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, date_text, number, percent
from mohinh.words.terms import LEADS, MODEL_GROUPS, Label, Lang, say

_NOT_SAID = ("chưa ghi", "not reported")
_YEARS = (1, 3, 5)
_MOST_CURVES = 6
_SURVIVAL_TITLES: Mapping[str, Label] = MappingProxyType(
    {
        "group": (
            "Điểm còn hoạt động sau 1, 3, 5 năm, theo nhóm mô hình",
            "Points in force after 1, 3, 5 years, by model group",
        ),
        "type": (
            "Điểm còn hoạt động sau 1, 3, 5 năm, theo loại mô hình",
            "Points in force after 1, 3, 5 years, by type of model",
        ),
    }
)
_LEAST = 10  # points followed so long, for a share to be said or drawn
_SURVIVAL_NOTE = (
    "Kaplan–Meier, khoảng tin cậy 95\u00a0% (log-log; nơi chưa điểm nào ngừng: nhị thức chính "
    "xác). Gạch ngang: dưới {least} điểm được theo dõi lâu như vậy. Nơi các khoảng giao nhau thì "
    "không xếp trước sau.",
    "Kaplan–Meier, 95% intervals (log-log; exact binomial where no point has ended). A dash: fewer "
    "than {least} points were followed so long. Where intervals meet, nothing is ranked.",
)


def review_title(whole: pd.DataFrame, *, lang: Lang) -> str:
    """The claim of the chart of reviews; `whole` has one row."""
    if whole.empty:
        return say(("Không có điểm nào đang hoạt động", "No point is in force"), lang)
    row = whole.iloc[0]
    share, count = percent(row["overdue_24_share"], lang), number(row["points_count"], lang)
    if row["later_count"]:
        most = percent(row["overdue_24_high"], lang)
        share = say((f"Từ {share} đến {most}", f"{share} to {most}"), lang)
    return say(
        (
            f"{share} trong {count} điểm đã quá 24 tháng chưa được rà soát",
            f"{share} of {count} points have gone unreviewed for more than 24 months",
        ),
        lang,
    )


def review_rows(by_group: pd.DataFrame, *, lang: Lang) -> pd.DataFrame:
    """The groups for the chart, the most overdue first."""
    named = by_group.assign(group_name=[say(MODEL_GROUPS[name], lang) for name in by_group.index])
    return named.sort_values("overdue_24_share", ascending=False, kind="stable").reset_index(
        drop=True
    )


def review_words(rows: pd.DataFrame, *, lang: Lang) -> dict[str, str]:
    """What the bars of the chart mean, and its intervals where `rows` have any."""
    words = {
        "measure": say(
            (
                "Điểm quá 24 tháng chưa rà soát, % số điểm đang hoạt động",
                "Points unreviewed for over 24 months, % of those in force",
            ),
            lang,
        ),
    }
    if not rows["later_count"].any():
        return words
    interval = (
        "nếu các điểm chỉ ghi lần rà soát sau kỳ này đều quá hạn",
        "if points with a later review on record only were all overdue",
    )
    return words | {"interval": say(interval, lang)}


def reviews(whole: pd.DataFrame, *, lang: Lang) -> str:
    """How long ago points were reviewed; never reviewed is counted from the first day."""
    if whole.empty:
        return ""
    row = whole.iloc[0]
    never, over = number(row["never_count"], lang), number(row["overdue_12_count"], lang)
    months = number(row["median_months"], lang)
    later = number(row["later_count"], lang)
    if lang == "vi":
        text = (
            f"{over} điểm đã quá 12 tháng; {never} điểm không ghi lần rà soát nào và được tính từ "
            f"ngày bắt đầu; trung vị {months} tháng."
        )
        rest = f" {later} điểm chỉ ghi lần rà soát sau kỳ này nên chưa rõ."
    else:
        text = (
            f"{over} points are past 12 months; {never} have no review on record and count from "
            f"their first day; the median is {months} months."
        )
        rest = f" {later} points have a later review on record only, and are not known."
    return text + (rest if row["later_count"] else "")


def review_table(by_group: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Reviews by group, as printed."""
    headings = {
        "group_name": say(("Nhóm mô hình", "Model group"), lang),
        "points_count": say(("Điểm đang hoạt động", "Points in force"), lang),
        "never_count": say(("Chưa ghi lần rà soát", "No review on record"), lang),
        "overdue_12_count": say(("Quá 12 tháng", "Over 12 months"), lang),
        "overdue_24_count": say(("Quá 24 tháng", "Over 24 months"), lang),
        "overdue_24_share": say(("Tỷ lệ quá 24 tháng", "Share over 24 months"), lang),
        "median_months": say(("Trung vị, tháng", "Median, months"), lang),
        "later_count": say(("Chưa rõ", "Not known"), lang),
    }
    formats = dict.fromkeys(headings, "count") | {"overdue_24_share": "share"}
    del formats["group_name"]
    title = say(("Rà soát theo nhóm mô hình", "Reviews by model group"), lang)
    frame = review_rows(by_group, lang=lang)[list(headings)]
    return ReportTable(title, frame, headings, lang, formats)  # type: ignore[arg-type]


def agencies(scope: pd.DataFrame, *, lang: Lang) -> str:
    """How many points in agencies are about more than fire safety."""
    total = int(scope["points_count"].sum()) if len(scope) else 0
    if not total:
        return say(
            (
                "Không có điểm nào ở cơ quan đang hoạt động trong số liệu.",
                "The data have no point in force in an agency.",
            ),
            lang,
        )
    beyond = number(scope.loc[scope["is_beyond"], "points_count"].sum(), lang)
    whole = number(total, lang)
    if lang == "vi":
        return (
            f"{beyond} trong {whole} điểm ở cơ quan thuộc nhóm khác, không chỉ giao thông, phòng "
            "cháy. Cơ quan không được ghi tên, nên đây là số điểm, không phải số cơ quan."
        )
    return (
        f"{beyond} of {whole} points in agencies are of another group than road and fire safety. "
        "Agencies are not named, so these are points, not agencies."
    )


def lead_table(by_lead: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Types and points by lead organisation, as printed."""
    names = [say(_NOT_SAID if pd.isna(code) else LEADS[str(code)], lang) for code in by_lead.index]
    frame = by_lead.assign(lead_name=names).reset_index(drop=True)
    headings = {
        "lead_name": say(("Đơn vị chủ trì", "Lead organisation"), lang),
        "types_count": say(("Loại mô hình", "Types"), lang),
        "points_count": say(("Điểm đang hoạt động", "Points in force"), lang),
        "begun_count": say(("Bắt đầu trong 12 tháng", "Begun within 12 months"), lang),
        "ended_count": say(("Đã ngừng", "Ended"), lang),
        "overdue_24_share": say(
            ("Quá 24 tháng chưa rà soát", "Unreviewed for over 24 months"), lang
        ),
    }
    formats = dict.fromkeys(headings, "count") | {"overdue_24_share": "share"}
    del formats["lead_name"]
    title = say(("Mô hình theo đơn vị chủ trì", "Models by lead organisation"), lang)
    return ReportTable(title, frame[list(headings)], headings, lang, formats)  # type: ignore[arg-type]


def survival_curves(found: Sequence[Any], *, lang: Lang) -> dict[str, pd.DataFrame]:
    """The largest groups for the chart, at most six, by name, as far as enough were followed."""
    return {
        say(MODEL_GROUPS[each.name], lang): each.drawn(least=_LEAST)
        for each in found[:_MOST_CURVES]
    }


def survival_words(found: Sequence[Any], *, on: date, lang: Lang) -> dict[str, str]:
    """The axis and the measure of the chart; `found` are all groups."""
    day, drawn = date_text(on, lang), min(len(found), _MOST_CURVES)
    measure: Label = (
        f"Điểm còn hoạt động, %, theo dõi đến {day} (Kaplan–Meier; khoảng tin cậy ở bảng)",
        f"Points still in force, %, followed to {day} (Kaplan–Meier; intervals in the table)",
    )
    across = ("năm kể từ ngày bắt đầu", "years since the first day")
    if len(found) > drawn:
        across = (
            f"{across[0]} · {drawn} nhóm nhiều điểm nhất trong {len(found)}",
            f"{across[1]} · the {drawn} largest of {len(found)} groups",
        )
    return {"across": say(across, lang), "measure": say(measure, lang)}


def survival_title(found: Sequence[Any], *, years: int = 3, lang: Lang) -> str:
    """The claim of the chart; `found` is `lifecycle.survival` of all points."""
    at = found[0].at(years, least=_LEAST) if found else None
    if at is None:
        return say(
            (
                "Chưa điểm nào được theo dõi đủ lâu để ước lượng",
                "No point was followed long enough to tell",
            ),
            lang,
        )
    share, ends, count = percent(at[0], lang), _ends(at, lang), number(found[0].points_count, lang)
    return say(
        (
            f"Sau {years} năm còn {share} số điểm hoạt động{ends}; theo dõi {count} điểm",
            f"After {years} years {share} of points are still in force{ends}; {count} followed",
        ),
        lang,
    )


def _ends(at: tuple[float, float, float], lang: Lang) -> str:
    if pd.isna(at[1]):
        return ""
    low, high = percent(at[1], lang), percent(at[2], lang)
    return say((f" ({low} đến {high})", f" ({low} to {high})"), lang)


def survival_table(
    found: Sequence[Any], names: Mapping[str, str], *, of: Literal["group", "type"], lang: Lang
) -> ReportTable:
    """Types or groups with their points followed, ended, and the share in force after 1, 3 and 5
    years. `names` by the name in `found`."""
    years = {f"year_{year}": year for year in _YEARS}
    columns = ["name", "points_count", "ended_count", *years, "followed"]
    rows = [
        {
            "name": names.get(each.name, each.name),
            "points_count": each.points_count,
            "ended_count": each.ended_count,
        }
        | {name: _at(each.at(year, least=_LEAST), lang) for name, year in years.items()}
        | {"followed": each.at_risk(_YEARS[-1])}
        for each in found
    ]
    headings = {
        "name": say(("Mô hình", "Model"), lang),
        "points_count": say(("Điểm theo dõi", "Points followed"), lang),
        "ended_count": say(("Đã ngừng", "Ended"), lang),
    }
    headings |= {
        name: say((f"Sau {year} năm", f"After {year}\u00a0year{'' if year == 1 else 's'}"), lang)
        for name, year in years.items()
    }
    most = number(_YEARS[-1], lang)
    headings["followed"] = say((f"Theo dõi đủ {most} năm", f"Followed {most}\u00a0years"), lang)
    title = say(_SURVIVAL_TITLES[of], lang)
    formats = dict.fromkeys(["points_count", "ended_count", "followed"], "count")
    return ReportTable(
        title, pd.DataFrame(rows, columns=columns), headings, lang, formats,  # type: ignore[arg-type]
        note=say(_SURVIVAL_NOTE, lang).format(least=_LEAST), most=20,
    )  # fmt: skip


def survival_names(types: pd.DataFrame, *, lang: Lang) -> dict[str, str]:
    """Names of all points, of groups, and of types with their code."""
    named = {"all": say(("Tất cả các điểm", "All points"), lang)}
    named |= {code: say(label, lang) for code, label in MODEL_GROUPS.items()}
    pairs = zip(types["type_id"], types["type_name"], strict=True)
    return named | {code: f"{name} ({code})" for code, name in pairs}


def _at(at: tuple[float, float, float] | None, lang: Lang) -> str:
    return DASH if at is None else percent(at[0], lang) + _ends(at, lang)
