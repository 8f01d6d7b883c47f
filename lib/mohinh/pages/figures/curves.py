"""Cumulative shares against each other, beside the line of an even spread."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures.ratios import nothing
from mohinh.pages.style import Box, Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Lang

_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@style.look()
def cumulative(
    ax: Axes,
    curve: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    notes: Notes,
    lang: Lang,
    across: str,
    up: str,
    even: str,
    measure: str = "",
) -> None:
    """Draw one cumulative share (column `y`) against another (`x`), both rising from 0 to 1.

    The plot is square; the dashed diagonal, named `even`, is what an even spread would give, and
    the room between the two is shaded. `across` and `up` name the axes. An empty curve is said to
    be empty. Raises `InvalidTable` for an absent column or shares that are not cumulative.
    """
    _check(curve, x, y)
    subtitle = " · ".join(part for part in (measure, notes.period) if part)
    body = style.furnish(ax, title=title, subtitle=subtitle, notes=notes, lang=lang)
    if curve.empty:
        nothing(ax, body, lang)
        return
    style.put(ax, _square(body.trim(left=40, bottom=32, right=8, top=4)))
    ax.set(xlim=(0, 1), ylim=(0, 1))
    words = [style.percent(tick, lang, 0) for tick in _TICKS]
    ax.set_xticks(_TICKS, labels=words)
    ax.set_yticks(_TICKS, labels=words)
    ax.grid(True, color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)
    ax.set_xlabel(across)
    ax.set_ylabel(up)
    shares = curve[[x, y]].to_numpy("float64")
    ax.fill_between(
        shares[:, 0], shares[:, 0], shares[:, 1], color=style.GROUPS[0], alpha=style.BAND_ALPHA,
        linewidth=0, gid="between",
    )  # fmt: skip
    ax.plot(
        [0, 1], [0, 1], color=style.QUIET, linewidth=style.OUTLINE_PT, linestyle=(0, (4, 3)),
        gid="even",
    )  # fmt: skip
    ax.plot(
        shares[:, 0], shares[:, 1], color=style.GROUPS[0], linewidth=style.CHART_LINE_PT,
        clip_on=False, zorder=3, gid="curve",
    )  # fmt: skip
    _name_diagonal(ax, shares, even)


def _check(curve: pd.DataFrame, x: str, y: str) -> None:
    absent = [column for column in (x, y) if column not in curve.columns]
    if absent:
        raise InvalidTable(
            f"chart: no column {absent[0]!r}; found {', '.join(map(str, curve.columns))}"
        )
    for column in (x, y) if len(curve) else ():
        values = curve[column].to_numpy("float64")
        is_rising = bool((np.diff(values) >= -1e-9).all())
        if not (is_rising and np.isclose(values[0], 0) and np.isclose(values[-1], 1)):
            raise InvalidTable(
                f"chart, column {column!r}: found {values[0]:g} to {values[-1]:g}; expected "
                "cumulative shares that rise from 0 to 1"
            )


def _square(room: Box) -> Box:
    side = min(room.width, room.height)
    return Box(room.left, room.bottom + room.height - side, side, side)


def _name_diagonal(ax: Axes, shares: np.ndarray, even: str) -> None:
    """Name the diagonal on the side that the curve is not on."""
    is_above = np.interp(0.75, shares[:, 0], shares[:, 1]) >= 0.75
    across, up = (0.015, -0.015) if is_above else (-0.015, 0.015)
    ax.text(
        0.75 + across, 0.75 + up, even, rotation=45, rotation_mode="anchor", ha="center",
        va="top" if is_above else "bottom", color=style.QUIET, size=style.SMALL_PT,
    )  # fmt: skip
