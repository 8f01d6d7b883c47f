"""Organisations: points in agencies, enterprises and schools, of those that the rule binds.

Organisations are counted by class and commune, never named, so that two points in one class and
commune may be one organisation with two types or two organisations. One type has one point in an
organisation. In a commune with *n* active points, of which *m* are of its most frequent type, and
*N* organisations, at least min(m, N) and at most min(n, N) of them have a model. The denominator
is what the registrations of the year say of how many the rule binds; a model in an organisation
that it does not bind counts too, so that the share can be too high, never too low.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage.stretches import point_states
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import SETTINGS

CLASSES = tuple(setting for setting in SETTINGS if setting != "area")
_SUMS = ["points", "unknown", "least", "most", "total", "unreported"]


def organisation_coverage(
    points: pd.DataFrame,
    registrations: pd.DataFrame,
    communes: pd.DataFrame,
    *,
    on: date,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Share of agencies, enterprises and schools with a model on a date: its two ends.

    Parameters
    ----------
    points, registrations : tables of `tables.schemas`
    communes : the province's communes, of the vintage of the tables
    on : the date; registrations of its year are the denominator, those of no other
    by : columns of `communes` to group by

    Returns
    -------
    DataFrame with index `by` and `setting`; columns `points_count` (active),
    `unknown_points_count`, `least_count`, `most_count` and `total_count` (organisations; missing
    without a denominator), `share` (the lower end), `low`, `high` (0–1),
    `unreported_communes_count` (communes without a denominator, left out of the share, not of the
    points) and `why` no share can be said: "", "no_denominator", "other_year" or "none_bound".

    Raises `VintageMismatch` where a point or registration lies in a commune that is not in
    `communes`, `InvalidTable` for a column that `communes` lacks.
    """
    _check(points, registrations, communes, by)
    rows = [_by_commune(points, registrations, communes, level, on) for level in CLASSES]
    whole = pd.concat(rows, ignore_index=True)
    frame = whole.merge(communes[[*dict.fromkeys(["commune_code", *by])]], on="commune_code")
    sums = frame.groupby([*by, "setting"], dropna=False, sort=False)[_SUMS].sum()
    sums = sums.sort_index(level=[*by], sort_remaining=False) if by else sums
    whys = {level: _why(registrations, level, on) for level in CLASSES}
    return _with_shares(sums, whys)


def _check(
    points: pd.DataFrame, registrations: pd.DataFrame, communes: pd.DataFrame, by: Sequence[str]
) -> None:
    absent = [name for name in by if name not in communes.columns]
    if absent:
        raise InvalidTable(
            f"organisations, table 'communes': no column {absent[0]!r}; found "
            f"{', '.join(communes.columns)}"
        )
    units = registrations.loc[registrations["level"].isin(CLASSES), "unit_id"]
    places = points.loc[points["setting"].isin(CLASSES), "commune_code"]
    for name, codes in (("registrations", units), ("points", places)):
        strange = codes[~codes.isin(communes["commune_code"])]
        if len(strange):
            raise VintageMismatch(
                f"organisations, table {name!r}: commune {strange.iloc[0]!r} is not among the "
                f"{len(communes)} communes given; both must be of one vintage"
            )


def _by_commune(
    points: pd.DataFrame,
    registrations: pd.DataFrame,
    communes: pd.DataFrame,
    level: str,
    on: date,
) -> pd.DataFrame:
    """One row per commune: points, and the two ends of how many organisations have one."""
    codes = pd.Index(communes["commune_code"], name="commune_code")
    own = points[points["setting"].eq(level)]
    state = point_states(own, on=on)
    active = own[state.eq("active")]
    maybe = own[state.isin(["active", "unknown"])]
    often = active.groupby(["commune_code", "type_id"]).size().groupby("commune_code").max()
    bound = registrations[registrations["level"].eq(level) & registrations["year"].eq(on.year)]
    total = bound.set_index("unit_id")["eligible_count"].reindex(codes).astype("Float64")
    known = total.notna().to_numpy(bool)
    count = total.fillna(0).to_numpy("float64")
    points_count, maybe_count = (_sized(frame, codes) for frame in (active, maybe))
    return pd.DataFrame(
        {
            "commune_code": codes,
            "setting": level,
            "points": points_count,
            "unknown": maybe_count - points_count,
            "least": np.minimum(often.reindex(codes, fill_value=0).to_numpy(), count),
            "most": np.minimum(maybe_count, count),
            "total": count,
            "unreported": (~known).astype("int64"),
        }
    )


def _sized(points: pd.DataFrame, codes: pd.Index) -> np.ndarray:
    return points.groupby("commune_code").size().reindex(codes, fill_value=0).to_numpy()


def _why(registrations: pd.DataFrame, level: str, on: date) -> str:
    own = registrations[registrations["level"].eq(level) & registrations["eligible_count"].notna()]
    if own.empty:
        return "no_denominator"
    return "" if own["year"].eq(on.year).any() else "other_year"


def _with_shares(sums: pd.DataFrame, whys: dict[str, str]) -> pd.DataFrame:
    why = pd.Series([whys[key] for key in sums.index.get_level_values("setting")], sums.index)
    why = why.mask(why.eq("") & sums["total"].eq(0), "none_bound")
    has = why.eq("")
    total = sums["total"].where(has)
    low, high = sums["least"] / total, sums["most"] / total
    return pd.DataFrame(
        {
            "points_count": sums["points"].astype("int64"),
            "unknown_points_count": sums["unknown"].astype("int64"),
            "least_count": sums["least"].where(has).astype("Int64"),
            "most_count": sums["most"].where(has).astype("Int64"),
            "total_count": total.astype("Int64"),
            "share": low,
            "low": low,
            "high": high,
            "unreported_communes_count": sums["unreported"].astype("int64"),
            "why": why,
        }
    )
