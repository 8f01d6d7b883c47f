"""Data quality in words: what `tables.quality` found, as the report says it."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mohinh.pages.sentences.table import ReportTable, Source
from mohinh.pages.style import number, percent
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import TABLES
from mohinh.words.terms import Label, Lang, Period, say
from mohinh.words.text import capital

_SEVERITIES: dict[str, Label] = {
    "error": ("lỗi", "error"),
    "warning": ("cần xem", "to be looked at"),
    "note": ("ghi chú", "note"),
}


def answer(received: pd.DataFrame, *, period: Period, lang: Lang) -> str:
    """Monthly reports received of those expected, over the period."""
    came, due = received["received_count"].sum(), received["expected_count"].sum()
    counts = number(came, lang), number(due, lang), percent(came / due, lang)
    when = period.say(lang)
    if not came and lang == "vi":
        return f"{capital(when)}: không nhận được báo cáo tháng nào của khu dân cư."
    if not came:
        return f"In {when}, no monthly report of any area was received."
    if lang == "vi":
        return (
            f"{capital(when)}: nhận được {counts[0]} trên {counts[1]} báo cáo tháng của khu "
            f"dân cư ({counts[2]})."
        )
    return (
        f"In {when}, {counts[0]} of {counts[1]} monthly area reports were received ({counts[2]})."
    )


def silence(silent: pd.DataFrame, received: pd.DataFrame, *, lang: Lang) -> str:
    """Areas that never reported, and the month with the fewest reports."""
    share = received.groupby("month")[["received_count", "expected_count"]].sum()
    share = share["received_count"] / share["expected_count"]
    worst = share.idxmin()
    month, low = f"{worst.month:02}/{worst.year}", percent(share.min(), lang)
    count = number(len(silent), lang)
    if lang == "vi":
        return (
            f"{count} khu dân cư không gửi báo cáo nào trong kỳ; không báo cáo không có nghĩa là "
            f"không có vụ việc. Tháng thấp nhất là {month} ({low})."
        )
    areas = "area" if len(silent) == 1 else "areas"
    return (
        f"{count} {areas} sent no report at all in the period; no report does not mean no cases. "
        f"The lowest month was {month} ({low})."
    )


def grid_title(received: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the grid: how many of its cells miss more than a fifth of their reports,
    the lowest class but one of its legend."""
    cells = received["share"].dropna()
    low, total = number(cells.lt(0.8).sum(), lang), number(len(cells), lang)
    if cells.ge(0.8).all():
        return say(
            (
                f"Không ô nào trong {total} ô (nơi và tháng) thiếu hơn một phần năm số báo cáo",
                f"None of {total} cells (place and month) misses more than a fifth of its reports",
            ),
            lang,
        )
    if lang == "vi":
        return f"{low} trên {total} ô (nơi và tháng) thiếu hơn một phần năm số báo cáo"
    return f"{low} of {total} cells (place and month) miss more than a fifth of their reports"


def intake(
    received_count: int, refused_count: int, findings: Sequence[Finding], *, lang: Lang
) -> str:
    """How many rows came, how many of them were refused, and what is to be looked at."""
    rows, refused = number(received_count, lang), number(refused_count, lang)
    open_count = sum(finding.severity == "warning" for finding in findings)
    if lang == "vi":
        text = f"Nhận {rows} dòng, " + (
            f"từ chối {refused} dòng (ghi nguyên văn trong rejected.csv, không có trong các số "
            "dưới đây)"
            if refused_count
            else "đọc được tất cả"
        )
        return f"{text}; {number(open_count, lang)} điều cần xem lại." if open_count else f"{text}."
    text = f"{rows} rows came" + (
        f", {refused} of them were refused (they stand in rejected.csv, and in no number below)"
        if refused_count
        else ", all of which were read"
    )
    return f"{text}; {number(open_count, lang)} to be looked at." if open_count else f"{text}."


def received_table(received: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Reports received by month, as printed."""
    frame = received.groupby("month")[["received_count", "expected_count"]].sum().reset_index()
    frame["share"] = frame["received_count"] / frame["expected_count"]
    sources = [
        (
            Source("areas", ("area_id",)),
            Source("activity", ("area_id", "month"), {"month": f"{day:%Y-%m}"}),
        )
        for day in frame["month"]
    ]
    frame["month"] = [f"{day.month:02d}/{day.year}" for day in frame["month"]]
    headings = {
        "month": say(("Tháng", "Month"), lang),
        "received_count": say(("Nhận được", "Received"), lang),
        "expected_count": say(("Phải có", "Expected"), lang),
        "share": say(("Tỷ lệ", "Share"), lang),
    }
    formats = {"received_count": "count", "expected_count": "count", "share": "share"}
    title = say(("Báo cáo tháng của khu dân cư", "Monthly reports of areas"), lang)
    return ReportTable(title, frame[list(headings)], headings, lang, formats, sources=sources)


def blank_table(blanks: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Columns with blank cells, as printed."""
    frame = blanks.assign(
        sheet=[TABLES[name].sheet for name in blanks["table"]],
        heading=[
            TABLES[table].column(column).header
            for table, column in zip(blanks["table"], blanks["column"], strict=True)
        ],
    )
    headings = {
        "sheet": say(("Trang", "Sheet"), lang),
        "heading": say(("Cột", "Column"), lang),
        "blank_count": say(("Ô trống", "Blank cells"), lang),
        "rows_count": say(("Số dòng", "Rows"), lang),
        "share": say(("Tỷ lệ trống", "Share blank"), lang),
    }
    formats = {"blank_count": "count", "rows_count": "count", "share": "share"}
    title = say(("Ô để trống, theo cột", "Blank cells, by column"), lang)
    note = say(
        (
            "Ô trống nghĩa là chưa báo cáo; có cột được phép trống (ngày kết thúc, cấp công nhận).",
            "Blank means not reported; some columns may be blank (end date, recognition). Sheets "
            "and columns bear the Vietnamese names that they have in the workbook.",
        ),
        lang,
    )
    sources = [
        (Source(table, (column,), {column: None}),)
        for table, column in zip(blanks["table"], blanks["column"], strict=True)
    ]
    return ReportTable(title, frame[list(headings)], headings, lang, formats, note, sources=sources)


def finding_table(findings: Sequence[Finding], *, lang: Lang) -> ReportTable:
    """What was found while the files were read, errors first, as printed.

    A number in a row of a sheet may be a count about people and is not repeated: its cell is named.
    """
    order = list(_SEVERITIES)
    told = sorted(findings, key=lambda finding: order.index(finding.severity))
    frame = pd.DataFrame(
        {
            "severity": [say(_SEVERITIES[finding.severity], lang) for finding in told],
            "place": [finding.where(lang) for finding in told],
            "text": [_without_numbers(finding).what(lang) for finding in told],
        }
    )
    headings = {
        "severity": say(("Mức", "Severity"), lang),
        "place": say(("Nơi", "Where"), lang),
        "text": say(("Nội dung", "Finding"), lang),
    }
    title = say(("Phát hiện khi đọc tệp", "Found while reading the files"), lang)
    note = say(
        (
            "Báo cáo không nhắc lại số liệu của từng dòng; xem ô được nêu trong tệp.",
            "The report does not repeat numbers of single rows; see the cell named in the file.",
        ),
        lang,
    )
    is_silent = any(finding is not _without_numbers(finding) for finding in told)
    return ReportTable(title, frame, headings, lang, note=note if is_silent else "")


def _without_numbers(finding: Finding) -> Finding:
    if finding.row is None or not re.search(r"\d", " ".join((finding.found, *finding.expected))):
        return finding
    return replace(finding, found="", expected=("", ""))
