"""Cluster: the same run on the workers of a Dask scheduler, a province at a time.

What a scheduler costs per task is as much as a small notebook, so that whole provinces are given
out. A worker runs a province as `mohinh run` does, in a process that dies with the worker; when a
worker is lost, another one goes on where it was, because the folder (or address) of the reports is
the same for all of them. Workers need this project in the same version, and the same
`MOHINH_MAPS` and `MOHINH_IMPORTED`, which are sent along.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mohinh.runs import keys, manifest, scratch
from mohinh.runs.events import Event, Tell, nobody
from mohinh.runs.limits import Limits
from mohinh.runs.province import Request, default_folder
from mohinh.runs.provinces import Result
from mohinh.runs.report import Report
from mohinh.tables.units import Province
from mohinh.words import places
from mohinh.words.errors import FailedRun

_TOPIC = "mohinh"
_SECONDS_TO_MEET = 30
_SECONDS_BETWEEN_LOOKS = 0.2
# A worker that was lost takes some seconds to let go of its folder.
_TRIES, _SECONDS_BETWEEN_TRIES = 20, 3
_HELD = "is being made by another run"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of linux/prctl.h


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is asked for. `code` is the fingerprint of the library that asks."""

    province: str
    options: tuple[str, ...]
    environment: dict[str, str]
    code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a province ended there: the manifest of its report, or why it has none."""

    manifest: dict[str, Any] | None
    error: str = ""


def run_on(
    scheduler: str,
    chosen: Sequence[Province],
    asked: Request,
    *,
    workers: int = 1,
    is_cold: bool = False,
    limits: Limits = Limits(),  # noqa: B008 (it cannot be changed)
    tell: Tell = nobody,
) -> list[Result]:
    """Make the report of each province on the workers of the scheduler at `scheduler`.

    Each worker runs `workers` notebooks side by side. Raises `FailedRun` where there is no
    scheduler or `distributed` is not installed.
    """
    with _client(scheduler) as client:
        client.subscribe_topic(_TOPIC, lambda event: tell(Event(**json.loads(event[1]))))
        more = ("--workers", str(workers), *(["--cold"] if is_cold else []))
        more += ("--most-minutes", str(limits.seconds / 60))
        more += ("--most-memory", str(limits.memory_mb / 1000))
        orders = [_order(place, asked, more) for place in chosen]
        waiting = client.map(run_there, orders, pure=False, retries=0)
        client.gather(waiting, errors="skip")
        return [
            _result(place, asked, future) for place, future in zip(chosen, waiting, strict=True)
        ]


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise FailedRun(
            "--scheduler needs the package distributed: pip install distributed"
        ) from None
    try:
        return Client(scheduler, timeout=_SECONDS_TO_MEET, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise FailedRun(f"no Dask scheduler at {scheduler}: {fault}") from None


def _order(place: Province, asked: Request, more: tuple[str, ...]) -> Order:
    options = ["--period", asked.period.code, "--vintage", asked.vintage, "--lang", asked.lang]
    options += ["--boundaries", asked.boundaries_file] if asked.boundaries_file else []
    options += [part for name in asked.only for part in ("--only", name)]
    environment = {
        "MOHINH_MAPS": places.MAPS_ADDRESS or str(places.MAPS.absolute()),
        "MOHINH_IMPORTED": places.IMPORTED_ADDRESS or str(places.IMPORTED.absolute()),
    }
    return Order(place.code, (*options, *more), environment, keys.code_print())


def _result(place: Province, asked: Request, future: Any) -> Result:
    if future.status != "finished":
        return Result(place, None, f"the workers were lost: {future.exception()}")
    answer = future.result()
    if answer.manifest is None:
        return Result(place, None, answer.error)
    outcomes = [record.outcome for record in manifest.records(answer.manifest).values()]
    made_up = bool(answer.manifest["is_made_up"])
    return Result(place, Report(default_folder(place, asked), tuple(outcomes), made_up))


# --- on the worker ---------------------------------------------------------------------------


def run_there(order: Order) -> Answer:
    """Run a province in a process of its own, here; called on a worker."""
    if order.code != keys.code_print():
        return Answer(None, "a worker has another version of mohinh than this machine")
    for _ in range(_TRIES):
        answer = _run(order, _log())
        if _HELD not in answer.error:
            break
        time.sleep(_SECONDS_BETWEEN_TRIES)
    return answer


def _log() -> Callable[[str], None]:
    from distributed import get_worker

    worker = get_worker()
    return lambda line: worker.log_event(_TOPIC, line)


def _run(order: Order, log: Callable[[str], None]) -> Answer:
    with scratch.held() as folder:
        events, said = folder / "events.jsonl", folder / "said.txt"
        events.touch()
        command = [sys.executable, "-m", "mohinh", "run", "--province", order.province]
        with said.open("wb") as stream, events.open(encoding="utf-8") as lines:
            process = subprocess.Popen(
                [*command, *order.options, "--events", str(events)],
                env=dict(os.environ) | order.environment,
                stdout=stream,
                stderr=stream,
                preexec_fn=_die_with_parent,
            )
            report = ""
            while True:
                is_over = process.poll() is not None
                for line in lines:
                    event = json.loads(line)
                    del event["time"]
                    report = event.get("report", report)
                    log(json.dumps(event, ensure_ascii=False))
                if is_over:
                    break
                time.sleep(_SECONDS_BETWEEN_LOOKS)
        content = manifest.read(Path(report)) if report else None
        words = said.read_text(encoding="utf-8", errors="replace").strip()
        return Answer(content, "" if content else words.removeprefix("error: "))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
