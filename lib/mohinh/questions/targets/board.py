"""Board: which criteria of an exemplary commune are open, quarter by quarter.

A criterion is `met`, `open` or `lost` (out of reach this year) as the commune reports, or by its
grade on the plan's scale; `pending` where its grade is given at the end of the year only, which is
not over; else `unknown`. A commune has

`pass`      met all
`fail`      lost one, or one is open when its deadline is over
`unknown`   something was not reported, and nothing failed
`at_risk`   at the pace so far, the open ones are not closed by the end of the year
`on_track`  they are; or nothing is open but the grades of the end of the year
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mohinh.questions.targets.measures import quarters_over
from mohinh.tables.plans import Criterion, Plan

STANDINGS = ("pass", "on_track", "at_risk", "fail", "unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """What `board` found.

    cells : `commune_code`, `criterion`, `quarter` (1 to 4), `state`; every commune that reported
        in the year, every criterion, every quarter that is over.
    communes : one row each: `commune_code`, `met_count`, `open_count`, `pending_count`,
        `unknown_count`, `standing`.
    strange : rows of the table that name no criterion of the plan, or a grade off its scale.
    """

    cells: pd.DataFrame
    communes: pd.DataFrame
    strange: pd.DataFrame


def board(plan: Plan, criteria: pd.DataFrame, *, on: date) -> Board:
    """How each commune that was chosen stands on a day. `criteria` is the table of that name."""
    rows = criteria[criteria["year"].eq(on.year)].assign(
        quarter=lambda frame: frame["quarter"].str.removeprefix("Q").astype("int64")
    )
    known = {criterion.id: criterion for criterion in plan.criteria}
    is_strange = ~rows["criterion"].isin(known) | _off_scale(rows, known)
    said = rows.set_index(["commune_code", "criterion", "quarter"])[["state", "grade"]]
    cells = [
        {
            "commune_code": commune, "criterion": criterion.id, "quarter": quarter,
            "state": _state(said, commune, criterion, quarter, on),
        }
        for commune in rows["commune_code"].drop_duplicates()
        for criterion in plan.criteria
        for quarter in range(1, quarters_over(on) + 1)
    ]  # fmt: skip
    table = pd.DataFrame(cells, columns=["commune_code", "criterion", "quarter", "state"])
    return Board(table, _standings(table, known, on), rows[is_strange])


def _off_scale(rows: pd.DataFrame, known: dict[str, Criterion]) -> pd.Series:
    found = [
        pd.notna(grade)
        and (criterion := known.get(name)) is not None
        and criterion.scale is not None
        and criterion.scale.rank(grade) is None
        for name, grade in zip(rows["criterion"], rows["grade"], strict=True)
    ]
    return pd.Series(found, index=rows.index, dtype=bool)


def _state(said: pd.DataFrame, commune: str, criterion: Criterion, quarter: int, on: date) -> str:
    key = (commune, criterion.id, quarter)
    state, grade = said.loc[key] if key in said.index else (None, None)
    scale = criterion.scale
    if scale is not None and pd.notna(grade):
        rank, least = scale.rank(grade), scale.rank(criterion.at_least)
        if rank is None or least is None:
            return "unknown"
        return "met" if rank >= least else "open"
    if pd.notna(state):
        return str(state)
    is_over = quarter == 4 and on >= criterion.deadline.of(on.year)
    return "pending" if scale is not None and not is_over else "unknown"


def _standings(cells: pd.DataFrame, known: dict[str, Criterion], on: date) -> pd.DataFrame:
    rows = []
    for commune, own in cells.groupby("commune_code", sort=False):
        quarter = own["quarter"].max()
        now = own[own["quarter"].eq(quarter)].set_index("criterion")["state"]
        counts = {
            f"{state}_count": int(now.eq(state).sum())
            for state in ("met", "open", "lost", "pending", "unknown")
        }
        standing = _standing(now, counts, known, int(quarter), on)
        rows.append({"commune_code": commune} | counts | {"standing": standing})
    columns = ["commune_code", "met_count", "open_count", "lost_count", "pending_count"]
    columns += ["unknown_count", "standing"]
    return pd.DataFrame(rows, columns=columns)


def _standing(
    now: pd.Series, counts: dict[str, int], known: dict[str, Criterion], quarter: int, on: date
) -> str:
    open_ = now.index[now.eq("open")]
    is_late = any(on >= known[name].deadline.of(on.year) for name in open_)
    if counts["lost_count"] or is_late:
        return "fail"
    if counts["unknown_count"]:
        return "unknown"
    if counts["met_count"] == len(now):
        return "pass"
    closing = counts["met_count"] * (4 - quarter)  # in the quarters left, times quarters so far
    return "on_track" if closing >= counts["open_count"] * quarter else "at_risk"
