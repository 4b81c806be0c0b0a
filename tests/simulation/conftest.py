from collections.abc import Sequence

import pytest

from simulation import LabelledTransaction, World, simulate_world

WORLDS = {
    "town": World(seed=7),
    "region": World(seed=7, customers=400, terminals=287),  # nine districts, which lie in every country
}


@pytest.fixture(scope="session", params=WORLDS)
def long_run(request: pytest.FixtureRequest) -> Sequence[LabelledTransaction]:
    """Return twenty-five days or so, in which every scenario comes often."""
    return list(simulate_world(WORLDS[request.param], count=20_000))
