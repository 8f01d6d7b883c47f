"""Decisions: `data/decisions/<province>.csv`, what people decided on types of models.

One row is one decision: `type_id`, `decision`, `decided_on`, `body` (the office, never a person),
`reason`. The last decision on a type counts. A row that cannot be used is a finding and leaves the
others standing; a file that cannot be read, or asks for other columns, is refused.
"""

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from mohinh.tables import privacy
from mohinh.tables.quality import Finding
from mohinh.tables.units import Province
from mohinh.words import places
from mohinh.words.errors import PersonalData, UnreadableFile
from mohinh.words.terms import TYPE_DECISIONS
from mohinh.words.text import fold, tidy

FOLDER = places.DATA / "decisions"
COLUMNS = ("type_id", "decision", "decided_on", "body", "reason")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WORDS = {
    fold(word): code for code, label in TYPE_DECISIONS.items() for word in (code, *label)
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """What a file of decisions says.

    `table` has one row per type, its last decision: index `type_id`, columns `decision` (a code of
    `terms.TYPE_DECISIONS`), `decided_on`, `body`, `reason`. `findings` are the rows not used.
    """

    table: pd.DataFrame
    findings: tuple[Finding, ...]


def load(province: Province, *, types: Collection[str], folder: Path = FOLDER) -> Decisions:
    """The decisions of a province; none where there is no file. `types` are the codes known."""
    path = Path(folder) / f"{province.slug}.csv"
    if not path.is_file():
        return Decisions(_table([]), ())
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(
            f"{path.name}: cannot be read ({type(fault).__name__}); expected a CSV file in UTF-8. "
            "Save it as “CSV UTF-8”"
        ) from None
    return parse(text, types=types, file_name=path.name)


def parse(text: str, *, types: Collection[str], file_name: str) -> Decisions:
    """The decisions that a text describes; see `load`.

    Raises `PersonalData` for a heading that asks for a person, `UnreadableFile` for columns that
    are not those of the form.
    """
    first = text.partition("\n")[0]
    lines = csv.DictReader(
        io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    _check_header([tidy(name) for name in lines.fieldnames or []], file_name)
    lines.fieldnames = [tidy(name) for name in lines.fieldnames or []]
    rows, findings = [], []
    for line in lines:
        row = {name: tidy(line[name] or "") for name in COLUMNS}
        faults = _faults(row, types, lines.line_num, file_name)
        findings += faults
        if not faults:
            word, day = _WORDS[fold(row["decision"])], _day(row["decided_on"])
            rows.append(row | {"decision": word, "decided_on": day})
    return Decisions(_table(rows), tuple(findings))


def _check_header(found: list[str], file_name: str) -> None:
    listed = ", ".join(COLUMNS)
    if any(map(privacy.forbidden_header, found)):
        raise PersonalData(
            f"{file_name}: a column asks for data about a person; expected the columns {listed} "
            "only. Remove it"
        )
    if sorted(found) != sorted(COLUMNS):
        raise UnreadableFile(
            f"{file_name}, line 1: found the columns {', '.join(found) or 'none'}; expected "
            f"{listed}. See data/decisions/README.md"
        )


def _faults(
    row: dict[str, str], types: Collection[str], line: int, file_name: str
) -> list[Finding]:
    """Why a row cannot be used; what looks like a person is never repeated."""

    def finding(code: str, column: str, expected: tuple[str, str] = ("", "")) -> Finding:
        told = row[column] if privacy.repeatable(row[column]) else ""
        found = "" if code == "decision_person" else told
        return Finding(code, "", line, column, found, expected, "", file_name)

    persons = [name for name in ("body", "reason") if privacy.personal_cell(row[name])]
    faults = [finding("decision_person", name) for name in persons]
    if row["type_id"] not in types:
        faults.append(finding("decision_type", "type_id"))
    if fold(row["decision"]) not in _WORDS:
        expected = tuple(", ".join(label[i] for label in TYPE_DECISIONS.values()) for i in (0, 1))
        faults.append(finding("decision_word", "decision", expected))
    if _day(row["decided_on"]) is None:
        faults.append(finding("decision_date", "decided_on", ("dd/mm/yyyy", "dd/mm/yyyy")))
    return faults


def _day(text: str) -> date | None:
    turned, straight = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
    if turned is None and straight is None:
        return None
    parts = turned.groups()[::-1] if turned else straight.groups()
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """The last decision of each type; of two on one day, the later line."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["decided_on"] = pd.to_datetime(frame["decided_on"]).astype("datetime64[us]")
    frame = frame.sort_values("decided_on", kind="stable").drop_duplicates("type_id", keep="last")
    return frame.set_index("type_id").sort_index()
