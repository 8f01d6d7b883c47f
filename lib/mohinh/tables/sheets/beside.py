"""Beside the cells: texts of a workbook that no reader of cells gives, but that travel with it.

Comments, text boxes, headers and footers of pages, defined names, the file's properties, and what
a pivot table keeps of its source. Nothing of them is imported; they are looked at for what must
not be sent at all.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from posixpath import basename, dirname, normpath
from typing import Literal
from xml.etree import ElementTree

from mohinh.words.errors import UnreadableFile

Kind = Literal["comment", "box", "page", "name", "property", "pivot"]
Parts = Mapping[str, zipfile.ZipInfo]
ReadXml = Callable[[zipfile.ZipInfo], ElementTree.Element]

_PAGE = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]+)<")
# Fonts, sizes, colours, sections and fields among the text of a header.
_PAGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z&])')
_PIVOT = re.compile(rb"""<(?:\w+:)?s\s[^>]*?v=["']([^"']{3,300})["']""")
_MOST_PIVOT_BYTES = 32 * 2**20
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that stands in no cell; `sheet` and `cell` (`D14`) where it belongs to one."""

    kind: Kind
    text: str
    sheet: str = ""
    cell: str = ""


def page_texts(sheet: str, end: bytes) -> list[Beside]:
    """Headers and footers of a sheet's pages, from the end of its part."""
    found = (unescape(text.decode("utf-8", "replace")) for text in _PAGE.findall(end))
    return [Beside("page", _PAGE_CODE.sub(" ", text), sheet) for text in found]


def texts_beside(
    archive: zipfile.ZipFile, parts: Parts, sheet_names: Mapping[str, str], read: ReadXml
) -> list[Beside]:
    """The texts of the other parts; `sheet_names` says which sheet a part (as in `parts`) is."""
    found = [
        text
        for part in parts
        if part.startswith("docprops/")
        for text in _properties(part, parts[part], read)
    ]
    for part, sheet in sheet_names.items():
        for target in _targets(part, parts, read):
            found += _of_sheet(target, sheet, parts, read)
    found += _defined_names(read(parts["xl/workbook.xml"]))
    for part, info in parts.items():
        if part.startswith("xl/pivotcache/"):
            _guard_pivot(archive, info)
            texts = set(_PIVOT.findall(archive.read(info)))
            found += [Beside("pivot", unescape(text.decode("utf-8", "replace"))) for text in texts]
    return found


def _guard_pivot(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Refuse what a pivot table keeps where it is too much to be looked through."""
    if info.file_size > _MOST_PIVOT_BYTES:
        raise UnreadableFile(
            f"{basename(archive.filename or '')}: a pivot table keeps {info.file_size // 2**20} "
            f"MiB of its source, at most {_MOST_PIVOT_BYTES // 2**20}; delete the pivot table"
        )


def opendocument_texts(parts: Parts, read: ReadXml) -> list[Beside]:
    """Properties, and headers and footers of pages, of an .ods workbook."""
    found = list(_properties("meta.xml", parts["meta.xml"], read)) if "meta.xml" in parts else []
    if "styles.xml" in parts:
        bands = [one for one in read(parts["styles.xml"]).iter() if _local(one) in _BANDS]
        found += [Beside("page", text) for one in bands if (text := _text(one))]
    return found


_BANDS = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _properties(part: str, info: zipfile.ZipInfo, read: ReadXml) -> Iterator[Beside]:
    if not part.endswith((".xml",)):
        return
    for element in read(info).iter():
        # What a program counts itself (titles of parts) is the names of sheets again.
        if (
            element.text
            and element.text.strip()
            and _local(element) not in ("lpstr", "Application")
        ):
            yield Beside("property", element.text.strip())


def _targets(part: str, parts: Parts, read: ReadXml) -> list[str]:
    """The parts that a sheet is related to, named as in `parts`."""
    relations = parts.get(f"{dirname(part)}/_rels/{basename(part)}.rels")
    if relations is None:
        return []
    said = [relation.get("Target", "") for relation in read(relations)]
    inside = [
        target.lstrip("/") if target.startswith("/") else f"{dirname(part)}/{target}"
        for target in said
    ]
    return [found for target in inside if (found := normpath(target).casefold()) in parts]


def _of_sheet(part: str, sheet: str, parts: Parts, read: ReadXml) -> list[Beside]:
    folder, name = dirname(part), basename(part)
    if not name.endswith(".xml"):
        return []
    if name.startswith("comments") or folder.endswith("/comments"):
        return list(_comments(read(parts[part]), sheet))
    if folder.endswith("/threadedcomments"):
        return [Beside("comment", _text(one), sheet, _cell(one)) for one in read(parts[part])]
    if folder.endswith("/drawings"):
        lines = [_text(one) for one in read(parts[part]).iter() if _local(one) == "p"]
        return [Beside("box", line, sheet) for line in lines if line]
    return []


def _comments(root: ElementTree.Element, sheet: str) -> Iterator[Beside]:
    """The comments without the author's name, which programs write before the text."""
    authors = [_text(one) for one in root.iter() if _local(one) == "author"]
    yield from (Beside("property", author, sheet) for author in authors if author)
    for one in root.iter():
        if _local(one) == "comment":
            number = one.get("authorId", "")
            by = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            text = _text(one)
            yield Beside("comment", text.removeprefix(f"{by}:") if by else text, sheet, _cell(one))


def _cell(element: ElementTree.Element) -> str:
    place = element.get("ref", "")
    return place if _CELL.fullmatch(place) else ""


def _defined_names(book: ElementTree.Element) -> list[Beside]:
    names = [one for one in book.iter() if _local(one) == "definedName"]
    return [
        Beside("name", text) for one in names for text in (one.get("name", ""), _text(one)) if text
    ]
