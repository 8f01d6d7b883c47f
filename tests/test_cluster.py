"""On a cluster: two workers, one of which is killed half-way; the result is as on one machine."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from distributed import LocalCluster

from mohinh.runs import cluster, manifest, province
from mohinh.runs.province import request
from mohinh.tables import units
from mohinh.words import places
from mohinh.words.errors import FailedRun

ONLY = ["10_data_quality"]


@pytest.fixture
def maps(tmp_path, monkeypatch) -> Path:
    for module in (places, province):
        monkeypatch.setattr(module, "MAPS", tmp_path / "maps")
    return tmp_path / "maps"


@pytest.fixture(scope="module")
def workers():
    options = {"dashboard_address": None, "silence_logs": 50}
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **options) as running:
        yield running


def prints(place: Path) -> dict[str, str]:
    return manifest.read(place)["files"]


def test_provinces_run_on_the_workers_and_a_killed_one_costs_nothing(workers, maps):
    chosen = [units.find_province(name) for name in ("Bình Thuận", "Kon Tum")]
    asked = request("2022", only=ONLY)
    told: list = []
    kill = threading.Thread(target=_kill_one_when_busy, args=(workers, told))
    kill.start()
    results = cluster.run_on(
        workers.scheduler_address, chosen, asked, is_cold=True, tell=told.append
    )
    kill.join()
    assert [result.error for result in results] == ["", ""]
    assert not any(result.is_failed for result in results)
    assert told[-1] != "nobody was killed"
    alone = province.run_province(
        "Kon Tum", period="2022", only=ONLY, is_cold=True, out=maps / "alone"
    )
    assert prints(results[1].report.folder) == prints(alone.folder)


def _kill_one_when_busy(workers: LocalCluster, told: list) -> None:
    """Kill a worker's process, not its nanny, as soon as a notebook has begun there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(getattr(event, "kind", "") == "notebook_began" for event in list(told)):
            nanny = next(iter(workers.workers.values()))
            os.kill(nanny.process.process.pid, signal.SIGKILL)
            return
        time.sleep(0.05)
    told.append("nobody was killed")


def test_what_fails_there_is_said_here(workers, maps):
    chosen = [units.find_province(name) for name in ("Cao Bằng", "Kon Tum")]
    asked = request("2022", only=ONLY)
    results = cluster.run_on(workers.scheduler_address, chosen, asked, is_cold=True)
    assert "no data for Cao Bằng" in results[0].error
    assert not results[1].is_failed


def test_a_worker_of_another_version_is_refused(monkeypatch):
    order = cluster.Order("60", (), {}, code="another")
    assert "another version" in cluster.run_there(order).error


def test_no_scheduler_is_said():
    with pytest.raises(FailedRun, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        cluster.run_on("tcp://127.0.0.1:9", [], request("2022"))
