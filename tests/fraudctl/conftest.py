"""What the tests of the command line share."""

from collections.abc import Iterator

import pytest

from tests.fraudctl.server import Api, serving


@pytest.fixture
def server() -> Iterator[Api]:
    with serving() as made:
        yield made
