"""A folder of a run is gone after it, whichever way the run ends."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mohinh.runs import scratch


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_there_while_it_is_held_and_gone_after(temporary):
    with scratch.held() as folder:
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "kernel.json").write_text("{}")
    assert list(temporary.iterdir()) == []


def test_a_folder_that_a_run_holds_is_not_swept(temporary):
    with scratch.held() as folder:
        scratch.sweep()
        assert folder.is_dir()


def test_the_folder_of_a_killed_run_is_swept_and_nothing_else(temporary):
    code = f"""
import os, tempfile
from mohinh.runs import scratch
tempfile.tempdir = {str(temporary)!r}
with scratch.held():
    os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    (temporary / "mohinh-run-notes").mkdir()
    assert len(list(temporary.iterdir())) == 2
    scratch.sweep()
    assert [path.name for path in temporary.iterdir()] == ["mohinh-run-notes"]
