"""Sentences: a result in, the sentence a report prints out, in Vietnamese and English."""

from mohinh.pages.sentences import coverage, quality, reconciliation, report

__all__ = ["coverage", "quality", "reconciliation", "report"]
