"""Attire: the styles of an .xlsx workbook as xlsxwriter names them: fonts, fills, borders, formats.

Taken one by one from the workbook's own list, so that nothing else of the file comes along. What
is damaged in the list is left out, as a spreadsheet program would.
"""

import colorsys
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from openpyxl.styles.colors import COLOR_INDEX

from mohinh.tables.sheets.package import guard_text

# What a list of styles takes in memory is a hundred times its size.
MOST_STYLE_BYTES = 4 * 2**20
# Excel's own limits.
_MOST_FORMAT_CHARACTERS, _MOST_FONT_CHARACTERS = 255, 31

Style = Mapping[str, Any]
Parts = Mapping[str, zipfile.ZipInfo]

# The colours of Office's own theme, in the order in which cells number them.
_THEME = (
    "FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6",
    "F79646", "0000FF", "800080",
)  # fmt: skip
_THEME_NAMES = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_UNDERLINES = {"single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34}
_LINES = (
    "none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed",
    "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
)  # fmt: skip
_PATTERNS = (
    "none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical",
    "darkDown", "darkUp", "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical",
    "lightDown", "lightUp", "lightGrid", "lightTrellis", "gray125", "gray0625",
)  # fmt: skip
_ACROSS = {
    "left": "left", "center": "center", "right": "right", "fill": "fill", "justify": "justify",
    "centerContinuous": "center_across", "distributed": "distributed",
}  # fmt: skip
_UPRIGHT = {
    "top": "top", "center": "vcenter", "bottom": "bottom", "justify": "vjustify",
    "distributed": "vdistributed",
}  # fmt: skip


def styles_of(archive: zipfile.ZipFile, parts: Parts) -> tuple[Style, ...]:
    """The styles in the order in which cells number them; none where the list cannot be read."""
    root = _xml(archive, parts, "xl/styles.xml")
    if root is None:
        return ()
    theme = _theme(archive, parts)
    fonts = [_font(font, theme) for font in _items(root, "fonts")]
    fills = [_fill(fill, theme) for fill in _items(root, "fills")]
    borders = [_border(border, theme) for border in _items(root, "borders")]
    codes = {item.get("numFmtId"): item.get("formatCode") for item in _items(root, "numFmts")}
    return tuple(
        _picked(fonts, style.get("fontId"))
        | _picked(fills, style.get("fillId"))
        | _picked(borders, style.get("borderId"))
        | _number_format(style.get("numFmtId"), codes)
        | _alignment(style)
        for style in _items(root, "cellXfs")
    )


def local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def number(text: str | None, least: float, most: float) -> float | None:
    """A number inside its bounds; None for anything else."""
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and least <= value <= most else None


def is_on(text: str | None) -> bool:
    """Whether an attribute says yes; one that is not there says no."""
    return text in ("1", "true", "on")


def _xml(archive: zipfile.ZipFile, parts: Parts, name: str) -> ElementTree.Element | None:
    info = parts.get(name)
    if info is None or info.file_size > MOST_STYLE_BYTES:
        return None
    text = archive.read(info)
    guard_text(name, text)
    return ElementTree.fromstring(text)


def _theme(archive: zipfile.ZipFile, parts: Parts) -> tuple[str, ...]:
    root = _xml(archive, parts, "xl/theme/theme1.xml")
    if root is None:
        return _THEME
    said: dict[str, str] = {}
    for element in root.iter():
        if (name := local(element.tag)) in _THEME_NAMES:
            colours = [child.get("lastClr") or child.get("val") for child in element]
            found = _RGB.fullmatch((colours or [""])[0] or "")
            said |= {name: found[1]} if found else {}
    return tuple(said.get(name, usual) for name, usual in zip(_THEME_NAMES, _THEME, strict=True))


def _items(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return next((list(child) for child in root if local(child.tag) == name), [])


def _children(element: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {local(child.tag): child for child in element}


def _picked(items: list[dict[str, Any]], place: str | None) -> dict[str, Any]:
    inside = place is not None and place.isdecimal() and len(place) < 7 and int(place) < len(items)
    return items[int(place)] if inside and place else {}


def _font(font: ElementTree.Element, theme: tuple[str, ...]) -> dict[str, Any]:
    said = _children(font)
    look: dict[str, Any] = {
        key: True
        for key, tag in (("bold", "b"), ("italic", "i"), ("font_strikeout", "strike"))
        if tag in said and is_on(said[tag].get("val", "1"))
    }
    if (name := said.get("name")) is not None and name.get("val"):
        look["font_name"] = name.get("val", "")[:_MOST_FONT_CHARACTERS]
    if (size := said.get("sz")) is not None and (points := number(size.get("val"), 1, 409)):
        look["font_size"] = points
    if (line := said.get("u")) is not None:
        look["underline"] = _UNDERLINES.get(line.get("val", "single"), 0)
    if (script := said.get("vertAlign")) is not None:
        look["font_script"] = {"superscript": 1, "subscript": 2}.get(script.get("val", ""), 0)
    return look | _coloured("font_color", said.get("color"), theme)


def _fill(fill: ElementTree.Element, theme: tuple[str, ...]) -> dict[str, Any]:
    pattern = _children(fill).get("patternFill")
    kind = pattern.get("patternType", "none") if pattern is not None else "none"
    if pattern is None or kind == "none" or kind not in _PATTERNS:
        return {}
    said = _children(pattern)
    if kind == "solid":
        look = _coloured("bg_color", said.get("fgColor"), theme)
        return look | {"pattern": 1} if look else {}
    look = _coloured("fg_color", said.get("fgColor"), theme)
    look |= _coloured("bg_color", said.get("bgColor"), theme)
    return look | {"pattern": _PATTERNS.index(kind)}


def _border(border: ElementTree.Element, theme: tuple[str, ...]) -> dict[str, Any]:
    look: dict[str, Any] = {}
    for side, line in _children(border).items():
        style = line.get("style", "none")
        if side in ("left", "right", "top", "bottom") and style in _LINES[1:]:
            look[side] = _LINES.index(style)
            look |= _coloured(f"{side}_color", _children(line).get("color"), theme)
    return look


def _number_format(place: str | None, codes: Mapping[str | None, str | None]) -> dict[str, Any]:
    code = codes.get(place) or ""
    if 0 < len(code) <= _MOST_FORMAT_CHARACTERS:
        return {"num_format": code}
    built_in = int(number(place, 1, 49) or 0)
    return {"num_format": built_in} if built_in else {}


def _alignment(style: ElementTree.Element) -> dict[str, Any]:
    said = _children(style).get("alignment")
    if said is None:
        return {}
    look: dict[str, Any] = {}
    if across := _ACROSS.get(said.get("horizontal", "")):
        look["align"] = across
    if upright := _UPRIGHT.get(said.get("vertical", "")):
        look["valign"] = upright
    if is_on(said.get("wrapText")):
        look["text_wrap"] = True
    if is_on(said.get("shrinkToFit")):
        look["shrink"] = True
    if indent := number(said.get("indent"), 1, 15):
        look["indent"] = int(indent)
    return look | _turned(said.get("textRotation"))


def _turned(text: str | None) -> dict[str, Any]:
    """Degrees upwards; the file counts those downwards from 91 on, and letters in a pile as 255."""
    if text == "255":
        return {"rotation": 270}
    turned = int(number(text, 1, 180) or 0)
    return {"rotation": turned if turned <= 90 else 90 - turned} if turned else {}


def _coloured(
    key: str, element: ElementTree.Element | None, theme: tuple[str, ...]
) -> dict[str, Any]:
    colour = _colour(element, theme) if element is not None else ""
    return {key: f"#{colour}"} if colour else {}


def _colour(element: ElementTree.Element, theme: tuple[str, ...]) -> str:
    """Six hexadecimal digits; empty for the system's own colour."""
    tint = number(element.get("tint"), -1, 1) or 0.0
    if (found := _RGB.fullmatch(element.get("rgb", ""))) is not None:
        return _tinted(found[1], tint)
    for key, listed in (("theme", theme), ("indexed", COLOR_INDEX)):
        place = number(element.get(key), 0, len(listed) - 1)
        if place is not None:
            return _tinted(listed[int(place)][-6:], tint)
    return ""


def _tinted(colour: str, tint: float) -> str:
    """ECMA-376 part 1, 18.8.19: darker below zero, lighter above."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, depth = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    shown = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), depth)
    return "".join(f"{round(part * 255):02X}" for part in shown)
