"""Folder: where a report is put together, and how it takes its place.

Beside the place of a report, `maps/<province>/<period>/`, lie

`.<period>.lock`    held while a run works on it; the system lets go of it when that run dies
`.<period>.part/`   what the run has so far: `steps/<notebook>/` and `report/`
`.<period>.logs/`   of notebooks that failed: how far they came, and the whole error

The report is built whole and renamed, so that half of one never stands under its name. A run that
was killed leaves its part, and the next one goes on with the notebooks that were done.
"""

import json
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from mohinh.tables import files
from mohinh.words.errors import FailedRun


@contextmanager
def working(place: Path) -> Iterator[Path]:
    """The folder to work in for the report at `place`, held for this run alone.

    It stays when the block ends; `finish` removes it. Raises `FailedRun` where another run holds
    it, where something that is no report stands in the place, and where the disk cannot be written
    or is full.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.with_name(f".{place.name}.lock"), timeout=0)
        with lock:
            _recover(place)
            if place.exists() and not _is_ours(place):
                raise FailedRun(
                    f"{place} exists and is no report of mohinh; it is left as it is. "
                    "Choose another --out"
                )
            yield _begin(place)
    except Timeout:
        raise FailedRun(f"{place} is being made by another run: {_holder(place)}") from None
    except OSError as fault:
        raise FailedRun(
            f"cannot write to {place.parent}: {fault.strerror}. "
            "An earlier report there is as it was"
        ) from None


def _begin(place: Path) -> Path:
    work = part(place)
    work.mkdir(exist_ok=True)
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    files.write_text(work / "holder.json", json.dumps(holder) + "\n")
    return work


def part(place: Path) -> Path:
    """Where the unfinished work on a report lies."""
    return place.with_name(f".{place.name}.part")


def logs(place: Path) -> Path:
    """Where the notebooks and logs of failures lie."""
    return place.with_name(f".{place.name}.logs")


def is_held(place: Path) -> bool:
    """Whether a run works on the report at `place` now."""
    path = place.with_name(f".{place.name}.lock")
    if not path.is_file():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def _holder(place: Path) -> str:
    try:
        said = json.loads((part(place) / "holder.json").read_text(encoding="utf-8"))
        return f"process {said['pid']} on {said['host']}, since {said['since']}"
    except (OSError, ValueError, KeyError):
        return "it has not said which"


def finish(work: Path, place: Path, *, made: Iterable[str]) -> None:
    """Put `work/report` in its place, and remove the work.

    What somebody else laid into the old report (all but the files `made` by its run) goes along.
    """
    old = _old(place)
    _remove(old)
    if place.exists():
        _carry_over(place, work / "report", set(made))
        place.rename(old)
    (work / "report").rename(place)
    _remove(old)
    shutil.rmtree(work, ignore_errors=True)


def tidy(place: Path) -> None:
    """Remove what lies beside a report that stands: of a run that was killed when it was done but
    for tidying up. What another run holds stays, and so does what cannot be removed."""
    if part(place).exists() or _old(place).exists():
        with suppress(FailedRun), working(place) as work:
            _remove(_old(place))
            shutil.rmtree(work, ignore_errors=True)


def _remove(report: Path) -> None:
    """Remove a report, its manifest first: half of one is not taken for one."""
    (report / "manifest.json").unlink(missing_ok=True)
    shutil.rmtree(report, ignore_errors=True)


def _carry_over(old: Path, new: Path, made: set[str]) -> None:
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        if path.is_file() and name not in made and not (new / name).exists():
            link(name, old, new)


def _recover(place: Path) -> None:
    """After a kill between the two renames, the old report goes back; half of one does not."""
    old = _old(place)
    if _is_ours(old) and not place.exists():
        old.rename(place)


def _old(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def _is_ours(place: Path) -> bool:
    """Whether a folder may be replaced: an empty one, or a report that a run left."""
    if not place.is_dir() or place.is_symlink():
        return False
    return not any(place.iterdir()) or (place / "manifest.json").is_file()


def emptied(folder: Path) -> Path:
    """The folder, new and empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def link(name: str, source: Path, target: Path) -> None:
    """Let a file of one folder stand in another too; a copy where the disk knows no links."""
    to = target / name
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source / name, to)
    except OSError:
        if to.exists():
            raise
        shutil.copy2(source / name, to)


def prints(folder: Path) -> dict[str, str]:
    """The files in a folder, by their path in it, with their fingerprints."""
    made = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): files.sha256(path) for path in made}


def is_intact(folder: Path, known: dict[str, str]) -> bool:
    """Whether every file has its fingerprint."""
    return all(
        (folder / name).is_file() and files.sha256(folder / name) == known[name] for name in known
    )
