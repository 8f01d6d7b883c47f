"""Coverage: where are the models, who lives within their reach, who does not.

What is counted
---------------
A residential area is *covered* on a date when at least one point with setting `area` is in force
there on that date. Points in organisations never cover an area. A point is

`active`   started, and not ended by that date; status pilot or active where no end is given
`lapsed`   ended by that date, or suspended or retired without an end date
`unknown`  no start date, or status unknown without an end date
`none`     not yet started, or only proposed

An area takes the best state among its points: active, else unknown, else lapsed, else none.
*Unknown* is neither covered nor uncovered: it makes the interval of a share. The share counts
active areas only, its `high` end counts the unknown ones too. All areas are known, so a share has
no sampling error; the interval says what is not known.

Households are those of covered areas; areas whose households were not reported leave both numerator
and denominator and are counted in `unreported_areas_count`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.words.errors import VintageMismatch
from mohinh.words.terms import IN_FORCE, MODEL_GROUPS

State = Literal["active", "unknown", "lapsed", "none"]
STATES: tuple[State, ...] = ("none", "lapsed", "unknown", "active")
Counted = Literal["areas", "households", "communes"]


def point_states(points: pd.DataFrame, *, on: date) -> pd.Series:
    """State of each point on a date (`active`, `unknown`, `lapsed`, `none`), on the same index."""
    day = pd.Timestamp(on)
    started, ended, status = points["started_on"], points["ended_on"], points["status"]
    rules = [
        (status.eq("proposed") | started.gt(day), "none"),
        (ended.le(day), "lapsed"),
        (started.isna(), "unknown"),
        (ended.gt(day), "active"),
        (status.isin(IN_FORCE), "active"),
        (status.eq("unknown"), "unknown"),
    ]
    conditions = [rule.fillna(False).to_numpy(dtype=bool) for rule, _ in rules]
    states = np.select(conditions, [state for _, state in rules], default="lapsed")
    return pd.Series(states, index=points.index, dtype="str", name="state")


def area_states(
    areas: pd.DataFrame, points: pd.DataFrame, *, on: date, model_group: str | None = None
) -> pd.DataFrame:
    """Each area's best state on a date and the number of model groups active there.

    One row per area, index `area_id`: `state`, `active_groups_count`, `active_points_count`.
    `model_group` looks at the points of one group only. Raises `VintageMismatch` where a point lies
    in an area that is not in `areas`.
    """
    own = points[points["setting"].eq("area")]
    if model_group is not None:
        own = own[own["model_group"].eq(model_group)]
    strangers = own.loc[~own["area_id"].isin(areas["area_id"]), "area_id"]
    if len(strangers):
        raise VintageMismatch(
            f"{len(strangers)} points lie in areas that the list of areas lacks, the first in "
            f"{strangers.iloc[0]!r}: both must come from one workbook"
        )
    rank = {state: place for place, state in enumerate(STATES)}
    state = point_states(own, on=on)
    best = state.map(rank).astype("int64").groupby(own["area_id"]).max()
    active = own[state.eq("active")].groupby("area_id")
    index = pd.Index(areas["area_id"], name="area_id")
    return pd.DataFrame(
        {
            "state": best.reindex(index, fill_value=0).map(dict(enumerate(STATES))),
            "active_groups_count": active["model_group"].nunique().reindex(index, fill_value=0),
            "active_points_count": active.size().reindex(index, fill_value=0),
        }
    )


def coverage(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    by: Sequence[str] = (),
    of: Counted = "areas",
    model_group: str | None = None,
) -> pd.DataFrame:
    """Share of areas, households or communes covered on a date.

    Parameters
    ----------
    areas, points : tables of `tables.schemas`, of one vintage
    on : the date
    by : columns of `areas` to group by; () gives one row for all
    of : what is counted. A commune is covered when one of its areas is.
    model_group : points of this group only

    Returns
    -------
    DataFrame with index `by` and columns `covered_count`, `unknown_count`, `total_count` (of what
    is counted), `share`, `low`, `high` (0–1; missing where the total is 0) and
    `unreported_areas_count` (areas without households, left out where `of="households"`).
    """
    state = area_states(areas, points, on=on, model_group=model_group)["state"].to_numpy()
    frame = areas[[*by]].assign(
        covered=(state == "active").astype("int64"),
        unknown=(state == "unknown").astype("int64"),
        total=1,
        unreported=0,
    )
    if of == "households":
        households = areas["households_count"]
        frame["unreported"] = households.isna().astype("int64")
        weight = households.fillna(0).astype("int64")
        frame[["covered", "unknown", "total"]] = frame[["covered", "unknown", "total"]].mul(
            weight, axis=0
        )
    if of == "communes":
        frame["commune_code"] = areas["commune_code"]
        frame = frame.groupby([*by, "commune_code"], as_index=False, dropna=False).max()
        frame["unknown"] = frame["unknown"] * (1 - frame["covered"])
    columns = ["covered", "unknown", "total", "unreported"]
    if by:
        sums = frame.groupby([*by], dropna=False)[columns].sum()
    else:
        sums = frame[columns].sum().to_frame().T
    return _with_shares(sums)


def _with_shares(sums: pd.DataFrame) -> pd.DataFrame:
    total = sums["total"].where(sums["total"].gt(0))
    return pd.DataFrame(
        {
            "covered_count": sums["covered"],
            "unknown_count": sums["unknown"],
            "total_count": sums["total"],
            "share": sums["covered"] / total,
            "low": sums["covered"] / total,
            "high": (sums["covered"] + sums["unknown"]) / total,
            "unreported_areas_count": sums["unreported"],
        }
    )


def coverage_by_group(
    areas: pd.DataFrame, points: pd.DataFrame, *, on: date, of: Counted = "areas"
) -> pd.DataFrame:
    """Coverage by each model group that has a point in an area, the widest first.

    Index `model_group`, columns of `coverage`. An area with two groups counts in both: the shares
    do not add up to the share of any group.
    """
    here = set(points.loc[points["setting"].eq("area"), "model_group"].dropna())
    groups = [group for group in MODEL_GROUPS if group in here]
    rows = [coverage(areas, points, on=on, of=of, model_group=group) for group in groups]
    if not rows:
        return coverage(areas, points, on=on, of=of).iloc[:0].rename_axis("model_group")
    table = pd.concat(rows).set_axis(pd.Index(groups, name="model_group"))
    return table.sort_values("covered_count", ascending=False, kind="stable")


def coverage_series(
    areas: pd.DataFrame, points: pd.DataFrame, *, dates: Sequence[date], of: Counted = "areas"
) -> pd.DataFrame:
    """Coverage on each date; index `on`. The list of areas is that of the workbook throughout."""
    rows = [coverage(areas, points, on=on, of=of) for on in dates]
    return pd.concat(rows).set_axis(pd.DatetimeIndex(dates, name="on"))


def absent_communes(areas: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Communes of the province without any area in the workbook: their rows of `communes`.

    They are in no share: nothing is known of them.
    """
    return communes[~communes["commune_code"].isin(areas["commune_code"])].reset_index(drop=True)


def gaps(areas: pd.DataFrame, points: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Areas without an active point, most households first; areas without a household count last.

    Columns `area_id, area_name, commune_code, households_count, state`, where state says lapsed,
    unknown or none. Areas of unknown state are listed, and said to be unknown.
    """
    state = area_states(areas, points, on=on)["state"].to_numpy()
    columns = ["area_id", "area_name", "commune_code", "households_count"]
    open_areas = areas.loc[state != "active", columns].assign(state=state[state != "active"])
    return open_areas.sort_values(
        ["households_count", "area_id"], ascending=[False, True], na_position="last"
    ).reset_index(drop=True)
