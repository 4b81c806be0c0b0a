"""A record that was rejected more than once is one record: its repeats are deleted, one message of it stays."""

import json
from typing import Any

import pytest

from fraudctl.recovery import RedriveResult
from fraudctl.recovery.redrive_loop import RedriveLoop
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, ScriptedQueue, change_record, scripted_scoring
from tests.fraudctl.recovery.scripted_stream import (
    ARN,
    BASE,
    FAILURE,
    scripted_stream,
    stream_failure_handler,
)


def rejected_message(identity: str, number: int, *, arn: str = ARN, **changes: Any) -> str:
    """Return the message that Processing sends for a record that is not a transaction."""
    bad = change_record(identity, number, **{"amount": {"S": "x"}, **changes})
    return json.dumps({"reason": "amount: is not of type N", "record": {**bad, "eventSourceARN": arn}})


def redrive_messages(
    *bodies: str, scorer: ScriptedFunction | None = None, shard: Any = None, **options: Any
) -> tuple[RedriveResult, list[str]]:
    queue = ScriptedQueue(*bodies)
    result = RedriveLoop(
        queue=queue,
        handler=stream_failure_handler(shard or scripted_stream(), scorer or scripted_scoring()),
        count_lag=0,
        **options,
    )()
    assert not queue.held
    return result, list(queue.bodies.values())


@pytest.mark.parametrize("count", [2, 7, 25])
def test_repeats_are_deleted_and_one_message_stays(count: int) -> None:
    result, left = redrive_messages(*[rejected_message("t-1", 100)] * count)

    assert left == [rejected_message("t-1", 100)]
    assert (result.taken, len(result.poison), result.repeats, result.complete) == (count, 1, count - 1, False)


def test_a_record_rejected_for_another_reason_is_still_the_same_record() -> None:
    again = {**json.loads(rejected_message("t-1", 100)), "reason": "amount: said otherwise"}

    result, left = redrive_messages(rejected_message("t-1", 100), json.dumps(again))

    assert (result.repeats, len(left)) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        rejected_message("t-1", 101),
        rejected_message("t-1", 100, arn=f"{ARN}-another"),
        json.dumps({"reason": "r", "record": {"dynamodb": {"Keys": {}}}}),
    ],
    ids=["another change of the row", "another stream", "a record without a place"],
)
def test_other_records_are_none_of_its_repeats(other: str) -> None:
    result, left = redrive_messages(rejected_message("t-1", 100), other)

    assert (result.repeats, len(result.poison), len(left)) == (0, 2, 2)


def test_records_without_a_position_are_never_taken_for_each_other() -> None:
    unplaced = json.dumps({"reason": "r", "record": {"dynamodb": {"Keys": {}}}})

    result, left = redrive_messages(unplaced, unplaced)

    assert (result.repeats, len(left)) == (0, 2)


def test_a_range_that_holds_the_record_does_not_make_its_message_a_repeat_since_the_stream_expires() -> None:
    shard = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4")
    shard.records[3]["dynamodb"]["NewImage"]["amount"] = {"S": "x"}
    bad = rejected_message("t-3", BASE + 103)

    result, left = redrive_messages(json.dumps(FAILURE), bad, bad, shard=shard)

    assert left == [json.dumps(FAILURE), bad]
    assert (result.transactions, result.repeats, len(result.poison)) == (2, 1, 2)


def test_a_dry_run_counts_repeats_and_leaves_them() -> None:
    result, left = redrive_messages(*[rejected_message("t-1", 100)] * 3, dry_run=True)

    assert (result.repeats, len(result.poison), len(left)) == (2, 1, 3)


def test_discard_deletes_all_messages_of_the_record() -> None:
    result, left = redrive_messages(*[rejected_message("t-1", 100)] * 3, discard=True)

    assert (left, len(result.discarded), result.repeats, result.complete) == ([], 1, 2, True)


def test_a_record_that_is_a_transaction_now_is_scored_once_and_all_its_messages_are_deleted() -> None:
    result, left = redrive_messages(*[rejected_message("t-1", 100, amount={"N": "1"})] * 3)

    assert (left, result.redriven, result.transactions, result.complete) == ([], 1, 1, True)
    assert result.duplicate + result.repeats == 2


def test_one_message_stays_of_a_record_that_scoring_fails_on() -> None:
    failing = ScriptedFunction(lambda _: {"errorType": "ValueError", "errorMessage": ""})

    result, left = redrive_messages(*[rejected_message("t-1", 100, amount={"N": "1"})] * 3, scorer=failing)

    assert (len(left), len(result.failed), result.repeats) == (1, 1, 2)


def test_a_repeat_stays_when_others_may_have_received_the_kept_message() -> None:
    queue = ScriptedQueue(*[rejected_message("t-1", 100)] * 11)  # the eleventh comes with the second batch

    result = RedriveLoop(
        queue=queue,
        handler=stream_failure_handler(scripted_stream(), scripted_scoring()),
        count_lag=0,
        clock=lambda: queue.now,
        progress=lambda _: setattr(queue, "now", queue.now + queue.visibility_timeout),
    )()

    assert (len(result.poison), result.repeats, len(queue.bodies)) == (2, 9, 2)
