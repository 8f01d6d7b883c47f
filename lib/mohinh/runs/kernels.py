"""Kernels: warm where they can be, made ready when the first notebook needs one."""

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from mohinh.runs import plan, scratch
from mohinh.runs.events import Event, Tell, nobody
from mohinh.runs.limits import Limits
from mohinh.runs.outcome import Outcome
from mohinh.runs.plan import Step


class Kernels:
    """Executes notebooks, while the block lasts, each in a fresh kernel.

    `is_cold` starts every kernel plainly; the results are the same. `tell` hears why kernels are
    started plainly where they should be warm. Nothing is imported or started before a notebook
    is about to come.
    """

    def __init__(
        self,
        *,
        is_cold: bool = False,
        limits: Limits = Limits(),  # noqa: B008 (it cannot be changed)
        tell: Tell = nobody,
    ) -> None:
        self._is_cold = is_cold
        self._limits = limits
        self._tell = tell
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._options: dict[str, Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._stack.close()

    def prepare(self) -> None:
        """Get ready in a thread: the kernels' libraries are imported while the data are opened.

        Its own are imported here: threads that import parts of one package at the same time can
        each find the other's half done.
        """
        from mohinh.runs import execute, warm  # noqa: F401

        threading.Thread(target=self._ready, daemon=True).start()

    def __call__(self, step: Step, folder: Path) -> Outcome:
        from mohinh.runs.execute import execute_one

        return execute_one(step, folder, **self._ready())

    def _ready(self) -> dict[str, Any]:
        with self._lock:
            if self._options is None:
                self._options = self._begin()
            return self._options

    def _begin(self) -> dict[str, Any]:
        from mohinh.runs.execute import compute_on_one_core
        from mohinh.runs.warm import warm_kernels

        scratch.sweep()
        compute_on_one_core()
        options: dict[str, Any] = {"limits": self._limits}
        if not self._is_cold:
            every = [*plan.notebooks(), *plan.national_notebooks()]
            warm = warm_kernels(every, told=self._say)
            options["kernels"] = self._stack.enter_context(warm)
        return options

    def _say(self, words: str) -> None:
        self._tell(Event("kernels_plain", error=words))
