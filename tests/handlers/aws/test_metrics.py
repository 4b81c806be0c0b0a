"""Business metrics are in the functions' log lines, in CloudWatch's embedded metric format."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from handlers.aws.metrics import OUTCOMES, MetricCounts, Metrics
from handlers.contract.errors import Conflict, IdHeld, Refused, StorageUnavailable
from handlers.contract.stored_item import Stored
from handlers.decision.bands import count_bands
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler
from tests.handlers.ingestion_on_aws import IngestionOnAws
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction

METADATA = {"Timestamp", "CloudWatchMetrics"}


def counted_metrics(line: dict[str, Any]) -> dict[str, int]:
    """Return the metrics that CloudWatch reads from a line, by the specification of its embedded metric format."""
    if "_aws" not in line:
        return {}
    assert set(line["_aws"]) == METADATA
    assert isinstance(line["_aws"]["Timestamp"], int)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "FraudDetection"
    assert directive["Dimensions"] == [["Environment"]]
    assert line["Environment"] == "test"
    names = [metric["Name"] for metric in directive["Metrics"]]
    assert all(isinstance(line[name], int) for name in names)
    return {name: line[name] for name in names}


def test_counts_are_fields_beside_their_description() -> None:
    fields = json.loads(json.dumps(Metrics("test").of(Transactions=7, Poison=0)))

    assert counted_metrics(fields) == {"Transactions": 7, "Poison": 0}
    assert set(fields) == {"_aws", "Environment", "Transactions", "Poison"}


def test_the_time_is_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 1_795_350_700_123_456_789)

    assert Metrics("test").of(Alerts=1)["_aws"]["Timestamp"] == 1_795_350_700_123


def test_a_batch_is_counted_by_the_outcomes_of_its_requests() -> None:
    fields = Metrics("test").of_outcomes(["stored", "duplicate", "refused", "duplicate", "queued", "stored"])

    assert counted_metrics(fields) == {"Duplicates": 2, "Refusals": 1, "KeptInQueue": 1}


def test_plain_successes_cost_no_byte() -> None:
    assert Metrics("test").of_outcomes(["stored", "stored"]) == {}


def test_every_outcome_except_plain_success_has_a_metric() -> None:
    queued = Stored(transaction_id="a", timestamp=0, queued="ThrottlingException")
    duplicate = Stored(transaction_id="a", timestamp=0, duplicate=True)

    errors = {each.outcome for each in (Refused, Conflict, StorageUnavailable, IdHeld)}
    outcomes = errors | {queued.outcome, duplicate.outcome}
    assert set(OUTCOMES) == outcomes
    assert set(OUTCOMES.values()) <= set(MetricCounts.__annotations__)


@pytest.mark.parametrize(
    ("score", "band"),
    [("0", "low"), ("0.39", "low"), ("0.4", "medium"), ("0.8", "medium"), ("0.81", "high"), ("1", "high")],
)
def test_a_score_is_in_the_band_that_the_alert_threshold_draws(score: str, band: str) -> None:
    found = count_bands([(Decimal(score), Decimal("0.8"))])

    assert found._asdict() == {**dict.fromkeys(("low", "medium", "high"), 0), band: 1}


@pytest.mark.parametrize("threshold", ["0", "0.5", "1"])
def test_every_score_is_in_one_band(threshold: str) -> None:
    scores = [Decimal(cents) / 100 for cents in range(101)]

    assert sum(count_bands((each, Decimal(threshold)) for each in scores)) == 101


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ([{"transaction_id": "a"}], {}),
        ([{"transaction_id": "a"}, {"transaction_id": "a"}], {"Duplicates": 1}),
        ([{"transaction_id": "a"}, {"transaction_id": "a", "amount": 7}], {"Conflicts": 1}),
        ([{"transaction_id": ""}], {"Refusals": 1}),
    ],
)
def test_ingestion_counts_all_but_plain_successes(
    ingestion: IngestionOnAws, logs: FunctionLogs, posts: list[dict[str, Any]], expected: dict[str, int]
) -> None:
    for body in posts:
        ingestion.post(body)

    *before, last = logs.lines()
    assert counted_metrics(last) == expected
    assert not [line for line in before if counted_metrics(line)]


def test_processing_counts_the_records_of_the_stream(aws: boto3.Session, queue_url: str, logs: FunctionLogs) -> None:
    assert aws
    arrived = captured_event("stream_batch")["Records"]
    broken = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "7", "NewImage": {}}}
    environment = {"FRAUD_SCORER_FUNCTION": "none", "DLQ_URL": queue_url, "SCORE_RETENTION_DAYS": "36500"}
    with import_handler("processing", environment, logs) as module:
        vars(module)["scorer"] = SimpleNamespace(invoke_async=lambda _: None)
        module.handler({"Records": [*arrived, broken, broken]}, FakeLambdaContext())

    (line,) = (line for line in logs.lines() if "_aws" in line)
    brought = [each for each in arrived if each["eventName"] != "REMOVE" and "claimed" not in json.dumps(each)]
    assert counted_metrics(line) == {"Transactions": len(brought), "Poison": 2, "StaleUpdates": 0}


def test_scoring_counts_scores_by_band_and_all_that_it_tells(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    middling = scored_transaction(3, amount="10000.01")
    scoring.score(scored_transaction(1), scored_transaction(2), middling, risky_transaction(4))
    scoring.score(scored_transaction(1), risky_transaction(4), scored_transaction(5))

    first, second = logs.lines()
    assert counted_metrics(first) == {
        "LowScores": 2,
        "MediumScores": 1,
        "HighScores": 1,
        "Reviews": 1,
        "Declines": 0,
        "Alerts": 1,
        "ReviewsOpened": 1,
        "EventsPublished": 1,
        "Raced": 0,
        "StaleUpdates": 0,
    }
    assert counted_metrics(second) == {
        "LowScores": 1,
        "MediumScores": 0,
        "HighScores": 0,
        "Reviews": 0,
        "Declines": 0,
        "Alerts": 0,
        "ReviewsOpened": 0,
        "EventsPublished": 0,
        "Raced": 0,
        "StaleUpdates": 0,
    }, "none twice"


def test_no_metric_has_a_dimension_that_grows_with_the_transactions(
    ingestion: IngestionOnAws, logs: FunctionLogs
) -> None:
    ingestion.invoke(captured_event("api_request"))
    ingestion.invoke(captured_event("api_request"))

    _, line = logs.lines()
    ((dimension,),) = line["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
    assert (dimension, line[dimension]) == ("Environment", "test")
