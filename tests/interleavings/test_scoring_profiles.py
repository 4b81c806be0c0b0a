"""Each payment is folded once and decided once, in every order of two scorings of a customer, wherever one dies."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes
from tests.handlers.functions import SilentLogs
from tests.handlers.strategies import strategy_of
from tests.interleavings.scored import TABLE
from tests.interleavings.scoring_promises import is_risky
from tests.interleavings.scorings import Deliveries, scoring_in_memory
from tests.interleavings.search import every_order_and_fault, random_orders
from tests.interleavings.test_scoring import HARMLESS, RISKY

COUNT_EVER = "14"
"""The number of the feature."""

STRATEGY = strategy_of(
    {"when": "amount > 10_000 and 'Crypto' in merchant", "outcome": "review"},
    {"when": "customer.count_ever > 100"},
)

FIRST = {**HARMLESS, "customer_id": "C-1"}
SECOND = {**FIRST, "transaction_id": "tx-2", "timestamp": FIRST["timestamp"] + 60_000}
THIRD = {**FIRST, "transaction_id": "tx-3", "timestamp": FIRST["timestamp"] + 120_000}
RISKY_FIRST = {**RISKY, "customer_id": "C-1"}
RISKY_SECOND = {**SECOND, "amount": "20000"}
FIRST_LATER = {**FIRST, "timestamp": FIRST["timestamp"] + 9}

PAYLOADS: Mapping[str, tuple[Sequence[Mapping[str, Any]], ...]] = {
    "two payments": ([FIRST], [SECOND]),
    "the same payment": ([FIRST], [FIRST]),
    "payloads that share a payment": ([FIRST, SECOND], [SECOND, THIRD]),
    "one that alerts": ([RISKY_FIRST], [SECOND]),
    "two timestamps of one id": ([FIRST], [FIRST_LATER]),
    "a row before and after a change": ([FIRST], [{**FIRST, "amount": "2"}]),
}


@pytest.fixture(scope="module")
def deliver() -> Iterator[Callable[..., Deliveries]]:
    with scoring_in_memory(SilentLogs(), STRATEGY) as made:
        yield made


def misjudged(deliveries: Deliveries) -> Iterator[str]:
    """Yield payments that know of themselves, or of some that came later."""
    rows = {row["transaction_id"]: row for row in map(from_attributes, deliveries.world.aws.items(TABLE))}
    for earlier, name in enumerate(sorted(rows)):
        known = json.loads(rows[name]["decision"])["features"]["customer"][COUNT_EVER]
        if known > earlier:
            yield f"{name} knows {known} payments of {earlier} before it"


@pytest.mark.parametrize("payloads", PAYLOADS)
def test_of_two_scorings_of_a_customer_each_payment_is_folded_and_decided_once(
    deliver: Callable[..., Deliveries], payloads: str
) -> None:
    deliveries = deliver(*PAYLOADS[payloads])

    for run in every_order_and_fault(deliveries.start, troubles=["crash"]):
        deliveries.finish(run)
        found = [*deliveries.broken(run), *misjudged(deliveries)]
        assert not found, "\n".join([str(run), *found])


@pytest.mark.parametrize("payloads", ["two payments", "the same payment"])
def test_a_lost_answer_to_any_call_of_two_scorings_folds_nothing_twice(
    deliver: Callable[..., Deliveries], payloads: str
) -> None:
    deliveries = deliver(*PAYLOADS[payloads])

    for run in every_order_and_fault(deliveries.start, troubles=["lost answer"]):
        deliveries.finish(run)
        found = [*deliveries.broken(run), *misjudged(deliveries)]
        assert not found, "\n".join([str(run), *found])


def test_of_three_scorings_in_random_orders_each_payment_is_folded_once(deliver: Callable[..., Deliveries]) -> None:
    deliveries = deliver([FIRST, RISKY_SECOND], [RISKY_SECOND, THIRD], [THIRD, FIRST])

    for run in random_orders(deliveries.start, 200, int(os.environ["INTERLEAVINGS_SEED"])):
        deliveries.finish(run)
        found = [*deliveries.broken(run), *misjudged(deliveries)]
        assert not found, "\n".join([str(run), *found])


def test_a_fold_that_nobody_remembers_and_an_alert_that_nobody_sends_are_found(
    deliver: Callable[..., Deliveries],
) -> None:
    deliveries = deliver([FIRST], [RISKY_SECOND])
    run = next(iter(every_order_and_fault(deliveries.start, troubles=[])))
    deliveries.finish(run)
    assert not [*deliveries.broken(run), *misjudged(deliveries)]
    assert is_risky(RISKY_SECOND)

    deliveries.world.aws.published.clear()
    deliveries.world.aws.tables["fraud-profiles-test"].clear()

    assert [each.partition(":")[0] for each in deliveries.broken(run)] == [
        "never alerted",
        "never told of",
        "C-1 has None payments, not 2",
    ]
