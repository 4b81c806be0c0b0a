"""The batch request: up to a hundred transactions in one body, each judged by itself."""

from typing import Any

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.request import RULES, TransactionRequest, convert
from handlers.contract.strict_json import fields_of, parse

MOST = 100
"""Transactions; each takes a query and a put, and all of them the time of a request."""

LARGEST_BATCH_BODY = 2 * 1024 * 1024
"""Bytes; a hundred requests with every field at its limit and every character escaped take about 1.2 MiB."""

FIELD = "transactions"
RULE = f"must be a list of 1 to {MOST} transactions"


def decode_batch(body: bytes) -> list[TransactionRequest | Refused]:
    """Each transaction's request, or why it is refused, in order.

    Each must carry its `timestamp`: without one it would take a claim, and so a write more.

    Raises:
        TooLarge: the body has more than `LARGEST_BATCH_BODY` bytes.
        Refused: the body is not an object of one list of 1 to `MOST` values.
    """
    if len(body) > LARGEST_BATCH_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_BATCH_BODY} bytes")
    fields = fields_of(parse(body))
    values = fields.get(FIELD)
    if list(fields) != [FIELD] or not isinstance(values, list) or not 1 <= len(values) <= MOST:
        raise Refused(FIELD, RULE)
    return [_decode(value) for value in values]


def batch_schema() -> dict[str, Any]:
    """What API Gateway checks of a batch: its frame; a bad transaction must not take its neighbours with it."""
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "Batch",
        "type": "object",
        "properties": {FIELD: {"description": RULE, "type": "array", "minItems": 1, "maxItems": MOST}},
        "required": [FIELD],
        "additionalProperties": False,
    }


def _decode(value: object) -> TransactionRequest | Refused:
    try:
        request = convert(value)
    except Refused as error:
        return error
    if not isinstance(request.timestamp, int):
        return Refused("timestamp", "is required in a batch, " + RULES["timestamp"])
    return request
