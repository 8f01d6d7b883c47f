"""Remedies: which bodies have reported on what they were told to mend, and which are overdue."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from mohinh.tables.plans import Body, Plan
from mohinh.tables.units import Province

COLUMNS = (
    "remedy", "body", "role", "deadline", "expected", "on_time", "late", "undated", "overdue",
    "awaited", "done", "state", "overdue_units",
)  # fmt: skip


def tracker(
    plan: Plan, remedies: pd.DataFrame, communes: pd.DataFrame, province: Province, *, on: date
) -> pd.DataFrame:
    """Reports on each remedy by each body that owes one, as of a day of the year.

    One row per remedy and body: `role` (lead, support), `expected` reports, those that came
    `on_time`, `late` or `undated`, those `overdue` (the deadline is over) or `awaited` (it is not),
    `done` (bodies that say it is mended), and `state`: overdue, complete, awaited, or no_data where
    nothing at all was recorded that year: then nobody is called overdue. `overdue_units`: codes of
    the districts (or the province) whose report is overdue.
    """
    rows = remedies[remedies["year"].eq(on.year)]
    units: Mapping[str, Sequence[str]] = {
        "province": [province.code],
        "district": communes["district_code"].dropna().unique().tolist(),
    }
    found = [
        _body_row(rows, remedy.id, body, role, units[body.of], remedy.deadline.of(on.year), on)
        for remedy in plan.remedies
        for role, bodies in (("lead", (remedy.lead,)), ("support", remedy.support))
        for body in bodies
    ]
    return pd.DataFrame(found, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[4:11], "Int64"))


def _body_row(
    rows: pd.DataFrame,
    remedy: str,
    body: Body,
    role: str,
    units: Sequence[str],
    due: date,
    on: date,
) -> dict[str, object]:
    own = rows[rows["remedy"].eq(remedy) & rows["body"].eq(body.id) & rows["unit_id"].isin(units)]
    about = {"remedy": remedy, "body": body.id, "role": role, "deadline": due}
    about |= {"expected": len(units)}
    if rows.empty:
        return about | {"state": "no_data", "overdue_units": ()}
    sent = own["reported_on"]
    own = own[~sent.gt(pd.Timestamp(on))]
    sent = own["reported_on"]
    on_time, late = int(sent.le(pd.Timestamp(due)).sum()), int(sent.gt(pd.Timestamp(due)).sum())
    missing = tuple(unit for unit in units if unit not in set(own["unit_id"]))
    left, is_over = len(missing), on > due
    state = "complete" if not left else "overdue" if is_over else "awaited"
    return about | {
        "on_time": on_time, "late": late, "undated": len(own) - on_time - late,
        "overdue": left * is_over, "awaited": left * (not is_over),
        "done": int(own["is_done"].fillna(False).sum()), "state": state,
        "overdue_units": missing if is_over else (),
    }  # fmt: skip
