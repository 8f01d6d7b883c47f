"""Charts other than maps, on a given `ax`. Nothing is computed here.

Every chart has the title, subtitle and footer of `style.furnish`. Missing means not reported, or
not to be said: hatched or in words, never a gap, never a zero.

shares   shares by group and over time, what was received
ratios   ratios with their intervals: groups, neighbours, specifications, placebos
events   a ratio by months since adoption
"""

from mohinh.pages.figures.events import event_time
from mohinh.pages.figures.ratios import MARKS, ratios
from mohinh.pages.figures.shares import RECEIVED, missing_grid, series, shares

__all__ = ["MARKS", "RECEIVED", "event_time", "missing_grid", "ratios", "series", "shares"]
