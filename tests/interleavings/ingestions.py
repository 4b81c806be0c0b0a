"""Concurrent invocations of Ingestion on one table in memory, and the answers to its clients."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes
from tests.handlers.functions import FakeLambdaContext, SilentLogs, captured_event, import_handler
from tests.interleavings.actor_clock import ActorClock
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.schedule import ScheduledRun

TABLE = "transactions-test"
KEYS = {TABLE: ("transaction_id", "timestamp")}
RECEIVED = 1_767_603_600_000
"""Epoch milliseconds at which the first actor's request comes in; each further one comes a millisecond later."""
STAMPS = ("created_at", "trace_id", "decision")

REQUEST = captured_event("api_request")

DECIDING = ("decision", "redriven decision")
"""Routes by which an id is claimed, so that it has one row whatever the timestamps."""

CLOCK = ActorClock()

RequestFields = Mapping[str, Any]


@dataclass(frozen=True)
class ClientResult:
    """The answer to one client about one transaction; `promised` if it says that the transaction is persisted."""

    client: int
    request: RequestFields
    promised: bool
    status: str
    timestamp: int | None = None
    again: bool = False
    outcome: str | None = None
    """Of a decision."""


@dataclass
class IngestionClient:
    """A client that sends one transaction or a batch, or a redrive that sends a message from the queue."""

    requests: Sequence[RequestFields]
    route: str = "single"
    queued_at: int = RECEIVED - 1000

    @property
    def event(self) -> RequestFields:
        """Return the event for the function."""
        match self.route:
            case "batch":
                body = json.dumps({"transactions": self.requests})
                return {**REQUEST, "resource": "/transactions/batch", "body": body}
            case "redrive":
                kept = {"request": self.requests[0], "received": self.queued_at, "trace_id": None}
                return {"letter": json.dumps(kept)}
            case _:
                return {**REQUEST, "body": json.dumps(self.requests[0])}


@dataclass
class IngestionScene:
    """Clients that send at the same time, and the answers."""

    module: ModuleType
    world: MemoryWorld
    clients: Sequence[IngestionClient]
    said: list[ClientResult] = field(default_factory=list)

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the AWS; return the work of each client, which is to send its event."""
        self.world.aws, self.world.run, self.said = MemoryAws(KEYS), run, []
        return [partial(self._send, number) for number in range(len(self.clients))]

    def finish(self, run: ScheduledRun) -> None:
        """Note the answers; then have every client send again, and redrive everything in the queue."""
        for actor in run.actors:
            if actor.error is None:
                self._note(actor.number, actor.result)
            else:
                assert run.struck, f"{type(actor.error).__name__}: {actor.error}"
        for number in range(len(self.clients)):
            self._note(number, self._send(number), again=True)
        waiting, self.world.aws.messages = self.world.aws.messages, []
        for message in waiting:
            answer = self._invoke({"letter": message["MessageBody"]}, RECEIVED + 60_000)
            if answer["statusCode"] != 200:
                self.world.aws.messages.append(message)

    def _send(self, number: int) -> Any:
        return self._invoke(self.clients[number].event, RECEIVED + number)

    def _invoke(self, sent: RequestFields, received: int) -> Any:
        CLOCK.now = received
        return self.world.invoke(said_by(sent, received), lambda: self.module.handler(sent, FakeLambdaContext()))

    def _note(self, number: int, answer: Mapping[str, Any], *, again: bool = False) -> None:
        body, client = json.loads(answer["body"]), self.clients[number]
        results = body["results"] if client.route == "batch" else [{"status": str(answer["statusCode"]), **body}]
        for request, result in zip(client.requests, results, strict=True):
            promised = result["status"] in ("200", "stored", "duplicate")
            at, outcome = result.get("timestamp"), result.get("outcome")
            self.said.append(ClientResult(number, request, promised, result["status"], at, again, outcome))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the transactions in the table."""
        rows = map(from_attributes, self.world.aws.items(TABLE))
        return [row for row in rows if row["timestamp"] >= 0]


def said_by(sent: RequestFields, received: int) -> Hashable:
    """Return all that events differ by."""
    return received, sent.get("letter"), sent.get("resource"), sent.get("body")


@contextmanager
def ingestion_in_memory(logs: SilentLogs) -> Iterator[Callable[..., IngestionScene]]:
    """Yield a maker of scenes with one Ingestion, whose concurrent calls are made one after the other.

    They concern different ids, so their order does not matter.
    """
    environment = {
        "TRANSACTIONS_TABLE": TABLE,
        "REFUSE_CARD_NUMBERS": "false",
        "TRANSACTION_RETENTION_DAYS": "0",
        "DLQ_URL": "https://memory.invalid/queue",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with import_handler("ingestion", environment, logs) as module, pytest.MonkeyPatch.context() as patch:
        world = MemoryWorld()
        world.connect(module.dynamodb, module.dead_letters._client)  # noqa: SLF001 -- a hook on the function's own clients
        patch.setattr(module, "time", CLOCK)
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        yield lambda *clients: IngestionScene(module, world, clients)


def expected_fields(fields: RequestFields) -> dict[str, Any]:
    """Return a request's fields as the table must store them."""
    filled = {"amount": 0, "merchant": "unknown", **fields}
    return {name: Decimal(str(value)) if isinstance(value, int | float) else value for name, value in filled.items()}
