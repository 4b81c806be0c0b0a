"""A function's own dead-letter queue, for what Lambda itself would not put there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import map_concurrently
from handlers.contract.strict_json import as_xml_text

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MOST_IN_A_CALL = 10
LARGEST_CALL = 250 * 1024
"""Bytes of all bodies in one SendMessageBatch, which takes 256 KiB with their attributes."""

ROUNDS = 2
"""Of sending: what SQS by itself leaves out of a call is sent once more."""


class DeadLetter(NamedTuple):
    """A JSON body, and why it is kept."""

    body: str
    reason: str


class DeadLetterQueue:
    """Keeps what could not go on, with the reason."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def keep(self, body: str, reason: str) -> None:
        """Keep a JSON body; raise ClientError or BotoCoreError when the queue did not take it."""
        self._client.send_message(QueueUrl=self._url, **_message(DeadLetter(body, reason)))

    def keep_all(self, letters: Sequence[DeadLetter]) -> list[bool]:
        """Keep many, ten to a call and the calls at the same time; return for each whether the queue took it."""
        kept = [False] * len(letters)

        def send(call: Sequence[int]) -> list[int]:
            """Return those that SQS left out and may take the next time; a call that failed was repeated by the SDK."""
            entries: list[Any] = [{"Id": str(index), **_message(letters[index])} for index in call]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (ClientError, BotoCoreError):
                return []
            for each in answer.get("Successful", []):
                kept[int(each["Id"])] = True
            return [int(each["Id"]) for each in answer.get("Failed", []) if not each["SenderFault"]]

        left = list(range(len(letters)))
        for _ in range(ROUNDS):
            left = [index for again in map_concurrently(send, _calls(letters, left)) for index in again]
        return kept


def _message(letter: DeadLetter) -> dict[str, Any]:
    reason = {"DataType": "String", "StringValue": letter.reason}
    return {"MessageBody": as_xml_text(letter.body), "MessageAttributes": {"reason": reason}}


def _calls(letters: Sequence[DeadLetter], indexes: Sequence[int]) -> list[list[int]]:
    """Return the indexes in as few calls as SQS takes."""
    calls, size = list[list[int]](), 0
    for index in indexes:
        length = len(as_xml_text(letters[index].body).encode())
        if not calls or len(calls[-1]) == MOST_IN_A_CALL or size + length > LARGEST_CALL:
            calls.append([])
            size = 0
        calls[-1].append(index)
        size += length
    return calls
