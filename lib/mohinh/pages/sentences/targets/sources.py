"""Which imported rows stand behind a row of a table about targets, for `mohinh trace`."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from mohinh.pages.sentences.table import Source

_Where = Mapping[str, str | tuple[str, ...] | None]
_POINTS = ("area_id", "type_id", "setting", "started_on", "ended_on", "status")
_REGISTERED = {
    "registered": "registered_count",
    "attained": "attained_count",
    "fair": "fair_count",
}


def row_sources(rows: pd.DataFrame, *, year: int) -> list[tuple[Source, ...]]:
    """The rows behind each row of the scorecard: of its levels, its indicator and the year."""
    return [
        tuple(one for level, table in _counted(row) for one in _sources(row, level, table, year))
        for row in rows.to_dict("records")
    ]


def _counted(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Level and basis of what was counted in the end and, where that differs, at the deadline."""
    return list(dict.fromkeys((*row["counted"], *row["due_counted"])))


def lag_sources(
    lagging: pd.DataFrame, rows: pd.DataFrame, communes: pd.DataFrame, areas: pd.DataFrame,
    *, year: int,
) -> list[tuple[Source, ...]]:  # fmt: skip
    """The same for each district of `targets.lagging`, of the places inside it only."""
    first = rows[rows["reading"].eq(1)].set_index("target")
    found = []
    for lag in lagging.to_dict("records"):
        row, inside = first.loc[lag["target"]], _inside(lag["district_code"], communes, areas)
        parts = [_sources(row, level, table, year, inside) for level, table in row["counted"]]
        found.append(tuple(one for part in parts for one in part))
    return found


def criterion_sources(codes: Iterable[str], *, year: int) -> list[tuple[Source, ...]]:
    """The reports on criteria of each commune, in one year."""
    uses = ("commune_code", "criterion", "quarter", "state", "grade")
    return [
        (Source("criteria", uses, {"commune_code": code, "year": str(year)}),) for code in codes
    ]


def remedy_sources(tracked: pd.DataFrame, *, year: int) -> list[tuple[Source, ...]]:
    """The reports on each remedy by each body, in one year."""
    uses = ("remedy", "body", "unit_id", "reported_on", "is_done")
    return [
        (Source("remedies", uses, {"remedy": remedy, "body": body, "year": str(year)}),)
        for remedy, body in zip(tracked["remedy"], tracked["body"], strict=True)
    ]


def _inside(district: str, communes: pd.DataFrame, areas: pd.DataFrame) -> dict[str, tuple]:
    """Codes of a district's communes, of these and the district, and of its areas."""
    own = communes.loc[communes["district_code"].eq(district).fillna(False), "commune_code"]
    in_own = areas.loc[areas["commune_code"].isin(own), "area_id"]
    return {"communes": tuple(own), "units": (*own, district), "areas": tuple(in_own)}


def _sources(
    row: Mapping[str, Any], level: str, table: str, year: int,
    inside: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Source, ...]:  # fmt: skip
    """Of one level; `inside` names the codes of the places that count, where not all do."""
    indicator = row["indicator"]
    of_units = "areas" if level == "area" else "units"
    unit = {"unit_id": inside[of_units]} if inside else {}
    at_commune = {"commune_code": inside["communes"]} if inside else {}
    in_commune = {"areas.commune_code": inside["communes"]} if inside else {}
    if table == "registrations":
        uses = ("unit_id", f"{row['of']}_count", _REGISTERED[indicator])
        return (Source("registrations", uses, {"level": level, "year": str(year)} | unit),)
    if table == "sessions":
        months = {"month": tuple(f"{year}-{month:02d}" for month in range(1, 13))}
        return (
            Source("commune_activity", ("commune_code", "sessions_count"), months | at_commune),
            Source("activity", ("area_id", "sessions_count"), months | in_commune),
        )
    if table == "points":
        used = ("type_id", "is_judged_effective", "launched_on")
        return (
            Source("points", _POINTS, {"setting": "area"} | in_commune),
            Source("model_types", used),
        )
    return (_progress(level, indicator, year, unit),)


def _progress(level: str, indicator: str, year: int, unit: _Where | None = None) -> Source:
    uses = ("unit_id", "quarter", "total_count", "done_count")
    where = {"target_level": level, "indicator": indicator, "year": str(year)}
    return Source("progress", uses, where | dict(unit or {}))
