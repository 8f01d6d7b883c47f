"""Strength: how many points and core members there are per household, and for how long."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage.counts import area_states
from mohinh.questions.coverage.stretches import day_positions, point_stretches, where_at_least

_PER = 1000


def density(
    areas: pd.DataFrame, points: pd.DataFrame, *, on: date, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Active points in areas, and their core members, per 1,000 households of all areas.

    An area without a household count leaves both sides; a point without a member count leaves the
    members, which are then too few by what is not known, and missing where no active point has one
    or where there are points of unknown state only. Members are those of the day the workbook was
    filled in, on every date.

    Returns
    -------
    DataFrame with index `by`: `points_count`, `members_count`, `households_count`,
    `points_per_1000_households`, `members_per_1000_households` (missing without households),
    `unknown_points_count`, `points_without_members_count`, `unreported_areas_count`.

    Raises `VintageMismatch` where a point lies in an area that is not in `areas`.
    """
    area_states(areas, points, on=on)
    own = points[points["setting"].eq("area").to_numpy(bool)]
    place = pd.Index(areas["area_id"]).get_indexer(own["area_id"])
    homes = areas["households_count"]
    stretches = point_stretches(own, dates=day_positions([on]))
    has_homes = homes.notna().to_numpy(bool)
    active = stretches["active"].unit[has_homes[place[stretches["active"].unit]]]
    unknown = stretches["unknown"].unit[has_homes[place[stretches["unknown"].unit]]]
    members = own["members_count"].iloc[active]
    frame = areas[[*by]].assign(
        points_count=_at(place[active], len(areas)),
        members_count=_at(place[active], len(areas), members.fillna(0).to_numpy("float64")),
        households_count=homes.fillna(0).astype("int64"),
        unknown_points_count=_at(place[unknown], len(areas)),
        points_without_members_count=_at(
            place[active], len(areas), members.isna().to_numpy("float64")
        ),
        unreported_areas_count=(~has_homes).astype("int64"),
    )
    sums = _sums(frame, by)
    total = sums["households_count"].where(sums["households_count"].gt(0))
    possible = sums["points_count"] + sums["unknown_points_count"]
    blank = sums["points_without_members_count"] + sums["unknown_points_count"]
    members = sums["members_count"].astype("Int64").mask(possible.gt(0) & blank.eq(possible))
    return sums.assign(
        members_count=members,
        points_per_1000_households=_PER * sums["points_count"] / total,
        members_per_1000_households=(_PER * members / total).astype("Float64").astype("float64"),
    )


def months_in_force(
    areas: pd.DataFrame, points: pd.DataFrame, *, on: date, by: Sequence[str] = ()
) -> pd.DataFrame:
    """For how many months the areas covered on a date have had a point in force.

    A month counts where a point was in force on its last day, whichever point it was; months
    between two points do not count. Counted from the first start on the list, also before the
    months of which there are reports.

    Returns
    -------
    DataFrame with index `by`: `covered_count` (areas), `low_quartile`, `median`, `high_quartile`
    (months; missing where no area is covered).
    """
    states = area_states(areas, points, on=on)
    own = points[points["setting"].eq("area").to_numpy(bool)]
    first = own["started_on"].min()
    months = np.zeros(len(areas), "int64")
    if not pd.isna(first) and first.date() <= on:
        ends = pd.date_range(first, pd.Timestamp(on) + pd.offsets.MonthEnd(0), freq="ME")
        days = day_positions(ends)
        days = days[days <= np.datetime64(on)]
        place = pd.Index(areas["area_id"]).get_indexer(own["area_id"])
        runs = point_stretches(own, dates=days)["active"]
        runs = where_at_least(runs.renamed(place[runs.unit]), dates_count=len(days))
        months = _at(runs.unit, len(areas), (runs.stop - runs.start).astype("float64"))
    frame = areas[[*by]].assign(
        months=np.where(states["state"].eq("active").to_numpy(bool), months, np.nan)
    )
    grouped = frame.groupby([*by], dropna=False)["months"] if by else frame["months"]
    quartiles = {
        name: grouped.quantile(q)
        for name, q in (("low_quartile", 0.25), ("median", 0.5), ("high_quartile", 0.75))
    }
    index = None if by else [0]
    return pd.DataFrame({"covered_count": grouped.count()} | quartiles, index=index)


def _at(place: np.ndarray, size: int, weight: np.ndarray | None = None) -> np.ndarray:
    return np.bincount(place, weights=weight, minlength=size).astype("int64")


def _sums(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    columns = [name for name in frame.columns if name not in by]
    if by:
        return frame.groupby([*by], dropna=False)[columns].sum()
    return frame[columns].sum().to_frame().T
