"""Differences of shares with their intervals, one row each, beside the line of no difference."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures.ratios import lay_out, nothing, say_why
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say

_LESS: Label = ("← độ phủ thấp hơn", "← covered less")
_MORE: Label = ("độ phủ cao hơn →", "covered more →")
_UNIT: Label = ("điểm phần trăm", "percentage points")
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_LEAST = 0.05  # of the scale on either side of no difference


@style.look()
def differences(
    ax: Axes,
    table: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    why: str,
    title: str,
    notes: Notes,
    lang: Lang,
    beside: Sequence[tuple[str, str]] = (),
    measure: str = "",
    interval: str = "",
) -> None:
    """Draw a difference of shares (−1 to 1) with its interval per row, in the order given.

    A row without a difference has no mark: it says why (column `why`); one with a difference and no
    interval has a hollow mark. `beside` are columns of text and their headings, printed on the
    right. The scale is even on both sides of no difference.
    Raises `InvalidTable` for an absent column, an empty table or a number outside [−1, 1].
    """
    _check(table, [label, value, low, high, why, *(name for name, _ in beside)], [value, low, high])
    parts = [measure, say(_UNIT, lang), notes.period, interval]
    body = style.furnish(
        ax, title=title, subtitle=" · ".join(filter(None, parts)), notes=notes, lang=lang
    )
    if table.empty:
        nothing(ax, body, lang)
        return
    columns = [[heading, *table[name].astype("str")] for name, heading in beside]
    lay_out(ax, body, table[label], pd.Series("part", index=table.index), columns)
    _scale(ax, table[[value, low, high]], lang)
    for place, row in enumerate(table.to_dict("records")):
        if pd.isna(row[value]):
            say_why(ax, place, str(row[why]))
            continue
        _mark(ax, place, row[value], row[low], row[high])


def _check(table: pd.DataFrame, columns: Sequence[str], numbers: Sequence[str]) -> None:
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise InvalidTable(
            f"chart: no column {absent[0]!r}; found {', '.join(map(str, table.columns))}"
        )
    for column in numbers:
        wrong = table[table[column].abs().gt(1 + 1e-9)]
        if len(wrong):
            raise InvalidTable(
                f"chart, column {column!r}, row {wrong.index[0]!r}: found "
                f"{wrong[column].iloc[0]:g}, expected a difference of shares in [-1, 1]"
            )


def _scale(ax: Axes, values: pd.DataFrame, lang: Lang) -> None:
    widest = max(_LEAST, float(values.abs().max().max()) * 1.05)
    step = next((step for step in _STEPS if widest / step <= 4), _STEPS[-1])
    count = int(np.floor(widest / step))
    ticks = np.arange(-count, count + 1) * step
    ax.set_xlim(-widest, widest)
    ax.set_xticks(ticks, labels=[_tick(tick, lang) for tick in ticks])
    ax.grid(True, axis="x", color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)
    ax.axvline(0, color=style.INK, linewidth=style.OUTLINE_PT, zorder=1.5, gid="none")
    for x, align, words in ((0.0, "left", _LESS), (1.0, "right", _MORE)):
        ax.text(
            x, -20 / style.slot(ax).height, say(words, lang), transform=ax.transAxes, ha=align,
            va="top", color=style.QUIET, size=style.SMALL_PT,
        )  # fmt: skip


def _tick(tick: float, lang: Lang) -> str:
    text = style.number(abs(100 * tick), lang)
    if round(100 * tick) == 0:
        return text
    return ("+" if tick > 0 else "\u2212") + text


def _mark(ax: Axes, place: int, value: float, low: float, high: float) -> None:
    is_known = not pd.isna(low)
    if is_known:
        ax.hlines(
            place, low, high, color=style.GROUPS[0], linewidth=style.WHISKER_PT * 1.3, zorder=3,
            gid="interval",
        )  # fmt: skip
    ax.plot(
        value, place, linestyle="none", marker="o", markersize=5, zorder=4, gid="difference",
        markerfacecolor=style.GROUPS[0] if is_known else style.PAPER,
        markeredgecolor=style.GROUPS[0], markeredgewidth=style.WHISKER_PT, clip_on=False,
    )  # fmt: skip
