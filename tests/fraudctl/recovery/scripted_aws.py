"""Queues and functions in memory that answer as a test has scripted."""

# ruff: noqa: N803 - the arguments have boto3's names

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from botocore.exceptions import ClientError

from fraudctl.recovery.function_client import FunctionClient, ScoringClient
from fraudctl.recovery.queue import QueueDepth, ReceivedMessage, RedriveQueue


def service_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "Operation")


class ScriptedQueue(RedriveQueue):
    """Messages by id; those in `held` are invisible. Its time passes only while somebody waits for a message."""

    def __init__(self, *bodies: str) -> None:
        self.bodies = {f"m-{number}": body for number, body in enumerate(bodies)}
        self.visibility_timeout = 900
        self.now = 0.0
        self.held: set[str] = set()
        self.undeletable: set[str] = set()
        self.delivered_again: set[str] = set()
        """Delivered once more though they are held or deleted, as SQS may do."""
        self.later: list[tuple[float, Callable[[], None]]] = []
        """Events, each with its time."""
        self.miscount: Callable[[QueueDepth], QueueDepth] = lambda depth: depth
        """The depth that the queue reports, made of the true one."""
        self.before_count: dict[int, Callable[[], None]] = {}
        """Events just before the messages are counted, by the number of the count, from 1."""
        self.counts = 0

    def receive(self, limit: int, *, wait: int | None = None) -> list[ReceivedMessage]:
        end = self.now + (wait or 0)
        while not (delivered := self._deliver(limit)) and self.now < end:
            self.now = min([end, *(at for at, _ in self.later)])
            due, self.later = (
                [each for each in self.later if each[0] <= self.now],
                [each for each in self.later if each[0] > self.now],
            )
            for _, happen in due:
                happen()
        return delivered

    def _deliver(self, limit: int) -> list[ReceivedMessage]:
        visible = [each for each in self.bodies if each not in self.held][: min(limit, 10)]
        again, self.delivered_again = (set(), self.delivered_again) if visible else (self.delivered_again, set())
        self.held.update(visible)
        return [
            ReceivedMessage(id=each, body=self.bodies.get(each, ""), receipt=each)
            for each in [*visible, *sorted(again)]
        ]

    def depth(self) -> QueueDepth:
        self.counts += 1
        if happen := self.before_count.get(self.counts):
            happen()
        held = len(self.held & set(self.bodies))
        return self.miscount(QueueDepth(visible=len(self.bodies) - held, held=held))

    def delete(self, messages: Sequence[ReceivedMessage]) -> set[str]:
        for each in messages:
            if each.id not in self.undeletable:
                self.bodies.pop(each.id, None)
                self.held.discard(each.id)
        return {each.id for each in messages} & self.undeletable

    def release(self, messages: Any) -> None:
        self.held -= {each.id for each in messages}


@dataclass
class ScriptedFunction:
    """A Lambda client of one function, which answers what `script` returns for the payload, or raises it."""

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
    def client(self) -> FunctionClient:
        return FunctionClient(cast("Any", self), "the-function")

    @property
    def scoring_client(self) -> ScoringClient:
        return ScoringClient(cast("Any", self), "the-function")


def scripted_scoring(*known: str) -> ScriptedFunction:
    """Return a Scoring that remembers what it scored."""
    scored = set(known)

    def score(payload: Any) -> Any:
        new = {each["transaction_id"] for each in payload["transactions"]} - scored
        scored.update(new)
        return {"received": len(payload["transactions"]), "scored": len(new), "alerts": 0}

    return ScriptedFunction(score)


def transaction_payload(identity: str) -> dict[str, Any]:
    return {"transaction_id": identity, "timestamp": 7, "amount": "12.50", "merchant": "Corner Bakery"}


def row_image(identity: str) -> dict[str, Any]:
    texts = {"transaction_id": identity, "merchant": "Corner Bakery"}
    return {name: {"S": text} for name, text in texts.items()} | {"timestamp": {"N": "7"}, "amount": {"N": "12.50"}}


def change_record(identity: str, number: int = 100, **changes: Any) -> dict[str, Any]:
    """Return a stream record, as GetRecords and an event have it."""
    return {
        "eventName": "INSERT",
        "dynamodb": {
            "Keys": {"transaction_id": {"S": identity}, "timestamp": {"N": "7"}},
            "NewImage": {**row_image(identity), **changes},
            "SequenceNumber": str(number),
        },
    }
