"""Least squares of a difference for each label of cells, beside unit and period effects.

    y_it = a_i + b_t + d_label(it) + e_it

Every column of the design is a set of cells, and there are hundreds (one for each cohort and
period): their cross-products are counts, less what the unit effects take. Errors are clustered,
with fixest's small-sample factor for units within clusters, C / (C − 1) · (n − 1) / (n − K − T).
Equals `feols` of pyfixest, without its rounds of demeaning and the seconds that its import takes.
"""

from typing import NamedTuple

import numpy as np
from scipy import linalg, sparse

# Of a label's column, what the other terms must leave; a cell counts 1.
_LEAST = 1e-9


class Differences(NamedTuple):
    """d by label (K,), and their covariance (K, K)."""

    found: np.ndarray
    covariance: np.ndarray


def differences(
    y: np.ndarray, *, unit: np.ndarray, period: np.ndarray, label: np.ndarray, cluster: np.ndarray
) -> Differences | None:
    """The difference of each label, from one value of each argument per cell (n,).

    Units, periods, clusters and labels are numbered from 0 without a gap; −1 is no label. A unit
    lies in one cluster, and there are more cells than terms. None where a label cannot be told
    apart from the other terms.
    """
    count, periods, clusters = (numbers.max() + 1 for numbers in (label, period, cluster))
    columns = sparse.csr_array(sparse.hstack([_sets(label), _sets(period)]))
    units, size = _sets(unit), np.bincount(unit)[:, None]
    means = (units.T @ columns).toarray() / size
    cross = (columns.T @ columns).toarray() - means.T @ (size * means)
    inverse = _inverse(cross, count)
    if inverse is None:
        return None
    apart = y - ((units.T @ y) / size[:, 0])[unit]
    terms = inverse @ (columns.T @ apart)
    residuals = apart - columns @ terms + (means @ terms)[unit]
    scores = (_sets(cluster).T @ sparse.diags_array(residuals) @ columns).toarray()
    influence = scores @ inverse[:, :count]
    with np.errstate(divide="ignore", invalid="ignore"):  # one cluster has no error
        factor = np.divide(clusters, clusters - 1) * (len(y) - 1) / (len(y) - count - periods)
        return Differences(terms[:count], factor * (influence.T @ influence))


def _sets(number: np.ndarray) -> sparse.csr_array:
    """Cells × numbers: 1 where the cell has the number."""
    cell = np.flatnonzero(number >= 0)
    shape = len(number), number.max() + 1
    return sparse.csr_array((np.ones(len(cell)), (cell, number[cell])), shape)


def _inverse(cross: np.ndarray, count: int) -> np.ndarray | None:
    """Generalised inverse, in blocks: period effects are known up to a constant, the first `count`
    terms must be known. None where they are not."""
    between = cross[:count, count:]
    of_periods = np.linalg.pinv(cross[count:, count:], rcond=_LEAST, hermitian=True)
    along = between @ of_periods
    left = cross[:count, :count] - along @ between.T
    if linalg.lapack.dpstrf(left, tol=_LEAST)[2] < count:
        return None
    own = linalg.inv(left)
    side = -own @ along
    return np.block([[own, side], [side.T, of_periods - along.T @ side]])
