"""How often the intervals of `estimate_effects` hold the truth: eight designs, made-up provinces.

Each draw is a province of 741 areas in 124 communes over 72 months, six model groups, about 0.3
cases per area and month, a season, a trend and three closed months; effects set in over six months.
Two estimates are made of it at the default settings: with effects (coverage, bias) and without
(how often at least one of six groups would be called *consistent with a reduction* by Holm's test).

    python benchmarks/effects_coverage.py              300 draws of each design
    python benchmarks/effects_coverage.py --quick      40 draws
    python benchmarks/effects_coverage.py --draws 1000

A coverage near .95 from n draws has a standard error of sqrt(.95 × .05 / n): .013 for 300.
"""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pandas as pd

from mohinh.questions.effects import ALL, estimate_effects
from mohinh.questions.evidence.side import shrink
from mohinh.tables import rulings

AREAS, COMMUNES, MONTHS = 741, 124, 72
SHARES = (0.35, 0.26, 0.19, 0.12, 0.055, 0.025)
LOG_RATIOS = (-0.35, -0.20, -0.10, 0.0, -0.25, 0.0)
GROUPS = tuple("123456")
RAMP = 6


@dataclass(frozen=True, slots=True)
class Design:
    """How adoption and cases come about, and with which donut they are estimated."""

    name: str
    mean: float = 0.3
    dispersion: float = 0.0
    area_shock: float = 0.0
    commune_shock: float = 0.0
    by_commune: bool = False
    never: float = 0.15
    hot_spots: float = 0.0
    donut: int = 12
    holds: bool = True


DESIGNS = (
    Design("areas adopt, Poisson"),
    Design("areas adopt, negative binomial (0.5)", dispersion=0.5),
    Design("areas adopt, AR(0.7) shocks of areas", area_shock=0.5),
    Design("communes adopt, random walks of communes", commune_shock=0.08, by_commune=True),
    Design("no area stays without", never=0.0),
    Design("0.05 cases per area and month", mean=0.05),
    Design("half adopt after their worst 6 months, no donut", hot_spots=0.5, donut=0, holds=False),
    Design("half adopt after their worst 6 months, donut 12", hot_spots=0.5),
)


def means(design: Design, commune: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Expected cases without models: areas × months."""
    month = np.arange(MONTHS)
    time_effect = (1 + 0.15 * np.cos(2 * np.pi * month / 12)) * np.exp(-0.003 * month)
    time_effect = time_effect * np.where((month >= 54) & (month <= 56), 0.6, 1.0)
    level = design.mean * np.exp(rng.normal(0, 0.5, AREAS) - 0.125)
    log_shock = np.zeros((AREAS, MONTHS))
    if design.area_shock:
        log_shock += autoregressive(rng, design.area_shock)
    if design.commune_shock:
        steps = rng.normal(0, design.commune_shock, (COMMUNES, MONTHS))
        log_shock += np.cumsum(steps, axis=1)[commune]
    return level[:, None] * time_effect * np.exp(log_shock)


def autoregressive(rng: np.random.Generator, spread: float) -> np.ndarray:
    shocks = rng.normal(0, spread, (AREAS, MONTHS))
    for month in range(1, MONTHS):
        shocks[:, month] = 0.7 * shocks[:, month - 1] + np.sqrt(1 - 0.49) * shocks[:, month]
    return shocks


def counts(mean: np.ndarray, design: Design, rng: np.random.Generator) -> np.ndarray:
    if design.dispersion:
        shape = 1 / design.dispersion
        mean = mean * rng.gamma(shape, 1 / shape, mean.shape)
    return rng.poisson(mean)


def adoption(
    design: Design, commune: np.ndarray, untreated: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Month of adoption (NaN for never) and group of each area."""
    size = COMMUNES if design.by_commune else AREAS
    month = rng.integers(12, 67, size).astype(float)
    month[rng.random(size) < design.never] = np.nan
    group = rng.choice(len(SHARES), size, p=SHARES)
    if design.by_commune:
        month, group = month[commune], group[commune]
    chosen = rng.random(AREAS) < design.hot_spots
    spells = np.lib.stride_tricks.sliding_window_view(untreated, 6, axis=1).sum(axis=2)
    worst = spells[:, 6:61].argmax(axis=1) + 12
    month = np.where(chosen & ~np.isnan(month), worst, month)
    return month, group


def draw(design: Design, seed: int) -> list[dict]:
    """One made-up province: a row per group, estimated with effects and without."""
    rng = np.random.default_rng(seed)
    commune = np.sort(
        np.concatenate([np.arange(COMMUNES), rng.integers(0, COMMUNES, AREAS - COMMUNES)])
    )
    mean = means(design, commune, rng)
    untreated = counts(mean, design, rng)
    adopted, group = adoption(design, commune, untreated, rng)
    since = np.arange(MONTHS) - np.nan_to_num(adopted, nan=10**6)[:, None] + 1
    log_ratio = np.array(LOG_RATIOS)[group][:, None] * np.clip(since / RAMP, 0, 1)
    treated = since > 0
    affected = rng.binomial(untreated, np.exp(log_ratio))  # cases that the models did not prevent
    table = pd.DataFrame(
        {
            "area": np.repeat(np.arange(AREAS), MONTHS),
            "month": np.tile(np.arange(MONTHS), AREAS),
            "commune": np.repeat(commune, MONTHS),
            "adopted": np.repeat(adopted, MONTHS),
            "group": np.repeat(np.array(GROUPS)[group], MONTHS),
            "affected": affected.ravel(),
            "untreated": untreated.ravel(),
        }
    )
    with_effects, without = (estimate(table, design, name) for name in ("affected", "untreated"))
    claims = [e.p_holm is not None and e.p_holm < 0.05 and e.ratio < 1 for e in without[1:]]
    rows = []
    for estimate_with, estimate_without in zip(with_effects, without, strict=True):
        own = treated & ~np.isnan(adopted)[:, None]
        if estimate_with.group != ALL:
            own = own & (group == GROUPS.index(estimate_with.group))[:, None]
        truth = np.log((mean * np.exp(log_ratio))[own].sum() / mean[own].sum())
        said = {"any_claim": any(claims), "any_promising": is_any_promising(without)}
        rows.append(row(estimate_with, estimate_without, truth) | said)
    return rows


def is_any_promising(without: list) -> bool:
    """Whether a group would be very likely lower, as *promising* asks, before any check; all groups
    in one come first."""
    limits = rulings.load().thresholds
    whole, *groups = without
    drawn, _ = shrink(groups, clusters_least=limits.clusters_least, whole=whole)
    return any(
        found is not None
        and own.ratio < 1
        and own.expected >= limits.expected_least
        and found.chance_below() >= limits.very_likely
        for found, own in zip(drawn, groups, strict=True)
    )


def estimate(table: pd.DataFrame, design: Design, outcome: str) -> list:
    effects = estimate_effects(
        table, unit="area", period="month", adopted="adopted", outcome=outcome,
        group="group", cluster="commune", donut=design.donut,
    )  # fmt: skip
    return [effects.overall, *effects.groups]


def row(with_effects, without, truth: float) -> dict:
    def holds(one, at: float) -> bool | None:
        return one.low <= np.exp(at) <= one.high if one.has_interval else None

    return {
        "group": with_effects.group,
        "clusters": with_effects.clusters_count,
        "expected": with_effects.expected,
        "covers": holds(with_effects, truth),
        "covers_null": holds(without, 0.0),
        "error": with_effects.log_ratio - truth if with_effects.log_ratio is not None else np.nan,
        "se": with_effects.se,
    }


def several(task: tuple[int, int, int]) -> pd.DataFrame:
    design, first, last = task
    rows = [r | {"draw": seed} for seed in range(first, last) for r in draw(DESIGNS[design], seed)]
    return pd.DataFrame(rows).assign(design=design)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Per design and group: coverage with effects and without, bias; over the draws in which the
    group was adopted in 6 communes or more, where these are a quarter of the draws at least."""
    rows = rows[rows["clusters"].ge(6) & rows["covers"].notna()]
    by = rows.groupby(["design", "group"])
    table = pd.DataFrame(
        {
            "draws": by.size(),
            "communes": by["clusters"].mean(),
            "expected": by["expected"].mean(),
            "coverage": by["covers"].agg(lambda c: c.astype(float).mean()),
            "null": by["covers_null"].agg(lambda c: c.astype(float).mean()),
            "bias": by["error"].mean(),
            "sd": by["error"].std(),
            "se": by["se"].mean(),
        }
    )
    return table[table["draws"].ge(rows["draw"].nunique() / 4)]


def markdown(table: pd.DataFrame, claims: pd.Series) -> str:
    head = ["design", "group", "communes", "expected", "coverage", "without effect", "bias"]
    head += ["SD", "mean SE", "false claims"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for (design, group), r in table.iterrows():
        name = DESIGNS[design].name + ("" if DESIGNS[design].holds else " (assumption fails)")
        false = f"{claims[design]:.3f}" if group == ALL else ""
        lines.append(
            f"| {name if group == '1' else ''} | {group} | {r.communes:.0f} | {r.expected:.0f} | "
            f"{r.coverage:.3f} | {r.null:.3f} | {r.bias:+.3f} | {r.sd:.3f} | {r.se:.3f} | {false} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--quick", action="store_true", help="40 draws")
    parser.add_argument("--keep", help="file (.parquet) for the rows behind the table")
    options = parser.parse_args()
    draws = 40 if options.quick else options.draws
    started = time.perf_counter()
    size = 20
    tasks = [
        (design, first, min(first + size, draws))
        for design in range(len(DESIGNS))
        for first in range(0, draws, size)
    ]
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        rows = pd.concat(pool.map(several, tasks), ignore_index=True)
    if options.keep:
        rows.to_parquet(options.keep)
    claims = rows.drop_duplicates(["design", "draw"]).groupby("design")["any_claim"].mean()
    print(markdown(summary(rows), claims))
    promising = rows.drop_duplicates(["design", "draw"]).groupby("design")["any_promising"].mean()
    listed = "; ".join(f"{DESIGNS[at].name} {share:.3f}" for at, share in promising.items())
    print(
        f"\nDraws without effect in which a group would be promising, before any check: {listed}."
    )
    held = summary(rows)["coverage"]
    held = held[[DESIGNS[design].holds for design, _ in held.index]]
    inside, noise = held.between(0.93, 0.97).sum(), 2 * np.sqrt(0.95 * 0.05 / draws)
    print(
        f"\n{draws} draws of {len(DESIGNS)} designs in {time.perf_counter() - started:.0f} s. Of "
        f"{len(held)} rows whose assumptions hold, {inside} have a coverage "
        f"of .93–.97; {held.sub(0.95).abs().le(noise).sum()} lie within {noise:.3f} of .95, where "
        "19 of 20 should by chance."
    )


if __name__ == "__main__":
    main()
