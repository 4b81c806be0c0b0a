"""What the tests of the command line share."""

from collections.abc import Iterator

import pytest

from fraudctl import interruption
from tests.fraudctl.client.server import Api, serving


@pytest.fixture
def server() -> Iterator[Api]:
    with serving() as made:
        yield made


@pytest.fixture(autouse=True)
def _no_signal_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test hear of a signal that another one raised."""
    monkeypatch.setattr(interruption, "_received", [])
