"""A part that could not be read is a floor under the outcome, never a ceiling, and is not taken for nothing."""

from decimal import Decimal

import pytest

from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.degraded import degraded
from handlers.decision.panel import Panel
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.strategy.schema import OUTCOMES
from tests.handlers.strategies import decide, strategy_of

PAID = Transaction(transaction_id="tx", timestamp=7, amount=Decimal(12), merchant="Shop", customer_id="C-1")


@pytest.mark.parametrize("floor", OUTCOMES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_is_the_severer_of_the_rules_and_the_floor(outcome: str, floor: str) -> None:
    decision = decide(PAID, strategy_of({"when": "amount > 1", "outcome": outcome}, when_degraded=floor))

    told = degraded(decision, {"facts", "profiles"})

    assert told.outcome == OUTCOMES[max(OUTCOMES.index(outcome), OUTCOMES.index(floor))]
    assert told.degraded == ("profiles", "facts")
    assert degraded(decision, frozenset()) is decision


@pytest.mark.parametrize(
    ("unread", "fires"),
    [
        (set(), {"empty", "no_frauds", "nowhere", "no_sum"}),
        ({"profile#customer#C-1"}, {"no_frauds", "nowhere"}),
        ({"facts#customer#C-1"}, {"empty"}),
        ({"profile#customer#C-1", "facts#customer#C-1"}, set()),
        ({"profile#terminal#T-1", "facts#terminal#T-1"}, {"empty", "no_frauds", "nowhere", "no_sum"}),
    ],
)
def test_features_of_what_was_not_read_are_absent(unread: set[str], fires: set[str]) -> None:
    strategy = strategy_of(
        {"code": "empty", "when": "customer.count_1h == 0"},
        {"code": "no_frauds", "when": "customer.frauds_28d == 0"},
        {"code": "nowhere", "when": "'blocked' not in customer.lists"},
        {"code": "no_sum", "when": "customer.sum_1h == 0"},
    )
    decider = BatchDecider(Panel.of_one(strategy), for_later=False)

    decision = decider.decide(decider.payment(PAID), KnownEntities({}, {}), 8, unread=unread)

    assert {rule.code for rule in decision.fired} == fires
