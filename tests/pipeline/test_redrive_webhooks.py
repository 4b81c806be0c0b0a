"""Events that a webhook did not take wait in its queue, and `redrive webhooks` brings them, on a running stack."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from chaos.webhook import Behaviour, Webhook, webhook
from fraudctl.observe.collect_health import queue_depths
from fraudctl.recovery import redrive_webhooks, webhook_queues
from fraudctl.stacks.local_stack import LocalStack, run_stack
from handlers.aws.concurrency import Budget
from handlers.aws.event_publisher import EventPublisher
from handlers.contract.event import Event
from tests.pipeline.waiting import becomes_true


class Heard(NamedTuple):
    """A stack with two webhooks, one of which takes everything."""

    stack: LocalStack
    out: Webhook
    well: Webhook
    publisher: EventPublisher


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    with webhook() as out, webhook() as well:
        urls = json.dumps([{"url": each.url} for each in (out, well)])
        with run_stack("dev", overrides={"suffix": "hooks", "webhooks": urls}) as stack:
            topics = stack.target.client("sns")
            arn = stack.target.exports["fraud_events_topic_arn"]
            yield Heard(stack, out, well, EventPublisher(topics, arn, None, ""))


def event(identity: str) -> Event:
    return Event(
        type="review.decided",
        id=identity,
        at="2026-11-27T09:30:00.000+00:00",
        environment="hooks",
        transaction_id="order-1",
        content={"timestamp": 7, "outcome": "review", "final_outcome": "decline"},
    )


def waiting(heard: Heard) -> int:
    return queue_depths(heard.stack.target)["webhooks"].total


def test_each_webhook_confirms_and_takes_what_is_published(heard: Heard) -> None:
    def both_took() -> bool:
        heard.publisher.publish(event("first"), Budget(60))  # again: what comes before the confirmation is for nobody
        return "first" in heard.out.taken & heard.well.taken

    assert becomes_true(both_took, 30)
    assert len(webhook_queues(heard.stack.target)) == 2
    assert waiting(heard) == 0


@pytest.mark.parametrize("behaviour", ["fails", "hangs"])
def test_what_one_did_not_take_waits_and_comes_to_it_alone(heard: Heard, behaviour: Behaviour) -> None:
    ids = [f"{behaviour}-{number}" for number in range(3)]
    heard.out.behaviour = behaviour

    for each in ids:
        assert not heard.publisher.publish(event(each), Budget(60)).trouble
    assert becomes_true(lambda: waiting(heard) == len(ids), 90)

    assert not heard.out.taken & set(ids)
    assert heard.well.taken >= set(ids)
    heard.out.behaviour = "takes"
    results = redrive_webhooks(heard.stack.target)

    assert sum(each.redriven for each in results.values()) == len(ids)
    assert all(each.complete for each in results.values())
    assert becomes_true(lambda: heard.out.taken >= set(ids), 30)
    assert waiting(heard) == 0
