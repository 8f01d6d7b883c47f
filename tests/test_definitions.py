"""What was counted otherwise, from when on: read whole, said clearly, never taken for a yes."""

from datetime import date

import pytest

from mohinh.tables import definitions
from mohinh.tables.definitions import load, parse
from mohinh.tables.units import find_province
from mohinh.words.errors import UnreadableFile

HERE = find_province("Bình Thuận", "2025-06")
SPAN = date(2017, 1, 1), date(2022, 12, 31)
THEFT = "incident_theft_count"
BREAK = """
[[break]]
outcome = "incident_theft_count"
since = "2021-01"
provinces = ["Bình Thuận"]
what_vi = "trộm cắp có giá trị nhỏ cũng được thống kê"
what_en = "petty theft is counted too"
source = "a letter"
"""
VOUCHED = """
[[stable]]
outcome = ["tips_count", "incident_theft_count"]
first = "2017-01"
last = "2022-12"
provinces = "all"
source = "an office"
"""


def standing(text, outcomes=(THEFT,), place=HERE, months=SPAN):
    return parse(text).standing(outcomes, place, months)


def test_the_file_of_the_project_is_read_and_its_example_is_no_entry():
    found = load()
    assert (found.breaks, found.vouched) == ((), ())
    assert found.standing([THEFT], HERE, SPAN).is_stable is None


def test_the_example_of_the_file_can_be_read_once_it_is_no_comment():
    text = definitions.PATH.read_text(encoding="utf-8").partition("EXAMPLES")[2]
    lines = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    found = parse("\n".join(lines))
    assert (len(found.breaks), len(found.vouched)) == (1, 1)


@pytest.mark.parametrize(
    ("since", "is_stable"),
    [("2016-12", None), ("2017-01", None), ("2017-02", False), ("2022-12", False),
     ("2023-01", None)],
)  # fmt: skip
def test_a_break_counts_where_some_months_lie_before_it_and_some_after(since, is_stable):
    assert standing(BREAK.replace("2021-01", since)).is_stable is is_stable


def test_a_break_of_another_count_or_province_says_nothing():
    assert standing(BREAK, ["tips_count"]).breaks == ()
    assert standing(BREAK, place=find_province("Sơn La", "2025-06")).breaks == ()
    assert standing(BREAK.replace('["Bình Thuận"]', '"all"')).is_stable is False


def test_a_break_is_handed_on_to_the_province_that_took_the_old_one_in():
    assert standing(BREAK, place=find_province("Lâm Đồng", "2025-07")).is_stable is False


def test_somebody_must_vouch_for_every_count_and_all_months():
    assert standing(VOUCHED).is_stable is True
    assert standing(VOUCHED, [THEFT, "incident_drugs_count"]).is_stable is None
    assert standing(VOUCHED.replace("2017-01", "2017-02")).is_stable is None
    assert standing(VOUCHED.replace("2022-12", "2022-11")).is_stable is None


def test_a_break_outweighs_one_who_vouches():
    assert standing(BREAK + VOUCHED).is_stable is False


def test_where_nothing_is_compared_nothing_is_known():
    assert standing(BREAK + VOUCHED, months=None).is_stable is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("incident_theft_count", "theft_count", r"line 3, key 'break#1.outcome': found 'theft_co"),
        ("incident_theft_count", "theft_count", "expected one or more of .*incident_theft_count"),
        ('"2021-01"', '"2021"', r"'break#1.since': found '2021', expected a month"),
        ('"2021-01"', "2021-01-01", r"'break#1.since': found datetime.date.* expected a text"),
        ("Bình Thuận", "Binh Thuann", r"'break#1.provinces': found 'Binh Thuann'"),
        ('["Bình Thuận"]', "[]", r"'break#1.provinces': found nothing"),
        ('"a letter"', '""', r"'break#1.source': found nothing, expected a text: the document"),
        ("what_en", "what_e", r"'break#1.what_en': found nothing"),
        ("what_en", "what_e", r"'break#1.what_e': found 'petty theft .* expected one"),
        ("[[break]]", "[[brake]]", r"key 'brake': .* expected one of the keys break, stable"),
        ("[[break]]", "[[break]", "not TOML"),
        ("source", "# source", "Correct definition_breaks.toml"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_line_key_found_and_expected(old, new, message):
    with pytest.raises(UnreadableFile, match=message) as fault:
        parse(BREAK.replace(old, new))
    assert str(fault.value).startswith("definition_breaks.toml")


def test_who_vouches_for_months_that_end_before_they_begin_is_refused():
    with pytest.raises(UnreadableFile, match="found '2016-12', expected a month from 2017-01 on"):
        parse(VOUCHED.replace("2022-12", "2016-12"))


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match=r"gone\.toml: cannot be read"):
        load(tmp_path / "gone.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile, match=r"odd\.toml: cannot be read"):
        load(tmp_path / "odd.toml")
