"""Subscribe a queue to the alerts topic, and print each alert that it receives.

On this machine, to `fraudctl local up`, with the address and the `fraud_alerts_topic_arn` that it prints:

    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 AWS_ENDPOINT_URL=http://127.0.0.1:PORT
    .venv/bin/python docs/examples/print_alerts.py arn:aws:sns:us-east-1:000000000000:fraud-alerts-dev

On AWS, with credentials that may make a queue, subscribe it to the topic, and delete both:

    export AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/print_alerts.py "$(pulumi stack output fraud_alerts_topic_arn --stack dev)"

It ends at Ctrl-C, or after as many alerts as a second argument says.
"""

import contextlib
import json
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import boto3

WAIT = 5
"""Seconds that a request waits for a message; 20 at most."""


@contextlib.contextmanager
def subscribed(topic: str) -> Iterator[str]:
    """Yield the URL of a queue that gets what the topic publishes; queue and subscription end with the block."""
    queues, topics = boto3.client("sqs"), boto3.client("sns")
    url = queues.create_queue(QueueName=f"alerts-{uuid.uuid4()}")["QueueUrl"]
    try:
        arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        queues.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        subscription = topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
        try:
            yield url
        finally:
            topics.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    finally:
        queues.delete_queue(QueueUrl=url)


def alerts(url: str) -> Iterator[dict[str, Any]]:
    """Yield alerts as they come. An alert may come twice: know it by its transaction's id."""
    queues = boto3.client("sqs")
    while True:
        received = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=WAIT)
        for message in received.get("Messages", []):
            yield json.loads(json.loads(message["Body"])["Message"])
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])  # once it is dealt with


def main() -> None:
    """Print an alert a line."""
    with contextlib.suppress(KeyboardInterrupt), subscribed(sys.argv[1]) as url:
        print("waiting for alerts", file=sys.stderr, flush=True)
        for count, alert in enumerate(alerts(url), 1):
            names = ("transaction_id", "fraud_score", "outcome", "amount", "merchant")
            reasons = ", ".join(reason["reason"] for reason in alert["reasons"])
            print(*(alert[name] for name in names), reasons, flush=True)
            if sys.argv[2:] == [str(count)]:
                return


if __name__ == "__main__":
    main()
