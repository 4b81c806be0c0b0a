"""The verdict finds every answer of `/decisions` that breaks a promise, and no other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chaos.ledger import Attempt, AttemptOutcome, Ledger
from chaos.told import Told
from chaos.verdict.allowances import Allowances
from chaos.verdict.decision_log import DecisionLog
from chaos.verdict.final_state import FinalState
from tests.chaos.example import (
    ALERT,
    ALL_CORRECT,
    DECIDED,
    ITEM,
    LATER,
    LATER_ALERT,
    LATER_ITEM,
    REASONS,
    SCORE,
    SCORE_OF_BOTH,
    SENT,
    attempt,
    verdict_on,
    violations,
)

TOLD = Told(outcome="review", score=Decimal("0.9"), reasons=tuple(REASONS))
OTHERWISE = replace(TOLD, outcome="decline")
DEGRADED = replace(TOLD, degraded=("profiles",))
ON_CARD = {**SENT, "metadata": {"card_token": "T-9"}}


def counted(attempts: int, **changes: Any) -> Told:
    """Return a decision that counted so many attempts on its card."""
    told = {"reason": "attempts_counted", "weight": Decimal(0), "values": {"card.attempts_10m": attempts}}
    burst = [{"reason": "card_burst", "weight": Decimal(0)}] if attempts > 5 else []
    return replace(TOLD, reasons=(*REASONS, told, *burst), outcome="decline" if burst else "review", **changes)


def decided(
    told: Told | None = TOLD,
    outcome: AttemptOutcome = "accepted",
    status: int = 200,
    fields: Mapping[str, Any] = SENT,
    at: tuple[float, float] = (0, 1),
) -> Attempt:
    """Make an attempt at a decision."""
    return replace(attempt(fields, outcome, status, at=at), route="decisions", told=told)


def state(told: Told = TOLD, fields: Mapping[str, Any] = SENT, **changes: Any) -> FinalState:
    """Return a final state in which a decision is stored, scored and alerted as it was told."""
    said = {"outcome": told.outcome, "reasons": list(told.reasons), "fraud_score": told.score}
    degraded = {"decision": f'{{"degraded": ["{told.degraded[0]}"]}}'} if told.degraded else {}
    row = {**SCORE, **said, **degraded}
    found = replace(
        ALL_CORRECT,
        stored={"tx": [{**ITEM, **fields, "decision": b"\x01"}]},
        scores={"tx": row},
        alerts={"tx": [{**ALERT, **said}]},
        decisions={"tx": {7: told}},
        claims=frozenset({"tx"}),
    )
    return replace(found, **changes)


UNDECIDED = decided(None, "unknown", 503)
OTHERS = [decided(None, "unknown", 503, {**ON_CARD, "transaction_id": f"other-{number}"}) for number in range(5)]
"""Attempts on the same card of which nobody heard anything."""

PLAIN = {**SENT, "amount": Decimal(3), "merchant": "Corner Bakery"}
APPROVED = Told(outcome="approve", score=Decimal(0))
REVIEWED = replace(APPROVED, outcome="review", degraded=("profiles",))
"""The same payment when its customer's profile could not be read."""
DEFERRED = state(
    APPROVED,
    PLAIN,
    scores={"tx": {**SCORE, **PLAIN, "outcome": "approve", "fraud_score": 0, "reasons": [], "alerted_timestamps": ()}},
    alerts={},
    decision_log=DecisionLog(outcomes={"tx": {"approve", "review"}}),
)
"""Approved in the end, after its first decision went to the queue."""


@pytest.mark.parametrize(
    ("found", "attempts"),
    [
        pytest.param(state(), [decided(), decided(outcome="repeated", at=(2, 3))], id="decided, and told again"),
        pytest.param(state(), [UNDECIDED, decided(at=(2, 3))], id="stored though nobody heard of it"),
        pytest.param(state(DEGRADED), [decided(DEGRADED)], id="what could not be read is said"),
        pytest.param(state(counted(6), ON_CARD), [*OTHERS, decided(counted(6), fields=ON_CARD)], id="the sixth"),
        pytest.param(ALL_CORRECT, [attempt(SENT), decided(outcome="repeated")], id="asked for after it was scored"),
        pytest.param(DEFERRED, [decided(APPROVED, fields=PLAIN)], id="stored from the queue as it was told"),
        pytest.param(
            state(),
            [decided(), replace(decided(fields=LATER, outcome="repeated", at=(2, 3)), timestamp=7)],
            id="a repeat that differs in its timestamp alone",
        ),
        pytest.param(
            ALL_CORRECT,
            [attempt(SENT), decided(None, "refused", 409, fields={**LATER, "amount": Decimal(3)}, at=(2, 3))],
            id="other content",
        ),
        pytest.param(
            replace(DEFERRED, queued={"tx": [PLAIN]}, queued_decisions={"tx": [REVIEWED]}),
            [decided(REVIEWED, fields=PLAIN), decided(APPROVED, fields=PLAIN, at=(2, 3))],
            id="the first answer is kept in the queue, the second stored",
        ),
    ],
)
def test_kept_promises_are_no_violations(found: FinalState, attempts: Sequence[Attempt]) -> None:
    assert verdict_on(found, *attempts).findings == []


@pytest.mark.parametrize(
    ("found", "attempts", "fault"),
    [
        pytest.param(state(), [decided(), decided(DEGRADED, at=(2, 3))], "differs", id="two answers that differ"),
        pytest.param(state(), [decided(counted(1))], "differs", id="told other reasons"),
        pytest.param(
            state(scores={"tx": {**SCORE, "strategy": {"name": "x", "digest": "y"}}}),
            [decided()],
            "differs",
            id="score",
        ),
        pytest.param(ALL_CORRECT, [attempt(SENT), decided(DEGRADED, "repeated")], "differs", id="not as it was scored"),
        pytest.param(
            DEFERRED,
            [decided(REVIEWED, fields=PLAIN), decided(APPROVED, fields=PLAIN, at=(2, 3))],
            "lost",
            id="an answer from the queue, which nothing keeps",
        ),
        pytest.param(
            replace(DEFERRED, decision_log=DecisionLog(outcomes={"tx": {"approve"}})),
            [decided(REVIEWED, fields=PLAIN), decided(APPROVED, fields=PLAIN, at=(2, 3))],
            "differs",
            id="an answer that did not come from the queue",
        ),
        pytest.param(
            state(),
            [decided(), decided(None, "refused", 409, fields=LATER, at=(2, 3))],
            "wrong",
            id="another timestamp is no conflict",
        ),
        pytest.param(
            state(), [replace(decided(fields=LATER), timestamp=7)], "wrong", id="a first answer under another timestamp"
        ),
        pytest.param(state(), [decided(OTHERWISE)], "wrong", id="no rule declines it"),
        pytest.param(state(), [decided(replace(TOLD, score=Decimal("0.8")))], "wrong", id="another score"),
        pytest.param(
            state(replace(DEGRADED, degraded=("weather",))), [decided()], "wrong", id="a word that nobody knows"
        ),
        pytest.param(state(TOLD, ON_CARD), [decided(fields=ON_CARD)], "wrong", id="attempts not counted, in silence"),
        pytest.param(state(claims=frozenset()), [decided()], "wrong", id="no claim"),
        pytest.param(replace(ALL_CORRECT, claims=frozenset({"tx"})), [attempt(SENT)], "wrong", id="a claim alone"),
        pytest.param(state(decisions={}), [decided()], "wrong", id="a decision that cannot be read"),
        pytest.param(
            state(queued={"tx": [SENT]}, queued_decisions={"tx": [TOLD]}), [decided()], "wrong", id="stays in the queue"
        ),
        pytest.param(replace(state(), stored={}, scores={}, alerts={}), [decided()], "lost", id="nowhere"),
    ],
)
def test_every_broken_promise_is_found(found: FinalState, attempts: Sequence[Attempt], fault: str) -> None:
    assert fault in violations(found, *attempts)


def test_two_decisions_that_race_under_several_times_are_one_since_each_claims_its_id() -> None:
    two = replace(
        ALL_CORRECT,
        stored={"tx": [ITEM, LATER_ITEM]},
        scores={"tx": SCORE_OF_BOTH},
        alerts={"tx": [ALERT, LATER_ALERT]},
    )
    first, second = attempt(SENT, at=(0, 2)), attempt(LATER, at=(1, 3))

    assert violations(two, first, replace(second, route="decisions")) == []
    assert violations(two, replace(first, route="decisions"), replace(second, route="decisions")) == ["doubled"]


def test_in_a_race_of_two_contents_a_repeat_of_what_was_not_scored_is_a_conflict_and_never_told_the_other() -> None:
    later = {**LATER, "amount": Decimal(3), "merchant": "Corner Bakery"}
    two = replace(ALL_CORRECT, stored={"tx": [ITEM, {**ITEM, **later}]})
    raced = attempt(SENT, at=(0, 2)), attempt(later, at=(1, 3))

    assert violations(two, *raced, decided(None, "refused", 409, fields=later, at=(4, 5))) == []
    assert "wrong" in violations(two, *raced, decided(outcome="repeated", fields=later, at=(4, 5)))


KEPT = replace(
    ALL_CORRECT,
    scores={},
    queued={"tx": [SENT]},
    queued_decisions={"tx": [TOLD]},
    decision_log=DecisionLog(outcomes={"tx": {"review"}}),
)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(KEPT, [], id="a decision, with nothing to compare it with"),
        pytest.param(replace(KEPT, queued_decisions={}), ["wrong"], id="a repeat of what is stored"),
        pytest.param(replace(KEPT, queued={"tx": [SENT, SENT]}), ["wrong"], id="a repeat beside a decision"),
        pytest.param(replace(KEPT, scores={"tx": SCORE}), ["wrong"], id="scored anew, as the client was told"),
        pytest.param(replace(KEPT, stored={}, alerts={}), ["wrong"], id="not stored"),
    ],
)
def test_when_the_score_has_expired_a_decision_alone_may_stay_in_the_queue(
    found: FinalState, expected: list[str]
) -> None:
    ledger = Ledger()
    ledger.expired_scores.add("tx")

    assert violations(found, attempt(SENT), decided(at=(2, 3)), ledger=ledger) == expected


@pytest.mark.parametrize(
    ("digest", "scored_anew", "expected"),
    [("first", True, []), ("first", False, ["differs"]), ("second", True, ["differs"])],
)
def test_an_answer_may_be_of_a_score_that_expired_if_another_version_scored_anew(
    digest: str,
    scored_anew: bool,  # noqa: FBT001 -- a parameter
    expected: list[str],
) -> None:
    ledger = Ledger()
    ledger.scored_anew.update(["tx"] if scored_anew else [])
    row = {**SCORE, "tags": ["anew"], "strategy": {"name": "campaign", "digest": "second"}}
    found = replace(ALL_CORRECT, scores={"tx": row})
    told = replace(TOLD, strategy={"name": "campaign", "digest": digest})

    assert violations(found, attempt(SENT), decided(told, "repeated", at=(2, 3)), ledger=ledger) == expected


def test_while_its_score_is_due_a_decision_may_not_stay_in_the_queue() -> None:
    assert "wrong" in violations(KEPT, attempt(SENT), decided(at=(2, 3)))


NOTHING = replace(ALL_CORRECT, stored={}, scores={}, alerts={})


@pytest.mark.parametrize(
    ("found", "changes", "expected"),
    [
        (NOTHING, {}, []),
        (NOTHING, {"told": replace(TOLD, outcome="approve")}, ["wrong"]),
        (NOTHING, {"outcome": "repeated"}, ["wrong"]),
        (NOTHING, {"status": 503, "told": None}, ["wrong"]),
        (NOTHING, {"status": 0, "told": None}, []),
        (replace(NOTHING, claims=frozenset({"tx"})), {}, ["wrong"]),
        (replace(NOTHING, queued={"tx": [SENT]}), {}, ["wrong"]),
        (ALL_CORRECT, {}, ["wrong"]),
    ],
)
def test_a_dry_run_follows_the_rules_and_leaves_no_trace(
    found: FinalState, changes: Mapping[str, Any], expected: list[str]
) -> None:
    ledger = Ledger()
    ledger.add_dry_run("kind", replace(decided(), route="dry run", **changes))

    assert violations(found, ledger=ledger) == expected


def test_a_dry_run_of_what_is_decided_as_well_may_find_it_everywhere() -> None:
    ledger = Ledger()
    ledger.add_dry_run("kind", replace(decided(DEGRADED), route="dry run"))

    assert violations(state(), decided(), ledger=ledger) == []


def test_a_killed_function_may_answer_a_dry_run_with_what_no_contract_knows() -> None:
    ledger = Ledger()
    ledger.add_dry_run("kind", replace(decided(None, "unknown", 502), route="dry run"))

    assert violations(NOTHING, ledger=ledger, allowances=Allowances(crashes=True)) == []
    assert violations(NOTHING, ledger=ledger) == ["wrong"]


def test_the_content_of_the_example_is_what_the_rules_give() -> None:
    assert (TOLD.outcome, TOLD.score) == (DECIDED["outcome"], DECIDED["fraud_score"])
