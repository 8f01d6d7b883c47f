"""How often chance gives as much: values dealt out to the communes anew, from a seed."""

import numpy as np
from scipy import sparse

LEAST_DRAWS = 9_999
# The rarest p-value, 2 / (draws + 1), must be able to pass the strictest step of the false
# discovery rate, level / n: 40 draws a commune for 5 %.
_DRAWS_PER_COMMUNE = 2.0


def draws_needed(size: int, *, level: float) -> int:
    """Draws with which one commune alone could be found among `size`."""
    return max(LEAST_DRAWS, int(np.ceil(_DRAWS_PER_COMMUNE * size / level)))


def global_draws(
    scores: np.ndarray, links: sparse.csr_array, *, draws: int, seed: int
) -> np.ndarray:
    """Σ z_i · mean of its neighbours' z, for `draws` orders of the scores; shape (draws,)."""
    rng = np.random.default_rng(seed)
    means = sparse.diags_array(1 / np.diff(links.indptr)) @ links
    found = np.empty(draws)
    for start in range(0, draws, 2_000):
        count = min(2_000, draws - start)
        dealt = rng.permuted(np.tile(scores, (count, 1)), axis=1)
        found[start : start + count] = np.einsum("ij,ji->i", dealt, means @ dealt.T)
    return found


def local_p(
    scores: np.ndarray, links: sparse.csr_array, *, draws: int, seed: int, with_own: bool
) -> np.ndarray:
    """Two-sided p of the sum of each commune's neighbours; shape (n,).

    `with_own` False: the commune keeps its value, and its neighbours' are drawn from all others
    (local Moran). True: the commune and its neighbours together are drawn from all (Gi*). Each draw
    is without replacement. p = 2 (1 + the rarer side) / (draws + 1), at most 1.
    """
    rng = np.random.default_rng(seed)
    size, degree = len(scores), np.diff(links.indptr)
    pool = size if with_own else size - 1
    widest = int(degree.max()) + with_own
    order = np.arange(pool, dtype=np.int32)
    sums = links @ scores + (scores if with_own else 0)
    above, below = np.zeros(size), np.zeros(size)
    for start in range(0, draws, 2_000):
        count = min(2_000, draws - start)
        dealt = rng.permuted(np.tile(order, (count, 1)), axis=1)
        places = np.ascontiguousarray(dealt[:, :widest].T)  # a line is a neighbour, of all draws
        drawn = scores[places]
        if with_own:
            totals = drawn.cumsum(axis=0)
        else:
            after = scores[places + 1]
        for place, near in enumerate(degree):
            if with_own:
                found = totals[near]
            else:  # from the place of the commune on, which keeps its value, the next is drawn
                found = np.where(places[:near] < place, drawn[:near], after[:near]).sum(axis=0)
            # Sums in another order differ in the last digits; equal sums are equal.
            above[place] += np.count_nonzero(found >= sums[place] - 1e-9)
            below[place] += np.count_nonzero(found <= sums[place] + 1e-9)
    return np.minimum(1.0, 2 * (1 + np.minimum(above, below)) / (draws + 1))


def two_sided(found: float, drawn: np.ndarray) -> float:
    """p of one number beside what chance gave: 2 (1 + the rarer side) / (draws + 1), at most 1."""
    above = np.count_nonzero(drawn >= found - 1e-9)
    below = np.count_nonzero(drawn <= found + 1e-9)
    return float(min(1.0, 2 * (1 + min(above, below)) / (len(drawn) + 1)))


def false_discovery(p: np.ndarray, *, level: float) -> np.ndarray:
    """Which results are kept so that at most `level` of them is there by chance, on average.

    All up to the largest k for which the k-th smallest p is at most k · level / n (Benjamini and
    Hochberg 1995).
    """
    order = np.sort(p)
    passes = order <= np.arange(1, len(p) + 1) * level / len(p)
    return p <= (order[passes].max() if passes.any() else -1.0)
