"""Rates by hand, by law, by known probabilities, and beside scipy's and esda's formulas."""

import re
import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from scipy import stats

from mohinh.pages import figures, sentences, style
from mohinh.questions import rates
from mohinh.tables import privacy
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import INDICATORS, Period

# Inverses of incomplete gamma and beta functions are found by iteration.
SOLVED = 1e-6
EXACT = 1e-12
NBSP = "\u00a0"

# Three areas of A and B; C has no households, D did not say. A dot is not reported.
AREAS = """
area commune homes people
a1   A       600   2400
a2   A       300   1200
b1   B       120   480
c1   C       0     10
d1   D       .     .
"""
CASES = """
area 2022-01 2022-02 2022-03
a1   2       1       0
a2   1       .       1
b1   3       0       0
c1   0       1       0
d1   4       0       1
"""
YEAR = Period.parse("2022-Q1")
THEFT = ["incident_theft_count"]


def areas(text: str = AREAS) -> pd.DataFrame:
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows[1:], columns=rows[0]).replace(".", None)
    return pd.DataFrame(
        {
            "area_id": frame["area"],
            "commune_code": frame["commune"],
            "district_name": frame["commune"].map(lambda name: "Đông" if name in "AB" else "Tây"),
            "households_count": frame["homes"].astype("Float64").astype("Int64"),
            "population_persons": frame["people"].astype("Float64").astype("Int64"),
        }
    )


def activity(text: str = CASES) -> pd.DataFrame:
    rows = [line.split() for line in text.strip().splitlines()]
    wide = pd.DataFrame(rows[1:], columns=["area_id", *rows[0][1:]]).replace(".", None)
    long = wide.melt("area_id", var_name="month", value_name="incident_theft_count").dropna()
    return long.assign(
        month=pd.to_datetime(long["month"]).astype("datetime64[us]"),
        incident_theft_count=long["incident_theft_count"].astype("Int64"),
    )


def count(places=None, reports=None, **options):
    return rates.count_cases(
        areas() if places is None else places,
        activity() if reports is None else reports,
        **({"outcomes": THEFT, "period": YEAR, "complete_from": 0.8} | options),
    )


# Counting --------------------------------------------------------------------------------------


def test_a_rate_by_hand_leaves_what_was_not_reported_out_of_both_sides():
    # A: 2 + 1 + 0 + 1 + 1 cases; 600 × 3 months + 300 × 2 months = 2,400 household-months.
    found = count().rates(by=["commune_code"])
    assert found.loc["A", "incident_count"] == 5
    assert found.loc["A", "exposure_years"] == pytest.approx(200)
    assert found.loc["A", "rate"] == pytest.approx(25)
    assert found.loc["B", "rate"] == pytest.approx(3 / 30 * 1000)
    assert found.loc["A", "area_months_count"] == 5
    assert set(found.index) == {"A", "B"}


def test_by_people_a_rate_is_per_ten_thousand():
    found = count(per="persons").rates(by=["commune_code"])
    assert found.loc["A", "rate"] == pytest.approx(5 / (2400 * 3 + 1200 * 2) * 12 * 10_000)
    assert found.loc["C", "incident_count"] == 1


def test_every_area_month_stands_once_with_the_first_reason_that_holds():
    uses = count().uses
    assert uses["area_months_count"].to_dict() == {
        "used": 8, "not_reported": 1, "outcome_missing": 0, "month_incomplete": 0,
        "no_denominator": 3, "zero_denominator": 3,
    }  # fmt: skip
    assert uses["area_months_count"].sum() == 5 * 3
    assert uses.loc["no_denominator", "incident_count"] == 5


def test_a_month_with_too_few_reports_leaves_both_sides_for_all_areas():
    found = count(complete_from=0.9)
    assert found.months["is_complete"].tolist() == [True, False, True]
    assert found.months["received_count"].tolist() == [5, 4, 5]
    assert found.uses.loc["month_incomplete", "area_months_count"] == 4
    row = found.rates(by=["commune_code"]).loc["A"]
    assert (row["incident_count"], row["exposure_years"]) == (4, pytest.approx(150))


def test_a_report_without_the_count_is_not_a_zero():
    reports = activity().assign(tips_count=pd.array([1] * 14, dtype="Int64"))
    reports.loc[reports["area_id"].eq("b1"), "incident_theft_count"] = pd.NA
    found = count(reports=reports, complete_from=0.5)
    assert found.uses.loc["outcome_missing", "area_months_count"] == 3
    assert "B" not in found.rates(by=["commune_code"]).index


def test_several_outcomes_count_where_all_of_them_came():
    both = activity().assign(incident_drugs_count=pd.array([1] * 13 + [None], dtype="Int64"))
    found = count(reports=both, outcomes=[*THEFT, "incident_drugs_count"])
    assert found.uses.loc["outcome_missing", "area_months_count"] == 1
    kinds = rates.rates_by_kind(
        areas(), both, kinds=["theft", "drugs"], period=YEAR, complete_from=0.5
    )
    assert kinds["incident_count"].to_dict() == {"theft": 8, "drugs": 8}


@pytest.mark.parametrize(
    ("make", "error", "match"),
    [
        (lambda: count(outcomes=[]), InvalidTable, "none given"),
        (lambda: count(outcomes=["incident_x"]), InvalidTable, "no column 'incident_x'"),
        (lambda: count(areas().drop(columns="households_count")), InvalidTable, "households_count"),
        (lambda: count(complete_from=95), InvalidTable, "from 0 to 1"),
        (lambda: count(areas().iloc[1:]), VintageMismatch, "the first from 'a1'"),
        (
            lambda: count(reports=pd.concat([activity(), activity().iloc[:1]])),
            InvalidTable,
            "area 'a1' has two rows for 2022-01",
        ),
    ],
)
def test_counting_refuses_what_it_cannot_use(make, error, match):
    with pytest.raises(error, match=match):
        make()


def test_nothing_reported_gives_no_rate_and_no_zero():
    found = count(reports=activity().iloc[:0])
    assert found.table.empty
    assert found.rates()["rate"].isna().all()
    assert found.uses.loc["not_reported", "area_months_count"] == 15


# Intervals -------------------------------------------------------------------------------------


def test_intervals_are_garwoods_by_scipys_chi_square():
    counts = pd.Series([0, 1, 5, 40, 1861], index=[*"abcde"])
    found = rates.garwood(counts)
    low = [0.0] + [stats.chi2.ppf(0.025, 2 * k) / 2 for k in counts[1:]]
    high = [stats.chi2.ppf(0.975, 2 * k + 2) / 2 for k in counts]
    np.testing.assert_allclose(found["low"], low, rtol=EXACT)
    np.testing.assert_allclose(found["high"], high, rtol=EXACT)
    # Printed in tables of exact limits: 5 cases, 1.6235 to 11.6683.
    assert found.loc["c"].tolist() == pytest.approx([1.6235, 11.6683], abs=5e-5)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.floats(0.5, 0.999))
def test_an_interval_holds_its_count_and_covers_by_the_exact_test(k, level):
    low, high = rates.garwood(pd.Series([k]), level=level).iloc[0]
    assert low <= k <= high
    assert stats.poisson.cdf(k, high) == pytest.approx((1 - level) / 2, abs=SOLVED)
    if k:
        assert stats.poisson.sf(k - 1, low) == pytest.approx((1 - level) / 2, abs=SOLVED)


def test_an_interval_of_what_is_missing_is_missing_and_a_negative_count_is_refused():
    assert rates.garwood(pd.Series([np.nan])).isna().all(axis=None)
    with pytest.raises(InvalidTable, match="found -1"):
        rates.garwood(pd.Series([-1]))
    with pytest.raises(InvalidTable, match="between 0 and 1"):
        rates.garwood(pd.Series([1]), level=95)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 500), st.sampled_from([0.025, 0.001]))
def test_a_count_lies_beyond_a_limit_where_the_exact_test_says_so(mean, tail):
    low, high = (float(end) for end in rates.poisson_limits(mean, tail=tail))
    k = np.arange(0, int(mean + 12 * np.sqrt(mean) + 30))
    beyond = stats.poisson.sf(k - 1, mean) <= tail
    assert np.array_equal(k >= high - SOLVED, beyond)
    below = stats.poisson.cdf(k, mean) <= tail
    assert np.array_equal(k <= low + SOLVED, below) if not np.isnan(low) else not below.any()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.floats(0.01, 2), st.sampled_from([0.025, 0.001]))
def test_a_new_count_lies_beyond_its_prediction_limit_by_the_binomial_test(before, ratio, tail):
    low, high = (float(end) for end in rates.prediction_limits(before, ratio, tail=tail))
    share, k = ratio / (1 + ratio), np.arange(0, int(3 * before * ratio + 40))
    beyond = stats.binom.sf(k - 1, before + k, share) <= tail
    assert np.array_equal(k >= high - SOLVED, beyond)
    below = stats.binom.cdf(k, before + k, share) <= tail
    assert np.array_equal(k <= low + SOLVED, below) if not np.isnan(low) else not below.any()


def test_with_much_seen_before_prediction_limits_become_those_of_a_known_rate():
    known = rates.poisson_limits(10.0, tail=0.025)
    found = rates.prediction_limits(1e7, 1e-6, tail=0.025)
    np.testing.assert_allclose(found, known, atol=1e-3)
    np.testing.assert_allclose(
        rates.poisson_limits(20.0, tail=0.025, dispersion=2.0), 2 * np.array(known), rtol=EXACT
    )


# Smoothing -------------------------------------------------------------------------------------


def test_smoothing_by_hand():
    # m = 20 / 400; A = Σ P (r − m)² / ΣP − m / P̄ = (100·0.05² + 100·0.05² + 0) / 400 − 0.05 / 133.
    counts, size = pd.Series([10, 0, 10]), pd.Series([100, 100, 200])
    found = rates.smoothed(counts, size)
    variance = 0.5 / 400 - 0.05 / (400 / 3)
    assert found.mean == pytest.approx(0.05)
    assert found.variance == pytest.approx(variance)
    weight = variance / (variance + 0.05 / 100)
    assert found.table.loc[0, "smoothed"] == pytest.approx(0.05 + weight * 0.05)
    assert found.table.loc[1, "smoothed"] == pytest.approx(0.05 - weight * 0.05)
    assert found.table.loc[2, "smoothed"] == pytest.approx(0.05)


@pytest.fixture(scope="module")
def many():
    rng = np.random.default_rng(7)
    size = pd.Series(rng.integers(200, 4000, 40), index=[f"{n:05d}" for n in range(40)])
    rate = rng.gamma(8, 0.007 / 8, 40)
    links = {(n, n + 1) for n in range(39)} | {(n, n + 6) for n in range(34)}
    pairs = pd.DataFrame(sorted(links), columns=["unit", "neighbour"])
    pairs = pairs.apply(lambda column: column.map(lambda n: f"{n:05d}"))
    return pd.Series(rng.poisson(rate * size), index=size.index), size, pairs


def test_smoothing_is_esdas_towards_all_and_towards_neighbours(many):
    from esda import smoothing
    from libpysal.weights import W

    counts, size, pairs = many
    found = rates.smoothed(counts, size).table["smoothed"]
    np.testing.assert_allclose(found, smoothing.Empirical_Bayes(counts, size).r.ravel(), rtol=1e-10)
    near = {code: [] for code in counts.index}
    for one, other in pairs.itertuples(index=False):
        near[one].append(other)
        near[other].append(one)
    graph = W(near, id_order=list(counts.index))
    local = rates.smoothed(counts, size, pairs=pairs).table["smoothed"]
    expected = smoothing.Spatial_Empirical_Bayes(counts.to_numpy(), size.to_numpy(), graph).r
    np.testing.assert_allclose(local, expected.ravel(), rtol=1e-9)
    scores = rates.standardised(counts, size)
    np.testing.assert_allclose(scores, smoothing.assuncao_rate(counts, size), rtol=1e-9)


shares = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5000)), min_size=2, max_size=30)


@settings(max_examples=80, deadline=None)
@given(shares, st.sampled_from(["poisson", "binomial"]))
def test_a_smoothed_rate_lies_between_the_raw_one_and_the_mean(rows, law):
    size = pd.Series([size for _, size in rows], dtype="float64")
    counts = pd.Series([min(k, n) for k, n in rows], dtype="float64")
    found = rates.smoothed(counts, size, law=law)
    table = found.table
    low = np.minimum(table["raw"], found.mean) - EXACT
    high = np.maximum(table["raw"], found.mean) + EXACT
    assert table["smoothed"].between(low, high).all()
    assert table["weight"].between(0, 1).all()
    known = table["low"].notna()
    assert (table["low"] <= table["high"])[known].all()


def test_places_that_differ_as_chance_has_it_all_get_the_mean():
    found = rates.smoothed(pd.Series([5, 5, 5]), pd.Series([100, 100, 100]))
    assert found.variance == 0
    assert found.table["smoothed"].tolist() == pytest.approx([0.05] * 3)
    assert rates.standardised(pd.Series([5, 5]), pd.Series([100, 100])).eq(0).all()


def test_a_place_without_exposure_has_no_smoothed_rate_and_one_alone_keeps_its_own():
    found = rates.smoothed(pd.Series([3, 2, None]), pd.Series([10, 0, 5]))
    assert found.table["smoothed"].isna().tolist() == [False, True, True]
    assert found.table.loc[0, "smoothed"] == pytest.approx(0.3)
    nothing = rates.smoothed(pd.Series([1]), pd.Series([0]))
    assert np.isnan(nothing.mean)
    assert nothing.table["smoothed"].isna().all()


@pytest.mark.parametrize(
    ("counts", "size", "law", "match"),
    [
        (pd.Series([1], index=["a"]), pd.Series([1], index=["b"]), "poisson", "one index"),
        (pd.Series([-1, 1]), pd.Series([1, 1]), "poisson", "found -1"),
        (pd.Series([3, 1]), pd.Series([2, 2]), "binomial", "0: more are counted"),
    ],
)
def test_smoothing_refuses_what_it_cannot_use(counts, size, law, match):
    with pytest.raises(InvalidTable, match=match):
        rates.smoothed(counts, size, law=law)


# Funnel and control chart ----------------------------------------------------------------------


def by_place(counts, years) -> pd.DataFrame:
    table = pd.DataFrame({"incident_count": counts, "exposure_years": years})
    table.index = pd.Index([f"{n:05d}" for n in range(len(table))], name="commune_code")
    return table.assign(rate=1000 * table["incident_count"] / table["exposure_years"])


def test_who_lies_outside_a_funnel_by_hand():
    # 50 expected each: P(X ≥ 69) = 0.0068, P(X ≥ 74) = 0.0009, P(X ≤ 31) = 0.0028.
    table = by_place([69, 74, 31, 50, 26], [1000.0] * 5)
    found = rates.funnel(table, unit=1000, widen="never")
    assert found.target == pytest.approx(50)
    assert found.table["standing"].tolist() == [
        "above_95", "above_998", "below_95", "as_expected", "below_998",
    ]  # fmt: skip
    assert found.beyond == {"95": 4, "998": 2}
    assert found.by_chance == {"95": 0.25, "998": pytest.approx(0.01)}


def test_a_funnel_is_widened_only_where_places_differ_more_than_chance_has_it():
    rng = np.random.default_rng(3)
    years = rng.uniform(500, 4000, 200)
    calm = by_place(rng.poisson(years * 0.02), years)
    wild = by_place(rng.poisson(years * 0.02 * rng.gamma(6, 1 / 6, 200)), years)
    assert rates.funnel(calm, unit=1000).dispersion == 1.0
    widened = rates.funnel(wild, unit=1000)
    assert widened.dispersion == widened.found_dispersion > 1.5
    plain = rates.funnel(wild, unit=1000, widen="never")
    assert plain.beyond["95"] > 3 * plain.by_chance["95"]
    assert widened.beyond["95"] < plain.beyond["95"] / 2


def test_chance_alone_puts_no_more_outside_a_funnel_than_is_said():
    rng = np.random.default_rng(5)
    years = np.full(4000, 2500.0)
    found = rates.funnel(by_place(rng.poisson(years * 0.02), years), unit=1000, widen="never")
    assert found.beyond["95"] <= found.by_chance["95"]
    assert found.beyond["95"] > 0.5 * found.by_chance["95"]


def test_a_funnel_of_one_place_or_without_cases_says_why_it_is_empty():
    assert rates.funnel(by_place([5], [10.0]), unit=1000).refusal == "one_place"
    assert rates.funnel(by_place([0, 0], [10.0, 20.0]), unit=1000).refusal == "no_cases"


def monthly(per_month, *, areas_count=1, silent=(), first="2019-01"):
    """One area of 12,000 households; cases by month."""
    months = pd.date_range(first, periods=len(per_month), freq="MS", unit="us")
    own = pd.DataFrame(
        {"area_id": ["a"], "commune_code": ["A"], "households_count": pd.array([12_000], "Int64")}
    )
    reports = pd.DataFrame({"area_id": "a", "month": months})
    reports["incident_theft_count"] = pd.array(per_month, dtype="Int64")
    reports = reports[~reports["month"].dt.strftime("%Y-%m").isin(silent)]
    return rates.count_cases(
        own, reports, outcomes=THEFT, period=Period.parse("2022"), since=months[0]
    )


SEASONS = [60, 60, 60, 60, 20, 20, 20, 20, 60, 60, 60, 60]


def test_a_month_is_compared_with_the_same_months_before():
    last = [60] * 4 + [20] * 3 + [60] * 5
    chart = rates.control_chart(monthly(SEASONS * 3 + last), period=Period.parse("2022"))
    assert chart.basis == "same_months"
    assert chart.dispersion == 1.0
    assert chart.judged["standing"].ne("as_expected").sum() == 1
    assert chart.table.loc["2022-08-01", "standing"] == "above_998"
    assert chart.table.loc["2022-08-01", "expected_rate"] == pytest.approx(20)
    assert chart.beyond == {"95": 1, "998": 1}
    assert chart.by_chance == pytest.approx(0.6)


def test_a_month_that_was_not_complete_is_neither_judged_nor_compared_with():
    found = monthly(SEASONS * 4, silent=("2021-05", "2022-06"))
    chart = rates.control_chart(found, period=Period.parse("2022"))
    assert not chart.table.loc["2022-06-01", "is_complete"]
    assert np.isnan(chart.table.loc["2022-06-01", "rate"])
    assert chart.table.loc["2022-06-01", "standing"] == ""
    assert chart.months_before_count == 35
    assert chart.basis == "same_months"
    assert len(chart.judged) == 11


def test_without_two_years_of_each_month_all_months_before_are_the_comparison():
    chart = rates.control_chart(monthly([30] * 26, first="2020-11"), period=Period.parse("2022"))
    assert chart.basis == "all_months"
    assert chart.judged["expected_rate"].tolist() == pytest.approx([30] * 12)


def test_too_few_months_or_no_case_before_give_no_limits():
    few = rates.control_chart(monthly([3] * 20, first="2021-05"), period=Period.parse("2022"))
    assert few.refusal == "too_few_months"
    none = rates.control_chart(monthly([0] * 36 + [3] * 12), period=Period.parse("2022"))
    assert none.refusal == "no_cases_before"
    assert none.table["high_95"].isna().all()


def test_a_control_chart_raises_false_alarms_as_rarely_as_it_says():
    rng = np.random.default_rng(11)
    alarms = judged = 0
    for _ in range(60):
        chart = rates.control_chart(monthly(rng.poisson(15, 48)), period=Period.parse("2022"))
        alarms, judged = alarms + chart.beyond["95"], judged + len(chart.judged)
    assert alarms / judged <= 0.05


# Words and pictures ----------------------------------------------------------------------------

NAMES = pd.Series({f"{n:05d}": f"Xã {n}" for n in range(20)})


def communes(size: int) -> pd.DataFrame:
    codes = [f"{n:05d}" for n in range(size)]
    return pd.DataFrame(
        {"commune_code": codes, "district_name": ["Đông" if n % 2 else "Tây" for n in range(size)]}
    )


def test_the_answer_has_the_count_the_rate_and_its_interval_in_both_languages():
    found = count()
    say = {lang: sentences.rates.answer(
        found.rates().assign(incident_count=8), found, province="X", period=YEAR, lang=lang
    ) for lang in ("vi", "en")}  # fmt: skip
    assert say["vi"].startswith(
        "Quý I/2022, các khu dân cư được tính của X ghi nhận 8 vụ (trộm cắp)"
    )
    assert "34,8 vụ trên 1.000 hộ một năm (khoảng tin cậy 95 %: 15,0 đến 68,5)." in say["vi"]
    assert (
        "8 cases (theft): 34.8 per 1,000 households and year (95% interval 15.0 to 68.5)."
        in (say["en"])
    )


def test_a_small_count_of_the_whole_is_not_said():
    found = count()
    for lang in ("vi", "en"):
        said = sentences.rates.answer(
            found.rates().assign(incident_count=3), found, province="X", period=YEAR, lang=lang
        )
        assert not re.search(r"\b3\b", said)


def test_the_table_of_kinds_says_which_of_them_the_headline_counts():
    """Theft and fraud stand in the table, the headline has theft: they do not add up to it."""
    both = activity().assign(incident_fraud_count=pd.array([1] * 14, dtype="Int64"))
    kinds = rates.rates_by_kind(
        areas(), both, kinds=["theft", "fraud"], period=YEAR, complete_from=0.5
    )
    found, hidden = count(reports=both), sentences.rates.hidden_kinds(kinds)
    assert kinds["incident_count"].sum() > found.rates()["incident_count"].sum()
    notes = {
        lang: sentences.rates.kind_table(kinds, hidden, found, lang=lang).note
        for lang in ("vi", "en")
    }
    assert notes["vi"].startswith(
        "Số vụ và tỷ suất nêu ở đầu phần gồm: trộm cắp; không gồm: lừa đảo qua mạng."
    )
    assert "are of: theft; not of: online fraud. So they are not the sum" in notes["en"]
    one = sentences.rates.kind_table(kinds.loc[["theft"]], hidden, found, lang="vi")
    assert "không gồm" not in one.note


def test_the_ends_of_an_interval_are_bounds_in_vietnamese():
    words = sentences.rates.words.HEADINGS
    assert (words["low"][0], words["high"][0]) == ("Cận dưới", "Cận trên")


def test_what_was_left_out_is_said_with_its_numbers():
    found = count(complete_from=0.9)
    assert sentences.rates.left_out(found, lang="vi") == (
        "Tính trên 6 trong 15 lượt khu dân cư – tháng; bỏ ra khỏi cả tử số và mẫu số: 1 lượt chưa "
        "báo cáo; 4 lượt thuộc tháng thiếu báo cáo; 2 lượt ở khu dân cư chưa báo số hộ; 2 lượt ở "
        "khu dân cư có số hộ bằng 0."
    )
    assert sentences.rates.months_said(found, lang="en") == (
        "1 of 3 months received less than 90% of their reports and is left out: 02/2022."
    )
    assert "Cả 3 tháng" in sentences.rates.months_said(count(), lang="vi")


def made_up(size: int = 20):
    counts = [2, 40, 30, 25, 3, 60] + [20] * (size - 6)
    by_commune = by_place(counts, np.linspace(900.0, 3000.0, size))
    ends = rates.garwood(by_commune["incident_count"]).mul(1000 / by_commune["exposure_years"], 0)
    by_commune = by_commune.join(ends)
    hidden = sentences.rates.hidden(by_commune, communes(size), "district_name")
    counted = SimpleNamespace(
        per="households", unit=1000, outcomes=tuple(THEFT), complete_from=0.9,
        months=pd.DataFrame({"is_complete": [True]}, index=pd.to_datetime(["2022-01-01"])),
    )  # fmt: skip
    return by_commune, hidden, counted


def test_no_table_of_communes_gives_a_small_count_away():
    by_commune, hidden, counted = made_up()
    assert hidden.rows[["00000", "00004"]].all()
    smoothed = rates.smoothed(by_commune["incident_count"], by_commune["exposure_years"])
    table = sentences.rates.commune_table(
        by_commune, smoothed, hidden, NAMES, counted, lang="vi"
    ).frame.set_index("commune_code")
    gone = table.loc[hidden.rows[hidden.rows].index]
    assert gone[["incident_count", "rate", "low", "high", "smoothed"]].isna().all(axis=None)
    # Both small ones lie in one district: its sum leaves each of them enough values.
    west = hidden.rows.index[hidden.rows.to_numpy()]
    known = by_commune.loc[west, "incident_count"]
    assert (known - 1).sum() >= 8
    chance = rates.funnel(by_commune, unit=1000)
    drawn = sentences.rates.funnel_rows(chance, hidden, NAMES)
    assert not set(drawn.index) & set(gone.index)
    listed = sentences.rates.funnel_table(chance, drawn, counted, lang="vi")
    assert not set(listed.frame["commune_code"]) & set(gone.index)
    remarks = sentences.rates.funnel_remarks(chance, drawn, lang="vi")
    assert remarks == [f"Không vẽ {len(gone)} đơn vị có số quá nhỏ, kể cả khi nằm ngoài giới hạn"]


def month_rows(chart):
    withheld = privacy.withheld_times(chart.table["incident_count"])
    return sentences.rates.month_rows(chart, withheld)


def test_a_month_of_few_cases_is_hidden_with_another():
    chart = rates.control_chart(
        monthly(SEASONS * 3 + [60, 3, 60, 60, 20, 20, 20, 20, 60, 60, 60, 60]),
        period=Period.parse("2022"),
    )
    rows = month_rows(chart)
    last = rows[rows["is_judged"]]
    assert last["rate"].isna().sum() >= 2
    assert np.isnan(last.loc["2022-02-01", "rate"])
    assert last.loc["2022-02-01", "standing"] == ""
    table = sentences.rates.control_table(chart, rows, monthly(SEASONS * 4), lang="vi")
    assert "3" not in table.printed()["Số vụ"].tolist()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_sentence_of_rates_exists_in_both_languages(lang):
    by_commune, hidden, counted = made_up()
    chance = rates.funnel(by_commune, unit=1000)
    drawn = sentences.rates.funnel_rows(chance, hidden, NAMES)
    smoothed = rates.smoothed(by_commune["incident_count"], by_commune["exposure_years"])
    period = Period.parse("2022")
    chart = rates.control_chart(monthly(SEASONS * 3 + [90] * 12), period=period)
    none = rates.control_chart(monthly([3] * 20, first="2021-05"), period=period)
    rows = month_rows(chart)
    texts = [
        sentences.rates.funnel_title(chance, drawn, lang=lang),
        sentences.rates.funnel_said(chance, drawn, lang=lang),
        sentences.rates.funnel_said(rates.funnel(by_commune.iloc[:1], unit=1), drawn, lang=lang),
        sentences.rates.control_title(chart, rows, lang=lang),
        sentences.rates.control_said(chart, rows, lang=lang),
        sentences.rates.control_said(none, rows, lang=lang),
        sentences.rates.smoothing_said(smoothed, counted, hidden, lang=lang),
        sentences.rates.map_title(smoothed, counted, hidden, lang=lang),
        sentences.rates.map_alt(smoothed, counted, hidden, NAMES, lang=lang),
    ]
    assert all(texts)
    letters = re.compile(r"[ăâđêôơưạảấầẩậắằẳặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹ]")
    has_vi = [bool(letters.search(text.replace("Xã", ""))) for text in texts]
    assert all(has_vi) if lang == "vi" else not any(has_vi)


@pytest.fixture
def _closed():
    yield
    plt.close("all")


NOTES = style.Notes("năm 2022", "2025-06", "báo cáo", True, False, 20)


@pytest.mark.usefixtures("_closed")
def test_a_funnel_draws_each_place_once_and_names_those_outside():
    by_commune, hidden, _ = made_up()
    chance = rates.funnel(by_commune, unit=1000)
    drawn = sentences.rates.funnel_rows(chance, hidden, NAMES)
    fig, ax = style.figure(16, 11)
    figures.funnel(
        ax, drawn, chance.curves, label="commune_name", target=chance.target, sizes="hộ",
        title="t", notes=NOTES, lang="vi",
    )  # fmt: skip
    marks = [line for line in ax.lines if line.get_gid() in set(drawn["standing"])]
    assert sum(len(line.get_xdata()) for line in marks) == len(drawn)
    named = {text.get_text() for text in ax.texts if text.get_gid() == "name"}
    outside = drawn.loc[drawn["standing"].ne("as_expected"), "commune_name"]
    assert named
    assert named <= set(outside)
    fig.canvas.draw()
    with pytest.raises(InvalidTable, match="'strange'"):
        figures.funnel(
            ax, drawn.assign(standing="strange"), chance.curves, label="commune_name",
            target=1.0, sizes="", title="t", notes=NOTES, lang="vi",
        )  # fmt: skip


@pytest.mark.usefixtures("_closed")
def test_a_control_chart_shades_incomplete_months_and_breaks_its_line():
    found = monthly(SEASONS * 4, silent=("2021-05", "2022-06"))
    chart = rates.control_chart(found, period=Period.parse("2022"))
    _, ax = style.figure(16, 9)
    figures.control(ax, month_rows(chart), title="t", notes=NOTES, lang="vi", left_out="thiếu")
    assert len([patch for patch in ax.patches if patch.get_gid() == "incomplete"]) == 2
    (line,) = [line for line in ax.lines if line.get_gid() == "series"]
    assert np.isnan(np.asarray(line.get_ydata(), float)).sum() == 2
    assert "thiếu" in {text.get_text() for text in ax.get_legend().get_texts()}


@pytest.mark.usefixtures("_closed")
def test_rates_are_drawn_with_their_intervals_and_a_hidden_one_says_so():
    rows = pd.DataFrame(
        {"place": ["A", "B"], "incident_count": [10, None], "rate": [5.0, None],
         "low": [2.4, None], "high": [9.2, None], "why": "quá nhỏ"}
    )  # fmt: skip
    _, ax = style.figure(16, 7)
    figures.rates(ax, rows, label="place", why="why", whole=4.0, title="t", notes=NOTES, lang="vi")
    assert len([line for line in ax.lines if line.get_gid() == "rate"]) == 1
    assert [text.get_text() for text in ax.texts if text.get_gid() == "no-rate"] == ["quá nhỏ"]
    assert "5,0 (2,4–9,2)" in {text.get_text() for text in ax.texts}
    with pytest.raises(InvalidTable, match="no column 'place'"):
        figures.rates(ax, rows.drop(columns="place"), label="place", title="t", notes=NOTES,
                      lang="vi")  # fmt: skip


@pytest.mark.usefixtures("_closed")
def test_charts_of_nothing_say_that_there_is_nothing():
    empty = rates.funnel(by_place([0, 0], [10.0, 20.0]), unit=1000)
    _, ax = style.figure(12, 7)
    figures.funnel(
        ax, empty.table.assign(name=""), empty.curves, label="name", target=1.0, sizes="",
        title="t", notes=NOTES, lang="vi",
    )  # fmt: skip
    assert [text for text in ax.texts if text.get_gid() == "none"]


def test_rates_have_class_breaks_of_their_own():
    for name in ("incident_rate_per_1000_households", "incident_rate_per_10000_persons"):
        assert len(INDICATORS[name].breaks) == 4


def test_rates_of_the_demo_add_up(demo):
    period = Period.parse("2022")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rates.count_cases(demo.areas, demo.activity, outcomes=THEFT, period=period)
    assert found.uses["area_months_count"].sum() == 12 * len(demo.areas)
    by_commune = found.rates(by=["commune_code"])
    assert by_commune["incident_count"].sum() == found.rates()["incident_count"].iloc[0]
    assert found.rates(by=["month"])["exposure_years"].sum() == pytest.approx(
        by_commune["exposure_years"].sum()
    )
