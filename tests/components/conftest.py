"""The stacks of the project, each rehearsed once."""

import pytest

from tests.components.stacks import Stack, rehearse


@pytest.fixture(scope="session")
def dev() -> Stack:
    return rehearse("dev")


@pytest.fixture(scope="session")
def prod() -> Stack:
    return rehearse("prod")


@pytest.fixture(scope="session")
def preview() -> Stack:
    return rehearse("prod", preview=True)


@pytest.fixture(params=["dev", "prod"])
def stack(request: pytest.FixtureRequest) -> Stack:
    """Each of the project's stacks."""
    found: Stack = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def suffix(stack: Stack) -> str:
    """The suffix of the stack in hand."""
    name: str = stack.run.exports["transactions_table_name"]
    return name.rpartition("-")[2]
