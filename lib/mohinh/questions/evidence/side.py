r"""Groups side by side: shrunken estimates and rank intervals.

Of several estimates the largest and the smallest are the ones that chance moved most. Shrunken
estimates (empirical Bayes, normal–normal, τ² by REML: `synthesis`) draw each towards the groups'
mean, the more the less is known of it.

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
    estimates: Sequence[EffectEstimate | None], *, clusters_least: int
) -> tuple[tuple[Shrunken | None, ...], MetaAnalysis | None]:
    """Shrunken estimates in the order given, and the groups put together.

    None for one without an interval or with fewer communes than `clusters_least`.
    """
    places = _comparable(estimates, clusters_least)
    used = [estimates[at] for at in places]
    found: list[Shrunken | None] = [None] * len(estimates)
    if len(used) < _LEAST:
        for at, each in zip(places, used, strict=True):
            found[at] = _shrunken(each, each.log_ratio, each.se, is_shrunken=False)
        return tuple(found), None
    together = meta_analysis(
        [each.log_ratio for each in used],
        [each.se**2 for each in used],
        labels=[each.group for each in used],
    )
    rows = together.studies[["shrunken", "shrunken_se"]].itertuples(index=False)
    for at, each, (mean, se) in zip(places, used, rows, strict=True):
        found[at] = _shrunken(each, mean, se, is_shrunken=True)
    return tuple(found), together


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
