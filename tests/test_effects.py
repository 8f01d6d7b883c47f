"""Effects worked out by hand, by law, by known truth, and beside R's did, etwfe and fixest."""

import doctest
import json
from dataclasses import FrozenInstanceError
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.questions.checks import Study
from mohinh.questions.effects import (
    EffectEstimate,
    EventPath,
    EventWindow,
    estimate,
    estimate_effects,
    event_study,
    group_time_effects,
    group_time_imputation,
    linear_imputation,
    linear_twfe,
    poisson_twfe,
    response_effects,
    sun_abraham,
)
from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.imputation import _newton, impute
from mohinh.questions.effects.inference import holm, normal_draws, sup_t
from mohinh.questions.effects.layout import Columns, read_layout
from mohinh.questions.effects.least_squares import differences
from mohinh.questions.panel import build_panel
from mohinh.tables import synthetic
from mohinh.words.errors import InvalidTable, MohinhError, NothingToCompare, UnknownName
from mohinh.words.places import DATA

REFERENCE = Path(__file__).parents[2] / "shared" / "data" / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="no folder with reference values beside the project"
)

# Ours are exact solutions of the same equations; printed values have 8 decimals.
EXACT = 1e-6
# R's etwfe stops iterating at a relative change of about 1e-8.
ETWFE = 1e-4
# fixest and etwfe multiply variances with small-sample factors of their own.
STANDARD_ERROR = 0.02
# One step of Newton's method beside a second fit.
ONE_STEP = 0.01

NAMES = {"unit": "unit", "period": "period", "adopted": "adopted", "outcome": "cases"}
AREAS = NAMES | {"unit": "area", "period": "t", "adopted": "g", "outcome": "y"}

# Untreated cases go 1 : 2 : 2 : 4 in every unit, so that expectations can be read off.
# C: 15 cases in 1 + 2 shares, 5 a share: 10 and 20 expected, 8 and 16 seen: 24 / 30.
# D: 100 cases in 1 + 2 + 2 shares, 20 a share: 80 expected, 60 seen.
BY_HAND = """
unit adopted  1  2  3  4
A          - 10 20 20 40
B          -  3  6  6 12
C          3  5 10  8 16
D          4 20 40 40 60
"""


def long(text: str) -> pd.DataFrame:
    """A table drawn as text, `-` for missing, one column per period → one row per cell."""
    rows = [line.split() for line in text.strip().splitlines()]
    wide = pd.DataFrame(rows[1:], columns=rows[0]).replace("-", None)
    table = wide.melt(["unit", "adopted"], var_name="period", value_name="cases")
    return table.assign(
        **{name: table[name].astype("float64") for name in ("adopted", "cases")},
        period=table["period"].astype("int64"),
    )


def random_panel(seed: int, *, units: int = 14, periods: int = 8, blank: float = 0.1):
    """A small made-up panel: two groups, five clusters, some blanks, some never treated."""
    rng = np.random.default_rng(seed)
    adopted = rng.integers(3, periods + 2, units).astype("float64")
    adopted[rng.random(units) < 0.4] = np.nan
    adopted[0], adopted[1] = np.nan, 4
    cases = rng.poisson(rng.gamma(2, 2, (units, 1)), (units, periods)).astype("float64")
    cases[rng.random(cases.shape) < blank] = np.nan
    cases[0] = 1 + rng.poisson(5, periods)
    cases[1] = 1 + rng.poisson(5, periods)
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), periods),
            "period": np.tile(np.arange(1, periods + 1), units),
            "adopted": np.repeat(adopted, periods),
            "cases": cases.ravel(),
            "kind": np.repeat(np.where(np.arange(units) % 2, "odd", "even"), periods),
            "commune": np.repeat(np.arange(units) % 5, periods),
        }
    )


RANDOM = NAMES | {"group": "kind", "cluster": "commune", "donut": 0}


# --- by hand ---------------------------------------------------------------------------------


def test_observed_beside_expected_in_a_table_worked_out_by_hand():
    found = estimate_effects(long(BY_HAND), **NAMES, donut=0).overall
    assert found.observed == 84
    assert found.expected == pytest.approx(30 + 80)
    assert found.ratio == pytest.approx(84 / 110)
    assert found.avoided == pytest.approx(26)
    assert (found.units_count, found.clusters_count, found.df) == (2, 2, 1)


def test_the_jackknife_leaves_out_one_cluster_at_a_time():
    found = estimate_effects(long(BY_HAND), **NAMES, donut=0).overall
    thetas = np.log([84 / 110, 84 / 110, 60 / 80, 24 / 30])
    expected = np.sqrt(3 / 4 * ((thetas - thetas.mean()) ** 2).sum())
    assert found.se == pytest.approx(expected)
    reach = 12.7062047  # t with 1 degree of freedom
    assert found.low == pytest.approx(84 / 110 * np.exp(-reach * expected))
    assert found.high == pytest.approx(84 / 110 * np.exp(reach * expected))


def test_the_influence_function_in_a_table_worked_out_by_hand():
    found = estimate_effects(long(BY_HAND), **NAMES, donut=0, inference="influence").overall
    of_c = 24 / 84 - 30 / 110
    assert found.se == pytest.approx(np.sqrt(4 / 3 * 2 * of_c**2))


def test_a_donut_takes_the_periods_before_adoption_out_of_the_comparison():
    effects = estimate_effects(long(BY_HAND), **NAMES, donut=1)
    assert effects.uses.loc["donut", "rows_count"] == 2
    assert effects.uses.loc["donut", "outcome"] == 10 + 40
    assert effects.overall.expected == pytest.approx(30 + 80)


def test_a_unit_without_a_case_before_keeps_its_cases_after():
    table = long(BY_HAND + "E 3 0 0 7 0\n")
    found = estimate_effects(table, **NAMES, donut=0).overall
    assert found.observed == 84 + 7
    assert found.expected == pytest.approx(110)


def test_no_interval_where_one_unit_alone_holds_every_case_to_compare_with():
    table = long("unit adopted 1 2 3\nA - 4 4 4\nB - 0 0 0\nC 3 0 0 5\nD 3 0 0 2\n")
    found = estimate_effects(table, **NAMES, donut=0).overall
    assert (found.expected, found.no_interval) == (0, "no_case_expected")


def test_a_unit_without_an_untreated_period_has_no_prediction_and_is_named():
    table = long(BY_HAND + "E 1 7 7 7 7\n")
    effects = estimate_effects(table, **NAMES, donut=0)
    assert effects.without_prediction == ("E",)
    assert effects.overall.observed == 84
    dropped = {part.reason: part for part in effects.overall.dropped}
    assert dropped["no_before"].rows_count == 4
    assert dropped["no_before"].outcome == 28


def test_a_period_in_which_all_are_treated_is_left_out_and_named():
    table = long(BY_HAND)
    table = table[~table["unit"].isin(["A", "B"])]
    effects = estimate_effects(table, **NAMES, donut=0)
    assert effects.periods_without_control == ("4",)
    assert effects.uses.loc["no_control", "rows_count"] == 2
    assert effects.overall.observed == 8
    assert effects.overall.expected == pytest.approx(10)


def test_a_period_whose_only_controls_never_had_a_case_is_left_out():
    table = long("unit adopted 1 2 3\nA - 0 0 0\nB 3 4 8 3\nC 3 2 4 1\nD 4 1 2 -\n")
    with pytest.raises(InvalidTable, match="all units are treated at once"):
        estimate_effects(table, **NAMES, donut=0)


def test_a_blank_leaves_both_sides_and_is_no_zero():
    table = long(BY_HAND)
    last = table["unit"].eq("C") & table["period"].eq(4)
    table.loc[last, "cases"] = None
    effects = estimate_effects(table, **NAMES, donut=0)
    assert effects.overall.observed == 8 + 60
    assert effects.overall.expected == pytest.approx(10 + 80)
    assert effects.uses.loc["outcome_missing", "rows_count"] == 1
    absent = estimate_effects(table[~last], **NAMES, donut=0)
    assert absent.overall.expected == pytest.approx(90)


def test_an_adoption_after_the_last_period_is_not_yet():
    table = long(BY_HAND)
    later = table.assign(adopted=table["adopted"].fillna(9))
    assert estimate_effects(later, **NAMES, donut=0).overall.expected == pytest.approx(110)


def test_rows_after_the_end_of_treatment_are_compared_again():
    table = long(BY_HAND).assign(ended=np.nan)
    table.loc[table["unit"].eq("C"), "ended"] = 4
    effects = estimate_effects(table, **NAMES, donut=0, ended="ended")
    assert effects.uses.loc["treated", "rows_count"] == 2
    assert effects.uses.loc["comparison", "rows_count"] == 14
    assert effects.overall.observed == 8 + 60


def test_cases_avoided_per_1000_households_and_year_use_the_households_that_are_known():
    table = long(BY_HAND)
    table["homes"] = table["unit"].map({"A": 100, "B": 100, "C": 50})
    found = estimate_effects(table, **NAMES, donut=0, exposure="homes", periods_per_year=12).overall
    assert found.avoided_per_1000_household_years == pytest.approx(1000 * 6 / (2 * 50 / 12))
    assert (found.exposed_units_count, found.units_count) == (1, 2)
    assert (
        estimate_effects(table, **NAMES, donut=0).overall.avoided_per_1000_household_years is None
    )


def test_an_exposure_that_changes_weights_the_cells():
    table = long(BY_HAND)
    growth = table["unit"].eq("C") & table["period"].ge(3)
    table["homes"] = np.where(growth, 20.0, 10.0)
    effects = estimate_effects(table, **NAMES, donut=0, exposure="homes")
    assert effects.overall.expected == pytest.approx(2 * 30 + 80)
    table.loc[table["unit"].eq("C") & table["period"].eq(4), "homes"] = None
    effects = estimate_effects(table, **NAMES, donut=0, exposure="homes")
    assert effects.overall.expected == pytest.approx(2 * 10 + 80)
    assert effects.uses.loc["exposure_missing", "outcome"] == 16


def test_groups_and_splits_with_one_cluster_have_no_interval_and_say_so():
    table = long(BY_HAND)
    table["kind"] = table["unit"].map({"C": "bells", "D": "cameras"})
    table["is_urban"] = table["unit"].isin(["A", "C"])
    effects = estimate_effects(table, **NAMES, donut=0, group="kind", by=["is_urban"])
    assert [found.ratio for found in effects.groups] == pytest.approx([0.8, 0.75])
    for found in effects.groups:
        assert found.no_interval == "few_clusters"
        assert not found.has_interval
        assert (found.se, found.low, found.high, found.p, found.p_holm) == (None,) * 5
    assert [found.by for found in effects.splits] == [
        (("is_urban", "False"),),
        (("is_urban", "True"),),
    ]
    assert effects.group("bells").expected == pytest.approx(30)
    with pytest.raises(UnknownName, match="bells, cameras"):
        effects.group("lamps")
    shown = effects.table()
    assert shown["group"].tolist() == ["all", "bells", "cameras", "all", "all"]
    assert shown.loc[1:2, "low"].isna().all()


def test_no_case_seen_or_expected_gives_no_interval():
    seen = long("unit adopted 1 2 3\nA - 9 9 9\nB - 5 6 5\nC 3 3 3 0\nD 3 2 2 0\n")
    found = estimate_effects(seen, **NAMES, donut=0).overall
    assert (found.ratio, found.log_ratio, found.no_interval) == (0, None, "no_case_observed")
    due = long("unit adopted 1 2 3\nA - 9 9 9\nB - 5 6 5\nC 3 0 0 4\nD 3 0 0 2\n")
    found = estimate_effects(due, **NAMES, donut=0).overall
    assert (found.ratio, found.no_interval) == (None, "no_case_expected")


def test_an_estimate_that_hangs_on_one_cluster_has_no_interval():
    table = long("unit adopted 1 2 3\nA - 9 9 9\nB - 5 5 5\nC 3 3 3 4\nD 3 2 2 0\n")
    found = estimate_effects(table, **NAMES, donut=0).overall
    assert (found.ratio, found.no_interval) == (pytest.approx(4 / 5), "one_cluster_decides")


def test_holm_by_hand():
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx((0.03, None, 0.06, 0.06))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


def test_a_simultaneous_band_is_that_of_one_t_where_all_bins_move_together():
    together = np.ones((4, 4))
    draws = normal_draws(4, seed=1)
    # 5,000 draws: the error of the quantile is below 2 %.
    assert sup_t(together, draws, df=9, level=0.95, seed=1) == pytest.approx(2.262, rel=0.03)
    assert sup_t(np.eye(4), draws, df=9, level=0.95, seed=1) > 2.8


def test_results_cannot_be_changed():
    found = estimate_effects(long(BY_HAND), **NAMES, donut=0).overall
    with pytest.raises(FrozenInstanceError):
        found.ratio = 1.0


def test_the_example_in_the_docstring_runs():
    assert doctest.testmod(estimate).failed == 0


# --- periods of every kind -------------------------------------------------------------------

MONTHS = {1: "2022-01", 2: "2022-02", 3: "2022-03", 4: "2022-04"}


def as_period(values: pd.Series) -> pd.Series:
    return values.map(MONTHS).astype("period[M]")


@pytest.mark.parametrize(
    ("of_period", "of_adopted"),
    [
        (lambda p: p.astype("int8"), lambda a: a.astype("Int8")),
        (lambda p: p.astype("Int64"), lambda a: a.astype("Int64")),
        (lambda p: p.astype("float32"), lambda a: a.fillna(np.inf)),
        (lambda p: p.astype("uint16"), lambda a: a.astype("category")),
        (lambda p: p.astype("category"), lambda a: a.astype("object").where(a.notna(), None)),
        (lambda p: p.map(MONTHS), lambda a: a.map(MONTHS)),
        (lambda p: p.map(MONTHS).astype("category"), lambda a: a.map(MONTHS) + "-17"),
        (as_period, as_period),
        (as_period, lambda a: pd.to_datetime(a.map(MONTHS))),
        (lambda p: pd.to_datetime(p.map(MONTHS)), lambda a: pd.to_datetime(a.map(MONTHS))),
        (
            lambda p: pd.to_datetime(p.map(MONTHS)).dt.tz_localize("Asia/Ho_Chi_Minh"),
            lambda a: pd.to_datetime(a.map(MONTHS)).dt.date,
        ),
        (lambda p: "2022-Q" + p.astype(str), lambda a: a.map(lambda q: f"2022-Q{q:.0f}", "ignore")),
        (
            lambda p: pd.PeriodIndex("2022Q" + p.astype(str), freq="Q").to_series(index=p.index),
            lambda a: pd.to_datetime(a.map({3: "2022-08-09", 4: "2022-10-01"})),
        ),
        (lambda p: (2000 + p).astype(str), lambda a: a + 2000),
    ],
)
def test_periods_of_every_kind_give_the_same_estimate(of_period, of_adopted):
    table = long(BY_HAND)
    table = table.assign(period=of_period(table["period"]), adopted=of_adopted(table["adopted"]))
    assert estimate_effects(table, **NAMES, donut=0).overall.expected == pytest.approx(110)


@pytest.mark.parametrize("kind", ["int8", "Int64", "float32", "category", "str", "object"])
def test_units_clusters_and_groups_of_every_kind_give_the_same_estimate(kind):
    table = random_panel(3)
    expected = estimate_effects(table, **RANDOM).table()
    table["unit"] = table["unit"].astype(kind)
    table["commune"] = table["commune"].astype(kind)
    table["kind"] = table["kind"].astype("category")
    pd.testing.assert_frame_equal(estimate_effects(table, **RANDOM).table(), expected)


# --- what is refused -------------------------------------------------------------------------


def changed(**columns) -> pd.DataFrame:
    """The table by hand, with `column=(unit, period, value)` changed."""
    table = long(BY_HAND).assign(place="p" + pd.Series(list("ABCD") * 4), homes=10.0)
    for column, (unit, period, value) in columns.items():
        kind = "float64" if isinstance(value, float) else "object"
        if isinstance(value, str | float):
            table[column] = table[column].astype(kind)
        table.loc[table["unit"].eq(unit) & table["period"].eq(period), column] = value
    return table


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (lambda: changed().drop(columns="cases"), {}, "no column 'cases'; the table has 'unit'"),
        (lambda: changed().iloc[:0], {}, "no rows"),
        (lambda: changed(cases=("A", 1, -1)), {}, "holds -1 in row 0"),
        (lambda: changed(cases=("A", 1, np.inf)), {}, "holds inf"),
        (lambda: changed(cases=("A", 1, "ten")), {}, "expected counts as numbers"),
        (lambda: changed().assign(cases=0), {}, "adds up to zero cases"),
        (lambda: changed().assign(cases=np.nan), {}, "adds up to zero cases"),
        (lambda: changed(unit=("A", 1, None)), {}, "missing in 1 rows, first in row 0"),
        (lambda: changed(period=("A", 1, None)), {}, "'period' is missing in 1 rows"),
        (lambda: changed(period=("A", 1, 2)), {}, "two rows for unit 'A' in period 2"),
        (lambda: pd.concat([changed(), changed()]), {}, "16 such rows"),
        (lambda: changed(period=("A", 1, 1.5)), {}, "holds 1.5"),
        (lambda: changed(period=("A", 1, np.inf)), {}, "without an end"),
        (lambda: changed(adopted=("C", 1, 2)), {}, "'adopted' changes within unit 'C': 2.0 and 3"),
        (lambda: changed(adopted=("A", 1, 4)), {}, "changes within unit 'A'"),
        (lambda: changed().assign(adopted=np.nan), {}, "nobody is treated between 1 and 4"),
        (lambda: changed().assign(adopted=9), {}, "4 units have a date of adoption"),
        (lambda: changed().assign(adopted=3), {}, "all units are treated at once"),
        (lambda: changed().assign(adopted=1), {}, "no treated unit was seen untreated"),
        (lambda: changed(), {"donut": 3}, "no treated unit was seen untreated"),
        (lambda: changed().fillna({"adopted": 0}), {}, "never=0"),
        (lambda: changed().assign(place=1), {"cluster": "place"}, "one cluster only"),
        (lambda: changed(place=("A", 1, "x")), {"cluster": "place"}, "a unit that moved"),
        (lambda: changed(place=("C", 1, "x")), {"group": "place"}, "it adopted first"),
        (lambda: changed().assign(kind=None), {"group": "kind"}, "missing in 2 units that adopted"),
        (lambda: changed(homes=("A", 1, -5)), {"exposure": "homes"}, "negative or infinite"),
        (lambda: changed().assign(homes="many"), {"exposure": "homes"}, "expected numbers"),
        (lambda: changed().assign(end=2), {"ended": "end"}, "ended in 2 before it adopted"),
        (lambda: changed().assign(period=True), {}, "is bool"),
        (lambda: changed().assign(period="soon"), {}, "holds 'soon'"),
        (lambda: changed(period=("A", 1, "2022-03")), {}, "mixes kinds of period"),
        (lambda: changed().assign(adopted="2022-03"), {}, "give both on one calendar"),
        (
            lambda: changed().assign(period=pd.Period("2022-03-01", "D")),
            {},
            "periods of frequency D",
        ),
        (lambda: changed(), {"donut": -1}, "donut=-1"),
        (lambda: changed(), {"donut": 1.5}, "donut=1.5"),
        (lambda: changed(), {"donut": 10**30}, "donut=10"),
        (lambda: changed(), {"level": "0.95"}, "level='0.95'"),
        (lambda: changed(), {"by": "place"}, "expected a list of columns"),
        (lambda: changed(), {"event": 3}, "expected an EventWindow"),
        (lambda: changed().assign(cases=1j), {}, "is complex128: expected counts"),
        (lambda: changed().assign(unit=[[name] for name in "ABCD" * 4]), {}, "holds lists"),
        (lambda: changed(adopted=("C", 1, -np.inf)), {}, "changes within unit 'C'"),
        (lambda: changed().fillna({"adopted": -np.inf}), {}, "holds -inf"),
        (lambda: changed().assign(unit=np.nan), {}, "'unit' is missing in 16 rows"),
        (lambda: changed(), {"level": 95}, "level=95"),
        (lambda: changed(), {"inference": "bootstrap"}, "inference='bootstrap'"),
        (lambda: changed(), {"periods_per_year": 0}, "periods_per_year=0"),
    ],
)
def test_bad_input_is_refused_with_what_where_and_what_to_do(table, options, message):
    with pytest.raises(InvalidTable, match=message.replace("(", r"\(")):
        estimate_effects(table(), **NAMES | {"donut": 0} | options)


def test_a_column_that_stands_twice_is_refused():
    table = changed()
    with pytest.raises(InvalidTable, match="stands twice"):
        estimate_effects(pd.concat([table, table["cases"]], axis=1), **NAMES, donut=0)


def test_a_code_for_never_can_be_said():
    table = long(BY_HAND).fillna({"adopted": 0})
    assert estimate_effects(table, **NAMES, donut=0, never=0).overall.expected == pytest.approx(110)


def test_an_event_window_must_be_made_of_whole_bins():
    with pytest.raises(InvalidTable, match="multiples of width"):
        EventWindow(before=10, after=36, width=3)


def test_the_callers_table_is_not_changed():
    table = random_panel(1)
    before = table.copy(deep=True)
    estimate_effects(table, **RANDOM, event=EventWindow(2, 4, 1))
    pd.testing.assert_frame_equal(table, before)


# --- by law ----------------------------------------------------------------------------------

seeds = st.integers(0, 2**31)
few = settings(max_examples=25, deadline=None)


def ratios(table: pd.DataFrame, **options) -> list:
    effects = estimate_effects(table, **RANDOM | options)
    return [found.ratio for found in (effects.overall, *effects.groups)]


@few
@given(seeds, st.sampled_from([2, 7, 1000]))
def test_scaling_all_counts_leaves_ratios_and_errors(seed, factor):
    table = random_panel(seed)
    scaled = table.assign(cases=table["cases"] * factor)
    one, other = (estimate_effects(t, **RANDOM).overall for t in (table, scaled))
    assert other.ratio == pytest.approx(one.ratio)
    assert other.se == pytest.approx(one.se)


@few
@given(seeds)
def test_an_untreated_unit_without_cases_changes_nothing(seed):
    table = random_panel(seed)
    extra = table[table["unit"].eq(0)].assign(unit=99, cases=0.0)
    one = estimate_effects(table, **RANDOM).table()
    other = estimate_effects(pd.concat([table, extra]), **RANDOM).table()
    pd.testing.assert_frame_equal(one, other)


@few
@given(seeds)
def test_order_of_rows_and_names_of_units_change_nothing(seed):
    table = random_panel(seed)
    shuffled = table.sample(frac=1, random_state=seed % 2**31)
    shuffled["unit"] = "u" + (100 - shuffled["unit"]).astype(str)
    shuffled["commune"] = shuffled["commune"].map(lambda place: f"c{place}")
    one, other = (estimate_effects(t, **RANDOM).table() for t in (table, shuffled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-7)


@few
@given(seeds, st.integers(0, 3))
def test_groups_add_up_to_all_and_every_row_stands_once(seed, donut):
    table = random_panel(seed, blank=0.3)
    try:
        effects = estimate_effects(table, **RANDOM | {"donut": donut})
    except InvalidTable:
        return
    for quantity in ("observed", "expected", "units_count"):
        parts = sum(getattr(found, quantity) for found in effects.groups)
        assert parts == pytest.approx(getattr(effects.overall, quantity))
    assert effects.uses["rows_count"].sum() == len(table)
    assert effects.uses["outcome"].sum() == pytest.approx(table["cases"].sum())
    assert effects.uses.loc["treated", "outcome"] == pytest.approx(effects.overall.observed)


@few
@given(seeds)
def test_fitted_counts_add_up_to_the_observed_ones_in_every_period(seed):
    layout = read_layout(random_panel(seed), Columns("unit", "period", "adopted", "cases"))
    cells = main_cells(layout, 0)
    fit = impute(layout, cells)
    fitted = fit.rate[:, None] * np.nan_to_num(fit.period_effects) * cells.compare
    observed = layout.counts * cells.compare
    np.testing.assert_allclose(fitted.sum(axis=0), observed.sum(axis=0), atol=1e-8)
    np.testing.assert_allclose(fitted.sum(axis=1), observed.sum(axis=1), atol=1e-8)


@few
@given(seeds)
def test_no_panel_gives_a_number_that_is_not_finite(seed):
    table = random_panel(seed, units=6, periods=5, blank=0.4)
    try:
        effects = estimate_effects(table, **RANDOM, event=EventWindow(2, 3, 1))
    except MohinhError:
        return
    for found in (effects.overall, *effects.groups):
        limits = (found.se, found.low, found.high, found.p)
        assert all(x is None for x in limits) or all(np.isfinite(x) and x >= 0 for x in limits)
        assert found.has_interval == (found.low is not None)
        if found.has_interval:
            assert found.low <= found.ratio <= found.high
    for point in effects.events[0].points:
        assert point.low is None or point.band_low <= point.low <= point.ratio <= point.high


@few
@given(seeds)
def test_bins_since_adoption_add_up_to_the_estimate(seed):
    effects = estimate_effects(random_panel(seed), **RANDOM, event=EventWindow(0, 8, 2))
    for path, found in zip(effects.events, (effects.overall, *effects.groups), strict=True):
        assert path.group == found.group
        assert sum(p.observed for p in path.points) == pytest.approx(found.observed)
        assert sum(p.expected for p in path.points) == pytest.approx(found.expected)


# --- by known truth --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((DATA / "demo" / "binh-thuan.truth.json").read_text(encoding="utf-8"))


def test_the_demo_gives_back_what_it_was_made_with(demo, truth):
    panel = build_panel(demo.areas, demo.points, demo.activity, outcomes=truth["outcomes"])
    effects = estimate_effects(panel.table, **panel.columns)
    assert {found.group for found in effects.groups} == set(synthetic.EFFECTS)
    for found in effects.groups:
        true = truth["groups"][found.group]["ratio_over_treated"]
        assert abs(found.log_ratio - np.log(true)) < 3 * found.se
        assert found.avoided_per_1000_household_years == pytest.approx(
            found.avoided / (found.units_count * 320 * 3.5) * 1000, rel=0.5, abs=0.3
        )
    assert effects.overall.high < 1


def test_an_outcome_that_no_model_touches_shows_no_difference(demo, truth):
    outcomes = truth["placebo_outcomes"]
    panel = build_panel(demo.areas, demo.points, demo.activity, outcomes=outcomes)
    effects = estimate_effects(panel.table, **panel.columns)
    assert effects.overall.low < 1 < effects.overall.high
    assert all(found.p_holm > 0.05 for found in effects.groups)


# --- beside other software -------------------------------------------------------------------


def simulated(name: str) -> pd.DataFrame:
    table = pd.read_csv(REFERENCE / "simulated" / f"{name}.csv.gz")
    return table.assign(g=table["g"].where(table["typ"].gt(0)))


@needs_reference
@pytest.mark.parametrize("name", ["base", "null"])
def test_estimates_and_errors_equal_the_reference_on_simulated_provinces(name):
    table = simulated(name)
    values = json.loads((REFERENCE / "simulated" / "truth.json").read_text())
    values = values[name]["poisson_imputation"]
    options = AREAS | {"group": "typ", "donut": 0}
    runs = {
        "se_jk": estimate_effects(table, **options, cluster="com"),
        "se_com": estimate_effects(table, **options, cluster="com", inference="influence"),
        "se_area": estimate_effects(table, **options, inference="influence"),
    }
    for error, effects in runs.items():
        for found in (effects.overall, *effects.groups):
            reference = values[found.group]
            assert found.observed == reference["O"]
            assert found.expected == pytest.approx(reference["E"], rel=EXACT)
            assert found.log_ratio == pytest.approx(reference["th"], abs=EXACT)
            tolerance = ONE_STEP if error == "se_jk" else EXACT
            assert found.se == pytest.approx(reference[error], rel=tolerance)


@needs_reference
@pytest.mark.parametrize("has_never", [True, False])
def test_one_step_equals_fitting_again_without_each_cluster(has_never):
    """The hardest case is that of few controls at the end: all areas adopt sooner or later."""
    table = simulated("base")
    table = table[table["com"].lt(40) & (has_never | table["g"].notna())]
    table = table.assign(y=table["y"].mask(table.index % 17 == 0))
    found = estimate_effects(table, **AREAS, cluster="com", donut=6).overall
    thetas = []
    for commune in table["com"].unique():
        left = estimate_effects(table[table["com"].ne(commune)], **AREAS, donut=6)
        thetas.append(left.overall.log_ratio)
    thetas, size = np.array(thetas), len(thetas)
    again = np.sqrt((size - 1) / size * ((thetas - thetas.mean()) ** 2).sum())
    assert found.se == pytest.approx(again, rel=ONE_STEP)


@needs_reference
def test_months_before_and_after_adoption_show_what_was_made():
    effects = estimate_effects(
        simulated("base"), **AREAS, group="typ", cluster="com", event=EventWindow(24, 36, 3)
    )
    path = effects.events[0]
    assert [p.first for p in path.points] == list(range(-24, 36, 3))
    assert all(p.band_low < 1 < p.band_high for p in path.points if p.is_before)
    late = [p.ratio for p in path.points if p.first >= 6]
    assert np.mean(late) == pytest.approx(np.exp(-0.2), abs=0.06)
    assert [p.is_donut for p in path.points] == [-12 <= p.first < 0 for p in path.points]
    assert path.critical > 2.5
    assert len(effects.events) == 7
    again = estimate_effects(
        simulated("base"), **AREAS, group="typ", cluster="com", event=EventWindow(24, 36, 3)
    )
    assert again.events[0].points == path.points
    assert path.table().shape == (20, 14)


@needs_reference
@pytest.mark.parametrize("base", ["varying", "universal"])
@pytest.mark.parametrize(
    ("control", "name"), [("never", "nevertreated"), ("not_yet", "notyettreated")]
)
def test_group_time_effects_equal_those_of_r_did(control, name, base):
    table = pd.read_csv(REFERENCE / "mpdta.csv")
    times = group_time_effects(
        table, unit="countyreal", period="year", adopted="first.treat", outcome="lemp", never=0,
        control=control, base=base,
    )  # fmt: skip

    def reference(file: str) -> pd.DataFrame:
        frame = pd.read_csv(REFERENCE / file)
        chosen = frame["xformla"].eq("none") & frame["est"].eq("dr")
        return frame[chosen & frame["control"].eq(name) & frame["base"].eq(base)]

    pairs = times.table()
    expected = reference("did_mpdta_attgt.csv")
    np.testing.assert_allclose(pairs["att"], expected["att"], atol=EXACT)
    np.testing.assert_allclose(pairs["se"], expected["se"], rtol=STANDARD_ERROR)
    aggregates = reference("did_mpdta_aggte.csv")
    kinds = {"simple": "simple", "group": "group", "event": "dynamic", "calendar": "calendar"}
    for kind, of_r in kinds.items():
        found, wanted = times.aggregate(kind), aggregates[aggregates["type"].eq(of_r)]
        np.testing.assert_allclose(found["at"], wanted["egt"])
        np.testing.assert_allclose(found["att"], wanted["att"], atol=EXACT)
        np.testing.assert_allclose(found["se"], wanted["se"], rtol=STANDARD_ERROR)


@pytest.fixture(scope="module")
def mpdta() -> pd.DataFrame:
    table = pd.read_csv(REFERENCE / "mpdta.csv")
    return table.assign(y=np.exp(table["lemp"]))


MPDTA = {"unit": "countyreal", "period": "year", "adopted": "first.treat", "outcome": "y"}


@needs_reference
@pytest.mark.parametrize("kind", ["simple", "group", "event", "calendar"])
@pytest.mark.parametrize(("control", "name"), [("never", "never"), ("not_yet", "notyet")])
def test_effects_on_the_response_equal_those_of_r_etwfe(mpdta, kind, control, name):
    found = response_effects(mpdta, kind, **MPDTA, never=0, control=control)
    wanted = pd.read_csv(REFERENCE / f"etwfe_poisson_mpdta_{name}_0_{kind}.csv")
    np.testing.assert_allclose(found["effect"], wanted["estimate"], atol=ETWFE)
    np.testing.assert_allclose(found["se"], wanted["std.error"], rtol=STANDARD_ERROR)


@needs_reference
def test_the_ratio_times_expected_is_the_effect_of_r_etwfe(mpdta):
    found = estimate_effects(mpdta, **MPDTA, never=0, donut=0).overall
    cells = response_effects(mpdta, "simple", **MPDTA, never=0)["cells_count"][0]
    assert -found.avoided / cells == pytest.approx(-28.9138327834255, abs=ETWFE)


@needs_reference
def test_static_two_way_poisson_equals_that_of_r_fixest(mpdta):
    found = poisson_twfe(mpdta, **MPDTA, never=0)[0]
    wanted = pd.read_csv(REFERENCE / "fixest_fepois_twfe_mpdta.csv").iloc[0]
    assert found.log_ratio == pytest.approx(wanted["Estimate"], abs=EXACT)
    assert found.se == pytest.approx(wanted["Std. Error"], rel=STANDARD_ERROR)


@needs_reference
def test_sun_and_abraham_by_poisson_equals_that_of_r_fixest(mpdta):
    found = sun_abraham(mpdta, **MPDTA, never=0, scale="log")[0]
    wanted = pd.read_csv(REFERENCE / "fixest_fepois_sunab_mpdta_att.csv").iloc[0]
    assert found.log_ratio == pytest.approx(wanted["Estimate"], abs=EXACT)
    assert found.se == pytest.approx(wanted["Std. Error"], rel=STANDARD_ERROR)
    assert found.design == "sun_abraham_poisson"


@needs_reference
def test_the_path_by_sun_and_abraham_equals_that_of_r_fixest(mpdta):
    path = event_study(mpdta, **MPDTA, never=0, scale="log", before=4, after=4)[0].table()
    wanted = pd.read_csv(REFERENCE / "fixest_fepois_sunab_mpdta_event.csv")
    base = path["first"].eq(-1)
    np.testing.assert_allclose(path.loc[~base, "log_ratio"], wanted["Estimate"], atol=EXACT)
    np.testing.assert_allclose(path.loc[~base, "se"], wanted["Std. Error"], rtol=STANDARD_ERROR)
    assert path.loc[base, "ratio"].tolist() == [1]
    assert path.loc[base, "low"].isna().all()


@needs_reference
def test_sun_and_abraham_on_rates_equals_group_time_effects_beside_the_never_treated(mpdta):
    """Two codes, one estimator: in a complete panel both subtract the same means."""
    ours = group_time_imputation(mpdta, **MPDTA, never=0, control="never")[0]
    theirs = sun_abraham(mpdta, **MPDTA, never=0)[0]
    assert theirs.expected == pytest.approx(ours.expected, rel=EXACT)
    assert theirs.se == pytest.approx(ours.se, rel=0.05)


def test_a_step_is_taken_where_the_information_is_not_positive_too():
    parts, score = np.zeros(2, int), np.array([1.0, -1.0])
    sound, flat = np.array([[2.0, -2.0], [-2.0, 2.0]]), np.array([[2.0, 2.0], [2.0, 2.0]])
    assert _newton(sound, parts, score) == pytest.approx([0.25, -0.25])
    assert _newton(flat, parts, score) == pytest.approx([0, 0])  # Cholesky refuses it


# --- the other estimators --------------------------------------------------------------------


def test_linear_imputation_is_exact_where_untreated_cases_move_in_parallel():
    table = long(
        "unit adopted 1 2 3 4\nA - 10 12 12 14\nB - 3 5 5 7\nC 3 5 7 3 5\nD 4 20 22 22 12\n"
    )
    table["kind"] = table["unit"].map({"C": "bells", "D": "cameras"})
    found = linear_imputation(table, **NAMES, donut=0, group="kind")
    assert [e.group for e in found] == ["all", "bells", "cameras"]
    assert [e.observed for e in found] == [20, 8, 12]
    assert [e.expected for e in found] == pytest.approx([7 + 9 + 24, 16, 24])
    assert found[0].design == "linear_imputation"
    assert found[0].has_interval
    assert found[1].no_interval == "few_clusters"


def test_group_time_imputation_is_exact_where_untreated_cases_move_in_parallel():
    table = long("unit adopted 1 2 3 4\nA - 10 12 12 14\nB - 3 5 5 7\nC 3 5 7 3 5\nD 3 1 3 4 6\n")
    found = group_time_imputation(table, **NAMES, control="never")
    assert found[0].observed == 18
    assert found[0].expected == pytest.approx(7 + 9 + 3 + 5)
    assert found[0].design == "group_time"


# Untreated cases go + 2, 0, + 2; four fewer after adoption.
PARALLEL = """
unit adopted 1  2  3  4
A          - 10 12 12 14
B          -  3  5  5  7
C          3  5  7  3  5
D          3 20 22 18 20
E          4 10 12 12 10
"""


@pytest.mark.parametrize("path", ["sun_abraham", "two_way"])
def test_an_event_study_is_exact_where_untreated_cases_move_in_parallel(path):
    found = event_study(long(PARALLEL), **NAMES, path=path, before=2, after=2)[0]
    assert [point.first for point in found.points] == [-2, -1, 0, 1]
    assert [point.ratio for point in found.points] == pytest.approx(
        [1, 1, (3 + 18 + 10) / (7 + 22 + 14), (5 + 20) / (9 + 24)]
    )
    assert [point.is_before for point in found.points] == [True, True, False, False]
    assert [point.clusters_count for point in found.points] == [3, 3, 3, 2]


def test_sun_and_abraham_is_exact_where_untreated_cases_move_in_parallel():
    table = long(PARALLEL)
    table["kind"] = table["unit"].map({"C": "bells", "D": "bells", "E": "cameras"})
    found = sun_abraham(table, **NAMES, group="kind")
    assert [e.group for e in found] == ["all", "bells", "cameras"]
    assert [e.observed for e in found] == [56, 46, 10]
    assert [e.expected for e in found] == pytest.approx([7 + 9 + 22 + 24 + 14, 7 + 9 + 22 + 24, 14])
    assert [e.clusters_count for e in found] == [3, 2, 1]
    assert found[2].no_interval == "few_clusters"


def test_sun_and_abraham_compares_with_the_last_cohort_where_all_adopt():
    table = long(PARALLEL.replace("A          -", "A          4").replace("B          -", "B  4"))
    found = sun_abraham(table, **NAMES)[0]
    assert (found.observed, found.expected) == (3 + 18, pytest.approx(7 + 22))
    assert found.units_count == 2


def test_sun_and_abraham_on_logs_has_no_answer_for_a_period_without_a_case():
    """The difference is −∞ there; leaving the period out would hide the lowest."""
    table = long(PARALLEL.replace("12 10", "12  0"))
    table["kind"] = table["unit"].map({"C": "bells", "D": "bells", "E": "cameras"})
    found = sun_abraham(table, **NAMES, group="kind", scale="log")
    assert [e.no_interval for e in found] == ["not_estimable", None, "not_estimable"]
    assert found[2].ratio is None
    on_rates = sun_abraham(table, **NAMES, group="kind")
    assert on_rates[0].expected == pytest.approx(7 + 9 + 22 + 24 + 14)


def test_rates_of_units_with_and_without_exposure():
    """Twice the households and twice the cases are the same rate; unknown households leave."""
    table = long(PARALLEL)
    twice = table["unit"].eq("C") | table["unit"].eq("A")
    table["cases"] *= np.where(twice, 2, 1)
    table["homes"] = np.where(twice, 2.0, 1.0)
    found = sun_abraham(table, **NAMES, exposure="homes")[0]
    assert found.expected == pytest.approx(2 * (7 + 9) + 22 + 24 + 14)
    table.loc[table["unit"].eq("D"), "homes"] = np.nan
    assert sun_abraham(table, **NAMES, exposure="homes")[0].units_count == 2


def numbered(column: pd.Series) -> np.ndarray:
    return np.unique(column, return_inverse=True)[1]


def of_cells(table: pd.DataFrame):
    """Least squares with a difference for each number of the column `cell`, −1 for none."""
    numbers = {name: numbered(table[name]) for name in ("unit", "period", "commune")}
    return differences(
        table["cases"].to_numpy(), unit=numbers["unit"], period=numbers["period"],
        cluster=numbers["commune"], label=numbered(table["cell"]) - 1,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_least_squares_equal_those_of_pyfixest(seed):
    import pyfixest.estimation

    table = random_panel(seed, units=40, blank=0.3).dropna(subset="cases")
    late = (table["period"] - table["adopted"]).clip(-1, 2).fillna(-1)
    table = table.assign(cell=late.where(late.ge(0), -1).astype(int))
    formula = "cases ~ i(cell, ref=-1) | unit + period"
    wanted = pyfixest.feols(formula, table, vcov={"CRV1": "commune"}, fixef_rm="none")
    found = of_cells(table)
    np.testing.assert_allclose(found.found, wanted.coef(), atol=EXACT)
    np.testing.assert_allclose(found.covariance, wanted._vcov, atol=EXACT)


def test_least_squares_do_not_measure_from_a_label_that_is_made_of_the_others():
    table = random_panel(1, blank=0.0)
    is_odd, is_late = table["kind"].eq("odd"), table["period"].gt(4)
    assert of_cells(table.assign(cell=np.where(is_odd & is_late, 0, -1))) is not None
    every_late = np.where(is_late, is_odd.astype(int), -1)
    assert of_cells(table.assign(cell=every_late)) is None


def test_linear_two_way_is_exact_where_the_difference_is_the_same_everywhere():
    table = long("unit adopted 1 2 3 4\nA - 10 12 12 14\nB - 3 5 5 7\nC 3 5 7 3 5\nD 3 9 11 7 9\n")
    table["kind"] = table["unit"].map({"C": "bells", "D": "cameras"})
    found = linear_twfe(table, **NAMES, group="kind")
    assert [e.expected for e in found] == pytest.approx([8 + 16 + 16, 16, 24])


def test_sun_and_abraham_has_no_answer_where_there_are_as_many_terms_as_cells():
    table = long("unit adopted 1 2 3\nA - 1 2 4\nB 2 3 1 2\nC 3 2 5 3\n")
    found = sun_abraham(table, **NAMES)[0]
    assert (found.no_interval, found.low, found.p) == ("not_estimable", None, None)


def test_regressions_refuse_what_they_cannot_answer():
    table = long(PARALLEL)
    with pytest.raises(NothingToCompare, match="nobody, or everybody"):
        linear_twfe(table.assign(adopted=np.nan), **NAMES)
    for answer in (sun_abraham, event_study):
        with pytest.raises(NothingToCompare, match="seen before and after"):
            answer(table.assign(adopted=np.nan), **NAMES)
        with pytest.raises(NothingToCompare, match="seen before and after"):
            answer(table.assign(adopted=3), **NAMES)
    with pytest.raises(InvalidTable, match="before=0"):
        event_study(table, **NAMES, before=0)


def test_two_way_poisson_sets_a_group_without_cases_apart():
    table = long(BY_HAND + "E 4 5 10 10 0\n")
    table["kind"] = table["unit"].map({"C": "bells", "D": "bells", "E": "lamps"})
    found = poisson_twfe(table, **NAMES, group="kind")
    assert found[1].ratio < 1
    assert (found[2].observed, found[2].has_interval) == (0, False)


@few
@given(seeds)
def test_every_estimator_answers_with_the_same_type_or_refuses(seed):
    table = random_panel(seed)
    options = NAMES | {"group": "kind", "cluster": "commune"}
    for answer in (linear_imputation, group_time_imputation, poisson_twfe):
        try:
            found = answer(table, **options)
        except MohinhError:
            continue
        assert {type(e) for e in found} == {type(estimate_effects(table, **RANDOM).overall)}
        assert found[0].group == "all"


@pytest.mark.parametrize("seed", range(8))
def test_regressions_answer_with_the_same_type_or_say_that_they_cannot(seed):
    table = random_panel(seed, blank=0.3)
    options = NAMES | {"group": "kind", "cluster": "commune"}
    for answer in (linear_twfe, sun_abraham, partial(sun_abraham, scale="log")):
        for estimate_found in answer(table, **options):
            assert type(estimate_found) is EffectEstimate
            is_known = estimate_found.no_interval != "not_estimable"
            assert is_known == bool(np.isfinite(estimate_found.expected))
    for path in event_study(table, **options, path="two_way", scale="log", before=2, after=2):
        assert type(path) is EventPath


def test_estimators_refuse_what_they_cannot_answer():
    table = long(BY_HAND)
    with pytest.raises(InvalidTable, match="nobody, or everybody"):
        poisson_twfe(table.assign(adopted=np.nan), **NAMES)
    with pytest.raises(InvalidTable, match="no unit adopted"):
        group_time_effects(table.assign(adopted=np.nan), **NAMES)
    with pytest.raises(InvalidTable, match="no pair of cohort and period has a control"):
        group_time_effects(table.assign(adopted=3), **NAMES)


def separated(early: int) -> pd.DataFrame:
    """The unit that never adopts is the only one compared in the last period. Where all its cases
    lie there (`early` = 0), nothing says how that period stands to the others."""
    return pd.DataFrame(
        {
            "unit": np.repeat([0, 1, 2], 4),
            "period": np.tile(np.arange(4), 3),
            "adopted": np.repeat([np.nan, 2.0, 3.0], 4),
            "cases": [early, 0, 0, 5, 4, 3, 2, 2, 2, 1, 9, 3],
        }
    )


def test_a_comparison_without_a_finite_value_is_cut_off_and_counted():
    """Without the cut the last period is expected to hold cases without end: a ratio of 0.000."""
    linked = estimate_effects(separated(1), **NAMES, donut=0)
    assert linked.uses.loc["no_control", "rows_count"] == 0
    cut = estimate_effects(separated(0), **NAMES, donut=0)
    assert cut.periods_without_control == ("3",)
    assert cut.uses.loc["no_control", "outcome"] == 2 + 3
    # Unit 1 is left, in period 2: 7 cases before, and 9 beside 2 + 1 with unit 2.
    assert cut.overall.observed == 2
    assert cut.overall.expected == pytest.approx(7 * 9 / 3)


def test_parts_that_only_a_period_without_cases_joins_are_not_compared_with_each_other():
    """Units 0 and 1 are seen early, 2 to 4 late; in period 2 all are, and nobody has a case."""
    table = long(
        """
        unit adopted  1  2  3  4  5
        A          -  4  0  -  -  -
        B          -  6  0  -  -  -
        C          -  -  0  3  6  6
        D          -  -  0  1  2  2
        E          5  -  0  5 10  5
        F          4  8  0  -  4  4
        """
    )
    effects = estimate_effects(table, **NAMES, donut=0)
    assert effects.overall.observed == 5
    assert effects.overall.expected == pytest.approx(15 * 2 / 3)
    assert effects.uses.loc["no_control", "rows_count"] == 2


@few
@given(seeds)
def test_expected_counts_never_grow_without_end(seed):
    """Sparse panels with gaps, in which separation is common: nobody has more expected in a period
    than a hundred times all cases there are."""
    table = random_panel(seed, units=8, periods=7, blank=0.5)
    table["cases"] = table["cases"].where(table["cases"].isna(), table["cases"] // 5)
    layout = read_layout(table.fillna({"cases": 0}), Columns("unit", "period", "adopted", "cases"))
    fit = impute(layout, main_cells(layout, 0))
    live = fit.period_effects[np.nan_to_num(fit.period_effects) > 0]
    assert fit.expected.max() < 100 * layout.counts.sum()
    assert (live > 0).all()


def test_two_way_poisson_has_no_ratio_for_a_group_without_cases_before():
    table = long(BY_HAND + "E 4 0 0 0 7\n")
    table["kind"] = table["unit"].map({"C": "bells", "D": "bells", "E": "lamps"})
    found = poisson_twfe(table, **NAMES, group="kind")
    assert (found[2].ratio, found[2].no_interval) == (None, "no_case_expected")
    assert found[1].ratio == pytest.approx(
        poisson_twfe(table[table["unit"].ne("E")], **NAMES)[0].ratio
    )


def test_an_interval_too_wide_to_say_anything_is_none():
    table = long("unit adopted 1 2 3\nA - 9 9 9\nB - 5 6 5\nC 3 3 3 9\nD 3 2 2 1\n")
    found = estimate_effects(table, **NAMES, donut=0, level=0.9999).overall
    assert (found.no_interval, found.high) == ("few_clusters", None)
    path = estimate_effects(
        table, **NAMES, donut=0, level=0.9999, event=EventWindow(0, 1, 1)
    ).events[0]
    assert path.points[0].band_high is None


def test_no_group_may_have_the_name_of_all_together():
    table = long(BY_HAND).assign(kind="all")
    with pytest.raises(InvalidTable, match="Name the group otherwise"):
        estimate_effects(table, **NAMES, donut=0, group="kind")


def test_something_else_than_a_table_is_refused():
    with pytest.raises(InvalidTable, match="a dict: expected a pandas DataFrame"):
        estimate_effects(long(BY_HAND).to_dict(), **NAMES)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cases": 0}, "no_cases"),
        ({"adopted": np.nan}, "nobody_adopts"),
        ({"adopted": 9}, "nobody_adopts"),
        ({"adopted": 1}, "no_before"),
        ({"adopted": 3}, "no_comparison"),
        ({"unit": 1, "period": range(16), "adopted": 8}, "no_comparison"),
    ],
)
def test_a_sound_table_without_an_answer_is_told_from_a_wrong_one(change, reason):
    with pytest.raises(NothingToCompare) as told:
        estimate_effects(long(BY_HAND).assign(**change), **NAMES, donut=0)
    assert told.value.reason == reason


def test_periods_out_of_order_and_with_a_gap_are_read_by_their_place_in_time():
    """Period 2 does not exist: a donut of one takes period 3 of D out, and of C none."""
    table = long(BY_HAND)
    table = table[table["period"].ne(2)].sample(frac=1, random_state=1)
    effects = estimate_effects(table, **NAMES, donut=1)
    assert effects.uses.loc["donut", "rows_count"] == 1
    # C: 5 in period 1 to 2 and 4 shares, expected 10 and 20. D: 20 in period 1, expected 80.
    assert effects.overall.expected == pytest.approx(30 + 80)


def test_counts_may_have_parts():
    table = long(BY_HAND)
    table["cases"] /= 8
    assert estimate_effects(table, **NAMES, donut=0).overall.expected == pytest.approx(110 / 8)


@pytest.mark.parametrize("kind", ["int8", "uint8", "Int64", "Float32", "float64", "int64[pyarrow]"])
def test_counts_and_exposures_of_every_kind_give_the_same_estimate(kind):
    table = long(BY_HAND).assign(homes=100)
    table = table.astype({"cases": kind, "homes": kind})
    found = estimate_effects(table, **NAMES, donut=0, exposure="homes", periods_per_year=1).overall
    assert found.expected == pytest.approx(110)
    assert found.avoided_per_1000_household_years == pytest.approx(1000 * 26 / 300)


def test_an_exposure_of_zero_throughout_gives_no_rate():
    table = long(BY_HAND).assign(homes=0)
    found = estimate_effects(table, **NAMES, donut=0, exposure="homes", periods_per_year=1).overall
    assert found.avoided_per_1000_household_years is None
    assert found.expected == pytest.approx(110)


# --- whose donut, and which calendar ---------------------------------------------------------

QUARTERS = pd.period_range("2015Q1", periods=20, freq="Q")
YEARS = range(2001, 2021)


def steps(labels, seed: int = 3) -> pd.DataFrame:
    """Forty clinics over twenty periods; half of them adopt from the ninth on."""
    rng = np.random.default_rng(seed)
    clinic, when = np.repeat(np.arange(40), 20), np.tile(np.arange(20), 40)
    since = np.where(np.arange(40) % 2, 8 + np.arange(40) % 9, 10**6)
    labels = np.array([*labels, None], dtype=object)
    return pd.DataFrame(
        {
            "clinic": clinic,
            "when": pd.Series(labels[when]).infer_objects(),
            "start": labels[np.minimum(since, 20)[clinic]],
            "visits": rng.poisson(np.where(when >= since[clinic], 7, 10)),
            "persons": np.repeat(rng.uniform(500.5, 900, 40), 20),
        }
    )


CLINICS = {"unit": "clinic", "period": "when", "adopted": "start", "outcome": "visits"}


@pytest.mark.parametrize(
    ("labels", "year"),
    [
        (QUARTERS, 4),
        ([str(quarter) for quarter in QUARTERS], 4),  # 2015Q1, as pandas writes it
        ([f"{q.year}-Q{q.quarter}" for q in QUARTERS], 4),
        (YEARS, 1),
        ([str(year) for year in YEARS], 1),
        ([f"{2015 + at // 12}-{at % 12 + 1:02d}" for at in range(20)], 12),
        (range(1, 21), 12),
    ],
)
def test_the_donut_is_one_year_of_the_tables_own_periods(labels, year):
    found = estimate_effects(steps(labels), **CLINICS)
    assert found.overall.donut == year
    named = estimate_effects(steps(labels), **CLINICS, donut=year)
    assert found.overall.ratio == named.overall.ratio
    assert Study.of(steps(labels), **CLINICS).donut == year


def test_numbers_without_a_calendar_take_the_length_of_a_year_that_is_named():
    found = estimate_effects(steps(range(1, 21)), **CLINICS, periods_per_year=4, exposure="persons")
    assert found.overall.donut == 4
    assert found.overall.avoided_per_1000_household_years is not None


@pytest.mark.parametrize("labels", [YEARS, [str(year) for year in YEARS]])
def test_years_as_numbers_are_years_as_texts_and_dates_fit_beside_them(labels):
    table = steps(labels)
    found = estimate_effects(table, **CLINICS, exposure="persons").overall
    dates = table.assign(start=pd.to_datetime(table["start"].astype("string") + "-05-17"))
    dated = estimate_effects(dates, **CLINICS, exposure="persons").overall
    assert dated == found
    assert found.avoided_per_1000_household_years == pytest.approx(
        1000 * found.avoided / exposed(table), rel=1e-9
    )


def exposed(table: pd.DataFrame) -> float:
    """Person-years after adoption."""
    years = table[["when", "start"]].astype("float64")
    return float(table.loc[years["when"] >= years["start"], "persons"].sum())


def test_yes_and_no_are_counted():
    table = steps(YEARS)
    table["visits"] = table["visits"] > 8
    found = estimate_effects(table, **CLINICS, cluster="clinic").overall
    counted = estimate_effects(table.astype({"visits": "int64"}), **CLINICS).overall
    assert found == counted
    assert found.ratio < 1


def test_whether_each_row_is_treated_is_no_date_of_adoption():
    table = steps(YEARS)
    table["start"] = (table["when"] >= table["start"].astype("float64")).astype("int64")
    with pytest.raises(InvalidTable, match="the first treated period, not whether each row"):
        estimate_effects(table, **CLINICS)
