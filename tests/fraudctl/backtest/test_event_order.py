"""Payments leave in the order of their event time, however they came, and each id once."""

import random
from decimal import Decimal
from itertools import chain

import pytest

from fraudctl.backtest import event_order
from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import PastPayment
from handlers.contract.transaction import Transaction

LETTERS = "aZ\u00e9\U0001d4b5\uff5e"
"""Two bytes and more in UTF-8 and UTF-16, in which the last two come in different orders."""


def payment(identity: str, timestamp: int, label: str = "") -> PastPayment:
    transaction = Transaction(transaction_id=identity, timestamp=timestamp, amount=Decimal("12.50"), merchant="Shop")
    return PastPayment(transaction=transaction, label=label)


def test_they_are_sorted_by_time_and_id_as_text_of_any_script() -> None:
    payments = [
        payment(f"{letter}-{number}", number // 3) for number in range(2_500) for letter in "aZé\U0001d4b5\uff5e"
    ]
    shuffled = random.Random(1).sample(payments, len(payments))  # noqa: S311 -- no secret

    with EventOrder() as ordered:
        for line, each in enumerate(shuffled, start=1):
            ordered.add(line, each)
        assert list(ordered.repeats()) == []
        assert ordered.count == len(payments)
        found = list(chain(*ordered))

    assert found == sorted(payments, key=lambda each: (each.transaction.timestamp, each.transaction.transaction_id))


def test_the_first_with_an_id_stands_whatever_its_time() -> None:
    first, same, later = payment("a", 5, label="fraud"), payment("a", 5, label="fraud"), payment("a", 1)
    with EventOrder() as ordered:
        for line, each in enumerate([first, payment("b", 3), same, later, payment("b", 4)], start=1):
            ordered.add(line, each)
        assert list(ordered.repeats()) == [(3, True), (4, False), (5, False)]
        assert ordered.count == 2
        assert list(chain(*ordered)) == [payment("b", 3), first]


def test_more_than_memory_should_hold_is_sorted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_order, "CACHE", 16)
    payments = [payment(f"id-{number}", number * 7919 % 10_007) for number in range(10_000)]
    with EventOrder() as ordered:
        for line, each in enumerate(payments, start=1):
            ordered.add(line, each)
        assert list(ordered.repeats()) == []
        assert list(chain(*ordered)) == sorted(payments, key=lambda each: each.transaction.timestamp)
