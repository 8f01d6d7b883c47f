"""Tables of shares as printed, each row with the imported rows that it stands on."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mohinh.pages.sentences.table import ReportTable, Source
from mohinh.pages.style import percent
from mohinh.tables import privacy
from mohinh.words.terms import (
    LEADS,
    MODEL_GROUPS,
    REGIONS,
    SETTINGS,
    SIZE_CLASSES,
    Label,
    Lang,
    say,
)
from mohinh.words.text import alphabetical, capital

_STATES: dict[str, Label] = {
    "none": ("chưa có", "none"),
    "lapsed": ("đã ngừng", "lapsed"),
    "unknown": ("chưa rõ", "unknown"),
    "silent": ("chưa có báo cáo", "no report"),
}
_SHARE_HEADINGS: dict[str, Label] = {
    "covered_count": ("Có mô hình", "Covered"),
    "unknown_count": ("Chưa rõ", "Unknown"),
    "silent_count": ("Chưa có báo cáo", "No report"),
    "lapsed_count": ("Đã ngừng", "Lapsed"),
    "none_count": ("Chưa có", "None"),
    "total_count": ("Tổng số", "Total"),
    "share": ("Tỷ lệ", "Share"),
    "high": ("Tỷ lệ cao nhất có thể", "Highest possible share"),
}
_BY_REGION: Label = ("Khu dân cư có mô hình, theo", "Areas with a model, by")
_SHARE_FORMATS = {
    name: "share" if name in ("share", "high") else "count" for name in _SHARE_HEADINGS
}
AREA_USES = ("area_id", "commune_code")
POINT_USES = ("area_id", "type_id", "setting", "started_on", "ended_on", "status")
_NOT_SAID: Label = ("chưa ghi", "not reported")


def area_sources(by: str, values: Sequence[str]) -> list[tuple[Source, ...]]:
    """The areas that have each value of a column, and the points in them."""
    return [
        (
            Source("areas", AREA_USES, {by: value}),
            Source("points", POINT_USES, {f"areas.{by}": value, "setting": "area"}),
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
            Source("areas", AREA_USES),
            Source("model_types", ("type_id", "model_group"), {"model_group": group}),
            Source("points", POINT_USES, {"model_group": group, "setting": "area"}),
        )
        for group in by_group.index
    ]
    return _shares(frame, "group_name", ("Nhóm mô hình", "Model group"), title, lang, sources)


def region_table(by_region: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Coverage by district (or kind of commune), as printed."""
    by = by_region.index.name
    title = (f"{_BY_REGION[0]} {REGIONS[by][0]}", f"{_BY_REGION[1]} {REGIONS[by][1]}")
    heading = (capital(REGIONS[by][0]), capital(REGIONS[by][1]))
    sources = area_sources(by, by_region.index)
    table = _shares(by_region.reset_index(), by, heading, title, lang, sources)
    return replace(table, is_whole=True)


def commune_table(by_commune: pd.DataFrame, names: pd.Series, *, lang: Lang) -> ReportTable:
    """Coverage by commune with its code, lowest share first, as printed."""
    frame = by_commune.sort_values("share", kind="stable").reset_index()
    frame.insert(1, "commune_name", frame["commune_code"].map(names))
    title = (
        "Khu dân cư có mô hình, theo xã, từ thấp đến cao",
        "Areas with a model, by commune, lowest first",
    )
    sources = area_sources("commune_code", frame["commune_code"])
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
            Source("points", POINT_USES, {"area_id": area, "setting": "area"}),
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


def _part_sources(part: str, values: Sequence[str | None]) -> list[tuple[Source, ...]]:
    """All areas, and the points in them that have each value of a column."""
    return [
        (
            Source("areas", AREA_USES),
            Source("points", (*POINT_USES, part), {part: value, "setting": "area"}),
        )
        for value in values
    ]


def _given(index: pd.Index) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in index]


def type_table(by_type: pd.DataFrame, types: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Coverage by type of model with its group, as printed; `types` is the table of types."""
    known = types.set_index("type_id")
    codes = _given(by_type.index)
    frame = by_type.reset_index(drop=True).assign(
        type_name=known["type_name"].reindex(codes).to_numpy(),
        group_name=[
            say(MODEL_GROUPS[group], lang) for group in known["model_group"].reindex(codes)
        ],
    )
    title = ("Khu dân cư có mô hình, theo loại", "Areas with a model, by type")
    sources = _part_sources("type_id", codes)
    table = _shares(frame, "type_name", ("Loại mô hình", "Type of model"), title, lang, sources)
    headings = {"type_name": table.headings["type_name"]}
    headings["group_name"] = say(("Nhóm", "Group"), lang)
    headings |= table.headings
    return replace(table, frame=frame[list(headings)], headings=headings, most=12)


def lead_table(by_lead: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Coverage by lead organisation, as printed; points that named none in a row of their own."""
    codes = _given(by_lead.index)
    names = [say(LEADS[code] if code else _NOT_SAID, lang) for code in codes]
    frame = by_lead.reset_index(drop=True).assign(lead_name=names)
    title = ("Khu dân cư có mô hình, theo đơn vị chủ trì", "Areas with a model, by lead")
    heading = ("Đơn vị chủ trì", "Lead organisation")
    return _shares(frame, "lead_name", heading, title, lang, _part_sources("lead", codes))


def size_table(by_size: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Coverage by size of area, smallest class first, as printed; without sources: the classes are
    made of the counts."""
    codes = [code for code in SIZE_CLASSES if code in by_size.index]
    blank = by_size[by_size.index.isna()]
    frame = pd.concat([by_size.loc[codes], blank]).reset_index(drop=True)
    names = [say(SIZE_CLASSES[code], lang) for code in codes]
    frame = frame.assign(
        size_name=[*names, *[say(("chưa báo số hộ", "not reported"), lang)] * len(blank)]
    )
    title = ("Khu dân cư có mô hình, theo quy mô", "Areas with a model, by size")
    return _shares(frame, "size_name", ("Quy mô", "Size"), title, lang, ())


def setting_table(organisations: pd.DataFrame, *, year: int, lang: Lang) -> ReportTable:
    """Points in organisations and the range of the share that has one, as printed."""
    frame = organisations.reset_index()
    ends = frame[["low", "high"]].itertuples(index=False)
    frame = frame.assign(
        setting_name=[say(SETTINGS[setting], lang) for setting in frame["setting"]],
        span=["" if pd.isna(low) else _range(low, high, lang) for low, high in ends],
    )
    headings = {
        "setting_name": say(("Nơi áp dụng", "Setting"), lang),
        "points_count": say(("Điểm đang hoạt động", "Active points"), lang),
        "unknown_points_count": say(("Chưa rõ", "Unknown"), lang),
        "total_count": say(("Đơn vị thuộc diện", "Organisations bound"), lang),
        "span": say(("Tỷ lệ có mô hình", "Share with a model"), lang),
    }
    sources = [
        (
            Source("points", POINT_USES, {"setting": setting}),
            Source(
                "registrations",
                ("unit_id", "eligible_count"),
                {"level": setting, "year": str(year)},
            ),
        )
        for setting in frame["setting"]
    ]
    return ReportTable(
        say(("Mô hình ở cơ quan, doanh nghiệp, nhà trường", "Models in organisations"), lang),
        frame[list(headings)],
        headings,
        lang,
        {name: "count" for name in headings if name.endswith("_count")},
        sources=sources,
    )


def _range(low: float, high: float, lang: Lang) -> str:
    ends = [percent(end, lang) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


_STRENGTH_NOTE: Label = (
    "Chỉ kể điểm và thành viên ở khu dân cư có ghi số hộ; số thành viên làm tròn đến 5. Vì vậy "
    "cộng các dòng có thể khác tổng số của tỉnh.",
    "Points and members of areas with a count of households only; members are rounded to five. So "
    "the rows may add up to another number than the province's.",
)


def strength_table(
    density: pd.DataFrame, months: pd.DataFrame, gone: privacy.Withheld, *, lang: Lang
) -> ReportTable:
    """Points and core members per 1,000 households and months in force, by district, as printed.

    Members, and their rate, are hidden where they are few or `gone` (`hidden_members`), else
    rounded: with the next report's they would tell those of a point that is new.
    """
    by = density.index.name
    hidden = privacy.withheld(density["members_count"])
    hidden |= gone.groups.reindex(density.index, fill_value=False)
    frame = density.assign(
        members_count=privacy.rounded(density["members_count"]).astype("Int64").mask(hidden),
        members_per_1000_households=(
            density["members_per_1000_households"] * privacy.rounding(density["members_count"])
        ).mask(hidden),
        median=months["median"],
    ).reset_index()
    frame = frame.sort_values(by, key=lambda names: names.map(alphabetical), kind="stable")
    headings = {
        by: say((capital(REGIONS[by][0]), capital(REGIONS[by][1])), lang),
        "points_count": say(("Điểm", "Points"), lang),
        "members_count": say(("Thành viên nòng cốt", "Core members"), lang),
        "households_count": say(("Số hộ", "Households"), lang),
        "points_per_1000_households": say(("Điểm / 1.000 hộ", "Points per 1,000"), lang),
        "members_per_1000_households": say(("Thành viên / 1.000 hộ", "Members per 1,000"), lang),
        "median": say(("Số tháng (trung vị)", "Months (median)"), lang),
    }
    formats = {name: "ratio" if "_per_" in name else "count" for name in headings if name != by}
    return ReportTable(
        say(("Mật độ và thời gian hoạt động", "Density and months in force"), lang),
        frame[list(headings)],
        headings,
        lang,
        formats,
        sources=area_sources(by, frame[by].tolist()),
        note=say(_STRENGTH_NOTE, lang),
    )
