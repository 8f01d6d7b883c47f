"""Amounts: what totals are checked with. A cell that is no plain number is not guessed at."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from mohinh.tables.cells import Numbers, is_blank
from mohinh.words.text import tidy

_GROUPED = re.compile(r"\d{1,3}(?:([. ])\d{3})(?:\1\d{3})*(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:,\d+)?")
_TOO_LARGE = 10**18  # more đồng than there are
_DASHES = frozenset("-–—−")


def is_dash(cell: Any) -> bool:
    """Whether a cell holds a dash alone: none, not applicable or not known, as the form says."""
    return isinstance(cell, str) and len(cell) < 6 and tidy(cell) in _DASHES


def amount(cell: Any) -> Decimal | None:
    """The number that a cell holds, by Vietnamese marks; None where it is no plain number.

    `10.349` as text is 10,349; a float stays what it is.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    if isinstance(cell, str):
        text = tidy(cell)
        if _GROUPED.fullmatch(text):
            text = text.replace(".", "").replace(" ", "")
        elif not _PLAIN.fullmatch(text):
            return None
        cell = text.replace(",", ".")
    try:
        number = Decimal(str(cell))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _TOO_LARGE else None


def amounts(cells: Sequence[Any]) -> tuple[np.ndarray, bool]:
    """The numbers of a column (NaN where blank, a dash or no number), and whether all were read."""
    numbers = Numbers.of(cells)
    if not numbers.others:
        return numbers.values, True
    values, all_read = numbers.values.copy(), True
    for row, cell in numbers.others.items():
        if not is_blank(cell) and not is_dash(cell):
            number = amount(cell)
            all_read = all_read and number is not None
            values[row] = np.nan if number is None else float(number)
    return values, all_read


def differ(said: Any, total: Any) -> Any:
    """Whether a total (or each of an array) differs from its sum, beyond what adding up loses."""
    return np.abs(said - total) > 1e-6 * np.maximum(1, np.abs(total))


def show_amount(value: float) -> str:
    """A number of a finding: `10349`, `15.5`."""
    return str(int(value)) if float(value).is_integer() else f"{value:.6g}"


def scaled(cell: Any, factor: int) -> Any:
    """The cell in đồng; a cell that is no plain number stays as it is, for `tables.cells`."""
    number = amount(cell)
    if factor == 1 or number is None or is_blank(cell):
        return cell
    product = number * factor
    return int(product) if product == product.to_integral_value() else float(product)
