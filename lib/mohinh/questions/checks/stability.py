"""Stability: does the answer rest on one district, or on one choice of ours?

Agreement. Where the interval of the estimate leaves out 1, another estimate agrees if it lies on
the same side and log(O / E) is at least half as large. Where the interval holds 1, another one
agrees if its interval holds 1 too. One whose standard error is more than three times as large says
nothing: it would agree or not by chance.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.checks.result import CheckResult, Reason, result
from mohinh.questions.checks.study import Study
from mohinh.questions.effects.alternatives import (
    group_time_imputation,
    linear_imputation,
    poisson_twfe,
)
from mohinh.questions.effects.calendars import NEVER
from mohinh.questions.effects.inference import influence_error, unit_sums
from mohinh.questions.effects.layout import Layout
from mohinh.questions.effects.regressions import sun_abraham
from mohinh.questions.effects.results import ALL, EffectEstimate, make_estimate
from mohinh.words.errors import NothingToCompare

Estimator = Callable[..., Iterable[EffectEstimate]]
Role = Literal["primary", "counted", "comparison"]

# Of the size of the estimate, and of the specifications that count.
HALF = 0.5
MOST = 0.75
# Standard errors above which another estimate says nothing, in those of the primary.
VAGUE = 3.0
# Group-time effects of single months are thousands of noisy pairs: longer panels are added up.
_LONG = 24
_SHOWN = (
    "ratio", "low", "high", "observed", "expected", "units_count", "clusters_count", "no_interval",
)  # fmt: skip


def agrees(estimate: EffectEstimate, other: EffectEstimate | None) -> bool | None:
    """Whether another estimate says the same; None where one of them says nothing."""
    if other is None or other.se is None or estimate.se is None:
        return None
    if other.se > VAGUE * estimate.se:
        return None
    if estimate.low <= 1 <= estimate.high:
        return other.low <= 1 <= other.high
    return other.log_ratio / estimate.log_ratio >= HALF


def leave_one_out(study: Study, group: str = ALL, *, by: str | None = None) -> CheckResult:
    """Does the answer rest on one district?

    The estimate without each part of `by` (its treated and its untreated units), a column of
    `Study.by`. Passed where it agrees without any of them. A part without which no estimate is
    left, or a vague one, fails where the interval of the whole leaves out 1.

    Returns
    -------
    `table` one row per part: `left_out`, the estimate, `agrees`. Intervals from influence
    functions. `values`: `parts_count`, `lowest`, `lowest_part`, `highest`, `highest_part` (ratios),
    `against_count`, `against` (the first part without which it does not agree).
    """
    found, own, parts = study.estimate(group), study.own(group), study.parts(by)
    names = [] if parts is None else sorted(set(parts.tolist()) - {""})
    rows = [{"left_out": name} | _without(study, own, parts != name, found) for name in names]
    table = pd.DataFrame(rows, columns=["left_out", *_SHOWN, "agrees"])
    reason: Reason | None = "no_parts" if len(names) < 2 else found.no_interval
    if reason is not None:
        values = {"parts_count": len(names)}
        return result("leave_one_out", group, passed=None, table=table, reason=reason, **values)
    is_clear = not found.low <= 1 <= found.high
    against = [
        row["left_out"]
        for row in rows
        if row["agrees"] is False or (row["agrees"] is None and is_clear)
    ]
    known = [row for row in rows if row["ratio"] is not None]
    low, high = (end(known, key=lambda row: row["ratio"], default=None) for end in (min, max))
    return result(
        "leave_one_out",
        group,
        passed=not against,
        table=table,
        parts_count=len(names),
        lowest=low and low["ratio"],
        lowest_part=low and low["left_out"],
        highest=high and high["ratio"],
        highest_part=high and high["left_out"],
        against_count=len(against),
        against=against[0] if against else None,
    )


def _without(study: Study, own: np.ndarray, kept: np.ndarray, found: EffectEstimate) -> dict:
    other = _on_cells(study, own, donut=study.donut, kept=kept)
    return _row(other) | {"agrees": agrees(found, other)}


def _row(estimate: EffectEstimate | None) -> dict:
    if estimate is None:
        return dict.fromkeys(_SHOWN) | {"no_interval": "not_estimable"}
    return {name: getattr(estimate, name) for name in _SHOWN}


def _on_cells(
    study: Study, own: np.ndarray, *, donut: int, kept: np.ndarray | None = None
) -> EffectEstimate | None:
    """The primary estimator with another donut, or on some of the units; None where there is
    none."""
    fit = study.fitted(donut, kept)
    own = own if kept is None else own[kept]
    if fit is None or not (fit.fit.target & own[:, None]).any():
        return None
    return fit.estimates(np.where(own, 0, -1)).estimates[0]


@dataclass(frozen=True, slots=True)
class _Specification:
    name: str
    role: Role
    donut: int
    estimate: EffectEstimate | None


def specifications(
    study: Study,
    group: str = ALL,
    *,
    by: str | None = None,
    further: Mapping[str, EffectEstimate] | None = None,
    has_comparisons: bool = True,
) -> CheckResult:
    """Do other donuts, comparisons and estimators agree?

    Passed where at least three quarters of those that count agree:

    other_donut        half the donut, or twice where it is shorter than a year
    adopters_only      units that never adopt left out of the comparison
    by_part            period effects of their own in each part of `by` (a column of `Study.by`)
    by_kind            the same in each kind of area (`Study.kinds`): what came to all towns, or all
                       border areas, is then no difference
    linear_imputation  two-way linear fit of rates on the same cells
    and those of `further`, estimates of the same group made elsewhere.

    Shown, but not counted, since each is wrong where it matters here: no_donut (takes the return to
    normal for an effect), group_time and sun_abraham (one base period, no donut; periods added up
    by three where there are many; the second for all groups together only, it takes a second),
    poisson_twfe (compares treated with treated). `has_comparisons` False leaves these out, where
    nobody will see them.

    Returns
    -------
    `table` one row per specification, the primary first: `specification`, `role`, `donut`, the
    estimate, `agrees` (None where it says nothing). `values`: `counted_count`, `agreeing_count`,
    `is_side` (agreeing is to lie on the same side, since the interval leaves out 1), `lowest`,
    `highest` (ratios of the primary and those that count and say something).
    """
    found, own = study.estimate(group), study.own(group)
    listed = [_Specification("primary", "primary", study.donut, found)]
    listed += _counted(study, own, group, study.parts(by), study.kind_of_units())
    listed += [
        _Specification(name, "counted", estimate.donut, estimate)
        for name, estimate in (further or {}).items()
    ]
    listed += _comparisons(study, own, group) if has_comparisons else []
    rows = [
        {"specification": each.name, "role": each.role, "donut": each.donut}
        | _row(each.estimate)
        | {"agrees": agrees(found, each.estimate) if each.role != "primary" else None}
        for each in listed
    ]
    table = pd.DataFrame(rows)
    counted = [row for row in rows if row["role"] == "counted" and row["agrees"] is not None]
    said = [row["agrees"] for row in counted]
    ratios = [row["ratio"] for row in counted]
    ratios += [found.ratio] if found.ratio else []
    values = {
        "counted_count": len(said),
        "agreeing_count": sum(said),
        "is_side": bool(found.has_interval and not found.low <= 1 <= found.high),
        "lowest": min(ratios, default=None),
        "highest": max(ratios, default=None),
    }
    reason: Reason | None = found.no_interval
    if reason is None and len(said) < 2:
        reason = "no_alternative"
    passed = bool(said) and sum(said) >= MOST * len(said)
    return result("specifications", group, passed=passed, table=table, reason=reason, **values)


def _counted(
    study: Study,
    own: np.ndarray,
    group: str,
    parts: np.ndarray | None,
    kinds: np.ndarray | None,
) -> list[_Specification]:
    layout, donut = study.layout, study.donut
    other = _other_donut(study)
    dated = layout.adopted != NEVER
    listed = [
        ("other_donut", other, _on_cells(study, own, donut=other)),
        (
            "adopters_only",
            donut,
            None if dated.all() else _on_cells(study, own, donut=donut, kept=dated),
        ),
        ("by_part", donut, _by_part(study, own, parts)),
        ("by_kind", donut, _by_part(study, own, kinds)),
        ("linear_imputation", donut, _alternative(linear_imputation, study, group, donut=donut)),
    ]
    return [_Specification(name, "counted", at, estimate) for name, at, estimate in listed]


def _other_donut(study: Study) -> int:
    year, donut = study.periods_per_year, study.donut
    if donut == 0:
        return year
    half = donut // 2
    return half if donut >= year and half else 2 * donut


def _comparisons(study: Study, own: np.ndarray, group: str) -> list[_Specification]:
    listed = [] if study.donut == 0 else [("no_donut", _on_cells(study, own, donut=0))]
    width = 3 if len(study.layout.periods) >= _LONG and study.periods_per_year == 12 else 1
    if group == ALL:
        listed.append(("sun_abraham", _alternative(sun_abraham, study, group, width=width)))
    listed += [
        ("group_time", _alternative(group_time_imputation, study, group, width=width)),
        ("poisson_twfe", _alternative(poisson_twfe, study, group)),
    ]
    return [_Specification(name, "comparison", 0, estimate) for name, estimate in listed]


def _alternative(
    estimator: Estimator, study: Study, group: str, *, width: int = 1, donut: int | None = None
) -> EffectEstimate | None:
    """Another estimator's answer for the group; None where it refuses."""
    found = _answers(estimator, study, group != ALL, width, donut)
    return next((estimate for estimate in found if estimate.group == group), None)


@lru_cache(maxsize=8)
def _answers(
    estimator: Estimator, study: Study, has_groups: bool, width: int, donut: int | None
) -> tuple[EffectEstimate, ...]:
    """Another estimator's answers, for all groups at once; none where it refuses."""
    columns = {name: name for name in ("unit", "period", "adopted", "outcome", "cluster")}
    layout = study.layout
    columns |= {"group": "group"} if has_groups else {}
    columns |= {"exposure": "exposure"} if layout.exposure is not None else {}
    options = {} if donut is None else {"donut": donut}
    try:
        return tuple(estimator(_long(layout, width), **columns, level=study.level, **options))
    except NothingToCompare:
        return ()


def _long(layout: Layout, width: int) -> pd.DataFrame:
    """The layout as a long table, `width` periods added up; one with a gap is missing."""
    until = layout.observed & (layout.periods < layout.ended[:, None])
    block, place = np.unique(layout.periods // width, return_inverse=True)
    sums = np.zeros((2, len(layout.units), len(block)))
    for at in range(len(layout.periods)):
        sums[0, :, place[at]] += layout.counts[:, at]
        sums[1, :, place[at]] += until[:, at]
    whole = sums[1] == width
    dated = layout.adopted != NEVER
    adopted = np.where(dated, layout.adopted // width, np.nan)
    labels = np.array([*layout.groups, None], dtype=object)
    table = {
        "unit": np.repeat(np.arange(len(layout.units)), len(block)),
        "period": np.tile(block, len(layout.units)),
        "adopted": np.repeat(adopted, len(block)),
        "outcome": np.where(whole, sums[0], np.nan).ravel(),
        "cluster": np.repeat(layout.cluster, len(block)),
        "group": np.repeat(labels[layout.group], len(block)),
    }
    if layout.exposure is not None and layout.exposure.ndim == 1:
        table["exposure"] = np.repeat(layout.exposure, len(block))
    elif layout.exposure is not None:
        table["exposure"] = np.stack(
            [layout.exposure[:, place == at].mean(axis=1) for at in range(len(block))], axis=1
        ).ravel()
    return pd.DataFrame(table)


def _by_part(study: Study, own: np.ndarray, parts: np.ndarray | None) -> EffectEstimate | None:
    """Period effects of each part's own; O and E added up over parts, influence functions too.

    None where there are not two parts: one alone would agree with the primary, being it.
    """
    layout = study.layout
    if parts is None or len(set(parts.tolist()) - {""}) < 2:
        return None
    observed = expected = 0.0
    influences: list[tuple[np.ndarray, np.ndarray]] = []
    treated = np.zeros(len(own), dtype=bool)
    for name in sorted(set(parts[own].tolist()) - {""}):
        inside = parts == name
        found = study.fitted(study.donut, inside)
        if found is None:
            continue
        sums = unit_sums(found.fit, found.layout, np.where(own[inside], 0, -1), 1)
        through = found.fit.scores @ (found.fit.inverse @ sums.gradient.T)
        influences.append((sums.observed, sums.expected + through))
        observed += float(sums.observed.sum())
        expected += float(sums.expected.sum())
        treated[inside] |= own[inside] & found.fit.target.any(axis=1)
    if not (observed > 0 and expected > 0):
        return None
    by_cluster = sum(one / observed - other / expected for one, other in influences)
    return make_estimate(
        group=ALL,
        observed=observed,
        expected=expected,
        se=float(influence_error(by_cluster)[0]),
        clusters=len(np.unique(layout.cluster[treated])),
        units=int(treated.sum()),
        level=study.level,
        donut=study.donut,
        design="poisson_imputation",
        inference="influence",
    )
