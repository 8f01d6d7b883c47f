"""Districts and communes: their rates, and the map of smoothed ones."""

from dataclasses import replace
from typing import Any

import pandas as pd

from mohinh.pages.sentences.rates.words import (
    PER,
    SMALL,
    SMALL_NOTE,
    headings,
    indicator,
    masked,
    sources,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, percent
from mohinh.tables.privacy import Withheld
from mohinh.words.terms import INDICATORS, REGIONS, Lang, say
from mohinh.words.text import capital

_NUMBERS = ("rate", "low", "high")
_FORMATS = {
    "incident_count": "count", "exposure_years": "count", "rate": "rate", "low": "rate",
    "high": "rate", "smoothed": "rate",
}  # fmt: skip


def region_rows(by_region: pd.DataFrame, hidden: Withheld, *, lang: Lang) -> pd.DataFrame:
    """Rates by district (or kind of commune), highest first; hidden ones say so (`why`)."""
    columns = ["incident_count", *_NUMBERS]
    frame = masked(by_region, hidden.groups, columns)
    frame = frame.sort_values("rate", ascending=False, kind="stable", na_position="last")
    return frame.reset_index().assign(why=say(SMALL, lang))


def region_title(rows: pd.DataFrame, *, region: str, lang: Lang) -> str:
    """The claim above the chart: the range."""
    by, known = say(REGIONS[region], lang), rows["rate"].dropna()
    if known.empty:
        return say((f"Tỷ suất theo {by}: không công bố", f"Rates by {by}: not shown"), lang)
    low, high = (number(end, lang, 1) for end in (known.min(), known.max()))
    if lang == "vi":
        return f"Tỷ suất từ {low} đến {high}, tùy {by}"
    return f"Rates run from {low} to {high} by {by}"


def region_said(rows: pd.DataFrame, *, region: str, lang: Lang) -> str:
    """Names an end of the range only where its interval overlaps no other."""
    known = rows.dropna(subset=["rate"])
    if len(known) < 2:
        return ""
    first, last = known.iloc[0], known.iloc[-1]
    parts = []
    if first["low"] > known.iloc[1:]["high"].max():
        parts.append(
            f"cao nhất rõ rệt là {first[region]}" if lang == "vi"
            else f"{first[region]} is clearly the highest"
        )  # fmt: skip
    if last["high"] < known.iloc[:-1]["low"].min():
        parts.append(
            f"thấp nhất rõ rệt là {last[region]}" if lang == "vi"
            else f"{last[region]} is clearly the lowest"
        )  # fmt: skip
    if parts:
        text = "; ".join(parts)
        return f"{capital(text)}."
    if lang == "vi":
        return "Không nơi nào tách hẳn khỏi tất cả các nơi còn lại, nên không xếp hạng."
    return "No place stands clear of all the others, so none is ranked."


def region_table(rows: pd.DataFrame, counted: Any, *, region: str, lang: Lang) -> ReportTable:
    """Rates by district (or kind of commune), as printed."""
    words = {region: capital(say(REGIONS[region], lang))}
    words |= headings(("incident_count", "exposure_years", *_NUMBERS), counted, lang)
    unit = say(PER[counted.per], lang)
    by = say(REGIONS[region], lang)
    title = say((f"Tỷ suất theo {by} ({unit})", f"Rates by {by} ({unit})"), lang)
    return ReportTable(
        title, rows[list(words)], words, lang, dict(_FORMATS),  # type: ignore[arg-type]
        note=say(SMALL_NOTE, lang) if rows["rate"].isna().any() else "",
        sources=[sources(counted, {region: name}) for name in rows[region]], is_whole=True,
    )  # fmt: skip


def commune_table(
    by_commune: pd.DataFrame,
    smoothed: Any,
    hidden: Withheld,
    names: pd.Series,
    counted: Any,
    *,
    lang: Lang,
) -> ReportTable:
    """Rates by commune, raw with their interval and smoothed, highest smoothed rate first."""
    frame = by_commune.assign(smoothed=map_values(smoothed, counted))
    columns = ["incident_count", *_NUMBERS, "smoothed"]
    frame = masked(frame, hidden.rows, columns)
    frame = frame.sort_values("smoothed", ascending=False, kind="stable", na_position="last")
    frame = frame.reset_index()
    frame.insert(1, "commune_name", frame["commune_code"].map(names))
    words = headings(
        ("commune_code", "commune_name", "incident_count", "exposure_years", *_NUMBERS, "smoothed"),
        counted, lang,
    )  # fmt: skip
    unit = say(PER[counted.per], lang)
    title = say((f"Tỷ suất theo xã ({unit})", f"Rates by commune ({unit})"), lang)
    table = ReportTable(
        title, frame[list(words)], words, lang, dict(_FORMATS), most=15,  # type: ignore[arg-type]
        sources=[sources(counted, {"commune_code": code}) for code in frame["commune_code"]],
    )  # fmt: skip
    return replace(table, note=say(SMALL_NOTE, lang)) if hidden.rows.any() else table


def smoothing_said(smoothed: Any, counted: Any, hidden: Withheld, *, lang: Lang) -> str:
    """What smoothing did: the range before and after, or that chance explains all differences."""
    shown = smoothed.table[~hidden.rows.reindex(smoothed.table.index, fill_value=False)]
    ends = shown[["raw", "smoothed"]] * counted.unit
    if ends["raw"].notna().sum() == 0:
        return ""
    before, after = (
        tuple(number(end, lang, 1) for end in (ends[name].min(), ends[name].max()))
        for name in ("raw", "smoothed")
    )
    if smoothed.variance == 0:
        if lang == "vi":
            return (
                f"Tỷ suất của các xã (từ {before[0]} đến {before[1]}) không khác nhau nhiều hơn "
                "mức ngẫu nhiên gây ra; làm trơn cho mọi xã cùng một tỷ suất."
            )
        return (
            f"The communes' rates ({before[0]} to {before[1]}) differ no more than chance makes "
            "them differ; smoothed, all have one rate."
        )
    if lang == "vi":
        return (
            f"Tỷ suất thô của các xã từ {before[0]} đến {before[1]}; đã làm trơn, từ {after[0]} "
            f"đến {after[1]}. Xã càng ít hộ thì càng được kéo về mức chung, vì vài vụ đã làm tỷ "
            "suất thô thay đổi nhiều."
        )
    return (
        f"The communes' raw rates run from {before[0]} to {before[1]}, the smoothed ones from "
        f"{after[0]} to {after[1]}. The smaller a commune, the more it is drawn to the common "
        "level, since a few cases already change its raw rate."
    )


def map_values(smoothed: Any, counted: Any) -> pd.Series:
    """Smoothed rates as they are published, in the indicator's unit, by commune code.

    Rounded to one digit on maps and in files too: exact ones of many communes would together give
    away a hidden count.
    """
    return (smoothed.table["smoothed"] * counted.unit).round(1)


def _shown(smoothed: Any, counted: Any, hidden: Withheld) -> pd.Series:
    rates = map_values(smoothed, counted).dropna()
    return rates[~hidden.rows.reindex(rates.index, fill_value=False)]


def map_title(smoothed: Any, counted: Any, hidden: Withheld, *, lang: Lang) -> str:
    """The claim above the map: the range of the smoothed rates."""
    rates = _shown(smoothed, counted, hidden)
    if rates.empty:
        return say(("Không có tỷ suất nào để vẽ", "There is no rate to draw"), lang)
    low, high = number(rates.min(), lang, 1), number(rates.max(), lang, 1)
    if low == high:
        return say(
            (f"Đã làm trơn, mọi xã cùng tỷ suất {low}", f"Smoothed, all communes have {low}"), lang
        )
    if lang == "vi":
        return f"Đã làm trơn, tỷ suất của các xã từ {low} đến {high}"
    return f"Smoothed, the communes' rates run from {low} to {high}"


def map_labels(smoothed: Any, counted: Any, hidden: Withheld, *, most: int = 6) -> list[str]:
    """Codes of the communes that the map names: those with the highest smoothed rates."""
    rates = _shown(smoothed, counted, hidden)
    if rates.nunique() < 2:
        return []
    return rates.sort_values(ascending=False, kind="stable").index[:most].tolist()


def beside_title(
    smoothed: Any, shares: pd.Series, counted: Any, hidden: Withheld, *, lang: Lang
) -> str:
    """The claim above the map of rates beside coverage: in how many of the communes shown the one
    is high and the other low. `shares` by commune code."""
    rates = _shown(smoothed, counted, hidden)
    high, low = indicator(counted).coarse[1], INDICATORS["area_coverage_share"].coarse[0]
    count = int((rates.ge(high) & shares.reindex(rates.index).lt(low)).sum())
    both, shown = number(count, lang), number(len(rates), lang)
    most, least = number(high, lang), percent(low, lang, 0)
    if lang == "vi":
        where = f"{both} xã" if count else "không xã nào"
        return (
            f"Trong {shown} xã được nêu, {where} có tỷ suất từ {most} trở lên và có mô hình ở dưới "
            f"{least} khu dân cư"
        )
    where = "none has" if not count else f"{both} {'has' if count == 1 else 'have'}"
    whose = "its" if count < 2 else "their"
    return (
        f"Of {shown} communes shown, {where} a rate of {most} or more and a model in under {least} "
        f"of {whose} areas"
    )


def beside_said(counted: Any, *, lang: Lang) -> str:
    """What the map of rates beside coverage does not say."""
    if lang == "vi":
        return (
            "Bản đồ chỉ cho thấy hai số liệu nằm cạnh nhau ở mỗi xã; không cho biết số liệu này vì "
            "số liệu kia: mô hình có thể được lập ở nơi có nhiều vụ, và có mô hình thì có thể ghi "
            "nhận được nhiều vụ hơn."
        )
    return (
        "The map only shows the two side by side in each commune, not that one comes from the "
        "other: models may be set up where there are many cases, and where there is a model more "
        "cases may be recorded."
    )


def map_alt(smoothed: Any, counted: Any, hidden: Withheld, names: pd.Series, *, lang: Lang) -> str:
    """What the map shows, for readers who cannot see it."""
    label, unit = (say(text, lang) for text in (indicator(counted).label, indicator(counted).unit))
    listed = ", ".join(names[code] for code in map_labels(smoothed, counted, hidden))
    count = number(int(hidden.rows.sum()), lang)
    title = map_title(smoothed, counted, hidden, lang=lang)
    if lang == "vi":
        text = f"Bản đồ: {label} ({unit}). {title}"
        text += f"; cao nhất: {listed}" if listed else ""
        return text + (f"; {count} xã không công bố vì số quá nhỏ." if hidden.rows.any() else ".")
    text = f"Map: {label} ({unit}). {title}"
    text += f"; highest: {listed}" if listed else ""
    return text + (f"; {count} communes not shown, counts too small." if hidden.rows.any() else ".")
