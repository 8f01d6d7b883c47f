"""Elsewhere: months that an earlier import of the same land holds in units of the other vintage.

What is published of both, commune by commune, differs by a few old communes, whose small counts
could be worked out. So places are shown for the import that came first; the later one keeps the
months that both have to the province as a whole.
"""

import json
from collections.abc import Iterable, Set
from pathlib import Path

import pandas as pd


def months_elsewhere(first: str, last: str, others: Iterable[Path]) -> tuple[str, ...]:
    """The months (2022-01) from `first` to `last` that are shown by place in another vintage.

    `others` are the pointers of imports of the same land; those that are not there are passed over.
    One that cannot be read may have shown any month.
    """
    own = _months(first, last)
    shown = [own & _shown(pointer, own) for pointer in others if pointer.is_file()]
    return tuple(sorted(set().union(*shown)))


def _shown(pointer: Path, unless_known: Set[str]) -> Set[str]:
    try:
        origin = json.loads(pointer.read_text(encoding="utf-8"))["origin"]
        months = _months(origin["first_month"], origin["last_month"])
        return months - set(origin.get("months_elsewhere", ()))
    except (ValueError, KeyError, TypeError):
        return unless_known


def _months(first: str, last: str) -> Set[str]:
    if not (first and last):
        return frozenset()
    return frozenset(f"{month:%Y-%m}" for month in pd.period_range(first, last, freq="M"))
