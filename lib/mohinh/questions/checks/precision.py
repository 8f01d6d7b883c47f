"""Precision: how small an effect would have been found.

With the standard error se of log(O / E) and t of df degrees of freedom, an effect θ is found with
probability about P(t > t₀.₉₇₅ − |θ| / se); 80 % at |θ| = (t₀.₉₇₅ + t₀.₈) · se. The error is the one
that was found, so that of a group with few cases is itself uncertain.
"""

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from mohinh.questions.checks.result import CheckResult, result
from mohinh.questions.checks.study import Study
from mohinh.questions.effects.results import ALL

POWER = 0.80
# A group in which not even a fall by 30 % would be found says nothing about smaller ones.
DETECTABLE = 0.70
_RATIOS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5)


def power(study: Study, group: str = ALL) -> CheckResult:
    """How small an effect would have been found?

    Passed where a fall by 30 % or less is found with 80 % probability.

    Returns
    -------
    `table` one row per ratio: `ratio`, `power`. `values`: `smallest_fall` (the ratio nearest below
    1 that is found with 80 %), `smallest_rise`, `expected`, `clusters_count`.
    """
    found = study.estimate(group)
    common = {
        "expected": found.expected,
        "clusters_count": found.clusters_count,
        "threshold": DETECTABLE,
        "power": POWER,
    }
    if found.se is None:
        table = pd.DataFrame(columns=["ratio", "power"], dtype="float64")
        reason = found.no_interval
        return result("power", group, passed=None, table=table, reason=reason, **common)
    critical = float(stdtrit(found.df, 0.5 + found.level / 2))
    reach = (critical + float(stdtrit(found.df, POWER))) * found.se
    ratios = np.array(_RATIOS)
    chance = stdtr(found.df, -np.log(ratios) / found.se - critical)
    fall = float(np.exp(-reach))
    return result(
        "power",
        group,
        passed=fall >= DETECTABLE,
        table=pd.DataFrame({"ratio": ratios, "power": chance}),
        smallest_fall=fall,
        smallest_rise=float(np.exp(reach)),
        **common,
    )
