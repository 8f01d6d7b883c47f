"""Reviews: how long ago points were last reviewed, and for how many that is too long."""

from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage import point_states

OVERDUE_MONTHS = (12, 24)
_DAYS = 365.25 / 12  # of a month


def since_review(points: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """For each point in force on a day: months since its last review.

    The sheets hold the last review only. Index and `type_id`, `model_group`, `lead` of the points
    in force; `review`: `reviewed`, `never` (none on record: months since it began) or `later` (one
    after the day is on record, so that nobody knows of those before: months missing); `months`.
    """
    own = points[point_states(points, on=on).eq("active")]
    day = pd.Timestamp(on)
    reviewed = own["reviewed_on"]
    review = np.select([reviewed.gt(day), reviewed.notna()], ["later", "reviewed"], "never")
    since = (day - reviewed.fillna(own["started_on"])).dt.days / _DAYS
    found = own[["type_id", "model_group", "lead"]].assign(
        review=pd.Series(review, own.index, dtype="str"), months=since
    )
    found["months"] = found["months"].mask(found["review"].eq("later"))
    return found


def review_shares(found: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Points whose last review, or beginning where there was none, is long ago.

    `found` is `since_review`. Index `by`, or one row `all`. Columns `points_count`,
    `reviewed_count`, `never_count`, `later_count`, `median_months`, and for each of
    `OVERDUE_MONTHS` `overdue_<months>_count`, `_share` (of all points), `_high` (if those reviewed
    later were all overdue).
    """
    key = pd.Series("all", found.index) if by is None else found[by]
    whole = found.assign(**{f"is_{name}": found["review"].eq(name) for name in _REVIEWS})
    for limit in OVERDUE_MONTHS:
        whole[f"over_{limit}"] = found["months"].gt(limit)
    by_key = whole.groupby(key, dropna=False)
    table = pd.DataFrame({"points_count": by_key.size()})
    for name in _REVIEWS:
        table[f"{name}_count"] = by_key[f"is_{name}"].sum().astype("int64")
    table["median_months"] = by_key["months"].median()
    for limit in OVERDUE_MONTHS:
        count = by_key[f"over_{limit}"].sum().astype("int64")
        table[f"overdue_{limit}_count"] = count
        table[f"overdue_{limit}_share"] = count / table["points_count"]
        table[f"overdue_{limit}_high"] = (count + table["later_count"]) / table["points_count"]
    return table.rename_axis(by or "all")


_REVIEWS = ("reviewed", "never", "later")
