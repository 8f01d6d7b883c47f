"""The effect by periods since adoption, with a band that holds everywhere at once.

After adoption the expectation is that of the main fit. Before it, the window itself must not have
been fitted to: a second fit compares only what lies before the window and predicts the window, as
if adoption had come that much earlier (a placebo). Both fits' influences give one covariance.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from mohinh.questions.effects.imputation import Cells, Imputation, impute
from mohinh.questions.effects.inference import (
    Sums,
    cell_sums,
    influence,
    normal_draws,
    sup_t,
)
from mohinh.questions.effects.layout import Layout
from mohinh.questions.effects.results import ALL, WIDEST, EventPath, EventTime
from mohinh.words.errors import InvalidTable


@dataclass(frozen=True, slots=True)
class EventWindow:
    """Periods since adoption to show: `before` and `after`, in bins of `width`.

    `before` and `after` are whole numbers of bins; `after` counts the period of adoption as first.
    """

    before: int = 24
    after: int = 36
    width: int = 3

    def __post_init__(self):
        sizes = self.before, self.after, self.width
        if self.width < 1 or min(sizes) < 0 or self.before % self.width or self.after % self.width:
            raise InvalidTable(
                f"event window {sizes}: before and after must be whole multiples of width, in "
                "periods"
            )

    @property
    def starts(self) -> range:
        """First period since adoption of each bin."""
        return range(-self.before, self.after, self.width)


@dataclass(frozen=True, slots=True, eq=False)
class _Bins:
    """Bins of one fit: influences (C, K × B), O and E (C, K × B), for K labels."""

    influence: np.ndarray
    observed: np.ndarray
    expected: np.ndarray


def event_paths(
    layout: Layout,
    fit: Imputation,
    window: EventWindow | None,
    *,
    donut: int,
    level: float,
    seed: int,
) -> tuple[EventPath, ...]:
    """Paths of all treated units, then of each group; none without a window."""
    if window is None:
        return ()
    labels = layout.group if layout.groups else np.zeros(len(layout.units), dtype="int64")
    size = max(len(layout.groups), 1)
    fits = [each for each in (_before(layout, window), fit) if each is not None]
    sums = [_sums(layout, each, labels, size, window) for each in fits]
    every = [_over_groups(part, size) for part in sums]
    draw = _Draw(layout, window, donut, level, seed)
    paths = draw.paths(_joined(fits, every), (ALL,))
    return paths + draw.paths(_joined(fits, sums), layout.groups)


def _before(layout: Layout, window: EventWindow) -> Imputation | None:
    """The fit that predicts the window before adoption from what lies before it."""
    since, until = layout.adopted[:, None], layout.ended[:, None]
    shown = layout.observed & (layout.periods < since)
    compare = shown & (layout.periods < since - window.before)
    compare |= layout.observed & (layout.periods >= until)
    target = shown & ~compare
    if not (target.any() and compare.any() and layout.counts[compare].any()):
        return None
    return impute(layout, Cells(compare, target))


def _sums(
    layout: Layout, fit: Imputation, labels: np.ndarray, size: int, window: EventWindow
) -> Sums:
    """Sums by label and bin, (C, labels × bins)."""
    unit, period = np.nonzero(fit.target)
    since = layout.periods[period] - layout.adopted[unit] + window.before
    inside = (since >= 0) & (since < window.before + window.after)
    unit, period, since = unit[inside], period[inside], since[inside]
    place = labels[unit] * len(window.starts) + since // window.width
    return cell_sums(fit, layout, unit, period, place, size * len(window.starts))


def _over_groups(sums: Sums, size: int) -> Sums:
    """The same bins of all labels together."""
    clusters, periods = len(sums.observed), sums.gradient.shape[1]
    return Sums(
        sums.observed.reshape(clusters, size, -1).sum(axis=1),
        sums.expected.reshape(clusters, size, -1).sum(axis=1),
        sums.gradient.reshape(size, -1, periods).sum(axis=0),
    )


def _joined(fits: list[Imputation], sums: list[Sums]) -> _Bins:
    """Before and after side by side: each bin has cells in one of the two fits only."""
    return _Bins(
        influence=sum(
            np.nan_to_num(influence(fit, part)) for fit, part in zip(fits, sums, strict=True)
        ),
        observed=sum(part.observed for part in sums),
        expected=sum(part.expected for part in sums),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Draw:
    """Turns bins into paths."""

    layout: Layout
    window: EventWindow
    donut: int
    level: float
    seed: int

    def paths(self, bins: _Bins, groups: tuple[str, ...]) -> tuple[EventPath, ...]:
        """One path per group; the columns of `bins` are groups × bins."""
        return tuple(self._path(bins, at, group) for at, group in enumerate(groups))

    def _path(self, bins: _Bins, at: int, group: str) -> EventPath:
        size = len(self.window.starts)
        own = slice(at * size, (at + 1) * size)
        seen, expected = bins.observed[:, own], bins.expected[:, own]
        held = (seen > 0) | (expected > 0)
        influences, clusters = bins.influence[:, own], self.layout.clusters_count
        return path_of(
            group,
            self.window.starts,
            observed=seen.sum(axis=0),
            expected=expected.sum(axis=0),
            clusters=held.sum(axis=0),
            covariance=clusters / (clusters - 1) * influences.T @ influences,
            df=max(int(held.any(axis=1).sum()) - 1, 0),
            level=self.level,
            seed=self.seed,
            donut=self.donut,
        )


def path_of(
    group: str,
    starts: range,
    *,
    observed: np.ndarray,
    expected: np.ndarray,
    clusters: np.ndarray,
    covariance: np.ndarray,
    df: int,
    level: float,
    seed: int,
    donut: int = 0,
) -> EventPath:
    """The path of B bins of `starts.step` periods from their O, E and clusters (B,), and the
    covariance (B, B) of log(O / E); a bin without cases, with fewer than two clusters or without a
    variance has no interval."""
    drawn = (observed > 0) & (expected > 0) & (clusters >= 2) & (np.diag(covariance) > 0)
    drawn &= df > 0
    covariance = np.where(np.outer(drawn, drawn), covariance, np.nan)
    reach = float(stdtrit(df, 0.5 + level / 2)) if df else np.nan
    critical = None
    if drawn.any():
        draws = normal_draws(len(starts), seed=seed)
        left = covariance[np.ix_(drawn, drawn)]
        critical = max(sup_t(left, draws, df=df, level=level, seed=seed), reach)
    points = tuple(
        _point(
            range(start, start + starts.step),
            observed=float(observed[at]),
            expected=float(expected[at]),
            clusters=int(clusters[at]),
            se=float(np.sqrt(covariance[at, at])) if drawn[at] else None,
            reaches=(reach, critical or np.nan),
            donut=donut,
        )
        for at, start in enumerate(starts)
    )
    return EventPath(group, points, critical, level, df, covariance)


def _point(
    periods: range,
    *,
    observed: float,
    expected: float,
    clusters: int,
    se: float | None,
    reaches: tuple[float, float],
    donut: int,
) -> EventTime:
    theta = float(np.log(observed / expected)) if observed > 0 < expected else None
    limits: list[float | None] = [None] * 4
    if se is not None and theta is not None:
        steps = [sign * reach * se for reach in reaches for sign in (-1, 1)]
        if max(steps) < WIDEST:
            limits = [float(np.exp(theta + step)) for step in steps]
    return EventTime(
        periods[0],
        periods[-1],
        observed / expected if expected > 0 else None,
        theta,
        se,
        *limits,
        observed,
        expected,
        clusters,
        is_before=periods[0] < 0,
        is_donut=-donut <= periods[0] < 0,
    )
