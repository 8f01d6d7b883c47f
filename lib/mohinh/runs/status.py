"""Status: how the report of each province stands, without running anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mohinh.runs import folder, manifest
from mohinh.runs.province import Request, default_folder, job
from mohinh.runs.report import Job, changes, standing_report
from mohinh.tables.units import Province
from mohinh.words.errors import MohinhError

State = Literal["done", "running", "stopped", "failed", "stale", "none"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The report of one province.

    `state`: `done`; `running` (a run works on it); `stopped` (a run died; the next goes on);
    `failed` (notebooks failed, or the data cannot be opened); `stale` (something changed since);
    `none` (never made). `why` names the notebooks that a run would execute, each with the parts of
    its key that changed; `error` what is wrong with the province as a whole.
    """

    province: Province
    state: State
    why: dict[str, tuple[str, ...]]
    error: str = ""


def standings(places: Sequence[Province], asked: Request) -> list[Standing]:
    """How the report of each province stands."""
    return [_standing(place, asked) for place in places]


def _standing(place: Province, asked: Request) -> Standing:
    target = default_folder(place, asked).absolute()
    if folder.is_held(target):
        return Standing(place, "running", {})
    try:
        wanted = job(place.code, asked)
    except MohinhError as fault:
        return Standing(place, "failed", {}, str(fault))
    return Standing(place, *_state(wanted))


def _state(wanted: Job) -> tuple[State, dict[str, tuple[str, ...]]]:
    known = manifest.records(manifest.read(wanted.place))
    why = {name: reasons for name, reasons in changes(wanted, known).items() if reasons}
    if why and folder.part(wanted.place).exists():
        return "stopped", why
    if not known:
        return "none", why
    if any(reasons != ("failed",) and reasons != ("before",) for reasons in why.values()):
        return "stale", why
    if why:
        return "failed", why
    return ("done" if standing_report(wanted) else "stale"), {}
