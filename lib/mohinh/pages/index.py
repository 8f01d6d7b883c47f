"""Index: one page that leads to the reports of all provinces, `maps/index.html`.

The page stands on its own: no file beside it is needed to read it, nothing is loaded, and all of it
is there where scripts are off; the one script only hides rows that a search does not match. Its
text is escaped, and links are made of the folders' names, encoded.
"""

import base64
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from mohinh.pages import scripts
from mohinh.pages.sentences.index import WORDS, Overview
from mohinh.tables import files
from mohinh.words.terms import Lang, say

if TYPE_CHECKING:
    import jinja2

_HERE = Path(__file__).parent
_MAP_PIXELS = 820  # wide; one and a half for each of the page's points


@dataclass(frozen=True, slots=True)
class NationalPage:
    """Where the national page and its map lie, as paths below the index; `map` may be missing."""

    page: str
    map: str = ""


def write_index(
    folder: Path, content: Overview, *, nation: NationalPage | None, lang: Lang
) -> Path:
    """Write `index.html` of the folder of reports."""
    script = scripts.script("index.js")
    page = _template().render(
        content=content,
        lang=lang,
        words={key: say(label, lang) for key, label in WORDS.items()},
        nation=nation,
        picture=_map(folder / nation.map) if nation is not None and nation.map else "",
        script=script,
        script_print=scripts.fingerprint(script),
        link=_link,
    )
    target = folder / "index.html"
    files.write_text(target, page)
    return target


def _link(*parts: str) -> str:
    """A relative address; `./` keeps a folder's name from being read as anything else."""
    return "./" + quote(str(PurePosixPath(*parts)))


def _map(path: Path) -> str:
    """A picture made smaller for the index, as a data URI; empty where there is none."""
    if not path.is_file():
        return ""
    from io import BytesIO

    from PIL import Image

    with Image.open(path) as whole:
        size = (_MAP_PIXELS, round(whole.height * _MAP_PIXELS / whole.width))
        small = whole.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    stream = BytesIO()
    small.save(stream, "WEBP", lossless=True)
    return "data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def _template() -> "jinja2.Template":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("index.html.j2")
