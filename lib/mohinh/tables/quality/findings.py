"""Findings: what was found at one place of a file, and many of them as a table."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd

from mohinh.tables.quality.rules import RULES, Severity
from mohinh.words.terms import Label, Lang, say


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `row`, `column` and `letter` as the sheet shows them; `expected` is (vi, en).

    `column` is the heading, `letter` stands above the column; blank where a finding is about more
    than one cell. `found` never holds anything about a person.
    """

    code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: Label = ("", "")
    letter: str = ""
    file: str = ""

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    @property
    def cell(self) -> str:
        """`D14`, where the finding is about one cell."""
        return f"{self.letter}{self.row}" if self.letter and self.row else ""

    def say(self, lang: Lang) -> str:
        """Place, what was found, what was expected, what to do; one line."""
        where = self.where(lang)
        return (f"{where}: " if where else "") + self.what(lang)

    def what(self, lang: Lang) -> str:
        """What was found, what was expected, what to do."""
        rule = RULES[self.code]
        facts = [say((f"thấy “{self.found}”", f"found “{self.found}”"), lang)] if self.found else []
        expected = say(self.expected, lang)
        facts += [say((f"cần {expected}", f"expected {expected}"), lang)] if expected else []
        text = say(rule.what, lang) + (f"; {', '.join(facts)}" if facts else "")
        stop = "" if text.endswith("?") else "."
        return f"{text}{stop} {say(rule.todo, lang)}"

    def where(self, lang: Lang) -> str:
        """File, sheet, cell (or row) and heading, as far as they are known."""
        cell, row, sheet = ("ô", "dòng", "trang") if lang == "vi" else ("cell", "row", "sheet")
        line = f"{cell} {self.cell}" if self.cell else f"{row} {self.row}" if self.row else ""
        parts = [
            self.file,
            f"{sheet} “{self.sheet}”" if self.sheet else "",
            line,
            f"“{self.column}”" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


def table(findings: Iterable[Finding], lang: Lang = "en") -> pd.DataFrame:
    """Findings as a table, one row each.

    Columns `severity, code, file, sheet, row, column, cell, found, expected, text` (the last two in
    the language asked for).
    """
    columns = [
        *("severity", "code", "file", "sheet", "row", "column", "cell"),
        *("found", "expected", "text"),
    ]
    rows = [
        asdict(finding)
        | {
            "severity": finding.severity,
            "cell": finding.cell,
            "expected": say(finding.expected, lang),
            "text": finding.say(lang),
        }
        for finding in findings
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"row": "Int64"} | {name: "str" for name in columns if name != "row"})
