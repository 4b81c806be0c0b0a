"""A protected stack without subscribers warns, topic by topic; an experiment may have none."""

import pytest

from tests.components.stacks import DryRunStack, dry_run_stack, elsewhere


def without_subscribers(stack: DryRunStack) -> list[str]:
    """Return the configuration keys of the topics that the program warns of."""
    return [warning.partition(" ")[0] for warning in stack.warnings if " is empty: " in warning]


@pytest.mark.parametrize("preview", [False, True])
def test_prod_as_shipped_warns_that_neither_topic_has_a_subscriber(*, preview: bool) -> None:
    alerts, operations = dry_run_stack("prod", preview=preview).warnings

    assert alerts.startswith("alertEmails is empty: nobody hears of a risky transaction")
    assert operations.startswith("operationsEmails is empty: nobody hears of an alarm")


def test_only_the_topic_without_a_subscriber_is_named(configured: DryRunStack) -> None:
    assert without_subscribers(elsewhere("eu-central-1")) == ["operationsEmails"]
    assert without_subscribers(elsewhere("us-gov-west-1")) == ["alertEmails"]
    assert configured.warnings == ()


def test_any_protected_stack_warns_whatever_its_name() -> None:
    assert without_subscribers(dry_run_stack("dev", protectData="true")) == ["alertEmails", "operationsEmails"]


def test_a_stack_whose_data_is_not_protected_may_have_none(dev: DryRunStack) -> None:
    assert dev.warnings == ()
    assert dry_run_stack("prod", protectData="false").warnings == ()
