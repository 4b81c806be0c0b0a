"""Redrive of the webhooks' queues: events that a webhook did not take are published again, for it alone."""

import functools
import json
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.in_flight import COUNT_LAG
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.redrive_loop import CONCURRENCY, RedriveLoop
from fraudctl.recovery.redrive_result import RedriveResult
from fraudctl.stacks.target import Target

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

WEBHOOKS = "webhooks"
TO = "to"
"""The message attribute by which subscriptions take what is for all webhooks, or for theirs."""


def webhook_queues(target: Target) -> dict[str, str]:
    """Return the URL of each webhook's queue by the webhook's key; none on a stack without webhooks."""
    said = target.exports.get("webhook_queue_urls") or {}
    urls = json.loads(said) if isinstance(said, str) else said
    return {str(key): str(url) for key, url in sorted(urls.items())}


def redrive_webhooks(
    target: Target,
    *,
    limit: int | None = None,
    dry_run: bool = False,
    discard: bool = False,
    wait: bool = False,
    stop: threading.Event | None = None,
    progress: Callable[[RedriveResult], None] = lambda _: None,
) -> dict[str, RedriveResult]:
    """Redrive each webhook's queue, at most `limit` messages in all; return the results by the webhooks' keys.

    Raises:
        ClientError, BotoCoreError: a queue could not be read.
    """
    stopped, results = stop or threading.Event(), dict[str, RedriveResult]()
    for key, url in webhook_queues(target).items():
        left = None if limit is None else limit - sum(each.taken for each in results.values())
        results[key] = RedriveLoop(
            queue=RedriveQueue(target.client("sqs"), url),
            handler=EventHandler(
                target.client("sns", connections=CONCURRENCY), target.exports["fraud_events_topic_arn"], key
            ),
            limit=left,
            dry_run=dry_run,
            discard=discard,
            wait=wait,
            count_lag=0 if target.emulator else COUNT_LAG,
            stop=stopped,
            progress=progress,
        )()
    return results


class EventHandler:
    """A redrive handler that publishes an event again, to one webhook; the others have heard it.

    A webhook that takes the same event twice knows it by its id.
    """

    def __init__(self, topics: "SNSClient", topic_arn: str, key: str) -> None:
        self._topics = topics
        self._topic_arn = topic_arn
        self._key = key
        self._published = set[str]()
        """The ids of this run's own messages."""

    def __call__(self, body: str) -> Callable[[], int]:
        """Return the task of a message; raise Unprocessable for what is no message of the topic."""
        envelope = _object(body)
        message = envelope.get("Message")
        if envelope.get("Type") != "Notification" or not isinstance(message, str):
            raise Unprocessable("is no message of a topic")
        if envelope.get("TopicArn") != self._topic_arn:
            raise Unprocessable("is of another topic")
        event = _object(message)
        if not isinstance(event.get("id"), str) or not isinstance(event.get("type"), str):
            raise Unprocessable("is no event: it has no id and type")
        return functools.partial(self._publish, envelope, message, event["id"])

    def _publish(self, envelope: Mapping[str, Any], message: str, event_id: str) -> int:
        if envelope.get("MessageId") in self._published:  # else a run would go on for as long as the webhook is out
            raise Retryable("the webhook did not take it this time either", subject=event_id)
        try:
            answer = self._topics.publish(
                TopicArn=self._topic_arn, Message=message, MessageAttributes=_attributes(envelope, self._key)
            )
        except ClientError as error:
            reason = f"the topic did not take it: {error.response['Error']['Code']}"
            raise Retryable(reason, subject=event_id) from error
        except BotoCoreError as error:
            raise Retryable(f"the topic did not take it: {type(error).__name__}", subject=event_id) from error
        self._published.add(answer["MessageId"])
        return 1


def _attributes(envelope: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a message's attributes as it was published, but for whom it is."""
    said = envelope.get("MessageAttributes") or {}
    kept = {name: {"DataType": each["Type"], "StringValue": each["Value"]} for name, each in said.items()}
    return {**kept, TO: {"DataType": "String", "StringValue": key}}


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise Unprocessable("is no JSON") from None
    if not isinstance(found, dict):
        raise Unprocessable("is no JSON object")
    return found
