"""Queues and topics of the AWS in memory, made in moto itself: every test begins with some."""

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

REGION = "us-east-1"


def make_queue(name: str) -> str:
    """Make a queue; return its URL."""
    sqs_backends[DEFAULT_ACCOUNT_ID][REGION].create_queue(name)
    return f"https://sqs.{REGION}.amazonaws.com/{DEFAULT_ACCOUNT_ID}/{name}"


def topic_with_inbox(topic: str, queue: str) -> tuple[str, str]:
    """Make a topic, unless there is one, and a queue that subscribes to it; return the ARN and the queue's URL."""
    url, topics = make_queue(queue), sns_backends[DEFAULT_ACCOUNT_ID][REGION]
    arn: str = topics.create_topic(topic).arn
    topics.subscribe(arn, f"arn:aws:sqs:{REGION}:{DEFAULT_ACCOUNT_ID}:{queue}", "sqs")
    return arn, url
