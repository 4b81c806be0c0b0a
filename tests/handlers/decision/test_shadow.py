"""A shadow decides as it would alone on the same features, and says so in the row and nowhere else."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.alert import alert_of
from handlers.decision.batch import BatchDecider
from handlers.decision.degraded import ATTEMPTS, FACTS, PROFILES, STRATEGY, degraded
from handlers.decision.panel import Panel
from handlers.decision.record import log_fields
from handlers.decision.score_row import owed, score_row
from handlers.decision.stored_decision import decode, encode, stored_decision
from tests.handlers.decision.side_by_side import ACTIVE, OTHER, Asked, decided_all, histories

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MONTH = timedelta(days=30)
PANELS = [Panel(ACTIVE, OTHER), Panel(ACTIVE, OTHER, ACTIVE, 50, "review"), Panel(ACTIVE, OTHER, stale=True)]


@given(histories(), st.booleans(), st.sampled_from(PANELS), st.sets(st.sampled_from([PROFILES, FACTS, ATTEMPTS])))
def test_a_shadow_decides_what_the_strategy_alone_decides_on_the_same(
    history: list[Asked],
    for_later: bool,  # noqa: FBT001 -- a parameter
    panel: Panel,
    words: set[str],
) -> None:
    decider, alone = BatchDecider(panel, for_later=for_later), BatchDecider(Panel.of_one(OTHER), for_later=for_later)
    for _, made, (by_other,) in decided_all(history, decider, alone):
        decision, expected = degraded(made, words), degraded(by_other, words)
        stored = decode(encode(stored_decision(decision, 7)), decision.transaction)
        for shadow in (decider.shadow(decision), decider.shadow(stored)):
            assert shadow
            assert (shadow.strategy.name, shadow.strategy.digest) == (OTHER.name, OTHER.digest)
            assert (shadow.score, shadow.outcome) == (expected.score, expected.outcome)
            assert shadow.reasons == [rule.code for rule in expected.fired]
            assert shadow.alert_due == (expected.score > OTHER.thresholds.review or expected.outcome != "approve")
            assert shadow.differs == (expected.outcome != decision.outcome)


@given(histories())
def test_a_shadow_is_in_the_row_and_changes_nothing_else_of_it_nor_alert_and_log(history: list[Asked]) -> None:
    decider = BatchDecider(Panel(ACTIVE, OTHER))
    for _, decision, (alone,) in decided_all(history, decider, BatchDecider(Panel.of_one(ACTIVE))):
        shadow = decider.shadow(decision)
        row = from_attributes(to_attributes(score_row(decision, NOW, MONTH, shadow)))
        assert shadow
        assert row.pop("shadow") == {
            "strategy": OTHER.digest,
            "name": "other",
            "score": shadow.score,
            "outcome": shadow.outcome,
            "reasons": shadow.reasons,
        }
        expected = from_attributes(to_attributes(score_row(alone, NOW, MONTH)))
        assert {**row, "decision": ""} == {**expected, "decision": ""}
        assert (alert_of(decision), owed(decision)) == (alert_of(alone), owed(alone))
        assert log_fields(decision) == log_fields(alone)


@given(histories())
def test_without_all_that_it_reads_a_shadow_does_not_decide(history: list[Asked]) -> None:
    decider = BatchDecider(Panel(ACTIVE, OTHER))
    for _, decision, (alone,) in decided_all(history, decider, BatchDecider(Panel.of_one(ACTIVE))):
        assert decider.shadow(decision)
        assert decider.shadow(alone) is None
        assert BatchDecider(Panel.of_one(ACTIVE)).shadow(decision) is None


@given(histories())
def test_that_the_strategies_may_be_replaced_is_no_floor_under_a_shadow(history: list[Asked]) -> None:
    current, stale = BatchDecider(Panel(ACTIVE, OTHER)), BatchDecider(Panel(ACTIVE, OTHER, stale=True))
    for _, decision, (old,) in decided_all(history, current, stale):
        assert old.degraded == (STRATEGY,)
        assert current.shadow(old) == current.shadow(decision)
