"""Nation: the national page, over the reports that the provinces of a run have left.

The national notebooks read no province's data, only what reports leave for others, so that they
are executed again only where one of these changed, or one report came or went.
"""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mohinh.runs import folder, keys, manifest, plan, remote
from mohinh.runs.events import Event, Tell, nobody
from mohinh.runs.plan import Step, Value
from mohinh.runs.province import Request
from mohinh.runs.provinces import Result
from mohinh.runs.report import Execute, Given, Job, Report, run_job
from mohinh.tables import reports
from mohinh.words.errors import MohinhError, NoData
from mohinh.words.places import MAPS

NAME = "national"
# What `tables.reports` reads of a manifest.
_FACTS = ("province", "province_code", "period", "vintage", "lang", "is_made_up", "notebooks")


@dataclass(frozen=True, slots=True)
class NationResult:
    """The national page of a run, or why there is none."""

    report: Report | None
    error: str = ""

    @property
    def is_failed(self) -> bool:
        """Whether there is none of this run, or one with sections missing."""
        return self.report is None or bool(self.report.failed)


def run_nation(
    results: Iterable[Result], asked: Request, *, execute: Execute, tell: Tell = nobody
) -> NationResult:
    """Make the national page over the reports among the results; said, not raised, where it fails.

    The reports are those of this run alone: one that stands from before, of a province that failed
    now, is not among them.
    """
    places = [result.report.folder for result in results if result.report is not None]
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="notebook") as slots:
            wanted = job(places, asked)
            return NationResult(run_job(wanted, slots=slots, execute=execute, tell=tell))
    except MohinhError as fault:
        error = str(fault)
    except Exception as fault:  # a fault of ours here must not cost the provinces
        error = f"{type(fault).__name__}: {fault}"
    tell(Event("nation_failed", NAME, asked.period.code, status="failed", error=error))
    return NationResult(None, error)


def job(places: Iterable[Path], asked: Request) -> Job:
    """The national page over the reports in some folders, to be made in `default_folder`.

    Raises `NoData` where there is no report.
    """
    read: dict[Path, dict[str, Any]] = {}
    for place in sorted(places):
        remote.fetch_report(place.absolute())
        content = manifest.read(place)
        if content is not None:
            read[place.absolute()] = content
    if not read:
        raise NoData("no province has a report of this run, so that there is no national page")
    return Job(
        subject="nation",
        name=NAME,
        period=asked.period.code,
        steps=_steps(asked),
        shared=keys.national_key(),
        place=default_folder(asked).absolute(),
        opens=lambda work: _open(work, read, asked),
        before=tuple(_before(content) for content in read.values()),
    )


def default_folder(asked: Request) -> Path:
    """`maps/national/<period>`; another vintage or language gets a folder of its own."""
    name = NAME if asked.vintage == "2025-06" else f"{NAME}-{asked.vintage}"
    return MAPS / name / "-".join([asked.period.code, *(["en"] if asked.lang == "en" else [])])


def _steps(asked: Request) -> tuple[Step, ...]:
    parameters: dict[str, Value] = {
        "runs": "../reports",
        "period": asked.period.code,
        "vintage": asked.vintage,
        "restate": "2025-07" if asked.vintage == "2025-06" else "",
        "lang": asked.lang,
        "out": ".",
    }
    return tuple(plan.step(path, parameters) for path in plan.national_notebooks())


def _before(content: dict[str, Any]) -> dict[str, str]:
    """What the national notebooks read of a report: facts of its manifest, its tidy tables."""
    facts = {name: content[name] for name in _FACTS if name in content}
    facts["notebooks"] = [[one["name"], one["status"]] for one in content["notebooks"]]
    tables = {name: content["files"][name] for name in _tables(content)}
    return {"manifest": json.dumps(facts, ensure_ascii=False, sort_keys=True)} | tables


def _tables(content: dict[str, Any]) -> list[str]:
    return [
        name
        for name in content["files"]
        if name.startswith(f"{reports.FOLDER}/") and name.endswith(".csv")
    ]


def _open(work: Path, read: dict[Path, dict[str, Any]], asked: Request) -> Given:
    """Let what the notebooks read of the reports stand together in `reports/` of the work."""
    whole = folder.emptied(work / "reports")
    for place, content in read.items():
        for name in (manifest.NAME, *_tables(content)):
            if (place / name).is_file():
                folder.link(name, place, whole / place.parent.name / place.name)
    is_made_up = any(content["is_made_up"] for content in read.values())
    about = {
        "is_national": True,
        "period": asked.period.code,
        "vintage": asked.vintage,
        "lang": asked.lang,
        "is_made_up": is_made_up,
    }
    inputs = {
        f"{content['province']}, {name}": content["files"][name]
        for content in read.values()
        for name in _tables(content)
    }
    return Given(about, inputs, is_made_up, {"runs": ""})
