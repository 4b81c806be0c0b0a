import pytest

from tests.emulator.streams.stand_in import StandIn


@pytest.fixture
def aws() -> StandIn:
    return StandIn()
