"""Reading: a folder of reports → the tidy tables of those that hold, and why the others do not.

A report is a folder with `manifest.json`, at any of three depths below the folder named
(`<province>/<period>/`). Hidden folders are somebody's work in progress and are not looked at.
A national page is none, and passed by. Nothing is dropped in silence: each report that is not
taken, and each province without one, is a row of `missing` with its reason. A report of another
period never stands in.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.tables import files, units
from mohinh.tables.reports.columns import TABLES, typed
from mohinh.tables.reports.package import FOLDER
from mohinh.words import places
from mohinh.words.errors import InvalidTable, NoData
from mohinh.words.terms import Label, Lang, Period, Vintage

# Why a report is not taken, or a province has none.
REASONS: Mapping[str, Label] = MappingProxyType(
    {
        "no_report": ("không có báo cáo trong thư mục", "no report in the folder"),
        "no_manifest": (
            "không có bản kê manifest.json: chưa chạy xong",
            "no manifest.json: the run did not end",
        ),
        "unreadable_manifest": (
            "không đọc được bản kê manifest.json",
            "manifest.json cannot be read",
        ),
        "other_period": ("báo cáo của kỳ khác", "report of another period"),
        "other_vintage": ("báo cáo theo địa giới khác", "report in other administrative units"),
        "unknown_province": ("mã tỉnh không có trong kỳ địa giới", "no province of the vintage"),
        "failed_notebooks": ("có sổ tay chạy không thành công", "notebooks failed"),
        "no_tables": (
            "không có bảng dữ liệu data/: hãy chạy lại bằng phiên bản này",
            "no tables in data/: run it again with this version",
        ),
        "changed_file": (
            "tệp đã bị thay đổi sau khi chạy",
            "a file was changed after the run",
        ),
        "invalid_table": ("bảng dữ liệu không hợp lệ", "a table breaks its rules"),
        "second_report": (
            "tỉnh có hai báo cáo khác nhau; chỉ dùng một",
            "the province has two reports that differ; one is used",
        ),
    }
)
_MISSING = ["province_code", "province_name", "folder", "reason", "detail"]
_PROVINCES = ["province_code", "province_name", "folder", "lang", "is_made_up"]
_DEEPEST = 3
_NATIONAL = tuple(name for name, table in TABLES.items() if table.is_national)
# Four made-up provinces, so that the national notebook has something to show without a run.
SAMPLE = places.DATA / "demo" / "national"


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """The reports of one period and vintage.

    Attributes
    ----------
    coverage, effects, completeness : rows of `TABLES` of all provinces that are taken, in the
        order of the codes
    provinces : one row per province taken, index `province_code`: `province_name, folder, lang,
        is_made_up`
    missing : what is not taken and why: `province_code, province_name, folder, reason` (a key of
        `REASONS`), `detail`; code and name are blank where the report does not say them
    period, vintage : as asked for
    expected_count : provinces of the vintage
    """

    coverage: pd.DataFrame
    effects: pd.DataFrame
    completeness: pd.DataFrame
    provinces: pd.DataFrame
    missing: pd.DataFrame
    period: Period
    vintage: Vintage
    expected_count: int

    @property
    def is_made_up(self) -> bool:
        """Whether any of them stands on made-up microdata."""
        return bool(self.provinces["is_made_up"].any())


@dataclass(frozen=True, slots=True)
class _Refused:
    """A report that is not taken."""

    folder: str
    reason: str
    detail: str = ""
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """A report that holds: its manifest's facts and its tables."""

    folder: str
    about: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    fingerprint: str


def folder_named(runs: str) -> Path:
    """The folder of the reports: as named, from here or from the project; empty: the sample."""
    if not runs:
        return SAMPLE
    here = Path(runs)
    return here if here.is_absolute() or here.is_dir() else places.HOME / here


def read(folder: Path, *, period: Period, vintage: Vintage, lang: Lang = "vi") -> Reports:
    """The reports of a period and vintage below a folder.

    Where a province has a report in each language, that in `lang` is taken; the other one is
    mentioned where its tables differ. Raises `NoData` where there is no such folder.
    """
    if not folder.is_dir():
        raise NoData(f"no folder {folder}: expected the folder of the reports, such as maps")
    names = units.provinces(vintage).set_index("province_code")["province_name"].to_dict()
    looked = [
        _look(place, folder, period=period, vintage=vintage, names=names)
        for place in _folders(folder)
        if not _is_national(place)
    ]
    taken, refused = _one_each([each for each in looked if isinstance(each, _Taken)], lang)
    refused += [each for each in looked if isinstance(each, _Refused)]
    here = {report.about["province_code"] for report in taken}
    told = {each.code for each in refused if each.reason != "second_report"}
    refused += [
        _Refused("", "no_report", code=code, name=name)
        for code, name in names.items()
        if code not in here | told
    ]
    return _reports(taken, refused, period=period, vintage=vintage, count=len(names))


def _folders(folder: Path) -> Iterator[Path]:
    """Folders that are reports, or look like what is left of one, in the order of their names."""
    for depth in range(1, _DEEPEST + 1):
        for place in sorted(folder.glob("/".join("*" * depth))):
            parts = place.relative_to(folder).parts
            if not place.is_dir() or any(part.startswith(".") for part in parts):
                continue
            marks = ("manifest.json", "index.html", "sections")
            if any((place / mark).exists() for mark in marks) and place.name != "sections":
                yield place


def _is_national(place: Path) -> bool:
    """Whether a folder holds a national page, which is made of reports and is none itself."""
    try:
        content = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("is_national") is True


def _look(
    place: Path, folder: Path, *, period: Period, vintage: Vintage, names: Mapping[str, str]
) -> _Taken | _Refused:
    """One report, taken or not. What is wrong with the run itself is looked at first."""
    shown = place.relative_to(folder).as_posix()
    if not (place / "manifest.json").is_file():
        return _Refused(shown, "no_manifest")
    try:
        about = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        code, name = str(about["province_code"]), str(about["province"])
        found = str(about["period"]), str(about["vintage"])
        failed = [each["name"] for each in about["notebooks"] if each["status"] != "done"]
        prints = dict(about["files"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        return _Refused(shown, "unreadable_manifest", f"{type(fault).__name__}: {fault}")
    who = {"code": code, "name": name}
    if found[1] != vintage:
        return _Refused(shown, "other_vintage", found[1], name=name)
    if found[0] != period.code:
        return _Refused(shown, "other_period", found[0], **who)
    if code not in names:
        return _Refused(shown, "unknown_province", code, name=name)
    if failed:
        return _Refused(shown, "failed_notebooks", ", ".join(failed), **who)
    return _tables(place, shown, about, prints, who)


def _tables(
    place: Path,
    shown: str,
    about: Mapping[str, Any],
    prints: Mapping[str, str],
    who: Mapping[str, str],
) -> _Taken | _Refused:
    tables, seen = {}, []
    for name in _NATIONAL:
        file, inside = place / FOLDER / f"{name}.csv", f"{FOLDER}/{name}.csv"
        if not file.is_file() and TABLES[name].is_optional and inside not in prints:
            continue
        if not file.is_file():
            return _Refused(shown, "no_tables", inside, **who)
        seen.append(files.sha256(file))
        if prints.get(inside) != seen[-1]:
            return _Refused(shown, "changed_file", inside, **who)
        try:
            frame = pd.read_csv(file, dtype="str", encoding="utf-8-sig")
            tables[name] = typed(name, frame, where=f"{shown}/{inside}")
            _check_code(tables[name], who["code"], f"{shown}/{inside}")
        except (InvalidTable, ValueError) as fault:
            return _Refused(shown, "invalid_table", str(fault), **who)
    return _Taken(shown, about, tables, " ".join(seen))


def _check_code(frame: pd.DataFrame, code: str, where: str) -> None:
    strange = frame.loc[frame["province_code"].ne(code), "province_code"]
    if len(strange):
        raise InvalidTable(
            f"{where}, row {strange.index[0] + 2}, column 'province_code': found "
            f"{strange.iloc[0]!r}, expected {code!r}, that of the manifest"
        )


def _one_each(taken: list[_Taken], lang: Lang) -> tuple[list[_Taken], list[_Refused]]:
    """One report per province, that in the language asked for; the others where they differ."""
    kept: dict[str, _Taken] = {}
    refused = []
    for report in sorted(taken, key=lambda report: report.about.get("lang") != lang):
        code = report.about["province_code"]
        if code not in kept:
            kept[code] = report
        elif report.fingerprint != kept[code].fingerprint:
            name = str(report.about["province"])
            used = kept[code].folder
            refused.append(_Refused(report.folder, "second_report", used, code, name))
    return [kept[code] for code in sorted(kept)], refused


def _reports(
    taken: list[_Taken],
    refused: list[_Refused],
    *,
    period: Period,
    vintage: Vintage,
    count: int,
) -> Reports:
    tables = {
        name: pd.concat(
            [
                typed(name, _empty(name), where=name),
                *(report.tables[name] for report in taken if name in report.tables),
            ],
            ignore_index=True,
        )
        for name in _NATIONAL
    }
    rows = [
        (
            report.about["province_code"],
            str(report.about["province"]),
            report.folder,
            str(report.about.get("lang", "")),
            bool(report.about.get("is_made_up", True)),
        )
        for report in taken
    ]
    provinces = pd.DataFrame(rows, columns=_PROVINCES).astype({"is_made_up": "bool"})
    listed = [(each.code, each.name, each.folder, each.reason, each.detail) for each in refused]
    missing = pd.DataFrame(listed, columns=_MISSING).sort_values(
        ["province_code", "folder"], kind="stable", ignore_index=True
    )
    return Reports(
        coverage=tables["coverage"],
        effects=tables["effects"],
        completeness=tables["completeness"],
        provinces=provinces.set_index("province_code"),
        missing=missing,
        period=period,
        vintage=vintage,
        expected_count=count,
    )


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in TABLES[name].columns], dtype="str")
