"""The provinces side by side: what came in, the answer, the table, the map, what is missing."""

import pandas as pd

from mohinh.pages.sentences.evidence import VERDICTS
from mohinh.pages.sentences.national.words import (
    heading,
    label_of,
    listed,
    names_of,
    ok,
    reason,
)
from mohinh.pages.sentences.report import Front
from mohinh.pages.sentences.report import made_up as made_up_banner
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, percent
from mohinh.tables.reports import REASONS, Reports
from mohinh.tables.rulings import GRADES
from mohinh.words.terms import VINTAGES, Label, Lang, say

_MOST_NAMED = 12
_CONCLUDES = 3  # the least grade that the rule table asks for a conclusion


def given(reports: Reports, *, lang: Lang) -> str:
    """What the notebook was given: reports taken, of how many provinces, how many are made up."""
    here, whole = len(reports.provinces), reports.expected_count
    made_up = int(reports.provinces["is_made_up"].sum())
    counts = [number(n, lang) for n in (here, whole, made_up)]
    if lang == "vi":
        return (
            f"Báo cáo {reports.period.say(lang)} của {counts[0]} trên {counts[1]} tỉnh, thành phố; "
            f"{counts[2]} báo cáo dùng dữ liệu giả lập; đơn vị hành chính "
            f"{VINTAGES[reports.vintage][0]}."
        )
    return (
        f"Reports of {reports.period.say(lang)} of {counts[0]} of {counts[1]} provinces; "
        f"{counts[2]} of them on made-up data; administrative units "
        f"{VINTAGES[reports.vintage][1]}."
    )


def answer(totals: pd.DataFrame, reports: Reports, *, lang: Lang) -> str:
    """The share of areas with a model in the provinces that reported, and that it is of those."""
    row = totals.loc["areas"]
    if not row["total_count"]:
        return say(("Chưa có số liệu về độ phủ.", "There is no figure on coverage yet."), lang)
    share, high = (percent(row[name], lang) for name in ("share", "high"))
    counts = [number(row[name], lang) for name in ("covered_count", "total_count")]
    here, whole = number(row["provinces_count"], lang), number(reports.expected_count, lang)
    rest = reports.expected_count - int(row["provinces_count"])
    if lang == "vi":
        open_end = f", nhiều nhất {high} nếu mọi nơi chưa rõ đều có" if row["open_count"] else ""
        text = (
            f"Ở {here} tỉnh có báo cáo, {share} khu dân cư ({counts[0]} trên {counts[1]}) có mô "
            f"hình đang hoạt động{open_end}."
        )
        if rest:
            text += f" Con số này không nói về {number(rest, lang)} tỉnh còn lại của {whole} tỉnh."
    else:
        open_end = f", at most {high} if all unknown ones have one" if row["open_count"] else ""
        text = (
            f"In the {here} {'province' if here == '1' else 'provinces'} that reported, {share} of "
            f"residential areas ({counts[0]} of {counts[1]}) have an active model{open_end}."
        )
        if rest:
            text += f" It says nothing of the other {number(rest, lang)} of {whole} provinces."
    return ok(text, lang)


def side_rows(table: pd.DataFrame, reports: Reports, *, lang: Lang) -> pd.DataFrame:
    """One row per province, in the order of the codes, for the chart and the table."""
    names = names_of(reports, lang)
    why = [reason(code, lang) for code in table["effect_why_none"]]
    return pd.DataFrame(
        {
            "province_name": label_of(names, list(table.index)),
            "covered_count": table["coverage_covered_count"],
            "total_count": table["coverage_total_count"],
            "share": table["coverage_share"],
            "share_low": table["coverage_low"],
            "share_high": table["coverage_high"],
            "ratio": table["effect_ratio"],
            "low": table["effect_low"],
            "high": table["effect_high"],
            "communes_count": table["effect_communes_count"],
            "grade": table["effect_grade"],
            "verdict": [
                None if pd.isna(code) else say(VERDICTS[code], lang)
                for code in table["effect_verdict"]
            ],
            "why": why,
        },
        index=table.index,
    )


def grades(side: pd.DataFrame, *, lang: Lang) -> str:
    """That provinces together are no surer than the surest of them; empty where none is graded.

    `side` is `questions.national.side_by_side`.
    """
    known = side["effect_grade"].dropna()
    if known.empty:
        return ""
    best, most = number(known.max(), lang), number(max(GRADES), lang)
    enough = known.max() >= _CONCLUDES
    text: Label = (
        f"Gộp các tỉnh không nâng mức căn cứ: xét riêng từng tỉnh, mức cao nhất là {best} (trên "
        f"{most})" + ("." if enough else ", nên tỷ số gộp cũng chưa đủ căn cứ để kết luận."),
        f"Putting provinces together does not raise the grade of evidence: by province it is "
        f"{best} (of {most}) at most"
        + ("." if enough else ", so the joint ratio is not enough evidence to conclude either."),
    )
    return ok(say(text, lang), lang)


def side_title(rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim: from where to where shares lie, and in how many the interval leaves out 1."""
    shares, ratios = rows["share"].dropna(), rows.dropna(subset=["low"])
    if shares.empty:
        return say(("Chưa có tỉnh nào có số liệu", "No province has figures yet"), lang)
    low, high = percent(shares.min(), lang, 0), percent(shares.max(), lang, 0)
    apart = int((ratios["high"].lt(1) | ratios["low"].gt(1)).sum())
    counts = number(apart, lang), number(len(ratios), lang)
    if lang == "vi":
        span = f"Độ phủ {low}" if low == high else f"Độ phủ từ {low} đến {high}"
        text = f"{span}; ở {counts[0]} trên {counts[1]} tỉnh, khoảng tin cậy của tỷ số không chứa 1"
    else:
        span = f"Coverage of {low}" if low == high else f"Coverage of {low} to {high}"
        text = f"{span}; in {counts[0]} of {counts[1]} provinces the ratio's interval leaves out 1"
    return ok(text, lang)


def order_note(*, lang: Lang) -> str:
    """Why provinces are not ranked."""
    text: Label = (
        "Các tỉnh xếp theo mã, không xếp hạng: nơi các khoảng chồng lên nhau thì không nói được "
        "tỉnh nào hơn tỉnh nào.",
        "Provinces stand in the order of their codes and are not ranked: where intervals overlap, "
        "nobody can say which is ahead.",
    )
    return ok(say(text, lang), lang)


def side_table(rows: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The provinces side by side."""
    names = [
        "province_name", "covered_count", "total_count", "share", "share_high", "ratio", "low",
        "high", "communes_count", "grade", "why",
    ]  # fmt: skip
    headings = heading(names, lang)
    headings["share_high"] = say(("nhiều nhất", "at most"), lang)
    formats = dict.fromkeys(("covered_count", "total_count", "communes_count", "grade"), "count")
    formats |= dict.fromkeys(("share", "share_high"), "share")
    formats |= {"ratio": "ratio", "low": "limit", "high": "limit"}
    title = say(
        ("Độ phủ và số vụ so với dự kiến, theo tỉnh", "Coverage and cases, by province"), lang
    )
    return ReportTable(title, rows, headings, lang, formats, order_note(lang=lang), most=70)


def map_title(rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the map: how many provinces have three quarters of areas covered."""
    shares = rows["share"].dropna()
    many, count = number(shares.ge(0.75).sum(), lang), number(len(shares), lang)
    if lang == "vi":
        return ok(f"{many} trên {count} tỉnh có báo cáo phủ từ 75 % khu dân cư trở lên", lang)
    return ok(f"{many} of {count} provinces that reported cover 75% of areas or more", lang)


def map_labels(rows: pd.DataFrame) -> list[str]:
    """Codes of the provinces to name on the map: all with a share where they are few, else none."""
    known = list(rows.index[rows["share"].notna()])
    return known if len(known) <= _MOST_NAMED else []


def missing(reports: Reports, *, lang: Lang) -> str:
    """How many provinces are missing and for which reasons; how many other reports are not used."""
    table, taken = reports.missing, reports.provinces.index
    is_lacking = ~table["province_code"].isin(taken) & table["reason"].ne("other_vintage")
    lacking = reports.expected_count - len(taken)
    counts = table[is_lacking]["reason"].value_counts()
    reasons = "; ".join(
        f"{say(REASONS[name], lang)}: {number(counts[name], lang)}"
        for name in REASONS
        if name in counts
    )
    others = int((~is_lacking).sum())
    if lacking:
        text: Label = (f"Thiếu {number(lacking, lang)} tỉnh ({reasons}).",
                       f"{number(lacking, lang)} provinces are missing ({reasons}).")  # fmt: skip
    else:
        text = ("Không thiếu tỉnh nào.", "No province is missing.")
    rest: Label = (
        f" Báo cáo khác trong thư mục không dùng đến: {number(others, lang)}.",
        f" Other reports in the folder that are not used: {number(others, lang)}.",
    )
    return ok(say(text, lang) + (say(rest, lang) if others else ""), lang)


def missing_table(reports: Reports, *, lang: Lang) -> ReportTable:
    """What is missing and why, one row each."""
    frame = reports.missing.assign(
        reason=[say(REASONS[code], lang) for code in reports.missing["reason"]]
    )
    names = ["province_name", "folder", "reason", "detail"]
    title = say(("Thiếu gì và vì sao", "What is missing, and why"), lang)
    return ReportTable(
        title, frame, heading(names, lang), lang, most=70, is_microdata=False,
        is_folded=len(frame) > 12,
    )  # fmt: skip


def who(reports: Reports, *, lang: Lang) -> str:
    """Which provinces the page stands on; empty for none."""
    names = list(names_of(reports, lang))
    if not names:
        return ""
    text: Label = ("Các tỉnh có báo cáo: {}.", "Provinces with a report: {}.")
    return ok(say(text, lang).format(listed(names, lang)), lang)


def banner(reports: Reports, *, lang: Lang) -> str:
    """What is made up; empty where nothing is. Sums over real and made-up provinces are neither."""
    made_up = reports.provinces["is_made_up"]
    if not made_up.any():
        return ""
    if made_up.all():
        return made_up_banner(lang=lang)
    names = ", ".join(reports.provinces.loc[made_up, "province_name"])
    text: Label = (
        "CÓ DỮ LIỆU GIẢ LẬP. Số liệu của các tỉnh sau do máy tạo ra: {}. Mọi con số gộp có tính cả "
        "các tỉnh này, nên không phải số liệu thật.",
        "PARTLY MADE-UP DATA. The figures of these provinces were drawn by a computer: {}. Every "
        "figure over all provinces counts them too, and is therefore not real.",
    )
    return say(text, lang).format(names)


def front(reports: Reports, *, lang: Lang) -> Front:
    """The words around the sections of the national page."""
    here, whole = number(len(reports.provinces), lang), number(reports.expected_count, lang)
    period = reports.period.say(lang)
    title: Label = (
        f"Mô hình bảo vệ an ninh, trật tự: {here} trên {whole} tỉnh, {period}",
        f"Community-safety models: {here} of {whole} provinces, {period}",
    )
    limits: tuple[Label, ...] = (
        (
            "Trang này chỉ ghép các báo cáo tỉnh; tỉnh không có báo cáo thì không có trong bất kỳ "
            "con số nào.",
            "This page only puts provincial reports together; a province without one is in no "
            "figure.",
        ),
        (
            "Số vụ thấp hơn dự kiến chưa cho biết nguyên nhân; các tỉnh có thể ghi nhận vụ việc "
            "khác nhau.",
            "Fewer cases than expected do not tell the cause; provinces may record differently.",
        ),
        (
            "Bản đồ là sơ đồ, không phải ranh giới thật.",
            "The map is schematic, not of true boundaries.",
        ),
    )
    sources: Label = (
        f"Bảng dữ liệu trong thư mục data/ của {here} báo cáo tỉnh.",
        f"The tables in data/ of {here} provincial reports.",
    )
    units: Label = (
        "Đơn vị hành chính: gói vietnamadminunits (giấy phép MIT).",
        "Administrative units: the package vietnamadminunits (MIT licence).",
    )
    return Front(
        title=say(title, lang),
        made_up=banner(reports, lang=lang),
        limits=tuple(say(limit, lang) for limit in limits),
        sources=(say(sources, lang), say(units, lang)),
        rerun=f"notebooks/95_national.ipynb, period={reports.period.code!r}, "
        f"vintage={reports.vintage!r}, lang={lang!r}",
    )
