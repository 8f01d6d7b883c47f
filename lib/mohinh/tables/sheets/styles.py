"""Styles: what the look of an .xlsx cell says of its content.

Three things only: a number format that shows another number than the cell holds (`0.000` shows 10
as 10.000, `0%` shows 0.35 as 35 %, `#,##0,` shows 15600 as 16), a font in which TCVN3 or VNI texts
are typed, and a line struck through the content. Files of other kinds tell readers none of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree

import numpy as np

from mohinh.tables.encodings import encoding_of_font

Shows = Literal["percent", "thousandths", "scaled"]

FAR = 2**15  # more columns than any sheet has: a place is row × FAR + column, both from 1
_BUILT_IN = {9: "0%", 10: "0.00%"}
# What a format shows as it stands: quoted and escaped text, [colours], room for a sign.
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_THOUSANDTHS = re.compile(r"\.000(?![0#?])")


@dataclass(frozen=True, slots=True)
class Styles:
    """Style number → how it shows numbers, where not as they are; → its font, where an old one.

    `struck`: numbers of those that are struck through. `watched`: for each style number whether it
    is among any.
    """

    shows: Mapping[int, Shows] = field(default_factory=dict)
    fonts: Mapping[int, str] = field(default_factory=dict)
    struck: tuple[int, ...] = ()

    @property
    def watched(self) -> np.ndarray:
        numbers = [*self.shows, *self.fonts, *self.struck]
        found = np.zeros(max(numbers, default=-1) + 1, bool)
        found[numbers] = True
        return found


@dataclass(frozen=True, slots=True)
class Styled:
    """The cells of a sheet that have one of the watched styles: places, upwards, and styles."""

    places: np.ndarray
    numbers: np.ndarray

    def cells(self, numbers: list[int]) -> np.ndarray:
        """The places of the cells with one of these styles."""
        return self.places[np.isin(self.numbers, numbers)]


def styles_of(root: ElementTree.Element) -> Styles:
    """The styles that `xl/styles.xml` lists."""
    formats = {
        int(one.get("numFmtId", -1)): one.get("formatCode", "") for one in _all(root, "numFmt")
    }
    fonts = [(_font_name(font), _is_struck(font)) for font in _all(root, "fonts", "font")]
    shows: dict[int, Shows] = {}
    old: dict[int, str] = {}
    struck: list[int] = []
    for number, style in enumerate(_all(root, "cellXfs", "xf")):
        which = int(style.get("numFmtId", 0))
        if how := how_shown(formats.get(which, _BUILT_IN.get(which, ""))):
            shows[number] = how
        place = int(style.get("fontId", 0))
        font, is_struck = fonts[place] if place < len(fonts) else ("", False)
        if encoding_of_font(font):
            old[number] = font
        if is_struck:
            struck.append(number)
    return Styles(shows, old, tuple(struck))


def how_shown(code: str) -> Shows | None:
    """How a number format shows a positive number, where not as it is.

    >>> how_shown("#,##0.000"), how_shown("0.0%"), how_shown("#,##0,"), how_shown("#,##0.00")
    ('thousandths', 'percent', 'scaled', None)
    """
    positive = _ASIDE.sub("", code).split(";")[0]
    if "%" in positive:
        return "percent"
    if _SCALED.search(positive):
        return "scaled"
    return "thousandths" if _THOUSANDTHS.search(positive) else None


def _all(root: ElementTree.Element, *path: str) -> list[ElementTree.Element]:
    """Elements of that name; of two names, those directly inside the first."""
    found = [one for one in root.iter() if one.tag.rpartition("}")[2] == path[0]]
    for name in path[1:]:
        found = [one for outer in found for one in outer if one.tag.rpartition("}")[2] == name]
    return found


def _font_name(font: ElementTree.Element) -> str:
    names = [one.get("val", "") for one in font if one.tag.rpartition("}")[2] == "name"]
    return names[0] if names else ""


def _is_struck(font: ElementTree.Element) -> bool:
    lines = [one.get("val", "1") for one in font if one.tag.rpartition("}")[2] == "strike"]
    return bool(lines) and lines[0] not in ("0", "false")
