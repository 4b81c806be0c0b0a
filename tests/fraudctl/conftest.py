"""Fixtures that the tests of the command line share."""

from collections.abc import Iterator, Sequence

import pytest

from emulator.program.monitor import Resource
from fraudctl import interruption
from tests.components.stacks import dry_run_stack
from tests.fraudctl.client.fake_api import FakeApi, serve_fake_api


@pytest.fixture
def server() -> Iterator[FakeApi]:
    with serve_fake_api() as made:
        yield made


@pytest.fixture(autouse=True)
def _no_signal_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the signals received, so that no test sees one that another test raised."""
    monkeypatch.setattr(interruption, "_received", [])


@pytest.fixture(scope="session")
def resources() -> Sequence[Resource]:
    """Return the program's resources."""
    return dry_run_stack("dev").run.resources


@pytest.fixture(scope="session")
def optional_resources() -> Sequence[Resource]:
    """Return the resources of a stack that has a webhook, a subscriber by e-mail, and an instance kept warm."""
    return dry_run_stack(
        "dev",
        webhooks='[{"url": "https://shop.example.com"}]',
        alertEmails='["fraud@example.com"]',
        decisionProvisionedConcurrency="1",
    ).run.resources
