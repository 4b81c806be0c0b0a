"""Decision and Scoring go by one panel: arm, override and the features that any of its strategies reads."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.row_image import received_transaction
from handlers.decision.arms import CHALLENGER, CONTROL, arm_of
from handlers.decision.basis import basis_in
from handlers.decision.entity.entities import EntityKey
from handlers.decision.stored_decision import StoredDecision, decode
from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import StrategiesOnAws

PAID: dict[str, Any] = {"transaction_id": "tx-1", "amount": 50, "merchant": "Shop", "timestamp": NOW - 500}
ACTIVE = strategy_of({"when": "amount > 10", "outcome": "decline"}, name="active")
CHALLENGING = strategy_of(
    {"when": "card.attempts_10m > 3 or customer.count_1h > 5 or 'blocked' in card.lists"},
    name="challenging",
    entities={"card": "metadata.card"},
)
SHADOW = strategy_of(
    {"code": "quiet", "when": "device.count_24h == 0"}, name="tried", entities={"device": "metadata.d"}
)
PERCENT = 40


@pytest.fixture
def deployed(decisions: DecisionsOnAws, strategies: StrategiesOnAws) -> DecisionsOnAws:
    """Return Decision with an active strategy, a challenger and a shadow."""
    strategies.deploy(ACTIVE)
    strategies.deploy(CHALLENGING, "challenger", percent=PERCENT)
    strategies.deploy(SHADOW, "shadow")
    refresh(decisions)
    return decisions


def refresh(decisions: DecisionsOnAws) -> None:
    decisions.module.strategies.refresh(decisions.clock.now)
    scoring = decisions.scoring.module
    scoring.strategies.refresh(scoring.epoch())


def stored(decisions: DecisionsOnAws, identity: str) -> StoredDecision:
    items = decisions.aws.client("dynamodb").scan(TableName=decisions.ingestion.table)["Items"]
    (row,) = [each for each in items if each["transaction_id"]["S"] == identity]
    transaction = received_transaction(row)
    assert isinstance(transaction.decision, bytes)
    return decode(transaction.decision, transaction)


def test_customers_are_decided_by_their_arm_and_scored_by_the_same(deployed: DecisionsOnAws) -> None:
    arms = {
        f"C-{number}": arm_of(EntityKey("customer", f"C-{number}"), CHALLENGING.digest, PERCENT) for number in range(6)
    }
    assert {each.name for each in arms.values()} == {CHALLENGER, CONTROL}

    for customer in arms:
        deployed.post(PAID | {"transaction_id": f"decided-{customer}", "customer_id": customer})
    deployed.score()
    deployed.scoring.score(
        *({**PAID, "amount": "50", "transaction_id": f"streamed-{each}", "customer_id": each} for each in arms)
    )

    for customer, arm in arms.items():
        for identity in (f"decided-{customer}", f"streamed-{customer}"):
            row = deployed.scoring.items[identity]
            assert row["strategy"]["name"] == ("challenging" if arm.name == CHALLENGER else "active")
            assert basis_in(row["decision"]).arm == arm


def test_a_decision_stores_what_only_its_challenger_or_its_shadow_reads(deployed: DecisionsOnAws) -> None:
    deployed.post(PAID | {"metadata": {"card": "T-9", "d": "D-1"}, "terminal_id": "T-1"})
    deployed.score()

    basis = stored(deployed, "tx-1").basis
    assert basis.features == {"card": {15: 1, 80: []}, "device": {11: 0}}
    assert basis.absent == {"customer": [10]}
    assert deployed.scoring.items["tx-1"]["shadow"]["reasons"] == ["quiet"]


def test_an_override_is_answered_first_and_in_repeats_and_the_strategys_own_outcome_is_alerted(
    deployed: DecisionsOnAws, strategies: StrategiesOnAws
) -> None:
    strategies.point("override", outcome="approve")
    refresh(deployed)

    first = deployed.post(PAID)
    strategies.point("override")
    refresh(deployed)
    repeat = deployed.post(PAID)
    deployed.score()
    again = deployed.post(PAID)
    other = deployed.post(PAID | {"transaction_id": "tx-2"})

    assert [each.body["outcome"] for each in (first, repeat, again, other)] == ["approve"] * 3 + ["decline"]
    assert repeat.body == {**first.body, "duplicate": True}
    row = deployed.scoring.items["tx-1"]
    assert (row["outcome"], row["override"], basis_in(row["decision"]).override) == ("decline", "approve", "approve")
    assert len(deployed.scoring.alerts()) == 1
    assert stored(deployed, "tx-1").score == Decimal(0)
