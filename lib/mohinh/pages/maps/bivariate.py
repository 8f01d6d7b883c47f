"""Two quantities of communes at once, in three classes each."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.land import matched, prepared
from mohinh.pages.maps.legends import grid_legend, swatch_legend
from mohinh.pages.maps.sheet import IN_BRACKETS, Content, NotDrawn, Wording, draw, with_counts
from mohinh.pages.style import Box, Notes, Swatch
from mohinh.words.terms import Indicator, Label, Lang, say
from mohinh.words.text import capital

_IN_CELLS: Label = ("Số trong ô: số đơn vị", "Number in a cell: communes")


@style.look()
def bivariate(
    ax: Axes,
    polygons: gpd.GeoDataFrame,
    across: pd.Series,
    up: pd.Series,
    indicators: tuple[Indicator, Indicator],
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    labels: Sequence[str] = (),
    suppressed: pd.Series | None = None,
    around: gpd.GeoDataFrame | None = None,
) -> NotDrawn:
    """Draw two quantities, such as need and coverage, in 3 × 3 classes with a square legend.

    Parameters
    ----------
    ax, polygons, labels, suppressed, around : as of `choropleth`.
    across, up : Series indexed by commune code, in the units of the two indicators; the one runs
        to the right in the legend (orange), the other upwards (blue). A commune for which either
        is missing was not reported.
    indicators : of `across` and of `up`, with coarse breaks. Zero is in the lowest class here.

    It shows which go together in a commune, not that the one comes from the other. Raises
    `InvalidTable` for an indicator without coarse breaks, and what `choropleth` raises.
    """
    table = prepared(polygons)
    one, is_hidden, lost = matched(table, across, suppressed)
    other, _, lost_too = matched(table, up, suppressed)
    column, row = style.third_of(one, indicators[0]), style.third_of(other, indicators[1])
    keys = "class-" + row.astype("string") + "-" + column.astype("string")
    states = keys.fillna("missing").astype("str").mask(is_hidden, "suppressed")
    cells = [
        Swatch(f"class-{y}-{x}", "", colour)
        for y, colours in enumerate(style.BIVARIATE)
        for x, colour in enumerate(colours)
    ]
    others = with_counts((), states, lang)

    def key(page: Axes, box: Box) -> float:
        counts = states.value_counts()
        used = grid_legend(
            page, [[int(counts.get(f"class-{y}-{x}", 0)) for x in range(3)] for y in range(3)],
            indicators, title=say(_IN_CELLS, lang), box=box, lang=lang,
        )  # fmt: skip
        if not others:
            return used
        heading = say(IN_BRACKETS, lang)
        return used + swatch_legend(page, others, title=capital(heading), box=box.trim(top=used))

    names = " · ".join(f"{say(each.label, lang)} ({say(each.unit, lang)})" for each in indicators)
    return draw(
        ax,
        Content(table, states, (*cells, *others), key),
        Wording(title, f"{names} · {notes.period}", notes, lang),
        lost=sorted({*lost, *lost_too}),
        labels=labels,
        around=around,
    )
