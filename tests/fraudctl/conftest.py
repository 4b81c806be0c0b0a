"""Fixtures that the tests of the command line share."""

import os
from collections.abc import Iterator, Sequence

import pytest

from emulator.program.dry_run import dry_run
from emulator.program.monitor import Resource
from fraudctl import interruption
from tests.fraudctl.client.fake_api import FakeApi, serve_fake_api

os.environ.pop("COLUMNS", None)
from fraudctl.terminal import report  # noqa: F401 -- a console keeps the width that is set when it is made


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
    """Return the program's resources, from one dry run for all pictures."""
    return dry_run("dev").resources
