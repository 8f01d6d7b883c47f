"""The same communes at several times, side by side, in the same classes."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mohinh.pages import style
from mohinh.pages.maps.behind import in_sight, lay_behind
from mohinh.pages.maps.classes import subtitle
from mohinh.pages.maps.ink import borders, fill, lines, scale_bar
from mohinh.pages.maps.land import Window, is_country, land_groups, matched, prepared
from mohinh.pages.maps.legends import swatch_legend
from mohinh.pages.maps.room import NAME_PT, SCALE_STRIP_PT, View, frame, framed
from mohinh.pages.maps.sheet import NotDrawn, with_counts, without_polygon
from mohinh.pages.style import Box, Notes, Swatch
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Indicator, Label, Lang, say

_BAR_PT = 9.0
_FAR_PT = 40.0
_LEAST_PT = 60.0

_UNDER: Label = ("dải dưới mỗi bản đồ: số đơn vị", "strip under a map: number of communes")


@style.look()
def panels(
    ax: Axes,
    polygons: gpd.GeoDataFrame,
    values: pd.DataFrame,
    indicator: Indicator,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    suppressed: pd.DataFrame | None = None,
    around: gpd.GeoDataFrame | None = None,
) -> NotDrawn:
    """Draw one small map per column, all with one legend; a strip under each counts its classes.

    Parameters
    ----------
    ax, polygons, around : as of `choropleth`.
    values : table indexed by commune code, one column per time, in the order of reading; the
        column's name stands above its map.
    suppressed : boolean table with the index and columns of `values`, or some of them.

    Raises `InvalidTable` where there are no columns, where the maps would be too small or for
    polygons of several provinces, and what `choropleth` raises.
    """
    table = prepared(polygons)
    if values.shape[1] == 0 or is_country(table):
        raise InvalidTable(
            f"values: found {values.shape[1]} columns for {len(table)} communes; expected one or "
            "more columns and the communes of one province"
        )
    states, lost = _states(table, values, indicator, suppressed)
    swatches = with_counts(style.classes(indicator, lang), pd.concat(states), lang, is_said=False)
    body = style.furnish(
        ax, title=title, subtitle=subtitle(indicator, notes.period, lang), notes=notes, lang=lang,
        is_map=True, remarks=without_polygon(lost, lang),
    )  # fmt: skip
    column = body.trim(left=body.width - style.SIDE_COLUMN_PT)
    heading = f"{say(indicator.unit, lang)}\n({say(_UNDER, lang)})"
    swatch_legend(ax, swatches, title=heading, box=column)
    place = body.trim(right=style.SIDE_COLUMN_PT + style.GAP_PT)
    classes = dict(zip(values, states, strict=True))
    _draw_cells(ax, table, classes, swatches, place, notes, lang, around)
    return NotDrawn(tuple(lost), (), ())


def _states(
    table: gpd.GeoDataFrame,
    values: pd.DataFrame,
    indicator: Indicator,
    suppressed: pd.DataFrame | None,
) -> tuple[list[pd.Series], list[str]]:
    """The classes at each time, and the codes without a polygon."""
    states, lost = [], []
    for name in values:
        hidden = None if suppressed is None or name not in suppressed else suppressed[name]
        shown, is_hidden, lost = matched(table, values[name], hidden)
        states.append(style.class_of(shown, indicator).mask(is_hidden, "suppressed"))
    return states, lost


def _draw_cells(
    ax: Axes,
    table: gpd.GeoDataFrame,
    states: dict[object, pd.Series],
    swatches: Sequence[Swatch],
    place: Box,
    notes: Notes,
    lang: Lang,
    around: gpd.GeoDataFrame | None,
) -> None:
    main, far = land_groups(table)
    part = table.iloc[main]
    found = borders(part, "district_code")
    for number, (cell, (name, classes)) in enumerate(
        zip(_cells(place, part, len(states)), states.items(), strict=True)
    ):
        view = ax if number == 0 else ax.figure.add_axes((0, 0, 1, 1), label="panel")
        heading = str(name)
        top = cell.bottom + cell.height
        style.write(
            ax, cell.left, top, heading, size=style.BODY_PT, weight="bold", gid="panel-title"
        )
        _strip(ax, Box(cell.left, cell.bottom, cell.width, _BAR_PT), classes, swatches, lang)
        room = cell.trim(top=NAME_PT + 2, bottom=_BAR_PT + 2)
        frame(view, room.trim(right=_FAR_PT + 4 if far else 0), part.total_bounds,
              strip=SCALE_STRIP_PT)  # fmt: skip
        lay_behind(view, in_sight(around, View(view, part)))
        fill(view, part, classes, swatches)
        lines(view, found, is_fine=True)
        _far_islands(ax, table, far, room, classes, swatches)
        if number == 0:
            scale_bar(view, lang, is_rough=notes.is_schematic)


def _cells(place: Box, part: gpd.GeoDataFrame, count: int) -> list[Box]:
    """As many equal boxes as there are maps, in the rows and columns that make them largest."""
    west, south, east, north = part.total_bounds

    def scale(columns: int) -> float:
        rows = -(-count // columns)
        high = place.height / rows - NAME_PT - _BAR_PT - style.GAP_PT - 4
        return min((place.width / columns - style.GAP_PT) / (east - west), high / (north - south))

    columns = max(range(1, count + 1), key=scale)
    rows = -(-count // columns)
    width = (place.width - (columns - 1) * style.GAP_PT) / columns
    height = (place.height - (rows - 1) * 1.5 * style.GAP_PT) / rows
    if min(width, height) < _LEAST_PT:
        raise InvalidTable(
            f"figure: {count} maps have {width:.0f} by {height:.0f} points each, {_LEAST_PT:.0f} "
            "are needed. Make the figure larger or give fewer columns"
        )
    top = place.bottom + place.height
    return [
        Box(
            place.left + number % columns * (width + style.GAP_PT),
            top - (number // columns + 1) * height - number // columns * 1.5 * style.GAP_PT,
            width,
            height,
        )
        for number in range(count)
    ]


def _far_islands(
    ax: Axes,
    table: gpd.GeoDataFrame,
    far: Sequence[Window],
    room: Box,
    states: pd.Series,
    swatches: Sequence[Swatch],
) -> None:
    """Far islands in small boxes at the right edge of a map, from the top down."""
    top = room.bottom + room.height
    for window in far:
        name = style.wrap(window.name, _FAR_PT, style.SMALL_PT)
        top -= style.text_height(name, style.SMALL_PT)
        box = Box(room.left + room.width - _FAR_PT, top - _FAR_PT, _FAR_PT, _FAR_PT)
        style.write(ax, box.left, top + 1, name, size=style.SMALL_PT, color=style.QUIET,
                    va="bottom")  # fmt: skip
        fill(framed(ax, window, box), table.iloc[window.rows], states, swatches)
        top -= _FAR_PT + style.GAP_PT


def _strip(ax: Axes, box: Box, states: pd.Series, swatches: Sequence[Swatch], lang: Lang) -> None:
    """A bar of the number of communes in each class, as wide as the box; numbers where they fit."""
    counts = states.value_counts()
    left = box.left
    for swatch in swatches:
        count = int(counts.get(swatch.key, 0))
        width = box.width * count / len(states)
        x, y, wide, high = style.fractions(ax, Box(left, box.bottom, width, box.height))
        bar = Rectangle(
            (x, y), wide, high, transform=ax.figure.transSubfigure, facecolor=swatch.colour,
            edgecolor=style.HATCH_INK if swatch.hatch else style.PAPER, hatch=swatch.hatch,
            linewidth=style.LEADER_LINE_PT, gid=f"strip-{swatch.key}",
        )  # fmt: skip
        ax.figure.add_artist(bar)
        text = style.number(count, lang)
        if count and style.text_width(text, style.SMALL_PT) + 2 < width:
            patch = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
            style.write(
                ax, left + width / 2, box.bottom + box.height / 2, text, size=style.SMALL_PT,
                ha="center", va="center", color=style.ink_on(swatch.colour), gid="strip-count",
                bbox=patch if swatch.hatch else None,
            )  # fmt: skip
        left += width
