"""Screen: options that commands have in common, and what a person sees."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from mohinh.runs.events import Event

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


def progress() -> Progress:
    """A bar that is gone when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True)


def near(path: Path) -> str:
    """The path as seen from here, where that is shorter."""
    full = path.absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)


@contextmanager
def watching(*, provinces: int) -> "Iterator[Callable[[Event], None]]":
    """A live display of a run: notebooks done, those at work, time left; to be told its events."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    times = (
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, *times, console=err, transient=True) as bars:
        yield _Display(bars, provinces).tell


class _Display:
    """One bar for provinces where there are several, one for notebooks; who is at work."""

    def __init__(self, bars: Progress, provinces: int) -> None:
        self._bars = bars
        self._provinces = bars.add_task("provinces", total=provinces) if provinces > 1 else None
        self._notebooks = bars.add_task("reading data", total=None)
        self._total = 0
        self._at_work: list[str] = []
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def tell(self, event: "Event") -> None:
        with self._lock:
            self._note(event)

    def _note(self, event: "Event") -> None:
        if event.kind == "kernels_plain" and event.error not in self._said:
            self._said.add(event.error)
            self._bars.console.print(f"Slower, with the same results: {event.error}")
        name = f"{event.province} {event.notebook}" if self._provinces else event.notebook
        if event.kind in ("province_began", "nation_began"):
            self._total += event.count or 0
        if event.kind == "notebook_began":
            self._at_work.append(name)
        if event.kind == "notebook_ended":
            self._at_work.remove(name)
        if event.kind in ("notebook_ended", "notebook_kept"):
            self._bars.advance(self._notebooks)
        if event.kind in ("province_ended", "province_failed") and self._provinces is not None:
            self._bars.advance(self._provinces)
        text = ", ".join(self._at_work) or "reading data"
        self._bars.update(self._notebooks, total=self._total or None, description=text)
