"""Kinds of area beside all others: are border, island, urban, priority areas covered alike?"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.coverage import Counted, coverage
from mohinh.questions.fairness.resampling import (
    DRAWS,
    MIN_COMMUNES,
    SEED,
    drawn,
    percentiles,
    widened,
)
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import AREA_FLAGS

_SUMS = ["covered", "maybe", "total"]


def kind_differences(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    of: Counted = "areas",
    flags: Sequence[str] = tuple(AREA_FLAGS),
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Coverage of each kind of area less that of the other areas, and divided by it.

    The interval holds both what is not known and what would be otherwise in other communes: its
    lower end takes unknown areas of the kind for uncovered and the others for covered, its upper
    end the reverse, and communes are drawn again, those with areas of the kind by themselves. The
    ratio has none where a draw leaves a side without any coverage.

    Parameters
    ----------
    of : "areas", "households" or "residents"
    flags : columns of `areas` that are true, false or blank; blank areas are on neither side

    Returns
    -------
    DataFrame with index `kind`: `inside_covered_count`, `inside_count`, `inside_share`,
    `outside_covered_count`, `outside_count`, `outside_share`, `difference`, `difference_low`,
    `difference_high` (−1 to 1), `ratio`, `ratio_low`, `ratio_high`, `communes_count` (with areas of
    the kind), `blank_count` (areas that did not say) and `why` there is no comparison or interval:
    "", "none_inside", "none_outside", "few_communes".

    Raises `InvalidTable` where a commune, which is on both sides or neither, is counted.
    """
    if of == "communes":
        raise InvalidTable(
            "kinds of area: found of='communes', but a commune can have areas of both kinds; "
            "expected areas, households or residents"
        )
    rows = [_kind(areas, points, flag, on, of, draws, seed) for flag in flags]
    return pd.DataFrame(rows).set_index("kind")


def _kind(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    flag: str,
    on: date,
    of: Counted,
    draws: int,
    seed: int,
) -> dict[str, object]:
    frame = _by_commune(areas, points, flag, on, of)
    inside, outside = (_wide(frame, is_inside) for is_inside in (True, False))
    times = np.ones((1, len(inside)))
    here, there = (_shares(times, side)[0] for side in (inside, outside))
    sides = [np.asarray(side["total"] > 0) for side in (inside, outside)]
    counts = [int(is_there.sum()) for is_there in sides]
    why = _why(counts)
    low = high = ratio_low = ratio_high = np.nan
    if not why:
        again = drawn(len(inside), draws=draws, seed=seed, strata=sides[0] * 2 + sides[1])
        low, high, ratio_low, ratio_high = _ends(
            (here, there), (_shares(again, inside), _shares(again, outside)), min(counts)
        )
    return {
        "kind": flag,
        **_named("inside", inside, here),
        **_named("outside", outside, there),
        "difference": here[0] - there[0],
        "difference_low": low,
        "difference_high": high,
        "ratio": here[0] / there[0] if there[0] > 0 else np.nan,
        "ratio_low": ratio_low,
        "ratio_high": ratio_high,
        "communes_count": counts[0],
        "blank_count": int(areas[flag].isna().sum()),
        "why": why,
    }


def _by_commune(
    areas: pd.DataFrame, points: pd.DataFrame, flag: str, on: date, of: Counted
) -> pd.DataFrame:
    """What is counted in each commune, inside and outside the kind."""
    table = coverage(areas, points, on=on, of=of, by=["commune_code", flag])
    return pd.DataFrame(
        {
            "covered": table["covered_count"],
            "maybe": table["covered_count"] + table["unknown_count"] + table["silent_count"],
            "total": table["total_count"],
        }
    ).reset_index(names=["commune_code", "is_inside"])


def _wide(frame: pd.DataFrame, is_inside: bool) -> pd.DataFrame:
    side = frame[frame["is_inside"].eq(is_inside).fillna(False).astype(bool)]
    communes = pd.Index(frame["commune_code"].unique(), name="commune_code")
    return side.set_index("commune_code")[_SUMS].reindex(communes, fill_value=0)


def _shares(times: np.ndarray, side: pd.DataFrame) -> np.ndarray:
    """Sure and possible share of each draw: draws × 2; missing where nothing is counted."""
    sums = times @ side.to_numpy("float64")
    total = np.where(sums[:, 2] > 0, sums[:, 2], np.nan)
    return sums[:, :2] / total[:, None]


def _ends(
    found: tuple[np.ndarray, np.ndarray],
    drawn_again: tuple[np.ndarray, np.ndarray],
    communes_count: int,
) -> tuple[float, float, float, float]:
    """Ends of the difference and of the ratio, each side as sure and possible share."""
    here, there = drawn_again
    low, high = percentiles(here[:, 0] - there[:, 1])[0], percentiles(here[:, 1] - there[:, 0])[1]
    gap = widened(found[0][0] - found[1][0], (low, high), communes_count=communes_count)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.log(here[:, 0] / there[:, 1])
        most = np.log(here[:, 1] / there[:, 0])
        ratio = np.log(found[0][0] / found[1][0])
    if not np.isfinite([ratio, *least, *most]).all():
        return max(-1.0, gap[0]), min(1.0, gap[1]), np.nan, np.nan
    ends = percentiles(least)[0], percentiles(most)[1]
    times = np.exp(widened(ratio, ends, communes_count=communes_count))
    return max(-1.0, gap[0]), min(1.0, gap[1]), float(times[0]), float(times[1])


def _why(communes_counts: Sequence[int]) -> str:
    inside, outside = communes_counts
    if inside == 0:
        return "none_inside"
    if outside == 0:
        return "none_outside"
    return "few_communes" if min(inside, outside) < MIN_COMMUNES else ""


def _named(side: str, table: pd.DataFrame, share: np.ndarray) -> dict[str, object]:
    return {
        f"{side}_covered_count": int(table["covered"].sum()),
        f"{side}_count": int(table["total"].sum()),
        f"{side}_share": share[0],
    }
