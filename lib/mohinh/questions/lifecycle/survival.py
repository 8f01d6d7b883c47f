"""Survival: how many points are still in force after so many years (Kaplan and Meier, 1958)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

_DAYS = 365.25  # of a year
_Z = 1.959963984540054  # 95 % of a normal distribution
_TAIL = 0.025
POINTS_LEAST = 10


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """Points of one kind followed from their first day.

    Attributes
    ----------
    name : `all`, or the value of the column that was asked for
    points_count, ended_count : followed, and no longer in force by the day
    curve : from 0 years on, one row per time at which a point ended and a last one: `years`,
        `share` still in force, `low`, `high` (95 %, log-log; missing while no point has ended, and
        where none is left), `at_risk`
    followed : how many years each point was followed, the shortest first
    """

    name: str
    points_count: int
    ended_count: int
    curve: pd.DataFrame
    followed: np.ndarray

    def at_risk(self, years: float) -> int:
        """How many points were followed for so many years or longer."""
        return int(len(self.followed) - np.searchsorted(self.followed, years))

    def at(self, years: float, *, least: int = 1) -> tuple[float, float, float] | None:
        """Share still in force after so many years, with its interval; None where fewer than
        `least` points were followed so long.

        Where no point has ended by then: from the share at which that would happen once in forty
        times (exact binomial, of the points followed so long) to 1.
        """
        count = self.at_risk(years)
        if count < least:
            return None
        row = self.curve[self.curve["years"].le(years)].iloc[-1]
        if row["share"] == 1:
            return 1.0, float(_TAIL ** (1 / count)), 1.0
        return float(row["share"]), float(row["low"]), float(row["high"])

    def drawn(self, *, least: int = POINTS_LEAST) -> pd.DataFrame:
        """The curve as far as at least so many points were followed."""
        last = self.followed[max(0, len(self.followed) - least)]
        kept = self.curve[self.curve["years"].le(last)]
        end = kept.iloc[[-1]].assign(years=last, at_risk=self.at_risk(last))
        return pd.concat([kept, end], ignore_index=True)


def durations(points: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """How long each point was followed, up to a day.

    Index of the points followed; `years` and `has_ended`. A suspension ends a point. Left out are
    points that were only proposed or began later, and those of which a date is not known: the
    start, the end of one that is over, the state of one that may be.
    """
    day = pd.Timestamp(on)
    ended_on, status = points["ended_on"], points["status"]
    is_followed = points["started_on"].le(day) & status.ne("proposed")
    is_followed &= ended_on.notna() | status.isin(["pilot", "active"])
    own = points[is_followed & ~ended_on.lt(points["started_on"])]
    has_ended = own["ended_on"].le(day)
    last = own["ended_on"].where(has_ended, day)
    years = (last - own["started_on"]).dt.days / _DAYS
    return pd.DataFrame({"years": years, "has_ended": has_ended.astype(bool)})


def survival(
    points: pd.DataFrame, *, on: date, by: str | None = None, least: int = POINTS_LEAST
) -> tuple[Survival, ...]:
    """The survival of points, all together or by a column; the most points first.

    Values with fewer than `least` points followed are left out. Points are taken as independent:
    those of one commune that end together make the interval too narrow.
    """
    found = durations(points, on=on)
    if by is None:
        return (_survival("all", found),) if len(found) else ()
    key = points[by].reindex(found.index)
    parts = [_survival(str(name), part) for name, part in found.groupby(key) if len(part) >= least]
    return tuple(sorted(parts, key=_size, reverse=True))


def _size(each: Survival) -> int:
    return each.points_count


def _survival(name: str, found: pd.DataFrame) -> Survival:
    ended = found["has_ended"].to_numpy(bool)
    years = found["years"].to_numpy("float64")
    return Survival(name, len(found), int(ended.sum()), _curve(years, ended), np.sort(years))


def _curve(years: np.ndarray, ended: np.ndarray) -> pd.DataFrame:
    times, ends = np.unique(years[ended], return_counts=True)
    at_risk = (years[:, None] >= times).sum(axis=0)
    share = np.cumprod(1 - ends / at_risk)
    low, high = _interval(share, ends, at_risk)
    rows = pd.DataFrame(
        {"years": times, "share": share, "low": low, "high": high, "at_risk": at_risk}
    )
    first = {"years": 0.0, "share": 1.0, "low": np.nan, "high": np.nan, "at_risk": len(years)}
    whole = pd.concat([pd.DataFrame([first]), rows], ignore_index=True)
    longest = years.max()
    if whole["years"].iloc[-1] >= longest:
        return whole
    last = whole.iloc[[-1]].assign(years=longest, at_risk=int((years >= longest).sum()))
    return pd.concat([whole, last], ignore_index=True)


def _interval(
    share: np.ndarray, ends: np.ndarray, at_risk: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Greenwood's variance on the scale log(−log S); missing where nobody is left."""
    low, high = np.full((2, len(share)), np.nan)
    is_open = (share > 0) & (share < 1)
    variance = np.cumsum(ends / (at_risk * np.maximum(at_risk - ends, 1)))[is_open]
    log_share = np.log(share[is_open])
    width = _Z * np.sqrt(variance) / np.abs(log_share)
    low[is_open] = np.exp(log_share * np.exp(width))
    high[is_open] = np.exp(log_share * np.exp(-width))
    return low, high
