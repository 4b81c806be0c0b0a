"""A stack with tables in memory, which commands find."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fraudctl.cli import command_line
from fraudctl.stacks.target import Target
from tests.fraudctl.lists.stack_of_lists import PROFILES, READING_LISTS, STRATEGIES, StackOfLists


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> StackOfLists:
    monkeypatch.setenv("COLUMNS", "200")
    exports = {"fraud_profiles_table_name": PROFILES, "fraud_strategies_table_name": STRATEGIES}
    made = StackOfLists(stack="test", region="us-east-1", exports=exports)
    made.deploy("active", READING_LISTS)
    monkeypatch.setattr(Target, "find", lambda _: made)
    return made


@pytest.fixture
def typed(stack: StackOfLists) -> Callable[..., Result]:
    """Return a function that types a command and returns its result; an expected error is in `exception`."""
    assert stack.exports

    def run(*words: Any) -> Result:
        return CliRunner().invoke(command_line("list"), ["list", *map(str, words)])

    return run
