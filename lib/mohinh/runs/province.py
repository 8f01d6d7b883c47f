"""Province: one province and period, from its data to its report.

The notebooks are a small graph: those that ask a question read nothing of each other; those that
put the report together (from 90 on) read what all the others left. Only what is not there already,
under the same key, is executed.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from mohinh.runs import folder, keys, manifest, plan, remote, shelf
from mohinh.runs.events import Event, Tell, nobody
from mohinh.runs.kernels import Kernels
from mohinh.runs.keys import Key
from mohinh.runs.outcome import Outcome, Record
from mohinh.runs.plan import Step, Value
from mohinh.tables import store, units
from mohinh.tables.units import Province
from mohinh.words.places import MAPS
from mohinh.words.terms import Lang, Period, Vintage

WORKERS = 2
# Executes a step in a folder, as `Kernels` does.
Execute = Callable[[Step, Path], Outcome]


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
class Request:
    """What is asked for, of whichever province. `only` names notebooks; all, where it is empty."""

    period: Period
    vintage: Vintage
    lang: Lang
    boundaries_file: str = ""
    boundaries_print: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make: for whom, from what, where."""

    province: Province
    request: Request
    steps: tuple[Step, ...]
    shared: Key
    place: Path

    @property
    def first(self) -> list[Step]:
        return [step for step in self.steps if not step.is_last]

    @property
    def last(self) -> list[Step]:
        return [step for step in self.steps if step.is_last]


def request(
    period: str,
    *,
    vintage: Vintage = "2025-06",
    lang: Lang = "vi",
    boundaries_file: str = "",
    only: Sequence[str] = (),
) -> Request:
    """What is asked for; `boundaries_file` is a path or the name of a fetched source.

    Raises `UnknownName` for a period, vintage, source or notebook that is none.
    """
    when = Period.parse(period)
    known = {path.stem for path in plan.notebooks()}
    chosen = tuple(plan.find_notebook(name, known) for name in only)
    units.check_vintage(vintage)
    if not boundaries_file:
        return Request(when, vintage, lang, only=chosen)
    from mohinh.tables import boundaries

    file = boundaries.resolve(boundaries_file)
    return Request(when, vintage, lang, file, boundaries.sha256(file), chosen)


def job(province: str, asked: Request, *, out: Path | None = None) -> Job:
    """The report of a province, to be made in `default_folder` (or `out`).

    Raises `UnknownName` for a province that is none, `NoData` for one without data.
    """
    place = units.find_province(province, asked.vintage)
    remote.fetch_inputs(asked.vintage, [place])
    parameters: dict[str, Value] = {
        "province": place.name,
        "period": asked.period.code,
        "vintage": asked.vintage,
        "lang": asked.lang,
        "boundaries_file": asked.boundaries_file,
        "out": ".",
    }
    steps = [
        step
        for step in plan.plan(parameters)
        if not asked.only or step.name in asked.only or step.is_last
    ]
    shared = keys.shared_key(place, boundaries_print=asked.boundaries_print)
    target = (out or default_folder(place, asked)).absolute()
    return Job(place, asked, tuple(steps), shared, target)


def default_folder(place: Province, asked: Request) -> Path:
    """`maps/<province>/<period>`; another vintage or language, or a choice of notebooks, gets a
    folder of its own."""
    name = place.slug if place.vintage == "2025-06" else f"{place.slug}-{place.vintage}"
    parts = [asked.period.code, *(["en"] if asked.lang == "en" else [])]
    parts += ["only", *asked.only] if asked.only else []
    return MAPS / name / "-".join(parts)


def run_province(
    province: str,
    *,
    period: str,
    vintage: Vintage = "2025-06",
    lang: Lang = "vi",
    boundaries_file: str = "",
    only: Sequence[str] = (),
    out: Path | None = None,
    workers: int = WORKERS,
    is_cold: bool = False,
    tell: Tell = nobody,
) -> Report:
    """Run the notebooks for a province and period, `workers` at a time; their report.

    Data and boundaries are opened before the first notebook, so that what is wrong with them is
    said at once. Notebooks that fail are in the report's outcomes; errors of the run as a whole are
    raised. `is_cold` starts every kernel plainly, with the same results.
    """
    asked = request(period, vintage=vintage, lang=lang, boundaries_file=boundaries_file, only=only)
    wanted = job(province, asked, out=out)
    with Kernels(is_cold=is_cold) as execute, ThreadPoolExecutor(workers) as slots:
        return run_job(wanted, slots=slots, execute=execute, tell=tell)


def run_job(wanted: Job, *, slots: Executor, execute: Execute, tell: Tell = nobody) -> Report:
    """Make one report, its notebooks executed in `slots`; what is there already is used again."""
    remote.fetch_report(wanted.place)
    report = standing_report(wanted)
    if report is None:
        with folder.working(wanted.place) as work:
            report = standing_report(wanted) or _make(wanted, work, slots, execute, tell)
    folder.tidy(wanted.place)
    remote.put_report(wanted.place)
    _tell_end(wanted, report, tell)
    return report


def standing_report(wanted: Job) -> Report | None:
    """The report that stands in its place, where it is what this run would make; else None."""
    content = manifest.read(wanted.place)
    known = manifest.records(content)
    if content is None or list(known) != [step.name for step in _in_order(wanted)]:
        return None
    if any(changes(wanted, known).values()) or not manifest.is_intact(wanted.place, content):
        return None
    outcomes = [Outcome(**asdict(known[name].outcome) | {"is_kept": True}) for name in known]
    return Report(wanted.place, tuple(outcomes), bool(content["is_made_up"]))


def changes(wanted: Job, known: dict[str, Record]) -> dict[str, tuple[str, ...]]:
    """Why each notebook would be executed: the parts of its key that differ, `new` or `failed`."""
    why = {step.name: _why(known.get(step.name), _key(wanted, step)) for step in wanted.first}
    before = [known[step.name].files for step in wanted.first if step.name in known]
    for step in wanted.last:
        is_moved = any(why[one.name] for one in wanted.first)
        reasons = _why(known.get(step.name), keys.step_key(step, wanted.shared, before=before))
        why[step.name] = reasons or (("before",) if is_moved else ())
    return why


def _why(record: Record | None, key: Key) -> tuple[str, ...]:
    if record is None:
        return ("new",)
    if record.outcome.status == "failed":
        return ("failed",)
    return keys.differences(record.key, key)


def _key(wanted: Job, step: Step) -> Key:
    return keys.step_key(step, wanted.shared)


def _in_order(wanted: Job) -> list[Step]:
    return [*wanted.first, *wanted.last]


# --- making it -------------------------------------------------------------------------------


def _make(wanted: Job, work: Path, slots: Executor, execute: Execute, tell: Tell) -> Report:
    began = datetime.now(UTC)
    tell(Event("province_began", wanted.province.name, wanted.request.period.code,
               count=len(wanted.steps)))  # fmt: skip
    data = _open(wanted)

    def run(step: Step, key: Key, before: Sequence[Record] | None) -> Record:
        return _one(wanted, work, step, key, before, execute, tell)

    records = _results([slots.submit(run, step, _key(wanted, step), None) for step in wanted.first])
    for step in wanted.last:
        key = keys.step_key(step, wanted.shared, before=[record.files for record in records])
        records.append(slots.submit(run, step, key, tuple(records)).result())
    report = shelf.compose(work, records)
    _write_manifest(wanted, report, data, records, began)
    old = manifest.read(wanted.place) or {"files": {}}
    folder.finish(work, wanted.place, made=[*old["files"], manifest.NAME])
    outcomes = tuple(record.outcome for record in records)
    return Report(wanted.place, outcomes, data.origin.is_made_up)


def _results(waiting: Sequence[Future[Record]]) -> list[Record]:
    """What all of them return. Where one raises, none is left at work."""
    try:
        return [future.result() for future in waiting]
    finally:
        for future in waiting:
            future.cancel()
        wait(waiting)


def _open(wanted: Job) -> store.ProvinceData:
    """Open data and boundaries once, so that what is wrong with them is said before any notebook,
    and what the notebooks share (a demo's tables, a schematic layer) is in the cache."""
    from mohinh.tables import boundaries

    data = store.load(wanted.province.name, vintage=wanted.request.vintage)
    store.check_period(data, wanted.request.period)
    boundaries.load(wanted.province, file=wanted.request.boundaries_file or None)
    return data


def _one(
    wanted: Job,
    work: Path,
    step: Step,
    key: Key,
    before: Sequence[Record] | None,
    execute: Execute,
    tell: Tell,
) -> Record:
    """Take one notebook's results from the shelf, or execute it; `before` is what it reads."""
    about = {"province": wanted.province.name, "period": wanted.request.period.code}
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


def _tell_end(wanted: Job, report: Report, tell: Tell) -> None:
    tell(
        Event(
            "province_ended",
            wanted.province.name,
            wanted.request.period.code,
            status="failed" if report.failed else "kept" if report.is_kept else "done",
            count=len(report.failed),
            report=str(report.folder),
        )
    )


def _write_manifest(
    wanted: Job,
    report: Path,
    data: store.ProvinceData,
    records: Sequence[Record],
    began: datetime,
) -> None:
    asked, file = wanted.request, Path(wanted.request.boundaries_file).name
    inputs = {data.origin.file_name: data.origin.sha256}
    if file:
        inputs[file] = asked.boundaries_print
    about = {
        "province": wanted.province.name,
        "province_code": wanted.province.code,
        "period": asked.period.code,
        "vintage": asked.vintage,
        "lang": asked.lang,
        "is_made_up": data.origin.is_made_up,
    }
    given = {name: value for step in wanted.steps for name, value in step.parameters.items()}
    parameters = given | {"boundaries_file": file}
    manifest.write_manifest(
        report, about=about, inputs=inputs, parameters=parameters, records=records, began=began
    )
