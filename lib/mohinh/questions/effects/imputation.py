"""Poisson imputation: what the treated cells would have held without treatment.

On comparison cells (never and not yet treated) the mean of unit i in period t is a_i · b_t. The
unit effects drop out: a_i = Y_i / Σ w_it b_t over the unit's comparison cells, Y_i its cases there.
What is left is one positive number per period. A treated unit is expected to have

    E_i = Y_i · A_i / B_i,   A_i = Σ w_it b_t over its treated cells, B_i over its comparison cells,

with weight w_it = 1, or the exposure where that changes within units. Units that share their cells
(a *pattern*: adoption, end, months reported) enter b only through their summed counts, so b comes
from sums by pattern × period; a complete panel has one pattern per date of adoption. b is found by
iterative proportional fitting and polished by Newton's method.

b has a finite value between two periods only where cases say so both ways: a unit seen in both, and
cases that could have fallen in either. Where all cases of the units seen in some periods lie in
others (*separation*), the likelihood grows without end and a program that stops at its tolerance
prints expected counts of any size. Such periods are cut apart before the fit (`_linked`), and a
unit's treated cells beyond the cut have no prediction.

This is the Poisson extended two-way fixed-effects estimator of Wooldridge (2023, The Econometrics
Journal 26: C31–C66), and the imputation idea of Borusyak, Jaravel and Spiess (2024, Review of
Economic Studies 91: 3253–3285) on the multiplicative scale.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.csgraph import connected_components

from mohinh.questions.effects.layout import Layout
from mohinh.words.errors import NothingToCompare

_ROUNDS = 200
_TOLERANCE = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Which cells are compared and which are asked about, both (N, T); they do not overlap."""

    compare: np.ndarray
    target: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Imputation:
    """A fit on the comparison cells: N units, T periods, P patterns, C clusters.

    Attributes
    ----------
    period_effects : (T,) b, 0 where no case fell in a comparison cell, NaN where there is no
        comparison; known up to one factor
    target : (N, T) the cells asked about that have a prediction
    no_control, no_before : (N, T) those that have none: no comparison in that period that the unit
        can be linked to; no comparison cell of the unit itself
    base, observed, expected : (N,) cases in comparison cells, in target cells, and E_i
    rate : (N,) the factor Y_i / B_i that turns b into an expected count
    pattern : (N,) 0 … P − 1
    reach : (P, T) weights of the comparison cells, 0 where separation cuts them off
    share_compare, share_target : (P, T) p and q: w b / B over comparison cells, w b / A over target
        cells
    inverse : (T, T) generalised inverse of the information on log b
    scores : (C, T) score of log b, added up by cluster
    weights : None or (N, T)
    is_linked : whether all of b is on one scale; where it is not, only the cells of `target` are
        predicted rightly
    """

    period_effects: np.ndarray
    target: np.ndarray
    no_control: np.ndarray
    no_before: np.ndarray
    base: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    rate: np.ndarray
    pattern: np.ndarray
    reach: np.ndarray
    share_compare: np.ndarray
    share_target: np.ndarray
    inverse: np.ndarray
    scores: np.ndarray
    weights: np.ndarray | None
    is_linked: bool

    def predicted(self, unit: np.ndarray, period: np.ndarray) -> np.ndarray:
        """Expected counts of the cells at these places (1-d arrays of one length)."""
        cells = self.rate[unit] * self.period_effects[period]
        return cells if self.weights is None else cells * self.weights[unit, period]


def impute(layout: Layout, cells: Cells) -> Imputation:
    """Fit on the comparison cells and predict the target cells.

    Target cells without a prediction are set apart, never extrapolated. Raises `NothingToCompare`
    where the comparison cells cannot be fitted.
    """
    compared = np.where(cells.compare, layout.counts, 0.0)
    base = compared.sum(axis=1)
    pattern, first = _patterns(cells, layout.weights)
    cases = np.bincount(pattern, base, len(first))
    reach = _linked(
        _weighted(cells.compare[first], layout.weights, first),
        _cases_by_pattern(compared, pattern, len(first)),
    )
    effects, parts = _period_effects(reach, cases, compared.sum(axis=0))
    known = _known(effects, parts, np.where(cases[:, None] > 0, reach, 0.0))
    share_compare, total_compare = _shares(reach * np.nan_to_num(effects))
    asked = _weighted(cells.target[first] & known, layout.weights, first)
    share_target, total_target = _shares(asked * np.nan_to_num(effects))
    rate = base * _divide(1.0, total_compare)[pattern]
    target, no_control, no_before = _sorted_targets(cells, effects, known, pattern, base)
    return Imputation(
        period_effects=effects,
        target=target,
        no_control=no_control,
        no_before=no_before,
        base=base,
        observed=np.einsum("nt,nt->n", layout.counts, target),
        expected=rate * total_target[pattern],
        rate=rate,
        pattern=pattern,
        reach=reach,
        share_compare=share_compare,
        share_target=share_target,
        inverse=_inverse(_information(share_compare, cases), parts),
        scores=_by_cluster(layout, compared, base, pattern, share_compare),
        weights=layout.weights,
        is_linked=len(known) == 1,
    )


def _patterns(cells: Cells, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Pattern of each unit, and the first unit of each pattern."""
    if weights is not None:
        every = np.arange(len(cells.compare))
        return every, every
    packed = np.hstack([np.packbits(part, axis=1) for part in (cells.compare, cells.target)])
    rows = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
    _, first, pattern = np.unique(rows, return_index=True, return_inverse=True)
    return pattern, first


def _weighted(cells: np.ndarray, weights: np.ndarray | None, first: np.ndarray) -> np.ndarray:
    return cells.astype("float64") if weights is None else np.where(cells, weights[first], 0.0)


def _cases_by_pattern(compared: np.ndarray, pattern: np.ndarray, size: int) -> np.ndarray:
    """Cases in comparison cells by pattern × period."""
    places = pattern, np.arange(len(pattern))
    return sparse.csr_array((np.ones(len(pattern)), places), (size, len(pattern))) @ compared


def _linked(reach: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Reach (P, T) without the cells whose expected count the likelihood drives to 0.

    Cases could have fallen otherwise along a circle only: from one period to another of the same
    pattern, and back by patterns that have cases there. With an arrow from each pattern to every
    period it reaches, and one back where it has cases, b is finite within the strongly connected
    parts of that graph and nowhere else.
    """
    has_cases = counts > 0
    live = has_cases.any(axis=0)
    rows = has_cases.any(axis=1)
    inside = (reach > 0) & live
    if (has_cases == inside)[rows].all() or (has_cases.sum(axis=1) == live.sum()).any():
        return reach
    size, periods = reach.shape
    there, back = np.nonzero(inside & rows[:, None]), np.nonzero(has_cases)
    start = np.concatenate([there[0], back[1] + size])
    end = np.concatenate([there[1] + size, back[0]])
    arrows = sparse.csr_array((np.ones(len(start)), (start, end)), (size + periods, size + periods))
    part = connected_components(arrows, connection="strong")[1]
    cut = rows[:, None] & live & (part[:size, None] != part[size:])
    return np.where(cut, 0.0, reach) if (cut & inside).any() else reach


def _divide(top: np.ndarray | float, bottom: np.ndarray) -> np.ndarray:
    """Top over bottom, 0 where the bottom is 0."""
    top = np.broadcast_to(np.asarray(top, dtype="float64"), bottom.shape)
    return np.divide(top, bottom, out=np.zeros(bottom.shape), where=bottom > 0)


def _shares(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = cells.sum(axis=1)
    return cells * _divide(1.0, total)[:, None], total


def _information(shares: np.ndarray, cases: np.ndarray) -> np.ndarray:
    """Information on log b given the units' totals: Σ Y (diag p − p pᵀ)."""
    root = shares * np.sqrt(cases)[:, None]
    return np.diag(cases @ shares) - root.T @ root


def _inverse(information: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Inverse but for one free factor in each connected part; 0 for periods without a case."""
    live = np.diag(information) > 0
    inverse = np.linalg.pinv(_pinned(information, parts), hermitian=True)
    return inverse * live * live[:, None]


def _pinned(information: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Information with the free factor of each connected part held."""
    live = np.diag(information) > 0
    size = max(float(np.diag(information).max(initial=0)), 1.0)
    free = (parts[:, None] == parts) & live & live[:, None]
    return information + size * free / max(live.sum(), 1)


def _newton(information: np.ndarray, parts: np.ndarray, score: np.ndarray) -> np.ndarray:
    """The step of Newton's method, by Cholesky where rounding leaves it positive."""
    try:
        factor = linalg.cho_factor(_pinned(information, parts), overwrite_a=True)
    except linalg.LinAlgError:
        return _inverse(information, parts) @ score
    return linalg.cho_solve(factor, score)


def _period_effects(
    reach: np.ndarray, cases: np.ndarray, period_cases: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """b from sums by pattern × period, and the connected part that each period belongs to."""
    reach, cases = reach[cases > 0], cases[cases > 0]
    covered = (reach > 0).any(axis=0)
    live = covered & (period_cases > 0)
    parts = _parts(reach > 0, live)
    effects = np.where(covered, 0.0, np.nan)
    effects[live] = _fit(reach[:, live], cases, period_cases[live], parts[live])
    return effects, parts


def _parts(linked: np.ndarray, live: np.ndarray) -> np.ndarray:
    """The connected part of each period: periods with cases that one pattern reaches are linked."""
    linked = linked & live
    if not len(linked) or (linked.sum(axis=1) == live.sum()).any():
        return np.zeros(len(live), dtype="int64")
    links = linked.astype("float32")
    return connected_components(sparse.csr_array(links.T @ links > 0), directed=False)[1]


def _fit(
    reach: np.ndarray, cases: np.ndarray, period_cases: np.ndarray, parts: np.ndarray
) -> np.ndarray:
    """Positive b with Σ_p cases_p · reach_pt b_t / (reach b)_p = period_cases_t for every t."""
    b = np.ones(len(period_cases))
    for _ in range(4):
        b = _proportional(b, reach, cases, period_cases)
    gap = np.inf
    for _ in range(_ROUNDS):
        shares, _ = _shares(reach * b)
        score = period_cases - cases @ shares
        worst = np.abs(score).max(initial=0)
        if worst <= _TOLERANCE * period_cases.sum():
            return b
        if worst < 0.9 * gap:
            gap = worst
            step = _newton(_information(shares, cases), parts, score)
            b = b * np.exp(np.clip(step, -2, 2))
        else:
            gap = np.inf
            b = _proportional(b, reach, cases, period_cases)
        b = b / b.mean()
    raise NothingToCompare(
        f"the period effects did not settle in {_ROUNDS} rounds: the comparison cells hardly link "
        "the periods. Use longer periods, or more units that never adopted",
        reason="no_comparison",
    )


def _proportional(
    b: np.ndarray, reach: np.ndarray, cases: np.ndarray, period_cases: np.ndarray
) -> np.ndarray:
    """One round of iterative proportional fitting."""
    b = _divide(period_cases, reach.T @ _divide(cases, reach @ b))
    return b / b.mean()


def _known(effects: np.ndarray, parts: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Periods that each pattern can be compared in: (P or 1, T); `reach` of patterns with cases.

    A period without a case (b = 0) is known to the parts of which some pattern reaches it.
    """
    covered = ~np.isnan(effects)
    live = covered & (effects > 0)
    if len(set(parts[live])) <= 1:
        return covered[None, :]
    own = np.where((reach > 0) & live, parts, -1).max(axis=1)
    reached = np.zeros((parts.max() + 2, len(parts)), dtype=bool)
    np.logical_or.at(reached, own, reach > 0)
    return reached[own]


def _sorted_targets(
    cells: Cells, effects: np.ndarray, known: np.ndarray, pattern: np.ndarray, base: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Target cells with a prediction, without a control, without a period before.

    A unit without a case before is expected to have none, in every period that has a comparison.
    """
    has_before = cells.compare.any(axis=1)[:, None]
    if len(known) > 1:
        known = np.where((base == 0)[:, None], ~np.isnan(effects), known[pattern])
    target = cells.target & known & has_before
    return target, cells.target & ~known & has_before, cells.target & ~has_before


def _by_cluster(
    layout: Layout,
    compared: np.ndarray,
    base: np.ndarray,
    pattern: np.ndarray,
    shares: np.ndarray,
) -> np.ndarray:
    """Scores by cluster: counts less what the units' totals and shares give."""
    size, units = layout.clusters_count, np.arange(len(base))
    members = sparse.csr_array((np.ones(len(base)), (layout.cluster, units)), (size, len(base)))
    cases = sparse.csr_array((base, (layout.cluster, pattern)), (size, len(shares)))
    return members @ compared - cases @ shares
