"""Which area-months count, which do not and why; cases and exposure by any column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.rates.intervals import garwood
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import INCIDENTS, Period

Per = Literal["households", "persons"]
Reason = Literal[
    "used", "not_reported", "outcome_missing", "month_incomplete", "no_denominator",
    "zero_denominator",
]  # fmt: skip

# A month counts where so many of the areas reported. An area that is silent leaves both sides of
# its month's rate; where many are, those that did report may be unlike the rest.
COMPLETE_FROM = 0.9
_DENOMINATORS: Mapping[Per, str] = MappingProxyType(
    {"households": "households_count", "persons": "population_persons"}
)
_PER: Mapping[Per, int] = MappingProxyType({"households": 1_000, "persons": 10_000})
_REASONS: tuple[Reason, ...] = Reason.__args__


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The area-months that rates are made of.

    Attributes
    ----------
    table : one row per area and month that counts: `area_id`, `month`, `incident_count`,
        `exposure_years` (households or people, times a twelfth of a year), and the columns of
        `areas`
    uses : index reason (`used` first): `area_months_count`, `areas_count`, `incident_count` (of
        those whose count came). Every area and month of the span stands in one row
    months : index month (first day): `expected_count`, `received_count` (areas whose outcomes all
        came), `share`, `is_complete`
    outcomes, per, complete_from : as asked for
    """

    table: pd.DataFrame
    uses: pd.DataFrame
    months: pd.DataFrame
    outcomes: tuple[str, ...]
    per: Per
    complete_from: float

    @property
    def unit(self) -> int:
        """Rates are per so many: 1,000 households or 10,000 people, and year."""
        return _PER[self.per]

    def rates(self, *, by: Sequence[str] = (), level: float = 0.95) -> pd.DataFrame:
        """Cases and their rate by columns of the table; () gives one row for all.

        Index `by`; `incident_count`, `exposure_years`, `rate`, `low`, `high` (per `unit` and year,
        exact Poisson interval of the count), `area_months_count`. A value of `by` without any
        area-month that counts has no row.
        """
        own = self.table.assign(area_months_count=1)
        columns = ["incident_count", "exposure_years", "area_months_count"]
        sums = own.groupby([*by])[columns].sum() if by else own[columns].sum().to_frame().T
        per_unit = self.unit / sums["exposure_years"].where(sums["exposure_years"].gt(0))
        ends = garwood(sums["incident_count"], level=level).mul(per_unit, axis=0)
        return pd.DataFrame(
            {
                "incident_count": sums["incident_count"].astype("int64"),
                "exposure_years": sums["exposure_years"],
                "rate": sums["incident_count"] * per_unit,
                "low": ends["low"],
                "high": ends["high"],
                "area_months_count": sums["area_months_count"].astype("int64"),
            }
        )


def count_cases(
    areas: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    outcomes: Sequence[str],
    period: Period,
    per: Per = "households",
    since: pd.Timestamp | None = None,
    complete_from: float = COMPLETE_FROM,
) -> Counted:
    """Cases and exposure of each area and month, and what was left out.

    Parameters
    ----------
    areas, activity : tables of `tables.schemas`, of one vintage
    outcomes : columns of `activity` to add up; all of them must have come
    period : the last months that count
    per : what a rate is taken by
    since : first month, where months before the period are wanted too (for `control_chart`)
    complete_from : a month counts where at least this share of the areas reported (0–1)

    Raises
    ------
    InvalidTable for no outcome, an outcome or a column that is not there, `complete_from` outside
    [0, 1], an area and month twice; VintageMismatch where reports come from areas that are not in
    `areas`.
    """
    column = _DENOMINATORS[per]
    _check(areas, activity, outcomes, column, complete_from)
    first = pd.Timestamp(period.start) if since is None else since
    months = pd.date_range(first, period.end, freq="MS", unit="us", name="month")
    grid = _grid(areas, activity, months, outcomes)
    by_month = _by_month(grid, complete_from)
    own = areas.set_index("area_id")[column].reindex(grid["area_id"]).to_numpy("float64", np.nan)
    reason = _reasons(grid, own, by_month["is_complete"])
    grid = grid.assign(exposure_years=own / 12, reason=reason)
    uses = _uses(grid)
    used = grid[grid["reason"].eq("used")].drop(columns=["reason", "is_reported"])
    table = used.merge(areas, on="area_id", how="left", validate="m:1")
    table["incident_count"] = table["incident_count"].astype("int64")
    return Counted(table, uses, by_month, tuple(outcomes), per, complete_from)


def rates_by_kind(
    areas: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    kinds: Sequence[str] = tuple(INCIDENTS),
    period: Period,
    per: Per = "households",
    complete_from: float = COMPLETE_FROM,
) -> pd.DataFrame:
    """The rate of each kind of case in all areas; index `kind`, columns of `Counted.rates`.

    Each kind is counted by itself: where only its own count is missing, only it leaves out the
    area and month.
    """
    rows = [
        count_cases(
            areas, activity, outcomes=[f"incident_{kind}_count"], period=period, per=per,
            complete_from=complete_from,
        ).rates()
        for kind in kinds
    ]  # fmt: skip
    return pd.concat(rows).set_axis(pd.Index(kinds, name="kind"))


def _check(
    areas: pd.DataFrame,
    activity: pd.DataFrame,
    outcomes: Sequence[str],
    denominator: str,
    complete_from: float,
) -> None:
    if not outcomes:
        raise InvalidTable("outcomes: none given; name at least one count of the table activity")
    needed = {"areas": (areas, ["area_id", denominator]),
              "activity": (activity, ["area_id", "month", *outcomes])}  # fmt: skip
    for name, (table, columns) in needed.items():
        absent = [column for column in columns if column not in table.columns]
        if absent:
            raise InvalidTable(
                f"{name}: no column {absent[0]!r}; found {', '.join(map(str, table.columns))}"
            )
    if not 0 <= complete_from <= 1:
        raise InvalidTable(
            f"complete_from={complete_from!r}: expected a share from 0 to 1, such as 0.9"
        )
    if activity.duplicated(["area_id", "month"]).any():
        twice = activity.loc[activity.duplicated(["area_id", "month"])].iloc[0]
        raise InvalidTable(
            f"activity: area {twice['area_id']!r} has two rows for {twice['month']:%Y-%m}; "
            "expected one per area and month"
        )
    strangers = activity.loc[~activity["area_id"].isin(areas["area_id"]), "area_id"]
    if len(strangers):
        raise VintageMismatch(
            f"{len(strangers)} reports come from areas that the list of areas lacks, the first "
            f"from {strangers.iloc[0]!r}: both must come from one workbook"
        )


def _grid(
    areas: pd.DataFrame,
    activity: pd.DataFrame,
    months: pd.DatetimeIndex,
    outcomes: Sequence[str],
) -> pd.DataFrame:
    """Every area and month: `incident_count` (missing where an outcome is), `is_reported`."""
    numbers = [name for name in activity.columns if name.endswith("_count")]
    sums = activity[[*outcomes]].astype("float64").sum(axis=1, skipna=False)
    reports = activity[["area_id", "month"]].assign(
        incident_count=sums, is_reported=activity[numbers].notna().any(axis=1)
    )
    grid = pd.MultiIndex.from_product([areas["area_id"], months], names=["area_id", "month"])
    whole = grid.to_frame(index=False).merge(
        reports, on=["area_id", "month"], how="left", validate="1:1"
    )
    return whole.assign(is_reported=whole["is_reported"].eq(True))


def _by_month(grid: pd.DataFrame, complete_from: float) -> pd.DataFrame:
    came = grid.assign(came=grid["incident_count"].notna()).groupby("month")["came"]
    share = came.mean()
    return pd.DataFrame(
        {
            "expected_count": came.size(),
            "received_count": came.sum().astype("int64"),
            "share": share,
            "is_complete": share.ge(complete_from),
        }
    )


def _reasons(grid: pd.DataFrame, denominator: np.ndarray, is_complete: pd.Series) -> np.ndarray:
    """The first reason that holds for each row."""
    rules: list[tuple[np.ndarray, Reason]] = [
        (~grid["is_reported"].to_numpy(bool), "not_reported"),
        (grid["incident_count"].isna().to_numpy(), "outcome_missing"),
        (~grid["month"].map(is_complete).to_numpy(bool), "month_incomplete"),
        (np.isnan(denominator), "no_denominator"),
        (denominator == 0, "zero_denominator"),
    ]
    return np.select([rule for rule, _ in rules], [name for _, name in rules], default="used")


def _uses(grid: pd.DataFrame) -> pd.DataFrame:
    by = grid.groupby("reason")
    found = pd.DataFrame(
        {
            "area_months_count": by.size(),
            "areas_count": by["area_id"].nunique(),
            "incident_count": by["incident_count"].sum(),
        }
    )
    return found.reindex(pd.Index(_REASONS, name="reason"), fill_value=0).astype("int64")
