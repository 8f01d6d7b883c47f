"""Copies: each file as a workbook with what was found shown in its cells, to be sent back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mohinh.tables import privacy
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Workbook
from mohinh.tables.store.reading import Paths, Reading, each
from mohinh.words.errors import PersonalData
from mohinh.words.terms import Lang, say
from mohinh.words.text import capital

if TYPE_CHECKING:
    from mohinh.tables.marking import Mark

_NAME = ("{}-kiem-tra.xlsx", "{}-checked.xlsx")


def write_copies(reading: Reading, paths: Paths, folder: Path, *, lang: Lang) -> list[Path]:
    """Write a coloured copy of each file into a folder; where they lie.

    Cells with personal data are blanked. Raises `PersonalData` where a sheet's name is about a
    person: it would stand in the copy.
    """
    from mohinh.tables.marking import write_marked_copy

    books = {book.file_name: book for book in reading.books}
    written = []
    for path in each(paths):
        book = books.pop(path.name, None)  # a file that came twice was read once
        if book is not None:
            copy = folder / say(_NAME, lang).format(path.stem)
            write_marked_copy(path, book, _marks(book, reading.findings, lang), copy, lang=lang)
            written.append(copy)
    return written


def _marks(book: Workbook, findings: Sequence[Finding], lang: Lang) -> "list[Mark]":
    from mohinh.tables.marking import Mark

    for number, name in enumerate(book.sheets, start=1):
        if not privacy.repeatable(name):
            raise PersonalData(
                f"{book.file_name}, sheet {number}: its name looks like a person's, so no copy was "
                "written; rename the sheet"
            )
    return [
        Mark(
            finding.sheet if finding.sheet in book.sheets else "",
            finding.row,
            _place(finding.letter),
            finding.severity,
            capital(finding.what(lang)),
            hides=finding.code == "personal_data",
        )
        for finding in findings
        if finding.file == book.file_name
    ]


def _place(letters: str) -> int | None:
    """A → 0; None where there is no letter."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1 if letters else None
