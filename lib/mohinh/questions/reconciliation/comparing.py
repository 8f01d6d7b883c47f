"""Comparing: each published figure beside what the microdata give, and why the two may differ."""

import math
from collections.abc import Sequence
from typing import Literal

import pandas as pd

from mohinh.tables.published import meaning
from mohinh.words.errors import InvalidTable

Outcome = Literal["agree", "differ", "not_comparable", "not_measured"]
Reason = Literal[
    "equal", "within_qualifier", "equal_by_convention",
    "other_number",
    "missing_part", "by_convention", "other_date", "other_period", "part_year",
    "not_recorded", "cases_helped", "includes_organisations", "target", "context",
    "part_of_province", "national", "mixture", "undated",
    "not_reported", "no_microdata",
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = ("agree", "differ", "not_comparable", "not_measured")


def reconcile(figures: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Each published figure beside what the microdata give.

    Parameters
    ----------
    figures : from `tables.published.figures`, of one province
    measured : from `measure`, of that province

    Returns
    -------
    DataFrame, one row per figure in its order: the columns of `figures`, then `measured`, `most`,
    `missing_count`, `missing`, `measured_start`, `measured_end`, `outcome`, `reason` and
    `difference` (measured − published; missing where they cannot be compared).

    Raises `InvalidTable` for figures of several provinces.
    """
    names = sorted(figures["province"].unique())
    if len(names) > 1:
        raise InvalidTable(
            f"figures: found the provinces {', '.join(names)}; expected one, since microdata are "
            "of one province. Ask published.figures(province)"
        )
    found = [_compare(figure, measured) for figure in figures.to_dict("records")]
    columns = {
        "measured": "Int64",
        "most": "Int64",
        "missing_count": "Int64",
        "missing": "str",
        "measured_start": "datetime64[us]",
        "measured_end": "datetime64[us]",
        "outcome": "str",
        "reason": "str",
        "difference": "Float64",
    }
    beside = pd.DataFrame(found, index=figures.index, columns=list(columns)).astype(columns)
    return pd.concat([figures, beside], axis=1)


def _compare(figure: dict, measured: pd.DataFrame) -> dict:
    """Outcome, reason and the measured value of one figure."""
    if figure["comparability"] not in ("same", "by_convention"):
        return {"outcome": "not_comparable", "reason": figure["comparability"]}
    rows = measured[measured["indicator"].eq(figure["indicator"])].to_dict("records")
    row = _nearest(figure, rows)
    if row is None:
        return {"outcome": "not_measured", "reason": "no_microdata"}
    beside = {
        "measured": row["value"],
        "most": row["most"],
        "missing_count": row["missing_count"],
        "missing": row["missing"],
        "measured_start": row["period_start"],
        "measured_end": row["period_end"],
    }
    if pd.isna(row["value"]):
        return {**beside, "outcome": "not_measured", "reason": "not_reported"}
    if not _is_same_period(figure, row):
        return {**beside, "outcome": "not_comparable", "reason": _other_period(figure, row)}
    outcome, reason = _judge(figure, row)
    if outcome in ("agree", "differ"):
        beside["difference"] = row["value"] - figure["value"]
    return {**beside, "outcome": outcome, "reason": reason}


def _judge(figure: dict, row: dict) -> tuple[Outcome, Reason]:
    """Two numbers of one definition and period: do they agree?"""
    published = meaning(figure["value"], figure["qualifier"])
    by_convention = figure["comparability"] == "by_convention"
    if published.holds(row["value"]):
        if by_convention:
            return "agree", "equal_by_convention"
        return "agree", "equal" if figure["qualifier"] == "exact" else "within_qualifier"
    most = row["most"]
    if pd.isna(most):
        most = math.inf
    if published.meets(row["value"], most):
        return "not_comparable", "missing_part"
    return ("not_comparable", "by_convention") if by_convention else ("differ", "other_number")


def _is_same_period(figure: dict, row: dict) -> bool:
    if figure["period_end"] != row["period_end"]:
        return False
    return row["timing"] == "state" or figure["period_start"] == row["period_start"]


def _other_period(figure: dict, row: dict) -> Reason:
    if row["timing"] == "state":
        return "other_date"
    starts_together = figure["period_start"] == row["period_start"]
    is_part = starts_together and figure["period_end"] < row["period_end"]
    return "part_year" if is_part and figure["is_part_year"] else "other_period"


def _nearest(figure: dict, rows: Sequence[dict]) -> dict | None:
    """The row of the same period, else that which shares most days with it; a state always may."""
    shared = [(row, _shared_days(figure, row)) for row in rows]
    near = [pair for pair in shared if pair[1] >= 0]
    if not near:
        return None
    return max(near, key=lambda pair: (_is_same_period(figure, pair[0]), pair[1]))[0]


def _shared_days(figure: dict, row: dict) -> int:
    """Nights between the first and the last shared day; below zero where no day is shared."""
    if pd.isna(row["period_start"]):
        return 0
    starts = max(figure["period_start"], row["period_start"])
    return (min(figure["period_end"], row["period_end"]) - starts).days


def tally(reconciled: pd.DataFrame) -> dict[Outcome, int]:
    """How many figures have each outcome, in the order of `OUTCOMES`."""
    return {outcome: int(reconciled["outcome"].eq(outcome).sum()) for outcome in OUTCOMES}
