"""Report: one report, from what it stands on to its folder; only what changed is executed.

The notebooks of a report are a small graph: those that ask a question read nothing of each other;
those that put the report together (from 90 on) read what all the others left. Only what is not
there already, under the same key, is executed. Whose report it is, a province's or the nation's,
is in the `Job`.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from mohinh.runs import folder, keys, manifest, remote, shelf
from mohinh.runs.events import Event, Kind, Subject, Tell, nobody
from mohinh.runs.keys import Key
from mohinh.runs.outcome import Outcome, Record
from mohinh.runs.plan import Step, Value
from mohinh.words.errors import FailedRun

# The parameters that say what a report is about.
_WHOSE = ("province", "period", "vintage", "lang", "only")


class Execute(Protocol):
    """Executes a step in a folder, as `Kernels` does."""

    def prepare(self) -> None:
        """Get ready, while the data are opened: a step is about to come."""

    def __call__(self, step: Step, folder: Path) -> Outcome:
        """Execute the step; how it ended."""


@dataclass(frozen=True, slots=True)
class Report:
    """Where the report lies, and how each notebook ended."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    is_made_up: bool

    @property
    def index(self) -> Path:
        return self.folder / "index.html"

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")

    @property
    def is_kept(self) -> bool:
        """Whether nothing had to be executed."""
        return all(outcome.is_kept for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Given:
    """What a report stands on, once it is opened.

    `about` are the manifest's facts, `inputs` name → sha256; `parameters` are printed in the
    manifest in place of the notebooks' own.
    """

    about: Mapping[str, object]
    inputs: Mapping[str, str]
    is_made_up: bool
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make: whose, from what, where.

    `opens` is called once in the working folder before the first notebook, so that what is wrong
    with the inputs is said at once; `closes` once with the finished report, before it takes its
    place. `before` holds, for each report that the notebooks read, file → fingerprint.
    """

    subject: Subject
    name: str
    period: str
    steps: tuple[Step, ...]
    shared: Key
    place: Path
    opens: Callable[[Path], Given]
    closes: Callable[[Path], None] = lambda _: None
    before: tuple[Mapping[str, str], ...] = ()

    @property
    def first(self) -> list[Step]:
        return [step for step in self.steps if not step.is_last]

    @property
    def last(self) -> list[Step]:
        return [step for step in self.steps if step.is_last]

    @property
    def in_order(self) -> list[Step]:
        return [*self.first, *self.last]


def run_job(wanted: Job, *, slots: Executor, execute: Execute, tell: Tell = nobody) -> Report:
    """Make one report, its notebooks executed in `slots`; what is there already is used again."""
    remote.fetch_report(wanted.place)
    report = standing_report(wanted)
    if report is None:
        _refuse_to_replace_another(wanted)
        with folder.working(wanted.place) as work:
            report = standing_report(wanted) or _make(wanted, work, slots, execute, tell)
    folder.tidy(wanted.place)
    remote.put_report(wanted.place)
    _tell_end(wanted, report, tell)
    return report


def _refuse_to_replace_another(wanted: Job) -> None:
    """Raise `FailedRun` where the report that stands in the place is of something else: only a
    newer one of the same takes its place."""
    content = manifest.read(wanted.place)
    if content is None:
        return
    there, asked = content.get("parameters", {}), wanted.steps[0].parameters
    if any(there.get(name) != asked.get(name) for name in _WHOSE):
        of = ", ".join(str(there[name]) for name in _WHOSE if name in there)
        raise FailedRun(
            f"{wanted.place} holds another report ({of}); it is left as it is. Choose another --out"
        )


def standing_report(wanted: Job) -> Report | None:
    """The report that stands in its place, where it is what this run would make; else None."""
    content = manifest.read(wanted.place)
    known = manifest.records(content)
    if content is None or list(known) != [step.name for step in wanted.in_order]:
        return None
    if any(changes(wanted, known).values()) or not manifest.is_intact(wanted.place, content):
        return None
    outcomes = [Outcome(**asdict(known[name].outcome) | {"is_kept": True}) for name in known]
    return Report(wanted.place, tuple(outcomes), bool(content["is_made_up"]))


def changes(wanted: Job, known: dict[str, Record]) -> dict[str, tuple[str, ...]]:
    """Why each notebook would be executed: the parts of its key that differ, `new` or `failed`."""
    why: dict[str, tuple[str, ...]] = {}
    for step in wanted.in_order:
        read = [known[name] for name in why if name in known] if step.is_last else []
        reasons = _why(known.get(step.name), _key(wanted, step, read))
        is_moved = step.is_last and any(why.values())
        why[step.name] = reasons or (("before",) if is_moved else ())
    return why


def _why(record: Record | None, key: Key) -> tuple[str, ...]:
    if record is None:
        return ("new",)
    if record.outcome.status == "failed":
        return ("failed",)
    return keys.differences(record.key, key)


def _key(wanted: Job, step: Step, read: Sequence[Record] = ()) -> Key:
    """The key of a step that reads what others of this run left, and reports of other runs."""
    before = [*wanted.before, *(record.files for record in read)]
    return keys.step_key(step, wanted.shared, before=before)


# --- making it -------------------------------------------------------------------------------


def _make(wanted: Job, work: Path, slots: Executor, execute: Execute, tell: Tell) -> Report:
    began = datetime.now(UTC)
    tell(_event(wanted, "began", count=len(wanted.steps)))
    execute.prepare()
    given = wanted.opens(work)

    def run(step: Step, before: Sequence[Record] | None) -> Record:
        return _one(wanted, work, step, before, execute, tell)

    records = _results([slots.submit(run, step, None) for step in wanted.first])
    for step in wanted.last:
        records.append(slots.submit(run, step, tuple(records)).result())
    report = shelf.compose(work, records)
    _write_manifest(wanted, report, given, records, began)
    wanted.closes(report)
    old = manifest.read(wanted.place) or {"files": {}}
    folder.finish(work, wanted.place, made=[*old["files"], manifest.NAME])
    outcomes = tuple(record.outcome for record in records)
    return Report(wanted.place, outcomes, given.is_made_up)


def _results(waiting: Sequence[Future[Record]]) -> list[Record]:
    """What all of them return. Where one raises, none is left at work."""
    try:
        return [future.result() for future in waiting]
    finally:
        for future in waiting:
            future.cancel()
        wait(waiting)


def _one(
    wanted: Job,
    work: Path,
    step: Step,
    before: Sequence[Record] | None,
    execute: Execute,
    tell: Tell,
) -> Record:
    """Take one notebook's results from the shelf, or execute it; `before` is what it reads."""
    about = {"province": wanted.name, "period": wanted.period}
    key = _key(wanted, step, before or ())
    record = shelf.take(work, step.name, key, old=wanted.place)
    if record is not None:
        tell(Event("notebook_kept", **about, notebook=step.name))
        return record
    tell(Event("notebook_began", **about, notebook=step.name))
    logs = folder.logs(wanted.place)
    if before is None:
        outcome = execute(step, folder.emptied(shelf.place_of(work, step.name)))
        record = shelf.put(work, outcome, key, logs=logs)
    else:
        outcome = execute(step, shelf.compose(work, before))
        record = shelf.put_from_report(work, outcome, key, others=before, logs=logs)
    tell(_ended(outcome, logs, about))
    return record


def _ended(outcome: Outcome, logs: Path, about: dict[str, str]) -> Event:
    log = logs / f"{outcome.name}.log"
    facts = {name: getattr(outcome, name) for name in ("status", "seconds", "attempts", "cell")}
    return Event(
        "notebook_ended", **about, **facts, notebook=outcome.name, error=outcome.error,
        log=str(log) if log.is_file() else "",
    )  # fmt: skip


def _event(wanted: Job, what: Literal["began", "ended"], **facts: Any) -> Event:
    kind: Kind = f"{wanted.subject}_{what}"  # type: ignore[assignment]
    return Event(kind, wanted.name, wanted.period, **facts)


def _tell_end(wanted: Job, report: Report, tell: Tell) -> None:
    status = "failed" if report.failed else "kept" if report.is_kept else "done"
    count, place = len(report.failed), str(report.folder)
    tell(_event(wanted, "ended", status=status, count=count, report=place))


def _write_manifest(
    wanted: Job, report: Path, given: Given, records: Sequence[Record], began: datetime
) -> None:
    parameters = {name: value for step in wanted.steps for name, value in step.parameters.items()}
    manifest.write_manifest(
        report,
        about=given.about,
        inputs=given.inputs,
        parameters=parameters | given.parameters,
        records=records,
        began=began,
    )
