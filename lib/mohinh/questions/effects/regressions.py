"""Regressions behind the same result types: least squares, and Poisson by the pyfixest library.

linear_twfe   static: one difference for all treated cells; compares treated with treated
sun_abraham   one difference for each cohort and period, averaged (Sun and Abraham 2021, Journal of
              Econometrics 225: 175–199)
event_study   the path by periods since adoption, by Sun and Abraham or with one difference per
              period since adoption for all cohorts

On the scale "rate" the outcome is the count per exposure, fitted by least squares; differences are
averaged by exposure, and E = O − exposure × mean difference. On "log" it is the count, fitted by
Poisson; they are averaged by cells, and E = O · exp(−mean difference).
Standard errors are clustered, with fixest's small-sample factor. They stand beside the primary
estimate: one base period makes the last two noisy, and none has a donut. Meant for quarters or
years; months make thousands of cells.
"""

import re
import warnings
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import NEVER
from mohinh.questions.effects.events import path_of
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.questions.effects.least_squares import differences
from mohinh.questions.effects.results import ALL, Design, EffectEstimate, EventPath
from mohinh.questions.effects.sets import (
    Found,
    each_set,
    estimates_of_sets,
    exposures_of,
    with_exposure,
)
from mohinh.words.errors import InvalidTable, NothingToCompare

Scale = Literal["rate", "log"]
Path = Literal["sun_abraham", "two_way"]

_COHORT_DESIGNS: dict[Scale, Design] = {"rate": "sun_abraham", "log": "sun_abraham_poisson"}
# Told by what is missing from the answer.
_DROPPED = (
    "variables dropped due to multicollinearity",
    "observations removed because of separation",
    "singleton fixed effect",
)
_SEPARATION = ["fe", "ir"]
_LABEL = re.compile(r"cell::(\d+)")
# Labels that could be fitted, their differences and covariance.
_Labelled = tuple[list[int], np.ndarray, np.ndarray]
_NOTHING: _Labelled = ([], np.empty(0), np.empty((0, 0)))


def linear_twfe(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    exposure: str | None = None,
    never: Hashable | None = None,
    level: float = 0.95,
) -> tuple[EffectEstimate, ...]:
    """O / E by least squares of the rate on treatment, unit and period.

    With groups, one difference for each in a second fit. Treated cells stand in as controls: print
    it beside the primary estimate, never alone. Options and errors as in `estimate_effects`,
    without a donut; units of unknown exposure are left out.
    """
    names = Columns(unit, period, adopted, outcome, group, cluster, exposure, never=never)
    layout = with_exposure(read_layout(panel, names))
    treated = layout.observed & (layout.periods >= layout.adopted[:, None])
    if not treated.any() or treated.sum() == layout.observed.sum():
        raise NothingToCompare(
            "nobody, or everybody, is treated throughout: there is no difference",
            reason="no_comparison",
        )

    def found(labels: np.ndarray, size: int) -> list[Found]:
        cells = np.where(treated, labels[:, None], -1)
        fit = _regress(layout, cells, size, "rate")
        return [_found(layout, cells, fit, one) for one in np.eye(size)]

    return estimates_of_sets(layout, treated, found, design="linear_twfe", donut=0, level=level)


def sun_abraham(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    exposure: str | None = None,
    never: Hashable | None = None,
    scale: Scale = "rate",
    level: float = 0.95,
) -> tuple[EffectEstimate, ...]:
    """O / E by the estimator of Sun and Abraham.

    Each group is fitted beside the units that never adopt; where all do, beside the last cohort
    until it adopts. On the scale "log" a cohort without a case in a period, or in its base, has no
    finite difference there, and a set with such a cell no estimate. Equals R's `fixest::sunab`
    where there is none. Options and errors as in `estimate_effects`, without a donut; units of
    unknown exposure, and those not seen before they adopted, are left out.
    """
    names = Columns(unit, period, adopted, outcome, group, cluster, exposure, never=never)
    layout, controls = _comparable(with_exposure(read_layout(panel, names)), scale)
    target = _after(layout) & ~controls[:, None]

    def of(own: np.ndarray) -> Found:
        part, cells, size = _by_cohort(layout, controls, own)
        weights = _weights(part, cells, size, scale)
        if not weights.any():
            return Found(0.0, np.nan, np.nan)
        return _found(part, cells, _regress(part, cells, size, scale), weights)

    return estimates_of_sets(
        layout, target, each_set(of), design=_COHORT_DESIGNS[scale], donut=0, level=level
    )


def event_study(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    exposure: str | None = None,
    never: Hashable | None = None,
    path: Path = "sun_abraham",
    scale: Scale = "rate",
    before: int = 8,
    after: int = 12,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[EventPath, ...]:
    """O / E from `before` periods ahead of adoption to the one that begins the `after`-th period
    since: all treated units, then each group.

    The last period before adoption is the base: its ratio is 1, without an error. With `path`
    "two_way" all cohorts share one difference per period since adoption, and what lies outside the
    window is a bin on either side: periods mix where cohorts differ. Comparison, options and errors
    as in `sun_abraham`.
    """
    if before < 1 or after < 1:
        raise InvalidTable(f"before={before}, after={after}: both must be 1 period or more")
    names = Columns(unit, period, adopted, outcome, group, cluster, exposure, never=never)
    layout, controls = _comparable(with_exposure(read_layout(panel, names)), scale)
    window = _Window(range(-before, after), path, scale, level, seed)
    sets = {ALL: ~controls}
    sets |= {name: ~controls & (layout.group == at) for at, name in enumerate(layout.groups)}
    is_treated = _after(layout).any(axis=1)
    return tuple(
        window.of(layout, controls, own, name)
        for name, own in sets.items()
        if (own & is_treated).any()
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Differences by label (K,), NaN where there is none, and their covariance (K, K)."""

    differences: np.ndarray
    covariance: np.ndarray
    scale: Scale


def _after(layout: Layout) -> np.ndarray:
    """Observed cells from adoption on: (N, T)."""
    return layout.observed & (layout.periods >= layout.adopted[:, None])


def _comparable(layout: Layout, scale: Scale) -> tuple[Layout, np.ndarray]:
    """The layout without what cannot be compared, and which of its units are controls (N,)."""
    controls = layout.adopted > layout.periods[-1]
    shown = layout.observed & (exposures_of(layout) > 0)
    if not controls.any():
        controls = layout.adopted == layout.adopted.max()
        shown = shown & (layout.periods < layout.adopted.max())
    compared = (layout.counts if scale == "log" else np.ones_like(layout.counts)) * shown
    shown = shown & (compared[controls].sum(axis=0) > 0)
    seen_before = (shown & (layout.periods < layout.adopted[:, None])).any(axis=1)
    kept = controls | seen_before
    layout = replace(layout, observed=shown).only(kept)
    controls = controls[kept]
    if not (_after(layout) & ~controls[:, None]).any():
        raise NothingToCompare(
            "no unit is seen before and after it adopted, in periods that have a unit to compare "
            "with: add units that never adopted or adopted later",
            reason="no_comparison",
        )
    return layout, controls


def _by_cohort(
    layout: Layout, controls: np.ndarray, own: np.ndarray
) -> tuple[Layout, np.ndarray, int]:
    """The units where `own` (N,) beside the controls; a label for each cohort and period but its
    base, the last one before it adopts (N, T), −1 for none; how many labels."""
    kept = own | controls
    part, is_control = layout.only(kept), controls[kept]
    cells = np.full(part.counts.shape, -1)
    size = 0
    for cohort in np.unique(part.adopted[~is_control]):
        rows = np.flatnonzero((part.adopted == cohort) & ~is_control)
        seen = np.flatnonzero(part.observed[rows].any(axis=0))
        seen = seen[seen != seen[part.periods[seen] < cohort].max()]
        cells[np.ix_(rows, seen)] = np.arange(size, size + len(seen))
        size += len(seen)
    return part, np.where(part.observed, cells, -1), size


def _mass(layout: Layout, scale: Scale) -> np.ndarray:
    """What a cell counts in an average of differences: (N, T)."""
    return exposures_of(layout) if scale == "rate" else np.ones(layout.counts.shape)


def _weights(part: Layout, cells: np.ndarray, size: int, scale: Scale) -> np.ndarray:
    """Weight of each label in the average over cells after adoption: (K,)."""
    asked = _after(part) & (cells >= 0)
    return np.bincount(cells[asked], _mass(part, scale)[asked], size)


def _regress(layout: Layout, cells: np.ndarray, size: int, scale: Scale) -> _Fit:
    """Fit a difference for each label of `cells` (N, T), beside unit and period effects.

    None has an answer where one of them cannot be told apart from the unit and period effects (a
    library would drop it and measure the others from it), or where there are as many terms as cells
    (the fit is exact, and its error 0).
    """
    shown = layout.observed & (exposures_of(layout) > 0)
    if scale == "log":
        shown = _with_cases(layout, shown & _is_finite(layout, cells, size))
    table = _long(layout, shown, cells, scale)
    fit = _Fit(np.full(size, np.nan), np.full((size, size), np.nan), scale)
    asked = set(table["cell"]) - {-1}
    terms = len(asked) + table["unit"].nunique() + table["period"].nunique() - 1
    is_open = bool(asked) and terms < len(table)
    fitted = _least_squares if scale == "rate" else _poisson
    labels, found, covariance = fitted(table) if is_open else _NOTHING
    if len(labels) == len(asked):
        fit.differences[labels] = found
        fit.covariance[np.ix_(labels, labels)] = covariance
    return fit


def _least_squares(table: pd.DataFrame) -> _Labelled:
    cell = table["cell"].to_numpy()
    labels = np.unique(cell[cell >= 0])
    unit, period, cluster = (
        np.unique(table[name], return_inverse=True)[1] for name in ("unit", "period", "cluster")
    )
    label = np.where(cell >= 0, np.searchsorted(labels, cell), -1)
    fit = differences(table["y"].to_numpy(), unit=unit, period=period, label=label, cluster=cluster)
    return _NOTHING if fit is None else (labels.tolist(), *fit)


def _poisson(table: pd.DataFrame) -> _Labelled:
    import pyfixest.estimation  # takes seconds, and only this estimator needs it

    # Clustered afterwards: the library tests all terms at once whatever it is asked, and LAPACK may
    # fail on a clustered covariance, which has fewer ranks than terms.
    options = {"vcov": "iid", "fixef_rm": "none", "copy_data": False}
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        for what in _DROPPED:
            warnings.filterwarnings("ignore", rf"\s*\d+ {what}")
        try:
            fit = pyfixest.fepois(
                "y ~ i(cell, ref=-1) | unit + period",
                table,
                offset="log_exposure",
                separation_check=_SEPARATION,
                **options,
            )
        except ValueError as error:
            if "collinear" not in str(error):
                raise
            return _NOTHING
        fit.vcov({"CRV1": "cluster"})
    labels = [int(_LABEL.search(name)[1]) for name in fit._coefnames]
    return labels, fit._beta_hat, fit._vcov


def _long(layout: Layout, shown: np.ndarray, cells: np.ndarray, scale: Scale) -> pd.DataFrame:
    """One row per cell where `shown` (N, T)."""
    unit, period = np.nonzero(shown)
    exposed = exposures_of(layout)[shown]
    counts = layout.counts[shown]
    return pd.DataFrame(
        {
            "unit": unit,
            "period": period,
            "cell": cells[shown],
            "cluster": layout.cluster[unit],
            "y": counts / exposed if scale == "rate" else counts,
            "log_exposure": np.log(exposed),
        }
    )


def _with_cases(layout: Layout, shown: np.ndarray) -> np.ndarray:
    """Cells (N, T) of units and periods with a case among those `shown`: the others are fitted
    exactly, and say nothing."""
    while True:
        counts = layout.counts * shown
        left = shown & (counts.sum(axis=1, keepdims=True) > 0) & (counts.sum(axis=0) > 0)
        if (left == shown).all():
            return shown
        shown = left


def _is_finite(layout: Layout, cells: np.ndarray, size: int) -> np.ndarray:
    """Cells (N, T) whose logarithm can be told: of labels with a case, in cohorts with one in the
    base."""
    asked = layout.observed & (cells >= 0)
    cases = np.bincount(cells[asked], layout.counts[asked], size)
    base = (layout.counts * (layout.observed & (cells < 0))).sum(axis=1)
    _, cohort = np.unique(np.where(asked.any(axis=1), layout.adopted, NEVER), return_inverse=True)
    has_base = np.bincount(cohort, base)[cohort] > 0
    return np.where(cells >= 0, (cases > 0)[cells] & has_base[:, None], True)


def _found(layout: Layout, cells: np.ndarray, fit: _Fit, weights: np.ndarray) -> Found:
    """O, E and the error of log(O / E) over the treated cells of the weighted labels (K,)."""
    asked = _after(layout) & (cells >= 0) & (weights > 0)[cells]
    observed = layout.counts[asked].sum()[None]
    exposed = exposures_of(layout)[asked].sum()[None]
    expected, covariance = _ratios(fit, weights[None] / weights.sum(), observed, exposed)
    variance = np.maximum(covariance[0, 0], 0)  # an exact fit leaves −1e-17
    return Found(float(observed[0]), float(expected[0]), float(np.sqrt(variance)))


def _ratios(
    fit: _Fit, weights: np.ndarray, observed: np.ndarray, exposed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """E (B,) of weighted differences (weights B × K), and the covariance (B, B) of log(O / E).

    NaN where a weighted label has no difference; the covariance also where E is 0 or less.
    """
    lost = ((weights > 0) & np.isnan(fit.differences)).any(axis=1)
    differences = np.where(lost, np.nan, weights @ np.nan_to_num(fit.differences))
    covariance = weights @ np.nan_to_num(fit.covariance) @ weights.T
    factor = np.where(lost, np.nan, 1.0)
    expected = observed * np.exp(-differences)
    if fit.scale == "rate":
        expected = observed - exposed * differences
        factor = np.divide(exposed, expected, out=factor * np.nan, where=expected > 0)
    return expected, covariance * np.outer(factor, factor)


@dataclass(frozen=True, slots=True)
class _Window:
    """Periods since adoption to show, and how."""

    since: range
    path: Path
    scale: Scale
    level: float
    seed: int

    def of(self, layout: Layout, controls: np.ndarray, own: np.ndarray, group: str) -> EventPath:
        """The path of the units where `own` (N,)."""
        part, cells, size = _by_cohort(layout, controls, own)
        since = part.periods - part.adopted[:, None]
        treated = own[own | controls][:, None] & part.observed
        if self.path == "two_way":
            cells = self._in_bins(since, treated)
            size = len(self.since) + 2
        fit = _regress(part, cells, size, self.scale)
        held, observed, exposed, weights = self._sums(part, cells, since, treated, size)
        expected, covariance = _ratios(fit, weights, observed, exposed)
        return path_of(
            group,
            self.since,
            observed=observed,
            expected=expected,
            clusters=held.sum(axis=0),
            covariance=covariance,
            df=max(int(held.any(axis=1).sum()) - 1, 0),
            level=self.level,
            seed=self.seed,
        )

    def _sums(
        self, part: Layout, cells: np.ndarray, since: np.ndarray, treated: np.ndarray, size: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Of each bin: the clusters in it (C, B), O and exposure (B,), shares of the labels (B, K);
        cells of the base count with a difference of 0."""
        inside = treated & (since >= self.since[0]) & (since <= self.since[-1])
        place, bins = since[inside] - self.since[0], len(self.since)
        cluster = np.broadcast_to(part.cluster[:, None], cells.shape)[inside]
        held = np.zeros((part.clusters_count, bins), dtype=bool)
        held[cluster, place] = True
        mass = _mass(part, self.scale)[inside]
        observed, exposed, whole = (
            np.bincount(place, values, bins)
            for values in (part.counts[inside], exposures_of(part)[inside], mass)
        )
        labels = np.zeros((bins, size + 1))
        np.add.at(labels, (place, cells[inside]), mass)
        return held, observed, exposed, labels[:, :-1] / np.where(whole > 0, whole, 1)[:, None]

    def _in_bins(self, since: np.ndarray, treated: np.ndarray) -> np.ndarray:
        """Labels by period since adoption (N, T), one beyond each end; −1 for the base."""
        place = np.clip(since - self.since[0], -1, len(self.since)) + 1
        return np.where(treated & (since != -1), place, -1)
