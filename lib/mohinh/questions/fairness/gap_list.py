"""The list of gaps: communes by households without, and how stable the place of each is."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage import area_states
from mohinh.questions.fairness.resampling import DRAWS, LEVEL, SEED

FIRST = 15


@dataclass(frozen=True, slots=True)
class GapList:
    """Communes with areas that have no active point, most households without first.

    `communes`: `commune_code`, `households_without` (of areas that reported them), `open_count`
    (areas without an active point), `unknown_count` (of them, of unknown state), `blank_count` (of
    them, without a household count), `areas_count`, `place` (1 is most households), `stability`
    (share of draws with the commune among the first `first`), `place_low`, `place_high` (the middle
    95 % of its places). `steady_count` of the first have a stability of 0.8 or more.
    """

    communes: pd.DataFrame
    first: int
    draws: int
    seed: int

    @property
    def steady_count(self) -> int:
        """Communes among the first whose place there is stable in four draws of five."""
        return int(self.communes.head(self.first)["stability"].ge(0.8).sum())


def gap_list(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    first: int = FIRST,
    draws: int = DRAWS,
    seed: int = SEED,
) -> GapList:
    """Communes ordered by the households of their areas without an active point.

    In each draw every commune's areas are drawn again with replacement; an area of unknown state is
    uncovered as often as areas of known state are; an area without a household count has that of an
    area of its commune drawn at random (of the province, where none reported).
    """
    state = area_states(areas, points, on=on)["state"].to_numpy()
    homes = areas["households_count"].astype("Float64").to_numpy("float64", na_value=np.nan)
    code, names = pd.factorize(areas["commune_code"], sort=True)
    is_open, is_unknown = state != "active", state == "unknown"
    frame = pd.DataFrame(
        {
            "households_without": np.where(is_open, np.nan_to_num(homes), 0).astype("int64"),
            "open_count": is_open.astype("int64"),
            "unknown_count": is_unknown.astype("int64"),
            "blank_count": (is_open & np.isnan(homes)).astype("int64"),
            "areas_count": 1,
        }
    )
    table = frame.groupby(code).sum().set_axis(pd.Index(names, name="commune_code"))
    drawn = _drawn(code, len(names), homes, is_open, is_unknown, draws, seed)
    places = _places(drawn)
    tail = 50 * (1 - LEVEL)
    ends = np.percentile(places, [tail, 100 - tail], axis=0, method="nearest")
    table = table.assign(
        place=_places(table["households_without"].to_numpy("float64")[None, :])[0],
        stability=(places <= first).mean(axis=0),
        place_low=ends[0],
        place_high=ends[1],
    )
    table = table[table["open_count"].gt(0)].sort_values("place").reset_index()
    return GapList(table, first=first, draws=draws, seed=seed)


def _drawn(
    code: np.ndarray,
    communes_count: int,
    homes: np.ndarray,
    is_open: np.ndarray,
    is_unknown: np.ndarray,
    draws: int,
    seed: int,
) -> np.ndarray:
    """Households without in each draw: draws × communes."""
    rng = np.random.default_rng(seed)
    known = ~is_unknown
    chance = is_open[known].mean() if known.any() else 0.5
    all_homes = homes[~np.isnan(homes)]
    without = np.zeros((draws, communes_count))
    for place in range(communes_count):
        own = np.flatnonzero(code == place)
        own_homes = homes[own][~np.isnan(homes[own])]
        pool = own_homes if len(own_homes) else all_homes
        pick = own[rng.integers(0, len(own), (draws, len(own)))]
        size = homes[pick]
        if len(pool) and np.isnan(size).any():
            size = np.where(np.isnan(size), rng.choice(pool, size.shape), size)
        uncovered = is_open[pick] & (known[pick] | (rng.random(pick.shape) < chance))
        without[:, place] = np.where(uncovered, np.nan_to_num(size), 0).sum(axis=1)
    return without


def _places(values: np.ndarray) -> np.ndarray:
    """The place of each value in its row, 1 for the highest; equal ones by their order."""
    order = np.argsort(-values, axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, values.shape[1] + 1)[None, :], axis=1)
    return places
