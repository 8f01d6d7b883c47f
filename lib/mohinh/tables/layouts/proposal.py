"""Proposal: a layout drawn up by looking at a workbook, for a person to finish.

What is not certain stands behind `#`: a column without a match, a meaning of the dash.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mohinh.tables import privacy
from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.amounts import amounts, is_dash
from mohinh.tables.layouts.applying import layouts
from mohinh.tables.layouts.grid import Lines
from mohinh.tables.layouts.header import (
    MOST_TITLE_ROWS,
    ORDINALS,
    cell_text,
    header_at,
    join,
    key_of,
)
from mohinh.tables.layouts.periods import read_span
from mohinh.tables.layouts.spec import GRAND_TOTALS, NAMES, SUB_TOTALS
from mohinh.tables.schemas import IMPORTED_TABLES, PLAN_TABLES
from mohinh.tables.sheets import Workbook
from mohinh.words.text import distance

_MOST_HEADER_ROWS = 4
_ROMAN = re.compile(r"[IVXL]{1,6}(?:[.\-–)/]\s*.*|)$")
_LETTER = re.compile(r"[A-ZĐ](?:[.\-–)/]\s*.*|)$")
_NUMBERS_ROW = re.compile(r"\(?\d{1,2}\)?|[A-ZĐ]")
_NOTES = frozenset(("ghi chu", "note", "chu thich"))


def propose(workbook: Workbook) -> str:
    """A layout for the workbook's fullest sheet as TOML, with comments on what was seen.

    Nothing that looks like a person's name or number is repeated in it.
    """
    visible = [s for s in workbook.sheets.values() if s.headers and not s.is_hidden]
    if not visible:
        return "# no sheet with anything on it\n"
    sheet = max(visible, key=lambda one: len(one.rows) * len(one.headers))
    grid = sheet.grid
    top, lines = _header(grid)
    columns = header_at(grid, top, lines)
    levels = _period_levels(columns)
    data = top + lines
    numbers = data < len(grid) and _is_numbers_row(grid[data])
    body = grid[data + numbers :]
    name = workbook.file_name.rsplit(".", 1)[0]
    known = _known()
    headings = [join(texts) for texts in columns]
    months = _table_of_months(headings, known)
    table = months if levels else _table_of_rows(headings, known)
    parts = [
        f"# Proposed for {_safe(workbook.file_name)}; look it through.",
        "# What the keys mean: data/layouts/README.md",
        f"name = {_quoted(_safe(name))}",
        '# province = ""   # only where no other province uses this form',
        *_top_level(body, columns, levels),
        "",
        "[sheet]",
        f"names = [{_quoted(_safe(sheet.name))}]   # or: each = true; pattern = '^Q[1-4]$'",
        *(f"# also there: {_quoted(_safe(other.name))}" for other in visible if other is not sheet),
        "",
        "[header]",
        f"title_rows = {top}",
        f"rows = {lines}",
        f"numbers_row = {str(bool(numbers)).lower()}   # a row (1) (2) (3) … below the header",
        "",
        *_period(grid[:top], sheet.name, levels, months),
        *_across(levels, months),
        *_columns(columns, levels, body, known, table),
        *_groups(body),
        *_totals(body),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _safe(text: str) -> str:
    return text if privacy.repeatable(text) else "…"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else " " for char in escaped) + '"'


def _header(grid: Lines) -> tuple[int, int]:
    """The first row of the header (place in the grid) and how many lines it has.

    The header is the block of texts, as wide as the table, above the first row with an order number
    or numbers in most of the columns with numbers.
    """
    width = max(sum(not is_blank(cell) for cell in row) for row in grid[: MOST_TITLE_ROWS + 20])
    scores = [_headness(row, width) for row in grid[:MOST_TITLE_ROWS]]
    known = _known()
    hits = [sum(key_of(cell_text(cell)) in known for cell in row) for row in grid[:MOST_TITLE_ROWS]]
    best = max(range(len(scores)), key=lambda n: (scores[n] + 0.3 * hits[n], -n))
    top = best
    while top > 0 and best - top < _MOST_HEADER_ROWS - 1 and _belongs(grid[top - 1], width):
        top -= 1
    last = best
    while last + 1 < len(grid) and last - top < _MOST_HEADER_ROWS - 1 and _is_texts(grid[last + 1]):
        if _is_numbers_row(grid[last + 1]) or not _is_header_line(grid[last + 1], grid[best]):
            break
        last += 1
    return top, last - top + 1


def _headness(row: Sequence[Any], width: int) -> float:
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    has_ordinal = any(key_of(text) in ORDINALS for text in texts)
    numbers = sum(isinstance(cell, float | int) for cell in row)
    return (len(texts) - numbers) / max(width, 1) + 2 * has_ordinal


def _belongs(row: Sequence[Any], width: int) -> bool:
    """Whether a row above is a header line: several texts, no title across the sheet."""
    texts = [text for cell in row if (text := cell_text(cell))]
    return len(texts) > max(2, width // 4)


def _is_texts(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, str) or read_span(cell) for cell in filled)


def _is_header_line(row: Sequence[Any], above: Sequence[Any]) -> bool:
    """Whether a row of texts goes on with the header: blank where the header's columns end."""
    first = next((n for n, cell in enumerate(row) if not is_blank(cell)), 0)
    return first > 0 and is_blank(row[0]) and not is_blank(above[0])


def _is_numbers_row(row: Sequence[Any]) -> bool:
    texts = [text for cell in row if (text := cell_text(cell))]
    return len(texts) > 2 and all(_NUMBERS_ROW.fullmatch(text) for text in texts)


def _period_levels(columns: Sequence[Sequence[str]]) -> list[int]:
    """Header lines (from 1) in which several columns name a period."""
    lines = list(zip(*columns, strict=True))
    found = [len({text for text in line if text and read_span(text)}) for line in lines]
    return [level for level, count in enumerate(found, 1) if count > 1]


def _known() -> dict[str, list[str]]:
    """Folded heading of the national form, and of the forms that have a layout → its columns."""
    known: dict[str, list[str]] = {}
    for table in (table for table in IMPORTED_TABLES if table not in PLAN_TABLES):
        for column in table.typed_columns:
            known.setdefault(key_of(column.header), []).append(f"{table.name}.{column.name}")
    for name, column in NAMES.items():
        known.setdefault(key_of(column.header), [f"points.{name}"])
    for rule in (rule for layout in layouts() for rule in layout.columns):
        for header in rule.headers:
            targets = known.setdefault(key_of(header), [])
            targets += [text for text in map(str, rule.to) if text not in targets]
    return known


def _table_of_months(headings: Sequence[str], known: Mapping[str, list[str]]) -> str:
    """The table that counts by month: of areas where a column names them, else of communes."""
    targets = [target for heading in headings for target in known.get(key_of(heading), ())]
    of_area = any(target.endswith(".area_id") for target in targets)
    of_commune = any(target.endswith((".commune_code", ".commune_name")) for target in targets)
    return "commune_activity" if of_commune and not of_area else "activity"


def _table_of_rows(headings: Sequence[str], known: Mapping[str, list[str]]) -> str:
    """The table that most of the headings belong to which belong to one alone."""
    found = [known.get(key_of(heading), []) for heading in headings]
    alone = Counter(targets[0].partition(".")[0] for targets in found if len(targets) == 1)
    return alone.most_common(1)[0][0] if alone else ""


def _top_level(body: Lines, columns: Sequence[Sequence[str]], levels: Sequence[int]) -> list[str]:
    headings = [join(texts) for texts in columns]
    ignore = [text for text in headings if key_of(text) in ORDINALS | _NOTES]
    lines = [f"ignore = [{', '.join(map(_quoted, ignore))}]"] if ignore else []
    dashes = sum(is_dash(cell) for row in body for cell in row)
    if dashes:
        lines.append(
            f'dash = "review"   # {dashes} cells hold a dash: "zero" or "missing"? Ask the sender'
        )
    return lines


def _period(titles: Lines, sheet_name: str, levels: Sequence[int], months: str) -> list[str]:
    texts = [text for row in titles for cell in row if (text := cell_text(cell))]
    said = [text for text in texts if read_span(text) and privacy.repeatable(text)]
    source = "title" if said else "sheet" if read_span(sheet_name) else ""
    if not source:
        return ["# no period found in the titles or the sheet's name", ""]
    seen = f"   # seen: {said[0][:60]}" if said else ""
    to = [] if levels else [f'# to = ["{months}.month"]   # where the period goes']
    return ["[period]", f'from = "{source}"{seen}', *to, "# cumulative = false", ""]


def _across(levels: Sequence[int], months: str) -> list[str]:
    if not levels:
        return []
    return ["[across]", f"levels = {list(levels)}", f'to = ["{months}.month"]', ""]


def _columns(
    columns: Sequence[Sequence[str]],
    levels: Sequence[int],
    body: Lines,
    known: Mapping[str, list[str]],
    table: str,
) -> list[str]:
    seen, lines = set(), []
    for place, texts in enumerate(columns):
        across = bool(levels) and any(read_span(texts[n - 1]) for n in levels if texts[n - 1])
        heading = join([t for n, t in enumerate(texts, 1) if not (across and n in levels)])
        key = key_of(heading)
        if not key or key in seen or key in ORDINALS | _NOTES:
            continue
        seen.add(key)
        if privacy.forbidden_header(heading) or not privacy.repeatable(heading):
            lines += [f"# column {place + 1}: personal data, which no workbook may hold", ""]
            continue
        lines += [
            "[[column]]",
            f"header = [{_quoted(heading)}]",
            _goal(key, known, table, body, place),
            "",
        ]
    return lines


def _goal(key: str, known: Mapping[str, list[str]], table: str, body: Lines, place: int) -> str:
    """Where a column goes; among several places, those of the table that the others go to."""
    targets = known.get(key)
    if targets:
        chosen = next((t for t in targets if t.partition(".")[0] == table), targets[0])
        others = [target for target in targets if target != chosen]
        more = f"   # or: {', '.join(others)}" if others else ""
        return f'to = ["{chosen}"]{more}'
    near = [known[k][0] for k in known if len(key) > 4 and distance(k, key) <= 2]
    numbers = _numbers_share(body, place)
    kind = "numbers" if numbers > 0.5 else "texts"
    hint = f"; perhaps {near[0]}" if near else ""
    return f'# to = [""]   # unknown: a column of {kind}{hint}'


def _numbers_share(body: Lines, place: int) -> float:
    """Share of the filled cells of a column that are numbers."""
    cells = [row[place] for row in body if not is_blank(row[place])]
    values, _ = amounts(cells)
    return float((values == values).mean()) if cells else 0.0


def _groups(body: Lines) -> list[str]:
    firsts = [next((cell_text(c) for c in row if not is_blank(c)), "") for row in body]
    lines: list[str] = []
    for mark, pattern in (("letter", _LETTER), ("roman", _ROMAN)):
        found = [text for text in firsts if pattern.match(text)]
        if mark == "letter":
            found = [text for text in found if not _ROMAN.match(text)]
        if not found:
            continue
        seen = "; ".join(_safe(text)[:40] for text in found[:3])
        lines += [
            "[[group]]",
            f'mark = "{mark}"   # {len(found)} rows: {seen}',
            '# to = ["points.type_name"]   # where the label goes; points.district_name …',
            "",
        ]
    return lines


def _totals(body: Lines) -> list[str]:
    pattern = re.compile(f"{GRAND_TOTALS}|{SUB_TOTALS}")
    texts = [
        text
        for row in body
        for text in [next((cell_text(c) for c in row if isinstance(c, str) and c.strip()), "")]
        if pattern.fullmatch(key_of(text))
    ]
    return (
        [f"# rows of totals seen (known without being named): {', '.join(texts[:5])}"]
        if texts
        else []
    )
