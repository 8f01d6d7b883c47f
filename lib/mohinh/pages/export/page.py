"""Page: the sections of a run become `index.html`, `tables.xlsx` and the description of `data/`."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mohinh.pages.export.pictures import data_uri, size
from mohinh.pages.export.section import read_section
from mohinh.pages.export.workbook import write_tables
from mohinh.pages.sentences.report import SECTIONS, WORDS, Front
from mohinh.tables import files, reports
from mohinh.words.terms import Label, Lang, say

if TYPE_CHECKING:
    import jinja2

FRONT = "90_province_report"


def assemble(
    front: Front,
    *,
    out: str,
    lang: Lang,
    sections: Mapping[str, Label] = SECTIONS,
    opening: str = FRONT,
    only: Collection[str] = (),
) -> tuple[str, ...]:
    """Make `index.html` and `tables.xlsx` in the run's folder; the sections that are missing.

    `sections` are the notebooks with their headings, `opening` that whose sentences stand first
    (empty: none); those of a province without. `only` are the notebooks that the run was asked for
    (all, where it is empty): of the others the page says that they were not, and they are not
    missing. Nothing is written where `out` is empty.
    """
    if not out:
        return ()
    folder = Path(out)
    found = {name: read_section(folder, name) for name in (opening, *sections) if name}
    absent = tuple(name for name in sections if found[name] is None)
    missing = tuple(name for name in absent if not only or name in only)
    tables = [
        block
        for name in sections
        for block in (found[name] or {}).get("blocks", [])
        if block["kind"] == "table"
    ]
    write_tables(tables, folder / "tables.xlsx", front)
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
                "is_missing": name in missing,
            }
            for name, label in sections.items()
        ],
        notebooks=[name for name in filter(None, (*sections, opening)) if name not in absent],
        picture=lambda name: data_uri(folder / "figures" / f"{name}.webp"),
        size=lambda name: size(folder / "figures" / f"{name}.webp"),
    )
    files.write_text(folder / "index.html", page)
    reports.write_package(
        folder, title=front.title, sources=front.sources, is_made_up=bool(front.made_up)
    )
    return missing


def _template() -> "jinja2.Template":
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parents[1])
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2")
