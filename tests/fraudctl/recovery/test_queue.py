"""A queue as SQS keeps it: a held message is invisible, a released one is delivered again."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from fraudctl.recovery.queue import QueueDepth, RedriveQueue


@pytest.fixture
def queue() -> Iterator[RedriveQueue]:
    with mock_aws():
        client = boto3.client(
            "sqs", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        url = client.create_queue(QueueName="dead-letters")["QueueUrl"]
        for number in range(12):
            client.send_message(QueueUrl=url, MessageBody=f"m-{number}")
        yield RedriveQueue(client, url)


def test_messages_are_received_released_and_deleted(queue: RedriveQueue) -> None:
    first = queue.receive(100)
    rest = queue.receive(1) + queue.receive(7)
    assert (len(first), len(rest)) == (10, 2)
    assert sorted(each.body for each in first + rest) == sorted(f"m-{number}" for number in range(12))
    assert queue.receive(10) == []

    assert queue.delete(first) == set()
    queue.release(rest)
    assert {each.body for each in queue.receive(10)} == {each.body for each in rest}


def test_held_messages_are_counted_apart_from_visible_ones(queue: RedriveQueue) -> None:
    assert queue.depth() == QueueDepth(visible=12, held=0)
    taken = queue.receive(5)
    assert queue.depth() == QueueDepth(visible=7, held=5)
    queue.delete(taken[:2])
    queue.release(taken[2:3])
    assert queue.depth() == QueueDepth(visible=8, held=2)


def test_no_messages_mean_no_call_of_sqs(queue: RedriveQueue) -> None:
    assert queue.delete([]) == set()
    queue.release([])
