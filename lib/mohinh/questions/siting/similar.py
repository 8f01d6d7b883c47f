"""Fit: groups rated within each kind of place, and what that weighs.

Within a kind of place (island, border, urban, other), areas that adopted are compared with areas of
the same kind only, with every check that `questions.evidence` asks for. A group rated 3 or above
there has the fit 2 − ratio (0.8 gives 1.2; a rise gives less than 1), of the ratio drawn towards
the groups' mean. Below grade 3 there is not enough evidence: the fit is 1, neutral.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.evidence import Evidence, Rating, assess, rate
from mohinh.questions.panel import AIMED_COLUMNS, build_panel
from mohinh.questions.spillover import Rings
from mohinh.tables.rulings import Rules
from mohinh.words.terms import NOT_AIMED_AT, PLACE_FLAGS, Period

# In this order: an area of two kinds is of the first.
_KINDS = ("is_island", "is_border", "is_urban")
OTHER = "other"
FIT_GRADE = 3
_ALL = "all"
# Of a kind of place, so that anything can be compared within it.
_AREAS_LEAST = 30


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """What is known of groups in each kind of place.

    Attributes
    ----------
    table : index (`kind`, `group`): `grade` (0–4), `verdict`, `ratio` (shrunken; missing where
        there is none), `fit` (1 below grade 3)
    unrated : kinds of place in which nothing could be compared, or with too few areas
    """

    table: pd.DataFrame
    unrated: tuple[str, ...]

    @property
    def is_neutral(self) -> bool:
        """Whether no group has evidence enough in any kind of place."""
        return bool(self.table.empty or self.table["fit"].eq(1.0).all())

    def best(self, kinds: pd.Series, *, model_group: str | None = None) -> pd.Series:
        """The fit of each area: that of the group, or of the best group in its kind of place.

        A kind of place in which no group is rated has 1. `kinds` is `kind_of_place`.
        """
        own = self.table.reset_index()
        if model_group is not None:
            own = own[own["group"].eq(model_group)]
        by_kind = own.groupby("kind")["fit"].max() if len(own) else pd.Series(dtype="float64")
        return kinds.map(by_kind).fillna(1.0).astype("float64").rename("fit")

    def groups(self, kind: str) -> tuple[str, ...]:
        """Groups with fewer cases than expected in this kind of place, at grade 3 or above.

        In the order of the table: they are not ranked.
        """
        own = self.table.reset_index()
        return tuple(own.loc[own["kind"].eq(kind) & own["fit"].gt(1.0), "group"])


def kind_of_place(areas: pd.DataFrame) -> pd.Series:
    """`is_island`, `is_border`, `is_urban` or `other`; index `area_id`, sorted."""
    own = areas.set_index("area_id").sort_index()
    flags = [own[flag].fillna(False).to_numpy(bool) for flag in _KINDS]
    return pd.Series(np.select(flags, _KINDS, default=OTHER), index=own.index, name="kind")


def rate_by_kind(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    activity: pd.DataFrame,
    *,
    period: Period,
    region: str,
    rings: Rings,
    rules: Rules,
    is_definition_stable: bool | None = None,
    draws: int = 999,
) -> Mapping[str, Evidence]:
    """Every group rated within each kind of place that has areas enough.

    Parameters
    ----------
    areas, points, activity : tables of `tables.schemas`
    period : all months up to its end count
    region : column of `areas` that is left out part by part
    rings : neighbours of the areas
    rules : the rule table
    is_definition_stable, draws : as in `evidence.assess`
    """
    kinds = kind_of_place(areas)
    sizes = kinds.value_counts()
    found = {}
    for kind in (*_KINDS, OTHER):
        if sizes.get(kind, 0) < _AREAS_LEAST:
            continue
        inside = kinds.index[kinds.eq(kind)]
        tables = [table[table["area_id"].isin(inside)] for table in (areas, points, activity)]
        found[kind] = _rated(tables, period, region, rings, rules, is_definition_stable, draws)
    return found


def _rated(
    tables: list[pd.DataFrame],
    period: Period,
    region: str,
    rings: Rings,
    rules: Rules,
    is_definition_stable: bool | None,
    draws: int,
) -> Evidence:
    def panel_of(outcomes):
        return build_panel(
            *tables, outcomes=outcomes, attributes=[region, *PLACE_FLAGS], until=period.end,
            allow_empty=True,
        )  # fmt: skip

    placebos = {kind: panel_of([f"incident_{kind}_count"]) for kind in NOT_AIMED_AT}
    found = assess(
        panel_of(AIMED_COLUMNS), outcome="incidents", placebos=placebos, rings=rings, by=region,
        kinds=PLACE_FLAGS, is_definition_stable=is_definition_stable, draws=draws, is_whole=False,
        has_comparisons=False,
    )  # fmt: skip
    return rate(found.dossiers, rules=rules)


def fits_of(rated: Mapping[str, Evidence]) -> Fits:
    """The fit of each group in each kind of place that was rated."""
    rows = [
        {
            "kind": kind,
            "group": rating.group,
            "grade": rating.grade,
            "verdict": rating.verdict,
            "ratio": np.nan if rating.shrunken is None else rating.shrunken.ratio,
            "is_on_one_side": _is_on_one_side(rating),
        }
        for kind, evidence in rated.items()
        for rating in evidence.ratings
        if rating.group != _ALL
    ]
    columns = ["kind", "group", "grade", "verdict", "ratio", "is_on_one_side"]
    table = pd.DataFrame(rows, columns=columns)
    is_on_one_side = table.pop("is_on_one_side").astype("bool")
    is_known = table["grade"].ge(FIT_GRADE) & table["ratio"].notna() & is_on_one_side
    fit = (2.0 - table["ratio"].astype("float64")).clip(lower=0.0).where(is_known, 1.0)
    return Fits(
        table.assign(fit=fit).set_index(["kind", "group"]),
        tuple(kind for kind in (*_KINDS, OTHER) if kind not in set(table["kind"])),
    )


def _is_on_one_side(rating: Rating) -> bool:
    """Whether the group's own ratio and the shrunken one lie on the same side of 1: what is
    borrowed from other groups alone is no ground for preferring or avoiding this one."""
    own, drawn = rating.estimate, rating.shrunken
    return own is not None and drawn is not None and (own.ratio < 1) == (drawn.ratio < 1)
