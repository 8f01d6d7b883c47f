"""Tidy: what a report leaves of effects for others, one row per model group, in codes."""

from typing import Any

import pandas as pd

from mohinh.questions.effects.results import ALL, EffectEstimate
from mohinh.questions.evidence.assessment import Assessment
from mohinh.questions.evidence.rating import Evidence
from mohinh.tables import privacy
from mohinh.tables.reports import EFFECTS

SMALL = "small_count"
_NAMED = {
    "estimator": "design",
    "donut_months": "donut",
    "log_ratio": "log_ratio",
    "se": "se",
    "ratio": "ratio",
    "low": "low",
    "high": "high",
    "level": "level",
    "df": "df",
    "communes_count": "clusters_count",
    "areas_count": "units_count",
}


def tidy_effects(found: Assessment, rated: Evidence, *, province_code: str) -> pd.DataFrame:
    """Every rated group's estimate, grade and verdict; small observed counts hide their row.

    Columns of `tables.reports.EFFECTS`. Numbers are there only with an interval; without one
    `why_none` says why: a code of `effects.NoInterval`, of `Assessment.refusal`, `not_estimated`,
    or `small_count` where the row is hidden as on the report's pages; they are as exact as
    there (`privacy.told_ratio`).
    """
    estimates = {estimate.group: estimate for estimate in found.estimates}
    observed = pd.Series({g: e.observed for g, e in estimates.items()}, dtype="float64")
    hidden = privacy.withheld(observed, is_total=observed.index == ALL)
    rows = []
    for rating in rated.ratings:
        row = {"province_code": province_code, "model_group": rating.group}
        row |= {"outcome": found.outcome, "grade": rating.grade, "verdict": rating.verdict}
        is_hidden = bool(hidden.get(rating.group, False))
        rows.append(row | _numbers(found, estimates.get(rating.group), is_hidden))
    return pd.DataFrame(rows, columns=[column.name for column in EFFECTS.columns])


def _numbers(found: Assessment, estimate: EffectEstimate | None, is_hidden: bool) -> dict[str, Any]:
    if is_hidden:
        return {"why_none": SMALL}
    if estimate is None:
        return {"why_none": found.refusal or "not_estimated"}
    if estimate.no_interval is not None:
        counts = {"communes_count": estimate.clusters_count, "areas_count": estimate.units_count}
        return counts | {"estimator": estimate.design, "why_none": estimate.no_interval}
    months = {"month": 1, "quarter": 3}[found.panel.every]
    row = {name: getattr(estimate, own) for name, own in _NAMED.items()} | _told(estimate)
    return row | {"donut_months": estimate.donut * months, "why_none": None}


def _told(estimate: EffectEstimate) -> dict[str, float | None]:
    """The numbers that counts could be worked out from, as exact as they are published."""
    low, high = privacy.told_end(pd.Series([estimate.low, estimate.high]))
    ratio = privacy.told_ratio(pd.Series([estimate.ratio])).iloc[0]
    log_ratio, se = estimate.log_ratio, estimate.se
    return {
        "log_ratio": None if log_ratio is None else round(log_ratio, 2),
        "se": None if se is None else round(se, 3),
        "ratio": ratio, "low": low, "high": high,
    }  # fmt: skip
