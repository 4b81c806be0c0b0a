"""The pack's advice, which stops no deployment: in a protected stack every topic has a subscriber."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from pulumi_policy import EnforcementLevel

from emulator.program.compliance import require_compliance, review
from emulator.program.monitor import Resource
from policy.pack import POLICIES
from tests.policy.seed import recorded

SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


def subscribed(topic: str, resources: Sequence[Resource]) -> list[Resource]:
    """Return the stack with a subscriber to this topic."""
    (found,) = (each for each in resources if each.type == "aws:sns/topic:Topic" and each.name == topic)
    urn = found.urn.replace("sns/topic:Topic", "sns/topicSubscription:TopicSubscription")
    return [*resources, replace(found, urn=urn, type=SUBSCRIPTION, name="somebody", dependencies=(found.urn,))]


@pytest.mark.parametrize("preview", [False, True])
def test_prod_as_shipped_is_advised_of_each_topic_that_tells_nobody(*, preview: bool) -> None:
    found = review(recorded("prod", preview=preview), POLICIES)

    assert found.violations == ()
    assert sorted(advice.split(" ")[1] for advice in found.advice) == ["fraud-alerts:", "fraud-operations:"]
    assert all(advice.startswith("protected-stacks-tell-somebody: ") for advice in found.advice)


@pytest.mark.parametrize(
    ("told", "silent"), [("fraud-alerts", "fraud-operations"), ("fraud-operations", "fraud-alerts")]
)
def test_a_topic_with_a_subscriber_is_advised_of_no_more(told: str, silent: str) -> None:
    (advice,) = review(subscribed(told, recorded("prod")), POLICIES).advice

    assert f" {silent}: " in advice


def test_a_stack_is_protected_by_its_options_as_by_its_properties() -> None:
    lax = [replace(each, state={**each.state, "deletionProtectionEnabled": False}) for each in recorded("prod")]
    assert len(review(lax, POLICIES).advice) == 2
    assert not review([replace(each, protect=False) for each in lax], POLICIES).advice


def test_a_stack_that_protects_nothing_is_not_advised() -> None:
    assert review(recorded("dev"), POLICIES).advice == ()


def test_advice_stops_no_deployment() -> None:
    assert review(recorded("prod"), POLICIES).advice
    require_compliance(recorded("prod"), POLICIES)


def test_only_this_one_is_advice() -> None:
    advisory = [each.name for each in POLICIES if each.enforcement_level is EnforcementLevel.ADVISORY]
    assert advisory == ["protected-stacks-tell-somebody"]
