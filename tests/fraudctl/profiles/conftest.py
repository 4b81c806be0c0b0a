"""A file of past payments, and a stack to load it into."""

from pathlib import Path

import pytest

from tests.fraudctl.profiles.stack_of_profiles import StackOfProfiles, stack_of_profiles


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "past.jsonl"


@pytest.fixture
def stack() -> StackOfProfiles:
    return stack_of_profiles()
