"""The item that stores a request, and the answer to a second request under the same id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from handlers.contract.errors import Conflict
from handlers.contract.request import FIELDS, TransactionRequest
from handlers.contract.row_expiry import expiry_of
from handlers.contract.validation import is_valid


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestContext:
    """The time (epoch milliseconds) and the X-Ray trace of a request's arrival."""

    milliseconds: int
    trace_id: str | None

    @property
    def created_at(self) -> str:
        """Return the time as ISO 8601, UTC, to the millisecond."""
        return datetime.fromtimestamp(self.milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """The key of a transaction that the table holds, or will hold once it is redriven from the queue."""

    transaction_id: str
    timestamp: int
    duplicate: bool = False
    queued: str | None = None
    """The reason why it is in the queue, if it is."""

    @property
    def outcome(self) -> str:
        """Return `stored` (now), `duplicate` (stored before) or `queued`."""
        return "queued" if self.queued else "duplicate" if self.duplicate else "stored"


def request_fields(request: TransactionRequest) -> dict[str, Any]:
    """Return the fields that the request has, with the defaults of those that have one."""
    fields = msgspec.structs.asdict(request)
    return {name: value for name, value in fields.items() if value is not msgspec.UNSET}


def to_item(
    request: TransactionRequest, context: RequestContext, timestamp: int, retention_days: int = 0
) -> dict[str, Any]:
    """Return the item that stores the request, for so many days from its receipt; 0 are for ever."""
    return {
        **request_fields(request),
        "timestamp": timestamp,
        "created_at": context.created_at,
        **({"trace_id": context.trace_id} if context.trace_id else {}),
        **expiry_of(context.milliseconds, retention_days),
    }


def resolve_duplicate(known: Sequence[Mapping[str, Any]], request: TransactionRequest) -> Stored:
    """Return the answer to a request whose id is known: the first row with the request's content.

    A request without a timestamp takes that of the row. Attributes that others added to the row do not count, and
    neither does an attribute that has a field's name but a value that the field cannot have.

    Args:
        known: One row, or several that were stored when requests with different timestamps raced.
        request: The request under the rows' id.

    Raises:
        Conflict: the id is known with other content.
    """
    content = request_fields(request)
    for row in known:
        expected = {"timestamp": row["timestamp"], **content}
        held = {name: row[name] for name in FIELDS if name in row and (name in expected or is_valid(name, row[name]))}
        if same_item(held, expected):
            return Stored(transaction_id=request.transaction_id, timestamp=int(row["timestamp"]), duplicate=True)
    raise Conflict(request.transaction_id)


def same_request(one: TransactionRequest, other: TransactionRequest) -> bool:
    """Return whether two requests under one id have the same fields, the timestamp included."""
    return same_item(request_fields(one), request_fields(other))


def same_item(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two items hold the same values; a boolean never equals a number."""
    return bool(_distinct(one) == _distinct(other))


def _distinct(value: Any) -> Any:
    """Return the value with booleans marked, since in Python True equals 1."""
    if isinstance(value, Mapping):
        return {name: _distinct(field) for name, field in value.items()}
    return (bool, value) if isinstance(value, bool) else value
