"""Other estimators of the same question, to stand beside the primary one.

linear_imputation      two-way linear fit of rates on the same untreated cells (Borusyak, Jaravel
                       and Spiess 2024); the wrong scale where shocks are proportional
group_time_imputation  group-time effects on rates (Callaway and Sant'Anna 2021); one base period,
                       so twice the noise
poisson_twfe           static two-way Poisson: compares treated with treated, for comparison only

They answer with `EffectEstimate`s: all treated units first, then each group. What the pyfixest
library fits stands in `regressions`.
"""

from collections.abc import Hashable

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import year_periods
from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.group_time import Control, GroupTimes, group_times
from mohinh.questions.effects.imputation import impute
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.questions.effects.results import EffectEstimate
from mohinh.questions.effects.sets import (
    Found,
    clustered_error,
    each_set,
    estimates_of_sets,
    exposures_of,
    with_exposure,
)
from mohinh.words.errors import NothingToCompare

_ROUNDS = 100


def linear_imputation(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    donut: int | None = None,
    exposure: str | None = None,
    never: Hashable | None = None,
    level: float = 0.95,
) -> tuple[EffectEstimate, ...]:
    """O / E where the rate of untreated cells is α_i + β_t, fitted by least squares.

    Options, cells and errors as in `estimate_effects`; rates are counts per exposure (per cell
    without one), units of unknown exposure are left out. E is the sum of exposure × fitted rate,
    and can be 0 or less in small groups: then there is no ratio. Standard errors from the influence
    function by cluster.
    """
    names = Columns(unit, period, adopted, outcome, group, cluster, exposure, never=never)
    layout = with_exposure(read_layout(panel, names))
    donut = year_periods(donut, layout.calendar)
    cells = main_cells(layout, donut)
    fit = impute(layout, cells)
    expected, reach, residual, inverse = _linear(layout, cells.compare, fit.target)

    def of(own: np.ndarray) -> Found:
        seen, due = float(fit.observed[own].sum()), float(expected[own].sum())
        if not (seen > 0 and due > 0):
            return Found(seen, due, np.nan)
        through = residual @ (inverse @ reach[own].sum(axis=0))
        influences = own * (fit.observed / seen - expected / due) - through / due
        return Found(seen, due, clustered_error(layout, influences))

    return estimates_of_sets(
        layout, fit.target, each_set(of), design="linear_imputation", donut=donut, level=level
    )


def _linear(
    layout: Layout, compare: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """E_i (N), ∂E_i/∂β (N, T), residuals (N, T) and the inverse of the information on β (T, T)."""
    exposures = exposures_of(layout)
    rates = np.divide(layout.counts, exposures, out=np.zeros_like(exposures), where=exposures > 0)
    times = np.maximum(compare.sum(axis=1, keepdims=True), 1)
    share = compare / times
    inverse = np.linalg.pinv(np.diag(compare.sum(axis=0)) - compare.T @ share, hermitian=True)
    mean = (share * rates).sum(axis=1, keepdims=True)
    slopes = inverse @ (compare * (rates - mean)).sum(axis=0)
    fitted = (share * (rates - slopes)).sum(axis=1, keepdims=True) + slopes
    asked = exposures * target
    reach = asked - asked.sum(axis=1, keepdims=True) * share
    return (asked * fitted).sum(axis=1), reach, compare * (rates - fitted), inverse


def group_time_imputation(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    exposure: str | None = None,
    control: Control = "not_yet",
    never: Hashable | None = None,
    level: float = 0.95,
) -> tuple[EffectEstimate, ...]:
    """O / E where E = O − cells × mean exposure × ATT, from group-time effects on rates.

    ATT is the mean of ATT(g, t) over treated cells. Options and errors as in `estimate_effects`,
    without a donut; units of unknown exposure are left out. Meant for quarters: months make
    thousands of noisy pairs. The standard error is that of ATT, O and the exposures taken as given.
    """
    names = Columns(unit, period, adopted, outcome, group, cluster, exposure, never=never)
    layout = with_exposure(read_layout(panel, names))
    exposures = exposures_of(layout)
    rates = np.divide(layout.counts, exposures, out=np.zeros_like(exposures), where=exposures > 0)
    target = (layout.periods >= layout.adopted[:, None]) & (layout.adopted > layout.periods[0])[
        :, None
    ]

    def of(own: np.ndarray) -> Found:
        times = group_times(layout, control=control, values=rates, own=own)
        mean = times.aggregate("simple").iloc[0]
        cells = target & own[:, None] & _covered(layout, times)
        observed, exposed = layout.counts[cells].sum(), exposures[cells].sum()
        expected = observed - exposed * mean["att"]
        se = exposed * mean["se"] / expected if expected > 0 else np.nan
        return Found(float(observed), float(expected), float(se))

    return estimates_of_sets(
        layout, target, each_set(of), design="group_time", donut=0, level=level
    )


def _covered(layout: Layout, times: GroupTimes) -> np.ndarray:
    """Cells (N, T) whose ATT(g, t) has a control."""
    known = ~np.isnan(times.att)
    pairs = set(zip(times.adopted[known].tolist(), times.period[known].tolist(), strict=True))
    covered = np.zeros(layout.counts.shape, dtype=bool)
    for at, place in enumerate(layout.periods.tolist()):
        cohorts = [cohort for cohort, period in pairs if period == place]
        covered[:, at] = np.isin(layout.adopted, cohorts)
    return covered


def poisson_twfe(
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
    """O / E where E[y_it] = a_i · b_t · exp(δ treated_it) is fitted to all cells by Poisson.

    The ratio is exp(δ); with groups, one δ for each in a second fit. Where effects grow with time
    or differ by cohort, treated cells stand in as controls and the ratio is drawn towards 1: print
    it beside the primary estimate, never alone. Equals R's `fixest::fepois(y ~ D | unit + period)`;
    standard errors by cluster with its small-sample factor. Options and errors as in
    `estimate_effects`, without a donut.
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
        effects, errors = _twfe(layout, treated, labels, size)
        observed = np.array(
            [layout.counts[treated & (labels == k)[:, None]].sum() for k in range(size)]
        )
        expected = observed * np.exp(-effects)
        return [Found(*map(float, row)) for row in zip(observed, expected, errors, strict=True)]

    return estimates_of_sets(layout, treated, found, design="poisson_twfe", donut=0, level=level)


def _twfe(
    layout: Layout, treated: np.ndarray, labels: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """log ratios and their standard errors (K,), by Newton's method with unit effects profiled out.

    Parameters are log b (T) and δ (K). The treated cells of a label say nothing of b where they, or
    the untreated cells of its units, hold no case (δ is −∞ or ∞): they leave the fit. δ stays 0 in
    the first case and is ∞ in the second.
    """
    exposures = np.where(layout.observed, exposures_of(layout), 0.0)
    treated = treated & (labels >= 0)[:, None]
    before = layout.observed & ~treated & treated.any(axis=1, keepdims=True)
    own = np.maximum(labels, 0)
    parameters = np.zeros(len(layout.periods) + size)
    of_labels = _by_label(layout.counts, treated, own, size)
    has_none_before = (_by_label(layout.counts, before, own, size) == 0) & (of_labels > 0)
    is_out = treated & ((of_labels == 0) | has_none_before)[own][:, None]
    exposures = np.where(is_out, 0.0, exposures)
    counts = np.where(is_out, 0.0, layout.counts)
    total = counts.sum(axis=1)
    cases = np.concatenate([counts.sum(axis=0), _by_label(counts, treated, own, size)])
    for _ in range(_ROUNDS):
        periods, effects = parameters[:-size], parameters[-size:]
        cells = exposures * np.exp(periods + treated * effects[own][:, None])
        shares = cells / np.maximum(cells.sum(axis=1, keepdims=True), 1e-300)
        due = total @ shares, _by_label(total[:, None] * shares, treated, own, size)
        score = cases - np.concatenate(due)
        inverse = np.linalg.pinv(
            _twfe_information(shares, total, treated, own, size), hermitian=True
        )
        if np.abs(score).max() <= 1e-10 * total.sum():
            break
        parameters = parameters + np.clip(inverse @ score, -2, 2)
    else:
        raise NothingToCompare(
            f"the two-way fit did not settle in {_ROUNDS} rounds: a group has no cases, or none "
            "before or after adoption",
            reason="no_comparison",
        )
    scores = counts - total[:, None] * shares
    over_treated = (scores * treated).sum(axis=1)
    of_effects = np.stack([over_treated * (labels == k) for k in range(size)], axis=1)
    influences = np.hstack([scores, of_effects]) @ inverse[:, -size:]
    found = np.where(has_none_before, np.inf, parameters[-size:])
    return found, np.array([clustered_error(layout, column) for column in influences.T])


def _by_label(cells: np.ndarray, treated: np.ndarray, own: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(own, np.einsum("nt,nt->n", cells, treated), size)


def _twfe_information(
    shares: np.ndarray, total: np.ndarray, treated: np.ndarray, own: np.ndarray, size: int
) -> np.ndarray:
    inside = shares * treated
    share_treated = inside.sum(axis=1)
    cross = total[:, None] * (inside - shares * share_treated[:, None])
    by_label = np.stack([cross[own == k].sum(axis=0) for k in range(size)], axis=1)
    corner = np.bincount(own, total * share_treated * (1 - share_treated), size)
    top = np.diag(total @ shares) - shares.T @ (total[:, None] * shares)
    return np.block([[top, by_label], [by_label.T, np.diag(corner)]])
