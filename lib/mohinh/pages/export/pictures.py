"""Pictures: a figure as PNG, and its light form that a page carries in itself.

A page holds the pixels of the PNG, compressed without loss as WebP, which takes a third of the
bytes; colours stay what they are, to the last bit. The SVG stands beside for who wants to draw on.
"""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mohinh.pages import style
from mohinh.tables import files

if TYPE_CHECKING:
    from PIL.Image import Image

_PNG_EFFORT = 3  # of 9; beyond it line drawings become no smaller
_WEBP_METHOD = 1  # of 6; at the usual 4 it takes half as long again for 2 % fewer bytes
_WEBP_EFFORT = 20  # of 100; more takes longer and saves nothing at this method


def write_pixels(fig: Figure, png: Path) -> list[Path]:
    """Draw a figure on opaque paper once; write the PNG, and beside it the WebP of its pixels."""
    drawn, light = pixels(fig), png.with_suffix(".webp")
    with files.replacing(png) as beside:
        save_png(drawn, beside)
    with files.replacing(light) as beside:
        drawn.save(beside, "WEBP", lossless=True, method=_WEBP_METHOD, quality=_WEBP_EFFORT)
    return [png, light]


def pixels(fig: Figure) -> "Image":
    """The figure drawn on opaque paper, at the resolution of print."""
    from PIL import Image, WebPImagePlugin  # noqa: F401 (else Pillow imports all its formats)

    fig.set_dpi(style.DPI)
    canvas = FigureCanvasAgg(fig)
    with style.look():
        canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def save_png(drawn: "Image", target: Path | BinaryIO) -> None:
    """The pixels as PNG."""
    drawn.save(target, "PNG", compress_level=_PNG_EFFORT, dpi=(style.DPI, style.DPI))


def data_uri(path: Path) -> str:
    """A WebP file as text that a page can hold."""
    return "data:image/webp;base64," + base64.b64encode(path.read_bytes()).decode("ascii")


def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, by which a browser leaves room before it has decoded."""
    from PIL import Image

    with Image.open(path) as picture:
        return picture.size
