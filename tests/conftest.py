"""The settings and fixtures of every test."""

import gc
import os
import secrets
import signal
from collections.abc import Iterator

import moto.core  # noqa: F401 -- it hooks into botocore sessions made after it; the handlers make theirs at import
import pytest
from hypothesis import HealthCheck, settings

from tests.dynamodb_rules.watch import WATCH, watched

settings.register_profile("steady", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # a busy machine is no failure
LONGEST = ("test_faults.py", "test_rollout_guide.py", "test_commands.py")

os.environ.setdefault("INTERLEAVINGS_SEED", str(secrets.randbits(32)))  # before pytest-xdist starts its workers


def pytest_configure() -> None:
    """Hear the signals that `nohup` and `&` make a shell ignore: else a process that a test signals would never end."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files and end with the shortest: else all would wait for the process that has the last."""
    items.sort(key=lambda item: (item.path.name not in LONGEST, "pipeline" not in item.path.parts))


def pytest_report_header() -> str:
    """Return the seed that repeats the orders which this run tries at random."""
    return f"INTERLEAVINGS_SEED={os.environ['INTERLEAVINGS_SEED']}"


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
    """Exempt what was imported from garbage collection, and collect less often: it took a third of the tests' time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
