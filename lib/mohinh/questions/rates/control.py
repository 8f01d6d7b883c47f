"""Control chart: which months lie outside what the same months of earlier years allow.

Each month of the period is compared with the same calendar months of the three years before it:
counts have seasons, and older years were of another level. Where some calendar month was complete
in fewer than two of them, it is compared with all months of these years. Limits are exact and allow
for what the months before leave uncertain (`intervals.prediction_limits`); where months differed by
more than chance already before, they are wider by that dispersion.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.rates.counting import Counted
from mohinh.questions.rates.funnel import LEVELS
from mohinh.questions.rates.intervals import prediction_limits
from mohinh.words.terms import Period

BEFORE_MONTHS = 36
LEAST_MONTHS = 12  # complete months before the period, to compare with
_LEAST_YEARS = 2
Basis = Literal["same_months", "all_months"]
Refusal = Literal["too_few_months", "no_cases_before"]


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """Months beside their limits.

    Attributes
    ----------
    table : index month, every month of the span; `incident_count`, `rate` (missing where the month
        is left out), `is_complete`, `is_judged` (in the period), and for the judged ones
        `expected_rate`, `low_95`, `high_95`, `low_998`, `high_998` (rates), `standing`
    basis : what a month was compared with
    before : first and last complete month that it was compared with
    months_before_count : how many there are
    dispersion : how much wider than by chance the limits are; 1 or more
    refusal : why nothing could be compared; the limits are then missing
    """

    table: pd.DataFrame
    basis: Basis
    before: tuple[pd.Timestamp, pd.Timestamp] | None
    months_before_count: int
    dispersion: float
    refusal: Refusal | None

    @property
    def judged(self) -> pd.DataFrame:
        """The months of the period that have limits."""
        return self.table[self.table["standing"].ne("")]

    @property
    def beyond(self) -> dict[str, int]:
        """How many of them lie outside each pair of limits, "95" and "998"."""
        far = int(self.table["standing"].str.endswith("_998").sum())
        return {"95": far + int(self.table["standing"].str.endswith("_95").sum()), "998": far}

    @property
    def by_chance(self) -> float:
        """How many would lie outside the 95 % limits on average, if chance alone were at work."""
        return 2 * LEVELS["95"] * len(self.judged)

    @property
    def lower_count(self) -> int:
        """How many of them lie below what is expected, inside the limits or not."""
        return int(self.judged["rate"].lt(self.judged["expected_rate"]).sum())


def control_chart(counted: Counted, *, period: Period) -> ControlChart:
    """The months of the period beside those before it; `counted` holds both."""
    table = _months(counted, period)
    start = pd.Timestamp(period.start) - pd.DateOffset(months=BEFORE_MONTHS)
    past = table[table["is_complete"] & ~table["is_judged"] & (table.index >= start)]
    span = (past.index.min(), past.index.max()) if len(past) else None
    seasons = _has_seasons(past)
    basis: Basis = "same_months" if seasons else "all_months"
    refusal: Refusal | None = None
    if len(past) < LEAST_MONTHS:
        refusal = "too_few_months"
    elif not past["incident_count"].sum():
        refusal = "no_cases_before"
    dispersion = 1.0 if refusal else _dispersion(past, seasons)
    if refusal is None:
        table = _judged(table, past, seasons=seasons, dispersion=dispersion, unit=counted.unit)
    return ControlChart(
        table.drop(columns="exposure_years"), basis, span, len(past), dispersion, refusal
    )


def _months(counted: Counted, period: Period) -> pd.DataFrame:
    found = counted.rates(by=["month"])[["incident_count", "exposure_years", "rate"]]
    table = found.reindex(counted.months.index).astype({"incident_count": "Int64"})
    table["is_complete"] = counted.months["is_complete"] & table["rate"].notna()
    table["is_judged"] = table.index >= pd.Timestamp(period.start)
    limits = [f"{end}_{name}" for name in LEVELS for end in ("low", "high")]
    return table.assign(**dict.fromkeys(["expected_rate", *limits], np.nan), standing="")


def _has_seasons(past: pd.DataFrame) -> bool:
    years = past.groupby(past.index.month).size()
    return len(years) == 12 and bool(years.ge(_LEAST_YEARS).all())


def _sums(past: pd.DataFrame, months: pd.DatetimeIndex, *, seasons: bool) -> pd.DataFrame:
    """Cases and exposure before, to compare each of `months` with."""
    columns = ["incident_count", "exposure_years"]
    if not seasons:
        whole = past[columns].sum().astype("float64")
        return pd.DataFrame([whole] * len(months), index=months)
    sums = past.groupby(past.index.month)[columns].sum().astype("float64")
    return sums.loc[months.month].set_axis(months)


def _dispersion(past: pd.DataFrame, seasons: bool) -> float:
    """Pearson's, of the months before around their own means; at least 1."""
    sums = _sums(past, past.index, seasons=seasons)
    expected = past["exposure_years"] * sums["incident_count"] / sums["exposure_years"]
    count = past["incident_count"].astype("float64")
    square = (count - expected) ** 2 / expected.where(expected.gt(0))
    freedom = len(past) - (12 if seasons else 1)
    return max(1.0, float(square.sum()) / freedom)


def _judged(
    table: pd.DataFrame, past: pd.DataFrame, *, seasons: bool, dispersion: float, unit: int
) -> pd.DataFrame:
    own = table[table["is_judged"] & table["is_complete"]]
    sums = _sums(past, own.index, seasons=seasons)
    per_unit = unit / own["exposure_years"]
    ratio = own["exposure_years"] / sums["exposure_years"]
    count = own["incident_count"].astype("float64")
    found = pd.DataFrame({"expected_rate": sums["incident_count"] * ratio * per_unit})
    standing = np.full(len(own), "as_expected", dtype=object)
    for name, tail in LEVELS.items():
        low, high = prediction_limits(
            sums["incident_count"], ratio, tail=tail, dispersion=dispersion
        )
        standing[count >= high - 1e-6] = f"above_{name}"
        standing[count <= low + 1e-6] = f"below_{name}"
        found[f"low_{name}"], found[f"high_{name}"] = low * per_unit, high * per_unit
    result = table.copy()
    result.loc[own.index, found.columns] = found
    result.loc[own.index, "standing"] = standing
    return result
