"""The primary estimator, from a long table to `Effects`."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import NEVER, period_name, year_periods
from mohinh.questions.effects.events import EventWindow, event_paths
from mohinh.questions.effects.imputation import Cells, Imputation, impute
from mohinh.questions.effects.inference import (
    Deletions,
    deletions,
    influence,
    influence_error,
    jackknife_error,
    unit_sums,
)
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.questions.effects.results import (
    ALL,
    Dropped,
    EffectEstimate,
    Effects,
    Inference,
    Use,
    make_estimate,
    with_holm,
)
from mohinh.words.errors import InvalidTable, NothingToCompare

# Rows and outcome of each unit (N,), by what became of them; every row of the table once.
Rows = dict[Use, tuple[np.ndarray, np.ndarray]]
_PERIODS_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}


def estimate_effects(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    group: str | None = None,
    cluster: str | None = None,
    donut: int | None = None,
    exposure: str | None = None,
    by: Sequence[str] = (),
    event: EventWindow | None = None,
    ended: str | None = None,
    never: Hashable | None = None,
    inference: Inference = "jackknife",
    level: float = 0.95,
    periods_per_year: int | None = None,
    seed: int = 2022,
) -> Effects:
    r"""Cases observed after adoption beside those expected without it, by Poisson imputation.

    For a set k of treated units the estimand is the ratio

        RR_k = O_k / E_k,   O_k = Σ y_it,   E_k = Σ â_i b̂_t   over their treated cells,

    where a_i · b_t is fitted by Poisson on untreated cells only: units that never adopt, and units
    before they adopt. Cases avoided are E_k − O_k. It holds where, without the programme, cases
    would have moved in proportion in adopting and comparison units; see `event` to look at that.

    Parameters
    ----------
    panel : long table, one row per unit and period; rows may be absent and in any order. A blank
        outcome is *not reported*: it leaves O and E. Zero is zero.
    unit, period : columns with the unit's label and the period: whole numbers, dates (their month),
        pandas periods, or texts such as 2022-03, 2022-Q1, 2022; of any width or category. Whole
        numbers from 1900 to 2100 throughout are years; others have no calendar
    adopted : column with the unit's first treated period, on the same calendar or finer; missing
        for never. After the last period of the table it means *not yet*; before its first, the unit
        has no untreated period, gets no prediction and is counted. One value per unit.
    outcome : column with counts ≥ 0 (cases, calls, visits; yes and no count as 1 and 0), counted
        alike throughout: a change of definition that meets all units at once cancels, one that
        meets some stands in the ratio
    group : column with the treatment's group, one per unit; each gets an estimate. Units that never
        adopt serve all groups; their label is not read.
    cluster : column with the level at which adoption was decided; default each unit for itself.
        When in doubt take the larger level.
    donut : how many of the table's periods just before adoption are not compared: of quarters, 4
        are a year. By default one year: 12 months, 4 quarters, 1 year; of numbers without a
        calendar `periods_per_year`, or 12. Programmes start where trouble just was; without a donut
        (0) its return to normal counts as an effect. A longer one costs units that were not seen
        before it: they have no prediction (`uses`, no_before)
    exposure : column with the population at risk (households, persons; whole numbers or not).
        Constant within units it cancels, and serves the rate only (named `…_household_years`, of
        whatever unit it has); where it changes within units it weights the cells.
    by : columns, one value per unit, that split the treated units further, in combination
    event : window of periods since adoption for `Effects.events`
    ended : column with the first period no longer treated; rows from then on are compared again, so
        leave out of the table those that are not believed to be untreated
    never : a code in `adopted` that means never, such as 0
    inference : "jackknife" leaves out one cluster at a time; "influence" is the sandwich. Both use
        t with (clusters with treated cells of that group − 1) degrees of freedom.
    level : of the intervals
    periods_per_year : for the rate; by default 12, 4 or 1 as the calendar says, and no rate where
        periods are numbers without one
    seed : of the draws behind the simultaneous band

    Returns
    -------
    Effects. A group with treated cells in fewer than two clusters, or without cases, has no
    interval, and says why (`no_interval`). A treated cell in a period without comparison has no
    prediction: it leaves O and E, and is counted in `uses`.

    Raises
    ------
    NothingToCompare
        The table is sound and answers nothing; `reason` says why: counts all zero; nobody treated;
        nobody seen untreated; everybody treated at once; one cluster only.
    InvalidTable
        A column is missing; two rows for one unit and period; a unit's adoption, group or cluster
        changes; counts that are negative, infinite or no numbers; periods that are no periods, or
        on another calendar than the adoptions; a group called "all"; options out of range.
        (`NothingToCompare` is one of these errors too.)

    Notes
    -----
    Unit effects drop out of the Poisson likelihood, and what is left depends on sums by pattern ×
    period; see `imputation` and `inference` for the formulas. The estimator is that of Wooldridge
    (2023, The Econometrics Journal 26: C31–C66); the idea of imputing from untreated cells that of
    Borusyak, Jaravel and Spiess (2024, Review of Economic Studies 91: 3253–3285). With complete
    panels it equals R's `etwfe(family = "poisson", cgroup = "notyet")`. Other
    estimators with the same result type: `alternatives`, `regressions`.

    Examples
    --------
    Clinics in six towns; a vaccination drive reached two of them from 2021 on, one from 2022.

    >>> import pandas as pd
    >>> from mohinh.questions.effects import estimate_effects
    >>> visits = pd.DataFrame(
    ...     {
    ...         "town": [town for town in "ABCDEF" for _ in range(4)],
    ...         "year": [2019, 2020, 2021, 2022] * 6,
    ...         "drive": [2021] * 8 + [2022] * 4 + [None] * 12,
    ...         "visits": [40, 44, 30, 33, 20, 22, 17, 15, 30, 31, 33, 25]
    ...         + [50, 54, 55, 58, 10, 12, 11, 12, 26, 25, 28, 27],
    ...     }
    ... )
    >>> effects = estimate_effects(
    ...     visits, unit="town", period="year", adopted="drive", outcome="visits", donut=0
    ... )
    >>> print(f"{effects.overall.observed:.0f} seen, {effects.overall.expected:.1f} expected")
    120 seen, 170.0 expected
    >>> print(f"{effects.overall.ratio:.2f} ({effects.overall.low:.2f}–{effects.overall.high:.2f})")
    0.71 (0.64–0.78)
    """
    check_options(donut, level, inference, periods_per_year)
    _check_shapes(by, event)
    names = (unit, period, adopted, outcome, group, cluster, exposure, ended, tuple(by), never)
    layout = read_layout(panel, Columns(*names))
    donut = year_periods(donut, layout.calendar, periods_per_year)
    fitted = Primary.of(
        layout, donut=donut, inference=inference, level=level, per_year=periods_per_year
    )
    splits = fitted.splits(dict(zip(by, layout.splits, strict=True)))
    return fitted.effects(event=event, splits=splits, seed=seed)


def check_options(donut: int | None, level: float, inference: str, per_year: int | None) -> None:
    """Raise `InvalidTable` for options out of range."""
    is_whole = isinstance(donut, int | np.integer) and not isinstance(donut, bool)
    if donut is not None and not (is_whole and 0 <= donut < NEVER):
        raise InvalidTable(f"donut={donut!r}: expected a whole number of periods, 0 or more")
    if not isinstance(level, float) or not 0 < level < 1:
        raise InvalidTable(f"level={level!r}: expected a share between 0 and 1, such as 0.95")
    if inference not in ("jackknife", "influence"):
        raise InvalidTable(f"inference={inference!r}: expected 'jackknife' or 'influence'")
    if per_year is not None and not per_year > 0:
        raise InvalidTable(f"periods_per_year={per_year!r}: expected a number above 0")


def _check_shapes(by: Sequence[str], event: EventWindow | None) -> None:
    if isinstance(by, str):
        raise InvalidTable(f"by={by!r}: expected a list of columns, such as [{by!r}]")
    if event is not None and not isinstance(event, EventWindow):
        raise InvalidTable(f"event={event!r}: expected an EventWindow, or None")


def main_cells(layout: Layout, donut: int) -> Cells:
    """Treated cells, and the untreated ones that are compared with them: both (N, T).

    A cell is treated from adoption until the end. The `donut` periods before adoption are neither.
    """
    since, until = layout.adopted[:, None], layout.ended[:, None]
    after_end = layout.periods >= until
    target = layout.observed & (layout.periods >= since) & ~after_end
    compare = layout.observed & ((layout.periods < since - donut) | after_end)
    return Cells(compare, target)


def _check_treated(layout: Layout, cells: Cells) -> None:
    first, last = (period_name(layout.periods[at], layout.calendar) for at in (0, -1))
    if not cells.target.any():
        dated = int((layout.adopted != NEVER).sum())
        raise NothingToCompare(
            f"nobody is treated between {first} and {last}: {dated} units have a date of adoption, "
            "none has a reported period after it. Check the column `adopted` and the span",
            reason="nobody_adopts",
        )
    if not (cells.compare.any(axis=1) & cells.target.any(axis=1)).any():
        raise NothingToCompare(
            f"no treated unit was seen untreated between {first} and {last} (outside the donut): "
            "without a before there is nothing to expect. Take earlier periods or a smaller donut",
            reason="no_before",
        )


def _check_predicted(layout: Layout, fit: Imputation) -> None:
    if fit.target.any():
        return
    treated = layout.adopted <= layout.periods[-1]
    at_once = len(set(layout.adopted[treated])) == 1
    raise NothingToCompare(
        ("all units are treated at once" if at_once else "no treated period has a comparison")
        + ": in no treated period is there a unit, never or not yet treated, with cases to compare "
        "with. Add units that never adopted or adopted later",
        reason="no_comparison",
    )


@dataclass(frozen=True, slots=True, eq=False)
class Primary:
    """The primary estimator on a layout: fitted once, then asked about sets of treated units.

    Attributes
    ----------
    layout, fit, left_out : the units, the fit on their comparison cells, and what it would be
        without each cluster (None where errors come from influence functions)
    rows : what became of every row
    donut, inference, level : as asked for
    per_year : periods in a year, for the rate; None: no rate
    """

    layout: Layout
    fit: Imputation
    left_out: Deletions | None
    rows: Rows
    donut: int
    inference: Inference
    level: float
    per_year: int | None

    @classmethod
    def of(
        cls,
        layout: Layout,
        *,
        donut: int,
        inference: Inference = "jackknife",
        level: float = 0.95,
        per_year: int | None = None,
    ) -> "Primary":
        """Fit. Raises `NothingToCompare`."""
        cells = main_cells(layout, donut)
        _check_treated(layout, cells)
        fit = impute(layout, cells)
        _check_predicted(layout, fit)
        left_out = deletions(fit, layout, cells) if inference == "jackknife" else None
        per_year = per_year or _PERIODS_PER_YEAR.get(layout.calendar)
        rows = _rows(layout, cells, fit)
        return cls(layout, fit, left_out, rows, donut, inference, level, per_year)

    def effects(
        self, *, event: EventWindow | None, splits: tuple[EffectEstimate, ...] = (), seed: int
    ) -> Effects:
        """All treated units and each group, with paths over the window."""
        layout, fit = self.layout, self.fit
        every = np.zeros(len(layout.units), int)
        return Effects(
            overall=self._estimates(every, [(ALL, ())])[0],
            groups=self._estimates(layout.group, [(name, ()) for name in layout.groups]),
            splits=splits,
            events=event_paths(layout, fit, event, donut=self.donut, level=self.level, seed=seed),
            uses=_uses(self.rows),
            without_prediction=tuple(layout.units[fit.no_before.any(axis=1)].tolist()),
            periods_without_control=tuple(
                period_name(layout.periods[at], layout.calendar)
                for at in np.flatnonzero(fit.no_control.any(axis=0))
            ),
        )

    def splits(self, by: Mapping[str, np.ndarray]) -> tuple[EffectEstimate, ...]:
        """Treated units split by columns, in combination: each column's labels (N,)."""
        if not by:
            return ()
        treated = self.layout.adopted != NEVER
        keys = list(zip(*by.values(), strict=True))
        found = sorted({key for key, own in zip(keys, treated, strict=True) if own})
        place = {key: at for at, key in enumerate(found)}
        labels = np.array([place.get(key, -1) for key in keys])
        names = [(ALL, tuple(zip(by, key, strict=True))) for key in found]
        return self._estimates(np.where(treated, labels, -1), names)

    def _estimates(self, labels: np.ndarray, names: list) -> tuple[EffectEstimate, ...]:
        """One estimate per name; `labels` (N,) are places in `names`, −1 for none."""
        if not names:
            return ()
        sums = unit_sums(self.fit, self.layout, labels, len(names))
        if self.left_out is None:
            errors = influence_error(influence(self.fit, sums))
        else:
            errors = jackknife_error(self.left_out.log_ratios(self.layout, sums, labels))
        return with_holm(
            [
                self._estimate(name, by, labels == at, float(errors[at]))
                for at, (name, by) in enumerate(names)
            ]
        )

    def _estimate(self, name: str, by: tuple, own: np.ndarray, se: float) -> EffectEstimate:
        treated = own & self.fit.target.any(axis=1)
        return make_estimate(
            group=name,
            by=by,
            observed=float(self.fit.observed[treated].sum()),
            expected=float(self.fit.expected[treated].sum()),
            se=se,
            clusters=len(np.unique(self.layout.cluster[treated])),
            units=int(treated.sum()),
            level=self.level,
            donut=self.donut,
            design="poisson_imputation",
            inference=self.inference,
            rate=self._rate(treated),
            exposed_units=self._exposed_units(treated),
            dropped=self._dropped(own & (self.layout.adopted != NEVER)),
        )

    def _rate(self, treated: np.ndarray) -> float | None:
        """Avoided per 1,000 exposed and year, over the units whose exposure is known."""
        exposure, target = self.layout.exposure, self.fit.target
        if exposure is None or self.per_year is None:
            return None
        if exposure.ndim == 1:
            treated = treated & ~np.isnan(exposure)
            exposed = float((exposure[treated] * target[treated].sum(axis=1)).sum())
        else:
            exposed = float(exposure[treated][target[treated]].sum())
        avoided = float((self.fit.expected - self.fit.observed)[treated].sum())
        return 1000 * self.per_year * avoided / exposed if exposed > 0 else None

    def _exposed_units(self, treated: np.ndarray) -> int | None:
        exposure = self.layout.exposure
        if exposure is None:
            return None
        known = ~np.isnan(exposure if exposure.ndim == 1 else exposure[:, 0])
        return int((treated & known).sum())

    def _dropped(self, own: np.ndarray) -> tuple[Dropped, ...]:
        return tuple(
            Dropped(use, int(rows[own].sum()), int((rows[own] > 0).sum()), float(y[own].sum()))
            for use, (rows, y) in self.rows.items()
            if use not in ("comparison", "treated") and rows[own].any()
        )


def _rows(layout: Layout, cells: Cells, fit: Imputation) -> Rows:
    neither = layout.observed & ~cells.compare & ~cells.target
    masks: dict[Use, np.ndarray] = {
        "comparison": cells.compare,
        "treated": fit.target,
        "donut": neither,
        "no_control": fit.no_control,
        "no_before": fit.no_before,
    }
    rows: Rows = {
        use: (mask.sum(axis=1), np.einsum("nt,nt->n", layout.counts, mask))
        for use, mask in masks.items()
    }
    return rows | dict(layout.unusable)


def _uses(rows: Rows) -> pd.DataFrame:
    """Index `use`; columns `rows_count`, `units_count`, `outcome`; every row once."""
    sums = {
        use: (int(count.sum()), int((count > 0).sum()), float(y.sum()))
        for use, (count, y) in rows.items()
    }
    columns = ["rows_count", "units_count", "outcome"]
    table = pd.DataFrame.from_dict(sums, orient="index", columns=columns)
    return table.rename_axis("use")
