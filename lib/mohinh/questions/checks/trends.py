r"""Trends before adoption, and how large a break after it would overturn the answer.

Joint test. The log ratios θ of K bins before adoption (outside the donut, predicted out of sample)
with covariance V of G clusters: T² = θᵀ V⁻¹ θ, and (G − K) / (K (G − 1)) · T² is F with K and G − K
degrees of freedom (Hotelling 1931, Annals of Mathematical Statistics 2: 360–378). The normal or F
with G − 1 would reject true nulls in a third of the cases at six communes.

Breakdown value. Let Δ be the largest step between neighbouring half-years before adoption, from the
months compared (0) on, and suppose that after adoption the units would have stood apart from the
others, without the model, by at most M̄ · Δ in log expected cases. The answer holds for

    M̄ < (|θ| − t · se) / Δ.

Such a break is one step, not a drift that goes on. If the group's units drifted by r a year, θ
would become r · D with

    D = ∇Eᵀ (t − J⁻¹ Σ Y (diag p − p pᵀ) t) / E,

t the periods in years, the sum over the group's units, which draw b along as long as they are
compared themselves (E, J, p as in `effects.imputation`; D is 0 where nobody else is compared). It
would take a drift of (|θ| − t · se) / D a year; beside it stands the drift seen before adoption,
fitted through the half-years, each with a D of its own.

A simplification of the bounds on relative magnitudes of Rambachan and Roth (2023, Review of
Economic Studies 90: 2555–2591), who bound every step after adoption and add them up; chance makes Δ
larger than it is, so M̄ errs towards small values.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from mohinh.questions.checks.result import CheckResult, Reason, result
from mohinh.questions.checks.study import Study
from mohinh.questions.effects.cells import fit_cells
from mohinh.questions.effects.imputation import Cells, Imputation
from mohinh.questions.effects.inference import Sums, cell_sums, unit_sums
from mohinh.questions.effects.results import ALL, EffectEstimate, EventPath

# Above this p the bins before adoption are taken for parallel; below .05 would miss too much.
PRE_TREND_P = 0.10
# A break as large as the largest step before adoption must not overturn the answer.
BREAKDOWN = 1.0
# Years of drift below which an estimate is taken not to answer to it.
_NO_RESPONSE = 1e-3
_GRID = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


def pre_trend(study: Study, group: str = ALL) -> CheckResult:
    """Did adopting units move apart from the others before they adopted?

    The bins of the window that lie before the donut, jointly. Passed where p ≥ 0.10.

    Returns
    -------
    `table` one row per bin before adoption, as `EventPath.table`, the donut's too. `values`: `p`,
    `statistic` (F), `bins_count`, `clusters_count`, `first`, `last` (periods since adoption),
    `largest`: the bin's ratio that is furthest from 1.
    """
    path = study.path(group)
    table = path.table()
    table = table[table["is_before"]].reset_index(drop=True)
    bins = [
        at
        for at, p in enumerate(path.points)
        if p.is_before and not p.is_donut and p.se is not None
    ]
    clusters = path.df + 1
    common = {"bins_count": len(bins), "clusters_count": clusters, "threshold": PRE_TREND_P}
    reason: Reason | None = "no_before" if len(bins) < 2 else None
    if reason is None and clusters < len(bins) + 2:
        reason = "too_few_clusters"
    if reason is not None:
        return result("pre_trend", group, passed=None, table=table, reason=reason, **common)
    statistic, p = _hotelling(path, bins)
    points = [path.points[at] for at in bins]
    largest = max(points, key=lambda point: abs(point.log_ratio or 0))
    return result(
        "pre_trend",
        group,
        passed=p >= PRE_TREND_P,
        table=table,
        p=p,
        statistic=statistic,
        first=points[0].first,
        last=points[-1].last,
        largest=largest.ratio,
        **common,
    )


def _hotelling(path: EventPath, bins: list[int]) -> tuple[float, float]:
    """F statistic and p of all bins being 0."""
    theta = np.array([path.points[at].log_ratio for at in bins])
    size, clusters = len(bins), path.df + 1
    inverse = np.linalg.pinv(path.covariance[np.ix_(bins, bins)], hermitian=True)
    share = (clusters - size) / (size * (clusters - 1))
    statistic = float(share * theta @ inverse @ theta)
    return statistic, float(fdtrc(size, clusters - size, statistic))


def breakdown(study: Study, group: str = ALL) -> CheckResult:
    """How large a break of trend would overturn the answer?

    Passed where the breakdown value is 1 or more (a break as large as the largest step seen before
    adoption leaves the interval on its side of 1), and the drift seen before adoption, going on,
    would not reach it either. An estimate whose interval holds 1 has no answer to overturn.

    Returns
    -------
    `table` one row per M̄: `breaks`, `low`, `high`, the interval of the ratio if breaks were up to
    that size. `values`: `breakdown`, `step` (Δ as a ratio above 1), `steps_count`, `drift_needed`,
    `drift_seen` (ratios, one year beside the next).
    """
    found = study.estimate(group)
    halves = _half_years(study, study.own(group))
    steps = [] if halves is None else np.abs(np.diff(halves.levels, prepend=0.0)).tolist()
    reason: Reason | None = found.no_interval
    if reason is None and (not steps or max(steps) == 0):
        reason = "no_before"
    if reason is None and found.low <= 1 <= found.high:
        reason = "no_difference"
    step = max(steps, default=np.nan)
    table = _widened(found, step)
    common = {"step": float(np.exp(step)) if steps else None, "steps_count": len(steps)}
    if reason is not None:
        return result("breakdown", group, passed=None, table=table, reason=reason, **common)
    end = float(np.log(found.high if found.high < 1 else found.low))
    value = abs(end) / step
    needed = _needed(study, study.own(group), end)
    holds = needed is None or halves.drift is None or halves.drift / needed < 1
    return result(
        "breakdown",
        group,
        passed=value >= BREAKDOWN and holds,
        table=table,
        breakdown=value,
        threshold=BREAKDOWN,
        drift_needed=None if needed is None else float(np.exp(needed)),
        drift_seen=None if halves.drift is None else float(np.exp(halves.drift)),
        **common,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _HalfYears:
    """Log ratios of K half-years before the donut, and the drift a year fitted through them; None
    where a drift would not show."""

    levels: np.ndarray
    drift: float | None


def _half_years(study: Study, own: np.ndarray) -> _HalfYears | None:
    """The half-years of the window, predicted from what lies before it; None where one is empty."""
    layout, before = study.layout, study.window.before
    since = layout.periods - layout.adopted[:, None]
    width = max(study.periods_per_year // 2, 1)
    last = -study.donut if before > study.donut else 0
    size = (before + last) // width
    compare = (since < -before) | (layout.periods >= layout.ended[:, None])
    bins = np.where(since >= -before, (since + before) // width, -1)
    target = layout.observed & (bins >= 0) & (bins < size)
    cells = Cells(layout.observed & compare, target)
    fit = study.once("half-years", lambda: fit_cells(layout, cells, inference="influence"))
    if fit is None or not size:
        return None
    unit, period = np.nonzero(fit.fit.target & own[:, None])
    sums = cell_sums(fit.fit, layout, unit, period, bins[unit, period], size)
    observed, expected = sums.observed.sum(axis=0), sums.expected.sum(axis=0)
    if not ((observed > 0) & (expected > 0)).all():
        return None
    levels = np.log(observed / expected)
    years = _response(study, fit.fit, own, sums)
    if np.abs(years).max() < _NO_RESPONSE:
        return _HalfYears(levels, None)
    drift = (expected * years) @ levels / ((expected * years) @ years)
    return _HalfYears(levels, float(drift))


def _needed(study: Study, own: np.ndarray, end: float) -> float | None:
    """Drift a year that would move the estimate by `end`; None where none would move it."""
    layout = study.layout
    fit = study.fitted(study.donut)
    sums = unit_sums(fit.fit, layout, np.where(own, 0, -1), 1)
    response = float(_response(study, fit.fit, own, sums)[0])
    return end / response if response > _NO_RESPONSE else None


def _response(study: Study, fit: Imputation, own: np.ndarray, sums: Sums) -> np.ndarray:
    """∂ log(O / E) / ∂r of each set, where the units of `own` drift by r a year."""
    years = (study.layout.periods - study.layout.periods[0]) / study.periods_per_year
    shares = fit.share_compare
    cases = np.bincount(fit.pattern, fit.base * own, len(shares))
    along = shares @ years
    score = (cases @ shares) * years - (cases * along) @ shares
    return sums.gradient @ (years - fit.inverse @ score) / sums.expected.sum(axis=0)


def _widened(found: EffectEstimate, step: float) -> pd.DataFrame:
    if not found.has_interval or np.isnan(step):
        return pd.DataFrame(columns=["breaks", "low", "high"], dtype="float64")
    grid = np.array(_GRID)
    return pd.DataFrame(
        {
            "breaks": grid,
            "low": found.low * np.exp(-grid * step),
            "high": found.high * np.exp(grid * step),
        }
    )
