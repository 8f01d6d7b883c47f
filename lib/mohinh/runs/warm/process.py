"""The runner's side of the zygote: starting it, asking it for a kernel, seeing a kernel's end."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mohinh.words.errors import FailedRun

_SCRIPT = Path(__file__).with_name("zygote.py")
LAUNCHER = (sys.executable, "-m", "ipykernel_launcher")
_MOST_SECONDS_TO_IMPORT = 120
_MOST_SECONDS_TO_FORK = 20
_MOST_SECONDS_TO_END = 10
_KILLED = -int(getattr(signal, "SIGKILL", 9))
# For the zygote only; the kernels have the environment that they are given. Arrow's allocator keeps
# a thread of its own (without one it frees a little later, that is all), and the debugger, which
# every kernel imports, warns of the interpreter's own modules.
_ASIDE = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class Forked:
    """A forked kernel: as much of `subprocess.Popen` as jupyter_client's provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, channel: socket.socket):
        self.pid = pid
        self.returncode: int | None = None
        self._channel = channel
        channel.setblocking(False)

    def poll(self) -> int | None:
        """The exit code, negative for a signal; nothing while it runs. A kernel whose zygote is
        gone was killed with it."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                said = self._channel.recv(1024)
                self.returncode = json.loads(said)["exit"] if said else _KILLED
        return self.returncode

    def wait(self) -> int:
        """The exit code, once there is one; lets the zygote forget the kernel."""
        while self.poll() is None:
            time.sleep(0.01)
        self.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let the zygote forget the kernel; one that still runs is killed."""
        self._channel.close()


@dataclass(frozen=True, slots=True)
class Zygote:
    """A zygote that can be asked. `environment` is the one it imported the libraries in."""

    process: subprocess.Popen
    runner: socket.socket
    environment: Mapping[str, str]

    def fork(self, order: Mapping[str, Any]) -> tuple[Forked | None, str]:
        """A kernel, or nothing and why not.

        `order` has the fields of `zygote.Order` but its streams: these are this process's own.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.runner, [b"k"], [theirs.fileno(), 1, 2])
            ours.settimeout(_MOST_SECONDS_TO_FORK)
            ours.sendall(json.dumps(order).encode() + b"\n")
            answer = json.loads(_line(ours))
        except (OSError, ValueError) as fault:
            answer = {"refused": f"the process that forks kernels is gone ({fault})"}
        if "pid" in answer:
            return Forked(answer["pid"], ours), ""
        ours.close()
        return None, answer["refused"]


@contextmanager
def zygote(statements: Sequence[str]) -> Iterator[Zygote]:
    """A zygote that has run import `statements`; it and all its kernels are gone after the block.

    Raises `FailedRun` where there can be none: no Linux, a library that starts threads or says
    something when it is imported (a kernel would have said it to its notebook).
    """
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        raise FailedRun("kernels are forked on Linux only")
    environment = dict(os.environ)
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as said:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, str(_SCRIPT), str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                env=environment | _ASIDE,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        try:
            _await(process, ours, statements, said)
            yield Zygote(process, ours, environment)
        finally:
            ours.close()
            _end(process)


def _await(
    process: subprocess.Popen, runner: socket.socket, statements: Sequence[str], said: Any
) -> None:
    runner.settimeout(_MOST_SECONDS_TO_IMPORT)
    try:
        with process.stdin as orders:
            orders.write(json.dumps({"statements": list(statements)}).encode())
        trouble = json.loads(_line(runner))["trouble"]
    except (OSError, ValueError):
        trouble = "the process that imports the libraries did not answer"
    said.seek(0)
    words = said.read(400).decode(errors="replace").strip()
    if trouble or words:
        raise FailedRun(trouble or f"a library says something when it is imported: {words}")
    runner.settimeout(_MOST_SECONDS_TO_FORK)


def _line(channel: socket.socket) -> bytes:
    """One line; raises `ConnectionError` where the other side is gone first."""
    line = b""
    while not line.endswith(b"\n"):
        byte = channel.recv(1)
        if not byte:
            raise ConnectionError("no answer")
        line += byte
    return line


def _end(process: subprocess.Popen) -> None:
    try:
        process.wait(_MOST_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
