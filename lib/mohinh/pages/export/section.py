"""Section: what one notebook adds to a report."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Image, Markdown, display
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from mohinh.pages import style
from mohinh.pages.export.pictures import write_pixels
from mohinh.pages.sentences.report import OFFERING, Offer, Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.tables import files, reports
from mohinh.words.terms import Lang

_PERCENT = re.compile(r"(?<=\d) %")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SIGN = re.compile(r"[\\`*\[\]$]|~(?=~)|(?<!\w)_|_(?!\w)|:(?=//)")
_FIRST = re.compile(r"^(\s*)([#>]|\d*[.)+-](?=\s|$))", re.MULTILINE)


class Section:
    """What one notebook adds to the report of a province."""

    def __init__(self, name: str, *, lang: Lang, out: str = "", is_made_up: bool = False) -> None:
        self.name = name
        self.lang = lang
        self.is_made_up = is_made_up
        self._out = Path(out) if out else None
        self._blocks: list[dict[str, Any]] = []
        self._files: list[Path] = []
        self._finding, self._urgency = "", "know"
        self._is_over = False
        self._is_skipped = False

    def say(self, *sentences: str) -> Markdown:
        """Add a paragraph of sentences; what a notebook's cell shows."""
        text = "" if self._is_silent else _whole(" ".join(filter(None, sentences)))
        if text:
            self._blocks.append({"kind": "sentence", "text": text})
        return _shown(text)

    def say_each(self, sentences: Sequence[str]) -> Markdown:
        """Add each sentence as a paragraph of its own."""
        for sentence in sentences:
            self.say(sentence)
        return Markdown("\n\n".join(map(as_markdown, sentences)))

    def say_also(self, sentences: Sequence[str]) -> Markdown:
        """Add each sentence as a paragraph that stands below the others on the front page."""
        shown = [] if self._is_silent else [_whole(text) for text in sentences if text]
        self._blocks += [{"kind": "aside", "text": text} for text in shown]
        return Markdown("\n\n".join(map(as_markdown, shown)))

    def finding(self, *sentences: str, urgency: Urgency = "know") -> Markdown:
        """Keep what the report's front page repeats, or may repeat, by its urgency."""
        sentence = " ".join(filter(None, sentences))
        self._finding, self._urgency = sentence, urgency
        return _shown(sentence)

    def leave_out_the_rest(self, *, where: bool) -> None:
        """Show nothing of what follows, where there is nothing to show.

        The sentences said before tell why; without them a page of empty figures would follow.
        """
        self._is_over = self._is_over or where

    def show_next(self, *, where: bool) -> None:
        """Show what follows only where this holds, until it is said anew."""
        self._is_skipped = not where

    @property
    def _is_silent(self) -> bool:
        return self._is_over or self._is_skipped

    def figure(self, fig: Figure, name: str, *, alt: str) -> None:
        """Add a figure, with the words for readers who cannot see it; PNG, SVG, WebP.

        In a run the notebook shows the PNG that was written, so that nothing is drawn once more.
        """
        if self._is_silent:
            plt.close(fig)
            return
        self._blocks.append({"kind": "figure", "name": name, "alt": alt})
        if self._out is None:
            return
        drawn, lines = (self._out / "figures" / f"{name}.{kind}" for kind in ("png", "svg"))
        self._files += write_pixels(fig, drawn)
        with files.replacing(lines) as beside, style.look():
            fig.savefig(beside, format="svg", metadata=style.FIGURE_METADATA["svg"])
        self._files.append(lines)
        plt.close(fig)
        display(Image(drawn.read_bytes(), format="png", alt=alt))

    def table(self, table: ReportTable, name: str) -> ReportTable | None:
        """Add a table; the CSV holds all its rows, typed values below the reader's headings.

        One without rows leaves no file.
        """
        if self._is_silent:
            return None
        printed = table.printed()
        self._blocks.append(
            {
                "kind": "table",
                "name": name,
                "title": _whole(table.entitled(is_made_up=self.is_made_up)),
                "headings": [_whole(heading) for heading in printed.columns],
                "numeric": [table.is_numeric(heading) for heading in printed.columns],
                "rows": [[_whole(text) for text in row] for row in printed.to_numpy().tolist()],
                "more": table.more(),
                "note": table.note,
                "is_folded": table.is_folded,
                "is_whole": table.is_whole,
                "is_made_up": self.is_made_up and table.is_microdata,
                "sheet": _sheet(table),
                "sources": [[asdict(source) for source in row] for row in table.sources],
            }
        )
        if self._out is not None and len(table.frame):
            path = self._out / "tables" / f"{name}.csv"
            made_up = self.is_made_up and table.is_microdata
            files.write_csv(table.filed(is_made_up=made_up), path)
            self._files.append(path)
        return table

    def data(self, frame: pd.DataFrame, name: str) -> pd.DataFrame:
        """Leave a tidy table for others (`tables.reports.TABLES`): checked, small counts hidden
        already by who made it. It is left also where the rest of the section is not shown; one of
        communes only where it has rows."""
        tidy = reports.typed(name, frame, where=f"{self.name}, data {name!r}")
        is_needed = len(tidy) or name not in {table.name for table in reports.COMMUNES}
        if self._out is not None and is_needed:
            path = self._out / reports.FOLDER / f"{name}.csv"
            files.write_csv(tidy, path)
            self._files.append(path)
        return tidy

    def close(self) -> None:
        """Write the section. The last act of a notebook: a run believes nothing without it."""
        if self._out is None:
            return
        made = {path.relative_to(self._out).as_posix(): files.sha256(path) for path in self._files}
        content = {"name": self.name, "blocks": self._blocks, "files": made}
        content |= {"finding": self._finding, "urgency": self._urgency}
        files.write_text(self._out / "sections" / f"{self.name}.json", _json(content))


def _whole(text: str) -> str:
    """The text, no percent sign of which stands on the line below its number."""
    return _PERCENT.sub("\u00a0%", text)


def as_markdown(text: str) -> str:
    """The text as Markdown that shows it as it is: what a notebook renders may hold a name that
    somebody typed, and neither HTML nor a link nor a formula comes of it.

    >>> as_markdown("<b>Thôn</b> *1* và 40_effects, p < 0,05")
    '&lt;b>Thôn&lt;/b> \\\\*1\\\\* và 40_effects, p < 0,05'
    """
    text = _ENTITY.sub("&amp;", files.in_order(text))
    text = _TAG.sub("&lt;", text)
    text = _SIGN.sub(r"\\\g<0>", text)
    return _FIRST.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)


def _shown(text: str) -> Markdown:
    return Markdown(as_markdown(text))


def _json(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return files.in_order(text) + "\n"


def _sheet(table: ReportTable) -> dict[str, Any]:
    values = table.frame[list(table.headings)].astype("object")
    values = values.where(values.notna(), None)
    return {
        "headings": list(table.headings.values()),
        "formats": [table.formats.get(name, "text") for name in table.headings],
        "rows": [[_plain(value) for value in row] for row in values.to_numpy().tolist()],
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def finding_of(notebook: str, *, out: str) -> str | None:
    """The sentence that a notebook of this run kept for the front page.

    Empty where it kept none; None where it did not come to its end, or no folder is named.
    """
    section = read_section(Path(out), notebook) if out else None
    return None if section is None else section.get("finding", "")


def offers(*, out: str) -> list[Offer]:
    """What the sections of this run offer to the front page; none where no folder is named."""
    found = {name: read_section(Path(out), name) for name in OFFERING} if out else {}
    return [
        Offer(name, content["finding"], content["urgency"])
        for name, content in found.items()
        if content is not None
    ]


def read_section(folder: Path, name: str) -> dict[str, Any] | None:
    """What a notebook's section says; None where the notebook did not come to its end."""
    path = folder / "sections" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
