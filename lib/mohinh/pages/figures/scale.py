"""The scale of ratios: logarithmic, with 1 (as many as expected) marked."""

from collections.abc import Iterable
from itertools import chain

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mohinh.pages import style
from mohinh.pages.style import Box
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang

# A wider interval runs off the scale, with an arrow: it says next to nothing.
LOWEST, HIGHEST = 0.25, 4.0
_LEAST = (0.7, 1.3)
_TICKS = (0.25, 0.33, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0)
FEWER: Label = ("← ít hơn dự kiến", "← fewer than expected")
MORE: Label = ("nhiều hơn dự kiến →", "more than expected →")
FEWER_SHORT: Label = ("← ít hơn", "← fewer")
MORE_SHORT: Label = ("nhiều hơn →", "more →")


def check(table: pd.DataFrame, columns: Iterable[str], *, ratios: Iterable[str]) -> None:
    """Raise `InvalidTable` for an absent column, or a ratio that is negative or infinite."""
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise InvalidTable(
            f"chart: no column {absent[0]!r}; found {', '.join(map(str, table.columns))}"
        )
    for column in ratios:
        values = table[column].astype("float64")
        wrong = table[values.lt(0) | np.isinf(values)]
        if len(wrong):
            raise InvalidTable(
                f"chart, column {column!r}, row {wrong.index[0]!r}: found "
                f"{wrong[column].iloc[0]:g}, expected a ratio, 0 or more"
            )


def limits(*columns: pd.Series) -> tuple[float, float]:
    """Ends of the scale that the values need, 1 inside, never beyond `LOWEST` and `HIGHEST`."""
    values = pd.concat([column.astype("float64") for column in columns]).dropna()
    low, high = (float(end) for end in (values.min(), values.max())) if len(values) else _LEAST
    low, high = min(low / 1.05, _LEAST[0]), max(high * 1.05, _LEAST[1])
    return max(low, LOWEST), min(high, HIGHEST)


def put_scale(ax: Axes, which: str, ends: tuple[float, float], lang: Lang) -> None:
    """A scale of ratios on one axis, with faint lines and a strong one at 1."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    (ax.set_xscale if which == "x" else ax.set_yscale)("log")
    (ax.set_xlim if which == "x" else ax.set_ylim)(*ends)
    room = style.slot(ax)
    inside = _ticks(ends, room.width if which == "x" else room.height, which, lang)
    axis.set_ticks(inside, labels=[_tick(tick, lang) for tick in inside])
    axis.set_ticks([], minor=True)
    axis.grid(True, color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)
    line = ax.axvline if which == "x" else ax.axhline
    line(1.0, color=style.INK, linewidth=style.OUTLINE_PT, zorder=1.5, gid="as-expected")


def _tick(ratio: float, lang: Lang) -> str:
    digits = 1 if np.isclose(ratio * 10, round(ratio * 10)) else 2
    return style.number(ratio, lang, digits)


def _ticks(ends: tuple[float, float], length: float, which: str, lang: Lang) -> list[float]:
    """The ticks between the ends that have room, 1 first, then those farthest from it."""
    inside = [tick for tick in _TICKS if ends[0] <= tick <= ends[1]]
    per_log = length / np.log(ends[1] / ends[0])
    width = max(style.text_width(_tick(tick, lang), style.BODY_PT) for tick in inside) + 5
    least = width if which == "x" else style.BODY_PT * style.LEADING
    kept: list[float] = []
    for tick in sorted(inside, key=lambda tick: (tick != 1.0, -abs(np.log(tick)))):
        if all(abs(np.log(tick / other)) * per_log >= least for other in kept):
            kept.append(tick)
    return sorted(kept)


def key(ax: Axes, entries: Iterable[tuple[Line2D, str]], *, box: Box) -> None:
    """What the marks mean, in one line at the lower left corner of the box."""
    handles, words = zip(*entries, strict=True)
    left, bottom, _, _ = style.fractions(ax, box)
    drawn = ax.legend(
        handles, words, loc="lower left", bbox_to_anchor=(left, bottom),
        bbox_transform=ax.figure.transSubfigure, ncols=len(words), fontsize=style.BODY_PT,
        frameon=False, borderpad=0, borderaxespad=0, handlelength=1.6, columnspacing=1.6,
        handletextpad=0.5,
    )  # fmt: skip
    for text in chain(drawn.get_texts()):
        text.set_parse_math(False)


def key_height() -> float:
    """Room that `key` takes, in points."""
    return style.BODY_PT * style.LEADING + style.GAP_PT
