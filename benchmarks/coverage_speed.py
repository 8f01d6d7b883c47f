"""CPU seconds and memory of `coverage.sweep` beside the same counts by plain pandas groupby.

90,000 areas in 10,035 communes of 63 provinces, 72 months, six groups and all together: covered,
unknown and lapsed areas of every commune, province and the country on the last day of each month.
Each is a process of its own with one thread; libraries are loaded and a small case is asked once
before the clock runs. Memory is the highest of the whole process.

    python benchmarks/coverage_speed.py            both, their ratio, and that they are equal
    python benchmarks/coverage_speed.py --quick    9,000 areas
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

MONTHS = 72
UNITS = (["commune_code"], ["province_code"], [])
GROUPS = ("tu_quan", "lien_gia", "camera", "tieng_keng", "khong_ma_tuy", "nghe_nghiep")
STATES = ("covered", "unknown", "lapsed")


def made(areas_count: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DatetimeIndex]:
    """Areas, points (five for four areas) and the last days of the months."""
    rng = np.random.default_rng(areas_count)
    commune = np.sort(rng.integers(0, max(1, areas_count * 10_035 // 90_000), areas_count))
    areas = pd.DataFrame(
        {
            "area_id": pd.Series(np.arange(areas_count)).astype("str"),
            "commune_code": pd.Series(commune).astype("str").str.zfill(5),
            "province_code": pd.Series(commune % 63).astype("str").str.zfill(2),
            "households_count": pd.array(rng.integers(50, 900, areas_count), dtype="Int64"),
        }
    )
    size = areas_count * 5 // 4
    start = pd.Timestamp("2016-01-01") + pd.to_timedelta(rng.integers(0, 2500, size), "D")
    end = start + pd.to_timedelta(rng.integers(100, 2000, size), "D")
    points = pd.DataFrame(
        {
            "area_id": areas["area_id"].to_numpy()[rng.integers(0, areas_count, size)],
            "setting": rng.choice(["area", "school"], size, p=[0.95, 0.05]),
            "model_group": rng.choice(GROUPS, size),
            "status": rng.choice(
                ["active", "retired", "unknown", "proposed"], size, p=[0.75, 0.15, 0.07, 0.03]
            ),
            "started_on": pd.Series(start).mask(rng.random(size) < 0.03),
            "ended_on": pd.Series(end).mask(rng.random(size) < 0.7),
        }
    )
    return areas, points, pd.date_range("2017-01", periods=MONTHS, freq="ME")


def by_arrays(areas, points, dates) -> dict[str, np.ndarray]:
    """One sweep by group and one of all together, each counted by every unit."""
    from mohinh.questions.coverage import counted, sweep

    found = {}
    for part in ("model_group", None):
        swept = sweep(areas, points, dates=dates, part=part)
        for by in UNITS:
            counts = counted(swept, by=by)
            found |= {
                f"{'-'.join(by)}/{part}/{state}": getattr(counts, state).astype("int32")
                for state in STATES
            }
    return found


def by_pandas(areas, points, dates) -> dict[str, np.ndarray]:
    """The same date by date: states of points, the best of each area, groupby for each unit."""
    own = points[points["setting"].eq("area")]
    slices: dict[str, list[np.ndarray]] = {}
    for day in dates:
        rank = _ranks(own, day)
        for part in ("model_group", None):
            frames = [_best(areas, own, rank, group) for group in (GROUPS if part else [None])]
            for by in UNITS:
                for state, wanted in zip(STATES, (3, 2, 1), strict=True):
                    columns = [_summed(areas, best.eq(wanted), by) for best in frames]
                    key = f"{'-'.join(by)}/{part}/{state}"
                    slices.setdefault(key, []).append(np.stack(columns, axis=1))
    order = np.argsort(GROUPS)
    return {
        key: np.stack(values, axis=2)[:, order if "model_group" in key else slice(None)]
        for key, values in slices.items()
    }


def _ranks(own: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """0 none, 1 lapsed, 2 unknown, 3 active: the rules of METHODS, in their order."""
    started, ended, status = own["started_on"], own["ended_on"], own["status"]
    rules = [status.eq("proposed") | started.gt(day), ended.le(day), started.isna(), ended.gt(day)]
    rules += [status.isin(["pilot", "active"]), status.eq("unknown")]
    return pd.Series(np.select(rules, [0, 1, 2, 3, 3, 2], default=1), index=own.index)


def _best(areas, own, rank, group) -> pd.Series:
    asked = own if group is None else own[own["model_group"].eq(group)]
    best = rank.loc[asked.index].groupby(asked["area_id"]).max()
    return best.reindex(areas["area_id"], fill_value=0)


def _summed(areas, holds, by) -> np.ndarray:
    values = pd.Series(holds.to_numpy(), index=areas.index)
    if not by:
        return np.array([values.sum()], dtype="int32")
    return values.groupby(areas[by[0]]).sum().to_numpy("int32")


def measured(way: str, areas_count: int, path: Path) -> None:
    """Run one way, print its CPU seconds and MiB, keep its counts."""
    run = {"arrays": by_arrays, "pandas": by_pandas}[way]
    run(*made(500))
    case = made(areas_count)
    begin = time.process_time()
    found = run(*case)
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(path, **found)
    print(seconds, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--way", choices=["arrays", "pandas"])
    parser.add_argument("--areas", type=int)
    parser.add_argument("--path", type=Path)
    asked = parser.parse_args()
    if asked.way:
        measured(asked.way, asked.areas, asked.path)
        return
    areas_count = 9_000 if asked.quick else 90_000
    with tempfile.TemporaryDirectory() as folder:
        paths = {way: Path(folder) / f"{way}.npz" for way in ("arrays", "pandas")}
        results = {way: _apart(way, areas_count, path) for way, path in paths.items()}
        with np.load(paths["arrays"]) as ours, np.load(paths["pandas"]) as theirs:
            cells = sum(ours[key].size for key in ours)
            are_equal = set(ours) == set(theirs) and all(
                np.array_equal(ours[key], theirs[key]) for key in ours
            )
    print(f"{areas_count:,} areas × {MONTHS} months, {cells:,} counts\n")
    print("| way | CPU s | MiB at most |\n|---|---|---|")
    for way, (seconds, peak) in results.items():
        print(f"| {way} | {seconds:.2f} | {peak:,.0f} |")
    ratio = results["pandas"][0] / results["arrays"][0]
    print(f"\npandas / arrays: {ratio:.0f} ×; equal: {are_equal}")
    if not are_equal:
        sys.exit(1)


def _apart(way: str, areas_count: int, path: Path) -> tuple[float, float]:
    """CPU seconds and MiB of one way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, "--areas", str(areas_count)]
    done = subprocess.run(
        [*command, "--path", str(path)], env=os.environ | ONE_THREAD, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


if __name__ == "__main__":
    main()
