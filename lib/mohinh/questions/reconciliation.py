"""Reconciliation: do the microdata give the figures that the province published?

What is counted
---------------
`measure` counts from the microdata what a published figure counts, on a date or over months:

groups_in_areas         model groups with an active point in a residential area
areas_with_model        residential areas with an active point
core_members            core members of the active points in residential areas
types_in_organisations  types with an active point in an agency, enterprise or school
effective_types         types judged effective by the province, with an active point
areas_replicated_to     areas where a point of such a type is active, in any setting
v05_types               types that V05 recognised in a year, whatever became of their points
districts_doing_well    districts classified in `well_classes` in the year of the date
districts_rated         districts classified in that year
useful_tips             useful tips reported in the months from `first_month` to that of the date

*Active* is `coverage.point_states`. What is not known or not reported is never counted as zero: it
stands in `missing_count`, and `most` says how high the value can be once it is known.

`reconcile` says *differ* only where definition and period are the same and nothing missing could
explain it. A different definition, another date, a part of a year beside a whole one: these are not
comparable, and are no decline. `traps` lists the figures that must never be added, divided or read
without their qualifier.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Literal, get_args

import pandas as pd

from mohinh.questions.coverage import point_states
from mohinh.tables.published import PAIRS, meaning
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Period

Outcome = Literal["agree", "differ", "not_comparable", "not_measured"]
Reason = Literal[
    "equal", "within_qualifier", "equal_by_convention",
    "other_number",
    "missing_part", "by_convention", "other_date", "other_period", "part_year",
    "not_recorded", "cases_helped", "includes_organisations", "target", "context",
    "not_reported", "no_microdata",
]  # fmt: skip
TrapCode = Literal[
    "other_scope", "mixed_counts", "not_nested", "may_overlap", "part_year", "pair_of_counts",
    "ratio", "range", "visits", "no_conversion", "definition_changed", "judgement", "qualifier",
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = ("agree", "differ", "not_comparable", "not_measured")
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
    """Day on which to measure: the latest published state inside the period, else its last day."""
    own = figures[figures["timing"].eq("state") & figures["comparability"].eq("same")]
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


def reconcile(figures: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Each published figure beside what the microdata give.

    Parameters
    ----------
    figures : from `tables.published.figures`, of one province
    measured : from `measure`, of that province

    Returns
    -------
    DataFrame, one row per figure in its order: the columns of `figures`, then `measured`, `most`,
    `missing_count`, `missing`, `measured_start`, `measured_end`, `outcome`, `reason` and
    `difference` (measured − published; missing where they cannot be compared).

    Raises `InvalidTable` for figures of several provinces.
    """
    names = sorted(figures["province"].unique())
    if len(names) > 1:
        raise InvalidTable(
            f"figures: found the provinces {', '.join(names)}; expected one, since microdata are "
            "of one province. Ask published.figures(province)"
        )
    found = [_compare(figure, measured) for figure in figures.to_dict("records")]
    columns = {
        "measured": "Int64",
        "most": "Int64",
        "missing_count": "Int64",
        "missing": "str",
        "measured_start": "datetime64[us]",
        "measured_end": "datetime64[us]",
        "outcome": "str",
        "reason": "str",
        "difference": "Float64",
    }
    beside = pd.DataFrame(found, index=figures.index, columns=list(columns)).astype(columns)
    return pd.concat([figures, beside], axis=1)


def _compare(figure: dict, measured: pd.DataFrame) -> dict:
    """Outcome, reason and the measured value of one figure."""
    if figure["comparability"] not in ("same", "by_convention"):
        return {"outcome": "not_comparable", "reason": figure["comparability"]}
    rows = measured[measured["indicator"].eq(figure["indicator"])].to_dict("records")
    row = _nearest(figure, rows)
    if row is None:
        return {"outcome": "not_measured", "reason": "no_microdata"}
    beside = {
        "measured": row["value"],
        "most": row["most"],
        "missing_count": row["missing_count"],
        "missing": row["missing"],
        "measured_start": row["period_start"],
        "measured_end": row["period_end"],
    }
    if pd.isna(row["value"]):
        return {**beside, "outcome": "not_measured", "reason": "not_reported"}
    if not _is_same_period(figure, row):
        return {**beside, "outcome": "not_comparable", "reason": _other_period(figure, row)}
    outcome, reason = _judge(figure, row)
    if outcome in ("agree", "differ"):
        beside["difference"] = row["value"] - figure["value"]
    return {**beside, "outcome": outcome, "reason": reason}


def _judge(figure: dict, row: dict) -> tuple[Outcome, Reason]:
    """Two numbers of one definition and period: do they agree?"""
    published = meaning(figure["value"], figure["qualifier"])
    by_convention = figure["comparability"] == "by_convention"
    if published.holds(row["value"]):
        if by_convention:
            return "agree", "equal_by_convention"
        return "agree", "equal" if figure["qualifier"] == "exact" else "within_qualifier"
    most = row["most"]
    if pd.isna(most):
        most = math.inf
    if published.meets(row["value"], most):
        return "not_comparable", "missing_part"
    return ("not_comparable", "by_convention") if by_convention else ("differ", "other_number")


def _is_same_period(figure: dict, row: dict) -> bool:
    if figure["period_end"] != row["period_end"]:
        return False
    return row["timing"] == "state" or figure["period_start"] == row["period_start"]


def _other_period(figure: dict, row: dict) -> Reason:
    if row["timing"] == "state":
        return "other_date"
    starts_together = figure["period_start"] == row["period_start"]
    is_part = starts_together and figure["period_end"] < row["period_end"]
    return "part_year" if is_part and figure["is_part_year"] else "other_period"


def _nearest(figure: dict, rows: Sequence[dict]) -> dict | None:
    """The row of the same period, else that which shares most days with it; a state always may."""
    shared = [(row, _shared_days(figure, row)) for row in rows]
    near = [pair for pair in shared if pair[1] >= 0]
    if not near:
        return None
    return max(near, key=lambda pair: (_is_same_period(figure, pair[0]), pair[1]))[0]


def _shared_days(figure: dict, row: dict) -> int:
    """Nights between the first and the last shared day; below zero where no day is shared."""
    if pd.isna(row["period_start"]):
        return 0
    starts = max(figure["period_start"], row["period_start"])
    return (min(figure["period_end"], row["period_end"]) - starts).days


def tally(reconciled: pd.DataFrame) -> dict[Outcome, int]:
    """How many figures have each outcome, in the order of `OUTCOMES`."""
    return {outcome: int(reconciled["outcome"].eq(outcome).sum()) for outcome in OUTCOMES}


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


def traps(figures: pd.DataFrame, *, overlaps: Overlaps | None = None) -> pd.DataFrame:
    """Figures that invite a wrong sum, rate or reading; found by rule, not by hand.

    other_scope         models counted in areas, and in organisations: never added
    mixed_counts        groups and types of one source: never added, never averaged
    not_nested          two counts of areas, neither said to hold the other: no rate
    may_overlap         one count in several periods: the same type may stand in both
    part_year           a part of a year beside a whole year: no trend
    pair_of_counts      `1.126/1.618`: two counts of two things, no fraction
    ratio               `10/10`: numerator and denominator, not two results
    range               `01–02`: one range, not two results
    visits              visits are not families
    no_conversion       cases are no share of tips
    definition_changed  organisations included before, not after: no decline
    judgement           the police's own judgement, not a measured effect
    qualifier           the number never without its qualifier

    Returns
    -------
    DataFrame: `code`, `figure_ids` (text, separated by spaces, sorted), `illustration` (Int64, what
    `overlaps` says of it; missing where it says nothing). No row twice, in the order above. The
    order of `figures` changes nothing.
    """
    ordered = figures.sort_values("figure_id", kind="stable")
    found: list[tuple[TrapCode, Sequence[str]]] = []
    for _, own in ordered.groupby("source_id"):
        found += [*_scopes(own), *_nested(own), *_pairs(own), *_tips(own), *_single(own)]
    for _, own in ordered.groupby("province"):
        found += [*_repeated(own), *_changed(own)]
    rows = [(code, " ".join(sorted(ids)), _illustration(code, overlaps)) for code, ids in found]
    table = pd.DataFrame(rows, columns=["code", "figure_ids", "illustration"])
    table = table.astype({"code": "str", "figure_ids": "str", "illustration": "Int64"})
    place = {code: rank for rank, code in enumerate(get_args(TrapCode))}
    return table.sort_values(
        ["code", "figure_ids"],
        key=lambda column: column.map(place) if column.name == "code" else column,
        ignore_index=True,
    )


_Found = Iterable[tuple[TrapCode, Sequence[str]]]
_MODELS = {"group": "models", "type": "models", "area": "places", "site": "places"}


def _illustration(code: TrapCode, known: Overlaps | None) -> int | None:
    if known is None:
        return None
    values = {"not_nested": known.areas_in_both, "may_overlap": known.recognised_types}
    return values.get(code)


def _scopes(own: pd.DataFrame) -> _Found:
    """Groups and types of one source that cover different places, or are different counts."""
    models = own[own["counts"].isin(["group", "type"]) & own["timing"].eq("state")]
    for one, other in combinations(models.to_dict("records"), 2):
        ids = (one["figure_id"], other["figure_id"])
        if {one["scope"], other["scope"]} == {"areas", "organisations"}:
            yield "other_scope", ids
        elif one["counts"] != other["counts"]:
            yield "mixed_counts", ids


def _nested(own: pd.DataFrame) -> _Found:
    counted = own[own["counts"].eq("area") & own["kind"].eq("result")]
    for one, other in combinations(counted.to_dict("records"), 2):
        is_same_day = one["period_end"] == other["period_end"]
        if is_same_day and one["indicator"] != other["indicator"]:
            yield "not_nested", (one["figure_id"], other["figure_id"])


_PAIR_TRAPS: dict[str, TrapCode] = {
    "first": "pair_of_counts",
    "numerator": "ratio",
    "lower": "range",
}


def _pairs(own: pd.DataFrame) -> _Found:
    for _, pair in own.groupby("pair_id"):
        ids = dict(zip(pair["pair_role"], pair["figure_id"], strict=True))
        for role, code in _PAIR_TRAPS.items():
            if role in ids and PAIRS[role] in ids:
                yield code, (ids[role], ids[PAIRS[role]])


def _tips(own: pd.DataFrame) -> _Found:
    tips = own.loc[own["counts"].eq("tip"), "figure_id"]
    cases = own.loc[own["counts"].eq("case"), "figure_id"]
    for tip in tips:
        for case in cases:
            yield "no_conversion", (tip, case)


def _single(own: pd.DataFrame) -> _Found:
    for figure in own.to_dict("records"):
        if figure["counts"] == "visit":
            yield "visits", (figure["figure_id"],)
        if figure["kind"] == "judgement":
            yield "judgement", (figure["figure_id"],)
        if figure["qualifier"] != "exact":
            yield "qualifier", (figure["figure_id"],)


def _repeated(own: pd.DataFrame) -> _Found:
    """One indicator in several periods: what may overlap, what is only part of a year."""
    flows = own[own["timing"].eq("flow") & own["kind"].eq("result")]
    for _, series in flows.groupby("indicator"):
        periods = series.drop_duplicates(["period_start", "period_end"]).sort_values("period_start")
        for one, other in pairwise(periods.to_dict("records")):
            ids = (one["figure_id"], other["figure_id"])
            if one["counts"] == "type":
                yield "may_overlap", ids
            if one["is_part_year"] != other["is_part_year"]:
                yield "part_year", ids


def _changed(own: pd.DataFrame) -> _Found:
    """A count that took organisations in, and a later one that does not."""
    states = own[own["timing"].eq("state") & own["kind"].eq("result")]
    family = states["counts"].map(lambda counts: _MODELS.get(counts, counts))
    for _, series in states.groupby(family):
        before = series[series["scope"].eq("both")]
        later = series[series["scope"].isin(["areas", "organisations"])]
        later = later[later["period_end"].gt(before["period_end"].min())]
        if len(before) and len(later):
            yield "definition_changed", (*before["figure_id"], *later["figure_id"])
