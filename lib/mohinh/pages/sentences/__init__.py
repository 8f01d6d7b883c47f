"""Sentences: a result in, the sentence a report prints out, in Vietnamese and English."""

from mohinh.pages.sentences import (
    atlas,
    checks,
    clusters,
    coverage,
    effects,
    evidence,
    index,
    lifecycle,
    national,
    quality,
    rates,
    reconciliation,
    report,
    siting,
    spillover,
    targets,
)

__all__ = [
    "atlas",
    "checks",
    "clusters",
    "coverage",
    "effects",
    "evidence",
    "index",
    "lifecycle",
    "national",
    "quality",
    "rates",
    "reconciliation",
    "report",
    "siting",
    "spillover",
    "targets",
]
