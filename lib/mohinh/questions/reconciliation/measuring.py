"""Measuring: from the microdata what a published figure counts, on a date or over months."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd

from mohinh.questions.coverage import point_states
from mohinh.words.errors import VintageMismatch
from mohinh.words.terms import Period

WELL_CLASSES = ("xuat_sac", "tot", "kha")

_MEASURED = {
    "indicator": "str",
    "timing": "str",
    "value": "Int64",
    "most": "Int64",
    "missing_count": "Int64",
    "missing": "str",
    "period_start": "datetime64[us]",
    "period_end": "datetime64[us]",
}


@dataclass(frozen=True, slots=True)
class _Count:
    """A count of what is sure; `most` where all that is missing counts, None without a bound."""

    value: int | None
    most: int | None
    missing_count: int
    missing: str


@dataclass(frozen=True, slots=True)
class Overlaps:
    """What microdata say about figures that may overlap; None where they do not say.

    `areas_in_both`: areas with a model that also apply a model judged effective.
    `recognised_types`: distinct types over all the years of recognition by V05.
    """

    areas_in_both: int | None
    recognised_types: int | None


def reference_date(figures: pd.DataFrame, *, period: Period) -> date:
    """Day on which to measure: the latest published state inside the period, else its last day.

    A state that microdata count only by a convention of ours decides where no other is published.
    """
    states = figures[figures["timing"].eq("state")]
    own = states[states["comparability"].eq("same")]
    if own.empty:
        own = states[states["comparability"].eq("by_convention")]
    ends = own.loc[
        own["period_end"].between(pd.Timestamp(period.start), pd.Timestamp(period.end)),
        "period_end",
    ]
    return period.end if ends.empty else ends.max().date()


def measure(
    areas: pd.DataFrame,
    model_types: pd.DataFrame,
    points: pd.DataFrame,
    activity: pd.DataFrame,
    registrations: pd.DataFrame,
    *,
    period: Period,
    on: date | None = None,
    first_month: date | None = None,
    well_classes: Sequence[str] = WELL_CLASSES,
) -> pd.DataFrame:
    """What the microdata give for each indicator of this module.

    Parameters
    ----------
    areas, model_types, points, activity, registrations : tables of `tables.schemas`, one workbook
    period : what is reported on
    on : day of the states, and last day of the flows; default the last day of the period. Give
        `reference_date` to meet published figures. The month of the day counts whole.
    first_month : first month of the flows; default the first month in `activity`
    well_classes : classes that count as doing well; scales differ by province

    Returns
    -------
    DataFrame, one row per indicator (per year for `v05_types`): `indicator, timing, value, most,
    missing_count, missing, period_start, period_end`. `value` is missing where nothing was
    reported. `most` is missing where `value` is, or where what is missing has no bound. `missing`
    is the code of what is missing. A state has no `period_start`.

    Raises `VintageMismatch` where a point lies in an area that `areas` lacks.
    """
    _check_areas(areas, points)
    day = on or period.end
    known = _with_effective(points, model_types).assign(state=point_states(points, on=day))
    states = {
        "models": _by_state(known, "type_id", "types_unknown", is_reported=len(known) > 0),
        "points": _by_state(known, "point_id", "points_stateless", is_reported=len(known) > 0),
        "groups_in_areas": _in_areas(known, "model_group", "groups_unknown"),
        "areas_with_model": _in_areas(known, "area_id", "areas_unknown"),
        "core_members": _core_members(known),
        "types_in_organisations": _types_in_organisations(known),
        "effective_types": _of_effective(known, "type_id", "types_unknown"),
        "areas_replicated_to": _of_effective(known, "area_id", "areas_unknown"),
        **_districts(registrations, year=day.year, well_classes=well_classes),
    }
    rows = [_row(name, "state", count, None, day) for name, count in states.items()]
    for year, count in _recognised(points, until=day.year).items():
        rows.append(_row("v05_types", "flow", count, date(year, 1, 1), date(year, 12, 31)))
    first = first_month or _first_month(activity)
    tips = _useful_tips(areas, activity, first=first, until=day)
    rows.append(_row("useful_tips", "flow", tips, first, day))
    return pd.DataFrame(rows).astype(_MEASURED)


def _check_areas(areas: pd.DataFrame, points: pd.DataFrame) -> None:
    strange = points.loc[points["setting"].eq("area"), "area_id"]
    strange = strange[~strange.isin(areas["area_id"])]
    if len(strange):
        raise VintageMismatch(
            f"points: {len(strange)} lie in areas that the list of areas lacks, the first in "
            f"{strange.iloc[0]!r}; expected points and areas of one workbook"
        )


def _row(name: str, timing: str, count: _Count, start: date | None, end: date) -> dict:
    days = {"period_start": pd.Timestamp(start), "period_end": pd.Timestamp(end)}
    return {"indicator": name, "timing": timing, **asdict(count), **days}


def _with_effective(points: pd.DataFrame, model_types: pd.DataFrame) -> pd.DataFrame:
    flags = model_types[["type_id", "is_judged_effective"]]
    merged = points.merge(flags, on="type_id", how="left", validate="m:1")
    return merged.set_axis(points.index)


def _distinct(
    sure: pd.Series, possible: pd.Series, missing: str, *, is_reported: bool = True
) -> _Count:
    """Distinct ids that are sure, and the further ones that may be."""
    if not is_reported:
        return _Count(None, None, 0, missing)
    value, most = sure.nunique(), pd.concat([sure, possible]).nunique()
    return _Count(value, most, most - value, missing)


def _by_state(own: pd.DataFrame, column: str, missing: str, *, is_reported: bool) -> _Count:
    return _distinct(
        own.loc[own["state"].eq("active"), column],
        own.loc[own["state"].eq("unknown"), column],
        missing,
        is_reported=is_reported,
    )


def _in_areas(known: pd.DataFrame, column: str, missing: str) -> _Count:
    own = known[known["setting"].eq("area")]
    return _by_state(own, column, missing, is_reported=len(known) > 0)


def _core_members(known: pd.DataFrame) -> _Count:
    own = known[known["setting"].eq("area")]
    members = own.loc[own["state"].eq("active"), "members_count"]
    missing = int(members.isna().sum() + own["state"].eq("unknown").sum())
    if known.empty or (len(members) and members.isna().all()):
        return _Count(None, None, missing, "points_unknown")
    total = int(members.sum())
    return _Count(total, None if missing else total, missing, "points_unknown")


def _types_in_organisations(known: pd.DataFrame) -> _Count:
    own = known[known["setting"].ne("area")]
    return _by_state(own, "type_id", "types_unknown", is_reported=len(known) > 0)


def _of_effective(known: pd.DataFrame, column: str, missing: str) -> _Count:
    """Distinct types, or areas, with an active point of a type judged effective."""
    effective = known["is_judged_effective"].astype("boolean")
    may_be = effective.fillna(True) & known["state"].isin(["active", "unknown"])
    is_sure = effective.fillna(False) & known["state"].eq("active")
    reported = bool(effective.notna().any())
    return _distinct(known.loc[is_sure, column], known.loc[may_be, column], missing,
                     is_reported=reported)  # fmt: skip


def _recognised(points: pd.DataFrame, *, until: int) -> dict[int, _Count]:
    """Types recognised by V05 in each year from the first recorded one; a type once a year."""
    noted = points[points["recognition_level"].eq("v05")]
    years = noted["recognised_year"]
    undated = noted.loc[years.isna(), "type_id"]
    if years.isna().all():
        return {}
    return {
        year: _distinct(noted.loc[years.eq(year), "type_id"], undated, "recognitions_undated")
        for year in range(int(years.min()), until + 1)
    }


def _districts(
    registrations: pd.DataFrame, *, year: int, well_classes: Sequence[str]
) -> dict[str, _Count]:
    own = registrations[registrations["level"].eq("district") & registrations["year"].eq(year)]
    classes = own["classification"]
    unrated = int(classes.isna().sum())
    rated = len(own) - unrated
    well = int(classes.isin(list(well_classes)).sum())
    counts = {"districts_doing_well": well, "districts_rated": rated}
    return {
        name: _Count(count, count + unrated, unrated, "districts_unrated")
        if rated
        else _Count(None, None, unrated, "districts_unrated")
        for name, count in counts.items()
    }


def _first_month(activity: pd.DataFrame) -> date | None:
    return None if activity.empty else activity["month"].min().date()


def _useful_tips(
    areas: pd.DataFrame, activity: pd.DataFrame, *, first: date | None, until: date
) -> _Count:
    """Useful tips over the months; an area's month without a report is missing, not zero."""
    if first is None:
        return _Count(None, None, 0, "area_months_missing")
    months = pd.period_range(pd.Timestamp(first), pd.Timestamp(until), freq="M")
    within = activity[activity["month"].dt.to_period("M").isin(months)]
    tips = within["useful_tips_count"]
    missing = len(areas) * len(months) - int(tips.notna().sum())
    if tips.isna().all():
        return _Count(None, None, missing, "area_months_missing")
    total = int(tips.sum())
    return _Count(total, None if missing else total, missing, "area_months_missing")


def overlaps(
    areas: pd.DataFrame, model_types: pd.DataFrame, points: pd.DataFrame, *, on: date
) -> Overlaps:
    """How far figures that are not stated to be nested or disjoint overlap in the microdata."""
    known = _with_effective(points, model_types).assign(state=point_states(points, on=on))
    active = known[known["state"].eq("active")]
    with_model = set(active.loc[active["setting"].eq("area"), "area_id"])
    effective = active["is_judged_effective"].astype("boolean").fillna(False)
    replicated = set(active.loc[effective, "area_id"].dropna())
    noted = points[points["recognition_level"].eq("v05") & points["recognised_year"].le(on.year)]
    is_judged = bool(known["is_judged_effective"].notna().any())
    return Overlaps(
        areas_in_both=len(with_model & replicated & set(areas["area_id"])) if is_judged else None,
        recognised_types=noted["type_id"].nunique() if len(noted) else None,
    )
