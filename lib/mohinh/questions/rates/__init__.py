"""Rates: how many cases per household or person, how sure, and which communes or months stand out.

What is counted
---------------
A *rate* is cases by households (or people) and year. Its denominator grows with each month that an
area reported: 600 households that reported six months are 300 household-years. An area and month
that was not reported, or whose count or denominator is missing, leaves numerator and denominator
together; so does every area of a month that too few areas reported. What was left out is counted.

counting   area-months that count, those that do not and why; cases and exposure by any column
intervals  exact intervals of counts, exact limits around an expected count
smoothing  empirical Bayes: small places drawn towards the province or their neighbours
funnel     who lies outside what chance allows around the province's rate
control    which months lie outside what the same months before allow
"""

from mohinh.questions.rates.control import ControlChart, control_chart
from mohinh.questions.rates.counting import Counted, Per, count_cases, rates_by_kind
from mohinh.questions.rates.funnel import LEVELS, Funnel, dispersion_of, funnel
from mohinh.questions.rates.intervals import garwood, poisson_limits, prediction_limits
from mohinh.questions.rates.smoothing import Smoothed, smoothed, standardised

__all__ = [
    "LEVELS",
    "ControlChart",
    "Counted",
    "Funnel",
    "Per",
    "Smoothed",
    "control_chart",
    "count_cases",
    "dispersion_of",
    "funnel",
    "garwood",
    "poisson_limits",
    "prediction_limits",
    "rates_by_kind",
    "smoothed",
    "standardised",
]
