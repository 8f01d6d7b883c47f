"""Meta-analysis worked out by hand, by law, by known truth, and beside R's metafor."""

import doctest
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.questions.effects.results import make_estimate
from mohinh.questions.synthesis import (
    Method,
    Test,
    combine,
    leave_one_out,
    meta_analysis,
    meta_regression,
    pooling,
)
from mohinh.questions.synthesis.heterogeneity import heterogeneity, read_studies
from mohinh.words.errors import InvalidTable

REFERENCE = Path(__file__).parents[2] / "shared" / "data" / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="no folder with reference values beside the project"
)
# metafor stops its search for τ² when a step is below 1e-5; what follows from τ² differs by less.
METAFOR = 1e-5
# Its search for the root of Paule and Mandel stops at about 1e-4 of τ².
METAFOR_PM = 1e-4
# Closed forms differ by rounding only.
EXACT = 1e-10

# metafor's dat.bcg: log risk ratio of tuberculosis in 13 trials, its variance, degrees of latitude.
BCG = """
-0.889311333920205  0.325584765003961    44
-1.58538865720143   0.194581121398144    55
-1.34807314829969   0.415367965367965    42
-1.44155119002131   0.0200100319022476   52
-0.217547322211296  0.0512101721696309   13
-0.786115585818864  0.00690561845590876  44
-1.62089822359839   0.223017247572315    19
0.0119523335238405  0.00396157929781773  13
-0.469417648738149  0.056434210463249    27
-1.37134480347278   0.0730247936130289   42
-0.339358828338391  0.0124122139715597   18
0.445913400571379   0.532505845200153    33
-0.0173139482168798 0.0714046596839863   33
"""
Y, V, LATITUDE = np.array([line.split() for line in BCG.strip().splitlines()], dtype=float).T
TESTS = {"z": "normal", "knha": "hartung_knapp", "adhoc": "hartung_knapp_floor"}

few = settings(max_examples=15, deadline=None)


@st.composite
def studies(draw, least: int = 3):
    """Estimates and variances of a few studies."""
    count = draw(st.integers(least, 8))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    variances = rng.uniform(0.01, 0.5, count)
    spread = draw(st.sampled_from([0.0, 0.1, 1.0]))
    return rng.normal(-0.2, np.sqrt(variances + spread)), variances


# --- by hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "tau2"),
    # Two studies, 0 and 2, each with variance 1: Q = 2 with 1 degree of freedom, tr P₀ = 1; the
    # variance of y is 2 (divided by 1) or 1 (divided by 2).
    [("REML", 1.0), ("ML", 0.0), ("PM", 1.0), ("DL", 1.0), ("HE", 1.0), ("SJ", 1.0), ("EE", 0.0)],
)
def test_the_variance_between_two_studies_by_hand(method, tau2):
    found = heterogeneity(read_studies([0.0, 2.0], [1.0, 1.0]), method)
    assert found.tau2 == pytest.approx(tau2, abs=EXACT)
    assert (found.q, found.q_df) == (pytest.approx(2), 1)
    assert found.i2 == pytest.approx(0.5 if method == "EE" else tau2 / (tau2 + 1))
    assert found.h2 == pytest.approx(2 if method == "EE" else 1 + tau2)


def test_the_pooled_estimate_and_its_intervals_by_hand():
    found = meta_analysis([0.0, 2.0], [1.0, 1.0], test="hartung_knapp")
    # s² = ½ + ½ = 1, Σw = 1; t of one degree of freedom reaches 12.706.
    assert (found.estimate, found.se, found.df) == (pytest.approx(1), pytest.approx(1), 1)
    assert found.high == pytest.approx(1 + 12.7062047, abs=1e-6)
    assert found.prediction_high == pytest.approx(1 + 12.7062047 * np.sqrt(2), abs=1e-6)
    assert found.p == pytest.approx(0.5)
    assert list(found.studies["weight"]) == pytest.approx([0.5, 0.5])
    # λ = ½: half-way to the mean; variance ½ · 1 + ¼ · 1.
    assert list(found.studies["shrunken"]) == pytest.approx([0.5, 1.5])
    assert found.studies["shrunken_se"].iloc[0] == pytest.approx(np.sqrt(0.75))


def test_studies_that_agree_by_chance_do_not_narrow_the_interval_below_that_of_one_value():
    agreeing = [0.5, 0.51, 0.49], [1.0, 1.0, 1.0]
    bare = meta_analysis(*agreeing, test="hartung_knapp")
    floor = meta_analysis(*agreeing)
    assert bare.se == pytest.approx(0.01 / np.sqrt(3))
    assert floor.se == pytest.approx(1 / np.sqrt(3))
    assert floor.test == "hartung_knapp_floor"


def test_a_slope_by_hand():
    x = [0.0, 1.0, 2.0, 3.0]
    found = meta_regression([1.0, 3.0, 5.0, 7.0], [1.0] * 4, x, test="normal")
    assert found.slope.estimate == pytest.approx(2)
    assert found.intercept.estimate == pytest.approx(1)
    assert found.slope.se == pytest.approx(1 / np.sqrt(5))  # Σ (x − x̄)² = 5
    assert (found.heterogeneity.tau2, found.r2) == (0, 1)
    assert not found.is_enough


def test_a_moderator_of_studies_that_do_not_differ_accounts_for_no_share():
    found = meta_regression([1.0, 1.1, 0.9], [1.0] * 3, [0.0, 1.0, 3.0])
    assert found.r2 is None
    assert found.df == 1


def test_one_study_left_out_is_the_analysis_of_the_rest():
    table = leave_one_out(Y, V, labels=[*"abcdefghijklm"])
    rest = meta_analysis(Y[1:], V[1:])
    assert list(table.index) == [*"abcdefghijklm"]
    assert table.loc["a", "estimate"] == rest.estimate
    assert table.loc["a", "tau2"] == rest.heterogeneity.tau2
    assert table.loc["a", "prediction_high"] == rest.prediction_high


def estimate(label: str, log_ratio: float, se: float, clusters: int = 20):
    return make_estimate(
        group=label, observed=100 * np.exp(log_ratio), expected=100, se=se, clusters=clusters,
        units=40, level=0.95, donut=12, design="poisson_imputation", inference="jackknife",
    )  # fmt: skip


def test_effects_of_provinces_are_put_together_and_one_without_an_interval_is_named():
    provinces = {"A": estimate("x", -0.3, 0.1), "B": estimate("x", -0.1, 0.1)}
    found = combine(provinces | {"C": estimate("x", 0.5, 0.1, clusters=1)})
    assert found.found.estimate == pytest.approx(-0.2)
    assert list(found.found.studies.index) == ["A", "B"]
    assert dict(found.left_out) == {"C": "few_clusters"}


# --- by law ----------------------------------------------------------------------------------


@few
@given(studies(), st.sampled_from(get_args(Method)), st.sampled_from(get_args(Test)))
def test_shift_scale_and_order_change_nothing_but_shift_scale_and_order(drawn, method, test):
    y, v = drawn
    found = meta_analysis(y, v, method=method, test=test)
    moved = meta_analysis(3 * y[::-1] + 2, 9 * v[::-1], method=method, test=test)
    assert moved.estimate == pytest.approx(3 * found.estimate + 2, abs=1e-6)
    assert moved.se == pytest.approx(3 * found.se, abs=1e-6)
    assert moved.heterogeneity.tau2 == pytest.approx(9 * found.heterogeneity.tau2, abs=1e-6)
    assert moved.heterogeneity.i2 == pytest.approx(found.heterogeneity.i2, abs=1e-6)


@few
@given(studies())
def test_the_likeliest_variance_has_no_likelier_beside_it(drawn):
    found = {name: heterogeneity(read_studies(*drawn), name).tau2 for name in ("REML", "ML")}
    grid = np.concatenate([np.linspace(0, 3, 200), np.linspace(0, 0.2, 100)])
    for name, tau2 in found.items():
        best = max(likelihood(*drawn, at, is_restricted=name == "REML") for at in grid)
        assert likelihood(*drawn, tau2, is_restricted=name == "REML") >= best - 1e-9


def likelihood(y, v, tau2, *, is_restricted) -> float:
    """Written out anew, without the library's own sums."""
    covariance = np.diag(v + tau2)
    ones = np.ones(len(y))
    precision = np.linalg.inv(covariance)
    information = ones @ precision @ ones
    residual = y - (ones @ precision @ y) / information
    value = np.linalg.slogdet(covariance)[1] + residual @ precision @ residual
    return -0.5 * (value + (np.log(information) if is_restricted else 0))


@few
@given(studies())
def test_shrunken_estimates_lie_between_their_own_and_the_mean_and_predictions_are_wider(drawn):
    found = meta_analysis(*drawn)
    own, drawn_in = found.studies["estimate"], found.studies["shrunken"]
    assert ((drawn_in - own) * (drawn_in - found.estimate) <= 1e-12).all()
    assert found.prediction_low <= found.low <= found.estimate <= found.high
    assert found.high <= found.prediction_high
    assert 0 <= found.heterogeneity.i2 < 1
    assert found.studies["weight"].sum() == pytest.approx(1)


@few
@given(studies())
def test_the_floor_only_widens(drawn):
    bare = meta_analysis(*drawn, test="hartung_knapp")
    floor = meta_analysis(*drawn)
    assert floor.se >= bare.se - 1e-12
    assert floor.estimate == bare.estimate


@few
@given(studies(least=4))
def test_a_slope_does_not_depend_on_where_the_moderator_has_its_zero(drawn):
    x = np.arange(len(drawn[0]), dtype=float)
    found, moved = (meta_regression(*drawn, x + at) for at in (0, 100))
    assert moved.slope.estimate == pytest.approx(found.slope.estimate, abs=1e-6)
    assert moved.heterogeneity.tau2 == pytest.approx(found.heterogeneity.tau2, abs=1e-6)


# --- by known truth --------------------------------------------------------------------------


def test_intervals_of_six_studies_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(2022)
    held = {"hartung_knapp_floor": 0, "normal": 0}
    predicted, draws = 0, 200
    for _ in range(draws):
        v = rng.uniform(0.005, 0.05, 6)
        y = rng.normal(-0.2, np.sqrt(v + 0.01))
        found = meta_analysis(y, v, test="normal")
        held["normal"] += found.low <= -0.2 <= found.high
        found = meta_analysis(y, v)
        held["hartung_knapp_floor"] += found.low <= -0.2 <= found.high
        predicted += found.prediction_low <= rng.normal(-0.2, 0.1) <= found.prediction_high
    # 95 % less three standard errors of 200 draws (1.5 %); the normal interval is known to fail.
    assert held["hartung_knapp_floor"] / draws >= 0.905
    assert held["normal"] < held["hartung_knapp_floor"]
    # Known to fall short: `pooling` says by how much.
    assert 0.82 <= predicted / draws <= 0.95


# --- by reference ----------------------------------------------------------------------------


def test_reml_with_hartung_and_knapp_equals_metafor():
    found = meta_analysis(Y, V, test="hartung_knapp")
    spread = found.heterogeneity
    wanted = {
        found.estimate: -0.714532348365101,
        found.se: 0.1807917455191,
        found.low: -1.10844372300005,
        found.high: -0.320620973730153,
        found.prediction_low: -1.99601696702229,
        found.prediction_high: 0.566952270292088,
        spread.tau2: 0.313243325980895,
        spread.i2: 0.922213860749656,
        spread.q: 152.233008082373,
    }
    assert list(wanted) == pytest.approx(list(wanted.values()), abs=METAFOR)


@needs_reference
@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", get_args(Method))
def test_every_method_and_test_equals_metafor(method, test):
    table = pd.read_csv(REFERENCE / "metafor_bcg.csv").set_index(["method", "test"])
    wanted = table.loc[(method, test)]
    found = meta_analysis(Y, V, method=method, test=TESTS[test])
    spread = found.heterogeneity
    same = METAFOR_PM if method == "PM" else METAFOR
    for ours, name in [
        (found.estimate, "est"), (found.se, "se"), (found.low, "ci.lb"), (found.high, "ci.ub"),
        (found.p, "pval"), (spread.tau2, "tau2"), (spread.i2, "I2"), (spread.h2, "H2"),
        (spread.q, "QE"), (spread.q_p, "QEp"),
        (found.prediction_low, "pi.lb"), (found.prediction_high, "pi.ub"),
    ]:  # fmt: skip
        theirs = wanted[name] / (100 if name == "I2" else 1)
        if ours is None:
            assert np.isnan(theirs)
        else:
            # H² is 1 + τ² / ṽ: its distance is that of τ² over 0.026.
            within = same / 0.026 if name == "H2" else same
            assert ours == pytest.approx(theirs, abs=within), name


@needs_reference
def test_paule_and_mandel_equals_the_empirical_bayes_estimator_of_metafor():
    wanted = pd.read_csv(REFERENCE / "metafor_bcg.csv").set_index(["method", "test"])
    found = meta_analysis(Y, V, method="PM", test="hartung_knapp")
    assert found.heterogeneity.tau2 == pytest.approx(wanted.loc[("EB", "knha"), "tau2"], abs=1e-5)
    assert found.low == pytest.approx(wanted.loc[("EB", "knha"), "ci.lb"], abs=METAFOR)


@needs_reference
def test_shrunken_estimates_equal_metafor():
    wanted = pd.read_csv(REFERENCE / "metafor_bcg_blup.csv")[["blup", "se", "pi.lb", "pi.ub"]]
    columns = ["shrunken", "shrunken_se", "shrunken_low", "shrunken_high"]
    found = meta_analysis(Y, V, test="normal").studies[columns]
    np.testing.assert_allclose(found, wanted, atol=METAFOR)


LATITUDE_OF_METAFOR = {
    "intercept": (0.251464294374285, 0.249103666389133, -0.236769920165296, 0.739698508913866),
    "slope": (
        -0.0291016609280148, 0.00719555475708091, -0.0432046890997109, -0.0149986327553504,
    ),
}  # fmt: skip


def test_meta_regression_equals_metafor():
    found = meta_regression(Y, V, LATITUDE, test="normal")
    for name, (value, se, low, high) in LATITUDE_OF_METAFOR.items():
        ours = getattr(found, name)
        assert (ours.estimate, ours.se) == pytest.approx((value, se), abs=METAFOR)
        # An interval reaches two errors: twice their distance.
        assert (ours.low, ours.high) == pytest.approx((low, high), abs=2.1 * METAFOR)
    assert found.slope.p == pytest.approx(5.24584597430605e-05, abs=1e-7)


def scoring(tolerance: float) -> float:
    """τ² of the regression on latitude by Fisher's scoring, from Hedges' on, as metafor does it."""
    read = read_studies(Y, V, moderator=LATITUDE)
    tau2 = heterogeneity(read, "HE").tau2
    for _ in range(1000):
        w = 1 / (V + tau2)
        x = read.design
        hat = x @ np.linalg.inv((x.T * w) @ x) @ (x.T * w)
        p = np.diag(w) @ (np.eye(len(Y)) - hat)
        step = (Y @ p @ p @ Y - np.trace(p)) / np.trace(p @ p)
        tau2 += step
        if abs(step) <= tolerance:
            break
    return tau2


def test_what_is_left_of_the_difference_from_metafor_is_where_its_search_stops():
    found = meta_regression(Y, V, LATITUDE, test="normal")
    assert scoring(1e-14) == pytest.approx(found.heterogeneity.tau2, abs=1e-12)
    stopped = read_studies(Y, V, moderator=LATITUDE).at(scoring(1e-5))
    value, se, _, _ = LATITUDE_OF_METAFOR["intercept"]
    assert stopped.beta[0] == pytest.approx(value, abs=1e-9)
    assert np.sqrt(stopped.inverse[0, 0]) == pytest.approx(se, abs=1e-9)


def restricted_log_likelihood(tau2: float) -> float:
    """Of the regression on latitude, but for a constant."""
    w = 1 / (V + tau2)
    x = np.column_stack([np.ones(len(Y)), LATITUDE])
    information = (x.T * w) @ x
    apart = Y - x @ np.linalg.solve(information, (x.T * w) @ Y)
    return float((np.log(w).sum() - np.linalg.slogdet(information)[1] - (w * apart**2).sum()) / 2)


def test_no_value_is_likelier_than_ours_and_that_of_metafor_is_less_likely():
    ours = meta_regression(Y, V, LATITUDE, test="normal").heterogeneity.tau2
    top = restricted_log_likelihood(ours)
    assert restricted_log_likelihood(scoring(1e-5)) < top
    for step in (-1e-4, -1e-5, 1e-5, 1e-4):
        assert restricted_log_likelihood(ours + step) < top


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (([0.1], [1.0]), "studies: found 1, expected 2 or more"),
        (([], []), "studies: found 0"),
        (([0.1, 0.2], [1.0]), "variances: found 1, expected 2"),
        (([0.1, np.nan], [1.0, 1.0]), "estimates, study 2: found nan"),
        (([0.1, 0.2], [1.0, np.inf]), "variances, study 2: found inf"),
        (([0.1, 0.2], [1.0, 0.0]), "variances, study 2: found 0, expected a number above 0"),
        (([0.1, 0.2], [1.0, -1.0]), "found -1"),
    ],
)
def test_studies_that_cannot_be_put_together_are_refused(arguments, told):
    with pytest.raises(InvalidTable, match=told):
        meta_analysis(*arguments)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"method": "FE"}, "method='FE': expected one of REML"),
        ({"test": "t"}, "test='t': expected one of hartung_knapp_floor"),
        ({"level": 95}, "level=95: expected a share"),
        ({"labels": ["a"]}, "labels: found 1, expected 3"),
    ],
)
def test_options_out_of_range_are_refused(options, told):
    with pytest.raises(InvalidTable, match=told):
        meta_analysis([0.1, 0.2, 0.4], [1.0, 1.0, 1.0], **options)


def test_studies_of_one_value_have_an_interval_with_the_floor_only():
    same = [0.5, 0.5, 0.5], [1.0, 1.0, 1.0]
    assert meta_analysis(*same).se == pytest.approx(1 / np.sqrt(3))
    with pytest.raises(InvalidTable, match="no width"):
        meta_analysis(*same, test="hartung_knapp")


def test_a_moderator_that_says_nothing_is_refused():
    three = [0.1, 0.2, 0.4], [1.0, 1.0, 1.0]
    with pytest.raises(InvalidTable, match="all 3 studies have the value 2"):
        meta_regression(*three, [2, 2, 2])
    with pytest.raises(InvalidTable, match="moderator, study 2: found nan"):
        meta_regression(*three, [1, np.nan, 2])
    with pytest.raises(InvalidTable, match="studies: found 2, expected 3 or more"):
        meta_regression([0.1, 0.2], [1.0, 1.0], [1, 2])


def test_two_studies_cannot_lose_one():
    with pytest.raises(InvalidTable, match="expected 3 or more to leave one out"):
        leave_one_out([0.1, 0.2], [1.0, 1.0])


def test_results_are_frozen_and_the_example_runs():
    found = meta_analysis(Y, V)
    with pytest.raises(FrozenInstanceError):
        found.estimate = 0.0
    assert doctest.testmod(pooling).failed == 0
