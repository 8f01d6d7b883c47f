"""Small notebooks and an executor without kernels, for tests of the run around them."""

import threading
from collections.abc import Callable
from pathlib import Path

import nbformat

from mohinh.runs.outcome import Outcome
from mohinh.runs.plan import Step

PARAMETERS = "\n".join(
    f'{name} = ""'
    for name in ("province", "period", "vintage", "lang", "boundaries_file", "out", "only")
)


def write_notebook(folder: Path, name: str, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook with a parameters cell; its outputs are none of its content."""
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


class FakeExecute:
    """Writes what a notebook would, and counts. `fail` names notebooks (or `province notebook`)
    that fail; `before` is called with each step first."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fail: set[str] = set()
        self.before: Callable[[Step], None] = lambda step: None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Nothing has to be made ready."""

    def __call__(self, step: Step, folder: Path) -> Outcome:
        self.before(step)
        name, place = step.name, step.parameters["province"]
        with self._lock:
            self.done.append(name)
        if step.is_last:
            seen = sorted(path.name for path in (folder / "figures").glob("*"))
            write(folder, "index.html", f"{place}: {seen}")
        write(folder, f"notebooks/{name}.ipynb", step.path.read_text(encoding="utf-8"))
        if self.fail & {name, f"{place} {name}"}:
            write(folder, f"figures/half_{name}.png", "half")
            write(folder, f"notebooks/{name}.log", "why")
            return Outcome(name, "failed", 1.0, cell=2, error="ValueError: bad")
        write(folder, f"figures/{name}.png", f"{place} {step.parameters['period']}")
        return Outcome(name, "done", 1.0)


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
