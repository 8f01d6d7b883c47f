"""The frontier: what is given up so that no district is left behind.

Each point reaches its own area. The best plan in which every region gets at least the part t of its
own open need takes from each region as many of its neediest areas as t asks for, and then the
neediest of all that are left; nothing reaches more (need adds up, so a region's best n areas are
its n neediest). From the plan that reaches most, t rises to the next value that changes the plan
until the points no longer suffice: these are all plans of the frontier.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mohinh.words.errors import CannotPlace, InvalidTable

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The best plans for every level of the region that is served least.

    Attributes
    ----------
    table : from the plan that reaches most to the most even one: `least_share` (part of its open
        need that the least-served region gets), `share` (part of all open need), `least_region`
    region : the column of the areas that was looked at
    regions_count : regions with open need
    points : so many new points
    """

    table: pd.DataFrame
    region: str
    regions_count: int
    points: int

    @property
    def price(self) -> float:
        """What the most even plan gives up of all open need, in shares of it."""
        return float(self.table["share"].iloc[0] - self.table["share"].iloc[-1])


def frontier(table: pd.DataFrame, score: pd.Series, *, region: str, points: int) -> Frontier:
    """All plans of so many points that cannot reach more without leaving a region less.

    `table` and `score` are those of `Need`; floors are not set. Raises `CannotPlace` where no area
    is open, `InvalidTable` for fewer than one point.
    """
    if points < 1:
        raise InvalidTable(f"points: found {points}, expected 1 or more")
    own = _ranked(table, score, region)
    if own.empty:
        raise CannotPlace("no open area with need", reason="no_candidates")
    rows, level = [], 0.0
    while True:
        is_chosen = _plan(own, level, points)
        if is_chosen is None:
            break
        rows.append(_row(own, is_chosen))
        level = rows[-1]["least_share"] + _ROUNDING
    found = pd.DataFrame(rows).drop_duplicates("least_share", ignore_index=True)
    return Frontier(found, region, own["region"].nunique(), points)


def place_of(
    chosen: tuple[str, ...], table: pd.DataFrame, score: pd.Series, *, region: str
) -> dict[str, Any]:
    """Where any plan lies beside the frontier: its row, as in `Frontier.table`."""
    own = _ranked(table, score, region)
    return _row(own, own.index.isin(list(chosen)))


def region_shares(
    chosen: tuple[str, ...], table: pd.DataFrame, score: pd.Series, *, region: str
) -> pd.DataFrame:
    """By region with open need: `open_count`, `chosen_count`, `share` of its open need chosen."""
    own = _ranked(table, score, region)
    own = own.assign(is_chosen=own.index.isin(list(chosen)))
    by = own.groupby("region")
    return pd.DataFrame(
        {
            "open_count": by.size(),
            "chosen_count": by["is_chosen"].sum(),
            "share": own["part"].where(own["is_chosen"], 0.0).groupby(own["region"]).sum(),
        }
    ).rename_axis(region)


def _ranked(table: pd.DataFrame, score: pd.Series, region: str) -> pd.DataFrame:
    """Open areas with need, neediest first, ties by code: `region`, `score`, `part` (of its
    region's open need), `before` (part of those ahead of it in its region)."""
    is_open = table["status"].eq("open") & score.gt(0)
    own = pd.DataFrame({"region": table[region], "score": score})[is_open].sort_index()
    own = own.sort_values("score", ascending=False, kind="stable")
    own["part"] = own["score"] / own.groupby("region")["score"].transform("sum")
    own["before"] = own.groupby("region")["part"].cumsum() - own["part"]
    return own


def _plan(own: pd.DataFrame, level: float, points: int) -> np.ndarray | None:
    """The best plan that gives each region this part; None where the points do not suffice."""
    is_needed = own["before"].lt(level - _ROUNDING / 2).to_numpy()
    left = points - int(is_needed.sum())
    if left < 0 or level > 1:
        return None
    is_chosen = is_needed.copy()
    is_chosen[np.flatnonzero(~is_needed)[:left]] = True
    return is_chosen


def _row(own: pd.DataFrame, is_chosen: np.ndarray) -> dict[str, Any]:
    got = own["part"].where(is_chosen, 0.0).groupby(own["region"]).sum()
    return {
        "least_share": float(got.min()),
        "share": float(own["score"].where(is_chosen, 0.0).sum() / own["score"].sum()),
        "least_region": str(got.idxmin()),
    }
