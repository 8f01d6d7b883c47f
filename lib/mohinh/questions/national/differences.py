"""Differences: what provinces with higher and lower ratios have besides.

A slope between provinces is an association of places. It is never what a change of the moderator
would bring, and with few provinces mostly chance: below ten there is none. The same holds of
small-study signs (Egger et al. 1997, BMJ 315: 629–634; here as a random-effects meta-regression on
the standard error): an association of ratio and error can be chance, another kind of province, or
results that never came in.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.national.agreement import Agreement
from mohinh.questions.national.together import kinds_of_place
from mohinh.questions.synthesis import MetaRegression, meta_regression
from mohinh.questions.synthesis.moderation import ENOUGH

# A slope per so much of each moderator, all shares from 0 to 1.
STEP = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class SmallStudies:
    """Whether less sure provinces lie elsewhere.

    `provinces`: ratio, standard error of its logarithm, index `province_code`; `centre`: the pooled
    ratio; `regression`: on the standard error, None where all are the same.
    """

    provinces: pd.DataFrame
    centre: float
    regression: MetaRegression | None


def moderators(agreement: Agreement, coverage: pd.DataFrame) -> pd.DataFrame:
    """Meta-regression on each moderator in turn; index `moderator`.

    Moderators: `coverage_share`, and the shares of areas that are urban, at the border, on islands.
    Columns: `ratio, low, high` (per `STEP` more of the moderator, as a ratio of ratios), `p`, `r2`
    (0–1; missing where provinces do not differ), `provinces_count`, `why_none`: `few_provinces`
    (fewer than ten) or `all_alike`; then the numbers are missing.
    """
    used, places = agreement.used, kinds_of_place(coverage)
    rows = {name: _slope(used, places[name].reindex(used.index)) for name in places.columns}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("moderator")


def _slope(used: pd.DataFrame, moderator: pd.Series) -> dict[str, object]:
    known = moderator.dropna()
    empty: dict[str, object] = dict.fromkeys(("ratio", "low", "high", "p", "r2"), np.nan)
    empty["provinces_count"] = len(known)
    if len(known) < ENOUGH:
        return empty | {"why_none": "few_provinces"}
    x = known.to_numpy("float64")
    if np.ptp(x) < 1e-9:
        return empty | {"why_none": "all_alike"}
    rows = used.loc[known.index]
    found = meta_regression(
        rows["log_ratio"].to_numpy("float64"),
        rows["se"].to_numpy("float64") ** 2,
        x / STEP,
        labels=list(rows.index),
        level=float(rows["level"].iloc[0]),
    )
    ends = {name: float(np.exp(getattr(found.slope, name))) for name in ("low", "high")}
    r2 = np.nan if found.r2 is None else found.r2
    return {
        "ratio": float(np.exp(found.slope.estimate)),
        **ends,
        "p": found.slope.p,
        "r2": r2,
        "provinces_count": found.studies_count,
        "why_none": "",
    }


def small_studies(agreement: Agreement) -> SmallStudies | None:
    """The provinces by their standard errors; None for fewer than ten provinces."""
    used = agreement.used
    if agreement.found is None or len(used) < ENOUGH:
        return None
    se = used["se"].to_numpy("float64")
    regression = None
    if np.ptp(se) > 1e-9:
        regression = meta_regression(
            used["log_ratio"].to_numpy("float64"), se**2, se, labels=list(used.index),
            level=float(used["level"].iloc[0]),
        )  # fmt: skip
    centre = float(np.exp(agreement.found.estimate))
    return SmallStudies(used[["ratio", "se"]].astype("float64"), centre, regression)
