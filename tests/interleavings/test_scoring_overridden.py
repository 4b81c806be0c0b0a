"""Under an override programs hear what the client was told, and alerts follow the strategy; in every order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.handlers.functions import SilentLogs
from tests.handlers.strategies import strategy_of
from tests.handlers.told_decisions import told
from tests.interleavings.actor import FaultKind
from tests.interleavings.scored import TransactionFields
from tests.interleavings.scoring_promises import ALERT, EVENT, REVIEW
from tests.interleavings.scorings import Deliveries, scoring_in_memory
from tests.interleavings.search import every_order_and_fault
from tests.interleavings.test_scoring import HARMLESS, RISKY

BEFORE = strategy_of({"code": "told", "when": "amount > 10_000", "outcome": "decline", "weight": Decimal("0.1")})
"""By which the clients were told, but for the override."""

DECLINED = told(RISKY, BEFORE)
APPROVED_ALL_THE_SAME = told({**RISKY, "transaction_id": "tx-2"}, BEFORE, override="approve")
SENT_TO_REVIEW = told(HARMLESS, BEFORE, override="review")
DUTIES = (
    (DECLINED, {ALERT, EVENT}),
    (APPROVED_ALL_THE_SAME, {ALERT, EVENT}),
    (SENT_TO_REVIEW, {REVIEW, EVENT}),
)
PAYLOADS: Mapping[str, tuple[Sequence[Mapping[str, Any]], ...]] = {
    "one delivery": ([SENT_TO_REVIEW, APPROVED_ALL_THE_SAME],),
    "the same delivery twice": ([SENT_TO_REVIEW], [SENT_TO_REVIEW]),
    "a row that was declined before it was changed": ([DECLINED], [SENT_TO_REVIEW]),
    "a row that is declined once it was changed": ([SENT_TO_REVIEW], [DECLINED]),
}
TROUBLES: tuple[FaultKind, ...] = ("crash", "lost answer")


def duties(fields: TransactionFields) -> frozenset[str]:
    """Return all that is due for one of these."""
    return frozenset(next(due for each, due in DUTIES if each == fields))


@pytest.fixture(scope="module")
def deliver() -> Iterator[Callable[..., Deliveries]]:
    with scoring_in_memory(SilentLogs(), BEFORE) as made:
        yield made


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("payloads", PAYLOADS)
def test_all_that_is_due_is_done_and_nothing_else(
    deliver: Callable[..., Deliveries], payloads: str, trouble: FaultKind
) -> None:
    deliveries = deliver(*PAYLOADS[payloads], duties=duties)

    for run in every_order_and_fault(deliveries.start, troubles=[trouble]):
        deliveries.finish(run)
        found = deliveries.broken(run)
        assert not found, "\n".join([str(run), *found])


def test_a_review_that_nobody_opens_and_an_event_that_nobody_sends_are_found(
    deliver: Callable[..., Deliveries],
) -> None:
    deliveries = deliver([SENT_TO_REVIEW], duties=duties)
    run = next(iter(every_order_and_fault(deliveries.start, troubles=[])))
    deliveries.finish(run)
    assert not deliveries.broken(run)

    deliveries.world.aws.published.clear()
    deliveries.world.aws.tables["fraud-reviews-test"].clear()

    assert [each.partition(":")[0] for each in deliveries.broken(run)] == [
        "never told of",
        "reviews of [], not of ['tx-1']",
    ]
