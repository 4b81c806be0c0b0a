"""An event that is no payment has no amount and no merchant, whatever its row holds in their place."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from handlers.contract.absent_fields import ABSENT, absent_in
from handlers.contract.transaction import Transaction
from handlers.contract.validation import decode_request
from handlers.decision.decide import Decider
from handlers.decision.entity.entities import EntityReader
from handlers.decision.entity.places import places_of
from handlers.decision.profile.event import event_of
from strategies.loading import compiled
from tests.handlers.fraud_detector.detectors import DOCUMENT
from tests.handlers.strategies import packaged

LOGIN: dict[str, Any] = {"metadata": {ABSENT: {"S": "amount,merchant"}, "ip": {"S": "198.51.100.7"}}}


def transaction(**fields: Any) -> Transaction:
    return Transaction(transaction_id="e-1", timestamp=1, amount=Decimal(0), merchant="unknown", **fields)


def test_a_login_scores_nothing_for_an_unknown_merchant() -> None:
    decider = Decider(packaged())
    assert decider.decide(transaction()).score == Decimal("0.4")
    assert decider.decide(transaction(**LOGIN)).score == 0


@pytest.mark.parametrize(
    ("condition", "fires"), [("amount < 5", False), ("missing(metadata.x)", True), ("merchant_mixed_scripts", False)]
)
def test_conditions_find_nothing_there(condition: str, *, fires: bool) -> None:
    rules = [{"code": "any", "when": condition, "tags": ["any"]}]
    made = compiled({**{name: DOCUMENT[name] for name in ("name", "thresholds")}, "rules": rules})
    assert bool(Decider(made).decide(transaction(**LOGIN)).fired) is fires  # type: ignore[arg-type]  # else it fails


def test_a_mark_beside_a_value_hides_nothing() -> None:
    risky: dict[str, Any] = {"amount": Decimal("28329.40"), "merchant": "CryptoVault Global"}
    marked = structs.replace(transaction(**LOGIN), **risky)
    alone = Decider(packaged()).decide(structs.replace(transaction(), **risky))

    assert alone.score > Decimal("0.5")
    assert Decider(packaged()).decide(marked).score == alone.score
    assert event_of(marked, received=1, declined=False, rates={}).in_units == 283_294_000
    assert "merchant" in EntityReader(places_of({"merchant": "merchant"})).entities_of(marked)[0]


def test_the_defaults_are_those_of_a_request() -> None:
    left_out = decode_request(b'{"transaction_id": "e-1"}')
    assert absent_in("amount,merchant", left_out.amount, left_out.merchant) == {"amount", "merchant"}


def test_profiles_count_a_login_and_sum_nothing() -> None:
    event = event_of(transaction(**LOGIN), received=1, declined=False, rates={})
    assert (event.in_units, event.small, event.met) == (None, False, (b"", b"", b""))


def test_a_login_belongs_to_no_merchant() -> None:
    found, unusable = EntityReader(places_of({"merchant": "merchant"})).entities_of(transaction(**LOGIN))
    assert "merchant" not in found
    assert unusable == []


@pytest.mark.parametrize("mark", [{"S": "amount_of_all"}, {"N": "1"}, {"L": []}, {"NULL": True}])
def test_a_mark_that_says_something_else_takes_nothing_away(mark: dict[str, Any]) -> None:
    assert Decider(packaged()).decide(transaction(metadata={ABSENT: mark})).score == Decimal("0.4")
