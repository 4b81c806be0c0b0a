"""The queues tell why a transaction has no score, and lose nothing by it."""

import json
from datetime import UTC, datetime

import pytest

from fraudctl.recovery.diagnosis import (
    ALERT_OWED,
    IN_PROCESSING,
    IN_SCORING,
    MOST_LOOKED_AT,
    SET_ASIDE,
    UNKNOWN,
    UNREAD,
    diagnose,
)
from fraudctl.recovery.unscored import Unscored
from handlers.contract.transaction import from_image
from tests.fraudctl.recovery.scripted_aws import Queue, image, record, transaction

RANGE = {
    "DDBStreamBatchInfo": {
        "shardId": "shardId-1",
        "startSequenceNumber": "100000000000000000000",
        "endSequenceNumber": "100000000000000000004",
        "approximateArrivalOfFirstRecord": "2026-11-22T10:00:00Z",
        "approximateArrivalOfLastRecord": "2026-11-22T10:05:00Z",
        "batchSize": 5,
        "streamArn": "arn",
    }
}


@pytest.mark.parametrize(
    ("identity", "created", "reason"),
    [
        ("t-13", "12:00:00", IN_SCORING),
        ("t-20", "12:00:00", IN_SCORING),
        ("t-bad", "12:00:00", SET_ASIDE),
        ("t-lost", "09:59:59.900", IN_PROCESSING),
        ("t-lost", "10:05:00.900", IN_PROCESSING),
        ("t-lost", "10:05:02", UNKNOWN),
        ("t-lost", "09:58:59", UNKNOWN),
    ],
)
def test_the_reason_is_where_it_lies(identity: str, created: str, reason: str) -> None:
    payloads = [json.dumps({"transactions": [transaction(f"t-{number}")]}) for number in range(20)]
    envelope = json.dumps({"requestPayload": {"transactions": [transaction("t-20")]}})
    bad = json.dumps({"reason": "amount: is missing", "record": record("t-bad")})
    scoring, processing = Queue(*payloads, envelope, "garbage"), Queue(json.dumps(RANGE), "garbage", bad)

    around = diagnose(processing=processing, scoring=scoring)

    created_at = datetime.fromisoformat(f"2026-11-22T{created}").replace(tzinfo=UTC)
    assert around.of(Unscored(transaction=from_image(image(identity)), created_at=created_at)) == reason
    assert (len(scoring.bodies), scoring.held) == (22, set())
    assert (len(processing.bodies), processing.held) == (3, set())


def missing(identity: str = "t-lost", *, owed: bool = False) -> Unscored:
    return Unscored(transaction=from_image(image(identity)), created_at=datetime(2026, 11, 22, tzinfo=UTC), owed=owed)


def payload(number: int) -> str:
    return json.dumps({"transactions": [transaction(f"t-{number}")]})


@pytest.mark.parametrize("stage", ["scoring", "processing"])
def test_no_queue_is_said_to_know_nothing_while_others_hold_messages_of_it(stage: str) -> None:
    queues = {"scoring": Queue(payload(1), payload(2)), "processing": Queue(json.dumps(RANGE), json.dumps(RANGE))}
    queues[stage].held = {"m-1"}

    around = diagnose(**queues)

    assert around.unread == {stage: 1}
    assert around.of(missing()) == UNREAD
    assert queues[stage].held == {"m-1"}, "what others hold is theirs still"


def test_nor_when_there_are_more_than_it_looks_at() -> None:
    around = diagnose(processing=Queue(), scoring=Queue(*map(payload, range(MOST_LOOKED_AT + 7))))

    assert around.unread == {"scoring": 7}
    assert [around.of(missing(each)) for each in ("t-1", "t-1006")] == [IN_SCORING, UNREAD]


def test_where_all_was_looked_at_nothing_is_unread() -> None:
    around = diagnose(processing=Queue(json.dumps(RANGE)), scoring=Queue(payload(1)))

    assert (around.unread, around.of(missing())) == ({}, UNKNOWN)


def test_an_alert_that_is_owed_is_the_reason_wherever_else_it_lies() -> None:
    around = diagnose(processing=Queue(), scoring=Queue(payload(1)))

    assert around.of(missing("t-1", owed=True)) == ALERT_OWED
    assert ALERT_OWED.startswith("its alert is still owed")
