"""The queues give the reason why a transaction has no score; a diagnosis leaves all messages in them."""

import json
from datetime import UTC, datetime

import pytest

from fraudctl.recovery.diagnosis import (
    IN_PROCESSING,
    IN_SCORING,
    LARGEST_SAMPLE,
    REJECTED,
    STILL_OWED,
    UNKNOWN,
    UNREAD,
    diagnose,
)
from fraudctl.recovery.unscored import Unscored
from handlers.contract.row_image import from_image
from tests.fraudctl.recovery.scripted_aws import ScriptedQueue, change_record, row_image, transaction_payload

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
        ("t-bad", "12:00:00", REJECTED),
        ("t-lost", "09:59:59.900", IN_PROCESSING),
        ("t-lost", "10:05:00.900", IN_PROCESSING),
        ("t-lost", "10:05:02", UNKNOWN),
        ("t-lost", "09:58:59", UNKNOWN),
    ],
)
def test_the_reason_is_the_queue_that_holds_the_transaction(identity: str, created: str, reason: str) -> None:
    payloads = [json.dumps({"transactions": [transaction_payload(f"t-{number}")]}) for number in range(20)]
    envelope = json.dumps({"requestPayload": {"transactions": [transaction_payload("t-20")]}})
    bad = json.dumps({"reason": "amount: is missing", "record": change_record("t-bad")})
    scoring, processing = (
        ScriptedQueue(*payloads, envelope, "garbage"),
        ScriptedQueue(json.dumps(RANGE), "garbage", bad),
    )

    diagnosis = diagnose(processing=processing, scoring=scoring)

    created_at = datetime.fromisoformat(f"2026-11-22T{created}").replace(tzinfo=UTC)
    assert diagnosis.reason(Unscored(transaction=from_image(row_image(identity)), created_at=created_at)) == reason
    assert (len(scoring.bodies), scoring.held) == (22, set())
    assert (len(processing.bodies), processing.held) == (3, set())


def unscored_transaction(identity: str = "t-lost", *, owed: bool = False) -> Unscored:
    return Unscored(
        transaction=from_image(row_image(identity)), created_at=datetime(2026, 11, 22, tzinfo=UTC), owed=owed
    )


def payload(number: int) -> str:
    return json.dumps({"transactions": [transaction_payload(f"t-{number}")]})


@pytest.mark.parametrize("stage", ["scoring", "processing"])
def test_the_reason_is_not_unknown_while_others_hold_messages(stage: str) -> None:
    queues = {
        "scoring": ScriptedQueue(payload(1), payload(2)),
        "processing": ScriptedQueue(json.dumps(RANGE), json.dumps(RANGE)),
    }
    queues[stage].held = {"m-1"}

    diagnosis = diagnose(**queues)

    assert diagnosis.unread == {stage: 1}
    assert diagnosis.reason(unscored_transaction()) == UNREAD
    assert queues[stage].held == {"m-1"}, "what others hold is theirs still"


def test_the_reason_is_not_unknown_when_there_are_more_messages_than_it_reads() -> None:
    diagnosis = diagnose(processing=ScriptedQueue(), scoring=ScriptedQueue(*map(payload, range(LARGEST_SAMPLE + 7))))

    assert diagnosis.unread == {"scoring": 7}
    assert [diagnosis.reason(unscored_transaction(each)) for each in ("t-1", "t-1006")] == [IN_SCORING, UNREAD]


def test_nothing_is_unread_when_all_messages_were_read() -> None:
    diagnosis = diagnose(processing=ScriptedQueue(json.dumps(RANGE)), scoring=ScriptedQueue(payload(1)))

    assert (diagnosis.unread, diagnosis.reason(unscored_transaction())) == ({}, UNKNOWN)


def test_an_alert_that_is_owed_is_the_reason_whatever_the_queues_hold() -> None:
    diagnosis = diagnose(processing=ScriptedQueue(), scoring=ScriptedQueue(payload(1)))

    assert diagnosis.reason(unscored_transaction("t-1", owed=True)) == STILL_OWED
    assert STILL_OWED.startswith("its review, alert or event is still owed")
