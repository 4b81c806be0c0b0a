"""The item that keeps a request, and what a second request under the same id means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.errors import Conflict, Refused
from handlers.contract.money import whole
from handlers.contract.request import FIELDS, TransactionRequest, convert, is_valid
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP

_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=Decimal).encode

CLAIM_TIMESTAMP = -1
"""The range key of claims: no transaction has it, for a request's timestamp is at least 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestContext:
    """When (epoch milliseconds) and under which X-Ray trace a request came in."""

    milliseconds: int
    trace_id: str | None

    @property
    def created_at(self) -> str:
        """ISO 8601, UTC, to the millisecond."""
        return datetime.fromtimestamp(self.milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """Where a transaction stands in the table, or will once it is brought back from the queue."""

    transaction_id: str
    timestamp: int
    duplicate: bool = False
    queued: str | None = None
    """Why it waits there."""

    @property
    def outcome(self) -> str:
        """In a word: stored now, stood there before, or waits in the queue."""
        return "queued" if self.queued else "duplicate" if self.duplicate else "stored"


def item(request: TransactionRequest, receipt: RequestContext, timestamp: int) -> dict[str, Any]:
    """The row that keeps the request."""
    return {
        **_content(request),
        "timestamp": timestamp,
        "created_at": receipt.created_at,
        **({"trace_id": receipt.trace_id} if receipt.trace_id else {}),
    }


def resolve_duplicate(known: Sequence[Mapping[str, Any]], request: TransactionRequest) -> Stored:
    """Return the answer to a request whose id is known: the first row that says what the request says.

    A request without a timestamp leaves the time to us, so the stored one is its own. What else somebody added to the
    row is none of the request's business, and neither is an attribute that has a field's name but no value that the
    field can have.

    `known` is one row, or those that were stored when requests with different timestamps raced.

    Raises:
        Conflict: the id is known with other content.
    """
    content = _content(request)
    for row in known:
        asked = {"timestamp": row["timestamp"], **content}
        said = {name: row[name] for name in FIELDS if name in row and (name in asked or is_valid(name, row[name]))}
        if same_item(said, asked):
            return Stored(transaction_id=request.transaction_id, timestamp=int(row["timestamp"]), duplicate=True)
    raise Conflict(request.transaction_id)


def same_content(one: TransactionRequest, other: TransactionRequest) -> bool:
    """Return whether two requests under one id say the same, each with its timestamp."""
    return same_item(_content(one), _content(other))


def same_item(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two items hold the same, a boolean never for a number."""
    return bool(_distinct(one) == _distinct(other))


def encode_fallback(request: TransactionRequest, receipt: RequestContext) -> str:
    """The message that keeps a request which the table could not take: all that is needed to store it later."""
    return _encode(
        {"request": _content(request), "received": receipt.milliseconds, "trace_id": receipt.trace_id}
    ).decode()


def decode_fallback(text: object) -> tuple[TransactionRequest, RequestContext]:
    """What `encode_fallback` kept.

    Raises:
        Refused: the text is no letter, or its request breaks the contract; names the field and the rule.
    """
    match fields_of(parse(text.encode(errors="surrogatepass"))) if isinstance(text, str) else None:
        case {"request": request, "received": moment, "trace_id": str() | None as trace_id} if (
            received := whole(moment)
        ) is not None and 0 <= received <= LATEST_TIMESTAMP:
            return convert(request), RequestContext(milliseconds=received, trace_id=trace_id)
        case _:
            raise Refused("letter", "must hold the request, when it was received, and under which trace")


def queued_result(request: TransactionRequest, receipt: RequestContext, reason: str) -> Stored:
    """The answer to a request that the queue keeps: its timestamp is what it will be stored under."""
    timestamp = request.timestamp if isinstance(request.timestamp, int) else receipt.milliseconds
    return Stored(transaction_id=request.transaction_id, timestamp=timestamp, queued=reason)


def _content(request: TransactionRequest) -> dict[str, Any]:
    fields = msgspec.structs.asdict(request)
    return {name: value for name, value in fields.items() if value is not msgspec.UNSET}


def _distinct(value: Any) -> Any:
    """The same value with booleans told apart from numbers, which Python holds equal."""
    if isinstance(value, Mapping):
        return {name: _distinct(field) for name, field in value.items()}
    return (bool, value) if isinstance(value, bool) else value
