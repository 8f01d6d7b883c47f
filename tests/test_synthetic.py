"""The made-up provinces: totals that add up, the same seed the same tables, a truth that holds."""

import json

import numpy as np
import pandas as pd
import pytest

from mohinh.tables import sheets, store, synthetic, units
from mohinh.tables.schemas import COMMUNE_ACTIVITY, PLAN_TABLES, WORKBOOK_TABLES, validate
from mohinh.tables.synthetic import EFFECTS, make_demo
from mohinh.words.terms import AIMED_AT, IN_FORCE

BINH_THUAN = units.find_province("Bình Thuận")


@pytest.fixture(scope="module")
def made():
    return make_demo(BINH_THUAN)


def in_force(tables):
    points = tables["points"]
    return points[points["status"].isin(IN_FORCE) & points["setting"].eq("area")]


# By hand: the figures published on 25 October 2022 -----------------------------------------------


def test_741_areas_have_a_model_of_six_groups(made):
    living = in_force(made.tables)
    groups = living["type_id"].map(made.tables["model_types"].set_index("type_id")["model_group"])
    assert living["area_id"].nunique() == 741
    assert set(groups) == set(EFFECTS)
    assert len(EFFECTS) == 6


def test_10_349_core_members_are_in_the_points_of_areas(made):
    assert in_force(made.tables)["members_count"].sum() == 10_349


def test_organisations_have_38_types_and_areas_have_others(made):
    types = made.tables["model_types"]
    organisations = types["model_group"].isin(synthetic._ORGANISATION_GROUPS)
    assert organisations.sum() == 38
    assert types.loc[~organisations, "model_group"].isin(EFFECTS).all()


def test_20_types_judged_effective_are_replicated_to_725_areas(made):
    types, points = made.tables["model_types"], made.tables["points"]
    judged = set(types.loc[types["is_judged_effective"], "type_id"])
    applied = points[points["type_id"].isin(judged) & points["status"].isin(IN_FORCE)]
    assert len(judged) == 20
    assert applied["area_id"].nunique() == 725
    assert set(applied["type_id"]) == judged


def test_725_areas_are_no_part_of_741(made):
    types, points = made.tables["model_types"], made.tables["points"]
    judged = set(types.loc[types["is_judged_effective"], "type_id"])
    applied = points[points["type_id"].isin(judged) & points["status"].isin(IN_FORCE)]
    assert set(applied["area_id"]) - set(in_force(made.tables)["area_id"])


def test_v05_recognised_six_types_in_2021_and_four_in_2022_one_of_them_twice(made):
    v05 = made.tables["points"].query("recognition_level == 'v05'")
    years = v05.groupby("recognised_year")["type_id"].agg(set)
    assert [len(years[2021]), len(years[2022])] == [6, 4]
    assert len(years[2021] & years[2022]) == 1


def test_all_ten_districts_are_classified_kha_or_better(made):
    table = made.tables["registrations"]
    districts = table[table["level"].eq("district") & table["year"].eq(2022)]
    assert len(districts) == 10
    assert districts["classification"].isin(["kha", "tot", "xuat_sac"]).all()
    assert districts["fair_count"].sum() == 10


def test_useful_tips_are_nearly_a_thousand(made):
    assert made.tables["activity"]["useful_tips_count"].sum() == 986


def test_the_span_is_2017_to_2022_and_some_months_are_missing(made):
    activity, areas = made.tables["activity"], made.tables["areas"]
    assert activity["month"].min() == pd.Timestamp("2017-01-01")
    assert activity["month"].max() == pd.Timestamp("2022-12-01")
    assert 0.9 < len(activity) / (72 * len(areas)) < 0.99
    assert areas["households_count"].isna().sum() == 9


def test_contributors_stand_beside_contributed_money_and_are_none_without(made):
    points = made.tables["points"]
    money, many = points["social_vnd"], points["contributors_count"]
    assert many[money.gt(0).fillna(False).astype(bool)].dropna().gt(0).all()
    assert many[money.isna()].dropna().eq(0).all()
    assert 0.5 < many.notna().mean() < 0.95
    of_area = points["setting"].eq("area")
    assert many[of_area].median() > many[~of_area].median()
    assert many.max() < 400  # an area has some 320 households


# The same seed, the same tables -----------------------------------------------------------------


def test_the_same_seed_gives_the_same_tables_and_another_seed_others(made):
    place = units.find_province("Lai Châu", "2025-07")
    first, second = make_demo(place), make_demo(place)
    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(second.tables[name], frame)
    assert first.truth == second.truth
    other = make_demo(BINH_THUAN, seed=1)
    assert not other.tables["activity"].equals(made.tables["activity"])
    assert other.truth["groups"] != made.truth["groups"]
    assert in_force(other.tables)["members_count"].sum() == 10_349


def test_the_committed_demo_is_the_one_made_today(made, demo):
    for table in WORKBOOK_TABLES:
        typed = [column.name for column in table.typed_columns]
        kept = getattr(demo, table.name)[typed]
        expected = made.tables[table.name].astype(kept.dtypes.to_dict())
        pd.testing.assert_frame_equal(kept, expected, obj=table.name)
    path = store.demo_path(BINH_THUAN)
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    assert truth == made.truth
    assert demo.findings == ()
    assert demo.origin.is_made_up
    assert "DỮ LIỆU GIẢ LẬP" in str(sheets.read_workbook(path).sheet(sheets.INFO_SHEET).rows)


# Other provinces --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "vintage"),
    [
        ("Sơn La", "2025-06"),
        ("Trà Vinh", "2025-06"),
        ("Kon Tum", "2025-06"),
        ("Lâm Đồng", "2025-07"),
    ],
)
def test_any_province_is_made_up_so_that_every_check_passes(name, vintage):
    place = units.find_province(name, vintage)
    tables = make_demo(place).tables
    typed = {
        table.name: tables[table.name].astype(
            {c.name: table.empty()[c.name].dtype for c in table.typed_columns}
        )
        for table in WORKBOOK_TABLES
    }
    for table in WORKBOOK_TABLES:
        assert not typed[table.name].duplicated(list(table.key)).any()
    typed |= {"commune_activity": COMMUNE_ACTIVITY.empty()}
    for table in PLAN_TABLES:
        own = tables.get(table.name, table.empty())
        typed[table.name] = own.astype(table.empty().dtypes.to_dict())
    span = synthetic.FIRST_MONTH, synthetic.last_month(place)
    assert store.rules.crosscheck(typed, place, span=span) == []
    derived = store.reading._derive(typed, place)
    for table in WORKBOOK_TABLES:
        validate(table, derived[table.name])
    assert set(typed["areas"]["commune_code"]) == set(units.communes(place)["commune_code"])
    assert ("district" in set(typed["registrations"]["level"])) == (vintage == "2025-06")


def test_a_made_up_workbook_is_written_with_its_truth_and_passes_the_door(
    tmp_path, monkeypatch, small_tables
):
    monkeypatch.setattr(store.keeping, "DEMO", tmp_path)
    small = synthetic.Demo(BINH_THUAN, small_tables, {"seed": 7})
    monkeypatch.setattr(synthetic, "make_demo", lambda province, *, seed: small)
    path = store.make_demo_workbook(BINH_THUAN, seed=7)
    reading = store.read(path, province="Bình Thuận")
    assert reading.findings == ()
    assert reading.origin.is_made_up
    assert json.loads(path.with_suffix(".truth.json").read_text()) == {"seed": 7}
    later = units.find_province("Lâm Đồng", "2025-07")
    assert store.demo_path(later).name == "lam-dong-2025-07.xlsx"


# By known truth ---------------------------------------------------------------------------------


def treated_rows(tables):
    """Reports of treated area-months, each with its area's first group."""
    points, types = tables["points"], tables["model_types"].set_index("type_id")["model_group"]
    own = points[points["setting"].eq("area") & points["started_on"].notna()]
    own = own.sort_values(["started_on", "point_id"]).drop_duplicates("area_id")
    own = own.assign(group=own["type_id"].map(types))
    rows = tables["activity"].merge(own, on="area_id", validate="m:1")
    month = rows["month"].dt.to_period("M")
    begun = rows["started_on"].dt.to_period("M") <= month
    ended = rows["ended_on"].notna() & (rows["ended_on"].dt.to_period("M") <= month)
    return rows[begun & ~ended]


def treated(tables):
    """Area-months, cases and fraud over the treated months that were reported, by group."""
    rows = treated_rows(tables)
    cases = rows[[f"incident_{kind}_count" for kind in AIMED_AT]].sum(axis=1)
    frame = rows.assign(cases=cases, months=1, fraud=rows["incident_fraud_count"])
    return frame.groupby("group")[["months", "cases", "fraud"]].sum().astype(float)


def test_cases_over_treated_months_are_those_that_the_truth_expects(made):
    groups = pd.DataFrame(made.truth["groups"]).T
    found = treated(made.tables).reindex(groups.index)
    assert found["months"].tolist() == groups["treated_area_months"].tolist()
    # Poisson: the sum's standard deviation is the root of its mean; six groups at 4 sigma miss
    # once in 2,600 seeds.
    deviation = (found["cases"] - groups["expected_cases_with"]) / np.sqrt(
        groups["expected_cases_with"].astype(float)
    )
    assert deviation.abs().max() < 4


def test_over_seeds_the_effect_is_the_known_one_and_fraud_shows_none():
    place = units.find_province("Lai Châu", "2025-07")
    sums = np.zeros(5)
    for seed in range(3):
        made = make_demo(place, seed=seed)
        groups, found = pd.DataFrame(made.truth["groups"]).T, treated(made.tables)
        expected = groups[["expected_cases_with", "expected_cases_without"]].sum()
        sums += [*found[["cases", "fraud"]].sum(), *expected, expected_fraud(made)]
    cases, fraud, with_models, without, fraud_without = sums
    # 4 sigma of a Poisson sum: misses once in 16,000 seeds. The effect is larger than that.
    assert abs(cases - with_models) < 4 * np.sqrt(with_models)
    assert without - cases > 4 * np.sqrt(without)
    assert abs(fraud - fraud_without) < 4 * np.sqrt(fraud_without)


def expected_fraud(made):
    """Cases of fraud over treated area-months, had there been no model."""
    # The areas are the first thing drawn, so their levels can be drawn again.
    seeds = [made.truth["seed"], int(made.province.code), made.province.vintage == "2025-07"]
    rng = np.random.default_rng([int(seed) for seed in seeds])
    areas, level = synthetic._areas(rng, made.province, synthetic._totals(made.province))
    pd.testing.assert_frame_equal(areas, made.tables["areas"])
    means = synthetic._untreated_means(areas, level, 72)["fraud"]
    rows = treated_rows(made.tables)
    month = (rows["month"].dt.year - 2017) * 12 + rows["month"].dt.month - 1
    return means[pd.Index(areas["area_id"]).get_indexer(rows["area_id"]), month].sum()


def test_the_truth_is_said_for_every_group_and_lies_between_start_and_long_run(made):
    for name, group in made.truth["groups"].items():
        assert group["long_run_ratio"] == EFFECTS[name]
        assert EFFECTS[name] <= group["ratio_over_treated"] <= 1
        assert group["expected_cases_with"] <= group["expected_cases_without"]
    assert made.truth["is_made_up"]
    assert made.truth["placebo_outcomes"] == ["incident_fraud_count"]


def test_shares_are_whole_and_add_up():
    for total in (0, 1, 7, 1000):
        counts = synthetic._share_out(total + 15, np.array([3.0, 1.0, 0.5]), least=5)
        assert counts.sum() == total + 15
        assert counts.min() >= 5
