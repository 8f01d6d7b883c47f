"""Trends: how far each target was at the end of each quarter, and where it may end the year.

The forecast takes what is not done yet as done at the pace of the last quarter seen: of the units
that were open at its start, the share that was done by its end, the same in each quarter left. The
pace of each place is that of one drawn at random, between its own count and the pace of all, since
what one commune does at once is one event; then the units left are drawn at that pace. It knows
nothing of deadlines, campaigns or orders.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from mohinh.questions.targets.measures import Records, quarters_over
from mohinh.questions.targets.scorecard import scorecard
from mohinh.questions.targets.thresholds import needed
from mohinh.tables.plans import Plan

DRAWS = 4_000
LEVEL = 0.9  # of the forecast's interval
# Units whose count says as much of a place's own pace as the pace of all places does.
PRIOR_UNITS = 2
# What is there or not on a day, and not done step by step: no pace can be seen.
_STATES = ("effective_model",)
_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


def quarterly(plan: Plan, records: Records, *, on: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the scorecard at the end of each quarter of the year up to a day, and the places.

    First readings only, of targets that were counted at two quarters' ends or more: what is judged
    once a year has no trend. Both frames have `quarter` (1 to 4); see `Scorecard`.
    """
    rows, places = [], []
    for quarter in range(1, quarters_over(on) + 1):
        card = scorecard(plan, records, on=date(on.year, *_ENDS[quarter - 1]))
        if card.rows.empty:
            break
        rows.append(card.rows[card.rows["reading"].eq(1)].assign(quarter=quarter))
        places.append(card.places.assign(quarter=quarter))
    if not rows:
        return pd.DataFrame(columns=["target", "quarter"]), pd.DataFrame()
    table, cells = pd.concat(rows, ignore_index=True), pd.concat(places, ignore_index=True)
    counted = table[table["share"].notna()]
    often = counted["target"].value_counts()
    kept = often.index[often.ge(2)]
    cells = cells[cells["reading"].eq(1) & cells["target"].isin(kept)]
    return counted[counted["target"].isin(kept)].reset_index(drop=True), cells


def forecast(
    plan: Plan,
    cells: pd.DataFrame,
    *,
    known: int,
    on: date,
    seed: int = 2023,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Where each target may end the year, from the first `known` quarters (1 to 3).

    Parameters
    ----------
    cells : the second frame of `quarterly`
    on : the day up to which the report counts

    Returns
    -------
    DataFrame `target`, `done`, `total` (at the end of that quarter), `needed`, `expected`, `low`,
    `high` (units done at the end of the year; the interval has probability `LEVEL`), `chance` and
    `chance_high` (that the target is met). Places of which something is not known by then are taken
    as not done in `low` and `chance`, as done in `high` and `chance_high`. No forecast for targets
    whose deadline is over before `on` or by the end of the last known quarter, for those that must
    hold place by place, for what is there or not on a day, and where nothing was done yet: there is
    no pace to go on with.
    """
    rng = np.random.default_rng([seed, known])
    rows = []
    for target in plan.targets:
        own = cells[cells["target"].eq(target.id)] if len(cells) else cells
        is_state = target.measures[0].indicator in _STATES
        due = target.deadline.of(on.year)
        is_over = due < on or due <= date(on.year, *_ENDS[known - 1])
        if is_over or target.within != "province" or is_state or own.empty:
            continue
        done, total, is_paced, unsure = _by_quarter(own, range(1, known + 1))
        if not (done.any() and is_paced.any()):
            continue
        ends = _draw(rng, done, total, is_paced, left=4 - known, draws=draws)
        units = int(total.sum() + unsure)
        least = needed(units, target.threshold, is_strict=target.is_strict)
        low, middle, high = np.quantile(
            ends, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], method="inverted_cdf"
        )
        rows.append(
            {
                "target": target.id, "done": int(done[:, -1].sum()), "total": units,
                "needed": least, "expected": int(middle), "low": int(low),
                "high": int(high) + unsure, "chance": float(np.mean(ends >= least)),
                "chance_high": float(np.mean(ends + unsure >= least)),
            }
        )  # fmt: skip
    columns = ["target", "done", "total", "needed", "expected", "low", "high", "chance"]
    columns.append("chance_high")
    return pd.DataFrame(rows, columns=columns)


def _by_quarter(
    own: pd.DataFrame, quarters: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Units done (places × the last two quarters), units in all, of places known at the last.

    Third: whether a place was known at both quarters, so that its pace is seen; fourth: units of
    the places not known at the last.
    """
    own = own[own["quarter"].isin(list(quarters))]
    table = own.pivot_table(index="place", columns="quarter", values="done", dropna=False)
    done = np.maximum.accumulate(table.fillna(0).to_numpy("int64"), axis=1)
    if done.shape[1] == 1:
        done = np.column_stack([np.zeros_like(done), done])
    is_known = own.assign(known=own["unknown"].eq(0).fillna(False)).pivot_table(
        index="place", columns="quarter", values="known", aggfunc="all", fill_value=False
    )
    is_known = is_known.reindex(table.index).to_numpy(bool)
    last = own[own["quarter"].eq(max(quarters))].set_index("place")["total"].astype("int64")
    total = last.reindex(table.index, fill_value=0).to_numpy()
    is_sure, is_paced = is_known[:, -1], is_known[:, -2:].all(axis=1)
    done = np.minimum(done[:, -2:], total[:, None])
    return done[is_sure], total[is_sure], is_paced[is_sure], int(total[~is_sure].sum())


def _draw(
    rng: np.random.Generator,
    done: np.ndarray,
    total: np.ndarray,
    is_paced: np.ndarray,
    *,
    left: int,
    draws: int,
) -> np.ndarray:
    """Units done at the end of the year, drawn `draws` times."""
    new, open_ = (done[:, 1] - done[:, 0])[is_paced], (total - done[:, 0])[is_paced]
    all_, one = (rng.integers(0, len(new), (draws, many)) for many in (len(new), len(total)))
    # Half a unit of each kind: a pace of exactly none or all is never certain.
    common = (new[all_].sum(axis=1) + 0.5) / (open_[all_].sum(axis=1) + 1)
    pace = (new[one] + PRIOR_UNITS * common[:, None]) / (open_[one] + PRIOR_UNITS)
    more = rng.binomial(total - done[:, 1], 1 - (1 - pace) ** left)
    return int(done[:, 1].sum()) + more.sum(axis=1)
