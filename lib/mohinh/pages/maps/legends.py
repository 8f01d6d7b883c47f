"""Legends of maps: drawn at the top of a box, each returns its height in points.

They are drawn artist by artist: matplotlib's own legend takes longer than the communes of a
province.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mohinh.pages import style
from mohinh.pages.style import Box, Swatch

_PATCH_PT = (16.5, 9.5)
_TEXT_LEFT_PT = 22.0
_ROW_GAP_PT = 3.0


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
    drawn = Rectangle(
        (left, bottom), width, height, transform=ax.figure.transSubfigure,
        facecolor=swatch.colour, edgecolor=style.HATCH_INK, linewidth=style.LEADER_LINE_PT,
        hatch=swatch.hatch, gid=f"legend-{swatch.key}",
    )  # fmt: skip
    ax.figure.add_artist(drawn)
