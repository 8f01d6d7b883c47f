"""Agreement: a model group over the provinces, by random effects.

Each province's log(O / E) with its standard error is one study (`questions.synthesis`: REML,
Hartung and Knapp's interval not narrower than one without differences, prediction interval, I²,
each province left out in turn). A province without an interval, or with fewer communes than its
standard error can be made from, takes no part, and is listed with its reason. One province is no
meta-analysis: it stands as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.national.together import ALL
from mohinh.questions.synthesis import MetaAnalysis, leave_one_out, meta_analysis
from mohinh.tables.reports import DTYPES, EFFECTS
from mohinh.words.errors import InvalidTable, UnknownName
from mohinh.words.terms import MODEL_GROUPS

Refusal = Literal["no_province", "one_province"]
FEW_COMMUNES = "few_communes"
_LEAST_TO_LEAVE_ONE_OUT = 3


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """One model group over the provinces.

    Attributes
    ----------
    model_group : a code, or `all`
    provinces : one row per province with a result for the group, index `province_code`, in the
        order of the codes: columns of `tables.reports.EFFECTS`, `weight` (sums to 1; missing where
        it takes no part) and `left_out` (why it takes no part; blank where it does)
    found : the meta-analysis of log ratios; None for fewer than two provinces
    without_each : the same without each province, index its code: `ratio, low, high` and `i2`; None
        for fewer than three
    refusal : why there is no meta-analysis; None where there is one
    """

    model_group: str
    provinces: pd.DataFrame
    found: MetaAnalysis | None
    without_each: pd.DataFrame | None
    refusal: Refusal | None

    @property
    def used(self) -> pd.DataFrame:
        """The provinces that take part."""
        return self.provinces[self.provinces["left_out"].isna()]

    @property
    def left_out(self) -> Mapping[str, str]:
        """Province code → why it takes no part."""
        return self.provinces["left_out"].dropna().to_dict()

    def ratio(self, name: str) -> float | None:
        """A number of the meta-analysis (`estimate`, `low`, `prediction_high` …) as a ratio."""
        value = None if self.found is None else getattr(self.found, name)
        return None if value is None else float(np.exp(value))


def agreements(effects: pd.DataFrame, *, communes_least: int) -> tuple[Agreement, ...]:
    """Every model group that a province has a result for, all groups together first.

    Parameters
    ----------
    effects : rows of `tables.reports.EFFECTS`, of one outcome and level, of many provinces
    communes_least : communes that a standard error needs (`rulings`, `clusters_least`)

    Raises `InvalidTable` for more than one outcome or level of the intervals.
    """
    for name in ("outcome", "level"):
        found = sorted(map(str, effects[name].dropna().unique()))
        if len(found) > 1:
            raise InvalidTable(
                f"effects, column {name!r}: found {', '.join(found)}; expected one of them in all "
                "reports. Make the reports again with one version"
            )
    there = set(effects["model_group"])
    order = [group for group in (ALL, *MODEL_GROUPS) if group in there]
    return tuple(
        _agreement(effects[effects["model_group"].eq(group)], group, communes_least)
        for group in order
    )


def of_group(found: Sequence[Agreement], group: str) -> Agreement:
    """The agreement on one group; an empty one where no province has a result for it.

    Raises `UnknownName` for a group that there is not.
    """
    if group not in (ALL, *MODEL_GROUPS):
        raise UnknownName(f"group {group!r}: expected {ALL} or one of {', '.join(MODEL_GROUPS)}")
    for each in found:
        if each.model_group == group:
            return each
    columns = [column.name for column in EFFECTS.columns if column.name != "province_code"]
    kinds = {column.name: DTYPES[column.kind] for column in EFFECTS.columns}
    kinds.pop("province_code")
    empty = pd.DataFrame(columns=columns, index=pd.Index([], name="province_code")).astype(kinds)
    empty = empty.assign(left_out=pd.Series(dtype="str"), weight=pd.Series(dtype="float64"))
    return Agreement(group, empty, None, None, "no_province")


def _agreement(rows: pd.DataFrame, group: str, communes_least: int) -> Agreement:
    table = rows.set_index("province_code").sort_index()
    has_interval = table["se"].notna() & table["log_ratio"].notna() & table["se"].gt(0)
    few = has_interval & table["communes_count"].lt(communes_least)
    why = table["why_none"].mask(few, FEW_COMMUNES)
    why = why.mask(~has_interval & why.isna(), "not_estimated")
    table = table.assign(left_out=why, weight=np.nan)
    used = table[why.isna()]
    if len(used) < 2:
        refusal: Refusal = "one_province" if len(used) else "no_province"
        return Agreement(group, table, None, None, refusal)
    y, v = used["log_ratio"].to_numpy("float64"), used["se"].to_numpy("float64") ** 2
    level = float(used["level"].iloc[0])
    found = meta_analysis(y, v, labels=list(used.index), level=level)
    table["weight"] = found.studies["weight"].reindex(table.index)
    without = None
    if len(used) >= _LEAST_TO_LEAVE_ONE_OUT:
        without = _as_ratios(leave_one_out(y, v, labels=list(used.index), level=level))
    return Agreement(group, table, found, without, None)


def _as_ratios(table: pd.DataFrame) -> pd.DataFrame:
    """Log ratios of `leave_one_out` as ratios."""
    ends = {"ratio": "estimate", "low": "low", "high": "high"}
    columns = {name: np.exp(table[own]) for name, own in ends.items()}
    return pd.DataFrame(columns | {"i2": table["i2"]}).rename_axis("province_code")
