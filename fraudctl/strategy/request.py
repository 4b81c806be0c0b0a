"""A request as the pipeline makes a transaction of it: the API's contract, the row that is stored, its stream image."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from handlers.aws.attributes import to_attributes
from handlers.contract.errors import TooLarge
from handlers.contract.request import LARGEST_BODY, TransactionRequest
from handlers.contract.row_image import from_image
from handlers.contract.stored_item import RequestContext, to_item
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.transaction import Transaction
from handlers.contract.validation import convert, violation

EXAMPLE_ID = "example"
EXAMPLE_TIMESTAMP = 1767614400000
"""Noon UTC on Monday, 5 January 2026: fixed, so that a rule that reads the hour does the same every day."""


def transaction_of(fields: Mapping[str, Any]) -> Transaction:
    """Return the transaction that a request of these fields becomes; an id and a timestamp are filled in.

    Raises:
        Refused: the API would refuse the request; names the field and its rule.
    """
    request = convert({"transaction_id": EXAMPLE_ID, **fields})
    if refused := violation(request):
        raise refused
    timestamp = EXAMPLE_TIMESTAMP if request.timestamp is UNSET else int(request.timestamp)
    return from_image(image_of(request, timestamp))


def parse_transaction(body: bytes) -> Transaction:
    """Return the transaction that a request with this body of JSON becomes, as `transaction_of` does.

    Raises:
        Refused: the API would refuse the request; names the field and its rule.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_BODY} bytes")
    return transaction_of(fields_of(parse(body)))


def image_of(request: TransactionRequest, timestamp: int) -> dict[str, Any]:
    """Return the image that the table's stream gives of the row that stores the request."""
    received = RequestContext(milliseconds=timestamp, trace_id=None)
    return to_attributes(to_item(request, received, timestamp))
