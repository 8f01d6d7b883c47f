"""The command line: any spelling in, one call out, never a traceback for a user's mistake."""

import json
import shutil
import subprocess
import sys
import unicodedata

import openpyxl
import pytest

from mohinh import __main__
from mohinh.runs.execute import Outcome
from mohinh.runs.report import Report
from mohinh.tables import store
from mohinh.words.places import DATA


@pytest.fixture
def mohinh(monkeypatch, capsys):
    """Run a command; its exit code, what it printed, what it complained of."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["mohinh", *map(str, arguments)])
        code = 0
        try:
            __main__.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """What a run was asked for, without running it; the report it answers with can be changed."""
    asked: dict = {}
    answer = Report(tmp_path, (Outcome("20_coverage", "done", 1.0),), is_made_up=True)
    (tmp_path / "index.html").write_text("", encoding="utf-8")

    def run_province(province: str, **options) -> Report:
        asked.update(options, province=province)
        return asked.get("answer", answer)

    monkeypatch.setattr("mohinh.runs.province.run_province", run_province)
    return asked


def test_help_names_every_command_and_the_first_steps(mohinh):
    code, out, _ = mohinh("--help")
    assert code == 0
    for word in ("run", "import", "check", "demo", "provinces", "template", "First steps"):
        assert word in out


def test_the_package_is_a_program_too():
    command = [sys.executable, "-m", "mohinh", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, "provinces" in result.stdout) == (0, True)


def test_run_passes_on_what_was_asked_and_says_where_the_report_lies(mohinh, ran):
    code, out, _ = mohinh("run", "--province", "binh-thuan", "--period", "2022", "--lang", "en")
    assert code == 0
    assert (ran["province"], ran["period"], ran["lang"]) == ("binh-thuan", "2022", "en")
    assert ran["vintage"] == "2025-06"
    assert "index.html" in out
    assert "Made-up microdata" in out


def test_a_failed_notebook_is_named_with_its_cell_and_the_exit_code_is_one(mohinh, ran, tmp_path):
    bad = Outcome("20_coverage", "failed", 1.0, cell=7, error="ValueError: [x]")
    ran["answer"] = Report(tmp_path, (bad,), is_made_up=True)
    code, _, err = mohinh("run", "--province", "60", "--period", "2022")
    assert code == 1
    assert "failed: 20_coverage, cell 7: ValueError: [x]" in err


def test_a_wrong_province_is_answered_with_the_nearest_right_one(mohinh):
    code, out, err = mohinh("run", "--province", "Hà Lội", "--period", "2022")
    assert code == 2
    assert "Hà Nội" in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("period", ["22", "2022-13", "2022-Q5", "năm 2022", ""])
def test_a_wrong_period_says_what_a_period_is(mohinh, period):
    code, _, err = mohinh("run", "--province", "Bình Thuận", "--period", period)
    assert code == 2
    assert "expected a year (2022)" in err


def test_a_period_outside_the_workbook_is_refused_with_its_span(mohinh):
    code, _, err = mohinh("run", "--province", "Bình Thuận", "--period", "2024")
    assert code == 2
    assert "2017-01 to 2022-12" in err


def test_a_province_without_data_is_told_the_two_ways_to_get_some(mohinh):
    code, _, err = mohinh("run", "--province", "Cao Bằng", "--period", "2022")
    assert code == 2
    assert "mohinh import WORKBOOK --province cao-bang" in err
    assert "mohinh demo --province cao-bang" in err


def test_a_province_that_was_merged_is_said_to_be(mohinh):
    code, _, err = mohinh(
        "run", "--province", "Bình Thuận", "--period", "2022", "--vintage", "2025-07"
    )
    assert code == 2
    assert "part of Lâm Đồng" in err


def test_a_boundary_file_that_is_not_there_is_said_before_any_notebook(mohinh, tmp_path):
    code, _, err = mohinh(
        "run", "--province", "60", "--period", "2022", "--boundaries", tmp_path / "none.parquet"
    )
    assert code == 2
    assert "none.parquet" in err


def test_check_of_a_good_workbook_ends_with_zero(mohinh):
    code, out, _ = mohinh("check", store.keeping.DEMO / "binh-thuan.xlsx")
    assert (code, "no findings" in out) == (0, True)


@pytest.fixture
def flawed(small_workbook):
    """A small workbook with 10.349 read as a decimal in the column of households."""

    def change(book):
        sheet = book["Địa bàn"]
        headers = [cell.value for cell in sheet[1]]
        sheet.cell(row=3, column=headers.index("Số hộ") + 1).value = 10.349

    return small_workbook(change)


def test_check_names_sheet_row_found_and_expected_and_ends_with_one(mohinh, flawed):
    code, out, _ = mohinh("check", flawed)
    assert code == 1
    for part in ("small.xlsx", "Địa bàn", "ô F3", "Số hộ", "10.349", "10349"):
        assert part in out.replace("\n", " ")


def test_check_as_json_can_be_read_by_a_program(mohinh, flawed):
    code, out, _ = mohinh("check", flawed, "--json", "--lang", "en")
    assert code == 1
    content = json.loads(out)
    finding, *others = content["findings"]
    assert (finding["sheet"], finding["row"], finding["column"]) == ("Địa bàn", 3, "Số hộ")
    assert (finding["file"], finding["cell"]) == ("small.xlsx", "F3")
    assert finding["severity"] == "error"
    assert {other["code"] for other in others} == {"refused_reference"}
    assert content["received"]["areas"] == 6
    assert content["refused"]["areas"] == 1


def test_a_coloured_copy_of_the_workbook_is_written_where_it_is_told(mohinh, flawed, tmp_path):
    code, _, err = mohinh("check", flawed, "--copy", tmp_path / "copies")
    assert code == 1
    copy = tmp_path / "copies" / "small-kiem-tra.xlsx"
    assert copy.name in err.replace("\n", "")
    cell = openpyxl.load_workbook(copy)["Địa bàn"]["F3"]
    assert cell.fill.fgColor.rgb.endswith("E56F35")
    assert "10349" in cell.comment.text


def test_a_layout_is_proposed_for_a_form_of_its_own(mohinh, tmp_path):
    sample = DATA / "layouts" / "samples" / "dia-ban.xlsx"
    _, shown, _ = mohinh("layout", sample)
    assert 'to = ["areas.area_id"]' in shown
    code, _, _ = mohinh("layout", sample, "--out", tmp_path / "mine.toml")
    assert code == 0
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8").strip() == shown.strip()


def test_what_cannot_be_read_ends_with_two(mohinh, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"")
    code, _, err = mohinh("check", path)
    assert code == 2
    assert "empty" in err
    assert mohinh("check", tmp_path / "none.xlsx")[0] == 2


@pytest.fixture
def imported():
    """The folder of imports, which the next test finds empty again."""
    yield store.keeping.IMPORTED
    shutil.rmtree(store.keeping.IMPORTED / "binh-thuan", ignore_errors=True)


def test_import_keeps_a_good_workbook_and_load_then_gives_it(mohinh, small_workbook, imported):
    code, out, _ = mohinh("import", small_workbook(), "--province", "Bình Thuận")
    assert code == 0
    assert "Kept in" in out
    assert len(store.load("Bình Thuận").areas) == 6


def test_import_of_a_flawed_workbook_keeps_the_rest_and_says_what_was_refused(
    mohinh, flawed, imported
):
    code, out, _ = mohinh("import", flawed, "--province", "Bình Thuận")
    assert code == 0
    assert "10.349" in out
    assert "rows refused" in out
    assert len(store.load("Bình Thuận").areas) == 5


def test_import_of_a_workbook_that_is_not_the_form_keeps_nothing_and_says_why(
    mohinh, small_workbook
):
    def change(book):
        book["Địa bàn"]["Z1"] = "Ghi chú"

    code, _, err = mohinh("import", small_workbook(change), "--province", "Bình Thuận")
    assert code == 1
    assert "Ghi chú" in err
    assert not (store.keeping.IMPORTED / "binh-thuan").exists()


def test_import_for_another_province_than_the_workbook_says_is_refused(mohinh, small_workbook):
    code, _, err = mohinh("import", small_workbook(), "--province", "Sơn La")
    assert code == 1
    assert "Sơn La" in err


def test_provinces_lists_all_of_a_vintage_and_where_there_is_data(mohinh):
    _, out, _ = mohinh("provinces")
    assert out.count("│ ") >= 63
    assert "made-up" in out
    assert "Lâm Đồng" in mohinh("provinces", "--vintage", "2025-07")[1]


def test_template_writes_the_blank_workbook_where_it_is_told(mohinh, tmp_path):
    code, _, _ = mohinh("template", "--out", tmp_path / "blank.xlsx")
    assert code == 0
    assert "Địa bàn" in openpyxl.load_workbook(tmp_path / "blank.xlsx").sheetnames


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_name_the_same_province(mohinh, ran, form):
    name = unicodedata.normalize(form, "Bình Thuận")
    assert mohinh("run", "--province", name, "--period", "2022")[0] == 0
