"""Seconds to place new points among 3,000 open areas, on one thread, and spopt's beside them.

A made-up province: 3,000 open areas and 3,000 with a point, in 300 communes of 20 districts, two of
them on the border. Placed are 300 points, with at least 5 in each district and 30 in
border areas. Times are the wall time of `choose` (which builds and solves), the frontier and 200
draws of the weights once.

spopt states the same problems (maximal covering, p-median) without floors, one row and column for
each area. Where spopt, pulp and highspy are installed, the same 300 areas in 60 communes are given
to both, solved by HiGHS, and the optima compared.

    python benchmarks/siting_speed.py
"""

import importlib.util
import os
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from mohinh.questions import siting

POINTS = 300


def province(open_count: int, communes_count: int, *, seed: int = 1) -> pd.DataFrame:
    """As many served areas as open ones, dealt to communes; the columns of `Need.table`."""
    rng = np.random.default_rng(seed)
    count = 2 * open_count
    commune = rng.integers(0, communes_count, count)
    homes = rng.lognormal(5.7, 0.5, count).round()
    district = commune // max(1, communes_count // 20)
    return pd.DataFrame(
        {
            "commune_code": [f"{n:05d}" for n in commune],
            "district_name": [f"D{n:02d}" for n in district],
            "households_count": homes.astype("int64"),
            "status": np.where(np.arange(count) % 2, "open", "served"),
            "cases": rng.gamma(4, 0.25, count),
            "people": 1.0,
            "gap": rng.uniform(1, 1.5, count),
            "place": np.where(district < 2, 2.0, 1.0),
            "year_count": rng.poisson(2, count),
            "is_border_or_island": district < 2,
        },
        index=pd.Index([f"{n:06d}" for n in range(count)], name="area_id"),
    )


def distances(communes_count: int, *, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return siting.commune_distances(
        pd.DataFrame(
            {
                "commune_code": [f"{n:05d}" for n in range(communes_count)],
                "label_lon": rng.uniform(107.5, 108.8, communes_count),
                "label_lat": rng.uniform(10.6, 11.6, communes_count),
            }
        )
    )


def timed(name: str, act: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    result = act()
    print(f"{name:55} {time.perf_counter() - start:8.2f} s")
    return result


def ours() -> None:
    table, km = province(3_000, 300), distances(300)
    need = siting.Need(table, 0.007, 1e-5, pd.Timestamp("2020-01-01"), pd.Timestamp("2022-12-01"))
    weights = siting.Weights()
    score = need.score(weights)
    floors = siting.floors_for(table, region="district_name", per_region=5, remote=30)
    common = {"points": POINTS, "floors": floors}
    timed("area, floors", lambda: siting.choose(table, score, **common))
    rng = np.random.default_rng(3)
    cost = pd.Series(rng.integers(40, 120, len(table)) * 1e6, index=table.index)
    timed(
        "area, floors, a budget and costs that differ",
        lambda: siting.choose(table, score, budget_vnd=2e10, cost_vnd=cost, floors=floors),
    )
    # Nobody is reached from afar where every commune has a point: leave points in 30 communes.
    few = table.assign(
        status=np.where(
            table["status"].eq("served") & table["commune_code"].astype(int).ge(30),
            "unknown", table["status"],
        )
    )  # fmt: skip
    score_few = need.score(weights).mask(table["status"].eq("served"), table["households_count"])
    for points in (20, 100, POINTS):
        lower = siting.floors_for(few, region="district_name", per_region=1)
        for reach in ("within", "nearest"):
            timed(
                f"{reach}, {points} points, 1 in each district",
                lambda reach=reach, points=points, lower=lower: siting.choose(
                    few, score_few, points=points, floors=lower, reach=reach, reach_km=6.0,
                    distances=km,
                ),
            )  # fmt: skip
    timed(
        "the frontier",
        lambda: siting.frontier(table, score, region="district_name", points=POINTS),
    )
    timed("200 draws", lambda: siting.robustness(need, weights=weights, **common))


def beside_spopt() -> None:
    missing = [name for name in ("spopt", "pulp", "highspy") if not importlib.util.find_spec(name)]
    if missing:
        print(f"spopt: not compared, {', '.join(missing)} not installed")
        return
    import pulp
    from spopt.locate import MCLP, PMedian

    table, km = province(150, 60), distances(60)
    table["status"] = np.where(table["status"].eq("open"), "open", "unknown")
    score = table["households_count"].astype("float64")
    own = table[table["status"].eq("open")]
    cost = km.loc[table["commune_code"], own["commune_code"]].to_numpy()
    solver = pulp.HiGHS(msg=False, gapRel=0.0)
    for reach, points in (("within", 8), ("nearest", 8)):
        found = timed(
            f"ours, {reach}, 300 areas",
            lambda reach=reach, points=points: siting.choose(
                table, score, points=points, reach=reach, reach_km=8.0, distances=km
            ),
        )
        if reach == "within":
            other = timed(
                "spopt, MCLP",
                lambda points=points: MCLP.from_cost_matrix(
                    cost, score.to_numpy(), 8.0, p_facilities=points
                ).solve(solver),
            )
            print(f"  need reached: {found.gain:.3f}, {other.problem.objective.value():.3f}")
        else:
            other = timed(
                "spopt, p-median",
                lambda points=points: PMedian.from_cost_matrix(
                    cost, score.to_numpy(), p_facilities=points
                ).solve(solver),
            )
            print(
                f"  need × km left: {found.whole.sum() - found.gain:.3f}, "
                f"{other.problem.objective.value():.3f}"
            )


if __name__ == "__main__":
    ours()
    beside_spopt()
