"""Queues, functions and streams in memory that answer as they are told."""

# ruff: noqa: N803 - the arguments have boto3's names

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from botocore.exceptions import ClientError

from fraudctl.recovery.function_client import FunctionClient
from fraudctl.recovery.queue import QueueDepth, ReceivedMessage, RedriveQueue


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "Operation")


class Queue(RedriveQueue):
    """Messages by id; those in `held` are out of sight. Its time passes only while somebody waits for a message."""

    def __init__(self, *bodies: str) -> None:
        self.bodies = {f"m-{number}": body for number, body in enumerate(bodies)}
        self.hold = 900
        self.now = 0.0
        self.held: set[str] = set()
        self.undeletable: set[str] = set()
        self.twice: set[str] = set()
        """Given out once more though they are held or deleted, as SQS may do."""
        self.later: list[tuple[float, Callable[[], None]]] = []
        """What happens at which time."""
        self.miscounted: Callable[[QueueDepth], QueueDepth] = lambda counts: counts
        """What the queue says its counts are."""
        self.before_counts: dict[int, Callable[[], None]] = {}
        """What happens just before the messages are counted for the so-manieth time."""
        self.counted = 0

    def take(self, most: int, *, wait: int | None = None) -> list[ReceivedMessage]:
        end = self.now + (wait or 0)
        while not (given := self._given(most)) and self.now < end:
            self.now = min([end, *(at for at, _ in self.later)])
            due, self.later = (
                [each for each in self.later if each[0] <= self.now],
                [each for each in self.later if each[0] > self.now],
            )
            for _, happen in due:
                happen()
        return given

    def _given(self, most: int) -> list[ReceivedMessage]:
        sight = [each for each in self.bodies if each not in self.held][: min(most, 10)]
        again, self.twice = (set(), self.twice) if sight else (self.twice, set())
        self.held.update(sight)
        return [
            ReceivedMessage(id=each, body=self.bodies.get(each, ""), receipt=each) for each in [*sight, *sorted(again)]
        ]

    def counts(self) -> QueueDepth:
        self.counted += 1
        if happen := self.before_counts.get(self.counted):
            happen()
        held = len(self.held & set(self.bodies))
        return self.miscounted(QueueDepth(in_sight=len(self.bodies) - held, held=held))

    def delete(self, messages: Sequence[ReceivedMessage]) -> set[str]:
        for each in messages:
            if each.id not in self.undeletable:
                self.bodies.pop(each.id, None)
                self.held.discard(each.id)
        return {each.id for each in messages} & self.undeletable

    def release(self, messages: Any) -> None:
        self.held -= {each.id for each in messages}


@dataclass
class Function:
    """Takes Lambda's place; answers with what `script` makes of the payload, or raises it."""

    script: Callable[[Any], Any]
    invoked: list[Any] = field(default_factory=list)

    def invoke(self, *, Payload: bytes, InvocationType: str, **_: Any) -> dict[str, Any]:
        assert InvocationType == "RequestResponse"
        payload = json.loads(Payload)
        self.invoked.append(payload)
        answer = self.script(payload)
        if isinstance(answer, Exception):
            raise answer
        failed = isinstance(answer, dict) and "errorType" in answer
        body = {"Payload": io.BytesIO(json.dumps(answer).encode())}
        return body | {"FunctionError": "Unhandled"} if failed else body

    @property
    def invocation(self) -> FunctionClient:
        return FunctionClient(cast("Any", self), "the-function")


def scoring(*known: str) -> Function:
    """Scoring, which remembers what it scored."""
    scored = set(known)

    def score(payload: Any) -> Any:
        new = {each["transaction_id"] for each in payload["transactions"]} - scored
        scored.update(new)
        return {"received": len(payload["transactions"]), "scored": len(new), "alerts": 0}

    return Function(score)


def transaction(identity: str) -> dict[str, Any]:
    return {"transaction_id": identity, "timestamp": 7, "amount": "12.50", "merchant": "Corner Bakery"}


def image(identity: str) -> dict[str, Any]:
    texts = {"transaction_id": identity, "merchant": "Corner Bakery"}
    return {name: {"S": text} for name, text in texts.items()} | {"timestamp": {"N": "7"}, "amount": {"N": "12.50"}}


def record(identity: str, number: int = 100, **changes: Any) -> dict[str, Any]:
    """A stream record, as GetRecords and as an event have it."""
    return {
        "eventName": "INSERT",
        "dynamodb": {
            "Keys": {"transaction_id": {"S": identity}, "timestamp": {"N": "7"}},
            "NewImage": {**image(identity), **changes},
            "SequenceNumber": str(number),
        },
    }
