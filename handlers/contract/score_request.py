"""The payloads that carry transactions from Processing to Scoring."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from handlers.contract.strict_json import as_xml_bytes
from handlers.contract.transaction import Transaction

if TYPE_CHECKING:
    from handlers.contract.stream import Arrival  # Processing has it anyway; Scoring's cold start needs none of it

LARGEST_PAYLOAD = 248 * 1024
"""Bytes; an asynchronous invocation takes 1 MB, but a payload that fails must fit the dead-letter queue: 256 KiB, of
which the attributes that Lambda adds (request id, error code and message) take some."""


class ScoreRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The payload with which Scoring is invoked."""

    transactions: list[Transaction]


_OPEN, _CLOSE = b'{"transactions":[', b"]}"
_encode = msgspec.json.Encoder().encode


def pack(arrivals: "Sequence[Arrival]", largest: int = LARGEST_PAYLOAD) -> "Iterator[tuple[Sequence[Arrival], bytes]]":
    """Yield as few payloads as hold all arrivals, none above `largest` bytes, each with the arrivals in it.

    A payload that fails becomes a message in Scoring's queue, so it holds no character that SQS refuses.
    """
    first, encoded, size = 0, list[bytes](), len(_OPEN + _CLOSE)
    for position, arrival in enumerate(arrivals):
        transaction = as_xml_bytes(_encode(arrival.transaction))
        if encoded and size + len(transaction) > largest:
            yield arrivals[first:position], _OPEN + b",".join(encoded) + _CLOSE
            first, encoded, size = position, [], len(_OPEN + _CLOSE)
        encoded.append(transaction)
        size += len(transaction) + 1  # with the comma before the next
    if encoded:
        yield arrivals[first:], _OPEN + b",".join(encoded) + _CLOSE


def unpack(event: object) -> list[Transaction]:
    """Return the transactions of a score request.

    Raises:
        msgspec.ValidationError: the event is not a score request; the invocation fails and Lambda keeps its payload.
    """
    return msgspec.convert(event, ScoreRequest).transactions
