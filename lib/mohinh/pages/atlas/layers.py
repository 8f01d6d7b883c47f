"""Layers: what each commune shows in each layer and period, as text and class, with the legend."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mohinh.pages import style
from mohinh.pages.maps.classes import Classified, classified, subtitle
from mohinh.pages.sentences import atlas as said
from mohinh.pages.sentences.atlas import Theme
from mohinh.words.terms import INDICATORS, Indicator, Lang, Period, say


@dataclass(frozen=True, slots=True)
class Shown:
    """What a commune shows: its class (empty without a polygon), its value and what is said of it.

    Texts in the reader's words; `is_doubtful`: its colour is hatched.
    """

    key: str
    value: str
    detail: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A layer in one period: its code and name, the line above the map, its classes.

    `communes`: one `Shown` for each code that was asked for, in that order.
    """

    code: str
    name: str
    subtitle: str
    classes: Classified
    communes: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer and its views, the earliest first; `caption`: what a value is, with its unit."""

    theme: Theme
    name: str
    caption: str
    views: tuple[View, ...]


def layers(
    rows: pd.DataFrame, table: gpd.GeoDataFrame, codes: list[str], lang: Lang
) -> tuple[Layer, ...]:
    """The layers for which there are published rows (`tables.reports.COMMUNES`).

    `table`: polygons checked by `maps.land.prepared`; `codes`: all communes, also those without.
    """
    found = []
    for theme in said.THEMES:
        name = next((one for one in theme.indicators if rows["indicator"].eq(one).any()), None)
        if name is not None:
            found.append(_layer(theme, name, rows, table, codes, lang))
    return tuple(found)


def _layer(
    theme: Theme, name: str, rows: pd.DataFrame, table: gpd.GeoDataFrame, codes: list[str],
    lang: Lang,
) -> Layer:  # fmt: skip
    indicator = INDICATORS[name]
    own = rows[rows["indicator"].eq(name)]
    beside = rows[rows["indicator"].eq(said.beside(name))]
    periods = sorted(own["period"].unique(), key=lambda code: Period.parse(code).end)
    views = tuple(
        _view(
            theme, indicator, code, _of(own, code), _of(beside, code).reindex(codes), table,
            codes, lang,
        )
        for code in periods
    )  # fmt: skip
    caption = f"{say(indicator.label, lang)} ({say(indicator.unit, lang)})"
    return Layer(theme, say(theme.name, lang), caption, views)


def _of(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    return rows[rows["period"].eq(period)].set_index("commune_code")


def _view(
    theme: Theme, indicator: Indicator, code: str, own: pd.DataFrame, beside: pd.DataFrame,
    table: gpd.GeoDataFrame, codes: list[str], lang: Lang,
) -> View:  # fmt: skip
    uncertain = said.uncertain(theme, own)
    classes = classified(
        table, own["value"], indicator, lang=lang, suppressed=own["state"].eq("suppressed"),
        uncertain=uncertain,
        uncertain_label=None if theme.uncertain is None else say(theme.uncertain, lang),
    )  # fmt: skip
    texts = said.texts(theme, own.reindex(codes), beside, lang=lang)
    keys = classes.states.reindex(codes).fillna("")
    communes = tuple(
        Shown(key, value, detail, one in classes.doubtful)
        for one, key, (value, detail) in zip(codes, keys, texts, strict=True)
    )
    when = Period.parse(code).say(lang)
    return View(code, when, subtitle(indicator, when, lang), classes, communes)


def fills(view: View) -> dict[str, tuple[str, str]]:
    """For each class its colour, or the name of its pattern, and the colour of its border."""
    return {
        swatch.key: (
            f"url(#atlas-{swatch.key})" if swatch.hatch else swatch.colour,
            style.HATCH_INK if swatch.hatch else style.border_on(swatch.colour),
        )
        for swatch in view.classes.swatches
    }
