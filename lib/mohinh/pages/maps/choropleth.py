"""Shares, rates and changes of communes in classes of colour."""

from collections.abc import Sequence

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
from mohinh.pages.style import Notes
from mohinh.words.terms import Indicator, Lang, say


@style.look()
def choropleth(
    ax: Axes,
    polygons: gpd.GeoDataFrame,
    values: pd.Series,
    indicator: Indicator,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    labels: Sequence[str] = (),
    value_labels: pd.Series | None = None,
    suppressed: pd.Series | None = None,
) -> NotDrawn:
    """Draw a share or rate per commune, with legend, insets, scale bar, title and footer.

    Parameters
    ----------
    ax : Axes
        Its place on the page is laid out anew; the legend and the boxes stand on its right.
    polygons : GeoDataFrame, EPSG:4326
        One row per commune: `commune_code, commune_name, district_code, district_name,
        commune_kind, label_lon, label_lat, geometry`. The values of the
        district columns may be missing, the columns not.
    values : Series indexed by commune code
        In the indicator's unit; shares in [0, 1]. Missing, or a commune that is not in the series,
        means not reported; zero means zero.
    labels : codes of the communes to name, most important first.
    value_labels : Series of text indexed by commune code, written under the name.
    suppressed : boolean Series indexed by commune code
        True where the count is too small to publish; the value is then not looked at.

    Raises `InvalidTable` for columns, codes, values or a CRS that do not fit, `VintageMismatch`
    where more than a fifth of the values have no polygon.
    """
    table = prepared(polygons)
    shown, is_hidden, lost = matched(table, values, suppressed)
    states = style.class_of(shown, indicator).mask(is_hidden, "suppressed")
    swatches = with_counts(style.classes(indicator, lang), states, lang)
    heading = f"{say(indicator.unit, lang)}\n({say(IN_BRACKETS, lang)})"
    subtitle = f"{say(indicator.label, lang)} · {say(indicator.unit, lang)} · {notes.period}"
    return draw(
        ax,
        Content(table, states, swatches, swatch_key(swatches, heading)),
        Wording(title, subtitle, notes, lang),
        lost=lost,
        labels=labels,
        value_labels=value_labels,
    )
