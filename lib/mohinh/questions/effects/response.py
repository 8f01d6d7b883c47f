"""Effects per treated cell, on the scale of the outcome: what R's `etwfe` and `emfx` report."""

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
import pandas as pd

from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.group_time import Aggregate, Control
from mohinh.questions.effects.imputation import Cells, impute
from mohinh.questions.effects.inference import cell_sums, influence_error
from mohinh.questions.effects.layout import Columns, Layout, read_layout


def response_effects(
    panel: pd.DataFrame,
    kind: Aggregate,
    *,
    unit: str,
    period: str,
    adopted: str,
    outcome: str,
    cluster: str | None = None,
    control: Control = "not_yet",
    never: Hashable | None = None,
) -> pd.DataFrame:
    """Mean of y − ŷ(untreated) over treated cells, on the scale of the outcome.

    *simple*: all treated cells; *group*: by period of adoption; *event*: by periods since adoption;
    *calendar*: by period. `control="not_yet"` fits all untreated cells; "never" only units that
    never adopt and each cohort's last period before adoption, and then has effects before adoption
    too (0 in that last period). Equals `etwfe(family = "poisson")` with `emfx` on panels without
    gaps. Columns `at` (missing for simple), `effect`, `se` (cohorts and their sizes taken as given,
    clustered), `cells_count`. Other options and errors as in `estimate_effects`.
    """
    names = Columns(unit, period, adopted, outcome, cluster=cluster, never=never)
    layout = read_layout(panel, names)
    clusters, units = layout.cluster, len(layout.units)
    layout = replace(layout, cluster=np.arange(units), clusters_count=units)
    cells = _response_cells(layout, control)
    fit = impute(layout, cells)
    row, column = np.nonzero(fit.target)
    since = layout.periods[column] - layout.adopted[row]
    after = since >= 0 if kind != "event" else np.ones(len(since), dtype=bool)
    row, column, since = row[after], column[after], since[after]
    keys = {
        "simple": np.zeros(len(row), dtype="int64"),
        "group": layout.adopted[row],
        "event": since,
        "calendar": layout.periods[column],
    }[kind]
    places, labels = np.unique(keys, return_inverse=True)
    sums = cell_sums(fit, layout, row, column, labels, len(places))
    size = np.bincount(labels)
    apart = sums.observed - sums.expected
    effect = apart.sum(axis=0) / size
    within = apart - pd.DataFrame(apart).groupby(layout.adopted).transform("mean").to_numpy()
    influences = (within - fit.scores @ (fit.inverse @ sums.gradient.T)) / size
    by_cluster = pd.DataFrame(influences).groupby(clusters).sum().to_numpy()
    table = pd.DataFrame(
        {"at": places, "effect": effect, "se": influence_error(by_cluster), "cells_count": size}
    )
    if kind == "simple":
        table["at"] = np.nan
    if control == "never" and kind == "event":
        last = pd.DataFrame({"at": [-1], "effect": [0.0], "se": [np.nan], "cells_count": [0]})
        table = pd.concat([table, last]).sort_values("at", ignore_index=True)
    return table


def _response_cells(layout: Layout, control: Control) -> Cells:
    if control == "not_yet":
        return main_cells(layout, 0)
    adopted = layout.adopted[:, None]
    dated = adopted <= layout.periods[-1]
    place = np.searchsorted(layout.periods, layout.adopted) - 1
    last = np.arange(len(layout.periods)) == place[:, None]
    compare = layout.observed & (~dated | last)
    return Cells(compare, layout.observed & dated & ~last)
