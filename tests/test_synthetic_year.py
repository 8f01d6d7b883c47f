"""The made-up year under a plan: counts that only grow, codes of the plan, the door passed."""

import pandas as pd
import pytest

from mohinh.tables import plans, sheets, store, synthetic, units
from mohinh.tables.schemas import PLAN_TABLES

KON_TUM = units.find_province("Kon Tum")
TRA_VINH = units.find_province("Trà Vinh")


@pytest.fixture(scope="module")
def kon_tum():
    return synthetic.make_demo(KON_TUM).tables


@pytest.fixture(scope="module")
def tra_vinh():
    return synthetic.make_demo(TRA_VINH).tables


def test_progress_grows_from_quarter_to_quarter_and_never_beyond_the_total(kon_tum):
    rows = kon_tum["progress"].sort_values("quarter")
    key = ["target_level", "unit_id", "indicator"]
    steps = rows.groupby(key)["done_count"].diff().dropna()
    assert steps.ge(0).all()
    assert rows["done_count"].le(rows["total_count"]).all()


def test_registration_by_quarter_ends_where_the_registrations_end(kon_tum):
    ends = kon_tum["registrations"].query("year == 2023 and level == 'school'")
    rows = kon_tum["progress"].query("indicator == 'registered' and target_level == 'school'")
    last = rows[rows["quarter"].eq("Q4")].set_index("unit_id")["done_count"]
    assert last.to_dict() == ends.set_index("unit_id")["registered_count"].to_dict()


def test_everything_the_plan_asks_is_answered(kon_tum, tra_vinh):
    plan = plans.find(KON_TUM, year=2023)
    asked = {one.id for one in plan.remedies}
    assert set(kon_tum["remedies"]["remedy"]) <= asked  # on some, nobody reported
    indicators = {m.indicator for one in plan.targets for m in one.measures}
    counted = {"attained", "fair", "effective_model", "new_type", "new_point"}
    assert indicators - counted <= set(kon_tum["progress"]["indicator"])
    criteria = {one.id for one in plans.find(TRA_VINH, year=2023).criteria}
    assert set(tra_vinh["criteria"]["criterion"]) == criteria
    assert "An Quảng Hữu" in set(tra_vinh["criteria"]["commune_name"])


def test_new_models_come_when_the_counts_are_over(kon_tum):
    new = kon_tum["points"][kon_tum["points"]["type_id"].isin(["LM90", "LM91"])]
    assert new["started_on"].min() == pd.Timestamp("2023-12-31")
    others = kon_tum["points"].drop(new.index)
    assert not set(new["area_id"]) & set(others["area_id"].dropna())


def test_other_provinces_have_no_year_under_a_plan():
    tables = synthetic.make_demo(units.find_province("Bình Thuận")).tables
    assert not {table.name for table in PLAN_TABLES} & set(tables)


@pytest.mark.parametrize("name", ["Kon Tum", "Trà Vinh"])
def test_the_sheets_of_a_plan_pass_the_door(tmp_path, name, kon_tum, tra_vinh):
    place, made = (KON_TUM, kon_tum) if name == "Kon Tum" else (TRA_VINH, tra_vinh)
    small = dict(made) | {"activity": made["activity"].head(50)}
    path = tmp_path / "x.xlsx"
    info = {"province": place.name, "vintage": place.vintage, "is_made_up": "Có"}
    info |= {"first_month": "2017-01", "last_month": "2023-12"}
    sheets.write_workbook(path, info=info, tables=small, rows_with_lists=10)
    reading = store.read(path)
    assert reading.findings == ()
    for table in PLAN_TABLES:
        if table.name in made:
            kept = reading.tables[table.name]
            pd.testing.assert_frame_equal(kept, made[table.name].astype(kept.dtypes.to_dict()))


def test_a_unit_that_is_not_of_the_province_is_refused(tmp_path, kon_tum):
    rows = kon_tum["progress"].head(2).assign(unit_id=["99999", "62"])
    small = {name: kon_tum[name] for name in ("areas", "model_types", "points")}
    small |= {"progress": rows}
    path = tmp_path / "x.xlsx"
    info = {"province": "Kon Tum", "vintage": "2025-06", "is_made_up": "Có"}
    info |= {"first_month": "2017-01", "last_month": "2023-12"}
    sheets.write_workbook(path, info=info, tables=small, rows_with_lists=10)
    reading = store.read(path)
    assert reading.refused["progress"] == 1


def test_the_committed_made_up_kon_tum_is_the_one_made_today(kon_tum):
    kept = store.load("Kon Tum")
    assert kept.origin.is_made_up
    assert kept.origin.last_month == "2023-12"
    for table in PLAN_TABLES:
        if table.name in kon_tum:
            own = getattr(kept, table.name)
            expected = kon_tum[table.name].astype(own.dtypes.to_dict())
            pd.testing.assert_frame_equal(own, expected, obj=table.name)
