"""The program's resources, rehearsed once for all pictures."""

from collections.abc import Sequence

import pytest

from emulator.program.dry_run import rehearse
from emulator.program.monitor import Resource


@pytest.fixture(scope="session")
def resources() -> Sequence[Resource]:
    return rehearse("dev").resources
