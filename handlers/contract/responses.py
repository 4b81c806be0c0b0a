"""HTTP answers: the one place where what happened to a request becomes a status code and a body."""

from collections.abc import Sequence
from typing import Any

import msgspec

from handlers.contract.errors import Conflict, FraudDetectionError, Refused, TooLarge
from handlers.contract.legible_json import legible_json
from handlers.contract.stored_item import Stored

CONFLICT = "transaction_id: is known with other content"
UNDURABLE = "nothing durable took the transaction, try again"

RETRY_AFTER = "5"
"""Seconds a client waits before it tries again."""


def ok_response(stored: Stored) -> dict[str, Any]:
    """200: the transaction is durable, now or since an earlier request."""
    body: dict[str, Any] = {
        "message": "Transaction stored successfully",
        "transaction_id": stored.transaction_id,
        "timestamp": stored.timestamp,
    }
    return _answer(200, {**body, "duplicate": True} if stored.duplicate else body)


def error_response(error: FraudDetectionError) -> dict[str, Any]:
    """What the client is told of an error: the field and the rule, or that it may try again; nothing of its cause."""
    match error:
        case TooLarge():
            return _answer(413, {"error": str(error)})
        case Refused():
            return _answer(400, {"error": str(error)})
        case Conflict():
            return _answer(409, {"error": CONFLICT})
        case _:
            return _answer(503, {"error": UNDURABLE}, {"Retry-After": RETRY_AFTER})


def batch_response(outcomes: Sequence[Stored | FraudDetectionError]) -> dict[str, Any]:
    """200 to a batch: what became of each transaction, in order; only `stored` and `duplicate` ones are durable."""
    return _answer(200, {"results": [_result(outcome) for outcome in outcomes]})


def _result(outcome: Stored | FraudDetectionError) -> dict[str, Any]:
    match outcome:
        case Stored():
            status = "duplicate" if outcome.duplicate else "stored"
            return {"status": status, "transaction_id": outcome.transaction_id, "timestamp": outcome.timestamp}
        case Refused():
            return {"status": "refused", "error": str(outcome)}
        case Conflict():
            return {"status": "conflict", "transaction_id": str(outcome), "error": CONFLICT}
        case _:
            return {"status": "unavailable", "transaction_id": str(outcome), "error": UNDURABLE}


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "body": legible_json(msgspec.json.encode(body).decode()),  # a terminal may show it as it comes
    }
