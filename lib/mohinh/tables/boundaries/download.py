"""One file from the network: resumed where the line was cut, bounded in size, https only.

What has come so far is kept beside the file's place as `<name>.part`, with what the server said of
its edition. The next try asks for the rest; a server that cannot, or has another edition by now,
sends the whole anew. Nothing here says that a file is good: its sha256 does, in `fetched`.
"""

import errno
import http.client
import json
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mohinh.tables.boundaries.sources import MEGABYTE, is_here
from mohinh.words.errors import NotFetched

TIMEOUT_SECONDS = 30.0  # without a byte
_CHUNK = 256 * 1024
_MOST_REDIRECTS = 5
_OF_THE_DISK = (PermissionError, FileExistsError, NotADirectoryError, IsADirectoryError)
_NO_ROOM = {errno.ENOSPC, errno.EROFS, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address, the path of its unfinished file and the most bytes that are accepted."""

    address: str
    part: Path
    most_bytes: int
    progress: Progress

    @property
    def edition(self) -> Path:
        """Where the server's mark of the unfinished file's edition is kept."""
        return self.part.with_name(self.part.name + ".json")

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or self.address


def download(
    address: str, part: Path, *, most_bytes: int, progress: Progress = lambda done, total: None
) -> None:
    """Bring `part` to its whole length; `progress` hears of bytes there and bytes in all.

    Raises `NotFetched`: no network, refused by the server, cut (what came is kept), larger than
    `most_bytes`, an unsafe redirect, no room, a folder that cannot be written.
    """
    wanted = Wanted(address, part, most_bytes, progress)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        _receive(wanted)
    except urllib.error.HTTPError as fault:
        raise NotFetched(_refused(wanted, fault)) from None
    except (OSError, http.client.HTTPException) as fault:
        is_disk = isinstance(fault, _OF_THE_DISK) or getattr(fault, "errno", None) in _NO_ROOM
        said = _not_written(part, fault) if is_disk else _cut(wanted, fault)
        raise NotFetched(said) from None


def discard(part: Path) -> None:
    """Remove an unfinished file and the mark of its edition."""
    part.unlink(missing_ok=True)
    part.with_name(part.name + ".json").unlink(missing_ok=True)


def proxy_of(address: str) -> str:
    """The proxy that the environment names for an address, without its password; "" without one."""
    parts = urlsplit(address)
    if not parts.hostname or urllib.request.proxy_bypass(parts.hostname):
        return ""
    found = urlsplit(urllib.request.getproxies().get(parts.scheme, ""))
    port = f":{found.port}" if found.port else ""
    return f"{found.hostname}{port}" if found.hostname else ""


class _OnlySafe(urllib.request.HTTPRedirectHandler):
    """Follows redirects to https only, and within this machine where the address is one of it."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        is_safe = urlsplit(newurl).scheme == "https" and not is_here(newurl)
        if not is_safe and not (is_here(req.full_url) and is_here(newurl)):
            raise NotFetched(
                f"{urlsplit(req.full_url).hostname}: redirects to {newurl.split('?')[0]}, which is "
                "no public https address; nothing was fetched from there. Fetch the file by hand "
                "if you trust it, and name it with --boundaries FILE"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _receive(wanted: Wanted) -> None:
    there = wanted.part.stat().st_size if wanted.part.exists() else 0
    mark = _edition(wanted) if there else ""
    if there and not mark:
        discard(wanted.part)
        there = 0
    try:
        answer = _asked(wanted, there, mark)
    except urllib.error.HTTPError as fault:
        if fault.code != 416 or not there:
            raise
        if _range_end(fault.headers) == there:
            return
        discard(wanted.part)
        answer, there = _asked(wanted, 0, ""), 0
    with answer:
        _keep(wanted, answer, there)


def _asked(wanted: Wanted, there: int, mark: str) -> http.client.HTTPResponse:
    headers = {"User-Agent": "mohinh", "Accept-Encoding": "identity"}
    if there:
        headers |= {"Range": f"bytes={there}-", "If-Range": mark}
    opener = urllib.request.build_opener(_OnlySafe)
    request = urllib.request.Request(wanted.address, headers=headers)
    return opener.open(request, timeout=TIMEOUT_SECONDS)


def _keep(wanted: Wanted, answer: http.client.HTTPResponse, there: int) -> None:
    """Write what comes, after what is there where the server goes on from it."""
    goes_on = answer.status == 206 and _range_start(answer.headers) == there
    if answer.status == 206 and not goes_on:
        discard(wanted.part)
        raise http.client.HTTPException("the server sent another part than the one asked for")
    total = _total(answer, there if goes_on else 0)
    _refuse_size(wanted, total or 0)
    done = there if goes_on else 0
    _refuse_without_room(wanted.part.parent, (total or 0) - done)
    if not goes_on:
        wanted.edition.write_text(json.dumps(_mark(wanted.address, answer.headers)), "utf-8")
    with wanted.part.open("ab" if goes_on else "wb") as file:
        while piece := answer.read(_CHUNK):
            done += len(piece)
            _refuse_size(wanted, done)
            file.write(piece)
            wanted.progress(done, total)
        file.flush()
        os.fsync(file.fileno())
    if total is not None and done < total:
        raise http.client.HTTPException("the line was cut")


def _mark(address: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The address, and the strong mark of an edition that a server compares on resuming."""
    etag = headers.get("ETag", "")
    strong = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
    return {"address": address, "mark": strong}


def _edition(wanted: Wanted) -> str:
    """The mark of the unfinished file; empty where it is of another address or of no edition."""
    try:
        kept = json.loads(wanted.edition.read_text(encoding="utf-8"))
        return str(kept["mark"]) if kept["address"] == wanted.address else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _range_start(headers: Mapping[str, str]) -> int | None:
    found = _RANGE.match(headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _range_end(headers: Mapping[str, str]) -> int | None:
    found = re.fullmatch(r"bytes \*/(\d+)", headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _total(answer: http.client.HTTPResponse, before: int) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return before + int(length) if length.isdigit() else None


def _refuse_size(wanted: Wanted, size: int) -> None:
    if size > wanted.most_bytes:
        discard(wanted.part)
        raise NotFetched(
            f"{wanted.host}: sends {_mb(size)} or more, but at most {_mb(wanted.most_bytes)} was "
            "declared for this source; it was not kept. Look at the address: it may lead "
            "to something else now"
        )


def _refuse_without_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise OSError(errno.ENOSPC, f"{_mb(size)} needed, {_mb(free)} free", str(folder))


def _refused(wanted: Wanted, fault: urllib.error.HTTPError) -> str:
    is_redirect = 300 <= fault.code < 400
    advice = {
        404: "the file has moved or gone; look for its new address where the licence is stated",
        403: "the server does not give it to this program; fetch it with a browser",
        429: "too many requests; wait an hour",
    }.get(fault.code, "try later" if fault.code >= 500 else "look at the address with a browser")
    advice = "it leads in a circle or where is not followed" if is_redirect else advice
    return (
        f"{wanted.address}: the server answered {fault.code} ({fault.reason}): {advice}. A file "
        "that you have can be named with --boundaries FILE"
    )


def _cut(wanted: Wanted, why: Exception) -> str:
    reason = getattr(why, "reason", None) or str(why) or type(why).__name__
    there = wanted.part.stat().st_size if wanted.part.exists() else 0
    kept = f" {_mb(there)} are kept; the same command goes on from there" if there else ""
    proxy = proxy_of(wanted.address)
    through = f" through the proxy {proxy}" if proxy else ""
    advice = "" if there else " Is there a network? Try again later"
    return f"{wanted.host}: not fetched{through} ({reason}).{kept}{advice}"


def _not_written(part: Path, fault: Exception) -> str:
    why = getattr(fault, "strerror", None) or type(fault).__name__
    if getattr(fault, "errno", None) == errno.ENOSPC:
        what = f"no room on the disk ({why}). Make room; the same command goes on"
    else:
        what = f"cannot be written ({why}). Set MOHINH_CACHE to a folder that can be"
    return f"{part.parent}: {what}"


def _mb(size: float) -> str:
    return f"{size / MEGABYTE:,.1f} MB"
