import pytest

from tests.local.streams.stand_in import StandIn


@pytest.fixture
def aws() -> StandIn:
    return StandIn()
