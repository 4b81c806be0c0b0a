"""An event is the payment that its variables and its entity say, and nothing that they do not."""

from typing import Any

import pytest

from handlers.fraud_detector.payment import Event, payment_of

TYPES = {"price": "FLOAT", "coin": "STRING", "shop": "STRING"}
PLACES = {"amount": "price", "currency": "coin", "merchant": "shop"}


def payment(entity_id: str = "C-1", **variables: str) -> dict[str, Any]:
    """Return the payment of an event."""
    event = Event(id="e-1", time=7, type="order", entity_type="customer", entity_id=entity_id, variables=variables)
    return payment_of(event, TYPES, PLACES)


def test_the_entity_of_an_event_is_the_customer_and_one_that_nobody_knows_is_none() -> None:
    assert payment("C-1")["customer_id"] == "C-1"
    assert "customer_id" not in payment("unknown")


def test_the_variable_that_names_the_merchant_is_the_merchant() -> None:
    assert payment(shop="Corner Bakery")["merchant"] == "Corner Bakery"


@pytest.mark.parametrize(
    ("variables", "fields"),
    [
        ({"price": "0", "coin": "EUR", "shop": "x" * 256}, {"amount", "currency", "merchant"}),
        ({"price": "cheap", "coin": "eur", "shop": "x" * 257}, set()),
        ({"price": "", "coin": "EURO", "shop": ""}, set()),
    ],
)
def test_a_variable_that_no_payment_could_have_in_its_field_is_left_out(
    variables: dict[str, str], fields: set[str]
) -> None:
    assert payment(**variables).keys() & {"amount", "currency", "merchant"} == fields


@pytest.mark.parametrize(
    ("variables", "mark"), [({}, "amount,merchant"), ({"shop": "Bakery"}, "amount"), ({"price": "0"}, "merchant")]
)
def test_an_event_is_marked_with_what_it_lacks(variables: dict[str, str], mark: str) -> None:
    assert payment(**variables)["metadata"]["fraud_detector:absent"] == mark
    assert "fraud_detector:absent" not in payment(price="0", shop="Bakery")["metadata"]


def test_rows_hold_the_types_of_an_event_and_of_its_entity_under_a_name_that_stays() -> None:
    assert payment(coin="EUR")["metadata"] == {
        "coin": "EUR",
        "fraud_detector:event": "order/customer",
        "fraud_detector:absent": "amount,merchant",
    }
