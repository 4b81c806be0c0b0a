"""A proxy that counts what a function asks of AWS, on the wire: the SDK's own retries count too."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bench.aws.item_size import write_units
from chaos.proxy.connections import CallerConnection, UpstreamConnection
from chaos.proxy.forwarding import ForwardingProxy
from chaos.proxy.messages import ProxiedRequest
from chaos.proxy.operations import operation_of
from fraudctl.capacity.usage import EVENTUAL, TRANSACTED

INSERTED, UPDATED = re.compile(r"'([^']+)': \?"), re.compile(r'"([^"]+)"=\?')
"""The names in a statement whose values are its parameters, in their order."""
FUNCTION = "function"


@dataclass(frozen=True, kw_only=True)
class CountedCalls:
    """The calls of some transactions by function and operation, and DynamoDB's capacity units."""

    transactions: int
    calls: Mapping[str, Counter[str]]
    write_units: int
    read_units: float
    batches: Sequence[int] = ()
    """Transactions in each invocation of Scoring."""

    @property
    def per_thousand(self) -> float:
        """Return the calls per 1,000 transactions."""
        return sum(calls.total() for calls in self.calls.values()) / self.transactions * 1000


class CountingProxy(ForwardingProxy):
    """Listens on a free port for as long as its block lasts, and forwards everything to the emulator."""

    def __init__(self, emulator: str) -> None:
        super().__init__([FUNCTION])
        self.calls: Counter[str] = Counter()
        """By operation."""
        self.write_units = 0
        self.read_units = 0.0
        self.batches: list[int] = []
        self.forward_to(int(urlsplit(emulator).port or 80))

    @property
    def url(self) -> str:
        """Return the address at which the function finds AWS."""
        return self.endpoint(FUNCTION)

    async def handle(
        self, caller: str, request: ProxiedRequest, connection: CallerConnection, upstream: UpstreamConnection
    ) -> None:
        """Count a request, and forward it."""
        name = operation_name(request)
        writes, reads = capacity_units(name, request.body)
        self.calls[name] += 1
        self.write_units += writes
        self.read_units += reads
        if name == "Invoke":
            self.batches.append(len(json.loads(request.body)["transactions"]))
        await super().handle(caller, request, connection, upstream)


def operation_name(request: ProxiedRequest) -> str:
    """Return the operation that a request asks for, by the name that AWS has for it."""
    name = operation_of(request).split(":")[1]
    return "Invoke" if name == "InvokeEvent" else name


def capacity_units(name: str, body: bytes) -> tuple[int, float]:
    """Return the write and read units of a call to DynamoDB that reads only small or missing items."""
    asked = json.loads(body) if name in WRITTEN or name in READ else {}
    return (WRITTEN[name](asked) if name in WRITTEN else 0), (READ[name](asked) if name in READ else 0)


def _units_read(table: Mapping[str, Any]) -> float:
    return len(table["Keys"]) * (1 if table.get("ConsistentRead") else EVENTUAL)


def _written(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return the item that a statement writes; an UPDATE of a profile sets all but its key, which it names too."""
    names = (INSERTED if statement["Statement"].startswith("INSERT") else UPDATED).findall(statement["Statement"])
    return dict(zip(names, statement["Parameters"], strict=True))


WRITTEN: Mapping[str, Callable[[Any], int]] = {
    "PutItem": lambda asked: write_units(asked["Item"]),
    "UpdateItem": lambda _asked: 1,  # of a score or of attempts, which are small
    "BatchExecuteStatement": lambda asked: sum(write_units(_written(each)) for each in asked["Statements"]),
    "TransactWriteItems": lambda asked: sum(
        TRANSACTED * write_units(each["Put"]["Item"]) for each in asked["TransactItems"]
    ),
}
"""Write units by operation."""

READ: Mapping[str, Callable[[Any], float]] = {
    "Query": lambda _asked: 1,
    "GetItem": lambda _asked: 1,
    "BatchGetItem": lambda asked: sum(map(_units_read, asked["RequestItems"].values())),
}
"""Read units by operation."""
