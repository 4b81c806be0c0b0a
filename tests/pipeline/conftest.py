"""Fixtures that the tests on the embedded AWS share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.clients import Clients
from emulator.emulator import Emulator
from fraudctl.demo.inbox import Inbox
from fraudctl.recovery import queue
from fraudctl.stacks.local_stack import LocalStack, run_stack_on
from tests.pipeline.command_home import Home
from tests.pipeline.outages import SUFFIX
from tests.pipeline.unpolled_stack import deploy_unpolled


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """Yield one embedded AWS for all tests, which deploy under suffixes of their own."""
    with pytest.MonkeyPatch.context() as shell:
        shell.setenv("SECRET_OF_THE_SHELL", "a function that sees this sees the user's whole environment")
        running = Emulator().start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def pipeline(emulator: Emulator) -> Iterator[LocalStack]:
    """Yield the dev stack's program, running under a suffix of its own."""
    with run_stack_on(emulator, "dev", overrides={"suffix": "pipeline"}) as stack:
        yield stack


@pytest.fixture(scope="session")
def guarded(emulator: Emulator) -> LocalStack:
    """Return the dev stack's program with a key of its own, for tests of access; its stream is not polled."""
    return deploy_unpolled(emulator, {"suffix": "guarded", "customerManagedKey": "true", "fraudDetectorApi": "true"})


@pytest.fixture(scope="session")
def account_clients(guarded: LocalStack) -> Iterator[Clients]:
    """Yield clients that may do everything where the guarded stack is."""
    clients = Clients(guarded.deployment.endpoint, guarded.deployment.region)
    yield clients
    clients.close()


@pytest.fixture(scope="session")
def outage_stack(emulator: Emulator) -> Iterator[LocalStack]:
    """Yield the dev stack's program, running under a suffix of its own, for tests of outages and of recovery."""
    with run_stack_on(emulator, "dev", overrides={"suffix": SUFFIX}) as stack:
        yield stack


@pytest.fixture(scope="session")
def outage_inbox(outage_stack: LocalStack) -> Inbox:
    """Return the alerts of the stack with outages."""
    return Inbox(outage_stack.target, "recovery-alerts")


@pytest.fixture
def no_long_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn long polling off: the embedded AWS has one server, which knows of every message at once."""
    monkeypatch.setattr(queue, "LONG_POLL", 0)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a temporary folder, and fail if it is not empty after the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a folder in which a command runs with nothing else beside it."""
    return Home(folder=tmp_path)
