"""Content: what a report says, before it takes one of its forms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mohinh.pages.export.section import read_section
from mohinh.pages.sentences.report import WORDS, Front
from mohinh.tables import reports
from mohinh.words.terms import Label, Lang, say

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A section under its heading: its blocks, None where its notebook did not come to its end.

    `is_missing` tells a notebook that should have been run from one that was not asked for; `files`
    are those that it made.
    """

    name: str
    heading: str
    blocks: tuple[Block, ...] | None
    is_missing: bool
    files: tuple[str, ...] = ()

    @property
    def communes(self) -> frozenset[str]:
        """Names of the tables of communes that it left."""
        known = {f"{reports.FOLDER}/{table.name}.csv": table.name for table in reports.COMMUNES}
        return frozenset(known[file] for file in self.files if file in known)

    @property
    def tables(self) -> list[Block]:
        return [block for block in self.blocks or () if block["kind"] == "table"]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report: what stands around its parts, its opening, its parts; `folder` has files."""

    front: Front
    lang: Lang
    opening: tuple[Block, ...]
    parts: tuple[Part, ...]
    folder: Path

    @property
    def words(self) -> dict[str, str]:
        """The report's own words by their key."""
        return {key: say(label, self.lang) for key, label in WORDS.items()}

    @property
    def findings(self) -> tuple[Block, ...]:
        """What stands first."""
        return tuple(block for block in self.opening if block["kind"] != "aside")

    @property
    def asides(self) -> list[str]:
        """The sentences below it."""
        return [block["text"] for block in self.opening if block["kind"] == "aside"]

    @property
    def tables(self) -> list[Block]:
        return [table for part in self.parts for table in part.tables]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if part.is_missing)


def gather(
    front: Front,
    folder: Path,
    *,
    lang: Lang,
    sections: Mapping[str, Label],
    opening: str,
    only: Collection[str],
) -> Content:
    """The content of the report whose sections lie in a run's folder; as for `assemble`."""
    parts = []
    for name, label in sections.items():
        section = read_section(folder, name)
        blocks = None if section is None else tuple(section["blocks"])
        is_asked = not only or name in only
        made = () if section is None else tuple(section["files"])
        parts.append(Part(name, say(label, lang), blocks, blocks is None and is_asked, made))
    first = read_section(folder, opening) if opening else None
    return Content(front, lang, tuple((first or {}).get("blocks", ())), tuple(parts), folder)
