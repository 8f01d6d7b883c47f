"""Named classes of communes, such as clusters: no order, no number."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.land import matched, prepared
from mohinh.pages.maps.sheet import (
    IN_BRACKETS,
    Content,
    NotDrawn,
    Wording,
    draw,
    swatch_key,
    with_counts,
)
from mohinh.pages.style import Notes, Swatch
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say
from mohinh.words.text import capital

_RESERVED = {style.MISSING["en"].key, style.SUPPRESSED["en"].key}


@dataclass(frozen=True, slots=True)
class Category:
    """A class of communes: its value in the data, its words, its colour (from `style`), a hatch."""

    key: str
    label: Label
    colour: str
    hatch: str | None = None


@style.look()
def categories(
    ax: Axes,
    polygons: gpd.GeoDataFrame,
    values: pd.Series,
    classes: Sequence[Category],
    *,
    measure: str,
    title: str,
    notes: Notes,
    lang: Lang,
    labels: Sequence[str] = (),
    suppressed: pd.Series | None = None,
    around: gpd.GeoDataFrame | None = None,
) -> NotDrawn:
    """Draw the class of each commune; every class is in the legend, with its number of communes.

    Parameters
    ----------
    ax, polygons, labels, suppressed, around : as of `choropleth`.
    values : Series of text indexed by commune code, each the key of one of the classes. Missing, or
        a commune that is not in the series, means not reported.
    classes : in the order of the legend. A class for which nothing can be said (no neighbours, not
        tested) is one of them, with a hatch.
    measure : what the classes are of, in the reader's language; it stands under the title, before
        the period.

    Raises `InvalidTable` for a value that is no class, for two classes of one key or with the key
    of what is not reported or not shown, and what `choropleth` raises.
    """
    _check(classes, values)
    table = prepared(polygons)
    shown, is_hidden, lost = matched(table, values, suppressed)
    states = shown.astype("str").mask(shown.isna(), "missing").mask(is_hidden, "suppressed")
    named = [
        Swatch(category.key, say(category.label, lang), category.colour, category.hatch)
        for category in classes
    ]
    swatches = with_counts(named, states, lang)
    heading = say(IN_BRACKETS, lang)
    return draw(
        ax,
        Content(table, states, swatches, swatch_key(swatches, capital(heading))),
        Wording(title, f"{measure} · {notes.period}", notes, lang),
        lost=lost,
        labels=labels,
        around=around,
    )


def _check(classes: Sequence[Category], values: pd.Series) -> None:
    keys = [category.key for category in classes]
    twice = sorted({key for key in keys if keys.count(key) > 1} | (_RESERVED & set(keys)))
    if twice or not keys:
        raise InvalidTable(
            f"classes: found keys {keys}, {twice} twice or reserved; expected one or more classes, "
            f"each with a key of its own other than {sorted(_RESERVED)}"
        )
    strange = values.dropna()
    strange = strange[~strange.isin(keys)]
    if len(strange):
        raise InvalidTable(
            f"values: commune {strange.index[0]!r} is {strange.iloc[0]!r}, expected one of {keys}. "
            "Add a category for it, or leave the value missing where nothing was reported"
        )
