"""Robustness: how often an area is chosen when the weights change."""

from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import pandas as pd

from mohinh.questions.siting import solving
from mohinh.questions.siting.choice import Setting
from mohinh.questions.siting.need import COMPONENTS, Need, Weights
from mohinh.words.errors import InvalidTable

DRAWS = 200
# Of all draws: an area chosen so often does not hang on the weights.
STEADY_FROM = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """Index `area_id` (open areas): `chosen_count` of `draws`; most first, then by code."""

    chosen_count: pd.Series
    draws: int
    seed: int

    @property
    def share(self) -> pd.Series:
        """Part of the draws in which each area is chosen, 0 to 1."""
        return self.chosen_count / self.draws

    def steady(self, chosen: tuple[str, ...]) -> int:
        """How many of these areas are chosen in at least `STEADY_FROM` of the draws."""
        return int(self.share.reindex(list(chosen)).ge(STEADY_FROM).sum())


def robustness(
    need: Need,
    *,
    weights: Weights,
    fit: pd.Series | None = None,
    draws: int = DRAWS,
    seed: int = 2022,
    **limits: Any,
) -> Robustness:
    """How often each open area is chosen over draws of the weights.

    Weights are drawn from a Dirichlet law whose mean are the given ones and whose parameters sum to
    their number: with equal weights, every weighting is as likely as any other. A weight of 0
    stays 0. `limits` are those of `choose`, floors too. Raises `InvalidTable` for fewer than one
    draw, and what `choose` raises.
    """
    if draws < 1:
        raise InvalidTable(f"draws={draws}: expected 1 or more")
    rng = np.random.default_rng(seed)
    times = np.zeros(len(need.table), "int64")
    given = np.array(astuple(weights)) / sum(astuple(weights))
    setting = Setting.of(need.table, **limits)
    for drawn in _drawn(given, draws, rng):
        own = Weights(**dict(zip(COMPONENTS, map(float, drawn), strict=True)))
        program = setting.programme(need.score(own, fit=fit))
        times[setting.places[solving.best(program)]] += 1
    counts = pd.Series(times, index=need.table.index)[need.table["status"].eq("open")]
    return Robustness(counts.sort_values(ascending=False, kind="stable"), draws, seed)


def _drawn(given: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    used = given > 0
    found = np.zeros((draws, len(given)))
    found[:, used] = rng.dirichlet(given[used] * len(given), size=draws)
    return found
