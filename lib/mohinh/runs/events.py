"""Events: what happens in a run, one after the other, for the screen and for machines."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Subject = Literal["province", "nation"]
Kind = Literal[
    "province_waiting",  # it will be worked on; `count` notebooks
    "province_began",
    "notebook_began",
    "notebook_kept",  # its results are used again
    "notebook_ended",
    "province_ended",
    "province_failed",  # it has no report of this run; `error` says why
    "kernels_plain",  # kernels are started anew each time, slower; `error` says why
    "nation_began",
    "nation_ended",
    "nation_failed",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Fields that do not belong to its kind are empty.

    `province` names whose report it is: a province, or `national`.
    """

    kind: Kind
    province: str = ""
    period: str = ""
    notebook: str = ""
    status: str = ""
    seconds: float | None = None
    attempts: int | None = None
    cell: int | None = None
    error: str = ""
    log: str = ""
    report: str = ""
    count: int | None = None

    def line(self) -> str:
        """The event as a line of JSON, with the time (UTC); empty fields are left out."""
        facts = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return json.dumps({"time": now, **facts}, ensure_ascii=False)


Tell = Callable[[Event], None]


def nobody(event: Event) -> None:
    """Tell nobody."""


def to_file(path: Path, then: Tell = nobody) -> Tell:
    """Tell a file, a line for each event, appended; and then somebody else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = threading.Lock()

    def tell(event: Event) -> None:
        with lock, path.open("a", encoding="utf-8") as stream:
            stream.write(event.line() + "\n")
        then(event)

    return tell
