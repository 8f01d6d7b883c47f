"""Shares, rates and changes of communes in classes of colour."""

from collections.abc import Callable, Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.classes import classified, subtitle
from mohinh.pages.maps.ink import hatch_over
from mohinh.pages.maps.land import prepared
from mohinh.pages.maps.room import View
from mohinh.pages.maps.sheet import Content, NotDrawn, Wording, draw, swatch_key
from mohinh.pages.style import Notes
from mohinh.words.terms import Indicator, Lang


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
    around: gpd.GeoDataFrame | None = None,
    uncertain: pd.Series | None = None,
    uncertain_label: str | None = None,
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
    around : GeoDataFrame, EPSG:4326, with `province_name`, from `boundaries.provinces_around`
        Land behind the province, pale, named where a name fits; the frame stays as it is. It may
        have no rows. Not for hexagons, nor for a map of the country.
    uncertain : boolean Series indexed by commune code
        True where the value is shown but little is known of it; hatched over its colour.
    uncertain_label : what makes a value uncertain, in the reader's language, for the legend.

    Raises `InvalidTable` for columns, codes, values or a CRS that do not fit, `VintageMismatch`
    where more than a fifth of the values have no polygon.
    """
    table = prepared(polygons)
    found = classified(
        table, values, indicator, lang=lang, suppressed=suppressed, uncertain=uncertain,
        uncertain_label=uncertain_label,
    )  # fmt: skip
    key = swatch_key(found.key, found.heading)
    return draw(
        ax,
        Content(table, found.states, found.swatches, key, _hatched(found.doubtful)),
        Wording(title, subtitle(indicator, notes.period, lang), notes, lang),
        lost=found.lost,
        labels=labels,
        value_labels=value_labels,
        around=around,
    )


def _hatched(codes: Sequence[str]) -> Callable[[View], None] | None:
    if not len(codes):
        return None

    def hatch(view: View) -> None:
        is_doubtful = view.part["commune_code"].isin(codes)
        hatch_over(view.ax, view.part.geometry[is_doubtful].to_numpy())

    return hatch
