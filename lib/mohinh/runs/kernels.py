"""Kernels: warm where they can be, made ready when the first notebook needs one."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from mohinh.runs import plan, scratch
from mohinh.runs.outcome import Outcome
from mohinh.runs.plan import Step


class Kernels:
    """Executes notebooks, while the block lasts, each in a fresh kernel.

    `is_cold` starts every kernel plainly; the results are the same. `told` hears why kernels are
    started plainly where they should be warm. `limits` are those of `runs.limits`, as they stand
    where none are given. Nothing is imported or started before the first notebook.
    """

    def __init__(
        self,
        *,
        is_cold: bool = False,
        limits: "object | None" = None,
        told: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._is_cold = is_cold
        self._limits = limits
        self._told = told
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._options: dict[str, object] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, step: Step, folder: Path) -> Outcome:
        from mohinh.runs.execute import execute_one

        with self._lock:
            if self._options is None:
                self._options = self._begin()
        return execute_one(step, folder, **self._options)

    def _begin(self) -> dict[str, object]:
        from mohinh.runs.execute import compute_on_one_core
        from mohinh.runs.warm import warm_kernels

        scratch.sweep()
        compute_on_one_core()
        options = {} if self._limits is None else {"limits": self._limits}
        if not self._is_cold:
            warm = warm_kernels(plan.notebooks(), told=self._told)
            options["kernels"] = self._stack.enter_context(warm)
        return options
