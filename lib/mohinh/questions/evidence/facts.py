"""The dossier as facts: yes, no, or None where it is not known.

What each fact means:

counted … confirmed              something could be counted; areas without a model stand beside; the
                                 months before adoption are left out; the checks of trends and of
                                 pretended dates pass; found again in other provinces, or by lot
has_interval … detectable        communes, cases, and how small a fall would have been found
donut_stable … breakdown_large   other donuts and estimators agree, no district decides, other kinds
                                 of case stay as they were, what the interval claims is rare where
                                 places change at random (or it claims nothing: it holds 1), a rise
                                 next door would have been found,
                                 only a break of trend larger than any before would overturn the
                                 answer
reporting_usable … definitions_stable
clear_fall, clear_rise           p after Holm, and the side of 1
own_wished                       the group's own estimate lies on the wished side
likely_wished, very_likely_wished   probability of the wished side, from the shrunken estimate
interval_holds_one, fall_ruled_out  the interval holds 1; it lies above the worthwhile ratio
net_falls                        treated areas and neighbours together: interval below 1
displaced                        neighbours: interval above 1, and their excess is more than the
                                 share of the cases avoided that the table names
fades                            the ratio rises from the first years (after half a year's start) to
                                 the later ones: the interval of the difference of logs lies above 0
mixed_by_place                   places differ (I² and Q), and shrunken estimates lie on both sides

`mechanism_improved` and `recording_may_explain` need other outcomes and come with the decision.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from mohinh.questions.checks.precision import POWER
from mohinh.questions.effects.results import EffectEstimate, EventPath
from mohinh.questions.evidence.dossier import Dossier
from mohinh.questions.evidence.side import Shrunken
from mohinh.questions.spillover.estimate import GroupSpillover
from mohinh.questions.synthesis import MetaAnalysis
from mohinh.tables.rulings import FACTS, Fact, Thresholds

# Months after adoption in which a model is still being set up.
_START_MONTHS = 6
Known = bool | None


def find_facts(
    dossier: Dossier, shrunken: Shrunken | None, thresholds: Thresholds
) -> dict[Fact, Known]:
    """Every fact of one group on one outcome."""
    found: dict[Fact, Known] = dict.fromkeys(FACTS)
    found |= _design(dossier, thresholds)
    found |= _precision(dossier, thresholds)
    found |= _robustness(dossier, thresholds)
    found |= _quality(dossier, thresholds)
    if dossier.estimate is not None:
        found |= _direction(dossier.estimate, thresholds)
    found |= _likely(dossier, shrunken, thresholds)
    found |= _neighbours(dossier.spillover, thresholds)
    found["fades"] = _fades(dossier, thresholds)
    found["mixed_by_place"] = _mixed([dossier.strata, dossier.provinces], thresholds)
    return {fact: None if known is None else bool(known) for fact, known in found.items()}


def _passed(dossier: Dossier, name: str) -> Known:
    check = dossier.check(name)
    return None if check is None else check.passed


def _design(dossier: Dossier, t: Thresholds) -> dict[Fact, Known]:
    estimate = dossier.estimate
    donut = None
    if estimate is not None:
        donut = 12 * estimate.donut >= t.donut_months_least * dossier.periods_per_year
    return {
        "counted": dossier.basis != "none",
        "compared": dossier.is_compared and estimate.ratio is not None,
        "donut_used": donut,
        "trends_agree": _passed(dossier, "pre_trend"),
        "placebo_date_quiet": _passed(dossier, "placebo_date"),
        "confirmed": _confirmed(dossier, t),
    }


def _confirmed(dossier: Dossier, t: Thresholds) -> Known:
    if dossier.basis == "randomised":
        return True
    found, estimate = dossier.provinces, dossier.estimate
    if found is None or estimate is None or estimate.log_ratio is None:
        return None
    if found.prediction_low is None or found.studies_count < t.provinces_least:
        return False
    is_below = found.prediction_high < 0 and estimate.log_ratio < 0
    return is_below or (found.prediction_low > 0 and estimate.log_ratio > 0)


def _precision(dossier: Dossier, t: Thresholds) -> dict[Fact, Known]:
    estimate = dossier.estimate
    if estimate is None:
        return {"has_interval": False}
    return {
        "has_interval": estimate.has_interval,
        "enough_communes": estimate.clusters_count >= t.clusters_least,
        "enough_cases": estimate.expected >= t.expected_least,
        "detectable": _passed(dossier, "power"),
    }


def _robustness(dossier: Dossier, t: Thresholds) -> dict[Fact, Known]:
    return {
        "donut_stable": _donut_stable(dossier),
        "specifications_agree": _passed(dossier, "specifications"),
        "no_district_decides": _passed(dossier, "leave_one_out"),
        "placebo_outcomes_quiet": _passed(dossier, "placebo_outcome"),
        "chance_ruled_out": _chance_ruled_out(dossier, t),
        "neighbours_tested": _neighbours_tested(dossier.spillover, t),
        "breakdown_large": _passed(dossier, "breakdown"),
    }


def _chance_ruled_out(dossier: Dossier, t: Thresholds) -> Known:
    """Whether an interval that leaves out 1 stands up to places changed at random."""
    check, estimate = dossier.check("randomisation"), dossier.estimate
    if estimate is None or not estimate.has_interval:
        return None
    if estimate.low <= 1 <= estimate.high:
        return True
    p = None if check is None or check.passed is None else check.values["p"]
    return None if p is None else p <= t.p_most


def _neighbours_tested(found: GroupSpillover | None, t: Thresholds) -> bool:
    """Whether a rise next door by the table's ratio would have been found with 80 %."""
    if found is None or found.not_testable is not None or not found.has_interval:
        return False
    near = found.near
    reach = float(stdtrit(near.df, 0.5 + near.level / 2) + stdtrit(near.df, POWER))
    is_found = np.exp(reach * near.se) <= t.ring_rise_detectable
    return bool(is_found and near.clusters_count >= t.clusters_least)


def _donut_stable(dossier: Dossier) -> Known:
    check = dossier.check("specifications")
    if check is None or "specification" not in check.table:
        return None
    row = check.table.loc[check.table["specification"].eq("other_donut"), "agrees"]
    said = row.iloc[0] if len(row) else None
    return bool(said) if isinstance(said, bool | np.bool_) else None


def _quality(dossier: Dossier, t: Thresholds) -> dict[Fact, Known]:
    share = dossier.quality.reported_share
    return {
        "reporting_usable": None if share is None else share >= t.reported_usable,
        "reporting_complete": None if share is None else share >= t.reported_complete,
        "definitions_stable": dossier.quality.is_definition_stable,
    }


def _direction(estimate: EffectEstimate, t: Thresholds) -> dict[Fact, Known]:
    if not estimate.has_interval:
        return {}
    is_clear = None if estimate.p_holm is None else estimate.p_holm < t.p_most
    return {
        "clear_fall": is_clear and estimate.ratio < 1,
        "clear_rise": is_clear and estimate.ratio > 1,
        "interval_holds_one": estimate.low <= 1 <= estimate.high,
        "fall_ruled_out": estimate.low > t.fall_worthwhile,
    }


def _likely(dossier: Dossier, shrunken: Shrunken | None, t: Thresholds) -> dict[Fact, Known]:
    estimate = dossier.estimate
    own: dict[Fact, Known] = {}
    if estimate is not None and estimate.has_interval:
        own["own_wished"] = (estimate.ratio < 1) == (dossier.aim == "lower")
    if shrunken is None:
        return own
    below = shrunken.chance_below()
    chance = below if dossier.aim == "lower" else 1 - below
    own["likely_wished"] = chance >= t.likely
    own["very_likely_wished"] = chance >= t.very_likely
    return own


def _neighbours(found: GroupSpillover | None, t: Thresholds) -> dict[Fact, Known]:
    if found is None or found.not_testable is not None or not found.has_interval:
        return {}
    net, direct, near = found.net, found.direct, found.near
    facts: dict[Fact, Known] = {}
    if net is not None and net.has_interval:
        facts["net_falls"] = net.high < 1
    if direct is not None and direct.avoided > 0:
        excess = -near.avoided
        facts["displaced"] = near.low > 1 and excess > t.displaced_share * direct.avoided
    return facts


def _fades(dossier: Dossier, t: Thresholds) -> Known:
    """Whether the later ratio lies above the earlier one, beyond chance; only of a fall."""
    path = dossier.path
    if path is None or dossier.aim != "lower":
        return None
    months = 12 / dossier.periods_per_year
    start, late = _START_MONTHS / months, t.fade_months / months
    early_bins = _bins(path, start, late)
    late_bins = _bins(path, late, np.inf)
    if not early_bins or not late_bins:
        return None
    weights = np.zeros(len(path.points))
    for bins, sign in ((early_bins, -1.0), (late_bins, 1.0)):
        expected = np.array([path.points[at].expected for at in bins])
        weights[bins] = sign * expected / expected.sum()
    levels = np.array([0.0 if p.log_ratio is None else p.log_ratio for p in path.points])
    used = weights != 0
    variance = weights[used] @ path.covariance[np.ix_(used, used)] @ weights[used]
    if not np.isfinite(variance) or variance <= 0 or path.df < 1:
        return None
    early = -float(weights[early_bins] @ levels[early_bins])
    reach = float(stdtrit(path.df, 0.5 + path.level / 2)) * np.sqrt(variance)
    return early < 0 and float(weights @ levels) - reach > 0


def _bins(path: EventPath, first: float, end: float) -> list[int]:
    """Places of the bins that lie from `first` to before `end`, as far as they have an error."""
    return [
        at
        for at, p in enumerate(path.points)
        if not p.is_before and p.first >= first and p.last < end and p.se is not None
    ]


def _mixed(found: Sequence[MetaAnalysis | None], t: Thresholds) -> Known:
    known = [each for each in found if each is not None]
    return any(_differs(each, t) for each in known) if known else None


def _differs(found: MetaAnalysis, t: Thresholds) -> bool:
    spread, shrunken = found.heterogeneity, found.studies["shrunken"]
    is_spread = spread.i2 > t.i2_mixed and spread.q_p < t.p_most
    return bool(is_spread and shrunken.min() < 0 < shrunken.max())
