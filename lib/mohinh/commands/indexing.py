"""Indexing: the index over the reports in `maps/`, made anew after each run.

What a run said is noted first, so that the index of a later run, of whichever province, still says
why another one has no report.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mohinh.runs import keys
from mohinh.tables import files
from mohinh.words import places
from mohinh.words.terms import Lang, Period, Vintage

if TYPE_CHECKING:
    from mohinh.pages.index import NationalPage
    from mohinh.runs.nation import NationResult
    from mohinh.runs.province import Request
    from mohinh.runs.provinces import Result
    from mohinh.runs.report import Report
    from mohinh.tables.reports import Standing, Told


_PAGE = "index.html"
_SIGN = ".index.sha256"  # what the page was written from


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
    """Note what a run said, and write the index of all that stands in the folder.

    Where the same stands there as when it was last written, it is left as it is: that a report was
    made then and is unchanged now is no reason to read all of them again.
    """
    from mohinh.tables import reports

    about = {"period": period, "vintage": vintage, "lang": lang}
    reports.note(folder, told, **about)
    print_ = _print(folder, [period.code, vintage, lang])
    sign, page = folder / _SIGN, folder / _PAGE
    if page.is_file() and sign.is_file() and sign.read_text(encoding="utf-8") == print_:
        return page
    written = _write(folder, period=period, vintage=vintage, lang=lang)
    files.write_text(sign, print_)
    return written


def _print(folder: Path, about: list[str]) -> str:
    """Fingerprint of what the index says: the manifests there, what failed, and the library."""
    from mohinh.tables import reports

    noted = json.loads((folder / reports.NOTE).read_text(encoding="utf-8"))
    errors = {name: one["error"] for name, one in noted.items()}
    digest = sha256(repr([about, sorted(errors.items()), keys.code_print()]).encode())
    for path in sorted(folder.glob("*/*/manifest.json")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _write(folder: Path, *, period: Period, vintage: Vintage, lang: Lang) -> Path:
    from mohinh.pages import index, sentences
    from mohinh.questions import national
    from mohinh.tables import reports

    about = {"period": period, "vintage": vintage, "lang": lang}
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
