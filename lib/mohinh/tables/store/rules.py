"""Rules: what must hold across the rows and tables of an import.

A frame's index counts the rows of its raw table, so that a breach can name the place in the sheet.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache

import numpy as np
import pandas as pd

from mohinh.tables import cells, units
from mohinh.tables.ordering import are_in_order, starts
from mohinh.tables.schemas import (
    ACTIVITY,
    AREAS,
    COMMUNE_ACTIVITY,
    CRITERIA,
    IMPORTED_TABLES,
    POINTS,
    PROGRESS,
    REGISTRATIONS,
    REMEDIES,
    Table,
)
from mohinh.tables.store.breaches import Breach
from mohinh.tables.units import Province
from mohinh.words.text import fold

_UNIT_WORD = re.compile(r"^(xa|phuong|thi tran|dac khu|huyen dao|huyen|tt|dk|x|p)(?= |\d) ?")
_IN_COMMUNES = (AREAS, POINTS, COMMUNE_ACTIVITY, CRITERIA)
# Part → whole.
_PARTS = (
    (AREAS, "households_count", "population_persons"),  # each household has a person at least
    (ACTIVITY, "useful_tips_count", "tips_count"),
    (COMMUNE_ACTIVITY, "useful_tips_count", "tips_count"),
    (REGISTRATIONS, "registered_count", "eligible_count"),
    (REGISTRATIONS, "attained_count", "eligible_count"),
    (REGISTRATIONS, "fair_count", "eligible_count"),
    (PROGRESS, "done_count", "total_count"),
)


def crosscheck(
    tables: Mapping[str, pd.DataFrame],
    province: Province,
    *,
    span: tuple[str, str] = ("", ""),
    absent: Collection[str] = (),
    said: Mapping[str, pd.DataFrame] | None = None,
) -> list[Breach]:
    """What takes more than one cell to see.

    `span` is the first and last month that the files say they cover (`2022-01`), or empty. Nothing
    is said of references to tables that are `absent`. `said` are the tables with the rows that were
    refused: a reference to one of those is told apart from one to nothing.
    """
    said = said or tables
    breaches: list[Breach] = []
    for table in IMPORTED_TABLES:
        breaches += _duplicates(table, tables[table.name])
    for table in _IN_COMMUNES:
        breaches += _communes(table, tables[table.name], province)
    for table, column, parent in (
        (POINTS, "area_id", "areas"),
        (POINTS, "type_id", "model_types"),
        (ACTIVITY, "area_id", "areas"),
    ):
        if parent not in absent:
            known, named = (frames[parent][column] for frames in (tables, said))
            breaches += _references(table, tables[table.name][column], known, named)
    breaches += _registered_units(tables, said, province, absent)
    for table in (PROGRESS, REMEDIES):
        breaches += _reporting_units(table, tables[table.name], province)
    breaches += _point_rules(tables["points"], tables["areas"])
    breaches += _starts_later(tables["points"], span[1])
    for table in (ACTIVITY, COMMUNE_ACTIVITY):
        breaches += _span(table, tables[table.name]["month"], *span)
    for table, part, whole in _PARTS:
        breaches += _part_of(table, tables[table.name], part, whole)
    return breaches


def _duplicates(table: Table, frame: pd.DataFrame) -> list[Breach]:
    """Rows that repeat another, and rows of one key that differ: of those none is known to hold."""
    keys = [*table.key]
    repeated = _repeated(frame[keys])
    if not repeated.any():
        return []
    again = frame[repeated & frame[keys].notna().all(axis=1)]
    same = again.duplicated()
    differing = again[~same]
    differing = differing[differing.duplicated(keys, keep=False)]
    return [
        Breach(code, table.name, row, table.key, " · ".join(map(_key_text, values)))
        for code, rows in (("same_row", again[same]), ("duplicate", differing))
        for row, *values in rows[keys].itertuples()
    ]


def _repeated(keys: pd.DataFrame) -> np.ndarray:
    """Which rows have a key that another row has as well."""
    if are_in_order(keys):
        return np.zeros(len(keys), bool)
    return keys.duplicated(keep=False).to_numpy()


def _key_text(value: object) -> str:
    return f"{value:%m/%Y}" if isinstance(value, pd.Timestamp) else str(value)


def _communes(table: Table, frame: pd.DataFrame, province: Province) -> list[Breach]:
    communes = units.communes(province).set_index("commune_code")
    names = communes["commune_name"]
    codes = frame["commune_code"].dropna()
    is_known = codes.isin(names.index)
    strange = codes[~is_known]
    cells.few(strange)
    expected = (
        f"một trong {len(names)} xã của {province.name} ({province.vintage})",
        f"one of the {len(names)} communes of {province.name} ({province.vintage})",
    )
    breaches = [
        Breach("unknown_commune", table.name, row, ("commune_code",), code, expected)
        for row, code in strange.items()
    ]
    if "commune_name" not in frame or frame["commune_name"].isna().all():
        return breaches
    said = frame.loc[codes.index[is_known], ["commune_code", "commune_name"]].dropna()
    right = communes.loc[said["commune_code"], ["commune_name", "commune_full_name"]].to_numpy()
    pairs = zip(said["commune_name"], *right.T, strict=True)
    wrong = said[[not _names_fit(*pair) for pair in pairs]]
    return breaches + [
        Breach("other_name", table.name, row, ("commune_name",), name, (names[code],) * 2)
        for row, code, name in wrong.itertuples()
    ]


@cache
def _names_fit(given: str, name: str, full_name: str) -> bool:
    """Whether a name is the commune's, with or without the word for its kind (xã, P., TT …)."""
    key = fold(given)
    return key == fold(full_name) or _UNIT_WORD.sub("", key) == _UNIT_WORD.sub("", fold(name))


def _span(table: Table, months: pd.Series, first: str, last: str) -> list[Breach]:
    if not (first and last):
        return []
    said = f"{first} – {last}"
    outside = months[months.lt(pd.Timestamp(first)) | months.gt(pd.Timestamp(last))]
    return [
        Breach("outside_span", table.name, row, ("month",), _key_text(month), (said, said))
        for row, month in outside.items()
    ]


def _references(
    table: Table, values: pd.Series, known: pd.Series, named: pd.Series
) -> list[Breach]:
    given, known = values[starts(values)].dropna(), known.dropna()
    # Numbered in the order in which they come: what is not known comes after all that is.
    numbers, _ = pd.factorize(pd.concat([known, given]))
    lost = set(given[numbers[len(known) :] > numbers[: len(known)].max(initial=-1)])
    if not lost:
        return []
    strange = values[values.isin(list(lost))]
    cells.few(strange)
    refused = strange.isin(list(lost & set(named.dropna())))
    return [
        Breach(
            "refused_reference" if refused[row] else "unknown_reference",
            table.name,
            row,
            (str(values.name),),
            value,
        )
        for row, value in strange.items()
    ]


def _registered_units(
    tables: Mapping[str, pd.DataFrame],
    said: Mapping[str, pd.DataFrame],
    province: Province,
    absent: Collection[str],
) -> list[Breach]:
    if tables["registrations"].empty:
        return []
    communes = units.communes(province)
    codes = pd.Series([*communes["commune_code"], *communes["district_code"].dropna().unique()])
    frame = tables["registrations"][["level", "unit_id"]].dropna()
    of_area = frame["level"].eq("area")
    of_district = frame["level"].eq("district")
    districts = codes[len(communes) :]
    breaches = _references(REGISTRATIONS, frame.loc[of_district, "unit_id"], districts, districts)
    others = frame.loc[~of_area & ~of_district, "unit_id"]
    breaches += _references(REGISTRATIONS, others, communes["commune_code"], codes[:0])
    if "areas" not in absent:
        known, named = (frames["areas"]["area_id"] for frames in (tables, said))
        breaches += _references(REGISTRATIONS, frame.loc[of_area, "unit_id"], known, named)
    return breaches


def _reporting_units(table: Table, frame: pd.DataFrame, province: Province) -> list[Breach]:
    """Progress is reported by communes, districts or the province as a whole."""
    if frame.empty:
        return []
    communes = units.communes(province)
    districts = communes["district_code"].dropna().unique()
    known = pd.Series([*communes["commune_code"], *districts, province.code])
    return _references(table, frame["unit_id"], known, known[:0])


def _point_rules(points: pd.DataFrame, areas: pd.DataFrame) -> list[Breach]:
    if points.empty:
        return []
    homeless = points.index[points["setting"].eq("area") & points["area_id"].isna()]
    breaches = [Breach("area_without_id", "points", row, ("area_id",)) for row in homeless]
    named = areas[areas["area_id"].isin(points["area_id"])].drop_duplicates("area_id")
    home = points["area_id"].map(named.set_index("area_id")["commune_code"])
    apart = points[home.notna() & points["commune_code"].ne(home)]
    breaches += [
        Breach("other_commune", "points", row, ("commune_code",), str(code), (str(home[row]),) * 2)
        for row, code in apart["commune_code"].items()
    ]
    backwards = points[points["ended_on"].lt(points["started_on"])]
    breaches += [
        Breach("ends_before_start", "points", row, ("ended_on",), f"{day:%d/%m/%Y}")
        for row, day in backwards["ended_on"].items()
    ]
    open_end = points.index[points["status"].eq("retired") & points["ended_on"].isna()]
    return breaches + [
        Breach("retired_without_end", "points", row, ("ended_on",)) for row in open_end
    ]


def _starts_later(points: pd.DataFrame, last: str) -> list[Breach]:
    """Points that started after the last month (`2022-12`) of the report."""
    if not last:
        return []
    end = pd.Period(last, "M")
    later = points["started_on"][points["started_on"].gt(end.end_time)]
    expected = f"đến hết {end:%m/%Y}", f"until the end of {end:%m/%Y}"
    return [
        Breach("starts_later", "points", row, ("started_on",), f"{day:%d/%m/%Y}", expected)
        for row, day in later.items()
    ]


def _part_of(table: Table, frame: pd.DataFrame, part: str, whole: str) -> list[Breach]:
    over = frame[frame[part].gt(frame[whole]).fillna(False).astype(bool)]
    header = table.column(whole).header
    return [
        Breach("more_than_whole", table.name, row, (part,), str(a), (limit, limit))
        for row, a, b in over[[part, whole]].itertuples()
        for limit in [f"≤ {b} ({header})"]
    ]
