"""Published figures: what is carried, what it means, what the reader refuses."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.tables import published
from mohinh.words.errors import InvalidTable, PersonalData, UnreadableFile
from mohinh.words.terms import Period
from mohinh.words.text import fold

SHARED = Path(__file__).parents[2] / "shared"


def figure(figure_id: str) -> pd.Series:
    return published.figures().set_index("figure_id").loc[figure_id]


# By hand ----------------------------------------------------------------------------------------

BINH_THUAN = """
F016      6  group   areas          exact
F017    741  area    areas          exact
F018  10349  member  areas          exact
F019     38  type    organisations  exact
F020     20  type    unstated       exact
F021    725  area    unstated       exact
F022      6  type    unstated       exact
F023      4  type    unstated       exact
F024   8561  visit   movement       exact
F025   1000  tip     movement       nearly
F026   1126  case    movement       exact
F027   1618  person_total movement  exact
F030     10  district units         exact
F031     10  district units         exact
O001    137  type    both           exact
O002    767  site    both           exact
O003  11000  member  both           more_than
"""


@pytest.mark.parametrize("line", BINH_THUAN.strip().splitlines())
def test_each_figure_of_binh_thuan_says_what_was_counted_where_and_how_exactly(line):
    name, value, counts, scope, qualifier = line.split()
    found = figure(name)
    assert found["province"] == "Bình Thuận"
    assert [found["value"], found["counts"], found["scope"], found["qualifier"]] == [
        float(value), counts, scope, qualifier,
    ]  # fmt: skip


def test_figures_are_typed():
    frame = published.figures()
    assert frame["value"].dtype == "Float64"
    assert frame["period_start"].dtype == frame["period_end"].dtype == "datetime64[us]"
    text = frame.drop(columns=["value", "period_start", "period_end", "is_part_year"])
    assert {str(dtype) for dtype in text.dtypes} == {"str"}


def test_a_province_is_found_by_any_spelling_of_its_name():
    by_name = published.figures("Bình Thuận")
    assert len(by_name) == 21
    for spelling in ("binh thuan", "BÌNH\u00a0THUẬN", "Bi\u0300nh Thua\u0323\u0302n"):
        pd.testing.assert_frame_equal(published.figures(spelling), by_name)


def test_figures_of_2022_leave_out_2021_and_2016_and_keep_the_stage_that_reaches_into_2022():
    names = set(published.figures("Bình Thuận", period=Period.parse(2022))["figure_id"])
    assert {"F017", "F023", "F025"} <= names
    assert names.isdisjoint({"F022", "O001", "O002", "O003"})


def test_the_recognitions_of_2022_are_those_of_a_part_year_and_those_of_2021_are_not():
    part, whole = figure("F023"), figure("F022")
    assert part["is_part_year"]
    assert part["period_end"] == pd.Timestamp("2022-10-25")
    assert not whole["is_part_year"]


def test_a_state_is_never_a_part_of_a_year():
    frame = published.figures()
    assert not frame.loc[frame["timing"].eq("state"), "is_part_year"].any()


def test_a_pair_of_counts_and_a_ratio_are_two_figures_each_with_its_role():
    frame = published.figures("Bình Thuận")
    roles = frame.dropna(subset="pair_id").set_index("figure_id")["pair_role"].to_dict()
    assert roles == {
        "F026": "first", "F027": "second", "F030": "numerator", "F031": "denominator",
    }  # fmt: skip


def test_a_source_of_son_la_has_no_figure_which_is_not_a_zero():
    sources = published.sources("Sơn La").set_index("source_id")
    assert not sources.loc["SL-44", "publishes_figures"]
    assert set(published.figures("Sơn La")["source_id"]) == {"SL-2023"}


def test_a_province_whose_only_source_is_silent_has_no_figure(folder):
    for name in ("figures.csv", "sources.csv"):
        table = pd.read_csv(folder / name, dtype="str", keep_default_na=False)
        table[table["source_id"].ne("SL-2023")].to_csv(folder / name, index=False)
    assert published.standing("Sơn La", folder=folder) == "no_figure"
    assert published.figures("Sơn La", folder=folder).empty


def test_the_country_is_a_province_of_its_own_name():
    nation = published.figures(published.COUNTRY).set_index("figure_id")["value"]
    assert nation.to_dict() == {
        "O149": 2500, "O150": 124_000, "O151": 1100, "O160": 82_200, "O161": 286_200,
    }  # fmt: skip


def test_a_figure_of_one_district_or_commune_says_which():
    places = published.figures("Kon Tum").set_index("figure_id")["place"].dropna()
    assert places["O019"] == "Huyện Đăk Tô"
    assert places["O025"] == "Xã Đăk Tơ Lung"
    assert set(published.figures("Kon Tum").loc[lambda rows: rows["place"].notna(),
        "comparability"]) == {"part_of_province", "context"}  # fmt: skip


def test_a_figure_without_a_day_belongs_to_no_period():
    assert pd.isna(figure("O058")["period_end"])
    for year in range(2015, 2026):
        names = set(published.figures("Nghệ An", period=Period.parse(year))["figure_id"])
        assert "O058" not in names


def test_a_province_without_a_source_is_told_from_one_whose_source_has_no_figure():
    assert published.standing("Hà Nội") == "no_source"
    assert published.standing("Kon Tum") == "figures"


def test_targets_of_kon_tum_are_targets_and_over_80_percent_is_strict():
    targets = published.figures("Kon Tum").query("kind == 'target'")
    assert targets["comparability"].eq("target").all()
    over = figure("F005")
    meant = published.meaning(over["value"], over["qualifier"])
    assert not meant.holds(80)
    assert meant.holds(80.1)


def test_no_figure_is_about_ethnicity_religion_or_belief():
    frame = published.figures()
    assert "F037" not in set(frame["figure_id"])
    words = " ".join(frame[["label_vi", "label_en", "indicator", "unit_vi"]].to_numpy().ravel())
    refused = "dan toc|dong bao|ton giao|tin nguong|khmer|ethnic|religio|belief"
    assert not re.search(refused, fold(words))


MEANINGS = """
exact     1000   1000      999  1001
nearly    1000    999     1000   949
nearly    1000    950      800  1100
over     15000  15001    15000  9000
about       15     15       14    16
about      100     95     94.9 105.1
at_least     1      1        0   0.5
"""


@pytest.mark.parametrize("line", MEANINGS.strip().splitlines())
def test_a_qualified_number_stands_for_the_numbers_its_words_allow(line):
    qualifier, *numbers = line.split()
    value, inside, *outside = map(float, numbers)
    meant = published.meaning(value, qualifier)
    assert meant.holds(inside)
    assert not any(meant.holds(number) for number in outside)


# By law -----------------------------------------------------------------------------------------

QUALIFIERS = st.sampled_from(["exact", "nearly", "about", "over", "at_least"])
VALUES = st.integers(1, 10**6)


@given(value=VALUES, qualifier=QUALIFIERS, number=VALUES)
def test_an_interval_of_one_number_is_met_exactly_where_the_number_is_held(
    value, qualifier, number
):
    meant = published.meaning(value, qualifier)
    assert meant.meets(number, number) == meant.holds(number)


@given(value=VALUES, qualifier=QUALIFIERS)
def test_only_nearly_and_over_leave_out_the_number_itself(value, qualifier):
    held = published.meaning(value, qualifier).holds(value)
    assert held == (qualifier not in ("nearly", "over"))


@given(value=VALUES, qualifier=QUALIFIERS, low=VALUES, width=VALUES, inside=st.floats(0, 1))
def test_an_interval_that_holds_a_meant_number_is_met(value, qualifier, low, width, inside):
    meant = published.meaning(value, qualifier)
    if meant.holds(low + inside * width):
        assert meant.meets(low, low + width)


# Guards -----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A copy of the published files, to be spoilt."""
    return Path(shutil.copytree(published.FOLDER, tmp_path / "published"))


def spoil(folder: Path, name: str, key: str, **cells: str) -> int:
    """Write the cells into the row of that key; the row of the file, counted from 1."""
    path = folder / name
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    row = frame.index[frame.iloc[:, 0].eq(key)][0]
    for column, value in cells.items():
        frame.loc[row, column] = value
    frame.to_csv(path, index=False)
    return int(row) + 2


BAD_CELLS = [
    ({"value": "10.349"}, "value", "no thousands mark"),
    ({"value": "10,349"}, "value", "no thousands mark"),
    ({"value": ""}, "value", "a value"),
    ({"value": "-5"}, "value", "plain number"),
    ({"qualifier": "gần"}, "qualifier", "one of exact, nearly"),
    ({"counts": "person"}, "counts", "one of group, type"),
    ({"scope": "everywhere"}, "scope", "one of areas"),
    ({"label_vi": "x" * 121}, "label_vi", "a short label"),
    ({"period_end": "25/10/2022"}, "period_end", "2022-10-25"),
    ({"period_end": "2022-02-30"}, "period_end", "calendar"),
    ({"period_start": "2023-01-01"}, "period_start", "not after period_end"),
    ({"timing": "flow", "period_start": ""}, "period_start", "first day of a flow"),
    ({"source_id": "BT-1999"}, "source_id", "a source that sources.csv lists"),
    ({"source_id": "SL-44"}, "source_id", "publishes_figures = yes"),
    ({"kind": "target"}, "comparability", "target for targets only"),
    ({"comparability": "target"}, "comparability", "target for targets only"),
    ({"pair_id": "x"}, "pair_role", "or neither"),
    ({"pair_id": "cases", "pair_role": "second"}, "pair_role", "two rows"),
    ({"pair_id": "alone", "pair_role": "second"}, "pair_role", "two rows"),
    ({"figure_id": "F016"}, "figure_id", "every code once"),
    ({"period_end": ""}, "period_end", "undated only without one"),
    ({"comparability": "undated"}, "period_end", "undated only without one"),
    ({"part_of": "F999"}, "part_of", "a figure of the same source"),
    ({"part_of": "O028"}, "part_of", "a figure of the same source"),
    ({"part_of": "F017"}, "part_of", "no part itself"),
    ({"place": "x" * 121}, "place", "a district"),
]


@pytest.mark.parametrize(("cells", "column", "expected"), BAD_CELLS)
def test_a_wrong_cell_is_refused_with_its_file_row_column_and_what_is_expected(
    folder, cells, column, expected
):
    row = spoil(folder, "figures.csv", "F017", **cells)
    with pytest.raises(InvalidTable) as refusal:
        published.figures(folder=folder)
    message = str(refusal.value)
    assert "figures.csv" in message
    assert f"column {column!r}" in message
    assert expected in message
    if "two rows" not in expected:
        assert f"row {row}" in message


def test_every_wrong_cell_is_named_at_once(folder):
    spoil(folder, "figures.csv", "F017", value="viele", qualifier="maybe")
    spoil(folder, "figures.csv", "F018", timing="later")
    with pytest.raises(InvalidTable) as refusal:
        published.figures(folder=folder)
    assert len(str(refusal.value).splitlines()) == 3


def test_a_file_with_other_columns_is_refused_with_the_expected_ones(folder):
    path = folder / "figures.csv"
    pd.read_csv(path, dtype="str").drop(columns="qualifier").to_csv(path, index=False)
    with pytest.raises(InvalidTable, match=r"row 1: .*expected figure_id.*qualifier"):
        published.figures(folder=folder)


def test_a_source_said_to_publish_figures_must_have_one(folder):
    row = spoil(folder, "sources.csv", "SL-44", publishes_figures="yes")
    with pytest.raises(InvalidTable, match=rf"sources.csv, row {row}, column 'publishes_figures'"):
        published.figures(folder=folder)


def test_a_source_stands_in_the_list_once(folder):
    spoil(folder, "sources.csv", "SL-44", source_id="BT-2022")
    with pytest.raises(InvalidTable, match="every code once"):
        published.sources(folder=folder)


def test_a_source_of_an_unknown_vintage_is_refused(folder):
    spoil(folder, "sources.csv", "SL-44", vintage="2024")
    with pytest.raises(InvalidTable, match="one of 2025-06, 2025-07"):
        published.sources(folder=folder)


@pytest.mark.parametrize(
    "cells",
    [
        {"label_vi": "Tỷ lệ đồng bào dân tộc"},
        {"label_vi": "Số người theo tôn giáo"},
        {"label_en": "Share of an ethnic group"},
        {"indicator": "religious_share"},
    ],
)
def test_a_figure_about_ethnicity_or_belief_is_refused_without_repeating_it(folder, cells):
    spoil(folder, "figures.csv", "F036", **cells, value="45")
    with pytest.raises(PersonalData) as refusal:
        published.figures(folder=folder)
    assert "45" not in str(refusal.value)
    assert next(iter(cells.values())) not in str(refusal.value)


def test_a_missing_file_is_said_to_be_unreadable(tmp_path):
    with pytest.raises(UnreadableFile, match=r"figures\.csv"):
        published.figures(folder=tmp_path)


# By reference: the extraction from the five documents, where it is at hand ------------------------


EXTRACTED = ("published_figures.csv", "other_provinces.csv")
NOT_CARRIED = {
    "F013": "the document prints no figure; `sources.csv` says so",
    "F037": "about ethnicity",
}
# The second number of a ratio that the extraction keeps in words only.
COMPANIONS = {"O020b": 9, "O067b": 116, "O148b": 34}


def extracted(name: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / "domain" / name, index_col="id", dtype={"value": float})


@pytest.mark.skipif(not SHARED.exists(), reason="the extraction is not part of the project")
@pytest.mark.parametrize("name", EXTRACTED)
def test_every_extracted_figure_is_carried_with_its_value_or_is_listed_with_the_reason(name):
    wanted = extracted(name)["value"].drop(NOT_CARRIED, errors="ignore")
    ours = published.figures().set_index("figure_id")["value"]
    assert ours.reindex(wanted.index).tolist() == wanted.tolist()


@pytest.mark.skipif(not SHARED.exists(), reason="the extraction is not part of the project")
def test_no_figure_is_made_up():
    ours = published.figures().set_index("figure_id")["value"]
    known = {figure for name in EXTRACTED for figure in extracted(name).index}
    assert set(ours.index) - known == set(COMPANIONS)
    assert ours[list(COMPANIONS)].to_dict() == COMPANIONS


@pytest.mark.skipif(not SHARED.exists(), reason="the extraction is not part of the project")
def test_every_figure_of_another_province_names_its_province_and_its_source():
    wanted = extracted("other_provinces.csv")
    ours = published.figures().set_index("figure_id").loc[wanted.index]
    urls = published.sources().set_index("source_id")["url"]
    assert ours["province"].tolist() == wanted["province"].tolist()
    assert urls.loc[ours["source_id"]].tolist() == wanted["source_url"].tolist()


QUALIFIED = {"hơn": "more_than", "trên": "over", "gần": "nearly", "khoảng": "about"}


@pytest.mark.skipif(not SHARED.exists(), reason="the extraction is not part of the project")
@pytest.mark.parametrize("name", EXTRACTED)
def test_every_qualifier_of_the_extraction_is_kept(name):
    wanted = extracted(name)["qualifier"].fillna("")
    ours = published.figures().set_index("figure_id")["qualifier"]
    for figure_id, words in wanted.drop(NOT_CARRIED, errors="ignore").items():
        found = {code for word, code in QUALIFIED.items() if f"{word}=" in words}
        assert ours[figure_id] in (found or {"exact", "at_least"}), figure_id


@pytest.mark.skipif(not SHARED.exists(), reason="the sources are not part of the project")
def test_no_run_of_ten_words_is_copied_from_a_source():
    seeds = [fold(path.read_text("utf-8")) for path in (SHARED / "seeds").glob("*.txt")]
    seeds += [fold(quote) for quote in extracted("other_provinces.csv")["quote"].dropna()]
    frames = (published.figures(), published.sources().drop(columns="url"))
    cells = {cell for frame in frames for cell in frame.select_dtypes("str").to_numpy().ravel()}
    for cell in cells - {None}:
        words = fold(str(cell)).split()
        runs = [" ".join(words[at : at + 10]) for at in range(len(words) - 9)]
        assert not any(run in seed for run in runs for seed in seeds), cell
