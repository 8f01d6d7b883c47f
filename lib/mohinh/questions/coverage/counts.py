"""The kernel: how many units are covered, by part and date, from one sweep over the points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.coverage.silence import silence
from mohinh.questions.coverage.stretches import (
    STATES,
    State,
    Stretches,
    added_up,
    day_positions,
    joined,
    point_stretches,
    where_at_least,
)
from mohinh.words.errors import InvalidTable, VintageMismatch

Counted = Literal["areas", "households", "residents", "communes"]
WEIGHTS: Mapping[Counted, str] = {
    "households": "households_count",
    "residents": "population_persons",
}
# From best to worst; an area is in the first of these states that one of its points has.
_NESTED: tuple[tuple[State, ...], ...] = (
    ("active",),
    ("active", "unknown"),
    ("active", "unknown", "lapsed"),
)


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """What is counted, in each state: int64 arrays of shape units × parts × dates.

    `total` and `unreported` (areas without the weight that is counted) have the shape units.
    `units` is indexed by the columns of `by=`; `parts` by the values of `part=`, or holds one.
    """

    units: pd.Index
    parts: pd.Index
    dates: pd.DatetimeIndex
    covered: np.ndarray
    unknown: np.ndarray
    silent: np.ndarray
    lapsed: np.ndarray
    total: np.ndarray
    unreported: np.ndarray

    @property
    def none(self) -> np.ndarray:
        """Neither a model nor a sign of one, and reports came: units × parts × dates."""
        known = self.covered + self.unknown + self.silent + self.lapsed
        return self.total[:, None, None] - known


def coverage_counts(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    dates: Sequence[date],
    by: Sequence[str] = (),
    of: Counted = "areas",
    part: str | None = None,
    model_group: str | None = None,
    at_least: int = 1,
    activity: pd.DataFrame | None = None,
) -> CoverageCounts:
    """Units in each state on each date, by part.

    Parameters
    ----------
    areas, points : tables of `tables.schemas`, of one vintage
    dates : any order; the result has them sorted, each once
    by : columns of `areas` to group by; () gives one unit
    of : what is counted. A commune is in the best state of its areas.
    part : column of `points` (`model_group`, `type_id`, `lead` …): each of its values is counted by
        itself, so that the parts do not add up; a blank is a part of its own
    model_group : points of this group only
    at_least : so many model groups must be in force in an area at once
    activity : reports by area and month; with it, silent areas are told from those without a model

    Raises `VintageMismatch` where a point lies in an area that is not in `areas`, `InvalidTable`
    where an area occurs twice or a column is absent.
    """
    found = sweep(
        areas, points, dates=dates, part=part, model_group=model_group, at_least=at_least,
        activity=activity,
    )  # fmt: skip
    return counted(found, by=by, of=of)


@dataclass(frozen=True, slots=True)
class Sweep:
    """When each area is in which state, by part: what any number of counts are made of.

    `levels` are the runs of areas × parts that are active; that or unknown; that or silent; that or
    lapsed, as positions in `days`.
    """

    areas: pd.DataFrame
    parts: pd.Index
    days: np.ndarray
    levels: tuple[Stretches, ...]


def sweep(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    dates: Sequence[date],
    part: str | None = None,
    model_group: str | None = None,
    at_least: int = 1,
    activity: pd.DataFrame | None = None,
) -> Sweep:
    """The states of all areas on all dates; parameters and errors of `coverage_counts`."""
    _check(areas, points, part=part)
    days = day_positions(dates)
    own, place, silent = _asked(areas, points, model_group, activity, days)
    codes, parts = _numbered(own, part)
    levels = _levels(own, place * len(parts) + codes, silent, len(parts), days, at_least)
    return Sweep(areas, parts, days, tuple(levels))


def counted(found: Sweep, *, by: Sequence[str] = (), of: Counted = "areas") -> CoverageCounts:
    """The counts of a sweep, by units; parameters of `coverage_counts`."""
    areas, parts, days, levels = found.areas, found.parts, found.days, found.levels
    _check_columns(areas, "areas", [*by, *([WEIGHTS[of]] if of in WEIGHTS else [])])
    cells, units = _cells(areas, by)
    weight, unreported = _weights(areas, of)
    cell = cells
    if of == "communes":
        commune, cell = _communes(areas, cells)
        weight = None
        levels = tuple(_of_communes(runs, commune, len(parts), len(days)) for runs in levels)
    shape = len(units), len(parts), len(days)
    sums = [_sums(runs, cell, weight, shape) for runs in levels]
    return CoverageCounts(
        units=units,
        parts=parts,
        dates=pd.DatetimeIndex(days.astype("datetime64[us]"), name="on"),
        covered=sums[0],
        unknown=sums[1] - sums[0],
        silent=sums[2] - sums[1],
        lapsed=sums[3] - sums[2],
        total=_added(cell, weight, len(units)),
        unreported=_added(cells, unreported, len(units)),
    )


def area_states(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    model_group: str | None = None,
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Each area's best state on a date and the number of model groups active there.

    One row per area, index `area_id`: `state`, `active_groups_count`, `active_points_count`.
    `model_group` looks at the points of one group only. Raises as `coverage_counts`.
    """
    _check(areas, points, part=None)
    days = day_positions([on])
    own, place, silent = _asked(areas, points, model_group, activity, days)
    stretches = point_stretches(own, dates=days)
    rank = np.zeros(len(areas), "int64")
    rank[silent.unit] = STATES.index("silent")
    for state, runs in stretches.items():
        np.maximum.at(rank, place[runs.unit], STATES.index(state))
    active = stretches["active"].unit
    groups, labels = _numbered(own, "model_group")
    pairs = np.unique(place[active] * len(labels) + groups[active])
    return pd.DataFrame(
        {
            "state": pd.array(np.array(STATES, dtype=object)[rank], dtype="str"),
            "active_groups_count": np.bincount(pairs // len(labels), minlength=len(areas)),
            "active_points_count": np.bincount(place[active], minlength=len(areas)),
        },
        index=pd.Index(areas["area_id"], name="area_id"),
    )


# What is given ---------------------------------------------------------------------------------


def _check_columns(table: pd.DataFrame, name: str, columns: Sequence[str]) -> None:
    for column in columns:
        if column not in table.columns:
            raise InvalidTable(
                f"coverage, table {name!r}: no column {column!r}; found "
                f"{', '.join(map(str, table.columns))}"
            )


def _check(areas: pd.DataFrame, points: pd.DataFrame, *, part: str | None) -> None:
    _check_columns(points, "points", [] if part is None else [part])
    twice = areas["area_id"].duplicated()
    if twice.any():
        raise InvalidTable(
            f"coverage, table 'areas': area {areas.loc[twice, 'area_id'].iloc[0]!r} found twice; "
            "expected one row per area"
        )


def _asked(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    model_group: str | None,
    activity: pd.DataFrame | None,
    days: np.ndarray,
) -> tuple[pd.DataFrame, np.ndarray, Stretches]:
    """Points in areas, of the group asked for; their rows in `areas`; when areas are silent."""
    own = points[points["setting"].eq("area").to_numpy(bool)]
    place = pd.Index(areas["area_id"]).get_indexer(own["area_id"])
    strangers = own.loc[place < 0, "area_id"]
    if len(strangers):
        raise VintageMismatch(
            f"{len(strangers)} points lie in areas that the list of areas lacks, the first in "
            f"{strangers.iloc[0]!r}: both must come from one workbook"
        )
    silent = silence(areas, place, activity, days)
    if model_group is None:
        return own, place, silent
    is_asked = own["model_group"].eq(model_group).to_numpy(bool)
    return own[is_asked], place[is_asked], silent


def _numbered(points: pd.DataFrame, part: str | None) -> tuple[np.ndarray, pd.Index]:
    """The number of each point's part, and the parts; a blank is one of them."""
    if part is None:
        return np.zeros(len(points), "int64"), pd.Index(["all"])
    codes, parts = pd.factorize(points[part], sort=True, use_na_sentinel=False)
    return codes.astype("int64"), pd.Index(parts, name=part)


def _cells(areas: pd.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, pd.Index]:
    """The number of each area's unit, and the units."""
    if not by:
        return np.zeros(len(areas), "int64"), pd.RangeIndex(1)
    groups = areas.groupby([*by], dropna=False)
    return groups.ngroup().to_numpy("int64"), groups.size().index


def _weights(areas: pd.DataFrame, of: Counted) -> tuple[np.ndarray | None, np.ndarray]:
    """What each area counts for (None: for one), and whether it did not say."""
    if of not in WEIGHTS:
        return None, np.zeros(len(areas))
    amounts = areas[WEIGHTS[of]]
    return amounts.fillna(0).to_numpy("float64"), amounts.isna().to_numpy("float64")


def _added(cells: np.ndarray, weight: np.ndarray | None, cells_count: int) -> np.ndarray:
    return np.bincount(cells, weights=weight, minlength=cells_count).astype("int64")


# The sweep -------------------------------------------------------------------------------------


def _levels(
    points: pd.DataFrame,
    unit: np.ndarray,
    silent: Stretches,
    parts_count: int,
    days: np.ndarray,
    at_least: int,
) -> list[Stretches]:
    """When an area is active; that or unknown; that or silent; that or lapsed, by area and part.

    `unit` is the number of each point's area × part. Each level contains the one before, so that
    the best state is counted by taking differences.
    """
    runs = point_stretches(points, dates=days)
    groups = _numbered(points, "model_group") if at_least > 1 else None
    quiet = Stretches(
        (silent.unit[:, None] * parts_count + np.arange(parts_count)).ravel(),
        np.repeat(silent.start, parts_count),
        np.repeat(silent.stop, parts_count),
    )
    active, maybe, ever = (
        _held(joined(*(runs[state] for state in states)), unit, groups, at_least, len(days))
        for states in _NESTED
    )
    return [active, maybe, joined(maybe, quiet), joined(ever, quiet)]


def _held(
    runs: Stretches,
    unit: np.ndarray,
    groups: tuple[np.ndarray, pd.Index] | None,
    at_least: int,
    dates_count: int,
) -> Stretches:
    """When a unit has a point, or points of so many groups."""
    if groups is None:
        return where_at_least(runs.renamed(unit[runs.unit]), dates_count=dates_count)
    codes, labels = groups
    each = runs.renamed(unit[runs.unit] * len(labels) + codes[runs.unit])
    each = where_at_least(each, dates_count=dates_count)
    return where_at_least(
        each.renamed(each.unit // len(labels)), least=at_least, dates_count=dates_count
    )


def _communes(areas: pd.DataFrame, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The commune of each area, numbered within its unit; the unit of each such commune."""
    codes, names = pd.factorize(areas["commune_code"], use_na_sentinel=False)
    pairs, commune = np.unique(cells * len(names) + codes, return_inverse=True)
    return commune.astype("int64"), pairs // max(1, len(names))


def _of_communes(
    runs: Stretches, commune: np.ndarray, parts_count: int, dates_count: int
) -> Stretches:
    unit = commune[runs.unit // parts_count] * parts_count + runs.unit % parts_count
    return where_at_least(runs.renamed(unit), dates_count=dates_count)


def _sums(
    runs: Stretches, cells: np.ndarray, weight: np.ndarray | None, shape: tuple[int, int, int]
) -> np.ndarray:
    """What is counted, of units that hold a stretch: units × parts × dates."""
    units_count, parts_count, dates_count = shape
    row, part = runs.unit // parts_count, runs.unit % parts_count
    return added_up(
        runs,
        cell=cells[row] * parts_count + part,
        cells_count=units_count * parts_count,
        dates_count=dates_count,
        weight=None if weight is None else weight[row],
    ).reshape(shape)
