"""Panel: who adopted what when, and what was reported since.

What is counted
---------------
A row is a residential area in a month (or quarter) that reported every outcome asked for. An area
adopts in the period of its first point's first day, whatever became of the point later; points that
were only proposed do not count. Its group is that of this first point (`overlap="first"`); two
points of one day go by `point_id`.

Left out, and counted: months not reported, or with an outcome missing (a quarter counts where its
three months do); areas with a point of unknown first day, or that ended before it, since nobody
knows when they adopted;
areas that adopted before the end of the first period, since nobody saw them without a model. An
adoption after the last period is *not yet*. When all points of an area have ended, it counts as
treated until the last of its first group ended, then `after_exit` months are left out, and what
follows is compared again; None leaves all of it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import NEVER, ordinals
from mohinh.words.errors import InvalidTable, NoData, VintageMismatch
from mohinh.words.terms import AIMED_AT, INCIDENTS

Every = Literal["month", "quarter"]
Overlap = Literal["first", "drop"]
Reason = Literal[
    "used", "not_reported", "outcome_missing", "adoption_undated", "always_treated",
    "two_groups", "after_exit",
]  # fmt: skip

_REASONS = get_args(Reason)
_USED = _REASONS.index("used")

INCIDENT_COLUMNS = tuple(f"incident_{kind}_count" for kind in INCIDENTS)
AIMED_COLUMNS = tuple(f"incident_{kind}_count" for kind in AIMED_AT)
AFTER_EXIT_MONTHS = 12
_NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "areas": ("area_id", "commune_code", "district_name", "households_count"),
        "points": (
            "point_id", "setting", "area_id", "model_group", "status", "started_on", "ended_on",
        ),
        "activity": ("area_id", "month"),
    }
)  # fmt: skip
_ADOPTION_COLUMNS = [
    "adopted_on", "ended_on", "model_group", "groups_count", "is_status_unknown", "use",
]  # fmt: skip
_YEAR_COLUMNS = ["adopting_count", "communes_count", "waiting_count", "never_count"]
_FREQUENCY: Mapping[str, str] = MappingProxyType({"month": "M", "quarter": "Q"})


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Areas × periods, ready for `effects.estimate_effects`.

    Attributes
    ----------
    table : one row per area and period that is used, in that order. Columns `area_id`, `period`
        and, missing where there is none, `adopted_period`, `ended_period` (pandas periods),
        `event_time` (periods since adoption), `is_treated`, `outcome_count` (sum of the outcomes),
        `model_group`, and the area's `commune_code`, `district_name`, `households_count` and
        `attributes`
    uses : index reason; `area_periods_count`, `areas_count`, `outcome_count`. Every area and period
        of the span stands in one row: expected = used + left out
    adoptions : one row per area, index `area_id`: `adopted_on`, `ended_on`, `model_group`,
        `groups_count` (groups that were ever there), `is_status_unknown`, `use`
    outcomes, every, overlap, after_exit : as asked for
    """

    table: pd.DataFrame
    uses: pd.DataFrame
    adoptions: pd.DataFrame
    outcomes: tuple[str, ...]
    every: Every
    overlap: Overlap
    after_exit: int | None

    @property
    def columns(self) -> dict[str, str]:
        """How `estimate_effects` is told what is what: `estimate_effects(p.table, **p.columns)`."""
        return {
            "unit": "area_id",
            "period": "period",
            "adopted": "adopted_period",
            "ended": "ended_period",
            "outcome": "outcome_count",
            "group": "model_group",
            "cluster": "commune_code",
            "exposure": "households_count",
        }

    @property
    def two_groups_count(self) -> int:
        """Areas that more than one group was ever in."""
        return int(self.adoptions["groups_count"].gt(1).sum())

    @property
    def months(self) -> tuple[date, date] | None:
        """First and last day of what is used; None for an empty panel."""
        if self.table.empty:
            return None
        first, last = self.table["period"].min(), self.table["period"].max()
        return first.start_time.date(), last.end_time.date()

    def adoption_years(self) -> pd.DataFrame:
        """Who could be compared with whom, year by year; index `year`.

        Of the areas in the table: `adopting_count` and `communes_count` (areas that adopt in the
        year, and their communes), `waiting_count` (areas that adopt in a later year of the span)
        and `never_count` (areas that do not adopt within it).
        """
        if self.table.empty:
            return pd.DataFrame(columns=_YEAR_COLUMNS, index=pd.RangeIndex(0, name="year"))
        last = self.table["period"].max()
        own = self.table.drop_duplicates("area_id")
        adopted = own["adopted_period"].where(own["adopted_period"].le(last))
        year = adopted.dt.year.where(adopted.notna())
        years = pd.RangeIndex(self.table["period"].min().year, last.year + 1, name="year")
        by = own.groupby(year)
        counts = by.size().reindex(years, fill_value=0).astype("int64")
        communes = by["commune_code"].nunique().reindex(years, fill_value=0).astype("int64")
        return pd.DataFrame(
            {
                "adopting_count": counts,
                "communes_count": communes,
                "waiting_count": int(year.notna().sum()) - counts.cumsum(),
                "never_count": int(year.isna().sum()),
            }
        )


def build_panel(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    outcomes: Sequence[str] = INCIDENT_COLUMNS,
    every: Every = "month",
    overlap: Overlap = "first",
    after_exit: int | None = AFTER_EXIT_MONTHS,
    attributes: Sequence[str] = (),
    until: date | None = None,
    allow_empty: bool = False,
) -> Panel:
    """The panel of one province, and what was left out of it and why.

    Parameters
    ----------
    areas, points, activity : tables of `tables.schemas`, of one vintage. Months may be dates,
        pandas periods or texts such as 2022-03; counts numbers of any width
    outcomes : count columns of `activity` that are added up; one missing makes the sum missing
    every : "month", or "quarter": a quarter counts where its three months do
    overlap : "first", or "drop": areas that more than one group was ever in are left out
    after_exit : months left out after the last point ended; None leaves out all that follows
    attributes : further columns of `areas` to carry along, for `by=`
    until : reports of later months are not looked at; None for all
    allow_empty : an empty panel, and no error, where nothing was reported

    Raises
    ------
    InvalidTable for a column that is not there; an area, or an area and month, that stands twice; a
    month, area or commune that is missing; counts that are negative, no whole numbers or no
    numbers; months or days that are no dates; options that are none. VintageMismatch where points
    or reports name areas that `areas` lacks; NoData where nothing was reported, unless
    `allow_empty`.
    """
    _check_options(every, overlap, after_exit)
    _check_columns(areas, points, activity, outcomes, attributes)
    activity = activity[[*dict.fromkeys((*_NEEDED["activity"], *outcomes))]]
    activity = activity.assign(month=_months(activity["month"]))
    if until is not None:
        activity = activity[activity["month"].lt(pd.Timestamp(until) + pd.Timedelta(days=1))]
    if activity.empty and not allow_empty:
        raise NoData("the activity table has no rows: nothing was reported that could be compared")
    _check_rows(areas, points, activity)
    _check_counts(activity, outcomes)
    adoptions = _adoptions(areas, points)
    areas = areas.sort_values("area_id", kind="stable").reset_index(drop=True)
    grid = _grid(areas["area_id"], activity, outcomes, every)
    first_end = grid.periods[0].end_time if len(grid.periods) else pd.NaT
    adoptions = adoptions.assign(use=_area_use(adoptions, overlap, first_end))
    own = adoptions.loc[areas["area_id"]]
    use = _uses(grid, own, after_exit)
    area, period = np.nonzero(use == _USED)
    table = _with_adoption(grid, own, every, area, period)
    carried = ["commune_code", "district_name", "households_count", *attributes]
    for name in dict.fromkeys(carried):
        table[name] = areas[name].array.take(area)
    return Panel(
        table=table,
        uses=_use_table(grid, use),
        adoptions=adoptions[_ADOPTION_COLUMNS],
        outcomes=tuple(outcomes),
        every=every,
        overlap=overlap,
        after_exit=after_exit,
    )


def _check_options(every: Every, overlap: Overlap, after_exit: int | None) -> None:
    for name, given, known in (("every", every, Every), ("overlap", overlap, Overlap)):
        if given not in get_args(known):
            raise InvalidTable(f"{name}={given!r}: expected one of {', '.join(get_args(known))}")
    is_whole = isinstance(after_exit, int | np.integer) and not isinstance(after_exit, bool)
    if after_exit is not None and not (is_whole and after_exit >= 0):
        raise InvalidTable(f"after_exit={after_exit!r}: expected months, 0 or more, or None")


def _check_columns(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    activity: pd.DataFrame,
    outcomes: Sequence[str],
    attributes: Sequence[str],
) -> None:
    if not outcomes:
        raise InvalidTable("outcomes=(): name at least one count column of the activity table")
    for wanted, table, name in (
        ((*_NEEDED["areas"], *attributes), areas, "areas"),
        (_NEEDED["points"], points, "points"),
        ((*_NEEDED["activity"], *outcomes), activity, "activity"),
    ):
        absent = [column for column in wanted if column not in table.columns]
        if absent:
            raise InvalidTable(
                f"table {name!r} has no column {', '.join(map(repr, absent))}; it has "
                f"{', '.join(table.columns)}"
            )
    for column in ("started_on", "ended_on"):
        days = points[column]
        if not (pd.api.types.is_datetime64_any_dtype(days.dtype) or days.isna().all()):
            raise InvalidTable(
                f"table 'points', column {column!r} is {days.dtype}: expected dates; make them so "
                "with pandas.to_datetime"
            )


def _months(values: pd.Series) -> pd.Series:
    """First day of each month, from dates, periods by month, or texts such as 2022-03."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        days = values
    else:
        places, calendar = ordinals(values)
        if calendar != "month" and (places != NEVER).any():
            raise InvalidTable(
                f"table 'activity', column 'month' is given by {calendar}: expected months, as "
                "dates, pandas periods or texts such as 2022-03"
            )
        stamps = np.where(places == NEVER, 0, places - 1970 * 12).astype("datetime64[M]")
        days = pd.Series(stamps.astype("datetime64[s]"), index=values.index)
        days = days.mask(places == NEVER)
    if days.isna().any():
        raise InvalidTable(
            f"table 'activity', column 'month' is missing in {days.isna().sum()} rows, first in "
            f"row {days.index[days.isna()][0]!r}: every report is of a month"
        )
    return days


def _check_rows(areas: pd.DataFrame, points: pd.DataFrame, activity: pd.DataFrame) -> None:
    """Every row names its area, every area stands once, and has one report a month at most."""
    for name, table, column in (
        ("areas", areas, "area_id"), ("areas", areas, "commune_code"),
        ("activity", activity, "area_id"),
    ):  # fmt: skip
        missing = table[column].isna()
        if missing.any():
            raise InvalidTable(
                f"table {name!r}, column {column!r} is missing in {missing.sum()} rows, first in "
                f"row {table.index[missing][0]!r}: every row needs one"
            )
    twice = areas["area_id"].duplicated()
    if twice.any():
        raise InvalidTable(
            f"table 'areas' holds {areas.loc[twice, 'area_id'].iloc[0]!r} twice "
            f"({twice.sum()} such rows): keep one row per area"
        )
    months = activity["month"].dt.to_period("M")
    twice = pd.DataFrame({"area": activity["area_id"], "month": months}).duplicated()
    if twice.any():
        area, month = activity.loc[twice, "area_id"].iloc[0], months[twice].iloc[0]
        raise InvalidTable(
            f"table 'activity' holds two reports of {area!r} for {month} ({twice.sum()} such "
            "rows): keep one row per area and month"
        )
    for table, name in ((points[points["setting"].eq("area")], "points"), (activity, "reports")):
        strange = table.loc[~table["area_id"].isin(areas["area_id"]), "area_id"]
        if len(strange):
            raise VintageMismatch(
                f"{len(strange)} {name} name areas that the list of areas lacks, the first "
                f"{strange.iloc[0]!r}: all tables must come from one workbook"
            )


def _check_counts(activity: pd.DataFrame, outcomes: Sequence[str]) -> None:
    for name in outcomes:
        values = activity[name]
        is_number = pd.api.types.is_numeric_dtype(values.dtype)
        if not is_number or pd.api.types.is_bool_dtype(values.dtype):
            raise InvalidTable(
                f"table 'activity', column {name!r} is {values.dtype}: expected counts as numbers; "
                "blanks as missing"
            )
        counts = values.to_numpy(dtype="float64", na_value=np.nan)
        wrong = ~np.isnan(counts) & ~(
            (counts >= 0) & np.isfinite(counts) & (counts == np.trunc(counts))
        )
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise InvalidTable(
                f"table 'activity', column {name!r} holds {counts[at]:g} in row "
                f"{activity.index[at]!r} ({wrong.sum()} such rows): expected whole numbers, 0 or "
                "more; leave it missing if it was not reported"
            )


def _adoptions(areas: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """First adoption and end of each area; index `area_id`."""
    own = points[points["setting"].eq("area") & points["status"].ne("proposed")]
    own = own.sort_values(["started_on", "point_id"], kind="stable")
    first = own.drop_duplicates("area_id").set_index("area_id")
    group = own["area_id"].map(first["model_group"])
    of_first = own[own["model_group"].eq(group)]
    by_area = own.groupby("area_id")
    table = pd.DataFrame(
        {
            "adopted_on": first["started_on"],
            "ended_on": _last_end(of_first),
            "all_ended_on": _last_end(own),
            "model_group": first["model_group"],
            "groups_count": by_area["model_group"].nunique(),
            "is_undated": _is_undated(own).groupby(own["area_id"]).any(),
            "is_status_unknown": own["status"].eq("unknown").groupby(own["area_id"]).any(),
        }
    ).reindex(pd.Index(areas["area_id"], name="area_id"))
    return table.assign(
        groups_count=table["groups_count"].fillna(0).astype("int64"),
        is_undated=table["is_undated"].eq(True),
        is_status_unknown=table["is_status_unknown"].eq(True),
    )


def _is_undated(points: pd.DataFrame) -> pd.Series:
    """Whether nobody knows when a point began: no day, or one after its end."""
    return points["started_on"].isna() | points["ended_on"].lt(points["started_on"])


def _last_end(points: pd.DataFrame) -> pd.Series:
    """Day on which an area's last point ended; missing where one is open."""
    ends = points.groupby("area_id")["ended_on"]
    return ends.max().where(ends.count().eq(ends.size()))


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Every area × period of the span, N × T.

    `outcome` (N · T values) is missing unless all of it was reported; `known` (N, T) is what was
    reported of it; `is_reported` (N, T): a report for every month.
    """

    area_ids: pd.Series
    periods: pd.PeriodIndex
    outcome: pd.Series
    known: np.ndarray
    is_reported: np.ndarray


def _grid(
    area_ids: pd.Series, activity: pd.DataFrame, outcomes: Sequence[str], every: Every
) -> _Grid:
    months = pd.PeriodIndex([], freq="M")
    if len(activity):
        months = pd.period_range(activity["month"].min(), activity["month"].max(), freq="M")
    shape = len(area_ids), len(months)
    month = months.get_indexer(activity["month"].dt.to_period("M"))
    place = pd.Index(area_ids).get_indexer(activity["area_id"]) * shape[1] + month
    counts = activity[[*outcomes]].set_axis(place)
    total = counts.sum(axis=1)
    known, is_reported = np.zeros(shape, dtype="int64"), np.zeros(shape, dtype=bool)
    known.flat[place], is_reported.flat[place] = total, True
    outcome = total.where(counts.notna().all(axis=1)).reindex(range(known.size))
    grid = _Grid(area_ids, months, outcome, known, is_reported)
    return grid if every == "month" else _quarters(grid)


def _quarters(grid: _Grid) -> _Grid:
    """Quarters from months; one that the span cuts, or with a month missing, is not reported."""
    quarters, place = np.unique(grid.periods.asfreq("Q").asi8, return_inverse=True)
    shape = len(grid.area_ids), len(quarters)
    sums = np.zeros((4, *shape), dtype="int64")
    monthly = grid.outcome.to_numpy("float64", na_value=np.nan).reshape(grid.known.shape)
    has_all = ~np.isnan(monthly)
    parts = np.nan_to_num(monthly).astype("int64"), has_all, grid.is_reported, grid.known
    for total, part in zip(sums, parts, strict=True):
        np.add.at(total, (slice(None), place), part)
    return _Grid(
        grid.area_ids,
        pd.PeriodIndex.from_ordinals(quarters, freq="Q"),
        pd.Series(sums[0].ravel(), dtype="Int64").where((sums[1] == 3).ravel()),
        sums[3],
        sums[2] == 3,
    )


def _area_use(adoptions: pd.DataFrame, overlap: Overlap, first_end: pd.Timestamp) -> pd.Series:
    """Why a whole area is left out, or "used"."""
    rules = {
        "adoption_undated": adoptions["is_undated"],
        "always_treated": adoptions["adopted_on"].le(first_end),
        "two_groups": adoptions["groups_count"].gt(1) & (overlap == "drop"),
    }
    use = pd.Series("used", index=adoptions.index, dtype="str")
    for reason in reversed(rules):
        use = use.mask(rules[reason], reason)
    return use


def _uses(grid: _Grid, adoptions: pd.DataFrame, after_exit: int | None) -> np.ndarray:
    """What becomes of each area and period: place in `Reason` (N, T), the area's own first."""
    ended = adoptions["ended_on"].to_numpy()
    left = ended[:, None] <= grid.periods.end_time.to_numpy()
    if after_exit is not None:
        back = adoptions["all_ended_on"] + pd.DateOffset(months=after_exit)
        left &= ~(back.to_numpy()[:, None] <= grid.periods.start_time.to_numpy())
    own = pd.Index(_REASONS).get_indexer(adoptions["use"])
    rules = {
        "not_reported": ~grid.is_reported,
        "after_exit": left,
        "outcome_missing": grid.outcome.isna().to_numpy().reshape(left.shape),
    }
    reasons = [_REASONS.index(reason) for reason in rules]
    return np.where(
        own[:, None] == _USED, np.select([*rules.values()], reasons, _USED), own[:, None]
    )


def _use_table(grid: _Grid, use: np.ndarray) -> pd.DataFrame:
    size = len(_REASONS)
    return pd.DataFrame(
        {
            "area_periods_count": np.bincount(use.ravel(), minlength=size),
            "areas_count": [int((use == at).any(axis=1).sum()) for at in range(size)],
            "outcome_count": [int(grid.known[use == at].sum()) for at in range(size)],
        },
        index=pd.Index(_REASONS, name="reason"),
    )


def _with_adoption(
    grid: _Grid, adoptions: pd.DataFrame, every: Every, area: np.ndarray, period: np.ndarray
) -> pd.DataFrame:
    """Rows of the areas and periods at these places, with the area's adoption, end and group, on
    the panel's calendar."""
    frequency = _FREQUENCY[every]
    adopted = adoptions["adopted_on"].dt.to_period(frequency).array.take(area)
    ended = adoptions["ended_on"].dt.to_period(frequency).array.take(area)
    table = pd.DataFrame(
        {
            "area_id": grid.area_ids.array.take(area),
            "period": grid.periods.array.take(period),
            "outcome_count": grid.outcome.array.take(area * len(grid.periods) + period),
            "adopted_period": adopted,
            "ended_period": ended,
            "model_group": adoptions["model_group"].array.take(area),
        }
    )
    now, end = _ordinal(table["period"]), _ordinal(table["ended_period"])
    since = now - _ordinal(table["adopted_period"])
    is_over = now.ge(end).fillna(False)
    is_treated = since.ge(0).fillna(False) & ~is_over
    return table.assign(
        event_time=since.where(~is_over),
        is_treated=is_treated.astype("bool"),
        outcome_count=table["outcome_count"].astype("int64"),
    )


def _ordinal(periods: pd.Series) -> pd.Series:
    """Periods as whole numbers one apart; missing stays missing."""
    places = pd.Series(periods.array.asi8, index=periods.index, dtype="Int64")
    return places.mask(periods.isna())
