"""Coverage in words: what `questions.coverage` found, as the report says it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from mohinh.pages.sentences.table import ReportTable, Source
from mohinh.pages.style import date_text, number, percent
from mohinh.words.terms import INDICATORS, MODEL_GROUPS, REGIONS, Label, Lang, say

_STATES: dict[str, Label] = {
    "none": ("chưa có", "none"),
    "lapsed": ("đã ngừng", "lapsed"),
    "unknown": ("chưa rõ", "unknown"),
}
_SHARE_HEADINGS: dict[str, Label] = {
    "covered_count": ("Có mô hình", "Covered"),
    "unknown_count": ("Chưa rõ", "Unknown"),
    "total_count": ("Tổng số", "Total"),
    "share": ("Tỷ lệ", "Share"),
    "high": ("Tỷ lệ cao nhất có thể", "Highest possible share"),
}
_BY_REGION: Label = ("Khu dân cư có mô hình, theo", "Areas with a model, by")
_SHARE_FORMATS = {
    "covered_count": "count",
    "unknown_count": "count",
    "total_count": "count",
    "share": "share",
    "high": "share",
}


def answer(areas: pd.DataFrame, *, province: str, on: date, lang: Lang) -> str:
    """The answer first: share of residential areas covered, and how high it could be.

    `areas` is `coverage(…, of="areas")`, one row.
    """
    row = areas.iloc[0]
    counts = [number(row[name], lang) for name in ("covered_count", "total_count")]
    share, day = percent(row["share"], lang), date_text(on, lang)
    if lang == "vi":
        text = (
            f"Đến ngày {day}, {counts[0]} trên {counts[1]} khu dân cư của {province} ({share}) có "
            "ít nhất một mô hình đang hoạt động"
        )
        if row["unknown_count"]:
            text += (
                f"; {number(row['unknown_count'], lang)} khu dân cư chưa rõ tình trạng, nếu tính "
                f"cả thì tỷ lệ là {percent(row['high'], lang)}"
            )
        return text + "."
    text = (
        f"On {day}, {counts[0]} of {counts[1]} residential areas of {province} ({share}) had at "
        "least one active model"
    )
    if row["unknown_count"]:
        text += (
            f"; the state of {number(row['unknown_count'], lang)} areas is not known, and with "
            f"them the share would be {percent(row['high'], lang)}"
        )
    return text + "."


def reach(households: pd.DataFrame, communes: pd.DataFrame, *, lang: Lang) -> str:
    """How many households and communes that is; each one row of `coverage`."""
    home, commune = households.iloc[0], communes.iloc[0]
    covered, share = number(home["covered_count"], lang), percent(home["share"], lang)
    left_out = number(home["unreported_areas_count"], lang)
    some = _between(commune["covered_count"], commune["unknown_count"], lang)
    total = number(commune["total_count"], lang)
    if lang == "vi":
        text = f"Các khu dân cư đó có {covered} hộ, bằng {share} số hộ đã báo cáo"
        if home["unreported_areas_count"]:
            text += f" ({left_out} khu dân cư chưa báo số hộ, không tính)"
        return f"{text}. {some} trên {total} đơn vị cấp xã có ít nhất một khu dân cư có mô hình."
    text = f"They hold {covered} households, {share} of those reported"
    if home["unreported_areas_count"]:
        text += f" ({left_out} areas did not report their households and are left out)"
    return f"{text}. {some} of {total} communes have at least one area with a model."


def _between(certain: int, unknown: int, lang: Lang) -> str:
    """`116`, or `116 đến 119` where some are not known."""
    if not unknown:
        return number(certain, lang)
    joint = "đến" if lang == "vi" else "to"
    return f"{number(certain, lang)} {joint} {number(certain + unknown, lang)}"


def absent(communes: pd.DataFrame, *, lang: Lang, most: int = 12) -> str:
    """Communes that the files say nothing about, the first `most` by name; empty without any."""
    if communes.empty:
        return ""
    count, listed = number(len(communes), lang), ", ".join(communes["commune_name"][:most])
    more = number(len(communes) - most, lang) if len(communes) > most else ""
    if lang == "vi":
        rest = f" và {more} đơn vị khác" if more else ""
        return (
            f"Tệp không có khu dân cư nào của {count} đơn vị cấp xã, không tính ở trên: {listed}"
            f"{rest}."
        )
    rest = f" and {more} others" if more else ""
    return (
        f"The workbook lists no area of {count} communes, which are left out above: {listed}{rest}."
    )


def map_title(by_commune: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the map: in how many communes fewer than half of the areas are covered.

    A range where areas of unknown state decide.
    """
    reported = by_commune.dropna(subset=["share"])
    certain = reported["high"].lt(0.5).sum()
    below = _between(certain, reported["share"].lt(0.5).sum() - certain, lang)
    total = number(len(reported), lang)
    if lang == "vi":
        return f"Ở {below} trên {total} đơn vị cấp xã, chưa đến một nửa khu dân cư có mô hình"
    return f"In {below} of {total} communes, fewer than half of the areas have an active model"


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
        close = "; with areas of unknown state, those close to each other are not ranked"
    return f"{text}." if clear_low and clear_high else f"{text}{close}."


def chart_words(*, lang: Lang) -> dict[str, str]:
    """What the charts of coverage say of themselves: the `measure` they show, and what the ends of
    an `interval` mean."""
    ends = ("nếu tính cả khu dân cư chưa rõ", "with areas of unknown state")
    label = INDICATORS["area_coverage_share"].label
    return {"measure": say(label, lang), "interval": say(ends, lang)}


def groups(by_group: pd.DataFrame, *, lang: Lang) -> str:
    """The widest and the narrowest model group. Groups overlap, which is said."""
    if by_group.empty:
        return "Chưa có nhóm mô hình nào." if lang == "vi" else "There is no model group."
    wide, narrow = by_group.iloc[0], by_group.iloc[-1]
    names = [say(MODEL_GROUPS[row.name], lang) for row in (wide, narrow)]
    counts = [number(row["covered_count"], lang) for row in (wide, narrow)]
    total = number(len(by_group), lang)
    if lang == "vi":
        return (
            f"Có {total} nhóm mô hình ở khu dân cư; rộng nhất là “{names[0]}” ({counts[0]} khu dân "
            f"cư), hẹp nhất là “{names[1]}” ({counts[1]}). Một khu dân cư có thể thuộc hai nhóm "
            "nên không cộng các nhóm."
        )
    return (
        f"There are {total} model groups in residential areas; the widest is “{names[0]}” "
        f"({counts[0]} areas), the narrowest “{names[1]}” ({counts[1]}). An area can carry two "
        "groups, so groups are not added up."
    )


def group_title(by_group: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart of groups: the widest one and how far it reaches."""
    group, share = say(MODEL_GROUPS[by_group.index[0]], lang), by_group["share"].iloc[0]
    if lang == "vi":
        return f"Nhóm “{group}” rộng nhất, có ở {percent(share, lang)} khu dân cư"
    return f"“{group}” is the widest group, in {percent(share, lang)} of the areas"


def region_title(by_region: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart of regions: the range."""
    low, high = percent(by_region["share"].min(), lang), percent(by_region["share"].max(), lang)
    by = say(REGIONS[by_region.index.name], lang)
    if lang == "vi":
        return f"Tỷ lệ khu dân cư có mô hình từ {low} đến {high}, tùy {by}"
    return f"The share of areas with a model runs from {low} to {high} by {by}"


def series_title(by_year: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the series: first and last share, and the years."""
    first, last = by_year.iloc[0], by_year.iloc[-1]
    years = by_year.index[0].year, by_year.index[-1].year
    shares = percent(first["share"], lang), percent(last["share"], lang)
    if lang == "vi":
        return (
            f"Khu dân cư có mô hình: {shares[0]} cuối năm {years[0]}, {shares[1]} cuối năm "
            f"{years[1]}"
        )
    return (
        f"Areas with a model: {shares[0]} at the end of {years[0]}, {shares[1]} at the end of "
        f"{years[1]}"
    )


def gaps(open_areas: pd.DataFrame, names: pd.Series, *, lang: Lang) -> str:
    """How many areas have no active model, and the largest of them.

    `names` is the commune's name by code.
    """
    total = number(len(open_areas), lang)
    homes = open_areas["households_count"]
    blank = number(homes.isna().sum(), lang) if homes.isna().any() else ""
    if open_areas.empty or homes.isna().all():
        if lang == "vi":
            return f"{total} khu dân cư không có mô hình đang hoạt động."
        return f"{total} residential areas have no active model."
    first = open_areas.iloc[0]
    place = f"{first['area_name']}, {names[first['commune_code']]}"
    most, all_homes = number(first["households_count"], lang), number(homes.sum(), lang)
    if lang == "vi":
        return (
            f"{total} khu dân cư với {all_homes} hộ không có mô hình đang hoạt động hoặc chưa rõ"
            f"{f' ({blank} khu dân cư chưa báo số hộ)' if blank else ''}; đông hộ nhất là {place} "
            f"({most} hộ)."
        )
    return (
        f"{total} areas with {all_homes} households have no active model, or their state is not "
        f"known{f' ({blank} did not report households)' if blank else ''}; the one with most "
        f"households is {place} ({most})."
    )


_AREA_USES = ("area_id", "commune_code")
_POINT_USES = ("area_id", "type_id", "setting", "started_on", "ended_on", "status")


def _sources(by: str, values: Sequence[str]) -> list[tuple[Source, ...]]:
    """The areas that have each value of a column, and the points in them."""
    return [
        (
            Source("areas", _AREA_USES, {by: value}),
            Source("points", _POINT_USES, {f"areas.{by}": value, "setting": "area"}),
        )
        for value in values
    ]


def _shares(
    frame: pd.DataFrame,
    first: str,
    heading: Label,
    title: Label,
    lang: Lang,
    sources: Sequence[tuple[Source, ...]],
) -> ReportTable:
    headings = {first: say(heading, lang)}
    headings |= {name: say(label, lang) for name, label in _SHARE_HEADINGS.items()}
    return ReportTable(
        say(title, lang),
        frame[list(headings)],
        headings,
        lang,
        dict(_SHARE_FORMATS),
        sources=sources,
    )


def group_table(by_group: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Coverage by model group, as printed."""
    names = [say(MODEL_GROUPS[group], lang) for group in by_group.index]
    frame = by_group.assign(group_name=names).reset_index()
    title = ("Khu dân cư có mô hình, theo nhóm", "Areas with a model, by group")
    sources = [
        (
            Source("areas", _AREA_USES),
            Source("model_types", ("type_id", "model_group"), {"model_group": group}),
            Source("points", _POINT_USES, {"model_group": group, "setting": "area"}),
        )
        for group in by_group.index
    ]
    return _shares(frame, "group_name", ("Nhóm mô hình", "Model group"), title, lang, sources)


def region_table(by_region: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Coverage by district (or kind of commune), as printed."""
    by = by_region.index.name
    title = (f"{_BY_REGION[0]} {REGIONS[by][0]}", f"{_BY_REGION[1]} {REGIONS[by][1]}")
    heading = (REGIONS[by][0].capitalize(), REGIONS[by][1].capitalize())
    return _shares(by_region.reset_index(), by, heading, title, lang, _sources(by, by_region.index))


def commune_table(by_commune: pd.DataFrame, names: pd.Series, *, lang: Lang) -> ReportTable:
    """Coverage by commune with its code, lowest share first, as printed."""
    frame = by_commune.sort_values("share", kind="stable").reset_index()
    frame.insert(1, "commune_name", frame["commune_code"].map(names))
    title = (
        "Khu dân cư có mô hình, theo xã, từ thấp đến cao",
        "Areas with a model, by commune, lowest first",
    )
    sources = _sources("commune_code", frame["commune_code"])
    table = _shares(frame, "commune_name", ("Đơn vị cấp xã", "Commune"), title, lang, sources)
    headings = {"commune_code": say(("Mã xã", "Code"), lang)} | dict(table.headings)
    return replace(table, frame=frame[list(headings)], headings=headings, most=15)


def gap_table(open_areas: pd.DataFrame, names: pd.Series, *, lang: Lang) -> ReportTable:
    """The areas without an active model, most households first, as printed."""
    frame = open_areas.assign(
        commune_name=open_areas["commune_code"].map(names),
        state_name=[say(_STATES[state], lang) for state in open_areas["state"]],
    )
    headings = {
        "area_id": say(("Mã địa bàn", "Area code"), lang),
        "area_name": say(("Khu dân cư", "Area"), lang),
        "commune_name": say(("Đơn vị cấp xã", "Commune"), lang),
        "households_count": say(("Số hộ", "Households"), lang),
        "state_name": say(("Mô hình", "Model"), lang),
    }
    title = say(
        (
            "Khu dân cư chưa có hoặc chưa rõ có mô hình",
            "Areas without an active model, or of unknown state",
        ),
        lang,
    )
    sources = [
        (
            Source("areas", ("area_id", "households_count"), {"area_id": area}),
            Source("points", _POINT_USES, {"area_id": area, "setting": "area"}),
        )
        for area in frame["area_id"]
    ]
    return ReportTable(
        title,
        frame[list(headings)],
        headings,
        lang,
        {"households_count": "count"},
        most=15,
        sources=sources,
    )
