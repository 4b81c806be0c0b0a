"""A process that was started for a function as it was before serves no later invocation, and no other one is ended."""

import threading
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from emulator.process.fresh_workers import STARTED_WITH, patch_leases


class Pool:
    """The parts of ministack's runtime that lease processes, as it has them."""

    def __init__(self) -> None:
        self.runtime, self.functions = ModuleType("lambda_runtime"), ModuleType("lambda_svc")
        self.ended: list[Any] = []
        names = {"acquire_worker": self._acquire, "kill_workers": self.ended.extend}
        self.runtime.__dict__.update(names, _lock=threading.Lock(), _workers={})
        self.functions.__dict__["acquire_worker"] = self._acquire
        patch_leases(self.runtime, self.functions)

    def _acquire(self, name: str, config: Any, _code: bytes, qualifier: str = "$LATEST") -> tuple[Any, str]:
        with self.runtime._lock:  # noqa: SLF001 -- as ministack's
            entries = self.runtime._workers.setdefault(f"{name}:{qualifier}", [])  # noqa: SLF001
            for worker in entries:
                if not worker.in_use:
                    worker.in_use = True
                    return worker, "reused"
            entries.append(SimpleNamespace(config=config, in_use=True))
            return entries[-1], "spawn"

    def leased(self, config: Any, name: str = "scorer") -> Any:
        return self.functions.acquire_worker(name, config, b"", qualifier="$LATEST")[0]


def config(**changes: Any) -> dict[str, Any]:
    return {"FunctionName": "scorer", "Environment": {"Variables": {"STRATEGY_FILE": ""}}, "Timeout": 30, **changes}


@pytest.mark.parametrize("changed", STARTED_WITH)
def test_a_process_of_the_function_as_it_was_is_ended_and_another_one_started(changed: str) -> None:
    pool = Pool()
    late = pool.leased(config(**{changed: "as it was"}))
    late.in_use = False

    fresh = pool.leased(config(**{changed: "as it is"}))

    assert fresh.config[changed] == "as it is"
    assert pool.ended == [late]
    fresh.in_use = False
    assert pool.leased(config(**{changed: "as it is"})) is fresh


def test_a_process_of_the_function_as_it_is_is_used_again() -> None:
    pool = Pool()
    first = pool.leased(config())
    first.in_use = False
    assert pool.leased(config(LastModified="later")) is first
    assert pool.ended == []


def test_processes_at_work_and_those_of_other_functions_go_on() -> None:
    pool = Pool()
    at_work, other = pool.leased(config(Timeout=1)), pool.leased(config(Timeout=1), "ingester")
    other.in_use = False
    assert pool.leased(config(Timeout=2)) not in (at_work, other)
    assert pool.ended == []
    assert at_work in pool.runtime._workers["scorer:$LATEST"]  # noqa: SLF001
