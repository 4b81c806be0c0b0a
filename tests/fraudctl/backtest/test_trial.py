"""A trial knows what came before, and labels once they would have come."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from fraudctl.backtest.payment import PastPayment, payment_of
from fraudctl.backtest.trial import Trial
from handlers.decision.entity.feature import DAY
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

T = 1_760_000_000_000


def past(identity: str, timestamp: int, **more: Any) -> PastPayment:
    return payment_of({"transaction_id": identity, "timestamp": timestamp, "customer_id": "C-1", **more})


def fired(strategy: Strategy, payments: Sequence[PastPayment], delay: timedelta = timedelta()) -> list[list[str]]:
    trial = Trial(strategy, label_delay=delay)
    return [[rule.code for rule in decision.fired] for decision in trial.decide_all(payments)]


LABELS = strategy_of({"when": "terminal.frauds_28d > 0"})


@pytest.mark.parametrize(("delay", "known_from"), [(0, 1), (1, 1), (2, 2), (10, 3)])
def test_a_label_is_known_once_its_delay_is_over(delay: int, known_from: int) -> None:
    payments = [
        past(f"t-{day}", T + day * DAY, terminal_id="T-1", label="fraud" if not day else "0") for day in range(3)
    ]

    found = fired(LABELS, payments, timedelta(days=delay))

    assert found == [["rule_0"] if place >= known_from else [] for place in range(3)]


def test_a_file_may_say_itself_when_a_label_came() -> None:
    labelled = past("t-0", T, terminal_id="T-1", label="fraud", label_received=T + 2 * DAY)
    payments = [labelled, *(past(f"t-{day}", T + day * DAY, terminal_id="T-1") for day in (1, 2))]
    assert fired(LABELS, payments, timedelta(days=9)) == [[], [], ["rule_0"]]


def test_a_fraud_that_is_labelled_is_no_evidence_of_habit() -> None:
    strategy = strategy_of({"when": "customer.mean_30d == 10"})
    payments = [
        past("t-0", T, amount=10),
        past("t-1", T + 1, amount=90, label="fraud"),
        past("t-2", T + DAY - 1, amount=10),
        past("t-3", T + DAY + 1, amount=10),
    ]
    assert fired(strategy, payments, timedelta(days=1)) == [[], ["rule_0"], [], ["rule_0"]]
    assert fired(strategy, payments, timedelta(days=2)) == [[], ["rule_0"], [], []]
