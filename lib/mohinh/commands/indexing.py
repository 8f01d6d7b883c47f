"""Indexing: the index over the reports in `maps/`, made anew after each run.

What a run said is noted first, so that the index of a later run, of whichever province, still says
why another one has no report.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mohinh.words import places
from mohinh.words.terms import Lang, Period, Vintage

if TYPE_CHECKING:
    from mohinh.pages.index import NationalPage
    from mohinh.runs.nation import NationResult
    from mohinh.runs.province import Request
    from mohinh.runs.provinces import Result
    from mohinh.runs.report import Report
    from mohinh.tables.reports import Standing, Told


def after_one(
    province: str, report: "Report", *, period: str, vintage: Vintage, lang: Lang
) -> Path | None:
    """The index after a run of one province; None where the report stands elsewhere."""
    from mohinh.tables import units
    from mohinh.tables.reports import Told

    if places.MAPS_ADDRESS or not report.folder.is_relative_to(places.MAPS.absolute()):
        return None
    told = {units.find_province(province, vintage).code: Told(is_kept=report.is_kept)}
    return write(places.MAPS, told, period=Period.parse(period), vintage=vintage, lang=lang)


def after_many(
    results: "Sequence[Result]",
    nation: "NationResult | None",
    asked: "Request",
    *,
    is_all: bool,
) -> Path | None:
    """The index after a run of several provinces.

    None where reports lie at an address and only some were asked for: the others are not here.
    """
    from mohinh.runs import remote
    from mohinh.tables import reports

    if places.MAPS_ADDRESS and not is_all:
        return None
    told = {result.province.code: _told(result) for result in results}
    if nation is not None:
        told[reports.NATION] = _told(nation)
    index = write(places.MAPS, told, period=asked.period, vintage=asked.vintage, lang=asked.lang)
    remote.put_file(index)
    return index


def _told(result: "Result | NationResult") -> "Told":
    from mohinh.tables.reports import Told

    error = result.error.replace(str(places.HOME), ".")
    return Told(error, result.report is not None and result.report.is_kept)


def write(
    folder: Path, told: "Mapping[str, Told]", *, period: Period, vintage: Vintage, lang: Lang
) -> Path:
    """Note what a run said, and write the index of all that stands in the folder."""
    from mohinh.pages import index, sentences
    from mohinh.questions import national
    from mohinh.tables import reports

    about = {"period": period, "vintage": vintage, "lang": lang}
    reports.note(folder, told, **about)
    data = reports.read(folder, **about)
    refused = {
        place: reason
        for place, reason in data.missing[["folder", "reason"]].itertuples(index=False)
        if place
    }
    standings = reports.standings(folder, refused=refused, **about)
    nation = reports.national_standing(folder, **about)
    table = national.side_by_side(data.coverage, data.effects)
    content = sentences.index.overview(data, standings, table, nation=nation, lang=lang)
    return index.write_index(folder, content, nation=_page(nation), lang=lang)


def _page(nation: "Standing | None") -> "NationalPage | None":
    from mohinh.pages.index import NationalPage

    if nation is None or not nation.page:
        return None
    return NationalPage(
        f"{nation.folder}/{nation.page}", f"{nation.folder}/figures/national_map.png"
    )
