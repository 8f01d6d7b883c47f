"""Warm kernels: each notebook in a fresh process of its own, without importing everything anew.

A process imports once what the notebooks import (the zygote) and forks a kernel per notebook. The
kernel is the real one, started by papermill through jupyter_client as ever; only its imports are
done. Where there can be no zygote, kernels are started plainly and give the same.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager

from mohinh.runs.execute import compute_on_one_core
from mohinh.runs.warm.process import zygote
from mohinh.runs.warm.provisioner import manager_of
from mohinh.words.errors import FailedRun

# What the kernel application imports when it is made, whatever the notebook.
_KERNEL = ("import ipykernel.kernelapp", "import ipykernel.debugger")
# What takes long to import, and the library therefore imports only where it is needed: some
# notebooks of each province need it. Not pandera and pyfixest: they change the environment and the
# logging of the process, and a notebook could tell that they are there.
LATE = (
    "import docx",
    "import IPython.core.debugger",
    "import IPython.core.oinspect",
    "import jinja2",
    "import matplotlib.backends.backend_svg",
    "import pandas.io.formats.csvs",
    "import PIL.PngImagePlugin",
    "import PIL.WebPImagePlugin",
    "import pyarrow.dataset",
    "import pyarrow.parquet",
    "import scipy.ndimage",
    "import scipy.stats",
    "import xlsxwriter",
)


@contextmanager
def warm_kernels(
    notebooks: Iterable[Path],
    *,
    most_memory: int = 0,
    told: Callable[[str], None] = lambda words: None,
) -> Iterator[type[AsyncKernelManager]]:
    """The class of kernel managers for `execute_one(…, kernels=…)`, while the block lasts.

    `notebooks` are those whose imports are done beforehand; others can be run as well.
    `most_memory` is what a kernel may hold for its data, in bytes (0: as much as there is); a cell
    that needs more ends with MemoryError. `told` hears why kernels are started plainly.
    The kernels have the environment of the moment when the block begins.
    """
    compute_on_one_core()
    with ExitStack() as stack:
        try:
            parent = stack.enter_context(zygote([*_KERNEL, *imports(notebooks), *LATE]))
        except FailedRun as fault:
            told(f"kernels are started plainly: {fault}")
            yield AsyncKernelManager
            return
        yield manager_of(parent, most_memory=most_memory, told=told)


def imports(notebooks: Iterable[Path]) -> list[str]:
    """The import statements of notebooks, each once, in their order."""
    found: dict[str, None] = {}
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                found |= dict.fromkeys(_imports_of(cell.source))
    return list(found)


def _imports_of(source: str) -> list[str]:
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic of IPython
        return []
    return [ast.unparse(one) for one in statements if isinstance(one, ast.Import | ast.ImportFrom)]
