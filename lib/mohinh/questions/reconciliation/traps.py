"""Traps: figures that invite a wrong sum, rate or reading; found by rule, not by hand."""

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Literal, get_args

import pandas as pd

from mohinh.questions.reconciliation.measuring import Overlaps
from mohinh.tables.published import PAIRS

TrapCode = Literal[
    "other_scope", "mixed_counts", "mixed_units", "mixture", "not_nested", "may_overlap",
    "part_year", "pair_of_counts", "ratio", "range", "visits", "no_conversion",
    "definition_changed", "judgement", "new_force", "announced", "undated", "unstated_time",
    "qualifier",
]  # fmt: skip


def traps(figures: pd.DataFrame, *, overlaps: Overlaps | None = None) -> pd.DataFrame:
    """Figures that invite a wrong sum, rate or reading; found by rule, not by hand.

    other_scope         models counted in areas, and in organisations: never added
    mixed_counts        groups and types of one source: never added, never averaged
    mixed_units         types (mô hình), what applies them (điểm) and teams (tổ) of one source
    mixture             one number for several kinds, such as models and exemplars
    not_nested          two counts of areas, neither said to hold the other: no rate
    may_overlap         one count in several periods: the same type may stand in both
    part_year           a part of a year beside a whole year: no trend
    pair_of_counts      `1.126/1.618`: two counts of two things, no fraction
    ratio               `10/10`: numerator and denominator, not two results
    range               `01–02`: one range, not two results
    visits              visits are not families
    no_conversion       cases are no share of tips
    definition_changed  organisations included before, not after: no decline
    judgement           the police's own judgement, not a measured effect
    new_force           the grassroots security force of 2024 is not the core teams of models
    announced           expected for a later day: neither a result nor a target
    undated             the source does not say of when it is
    unstated_time       a count over a time whose beginning is not told
    qualifier           the number never without its qualifier

    Returns
    -------
    DataFrame: `code`, `figure_ids` (text, separated by spaces, sorted), `illustration` (Int64, what
    `overlaps` says of it; missing where it says nothing). No row twice, in the order above. The
    order of `figures` changes nothing.
    """
    ordered = figures.sort_values("figure_id", kind="stable")
    found: list[tuple[TrapCode, Sequence[str]]] = []
    for _, own in ordered.groupby("source_id"):
        found += [*_scopes(own), *_units(own), *_nested(own), *_pairs(own), *_tips(own)]
        found += _single(own)
    for _, own in ordered[ordered["place"].isna()].groupby("province"):
        found += [*repeated(own), *changed(own)]
    rows = [(code, " ".join(sorted(ids)), _illustration(code, overlaps)) for code, ids in found]
    table = pd.DataFrame(rows, columns=["code", "figure_ids", "illustration"])
    table = table.astype({"code": "str", "figure_ids": "str", "illustration": "Int64"})
    place = {code: rank for rank, code in enumerate(get_args(TrapCode))}
    return table.sort_values(
        ["code", "figure_ids"],
        key=lambda column: column.map(place) if column.name == "code" else column,
        ignore_index=True,
    )


_Found = Iterable[tuple[TrapCode, Sequence[str]]]
# What a count of models is a count of: models by name, what applies one, teams inside a point.
_UNITS = {"type": "type", "mixture": "type", "area": "point", "site": "point", "team": "team"}
_MODELS = {"group": "models", "type": "models", "area": "places", "site": "places"}


def _illustration(code: TrapCode, known: Overlaps | None) -> int | None:
    if known is None:
        return None
    values = {"not_nested": known.areas_in_both, "may_overlap": known.recognised_types}
    return values.get(code)


def _scopes(own: pd.DataFrame) -> _Found:
    """Groups and types of one source that cover different places, or are different counts."""
    models = own[own["counts"].isin(["group", "type"]) & own["timing"].eq("state")]
    for one, other in combinations(models.to_dict("records"), 2):
        ids = (one["figure_id"], other["figure_id"])
        if {one["scope"], other["scope"]} == {"areas", "organisations"}:
            yield "other_scope", ids
        elif one["counts"] != other["counts"]:
            yield "mixed_counts", ids


def _units(own: pd.DataFrame) -> _Found:
    """Types, points and teams of one source and day: three counts that reports mix."""
    results = own[own["kind"].isin(["result", "judgement"]) & own["timing"].eq("state")]
    for _, same_day in results.groupby("period_end", dropna=False):
        unit = same_day["counts"].map(_UNITS)
        if len(set(unit.dropna())) > 1:
            yield "mixed_units", tuple(same_day.loc[unit.notna(), "figure_id"])


def _nested(own: pd.DataFrame) -> _Found:
    counted = own[own["counts"].eq("area") & own["kind"].eq("result")]
    for one, other in combinations(counted.to_dict("records"), 2):
        is_same_day = one["period_end"] == other["period_end"]
        if is_same_day and one["indicator"] != other["indicator"]:
            yield "not_nested", (one["figure_id"], other["figure_id"])


_PAIR_TRAPS: dict[str, TrapCode] = {
    "first": "pair_of_counts",
    "numerator": "ratio",
    "lower": "range",
}


def _pairs(own: pd.DataFrame) -> _Found:
    for _, pair in own.groupby("pair_id"):
        ids = dict(zip(pair["pair_role"], pair["figure_id"], strict=True))
        for role, code in _PAIR_TRAPS.items():
            if role in ids and PAIRS[role] in ids:
                yield code, (ids[role], ids[PAIRS[role]])


def _tips(own: pd.DataFrame) -> _Found:
    tips = own.loc[own["counts"].eq("tip"), "figure_id"]
    cases = own.loc[own["counts"].eq("case"), "figure_id"]
    for tip in tips:
        for case in cases:
            yield "no_conversion", (tip, case)


def _single(own: pd.DataFrame) -> _Found:
    """What one figure must not be taken for."""
    is_so: dict[TrapCode, pd.Series] = {
        "visits": own["counts"].eq("visit"),
        "mixture": own["counts"].eq("mixture"),
        "judgement": own["kind"].eq("judgement"),
        "new_force": own["counts"].isin(["force_team", "force_member"]),
        "announced": own["kind"].eq("expected"),
        "undated": own["period_end"].isna(),
        "unstated_time": own["timing"].eq("unstated"),
        "qualifier": own["qualifier"].ne("exact"),
    }
    for code, rows in is_so.items():
        for name in own.loc[rows, "figure_id"]:
            yield code, (name,)


def repeated(own: pd.DataFrame) -> _Found:
    """One indicator in several periods: what may overlap, what is only part of a year."""
    flows = own[own["timing"].eq("flow") & own["kind"].eq("result")]
    for _, series in flows.groupby("indicator"):
        periods = series.drop_duplicates(["period_start", "period_end"]).sort_values("period_start")
        for one, other in pairwise(periods.to_dict("records")):
            ids = (one["figure_id"], other["figure_id"])
            if one["counts"] == "type":
                yield "may_overlap", ids
            if one["is_part_year"] != other["is_part_year"]:
                yield "part_year", ids


def changed(own: pd.DataFrame) -> _Found:
    """A count that took organisations in, and a later one that does not."""
    states = own[own["timing"].eq("state") & own["kind"].eq("result")]
    family = states["counts"].map(lambda counts: _MODELS.get(counts, counts))
    for _, series in states.groupby(family):
        before = series[series["scope"].eq("both")]
        later = series[series["scope"].isin(["areas", "organisations"])]
        later = later[later["period_end"].gt(before["period_end"].min())]
        if len(before) and len(later):
            yield "definition_changed", (*before["figure_id"], *later["figure_id"])
