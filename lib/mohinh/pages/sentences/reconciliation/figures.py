"""One figure in words: as it was published, of when, and beside what the microdata give."""

import calendar
from datetime import date

import pandas as pd

from mohinh.pages.sentences.reconciliation.words import (
    DEFINITIONS,
    MISSING,
    OUTCOMES,
    QUALIFIERS,
    REASONS,
    Row,
)
from mohinh.pages.style import date_text, number, percent
from mohinh.tables.privacy import SMALLEST, is_small, rounded
from mohinh.words.terms import Lang, Period, say


def published_text(figure: Row, lang: Lang) -> str:
    """The figure as published: qualifier, number, unit; `gần 1.000 tin`, `trên 80 %`."""
    return say(QUALIFIERS[figure["qualifier"]], lang).format(quantity(figure, lang))


def quantity(figure: Row, lang: Lang) -> str:
    """Number and unit, without the qualifier."""
    value = float(figure["value"])
    if figure["unit_vi"] == "%":
        return percent(value / 100, lang, _digits(value))
    return f"{number(value, lang, _digits(value))} {in_words(figure, 'unit', lang)}"


def _digits(value: float) -> int:
    return 0 if value.is_integer() else 1


def in_words(row: Row, column: str, lang: Lang) -> str:
    """The column of a row in the reader's language: `label` → `label_vi`."""
    return row[f"{column}_{lang}"]


def period_text(figure: Row, lang: Lang) -> str:
    """The figure's period: `đến 25/10/2022` for a state, `năm 2021` for a flow of that year.

    A state on the last day of a month is dated by its month, one on the last of a year by its year,
    since that is all its source tells.
    """
    if pd.isna(figure["period_end"]):
        return {"vi": "không rõ thời điểm", "en": "undated"}[lang]
    end = _day(figure["period_end"])
    if figure["timing"] == "unstated":
        state = period_text({**figure, "timing": "state"}, lang)
        return f"{state}, {'không rõ từ khi nào' if lang == 'vi' else 'since when is not told'}"
    if figure["timing"] == "state":
        if (end.month, end.day) == (12, 31):
            return Period.parse(end.year).say(lang)
        at = {"vi": "đến", "en": "as of"}[lang]
        if end.day == calendar.monthrange(end.year, end.month)[1]:
            return f"{at} {Period.parse(f'{end:%Y-%m}').say(lang)}"
        return f"{at} {date_text(end, lang)}"
    return _span(_day(figure["period_start"]), end, lang)


def _day(moment: pd.Timestamp) -> date:
    return moment.date()


def _span(start: date, end: date, lang: Lang) -> str:
    if start == end:
        return f"ngày {date_text(end, lang)}" if lang == "vi" else date_text(end, lang)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return Period.parse(end.year).say(lang)
    from_day, to_day = date_text(start, lang), date_text(end, lang)
    return f"từ {from_day} đến {to_day}" if lang == "vi" else f"{from_day} to {to_day}"


def _measured_period(row: Row, lang: Lang) -> str:
    if pd.isna(row["measured_end"]):
        return ""
    end = _day(row["measured_end"])
    if pd.isna(row["measured_start"]):
        return f"{'đến' if lang == 'vi' else 'as of'} {date_text(end, lang)}"
    return _span(_day(row["measured_start"]), end, lang)


def definition(indicator: str, lang: Lang) -> str:
    """How the microdata are counted for an indicator."""
    return say(DEFINITIONS[indicator], lang)


def reason(row: Row, lang: Lang) -> str:
    """Why the row has its outcome, and what is missing; small letters, no full stop."""
    known = DEFINITIONS.get(row["indicator"], ("", ""))
    text = say(REASONS[row["reason"]], lang).format(
        published=published_text(row, lang),
        definition=say(known, lang),
        period=period_text(row, lang),
        measured_period=_measured_period(row, lang),
    )
    if pd.isna(row["missing"]) or not row["missing_count"]:
        return text
    missing = say(MISSING[row["missing"]], lang).format(number(row["missing_count"], lang))
    return f"{text} ({missing})"


def reconciliation(row: Row, lang: Lang) -> str:
    """One row of `reconcile` as a sentence: published, measured, outcome, reason."""
    published = f"{in_words(row, 'label', lang)} ({period_text(row, lang)}): "
    if lang == "vi":
        published += f"công bố {published_text(row, lang)}"
        measured = f"; đếm từ dữ liệu chi tiết được {measured_text(row, lang)}"
    else:
        published += f"published {published_text(row, lang)}"
        measured = f"; counted from microdata {measured_text(row, lang)}"
    if pd.isna(row["measured"]):
        measured = ""
    outcome = say(OUTCOMES[row["outcome"]], lang) + difference(row, lang)
    return f"{published}{measured} – {outcome}: {reason(row, lang)}."


# What is counted that concerns people; small counts of it are not printed.
_ABOUT_PEOPLE = frozenset({"member", "person_total", "tip", "case", "visit", "file"})


def _is_small(row: Row) -> bool:
    return row["counts"] in _ABOUT_PEOPLE and is_small(row["measured"])


def measured_text(row: Row, lang: Lang) -> str:
    """The measured value; a small count about people, tips or cases only as being small.

    Another count of them is rounded where it is not the published one: it grows from report to
    report, and the difference may be one month's, or one point's.
    """
    if _is_small(row):
        return f"{'dưới' if lang == 'vi' else 'under'} {SMALLEST}"
    if _is_rounded(row):
        about = "khoảng" if lang == "vi" else "about"
        return f"{about} {number(_rounded(row['measured']), lang)}"
    return number(row["measured"], lang)


def _is_rounded(row: Row) -> bool:
    is_known = row.get("qualifier") == "exact" and row["measured"] == row["value"]
    return row["counts"] in _ABOUT_PEOPLE and not pd.isna(row["measured"]) and not is_known


def _rounded(count: float) -> float:
    return float(rounded(pd.Series([count], dtype="Float64")).iloc[0])


def difference(row: Row, lang: Lang) -> str:
    """`, ít hơn 3`, for a figure that differs."""
    if row["outcome"] != "differ" or _is_small(row):
        return ""
    more = ("nhiều hơn", "more by") if row["difference"] > 0 else ("ít hơn", "fewer by")
    if row["difference"] == 0:
        return ""
    gap = abs(row["difference"])
    if _is_rounded(row):
        about = "khoảng" if lang == "vi" else "about"
        gap = abs(_rounded(row["measured"]) - row["value"])
        return f", {say(more, lang)} {about} {number(gap, lang)}"
    return f", {say(more, lang)} {number(gap, lang)}"
