"""An update of a row whose score may have expired is skipped and counted; an insert is scored whatever its age."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.aws.scoring_function import ScoringFunction
from handlers.contract.stream import Arrival, InvalidRecord, StaleUpdate, decode_records
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler
from tests.handlers.processing_on_aws import FakeLambda

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RETENTION = timedelta(days=30)
SECOND = captured_event("stream_batch")["Records"][2]


def change(kind: str, created_at: Any, **image: Any) -> dict[str, Any]:
    record: dict[str, Any] = copy.deepcopy(SECOND)
    record["eventName"] = kind
    record["dynamodb"]["NewImage"] |= {"created_at": created_at, **image}
    if created_at is None:
        del record["dynamodb"]["NewImage"]["created_at"]
    return record


def aged_attribute(**age: float) -> dict[str, str]:
    return {"S": (NOW - timedelta(**age)).isoformat(timespec="milliseconds")}


def decoded_kind(record: dict[str, Any], *, retention: timedelta = RETENTION) -> type:
    (one,) = decode_records([record], now=NOW, retention=retention)
    return type(one)


@pytest.mark.parametrize(
    ("created_at", "kind"),
    [
        (aged_attribute(days=30, milliseconds=1), StaleUpdate),
        (aged_attribute(days=400), StaleUpdate),
        (aged_attribute(days=30), Arrival),
        (aged_attribute(days=29, hours=23), Arrival),
        (aged_attribute(seconds=1), Arrival),
        (aged_attribute(days=-1), Arrival),
    ],
)
def test_an_update_is_stale_once_its_row_is_older_than_scores_are_kept(created_at: Any, kind: type) -> None:
    assert decoded_kind(change("MODIFY", created_at)) is kind
    assert decoded_kind(change("INSERT", created_at)) is Arrival


def test_the_retention_of_scores_decides() -> None:
    record = change("MODIFY", aged_attribute(days=60))

    assert decoded_kind(record, retention=timedelta(days=90)) is Arrival
    assert decoded_kind(record, retention=timedelta(days=59)) is StaleUpdate


@pytest.mark.parametrize(
    "created_at",
    [
        "2026-10-01T00:00:00.000Z",
        "2026-10-01T00:00:00",
        "2026-10-01",
        "2026-10-23T13:59:59+02:00",
        "2026-10-23T05:29:59-06:30",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_every_iso_8601_time_tells_the_age_and_is_utc_unless_it_says_otherwise(created_at: str) -> None:
    assert decoded_kind(change("MODIFY", {"S": created_at})) is StaleUpdate


@pytest.mark.parametrize("created_at", ["2026-10-23T14:00:01+02:00", "2026-10-23T05:30:01-06:30", "9999-12-31T23:59"])
def test_a_zone_counts(created_at: str) -> None:
    assert decoded_kind(change("MODIFY", {"S": created_at})) is Arrival


@pytest.mark.parametrize(
    "created_at",
    [None, {"S": ""}, {"S": "yesterday"}, {"S": "2026-13-01"}, {"N": "1"}, {"NULL": True}, {"SS": ["2020-01-01"]}, {}],
)
def test_an_update_of_a_row_of_unknown_age_is_scored(created_at: Any) -> None:
    assert decoded_kind(change("MODIFY", created_at)) is Arrival


@given(st.text() | st.datetimes(timezones=st.none() | st.timezones()).map(datetime.isoformat))
def test_no_text_in_the_place_of_a_time_is_an_error(created_at: str) -> None:
    assert decoded_kind(change("MODIFY", {"S": created_at})) in (Arrival, StaleUpdate)


@given(st.datetimes(timezones=st.sampled_from([timezone(timedelta(hours=hours)) for hours in (-23, 0, 23)])))
@example(datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=1))))
def test_whenever_an_updated_row_was_received_scoring_can_tell_its_age(received: datetime) -> None:
    (decoded_records,) = decode_records([change("MODIFY", {"S": received.isoformat()})], now=NOW, retention=RETENTION)

    if isinstance(decoded_records, Arrival):
        assert not decoded_records.transaction.is_stale_update(NOW, RETENTION)
        assert (
            decoded_records.transaction.is_stale_update(received + RETENTION * 2, RETENTION)
            if received.year < 9999
            else True
        )


def test_an_old_row_that_is_not_a_transaction_any_more_is_skipped_too() -> None:
    broken: dict[str, Any] = {"amount": {"S": "12"}}

    assert decoded_kind(change("MODIFY", aged_attribute(days=31), **broken)) is StaleUpdate
    assert decoded_kind(change("MODIFY", aged_attribute(days=29), **broken)) is InvalidRecord
    assert decoded_kind(change("INSERT", aged_attribute(days=31), **broken)) is InvalidRecord


@pytest.fixture
def processing(aws: boto3.Session, queue_url: str, logs: FunctionLogs) -> Iterator[Any]:
    assert aws
    environment = {"FRAUD_SCORER_FUNCTION": "none", "DLQ_URL": queue_url, "SCORE_RETENTION_DAYS": "45"}
    with import_handler("processing", environment, logs) as module:
        yield module


def test_processing_leaves_stale_updates_alone_and_counts_them(processing: Any, logs: FunctionLogs) -> None:
    client: Any = FakeLambda()
    today = datetime.now(UTC)
    ages = {"t-44": 44, "t-46": 46, "t-900": 900}
    records = [
        change(kind, {"S": (today - timedelta(days=days)).isoformat()}, transaction_id={"S": f"{kind}-{identity}"})
        for kind in ("MODIFY", "INSERT")
        for identity, days in ages.items()
    ]
    processing.scorer = ScoringFunction(client, "none")

    answer = processing.handler({"Records": records}, FakeLambdaContext())

    assert answer == {"batchItemFailures": []}
    assert [each["transaction_id"] for each in client.transactions] == ["MODIFY-t-44", *(f"INSERT-{i}" for i in ages)]
    (line,) = logs.lines()
    assert [line[key] for key in ("records", "transactions", "poison", "stale")] == [6, 4, 0, 2]
    assert (line["Transactions"], line["StaleUpdates"]) == (4, 2)
    assert "StaleUpdates" in json.dumps(line["_aws"])
