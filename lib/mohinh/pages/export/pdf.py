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
from mohinh.pages.export.paper import ROOM, printed
from mohinh.pages.sentences.report import made_up_mark
from mohinh.tables import files

_TEMPLATE = Path(__file__).parents[1] / "report.typ"


def write_pdf(content: Content) -> None:
    """Write the PDF: real text, bookmarks, page numbers, alternative text of figures."""
    import typst

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    sources = {
        "main.typ": _TEMPLATE.read_bytes(),
        "report.json": json.dumps(_as_data(content), ensure_ascii=False, default=asdict).encode(),
    }
    drawn = (content.folder / "figures").glob("*.svg")
    sources |= {f"figures/{path.name}": path.read_bytes() for path in sorted(drawn)}
    pdf = typst.compile(sources, font_paths=[str(fonts)], ignore_system_fonts=True)
    with files.replacing(content.folder / "report.pdf") as beside:
        beside.write_bytes(pdf)


def _as_data(content: Content) -> dict[str, Any]:
    return {
        "lang": content.lang,
        "front": asdict(content.front),
        "words": content.words,
        "mark": made_up_mark(content.front.made_up),
        "font": style.FONT,
        "colours": {"quiet": style.QUIET, "accent": style.ACCENT, "warning": style.WARNING},
        "room": ROOM,
        "opening": printed(content, content.opening),
        "parts": [
            {
                "heading": part.heading,
                "told": "failed" if part.is_missing else "not_asked" if part.blocks is None else "",
                "blocks": printed(content, part.blocks),
            }
            for part in content.parts
        ],
    }
