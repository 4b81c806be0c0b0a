"""Dead-letter queues, each of whose messages is looked at: one that is of an entity goes, any other is released."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fraudctl.erase.messages import Holds, MessageReader
from fraudctl.erase.removing import Remover
from fraudctl.recovery.errors import RedriveError
from fraudctl.recovery.queue import LARGEST_BATCH, LONG_POLL, VISIBILITY_TIMEOUT

SHORT_HOLD = 60
"""Seconds for which a dry run holds messages, if it cannot release them."""

SENT = "SentTimestamp"


@dataclass(kw_only=True)
class QueueResult:
    """The messages of the queues that could not be dealt with."""

    held: int = 0
    """Somebody else holds them, so that nobody knows what is in them."""
    left: dict[str, int] = field(default_factory=dict)
    """They hold transactions of others too, which could not be scored: the reason, and how many."""

    @property
    def complete(self) -> bool:
        """Return whether nothing of the entity is left in any queue."""
        return not self.held and not self.left


class Queues:
    """Looks through queues."""

    def __init__(
        self, client: Any, remover: Remover, redrive: Callable[[str], Any], *, wait: int | None = None
    ) -> None:
        """Have a message that holds transactions of others too done by `redrive`, which raises RedriveError."""
        self._client = client
        self._remover = remover
        self._redrive = redrive
        self._wait = LONG_POLL if wait is None else wait

    def erase(self, urls: Mapping[str, str], reader: MessageReader) -> QueueResult:
        """Delete the messages of queues, by what they are called, that hold nothing but what is to be erased.

        Raises:
            ClientError, BotoCoreError: a queue did not answer; the same again does no harm.
        """
        result = QueueResult()
        for called, url in urls.items():
            self._erase(called, url, reader, result)
        return result

    def _erase(self, called: str, url: str, reader: MessageReader, result: QueueResult) -> None:
        seen, kept = set[str](), dict[str, str]()
        try:
            while messages := self._receive(url):
                fresh = [each for each in messages if each["MessageId"] not in seen]
                kept |= {each["MessageId"]: each["ReceiptHandle"] for each in messages}
                seen.update(kept)
                for each in fresh:
                    if self._goes(called, each, reader, result):
                        del kept[each["MessageId"]]
                        self._client.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
                if not fresh:
                    break
            attributes = ["ApproximateNumberOfMessagesNotVisible"]
            found = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=attributes)["Attributes"]
            result.held += max(0, int(found[attributes[0]]) - len(seen))  # SQS may count what was just deleted
        finally:
            self._release(url, list(kept.values()))

    def _receive(self, url: str) -> list[Any]:
        answer = self._client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=LARGEST_BATCH,
            VisibilityTimeout=SHORT_HOLD if self._remover.dry_run else VISIBILITY_TIMEOUT,
            WaitTimeSeconds=self._wait,
            MessageSystemAttributeNames=[SENT],
        )
        return list(answer.get("Messages", []))

    def _goes(self, called: str, message: Any, reader: MessageReader, result: QueueResult) -> bool:
        """Return whether a message is to be deleted."""
        holds = reader.holds(message["Body"], int(message["Attributes"][SENT]))
        if holds is Holds.NOTHING:
            return False
        if holds is Holds.SOME and not self._remover.dry_run:
            try:
                self._redrive(message["Body"])
            except RedriveError as error:
                result.left[error.reason] = result.left.get(error.reason, 0) + 1
                return False
        self._remover.count(called)
        return not self._remover.dry_run

    def _release(self, url: str, receipts: list[str]) -> None:
        for first in range(0, len(receipts), LARGEST_BATCH):
            self._client.change_message_visibility_batch(
                QueueUrl=url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": each, "VisibilityTimeout": 0}
                    for index, each in enumerate(receipts[first : first + LARGEST_BATCH])
                ],
            )
