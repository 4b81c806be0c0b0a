"""A proxy that counts what a function asks of AWS, on the wire: the SDK's own retries count too."""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chaos.proxy.connections import CallerConnection, UpstreamConnection
from chaos.proxy.forwarding import ForwardingProxy
from chaos.proxy.messages import ProxiedRequest
from chaos.proxy.operations import operation_of

WRITE_UNIT = 1024
"""Bytes of an item that one write unit covers."""
PROFILE_NAMES = len("entityversionprofileexpiry")
"""Bytes of the names of a profile's attributes."""
FUNCTION = "function"


@dataclass(frozen=True, kw_only=True)
class CountedCalls:
    """The calls of some transactions by function and operation, and DynamoDB's capacity units."""

    transactions: int
    calls: Mapping[str, Counter[str]]
    write_units: int
    read_units: int

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
        self.write_units = self.read_units = 0
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
        await super().handle(caller, request, connection, upstream)


def operation_name(request: ProxiedRequest) -> str:
    """Return the operation that a request asks for, by the name that AWS has for it."""
    name = operation_of(request).split(":")[1]
    return "Invoke" if name == "InvokeEvent" else name


def capacity_units(name: str, body: bytes) -> tuple[int, int]:
    """Return the write and read units of a call to DynamoDB that reads only small or missing items."""
    if name in ("Query", "PutItem", "UpdateItem", "BatchGetItem", "BatchExecuteStatement"):
        asked = json.loads(body)
        match name:
            case "Query":
                return 0, 1
            case "PutItem":
                return _write_units(asked["Item"]), 0
            case "BatchGetItem":
                return 0, sum(len(table["Keys"]) for table in asked["RequestItems"].values())
            case "UpdateItem":  # of a score, which is small
                return 1, 0
            case "BatchExecuteStatement":  # of scores or profiles
                return sum(_statement_units(each["Parameters"]) for each in asked["Statements"]), 0
    return 0, 0


def _statement_units(parameters: Sequence[Mapping[str, str]]) -> int:
    """Return the write units of a statement, of which a profile's bytes come in base64."""
    written = sum(len(b64decode(each["B"])) for each in parameters if "B" in each)
    if not written:
        return _write_units({"Item": parameters})
    others = sum(len(value) for each in parameters for kind, value in each.items() if kind != "B")
    return -(-(written + others + PROFILE_NAMES) // WRITE_UNIT)


def _write_units(item: Mapping[str, Any]) -> int:
    """Return the write units of an item, by its JSON, which is larger than what DynamoDB counts: never too few."""
    return -(-len(json.dumps(item, ensure_ascii=False).encode()) // WRITE_UNIT)
