"""The weighted displacement difference (WDD): counts before and after, here and next door.

With counts before (0) and after (1) of the treated area T, its control CT, the ring D and the
ring's control CD, each divided by its area weight (and period weight),

    local = (T1 − T0) − (CT1 − CT0),  displaced = (D1 − D0) − (CD1 − CD0),  WDD = local + displaced;

the variance is the sum of the counts over their squared weights, counts being Poisson and
independent. Below zero: fewer cases. Wheeler and Ratcliffe (2018, Crime Science 7: 11).

It adds and subtracts counts, so it holds where treated and control areas would have changed by the
same *number* of cases. It is printed because it can be checked by hand; claims rest on `effects`.

In a panel, controls are scaled to as many units as they are compared with. Scaled *up*, a few of
them speak for many, and what chance or one commune did to them is multiplied beyond what a variance
of independent counts knows. So a date counts only where its controls are at least as many as the
units compared with them and lie in several clusters; and nothing is said where the controls, so
scaled, are of another size than the treated.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from mohinh.questions.effects.calendars import year_periods
from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.imputation import Cells, impute
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.questions.neighbours import Rings
from mohinh.questions.spillover.exposure import neighbour_exposure
from mohinh.words.errors import InvalidTable

_PLACES = ("treated", "control", "ring", "ring_control")
# Periods whose counts are added up before dispersion is judged: single months are mostly zeros.
_BLOCK = 12
# Clusters that a date's controls come from, at least; how many times as many cases per unit the
# controls may have had before as the treated, or the other way round.
_CLUSTERS_LEAST = 6
_SIZES_APART = 2.0

# no_date       no date has treated units, and others, seen throughout both sides
# few_controls  there are such dates, but none with controls enough
# unlike        treated and controls had numbers of cases per unit too far apart before
NotComparable = Literal["no_date", "few_controls", "unlike"]


@dataclass(frozen=True, slots=True)
class DisplacementDifference:
    """Cases more (above zero) or fewer (below) than the control areas would have it.

    `z` is total / se_total; `low`, `high` hold for `total` at `level`, `displaced_low` and
    `displaced_high` for `displaced`. `dispersion` is what the Poisson variance was multiplied with.
    `z` and ends of intervals are None where the counts behind them are all 0.
    """

    local: float
    se_local: float
    displaced: float
    se_displaced: float
    total: float
    se_total: float
    z: float | None
    low: float | None
    high: float | None
    displaced_low: float | None
    displaced_high: float | None
    level: float
    dispersion: float


@dataclass(frozen=True, slots=True, eq=False)
class PanelDisplacement:
    """The weighted displacement difference of a panel with many dates of adoption.

    Attributes
    ----------
    difference : added up over the cohorts that could be used; None where nothing can be said
    not_comparable : why nothing can be said; None where something can
    counts : index place (treated, control, ring, ring_control); columns `before`, `after`: counts
        as they enter, those of controls scaled to as many units as they are compared with
    cohorts_count, cohorts_left_out : dates of adoption used; those whose controls are too few, or
        whose areas did not report throughout
    adopting_count : units that adopt within the panel
    treated_count, ring_count : of those, and of their untreated neighbours, the units used, each
        once
    before, after : periods of each side
    donut : periods right before adoption, between the two sides
    """

    difference: DisplacementDifference | None
    not_comparable: NotComparable | None
    counts: pd.DataFrame
    cohorts_count: int
    cohorts_left_out: int
    adopting_count: int
    treated_count: int
    ring_count: int
    before: int
    after: int
    donut: int


def weighted_displacement_difference(
    treated: tuple[float, float],
    control: tuple[float, float],
    ring: tuple[float, float] = (0, 0),
    ring_control: tuple[float, float] = (0, 0),
    *,
    area_weights: Mapping[str, float] | None = None,
    period_weights: tuple[float, float] = (1, 1),
    dispersion: float = 1.0,
    level: float = 0.95,
) -> DisplacementDifference:
    """Weighted displacement difference of (before, after) counts.

    Parameters
    ----------
    treated, control, ring, ring_control : counts before and after; no ring is (0, 0)
    area_weights : by place, what its counts are divided by (its size beside the others); 1 where
        not named
    period_weights : the same for before and after, where they are not of one length
    dispersion : the quasi-Poisson factor of the variance
    level : of the interval, which is normal

    Raises `InvalidTable` for counts that are negative or missing, weights that are not above 0, a
    dispersion below 1, a place that is not known.

    Examples
    --------
    The worked example of Wheeler and Ratcliffe (2018):

    >>> from mohinh.questions.spillover import weighted_displacement_difference
    >>> found = weighted_displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> found.local, found.displaced, found.total, round(found.se_total, 1), round(found.z, 2)
    (-107.0, -11.0, -118.0, 39.6, -2.98)
    """
    counts = np.array([treated, control, ring, ring_control], dtype="float64")
    weights = _weights(area_weights, period_weights)
    _check(counts, weights, dispersion, level)
    signs = np.array([[-1, 1], [1, -1], [-1, 1], [1, -1]])
    differences = (signs * counts / weights).sum(axis=1)
    variances = dispersion * (counts / weights**2).sum(axis=1)
    parts = variances[:2].sum(), variances[2:].sum()
    return _difference(differences, (*parts, sum(parts)), dispersion, level)


def _weights(area: Mapping[str, float] | None, period: tuple[float, float]) -> np.ndarray:
    area = area or {}
    strange = set(area) - set(_PLACES)
    if strange:
        raise InvalidTable(
            f"area_weights: {', '.join(map(repr, sorted(strange)))} is no place; expected some of "
            f"{', '.join(_PLACES)}"
        )
    sizes = np.array([area.get(place, 1.0) for place in _PLACES], dtype="float64")
    return sizes[:, None] * np.array(period, dtype="float64")


def _check(counts: np.ndarray, weights: np.ndarray, dispersion: float, level: float) -> None:
    if counts.shape != (4, 2) or not (np.isfinite(counts) & (counts >= 0)).all():
        raise InvalidTable(
            f"counts {counts.tolist()}: expected (before, after) of each place, 0 or more. A count "
            "that was not reported makes the difference unknown"
        )
    if weights.shape != (4, 2) or not (np.isfinite(weights) & (weights > 0)).all():
        raise InvalidTable("weights: expected numbers above 0")
    if not dispersion >= 1:
        raise InvalidTable(f"dispersion={dispersion!r}: expected 1 or more")
    if not 0 < level < 1:
        raise InvalidTable(f"level={level!r}: expected a share between 0 and 1, such as 0.95")


def _difference(
    differences: np.ndarray, variances: tuple[float, ...], dispersion: float, level: float
) -> DisplacementDifference:
    """From what each place adds (4,) and the variances of local, displaced and total."""
    local, displaced = float(differences[:2].sum()), float(differences[2:].sum())
    se_local, se_displaced, se = (float(np.sqrt(variance)) for variance in variances)
    total = local + displaced
    reach, reach_displaced = (float(ndtri(0.5 + level / 2)) * error for error in (se, se_displaced))
    return DisplacementDifference(
        local=local,
        se_local=se_local,
        displaced=displaced,
        se_displaced=se_displaced,
        total=total,
        se_total=se,
        z=total / se if se > 0 else None,
        low=total - reach if se > 0 else None,
        high=total + reach if se > 0 else None,
        displaced_low=displaced - reach_displaced if se_displaced > 0 else None,
        displaced_high=displaced + reach_displaced if se_displaced > 0 else None,
        level=level,
        dispersion=dispersion,
    )


def displacement_in_panel(
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
    before: int | None = None,
    after: int | None = None,
    control_clusters_least: int = _CLUSTERS_LEAST,
) -> PanelDisplacement:
    """The weighted displacement difference, date of adoption by date of adoption.

    For each date g: the `before` periods (by default a year) that end where the donut begins,
    beside the `after` periods from g on. Treated are the units that adopt in g; the ring, untreated
    units first exposed in g; control, units untreated and unexposed until the end. Only units that
    reported every period of both sides are counted. The control's change is scaled down to the
    number of units it is compared with; a date whose controls are fewer than its treated or ring
    units, or lie in fewer than `control_clusters_least` clusters, is left out. A control serves
    several dates: the variance is that of the weighted sum of its counts. It is multiplied with the
    dispersion of untreated clean counts, by cluster and twelve periods, beside the fit of `effects`
    (1 at least).

    Nothing is said (`difference` None, `not_comparable` why) where no date is left, or where before
    adoption one side had more than twice as many cases per unit as the other: changes in number of
    areas so unlike are no comparison. Other arguments and errors as in `estimate_spillover`;
    `exposure` and `group` are not read.
    """
    names = Columns(unit, period, adopted, outcome, None, cluster, None, ended, (), never)
    layout = read_layout(panel, names)
    donut = year_periods(donut, layout.calendar)
    exposed = neighbour_exposure(layout, rings, sources).first
    before, after = (year_periods(span, layout.calendar) for span in (before, after))
    dates = np.unique(layout.adopted[layout.adopted <= layout.periods[-1]])
    options = {"donut": donut, "before": before, "after": after}
    found = [_cohort(layout, exposed, date, **options) for date in dates.tolist()]
    seen = [cohort for cohort in found if cohort is not None]
    used = [cohort for cohort in seen if cohort.is_enough(control_clusters_least)]
    weights = sum((c.weights for c in used), np.zeros((4, *layout.counts.shape)))
    counts = sum((c.counts for c in used), np.zeros((4, 2)))
    why = _not_comparable(seen, used, counts)
    difference = None
    if why is None:
        dispersion = _dispersion(layout, exposed, donut)
        places = weights[:2].sum(axis=0), weights[2:].sum(axis=0), weights.sum(axis=0)
        variances = tuple(dispersion * float((w**2 * layout.counts).sum()) for w in places)
        differences = (weights * layout.counts).sum(axis=(1, 2))
        difference = _difference(differences, variances, dispersion, level)
    return PanelDisplacement(
        difference=difference,
        not_comparable=why,
        counts=pd.DataFrame(
            counts, index=pd.Index(_PLACES, name="place"), columns=["before", "after"]
        ),
        cohorts_count=len(used),
        cohorts_left_out=len(dates) - len(used),
        adopting_count=int((layout.adopted <= layout.periods[-1]).sum()),
        treated_count=int(weights[0].any(axis=1).sum()),
        ring_count=int(weights[2].any(axis=1).sum()),
        before=before,
        after=after,
        donut=donut,
    )


def _not_comparable(
    seen: list["_Cohort"], used: list["_Cohort"], counts: np.ndarray
) -> NotComparable | None:
    if not used:
        return "few_controls" if seen else "no_date"
    treated, control = counts[:2, 0]
    is_alike = treated <= _SIZES_APART * control and control <= _SIZES_APART * treated
    return None if is_alike else "unlike"


class _Cohort(NamedTuple):
    """One date: what a case adds by place, unit and period (4, N, T); counts by place (4, 2); how
    many units the controls are scaled to, as a share of them; the controls' clusters."""

    weights: np.ndarray
    counts: np.ndarray
    scale: float
    control_clusters_count: int

    def is_enough(self, clusters_least: int) -> bool:
        """Whether the controls are as many as what they stand for, in this many clusters."""
        return self.scale <= 1 and self.control_clusters_count >= clusters_least


def _cohort(
    layout: Layout, exposed: np.ndarray, date: int, *, donut: int, before: int, after: int
) -> _Cohort | None:
    """One date's units; None without treated or control."""
    early = (layout.periods >= date - donut - before) & (layout.periods < date - donut)
    late = (layout.periods >= date) & (layout.periods < date + after)
    if early.sum() < before or late.sum() < after:
        return None
    whole = layout.observed[:, early | late].all(axis=1) & (layout.ended >= date + after)
    untreated = whole & (layout.adopted >= date + after + donut)
    treated = whole & (layout.adopted == date)
    ring = untreated & (exposed == date)
    control = untreated & (exposed >= date + after)
    if not (treated.any() and control.any()):
        return None
    sizes = [members.sum() / control.sum() for members in (treated, ring)]
    units = np.stack([treated, sizes[0] * control, ring, sizes[1] * control]).astype("float64")
    signs = np.array([1, -1, 1, -1])[:, None, None]
    sides = np.stack([layout.counts @ early, layout.counts @ late], axis=1)
    return _Cohort(
        signs * units[:, :, None] * (late.astype("float64") - early),
        units @ sides,
        max(sizes),
        len(np.unique(layout.cluster[control])),
    )


def _dispersion(layout: Layout, exposed: np.ndarray, donut: int) -> float:
    """Pearson's χ² of clean counts by cluster and block over its degrees of freedom; 1 at least."""
    clean = main_cells(layout, donut).compare & (layout.periods < exposed[:, None])
    fit = impute(layout, Cells(clean, np.zeros_like(clean)))
    due = clean * fit.rate[:, None] * np.nan_to_num(fit.period_effects)
    if fit.weights is not None:
        due = due * fit.weights
    block = (layout.periods - layout.periods[0]) // _BLOCK
    sums = []
    for cells in (np.where(clean, layout.counts, 0.0), due):
        by_unit = np.stack([cells[:, block == at].sum(axis=1) for at in np.unique(block)], axis=1)
        sums.append(pd.DataFrame(by_unit).groupby(layout.cluster).sum().to_numpy())
    seen, expected = sums
    held = expected > 0
    free = held.sum() - held.any(axis=1).sum() - held.any(axis=0).sum() + 1
    chi2 = float(((seen - expected)[held] ** 2 / expected[held]).sum())
    return max(1.0, chi2 / float(free)) if free > 0 else 1.0
