"""Each transaction is scored, and alerted if it must be, in every interleaving of deliveries and wherever one dies."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.handlers.functions import SilentLogs
from tests.interleavings.scorings import Deliveries, scoring_in_memory
from tests.interleavings.search import every_order_and_fault, random_orders

RISKY: Mapping[str, Any] = {
    "transaction_id": "tx-1",
    "timestamp": 1_767_603_600_000,
    "amount": "20000",
    "merchant": "Crypto Kingdom",
}
HARMLESS = {**RISKY, "amount": "1"}
RISKY_LATER = {**RISKY, "timestamp": 1_767_603_600_009}
HARMLESS_LATER = {**HARMLESS, "timestamp": 1_767_603_600_009}
NEIGHBOUR = {**HARMLESS, "transaction_id": "tx-2"}

PAYLOADS: Mapping[str, tuple[Sequence[Mapping[str, Any]], ...]] = {
    "the same payload": ([RISKY, NEIGHBOUR], [RISKY, NEIGHBOUR]),
    "payloads that share a transaction": ([RISKY], [NEIGHBOUR, RISKY]),
    "two timestamps of one id": ([RISKY], [RISKY_LATER]),
    "two timestamps of one id, one of them risky": ([HARMLESS], [RISKY_LATER]),
    "two timestamps of one id, the first of them risky": ([RISKY], [HARMLESS_LATER]),
    "two timestamps of one id in one payload": ([HARMLESS, RISKY_LATER], [NEIGHBOUR]),
    "a row before and after a change": ([HARMLESS], [RISKY]),
    "a row changed within one payload": ([HARMLESS, RISKY], [NEIGHBOUR]),
}


@pytest.fixture(scope="module")
def deliver() -> Iterator[Callable[..., Deliveries]]:
    with scoring_in_memory(SilentLogs()) as made:
        yield made


@pytest.mark.parametrize("payloads", PAYLOADS)
def test_of_two_deliveries_each_transaction_is_scored_and_alerted_as_promised(
    deliver: Callable[..., Deliveries], payloads: str
) -> None:
    deliveries = deliver(*PAYLOADS[payloads])

    for run in every_order_and_fault(deliveries.start, troubles=["crash"]):
        deliveries.finish(run)
        found = deliveries.broken(run)
        assert not found, "\n".join([str(run), *found])


@pytest.mark.parametrize("payloads", ["the same payload", "two timestamps of one id, one of them risky"])
def test_a_lost_answer_to_any_call_of_two_deliveries_breaks_no_promise(
    deliver: Callable[..., Deliveries], payloads: str
) -> None:
    deliveries = deliver(*PAYLOADS[payloads])

    for run in every_order_and_fault(deliveries.start, troubles=["lost answer"]):
        deliveries.finish(run)
        found = deliveries.broken(run)
        assert not found, "\n".join([str(run), *found])


def test_of_three_deliveries_in_random_orders_each_transaction_is_scored_and_alerted_as_promised(
    deliver: Callable[..., Deliveries],
) -> None:
    deliveries = deliver([RISKY, RISKY_LATER, NEIGHBOUR], [RISKY_LATER], [NEIGHBOUR, RISKY])

    for run in random_orders(deliveries.start, 200, int(os.environ["INTERLEAVINGS_SEED"])):
        deliveries.finish(run)
        found = deliveries.broken(run)
        assert not found, "\n".join([str(run), *found])
