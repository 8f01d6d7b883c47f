"""Public layers that can be fetched: `data/boundary_sources.toml`, read and checked whole."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from mohinh.tables.layouts.keys import Keys
from mohinh.words import places
from mohinh.words.errors import UnknownName, UnreadableFile
from mohinh.words.terms import VINTAGES, Label, Vintage
from mohinh.words.text import distance

PATH = places.DATA / "boundary_sources.toml"
MEGABYTE = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Source:
    """One layer of the list; the head of the file says what each entry means.

    `sha256` is empty where it is not known, `size_mb` 0 where it is not stated (megabytes of 10^6
    bytes); `province_code` finds the code in the path of a ZIP's member.
    """

    name: str
    title: str
    vintage: Vintage
    as_of: str
    licence: Label
    licence_url: str
    origin: Label
    address: str
    size_mb: float
    most_mb: float
    sha256: str
    sha256_stated: str
    members: str
    province_code: re.Pattern[str] | None
    checked: str

    @property
    def file_name(self) -> str:
        return Path(urlsplit(self.address).path).name


def is_here(address: str) -> bool:
    """Whether an address is one of this machine."""
    return urlsplit(address).hostname in _HERE


def find(name: str, sources: tuple[Source, ...] | None = None) -> Source:
    """The source of that name. Raises `UnknownName` with the nearest name and all of them."""
    sources = load(PATH) if sources is None else sources
    for source in sources:
        if source.name == name.strip().casefold():
            return source
    names = [source.name for source in sources]
    if not names:
        raise UnknownName(f"no source {name!r}: {PATH.name} lists none")
    near = min(names, key=lambda known: distance(name.casefold(), known))
    raise UnknownName(
        f"no source {name!r}. Did you mean {near}? All: {', '.join(names)} (mohinh boundaries list)"
    )


@cache
def load(path: Path = PATH) -> tuple[Source, ...]:
    """The sources of the list, in its order.

    Raises `UnreadableFile` with everything that is wrong: file, line, key, found, expected.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(
            f"{path.name}: cannot be read ({type(fault).__name__}); expected a text file in UTF-8. "
            "Restore it; without it, name a file of boundaries yourself"
        ) from None
    except tomllib.TOMLDecodeError as fault:
        raise UnreadableFile(f"{path.name}: not TOML: {fault}") from None
    faults: list[str] = []
    keys = Keys(content, "", path.name, text, faults)
    sources = tuple(_source(inner) for inner in keys.tables("source"))
    keys.end()
    names = [source.name for source in sources]
    faults += [f"{path.name}: two sources {n!r}" for n in set(names) if names.count(n) > 1]
    if faults:
        faults.append(f"Correct {path.name}; its head says what each key means.")
        raise UnreadableFile("\n".join(faults))
    return sources


def _source(keys: Keys) -> Source:
    vintage = keys.choice("vintage", tuple(VINTAGES)) or _missing(keys, "vintage")
    source = Source(
        name=_fitting(keys, "name", _NAME, "small letters, digits, dots and hyphens"),
        title=_said(keys, "title"),
        vintage=cast("Vintage", vintage),
        as_of=_said(keys, "as_of"),
        licence=(_said(keys, "licence_vi"), _said(keys, "licence_en")),
        licence_url=_said(keys, "licence_url"),
        origin=(_said(keys, "origin_vi"), _said(keys, "origin_en")),
        address=_address(keys),
        size_mb=_megabytes(keys, "size_mb", least=0),
        most_mb=_megabytes(keys, "most_mb", least=0.001),
        sha256=_fitting(keys, "sha256", _SHA256, "64 hexadecimal digits, small letters", True),
        sha256_stated=keys.text("sha256_stated"),
        members=keys.text("members"),
        province_code=keys.pattern("province_code"),
        checked=_said(keys, "checked"),
    )
    keys.end()
    return source


def _missing(keys: Keys, key: str) -> str:
    keys.fault(key, None, "a text")
    return ""


def _said(keys: Keys, key: str) -> str:
    return keys.text(key).strip() or _missing(keys, key)


def _fitting(
    keys: Keys, key: str, form: re.Pattern[str], expected: str, may_be_empty: bool = False
) -> str:
    text = keys.text(key)
    if not form.fullmatch(text) and not (may_be_empty and text == ""):
        keys.fault(key, text or None, expected)
    return text


def _address(keys: Keys) -> str:
    """https with a file name; http only on this machine."""
    text = keys.text("address")
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_here(text))
    if not (is_safe and parts.hostname and Path(parts.path).name and not parts.username):
        keys.fault("address", text or None, "an https address of one file, without a password")
    return text


def _megabytes(keys: Keys, key: str, *, least: float) -> float:
    value = keys.take(key, int | float, "a number of megabytes", None)  # type: ignore[arg-type]
    if value is None or value < least:
        keys.fault(key, value, f"a number of megabytes from {least:g}")
        return least
    return float(value)
