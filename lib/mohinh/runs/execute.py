"""Execute: a province's notebooks into one folder, whole or said to have failed.

The folder is built beside its place and renamed when all is done, so that half of a report never
stands under its name. A notebook counts as done only when papermill did not raise, every code cell
completed, its section is there (its last act), and the files named in it have their fingerprint:
after a killed kernel papermill's own notebook says that all was well.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from mohinh.runs.plan import Step
from mohinh.tables import files
from mohinh.words.errors import FailedRun
from mohinh.words.places import HOME

Status = Literal["done", "failed"]
# A notebook that takes longer than this is stopped; the slowest of the demo takes seconds.
MOST_SECONDS_PER_CELL = 600
MOST_SECONDS_TO_START = 120
# Kernels run side by side. Threads of their linear algebra would wait for each other's cores: on
# two busy cores `40_effects` took 58 s of processor time with them and 16 s without.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one notebook ended; `cell` (counted from 1, as papermill counts) and `error` say where
    and why it failed."""

    name: str
    status: Status
    seconds: float
    cell: int | None = None
    error: str = ""


def execute(
    steps: Sequence[Step],
    folder: Path,
    *,
    workers: int = 2,
    started: Callable[[str], None] = lambda name: None,
    ended: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Execute the notebooks into `folder`, `workers` at a time; those that read the others last.

    A notebook that fails leaves the others as they are. `started` and `ended` are told. Each kernel
    computes on one core, unless the environment says otherwise (`OPENBLAS_NUM_THREADS`).
    """

    def run(step: Step) -> Outcome:
        started(step.name)
        outcome = execute_one(step, folder)
        ended(outcome)
        return outcome

    for name in _THREADS:
        os.environ.setdefault(name, "1")
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    first = [step for step in steps if not step.is_last]
    last = [step for step in steps if step.is_last]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        outcomes = list(pool.map(run, first))
    return outcomes + [run(step) for step in last]


def execute_one(step: Step, folder: Path) -> Outcome:
    """Execute one notebook into `folder/notebooks/`."""
    target = folder / "notebooks" / step.path.name
    begun = time.monotonic()
    cell, error = None, ""
    try:
        with tempfile.TemporaryDirectory(prefix="mohinh-") as sockets:
            papermill.execute_notebook(
                str(step.path),
                str(target),
                parameters=dict(step.parameters),
                progress_bar=False,
                # Not papermill's cwd=: it changes the folder of this process, for both threads.
                resources={"metadata": {"path": str(folder)}},
                extra_arguments=["--Application.log_level=50"],
                config=_transport(sockets),
                start_timeout=MOST_SECONDS_TO_START,
                execution_timeout=MOST_SECONDS_PER_CELL,
            )
    except PapermillExecutionError as fault:
        cell, error = fault.exec_count, f"{fault.ename}: {fault.evalue}"
    except Exception as fault:  # a kernel that died, a time limit, a notebook that cannot be read
        error = f"{type(fault).__name__}: {fault}"
    if not error:
        cell, error = _doubts(step, target, folder)
    _tidy(target, step)
    seconds = round(time.monotonic() - begun, 1)
    return Outcome(step.name, "failed" if error else "done", seconds, cell, _homeless(error))


def _transport(sockets: str) -> Config:
    """Sockets in a folder of the kernel's own, where the system has them: nobody else reads what a
    kernel says, and parallel starts never fight over a port."""
    if os.name != "posix":
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/k"})


def _doubts(step: Step, target: Path, folder: Path) -> tuple[int | None, str]:
    """Why an executed notebook is not believed; empty where it is."""
    notebook = nbformat.read(str(target), as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        status = cell.metadata.get("papermill", {}).get("status")
        if status != "completed":
            return number, f"the cell is {status}: the notebook stopped before its end"
    section = folder / "sections" / f"{step.name}.json"
    if not section.is_file():
        return None, "the notebook never closed its section (last cell: section.close())"
    for name, print_ in json.loads(section.read_text(encoding="utf-8"))["files"].items():
        file = folder / name
        if not file.is_file() or files.sha256(file) != print_:
            return None, f"{name} is missing, or was changed after it was made"
    return None, ""


def _homeless(text: str) -> str:
    return text.replace(str(HOME), ".")


def _tidy(target: Path, step: Step) -> None:
    """Take times and places out of an executed notebook; times stand in the manifest alone."""
    if not target.is_file():
        return
    notebook = nbformat.read(str(target), as_version=4)
    notebook.metadata.pop("papermill", None)
    places = [value for value in step.parameters.values() if str(value).startswith(os.sep)]
    for cell in notebook.cells:
        for place in places:
            cell.source = cell.source.replace(str(place), Path(str(place)).name)
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [_homeless(line) for line in output.traceback]
    files.write_text(target, nbformat.writes(notebook) + "\n")


# --- the folder ------------------------------------------------------------------------------


@contextmanager
def building(place: Path) -> Iterator[Path]:
    """A new folder to build in; it takes the place of `place` when the block ends without an error.

    Otherwise it is removed, and what stood in the place stays. Raises `FailedRun` where the disk
    cannot be written or is full.
    """
    try:
        build = _open(place)
        try:
            yield build
            _close(build, place)
        finally:
            shutil.rmtree(build, ignore_errors=True)
    except OSError as fault:
        raise FailedRun(
            f"cannot write to {place.parent}: {fault.strerror}. "
            "An earlier report there is as it was"
        ) from None


def _open(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    _recover(place)
    if place.exists() and not _is_ours(place):
        raise FailedRun(
            f"{place} exists and is no report of mohinh; it is left as it is. Choose another --out"
        )
    return Path(tempfile.mkdtemp(prefix=f".{place.name}-", suffix=".part", dir=place.parent))


def _is_ours(place: Path) -> bool:
    """Whether a folder may be replaced: an empty one, or a report that a run left."""
    if not place.is_dir() or place.is_symlink():
        return False
    return not any(place.iterdir()) or (place / "manifest.json").is_file()


def _close(build: Path, place: Path) -> None:
    build.chmod(0o755)
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    build.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _recover(place: Path) -> None:
    """After a kill between the two renames, the old report goes back; builds that died go."""
    old = place.with_name(f".{place.name}.old")
    if old.exists() and not place.exists():
        old.rename(place)
    for dead in place.parent.glob(f".{place.name}-*.part"):
        if time.time() - dead.stat().st_mtime > 24 * 3600:
            shutil.rmtree(dead, ignore_errors=True)
