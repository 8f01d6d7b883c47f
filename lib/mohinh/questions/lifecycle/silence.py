"""Silence: points in force whose area reported, and reported that nothing was done."""

from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage import point_states
from mohinh.words.errors import InvalidTable

# What a point does. Recorded cases are not its activity, and useful tips are among the tips.
ACTIVITY = ("sessions_count", "tips_count", "mediations_count")
MONTHS = 12
MONTHS_LEAST = 6  # of them reported, for anything to be said of an area, busy or not


def window(*, until: date, months: int = MONTHS) -> pd.DatetimeIndex:
    """The first days of the last `months` months up to that of a day."""
    return pd.date_range(
        end=pd.Timestamp(until).to_period("M").start_time, periods=months, freq="MS"
    )


def point_activity(
    points: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    on: date,
    months: int = MONTHS,
    least: int = MONTHS_LEAST,
) -> pd.DataFrame:
    """For each point, what its area reported in the months up to a day.

    Reports are of areas, so two points of one area share theirs, and points in organisations have
    none. A month was reported where every kind of activity was, or where one of them is above zero.

    Returns
    -------
    Index of `points`: `reported_count` (months), `done_count` (sessions, tips and mediations
    together), `is_zero` (missing where not known) and `why` it is not: `not_in_force` throughout
    the months, `organisation`, `too_few_reports`; blank where it is known. Raises `InvalidTable`
    for `least` out of range.
    """
    if not 1 <= least <= months:
        raise InvalidTable(f"least={least!r}: expected 1 to {months} months")
    span = window(until=on, months=months)
    by_area = _reports(activity, span)
    found = by_area.reindex(points["area_id"]).set_axis(points.index)
    found = found.fillna(0).astype("int64")
    states = [point_states(points, on=day) for day in (span[0].date(), on)]
    in_force = np.logical_and(*(state.eq("active").to_numpy() for state in states))
    why = np.select(
        [
            ~in_force,
            points["setting"].ne("area").to_numpy(),
            found["reported_count"].lt(least).to_numpy(),
        ],
        ["not_in_force", "organisation", "too_few_reports"],
        "",
    )
    is_zero = found["done_count"].eq(0).astype("boolean").mask(why != "")
    return found.assign(is_zero=is_zero, why=pd.Series(why, points.index, dtype="str"))


def _reports(activity: pd.DataFrame, span: pd.DatetimeIndex) -> pd.DataFrame:
    own = activity[activity["month"].between(span[0], span[-1])]
    counts = own[list(ACTIVITY)].astype("Float64").to_numpy("float64", na_value=np.nan)
    done = np.nansum(counts, axis=1)
    is_reported = ~np.isnan(counts).any(axis=1) | (done > 0)
    rows = pd.DataFrame({"reported_count": is_reported, "done_count": done})
    return rows.groupby(own["area_id"].to_numpy()).sum()


def zero_shares(
    points: pd.DataFrame, found: pd.DataFrame, *, by: str | None = None
) -> pd.DataFrame:
    """Share of points without any recorded activity, of those of which it is known.

    `found` is `point_activity`. Index `by` (a column of `points`), or one row `all`. Columns
    `zero_count`, `known_count`, `unknown_count` (in force throughout, not known), `share`, and
    `chance`: the share if all these points were equally active and activity came by chance
    (Poisson, each with its reported months). Missing where nothing is known.
    """
    key = pd.Series("all", points.index) if by is None else points[by]
    whole = found[found["why"].ne("not_in_force")].assign(key=key)
    known = whole[whole["is_zero"].notna()]
    months, done = known["reported_count"].clip(lower=1), known["done_count"]
    rate = done.groupby(known["key"]).sum() / months.groupby(known["key"]).sum()
    chance = np.exp(-months * known["key"].map(rate).astype("float64"))
    counts = known.groupby("key")["is_zero"].agg(["sum", "size"])
    table = counts.set_axis(["zero_count", "known_count"], axis=1).astype("int64")
    table["share"] = table["zero_count"] / table["known_count"]
    table["chance"] = chance.groupby(known["key"]).mean()
    unknown = whole[whole["is_zero"].isna()].groupby("key").size()
    table = table.reindex(sorted(set(table.index) | set(unknown.index)))
    table["unknown_count"] = unknown.reindex(table.index)
    counted = ["zero_count", "known_count", "unknown_count"]
    table[counted] = table[counted].fillna(0).astype("int64")
    columns = ["zero_count", "known_count", "unknown_count", "share", "chance"]
    return table[columns].rename_axis(by or "all")
