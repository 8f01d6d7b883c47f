"""Money and those who give it, in words."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import money, number, percent
from mohinh.tables import privacy
from mohinh.words.terms import MODEL_GROUPS, Lang, say

_CONTRIBUTORS = ("Số tổ chức, cá nhân, hộ đóng góp", "Contributors")
_NOTE = (
    "Chỉ tính trên điểm có ghi số; để trống là chưa báo cáo, không phải bằng 0. Nơi đóng góp cho "
    "nhiều điểm được tính ở từng điểm. Ẩn nhóm, loại có từ 1 đến {most} nơi đóng góp, và nhóm, "
    "loại kèm theo khi có thể suy ra; số nơi đóng góp làm tròn đến {least}; trung vị chỉ nêu khi "
    "có từ {least} điểm ghi số và không dưới {least}.",
    "Of points that said how many; a blank is not reported, not zero. Who gives to several points "
    "is counted at each. Groups and types with 1 to {most} contributors are hidden, and others "
    "where they could be worked out; contributors are rounded to {least}; a median is given from "
    "{least} points that said, where it is {least} or more.",
)


def funding(whole: pd.DataFrame, *, lang: Lang) -> str:
    """Where the money comes from, on points that reported both kinds."""
    if whole.empty or not whole.iloc[0]["both_count"]:
        return say(
            (
                "Cơ cấu kinh phí không có trong số liệu.",
                "The mix of funding is not in the data.",
            ),
            lang,
        )
    row = whole.iloc[0]
    both, points = number(row["both_count"], lang), number(row["points_count"], lang)
    social, share = money(row["social_vnd"], lang), percent(row["social_share"], lang)
    gave, asked = number(row["contributed_count"], lang), number(row["asked_count"], lang)
    received = (
        f"{gave} trong {asked} điểm có ghi khoản này đã nhận được đóng góp",
        f"{gave} of {asked} points that reported it received any",
    )
    if row["contributed_count"] == row["asked_count"]:
        received = (
            f"{asked} điểm có ghi khoản này đều ghi số lớn hơn 0, nên không biết nơi để trống có "
            "nhận hay không",
            f"all {asked} points that reported it received some, so of those that left it blank it "
            "is not known",
        )
    if lang == "vi":
        return (
            f"Ở {both} trong {points} điểm có ghi cả hai nguồn, kinh phí xã hội hóa là {social}, "
            f"bằng {share} tổng số; {received[0]}."
        )
    return (
        f"In {both} of {points} points that reported both, contributed money is {social}, {share} "
        f"of the whole; {received[1]}."
    )


def funding_table(by_group: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Money by group, as printed, in millions of VND."""
    million = by_group[["budget_vnd", "social_vnd", "median_vnd"]] / 1e6
    frame = by_group.assign(
        group_name=[say(MODEL_GROUPS[name], lang) for name in by_group.index],
        **{name.replace("_vnd", "_million_vnd"): million[name] for name in million.columns},
    ).reset_index(drop=True)
    headings = {
        "group_name": say(("Nhóm mô hình", "Model group"), lang),
        "points_count": say(("Điểm đang hoạt động", "Points in force"), lang),
        "both_count": say(("Có ghi cả hai nguồn", "Reported both"), lang),
        "budget_million_vnd": say(("Ngân sách, triệu đồng", "Budget, million VND"), lang),
        "social_million_vnd": say(("Xã hội hóa, triệu đồng", "Contributed, million VND"), lang),
        "social_share": say(("Tỷ lệ xã hội hóa", "Contributed share"), lang),
        "median_million_vnd": say(
            ("Trung vị mỗi điểm, triệu đồng", "Median per point, million VND"), lang
        ),
    }
    formats = {
        "points_count": "count", "both_count": "count", "budget_million_vnd": "rate",
        "social_million_vnd": "rate", "social_share": "share", "median_million_vnd": "rate",
    }  # fmt: skip
    title = say(("Kinh phí theo nhóm, lũy kế", "Money by group, to date"), lang)
    return ReportTable(title, frame[list(headings)], headings, lang, formats)  # type: ignore[arg-type]


def contributors(whole: pd.DataFrame, hidden: privacy.Withheld, *, lang: Lang) -> str:
    """How many gave, on points that said so; `hidden` is `hidden_contributors`."""
    if whole.empty or not whole.iloc[0]["stated_count"]:
        return say(
            (
                "Số tổ chức, cá nhân, hộ đóng góp không có trong số liệu.",
                "The number of contributors is not in the data.",
            ),
            lang,
        )
    row = whole.iloc[0]
    stated, points = number(row["stated_count"], lang), number(row["points_count"], lang)
    if hidden.total or privacy.is_small(row["contributors_count"]):
        return say(
            (
                f"{stated} trong {points} điểm có ghi số tổ chức, cá nhân, hộ đóng góp; số này quá "
                "nhỏ nên không nêu.",
                f"{stated} of {points} points said how many contributed; too few to be told.",
            ),
            lang,
        )
    gave = number(row["giving_count"], lang)
    total = number(privacy.rounded(whole["contributors_count"]).iloc[0], lang)
    share = percent(row["giving_share"], lang)
    text = say(
        (
            f"{stated} trong {points} điểm có ghi số tổ chức, cá nhân, hộ đóng góp: {gave} điểm "
            f"({share}) đã nhận đóng góp, tổng cộng khoảng {total} lượt tổ chức, cá nhân, hộ",
            f"{stated} of {points} points said how many contributed: {gave} ({share}) received "
            f"contributions, from about {total} bodies, persons and households",
        ),
        lang,
    )
    return text + _middle(row, lang) + _conflicts(row, lang)


def _middle(row: Any, lang: Lang) -> str:
    if not _has_median(row["stated_count"]) or privacy.is_small(row["median_contributors"]):
        return "."
    median = number(row["median_contributors"], lang, 1)
    return say((f", trung vị {median} mỗi điểm.", f", {median} per point in the median."), lang)


def _conflicts(row: Any, lang: Lang) -> str:
    count = number(row["conflict_count"], lang)
    if not row["conflict_count"]:
        return ""
    return say(
        (
            f" Ở {count} điểm, số nơi đóng góp và kinh phí xã hội hóa trái nhau (một bên bằng 0, "
            "một bên lớn hơn 0), cần hỏi lại.",
            f" At {count} points the number of contributors and the contributed money contradict "
            "each other (one is zero, the other is not): to be asked about.",
        ),
        lang,
    )


def _has_median(stated: int) -> bool:
    return stated >= privacy.SMALLEST


def hidden_contributors(by_type: pd.DataFrame, groups: pd.Series) -> privacy.Withheld:
    """Which types, groups and whether the total are hidden, being few people.

    `by_type` is `lifecycle.contributors` by type, `groups` the group of each type.
    """
    return privacy.withheld_within(
        by_type["contributors_count"], groups.reindex(by_type.index).rename(None)
    )


def contributor_table(
    found: pd.DataFrame,
    names: Mapping[str, str],
    hidden: pd.Series,
    *,
    of: Literal["group", "type"],
    lang: Lang,
) -> ReportTable:
    """Contributors by group or type, as printed, the most points first.

    `found` is `lifecycle.contributors`, `hidden` on its index, `names` by it.
    """
    few = hidden.reindex(found.index, fill_value=False).astype(bool)
    frame = found.assign(
        name=[names[code] for code in found.index],
        contributors_count=privacy.rounded(found["contributors_count"]).astype("Int64").mask(few),
        giving_count=found["giving_count"].astype("Int64").mask(few),
        giving_share=found["giving_share"].mask(few),
        median_contributors=found["median_contributors"].where(
            _has_median(found["stated_count"])
            & ~few
            & ~found["median_contributors"].map(privacy.is_small)
        ),
    ).sort_values("points_count", ascending=False, kind="stable")
    headings = {
        "name": say(
            {"group": ("Nhóm mô hình", "Model group"), "type": ("Loại mô hình", "Type")}[of], lang
        ),
        "points_count": say(("Điểm đang hoạt động", "Points in force"), lang),
        "stated_count": say(("Có ghi số đóng góp", "Said how many"), lang),
        "giving_count": say(("Điểm nhận đóng góp", "Points with contributions"), lang),
        "giving_share": say(("Tỷ lệ điểm nhận đóng góp", "Share with contributions"), lang),
        "contributors_count": say(_CONTRIBUTORS, lang),
        "median_contributors": say(("Trung vị mỗi điểm", "Median per point"), lang),
    }
    formats = dict.fromkeys(headings, "count") | {"giving_share": "share"}
    formats["median_contributors"] = "rate"
    del formats["name"]
    title = {
        "group": ("Tổ chức, cá nhân, hộ đóng góp theo nhóm, lũy kế", "Contributors by group"),
        "type": ("Tổ chức, cá nhân, hộ đóng góp theo loại, lũy kế", "Contributors by type"),
    }[of]
    note = say(_NOTE, lang).format(most=privacy.SMALLEST - 1, least=privacy.SMALLEST)
    return ReportTable(
        say(title, lang), frame[list(headings)].reset_index(drop=True), headings, lang,
        formats, note=note, most=20,  # type: ignore[arg-type]
    )  # fmt: skip
