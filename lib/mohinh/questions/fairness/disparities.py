"""Disparities: summary measures of inequality among groups without an order, such as districts.

With share y_j and population share p_j of group j and the mean μ = Σ p_j y_j:

`difference`            D = max y − min y
`ratio`                 R = max y / min y; missing where min y = 0
`attributable_risk`     PAR = max y − μ: what would be gained, were all like the best
`attributable_share`    PAF = PAR / μ
`mean_difference`       MDMW = Σ p_j |y_j − μ|
`index_of_disparity`    IDISW = MDMW / μ
`theil`                 TI = Σ p_j (y_j / μ) ln(y_j / μ), with 0 ln 0 = 0

Definitions: Schlotheuber and Hosseinpoor 2022, Summary measures of health inequality, Int J Environ
Res Public Health 19(6):3697, as in HEAT and the R package healthequal (weighted by population).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from mohinh.questions.fairness.resampling import (
    DRAWS,
    MIN_COMMUNES,
    SEED,
    drawn,
    reflected,
)
from mohinh.words.errors import InvalidTable

# Measure → its value where there is no inequality, which is also the least it can be.
MEASURES: Mapping[str, float] = MappingProxyType(
    {
        "difference": 0.0,
        "ratio": 1.0,
        "attributable_risk": 0.0,
        "attributable_share": 0.0,
        "mean_difference": 0.0,
        "index_of_disparity": 0.0,
        "theil": 0.0,
    }
)


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Theil's index of communes, and its parts between and within groups: total = between + within.

    `between_share` of the total lies between groups, with its interval; missing where there is no
    inequality at all. `groups` has a row per group: `theil` inside it, `contribution` to `within`.
    """

    total: float
    between: float
    within: float
    between_share: float
    low: float
    high: float
    groups: pd.DataFrame


def summary_measures(share: np.ndarray, population: np.ndarray) -> dict[str, np.ndarray]:
    """The measures along the last axis: shares and populations of shape … × groups.

    Missing where nothing is covered at all. A group without population is left out.
    """
    has = np.broadcast_to(population > 0, share.shape)
    share = np.where(has, share, np.nan)
    weight = population / population.sum(axis=-1, keepdims=True)
    mean = np.nansum(weight * share, axis=-1)
    mean = np.where(mean > 0, mean, np.nan)
    best, worst = np.nanmax(share, axis=-1), np.nanmin(share, axis=-1)
    apart = np.nansum(weight * np.abs(share - mean[..., None]), axis=-1)
    apart = np.where(np.isnan(mean), np.nan, apart)
    return {
        "difference": best - worst,
        "ratio": best / np.where(worst > 0, worst, np.nan),
        "attributable_risk": best - mean,
        "attributable_share": (best - mean) / mean,
        "mean_difference": apart,
        "index_of_disparity": apart / mean,
        "theil": _theil(share, weight),
    }


def disparities(
    communes: pd.DataFrame, *, by: str, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """The measures among the values of a column, with intervals from drawing communes again.

    Parameters
    ----------
    communes : of `commune_counts`, with the column `by`
    draws, seed : of the resampling, within each value of `by`

    Returns
    -------
    DataFrame with index `measure` (those of `MEASURES`): `value`, `low`, `high`; the interval is
    missing where there are fewer than two groups or `MIN_COMMUNES` communes, all of it where there
    is no commune.

    Raises `InvalidTable` for an absent column.
    """
    group, names = _groups(communes, by)
    if communes.empty:
        nothing = pd.DataFrame(np.nan, index=list(MEASURES), columns=["value", "low", "high"])
        return nothing.rename_axis("measure")
    covered, total = (communes[name].to_numpy("float64") for name in _COUNTS)
    times = np.vstack(
        [
            np.ones((1, len(communes)), "int64"),
            drawn(len(communes), draws=draws, seed=seed, strata=group),
        ]
    )
    member = np.eye(len(names))[group]
    population = (times * total) @ member
    found = summary_measures((times * covered) @ member / population, population)
    rows = []
    for name, least in MEASURES.items():
        value, again = float(found[name][0]), found[name][1:]
        is_enough = len(names) > 1 and len(communes) >= MIN_COMMUNES
        low, high = reflected(value, again, least=least) if is_enough else (np.nan, np.nan)
        rows.append({"measure": name, "value": value, "low": low, "high": high})
    return pd.DataFrame(rows).set_index("measure")


_COUNTS = ("covered_count", "total_count")


def theil_decomposition(
    communes: pd.DataFrame, *, by: str, draws: int = DRAWS, seed: int = SEED
) -> Decomposition:
    """Theil's index of the communes' shares, divided between and within the values of a column.

    Within = Σ_g p_g (μ_g / μ) T_g; between is the index of the groups' means. The interval is of
    the share between; drawing again adds to what lies between, and it is mirrored for that.

    Raises `InvalidTable` for an absent column.
    """
    group, names = _groups(communes, by)
    if communes.empty:
        return Decomposition(*[np.nan] * 6, groups=pd.DataFrame(columns=["theil", "contribution"]))
    covered, total = (communes[name].to_numpy("float64") for name in _COUNTS)
    whole, between, parts = _decomposed(np.ones((1, len(total))), covered, total, group, len(names))
    share = between[0] / whole[0] if whole[0] > 0 else np.nan
    low = high = np.nan
    if len(names) > 1 and len(communes) >= MIN_COMMUNES and not np.isnan(share):
        times = drawn(len(communes), draws=draws, seed=seed, strata=group)
        again, part, _ = _decomposed(times, covered, total, group, len(names))
        shares = np.where(again > 0, part / np.where(again > 0, again, 1), np.nan)
        low, high = reflected(share, shares, least=0.0)
    contribution = parts["contribution"]
    return Decomposition(
        total=float(whole[0]),
        between=float(between[0]),
        within=float(contribution.sum()),
        between_share=float(share),
        low=low,
        high=high,
        groups=pd.DataFrame(parts, index=pd.Index(names, name=by)),
    )


def _groups(communes: pd.DataFrame, by: str) -> tuple[np.ndarray, pd.Index]:
    if by not in communes.columns:
        raise InvalidTable(
            f"disparities: no column {by!r} among the communes; found "
            f"{', '.join(map(str, communes.columns))}"
        )
    codes, names = pd.factorize(communes[by], sort=True, use_na_sentinel=False)
    return codes, pd.Index(names)


def _theil(share: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Theil's index along the last axis; missing shares are left out, missing where μ is 0."""
    mean = np.nansum(weight * share, axis=-1)
    mean = np.where(mean > 0, mean, np.nan)[..., None]
    relative = np.where(np.isnan(share), 0.0, share) / mean
    logs = np.log(np.where(relative > 0, relative, 1.0))
    return np.sum(weight * relative * logs, axis=-1)


def _decomposed(
    times: np.ndarray, covered: np.ndarray, total: np.ndarray, group: np.ndarray, groups_count: int
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Total and between of each draw; Theil and contribution of each group in the first."""
    member = np.eye(groups_count)[group]
    weight = times * total / (times * total).sum(axis=1, keepdims=True)
    whole = _theil(np.broadcast_to(covered / total, weight.shape), weight)
    sums = weight @ member
    means = (weight * (covered / total)) @ member / np.where(sums > 0, sums, 1)
    between = _theil(means, sums)
    mean = (sums[0] * means[0]).sum()
    inside = np.array(
        [
            _theil(covered[group == g] / total[group == g], weight[0, group == g] / sums[0, g])
            for g in range(groups_count)
        ]
    )
    contribution = np.nan_to_num(sums[0] * means[0] / mean * inside) if mean > 0 else inside * 0
    return whole, between, {"theil": inside, "contribution": contribution}
