"""Standing: how the report of each province stands in a folder of reports.

What stands is read from the reports themselves. What a run could not leave there, since it made no
report, is in its note: `.told.json` of the folder, one entry for each report that a run was asked
for, until a later run is asked for the same.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

from mohinh.tables import files, units
from mohinh.words.terms import Lang, Period, Vintage

# `done`; `failed`: notebooks failed and the rest is there; `error`: the last run made none, what
# stands is older; `unusable`: what stands cannot be used; `missing`: none.
State = Literal["done", "failed", "error", "unusable", "missing"]
NOTE = ".told.json"
NATION = "national"  # stands where a province has its code
_PAGE, _TABLES = "index.html", "tables.xlsx"
_PDF, _DOCUMENT = "report.pdf", "report.docx"


@dataclass(frozen=True, slots=True)
class Failure:
    """A notebook that failed: in which cell (counted from 1), and why."""

    notebook: str
    cell: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the last run said of a province: why it has no report, or that nothing changed."""

    error: str = ""
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The report of one province.

    `folder` is its path below the folder of reports, empty where there is none; `page`, `tables`,
    `pdf` and `document` are names of files in it, empty where they are not there; `other` is the
    folder of the same report in the other language. `is_made_up` is None where there is no report;
    `lang` is the language of the one there is.
    """

    code: str
    name: str
    state: State
    is_kept: bool = False
    is_made_up: bool | None = None
    folder: str = ""
    lang: str = ""
    failures: tuple[Failure, ...] = ()
    error: str = ""
    page: str = ""
    tables: str = ""
    pdf: str = ""
    document: str = ""
    other: str = ""


def note(
    folder: Path, told: Mapping[str, Told], *, period: Period, vintage: Vintage, lang: Lang
) -> None:
    """Keep what a run said of provinces (by their codes), beside what others said."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NOTE
    with FileLock(folder / f"{NOTE}.lock"):
        known = _noted(path)
        known |= {_key(code, period, vintage, lang): asdict(told[code]) for code in told}
        text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        files.write_text(path, text)


def standings(
    folder: Path, *, period: Period, vintage: Vintage, lang: Lang, refused: Mapping[str, str]
) -> list[Standing]:
    """How the report of each province of the vintage stands, in the order of their codes; of a
    province that has none in the language asked for, the one in the other.

    `refused` says of which reports (by path) nothing can be used, and why.
    """
    found = _found(folder, period, vintage, lang)
    others = _found(folder, period, vintage, "en" if lang == "vi" else "vi")
    noted = _noted(folder / NOTE)
    result = []
    for code, name in units.provinces(vintage)[["province_code", "province_name"]].itertuples(
        index=False
    ):
        told = _told(noted.get(_key(code, period, vintage, lang)))
        there, other = found.get(code), others.get(code)
        one = _standing(folder, code, name, there or other, told, refused)
        is_in_both = there is not None and other is not None and (other[0] / _PAGE).is_file()
        where = other[0].relative_to(folder).as_posix() if is_in_both else ""
        result.append(replace(one, other=where))
    return result


def national_standing(
    folder: Path, *, period: Period, vintage: Vintage, lang: Lang
) -> Standing | None:
    """How the national page stands; None where there is none and nothing was said of it."""
    found = _found(folder, period, vintage, lang).get(NATION)
    told = _told(_noted(folder / NOTE).get(_key(NATION, period, vintage, lang)))
    if found is None and not told.error:
        return None
    return _standing(folder, NATION, NATION, found, told, {})


def _key(code: str, period: Period, vintage: Vintage, lang: Lang) -> str:
    return "/".join((vintage, code, period.code, lang))


def _noted(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _told(content: object) -> Told:
    if not isinstance(content, dict):
        return Told()
    return Told(str(content.get("error", "")), content.get("is_kept") is True)


def _found(
    folder: Path, period: Period, vintage: Vintage, lang: Lang
) -> dict[str, tuple[Path, dict[str, Any]]]:
    """By code of province (or `NATION`), the folder of its report and the manifest in it."""
    name = period.code if lang == "vi" else f"{period.code}-{lang}"
    found = {}
    for path in sorted(folder.glob(f"[!.]*/{name}/manifest.json")):
        content = _noted(path)
        if (content.get("period"), content.get("vintage")) == (period.code, vintage):
            is_national = content.get("is_national")
            code = NATION if is_national else str(content.get("province_code", ""))
            found[code] = (path.parent, content)
    return found


def _standing(
    folder: Path,
    code: str,
    name: str,
    found: tuple[Path, dict[str, Any]] | None,
    told: Told,
    refused: Mapping[str, str],
) -> Standing:
    if found is None:
        return Standing(code, name, "error" if told.error else "missing", error=told.error)
    place, content = found
    shown = place.relative_to(folder).as_posix()
    failures = _failures(content)
    error = told.error or ("" if failures else refused.get(shown, ""))
    state: State = "error" if told.error else "failed" if failures else "done"
    if state == "done" and error:
        state = "unusable"
    return Standing(
        code,
        name,
        state,
        is_kept=told.is_kept,
        is_made_up=content.get("is_made_up") is not False,
        folder=shown,
        lang="en" if content.get("lang") == "en" else "vi",
        failures=failures,
        error=error,
        page=_PAGE if (place / _PAGE).is_file() else "",
        tables=_TABLES if (place / _TABLES).is_file() else "",
        pdf=_PDF if (place / _PDF).is_file() else "",
        document=_DOCUMENT if (place / _DOCUMENT).is_file() else "",
    )


def _failures(content: Mapping[str, Any]) -> tuple[Failure, ...]:
    listed = content.get("notebooks")
    notebooks = listed if isinstance(listed, list) else []
    return tuple(
        Failure(str(one.get("name", "")), one.get("cell"), str(one.get("error", "")))
        for one in notebooks
        if isinstance(one, dict) and one.get("status") != "done"
    )
