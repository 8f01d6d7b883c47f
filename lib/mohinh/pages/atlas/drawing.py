"""Drawing: rows and polygons → what the page holds: paths, words, and the data of its script."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from mohinh.pages import scripts, style
from mohinh.pages.atlas.layers import Layer, View, fills, layers
from mohinh.pages.atlas.shapes import FRAME, Panel, Shapes, shapes
from mohinh.pages.maps.land import prepared
from mohinh.pages.maps.room import SCALE_SHARE
from mohinh.pages.maps.sheet import without_polygon
from mohinh.pages.sentences import atlas as said
from mohinh.pages.style import Notes, Swatch
from mohinh.tables.boundaries.layer import Boundaries
from mohinh.words.terms import Lang, Period, say
from mohinh.words.text import fold, tidy

_SCRIPT = "atlas.js"
_NO_CLASS = -1
_INKS = {
    "paper": style.PAPER,
    "ink": style.INK,
    "hatch": style.HATCH_INK,
    "district": style.DISTRICT_LINE,
    "outline": style.OUTLINE,
    "mark": style.CHOSEN,
}


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a report's map stands on: the polygons, what is printed under each map, the period."""

    shape: Boundaries
    notes: Notes
    period: Period


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The map as the page's template takes it.

    `frame`: units on the longer side of the main panel; `patterns`: fills with a hatch; `inks`:
    colours of lines; `scale`: the share of the map's width and the words of its scale bar;
    `footer`: the lines under it; `data`: the island of JSON; `script`, `script_print`: the page's
    script and its fingerprint.
    """

    panels: tuple[Panel, ...]
    frame: int
    layers: tuple[Layer, ...]
    patterns: tuple[Swatch, ...]
    inks: dict[str, str]
    scale: tuple[str, str]
    footer: tuple[str, ...]
    words: dict[str, str]
    data: Markup
    script: Markup
    script_print: str


def atlas(rows: pd.DataFrame, ground: Ground, *, lang: Lang) -> Atlas | None:
    """The map of published rows (`tables.reports.COMMUNES`); None where there are none.

    Raises what `pages.maps.choropleth` raises for polygons and values that do not fit.
    """
    if rows.empty:
        return None
    table = prepared(ground.shape.polygons)
    listed = _communes(rows, table, ground.shape.unmatched)
    found = layers(rows, table, listed["commune_code"].tolist(), lang)
    drawn = shapes(table)
    lost = sorted({code for layer in found for view in layer.views for code in view.classes.lost})
    remarks = without_polygon(lost, lang)
    script = scripts.script(_SCRIPT)
    return Atlas(
        panels=drawn.panels,
        frame=FRAME,
        layers=found,
        patterns=(style.MISSING[lang], style.SUPPRESSED[lang]),
        inks=_INKS,
        scale=_scale(drawn.panels[0], lang, is_rough=ground.notes.is_schematic),
        footer=tuple(style.footer_lines(ground.notes, lang, is_map=True, remarks=remarks)),
        words={key: say(label, lang) for key, label in said.WORDS.items()},
        data=Markup(scripts.island(_data(listed, found, drawn, lang))),
        script=Markup(script),
        script_print=scripts.fingerprint(script),
    )


def _communes(rows: pd.DataFrame, table: gpd.GeoDataFrame, unmatched: pd.DataFrame) -> pd.DataFrame:
    """All communes, those with a polygon first: `commune_code, name, region`; text in one line."""
    names = table[["commune_code", "commune_name", "district_name", "commune_kind"]]
    regions = map(said.region, names["district_name"], names["commune_kind"])
    known = pd.DataFrame(
        {
            "commune_code": names["commune_code"].astype("str"),
            "name": names["commune_name"].astype("str").map(tidy),
            "region": [tidy(region) for region in regions],
        }
    )
    lost = [
        code for code in rows["commune_code"].unique() if code not in set(known["commune_code"])
    ]
    by_code = unmatched[unmatched["side"].eq("commune")].set_index("code")["name"]
    others = pd.DataFrame({"commune_code": lost})
    others["name"] = [tidy(str(by_code.get(code, code))) for code in lost]
    return pd.concat([known, others.assign(region="")], ignore_index=True)


def _scale(panel: Panel, lang: Lang, *, is_rough: bool) -> tuple[str, str]:
    """Width of the scale bar in per cent of the map's, and its words."""
    metres = said.scale_length(SCALE_SHARE * panel.width * panel.metres)
    share = 100 * metres / (panel.metres * panel.width)
    words = f"{'≈ ' if is_rough else ''}{style.number(metres / 1000, lang)} km"
    return f"{share:.2f}%", words


def _data(
    listed: pd.DataFrame, found: tuple[Layer, ...], drawn: Shapes, lang: Lang
) -> dict[str, Any]:
    """What the script reads. Of each commune: code, name, region, both folded, its point.

    Of each view: `legend` (key and words), `fills` by key, `communes` (place of the class in the
    legend, value, what is said of it, 1 where it is hatched).
    """
    points = drawn.points.tolist()
    named = zip(listed["commune_code"], listed["name"], listed["region"], strict=True)
    communes = [
        [code, name, region, fold(f"{name} {region}"), *_point(points, place)]
        for place, (code, name, region) in enumerate(named)
    ]
    return {
        "communes": communes,
        "layers": [_layer(layer) for layer in found],
        "noPolygon": say(said.WORDS["no_polygon"], lang),
        "noneFound": say(said.WORDS["none_found"], lang),
        "moreFound": say(said.WORDS["more_found"], lang),
    }


def _point(points: list[list[int]], place: int) -> list[int]:
    return points[place] if place < len(points) else []


def _layer(layer: Layer) -> dict[str, Any]:
    views = [_view(view) for view in layer.views]
    return {"id": layer.theme.id, "caption": layer.caption, "views": views}


def _view(view: View) -> dict[str, Any]:
    keys = [swatch.key for swatch in view.classes.key]
    return {
        "code": view.code,
        "name": view.name,
        "subtitle": view.subtitle,
        "heading": view.classes.heading,
        "legend": [[swatch.key, swatch.label] for swatch in view.classes.key],
        "fills": fills(view),
        "communes": [
            [
                keys.index(one.key) if one.key else _NO_CLASS,
                one.value,
                one.detail,
                int(one.is_doubtful),
            ]
            for one in view.communes
        ],
    }
