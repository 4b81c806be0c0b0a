"""A local deployment sends events where its command says, which has to be an address that any stack takes."""

import json

import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.local_stack import webhook_overrides


def test_addresses_become_the_setting_of_the_stack_which_keeps_its_own_without_any() -> None:
    urls = ["http://127.0.0.1:8080/", "https://shop.example/hook?key=1"]

    assert [each["url"] for each in json.loads(webhook_overrides(urls)["webhooks"])] == urls
    assert webhook_overrides([]) == {}


@pytest.mark.parametrize("urls", [["http://shop.example/"], ["8080"], [""], ["https://a.example/"] * 2])
def test_what_no_stack_takes_is_refused_before_anything_starts(urls: list[str]) -> None:
    with pytest.raises(CommandError, match="--webhook"):
        webhook_overrides(urls)
