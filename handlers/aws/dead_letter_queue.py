"""A function's dead-letter queue, for messages that Lambda itself would not send there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import map_concurrently
from handlers.contract.strict_json import as_xml_text

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MESSAGES_PER_CALL = 10
LARGEST_CALL = 250 * 1024
"""Bytes of all bodies in one SendMessageBatch, which takes 256 KiB with their attributes."""

SEND_ROUNDS = 2
"""A message that SQS leaves out of a call through no fault of ours is sent once more."""


class DeadLetter(NamedTuple):
    """A JSON body, and the reason why it is in the queue."""

    body: str
    reason: str


class DeadLetterSender:
    """Sends messages to the queue, each with its reason."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, message: DeadLetter) -> None:
        """Send a message; raise ClientError or BotoCoreError when the queue did not take it."""
        self._client.send_message(QueueUrl=self._url, **_parameters(message))

    def send_all(self, messages: Sequence[DeadLetter]) -> list[bool]:
        """Send many, ten to a call and the calls concurrently; return for each whether the queue took it."""
        sent = [False] * len(messages)

        def send(indexes: Sequence[int]) -> list[int]:
            """Return those that may succeed the next time; a call that failed was retried by the SDK already."""
            entries: list[Any] = [{"Id": str(index), **_parameters(messages[index])} for index in indexes]
            try:
                response = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (ClientError, BotoCoreError):
                return []
            for each in response.get("Successful", []):
                sent[int(each["Id"])] = True
            return [int(each["Id"]) for each in response.get("Failed", []) if not each["SenderFault"]]

        unsent = list(range(len(messages)))
        for _ in range(SEND_ROUNDS):
            unsent = [index for left in map_concurrently(send, _calls(messages, unsent)) for index in left]
        return sent


def _parameters(message: DeadLetter) -> dict[str, Any]:
    reason = {"DataType": "String", "StringValue": message.reason}
    return {"MessageBody": as_xml_text(message.body), "MessageAttributes": {"reason": reason}}


def _calls(messages: Sequence[DeadLetter], indexes: Sequence[int]) -> list[list[int]]:
    """Return the indexes in as few calls as SQS takes."""
    calls, size = list[list[int]](), 0
    for index in indexes:
        length = len(as_xml_text(messages[index].body).encode())
        if not calls or len(calls[-1]) == MESSAGES_PER_CALL or size + length > LARGEST_CALL:
            calls.append([])
            size = 0
        calls[-1].append(index)
        size += length
    return calls
