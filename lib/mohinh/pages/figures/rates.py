"""Rates with their intervals, one row each, beside the rate of all."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.ratios import nothing
from mohinh.pages.style import Box, Notes
from mohinh.words.terms import Label, Lang, say

_WHISKER: Label = ("vạch: khoảng tin cậy {}", "line: {} interval")
_INTERVAL: Label = ("tỷ suất và khoảng tin cậy", "rate and interval")
_COUNT: Label = ("số vụ", "cases")
_ALL: Label = ("cả tỉnh", "province")


@style.look()
def rates(
    ax: Axes,
    table: pd.DataFrame,
    *,
    label: str,
    title: str,
    notes: Notes,
    lang: Lang,
    whole: float | None = None,
    why: str | None = None,
    measure: str = "",
    level: float = 0.95,
    remarks: Sequence[str] = (),
) -> None:
    """Draw `rate` with its interval (`low`, `high`) per row, in the order given from the top.

    Cases (`incident_count`) and the rate with its interval stand on the right. A row without a rate
    says why (column `why`). `whole` is the rate of all, drawn as a line. An empty table is said to
    be empty. Raises `InvalidTable` for an absent column or a rate below 0.
    """
    numbers = ["rate", "low", "high"]
    columns = [label, "incident_count", *numbers, *([why] if why else [])]
    scale.check(table, columns, ratios=numbers)
    reading = say(_WHISKER, lang).format(style.percent(level, lang, 0))
    subtitle = " · ".join(part for part in (measure, notes.period, reading) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    if table.empty:
        nothing(ax, body, lang)
        return
    _lay_out(ax, body, table, label, lang)
    highest = max(table["high"].max(), whole or 0)
    put_rates(ax, "x", highest, lang)
    if whole is not None:
        _whole(ax, whole, lang)
    for place, row in enumerate(table.to_dict("records")):
        if pd.isna(row["rate"]):
            _why(ax, place, str(row[why]) if why else style.MISSING[lang].label)
            continue
        ax.hlines(
            place, row["low"], row["high"], color=style.GROUPS[0],
            linewidth=style.WHISKER_PT * 1.3, zorder=3, gid="interval",
        )  # fmt: skip
        ax.plot(
            row["rate"], place, "o", color=style.GROUPS[0], markersize=style.MARKER_PT + 1,
            zorder=4, gid="rate",
        )  # fmt: skip


def put_rates(ax: Axes, which: str, highest: float, lang: Lang) -> None:
    """A scale of rates from zero, round steps, a little room above the highest."""
    top = 1.05 * highest if highest > 0 else 1.0
    raw = top / 5
    unit = 10.0 ** np.floor(np.log10(raw))
    step = next(unit * m for m in (1, 2, 2.5, 5, 10) if unit * m >= raw)
    ticks = np.arange(0, top + 1e-9, step)
    digits = 0 if np.allclose(ticks, ticks.round()) else 1 if step >= 0.1 else 2
    axis, limit = (ax.xaxis, ax.set_xlim) if which == "x" else (ax.yaxis, ax.set_ylim)
    limit(0, top)
    axis.set_ticks(ticks, labels=[style.number(tick, lang, digits) for tick in ticks])
    axis.grid(True, color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)


def _lay_out(ax: Axes, body: Box, table: pd.DataFrame, label: str, lang: Lang) -> None:
    """Names on the left, cases and rates in columns on the right."""
    names = [style.name(str(text), 0.34 * body.width, style.BODY_PT) for text in table[label]]
    columns = [_counts(table, lang), _intervals(table, lang)]
    left = max(style.text_width(text, style.BODY_PT) for text in names) + 8
    widths = [max(style.text_width(text, style.BODY_PT) for text in c) + 14 for c in columns]
    style.put(ax, body.trim(left=left, right=sum(widths), bottom=16, top=24))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), labels=names, parse_math=False)
    for text in ax.get_yticklabels():
        text.set_color(style.INK)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    room, right = style.slot(ax), style.slot(ax).width
    for column, width in zip(columns, widths, strict=True):
        right += width
        x = right / room.width
        ax.text(
            x, 1 + 3 / room.height, column[0], transform=ax.transAxes, ha="right", va="bottom",
            color=style.QUIET, size=style.SMALL_PT,
        )  # fmt: skip
        for place, text in enumerate(column[1:]):
            ax.text(
                x, place, text, transform=ax.get_yaxis_transform(), ha="right", va="center",
                gid="count",
            )  # fmt: skip


def _counts(table: pd.DataFrame, lang: Lang) -> list[str]:
    return [say(_COUNT, lang), *(style.number(n, lang) for n in table["incident_count"])]


def _intervals(table: pd.DataFrame, lang: Lang) -> list[str]:
    texts = [
        style.DASH
        if pd.isna(rate)
        else f"{style.number(rate, lang, 1)} "
        f"({style.number(low, lang, 1)}–{style.number(high, lang, 1)})"
        for rate, low, high in table[["rate", "low", "high"]].itertuples(index=False)
    ]
    return [say(_INTERVAL, lang), *texts]


def _whole(ax: Axes, rate: float, lang: Lang) -> None:
    ax.axvline(rate, color=style.INK, linewidth=style.OUTLINE_PT, zorder=1.5, gid="whole")
    ax.text(
        rate, 1 + 3 / style.slot(ax).height, f"{say(_ALL, lang)} {style.number(rate, lang, 1)}",
        transform=ax.get_xaxis_transform(), ha="center", va="bottom", color=style.INK,
        size=style.SMALL_PT,
    )  # fmt: skip


def _why(ax: Axes, place: int, words: str) -> None:
    ax.text(
        0.01, place, style.wrap(words, 0.95 * style.slot(ax).width, style.SMALL_PT),
        transform=ax.get_yaxis_transform(), va="center", color=style.QUIET, size=style.SMALL_PT,
        gid="no-rate",
    )  # fmt: skip
