"""Page: the content of a report as `index.html`, one file that needs nothing else."""

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


def write_page(content: Content, notebooks: tuple[str, ...], drawn: Atlas | None = None) -> None:
    """Write the page; `notebooks` are those it links to, executed, `drawn` the map it holds."""
    figures = content.folder / "figures"
    page = _template().render(
        front=asdict(content.front),
        lang=content.lang,
        words=content.words,
        opening=content.opening,
        sections=content.parts,
        notebooks=notebooks,
        atlas=drawn,
        mark=made_up_mark(content.front.made_up),
        picture=lambda name: data_uri(figures / f"{name}.webp"),
        shares=shares,
        size=lambda name: size(figures / f"{name}.webp"),
    )
    files.write_text(content.folder / "index.html", page)


def _template() -> "jinja2.Template":
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parents[1])
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2")
