"""Effects: did it work? Cases observed after adoption beside those expected without it.

`estimate_effects` is the estimator that claims rest on; it works on any long table with a unit, a
period, a date of adoption and a count. The other estimators answer with the same result type and
stand beside it, so that a reader sees what depends on the choice.

calendars     periods of every kind as whole numbers
layout        the long table as arrays, every rule checked
imputation    the fit on untreated cells: formulas and sources
inference     influence functions, leave-one-cluster-out, bands, Holm
events        the effect by periods since adoption
results       the result types
estimate      `estimate_effects`
cells         the same for any choice of cells: placebo dates, exposed neighbours
group_time    group-time effects on the outcome's own scale
response      effects per treated cell, as R's etwfe reports them
alternatives  linear imputation, group-time effects and static two-way Poisson as ratios
regressions   linear two-way, Sun–Abraham and event study; on logarithms by the pyfixest library
sets          one estimator asked for all treated units, then for each group
"""

from mohinh.questions.effects.alternatives import (
    group_time_imputation,
    linear_imputation,
    poisson_twfe,
)
from mohinh.questions.effects.estimate import estimate_effects
from mohinh.questions.effects.events import EventWindow
from mohinh.questions.effects.group_time import GroupTimes, group_time_effects
from mohinh.questions.effects.regressions import event_study, linear_twfe, sun_abraham
from mohinh.questions.effects.response import response_effects
from mohinh.questions.effects.results import (
    ALL,
    Design,
    Dropped,
    EffectEstimate,
    Effects,
    EventPath,
    EventTime,
    Inference,
)

__all__ = [
    "ALL",
    "Design",
    "Dropped",
    "EffectEstimate",
    "Effects",
    "EventPath",
    "EventTime",
    "EventWindow",
    "GroupTimes",
    "Inference",
    "estimate_effects",
    "event_study",
    "group_time_effects",
    "group_time_imputation",
    "linear_imputation",
    "linear_twfe",
    "poisson_twfe",
    "response_effects",
    "sun_abraham",
]
