"""Attack: can what is hidden be worked out from everything that is published?"""

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attack
from mohinh.pages import export, sentences
from mohinh.questions import rates
from mohinh.questions.fairness import targeting
from mohinh.questions.siting.comparison import FallBack
from mohinh.tables import plans
from mohinh.tables.privacy import PROTECTION, SMALLEST, Told, withheld_times, withheld_within
from mohinh.tables.quality import Finding
from mohinh.words.terms import AIMED_AT, Period

TABLES = st.lists(st.tuples(st.integers(0, 14), st.sampled_from("XYZ")), min_size=1, max_size=14)


def districts_published(rows, hidden=None) -> attack.Published:
    """Communes in districts in a province, as a report prints them."""
    counts, of = pd.Series([n for n, _ in rows]), pd.Series([name for _, name in rows])
    gone = withheld_within(counts, of) if hidden is None else hidden(counts, of)
    found = attack.Published()
    sums = counts.groupby(of).sum()
    for place, count in counts.items():
        found.print_(place, np.nan if gone.rows[place] else count)
    for name, count in sums.items():
        found.print_(name, np.nan if gone.groups[name] else count)
        found.add_up(name, counts.index[of.eq(name)])
    found.print_("all", np.nan if gone.total else counts.sum())
    found.add_up("all", sums.index)
    return found


def months_published(counts: pd.Series) -> attack.Published:
    """All reports of the months, quarters and years there are."""
    gone, found = withheld_times(counts), attack.Published()
    for month, count in counts.items():
        found.print_(f"{month:%Y-%m}", np.nan if gone.months[month] else count)
    for by, hidden in ((_quarter, gone.quarters), (_year, gone.years)):
        for code, part in counts.groupby(by(counts.index)):
            found.print_(code, np.nan if hidden[code] else part.sum())
            found.add_up(code, [f"{month:%Y-%m}" for month in part.index])
    for code, part in counts.groupby(_year(counts.index)):
        found.add_up(code, sorted(set(_quarter(part.index))))
    return found


def _year(months) -> pd.Index:
    return months.year.astype("str")


def _quarter(months) -> pd.Index:
    return _year(months) + "-Q" + months.quarter.astype("str")


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_district_and_no_total_gives_a_commune_away(rows):
    bounds = districts_published(rows).bounds()
    small = {place for place, (count, _) in enumerate(rows) if 0 < count < SMALLEST}
    assert small <= set(bounds.index)
    assert attack.leaks(bounds).empty


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=18))
def test_no_quarter_and_no_year_gives_a_month_away(counts):
    months = pd.Series(counts, index=pd.date_range("2021-01", periods=len(counts), freq="MS"))
    assert attack.leaks(months_published(months).bounds()).empty


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=18), st.data())
def test_what_is_hidden_of_a_month_hangs_on_no_later_month(counts, data):
    months = pd.Series(counts, index=pd.date_range("2021-01", periods=len(counts), freq="MS"))
    first = months.iloc[: data.draw(st.integers(1, len(months)))]
    early, late = withheld_times(first).months, withheld_times(months).months
    assert early.equals(late.loc[early.index])


def test_the_attack_finds_what_only_the_first_step_leaves_open():
    class FirstStep:
        def __init__(self, counts, of):
            self.rows = counts.between(1, SMALLEST - 1)
            sums = counts.groupby(of).sum()
            self.groups, self.total = sums.between(1, SMALLEST - 1), False

    rows = [(3, "X"), (30, "X"), (20, "X"), (2, "Y"), (4, "Y"), (9, "Y")]
    bounds = districts_published(rows, hidden=FirstStep).bounds()
    assert bounds.loc[0].tolist() == [3, 3]
    assert bounds.loc[[3, 4], "high"].max() == 5
    assert set(attack.leaks(bounds).index) == {0}
    assert attack.leaks(districts_published(rows).bounds()).empty


def test_a_cell_of_one_amid_known_margins_is_found_and_protected():
    rows = [(1, "X"), (9, "X"), (9, "X"), (9, "Y"), (9, "Y"), (9, "Z")]
    bounds = districts_published(rows).bounds()
    assert attack.leaks(bounds).empty
    assert (bounds["high"] - bounds["low"]).min() >= 2 * PROTECTION


# --- a year that is corrected and published again -----------------------------------------------


def cells_told(gone, counts: pd.Series, of: pd.Series) -> pd.DataFrame:
    """What a report told of places, as `Told` has it."""
    sums = counts.groupby(of).sum()
    parts = [("commune", counts, gone.rows), ("district", sums, gone.groups)]
    return pd.concat(
        pd.DataFrame(
            {"level": level, "unit_code": values.index.astype("str"),
             "incident_count": values.astype("Int64").mask(hidden)}
        )
        for level, values, hidden in parts
    )  # fmt: skip


def hidden_again(counts: pd.Series, of: pd.Series, told: Told):
    return withheld_within(
        counts, of, standing=told.standing(counts, by="unit_code", level="commune"),
        of_groups=partial(told.standing, by="unit_code", level="district"),
    )  # fmt: skip


def published_again(releases: list[pd.Series], of: pd.Series, hidden) -> attack.Published:
    """Reports of one year, each of corrected counts, for one who knows which cells were corrected
    between them, and that the others were not. Where a report shows no place, which of them were
    corrected is not to be seen."""
    found, told = attack.Published(), Told()
    names = {place: (place, 0) for place in releases[0].index}
    for number, counts in enumerate(releases):
        gone = hidden(counts, of, told)
        told = Told(pd.concat([told.cells, cells_told(gone, counts, of)]))
        moved = counts.ne(releases[number - 1]) if number else counts.ne(counts)
        names |= {place: (place, number) for place in counts.index[moved]}
        if number and gone.rows.all():
            return found
        found.may_be_zero |= {names[place] for place in counts.index if number}
        sums = counts.groupby(of).sum()
        for place, count in counts.items():
            found.print_(names[place], np.nan if gone.rows[place] else count)
        for name, count in sums.items():
            found.print_((name, number), np.nan if gone.groups[name] else count)
            found.add_up((name, number), [names[place] for place in counts.index[of.eq(name)]])
        found.print_(("all", number), np.nan if gone.total else counts.sum())
        found.add_up(("all", number), [(name, number) for name in sums.index])
    return found


def leaks_again(found: attack.Published) -> pd.DataFrame:
    """Cells that no report shows, and that all of them together give away; a zero is no secret."""
    found.hidden -= found.known.keys()
    bounds = found.bounds()
    return attack.leaks(bounds[bounds["high"].gt(0)])


CORRECTIONS = st.lists(st.dictionaries(st.integers(0, 13), st.integers(0, 14), max_size=5),
                       min_size=1, max_size=2)  # fmt: skip


def corrected(rows, corrections) -> tuple[list[pd.Series], pd.Series]:
    releases = [pd.Series([n for n, _ in rows])]
    for change in corrections:
        before = releases[-1]
        releases.append(pd.Series([change.get(place, count) for place, count in before.items()]))
    return releases, pd.Series([name for _, name in rows])


@settings(max_examples=150, deadline=None)
@given(TABLES, CORRECTIONS)
def test_no_corrected_year_gives_away_what_the_first_report_hid_or_its_own_counts(rows, change):
    assert leaks_again(published_again(*corrected(rows, change), hidden_again)).empty


def months_again(releases: list[pd.Series]) -> attack.Published:
    """Reports of months, quarters and years, again after each correction, for the same reader."""
    found, told = attack.Published(), Told()
    names = {month: (f"{month:%Y-%m}", 0) for month in releases[0].index}
    for number, counts in enumerate(releases):
        gone = withheld_times(counts, told=partial(told.standing, by="period"))
        moved = counts.ne(releases[number - 1]) if number else counts.ne(counts)
        parts = [(counts.set_axis(counts.index.strftime("%Y-%m")), gone.months.to_numpy(bool))]
        for by, hidden in ((_quarter, gone.quarters), (_year, gone.years)):
            sums = counts.groupby(by(counts.index)).sum()
            parts.append((sums, hidden[sums.index].to_numpy(bool)))
        told = Told(pd.concat([told.cells, *(_told(*part) for part in parts)]))
        names |= {month: (f"{month:%Y-%m}", number) for month in counts.index[moved]}
        for year, part in counts.groupby(counts.index.year):
            if number and gone.months[part.index].all():
                continue
            found.may_be_zero |= {names[month] for month in part.index if number}
            cells = [names[month] for month in part.index]
            for cell, month in zip(cells, part.index, strict=True):
                found.print_(cell, np.nan if gone.months[month] else part[month])
            quarters = part.groupby(_quarter(part.index)).sum()
            for code, count in quarters.items():
                found.print_((code, number), np.nan if gone.quarters[code] else count)
                own = [names[month] for month in part.index[_quarter(part.index) == code]]
                found.add_up((code, number), own)
            found.print_((year, number), np.nan if gone.years[str(year)] else part.sum())
            found.add_up((year, number), [(code, number) for code in quarters.index])
    return found


def _told(counts: pd.Series, hidden: np.ndarray) -> pd.DataFrame:
    values = counts.astype("Int64").mask(hidden).to_numpy()
    return pd.DataFrame({"period": counts.index, "incident_count": values})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=18), CORRECTIONS)
def test_no_corrected_months_give_away_what_was_hidden_or_their_own_counts(counts, corrections):
    months = pd.date_range("2021-01", periods=len(counts), freq="MS")
    releases, _ = corrected([(count, "") for count in counts], corrections)
    releases = [each.set_axis(months) for each in releases]
    assert leaks_again(months_again(releases)).empty


# --- the tables that the notebook on rates writes -----------------------------------------------


def thinned(activity: pd.DataFrame, keep: float, seed: int) -> pd.DataFrame:
    """Reports with so many of their cases left, at random."""
    rng = np.random.default_rng(seed)
    thin = activity.copy()
    for kind in AIMED_AT:
        name = f"incident_{kind}_count"
        counts = thin[name].fillna(0).astype("int64")
        thin[name] = thin[name].mask(thin[name].notna(), rng.binomial(counts, keep))
    return thin


def write_report(data, activity, code: str, out: Path, *, elsewhere=()) -> None:
    """The tables and sentences of `30_rates`, without its pictures."""
    when, say = Period.parse(code), sentences.rates
    outcomes = [f"incident_{kind}_count" for kind in AIMED_AT]
    counted, since = (
        rates.count_cases(data.areas, activity, period=when, per="households", outcomes=outcomes,
                          complete_from=0.9, since=first)
        for first in (None, pd.Timestamp(data.origin.first_month))
    )  # fmt: skip
    times, section = (
        say.times(since, elsewhere=elsewhere),
        export.Section("30_rates", lang="vi", out=str(out)),
    )
    whole, by_commune = counted.rates(), counted.rates(by=["commune_code"])
    section.say(
        say.answer(whole, counted, province="X", period=when, lang="vi",
                   is_hidden=times.holds(when))
    )  # fmt: skip
    section.leave_out_the_rest(where=times.holds(when))
    shown = say.is_broken_down(times, when)
    section.show_next(where=shown)
    by_kind = rates.rates_by_kind(
        data.areas, activity, period=when, per="households", complete_from=0.9
    )
    kinds = say.hidden_kinds(by_kind)
    section.table(say.kind_table(by_kind, kinds, counted, lang="vi"), "rates_kinds")
    gone = say.hidden(by_commune, data.communes, data.region, is_broken_down=shown)
    by_region = counted.rates(by=[data.region])
    rows = say.region_rows(by_region, gone, lang="vi")
    section.say(say.hidden_said(gone, lang="vi"))
    section.table(say.region_table(rows, counted, region=data.region, lang="vi"), "rates_regions")
    names = data.communes.set_index("commune_code")["commune_name"]
    known = say.as_known(by_commune, data.communes, data.region, gone)
    smoothed = rates.smoothed(known["incident_count"], known["exposure_years"])
    section.table(
        say.commune_table(by_commune, smoothed, gone, names, counted, lang="vi"), "rates_communes"
    )
    section.show_next(where=True)
    chart = rates.control_chart(since, period=when)
    months = say.month_rows(chart, times)
    section.table(say.control_table(chart, months, counted, lang="vi"), "rates_months")
    section.close()


@pytest.fixture(scope="module", params=[0.3, 0.05, 0.02])
def reports(request, demo, tmp_path_factory) -> dict[str, Path]:
    """Reports of a year, its quarters and some months, of a province of few cases."""
    out = tmp_path_factory.mktemp("reports")
    activity = thinned(demo.activity, request.param, seed=3)
    folders = {code: out / code for code in ("2022", "2022-Q1", "2022-Q2", "2022-03", "2022-05")}
    for code, folder in folders.items():
        write_report(demo, activity, code, folder)
    return folders


def test_no_hidden_count_follows_from_all_reports_together(reports, demo):
    districts = demo.communes.set_index("commune_code")["district_name"]
    bounds = attack.read(reports, districts).bounds()
    assert len(bounds) > 10
    assert attack.leaks(bounds).empty


def test_reports_of_months_and_quarters_tell_no_place(reports):
    for code, folder in reports.items():
        names = {path.stem for path in (folder / "tables").glob("*.csv")}
        if code != "2022":
            assert not names & {"rates_communes", "rates_regions", "rates_kinds"}


def test_a_year_that_was_imported_in_other_units_before_tells_no_place_and_no_month(demo, tmp_path):
    write_report(demo, demo.activity, "2022", tmp_path, elsewhere=["2022-03"])
    tables = {path.stem: pd.read_csv(path) for path in (tmp_path / "tables").glob("*.csv")}
    assert not tables.keys() & {"rates_communes", "rates_regions", "rates_kinds"}
    months = tables["rates_months"].set_index("Tháng")["Số vụ"]
    of_year = months.index.str.endswith("2022")
    assert of_year.sum() == 12
    assert months[of_year].isna().all()
    said = sentences.rates.only_by_year(
        withheld_times(pd.Series(9, pd.date_range("2022-01", periods=12, freq="MS")),
                       elsewhere=["2022-03"]), Period.parse("2022"), lang="vi")  # fmt: skip
    assert "đơn vị hành chính trước hoặc sau tháng 7/2025" in said


def test_nothing_estimated_over_all_communes_tells_how_hidden_counts_share_their_sum():
    index = pd.Index([*"abcdef"], name="commune_code")
    one = pd.DataFrame({"incident_count": [12, 4, 30, 41, 25, 33], "exposure_years": 1000.0,
                        "rate": 1.0}, index=index)  # fmt: skip
    other = one.assign(incident_count=[3, 13, 30, 41, 25, 33])
    places = pd.DataFrame({"commune_code": [*"abcdef"], "district_name": [*"XXXYYY"]})
    gone = sentences.rates.hidden(one, places, "district_name")
    assert gone.rows[["a", "b"]].all()
    found = [sentences.rates.as_known(each, places, "district_name", gone) for each in (one, other)]
    pd.testing.assert_frame_equal(*found)
    assert found[0]["incident_count"].tolist() == [8, 8, 30, 41, 25, 33]
    plain = [rates.smoothed(f["incident_count"], f["exposure_years"]) for f in (one, other)]
    assert plain[0].variance != plain[1].variance


def test_the_report_says_how_many_counts_it_hides(reports):
    communes = pd.read_csv(reports["2022"] / "tables" / "rates_communes.csv")
    text = attack.said(reports["2022"], "30_rates")
    told = re.search(r"Số vụ của (\d+) đơn vị cấp xã", text)
    assert told
    assert int(told[1]) == communes["Số vụ"].isna().sum() > 0


def test_a_finding_names_a_cell_of_a_report_and_never_its_number():
    finding = Finding(
        "more_than_whole", "Hoạt động", 41, "Tin có giá trị", "3", ("≤ 2", "≤ 2"), "E"
    )
    for lang in ("vi", "en"):
        table = sentences.quality.finding_table([finding], lang=lang)
        told = " ".join(table.frame.iloc[0])
        assert "E41" in told
        assert not re.search(r"\b[0-4]\b", told.replace("E41", ""))


def hidden_communes(report: Path) -> set[str]:
    rows = pd.read_csv(report / "tables/rates_communes.csv", dtype=str)
    return set(rows.loc[rows["Số vụ"].isna(), "Mã xã"])


def test_a_commune_hidden_in_one_file_is_hidden_in_all_of_them(site):
    report = site / "binh-thuan/2022"
    hidden = hidden_communes(report)
    assert hidden

    tidy = pd.read_csv(report / "data/communes_rates.csv", dtype=str).set_index("commune_code")
    own = tidy.loc[sorted(hidden)]
    assert own["state"].eq("suppressed").all()
    assert own[["value", "low", "high"]].isna().all(axis=None)

    layer = gpd.read_parquet(report / "data/communes.parquet").set_index("commune_code")
    told = layer.loc[sorted(hidden), [name for name in layer if "incident" in name]]
    states = [name for name in told if name.endswith("_state")]
    assert told[states].eq("suppressed").all(axis=None)
    assert told.drop(columns=states).isna().all(axis=None)

    page = (report / "index.html").read_text(encoding="utf-8")
    atlas = json.loads(re.search(r'id="atlas-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    places = [n for n, commune in enumerate(atlas["communes"]) if commune[0] in hidden]
    views = [view for one in atlas["layers"] if "vụ" in one["caption"] for view in one["views"]]
    assert views
    assert len(places) == len(hidden)
    for shown in (view["communes"][n] for view in views for n in places):
        assert not re.search(r"\d", " ".join(map(str, shown[1:3])).replace("95", "")), shown

    book = openpyxl.load_workbook(report / "tables.xlsx")["Tỷ suất theo xã"]
    rows = list(book.iter_rows(values_only=True))
    counts = rows[0].index("Số vụ")
    assert {row[0] for row in rows[1:] if row[0] and row[counts] is None} >= hidden


# --- ratios, order and sentences ----------------------------------------------------------------


def group_estimates() -> list[dict]:
    """Groups seen beside what was expected of them, as the notebook on effects has them."""
    seen, due = [182, 211, 397, 210, 308, 330], [265.962, 229.764, 518.875, 150.343, 266.498, 391.9]
    rows = [(sum(seen), sum(due), "main"), *zip(seen, due, ["part"] * 6, strict=True)]
    return [
        {"group": f"g{n}", "ratio": o / e, "low": 0.8 * o / e, "high": 1.25 * o / e, "observed": o,
         "expected": e, "fewer": e - o, "per_1000": (e - o) / 700, "mark": mark, "p_holm": 0.1234}
        for n, (o, e, mark) in enumerate(rows)
    ]  # fmt: skip


def test_exact_ratios_undo_the_rounding_and_those_that_are_published_do_not():
    """Else the cases of a quarter follow from two reports, whose counts are rounded for that."""
    exact = pd.DataFrame(group_estimates())
    near = 5 * (exact["observed"] / 5).round()
    found = attack.counts_behind(near[1:], exact["ratio"][1:], exact["ratio"][0], digits=9)
    assert found["low"].tolist() == found["high"].tolist() == exact["observed"][1:].tolist()
    told = sentences.effects.words.hide(group_estimates(), "group", "vi")
    numbers = told[[*sentences.effects.words.NUMBERS]].astype("float64")
    seen, ratios = numbers["observed"], numbers["ratio"]
    found = attack.counts_behind(seen[1:], ratios[1:], ratios[0], digits=2)
    assert (found["high"] - found["low"]).ge(PROTECTION).all()
    # Nothing else gives the exact ratio: neither what was expected, nor both ends together.
    for other in (
        numbers["observed"] / numbers["expected"],
        (numbers["low"] * numbers["high"]) ** 0.5,
    ):
        assert (other / exact["ratio"] - 1).abs().max() > 1e-3
    assert numbers["expected"].mod(1).eq(0).all()
    assert numbers["p_holm"].eq(0.123).all()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ratios_of_a_report_have_two_digits_in_every_file(site, lang):
    report = site / f"binh-thuan/2022{'' if lang == 'vi' else '-en'}"
    heading = {"vi": "Tỷ số", "en": "Ratio"}[lang]
    tables = {
        path.stem: pd.read_csv(path, encoding="utf-8-sig")
        for path in (report / "tables").glob("effects_*.csv")
    }
    tables = {name: table for name, table in tables.items() if heading in table}
    assert len(tables) == 5
    for table in tables.values():
        ratios = table[heading].dropna()
        assert (ratios - ratios.round(2)).abs().max() < 1e-12
    left = pd.read_csv(report / "data/effects.csv")
    assert (left["ratio"] - left["ratio"].round(2)).abs().max() < 1e-12
    assert (left["log_ratio"] - left["log_ratio"].round(2)).abs().max() < 1e-12
    groups = tables["effects_groups"]
    seen = {"vi": "Ghi nhận", "en": "Seen"}[lang]
    shown = groups.dropna(subset=[seen])
    own = shown[heading]
    found = attack.counts_behind(shown[seen][1:], own[1:], own.iloc[0], digits=2)
    assert (found["high"] - found["low"]).ge(PROTECTION).all()


def test_a_hidden_district_does_not_stand_where_its_ratio_would():
    parts = [
        SimpleNamespace(by=(("district_name", name),), ratio=o / e, low=0.5, high=2.0, p_holm=1.0,
                        observed=o, expected=e, avoided=e - o, units_count=9, clusters_count=3,
                        avoided_per_1000_household_years=0.1, exposed_units_count=9, level=0.95,
                        no_interval=None, group="all")
        for name, o, e in [("A", 30, 20.0), ("B", 3, 3.0), ("C", 12, 15.0), ("D", 40, 33.0)]
    ]  # fmt: skip
    whole = SimpleNamespace(group="all", observed=85.0)
    rows = sentences.effects.part_rows(SimpleNamespace(parts=parts, estimates=[whole]), lang="vi")
    assert rows["part"].tolist() == ["D", "A", "B", "C"]
    assert rows["ratio"].isna().tolist() == [False, False, True, True]


def test_what_is_said_of_open_areas_rests_on_no_small_count():
    def said(*counts: float) -> str:
        seen = FallBack(20, *counts)
        return sentences.siting.fall_back(SimpleNamespace(fall_back=seen), lang="en")

    # 7 after 2 was once said as +250 %.
    assert said(25, 6, 2, 7) == ""
    assert said(25, 6, 7, 2) == ""
    assert said(25, 6, 21, 33) == said(23, 7, 19, 36)
    assert "+75%" in said(25, 6, 21, 33)


def test_what_is_said_of_members_hangs_on_no_hidden_count():
    communes = pd.DataFrame({"commune_code": [*"abcdef"], "district_name": [*"XXXYYY"]})
    index = pd.Index([*"abcdef"], name="commune_code")
    texts = []
    for counts in ([2, 9, 30, 14, 25, 33], [4, 7, 30, 14, 25, 33]):
        members = pd.Series(counts, index=index, dtype="Int64")
        dense = pd.DataFrame(
            {"members_count": members, "members_per_1000_households": members / 0.4}
        )
        gone = sentences.coverage.hidden_members(dense, communes, "district_name")
        assert gone.rows.tolist() == [True, True, False, False, False, False]
        assert not gone.groups.any()
        for lang in ("vi", "en"):
            told = (sentences.coverage.members_title, sentences.coverage.members_alt)
            texts.append([each(dense, gone, lang=lang) for each in told])
    assert texts[:2] == texts[2:]


def test_few_people_of_a_district_do_not_follow_from_the_province():
    """Staff to be briefed: one district is 3 short, none is silent."""
    left = pd.Series([3, 7, 12, 9, 15])
    lagging = pd.DataFrame(
        {"target": "T005", "district_code": [*"12345"], "district_name": [*"ABCDE"],
         "done": 60 - left, "total": 60, "unknown": 0, "short": left, "places_count": pd.NA}
    )  # fmt: skip
    aims = plans.load(plans.FOLDER / "kon-tum-2023.toml")
    aims = replace(aims, targets=tuple(one for one in aims.targets if one.id == "T005"))
    communes = pd.DataFrame({"commune_code": [*"abcde"], "district_code": [*"12345"]})
    counted = pd.DataFrame(
        [{"target": "T005", "reading": 1, "indicator": "briefed", "of": "eligible",
          "counted": (("staff", "progress"),), "due_counted": ()}]
    )  # fmt: skip
    shown = sentences.targets.lag_table(
        lagging, counted, aims, communes, pd.DataFrame({"area_id": [], "commune_code": []}),
        year=2023, lang="vi",
    ).frame.set_index("district_name")  # fmt: skip
    found = attack.Published()
    for name in lagging["district_name"]:
        found.print_(name, shown["short"].get(name, np.nan), give=SMALLEST / 2)
    found.print_("all", left.sum(), give=SMALLEST / 2)
    found.add_up("all", lagging["district_name"])
    assert attack.leaks(found.bounds()).empty
    assert shown["done"].mod(5).eq(0).all()
    assert len(shown) == 3


# Tables whose numbers to many digits rest on nothing hidden: shares of areas, points and reports,
# money, and rates of counts that stand beside them.
EXACT = {
    "blank_cells", "clusters_models", "coverage_communes", "coverage_gap_communes",
    "coverage_groups", "coverage_kinds", "coverage_leads", "coverage_need", "coverage_regions",
    "coverage_sizes", "coverage_strength", "coverage_types", "lifecycle_contributors",
    "lifecycle_contributors_types", "lifecycle_funding", "lifecycle_leads", "lifecycle_reviews",
    "lifecycle_silent", "rates_communes", "rates_funnel", "rates_kinds", "rates_months",
    "rates_regions", "reports_received", "targets_lagging", "targets_quarters",
    "targets_scorecard",
}  # fmt: skip


def test_no_other_table_has_numbers_to_many_digits(site):
    """A number that is worked out from counts is as exact as printed, unless they are shown: a new
    table has to be looked at, and either rounds or is put on the list."""
    found = set()
    for path in sorted((site / "binh-thuan/2022/tables").glob("*.csv")):
        table = pd.read_csv(path, encoding="utf-8-sig")
        # The truth that made-up data were made with is no count of theirs.
        numbers = table.drop(columns="Tỷ số thật (giả lập)", errors="ignore").select_dtypes(
            "number"
        )
        if (numbers - numbers.round(4)).abs().gt(1e-9).any(axis=None):
            found.add(path.stem)
    assert found <= EXACT
    assert len(found) > 10


def test_sums_of_few_communes_are_not_exact():
    """Whose households are known: which of them make the sum would tell how many cases they had."""
    fifths = pd.DataFrame(
        {"communes_count": [2, 3], "total_count": [71_591, 71_342], "covered_count": [56_758, 0],
         "cases_count": [313, 220], "rate_per_1000": [4.372317401, 3.090434745],
         "share": [0.792809152, 0.0]},
        index=pd.Index([1, 2], name="fifth"),
    )  # fmt: skip
    frame = sentences.coverage.fifth_table(fifths, lang="vi").frame
    assert frame["total_count"].tolist() == [71_600, 71_300]
    assert frame["covered_count"].tolist() == [56_800, 0]
    assert frame["share"].tolist() == [56_800 / 71_600, 0]
    assert (frame["rate_per_1000"] - frame["rate_per_1000"].round(2)).abs().max() < 1e-12
    need = pd.DataFrame(
        {"commune_code": [*"abc"], "total_count": [400, 731, 290], "covered_count": [111, 222, 33],
         "cases_count": [4, 9, 1], "household_years": [400.0, 731.0, 290.0], "left_out_count": 0}
    )  # fmt: skip
    need["rate_per_1000"] = 1000 * need["cases_count"] / need["household_years"]
    curve = targeting(need, draws=5).curve["covered_share"]
    assert (curve - curve.round(2)).abs().max() < 1e-12


def test_what_chance_gives_is_as_exact_as_printed():
    by_group = pd.DataFrame(
        {"zero_count": [1], "known_count": [205], "unknown_count": [1], "share": [1 / 205],
         "chance": [0.003020736994]},
        index=["camera"],
    )  # fmt: skip
    frame = sentences.lifecycle.sign_table(by_group, lang="vi").frame
    assert frame["chance"].tolist() == [0.003]
