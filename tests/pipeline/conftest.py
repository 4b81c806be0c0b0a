"""What every test on the embedded AWS shares."""

from collections.abc import Iterator

import pytest

from emulator.clients import Clients
from emulator.emulator import Emulator
from fraudctl.stacks.local_stack import LocalStack, run_stack_on
from tests.pipeline.unpolled_stack import deploy_unpolled


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """One embedded AWS for all; tests keep apart by the suffix of what they deploy."""
    with pytest.MonkeyPatch.context() as shell:
        shell.setenv("SECRET_OF_THE_SHELL", "a function that sees this sees the user's whole environment")
        running = Emulator().start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def pipeline(emulator: Emulator) -> Iterator[LocalStack]:
    """The dev stack's program at work under a suffix of its own."""
    with run_stack_on(emulator, "dev", overrides={"suffix": "pipeline"}) as stack:
        yield stack


@pytest.fixture(scope="session")
def guarded(emulator: Emulator) -> LocalStack:
    """The dev stack's program with a key of its own, for tests of what it lets in; its stream is not polled."""
    return deploy_unpolled(emulator, {"suffix": "guarded", "customerManagedKey": "true"})


@pytest.fixture(scope="session")
def aws(guarded: LocalStack) -> Iterator[Clients]:
    """Clients that may do everything where the guarded stack is."""
    clients = Clients(guarded.deployment.endpoint, guarded.deployment.region)
    yield clients
    clients.close()
