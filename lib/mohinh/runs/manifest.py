"""Manifest: what was run with what. `manifest.json` alone holds times."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mohinh.runs import keys
from mohinh.runs.outcome import Record
from mohinh.runs.plan import Value
from mohinh.tables import files

NAME = "manifest.json"


def write_manifest(
    folder: Path,
    *,
    about: Mapping[str, object],
    inputs: Mapping[str, str],
    parameters: Mapping[str, Value],
    records: Sequence[Record],
    began: datetime,
) -> None:
    """Write `manifest.json`: `inputs` by name with sha256, parameters, versions, outcomes, files.

    `about` says province, period, vintage, language and whether the data are made up. Each notebook
    has its key, by whose parts a later run tells what changed. `stats` (bytes, time of change) lets
    `is_intact` trust a file that nobody touched since without reading it.
    """
    made = {name: print_ for record in records for name, print_ in record.files.items()}
    content = {
        **about,
        "began": began.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
        "inputs": dict(inputs),
        "parameters": dict(parameters),
        "notebooks": [record.as_json() for record in records],
        "versions": keys.versions(),
        "files": dict(sorted(made.items())),
        "stats": {name: _stat(folder / name) for name in sorted(made)},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    files.write_text(folder / NAME, text)


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a finished report; None where there is none that can be read."""
    try:
        return dict(json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def records(content: Mapping[str, Any] | None) -> dict[str, Record]:
    """The records in a manifest, by notebook; empty for one of an older version, or none."""
    try:
        return {one["name"]: Record.from_json(one) for one in (content or {})["notebooks"]}
    except (KeyError, TypeError):
        return {}


def is_intact(folder: Path, content: Mapping[str, Any]) -> bool:
    """Whether every file of a report is as it was made."""
    stats = content.get("stats", {})
    for name, print_ in content["files"].items():
        file = folder / name
        if not file.is_file():
            return False
        if _stat(file) != stats.get(name) and files.sha256(file) != print_:
            return False
    return True


def _stat(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
