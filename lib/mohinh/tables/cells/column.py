"""Column: the cells of one column of the national form, read by its kind."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.tables import encodings
from mohinh.tables.cells import amounts, choices, dates, numbers, phrases, shares, texts
from mohinh.tables.cells.results import Cell, Dash, Fault, clean, is_blank, refused, show
from mohinh.tables.schemas import DTYPES, KIND_NAMES, MOST, MOST_COUNT, Column
from mohinh.words.terms import CLASSIFICATIONS, Label


@dataclass
class _Context:
    """What the readers must know of the whole column; looked up only where a cell asks."""

    column: Column
    raw: list[Any]
    dash: Dash

    @cached_property
    def most(self) -> int:
        return MOST.get(self.column.name, MOST.get(self.column.kind, MOST_COUNT))

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


def parse(
    column: Column, raw: list[Any], *, dash: Dash = "review", fonts: encodings.Fonts = ""
) -> tuple[list[Any], list[Fault]]:
    """The values of a column (None where blank, refused or for review), and what is to be said.

    `dash` is what "-" means in the sheet; `fonts` names the font of the column, or of each cell. A
    fault whose rule is a note comes with a value; any other fault comes without. Texts typed in
    TCVN3 or VNI fonts are decoded, each with a note.
    """
    decoded, faults = _decoded(column, raw, fonts)
    context = _Context(column, decoded, dash)
    values = _plain_values(context)
    if not faults and None not in values:
        return values, []
    unread = {fault.row for fault in faults if fault.code == "review"}
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
    return values, _one_each(faults)


def _decoded(
    column: Column, raw: list[Any], fonts: encodings.Fonts
) -> tuple[list[Any], list[Fault]]:
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


def _plain_values(context: _Context) -> list[Any]:
    """The values of plainly written cells, None for all others; most cells end here."""
    column = context.column
    if column.kind in ("count", "money"):
        return _whole_numbers(context.raw, context.most)
    if column.kind == "text":
        pattern = re.compile(column.pattern) if column.pattern else None
        return [texts.plain_text(cell, pattern) for cell in context.raw]
    return [None] * len(context.raw)


def _whole_numbers(raw: list[Any], most: int) -> list[int | None]:
    """Whole numbers within the limits; None for every other cell."""
    # A float is what readers give for every number.
    return [
        int(cell)
        if (type(cell) is float and 0 <= cell <= most and cell.is_integer())
        or (type(cell) is int and 0 <= cell <= most)
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


def commas_group(raw: list[Any]) -> bool:
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
