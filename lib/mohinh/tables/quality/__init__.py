"""Quality: what arrived, what is missing, what was refused or repaired. A table of findings.

A finding has a severity: `error` keeps the row or the file out, `warning` is to be looked at,
`note` is said for completeness. Its words come from `RULES`, in Vietnamese and English, so that the
command line, the JSON, the coloured copy and the report say the same.

| module | what it does |
|---|---|
| `findings` | one finding, and many as a table |
| `rules` | what each code of a finding means and what to do about it |
| `reports` | monthly reports expected and received; blank cells |
"""

from mohinh.tables.quality.findings import Finding, table
from mohinh.tables.quality.reports import blanks, received, silent_areas, tidy_received
from mohinh.tables.quality.rules import RULES, Rule, Severity

__all__ = [
    "RULES",
    "Finding",
    "Rule",
    "Severity",
    "blanks",
    "received",
    "silent_areas",
    "table",
    "tidy_received",
]
