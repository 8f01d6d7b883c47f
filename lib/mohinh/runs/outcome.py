"""Outcome: how a notebook ended, and what it left."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from mohinh.runs.keys import Key

Status = Literal["done", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one notebook ended.

    `cell` (counted from 1, as papermill counts) and `error` say where and why it failed. `attempts`
    is more than 1 where a kernel died. `is_kept`: the results were
    used again, and `seconds` is what they took when they were made.
    """

    name: str
    status: Status
    seconds: float
    cell: int | None = None
    error: str = ""
    attempts: int = 1
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """How a notebook ended, what its results hang on, its files (path in the report → sha256)."""

    outcome: Outcome
    key: Key
    files: dict[str, str]

    @property
    def name(self) -> str:
        return self.outcome.name

    def as_json(self) -> dict[str, Any]:
        return asdict(self.outcome) | {"key": self.key, "files": self.files}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Record":
        """Raises `TypeError` or `KeyError` where the content is no record of this version."""
        rest = {name: content[name] for name in content.keys() - {"key", "files"}}
        return cls(Outcome(**rest), dict(content["key"]), dict(content["files"]))
