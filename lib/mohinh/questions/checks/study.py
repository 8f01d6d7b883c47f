"""A panel with its estimate, read once, so that every check asks about the same thing."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import NEVER, PERIODS_PER_YEAR, year_periods
from mohinh.questions.effects.cells import CellFit, fit_cells
from mohinh.questions.effects.estimate import Primary, check_options, main_cells
from mohinh.questions.effects.events import EventWindow
from mohinh.questions.effects.layout import Columns, Layout, read_layout
from mohinh.questions.effects.results import ALL, EffectEstimate, Effects, EventPath
from mohinh.words.errors import InvalidTable, NothingToCompare, UnknownName

_WINDOWS = {12: EventWindow(24, 36, 3), 4: EventWindow(8, 12, 1), 1: EventWindow(2, 3, 1)}


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """An estimate and what it was made from; make one with `Study.of`.

    Attributes
    ----------
    layout : the panel as arrays
    primary : the primary estimator on it
    effects : what that found, with paths over `window`
    by : the columns that units can be left out by
    kinds : the columns that together say what kind of unit it is
    window : periods before and after adoption that trends are judged in
    donut, level : as asked for

    A check fits the same cells whichever group it asks about; such a fit is made `once`.
    """

    layout: Layout
    primary: Primary
    effects: Effects
    by: tuple[str, ...]
    kinds: tuple[str, ...]
    window: EventWindow
    donut: int
    level: float
    _fits: dict[Hashable, CellFit | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
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
        ended: str | None = None,
        never: Hashable | None = None,
        level: float = 0.95,
        by: Sequence[str] = (),
        kinds: Sequence[str] = (),
        window: EventWindow | None = None,
        seed: int = 2022,
    ) -> "Study":
        """Read the panel and estimate.

        `by` are columns with one value per unit, such as the district; so are `kinds`, which
        together say what kind of unit it is (urban, border). `window` is by default two
        years before and three after, in quarters of a year where periods are months. All else, and
        what is raised, as in `estimate_effects`.
        """
        names = Columns(
            unit, period, adopted, outcome, group, cluster, exposure, ended, (*by, *kinds), never
        )
        layout = read_layout(panel, names)
        if window is None:
            window = _WINDOWS[PERIODS_PER_YEAR[layout.calendar]]
        donut = year_periods(donut, layout.calendar)
        check_options(donut, level, "jackknife", None)
        primary = Primary.of(layout, donut=donut, level=level)
        effects = primary.effects(event=window, seed=seed)
        return cls(layout, primary, effects, tuple(by), tuple(kinds), window, donut, level)

    @property
    def periods_per_year(self) -> int:
        """Twelve where periods are numbers."""
        return PERIODS_PER_YEAR[self.layout.calendar]

    def estimate(self, group: str) -> EffectEstimate:
        """The estimate that is checked. Raises `UnknownName`."""
        return self.effects.overall if group == ALL else self.effects.group(group)

    def path(self, group: str) -> EventPath:
        """The effect by periods since adoption."""
        self.estimate(group)
        return next(path for path in self.effects.events if path.group == group)

    def own(self, group: str) -> np.ndarray:
        """Whether each unit adopts, and in this group: (N,). Raises `UnknownName`."""
        if group == ALL:
            return self.layout.adopted != NEVER
        if group not in self.layout.groups:
            raise UnknownName(
                f"group {group!r}: expected {ALL!r} or one of "
                f"{', '.join(self.layout.groups) or 'none'}"
            )
        return self.layout.group == self.layout.groups.index(group)

    def once(self, cells: Hashable, fit: Callable[[], CellFit | None]) -> CellFit | None:
        """What `fit` gives, kept as long as the study; `cells` tells which cells it is of."""
        if cells not in self._fits:
            self._fits[cells] = fit()
        return self._fits[cells]

    def fitted(self, donut: int, kept: np.ndarray | None = None) -> CellFit | None:
        """The primary estimator's fit with this donut, of all units or of those `kept` (N,), with
        errors from influence functions; None where nothing can be compared."""

        def fit() -> CellFit | None:
            layout = self.layout if kept is None else self.layout.only(kept)
            options = {"donut": donut, "level": self.level, "inference": "influence"}
            try:
                return fit_cells(layout, main_cells(layout, donut), **options)
            except NothingToCompare:
                return None

        return self.once(("main", donut, None if kept is None else kept.tobytes()), fit)

    def parts(self, by: str | None) -> np.ndarray | None:
        """Each unit's part (N,), "" where not known; None where the study has no such column."""
        if not self.by and by is None:
            return None
        name = self.by[0] if by is None else by
        if name not in self.by:
            raise InvalidTable(
                f"by={name!r}: the study was made with by={self.by}; name the column there"
            )
        return self.layout.splits[self.by.index(name)]

    def splits(self, by: str, *, in_groups: bool = False) -> tuple[EffectEstimate, ...]:
        """The estimate by parts of a column of `by`, of all groups together or of each."""
        columns = {by: self.parts(by)}
        if in_groups:
            groups = np.array([*self.layout.groups, ""], dtype=object)
            columns = {"group": groups[self.layout.group]} | columns
        return self.primary.splits(columns)

    def kind_of_units(self) -> np.ndarray | None:
        """Each unit's combination of `kinds` (N,), "" where one is not known; None without. A
        column that is blank throughout says nothing and is left out."""
        known = [labels for labels in self.layout.splits[len(self.by) :] if (labels != "").any()]
        if not known:
            return None
        rows = zip(*known, strict=True)
        return np.array(["" if "" in row else " · ".join(row) for row in rows], dtype=object)
