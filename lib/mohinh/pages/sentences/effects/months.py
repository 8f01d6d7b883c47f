"""Months since adoption in words."""

from dataclasses import replace

import pandas as pd

from mohinh.pages.sentences.effects.words import Assessment, ok, ratio_table, told, withheld_groups
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number
from mohinh.tables import privacy
from mohinh.words.terms import Lang, say


def event_rows(found: Assessment, *, group: str = "all") -> pd.DataFrame:
    """One row per bin of months since adoption, without counts; a bin of a small count is blank."""
    path = found.path(group)
    names = ["first", "last", "ratio", "low", "high", "band_low", "band_high"]
    names += ["is_before", "is_donut"]
    if path is None:
        return pd.DataFrame(columns=names)
    table = path.table()
    hidden = table["observed"].map(privacy.is_small) | (group in withheld_groups(found))
    numbers = names[2:7]
    table[numbers] = told(table[numbers].astype("Float64").mask(hidden))
    return table[names]


def event_title(rows: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart by months since adoption."""
    if rows.empty:
        return ok(say(("Chưa so sánh được", "Nothing can be compared"), lang), lang)
    after = rows[~rows["is_before"].astype("bool") & rows["band_low"].notna()]
    below, above = (int(side.sum()) for side in (after["band_high"].lt(1), after["band_low"].gt(1)))
    few, more, count = (number(n, lang) for n in (below, above, len(after)))
    if not below and not above:
        text = (
            f"Trong {count} kỳ sau khi áp dụng, không kỳ nào cả dải tin cậy nằm về một phía của 1",
            f"In none of {count} bins after adoption does the band lie wholly on one side of 1",
        )
    elif not above:
        text = (
            f"Ở {few} trên {count} kỳ sau khi áp dụng, cả dải tin cậy nằm dưới 1",
            f"In {few} of {count} bins after adoption the whole band lies below 1",
        )
    elif not below:
        text = (
            f"Ở {more} trên {count} kỳ sau khi áp dụng, cả dải tin cậy nằm trên 1",
            f"In {more} of {count} bins after adoption the whole band lies above 1",
        )
    else:
        text = (
            f"Sau khi áp dụng, cả dải tin cậy nằm dưới 1 ở {few} kỳ, trên 1 ở {more} kỳ",
            f"After adoption the whole band lies below 1 in {few} bins, above 1 in {more}",
        )
    return ok(say(text, lang), lang)


def event_table(rows: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The bins of months since adoption, without counts."""
    names = ["first", "last", "ratio", "low", "high", "band_low", "band_high"]
    title = ("Tỷ số theo số tháng kể từ khi áp dụng", "Ratio by months since adoption")
    table = ratio_table(title, rows, names, lang)
    formats = dict(table.formats) | {"first": "count", "last": "count"}
    return replace(table, formats=formats, is_folded=True)


def event_remark(*, lang: Lang) -> str:
    """What the bins before adoption are compared with."""
    return ok(
        say(
            (
                "Các kỳ trước khi áp dụng: số dự kiến tính từ những kỳ sớm hơn nữa",
                "Bins before adoption: expected from what lies before the window",
            ),
            lang,
        ),
        lang,
    )
