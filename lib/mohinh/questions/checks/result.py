"""What a check answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import pandas as pd

from mohinh.questions.effects.results import NoInterval

CheckName = Literal[
    "pre_trend", "placebo_date", "placebo_outcome", "leave_one_out", "specifications",
    "breakdown", "power", "randomisation",
]  # fmt: skip
CHECKS: tuple[CheckName, ...] = get_args(CheckName)

# Why a check cannot be answered; further ones say why the estimate itself has no interval.
#   no_before          too few untreated periods before adoption
#   too_few_clusters   fewer clusters than the test has parts
#   no_placebo         no outcome was named that the model does not aim at
#   no_parts           no column to leave out by, or one part only
#   no_alternative     fewer than two other specifications could be estimated
#   no_difference      the interval holds 1: there is no answer to overturn
#   few_arrangements   too few ways to place the group among communes
Reason = (
    Literal[
        "no_before", "too_few_clusters", "no_placebo", "no_parts", "no_alternative",
        "no_difference", "few_arrangements",
    ]
    | NoInterval
)  # fmt: skip
Value = float | int | str | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class CheckResult:
    """One check of one group's estimate.

    Attributes
    ----------
    name, group : which check, of which group (`effects.ALL` for all)
    passed : whether nothing speaks against the estimate; None where the data cannot answer
    reason : why they cannot; None where they can
    table : what was looked at, for a figure and for the report's files
    values : the numbers that the check rests on and its sentence needs
    """

    name: CheckName
    group: str
    passed: bool | None
    reason: Reason | None
    table: pd.DataFrame
    values: Mapping[str, Value]


def result(
    name: CheckName,
    group: str,
    *,
    passed: bool | None,
    table: pd.DataFrame,
    reason: Reason | None = None,
    **values: Value,
) -> CheckResult:
    """A result; without an answer it has a reason, and with one it has none."""
    return CheckResult(
        name,
        group,
        None if reason else passed,
        reason,
        table,
        MappingProxyType(values),
    )
