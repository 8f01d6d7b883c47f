"""Reconciliation: published figures beside what microdata give, and the traps between them."""

import re
from datetime import date
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.pages.sentences import reconciliation as sentences
from mohinh.questions import reconciliation as questions
from mohinh.tables import published, schemas, synthetic, units
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Period

YEAR = Period.parse(2022)
DAY = date(2022, 10, 25)
BINH_THUAN = published.figures("Bình Thuận")
ALL = published.figures()
NATION = published.figures(published.COUNTRY)
NOTHING = published.figures("Hà Nội")
ALL_TRAPS = questions.traps(ALL)


def drawn(name: str, text: str, **filled) -> pd.DataFrame:
    """A table of the schema from text; `-` is missing, as are the columns that are not drawn."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    table = schemas.TABLES[name]
    cells = pd.DataFrame(lines, columns=header, dtype="object").replace("-", None).assign(**filled)
    columns = {}
    for column in table.columns:
        dtype = schemas.DTYPES[column.kind]
        values = cells.get(column.name, pd.Series(None, index=cells.index, dtype="object"))
        if dtype == "boolean":
            values = values.map({"yes": True, "no": False})
        if dtype == "Int64":
            values = pd.to_numeric(values)
        if dtype.startswith("datetime"):
            values = pd.to_datetime(values)
        columns[column.name] = values.astype(dtype)
    return pd.DataFrame(columns)


AREAS = drawn("areas", "area_id\na1\na2\na3\na4\na5")
TYPES = drawn(
    "model_types",
    """
    type_id  is_judged_effective
    t1       yes
    t2       no
    t3       yes
    t4       -
    """,
)
# a1 has two active points, a2 one of an unknown state, a3 a lapsed one, a4 one from 2023, a5 none.
POINTS = """
    point_id  type_id  setting  area_id  started_on  ended_on    status   members_count  model_group  recognition_level  recognised_year
    p1        t1       area     a1       2018-01-01  -           active   10             tu_quan      v05                2021
    p2        t2       area     a1       2019-01-01  2022-12-01  retired  5              camera       v05                2022
    p3        t1       area     a2       -           -           active   7              tu_quan      v05                2021
    p4        t1       area     a3       2018-01-01  2022-10-25  retired  9              tu_quan      -                  -
    p5        t2       area     a4       2023-01-01  -           active   9              camera       -                  -
    p6        t3       school   a5       2018-01-01  -           pilot    30             truong_hoc   v05                2022
    p7        t3       agency   -        2018-01-01  -           active   30             truong_hoc   commune            2020
    p8        t4       school   a5       2018-01-01  -           unknown  30             truong_hoc   -                  -
"""  # noqa: E501
ACTIVITY = drawn(
    "activity",
    """
    area_id  month       useful_tips_count
    a1       2021-12-01  100
    a1       2022-01-01  3
    a1       2022-10-01  4
    a1       2022-11-01  50
    a2       2022-01-01  -
    """,
)
REGISTRATIONS = drawn(
    "registrations",
    """
    level     unit_id  year  classification
    district  593      2022  xuat_sac
    district  594      2022  kha
    district  595      2022  trung_binh
    district  596      2022  -
    district  593      2021  yeu
    commune   22915    2022  tot
    """,
)


def measure(points: str | pd.DataFrame = POINTS, **options) -> pd.DataFrame:
    given_tables = {
        "areas": AREAS,
        "model_types": TYPES,
        "activity": ACTIVITY,
        "registrations": REGISTRATIONS,
    }
    frame = drawn("points", points) if isinstance(points, str) else points
    tables = {name: options.pop(name, table) for name, table in given_tables.items()}
    options = {"period": YEAR, "on": DAY, "first_month": date(2022, 1, 1)} | options
    return questions.measure(points=frame, **tables, **options)


MEASURED = measure()


def row(measured: pd.DataFrame, indicator: str, year: int | None = None) -> pd.Series:
    own = measured[measured["indicator"].eq(indicator)]
    if year is not None:
        own = own[own["period_end"].dt.year.eq(year)]
    return own.iloc[0]


def alter(figure_id: str, **cells) -> pd.DataFrame:
    """One published figure, some of its cells replaced."""
    return BINH_THUAN[BINH_THUAN["figure_id"].eq(figure_id)].assign(**cells)


def said(value: int | None, *, figure_id: str = "F017", **cells) -> pd.DataFrame:
    """What `measure` would say for one figure, of its own period."""
    figure = BINH_THUAN.set_index("figure_id").loc[figure_id]
    start = pd.NaT if figure["timing"] == "state" else figure["period_start"]
    plain = {
        "indicator": figure["indicator"], "timing": figure["timing"], "value": value,
        "most": value, "missing_count": 0, "missing": "areas_unknown",
        "period_start": start, "period_end": figure["period_end"],
    }  # fmt: skip
    return pd.DataFrame([plain | cells], columns=MEASURED.columns, dtype="object").astype(
        MEASURED.dtypes.to_dict()
    )


def verdict(figures: pd.DataFrame, measured: pd.DataFrame) -> tuple[str, str]:
    found = questions.reconcile(figures, measured).iloc[0]
    return found["outcome"], found["reason"]


# By hand: what is measured ----------------------------------------------------------------------


def test_each_indicator_of_the_small_province_counted_by_hand():
    expected = """
    models                  3   4
    points                  4   6
    groups_in_areas         2   2
    areas_with_model        1   2
    core_members           15   -
    types_in_organisations  1   2
    effective_types         2   3
    areas_replicated_to     2   3
    districts_doing_well    2   3
    districts_rated         3   4
    """
    measured = measure()
    for line in expected.strip().splitlines():
        name, value, most = line.split()
        found = row(measured, name)
        assert found["value"] == int(value), name
        assert pd.isna(found["most"]) if most == "-" else found["most"] == int(most), name


def test_a_point_counts_until_the_day_before_it_ends():
    on_last = row(measure(on=date(2022, 10, 24)), "areas_with_model")
    assert on_last["value"] == 2
    assert row(measure(on=date(2022, 10, 25)), "areas_with_model")["value"] == 1


def test_an_area_of_unknown_state_is_neither_with_nor_without_a_model():
    found = row(measure(), "areas_with_model")
    assert [found["missing_count"], found["missing"]] == [1, "areas_unknown"]
    assert found["most"] == found["value"] + 1


def test_a_point_without_a_count_of_members_is_missing_not_zero():
    found = row(measure(POINTS.replace("active   10 ", "active   -  ")), "core_members")
    assert found["value"] == 5
    assert found["missing_count"] == 2
    assert pd.isna(found["most"])


def test_members_are_missing_where_no_point_reported_them():
    text = POINTS.replace("active   10 ", "active   -  ").replace("retired  5 ", "retired  - ")
    assert pd.isna(row(measure(text), "core_members")["value"])


def test_points_in_an_organisation_add_no_area_no_group_and_no_member_to_the_areas():
    without = "\n".join(
        line for line in POINTS.splitlines() if not re.search("school|agency", line)
    )
    for name in ("areas_with_model", "groups_in_areas", "core_members"):
        assert row(measure(), name)["value"] == row(measure(without), name)["value"]


def test_an_area_reached_only_through_a_school_counts_as_replicated_to_but_not_as_carrying():
    overlap = questions.overlaps(AREAS, TYPES, drawn("points", POINTS), on=DAY)
    assert row(measure(), "areas_replicated_to")["value"] == 2
    assert overlap.areas_in_both == 1


def test_a_recognition_belongs_to_the_type_however_many_points_it_has():
    assert row(measure(), "v05_types", 2021)["value"] == 1
    assert row(measure(), "v05_types", 2022)["value"] == 2


def test_a_type_recognised_in_two_years_counts_once_over_both():
    text = POINTS.replace("v05                2022", "v05                2021", 1)
    points = drawn("points", text.replace("p7        t3", "p7        t1").replace(
        "commune            2020", "v05                2022"))  # fmt: skip
    each = sum(row(measure(points), "v05_types", year)["value"] for year in (2021, 2022))
    distinct = questions.overlaps(AREAS, TYPES, points, on=DAY).recognised_types
    assert (each, distinct) == (4, 3)


def test_a_recognition_after_the_day_of_measurement_is_not_counted_yet():
    before = date(2021, 12, 31)
    assert questions.overlaps(AREAS, TYPES, drawn("points", POINTS), on=before) == (
        questions.Overlaps(areas_in_both=2, recognised_types=1)
    )
    assert set(measure(on=before).query("indicator == 'v05_types'")["value"]) == {1}


def test_a_recognition_without_its_year_may_belong_to_any_year():
    text = POINTS.replace("commune            2020", "v05                -   ")
    found = row(measure(text), "v05_types", 2021)
    assert [found["value"], found["most"], found["missing_count"]] == [1, 2, 1]


def test_recognitions_are_not_measured_where_none_was_ever_recorded():
    text = POINTS.replace("v05 ", "-   ").replace("2021", "-").replace("-  2022", "-  -")
    assert "v05_types" not in set(measure(text)["indicator"])


def test_recognitions_of_a_year_cover_the_whole_year_since_only_the_year_is_recorded():
    found = row(measure(), "v05_types", 2022)
    assert found["period_end"] == pd.Timestamp("2022-12-31")


def test_useful_tips_are_summed_from_the_first_month_to_that_of_the_day():
    found = row(measure(), "useful_tips")
    assert found["value"] == 7
    assert found["missing_count"] == 5 * 10 - 2
    assert pd.isna(found["most"])
    earlier = row(measure(first_month=None), "useful_tips")
    assert [earlier["value"], earlier["period_start"]] == [107, pd.Timestamp("2021-12-01")]


def test_tips_without_any_missing_report_have_a_bound():
    activity = drawn("activity", "area_id month useful_tips_count\na1 2022-10-01 0")
    found = row(
        measure(
            areas=AREAS.iloc[:1],
            points=drawn("points", POINTS).query("area_id == 'a1'"),
            activity=activity,
            first_month=date(2022, 10, 1),
        ),
        "useful_tips",
    )
    assert [found["value"], found["most"], found["missing_count"]] == [0, 0, 0]


def test_the_classes_that_count_as_doing_well_are_the_provinces_own():
    strict = measure(well_classes=("xuat_sac",))
    assert row(strict, "districts_doing_well")["value"] == 1
    assert row(strict, "districts_rated")["value"] == 3


def test_nothing_reported_is_missing_never_zero():
    empty = {name: schemas.TABLES[name].empty() for name in schemas.TABLES}
    measured = questions.measure(
        *(empty[name] for name in ("areas", "model_types", "points", "activity", "registrations")),
        period=YEAR,
    )
    assert measured["value"].isna().all()
    reconciled = questions.reconcile(BINH_THUAN, measured)
    assert set(reconciled["outcome"]) == {"not_measured", "not_comparable"}


def test_the_day_of_measurement_is_the_last_of_the_period_unless_said_otherwise():
    assert row(measure(on=None), "areas_with_model")["period_end"] == pd.Timestamp("2022-12-31")


def test_the_reference_date_is_that_of_the_published_state_or_the_end_of_the_period():
    assert questions.reference_date(BINH_THUAN, period=YEAR) == date(2022, 10, 25)
    assert questions.reference_date(NOTHING, period=YEAR) == date(2022, 12, 31)
    for year in (2020, 2023):
        period = Period.parse(year)
        assert questions.reference_date(BINH_THUAN, period=period) == date(year, 12, 31)


# By hand: outcomes ------------------------------------------------------------------------------


def test_equal_numbers_of_one_definition_and_day_agree():
    assert verdict(alter("F017"), said(741)) == ("agree", "equal")


def test_other_numbers_of_one_definition_and_day_differ_by_their_difference():
    found = questions.reconcile(alter("F017"), said(738)).iloc[0]
    assert [found["outcome"], found["reason"], found["difference"]] == [
        "differ", "other_number", -3,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tips", "outcome"),
    [(949, "differ"), (950, "agree"), (999, "agree"), (1000, "differ"), (1126, "differ")],
)
def test_nearly_1000_tips_is_below_1000_and_not_far_below(tips, outcome):
    measured = said(tips, figure_id="F025")
    assert verdict(alter("F025"), measured)[0] == outcome


def test_over_11000_members_is_not_11000():
    over = {"indicator": "core_members", "comparability": "same"}
    of_2016 = alter("O003", **over)
    day = {"figure_id": "F018", "period_end": pd.Timestamp("2016-10-31")}
    assert verdict(of_2016, said(11_000, **day)) == ("differ", "other_number")
    assert verdict(of_2016, said(11_001, **day)) == ("agree", "within_qualifier")


def test_what_is_missing_may_explain_a_difference_and_then_nothing_is_said_to_differ():
    for_all = said(738, most=741, missing_count=3)
    assert verdict(alter("F017"), for_all) == ("not_comparable", "missing_part")
    too_few = said(738, most=740, missing_count=2)
    assert verdict(alter("F017"), too_few) == ("differ", "other_number")
    unbounded = said(738, most=None, missing_count=1)
    assert verdict(alter("F017"), unbounded) == ("not_comparable", "missing_part")
    too_many = said(745, most=None, missing_count=9)
    assert verdict(alter("F017"), too_many) == ("differ", "other_number")


def test_another_day_is_not_comparable_even_where_the_numbers_are_equal():
    later = said(741, period_end=pd.Timestamp("2022-12-31"))
    assert verdict(alter("F017"), later) == ("not_comparable", "other_date")


def test_a_part_year_is_never_compared_with_a_whole_year():
    whole = said(4, figure_id="F023", period_end=pd.Timestamp("2022-12-31"))
    found = questions.reconcile(alter("F023"), whole).iloc[0]
    assert [found["outcome"], found["reason"]] == ["not_comparable", "part_year"]
    assert pd.isna(found["difference"])
    assert found["measured"] == 4


def test_tips_of_other_years_are_not_those_of_the_published_stage():
    later = said(980, figure_id="F025", period_start=pd.Timestamp("2020-01-01"))
    assert verdict(alter("F025"), later) == ("not_comparable", "other_period")


def test_a_year_without_microdata_is_not_measured_beside_another_years_number():
    of_2022 = said(4, figure_id="F023", period_end=pd.Timestamp("2022-12-31"))
    found = questions.reconcile(alter("F022"), of_2022).iloc[0]
    assert [found["outcome"], found["reason"]] == ["not_measured", "no_microdata"]
    assert pd.isna(found["measured"])


def test_each_of_two_years_meets_its_own_row():
    text = POINTS.replace("commune            2020", "v05                2021")
    figures = BINH_THUAN[BINH_THUAN["indicator"].eq("v05_types")]
    found = questions.reconcile(figures, measure(text)).set_index("figure_id")
    assert found["measured"].tolist() == [2, 2]
    assert found["outcome"].tolist() == ["differ", "not_comparable"]


def test_a_count_by_a_convention_of_ours_may_agree_and_is_never_said_to_differ():
    assert verdict(alter("F030"), said(10, figure_id="F030")) == ("agree", "equal_by_convention")
    other = verdict(alter("F030"), said(9, figure_id="F030"))
    assert other == ("not_comparable", "by_convention")


NEVER_COMPARED = """
F024  not_recorded
F026  cases_helped
F027  cases_helped
F028  not_recorded
F029  not_recorded
F032  not_recorded
F033  not_recorded
O001  includes_organisations
O002  includes_organisations
O003  includes_organisations
"""


@pytest.mark.parametrize("line", NEVER_COMPARED.strip().splitlines())
def test_what_microdata_cannot_answer_is_not_comparable_with_its_reason(line):
    name, reason = line.split()
    assert verdict(alter(name), measure()) == ("not_comparable", reason)


def test_a_target_is_no_result():
    targets = published.figures("Kon Tum").query("kind == 'target'")
    assert set(questions.reconcile(targets, measure())["reason"]) == {"target"}


def test_a_province_without_figures_gives_an_empty_table_with_all_columns():
    nothing = questions.reconcile(NOTHING, measure())
    assert nothing.empty
    assert {"outcome", "reason", "difference"} <= set(nothing.columns)
    assert set(questions.tally(nothing).values()) == {0}
    assert questions.traps(NOTHING).empty
    assert questions.cross_check(NOTHING, nation=NATION).empty


# By hand: traps ---------------------------------------------------------------------------------

TRAPS = """
other_scope         F016 F019
mixed_counts        F016 F020
mixed_units         F017 F019 F020 F021
mixed_units         O001 O002
not_nested          F017 F021
may_overlap         F022 F023
part_year           F022 F023
pair_of_counts      F026 F027
ratio               F030 F031
visits              F024
no_conversion       F025 F026
definition_changed  F016 F019 O001
definition_changed  F017 O002
definition_changed  F018 O003
judgement           F020
judgement           F030
qualifier           F025
qualifier           O003
"""


def test_the_traps_of_binh_thuan_are_found_by_rule():
    found = questions.traps(BINH_THUAN)
    lines = [f"{trap.code} {trap.figure_ids}".split() for trap in found.itertuples()]
    assert lines == [line.split() for line in TRAPS.strip().splitlines()]


def test_the_range_of_a_plan_is_one_trap_and_each_strict_target_keeps_its_qualifier():
    found = questions.traps(published.figures("Kon Tum"))
    own = found.groupby("code")["figure_ids"].apply(list).to_dict()
    assert own["range"] == ["F011 F012", "F014 F015"]
    assert own["qualifier"] == ["F005", "F006", "F007", "F010", "O017", "O022", "O023", "O026"]


def test_traps_show_what_microdata_say_and_nothing_where_they_do_not():
    overlap = questions.overlaps(AREAS, TYPES, drawn("points", POINTS), on=DAY)
    shown = questions.traps(BINH_THUAN, overlaps=overlap).set_index("code")["illustration"]
    assert [shown["not_nested"], shown["may_overlap"]] == [1, 3]
    assert shown.drop(["not_nested", "may_overlap"]).isna().all()
    silent = questions.Overlaps(areas_in_both=None, recognised_types=None)
    assert questions.traps(BINH_THUAN, overlaps=silent)["illustration"].isna().all()


def test_a_change_of_definition_asks_for_a_count_with_and_one_without_organisations():
    only_2022 = BINH_THUAN[BINH_THUAN["source_id"].eq("BT-2022")]
    assert "definition_changed" not in set(questions.traps(only_2022)["code"])


def test_two_counts_of_areas_on_different_days_are_a_series_not_a_trap():
    is_725 = BINH_THUAN["figure_id"].eq("F021")
    earlier = BINH_THUAN["period_end"].mask(is_725, pd.Timestamp("2020-12-31"))
    found = questions.traps(BINH_THUAN.assign(period_end=earlier))
    assert "not_nested" not in set(found["code"])


def test_counts_with_and_without_organisations_on_one_day_are_no_change_of_definition():
    one_day = BINH_THUAN.assign(period_end=pd.Timestamp("2022-10-25"))
    assert "definition_changed" not in set(questions.traps(one_day)["code"])


# By hand: published figures beside each other ---------------------------------------------------

CROSSED = questions.cross_check(ALL[ALL["province"].ne(published.COUNTRY)], nation=NATION)

CROSS = """
document  O029,O030,O031,O032  O028       not_comparable  parts_missing       24678
document  O119                 O118       holds           part_holds          8
document  F030                 F031       holds           part_holds          -
document  O067                 O067b      holds           part_holds          -
document  O148                 O148b      holds           part_holds          -
document  F011                 F012       holds           range_holds         -
years     F022                 F023       not_comparable  part_year           -
years     O001                 F016,F019  not_comparable  definition_changed  -
years     O002                 F017       not_comparable  definition_changed  -
years     O003                 F018       not_comparable  definition_changed  -
years     O069                 O075       change          same_definition     113
years     O071                 O077       change          same_definition     -39
years     O063                 O073       not_comparable  judgement           -
years     O073                 O079       not_comparable  qualified           -
years     O068                 O074       doubtful        jump                -
years     O058                 O055       doubtful        jump                -
places    O019                 O018       not_comparable  not_additive        -
places    O025                 O018       doubtful        large_part          -
nation    O055                 O149       doubtful        exceeds_whole       -
nation    O027                 O149       not_comparable  not_additive        -
nation    O028                 O150       not_comparable  other_date          -
nation    O014                 O160       not_comparable  announced           -
"""


@pytest.mark.parametrize("line", CROSS.strip().splitlines())
def test_published_figures_are_set_beside_each_other_by_rule(line):
    scope, one, other, outcome, reason, value = line.split()
    row = CROSSED[CROSSED["one_ids"].eq(one.replace(",", " "))]
    row = row[row["other_ids"].eq(other.replace(",", " "))].iloc[0]
    assert [row["scope"], row["outcome"], row["reason"]] == [scope, outcome, reason]
    assert pd.isna(row["value"]) if value == "-" else row["value"] == float(value)


def parts(*values: float, total: float, **cells) -> pd.DataFrame:
    """A total and the parts that its source names, all areas of one day."""
    figure = alter("F017", **cells)
    rows = [figure.assign(figure_id="T", value=float(total))]
    rows += [
        figure.assign(figure_id=f"P{at}", value=float(value), part_of="T")
        for at, value in enumerate(values)
    ]
    return pd.concat(rows, ignore_index=True)


PARTS = """
4 6      10  adds_up        holds
4 5      10  parts_missing  not_comparable
4 7      10  parts_exceed   broken
4        10  part_holds     holds
11       10  part_exceeds   broken
"""


@pytest.mark.parametrize("line", PARTS.strip().splitlines())
def test_a_sum_of_parts_that_differs_from_its_total_is_said_and_never_mended(line):
    *values, total, reason, outcome = line.split()
    figures = parts(*map(float, values), total=float(total))
    row = questions.cross_check(figures).query("scope == 'document'").iloc[0]
    assert [row["reason"], row["outcome"]] == [reason, outcome]
    assert row["value"] == sum(map(float, values))


def test_parts_that_are_only_roughly_given_have_no_sum():
    figures = parts(4, 7, total=10, qualifier="nearly")
    row = questions.cross_check(figures).query("scope == 'document'").iloc[0]
    assert pd.isna(row["value"])


def test_a_range_and_a_ratio_in_the_wrong_order_are_contradictions():
    ranges = ALL[ALL["figure_id"].isin(["F011", "F012"])]
    ratio = ALL[ALL["figure_id"].isin(["F030", "F031"])]
    for figures, reason in ((ranges, "range_broken"), (ratio, "part_exceeds")):
        turned = figures.assign(value=[9.0, 8.0])
        row = questions.cross_check(turned).query("scope == 'document'").iloc[0]
        assert [row["reason"], row["outcome"]] == [reason, "broken"]


YEARS = """
100 150  exact  exact   type  type  same_definition
100 200  exact  exact   type  type  jump
100 120  over   exact   type  type  qualified
100 120  exact  exact   type  site  definition_changed
"""


@pytest.mark.parametrize("line", YEARS.strip().splitlines())
def test_only_one_thing_counted_exactly_on_two_days_is_a_change(line):
    one, other, first, second, before, after, reason = line.split()
    figures = pd.concat([alter("F019"), alter("F019")], ignore_index=True).assign(
        figure_id=["A", "B"], value=[float(one), float(other)], qualifier=[first, second],
        counts=[before, after], period_end=pd.to_datetime(["2020-12-31", "2022-12-31"]),
    )  # fmt: skip
    row = questions.cross_check(figures).query("scope == 'years'").iloc[0]
    assert row["reason"] == reason
    assert pd.notna(row["value"]) == (reason == "same_definition")


def test_a_figure_without_a_day_is_in_no_series():
    figures = pd.concat([alter("F019"), alter("F019")], ignore_index=True).assign(
        figure_id=["A", "B"], value=[100.0, 120.0],
        period_end=pd.to_datetime([None, "2022-12-31"]),
    )  # fmt: skip
    assert questions.cross_check(figures)["reason"].tolist() == ["undated"]


def test_a_commune_with_more_models_than_its_province_counts_something_else():
    known = ALL[ALL["figure_id"].isin(["O018", "O025"])]
    more = known.assign(value=known["value"].mask(known["figure_id"].eq("O025"), 49.0))
    row = questions.cross_check(more).query("scope == 'places'").iloc[0]
    assert [row["reason"], row["outcome"]] == ["exceeds_whole", "doubtful"]


def test_nothing_is_set_beside_the_nation_unless_it_is_given_and_never_the_nation_itself():
    assert "nation" not in set(questions.cross_check(ALL)["scope"])
    assert "nation" not in set(questions.cross_check(NATION, nation=NATION)["scope"])


def test_the_comparisons_are_tallied_in_one_order():
    assert list(questions.cross_tally(CROSSED)) == list(get_args(questions.CrossOutcome))
    assert sum(questions.cross_tally(CROSSED).values()) == len(CROSSED)


# By law -----------------------------------------------------------------------------------------

POINT = st.fixed_dictionaries(
    {
        "type_id": st.sampled_from(["t1", "t2", "t3", "t4"]),
        "setting": st.sampled_from(["area", "area", "school"]),
        "area_id": st.sampled_from(["a1", "a2", "a3", "a4", "a5"]),
        "started_on": st.sampled_from(["2018-01-01", "2022-10-25", "2023-01-01", None]),
        "ended_on": st.sampled_from([None, None, "2022-10-25", "2023-01-01"]),
        "status": st.sampled_from(["active", "pilot", "retired", "unknown", "proposed"]),
        "members_count": st.sampled_from([0, 5, 12, None]),
        "model_group": st.sampled_from(["tu_quan", "camera"]),
        "recognition_level": st.sampled_from([None, "v05"]),
        "recognised_year": st.sampled_from([2021, 2022, None]),
    }
)


def table(rows: list[dict]) -> pd.DataFrame:
    points = [{"point_id": f"p{at}", **cells} for at, cells in enumerate(rows)]
    empty = schemas.TABLES["points"].empty()
    return pd.DataFrame(points, columns=empty.columns, dtype="object").astype(
        empty.dtypes.to_dict()
    )


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(POINT, min_size=1, max_size=8), data=st.data())
def test_the_order_of_points_changes_no_measure(rows, data):
    mixed = data.draw(st.permutations(rows))
    pd.testing.assert_frame_equal(measure(table(rows)), measure(table(mixed)))


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(POINT, min_size=1, max_size=6), added=POINT)
def test_an_organisation_point_never_changes_what_is_counted_in_areas(rows, added):
    more = [*rows, added | {"setting": "school"}]
    of_areas = ["areas_with_model", "groups_in_areas", "core_members"]
    before, after = (
        measure(table(points)).set_index("indicator").loc[of_areas] for points in (rows, more)
    )
    pd.testing.assert_frame_equal(before, after)


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(POINT, min_size=1, max_size=8))
def test_what_is_known_to_be_missing_lies_between_the_value_and_the_most(rows):
    measured = measure(table(rows))
    bounded = measured.dropna(subset=["value", "most"])
    assert (bounded["most"] >= bounded["value"]).all()
    assert (bounded["missing_count"] == bounded["most"] - bounded["value"]).all()


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(len(ALL))))
def test_the_order_of_figures_changes_no_trap(order):
    pd.testing.assert_frame_equal(questions.traps(ALL.iloc[order]), ALL_TRAPS)


@settings(max_examples=3, deadline=None)
@given(order=st.permutations(range(len(ALL))))
def test_the_order_of_figures_changes_no_comparison_of_published_figures(order):
    mixed = questions.cross_check(ALL.iloc[order], nation=NATION)
    pd.testing.assert_frame_equal(mixed, questions.cross_check(ALL, nation=NATION))


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(len(BINH_THUAN))), value=st.integers(0, 20_000))
def test_the_order_of_figures_changes_no_outcome(order, value):
    measured = MEASURED.assign(value=value, most=value)
    mixed = questions.reconcile(BINH_THUAN.iloc[order], measured).sort_index()
    pd.testing.assert_frame_equal(mixed, questions.reconcile(BINH_THUAN, measured))


@settings(max_examples=40, deadline=None)
@given(
    figure_id=st.sampled_from(sorted(BINH_THUAN["figure_id"])),
    value=st.integers(0, 20_000),
    more=st.integers(0, 50),
    days=st.integers(-3, 3),
)
def test_only_one_definition_one_period_and_nothing_missing_can_differ(
    figure_id, value, more, days
):
    figure = alter(figure_id).iloc[0]
    end = figure["period_end"] + pd.Timedelta(days=days)
    measured = said(
        value, figure_id=figure_id, most=value + more, missing_count=more, period_end=end
    )
    found = questions.reconcile(alter(figure_id), measured).iloc[0]
    if found["outcome"] == "differ":
        assert figure["comparability"] == "same"
        assert days == 0
        meant = published.meaning(figure["value"], figure["qualifier"])
        assert not meant.holds(value)
        assert not (more and meant.holds(value + more))
    assert pd.isna(found["difference"]) == (found["outcome"] not in ("agree", "differ"))


# By known truth ---------------------------------------------------------------------------------


def test_the_made_up_binh_thuan_agrees_with_what_binh_thuan_published():
    demo = synthetic.make_demo(units.find_province("Bình Thuận")).tables
    groups = demo["model_types"][["type_id", "model_group"]]
    tables = demo | {"points": demo["points"].merge(groups, on="type_id", validate="m:1")}
    day = questions.reference_date(BINH_THUAN, period=YEAR)
    measured = questions.measure(**tables, period=YEAR, on=day)
    outcome = questions.reconcile(BINH_THUAN, measured).set_index("figure_id")["outcome"]
    agreeing = ["F016", "F017", "F018", "F019", "F020", "F021", "F022", "F025", "F030", "F031"]
    assert outcome[outcome.eq("agree")].index.tolist() == agreeing
    assert "differ" not in set(outcome)


# Guards -----------------------------------------------------------------------------------------


def test_figures_of_two_provinces_are_refused():
    with pytest.raises(InvalidTable, match=r"Bình Thuận, Kon Tum"):
        questions.reconcile(ALL[ALL["province"].isin(["Kon Tum", "Bình Thuận"])], measure())


def test_a_point_in_an_area_that_is_not_listed_is_refused():
    with pytest.raises(VintageMismatch, match="a2"):
        measure(areas=AREAS[AREAS["area_id"].ne("a2")])


# Sentences --------------------------------------------------------------------------------------

LANGS = ("vi", "en")
ENGLISH = re.compile(
    r"\b(the|of|and|or|not|is|are|no|with|for|from|by|published|counted|agree|differ|model)\b"
)


def one(figure_id: str, measured: pd.DataFrame) -> dict:
    return questions.reconcile(alter(figure_id), measured).to_dict("records")[0]


def test_a_figure_that_agrees_is_read_aloud():
    found = one("F018", said(10_349, figure_id="F018"))
    assert sentences.reconciliation(found, "vi") == (
        "Thành viên nòng cốt ở địa bàn dân cư (đến 25/10/2022): công bố 10.349 người; đếm từ dữ "
        "liệu chi tiết được 10.349 – khớp: hai số bằng nhau."
    )
    assert sentences.reconciliation(found, "en") == (
        "Core members in residential areas (as of 25 October 2022): published 10,349 persons; "
        "counted from microdata 10,349 – agrees: the two numbers are equal."
    )


def test_a_figure_that_differs_says_by_how_many():
    found = one("F017", said(738))
    assert "khác, ít hơn 3: " in sentences.reconciliation(found, "vi")
    assert "differs, fewer by 3: " in sentences.reconciliation(found, "en")
    assert "nhiều hơn 4" in sentences.reconciliation(one("F017", said(745)), "vi")


def test_a_qualifier_is_printed_with_its_number():
    found = one("F025", said(975, figure_id="F025"))
    assert "công bố gần 1.000 tin" in sentences.reconciliation(found, "vi")
    assert "published nearly 1,000 tips" in sentences.reconciliation(found, "en")
    texts = [sentences.published_text(row, "vi") for row in ALL.to_dict("records")]
    assert {"trên 80\u00a0%", "ít nhất 1 mô hình", "khoảng 15 km", "trên 15.000 người"} <= set(
        texts
    )


def test_a_missing_measure_is_not_printed_as_a_number():
    text = sentences.reconciliation(one("F024", measure()), "vi")
    assert "đếm từ dữ liệu chi tiết" not in text
    assert text.endswith("– không so sánh được: dữ liệu chi tiết không ghi nhận nội dung này.")


def test_what_is_unknown_is_printed_beside_a_number_that_agrees():
    found = one("F017", said(741, most=746, missing_count=5))
    assert "địa bàn chưa rõ trạng thái: 5" in sentences.reconciliation(found, "vi")


def test_a_state_known_to_the_month_is_dated_by_its_month():
    figure = alter("O002").to_dict("records")[0]
    assert sentences.period_text(figure, "vi") == "đến tháng 10/2016"
    assert sentences.period_text(figure, "en") == "as of October 2016"


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_of_the_questions_has_its_words(lang):
    indicators = set(measure()["indicator"])
    assert set(sentences.REASONS) == set(get_args(questions.Reason))
    assert set(sentences.OUTCOMES) == set(questions.OUTCOMES)
    assert set(sentences.TRAPS) == set(get_args(questions.TrapCode))
    assert set(sentences.DEFINITIONS) == indicators
    assert all(sentences.definition(name, lang) for name in indicators)
    assert set(published.COMPARABILITY) - {"same"} <= set(sentences.REASONS)
    assert set(sentences.KINDS) == set(published.KINDS)
    assert set(sentences.CROSS_REASONS) == set(get_args(questions.CrossReason))
    assert set(sentences.CROSS_OUTCOMES) == set(get_args(questions.CrossOutcome))
    assert set(sentences.CROSS_SCOPES) == set(get_args(questions.CrossScope))


def vietnamese() -> list[str]:
    """Every Vietnamese sentence on the published figures."""
    overlap = questions.Overlaps(700, 9)
    texts = [
        sentences.trap(found, ALL, "vi")
        for found in questions.traps(ALL, overlaps=overlap).to_dict("records")
    ]
    for name in ALL["province"].unique():
        reconciled = questions.reconcile(ALL[ALL["province"].eq(name)], measure())
        texts += [sentences.reconciliation(found, "vi") for found in reconciled.to_dict("records")]
        texts += sentences.table(reconciled, "vi").to_numpy().ravel().tolist()
        texts.append(sentences.headline(questions.tally(reconciled), "vi"))
    texts += [
        sentences.source_text(found, "vi") for found in published.sources().to_dict("records")
    ]
    texts += sentences.cross_table(CROSSED, ALL, lang="vi").frame.to_numpy().ravel().tolist()
    texts += sentences.elsewhere_table(ALL, lang="vi").frame.to_numpy().ravel().tolist()
    texts.append(sentences.cross_headline(questions.cross_tally(CROSSED), "vi"))
    texts += [sentences.standing(code, "Sơn La", "vi") for code in ("no_figure", "no_source")]
    return texts


def test_no_vietnamese_sentence_holds_an_english_word_an_empty_slot_or_a_missing_mark():
    for text in vietnamese():
        assert not ENGLISH.search(text.lower()), text
        assert not re.search(r"[{}]|nan|None|<NA>|NaT|  |\(\)", text), text


def test_a_result_with_a_qualifier_is_a_number_and_not_a_threshold():
    figures = published.figures()
    said = {
        name: sentences.trap(
            {"code": "qualifier", "figure_ids": name, "illustration": None}, figures, "vi"
        )
        for name in ("O017", "F005")
    }
    assert "“hơn 155.033 lượt người”" in said["O017"]
    assert "số thực lớn hơn 155.033 lượt người" in said["O017"]
    assert "chưa" not in said["O017"]
    assert "bằng 80\u00a0% là chưa đạt" in said["F005"]


def test_traps_are_read_aloud_with_the_numbers_of_the_source():
    overlap = questions.Overlaps(areas_in_both=700, recognised_types=9)
    found = questions.traps(BINH_THUAN, overlaps=overlap).to_dict("records")
    text = " ".join(sentences.trap(trap, BINH_THUAN, "vi") for trap in found)
    assert "Không cộng 6 nhóm mô hình ở địa bàn dân cư với 38 dạng mô hình trong" in text
    assert "1.126 vụ và 1.618 đối tượng là hai số đếm" in text
    assert "10/10 địa phương là tử số và mẫu số" in text
    assert "8.561 lượt là số lượt, không phải số gia đình." in text
    assert "Trong dữ liệu chi tiết, số địa bàn thuộc cả hai là 700." in text
    assert "Hơn 11.000 người (năm 2016)" in text


def test_comparisons_are_read_aloud_with_what_they_may_not_be_read_as():
    son_la = CROSSED[CROSSED["one_ids"].eq("O029 O030 O031 O032")]
    cells = sentences.cross_table(son_la, ALL, lang="vi").frame.iloc[0].tolist()
    assert cells[:4] == [
        "trong một tài liệu",
        "17.429 nhóm, 2.530 tổ, 2.537 tổ, 2.182 tổ (đến tháng 5/2023)",
        "28.229 địa chỉ (đến tháng 5/2023)",
        "không so sánh được",
    ]
    assert "cộng lại được 24.678, ít hơn tổng" in cells[4]
    teams = CROSSED[CROSSED["one_ids"].eq("O069")].iloc[0]
    assert sentences.cross_reason(teams, "vi") == "cùng cách đếm: tăng 113"
    assert sentences.cross_reason({**teams, "value": 0.0}, "en") == "the same count: no change"


def test_a_figure_known_to_its_year_without_a_day_or_without_a_beginning_says_so():
    known = ALL.set_index("figure_id", drop=False)
    assert sentences.period_text(known.loc["O018"], "vi") == "năm 2023"
    assert sentences.period_text(known.loc["O058"], "vi") == "không rõ thời điểm"
    assert sentences.period_text(known.loc["O012"], "vi") == "đến tháng 3/2017, không rõ từ khi nào"
    assert sentences.period_text(known.loc["O012"], "en") == (
        "as of March 2017, since when is not told"
    )


@pytest.mark.parametrize(
    ("tally", "crossed", "expected"),
    [({"differ": 1}, {}, "act"), ({"agree": 3}, {"broken": 1}, "act"),
     ({"agree": 3}, {"doubtful": 1}, "look"), ({"agree": 3}, {"holds": 2}, "know")],
)  # fmt: skip
def test_two_numbers_for_one_definition_are_pressing(tally, crossed, expected):
    assert sentences.urgency(tally, crossed) == expected


def test_what_other_provinces_published_is_folded_and_says_whose_it_is():
    others = ALL[ALL["province"].ne("Bình Thuận")]
    shown = sentences.elsewhere_table(others, lang="vi")
    assert shown.is_folded
    assert len(shown.printed()) == len(others)
    crossed = questions.cross_check(others, nation=NATION)
    beside = sentences.cross_table(crossed, ALL, elsewhere=True, lang="vi")
    assert beside.frame["Tỉnh"].tolist()[0] in set(others["province"])
    assert beside.is_folded


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_has_a_row_per_figure_with_headings_for_readers(lang):
    shown = sentences.table(questions.reconcile(BINH_THUAN, measure()), lang)
    assert len(shown) == len(BINH_THUAN)
    assert shown.notna().to_numpy().all()
    assert not any("_" in heading for heading in shown.columns)


def test_the_headline_leaves_out_outcomes_without_figures():
    tally = questions.tally(questions.reconcile(alter("F017"), said(741)))
    assert sentences.headline(tally, "vi") == "Đối chiếu số liệu đã công bố: khớp 1."
    assert sentences.headline(dict.fromkeys(tally, 0), "en") == "No published figure."


def test_a_silent_source_is_said_to_publish_nothing_which_is_not_zero():
    text = sentences.standing("no_figure", "Sơn La", "vi")
    assert "không nêu số liệu nào" in text
    assert "không phải là 0" in text
    silent = published.sources("Sơn La").set_index("source_id").loc["SL-44"]
    assert sentences.source_text(silent, "vi").endswith("(không ghi ngày); không nêu số liệu nào")
    assert sentences.source_text(silent, "en").endswith("(undated); gives no figure")


def test_a_small_count_about_people_is_not_printed_and_one_about_areas_is():
    row = {"counts": "member", "measured": 4.0, "outcome": "differ", "difference": -6.0}
    assert sentences.measured_text(row, "vi") == "dưới 5"
    known = {"measured": 10.0, "qualifier": "exact", "value": 10.0, "outcome": "agree"}
    assert sentences.measured_text(row | known, "vi") == "10"


def test_a_count_about_people_that_is_not_the_published_one_is_rounded():
    """It grows from report to report; two of them would tell what came between."""
    row = {"counts": "tip", "measured": 88.0, "outcome": "differ", "difference": -12.0,
           "qualifier": "exact", "value": 100.0}  # fmt: skip
    later = row | {"measured": 91.0, "difference": -9.0}
    assert sentences.measured_text(row, "vi") == sentences.measured_text(later, "vi") == "khoảng 90"
    assert sentences.figures.difference(row, "vi") == ", ít hơn khoảng 10"
    assert sentences.measured_text(row | {"counts": "area"}, "vi") == "88"


def test_a_small_count_of_areas_is_printed():
    row = {"counts": "area", "measured": 4.0, "outcome": "differ", "difference": -6.0}
    assert sentences.measured_text(row, "vi") == "4"
