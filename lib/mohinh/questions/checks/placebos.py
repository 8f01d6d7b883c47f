"""Placebos: dates on which nothing happened, outcomes that the model does not aim at.

The placebo date is `ahead` periods before the donut. What lies before it predicts the periods from
it to the donut; adoption and its donut come later, so a ratio other than 1 is no effect of them.
The donut is predicted too, and printed beside: a ratio above 1 there says that models were placed
where trouble just was, which is why it is left out.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mohinh.questions.checks.result import CheckResult, Reason, result
from mohinh.questions.checks.study import Study
from mohinh.questions.effects.cells import fit_cells
from mohinh.questions.effects.imputation import Cells
from mohinh.questions.effects.inference import holm
from mohinh.questions.effects.results import ALL, EffectEstimate

_SHOWN = ("ratio", "low", "high", "p", "observed", "expected", "clusters_count", "no_interval")


def placebo_date(study: Study, group: str = ALL, *, ahead: int | None = None) -> CheckResult:
    """Is there an effect where adoption is pretended to be earlier?

    `ahead` is how many periods before the donut the placebo date lies; by default as far as the
    window reaches. Passed where the interval holds 1.

    Returns
    -------
    `table` one row per span: `span` (placebo, early, late, donut), `first`, `last` in periods since
    adoption, the estimate. `values`: `ratio`, `low`, `high`, `first`, `last`, `can_tell` (the
    interval leaves out a difference as large as the one that was estimated for the model itself, on
    either side of 1), and `donut_ratio`,
    `donut_low`, `donut_high`, `is_peak` (the donut's interval lies above 1).
    """
    own, found = study.own(group), study.estimate(group)
    if ahead is None:
        ahead = study.window.before - study.donut
        ahead = ahead if ahead > 0 else study.window.before
    spans = _spans(study.donut, ahead)
    estimates = _span_estimates(study, own, spans)
    table = pd.DataFrame(
        [
            {"span": name, "first": spans[name][0], "last": spans[name][1]}
            | {column: getattr(estimate, column) for column in _SHOWN}
            for name, estimate in estimates.items()
        ],
        columns=["span", "first", "last", *_SHOWN],
    )
    placebo = estimates.get("placebo")
    first, last = spans["placebo"]
    reason: Reason | None = "no_before" if placebo is None else placebo.no_interval
    if reason == "no_case_expected":
        reason = "no_before"
    if reason is not None:
        values = {"first": first, "last": last}
        return result("placebo_date", group, passed=None, table=table, reason=reason, **values)
    peak = estimates.get("donut")
    return result(
        "placebo_date",
        group,
        passed=placebo.low <= 1 <= placebo.high,
        table=table,
        first=first,
        last=last,
        ratio=placebo.ratio,
        low=placebo.low,
        high=placebo.high,
        can_tell=_leaves_out(placebo.low, placebo.high, found),
        donut_ratio=peak.ratio if peak else None,
        donut_low=peak.low if peak else None,
        donut_high=peak.high if peak else None,
        is_peak=peak is not None and peak.has_interval and peak.low > 1,
    )


def _leaves_out(low: float, high: float, found: EffectEstimate) -> bool:
    """Whether an interval leaves out a difference as large as the one that was estimated for the
    model itself, on either side of 1."""
    if not found.ratio:
        return False
    return not any(low <= ratio <= high for ratio in (found.ratio, 1 / found.ratio))


def _spans(donut: int, ahead: int) -> dict[str, tuple[int, int]]:
    """First and last period since adoption of what is predicted."""
    start, middle, end = -donut - ahead, -donut - ahead // 2, -donut
    spans = {"placebo": (start, end - 1)}
    if ahead > 1:
        spans |= {"early": (start, middle - 1), "late": (middle, end - 1)}
    return spans | ({"donut": (end, -1)} if donut else {})


def _span_estimates(
    study: Study, own: np.ndarray, spans: dict[str, tuple[int, int]]
) -> dict[str, EffectEstimate]:
    """One estimate per span that has cells; empty where nothing lies before."""
    layout = study.layout
    since = layout.periods - layout.adopted[:, None]
    after_end = layout.periods >= layout.ended[:, None]
    start = spans["placebo"][0]
    compare = layout.observed & ((since < start) | after_end)
    target = layout.observed & (since >= start) & (since < 0)
    cells, options = Cells(compare, target), {"donut": study.donut, "level": study.level}
    fit = study.once(("placebo", start), lambda: fit_cells(layout, cells, **options))
    if fit is None:
        return {}
    found = {}
    for name, (first, last) in spans.items():
        inside = own[:, None] & (since >= first) & (since <= last)
        if (inside & fit.fit.target).any():
            found[name] = fit.estimates(np.where(inside, 0, -1)).estimates[0]
    return found


def placebo_outcome(
    study: Study, group: str = ALL, *, placebos: Mapping[str, Study] | None = None
) -> CheckResult:
    """Is there an effect on what the model does not aim at?

    `placebos` are studies of other outcomes, by name, made with the same columns and options.
    Passed where no interval leaves out 1, adjusted for how many outcomes were looked at (Holm).

    Returns
    -------
    `table` one row per outcome: `outcome`, the estimate, `p_holm`. `values`: `outcomes_count` (that
    have an interval), of the one furthest from 1 by its p `outcome`, `ratio`, `low`, `high`,
    `p_holm`, and `can_tell` (no interval holds a difference as large as the one that was estimated
    for the model itself, on either side of 1).
    """
    study.own(group)
    found = study.estimate(group)
    studies = placebos or {}
    estimates = {name: other.estimate(group) for name, other in studies.items()}
    adjusted = holm([estimate.p for estimate in estimates.values()])
    table = pd.DataFrame(
        [
            {"outcome": name}
            | {column: getattr(estimate, column) for column in _SHOWN}
            | {"p_holm": p}
            for (name, estimate), p in zip(estimates.items(), adjusted, strict=True)
        ],
        columns=["outcome", *_SHOWN, "p_holm"],
    )
    known = [row for row in table.to_dict("records") if row["no_interval"] is None]
    reason: Reason | None = None
    if not studies:
        reason = "no_placebo"
    elif not known:
        reason = next(iter(estimates.values())).no_interval
    if reason is not None:
        values = {"outcomes_count": 0}
        return result("placebo_outcome", group, passed=None, table=table, reason=reason, **values)
    worst = min(known, key=lambda row: row["p"])
    return result(
        "placebo_outcome",
        group,
        passed=worst["p_holm"] > 1 - study.level,
        table=table,
        outcomes_count=len(known),
        can_tell=all(_leaves_out(row["low"], row["high"], found) for row in known),
        **{name: worst[name] for name in ("outcome", "ratio", "low", "high", "p_holm")},
    )
