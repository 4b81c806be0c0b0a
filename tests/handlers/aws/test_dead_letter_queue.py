"""Messages go to a queue in as few calls as SQS takes: at most ten in one, and 250 KiB of bodies."""

from typing import Any, cast

import pytest

from handlers.aws.dead_letter_queue import DeadLetter, DeadLetterSender


class Queue:
    """A queue that takes whatever comes, and notes how many messages each call has."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:  # noqa: N803 -- AWS's names
        assert QueueUrl == "address"
        self.calls.append(len(Entries))
        return {"Successful": [{"Id": each["Id"]} for each in Entries]}


@pytest.mark.parametrize(
    ("count", "size", "calls"),
    [
        (1, 10, [1]),
        (10, 10, [10]),
        (11, 10, [1, 10]),
        (25, 10, [5, 10, 10]),
        (5, 125 * 1024, [1, 2, 2]),
        (2, 125 * 1024 + 1, [1, 1]),
    ],
)
def test_a_call_has_as_many_messages_as_sqs_takes(count: int, size: int, calls: list[int]) -> None:
    queue = Queue()
    sender = DeadLetterSender(cast("Any", queue), "address")
    assert sender.send_all([DeadLetter(body="x" * size, reason="why")] * count) == [True] * count
    assert sorted(queue.calls) == calls
