"""Layers: true boundaries from public sources."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from mohinh.commands import screen

if TYPE_CHECKING:
    from mohinh.tables.boundaries.fetched import Fetched
    from mohinh.tables.boundaries.sources import Source

app = typer.Typer(
    help="True boundaries from public sources: list them, fetch one.", no_args_is_help=True
)


@app.command("list")
def list_boundaries() -> None:
    """Say which public layers are known, which are fetched, and where they lie. No network."""
    from mohinh.tables.boundaries import fetched, sources

    for source in sources.load(sources.PATH):
        screen.out.print(f"[bold]{source.name}[/]")
        _print_source(source)
        screen.out.print(
            f"  {'in the cache':<13}{escape(_standing(fetched.there(source)))}", soft_wrap=True
        )


@app.command("get")
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
    screen.out.print(f"[bold]{wanted.name}[/]")
    _print_source(wanted)
    with screen.progress() as bars:
        bar = bars.add_task("fetching", total=None)
        got = fetched.get(
            wanted, progress=lambda done, total: bars.update(bar, completed=done, total=total)
        )
        bars.update(bar, description="cleaning, a minute or two", completed=0, total=None)
        layer = fetched.layer(got)
    if got.record is None and not _accepts(got, trust=trust):
        screen.err.print("Not accepted: it is kept, but not used. To accept it: --trust")
        raise typer.Exit(1)
    fetched.accept(got)
    count, area = fetched.extent(layer)
    screen.out.print(
        f"Ready: {count:,} communes, {area:,.0f} km², in {escape(str(got.file.parent))}"
    )
    screen.out.print(f"Use it: mohinh run … --vintage {wanted.vintage} --boundaries {wanted.name}")


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
        screen.out.print(f"  {name:<13}{escape(text)}", soft_wrap=True)


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
    screen.out.print(f"sha256 of what came: {got.sha256}", soft_wrap=True)
    screen.out.print(
        "No checksum is listed for this source, so nothing here says that this is the file its "
        "publisher meant." + (f" The publisher states one: {where}" if where else ""),
        soft_wrap=True,
    )
    question = "Accept it, and compare later fetches with it?"
    return trust or (sys.stdin.isatty() and typer.confirm(question))
