"""The field's words: labels in two languages, periods."""

from collections.abc import Mapping
from datetime import date

import pytest

from mohinh.words import terms
from mohinh.words.errors import UnknownName
from mohinh.words.terms import Period
from mohinh.words.text import fold

LISTS = {
    name: value
    for name, value in vars(terms).items()
    if name.isupper() and isinstance(value, Mapping) and name not in ("INDICATORS", "COUNTED")
}


@pytest.mark.parametrize("name", LISTS)
def test_every_label_is_said_in_both_languages_and_means_one_code(name):
    for place in (0, 1):
        words = [label[place] for label in LISTS[name].values()]
        assert all(words)
        assert len({fold(word) for word in words}) == len(words)


@pytest.mark.parametrize("name", ["MODEL_GROUPS", "STATUSES", "LEVELS", "CLASSIFICATIONS", "LEADS"])
def test_no_label_of_one_code_reads_like_another_code(name):
    for code, label in LISTS[name].items():
        readings = {fold(code), fold(label[0]), fold(label[1])}
        others = {fold(other) for other in LISTS[name] if other != code}
        assert not readings & others


def test_breaks_rise_and_every_indicator_has_a_unit():
    for indicator in terms.INDICATORS.values():
        assert list(indicator.breaks) == sorted(set(indicator.breaks))
        assert all(indicator.unit)
        assert all(indicator.label)


@pytest.mark.parametrize(
    ("text", "start", "end", "months", "vi", "en"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31), 12, "năm 2022", "2022"),
        (2022, date(2022, 1, 1), date(2022, 12, 31), 12, "năm 2022", "2022"),
        ("2022-Q3", date(2022, 7, 1), date(2022, 9, 30), 3, "quý III/2022", "2022 Q3"),
        (" 2022-q1 ", date(2022, 1, 1), date(2022, 3, 31), 3, "quý I/2022", "2022 Q1"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), 1, "tháng 2/2020", "February 2020"),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(text, start, end, months, vi, en):
    period = Period.parse(text)
    assert (period.start, period.end, period.months) == (start, end, months)
    assert (period.say("vi"), period.say("en")) == (vi, en)


@pytest.mark.parametrize(
    "text", ["", "22", "2022-13", "2022-Q5", "2022-00", "09/2022", "2022-1", "2022; rm", "1800"]
)
def test_any_other_text_is_no_period_and_the_error_says_what_is(text):
    with pytest.raises(UnknownName, match=r"2022-Q3"):
        Period.parse(text)


def test_say_takes_the_language_asked_for():
    assert terms.say(("vụ", "cases"), "vi") == "vụ"
    assert terms.say(("vụ", "cases"), "en") == "cases"
