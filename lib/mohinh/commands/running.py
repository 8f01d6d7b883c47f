"""Running: reports made, and how they stand."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from mohinh.commands import indexing, screen
from mohinh.commands.screen import LangOption, Language, Units, VintageOption
from mohinh.words.errors import MohinhError, UnknownName

if TYPE_CHECKING:
    from mohinh.runs.events import Tell
    from mohinh.runs.nation import NationResult
    from mohinh.runs.province import Request
    from mohinh.runs.provinces import Result
    from mohinh.runs.report import Report
    from mohinh.tables.units import Province

# Exit codes of `run --all`: how many provinces failed, at most the first; the other where nothing
# could be run at all.
MOST_FAILED = 100
NOTHING_RUN = 120

app = typer.Typer()

ProvincesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--province",
        "-p",
        help="Name in any spelling (Bình Thuận, binh thuan, binh-thuan) or two-digit code; can be "
        "given several times.",
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Every province that has data.")]
PeriodOption = Annotated[
    str, typer.Option(help="A year (2022), quarter (2022-Q3), month (2022-09).")
]
BoundariesOption = Annotated[
    str,
    typer.Option(
        metavar="FILE|NAME",
        help="True boundaries: a GeoParquet, GeoJSON or GeoPackage file, or a source that was "
        "fetched (mohinh boundaries list); schematic ones without.",
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NOTEBOOK",
        help="Only this notebook (40_effects, effects or 40) and the page, in a folder of their "
        "own; can be given several times.",
    ),
]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@app.command()
def run(
    period: PeriodOption,
    province: ProvincesOption = None,
    is_all: AllOption = False,
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
    boundaries: BoundariesOption = "",
    only: OnlyOption = None,
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of the one report; maps/… without."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Notebooks side by side; one for each core without.")
    ] = _cores(),
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be executed, and why; run nothing.")
    ] = False,
    events: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Add a line of JSON to FILE for each thing that happens."
        ),
    ] = None,
    is_cold: Annotated[
        bool,
        typer.Option("--cold", help="Start every kernel anew; slower, with the same results."),
    ] = False,
    most_minutes: Annotated[
        float, typer.Option(min=0.01, help="A notebook that takes longer is stopped.")
    ] = 30,
    most_memory: Annotated[
        float, typer.Option(min=0.1, help="Gigabytes; a notebook that holds more is stopped.")
    ] = 6,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Dask scheduler, tcp://host:8786: run there."),
    ] = "",
) -> None:
    """Run the notebooks and make the map report of a province, of several, or of all.

    Only what changed since the last run is executed: data, plans and rules, notebook, parameters,
    library, packages. A run that was killed goes on where it was.

    Exit code for one province: 0 all notebooks done, 1 some failed and the rest is there, 2 nothing
    could be run. For several: how many provinces failed, and the national page that --all makes
    over their reports (at most 100), 120 nothing could be run.
    """
    from mohinh.runs.limits import Limits
    from mohinh.runs.province import request

    _check_choice(province, is_all=is_all, out_dir=out_dir)
    kernels = {
        "is_cold": is_cold,
        "limits": Limits(seconds=60 * most_minutes, memory_mb=1000 * most_memory),
    }
    units, kinds = vintage.value, lang.value
    one = province[0] if province and len(province) == 1 and not (is_dry or scheduler) else ""
    options: dict[str, Any] = {
        "vintage": units, "lang": kinds, "boundaries_file": boundaries, "only": only or (),
    }  # fmt: skip
    if one:
        options |= {"out": out_dir, "workers": workers, **kernels}
        raise typer.Exit(_run_one(one, events, period=period, **options))
    try:
        asked = request(period, **options)
        places = _places(province, asked, is_all=is_all)
    except MohinhError as fault:
        fault.exit_code = NOTHING_RUN
        raise
    if is_dry:
        _print_plan(places, asked)
        return
    with _telling(events, count=len(places)) as tell:
        results, nation = _run_many(
            places,
            asked,
            scheduler=scheduler,
            workers=workers,
            kernels=kernels,
            is_whole=is_all and not only,
            tell=tell,
        )
    failed = _print_many(results) + _print_nation(nation)
    if not only:
        _print_index(indexing.after_many(results, nation, asked, is_all=is_all))
    raise typer.Exit(min(failed, MOST_FAILED))


def _run_many(
    places: "Sequence[Province]",
    asked: "Request",
    *,
    scheduler: str,
    workers: int,
    kernels: dict[str, Any],
    is_whole: bool,
    tell: "Tell",
) -> "tuple[list[Result], NationResult | None]":
    """The reports of several provinces and, where they are whole ones of all, the national page."""
    from mohinh.runs import nation, provinces
    from mohinh.runs.kernels import Kernels

    with Kernels(**kernels, tell=tell) as execute:
        if scheduler:
            from mohinh.runs.cluster import run_on

            results = run_on(scheduler, places, asked, workers=workers, **kernels, tell=tell)
        else:
            results = provinces.run_all(places, asked, workers=workers, execute=execute, tell=tell)
        if not is_whole:
            return results, None
        return results, nation.run_nation(results, asked, execute=execute, tell=tell)


def _run_one(province: str, events: Path | None, **options: Any) -> int:
    """The report of one province, and the index where the report stands among the others."""
    from mohinh.runs.province import run_province

    with _telling(events, count=1) as tell:
        report = run_province(province, tell=tell, **options)
    code = _print_one(report)
    if not options["only"]:
        about = {name: options[name] for name in ("period", "vintage", "lang")}
        _print_index(indexing.after_one(province, report, **about))
    return code


def _print_index(index: Path | None) -> None:
    if index is not None:
        screen.out.print(f"Index: {escape(screen.near(index))}", soft_wrap=True)


def _check_choice(province: list[str] | None, *, is_all: bool, out_dir: Path | None) -> None:
    if bool(province) == is_all:
        raise UnknownName("say which: --province NAME (can be given several times), or --all")
    if out_dir is not None and (is_all or len(province or ()) > 1):
        raise UnknownName("--out is the folder of one report; several go to maps/")


def _places(names: list[str] | None, asked: "Request", *, is_all: bool) -> "list[Province]":
    from mohinh.runs import provinces
    from mohinh.tables import units

    if is_all:
        return provinces.with_data(asked)
    return [units.find_province(name, asked.vintage) for name in names or ()]


@app.command()
def status(
    period: PeriodOption,
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
    boundaries: BoundariesOption = "",
) -> None:
    """Say how the report of each province with data stands: done, running, failed, stale …

    Runs nothing. Exit code: 0 where all are done, else 1.
    """
    from mohinh.runs.province import request

    asked = request(period, vintage=vintage.value, lang=lang.value, boundaries_file=boundaries)
    found = _print_plan(_places(None, asked, is_all=True), asked)
    raise typer.Exit(0 if found <= {"done"} else 1)


def _print_plan(places: "Sequence[Province]", asked: "Request") -> set[str]:
    """How each report stands, and what a run would execute; the states that occur."""
    from mohinh.runs.status import standings

    colours = {"done": "green", "failed": "red", "stale": "yellow", "stopped": "yellow"}
    table = Table(box=None, pad_edge=False)
    for heading in ("code", "province", "report", "a run would execute"):
        table.add_column(heading)
    found = standings(places, asked)
    for one in found:
        colour = colours.get(one.state, "default")
        what = escape(one.error) or _reasons(one.why)
        state = f"[{colour}]{one.state}[/]"
        table.add_row(one.province.code, escape(one.province.name), state, what)
    screen.out.print(table)
    return {one.state for one in found}


def _reasons(why: dict[str, tuple[str, ...]]) -> str:
    """Notebooks by the reasons that they share: `all 10: code`, `40_effects, 50_…: notebook`."""
    shared: dict[tuple[str, ...], list[str]] = {}
    for name, reasons in why.items():
        shared.setdefault(reasons, []).append(name)
    parts = [f"{_listed(names)} ({', '.join(reasons)})" for reasons, names in shared.items()]
    return "; ".join(parts) or "nothing"


def _listed(names: list[str]) -> str:
    return ", ".join(names) if len(names) < 4 else f"{len(names)} notebooks"


def _print_one(report: "Report") -> int:
    _print_failures("", report)
    if report.is_made_up:
        screen.out.print(
            "Made-up microdata: the report shows what the program does, not the province."
        )
    if report.is_kept:
        screen.out.print("Nothing changed since the last run.")
    if report.index.is_file():
        screen.out.print(f"Report: {escape(screen.near(report.index))}", soft_wrap=True)
    return 1 if report.failed else 0


def _print_many(results: "Sequence[Result]") -> int:
    for result in results:
        if result.report is None:
            where = f"[red]failed[/]: {escape(result.province.name)}"
            screen.err.print(f"{where}: {escape(result.error)}", soft_wrap=True)
        else:
            _print_failures(result.province.name, result.report)
    reports = [result.report for result in results if result.report is not None]
    kept = sum(report.is_kept and not report.failed for report in reports)
    failed = sum(result.is_failed for result in results)
    made = len(results) - kept - failed
    screen.out.print(f"{len(results)} provinces: {made} made, {kept} unchanged, {failed} failed")
    if any(report.is_made_up for report in reports):
        count = sum(report.is_made_up for report in reports)
        screen.out.print(f"Made-up microdata in {count}: they show what the program does.")
    return failed


def _print_nation(result: "NationResult | None") -> int:
    """Say how the national page ended; 1 where it failed."""
    if result is None:
        return 0
    if result.report is None:
        screen.err.print(f"[red]failed[/]: national page: {escape(result.error)}", soft_wrap=True)
        return 1
    _print_failures("national page", result.report)
    if result.report.index.is_file():
        where = escape(screen.near(result.report.index))
        screen.out.print(f"National page: {where}", soft_wrap=True)
    return int(result.is_failed)


def _print_failures(province: str, report: "Report") -> None:
    from mohinh.runs.folder import logs

    for outcome in report.failed:
        who = f"{province}, {outcome.name}" if province else outcome.name
        where = f", cell {outcome.cell}" if outcome.cell else ""
        log = screen.near(logs(report.folder) / f"{outcome.name}.log")
        text = f"{escape(who)}{where}: {escape(outcome.error)}"
        screen.err.print(f"[red]failed[/]: {text}\n        log: {escape(log)}", soft_wrap=True)


@contextmanager
def _telling(events: Path | None, *, count: int) -> "Iterator[Tell]":
    """Show what happens, and write it to a file where one is named."""
    from mohinh.runs.events import to_file

    with screen.watching(provinces=count) as tell:
        yield tell if events is None else to_file(events, tell)
