"""Measures: for each place, how many units have done what an indicator asks, of how many.

A *tally* is a frame with one row per place (code of a commune, a district or the province) and
columns `done`, `total`, `unknown` (Int64). `unknown` units are in `total`, and may have done it or
not; it is missing where not even their number is known (a commune that said nothing about its
schools). Nothing reported is never nothing done.

Known indicators are counted from the tables; any other is looked up in the table `progress`:

registered, attained, fair     `registrations` of the year
outreach_once, outreach_twice  communes by their sessions since the start of the year
effective_model                communes with an active area point of a type judged effective
new_type, new_point            districts with an area point that started this year (of a type
                               launched this year)
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from mohinh.questions.coverage import point_states
from mohinh.tables.plans import Day, Measure
from mohinh.tables.units import Province

Basis = Literal["registrations", "progress", "sessions", "points"]
COLUMNS = ("done", "total", "unknown")
YEAR_END = Day(12, 31)
SINGLE = ("area", "commune", "district")  # levels of which each unit is a row of its own


class Records(Protocol):
    """The tables of a province, as `tables.store.load` gives them."""

    province: Province
    communes: pd.DataFrame
    areas: pd.DataFrame
    model_types: pd.DataFrame
    points: pd.DataFrame
    activity: pd.DataFrame
    commune_activity: pd.DataFrame
    registrations: pd.DataFrame
    progress: pd.DataFrame
    criteria: pd.DataFrame
    remedies: pd.DataFrame


def tally(
    records: Records, level: str, measure: Measure, *, on: date, closes: Day = YEAR_END
) -> pd.DataFrame:
    """The tally of a measure for the units of a level, from the start of the year to a day.

    `closes` is the day on which the year of such units is over. No row where the data say nothing
    about them.
    """
    name = measure.indicator
    match basis(records, level, measure, on=on, closes=closes):
        case "registrations":
            return _from_registrations(records, level, measure, year=on.year)
        case "progress":
            return from_progress(records, level, name, on=on)
        case _:
            return _COMPUTED[name][1](records, name, on)


def basis(
    records: Records, level: str, measure: Measure, *, on: date, closes: Day = YEAR_END
) -> Basis:
    """What a measure is counted from: registrations once the year is over, reports of progress,
    or the province's sessions or points."""
    name = measure.indicator
    if level in _COMPUTED.get(name, ((), None))[0]:
        return "sessions" if name.startswith("outreach") else "points"
    if name in REGISTERED and on >= closes.of(on.year):
        table = records.registrations
        has_rows = (table["level"].eq(level) & table["year"].eq(on.year)).any()
        if has_rows and len(_units(records, level)):
            return "registrations"
    return "progress"


def _frame(done: pd.Series, total: pd.Series, unknown: pd.Series) -> pd.DataFrame:
    columns = {"done": done, "total": total, "unknown": unknown}
    return pd.DataFrame(columns).astype("Int64").rename_axis("place")


def nothing() -> pd.DataFrame:
    """A tally without a row."""
    blank = pd.Series(dtype="Int64", index=pd.Index([], dtype="str"))
    return _frame(blank, blank, blank)


# Registrations ----------------------------------------------------------------------------------

REGISTERED: Mapping[str, str] = MappingProxyType(
    {"registered": "registered_count", "attained": "attained_count", "fair": "fair_count"}
)


def _from_registrations(
    records: Records, level: str, measure: Measure, *, year: int
) -> pd.DataFrame:
    table = records.registrations
    rows = table[table["level"].eq(level) & table["year"].eq(year)].set_index("unit_id")
    units = _units(records, level)
    if rows.empty or units.empty:
        return nothing()
    rows = rows.reindex(units.index)
    is_single = level in SINGLE
    done = rows[REGISTERED[measure.indicator]].astype("Int64")
    total = rows[f"{measure.of}_count"].astype("Int64")
    if is_single:
        total = total.fillna(1)
    unknown = (total * done.isna()).astype("Int64").mask(total.isna())
    counted = _frame(done.fillna(0).mask(total.isna(), 0), total.fillna(0), unknown)
    if is_single:
        counted.loc[rows["eligible_count"].eq(0).fillna(False).to_numpy(bool)] = 0
    return by_place(counted, units)


def by_place(counted: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Sums by the place of each unit; a number that is not known makes its place's unknown."""
    place = units.reindex(counted.index).rename("place").to_numpy()
    sums = counted.groupby(place, sort=True)[[*COLUMNS]].sum()
    is_open = counted["unknown"].isna().groupby(place, sort=True).any()
    sums["unknown"] = sums["unknown"].mask(is_open)
    return sums.rename_axis("place").astype("Int64")


def _units(records: Records, level: str) -> pd.Series:
    """Code of each unit that reports for a level → code of its place."""
    communes = records.communes
    if level == "area":
        areas = records.areas
        return pd.Series(areas["commune_code"].to_numpy(), index=areas["area_id"].to_numpy())
    if level == "district":
        codes = communes["district_code"].dropna().unique()
    else:
        codes = communes["commune_code"].to_numpy()
    return pd.Series(codes, index=codes, dtype="str")


# Progress ---------------------------------------------------------------------------------------


def from_progress(records: Records, level: str, indicator: str, *, on: date) -> pd.DataFrame:
    """The tally that places reported by the last quarter that ended by a day.

    A place that reported for an earlier quarter only has done at least that much: the rest is
    unknown. Of a place that never did nothing is known.
    """
    table, quarter = records.progress, quarters_over(on)
    own = table["target_level"].eq(level) & table["indicator"].eq(indicator)
    rows = table[own & table["year"].eq(on.year)].assign(
        quarter=lambda frame: frame["quarter"].str.removeprefix("Q").astype("int64")
    )
    rows = rows[rows["quarter"].le(quarter)].sort_values("quarter").drop_duplicates(
        "unit_id", keep="last"
    )  # fmt: skip
    if rows.empty:
        return nothing()
    places, kind = _reporters(records, rows["unit_id"])
    rows = rows.set_index("unit_id").reindex(places)
    total, done = rows["total_count"], rows["done_count"]
    if level == kind:
        total = total.fillna(1)
    is_current = rows["quarter"].eq(quarter).fillna(False) & done.notna()
    left = (total - done.fillna(0)).where(~is_current, 0)
    return _frame(done.fillna(0).mask(total.isna(), 0), total.fillna(0), left)


def _reporters(records: Records, units: pd.Series) -> tuple[pd.Index, str]:
    """Every place of the kind that reports, and which kind that is."""
    communes = records.communes
    districts = communes["district_code"].dropna().unique()
    if units.isin(districts).any():
        return pd.Index(districts, dtype="str"), "district"
    if units.isin(communes["commune_code"]).any():
        return pd.Index(communes["commune_code"], dtype="str"), "commune"
    return pd.Index([records.province.code], dtype="str"), "province"


def quarters_over(on: date) -> int:
    """How many quarters of the year are over on a day, that day included."""
    return (on.month - 1) // 3 + (1 if (on.month, on.day) in _LAST_DAYS else 0)


_LAST_DAYS = ((3, 31), (6, 30), (9, 30), (12, 31))


# Counted from the tables ------------------------------------------------------------------------


def _outreach(records: Records, name: str, on: date) -> pd.DataFrame:
    """Communes by sessions held: a commune's own count where it gives one, else its areas'."""
    least = 2 if name == "outreach_twice" else 1
    of_areas = records.activity.assign(
        commune_code=records.activity["area_id"].map(_units(records, "area"))
    )
    codes = pd.Index(records.communes["commune_code"], name="place")
    own, own_months = _sessions(records.commune_activity, on)
    summed, months = _sessions(of_areas, on)
    areas = records.areas.groupby("commune_code").size().reindex(codes).fillna(0)
    has_own = codes.isin(own.index)
    held = own.reindex(codes).where(has_own, summed.reindex(codes)).fillna(0)
    got = own_months.reindex(codes).where(has_own, months.reindex(codes)).fillna(0)
    wanted = pd.Series(np.where(has_own, 1, areas), index=codes) * on.month
    done = held.ge(least)
    one = pd.Series(1, index=codes)
    return _frame(done.astype("int64"), one, (~done & got.lt(wanted.clip(1))).astype("int64"))


def _sessions(table: pd.DataFrame, on: date) -> tuple[pd.Series, pd.Series]:
    """Sessions of each commune since the start of the year, and how many counts that is."""
    months = table["month"]
    held = table.loc[
        months.ge(pd.Timestamp(on.year, 1, 1)) & months.le(pd.Timestamp(on)),
        ["commune_code", "sessions_count"],
    ].dropna()
    grouped = held.groupby("commune_code")["sessions_count"]
    return grouped.sum(), grouped.size()


def _effective_model(records: Records, _: str, on: date) -> pd.DataFrame:
    own = _area_points(records)
    state = point_states(own, on=on)
    judged = own["is_judged_effective"]
    yes = state.eq("active") & judged.fillna(False)
    maybe = state.isin(["active", "unknown"]) & judged.fillna(True) & ~yes
    return _has_one(pd.Index(records.communes["commune_code"]), own["commune_code"], yes, maybe)


def _new(records: Records, name: str, on: date) -> pd.DataFrame:
    own = _area_points(records)
    district = own["commune_code"].map(records.communes.set_index("commune_code")["district_code"])
    is_new, may_be = _this_year(own["started_on"], on)
    if name == "new_type":
        type_new, type_may = _this_year(own["launched_on"], on)
        may_be = (is_new & type_may) | (may_be & (type_new | type_may))
        is_new = is_new & type_new
    alive = own["status"].ne("proposed")
    codes = pd.Index(records.communes["district_code"].dropna().unique(), dtype="str")
    return _has_one(codes, district, is_new & alive, may_be & alive & ~is_new)


def _this_year(days: pd.Series, on: date) -> tuple[pd.Series, pd.Series]:
    """Whether each day lies in the year up to a day, and whether it is not known."""
    first, last = pd.Timestamp(on.year, 1, 1), pd.Timestamp(on)
    return days.ge(first) & days.le(last), days.isna()


def _area_points(records: Records) -> pd.DataFrame:
    points, types = records.points, records.model_types.set_index("type_id")
    own = points[points["setting"].eq("area")].drop(columns="launched_on", errors="ignore")
    return own.join(types[["launched_on", "is_judged_effective"]], on="type_id")


def _has_one(codes: pd.Index, place: pd.Series, yes: pd.Series, maybe: pd.Series) -> pd.DataFrame:
    """One unit per place: it has one, may have one, or has none."""
    found = codes.isin(place[yes.to_numpy(bool)])
    open_ = codes.isin(place[maybe.to_numpy(bool)]) & ~found
    one = pd.Series(1, index=codes)
    return _frame(one * found, one, one * open_)


_COMPUTED: Mapping[str, tuple[tuple[str, ...], Callable[[Records, str, date], pd.DataFrame]]]
_COMPUTED = MappingProxyType(
    {
        "outreach_once": (("commune",), _outreach),
        "outreach_twice": (("commune",), _outreach),
        "effective_model": (("commune",), _effective_model),
        "new_type": (("district",), _new),
        "new_point": (("district",), _new),
    }
)
INDICATORS = (*REGISTERED, *_COMPUTED)
