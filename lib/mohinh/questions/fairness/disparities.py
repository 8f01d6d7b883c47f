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

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.fairness.resampling import (
    DRAWS,
    MIN_COMMUNES,
    SEED,
    by_chance,
    dealt_out,
)
from mohinh.words.errors import InvalidTable

MEASURES = (
    "difference",
    "ratio",
    "attributable_risk",
    "attributable_share",
    "mean_difference",
    "index_of_disparity",
    "theil",
)


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Theil's index of communes, and its parts between and within groups: total = between + within.

    `between_share` of the total lies between groups; `chance_low` and `chance_high` is where it
    would be were communes dealt out to groups by chance, `p` how often it would be as large. All
    missing where there is no inequality. `groups` has a row per group: `theil` inside it,
    `contribution` to `within`.
    """

    total: float
    between: float
    within: float
    between_share: float
    chance_low: float
    chance_high: float
    p: float
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
    """The measures among the values of a column, beside what chance alone would give.

    A measure of inequality among groups is above zero for chance alone, the more so the fewer
    communes a group has; an interval from drawing communes again would hide that (it left out a
    true zero in half of the simulations). So communes are dealt out to the groups by chance, each
    group keeping its number of communes.

    Parameters
    ----------
    communes : of `commune_counts`, with the column `by`
    draws, seed : of the dealing

    Returns
    -------
    DataFrame with index `measure` (those of `MEASURES`): `value`, `chance_low`, `chance_high` (the
    middle 95 % by chance alone) and `p` (how often chance gives as much; missing, as are the ends,
    with fewer than two groups or `MIN_COMMUNES` communes). All is missing without a commune.

    Raises `InvalidTable` for an absent column.
    """
    group, names = _groups(communes, by)
    if communes.empty:
        columns = ["value", "chance_low", "chance_high", "p"]
        nothing = pd.DataFrame(np.nan, index=list(MEASURES), columns=columns)
        return nothing.rename_axis("measure")
    covered, total = (communes[name].to_numpy("float64") for name in _COUNTS)
    found = summary_measures(*_of_groups(group[None, :], covered, total, len(names)))
    dealt = dealt_out(group, draws=draws, seed=seed)
    again = summary_measures(*_of_groups(dealt, covered, total, len(names)))
    is_enough = len(names) > 1 and len(communes) >= MIN_COMMUNES
    rows = []
    for name in MEASURES:
        value = float(found[name][0])
        low, high, p = by_chance(value, again[name]) if is_enough else (np.nan,) * 3
        rows.append(
            {"measure": name, "value": value, "chance_low": low, "chance_high": high, "p": p}
        )
    return pd.DataFrame(rows).set_index("measure")


_COUNTS = ("covered_count", "total_count")


def _of_groups(
    group: np.ndarray, covered: np.ndarray, total: np.ndarray, groups_count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Share and population of the groups in each draw: draws × groups (`group`: × communes)."""
    cell = group + groups_count * np.arange(len(group))[:, None]
    size = len(group) * groups_count
    sums = [
        np.bincount(
            cell.ravel(), np.broadcast_to(values, group.shape).ravel(), minlength=size
        ).reshape(len(group), groups_count)
        for values in (covered, total)
    ]
    return sums[0] / sums[1], sums[1]


def theil_decomposition(
    communes: pd.DataFrame, *, by: str, draws: int = DRAWS, seed: int = SEED
) -> Decomposition:
    """Theil's index of the communes' shares, divided between and within the values of a column.

    Within = Σ_g p_g (μ_g / μ) T_g; between is the index of the groups' means.

    Raises `InvalidTable` for an absent column.
    """
    group, names = _groups(communes, by)
    if communes.empty or not communes["covered_count"].gt(0).any():
        groups = pd.DataFrame({"theil": [], "contribution": []}, dtype="float64")
        return Decomposition(*[np.nan] * 7, groups=groups)
    covered, total = (communes[name].to_numpy("float64") for name in _COUNTS)
    share, weight = covered / total, total / total.sum()
    whole = float(_theil(share, weight))
    between = float(_between(group[None, :], covered, total, len(names))[0])
    low = high = p = np.nan
    if len(names) > 1 and len(communes) >= MIN_COMMUNES and whole > 0:
        dealt = dealt_out(group, draws=draws, seed=seed)
        again = _between(dealt, covered, total, len(names)) / whole
        low, high, p = by_chance(between / whole, again)
    groups = _inside(group, share, weight, names).rename_axis(by)
    return Decomposition(
        total=whole,
        between=between,
        within=float(groups["contribution"].sum()),
        between_share=between / whole if whole > 0 else np.nan,
        chance_low=low,
        chance_high=high,
        p=p,
        groups=groups,
    )


def _between(
    group: np.ndarray, covered: np.ndarray, total: np.ndarray, groups_count: int
) -> np.ndarray:
    share, population = _of_groups(group, covered, total, groups_count)
    return _theil(share, population / population.sum(axis=1, keepdims=True))


def _inside(
    group: np.ndarray, share: np.ndarray, weight: np.ndarray, names: pd.Index
) -> pd.DataFrame:
    """Theil's index inside each group, and what it adds to that within groups."""
    mean = (weight * share).sum()
    rows = []
    for place in range(len(names)):
        own = group == place
        part = weight[own].sum()
        inside = float(_theil(share[own], weight[own] / part))
        own_mean = (weight[own] * share[own]).sum() / part
        added = part * own_mean / mean * inside if own_mean > 0 else 0.0
        rows.append({"theil": inside, "contribution": added})
    return pd.DataFrame(rows, index=names)


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
