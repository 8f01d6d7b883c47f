"""Limits: how long a notebook may take, and how much memory it may hold.

A thread looks at the kernel's process, however it was started, and kills it where it goes beyond;
the words of why are kept, because to papermill it is a kernel that died.
"""

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

MEGABYTE = 10**6
_SECONDS_BETWEEN_LOOKS = 0.25


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for the notebook as a whole, `memory_mb` (10^6 bytes) resident, with the processes
    that its kernel starts."""

    seconds: float = 1800
    memory_mb: float = 6000


class Guard:
    """Watches the kernel of one notebook. `said` is why it was killed; empty where it was not."""

    def __init__(self, limits: Limits) -> None:
        self.said = ""
        self._limits = limits
        self._is_over = threading.Event()

    def over(self, kernels: "type[AsyncKernelManager]") -> "type[AsyncKernelManager]":
        """A class of kernel managers like `kernels`, each kernel of which is watched."""
        guard = self

        class GuardedKernelManager(kernels):  # type: ignore[valid-type, misc]
            async def _async_post_start_kernel(self, **kwargs: object) -> None:
                await super()._async_post_start_kernel(**kwargs)
                guard.watch(self.provisioner.pid)

            post_start_kernel = _async_post_start_kernel

        return GuardedKernelManager

    def watch(self, pid: int) -> None:
        """Watch a process until `end`."""
        threading.Thread(target=self._watch, args=(pid,), daemon=True).start()

    def end(self) -> None:
        """Watch no longer."""
        self._is_over.set()

    def _watch(self, pid: int) -> None:
        begun = time.monotonic()
        try:
            process = psutil.Process(pid)
            while not self._is_over.wait(_SECONDS_BETWEEN_LOOKS) and process.is_running():
                self.said = self._beyond(time.monotonic() - begun, process)
                if self.said:
                    process.kill()
                    return
        except psutil.NoSuchProcess:
            return

    def _beyond(self, seconds: float, process: psutil.Process) -> str:
        if seconds > self._limits.seconds:
            return f"stopped after {self._limits.seconds:g} s, the most that a notebook may take"
        held = _resident(process) / MEGABYTE
        if held > self._limits.memory_mb:
            most = f"{self._limits.memory_mb:g} MB, the most that a notebook may hold"
            return f"stopped with {held:,.0f} MB of memory; {most}"
        return ""


def _resident(process: psutil.Process) -> int:
    total = process.memory_info().rss
    for child in process.children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
