"""Forest plot: one study in a row, what they give together below, and where the next would lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.ratios import nothing, say_why, sides, text_columns
from mohinh.pages.style import Box, Notes
from mohinh.words.terms import Label, Lang, say

_INTERVAL: Label = ("tỷ số (khoảng tin cậy {})", "ratio ({} interval)")
_WEIGHT: Label = ("trọng số", "weight")
_TOGETHER: Label = ("Tất cả các tỉnh", "All provinces")
_NEXT: Label = ("Khoảng dự đoán", "Prediction interval")
_STUDY: Label = (
    "một tỉnh: diện tích ô theo trọng số, vạch là khoảng tin cậy {}",
    "a province: area of the square by weight, line is the {} interval",
)
_POOLED: Label = ("tất cả", "all together")
_PREDICTED: Label = ("nơi tỉnh tiếp theo có thể nằm", "where the next province may lie")
_LARGEST_PT = 9.0
_SMALLEST_PT = 2.2
_DIAMOND = 0.34  # of a row's height, half


@dataclass(frozen=True, slots=True)
class Pooled:
    """All together, as ratios: estimate with interval, and the prediction interval."""

    ratio: float
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None


@style.look()
def forest(
    ax: Axes,
    table: pd.DataFrame,
    pooled: Pooled | None,
    *,
    label: str,
    title: str,
    notes: Notes,
    lang: Lang,
    measure: str = "",
    level: float = 0.95,
    remarks: Sequence[str] = (),
) -> None:
    """Draw `ratio` with its interval (`low`, `high`) per row, in the order given from the top.

    A square's area goes with `weight` (0–1; missing: not in the pooled estimate, drawn open). A row
    without an interval says why (`why`). Below the rows stand the pooled estimate as a diamond,
    whose ends are its interval, and the prediction interval as a bar; without `pooled` neither.
    An interval that runs off the scale ends in an arrow. An empty table is said to be empty.
    Raises `InvalidTable` for an absent column or a ratio below 0.
    """
    numbers = ["ratio", "low", "high", "weight"]
    scale.check(table, [label, *numbers, "why"], ratios=numbers)
    subtitle = " · ".join(part for part in (measure, notes.period) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    if table.empty:
        nothing(ax, body, lang)
        return
    scale.key(ax, _entries(pooled, level, lang), box=body)
    body = body.trim(bottom=scale.key_height())
    _lay_out(ax, body, table, pooled, label, lang, level)
    drawn = table[table["low"].notna()]
    ends = _ends(drawn, pooled)
    scale.put_scale(ax, "x", ends, lang)
    sides(ax, lang)
    largest = table["weight"].max()
    for place, row in enumerate(table.to_dict("records")):
        _row(ax, place, row, ends, largest, is_alone=pooled is None)
    if pooled is not None:
        _together(ax, len(table), pooled, ends)


def _ends(drawn: pd.DataFrame, pooled: Pooled | None) -> tuple[float, float]:
    """Ends of the scale: of the estimates and the pooled interval, not of the widest line."""
    values = [drawn["ratio"], drawn["low"].quantile([0.1]), drawn["high"].quantile([0.9])]
    if pooled is not None:
        reach = (pooled.low, pooled.high, pooled.prediction_low, pooled.prediction_high)
        values.append(pd.Series([each for each in reach if each is not None], dtype="float64"))
    return scale.limits(*(pd.Series(each, dtype="float64") for each in values))


def _entries(pooled: Pooled | None, level: float, lang: Lang) -> list[tuple[Line2D, str]]:
    mark = {"linestyle": "none", "markersize": 5.5, "markeredgecolor": "none"}
    share = style.percent(level, lang, 0)
    entries = [
        (
            Line2D([], [], marker="s", markerfacecolor=style.GROUPS[0], **mark),
            say(_STUDY, lang).format(share),
        )
    ]
    if pooled is None:
        return entries
    entries.append(
        (Line2D([], [], marker="D", markerfacecolor=style.INK, **mark), say(_POOLED, lang))
    )
    if pooled.prediction_low is not None:
        bar = Line2D([], [], color=style.OUTSIDE, linewidth=3.0, solid_capstyle="butt")
        entries.append((bar, say(_PREDICTED, lang)))
    return entries


def _lay_out(
    ax: Axes,
    body: Box,
    table: pd.DataFrame,
    pooled: Pooled | None,
    label: str,
    lang: Lang,
    level: float,
) -> None:
    """Names on the left, ratio and weight in columns on the right, the chart between them."""
    names = [str(text) for text in table[label]]
    below = [] if pooled is None else [say(_TOGETHER, lang), *_next(pooled, lang)]
    heads = [say(_INTERVAL, lang).format(style.percent(level, lang, 0)), say(_WEIGHT, lang)]
    columns = [_intervals(table, pooled, lang), _weights(table, below, lang)]
    left = max(style.text_width(text, style.BODY_PT) for text in names)
    left = max(left, *(style.text_width(text, style.BODY_PT, "bold") for text in [*below, ""])) + 8
    widths = [
        max(style.text_width(text, style.BODY_PT) for text in [head, *column]) + 14
        for head, column in zip(heads, columns, strict=True)
    ]
    style.put(ax, body.trim(left=left, right=sum(widths), bottom=30, top=16))
    count = len(names) + len(below)
    ax.set_ylim(count - 0.4 + (0.4 if below else 0), -0.6)
    ax.set_yticks([*range(len(names)), *_places(len(names), len(below))],
                  labels=[*names, *below], parse_math=False)  # fmt: skip
    for place, text in enumerate(ax.get_yticklabels()):
        text.set_color(style.INK)
        text.set_fontweight("bold" if place >= len(names) else "normal")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    text_columns(ax, heads, columns, widths, below=_places(len(names), len(below)))


def _places(rows_count: int, below_count: int) -> list[float]:
    """Where the rows below the studies stand: apart from them by a little more than a row."""
    return [rows_count + 0.4 + place for place in range(below_count)]


def _next(pooled: Pooled, lang: Lang) -> list[str]:
    return [] if pooled.prediction_low is None else [say(_NEXT, lang)]


def _intervals(table: pd.DataFrame, pooled: Pooled | None, lang: Lang) -> list[str]:
    rows = table[["ratio", "low", "high"]].itertuples(index=False)
    texts = [
        style.DASH if pd.isna(low) else _text(ratio, low, high, lang) for ratio, low, high in rows
    ]
    if pooled is None:
        return texts
    texts.append(_text(pooled.ratio, pooled.low, pooled.high, lang))
    if pooled.prediction_low is not None:
        texts.append(_between(pooled.prediction_low, pooled.prediction_high, lang))
    return texts


def _text(ratio: float, low: float, high: float, lang: Lang) -> str:
    return f"{style.number(ratio, lang, 2)} {_between(low, high, lang)}"


def _between(low: float, high: float, lang: Lang) -> str:
    return f"({style.limit(low, lang)}–{style.limit(high, lang)})"


def _weights(table: pd.DataFrame, below: Sequence[str], lang: Lang) -> list[str]:
    shares = [style.percent(weight, lang) for weight in table["weight"]]
    return shares + ([style.percent(1, lang, 0), ""][: len(below)])


def _row(
    ax: Axes,
    place: int,
    row: dict[str, Any],
    ends: tuple[float, float],
    largest: float,
    *,
    is_alone: bool,
) -> None:
    if pd.isna(row["low"]):
        say_why(ax, place, str(row["why"]) if not pd.isna(row["why"]) else style.DASH)
        return
    has_weight = not pd.isna(row["weight"])
    is_in = has_weight or (is_alone and pd.isna(row["why"]))
    colour = style.GROUPS[0] if is_in else style.QUIET
    _line(ax, place, row["low"], row["high"], ends, colour)
    if ends[0] <= row["ratio"] <= ends[1]:
        size = _LARGEST_PT * np.sqrt(row["weight"] / largest) if has_weight else 4.5
        ax.plot(
            row["ratio"], place, marker="s", linestyle="none", zorder=4, gid="study",
            markersize=max(_SMALLEST_PT, float(size)), markeredgecolor=colour,
            markerfacecolor=colour if is_in else style.PAPER, clip_on=False,
        )  # fmt: skip


def _line(
    ax: Axes, place: float, low: float, high: float, ends: tuple[float, float], colour: str
) -> None:
    inside = [float(np.clip(end, *ends)) for end in (low, high)]
    ax.hlines(place, *inside, color=colour, linewidth=style.WHISKER_PT, zorder=3, gid="interval")
    for end, shape, is_out in ((ends[0], "<", low < ends[0]), (ends[1], ">", high > ends[1])):
        if is_out:
            ax.plot(
                end, place, marker=shape, color=colour, markersize=style.MARKER_PT - 0.5,
                clip_on=False, zorder=3, gid="off-scale",
            )  # fmt: skip


def _together(ax: Axes, rows_count: int, pooled: Pooled, ends: tuple[float, float]) -> None:
    """The diamond, the bar below it, and a thin line up through the studies."""
    at, *rest = _places(rows_count, 1 if pooled.prediction_low is None else 2)
    ax.axhline(rows_count - 0.3, color=style.QUIET, linewidth=style.FRAME_LINE_PT, zorder=1)
    low, middle, high = (float(np.clip(x, *ends)) for x in (pooled.low, pooled.ratio, pooled.high))
    corners = [(low, at), (middle, at - _DIAMOND), (high, at), (middle, at + _DIAMOND)]
    ax.add_patch(
        Polygon(corners, closed=True, color=style.INK, linewidth=0, zorder=4, gid="pooled")
    )
    ax.vlines(
        pooled.ratio, -0.5, at, color=style.INK, linewidth=style.LEADER_LINE_PT,
        linestyle=(0, (3, 2)), zorder=2, gid="pooled-line",
    )  # fmt: skip
    if rest:
        first, last = (
            float(np.clip(x, *ends)) for x in (pooled.prediction_low, pooled.prediction_high)
        )
        ax.hlines(
            rest[0], first, last, color=style.OUTSIDE, linewidth=3.0, zorder=3, gid="prediction"
        )
