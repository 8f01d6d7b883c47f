"""Page: the content of a report as `index.html`, one file that needs nothing else."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mohinh.pages.atlas import Atlas
from mohinh.pages.export.content import Content
from mohinh.pages.export.paper import shares
from mohinh.pages.export.pictures import data_uri, size
from mohinh.pages.sentences.report import made_up_mark
from mohinh.tables import files

if TYPE_CHECKING:
    import jinja2

_SHORT = 9  # characters of a cell that is not broken: a state, a verdict
_BRACKETED = re.compile(r"\([-−<>≤≥\d][^()]{0,22}\)")  # such as the ends of an interval
_DAY_OF_MONTH = r"(?<=\d) (?=[A-Z][a-z]+ \d{4})"
_LAST_NUMBER = r"(?<=\w) (?=\d{1,3}$)"  # of a name: “Tổ dân phố 4”
_JOINED = re.compile(f"{_DAY_OF_MONTH}|{_LAST_NUMBER}")
_WORDS_FROM = 12  # letters from which a cell is several words


def write_page(content: Content, notebooks: tuple[str, ...], drawn: Atlas | None = None) -> None:
    """Write the page; `notebooks` are those it links to, executed, `drawn` the map it holds."""
    figures = content.folder / "figures"
    page = _template().render(
        front=asdict(content.front),
        lang=content.lang,
        words=content.words,
        findings=content.findings,
        asides=content.asides,
        sections=content.parts,
        notebooks=notebooks,
        atlas=drawn,
        mark=made_up_mark(content.front.made_up),
        picture=lambda name: data_uri(figures / f"{name}.webp"),
        shares=shares,
        size=lambda name: size(figures / f"{name}.webp"),
    )
    files.write_text(content.folder / "index.html", page)


def unbroken(text: str) -> str:
    """A cell's text, numbers in brackets kept on one line, as is all of a short one.

    A number stands with the word before it at the end of a name, and with the month of a date.

    >>> unbroken("0,89 (0,82 đến 0,97)").split(" ")
    ['0,89', '(0,82\\xa0đến\\xa00,97)']
    >>> unbroken("đã ngừng")
    'đã\\xa0ngừng'
    >>> unbroken("31 December 2023"), unbroken("Tổ dân phố 4")
    ('31\\xa0December 2023', 'Tổ dân phố\\xa04')
    """
    if len(text) <= _SHORT:
        return text.replace(" ", "\u00a0")
    joined = _JOINED.sub("\u00a0", text)
    return _BRACKETED.sub(lambda found: found[0].replace(" ", "\u00a0"), joined)


def spoken(rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> tuple[int, ...]:
    """The columns after the first whose cells are several words: in a table of many columns they
    need room, or each word takes a line."""
    return tuple(
        at
        for at, is_number in enumerate(numeric)
        if at and not is_number and max((len(row[at]) for row in rows), default=0) >= _WORDS_FROM
    )


def _template() -> "jinja2.Template":
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parents[1])
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"unbroken": unbroken, "spoken": spoken}
    return environment.get_template("report.html.j2")
