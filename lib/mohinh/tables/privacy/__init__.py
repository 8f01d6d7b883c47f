"""Privacy: refuses personal data at the door; hides small counts before anything leaves.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP bind the handling of personal data. The first line of
defence is that a workbook has a known form: a column that is not in the form is refused. This
package is the second line, for what is typed into a known column. A finding names the place, never
the value. How often it errs is measured by `benchmarks/privacy_rates.py`.

Counts about people, tips or cases below `SMALLEST` are hidden, with a second cell where a total
would give them away. Zero is published: it says that nobody was concerned.

| module | what it knows |
|---|---|
| `headings` | headings that ask for something about a person, and those that count people |
| `numbers` | numbers that identify a person: in a text, as a number, in a column |
| `names` | names of persons: one for sure, or a list of what looks like names |
| `lexicon` | families, given names, names of streets, words that come before a place |
| `marks` | marks of secrecy on a document |
| `scanning` | one cell, one column; what may be repeated |
| `small` | small counts: what is hidden, what is rounded |
| `earlier` | what earlier reports told of the same counts |
| `months` | sums over time, whatever reports are made of them |
"""

from mohinh.tables.privacy.earlier import Told
from mohinh.tables.privacy.headings import forbidden_header
from mohinh.tables.privacy.months import WithheldTimes, withheld_times
from mohinh.tables.privacy.scanning import is_only_name, personal_cell, repeatable, scan
from mohinh.tables.privacy.small import (
    PROTECTION,
    SMALLEST,
    Withheld,
    is_protected,
    is_small,
    pooled,
    rounded,
    rounding,
    suppress,
    told_end,
    told_ratio,
    withheld,
    withheld_within,
)

__all__ = [
    "PROTECTION",
    "SMALLEST",
    "Told",
    "Withheld",
    "WithheldTimes",
    "forbidden_header",
    "is_only_name",
    "is_protected",
    "is_small",
    "personal_cell",
    "pooled",
    "repeatable",
    "rounded",
    "rounding",
    "scan",
    "suppress",
    "told_end",
    "told_ratio",
    "withheld",
    "withheld_times",
    "withheld_within",
]
