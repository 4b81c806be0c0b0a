"""The time of everything here: an order is tried again from its beginning, and must come to the same."""

import pytest

from handlers.aws.concurrency import Budget


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no budget end because this process was held in the middle of an order."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (lambda: 0.0,))
