"""Assembly: the sections of a run become a report in all its forms."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mohinh.pages.atlas import Ground
from mohinh.pages.export.communes import write_communes
from mohinh.pages.export.content import gather
from mohinh.pages.export.document import write_document
from mohinh.pages.export.page import write_page
from mohinh.pages.export.pdf import write_pdf
from mohinh.pages.export.workbook import write_tables
from mohinh.pages.sentences.report import SECTIONS, Front
from mohinh.tables import reports
from mohinh.words.terms import Label, Lang

FRONT = "90_province_report"


def assemble(
    front: Front,
    *,
    out: str,
    lang: Lang,
    sections: Mapping[str, Label] = SECTIONS,
    opening: str = FRONT,
    only: Collection[str] = (),
    ground: Ground | None = None,
) -> tuple[str, ...]:
    """Make every form of the report in the run's folder; the sections that are missing.

    `sections` are the notebooks with their headings, `opening` that whose sentences stand first
    (empty: none); those of a province without. `only` are the notebooks that the run was asked for
    (all, where it is empty): of the others the report says that they were not, and they are not
    missing. `ground` is what the page's map of communes stands on; None for no such map. Nothing is
    written where `out` is empty.
    """
    if not out:
        return ()
    content = gather(front, Path(out), lang=lang, sections=sections, opening=opening, only=only)
    executed = [part.name for part in content.parts if part.blocks is not None]
    drawn = write_communes(content, ground)
    write_page(content, tuple(filter(None, (*executed, opening))), drawn)
    with ThreadPoolExecutor(1) as beside:  # Typst computes without holding Python up
        paper = beside.submit(write_pdf, content)
        write_document(content)
        write_tables(content.tables, content.folder / "tables.xlsx", front, lang=lang)
        paper.result()
    reports.write_package(
        content.folder,
        title=front.title,
        sources=front.sources,
        is_made_up=bool(front.made_up),
    )
    return content.missing
