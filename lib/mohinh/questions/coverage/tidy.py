"""Tidy: what a report leaves of coverage for others, one row per figure, in codes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from mohinh.questions.coverage.shares import coverage, coverage_by_group
from mohinh.tables import privacy
from mohinh.tables.reports import COUNTED
from mohinh.words.terms import PLACE_FLAGS

_HIDDEN = ["covered_count", "open_count", "total_count", "share", "low", "high"]


def tidy_coverage(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    province_code: str,
    on: date,
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The province by what is counted, by kind of area and by model group; its communes.

    Columns of `tables.reports.COVERAGE`. Areas whose kind is blank are in no kind. Rows that count
    households lose their numbers where the households covered or not covered are few
    (`privacy.is_small`).
    """
    here: dict[str, Any] = {"on": on, "activity": activity}
    whole = {"level": "province", "unit_code": province_code}
    parts = [coverage(areas, points, of=of, **here).assign(**whole, counted=of) for of in COUNTED]
    parts += [_kind(areas, points, flag, whole, here) for flag in PLACE_FLAGS]
    groups = coverage_by_group(areas, points, **here).reset_index(names="model_group")
    parts.append(groups[groups["model_group"].notna()].assign(**whole))
    communes = coverage(areas, points, by=["commune_code"], **here)
    parts.append(communes.reset_index(names="unit_code").assign(level="commune"))
    return _in_columns(parts, province_code=province_code, on=on)


def _kind(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    flag: str,
    whole: dict[str, str],
    here: dict[str, Any],
) -> pd.DataFrame:
    """Coverage among the areas of one kind; a total of zero where there is none."""
    found = coverage(areas, points, by=[flag], **here)
    is_inside = found.index.get_level_values(flag).to_series().eq(True).fillna(False)
    inside = found[is_inside.to_numpy(bool)]
    if inside.empty:
        sums = [f"{name}_count" for name in ("covered", "unknown", "silent", "total")]
        inside = pd.DataFrame({name: [0] for name in sums})
    return inside.assign(**whole, area_kind=flag)


def _in_columns(parts: Sequence[pd.DataFrame], *, province_code: str, on: date) -> pd.DataFrame:
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.assign(
        province_code=province_code,
        on=on.isoformat(),
        open_count=rows["unknown_count"] + rows["silent_count"],
        counted=rows["counted"].fillna("areas"),
        area_kind=rows["area_kind"].fillna("all"),
        model_group=rows["model_group"].fillna("all"),
    )
    columns = ["province_code", "level", "unit_code", "counted", "area_kind", "model_group", "on"]
    rows = rows[[*columns, *_HIDDEN]].astype(dict.fromkeys(_HIDDEN[:3], "Int64"))
    return _without_small(rows)


def _without_small(rows: pd.DataFrame) -> pd.DataFrame:
    """Numbers of households hidden where few are covered, or few are not."""
    left = rows["total_count"] - rows["covered_count"]
    few = rows["covered_count"].map(privacy.is_small) | left.map(privacy.is_small)
    is_hidden = rows["counted"].eq("households") & few
    rows.loc[is_hidden, _HIDDEN] = pd.NA
    return rows
