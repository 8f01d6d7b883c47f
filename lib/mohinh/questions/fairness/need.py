"""Need: recorded cases before, beside the coverage that came after.

Need is what was recorded: it rises with recording effort, one year of few cases is mostly chance,
and a bad year is often followed by a better one. That coverage leans to where the rate was high
does not say that it was put there for that, nor that it should have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage import area_states
from mohinh.questions.fairness.concentration import Concentration, concentration
from mohinh.questions.fairness.resampling import (
    DRAWS,
    MIN_COMMUNES,
    SEED,
    drawn,
    percentiles,
    widened,
)
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import AIMED_AT, Period

FIRST = 0.2  # of the households, those with the highest former rates


@dataclass(frozen=True, slots=True)
class Targeting:
    """Whether new coverage went where the rate was high before.

    `curve` has a row per commune, highest former rate first, and one at the origin:
    `population_share` (households without a model at the time) and `covered_share` (of those newly
    covered), both cumulative. `index` is in (−1, 1): above zero where new coverage leans to high
    former rates. `first_share` of all newly covered households are among the fifth of households
    with the highest rates (0.2 where it does not lean). Each with its interval. `why` there is no
    answer: "", "no_reports" (of cases before), "nothing_new" (nothing covered since).
    """

    curve: pd.DataFrame
    index: float
    low: float
    high: float
    first_share: float
    first_low: float
    first_high: float
    communes_count: int
    why: str = ""


def base_period(first_month: str, *, on: date) -> Period | None:
    """The first year of reports, quarter or month where the date lies in it; None without any.

    `first_month` is that of the workbook (`2017-01`), or empty. The base must end before the date.
    """
    if not first_month:
        return None
    year, month = first_month.split("-")
    quarter = f"{year}-Q{(int(month) + 2) // 3}"
    periods = [Period.parse(code) for code in (year, quarter, first_month)]
    return next((period for period in periods if period.end < on), None)


def former_need(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    base: Period | None,
    on: date,
    kinds: Sequence[str] = AIMED_AT,
) -> pd.DataFrame:
    """Recorded cases in communes' areas that had no model by the end of `base`, and those since.

    Parameters
    ----------
    areas, points, activity : tables of `tables.schemas`
    base : the period whose cases are the need (`base_period`); None: no row
    on : a later date
    kinds : of `words.terms.INCIDENTS`; an area-month counts where all of them were reported

    Returns
    -------
    One row per commune with such areas: `commune_code`, `total_count` (their households),
    `covered_count` (households of those covered on the date), `household_years` reported,
    `cases_count`, `rate_per_1000` (cases per 1,000 households and year; missing without reports)
    and `left_out_count` (areas without households or without any report, in no other column).

    Raises `InvalidTable` where the base does not end before the date.
    """
    if base is None:
        return _by_commune(_NO_AREA, np.zeros(0, bool))
    if base.end >= on:
        raise InvalidTable(
            f"need: the base period {base.code} ends on {base.end:%d/%m/%Y}, coverage is asked for "
            f"on {on:%d/%m/%Y}; expected a base that ends before"
        )
    before = area_states(areas, points, on=base.end)["state"].to_numpy()
    after = area_states(areas, points, on=on)["state"].to_numpy()
    reports = _reports(activity, base, [f"incident_{kind}_count" for kind in kinds])
    frame = areas[["area_id", "commune_code", "households_count"]].assign(is_new=after == "active")
    frame = frame[np.isin(before, ["none", "lapsed"])].merge(reports, on="area_id", how="left")
    is_known = frame["households_count"].fillna(0).gt(0) & frame["months"].notna()
    return _by_commune(frame, is_known.to_numpy(bool))


_NO_AREA = pd.DataFrame(
    {
        "commune_code": pd.Series(dtype="str"),
        "households_count": pd.Series(dtype="Int64"),
        "is_new": pd.Series(dtype="bool"),
        "cases": pd.Series(dtype="Int64"),
        "months": pd.Series(dtype="Int64"),
    }
)


def _reports(activity: pd.DataFrame, base: Period, columns: Sequence[str]) -> pd.DataFrame:
    """Cases and months of each area in the base period, of months reported in full."""
    month = activity["month"]
    is_base = month.ge(pd.Timestamp(base.start)) & month.le(pd.Timestamp(base.end))
    own = activity[is_base & activity[[*columns]].notna().all(axis=1)]
    cases = own[[*columns]].sum(axis=1).astype("int64")
    frame = own[["area_id"]].assign(cases=cases, months=1)
    return frame.groupby("area_id", as_index=False)[["cases", "months"]].sum()


def _by_commune(frame: pd.DataFrame, is_known: np.ndarray) -> pd.DataFrame:
    homes = frame["households_count"].fillna(0).astype("int64").where(is_known, 0)
    columns = pd.DataFrame(
        {
            "commune_code": frame["commune_code"],
            "total_count": homes,
            "covered_count": homes.where(frame["is_new"], 0),
            "household_years": (homes * frame["months"].fillna(0) / 12).astype("float64"),
            "cases_count": frame["cases"].fillna(0).astype("int64").where(is_known, 0),
            "left_out_count": (~is_known).astype("int64"),
        }
    )
    sums = columns.groupby("commune_code", as_index=False).sum()
    years = sums["household_years"].where(sums["household_years"].gt(0))
    sums.insert(5, "rate_per_1000", 1000 * sums["cases_count"].astype("float64") / years)
    return sums


def targeting(need: pd.DataFrame, *, draws: int = DRAWS, seed: int = SEED) -> Targeting:
    """The targeting curve of `former_need`: communes in the order of their former rate.

    The index is the concentration index along falling rates, its sign turned so that leaning to
    high rates is positive.
    """
    ranked = need[need["rate_per_1000"].notna()]
    ranked = ranked.assign(falling=-ranked["rate_per_1000"])
    if ranked.empty or ranked["covered_count"].sum() == 0:
        why = "no_reports" if ranked.empty else "nothing_new"
        curve = pd.DataFrame({"population_share": [], "covered_share": []}, dtype="float64")
        return Targeting(curve, *[np.nan] * 6, communes_count=len(ranked), why=why)
    found: Concentration = concentration(ranked, rank="falling", draws=draws, seed=seed)
    first = _first_share(np.ones((1, len(ranked))), ranked)
    first_low = first_high = np.nan
    if len(ranked) >= MIN_COMMUNES:
        times = drawn(len(ranked), draws=draws, seed=seed)
        ends = percentiles(_first_share(times, ranked))
        ends = widened(float(first[0]), ends, communes_count=len(ranked))
        first_low, first_high = max(0.0, ends[0]), min(1.0, ends[1])
    return Targeting(
        curve=_in_tenths(found.curve),
        index=-found.index,
        low=-found.high,
        high=-found.low,
        first_share=float(first[0]),
        first_low=first_low,
        first_high=first_high,
        communes_count=found.communes_count,
    )


def _in_tenths(curve: pd.DataFrame) -> pd.DataFrame:
    """The curve read at tenths of the households, to hundredths: its corners, and exact sums of few
    communes, would tell each commune's place in the order of rates, and so the counts that are
    hidden."""
    x = np.linspace(0, 1, 11)
    y = np.interp(x, curve["population_share"], curve["covered_share"]).round(2)
    return pd.DataFrame({"population_share": x, "covered_share": y})


def _first_share(times: np.ndarray, ranked: pd.DataFrame) -> np.ndarray:
    """Part of the newly covered households among the first `FIRST` of all, by draw."""
    order = ranked.sort_values("falling", kind="stable")
    begins = np.flatnonzero(order["falling"].ne(order["falling"].shift()).to_numpy(bool))
    shares = []
    for name in ("total_count", "covered_count"):
        sums = np.add.reduceat(times * order[name].to_numpy("float64"), begins, axis=1)
        whole = sums.sum(axis=1, keepdims=True)
        sums = np.cumsum(sums, axis=1) / np.where(whole > 0, whole, np.nan)
        shares.append(np.concatenate([np.zeros((len(times), 1)), sums], axis=1))
    return np.array([np.interp(FIRST, x, y) for x, y in zip(*shares, strict=True)])


def need_fifths(need: pd.DataFrame) -> pd.DataFrame:
    """Communes of `former_need` in fifths of their households, highest former rate first.

    A commune stands in the fifth that holds the middle of its households. Index `fifth` (1–5):
    `communes_count`, `total_count`, `cases_count`, `rate_per_1000`, `covered_count` (newly) and
    `share` = covered over total.
    """
    ranked = need[need["rate_per_1000"].notna() & need["total_count"].gt(0)]
    ranked = ranked.sort_values("rate_per_1000", ascending=False, kind="stable")
    homes = ranked["total_count"]
    middle = (homes.cumsum() - homes / 2) / homes.sum()
    fifth = np.minimum((middle * 5).to_numpy("float64").astype("int64"), 4) + 1
    columns = ["total_count", "cases_count", "household_years", "covered_count"]
    sums = ranked.groupby(pd.Index(fifth, name="fifth"))[columns].sum()
    counts = ranked.groupby(pd.Index(fifth, name="fifth")).size()
    return pd.DataFrame(
        {
            "communes_count": counts,
            "total_count": sums["total_count"],
            "cases_count": sums["cases_count"],
            "rate_per_1000": 1000 * sums["cases_count"] / sums["household_years"],
            "covered_count": sums["covered_count"],
            "share": sums["covered_count"] / sums["total_count"],
        }
    )
