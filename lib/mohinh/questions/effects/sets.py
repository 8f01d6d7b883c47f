"""An estimator asked for sets of treated units: all of them first, then each group."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mohinh.questions.effects.inference import influence_error
from mohinh.questions.effects.layout import Layout
from mohinh.questions.effects.results import ALL, Design, EffectEstimate, make_estimate, with_holm


class Found(NamedTuple):
    """What an estimator found for one set of units; `se` of log(O / E), NaN where there is none.

    `expected` is NaN where the estimator has no answer for the set.
    """

    observed: float
    expected: float
    se: float


# Takes labels of the units (N,), −1 for none, and how many labels there are.
Estimator = Callable[[np.ndarray, int], list[Found]]


def with_exposure(layout: Layout) -> Layout:
    """The layout without units of unknown exposure."""
    exposure = layout.exposure
    if exposure is None or exposure.ndim == 2 or not np.isnan(exposure).any():
        return layout
    return layout.only(~np.isnan(exposure))


def exposures_of(layout: Layout) -> np.ndarray:
    """Exposure of every cell, 1 without a column: (N, T)."""
    if layout.exposure is None:
        return np.ones(layout.counts.shape)
    if layout.exposure.ndim == 2:
        return layout.exposure
    return np.repeat(layout.exposure[:, None], len(layout.periods), axis=1)


def clustered_error(layout: Layout, influences: np.ndarray) -> float:
    """Standard error from the influences of the units (N,), by cluster."""
    sums = np.bincount(layout.cluster, influences, layout.clusters_count)
    return float(influence_error(sums[:, None])[0])


def each_set(of: Callable[[np.ndarray], Found]) -> Estimator:
    """An estimator of many sets from one of a single set."""
    return lambda labels, size: [of(labels == at) for at in range(size)]


def estimates_of_sets(
    layout: Layout,
    target: np.ndarray,
    found: Estimator,
    *,
    design: Design,
    donut: int,
    level: float,
) -> tuple[EffectEstimate, ...]:
    """All treated units, then each group; Holm over the groups."""
    treated = target.any(axis=1)
    sets = [(np.where(treated, 0, -1), (ALL,))]
    if layout.groups:
        sets.append((np.where(treated, layout.group, -1), layout.groups))
    estimates: list[EffectEstimate] = []
    for labels, names in sets:
        results = found(labels, len(names))
        part = [
            make_estimate(
                group=name,
                observed=result.observed,
                expected=result.expected,
                se=result.se,
                clusters=len(np.unique(layout.cluster[labels == at])),
                units=int((labels == at).sum()),
                level=level,
                donut=donut,
                design=design,
                inference="influence",
            )
            for at, (name, result) in enumerate(zip(names, results, strict=True))
        ]
        estimates += with_holm(part)
    return tuple(estimates)
