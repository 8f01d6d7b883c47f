"""Upkeep: who pays, who leads, and what agencies do beyond fire safety."""

from datetime import date

import pandas as pd

from mohinh.questions.coverage import point_states

# Road and fire safety are one group in the national form.
FIRE_SAFETY = "atgt_pccc"


def funding(points: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Budget and contributed money of points, to date, in VND.

    A blank is not zero: shares rest on the points that reported both. Index `by`, or one row `all`.
    Columns `points_count`, `both_count` (reported both), `budget_vnd`, `social_vnd` (of those),
    `social_share` (of their money; missing without any), `asked_count` (reported contributions),
    `contributed_count` (more than nothing), `contributed_share`, `median_vnd` (per point of those
    that reported both).
    """
    key = pd.Series("all", points.index) if by is None else points[by]
    money = points[["budget_vnd", "social_vnd"]].astype("Float64").astype("float64")
    both = money[money.notna().all(axis=1)]
    sums = both.groupby(key.reindex(both.index)).sum()
    table = pd.DataFrame({"points_count": points.groupby(key).size()})
    table["both_count"] = both.groupby(key.reindex(both.index)).size()
    table = table.join(sums)
    total = table["budget_vnd"] + table["social_vnd"]
    table["social_share"] = table["social_vnd"] / total.where(total.gt(0))
    social = money["social_vnd"]
    table["asked_count"] = social.notna().groupby(key).sum()
    table["contributed_count"] = social.gt(0).groupby(key).sum()
    asked = table["asked_count"].where(table["asked_count"].gt(0))
    table["contributed_share"] = table["contributed_count"] / asked
    table["median_vnd"] = both.sum(axis=1).groupby(key.reindex(both.index)).median()
    table["both_count"] = table["both_count"].fillna(0).astype("int64")
    return table.rename_axis(by or "all")


def contributors(points: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """How many bodies, persons and households gave money to points, to date.

    A blank is not zero: everything but `points_count` is of the points that said how many. Who
    gives to two points is counted at each. Index `by`, or one row `all`. Columns `points_count`,
    `stated_count` (said how many), `contributors_count` (their sum; missing where nobody said),
    `giving_count` (points with one or more), `giving_share`, `median_contributors` (per point that
    said, zeros among them), `conflict_count` (none stated beside money, or some beside no money).
    """
    key = pd.Series("all", points.index) if by is None else points[by]
    number = points["contributors_count"].astype("Float64").astype("float64")
    money = points["social_vnd"].astype("Float64").astype("float64")
    groups = number.groupby(key)
    table = pd.DataFrame({"points_count": points.groupby(key).size()})
    table["stated_count"] = groups.count()
    table["contributors_count"] = groups.sum(min_count=1).astype("Int64")
    table["giving_count"] = number.gt(0).groupby(key).sum()
    table["giving_share"] = table["giving_count"] / table["stated_count"].where(
        table["stated_count"].gt(0)
    )
    table["median_contributors"] = groups.median()
    conflict = number.eq(0) & money.gt(0) | number.gt(0) & money.eq(0)
    table["conflict_count"] = conflict.groupby(key).sum()
    return table.rename_axis(by or "all")


def by_lead(points: pd.DataFrame, *, on: date, reviews: pd.DataFrame) -> pd.DataFrame:
    """The models that each lead organisation keeps up.

    `reviews` is `reviews.review_shares` by `lead`. Index `lead` (missing where nobody said), the
    most points first. Columns `types_count`, `points_count` (in force), `begun_count` (of them, in
    the last twelve months), `ended_count` (lapsed), `overdue_24_share`.
    """
    state = point_states(points, on=on)
    active = points[state.eq("active")]
    since = pd.Timestamp(on) - pd.DateOffset(years=1)
    key = active["lead"]
    table = pd.DataFrame({"types_count": active.groupby(key, dropna=False)["type_id"].nunique()})
    table["points_count"] = active.groupby(key, dropna=False).size()
    begun = active["started_on"].gt(since)
    table["begun_count"] = begun.groupby(key, dropna=False).sum().astype("int64")
    lapsed = points[state.eq("lapsed")].groupby("lead", dropna=False).size()
    table = table.reindex(table.index.union(lapsed.index))
    table["ended_count"] = lapsed
    table = table.fillna(0).astype("int64")
    table["overdue_24_share"] = reviews["overdue_24_share"].reindex(table.index)
    order = table.sort_values("points_count", ascending=False, kind="stable")
    return order.rename_axis("lead")


def agency_scope(points: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Points in force in agencies, by what they are about. Agencies are not named: points count.

    Index `model_group`, the most points first; columns `points_count`, `communes_count`,
    `is_beyond` (another group than road and fire safety).
    """
    own = points[points["setting"].eq("agency") & point_states(points, on=on).eq("active")]
    groups = own.groupby("model_group")
    table = pd.DataFrame(
        {"points_count": groups.size(), "communes_count": groups["commune_code"].nunique()}
    ).sort_values("points_count", ascending=False, kind="stable")
    return table.assign(is_beyond=table.index != FIRE_SAFETY)
