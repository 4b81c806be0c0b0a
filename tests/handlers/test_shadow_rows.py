"""Scoring writes what a shadow decides into the score's row, and nothing of it anywhere else."""

import json
from decimal import Decimal

import pytest
from msgspec.structs import replace

from handlers.decision.batch import BatchDecider
from handlers.decision.entity.catalogue import BY_NAME
from handlers.decision.panel import Panel
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.stored_decision import encode, stored_decision
from tests.handlers.functions import FunctionLogs
from tests.handlers.scoring_on_aws import ScoringOnAws, scored_transaction
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import StrategiesOnAws
from tests.handlers.told_decisions import TOLD_AT, transaction_of, with_decision

ACTIVE = strategy_of({"when": "amount > 100", "weight": Decimal("0.5")}, name="active")
SHADOW = strategy_of(
    {"code": "often", "when": "customer.count_1h >= 1", "weight": Decimal("0.85")},
    {"code": "small", "when": "amount < 20", "weight": Decimal("0.1")},
    name="tried",
)
FIRST = {**scored_transaction(1), "customer_id": "C-1"}
SECOND = {**scored_transaction(2), "customer_id": "C-1", "timestamp": FIRST["timestamp"] + 1000}


@pytest.fixture
def shadowed(scoring: ScoringOnAws, strategies: StrategiesOnAws, logs: FunctionLogs) -> ScoringOnAws:
    """Return Scoring with an active strategy and a shadow."""
    strategies.deploy(ACTIVE)
    strategies.deploy(SHADOW, "shadow")
    refresh(scoring)
    logs.text()
    return scoring


def refresh(scoring: ScoringOnAws) -> None:
    scoring.module.strategies.refresh(scoring.module.epoch())


def shadow(score: str, outcome: str, *reasons: str) -> dict[str, object]:
    return {
        "strategy": SHADOW.digest,
        "name": "tried",
        "score": Decimal(score),
        "outcome": outcome,
        "reasons": list(reasons),
    }


def test_the_rows_say_what_the_shadow_decided_and_nobody_is_alerted_by_it(shadowed: ScoringOnAws) -> None:
    assert shadowed.score(FIRST, SECOND) == {"received": 2, "scored": 2, "alerts": 0}

    rows = shadowed.items
    assert rows["tx-1"]["shadow"] == shadow("0.1", "approve", "small")
    assert rows["tx-2"]["shadow"] == shadow("0.95", "review", "often", "small")
    for row in rows.values():
        assert (row["outcome"], row["fraud_score"], row["strategy"]["name"]) == ("approve", 0, "active")
        assert "13" not in json.loads(row["decision"]).get("absent", {}).get("customer", [])
    assert shadowed.alerts() == []


def test_what_the_shadow_decided_is_counted_once(shadowed: ScoringOnAws, logs: FunctionLogs) -> None:
    for _ in range(2):
        shadowed.score(FIRST, SECOND)

    first, again = logs.lines()
    assert [first[name] for name in ("ShadowDecisions", "ShadowAlerts", "ShadowDiffers")] == [2, 1, 1]
    assert not {"ShadowDecisions", "ShadowAlerts", "ShadowDiffers"} & again.keys()


def test_a_shadow_decides_on_the_features_of_a_decision_that_came_along_not_on_those_of_now(
    shadowed: ScoringOnAws,
) -> None:
    shadowed.score(FIRST)
    decider = BatchDecider(Panel(ACTIVE, SHADOW), for_later=False)
    made = decider.decide(decider.payment(transaction_of(SECOND)), KnownEntities({}, {}), TOLD_AT)

    shadowed.score(with_decision(SECOND, encode(stored_decision(made, TOLD_AT))))

    assert shadowed.items["tx-2"]["shadow"] == shadow("0.1", "approve", "small")


def test_beside_a_decision_without_the_features_that_it_reads_a_shadow_does_not_decide(shadowed: ScoringOnAws) -> None:
    decider = BatchDecider(Panel.of_one(ACTIVE), for_later=False)
    made = decider.decide(decider.payment(transaction_of(FIRST)), KnownEntities({}, {}), TOLD_AT)

    shadowed.score(with_decision(FIRST, encode(stored_decision(made, TOLD_AT))))

    assert shadowed.items["tx-1"]["strategy"]["name"] == "active"
    assert "shadow" not in shadowed.items["tx-1"]


def test_a_score_that_is_replaced_keeps_nothing_of_the_shadow_nor_of_the_override_before(
    shadowed: ScoringOnAws, strategies: StrategiesOnAws
) -> None:
    strategies.point("override", outcome="review")
    refresh(shadowed)
    shadowed.score(FIRST)
    assert {"shadow", "override"} <= shadowed.items["tx-1"].keys()

    changed = {**FIRST, "amount": "500"}
    shadowed.score(changed)
    row = shadowed.items["tx-1"]
    assert (row["shadow"], row["override"]) == (shadow("0", "approve"), "review")

    strategies.point("override")
    strategies.point("shadow")
    refresh(shadowed)
    shadowed.score({**FIRST, "amount": "600"})
    assert shadowed.items["tx-1"]["amount"] == 600
    assert not {"shadow", "override"} & shadowed.items["tx-1"].keys()


@pytest.mark.parametrize("value", ["many", True, ["many"]])
def test_features_of_another_kind_in_a_decision_that_came_along_harm_nobody_beside_it(
    shadowed: ScoringOnAws, value: object
) -> None:
    decider = BatchDecider(Panel(ACTIVE, SHADOW), for_later=False)
    made = stored_decision(decider.decide(decider.payment(transaction_of(SECOND)), KnownEntities({}, {}), TOLD_AT), 1)
    features = {"customer": {BY_NAME["count_1h"].number: value}}
    wrong = replace(made, basis=replace(made.basis, features=features))

    assert shadowed.score(FIRST, with_decision(SECOND, encode(wrong)))["scored"] == 2
    assert shadowed.items["tx-2"]["shadow"] == shadow("0.95", "review", "often", "small"), "decided anew"
