"""Every trap in the figures of the five documents: the code does not fall into it."""

from fractions import Fraction

import pandas as pd
import pytest

from mohinh.pages.sentences import reconciliation as sentences
from mohinh.questions import reconciliation
from mohinh.questions.targets import thresholds
from mohinh.tables import plans, published, schemas, units
from mohinh.words.terms import Period
from mohinh.words.text import fold, tidy

ALL = published.figures()
KNOWN = ALL.set_index("figure_id", drop=False)
NATION = published.figures(published.COUNTRY)
TRAPS = reconciliation.traps(ALL)
CROSSED = reconciliation.cross_check(ALL, nation=NATION)


def trapped(code: str) -> set[str]:
    return set(TRAPS.loc[TRAPS["code"].eq(code), "figure_ids"])


def crossed(one: str, other: str) -> pd.Series:
    return CROSSED[CROSSED["one_ids"].eq(one) & CROSSED["other_ids"].eq(other)].iloc[0]


def test_741_areas_carry_models_and_725_are_where_effective_ones_were_replicated_so_no_rate():
    assert "F017 F021" in trapped("not_nested")
    found = TRAPS[TRAPS["figure_ids"].eq("F017 F021")].iloc[0]
    text = sentences.trap(found, ALL, "vi")
    assert "741" in text
    assert "725" in text
    assert "không tính thành tỷ lệ" in text
    assert "%" not in text


def test_6_groups_in_areas_and_38_types_in_organisations_are_never_added():
    assert "F016 F019" in trapped("other_scope")


def test_6_recognitions_of_2021_and_4_of_a_part_of_2022_may_overlap_and_are_no_trend():
    assert "F022 F023" in trapped("may_overlap")
    assert "F022 F023" in trapped("part_year")
    assert KNOWN.loc["F023", "is_part_year"]
    assert KNOWN.loc["F023", "period_end"] == pd.Timestamp("2022-10-25")
    assert pd.isna(crossed("F022", "F023")["value"])


def test_1126_cases_and_1618_suspects_are_a_pair_of_counts():
    assert "F026 F027" in trapped("pair_of_counts")


def test_10_of_10_districts_is_a_ratio_of_which_the_first_is_no_larger_than_the_second():
    assert "F030 F031" in trapped("ratio")
    assert crossed("F030", "F031")["reason"] == "part_holds"


def test_8561_visits_are_not_families():
    assert "F024" in trapped("visits")
    assert published.figures()["unit_vi"].loc[ALL["figure_id"].eq("F024")].tolist() == ["lượt"]


@pytest.mark.parametrize(
    ("figure_id", "words"),
    [
        ("F025", "gần 1.000 tin"),
        ("F036", "trên 15.000 người"),
        ("O003", "hơn 11.000 người"),
        ("O012", "gần 18.000 nguồn tin"),
        ("F038", "khoảng 15 km"),
        ("F005", "trên 80\u00a0%"),
    ],
)
def test_a_qualifier_is_kept_with_its_number(figure_id, words):
    assert figure_id in trapped("qualifier")
    assert sentences.published_text(KNOWN.loc[figure_id], "vi") == words


@pytest.mark.parametrize(
    ("n", "percent", "is_strict", "needed"),
    [(10, 80, True, 9), (10, 80, False, 8), (10, 95, True, 10), (102, 80, True, 82),
     (102, 95, True, 97)],
)  # fmt: skip
def test_over_is_strict_and_at_least_is_not_in_whole_units(n, percent, is_strict, needed):
    assert thresholds.needed(n, Fraction(percent, 100), is_strict=is_strict) == needed


def test_at_least_one_is_met_by_one_and_over_80_percent_is_not_met_by_80():
    one, over = KNOWN.loc["F010"], KNOWN.loc["F005"]
    assert published.meaning(one["value"], one["qualifier"]).holds(1)
    assert not published.meaning(over["value"], over["qualifier"]).holds(80)


def test_registered_may_bind_only_enterprises_so_attainment_has_both_readings():
    plan = plans.find(units.find_province("Kon Tum"), year=2023)
    ambiguous = [target for target in plan.targets if len(target.measures) > 1]
    attained = [target for target in ambiguous if target.measures[0].indicator == "attained"]
    assert attained
    for target in attained:
        assert {measure.of for measure in target.measures} == {"eligible", "registered"}


@pytest.mark.parametrize(
    ("before", "later"), [("O001", "F016 F019"), ("O002", "F017"), ("O003", "F018")]
)
def test_2016_with_organisations_and_2022_without_is_a_change_of_definition_no_decline(
    before, later
):
    found = crossed(before, later)
    assert [found["reason"], found["outcome"]] == ["definition_changed", "not_comparable"]
    assert pd.isna(found["value"])


@pytest.mark.parametrize(
    "ids",
    ["O001 O002", "O010 O011", "O019 O021", "O027 O028 O029 O030 O031 O032", "O125 O126",
     "O149 O150"],
)  # fmt: skip
def test_a_mix_of_models_points_and_teams_is_found_and_never_averaged(ids):
    assert ids in trapped("mixed_units")
    text = sentences.trap(TRAPS[TRAPS["figure_ids"].eq(ids)].iloc[0], ALL, "vi")
    assert "không lấy trung bình" in text


def test_one_commune_with_31_models_of_a_province_with_48_is_a_change_of_unit():
    assert crossed("O025", "O018")["reason"] == "large_part"


def test_3600_models_of_one_province_are_not_in_the_unit_of_the_nations_2500():
    assert crossed("O055", "O149")["reason"] == "exceeds_whole"
    assert crossed("O058", "O055")["reason"] == "jump"


def test_four_parts_that_sum_to_24678_of_28229_are_examples():
    found = crossed("O029 O030 O031 O032", "O028")
    assert [found["reason"], found["value"]] == ["parts_missing", 24_678]


def test_4025_teams_that_become_1000_are_to_be_reviewed_and_no_change_is_computed():
    found = crossed("O068", "O074")
    assert [found["outcome"], found["reason"]] == ["doubtful", "jump"]
    assert pd.isna(found["value"])


def test_the_security_teams_of_2024_are_not_the_core_teams_of_models():
    assert {"O014", "O015", "O160", "O161"} <= trapped("new_force")
    assert {"O160", "O161"} <= trapped("announced")


def test_scales_are_the_provinces_own():
    registrations = pd.DataFrame(
        {
            "level": ["district"] * 3,
            "unit_id": ["1", "2", "3"],
            "year": [2022] * 3,
            "classification": ["xuat_sac", "tot", "trung_binh"],
        }
    )
    empty = {name: _empty(name) for name in ("areas", "model_types", "points", "activity")}
    for classes, expected in ((("xuat_sac", "kha"), 1), (("xuat_sac", "tot"), 2)):
        measured = reconciliation.measure(
            **empty, registrations=registrations, period=Period.parse(2022), well_classes=classes
        )
        row = measured.set_index("indicator").loc["districts_doing_well"]
        assert row["value"] == expected


def _empty(name: str) -> pd.DataFrame:
    return schemas.TABLES[name].empty()


def test_spaces_that_do_not_break_are_folded_before_any_match():
    assert tidy("741\u00a0địa bàn") == "741 địa bàn"
    assert fold("Bình\u00a0Thuận") == fold("Bình Thuận")
    assert len(published.figures("Kon\u00a0Tum")) == len(published.figures("Kon Tum"))


def test_no_comparison_computes_a_value_but_a_sum_of_named_parts_and_a_change_of_one_count():
    valued = CROSSED[CROSSED["value"].notna()]
    parts = {"adds_up", "parts_missing", "parts_exceed", "part_holds", "part_exceeds"}
    assert set(valued["reason"]) <= parts | {"same_definition"}
