"""Crossing: published figures beside each other, within a document, between years, part and whole.

Two figures are a change only where the same thing was counted, exactly, on two days. All else is
said to be not comparable, with the reason, or doubtful: nothing is added up or averaged here but
the parts that a source itself names as parts of one total.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Literal, get_args

import pandas as pd

from mohinh.questions.reconciliation.traps import changed, repeated
from mohinh.tables.published import COUNTRY, PAIRS, meaning

CrossScope = Literal["document", "years", "places", "nation"]
CrossOutcome = Literal["holds", "change", "broken", "doubtful", "not_comparable"]
CrossReason = Literal[
    "adds_up", "parts_missing", "parts_exceed", "part_holds", "part_exceeds", "range_holds",
    "range_broken", "same_definition", "definition_changed", "part_year", "may_overlap",
    "judgement", "qualified", "undated", "jump", "exceeds_whole", "large_part", "not_additive",
    "announced", "other_date",
]  # fmt: skip
# Conventions of ours: one count that is this many times the other is not of the same thing; a
# place with this share of its province's models by name counts something else by that word.
JUMP = 2.0
LARGE_PART = 0.5

_OUTCOMES: Mapping[CrossReason, CrossOutcome] = {
    "adds_up": "holds",
    "part_holds": "holds",
    "range_holds": "holds",
    "same_definition": "change",
    "parts_exceed": "broken",
    "part_exceeds": "broken",
    "range_broken": "broken",
    "jump": "doubtful",
    "exceeds_whole": "doubtful",
    "large_part": "doubtful",
}
_COLUMNS = {
    "scope": "str",
    "one_ids": "str",
    "other_ids": "str",
    "outcome": "str",
    "reason": "str",
    "value": "Float64",
}
_COMPARED = (
    *("figure_id", "source_id", "province", "place", "indicator", "value", "qualifier"),
    *("kind", "counts", "scope", "timing", "period_start", "period_end", "is_part_year"),
    *("part_of", "pair_id", "pair_role"),
)
_Figure = Mapping[str, Any]
_Row = tuple[CrossScope, Iterable[str], Iterable[str], CrossReason, float | None]


def cross_check(figures: pd.DataFrame, *, nation: pd.DataFrame | None = None) -> pd.DataFrame:
    """Published figures beside each other.

    Parameters
    ----------
    figures : from `tables.published.figures`, of one province or of several
    nation : the same of `published.COUNTRY`; without it no province is set beside the nation

    Returns
    -------
    DataFrame, a row for each comparison, in the order of the scopes `document, years, places,
    nation`: `scope, one_ids, other_ids` (codes of figures, separated by spaces), `outcome`,
    `reason`, and `value`: the sum of the parts, or the change from the first to the second; missing
    where neither may be computed. A target is compared with nothing but its own pair.
    """
    ordered = _plain(figures).sort_values("figure_id", kind="stable")
    of_nation = {} if nation is None else _by_indicator(_plain(nation))
    rows: list[_Row] = []
    for _, own in ordered.groupby("source_id"):
        rows += [*_parts(own), *_pairs(own)]
    for _, own in ordered.groupby("province"):
        rows += [*_years(own), *_places(own), *_beside_nation(own, of_nation)]
    place = {scope: rank for rank, scope in enumerate(("document", "years", "places", "nation"))}
    table = pd.DataFrame(
        [
            (
                scope,
                " ".join(one),
                " ".join(other),
                _OUTCOMES.get(why, "not_comparable"),
                why,
                value,
            )
            for scope, one, other, why, value in sorted(rows, key=lambda row: place[row[0]])
        ],
        columns=list(_COLUMNS),
    )
    return table.astype(_COLUMNS)


def _plain(figures: pd.DataFrame) -> pd.DataFrame:
    """The columns that are compared, text as Python's own: what follows looks at tables of two or
    three rows hundreds of times, which takes twice as long on Arrow's text."""
    kept = figures[list(_COMPARED)]
    return kept.astype(dict.fromkeys(kept.select_dtypes("string"), object))


def cross_tally(crossed: pd.DataFrame) -> dict[CrossOutcome, int]:
    """How many comparisons have each outcome, in the order of `CrossOutcome`."""
    return {name: int(crossed["outcome"].eq(name).sum()) for name in get_args(CrossOutcome)}


def _parts(own: pd.DataFrame) -> Iterable[_Row]:
    """What a source names as parts of one of its figures, summed, beside that figure."""
    by_name = own.set_index("figure_id")
    for whole, parts in own.groupby("part_of"):
        total = by_name.loc[whole]
        meant = [meaning(*pair) for pair in zip(parts["value"], parts["qualifier"], strict=True)]
        low, high = sum(one.low for one in meant), sum(one.high for one in meant)
        published = meaning(total["value"], total["qualifier"])
        why: CrossReason
        if len(parts) == 1:
            why = "part_exceeds" if low > published.high else "part_holds"
        elif published.meets(low, high):
            why = "adds_up"
        else:
            why = "parts_missing" if high <= published.low else "parts_exceed"
        is_sum = parts["qualifier"].eq("exact").all()
        total_value = float(parts["value"].sum()) if is_sum else None
        yield "document", list(parts["figure_id"]), [whole], why, total_value


def _pairs(own: pd.DataFrame) -> Iterable[_Row]:
    """Numerator and denominator, lower and upper end: the first is never the larger."""
    for _, pair in own.groupby("pair_id"):
        roles = pair.set_index("pair_role")
        for small, reason in (("numerator", "part"), ("lower", "range")):
            if small not in roles.index:
                continue
            one, other = roles.loc[small], roles.loc[PAIRS[small]]
            ends: tuple[CrossReason, CrossReason] = (
                ("part_holds", "part_exceeds")
                if reason == "part"
                else ("range_holds", "range_broken")
            )
            why = ends[int(one["value"] > other["value"])]
            yield "document", [one["figure_id"]], [other["figure_id"]], why, None


def _years(own: pd.DataFrame) -> Iterable[_Row]:
    """One indicator of one place on successive days or periods."""
    dated = _states(own).sort_values("period_end", na_position="first", kind="stable")
    for _, series in dated.groupby(["place", "indicator"], dropna=False):
        for one, other in pairwise(series.to_dict("records")):
            why = _why_between(one, other)
            change = other["value"] - one["value"] if why == "same_definition" else None
            yield "years", [one["figure_id"]], [other["figure_id"]], why, change
    whole = own[own["place"].isna()]
    flows = {ids: code for code, ids in repeated(whole)}
    yield from (("years", [one], [other], why, None) for (one, other), why in flows.items())
    for _, ids in changed(whole):
        before = own[own["figure_id"].isin(ids) & own["scope"].eq("both")]
        later = own[own["figure_id"].isin(ids) & own["scope"].ne("both")]
        names = list(before["figure_id"]), list(later["figure_id"])
        yield "years", *names, "definition_changed", None


def _states(own: pd.DataFrame) -> pd.DataFrame:
    return own[own["timing"].eq("state") & own["kind"].isin(["result", "judgement"])]


def _why_between(one: _Figure, other: _Figure) -> CrossReason:
    low, high = sorted((one["value"], other["value"]))
    if low and high / low >= JUMP:
        return "jump"
    if pd.isna(one["period_end"]) or pd.isna(other["period_end"]):
        return "undated"
    if (one["counts"], one["scope"]) != (other["counts"], other["scope"]):
        return "definition_changed"
    if "judgement" in (one["kind"], other["kind"]):
        return "judgement"
    is_exact = one["qualifier"] == other["qualifier"] == "exact"
    return "same_definition" if is_exact else "qualified"


def _places(own: pd.DataFrame) -> Iterable[_Row]:
    """A district or commune beside its province, where both print the same indicator."""
    states = _states(own)
    province = _by_indicator(states[states["place"].isna()])
    for one in states[states["place"].notna()].to_dict("records"):
        for other in province.get(one["indicator"], ()):
            why: CrossReason = "not_additive"
            if one["value"] > other["value"]:
                why = "exceeds_whole"
            elif one["value"] >= LARGE_PART * other["value"]:
                why = "large_part"
            yield "places", [one["figure_id"]], [other["figure_id"]], why, None


def _by_indicator(figures: pd.DataFrame) -> dict[str, list[_Figure]]:
    return {code: own.to_dict("records") for code, own in figures.groupby("indicator")}


def _beside_nation(own: pd.DataFrame, of_nation: Mapping[str, Iterable[_Figure]]) -> Iterable[_Row]:
    """A province beside the nation, where both print the same indicator."""
    states = _states(own)
    for one in states[states["place"].isna()].to_dict("records"):
        for other in of_nation.get(one["indicator"], ()):
            if one["province"] == COUNTRY:
                continue
            why = _why_in_nation(one, other)
            yield "nation", [one["figure_id"]], [other["figure_id"]], why, None


def _why_in_nation(one: _Figure, other: _Figure) -> CrossReason:
    if one["value"] > other["value"]:
        return "exceeds_whole"
    if other["kind"] == "expected":
        return "announced"
    if other["counts"] == "type":
        return "not_additive"
    return "part_holds" if one["period_end"] == other["period_end"] else "other_date"
