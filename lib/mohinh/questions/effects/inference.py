"""How sure: influence functions by cluster, leave-one-cluster-out, simultaneous bands, Holm.

With θ = log(O / E), the influence of cluster c is

    ψ_c = O_c / O − E_c / E − s_cᵀ J⁻¹ ∇E / E,

s_c its score of log b and J the information. Leaving c out moves b by the relative change
δ_c = −(J − J_c)⁻¹ s_c (one step of Newton's method, with the cluster's leverage J_c), and E to

    E_(c) = E − E_c + (∇E − ∇E_c)ᵀ δ_c,

E being linear in b: no second fit is needed. Where one cluster accounts for a large part of what a
period is compared with, the fit is repeated without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import sparse

from mohinh.questions.effects.imputation import Cells, Imputation, impute
from mohinh.questions.effects.layout import Layout
from mohinh.words.errors import NothingToCompare

# Share of a period above which the fit is repeated without the cluster, and the rounds of the one
# step below it: what is left of the leverage is at most 0.15 ** 4, a two-thousandth of the change.
_HEAVY = 0.15
_ROUNDS = 3
_CHUNK = 20_000
_DRAWS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """O and E of K sets of target cells, by cluster: (C, K); `gradient` (K, T) is ∂E/∂log b."""

    observed: np.ndarray
    expected: np.ndarray
    gradient: np.ndarray


def unit_sums(fit: Imputation, layout: Layout, labels: np.ndarray, size: int) -> Sums:
    """Sums over units by label (N,), 0 … size − 1; −1 belongs to none."""
    own = labels >= 0
    cluster, label = layout.cluster[own], labels[own]
    expected = fit.expected[own]
    shape = layout.clusters_count, size
    weights = sparse.csr_array((expected, (label, fit.pattern[own])), (size, len(fit.reach)))
    return Sums(
        _table(cluster, label, fit.observed[own], shape),
        _table(cluster, label, expected, shape),
        weights @ (fit.share_target - fit.share_compare),
    )


def cell_sums(
    fit: Imputation,
    layout: Layout,
    unit: np.ndarray,
    period: np.ndarray,
    labels: np.ndarray,
    size: int,
) -> Sums:
    """Sums over the target cells at these places (1-d arrays of one length), by label."""
    predicted = fit.predicted(unit, period)
    shape = layout.clusters_count, size
    expected = _table(layout.cluster[unit], labels, predicted, shape)
    own = _table(fit.pattern[unit], labels, predicted, (len(fit.reach), size))
    by_period = _table(labels, period, predicted, (size, len(layout.periods)))
    counts = layout.counts[unit, period]
    observed = _table(layout.cluster[unit], labels, counts, shape)
    return Sums(observed, expected, by_period - own.T @ fit.share_compare)


def _table(row: np.ndarray, column: np.ndarray, values: np.ndarray, shape: tuple[int, int]):
    return np.bincount(row * shape[1] + column, values, shape[0] * shape[1]).reshape(shape)


def influence(fit: Imputation, sums: Sums) -> np.ndarray:
    """Influence of each cluster on log(O / E): (C, K); NaN where O or E is 0."""
    observed, expected = _or_nan(sums.observed.sum(axis=0)), _or_nan(sums.expected.sum(axis=0))
    through_b = fit.scores @ (fit.inverse @ sums.gradient.T)
    return sums.observed / observed - (sums.expected + through_b) / expected


def influence_error(influences: np.ndarray) -> np.ndarray:
    """Standard error (K,) from the influences of the clusters."""
    clusters = len(influences)
    return np.sqrt(clusters / (clusters - 1) * (influences**2).sum(axis=0))


def _or_nan(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, np.nan)


def period_shifts(fit: Imputation, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Relative change of b when each cluster is left out (C, T), and its leverage (C,): the largest
    share of a period's cases that it is to account for."""
    cluster, pattern, cases = _shares_of_clusters(fit, layout)
    shape = layout.clusters_count, len(cases)
    members = sparse.csr_array((np.ones(len(cases)), (cluster, np.arange(len(cases)))), shape)
    mass = sparse.csr_array((cases, (cluster, pattern)), (shape[0], len(fit.reach)))
    mass = mass @ fit.share_compare
    total = mass.sum(axis=0)
    leverage = np.divide(mass, total, out=np.zeros_like(mass), where=total > 0).max(axis=1)
    shifts = -fit.scores @ fit.inverse
    for _ in range(_ROUNDS if leverage.max() > 1e-3 else 1):
        moved = members @ _moved(fit, cluster, pattern, cases, shifts)
        shifts = (moved - fit.scores) @ fit.inverse
    return shifts, leverage


def _shares_of_clusters(
    fit: Imputation, layout: Layout
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cluster, pattern and cases of every pair of them that has cases in comparison cells."""
    shape = layout.clusters_count, len(fit.reach)
    cases = sparse.csr_array((fit.base, (layout.cluster, fit.pattern)), shape)
    cases.sum_duplicates()
    cases.eliminate_zeros()
    pairs = cases.tocoo()
    return pairs.row, pairs.col, pairs.data


def _moved(
    fit: Imputation, cluster: np.ndarray, pattern: np.ndarray, cases: np.ndarray, shifts: np.ndarray
) -> np.ndarray:
    """Σ Y (p ∘ δ − p pᵀδ) of each pair of cluster and pattern: (pairs, T)."""
    moved = np.empty((len(cases), shifts.shape[1]))
    for start in range(0, len(cases), _CHUNK):
        part = slice(start, start + _CHUNK)
        shares, shift = fit.share_compare[pattern[part]], shifts[cluster[part]]
        along = np.einsum("nt,nt->n", shares, shift)
        moved[part] = cases[part, None] * shares * (shift - along[:, None])
    return moved


@dataclass(frozen=True, slots=True, eq=False)
class Deletions:
    """What leaving out each cluster does, ready to be asked for any set of units.

    `change` (N,) is E_i (q_i − p_i)ᵀ δ of the unit's own cluster; `refits` holds the fits without
    the clusters that cannot be left out in one step.
    """

    shifts: np.ndarray
    change: np.ndarray
    refits: dict[int, tuple[np.ndarray, Imputation | None]]

    def log_ratios(self, layout: Layout, sums: Sums, labels: np.ndarray) -> np.ndarray:
        """log(O / E) without each cluster: (C, K); NaN where one of them would be 0."""
        own = labels >= 0
        shape = sums.observed.shape
        change = _table(layout.cluster[own], labels[own], self.change[own], shape)
        observed = sums.observed.sum(axis=0) - sums.observed
        expected = sums.expected.sum(axis=0) - sums.expected
        expected = expected + self.shifts @ sums.gradient.T - change
        for cluster, (kept, fit) in self.refits.items():
            observed[cluster], expected[cluster] = _refitted(kept, fit, labels, shape[1])
        return np.log(_or_nan(observed)) - np.log(_or_nan(expected))


def _refitted(
    kept: np.ndarray, fit: Imputation | None, labels: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    if fit is None:
        return np.zeros(size), np.zeros(size)
    left = labels[kept]
    own = left >= 0
    return (
        np.bincount(left[own], fit.observed[own], size),
        np.bincount(left[own], fit.expected[own], size),
    )


def deletions(fit: Imputation, layout: Layout, cells: Cells) -> Deletions:
    """Leave out every cluster in turn."""
    shifts, leverage = period_shifts(fit, layout)
    change = np.zeros(len(fit.base))
    asked = np.flatnonzero(fit.expected > 0)
    for start in range(0, len(asked), _CHUNK):
        part = asked[start : start + _CHUNK]
        pattern = fit.pattern[part]
        reach = fit.share_target[pattern] - fit.share_compare[pattern]
        along = np.einsum("nt,nt->n", reach, shifts[layout.cluster[part]])
        change[part] = fit.expected[part] * along
    refits = {
        int(cluster): _refit(layout, cells, layout.cluster != cluster)
        for cluster in np.flatnonzero((leverage > _HEAVY) | _is_indispensable(fit, layout))
    }
    return Deletions(shifts, change, refits)


def _is_indispensable(fit: Imputation, layout: Layout) -> np.ndarray:
    """Whether each cluster alone makes a period comparable: (C,)."""
    cluster, pattern, cases = _shares_of_clusters(fit, layout)
    shape = layout.clusters_count, len(fit.reach)
    pairs = sparse.csr_array((cases, (cluster, pattern)), shape)
    covers = pairs @ (fit.reach > 0).astype("float64") > 0
    return (covers & (covers.sum(axis=0) == 1)).any(axis=1)


def _refit(layout: Layout, cells: Cells, kept: np.ndarray) -> tuple[np.ndarray, Imputation | None]:
    left = Cells(cells.compare[kept], cells.target[kept])
    if not layout.counts[kept][left.compare].any():
        return kept, None
    try:
        return kept, impute(layout.only(kept), left)
    except NothingToCompare:
        return kept, None


def jackknife_error(log_ratios: np.ndarray) -> np.ndarray:
    """Standard error (K,) from the estimates without each of C clusters; NaN where one is NaN."""
    clusters = len(log_ratios)
    apart = log_ratios - log_ratios.mean(axis=0)
    return np.sqrt((clusters - 1) / clusters * (apart**2).sum(axis=0))


@lru_cache(maxsize=2)
def normal_draws(bins: int, *, seed: int) -> np.ndarray:
    """Standard normal draws behind simultaneous bands: (draws, bins), the same for every path."""
    draws = np.random.default_rng(seed).standard_normal((_DRAWS, bins))
    draws.flags.writeable = False
    return draws


def sup_t(covariance: np.ndarray, draws: np.ndarray, *, df: int, level: float, seed: int) -> float:
    """How many standard errors a band must reach to hold everywhere at once with `level`.

    Quantile of the largest |t| of a multivariate t with this covariance (K, K), from draws with at
    least K columns; their error is about 1 %.
    """
    errors = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(errors, errors))
    root = vectors * np.sqrt(np.clip(values, 0, None))
    largest = np.abs(draws[:, : len(errors)] @ root.T).max(axis=1)
    scale = np.random.default_rng([seed, df]).chisquare(df, len(draws)) / df
    return float(np.quantile(largest / np.sqrt(scale), level))


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Holm's adjusted p-values, in the given order; None stays None and does not count."""
    given = sorted((p, at) for at, p in enumerate(p_values) if p is not None)
    adjusted: dict[int, float] = {}
    largest = 0.0
    for rank, (p, at) in enumerate(given):
        largest = max(largest, min(1.0, (len(given) - rank) * p))
        adjusted[at] = largest
    return tuple(adjusted.get(at) for at in range(len(p_values)))
