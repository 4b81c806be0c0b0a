"""The score is the decision that the client was told, in every order of deliveries and changes, wherever one dies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes
from tests.handlers.functions import SilentLogs
from tests.handlers.strategies import strategy_of
from tests.handlers.told_decisions import told
from tests.interleavings.actor import FaultKind
from tests.interleavings.scored import TABLE, TransactionFields
from tests.interleavings.scoring_promises import ALERT, EVENT, risky_duties
from tests.interleavings.scorings import Deliveries, scoring_in_memory
from tests.interleavings.search import every_order_and_fault
from tests.interleavings.test_scoring import HARMLESS, RISKY

OWN = strategy_of({"when": "amount > 10_000 and 'Crypto' in merchant", "outcome": "review"})
"""The strategy of Scoring: it alerts what the interleavings take for risky."""

BEFORE = strategy_of({"code": "told", "when": "amount > 10_000", "outcome": "decline", "weight": Decimal("0.1")})
"""By which the clients were told."""

CUSTOMER = {"customer_id": "C-1"}
DECLINED = told({**RISKY, **CUSTOMER}, BEFORE)
APPROVED = told({**HARMLESS, **CUSTOMER, "transaction_id": "tx-2", "timestamp": RISKY["timestamp"] + 60_000}, BEFORE)
UNDECIDED = {**HARMLESS, **CUSTOMER, "transaction_id": "tx-3", "timestamp": RISKY["timestamp"] + 120_000}
CHANGED = {**DECLINED, "amount": "20000.5"}
"""The row after somebody changed it: its decision is one on other fields."""

PAYLOADS: Mapping[str, tuple[Sequence[Mapping[str, Any]], ...]] = {
    "one delivery": ([DECLINED, APPROVED],),
    "the same delivery twice": ([DECLINED], [DECLINED]),
    "payloads that share a payment": ([DECLINED], [DECLINED, UNDECIDED]),
    "two payments of a customer": ([DECLINED], [APPROVED]),
    "a row before and after a change": ([DECLINED], [CHANGED]),
}


def duties(fields: TransactionFields) -> frozenset[str]:
    """Return all that is due: nobody reviews what was declined."""
    return frozenset({ALERT, EVENT}) if fields == DECLINED else risky_duties(fields)


TROUBLES: tuple[FaultKind, ...] = ("crash", "lost answer")
DIGESTS = {"tx-1": BEFORE.digest, "tx-2": BEFORE.digest, "tx-3": OWN.digest}


@pytest.fixture(scope="module")
def deliver() -> Iterator[Callable[..., Deliveries]]:
    with scoring_in_memory(SilentLogs(), OWN) as made:
        yield made


def otherwise(deliveries: Deliveries) -> Iterator[str]:
    """Yield rows that say something else than the client was told; of a row that was changed, its last state counts."""
    changed = any(each == CHANGED for payload in deliveries.payloads for each in payload)
    for row in map(from_attributes, deliveries.world.aws.items(TABLE)):
        anew = changed and row["transaction_id"] == "tx-1"
        digest = row["strategy"]["digest"]
        if digest != DIGESTS[row["transaction_id"]] and not (anew and digest == OWN.digest):
            yield f"decided anew: {row}"
        if (row["outcome"] == "decline") != (row["transaction_id"] == "tx-1" and digest == BEFORE.digest):
            yield f"told otherwise: {row}"


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("payloads", PAYLOADS)
def test_what_the_client_was_told_is_the_score_in_every_order(
    deliver: Callable[..., Deliveries], payloads: str, trouble: FaultKind
) -> None:
    deliveries = deliver(*PAYLOADS[payloads], duties=duties)

    for run in every_order_and_fault(deliveries.start, troubles=[trouble]):
        deliveries.finish(run)
        found = [*deliveries.broken(run), *otherwise(deliveries)]
        assert not found, "\n".join([str(run), *found])


def test_a_decision_that_scoring_makes_itself_would_be_found(deliver: Callable[..., Deliveries]) -> None:
    own = {name: value for name, value in DECLINED.items() if name != "decision"}
    deliveries = deliver([own])
    run = next(iter(every_order_and_fault(deliveries.start, troubles=[])))
    deliveries.finish(run)
    assert [each.partition(":")[0] for each in otherwise(deliveries)] == ["decided anew"]
