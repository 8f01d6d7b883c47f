"""PDF: the content of a report as `report.pdf`, set by Typst from `report.typ`.

The text reaches the template as data, never as markup. The font is the one that comes with
matplotlib, so that the same content gives the same bytes on every machine.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import matplotlib as mpl

from mohinh.pages import style
from mohinh.pages.export.content import Content
from mohinh.pages.export.paper import MOST_ROWS, ROOM, printed
from mohinh.pages.sentences.report import made_up_mark
from mohinh.tables import files

MOST_PAGES = 40
ROWS = (MOST_ROWS, 9, 7, 5, 3)
_TEMPLATE = Path(__file__).parents[1] / "report.typ"


def write_pdf(content: Content) -> None:
    """Write the PDF: real text, bookmarks, page numbers, alternative text of figures.

    Where it would have more than `MOST_PAGES`, its tables have fewer rows.
    """
    figures = {
        f"figures/{path.name}": path.read_bytes()
        for path in sorted((content.folder / "figures").glob("*.svg"))
    }
    for most_rows in ROWS:
        pdf, pages = _compiled(_as_data(content, most_rows), figures)
        if pages <= MOST_PAGES:
            break
    with files.replacing(content.folder / "report.pdf") as beside:
        beside.write_bytes(pdf)


def _compiled(data: dict[str, Any], figures: dict[str, bytes]) -> tuple[bytes, int]:
    """The bytes of the PDF and the number of its pages."""
    import typst

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    sources = figures | {
        "main.typ": _TEMPLATE.read_bytes(),
        "report.json": json.dumps(data, ensure_ascii=False, default=asdict).encode(),
    }
    options = {"font_paths": [str(fonts)], "ignore_system_fonts": True}
    pages = typst.query(sources, "<pages>", field="value", one=True, **options)
    return typst.compile(sources, **options), int(json.loads(pages))


def _as_data(content: Content, most_rows: int) -> dict[str, Any]:
    return {
        "lang": content.lang,
        "front": asdict(content.front),
        "words": content.words,
        "mark": made_up_mark(content.front.made_up),
        "font": style.FONT,
        "colours": {"quiet": style.QUIET, "accent": style.ACCENT, "warning": style.WARNING},
        "room": ROOM,
        "opening": printed(content, content.opening, most_rows=most_rows),
        "parts": [
            {
                "heading": part.heading,
                "told": "failed" if part.is_missing else "not_asked" if part.blocks is None else "",
                "blocks": printed(content, part.blocks, most_rows=most_rows),
            }
            for part in content.parts
        ],
    }
