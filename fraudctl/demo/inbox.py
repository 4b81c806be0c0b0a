"""A subscriber of a topic, the alerts' unless it says otherwise: a queue of its own, as a case tool would have."""

import json
from collections.abc import Callable
from typing import Any

from fraudctl.stacks.target import Target

LONGEST_WAIT = 5
"""Seconds that one receive waits for a message."""


class Inbox:
    """Messages that the topic publishes from now on."""

    def __init__(self, target: Target, name: str, *, topic: str = "fraud_alerts_topic_arn") -> None:
        """`topic` is the name of the export that has its ARN."""
        self._queues, topic_arn = target.client("sqs"), target.exports[topic]
        self._url = self._queues.create_queue(QueueName=name)["QueueUrl"]
        described = self._queues.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        arn = described["Attributes"]["QueueArn"]
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        self._queues.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        target.client("sns").subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn)

    def take(self, expected: int, *, number: Callable[[str], Any] = float) -> list[dict[str, Any]]:
        """Return the alerts that have arrived, fractions as `number`; wait only while fewer than expected are there."""
        return [json.loads(each["Message"], parse_float=number) for each in self.take_notifications(expected)]

    def take_notifications(self, expected: int) -> list[dict[str, Any]]:
        """Return the alerts as the topic delivers them, each with its subject and its attributes; wait as `take`."""
        notifications: list[dict[str, Any]] = []
        while True:
            wait = LONGEST_WAIT if len(notifications) < expected else 0
            answer = self._queues.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=wait)
            messages = answer.get("Messages", [])
            if not messages:
                return notifications
            notifications += [json.loads(message["Body"]) for message in messages]
            entries = [{"Id": str(each), "ReceiptHandle": m["ReceiptHandle"]} for each, m in enumerate(messages)]
            self._queues.delete_message_batch(QueueUrl=self._url, Entries=entries)
