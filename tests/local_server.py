"""A server on this machine that serves bytes well, badly, or not at all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Server:
    """What is served at each path, how, and what was asked.

    `cut_after`: so many bytes are sent of the next answer, then the line is cut. `stall`: nothing
    more is sent after half of the next answer. `ranges`: whether parts are sent when asked for.
    `marks`: whether an ETag is sent. `says_length`: whether Content-Length is sent.
    `wrong_part`: a part is sent that begins at the first byte, whatever was asked.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    edition: str = "one"
    cut_after: int | None = None
    stall: bool = False
    ranges: bool = True
    marks: bool = True
    says_length: bool = True
    wrong_part: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    sent_bytes: int = 0
    address: str = ""
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    web.daemon_threads = True
    server.address = f"http://127.0.0.1:{web.server_address[1]}"
    thread = threading.Thread(target=web.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        web.shutdown()
        web.server_close()
        thread.join()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            server.asked.append((self.path, self.headers["Range"]))
            if self.path in server.redirects:
                self.send_response(302)
                self.send_header("Location", server.redirects[self.path])
                self.end_headers()
            elif self.path in server.codes or self.path not in server.files:
                self.send_error(server.codes.get(self.path, 404))
            else:
                self._send(server.files[self.path])

        def _send(self, whole: bytes) -> None:
            start = self._start()
            body = whole if start is None else whole[start:]
            if start is not None and start >= len(whole):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(whole)}")
                self.end_headers()
                return
            self.send_response(200 if start is None else 206)
            if start is not None:
                last = len(whole) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{len(whole)}")
            if server.says_length:
                self.send_header("Content-Length", str(len(body)))
            if server.marks:
                self.send_header("ETag", f'"{server.edition}"')
            self.end_headers()
            self._body(body)

        def _start(self) -> int | None:
            asked = self.headers["Range"]
            is_same = self.headers["If-Range"] in (None, f'"{server.edition}"')
            if not asked or not server.ranges or not is_same:
                return None
            return 0 if server.wrong_part else int(asked.removeprefix("bytes=").split("-")[0])

        def _body(self, body: bytes) -> None:
            upto = len(body) if server.cut_after is None else server.cut_after
            server.cut_after = None
            if server.stall:
                server.stall = False
                self.wfile.write(body[: len(body) // 2])
                server.released.wait(20)
                return
            with suppress(ConnectionError):
                self.wfile.write(body[:upto])
                server.sent_bytes += len(body[:upto])

    return Handler
