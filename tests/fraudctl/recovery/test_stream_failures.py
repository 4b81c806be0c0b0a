"""A failed range is read again from the stream or the table; a rejected record is decoded by today's code."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, change_record, scripted_scoring, service_error
from tests.fraudctl.recovery.scripted_stream import (
    ARN,
    BASE,
    FAILURE,
    NOW,
    ScriptedStream,
    scripted_stream,
    stream_failure_handler,
)


def scored_ids(scorer: ScriptedFunction) -> list[str]:
    return [each["transaction_id"] for payload in scorer.invoked for each in payload["transactions"]]


@pytest.mark.parametrize("closed", [False, True])
def test_exactly_the_failed_range_is_read_and_scored(closed: bool) -> None:  # noqa: FBT001 -- a parameter
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4", "t-5", closed=closed), scripted_scoring()
    task = stream_failure_handler(shard, scorer)(json.dumps(FAILURE))

    assert task() == 3
    assert scored_ids(scorer) == ["t-2", "t-3", "t-4"]
    assert shard.asked == {
        "StreamArn": ARN,
        "ShardId": "shardId-1",
        "ShardIteratorType": "AT_SEQUENCE_NUMBER",
        "SequenceNumber": "100000000000000000000000000000102",
    }
    assert task() == 0


@pytest.mark.parametrize(
    "shard",
    [
        scripted_stream(error=service_error("TrimmedDataAccessException")),
        scripted_stream(error=service_error("ResourceNotFoundException")),
        scripted_stream("t-0", "t-1", "t-2", "t-3", closed=True),
        scripted_stream("t-0", "t-1", "t-2"),
    ],
    ids=["trimmed", "shard gone", "shard ends before", "records missing"],
)
def test_a_range_that_the_stream_no_longer_holds_comes_from_the_table(shard: ScriptedStream) -> None:
    asked: list[datetime] = []

    def fallback(arrived: datetime) -> int:
        asked.append(arrived)
        return 7

    assert stream_failure_handler(shard, ScriptedFunction(AssertionError), fallback)(json.dumps(FAILURE))() == 7
    assert asked == [datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC)]


def test_a_range_stays_while_the_stream_cannot_be_read_or_scoring_fails() -> None:
    throttled = scripted_stream(error=service_error("LimitExceededException"))
    with pytest.raises(Retryable, match="LimitExceededException"):
        stream_failure_handler(throttled, scripted_scoring())(json.dumps(FAILURE))()

    failing = ScriptedFunction(lambda _: {"errorType": "ValueError", "errorMessage": ""})
    with pytest.raises(Retryable, match="ValueError"):
        stream_failure_handler(scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), failing)(json.dumps(FAILURE))()


def test_a_bad_record_in_a_range_keeps_the_message_and_the_others_are_scored() -> None:
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), scripted_scoring()
    del shard.records[3]["dynamodb"]["NewImage"]["merchant"]

    with pytest.raises(Unprocessable, match="merchant: is missing") as raised:
        stream_failure_handler(shard, scorer)(json.dumps(FAILURE))()
    assert (raised.value.subject, raised.value.transactions, raised.value.position) == ("t-3", 2, None)
    assert scored_ids(scorer) == ["t-2", "t-4"]


def test_a_decision_in_the_stream_goes_to_scoring_with_its_transaction() -> None:
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), scripted_scoring()
    shard.records[2]["dynamodb"]["NewImage"]["decision"] = {"B": b"\x01 as it was told"}  # as boto3 has it

    assert stream_failure_handler(shard, scorer)(json.dumps(FAILURE))() == 3

    carried = [each.get("decision") for payload in scorer.invoked for each in payload["transactions"]]
    assert carried == [b64encode(b"\x01 as it was told").decode(), None, None]


def test_claims_and_removals_in_a_range_are_not_scored() -> None:
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), scripted_scoring()
    shard.records[2]["dynamodb"]["NewImage"] = {"claimed_timestamp": {"N": "7"}}
    shard.records[3]["eventName"] = "REMOVE"

    assert stream_failure_handler(shard, scorer)(json.dumps(FAILURE))() == 1
    assert scored_ids(scorer) == ["t-4"]


def test_a_rejected_record_stays_poison_until_the_code_can_read_it() -> None:
    bad = {"reason": "amount: is not of type N", "record": change_record("t-1", amount={"S": "12"})}
    with pytest.raises(Unprocessable, match="amount: is not of type N") as raised:
        stream_failure_handler(scripted_stream(), scripted_scoring())(json.dumps(bad))
    assert raised.value.subject == "t-1"

    scorer = scripted_scoring()
    assert stream_failure_handler(scripted_stream(), scorer)(json.dumps({**bad, "record": change_record("t-1")}))() == 1
    assert scored_ids(scorer) == ["t-1"]


def aged_change(identity: str, number: int, days: float, *, kind: str = "MODIFY", **changes: Any) -> dict[str, Any]:
    """Return a change of a row that was received so many days ago."""
    created_at = {"S": (NOW - timedelta(days=days)).isoformat(timespec="milliseconds")}
    return {**change_record(identity, number, created_at=created_at, **changes), "eventName": kind}


def test_a_range_is_read_by_the_rule_for_stale_updates() -> None:
    changes = [
        aged_change("t-0", BASE + 102, days=31),
        aged_change("t-1", BASE + 103, days=31, kind="INSERT"),
        aged_change("t-2", BASE + 104, days=29),
    ]
    scorer = scripted_scoring()

    assert stream_failure_handler(ScriptedStream(*changes), scorer)(json.dumps(FAILURE))() == 2
    assert scored_ids(scorer) == ["t-1", "t-2"]


def test_a_rejected_stale_update_stays_while_it_is_poison_and_is_not_scored_after() -> None:
    bad = {"reason": "r", "record": aged_change("t-1", BASE, days=31, amount={"S": "x"})}
    with pytest.raises(Unprocessable, match="amount: is not of type N"):
        stream_failure_handler(scripted_stream(), scripted_scoring())(json.dumps(bad))

    scorer = scripted_scoring()
    assert (
        stream_failure_handler(scripted_stream(), scorer)(
            json.dumps({**bad, "record": aged_change("t-1", BASE, days=31)})
        )()
        == 0
    )
    assert scored_ids(scorer) == []


def test_a_range_of_seven_transactions_and_two_bad_records_redrives_seven() -> None:
    names = [f"t-{number}" for number in range(11)]
    shard = scripted_stream(*names)
    for number in (3, 9):
        shard.records[number]["dynamodb"]["NewImage"]["amount"] = {"S": "x"}
    ends = {"endSequenceNumber": str(BASE + 110), "batchSize": 9}
    info: Any = FAILURE["DDBStreamBatchInfo"]
    task = stream_failure_handler(shard, scripted_scoring("t-2"))(
        json.dumps({**FAILURE, "DDBStreamBatchInfo": info | ends})
    )

    with pytest.raises(Unprocessable, match="and 1 more") as raised:
        task()
    assert (raised.value.subject, raised.value.transactions) == ("t-3", 6), "one was known before"
    with pytest.raises(Unprocessable) as again:
        task()
    assert again.value.transactions == 0


def test_transactions_scored_before_scoring_failed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.contract.score_request.pack.__defaults__", (100,))  # one transaction to a payload
    known = scripted_scoring()
    failing = ScriptedFunction(
        lambda payload: (
            {"errorType": "E"} if payload["transactions"][0]["transaction_id"] == "t-4" else known.script(payload)
        )
    )

    with pytest.raises(Retryable) as raised:
        stream_failure_handler(scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), failing)(json.dumps(FAILURE))()
    assert raised.value.transactions == 2


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "7",
        '{"reason": "r"}',
        '{"record": {}}',
        '{"DDBStreamBatchInfo": {}}',
        json.dumps({"DDBStreamBatchInfo": FAILURE["DDBStreamBatchInfo"] | {"endSequenceNumber": "x"}}),  # type: ignore[operator]  # a dict
    ],
)
def test_a_message_of_neither_kind_is_poison(body: str) -> None:
    with pytest.raises(Unprocessable):
        stream_failure_handler(scripted_stream(), scripted_scoring())(body)
