"""A run that is killed, at any moment, is resumed to the same bytes; nothing half ever stands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def test_a_run_killed_before_any_change_of_the_disk_is_resumed_to_the_same_report(tmp_path):
    script = ROOT / "tests" / "run_killed_at.py"
    command = [sys.executable, str(script), str(tmp_path), "6"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(ended.stdout)
    assert found["faults"] == []
    assert found["kills"] > 15


def test_real_runs_killed_at_random_are_resumed_and_leave_no_process_and_nothing_beside():
    script = ROOT / "benchmarks" / "runner_kill.py"
    command = [sys.executable, str(script), "--rounds", "2", "--seed", "5", "--forked"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, "FAULT" in ended.stdout) == (0, False), ended.stdout
