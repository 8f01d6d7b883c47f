"""What a run costs: wall time, processor time and memory of ways to run all notebooks.

Provinces' made-up workbooks are imported once, outside the clock. Each way is a process of its own
that runs every notebook for every province, each in a folder of its own, as `mohinh run` does:

- limit: the code of the notebooks in one Python process that has the libraries, one at a time;
- warm: `warm_kernels` and `execute_one`, two at a time; plain: `execute_one`, two at a time;
- loop: the `papermill` command, one notebook after the other, as it is typed: threads of linear
  algebra are not held back;
- snakemake: a rule per notebook that calls the `papermill` command, two jobs (where `snakemake` is
  on the PATH: `uv tool install snakemake`, in an environment of its own; the row is left out else);
- joblib: `papermill.execute_notebook` in two worker processes.

In all but `loop` a kernel computes on one core.

Processor time is user and system time of all processes of a way. The measuring process is the
subreaper of what it starts, so that orphans end as its children: the figure of the kernel for
children that were waited for has all of them, killed kernels and zygote as well. Memory is the
most that the processes held together, shared pages counted once (PSS), looked at each half second.

    python benchmarks/runner_speed.py [--provinces 10] [--quick] [--ways warm,plain]

Three rounds, medians; one with `--quick`. With ten provinces a round takes about half an hour.
"""

import argparse
import ctypes
import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

# Before numpy is imported anywhere: with two threads the one process spins on both cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

WAYS = ("limit", "warm", "plain", "loop", "snakemake", "joblib")
PROVINCES = (
    *("Bình Thuận", "Sơn La", "Kon Tum", "Lâm Đồng", "Hà Giang"),
    *("Nghệ An", "Quảng Ninh", "Cà Mau", "Thái Bình", "Đắk Lắk"),
)
_BECOME_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


# --- the ways ---------------------------------------------------------------------------------


def jobs(names: list[str], out: Path) -> list:
    """(step, folder) of every notebook and province."""
    from mohinh.runs import plan

    found = []
    for name in names:
        for step in plan.plan({"province": name, "period": "2022", "lang": "vi", "out": "."}):
            folder = out / name / step.name
            (folder / "notebooks").mkdir(parents=True)
            found.append((step, folder))
    return found


def by_twos(work: list, execute: Callable) -> list:
    """The outcomes of the jobs, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda job: execute(*job), work))


def warm(work: list) -> list:
    from mohinh.runs.execute import execute_one
    from mohinh.runs.warm import warm_kernels

    told = partial(print, file=sys.stderr)
    with warm_kernels(sorted({step.path for step, _ in work}), told=told) as kernels:
        return by_twos(work, partial(execute_one, kernels=kernels))


def plain(work: list) -> list:
    from mohinh.runs.execute import execute_one

    return by_twos(work, execute_one)


def joblib(work: list) -> None:
    from joblib import Parallel, delayed

    Parallel(n_jobs=2)(delayed(call)(*job) for job in work)


def call(step, folder: Path) -> None:
    import papermill

    papermill.execute_notebook(
        str(step.path), str(folder / "notebooks" / step.path.name), dict(step.parameters),
        cwd=str(folder), progress_bar=False, extra_arguments=["--Application.log_level=50"],
    )  # fmt: skip


def command(step, folder: Path) -> list[str]:
    papermill = str(Path(sys.executable).with_name("papermill"))
    target = str(folder / "notebooks" / step.path.name)
    given = [word for name, value in step.parameters.items() for word in ("-r", name, str(value))]
    return [papermill, str(step.path), target, *given, "--cwd", str(folder), "--no-progress-bar"]


def loop(work: list) -> None:
    typed = {name: text for name, text in os.environ.items() if not name.endswith("_NUM_THREADS")}
    for step, folder in work:
        subprocess.run(command(step, folder), check=True, stderr=subprocess.DEVNULL, env=typed)


def snakemake(work: list) -> None:
    root = work[0][1].parents[1]
    notes = [str(folder / "notebooks" / step.path.name) for step, folder in work]
    lines = ["rule all:", f"    input: {notes!r}"]
    for number, (step, folder) in enumerate(work):
        lines += [f"rule r{number}:", f"    output: {notes[number]!r}"]
        quoted = " ".join(f"'{word}'" for word in command(step, folder))
        lines += [f"    shell: {quoted + ' 2>/dev/null'!r}"]
    (root / "Snakefile").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(["snakemake", "-j2", "--quiet", "all"], cwd=root, check=True)


def limit(work: list) -> None:
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    for step, folder in work:
        os.chdir(folder)
        shell.reset(new_session=True)
        for cell in nbformat.read(step.path, as_version=4).cells:
            if cell.cell_type == "code":
                with capture_output():
                    shell.run_cell(cell.source).raise_error()
                if "parameters" in cell.metadata.get("tags", []):
                    shell.push(dict(step.parameters))


def run_way(way: str, names: list[str]) -> None:
    from mohinh.runs.execute import compute_on_one_core

    compute_on_one_core()
    with tempfile.TemporaryDirectory(prefix="mohinh-") as out:
        work = jobs(names, Path(out))
        outcomes = globals()[way](work) or []
        failed = [f"{one.name}: {one.error}" for one in outcomes if one.status == "failed"]
        sections = len(list(Path(out).glob("*/*/sections/*.json")))
        if failed or sections != len(work):
            sys.exit(f"{way}: {sections} of {len(work)} notebooks done; {failed[:3]}")
        os.chdir("/")


# --- the measuring ------------------------------------------------------------------------------


def measure(way: str, names: list[str]) -> dict[str, float]:
    """Wall and processor seconds and megabytes of one way, with all that it starts."""
    most, is_over = [0.0], threading.Event()
    watcher = threading.Thread(target=watch, args=(most, is_over))
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    watcher.start()
    given = [sys.executable, __file__, "--way", way, "--names", json.dumps(names)]
    done = subprocess.run(given, check=False).returncode
    wall = time.monotonic() - begun
    with suppress(ChildProcessError):
        while True:
            os.wait()
    is_over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done:
        sys.exit(f"{way} failed")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "mb": most[0]}


def watch(most: list[float], is_over: threading.Event) -> None:
    import psutil

    while not is_over.wait(0.5):
        held = 0
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error, OSError):
                held += child.memory_full_info().pss
        most[0] = max(most[0], held / 1e6)


def import_provinces(names: list[str]) -> None:
    from mohinh.tables import sheets, store, synthetic, units

    for name in names:
        place = units.find_province(name, "2025-06")
        info = {"province": place.name, "vintage": place.vintage, "is_made_up": "Có"}
        info |= {"first_month": synthetic.FIRST_MONTH, "last_month": synthetic.last_month(place)}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{place.slug}.xlsx"
            demo = synthetic.make_demo(place, seed=2022)
            sheets.write_workbook(path, info=info, tables=demo.tables)
            store.import_files([path], province=place.name)


def missing(way: str) -> str:
    if way == "snakemake" and not shutil.which("snakemake"):
        return "snakemake is not on the PATH"
    if way == "joblib" and not importlib.util.find_spec("joblib"):
        return "joblib is not installed"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--provinces", type=int, default=len(PROVINCES))
    parser.add_argument("--quick", action="store_true", help="one round instead of three")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--names", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        run_way(asked.way, json.loads(asked.names))
        return
    if sys.platform != "linux":
        print("measured on Linux only")
        return
    ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0)
    names, rounds = list(PROVINCES[: asked.provinces]), 1 if asked.quick else 3
    ways = [way for way in asked.ways.split(",") if not missing(way)]
    with tempfile.TemporaryDirectory(prefix="mohinh-imported-") as imported:
        os.environ["MOHINH_IMPORTED"] = imported
        import_provinces(names)
        # Round by round, so that what else the machine does meets all ways alike.
        seen = {way: [] for way in ways}
        for number in range(rounds):
            for way in ways:
                seen[way].append(measure(way, names))
                print(f"round {number + 1}: {way} {seen[way][-1]}", file=sys.stderr, flush=True)
    print(f"{len(names)} provinces, all notebooks; medians of {rounds}")
    print(f"{'way':<10} {'wall s':>8} {'cpu s':>8} {'peak MB':>8}")
    for way in asked.ways.split(","):
        if why := missing(way):
            print(f"{way:<10} left out: {why}")
            continue
        middle = [statistics.median(one[key] for one in seen[way]) for key in ("wall", "cpu", "mb")]
        print(f"{way:<10} {middle[0]:8.1f} {middle[1]:8.1f} {middle[2]:8.0f}")


if __name__ == "__main__":
    main()
