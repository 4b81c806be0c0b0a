"""Every stored transaction that should have a score gets one, once."""

import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from fraudctl.recovery import reconcile_scores
from fraudctl.recovery.diagnosis import IN_SCORING, UNKNOWN, UNREAD
from fraudctl.recovery.period import MARGIN
from tests.fraudctl.recovery.scripted_aws import transaction_payload
from tests.fraudctl.recovery.stack_in_memory import RETENTION, StackInMemory, reconcile_only

MINUTE = timedelta(minutes=1)


def test_transactions_without_a_score_are_scored_and_no_others(stack: StackInMemory) -> None:
    for number in range(130):
        stack.store(f"t-{number:03}", 10 * MINUTE)
    stack.claim("t-000")
    stack.claim("t-without-transaction")
    stack.score(*(f"t-{number:03}" for number in range(3, 130)))

    result = reconcile_only(stack)

    assert stack.handed_over == ["t-000", "t-001", "t-002"]
    assert (result.looked_at, len(result.unscored), result.scored, result.complete) == (130, 3, 3, True)
    assert len(stack.scored) == 130


def test_a_second_run_finds_nothing(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE)
    reconcile_only(stack)

    again = reconcile_only(stack)

    assert (len(again.unscored), again.scored, again.complete) == (0, 0, True)
    assert stack.handed_over == ["t-1"]


def test_scoring_receives_the_payload_that_processing_would_have_sent(stack: StackInMemory) -> None:
    metadata = {"channel": {"S": "web"}, "risk": {"N": "0.10000000000000000000000000000000000001"}}
    trace_id = "1-67a1b2c3-0123456789abcdef01234567"
    more = {"currency": {"S": "EUR"}, "trace_id": {"S": trace_id}, "metadata": {"M": metadata}}
    stack.store("t-1", 10 * MINUTE, **more)

    result = reconcile_only(stack)

    [payload] = stack.made["lambda"].invoked
    [received] = [int(each.created_at.timestamp() * 1000) for each in result.unscored]
    carried = {"currency": "EUR", "trace_id": trace_id, "metadata": metadata, "received": received}
    assert payload == {"transactions": [{**transaction_payload("t-1"), **carried}]}
    assert abs(received / 1000 + 600 - time.time()) < 60


def test_a_decision_that_was_told_goes_to_scoring_with_its_transaction_and_is_counted(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE, decision={"B": b"\x01 as it was told"})
    stack.store("t-2", 10 * MINUTE)

    result = reconcile_only(stack)

    [payload] = stack.made["lambda"].invoked
    carried = {each["transaction_id"]: each.get("decision") for each in payload["transactions"]}
    assert carried == {"t-1": b64encode(b"\x01 as it was told").decode(), "t-2": None}
    assert (result.decided, result.as_json()["decided"]) == (1, 1)


def test_transactions_outside_the_period_are_left_out(stack: StackInMemory) -> None:
    stack.store("on its way", timedelta(seconds=20))
    stack.store("expired", RETENTION + MINUTE)
    stack.store("about to expire", RETENTION - MARGIN + MINUTE)
    stack.store("earlier", 3 * 60 * MINUTE)
    stack.store("lost", 60 * MINUTE)

    reconcile_only(stack, since=datetime.now(UTC) - 2 * 60 * MINUTE)
    assert stack.scored == ["lost"]
    reconcile_only(stack)
    assert stack.scored == ["earlier", "lost"]
    reconcile_only(stack, grace=timedelta())
    assert stack.scored == ["earlier", "lost", "on its way"]


def test_a_dry_run_finds_and_scores_nothing(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE)

    result = reconcile_only(stack, dry_run=True)

    assert ([each.transaction.transaction_id for each in result.unscored], result.complete) == (["t-1"], False)
    assert not stack.scored


def test_the_result_has_reasons_and_the_oldest_transaction(stack: StackInMemory) -> None:
    for identity, age in (("t-1", 10 * MINUTE), ("t-2", 200 * MINUTE)):
        stack.store(identity, age)
    stack.send("scoring", {"transactions": [transaction_payload("t-1")]})

    result = reconcile_scores(stack)

    assert result.reasons == {IN_SCORING: 1, UNKNOWN: 1}
    assert result.oldest
    assert result.oldest.transaction.transaction_id == "t-2"
    assert sum(result.hours.values()) == 2
    assert len(result.hours) == 2


def test_many_transactions_go_in_payloads_that_lambda_accepts(stack: StackInMemory) -> None:
    for number in range(300):
        stack.store(f"t-{number:04}-{'x' * 1000}", 10 * MINUTE)

    result = reconcile_only(stack)

    assert (result.scored, result.complete) == (300, True)
    assert [len(payload["transactions"]) < 250 for payload in stack.made["lambda"].invoked] == [True, True]


def test_a_failure_of_scoring_is_counted_and_its_transactions_stay_unscored(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE)
    stack.made["lambda"].script = lambda _: {"errorType": "ClientError", "errorMessage": "AccessDenied"}

    result = reconcile_only(stack)

    assert result.failed == {"scoring-test failed: ClientError: AccessDenied": 1}
    assert (result.scored, result.complete) == (0, False)


def test_a_row_that_is_not_a_transaction_is_reported_and_stops_nothing(stack: StackInMemory) -> None:
    stack.store("bad", 10 * MINUTE, amount={"S": "12"})
    stack.store("good", 10 * MINUTE)

    result = reconcile_only(stack)

    assert result.malformed == {"bad": "amount: is not of type N"}
    assert (stack.scored, result.complete) == (["good"], False)


def test_two_rows_under_one_id_are_scored_once(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE)
    stack.store("t-1", 10 * MINUTE, timestamp={"N": "8"})

    assert reconcile_only(stack).scored == 1


def test_messages_that_others_held_are_reported_as_unread(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE)
    stack.send("scoring", {"transactions": [transaction_payload("t-1")]})
    stack.hold("scoring")

    result = reconcile_scores(stack, dry_run=True)

    assert (result.reasons, result.as_json()["unread"]) == ({UNREAD: 1}, {"scoring": 1})


@pytest.mark.parametrize("zone", ["", "Z", "+05:30"])
def test_a_time_of_receipt_in_another_format_is_read(stack: StackInMemory, zone: str) -> None:
    created_at = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S") + zone
    stack.store("t-1", 10 * MINUTE, created_at={"S": created_at})
    stack.store("t-2", 10 * MINUTE)

    result = reconcile_only(stack)

    assert (result.scored, result.complete) == (2, True)
    assert result.oldest
    assert len(result.hours) == 2


def test_an_invalid_time_of_receipt_is_reported_and_stops_nothing(stack: StackInMemory) -> None:
    stack.store("t-1", 10 * MINUTE)
    unreadable = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}Tgarbage"
    stack.store("t-2", 10 * MINUTE, created_at={"S": unreadable})

    result = reconcile_only(stack)

    assert (result.malformed, result.scored) == ({"t-2": "created_at: is no ISO 8601 time"}, 1)
