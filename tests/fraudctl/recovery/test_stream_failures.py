"""Processing's messages: a range is read again, or found in the table; a bad record is judged by today's code."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.function_client import ScoringClient
from fraudctl.recovery.stream_failures import ScoreExpiredRange, StreamFailureHandler
from fraudctl.recovery.stream_reader import StreamReader
from tests.fraudctl.recovery.scripted_aws import Function, record, refusal, scoring
from tests.fraudctl.recovery.scripted_stream import BASE, Stream, stream

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/transactions-dev/stream/2026-11-22T00:00:00.000"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FAILURE = {
    "requestContext": {"requestId": "r", "condition": "RetryAttemptsExhausted", "approximateInvokeCount": 6},
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    "version": "1.0",
    "timestamp": "2026-11-22T10:00:05.000Z",
    "DDBStreamBatchInfo": {
        "shardId": "shardId-1",
        "startSequenceNumber": "100000000000000000000000000000102",
        "endSequenceNumber": "100000000000000000000000000000104",
        "approximateArrivalOfFirstRecord": "2026-11-22T10:00:00Z",
        "approximateArrivalOfLastRecord": "2026-11-22T10:00:01Z",
        "batchSize": 3,
        "streamArn": ARN,
    },
}


def remembered(_: datetime) -> int:
    raise AssertionError("the stream still has it")


def way(read: Any, scorer: Function, from_table: ScoreExpiredRange = remembered) -> StreamFailureHandler:
    history = StreamReader(cast("Any", read), pause=0)
    retention = timedelta(days=30)
    return StreamFailureHandler(
        history, ScoringClient(scorer.invocation), from_table, retention=retention, clock=lambda: NOW
    )


def ids(scorer: Function) -> list[str]:
    return [each["transaction_id"] for payload in scorer.invoked for each in payload["transactions"]]


@pytest.mark.parametrize("closed", [False, True])
def test_exactly_the_failed_range_is_read_and_scored(closed: bool) -> None:  # noqa: FBT001 -- a parameter
    shard, scorer = stream("t-0", "t-1", "t-2", "t-3", "t-4", "t-5", closed=closed), scoring()
    work = way(shard, scorer)(json.dumps(FAILURE))

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
        stream(error=refusal("TrimmedDataAccessException")),
        stream(error=refusal("ResourceNotFoundException")),
        stream("t-0", "t-1", "t-2", "t-3", closed=True),
        stream("t-0", "t-1", "t-2"),
    ],
    ids=["trimmed", "shard gone", "shard ends before", "records missing"],
)
def test_what_the_stream_has_forgotten_comes_from_the_table(shard: Stream) -> None:
    asked: list[datetime] = []

    def from_table(arrived: datetime) -> int:
        asked.append(arrived)
        return 7

    assert way(shard, Function(AssertionError), from_table)(json.dumps(FAILURE))() == 7
    assert asked == [datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC)]


def test_a_range_stays_while_the_stream_cannot_be_read_or_scoring_fails() -> None:
    throttled = stream(error=refusal("LimitExceededException"))
    with pytest.raises(Retryable, match="LimitExceededException"):
        way(throttled, scoring())(json.dumps(FAILURE))()

    failing = Function(lambda _: {"errorType": "ValueError", "errorMessage": ""})
    with pytest.raises(Retryable, match="ValueError"):
        way(stream("t-0", "t-1", "t-2", "t-3", "t-4"), failing)(json.dumps(FAILURE))()


def test_a_bad_record_in_a_range_keeps_the_message_and_the_others_are_scored() -> None:
    shard, scorer = stream("t-0", "t-1", "t-2", "t-3", "t-4"), scoring()
    del shard.records[3]["dynamodb"]["NewImage"]["merchant"]

    with pytest.raises(Unprocessable, match="merchant: is missing") as kept:
        way(shard, scorer)(json.dumps(FAILURE))()
    assert (kept.value.subject, kept.value.transactions, kept.value.place) == ("t-3", 2, None)
    assert ids(scorer) == ["t-2", "t-4"]


def test_claims_and_removals_in_a_range_ask_for_nothing() -> None:
    shard, scorer = stream("t-0", "t-1", "t-2", "t-3", "t-4"), scoring()
    shard.records[2]["dynamodb"]["NewImage"] = {"claimed_timestamp": {"N": "7"}}
    shard.records[3]["eventName"] = "REMOVE"

    assert way(shard, scorer)(json.dumps(FAILURE))() == 1
    assert ids(scorer) == ["t-4"]


def test_a_record_set_aside_stays_poison_until_the_code_can_read_it() -> None:
    bad = {"reason": "amount: is not of type N", "record": record("t-1", amount={"S": "12"})}
    with pytest.raises(Unprocessable, match="amount: is not of type N") as kept:
        way(stream(), scoring())(json.dumps(bad))
    assert kept.value.subject == "t-1"

    scorer = scoring()
    assert way(stream(), scorer)(json.dumps({**bad, "record": record("t-1")}))() == 1
    assert ids(scorer) == ["t-1"]


def aged(identity: str, number: int, days: float, *, kind: str = "MODIFY", **changes: Any) -> dict[str, Any]:
    """A change of a row that came in so many days ago."""
    created_at = {"S": (NOW - timedelta(days=days)).isoformat(timespec="milliseconds")}
    return {**record(identity, number, created_at=created_at, **changes), "eventName": kind}


def test_a_range_is_read_by_the_rule_for_stale_updates() -> None:
    changes = [
        aged("t-0", BASE + 102, days=31),
        aged("t-1", BASE + 103, days=31, kind="INSERT"),
        aged("t-2", BASE + 104, days=29),
    ]
    scorer = scoring()

    assert way(Stream(*changes), scorer)(json.dumps(FAILURE))() == 2
    assert ids(scorer) == ["t-1", "t-2"]


def test_a_stale_update_that_was_set_aside_stays_while_it_is_poison_and_is_nothing_to_score_after() -> None:
    bad = {"reason": "r", "record": aged("t-1", BASE, days=31, amount={"S": "x"})}
    with pytest.raises(Unprocessable, match="amount: is not of type N"):
        way(stream(), scoring())(json.dumps(bad))

    scorer = scoring()
    assert way(stream(), scorer)(json.dumps({**bad, "record": aged("t-1", BASE, days=31)}))() == 0
    assert ids(scorer) == []


def test_a_range_of_seven_transactions_and_two_that_are_none_brings_back_seven() -> None:
    names = [f"t-{number}" for number in range(11)]
    shard = stream(*names)
    for number in (3, 9):
        shard.records[number]["dynamodb"]["NewImage"]["amount"] = {"S": "x"}
    ends = {"endSequenceNumber": str(BASE + 110), "batchSize": 9}
    info: Any = FAILURE["DDBStreamBatchInfo"]
    work = way(shard, scoring("t-2"))(json.dumps({**FAILURE, "DDBStreamBatchInfo": info | ends}))

    with pytest.raises(Unprocessable, match="and 1 more") as kept:
        work()
    assert (kept.value.subject, kept.value.transactions) == ("t-3", 6), "one was known before"
    with pytest.raises(Unprocessable) as again:
        work()
    assert again.value.transactions == 0


def test_what_was_scored_before_scoring_failed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.contract.score_request.pack.__defaults__", (100,))  # one transaction to a payload
    known = scoring()
    failing = Function(
        lambda payload: (
            {"errorType": "E"} if payload["transactions"][0]["transaction_id"] == "t-4" else known.script(payload)
        )
    )

    with pytest.raises(Retryable) as kept:
        way(stream("t-0", "t-1", "t-2", "t-3", "t-4"), failing)(json.dumps(FAILURE))()
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
        way(stream(), scoring())(body)
