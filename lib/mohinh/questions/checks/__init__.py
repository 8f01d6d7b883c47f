"""Checks: how sure are we? What would have to be true for the estimate to be wrong.

Each check asks one thing of one group's estimate and answers with a `CheckResult`: passed, failed,
or None where the data cannot answer. A check that passes has found nothing against the estimate;
that is no proof for it. `run_checks` makes all of them: a report prints them all or none.

pre_trend         did adopting units move apart from the others before they adopted?
placebo_date      is there an effect where adoption is pretended to be earlier?
placebo_outcome   is there one on what the model does not aim at?
leave_one_out     does the answer rest on one district?
specifications    do other donuts, comparisons and estimators agree?
breakdown         how large a break of trend would overturn the answer?
power             how small an effect would have been found?
randomisation     how often would chance alone, among communes, give as much?

study       a panel with its estimate, read once
result      the result type
trends, placebos, stability, precision, randomisation    the checks
"""

from collections.abc import Mapping, Sequence

from mohinh.questions.checks.placebos import placebo_date, placebo_outcome
from mohinh.questions.checks.precision import power
from mohinh.questions.checks.randomisation import randomisation
from mohinh.questions.checks.result import CHECKS, CheckName, CheckResult, Reason
from mohinh.questions.checks.stability import leave_one_out, specifications
from mohinh.questions.checks.study import Study
from mohinh.questions.checks.trends import breakdown, pre_trend
from mohinh.questions.effects.results import ALL, EffectEstimate

__all__ = [
    "CHECKS",
    "CheckName",
    "CheckResult",
    "Reason",
    "Study",
    "breakdown",
    "leave_one_out",
    "placebo_date",
    "placebo_outcome",
    "power",
    "pre_trend",
    "randomisation",
    "run_checks",
    "specifications",
]


def run_checks(
    study: Study,
    group: str = ALL,
    *,
    placebos: Mapping[str, Study] | None = None,
    further: Mapping[str, EffectEstimate] | None = None,
    by: str | None = None,
    draws: int = 999,
    seed: int = 2022,
    has_comparisons: bool = True,
) -> tuple[CheckResult, ...]:
    """Every check of one group's estimate, in the order of `CHECKS`.

    Parameters
    ----------
    placebos : studies of outcomes that the model does not aim at, by name
    further : estimates of the same group made elsewhere, by name, for the specification chart (the
        one without exposed neighbours, `spillover.GroupSpillover.direct`)
    by : column to leave out part by part, and within which periods may differ; one of `Study.by`,
        by default the first
    draws, seed : of the randomisation
    has_comparisons : as in `specifications`

    What cannot be answered stays in, with its reason. Raises `UnknownName` for a group that is not
    there, `InvalidTable` for a column that the study was not made with.
    """
    found: Sequence[CheckResult] = (
        pre_trend(study, group),
        placebo_date(study, group),
        placebo_outcome(study, group, placebos=placebos),
        leave_one_out(study, group, by=by),
        specifications(study, group, by=by, further=further, has_comparisons=has_comparisons),
        breakdown(study, group),
        power(study, group),
        randomisation(study, group, draws=draws, seed=seed),
    )
    return tuple(found)
