r"""Treated and exposed cells in one fit, and what changes without exposed controls.

With c_it clean cells, a_i · b_t is fitted by Poisson on them alone (`effects.imputation`). Then

    direct   O / E over the treated cells of a group's units,
    ring r   O / E over cells of untreated units whose nearest treated neighbour is r borders away,
    net      (O_direct + O_rings) / (E_direct + E_rings): what is left where cases only moved.

`usual` is the estimate with exposed neighbours among the controls, over the same treated cells as
`direct`; `change` is log(direct) − log(usual), with the jackknife error of that difference.

Two exposures in one model after Butts (2021, arXiv:2105.03737), who does it for linear
difference-in-differences; here on the multiplicative scale.
"""

from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from mohinh.questions.effects.calendars import year_periods
from mohinh.questions.effects.cells import CellFit, SetEstimates, fit_cells
from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.imputation import Cells
from mohinh.questions.effects.inference import jackknife_error
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.questions.effects.results import ALL, EffectEstimate
from mohinh.questions.neighbours import Rings
from mohinh.questions.spillover.exposure import Exposure, neighbour_exposure
from mohinh.words.errors import NothingToCompare, UnknownName

NotTestable = Literal["no_neighbours", "no_exposed", "no_clean_before", "no_clean_control"]


@dataclass(frozen=True, slots=True)
class GroupSpillover:
    """One group's treated units and the untreated ones around them.

    Attributes
    ----------
    group : the group's label, `ALL` for all
    usual, direct : treated cells, with exposed neighbours among the controls, and without; None
        where no treated cell of the group has a comparison
    change, change_se, change_low, change_high : log(direct) − log(usual) and its interval; None
        where there is none
    rings : exposed cells by order: the first ring first, one per order, `group` "ring_1" …; of a
        group, the units that this group alone exposed first. Empty where not testable
    near : the rings together; net : near and direct together
    not_testable : why nothing can be said of the rings; None where something can
    """

    group: str
    usual: EffectEstimate | None
    direct: EffectEstimate | None
    change: float | None
    change_se: float | None
    change_low: float | None
    change_high: float | None
    rings: tuple[EffectEstimate, ...]
    near: EffectEstimate | None
    net: EffectEstimate | None
    not_testable: NotTestable | None

    @property
    def has_interval(self) -> bool:
        """Whether the data carry an interval for the rings together."""
        return self.near is not None and self.near.has_interval


@dataclass(frozen=True, slots=True, eq=False)
class Spillover:
    """All that one call found.

    Attributes
    ----------
    overall, groups : all treated units; each group
    uses : index `use`, columns `rows_count`, `units_count`, `outcome`: every row of the panel once.
        clean (compared), direct, ring_1 … (asked about), donut, after_end (exposed, or between end
        and being compared), no_prediction, unusable (blank)
    clean_share : of the untreated cells outside the donut, those that are clean
    unknown_neighbours_count : neighbours of which nobody says whether they were treated
    without_neighbour_count : units that no ring names
    """

    overall: GroupSpillover
    groups: tuple[GroupSpillover, ...]
    uses: pd.DataFrame
    clean_share: float
    unknown_neighbours_count: int
    without_neighbour_count: int

    def group(self, label: str) -> GroupSpillover:
        """The result of one group, or of all. Raises `UnknownName`."""
        for found in (self.overall, *self.groups):
            if found.group == label:
                return found
        known = ", ".join(found.group for found in (self.overall, *self.groups))
        raise UnknownName(f"group {label!r}: expected one of {known}")

    def table(self) -> pd.DataFrame:
        """One row per group and set of cells: `group`, `cells` (usual, direct, ring_1 …, near,
        net), then as `EffectEstimate`."""
        rows = []
        for found in (self.overall, *self.groups):
            sets = {"usual": found.usual, "direct": found.direct}
            sets |= {ring.group: ring for ring in found.rings}
            sets |= {"near": found.near, "net": found.net}
            for cells, estimate in sets.items():
                if estimate is not None:
                    row = asdict(estimate) | {"group": found.group, "cells": cells}
                    rows.append({name: row[name] for name in _SHOWN})
        return pd.DataFrame(rows, columns=list(_SHOWN))


_SHOWN = (
    "group", "cells", "ratio", "low", "high", "p", "observed", "expected", "avoided",
    "units_count", "clusters_count", "no_interval",
)  # fmt: skip


def estimate_spillover(
    panel: pd.DataFrame,
    rings: Rings,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    donut: int | None = None,
    exposure: str | None = None,
    ended: str | None = None,
    never: Hashable | None = None,
    level: float = 0.95,
    sources: pd.DataFrame | None = None,
) -> Spillover:
    """Treated units, their untreated neighbours, and what neighbours among the controls change.

    Parameters
    ----------
    panel, unit … level : as in `estimate_effects`; `build_panel(…).columns` fits
    rings : neighbours of the units, from `rings` or `area_rings`; all its orders count as exposed
    sources : who may expose neighbours, where units beyond the panel do: `sources_of`. By default
        the panel's own units

    Returns
    -------
    Spillover. Intervals leave out one cluster at a time, exposures taken as given. Where no cell
    can be compared the result says why (`not_testable`) and holds no ratio.

    Raises
    ------
    NothingToCompare for nobody treated within the span; InvalidTable as `estimate_effects`, and for
    sources without adoption.

    Notes
    -----
    A unit stays exposed for good, also after its neighbour's treatment ended. The neighbours'
    donut is not left out: where models stand in the worst of several bad places, the ring's own
    return to normal counts as spillover.
    """
    names = (unit, period, adopted, outcome, group, cluster, exposure, ended, (), never)
    layout = read_layout(panel, Columns(*names))
    donut = year_periods(donut, layout.calendar)
    usual = main_cells(layout, donut)
    if not usual.target.any():
        raise NothingToCompare(
            "nobody is treated within the span: there is nothing to spill over",
            reason="nobody_adopts",
        )
    exposed = neighbour_exposure(layout, rings, sources)
    asked = _Asked.of(layout, usual, exposed, donut=donut)
    every = np.zeros(len(layout.units), dtype="int64")
    fits = _Fits.of(layout, usual, asked, exposed, donut=donut, level=level)
    untreated = layout.observed & ~usual.target & ~asked.donut
    return Spillover(
        overall=fits.found(every, every, (ALL,))[0],
        groups=fits.found(layout.group, exposed.group, layout.groups),
        uses=fits.uses(),
        clean_share=float(asked.clean.sum() / max(untreated.sum(), 1)),
        unknown_neighbours_count=exposed.unknown_count,
        without_neighbour_count=int((~exposed.has_neighbour).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Cells (N, T): clean, own treated, donut; exposed by order (K of (N, T))."""

    clean: np.ndarray
    direct: np.ndarray
    donut: np.ndarray
    rings: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, layout: Layout, usual: Cells, exposed: Exposure, *, donut: int) -> "_Asked":
        periods, adopted = layout.periods, layout.adopted[:, None]
        before_own = layout.observed & (periods < adopted - donut)
        reached = periods >= exposed.since[:, :, None]
        near = np.zeros_like(before_own)
        rings = []
        for order in range(exposed.since.shape[1]):
            rings.append(before_own & reached[:, order] & ~near)
            near |= reached[:, order]
        return cls(
            clean=usual.compare & ~near,
            direct=usual.target,
            donut=layout.observed & (periods < adopted) & (periods >= adopted - donut),
            rings=tuple(rings),
        )

    @property
    def near(self) -> np.ndarray:
        """Exposed cells of any order."""
        return np.logical_or.reduce(self.rings)


@dataclass(frozen=True, slots=True, eq=False)
class _Fits:
    """Two fits over the same treated cells: on clean cells, and with exposed controls.

    `clean` also answers for the exposed cells; None where nothing can be compared.
    """

    layout: Layout
    asked: _Asked
    exposed: Exposure
    clean: CellFit | None
    usual: CellFit | None

    @classmethod
    def of(
        cls,
        layout: Layout,
        usual: Cells,
        asked: _Asked,
        exposed: Exposure,
        *,
        donut: int,
        level: float,
    ) -> "_Fits":
        """Fit both."""
        target = asked.direct | asked.near
        clean = fit_cells(layout, Cells(asked.clean, target), donut=donut, level=level)
        same = usual.target
        if clean is not None and (clean.fit.target & usual.target).any():
            same = clean.fit.target & usual.target
        other = fit_cells(layout, Cells(usual.compare, same), donut=donut, level=level)
        return cls(layout, asked, exposed, clean, other)

    def found(
        self, own: np.ndarray, by: np.ndarray, names: Sequence[str]
    ) -> tuple[GroupSpillover, ...]:
        """One result per name: `own` (N,) labels treated units, `by` those that are exposed."""
        if not names:
            return ()
        usual = _sets(self.usual, own, names)
        direct = _sets(self.clean, np.where(self.asked.direct, own[:, None], -1), names)
        cells = (self.asked.near, *self.asked.rings)
        near, *rings = (_sets(self.clean, np.where(part, by[:, None], -1), names) for part in cells)
        found = []
        for at, name in enumerate(names):
            why = self._not_testable(by == at)
            orders = enumerate((_at(ring, at) for ring in rings), start=1)
            found.append(
                GroupSpillover(
                    name,
                    _predicted(_at(usual, at)),
                    _predicted(_at(direct, at)),
                    *self._change(direct, usual, at),
                    rings=tuple(replace(ring, group=f"ring_{order}") for order, ring in orders)
                    if why is None
                    else (),
                    near=_at(near, at) if why is None else None,
                    net=self._net(own == at, by == at, name) if why is None else None,
                    not_testable=why,
                )
            )
        return tuple(found)

    def _net(self, own: np.ndarray, by: np.ndarray, name: str) -> EffectEstimate | None:
        both = self.asked.direct & own[:, None] | self.asked.near & by[:, None]
        return _at(_sets(self.clean, np.where(both, 0, -1), (name,)), 0)

    def _change(
        self, direct: SetEstimates | None, usual: SetEstimates | None, at: int
    ) -> tuple[float | None, float | None, float | None, float | None]:
        """log(direct) − log(usual), its error, and the ends of its interval."""
        if direct is None or usual is None:
            return None, None, None, None
        one, other = direct.estimates[at], usual.estimates[at]
        if one.log_ratio is None or other.log_ratio is None:
            return None, None, None, None
        change = one.log_ratio - other.log_ratio
        se = float(jackknife_error(direct.log_ratios[:, at] - usual.log_ratios[:, at]))
        if not (one.has_interval and other.has_interval and np.isfinite(se)):
            return change, None, None, None
        reach = float(stdtrit(one.df, 0.5 + one.level / 2)) * se
        return change, se, change - reach, change + reach

    def _not_testable(self, own: np.ndarray) -> NotTestable | None:
        """Why nothing can be said of the exposed cells of these units."""
        near = self.asked.near & own[:, None]
        if not self.exposed.has_neighbour.any():
            return "no_neighbours"
        if not near.any():
            return "no_exposed"
        if not (near & self.asked.clean.any(axis=1, keepdims=True)).any():
            return "no_clean_before"
        is_predicted = self.clean is not None and (near & self.clean.fit.target).any()
        return None if is_predicted else "no_clean_control"

    def uses(self) -> pd.DataFrame:
        """What became of every row."""
        asked, observed = self.asked, self.layout.observed
        predicted = np.zeros_like(observed) if self.clean is None else self.clean.fit.target
        sets = {"direct": asked.direct}
        sets |= {f"ring_{at}": cells for at, cells in enumerate(asked.rings, start=1)}
        asked_for = asked.direct | asked.near
        masks = {"clean": asked.clean}
        masks |= {name: cells & predicted for name, cells in sets.items()}
        masks["donut"] = asked.donut
        masks["after_end"] = observed & ~asked.clean & ~asked_for & ~asked.donut
        masks["no_prediction"] = asked_for & ~predicted
        counts = self.layout.counts
        rows = {
            use: (int(mask.sum()), int(mask.any(axis=1).sum()), float(counts[mask].sum()))
            for use, mask in masks.items()
        }
        lost = list(self.layout.unusable.values())
        gone = sum((part[0] for part in lost), np.zeros(len(counts)))
        outcome = float(sum(part[1].sum() for part in lost))
        rows["unusable"] = (int(gone.sum()), int((gone > 0).sum()), outcome)
        columns = ["rows_count", "units_count", "outcome"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("use")


def _sets(found: CellFit | None, sets: np.ndarray, names: Sequence[str]) -> SetEstimates | None:
    return None if found is None else found.estimates(sets, names)


def _at(found: SetEstimates | None, place: int) -> EffectEstimate | None:
    return None if found is None else found.estimates[place]


def _predicted(found: EffectEstimate | None) -> EffectEstimate | None:
    """None for an estimate that no cell stands behind."""
    return None if found is None or not found.units_count else found
