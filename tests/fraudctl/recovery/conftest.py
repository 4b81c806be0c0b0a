"""A stack in memory, which commands find."""

from collections.abc import Iterator

import pytest

from fraudctl.recovery import queue
from fraudctl.stacks.target import Target
from tests.fraudctl.recovery.stack_in_memory import StackInMemory, stack_in_memory


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackInMemory]:
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setattr(queue, "LONG_POLL", 0)  # moto answers for the whole queue at once
    with stack_in_memory() as made:
        monkeypatch.setattr(Target, "find", lambda _: made)
        yield made
