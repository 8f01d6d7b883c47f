"""A ratio by periods since adoption, with a band that holds for all periods at once."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.ratios import nothing
from mohinh.pages.style import Notes
from mohinh.words.terms import Label, Lang, say

_COLUMNS = ("first", "last", "ratio", "low", "high", "band_low", "band_high")
_SINCE: Mapping[str, Label] = MappingProxyType(
    {
        "month": ("số tháng kể từ khi áp dụng", "months since adoption"),
        "quarter": ("số quý kể từ khi áp dụng", "quarters since adoption"),
        "year": ("số năm kể từ khi áp dụng", "years since adoption"),
    }
)
_DONUT: Label = ("không đem so sánh", "not compared")
_ADOPTED: Label = ("áp dụng", "adoption")
_POINT: Label = ("tỷ số, khoảng tin cậy {} của từng kỳ", "ratio, {} interval of each bin")
_BAND: Label = ("dải {} cho mọi kỳ cùng lúc", "{} band for all bins at once")
_TOO_FEW: Label = ("gạch chéo: quá ít số liệu", "hatched: too few data")


@style.look()
def event_time(
    ax: Axes,
    table: pd.DataFrame,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    every: str = "month",
    measure: str = "",
    level: float = 0.95,
    remarks: Sequence[str] = (),
) -> None:
    """Draw one ratio per bin of periods since adoption, the periods not compared shaded.

    Columns `first`, `last` (periods since adoption; 0 is that of adoption), `ratio`, `low`, `high`,
    `band_low`, `band_high`, `is_donut`. A bin without an interval is hatched. An empty table is
    said to be empty. Raises `InvalidTable` for an absent column or a ratio below 0.
    """
    scale.check(table, [*_COLUMNS, "is_donut"], ratios=_COLUMNS[2:])
    has_gap = bool(table["low"].isna().any())
    extra = [say(_TOO_FEW, lang)] if has_gap else []
    subtitle = " · ".join(part for part in (measure, notes.period, *extra) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    if table.empty:
        nothing(ax, body, lang)
        return
    scale.key(ax, _entries(lang, level), box=body)
    style.put(ax, body.trim(left=30, right=6, bottom=scale.key_height() + 30, top=10))
    starts, ends = table["first"].astype("float64"), table["last"].astype("float64") + 1
    ax.set_xlim(starts.min(), ends.max())
    scale.put_scale(ax, "y", scale.limits(table["band_low"], table["band_high"]), lang)
    _time(ax, starts.min(), ends.max(), every, lang)
    _donut(ax, table, lang)
    _bands(ax, table, lang)
    _points(ax, table)


def _entries(lang: Lang, level: float) -> list[tuple[Line2D, str]]:
    share, colour = style.percent(level, lang, 0), style.GROUPS[0]
    point = Line2D(
        [], [], color=colour, marker="o", markersize=style.MARKER_PT, linewidth=style.WHISKER_PT
    )
    band = Line2D([], [], color=colour, alpha=style.BAND_ALPHA, linewidth=8, solid_capstyle="butt")
    return [(point, say(_POINT, lang).format(share)), (band, say(_BAND, lang).format(share))]


def _time(ax: Axes, first: float, last: float, every: str, lang: Lang) -> None:
    step = next((s for s in (1, 2, 3, 6, 12) if (last - first) / s <= 12), 12)
    ticks = np.arange(np.ceil(first / step) * step, last + 1e-9, step)
    words = [f"{'−' if tick < 0 else ''}{style.number(abs(tick), lang)}" for tick in ticks]
    ax.set_xticks(ticks, labels=words)
    ax.set_xlabel(say(_SINCE[every], lang), size=style.BODY_PT, parse_math=False)
    ax.axvline(0, color=style.QUIET, linewidth=style.OUTLINE_PT, linestyle=(0, (3, 2)), zorder=1.5)
    ax.text(
        0, 1 + 3 / style.slot(ax).height, say(_ADOPTED, lang), transform=ax.get_xaxis_transform(),
        ha="center", va="bottom", color=style.QUIET, size=style.SMALL_PT, gid="adoption",
    )  # fmt: skip


def _donut(ax: Axes, table: pd.DataFrame, lang: Lang) -> None:
    donut = table[table["is_donut"]]
    if donut.empty:
        return
    start, end = float(donut["first"].min()), float(donut["last"].max()) + 1
    ax.axvspan(start, end, facecolor=style.SHADE, edgecolor="none", zorder=0.5, gid="donut")
    ax.annotate(
        say(_DONUT, lang), (end, 1), xycoords=ax.get_xaxis_transform(),
        xytext=(-style.text_width(say(_ADOPTED, lang), style.SMALL_PT) / 2 - 6, 3),
        textcoords="offset points", ha="right", va="bottom", color=style.QUIET,
        size=style.SMALL_PT, annotation_clip=False,
    )  # fmt: skip


def _bands(ax: Axes, table: pd.DataFrame, lang: Lang) -> None:
    (bottom, top), missing = ax.get_ylim(), style.MISSING[lang]
    known, gone = [], []
    for row in table.to_dict("records"):
        width = row["last"] + 1 - row["first"]
        if pd.isna(row["low"]):
            gone.append(Rectangle((row["first"], bottom), width, top - bottom))
            continue
        low, high = (float(np.clip(row[name], bottom, top)) for name in ("band_low", "band_high"))
        known.append(Rectangle((row["first"], low), width, high - low))
    if known:
        ax.add_collection(
            PatchCollection(
                known, facecolor=style.GROUPS[0], alpha=style.BAND_ALPHA, edgecolor="none",
                zorder=2, gid="band",
            )
        )  # fmt: skip
    if gone:
        ax.add_collection(
            PatchCollection(
                gone, facecolor=missing.colour, edgecolor=style.HATCH_INK, linewidth=0,
                hatch=missing.hatch, zorder=1, gid="too-few",
            )
        )  # fmt: skip


def _points(ax: Axes, table: pd.DataFrame) -> None:
    known = table[table["low"].notna()]
    x = (known["first"] + known["last"] + 1) / 2
    colour = style.GROUPS[0]
    ax.vlines(
        x, known["low"].astype("float64"), known["high"].astype("float64"), color=colour,
        linewidth=style.WHISKER_PT * 1.3, zorder=3, gid="interval",
    )  # fmt: skip
    ax.plot(
        x, known["ratio"].astype("float64"), color=colour, linestyle="none", marker="o",
        markersize=style.MARKER_PT, zorder=4, gid="ratio",
    )  # fmt: skip
