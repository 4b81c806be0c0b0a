import pytest

from tests.emulator.streams.fake_aws import FakeStreamAws


@pytest.fixture
def aws() -> FakeStreamAws:
    return FakeStreamAws()
