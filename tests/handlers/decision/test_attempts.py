"""Attempts are told to a decision, by kind of entity; they are no item of an entity and survive its being busy."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.contract.transaction import Transaction
from handlers.decision.attempts import bucket_of
from handlers.decision.basis import basis
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.strategy.documents import loaded, rule, transaction

CARD = {"card": "metadata.card"}
BURST = loaded(rule("burst", "card.attempts_10m > 5", outcome="decline"), entities=CARD)
BOTH = loaded(
    rule("burst", "card.attempts_10m > 5"),
    rule("many", "card.count_1h > 2 or terminal.attempts_10m > 9"),
    entities=CARD,
)
MINUTE = 60_000


def attempted(strategy: Strategy) -> frozenset[str]:
    """Return the kinds of entity of which a decision by a strategy is told the attempts."""
    return BatchDecider(Panel.of_one(strategy)).attempted_kinds


def paid(**fields: Any) -> Transaction:
    return msgspec.structs.replace(transaction(), metadata={"card": {"S": "T-9"}}, **fields)


@pytest.mark.parametrize("for_later", [True, False])
@pytest.mark.parametrize(("count", "fires"), [(1, False), (5, False), (6, True), (256, True), (9_999, True)])
def test_a_rule_reads_the_attempts_that_the_decision_was_told(count: int, fires: bool, for_later: bool) -> None:  # noqa: FBT001 -- a parameter
    decider = BatchDecider(Panel.of_one(BURST), for_later=for_later)
    decision = decider.decide(decider.payment(paid()), KnownEntities({}, {}), 0, {"card": count})
    assert (decision.outcome == "decline") is fires
    assert decision.values["card.attempts_10m"] == min(count, 256)


@pytest.mark.parametrize("for_later", [True, False])
def test_attempts_that_nobody_told_are_absent_and_fire_nothing(for_later: bool) -> None:  # noqa: FBT001 -- a parameter
    decider = BatchDecider(Panel.of_one(BURST), for_later=for_later)
    for attempts in ({}, {"terminal": 9}):
        decision = decider.decide(decider.payment(paid()), KnownEntities({}, {}), 0, attempts)
        assert (decision.outcome, decision.fired) == ("approve", ())
        assert "card.attempts_10m" not in decision.values
        assert '"absent":{"card":[15]}' in basis(decision, 0)


def test_a_decision_holds_the_attempts_that_it_read() -> None:
    decider = BatchDecider(Panel.of_one(BURST))
    decision = decider.decide(decider.payment(paid()), KnownEntities({}, {}), 0, {"card": 6})
    assert '"features":{"card":{"15":6}}' in basis(decision, 0)
    assert decision.values["card.attempts_10m"] == Decimal(6)


def test_the_kinds_are_those_of_which_a_rule_reads_attempts() -> None:
    assert attempted(BURST) == {"card"}
    assert attempted(BOTH) == {"card", "terminal"}
    assert attempted(loaded(rule("many", "customer.count_1h > 2"))) == frozenset()
    assert attempted(loaded(rule("none", "missing(customer.attempts_10m)"))) == {"customer"}


def test_an_entity_of_which_only_attempts_are_read_has_no_item() -> None:
    decider = BatchDecider(Panel.of_one(BURST))
    assert not decider.is_profiled("card")
    assert not decider.is_stated("card")
    assert decider.items([decider.payment(paid(customer_id="C-1"))]) == ["profile#customer#C-1"]
    assert BatchDecider(Panel.of_one(BOTH)).is_profiled("card")


def test_buckets_are_of_five_minutes() -> None:
    assert bucket_of(0) == bucket_of(5 * MINUTE - 1) == 0
    assert bucket_of(5 * MINUTE) == 1
    assert bucket_of(1_795_350_700_500) == 1_795_350_700_500 // 300_000
