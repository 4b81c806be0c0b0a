"""A panel decides by the strategy that a payment's arm has, as that would alone, and says what else is in force."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from handlers.decision.arms import CHALLENGER, CONTROL
from handlers.decision.basis import basis_of, features_of
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.panel import Panel
from handlers.decision.stored_decision import decode, encode, stored_decision
from handlers.decision.strategy.needs import Misplaced
from tests.handlers.decision.side_by_side import ACTIVE, OTHER, Asked, decided_all, histories, names_of_features
from tests.handlers.strategies import strategy_of

NOT_TAKEN_OVER = ("values", "recorded", "arm", "override", "degraded")
"""Fields that may hold more of a decision beside others than of one alone."""

PANELS = [Panel(ACTIVE, OTHER), Panel(ACTIVE, OTHER, override="approve", stale=True)]


def alone(strategy: Any, *, for_later: bool) -> BatchDecider:
    return BatchDecider(Panel.of_one(strategy), for_later=for_later)


def substance(decision: Decision) -> dict[str, Any]:
    fields = structs.asdict(decision) | {"unusable": sorted(decision.unusable)}
    return {name: value for name, value in fields.items() if name not in NOT_TAKEN_OVER}


@given(histories(), st.booleans(), st.sampled_from(PANELS))
def test_what_stands_beside_the_active_strategy_changes_no_decision_of_it(
    history: list[Asked],
    for_later: bool,  # noqa: FBT001 -- a parameter
    panel: Panel,
) -> None:
    for _, decision, (by_active,) in decided_all(
        history, BatchDecider(panel, for_later=for_later), alone(ACTIVE, for_later=for_later)
    ):
        assert substance(decision) == substance(by_active)


@given(histories(), st.booleans(), st.integers(1, 100))
def test_each_arm_is_decided_as_its_strategy_decides_alone(history: list[Asked], for_later: bool, percent: int) -> None:  # noqa: FBT001 -- a parameter
    panel = Panel(ACTIVE, challenger=OTHER, percent=percent)
    deciders = [
        BatchDecider(panel, for_later=for_later),
        *(alone(each, for_later=for_later) for each in (ACTIVE, OTHER)),
    ]
    for asked, decision, (by_active, by_challenger) in decided_all(history, *deciders):
        treated = decision.arm is not None and decision.arm.name == CHALLENGER
        assert substance(decision) == substance(by_challenger if treated else by_active)
        customer = isinstance(asked.transaction.customer_id, str)
        assert decision.arm is not None or not customer
        assert not treated or percent > 0


@given(histories(), st.booleans(), st.booleans())
def test_a_decision_stores_all_that_any_strategy_of_the_panel_reads(
    history: list[Asked],
    for_later: bool,  # noqa: FBT001 -- a parameter
    challenged: bool,  # noqa: FBT001 -- a parameter
) -> None:
    panel = Panel(ACTIVE, challenger=OTHER, percent=1) if challenged else Panel(ACTIVE, shadow=OTHER)
    names = names_of_features(ACTIVE) | names_of_features(OTHER)
    for _, decision, (by_other,) in decided_all(
        history, BatchDecider(panel, for_later=for_later), alone(OTHER, for_later=for_later)
    ):
        basis, own = basis_of(decision, 7), features_of(basis_of(by_other, 7))
        stored = features_of(basis)
        assert {name: value for name, value in stored.items() if name in names_of_features(OTHER)} == own
        absent = {f"{kind}.{number}" for kind, numbers in basis.absent.items() for number in numbers}
        assert len(stored) + len(absent) == len(names)
        assert features_of(decode(encode(stored_decision(decision, 7)), decision.transaction).basis) == stored


@given(histories(), st.sampled_from(["approve", "review"]))
def test_an_override_changes_only_what_is_told(history: list[Asked], override: Any) -> None:
    switched = BatchDecider(Panel(ACTIVE, override=override))
    for _, decision, (without,) in decided_all(history, switched, alone(ACTIVE, for_later=True)):
        assert decision.told == override
        assert without.told == without.outcome == decision.outcome
        assert decision.alert_due == without.alert_due
        assert structs.replace(decision, override=None) == structs.replace(without, values=decision.values)


@given(histories())
def test_what_may_be_replaced_by_now_says_so_and_puts_no_floor_under_the_outcome(history: list[Asked]) -> None:
    for _, decision, (current,) in decided_all(
        history, BatchDecider(Panel(ACTIVE, stale=True)), alone(ACTIVE, for_later=True)
    ):
        assert decision.degraded == ("strategy",)
        assert decision.outcome == current.outcome


@given(histories())
def test_at_a_hundred_per_cent_every_customer_is_the_challengers(history: list[Asked]) -> None:
    for asked, decision, _ in decided_all(history, BatchDecider(Panel(ACTIVE, challenger=OTHER, percent=100))):
        if isinstance(asked.transaction.customer_id, str):
            assert decision.strategy is OTHER
            assert decision.arm
            assert decision.arm.experiment == OTHER.digest
        elif decision.arm is None:
            assert decision.strategy is ACTIVE
        assert not decision.arm or decision.arm.name != CONTROL


def test_strategies_that_cannot_read_together_make_no_decider() -> None:
    moved = strategy_of({"when": "card.count_1h > 3"}, entities={"card": "metadata.token"})
    for panel in (Panel(ACTIVE, moved), Panel(ACTIVE, OTHER, moved, 10)):
        with pytest.raises(Misplaced, match=r"metadata\.card in active .* metadata\.token in of_a_test"):
            BatchDecider(panel)
