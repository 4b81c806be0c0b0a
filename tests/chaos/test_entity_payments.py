"""A payment counts for its customer, terminal, card and device, as far as what it says of them are ids."""

from typing import Any

import pytest

from chaos.ledger import Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.entity_payments import EntityPayments, payments_of
from tests.chaos.customer import Sent, found, payment
from tests.chaos.example import attempt


def entities_of(sent: Sent, *, loaded: bool = False) -> dict[str, EntityPayments]:
    """Return the entities of a payment that was accepted, or loaded."""
    ledger = Ledger()
    if loaded:
        ledger.loaded["kind"] = [sent]
    else:
        ledger.add_attempt("kind", attempt(sent))
    return dict(payments_of(ledger, "kind", found([] if loaded else [sent], None, ()), Allowances()))


def test_each_entity_counts_the_payment_with_the_counterparts_that_it_can_have() -> None:
    sent = {**payment(1), "terminal_id": "T-1", "metadata": {"card_token": 17, "device_id": "D-1"}}

    met = {
        key: (one.customer, one.terminal, one.merchant) for key, its in entities_of(sent).items() for one in its.every
    }

    assert met == {
        "profile#customer#C-1": ("", "T-1", "Corner Bakery"),
        "profile#terminal#T-1": ("C-1", "", ""),
        "profile#card#17": ("C-1", "T-1", "Corner Bakery"),
        "profile#device#D-1": ("C-1", "T-1", "Corner Bakery"),
    }


@pytest.mark.parametrize("value", [True, None, 12.5, "", "x" * 129, ["x"]])
def test_what_is_no_id_names_no_card(value: Any) -> None:
    assert set(entities_of({**payment(1), "metadata": {"card_token": value}})) == {"profile#customer#C-1"}


def test_a_loaded_payment_counts_as_received_when_it_was_made_and_is_never_declined() -> None:
    sent = {**payment(1, ago=90 * 86_400_000), "merchant": "Crypto Exchange"}

    ((loaded,), (accepted,)) = (entities_of(sent, loaded=each)["profile#customer#C-1"].every for each in (True, False))

    assert (loaded.loaded, loaded.declined, loaded.in_windows) == (True, False, True)
    assert (accepted.loaded, accepted.declined, accepted.in_windows) == (False, True, False)
