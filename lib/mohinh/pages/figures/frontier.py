"""What is reached in all, beside what the least-served part gets."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures.ratios import nothing
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Lang

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MARKS = ("o", "s")


@style.look()
def frontier(
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
    plans: Sequence[tuple[str, Mapping[str, Any]]] = (),
    measure: str = "",
) -> None:
    """Draw the frontier (columns `x` and `y`, shares in [0, 1]), `x` ascending: a step from plan to
    plan, since nothing lies between two plans.

    Each of `plans` (its name; a mapping with `x` and `y`) is a mark with its name beside it. The
    scales do not start at zero: nothing is read from lengths. An empty curve is said to be empty.
    Raises `InvalidTable` for an absent column, a share outside [0, 1] or more than two plans.
    """
    _check(curve, x, y, plans)
    subtitle = " · ".join(part for part in (measure, notes.period) if part)
    body = style.furnish(ax, title=title, subtitle=subtitle, notes=notes, lang=lang)
    if curve.empty:
        nothing(ax, body, lang)
        return
    style.put(ax, body.trim(left=46, bottom=32, right=22, top=8))
    for column, which in ((x, "x"), (y, "y")):
        values = [*curve[column], *(float(plan[column]) for _, plan in plans)]
        _scale(ax, which, min(values), max(values), lang)
    ax.set_xlabel(across)
    ax.set_ylabel(up)
    ax.plot(
        curve[x], curve[y], color=style.GROUPS[0], linewidth=style.CHART_LINE_PT, marker="o",
        markersize=style.MARKER_PT * 0.8, drawstyle="steps-pre", zorder=3, gid="frontier",
    )  # fmt: skip
    for place, (name, plan) in enumerate(plans):
        _mark(ax, float(plan[x]), float(plan[y]), name, place)


def _check(
    curve: pd.DataFrame, x: str, y: str, plans: Sequence[tuple[str, Mapping[str, Any]]]
) -> None:
    absent = [column for column in (x, y) if column not in curve.columns]
    if absent:
        raise InvalidTable(
            f"chart: no column {absent[0]!r}; found {', '.join(map(str, curve.columns))}"
        )
    if len(plans) > len(_MARKS):
        raise InvalidTable(f"chart: {len(plans)} plans, at most {len(_MARKS)} can be told apart")
    for column in (x, y):
        values = np.array([*curve[column], *(plan[column] for _, plan in plans)], "float64")
        wrong = values[(values < 0) | (values > 1 + 1e-9)]
        if len(wrong):
            raise InvalidTable(
                f"chart, column {column!r}: found {wrong[0]:g}, expected a share in [0, 1]"
            )


def _scale(ax: Axes, which: str, low: float, high: float, lang: Lang) -> None:
    """Round steps, a step of room at both ends, within 0 and 100 %."""
    step = next((step for step in _STEPS if (high - low) / step <= 5), _STEPS[-1])
    first = max(0.0, np.floor(low / step - 0.5) * step)
    last = min(1.0, np.ceil(high / step + 0.1) * step)
    ticks = np.arange(round(first / step), round(last / step) + 1) * step
    axis, limit = (ax.xaxis, ax.set_xlim) if which == "x" else (ax.yaxis, ax.set_ylim)
    margin = 0.2 * step if first == 0.0 else 0.0
    limit(first - margin, last)
    axis.set_ticks(ticks, labels=[style.percent(round(t, 6), lang, 0) for t in ticks])
    axis.grid(True, color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)


def _mark(ax: Axes, x: float, y: float, name: str, place: int) -> None:
    ax.plot(
        x, y, _MARKS[place], color=style.GROUPS[1] if place == 0 else style.INK,
        markersize=style.MARKER_PT * 1.8, zorder=4, clip_on=False, gid="plan",
    )  # fmt: skip
    is_right = x > sum(ax.get_xlim()) / 2
    ax.annotate(
        name, (x, y), xytext=(-8 if is_right else 8, -11), textcoords="offset points",
        ha="right" if is_right else "left", va="center", color=style.INK, size=style.BODY_PT,
        gid="plan-name",
    )  # fmt: skip
