"""A shadow and the arms of an experiment are counted as a person would count them by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from fraudctl.rollout.compare.arms import FRAUD_VALUE, ArmComparison
from fraudctl.rollout.compare.decision import BesideDecision, ComparedDecision, without_data
from fraudctl.rollout.compare.shadow import ShadowComparison
from handlers.decision.arms import Arm
from handlers.decision.basis import Basis
from handlers.decision.entity.catalogue import OF_ENTITY
from handlers.decision.score_row import SHADOW
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

TRIED = strategy_of({"when": "customer.count_30d > 5 and card.count_1h > 1"}, entities={"card": "metadata.card_token"})
NUMBERS = {each.name: each.number for each in OF_ENTITY}
PLAIN = Basis(1, 1)


def decision(
    number: int,
    outcome: str = "approve",
    shadow: str | None = None,
    *,
    arm: str | None = None,
    unit: str = "u",
    rules: tuple[str, ...] = (),
    shadow_rules: tuple[str, ...] = (),
    **more: Any,
) -> ComparedDecision:
    beside = BesideDecision(digest=TRIED.digest, outcome=shadow or "", score=Decimal(0), rules=shadow_rules)
    assigned = Arm(TRIED.digest, arm, unit) if arm else None  # type: ignore[arg-type]
    fields: dict[str, Any] = {
        "amount": Decimal(10),
        "currency": "EUR",
        "told": outcome,
        "alerted": outcome != "approve",
        "fraud": None,
        **more,
    }
    return ComparedDecision(
        transaction_id=f"tx-{number}",
        outcome=outcome,
        rules=rules,
        basis=structs.replace(PLAIN, arm=assigned),
        shadow=beside if shadow else None,
        **fields,
    )


def test_outcomes_alerts_and_rules_of_a_shadow_are_counted() -> None:
    found = ShadowComparison(TRIED)
    for each in (
        decision(1, "approve", "review", shadow_rules=("new",)),
        decision(2, "approve", "review", rules=("old",), shadow_rules=("new", "old")),
        decision(3, "decline", "approve", rules=("old",)),
        decision(4, "decline", "decline", rules=("old",), shadow_rules=("old",)),
        decision(5, "approve", "approve"),
    ):
        assert found.add(each)
    facts = found.facts()

    assert (facts["decisions"], facts["differing"], facts["alerts"]) == (5, 3, {"gained": 2, "lost": 1})
    assert facts["changes"] == [
        {"active": "approve", "shadow": "review", "decisions": 2},
        {"active": "decline", "shadow": "approve", "decisions": 1},
    ]
    assert facts["rules"] == {
        "new": {"active": 0, "shadow": 2, "gained": 2, "lost": 0},
        "old": {"active": 3, "shadow": 2, "gained": 1, "lost": 1},
    }
    assert [each["transaction_id"] for each in facts["examples"]] == ["tx-1", "tx-3", "tx-2"]
    assert (facts["examples"][0]["only_shadow"], facts["examples"][1]["only_active"]) == (["new"], ["old"])


def test_a_score_above_the_shadows_threshold_is_an_alert_of_it() -> None:
    found = ShadowComparison(TRIED)
    beside = BesideDecision(digest=TRIED.digest, outcome="approve", score=Decimal("0.81"), rules=())
    found.add(changed(decision(1, "approve", "approve"), shadow=beside))

    assert found.gained == 1


def changed(one: ComparedDecision, **fields: Any) -> ComparedDecision:
    return ComparedDecision(**{**{name: getattr(one, name) for name in one.__dataclass_fields__}, **fields})


def test_of_labels_come_precision_and_recall_of_both() -> None:
    found = ShadowComparison(TRIED)
    for each in (
        decision(1, "review", "approve", fraud=True),
        decision(2, "approve", "review", fraud=True),
        decision(3, "approve", "review", fraud=True),
        decision(4, "review", "review", fraud=False),
        decision(5, "review", "review"),
    ):
        found.add(each)

    assert found.labelled == 4
    assert (found.active.precision, found.active.recall) == (1 / 2, 1 / 3)
    assert (found.shadow.precision, found.shadow.recall) == (2 / 3, 2 / 3)


def test_decisions_of_another_shadow_or_by_a_challenger_are_not_compared() -> None:
    other = ShadowComparison(strategy_of({"when": "amount > 1"}))

    assert not other.add(decision(1, "approve", "review"))
    assert not ShadowComparison(TRIED).add(decision(1, "approve", "review", arm="challenger"))
    assert not ShadowComparison(TRIED).add(decision(1, "approve"))


def test_the_rates_of_arms_and_the_fraud_that_was_let_through_are_counted_by_unit() -> None:
    found = ArmComparison(TRIED, 10)
    made = [
        decision(1, "review", arm="control", unit="a", fraud=True, amount=Decimal(30)),
        decision(2, "approve", arm="control", unit="a", fraud=True, amount=Decimal(50)),
        decision(3, "approve", arm="control", unit="b", amount=Decimal(20)),
        decision(4, "decline", arm="challenger", unit="c", fraud=False),
        decision(5, "approve", arm="challenger", unit="d", told="review", fraud=True),
        decision(6, "approve", arm="challenger", unit="d", currency="USD", amount=Decimal(9)),
    ]
    assert all(map(found.add, made))
    assert not found.add(decision(7, "approve"))
    control, challenger = (found.arms[name] for name in ("control", "challenger"))

    assert (control.decisions, control.units, control.labelled, control.frauds) == (3, 2, 2, 2)
    assert found.currency == "EUR"
    assert value(control, "reviewed") == pytest.approx(1 / 3)
    assert value(control, "precision") == 1
    assert value(control, FRAUD_VALUE) == 0.5
    assert value(challenger, "declined") == pytest.approx(1 / 3)
    assert value(challenger, "precision") == 0
    assert value(challenger, FRAUD_VALUE) == 0
    assert found.differences["declined"]


def test_decisions_from_before_the_share_was_changed_are_in_neither_arm() -> None:
    """On the day of ten per cent there was more fraud than on that of fifty: pooled, the control would look worse."""
    changed_at = datetime(2026, 11, 26, 15, tzinfo=UTC)
    found = ArmComparison(TRIED, 50, changed_at)
    before = decision(1, "decline", arm="control", unit="a", scored_at=changed_at - timedelta(seconds=1))

    assert not found.add(before)
    assert found.add(decision(2, arm="challenger", unit="a", scored_at=changed_at))
    assert (found.earlier, found.arms["control"].decisions, found.arms["challenger"].decisions) == (1, 0, 1)


@pytest.mark.parametrize(
    ("name", "value"), [("score", "abc"), ("outcome", {}), ("reasons", Decimal(3)), ("strategy", None)]
)
def test_a_shadow_that_somebody_changed_by_hand_counts_as_absent(name: str, value: Any) -> None:
    shadow = {"strategy": TRIED.digest, "outcome": "review", "score": Decimal(1), "reasons": ["new"]}
    row = {"transaction_id": "tx-1", "outcome": "approve"}

    assert ComparedDecision.of({**row, SHADOW: shadow}).shadow
    assert ComparedDecision.of({**row, SHADOW: {**shadow, name: value}}).shadow is None


def value(arm: Any, name: str) -> float | None:
    estimate = arm.rates[name]
    return None if estimate is None else float(estimate.value)


def test_without_labels_nothing_is_said_of_fraud() -> None:
    found = ArmComparison(TRIED, 10)
    found.add(decision(1, "review", arm="control"))

    assert value(found.arms["control"], FRAUD_VALUE) is None
    assert value(found.arms["control"], "precision") is None


@pytest.mark.parametrize(
    ("bases", "missing"),
    [
        ([], [("customer.count_30d", 0), ("card.count_1h", 0)]),
        (
            [Basis(1, 1, features={"customer": {NUMBERS["count_30d"]: 3}}, absent={"card": [NUMBERS["count_1h"]]})] * 2,
            [("card.count_1h", 2)],
        ),
        (
            [
                Basis(1, 1, absent={"customer": [NUMBERS["count_30d"]], "card": [NUMBERS["count_1h"]]}),
                Basis(1, 1, features={"customer": {NUMBERS["count_30d"]: 3}, "card": {NUMBERS["count_1h"]: 0}}),
            ],
            [],
        ),
    ],
)
def test_features_that_no_decision_had_are_named(bases: list[Basis], missing: list[tuple[str, int]]) -> None:
    assert sorted(without_data(TRIED, bases)) == sorted(missing)


def test_a_strategy_that_reads_no_feature_lacks_none() -> None:
    plain: Strategy = strategy_of({"when": "amount > 1"})

    assert list(without_data(plain, [PLAIN])) == []
