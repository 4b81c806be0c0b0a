"""Whatever table is out, a client hears a decision or when to ask again, and each id has one decision in the end."""

from collections.abc import Mapping
from typing import Any

import pytest

from fraudctl.recovery import Stage, redrive_queue
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.outages import RISKY, accept, ask, assert_done, await_dead_letters, outage
from tests.pipeline.stack_calls import ApiAnswer, post_transaction, score, stored_transactions
from tests.pipeline.waiting import eventually

pytestmark = pytest.mark.usefixtures("no_long_poll")

DECISION = "transaction-decision"
AT = 1_767_603_600_007


def told(answer: ApiAnswer) -> Mapping[str, Any]:
    """Return what a client was told, whether for the first time or again."""
    assert answer.status == 200, answer.body
    return {name: value for name, value in answer.body.items() if name != "duplicate"}


def assert_decided_once(stack: LocalStack, identity: str, answer: ApiAnswer) -> None:
    """Check that row, score and a repeat say what the client was told."""
    (row,) = stored_transactions(stack, identity)
    assert "decision" in row
    assert row["timestamp"] == answer.body["timestamp"]
    scored = score(stack, identity)
    assert (scored["outcome"], float(scored["fraud_score"])) == (answer.body["outcome"], answer.body["score"])
    assert [each["reason"] for each in scored["reasons"]] == [each["reason"] for each in answer.body["reasons"]]
    again = ask(stack, identity, **RISKY)
    assert again.body["duplicate"]
    assert told(again) == told(answer)


def test_without_profiles_the_answer_says_so_and_is_stored_as_it_was_told(outage_stack: LocalStack) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "fraud-profiles"):
        answer = ask(outage_stack, "d-blind", customer_id="C-1", **RISKY)

    assert {"profiles", "facts"} == set(answer.body["degraded"])
    (row,) = stored_transactions(outage_stack, "d-blind")
    assert "decision" in row
    assert score(outage_stack, "d-blind")["outcome"] == answer.body["outcome"]
    assert ask(outage_stack, "d-blind", customer_id="C-1", **RISKY).body["degraded"] == answer.body["degraded"]


@pytest.mark.parametrize("table", ["fraud-decisions", "transactions"])
def test_without_the_table_that_claims_or_stores_the_queue_keeps_what_was_told(
    outage_stack: LocalStack, table: str
) -> None:
    identity, repeated = f"d-kept-{table}", f"d-twice-{table}"
    with outage(outage_stack, DECISION, "dynamodb:*", table):
        answer = ask(outage_stack, identity, **RISKY)
        twice = [ask(outage_stack, repeated, timestamp=AT, **RISKY) for _ in range(2)]
        assert [told(each)["outcome"] for each in (answer, *twice)] == ["review"] * 3
        assert redrive_queue(outage_stack.target, Stage.INGESTION, dry_run=True).redriven == 3
        failed = redrive_queue(outage_stack.target, Stage.INGESTION)
        assert (len(failed.failed), failed.redriven) == (3, 0)

    result = redrive_queue(outage_stack.target, Stage.INGESTION)

    assert (result.taken, result.redriven, result.duplicate, result.complete) == (3, 2, 1, True)
    assert_decided_once(outage_stack, identity, answer)
    assert_done(outage_stack, Stage.INGESTION, identity, repeated)


def test_a_client_that_asks_again_before_the_redrive_gets_one_decision_and_the_message_is_a_duplicate(
    outage_stack: LocalStack,
) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "transactions"):
        first = ask(outage_stack, "d-again", timestamp=AT, **RISKY)
    second = ask(outage_stack, "d-again", timestamp=AT, **RISKY)

    result = redrive_queue(outage_stack.target, Stage.INGESTION)

    assert second.body["outcome"] == first.body["outcome"]
    assert (result.duplicate, result.redriven, result.complete) == (1, 0, True)
    assert_done(outage_stack, Stage.INGESTION, "d-again")


def test_a_queued_decision_on_other_content_is_a_conflict_for_a_person(outage_stack: LocalStack) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*", "transactions"):
        told(ask(outage_stack, "d-conflict", amount=1))
    accept(outage_stack, "d-conflict", amount=2)

    for _ in range(2):
        (kept,) = redrive_queue(outage_stack.target, Stage.INGESTION).conflicts
        assert kept.subject == "d-conflict"
    assert len(redrive_queue(outage_stack.target, Stage.INGESTION, discard=True).discarded) == 1
    assert_done(outage_stack, Stage.INGESTION, "d-conflict")


def test_with_the_queue_out_too_the_client_is_told_when_to_ask_again_and_nothing_is_kept(
    outage_stack: LocalStack,
) -> None:
    with (
        outage(outage_stack, DECISION, "dynamodb:*", "transactions"),
        outage(outage_stack, DECISION, "sqs:*"),
    ):
        answer = ask(outage_stack, "d-nowhere", **RISKY)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert stored_transactions(outage_stack, "d-nowhere") == []
    assert redrive_queue(outage_stack.target, Stage.INGESTION).taken == 0
    assert told(ask(outage_stack, "d-nowhere", **RISKY))["outcome"] == "review"


def test_a_score_that_cannot_be_read_is_asked_for_again(outage_stack: LocalStack) -> None:
    accept(outage_stack, "d-scored", **RISKY)
    scored = score(outage_stack, "d-scored")
    with outage(outage_stack, DECISION, "dynamodb:*", "fraud-scores"):
        answer = ask(outage_stack, "d-scored", **RISKY)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1

    after = ask(outage_stack, "d-scored", **RISKY)

    assert (after.body["duplicate"], told(after)["outcome"]) == (True, scored["outcome"])
    assert "decision" not in stored_transactions(outage_stack, "d-scored")[0]


def test_while_scoring_is_stopped_decisions_go_on_and_what_was_only_stored_is_asked_for_again(
    outage_stack: LocalStack,
) -> None:
    with outage(outage_stack, "transaction-processor", "lambda:InvokeFunction"):
        answer = ask(outage_stack, "d-unscored", **RISKY)
        assert told(answer)["outcome"] == "review"
        accept(outage_stack, "d-only-stored", **RISKY)
        waiting = ask(outage_stack, "d-only-stored", **RISKY)
        assert (waiting.status, waiting.headers["Retry-After"]) == (503, "1")
        assert ask(outage_stack, "d-unscored", **RISKY).body["duplicate"]
        await_dead_letters(outage_stack, Stage.PROCESSING, "d-unscored", "d-only-stored")

    assert redrive_queue(outage_stack.target, Stage.PROCESSING).complete

    assert_decided_once(outage_stack, "d-unscored", answer)
    assert eventually(lambda: ask(outage_stack, "d-only-stored", **RISKY).body.get("outcome"), "score") == "review"
    assert_done(outage_stack, Stage.PROCESSING, "d-unscored", "d-only-stored")


def test_a_dry_run_amid_an_outage_answers_and_leaves_nothing(outage_stack: LocalStack) -> None:
    with outage(outage_stack, DECISION, "dynamodb:*"):
        answer = post_transaction(
            outage_stack,
            {"transaction_id": "d-dry", **RISKY},
            endpoint="decisions_endpoint",
            path="?dry_run=true",
        )

    assert told(answer)["outcome"] == "review"
    assert stored_transactions(outage_stack, "d-dry") == []
    assert redrive_queue(outage_stack.target, Stage.INGESTION).taken == 0
