"""Sentences: a result in, the sentence a report prints out, in Vietnamese and English."""

from mohinh.pages.sentences import (
    checks,
    coverage,
    effects,
    evidence,
    quality,
    reconciliation,
    report,
    spillover,
)

__all__ = [
    "checks",
    "coverage",
    "effects",
    "evidence",
    "quality",
    "reconciliation",
    "report",
    "spillover",
]
