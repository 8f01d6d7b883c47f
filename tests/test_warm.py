"""A warm kernel gives what a plain one gives, ends as one ends, and leaves nothing behind."""

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from mohinh.runs import execute, plan, warm
from mohinh.runs.warm import process

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PROBE = Path(__file__).with_name("probe_of_a_kernel.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture(scope="module")
def one_core():
    """Threads of the linear algebra would keep the zygote from forking."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            patch.setenv(name, "1")  # as `compute_on_one_core` does, but taken back at the end
        patch.delenv("MPLBACKEND", raising=False)
        yield


@pytest.fixture(scope="module")
def warm_ones(one_core):
    """Kernels of a zygote that has imported what the project's notebooks import."""
    told = []
    with warm.warm_kernels(NOTEBOOKS, told=told.append) as kernels:
        yield kernels
    assert told == []


@pytest.fixture
def bare(one_core):
    """A zygote without the libraries: quick to start."""
    with process.zygote(["import ipykernel.kernelapp"]) as parent:
        yield parent


def book(*cells: str) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    return notebook


def outputs(notebook: nbformat.NotebookNode, folder: Path, kernels, *, seconds=120) -> list:
    """Execute a notebook in a kernel of its own; what each code cell showed."""
    with tempfile.TemporaryDirectory(prefix="mohinh-") as sockets:
        NotebookClient(
            notebook,
            kernel_manager_class=kernels,
            config=execute._connection(Path(sockets)),
            resources={"metadata": {"path": str(folder)}},
            extra_arguments=["--Application.log_level=50"],
            allow_errors=True,
            timeout=seconds,
            record_timing=False,
            coalesce_streams=True,  # how often a kernel sends on what was printed is chance
        ).execute()
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: nbformat.NotebookNode, folder: Path, kernels) -> str:
    return as_text(outputs(notebook, folder, kernels))


def as_text(shown_by_cells: list) -> str:
    return json.dumps(shown_by_cells, indent=1, ensure_ascii=False, sort_keys=True)


def assert_same(warm_text: str, cold_text: str) -> None:
    sides = (text.replace("\\n", "\n").splitlines() for text in (cold_text, warm_text))
    lines = list(difflib.unified_diff(*sides, "cold", "warm", n=1))
    if lines:
        pytest.fail("\n".join(line[:400] for line in lines), pytrace=False)


# --- equality -----------------------------------------------------------------------------------


def test_a_kernel_cannot_tell_whether_it_was_forked(warm_ones, tmp_path):
    cells = PROBE.read_text(encoding="utf-8").split("# %%\n")[1:]
    sides = []
    for kernels in (warm_ones, AsyncKernelManager):
        folder = tmp_path / f"side{len(sides)}" / "report"
        folder.mkdir(parents=True)
        text = shown(book("\n".join(warm.imports(NOTEBOOKS)), *cells), folder, kernels)
        sides.append(re.sub(r"ipykernel_\d+", "", text.replace(str(folder.parent), "SIDE")))
    assert_same(*sides)
    assert sides[0].count('"ename"') == 1
    assert "số liệu sai" in sides[0]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_warm_what_it_stores(warm_ones, path):
    notebook = nbformat.read(path, as_version=4)
    stored = as_text([cell.outputs for cell in notebook.cells if cell.cell_type == "code"])
    assert_same(shown(notebook, path.parent, warm_ones), stored)


def test_what_takes_long_to_import_is_there_before_it_is_needed(warm_ones, tmp_path):
    names = [statement.removeprefix("import ") for statement in warm.LATE]
    asks = f"import sys; print([name for name in {names} if name not in sys.modules])"
    assert '"text": "[]\\n"' in shown(book(asks), tmp_path, warm_ones)


def test_two_kernels_draw_different_numbers_by_chance(warm_ones, tmp_path):
    cell = (
        "import random, uuid, numpy as np\nprint(random.random(), np.random.rand(), uuid.uuid4())"
    )
    first, second = (shown(book(cell), tmp_path, warm_ones) for _ in range(2))
    assert all(a != b for a, b in zip(first.split(), second.split(), strict=True) if "." in a)
    assert first != second


def test_what_a_notebook_changes_is_not_seen_by_the_next(warm_ones, tmp_path):
    changes = """
import os, random, sys, warnings, builtins, locale
import matplotlib as mpl, numpy as np, pandas as pd
import mohinh.words.terms as terms
mpl.rcParams["font.size"] = 33
os.environ["MOHINH_LEAK"] = "1"
warnings.filterwarnings("error")
terms.LEAK = pd.LEAK = builtins.LEAK = 1
pd.set_option("display.max_rows", 3)
random.seed(1); np.random.seed(1); np.seterr(all="raise")
os.umask(0o77); sys.setrecursionlimit(5000); sys.path.insert(0, "leak")
os.chdir("/"); del sys.modules["json"]
"""
    seen = """
import os, random, sys, warnings, builtins
import matplotlib as mpl, numpy as np, pandas as pd
import mohinh.words.terms as terms
print(mpl.rcParams["font.size"], "MOHINH_LEAK" in os.environ, hasattr(terms, "LEAK"))
print(hasattr(pd, "LEAK"), hasattr(builtins, "LEAK"), pd.options.display.max_rows)
print(np.geterr(), oct(os.umask(0o22)), sys.getrecursionlimit(), sys.path[:2], os.getcwd())
print("json" in sys.modules, ("error", None, Warning, None, 0) in warnings.filters)
print(random.Random(1).random(), np.random.RandomState(1).rand())
"""
    shown(book(changes), tmp_path, warm_ones)
    after = shown(book(seen), tmp_path, warm_ones)
    assert_same(after, shown(book(seen), tmp_path, AsyncKernelManager))
    assert "MOHINH_LEAK" not in os.environ


# --- ends ---------------------------------------------------------------------------------------


def failing(cell: str, folder: Path, kernels, name="10_a") -> execute.Outcome:
    path = folder / f"{name}.ipynb"
    notebook = book('province = "x"', cell, "last = 1")
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, path)
    (folder / "out" / "notebooks").mkdir(parents=True, exist_ok=True)
    return execute.execute_one(plan.step(path, {}), folder / "out", kernels=kernels)


@pytest.mark.parametrize(
    "cell",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os; os._exit(3)",
        "import ctypes; ctypes.string_at(0)",
        "import sys; sys.exit(0)",
        "raise ValueError('số liệu sai')",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    ],
)
def test_a_kernel_that_ends_badly_is_reported_as_a_plain_one(bare, tmp_path, cell):
    kernels = warm.manager_of(bare, most_memory=0, told=pytest.fail)
    ours, plain = (failing(cell, tmp_path, one) for one in (kernels, AsyncKernelManager))
    assert ours.status == "failed"
    assert (ours.cell, ours.error) == (plain.cell, plain.error)
    assert outputs(book("print(1)"), tmp_path, kernels)[0][0]["text"] == "1\n"


def test_a_cell_without_end_is_stopped_at_its_time_limit(bare, tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "MOST_SECONDS_PER_CELL", 2)
    kernels = warm.manager_of(bare, most_memory=0, told=pytest.fail)
    for cell in ("while True: pass", "import time; time.sleep(99)"):
        ours, plain = (failing(cell, tmp_path, one) for one in (kernels, AsyncKernelManager))
        assert "CellTimeoutError" in ours.error
        assert ours.error == plain.error
    assert children_of(bare.process.pid) == []


def test_a_kernel_that_asks_for_more_than_its_memory_says_so_and_the_next_runs(bare, tmp_path):
    kernels = warm.manager_of(bare, most_memory=800_000_000, told=pytest.fail)
    outcome = failing("x = bytearray(2_000_000_000)", tmp_path, kernels)
    assert outcome.error.startswith("MemoryError")
    assert outputs(book("x = bytearray(10**8); print(1)"), tmp_path, kernels)[0][0]["text"] == "1\n"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("raise SystemExit(7)", 7), ("__import__('os').kill(__import__('os').getpid(), 9)", -9)],
)
def test_an_exit_code_is_the_kernels_own(bare, tmp_path, cell, code):
    forked, _ = bare.fork(order(tmp_path, f"import os, sys\n{cell}"))
    assert forked.wait() == code
    assert forked.poll() == code


def test_a_kernel_does_at_its_end_what_a_plain_one_does(bare, tmp_path):
    cell = """
import atexit, sys, threading, time
from pathlib import Path
still_open = open("open.txt", "w")
still_open.write("số liệu")
in_a_ring = [open("ring.txt", "w")]
in_a_ring[0].write("vòng")
in_a_ring.append(in_a_ring)
def later(name, seconds):
    time.sleep(seconds)
    Path(name).write_text("xong")
atexit.register(later, "atexit.txt", 0)
threading.Thread(target=later, args=("thread.txt", 0.5)).start()
"""
    sides = []
    for kernels in (warm.manager_of(bare, most_memory=0, told=pytest.fail), AsyncKernelManager):
        folder = tmp_path / f"side{len(sides)}"
        folder.mkdir()
        shown(book(cell), folder, kernels)
        sides.append({path.name: path.read_text() for path in folder.iterdir()})
    assert sides[0] == sides[1]
    assert list(sides[0].values()).count("xong") == 2
    assert "" not in sides[0].values()


def test_a_kernel_whose_control_thread_is_late_ends_by_itself(bare, tmp_path):
    # It prints while ipykernel's exit function ends the thread that prints: each would wait.
    cell = """
import threading, time
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
loop = IPKernelApp.instance().iopub_thread.io_loop
def late(stream, flush=OutStream.flush, time=time, threading=threading):
    if threading.current_thread().name == "Control":
        time.sleep(0.2)
    flush(stream)
def slowly(close=loop.close, time=time, **options):
    time.sleep(0.5)
    close(**options)
OutStream.flush, loop.close = late, slowly
"""
    codes = []

    class Watched(warm.manager_of(bare, most_memory=0, told=pytest.fail)):
        async def _async_finish_shutdown(self, **options):
            kernel = self.provisioner.process
            await super()._async_finish_shutdown(**options)
            codes.append(kernel.poll())

    outputs(book(cell), tmp_path, Watched)
    assert codes == [0]


def order(folder: Path, code: str) -> dict:
    """A stand-in for a kernel: the zygote runs the module `ipykernel_launcher` that it finds."""
    (folder / "ipykernel_launcher.py").write_text(code)
    command = [*process.LAUNCHER, "-f", "none"]
    return {
        "command": command,
        "folder": str(folder),
        "environment": dict(os.environ),
        "most_memory": 0,
    }


# --- plain kernels where there is no other way ----------------------------------------------------


def test_where_the_zygote_was_killed_the_next_notebook_runs_in_a_plain_kernel(bare, tmp_path):
    told = []
    kernels = warm.manager_of(bare, most_memory=0, told=told.append)
    cell = f"import os, time\nos.kill({bare.process.pid}, 9)\ntime.sleep(60)"
    with pytest.raises(DeadKernelError):
        outputs(book(cell), tmp_path, kernels)
    assert outputs(book("print(1)"), tmp_path, kernels)[0][0]["text"] == "1\n"
    assert len(told) == 1
    assert "the process that forks kernels is gone" in told[0]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()",
            "threads",
        ),
        ("print('chào')", "says something when it is imported: chào"),
        ("import os; os._exit(1)", "did not answer"),
    ],
)
def test_a_library_that_cannot_be_forked_with_leaves_plain_kernels(
    one_core, tmp_path, monkeypatch, statement, why
):
    monkeypatch.setattr(warm, "_KERNEL", (statement,))
    told = []
    with warm.warm_kernels([], told=told.append) as kernels:
        assert kernels is AsyncKernelManager
    assert why in told[0]


def test_a_kernel_that_wants_another_environment_is_started_plainly(bare, tmp_path, monkeypatch):
    told = []
    kernels = warm.manager_of(bare, most_memory=0, told=told.append)
    monkeypatch.setenv("MPLBACKEND", "svg")
    text = shown(book("import os; print(os.environ['MPLBACKEND'])"), tmp_path, kernels)
    assert "svg" in text
    assert told == ["a plain kernel was started: the environment has changed: MPLBACKEND"]


def test_elsewhere_than_on_linux_kernels_are_plain(monkeypatch):
    monkeypatch.setattr(process.sys, "platform", "win32")
    told = []
    with warm.warm_kernels([], told=told.append) as kernels:
        assert kernels is AsyncKernelManager
    assert told == ["kernels are started plainly: kernels are forked on Linux only"]


def test_a_module_that_cannot_be_imported_is_the_notebooks_to_report(one_core, tmp_path):
    path = tmp_path / "10_a.ipynb"
    nbformat.write(book("import no_such_library", "%magic", "from os import path\nx = 1"), path)
    assert warm.imports([path]) == ["import no_such_library", "from os import path"]
    with process.zygote(warm.imports([path])):
        pass


# --- nothing left -------------------------------------------------------------------------------


def children_of(pid: int) -> list[str]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return found.read_text().split() if found.exists() else []


def test_the_zygote_has_one_thread_and_the_libraries(warm_ones, tmp_path):
    cell = (
        "import os\nprint(len(os.listdir(f'/proc/{os.getppid()}/task')))\n"
        "import sys; print('geopandas' in sys.modules, 'mohinh.pages.maps' in sys.modules)"
    )
    assert outputs(book(cell), tmp_path, warm_ones)[0][0]["text"] == "1\nTrue True\n"


def test_many_forks_leave_no_process_no_descriptor_and_no_growth(bare, tmp_path):
    asked = order(tmp_path, "pass")
    zygote, here = bare.process.pid, descriptors("self")
    before = None
    for round_ in range(60):
        kernels = [bare.fork(asked)[0] for _ in range(2)]
        assert [one.wait() for one in kernels] == [0, 0]
        if round_ == 9:
            before = memory(zygote), descriptors(zygote)
    await_that(lambda: not children_of(zygote))
    assert descriptors("self") == here
    assert descriptors(zygote) <= before[1]
    assert memory(zygote) - before[0] < 500


def memory(pid: int) -> int:
    """Private memory of a process, kB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+)", text, re.M))


def descriptors(pid: int | str) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def await_that(true) -> None:
    until = time.monotonic() + 10
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    assert true()


def test_after_the_block_zygote_and_kernels_are_gone(one_core, tmp_path):
    with process.zygote([]) as parent:
        kernel, _ = parent.fork(order(tmp_path, "import time; time.sleep(60)"))
        pids = [parent.process.pid, kernel.pid]
        assert all(is_alive(pid) for pid in pids)
    assert not any(is_alive(pid) for pid in pids)
    kernel.close()


def is_alive(pid: int) -> bool:
    """Whether a process is there, be it as a zombie."""
    return Path(f"/proc/{pid}").exists()


def test_a_runner_that_is_killed_takes_zygote_and_kernels_with_it(one_core, tmp_path):
    runner = subprocess.Popen(
        [sys.executable, __file__, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with runner:
        pids = [int(text) for text in runner.stdout.readline().split()]
        assert len(pids) == 2
        runner.kill()
    await_that(lambda: not any(is_running(pid) for pid in pids))


def is_running(pid: int) -> bool:
    """Whether a process runs: not gone, and no zombie that the system has yet to collect."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def test_kernels_side_by_side_do_not_mix(bare, tmp_path):
    kernels = warm.manager_of(bare, most_memory=0, told=pytest.fail)

    def one(number: int) -> str:
        return outputs(book(f"print({number})"), tmp_path, kernels)[0][0]["text"]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(12))) == [f"{number}\n" for number in range(12)]


if __name__ == "__main__":  # a runner for the test that kills it
    with process.zygote([]) as _parent:
        _kernel, _ = _parent.fork(order(Path(sys.argv[1]), "import time; time.sleep(60)"))
        sys.stdout.write(f"{_parent.process.pid} {_kernel.pid}\n")
        sys.stdout.flush()
        time.sleep(60)
