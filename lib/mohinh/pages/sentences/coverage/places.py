"""Where: what the map and the chart of districts claim."""

import pandas as pd

from mohinh.pages.sentences.coverage.answer import between
from mohinh.pages.style import number, percent
from mohinh.words.terms import INDICATORS, REGIONS, Lang, say


def map_title(by_commune: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the map: in how many communes fewer than half of the areas are covered.

    A range where areas of unknown state decide.
    """
    reported = by_commune.dropna(subset=["share"])
    certain = reported["high"].lt(0.5).sum()
    below = between(certain, reported["share"].lt(0.5).sum() - certain, lang)
    total = number(len(reported), lang)
    if lang == "vi":
        return f"Ở {below} trên {total} đơn vị cấp xã, chưa đến một nửa khu dân cư có mô hình"
    return f"In {below} of {total} communes, fewer than half of the areas have an active model"


def hexagon_title(by_commune: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the hexagons: how many communes are nearly all covered."""
    edge = INDICATORS["area_coverage_share"].breaks[-1]
    reported = by_commune["share"].dropna()
    many, total = number(reported.ge(edge).sum(), lang), number(len(reported), lang)
    if lang == "vi":
        return (
            f"{many} trên {total} đơn vị cấp xã có mô hình ở từ {percent(edge, lang, 0)} khu dân cư"
        )
    return (
        f"In {many} of {total} communes, {percent(edge, lang, 0)} of the areas or more have a model"
    )


def uncertain_label(*, lang: Lang) -> str:
    """What the hatch of the map means: the share may be higher."""
    return say(("có nơi chưa rõ, tỷ lệ có thể cao hơn", "not all known, may be higher"), lang)


def map_labels(by_commune: pd.DataFrame, *, most: int = 6) -> list[str]:
    """Codes of the communes that the map names: those with the lowest shares, lowest first."""
    shares = by_commune["share"].dropna().sort_values(kind="stable")
    return shares.index[:most].tolist()


def unmatched(table: pd.DataFrame, *, lang: Lang) -> str:
    """Communes without a polygon, by name; empty where every commune has one."""
    names = table.loc[table["side"].eq("commune"), "name"]
    if names.empty:
        return ""
    count, listed = number(len(names), lang), ", ".join(names)
    if lang == "vi":
        return f"Không có ranh giới trong tệp nên không vẽ được ({count} xã): {listed}."
    return f"Without a boundary in the file, and so not drawn ({count}): {listed}."


def map_alt(by_commune: pd.DataFrame, names: pd.Series, *, lang: Lang) -> str:
    """What the map shows, for readers who cannot see it: range, and the communes without a model.

    Communes where an area of unknown state may have one are named apart.
    """
    reported = by_commune.dropna(subset=["share"])
    none = reported[reported["share"].eq(0)]
    empty = ", ".join(names[code] for code in none.index[none["high"].eq(0)])
    unsure = ", ".join(names[code] for code in none.index[none["high"].gt(0)])
    low, high = (percent(end, lang) for end in (reported["share"].min(), reported["share"].max()))
    if lang == "vi":
        text = f"Bản đồ tỷ lệ khu dân cư có mô hình theo đơn vị cấp xã, từ {low} đến {high}"
        text += f"; chưa có mô hình: {empty}" if empty else ""
        return text + (f"; chưa rõ có hay không: {unsure}." if unsure else ".")
    text = f"Map of the share of areas with a model by commune, from {low} to {high}"
    text += f"; without any: {empty}" if empty else ""
    return text + (f"; not known whether any: {unsure}." if unsure else ".")


def regions(by_region: pd.DataFrame, *, lang: Lang) -> str:
    """Range over districts (or kinds of commune); names an end only where no other could share it.

    `by_region` is `coverage(by=[data.region])`. Two regions are told apart only where their
    intervals (without and with the areas of unknown state) do not overlap.
    """
    rows = by_region.sort_values("share", kind="stable")
    last, first = rows.iloc[0], rows.iloc[-1]
    clear_low = last["high"] < rows.iloc[1:]["low"].min()
    clear_high = first["low"] > rows.iloc[:-1]["high"].max()
    low = percent(last["share"], lang) + (f" ({last.name})" if clear_low else "")
    high = percent(first["share"], lang) + (f" ({first.name})" if clear_high else "")
    by = say(REGIONS[by_region.index.name], lang)
    if lang == "vi":
        text = f"Theo {by}, tỷ lệ từ {low} đến {high}"
        close = "; do còn khu dân cư chưa rõ tình trạng, không xếp hạng các nơi gần nhau"
    else:
        text = f"By {by} the share runs from {low} to {high}"
        close = "; as the state of some areas is not known, places close to each other are "
        close += "not ranked"
    return f"{text}." if clear_low and clear_high else f"{text}{close}."


def region_title(by_region: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart of regions: the range."""
    low, high = percent(by_region["share"].min(), lang), percent(by_region["share"].max(), lang)
    by = say(REGIONS[by_region.index.name], lang)
    if lang == "vi":
        return f"Tỷ lệ khu dân cư có mô hình từ {low} đến {high}, tùy {by}"
    return f"The share of areas with a model runs from {low} to {high} by {by}"


def chart_words(*, lang: Lang) -> dict[str, str]:
    """What the charts of coverage say of themselves: the `measure` they show, and what the ends of
    an `interval` mean."""
    ends = ("nếu tính cả khu dân cư chưa rõ", "with areas of unknown state")
    label = INDICATORS["area_coverage_share"].label
    return {"measure": say(label, lang), "interval": say(ends, lang)}
