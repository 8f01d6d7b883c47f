"""Lost: cells of an .xlsx that readers give as blank although something stands in them."""

import re

from mohinh.tables.sheets.extent import column_number

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]+)([0-9]+)""")
_IS_ERROR = re.compile(rb"""(?:^|\s)t\s*=\s*["']e["']""")
_IS_TEXT = re.compile(rb"""(?:^|\s)t\s*=\s*["']str["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")


def lost_cells(text: bytes) -> dict:
    """Cells of a piece of a sheet with an error, or a formula without a result."""
    # Plain searches first: patterns take as long as reading.
    if not text or not any(sign in text for sign in (b'"e"', b"'e'", b"<f", b":f")):
        return {}
    lost = {}
    for found in _CELL.finditer(text):
        attributes, content = found[1], found[2] or b""
        place = _PLACE.search(attributes)
        if place is None:
            continue
        key = int(place[2]), column_number(place[1].decode()) - 1
        if _IS_ERROR.search(attributes):
            lost[key] = "error_value"
        elif _FORMULA.search(content) and not (
            _VALUE.search(content) or _IS_TEXT.search(attributes)
        ):
            lost[key] = "no_result"
    return lost
