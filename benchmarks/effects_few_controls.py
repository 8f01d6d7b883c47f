"""How often intervals hold the truth where few communes are left to compare with.

Made-up provinces of 30 communes of six areas over 72 months, 0.3 cases per area and month, without
any effect: all but a few communes adopt, at once in month 36 or one after the other in months 14 to
41; default settings, clusters are communes. *Shocks*: each commune's level wanders by 5 % a month.

    python benchmarks/effects_few_controls.py              120 draws of each
    python benchmarks/effects_few_controls.py --draws 300
"""

import argparse

import numpy as np
import pandas as pd

from mohinh.questions.effects import estimate_effects

COMMUNES, AREAS, MONTHS = 30, 6, 72
LEFT = (1, 2, 3, 5, 10)


def made(seed: int, *, left: int, at_once: bool, shock: float) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    commune = np.repeat(np.arange(COMMUNES), AREAS)
    level = 0.3 * np.exp(rng.normal(0, 0.5, len(commune)) - 0.125)
    wander = np.cumsum(rng.normal(0, shock, (COMMUNES, MONTHS)), axis=1)[commune]
    cases = rng.poisson(level[:, None] * np.exp(wander))
    adopted = np.full(COMMUNES, 36.0) if at_once else rng.integers(14, 42, COMMUNES).astype(float)
    adopted[:left] = np.nan
    return pd.DataFrame(
        {
            "area": np.repeat(np.arange(len(commune)), MONTHS),
            "month": np.tile(np.arange(MONTHS), len(commune)),
            "adopted": np.repeat(adopted[commune], MONTHS),
            "commune": np.repeat(commune, MONTHS),
            "cases": cases.ravel(),
        }
    )


def held(seed: int, **design) -> bool | None:
    """Whether the interval holds 1; None where there is none."""
    found = estimate_effects(
        made(seed, **design), unit="area", period="month", adopted="adopted", outcome="cases",
        cluster="commune",
    ).overall  # fmt: skip
    return found.low <= 1 <= found.high if found.has_interval else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=120)
    draws = parser.parse_args().draws
    print("| adoption | shocks | " + " | ".join(f"{left} left" for left in LEFT) + " |")
    print("|---|---|" + "---:|" * len(LEFT))
    for at_once in (True, False):
        for shock in (0.0, 0.05):
            cells = []
            for left in LEFT:
                design = {"left": left, "at_once": at_once, "shock": shock}
                answers = [held(seed, **design) for seed in range(draws)]
                known = [answer for answer in answers if answer is not None]
                cells.append(f"{np.mean(known):.3f}" if known else "no interval")
            name = "at once" if at_once else "one after the other"
            print(f"| {name} | {'yes' if shock else 'no'} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
