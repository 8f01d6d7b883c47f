"""A notebook is done or says what failed; what it claims of itself is not believed."""

import json
from functools import partial
from pathlib import Path

import nbformat
import pytest

from mohinh.runs import execute, plan
from mohinh.runs.limits import Limits
from mohinh.runs.outcome import Outcome
from mohinh.runs.plan import Step
from mohinh.words.errors import UnknownName
from runs_sample import write_notebook

CLOSE = """
from pathlib import Path
import hashlib, json
text = Path("made.txt"); text.write_text("made")
prints = {"made.txt": hashlib.sha256(text.read_bytes()).hexdigest()}
Path("sections").mkdir(exist_ok=True)
Path(f"sections/{name}.json").write_text(json.dumps({"files": prints}))
"""


notebook = partial(write_notebook, parameters='province = "x"')


def run(path: Path, folder: Path, **parameters) -> Outcome:
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


def test_a_failing_notebook_names_its_cell_and_keeps_its_log_beside_it(tmp_path):
    path = notebook(tmp_path, "10_a", "1 / 0", closing("10_a"))
    outcome = run(path, tmp_path / "out", province="x")
    assert outcome.cell == 3  # papermill puts the given parameters in a cell of their own
    assert outcome.error == "ZeroDivisionError: division by zero"
    log = (tmp_path / "out/notebooks/10_a.log").read_text(encoding="utf-8")
    assert "1 / 0" in log
    assert "\x1b" not in log


def test_of_a_kernel_that_died_the_notebook_says_how_far_it_came(tmp_path):
    path = notebook(tmp_path, "10_a", 'print("came here")', "import os; os._exit(0)")
    run(path, tmp_path / "out")
    executed = nbformat.read(tmp_path / "out/notebooks/10_a.ipynb", as_version=4)
    assert "came here" in json.dumps([cell.get("outputs") for cell in executed.cells])


def test_a_kernel_that_died_gets_one_more_try(tmp_path):
    dies_once = """
from pathlib import Path
import os
tried = Path("tried")
if not tried.exists():
    tried.touch()
    os.kill(os.getpid(), 9)
"""
    outcome = run(notebook(tmp_path, "10_a", dies_once, closing("10_a")), tmp_path / "out")
    assert (outcome.status, outcome.attempts) == ("done", 2)


def test_a_notebook_that_only_fails_gets_no_second_try(tmp_path):
    outcome = run(notebook(tmp_path, "10_a", "1 / 0"), tmp_path / "out")
    assert (outcome.status, outcome.attempts) == ("failed", 1)


def test_what_a_killed_kernel_was_writing_is_swept(tmp_path):
    half = 'open(".part-x.png", "w").write("half"); import os; os.kill(os.getpid(), 9)'
    run(notebook(tmp_path, "10_a", half), tmp_path / "out")
    assert list((tmp_path / "out").rglob(".part-*")) == []


@pytest.mark.parametrize(("given", "seen"), [(None, "1"), ("3", "3")])
def test_kernels_compute_on_one_core_unless_the_environment_says_more(
    tmp_path, monkeypatch, given, seen
):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", given or "")
    if given is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    check = f'import os; assert os.environ["OPENBLAS_NUM_THREADS"] == "{seen}"'
    outcome = run(notebook(tmp_path, "10_a", check, closing("10_a")), tmp_path / "out")
    assert outcome.error == ""


def test_an_executed_notebook_holds_no_times_and_no_folder(tmp_path):
    path = notebook(
        tmp_path, "10_a", closing("10_a"), parameters='province = "x"\nboundaries_file = ""'
    )
    run(path, tmp_path / "out", boundaries_file=str(tmp_path / "b.parquet"))
    text = (tmp_path / "out/notebooks/10_a.ipynb").read_text(encoding="utf-8")
    assert "papermill" not in text.replace("injected-parameters", "")
    assert str(tmp_path) not in text
    assert "b.parquet" in text


def test_what_is_printed_is_one_text_however_long_a_kernel_is_kept_waiting(tmp_path):
    cell = """
import sys, time
print("một", end="", flush=True)
time.sleep(0.5)
print(", hai", flush=True)
"""
    run(notebook(tmp_path, "10_a", cell, closing("10_a")), tmp_path / "out", province="x")
    executed = nbformat.read(tmp_path / "out/notebooks/10_a.ipynb", as_version=4)
    cells = [found for found in executed.cells if "sleep" in found.source]
    assert [output.text for output in cells[0].outputs] == ["một, hai\n"]


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


def test_a_run_leaves_the_programs_own_folder_alone(tmp_path):
    here = Path.cwd()
    path = notebook(tmp_path, "10_a", "import os; print(os.getcwd())", closing("10_a"))
    assert run(path, tmp_path / "out").status == "done"
    assert Path.cwd() == here


def test_a_kernel_that_ends_says_nothing_on_the_users_screen(tmp_path, capfd):
    run(notebook(tmp_path, "10_a", closing("10_a")), tmp_path / "out", province="x")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("cell", "limits", "error"),
    [
        ("import time; time.sleep(30)", Limits(seconds=1), "stopped after 1 s, the most"),
        ("held = b'x' * 400_000_000\nimport time; time.sleep(30)", Limits(memory_mb=300),
         "300 MB, the most that a notebook may hold"),
        ("import subprocess, sys\nhold = 'b = b\"x\" * 400_000_000; import time; time.sleep(30)'\n"
         "subprocess.run([sys.executable, '-c', hold])", Limits(memory_mb=300),
         "300 MB, the most that a notebook may hold"),
    ],
    ids=["time", "memory", "memory of a child"],
)  # fmt: skip
def test_a_notebook_beyond_its_limits_is_stopped_and_not_tried_again(tmp_path, cell, limits, error):
    path = notebook(tmp_path, "10_a", cell, closing("10_a"))
    outcome = execute.execute_one(plan.step(path, {}), tmp_path / "out", limits=limits)
    assert (outcome.status, outcome.attempts) == ("failed", 1)
    assert error in outcome.error
    assert outcome.seconds < 30
