"""Provinces: many reports in one run. What fails in one leaves the others whole."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from mohinh.runs import remote
from mohinh.runs.events import Event, Tell, nobody
from mohinh.runs.kernels import Kernels
from mohinh.runs.province import WORKERS, Request, job
from mohinh.runs.report import Execute, Report, run_job
from mohinh.tables import store, units
from mohinh.tables.units import Province
from mohinh.words.errors import MohinhError, NoData


@dataclass(frozen=True, slots=True)
class Result:
    """One province of a run: its report, or why it has none of this run."""

    province: Province
    report: Report | None
    error: str = ""

    @property
    def is_failed(self) -> bool:
        """Whether it has no report of this run, or one with sections missing."""
        return self.report is None or bool(self.report.failed)


def with_data(asked: Request) -> list[Province]:
    """The provinces of the vintage that have data, imported or made up, by their codes."""
    remote.fetch_inputs(asked.vintage)
    codes = units.provinces(asked.vintage)["province_code"]
    places = [units.find_province(code, asked.vintage) for code in codes]
    return [place for place in places if store.what_there_is(place)]


def run_all(
    places: Sequence[Province],
    asked: Request,
    *,
    workers: int = WORKERS,
    is_cold: bool = False,
    execute: Execute | None = None,
    tell: Tell = nobody,
) -> list[Result]:
    """Make the report of each province, `workers` notebooks at a time; one result for each.

    Provinces are begun in the order given, as many side by side as there are workers, so that no
    worker waits for the last notebook of a province. Raises `NoData` where there is no province.
    """
    if not places:
        raise NoData(
            "no province has data. Import a workbook: mohinh import WORKBOOK --province NAME, or "
            "make made-up data to try: mohinh demo --all"
        )
    with (
        Kernels(is_cold=is_cold, tell=tell) as kernels,
        ThreadPoolExecutor(workers, thread_name_prefix="notebook") as slots,
        ThreadPoolExecutor(workers, thread_name_prefix="province") as drivers,
    ):
        for place in places:
            tell(Event("province_waiting", place.name, asked.period.code))
        results = [
            drivers.submit(_one, place, asked, slots=slots, execute=execute or kernels, tell=tell)
            for place in places
        ]
        return [result.result() for result in results]


def _one(
    place: Province,
    asked: Request,
    *,
    slots: Executor,
    execute: Execute,
    tell: Tell,
) -> Result:
    try:
        wanted = job(place.code, asked)
        return Result(place, run_job(wanted, slots=slots, execute=execute, tell=tell))
    except MohinhError as fault:
        error = str(fault)
    except Exception as fault:  # a fault of ours in one province must not cost the others
        error = f"{type(fault).__name__}: {fault}"
    tell(Event("province_failed", place.name, asked.period.code, status="failed", error=error))
    return Result(place, None, error)
