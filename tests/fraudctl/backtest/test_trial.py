"""A trial knows what came before, and labels once they would have come."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.backtest.payment import PastPayment, payment_of
from fraudctl.backtest.rule_figures import RuleFigures
from fraudctl.backtest.trial import Trial
from handlers.decision.entity.feature import DAY
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

T, MINUTE = 1_760_000_000_000, 60_000


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


def test_payments_that_are_decided_together_are_decided_as_one_by_one() -> None:
    """A customer's payments follow each other at once, labels come on the millisecond, and some are declined."""
    strategy = strategy_of(
        {"when": "customer.count_ever >= 2 and customer.new_terminal"},
        {"when": "terminal.frauds_28d >= 1 and terminal.count_1h >= 1"},
        {"when": "customer.declined_24h >= 1 or card.count_1h >= 3"},
        {"when": "amount > 80", "outcome": "decline"},
        entities={"card": "metadata.card"},
    )
    chance = random.Random(5)  # noqa: S311 -- no secret
    payments = [
        past(
            f"t-{place:03}",
            T + place // 3 * MINUTE,
            customer_id=f"C-{chance.randrange(30)}",
            terminal_id=f"T-{chance.randrange(20)}",
            metadata={"card": f"card-{chance.randrange(40)}"},
            amount=chance.randrange(1, 100),
            label=chance.choice(["", "", "fraud"]),
        )
        for place in range(400)
    ]
    together = fired(strategy, payments, timedelta(minutes=2))
    alone = Trial(strategy, label_delay=timedelta(minutes=2))
    assert [[rule.code for rule in alone.decide_all([each])[0].fired] for each in payments] == together
    assert {code for codes in together for code in codes} == {rule.code for rule in strategy.rules}


def test_what_a_rule_alone_catches_is_told_where_the_first_that_fires_ends_the_evaluation() -> None:
    """The second rule is not evaluated, and what it reads not made, until the first is left out."""
    conditions = ("amount > 5", "customer.count_ever >= 1 and customer.sum_24h > 5")
    rules = [{"when": when, "weight": Decimal("0.5")} for when in conditions]
    strategy = strategy_of(*rules, evaluate="first").alerting_above(Decimal(0))
    figures, trial = RuleFigures(strategy), Trial(strategy, label_delay=None)
    payments = [past(f"t-{place}", T + place, amount=10, label="fraud") for place in range(3)]
    for each, decision in zip(payments, trial.decide_all(payments), strict=True):
        figures.add(each, decision)
    assert figures.fired == {"rule_0": 3}
    assert figures.unique == {"rule_0": 1}
