"""Grade, verdict and decision by hand, by law and on made-up data; what must not be said."""

import doctest
import itertools
import re
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.pages import sentences
from mohinh.questions.checks import CHECKS, Study, run_checks
from mohinh.questions.checks.precision import DETECTABLE
from mohinh.questions.checks.result import result
from mohinh.questions.effects import EventWindow
from mohinh.questions.effects.results import EventPath, EventTime, make_estimate
from mohinh.questions.evidence import (
    DataQuality,
    Dossier,
    data_quality,
    propose,
    rank_intervals,
    rate,
    side,
)
from mohinh.questions.evidence.rating import _grade
from mohinh.questions.spillover import GroupSpillover, estimate_spillover, rings
from mohinh.questions.synthesis import meta_analysis
from mohinh.tables import rulings
from mohinh.tables.rulings import CAUSAL_GRADE, FACTS, GRADES, Decision, Verdict
from mohinh.words.errors import InvalidTable, UnknownName
from mohinh.words.terms import INCIDENTS, MODEL_GROUPS

RULES = rulings.load()
few = settings(max_examples=40, deadline=None)
facts = st.fixed_dictionaries({fact: st.sampled_from([True, False, None]) for fact in FACTS})


def estimate(ratio=0.75, se=0.05, *, group="camera", expected=1000.0, clusters=30, **changes):
    found = make_estimate(
        group=group, observed=ratio * expected, expected=expected, se=se, clusters=clusters,
        units=60, level=0.95, donut=12, design="poisson_imputation", inference="jackknife",
    )  # fmt: skip
    return replace(found, **({"p_holm": found.p} | changes))


def checks(group="camera", **passed):
    """All checks, passed but for those named."""
    said = dict.fromkeys(CHECKS, True) | {k: v for k, v in passed.items() if k in CHECKS}
    other = pd.DataFrame(
        {
            "specification": ["primary", "other_donut"],
            "agrees": [None, passed.get("other_donut", True)],
        }
    )
    return tuple(
        result(
            name, group, passed=said[name], reason="no_before" if said[name] is None else None,
            table=other if name == "specifications" else pd.DataFrame(),
            smallest_fall=0.82, smallest_rise=1.22, p=0.001 if said[name] else 0.242,
        )
        for name in CHECKS
    )  # fmt: skip


def near(group="camera", ring=1.0, ring_se=0.1, net=0.8, direct=0.75, **changes):
    """Neighbours without a difference, treated areas and neighbours together below 1."""
    parts = {
        "usual": estimate(direct), "direct": estimate(direct), "rings": (),
        "near": estimate(ring, ring_se, expected=500), "net": estimate(net),
        "change": 0.0, "change_se": 0.01, "change_low": -0.02, "change_high": 0.02,
        "not_testable": None,
    }  # fmt: skip
    return GroupSpillover(group=group, **(parts | changes))


def provinces(*log_ratios, variance=0.002):
    return meta_analysis(list(log_ratios), [variance] * len(log_ratios))


def strong(group="camera", **changes):
    """A dossier of grade 3."""
    own = changes.pop("estimate", estimate(group=group))
    parts = {
        "outcome": "incidents", "group": group, "quality": DataQuality(0.97, True),
        "estimate": own, "checks": checks(group), "spillover": near(group),
    }  # fmt: skip
    return Dossier(**(parts | changes))


def rated(*dossiers):
    return rate(dossiers, rules=RULES).ratings[0]


def decided(dossier, mechanisms=()):
    return propose(rate([dossier], rules=RULES), rules=RULES, mechanisms=mechanisms)[0]


# --- grades by hand --------------------------------------------------------------------------


def test_a_comparison_that_stands_up_to_the_checks_has_grade_three():
    rating = rated(strong())
    assert (rating.grade, rating.verdict) == (3, "reduction")
    assert rating.lacking == ("confirmed",)
    assert rating.met("quality") == (3, 3)
    assert rating.met("design") == (5, 6)


@pytest.mark.parametrize(
    ("lacking", "changes"),
    [
        ("trends_agree", {"checks": checks(pre_trend=False)}),
        ("trends_agree", {"checks": checks(pre_trend=None)}),
        ("placebo_date_quiet", {"checks": checks(placebo_date=False)}),
        ("donut_used", {"estimate": estimate(donut=5)}),
        ("donut_stable", {"checks": checks(other_donut=False)}),
        ("donut_stable", {"checks": checks(other_donut=None)}),
        ("specifications_agree", {"checks": checks(specifications=False)}),
        ("no_district_decides", {"checks": checks(leave_one_out=False)}),
        ("placebo_outcomes_quiet", {"checks": checks(placebo_outcome=False)}),
        ("chance_ruled_out", {"checks": checks(randomisation=False)}),
        ("chance_ruled_out", {"checks": checks(randomisation=None)}),
        ("neighbours_tested", {"spillover": None}),
        ("neighbours_tested", {"spillover": near(not_testable="no_clean_control", near=None)}),
        ("neighbours_tested", {"spillover": near(ring_se=0.3)}),
        ("neighbours_tested", {"spillover": near(near=estimate(1.0, 0.1, clusters=5))}),
        ("enough_communes", {"estimate": estimate(clusters=5)}),
        ("enough_cases", {"estimate": estimate(expected=199.0)}),
        ("reporting_complete", {"quality": DataQuality(0.89, True)}),
        ("definitions_stable", {"quality": DataQuality(0.97, False)}),
        ("definitions_stable", {"quality": DataQuality(0.97, None)}),
    ],
)
def test_each_thing_that_is_lacking_keeps_a_group_at_grade_two_and_is_named(lacking, changes):
    rating = rated(strong(**changes))
    assert rating.grade == 2
    assert rating.lacking == (lacking,)
    assert rating.verdict != "reduction"


@pytest.mark.parametrize("name", ["placebo_outcome", "leave_one_out", "breakdown"])
def test_what_cannot_be_asked_everywhere_does_not_keep_a_group_from_grade_three(name):
    assert rated(strong(checks=checks(**{name: None}))).grade == 3


def test_an_interval_that_chance_among_communes_may_give_is_no_finding():
    """0.87 (0.76 to 1.00) beside p = 0.242: grade 2, no verdict, kept for now at most."""
    doubtful = strong(estimate=estimate(0.869, 0.066), checks=checks(randomisation=False))
    rating = rated(doubtful)
    assert doubtful.estimate.high < 1
    assert (rating.grade, rating.verdict, rating.failed) == (2, "insufficient", ("randomisation",))
    said = sentences.evidence.grade(rating, lang="vi")
    assert "chưa qua đủ các kiểm tra bắt buộc" in said
    assert "Kiểm tra không đạt (1 trong 8): Đổi chỗ ngẫu nhiên giữa các xã." in said
    assert sentences.evidence.proposed(decided(doubtful), "en").startswith("keep for now")
    rise = strong(estimate=estimate(1.3), checks=checks(randomisation=False))
    assert rated(rise).verdict == "insufficient"


def test_where_the_interval_claims_nothing_chance_has_nothing_to_rule_out():
    for passed in (True, False, None):
        nothing = strong(estimate=estimate(1.0, 0.06), checks=checks(randomisation=passed))
        assert (rated(nothing).facts["chance_ruled_out"], rated(nothing).grade) == (True, 3)


def test_a_check_that_no_grade_three_asks_for_is_named_all_the_same():
    rating = rated(strong(checks=checks(breakdown=False)))
    assert (rating.grade, rating.verdict) == (3, "reduction")
    assert "Checks not passed (1 of 8): Break of trend" in sentences.evidence.grade(
        rating, lang="en"
    )
    assert "not passed" not in sentences.evidence.grade(rated(strong()), lang="en")


def test_a_donut_is_counted_in_months_also_where_periods_are_quarters():
    quarters = {"estimate": estimate(donut=2), "periods_per_year": 4}
    assert rated(strong(**quarters)).facts["donut_used"] is True
    assert rated(strong(**(quarters | {"estimate": estimate(donut=1)}))).grade == 2


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"provinces": provinces(-0.3, -0.29, -0.31, -0.3)}, 4),
        ({"provinces": provinces(-0.3, -0.3)}, 3),
        ({"provinces": provinces(-0.8, -0.1, 0.3, -0.3)}, 3),
        ({"provinces": provinces(0.3, 0.29, 0.31, 0.3)}, 3),
        ({"basis": "randomised"}, 4),
        ({"basis": "randomised", "checks": checks(breakdown=False)}, 3),
    ],
)
def test_grade_four_needs_other_provinces_on_the_same_side_or_a_lot(changes, grade):
    assert rated(strong(**changes)).grade == grade


@pytest.mark.parametrize(
    ("basis", "share", "grade"),
    [("none", 0.97, 0), ("before_after", 0.97, 1), ("before_after", 0.5, 0)],
)
def test_without_a_comparison_the_grade_is_one_at_most(basis, share, grade):
    alone = Dossier(
        outcome="incidents", group="camera", basis=basis, quality=DataQuality(share, True)
    )
    rating = rated(alone)
    assert (rating.grade, rating.verdict) == (grade, "insufficient")
    assert rating.shrunken is None
    assert decided(alone).decision == "insufficient"


def test_an_unknown_share_of_reports_is_no_usable_data():
    assert rated(strong(quality=DataQuality(None, True))).grade == 0


def test_an_estimate_without_an_interval_has_grade_one():
    rating = rated(strong(estimate=estimate(clusters=1)))
    assert (rating.grade, rating.lacking) == (1, ("has_interval",))
    assert rating.verdict == "insufficient"


# --- verdicts by hand ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "se", "changes", "verdict"),
    [
        (0.75, 0.05, {}, "reduction"),
        (0.75, 0.05, {"spillover": None}, "promising"),
        (0.90, 0.06, {}, "promising"),  # z = 1.8: not clear, 96 % likely
        (1.00, 0.06, {}, "no_difference"),
        (1.00, 0.06, {"checks": checks(power=False)}, "insufficient"),
        (1.00, 0.06, {"spillover": None}, "insufficient"),
        (1.30, 0.05, {}, "increase"),
        (1.30, 0.05, {"spillover": None}, "increase"),
        (1.30, 0.05, {"checks": checks(pre_trend=False)}, "insufficient"),
        (0.75, 0.05, {"checks": checks(pre_trend=False)}, "insufficient"),
        (0.75, 0.05, {"checks": checks(placebo_outcome=False)}, "insufficient"),
    ],
)
def test_the_verdict_follows_from_interval_and_grade(ratio, se, changes, verdict):
    assert rated(strong(estimate=estimate(ratio, se), **changes)).verdict == verdict


def test_p_counts_after_holm():
    dossier = strong(estimate=estimate(0.85, 0.07, p_holm=0.11))
    assert dossier.estimate.high < 1
    assert rated(dossier).verdict == "promising"


def test_few_communes_or_few_cases_are_never_more_than_insufficient():
    for own in (estimate(0.3, 0.05, clusters=5), estimate(0.3, 0.05, expected=150.0)):
        assert rated(strong(estimate=own)).verdict == "insufficient"
        assert decided(strong(estimate=own)).decision == "insufficient"


def test_tips_are_hoped_to_rise():
    tips = strong(outcome="tips", aim="higher", estimate=estimate(1.1, 0.055), spillover=None)
    rating = rated(tips)
    assert rating.verdict == "promising"
    assert rating.chance_wished > 0.95
    assert rating.detectable_ratio == 1.22


# --- decisions by hand -----------------------------------------------------------------------


def tips(ratio=1.5, group="camera"):
    return rate(
        [strong(group, outcome="tips", aim="higher", estimate=estimate(ratio, group=group))],
        rules=RULES,
    )


def path(early, late, *, se=0.05, group="camera"):
    bins = [(0, 5, -0.1), (6, 14, early), (15, 23, early), (24, 32, late), (33, 36, late)]
    points = [
        EventTime(a, b, np.exp(x), x, se, None, None, None, None, 90.0, 100.0, 30, False, False)
        for a, b, x in bins
    ]
    return EventPath(group, tuple(points), 2.5, 0.95, 29, np.eye(len(bins)) * se**2)


mixed = provinces(-0.6, -0.5, 0.5, 0.6)


@pytest.mark.parametrize(
    ("decision", "reason", "changes"),
    [
        ("replicate", "clear_fall", {}),
        ("keep", "likely_wished", {"spillover": near(net=0.97)}),
        ("keep", "likely_wished", {"spillover": None}),
        ("keep", "likely_wished", {"estimate": estimate(0.93, 0.05)}),
        ("adjust", "displaced", {"spillover": near(ring=1.4)}),
        ("adjust", "fades", {"path": path(-0.4, 0.0)}),
        ("adjust", "mixed_by_place", {"strata": mixed}),
        ("adjust", "mixed_by_place", {"provinces": mixed}),
        ("adjust", "clear_rise", {"estimate": estimate(1.3)}),
        ("retire", "fall_ruled_out", {"estimate": estimate(1.0, 0.03)}),
        ("insufficient", "likely_wished", {"estimate": estimate(1.0, 0.08)}),
        ("insufficient", "trends_agree", {"checks": checks(pre_trend=False)}),
        ("insufficient", "placebo_date_quiet", {"checks": checks(placebo_date=False)}),
        (
            "insufficient",
            "detectable",
            {"estimate": estimate(0.95, 0.2), "checks": checks(power=False)},
        ),
        ("insufficient", "reporting_usable", {"quality": DataQuality(0.3, True)}),
    ],
)
def test_the_decision_follows_from_the_rules_and_names_its_reasons(decision, reason, changes):
    proposal = decided(strong(**changes))
    assert proposal.decision == decision
    assert reason in dict(proposal.reasons)
    assert dict(proposal.reasons).items() <= dict(proposal.facts).items()


def test_more_tips_and_more_cases_may_be_fuller_recording_and_retire_no_model():
    rise = strong(estimate=estimate(1.3))
    assert decided(rise, [tips(1.5)]).decision == "insufficient"
    assert dict(decided(rise, [tips(1.5)]).reasons) == {"recording_may_explain": True}
    assert decided(rise, [tips(1.0)]).decision == "retire"
    assert decided(rise).decision == "adjust"  # tips are not known


def test_a_model_that_moves_tips_is_kept_where_no_difference_was_found():
    same = strong(estimate=estimate(1.02, 0.05))
    assert decided(same, [tips(1.5)]).decision == "keep"
    assert decided(same, [tips(1.5)]).facts["mechanism_improved"] is True
    assert decided(strong(estimate=estimate(1.0, 0.03)), [tips(1.5)]).decision == "keep"


def test_tips_of_another_group_say_nothing():
    assert decided(strong(), [tips(1.5, group="lien_gia")]).facts["mechanism_improved"] is None


def test_a_difference_that_stays_or_grows_does_not_fade():
    for early, late in [(-0.3, -0.3), (-0.1, -0.4), (0.2, 0.6)]:
        assert rated(strong(path=path(early, late))).facts["fades"] is False
    short = replace(path(-0.4, 0.0), points=path(-0.4, 0.0).points[:3], covariance=np.eye(3))
    assert rated(strong(path=short)).facts["fades"] is None


# --- side by side ----------------------------------------------------------------------------


def side_by_side(log_ratios, errors, *, whole=None, df=30):
    """Shrunken estimates of groups of the same size; `whole`: the error of all of them in one."""
    own = [
        estimate(np.exp(y), se, group=str(at), clusters=df + 1)
        for at, (y, se) in enumerate(zip(log_ratios, errors, strict=True))
    ]
    together = None if whole is None else estimate(0.9, whole, group="all")
    return side.shrink(own, clusters_least=6, whole=together)[0]


def test_groups_that_are_far_apart_keep_their_own_estimates():
    y, se = np.array([-2.0, -1.0, 0.5, 1.0]), np.full(4, 0.05)
    drawn = side_by_side(y, se)
    assert [each.log_ratio for each in drawn] == pytest.approx(list(y), abs=0.01)
    assert [each.se for each in drawn] == pytest.approx(list(se), rel=0.02)
    assert all(each.is_shrunken for each in drawn)


def test_shrunken_estimates_are_those_of_the_known_example_of_eight_schools():
    """Gelman et al. 2013, section 5.5: posterior means of about 11, 8, 6, 7, 5, 6, 10, 8, and
    standard deviations of 6 to 8, of estimates of 28 to −3 with errors of 9 to 18 points."""
    y = np.array([28, 8, -3, 7, -1, 1, 18, 12]) / 100
    se = np.array([15, 10, 16, 11, 9, 11, 10, 18]) / 100
    drawn = side_by_side(y, se)
    found = [100 * each.log_ratio for each in drawn]
    assert found == pytest.approx([11, 8, 6, 7, 5, 6, 10, 8], abs=0.8)
    assert all(5.5 < 100 * each.se < 8.5 for each in drawn)


def test_no_group_is_surer_than_all_groups_together():
    """Six groups alike, as in the made-up Trà Vinh: one estimate of all has an error of 0.06."""
    y = np.log([0.83, 1.06, 0.99, 0.98, 0.89, 0.87])
    se = np.array([0.085, 0.175, 0.074, 0.125, 0.088, 0.077])
    alone, shared = side_by_side(y, se), side_by_side(y, se, whole=0.06)
    assert min(each.se for each in shared) >= 0.06
    assert all(a.se < b.se for a, b in zip(alone, shared, strict=True))
    assert max(each.chance_below() for each in shared) < 0.96


@few
@given(st.integers(3, 8), st.integers(0, 10_000), st.floats(0.01, 0.3))
def test_a_shrunken_error_is_hardly_below_the_smaller_of_its_own_and_that_of_the_whole(
    count, seed, whole
):
    rng = np.random.default_rng(seed)
    se = rng.uniform(0.03, 0.3, count)
    drawn = side_by_side(rng.normal(0, 0.2, count), se, whole=whole)
    for each, own in zip(drawn, se, strict=True):
        assert each.se >= np.sqrt(0.75) * min(whole, own) * 0.999


@pytest.mark.parametrize("spread", [0.0, 0.05, 0.15])
def test_groups_that_share_their_controls_are_on_the_wished_side_as_often_as_is_said(spread):
    """Half of each group's variance is shared. Where nothing changes, 95 % are claimed in at most
    5 of 100 draws for a group; intervals hold the truth."""
    rng = np.random.default_rng(2022)
    se = np.array([0.08, 0.17, 0.07, 0.12, 0.09, 0.08])
    common = np.sqrt(0.5) * se.min()
    own = np.sqrt(se**2 - common**2)
    whole = float(np.sqrt(np.mean(own**2) / 6 + common**2))
    claims = held = 0
    draws = 500
    for _ in range(draws):
        truth = rng.normal(0, spread, 6)
        y = truth + rng.normal(0, common) + rng.normal(0, own)
        for each, value in zip(side_by_side(y, se, whole=whole), truth, strict=True):
            claims += each.chance_below() >= 0.95 and value >= 0
            held += each.low <= np.exp(value) <= each.high
    assert claims / (6 * draws) <= 0.05
    assert held / (6 * draws) >= 0.94


def test_what_is_borrowed_from_other_groups_alone_is_not_promising():
    """Own ratio 1.03, drawn below 1 by five others: neither promising nor a reason to keep."""
    names, ratios = "abcdef", [0.75, 0.74, 0.75, 0.76, 0.75, 1.03]
    own = [estimate(r, 0.12, group=n) for n, r in zip(names, ratios, strict=True)]
    found = rate([strong(e.group, estimate=e, spillover=None) for e in own], rules=RULES)
    last = found.ratings[-1]
    assert last.shrunken.ratio < 1
    assert last.facts["likely_wished"]
    assert (last.facts["own_wished"], last.verdict) == (False, "insufficient")
    proposal = propose(found, rules=RULES)[-1]
    assert proposal.decision == "insufficient"
    assert "own estimate is not on the wished side" in sentences.evidence.decision(
        proposal, lang="en"
    )
    assert found.ratings[0].verdict == "promising"


def test_groups_with_few_communes_and_all_together_take_no_part():
    names = ["all", "a", "b", "c"]
    own = [estimate(0.7, group=name, clusters=5 if name == "c" else 30) for name in names]
    found = rate([strong(e.group, estimate=e) for e in own], rules=RULES)
    assert found.together is None  # two groups are left
    whole, first, _, small = found.ratings
    assert (whole.rank_low, whole.shrunken.is_shrunken) == (None, False)
    assert (first.rank_low, first.rank_high, first.ranked_count) == (1, 2, 2)
    assert first.shrunken.log_ratio == first.estimate.log_ratio
    assert (small.shrunken, small.rank_low, small.chance_wished) == (None, None, None)


def test_ranks_by_hand():
    reach = side.stdtrit(20, 1 - 0.05 / 6)  # three groups: Bonferroni
    apart = 2 * reach * 0.1
    ranked = rank_intervals([0.0, apart * 1.01, apart * 1.5], [0.1] * 3, [20] * 3)
    assert ranked == ((1, 1), (2, 3), (2, 3))
    assert rank_intervals([0.0, apart * 0.99], [0.1] * 2, [20] * 2, level=0.95) == ((1, 1), (2, 2))
    assert rank_intervals([], [], []) == ()


@few
@given(st.integers(2, 8), st.integers(0, 10_000))
def test_a_rank_interval_holds_the_rank_of_the_estimate(count, seed):
    rng = np.random.default_rng(seed)
    y, se = rng.normal(0, 0.3, count), rng.uniform(0.02, 0.3, count)
    found = rank_intervals(y, se, [30] * count)
    for (low, high), rank in zip(found, y.argsort().argsort() + 1, strict=True):
        assert 1 <= low <= rank <= high <= count


def test_all_rank_intervals_hold_the_true_ranks_together_as_often_as_they_say():
    rng = np.random.default_rng(2022)
    truth = np.array([-0.4, -0.2, -0.1, 0.0, 0.05, 0.3])
    ranks, held, draws = truth.argsort().argsort() + 1, 0, 400
    for _ in range(draws):
        se = rng.uniform(0.03, 0.15, 6)
        found = rank_intervals(rng.normal(truth, se), se, [10_000] * 6)
        held += all(low <= rank <= high for (low, high), rank in zip(found, ranks, strict=True))
    assert held / draws >= 0.95


def test_the_table_has_one_row_per_group_with_what_is_lacking():
    found = rate([strong(), strong("lien_gia", spillover=None)], rules=RULES)
    table = found.table()
    assert list(table["grade"]) == [3, 2]
    assert list(table["lacking"]) == ["confirmed", "neighbours_tested"]
    assert table.loc[0, "design_met_count"] == 5
    assert found.rating("lien_gia").grade == 2
    assert found.rules_version == RULES.version
    with pytest.raises(UnknownName, match="expected one of camera, lien_gia"):
        found.rating("none")


# --- by law ----------------------------------------------------------------------------------


@few
@given(facts, st.sampled_from(FACTS))
def test_knowing_more_good_never_lowers_a_grade(found, fact):
    grade, lacking = _grade(found, RULES)
    better, _ = _grade(found | {fact: True}, RULES)
    assert better >= grade
    assert (lacking == ()) == (grade == 4)
    for lower in GRADES[1 : grade + 1]:
        assert RULES.grades[lower - 1].unmet(found) == ()


@few
@given(facts)
def test_a_reduction_is_clear_and_of_grade_three_and_nobody_retires_on_less(found):
    grade, _ = _grade(found, RULES)
    verdict = rulings.first(RULES.verdicts, found, grade).name
    decision = rulings.first(RULES.decisions, found, grade).name
    if verdict == "reduction":
        assert grade >= 3
        assert found["clear_fall"]
    if verdict == "no_difference":
        assert grade >= 3
        assert found["detectable"]
    if decision in ("replicate", "retire"):
        assert grade >= 3
    if grade < 2 or not (found["enough_communes"] and found["enough_cases"]):
        assert decision == "insufficient"


# --- what is said ----------------------------------------------------------------------------

# The test's own lists: words that say a model did something, or that it does not work.
CLAIMS = {
    "vi": r"làm giảm|làm tăng|giúp|nhờ|tác động|tác dụng|ảnh hưởng|hiệu quả|hiệu lực|gây ra|"
    r"dẫn đến|dẫn tới|khiến|đẩy lùi|kéo giảm|góp phần|tránh được|ngăn chặn|phòng ngừa được|"
    r"gây nên|do mô hình|vì mô hình|đem lại|mang lại|tạo ra",
    "en": r"reduc(?:ed|es|ing)|lower(?:ed|s|ing)|increas(?:ed|es|ing)|caus(?:e|ed|es|ing|al)|"
    r"effects?|effective\w*|impact\w*|prevent\w*|avoid\w*|avert\w*|due to|because of|thanks to|"
    r"led to|leads? to|results? in|resulted|works?|worked|help\w*|achiev\w*|improv\w*|"
    r"attribut\w*|deter\w*|brought|cut|benefit\w*",
}
NEVER = {
    "vi": r"không (?:có )?(?:hiệu quả|tác dụng|tác động|hiệu lực|ích)|kém hiệu quả|vô (?:hiệu|ích)|"
    r"thất bại",
    "en": r"ineffective|not effective|no effects?|no impact|useless|fail\w*|do(?:es)? not work|"
    r"did not work",
}


OF = [{"outcome": name} for name in ("incidents", "useful_tips", "mediations", *INCIDENTS)]
OF += [{"outcome": "tips", "aim": "higher", "group": "all"}]


def words(pattern: str, text: str) -> list[str]:
    return re.findall(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.I)


def rating_of(grade, verdict, **changes):
    """A rating as a page sees it, whether or not the rules would ever make it."""
    rating = SimpleNamespace(
        group="camera", outcome="incidents", aim="lower", grade=grade, verdict=verdict,
        estimate=estimate(), shrunken=estimate(0.8), chance_wished=0.97, rank_low=1, rank_high=2,
        ranked_count=3, detectable_ratio=0.82, facts=dict.fromkeys(FACTS), lacking=FACTS,
        failed=CHECKS, met=lambda dimension: (1, 2),
    )  # fmt: skip
    return SimpleNamespace(**(vars(rating) | changes))


def everything_said(rating, lang):
    """All that the module can say of one rating."""
    say = sentences.evidence
    yield from (say.verdict(rating, lang=lang), say.grade(rating, lang=lang))
    yield from (say.answer([rating, rating], lang=lang), say.ranking([rating] * 3, lang=lang))
    proposals = [
        SimpleNamespace(
            group=rating.group, decision=decision, rating=rating,
            reasons=[(fact, value) for fact in FACTS],
        )
        for decision, value in itertools.product(get_args(Decision), (True, False, None))
    ]  # fmt: skip
    yield from (say.decision(proposal, lang=lang) for proposal in proposals)
    for table in (
        say.evidence_table([rating], lang=lang),
        say.decision_table(proposals, lang=lang),
    ):
        yield from (table.title, table.note, *table.headings.values())
        yield from table.printed().astype(str).to_numpy().ravel()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("grade", GRADES)
def test_at_every_level_no_sentence_says_more_than_it_may(grade, lang):
    claims = []
    for verdict, of in itertools.product(get_args(Verdict), OF):
        rating = rating_of(grade, verdict, **of)
        for text in everything_said(rating, lang):
            assert words(NEVER[lang], text) == []
            claims += words(CLAIMS[lang], text)
    assert bool(claims) == (grade >= CAUSAL_GRADE), claims


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_fact_and_its_contrary_are_said_without_a_claim(lang):
    assert set(sentences.evidence.FACTS) == set(FACTS)
    said = {
        sentences.evidence.phrase(fact, value, lang)
        for fact in FACTS
        for value in (True, False, None)
    }
    assert len(said) == 3 * len(FACTS)
    assert [word for text in said for word in words(CLAIMS[lang], text)] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_labels_of_groups_and_kinds_of_case_are_not_locked(lang):
    for label in (*MODEL_GROUPS.values(), *INCIDENTS.values()):
        text = label[lang == "en"]
        assert sentences.evidence.locked(text, grade=0, lang=lang) == text


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("vi", "Mô hình LÀM GIẢM số vụ."),
        ("vi", "Số vụ ít hơn nhờ mô hình."),
        ("vi", "mô hình ta\u0301c đo\u0323\u0302ng đến số vụ"),  # letters and marks apart
        ("en", "The model reduced cases."),
        ("en", "the effect of the model"),
        ("en", "Cases fell because of it."),
    ],
)
def test_the_lock_opens_at_the_causal_grade_only(grade, lang, text):
    if grade >= CAUSAL_GRADE:
        assert sentences.evidence.locked(text, grade=grade, lang=lang) == text
    else:
        with pytest.raises(InvalidTable, match=rf"found grade {grade}, expected grade 4"):
            sentences.evidence.locked(text, grade=grade, lang=lang)


@pytest.mark.parametrize(
    ("lang", "text"), [("vi", "Mô hình không hiệu quả."), ("en", "The model is ineffective.")]
)
def test_that_a_model_does_not_work_is_said_at_no_grade(lang, text):
    for grade in GRADES:
        with pytest.raises(InvalidTable, match="expected no grade for them"):
            sentences.evidence.locked(text, grade=grade, lang=lang)


@pytest.mark.parametrize("name", ["verdict", "grade", "answer", "evidence_table"])
def test_a_sentence_that_someone_words_as_a_claim_does_not_leave_the_module(name, monkeypatch):
    say = sentences.evidence
    claim = ("làm giảm số vụ", "reduced cases")
    verdicts = MappingProxyType(dict.fromkeys(say.VERDICTS, claim))
    monkeypatch.setattr(say.verdicts, "VERDICTS", verdicts)
    monkeypatch.setattr(say.tables, "VERDICTS", verdicts)
    monkeypatch.setattr(say.verdicts, "GRADES", MappingProxyType(dict.fromkeys(say.GRADES, claim)))
    rating = rating_of(3, "reduction")
    given_one = rating if name in ("verdict", "grade") else [rating]
    for lang in ("vi", "en"):
        with pytest.raises(InvalidTable, match="Say what was seen"):
            getattr(say, name)(given_one, lang=lang)


@pytest.mark.parametrize("name", ["decision", "decision_table"])
def test_a_reason_worded_as_a_claim_does_not_leave_the_module(name, monkeypatch):
    say = sentences.evidence
    claim = ("nhờ mô hình", "thanks to the model")
    facts = MappingProxyType(dict.fromkeys(FACTS, (claim, claim)))
    monkeypatch.setattr(say.facts, "FACTS", facts)
    proposal = decided(strong())
    for lang in ("vi", "en"):
        with pytest.raises(InvalidTable, match="Say what was seen"):
            getattr(say, name)(proposal if name == "decision" else [proposal], lang=lang)


def test_a_difference_that_was_not_found_is_said_with_what_could_have_been():
    rating = rated(strong(estimate=estimate(1.0, 0.06)))
    assert sentences.evidence.verdict(rating, lang="vi") == (
        "Camera an ninh: ghi nhận 1.000 vụ việc, dự kiến 1.000, tỷ số 1,00 (0,88 đến 1,13). "
        "Kết quả: không thấy chênh lệch (có thể phát hiện tỷ số từ 0,82 trở xuống); mức căn cứ 3."
    )
    assert sentences.evidence.verdict(rating, lang="en") == (
        "Security cameras: 1,000 recorded cases were seen, 1,000 expected, a ratio of 1.00 (0.88 "
        "to 1.13). Result: no difference found (a ratio of 0.82 or lower could have been found); "
        "grade 3."
    )
    higher = rating_of(3, "no_difference", aim="higher", detectable_ratio=1.22)
    assert "từ 1,22 trở lên" in sentences.evidence.verdict(higher, lang="vi")
    unknown = rating_of(3, "no_difference", detectable_ratio=None)
    assert "no difference found;" in sentences.evidence.verdict(unknown, lang="en")


def test_the_same_result_may_say_more_where_it_was_found_again_elsewhere():
    here, there = strong(), strong(provinces=provinces(-0.3, -0.29, -0.31, -0.3))
    assert "phù hợp với việc giảm" in sentences.evidence.verdict(rated(here), lang="vi")
    assert "Mô hình làm giảm con số này" in sentences.evidence.verdict(rated(there), lang="vi")


def test_a_ratio_without_an_interval_is_not_printed():
    rating = rated(strong(estimate=estimate(0.123, clusters=1)))
    assert "0,12" not in sentences.evidence.verdict(rating, lang="vi")
    table = sentences.evidence.evidence_table([rating], lang="vi").printed()
    assert "0,12" not in "".join(table.astype(str).to_numpy().ravel())


def test_nothing_to_compare_is_said():
    alone = Dossier(
        outcome="tips", group="all", basis="before_after", quality=DataQuality(0.9, True)
    )
    assert sentences.evidence.verdict(rated(alone), lang="en") == (
        "All model groups: there is no usable comparison of tips. Result: not enough evidence; "
        "grade 1."
    )
    assert sentences.evidence.evidence_table([rated(alone)], lang="en").frame["ratio"][0] == "–"


def test_groups_are_ranked_only_as_far_as_the_data_tell_them_apart():
    own = {"a": estimate(0.4, group="a"), "b": estimate(1.0, group="b")}
    apart = rate([strong(name, estimate=e) for name, e in own.items()], rules=RULES).ratings
    assert "a 1; b 2" in sentences.evidence.ranking(apart, lang="en")
    same = rate([strong(n, estimate=estimate(group=n)) for n in "ab"], rules=RULES).ratings
    assert "not ranked" in sentences.evidence.ranking(same, lang="en")
    assert "Không xếp hạng" in sentences.evidence.ranking(same, lang="vi")
    assert sentences.evidence.ranking(same[:1], lang="vi") == ""


def test_the_answer_counts_groups_by_verdict_and_the_proposal_names_its_reasons():
    found = rate([strong("all"), strong(), strong("lien_gia", spillover=None)], rules=RULES)
    assert sentences.evidence.answer(found.ratings, lang="vi") == (
        "Về vụ việc, trong 2 nhóm được xem xét: 1 phù hợp với việc giảm; 1 có triển vọng."
    )
    assert sentences.evidence.answer([], lang="vi") == ""
    proposal = propose(found, rules=RULES)[1]
    assert sentences.evidence.decision(proposal, lang="en") == (
        "Proposal for Security cameras: replicate. Reasons: grade 3, result: consistent with a "
        "reduction; clearly fewer than expected; other ways to estimate agree; with neighbours "
        "included, fewer than expected."
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_kept_without_evidence_enough_is_kept_for_now_and_says_what_is_lacking(lang):
    say = sentences.evidence.decision
    now = {
        "vi": "tạm duy trì và thu thập thêm căn cứ",
        "en": "keep for now and gather more evidence",
    }
    lacking = sentences.evidence.phrase("placebo_outcomes_quiet", False, lang)
    doubtful = decided(strong(checks=checks(placebo_outcome=False)))
    assert (doubtful.decision, doubtful.rating.verdict) == ("keep", "insufficient")
    assert now[lang] in say(doubtful, lang=lang)
    assert lacking in say(doubtful, lang=lang)
    firm = decided(strong(spillover=near(net=0.97)))
    assert (firm.decision, firm.rating.grade) == ("keep", 3)
    assert now[lang] not in say(firm, lang=lang)


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({"path": path(-0.4, 0.0)}, "adjust"),
        ({"spillover": near(ring=1.4)}, "adjust"),
        ({}, "keep"),
    ],
)
def test_no_proposal_below_grade_three_reads_like_a_conclusion(changes, decision):
    lacking = checks(placebo_outcome=False)
    proposal = decided(strong(**changes, checks=lacking))
    assert (proposal.decision, proposal.rating.grade) == (decision, 2)
    assert "gather more evidence" in sentences.evidence.decision(proposal, lang="en")
    table = sentences.evidence.decision_table([proposal], lang="vi")
    assert "thu thập thêm căn cứ" in table.frame["decision"][0]
    assert "người có thẩm quyền" in table.note


def test_the_fall_that_a_phrase_names_is_that_of_the_check():
    assert pytest.approx(0.7) == DETECTABLE
    assert "30%" in sentences.evidence.phrase("detectable", True, "en")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_vietnamese_text_holds_no_english_word_and_the_reverse(lang):
    text = " ".join(
        said
        for verdict in get_args(Verdict)
        for said in everything_said(rating_of(2, verdict), lang)
    )
    english = r"the|of|with|cases|models?|and|is|are|not|grade|result"
    vietnamese = r"mô hình|kết quả|nhóm|không|được|căn cứ"
    assert words(english if lang == "vi" else vietnamese, text) == []


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"checks": checks()[1:]}, "expected pre_trend, .*each once"),
        ({"checks": checks() + checks()[:1]}, "each once"),
        ({"checks": ()}, "found the checks none"),
        ({"checks": checks("lien_gia")}, "check pre_trend of 'lien_gia'"),
        ({"estimate": estimate(group="lien_gia")}, "estimate of group 'lien_gia'"),
        ({"estimate": None}, "found no estimate with basis='compared'"),
        ({"estimate": estimate(inference="influence")}, "inference='jackknife'"),
        ({"estimate": estimate(design="poisson_twfe")}, "an estimate by poisson_twfe"),
        ({"spillover": near("lien_gia")}, "spillover of group 'lien_gia'"),
        ({"path": path(0, 0, group="lien_gia")}, "path of group 'lien_gia'"),
        ({"whole": estimate(group="lien_gia")}, "whole of group 'lien_gia'"),
        ({"basis": "before_after"}, "an estimate with basis='before_after'"),
        ({"basis": "lottery"}, "basis='lottery'; expected one of none, before_after"),
        ({"aim": "down"}, "aim='down'; expected one of lower, higher"),
    ],
)
def test_a_dossier_that_lacks_a_check_or_mixes_groups_is_refused(changes, told):
    with pytest.raises(InvalidTable, match=told):
        strong(**changes)


def test_dossiers_that_do_not_belong_together_are_refused():
    for dossiers, told in [
        ([], "found none"),
        ([strong(), strong()], "found camera twice"),
        ([strong(), strong("lien_gia", outcome="tips")], "the outcomes incidents, tips"),
        ([strong(), strong("lien_gia", aim="higher")], "the aims higher, lower"),
        ([strong(), strong("a", estimate=estimate(group="a", level=0.9))], "levels 0.9, 0.95"),
    ]:
        with pytest.raises(InvalidTable, match=told):
            rate(dossiers, rules=RULES)


def test_a_decision_rests_on_an_outcome_that_is_to_be_lowered():
    with pytest.raises(InvalidTable, match="outcome 'tips': found aim='higher'"):
        propose(tips(), rules=RULES)
    found = rate([strong()], rules=RULES)
    with pytest.raises(InvalidTable, match="'incidents' is the outcome that decides"):
        propose(found, rules=RULES, mechanisms=[found])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (([0.1], [0.1, 0.2], [5]), "found 1, 2 and 1"),
        (([np.nan], [0.1], [5]), "expected numbers"),
        (([0.1], [0.0], [5]), "errors and dfs above 0"),
        (([0.1], [0.1], [0]), "errors and dfs above 0"),
    ],
)
def test_ranks_of_what_is_no_estimate_are_refused(arguments, told):
    with pytest.raises(InvalidTable, match=told):
        rank_intervals(*arguments)


def test_other_guards():
    with pytest.raises(InvalidTable, match="level=95"):
        rank_intervals([0.1], [0.1], [5], level=95)
    with pytest.raises(InvalidTable, match="reported_share=97"):
        DataQuality(97, True)
    with pytest.raises(InvalidTable, match="outcomes incidents, tips: expected one outcome"):
        sentences.evidence.evidence_table(
            [rating_of(2, "promising"), rating_of(2, "promising", outcome="tips")], lang="vi"
        )
    with pytest.raises(InvalidTable, match="outcomes none"):
        sentences.evidence.evidence_table([], lang="vi")


def test_the_share_of_reports_leaves_out_what_a_rule_left_out():
    uses = pd.DataFrame(
        {"area_periods_count": {"used": 90, "not_reported": 8, "outcome_missing": 2}}
    ).reindex(["used", "not_reported", "outcome_missing", "after_exit"], fill_value=40)
    assert data_quality(SimpleNamespace(uses=uses)).reported_share == pytest.approx(0.9)
    assert data_quality(SimpleNamespace(uses=uses)).is_definition_stable is None
    assert data_quality(SimpleNamespace(uses=uses * 0)).reported_share is None


# --- by known truth --------------------------------------------------------------------------

COLUMNS = {
    "unit": "unit", "period": "period", "adopted": "adopted", "outcome": "cases",
    "group": "kind", "cluster": "commune",
}  # fmt: skip


def province(effect: float, *, seed: int = 2) -> pd.DataFrame:
    """400 areas in 80 communes × 60 months; 45 in a hundred adopt, in two groups."""
    rng = np.random.default_rng(seed)
    units, months = 400, np.arange(60)
    commune = np.arange(units) // 5
    adopts = rng.random(units) < 0.45
    adopted = np.where(adopts, rng.integers(30, 54, units), 10**6)
    base = rng.gamma(4, 0.2, (units, 1)) * (1 + 0.2 * np.sin(months * np.pi / 6))
    ratio = np.where(months >= adopted[:, None], np.exp(effect), 1)
    kind = np.where(commune % 2 == 0, "camera", "tu_quan")
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), 60),
            "period": np.tile(months, units),
            "adopted": np.repeat(np.where(adopts, adopted, np.nan), 60),
            "cases": rng.poisson(base * ratio).ravel(),
            "kind": np.repeat(kind, 60),
            "commune": np.repeat(commune, 60),
            "district": np.repeat((commune // 16).astype(str), 60),
        }
    )


def evidence_of(table: pd.DataFrame):
    study = Study.of(table, **COLUMNS, by=("district",), window=EventWindow(18, 24, 3))
    unit = np.arange(table["unit"].nunique())
    row = rings(pd.DataFrame({"unit": unit[:-1], "neighbour": unit[1:]}), order=1)
    moved = estimate_spillover(table, row, **COLUMNS)
    return rate(
        [
            Dossier(
                outcome="incidents", group=group, quality=DataQuality(0.98, True),
                estimate=study.estimate(group), checks=run_checks(study, group, draws=99),
                spillover=moved.group(group), path=study.path(group),
            )
            for group in ("all", "camera", "tu_quan")
        ],
        rules=RULES,
    )  # fmt: skip


def test_a_known_effect_is_found_and_none_is_not_and_both_are_worded_as_they_may():
    strong_effect, none = evidence_of(province(-0.5)), evidence_of(province(0.0))
    assert strong_effect.rating("all").verdict == "reduction"
    assert {rating.verdict for rating in strong_effect.ratings} <= {"reduction", "promising"}
    assert {rating.verdict for rating in none.ratings} <= {"no_difference", "insufficient"}
    for found in (strong_effect, none):
        for rating, lang in itertools.product(found.ratings, ("vi", "en")):
            said = sentences.evidence.verdict(rating, lang=lang)
            assert words(CLAIMS[lang], said) == []
            assert words(NEVER[lang], said) == []


def test_the_example_runs():
    assert doctest.testmod(side).failed == 0
    assert doctest.testmod(sentences.evidence).failed == 0
