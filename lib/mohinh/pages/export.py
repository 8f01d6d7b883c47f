"""Export: what a notebook shows becomes files; the files of a run become the report.

A notebook opens one `Section`, says sentences, draws figures and prints tables through it, and
closes it as its last act. Where `out` is empty (a notebook opened by hand) nothing is written.
Otherwise the run's folder receives

`figures/<name>.png|svg`, `tables/<name>.csv`, `data/<name>.csv` (tidy, in codes, the same in every
language) and `sections/<notebook>.json`, written by `close`: the sign that the notebook came to its
end, with the fingerprint of every file it made, and the finding that the front page repeats
(`finding_of`).

`assemble` makes `index.html` and `tables.xlsx` from the sections that are there, and describes the
tidy tables in `data/datapackage.json`. All text is
escaped; text in a workbook is never a formula, and in a CSV never looks like one. Tables of made-up
data say so in a column of their own.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from IPython.display import Image, Markdown, display
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from mohinh.pages import style
from mohinh.pages.sentences.report import OFFERING, SECTIONS, WORDS, Front, Offer, Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.tables import files, reports
from mohinh.words.terms import Label, Lang, say

if TYPE_CHECKING:
    import jinja2

FRONT = "90_province_report"
_WIDEST = 70  # characters of a column; longer text goes on in the next line
_WRAPPED = {"text_wrap": True, "valign": "top"}
_XLSX_LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "text": _WRAPPED | {"num_format": "@", "indent": 1},
        "count": {"num_format": "#,##0", "valign": "top"},
        "share": {"num_format": "0.0%", "valign": "top"},
        "rate": {"num_format": "#,##0.0", "valign": "top"},
        "ratio": {"num_format": "0.00", "valign": "top"},
        "chance": {"num_format": "0%", "valign": "top"},
        "p": {"num_format": "0.000", "valign": "top"},
        "plain": _WRAPPED,
        "title": _WRAPPED | {"bold": True, "font_size": 13},
        "heading": _WRAPPED | {"bold": True, "bottom": 1},
        "heading_right": _WRAPPED | {"bold": True, "bottom": 1, "align": "right"},
        "warning": _WRAPPED | {"bold": True, "font_color": style.WARNING},
        "warning_line": {"bold": True, "font_color": style.WARNING},
    }
)


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

    def say(self, *sentences: str) -> Markdown:
        """Add a paragraph of sentences; what a notebook's cell shows."""
        text = "" if self._is_over else " ".join(filter(None, sentences))
        if text:
            self._blocks.append({"kind": "sentence", "text": text})
        return Markdown(text)

    def say_each(self, sentences: Sequence[str]) -> Markdown:
        """Add each sentence as a paragraph of its own."""
        for sentence in sentences:
            self.say(sentence)
        return Markdown("\n\n".join(sentences))

    def finding(self, *sentences: str, urgency: Urgency = "know") -> Markdown:
        """Keep what the report's front page repeats, or may repeat, by its urgency."""
        sentence = " ".join(filter(None, sentences))
        self._finding, self._urgency = sentence, urgency
        return Markdown(sentence)

    def leave_out_the_rest(self, *, where: bool) -> None:
        """Show nothing of what follows, where there is nothing to show.

        The sentences said before tell why; without them a page of empty figures would follow.
        """
        self._is_over = self._is_over or where

    def figure(self, fig: Figure, name: str, *, alt: str) -> None:
        """Add a figure, with the words for readers who cannot see it; PNG and SVG.

        In a run the notebook shows the PNG that was written, so that nothing is drawn once more.
        """
        if self._is_over:
            plt.close(fig)
            return
        self._blocks.append({"kind": "figure", "name": name, "alt": alt})
        if self._out is None:
            return
        for suffix in ("png", "svg"):
            path = self._out / "figures" / f"{name}.{suffix}"
            with files.replacing(path) as beside, mpl.rc_context(style.rc()):
                fig.savefig(
                    beside, format=suffix, dpi=style.DPI, metadata=style.FIGURE_METADATA[suffix]
                )
            self._files.append(path)
        plt.close(fig)
        display(Image(self._files[-2].read_bytes(), format="png", alt=alt))

    def table(self, table: ReportTable, name: str) -> ReportTable | None:
        """Add a table; the CSV holds all its rows with typed values."""
        if self._is_over:
            return None
        printed = table.printed()
        self._blocks.append(
            {
                "kind": "table",
                "name": name,
                "title": table.title,
                "headings": list(printed.columns),
                "numeric": [table.is_numeric(heading) for heading in printed.columns],
                "rows": printed.to_numpy().tolist(),
                "more": table.more(),
                "note": table.note,
                "is_folded": table.is_folded,
                "is_made_up": self.is_made_up and table.is_microdata,
                "sheet": _sheet(table),
                "sources": [[asdict(source) for source in row] for row in table.sources],
            }
        )
        if self._out is not None:
            path = self._out / "tables" / f"{name}.csv"
            made_up = self.is_made_up and table.is_microdata
            frame = table.frame.assign(is_made_up=True) if made_up else table.frame
            files.write_csv(frame, path)
            self._files.append(path)
        return table

    def data(self, frame: pd.DataFrame, name: str) -> pd.DataFrame:
        """Leave a tidy table for others (`tables.reports.TABLES`): checked, small counts hidden
        already by who made it. It is left also where the rest of the section is not shown."""
        tidy = reports.typed(name, frame, where=f"{self.name}, data {name!r}")
        if self._out is not None:
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


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


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
    section = _read_section(Path(out), notebook) if out else None
    return None if section is None else section.get("finding", "")


def offers(*, out: str) -> list[Offer]:
    """What the sections of this run offer to the front page; none where no folder is named."""
    found = {name: _read_section(Path(out), name) for name in OFFERING} if out else {}
    return [
        Offer(name, content["finding"], content["urgency"])
        for name, content in found.items()
        if content is not None
    ]


# --- the report ------------------------------------------------------------------------------


def assemble(
    front: Front,
    *,
    out: str,
    lang: Lang,
    sections: Mapping[str, Label] = SECTIONS,
    opening: str = FRONT,
) -> tuple[str, ...]:
    """Make `index.html` and `tables.xlsx` in the run's folder; the sections that are missing.

    `sections` are the notebooks with their headings, `opening` that whose sentences stand first
    (empty: none); those of a province without. Nothing is written where `out` is empty.
    """
    if not out:
        return ()
    folder = Path(out)
    found = {name: _read_section(folder, name) for name in (opening, *sections) if name}
    missing = tuple(name for name in sections if found[name] is None)
    tables = [
        block
        for name in sections
        for block in (found[name] or {}).get("blocks", [])
        if block["kind"] == "table"
    ]
    _write_tables(tables, folder / "tables.xlsx", front)
    page = _template().render(
        front=asdict(front),
        lang=lang,
        words={key: say(label, lang) for key, label in WORDS.items()},
        opening=(found.get(opening) or {}).get("blocks", []),
        sections=[
            {
                "id": name,
                "heading": say(label, lang),
                "blocks": None if found[name] is None else found[name]["blocks"],
            }
            for name, label in sections.items()
        ],
        notebooks=[name for name in filter(None, (*sections, opening)) if name not in missing],
        picture=lambda name: _data_uri(folder / "figures" / f"{name}.svg"),
    )
    files.write_text(folder / "index.html", page)
    reports.write_package(
        folder, title=front.title, sources=front.sources, is_made_up=bool(front.made_up)
    )
    return missing


def _read_section(folder: Path, name: str) -> dict[str, Any] | None:
    path = folder / "sections" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _template() -> "jinja2.Template":
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2")


def _data_uri(path: Path) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode("ascii")


def _write_tables(tables: Sequence[Mapping[str, Any]], path: Path, front: Front) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with files.replacing(path) as beside, xlsxwriter.Workbook(str(beside), options) as book:
        book.set_properties({"title": front.title, "created": datetime(2020, 1, 1)})
        forms = {name: book.add_format(look) for name, look in _XLSX_LOOKS.items()}
        _write_cover(book.add_worksheet("0"), tables, front, forms)
        for table in tables:
            sheet = book.add_worksheet(table["name"][:31])
            warning = front.made_up.split(".")[0] if table["is_made_up"] else ""
            _write_sheet(sheet, table["sheet"], forms, warning=warning)


def _write_cover(
    sheet: Any, tables: Sequence[Mapping[str, Any]], front: Front, forms: Mapping[str, Any]
) -> None:
    _for_print(sheet)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    lines = [("title", front.title), ("warning", front.made_up)]
    lines += [("plain", text) for text in (*front.sources, *front.limits)]
    for row, (form, text) in enumerate(lines):
        sheet.merge_range(row, 0, row, 1, "")
        sheet.write_string(row, 0, text, forms[form])
        sheet.set_row(row, 16 * (1 + len(text) // 115))
    for row, table in enumerate(tables, start=len(lines) + 1):
        sheet.write_string(row, 0, table["name"], forms["heading"])
        sheet.write_string(row, 1, table["title"], forms["plain"])


def _write_sheet(
    sheet: Any, table: Mapping[str, Any], forms: Mapping[str, Any], *, warning: str
) -> None:
    _for_print(sheet)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for row, values in enumerate(table["rows"], start=1):
        lines = max((-(-len(str(value)) // _WIDEST) for value in values), default=1)
        if lines > 1:
            sheet.set_row(row, 15 * lines)
    for place, (heading, kind) in enumerate(zip(table["headings"], table["formats"], strict=True)):
        texts = [str(row[place]) for row in table["rows"] if row[place] is not None]
        width = max([len(heading), *map(len, texts)])
        sheet.set_column(place, place, min(max(10, width + 2), _WIDEST))
        head = "heading" if kind == "text" else "heading_right"
        sheet.write_string(0, place, heading, forms[head])
        for row, values in enumerate(table["rows"], start=1):
            value = values[place]
            if value is None:
                continue
            if kind == "text":
                sheet.write_string(row, place, str(value), forms[kind])
            else:
                sheet.write_number(row, place, value, forms[kind])
    if warning:
        sheet.set_tab_color(style.WARNING)
        sheet.write_string(len(table["rows"]) + 2, 0, warning, forms["warning_line"])


def _for_print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
