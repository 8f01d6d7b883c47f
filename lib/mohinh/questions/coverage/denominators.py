"""Denominators from elsewhere: of the same units, vintage and year, or refused with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Vintage

_Z = 1.959964  # standard normal, 97.5 %: intervals at 95 %


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many there are of what is counted, by unit, from a source of its own.

    `counts` is indexed by the units of a coverage table (its `by=`), and so are `standard_errors`,
    given where the counts are a sample's or an estimate's; None where they were counted. `year` is
    that which the counts stand for.
    """

    counts: pd.Series
    vintage: Vintage
    year: int
    source: str
    standard_errors: pd.Series | None = None


def share_of(
    table: pd.DataFrame, denominator: Denominator, *, on: date, vintage: Vintage
) -> pd.DataFrame:
    """A coverage table with its shares taken of another denominator.

    With covered *a*, unknown or silent *u* and the denominator *N* with standard error *s*,
    share = a / N, low = a / (N + 1.96 s), high = min(1, (a + u) / (N − 1.96 s)). A unit that the
    denominator lacks has no share.

    Parameters
    ----------
    table : of `coverage`, by units
    denominator : by the same units
    on, vintage : of the table

    Returns
    -------
    The table with `total_count`, `share`, `low`, `high` of the denominator; missing where it says
    nothing of a unit.

    Raises
    ------
    VintageMismatch
        where the denominator is of units of another vintage
    InvalidTable
        where it is of another year, of other units, zero or less, or counts fewer than are covered
    """
    _refuse(table, denominator, on=on, vintage=vintage)
    counts = denominator.counts.reindex(table.index).astype("Float64")
    if denominator.standard_errors is None:
        errors = counts * 0
    else:
        errors = denominator.standard_errors.reindex(table.index).astype("Float64")
    covered = table["covered_count"]
    most = covered + table["unknown_count"] + table["silent_count"]
    least = (counts - _Z * errors).where(lambda ends: ends.gt(0))
    high = (most / least).fillna(1.0).clip(upper=1.0).mask(counts.isna() | errors.isna())
    return table.assign(
        total_count=counts,
        share=(covered / counts).clip(upper=1.0).astype("float64"),
        low=(covered / (counts + _Z * errors)).clip(upper=1.0).astype("float64"),
        high=high.astype("float64"),
    )


def _refuse(table: pd.DataFrame, denominator: Denominator, *, on: date, vintage: Vintage) -> None:
    about = f"denominator from {denominator.source}"
    if denominator.vintage != vintage:
        raise VintageMismatch(
            f"{about}: counted by units of {denominator.vintage}, coverage by units of {vintage}. "
            "A code can mean another unit there: carry the counts over first (tables.units)"
        )
    if denominator.year != on.year:
        raise InvalidTable(
            f"{about}: counts of {denominator.year}, coverage on {on:%d/%m/%Y}. Expected counts "
            f"of {on.year}: with others the share changes for no change in coverage"
        )
    if list(denominator.counts.index.names) != list(table.index.names):
        raise InvalidTable(
            f"{about}: by {_named(denominator.counts.index.names)}, coverage by "
            f"{_named(table.index.names)}; expected the same units"
        )
    _refuse_values(table, denominator, about)


def _refuse_values(table: pd.DataFrame, denominator: Denominator, about: str) -> None:
    counts = denominator.counts.reindex(table.index)
    for what, values, is_wrong in (
        ("count", counts, counts.le(0)),
        ("standard error", denominator.standard_errors, None),
    ):
        if values is None:
            continue
        wrong = values[is_wrong] if is_wrong is not None else values[values.lt(0)]
        if len(wrong):
            raise InvalidTable(
                f"{about}: unit {wrong.index[0]!r}: found {what} {wrong.iloc[0]:g}, expected more "
                "than zero"
            )
    if denominator.standard_errors is None:
        over = table["covered_count"].gt(counts).fillna(False)
        if over.any():
            unit = table.index[over.to_numpy(bool)][0]
            raise InvalidTable(
                f"{about}: unit {unit!r}: {counts[unit]:g} in all, but "
                f"{table.loc[unit, 'covered_count']:g} covered. The two do not count the same"
            )


def _named(names: Sequence[str | None]) -> str:
    return ", ".join(str(name) for name in names)
