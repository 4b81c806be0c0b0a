"""The batch request: up to a hundred transactions in one body, each accepted or refused by itself."""

from typing import Any

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.request import RULES, TransactionRequest
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.validation import convert

MAX_TRANSACTIONS = 100
"""Each takes a query and a put, and all of them must end within the time of a request."""

LARGEST_BATCH_BODY = 2 * 1024 * 1024
"""Bytes; a hundred requests with every field at its limit and every character escaped take about 1.2 MiB."""

FIELD = "transactions"
RULE = f"must be a list of 1 to {MAX_TRANSACTIONS} transactions"


def decode_batch(body: bytes) -> list[TransactionRequest | Refused]:
    """Return each transaction's request or its refusal, in order.

    Each must have a `timestamp`: without one it would need a claim, which is one more write.

    Raises:
        TooLarge: the body has more than `LARGEST_BATCH_BODY` bytes.
        Refused: the body is not an object of one list of 1 to `MAX_TRANSACTIONS` values.
    """
    if len(body) > LARGEST_BATCH_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_BATCH_BODY} bytes")
    fields = fields_of(parse(body))
    values = fields.get(FIELD)
    if list(fields) != [FIELD] or not isinstance(values, list) or not 1 <= len(values) <= MAX_TRANSACTIONS:
        raise Refused(FIELD, RULE)
    return [_decode(value) for value in values]


def batch_schema() -> dict[str, Any]:
    """Return the schema of a batch for API Gateway: the list only, so that one bad transaction fails alone."""
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "Batch",
        "type": "object",
        "properties": {FIELD: {"description": RULE, "type": "array", "minItems": 1, "maxItems": MAX_TRANSACTIONS}},
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
