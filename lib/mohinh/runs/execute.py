"""Execute: one notebook into a folder, whole or said to have failed.

A notebook counts as done only when papermill did not raise, every code cell completed, its section
is there (its last act), and the files named in it have their fingerprint: after a killed kernel
papermill's own notebook says that all was well.
"""

import json
import os
import re
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import write_ipynb
from traitlets.config import Config

from mohinh.runs import scratch
from mohinh.runs.limits import Guard, Limits
from mohinh.runs.outcome import Outcome
from mohinh.runs.plan import Step
from mohinh.tables import files
from mohinh.words.places import HOME

# A notebook that takes longer than this is stopped; the slowest of the demo takes seconds.
MOST_SECONDS_PER_CELL = 600
MOST_SECONDS_TO_START = 120
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# Kernels run side by side. Threads of their linear algebra would wait for each other's cores: on
# two busy cores `40_effects` took 58 s of processor time with them and 16 s without.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class _SavedInTheEnd(NBClientEngine):
    """papermill's own engine, which would write the whole notebook before and after each cell:
    a third of what a run computes. What papermill writes when all is over is enough; where the
    kernel did not live to see it, the notebook is written here."""

    @classmethod
    def execute_notebook(
        cls, nb: NotebookNode, kernel_name: str, output_path: str | None = None, **options: Any
    ) -> NotebookNode:
        try:
            return super().execute_notebook(nb, kernel_name, **options)
        except Exception:
            write_ipynb(nb, output_path)
            raise


papermill_engines.register(_SavedInTheEnd.__name__, _SavedInTheEnd)


def execute_one(
    step: Step,
    folder: Path,
    *,
    kernels: type[AsyncKernelManager] = AsyncKernelManager,
    limits: Limits = Limits(),  # noqa: B008 (it cannot be changed)
) -> Outcome:
    """Execute one notebook into `folder/notebooks/`, in a kernel that `kernels` starts.

    Once more where the kernel died, unless it went beyond the `limits`. Of a notebook that failed
    the log, `<name>.log` beside it, holds the whole traceback.
    """
    outcome = _attempt(step, folder, kernels, limits)
    if outcome.error.startswith("DeadKernelError"):
        outcome = replace(_attempt(step, folder, kernels, limits), attempts=2)
    return outcome


def _attempt(
    step: Step, folder: Path, kernels: type[AsyncKernelManager], limits: Limits
) -> Outcome:
    compute_on_one_core()
    target = folder / "notebooks" / step.path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    cell, error, trace, guard = None, "", "", Guard(limits)
    try:
        with scratch.held() as own:
            papermill.execute_notebook(
                str(step.path),
                str(target),
                parameters=dict(step.parameters),
                engine_name=_SavedInTheEnd.__name__,
                progress_bar=False,
                # Not papermill's cwd=: it changes the folder of this process, for both threads.
                resources={"metadata": {"path": str(folder)}},
                extra_arguments=["--Application.log_level=50"],
                config=_connection(own),
                kernel_manager_class=guard.over(kernels),
                start_timeout=MOST_SECONDS_TO_START,
                execution_timeout=MOST_SECONDS_PER_CELL,
                coalesce_streams=True,  # a kernel that is kept waiting sends one print in two
            )
    except PapermillExecutionError as fault:
        cell, error = fault.exec_count, f"{fault.ename}: {fault.evalue}"
        trace = "\n".join(fault.traceback)
    except Exception as fault:  # a kernel that died, a time limit, a notebook that cannot be read
        error = guard.said or f"{type(fault).__name__}: {fault}"
        trace = traceback.format_exc()
    finally:
        guard.end()
    _sweep(folder)
    if target.is_file():
        executed = nbformat.read(str(target), as_version=4)
        if not error:
            cell, error = _doubts(step, executed, folder)
        _tidy(executed, step)
        files.write_text(target, nbformat.writes(executed) + "\n")
    error = _homeless(error)
    if error:
        text = _COLOURS.sub("", f"{error}\n\n{_homeless(trace)}").rstrip() + "\n"
        files.write_text(target.with_suffix(".log"), text)
    seconds = round(time.monotonic() - begun, 1)
    return Outcome(step.name, "failed" if error else "done", seconds, cell, error)


def compute_on_one_core() -> None:
    """Let the kernels to come compute on one core each, unless the environment says otherwise."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def _connection(own: Path) -> Config:
    """The file by which a kernel is found, and sockets where the system has them, in a folder of
    its own: nobody else reads what a kernel says, and parallel starts never fight over a port."""
    options = {"connection_file": str(own / "kernel.json")}
    if os.name == "posix":
        options |= {"transport": "ipc", "ip": str(own / "k")}
    return Config(KernelManager=options)


def _doubts(step: Step, notebook: NotebookNode, folder: Path) -> tuple[int | None, str]:
    """Why an executed notebook is not believed; empty where it is."""
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


def _sweep(folder: Path) -> None:
    for half in folder.rglob(".part-*"):  # of a kernel that died while it wrote
        half.unlink(missing_ok=True)


def _tidy(notebook: NotebookNode, step: Step) -> None:
    """Take times, places and drawn names out of an executed notebook: the same run, the same bytes.

    Times stand in the manifest alone.
    """
    notebook.metadata.pop("papermill", None)
    places = [value for value in step.parameters.values() if str(value).startswith(os.sep)]
    for cell in notebook.cells:
        for place in places:
            cell.source = cell.source.replace(str(place), Path(str(place)).name)
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"  # papermill draws one
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [_homeless(line) for line in output.traceback]
