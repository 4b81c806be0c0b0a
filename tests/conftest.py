"""The settings and fixtures of every test."""

import functools
import gc
import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moto.core  # noqa: F401 -- it hooks into botocore sessions made after it; the handlers make theirs at import
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

from tests.dynamodb_rules.watch import WATCH, watched

settings.register_profile("steady", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # a busy machine is no failure
TOGETHER = {"tests/components/": "programs", "tests/policy/": "programs", "tests/simulation/": "worlds"}
TOGETHER |= {"tests/pipeline/console/": "console"}
"""Rooms whose files one process runs: each run of the program, simulated world or browser serves many of them."""
MAX_WORKERS = 6
"""Each takes half a gigabyte, and starts an emulator of its own."""
COLLECT_AFTER = (100_000, 50, 50)
"""Thresholds of garbage collection: by Python's own, it takes a third of the tests' time and of their collection's."""
LONGEST = (
    *("console/test_analysis.py", "console/test_hostile.py", "console/test_trouble.py", "console/test_views.py"),
    *("pipeline/test_faults.py", "documents/test_commands.py", "test_local_deployments.py", "test_honest_traffic.py"),
    *("test_rollout_guide.py", "test_generated_clients.py", "test_interrupted.py", "test_redrive_webhooks.py"),
    *("test_fraud_shapes.py", "pipeline/test_killed.py", "test_fraudctl.py", "pipeline/test_engine.py"),
    *("test_decision_size.py", "test_least_privilege.py", "test_backtest_guide.py", "test_strategy_commands.py"),
)
"""The files that take more than twenty seconds, by the time that they take."""

os.environ.pop("COLUMNS", None)  # pytest-xdist sets it, and a console would keep it for good
os.environ.setdefault("INTERLEAVINGS_SEED", str(secrets.randbits(32)))  # before pytest-xdist starts its workers


def pytest_configure() -> None:
    """Hear the signals that `nohup` and `&` make a shell ignore: else a process that a test signals would never end."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.set_threshold(*COLLECT_AFTER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files and end with the shortest: else all would wait for the process that has the last."""
    items.sort(key=lambda item: (_place(item.path), "pipeline" not in item.path.parts))


@functools.cache
def _place(path: Path) -> int:
    """Return the place of a file among the longest; all others come after them."""
    return next((place for place, name in enumerate(LONGEST) if path.as_posix().endswith(f"/{name}")), len(LONGEST))


def pytest_xdist_auto_num_workers() -> int:
    """Return three processes for two cores, up to six: while one waits for what it has started, another runs."""
    return min(MAX_WORKERS, 3 * (os.cpu_count() or 1) // 2)


def pytest_report_header() -> str:
    """Return the seed that repeats the orders which this run tries at random."""
    return f"INTERLEAVINGS_SEED={os.environ['INTERLEAVINGS_SEED']}"


class ByRoom(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each process whole files, and whole rooms where their files use the same things."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for room, name in TOGETHER.items() if nodeid.startswith(room)), super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Return what hands out the tests."""
    return ByRoom(config, log)


@pytest.fixture(scope="session", autouse=True)
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the local deployments of this run apart from those of other runs and of the user."""
    with pytest.MonkeyPatch.context() as shell:
        shell.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        shell.delenv("FRAUDCTL_LOCAL", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _dynamodb_rules() -> Iterator[None]:
    """Hold every call of DynamoDB to AWS's published grammars and limits."""
    with watched():
        yield


@pytest.fixture(autouse=True)
def _nothing_that_dynamodb_refuses() -> Iterator[None]:
    """Fail the test in which a call was refused, also if the code under test caught that."""
    yield
    refusals, WATCH.refusals = WATCH.refusals, []
    if refusals:
        raise refusals[0]


def pytest_collection_finish() -> None:
    """Exempt what was imported from garbage collection: it took a third of the tests' time."""
    gc.freeze()
