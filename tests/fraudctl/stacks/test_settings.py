"""Settings of a local deployment are written as NAME=VALUE."""

import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.local_stack import setting_overrides


def test_settings_take_the_place_of_those_of_the_configuration() -> None:
    written = ["fraudDetectorApi=true", 'webhooks=[{"url": "http://127.0.0.1/?a=b"}]', "suffix="]
    assert setting_overrides(written) == {
        "fraudDetectorApi": "true",
        "webhooks": '[{"url": "http://127.0.0.1/?a=b"}]',
        "suffix": "",
    }
    assert setting_overrides([]) == {}


@pytest.mark.parametrize("written", ["fraudDetectorApi", "=true", "fraud detector=true", ""])
def test_what_is_no_setting_is_said(written: str) -> None:
    with pytest.raises(CommandError, match="--config: must be NAME=VALUE"):
        setting_overrides([written])
