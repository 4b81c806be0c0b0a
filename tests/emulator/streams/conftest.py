import pytest

from tests.emulator.streams.fake_aws import FakeStreamAws


@pytest.fixture
def fake_aws() -> FakeStreamAws:
    return FakeStreamAws()
