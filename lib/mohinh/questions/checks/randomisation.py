r"""Randomisation: how often chance alone, among communes, gives a difference as large.

Under the sharp null that the group's models change nothing, its communes and those without any
model could have changed places. Their paths (who adopts when) are permuted among them, units of
other groups stay as they are, and log(O / E) is computed again for every arrangement. Since all
cells of the permuted units are untreated under this null, b is fitted once, on them and on the
untreated cells of the rest, and is the same for every arrangement: E_i = Y_i · A_i / B_i with the
periods before (less the donut) and after the pretended adoption. The p-value is that of Fisher,
(1 + arrangements at least as far from 1) / (1 + arrangements drawn), valid for any number of
communes; with few of them it is the only one that is.

Communes of different size take over a path by its shares: unit r of n takes the place ⌊r m / n⌋ of
m. Then the p-value is approximate.
"""

from dataclasses import dataclass
from math import exp, lgamma

import numpy as np
import pandas as pd

from mohinh.questions.checks.result import CheckResult, Reason, result
from mohinh.questions.checks.study import Study
from mohinh.questions.effects.calendars import NEVER
from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.imputation import Cells, Imputation, impute
from mohinh.questions.effects.layout import Layout
from mohinh.questions.effects.results import ALL
from mohinh.words.errors import InvalidTable

_HISTOGRAM = 40


@dataclass(frozen=True, slots=True, eq=False)
class _Arrangements:
    """O and E (C, C) of commune j if it had the path of commune k; `count` of different ones."""

    observed: np.ndarray
    expected: np.ndarray
    count: float

    def log_ratios(self, places: np.ndarray) -> np.ndarray:
        """log(O / E) of arrangements (draws, C): −∞ where O is 0, 0 where E is 0 too."""
        own = np.arange(places.shape[1])
        observed = self.observed[own, places].sum(axis=1)
        expected = self.expected[own, places].sum(axis=1)
        held = expected > 0
        ratio = np.divide(observed, expected, out=np.ones(len(places)), where=held)
        return np.log(ratio, out=np.full(len(places), -np.inf), where=ratio > 0)


def randomisation(
    study: Study, group: str = ALL, *, draws: int = 999, seed: int = 2022
) -> CheckResult:
    """How often would chance alone, among communes, give as much?

    Communes are the study's clusters. So large a difference is rare by chance where p ≤ 1 − level.
    Passed where it is, or where nothing was claimed (the interval holds 1, or there is none); fails
    where the interval leaves out 1 and chance may give as much. Not to be answered where there are
    fewer than 1 / (1 − level) different arrangements.

    Returns
    -------
    `table` histogram of the permuted ratios: `low`, `high`, `count`. `values`: `p`, `ratio` (of the
    group as it is, by this statistic), `is_rare`, `draws`, `clusters_count` (of the group),
    `free_count` (communes that take part), `arrangements` (how many there are).

    Raises `InvalidTable` for fewer than 19 draws.
    """
    if draws < 19:
        raise InvalidTable(f"draws={draws!r}: expected 19 or more, 999 for a report")
    own = study.own(group)
    found = study.estimate(group)
    arrangements = _arrangements(study, own)
    common = {"draws": draws, "clusters_count": found.clusters_count}
    reason: Reason | None = None
    if arrangements is None:
        reason = "no_before"
    elif arrangements.count < 1 / (1 - study.level) - 1e-9:
        reason = "few_arrangements"
    if reason is not None:
        table = pd.DataFrame(columns=["low", "high", "count"])
        count = None if arrangements is None else arrangements.count
        values = common | {"arrangements": count}
        return result("randomisation", group, passed=None, table=table, reason=reason, **values)
    size = len(arrangements.observed)
    rng = np.random.default_rng(seed)
    places = rng.permuted(np.tile(np.arange(size), (draws, 1)), axis=1)
    drawn = arrangements.log_ratios(places)
    actual = float(arrangements.log_ratios(np.arange(size)[None, :])[0])
    extreme = int((np.abs(drawn) >= abs(actual) - 1e-12).sum())
    p = (1 + extreme) / (1 + draws)
    is_rare = p <= 1 - study.level
    is_clear = found.low is not None and not found.low <= 1 <= found.high
    return result(
        "randomisation",
        group,
        passed=is_rare or not is_clear,
        table=_histogram(np.exp(drawn)),
        p=p,
        is_rare=is_rare,
        ratio=float(np.exp(actual)),
        free_count=size,
        arrangements=arrangements.count,
        **common,
    )


def _arrangements(study: Study, own: np.ndarray) -> _Arrangements | None:
    """What every commune would hold with every path; None where nothing can be compared."""
    layout = study.layout
    last = layout.periods[-1]
    treated = own & (layout.adopted <= last)
    taking = treated | (layout.adopted > last)
    cells = main_cells(layout, study.donut)
    compare = cells.compare | (taking[:, None] & layout.observed)
    if not treated.any() or not layout.counts[compare].any():
        return None
    fit = impute(layout, Cells(compare, np.zeros_like(compare)))
    if not fit.is_linked:
        return None
    adopted = np.where(layout.adopted > last, NEVER, layout.adopted)
    ended = np.where(layout.adopted > last, NEVER, layout.ended)
    paths, path = np.unique(np.stack([adopted, ended], axis=1), axis=0, return_inverse=True)
    path = path.ravel()
    observed, expected = _by_path(layout, fit, paths, study.donut)
    clusters = np.unique(layout.cluster[taking])
    members = [np.flatnonzero(taking & (layout.cluster == cluster)) for cluster in clusters]
    sums = np.zeros((2, len(clusters), len(clusters)))
    sizes = np.array([len(units) for units in members])
    first, given = (np.cumsum(sizes) - sizes)[:, None], path[np.concatenate(members)]
    for at, units in enumerate(members):
        taken = given[first + np.arange(len(units)) * sizes[:, None] // len(units)]
        sums[0, at] = observed[units, taken].sum(axis=1)
        sums[1, at] = expected[units, taken].sum(axis=1)
    return _Arrangements(sums[0], sums[1], _different([tuple(path[own]) for own in members]))


def _by_path(
    layout: Layout, fit: Imputation, paths: np.ndarray, donut: int
) -> tuple[np.ndarray, np.ndarray]:
    """O and E of every unit on every path: (N, paths)."""
    known = ~np.isnan(fit.period_effects)
    effects = np.nan_to_num(fit.period_effects)
    seen = layout.observed & known
    reach = seen * effects if fit.weights is None else seen * effects * fit.weights
    counts = layout.counts * seen
    adopted, ended = paths.T
    periods = layout.periods[:, None]
    after_end = periods >= ended
    during = ((periods >= adopted) & ~after_end).astype("float64")
    before = ((periods < adopted - donut) | after_end).astype("float64")
    below = reach @ before
    base = np.divide(counts @ before, below, out=np.zeros_like(below), where=below > 0)
    return np.where(below > 0, counts @ during, 0.0), base * (reach @ during)


def _different(paths: list[tuple[int, ...]]) -> float:
    """How many arrangements of these paths differ: n! over the repeats' factorials, rounded."""
    repeats = pd.Series(paths).value_counts()
    log_count = lgamma(len(paths) + 1) - sum(lgamma(count + 1) for count in repeats)
    return round(exp(log_count)) if log_count < 30 else float("inf")


def _histogram(ratios: np.ndarray) -> pd.DataFrame:
    counts, edges = np.histogram(ratios, bins=_HISTOGRAM)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})
