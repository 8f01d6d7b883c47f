r"""Groups side by side: shrunken estimates and rank intervals.

Of several estimates the largest and the smallest are the ones that chance moved most. Shrunken
estimates draw each towards the groups' mean, the more the less is known of it. With y_k = log(O/E)
of group k and v_k its squared error,

    y_k = θ_k + c + e_k,   θ_k ~ N(μ, τ²),   c ~ N(0, κ),   e_k ~ N(0, v_k − κ)

c is what groups share: the same areas to be compared with. It does not average out over groups, and
their estimates must not be pooled as if they were independent. κ is what makes the groups together
as uncertain as all groups in one estimate, of variance V and with shares w_k of the expected cases:
V = Σ w_k² v_k + κ (1 − Σ w_k²). c only shifts them all, so

    E(θ_k | τ) = m + λ_k (y_k − m),   Var(θ_k | τ) = λ_k (v_k − κ) + (1 − λ_k)² M + κ
    λ_k = τ² / (τ² + v_k − κ),   m with weights 1 / (τ² + v_k − κ),   M = max(Var m, V − κ)

so that no group is surer than all of them together. τ is not taken as known, since of few groups it
is often estimated as 0, which would give them all one value with a tiny error: mean and variance
are those over its posterior, with μ and τ uniform beforehand (Gelman 2006, Bayesian Analysis 1:
515–534; Gelman et al. 2013, Bayesian Data Analysis, section 5.4).

Ranks. Every group has an interval for θ = log(O / E) at level 1 − α / K (Bonferroni, so that the
groups may share their controls). With those, all at once with probability 1 − α,

    1 + #{j : high_j < low_k}  ≤  rank of k  ≤  K − #{j : low_j > high_k}

(Klein, Wright and Wieczorek 2020, JRSS C 69: 589–606). Rank 1 is the lowest ratio. Groups whose
rank intervals meet must not be ranked.

A group with a handful of communes can have a tiny error by chance, which would draw all others to
it: groups below the least number of communes take no part in either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from mohinh.questions.effects.results import EffectEstimate
from mohinh.questions.synthesis import MetaAnalysis, meta_analysis
from mohinh.words.errors import InvalidTable

# Two estimates say next to nothing about how much groups differ.
_LEAST = 3
# Values of τ that are looked at, and how much of the smallest variance may be shared.
_GRID = 400
_SHARED_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Shrunken:
    """An estimate drawn towards the mean of the groups; `is_shrunken` False where fewer than three
    groups can be compared, and it is the group's own.

    `ratio`, `low`, `high` are ratios, `se` is of `log_ratio`; t of `df`.
    """

    log_ratio: float
    se: float
    ratio: float
    low: float
    high: float
    df: int
    is_shrunken: bool

    def chance_below(self, ratio: float = 1.0) -> float:
        """Probability that the true ratio lies below a number."""
        return float(stdtr(self.df, (np.log(ratio) - self.log_ratio) / self.se))


def shrink(
    estimates: Sequence[EffectEstimate | None],
    *,
    clusters_least: int,
    whole: EffectEstimate | None = None,
) -> tuple[tuple[Shrunken | None, ...], MetaAnalysis | None]:
    """Shrunken estimates in the order given, and the groups put together.

    None for one without an interval or with fewer communes than `clusters_least`. `whole` is the
    estimate of all groups in one; without it they are taken to share nothing.
    """
    places = _comparable(estimates, clusters_least)
    used = [estimates[at] for at in places]
    found: list[Shrunken | None] = [None] * len(estimates)
    if len(used) < _LEAST:
        for at, each in zip(places, used, strict=True):
            found[at] = _shrunken(each, each.log_ratio, each.se, is_shrunken=False)
        return tuple(found), None
    y, v = (np.array(each) for each in zip(*((e.log_ratio, e.se**2) for e in used), strict=True))
    least = 0.0 if whole is None or whole.se is None else whole.se**2
    shared = min(_shared(estimates, least), _SHARED_MOST * v.min())
    means, variances = _drawn(y, v - shared, shared=shared, least=least)
    for at, each, mean, variance in zip(places, used, means, variances, strict=True):
        found[at] = _shrunken(each, mean, np.sqrt(variance), is_shrunken=True)
    return tuple(found), meta_analysis(y, v, labels=[each.group for each in used])


def _shared(estimates: Sequence[EffectEstimate | None], whole: float) -> float:
    """κ: the variance that groups have in common, from that of all of them in one."""
    known = [each for each in estimates if each is not None and each.has_interval]
    weights = np.array([each.expected for each in known])
    weights = weights / weights.sum()
    apart = 1 - np.sum(weights**2)
    own = np.sum(weights**2 * np.array([each.se**2 for each in known]))
    return max(0.0, (whole - own) / apart) if apart > 0 else 0.0


def _drawn(
    y: np.ndarray, v: np.ndarray, *, shared: float, least: float
) -> tuple[np.ndarray, np.ndarray]:
    """Means and variances (K,) of the groups' values over the posterior of τ.

    `v` are variances of what is each group's own, `shared` that of what they have in common;
    `least` is the smallest variance that their mean may have.
    """
    steps = (np.arange(_GRID) + 0.5) / _GRID
    tau = np.sqrt(np.median(v)) * steps / (1 - steps)
    spread = v + tau[:, None] ** 2
    pooled = 1 / np.sum(1 / spread, axis=1)
    mean = pooled * np.sum(y / spread, axis=1)
    off = np.sum((y - mean[:, None]) ** 2 / spread, axis=1)
    logs = (np.log(pooled) - np.log(spread).sum(axis=1) - off) / 2 - 2 * np.log(1 - steps)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    kept = tau[:, None] ** 2 / spread
    at = mean[:, None] + kept * (y - mean[:, None])
    within = kept * v + (1 - kept) ** 2 * np.maximum(pooled, least - shared)[:, None] + shared
    means = weights @ at
    return means, weights @ (within + (at - means) ** 2)


def _comparable(estimates: Sequence[EffectEstimate | None], clusters_least: int) -> list[int]:
    return [
        at
        for at, each in enumerate(estimates)
        if each is not None and each.has_interval and each.clusters_count >= clusters_least
    ]


def _shrunken(
    estimate: EffectEstimate, log_ratio: float, se: float, *, is_shrunken: bool
) -> Shrunken:
    reach = float(stdtrit(estimate.df, 0.5 + estimate.level / 2)) * se
    ratio, low, high = (float(np.exp(log_ratio + step)) for step in (0.0, -reach, reach))
    return Shrunken(float(log_ratio), float(se), ratio, low, high, estimate.df, is_shrunken)


def rank_intervals(
    log_ratios: Sequence[float],
    errors: Sequence[float],
    dfs: Sequence[int],
    *,
    level: float = 0.95,
) -> tuple[tuple[int, int], ...]:
    """Lowest and highest rank of each group that the data allow, for all groups at once.

    Rank 1 is the lowest of `log_ratios`; `errors` are their standard errors, `dfs` of their t.
    Raises `InvalidTable` for lengths that differ, missing numbers, errors not above 0.

    >>> from mohinh.questions.evidence import rank_intervals
    >>> rank_intervals([-0.5, 0.0, 0.1], [0.05, 0.05, 0.05], [50, 50, 50])
    ((1, 1), (2, 3), (2, 3))
    """
    y, se, df = (np.asarray(values, dtype="float64") for values in (log_ratios, errors, dfs))
    if not len(y) == len(se) == len(df):
        raise InvalidTable(f"log_ratios, errors, dfs: found {len(y)}, {len(se)} and {len(df)}")
    if not (np.isfinite(y).all() and (se > 0).all() and (df > 0).all()):
        raise InvalidTable(
            "log_ratios, errors, dfs: expected numbers, errors and dfs above 0. Leave out groups "
            "without an interval"
        )
    if not 0 < level < 1:
        raise InvalidTable(f"level={level!r}: expected a share between 0 and 1, such as 0.95")
    count = len(y)
    reach = stdtrit(df, 1 - (1 - level) / (2 * max(count, 1))) * se
    low, high = y - reach, y + reach
    return tuple(
        (int(1 + (high < low[at]).sum()), int(count - (low > high[at]).sum()))
        for at in range(count)
    )


def ranks(
    estimates: Sequence[EffectEstimate | None], *, clusters_least: int, level: float
) -> tuple[tuple[int, int] | None, ...]:
    """Rank intervals in the order given; None for groups that take no part."""
    places = _comparable(estimates, clusters_least)
    used = [estimates[at] for at in places]
    found: list[tuple[int, int] | None] = [None] * len(estimates)
    intervals = rank_intervals(
        [each.log_ratio for each in used],
        [each.se for each in used],
        [each.df for each in used],
        level=level,
    )
    for at, interval in zip(places, intervals, strict=True):
        found[at] = interval
    return tuple(found)
