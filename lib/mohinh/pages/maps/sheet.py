"""The page of a map: title and footer, legend, frame, boxes, and what is drawn in each view."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.ink import fill, lines, scale_bar
from mohinh.pages.maps.land import land_groups
from mohinh.pages.maps.names import write_names
from mohinh.pages.maps.room import (
    SCALE_STRIP_PT,
    far_boxes,
    frame,
    open_view,
    zoom_boxes,
    zooms,
)
from mohinh.pages.style import Box, Notes, Swatch
from mohinh.words.terms import Label, Lang, say

IN_BRACKETS: Label = ("trong ngoặc: số đơn vị", "in brackets: number of communes")
_NO_POLYGON: Label = ("Không có ranh giới để vẽ", "No boundary to draw")


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """What a map could not show: codes without a polygon, labels and zoom boxes without room."""

    codes_without_polygon: tuple[str, ...]
    labels_without_room: tuple[str, ...]
    zooms_without_room: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a page says: its claim, the formal line under it, its notes, further footer lines."""

    title: str
    subtitle: str
    notes: Notes
    lang: Lang
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What is drawn: polygons in metres, the class of each (index: code), the fill of each class.

    `key` draws the legend at the top of a box and returns its height in points; `over`, where
    given, draws on each view what lies over the fills.
    """

    table: gpd.GeoDataFrame
    states: pd.Series
    swatches: tuple[Swatch, ...]
    key: Callable[[Axes, Box], float]
    over: Callable[[Axes, gpd.GeoDataFrame], None] | None = None


def draw(
    ax: Axes,
    content: Content,
    wording: Wording,
    *,
    lost: Sequence[str],
    labels: Sequence[str] = (),
    value_labels: pd.Series | None = None,
) -> NotDrawn:
    """Lay out the page and draw the content into the main frame and every box."""
    table, lang = content.table, wording.lang
    body = style.furnish(
        ax, title=wording.title, subtitle=wording.subtitle, notes=wording.notes, lang=lang,
        is_map=True, remarks=(*wording.remarks, *_remarks(lost, lang)),
    )  # fmt: skip
    column = body.trim(left=body.width - style.SIDE_COLUMN_PT)
    column = column.trim(top=content.key(ax, column) + style.GAP_PT)

    place = body.trim(right=style.SIDE_COLUMN_PT + style.GAP_PT)
    main, far = land_groups(table)
    frame(ax, place, table.iloc[main].total_bounds, strip=SCALE_STRIP_PT)
    enlarged = zooms(ax, table.iloc[main], lang)
    boxes, column = far_boxes(column, far, sharers=len(far) + bool(enlarged))
    enlarged_boxes = zoom_boxes(ax, table.iloc[main], column, enlarged)
    found = list(zip(enlarged, enlarged_boxes, strict=True))
    boxes += [(zoom, box) for zoom, box in found if box]
    views = [(ax, table.iloc[main])]
    views += [(open_view(ax, window, box, lang), table.iloc[window.rows]) for window, box in boxes]
    _draw_views(views, content, wording)
    unplaced = write_names(views, table, labels, value_labels)
    crowded = tuple(zoom.name for zoom, box in found if box is None)
    return NotDrawn(tuple(lost), unplaced, crowded)


def _draw_views(
    views: Iterable[tuple[Axes, gpd.GeoDataFrame]], content: Content, wording: Wording
) -> None:
    for view, part in views:
        fill(view, part, content.states, content.swatches)
        if content.over is not None:
            content.over(view, part)
        lines(view, part)
        scale_bar(view, wording.lang, is_rough=wording.notes.is_schematic)


def swatch_key(swatches: Sequence[Swatch], title: str) -> Callable[[Axes, Box], float]:
    """A legend of swatches, as the `key` of a content."""

    def draw_key(ax: Axes, box: Box) -> float:
        return style.legend_height(style.legend(ax, swatches, title=title, box=box))

    return draw_key


def _remarks(lost: Sequence[str], lang: Lang) -> list[str]:
    if not lost:
        return []
    return [f"{say(_NO_POLYGON, lang)} ({style.number(len(lost), lang)}): {', '.join(lost)}"]


def with_counts(classes: Iterable[Swatch], states: pd.Series, lang: Lang) -> tuple[Swatch, ...]:
    """Every class, also the empty ones, with its number of communes; then what is not a class."""
    counts = states.value_counts()
    others = [
        other[lang] for other in (style.SUPPRESSED, style.MISSING) if other[lang].key in counts
    ]
    return tuple(counted(swatch, counts.get(swatch.key, 0), lang) for swatch in (*classes, *others))


def counted(swatch: Swatch, count: int, lang: Lang) -> Swatch:
    """The swatch with a number of communes in brackets behind its label."""
    label = f"{swatch.label} ({style.number(count, lang)})"
    return Swatch(swatch.key, label, swatch.colour, swatch.hatch)
