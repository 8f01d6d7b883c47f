"""Kernels are made ready once, when a notebook needs one, and give the same cold and warm."""

import json
from pathlib import Path

import pytest

from mohinh.runs import plan, warm
from mohinh.runs.kernels import Kernels
from mohinh.runs.limits import Limits
from mohinh.runs.plan import Step
from mohinh.words.errors import FailedRun
from runs_sample import write_notebook

CLOSE = """
from pathlib import Path
Path("sections").mkdir(exist_ok=True)
Path("sections/10_a.json").write_text('{"files": {}}')
"""


@pytest.fixture
def step(tmp_path, monkeypatch) -> Step:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    path = write_notebook(notebooks, "10_a", "import colorsys\nprint('Mũi Né')", CLOSE)
    monkeypatch.setattr(plan, "NOTEBOOKS", notebooks)
    return Step(path, {"province": "x"})


def outputs(folder: Path) -> list:
    cells = json.loads((folder / "notebooks/10_a.ipynb").read_text(encoding="utf-8"))["cells"]
    return [cell["outputs"] for cell in cells]


def test_cold_and_warm_give_the_same(step, tmp_path):
    for name, is_cold in (("cold", True), ("warm", False)):
        told = []
        with Kernels(is_cold=is_cold, tell=told.append) as execute:
            execute.prepare()
            assert execute(step, tmp_path / name).error == ""
        assert told == []
    assert outputs(tmp_path / "cold") == outputs(tmp_path / "warm") != []


def test_a_zygote_that_cannot_be_is_an_event_and_the_notebook_runs(step, tmp_path, monkeypatch):
    def refuses(statements):
        raise FailedRun("no forks here")

    monkeypatch.setattr(warm, "zygote", refuses)
    told = []
    with Kernels(tell=told.append) as execute:
        assert execute(step, tmp_path / "out").status == "done"
    assert [(event.kind, event.error[-13:]) for event in told] == [
        ("kernels_plain", "no forks here")
    ]


def test_limits_hold_for_warm_kernels_too(step, tmp_path):
    write_notebook(step.path.parent, "10_a", "import time; time.sleep(30)", CLOSE)
    with Kernels(limits=Limits(seconds=1)) as execute:
        assert "stopped after 1 s" in execute(step, tmp_path / "out").error


def test_nothing_is_started_where_no_notebook_comes(step, monkeypatch):
    monkeypatch.setattr(warm, "zygote", lambda statements: pytest.fail("it was started"))
    with Kernels():
        pass
