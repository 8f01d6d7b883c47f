"""Legends of maps: drawn at the top of a box, each returns its height in points.

They are drawn artist by artist: matplotlib's own legend takes longer than the communes of a
province.
"""

from collections.abc import Sequence
from contextlib import nullcontext

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, Rectangle

from mohinh.pages import style
from mohinh.pages.style import Box, Swatch
from mohinh.words.terms import Counted, Indicator, Lang, say

_PATCH_PT = (16.5, 9.5)
_TEXT_LEFT_PT = 22.0
_ROW_GAP_PT = 3.0
_CELL_PT = 30.0


def swatch_legend(ax: Axes, swatches: Sequence[Swatch], *, title: str, box: Box) -> float:
    """A column of fills with their words."""
    y = write_heading(ax, title, box)
    for swatch in swatches:
        words = style.wrap(swatch.label, box.width - _TEXT_LEFT_PT, style.BODY_PT)
        height = max(style.text_height(words, style.BODY_PT), _PATCH_PT[1])
        middle = y - height / 2
        _patch(ax, swatch, Box(box.left + 0.5, middle - _PATCH_PT[1] / 2, *_PATCH_PT))
        style.write(
            ax, box.left + _TEXT_LEFT_PT, middle, words, size=style.BODY_PT, va="center",
            gid="legend",
        )  # fmt: skip
        y -= height + _ROW_GAP_PT
    return box.bottom + box.height - y


def write_heading(ax: Axes, title: str, box: Box) -> float:
    """The bold heading of a legend; returns the height on the page at which the rest begins."""
    top = box.bottom + box.height
    words = style.wrap(title, box.width, style.BODY_PT, "bold")
    style.write(ax, box.left, top, words, size=style.BODY_PT, weight="bold", gid="legend-title")
    return top - style.text_height(words, style.BODY_PT) - _ROW_GAP_PT


def _patch(ax: Axes, swatch: Swatch, place: Box) -> None:
    left, bottom, width, height = style.fractions(ax, place)
    is_uncertain = swatch.key == "uncertain"
    for settings in style.UNCERTAIN_HATCH if is_uncertain else ({},):
        with mpl.rc_context(settings) if settings else nullcontext():
            drawn = Rectangle(
                (left, bottom), width, height, transform=ax.figure.transSubfigure,
                facecolor="none" if settings else swatch.colour, edgecolor=style.HATCH_INK,
                linewidth=style.LEADER_LINE_PT, gid=f"legend-{swatch.key}",
                hatch=style.UNCERTAIN_PATTERN if is_uncertain else swatch.hatch,
            )  # fmt: skip
        ax.figure.add_artist(drawn)


def grid_legend(
    ax: Axes,
    counts: Sequence[Sequence[int]],
    indicators: tuple[Indicator, Indicator],
    *,
    title: str,
    box: Box,
    lang: Lang,
) -> float:
    """Three by three fills: the first indicator to the right, the second upwards, edges beside.

    `counts`: communes of each cell, shape (3, 3), the lowest row first.
    """
    across, up = indicators
    y = write_heading(ax, title, box)
    y = _axis_title(ax, f"↑ {say(up.label, lang)}, {say(up.unit, lang)}", box, y)
    edges = [style.edge(value, up, lang) for value in up.coarse or ()]
    left = box.left + max(style.text_width(edge, style.SMALL_PT) for edge in edges) + 4
    bottom = y - 3 * _CELL_PT
    for row, colours in enumerate(style.BIVARIATE):
        for column, colour in enumerate(colours):
            cell = Box(left + column * _CELL_PT, bottom + row * _CELL_PT, _CELL_PT, _CELL_PT)
            _cell(ax, cell, f"{row}-{column}", colour, style.number(counts[row][column], lang))
    for place, edge in enumerate(edges, 1):
        style.write(
            ax, left - 3, bottom + place * _CELL_PT, edge, size=style.SMALL_PT, va="center",
            ha="right", gid="legend-edge",
        )  # fmt: skip
    for place, value in enumerate(across.coarse or (), 1):
        style.write(
            ax, left + place * _CELL_PT, bottom - 2, style.edge(value, across, lang),
            size=style.SMALL_PT, ha="center", gid="legend-edge",
        )  # fmt: skip
    below = bottom - 2 - style.text_height("", style.SMALL_PT)
    words = f"→ {say(across.label, lang)}, {say(across.unit, lang)}"
    return box.bottom + box.height - _axis_title(ax, words, box, below) + style.GAP_PT


def _axis_title(ax: Axes, words: str, box: Box, top: float) -> float:
    text = style.wrap(words, box.width, style.SMALL_PT)
    style.write(ax, box.left, top, text, size=style.SMALL_PT, gid="legend-axis")
    return top - style.text_height(text, style.SMALL_PT) - _ROW_GAP_PT


def _cell(ax: Axes, place: Box, key: str, colour: str, count: str) -> None:
    left, bottom, width, height = style.fractions(ax, place)
    drawn = Rectangle(
        (left, bottom), width, height, transform=ax.figure.transSubfigure, facecolor=colour,
        edgecolor=style.PAPER, linewidth=style.FRAME_LINE_PT, gid=f"legend-{key}",
    )  # fmt: skip
    ax.figure.add_artist(drawn)
    x, y = place.left + place.width / 2, place.bottom + place.height / 2
    style.write(
        ax, x, y, count, size=style.SMALL_PT, va="center", ha="center", gid="legend-count",
        color=style.ink_on(colour),
    )  # fmt: skip


def circle_legend(ax: Axes, counted: Counted, *, box: Box, lang: Lang) -> float:
    """The circles of some counts, the smallest first, each with its count."""
    y = write_heading(ax, say(counted.unit, lang), box)
    widths = [float(style.circle_pt(size, max(counted.sizes))) for size in counted.sizes]
    left, high = box.left, max(widths)
    for size, width in zip(counted.sizes, widths, strict=True):
        words = style.number(size, lang)
        x, bottom, wide, tall = style.fractions(ax, Box(left, y - high, width, width))
        drawn = Ellipse(
            (x + wide / 2, bottom + tall / 2), wide, tall, transform=ax.figure.transSubfigure,
            facecolor=(style.SYMBOL, style.SYMBOL_ALPHA), edgecolor=style.PAPER,
            linewidth=style.LEADER_LINE_PT, gid=f"legend-circle-{size}",
        )  # fmt: skip
        ax.figure.add_artist(drawn)
        style.write(
            ax, left + width + 3, y - high + width / 2, words, size=style.BODY_PT, va="center",
            gid="legend-size",
        )  # fmt: skip
        left += width + style.text_width(words, style.BODY_PT) + 12
    return box.bottom + box.height - (y - high - style.GAP_PT)
