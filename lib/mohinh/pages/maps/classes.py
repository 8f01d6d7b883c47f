"""Which class each commune is in, and the legend that says so: for maps on paper and on screen."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mohinh.pages import style
from mohinh.pages.maps.land import matched
from mohinh.pages.maps.sheet import IN_BRACKETS, counted, with_counts
from mohinh.pages.style import Swatch
from mohinh.words.terms import Counted, Indicator, Label, Lang, say

_UNCERTAIN: Label = ("giá trị kém chắc chắn", "uncertain value")


@dataclass(frozen=True, slots=True, eq=False)
class Classified:
    """The communes of a map in classes.

    `states`: key of each commune's class, index commune code, in the order of the polygons;
    `swatches`: the fill of each class; `key`: the entries of the legend below its `heading`, each
    with its number of communes; `doubtful`: codes of communes whose value is shown and uncertain;
    `lost`: codes of values without a polygon.
    """

    states: pd.Series
    swatches: tuple[Swatch, ...]
    key: tuple[Swatch, ...]
    heading: str
    doubtful: pd.Index
    lost: tuple[str, ...]


def classified(
    table: gpd.GeoDataFrame,
    values: pd.Series,
    indicator: Indicator,
    *,
    lang: Lang,
    suppressed: pd.Series | None = None,
    uncertain: pd.Series | None = None,
    uncertain_label: str | None = None,
) -> Classified:
    """The classes of values on polygons that `land.prepared` has checked; as of `choropleth`.

    The legend has an entry for uncertain values wherever `uncertain` is given.
    """
    shown, is_hidden, lost = matched(table, values, suppressed)
    states = style.class_of(shown, indicator).mask(is_hidden, "suppressed")
    swatches = with_counts(style.classes(indicator, lang), states, lang)
    doubtful = states.index[:0] if uncertain is None else _doubtful(uncertain, states)
    key = swatches
    if uncertain is not None:
        words = uncertain_label or say(_UNCERTAIN, lang)
        key = (*swatches, counted(Swatch("uncertain", words, style.PAPER), len(doubtful), lang))
    heading = f"{say(indicator.unit, lang)}\n({say(IN_BRACKETS, lang)})"
    return Classified(states, swatches, key, heading, doubtful, tuple(lost))


def _doubtful(uncertain: pd.Series, states: pd.Series) -> pd.Index:
    """Codes of the communes whose value is shown and uncertain."""
    is_doubtful = uncertain.reindex(states.index).eq(True).fillna(False).astype(bool)
    return states.index[is_doubtful & ~states.isin({"missing", "suppressed"})]


def subtitle(measured: Indicator | Counted, period: str, lang: Lang) -> str:
    """The formal line under a map's title: what, in which unit where that does not say it, when."""
    label, unit = say(measured.label, lang), say(measured.unit, lang)
    return " · ".join((label, period) if unit in label.lower() else (label, unit, period))
