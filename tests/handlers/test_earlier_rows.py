"""Rows that releases before strategies wrote stand, whatever the rules say now, and their alerts are sent once."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction
from tests.handlers.strategies import packaged, strategy_of

ROW = {
    "transaction_id": "tx-1",
    "fraud_score": Decimal("0.9"),
    "timestamp": 1_795_350_615_123,
    "merchant": "Crypto Kingdom",
    "amount": Decimal("10000.01"),
    "reasons": [
        {"reason": "amount_above_10000", "weight": Decimal("0.5")},
        {"reason": "suspicious_merchant", "weight": Decimal("0.4")},
    ],
    "scored_at": "2026-11-22T12:31:40.500000+00:00",
    "expiry": Decimal(1_797_942_700),
}
"""A row, but for what it says of its alert."""

ALERTED = {
    "alerted_at": "2026-11-22T12:31:41.500000+00:00",
    "alerted_above": Decimal("0.8"),
    "alerted_timestamps": frozenset({Decimal(1_795_350_615_123)}),
}

NEW_RULES = {
    "declines all": strategy_of({"when": "True", "outcome": "decline"}),
    "scores all": strategy_of({"when": "True", "weight": Decimal(1)}),
    "approves all": strategy_of({"when": "True", "outcome": "approve"}),
    "a lower threshold": packaged().alerting_above(Decimal("0.1")),
    "a higher threshold": packaged().alerting_above(Decimal(1)),
}


@pytest.fixture(params=NEW_RULES)
def strategy(request: pytest.FixtureRequest, scoring: ScoringOnAws) -> Strategy:
    """Return the strategy by which Scoring decides now."""
    scoring.decide_by(NEW_RULES[request.param])
    return NEW_RULES[request.param]


def put(scoring: ScoringOnAws, row: dict[str, Any]) -> None:
    scoring.aws.client("dynamodb").put_item(TableName=scoring.table, Item=to_attributes(row))


@pytest.mark.usefixtures("strategy")
@pytest.mark.parametrize("alerted", [ALERTED, {}], ids=["alerted", "never alerted"])
def test_a_row_stands_when_its_payload_comes_again(scoring: ScoringOnAws, alerted: dict[str, Any]) -> None:
    put(scoring, {**ROW, **alerted})
    before = scoring.items

    for more in ({}, {"currency": "JPY"}, {"metadata": {"vip": {"BOOL": True}}}, {"customer_id": "C-1"}):
        assert scoring.score({**risky_transaction(1), **more}) == {"received": 1, "scored": 0, "alerts": 0}

    assert scoring.items == before
    assert not scoring.alerts()


@pytest.mark.usefixtures("strategy")
def test_an_alert_that_a_row_owes_is_published_once(scoring: ScoringOnAws) -> None:
    put(scoring, {**ROW, "pending": frozenset({"alert:1795350615123"})})

    assert scoring.score(risky_transaction(1)) == {"received": 1, "scored": 1, "alerts": 1}
    assert scoring.score(risky_transaction(1)) == {"received": 1, "scored": 0, "alerts": 0}

    assert len(scoring.alerts()) == 1
    assert "pending" not in scoring.items["tx-1"]
    assert {name: scoring.items["tx-1"][name] for name in ROW} == ROW
