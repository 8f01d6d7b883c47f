"""Need: open areas, and what their need is made of.

Need of an area = households × fit × Σ weight × component, with components that are all near 1:

    cases   smoothed rate of cases / rate of the province
    people  1: each household counts alike
    gap     1 + share of the commune's households without an active model (1 to 2)
    place   2 in border and island areas, 1 elsewhere

so that need is counted in households of an ordinary area. The rate is drawn towards that of the
province (empirical Bayes, `rates.smoothed`) over several years; an area without usable reports has
the province's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
import pandas as pd

from mohinh.questions.coverage import area_states
from mohinh.questions.rates import count_cases, smoothed
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import AIMED_AT, Period

COMPONENTS = ("cases", "people", "gap", "place")
REMOTE_FLAGS = ("is_border", "is_island")
REMOTE = "is_border_or_island"
# A household in a border or island area counts so many times, where only the place is weighed.
_REMOTE_COUNTS = 2.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each component counts; any numbers from 0, of which only the proportion matters."""

    cases: float = 0.4
    people: float = 0.2
    gap: float = 0.2
    place: float = 0.2

    def __post_init__(self) -> None:
        values = astuple(self)
        if not (np.isfinite(values).all() and min(values) >= 0 and sum(values) > 0):
            found = ", ".join(f"{name}={value:g}" for name, value in self.shares().items())
            raise InvalidTable(
                f"weights: found {found}; expected numbers from 0, at least one above 0"
            )

    def shares(self) -> Mapping[str, float]:
        """Component → its part of all weights (they sum to 1)."""
        values, total = astuple(self), sum(astuple(self)) or 1.0
        return {
            field.name: value / total for field, value in zip(fields(self), values, strict=True)
        }


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """What is known of each area that a new point could be proposed for.

    Attributes
    ----------
    table : index `area_id`, sorted; the columns of `areas`, and `state` (of `coverage`), `status`
        (below), `cases`, `people`, `gap`, `place` (the components; missing where households are),
        `year_count` and `before_count` (cases recorded in the last twelve months and in those
        before; missing where none was usable), `is_border_or_island`
    mean_rate : cases per household and year of the province; missing without usable reports
    variance : 0 where areas differ no more than by chance
    first_month, last_month : of the cases that count

    `status` is `open` (no active point: a candidate), `served`, `unknown` (nobody said whether a
    point is in force), `silent` (no point on the list and no report: to be asked first) or
    `no_households` (open, but its households were not reported, or none).
    """

    table: pd.DataFrame
    mean_rate: float
    variance: float
    first_month: pd.Timestamp
    last_month: pd.Timestamp

    @property
    def candidates(self) -> pd.DataFrame:
        """The rows of open areas."""
        return self.table[self.table["status"].eq("open")]

    def score(self, weights: Weights, *, fit: pd.Series | None = None) -> pd.Series:
        """Need of each area that is not served, in households; 0 for served ones.

        `fit` multiplies, by area; None or an area that is not in it: 1. Areas of unknown state have
        need too (a point near by would reach them), missing where households are not known.
        """
        own = self.table
        mixed = sum(own[name].to_numpy() * share for name, share in weights.shares().items())
        times = 1.0 if fit is None else fit.reindex(own.index).fillna(1.0).to_numpy("float64")
        homes = own["households_count"].to_numpy("float64", na_value=np.nan)
        found = np.where(own["status"].eq("served"), 0.0, homes * mixed * times)
        return pd.Series(found, own.index, name="score")


def find_need(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    period: Period,
    model_group: str | None = None,
    kinds: Sequence[str] = AIMED_AT,
    years: int = 3,
    complete_from: float = 0.9,
) -> Need:
    """Open areas on the last day of the period, and the components of their need.

    Parameters
    ----------
    areas, points, activity : tables of `tables.schemas`, of one vintage
    period : need is as of its last day
    model_group : an area is open where no point of this group is in force; None: of any group
    kinds : of case, of `words.terms.INCIDENTS`
    years : so many years of cases, up to the last day, make the rate
    complete_from : a month counts where at least this share of areas reported

    Raises `InvalidTable` for `years` below 1, and what `coverage.area_states` and
    `rates.count_cases` raise.
    """
    if years < 1:
        raise InvalidTable(f"years={years!r}: expected a whole number from 1, such as 3")
    table = areas.set_index("area_id").sort_index()
    states = area_states(areas, points, on=period.end, model_group=model_group, activity=activity)[
        "state"
    ].reindex(table.index)
    last = pd.Timestamp(period.end.year, period.end.month, 1)
    first = last - pd.DateOffset(months=12 * years - 1)
    counted = count_cases(
        areas, activity, outcomes=[f"incident_{kind}_count" for kind in kinds], period=period,
        since=first, complete_from=complete_from,
    )  # fmt: skip
    drawn = _rates(counted.table, table.index)
    homes = table["households_count"].astype("Float64").astype("float64")
    is_remote = table[[*REMOTE_FLAGS]].fillna(False).any(axis=1).astype(bool)
    table = table.assign(
        state=states,
        status=_status(states, homes),
        cases=_relative(drawn.table["smoothed"], drawn.mean),
        people=1.0,
        gap=1.0 + _uncovered(table["commune_code"], homes, states),
        place=np.where(is_remote, _REMOTE_COUNTS, 1.0),
        year_count=_count(counted.table, table.index, last, 0),
        before_count=_count(counted.table, table.index, last, 12),
        is_border_or_island=is_remote,
    )
    return Need(table, drawn.mean, drawn.variance, first, last)


def _rates(used: pd.DataFrame, index: pd.Index):
    sums = used.groupby("area_id")[["incident_count", "exposure_years"]].sum().reindex(index)
    return smoothed(sums["incident_count"], sums["exposure_years"])


def _relative(rate: pd.Series, mean: float) -> pd.Series:
    """The rate by that of the province; 1 without reports, or where no case was recorded."""
    if not mean > 0:
        return pd.Series(1.0, index=rate.index)
    return (rate / mean).fillna(1.0)


def _status(states: pd.Series, homes: pd.Series) -> pd.Series:
    is_open = states.isin(["none", "lapsed"])
    found = states.where(~is_open, "open").replace("active", "served")
    return found.mask(is_open & ~homes.gt(0), "no_households").astype("str")


def _uncovered(communes: pd.Series, homes: pd.Series, states: pd.Series) -> pd.Series:
    """Share of the commune's reported households in areas without an active point."""
    total = homes.groupby(communes).transform("sum")
    without = homes.where(states.ne("active"), 0.0).groupby(communes).transform("sum")
    return (without / total.where(total.gt(0))).fillna(0.0)


def _count(used: pd.DataFrame, index: pd.Index, last: pd.Timestamp, back: int) -> pd.Series:
    """Cases of twelve months that end so many months before the last."""
    end = last - pd.DateOffset(months=back)
    is_in = used["month"].gt(end - pd.DateOffset(months=12)) & used["month"].le(end)
    own = used[is_in].groupby("area_id")["incident_count"].sum()
    return own.reindex(index).astype("Int64")
