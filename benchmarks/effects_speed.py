"""CPU seconds and memory of `estimate_effects`, from Parquet to intervals, on one thread.

Each size is a made-up panel of areas × 72 months in communes of six areas, six groups, 15 % never
adopting. Every run is a process of its own: Python and its libraries are loaded first, then the
clock runs while the file is read and the estimate made; memory is the highest of the whole process.

    python benchmarks/effects_speed.py             741, 10,000 and 90,000 areas
    python benchmarks/effects_speed.py --large     and 278,000 areas (20 million rows)

*jackknife*: all, six groups, leave-one-commune-out. *+ event time*: also the paths of all and of
each group with simultaneous bands. pyfixest's static two-way Poisson stands beside it where it is
installed; R's fixest, did and etwfe were measured once, see METHODS.md.
"""

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
MONTHS = 72
SIZES = (741, 10_000, 90_000)
LARGE = 278_000
TASKS = ("read", "jackknife", "event", "pyfixest")
LABELS = {
    "read": "reading alone",
    "jackknife": "jackknife",
    "event": "jackknife + event time",
    "pyfixest": "pyfixest fepois, static",
}


def make(areas: int, path: Path) -> None:
    rng = np.random.default_rng(areas)
    commune = np.arange(areas) // 6
    adopted = rng.integers(12, 66, areas).astype("float64")
    adopted[rng.random(areas) < 0.15] = np.nan
    group = rng.choice(6, areas, p=[0.35, 0.26, 0.19, 0.12, 0.05, 0.03]) + 1
    treated = np.arange(MONTHS) >= np.nan_to_num(adopted, nan=10**6)[:, None]
    mean = 0.3 * np.exp(rng.normal(0, 0.5, areas))[:, None] * np.where(treated, 0.85, 1)
    table = {
        "area": np.repeat(np.arange(areas, dtype="int32"), MONTHS),
        "commune": np.repeat(commune.astype("int32"), MONTHS),
        "month": np.tile(np.arange(MONTHS, dtype="int16"), areas),
        "adopted": np.repeat(adopted.astype("float32"), MONTHS),
        "group": np.repeat(group.astype("int8"), MONTHS),
        "cases": rng.poisson(mean).ravel().astype("int16"),
    }
    pd.DataFrame(table).to_parquet(path, index=False)


def measured(task: str, path: Path) -> dict:
    """Run in a process of its own: seconds of CPU, gigabytes at most, the overall log ratio."""
    import pyarrow.parquet  # noqa: F401

    if task == "pyfixest":
        from pyfixest import fepois
    else:
        from mohinh.questions.effects import EventWindow, estimate_effects
    started = time.process_time()
    table = pd.read_parquet(path, engine="pyarrow", use_threads=False)
    log_ratio = None
    if task in ("jackknife", "event"):
        effects = estimate_effects(
            table, unit="area", period="month", adopted="adopted", outcome="cases", group="group",
            cluster="commune", event=EventWindow() if task == "event" else None,
        )  # fmt: skip
        log_ratio = effects.overall.log_ratio
    if task == "pyfixest":
        table["treated"] = table["month"].ge(table["adopted"]).astype("int64")
        fit = fepois("cases ~ treated | area + month", table, vcov={"CRV1": "commune"})
        log_ratio = float(fit.coef().iloc[0])
    return {
        "cpu": time.process_time() - started,
        "gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "log_ratio": log_ratio,
    }


def in_process(task: str, path: Path) -> dict:
    command = [sys.executable, __file__, "--task", task, "--path", str(path)]
    environment = os.environ | ONE_THREAD
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(answer.stdout)


def row(areas: int, task: str, path: Path, runs: int) -> str:
    found = [in_process(task, path) for _ in range(runs)]
    cpu = statistics.median(run["cpu"] for run in found)
    memory = max(run["gb"] for run in found)
    estimate = found[0]["log_ratio"]
    shown = "" if estimate is None else f"{estimate:+.4f}"
    return (
        f"| {areas:,} | {areas * MONTHS:,} | {LABELS[task]} | {cpu:.3f} | {memory:.2f} | {shown} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also 20 million rows")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(measured(options.task, options.path)))
        return
    has_peer = importlib.util.find_spec("pyfixest") is not None
    if not has_peer:
        print("pyfixest is not installed: no peer beside it (pip install pyfixest)\n")
    tasks = TASKS if has_peer else TASKS[:-1]
    print("| areas | rows | what | CPU s (median) | GB at most | log ratio |")
    print("|---:|---:|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for areas in (*SIZES, *([LARGE] if options.large else [])):
            path = Path(folder) / f"{areas}.parquet"
            make(areas, path)
            for task in tasks:
                print(row(areas, task, path, options.runs), flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
