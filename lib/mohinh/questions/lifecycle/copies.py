"""Copies: reports equal in every number to the one before, beside what chance gives.

Given an area's total of a count over its *n* reported months, and nothing but chance between them,
each unit falls into any month with probability 1/n. That *m* given months hold the same number has
probability

    Σ_k  S! / (k!^m (S − mk)!) · (1/n)^(mk) · (1 − m/n)^(S − mk)

for the total S; counts are multiplied. It is exact given the totals, so that areas may differ as
they like. Months without any number above zero are left out: that is `silence`.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import gammaln, xlogy

from mohinh.questions.lifecycle.silence import MONTHS, window
from mohinh.tables.schemas import ACTIVITY

_COUNTS = [column.name for column in ACTIVITY.columns if column.kind == "count"]
_RUN_LEAST = 4  # equal reports on end, for one area to be looked at
_SURE = 0.05  # over all areas together


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """How often a report repeats the one before.

    Attributes
    ----------
    pairs_count, same_count : pairs of reports of two months on end with a number above zero in one
        of them, and those equal in every number
    share : same / pairs; None without pairs
    chance : the share that chance gives, as the head of this module says; None without pairs
    areas : index `area_id`: `run_months` (equal reports on end, the longest), `chance` (that an
        area with its totals has such a run) and `is_sign` (too long for chance, over all areas)
    """

    pairs_count: int
    same_count: int
    share: float | None
    chance: float | None
    areas: pd.DataFrame


def copied_reports(activity: pd.DataFrame, *, on: date, months: int = MONTHS) -> Copies:
    """Reports of the months up to a day that repeat the one before, in every number.

    `activity` : of the areas that are asked about. A blank equals a blank.
    """
    span = window(until=on, months=months)
    own = activity[activity["month"].between(span[0], span[-1])]
    own = own.sort_values(["area_id", "month"], kind="stable").reset_index(drop=True)
    own = own[own[_COUNTS].notna().any(axis=1)].reset_index(drop=True)
    pairs = _pairs(own)
    places, totals, reported = _totals(own)
    of = pd.Index(places).get_indexer(own["area_id"])
    asked = of[pairs["is_pair"]]
    same, empty = _by_chance(totals, reported, 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = (same - empty) / (1 - empty)
    count, equal = int(pairs["is_pair"].sum()), int(pairs["is_same"].sum())
    return Copies(
        pairs_count=count,
        same_count=equal,
        share=equal / count if count else None,
        chance=float(np.nanmean(chance[asked])) if count else None,
        areas=_runs(own, pairs["is_same"].to_numpy(), places, totals, reported),
    )


def _pairs(own: pd.DataFrame) -> pd.DataFrame:
    """For each report: whether it and the one of the month before count, and are the same."""
    counts = own[_COUNTS].astype("Float64").to_numpy("float64", na_value=-1)
    number = own["month"].dt.year.to_numpy() * 12 + own["month"].dt.month.to_numpy()
    codes = pd.factorize(own["area_id"])[0]
    follows = np.zeros(len(own), bool)
    follows[1:] = (codes[1:] == codes[:-1]) & (number[1:] - number[:-1] == 1)
    holds = (counts > 0).any(axis=1)
    before = np.roll(holds, 1)
    equal = np.zeros(len(own), bool)
    equal[1:] = (counts[1:] == counts[:-1]).all(axis=1)
    is_pair = follows & (holds | before)
    return pd.DataFrame({"is_pair": is_pair, "is_same": is_pair & equal})


def _totals(own: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Areas, their totals (areas × counts) and months in which each count was reported.

    Useful tips are among the tips: those and the others are two counts that chance fills apart.
    """
    counts = own[_COUNTS].astype("Float64")
    counts["tips_count"] = counts["tips_count"] - counts["useful_tips_count"].fillna(0)
    by = counts.groupby(own["area_id"].to_numpy())
    totals = by.sum()
    return (
        totals.index.to_numpy(),
        totals.to_numpy("float64").round().astype("int64").clip(min=0),
        by.count().to_numpy("int64"),
    )


def _by_chance(
    totals: np.ndarray, reported: np.ndarray, times: int | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each area: chance that so many given months are the same, and that they are empty."""
    repeats = np.broadcast_to(np.asarray(times)[..., None], totals.shape)
    cells, place = np.unique(
        np.stack([totals.ravel(), reported.ravel(), repeats.ravel()]), axis=1, return_inverse=True
    )
    chances = np.array([same_by_chance(*map(int, cell)) for cell in cells.T]).reshape(-1, 2)
    found = chances[place.ravel()].reshape(*totals.shape, 2).prod(axis=1)
    return found[:, 0], found[:, 1]


@lru_cache(maxsize=65536)
def same_by_chance(total: int, months: int, times: int) -> tuple[float, float]:
    """Chance that `times` given months of `months` hold the same number, and that it is zero.

    `total` things fall into the months, each with probability 1/months.

    >>> same_by_chance(2, 2, 2)  # one each, or none: 1/2 and 0
    (0.5, 0.0)
    """
    if months < times or total == 0:
        return 1.0, 1.0
    k = np.arange(total // times + 1)
    left = total - times * k
    logs = gammaln(total + 1) - times * gammaln(k + 1) - gammaln(left + 1)
    logs += xlogy(times * k, 1 / months) + xlogy(left, 1 - times / months)
    chances = np.exp(logs)
    return round(float(chances.sum()), 12), float(chances[0])


def _runs(
    own: pd.DataFrame, same: np.ndarray, places: np.ndarray, totals: np.ndarray, months: np.ndarray
) -> pd.DataFrame:
    group = np.cumsum(~same)
    length = pd.Series(same).groupby(group).cumsum().to_numpy()
    longest = pd.Series(length).groupby(own["area_id"].to_numpy()).max().reindex(places)
    run = longest.fillna(0).to_numpy("int64") + 1
    equal, empty = _by_chance(totals, months, run)
    starts = np.maximum(months.max(axis=1, initial=0) - run + 1, 1)
    chance = np.minimum(1.0, starts * (equal - empty))
    is_sign = (run >= _RUN_LEAST) & (chance * len(places) < _SURE)
    return pd.DataFrame(
        {"run_months": run, "chance": chance, "is_sign": is_sign},
        index=pd.Index(places, name="area_id"),
    )
