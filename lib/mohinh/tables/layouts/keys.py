"""The keys of a settings file, each taken once by its kind; all that is wrong is noted by line."""

import re
from collections.abc import Iterable, Mapping
from typing import Any


class Keys:
    """The keys of one table of the file, each taken once; what is wrong is noted with its line."""

    def __init__(
        self, content: Mapping[str, Any], where: str, file_name: str, text: str, faults: list[str]
    ):
        self.content, self.where, self.faults = dict(content), where, faults
        self.file_name, self.text_of_file = file_name, text
        self._known: list[str] = []

    def fault(self, key: str, found: Any, expected: str) -> None:
        name = f"{self.where}.{key}".strip(".")
        line = self._line(key)
        place = f"{self.file_name}, line {line}" if line else self.file_name
        said = "nothing" if found is None else repr(found)
        self.faults.append(f"{place}, key '{name}': found {said}, expected {expected}")

    def _line(self, key: str) -> int | None:
        heading = re.escape(self.where.split("#")[0].split(".")[0])
        start = 0
        if heading:
            number = int(self.where.partition("#")[2] or 1)
            tables = list(re.finditer(rf"^\s*\[+\s*{heading}[\s.\]]", self.text_of_file, re.M))
            start = tables[min(number, len(tables)) - 1].start() if tables else 0
        end = len(self.text_of_file)
        if start and "." not in self.where:  # its keys stand before the next heading
            line = self.text_of_file.find("\n", start + 1)
            after = re.compile(r"^\s*\[", re.M).search(self.text_of_file, line + 1)
            end = after.start() if after and line >= 0 else end
        found = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*=""", re.M).search(
            self.text_of_file, start, end
        )
        blank = re.compile(r"\s*").match(self.text_of_file, found.start() if found else start)
        at = blank.end() if blank else start
        return self.text_of_file.count("\n", 0, at) + 1 if found or start else None

    def take(self, key: str, kind: type, expected: str, default: Any = None) -> Any:
        self._known.append(key)
        value = self.content.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            self.fault(key, value, expected)
            return default
        return value

    def text(self, key: str, default: str = "") -> str:
        return self.take(key, str, "a text", default)

    def whole(self, key: str, least: int, default: int | None) -> int | None:
        value = self.take(key, int, f"a whole number ≥ {least}", default)
        if value is not None and value < least:
            self.fault(key, value, f"a whole number ≥ {least}")
            return default
        return value

    def flag(self, key: str, default: bool | None = False) -> Any:
        return self.take(key, bool, "true or false", default)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key, str | list, "a text or a list of texts", [])
        values = [value] if isinstance(value, str) else value
        if not all(isinstance(one, str) and one.strip() for one in values):
            self.fault(key, value, "a text or a list of texts")
            return ()
        return tuple(values)

    def choice(self, key: str, choices: Iterable[str], default: Any = None) -> Any:
        value = self.text(key)
        if value and value not in choices:
            self.fault(key, value, "one of " + ", ".join(choices))
            return default
        return value or default

    def pattern(self, key: str) -> re.Pattern[str] | None:
        value = self.text(key)
        if not value:
            return None
        try:
            return re.compile(value, re.IGNORECASE)
        except re.error as fault:
            self.fault(key, value, f"a regular expression ({fault})")
            return None

    def table(self, key: str) -> "Keys | None":
        value = self.take(key, dict, f"a table [{key}]")
        return None if value is None else self._inner(value, key)

    def tables(self, key: str) -> list["Keys"]:
        values = self.take(key, list, f"tables [[{key}]]", [])
        if not all(isinstance(value, dict) for value in values):
            self.fault(key, values, f"tables [[{key}]]")
            return []
        return [self._inner(value, f"{key}#{n}") for n, value in enumerate(values, 1)]

    def _inner(self, content: Mapping[str, Any], where: str) -> "Keys":
        return Keys(content, where, self.file_name, self.text_of_file, self.faults)

    def at(self, where: str) -> "Keys":
        """The place of one of the tables of the file, to note a fault there."""
        return self._inner({}, where)

    def end(self) -> None:
        """Note the keys that nobody took: they are misspelt."""
        for key, value in self.content.items():
            self.fault(key, value, "one of the keys " + ", ".join(self._known))
