"""Paper: what the PDF and the document for Word have in common.

Both hold every sentence and every figure. A table stands with its first rows, one that the page
folds is only named: the rest is in the workbook, and a line says where.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mohinh.pages.export.content import Block, Content
from mohinh.pages.sentences.report import more_rows, only_in_workbook
from mohinh.pages.sentences.sheets import sheet_name
from mohinh.pages.sentences.table import SPARE
from mohinh.words.terms import Lang

ROOM = 112.0  # characters of a table's text side by side on a page
_NARROW = 14  # characters of a column that is never broken
_LEAST = 12.0  # characters of a column that is
_LEAST_LONG = 20.0  # characters of one whose text would break into more lines than
_MOST_LINES = (4, 3)  # the second of the column with the longest texts
_POWER = 2 / 3  # of what a column needs: at 1 short texts would break into as many lines as long
_GAP = 1.6  # characters between two columns
_HEADING_LINES = (2, 3)  # where the page has room, and where not
_BOLD = 1.15  # wider than plain letters


@dataclass(frozen=True, slots=True)
class Rows:
    """How many of its rows a table has on paper.

    All that the page has, where it `is_whole` or has `whole` rows at most; the first `most` of a
    longer one.
    """

    whole: int
    most: int

    def of(self, block: Block) -> int:
        shown, count = len(block["rows"]), len(block["sheet"]["rows"])
        is_short = count <= max(self.whole, self.most + SPARE)
        return shown if is_short or block["is_whole"] else min(shown, self.most)


ROWS = Rows(whole=28, most=12)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on paper: `widths` are of its columns, in characters; `note` says what is left out.

    `scale` makes the text smaller where the columns would not fit side by side.
    """

    title: str
    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    widths: tuple[float, ...]
    scale: float


def printed(
    content: Content, blocks: Sequence[Block] | None, *, rows: Rows = ROWS
) -> list[dict[str, Any]]:
    """The blocks as paper shows them: `sentence` and `note` (text), `figure`, `table`."""
    found = []
    for block in blocks or ():
        if block["kind"] in ("sentence", "aside"):
            found.append({"kind": "sentence", "text": block["text"]})
        elif block["kind"] == "figure":
            found.append({"kind": "figure", "name": block["name"], "alt": block["alt"]})
        elif not block["rows"]:
            none = content.words["none"]
            found.append({"kind": "sentence", "text": f"{block['title']}: {none}."})
        elif block["is_folded"]:
            count = len(block["sheet"]["rows"])
            where = sheet_name(block["name"], lang=content.lang)
            words = only_in_workbook(block["title"], count, where, lang=content.lang)
            found.append({"kind": "note", "text": words})
        else:
            found.append({"kind": "table", "sheet": sheet(block, content.lang, rows)})
    return found


def sheet(block: Block, lang: Lang, rows: Rows = ROWS) -> Sheet:
    """The first rows of a table, and how wide its columns are, also for the rows left out."""
    shown = tuple(tuple(row) for row in block["rows"][: rows.of(block)])
    left = len(block["sheet"]["rows"]) - len(shown)
    where = sheet_name(block["name"], lang=lang)
    notes = (more_rows(left, where, lang=lang) if left else "", block["note"])
    widths = column_widths(block["headings"], block["rows"])
    return Sheet(
        block["title"],
        tuple(block["headings"]),
        tuple(block["numeric"]),
        shown,
        " ".join(filter(None, notes)),
        widths,
        min(1.0, ROOM / sum(widths)),
    )


def column_widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, room: float = ROOM
) -> tuple[float, ...]:
    """Characters for each column: short ones whole; long ones share what is left by a power of what
    they need, and what one does not need goes to the longer ones.

    A heading is broken into two lines at most where all columns then stand side by side, else into
    three, unless a word of it is longer.
    """
    few, needs = (
        [_need(heading, [row[at] for row in rows], lines) for at, heading in enumerate(headings)]
        for lines in _HEADING_LINES
    )
    if sum(few) <= room:
        return tuple(few)
    is_long = [max((len(row[at]) for row in rows), default=0) > _NARROW for at in range(len(needs))]
    left = room - sum(need for need, long in zip(needs, is_long, strict=True) if not long)
    widths = list(needs)
    long = sorted((at for at, broken in enumerate(is_long) if broken), key=needs.__getitem__)
    for place, at in enumerate(long):
        weights = [needs[other] ** _POWER for other in long[place:]]
        lines = _MOST_LINES[place == len(long) - 1]
        least = max(_LEAST, min(needs[at] / lines, _LEAST_LONG))
        share = max(left * weights[0] / sum(weights), least)
        widths[at] = min(needs[at], share)
        left -= widths[at]
    return tuple(widths)


def shares(block: Block) -> tuple[float, ...]:
    """Parts of a page's breadth for the columns of a table that has to break its text; else none.

    They are the same rule's as on paper, so that no long text stands in a narrow column.
    """
    widths = column_widths(block["headings"], block["rows"])
    return tuple(width / sum(widths) for width in widths) if sum(widths) > ROOM - 1 else ()


def _need(heading: str, texts: Sequence[str], lines: int) -> float:
    """Characters of a column whose heading is broken into so many lines at most, between words."""
    word = max((len(word) for word in heading.split()), default=1)
    head = next(
        width
        for width in range(word, max(word, len(heading)) + 1)
        if len(textwrap.wrap(heading, width, break_on_hyphens=False)) <= lines
    )
    return max([head * _BOLD, *map(len, texts)]) + _GAP
