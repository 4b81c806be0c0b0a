"""A dead-letter queue, as redrive and reconcile read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

VISIBILITY_TIMEOUT = 900
"""Seconds for which nobody else gets a message that was received: well above the longest invocation, all its retries
included. After a crash that could not release them, messages are invisible for so long."""

LONG_POLL = 1
"""Seconds; above 0, so that every server of the queue is asked and an empty answer means empty."""

LARGEST_BATCH = 10
"""Messages that SQS returns, deletes or releases in one call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedMessage:
    """A message and the receipt handle under which it is held."""

    id: str
    body: str
    receipt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueDepth:
    """The approximate number of a queue's messages: SQS takes up to a minute to count what has just changed."""

    visible: int
    held: int
    """In flight: somebody has received them and may yet delete them."""

    @property
    def total(self) -> int:
        """Return the number of all messages."""
        return self.visible + self.held


class RedriveQueue:
    """A dead-letter queue whose messages are received, and then deleted or released."""

    def __init__(self, client: "SQSClient", url: str, *, visibility_timeout: int = VISIBILITY_TIMEOUT) -> None:
        self._client = client
        self._url = url
        self.visibility_timeout = visibility_timeout

    def depth(self) -> QueueDepth:
        """Count the messages, those that this run has received among them."""
        found = self._client.get_queue_attributes(
            QueueUrl=self._url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return QueueDepth(
            visible=int(found["ApproximateNumberOfMessages"]),
            held=int(found["ApproximateNumberOfMessagesNotVisible"]),
        )

    def receive(self, limit: int, *, wait: int | None = None) -> list[ReceivedMessage]:
        """Return up to ten messages that are visible, or become so within `wait` seconds; none when there are none."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=min(limit, LARGEST_BATCH),
            VisibilityTimeout=self.visibility_timeout,
            WaitTimeSeconds=LONG_POLL if wait is None else wait,
        )
        return [
            ReceivedMessage(id=each["MessageId"], body=each["Body"], receipt=each["ReceiptHandle"])
            for each in answer.get("Messages", [])
        ]

    def delete(self, messages: Sequence[ReceivedMessage]) -> set[str]:
        """Delete messages, at most ten; return the ids of those that could not be deleted and will come again."""
        if not messages:
            return set()
        answer = self._client.delete_message_batch(
            QueueUrl=self._url,
            Entries=[{"Id": str(index), "ReceiptHandle": each.receipt} for index, each in enumerate(messages)],
        )
        return {messages[int(failed["Id"])].id for failed in answer.get("Failed", [])}

    def release(self, messages: Collection[ReceivedMessage]) -> None:
        """Make messages visible again; one that cannot be, since its receipt is too old, is visible by itself."""
        held = list(messages)
        for first in range(0, len(held), LARGEST_BATCH):
            self._client.change_message_visibility_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": each.receipt, "VisibilityTimeout": 0}
                    for index, each in enumerate(held[first : first + LARGEST_BATCH])
                ],
            )
