"""The page of a map: title and footer, legend, frame, boxes, and what is drawn in each view."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.behind import in_sight, lay_behind
from mohinh.pages.maps.country import country_views
from mohinh.pages.maps.ink import borders, fill, lines, scale_bar
from mohinh.pages.maps.land import is_country
from mohinh.pages.maps.legends import swatch_legend
from mohinh.pages.maps.names import write_names
from mohinh.pages.maps.room import View, has_scale, province_views
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
    given, draws on each view what lies over the fills; `marks_pt` is how wide its mark on each
    commune's label point is, by code.
    """

    table: gpd.GeoDataFrame
    states: pd.Series
    swatches: tuple[Swatch, ...]
    key: Callable[[Axes, Box], float]
    over: Callable[[View], None] | None = None
    marks_pt: pd.Series | None = None


def draw(
    ax: Axes,
    content: Content,
    wording: Wording,
    *,
    lost: Sequence[str],
    labels: Sequence[str] = (),
    value_labels: pd.Series | None = None,
    around: gpd.GeoDataFrame | None = None,
) -> NotDrawn:
    """Lay out the page and draw the content into the main frame and every box."""
    table, lang = content.table, wording.lang
    body = style.furnish(
        ax, title=wording.title, subtitle=wording.subtitle, notes=wording.notes, lang=lang,
        is_map=True, remarks=(*wording.remarks, *without_polygon(lost, lang)),
    )  # fmt: skip
    column = body.trim(left=body.width - style.SIDE_COLUMN_PT)
    column = column.trim(top=content.key(ax, column) + style.GAP_PT)

    place = body.trim(right=style.SIDE_COLUMN_PT + style.GAP_PT)
    crowded: tuple[str, ...] = ()
    if is_country(table):
        views = country_views(ax, table, place, column, lang)
    else:
        views, crowded = province_views(
            ax, table, place, column, lang, is_one_scale=wording.notes.is_cartogram
        )
    land = in_sight(around, views[0])
    draw_views(views, content, wording, land)
    unplaced = write_names(views, table, labels, value_labels, content.marks_pt, land)
    return NotDrawn(tuple(lost), unplaced, crowded)


def draw_views(
    views: Sequence[View], content: Content, wording: Wording, land: gpd.GeoDataFrame | None
) -> None:
    """Draw the content into each view: the land around, fills, what lies over them, lines, the
    scale bar.
    """
    is_fine = is_country(content.table)
    by = "province_code" if is_fine else "district_code"
    main = borders(views[0].part, by)
    for view in views:
        lay_behind(view.ax, land)
        fill(view.ax, view.part, content.states, content.swatches)
        if content.over is not None:
            content.over(view)
        is_far = view.ax.get_label() == "far"
        lines(view.ax, borders(view.part, by) if is_far else main, is_fine=is_fine)
        if has_scale(style.slot(view.ax)) and not wording.notes.is_cartogram:
            scale_bar(view.ax, wording.lang, is_rough=wording.notes.is_schematic)


def swatch_key(swatches: Sequence[Swatch], title: str) -> Callable[[Axes, Box], float]:
    """A legend of swatches, as the `key` of a content."""

    def draw_key(ax: Axes, box: Box) -> float:
        return swatch_legend(ax, swatches, title=title, box=box)

    return draw_key


def without_polygon(lost: Sequence[str], lang: Lang) -> list[str]:
    """The footer line on values whose commune has no polygon; none where all have one."""
    if not lost:
        return []
    return [f"{say(_NO_POLYGON, lang)} ({style.number(len(lost), lang)}): {', '.join(lost)}"]


def with_counts(
    classes: Iterable[Swatch], states: pd.Series, lang: Lang, *, is_said: bool = True
) -> tuple[Swatch, ...]:
    """Every class, also the empty ones, then what is not a class where there is any of it.

    The number of communes stands behind each label, unless the page says it elsewhere.
    """
    counts = states.value_counts()
    others = [
        other[lang] for other in (style.SUPPRESSED, style.MISSING) if other[lang].key in counts
    ]
    found = (*classes, *others)
    if not is_said:
        return found
    return tuple(counted(swatch, counts.get(swatch.key, 0), lang) for swatch in found)


def counted(swatch: Swatch, count: int, lang: Lang) -> Swatch:
    """The swatch with a number of communes in brackets behind its label."""
    label = f"{swatch.label} ({style.number(count, lang)})"
    return Swatch(swatch.key, label, swatch.colour, swatch.hatch)
