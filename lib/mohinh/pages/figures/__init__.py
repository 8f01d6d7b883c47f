"""Charts other than maps, on a given `ax`. Nothing is computed here.

Every chart has the title, subtitle and footer of `style.furnish`. Missing means not reported, or
not to be said: hatched or in words, never a gap, never a zero.

shares   shares by group and over time, what was received
ratios   ratios with their intervals: groups, neighbours, specifications, placebos
events   a ratio by months since adoption
rates    rates with their intervals, one row each
targets  targets of a plan beside their thresholds; the board of criteria
limits   rates beside what chance allows: by size (funnel) and by month (control chart)
differences  differences of shares with their intervals, beside the line of none
curves   cumulative shares against each other, beside the line of an even spread
"""

from mohinh.pages.figures.curves import cumulative
from mohinh.pages.figures.differences import differences
from mohinh.pages.figures.events import event_time
from mohinh.pages.figures.limits import control, funnel
from mohinh.pages.figures.rates import rates
from mohinh.pages.figures.ratios import MARKS, ratios
from mohinh.pages.figures.shares import RECEIVED, missing_grid, series, shares
from mohinh.pages.figures.targets import criteria, targets

__all__ = [
    "MARKS",
    "RECEIVED",
    "control",
    "criteria",
    "cumulative",
    "differences",
    "event_time",
    "funnel",
    "missing_grid",
    "rates",
    "ratios",
    "series",
    "shares",
    "targets",
]
