"""The command line: arguments in, one call out."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from mohinh.words.errors import MohinhError
from mohinh.words.places import HOME
from mohinh.words.terms import Lang

if TYPE_CHECKING:
    from mohinh.tables.boundaries.fetched import Fetched
    from mohinh.tables.boundaries.sources import Source
    from mohinh.tables.quality import Finding
    from mohinh.tables.store import Reading

MOST_OF_A_CODE = 8

app = typer.Typer(
    name="mohinh",
    help=(
        "Evaluate community-safety models (mô hình) of a Vietnamese province: from the workbook to "
        "the map report.\n\nFirst steps:\n\n"
        "  mohinh run --province 'Bình Thuận' --period 2022    the report, on made-up data\n\n"
        "  mohinh check WORKBOOK                               what is wrong with a workbook\n\n"
        "  mohinh import WORKBOOK --province 'Sơn La'          use it instead of made-up data\n\n"
        "  mohinh trace maps/…/tables/NAME.csv --row 3         the cells behind a number"
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
boundaries_app = typer.Typer(
    help="True boundaries from public sources: list them, fetch one.", no_args_is_help=True
)
app.add_typer(boundaries_app, name="boundaries")
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Language(StrEnum):
    """Languages of reports and findings."""

    vi = "vi"
    en = "en"


class Units(StrEnum):
    """Vintages of administrative units."""

    before_july_2025 = "2025-06"
    since_july_2025 = "2025-07"


ProvinceOption = Annotated[
    str,
    typer.Option(
        "--province",
        "-p",
        help="Name in any spelling (Bình Thuận, binh thuan, binh-thuan) or two-digit code.",
    ),
]
VintageOption = Annotated[
    Units,
    typer.Option(
        help="Administrative units: 2025-06 (63 provinces) or 2025-07 (34 provinces, no districts)."
    ),
]
LangOption = Annotated[Language, typer.Option(help="Language: vi or en.")]
_KINDS = ".xlsx, .xls, .ods or .csv"
WorkbookArgument = Annotated[Path, typer.Argument(metavar="WORKBOOK", help=f"A file: {_KINDS}.")]
WorkbooksArgument = Annotated[
    list[Path], typer.Argument(metavar="WORKBOOK…", help=f"Files of one province: {_KINDS}.")
]


@app.command()
def run(
    province: ProvinceOption,
    period: Annotated[str, typer.Option(help="A year (2022), quarter (2022-Q3), month (2022-09).")],
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
    boundaries: Annotated[
        str,
        typer.Option(
            metavar="FILE|NAME",
            help="True boundaries: a GeoParquet, GeoJSON or GeoPackage file, or a source that "
            "was fetched (mohinh boundaries list); schematic ones without.",
        ),
    ] = "",
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of the report; maps/… without."),
    ] = None,
) -> None:
    """Run the notebooks for a province and make its map report.

    Exit code 0: all notebooks done; 1: some failed, the rest is there; 2: nothing could be run.
    """
    from mohinh.runs.province import run_province

    with _progress() as progress:
        bar = progress.add_task("reading data", total=None)
        report = run_province(
            province,
            period=period,
            vintage=vintage.value,
            lang=lang.value,
            boundaries_file=boundaries,
            out=out_dir,
            steps_known=lambda count: progress.update(bar, total=count, description="notebooks"),
            started=lambda name: progress.update(bar, description=name),
            ended=lambda outcome: progress.advance(bar),
        )
    for outcome in report.failed:
        where = f", cell {outcome.cell}" if outcome.cell else ""
        err.print(f"[red]failed[/]: {outcome.name}{where}: {escape(outcome.error)}")
    if report.is_made_up:
        out.print("Made-up microdata: the report shows what the program does, not the province.")
    if report.index.is_file():
        out.print(f"Report: {escape(_near(report.index))}", soft_wrap=True)
    if report.failed:
        raise typer.Exit(1)


@app.command(name="import")
def import_(
    workbooks: WorkbooksArgument,
    province: ProvinceOption,
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
) -> None:
    """Read the files of a province, check them, and keep their tables for later runs.

    Rows with errors are refused and written to rejected.csv; the others are kept. Nothing is kept
    where an error concerns a whole file. Exit code 0: kept; 1 or 2: not.
    """
    from mohinh.tables import store

    with _progress() as progress:
        progress.add_task("reading", total=None)
        reading, folder = store.import_files(
            workbooks, province=province, vintage=vintage.value, lang=lang.value
        )
    _print_findings(reading.findings, lang.value)
    out.print(_counts(reading))
    out.print(f"Kept in {escape(_near(folder))}", soft_wrap=True)
    if refused := sum(reading.refused.values()):
        rejected = escape(_near(folder / "rejected.csv"))
        out.print(f"[yellow]{refused:,} rows refused[/]: {rejected}", soft_wrap=True)


@app.command()
def check(
    workbooks: WorkbooksArgument,
    province: Annotated[
        str, typer.Option("--province", "-p", help="Where the file does not say it.")
    ] = "",
    vintage: Annotated[
        Units | None, typer.Option(help="Administrative units, where the file does not say them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
    copies: Annotated[
        Path | None,
        typer.Option(
            "--copy",
            metavar="FOLDER",
            help="Write a copy of each workbook there, cells coloured, with comments.",
        ),
    ] = None,
    lang: LangOption = Language.vi,
) -> None:
    """Say all that is wrong with files of one province. Keeps nothing.

    Exit code 0: nothing to correct or to look at; 1: findings; 2: a file cannot be read.
    """
    from mohinh.tables import quality, store

    with _progress() as progress:
        progress.add_task("reading", total=None)
        reading = store.read(
            workbooks,
            province=province or None,
            vintage=vintage.value if vintage else None,
        )
        written = store.write_copies(reading, workbooks, copies, lang=lang.value) if copies else []
    if as_json:
        table = quality.table(reading.findings, lang.value)
        content = {
            "files": reading.origin.files,
            "received": reading.received,
            "refused": reading.refused,
            "findings": json.loads(table.to_json(orient="records", force_ascii=False)),
        }
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _print_findings(reading.findings, lang.value)
        out.print(_counts(reading))
        count = len(reading.findings)
        out.print(f"{reading.origin.file_name}: {count if count else 'no'} findings")
    for path in written:
        err.print(f"Coloured copy: {escape(_near(path))}", soft_wrap=True)
    raise typer.Exit(1 if any(one.severity != "note" for one in reading.findings) else 0)


@app.command()
def layout(
    workbook: WorkbookArgument,
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where; the screen without.")
    ] = None,
) -> None:
    """Propose a layout (data/layouts/NAME.toml) for a province's own form, by looking at it."""
    from mohinh.tables import files, layouts, sheets

    text = layouts.propose(sheets.read_workbook(workbook))
    if out_file is None:
        typer.echo(text)
        return
    files.write_text(out_file, text)
    out.print(f"Proposed layout: {escape(_near(out_file))}", soft_wrap=True)


@app.command()
def trace(
    table: Annotated[Path, typer.Argument(metavar="CSV", help="A table of a report: maps/….csv")],
    row: Annotated[int, typer.Option(help="Row of the CSV; the headings are row 1.")],
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all cells to a CSV file.")
    ] = None,
) -> None:
    """Say from which cells of which files a row of a report's table was made."""
    from mohinh.runs.trace import trace as follow
    from mohinh.tables import files

    most = None if csv else 5
    found = follow(table, row=row, most=most)
    out.print(escape(", ".join(f"{head}: {text}" for head, text in found.printed.items() if text)))
    if csv is not None:
        files.write_csv(found.cells, csv)
        out.print(f"{len(found.cells):,} cells: {escape(_near(csv))}", soft_wrap=True)
        return
    for name, count in found.counts.items():
        rest = f", the first {most} below; all with --csv FILE" if count > (most or count) else ""
        out.print(f"  {name:<18}{count:>9,} rows{rest}")
    shown = Table(box=None, pad_edge=False)
    for heading in found.cells.columns:
        shown.add_column(heading, overflow="fold")
    for cells in found.cells.itertuples(index=False):
        shown.add_row(*map(escape, cells))
    out.print(shown)


@app.command()
def demo(
    province: ProvinceOption,
    vintage: VintageOption = Units.before_july_2025,
    seed: Annotated[int, typer.Option(help="Another seed gives another made-up province.")] = 2022,
) -> None:
    """Write a made-up workbook on the province's real communes, and the truth behind it."""
    from mohinh.tables import store, units

    place = units.find_province(province, vintage.value)
    with _progress() as progress:
        progress.add_task(f"making up {place.name}", total=None)
        path = store.make_demo_workbook(place, seed=seed)
    out.print(f"Made-up workbook: {escape(_near(path))}", soft_wrap=True)
    out.print(f"Truth behind it:  {escape(_near(path.with_suffix('.truth.json')))}", soft_wrap=True)


@app.command()
def provinces(vintage: VintageOption = Units.before_july_2025) -> None:
    """List the provinces with their codes, and where there is data."""
    from mohinh.tables import store, units

    table = Table(title=f"Provinces, vintage {vintage.value}", title_justify="left")
    for heading in ("code", "name", "--province", "districts", "communes", "data"):
        table.add_column(heading, justify="right" if heading.endswith("s") else "left")
    for row in units.provinces(vintage.value).itertuples():
        place = units.find_province(row.province_code, vintage.value)
        counts = [str(row.districts_count or "–"), str(row.communes_count)]
        table.add_row(place.code, place.name, place.slug, *counts, store.what_there_is(place))
    out.print(table)


@boundaries_app.command("list")
def list_boundaries() -> None:
    """Say which public layers are known, which are fetched, and where they lie. No network."""
    from mohinh.tables.boundaries import fetched, sources

    for source in sources.load(sources.PATH):
        out.print(f"[bold]{source.name}[/]")
        _print_source(source)
        out.print(
            f"  {'in the cache':<13}{escape(_standing(fetched.there(source)))}", soft_wrap=True
        )


@boundaries_app.command("get")
def get_boundaries(
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Which of the list; the first one without.")
    ] = "",
    trust: Annotated[
        bool,
        typer.Option("--trust", help="Accept a file whose sha256 is not listed, without asking."),
    ] = False,
) -> None:
    """Fetch a public layer into the cache, say what it is first, and make it ready for `run`.

    The only command that uses the network. A fetch that broke off goes on where it stopped. Exit
    code 0: ready; 1: fetched, but not accepted; 2: not fetched.
    """
    from mohinh.tables.boundaries import fetched, sources

    wanted = sources.find(source) if source else sources.load(sources.PATH)[0]
    out.print(f"[bold]{wanted.name}[/]")
    _print_source(wanted)
    with _progress() as progress:
        bar = progress.add_task("fetching", total=None)
        got = fetched.get(
            wanted, progress=lambda done, total: progress.update(bar, completed=done, total=total)
        )
        progress.update(bar, description="cleaning, a minute or two", completed=0, total=None)
        layer = fetched.layer(got)
    if got.record is None and not _accepts(got, trust=trust):
        err.print("Not accepted: it is kept, but not used. To accept it: --trust")
        raise typer.Exit(1)
    fetched.accept(got)
    count, area = fetched.extent(layer)
    out.print(f"Ready: {count:,} communes, {area:,.0f} km², in {escape(str(got.file.parent))}")
    out.print(f"Use it: mohinh run … --vintage {wanted.vintage} --boundaries {wanted.name}")


def _print_source(source: "Source") -> None:
    from mohinh.tables.boundaries.download import proxy_of

    size = f"{source.size_mb:g} MB" if source.size_mb else "not stated"
    known = source.sha256 or "not known here: the first fetch shows it and asks"
    facts = {
        "what": source.title,
        "units": f"vintage {source.vintage}; {source.as_of}",
        "licence": f"{source.licence[1]} ({source.licence_url})",
        "whose": source.origin[1],
        "address": source.address,
        "size": f"{size}; at most {source.most_mb:g} MB are accepted",
        "sha256": known,
        "checked": source.checked,
    }
    if proxy := proxy_of(source.address):
        facts["proxy"] = f"{proxy}, from the environment"
    for name, text in facts.items():
        out.print(f"  {name:<13}{escape(text)}", soft_wrap=True)


def _standing(got: "Fetched | None") -> str:
    if got is None:
        return "no"
    if got.record is None:
        return f"{got.file}, not accepted (sha256 {got.sha256})"
    how = "as listed" if got.record.is_listed else "accepted by you"
    return f"{got.file}, fetched {got.record.fetched_at[:10]}, sha256 {got.sha256} {how}"


def _accepts(got: "Fetched", *, trust: bool) -> bool:
    """Whether the user accepts a file that nothing vouches for; no, where nobody can be asked."""
    where = got.source.sha256_stated
    out.print(f"sha256 of what came: {got.sha256}", soft_wrap=True)
    out.print(
        "No checksum is listed for this source, so nothing here says that this is the file its "
        "publisher meant." + (f" The publisher states one: {where}" if where else ""),
        soft_wrap=True,
    )
    question = "Accept it, and compare later fetches with it?"
    return trust or (sys.stdin.isatty() and typer.confirm(question))


@app.command()
def template(
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where; data/templates/ without.")
    ] = None,
) -> None:
    """Write the blank Vietnamese workbook to send out."""
    from mohinh.tables import store

    out.print(f"Blank workbook: {escape(_near(store.make_template(out_file)))}", soft_wrap=True)


@app.command()
def dictionary() -> None:
    """Write the data dictionary, data/README.md, from the schemas."""
    from mohinh.tables import store

    out.print(f"Data dictionary: {escape(_near(store.make_dictionary()))}", soft_wrap=True)


def _print_findings(findings: "Sequence[Finding]", lang: Lang) -> None:
    """The findings, errors first, what only follows from others last among them; of each code the
    first `MOST_OF_A_CODE`."""
    colours = {"error": "red", "warning": "yellow", "note": "blue"}
    seen: Counter[str] = Counter()
    for finding in sorted(
        findings,
        key=lambda one: (list(colours).index(one.severity), one.code == "refused_reference"),
    ):
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_OF_A_CODE:
            label = f"[{colours[finding.severity]}]{finding.severity}[/]"
            out.print(f"{label}: {escape(finding.say(lang))}", soft_wrap=True)
    for code, count in seen.items():
        if count > MOST_OF_A_CODE:
            more = count - MOST_OF_A_CODE
            out.print(f"… and {more:,} more of {code}; all of them with check --json or --copy")


def _counts(reading: "Reading") -> Table:
    """Rows received, accepted and refused, by table."""
    table = Table(box=None, pad_edge=False)
    table.add_column("rows")
    for heading in ("received", "accepted", "refused"):
        table.add_column(heading, justify="right")
    for name, count in reading.received.items():
        refused = reading.refused[name]
        table.add_row(f"  {name}", f"{count:,}", f"{count - refused:,}", f"{refused:,}")
    return table


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True)


def _near(path: Path) -> str:
    """The path as seen from here, where that is shorter."""
    full = path.absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)


def main() -> None:
    """Entry point: an error of the user's is a line, never a traceback."""
    try:
        app()
    except MohinhError as error:
        err.print(f"[red]error[/]: {escape(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else HOME.name
        err.print(f"[red]error[/]: {escape(name)}: {error.strerror}", soft_wrap=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
