"""A long table as arrays: units × periods, and for each unit its adoption, cluster and group.

Nothing is estimated here. Every rule that the table must keep is checked once; a breach is said
with its column, row, what was found and what to do.
"""

from collections.abc import Hashable
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import (
    NEVER,
    Calendar,
    on_calendar,
    ordinals,
    period_name,
    table_periods,
)
from mohinh.words.errors import InvalidTable, NothingToCompare

Unusable = Literal["outcome_missing", "exposure_missing"]

# What all treated units together are called, where groups have names.
ALL = "all"

# Units × periods that are laid out at once: 1.6 GB of counts.
MOST_CELLS = 200_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of a long table's columns, and the code in `adopted` that means never.

    `is_count` is false where the outcome may be any number (a rate, a logarithm).
    """

    unit: str
    period: str
    adopted: str
    outcome: str
    group: str | None = None
    cluster: str | None = None
    exposure: str | None = None
    ended: str | None = None
    by: tuple[str, ...] = ()
    never: Hashable | None = None
    is_count: bool = True

    @property
    def named(self) -> list[str]:
        """The columns asked for, each once."""
        optional = (self.group, self.cluster, self.exposure, self.ended, *self.by)
        required = (self.unit, self.period, self.adopted, self.outcome)
        return list(dict.fromkeys([*required, *(name for name in optional if name is not None)]))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """N units × T periods, in C clusters.

    Attributes
    ----------
    units : (N,) labels, as they stand in the table
    periods : (T,) ascending places in time, see `calendars`
    counts, observed : (N, T) the outcome, 0 where unobserved; whether it was observed
    adopted, ended : (N,) first period treated, first period no longer treated; `NEVER` for none
    cluster : (N,) 0 … C − 1
    group : (N,) place in `groups`, −1 for a unit that never adopts
    exposure : None, (N,) where constant within units (missing as NaN), or (N, T), 0 if unobserved
    splits : per column of `by`, the units' labels (N,)
    unusable : reason → (rows, outcome) of each unit (N,) that were left out at the door
    """

    units: np.ndarray
    periods: np.ndarray
    calendar: Calendar
    counts: np.ndarray
    observed: np.ndarray
    adopted: np.ndarray
    ended: np.ndarray
    cluster: np.ndarray
    clusters_count: int
    group: np.ndarray
    groups: tuple[str, ...]
    exposure: np.ndarray | None
    splits: tuple[np.ndarray, ...]
    unusable: dict[Unusable, tuple[np.ndarray, np.ndarray]]

    @property
    def weights(self) -> np.ndarray | None:
        """Exposure as weights of cells, (N, T), where it changes within units; else None."""
        return self.exposure if self.exposure is not None and self.exposure.ndim == 2 else None

    def only(self, kept: np.ndarray) -> "Layout":
        """The same with the units where `kept` (N,) is true; clusters keep their numbers."""
        size = len(self.units)
        cut = {
            field.name: value[kept]
            for field in fields(self)
            if field.name != "periods"
            and isinstance(value := getattr(self, field.name), np.ndarray)
            and len(value) == size
        }
        unusable = {why: (rows[kept], y[kept]) for why, (rows, y) in self.unusable.items()}
        splits = tuple(labels[kept] for labels in self.splits)
        return replace(self, **cut, splits=splits, unusable=unusable)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The table, the unit of each row, and the first row of each unit."""

    table: pd.DataFrame
    columns: Columns
    unit: np.ndarray
    first: np.ndarray

    def per_unit(self, column: str) -> pd.Series:
        """A column's value in each unit. Raises `InvalidTable` where it changes within one."""
        values = _comparable(self.table[column])
        same = values == values[self.first][self.unit]
        if values.dtype.kind == "f":
            same |= np.isnan(values) & np.isnan(values[self.first][self.unit])
        if not same.all():
            row = int(np.flatnonzero(~same)[0])
            one, other = (self.table[column].iloc[at] for at in (self.first[self.unit[row]], row))
            unit = self.table[self.columns.unit].iloc[row]
            raise InvalidTable(
                f"column {column!r} changes within unit {unit!r}: {one!s} and {other!s}. It must "
                "be one value per unit" + _HINTS.get(self._role(column), "")
            )
        return self.table[column].iloc[self.first].reset_index(drop=True)

    def _role(self, column: str) -> str:
        return next(
            (role for role in _HINTS if getattr(self.columns, role) == column),
            "",
        )


_HINTS = {
    "adopted": ": the first treated period, not whether each row is treated. Adoption is for good "
    "here; say with `ended` where treatment stopped",
    "cluster": "; a unit that moved needs one cluster, the one where adoption was decided",
    "group": "; a unit belongs to the group it adopted first",
}


def read_layout(table: pd.DataFrame, columns: Columns) -> Layout:
    """Lay out a long table. Raises `InvalidTable` as listed in `estimate_effects`."""
    _check_columns(table, columns)
    unit, first = _units(table[columns.unit])
    rows = _Rows(table, columns, unit, first)
    period, periods, calendar = _periods(table[columns.period])
    shape = len(first), len(periods)
    if shape[0] * shape[1] > MOST_CELLS:
        raise InvalidTable(
            f"{shape[0]} units × {shape[1]} periods are more cells than can be laid out at once "
            f"({MOST_CELLS}); add the outcome up over longer periods first"
        )
    adopted = _adopted(rows, periods, calendar)
    group, groups = _groups(rows, adopted)
    cluster, clusters_count = _clusters(rows)
    outcome = _outcome(table, columns.outcome, is_count=columns.is_count)
    exposure, changes = _exposure(rows)
    reasons: dict[Unusable, np.ndarray] = {"outcome_missing": np.isnan(outcome)}
    if changes:
        reasons["exposure_missing"] = ~(exposure > 0) & ~reasons["outcome_missing"]
    outcome = np.nan_to_num(outcome) if reasons["outcome_missing"].any() else outcome
    lost = {why: _lost(unit, bad, outcome, shape[0]) for why, bad in reasons.items()}
    usable = ~np.logical_or.reduce(list(reasons.values()))
    place = _places(rows, period, shape)
    return Layout(
        units=table[columns.unit].iloc[first].to_numpy(),
        periods=periods,
        calendar=calendar,
        counts=_grid(place, np.where(usable, outcome, 0.0), shape),
        observed=_grid(place, usable, shape),
        adopted=adopted,
        ended=_ended(rows, adopted, calendar),
        cluster=cluster,
        clusters_count=clusters_count,
        group=group,
        groups=groups,
        exposure=_grid(place, np.where(usable, exposure, 0.0), shape) if changes else exposure,
        splits=tuple(_texts(rows.per_unit(name)).to_numpy(dtype=object) for name in columns.by),
        unusable=lost,
    )


def _check_columns(table: pd.DataFrame, columns: Columns) -> None:
    if not isinstance(table, pd.DataFrame):
        raise InvalidTable(
            f"panel is a {type(table).__name__}: expected a pandas DataFrame with one row per unit "
            "and period (of `questions.panel`, its `table`)"
        )
    absent = [name for name in columns.named if name not in table.columns]
    if absent:
        raise InvalidTable(
            f"no column {', '.join(map(repr, absent))}; the table has "
            f"{', '.join(map(repr, table.columns[:30]))}"
        )
    twice = [name for name in columns.named if list(table.columns).count(name) > 1]
    if twice:
        raise InvalidTable(f"column {twice[0]!r} stands twice in the table; keep one")
    if table.empty:
        raise InvalidTable("the table has no rows: expected one per unit and period")
    for name in (columns.unit, columns.period, columns.cluster):
        if name is not None and (missing := table[name].isna().to_numpy()).any():
            raise InvalidTable(
                f"column {name!r} is missing in {missing.sum()} rows, first in row "
                f"{table.index[missing][0]!r}: every row needs one"
            )


def _comparable(values: pd.Series) -> np.ndarray:
    """Numbers that are equal where the values are."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy()
    if isinstance(dtype, np.dtype) and dtype.kind in "iubf":
        return values.to_numpy()
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        return values.to_numpy().view("int64")
    try:
        return pd.factorize(values)[0]
    except TypeError:
        raise InvalidTable(
            f"column {values.name!r} holds {type(values.iloc[0]).__name__}s: expected labels, as "
            "texts or numbers"
        ) from None


def _ranked(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rank of each whole number, and the numbers: `np.unique`, without sorting where they are
    dense."""
    low, high = int(values.min()), int(values.max())
    if high - low > len(values) + 1000:
        uniques, ranks = np.unique(values, return_inverse=True)
        return ranks, uniques
    if low:
        values = values - low
    present = np.bincount(values) > 0
    if not present.all():
        values = (np.cumsum(present) - 1)[values]
    return values, np.flatnonzero(present) + low


def _units(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes = _comparable(values)
    if codes.dtype.kind in "iub":
        codes = _ranked(codes.astype("int64", copy=False))[0]
    else:
        codes = pd.factorize(codes)[0]
    first = np.empty(codes.max() + 1, dtype="int64")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, first


def _periods(values: pd.Series) -> tuple[np.ndarray, np.ndarray, Calendar]:
    places, calendar = table_periods(values)
    if (places == NEVER).any():
        raise InvalidTable(f"column {values.name!r} holds periods without an end (infinity)")
    return *_ranked(places), calendar


def _adopted(rows: _Rows, periods: np.ndarray, calendar: Calendar) -> np.ndarray:
    columns = rows.columns
    values = rows.per_unit(columns.adopted)
    if columns.never is not None:
        values = values.where(values.ne(columns.never).fillna(True).to_numpy(dtype=bool))
    places, given = ordinals(values)
    _refuse_codes(places, given, periods, columns.adopted)
    return on_calendar(places, given, calendar, column=columns.adopted)


def _refuse_codes(places: np.ndarray, given: Calendar, periods: np.ndarray, column: str) -> None:
    """Refuse 0, −1, −99 … as an adoption, where the periods are all above zero."""
    codes = (places <= 0) & (periods.min() > 0)
    if given == "number" and codes.any():
        raise InvalidTable(
            f"column {column!r} holds {places[codes][0]} in {codes.sum()} units, but the periods "
            f"run from {periods[0]} to {periods[-1]}. If it means never adopted, say so: "
            f"never={places[codes][0]}; otherwise leave it missing or give the true period"
        )


def _ended(rows: _Rows, adopted: np.ndarray, calendar: Calendar) -> np.ndarray:
    name = rows.columns.ended
    if name is None:
        return np.full(len(adopted), NEVER)
    places = on_calendar(*ordinals(rows.per_unit(name)), calendar, column=name)
    wrong = places < adopted
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        unit = rows.table[rows.columns.unit].iloc[rows.first[at]]
        raise InvalidTable(
            f"unit {unit!r} ended in {period_name(places[at], calendar)} before it adopted "
            f"({wrong.sum()} such units): correct the dates, or leave `ended` missing"
        )
    return places


def _texts(values: pd.Series) -> pd.Series:
    """Labels as text; 2.0 and 2 are one label."""
    missing = values.isna()
    if pd.api.types.is_float_dtype(values.dtype) and values.dropna().mod(1).eq(0).all():
        values = values.astype("Int64")
    return values.astype("str").mask(missing, "")


def _groups(rows: _Rows, adopted: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    dated = adopted != NEVER
    if rows.columns.group is None:
        return np.where(dated, -1, -1), ()
    values = rows.per_unit(rows.columns.group)
    missing = values.isna().to_numpy() & dated
    if missing.any():
        unit = rows.table[rows.columns.unit].iloc[rows.first[missing][0]]
        raise InvalidTable(
            f"column {rows.columns.group!r} is missing in {missing.sum()} units that adopted, "
            f"first {unit!r}: name their group"
        )
    texts, labels = _texts(values), values[dated].drop_duplicates()
    has_order = isinstance(values.dtype, pd.CategoricalDtype)
    if has_order or pd.api.types.is_numeric_dtype(values.dtype):
        groups = tuple(dict.fromkeys(_texts(labels.sort_values())))
    else:
        groups = tuple(sorted(set(_texts(labels))))
    if ALL in groups:
        raise InvalidTable(
            f"column {rows.columns.group!r} has a group {ALL!r}: that is what the estimate of all "
            "groups is called. Name the group otherwise"
        )
    return np.where(dated, pd.Index(groups).get_indexer(texts), -1), groups


def _clusters(rows: _Rows) -> tuple[np.ndarray, int]:
    if rows.columns.cluster is None:
        count = len(rows.first)
        codes = np.arange(count)
    else:
        codes, labels = pd.factorize(rows.per_unit(rows.columns.cluster))
        count = len(labels)
    if count < 2:
        raise NothingToCompare(
            f"column {rows.columns.cluster or rows.columns.unit!r} holds one cluster only: an "
            "interval needs at least two. Name the level at which adoption was decided",
            reason="no_comparison",
        )
    return codes, count


def _outcome(table: pd.DataFrame, column: str, *, is_count: bool) -> np.ndarray:
    values = table[column]
    is_complex = pd.api.types.is_complex_dtype(values.dtype)
    if not pd.api.types.is_numeric_dtype(values.dtype) or is_complex:
        raise InvalidTable(
            f"column {column!r} is {values.dtype}: expected counts as numbers; blanks as missing"
        )
    outcome = values.to_numpy(dtype="float64", na_value=np.nan)
    wrong = np.isinf(outcome) | (is_count & (outcome < 0))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidTable(
            f"column {column!r} holds {outcome[row]:g} in row {table.index[row]!r} ({wrong.sum()} "
            "such rows): expected numbers, 0 or more where they are counts. Leave it missing if it "
            "was not reported"
        )
    if is_count and not np.nansum(outcome) > 0:
        raise NothingToCompare(
            f"column {column!r} adds up to zero cases: there is nothing to compare. Choose another "
            "outcome or a longer span",
            reason="no_cases",
        )
    return outcome


def _exposure(rows: _Rows) -> tuple[np.ndarray | None, bool]:
    """Exposure of each unit, or of each row where it changes within units; and which it is."""
    name = rows.columns.exposure
    if name is None:
        return None, False
    if not pd.api.types.is_numeric_dtype(rows.table[name].dtype):
        raise InvalidTable(f"column {name!r} is {rows.table[name].dtype}: expected numbers")
    values = rows.table[name].to_numpy(dtype="float64", na_value=np.nan)
    if (values < 0).any() or np.isinf(values).any():
        raise InvalidTable(f"column {name!r} holds negative or infinite exposures: expected > 0")
    start = values[rows.first]
    same = (values == start[rows.unit]) | (np.isnan(values) & np.isnan(start)[rows.unit])
    if same.all():
        return np.where(start > 0, start, np.nan), False
    return values, True


def _lost(
    unit: np.ndarray, bad: np.ndarray, outcome: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    return np.bincount(unit[bad], minlength=size), np.bincount(unit[bad], outcome[bad], size)


def _places(rows: _Rows, period: np.ndarray, shape: tuple[int, int]) -> np.ndarray | None:
    """Place of each row in the grid; None where the rows are the grid, in order."""
    place = rows.unit * shape[1] + period
    if len(place) == shape[0] * shape[1] and (place == np.arange(len(place))).all():
        return None
    seen = np.zeros(shape[0] * shape[1], dtype=bool)
    seen[place] = True
    if seen.sum() < len(place):
        row = int(np.flatnonzero(pd.Series(place).duplicated().to_numpy())[0])
        columns, table = rows.columns, rows.table
        raise InvalidTable(
            f"two rows for unit {table[columns.unit].iloc[row]!r} in period "
            f"{table[columns.period].iloc[row]!s} ({len(place) - seen.sum()} such rows): keep one "
            "row per unit and period"
        )
    return place


def _grid(place: np.ndarray | None, values: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    if place is None:
        return values.reshape(shape)
    grid = np.zeros(shape[0] * shape[1], dtype=values.dtype)
    grid[place] = values
    return grid.reshape(shape)
