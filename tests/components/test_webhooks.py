"""The events topic and its webhooks: who is sent what, how long it is tried, and where it waits after that."""

import json
from hashlib import sha256
from typing import Any

import pytest

from emulator.program.monitor import Resource
from tests.components.stacks import KEY, DryRunStack, arn, without_tags

SHOP, LOCAL = "https://shop.example.com/hook", "http://127.0.0.1:8080/"
HOUR = 3_600


def key(url: str) -> str:
    """Return the key of a webhook."""
    return sha256(url.encode()).hexdigest()[:8]


def subscription(stack: DryRunStack, url: str) -> Resource:
    """Return the subscription of an endpoint."""
    (found,) = (each for each in stack.all("sns/topicSubscription:TopicSubscription") if each.inputs["endpoint"] == url)
    return found


def test_the_topic_is_encrypted_signs_by_sha256_and_has_no_subscriber_by_default(
    stack: DryRunStack, suffix: str
) -> None:
    assert without_tags(stack.one("sns/topic:Topic", "fraud-events")) == {
        "name": f"fraud-events-{suffix}",
        "kmsMasterKeyId": {"dev": "alias/aws/sns", "prod": KEY}[suffix],
        "signatureVersion": 2,
    }


def test_nobody_outside_the_account_may_publish(stack: DryRunStack) -> None:
    policy = json.loads(stack.one("sns/topicPolicy:TopicPolicy", "fraud-events-guard").inputs["policy"])
    (deny,) = (each for each in policy["Statement"] if each["Sid"] == "OnlyItsAccount")

    assert (deny["Effect"], deny["Action"]) == ("Deny", "sns:Publish")
    assert deny["Condition"] == {
        "ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::123456789012:*", "arn:aws:sts::123456789012:*"]}
    }


@pytest.mark.parametrize(
    ("url", "types"), [(SHOP, None), (LOCAL, ["review.decided", "review.expired"])], ids=["all types", "two types"]
)
def test_a_webhook_hears_what_is_for_everybody_and_what_is_for_it_alone_of_the_types_that_it_names(
    configured: DryRunStack, url: str, types: list[str] | None
) -> None:
    found = subscription(configured, url).inputs

    assert found["topic"] == configured.run.exports["fraud_events_topic_arn"]
    assert found["protocol"] == url.partition(":")[0]
    assert json.loads(found["filterPolicy"]) == {"to": ["all", key(url)], **({"type": types} if types else {})}
    assert not found.get("rawMessageDelivery"), "a raw message has no signature"


def test_the_retries_take_long_but_no_longer_than_the_hour_that_sns_allows(configured: DryRunStack) -> None:
    policy = json.loads(subscription(configured, SHOP).inputs["deliveryPolicy"])
    retry = policy["healthyRetryPolicy"]
    growing = retry["numRetries"] - sum(retry[f"num{kind}Retries"] for kind in ("NoDelay", "MinDelay", "MaxDelay"))
    growth = (retry["maxDelayTarget"] / retry["minDelayTarget"]) ** (1 / (growing - 1))
    even = sum(retry[f"num{kind}DelayRetries"] * retry[f"{kind.lower()}DelayTarget"] for kind in ("Min", "Max"))
    waited = even + sum(retry["minDelayTarget"] * growth**each for each in range(growing))

    assert retry["backoffFunction"] == "exponential"
    assert HOUR / 2 < waited < HOUR
    assert policy["requestPolicy"] == {"headerContentType": "application/json"}


def test_what_an_endpoint_does_not_take_waits_in_a_queue_of_its_own(configured: DryRunStack) -> None:
    urls = json.loads(configured.run.exports["webhook_queue_urls"])

    assert set(urls) == {key(SHOP), key(LOCAL)}
    for url in (SHOP, LOCAL):
        queue = configured.one("sqs/queue:Queue", f"fraud-events-webhook-{key(url)}-dlq")
        target = json.loads(subscription(configured, url).inputs["redrivePolicy"])
        assert target == {"deadLetterTargetArn": queue.state["arn"]}
        assert urls[key(url)] == queue.state["url"]
        assert (queue.inputs["messageRetentionSeconds"], queue.inputs["kmsMasterKeyId"]) == (14 * 24 * HOUR, KEY)
        assert queue.inputs["tags"]["Webhook"] == url.split("/")[2]


def test_sns_alone_may_send_there_for_this_topic(configured: DryRunStack) -> None:
    policy = configured.one("sqs/queuePolicy:QueuePolicy", f"fraud-events-webhook-{key(SHOP)}-dlq-guard")
    found: dict[str, Any] = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
    topic = {"aws:SourceArn": arn("sns", "fraud-events-dev")}

    assert (found["Topic"]["Effect"], found["Topic"]["Principal"]) == ("Allow", {"Service": "sns.amazonaws.com"})
    assert found["Topic"]["Condition"] == {"ArnEquals": topic}
    assert (found["OnlyItsSender"]["Effect"], found["OnlyItsSender"]["Principal"]) == ("Deny", {"AWS": "*"})
    assert found["OnlyItsSender"]["Condition"] == {"ArnNotEquals": topic}
    assert {each["Action"] for each in (found["Topic"], found["OnlyItsSender"])} == {"sqs:SendMessage"}


@pytest.mark.parametrize("function", ["fraud-scorer", "fraud-feedback"])
def test_scoring_and_feedback_alone_put_events_on_the_accounts_bus_where_there_is_one(
    configured: DryRunStack, dev: DryRunStack, function: str
) -> None:
    bus = {"Action": ["events:PutEvents"], "Resource": ["arn:aws:events:us-east-1:123456789012:event-bus/shop"]}

    (granted,) = (each for each in configured.policy(function) if each["Sid"] == "PutEvents")
    assert {name: granted[name] for name in bus} == bus
    assert "PutEvents" not in {each["Sid"] for each in dev.policy(function)}
    assert "PutEvents" not in {each["Sid"] for each in configured.policy("fraud-queries")}
