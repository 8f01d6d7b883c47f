"""The package that an .ods file is: looked at before any reader opens it.

Repetition is how OpenDocument writes both a blank rest (harmless) and a bomb: what counts is how
far cells with content reach. Merged ranges are noted here; the reader does not tell them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from mohinh.tables.sheets.beside import Beside, opendocument_texts
from mohinh.tables.sheets.extent import column_letters
from mohinh.tables.sheets.look import (
    MOST_COLUMNS,
    MOST_ROWS,
    Look,
    Range,
    guard_all_cells,
    guard_extent,
    guard_lost,
)
from mohinh.tables.sheets.package import guard_parts, guard_text, small_xml, unpacking
from mohinh.words.errors import UnreadableFile

_CHUNK_BYTES = 2**20
# A tag is read whole, and read again with every piece that does not end it.
_MOST_TAG_BYTES = 4 * 2**20
MOST_TAGS = 5_000_000  # ten seconds
_MOST_COMMENT = 32_000  # characters
_CELLS = ("table-cell", "covered-table-cell")


@dataclass(slots=True)
class _Table:
    """What was seen of a sheet: the next row and column from 0, how far content reaches; the cell
    that was begun last (`D14`), blank where it lies beyond those of a form."""

    name: str
    row: int = 0
    column: int = 0
    rows: int = 0
    columns: int = 0
    repeated: int = 1
    lost: dict = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    formula_at: tuple[int, int] | None = None
    cell: str = ""


def look_at_opendocument(path: Path) -> Look:
    """Refuse what is not an ordinary .ods workbook; what was seen of it.

    Raises `UnreadableFile` that says what is the matter and what to do.
    """
    with unpacking(path) as archive:
        parts = guard_parts(path.name, archive)
        if not {"mimetype", "content.xml"} <= set(parts):
            raise UnreadableFile(f"{path.name}: is no .ods workbook; save it as .xlsx")
        manifest = parts.get("meta-inf/manifest.xml")
        if manifest is not None and b"encryption-data" in archive.read(manifest):
            raise UnreadableFile(f"{path.name}: has a password; save it without a password")
        reader = _Reader(path.name)
        with archive.open(parts["content.xml"]) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                reader.feed(chunk)
                guard_all_cells(path.name, sum(t.rows * t.columns for t in reader.tables))
        reader.close()
        beside = opendocument_texts(parts, lambda info: small_xml(archive, info))
    tables = reader.tables
    return Look(
        lost={table.name: table.lost for table in tables},
        hidden_rows={table.name: tuple(table.hidden) for table in tables},
        ranges={table.name: tuple(table.ranges) for table in tables},
        beside=(*beside, *reader.comments),
    )


class _Reader:
    """Walks through the content tag by tag, and keeps only where things lie."""

    def __init__(self, file_name: str):
        self.file_name = file_name
        self.tables: list[_Table] = []
        self._before = b""
        self.comments: list[Beside] = []
        self._in_comment = self._in_paragraph = False
        self._comment = ""
        self._text = ""
        self._tags = self._bytes = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes) -> None:
        guard_text(self.file_name, self._before[-16:] + chunk)
        self._before = chunk
        self._parser.Parse(chunk, False)
        self._bytes += len(chunk)
        if self._bytes - self._parser.CurrentByteIndex > _MOST_TAG_BYTES + len(chunk):
            size = _MOST_TAG_BYTES // 2**20
            raise UnreadableFile(f"{self.file_name}: a tag of more than {size} MiB; save it again")

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._tags += 1
        if self._tags > MOST_TAGS:
            raise UnreadableFile(
                f"{self.file_name}: more than {MOST_TAGS} tags; delete what lies beyond the data, "
                "or save it as .xlsx"
            )
        if name == "table:table":
            self.tables.append(_Table(attributes.get("table:name", "")))
        elif tag == "table-row" and self.tables:
            self._start_row(self.tables[-1], attributes)
        elif tag == "annotation":
            self._in_comment, self._comment = True, ""
        elif self._in_comment:
            self._in_paragraph |= name == "text:p"
        elif tag in _CELLS and self.tables:
            self._text = ""
            self._start_cell(self.tables[-1], attributes)

    def _start_row(self, table: _Table, attributes: Mapping[str, str]) -> None:
        table.column = 0
        table.repeated = self._count(attributes, "table:number-rows-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            # The blank rest may be hidden as well; rows beyond a form's are of no interest.
            last = min(table.row + table.repeated, MOST_ROWS)
            table.hidden += range(table.row + 1, min(last, table.row + 1000) + 1)

    def _start_cell(self, table: _Table, attributes: Mapping[str, str]) -> None:
        row, column = table.row, table.column
        table.column += self._count(attributes, "table:number-columns-repeated")
        is_near = row < MOST_ROWS and column < MOST_COLUMNS
        table.cell = f"{column_letters(column + 1)}{row + 1}" if is_near else ""
        has_value = "office:value-type" in attributes
        table.formula_at = (row + 1, column) if "table:formula" in attributes else None
        if has_value:
            table.rows = max(table.rows, row + table.repeated)
            table.columns = max(table.columns, table.column)
            place = f"{self.file_name}, sheet {len(self.tables)}"
            guard_extent(place, table.rows, table.columns)
        if table.formula_at and not has_value:
            self._lose(table, "no_result")
        down = self._count(attributes, "table:number-rows-spanned")
        right = self._count(attributes, "table:number-columns-spanned")
        if down > 1 or right > 1:
            table.ranges.append((row + 1, column, row + down, column + right - 1))

    def _end(self, name: str) -> None:
        if not self.tables:
            return
        table, tag = self.tables[-1], name.rpartition(":")[2]
        if tag == "annotation":
            self._in_comment = False
            text = self._comment.strip()
            self.comments.append(Beside("comment", text, table.name, table.cell))
        elif self._in_comment:
            self._in_paragraph &= name != "text:p"
        elif tag == "table-row":
            table.row += table.repeated
            table.repeated = 1
        elif tag in _CELLS and table.formula_at and self._text.startswith(("#", "Err:")):
            self._lose(table, "error_value")

    def _lose(self, table: _Table, why: str) -> None:
        table.lost[table.formula_at] = why
        guard_lost(f"{self.file_name}, sheet {len(self.tables)}", len(table.lost))

    def _characters(self, text: str) -> None:
        if self._in_comment:
            room = _MOST_COMMENT - len(self._comment)
            self._comment += text[:room] if self._in_paragraph else " "[:room]
        elif len(self._text) < 8:
            self._text += text[:8]

    def _count(self, attributes: Mapping[str, str], name: str) -> int:
        said = attributes.get(name, "1")
        if not (said.isdecimal() and len(said) <= 8):
            raise UnreadableFile(f"{self.file_name}: a repetition of {said[:20]!r}; save it again")
        return max(1, int(said))
