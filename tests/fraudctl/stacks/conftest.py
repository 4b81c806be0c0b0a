"""Local deployments of a user who has a state folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fraudctl.stacks.fake_deployments import FakeDeployments


@pytest.fixture
def deployments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDeployments]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = FakeDeployments(tmp_path)
    yield made
    made.power_loss()
