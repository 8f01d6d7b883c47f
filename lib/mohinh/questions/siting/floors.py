"""Floors: at least so many new points here; what cannot be met."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from mohinh.questions.siting.need import REMOTE
from mohinh.words.errors import CannotPlace, InvalidTable


@dataclass(frozen=True, slots=True)
class Floor:
    """At least `least` new points in areas whose `column` has this `value`."""

    column: str
    value: Any
    least: int

    def members(self, table: pd.DataFrame) -> pd.Series:
        """Which rows of the table it speaks of (bool, index of the table)."""
        return table[self.column].eq(self.value).fillna(False).astype(bool)


@dataclass(frozen=True, slots=True)
class Lowered:
    """Floors that can be met one by one, and those of them that were lowered to get there.

    `changed` holds each floor as it was asked for, with the number of candidates there.
    """

    floors: tuple[Floor, ...]
    changed: tuple[tuple[Floor, int], ...]


def floors_for(
    table: pd.DataFrame, *, region: str, per_region: int = 0, remote: int = 0
) -> tuple[Floor, ...]:
    """One floor for each region of the table, and one for its border and island areas together.

    `table` is that of `Need`, with all areas. No floor for border and island areas where the
    province has none. Raises `InvalidTable` for a number below 0 or a column that is not there.
    """
    if min(per_region, remote) < 0:
        raise InvalidTable(f"floors: found {min(per_region, remote)}, expected 0 or more")
    if region not in table.columns:
        raise InvalidTable(f"areas: no column {region!r}; found {', '.join(table.columns)}")
    names = sorted(table[region].dropna().unique()) if per_region else []
    floors = [Floor(region, name, per_region) for name in names]
    if remote and table[REMOTE].any():
        floors.append(Floor(REMOTE, True, remote))
    return tuple(floors)


def lowered(floors: Sequence[Floor], candidates: pd.DataFrame) -> Lowered:
    """Each floor no higher than the number of candidates there; which ones had to come down."""
    kept, changed = [], []
    for floor in floors:
        there = int(floor.members(candidates).sum())
        kept.append(replace(floor, least=min(floor.least, there)))
        if there < floor.least:
            changed.append((floor, there))
    return Lowered(tuple(floor for floor in kept if floor.least), tuple(changed))


def check_floors(floors: Sequence[Floor], candidates: pd.DataFrame, *, points: int) -> None:
    """Raises `CannotPlace` where a floor asks for more than there are candidates or points."""
    for floor in floors:
        there = int(floor.members(candidates).sum())
        if floor.least > there:
            raise CannotPlace(
                f"floor {floor.column}={floor.value!r}: found {there} open areas, expected at "
                f"least {floor.least} for as many new points. Lower the floor",
                reason="too_few_candidates",
            )
    for column in {floor.column for floor in floors}:
        total = sum(floor.least for floor in floors if floor.column == column)
        if total > points:
            raise CannotPlace(
                f"floors by {column}: together {total} new points, found {points} to place. Place "
                "more points or lower the floors",
                reason="too_few_points",
            )
