"""Manifest: what was run with what. `manifest.json` alone holds times."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from mohinh.runs.execute import Outcome
from mohinh.runs.plan import Step, Value
from mohinh.tables import files

PACKAGES = (
    "mohinh", "geopandas", "matplotlib", "numpy", "pandas", "papermill", "pyarrow", "shapely",
    "vietnamadminunits",
)  # fmt: skip


def write_manifest(
    folder: Path,
    *,
    about: Mapping[str, object],
    inputs: Mapping[str, str],
    parameters: Mapping[str, Value],
    steps: Sequence[Step],
    outcomes: Sequence[Outcome],
    began: datetime,
) -> None:
    """Write `manifest.json`: `inputs` by name with sha256, parameters, versions, outcomes, files.

    `about` says province, period, vintage, language and whether the data are made up.
    """
    made = sorted(path for path in folder.rglob("*") if path.is_file())
    content = {
        **about,
        "began": began.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
        "inputs": dict(inputs),
        "parameters": dict(parameters),
        "notebooks": [
            {**asdict(outcome), "sha256": files.sha256(step.path)}
            for step, outcome in zip(_in_order(steps), outcomes, strict=True)
        ],
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
        "files": {path.relative_to(folder).as_posix(): files.sha256(path) for path in made},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    files.write_text(folder / "manifest.json", text)


def _in_order(steps: Sequence[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.is_last)
