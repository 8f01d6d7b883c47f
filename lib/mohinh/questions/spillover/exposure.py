"""Exposure: since when a unit's neighbours are treated, and by whom."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.effects.calendars import NEVER, on_calendar, ordinals
from mohinh.questions.effects.layout import Layout
from mohinh.questions.neighbours import Rings
from mohinh.questions.panel import Panel
from mohinh.words.errors import InvalidTable


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Neighbours' treatment of N units, for rings of order 1 … K.

    Attributes
    ----------
    since : (N, K) first period in which a neighbour of that order is treated; `NEVER` for none
    group : (N,) place in the layout's groups of the neighbour that exposed the unit first (of the
        smallest order among those); −1 where nobody did, or neighbours of several groups at once
    has_neighbour : (N,) whether the unit stands in the rings
    unknown_count : neighbours named in the rings of which nobody says whether they were treated
    """

    since: np.ndarray
    group: np.ndarray
    has_neighbour: np.ndarray
    unknown_count: int

    @property
    def first(self) -> np.ndarray:
        """First exposure of any order: (N,)."""
        return self.since.min(axis=1)


def sources_of(panel: Panel) -> pd.DataFrame:
    """Who may expose neighbours, from a panel: all its areas, those left out of its table too.

    Index `area_id`, columns `adopted` (pandas period, missing for never) and `group`. An area with
    a model of unknown first day counts from the panel's first period on: its neighbours are not
    clean.
    """
    adoptions = panel.adoptions
    adopted = adoptions["adopted_on"].dt.to_period("M" if panel.every == "month" else "Q")
    undated = adoptions["use"].eq("adoption_undated")
    return pd.DataFrame(
        {
            "adopted": adopted.mask(undated, panel.table["period"].min()),
            "group": adoptions["model_group"],
        }
    )


def neighbour_exposure(
    layout: Layout, rings: Rings, sources: pd.DataFrame | None = None
) -> Exposure:
    """Since when each unit's neighbours are treated.

    Parameters
    ----------
    sources : index the unit's label, columns `adopted` and, where known, `group`; None takes the
        panel's own units

    Raises `InvalidTable` for sources that stand twice or lack `adopted`.
    """
    place = pd.Index(layout.units)
    treated = _own(layout) if sources is None else _given(layout, sources)
    near = rings.table
    near = near[near["unit"].isin(place)]
    row = place.get_indexer(near["unit"])
    known = near["neighbour"].isin(treated.index)
    by = treated.reindex(near["neighbour"])
    table = pd.DataFrame(
        {
            "row": row,
            "order": near["order"].to_numpy(),
            "since": by["since"].fillna(NEVER).astype("int64").to_numpy(),
            "group": by["group"].fillna(-1).astype("int64").to_numpy(),
        }
    )
    since = np.full((len(place), rings.order), NEVER)
    table = table[table["since"].ne(NEVER)]
    np.minimum.at(since, (table["row"], table["order"] - 1), table["since"])
    return Exposure(
        since=since,
        group=_first_group(table, since),
        has_neighbour=np.isin(np.arange(len(place)), row),
        unknown_count=int(near.loc[~known.to_numpy(), "neighbour"].nunique()),
    )


def _own(layout: Layout) -> pd.DataFrame:
    return pd.DataFrame(
        {"since": layout.adopted, "group": layout.group}, index=pd.Index(layout.units)
    )


def _given(layout: Layout, sources: pd.DataFrame) -> pd.DataFrame:
    if "adopted" not in sources.columns or sources.index.has_duplicates:
        raise InvalidTable(
            "sources: expected one row per unit, its label as index, and a column 'adopted'; found "
            f"{', '.join(map(repr, sources.columns)) or 'no column'} and "
            f"{sources.index.duplicated().sum()} labels that stand twice"
        )
    places, given = ordinals(sources["adopted"])
    since = on_calendar(places, given, layout.calendar, column="adopted")
    group = np.full(len(since), -1)
    if "group" in sources.columns and layout.groups:
        names = sources["group"].astype("str")
        group = pd.Index(layout.groups).get_indexer(names.to_numpy())
    return pd.DataFrame({"since": since, "group": group}, index=sources.index)


def _first_group(table: pd.DataFrame, since: np.ndarray) -> np.ndarray:
    """Group of the neighbours that exposed each unit first; −1 where they are of several."""
    group = np.full(len(since), -1)
    first = table[table["since"].eq(since.min(axis=1)[table["row"]])]
    nearest = first["order"].eq(first.groupby("row")["order"].transform("min"))
    by_row = first[nearest].groupby("row")["group"]
    alone = by_row.first()[by_row.nunique().eq(1)]
    group[alone.index] = alone
    return group
