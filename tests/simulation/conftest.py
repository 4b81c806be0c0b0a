from collections.abc import Sequence

import pytest

from simulation import LabelledTransaction, simulate


@pytest.fixture(scope="session")
def long_run() -> Sequence[LabelledTransaction]:
    """Return some twenty days, in which every scenario comes often."""
    return list(simulate(20_000, seed=7))
