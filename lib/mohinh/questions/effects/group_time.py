"""Group-time effects on the scale of the outcome, without covariates.

For the cohort that adopts in g and a period t

    ATT(g, t) = mean(y_t − y_b | adopts in g) − mean(y_t − y_b | controls),

b the last period before g. Before adoption b is the period before t (`base="varying"`) or again the
last before g ("universal"). Controls never adopt, or have not adopted by t and b. Influence
functions, and the weights' share in them, as in Callaway and Sant'Anna (2021, Journal of
Econometrics 225: 200–230); values equal R's `did` without covariates.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import NEVER
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.words.errors import NothingToCompare

Control = Literal["never", "not_yet"]
Base = Literal["varying", "universal"]
Aggregate = Literal["simple", "group", "event", "calendar"]


@dataclass(frozen=True, slots=True, eq=False)
class GroupTimes:
    """ATT(g, t) of K pairs, with the influence of N units in C clusters.

    Attributes
    ----------
    adopted, period : (K,) g and t, as places in time
    att : (K,) effects; NaN where there is no control
    influence : (N, K)
    shares : (K,) share of the units that adopt in g; `member` (N, K) whether the unit does
    cluster, clusters_count : of the units
    treated_cells : (K,) units treated in t of cohort g
    units_count : units used; those treated from the first period on are not
    """

    adopted: np.ndarray
    period: np.ndarray
    att: np.ndarray
    influence: np.ndarray
    shares: np.ndarray
    member: np.ndarray
    cluster: np.ndarray
    clusters_count: int
    units_count: int

    def table(self) -> pd.DataFrame:
        """Columns `adopted`, `period`, `att`, `se`: one row per pair."""
        errors = self._error(self.influence)
        return pd.DataFrame(
            {"adopted": self.adopted, "period": self.period, "att": self.att, "se": errors}
        )

    def aggregate(self, kind: Aggregate) -> pd.DataFrame:
        """Weighted means of ATT(g, t), with standard errors that know the weights are estimated.

        Columns `at` (missing for the overall row, which comes first), `att`, `se`. *simple* is the
        overall row alone: all treated pairs by the size of their cohort. *group*: by g, overall by
        size. *event*: by t − g, overall the mean over t ≥ g. *calendar*: by t, overall their mean.
        """
        known = ~np.isnan(self.att)
        treated = (self.period >= self.adopted) & known
        if kind == "simple":
            return self._frame([(np.nan, *self._weighted(treated))])
        keys = {
            "group": np.where(treated, self.adopted, NEVER),
            "event": np.where(known, self.period - self.adopted, NEVER),
            "calendar": np.where(treated, self.period, NEVER),
        }[kind]
        places = sorted(set(keys[keys != NEVER].tolist()))
        rows = [(at, *self._weighted(keys == at, equal=kind == "group")) for at in places]
        after = [row for row in rows if kind != "event" or row[0] >= 0]
        if kind == "group":
            overall = self._by_size(after)
        else:
            overall = (
                float(np.mean([att for _, att, _ in after])),
                np.mean([influence for *_, influence in after], axis=0),
            )
        return self._frame([(np.nan, *overall), *rows])

    def _frame(self, rows: list) -> pd.DataFrame:
        influences = np.stack([influence for *_, influence in rows], axis=1)
        return pd.DataFrame(
            {
                "at": [at for at, *_ in rows],
                "att": [att for _, att, _ in rows],
                "se": self._error(influences),
            }
        )

    def _error(self, influences: np.ndarray) -> np.ndarray:
        sums = np.zeros((self.clusters_count, influences.shape[1]))
        np.add.at(sums, self.cluster, influences)
        errors = np.sqrt((sums**2).sum(axis=0)) / self.units_count
        return np.where(errors > 0, errors, np.nan)

    def _weighted(self, own: np.ndarray, *, equal: bool = False) -> tuple[float, np.ndarray]:
        """Mean of the pairs where `own`, by the size of their cohorts, and its influence."""
        if equal:
            return float(self.att[own].mean()), self.influence[:, own].mean(axis=1)
        return _mean_by_size(
            self.att[own], self.influence[:, own], self.shares[own], self.member[:, own]
        )

    def _by_size(self, rows: list) -> tuple[float, np.ndarray]:
        first = [int(np.flatnonzero(self.adopted == at)[0]) for at, *_ in rows]
        return _mean_by_size(
            np.array([att for _, att, _ in rows]),
            np.stack([influence for *_, influence in rows], axis=1),
            self.shares[first],
            self.member[:, first],
        )


def _mean_by_size(
    att: np.ndarray, influence: np.ndarray, shares: np.ndarray, member: np.ndarray
) -> tuple[float, np.ndarray]:
    total = shares.sum()
    apart = member - shares
    of_weights = apart / total - apart.sum(axis=1, keepdims=True) * shares / total**2
    weights = shares / total
    return float(weights @ att), influence @ weights + of_weights @ att


def group_time_effects(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    cluster: str | None = None,
    control: Control = "not_yet",
    base: Base = "varying",
    never: Hashable | None = None,
) -> GroupTimes:
    """ATT(g, t) of every cohort and period; the outcome may be any number.

    Columns as in `estimate_effects`. A unit enters the pairs for which both its periods were
    observed; units treated from the first period on are left out. Raises as there.
    """
    names = Columns(unit, period, adopted, outcome, cluster=cluster, never=never, is_count=False)
    return group_times(read_layout(panel, names), control=control, base=base)


def group_times(
    layout: Layout,
    *,
    control: Control = "not_yet",
    base: Base = "varying",
    values: np.ndarray | None = None,
    own: np.ndarray | None = None,
) -> GroupTimes:
    """The same on a layout; `values` (N, T) in place of the counts, cohorts only of units where
    `own` (N,)."""
    kept = layout.adopted > layout.periods[0]
    values = np.where(layout.observed, layout.counts if values is None else values, np.nan)[kept]
    own = np.ones(kept.sum(), dtype=bool) if own is None else own[kept]
    adopted = np.where(layout.adopted[kept] > layout.periods[-1], NEVER, layout.adopted[kept])
    cohorts = sorted(set(adopted[own & (adopted != NEVER)].tolist()))
    if not cohorts:
        raise NothingToCompare(
            "no unit adopted after the first period, up to the last one", reason="nobody_adopts"
        )
    pairs = [
        (cohort, at, before)
        for cohort in cohorts
        for at, before in _bases(layout.periods, cohort, base)
    ]
    columns = [_pair(values, adopted, own, layout.periods, pair, control=control) for pair in pairs]
    if np.isnan([att for att, _ in columns]).all():
        raise NothingToCompare(
            "no pair of cohort and period has a control: add units that never adopted",
            reason="no_comparison",
        )
    cohort = np.array([pair[0] for pair in pairs])
    member = (adopted[:, None] == cohort) & own[:, None]
    return GroupTimes(
        adopted=cohort,
        period=layout.periods[[pair[1] for pair in pairs]],
        att=np.array([att for att, _ in columns]),
        influence=np.stack([influence for _, influence in columns], axis=1),
        shares=member.mean(axis=0),
        member=member,
        cluster=layout.cluster[kept],
        clusters_count=layout.clusters_count,
        units_count=int(kept.sum()),
    )


def _bases(periods: np.ndarray, cohort: int, base: Base) -> list[tuple[int, int]]:
    """Places of t and of its base period, for one cohort."""
    last = int(np.searchsorted(periods, cohort)) - 1
    if base == "universal":
        return [(at, last) for at in range(len(periods))]
    return [(at, last if at > last else at - 1) for at in range(1, len(periods))]


def _pair(
    values: np.ndarray,
    adopted: np.ndarray,
    own: np.ndarray,
    periods: np.ndarray,
    pair: tuple[int, int, int],
    *,
    control: Control,
) -> tuple[float, np.ndarray]:
    cohort, at, before = pair
    treated = (adopted == cohort) & own
    controls = adopted == NEVER
    if control == "not_yet":
        controls = (adopted > periods[max(at, before)]) & (adopted != cohort)
    influence = np.zeros(len(values))
    change = values[:, at] - values[:, before]
    seen = ~np.isnan(change)
    treated, controls = treated & seen, controls & seen
    if not (treated.any() and controls.any()):
        return np.nan, influence * np.nan
    for group, sign in ((treated, 1), (controls, -1)):
        mean = change[group].mean()
        influence[group] += sign * (change[group] - mean) * len(values) / group.sum()
    return float(change[treated].mean() - change[controls].mean()), influence
