"""Scripts of pages: the text of each, and the fingerprint by which a browser lets it run.

A page has one script, inline, and names its fingerprint in its Content-Security-Policy: no other
script runs, wherever it comes from. Data stand beside it as JSON in which no character can end the
element that holds them.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
# What a browser could take for the end of the data, and line ends that old readers do not know.
_HARMLESS = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script(name: str) -> str:
    """The script of a page, after what all of them use: how a name is folded."""
    parts = (_HERE / each for each in ("fold.js", name))
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in parts)


def fingerprint(text: str) -> str:
    """What a page's policy calls a script whose element holds just this text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def island(content: Any) -> str:
    """Content as JSON that can stand in a `<script type="application/json">`, whatever it says."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_HARMLESS)
