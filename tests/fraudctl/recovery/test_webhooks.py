"""Events that a webhook did not take are published again for it alone; none is lost, and a run comes to an end."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from fraudctl.observe.collect_health import queue_depths
from fraudctl.recovery import redrive_webhooks, webhook_queues
from fraudctl.recovery.queue import QueueDepth
from fraudctl.stacks.target import Target
from tests.fraudctl.recovery.stack_in_memory import StackInMemory, run_command, stack_in_memory

TOPIC = "arn:aws:sns:us-east-1:123456789012:fraud-events-test"
KEYS = ("1a2b3c4d", "9f8e7d6c")


class Topic:
    """A topic that hands each message to what a test says, and fails as often as it says."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []
        self.failures: list[Exception] = []
        self.deliver: Any = lambda _envelope: None

    def publish(self, **message: Any) -> dict[str, str]:
        if self.failures:
            raise self.failures.pop(0)
        self.published.append(message)
        identity = f"again-{len(self.published)}"
        said = {name: _said(each) for name, each in message["MessageAttributes"].items()}
        self.deliver(envelope(message["Message"], MessageId=identity, MessageAttributes=said))
        return {"MessageId": identity}


def _said(attribute: dict[str, str]) -> dict[str, str]:
    return {"Type": attribute["DataType"], "Value": attribute["StringValue"]}


def envelope(message: str, **more: Any) -> str:
    attributes = {name: {"Type": "String", "Value": each} for name, each in ATTRIBUTES.items()}
    known = {"Type": "Notification", "MessageId": "first", "TopicArn": TOPIC, "Message": message}
    return json.dumps({**known, "MessageAttributes": attributes, **more})


ATTRIBUTES = {"type": "review.decided", "outcome": "review", "to": "all"}


def event(number: int) -> str:
    return json.dumps({"id": f"e-{number}", "type": "review.decided", "version": 1, "data": {"amount": 0.1}})


@pytest.fixture
def topic() -> Topic:
    return Topic()


@pytest.fixture
def webhooks(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> Iterator[StackInMemory]:
    """Yield a stack with two webhooks, each with its queue."""
    with stack_in_memory() as made:
        urls = {key: made.made["sqs"].create_queue(QueueName=f"webhook-{key}")["QueueUrl"] for key in KEYS}
        exports = {"webhook_queue_urls": json.dumps(urls), "fraud_events_topic_arn": TOPIC}
        made.made["sns"] = topic
        stack = replace(made, exports={**made.exports, **exports}, emulator="http://127.0.0.1")
        monkeypatch.setattr(Target, "find", lambda _: stack)
        monkeypatch.setenv("COLUMNS", "150")
        yield stack


def fail(stack: StackInMemory, key: str, *bodies: str) -> None:
    for body in bodies:
        stack.made["sqs"].send_message(QueueUrl=webhook_queues(stack)[key], MessageBody=body)


def waiting(stack: StackInMemory) -> dict[str, int]:
    queues = webhook_queues(stack)
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = {
        key: stack.made["sqs"].get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        for key, url in queues.items()
    }
    return {key: sum(map(int, each.values())) for key, each in found.items()}


def test_each_event_is_published_again_as_it_was_but_for_its_webhook_alone(
    webhooks: StackInMemory, topic: Topic
) -> None:
    fail(webhooks, KEYS[0], *(envelope(event(number)) for number in range(12)))
    fail(webhooks, KEYS[1], envelope(event(50)))

    results = redrive_webhooks(webhooks)

    assert {key: (each.redriven, each.complete) for key, each in results.items()} == {
        KEYS[0]: (12, True),
        KEYS[1]: (1, True),
    }
    assert waiting(webhooks) == dict.fromkeys(KEYS, 0)
    sent = [
        (each["TopicArn"], each["Message"], each["MessageAttributes"]["to"]["StringValue"]) for each in topic.published
    ]
    assert sorted(sent) == sorted(
        [*((TOPIC, event(number), KEYS[0]) for number in range(12)), (TOPIC, event(50), KEYS[1])]
    )
    others = {name: {"DataType": "String", "StringValue": ATTRIBUTES[name]} for name in ("type", "outcome")}
    assert all({**each["MessageAttributes"], **others} == each["MessageAttributes"] for each in topic.published)


@pytest.mark.parametrize(
    "failure",
    [
        ClientError({"Error": {"Code": "Throttled", "Message": ""}}, "Publish"),
        EndpointConnectionError(endpoint_url="https://sns"),
    ],
)
def test_what_the_topic_does_not_take_stays_for_a_later_run(
    webhooks: StackInMemory, topic: Topic, failure: Exception
) -> None:
    topic.failures = [failure]
    fail(webhooks, KEYS[0], envelope(event(1)), envelope(event(2)))

    first, then = redrive_webhooks(webhooks)[KEYS[0]], redrive_webhooks(webhooks)[KEYS[0]]

    assert ([each.subject for each in first.failed], first.complete) in ((["e-1"], False), (["e-2"], False))
    assert (then.redriven, then.complete, waiting(webhooks)[KEYS[0]]) == (1, True, 0)
    assert {json.loads(each["Message"])["id"] for each in topic.published} == {"e-1", "e-2"}


def test_a_webhook_that_is_still_out_ends_the_run_with_every_event_in_its_queue(
    webhooks: StackInMemory, topic: Topic
) -> None:
    topic.deliver = lambda body: fail(webhooks, KEYS[0], body)  # refused at once, and dead-lettered
    fail(webhooks, KEYS[0], *(envelope(event(number)) for number in range(25)))

    result = redrive_webhooks(webhooks)[KEYS[0]]

    assert not result.complete
    assert len(topic.published) == 25
    assert waiting(webhooks)[KEYS[0]] == 25
    assert {each.reason for each in result.failed} == {"the webhook did not take it this time either"}


NO_EVENTS = {
    "no JSON": ("is no JSON", "hello"),
    "a list": ("is no JSON object", "[]"),
    "no message": ("is no message of a topic", json.dumps({"Type": "Notification"})),
    "a confirmation": ("is no message of a topic", envelope(event(1), Type="SubscriptionConfirmation")),
    "another topic's": ("is of another topic", envelope(event(1), TopicArn=f"{TOPIC}-2")),
    "no event": ("is no event: it has no id and type", envelope('{"id": 7}')),
    "text in it": ("is no JSON", envelope("hello")),
}


@pytest.mark.parametrize("kind", NO_EVENTS)
def test_what_is_no_event_of_ours_is_poison_and_never_published(
    webhooks: StackInMemory, topic: Topic, kind: str
) -> None:
    reason, body = NO_EVENTS[kind]
    fail(webhooks, KEYS[1], body)

    result = redrive_webhooks(webhooks)[KEYS[1]]

    assert ([each.reason for each in result.poison], topic.published, waiting(webhooks)[KEYS[1]]) == ([reason], [], 1)
    assert redrive_webhooks(webhooks, discard=True)[KEYS[1]].complete
    assert waiting(webhooks)[KEYS[1]] == 0


def test_the_command_counts_events_by_webhook_to_a_limit_over_all_of_them(
    webhooks: StackInMemory, topic: Topic
) -> None:
    for key in KEYS:
        fail(webhooks, key, *(envelope(event(number)) for number in range(3)))

    planned = run_command("redrive", "webhooks", "--dry-run", "--json")
    assert (planned.exit_code, topic.published) == (0, [])
    some = json.loads(run_command("redrive", "webhooks", "--max", "4", "--json").stdout)
    assert [some["webhooks"][key]["events"] for key in KEYS] == [3, 1]
    rest = run_command("redrive", "webhooks")
    assert rest.exit_code == 0
    assert f"Webhook {KEYS[1]}'s queue" in rest.stdout
    assert "events" in rest.stdout
    assert waiting(webhooks) == dict.fromkeys(KEYS, 0)


def test_a_stack_without_webhooks_says_so() -> None:
    with stack_in_memory() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Target, "find", lambda _: stack)
        done = run_command("redrive", "webhooks")

    assert (done.exit_code, done.stdout) == (0, "this stack has no webhooks\n")


def test_the_health_of_a_stack_counts_what_waits_for_all_webhooks_together(webhooks: StackInMemory) -> None:
    for key in KEYS:
        fail(webhooks, key, envelope(event(1)))

    assert queue_depths(webhooks)["webhooks"] == QueueDepth(visible=2, held=0)
