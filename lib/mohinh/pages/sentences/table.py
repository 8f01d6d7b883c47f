"""A table as the report prints it: typed values, headings in the reader's words, formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from mohinh.pages import style
from mohinh.words.terms import Label, Lang, say

Format = Literal["text", "count", "share", "percent", "chance", "rate", "ratio", "limit", "p"]
SPARE = 3  # rows that are not left out: the line that counts them takes the room of one
_MORE = ("… và {} dòng nữa, xem tệp bảng", "… and {} more rows, see the table's file")
_MADE_UP: Label = ("Giả lập", "Made up")
_MARK: Label = ("dữ liệu giả lập", "made-up data")
_YES: Label = ("có", "yes")


@dataclass(frozen=True, slots=True)
class Source:
    """Imported rows that a row of a report's table stands on.

    The rows of `table` where every column of `where` has its value, or one of its values (None:
    blank); a column `areas.<name>` is that of the area which the row names. `uses` are the columns
    that count.
    """

    table: str
    uses: tuple[str, ...]
    where: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table for a page, a CSV and a sheet of a workbook.

    `frame` keeps its code names and typed values (shares from 0 to 1, missing as missing);
    `headings` are what the reader sees above each column, in the order of the columns; `formats`
    say how values are printed (text where a column is not named). A page prints the first `most`
    rows (all, where a few more are all), a file all of them. `is_microdata` is False where the
    values come from public sources, which are real also where the microdata are made up. `sources`
    says, for each row, on which imported rows it stands; `mohinh trace` follows them to the cells
    that were sent. `kept` are headings of columns that stand in the file beside the printed ones. A
    page prints the text of the columns `once` in the first of the rows on end that share it; the
    first column stays in each. Rows that are `is_of_bodies` say of real communes, districts or
    bodies what they did and failed to do: where that is made up, the title says so. A table that
    `is_whole` answers a question by all its rows: paper, too, has each that the page has.
    """

    title: str
    frame: pd.DataFrame
    headings: Mapping[str, str]
    lang: Lang
    formats: Mapping[str, Format] = field(default_factory=dict)
    note: str = ""
    most: int = 40
    is_microdata: bool = True
    sources: Sequence[Sequence[Source]] = ()
    is_folded: bool = False
    once: Sequence[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    is_of_bodies: bool = False
    is_whole: bool = False
    _texts: list[pd.DataFrame] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def of_text(cls, title: str, frame: pd.DataFrame, *, lang: Lang) -> "ReportTable":
        """A table of public figures, whose values and headings are the reader's words already."""
        return cls(title, frame, {name: name for name in frame.columns}, lang, is_microdata=False)

    def entitled(self, *, is_made_up: bool) -> str:
        """The title; with a mark where real bodies have made-up figures."""
        if not (is_made_up and self.is_microdata and self.is_of_bodies):
            return self.title
        return f"{self.title} ({say(_MARK, self.lang)})"

    @property
    def _count(self) -> int:
        """Rows on a page: all where few more than `most`."""
        count = len(self.frame)
        return count if count <= self.most + SPARE else self.most

    def printed(self) -> pd.DataFrame:
        """The rows of a page as text in the reader's format, with the reader's headings; made once,
        since a notebook asks for it as text, as HTML and for the page."""
        if not self._texts:
            self._texts.append(self._as_text())
        return self._texts[0].copy()

    def _as_text(self) -> pd.DataFrame:
        rows = self.frame.head(self._count)
        columns = {}
        for name, heading in self.headings.items():
            texts = pd.Series([self._print(name, value) for value in rows[name]], dtype="object")
            if name in self.once:
                first = rows[next(iter(self.headings))].reset_index(drop=True)
                texts = texts.mask(texts.eq(texts.shift()) & first.eq(first.shift()), "")
            columns[heading] = texts
        return pd.DataFrame(columns)

    def filed(self, *, is_made_up: bool) -> pd.DataFrame:
        """All rows as the table's file has them: typed values below the reader's headings.

        Columns of the frame without a heading are not in it. `is_made_up` adds the column that says
        so of every row.
        """
        named = {**self.headings, **self.kept}
        result = self.frame[list(named)].set_axis(_distinct(list(named.values())), axis=1)
        if not is_made_up:
            return result
        heading, yes = (say(label, self.lang) for label in (_MADE_UP, _YES))
        return result.assign(**{heading: yes})

    def more(self) -> str:
        """What `printed` left out, in words; empty where nothing was."""
        left = len(self.frame) - self._count
        if left <= 0:
            return ""
        return _MORE[self.lang == "en"].format(style.number(left, self.lang))

    def _print(self, name: str, value: object) -> str:
        kind = self.formats.get(name, "text")
        if kind == "count":
            return style.number(value, self.lang)  # type: ignore[arg-type]
        if kind == "share":
            return style.percent(value, self.lang)  # type: ignore[arg-type]
        if kind == "percent":
            return style.percent(value, self.lang, 0)  # type: ignore[arg-type]
        if kind == "chance":
            return style.chance(value, self.lang)  # type: ignore[arg-type]
        if kind == "rate":
            return style.number(value, self.lang, 1)  # type: ignore[arg-type]
        if kind == "ratio":
            return style.number(value, self.lang, 2)  # type: ignore[arg-type]
        if kind == "limit":
            return style.limit(value, self.lang)  # type: ignore[arg-type]
        if kind == "p":
            return style.probability(value, self.lang)  # type: ignore[arg-type]
        return style.DASH if pd.isna(value) or value == "" else str(value)  # type: ignore[arg-type]

    def is_numeric(self, heading: str) -> bool:
        """Whether the column below a heading holds numbers, which are set flush right."""
        name = next(name for name, text in self.headings.items() if text == heading)
        return self.formats.get(name, "text") != "text"

    def __repr__(self) -> str:
        with pd.option_context("display.width", 200, "display.max_columns", None):
            body = self.printed().to_string(index=False)
        return "\n".join(part for part in (self.title, body, self.more(), self.note) if part)

    def _repr_html_(self) -> str:
        body = self.printed().to_html(index=False, border=0)
        whole = "".join(part for part in (body, _paragraph(self.more()), _paragraph(self.note)))
        if not self.is_folded:
            return whole
        return f"<details><summary>{_escaped(self.title)}</summary>{whole}</details>"


def _distinct(headings: Sequence[str]) -> list[str]:
    """The headings, a repeated one with its number: `từ`, `từ (2)`."""
    counts = [headings[:place].count(text) + 1 for place, text in enumerate(headings)]
    return [
        text if count == 1 else f"{text} ({count})"
        for text, count in zip(headings, counts, strict=True)
    ]


def _paragraph(text: str) -> str:
    return f"<p>{_escaped(text)}</p>" if text else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
