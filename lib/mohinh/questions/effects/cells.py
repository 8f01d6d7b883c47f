"""Estimates for any choice of cells: other dates, other comparisons, exposed neighbours.

`estimate_effects` asks about treated cells and compares untreated ones. A placebo date, or a
neighbour's exposure, asks about other cells by the same fit and the same inference; one fit answers
for as many sets of its target cells as are wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mohinh.questions.effects.imputation import Cells, Imputation, impute
from mohinh.questions.effects.inference import (
    Deletions,
    Sums,
    cell_sums,
    deletions,
    influence,
    influence_error,
    jackknife_error,
)
from mohinh.questions.effects.layout import Layout
from mohinh.questions.effects.results import (
    ALL,
    EffectEstimate,
    Inference,
    make_estimate,
    with_holm,
)


@dataclass(frozen=True, slots=True, eq=False)
class SetEstimates:
    """Estimates of K sets of cells.

    `log_ratios` (C, K) holds log(O / E) without each of C clusters, NaN where one of them would be
    0; it is None where the errors come from influence functions.
    """

    estimates: tuple[EffectEstimate, ...]
    log_ratios: np.ndarray | None


@dataclass(frozen=True, slots=True, eq=False)
class CellFit:
    """A fit on comparison cells, ready to be asked about sets of its target cells."""

    layout: Layout
    fit: Imputation
    left_out: Deletions | None
    donut: int
    level: float

    def estimates(self, sets: np.ndarray, names: Sequence[str] = (ALL,)) -> SetEstimates:
        """Observed beside expected over each set of cells.

        `sets` (N, T), or (N,) for all target cells of a unit: place in `names`, −1 for none. Cells
        without a prediction count in no set. p-values are adjusted over the sets.
        """
        labels = np.broadcast_to(sets if sets.ndim == 2 else sets[:, None], self.fit.target.shape)
        unit, period = np.nonzero(self.fit.target & (labels >= 0))
        label = labels[unit, period]
        sums = cell_sums(self.fit, self.layout, unit, period, label, len(names))
        if self.left_out is None:
            log_ratios, errors = None, influence_error(influence(self.fit, sums))
        else:
            log_ratios = self._log_ratios(sums, labels, unit, period)
            errors = jackknife_error(log_ratios)
        found = []
        for at, name in enumerate(names):
            units = np.unique(unit[label == at])
            found.append(
                make_estimate(
                    group=name,
                    observed=float(sums.observed[:, at].sum()),
                    expected=float(sums.expected[:, at].sum()),
                    se=float(errors[at]),
                    clusters=len(np.unique(self.layout.cluster[units])),
                    units=len(units),
                    level=self.level,
                    donut=self.donut,
                    design="poisson_imputation",
                    inference="influence" if self.left_out is None else "jackknife",
                )
            )
        return SetEstimates(with_holm(found), log_ratios)

    def _log_ratios(
        self, sums: Sums, labels: np.ndarray, unit: np.ndarray, period: np.ndarray
    ) -> np.ndarray:
        """log(O / E) of each set without each cluster; see `inference`."""
        shifts, cluster = self.left_out.shifts, self.layout.cluster
        size = sums.observed.shape[1]
        along = np.empty(len(cluster))
        for start in range(0, len(along), _CHUNK):
            part = slice(start, start + _CHUNK)
            shares = self.fit.share_compare[self.fit.pattern[part]]
            along[part] = np.einsum("nt,nt->n", shares, shifts[cluster[part]])
        moved = self.fit.predicted(unit, period) * (shifts[cluster[unit], period] - along[unit])
        place = cluster[unit] * size + labels[unit, period]
        own = np.bincount(place, moved, sums.expected.size).reshape(sums.expected.shape)
        observed = sums.observed.sum(axis=0) - sums.observed
        expected = sums.expected.sum(axis=0) - sums.expected + shifts @ sums.gradient.T - own
        for left, (kept, fit) in self.left_out.refits.items():
            observed[left], expected[left] = _refitted(self.layout, kept, fit, labels[kept], size)
        held = (observed > 0) & (expected > 0)
        return np.log(observed, where=held, out=np.full(held.shape, np.nan)) - np.log(
            expected, where=held, out=np.full(held.shape, np.nan)
        )


# Units whose period shares are laid out at once.
_CHUNK = 20_000


def _refitted(
    layout: Layout, kept: np.ndarray, fit: Imputation | None, labels: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """O and E of each set from a fit without one cluster; `labels` of the kept units."""
    if fit is None:
        return np.zeros(size), np.zeros(size)
    unit, period = np.nonzero(fit.target & (labels >= 0))
    label, counts = labels[unit, period], layout.counts[kept][unit, period]
    return np.bincount(label, counts, size), np.bincount(label, fit.predicted(unit, period), size)


def fit_cells(
    layout: Layout,
    cells: Cells,
    *,
    donut: int = 0,
    level: float = 0.95,
    inference: Inference = "jackknife",
) -> CellFit | None:
    """Fit the comparison cells, so that sets of the target cells can be asked about.

    `donut` is written into the estimates; the cells are taken as they are. None where no case
    stands in a cell to compare with, or no cell is asked about. Raises `NothingToCompare` where the
    comparison cells hardly link the periods.
    """
    if not (cells.target.any() and layout.counts[cells.compare].any()):
        return None
    fit = impute(layout, cells)
    left_out = deletions(fit, layout, cells) if inference == "jackknife" else None
    return CellFit(layout, fit, left_out, donut, level)
