"""An AWS in memory, fresh for each test, and the functions on it."""

import functools
from collections.abc import Iterator
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from handlers.aws import concurrency
from tests.handlers.functions import FunctionLogs, IngestionOnAws, import_handler
from tests.handlers.partiql import with_partiql
from tests.handlers.scoring_on_aws import ScoringOnAws

REGION = "us-east-1"
TRANSACTIONS, SCORES = "transactions-test", "fraud-scores-test"


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session, whose service descriptions and clients are made once."""
    made = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)
    made.client = functools.cache(made.client)  # type: ignore[method-assign]
    return made


@pytest.fixture
def aws(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    """An empty account."""
    with mock_aws():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        monkeypatch.delenv("_X_AMZN_TRACE_ID", raising=False)
        monkeypatch.setattr(concurrency, "POOL", SimpleNamespace(map=map))  # moto's tables do not bear many threads
        yield session


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str]) -> FunctionLogs:
    """What the function under test logs."""
    return FunctionLogs(capsys)


@pytest.fixture
def transactions(aws: boto3.Session) -> str:
    """The name of an empty transactions table."""
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
    """The address of an empty dead-letter queue."""
    return aws.client("sqs").create_queue(QueueName="dead-letters-test")["QueueUrl"]


@pytest.fixture
def ingestion(aws: boto3.Session, transactions: str, queue_url: str, logs: FunctionLogs) -> Iterator[IngestionOnAws]:
    """Ingestion with an empty table and queue."""
    environment = {"TRANSACTIONS_TABLE": transactions, "DLQ_URL": queue_url}
    with import_handler("ingestion", environment, logs) as module:
        yield IngestionOnAws(module=module, aws=aws, table=transactions, queue_url=queue_url)


@pytest.fixture
def scoring(aws: boto3.Session, logs: FunctionLogs) -> Iterator[ScoringOnAws]:
    """Scoring with an empty table and a topic that a queue listens to."""
    aws.client("dynamodb").create_table(
        TableName=SCORES,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "transaction_id", "AttributeType": "S"}],
    )
    topic = aws.client("sns").create_topic(Name="fraud-alerts-test")["TopicArn"]
    inbox = aws.client("sqs").create_queue(QueueName="inbox-test")["QueueUrl"]
    queue = aws.client("sqs").get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])["Attributes"]
    aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue["QueueArn"])
    environment = {
        "FRAUD_SCORES_TABLE": SCORES,
        "SNS_TOPIC_ARN": topic,
        "ALERT_THRESHOLD": "0.8",
        "SCORE_RETENTION_DAYS": "30",
    }
    with import_handler("scoring", environment, logs) as module:
        with_partiql(module.scores._client)  # noqa: SLF001 -- a hook on the function's own client
        yield ScoringOnAws(module=module, aws=aws, table=SCORES, inbox=inbox)
