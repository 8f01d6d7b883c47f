"""Beside “where the count is highest”, and what became of the highest a year later."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.siting.choice import Choice, Setting, chosen_of
from mohinh.questions.siting.floors import Floor
from mohinh.questions.siting.need import Need


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A plan beside another of as many points.

    `both_count` areas are in both; `unmet` are the floors that the other does not meet, each with
    the number it places there.
    """

    plan: Choice
    other: Choice
    both_count: int
    unmet: tuple[tuple[Floor, int], ...]


@dataclass(frozen=True, slots=True)
class FallBack:
    """Open areas of most cases in one year, and the same areas a year later.

    Counted are areas with a count in both years. `before_count` and `after_count` are their cases,
    `rest_before_count` and `rest_after_count` those of all other open areas. Missing where
    `areas_count` is 0.
    """

    areas_count: int
    before_count: float
    after_count: float
    rest_before_count: float
    rest_after_count: float


def by_count(need: Need, score: pd.Series, *, points: int) -> Choice:
    """As many open areas with most cases in the last twelve months; ties by code.

    An area without a usable count comes after all others. What the plan gains is measured by
    `score`, as that of `choose`.
    """
    own = need.candidates
    count = own["year_count"].astype("Float64").astype("float64").fillna(-1.0)
    first = count.sort_values(ascending=False, kind="stable").index[:points]
    program = Setting.of(need.table, points=points).programme(score)
    return chosen_of(program, program.candidates.isin(first), need.table)


def compare(
    plan: Choice, other: Choice, need: Need, *, floors: tuple[Floor, ...] = ()
) -> Comparison:
    """The plan beside another; floors that the other leaves unmet."""
    there = need.table.loc[list(other.chosen)]
    counts = [(floor, int(floor.members(there).sum())) for floor in floors]
    both = len(set(plan.chosen) & set(other.chosen))
    unmet = tuple((floor, count) for floor, count in counts if count < floor.least)
    return Comparison(plan, other, both, unmet)


def fall_back(need: Need, *, points: int) -> FallBack:
    """What became of the open areas that had most cases the year before the last.

    An area that stood high partly by chance has fewer cases in the next year whatever is done.
    """
    own = need.candidates[["before_count", "year_count"]].dropna().astype("int64")
    first = own["before_count"].sort_values(ascending=False, kind="stable").index[:points]
    rest = own.drop(first).sum()
    if own.empty:
        return FallBack(0, np.nan, np.nan, np.nan, np.nan)
    top = own.loc[first].sum()
    counts = (float(part[name]) for part in (top, rest) for name in ("before_count", "year_count"))
    return FallBack(len(first), *counts)
