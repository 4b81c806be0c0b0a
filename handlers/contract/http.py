"""HTTP in and out: the body of API Gateway's proxy event, and the responses to it."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from handlers.contract.errors import (
    Conflict,
    DecidedOtherwise,
    FraudDetectionError,
    IdHeld,
    NotAcceptable,
    NotFound,
    NotYetScored,
    Refused,
    ReviewConflict,
    ReviewUnavailable,
    ScoreExpired,
    ScoresUnread,
    TablesUnread,
    TooLarge,
)
from handlers.contract.invisible import legible_json
from handlers.contract.stored_item import Stored
from handlers.contract.strict_json import printable_name

CONFLICT = "transaction_id: is known with other content"
DECIDED_OTHERWISE = "transaction_id: is decided otherwise"
SCORE_EXPIRED = "transaction_id: is known, and was scored so long ago that its score is gone"
HELD = "another request holds the id, try again"
NOT_YET_SCORED = "the transaction is not scored yet, try again"
REVIEW_UNAVAILABLE = "the review cannot be worked on now, try again"
UNREAD = "the score cannot be read now, try again"
TABLES_UNREAD = "it cannot be read now, try again"
NOT_ACCEPTABLE = "Accept: must allow application/json"
UNDURABLE = "nothing durable took the transaction, try again"

RETRY_AFTER = "5"
"""Seconds a client waits before it tries again."""

RETRY_SOON = "1"
"""The same where nothing is out of order, and another request is under way."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


def request_body(event: Mapping[str, Any]) -> bytes:
    """Return the body's bytes; a null body is empty, and a header that is not text is ignored.

    Raises:
        Refused: the content type is another than JSON, or the body is not what its encoding says.
    """
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items() if isinstance(value, str)}
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused("Content-Type", "must be application/json")
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise Refused("body", "must be a JSON object in UTF-8")
    try:
        return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:  # not base64, not ASCII, or not Unicode
        raise Refused("body", "must be a JSON object in UTF-8") from None


def caller_of(event: Mapping[str, Any]) -> str | None:
    """Return the ARN that signed the request; None where the API takes unsigned ones."""
    arn: str | None = event["requestContext"]["identity"].get("userArn")
    return arn


def is_dry_run(event: Mapping[str, Any]) -> bool:
    """Return whether the request asks for a decision that leaves no trace.

    Raises:
        Refused: it asks for something else by that name, or by another, which may be that one misspelt.
    """
    query = event.get("queryStringParameters") or {}
    for name in query:
        if name != "dry_run":
            raise Refused(printable_name(name), "is not a query parameter of a decision", name_from_client=True)
    match query.get("dry_run"):
        case "true":
            return True
        case None | "false":
            return False
    raise Refused("dry_run", "must be true or false")


def ok_response(stored: Stored) -> dict[str, Any]:
    """Return 200: the transaction is durable, now or since an earlier request."""
    body: dict[str, Any] = {
        "message": "Transaction stored successfully",
        "transaction_id": stored.transaction_id,
        "timestamp": stored.timestamp,
    }
    return json_response(200, {**body, "duplicate": True} if stored.duplicate else body)


def error_response(error: FraudDetectionError) -> dict[str, Any]:
    """Return the response to an error: the field and the rule, or that the client may try again; never the cause."""
    match error:
        case Refused() | NotFound() | ReviewConflict():
            return json_response(_STATUSES.get(type(error), 400), {"error": str(error)})
        case NotAcceptable():
            return json_response(406, {"error": NOT_ACCEPTABLE})
        case Conflict():
            return json_response(409, {"error": _CONFLICTS.get(type(error), CONFLICT)})
        case _:
            said, seconds = _UNAVAILABLE.get(type(error), (UNDURABLE, RETRY_AFTER))
            return json_response(503, {"error": said}, {"Retry-After": seconds})


def batch_response(results: Sequence[Stored | FraudDetectionError]) -> dict[str, Any]:
    """Return 200 with each transaction's result, in order; only `stored` and `duplicate` ones are durable."""
    return json_response(200, {"results": [_result(result) for result in results]})


def _result(result: Stored | FraudDetectionError) -> dict[str, Any]:
    match result:
        case Stored():
            status = "duplicate" if result.duplicate else "stored"
            return {"status": status, "transaction_id": result.transaction_id, "timestamp": result.timestamp}
        case Refused():
            return {"status": "refused", "error": str(result)}
        case Conflict():
            return {"status": "conflict", "transaction_id": str(result), "error": CONFLICT}
        case _:
            said = HELD if isinstance(result, IdHeld) else UNDURABLE
            return {"status": "unavailable", "transaction_id": str(result), "error": said}


_STATUSES = {TooLarge: 413, NotFound: 404, ReviewConflict: 409}
_CONFLICTS = {DecidedOtherwise: DECIDED_OTHERWISE, ScoreExpired: SCORE_EXPIRED}
_UNAVAILABLE = {
    IdHeld: (HELD, RETRY_SOON),
    ReviewUnavailable: (REVIEW_UNAVAILABLE, RETRY_SOON),
    NotYetScored: (NOT_YET_SCORED, RETRY_SOON),
    ScoresUnread: (UNREAD, RETRY_SOON),
    TablesUnread: (TABLES_UNREAD, RETRY_SOON),
}


def json_response(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a response to API Gateway's proxy."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "body": legible_json(_encode(body).decode()),  # a client may print it to a terminal unchanged
    }
