"""Rows of transactions that are kept for some days only expire, and an id is new no sooner than its row is gone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.row_expiry import expiry_of, has_expired
from handlers.contract.row_image import CLAIM, CLAIM_TIMESTAMP
from handlers.contract.stream import decode_records
from tests.handlers.decisions_on_aws import DECISIONS, NOW, decisions_on_aws
from tests.handlers.functions import FunctionLogs, captured_event, import_handler
from tests.handlers.ingestion_on_aws import IngestionOnAws, ingestion_environment
from tests.handlers.scoring_on_aws import ScoringOnAws

DAYS = 30
RETENTION = DAYS * 86_400_000
"""Milliseconds."""
UNTIMED = {"transaction_id": "tx-1", "amount": 20}
TIMED = {**UNTIMED, "timestamp": NOW - 500}


@pytest.fixture
def clock() -> SimpleNamespace:
    """Return the clock of Ingestion."""
    return SimpleNamespace(now=NOW)


@pytest.fixture
def forgetful(
    aws: boto3.Session, transactions: str, queue_url: str, logs: FunctionLogs, clock: SimpleNamespace
) -> Iterator[IngestionOnAws]:
    """Yield Ingestion of a stack that keeps transactions for some days."""
    environment = ingestion_environment(transactions, queue_url) | {"TRANSACTION_RETENTION_DAYS": str(DAYS)}
    with import_handler("ingestion", environment, logs) as module, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "time", SimpleNamespace(time_ns=lambda: clock.now * 1_000_000))
        yield IngestionOnAws(module=module, aws=aws, table=transactions, queue_url=queue_url)


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [(0, 0, {}), (NOW, 0, {}), (1_000, 30, {"expiry": 2_592_001}), (1_001, 30, {"expiry": 2_592_002})],
)
def test_a_row_expires_no_sooner_than_its_days_after_the_receipt(
    received: int, days: int, expected: dict[str, int]
) -> None:
    assert expiry_of(received, days) == expected


@pytest.mark.parametrize(
    ("item", "expired"),
    [
        ({"expiry": 100}, True),
        ({"expiry": {"N": "100"}}, True),
        ({"expiry": 101}, False),
        ({"expiry": {"N": "101"}}, False),
        ({}, False),
        ({"expiry": "100"}, False),
        ({"expiry": {"S": "100"}}, False),
    ],
)
def test_what_has_expired_says_so_in_a_number_as_dynamodb_reads_it(item: dict[str, Any], *, expired: bool) -> None:
    assert has_expired(item, 100_000) is expired


def test_without_a_retention_nothing_expires(ingestion: IngestionOnAws) -> None:
    ingestion.post(UNTIMED)

    assert [row["timestamp"] == CLAIM_TIMESTAMP for row in ingestion.rows].count(True) == 1
    assert not [row for row in ingestion.rows if "expiry" in row]


def test_row_and_claim_expire_their_days_after_the_receipt(forgetful: IngestionOnAws) -> None:
    forgetful.post(UNTIMED)

    assert {row["expiry"] for row in forgetful.rows} == {-(-(NOW + RETENTION) // 1000)}
    assert len(forgetful.rows) == 2


def test_what_waited_in_the_queue_expires_as_if_it_had_not(forgetful: IngestionOnAws, clock: SimpleNamespace) -> None:
    message = {"request": TIMED, "received": NOW, "trace_id": None}
    clock.now += 13 * 86_400_000

    forgetful.invoke({"letter": json.dumps(message)})

    assert [row["expiry"] for row in forgetful.items] == [-(-(NOW + RETENTION) // 1000)]


def test_an_expired_row_answers_for_its_id_until_it_is_gone(forgetful: IngestionOnAws, clock: SimpleNamespace) -> None:
    first = forgetful.post(UNTIMED)
    clock.now += RETENTION + 86_400_000

    again, other = forgetful.post(UNTIMED), forgetful.post({**UNTIMED, "amount": 1})

    assert (again.body, other.status) == ({**first.body, "duplicate": True}, 409)
    assert len(forgetful.items) == 1


def test_a_claim_that_outlives_its_row_is_replaced(forgetful: IngestionOnAws, clock: SimpleNamespace) -> None:
    forgetful.post(UNTIMED)
    remove(forgetful.aws, forgetful.table, NOW)
    clock.now += RETENTION + 1_500

    answer = forgetful.post(UNTIMED)

    assert answer.body["timestamp"] == clock.now
    claims = [row for row in forgetful.rows if row["timestamp"] == CLAIM_TIMESTAMP]
    assert [(row[CLAIM], row["expiry"]) for row in claims] == [(clock.now, -(-(clock.now + RETENTION) // 1000))]


def test_a_claim_that_has_not_expired_says_the_time_still(forgetful: IngestionOnAws, clock: SimpleNamespace) -> None:
    forgetful.post(UNTIMED)
    remove(forgetful.aws, forgetful.table, NOW)
    clock.now += 20 * 86_400_000

    assert forgetful.post(UNTIMED).body["timestamp"] == NOW


def test_a_decision_expires_and_its_id_is_decided_anew_once_the_row_is_gone_though_claims_are_left(
    aws: boto3.Session, forgetful: IngestionOnAws, scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    with decisions_on_aws(aws, forgetful, scoring, logs, retention_days=DAYS) as decisions:
        first = decisions.post(TIMED)
        (row,) = decisions.rows
        assert row["expiry"] == -(-(NOW + RETENTION) // 1000)
        forgetful_claim = {"transaction_id": "tx-1", "timestamp": CLAIM_TIMESTAMP, CLAIM: NOW, "expiry": row["expiry"]}
        decisions.put(forgetful.table, forgetful_claim)

        decisions.clock.now += RETENTION + 86_400_000
        assert decisions.post(TIMED).body == {**first.body, "duplicate": True}, "the row is there still"
        remove(aws, forgetful.table, NOW - 500)
        anew = decisions.post(UNTIMED)

        assert (anew.status, anew.body["timestamp"]) == (200, decisions.clock.now)
        (claim,) = decisions.table(DECISIONS)
        assert claim["expiry"] == decisions.clock.now // 1000 + 86_400


@pytest.mark.parametrize("kind", ["MODIFY", "REMOVE"])
def test_what_dynamodb_removes_is_no_change_and_a_row_that_gets_an_expiry_is_what_it_was(kind: str) -> None:
    record = captured_event("stream_batch")["Records"][2]
    ((before),) = decode_records([{**record, "eventName": "MODIFY"}], now=datetime.now(UTC), retention=timedelta.max)
    change = {**record["dynamodb"], "NewImage": {**record["dynamodb"]["NewImage"], "expiry": {"N": "1"}}}
    if kind == "REMOVE":
        del change["NewImage"]
    expired = {
        **record,
        "eventName": kind,
        "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
        "dynamodb": change,
    }

    decoded = list(decode_records([expired], now=datetime.now(UTC), retention=timedelta.max))

    assert decoded == ([] if kind == "REMOVE" else [before])


def test_a_settled_score_stands_when_its_row_gets_an_expiry(scoring: ScoringOnAws) -> None:
    payment = {"transaction_id": "tx-1", "timestamp": NOW, "amount": "20000", "merchant": "Crypto Kingdom"}
    scoring.score(payment)
    before = scoring.items

    scoring.score({**payment, "row_received": NOW})  # an update of the row, which differs in nothing that a score is of

    assert scoring.items == before


def remove(aws: boto3.Session, table: str, timestamp: int) -> None:
    """Remove a row as DynamoDB does, which comes to a claim beside it whenever it does."""
    key = to_attributes({"transaction_id": "tx-1", "timestamp": timestamp})
    aws.client("dynamodb").delete_item(TableName=table, Key=key)
