"""The score of an imported detector's model is kept with each decision, and told of a repeat as of the first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.answer import answer_in, answer_of
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import Decider, Decision
from handlers.decision.score_row import score_row
from handlers.decision.stored_decision import decode, encode, stored_decision
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.model.models import part
from tests.handlers.fraud_detector.detectors import PART, strategy

AS_OF = 1_795_350_700_500
NOW = datetime.fromtimestamp(AS_OF / 1000, UTC)
MODEL = {"id": "shop", "type": "ONLINE_FRAUD_INSIGHTS", "version": "2.0"}
TELLING = {**PART, "models": [MODEL], "scores": {"0.1": "0.3", "0.02": "0.7"}}
SCORED = {
    "model": part(),
    "rules": [
        {"code": "big_order", "when": "amount >= 0", "tags": ["block"]},
        {"code": "guests", "when": "model.score > 0.9", "tags": ["verify"]},
    ],
}


def decided(by: Strategy) -> Decision:
    paid = Transaction(transaction_id="tx-1", timestamp=AS_OF, amount=Decimal("12.50"), merchant="Shop")
    return Decider(by).decide(paid)


def test_it_is_kept_where_the_rule_that_fires_first_does_not_ask_for_it() -> None:
    decision = decided(strategy(**SCORED, fraud_detector=TELLING))
    assert [each.code for each in decision.fired] == ["big_order"]
    stored = stored_decision(decision, AS_OF)
    assert stored.basis.model_score == decision.values[MODEL_SCORE]

    reread = decode(encode(stored), decision.transaction)
    assert reread == stored
    row = from_attributes(to_attributes(score_row(reread, NOW, timedelta(days=30))))
    told = [answer.body["model_score"] for answer in (answer_of(stored), answer_of(reread), answer_in(row, AS_OF))]
    assert told == [stored.basis.model_score] * 3


@pytest.mark.parametrize("fields", [{}, {"fraud_detector": {}}, {"fraud_detector": {**PART, "models": [MODEL]}}])
def test_other_strategies_keep_none_and_their_rows_are_as_they_were(fields: dict[str, Any]) -> None:
    stored = stored_decision(decided(strategy(**{**SCORED, **fields})), AS_OF)
    assert stored.basis.model_score is None
    assert "model_score" not in answer_of(stored).body
    assert "model_score" not in str(score_row(stored, NOW, timedelta(days=30)))
