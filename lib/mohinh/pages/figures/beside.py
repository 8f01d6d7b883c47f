"""Shares seen beside the shares that chance gives, one row each."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.ratios import lay_out, nothing, say_why
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say

_OF: Label = ("số / tổng số", "count / total")
_TOPS = (0.1, 0.25, 0.5, 1.0)


@style.look()
def beside_chance(
    ax: Axes,
    table: pd.DataFrame,
    *,
    label: str,
    value: str,
    chance: str,
    low: str,
    high: str,
    count: str,
    of: str,
    why: str,
    seen: str,
    expected: str,
    title: str,
    notes: Notes,
    lang: Lang,
    measure: str = "",
) -> None:
    """Draw a share in [0, 1] as a dot, and the share that chance gives as a tick, per row.

    A row without a share says why (column `why`). An interval is drawn where `low` and `high` are
    given. `seen` and `expected` name the two marks. Raises `InvalidTable` for an absent column, an
    empty table or a number outside [0, 1].
    """
    _check(table, [label, value, chance, low, high, count, of, why], [value, chance, low, high])
    subtitle = " · ".join(part for part in (measure, notes.period) if part)
    body = style.furnish(ax, title=title, subtitle=subtitle, notes=notes, lang=lang)
    if table.empty:
        nothing(ax, body, lang)
        return
    counts = [
        style.DASH
        if row[why]
        else f"{style.number(row[count], lang)} / {style.number(row[of], lang)}"
        for row in table.to_dict("records")
    ]
    scale.key(ax, [(_dot(), seen), (_tick(), expected)], box=body)
    room = body.trim(bottom=scale.key_height())
    lay_out(ax, room, table[label], pd.Series("part", table.index), [[say(_OF, lang), *counts]])
    _scale(ax, table[[value, chance, high]], lang)
    for place, row in enumerate(table.to_dict("records")):
        if row[why]:
            say_why(ax, place, str(row[why]))
            continue
        if not pd.isna(row[low]):
            ax.hlines(
                place, row[low], row[high], color=style.GROUPS[0],
                linewidth=style.WHISKER_PT * 1.3, zorder=3, gid="interval",
            )  # fmt: skip
        if not pd.isna(row[chance]):
            _put(ax, row[chance], place, _tick(), "chance")
        _put(ax, row[value], place, _dot(), "seen")


def _dot() -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker="o", markersize=5, color=style.GROUPS[0], clip_on=False
    )


def _tick() -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker="|", markersize=13, markeredgewidth=1.8,
        color=style.GROUPS[1], clip_on=False,
    )  # fmt: skip


def _put(ax: Axes, share: float, place: int, mark: Line2D, name: str) -> None:
    mark.set(xdata=[share], ydata=[place], gid=name, zorder=4)
    ax.add_line(mark)


def _check(table: pd.DataFrame, columns: list[str], numbers: list[str]) -> None:
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise InvalidTable(
            f"chart: no column {absent[0]!r}; found {', '.join(map(str, table.columns))}"
        )
    for column in numbers:
        wrong = table[(table[column] < 0) | (table[column] > 1 + 1e-9)]
        if len(wrong):
            raise InvalidTable(
                f"chart, column {column!r}, row {wrong.index[0]!r}: found "
                f"{wrong[column].iloc[0]:g}, expected a share in [0, 1]. Give 0.5, not 50"
            )


def _scale(ax: Axes, shares: pd.DataFrame, lang: Lang) -> None:
    highest = shares.astype("float64").max().max()
    top = next((top for top in _TOPS if not highest > top), _TOPS[-1])
    ticks = np.linspace(0, top, 6)
    digits = 0 if np.allclose(ticks * 100, np.round(ticks * 100)) else 1
    ax.set_xlim(0, top)
    ax.set_xticks(ticks, labels=[style.percent(round(tick, 4), lang, digits) for tick in ticks])
    ax.grid(True, axis="x", color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)
