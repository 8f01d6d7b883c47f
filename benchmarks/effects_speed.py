"""CPU seconds and memory of `estimate_effects`, from Parquet to intervals, on one thread.

Each size is a made-up panel of areas × 72 months in communes of six areas, six groups, 15 % never
adopting. Every run is a process of its own: Python and its libraries are loaded first and asked
about 120 areas once (that loads, and compiles, the rest of them), then the clock runs while the
file is read and the estimate made; memory is the highest of the whole process.

    python benchmarks/effects_speed.py             741, 10,000 and 90,000 areas
    python benchmarks/effects_speed.py --large     and 278,000 areas (20 million rows)

*jackknife*: all, six groups, leave-one-commune-out. *+ event time*: also the paths of all and of
each group with simultaneous bands. pyfixest's static two-way Poisson and linear models stand beside
it where it is installed; R's fixest, did and etwfe were measured once, see METHODS.md.

Below the table: the 741 areas again with the table in memory (median of 101 calls), the standard
errors of all and six groups beside those of fitting again without each commune, how many times the
peers' time is ours, and a line through seconds by rows.
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
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "POLARS_MAX_THREADS",
        "RAYON_NUM_THREADS",
    ),
    "1",
)
MONTHS = 72
SIZES = (741, 10_000, 90_000)
LARGE = 278_000
OURS = ("read", "jackknife", "event")
PEERS = ("fepois", "feols")
LABELS = {
    "read": "reading alone",
    "jackknife": "jackknife",
    "event": "jackknife + event time",
    "fepois": "pyfixest fepois, one static effect",
    "feols": "pyfixest feols, one static effect",
}
ASKED = {
    "unit": "area",
    "period": "month",
    "adopted": "adopted",
    "outcome": "cases",
    "group": "group",
    "cluster": "commune",
}


def made(areas: int) -> pd.DataFrame:
    rng = np.random.default_rng(areas)
    commune = np.arange(areas) // 6
    adopted = rng.integers(12, 66, areas).astype("float64")
    adopted[rng.random(areas) < 0.15] = np.nan
    group = rng.choice(6, areas, p=[0.35, 0.26, 0.19, 0.12, 0.05, 0.03]) + 1
    treated = np.arange(MONTHS) >= np.nan_to_num(adopted, nan=10**6)[:, None]
    mean = 0.3 * np.exp(rng.normal(0, 0.5, areas))[:, None] * np.where(treated, 0.85, 1)
    columns = {
        "area": np.repeat(np.arange(areas, dtype="int32"), MONTHS),
        "commune": np.repeat(commune.astype("int32"), MONTHS),
        "month": np.tile(np.arange(MONTHS, dtype="int16"), areas),
        "adopted": np.repeat(adopted.astype("float32"), MONTHS),
        "group": np.repeat(group.astype("int8"), MONTHS),
        "cases": rng.poisson(mean).ravel().astype("int16"),
    }
    return pd.DataFrame(columns)


def answer(task: str, table: pd.DataFrame) -> float | None:
    """Make the estimate; the overall log ratio, where the task has one."""
    if task in PEERS:
        import pyfixest

        table = table.assign(treated=table["month"].ge(table["adopted"]).astype("int64"))
        fit = getattr(pyfixest, task)
        found = fit("cases ~ treated | area + month", table, vcov={"CRV1": "commune"})
        return float(found.coef().iloc[0]) if task == "fepois" else None
    if task == "read":
        return None
    from mohinh.questions.effects import EventWindow, estimate_effects

    window = EventWindow() if task == "event" else None
    return estimate_effects(table, **ASKED, event=window).overall.log_ratio


def measured(task: str, path: Path) -> dict:
    """Run in a process of its own: seconds of CPU, gigabytes at most, the overall log ratio."""
    import pyarrow.parquet  # noqa: F401

    answer(task, made(120))
    started = time.process_time()
    log_ratio = answer(task, pd.read_parquet(path, engine="pyarrow", use_threads=False))
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


def row(areas: int, task: str, path: Path, runs: int) -> tuple[str, float]:
    """A line of the table, and its seconds."""
    found = [in_process(task, path) for _ in range(runs)]
    cpu = statistics.median(run["cpu"] for run in found)
    memory = max(run["gb"] for run in found)
    estimate = found[0]["log_ratio"]
    shown = "" if estimate is None else f"{estimate:+.4f}"
    cells = (f"{areas:,}", f"{areas * MONTHS:,}", LABELS[task], f"{cpu:.3f}", f"{memory:.2f}")
    return f"| {' | '.join(cells)} | {shown} |", cpu


def in_memory(path: Path) -> str:
    """Seconds of a call where the table is there already."""
    from mohinh.questions.effects import EventWindow, estimate_effects

    table = pd.read_parquet(path)
    lines = []
    for name, window in (("jackknife", None), ("jackknife + event time", EventWindow())):
        seconds = []
        for _ in range(101):
            started = time.perf_counter()
            estimate_effects(table, **ASKED, event=window)
            seconds.append(time.perf_counter() - started)
        low, middle, high = (np.quantile(seconds, q) for q in (0.05, 0.5, 0.95))
        lines.append(f"{name} {middle:.4f} s ({low:.4f} to {high:.4f})")
    return "In memory: " + "; ".join(lines)


def agreement(path: Path) -> str:
    """Standard errors in one step beside those of fitting again without each commune."""
    from mohinh.questions.effects import estimate_effects

    table = pd.read_parquet(path)

    def log_ratios(rows: pd.DataFrame, inference: str) -> list[float]:
        effects = estimate_effects(rows, **ASKED, inference=inference)
        return [found.log_ratio for found in (effects.overall, *effects.groups)]

    left = [
        log_ratios(table[table["commune"].ne(commune)], "influence")
        for commune in table["commune"].unique()
    ]
    apart = np.array(left) - np.mean(left, axis=0)
    again = np.sqrt((len(left) - 1) / len(left) * (apart**2).sum(axis=0))
    effects = estimate_effects(table, **ASKED)
    ours = np.array([found.se for found in (effects.overall, *effects.groups)])
    shown = ", ".join(f"{one:.4f} / {other:.4f}" for one, other in zip(ours, again, strict=True))
    worst = np.abs(ours / again - 1).max()
    return f"One step / fitted again, all and six groups: {shown}; at most {worst:.2%} apart"


def line(rows: list[int], seconds: list[float]) -> str:
    """Seconds by rows as a straight line, and in powers: an exponent of 1 is proportional."""
    slope, start = np.polyfit(rows, seconds, 1)
    fitted = start + slope * np.array(rows)
    share = 1 - np.var(np.array(seconds) - fitted) / np.var(seconds)
    power = np.polyfit(np.log(rows[1:]), np.log(seconds[1:]), 1)[0]
    return (
        f"{start:.3f} s + {slope * 1e6:.3f} s per million rows, R² {share:.4f}; from 10,000 areas "
        f"on seconds grow with rows to the power of {power:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also 20 million rows")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--task", choices=LABELS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(measured(options.task, options.path)))
        return
    has_peer = importlib.util.find_spec("pyfixest") is not None
    if not has_peer:
        print("pyfixest is not installed: no peer beside it (pip install pyfixest)\n")
    tasks = OURS + PEERS if has_peer else OURS
    sizes = (*SIZES, *([LARGE] if options.large else []))
    seconds: dict[tuple[int, str], float] = {}
    print("| areas | rows | what | CPU s (median) | GB at most | log ratio |")
    print("|---:|---:|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for areas in sizes:
            path = Path(folder) / f"{areas}.parquet"
            made(areas).to_parquet(path, index=False)
            for task in tasks if areas < LARGE else OURS:
                shown, seconds[areas, task] = row(areas, task, path, options.runs)
                print(shown, flush=True)
        small = Path(folder) / f"{SIZES[0]}.parquet"
        print(f"\n{in_memory(small)}\n{agreement(small)}")
    for task in PEERS if has_peer else ():
        times = (f"{seconds[at, task] / seconds[at, 'jackknife']:.1f}" for at in SIZES)
        print(f"{LABELS[task]} / jackknife: {', '.join(times)}")
    rows = [areas * MONTHS for areas in sizes]
    for task in ("jackknife", "event"):
        print(f"{LABELS[task]}: {line(rows, [seconds[areas, task] for areas in sizes])}")


if __name__ == "__main__":
    main()
