"""Concentration: is what is covered spread as the households are, along an order of communes?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.fairness.resampling import (
    DRAWS,
    MIN_COMMUNES,
    SEED,
    drawn,
    percentiles,
    widened,
)
from mohinh.words.errors import InvalidTable


@dataclass(frozen=True, slots=True)
class Concentration:
    """A concentration curve and its index.

    `curve` has a row per commune (communes of equal rank together) and one at the origin:
    `population_share` and `covered_share`, both cumulative, in [0, 1]. `index` is in (−1, 1): above
    zero where coverage leans to the communes that come last, 0 where it is spread as the population
    is. `low` and `high` are its interval; missing below `MIN_COMMUNES` communes. `erreygers` is
    4 μ × index, which allows for a share that cannot exceed 1. `why` there is no answer: "" or
    "nothing_covered".
    """

    curve: pd.DataFrame
    index: float
    low: float
    high: float
    erreygers: float
    communes_count: int
    why: str = ""


def concentration(
    communes: pd.DataFrame,
    *,
    rank: str,
    covered: str = "covered_count",
    population: str = "total_count",
    draws: int = DRAWS,
    seed: int = SEED,
) -> Concentration:
    """The concentration of `covered` in the order of `rank`, lowest first.

    index = 2 Σ s_j R_j − 1, with s_j the commune's part of all that is covered and R_j the part of
    the population before it and half of its own (Kakwani, Wagstaff and van Doorslaer 1997, J
    Econometrics 77:87–103). Communes of equal rank stand at one place. A commune without a rank or
    without population is left out.

    Raises `InvalidTable` for an absent column.
    """
    absent = [name for name in (rank, covered, population) if name not in communes.columns]
    if absent:
        raise InvalidTable(
            f"concentration: no column {absent[0]!r}; found {', '.join(communes.columns)}"
        )
    ranked = communes[communes[rank].notna() & communes[population].gt(0)]
    ranked = ranked.sort_values(rank, kind="stable")
    amounts, people = (ranked[name].to_numpy("float64") for name in (covered, population))
    if amounts.sum() <= 0:
        curve = pd.DataFrame({"population_share": [], "covered_share": []}, dtype="float64")
        return Concentration(curve, *[np.nan] * 4, len(ranked), why="nothing_covered")
    begins = np.flatnonzero(ranked[rank].ne(ranked[rank].shift()).to_numpy(bool))
    index = float(_index(np.ones((1, len(ranked))), amounts, people, begins)[0])
    low, high = np.nan, np.nan
    if len(ranked) >= MIN_COMMUNES:
        times = drawn(len(ranked), draws=draws, seed=seed)
        ends = percentiles(_index(times, amounts, people, begins))
        low, high = widened(index, ends, communes_count=len(ranked))
    return Concentration(
        curve=_curve(amounts, people, begins),
        index=index,
        low=low,
        high=high,
        erreygers=4 * amounts.sum() / people.sum() * index,
        communes_count=len(ranked),
    )


def _index(
    times: np.ndarray, amounts: np.ndarray, people: np.ndarray, begins: np.ndarray
) -> np.ndarray:
    """The index of each draw; missing where nothing that is covered was drawn."""
    covered = np.add.reduceat(times * amounts, begins, axis=1)
    weight = np.add.reduceat(times * people, begins, axis=1)
    weight = weight / weight.sum(axis=1, keepdims=True)
    place = np.cumsum(weight, axis=1) - weight / 2
    whole = covered.sum(axis=1)
    whole = np.where(whole > 0, whole, np.nan)
    return 2 * (covered * place).sum(axis=1) / whole - 1


def _curve(amounts: np.ndarray, people: np.ndarray, begins: np.ndarray) -> pd.DataFrame:
    shares = {
        name: np.concatenate([[0.0], np.cumsum(np.add.reduceat(values, begins)) / values.sum()])
        for name, values in (("population_share", people), ("covered_share", amounts))
    }
    return pd.DataFrame(shares)
