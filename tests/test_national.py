"""The provinces put together: sums by hand, the meta-analysis by its reference, then words."""

import json
import subprocess
import sys
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

from mohinh.pages import figures, maps, sentences, style
from mohinh.questions import national, reconciliation
from mohinh.questions.synthesis import leave_one_out, meta_analysis
from mohinh.runs import plan
from mohinh.tables import boundaries, published, reports, units
from mohinh.words.errors import InvalidTable, UnknownName
from mohinh.words.terms import INDICATORS, Period
from reports_made import coverage_row, effect_row, make_nation, write_report

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "95_national.ipynb"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "reference"
YEAR = Period.parse("2022")
SAY = sentences.national
LANGS = ("vi", "en")


def coverage_of(*rows: dict) -> pd.DataFrame:
    return typed("coverage", rows)


def effects_of(*rows: dict) -> pd.DataFrame:
    return typed("effects", rows)


def typed(name: str, rows: tuple[dict, ...]) -> pd.DataFrame:
    columns = [column.name for column in reports.TABLES[name].columns]
    return reports.typed(name, pd.DataFrame(list(rows), columns=columns), where=name)


def read(folder: Path, vintage: str = "2025-06") -> reports.Reports:
    return reports.read(folder, period=YEAR, vintage=vintage)


def ratios(effects: pd.DataFrame, group: str = "all") -> national.Agreement:
    return national.of_group(national.agreements(effects, communes_least=6), group)


@pytest.fixture(scope="module")
def all_63(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    make_nation(folder, list(units.provinces("2025-06")["province_code"]))
    return folder


# --- side by side ----------------------------------------------------------------------------


def test_sums_are_of_the_provinces_that_reported():
    #          covered  open  all
    # 60          6      1     8
    # 62          3      0    12
    found = national.sums(coverage_of(coverage_row("60", 6, 1, 8), coverage_row("62", 3, 0, 12)))
    areas = found.loc["areas"]
    assert areas[["covered_count", "open_count", "total_count"]].tolist() == [9, 1, 20]
    assert (areas["share"], areas["high"]) == (0.45, 0.5)
    assert areas["provinces_count"] == 2


def test_a_hidden_number_leaves_its_province_out_of_the_sum():
    hidden = coverage_row("60", 0, 0, 0, counted="households") | dict.fromkeys(
        ("covered_count", "open_count", "total_count"), None
    )
    rows = coverage_of(hidden, coverage_row("62", 300, 0, 400, counted="households"))
    found = national.sums(rows).loc["households"]
    assert (found["share"], found["provinces_count"]) == (0.75, 1)


def test_a_province_without_an_effect_keeps_its_coverage():
    table = national.side_by_side(
        coverage_of(coverage_row("62", 6, 1, 8), coverage_row("60", 6, 1, 8)),
        effects_of(effect_row("60", -0.2, 0.1)),
    )
    assert table.index.tolist() == ["60", "62"]
    assert table["effect_ratio"].isna().tolist() == [False, True]


# --- do they agree ---------------------------------------------------------------------------


def test_the_pooled_ratio_is_that_of_the_synthesis():
    y, se = [-0.3, -0.1, -0.2, 0.1], [0.1, 0.1, 0.15, 0.15]
    codes = ["01", "60", "62", "68"]
    found = ratios(effects_of(*(effect_row(*each) for each in zip(codes, y, se, strict=True))))
    own = meta_analysis(y, np.square(se))
    assert found.ratio("estimate") == pytest.approx(np.exp(own.estimate), rel=1e-12)
    assert found.ratio("prediction_high") == pytest.approx(np.exp(own.prediction_high), rel=1e-12)
    assert found.provinces["weight"].sum() == pytest.approx(1)
    without = leave_one_out(y, np.square(se))
    assert found.without_each["ratio"].tolist() == pytest.approx(np.exp(without["estimate"]))


@pytest.mark.skipif(not SHARED.exists(), reason="the reference values are not part of the project")
def test_thirteen_provinces_agree_with_metafor_s_values():
    """BCG trials as provinces: REML, Knapp–Hartung with floor (`metafor_bcg.csv`); the tolerance is
    that of its search for τ²."""
    trials = pd.read_csv(SHARED / "metafor_dat_bcg.csv")
    codes = list(units.provinces("2025-06")["province_code"])[: len(trials)]
    rows = zip(codes, trials["yi"], np.sqrt(trials["vi"]), strict=True)
    found = ratios(effects_of(*(effect_row(*row) for row in rows)))
    table = pd.read_csv(SHARED / "metafor_bcg.csv")
    row = table[table["method"].eq("REML") & table["test"].eq("adhoc")].iloc[0]
    names = {"estimate": "est", "low": "ci.lb", "high": "ci.ub", "prediction_high": "pi.ub"}
    for ours, theirs in names.items():
        assert np.log(found.ratio(ours)) == pytest.approx(row[theirs], abs=1e-4)


def test_one_province_is_no_meta_analysis_and_two_cannot_lose_one():
    one = ratios(effects_of(effect_row("60", -0.2, 0.1)))
    assert (one.found, one.refusal, len(one.used)) == (None, "one_province", 1)
    two = ratios(effects_of(effect_row("60", -0.2, 0.1), effect_row("62", 0.1, 0.1)))
    assert two.found is not None
    assert two.without_each is None


def test_provinces_that_take_no_part_are_listed_with_their_reason():
    none = dict.fromkeys(("log_ratio", "se", "ratio", "low", "high", "level"))
    found = ratios(
        effects_of(
            effect_row("01", -0.2, 0.1),
            effect_row("60", -0.1, 0.001, communes_count=5),
            effect_row("62", 0, 0) | none | {"why_none": "no_comparison"},
            effect_row("68", 0, 0) | none | {"why_none": "small_count"},
        )
    )
    assert found.left_out == {
        "60": "few_communes", "62": "no_comparison", "68": "small_count"
    }  # fmt: skip
    assert found.refusal == "one_province"


def test_results_of_two_outcomes_are_never_put_together():
    rows = effects_of(effect_row("60", -0.2, 0.1), effect_row("62", 0, 0.1, outcome="tips"))
    with pytest.raises(InvalidTable, match="column 'outcome': found incidents, tips"):
        national.agreements(rows, communes_least=6)


def test_a_group_that_there_is_not_is_refused_and_one_without_results_is_empty():
    with pytest.raises(UnknownName, match="'tuquan'"):
        ratios(effects_of(), "tuquan")
    assert ratios(effects_of(), "camera").refusal == "no_province"


def test_a_known_mean_and_spread_over_63_provinces_are_found(all_63):
    """Made with a mean of −0.1 and τ = 0.08; four of five such intervals of τ² alone would be wide,
    so the mean is asked for within its interval at 99 %, τ within a factor of two."""
    found = ratios(read(all_63).effects)
    reach = 1.4 * (found.found.high - found.found.low) / 2
    assert abs(found.found.estimate + 0.1) < reach
    assert 0.04 < found.found.heterogeneity.tau2**0.5 < 0.16


# --- what they differ in ---------------------------------------------------------------------


def test_below_ten_provinces_nothing_is_said_of_differences(tmp_path):
    make_nation(tmp_path, list(units.provinces("2025-06")["province_code"])[:9])
    data = read(tmp_path)
    found = ratios(data.effects)
    slopes = national.moderators(found, data.coverage)
    assert set(slopes["why_none"]) == {"few_provinces"}
    assert national.small_studies(found) is None


def test_a_slope_that_was_put_in_is_found_again():
    """log ratio = −0.05 − 0.4 × coverage, no noise beyond a hundredth: per ten points e^−0.04."""
    codes = list(units.provinces("2025-06")["province_code"])[:20]
    covered = np.arange(20) + 40
    rng = np.random.default_rng(5)
    values = -0.05 - 0.4 * covered / 100 + rng.normal(0, 0.01, 20)
    shares = coverage_of(*(coverage_row(c, int(n), 0, 100) for c, n in zip(codes, covered)))  # noqa: B905
    effects = effects_of(*(effect_row(c, y, 0.01) for c, y in zip(codes, values)))  # noqa: B905
    slopes = national.moderators(ratios(effects), shares)
    row = slopes.loc["coverage_share"]
    assert row["low"] < np.exp(-0.04) < row["high"]
    assert row["p"] < 0.001
    assert slopes.loc["is_urban", "why_none"] == "few_provinces"


# --- restating -------------------------------------------------------------------------------


def test_counts_of_joined_provinces_add_up_and_effects_are_their_weighted_mean():
    # Lâm Đồng (68) took in Lâm Đồng (68), Đắk Nông (67) and Bình Thuận (60).
    shares = coverage_of(*(coverage_row(c, 6, 1, 8) for c in ("60", "67", "68")))
    effects = effects_of(
        effect_row("60", -0.3, 0.1), effect_row("67", 0.0, 0.1), effect_row("68", 0.0, 0.1)
    )
    row = national.restate(shares, effects, communes_least=6).provinces.loc["68"]
    assert (row["covered_count"], row["total_count"], row["share"]) == (18, 24, 0.75)
    assert row["high"] == pytest.approx(21 / 24)
    assert row["effect_ratio"] == pytest.approx(np.exp(-0.1))
    half = 1.959964 * 0.1 / np.sqrt(3)
    assert row["effect_low"] == pytest.approx(np.exp(-0.1 - half), rel=1e-6)
    assert row["change"] == "merged"


def test_a_new_province_with_a_part_that_did_not_report_has_no_number():
    found = national.restate(
        coverage_of(coverage_row("60", 6, 1, 8)),
        effects_of(effect_row("60", -0.3, 0.1)),
        communes_least=6,
    )
    row = found.provinces.loc["68"]
    assert (row["parts_count"], row["reported_count"]) == (3, 1)
    assert pd.isna(row["share"])
    assert row["effect_why_none"] == "part_missing"


def test_an_unchanged_province_keeps_its_own_interval():
    row = national.restate(
        coverage_of(coverage_row("01", 6, 1, 8)),
        effects_of(effect_row("01", -0.3, 0.1)),
        communes_least=6,
    ).provinces.loc["01"]
    assert row["change"] == "unchanged"
    assert row["effect_low"] == pytest.approx(np.exp(-0.5))


def communes_of(code: str, counts: dict[str, tuple[int, int, int]], other: tuple[int, int, int]):
    all_codes = units.communes(units.find_province(code))["commune_code"]
    return coverage_of(
        coverage_row(code, 1, 0, 2),
        *(
            coverage_row(code, *counts.get(c, other), level="commune", unit_code=c)
            for c in all_codes
        ),
    )


def test_a_divided_commune_gives_bounds_that_hold_for_every_way_to_deal_its_areas_out():
    pairs = units.crosswalk()
    own = set(units.communes(units.find_province("60"))["commune_code"])
    divided = pairs[pairs["is_split"] & pairs["old_code"].isin(own)]
    target, source = divided["new_code"].iloc[0], divided["old_code"].iloc[0]
    whole = pairs[pairs["new_code"].eq(target) & ~pairs["is_split"]]["old_code"].tolist()
    assert whole
    # Whole parts: 2 of 4 covered each. The divided one: 1 covered, 2 not, of 3.
    counts = {source: (1, 0, 3)}
    found = national.restate(
        communes_of("60", counts, (2, 0, 4)), effects_of(), communes_least=6
    ).communes.loc[target]
    c, n = 2 * len(whole), 4 * len(whole)
    ways = [(c + i) / (n + i + j) for i in (0, 1) for j in (0, 1, 2)]
    assert found["least"] == pytest.approx(min(ways))
    assert found["most"] == pytest.approx(max(ways))
    assert found["is_bounded"]
    assert found["change"] == "split"


def test_an_undivided_commune_has_one_share_and_a_commune_that_did_not_report_none():
    table = communes_of("60", {}, (2, 0, 4))
    found = national.restate(table, effects_of(), communes_least=6).communes
    single = found[found["split_parts_count"].eq(0)]
    assert single["least"].eq(0.5).all()
    assert single["most"].eq(0.5).all()
    pairs = units.crosswalk()
    lost = table[table["level"].eq("commune")]["unit_code"].iloc[0]
    lacking = national.restate(
        table[table["unit_code"].ne(lost)], effects_of(), communes_least=6
    ).communes
    targets = pairs.loc[pairs["old_code"].eq(lost), "new_code"]
    assert lacking.loc[targets, "least"].isna().all()


def test_all_63_provinces_become_all_34_and_no_area_is_lost(all_63):
    data = read(all_63)
    found = national.restate(data.coverage, data.effects, communes_least=6)
    assert len(found.provinces) == 34
    before = national.sums(data.coverage).loc["areas"]
    assert found.provinces["covered_count"].sum() == before["covered_count"]
    assert found.provinces["total_count"].sum() == before["total_count"]
    assert len(found.communes) == 3321
    assert (found.communes["least"] <= found.communes["most"]).all()


def test_nothing_to_restate_is_an_empty_answer():
    found = national.restate(coverage_of(), effects_of(), communes_least=6)
    assert found.provinces.empty
    assert found.communes.empty


# --- published -------------------------------------------------------------------------------


def test_a_part_of_the_country_is_never_set_beside_a_figure_of_the_country():
    rows = coverage_of(coverage_row("60", 6, 1, 8))
    counted = national.measured(rows, period=YEAR, expected_count=63)
    assert counted["value"].isna().all()
    assert counted["missing_count"].tolist() == [62]
    assert national.measured(rows, period=YEAR, expected_count=1)["value"].tolist() == [6]


@pytest.mark.parametrize("lang", LANGS)
def test_the_published_figures_of_the_country_say_why_they_cannot_be_compared(lang):
    printed = published.figures(published.COUNTRY)
    counted = national.measured(coverage_of(), period=YEAR, expected_count=63)
    found = reconciliation.reconcile(printed, counted)
    assert set(found["outcome"]) == {"not_comparable"}
    table = sentences.reconciliation.report_table(found, is_made_up=True, lang=lang)
    assert len(table.frame) == len(printed) > 1


def test_a_figure_on_areas_that_lacks_provinces_says_how_many():
    figure = published.figures("Bình Thuận").query("indicator == 'areas_with_model'").iloc[:1]
    counted = national.measured(coverage_of(), period=YEAR, expected_count=63)
    row = reconciliation.reconcile(figure, counted).to_dict("records")[0]
    assert "63" in sentences.reconciliation.reason(row, "en")


# --- in words and pictures -------------------------------------------------------------------


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("count", [0, 1, 2, 4, 12])
def test_every_sentence_can_be_said_of_any_number_of_provinces(tmp_path, count, lang):
    make_nation(tmp_path, list(units.provinces("2025-06")["province_code"])[:count])
    data = read(tmp_path)
    found = national.agreements(data.effects, communes_least=6)
    whole = national.of_group(found, "all")
    slopes = national.moderators(whole, data.coverage)
    carried = national.restate(data.coverage, data.effects, communes_least=6)
    said = [
        SAY.given(data, lang=lang),
        SAY.answer(national.sums(data.coverage), data, lang=lang),
        SAY.agreement(whole, lang=lang),
        SAY.without_each(whole, data, lang=lang),
        SAY.left_out(whole, data, lang=lang),
        SAY.moderators(slopes, lang=lang),
        SAY.funnel(national.small_studies(whole), lang=lang),
        SAY.missing(data, lang=lang),
        SAY.restated(carried, lang=lang),
        SAY.forest_title(whole, lang=lang),
        SAY.groups_title(found, lang=lang),
    ]
    for table in (
        SAY.group_table(found, lang=lang),
        SAY.moderator_table(slopes, lang=lang),
        SAY.missing_table(data, lang=lang),
        SAY.change_table(carried, lang=lang),
        SAY.bounds_table(carried, data, lang=lang),
        SAY.restated_table(SAY.restated_rows(carried, lang=lang), lang=lang),
    ):
        said.append(repr(table))
    whole_text = "\n".join(said)
    assert unicodedata.is_normalized("NFC", whole_text)
    assert "nan" not in whole_text
    assert "None" not in whole_text


def test_last_year_s_report_of_a_province_that_reported_makes_no_province_missing(tmp_path):
    make_nation(tmp_path, ["60"])
    write_report(tmp_path, "60", coverage=[], effects=[], period="2021")
    text = SAY.missing(read(tmp_path), lang="en")
    assert text == (
        "62 provinces are missing (no report in the folder: 62). "
        "Other reports in the folder that are not used: 1."
    )


def test_one_province_is_said_to_be_no_meta_analysis():
    found = ratios(effects_of(effect_row("60", -0.2, 0.1)))
    assert "không có phân tích gộp" in SAY.agreement(found, lang="vi")
    assert "no meta-analysis" in SAY.agreement(found, lang="en")


def test_no_difference_found_between_provinces_is_not_called_agreement():
    rows = (effect_row(code, -0.2, 0.1) for code in ("01", "60", "62"))
    text = SAY.agreement(ratios(effects_of(*rows)), lang="en")
    assert "no proof that they are alike" in text


def test_made_up_provinces_are_marked_by_name_where_others_are_real(tmp_path):
    rows = {"coverage": [coverage_row("60", 6, 1, 8)], "effects": [effect_row("60", -0.2, 0.1)]}
    write_report(tmp_path, "60", **rows)
    real = {"coverage": [coverage_row("62", 6, 1, 8)], "effects": [effect_row("62", -0.2, 0.1)]}
    write_report(tmp_path, "62", is_made_up=False, **real)
    data = read(tmp_path)
    assert SAY.names_of(data, "vi").tolist() == ["Bình Thuận (giả lập)", "Kon Tum"]
    assert SAY.notes(data, lang="vi").is_made_up
    assert "Bình Thuận" in SAY.made_up_remark(data, "en")[0]
    assert "Kon Tum" not in SAY.front(data, lang="en").made_up


@pytest.mark.parametrize("count", [1, 4, 63])
def test_a_forest_plot_draws_each_province_once_and_all_of_them_below(count, all_63):
    data = read(all_63)
    kept = data.effects[data.effects["province_code"].isin(data.provinces.index[:count])]
    found = ratios(kept)
    fig, ax = style.figure(18, style.dense_height_cm(count + 2))
    figures.forest(
        ax, SAY.forest_rows(found, data, lang="vi"), SAY.pooled(found), label="province_name",
        title="t", notes=SAY.notes(data, lang="vi"), lang="vi",
    )  # fmt: skip
    assert len(fig.findobj(lambda artist: artist.get_gid() == "study")) == count
    has_pooled = count > 1
    assert bool(fig.findobj(lambda artist: artist.get_gid() == "pooled")) == has_pooled
    assert bool(fig.findobj(lambda artist: artist.get_gid() == "prediction")) == has_pooled
    assert "Hà Nội" in texts(fig)


def test_labels_of_a_forest_plot_of_63_rows_do_not_touch(all_63):
    data = read(all_63)
    found = ratios(data.effects)
    fig, ax = style.figure(18, style.dense_height_cm(65))
    figures.forest(
        ax, SAY.forest_rows(found, data, lang="en"), SAY.pooled(found), label="province_name",
        title="t", notes=SAY.notes(data, lang="en"), lang="en",
    )  # fmt: skip
    fig.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.get_yticklabels()), key=lambda b: b.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


def test_a_row_without_an_interval_says_why_and_has_no_mark():
    table = pd.DataFrame(
        {
            "name": ["A", "B"],
            "ratio": [0.9, None],
            "low": [0.8, None],
            "high": [1.0, None],
            "weight": [1.0, None],
            "why": [None, "few communes"],
        }
    )
    notes = style.Notes("2022", "2025-06", "s", True, True, 0, provinces=(2, 63))
    fig, ax = style.figure(18, 9)
    figures.forest(ax, table, None, label="name", title="t", notes=notes, lang="en")
    assert "few communes" in texts(fig)
    assert len(fig.findobj(lambda artist: artist.get_gid() == "study")) == 1


def test_the_map_of_provinces_shows_both_archipelagos_and_hatches_what_did_not_report():
    pieces = boundaries.provinces("2025-07")
    assert pieces["province_code"].nunique() == 34
    notes = style.Notes("2022", "2025-07", "s", True, True, 0, provinces=(1, 34))
    fig, ax = style.figure(18, 21)
    maps.provinces(
        ax, pieces, pd.Series({"68": 0.8}), INDICATORS["area_coverage_share"], title="t",
        notes=notes, lang="vi",
    )  # fmt: skip
    words = " ".join(texts(fig))
    assert "Hoàng Sa" in words
    assert "Trường Sa" in words
    assert "chưa báo cáo (33)" in words
    assert "có báo cáo của 1 trên 34 tỉnh" in words


def test_the_layer_of_provinces_is_kept_and_drawn_again_where_it_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr("mohinh.words.places.CACHE", tmp_path)
    first = boundaries.provinces("2025-07")
    (file,) = (tmp_path / "schematic").iterdir()
    file.write_bytes(b"half")
    assert boundaries.provinces("2025-07").equals(first)
    assert set(first.loc[first["is_island"], "piece_name"]) >= {"Hoàng Sa", "Trường Sa", "Côn Đảo"}
    assert first.geometry.is_valid.all()


def test_values_of_a_province_that_is_not_on_the_layer_are_refused():
    notes = style.Notes("2022", "2025-07", "s", True, True, 0)
    _, ax = style.figure(18, 21)
    with pytest.raises(InvalidTable, match="'99'"):
        maps.provinces(
            ax, boundaries.provinces("2025-07"), pd.Series({"99": 0.8}),
            INDICATORS["area_coverage_share"], title="t", notes=notes, lang="vi",
        )  # fmt: skip


# --- the notebook ----------------------------------------------------------------------------


def run(folder: Path, out: Path, **parameters) -> None:
    """The cells of the notebook in a process of its own, without a kernel."""
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "code"]
    given = {"runs": str(folder), "out": str(out)} | parameters
    lines = [cells[0], *(f"{name} = {value!r}" for name, value in given.items()), *cells[1:]]
    out.mkdir()
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True, capture_output=True)


def test_the_national_notebook_is_no_part_of_a_province():
    assert [path.stem for path in plan.national_notebooks()] == ["95_national"]
    assert all(path.stem < "95" for path in plan.notebooks())


def test_the_page_of_34_provinces_is_whole_and_names_are_harmless(tmp_path):
    codes = list(units.provinces("2025-07")["province_code"])
    make_nation(tmp_path / "in", codes[1:], vintage="2025-07")
    write_report(
        tmp_path / "in", codes[0], coverage=[coverage_row(codes[0], 6, 1, 8)],
        effects=[effect_row(codes[0], -0.2, 0.1)], vintage="2025-07",
        name="=cmd|' /C calc'!A0<script>",
    )  # fmt: skip
    run(tmp_path / "in", tmp_path / "out", vintage="2025-07", lang="en")
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "34 of 34 provinces" in page
    assert "<script>" not in page
    table = (tmp_path / "out/tables/national_provinces.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[1].startswith("'=cmd|")
    section = json.loads((tmp_path / "out/sections/95_national.json").read_text(encoding="utf-8"))
    assert not any("national_restated" in name for name in section["files"])


def test_63_provinces_take_less_than_20_seconds_of_computing(all_63, tmp_path):
    boundaries.provinces("2025-06")
    begun = time.process_time()
    run_in_process(all_63, tmp_path / "out")
    assert time.process_time() - begun < 20


def run_in_process(folder: Path, out: Path) -> None:
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "code"]
    names: dict[str, object] = {}
    out.mkdir()
    exec(cells[0], names)
    names |= {"runs": str(folder), "out": str(out)}
    for cell in cells[1:]:
        exec(cell, names)


@pytest.mark.parametrize(
    ("found", "vi", "en"),
    [
        ([2, 1, None], "chưa đủ căn cứ để kết luận", "not enough evidence to conclude"),
        ([3, 2], "mức cao nhất là 3 (trên 4).", "it is 3 (of 4) at most."),
        ([None], "", ""),
    ],
)
def test_provinces_together_are_said_to_be_no_surer_than_the_surest(found, vi, en):
    side = pd.DataFrame({"effect_grade": pd.array(found, dtype="Int64")})
    for text, lang in ((vi, "vi"), (en, "en")):
        said = SAY.grades(side, lang=lang)
        assert text in said
        assert bool(said) == bool(text)
