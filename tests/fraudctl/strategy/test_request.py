"""An example's transaction is the one that the pipeline would make of the request."""

from decimal import Decimal

import pytest
from msgspec import UNSET

from fraudctl.strategy.request import EXAMPLE_TIMESTAMP, parse_transaction, transaction_of
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY


def test_what_a_request_leaves_out_is_filled_in_as_the_pipeline_does() -> None:
    transaction = transaction_of({})
    assert (transaction.transaction_id, transaction.timestamp) == ("example", EXAMPLE_TIMESTAMP)
    assert (transaction.amount, transaction.merchant, transaction.currency) == (Decimal(0), "unknown", UNSET)


def test_every_field_of_a_request_arrives() -> None:
    body = b"""{"transaction_id": "T-1", "amount": 220.10, "merchant": "Caf\\u00e9", "timestamp": 1.7676036e12,
        "customer_id": "C-1", "terminal_id": "W-1", "currency": "EUR"}"""
    transaction = parse_transaction(body)
    assert transaction.key == ("T-1", 1767603600000)
    assert (transaction.amount, transaction.merchant) == (Decimal("220.1"), "Café")
    assert (transaction.customer_id, transaction.terminal_id, transaction.currency) == ("C-1", "W-1", "EUR")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "body: must be a JSON object"),
        (b"{", "body: must be a JSON object"),
        (b"\xff", "body: must be a JSON object in UTF-8"),
        (b'{"amount": 1, "amount": 2}', "amount: must not be given twice"),
        (b'{"amount": -1}', "amount: must be a number"),
        (b'{"transaction_id": null}', "transaction_id: is required"),
        (b'{"timestamp": 946684799999}', "timestamp: must be an integer"),  # accepted formerly, and no longer
        (b'{"customer_id": " C"}', "customer_id: must be"),
        (b" " * (LARGEST_BODY + 1), "body: must be at most"),
    ],
)
def test_what_the_api_refuses_is_no_example(body: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_transaction(body)
    assert str(refused.value).startswith(reason)
