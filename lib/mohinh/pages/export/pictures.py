"""Pictures: the light form of a figure that a page carries in itself.

A page holds the pixels of the PNG, compressed without loss as WebP, which takes a third of the
bytes; colours stay what they are, to the last bit. The SVG stands beside for who wants to draw on.
"""

import base64
from pathlib import Path

from mohinh.tables import files

_EFFORT = 4  # of 6; beyond it the time doubles for one or two per cent of the bytes


def write_light(png: Path) -> Path:
    """Write the WebP of an opaque PNG beside it; no pixel differs."""
    from PIL import Image, WebPImagePlugin  # noqa: F401 (else Pillow imports all its formats)

    light = png.with_suffix(".webp")
    with Image.open(png) as picture, files.replacing(light) as beside:
        picture.convert("RGB").save(beside, "WEBP", lossless=True, method=_EFFORT)
    return light


def data_uri(path: Path) -> str:
    """A WebP file as text that a page can hold."""
    return "data:image/webp;base64," + base64.b64encode(path.read_bytes()).decode("ascii")


def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, by which a browser leaves room before it has decoded."""
    from PIL import Image

    with Image.open(path) as picture:
        return picture.size
