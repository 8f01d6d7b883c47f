"""Province: one province and period, its notebooks and what they stand on."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from mohinh.runs import keys, plan, remote
from mohinh.runs.events import Tell, nobody
from mohinh.runs.kernels import Kernels
from mohinh.runs.limits import Limits
from mohinh.runs.plan import Step, Value
from mohinh.runs.report import Given, Job, Report, run_job
from mohinh.tables import store, units
from mohinh.tables.units import Province
from mohinh.words.places import MAPS
from mohinh.words.terms import Lang, Period, Vintage

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, of whichever province. `only` names notebooks; all, where it is empty."""

    period: Period
    vintage: Vintage
    lang: Lang
    boundaries_file: str = ""
    boundaries_print: str = ""
    only: tuple[str, ...] = ()


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


def job(province: str, asked: Request, *, out: Path | None = None, is_trial: bool = False) -> Job:
    """The report of a province, to be made in `default_folder` (or `out`).

    What it tells is remembered for later ones, unless it `is_trial`: made to be thrown away. Raises
    `UnknownName` for a province that is none, `NoData` for one without data.
    """
    place = units.find_province(province, asked.vintage)
    remote.fetch_inputs(asked.vintage, [place])
    shared = keys.shared_key(place, boundaries_print=asked.boundaries_print)

    def remember(report: Path) -> None:
        told = store.keep_told(place, report, period=asked.period.code, data_print=shared["data"])
        if told is not None:
            remote.put_told(place, told)

    return Job(
        subject="province",
        name=place.name,
        period=asked.period.code,
        steps=_steps(place, asked),
        shared=shared,
        place=(out or default_folder(place, asked)).absolute(),
        opens=lambda _: _open(place, asked),
        closes=(lambda _: None) if is_trial else remember,
    )


def _steps(place: Province, asked: Request) -> tuple[Step, ...]:
    parameters: dict[str, Value] = {
        "province": place.name,
        "period": asked.period.code,
        "vintage": asked.vintage,
        "lang": asked.lang,
        "boundaries_file": asked.boundaries_file,
        "out": ".",
    }
    if asked.only:
        parameters["only"] = " ".join(asked.only)
    return tuple(
        step
        for step in plan.plan(parameters)
        if not asked.only or step.name in asked.only or step.is_last
    )


def _open(place: Province, asked: Request) -> Given:
    """Open data and boundaries once, so that what is wrong with them is said before any notebook,
    and what the notebooks share (a demo's tables, a schematic layer) is in the cache."""
    from mohinh.tables import boundaries

    data = store.load(place.name, vintage=asked.vintage)
    store.check_period(data, asked.period)
    boundaries.load(place, file=asked.boundaries_file or None)
    inputs, file = {data.origin.file_name: data.origin.sha256}, Path(asked.boundaries_file).name
    about = {
        "province": place.name,
        "province_code": place.code,
        "period": asked.period.code,
        "vintage": asked.vintage,
        "lang": asked.lang,
        "is_made_up": data.origin.is_made_up,
    }
    return Given(
        about=about,
        inputs=inputs | ({file: asked.boundaries_print} if file else {}),
        is_made_up=data.origin.is_made_up,
        parameters={"boundaries_file": file},
    )


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
    is_trial: bool = False,
    workers: int = WORKERS,
    is_cold: bool = False,
    limits: Limits = Limits(),  # noqa: B008 (it cannot be changed)
    tell: Tell = nobody,
) -> Report:
    """Run the notebooks for a province and period, `workers` at a time; their report.

    Data and boundaries are opened before the first notebook, so that what is wrong with them is
    said at once. Notebooks that fail are in the report's outcomes; errors of the run as a whole are
    raised. `is_cold` starts every kernel plainly, with the same results. What a report that
    `is_trial` tells is not remembered.
    """
    asked = request(period, vintage=vintage, lang=lang, boundaries_file=boundaries_file, only=only)
    wanted = job(province, asked, out=out, is_trial=is_trial)
    kernels = Kernels(is_cold=is_cold, limits=limits, tell=tell)
    with kernels as execute, ThreadPoolExecutor(workers) as slots:
        return run_job(wanted, slots=slots, execute=execute, tell=tell)
