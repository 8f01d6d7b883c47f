"""Shares: tables made of the counts, for one date or many, by anything, part by part."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage.counts import Counted, CoverageCounts, coverage_counts
from mohinh.words.terms import SIZE_BREAKS, SIZE_CLASSES, Part


def coverage(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    by: Sequence[str] = (),
    of: Counted = "areas",
    model_group: str | None = None,
    at_least: int = 1,
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Share of areas, households, residents or communes covered on a date.

    Parameters
    ----------
    areas, points : tables of `tables.schemas`, of one vintage
    on : the date
    by : columns of `areas` to group by (district, kind of area, `with_size_class`); () gives one
        row for all
    of : what is counted. A commune is covered when one of its areas is.
    model_group : points of this group only
    at_least : so many model groups must be in force in an area at once
    activity : reports by area and month; with it, silent areas are told from those without a model

    Returns
    -------
    DataFrame with index `by` and columns `covered_count`, `unknown_count`, `silent_count`,
    `lapsed_count`, `none_count`, `total_count` (of what is counted; the five add up to the total),
    `share`, `low`, `high` (0–1; missing where the total is 0) and `unreported_areas_count` (areas
    without households or residents, left out where those are counted).
    """
    counts = coverage_counts(
        areas, points, dates=[on], by=by, of=of, model_group=model_group, at_least=at_least,
        activity=activity,
    )  # fmt: skip
    return _table(counts, part=0, place=0).set_axis(counts.units)


def coverage_series(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    dates: Sequence[date],
    by: Sequence[str] = (),
    of: Counted = "areas",
    model_group: str | None = None,
    at_least: int = 1,
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Coverage on each date, in one sweep; index `on`, or `by` and `on`; columns of `coverage`.

    `change` is the share less that on the date before. The list of areas is that of the workbook
    throughout. A date asked for twice is there once.
    """
    counts = coverage_counts(
        areas, points, dates=dates, by=by, of=of, model_group=model_group, at_least=at_least,
        activity=activity,
    )  # fmt: skip
    tables = [_table(counts, part=0, place=place) for place in range(len(counts.dates))]
    if not by:
        whole = pd.concat(tables).set_axis(counts.dates)
        return whole.assign(change=whole["share"].diff())
    tables = [table.set_axis(counts.units) for table in tables]
    whole = pd.concat(tables, keys=counts.dates, names=["on"])
    whole = whole.reorder_levels([*by, "on"]).sort_index(kind="stable")
    return whole.assign(change=whole.groupby([*by], dropna=False)["share"].diff())


def coverage_by_part(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    part: Part,
    of: Counted = "areas",
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Coverage by model group, type or lead organisation, each by itself, the widest first.

    Index `part` (a blank among them where it was not reported), columns of `coverage`. An area with
    two of them counts in both: the shares do not add up.
    """
    counts = coverage_counts(areas, points, dates=[on], of=of, part=part, activity=activity)
    tables = [_table(counts, part=place, place=0) for place in range(len(counts.parts))]
    if not tables:
        return coverage(areas, points, on=on, of=of).iloc[:0].rename_axis(part)
    whole = pd.concat(tables).set_axis(counts.parts)
    return whole.sort_values("covered_count", ascending=False, kind="stable")


def coverage_by_group(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    of: Counted = "areas",
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Coverage by each model group that has a point in an area, the widest first."""
    return coverage_by_part(areas, points, on=on, part="model_group", of=of, activity=activity)


def with_size_class(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas with `size_class`, a code of `words.terms.SIZE_CLASSES`; blank without households.

    The classes are the same for every province, each closed on the left.
    """
    homes = areas["households_count"]
    place = np.searchsorted(SIZE_BREAKS, homes.fillna(0).to_numpy("float64"), "right")
    codes = pd.Series(np.array(list(SIZE_CLASSES), dtype=object)[place], index=areas.index)
    return areas.assign(size_class=codes.mask(homes.isna()).astype("str"))


def _table(counts: CoverageCounts, *, part: int, place: int) -> pd.DataFrame:
    """One part on one date: a row per unit."""
    states = {
        f"{name}_count": getattr(counts, name)[:, part, place]
        for name in ("covered", "unknown", "silent", "lapsed", "none")
    }
    sums = pd.DataFrame(states).assign(total_count=counts.total)
    total = sums["total_count"].where(sums["total_count"].gt(0))
    open_ended = sums["unknown_count"] + sums["silent_count"]
    return sums.assign(
        share=sums["covered_count"] / total,
        low=sums["covered_count"] / total,
        high=(sums["covered_count"] + open_ended) / total,
        unreported_areas_count=counts.unreported,
    )
