"""A score's row says what was decided, by which strategy and why, in the form of whatever release wrote it."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.client.decision_facts import decision_features, decision_notes, score_and_outcome, score_reasons
from handlers.contract.transaction import Transaction
from handlers.decision.basis import basis
from handlers.decision.decide import Decider
from tests.fraudctl.client.score_rows import EARLIER, ROW
from tests.handlers.strategies import strategy_of


def test_a_row_says_score_and_outcome() -> None:
    assert score_and_outcome(ROW) == "0.9, outcome review"


def test_a_row_says_each_reason_with_its_weight_and_the_values_it_read() -> None:
    assert list(score_reasons(ROW)) == [
        "amount_above_10000 +0.5 (amount=10000.01)",
        'suspicious_merchant +0.4 (merchant="Crypto Kingdom", metadata.new shop=true)',
    ]


def test_a_row_says_its_strategy_its_tags_and_the_rules_that_came_to_nothing() -> None:
    assert list(decision_notes(ROW)) == [
        "decided by strategy default, digest b149f40f3008",
        "tags: card_testing, look_alike",
        "undecided rules: share_of_limit, per_item (a division by zero, or a number too large)",
    ]


def test_a_row_without_tags_and_undecided_rules_says_nothing_of_them() -> None:
    assert len(list(decision_notes({"strategy": ROW["strategy"]}))) == 1


def test_an_earlier_row_says_what_it_has() -> None:
    assert score_and_outcome(EARLIER) == "0.9"
    assert list(score_reasons(EARLIER)) == ["amount_above_10000 +0.5", "suspicious_merchant +0.4"]
    assert list(decision_notes(EARLIER)) == []


def test_a_value_cannot_pass_for_another() -> None:
    (reason,) = score_reasons({"reasons": [{"reason": "r", "weight": 0, "values": {"merchant": 'x", amount=1'}}]})
    assert reason == r'r +0 (merchant="x\", amount=1")'


def test_only_a_row_without_reasons_says_that_no_rule_fired() -> None:
    assert list(score_reasons({"reasons": []})) == ["no rule fired"]
    assert list(score_reasons({"reasons": "x"})) == []
    assert list(score_reasons({})) == []


@pytest.mark.parametrize("value", [None, "x", Decimal(1), ["x"], {"x": "y"}, b"x", True], ids=repr)
def test_a_row_that_somebody_edited_is_shown_for_what_it_is(value: Any) -> None:
    edited = dict.fromkeys(("fraud_score", "outcome", "reasons", "tags", "undecided", "strategy"), value)

    assert str(value) in score_and_outcome(edited)
    assert all(score_reasons({"reasons": [value, {"reason": value, "weight": value, "values": value}]}))
    assert all(decision_notes(edited))
    assert decision_features({"decision": value}) == {}


def test_a_row_says_the_features_that_its_decision_was_made_of_and_which_were_not_known() -> None:
    written = (
        '{"as_of":1795350615123,"engine":1,'
        '"features":{"terminal":{"10":7},"customer":{"24":12.50000000001,"53":true,"80":["blocked"],"999":1}},'
        '"absent":{"card":[25,24]}}'
    )
    assert decision_features({"decision": written}) == {
        "customer.mean_30d": Decimal("12.50000000001"),
        "customer.new_terminal": True,
        "customer.lists": ["blocked"],
        "customer.feature 999": 1,
        "terminal.count_1h": 7,
        "card.mean_30d": None,
        "card.deviation_30d": None,
    }


def test_what_scoring_writes_of_a_decision_is_read_again() -> None:
    strategy = strategy_of({"when": "customer.count_24h > 3 or customer.mean_30d > 1"})
    transaction = Transaction(transaction_id="tx-1", timestamp=7, amount=Decimal(1), merchant="Bakery")
    decision = Decider(strategy).decide(transaction, {"customer.count_24h": Decimal(4)})

    assert decision_features({"decision": basis(decision, 8)}) == {
        "customer.count_24h": 4,
        "customer.mean_30d": None,
    }


@pytest.mark.parametrize("decision", ["", "{", '{"as_of":1}', '{"as_of":1,"engine":1,"features":{"customer":{"x":1}}}'])
def test_a_decision_that_somebody_edited_says_nothing_of_features(decision: str) -> None:
    assert decision_features({"decision": decision}) == {}
