"""Processing's messages: a range is read again, or found in the table; a bad record is judged by today's code."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, client_error, scripted_scoring, stream_record
from tests.fraudctl.recovery.scripted_stream import (
    ARN,
    BASE,
    FAILURE,
    NOW,
    ScriptedStream,
    scripted_stream,
    stream_failure_handler,
)


def ids(scorer: ScriptedFunction) -> list[str]:
    return [each["transaction_id"] for payload in scorer.invoked for each in payload["transactions"]]


@pytest.mark.parametrize("closed", [False, True])
def test_exactly_the_failed_range_is_read_and_scored(closed: bool) -> None:  # noqa: FBT001 -- a parameter
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4", "t-5", closed=closed), scripted_scoring()
    work = stream_failure_handler(shard, scorer)(json.dumps(FAILURE))

    assert work() == 3
    assert ids(scorer) == ["t-2", "t-3", "t-4"]
    assert shard.asked == {
        "StreamArn": ARN,
        "ShardId": "shardId-1",
        "ShardIteratorType": "AT_SEQUENCE_NUMBER",
        "SequenceNumber": "100000000000000000000000000000102",
    }
    assert work() == 0


@pytest.mark.parametrize(
    "shard",
    [
        scripted_stream(error=client_error("TrimmedDataAccessException")),
        scripted_stream(error=client_error("ResourceNotFoundException")),
        scripted_stream("t-0", "t-1", "t-2", "t-3", closed=True),
        scripted_stream("t-0", "t-1", "t-2"),
    ],
    ids=["trimmed", "shard gone", "shard ends before", "records missing"],
)
def test_what_the_stream_has_forgotten_comes_from_the_table(shard: ScriptedStream) -> None:
    asked: list[datetime] = []

    def fallback(arrived: datetime) -> int:
        asked.append(arrived)
        return 7

    assert stream_failure_handler(shard, ScriptedFunction(AssertionError), fallback)(json.dumps(FAILURE))() == 7
    assert asked == [datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC)]


def test_a_range_stays_while_the_stream_cannot_be_read_or_scoring_fails() -> None:
    throttled = scripted_stream(error=client_error("LimitExceededException"))
    with pytest.raises(Retryable, match="LimitExceededException"):
        stream_failure_handler(throttled, scripted_scoring())(json.dumps(FAILURE))()

    failing = ScriptedFunction(lambda _: {"errorType": "ValueError", "errorMessage": ""})
    with pytest.raises(Retryable, match="ValueError"):
        stream_failure_handler(scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), failing)(json.dumps(FAILURE))()


def test_a_bad_record_in_a_range_keeps_the_message_and_the_others_are_scored() -> None:
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), scripted_scoring()
    del shard.records[3]["dynamodb"]["NewImage"]["merchant"]

    with pytest.raises(Unprocessable, match="merchant: is missing") as kept:
        stream_failure_handler(shard, scorer)(json.dumps(FAILURE))()
    assert (kept.value.subject, kept.value.transactions, kept.value.position) == ("t-3", 2, None)
    assert ids(scorer) == ["t-2", "t-4"]


def test_claims_and_removals_in_a_range_ask_for_nothing() -> None:
    shard, scorer = scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), scripted_scoring()
    shard.records[2]["dynamodb"]["NewImage"] = {"claimed_timestamp": {"N": "7"}}
    shard.records[3]["eventName"] = "REMOVE"

    assert stream_failure_handler(shard, scorer)(json.dumps(FAILURE))() == 1
    assert ids(scorer) == ["t-4"]


def test_a_record_set_aside_stays_poison_until_the_code_can_read_it() -> None:
    bad = {"reason": "amount: is not of type N", "record": stream_record("t-1", amount={"S": "12"})}
    with pytest.raises(Unprocessable, match="amount: is not of type N") as kept:
        stream_failure_handler(scripted_stream(), scripted_scoring())(json.dumps(bad))
    assert kept.value.subject == "t-1"

    scorer = scripted_scoring()
    assert stream_failure_handler(scripted_stream(), scorer)(json.dumps({**bad, "record": stream_record("t-1")}))() == 1
    assert ids(scorer) == ["t-1"]


def aged(identity: str, number: int, days: float, *, kind: str = "MODIFY", **changes: Any) -> dict[str, Any]:
    """A change of a row that came in so many days ago."""
    created_at = {"S": (NOW - timedelta(days=days)).isoformat(timespec="milliseconds")}
    return {**stream_record(identity, number, created_at=created_at, **changes), "eventName": kind}


def test_a_range_is_read_by_the_rule_for_stale_updates() -> None:
    changes = [
        aged("t-0", BASE + 102, days=31),
        aged("t-1", BASE + 103, days=31, kind="INSERT"),
        aged("t-2", BASE + 104, days=29),
    ]
    scorer = scripted_scoring()

    assert stream_failure_handler(ScriptedStream(*changes), scorer)(json.dumps(FAILURE))() == 2
    assert ids(scorer) == ["t-1", "t-2"]


def test_a_stale_update_that_was_set_aside_stays_while_it_is_poison_and_is_nothing_to_score_after() -> None:
    bad = {"reason": "r", "record": aged("t-1", BASE, days=31, amount={"S": "x"})}
    with pytest.raises(Unprocessable, match="amount: is not of type N"):
        stream_failure_handler(scripted_stream(), scripted_scoring())(json.dumps(bad))

    scorer = scripted_scoring()
    assert (
        stream_failure_handler(scripted_stream(), scorer)(json.dumps({**bad, "record": aged("t-1", BASE, days=31)}))()
        == 0
    )
    assert ids(scorer) == []


def test_a_range_of_seven_transactions_and_two_that_are_none_brings_back_seven() -> None:
    names = [f"t-{number}" for number in range(11)]
    shard = scripted_stream(*names)
    for number in (3, 9):
        shard.records[number]["dynamodb"]["NewImage"]["amount"] = {"S": "x"}
    ends = {"endSequenceNumber": str(BASE + 110), "batchSize": 9}
    info: Any = FAILURE["DDBStreamBatchInfo"]
    work = stream_failure_handler(shard, scripted_scoring("t-2"))(
        json.dumps({**FAILURE, "DDBStreamBatchInfo": info | ends})
    )

    with pytest.raises(Unprocessable, match="and 1 more") as kept:
        work()
    assert (kept.value.subject, kept.value.transactions) == ("t-3", 6), "one was known before"
    with pytest.raises(Unprocessable) as again:
        work()
    assert again.value.transactions == 0


def test_what_was_scored_before_scoring_failed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.contract.score_request.pack.__defaults__", (100,))  # one transaction to a payload
    known = scripted_scoring()
    failing = ScriptedFunction(
        lambda payload: (
            {"errorType": "E"} if payload["transactions"][0]["transaction_id"] == "t-4" else known.script(payload)
        )
    )

    with pytest.raises(Retryable) as kept:
        stream_failure_handler(scripted_stream("t-0", "t-1", "t-2", "t-3", "t-4"), failing)(json.dumps(FAILURE))()
    assert kept.value.transactions == 2


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
def test_what_is_neither_kind_of_message_is_poison(body: str) -> None:
    with pytest.raises(Unprocessable):
        stream_failure_handler(scripted_stream(), scripted_scoring())(body)
