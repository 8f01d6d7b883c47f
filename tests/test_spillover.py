"""Spillover worked out by hand, by law, by known truth, and beside the published WDD example."""

import doctest
import re
from dataclasses import FrozenInstanceError
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.pages import sentences
from mohinh.questions.effects import estimate_effects
from mohinh.questions.effects.cells import fit_cells
from mohinh.questions.effects.estimate import main_cells
from mohinh.questions.effects.imputation import Cells
from mohinh.questions.effects.layout import Columns, read_layout
from mohinh.questions.panel import build_panel
from mohinh.questions.spillover import (
    NotComparable,
    displacement,
    displacement_in_panel,
    estimate_spillover,
    rings,
    sources_of,
    weighted_displacement_difference,
)
from mohinh.words.errors import InvalidTable, UnknownName

REFERENCE = Path(__file__).parents[2] / "shared" / "data" / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="no folder with reference values beside the project"
)
# Sums of whole numbers; the reference is printed with 15 digits.
WDD = 1e-8
# One step of Newton's method beside a second fit.
ONE_STEP = 0.01

NAMES = {"unit": "unit", "period": "period", "adopted": "adopted", "outcome": "cases", "donut": 0}

# Untreated and unexposed cases go 1 : 2 : 2 : 4. A and B are far from all; C adopts in 3; N is
# next to C, M next to N. N: 30 cases in 1 + 2 shares: 20 and 40 expected, 30 and 60 seen.
# M: 6 cases in 3 shares: 4 and 8 expected, 4 and 8 seen. C: 10 and 20 expected, 8 and 16 seen.
BY_HAND = """
unit adopted  1  2  3  4
A          - 10 20 20 40
B          -  3  6  6 12
C          3  5 10  8 16
N          - 10 20 30 60
M          -  2  4  4  8
"""
NEXT = pd.DataFrame({"unit": ["C", "N"], "neighbour": ["N", "M"]})

few = settings(max_examples=8, deadline=None)
seeds = st.integers(0, 10_000)


def long(text: str) -> pd.DataFrame:
    """A table drawn as text, `-` for missing, one column per period → one row per cell."""
    rows = [line.split() for line in text.strip().splitlines()]
    wide = pd.DataFrame(rows[1:], columns=rows[0]).replace("-", None)
    table = wide.melt(["unit", "adopted"], var_name="period", value_name="cases")
    return table.assign(
        **{name: table[name].astype("float64") for name in ("adopted", "cases")},
        period=table["period"].astype("int64"),
    )


# --- weighted displacement difference --------------------------------------------------------

PAPER = {
    "treated": (207, 110), "control": (308, 318), "ring": (178, 157), "ring_control": (150, 140),
}  # fmt: skip
COLUMNS = (
    "local",
    "se_local",
    "displaced",
    "se_displaced",
    "total",
    "se_total",
    "z",
    "low",
    "high",
)


def values(found) -> list[float]:
    return [getattr(found, name) for name in COLUMNS]


def test_the_published_example_by_hand():
    found = weighted_displacement_difference(**PAPER)
    assert found.local == (110 - 207) - (318 - 308) == -107
    assert found.displaced == (157 - 178) - (140 - 150) == -11
    assert found.se_total == pytest.approx(np.sqrt(sum(map(sum, PAPER.values()))))


@needs_reference
@pytest.mark.parametrize(
    ("example", "counts", "weights"),
    [
        ("spreadsheet_no_disp", {"treated": (20, 10), "control": (20, 20)}, None),
        ("paper", PAPER, None),
        (
            "paper area_weights .9 1.2 1.6 1.5",
            PAPER,
            {"control": 0.9, "treated": 1.2, "ring_control": 1.6, "ring": 1.5},
        ),
    ],
)
def test_weighted_displacement_differences_equal_the_published_ones(example, counts, weights):
    expected = pd.read_csv(REFERENCE / "wdd.csv").set_index("example").loc[example]
    found = weighted_displacement_difference(**counts, area_weights=weights)
    assert values(found) == pytest.approx(expected.tolist(), abs=WDD)


def test_overdispersion_widens_the_interval_and_moves_nothing():
    plain = weighted_displacement_difference(**PAPER)
    wide = weighted_displacement_difference(**PAPER, dispersion=4)
    assert wide.total == plain.total
    assert wide.se_total == pytest.approx(2 * plain.se_total)


def test_a_longer_after_is_divided_by_its_length():
    found = weighted_displacement_difference((10, 20), (10, 20), period_weights=(1, 2))
    assert found.total == 0
    assert found.se_local == pytest.approx(np.sqrt(10 + 10 + 5 + 5))


def test_nothing_seen_has_no_z_and_no_interval():
    found = weighted_displacement_difference((0, 0), (0, 0))
    assert (found.total, found.z, found.low, found.high) == (0, None, None, None)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"treated": (-1, 2)}, "0 or more"),
        ({"control": (np.nan, 2)}, "not reported"),
        ({"area_weights": {"ring": 0}}, "numbers above 0"),
        ({"area_weights": {"centre": 1}}, "'centre' is no place"),
        ({"period_weights": (1, -1)}, "numbers above 0"),
        ({"dispersion": 0.5}, "expected 1 or more"),
        ({"level": 95}, "between 0 and 1"),
    ],
)
def test_the_difference_refuses_what_is_no_count_or_weight(change, match):
    with pytest.raises(InvalidTable, match=match):
        weighted_displacement_difference(**(PAPER | change))


# T adopts in 3, R is next to it, K is far away: in 1–2 and 3–4 they hold 10 → 5, 6 → 9, 8 → 10.
STEP = """
unit adopted 1 2 3 4
T          3 6 4 3 2
R          - 2 4 4 5
K          - 5 3 4 6
"""


TWO = {"before": 2, "after": 2, "control_clusters_least": 1}


def test_the_difference_of_a_panel_with_one_date_is_that_of_its_counts():
    touching = rings(pd.DataFrame({"unit": ["T"], "neighbour": ["R"]}), order=1)
    found = displacement_in_panel(long(STEP), touching, **NAMES, **TWO)
    by_hand = weighted_displacement_difference((10, 5), (8, 10), (6, 9), (8, 10))
    assert found.counts.loc["ring"].tolist() == [6, 9]
    assert found.counts.loc["control"].tolist() == [8, 10]
    assert found.difference.dispersion == 1
    for name in ("local", "se_local", "displaced", "se_displaced", "total"):
        assert getattr(found.difference, name) == pytest.approx(getattr(by_hand, name))
    # One control serves both sides: its counts enter twice, at (1 + 1)² each.
    assert found.difference.se_total == pytest.approx(np.sqrt(15 + 15 + 4 * 18))
    assert (found.cohorts_count, found.treated_count, found.ring_count) == (1, 1, 1)


def test_a_date_without_an_area_to_compare_is_left_out_and_counted():
    touching = rings(pd.DataFrame({"unit": ["T"], "neighbour": ["R"]}), order=1)
    table = long(STEP + "U 2 1 1 1 1\n")
    found = displacement_in_panel(table, touching, **NAMES, **TWO)
    assert (found.cohorts_count, found.cohorts_left_out) == (1, 1)
    alone = long(STEP)
    alone = alone[alone["unit"].ne("K")]
    found = displacement_in_panel(alone, touching, **NAMES, **TWO)
    assert (found.difference, found.not_comparable) == (None, "no_date")
    assert (found.cohorts_count, found.adopting_count, found.treated_count) == (0, 1, 0)


# Two treated, one control: to count it twice would double what chance did to it.
SCALED_UP = STEP + "V 3 6 4 3 2\n"


def test_a_control_is_never_scaled_up_to_more_areas_than_it_is():
    touching = rings(pd.DataFrame({"unit": ["T"], "neighbour": ["R"]}), order=1)
    found = displacement_in_panel(long(SCALED_UP), touching, **NAMES, **TWO)
    assert (found.difference, found.not_comparable) == (None, "few_controls")
    assert (found.cohorts_count, found.cohorts_left_out, found.adopting_count) == (0, 1, 2)
    enough = displacement_in_panel(long(SCALED_UP + "L - 5 3 4 6\n"), touching, **NAMES, **TWO)
    assert enough.not_comparable is None
    assert enough.counts.loc["control"].tolist() == [16, 20]


def test_controls_of_few_communes_give_no_difference():
    touching = rings(pd.DataFrame({"unit": ["T"], "neighbour": ["R"]}), order=1)
    more = "".join(f"K{at} - 5 3 4 6\n" for at in range(5))
    found = displacement_in_panel(long(STEP + more), touching, **NAMES, before=2, after=2)
    assert found.not_comparable is None
    less = long(STEP + more)
    less = less[less["unit"].ne("K4")]
    found = displacement_in_panel(less, touching, **NAMES, before=2, after=2)
    assert (found.difference, found.not_comparable) == (None, "few_controls")


@pytest.mark.parametrize(("control", "why"), [("K - 11 9 9 9", None), ("K - 11 10 9 9", "unlike")])
def test_controls_of_another_size_than_the_treated_give_no_difference(control, why):
    touching = rings(pd.DataFrame({"unit": ["T"], "neighbour": ["R"]}), order=1)
    table = long("\n".join([*STEP.strip().splitlines()[:3], control]))
    found = displacement_in_panel(table, touching, **NAMES, **TWO)
    assert found.not_comparable == why
    assert (found.difference is None) == (why is not None)
    assert found.counts.loc["control", "before"] == sum(map(int, control.split()[2:4]))


def test_what_few_controls_do_to_the_difference_is_left_out():
    """Nothing happens, but late dates have two areas in one commune to be compared with."""
    rng = np.random.default_rng(3)
    adopted = {f"A{at}": 4 + at % 3 for at in range(30)} | {f"C{at}": 9 for at in range(40)}
    adopted |= {"N0": None, "N1": None}
    level = dict(zip(adopted, rng.gamma(2, 2, len(adopted)), strict=True))
    table = pd.DataFrame(
        {"unit": u, "period": t, "adopted": since, "cases": rng.poisson(level[u])}
        for u, since in adopted.items()
        for t in range(1, 13)
    )
    nobody = rings(pd.DataFrame({"unit": ["N0"], "neighbour": ["N1"]}), order=1)
    found = displacement_in_panel(table, nobody, **NAMES, **TWO)
    assert (found.cohorts_count, found.cohorts_left_out, found.treated_count) == (3, 1, 30)
    assert found.difference.low < 0 < found.difference.high


# --- two exposures ---------------------------------------------------------------------------


def test_treated_and_exposed_cells_in_a_table_worked_out_by_hand():
    found = estimate_spillover(long(BY_HAND), rings(NEXT, order=1), **NAMES).overall
    assert found.direct.observed == 24
    assert found.direct.expected == pytest.approx(30)
    assert [ring.group for ring in found.rings] == ["ring_1"]
    assert found.near.observed == 90
    assert found.near.expected == pytest.approx(60)
    assert found.net.ratio == pytest.approx((24 + 90) / (30 + 60))
    assert found.not_testable is None


def test_a_second_ring_stands_apart_from_the_first():
    found = estimate_spillover(long(BY_HAND), rings(NEXT, order=2), **NAMES).overall
    assert [ring.observed for ring in found.rings] == [90, 12]
    assert [ring.expected for ring in found.rings] == pytest.approx([60, 12])
    assert found.near.ratio == pytest.approx(102 / 72)


def test_what_changes_when_neighbours_leave_the_controls():
    table = long(BY_HAND)
    found = estimate_spillover(table, rings(NEXT, order=1), **NAMES).overall
    usual = estimate_effects(table, **NAMES).overall
    assert found.usual.expected == pytest.approx(usual.expected)
    assert found.usual.se == pytest.approx(usual.se)
    assert usual.expected > 30 + 1
    assert found.change == pytest.approx(np.log(usual.expected / 30))


def test_the_panel_may_leave_out_who_exposes_its_units():
    table = long(BY_HAND)
    outside = pd.DataFrame({"adopted": [3, None]}, index=["X", "C"])
    pairs = pd.DataFrame({"unit": ["N", "M"], "neighbour": ["X", "Y"]})
    table = table.assign(adopted=table["adopted"].where(table["unit"].ne("B"), 4))
    found = estimate_spillover(table, rings(pairs, order=1), **NAMES, sources=outside)
    assert found.overall.near.observed == 90
    assert found.unknown_neighbours_count == 1
    assert found.without_neighbour_count == 3


def test_an_area_with_a_model_of_unknown_first_day_exposes_throughout():
    areas = pd.DataFrame({"area_id": ["a1", "a2", "a3"], "commune_code": "c"})
    areas = areas.assign(district_name="d", households_count=pd.array([1, 1, 1], "Int64"))
    points = pd.DataFrame(
        {
            "point_id": ["p1", "p2"], "setting": "area", "area_id": ["a1", "a2"],
            "model_group": "camera", "status": "active",
            "started_on": pd.to_datetime([None, "2020-03-02"]),
            "ended_on": pd.to_datetime([None, None]),
        }
    )  # fmt: skip
    months = pd.date_range("2020-01-01", "2020-04-01", freq="MS")
    cells = pd.MultiIndex.from_product([areas["area_id"], months], names=["area_id", "month"])
    activity = cells.to_frame(index=False).assign(cases_count=1)
    panel = build_panel(areas, points, activity, outcomes=["cases_count"])
    sources = sources_of(panel)
    assert sources.loc["a1", "adopted"] == pd.Period("2020-01", "M")
    assert sources.loc["a2", "adopted"] == pd.Period("2020-03", "M")
    assert pd.isna(sources.loc["a3", "adopted"])
    assert sources.loc["a2", "group"] == "camera"


def test_a_group_answers_for_the_units_that_it_alone_exposed_first():
    table = long(BY_HAND + "D 3 5 10 5 10\nO - 10 20 20 40\n")
    table["kind"] = table["unit"].map({"C": "bells", "D": "lamps"})
    pairs = pd.DataFrame({"unit": ["C", "D", "C", "D"], "neighbour": ["N", "M", "O", "O"]})
    found = estimate_spillover(table, rings(pairs, order=1), **NAMES, group="kind")
    assert [each.group for each in found.groups] == ["bells", "lamps"]
    assert found.group("bells").near.observed == 90
    assert found.group("lamps").near.observed == 12
    assert found.overall.near.observed == 90 + 12 + 60
    assert found.group("bells").net.observed == 90 + 24


@pytest.mark.parametrize(
    ("text", "pairs", "reason"),
    [
        (BY_HAND, [("X", "Y")], "no_neighbours"),
        (BY_HAND, [("A", "B")], "no_exposed"),
        ("unit adopted 1 2 3\nA - 1 1 1\nN - 1 1 1\nC 1 2 2 2\n", [("C", "N")], "no_clean_before"),
        ("unit adopted 1 2 3\nN - 1 1 1\nC 2 2 2 2\n", [("C", "N")], "no_clean_control"),
    ],
)
def test_what_cannot_be_tested_is_said_and_holds_no_ratio(text, pairs, reason):
    touching = rings(pd.DataFrame(pairs, columns=["unit", "neighbour"]), order=1)
    found = estimate_spillover(long(text), touching, **NAMES).overall
    assert found.not_testable == reason
    assert found.rings == ()
    assert found.near is None
    assert found.net is None
    assert not found.has_interval
    for lang, word in (("vi", "Chưa kiểm tra được"), ("en", "cannot be tested")):
        assert word in sentences.spillover.answer(found, lang=lang)


def test_nobody_treated_and_sources_without_adoption_are_refused():
    touching = rings(NEXT, order=1)
    with pytest.raises(InvalidTable, match="nothing to spill over"):
        estimate_spillover(long(BY_HAND).assign(adopted=np.nan), touching, **NAMES)
    for sources in (pd.DataFrame(index=["C"]), pd.DataFrame({"adopted": [3, 3]}, index=["C", "C"])):
        with pytest.raises(InvalidTable, match="one row per unit"):
            estimate_spillover(long(BY_HAND), touching, **NAMES, sources=sources)
    found = estimate_spillover(long(BY_HAND), touching, **NAMES)
    with pytest.raises(UnknownName, match="expected one of all"):
        found.group("bells")
    with pytest.raises(FrozenInstanceError):
        found.overall.change = 0


# --- by law ----------------------------------------------------------------------------------


def random_case(seed: int, *, size: int = 5, periods: int = 9) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A made-up panel on a square grid, two groups, some blanks; and the pairs of neighbours."""
    rng = np.random.default_rng(seed)
    count = size * size
    adopted = rng.integers(3, periods + 2, count).astype("float64")
    adopted[rng.random(count) < 0.6] = np.nan
    adopted[0], adopted[-1] = 4, np.nan
    cases = rng.poisson(rng.gamma(4, 2, (count, 1)), (count, periods)) + 1.0
    cases[rng.random(cases.shape) < 0.05] = np.nan
    table = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(count), periods),
            "period": np.tile(np.arange(1, periods + 1), count),
            "adopted": np.repeat(adopted, periods),
            "cases": cases.ravel(),
            "kind": np.repeat(np.where(np.arange(count) % 2, "odd", "even"), periods),
            "commune": np.repeat(np.arange(count) % 7, periods),
        }
    )
    return table, grid_pairs(size)


def grid_pairs(size: int) -> pd.DataFrame:
    place = np.arange(size * size).reshape(size, size)
    one = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    other = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    return pd.DataFrame({"unit": one, "neighbour": other})


KINDS = NAMES | {"group": "kind", "cluster": "commune"}


@few
@given(seeds)
def test_every_row_is_used_once_or_left_out_once(seed):
    table, pairs = random_case(seed)
    found = estimate_spillover(table, rings(pairs, order=2), **KINDS | {"donut": 1})
    assert found.uses["rows_count"].sum() == len(table)
    assert found.uses["outcome"].sum() == table["cases"].sum()
    assert 0 <= found.clean_share <= 1
    assert found.table()["group"].isin(["all", "even", "odd"]).all()


@few
@given(seeds)
def test_neither_the_order_of_rows_nor_the_direction_of_pairs_matters(seed):
    table, pairs = random_case(seed)
    one = estimate_spillover(table, rings(pairs, order=2), **KINDS)
    turned = pairs.rename(columns={"unit": "neighbour", "neighbour": "unit"})
    shuffled = table.sample(frac=1, random_state=seed)
    other = estimate_spillover(shuffled, rings(turned, order=2), **KINDS)
    pd.testing.assert_frame_equal(one.table(), other.table(), check_exact=False)


@few
@given(seeds)
def test_without_neighbours_the_direct_estimate_is_the_usual_one(seed):
    table, _ = random_case(seed)
    alone = rings(pd.DataFrame({"unit": [-1], "neighbour": [-2]}), order=1)
    found = estimate_spillover(table, alone, **KINDS)
    usual = estimate_effects(table, **KINDS)
    for one, other in zip(
        (found.overall, *found.groups), (usual.overall, *usual.groups), strict=True
    ):
        if one.direct is None:
            assert other.units_count == 0
            continue
        assert one.direct.observed == other.observed
        assert one.direct.expected == pytest.approx(other.expected)
        if other.has_interval:
            assert one.direct.se == pytest.approx(other.se)
            assert one.change == pytest.approx(0)
    assert found.clean_share == 1


@few
@given(seeds)
def test_direct_and_rings_add_up_to_the_net(seed):
    table, pairs = random_case(seed)
    found = estimate_spillover(table, rings(pairs, order=2), **KINDS).overall
    if found.not_testable:
        return
    parts = [found.direct, *found.rings]
    parts = [part for part in parts if part is not None]
    assert sum(part.observed for part in parts) == pytest.approx(found.net.observed)
    assert sum(part.expected for part in parts) == pytest.approx(found.net.expected)


def test_leaving_out_a_cluster_in_one_step_equals_fitting_again_without_it():
    table, pairs = random_case(3, size=8, periods=12)
    table = table.assign(commune=table["unit"] % 20)
    touching = rings(pairs, order=1)
    sources = table.drop_duplicates("unit").set_index("unit")[["adopted"]]
    options = NAMES | {"cluster": "commune", "sources": sources}
    found = estimate_spillover(table, touching, **options).overall
    again = {name: [] for name in ("direct", "near", "net")}
    for commune in range(20):
        part = estimate_spillover(table[table["commune"].ne(commune)], touching, **options).overall
        for name, ratios in again.items():
            ratios.append(getattr(part, name).log_ratio)
    for name, ratios in again.items():
        apart = np.array(ratios) - np.mean(ratios)
        by_refit = np.sqrt(19 / 20 * (apart**2).sum())
        assert getattr(found, name).se == pytest.approx(by_refit, rel=ONE_STEP)


@few
@given(seeds)
def test_any_cells_of_the_main_fit_give_the_main_estimate(seed):
    table, _ = random_case(seed)
    columns = Columns("unit", "period", "adopted", "cases", "kind", "commune")
    layout = read_layout(table, columns)
    for inference in ("jackknife", "influence"):
        usual = estimate_effects(table, **KINDS, inference=inference)
        fit = fit_cells(layout, main_cells(layout, 0), inference=inference)
        found = fit.estimates(layout.group, layout.groups)
        for one, other in zip(found.estimates, usual.groups, strict=True):
            assert one.expected == pytest.approx(other.expected)
            assert one.p_holm == pytest.approx(other.p_holm)
            assert one.no_interval == other.no_interval


def test_cells_without_anything_to_compare_have_no_fit():
    layout = read_layout(long(BY_HAND), Columns("unit", "period", "adopted", "cases"))
    none = np.zeros_like(layout.observed)
    assert fit_cells(layout, Cells(none, layout.observed)) is None
    assert fit_cells(layout, Cells(layout.observed, none)) is None


# --- by known truth --------------------------------------------------------------------------


def grid_province(seed: int, *, ring: float, direct: float = -0.3, size: int = 24):
    """Areas on a grid, one in five adopts at random; neighbours of adopters change by exp(ring)."""
    rng = np.random.default_rng(seed)
    count, periods = size * size, 60
    adopted = np.where(rng.random(count) < 0.2, rng.integers(24, 58, count), 10**6)
    pairs = grid_pairs(size)
    both = np.concatenate([pairs.to_numpy(), pairs.to_numpy()[:, ::-1]])
    since = np.full(count, 10**6)
    np.minimum.at(since, both[:, 0], adopted[both[:, 1]])
    t = np.arange(periods)
    treated = t >= adopted[:, None]
    exposed = ~treated & (t >= since[:, None])
    season = 1 + 0.2 * np.sin(t * np.pi / 6)
    mean = rng.gamma(3, 0.3, (count, 1)) * season * np.exp(direct * treated + ring * exposed)
    table = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(count), periods),
            "period": np.tile(t, count),
            "adopted": np.repeat(np.where(adopted < 10**6, adopted, np.nan), periods),
            "cases": rng.poisson(mean).ravel(),
        }
    )
    return table, rings(pairs, order=1)


@pytest.mark.parametrize("ring", [-0.3, 0.0, 0.3])
def test_two_exposures_give_back_the_direct_and_the_ring_effect(ring):
    found = [estimate_spillover(*grid_province(seed, ring=ring), **NAMES) for seed in range(6)]
    direct = [each.overall.direct.log_ratio for each in found]
    around = [each.overall.near.log_ratio for each in found]
    # Six draws with a standard error of about 0.05 each.
    assert np.mean(direct) == pytest.approx(-0.3, abs=0.06)
    assert np.mean(around) == pytest.approx(ring, abs=0.06)
    usual = np.mean([each.overall.usual.log_ratio for each in found])
    if ring:
        assert np.sign(usual + 0.3) == -np.sign(ring)
        assert all(np.sign(each.overall.change) == np.sign(ring) for each in found)


def test_displacement_in_a_panel_has_the_sign_that_was_made():
    table, touching = grid_province(1, ring=0.4, direct=-0.6)
    found = displacement_in_panel(table, touching, **NAMES)
    assert found.difference.local < -2 * found.difference.se_local
    assert found.difference.displaced > 2 * found.difference.se_displaced
    assert found.difference.dispersion < 1.3


def test_counts_that_scatter_more_than_poisson_widen_the_difference():
    table, touching = grid_province(2, ring=0.0)
    rng = np.random.default_rng(5)
    shocks = rng.gamma(0.5, 2, (24 * 24, 5)).repeat(12, axis=1)
    wide = table.assign(cases=rng.poisson(table["cases"] * shocks.ravel()))
    assert displacement_in_panel(wide, touching, **NAMES).difference.dispersion > 2


# --- in words --------------------------------------------------------------------------------


def test_sentences_say_what_was_found_in_both_languages():
    found = estimate_spillover(*grid_province(1, ring=0.4), **NAMES).overall
    vi = sentences.spillover.answer(found, lang="vi")
    assert "cao hơn dự kiến, phù hợp với việc dịch chuyển" in vi
    assert "Tính chung" in vi
    assert "as if cases had moved next door" in sentences.spillover.answer(found, lang="en")
    assert "nhóm so sánh" in sentences.spillover.controls(found, lang="vi")
    assert "compared with" in sentences.spillover.controls(found, lang="en")


def moved(counts=PAPER, **change) -> SimpleNamespace:
    """A difference with the published example's counts, or others."""
    told = {
        "difference": weighted_displacement_difference(**counts), "not_comparable": None,
        "counts": pd.DataFrame(dict.fromkeys(PAPER, (0, 0)) | counts, index=["before", "after"]).T,
        "adopting_count": 70, "treated_count": 12, "ring_count": 9, "before": 12, "after": 12,
        "donut": 12,
    }  # fmt: skip
    return SimpleNamespace(**told | change)


def test_the_difference_in_words_says_of_how_many_areas_and_how_sure():
    say = sentences.spillover.displacement
    vi, en = say(moved(), lang="vi"), say(moved(), lang="en")
    assert "12 trong 70 khu dân cư áp dụng" in vi
    assert "nơi có mô hình thay đổi (110 − 205) − (320 − 310) = −105." in vi
    assert "số vụ thay đổi (155 − 180) − (140 − 150) = −15 (từ −60 đến 40)." in vi
    assert "Tính chung là −120 vụ (từ −200 đến −40). Kết quả chính" in vi
    assert "12 of 70 adopting areas" in en
    assert "In 9 neighbouring areas they changed by (155 − 180) − (140 − 150) = −15" in en
    assert "1 neighbouring area they" in say(moved(ring_count=1), lang="en")
    flat = moved(dict(zip(PAPER, [(20, 20), (20, 20), (5, 5), (5, 5)], strict=True)))
    assert "không thấy chênh lệch rõ" in say(flat, lang="vi")
    assert "no clear difference" in say(flat, lang="en")
    told = say(moved(after=3, donut=4), every="quarter", lang="vi")
    assert "3 quý từ khi áp dụng so với 12 quý kết thúc 4 quý trước khi áp dụng" in told
    assert "so với 12 tháng trước khi áp dụng;" in say(moved(donut=0), lang="vi")


many = st.integers(5, 200)
sides = st.fixed_dictionaries(dict.fromkeys(PAPER, st.tuples(many, many)))


@settings(max_examples=40, deadline=None)
@given(sides, st.sampled_from(["vi", "en"]))
def test_what_is_said_of_the_difference_is_the_sum_of_the_printed_counts(counts, lang):
    """A reader who adds and subtracts what the table prints finds the text; and no number of it
    tells more than the rounded counts do."""
    found = moved(counts, treated_count=10, adopting_count=70, ring_count=10, before=10, after=10,
                  donut=10)  # fmt: skip
    text = sentences.spillover.displacement(found, lang=lang).replace("−", "-")
    printed = sentences.spillover.rounded_counts(found)
    changes = (printed["after"] - printed["before"]).to_dict()
    here = changes["treated"] - changes["control"]
    near = changes["ring"] - changes["ring_control"]
    sums = [int(each) for each in re.findall(r"= ([+-]?\d+)", text)]
    assert sums == [here, near]
    total = re.search(r"(?:chung là|all that is) ([+-]?\d+)", text)
    assert int(total[1]) == here + near
    ends = re.findall(r"\((?:từ|from) (-?\d+) (?:đến|to) (-?\d+)\)", text)
    for (low, high), change in zip(ends, (near, here + near), strict=True):
        assert int(low) <= change <= int(high)
    assert all(int(each) % 5 == 0 for each in re.findall(r"\d+", text))


def test_reports_that_differ_by_a_case_or_two_say_the_same_of_the_difference_or_differ_by_five():
    """One case more next door, as between two reports: the text stays, or moves by 5."""
    more = PAPER | {"ring": (178, 158)}
    one, other = (
        sentences.spillover.displacement(moved(counts), lang="en") for counts in (PAPER, more)
    )
    apart = [
        abs(int(a) - int(b))
        for a, b in zip(*(re.findall(r"\d+", text) for text in (one, other)), strict=True)
    ]
    assert set(apart) <= {0, 5}


def test_neighbours_that_nobody_could_count_are_never_a_zero():
    said = moved({"treated": (20, 10), "control": (20, 20)}, ring_count=0)
    vi, en = (sentences.spillover.displacement(said, lang=lang) for lang in ("vi", "en"))
    assert "không nói gì về dịch chuyển" in vi
    assert "says nothing of displacement" in en
    assert "lân cận, số vụ thay đổi" not in vi


@pytest.mark.parametrize("why", get_args(NotComparable))
def test_a_difference_that_is_not_given_says_why(why):
    said = moved(difference=None, not_comparable=why)
    for lang in ("vi", "en"):
        text = sentences.spillover.displacement(said, lang=lang)
        assert ("vì" if lang == "vi" else "because") in text
        assert not re.search(r"\d", text)


def test_too_few_data_around_are_no_answer():
    found = estimate_spillover(
        long("unit adopted 1 2 3\nA - 9 9 9\nB - 8 8 8\nN - 1 0 0\nC 3 5 5 4\n"),
        rings(NEXT.head(1), order=1),
        **NAMES,
    ).overall
    assert not found.has_interval
    for lang in ("vi", "en"):
        text = sentences.spillover.answer(found, lang=lang)
        assert "chưa nói được" in text or "is not known" in text


def test_the_example_in_the_documentation_runs():
    assert doctest.testmod(displacement).failed == 0
