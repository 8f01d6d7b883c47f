"""Tables and the first sentences: all figures of a province as the report prints them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from mohinh.pages.sentences.reconciliation.figures import (
    difference,
    in_words,
    measured_text,
    period_text,
    published_text,
    reason,
)
from mohinh.pages.sentences.reconciliation.traps import trap
from mohinh.pages.sentences.reconciliation.words import COUNTED, OUTCOMES, TALLIED, Row, labels
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import date_text, number
from mohinh.words.terms import Label, Lang, Period, say

_STANDINGS = labels(
    no_figure=(
        "Nguồn về {} trong danh mục không nêu số liệu nào. Không nêu không phải là 0.",
        "The source on {} in the catalogue gives no figure. Not given is not zero.",
    ),
    no_source=(
        "Chưa có nguồn công khai nào của tỉnh {} trong danh mục.",
        "No public source of {} is listed.",
    ),
)


def headline(tally: Mapping[str, int], lang: Lang) -> str:
    """The outcomes of `tally` in one sentence; an outcome without figures is left out."""
    parts = [
        f"{say(TALLIED[outcome], lang)} {number(count, lang)}"
        for outcome, count in tally.items()
        if count
    ]
    if not parts:
        return "Không có số liệu công bố để đối chiếu." if lang == "vi" else "No published figure."
    start = "Đối chiếu số liệu đã công bố" if lang == "vi" else "Published figures reconciled"
    return f"{start}: {', '.join(parts)}."


def standing(code: str, province: str, lang: Lang) -> str:
    """What to print for a province without figures: `no_figure` or `no_source`."""
    return say(_STANDINGS[code], lang).format(province)


def source_text(source: Row, lang: Lang) -> str:
    """One row of `published.sources` as a reference: publisher, title, date; or silent."""
    text = _reference(source, lang)
    if source["publishes_figures"]:
        return text
    return f"{text}; {'không nêu số liệu nào' if lang == 'vi' else 'gives no figure'}"


def _reference(source: Row, lang: Lang) -> str:
    text = f"{in_words(source, 'publisher', lang)}: {in_words(source, 'title', lang)}"
    if pd.isna(source["published"]):
        return f"{text} ({'không ghi ngày' if lang == 'vi' else 'undated'})"
    return f"{text} ({_published_on(source['published'], lang)})"


def _published_on(text: str, lang: Lang) -> str:
    """A day, month or year as far as the source tells it."""
    if len(text) == len("2022-10-25"):
        return date_text(date.fromisoformat(text), lang)
    return Period.parse(text).say(lang)


_HEADINGS: tuple[Label, ...] = (
    ("Số liệu", "Figure"),
    ("Thời kỳ", "Period"),
    ("Đã công bố", "Published"),
    ("Đếm từ dữ liệu chi tiết", "Counted from microdata"),
    ("Kết quả", "Outcome"),
    ("Lý do", "Reason"),
)


def opening(
    standing_code: str, tally: Mapping[str, int], *, province: str, is_made_up: bool, lang: Lang
) -> str:
    """What is published, how it compares, and what agreement means on made-up data.

    `standing_code` is `published.standing`, `tally` is `reconciliation.tally`.
    """
    if standing_code != "figures":
        return standing(standing_code, province, lang)
    text = headline(tally, lang)
    if not is_made_up or not tally.get("agree"):
        return text
    made_up = (
        "Dữ liệu chi tiết là giả lập và được dựng cho khớp tổng đã công bố, nên khớp chỉ cho thấy "
        "cách đếm đúng định nghĩa.",
        "The microdata are made up to add up to the published totals, so agreement shows only that "
        "the counting follows the definitions.",
    )
    return f"{text} {say(made_up, lang)}"


def report_table(reconciled: pd.DataFrame, *, is_made_up: bool, lang: Lang) -> ReportTable:
    """The reconciliation as the report prints it, one row per published figure.

    The column of microdata says so where they are made up; the published figures are real.
    """
    title = ("Số liệu đã công bố và số đếm từ dữ liệu chi tiết", "Published figures and microdata")
    frame = table(reconciled, lang)
    if is_made_up:
        measured = say(_HEADINGS[3], lang)
        mark = say(("GIẢ LẬP", "MADE-UP"), lang)
        frame = frame.rename(columns={measured: f"{measured} ({mark})"})
    table_of_text = ReportTable.of_text(say(title, lang), frame, lang=lang)
    return replace(
        table_of_text, sources=[COUNTED.get(name, ()) for name in reconciled["indicator"]]
    )


def trap_table(traps: pd.DataFrame, figures: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The traps as sentences, one row each; `figures` is the table that `traps` was asked about."""
    texts = [trap(row, figures, lang) for row in traps.to_dict("records")]
    heading = say(("Điều cần lưu ý", "Mind this"), lang)
    title = say(("Những cách đọc sai số liệu đã công bố", "Wrong readings of these figures"), lang)
    return ReportTable.of_text(title, pd.DataFrame({heading: texts}, dtype="str"), lang=lang)


def source_table(sources: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The public sources as references, one row each."""
    texts = [source_text(row, lang) for row in sources.to_dict("records")]
    heading = say(("Nguồn", "Source"), lang)
    title = say(("Nguồn của số liệu đã công bố", "Sources of the published figures"), lang)
    return ReportTable.of_text(title, pd.DataFrame({heading: texts}, dtype="str"), lang=lang)


def table(reconciled: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The table that a report prints, all text, one row per published figure in the same order."""
    rows = [
        (
            in_words(row, "label", lang),
            period_text(row, lang),
            published_text(row, lang),
            measured_text(row, lang),
            say(OUTCOMES[row["outcome"]], lang) + difference(row, lang),
            reason(row, lang),
        )
        for row in reconciled.to_dict("records")
    ]
    headings = [say(heading, lang) for heading in _HEADINGS]
    return pd.DataFrame(rows, columns=headings, index=reconciled.index, dtype="str")
