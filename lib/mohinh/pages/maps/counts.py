"""Numbers of things per commune as circles; a raw number is never a colour."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import CircleCollection

from mohinh.pages import style
from mohinh.pages.maps.classes import subtitle
from mohinh.pages.maps.land import matched, prepared
from mohinh.pages.maps.legends import circle_legend, swatch_legend
from mohinh.pages.maps.room import View, is_cut
from mohinh.pages.maps.sheet import IN_BRACKETS, Content, NotDrawn, Wording, draw, with_counts
from mohinh.pages.style import Box, Notes, Swatch
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Counted, Label, Lang, say
from mohinh.words.text import capital

_SOME: Label = ("từ 1 trở lên", "1 or more")


@style.look()
def counts(
    ax: Axes,
    polygons: gpd.GeoDataFrame,
    values: pd.Series,
    counted: Counted,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    labels: Sequence[str] = (),
    value_labels: pd.Series | None = None,
    suppressed: pd.Series | None = None,
    around: gpd.GeoDataFrame | None = None,
) -> NotDrawn:
    """Draw a circle per commune whose area is its number of things.

    Parameters
    ----------
    ax, polygons, labels, value_labels, suppressed, around : as of `choropleth`.
    values : Series of whole numbers indexed by commune code. Missing, or a commune that is not in
        the series, means not reported (hatched); zero is a commune without a circle and with the
        colour of zero.
    counted : what is counted, and the circles of the legend; the same in every province.

    Raises `InvalidTable` for a number below zero or with a fraction, and what `choropleth` raises.
    """
    table = prepared(polygons)
    shown, is_hidden, lost = matched(table, values, suppressed)
    numbers = _whole(shown)
    states = pd.Series("some", index=numbers.index).mask(numbers.eq(0), "zero")
    states = states.mask(numbers.isna(), "missing").mask(is_hidden, "suppressed")
    classes = [
        Swatch("some", say(_SOME, lang), style.LAND),
        Swatch("zero", style.number(0, lang), style.ZERO),
    ]
    swatches = with_counts(classes, states, lang)

    def key(page: Axes, box: Box) -> float:
        used = circle_legend(page, counted, box=box, lang=lang) + style.GAP_PT
        heading = say(IN_BRACKETS, lang)
        heading = capital(heading)
        return used + swatch_legend(page, swatches, title=heading, box=box.trim(top=used))

    return draw(
        ax,
        Content(
            table,
            states,
            swatches,
            key,
            over=lambda view: _circles(view, numbers, counted),
            marks_pt=style.circle_pt(numbers[numbers > 0], max(counted.sizes)),
        ),
        Wording(title, subtitle(counted, notes.period, lang), notes, lang),
        lost=lost,
        labels=labels,
        value_labels=value_labels,
        around=around,
    )


def _whole(values: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(values).astype("float64")
    wrong = numbers[(numbers < 0) | (numbers % 1 > 0)]
    if len(wrong):
        raise InvalidTable(
            f"values: commune {wrong.index[0]!r} has {wrong.iloc[0]:g}, expected a whole number "
            "from 0. A share or a rate is drawn by choropleth"
        )
    return numbers


def _circles(view: View, numbers: pd.Series, counted: Counted) -> None:
    """Circles on the label points, the large ones under the small ones.

    A box that enlarges a place shows no circle that its edge would cut: the main frame has it.
    """
    part = view.part.assign(number=view.part["commune_code"].map(numbers))
    if view.ax.get_label() == "zoom":
        wide = style.circle_pt(part["number"].fillna(0).to_numpy(), max(counted.sizes))
        part = part[~is_cut(view, wide)]
    part = part[part["number"] > 0].sort_values("number", ascending=False, kind="stable")
    if part.empty:
        return
    drawn = CircleCollection(
        np.pi / 4 * style.circle_pt(part["number"].to_numpy(), max(counted.sizes)) ** 2,
        offsets=part[["label_x", "label_y"]].to_numpy(),
        offset_transform=view.ax.transData,
        facecolors=(style.SYMBOL, style.SYMBOL_ALPHA),
        edgecolors=style.PAPER,
        linewidths=style.LEADER_LINE_PT,
        gid="circles",
        zorder=5,
    )
    view.ax.add_collection(drawn, autolim=False)
