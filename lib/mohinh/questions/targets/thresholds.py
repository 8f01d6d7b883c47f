"""Thresholds in whole units: how many must have done it, how many more. No float is involved."""

import math
from fractions import Fraction


def needed(total: int, threshold: Fraction, *, is_strict: bool) -> int:
    """The least number of `total` units whose share reaches (or, strict, exceeds) the threshold.

    `total` + 1 where no number does. Of 10, ≥ 80 % takes 8 and > 80 % takes 9; of 25, ≥ 70 % is 18.
    """
    exact = threshold * total
    return math.floor(exact) + 1 if is_strict else math.ceil(exact)


def meets(done: int, total: int, threshold: Fraction, *, is_strict: bool) -> bool:
    """Whether `done` of `total` reach (or, strict, exceed) the threshold; `total` above zero."""
    return done >= needed(total, threshold, is_strict=is_strict)


def slack(done: int, total: int, threshold: Fraction, *, is_strict: bool) -> int:
    """Units beyond what is needed; below zero: as many more are needed."""
    return done - needed(total, threshold, is_strict=is_strict)
