"""The old provinces' results in the new units: sums, bounds, and how sure that is."""

from dataclasses import replace
from typing import Protocol

import pandas as pd

from mohinh.pages.sentences.national.words import heading, notes, ok, reason
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import Notes, number
from mohinh.tables.reports import Reports
from mohinh.tables.units import CHANGES, provinces
from mohinh.words.terms import Label, Lang, say

_NONE: Label = (
    "Trong thư mục không có báo cáo theo địa giới cũ của kỳ này, nên không có gì để tính lại theo "
    "tỉnh mới.",
    "No report of this period in the former units is in the folder, so there is nothing to restate "
    "under the new ones.",
)


class Restated(Protocol):
    """What the sentences need of restated results."""

    provinces: pd.DataFrame
    communes: pd.DataFrame


def restated_rows(found: Restated, *, lang: Lang) -> pd.DataFrame:
    """One row per new province, in the order of the codes, for the chart and the table."""
    table = found.provinces
    lacking = table["reported_count"].lt(table["parts_count"])
    part = say(("thiếu báo cáo của tỉnh cũ", "a former province did not report"), lang)
    why = [
        part if is_lacking else reason(code, lang)
        for is_lacking, code in zip(lacking, table["effect_why_none"], strict=True)
    ]
    return pd.DataFrame(
        {
            "province_name": table["province_name"],
            "change": [say(CHANGES[code], lang) for code in table["change"]],
            "parts": table["parts"],
            "reported": [
                f"{number(here, lang)}/{number(whole, lang)}"
                for here, whole in table[["reported_count", "parts_count"]].itertuples(index=False)
            ],
            "covered_count": table["covered_count"].astype("Float64").astype("Int64"),
            "total_count": table["total_count"].astype("Float64").astype("Int64"),
            "share": table["share"].astype("Float64"),
            "share_low": table["low"].astype("Float64"),
            "share_high": table["high"].astype("Float64"),
            "ratio": table["effect_ratio"].astype("Float64"),
            "low": table["effect_low"].astype("Float64"),
            "high": table["effect_high"].astype("Float64"),
            "why": why,
        },
        index=table.index,
    )


def new_notes(reports: Reports, rows: pd.DataFrame, *, lang: Lang) -> Notes:
    """Notes of a map of the new provinces: of how many of them all parts reported."""
    known = int(rows["share"].notna().sum())
    units = provinces("2025-07")
    return replace(notes(reports, lang=lang), vintage="2025-07", provinces=(known, len(units)))


def restated_title(rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart of the new provinces."""
    known, count = number(rows["share"].notna().sum(), lang), number(len(rows), lang)
    if lang == "vi":
        return ok(f"{known} trên {count} tỉnh mới có đủ báo cáo của mọi tỉnh cũ hợp thành", lang)
    return ok(f"{known} of {count} new provinces have reports of all former ones in them", lang)


def restated_table(rows: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The new provinces with their parts."""
    names = [
        "province_name", "change", "parts", "reported", "covered_count", "total_count", "share",
        "share_high", "ratio", "low", "high", "why",
    ]  # fmt: skip
    headings = heading(names, lang)
    headings["share_high"] = say(("nhiều nhất", "at most"), lang)
    formats = dict.fromkeys(("covered_count", "total_count"), "count")
    formats |= dict.fromkeys(("share", "share_high"), "share")
    formats |= dict.fromkeys(("ratio", "low", "high"), "ratio")
    title = say(
        ("Kết quả của các tỉnh cũ tính theo tỉnh mới", "Results of former provinces in the new"),
        lang,
    )
    note: Label = (
        "Số khu dân cư được cộng; tỷ lệ tính lại từ tổng. Tỷ số của tỉnh sáp nhập là trung bình "
        "theo độ chính xác của các tỉnh cũ, không phải kết quả ước lượng lại trên dữ liệu chung; "
        "các tỉnh cũ có thể khác nhau nhiều.",
        "Counts of areas are added up; shares are made from the sums. The ratio of a merged "
        "province is the mean of the former ones, weighted by precision, not an estimate made anew "
        "on their joint data; the former provinces may differ much.",
    )
    return ReportTable(title, rows, headings, lang, formats, say(note, lang), most=40)


def restated(found: Restated, *, lang: Lang) -> str:
    """How many new communes have a share, how many bounds only, how wide at the most."""
    communes = found.communes
    if communes.empty:
        return ok(say(_NONE, lang), lang)
    known = communes[communes["least"].notna()]
    bounded = known[known["is_bounded"]]
    counts = [number(n, lang) for n in (len(communes), len(known), len(bounded))]
    width = number(100 * (bounded["most"] - bounded["least"]).median(), lang)
    if lang == "vi":
        text = (
            f"Trong {counts[0]} xã mới có phần thuộc các tỉnh này, {counts[1]} xã có đủ số liệu; "
            f"{counts[2]} xã trong đó nhận một phần của xã cũ bị chia tách nên chỉ có cận dưới và "
            "cận trên"
        )
        text += f", cách nhau {width} điểm phần trăm (trung vị)." if len(bounded) else "."
    else:
        text = (
            f"Of {counts[0]} new communes that lie in these provinces, {counts[1]} have all "
            f"figures; {counts[2]} of them took in a part of a divided commune, so that there are "
            "bounds only"
        )
        text += f", {width} points of per cent apart (median)." if len(bounded) else "."
    return ok(text, lang)


def change_table(found: Restated, *, lang: Lang) -> ReportTable:
    """New communes by kind of change: how many, with how many figures, how many bounds only."""
    communes = found.communes
    rows = []
    for code, label in CHANGES.items():
        own = communes[communes["change"].eq(code)]
        if own.empty:
            continue
        rows.append(
            {
                "change": say(label, lang),
                "communes": len(own),
                "reported": int(own["least"].notna().sum()),
                "bounded": int(own["is_bounded"].sum()),
            }
        )
    names = ["change", "communes", "reported", "bounded"]
    frame = pd.DataFrame(rows, columns=names)
    headings = heading(names, lang)
    headings["reported"] = say(("Có đủ số liệu", "With all figures"), lang)
    title = say(("Xã mới theo loại thay đổi", "New communes by kind of change"), lang)
    formats = dict.fromkeys(("communes", "reported", "bounded"), "count")
    return ReportTable(title, frame, headings, lang, formats)


def bounds_table(found: Restated, reports: Reports, *, lang: Lang) -> ReportTable:
    """New communes with bounds only, the widest first."""
    own = found.communes[found.communes["is_bounded"]]
    width = (own["most"] - own["least"]).sort_values(ascending=False, kind="stable")
    own = own.loc[width.index].reset_index(drop=True)
    names = ["commune_full_name", "split_parts_count", "least", "most"]
    title = say(
        ("Xã mới chỉ có cận của tỷ lệ khu dân cư có mô hình",
         "New communes with bounds only: share of areas with a model"), lang
    )  # fmt: skip
    formats = {"split_parts_count": "count", "least": "share", "most": "share"}
    note: Label = (
        "Không ai biết khu dân cư của xã cũ bị chia tách về xã nào; cận tính cho mọi cách chia.",
        "Nobody knows which areas of a divided commune went where; the bounds hold for every way.",
    )
    return ReportTable(
        title, own[names], heading(names, lang), lang, formats, say(note, lang), most=15,
        is_microdata=reports.is_made_up,
    )  # fmt: skip


def remark(*, lang: Lang) -> str:
    """The footer line of the chart: whose rows these are."""
    text: Label = (
        "Mỗi dòng là một tỉnh từ 01/7/2025, ghép từ báo cáo của các tỉnh cũ",
        "Each row is a province since 1 July 2025, put together from reports of former ones",
    )
    return ok(say(text, lang), lang)
