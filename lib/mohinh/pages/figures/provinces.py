"""Provinces side by side: coverage on the left, cases beside those expected on the right."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.ratios import nothing, say_why, sides
from mohinh.pages.style import Box, Notes
from mohinh.words.terms import Label, Lang, say

_HEADS: tuple[Label, Label] = (
    ("Khu dân cư có mô hình đang hoạt động", "Residential areas with an active model"),
    ("Số vụ ghi nhận so với dự kiến", "Cases seen beside those expected"),
)
_READING: Label = (
    "vạch trái: từ chắc chắn có đến có thể có; vạch phải: khoảng tin cậy {}",
    "line on the left: surely to possibly covered; on the right: {} interval",
)
_GAP_PT = 32.0  # between the two charts
_NONE: Label = ("chưa có số liệu", "no figure")


@style.look()
def provinces(
    ax: Axes,
    table: pd.DataFrame,
    *,
    label: str,
    title: str,
    notes: Notes,
    lang: Lang,
    level: float = 0.95,
    remarks: Sequence[str] = (),
) -> None:
    """Draw a province per row, in the order given: its share with what is not known of it, and its
    ratio with the interval.

    Columns: `share, share_low, share_high` (0–1), `ratio, low, high`, `why` (where there is no
    interval). An empty table is said to be empty. Raises `InvalidTable` for an absent column.
    """
    numbers = ["share", "share_low", "share_high", "ratio", "low", "high"]
    scale.check(table, [label, *numbers, "why"], ratios=numbers)
    reading = say(_READING, lang).format(style.percent(level, lang, 0))
    body = style.furnish(
        ax, title=title, subtitle=f"{notes.period} · {reading}", notes=notes, lang=lang,
        remarks=remarks,
    )  # fmt: skip
    if table.empty:
        nothing(ax, body, lang)
        return
    right = _panels(ax, body, [str(text) for text in table[label]])
    _share_scale(ax, lang)
    ends = scale.limits(table["ratio"], table["low"].quantile([0.1]), table["high"].quantile([0.9]))
    scale.put_scale(right, "x", ends, lang)
    sides(right, lang)
    for panel, head in zip((ax, right), _HEADS, strict=True):
        _head(panel, say(head, lang))
    for place, row in enumerate(table.to_dict("records")):
        _share(ax, place, row, lang)
        _ratio(right, place, row, ends)


def _panels(ax: Axes, body: Box, names: Sequence[str]) -> Axes:
    """Two charts with the same rows; names stand left of the first. Returns the second."""
    left = max(style.text_width(text, style.BODY_PT) for text in names) + 8
    room = body.trim(left=left, bottom=30, top=16)
    width = (room.width - _GAP_PT) / 2
    style.put(ax, Box(room.left, room.bottom, width, room.height))
    place = Box(room.left + width + _GAP_PT, room.bottom, width, room.height)
    second = ax.figure.add_axes(style.fractions(ax, place), label="effects")
    for panel in (ax, second):
        panel.set_ylim(len(names) - 0.4, -0.6)
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
    ax.set_yticks(range(len(names)), labels=names, parse_math=False)
    second.set_yticks([])
    for text in ax.get_yticklabels():
        text.set_color(style.INK)
    return second


def _share_scale(ax: Axes, lang: Lang) -> None:
    ax.set_xlim(0, 1)
    ticks = np.linspace(0, 1, 5)
    ax.set_xticks(ticks, labels=[style.percent(tick, lang, 0) for tick in ticks])
    ax.grid(True, axis="x", color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)


def _head(ax: Axes, text: str) -> None:
    room = style.slot(ax)
    ax.text(
        0, 1 + 4 / room.height, text, transform=ax.transAxes, ha="left", va="bottom",
        size=style.SMALL_PT, weight="bold",
    )  # fmt: skip


def _share(ax: Axes, place: int, row: dict[str, Any], lang: Lang) -> None:
    if pd.isna(row["share"]):
        say_why(ax, place, say(_NONE, lang))
        return
    ax.hlines(
        place, row["share_low"], row["share_high"], color=style.BAR, linewidth=3.0, zorder=3,
        gid="possible",
    )  # fmt: skip
    ax.plot(
        row["share"], place, "o", color=style.BAR, markersize=style.MARKER_PT, zorder=4,
        gid="share", clip_on=False,
    )  # fmt: skip


def _ratio(ax: Axes, place: int, row: dict[str, Any], ends: tuple[float, float]) -> None:
    if pd.isna(row["low"]):
        say_why(ax, place, "" if pd.isna(row["why"]) else str(row["why"]))
        return
    inside = [float(np.clip(row[name], *ends)) for name in ("low", "high")]
    ax.hlines(
        place, *inside, color=style.GROUPS[0], linewidth=style.WHISKER_PT, zorder=3, gid="interval"
    )
    for end, shape, is_out in (
        (ends[0], "<", row["low"] < ends[0]),
        (ends[1], ">", row["high"] > ends[1]),
    ):
        if is_out:
            ax.plot(
                end, place, marker=shape, color=style.GROUPS[0], markersize=style.MARKER_PT - 0.5,
                clip_on=False, zorder=3, gid="off-scale",
            )  # fmt: skip
    if ends[0] <= row["ratio"] <= ends[1]:
        ax.plot(
            row["ratio"], place, "s", color=style.GROUPS[0], markersize=style.MARKER_PT, zorder=4,
            gid="ratio", clip_on=False,
        )  # fmt: skip
