"""The frontier: what is given up so that no district is left behind."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mohinh.questions.siting import solving
from mohinh.questions.siting.choice import Choice, programme

STEPS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The best plans for every level of the district that is served least.

    Attributes
    ----------
    table : from the plan that reaches most to the most even one: `least_share` (part of its open
        need that the least-served region gets), `share` (part of all open need), `least_region`
    region : the column of the areas that was looked at
    regions_count : regions with open need
    """

    table: pd.DataFrame
    region: str
    regions_count: int

    @property
    def price(self) -> float:
        """What the most even plan gives up of all open need, in shares of it."""
        return float(self.table["share"].iloc[0] - self.table["share"].iloc[-1])


def frontier(
    table: pd.DataFrame, score: pd.Series, *, region: str, steps: int = STEPS, **limits: Any
) -> Frontier:
    """The plans that cannot reach more without leaving the least-served region less.

    For each of `steps` levels between the plan that reaches most and the most even one: the most
    need that can be reached while each region gets at least that part of its own open need. No
    other floors are set. `limits` are those of `choose` (points, budget, reach), without floors.
    """
    program = programme(table, score, **limits)
    regions = table.groupby("commune_code")[region].first()
    parts, names = _parts(program, regions)
    most, even = solving.best(program), solving.highest_floor(program, parts)
    ends = [float((parts @ _full(program, chosen)).min()) for chosen in (most, even)]
    levels = np.linspace(ends[0], max(ends), steps + 1)[1:]
    plans = [most, *(solving.best(program, parts=parts, least=level) for level in levels)]
    rows = [_row(program, chosen, parts, names) for chosen in plans]
    found = pd.DataFrame(rows).drop_duplicates(ignore_index=True)
    return Frontier(found, region, len(names))


def place_of(found: Choice, table: pd.DataFrame, *, region: str) -> dict[str, Any]:
    """Where a plan lies beside the frontier: its row, as in `Frontier.table`."""
    regions = table.groupby("commune_code")[region].first()
    shares = region_shares(found, regions)
    return {
        "least_share": float(shares.min()),
        "share": found.share,
        "least_region": str(shares.idxmin()),
    }


def region_shares(found: Choice, regions: pd.Series) -> pd.Series:
    """Part of each region's open need that a plan gains; regions without open need have no row."""
    of = regions.reindex(found.whole.index)
    whole = found.whole.groupby(of).sum()
    whole = whole[whole > 0]
    return found.gains.groupby(of).sum().reindex(whole.index) / whole


def _parts(program: solving.Program, regions: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Regions × (n + m): each variable's gain as a share of its region's whole."""
    whole = program.whole.groupby(regions.reindex(program.whole.index)).sum()
    whole = whole[whole > 0]
    of = whole.index.get_indexer(regions.reindex(program.demand))
    parts = np.zeros((len(whole), len(program.gain)))
    known = np.flatnonzero(of >= 0)
    parts[of[known], known] = program.gain[known] / whole.to_numpy()[of[known]]
    return parts, whole.index


def _full(program: solving.Program, chosen: np.ndarray) -> np.ndarray:
    return np.r_[chosen.astype("float64"), program.reached(chosen)]


def _row(
    program: solving.Program, chosen: np.ndarray, parts: np.ndarray, names: pd.Index
) -> dict[str, Any]:
    shares = parts @ _full(program, chosen)
    whole = float(program.whole.sum())
    return {
        "least_share": float(shares.min()),
        "share": float(program.gained(chosen).sum()) / whole if whole > 0 else np.nan,
        "least_region": str(names[int(shares.argmin())]),
    }


