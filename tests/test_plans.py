"""Plans as data: every target of the texts is carried, faults are said by line."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from mohinh.tables import plans, units
from mohinh.words.errors import UnknownName, UnreadableFile

SHARED = Path(__file__).parents[2] / "shared" / "data" / "domain" / "targets.csv"
HEAD = 'title_vi = "a"\ntitle_en = "a"\n'
TARGET = """
[[targets]]
id = "A"
level = "commune"
measure = "registered"
threshold = 70
label_vi = "a"
label_en = "a"
source = "s"
"""


def kon_tum():
    return plans.find(units.find_province("Kon Tum"), year=2023)


def refused(text):
    with pytest.raises(UnreadableFile) as fault:
        plans.parse(text, file_name="p.toml")
    return str(fault.value)


# What is carried --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", plans.names())
def test_every_plan_that_is_carried_can_be_read(name):
    plan = plans.load(plans.FOLDER / f"{name}.toml")
    assert plan.targets or plan.criteria or plan.remedies
    assert all(text for text in plan.title)


@pytest.mark.skipif(not SHARED.is_file(), reason="the list of targets is not beside the project")
def test_each_target_of_the_kon_tum_plan_stands_in_its_file_with_threshold_and_comparator():
    rows = list(csv.DictReader(SHARED.read_text(encoding="utf-8").splitlines()))
    carried = {target.id: target for target in kon_tum().targets}
    of_plan = [row for row in rows if row["seed_file"].startswith("000_")]
    assert {row["id"] for row in of_plan} == set(carried)
    for row in of_plan:
        if row["unit"] == "%":
            target = carried[row["id"]]
            assert target.threshold == Fraction(int(row["threshold"]), 100), row["id"]
            assert target.comparator == row["comparator"], row["id"]


def test_ambiguous_targets_of_kon_tum_have_two_readings():
    readings = {one.id: [m.of for m in one.measures] for one in kon_tum().targets}
    assert readings["T011"] == ["eligible", "registered"]
    assert readings["T015"] == ["registered", "eligible"]
    assert readings["T010"] == ["eligible"]


def test_remedies_of_kon_tum_are_reported_before_10_12():
    remedies = kon_tum().remedies
    assert len(remedies) == 5
    assert {(one.deadline.month, one.deadline.day) for one in remedies} == {(12, 9)}
    assert all(one.lead.id and one.support for one in remedies)


def test_tra_vinh_has_three_groups_of_the_police_and_three_grades_with_their_thresholds():
    plan = plans.find(units.find_province("Trà Vinh"), year=2023)
    by_scale = {one.id: one.at_least for one in plan.criteria if one.scale}
    assert by_scale == {
        "party": "Hoàn thành tốt nhiệm vụ",
        "people_committee": "Tập thể lao động tiên tiến",
        "organisations": "Khá",
    }
    assert [one.id for one in plan.criteria if not one.scale] == ["order", "movement", "force"]


def test_a_province_or_year_without_a_plan_gets_the_national_one():
    assert plans.find(units.find_province("Sơn La"), year=2023).is_national
    assert plans.find(units.find_province("Kon Tum"), year=2022).is_national
    named = plans.find(units.find_province("Sơn La"), year=2022, name="kon-tum-2023")
    assert named.province == "Kon Tum"


def test_a_plan_that_is_not_there_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownName, match="did you mean 'kon-tum-2023'"):
        plans.find(units.find_province("Kon Tum"), year=2023, name="kontum-2023")


def test_a_new_plan_needs_no_code(tmp_path):
    text = HEAD + 'province = "Sơn La"\nyear = 2031\n' + TARGET.replace("registered", "flags")
    (tmp_path / "son-la-2031.toml").write_text(text, encoding="utf-8")
    plan = plans.find(units.find_province("Sơn La"), year=2031, folder=tmp_path)
    assert plan.targets[0].measures == (plans.Measure("flags"),)


# What is refused, with its line -----------------------------------------------------------------


def test_a_plan_that_is_no_toml_says_where():
    assert "line 1" in refused("title_vi = \n")


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ('level = "commune"', 'level = "xa"', 6, "one of area, commune"),
        ("threshold = 70", "threshold = 170", 8, "from 0 to 100"),
        ("threshold = 70", 'threshold = "70"', 8, "from 0 to 100"),
        ("threshold = 70", 'comparator = ">"\nthreshold = 100', 9, "nobody could meet"),
        ("threshold = 70", 'threshold = 70\ncomparator = "="', 9, "one of >=, >"),
        ('"registered"', '"Số đăng ký"', 7, "name of an indicator"),
        ('"registered"', '"attained / all"', 7, "name of an indicator"),
        ("threshold = 70", 'threshold = 70\ndeadline = "31/12"', 9, "a day of the year"),
        ("threshold = 70", 'threshold = 70\ndeadline = "02-30"', 9, "a day of the year"),
        ("threshold = 70", "threshold = 70\nthreshhold = 7", 9, "one of the keys"),
        ("threshold = 70", 'threshold = 70\nwithin = "xa"', 9, "one of province"),
    ],
)
def test_a_fault_in_a_target_is_said_with_its_line(old, new, line, expected):
    message = refused(HEAD + TARGET.replace(old, new))
    assert f"p.toml, line {line}," in message
    assert expected in message


def test_a_key_that_is_missing_is_not_looked_for_in_the_next_target():
    two = TARGET.replace("threshold = 70\n", "") + TARGET.replace('"A"', '"B"')
    assert "p.toml, line 4, key 'targets#1.threshold': found nothing" in refused(HEAD + two)


@pytest.mark.parametrize("key", ["id", "level", "measure", "label_vi", "label_en", "source"])
def test_what_a_target_needs_and_lacks_is_said(key):
    lines = [line for line in TARGET.splitlines() if not line.startswith(f"{key} =")]
    assert f"key 'targets#1.{key}': found nothing" in refused(HEAD + "\n".join(lines))


def test_a_file_that_is_taken_for_its_name_must_be_of_that_province_and_year(tmp_path):
    text = HEAD + 'province = "Kon Tum"\nyear = 2023\n' + TARGET
    (tmp_path / "son-la-2031.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile) as fault:
        plans.find(units.find_province("Sơn La"), year=2031, folder=tmp_path)
    assert "line 3, key 'province': found 'Kon Tum', expected 'Sơn La'" in str(fault.value)
    assert "line 4, key 'year': found 2023, expected 2031" in str(fault.value)
    lent = plans.find(units.find_province("Sơn La"), year=2031, name="son-la-2031", folder=tmp_path)
    assert lent.province == "Kon Tum"


def test_the_year_of_areas_ends_in_october_wherever_the_circular_is_carried():
    for name in ("kon-tum-2023", "national"):
        (judged,) = plans.load(plans.FOLDER / f"{name}.toml").years
        assert judged.level == "area"
        assert judged.span(2023) == (date(2022, 11, 1), date(2023, 10, 31))


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ('level = "area"', 'level = "khu"', 5, "one of area, commune"),
        ('level = "area"', "", 4, "one of area, commune"),
        ('last = "10-31"', 'last = "31/10"', 6, "a day of the year"),
        ('source = "s"', "", 4, "a text"),
    ],
)
def test_a_fault_in_a_year_is_said_with_its_line(old, new, line, expected):
    year = '\n[[years]]\nlevel = "area"\nlast = "10-31"\nsource = "s"\n'
    message = refused(HEAD + year.replace(old, new) + TARGET)
    assert f"p.toml, line {line}," in message
    assert expected in message


def test_a_source_has_an_english_gloss_or_stands_as_it_is():
    plan = plans.parse(HEAD + TARGET)
    assert plan.targets[0].source == ("s", "s")
    plan = plans.parse(HEAD + TARGET.replace('source = "s"', 'source = "s"\nsource_en = "t"'))
    assert plan.targets[0].source == ("s", "t")


def test_two_targets_of_one_id_and_a_plan_without_any_are_refused():
    message = refused(HEAD + TARGET + TARGET)
    assert "p.toml, line 14, key 'targets#2.id': found 'A', expected an id of its own" in message
    assert "tables [[targets]]" in refused(HEAD)


def test_a_criterion_off_its_scale_and_a_scale_of_one_grade_are_refused():
    scale = '\n[[scales]]\nid = "s"\ngrades_vi = ["Yếu", "Khá"]\ngrades_en = ["Weak", "Fair"]\n'
    criterion = (
        '\n[[criteria]]\nid = "c"\nlabel_vi = "a"\nlabel_en = "a"\ngroup_vi = "a"\ngroup_en = "a"\n'
        'scale = "s"\nat_least = "Tốt"\nsource = "s"\n'
    )
    assert "one of Yếu, Khá" in refused(HEAD + scale + criterion)
    short = scale.replace('["Weak", "Fair"]', '["Weak"]')
    assert "as many grades as grades_vi" in refused(HEAD + short + TARGET)


def test_a_remedy_of_an_unknown_body_is_refused():
    remedy = (
        '\n[[remedies]]\nid = "r"\nweakness_vi = "a"\nweakness_en = "a"\nremedy_vi = "a"\n'
        'remedy_en = "a"\nlead = "x"\nsource = "s"\n'
    )
    assert "line 10, key 'remedies#1.lead': found 'x'" in refused(HEAD + remedy)


def test_decimals_are_exact():
    plan = plans.parse(HEAD + TARGET.replace("threshold = 70", "threshold = 72.6"))
    assert plan.targets[0].threshold == Fraction(726, 1000)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        plans.load(tmp_path / "none.toml")
