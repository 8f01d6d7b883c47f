"""A run is whole or says what failed; what a notebook claims of itself is not believed."""

import errno
import json
import os
import time
from pathlib import Path

import nbformat
import pytest

from mohinh.runs import execute, plan
from mohinh.runs.plan import Step
from mohinh.runs.province import default_folder
from mohinh.tables import units
from mohinh.words.errors import FailedRun, UnknownName
from mohinh.words.terms import Period

CLOSE = """
from pathlib import Path
import hashlib, json
text = Path("made.txt"); text.write_text("made")
prints = {"made.txt": hashlib.sha256(text.read_bytes()).hexdigest()}
Path("sections").mkdir(exist_ok=True)
Path(f"sections/{name}.json").write_text(json.dumps({"files": prints}))
"""


def notebook(folder: Path, name: str, *cells: str, parameters: str = 'province = "x"') -> Path:
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    book.cells = [nbformat.v4.new_code_cell(text) for text in (parameters, *cells)]
    book.cells[0].metadata["tags"] = ["parameters"]
    path = folder / f"{name}.ipynb"
    nbformat.write(book, path)
    return path


def run(path: Path, folder: Path, **parameters) -> execute.Outcome:
    (folder / "notebooks").mkdir(exist_ok=True, parents=True)
    return execute.execute_one(plan.step(path, parameters), folder)


def closing(name: str) -> str:
    return f'name = "{name}"' + CLOSE


def test_a_notebook_that_ends_and_closes_its_section_is_done(tmp_path):
    path = notebook(tmp_path, "10_a", "print(province)", closing("10_a"))
    outcome = run(path, tmp_path / "out", province="Sơn La")
    assert (outcome.status, outcome.error) == ("done", "")
    executed = nbformat.read(tmp_path / "out/notebooks/10_a.ipynb", as_version=4)
    assert "Sơn La" in json.dumps(executed, ensure_ascii=False)


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ('raise ValueError("số liệu sai")', "ValueError: số liệu sai"),
        ("import os; os._exit(0)", "DeadKernelError"),
        ("import sys; sys.exit(0)", "stopped before its end"),
        ("pass", "never closed its section"),
        (closing("10_a") + 'text.write_text("changed")', "was changed after it was made"),
        (closing("10_a") + "text.unlink()", "made.txt is missing"),
    ],
)
def test_a_notebook_that_did_not_really_end_is_failed(tmp_path, cell, error):
    path = notebook(tmp_path, "10_a", cell, "last = 1")
    outcome = run(path, tmp_path / "out", province="x")
    assert outcome.status == "failed"
    assert error in outcome.error


def test_a_failing_notebook_names_its_cell_and_leaves_the_others(tmp_path):
    notebook(tmp_path, "10_a", "1 / 0", closing("10_a"))
    notebook(tmp_path, "20_b", closing("20_b"))
    notebook(tmp_path, "90_c", closing("90_c"))
    steps = plan.plan({"province": "x"}, folder=tmp_path)
    told = []
    outcomes = execute.execute(steps, tmp_path / "out", ended=told.append)
    assert [outcome.status for outcome in outcomes] == ["failed", "done", "done"]
    assert outcomes[0].cell == 3  # papermill puts the given parameters in a cell of their own
    assert outcomes[0].error == "ZeroDivisionError: division by zero"
    assert {outcome.name for outcome in told} == {"10_a", "20_b", "90_c"}


@pytest.mark.parametrize(("given", "seen"), [(None, "1"), ("3", "3")])
def test_kernels_compute_on_one_core_unless_the_environment_says_more(
    tmp_path, monkeypatch, given, seen
):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", given or "")
    if given is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    check = f'import os; assert os.environ["OPENBLAS_NUM_THREADS"] == "{seen}"'
    notebook(tmp_path, "10_a", check, closing("10_a"))
    outcomes = execute.execute(plan.plan({"province": "x"}, folder=tmp_path), tmp_path / "out")
    assert [outcome.error for outcome in outcomes] == [""]


def test_an_executed_notebook_holds_no_times_and_no_folder(tmp_path):
    path = notebook(
        tmp_path, "10_a", closing("10_a"), parameters='province = "x"\nboundaries_file = ""'
    )
    run(path, tmp_path / "out", boundaries_file=str(tmp_path / "b.parquet"))
    text = (tmp_path / "out/notebooks/10_a.ipynb").read_text(encoding="utf-8")
    assert "papermill" not in text.replace("injected-parameters", "")
    assert str(tmp_path) not in text
    assert "b.parquet" in text


def test_a_misspelt_parameter_is_refused_with_the_right_one(tmp_path):
    path = notebook(tmp_path, "10_a")
    with pytest.raises(UnknownName, match="no parameter 'provnce'; did you mean 'province'"):
        plan.step(path, {"provnce": "Sơn La"})
    with pytest.raises(UnknownName, match="did you mean 'province'"):
        plan.plan({"provnce": "Sơn La"}, folder=tmp_path)


@pytest.mark.parametrize("value", [("a",), ["a"], {"a": 1}, None, b"x"])
def test_a_parameter_that_could_be_more_than_a_value_is_refused(tmp_path, value):
    path = notebook(tmp_path, "10_a")
    with pytest.raises(UnknownName, match="expected text, number or bool"):
        plan.step(path, {"province": value})


def test_notebooks_run_by_their_numbers_and_drafts_do_not(tmp_path):
    for name in ("20_b", "10_a", "_draft_x", "notes"):
        notebook(tmp_path, name)
    assert [path.stem for path in plan.notebooks(tmp_path)] == ["10_a", "20_b"]
    assert not Step(tmp_path / "20_b.ipynb", {}).is_last
    assert Step(tmp_path / "90_c.ipynb", {}).is_last


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(UnknownName, match="no notebooks in"):
        plan.plan({}, folder=tmp_path)


def test_a_build_takes_its_place_whole_and_leaves_nothing_beside(tmp_path):
    place = tmp_path / "binh-thuan" / "2022"
    place.mkdir(parents=True)
    (place / "manifest.json").write_text("old")
    with execute.building(place) as build:
        (build / "new.txt").write_text("new")
        assert (place / "manifest.json").exists()
    assert [path.name for path in place.iterdir()] == ["new.txt"]
    assert [path.name for path in place.parent.iterdir()] == ["2022"]


def test_a_build_that_ends_in_an_error_is_removed_and_the_old_report_stays(tmp_path):
    place = tmp_path / "2022"
    place.mkdir()
    (place / "manifest.json").write_text("old")
    with pytest.raises(ZeroDivisionError), execute.building(place):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["2022"]
    assert (place / "manifest.json").exists()


def test_a_full_disk_is_said_with_its_folder_and_leaves_nothing_half_written(tmp_path):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    expected = pytest.raises(FailedRun, match=r"cannot write to .*No space left")
    with expected, execute.building(tmp_path / "2022"):
        raise full
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_report_is_never_replaced(tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.docx").write_text("years")
    refused = pytest.raises(FailedRun, match="is no report of mohinh")
    with refused, execute.building(tmp_path / "precious"):
        raise AssertionError("no work was to begin")
    assert (tmp_path / "precious" / "thesis.docx").read_text() == "years"


def test_a_run_leaves_the_programs_own_folder_alone(tmp_path):
    for name in ("10_a", "20_b"):
        notebook(tmp_path, name, "import os; print(os.getcwd())", closing(name))
    here = Path.cwd()
    outcomes = execute.execute(plan.plan({"province": "x"}, folder=tmp_path), tmp_path / "out")
    assert [outcome.status for outcome in outcomes] == ["done", "done"]
    assert Path.cwd() == here


def test_a_kernel_that_ends_says_nothing_on_the_users_screen(tmp_path, capfd):
    run(notebook(tmp_path, "10_a", closing("10_a")), tmp_path / "out", province="x")
    assert capfd.readouterr().err == ""


def test_another_vintage_or_language_gets_a_folder_of_its_own():
    old, new = (units.find_province("Khánh Hòa", vintage) for vintage in ("2025-06", "2025-07"))
    when = Period.parse("2022")
    assert default_folder(old, when, "vi").parts[-2:] == ("khanh-hoa", "2022")
    assert default_folder(new, when, "vi").parts[-2:] == ("khanh-hoa-2025-07", "2022")
    assert default_folder(old, when, "en").parts[-2:] == ("khanh-hoa", "2022-en")


def test_a_run_killed_between_the_two_renames_loses_nothing(tmp_path):
    place = tmp_path / "2022"
    old = tmp_path / ".2022.old"
    old.mkdir()
    (old / "manifest.json").write_text("kept")
    with execute.building(place):
        assert (place / "manifest.json").read_text() == "kept"


def test_builds_that_died_long_ago_are_swept_and_young_ones_left(tmp_path):
    for name, age in ((".2022-a.part", 48), (".2022-b.part", 1)):
        (tmp_path / name).mkdir()
        moment = time.time() - age * 3600
        os.utime(tmp_path / name, (moment, moment))
    with execute.building(tmp_path / "2022"):
        pass
    assert not (tmp_path / ".2022-a.part").exists()
    assert (tmp_path / ".2022-b.part").exists()


def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path):
    (tmp_path / "file").write_text("")
    expected = pytest.raises(FailedRun, match="cannot write to")
    with expected, execute.building(tmp_path / "file" / "2022"):
        raise AssertionError("no work was to begin")
