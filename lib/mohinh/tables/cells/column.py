"""Column: the cells of one column of the national form, read by its kind."""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from mohinh.tables import encodings
from mohinh.tables.cells import amounts, choices, dates, numbers, phrases, shares, texts
from mohinh.tables.cells.many import Numbers, Repeated
from mohinh.tables.cells.results import Cell, Dash, Fault, ask, clean, few, is_blank, refused, show
from mohinh.tables.schemas import DTYPES, KIND_NAMES, MOST, MOST_COUNT, Column
from mohinh.words.terms import CLASSIFICATIONS, Label

_FORBIDDEN = "<>{}`\\$"


@dataclass
class _Context:
    """What the readers must know of the whole column; looked up only where a cell asks."""

    column: Column
    raw: Sequence[Any]
    dash: Dash

    @cached_property
    def most(self) -> int:
        return _most(self.column)

    @cached_property
    def keys(self) -> dict[str, str]:
        return choices.choice_keys(self.column.choices or {})

    @cached_property
    def commas_group(self) -> bool:
        return commas_group(self.raw)

    @cached_property
    def month_first(self) -> bool:
        return dates.has_month_first(self.raw)

    @cached_property
    def swapped(self) -> bool:
        return dates.looks_swapped(self.raw)


def read_column(
    column: Column, raw: Sequence[Any], *, dash: Dash = "review", fonts: encodings.Fonts = ""
) -> tuple[pd.Series, list[Fault]]:
    """What `parse` gives, with the values as a pandas column of the schema's dtype.

    Repeated cells are read once, plainly written numbers all at once.
    """
    if column.kind in ("count", "money"):
        kept = raw.kept if isinstance(raw, Repeated) else raw
        numbers, is_missing, faults = _read_numbers(column, kept, dash=dash)
        if isinstance(raw, Repeated):
            numbers, is_missing = numbers[raw.places], is_missing[raw.places]
            faults = _by_row(faults, raw.places)
        return pd.Series(pd.arrays.IntegerArray(numbers, is_missing), copy=False), faults
    if isinstance(raw, Repeated) and isinstance(fonts, str):
        return repeated(read_column(column, raw.kept, dash=dash, fonts=fonts), raw.places)
    parsed, faults = parse(column, raw, dash=dash, fonts=fonts)
    return to_series(column, parsed), faults


def repeated(
    read: tuple[pd.Series, list[Fault]], places: np.ndarray
) -> tuple[pd.Series, list[Fault]]:
    """What `read_column` gave for cells that each stand in several rows: for all the rows."""
    values, faults = read
    return pd.Series(values.array.take(places), copy=False), _by_row(faults, places)


def _read_numbers(
    column: Column, raw: Sequence[Any], *, dash: Dash
) -> tuple[np.ndarray, np.ndarray, list[Fault]]:
    """The numbers of a column, which are missing, and what is to be said.

    Cells are read one by one only where they are not plainly written.
    """
    cells = Numbers.of(raw)
    with np.errstate(invalid="ignore"):
        fits = (cells.values >= 0) & (cells.values <= _most(column))
        fits &= (cells.values == 0) | (cells.values >= _least(column))
        is_plain = fits & (cells.values == np.floor(cells.values))
    suspects = _without_zeros(cells.values)
    is_plain[suspects] = False
    values = np.where(is_plain, cells.values, 0).astype(np.int64)
    others = np.setdiff1d(np.flatnonzero(~is_plain), suspects).tolist()
    if not column.is_required:
        others = [row for row in others if cells.others.get(row) != ""]
    parsed, faults = parse(column, [cells[row] for row in others], dash=dash)
    for row, value in zip(others, parsed, strict=True):
        if value is not None:
            values[row], is_plain[row] = value, True
    faults = [_moved(fault, others[fault.row]) for fault in faults]
    faults += [_lost_zeros(row, float(cells.values[row])) for row in suspects.tolist()]
    return values, ~is_plain, sorted(faults, key=lambda fault: fault.row)


def _without_zeros(values: np.ndarray) -> np.ndarray:
    """Rows of whole numbers below 1000 that may have been thousands: 10.000 that Excel took for 10.

    Such a number shows nothing by itself. It is suspect where half or more of the different numbers
    of its column were damaged in that way: 10.349 and 9.87 beside 12.
    """
    whole = values == np.floor(values)
    if not np.any(np.isfinite(values) & ~whole):
        return np.empty(0, int)
    known = np.unique(values[np.isfinite(values) & (values > 0) & (values < 1e6)])
    thousands = known * 1000
    is_whole = known == np.floor(known)
    damaged = ~is_whole & np.isclose(thousands, np.round(thousands), rtol=1e-9, atol=0)
    if 2 * np.count_nonzero(damaged) < np.count_nonzero(damaged | is_whole):
        return np.empty(0, int)
    return np.flatnonzero(whole & (values > 0) & (values < 1000))


def _lost_zeros(row: int, value: float) -> Fault:
    both = (int(value) * 1000, int(value))
    return Fault(row, "damaged", show(value), ask(KIND_NAMES["count"], both))


def _by_row(faults: list[Fault], at: np.ndarray) -> list[Fault]:
    """The faults of kept cells, for every row that holds one of them."""
    if not faults:
        return []
    by_cell = {fault.row: fault for fault in faults}
    rows = np.flatnonzero(np.isin(at, list(by_cell)))
    few(rows)
    return [_moved(by_cell[int(at[row])], int(row)) for row in rows]


def _moved(fault: Fault, row: int) -> Fault:
    return Fault(row, fault.code, fault.found, fault.expected)


def parse(
    column: Column, raw: Sequence[Any], *, dash: Dash = "review", fonts: encodings.Fonts = ""
) -> tuple[list[Any], list[Fault]]:
    """The values of a column (None where blank, refused or for review), and what is to be said.

    `dash` is what "-" means in the sheet; `fonts` names the font of the column, or of each cell. A
    fault whose rule is a note comes with a value; any other fault comes without. Texts typed in
    TCVN3 or VNI fonts are decoded, each with a note.
    """
    if isinstance(raw, Repeated) and isinstance(fonts, str):
        values, faults = parse(column, raw.kept, dash=dash, fonts=fonts)
        return list(Repeated(values, raw.places)), _by_row(faults, raw.places)
    raw = list(raw) if isinstance(raw, Numbers | Repeated) else raw
    if column.kind == "text" and _are_codes(column, raw):
        return list(raw), []
    decoded, faults = _decoded(column, raw, fonts)
    context = _Context(column, decoded, dash)
    values = _plain_values(context)
    if not faults and None not in values:
        return values, []
    if column.kind in ("count", "money"):
        numbers = Numbers.of(raw).values
        faults = [_lost_zeros(row, numbers[row]) for row in _without_zeros(numbers).tolist()]
    unread = {fault.row for fault in faults if fault.code in ("review", "damaged")}
    known: dict[Hashable, Cell] = {}
    for row, cell in enumerate(decoded):
        if row in unread:
            values[row] = None
        if values[row] is not None or row in unread:
            continue
        # Equal cells of equal type mean the same; codes and months occur thousands of times.
        key = (cell.__class__, cell)
        if key not in known:
            known[key] = _read(context, cell)
        read = known[key]
        if read.state == "ok":
            values[row] = read.value
        if read.code:
            faults.append(Fault(row, read.code, show(raw[row]), read.expected))
            few(faults)
    return values, _one_each(faults)


def _decoded(
    column: Column, raw: Sequence[Any], fonts: encodings.Fonts
) -> tuple[Sequence[Any], list[Fault]]:
    """The cells in Unicode, with a note for each that was not; doubtful ones are for review."""
    if column.kind not in ("text", "choice", "flag"):
        return raw, []
    found = encodings.decode_column(raw, fonts=fonts)
    faults = [
        Fault(row, "decoded", show(raw[row]), (show(found.values[row]),) * 2) for row in found.rows
    ]
    unsure = ("chữ Unicode", "Unicode text")
    faults += [Fault(row, "review", show(raw[row]), unsure) for row in found.doubtful]
    return found.values, faults


def _one_each(faults: list[Fault]) -> list[Fault]:
    """The faults by row; of a row with several, an error goes before a note on its encoding."""
    by_row: dict[int, Fault] = {}
    for fault in faults:
        before = by_row.get(fault.row)
        if before is None or (before.code == "decoded" and fault.code != "read_as"):
            by_row[fault.row] = fault
    return [by_row[row] for row in sorted(by_row)]


def _most(column: Column) -> int:
    return MOST.get(column.name, MOST.get(column.kind, MOST_COUNT))


def _plain_values(context: _Context) -> list[Any]:
    """The values of plainly written cells, None for all others; most cells end here."""
    column = context.column
    if column.kind in ("count", "money"):
        return _whole_numbers(context.raw, context.most, _least(column))
    if column.kind == "text":
        pattern = re.compile(column.pattern) if column.pattern else None
        return _plain_texts(context.raw, pattern)
    return [None] * len(context.raw)


def _plain_texts(raw: Sequence[Any], pattern: re.Pattern | None) -> list[str | None]:
    """What `texts.plain_text` gives for each cell."""
    cells = {cell for cell in raw if type(cell) is str}
    known = {cell: texts.plain_text(cell, pattern) for cell in cells}
    return [known[cell] if type(cell) is str else None for cell in raw]


def _are_codes(column: Column, raw: Sequence[Any]) -> bool:
    """Whether all are such that nothing must be tidied: ASCII without spaces, fitting the pattern.

    All are looked at as one text; one by one takes five times as long.
    """
    distinct = set(raw) if column.pattern else set()
    if not column.pattern or set(map(type, distinct)) != {str}:
        return False
    joined = " ".join(distinct)
    if not joined.isascii():
        return False
    spaces = np.flatnonzero(np.frombuffer(f" {joined} ".encode(), np.uint8) == ord(" "))
    return (
        joined.isprintable()
        and len(spaces) == len(distinct) + 1
        and np.diff(spaces).max() <= texts.MOST_CHARACTERS + 1
        and not any(sign in joined for sign in _FORBIDDEN)
        and bool(re.fullmatch(rf"(?:(?:{column.pattern}) )*+", joined + " "))
    )


def _least(column: Column) -> int:
    """The smallest number but zero that is taken as it stands."""
    return amounts.LEAST_MONEY if column.kind == "money" else 1


def _whole_numbers(raw: Sequence[Any], most: int, least: int) -> list[int | None]:
    """Whole numbers within the limits; None for every other cell."""
    # A float is what readers give for every number.
    return [
        int(cell)
        if (type(cell) is float and (cell == 0 or least <= cell <= most) and cell.is_integer())
        or (type(cell) is int and (cell == 0 or least <= cell <= most))
        else None
        for cell in raw
    ]


def _read(context: _Context, cell: Any) -> Cell:
    column = context.column
    if is_blank(cell):
        return refused(KIND_NAMES[column.kind], "blank") if column.is_required else Cell()
    read = _READERS[column.kind](context, cell)
    if read.state == "ok" and read.value is None and column.is_required:
        return refused(KIND_NAMES[column.kind], "blank")
    return read


def commas_group(raw: Sequence[Any]) -> bool:
    """Whether commas group thousands in a column: some 1,234,567, and no 1.234 beside it."""
    texts = [clean(cell)[0] for cell in {c for c in raw if isinstance(c, str)}]
    found = [number for number in map(phrases.number, texts) if number is not None]
    dots = any(
        number.style == "grouped" and "." in text
        for text in texts
        if (number := phrases.number(text))
    )
    return not dots and any(number.style == "commas" for number in found)


def to_series(column: Column, values: list[Any]) -> pd.Series:
    """Parsed values as a pandas column of the schema's dtype."""
    if DTYPES[column.kind] == "str":
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype="object").astype(DTYPES[column.kind])


def _text(context: _Context, cell: Any) -> Cell:
    column = context.column
    return texts.text(cell, pattern=column.pattern, expected=_pattern_words(column))


def _pattern_words(column: Column) -> Label:
    if column.name == "commune_code":
        return (
            "mã xã năm chữ số, ví dụ 22915 (giữ số 0 ở đầu)",
            "a commune code of five digits, such as 22915 (keep a zero in front)",
        )
    return (
        "mã gồm chữ, số và . / - _, tối đa 40 ký tự",
        "a code of letters, digits and . / - _, at most 40 characters",
    )


def _choice(context: _Context, cell: Any) -> Cell:
    wanted = context.column.choices or {}
    read = choices.choice(cell, wanted, keys=context.keys)
    if read.state == "refused" and wanted is CLASSIFICATIONS:
        return choices.rating(cell, wanted, dash=context.dash)
    return read


def _count(context: _Context, cell: Any) -> Cell:
    grouped = isinstance(cell, str) and "," in cell and context.commas_group
    return numbers.count(
        cell,
        most=context.most,
        unit=context.column.unit,
        dash=context.dash,
        commas_group=grouped,
    )


def _date(context: _Context, cell: Any) -> Cell:
    if isinstance(cell, str):
        return dates.date(cell, month_first=context.month_first, dash=context.dash)
    return dates.date(cell, swapped=context.swapped)


_READERS: Mapping[str, Callable[[_Context, Any], Cell]] = MappingProxyType(
    {
        "text": _text,
        "choice": _choice,
        "count": _count,
        "money": lambda context, cell: amounts.money(cell, most=context.most, dash=context.dash),
        "score": lambda context, cell: shares.score(cell, dash=context.dash),
        "year": lambda context, cell: dates.year(cell, dash=context.dash),
        "month": lambda context, cell: dates.month(cell, dash=context.dash),
        "date": _date,
        "flag": lambda context, cell: choices.flag(cell, dash=context.dash),
    }
)
