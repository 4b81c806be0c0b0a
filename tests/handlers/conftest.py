"""An AWS in memory, new for each test, and the functions on it."""

import functools
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from handlers.aws import concurrency
from tests.handlers.decisions_on_aws import DecisionsOnAws, decisions_on_aws
from tests.handlers.feedback_on_aws import FeedbackOnAws, feedback_on_aws
from tests.handlers.functions import FunctionLogs, import_handler, receive_messages
from tests.handlers.ingestion_on_aws import IngestionOnAws, ingestion_environment
from tests.handlers.moto_calls import empty_account
from tests.handlers.processing_on_aws import KEEP_FOREVER, SCORER
from tests.handlers.queries_on_aws import QueriesOnAws, queries_on_aws
from tests.handlers.queues import make_queue, topic_with_inbox
from tests.handlers.reviews_table import REVIEWS, make_reviews_table
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies_on_aws import STRATEGIES, StrategiesOnAws, strategies_on_aws

REGION = "us-east-1"
TRANSACTIONS, SCORES, PROFILES = "transactions-test", "fraud-scores-test", "fraud-profiles-test"
IN_ALERTS = (
    *("timestamp", "fraud_score", "outcome", "override", "amount", "currency", "merchant"),
    *("customer_id", "terminal_id", "tags", "strategy"),
)
"""Attributes of a score's row that the index of alerts has."""


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """Return one session, whose service descriptions and clients are made once."""
    made = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)
    made.client = functools.cache(made.client)  # type: ignore[method-assign]
    return made


@pytest.fixture
def aws(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    """Yield a session of an empty account."""
    with empty_account():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        monkeypatch.delenv("_X_AMZN_TRACE_ID", raising=False)
        monkeypatch.setattr(concurrency, "POOL", SimpleNamespace(map=map))  # moto's tables do not bear many threads
        yield session


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str]) -> FunctionLogs:
    """Return the log of the function under test."""
    return FunctionLogs(capsys)


@pytest.fixture
def transactions(aws: boto3.Session) -> str:
    """Return the name of an empty transactions table."""
    aws.client("dynamodb").create_table(
        TableName=TRANSACTIONS,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "transaction_id", "KeyType": "HASH"},
            {"AttributeName": "timestamp", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "transaction_id", "AttributeType": "S"},
            {"AttributeName": "timestamp", "AttributeType": "N"},
        ],
    )
    return TRANSACTIONS


@pytest.fixture
def queue_url(aws: boto3.Session) -> str:
    """Return the URL of an empty dead-letter queue."""
    assert aws
    return make_queue("dead-letters-test")


@pytest.fixture
def ingestion(aws: boto3.Session, transactions: str, queue_url: str, logs: FunctionLogs) -> Iterator[IngestionOnAws]:
    """Yield Ingestion with an empty table and queue."""
    with import_handler("ingestion", ingestion_environment(transactions, queue_url), logs) as module:
        yield IngestionOnAws(module=module, aws=aws, table=transactions, queue_url=queue_url)


@pytest.fixture
def processing(aws: boto3.Session, queue_url: str, logs: FunctionLogs) -> Iterator[Any]:
    """Yield Processing with an empty dead-letter queue."""
    assert aws
    environment = {"FRAUD_SCORER_FUNCTION": SCORER, "DLQ_URL": queue_url, "SCORE_RETENTION_DAYS": KEEP_FOREVER}
    with import_handler("processing", environment, logs) as module:
        yield module


@pytest.fixture
def dead_letters(aws: boto3.Session, queue_url: str) -> Callable[[], list[Any]]:
    """Return a function that reads Processing's dead-letter queue."""
    return lambda: receive_messages(aws, queue_url)


@pytest.fixture
def strategies(aws: boto3.Session) -> StrategiesOnAws:
    """Return an empty table of strategies: every function follows the packaged default."""
    return strategies_on_aws(aws)


@pytest.fixture
def scoring(aws: boto3.Session, logs: FunctionLogs, strategies: StrategiesOnAws) -> Iterator[ScoringOnAws]:
    """Yield Scoring with an empty table and a topic that a queue subscribes to."""
    assert strategies
    aws.client("dynamodb").create_table(
        TableName=SCORES,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("transaction_id", "alert_shard", "alerted_at")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "alerts",
                "KeySchema": [
                    {"AttributeName": "alert_shard", "KeyType": "HASH"},
                    {"AttributeName": "alerted_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(IN_ALERTS)},
            }
        ],
    )
    aws.client("dynamodb").create_table(
        TableName=PROFILES,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "entity", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "entity", "AttributeType": "S"}],
    )
    make_reviews_table(aws)
    topic, inbox = topic_with_inbox("fraud-alerts-test", "inbox-test")
    events_topic, events_inbox = topic_with_inbox("fraud-events-test", "decisions-inbox-test")
    environment = {
        "FRAUD_SCORES_TABLE": SCORES,
        "SNS_TOPIC_ARN": topic,
        "ALERT_THRESHOLD": "0.8",
        "SCORE_RETENTION_DAYS": "30",
        "PROFILES_TABLE": PROFILES,
        "PROFILE_RETENTION_DAYS": "400",
        "STRATEGIES_TABLE": STRATEGIES,
        "REVIEWS_TABLE": REVIEWS,
        "REVIEW_HOURS": "24",
        "EVENTS_TOPIC_ARN": events_topic,
        "EVENT_BUS": "",
        "DASHBOARD_URL": "https://console.example/dashboard",
    }
    with import_handler("scoring", environment, logs) as module:
        inboxes = {"inbox": inbox, "events_inbox": events_inbox}
        yield ScoringOnAws(module=module, aws=aws, table=SCORES, profiles=PROFILES, **inboxes)


@pytest.fixture
def decisions(
    aws: boto3.Session, ingestion: IngestionOnAws, scoring: ScoringOnAws, logs: FunctionLogs
) -> Iterator[DecisionsOnAws]:
    """Yield Decision with an empty table, beside Ingestion and Scoring."""
    with decisions_on_aws(aws, ingestion, scoring, logs) as made:
        yield made


@pytest.fixture
def feedback(
    aws: boto3.Session, transactions: str, scoring: ScoringOnAws, logs: FunctionLogs
) -> Iterator[FeedbackOnAws]:
    """Yield Feedback with an empty table, beside Scoring."""
    with feedback_on_aws(aws, transactions, scoring, logs) as made:
        yield made


@pytest.fixture
def queries(decisions: DecisionsOnAws, feedback: FeedbackOnAws, logs: FunctionLogs) -> Iterator[QueriesOnAws]:
    """Yield Queries beside all that write what it reads."""
    with queries_on_aws(decisions, feedback, logs) as made:
        yield made
