"""Moran's I, local Moran and Getis-Ord Gi*, as `spdep` and `esda` give them (held against both).

`links` is symmetric, 1 where two communes are neighbours, 0 on the diagonal; each commune has one
or more. The weights of Moran's I are w_ij = 1 / (neighbours of i), so that rows sum to 1.
"""

import numpy as np
from scipy import sparse


def mean_of_neighbours(values: np.ndarray, links: sparse.csr_array) -> np.ndarray:
    """The mean of each commune's neighbours; shape (n,)."""
    return (links @ values) / np.diff(links.indptr)


def moran(values: np.ndarray, links: sparse.csr_array) -> tuple[float, float, float]:
    """I = Σ z_i (Wz)_i / Σ z_i², its expectation −1 / (n − 1) and its standard deviation.

    The deviation is that of all orders of the values, equally likely (Cliff and Ord 1981).
    """
    size, away = len(values), values - values.mean()
    square = (away**2).sum()
    i = float(away @ mean_of_neighbours(away, links) / square)
    expected = -1 / (size - 1)
    rows = sparse.diags_array(1 / np.diff(links.indptr)) @ links
    s1 = float(((rows + rows.T).power(2)).sum()) / 2
    s2 = float(((1 + np.asarray(rows.sum(axis=0))) ** 2).sum())
    kurtosis = size * (away**4).sum() / square**2
    first = size * ((size**2 - 3 * size + 3) * s1 - size * s2 + 3 * size**2)
    second = kurtosis * ((size**2 - size) * s1 - 2 * size * s2 + 6 * size**2)
    spread = (first - second) / ((size - 1) * (size - 2) * (size - 3) * size**2) - expected**2
    return i, expected, float(np.sqrt(spread))


def local_moran(values: np.ndarray, links: sparse.csr_array) -> np.ndarray:
    """I_i = z_i (Wz)_i, with z scaled by the deviation that divides by n − 1 (as `esda` does).

    `spdep` divides by n: its values are n / (n − 1) times these.
    """
    away = (values - values.mean()) / values.std(ddof=1)
    return away * mean_of_neighbours(away, links)


def gi_star(values: np.ndarray, links: sparse.csr_array) -> np.ndarray:
    """Gi*: the sum of a commune and its neighbours, in standard deviations (Ord and Getis 1995)."""
    size, members = len(values), np.diff(links.indptr) + 1
    sums = links @ values + values
    spread = values.std() * np.sqrt((size * members - members**2) / (size - 1))
    return (sums - members * values.mean()) / spread
