"""Shelf: what notebooks have left, and whether it may be used again.

While a report is made, `steps/<notebook>/` of the working folder holds what the notebook wrote, and
`steps/<notebook>.json` its record, written last: without it nothing there is believed. A finished
report has the records in its manifest. Results are used again where their key is the same and every
file still has its fingerprint.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mohinh.runs import folder, manifest
from mohinh.runs.keys import Key
from mohinh.runs.outcome import Outcome, Record
from mohinh.tables import files


def place_of(work: Path, name: str) -> Path:
    """Where a notebook writes."""
    return work / "steps" / name


def put(work: Path, outcome: Outcome, key: Key, *, logs: Path) -> Record:
    """Keep what a notebook left; of one that failed nothing but its notebook and log, in `logs`.

    These can quote any value of the tables, so that they are no part of a report.
    """
    place = place_of(work, outcome.name)
    for old in logs.glob(f"{outcome.name}.*"):
        old.unlink()
    if outcome.status == "failed":
        logs.mkdir(parents=True, exist_ok=True)
        for path in sorted((place / "notebooks").glob("*")):
            path.replace(logs / path.name)
        folder.emptied(place)
    record = Record(outcome, key, folder.prints(place))
    _write(work, record)
    return record


def take(work: Path, name: str, key: Key, *, old: Path) -> Record | None:
    """What a notebook left in this work, or in the report at `old`, if it may be used again."""
    record = _read(work / "steps" / f"{name}.json")
    if record is None or not _is_good(record, key, place_of(work, name)):
        record = manifest.records(manifest.read(old)).get(name)
        if record is None or not _is_good(record, key, old):
            return None
        place = folder.emptied(place_of(work, name))
        for file in record.files:
            folder.link(file, old, place)
    kept = replace(record, outcome=replace(record.outcome, is_kept=True))
    _write(work, kept)
    return kept


def _is_good(record: Record, key: Key, place: Path) -> bool:
    is_done = record.outcome.status == "done" and record.key == key
    return is_done and folder.is_intact(place, record.files)


def _write(work: Path, record: Record) -> None:
    text = json.dumps(record.as_json(), ensure_ascii=False, indent=1) + "\n"
    files.write_text(work / "steps" / f"{record.name}.json", text)


def _read(path: Path) -> Record | None:
    try:
        return Record.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compose(work: Path, kept: Iterable[Record]) -> Path:
    """Put the files of several notebooks together in `report/` of the working folder."""
    report = folder.emptied(work / "report")
    for record in kept:
        for file in record.files:
            folder.link(file, place_of(work, record.name), report)
    return report


def put_from_report(
    work: Path, outcome: Outcome, key: Key, *, others: Iterable[Record], logs: Path
) -> Record:
    """Keep what a notebook left in `report/`, where it was run beside the files of the others."""
    report, place = work / "report", folder.emptied(place_of(work, outcome.name))
    known = {file for record in others for file in record.files}
    for path in sorted(report.rglob("*")):
        name = path.relative_to(report).as_posix()
        if path.is_file() and name not in known:
            folder.link(name, report, place)
    return put(work, outcome, key, logs=logs)
