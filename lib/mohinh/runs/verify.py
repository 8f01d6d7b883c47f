"""Verify: a report made anew elsewhere, and compared with the one that stands."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mohinh.runs import keys, manifest
from mohinh.runs.province import run_province
from mohinh.runs.report import Report
from mohinh.tables import files
from mohinh.words.errors import UnreadableFile

PIXELS = (".png", ".webp")  # the same where every pixel is, however it was compressed


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report beside one made anew.

    `touched` are files that are no longer what the manifest says, `different` those that came out
    otherwise, `only_there` and `only_anew` those that one of the two lacks; `failed` the notebooks
    that failed anew; `changed` what the results hang on and changed since: parts of the key.
    """

    same_count: int
    touched: tuple[str, ...]
    different: tuple[str, ...]
    only_there: tuple[str, ...]
    only_anew: tuple[str, ...]
    failed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        faults = (self.touched, self.different, self.only_there, self.only_anew, self.failed)
        return not any(faults)


def verify(report: Path, *, boundaries_file: str = "", **options: Any) -> Comparison:
    """Make the report of a province anew in a folder for the time being, and compare all files.

    `boundaries_file` is the layer that the report was drawn with, or one is refused; `options` are
    those of `run_province` (workers, is_cold, limits, tell). Raises `UnreadableFile` for a folder
    without a province's report.
    """
    content = _content(report)
    given = content["parameters"]
    named = given.get("boundaries_file", "")
    if bool(named) != bool(boundaries_file):
        why = f"was drawn with {named}: name it" if named else "is schematic: name none"
        raise UnreadableFile(f"{report}: the report {why} with --boundaries")
    with TemporaryDirectory(prefix="mohinh-verify-") as folder:
        anew = run_province(
            content["province"],
            period=content["period"],
            vintage=content["vintage"],
            lang=content["lang"],
            boundaries_file=boundaries_file,
            only=given.get("only", "").split(),
            out=Path(folder) / "report",
            is_trial=True,
            **options,
        )
        return _compared(report, content, anew)


def _content(report: Path) -> dict[str, Any]:
    content = manifest.read(report)
    if content is None:
        raise UnreadableFile(
            f"{report}: found no {manifest.NAME}; expected the folder of a report, as "
            "maps/binh-thuan/2022"
        )
    if content.get("is_national"):
        raise UnreadableFile(
            f"{report / manifest.NAME}: found no report of a province; the national page is "
            "verified through those of its provinces"
        )
    return content


def _compared(report: Path, content: dict[str, Any], anew: Report) -> Comparison:
    made = manifest.read(anew.folder) or {"files": {}}
    old, new = content["files"], made["files"]
    touched = [name for name, print_ in old.items() if not _is_intact(report / name, print_)]
    both = [name for name in old if name in new and name not in touched]
    different = [
        name
        for name in both
        if old[name] != new[name] and not _same_pixels(report / name, anew.folder / name)
    ]
    return Comparison(
        same_count=len(both) - len(different),
        touched=tuple(touched),
        different=tuple(different),
        only_there=tuple(sorted(set(old) - set(new))),
        only_anew=tuple(sorted(set(new) - set(old))),
        failed=tuple(outcome.name for outcome in anew.failed),
        changed=_changed(content, made),
    )


def _is_intact(path: Path, print_: str) -> bool:
    return path.is_file() and files.sha256(path) == print_


def _same_pixels(one: Path, two: Path) -> bool:
    if one.suffix not in PIXELS:
        return False
    from PIL import Image, ImageChops

    with Image.open(one) as first, Image.open(two) as second:
        if first.size != second.size:
            return False
        first, second = first.convert("RGBA"), second.convert("RGBA")
        return ImageChops.difference(first, second).getbbox(alpha_only=False) is None


def _changed(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """The parts of the notebooks' keys that differ, each once; `before` only follows from them."""
    before, after = manifest.records(old), manifest.records(new)
    both = [name for name in before if name in after]
    parts = [part for name in both for part in keys.differences(before[name].key, after[name].key)]
    return tuple(part for part in dict.fromkeys(parts) if part != "before")
