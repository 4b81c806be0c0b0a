"""The queues tell why a transaction has no score, and lose nothing by it."""

import json
from datetime import UTC, datetime

import pytest

from fraudctl.recovery.unscored import Unscored
from fraudctl.recovery.whereabouts import IN_PROCESSING, IN_SCORING, NOWHERE, SET_ASIDE, look_around
from handlers.domain.transaction import from_image
from tests.recovery.scripted import Queue, image, record, transaction

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
        ("t-lost", "10:05:02", NOWHERE),
        ("t-lost", "09:58:59", NOWHERE),
    ],
)
def test_the_reason_is_where_it_lies(identity: str, created: str, reason: str) -> None:
    payloads = [json.dumps({"transactions": [transaction(f"t-{number}")]}) for number in range(20)]
    envelope = json.dumps({"requestPayload": {"transactions": [transaction("t-20")]}})
    bad = json.dumps({"reason": "amount: is missing", "record": record("t-bad")})
    scoring, processing = Queue(*payloads, envelope, "garbage"), Queue(json.dumps(RANGE), "garbage", bad)

    around = look_around(processing=processing, scoring=scoring)

    created_at = datetime.fromisoformat(f"2026-11-22T{created}").replace(tzinfo=UTC)
    assert around.of(Unscored(transaction=from_image(image(identity)), created_at=created_at)) == reason
    assert (len(scoring.bodies), scoring.held) == (22, set())
    assert (len(processing.bodies), processing.held) == (3, set())
