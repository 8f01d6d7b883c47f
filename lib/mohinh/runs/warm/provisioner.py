"""Kernels forked from a zygote, for jupyter_client: papermill and nbclient notice nothing.

The manager brings its provisioner along. An entry point of the group
`jupyter_client.kernel_provisioners` would have to be installed, named in a kernel specification on
the disk, and would leave no way to say *which* zygote.
"""

import os
from collections.abc import Callable
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from mohinh.runs.warm.process import LAUNCHER, Forked, Zygote

# Set anew for each kernel, by pytest for each test, or by pyogrio when it is imported, in this
# process as in a kernel: no library looks at them when imported.
_PASSING = {
    *("JPY_PARENT_PID", "JPY_SESSION_NAME", "PYTEST_CURRENT_TEST"),
    *("GDAL_CURL_CA_BUNDLE", "PROJ_CURL_CA_BUNDLE"),
}


class WarmProvisioner(LocalProvisioner):
    """jupyter_client's own way of looking after a kernel, but for the kernel's start.

    A kernel that asks for what a fork cannot give (another interpreter, environment or streams)
    is started plainly, and `told` hears why.
    """

    def __init__(
        self, *, zygote: Zygote, most_memory: int, told: Callable[[str], None], **traits: Any
    ):
        super().__init__(**traits)
        self._zygote = zygote
        self._most_memory = most_memory
        self._told = told

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork the kernel that `cmd` describes, or start it plainly."""
        forked, why = None, self._differs(cmd, kwargs)
        if not why:
            order = {
                "command": cmd,
                "folder": os.path.abspath(kwargs.get("cwd") or os.curdir),  # noqa: PTH100
                "environment": kwargs["env"],
                "most_memory": self._most_memory,
            }
            forked, why = self._zygote.fork(order)
        if forked is None:
            self._told(f"a plain kernel was started: {why}")
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = forked, forked.pid, forked.pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the kernel as well: one that died is never waited for."""
        if isinstance(self.process, Forked):
            self.process.close()
            self.process = None
        await super().cleanup(restart=restart)

    def _differs(self, cmd: list[str], kwargs: dict[str, Any]) -> str:
        """What of a kernel a fork of the zygote could not be; empty where it can."""
        if tuple(cmd[:3]) != LAUNCHER:
            return f"its command is {' '.join(cmd[:3])}"
        if others := set(kwargs) - {"cwd", "env", "kernel_id"}:
            return f"it is started with {', '.join(sorted(others))}"
        if not os.path.isdir(kwargs.get("cwd") or os.curdir):  # noqa: PTH112
            return f"there is no folder {kwargs['cwd']}"
        now = {name: text for name, text in kwargs["env"].items() if name not in _PASSING}
        then = {n: text for n, text in self._zygote.environment.items() if n not in _PASSING}
        changed = sorted(
            name for name in now.keys() | then.keys() if now.get(name) != then.get(name)
        )
        return f"the environment has changed: {', '.join(changed)}" if changed else ""


def manager_of(
    zygote: Zygote, *, most_memory: int, told: Callable[[str], None]
) -> type[AsyncKernelManager]:
    """A class of kernel managers whose kernels are forked from `zygote`."""

    class WarmKernelManager(AsyncKernelManager):
        def __init__(self, **traits: Any):
            super().__init__(**traits)
            self.provisioner = WarmProvisioner(
                zygote=zygote,
                most_memory=most_memory,
                told=told,
                parent=self,
                kernel_spec=self.kernel_spec,
            )

    return WarmKernelManager
