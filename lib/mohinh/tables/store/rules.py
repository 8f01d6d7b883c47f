"""Rules: what must hold across the rows and tables of a workbook.

A frame's index is the row of its sheet, so that a finding names the place a person looks at.
"""

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from mohinh.tables import units
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import (
    ACTIVITY,
    AREAS,
    POINTS,
    REGISTRATIONS,
    WORKBOOK_TABLES,
    Table,
)
from mohinh.tables.units import Province
from mohinh.words.text import fold

_UNIT_WORD = re.compile(r"^(xa|phuong|thi tran|dac khu|huyen dao|huyen|tt|dk|x|p)(?= |\d) ?")


def crosscheck(
    tables: Mapping[str, pd.DataFrame], province: Province, *, span: tuple[str, str]
) -> list[Finding]:
    """Findings that take more than one cell.

    `span` is the first and last month that the workbook says it covers (`2022-01`), or empty.
    """
    findings = []
    for table in WORKBOOK_TABLES:
        findings += _duplicates(table, tables[table.name])
    findings += _communes(AREAS, tables["areas"], province)
    findings += _communes(POINTS, tables["points"], province)
    findings += _references(POINTS, tables["points"], "area_id", tables["areas"]["area_id"])
    findings += _references(POINTS, tables["points"], "type_id", tables["model_types"]["type_id"])
    findings += _references(ACTIVITY, tables["activity"], "area_id", tables["areas"]["area_id"])
    findings += _registered_units(tables, province)
    findings += _point_rules(tables["points"], tables["areas"])
    activity, registered = tables["activity"], tables["registrations"]
    findings += _span(activity["month"], *span)
    findings += _part_of(ACTIVITY, activity, "useful_tips_count", "tips_count")
    findings += _part_of(REGISTRATIONS, registered, "registered_count", "eligible_count")
    findings += _part_of(REGISTRATIONS, registered, "attained_count", "eligible_count")
    findings += _part_of(REGISTRATIONS, registered, "fair_count", "eligible_count")
    return findings


def _duplicates(table: Table, frame: pd.DataFrame) -> list[Finding]:
    keys = [*table.key]
    again = frame[frame.duplicated(keys) & frame[keys].notna().all(axis=1)]
    header = ", ".join(table.column(name).header for name in keys)
    return [
        Finding("duplicate", table.sheet, row, header, " · ".join(map(_key_text, values)))
        for row, *values in again[keys].itertuples()
    ]


def _key_text(value: object) -> str:
    return f"{value:%m/%Y}" if isinstance(value, pd.Timestamp) else str(value)


def _communes(table: Table, frame: pd.DataFrame, province: Province) -> list[Finding]:
    communes = units.communes(province).set_index("commune_code")
    names = communes["commune_name"]
    codes = frame["commune_code"].dropna()
    strange = codes[~codes.isin(names.index)]
    header = table.column("commune_code").header
    expected = (
        f"một trong {len(names)} xã của {province.name} ({province.vintage})",
        f"one of the {len(names)} communes of {province.name} ({province.vintage})",
    )
    findings = [
        Finding("unknown_commune", table.sheet, row, header, code, expected)
        for row, code in strange.items()
    ]
    if "commune_name" not in frame:
        return findings
    said = frame.loc[codes.index.difference(strange.index), ["commune_code", "commune_name"]]
    said = said.dropna()
    right = communes.loc[said["commune_code"], ["commune_name", "commune_full_name"]].to_numpy()
    pairs = zip(said["commune_name"], *right.T, strict=True)
    wrong = said[[not _names_fit(*pair) for pair in pairs]]
    return findings + [
        Finding("other_name", table.sheet, row, "Tên xã", name, (names[code], names[code]))
        for row, code, name in wrong.itertuples()
    ]


@cache
def _names_fit(given: str, name: str, full_name: str) -> bool:
    """Whether a name is the commune's, with or without the word for its kind (xã, P., TT …)."""
    key = fold(given)
    return key == fold(full_name) or _UNIT_WORD.sub("", key) == _UNIT_WORD.sub("", fold(name))


def _span(months: pd.Series, first: str, last: str) -> list[Finding]:
    if not (first and last):
        return []
    said = f"{first} – {last}"
    outside = months[months.lt(pd.Timestamp(first)) | months.gt(pd.Timestamp(last))]
    return [
        Finding("outside_span", ACTIVITY.sheet, row, "Tháng", _key_text(month), (said, said))
        for row, month in outside.items()
    ]


def _references(table: Table, frame: pd.DataFrame, column: str, known: pd.Series) -> list[Finding]:
    values = frame[column].dropna()
    header = table.column(column).header
    return [
        Finding("unknown_reference", table.sheet, row, header, value)
        for row, value in values[~values.isin(known)].items()
    ]


def _registered_units(tables: Mapping[str, pd.DataFrame], province: Province) -> list[Finding]:
    communes = units.communes(province)
    known = {
        "area": set(tables["areas"]["area_id"]),
        "district": set(communes["district_code"].dropna()),
    }
    every_commune = set(communes["commune_code"])
    frame = tables["registrations"][["level", "unit_id"]].dropna()
    return [
        Finding("unknown_reference", REGISTRATIONS.sheet, row, "Mã đơn vị", unit)
        for row, level, unit in frame.itertuples()
        if unit not in known.get(level, every_commune)
    ]


def _point_rules(points: pd.DataFrame, areas: pd.DataFrame) -> list[Finding]:
    sheet = POINTS.sheet
    homeless = points.index[points["setting"].eq("area") & points["area_id"].isna()]
    findings = [Finding("area_without_id", sheet, row, "Mã địa bàn") for row in homeless]
    home = points["area_id"].map(
        areas.drop_duplicates("area_id").set_index("area_id")["commune_code"]
    )
    apart = points[home.notna() & points["commune_code"].ne(home)]
    findings += [
        Finding("other_commune", sheet, row, "Mã xã", str(code), (str(home[row]),) * 2)
        for row, code in apart["commune_code"].items()
    ]
    backwards = points[points["ended_on"].lt(points["started_on"])]
    findings += [
        Finding("ends_before_start", sheet, row, "Ngày kết thúc", f"{day:%d/%m/%Y}")
        for row, day in backwards["ended_on"].items()
    ]
    open_end = points.index[points["status"].eq("retired") & points["ended_on"].isna()]
    return findings + [
        Finding("retired_without_end", sheet, row, "Ngày kết thúc") for row in open_end
    ]


def _part_of(table: Table, frame: pd.DataFrame, part: str, whole: str) -> list[Finding]:
    over = frame[frame[part].gt(frame[whole]).fillna(False).astype(bool)]
    headers = table.column(part).header, table.column(whole).header
    return [
        Finding("more_than_whole", table.sheet, row, headers[0], str(a), (limit, limit))
        for row, a, b in over[[part, whole]].itertuples()
        for limit in [f"≤ {b} ({headers[1]})"]
    ]
