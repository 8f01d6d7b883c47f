"""What a run costs: processor seconds and memory by the number of provinces, or by their size.

    python benchmarks/runner_scale.py --provinces 4,8,16,63 --only 10_data_quality
    python benchmarks/runner_scale.py --provinces 8
    python benchmarks/runner_scale.py --areas 893,2650

Made-up provinces in a copy of the project in a temporary folder; `--home` names such a copy to be
used again. For each number a run into an empty folder, with an empty cache unless `--cached`.
Processor seconds are those of the run and of all processes it started; memory is the most of the
sums of proportional set sizes of all of them, looked at every 0.3 s. `--areas` makes one province,
Bình Thuận, with so many residential areas. A line is fitted through the results by least squares.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).parents[1]
SECONDS_BETWEEN_LOOKS = 0.3
SHARE_WITH_MODEL = 0.83  # of the areas of a made-up province, as in mohinh.tables.synthetic
ONE = "Bình Thuận"


@dataclass(frozen=True, slots=True)
class Cost:
    """One run: how many provinces or areas, seconds by the clock and of processors, most MB."""

    size: int
    seconds: float
    processor: float
    memory_mb: float


def make_home(home: Path) -> None:
    """A copy of what the project keeps in git, without what users brought."""
    home.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, home / name)


def environment(home: Path, folder: Path) -> dict[str, str]:
    return dict(os.environ) | {
        "PYTHONPATH": str(ROOT / "lib"),
        "OPENBLAS_NUM_THREADS": "1",
        "MOHINH_HOME": str(home),
        "MOHINH_MAPS": str(folder / "maps"),
        "MOHINH_CACHE": str(folder / "cache"),
        "MOHINH_IMPORTED": str(folder / "imported"),
    }


def make_province(home: Path, areas: int) -> None:
    """The made-up workbook of one province with so many areas; in a process of its own."""
    code = f"""
from dataclasses import replace
from mohinh.tables import store, synthetic, units
place, real = units.find_province({ONE!r}), synthetic._totals
with_model = round({areas} * {SHARE_WITH_MODEL})
synthetic._totals = lambda place: replace(
    real(place), areas_with_model=with_model, members=14 * with_model,
    replicated_areas=round(0.97 * with_model))
store.make_demo_workbook(place)
"""
    subprocess.run([sys.executable, "-c", code], env=environment(home, home.parent), check=True)


def codes(home: Path) -> list[str]:
    """The provinces of the older vintage, those with a middling number of communes first."""
    code = """
import json
from mohinh.tables import units
codes = units.provinces("2025-06")["province_code"]
places = [units.find_province(code, "2025-06") for code in codes]
print(json.dumps({place.code: len(units.communes(place)) for place in places}))
"""
    said = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(home, home.parent),
        capture_output=True,
        check=True,
    ).stdout
    communes = json.loads(said)
    middle = float(np.median(list(communes.values())))
    return sorted(communes, key=lambda code: (abs(communes[code] - middle), code))


def measure(home: Path, provinces: list[str], size: int, asked: argparse.Namespace) -> Cost:
    """Run the provinces once."""
    with tempfile.TemporaryDirectory(prefix="mohinh-scale-") as name:
        folder = Path(name)
        if asked.cached:
            run(home, folder, provinces, asked)
            shutil.rmtree(folder / "maps")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        memory = run(home, folder, provinces, asked)
        seconds = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(size, seconds, used, memory / 1e6)


def run(home: Path, folder: Path, provinces: list[str], asked: argparse.Namespace) -> int:
    """Run; the most memory of its processes together, in bytes."""
    command = [sys.executable, "-m", "mohinh", "run", "--period", "2022"]
    command += [part for code in provinces for part in ("--province", code)]
    command += [part for name in asked.only for part in ("--only", name)]
    command += ["--workers", str(asked.workers)]
    most = 0
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(command, env=environment(home, folder), stdout=said, stderr=said)
        while process.poll() is None:
            most = max(most, proportional(process.pid))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"the run failed: {said.read().decode()}")
    return most


def proportional(pid: int) -> int:
    """The sum of proportional set sizes of a process and all below it, in bytes."""
    try:
        tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(size_of(process.pid) for process in tree)


def size_of(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (OSError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def show(costs: list[Cost], unit: str) -> None:
    print(f"{unit:>10} {'clock s':>9} {'processor s':>12} {'most MB':>9}")
    for cost in costs:
        print(f"{cost.size:10} {cost.seconds:9.1f} {cost.processor:12.1f} {cost.memory_mb:9.0f}")
    if len(costs) < 2:
        return
    sizes = np.array([cost.size for cost in costs], dtype=float)
    for name in ("processor", "memory_mb"):
        values = np.array([getattr(cost, name) for cost in costs])
        slope, start = np.polyfit(sizes, values, 1)
        off = np.abs(values - start - slope * sizes).max()
        print(f"{name}: {start:.1f} + {slope:.4g} per one of {unit}; furthest off {off:.1f}")


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--provinces", type=numbers, default=[])
    parser.add_argument("--areas", type=numbers, default=[])
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cached", action="store_true", help="workbooks are read beforehand")
    parser.add_argument("--home", type=Path, help="a copy of the project with made-up workbooks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mohinh-scale-") as folder:
        home = asked.home or Path(folder) / "home"
        if not home.exists():
            make_home(home)
        unit = "areas" if asked.areas else "provinces"
        sizes = asked.areas or asked.provinces or [2, 4]
        show([cost_of(home, size, unit, asked) for size in sizes], unit)


def cost_of(home: Path, size: int, unit: str, asked: argparse.Namespace) -> Cost:
    if unit == "areas":
        make_province(home, size)
        cost = measure(home, ["60"], size, asked)
    else:
        chosen = codes(home)[:size]
        for code in chosen:
            make_missing(home, code)
        cost = measure(home, chosen, size, asked)
    print(cost, file=sys.stderr, flush=True)
    return cost


def make_missing(home: Path, code: str) -> None:
    command = f"""
from mohinh.tables import store, units
place = units.find_province({code!r}, "2025-06")
if not store.demo_path(place).is_file():
    store.make_demo_workbook(place)
"""
    subprocess.run([sys.executable, "-c", command], env=environment(home, home.parent), check=True)


if __name__ == "__main__":
    main()
