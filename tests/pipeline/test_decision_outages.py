"""Whatever table is out, a client hears a decision or when to ask again, and each id has one decision in the end.

What is not in time on a busy machine is as good as out, so that nothing here says how often that happens.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from fraudctl.recovery import RedriveResult, Stage, redrive_queue
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.outages import RISKY, accept, ask, assert_done, await_dead_letters, decide, outage
from tests.pipeline.stack_calls import ApiAnswer, post_transaction, score, stored_transactions

pytestmark = pytest.mark.usefixtures("no_long_poll")

DECISION = "transaction-decision"
AT = 1_767_603_600_007


def told(answer: ApiAnswer) -> Mapping[str, Any]:
    """Return what a client was told, but for what could not be read in time."""
    assert answer.status == 200, answer.body
    reasons = [each["reason"] for each in answer.body["reasons"]]
    return {"outcome": answer.body["outcome"], "score": answer.body["score"], "reasons": reasons}


def bring_back(stack: LocalStack) -> RedriveResult:
    """Redrive Ingestion's queue until nothing of it is left for a later run."""
    result = redrive_queue(stack.target, Stage.INGESTION)
    while result.failed:
        result = redrive_queue(stack.target, Stage.INGESTION)
    return result


def assert_decided_once(stack: LocalStack, identity: str, answer: ApiAnswer, **fields: Any) -> None:
    """Check that row, score and a repeat say what the client was told."""
    (row,) = stored_transactions(stack, identity)
    assert "decision" in row
    scored = score(stack, identity)
    kept = {"outcome": scored["outcome"], "score": float(scored["fraud_score"])}
    assert {**kept, "reasons": [each["reason"] for each in scored["reasons"]]} == told(answer)
    again = decide(stack, identity, **RISKY, **fields)
    assert told(again) == told(answer)


def test_without_profiles_the_answer_says_so_and_is_stored_as_it_was_told(outage_stack: LocalStack) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "fraud-profiles"):
        answer = decide(outage_stack, "d-blind", customer_id="C-1", **RISKY)
    bring_back(outage_stack)

    assert {"profiles", "facts"} <= set(answer.body["degraded"])
    assert_decided_once(outage_stack, "d-blind", answer, customer_id="C-1")
    assert {"profiles", "facts"} <= set(score(outage_stack, "d-blind")["degraded"])
    assert_done(outage_stack, Stage.INGESTION, "d-blind")


@pytest.mark.parametrize("table", ["fraud-decisions", "transactions"])
def test_without_the_table_that_claims_or_stores_the_queue_keeps_what_was_told(
    outage_stack: LocalStack, table: str
) -> None:
    identity, repeated = f"d-kept-{table}", f"d-twice-{table}"
    with outage(outage_stack, DECISION, "dynamodb:*", table):
        answer = decide(outage_stack, identity, **RISKY)
        twice = [decide(outage_stack, repeated, timestamp=AT, **RISKY) for _ in range(2)]
        assert stored_transactions(outage_stack, identity) == []
        failed = redrive_queue(outage_stack.target, Stage.INGESTION)
        assert (len(failed.failed) >= 3, failed.redriven) == (True, 0)

    result = redrive_queue(outage_stack.target, Stage.INGESTION)

    assert (result.poison, result.conflicts) == ([], [])
    bring_back(outage_stack)
    assert_decided_once(outage_stack, identity, answer)
    assert_decided_once(outage_stack, repeated, twice[0])
    assert_done(outage_stack, Stage.INGESTION, identity, repeated)


def test_a_client_that_asks_again_before_the_redrive_gets_one_decision_and_the_message_is_a_duplicate(
    outage_stack: LocalStack,
) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "transactions"):
        first = decide(outage_stack, "d-again", timestamp=AT, **RISKY)
    second = decide(outage_stack, "d-again", timestamp=AT + 1, **RISKY)

    result = bring_back(outage_stack)

    assert told(second) == told(first)
    assert result.duplicate >= 1
    assert_decided_once(outage_stack, "d-again", first)
    assert_done(outage_stack, Stage.INGESTION, "d-again")


def test_a_queued_decision_on_other_content_is_a_conflict_for_a_person(outage_stack: LocalStack) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "transactions"):
        decide(outage_stack, "d-conflict", amount=1)
    accept(outage_stack, "d-conflict", amount=2)
    score(outage_stack, "d-conflict")

    for _ in range(2):
        kept = bring_back(outage_stack).conflicts
        assert {each.subject for each in kept} == {"d-conflict"}
        assert "known with other content" in kept[0].reason
    assert redrive_queue(outage_stack.target, Stage.INGESTION, discard=True).discarded
    assert_done(outage_stack, Stage.INGESTION, "d-conflict")


def test_with_the_queue_out_too_the_client_is_told_when_to_ask_again_and_nothing_is_kept(
    outage_stack: LocalStack,
) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "transactions"), outage(outage_stack, DECISION, "sqs:*"):
        answer = ask(outage_stack, "d-nowhere", **RISKY)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert stored_transactions(outage_stack, "d-nowhere") == []
    assert redrive_queue(outage_stack.target, Stage.INGESTION).taken == 0
    assert told(decide(outage_stack, "d-nowhere", **RISKY))["outcome"] == "review"
    bring_back(outage_stack)
    assert_done(outage_stack, Stage.INGESTION, "d-nowhere")


def test_what_was_only_stored_is_answered_from_its_score_or_asked_for_again(outage_stack: LocalStack) -> None:
    accept(outage_stack, "d-scored", **RISKY)
    scored = score(outage_stack, "d-scored")
    with outage(outage_stack, DECISION, "dynamodb:*", "fraud-scores"), outage(outage_stack, DECISION, "sqs:*"):
        answer = ask(outage_stack, "d-scored", **RISKY)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1

    after = decide(outage_stack, "d-scored", **RISKY)

    assert told(after)["outcome"] == scored["outcome"]
    bring_back(outage_stack)
    assert "decision" not in stored_transactions(outage_stack, "d-scored")[0]
    assert_done(outage_stack, Stage.INGESTION, "d-scored")


def test_while_scoring_is_stopped_decisions_go_on_and_what_was_only_stored_is_asked_for_again(
    outage_stack: LocalStack,
) -> None:
    with outage(outage_stack, "transaction-processor", "lambda:InvokeFunction"):
        answer = decide(outage_stack, "d-unscored", **RISKY)
        bring_back(outage_stack)
        accept(outage_stack, "d-only-stored", **RISKY)
        with outage(outage_stack, DECISION, "sqs:*"):
            waiting = ask(outage_stack, "d-only-stored", **RISKY)
        assert (waiting.status, int(waiting.headers["Retry-After"]) >= 1) == (503, True)
        assert told(decide(outage_stack, "d-unscored", **RISKY)) == told(answer)
        await_dead_letters(outage_stack, Stage.PROCESSING, "d-unscored", "d-only-stored")

    assert redrive_queue(outage_stack.target, Stage.PROCESSING).complete

    bring_back(outage_stack)
    assert_decided_once(outage_stack, "d-unscored", answer)
    assert told(decide(outage_stack, "d-only-stored", **RISKY))["outcome"] == "review"
    assert_done(outage_stack, Stage.PROCESSING, "d-unscored", "d-only-stored")


def test_a_dry_run_amid_an_outage_answers_and_leaves_nothing(outage_stack: LocalStack) -> None:
    request = {"transaction_id": "d-dry", **RISKY}
    with outage(outage_stack, DECISION, "dynamodb:*"):
        answer = post_transaction(outage_stack, request, endpoint="decisions_endpoint", path="?dry_run=true")

    assert told(answer)["outcome"] == "review"
    assert stored_transactions(outage_stack, "d-dry") == []
    assert redrive_queue(outage_stack.target, Stage.INGESTION).taken == 0
