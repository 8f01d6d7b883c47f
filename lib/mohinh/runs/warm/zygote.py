"""The zygote: a process that has imported the libraries and forks a kernel whenever it is asked.

Run as a script by `process.start` and never imported; needs nothing but the standard library and
Linux. It has one thread, else it does not fork: a lock that another thread held would stay locked
in the child for ever. What it says to the runner, over unnamed sockets that nobody else can open:

- `{"trouble": ""}` once, when everything is imported, or why no kernel can be forked from it;
- per kernel, over the kernel's own socket, `{"pid": 123}` or `{"refused": "why"}`, and in the end
  `{"exit": 0}`, negative for the signal that ended it.

A kernel whose socket the runner closes is killed and forgotten; only then is its number free, so
that a signal never meets a stranger. The kernels end with the zygote, and the zygote with the
runner, however these end.
"""

import atexit
import builtins
import ctypes
import gc
import json
import os
import resource
import runpy
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

_SECONDS_FOR_THREADS_TO_END = 2.0
_MILLISECONDS_BETWEEN_LOOKS = 1000
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of linux/prctl.h
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_… of malloc.h
_INLINE = "module://matplotlib_inline.backend_inline"
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Kernel:
    """A forked kernel: its number, its socket to the runner, a descriptor that tells its end."""

    pid: int
    channel: socket.socket
    watch: int


@dataclass(frozen=True, slots=True)
class Order:
    """What the runner asks for: command, folder, environment, most bytes of memory (0: any);
    `streams` are the runner's descriptors for standard output and errors."""

    command: list[str]
    folder: str
    environment: dict[str, str]
    most_memory: int
    streams: tuple[int, int]


def main() -> None:
    """Import, say so, and fork; ends as a kernel in the children."""
    runner = socket.socket(fileno=int(sys.argv[1]))
    del sys.path[0]  # the folder of this script
    added = _preload(json.load(sys.stdin)["statements"])
    trouble = _trouble()
    runner.sendall(json.dumps({"trouble": trouble}).encode() + b"\n")
    if trouble:
        os._exit(1)
    _become_kernel(_serve(runner), added)


def _preload(statements: list[str]) -> dict[str, str]:
    """Run import statements; give the environment variables that the libraries set on the way.

    What cannot be imported is left to the notebook that asks for it: it says what is wrong.
    """
    # The kernel application reads it when it is imported: the kernels end with their parent.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    # matplotlib reads it when it is imported; the kernel application sets it before that.
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = _INLINE
    before = dict(os.environ)
    with _as_in_a_kernel():
        for statement in statements:
            with suppress(Exception):
                exec(statement, {})
    gc.collect()
    gc.freeze()
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


@contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """What pandas asks for when it is imported: the encoding of what is printed, which is always
    the same in a kernel, and whether it is in one (a table may then be as wide as it likes)."""
    spoken = sys.stdout.encoding
    sys.stdout.reconfigure(encoding="UTF-8")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    yield
    del builtins.get_ipython
    sys.stdout.reconfigure(encoding=spoken)


def _trouble() -> str:
    """Why this process must not fork; empty where it may."""
    until = time.monotonic() + _SECONDS_FOR_THREADS_TO_END
    while _threads() > 1 and time.monotonic() < until:
        time.sleep(0.01)
    return _refusal()


def _refusal() -> str:
    if _threads() > 1:
        return f"a library keeps {_threads() - 1} threads running after its import"
    return ""


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 (pathlib is slower, and this is per fork)


# --- in the zygote ------------------------------------------------------------------------------


def _serve(runner: socket.socket) -> Order:
    """Fork whenever the runner asks. Returns in the children only."""
    parent = os.getppid()
    kernels: dict[int, Kernel] = {}
    watched = select.poll()
    watched.register(runner, select.POLLIN)
    while True:
        for ready, _ in watched.poll(_MILLISECONDS_BETWEEN_LOOKS):
            if ready == runner.fileno():
                asked = _receive(runner)
                if asked is None:
                    _end(kernels)
                order = _fork(*asked, kernels=kernels, watched=watched)
                if order is not None:
                    runner.close()
                    return order
            elif ready in kernels:
                _look_after(ready, kernels, watched)
        if os.getppid() != parent:
            _end(kernels)


def _receive(runner: socket.socket) -> tuple[socket.socket, tuple[int, int]] | None:
    """The next kernel's socket and streams; nothing where the runner is gone."""
    with suppress(OSError):
        said, descriptors, _, _ = socket.recv_fds(runner, 1, 3)
        if said:
            channel, out, errors = descriptors
            return socket.socket(fileno=channel), (out, errors)
    return None


def _fork(
    channel: socket.socket,
    streams: tuple[int, int],
    *,
    kernels: dict[int, Kernel],
    watched: select.poll,
) -> Order | None:
    """Fork one kernel. In the child, gives what it is to be, with the zygote's sockets closed."""
    with channel.makefile("r", encoding="ascii") as lines:
        asked = json.loads(lines.readline() or "null")
    refused = _refusal() if asked else "the order never came"
    pid = 0 if refused else os.fork()
    if not refused and pid == 0:
        for kernel in kernels.values():
            kernel.channel.close()
            with suppress(OSError):
                os.close(kernel.watch)
        channel.close()
        return Order(**asked, streams=streams)
    for stream in streams:
        os.close(stream)
    if refused:
        _say(channel, refused=refused)
        channel.close()
        return None
    kernel = Kernel(pid, channel, os.pidfd_open(pid))
    for descriptor in (channel.fileno(), kernel.watch):
        kernels[descriptor] = kernel
        watched.register(descriptor, select.POLLIN)
    _say(channel, pid=pid)
    return None


def _look_after(ready: int, kernels: dict[int, Kernel], watched: select.poll) -> None:
    """Tell the runner that a kernel ended, or forget one that the runner let go."""
    kernel = kernels[ready]
    if ready == kernel.watch:
        watched.unregister(ready)
        end = os.waitid(os.P_PID, kernel.pid, os.WEXITED | os.WNOWAIT)
        code = end.si_status if end.si_code == os.CLD_EXITED else -end.si_status
        _say(kernel.channel, exit=code)
        return
    for descriptor in (kernel.channel.fileno(), kernel.watch):
        with suppress(KeyError):
            watched.unregister(descriptor)
        kernels.pop(descriptor, None)
    _kill(kernel)
    kernel.channel.close()
    os.close(kernel.watch)


def _kill(kernel: Kernel) -> None:
    """End a kernel and what it started, and free its number."""
    if os.waitid(os.P_PID, kernel.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        with suppress(ProcessLookupError):
            os.killpg(kernel.pid, signal.SIGKILL)
        os.kill(kernel.pid, signal.SIGKILL)
    os.waitpid(kernel.pid, 0)


def _say(channel: socket.socket, **words: Any) -> None:
    with suppress(OSError):
        channel.sendall(json.dumps(words).encode() + b"\n")


def _end(kernels: dict[int, Kernel]) -> None:
    for kernel in {kernel.pid: kernel for kernel in kernels.values()}.values():
        _kill(kernel)
    # Not sys.exit: what the libraries registered to be done at exit is the kernels' to do.
    os._exit(0)


# --- in the child -------------------------------------------------------------------------------


def _become_kernel(order: Order, added: dict[str, str]) -> None:
    """Run the kernel application as `python -m ipykernel_launcher …` would."""
    os.setsid()
    _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    zygote = int(os.environ["JPY_PARENT_PID"])
    if os.getppid() != zygote:
        os._exit(1)
    _take_streams(order.streams)
    if order.most_memory:
        resource.setrlimit(resource.RLIMIT_DATA, (order.most_memory, order.most_memory))
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment | added | {"JPY_PARENT_PID": str(zygote)})
    _keep_what_is_freed()
    _reseed()
    sys.orig_argv = list(order.command)
    sys.argv = ["-m", *order.command[3:]]
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 (as the interpreter does)
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
    _leave()


def _leave() -> None:
    """End as the interpreter does, but leave the memory to the system as it is: to free what the
    zygote imported, object by object, takes as long as to start the kernel.

    ipykernel's control thread has something to print when it is done, and ipykernel's exit function
    stops what prints and then waits for that thread: now and then each waited for the other, 2.5 s,
    until the kernel was killed. So the thread comes first.
    """
    from ipykernel.thread import CONTROL_THREAD_NAME

    for thread in threading.enumerate():
        if thread.name == CONTROL_THREAD_NAME:
            thread.join(_SECONDS_FOR_THREADS_TO_END)
    threading._shutdown()
    atexit._run_exitfuncs()
    gc.collect()  # what the notebook still held, such as open files
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _take_streams(streams: tuple[int, int]) -> None:
    """Output and errors to where the runner's go; an input that has ended."""
    reading, writing = os.pipe()
    os.close(writing)
    for descriptor, number in zip((reading, *streams), (0, 1, 2), strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)


def _keep_what_is_freed() -> None:
    """Where the C library is GNU's: a table or picture takes the memory of the one before, instead
    of pages that the system hands out, and clears, anew for each."""
    with suppress(AttributeError):
        _LIBC.mallopt(_MMAP_THRESHOLD, 2**26)
        _LIBC.mallopt(_TRIM_THRESHOLD, 2**29)


def _reseed() -> None:
    """New numbers by chance in each kernel. Python's own `random` sees to itself at a fork."""
    legacy = sys.modules.get("numpy.random")
    if legacy is not None:
        legacy.seed()


if __name__ == "__main__":
    main()
