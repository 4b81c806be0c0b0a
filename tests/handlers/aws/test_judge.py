"""A customer who pays ten thousand times in a second is decided on each time, and followed until there are too many."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.judge import Judge, Troubles
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.panel import Panel
from handlers.decision.profile.codec import decode
from tests.handlers.profiles_table import TABLE, ProfilesTable
from tests.handlers.strategies import strategy_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PAYMENTS, BATCH = 10_000, 100
BUSY = 2_000
"""Payments of an hour, from which on the customer is not followed."""


@pytest.fixture(autouse=True)
def _calls_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))


def payment(number: int) -> Transaction:
    """Return one of ten in each millisecond."""
    return Transaction(
        transaction_id=f"tx-{number:05}",
        timestamp=milliseconds(NOW) + number * 1000 // PAYMENTS,
        amount=Decimal(1),
        merchant="Bakery",
        customer_id="C-1",
    )


def test_ten_thousand_payments_of_one_customer_in_a_second() -> None:
    table, troubles = ProfilesTable(), Troubles()
    store = ProfileStore(table.client, TABLE)
    folder = ProfileFolder(store, retention=timedelta(days=400))
    strategy = strategy_of({"when": "customer.count_1h >= 0 and customer.sum_1h >= 0"})
    decider = BatchDecider(Panel.of_one(strategy))
    judge, read = Judge(lambda: decider, store, folder), list[tuple[Any, Any]]()

    for first in range(0, PAYMENTS, BATCH):
        batch = [payment(number) for number in range(first, first + BATCH)]
        for decisions in judge.decide_and_fold(batch, NOW + timedelta(seconds=1), troubles):
            known = [each.values for each in decisions if isinstance(each, Decision)]
            read += [(each["customer.count_1h"], each.get("customer.sum_1h")) for each in known]

    followed = [(count, total) for count, total in read if total is not None]
    assert len(read) == PAYMENTS
    assert followed == [(number // 10 * 10, number // 10 * 10) for number in range(BUSY + 1)], "strictly before"
    assert read[len(followed) :] == [(BUSY, None)] * 9 + [(BUSY + 1, None)] * (PAYMENTS - BUSY - 10), "at least so many"
    assert decode(table.items["profile#customer#C-1"]["profile"]["B"]).count == BUSY + 1
    assert (troubles.given_up, troubles.unreadable, troubles.races) == ({}, {}, 0)
