"""The rule table is read whole, says what is wrong with it, and cannot undo what is not its own."""

import pytest

from mohinh.tables import rulings
from mohinh.tables.rulings import FACTS, Rule, load, parse
from mohinh.words.errors import UnreadableFile

TEXT = rulings.PATH.read_text(encoding="utf-8")
NOTHING_KNOWN = dict.fromkeys(FACTS)


def test_the_table_of_the_project_is_read():
    rules = load()
    assert rules.thresholds.clusters_least == 6
    assert len(rules.grades) == 4
    assert rules.verdicts[0].name == "reduction"
    assert {ruling.name for ruling in rules.decisions} == {
        "replicate", "keep", "adjust", "retire", "insufficient",
    }  # fmt: skip


def test_every_fact_has_a_part_in_the_table():
    rules = load()
    every = [*rules.grades, *(ruling.rule for ruling in (*rules.verdicts, *rules.decisions))]
    assert {fact for rule in every for fact in rule.asks} == set(FACTS)


@pytest.mark.parametrize(
    ("rule", "known", "unknown", "refuted"),
    [
        (Rule(yes=("fades",)), True, False, False),
        (Rule(no=("fades",)), False, False, True),
        (Rule(not_no=("fades",)), True, True, False),
        (Rule(not_yes=("fades",)), False, True, True),
    ],
)
def test_a_list_tells_what_holds_from_what_is_not_known(rule, known, unknown, refuted):
    for value, wanted in [(True, known), (None, unknown), (False, refuted)]:
        facts = NOTHING_KNOWN | {"fades": value}
        assert rule.holds(facts, 2) is wanted
        assert rule.unmet(facts) == (() if wanted else ("fades",))


def test_a_rule_holds_from_its_grade_on_and_below_the_other():
    rule = Rule(grade=2, below=4)
    assert [rule.holds(NOTHING_KNOWN, grade) for grade in rulings.GRADES] == [
        False, False, True, True, False,
    ]  # fmt: skip
    assert Rule().is_open
    assert not rule.is_open


def test_with_nothing_known_everything_is_insufficient():
    rules = load()
    for found in (rules.verdicts, rules.decisions):
        assert rulings.first(found, NOTHING_KNOWN, 0).name == "insufficient"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"trends_agree", "placebo', '"trend_agrees", "placebo', "line .*perhaps trends_agree"),
        ("clusters_least = 6 ", "clusters_least = 6.5 ", "found 6.5, expected a whole number"),
        ("clusters_least = 6 ", "clusters_least = 1 ", "found 1, expected a whole number from 2"),
        ("likely = 0.80", "likely = 80", "found 80, expected a number from 0 to 1"),
        ("p_most = 0.05", "p_most = true", "found True, expected a number"),
        ("p_most = 0.05", "p_worst = 0.05", "'thresholds.p_most': found nothing"),
        ("p_most = 0.05", "p_worst = 0.05", "'thresholds.p_worst'.*one of the keys"),
        ('version = "2026-11-23"', "", "'version': found nothing"),
        ("grade = 4\n", "grade = 3\n", "expected 4: the grades 1, 2, 3, 4 in this order"),
        ('verdict = "promising"', 'verdict = "proven"', "found 'proven', expected one of"),
        ('decision = "keep"', 'decide = "keep"', "one of the keys"),
        ('yes = ["fades"]', "", "found 'adjust', expected a condition"),
        ('yes = ["confirmed"]', 'yes = ["compared"]', 'yes = \\["confirmed"\\] for grade 4'),
        ('grade = 3\nyes = ["clear_fall"]', 'yes = ["clear_fall"]', "grade = 3 or more"),
        ('yes = ["clear_fall"]', 'yes = ["likely_wished"]', '"clear_fall"'),
        ('"replicate"\ngrade = 3', '"replicate"\ngrade = 2', "'decisions'.*grade = 3 or more and"),
        ('["clear_fall", "spec', '["likely_wished", "spec', "'decisions'.*\"clear_fall\""),
        ('"retire"\ngrade = 3', '"retire"\ngrade = 2', "found 'retire', expected grade = 3"),
        ('[[verdicts]]\nverdict = "insufficient"', "", "no condition in the last rule"),
        ("[thresholds]", "[thresholds", "not TOML"),
    ],
)
def test_a_table_that_is_wrong_says_where_and_what_is_expected(old, new, told):
    assert old in TEXT
    with pytest.raises(UnreadableFile, match=told):
        parse(TEXT.replace(old, new))


def test_an_empty_table_names_all_that_it_lacks():
    with pytest.raises(UnreadableFile) as fault:
        parse("")
    for wanted in ("version", "thresholds.p_most", "four tables", "verdicts", "decisions"):
        assert wanted in str(fault.value)


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match=r"none.toml: cannot be read \(FileNotFoundError\)"):
        load(tmp_path / "none.toml")
