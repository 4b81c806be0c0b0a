"""Functions' processes that are of the function as it is: ministack also keeps one that was started as it was before.

An invocation that waited, or is tried again, has the configuration of the moment at which it was asked for. A process
that is started for it would go on to serve all later ones.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

STARTED_WITH = ("CodeSha256", "Environment", "Handler", "Layers", "MemorySize", "Role", "Runtime", "Timeout")
"""The parts of a function that its process has from its start on."""


def patch_leases(runtime: ModuleType, functions: ModuleType) -> None:
    """Make ministack's runtime, and its functions that took the name from there, lease no other process than that."""
    acquire = runtime.acquire_worker

    def acquired(name: str, config: Mapping[str, Any], *others: Any, **options: Any) -> tuple[Any, str]:
        while True:
            worker, how = acquire(name, config, *others, **options)
            if how != "reused" or _parts(worker.config) == _parts(config):
                return worker, how
            with runtime._lock:  # noqa: SLF001 -- it has no word for one process
                for pool in runtime._workers.values():  # noqa: SLF001
                    if worker in pool:
                        pool.remove(worker)
            runtime.kill_workers([worker])

    runtime.acquire_worker = functions.acquire_worker = acquired  # type: ignore[attr-defined]


def _parts(config: Mapping[str, Any]) -> list[Any]:
    return [config.get(name) for name in STARTED_WITH]
