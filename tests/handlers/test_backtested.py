"""A backtest decides as Scoring did on the same traffic."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from fraudctl.backtest.payment import payment_of
from fraudctl.backtest.trial import Trial
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decision
from handlers.decision.strategy.strategy import Strategy
from simulation import World, simulate_world
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import packaged, strategy_of

READING = strategy_of(
    {"when": "customer.count_1h > 2", "weight": Decimal("0.3")},
    {"when": "customer.count_24h > 8 or customer.sum_24h > 900", "weight": Decimal("0.2")},
    {"when": "customer.count_30d >= 5 and customer.amount_to_mean_30d > 4", "weight": Decimal("0.5")},
    {"when": "amount > customer.mean_30d + 3 * customer.deviation_30d", "weight": Decimal("0.1")},
    {"when": "customer.new_terminal and amount > customer.most_30d", "weight": Decimal("0.35")},
    {"when": "customer.seconds_since_last < 60", "weight": Decimal("0.4"), "outcome": "decline"},
    {"when": "customer.declined_24h > 0", "weight": Decimal("0.05")},
    {"when": "terminal.count_24h > 3 and terminal.high_7d > 0", "weight": Decimal("0.15")},
    {"when": "customer.attempts_10m >= 1", "weight": Decimal("0.45")},
    {"when": "missing(terminal.attempts_10m) and terminal.count_24h > 3", "weight": Decimal("0.02")},
    {"when": "terminal.distinct_customers > 5 and customer.count_ever > 3", "weight": Decimal("0.25")},
)


@pytest.mark.parametrize("strategy", [packaged(), READING], ids=["packaged", "of features"])
@pytest.mark.parametrize("size", [7, 100])
def test_it_decides_as_scoring_does_on_the_same_traffic(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch, strategy: Strategy, size: int
) -> None:
    simulated = [fields_of(parse(each.line())) for each in simulate_world(World(seed=5), count=150)]
    payments = [payment_of(each) for each in simulated]
    now = payments[-1].transaction.timestamp / 1000
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: now))
    scoring.decide_by(strategy)
    for first in range(0, len(payments), size):
        scoring.score(*(sent(each.transaction) for each in payments[first : first + size]))

    trial = Trial(strategy, label_delay=timedelta(days=7), attempts=False)
    decided = {each.transaction.transaction_id: each for each in trial.decide_all(payments)}

    rows = scoring.items
    assert {one: (each.score, each.outcome) for one, each in decided.items()} == {
        one: (row["fraud_score"], row["outcome"]) for one, row in rows.items()
    }
    assert {one: codes(each) for one, each in decided.items()} == {
        one: [reason["reason"] for reason in row["reasons"]] for one, row in rows.items()
    }
    assert len({codes(each)[0] for each in decided.values() if codes(each)}) > 1, "several rules fire"


def codes(decision: Decision) -> list[str]:
    return [rule.code for rule in decision.fired]


def sent(transaction: Transaction) -> dict[str, Any]:
    fields = {name: getattr(transaction, name) for name in ("transaction_id", "timestamp", "merchant", "customer_id")}
    more = {"terminal_id": transaction.terminal_id, "currency": transaction.currency}
    return {**fields, **more, "amount": str(transaction.amount)}
