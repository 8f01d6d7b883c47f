"""Kernels are made ready once, when a notebook needs one, and give the same cold and warm."""

import json
import os
import subprocess
import sys
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


EVERYTHING_IMPORTED_MEANWHILE = """
import pkgutil, sys
from importlib import import_module
from pathlib import Path
import mohinh
from mohinh.runs import plan
from mohinh.runs.kernels import Kernels
from mohinh.runs.plan import Step

path, out = map(Path, sys.argv[1:])
plan.NOTEBOOKS = path.parent
told = []
with Kernels(tell=told.append) as execute:
    execute.prepare()
    execute._ready()
    for module in pkgutil.walk_packages(mohinh.__path__, "mohinh."):
        if "zygote" not in module.name and "__main__" not in module.name:
            import_module(module.name)
    assert execute(Step(path, {"province": "x"}), out).error == ""
print([event.error for event in told])
"""


def test_whatever_the_runner_imports_meanwhile_kernels_stay_warm(step, tmp_path):
    # The runner opens the data while the zygote imports; what a library then does to the
    # environment of the runner once made every kernel of every run a plain one.
    given = [sys.executable, "-c", EVERYTHING_IMPORTED_MEANWHILE, str(step.path), str(tmp_path)]
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(given, env=bare, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_limits_hold_for_warm_kernels_too(step, tmp_path):
    write_notebook(step.path.parent, "10_a", "import time; time.sleep(30)", CLOSE)
    with Kernels(limits=Limits(seconds=1)) as execute:
        assert "stopped after 1 s" in execute(step, tmp_path / "out").error


def test_nothing_is_started_where_no_notebook_comes(step, monkeypatch):
    monkeypatch.setattr(warm, "zygote", lambda statements: pytest.fail("it was started"))
    with Kernels():
        pass
