"""A run killed before each thing that it does to the disk, one after the other, and resumed.

    python tests/run_killed_at.py FOLDER EVERY

Notebooks are made up and executed without a kernel; a report of an older notebook, into which a
person laid a file, stands in the place. Prints as JSON how many moments there were, at how many the
run was killed (each `EVERY`-th), and what was wrong afterwards: `[moment, what]`.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mohinh.runs import manifest, plan, province
from mohinh.runs.province import Job, job, request, run_job
from mohinh.runs.report import Given
from runs_sample import FakeExecute, write_notebook

_CHANGES = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_NOTES = "notes.docx"


def main(root: Path, every: int) -> dict[str, object]:
    wanted = _older_report(root)
    shutil.copytree(root / "maps", root / "older")
    _in_a_child(root, wanted, last=0)
    moments = int((root / "moments").read_text())
    expected = _files(wanted.place)
    faults = []
    for moment in range(1, moments + 1, every):
        shutil.rmtree(root / "maps")
        shutil.copytree(root / "older", root / "maps")
        _in_a_child(root, wanted, last=moment)
        if not _is_whole_or_absent(wanted.place):
            faults.append([moment, "half a report under its name"])
        _in_a_child(root, wanted, last=0)
        if _files(wanted.place) != expected:
            faults.append([moment, "other files than an undisturbed run"])
        if left := sorted({path.name for path in wanted.place.parent.iterdir()} - _MAY_STAY):
            faults.append([moment, f"left behind: {left}"])
    return {"moments": moments, "kills": len(range(1, moments + 1, every)), "faults": faults}


_MAY_STAY = {"2022", ".2022.lock"}


def _older_report(root: Path) -> Job:
    """Make the older report; what is then to be run."""
    notebooks = root / "notebooks"
    notebooks.mkdir()
    for name in ("10_a", "20_b", "90_report"):
        write_notebook(notebooks, name, f"print('{name}')")
    plan.NOTEBOOKS = notebooks
    given = Given({"is_made_up": True}, {"made-up.xlsx": "0"}, is_made_up=True)
    os.fsync = lambda handle: None  # what a cut of power leaves is not looked at here
    province._open = lambda place, asked: given
    wanted = job("Bình Thuận", request("2022"), out=root / "maps" / "2022")
    _fork(lambda: _run(wanted))
    (wanted.place / _NOTES).write_text("mine")
    write_notebook(notebooks, "20_b", "print('changed')")
    return job("Bình Thuận", request("2022"), out=root / "maps" / "2022")


def _run(wanted: Job) -> None:
    with ThreadPoolExecutor(1) as slots:
        run_job(wanted, slots=slots, execute=FakeExecute())


def _in_a_child(root: Path, wanted: Job, *, last: int) -> None:
    """Run to the end (`last` 0), or until before the moment with that number."""

    def go() -> None:
        seen = [0]

        def hook(event: str, found: tuple) -> None:
            if event in _CHANGES or (event == "open" and (found[2] or 0) & _WRITES):
                seen[0] += 1
                if seen[0] == last:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        _run(wanted)
        if not last:
            (root / "moments").write_text(str(seen[0]))

    _fork(go)


def _fork(go: Callable[[], None]) -> None:
    """Run something in a process of its own; what fails there fails here."""
    child = os.fork()
    if child == 0:
        go()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise SystemExit("the run failed")


def _files(place: Path) -> dict[str, bytes]:
    """The files of a report, of its manifest the fingerprints of files alone."""
    found = {path for path in place.rglob("*") if path.is_file() and path.name != manifest.NAME}
    content = {path.relative_to(place).as_posix(): path.read_bytes() for path in sorted(found)}
    return content | {manifest.NAME: json.dumps(manifest.read(place)["files"]).encode()}


def _is_whole_or_absent(place: Path) -> bool:
    content = manifest.read(place)
    if content is None:
        return not place.exists()
    return (place / _NOTES).is_file() and manifest.is_intact(place, content)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))  # noqa: T201
