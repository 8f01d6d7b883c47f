"""What an estimator answers with: one frozen result per set of treated units, with its reasons."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from mohinh.questions.effects.inference import holm
from mohinh.questions.effects.layout import ALL as ALL
from mohinh.words.errors import UnknownName

Inference = Literal["jackknife", "influence"]
Design = Literal[
    "poisson_imputation", "linear_imputation", "group_time",
    "poisson_twfe", "linear_twfe", "sun_abraham", "sun_abraham_poisson",
]  # fmt: skip
NoInterval = Literal[
    "few_clusters", "no_case_observed", "no_case_expected", "one_cluster_decides", "not_estimable"
]
Use = Literal[
    "comparison", "treated",
    "donut", "no_control", "no_before", "outcome_missing", "exposure_missing",
]  # fmt: skip


# Half the width of an interval of log(O / E), from where on it says nothing: a factor of 10 ** 43.
WIDEST = 100.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows of the table that an estimate does not rest on, and why.

    donut             in the periods before adoption that are not compared
    no_control        treated, in a period without a comparison (none is made up)
    no_before         treated, of a unit without an untreated period: it has no prediction
    outcome_missing   the outcome was not reported
    exposure_missing  exposure changes within units, and was not reported or zero
    """

    reason: Use
    rows_count: int
    units_count: int
    outcome: float


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """Observed beside expected for one set of treated units.

    Attributes
    ----------
    group, by : the group's label (`ALL` for all), and (column, label) where split further
    ratio, log_ratio : O / E and its logarithm; None where E is 0, `log_ratio` also where O is
    se, low, high, p : of `log_ratio`, of `ratio` at `level`, and two-sided against a ratio of 1;
        all None where `no_interval` says why
    p_holm : adjusted over the groups (or splits) reported together
    df, clusters_count, units_count : of t; clusters and units with treated cells that count
    observed, expected, avoided : O, E, E − O, in cases over the treated cells that count
    avoided_per_1000_household_years : avoided per 1,000 units of exposure and year, over the units
        whose exposure is known; None without exposure
    exposed_units_count : how many of the units these are; None without exposure
    dropped : what was left out of the treated units' rows, and why
    donut, design, inference : how it was estimated
    """

    group: str
    by: tuple[tuple[str, str], ...]
    ratio: float | None
    log_ratio: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None
    level: float
    df: int
    clusters_count: int
    units_count: int
    observed: float
    expected: float
    avoided: float
    avoided_per_1000_household_years: float | None
    exposed_units_count: int | None
    dropped: tuple[Dropped, ...]
    donut: int
    design: Design
    inference: Inference
    no_interval: NoInterval | None

    @property
    def has_interval(self) -> bool:
        """Whether the data carry an interval; without one the ratio must not be read as a
        finding."""
        return self.no_interval is None


@dataclass(frozen=True, slots=True)
class EventTime:
    """Observed beside expected, `first` to `last` periods since adoption (0 is that of adoption).

    Before adoption the expectation is made from cells before the whole window only. `low`, `high`
    hold for this bin, `band_low`, `band_high` for all bins at once; None where a bin has no cases
    or too few clusters.
    """

    first: int
    last: int
    ratio: float | None
    log_ratio: float | None
    se: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None
    observed: float
    expected: float
    clusters_count: int
    is_before: bool
    is_donut: bool


@dataclass(frozen=True, slots=True, eq=False)
class EventPath:
    """The effect by periods since adoption, for one group.

    `critical` is how many standard errors the simultaneous band reaches; `covariance` (bins × bins)
    that of the log ratios, NaN for bins without one.
    """

    group: str
    points: tuple[EventTime, ...]
    critical: float | None
    level: float
    df: int
    covariance: np.ndarray

    def table(self) -> pd.DataFrame:
        """One row per bin."""
        return pd.DataFrame([asdict(point) for point in self.points])


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """All that one call estimated.

    Attributes
    ----------
    overall : all treated units together
    groups, splits : by group; by the columns of `by`. Each has its own Holm adjustment
    events : paths of all, then of each group; empty without a window
    uses : every row of the table once, by what became of it: rows in = used + dropped
    without_prediction : labels of treated units that have no untreated period
    periods_without_control : places of periods in which treated cells had no comparison
    """

    overall: EffectEstimate
    groups: tuple[EffectEstimate, ...]
    splits: tuple[EffectEstimate, ...]
    events: tuple[EventPath, ...]
    uses: pd.DataFrame
    without_prediction: tuple[object, ...]
    periods_without_control: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """One row per estimate: all, groups, splits. Missing where there is no interval."""
        estimates = [self.overall, *self.groups, *self.splits]
        frame = pd.DataFrame([asdict(estimate) for estimate in estimates])
        frame["by"] = [" · ".join(label for _, label in e.by) for e in estimates]
        return frame.drop(columns="dropped")

    def group(self, label: str) -> EffectEstimate:
        """The estimate of one group. Raises `UnknownName`."""
        for estimate in self.groups:
            if estimate.group == label:
                return estimate
        raise UnknownName(
            f"group {label!r}: expected one of {', '.join(e.group for e in self.groups) or 'none'}"
        )


def make_estimate(
    *,
    group: str,
    observed: float,
    expected: float,
    se: float,
    clusters: int,
    units: int,
    level: float,
    donut: int,
    design: Design,
    inference: Inference,
    by: tuple[tuple[str, str], ...] = (),
    rate: float | None = None,
    exposed_units: int | None = None,
    dropped: tuple[Dropped, ...] = (),
) -> EffectEstimate:
    """The estimate that O, E and the standard error of log(O / E) make; t with `clusters` − 1."""
    reach = float(stdtrit(clusters - 1, 0.5 + level / 2)) * se if clusters > 1 else np.nan
    why = _no_interval(observed=observed, expected=expected, clusters=clusters, se=se, reach=reach)
    log_ratio = float(np.log(observed / expected)) if observed > 0 < expected else None
    low = high = p = None
    if why is None and log_ratio is not None:
        low, high = (float(np.exp(log_ratio + step)) for step in (-reach, reach))
        p = float(2 * stdtr(clusters - 1, -abs(log_ratio) / se))
    return EffectEstimate(
        group=group,
        by=by,
        ratio=observed / expected if expected > 0 else None,
        log_ratio=log_ratio,
        se=se if why is None else None,
        low=low,
        high=high,
        p=p,
        p_holm=None,
        level=level,
        df=max(clusters - 1, 0),
        clusters_count=clusters,
        units_count=units,
        observed=observed,
        expected=expected,
        avoided=expected - observed,
        avoided_per_1000_household_years=rate,
        exposed_units_count=exposed_units,
        dropped=dropped,
        donut=donut,
        design=design,
        inference=inference,
        no_interval=why,
    )


def _no_interval(
    *, observed: float, expected: float, clusters: int, se: float, reach: float
) -> NoInterval | None:
    """Why there is no interval, or None where there is one."""
    if not np.isfinite(expected):
        return "not_estimable"
    if expected <= 0:
        return "no_case_expected"
    if observed <= 0:
        return "no_case_observed"
    if clusters < 2:
        return "few_clusters"
    if not (np.isfinite(se) and se > 0):
        return "one_cluster_decides"
    return None if reach < WIDEST else "few_clusters"


def with_holm(estimates: Sequence[EffectEstimate]) -> tuple[EffectEstimate, ...]:
    """The same estimates, their p-values adjusted for each other."""
    adjusted = holm([estimate.p for estimate in estimates])
    return tuple(replace(e, p_holm=p) for e, p in zip(estimates, adjusted, strict=True))
