"""A protected stack that tells nobody says so, topic by topic; an experiment may be silent."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.program import run as program
from tests.components.stacks import rehearse

ALERTS, OPERATIONS = '["fraud@example.com"]', '["oncall@example.com"]'


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the program warns of, as the Pulumi CLI would show it."""
    with caplog.at_level(logging.WARNING, logger=program.logger.name):
        yield caplog


@pytest.mark.parametrize("preview", [False, True])
def test_prod_as_shipped_warns_that_both_topics_tell_nobody(
    warnings: pytest.LogCaptureFixture, *, preview: bool
) -> None:
    rehearse("prod", preview=preview)

    assert [line for line in warnings.messages if "alertEmails is empty" in line and "risky" in line]
    assert [line for line in warnings.messages if "operationsEmails is empty" in line and "alarm" in line]
    assert len(warnings.messages) == 2


@pytest.mark.parametrize(
    ("config", "silent"),
    [
        ({"alertEmails": ALERTS}, ["operationsEmails"]),
        ({"operationsEmails": OPERATIONS}, ["alertEmails"]),
        ({"alertEmails": ALERTS, "operationsEmails": OPERATIONS}, []),
    ],
)
def test_only_the_topic_that_tells_nobody_is_named(
    warnings: pytest.LogCaptureFixture, config: dict[str, Any], silent: list[str]
) -> None:
    rehearse("prod", **config)

    assert [key for key in ("alertEmails", "operationsEmails") if key in " ".join(warnings.messages)] == silent


def test_any_protected_stack_warns_whatever_its_name(warnings: pytest.LogCaptureFixture) -> None:
    rehearse("dev", protectData="true")

    assert len(warnings.messages) == 2


def test_a_stack_whose_data_is_not_protected_may_be_silent(warnings: pytest.LogCaptureFixture) -> None:
    rehearse("dev")
    rehearse("prod", protectData="false")

    assert not warnings.messages
