"""A share that falls in steps over time: one line per group, with its interval."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures.ratios import nothing
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Lang, say

_FLOORS = (0.9, 0.75, 0.5, 0.0)


@style.look()
def steps(
    ax: Axes,
    curves: Mapping[str, pd.DataFrame],
    *,
    time: str,
    value: str,
    low: str,
    high: str,
    across: str,
    title: str,
    notes: Notes,
    lang: Lang,
    measure: str = "",
    interval: str = "",
) -> None:
    """Draw shares in [0, 1] as steps: each row holds from its `time` to that of the next.

    `curves` by name, at most six, drawn in their order; the interval of a curve is a band where
    there is one curve, and left to the table where there are more. `measure` says up to which day
    they were followed. The scale starts at 90, 75, 50 or 0 %, the highest that holds everything;
    where that is not 0, it says so. Raises `InvalidTable`.
    """
    _check(curves, [time, value, low, high])
    subtitle = " · ".join(part for part in (measure, interval) if part)
    body = style.furnish(ax, title=title, subtitle=subtitle, notes=notes, lang=lang)
    if not curves:
        nothing(ax, body, lang)
        return
    has_names = len(curves) > 1
    right = max(style.text_width(name, style.BODY_PT) for name in curves) + 12 if has_names else 10
    style.put(ax, body.trim(left=40, right=right, bottom=32, top=6))
    _axes(ax, curves, [value] if has_names else [value, low], time, lang)
    ax.set_xlabel(across)
    if ax.get_ylim()[0] > 0:
        _say_where_it_starts(ax, lang)
    for place, curve in enumerate(curves.values()):
        colour = style.GROUPS[place]
        numbers = curve[[time, value, low, high]].to_numpy("float64")
        if not has_names:
            ax.fill_between(
                numbers[:, 0], numbers[:, 2], numbers[:, 3], step="post", color=colour,
                alpha=style.BAND_ALPHA, linewidth=0, gid="interval",
            )  # fmt: skip
        ax.step(
            numbers[:, 0], numbers[:, 1], where="post", color=colour,
            linewidth=style.CHART_LINE_PT, zorder=3, gid="curve",
        )  # fmt: skip
    if has_names:
        _names(ax, curves, time, value)


def _check(curves: Mapping[str, pd.DataFrame], columns: list[str]) -> None:
    if len(curves) > len(style.GROUPS):
        raise InvalidTable(
            f"chart: {len(curves)} curves; at most {len(style.GROUPS)} can be told apart"
        )
    for name, curve in curves.items():
        absent = [column for column in columns if column not in curve.columns]
        if absent:
            raise InvalidTable(
                f"chart, curve {name!r}: no column {absent[0]!r}; found "
                f"{', '.join(map(str, curve.columns))}"
            )
        values = curve[columns[1]].to_numpy("float64")
        if not ((values >= 0) & (values <= 1)).all() or (np.diff(values) > 1e-9).any():
            raise InvalidTable(
                f"chart, curve {name!r}: expected shares in [0, 1] that never rise over time"
            )


def _axes(
    ax: Axes, curves: Mapping[str, pd.DataFrame], ends: list[str], time: str, lang: Lang
) -> None:
    lowest = min(curve[ends].min().min() for curve in curves.values())
    floor = next(floor for floor in _FLOORS if lowest >= floor)
    longest = max(curve[time].max() for curve in curves.values())
    ax.set(xlim=(0, longest), ylim=(floor, 1 + (1 - floor) * 0.02))
    ticks = np.linspace(floor, 1, 6)
    digits = 0 if np.allclose(ticks * 100, np.round(ticks * 100)) else 1
    words = [style.percent(round(tick, 4), lang, digits) for tick in ticks]
    ax.set_yticks(ticks, labels=words)
    years = np.arange(0, np.floor(longest) + 1, max(1, np.ceil(longest / 12)))
    ax.set_xticks(years, labels=[style.number(year, lang) for year in years])
    ax.grid(True, axis="y", color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)


def _say_where_it_starts(ax: Axes, lang: Lang) -> None:
    start = style.percent(ax.get_ylim()[0], lang, 0)
    ax.text(
        0.01, 0.02, say((f"trục bắt đầu ở {start}", f"the scale starts at {start}"), lang),
        transform=ax.transAxes, color=style.QUIET, fontsize=style.SMALL_PT, va="bottom",
        gid="start",
    )  # fmt: skip


def _names(ax: Axes, curves: Mapping[str, pd.DataFrame], time: str, value: str) -> None:
    """Name each line, as near its height as the other names allow; dots lead there from its end."""
    low, high = ax.get_ylim()
    pitch = style.BODY_PT * style.LEADING / style.slot(ax).height * (high - low)
    right = ax.get_xlim()[1]
    ends = [curve[[time, value]].iloc[-1].to_numpy("float64") for curve in curves.values()]
    order = sorted(range(len(ends)), key=lambda place: ends[place][1])
    heights = _apart([ends[place][1] for place in order], pitch)
    for y, place in zip(heights, order, strict=True):
        name, (years, share) = list(curves)[place], ends[place]
        ax.plot(
            [years, right, 1.008 * right], [share, share, y], color=style.GROUPS[place],
            linewidth=style.LEADER_LINE_PT, linestyle=":", clip_on=False, gid="leader",
        )  # fmt: skip
        ax.text(
            1.012, y, name, transform=ax.get_yaxis_transform(), va="center",
            color=style.GROUPS[place], parse_math=False, gid="series-name",
        )  # fmt: skip


def _apart(heights: Sequence[float], pitch: float) -> list[float]:
    """Rising heights at least a pitch apart: those too near share a block about their mean."""
    blocks: list[list[float]] = []
    for height in heights:
        blocks.append([height])
        while len(blocks) > 1 and _room(blocks[-2], pitch)[1] > _room(blocks[-1], pitch)[0]:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [
        _room(block, pitch)[0] + (place + 0.5) * pitch
        for block in blocks
        for place in range(len(block))
    ]


def _room(block: Sequence[float], pitch: float) -> tuple[float, float]:
    middle, half = sum(block) / len(block), len(block) * pitch / 2
    return middle - half, middle + half
