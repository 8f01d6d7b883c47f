"""Years that are corrected and published again: how often do the reports give a count away?

    benchmarks/privacy_corrected.py [PROVINCES] [SEED]

Made-up provinces of 6 to 39 communes in 1 to 5 districts; each year is published three times, one
to three communes corrected by up to 6 cases each time. The reader knows which communes were
corrected (`tests/test_attack.py`). Printed for three rules, of how many provinces a hidden count
follows from the three reports; and what the rule that holds costs.
"""

import sys
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from mohinh.tables.privacy import Told, withheld_within
from test_attack import cells_told, hidden_again, leaks_again, published_again


def main(provinces: int = 300, seed: int = 1) -> None:
    rng, leaky = np.random.default_rng(seed), Counter()
    rules = {"each report alone": alone, "once hidden": once_hidden, "as it is": hidden_again}
    rows, groups = Counter(), Counter()
    for _ in range(provinces):
        releases, of = corrected(rng)
        for name, rule in rules.items():
            leaky[name] += not leaks_again(published_again(releases, of, rule)).empty
            gone = last_hidden(releases, of, rule)
            rows[name] += int(gone.rows.sum())
            groups[name] += bool(gone.rows.all())
    for name in rules:
        print(
            f"{name:18} provinces with a leak {leaky[name]:4} of {provinces}; communes hidden in "
            f"the last report {rows[name] / provinces:5.1f}, all of them in {groups[name]}"
        )


def alone(counts: pd.Series, of: pd.Series, _: Told):
    return withheld_within(counts, of)


def once_hidden(counts: pd.Series, of: pd.Series, told: Told):
    def hidden_before(counts: pd.Series, level: str) -> pd.DataFrame:
        found = told.standing(counts, by="unit_code", level=level)
        return found.assign(is_known=False, has_changed=False)

    return withheld_within(
        counts, of, standing=hidden_before(counts, "commune"),
        of_groups=partial(hidden_before, level="district"),
    )  # fmt: skip


def last_hidden(releases: list[pd.Series], of: pd.Series, rule):
    told = Told()
    for counts in releases:
        gone = rule(counts, of, told)
        told = Told(pd.concat([told.cells, cells_told(gone, counts, of)]))
    return gone


def corrected(rng: np.random.Generator) -> tuple[list[pd.Series], pd.Series]:
    """Three counts of the same communes, and their districts."""
    size, districts = rng.integers(6, 40), rng.integers(1, 6)
    of = pd.Series(np.array([*"VWXYZ"])[np.sort(rng.integers(0, districts, size))])
    releases = [pd.Series(rng.poisson(rng.choice([3, 8, 15]), size))]
    for _ in range(2):
        counts, which = releases[-1].copy(), rng.choice(size, rng.integers(1, 4), replace=False)
        counts.iloc[which] = np.maximum(0, counts.iloc[which] + rng.integers(-6, 7, len(which)))
        releases.append(counts)
    return releases, of


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
