"""What the sentences on fairness read of a result: its fields, by name."""

from typing import Protocol

import pandas as pd


class GapList(Protocol):
    """Of `questions.fairness.gap_list`."""

    communes: pd.DataFrame
    first: int
    draws: int

    @property
    def steady_count(self) -> int: ...


class Leaning(Protocol):
    """An index of where coverage leans to, with its interval; missing where it has none."""

    curve: pd.DataFrame
    index: float
    low: float
    high: float
    communes_count: int
    why: str


class Targeting(Leaning, Protocol):
    """Of `questions.fairness.targeting`."""

    first_share: float
    first_low: float
    first_high: float


class Decomposition(Protocol):
    """Of `questions.fairness.theil_decomposition`."""

    total: float
    between_share: float
    chance_low: float
    chance_high: float
    p: float
