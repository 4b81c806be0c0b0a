"""The payloads that carry transactions from Processing to Scoring."""

from collections.abc import Iterator, Sequence

import msgspec

from handlers.contract.stream import Arrival
from handlers.contract.strict_json import as_xml_bytes
from handlers.contract.transaction import Transaction

LARGEST_PAYLOAD = 248 * 1024
"""Bytes; an asynchronous invocation takes 1 MB, but what Scoring cannot take must fit its dead-letter queue whole: 256
KiB, of which the attributes that Lambda adds (request id, error code and message) take some."""


class ScoreRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What Scoring is invoked with."""

    transactions: list[Transaction]


_OPEN, _CLOSE = b'{"transactions":[', b"]}"
_encode = msgspec.json.Encoder().encode


def pack(arrivals: Sequence[Arrival], largest: int = LARGEST_PAYLOAD) -> Iterator[tuple[Sequence[Arrival], bytes]]:
    """As few payloads as hold all arrivals, none above `largest` bytes, each with the arrivals it carries.

    What Scoring cannot take becomes a message of its queue, so a payload holds no character that SQS refuses.
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
    """The transactions that Scoring was invoked with.

    Raises:
        msgspec.ValidationError: the event is no score request; the invocation fails and its payload is kept.
    """
    return msgspec.convert(event, ScoreRequest).transactions
