"""Province: one province and period, from its data to its report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mohinh.runs import execute, manifest, plan
from mohinh.runs.execute import Outcome
from mohinh.tables import boundaries, store, units
from mohinh.tables.units import Province
from mohinh.words.places import MAPS
from mohinh.words.terms import Lang, Period, Vintage


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


def run_province(
    province: str,
    *,
    period: str,
    vintage: Vintage = "2025-06",
    lang: Lang = "vi",
    boundaries_file: str = "",
    out: Path | None = None,
    steps_known: Callable[[int], None] = lambda count: None,
    started: Callable[[str], None] = lambda name: None,
    ended: Callable[[Outcome], None] = lambda outcome: None,
) -> Report:
    """Run every notebook for a province and period into `default_folder` (or `out`).

    Data and boundaries are opened before the first notebook, so that what is wrong with them is
    said at once. Notebooks that fail are in the report's outcomes; errors of the run as a whole are
    raised. `boundaries_file` is a path or the name of a fetched source.
    """
    began = datetime.now(UTC)
    place = units.find_province(province, units.check_vintage(vintage))
    when = Period.parse(period)
    data = store.load(place.name, vintage=vintage)
    store.check_period(data, when)
    file = boundaries.resolve(boundaries_file) if boundaries_file else ""
    boundaries.load(place, file=file or None)
    parameters = {"province": place.name, "period": when.code, "vintage": vintage, "lang": lang}
    parameters |= {"boundaries_file": file, "out": "."}
    steps = plan.plan(parameters)
    steps_known(len(steps))
    target = (out or default_folder(place, when, lang)).absolute()
    with execute.building(target) as build:
        outcomes = execute.execute(steps, build, started=started, ended=ended)
        inputs = {data.origin.file_name: data.origin.sha256}
        if file:
            inputs[Path(file).name] = boundaries.sha256(file)
        about = {
            "province": place.name,
            "province_code": place.code,
            "period": when.code,
            "vintage": vintage,
            "lang": lang,
            "is_made_up": data.origin.is_made_up,
        }
        manifest.write_manifest(
            build,
            about=about,
            inputs=inputs,
            parameters=parameters | {"boundaries_file": Path(file).name},
            steps=steps,
            outcomes=outcomes,
            began=began,
        )
    return Report(target, tuple(outcomes), data.origin.is_made_up)


def default_folder(place: Province, period: Period, lang: Lang) -> Path:
    """`maps/<province>/<period>`; another vintage or language gets a folder of its own."""
    name = place.slug if place.vintage == "2025-06" else f"{place.slug}-{place.vintage}"
    return MAPS / name / (period.code if lang == "vi" else f"{period.code}-{lang}")
