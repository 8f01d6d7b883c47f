"""Delimited text (.csv, .tsv, .txt): which encoding, which delimiter, and the cells as text.

Excel set to Vietnamese writes `;`, set to English `,`; “Unicode text” is UTF-16 with tabs. Text
that is not Unicode is Windows-1258 where that makes Vietnamese of it, else Windows-1252: text typed
in TCVN3 or VNI looks like that, and `tables.encodings` decodes it column by column.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from pathlib import Path

from mohinh.tables.sheets.heaps import guard_text
from mohinh.tables.sheets.look import MOST_COLUMNS, MOST_ROWS
from mohinh.words.errors import UnreadableFile

# Cells of two characters or more take 60 bytes and their place in the row.
MOST_CELLS = 5_000_000
MOST_CELL_CHARACTERS = 100_000
MOST_LINE_CHARACTERS = 2_000_000
_SAMPLE_LINES = 200
_SAMPLE_BYTES = 2**21
_DELIMITERS = ";\t,|"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_HIGH = re.compile(rb"[\x80-\xff]")
_BREVES = re.compile(r"[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
_MARKS = re.compile(r"[\u0300\u0301\u0303\u0309\u0323]")
# Signs that stand for letters in TCVN3, and hardly occur in ordinary text.
_STRANGE = re.compile(r"[¡-¦¨-ª¬-¯±-´¶¸-º¼-¿]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def read_delimited(path: Path) -> list[list[str]]:
    """The rows of a delimited text file, all cells as text.

    Raises `UnreadableFile` for what is not text, or has more cells than a form.
    """
    text = decode(path.name, path.read_bytes())
    said = _SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    _guard_lines(path.name, text)
    delimiter = said[1] if said else _delimiter(text)
    rows: list[list[str]] = []
    cells = 0
    known: dict[str, str] = {}
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells += len(row)
            if len(row) > MOST_COLUMNS or len(rows) >= MOST_ROWS or cells > MOST_CELLS:
                raise UnreadableFile(
                    f"{path.name}, line {len(rows) + 1}: more than {MOST_COLUMNS} columns, "
                    f"{MOST_ROWS} rows or {MOST_CELLS} cells. Delete what lies beyond the data"
                )
            rows.append([known.setdefault(cell, cell) for cell in row])
    except csv.Error as fault:
        raise UnreadableFile(
            f"{path.name}, line {len(rows) + 1}: not a table of text ({fault}); save it as .xlsx"
        ) from None
    return rows


def _guard_lines(name: str, text: str) -> None:
    """Refuse a line that is as long as a file: it would be taken apart before it is counted."""
    start = 0
    while len(text) - start > MOST_LINE_CHARACTERS:
        window = start, start + MOST_LINE_CHARACTERS
        end = max(text.rfind("\n", *window), text.rfind("\r", *window))
        if end < 0:
            raise UnreadableFile(
                f"{name}, line {text.count(chr(10), 0, start) + 1}: more than "
                f"{MOST_LINE_CHARACTERS} characters in one line; save it as .xlsx"
            )
        start = end + 1


def decode(name: str, content: bytes) -> str:
    """The text of a file, whatever its encoding; NFC. Raises `UnreadableFile` where it is none."""
    if content[:2] in _UTF16:
        text = _decoded(name, content, "utf-16")
    elif guess := _utf16_without_mark(content):
        text = _decoded(name, content, guess)
    elif b"\0" in content:
        raise UnreadableFile(f"{name}: is not text; save it as .xlsx")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _legacy(content)
    guard_text(name, text, most=len(text))
    return unicodedata.normalize("NFC", text)


def _decoded(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(f"{name}: damaged UTF-16 text; save it as .xlsx") from None


def _utf16_without_mark(content: bytes) -> str:
    """UTF-16 by its zeros: delimiters, digits and line ends have them on one side only."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many < len(sample) // 8 or few > len(sample) // 100:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _legacy(content: bytes) -> str:
    if content.isascii():
        return content.decode("ascii")
    first = next(_HIGH.finditer(content)).start()
    sample = content[first : first + _SAMPLE_BYTES].decode("cp1258", "replace")
    marks, fitting = len(_MARKS.findall(sample)), len(_BREVES.findall(sample))
    if marks and fitting >= 0.98 * marks and len(_STRANGE.findall(sample)) * 20 < marks:
        return content.decode("cp1258", "replace")
    return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]


def _windows_1252() -> str:
    # Five bytes mean nothing in Windows-1252; they are kept as the control characters they are.
    letters = [bytes([code]).decode("cp1252", "replace") for code in range(256)]
    return "".join(chr(code) if new == "\ufffd" else new for code, new in enumerate(letters))


_WINDOWS_1252 = _windows_1252()


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first lines into equally many cells, two or more."""
    end = 0
    for _ in range(_SAMPLE_LINES):
        end = text.find("\n", end) + 1
        if not end:
            break
    sample = text[: end or 2**18]
    scores = {sign: _evenness(sample, sign) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: scores[sign])


def _evenness(sample: str, sign: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=sign) if row)
    except csv.Error:
        return 0, 0
    lines, width = max(((n, w) for w, n in widths.items() if w > 1), default=(0, 0))
    return lines, width
