"""The program's resources, rehearsed once for all pictures."""

from collections.abc import Sequence

import pytest

from fraudctl.local.monitor import Resource
from fraudctl.rehearsed import rehearse


@pytest.fixture(scope="session")
def resources() -> Sequence[Resource]:
    return rehearse("dev").resources
