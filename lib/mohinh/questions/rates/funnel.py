"""Funnel: who lies outside what chance allows around the province's rate.

Limits are exact (`intervals.poisson_limits`). Where places differ more than by chance throughout,
as places do, most would lie outside; `dispersion` then widens the limits so that only those stand
out that differ from the usual differences (Spiegelhalter 2005).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.rates.intervals import poisson_limits

Standing = Literal["above_998", "above_95", "as_expected", "below_95", "below_998"]
# What lies beyond each limit on one side: 95 % and 99.8 % lie inside.
LEVELS: Mapping[str, float] = MappingProxyType({"95": 0.025, "998": 0.001})
_CURVE_POINTS = 120
_TRIMMED = 0.1


Widen = Literal["where_found", "always", "never"]
Refusal = Literal["no_cases", "one_place"]


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Places beside the limits around one rate.

    Attributes
    ----------
    table : index of the rates; `incident_count`, `exposure_years`, `rate`, `expected_count`,
        `standing`
    curves : `exposure_years`, `low_95`, `high_95`, `low_998`, `high_998` (rates; a lower limit is
        missing where a count of 0 would not be rare)
    target : the rate of all together, per `unit` and year
    unit : rates are per so many
    found_dispersion : the variance of the counts by what chance gives them, one tenth of the
        places at each end pulled in
    dispersion : the one used; 1 where limits are those of chance alone
    refusal : why nothing could be compared; the tables are then empty
    """

    table: pd.DataFrame
    curves: pd.DataFrame
    target: float
    unit: int
    found_dispersion: float
    dispersion: float
    refusal: Refusal | None

    @property
    def beyond(self) -> dict[str, int]:
        """How many places lie outside each pair of limits, "95" and "998"; beyond 99.8 % is
        beyond 95 % too."""
        far = int(self.table["standing"].str.endswith("_998").sum())
        return {"95": far + int(self.table["standing"].str.endswith("_95").sum()), "998": far}

    @property
    def by_chance(self) -> dict[str, float]:
        """How many would on average, if chance alone were at work; at most, since counts are whole
        numbers."""
        return {name: 2 * tail * len(self.table) for name, tail in LEVELS.items()}


def funnel(rates: pd.DataFrame, *, unit: int, widen: Widen = "where_found") -> Funnel:
    """Where each place lies between the limits around the rate of all.

    Parameters
    ----------
    rates : `Counted.rates(by=…)`
    unit : rates are per so many
    widen : by the dispersion found. "where_found": where it is above 1 + 2 √(2 / n), more than
        chance gives it; "always": where it is above 1; "never".
    """
    own = rates[rates["exposure_years"].gt(0)]
    count, exposure = own["incident_count"].sum(), own["exposure_years"].sum()
    expected = own["exposure_years"] * (count / exposure if exposure else np.nan)
    columns = own[["incident_count", "exposure_years", "rate"]].assign(expected_count=expected)
    if len(own) < 2 or not count:
        empty = columns.iloc[:0].assign(standing=pd.Series(dtype="str"))
        reason: Refusal = "no_cases" if len(own) > 1 else "one_place"
        return Funnel(empty, _curves(np.array([]), 1.0, unit, 1.0), np.nan, unit, 1.0, 1.0, reason)
    found = dispersion_of(own["incident_count"], expected)
    used = found if found > _threshold(len(own), widen) else 1.0
    table = columns.assign(standing=_standing(own["incident_count"], expected, used))
    smallest, largest = own["exposure_years"].min(), own["exposure_years"].max()
    sizes = np.geomspace(0.7 * smallest, 1.05 * largest, _CURVE_POINTS)
    curves = _curves(sizes, count / exposure, unit, used)
    return Funnel(table, curves, unit * count / exposure, unit, found, used, None)


def _threshold(size: int, widen: Widen) -> float:
    return {"never": np.inf, "always": 1.0, "where_found": 1 + 2 * np.sqrt(2 / size)}[widen]


def dispersion_of(counts: pd.Series, expected: pd.Series) -> float:
    """Mean square of (count − expected) / √expected, the outer tenths pulled in to the next.

    1 on average where chance alone is at work (a little less, for what is pulled in). Source:
    Spiegelhalter (2005).
    """
    scores = ((counts - expected) / np.sqrt(expected)).to_numpy("float64")
    low, high = np.quantile(scores, [_TRIMMED, 1 - _TRIMMED])
    return float(np.mean(np.clip(scores, low, high) ** 2))


def _standing(counts: pd.Series, expected: pd.Series, dispersion: float) -> np.ndarray:
    count = counts.to_numpy("float64")
    rules: list[tuple[np.ndarray, Standing]] = []
    for name in ("998", "95"):
        low, high = poisson_limits(expected, tail=LEVELS[name], dispersion=dispersion)
        # Limits are found to about 1e-8; a count just on one is beyond it.
        rules += [(count >= high - 1e-6, f"above_{name}"), (count <= low + 1e-6, f"below_{name}")]
    return np.select([rule for rule, _ in rules], [name for _, name in rules], "as_expected")


def _curves(sizes: np.ndarray, rate: float, unit: int, dispersion: float) -> pd.DataFrame:
    curves = {"exposure_years": sizes}
    for name, tail in LEVELS.items():
        low, high = poisson_limits(sizes * rate, tail=tail, dispersion=dispersion)
        curves |= {f"low_{name}": unit * low / sizes, f"high_{name}": unit * high / sizes}
    return pd.DataFrame(curves)
