"""From a panel to the report's words: what is asked, what is refused, what is hidden."""

import re
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from mohinh.pages import figures, sentences, style
from mohinh.pages.sentences.effects.words import NUMBERS, hide
from mohinh.questions import evidence, spillover
from mohinh.questions.checks import CHECKS
from mohinh.questions.panel import AIMED_COLUMNS, build_panel
from mohinh.tables import definitions, rulings, store
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import PLACE_FLAGS, Period

RULES = rulings.load()
WHEN = Period.parse("2022")
say = sentences.effects


def panel_of(demo, outcomes, **changes):
    tables = {name: getattr(demo, name) for name in ("areas", "points", "activity")} | changes
    return build_panel(**tables, outcomes=outcomes, attributes=PLACE_FLAGS, allow_empty=True)


@pytest.fixture(scope="module")
def cases(demo):
    rings = spillover.area_rings(demo.areas.set_index("area_id")["commune_code"], order=1)
    return evidence.assess(
        panel_of(demo, AIMED_COLUMNS), outcome="incidents", rings=rings, by="district_name",
        kinds=PLACE_FLAGS, placebos={"fraud": panel_of(demo, ["incident_fraud_count"])},
        is_definition_stable=True, draws=99,
    )  # fmt: skip


@pytest.fixture(scope="module")
def rated(cases):
    return evidence.rate(cases.dossiers, rules=RULES)


def test_groups_alone_are_rated_as_beside_the_whole(demo, cases, rated):
    rings = spillover.area_rings(demo.areas.set_index("area_id")["commune_code"], order=1)
    alone = evidence.assess(
        panel_of(demo, AIMED_COLUMNS), outcome="incidents", rings=rings, by="district_name",
        kinds=PLACE_FLAGS, placebos={"fraud": panel_of(demo, ["incident_fraud_count"])},
        is_definition_stable=True, draws=19, is_whole=False,
        has_comparisons=False,
    )  # fmt: skip
    found = evidence.rate(alone.dossiers, rules=RULES)
    assert [each.group for each in found.ratings] == [each.group for each in cases.estimates[1:]]
    for rating in found.ratings:
        beside = rated.rating(rating.group)
        assert rating.facts == beside.facts
        assert (rating.grade, rating.verdict) == (beside.grade, beside.verdict)
        assert rating.chance_wished == beside.chance_wished


# --- what is asked ---------------------------------------------------------------------------


def test_every_group_has_all_checks_a_dossier_and_its_neighbours(cases):
    groups = [found.group for found in cases.estimates]
    assert groups[0] == "all"
    assert list(cases.checks) == groups == [dossier.group for dossier in cases.dossiers]
    for dossier in cases.dossiers:
        assert [check.name for check in dossier.checks] == list(CHECKS)
        assert dossier.spillover.group == dossier.path.group == dossier.group
    ways = cases.check("specifications").table.set_index("specification")
    assert "without_neighbours" in ways.index
    assert ways.loc["by_kind", "ratio"] == pytest.approx(0.87, abs=0.05)


def test_districts_add_up_to_the_province(cases):
    whole = cases.estimates[0]
    assert sum(part.observed for part in cases.parts) == pytest.approx(whole.observed)
    assert sum(part.expected for part in cases.parts) == pytest.approx(whole.expected)
    assert cases.dossiers[0].strata.studies_count >= 3


def test_what_cannot_be_estimated_in_a_small_district_leaves_the_others(cases):
    """One district of the demo has so few comparisons that expected counts grow without end."""
    ways = cases.check("specifications").table.set_index("specification")
    assert ways.loc["by_part", "ratio"] == pytest.approx(0.86, abs=0.05)


def test_the_rating_takes_the_assessment_as_it_is(cases, rated):
    assert {rating.grade for rating in rated.ratings} <= {2, 3}
    assert rated.rating("all").facts["neighbours_tested"] in (True, False)
    proposals = evidence.propose(rated, rules=RULES)
    assert [proposal.group for proposal in proposals] == [r.group for r in rated.ratings]


# --- what is refused -------------------------------------------------------------------------


def refused(demo, points, activity=None):
    panel = panel_of(
        demo, AIMED_COLUMNS, points=points, activity=demo.activity if activity is None else activity
    )
    return evidence.assess(panel, outcome="incidents")


def test_a_province_where_nobody_adopts_is_told_so(demo):
    found = refused(demo, demo.points.iloc[:0])
    assert found.refusal == "nobody_adopts"
    assert "nobody is treated" in found.refusal_detail
    assert found.dossiers[0].basis == "none"


def test_a_province_where_all_adopt_at_once_has_a_before_and_an_after_only(demo):
    at = pd.DataFrame({"area_id": demo.areas["area_id"]})
    points = demo.points.iloc[[0] * len(at)].assign(
        area_id=at["area_id"].to_numpy(), started_on=pd.Timestamp("2020-01-01"),
        setting="area", status="active", ended_on=pd.NaT,
        point_id=[f"p{n}" for n in range(len(at))],
    )  # fmt: skip
    found = refused(demo, points)
    assert found.refusal == "no_comparison"
    assert found.dossiers[0].basis == "before_after"
    rating = evidence.rate(found.dossiers, rules=RULES).rating("all")
    assert (rating.grade, rating.verdict) == (1, "insufficient")


def test_a_province_without_a_case_is_told_so(demo):
    none = demo.activity.assign(**dict.fromkeys(AIMED_COLUMNS, 0))
    assert refused(demo, demo.points, none).refusal == "no_cases"
    blank = demo.activity.assign(**{name: pd.array([pd.NA] * len(none), "Int64") for name in
                                    AIMED_COLUMNS})  # fmt: skip
    assert refused(demo, demo.points, blank).refusal == "no_cases"


def test_a_province_that_adopted_before_its_reports_began_is_told_so(demo):
    early = demo.points.assign(started_on=pd.Timestamp("2010-01-01"))
    assert refused(demo, early).refusal == "nobody_adopts"


def test_areas_that_report_only_after_they_adopted_are_not_compared(demo):
    adopted = build_panel(demo.areas, demo.points, demo.activity).adoptions["adopted_on"]
    first = demo.activity["area_id"].map(adopted)
    late = demo.activity[first.isna() | demo.activity["month"].ge(first)]
    lasting = demo.points[demo.points["ended_on"].isna()]
    assert refused(demo, lasting, late).refusal == "no_before"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"donut": -1}, "donut=-1"),
        ({"by": "province_name"}, "no column 'province_name'"),
        ({"draws": 3}, "draws=3"),
    ],
)
def test_a_wrong_argument_is_raised_and_is_no_refusal(demo, options, message):
    with pytest.raises(InvalidTable, match=message):
        evidence.assess(panel_of(demo, AIMED_COLUMNS), outcome="incidents", **options)


def test_a_panel_that_breaks_its_rules_is_raised_and_is_no_refusal(demo):
    panel = panel_of(demo, AIMED_COLUMNS)
    broken = panel.table.assign(outcome_count=-panel.table["outcome_count"])
    with pytest.raises(InvalidTable, match="holds -"):
        evidence.assess(replace(panel, table=broken), outcome="incidents")


def test_a_definition_break_keeps_a_claim_from_being_made(cases):
    """Whoever says that cases were counted otherwise at some time, or says nothing, gets no grade
    3, however clear the ratio."""
    for answer in (False, None):
        told = [
            replace(dossier, quality=replace(dossier.quality, is_definition_stable=answer))
            for dossier in cases.dossiers
        ]
        rating = evidence.rate(told, rules=RULES).rating("all")
        assert rating.grade < 3
        assert rating.verdict != "reduction"
        assert not rating.facts["definitions_stable"]


@pytest.mark.parametrize("rows", ["points", "activity"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_word_and_table_of_a_refusal_can_be_printed(demo, lang, rows):
    tables = {"points": demo.points, "activity": demo.activity}
    found = refused(demo, **tables | {rows: tables[rows].iloc[:0]})
    rows = say.group_rows(found, truth=None, lang=lang)
    assert rows.empty
    assert "không phải về mô hình" in say.answer(found, lang="vi")
    assert say.design(found, lang=lang) == say.truth(rows, lang=lang) == ""
    tables = [
        say.use_table(found, lang=lang), say.group_table(rows, lang=lang),
        say.adoption_table(found.panel, lang=lang), say.check_grid(found, lang=lang),
        say.check_tables(found, lang=lang), say.displacement_table(found, lang=lang),
        say.event_table(say.event_rows(found), lang=lang),
        say.near_table(say.near_rows(found, lang=lang), lang=lang),
        say.part_table(say.part_rows(found, lang=lang), region="district_name", lang=lang),
        say.specification_table(found, say.specification_rows(found, lang=lang), lang=lang),
    ]  # fmt: skip
    assert all(table.title and len(table.printed()) >= 0 for table in tables)
    assert all(
        title(found, lang=lang)
        for title in (
            partial(say.group_title, ratings=()),
            say.near_title,
            say.specification_title,
            say.placebo_title,
        )
    )
    assert say.event_title(say.event_rows(found), lang=lang)
    notes = say.notes(demo, WHEN, found.panel, lang=lang)
    for table, label in (
        (rows, "group"), (say.near_rows(found, lang=lang), "set"),
        (say.part_rows(found, lang=lang), "part"), (say.placebo_rows(found, lang=lang), "what"),
        (say.specification_rows(found, lang=lang), "specification"),
    ):  # fmt: skip
        _, ax = style.figure(16, 8)
        figures.ratios(ax, table, label=label, mark="mark", why="why", title="x", notes=notes,
                       lang=lang)  # fmt: skip
        assert [text.get_gid() for text in ax.texts] == ["none"]
    _, ax = style.figure(16, 8)
    figures.event_time(ax, say.event_rows(found), title="x", notes=notes, lang=lang)
    assert [text.get_gid() for text in ax.texts] == ["none"]
    plt.close("all")
    assert say.neighbours(found, lang=lang) == ""


def test_what_is_said_to_be_compared_is_what_the_table_of_rows_has(cases):
    """Months just before adoption are no rows that were used; both count the same rows."""
    rows = say.use_table(cases, lang="en").frame.set_index("use")["rows"]
    compared = rows["compared: no model yet"] + rows["after adoption, with an expectation"]
    text = say.dropped(cases, lang="en")
    assert f"{style.number(compared, 'en')} are used for the comparison" in text
    assert f"Of {style.number(rows.sum(), 'en')} areas × periods" in text
    for use in rows.index.drop(["compared: no model yet", "after adoption, with an expectation"]):
        assert f"{style.number(rows[use], 'en')} {use}" in text


def test_a_rate_of_fewer_areas_than_the_cases_are_of_says_so(cases):
    rows = say.group_rows(cases, lang="vi")
    every = say.group_table(rows.assign(exposed=rows["areas"]), lang="vi").note
    assert "trái dấu" not in every
    some = say.group_table(rows.assign(exposed=rows["areas"] - 3), lang="vi").note
    assert "nhiều nhất 3 khu dân cư trong một dòng" in some
    few = {"fewer": 6.0, "per_1000": -0.05}
    printed = say.group_table(rows.assign(**few), lang="vi").printed()
    assert "\u22120,05" in printed.to_numpy()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_drawn_as_counted_is_what_was_counted(cases, lang):
    for group, results in cases.checks.items():
        check = next(each for each in results if each.name == "specifications")
        ways = say.specification_rows(cases, group=group, lang=lang)
        drawn = int(ways["mark"].eq("part").sum())
        assert drawn == check.values["counted_count"]
        title = say.specification_title(cases, group=group, lang=lang)
        assert str(check.values["agreeing_count"]) in title
        table = say.specification_table(cases, ways, group=group, lang=lang)
        is_side = "cùng hướng" in title or "same way" in title
        assert is_side == check.values["is_side"]
        assert table.note == say.agreement_note(cases, group=group, lang=lang)
        assert table.headings["agrees"] in table.note


def of_groups(*intervals, hidden=()):
    """An assessment of groups with these (low, high, adjusted p)."""
    groups = [
        SimpleNamespace(
            group=f"g{at}", low=low, high=high, p_holm=p, level=0.95,
            observed=4 if at in hidden else 100,
        )
        for at, (low, high, p) in enumerate(intervals)
    ]  # fmt: skip
    whole = SimpleNamespace(group="all", observed=1000, low=0.8, high=0.9, p_holm=0.001)
    return SimpleNamespace(refusal=None, estimates=(whole, *groups))


def of_rule(*told):
    """Ratings of (grade, verdict), those of all groups first."""
    return [
        SimpleNamespace(group="all" if not at else f"g{at - 1}", grade=grade, verdict=verdict)
        for at, (grade, verdict) in enumerate(told)
    ]


BELOW, CLEAR, ABOVE, OPEN = (0.7, 0.98, 0.08), (0.7, 0.9, 0.01), (1.1, 1.3, 0.01), (0.8, 1.2, 0.9)


def test_the_title_of_groups_says_how_many_intervals_and_for_how_many_that_is_enough():
    """Two clear intervals and six verdicts of “not enough evidence”: both are said."""
    found = of_groups(BELOW, CLEAR, CLEAR, OPEN, OPEN, OPEN)
    nothing = of_rule((4, "reduction"), *[(2, "insufficient")] * 6)
    assert say.group_title(found, nothing, lang="vi") == (
        "Khoảng tin cậy của 6 nhóm: 3 nằm dưới 1 (2 sau khi điều chỉnh theo số nhóm); chưa nhóm "
        "nào đủ căn cứ để kết luận"
    )
    assert say.group_title(found, nothing, lang="en") == (
        "Intervals of 6 groups: 3 below 1 (2 after adjusting for the number of groups); for none "
        "is there enough evidence to conclude"
    )
    promising = of_rule((2, "promising"), (2, "reduction"), (3, "promising"))
    told = say.group_title(found, promising, lang="vi")
    assert told.endswith("chưa nhóm nào đủ căn cứ để kết luận, 1 có triển vọng")
    enough = of_rule((2, "insufficient"), (3, "reduction"), (3, "no_difference"))
    assert "2 nhóm đủ căn cứ để kết luận" in say.group_title(found, enough, lang="vi")
    both = say.group_title(of_groups(CLEAR, ABOVE), enough, lang="vi")
    assert both.startswith("Khoảng tin cậy của 2 nhóm: 1 nằm dưới 1 và 1 nằm trên 1 (2 sau")
    assert "none has an interval wholly" in say.group_title(of_groups(OPEN), enough, lang="en")


def test_the_title_of_groups_counts_no_hidden_interval():
    found = of_groups(CLEAR, OPEN, CLEAR, CLEAR, CLEAR, hidden=(2, 3, 4))
    told = say.group_title(found, of_rule((2, "insufficient")), lang="en")
    assert told.startswith("Intervals of 2 groups whose ratio is shown: 1 below 1")
    nobody = of_groups(CLEAR, hidden=(0,))
    assert "No group's ratio is shown" in say.group_title(nobody, (), lang="en")


def of_checks(**passed):
    checks = {
        name: SimpleNamespace(name=name, passed=is_passed) for name, is_passed in passed.items()
    }
    return SimpleNamespace(check=lambda name, group: checks.get(name))


@pytest.mark.parametrize(
    ("date", "outcome", "trend", "vi"),
    [
        (True, True, False, "Ngày áp dụng giả định, loại vụ việc ngoài mục tiêu: chưa thấy chênh "
         "lệch rõ; xu hướng trước khi áp dụng: không đạt"),
        (True, True, True, "Ngày áp dụng giả định, loại vụ việc ngoài mục tiêu: chưa thấy chênh "
         "lệch rõ; xu hướng trước khi áp dụng: đạt"),
        (True, False, None, "Loại vụ việc ngoài mục tiêu: có chênh lệch ở nơi không nên có; ngày "
         "áp dụng giả định: chưa thấy chênh lệch rõ; xu hướng trước khi áp dụng: chưa trả lời "
         "được"),
        (None, True, False, "Loại vụ việc ngoài mục tiêu: chưa thấy chênh lệch rõ; ngày áp dụng "
         "giả định: chưa kiểm tra được; xu hướng trước khi áp dụng: không đạt"),
        (None, None, None, "Chưa kiểm tra được"),
    ],
)  # fmt: skip
def test_the_title_of_placebos_says_what_the_trend_before_adoption_says(date, outcome, trend, vi):
    found = of_checks(placebo_date=date, placebo_outcome=outcome, pre_trend=trend)
    assert say.placebo_title(found, lang="vi") == vi
    en = say.placebo_title(found, lang="en")
    assert ("trend before adoption: not passed" in en) == (trend is False)


def test_the_title_of_districts_says_how_many_chance_alone_would_give():
    """Twelve intervals of 95 %: 0.6 of them would leave out 1 by chance."""
    rows = pd.DataFrame(
        {"low": [0.5] * 12, "high": [0.9] * 4 + [1.1] * 8, "by_chance": [0.05] * 12}
    )
    titled = partial(say.part_title, region="district_name")
    assert titled(rows, lang="vi").endswith(
        "khoảng tin cậy không chứa 1; nếu chỉ do ngẫu nhiên thì trung bình khoảng 0,6"
    )
    assert "4 of 12 districts" in titled(rows, lang="en")
    assert "by chance alone about 0.6" in titled(rows, lang="en")
    few = rows.assign(low=rows["low"].where(rows.index < 2))
    assert titled(few, lang="vi").startswith("Ở 2 trên 2")
    assert titled(few, lang="vi").endswith("khoảng 0,1")
    assert "ngẫu nhiên" not in titled(rows.assign(high=1.1), lang="vi")


def test_an_outcome_that_nobody_reported_does_not_stop_the_others(demo):
    blank = demo.activity.assign(mediations_count=pd.array([pd.NA] * len(demo.activity), "Int64"))
    panels = {name: panel_of(demo, [f"{name}_count"], activity=blank)
              for name in ("tips", "mediations")}  # fmt: skip
    found = evidence.rate_mechanisms(panels, rules=RULES, draws=19)
    assert [each.outcome for each in found.found] == ["tips"]
    assert dict(found.refused) == {"mediations": "no_cases"}
    text = say.recording(found, lang="vi")
    assert "Tin báo nhiều hơn dự kiến" in text
    assert "Hòa giải: chưa so sánh được" in text


# --- what is hidden --------------------------------------------------------------------------


def row(observed, mark="part", expected=10.0):
    found = SimpleNamespace(
        ratio=observed / expected, low=0.1, high=2.0, p_holm=0.5, level=0.95, observed=observed,
        expected=expected, avoided=expected - observed, avoided_per_1000_household_years=0.1,
        exposed_units_count=20, clusters_count=9, units_count=20, no_interval=None,
    )  # fmt: skip
    return sentences.effects.words.estimate_row("x", found, "vi") | {"mark": mark}


def test_a_small_count_takes_its_ratio_and_a_second_row_with_it():
    table = hide([row(533, "main"), row(3), row(30), row(500)], "group", "vi")
    assert table["is_hidden"].tolist() == [False, True, True, False]
    assert table.loc[[1, 2], list(NUMBERS)].isna().all().all()
    assert table.loc[1, "why"] == "số quá nhỏ, không công bố"
    assert table.loc[3, "observed"] == 500


def test_the_sum_of_hidden_counts_is_hidden_too():
    table = hide([row(4, "main"), row(4)], "group", "vi")
    assert table["is_hidden"].all()
    table = hide([row(7, "main"), row(3), row(4)], "group", "vi")
    assert table["is_hidden"].all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_no_count_from_1_to_4_is_left_in_a_table(counts):
    table = hide([row(sum(counts), "main"), *map(row, counts)], "group", "vi")
    shown = table.loc[~table["is_hidden"], "observed"].dropna()
    assert not shown.between(1, 4).any()
    hidden = table.loc[table["is_hidden"], list(NUMBERS)]
    assert hidden.isna().all().all()
    whole = table["mark"].eq("main") & ~table["is_hidden"]
    if whole.any():
        assert table["is_hidden"].sum() != 1


def panel_with_few_cases(panel, group):
    """The panel with three cases of one group after it adopted, and as before elsewhere."""
    table = panel.table.copy()
    own = table["is_treated"] & table["model_group"].eq(group)
    table["outcome_count"] = table["outcome_count"].mask(own, 0)
    late = own & table["adopted_period"].ge(pd.Period("2020-01", "M"))
    table.loc[late.idxmax(), "outcome_count"] = 3
    return replace(panel, table=table)


@pytest.fixture(scope="module")
def few(demo):
    panel = panel_with_few_cases(panel_of(demo, AIMED_COLUMNS), "nghe_nghiep")
    return evidence.assess(panel, outcome="incidents", by="district_name", draws=19)


def published(few, lang):
    """Every table of the notebook with a row per group, as it is written to a file."""
    rated = evidence.rate(few.dossiers, rules=RULES)
    tables = [
        say.group_table(say.group_rows(few, lang=lang), lang=lang),
        sentences.evidence.evidence_table(rated.ratings, lang=lang),
        say.mechanism_table([rated], lang=lang), say.check_tables(few, lang=lang),
    ]  # fmt: skip
    return [table.frame.set_index("group") for table in tables]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_table_holds_a_number_that_gives_a_small_count_away(few, lang):
    few_group = next(e for e in few.estimates if e.group == "nghe_nghiep")
    assert few_group.observed == 3
    hidden = say.words.withheld_groups(few)
    assert "nghe_nghiep" in hidden
    assert len(hidden) > 1
    assert "all" not in hidden
    names = {say.words.group_name(group, lang) for group in hidden}
    harmless = {"grade", "communes", "areas", "check", "outcome", "truth",
                "design", "precision", "robustness", "quality"}  # fmt: skip
    for frame in published(few, lang):
        rows = frame[frame.index.isin(names)].drop(columns=harmless, errors="ignore")
        assert len(rows)
        assert not re.search(r"\d", " ".join(map(str, rows.to_numpy(na_value="").ravel())))


def test_what_is_left_in_the_tables_gives_the_sum_of_the_hidden_counts_only(few):
    table = say.group_table(say.group_rows(few, lang="en"), lang="en").frame
    behind = table["observed"].iloc[0] - table["observed"].iloc[1:].sum()
    hidden = [e.observed for e in few.estimates if e.group in say.words.withheld_groups(few)]
    assert sum(hidden) >= 12
    assert abs(behind - sum(hidden)) <= 2.5 * table["observed"].notna().sum()
    assert table["observed"].dropna().mod(5).eq(0).all()
    assert table.loc[table["observed"].isna(), ["expected", "fewer", "per_1000"]].isna().all().all()


def test_numbers_of_neighbours_go_together_where_two_sums_differ_by_little(cases):
    overall = cases.spillover.overall
    near = replace(overall.usual, observed=cases.estimates[0].observed - 3)
    told = SimpleNamespace(
        estimates=cases.estimates, displacement=cases.displacement, panel=cases.panel,
        spillover=SimpleNamespace(overall=replace(overall, usual=near)),
    )  # fmt: skip
    assert say.near_rows(told, lang="vi")["observed"].isna().all()
    assert not re.search(r"\d", say.neighbours(told, lang="en"))
    assert say.near_rows(cases, lang="vi")["observed"].notna().all()


def test_a_small_count_before_or_after_hides_its_row_and_the_difference(cases):
    counts = cases.displacement.counts.copy()
    counts.loc["ring", "before"] = 3
    told = SimpleNamespace(
        estimates=cases.estimates, spillover=cases.spillover, panel=cases.panel,
        displacement=replace(cases.displacement, counts=counts),
    )  # fmt: skip
    frame = say.displacement_table(told, lang="en").frame
    assert frame[["before", "after"]].isna().all(axis=1).tolist() == [False, False, True, False]
    before, after = (say.displacement_table(cases, lang="en").frame[side].tolist()
                     for side in ("before", "after"))  # fmt: skip
    here = after[0] - before[0] - (after[1] - before[1])
    assert f"= {here:+d} where models are".replace("-", "−") in say.neighbours(cases, lang="en")
    assert "cases changed by" not in say.neighbours(told, lang="en")


def test_the_cases_after_adoption_never_stand_in_for_a_small_count(cases):
    uses = cases.panel.uses.copy()
    uses.loc["after_exit", "outcome_count"] = 2
    told = SimpleNamespace(
        estimates=cases.estimates, effects=cases.effects, panel=replace(cases.panel, uses=uses)
    )
    frame = say.use_table(told, lang="en").frame.set_index("use")["incidents"]
    assert pd.isna(frame["after the model ended"])
    assert frame.isna().sum() >= 2
    seen = frame["after adoption, with an expectation"]
    assert abs(seen - cases.estimates[0].observed) <= 2.5


def test_bins_of_a_small_count_and_all_counts_by_bin_are_left_out(cases):
    path = cases.path("all")
    few = SimpleNamespace(
        estimates=cases.estimates,
        path=lambda group: SimpleNamespace(
            table=lambda: path.table().assign(observed=lambda t: np.where(t["first"].eq(0), 3, 40))
        ),
    )
    rows = say.event_rows(few)
    assert rows.loc[rows["first"].eq(0), "ratio"].isna().all()
    assert rows["ratio"].isna().sum() == 1
    ways, quiet = say.specification_rows(cases, lang="vi"), say.placebo_rows(cases, lang="vi")
    for table in (rows, ways, quiet):
        assert {"observed", "expected"}.isdisjoint(table.columns)


# --- words -----------------------------------------------------------------------------------


def texts_of(cases, rated, demo, lang):
    truth = store.load_truth(demo)
    groups = say.group_rows(cases, truth=truth, lang=lang)
    parts, near = say.part_rows(cases, lang=lang), say.near_rows(cases, lang=lang)
    ways, quiet = say.specification_rows(cases, lang=lang), say.placebo_rows(cases, lang=lang)
    bins, region = say.event_rows(cases), {"region": "district_name", "lang": lang}
    tables = [
        say.use_table(cases, lang=lang), say.adoption_table(cases.panel, lang=lang),
        say.group_table(groups, lang=lang), say.part_table(parts, **region),
        say.near_table(near, lang=lang), say.displacement_table(cases, lang=lang),
        say.event_table(bins, lang=lang), say.specification_table(cases, ways, lang=lang),
        say.check_grid(cases, lang=lang), say.check_tables(cases, lang=lang),
        say.mechanism_table([rated], lang=lang),
    ]  # fmt: skip
    cells = [str(cell) for table in tables for cell in table.printed().to_numpy().ravel()]
    heads = [text for table in tables for text in (table.title, *table.headings.values())]
    legends = (say.legend, say.specification_legend, say.placebo_legend)
    return [
        say.answer(cases, lang=lang), say.design(cases, lang=lang), say.dropped(cases, lang=lang),
        say.truth(groups, lang=lang), say.neighbours(cases, lang=lang),
        say.group_title(cases, rated.ratings, lang=lang), say.part_title(parts, **region),
        say.event_title(bins, lang=lang), say.event_remark(lang=lang),
        say.near_title(cases, lang=lang), say.specification_title(cases, lang=lang),
        say.placebo_title(cases, lang=lang), say.measure(lang=lang), *quiet["what"], *heads, *cells,
        *[text for legend in legends for text in legend(lang=lang).values()],
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_words_are_of_one_language_and_none_says_that_a_model_did_something(
    cases, rated, demo, lang
):
    texts = texts_of(cases, rated, demo, lang)
    for text in texts:
        sentences.evidence.locked(text, grade=0, lang=lang)
    names = set(demo.areas["district_name"])
    whole = " ".join(text for text in texts if text not in names)
    whole = re.sub("|".join(map(re.escape, names)), "", whole)
    english = r"\b(the|of|with|areas?|communes?|models?|cases?|expected|and|is|are|not)\b"
    vietnamese = r"\b(khu dân cư|mô hình|tỷ số|huyện|hộ|vụ|không|được|dự kiến)\b"
    assert re.findall(english if lang == "vi" else vietnamese, whole, re.I) == []


def test_the_answer_gives_seen_expected_ratio_and_side(cases):
    whole = cases.estimates[0]
    text = say.answer(cases, lang="en")
    seen = 5 * round(whole.observed / 5)
    assert f"about {seen:,.0f} cases were seen" in text
    assert f"{seen / whole.ratio:,.0f} would be expected" in text
    assert "fewer than expected" in text


def test_the_truth_is_shown_beside_made_up_data_only(cases, demo):
    rows = say.group_rows(cases, truth=store.load_truth(demo), lang="en")
    assert "only because the data are made up" in say.truth(rows, lang="en")
    assert "True ratio (made up)" in say.group_table(rows, lang="en").headings.values()
    real = say.group_rows(cases, lang="en")
    assert say.truth(real, lang="en") == ""
    assert "truth" not in say.group_table(real, lang="en").headings


def test_the_front_page_has_estimate_interval_comparison_and_grade(cases, rated):
    text = say.finding(cases, rated.rating("all"), lang="en")
    whole = cases.estimates[0]
    assert f"{whole.ratio:.2f} times those expected" in text
    assert f"{whole.low:.2f} to {whole.high:.2f}" in text
    assert "areas that do not adopt and those that had not adopted yet" in text
    assert f"Grade {rated.rating('all').grade}:" in text


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("vi", "Kiểm tra không đạt: 2 trong 8; xem phần “Số vụ sau khi áp dụng mô hình, so với dự "
         "kiến”."),
        ("en", "Checks not passed: 2 of 8; see the section “Cases after models came, beside "
         "those expected”."),
    ],
)  # fmt: skip
def test_the_front_page_counts_the_checks_not_passed_and_names_none(cases, rated, lang, told):
    rating = replace(rated.rating("all"), failed=("pre_trend", "breakdown"))
    text = say.finding(cases, rating, lang=lang)
    assert text.endswith(told)
    for name in ("pre_trend", "breakdown"):
        named = sentences.checks.CHECKS[name][lang == "en"]
        assert named not in text
        assert named in sentences.evidence.grade(rating, lang=lang)


def test_below_grade_three_the_front_page_says_not_enough_whatever_the_rules_call_it(cases, rated):
    for grade, said in [(2, "not enough evidence to conclude (by the rule table: promising)"),
                        (3, "Cases after models came: promising.")]:  # fmt: skip
        rating = replace(rated.rating("all"), verdict="promising", grade=grade)
        assert said in say.finding(cases, rating, lang="en")


def test_the_front_page_says_why_nothing_was_compared(demo):
    found = refused(demo, demo.points.iloc[:0])
    rating = evidence.rate(found.dossiers, rules=RULES).rating("all")
    assert say.finding(found, rating, lang="vi") == say.answer(found, lang="vi")
    assert "40_effects" in say.no_finding(lang="vi")


def test_a_change_of_what_is_counted_is_said_and_lowers_what_may_be_claimed(demo):
    text = (
        '[[break]]\noutcome = "incident_theft_count"\nsince = "2020-01"\n'
        'provinces = "all"\nwhat_vi = "đếm cả vụ nhỏ"\nwhat_en = "petty cases are counted too"\n'
        'source = "a letter"\n'
    )
    panel = panel_of(demo, AIMED_COLUMNS)
    found = definitions.parse(text).standing(
        panel.outcomes, demo.province, panel.months, is_made_up=True
    )
    assert found.is_stable is False
    assert "Từ tháng 01/2020" in say.definitions(found, lang="vi")
    assert "petty cases are counted too (source: a letter)" in say.definitions(found, lang="en")
    cases = evidence.assess(panel, outcome="incidents", is_definition_stable=False, draws=19)
    ratings = evidence.rate(cases.dossiers, rules=RULES).ratings
    assert {rating.verdict for rating in ratings} == {"insufficient"}
    assert {p.decision for p in evidence.propose(evidence.rate(cases.dossiers, rules=RULES),
                                                 rules=RULES)} == {"insufficient"}  # fmt: skip


def test_where_nobody_vouches_the_report_says_so_and_made_up_data_need_nobody(demo):
    panel = panel_of(demo, AIMED_COLUMNS)
    asked = partial(definitions.load().standing, panel.outcomes, demo.province, panel.months)
    assert "Nobody has vouched" in say.definitions(asked(), lang="en")
    assert say.definitions(asked(is_made_up=True), lang="en") == ""


def test_the_title_counts_what_the_chart_draws_and_the_evidence_table_says(cases, rated):
    rows = say.group_rows(cases, lang="en").iloc[1:]
    below = int(rows["high"].lt(1).sum())
    clear = int(rows["p_holm"].lt(0.05).sum())
    title = say.group_title(cases, rated.ratings, lang="en")
    assert title.startswith(f"Intervals of 6 groups: {below} below 1 ({clear} after adjusting")
    verdicts = [each for each in rated.ratings if each.group != "all"]
    enough = sum(sentences.evidence.concludes(each) for each in verdicts)
    assert f"for {enough or 'none'}" in title


def test_a_word_that_says_a_model_did_something_cannot_be_printed():
    with pytest.raises(InvalidTable, match="expected grade 4"):
        sentences.effects.words.ok("cases prevented by the model", "en")
